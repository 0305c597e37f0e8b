//! The availability lab: a block diagram, and how available it is.
//!
//! `config` is what a link carries. `run` puts it to the model: the exact result, the simulated years. `picture` says
//! where the blocks stand and `words` what the outcome is, both pure; the rest is Yew, around the
//! `bench` that its parts share: the `diagram` that is edited, the `editor` of one block, the `results`, the `panels`.

mod bench;
mod challenge;
mod config;
mod diagram;
mod editor;
mod knobs;
mod panels;
mod picture;
mod results;
mod run;
mod view;
mod way;
mod words;
mod year;

use super::{Exhibit, Lab, Report};
use crate::markup::html;
use crate::session::Config;
use config::AvailabilityConfig;
use picture::Run as Direction;
use run::Run;

const ID: &str = "availability";

/// The lab's row.
pub const EXHIBIT: Exhibit = Exhibit {
    lab: Lab { id: ID, title: words::TITLE, question: words::QUESTION },
    keys: knobs::KEYS,
    parts: knobs::PARTS,
    view: || html! { <view::AvailabilityLab /> },
    report,
    canonical: |query| AvailabilityConfig::from_query(query).0.to_query(),
    picture: |query| {
        let (config, _) = AvailabilityConfig::from_query(query);
        diagram::static_picture(&config.diagram, Direction::Across)
    },
    promised: &[
        ("", "9pf9z79"),
        ("d=a+99%25+|+b+99%25&seed=7", "9162x80"),
        ("d=2+of+3+app+mtbf+1000h+mttr+4h+>+db+3+nines&beta=5&mttr=30m&seed=42", "6dct6jc"),
    ],
};

fn report(query: &str) -> Report {
    let (config, notes) = AvailabilityConfig::from_query(query);
    let run = Run::of(&config);
    Report { text: words::report(&config, &run), fingerprint: run.fingerprint(), notes }
}
