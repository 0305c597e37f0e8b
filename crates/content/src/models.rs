//! The models that a numeric card can be answered by: what each is called, what it must be given, and what comes out.
//!
//! The app computes them (`src/practice/`); that both lists agree is tested there. Here they let a slip in an author's
//! file be named with its line.

use crate::words::Unit;

/// What comes out of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dimension {
    /// A length of time.
    Time,
    /// A chance or a part of a whole.
    Share,
    /// A number of things, whole or not.
    Count,
}

/// What an author must know of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signature {
    /// What `model` names.
    pub name: &'static str,
    /// What must be drawn for it.
    pub parameters: &'static [&'static str],
    /// What comes out.
    pub dimension: Dimension,
}

const fn of(name: &'static str, parameters: &'static [&'static str], dimension: Dimension) -> Signature {
    Signature { name, parameters, dimension }
}

/// Every model, by subject.
pub const MODELS: &[Signature] = {
    use Dimension::{Count, Share, Time};
    &[
        // Availability and repair.
        of("downtime", &["availability", "period"], Time),
        of("availability_of_downtime", &["downtime", "period"], Share),
        of("availability_of_repair", &["mtbf", "mttr"], Share),
        of("mtbf_needed", &["availability", "mttr"], Time),
        of("outages", &["availability", "mttr"], Count),
        of("reliability", &["mtbf", "time"], Share),
        of("series", &["availability", "n"], Share),
        of("parallel", &["availability", "n"], Share),
        of("k_of_n", &["availability", "k", "n"], Share),
        of("failures_allowed", &["availability", "requests"], Count),
        // Quorums.
        of("crashes_survived", &["n", "quorum"], Count),
        of("overlap", &["n", "r", "w"], Count),
        of("smallest_quorum", &["n", "other"], Count),
        of("majority", &["n"], Count),
        of("byzantine", &["faults"], Count),
        of("stale", &["n", "r", "w"], Share),
        // Placement.
        of("mod_moved", &["before", "after"], Share),
        of("ring_moved", &["before", "after"], Share),
        of("ring_unevenness", &["nodes", "tokens"], Share),
        // Throughput and waiting.
        of("speedup", &["n", "writes"], Count),
        of("in_flight", &["rate", "time"], Count),
        of("response_time", &["service", "utilisation"], Time),
        of("slowest_of", &["chance", "n"], Share),
        of("cached_time", &["hits", "hit", "miss"], Time),
        of("drain_time", &["backlog", "arriving", "served"], Time),
        // Retries and limits.
        of("retries_in_layers", &["attempts", "layers"], Count),
        of("backoff", &["first", "retries"], Time),
        of("admitted", &["rate", "burst", "time"], Count),
        // Durability and membership.
        of("storage_overhead", &["data", "parity"], Count),
        of("checkpoint_interval", &["cost", "mtbf"], Time),
        of("gossip_rounds", &["n"], Count),
    ]
};

impl Unit {
    /// What numbers in this unit are of.
    pub fn dimension(self) -> Dimension {
        match self {
            Unit::Duration | Unit::Ms => Dimension::Time,
            Unit::Percent | Unit::Share => Dimension::Share,
            Unit::Count => Dimension::Count,
        }
    }
}
