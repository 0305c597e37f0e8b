//! The lab's labels and sentences.

use faultline_model::maths::chance::Chance;

use super::config::QuorumConfig;
use super::run::{AGES, Exact};
use crate::experiment::{Experiment, words};

pub const TITLE: &str = "Quorums";
pub const QUESTION: &str = "How many replicas must answer before a read can be trusted to see the last write?";

/// The sizes, as people write them.
pub fn sizes(config: &QuorumConfig) -> String {
    let QuorumConfig { n, r, w, .. } = config;
    format!("N={n}, R={r}, W={w}")
}

/// What R and W promise about each other.
pub fn overlap(config: &QuorumConfig, exact: &Exact) -> String {
    let QuorumConfig { n, r, w, .. } = config;
    match exact.overlap {
        0 => format!("any {r} read and any {w} written of {n} may share none"),
        overlap => format!("any {r} read and any {w} written of {n} share at least {overlap}"),
    }
}

/// An availability or another chance, with its sign.
pub fn percent(chance: Chance) -> String {
    format!("{}\u{a0}%", chance.percent())
}

fn within(exact: &Exact) -> String {
    let one = |(k, chance): (&u8, &Chance)| format!("k={k} {}", percent(*chance));
    AGES.iter().zip(&exact.within).map(one).collect::<Vec<_>>().join(", ")
}

/// The outcome as lines of text; what evidence is held against.
pub fn report(config: &QuorumConfig, exact: &Exact, experiment: &Experiment, sampled: Vec<String>) -> String {
    let mut lines = vec![
        format!("Replicas: {}", sizes(config)),
        format!("Overlap: {}", overlap(config, exact)),
        format!("Crashes survived: reads {}, writes {}", exact.crashes.0, exact.crashes.1),
        format!("Read availability: {}", percent(exact.availability.0)),
        format!("Write availability: {}", percent(exact.availability.1)),
        format!("Within the last k versions: {}", within(exact)),
    ];
    lines.extend(words::outcome(experiment));
    lines.extend(sampled);
    lines.extend(words::log(experiment));
    lines.join("\n")
}
