//! The families lab: single-leader, multi-leader and leaderless replication under the same traffic and the same faults.
//!
//! `config` is what a link carries. `run` puts it to the model, once for each family. `words` says what comes of it,
//! `challenge` what goals ask. The rest is Yew: the `view` with the families at one playhead, and the `panels` that
//! compare them and say why anybody replicates.

mod challenge;
mod config;
mod controls;
mod knobs;
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
    keys: knobs::KEYS,
    parts: knobs::PARTS,
    view: || html! { <view::FamiliesLab /> },
    report,
    canonical: |query| FamiliesConfig::from_query(query).0.to_query(),
    picture: |query| view::still_picture(&FamiliesConfig::from_query(query).0),
    promised: &[
        ("", "2yek1bg"),
        (
            "between=5ms&lat=1ms..4ms&acks=0&failover=off&conflicts=siblings&seed=7&do=0..200/20+write+c0+x;5..205/20+write+c1+x;50+crash+r0;150+restart+r0",
            "gtd88f3",
        ),
        (
            "acks=2&r=1&w=3&conflicts=merge&do=0+add+c0+cart=milk;100+partition+r1+>+r2;110+add+c1+cart=bread;120+add+c2+cart=eggs;600+heal;1500+read+c0+cart",
            "ks6p65f",
        ),
    ],
};

fn report(query: &str) -> Report {
    let (config, notes) = FamiliesConfig::from_query(query);
    let run = Run::of(&config);
    Report { text: words::report(&config, &run), fingerprint: run.fingerprint(), notes }
}
