//! The quorum lab: leaderless replication with N, R and W.
//!
//! `config` is what a link carries. `run` puts it to the model: the simulated cluster, the closed forms, the sampled
//! operations, which `sampling` draws little by little. `words` says what comes of it, `challenge` what goals ask; the
//! rest is Yew.

mod challenge;
mod config;
mod controls;
mod curve;
mod figures;
mod overlap;
mod run;
mod sampling;
mod view;
mod words;

use yew::prelude::*;

use super::{Exhibit, Lab, Report};
use crate::session::Config;
use config::QuorumConfig;

const ID: &str = "quorum";

/// The lab's row.
pub const EXHIBIT: Exhibit = Exhibit {
    lab: Lab { id: ID, title: words::TITLE, question: words::QUESTION },
    view: || html! { <view::QuorumLab /> },
    report,
    canonical: |query| QuorumConfig::from_query(query).0.to_query(),
    picture: |query| view::picture(&QuorumConfig::from_query(query).0),
    promised: &[],
};

fn report(query: &str) -> Report {
    let (config, notes) = QuorumConfig::from_query(query);
    let experiment = run::experiment(&config);
    run::draw(&config, u32::MAX);
    let text = words::report(&config, &run::Exact::of(&config), &experiment, run::sampled(&config).as_ref());
    Report { text, fingerprint: experiment.told.fingerprint(), notes }
}
