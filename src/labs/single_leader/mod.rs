//! The single-leader lab: one leader, its followers and the log between them.
//!
//! `config` is what a link carries. `run` puts it to the model: the simulated cluster, what a failover costs, and the
//! same steps under other settings. `logs` reads the replicas' logs at the playhead. `words` says what comes of it,
//! `challenge` what goals ask; the rest is Yew.

mod challenge;
mod config;
mod controls;
mod failover;
mod knobs;
mod logs;
mod run;
mod view;
mod words;

use super::{Exhibit, Lab, Report};
use crate::markup::html;
use crate::session::Config;
use config::LeaderConfig;

const ID: &str = "single_leader";

/// The lab's row.
pub const EXHIBIT: Exhibit = Exhibit {
    lab: Lab { id: ID, title: words::TITLE, question: words::QUESTION },
    keys: knobs::KEYS,
    parts: knobs::PARTS,
    view: || html! { <view::SingleLeaderLab /> },
    report,
    canonical: |query| LeaderConfig::from_query(query).0.to_query(),
    picture: |query| view::picture(&LeaderConfig::from_query(query).0),
    promised: &[
        ("", "d28kzrv"),
        (
            "lag=0ms&majority=off&fencing=off&do=1+write+c0+r0+x=1;5+partition+r0+c0+|+r1+r2+c1+c2;60+write+c0+r0+x=2;62+write+c1+r1+x=3;70+heal",
            "w2zhe0e",
        ),
        (
            "followers=4&acks=2&lag=exp+10ms&apply=key&reads=wait&ask=turn&standby=20ms&service=1ms&loss=5&dup=5&seed=42&log=row&script=insert+author=ann&do=0..100/10+write+c0+x;3..103/10+read+c1+x;40+crash+r0;120+restart+r0",
            "qqxcvfe",
        ),
    ],
};

fn report(query: &str) -> Report {
    let (config, notes) = LeaderConfig::from_query(query);
    let experiment = run::experiment(&config);
    Report { text: words::report(&config, &experiment), fingerprint: experiment.told.fingerprint(), notes }
}
