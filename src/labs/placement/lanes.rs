//! The strategies as pictures: lanes of marks and bars, drawn as SVG.

use yew::prelude::*;

use super::picture::{self, ColumnVm, Lanes, Layout, tenths};
use super::run::{Measure, Outcome, Run};
use super::words;
use crate::markup::{classes, html};

/// Above this many thousandths of its fair share a node is called hot.
const HOT: u32 = 1_500;
/// From one line of the words on requests to the next.
const LINE: i32 = 150;
/// In the golden picture: room for a strategy's name.
const TITLE: i32 = 180;

/// The head of the columns.
pub fn heads(run: &Run, measures: &[Measure], layout: &Layout) -> Html {
    html! {
        <svg class="lanes heads" aria-hidden="true" viewBox={format!("0 0 {} 17", tenths(layout.width))}>
            { head_texts(run, measures, layout) }
        </svg>
    }
}

fn head_texts(run: &Run, measures: &[Measure], layout: &Layout) -> Html {
    let (first, _, step) = layout.bars;
    let column = |(at, measure): (i32, &Measure)| {
        html! { <text key={at} x={tenths(first + at * step)} y="12">{ words::measure(*measure) }</text> }
    };
    html! {
        <g class="head">
            <text x={tenths(layout.map.0)} y="12">{ words::keys_in_order(run) }</text>
            { for (0..).zip(measures).map(column) }
            { for layout.asks.map(|x| html! { <text x={tenths(x)} y="12">{ words::ASKS }</text> }) }
        </g>
    }
}

/// A strategy's lanes, as a picture of its own.
pub fn lanes(run: &Run, outcome: &Outcome, measures: &[Measure], layout: &Layout) -> Html {
    let (height, inner) = drawn(run, outcome, measures, layout);
    html! {
        <svg class="lanes" role="img" aria-label={words::outcome_sentence(run, outcome)}
            viewBox={format!("0 0 {} {}", tenths(layout.width), tenths(height))}>
            { inner }
        </svg>
    }
}

/// All strategies in one picture, to look at.
pub fn still_picture(run: &Run) -> Html {
    let layout = Layout::WIDE;
    let mut top = 170;
    let mut rows = Vec::new();
    for outcome in &run.outcomes {
        let (height, inner) = drawn(run, outcome, &Measure::ALL, &layout);
        rows.push(html! {
            <g key={rows.len()} transform={format!("translate(0 {})", tenths(top))}>
                <text class="title" x="0" y="13">{ words::strategy(outcome.strategy) }</text>
                <g transform={format!("translate(0 {})", tenths(TITLE))}>{ inner }</g>
            </g>
        });
        top += TITLE + height;
    }
    html! {
        <svg class="lanes" role="img" aria-label={words::STAGE}
            viewBox={format!("0 0 {} {}", tenths(layout.width), tenths(top))}>
            { head_texts(run, &Measure::ALL, &layout) }
            { for rows }
        </svg>
    }
}

/// The height of a strategy's lanes, and what is in them.
fn drawn(run: &Run, outcome: &Outcome, measures: &[Measure], layout: &Layout) -> (i32, Html) {
    let shares: Vec<Vec<u32>> = measures.iter().map(|measure| run.shares(outcome, *measure)).collect();
    let loads: Vec<&[u32]> = shares.iter().map(Vec::as_slice).collect();
    let lanes = Lanes { cells: &outcome.cells, fair: &run.fair, loads: &loads, scale: picture::scale(run.most) };
    let vm = picture::lanes(&lanes, layout);
    let name = |(node, y): &(usize, i32)| {
        html! { <text key={*node} class="node" x={tenths(layout.map.0 - 40)} y={tenths(*y)}>{ format!("n{node}") }</text> }
    };
    let columns = vm.columns.iter().enumerate().map(|(at, vm)| {
        let hottest = picture::busiest(&shares[at], &run.fair);
        column(at, vm, words::busiest(run, outcome, measures[at]), run.times_fair(shares[at][hottest], hottest) > HOT)
    });
    let inner = html! {
        <g>
            <path class="stripes" d={vm.stripes.clone()} />
            <path class="marks" d={vm.marks.clone()} />
            { for vm.names.iter().map(name) }
            { for columns }
            { for layout.asks.map(|x| asks(run, outcome, x)) }
        </g>
    };
    (vm.height, inner)
}

fn column(at: usize, vm: &ColumnVm, busiest: String, is_hot: bool) -> Html {
    html! {
        <g key={at} class={classes!("bars", is_hot.then_some("hot"))}>
            <path class="bar" d={vm.bars.clone()} />
            <path class="bar busiest" d={vm.busiest.clone()} />
            <path class="fair" d={vm.fair.clone()} />
            <text class="times" x={tenths(vm.x)} y="11">{ busiest }</text>
        </g>
    }
}

/// How many nodes each kind of request asks.
fn asks(run: &Run, outcome: &Outcome, x: i32) -> Html {
    let line = |(at, (n, what)): (i32, (String, &'static str))| {
        let y = tenths(picture::HEAD + 90 + at * LINE);
        html! {
            <g key={at}>
                <text class="n-asked" x={tenths(x + 130)} {y}>{ n }</text>
                <text x={tenths(x + 190)} y={tenths(picture::HEAD + 90 + at * LINE)}>{ what }</text>
            </g>
        }
    };
    html! { <g class="asks">{ for (0..).zip(words::asks(run, outcome)).map(line) }</g> }
}
