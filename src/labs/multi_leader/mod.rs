//! The multi-leader lab: a leader in each data centre, and what happens when two of them write the same thing.
//!
//! `config` is what a link carries. `run` puts it to the model: the run itself, the same traffic under one far leader,
//! and under the other topologies. `words` says what comes of it, `challenge` what goals ask; the rest is Yew.

mod challenge;
mod compare;
mod config;
mod controls;
mod knobs;
mod panels;
mod run;
mod view;
mod words;

use super::{Exhibit, Lab, Report};
use crate::markup::html;
use crate::session::Config;
use config::MultiConfig;
use run::Run;

const ID: &str = "multi_leader";

/// The lab's row.
pub const EXHIBIT: Exhibit = Exhibit {
    lab: Lab { id: ID, title: words::TITLE, question: words::QUESTION },
    keys: knobs::KEYS,
    parts: knobs::PARTS,
    view: || html! { <view::MultiLeaderLab /> },
    report,
    canonical: |query| MultiConfig::from_query(query).0.to_query(),
    picture: |query| view::picture(&MultiConfig::from_query(query).0),
    promised: &[
        ("", "yj3bdmr"),
        ("story=cart&sites=3&followers=2&topology=ring&conflicts=merge&seed=7&lat=exp+5ms", "32ym1dt"),
        (
            "sites=3&followers=0&topology=star&conflicts=siblings&between=20ms&ask=turns&lat=2ms..8ms&loss=10&dup=10&seed=42&do=0..200/20+write+c0+x;7..200/30+write+c1+x;11..200/25+read+c2+x;60+crash+r0;140+restart+r0",
            "25rp8mt",
        ),
    ],
};

fn report(query: &str) -> Report {
    let (config, notes) = MultiConfig::from_query(query);
    let run = Run::of(&config);
    let fingerprint = run.account.experiment.told.fingerprint();
    Report { text: words::report(&config, &run), fingerprint, notes }
}
