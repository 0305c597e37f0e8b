//! Who decides to move data when a node is overloaded: the cluster by itself, or a human who is woken.
//!
//! A rebalancing costs capacity, and the best reason to order one is that capacity is short. If a node that answers too
//! late is taken for dead, the others get its requests and the work of copying its data, answer later themselves, and
//! are taken for dead in turn: a cascade that nobody caused but the rule (see Kleppmann, *Designing Data-Intensive
//! Applications*, ch. 6, "Operations: automatic or manual rebalancing"). A node that is really dead is another matter:
//! there the rule is quick, and the human sleeps. Nothing here is scripted; both follow from these rules, in steps of a
//! second:
//!
//! 1. Every shard is asked for a number of times each second, and its *owner* answers. One other node holds a *copy*,
//!    which answers nothing. A node has [`SHARDS_EACH`] shards at first; no two shards are asked for alike.
//! 2. A node answers up to [`CAPACITY`] requests a second, in the order in which they come. What would wait longer
//!    than [`PATIENCE_S`] fails, as does what is sent to a node that crashed.
//! 3. A detector asks every node each second. Its question waits like any other, so it comes back after the node's
//!    response time: a node whose answer has not come after `timeout_s` is *taken for dead*, whatever it is, and for
//!    alive again as soon as answers come in time. The detector cannot tell slow from dead.
//! 4. Owner and copy of a shard change places at once. Anything else is a *transfer* of the shard's data; a node takes
//!    part in one at a time, and gives `throttle_percent` of its capacity to it for as long as it takes, sending or
//!    receiving: [`BANDWIDTH_MB`] a second at a hundred per cent. It starts between nodes that are trusted, and ends
//!    early if its receiver is taken for dead, or its sender unless nobody else has the shard.
//! 5. Where *the cluster decides*, the shards of a node that is taken for dead are answered by their copies from then
//!    on; a shard without a copy gets a new one at the node that holds least; and once no copy is missing, the node
//!    that owns most hands a shard to the one that owns least, until they differ by one. It counts shards, not
//!    requests.
//! 6. Where *a human decides*, nothing moves until `after_min` minutes after the first alarm. Then somebody looks, who
//!    can tell slow from dead: for a dead node the human orders what the cluster would have done, for a slow one what
//!    `order` says. From then on the human is awake and acts at once.
//!
//! Left out: clients that try again (they make it worse), writes to the copies, shards of different size, a detector
//! that is itself overloaded, and repair of a crashed node.

mod cluster;
mod event;

use std::fmt;

use crate::prng::Fnv1a;

pub use event::{Event, What};

/// Requests a second that a node answers.
pub const CAPACITY: u32 = 1_000;
/// How long a request waits before its client gives up, in seconds.
pub const PATIENCE_S: u32 = 10;
/// Shards that a node owns at first.
pub const SHARDS_EACH: usize = 10;
/// Data that a node can send or receive if it does nothing else, in megabytes a second.
pub const BANDWIDTH_MB: u32 = 100;
/// What is answered later than this is late, in milliseconds.
pub const LATE_MS: u32 = 1_000;
/// How long a run is, in seconds.
pub const DURATION_S: u32 = 40 * 60;
/// When the trouble begins, in seconds.
pub const TROUBLE_S: u32 = 2 * 60;
/// How many nodes there may be at first.
pub const NODES_MIN: u8 = 2;
pub const NODES_MAX: u8 = 12;

/// What goes wrong, two minutes after the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The shards that n0 owns are asked for more.
    Hot,
    /// All shards are asked for more.
    Surge,
    /// n0 crashes, and stays down.
    Crash,
}

/// Who decides what moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decider {
    Cluster,
    Human,
}

/// What the human does about a node that is slow and not dead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Leaves it alone.
    Wait,
    /// Has it refuse at once what it cannot answer within a second.
    Shed,
    /// Adds a node, and moves shards to it from the one that is asked most.
    AddNode,
}

/// All that a run depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overload {
    /// [`NODES_MIN`] to [`NODES_MAX`].
    pub n_nodes: u8,
    /// Requests before the trouble, in per cent of what all nodes can answer; 1 to 100.
    pub load_percent: u8,
    pub trouble: Trouble,
    /// How many more requests the troubled shards get, in per cent; up to 300.
    pub extra_percent: u16,
    /// For how long; 1 to 30.
    pub extra_min: u8,
    /// How long the detector waits for an answer; 1 to 60.
    pub timeout_s: u8,
    /// Share of a node's capacity that a transfer takes; 1 to 90.
    pub throttle_percent: u8,
    /// Size of a shard; 1 to 60,000.
    pub shard_mb: u16,
    pub decider: Decider,
    /// How long after the first alarm the human looks; up to 40.
    pub after_min: u8,
    pub order: Order,
    pub seed: u64,
}

impl Overload {
    /// Six nodes at 60 %, and the keys of one become popular for ten minutes: there is room for that, if nobody moves.
    pub const DEFAULT: Overload = Overload {
        n_nodes: 6,
        load_percent: 60,
        trouble: Trouble::Hot,
        extra_percent: 100,
        extra_min: 10,
        timeout_s: 5,
        throttle_percent: 30,
        shard_mb: 1_000,
        decider: Decider::Cluster,
        after_min: 20,
        order: Order::Wait,
        seed: 1,
    };
}

/// What a node was at the end of a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Requests sent to it in this second.
    pub asked: u32,
    /// How long a request waits that comes now, in milliseconds; None for a node that is down.
    pub wait_ms: Option<u32>,
    /// Whether the detector takes it for dead.
    pub is_suspected: bool,
    /// Whether it sends or receives a shard.
    pub is_busy: bool,
    /// Shards that it owns.
    pub n_shards: u8,
}

/// How it went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// By second and node. An added node is there from the second on in which it was added.
    pub moments: Vec<Vec<Moment>>,
    /// Requests that failed, by second.
    pub failed: Vec<u32>,
    pub events: Vec<Event>,
    /// What became of all requests: answered, failed, or still waiting at the end.
    pub n_asked: u64,
    pub n_answered: u64,
    pub n_failed: u64,
    pub n_waiting: u64,
    /// Of those answered, the ones that waited longer than [`LATE_MS`].
    pub n_late: u64,
    /// How often a node was taken for dead that was not.
    pub n_false_alarms: u32,
    /// The most nodes at a time that were taken for dead.
    pub n_suspected_max: u8,
    /// Transfers that ended.
    pub n_transfers: u32,
}

impl Outcome {
    /// Failed requests of a thousand.
    pub fn failed_permille(&self) -> u32 {
        (self.n_failed * 1_000).checked_div(self.n_asked).unwrap_or(0) as u32
    }

    /// Late answers of a thousand requests.
    pub fn late_permille(&self) -> u32 {
        (self.n_late * 1_000).checked_div(self.n_asked).unwrap_or(0) as u32
    }

    /// The last second in which a request failed.
    pub fn last_failure_s(&self) -> Option<u32> {
        self.failed.iter().rposition(|failed| *failed > 0).map(|second| second as u32)
    }

    /// The longest wait of any node, in milliseconds.
    pub fn wait_max_ms(&self) -> u32 {
        self.moments.iter().flatten().filter_map(|moment| moment.wait_ms).max().unwrap_or(0)
    }

    /// A fingerprint of all that happened.
    pub fn fingerprint(&self) -> String {
        let mut hash = Fnv1a::default();
        for moment in self.moments.iter().flatten() {
            hash.word(u64::from(moment.asked) << 32 | u64::from(moment.wait_ms.unwrap_or(u32::MAX)));
            let flags = u64::from(moment.is_suspected) << 1 | u64::from(moment.is_busy);
            hash.word(u64::from(moment.n_shards) << 2 | flags);
        }
        self.failed.iter().for_each(|failed| hash.word(u64::from(*failed)));
        crate::prng::short_name(hash.mixed())
    }
}

/// Runs it.
pub fn run(settings: &Overload) -> Outcome {
    cluster::Cluster::new(settings).run()
}

impl fmt::Display for Outcome {
    /// The events, one a line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.events.iter().try_for_each(|event| writeln!(f, "{event}"))
    }
}

#[cfg(test)]
mod tests;
