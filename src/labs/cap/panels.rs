//! The panels that answer what people ask about CAP, each from runs of the page's own scenario.

use faultline_model::maths::latency::Latency;
use faultline_model::step::parse_steps;
use faultline_model::tick::Tick;
use yew::prelude::*;

use super::config::{CapConfig, Show, Side};
use super::run::exact;
use super::view::Shown;
use super::words;
use crate::experiment::account::Account;
use crate::experiment::words as said;
use crate::markup::html;
use crate::session::Session;
use crate::ui::panel::{button, hint, panel, paragraph, status};
use crate::ui::slider::{Slider, slider};
use crate::ui::table::{head, row, table};

/// The longest time-out of the slider, in milliseconds.
const SLIDER_MAX_MS: i32 = 200;

/// Asking for both, and what becomes of it when the network is cut.
pub fn ca(shown: &Shown) -> Html {
    let ask = changing(shown.session(), |config| {
        config.show = Show::Only(Side::Ca);
        config.script.steps = config.calm().script.steps;
    });
    let cut = changing(shown.session(), |config| {
        config.show = Show::Only(Side::Ca);
        config.script.steps = parse_steps(&config.story.steps(config.nodes)).0;
    });
    let buttons = html! { <p class="actions">{ button(words::ASK_FOR_CA, ask) }{ button(words::CUT_CA, cut) }</p> };
    panel("ca", words::CA, vec![hint(words::CA_HINT), buttons, status(words::ca(&shown.all.ca))])
}

/// A button's deed: another configuration, seen from its start to its end.
fn changing(session: &Session<CapConfig>, change: fn(&mut CapConfig)) -> Callback<MouseEvent> {
    let session = session.clone();
    Callback::from(move |_| {
        session.change(false, move |config| {
            config.script.at = None;
            change(config);
        });
    })
}

/// The same network without a cut, slower and slower or waited for less and less.
pub fn delay(shown: &Shown) -> Html {
    let timeout = shown.session().config.timeout;
    let on_slide = {
        let session = shown.session().clone();
        Callback::from(move |(ms, is_gesture): (i32, bool)| {
            let timeout = Tick(u64::from(ms.unsigned_abs()) * 1_000);
            session.change(is_gesture, move |config| config.timeout = timeout);
        })
    };
    let value = (timeout.0 / 1_000).to_string();
    let field = Slider {
        id: "timeout-ms",
        label: words::TIMEOUT_SLIDER,
        min: 5,
        max: SLIDER_MAX_MS,
        value,
        shown: said::span(timeout),
    };
    let slow = changing(shown.session(), |config| {
        config.latency = Latency::Constant(Tick(20_000));
        config.script.steps = config.calm().script.steps;
    });
    panel(
        "delay",
        words::DELAY,
        vec![
            hint(words::DELAY_HINT),
            slider(field, &shown.drag, on_slide),
            status(words::delay(&shown.session().config, &shown.all)),
            html! { <p class="actions">{ button(words::SLOW_DOWN, slow) }</p> },
        ],
    )
}

/// What an answer costs while nothing is cut.
pub fn pacelc(shown: &Shown) -> Html {
    let (cp, ap) = &shown.all.calm;
    let line = |name: &'static str, of: fn(&Account) -> String| row(name, vec![of(&cp.account), of(&ap.account)]);
    let mut rows = vec![line(words::MEDIAN, said::median), line(words::SLOWEST, said::slowest)];
    if let Some((cp, ap)) = exact(&shown.session().config) {
        rows.push(row(words::EXACT, vec![said::span(cp), said::span(ap)]));
    }
    let columns = head(&[words::TIMES, words::side(Side::Cp), words::side(Side::Ap)]);
    panel("pacelc", words::PACELC, vec![table(words::PACELC, &columns, rows), hint(words::PACELC_HINT)])
}

/// One run under three promises.
pub fn levels(shown: &Shown) -> Html {
    use faultline_model::checks::Property;
    let line = |side: &Side| {
        let run = shown.all.side(*side);
        let counts = [
            run.account.n_violations(Property::NoStaleRead).to_string(),
            said::answered(&run.account),
            run.account.conflicts.len().to_string(),
            said::median(&run.account),
            said::converged(&run.account).to_owned(),
        ];
        row(words::side(*side), counts.to_vec())
    };
    let run = changing(shown.session(), |config| config.show = Show::Levels);
    panel(
        "levels",
        words::LEVELS,
        vec![
            table(words::LEVELS, &head(&words::LEVEL_COLUMNS), Show::Levels.sides().iter().map(line).collect()),
            hint(words::LEVELS_HINT),
            html! { <p class="actions">{ button(words::RUN_LEVELS, run) }</p> },
        ],
    )
}

/// The three words as people use them, as the theorem does, and as the runs bear them out.
pub fn definitions(shown: &Shown) -> Html {
    let (cp, ap) = (words::shown(&shown.all.cp), words::shown(&shown.all.ap));
    let line = |((words, cp), ap): ((&[&'static str; 3], String), String)| {
        row(words[0], vec![words[1].to_owned(), words[2].to_owned(), cp, ap])
    };
    let rows = words::DEFINED.iter().zip(cp).zip(ap).map(line).collect();
    let columns = head(&words::DEFINITION_COLUMNS);
    panel(
        "definitions",
        words::DEFINITIONS,
        vec![
            table(words::DEFINITIONS, &columns, rows),
            paragraph(format!("CP: {}. AP: {}.", words::kept(&shown.all.cp), words::kept(&shown.all.ap))),
            hint(words::DEFINITIONS_HINT),
        ],
    )
}

/// Where systems stand that people know.
pub fn known_systems() -> Html {
    let line = |[name, rest @ ..]: &[&'static str; 4]| row(*name, rest.map(str::to_owned).to_vec());
    let rows = words::KNOWN.iter().map(line).collect();
    panel(
        "known",
        words::SYSTEMS,
        vec![table(words::SYSTEMS, &head(&words::SYSTEM_COLUMNS), rows), hint(words::SYSTEMS_HINT)],
    )
}
