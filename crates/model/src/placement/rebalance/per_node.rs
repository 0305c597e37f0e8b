//! A fixed number of shards on each node: a node that joins halves so many of the largest shards, and takes one half of
//! each; one that leaves gives each of its shards to the neighbour behind it.
//!
//! Nothing but these halves moves. With N equal nodes, a joining one ends with half a fair share, 1/(2N), because it
//! halves only as many shards as it is to have; and once N more have come, all are equal again. Halving shards at
//! random instead, as is often described, leaves the first nodes with ever more: the N-th node to come takes a part of
//! 1/(2N) of what each has, whatever that is, so the first still has about 1/√N of all.
//!
//! Sizes are compared by powers of two, and lots decide among those between the same two powers.

use rand_xoshiro::rand_core::Rng;

use crate::placement::rebalance::placement::Places;
use crate::placement::ring::{Node, Ring};
use crate::prng;

#[derive(Clone, Copy)]
struct Shard {
    /// How many hashes it has, less one.
    width: u64,
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
    let width = |i| end(i + 1).wrapping_sub(end(i)).wrapping_sub(1);
    let first = (0..n).map(|i| Shard { width: width(i), end: end(i + 1), node: nodes[0].id });
    join(first, &nodes[1..], shards, seed)
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
    let shard = |(at, (end, node))| Shard { width: (ring.width(at) - 1) as u64, end, node };
    join(ring.tokens().enumerate().map(shard), &joining, shards, seed)
}

/// Lets nodes join, one after the other.
fn join(first: impl Iterator<Item = Shard>, nodes: &[Node], shards: u16, seed: u64) -> Ring {
    // By the zeros before a width's first bit: the larger, the fewer.
    let mut by_size: Vec<Vec<Shard>> = vec![Vec::new(); 65];
    let mut halves: Vec<Shard> = Vec::new();
    let put = |by_size: &mut Vec<Vec<Shard>>, shard: Shard| by_size[shard.width.leading_zeros() as usize].push(shard);
    first.for_each(|shard| put(&mut by_size, shard));
    for node in nodes {
        let mut lots = prng::stream(seed, "halves", &format!("n{}", node.id));
        for _ in 0..u32::from(shards) * u32::from(node.weight) {
            if by_size.iter().all(Vec::is_empty) {
                // More than there were: the halves are halved.
                halves.drain(..).for_each(|half| put(&mut by_size, half));
            }
            // What has one hash alone is the last class, and stays whole.
            let Some(largest) = by_size[..64].iter_mut().find(|class| !class.is_empty()) else { break };
            let lot = ((lots.next_u64() >> 32) * largest.len() as u64) >> 32;
            let old = largest.swap_remove(lot as usize);
            let lower = Shard { width: old.width / 2, node: node.id, ..old };
            let upper = Shard { width: old.width - lower.width - 1, ..old };
            halves.push(Shard { end: old.end.wrapping_sub(upper.width).wrapping_sub(1), ..lower });
            halves.push(upper);
        }
        halves.drain(..).for_each(|half| put(&mut by_size, half));
    }
    Ring::of_tokens(&by_size.iter().flatten().map(|shard| (shard.end, shard.node)).collect::<Vec<_>>())
}
