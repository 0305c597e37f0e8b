//! The run of a configuration: the simulated cluster, the closed forms beside it, and the sampled operations.

use faultline_model::diagram::Spec;
use faultline_model::maths::chance::Chance;
use faultline_model::maths::interval::Share;
use faultline_model::maths::quorum::{availability, min_overlap, n_crashes_survived, sampled_availability};
use faultline_model::maths::staleness::within_k;

use super::config::QuorumConfig;
use crate::experiment::Experiment;

/// The ages k for which the chance of reading within the last k versions is told.
pub const AGES: [u8; 5] = [1, 2, 3, 5, 10];
/// How often the replicas are looked at for the sampled availability.
const N_LOOKS: u32 = 20_000;

/// What follows from N, R and W alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Exact {
    /// How many replicas any R and any W share.
    pub overlap: u8,
    /// How many crashes reads survive, and writes.
    pub crashes: (u8, u8),
    /// Of reads, and of writes.
    pub availability: (Chance, Chance),
    /// By [`AGES`].
    pub within: [Chance; AGES.len()],
}

impl Exact {
    pub fn of(config: &QuorumConfig) -> Exact {
        let QuorumConfig { n, r, w, .. } = *config;
        let node = node(config);
        Exact {
            overlap: min_overlap(n, r, w),
            crashes: (n_crashes_survived(n, r), n_crashes_survived(n, w)),
            availability: (availability(n, r, node), availability(n, w, node)),
            within: AGES.map(|k| within_k(n, r, w, k)),
        }
    }
}

/// The availability of one replica.
pub fn node(config: &QuorumConfig) -> Chance {
    Spec::percent(config.node).map_or(Chance::UP, |spec| Chance::of(&spec))
}

/// The share of looks at which enough replicas were up for a read, and for a write.
pub fn looked_at(config: &QuorumConfig) -> (Share, Share) {
    let of = |k| sampled_availability(config.n, k, node(config), N_LOOKS, config.seed);
    (of(config.r), of(config.w))
}

/// Runs the cluster.
pub fn experiment(config: &QuorumConfig) -> Experiment {
    Experiment::of(&config.protocol(), &config.setup(), config.n)
}
