//! A fixed number of shards on each node: a node that joins halves so many of the largest shards, and takes one half of
//! each; one that leaves gives each of its shards to the neighbour behind it.
//!
//! Nothing but these halves moves. With N equal nodes, a joining one ends with half a fair share, 1/(2N), because it
//! halves only as many shards as it is to have; and once N more have come, all are equal again. Halving shards at random
//! instead, as is often described, leaves the first nodes with ever more: each new node takes 1/(2N) of what one has,
//! whatever that is, so after N of them it still has about 1/√N of all.

use std::collections::BinaryHeap;

use crate::placement::rebalance::placement::Places;
use crate::placement::ring::{Node, Ring};
use crate::prng::Fnv1a;

/// A shard, in the order in which they are halved: by size, and among equals by lot.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Shard {
    /// How many hashes it has, less one.
    width: u64,
    lot: u64,
    /// Its last hash.
    end: u64,
    node: u16,
}

/// The shards after these nodes have joined one after the other. The first has equal shards.
///
/// # Panics
/// If there is no node.
pub fn ring(nodes: &[Node], shards: u16, seed: u64) -> Ring {
    let n = u64::from(shards) * u64::from(nodes[0].weight);
    let end = |i: u64| ((u128::from(i) << 64) / u128::from(n)) as u64;
    let shard = |i| shard(end(i + 1).wrapping_sub(end(i)).wrapping_sub(1), end(i + 1), nodes[0].id, seed);
    let all = join((0..n).map(shard).collect(), &nodes[1..], shards, seed);
    Ring::of_tokens(&all)
}

/// The shards when these nodes are there: who is missing has left, who is new has joined.
///
/// # Panics
/// If no node stays.
pub fn changed(before: &Ring, nodes: &[Node], shards: u16, seed: u64) -> Ring {
    let places = Places::of(nodes);
    let stay: Vec<(u64, u16)> = before.tokens().filter(|(_, node)| places.of_node(*node).is_some()).collect();
    let mut is_old = vec![false; nodes.len()];
    stay.iter().filter_map(|(_, node)| places.of_node(*node)).for_each(|at| is_old[at] = true);
    let joining: Vec<Node> = nodes.iter().zip(is_old).filter(|(_, is_old)| !is_old).map(|(node, _)| *node).collect();
    let ring = Ring::of_tokens(&stay);
    let tokens = ring.tokens().enumerate();
    let all = tokens.map(|(at, (end, node))| shard((ring.width(at) - 1) as u64, end, node, seed)).collect();
    Ring::of_tokens(&join(all, &joining, shards, seed))
}

fn shard(width: u64, end: u64, node: u16, seed: u64) -> Shard {
    let mut lot = Fnv1a::default();
    lot.bytes(b"shard");
    lot.word(seed);
    lot.word(end);
    Shard { width, lot: lot.mixed(), end, node }
}

/// Lets nodes join, and gives the last hash and the node of each shard.
fn join(mut all: BinaryHeap<Shard>, nodes: &[Node], shards: u16, seed: u64) -> Vec<(u64, u16)> {
    let mut halves = Vec::new();
    for node in nodes {
        for _ in 0..u32::from(shards) * u32::from(node.weight) {
            if all.is_empty() {
                // More than there were: the halves are halved.
                all.extend(halves.drain(..));
            }
            let Some(old) = all.pop().filter(|old| old.width > 0) else { continue };
            let lower = old.width / 2;
            let upper = old.width - lower - 1;
            halves.push(shard(lower, old.end.wrapping_sub(upper).wrapping_sub(1), node.id, seed));
            halves.push(shard(upper, old.end, old.node, seed));
        }
        all.extend(halves.drain(..));
    }
    all.into_iter().map(|shard| (shard.end, shard.node)).collect()
}
