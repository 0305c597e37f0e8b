//! The replication log lab: what a leader writes into its log, and what its followers' tables come to.
//!
//! No time and no network: a leader with one small table executes a script, and each follower replays the log. `config`
//! is what a link carries, `run` puts it to the model, `picture` says where everything stands and `words` what comes of
//! it; `drawing` and `panels` are Yew.

mod config;
mod drawing;
mod knobs;
mod panels;
mod picture;
mod run;
mod words;

use super::{Exhibit, Lab, Report};
use crate::markup::html;
use crate::session::Config;
use config::LogConfig;

const ID: &str = "replication_log";

/// The lab's row.
pub const EXHIBIT: Exhibit = Exhibit {
    lab: Lab { id: ID, title: words::TITLE, question: words::QUESTION },
    keys: knobs::KEYS,
    parts: knobs::PARTS,
    view: || html! { <panels::ReplicationLogLab /> },
    report,
    canonical: |query| LogConfig::from_query(query).0.to_query(),
    picture: |query| drawing::drawing(&run::outcome(&LogConfig::from_query(query).0), picture::Layout::Wide),
    promised: &[
        ("log=values", "qwr0mh8"),
        ("log=ids&script=insert+author=ann;insert+author=bob;delete+where+likes%3C5;insert+author=cy", "kj8vkew"),
        ("log=upgrade&followers=1", "0vz1a0p"),
        ("", "jmwgwvw"),
        ("followers=1&log=row&script=insert+author=ann;T1:+update+likes=likes%2B1;commit+T1", "k2fg733"),
        ("log=wal&script=insert+author=ann+likes=RANDOM();delete+where+likes<5&seed=42", "mv0kr96"),
    ],
};

fn report(query: &str) -> Report {
    let (config, notes) = LogConfig::from_query(query);
    let outcome = run::outcome(&config);
    Report { text: words::report(&config, &outcome), fingerprint: run::fingerprint(&outcome), notes }
}
