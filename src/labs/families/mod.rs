//! The families lab: single-leader, multi-leader and leaderless replication under the same traffic and the same faults.
//!
//! `config` is what a link carries. `run` puts it to the model, once for each family. `words` says what comes of it,
//! `challenge` what goals ask. The rest is Yew: the `view` with the families at one playhead, and the `panels` that
//! compare them and say why anybody replicates.

mod challenge;
mod config;
mod controls;
mod panels;
mod run;
mod view;
mod words;

use yew::prelude::*;

use super::{Exhibit, Lab, Report};
use crate::session::Config;
use config::FamiliesConfig;
use run::Run;

const ID: &str = "families";

/// The lab's row.
pub const EXHIBIT: Exhibit = Exhibit {
    lab: Lab { id: ID, title: words::TITLE, question: words::QUESTION },
    view: || html! { <view::FamiliesLab /> },
    report,
    canonical: |query| FamiliesConfig::from_query(query).0.to_query(),
    picture: |query| view::still_picture(&FamiliesConfig::from_query(query).0),
    promised: &[],
};

fn report(query: &str) -> Report {
    let (config, notes) = FamiliesConfig::from_query(query);
    let run = Run::of(&config);
    Report { text: words::report(&config, &run), fingerprint: run.fingerprint(), notes }
}
