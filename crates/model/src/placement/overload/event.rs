//! What happened in a run, as sentences.

use std::fmt;

use super::{Decider, Order, Trouble};

/// Something that happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    pub at_s: u32,
    pub what: What,
}

/// What it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Trouble(Trouble),
    /// More requests came for a while; that is over.
    TroubleOver,
    /// A node did not answer in time.
    Suspected {
        node: u8,
        is_down: bool,
        decider: Decider,
    },
    /// It answers in time again.
    Trusted {
        node: u8,
    },
    /// Copies of a node's shards answer in its place; for some there was none.
    TookOver {
        node: u8,
        n_shards: u8,
        n_stranded: u8,
    },
    /// No copy is missing any more, and the owners are even.
    Settled,
    /// The human looks.
    Looks,
    /// The human finds a node to be slow.
    Orders {
        node: u8,
        order: Order,
    },
    /// The human finds a node to be down.
    FindsDown {
        node: u8,
    },
    /// The human finds that all nodes answer in time.
    FindsNothing,
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{:02} {}", self.at_s / 60, self.at_s % 60, self.what)
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            What::Trouble(Trouble::Hot) => write!(f, "the keys of n0 become popular"),
            What::Trouble(Trouble::Surge) => write!(f, "all keys become popular"),
            What::Trouble(Trouble::Crash) => write!(f, "n0 crashes"),
            What::TroubleOver => write!(f, "as many requests come as before"),
            What::Suspected { node, is_down, decider } => {
                let truth = if is_down { "is dead" } else { "is slow, not dead" };
                let effect = match decider {
                    Decider::Cluster => "it is taken for dead",
                    Decider::Human => "an alarm is raised",
                };
                write!(f, "n{node} does not answer in time ({truth}): {effect}")
            }
            What::Trusted { node } => write!(f, "n{node} answers in time again"),
            What::TookOver { node, n_shards, n_stranded } => {
                write!(f, "{n_shards} shards of n{node} are answered by the nodes with their copies")?;
                match n_stranded {
                    0 => Ok(()),
                    n => write!(f, "; {n} have no copy elsewhere and stay"),
                }
            }
            What::Settled => write!(f, "every shard has its copy again, and every node as many shards"),
            What::Looks => write!(f, "somebody looks"),
            What::Orders { node, order: Order::Wait } => write!(f, "n{node} is only slow: left alone"),
            What::Orders { node, order: Order::Shed } => write!(f, "n{node} is only slow: it refuses what is too much"),
            What::Orders { node, order: Order::AddNode } => write!(f, "n{node} is only slow: a node is added to help"),
            What::FindsDown { node } => write!(f, "n{node} is dead: its shards are given to the others"),
            What::FindsNothing => write!(f, "all nodes answer in time: nothing to do"),
        }
    }
}
