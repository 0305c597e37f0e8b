//! The placement lab: the same keys, placed on nodes by five strategies.
//!
//! `config` is what a link carries. `run` puts it to the model: the keys, the requests, what each strategy makes of
//! them; a million keys are placed in pieces. `picture` says where the marks and bars stand and `words` what the
//! outcome is, both pure; the rest is Yew: the `lanes` of a strategy, the `controls`, the `panels`, people's `own`
//! keys.

mod challenge;
mod config;
mod controls;
mod knobs;
mod lanes;
mod own;
mod panels;
mod picture;
mod routing;
mod run;
mod view;
mod words;

use super::{Exhibit, Lab, Report};
use crate::markup::html;
use crate::session::Config;
use config::PlacementConfig;
use run::Run;

const ID: &str = "placement";

/// The lab's row.
pub const EXHIBIT: Exhibit = Exhibit {
    lab: Lab { id: ID, title: words::TITLE, question: words::QUESTION },
    keys: knobs::KEYS,
    parts: knobs::PARTS,
    view: || html! { <view::PlacementLab /> },
    report,
    canonical: |query| PlacementConfig::from_query(query).0.to_query(),
    picture: |query| lanes::still_picture(&Run::of(&PlacementConfig::from_query(query).0)),
    promised: &[
        ("", "hf1aje8"),
        ("data=sensors&n=20000&access=uniform&nodes=10&shards=64&seed=7", "9ad9n8c"),
        ("data=own&own=ann,30%0Abob%0A%22c,d%22,2%0Aann,1&nodes=3&shards=6&weights=2", "09s71mm"),
        ("data=names&n=5000&access=celebrity&percent=40&hot=3&m=8&nodes=5&weights=4+2+1&seed=42", "09pve7v"),
    ],
};

fn report(query: &str) -> Report {
    let (config, notes) = PlacementConfig::from_query(query);
    let run = Run::of(&config);
    Report { text: words::report(&config, &run), fingerprint: run.fingerprint(), notes }
}
