//! The panels below the picture: what to improve, replicas, rhythm, and the table of nines.

use faultline_model::diagram::Name;
use faultline_model::maths::availability::{ComponentResult, Evaluation, replicas_for_target};
use faultline_model::maths::chance::Chance;
use faultline_model::maths::rhythm::{reliability, same_availability};
use faultline_model::tick::{Period, Tick};
use yew::prelude::*;

use super::bench::Bench;
use super::config::{NEEDED_MAX, parse_needed};
use super::run::{Run, common_cause};
use super::words;
use crate::markup::html;
use crate::settings::parse_percent;
use crate::ui::number::significant;
use crate::ui::panel::{hint, nothing, panel, paragraph, select, status};
use crate::ui::setting::setting;
use crate::ui::slider::{Slider, slider};
use crate::ui::table::{Row, head, row, table, text};
use crate::ui::text_field::TextField;

/// Which component to improve first, and what a common cause takes away.
pub fn improve(bench: &Bench, run: &Run) -> Html {
    let Ok(exact) = &run.exact else { return nothing() };
    let ranks = 1..=exact.components.len();
    let by_rank = ranks.flat_map(|rank| exact.components.iter().filter(move |component| component.gain_rank == rank));
    let component = |component: &ComponentResult| {
        row(words::component_name(component), vec![words::gain(component), significant(component.importance)])
    };
    let columns = head(&[words::COMPONENT, words::GAIN, words::IMPORTANCE]);
    panel(
        "improve",
        words::IMPROVE,
        vec![
            table(words::IMPROVE, &columns, by_rank.map(component).collect()),
            hint(words::IMPROVE_HINT),
            beta_field(bench, exact),
        ],
    )
}

/// The common cause, and to how much of the diagram it applies.
fn beta_field(bench: &Bench, exact: &Evaluation) -> Html {
    let beta = bench.session.config.beta;
    let on_slide = {
        let bench = bench.clone();
        Callback::from(move |(percent, is_gesture): (i32, bool)| {
            if let Ok(beta) = parse_percent(&percent.to_string()) {
                bench.change(is_gesture, move |config| config.beta = beta);
            }
        })
    };
    let (value, shown) = (beta.to_string(), format!("{beta} %"));
    let field = Slider { id: "beta", label: words::BETA_LABEL, min: 0, max: 100, value, shown };
    html! {
        <>
            { slider(field, &bench.drag, on_slide) }
            { hint(words::beta_hint(exact.groups.len())) }
        </>
    }
}

/// How many replicas of one component reach the target, and where no number does.
pub fn replicas(bench: &Bench) -> Html {
    let config = &bench.session.config;
    let names = config.diagram.names();
    let asked = config.part.clone().filter(|part| names.contains(part));
    let Some(name) = asked.or_else(|| names.first().cloned()) else { return nothing() };
    let own = config.diagram.spec(&name).map_or(Chance::UP, Chance::of);
    let target = words::target(config);
    let answer = replicas_for_target(own, config.needed, common_cause(config), target);
    let count = |(n, chance): &(u8, Chance)| {
        let reached = if chance.down <= target.down { words::REACHED } else { "" };
        row(words::k_of_n(config.needed, *n), vec![words::percent(*chance), reached.to_owned()])
    };
    let columns = head(&[words::N_REPLICAS, words::TITLE, words::TARGET]);
    panel(
        "replicas",
        words::REPLICAS,
        vec![
            replicas_fields(bench, &name, names),
            status(words::replicas_needed(answer.needed, &name, config.needed, config)),
            table(words::REPLICAS, &columns, answer.table.iter().map(count).collect()),
            hint(words::replicas_hint(config)),
        ],
    )
}

fn replicas_fields(bench: &Bench, name: &Name, names: Vec<Name>) -> Html {
    let config = &bench.session.config;
    let on_part = {
        let (bench, names) = (bench.clone(), names.clone());
        Callback::from(move |value: String| {
            let part = names.iter().find(|name| name.as_str() == value).cloned();
            bench.change(false, move |config| config.part = part);
        })
    };
    let on_needed = {
        let bench = bench.clone();
        Callback::from(move |value: String| {
            if let Ok(needed) = parse_needed(&value) {
                bench.change(false, move |config| config.needed = needed);
            }
        })
    };
    let parts = names.iter().map(|name| (name.to_string(), name.to_string())).collect();
    let counts = (1..=NEEDED_MAX).map(|k| (k.to_string(), k.to_string())).collect();
    let (read, on_give) =
        setting(&bench.session, parse_percent, |target| target.to_string(), |config, target| config.target = target);
    html! {
        <div class="fields inline">
            { select(words::COMPONENT, parts, name.as_str(), on_part) }
            { select(words::NEEDED, counts, &config.needed.to_string(), on_needed) }
            <TextField id="target" label={words::TARGET_PERCENT} value={config.target.to_string()} {read} {on_give}
                chars_max=20 />
        </div>
    }
}

/// Reliable against available: the same availability as many short outages or as one long one.
pub fn rhythms(run: &Run) -> Html {
    let Ok(exact) = &run.exact else { return nothing() };
    let system = exact.system;
    let rate = |(name, per_year): (&'static str, f64)| match same_availability(system, per_year) {
        Some(rhythm) => {
            let month = reliability(rhythm.mtbf, Tick::MONTH);
            let times = [rhythm.mttr, rhythm.mtbf].map(|tick| tick.to_string());
            row(name, times.into_iter().chain([words::percent_rounded(month)]).collect())
        }
        None => row(name, vec![words::NONE.to_owned(); 3]),
    };
    let columns = head(&[words::OUTAGES, words::MTTR_EACH, words::MTBF_BETWEEN, words::MONTH_WITHOUT]);
    panel(
        "rhythms",
        words::RHYTHM,
        vec![
            paragraph(words::rhythm_sentence(system)),
            table(words::RHYTHM, &columns, words::RATES.into_iter().map(rate).collect()),
            hint(words::RHYTHM_HINT),
        ],
    )
}

/// The table of nines, with the system's place in it and the cell that the notes have wrong.
pub fn nines(run: &Run) -> Html {
    let system = run.exact.as_ref().ok().map(|exact| exact.system);
    let nines = |n: u32| {
        let chance = Chance::from_down(words::tenth_to_the(n));
        let is_here = system.is_some_and(|system| words::whole_nines(system) == Some(n));
        Row {
            class: if is_here { "here" } else { "" },
            name: text(words::nines_row(chance, is_here)),
            cells: Period::ALL.map(|period| text(words::nines_cell(n, chance, period))).to_vec(),
        }
    };
    let periods = Period::ALL.map(|period| text(words::per(period)));
    let columns: Vec<Html> = std::iter::once(text(words::TITLE)).chain(periods).collect();
    panel(
        "nines",
        words::NINES,
        vec![
            table(words::NINES, &columns, (1..=6).map(nines).collect()),
            hint(format!("{} {}", words::NINES_HINT, words::YEAR_CONVENTION)),
        ],
    )
}
