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
mod knobs;
mod overlap;
mod run;
mod sampling;
mod view;
mod words;

use super::{Exhibit, Lab, Report};
use crate::markup::html;
use crate::session::Config;
use config::QuorumConfig;

const ID: &str = "quorum";

/// The lab's row.
pub const EXHIBIT: Exhibit = Exhibit {
    lab: Lab { id: ID, title: words::TITLE, question: words::QUESTION },
    keys: knobs::KEYS,
    parts: knobs::PARTS,
    view: || html! { <view::QuorumLab /> },
    report,
    canonical: |query| QuorumConfig::from_query(query).0.to_query(),
    picture: |query| view::picture(&QuorumConfig::from_query(query).0),
    promised: &[
        ("", "x9hb6s6"),
        (
            "spares=1&hints=on&lat=2ms&do=0+write+c0+r0+x=1;20+partition+r0+r3+|+r1+r2;21+write+c0+r0+x=2;60+read+c1+r1+x;70+heal",
            "mny1ncy",
        ),
        (
            "n=5&r=3&w=3&lat=lnkd-disk&repair=async&conflicts=siblings&sync=50ms&loss=5&dup=5&seed=42&do=0..100/10+write+c0+x;3..103/10+write+c1+x;5..105/10+read+c2+x;40+crash+r1;80+restart+r1",
            "gncsjq2",
        ),
    ],
};

fn report(query: &str) -> Report {
    let (config, notes) = QuorumConfig::from_query(query);
    let experiment = run::experiment(&config);
    run::draw(&config, u32::MAX);
    let text = words::report(&config, &run::Exact::of(&config), &experiment, run::sampled(&config).as_ref());
    Report { text, fingerprint: experiment.told.fingerprint(), notes }
}
