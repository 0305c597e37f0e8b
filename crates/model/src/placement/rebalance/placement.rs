//! Where keys are under a scheme: its table, its ring, or nothing but the list of nodes.

use std::borrow::Cow;

use crate::placement::jump;
use crate::placement::rebalance::{Dynamic, Scheme, per_node};
use crate::placement::rendezvous::Rendezvous;
use crate::placement::ring::{Node, Ring};

/// Who holds which keys.
#[derive(Clone, Debug)]
pub enum Placement {
    /// The hash's remainder is a slot; a node has as many slots as its weight.
    ModN { slots: Vec<u16> },
    /// The node of each shard; shards are equal ranges of hashes.
    Fixed { owners: Vec<u16> },
    /// Ranges of hashes that follow the data.
    Dynamic(Dynamic),
    /// Tokens: drawn for each node alone, or where the largest shards were halved.
    Ring(Ring),
    /// Scores.
    Rendezvous(Rendezvous),
    /// The slot comes from the hash alone; a node has as many slots as its weight.
    Jump { slots: Vec<u16> },
}

impl Placement {
    /// How keys are placed at first, with no key there yet. A shard is split above so many keys, where shards are.
    ///
    /// # Panics
    /// If there is no node.
    pub fn new(scheme: Scheme, nodes: &[Node], split_keys: u32, seed: u64) -> Placement {
        match scheme {
            Scheme::ModN => Placement::ModN { slots: slots(nodes) },
            Scheme::Fixed { shards } => {
                let mut owners = vec![NOBODY; shards as usize];
                share_out(&mut owners, nodes);
                Placement::Fixed { owners }
            }
            Scheme::Dynamic { .. } => Placement::Dynamic(Dynamic::new(nodes, split_keys)),
            Scheme::PerNode { shards } => Placement::Ring(per_node::ring(nodes, shards, seed)),
            Scheme::Ring { vnodes } => Placement::Ring(Ring::new(nodes, vnodes, seed)),
            Scheme::Rendezvous => Placement::Rendezvous(Rendezvous::new(nodes, seed)),
            Scheme::Jump => Placement::Jump { slots: slots(nodes) },
        }
    }

    /// The same keys on other nodes: all that changes is what the scheme makes change. Shards that follow the data are
    /// to be evened out after that ([`Dynamic::even_out`]).
    ///
    /// # Panics
    /// If there is no node.
    pub fn on_nodes(&mut self, scheme: Scheme, nodes: &[Node], seed: u64) {
        match (self, scheme) {
            (Placement::Fixed { owners }, _) => share_out(owners, nodes),
            (Placement::Dynamic(shards), _) => shards.on_nodes(nodes),
            (Placement::Ring(ring), Scheme::PerNode { shards }) => *ring = per_node::changed(ring, nodes, shards, seed),
            (place, _) => *place = Placement::new(scheme, nodes, 0, seed),
        }
    }

    /// Who holds the keys with this hash.
    pub fn owner(&self, hash: u64) -> u16 {
        match self {
            Placement::ModN { slots } => slots[(hash % slots.len() as u64) as usize],
            Placement::Fixed { owners } => owners[fixed_shard(hash, owners.len() as u64)],
            Placement::Dynamic(shards) => shards.owner(hash),
            Placement::Ring(ring) => ring.owner(hash),
            Placement::Rendezvous(nodes) => nodes.owner(hash),
            Placement::Jump { slots } => slots[jump::slot(hash, slots.len() as u32) as usize],
        }
    }

    /// How many shards there are, where there are some: elsewhere every key goes its own way.
    pub fn n_shards(&self) -> u32 {
        match self {
            Placement::Fixed { owners } => owners.len() as u32,
            Placement::Dynamic(shards) => shards.n_shards(),
            Placement::Ring(ring) => ring.n_tokens() as u32,
            Placement::ModN { .. } | Placement::Rendezvous(_) | Placement::Jump { .. } => 0,
        }
    }

    /// The ring, or the shards as one: each at its last hash. None where keys go their own ways.
    pub fn as_ring(&self) -> Option<Cow<'_, Ring>> {
        match self {
            Placement::Ring(ring) => Some(Cow::Borrowed(ring)),
            Placement::Fixed { owners } => {
                let n = owners.len() as u64;
                // The first hash of the next shard, less one; rounded up as the place of a shard is rounded down.
                let last = |shard: u64| (((shard + 1) << 32).div_ceil(n) << 32).wrapping_sub(1);
                let tokens: Vec<_> = owners.iter().zip(0..).map(|(owner, shard)| (last(shard), *owner)).collect();
                Some(Cow::Owned(Ring::of_tokens(&tokens)))
            }
            Placement::Dynamic(shards) => Some(Cow::Owned(Ring::of_tokens(&shards.tokens()))),
            Placement::ModN { .. } | Placement::Rendezvous(_) | Placement::Jump { .. } => None,
        }
    }
}

/// Owner of what has none.
const NOBODY: u16 = u16::MAX;

/// Each node as often as its weight.
fn slots(nodes: &[Node]) -> Vec<u16> {
    assert!(!nodes.is_empty(), "somebody must hold the keys");
    nodes.iter().flat_map(|node| std::iter::repeat_n(node.id, node.weight.into())).collect()
}

/// Equal ranges of hashes: the first 32 bits, as a fraction, times the number of shards, rounded down.
fn fixed_shard(hash: u64, n_shards: u64) -> usize {
    (((hash >> 32) * n_shards) >> 32) as usize
}

/// Gives shards to nodes by weight, and moves none that can stay.
fn share_out(owners: &mut [u16], nodes: &[Node]) {
    let places = Places::of(nodes);
    let mut n_held = vec![0u32; nodes.len()];
    for at in owners.iter().filter_map(|owner| places.of_node(*owner)) {
        n_held[at] += 1;
    }
    let mut room = quotas(owners.len() as u32, nodes, &n_held);
    let mut next = 0;
    // Who stays within its quota keeps what it has, from the first shard on.
    let mut homeless = Vec::new();
    for (shard, &owner) in owners.iter().enumerate() {
        match places.of_node(owner).filter(|at| room[*at] > 0) {
            Some(at) => room[at] -= 1,
            None => homeless.push(shard),
        }
    }
    for shard in homeless {
        while room[next] == 0 {
            next = (next + 1) % nodes.len();
        }
        room[next] -= 1;
        owners[shard] = nodes[next].id;
        next = (next + 1) % nodes.len();
    }
}

/// How many shards each node is to have: its part rounded down, and those left over for who holds most above that.
fn quotas(n_shards: u32, nodes: &[Node], n_held: &[u32]) -> Vec<u32> {
    let total: u64 = nodes.iter().map(|node| u64::from(node.weight)).sum();
    let part = |node: &Node| (u64::from(n_shards) * u64::from(node.weight) / total) as u32;
    let mut quotas: Vec<u32> = nodes.iter().map(part).collect();
    let n_left = n_shards - quotas.iter().sum::<u32>();
    let mut is_topped = vec![false; nodes.len()];
    for _ in 0..n_left {
        let above = |at: &usize| (i64::from(n_held[*at]) - i64::from(quotas[*at]), std::cmp::Reverse(*at));
        if let Some(at) = (0..nodes.len()).filter(|at| !is_topped[*at]).max_by_key(above) {
            quotas[at] += 1;
            is_topped[at] = true;
        }
    }
    quotas
}

/// Where each node stands in a list, by its number.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places(Vec<u16>);

impl Places {
    pub(crate) fn of(nodes: &[Node]) -> Places {
        let n = nodes.iter().map(|node| usize::from(node.id) + 1).max().unwrap_or_default();
        let mut places = vec![NOBODY; n];
        nodes.iter().enumerate().for_each(|(at, node)| places[usize::from(node.id)] = at as u16);
        Places(places)
    }

    pub(crate) fn of_node(&self, node: u16) -> Option<usize> {
        self.0.get(usize::from(node)).filter(|at| **at != NOBODY).map(|at| usize::from(*at))
    }
}
