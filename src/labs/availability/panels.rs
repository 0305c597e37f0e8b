//! The panels below the picture: what to improve, a simulated year, replicas, rhythm, and the table of nines.

use std::rc::Rc;

use faultline_model::diagram::Name;
use faultline_model::maths::availability::{ComponentResult, Evaluation, replicas_for_target};
use faultline_model::maths::chance::Chance;
use faultline_model::maths::outages::{Bars, Simulation};
use faultline_model::maths::rhythm::{Rhythm, reliability, same_availability};
use faultline_model::tick::{Period, Tick};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::config::{AvailabilityConfig, NEEDED_MAX, parse_mttr, parse_needed, parse_percent, parse_seed};
use super::run::{Run, common_cause};
use super::view::Bench;
use super::words;
use crate::browser;
use crate::ui::number::{fixed, significant};
use crate::ui::slider::Slider;
use crate::ui::text_field::{Given, Read, TextField, sentence};

/// Which component to improve first, and what a common cause takes away.
pub fn improve(bench: &Bench, run: &Run) -> Html {
    let Ok(exact) = &run.exact else { return html! { <section hidden=true></section> } };
    let ranks = 1..=exact.components.len();
    let components =
        ranks.flat_map(|rank| exact.components.iter().filter(move |component| component.gain_rank == rank));
    let row = |component: &ComponentResult| {
        let name = match component.n_instances {
            1 => component.name.to_string(),
            n => format!("{} × {n}", component.name),
        };
        html! {
            <tr key={component.name.to_string()}>
                <th scope="row">{ name }</th>
                <td>{ words::gain(component) }</td>
                <td>{ significant(component.importance) }</td>
            </tr>
        }
    };
    html! {
        <section class="panel improve">
            <h2>{ words::IMPROVE }</h2>
            <div class="scroll" role="region" tabindex="0" aria-label={words::IMPROVE}>
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{ words::COMPONENT }</th>
                            <th scope="col">{ words::GAIN }</th>
                            <th scope="col">{ words::IMPORTANCE }</th>
                        </tr>
                    </thead>
                    <tbody>{ for components.map(row) }</tbody>
                </table>
            </div>
            <p class="hint">{ words::IMPROVE_HINT }</p>
            { beta_field(bench, exact) }
        </section>
    }
}

/// The common cause, and to how much of the diagram it applies.
fn beta_field(bench: &Bench, exact: &Evaluation) -> Html {
    let beta = bench.session.config.beta;
    let on_slide = {
        let bench = bench.clone();
        Callback::from(move |(percent, is_gesture): (i32, bool)| {
            if let Ok(beta) = parse_percent(&percent.to_string()) {
                bench.change(is_gesture, |config| config.beta = beta);
            }
        })
    };
    html! {
        <>
            <Slider id="beta" label={words::BETA_LABEL} min=0 max=100 value={beta.to_string()}
                shown={format!("{beta} %")} {on_slide} />
            <p class="hint">{ words::BETA_HINT }{ " " }{ words::groups(exact.groups.len()) }</p>
        </>
    }
}

const YEAR_WIDTH: f64 = 720.0;
const NAME_WIDTH: f64 = 92.0;
const ROW: i32 = 18;

/// A seeded year of up and down, and many more years beside the closed form.
pub fn simulated_year(bench: &Bench, run: &Run) -> Html {
    let config = &bench.session.config;
    let new_seed = {
        let bench = bench.clone();
        Callback::from(move |_| {
            if let Some(seed) = browser::new_seed() {
                bench.change(false, |config| config.seed = seed);
            }
        })
    };
    let mttr = setting(bench, parse_mttr, |mttr| mttr.compact(), |config, mttr| config.mttr = mttr);
    let seed = setting(bench, parse_seed, |seed| seed.to_string(), |config, seed| config.seed = seed);
    html! {
        <section class="panel year">
            <h2>{ words::YEAR }</h2>
            { match &run.simulated {
                Ok(simulation) => simulated(run, simulation),
                Err(why) => html! { <p class="fault" role="status">{ why.to_string() }</p> },
            } }
            <div class="fields inline">
                <TextField id="mttr" label={words::MTTR_LABEL} value={config.mttr.compact()} read={mttr.0} on_give={mttr.1}
                    chars_max=20 />
                <TextField id="seed" label={words::SEED_LABEL} value={config.seed.to_string()} read={seed.0}
                    on_give={seed.1} chars_max=16 />
                <button type="button" onclick={new_seed}>{ words::NEW_SEED }</button>
            </div>
            <p class="hint">{ words::YEAR_HINT }</p>
        </section>
    }
}

fn simulated(run: &Run, simulation: &Simulation) -> Html {
    let agreement = run.exact.as_ref().map_or("", |exact| words::agreement(exact.system, simulation));
    let rows: Vec<&Bars> = std::iter::once(&simulation.system).chain(&simulation.instances).collect();
    let table_row = |bars: &&Bars| {
        html! {
            <tr key={bars.id.clone()}>
                <th scope="row">{ words::bars_name(&bars.id) }</th>
                <td>{ bars.n_outages }</td>
                <td>{ bars.down_total.to_string() }</td>
            </tr>
        }
    };
    html! {
        <>
            { year_picture(simulation, &rows) }
            <details>
                <summary>{ words::YEAR_TABLE }</summary>
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{ words::COMPONENT }</th>
                            <th scope="col">{ words::OUTAGES }</th>
                            <th scope="col">{ words::DOWN }</th>
                        </tr>
                    </thead>
                    <tbody>{ for rows.iter().map(table_row) }</tbody>
                </table>
            </details>
            <p role="status">{ words::years_sentence(simulation) }{ " " }{ agreement }</p>
            <p>{ words::closed_form(run) }</p>
        </>
    }
}

fn year_picture(simulation: &Simulation, rows: &[&Bars]) -> Html {
    let height = ROW * rows.len() as i32 + 22;
    let row = |(at, bars): (usize, &&Bars)| {
        let y = ROW * at as i32;
        let class = if at == 0 { "row system" } else { "row" };
        html! {
            <g key={bars.id.clone()} {class}>
                <text x="0" y={(y + 13).to_string()}>{ words::bars_name(&bars.id) }</text>
                <rect class="up" x={fixed(NAME_WIDTH, 0)} y={(y + 3).to_string()} width={fixed(YEAR_WIDTH, 0)} height="12" />
                <path class="down" d={bars_path(&bars.down, y)} />
            </g>
        }
    };
    let month = |at: i32| {
        let x = NAME_WIDTH + YEAR_WIDTH * f64::from(at) / 12.0;
        html! { <text key={at} class="tick" x={fixed(x, 1)} y={(height - 6).to_string()}>{ words::month(at) }</text> }
    };
    html! {
        <svg class="bars" role="img" aria-label={words::year_label(simulation)}
            viewBox={format!("0 0 {} {height}", fixed(NAME_WIDTH + YEAR_WIDTH, 0))}>
            { for rows.iter().enumerate().map(row) }
            { for (0..12).step_by(3).map(month) }
        </svg>
    }
}

/// All outages of a row as one path. An outage of seconds is still drawn: no bar is thinner than a line.
fn bars_path(down: &[(Tick, Tick)], y: i32) -> String {
    let x = |at: Tick| NAME_WIDTH + YEAR_WIDTH * (at.0 as f64 / Tick::YEAR.0 as f64);
    let bar = |(from, to): &(Tick, Tick)| {
        let width = (x(*to) - x(*from)).max(1.5);
        let from = x(*from).min(NAME_WIDTH + YEAR_WIDTH - 1.5);
        let width = fixed(width, 1);
        format!("M{} {}h{width}v12h-{width}z", fixed(from, 1), y + 3)
    };
    down.iter().map(bar).collect()
}

/// How a text field reads a setting and changes the configuration with it.
fn setting<T: 'static>(
    bench: &Bench,
    parse: fn(&str) -> Result<T, String>,
    show: fn(&T) -> String,
    set: fn(&mut AvailabilityConfig, T),
) -> (Read, Callback<Given>) {
    let bench = bench.clone();
    let on_give = Callback::from(move |given: Given| {
        if let Ok(value) = parse(&given.text) {
            bench.change(given.is_gesture, |config| set(config, value));
        }
    });
    (Rc::new(move |text| parse(text).map(|value| show(&value)).map_err(sentence)), on_give)
}

/// How many replicas of one component reach the target, and where no number does.
pub fn replicas(bench: &Bench) -> Html {
    let config = &bench.session.config;
    let names = config.diagram.names();
    let Some(name) = config.part.clone().filter(|part| names.contains(part)).or_else(|| names.first().cloned()) else {
        return html! { <section hidden=true></section> };
    };
    let own = config.diagram.spec(&name).map_or(Chance::UP, Chance::of);
    let answer = replicas_for_target(own, config.needed, common_cause(config), words::target(config));
    let on_part = {
        let (bench, names) = (bench.clone(), names.clone());
        Callback::from(move |event: Event| {
            let select: HtmlSelectElement = event.target_unchecked_into();
            let part = names.iter().find(|name| name.as_str() == select.value()).cloned();
            bench.change(false, |config| config.part = part);
        })
    };
    let on_needed = {
        let bench = bench.clone();
        Callback::from(move |event: Event| {
            let select: HtmlSelectElement = event.target_unchecked_into();
            if let Ok(needed) = parse_needed(&select.value()) {
                bench.change(false, |config| config.needed = needed);
            }
        })
    };
    let option = |each: &Name| {
        html! { <option key={each.to_string()} value={each.to_string()} selected={*each == name}>{ each.to_string() }</option> }
    };
    let target = words::target(config);
    let aim = setting(bench, parse_percent, |target| target.to_string(), |config, target| config.target = target);
    let row = |(n, chance): &(u8, Chance)| {
        let mark = if chance.down <= target.down { words::REACHED } else { "" };
        html! {
            <tr key={*n}>
                <th scope="row">{ words::k_of_n(config.needed, *n) }</th>
                <td>{ words::percent(*chance) }</td>
                <td>{ mark }</td>
            </tr>
        }
    };
    html! {
        <section class="panel replicas">
            <h2>{ words::REPLICAS }</h2>
            <div class="fields inline">
                <label class="field">
                    <span>{ words::COMPONENT }</span>
                    <select onchange={on_part}>{ for names.iter().map(option) }</select>
                </label>
                <label class="field">
                    <span>{ words::NEEDED }</span>
                    <select onchange={on_needed}>
                        { for (1..=NEEDED_MAX).map(|k| html! {
                            <option key={k} value={k.to_string()} selected={k == config.needed}>{ k }</option>
                        }) }
                    </select>
                </label>
                <TextField id="target" label={words::TARGET_PERCENT} value={config.target.to_string()} read={aim.0}
                    on_give={aim.1} chars_max=20 />
            </div>
            <p role="status">{ words::replicas_needed(answer.needed, &name, config.needed, config) }</p>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{ words::N_REPLICAS }</th>
                        <th scope="col">{ words::TITLE }</th>
                        <th scope="col">{ words::TARGET }</th>
                    </tr>
                </thead>
                <tbody>{ for answer.table.iter().map(row) }</tbody>
            </table>
            <p class="hint">{ words::replicas_hint(config) }</p>
        </section>
    }
}

/// Reliable against available: the same availability as many short outages or as one long one.
pub fn rhythms(run: &Run) -> Html {
    let Ok(exact) = &run.exact else { return html! { <section hidden=true></section> } };
    let system = exact.system;
    let row = |(words_of_rate, per_year): (&'static str, f64)| {
        let rhythm = same_availability(system, per_year);
        let cell = |text: fn(Rhythm) -> String| rhythm.map_or("–".to_owned(), text);
        html! {
            <tr key={words_of_rate}>
                <th scope="row">{ words_of_rate }</th>
                <td>{ cell(|rhythm| rhythm.mttr.to_string()) }</td>
                <td>{ cell(|rhythm| rhythm.mtbf.to_string()) }</td>
                <td>{ cell(|rhythm| words::percent_rounded(reliability(rhythm.mtbf, Tick::MONTH))) }</td>
            </tr>
        }
    };
    html! {
        <section class="panel rhythms">
            <h2>{ words::RHYTHM }</h2>
            <p>{ words::rhythm_sentence(system) }</p>
            <div class="scroll" role="region" tabindex="0" aria-label={words::RHYTHM}>
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{ words::OUTAGES }</th>
                            <th scope="col">{ words::MTTR_EACH }</th>
                            <th scope="col">{ words::MTBF_BETWEEN }</th>
                            <th scope="col">{ words::MONTH_WITHOUT }</th>
                        </tr>
                    </thead>
                    <tbody>{ for words::RATES.into_iter().map(row) }</tbody>
                </table>
            </div>
            <p class="hint">{ words::RHYTHM_HINT }</p>
        </section>
    }
}

/// The table of nines, with the system's place in it and the cell that the notes have wrong.
pub fn nines(run: &Run) -> Html {
    let system = run.exact.as_ref().ok().map(|exact| exact.system);
    let row = |n: u32| {
        let chance = Chance::from_down(words::tenth_to_the(n));
        let is_here = system.is_some_and(|system| words::whole_nines(system) == Some(n));
        html! {
            <tr key={n} class={is_here.then_some("here")}>
                <th scope="row">{ words::percent(chance) }{ if is_here { words::HERE } else { "" } }</th>
                { for Period::ALL.into_iter().map(|period| html! {
                    <td key={period.word()}>
                        { words::downtime(chance, period) }
                        { if n == 4 && period == Period::Week { "*" } else { "" } }
                    </td>
                }) }
            </tr>
        }
    };
    html! {
        <section class="panel nines">
            <h2>{ words::NINES }</h2>
            <div class="scroll" role="region" tabindex="0" aria-label={words::NINES}>
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{ words::TITLE }</th>
                            { for Period::ALL.into_iter().map(|period| html! {
                                <th key={period.word()} scope="col">{ words::per(period) }</th>
                            }) }
                        </tr>
                    </thead>
                    <tbody>{ for (1..=6).map(row) }</tbody>
                </table>
            </div>
            <p class="hint">{ words::NINES_HINT }{ " " }{ words::YEAR_CONVENTION }</p>
        </section>
    }
}
