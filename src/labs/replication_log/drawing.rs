//! The picture as SVG.

use faultline_model::statements::Outcome;
use yew::prelude::*;

use super::picture::{CellVm, Layout, LogVm, TABLE, TableVm, column_names, picture};
use super::words;
use crate::markup::{classes, html};

/// The leader's table, its log, and the followers' tables.
pub fn drawing(outcome: &Outcome, layout: Layout) -> Html {
    let vm = picture(outcome, layout);
    let label = words::picture(outcome);
    html! {
        <svg class="log-picture" role="img" aria-label={label} viewBox={format!("-1 0 {} {}", vm.width + 2, vm.height)}>
            { log(&vm) }
            { table(&vm.leader) }
            { for vm.followers.iter().map(table) }
            { for vm.arrows.iter().enumerate().map(|(at, arrow)| arrow_view(at, *arrow, vm.is_broken && at > 0)) }
        </svg>
    }
}

fn log(vm: &LogVm) -> Html {
    let [x, y, width, height] = vm.log.map(|number| number.to_string());
    let more = (vm.n_more > 0).then(|| (words::more(vm.n_more), vm.log[1] + vm.log[3] - 7));
    let entries = vm.entries.iter().cloned().chain(more).enumerate();
    let entry = |(at, (text, baseline)): (usize, (String, i32))| {
        html! {
            <g key={at}>
                <text class="number" x={(vm.log[0] + 22).to_string()} y={baseline.to_string()}>{ at + 1 }</text>
                <text class="entry" x={(vm.log[0] + 32).to_string()} y={baseline.to_string()}>{ text }</text>
            </g>
        }
    };
    html! {
        <g class="log">
            <rect {x} {y} {width} {height} rx="6" />
            <text class="title" x={(vm.log[0] + 12).to_string()} y={(vm.log[1] + 18).to_string()}>{ words::WRITTEN }</text>
            { for entries.map(entry) }
        </g>
    }
}

fn table(vm: &TableVm) -> Html {
    let names = column_names().into_iter().enumerate();
    let name = |(at, (name, x)): (usize, (&'static str, i32))| {
        html! { <text key={at} class="column" x={x.to_string()} y="37">{ name }</text> }
    };
    let cells = vm.rows.iter().flatten().enumerate();
    let more = if vm.n_more > 0 { words::more(vm.n_more) } else { String::new() };
    html! {
        <g class="table" transform={format!("translate({} {})", vm.place.0, vm.place.1)}>
            <text class="title" x="0" y="16">{ &vm.title }</text>
            <path class="rule" d={format!("M0 43H{TABLE}")} />
            { for names.map(name) }
            { for cells.map(cell) }
            <text class="column" x={(TABLE / 2).to_string()} y={(vm.height - 6).to_string()}>{ more }</text>
        </g>
    }
}

fn cell((at, vm): (usize, &CellVm)) -> Html {
    let (x, y) = vm.at;
    html! {
        <g key={at} class={classes!("cell", vm.differs.then_some("differs"))}>
            <rect x={(vm.ground.0 + 1).to_string()} y={(y - 15).to_string()} width={(vm.ground.1 - 2).to_string()}
                height="20" rx="3" />
            <text x={x.to_string()} y={y.to_string()}>
                { if vm.differs { "≠ " } else { "" } }{ &vm.text }
            </text>
        </g>
    }
}

/// An arrow, along straight lines; a broken one has a cross before its tip.
fn arrow_view(at: usize, [x1, y1, x2, y2]: [i32; 4], is_broken: bool) -> Html {
    let way = match x1 == x2 {
        true => format!("M{x1} {y1}V{y2}m-4 -6l4 6l4 -6"),
        false => format!("M{x1} {y1}H{}V{y2}H{x2}m-6 -4l6 4l-6 4", (x1 + x2) / 2),
    };
    let cross = match x1 == x2 {
        true => format!("M{} {}l10 10m0 -10l-10 10", x2 - 5, y2 - 18),
        false => format!("M{} {}l10 10m0 -10l-10 10", x2 - 15, y2 - 5),
    };
    html! {
        <g key={format!("arrow-{at}")} class={classes!("arrow", is_broken.then_some("broken"))}>
            <path d={way} />
            <path class="cross" d={if is_broken { cross } else { String::new() }} />
        </g>
    }
}
