//! The quorum lab: leaderless replication with N, R and W.
//!
//! `config` is what a link carries. `run` puts it to the model: the simulated cluster, the closed forms, the sampled
//! operations. `words` says what comes of it.

mod config;
mod run;
mod words;

use yew::prelude::*;

use super::{Exhibit, Lab, Report};
use crate::session::Config;
use config::QuorumConfig;

const ID: &str = "quorum";

/// The lab's row.
pub const EXHIBIT: Exhibit = Exhibit {
    lab: Lab { id: ID, title: words::TITLE, question: words::QUESTION },
    view: || html! { <p>{ words::QUESTION }</p> },
    report,
    canonical: |query| QuorumConfig::from_query(query).0.to_query(),
    picture: |_| html! { <svg role="img" aria-label={words::TITLE}></svg> },
    promised: &[],
};

fn report(query: &str) -> Report {
    let (config, notes) = QuorumConfig::from_query(query);
    let experiment = run::experiment(&config);
    let text = words::report(&config, &run::Exact::of(&config), &experiment, Vec::new());
    Report { text, fingerprint: experiment.told.fingerprint(), notes }
}
