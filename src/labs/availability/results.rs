//! What the diagram comes to: the availability, its downtime, the target; and taking it along.

use std::rc::Rc;

use faultline_model::maths::availability::Evaluation;
use faultline_model::tick::Period;
use yew::platform::spawn_local;
use yew::prelude::*;

use super::config::AvailabilityConfig;
use super::run::{Run, shared};
use super::words;
use crate::browser;
use crate::labs;
use crate::route::Route;
use crate::session::Config;
use crate::site::Site;
use crate::ui::notice::notice;
use crate::ui::panel::{fault, hint, panel};
use crate::ui::table::{head, row, table};

/// The result.
pub fn results(config: &AvailabilityConfig, run: &Rc<Run>, site: &Site, said: &UseStateHandle<Said>) -> Html {
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
    let take = take(config, run, site, said);
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

/// What was said last about copying, and the text itself if the browser refused to take it.
pub type Said = (String, String);

/// Copies the result as text, or the link with the fingerprint of what it shows.
fn take(config: &AvailabilityConfig, run: &Rc<Run>, site: &Site, said: &UseStateHandle<Said>) -> Html {
    let copy = |text: Rc<dyn Fn() -> String>, done: &'static str| {
        let said = said.setter();
        Callback::from(move |_: MouseEvent| {
            let (text, said) = (text(), said.clone());
            spawn_local(async move {
                match browser::copy(&text).await {
                    Ok(()) => said.set((done.to_owned(), String::new())),
                    Err(()) => said.set((words::NOT_COPIED.to_owned(), text)),
                }
            });
        })
    };
    let link = {
        let trace = Some(run.fingerprint());
        let query = AvailabilityConfig { trace, ..config.clone() }.to_query();
        let path = site.href(&labs::by_id(super::ID).map_or(Route::Home, Route::Lab), &query);
        copy(Rc::new(move || browser::absolute(&path)), words::COPIED_LINK)
    };
    let report = {
        let (config, run) = (config.clone(), run.clone());
        copy(Rc::new(move || words::report(&config, &run)), words::COPIED_RESULT)
    };
    html! {
        <div class="take">
            <p class="actions">
                <button type="button" onclick={link} class="primary">{ words::COPY_LINK }</button>
                <button type="button" onclick={report}>{ words::COPY_RESULT }</button>
            </p>
            <div role="status">
                <p class="hint">{ &said.0 }</p>
                <pre hidden={said.1.is_empty()}>{ &said.1 }</pre>
            </div>
        </div>
    }
}

/// Says so where a link was made by a version whose trace was another.
pub fn trace_note(config: &AvailabilityConfig, run: &Run) -> Html {
    let now = run.fingerprint();
    match &config.trace {
        Some(then) if *then != now => notice(
            words::OTHER_TRACE_TITLE,
            html! { <p>{ words::other_trace(&crate::link::shortened(then), &now) }</p> },
        ),
        _ => html! { <div hidden=true></div> },
    }
}
