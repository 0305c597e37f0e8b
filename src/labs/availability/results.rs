//! What the diagram comes to: the availability, its downtime, the target; and taking it along.

use std::rc::Rc;

use faultline_model::maths::availability::Evaluation;
use faultline_model::tick::Period;
use yew::prelude::*;

use super::config::AvailabilityConfig;
use super::run::{Run, shared};
use super::words;
use crate::hooks::State;
use crate::markup::html;
use crate::promise::signed;
use crate::session::Config;
use crate::site::Site;
use crate::ui::panel::{fault, hint, panel};
use crate::ui::table::{head, row, table};
use crate::ui::take::{Said, take};

/// The result.
pub fn results(config: &AvailabilityConfig, run: &Rc<Run>, site: &Site, said: &State<Said>) -> Html {
    let result = match &run.exact {
        Ok(exact) => headline(config, exact),
        Err(why) => fault(why.to_string()),
    };
    let remarks = html! {
        <ul class="remarks">
            { for shared(&config.diagram).into_iter().map(|(name, n)| html! {
                <li key={name.clone()}>{ words::shared_remark(&name, n) }</li>
            }) }
        </ul>
    };
    let take = take_along(config, run, site, said);
    panel("results", words::RESULT, vec![result, remarks, take])
}

/// The result in a line, for narrow pages, where the panel stands far below the picture. The panel is what is read out.
pub fn glance(run: &Run) -> Html {
    let system = run.exact.as_ref().map(|exact| exact.system);
    let line = system.map(|system| format!("{} · {}", words::percent(system), words::nines_sentence(system)));
    html! { <p class="glance" aria-hidden="true">{ line.unwrap_or_default() }</p> }
}

fn headline(config: &AvailabilityConfig, exact: &Evaluation) -> Html {
    let system = exact.system;
    let is_met = words::is_met(system, config);
    let row = |period| row(words::per(period), vec![words::downtime(system, period)]);
    html! {
        <>
            <p class="headline" role="status">
                <output>{ words::percent(system) }</output>
                <span>{ words::nines_sentence(system) }</span>
            </p>
            <p class={if is_met { "verdict met" } else { "verdict missed" }}>{ words::target_verdict(system, config) }</p>
            { table(words::DOWNTIME, &head(&[words::PERIOD, words::DOWNTIME]), Period::ALL.map(row).to_vec()) }
            { hint(words::YEAR_CONVENTION) }
        </>
    }
}

/// Copies the result as text, or the link with the fingerprint of what it shows.
fn take_along(config: &AvailabilityConfig, run: &Rc<Run>, site: &Site, said: &State<Said>) -> Html {
    let query = {
        let (config, run) = (config.clone(), run.clone());
        move || AvailabilityConfig { trace: Some(signed(&run.fingerprint())), ..config.clone() }.to_query()
    };
    let (config, run) = (config.clone(), run.clone());
    take(super::ID, query, move || words::report(&config, &run), site, said)
}
