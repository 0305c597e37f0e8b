//! The CAP lab: the same requests and the same cut under a system that refuses and one that answers anyway.
//!
//! `config` is what a link carries. `run` puts it to the model, once for each system. `words` says what comes of it.
//! The rest is Yew: the `view` with the systems at one playhead, the `panels`, the `controls`.

mod challenge;
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
use config::CapConfig;
use run::Run;

const ID: &str = "cap";

/// The lab's row.
pub const EXHIBIT: Exhibit = Exhibit {
    lab: Lab { id: ID, title: words::TITLE, question: words::QUESTION },
    keys: knobs::KEYS,
    parts: knobs::PARTS,
    view: || html! { <view::CapLab /> },
    report,
    canonical: |query| CapConfig::from_query(query).0.to_query(),
    picture: |query| view::still_picture(&CapConfig::from_query(query).0),
    promised: &[
        ("", "vpk012h"),
        ("nodes=5&lat=2ms..8ms&story=cart&merge=merge&seed=7", "9bpasey"),
        ("side=levels&nodes=4&lat=exp+5ms&story=bank&timeout=20ms&sync=30ms", "39gbpqw"),
    ],
};

fn report(query: &str) -> Report {
    let (config, notes) = CapConfig::from_query(query);
    let run = Run::of(&config);
    Report { text: words::report(&config, &run), fingerprint: run.fingerprint(), notes }
}
