//! What a plan comes to: how the keys lie before and after each change, and what moved between.

use crate::maths::evenness::cv_ppm;
use crate::placement::rebalance::Change;
use crate::placement::ring::{Arc, Handover, Node};
use crate::prng::{Fnv1a, short_name};
use crate::tick::Tick;

/// States and changes in turn: a state, a change, the state after it …
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// One more than there are changes.
    pub states: Vec<State>,
    /// What each change moved.
    pub stages: Vec<Stage>,
    /// Some keys, with who held them in each state.
    pub followed: Vec<Followed>,
}

/// How the keys lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// The nodes by number, each with the keys it holds.
    pub nodes: Vec<(Node, u32)>,
    /// All keys.
    pub n_keys: u32,
    /// All shards, or tokens; 0 where every key goes its own way.
    pub n_shards: u32,
    /// How even the nodes' loads are.
    pub evenness: Evenness,
    /// The circle of hashes for drawing, where ranges of hashes have owners; empty elsewhere.
    pub arcs: Vec<Arc>,
    /// Where shards follow the data, and so only the run knows: the last hash of each with its node, in that order.
    pub shards: Vec<(u64, u16)>,
}

/// How even loads are: each is compared with the node's fair share, which is proportional to its weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evenness {
    /// The coefficient of variation of the loads for each unit of weight, in millionths.
    pub cv_ppm: u32,
    /// The most loaded node's load as a multiple of its fair share, in thousandths.
    pub max_permille: u32,
    /// The least loaded node's.
    pub min_permille: u32,
}

/// What a change moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    pub change: Change,
    /// The nodes that were there before or are after, by number.
    pub loads: Vec<Load>,
    /// Keys that were there before and still are.
    pub n_kept: u32,
    /// Those of them that another node owns now.
    pub n_moved: u32,
    /// As many as any scheme must move so that every node has its fair share.
    pub n_moved_min: u32,
    /// Moved from a node that stayed to one that had been there before: nobody had to.
    pub n_between_old: u32,
    /// The pairs with most keys, most first, at most [`FLOWS_MAX`].
    pub flows: Vec<Flow>,
    /// All pairs between which keys move.
    pub n_flows: u32,
    /// Who answers for the keys that move.
    pub meanwhile: Meanwhile,
    /// How long it takes at the setup's bandwidth: until the busiest link, in or out, is done.
    pub duration: Tick,
    /// The node with that link, and whether it sends on it.
    pub busiest: Option<(u16, bool)>,
    /// What changes hands on the circle, where ranges of hashes have owners; empty elsewhere.
    pub handovers: Vec<Handover>,
}

/// A node before and after a change, in keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Load {
    pub node: Node,
    /// None if it was not there.
    pub n_before: Option<u32>,
    /// None if it is gone.
    pub n_after: Option<u32>,
    pub n_sent: u32,
    pub n_received: u32,
}

/// Keys that go from one node to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flow {
    /// Who sends; none if nobody is left who holds a copy, and it comes from a back-up.
    pub from: Option<u16>,
    pub to: u16,
    pub n_keys: u32,
}

/// Who answers requests for a key, and sends it, until its new owner has all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meanwhile {
    /// Nothing moves.
    Nobody,
    /// The old owner.
    OldOwner,
    /// For the keys of this node, which failed, another node that holds a copy; for others, the old owner.
    CopiesOf(u16),
    /// This node failed, and it was one of two: what it had is on the one that is left, or in a back-up.
    BackupOf(u16),
}

/// A key whose owners are remembered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Followed {
    /// Its place among all keys: `user-00000007` is 7.
    pub number: u32,
    pub hash: u64,
    /// In each state; none where it is not there yet, or no more.
    pub owners: Vec<Option<u16>>,
}

/// The most flows of a [`Stage`].
pub const FLOWS_MAX: usize = 24;
/// The most arcs of a [`State`], and handovers of a [`Stage`].
pub const ARCS_MAX: usize = 720;
/// The most keys that are [`Followed`]: the first ones.
pub const FOLLOWED_MAX: u32 = 200;

impl Evenness {
    /// Of these loads; all fair where there is none.
    pub fn of(loads: &[(Node, u32)]) -> Evenness {
        let total: u64 = loads.iter().map(|(_, n)| u64::from(*n)).sum();
        let weights: u64 = loads.iter().map(|(node, _)| u64::from(node.weight)).sum();
        if total == 0 {
            return Evenness { cv_ppm: 0, max_permille: 1_000, min_permille: 1_000 };
        }
        let counts: Vec<u64> = loads.iter().map(|(_, n)| u64::from(*n)).collect();
        let each: Vec<u16> = loads.iter().map(|(node, _)| node.weight).collect();
        let relative = loads.iter().map(|(node, n)| u64::from(*n) * weights * 1_000 / (total * u64::from(node.weight)));
        Evenness {
            cv_ppm: cv_ppm(&counts, &each),
            max_permille: relative.clone().max().unwrap_or_default() as u32,
            min_permille: relative.min().unwrap_or_default() as u32,
        }
    }
}

impl State {
    /// Who holds the keys with this hash, where shards follow the data. For all other schemes it follows from the nodes
    /// ([`super::Placement`]).
    pub fn owner(&self, hash: u64) -> Option<u16> {
        self.shards.get(self.shards.partition_point(|(last, _)| *last < hash)).map(|(_, node)| *node)
    }
}

impl Stage {
    /// The share of the kept keys that moved, in millionths.
    pub fn moved_ppm(&self) -> u32 {
        ppm(self.n_moved, self.n_kept)
    }

    /// The share of the kept keys that any scheme must move, in millionths.
    pub fn moved_min_ppm(&self) -> u32 {
        ppm(self.n_moved_min, self.n_kept)
    }
}

fn ppm(part: u32, all: u32) -> u32 {
    (u64::from(part) * 1_000_000 / u64::from(all.max(1))) as u32
}

impl Outcome {
    /// A short name for where everything is, and what moved.
    pub fn fingerprint(&self) -> String {
        let mut hash = Fnv1a::default();
        let mut take = |words: &[u32]| words.iter().for_each(|word| hash.word(u64::from(*word)));
        for state in &self.states {
            take(&[state.n_keys, state.n_shards, state.evenness.cv_ppm]);
            state.nodes.iter().for_each(|(node, n)| take(&[node.id.into(), node.weight.into(), *n]));
        }
        for stage in &self.stages {
            take(&[stage.n_kept, stage.n_moved, stage.n_moved_min, stage.n_flows]);
            take(&[stage.duration.0 as u32, (stage.duration.0 >> 32) as u32]);
            stage.loads.iter().for_each(|load| take(&[load.n_sent, load.n_received]));
        }
        short_name(hash.mixed())
    }
}
