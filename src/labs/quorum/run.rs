//! The run of a configuration: the simulated cluster, the closed forms beside it, and the sampled operations.

use std::cell::RefCell;

use faultline_model::diagram::Spec;
use faultline_model::maths::chance::Chance;
use faultline_model::maths::interval::Share;
use faultline_model::maths::quorum::{availability, min_overlap, n_crashes_survived, sampled_availability};
use faultline_model::maths::staleness::within_k;
use faultline_model::maths::wars::{Evaluated, Samples};

use super::config::QuorumConfig;
use crate::experiment::Experiment;

/// The ages k for which the chance of reading within the last k versions is told.
pub const AGES: [u8; 5] = [1, 2, 3, 5, 10];
/// How often the replicas are looked at for the sampled availability.
pub const N_LOOKS: u32 = 20_000;
/// How many operations are sampled.
pub const N_TRIALS: u32 = 100_000;

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
    let of = |k| sampled_availability(config.n, k, node(config), N_LOOKS, config.script.seed);
    (of(config.r), of(config.w))
}

/// Runs the cluster.
pub fn experiment(config: &QuorumConfig) -> Experiment {
    Experiment::of(&config.protocol(), &config.setup(), config.n)
}

thread_local! {
    /// The samples of the last distribution and seed: moving a slider of N, R or W only plays them again.
    static SAMPLES: RefCell<Option<Samples>> = const { RefCell::new(None) };
}

/// Draws on for a while, and whether all is drawn then. `budget_draws` is in random words: a few ten thousand are a few
/// milliseconds.
pub fn draw(config: &QuorumConfig, budget_draws: u32) -> bool {
    SAMPLES.with_borrow_mut(|samples| samples_of(samples, config).grow(config.n, N_TRIALS, budget_draws))
}

/// What the trials drawn so far say of this N, R and W; none before the first is drawn.
pub fn sampled(config: &QuorumConfig) -> Option<Evaluated> {
    SAMPLES.with_borrow_mut(|samples| samples_of(samples, config).evaluate(config.n, config.r, config.w))
}

/// Whether all trials of this N are drawn.
pub fn is_drawn(config: &QuorumConfig) -> bool {
    SAMPLES.with_borrow_mut(|samples| samples_of(samples, config).n_trials(config.n) >= N_TRIALS)
}

/// What all trials say, once they are drawn.
pub fn sampled_whole(config: &QuorumConfig) -> Option<Evaluated> {
    is_drawn(config).then(|| sampled(config)).flatten()
}

fn samples_of<'a>(samples: &'a mut Option<Samples>, config: &QuorumConfig) -> &'a mut Samples {
    let is_other = samples.as_ref().is_some_and(|samples| !samples.is_of(config.latency, config.script.seed));
    if is_other {
        *samples = None;
    }
    samples.get_or_insert_with(|| Samples::new(config.latency, config.script.seed))
}
