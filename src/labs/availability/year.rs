//! The simulated year: bars of up and down, the same as a table, and the sample beside the closed form.

use faultline_model::maths::outages::{Bars, Simulation};
use faultline_model::tick::Tick;
use yew::prelude::*;

use super::bench::Bench;
use super::config::parse_mttr;
use super::picture::Run as Direction;
use super::run::Run;
use super::words;
use crate::markup::html;
use crate::settings::parse_seed;
use crate::ui::number::fixed;
use crate::ui::panel::{button, fault, hint, panel, paragraph, status};
use crate::ui::setting::{on_new_seed, setting};
use crate::ui::table::{head, row, table};
use crate::ui::text_field::TextField;

const NAME_WIDTH: f64 = 92.0;
const ROW: i32 = 18;
/// No bar is thinner than a line: an outage of seconds is still seen.
const BAR_MIN: f64 = 1.5;

/// How wide a year is drawn: to the width of the page, so that the letters keep their size.
fn year_width(direction: Direction) -> f64 {
    match direction {
        Direction::Across => 720.0,
        Direction::Down => 250.0,
    }
}

/// A seeded year of up and down, and many more years beside the closed form.
pub fn simulated_year(bench: &Bench, run: &Run) -> Html {
    let result = match &run.simulated {
        Ok(simulation) => simulated(run, simulation, year_width(bench.direction)),
        Err(why) => fault(why.to_string()),
    };
    panel("year", words::YEAR, vec![result, fields(bench), hint(words::YEAR_HINT)])
}

fn fields(bench: &Bench) -> Html {
    let config = &bench.session.config;
    let new_seed = on_new_seed(&bench.session, |config, seed| config.seed = seed);
    let mttr = setting(&bench.session, parse_mttr, |mttr| mttr.compact(), |config, mttr| config.mttr = mttr);
    let seed = setting(&bench.session, parse_seed, |seed| seed.to_string(), |config, seed| config.seed = seed);
    html! {
        <div class="fields inline">
            <TextField id="mttr" label={words::MTTR_LABEL} value={config.mttr.compact()} read={mttr.0} on_give={mttr.1}
                chars_max=20 />
            <TextField id="seed" label={words::SEED_LABEL} value={config.seed.to_string()} read={seed.0}
                on_give={seed.1} chars_max=16 />
            { button(words::NEW_SEED, new_seed) }
        </div>
    }
}

fn simulated(run: &Run, simulation: &Simulation, width: f64) -> Html {
    let agreement = run.exact.as_ref().map_or("", |exact| words::agreement(exact.system, simulation));
    let rows: Vec<&Bars> = std::iter::once(&simulation.system).chain(&simulation.instances).collect();
    let columns = head(&[words::COMPONENT, words::OUTAGES, words::DOWN]);
    let bars = rows
        .iter()
        .map(|bars| row(words::bars_name(&bars.id), vec![bars.n_outages.to_string(), bars.down_total.to_string()]));
    html! {
        <>
            { picture(simulation, &rows, width) }
            <details>
                <summary>{ words::YEAR_TABLE }</summary>
                { table(words::YEAR_TABLE, &columns, bars.collect()) }
            </details>
            { status(format!("{} {agreement}", words::years_sentence(simulation))) }
            { paragraph(words::closed_form(run)) }
        </>
    }
}

fn picture(simulation: &Simulation, rows: &[&Bars], width: f64) -> Html {
    let height = ROW * rows.len() as i32 + 22;
    let (name_width, year_width) = (fixed(NAME_WIDTH, 0), fixed(width, 0));
    let row = |(at, bars): (usize, &&Bars)| {
        let y = ROW * at as i32;
        let class = if at == 0 { "row system" } else { "row" };
        html! {
            <g key={at} {class}>
                <text x="0" y={(y + 13).to_string()}>{ words::bars_name(&bars.id) }</text>
                <rect class="up" x={name_width.clone()} y={(y + 3).to_string()} width={year_width.clone()} height="12" />
                <path class="down" d={bars_path(&bars.down, y, width)} />
            </g>
        }
    };
    let month = |at: i32| {
        let x = fixed(NAME_WIDTH + width * f64::from(at) / 12.0, 1);
        html! { <text key={at} class="tick" {x} y={(height - 6).to_string()}>{ words::month(at) }</text> }
    };
    html! {
        <svg class="bars" role="img" aria-label={words::year_label(simulation)}
            viewBox={format!("0 0 {} {height}", fixed(NAME_WIDTH + width, 0))}>
            <g>{ for rows.iter().enumerate().map(row) }</g>
            <g>{ for (0..12).step_by(3).map(month) }</g>
        </svg>
    }
}

/// All outages of a row as one path.
fn bars_path(down: &[(Tick, Tick)], y: i32, year_width: f64) -> String {
    let x = |at: Tick| NAME_WIDTH + year_width * (at.0 as f64 / Tick::YEAR.0 as f64);
    let bar = |(from, to): &(Tick, Tick)| {
        let start = x(*from).min(NAME_WIDTH + year_width - BAR_MIN);
        let width = fixed((x(*to) - x(*from)).max(BAR_MIN), 1);
        format!("M{} {}h{width}v12h-{width}z", fixed(start, 1), y + 3)
    };
    down.iter().map(bar).collect()
}
