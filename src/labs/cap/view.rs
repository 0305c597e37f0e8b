//! The lab's page.

use yew::prelude::*;

use super::config::CapConfig;
use super::run::Run;
use super::words;
use crate::session::use_session;

/// The lab.
#[component]
pub fn CapLab() -> Html {
    let session = use_session::<CapConfig>();
    let run = use_memo(session.config.clone(), Run::of);
    html! { <pre>{ words::report(&session.config, &run) }</pre> }
}
