//! The rebalancing lab: what moves when nodes come and go, under seven schemes on the same keys.
//!
//! `config` is what a link carries. `run` puts it to the model, all schemes as one piece of work. `picture` says what
//! is drawn of a change and `words` what it comes to, both pure; `challenge` marks goals. The rest is Yew: the `view`
//! with the drawing and the comparison beside it, the `controls`, and the `panels` below, among them the `curves`,
//! which `sampling` finds, and the panel on `overload`, which has a run of its own.

mod challenge;
mod config;
mod controls;
mod curves;
mod knobs;
mod overload;
mod panels;
mod picture;
mod run;
mod sampling;
mod view;
mod words;

use super::{Exhibit, Lab, Report};
use crate::markup::html;
use crate::session::Config;
use config::RebalancingConfig;
use run::Run;

const ID: &str = "rebalancing";

/// The lab's row.
pub const EXHIBIT: Exhibit = Exhibit {
    lab: Lab { id: ID, title: words::TITLE, question: words::QUESTION },
    keys: knobs::KEYS,
    parts: knobs::PARTS,
    view: || html! { <view::RebalancingLab /> },
    report,
    canonical: |query| RebalancingConfig::from_query(query).0.to_query(),
    picture: |query| view::still_picture(&RebalancingConfig::from_query(query).0),
    promised: &[
        ("", "vj6xwg9"),
        ("scheme=mod&n=10&v=100&keys=100000&do=add;+fail+n3;+grow+2;+remove+n0", "d6171ts"),
        (
            "n=6&w=n0=2+n3=4&v=1&shards=48&split=5&per=16&keys=5000&gb=80&mbs=50&do=add+2+weight+2;+shrink+1.5&seed=7",
            "1z994jy",
        ),
    ],
};

fn report(query: &str) -> Report {
    let (config, notes) = RebalancingConfig::from_query(query);
    let run = Run::of(&config);
    Report { text: words::report(&config, &run), fingerprint: run.fingerprint(), notes }
}
