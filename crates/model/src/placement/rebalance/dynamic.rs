//! Shards that follow the data: ranges of hashes, split when they grow too large and merged when they are small.
//!
//! An empty database is one shard on one node. A shard above its limit is split at the median of its keys, and one half
//! goes to the least loaded node, if that makes the two nodes more even. Two neighbours are merged when they have at
//! most half the limit together, on the node of the larger. After nodes have come or gone, and after merging, whole
//! shards go from the most to the least loaded node until no single one would make those two more even.
//!
//! The chapter splits ranges of hashes, so that all schemes place the same keys alike; databases that keep keys in
//! order split ranges of keys in the same way. Keys are counted in 2^16 cells of equal width, and a split falls between
//! two.

use crate::placement::rebalance::placement::Places;
use crate::placement::ring::Node;

/// Keys are counted by so many first bits of their hash.
const CELL_BITS: u32 = 16;
const N_CELLS: usize = 1 << CELL_BITS;

/// Shards with their keys counted.
#[derive(Clone, Debug)]
pub struct Dynamic {
    /// The keys of each cell.
    cells: Vec<u32>,
    /// The shard of each cell.
    shard_of: Vec<u16>,
    shards: Vec<Shard>,
    nodes: Vec<Node>,
    /// The keys of each node, in the same order.
    loads: Vec<u32>,
    /// A shard with more keys is split.
    keys_max: u32,
}

#[derive(Clone, Copy, Debug)]
struct Shard {
    /// Its first cell, and the one after its last.
    cells: (u32, u32),
    /// The place of its node.
    at: usize,
    n_keys: u32,
}

impl Dynamic {
    /// One shard on the first node, without keys. It is split above so many.
    pub fn new(nodes: &[Node], keys_max: u32) -> Dynamic {
        assert!(!nodes.is_empty(), "somebody must hold the keys");
        Dynamic {
            cells: vec![0; N_CELLS],
            shard_of: vec![0; N_CELLS],
            shards: vec![Shard { cells: (0, N_CELLS as u32), at: 0, n_keys: 0 }],
            nodes: nodes.to_vec(),
            loads: vec![0; nodes.len()],
            keys_max: keys_max.max(1),
        }
    }

    /// Who holds the keys with this hash.
    pub fn owner(&self, hash: u64) -> u16 {
        let shard = self.shard_of[cell(hash)];
        self.nodes[self.shards[usize::from(shard)].at].id
    }

    /// How many shards there are now.
    pub fn n_shards(&self) -> u32 {
        self.shards.len() as u32
    }

    /// The last hash of each shard with its node, in the order of hashes.
    pub fn tokens(&self) -> Vec<(u64, u16)> {
        let last = |end: u32| (u64::from(end) << (64 - CELL_BITS)).wrapping_sub(1);
        let token = |shard: Shard| (last(shard.cells.1), self.nodes[shard.at].id);
        self.left_to_right().map(token).collect()
    }

    /// A key is written.
    pub fn insert(&mut self, hash: u64) {
        let cell = cell(hash);
        let shard = usize::from(self.shard_of[cell]);
        self.cells[cell] += 1;
        self.shards[shard].n_keys += 1;
        self.loads[self.shards[shard].at] += 1;
        if self.shards[shard].n_keys > self.keys_max {
            self.split(shard);
        }
    }

    /// A key that is there is deleted.
    pub fn delete(&mut self, hash: u64) {
        let cell = cell(hash);
        let shard = usize::from(self.shard_of[cell]);
        self.cells[cell] -= 1;
        self.shards[shard].n_keys -= 1;
        self.loads[self.shards[shard].at] -= 1;
    }

    /// Merges what has become small.
    pub fn merge(&mut self) {
        let mut merged: Vec<Shard> = Vec::with_capacity(self.shards.len());
        for next in self.left_to_right() {
            match merged.last_mut() {
                Some(last) if last.n_keys + next.n_keys <= self.keys_max / 2 => {
                    if next.n_keys > last.n_keys {
                        last.at = next.at;
                    }
                    last.n_keys += next.n_keys;
                    last.cells.1 = next.cells.1;
                }
                _ => merged.push(next),
            }
        }
        self.shards = merged;
        (0..self.shards.len()).for_each(|shard| self.name_cells(shard));
        self.loads.fill(0);
        self.shards.iter().for_each(|shard| self.loads[shard.at] += shard.n_keys);
    }

    /// Other nodes are there: shards of those that went find a new home, each on the least loaded node.
    pub fn on_nodes(&mut self, nodes: &[Node]) {
        let (places, old) = (Places::of(nodes), std::mem::replace(&mut self.nodes, nodes.to_vec()));
        let home: Vec<Option<usize>> = self.shards.iter().map(|shard| places.of_node(old[shard.at].id)).collect();
        self.loads = vec![0; nodes.len()];
        for (shard, at) in home.iter().enumerate() {
            if let Some(at) = *at {
                self.shards[shard].at = at;
                self.loads[at] += self.shards[shard].n_keys;
            }
        }
        for shard in (0..home.len()).filter(|shard| home[*shard].is_none()) {
            let at = self.least_loaded();
            self.shards[shard].at = at;
            self.loads[at] += self.shards[shard].n_keys;
        }
    }

    /// Moves up to `n_max` whole shards, each from the most to the least loaded node, as long as that makes the two
    /// more even; whether it does no more.
    pub fn even_out(&mut self, n_max: u32) -> bool {
        let mut held: Vec<Vec<u16>> = vec![Vec::new(); self.nodes.len()];
        self.shards.iter().enumerate().for_each(|(shard, of)| held[of.at].push(shard as u16));
        for _ in 0..n_max {
            let (from, to) = (self.most_loaded(), self.least_loaded());
            let n_keys = |shard: u16| self.shards[usize::from(shard)].n_keys;
            let helps = |(_, shard): &(usize, u16)| self.is_more_even(from, to, n_keys(*shard));
            // The one that leaves the higher of the two loads lowest; of equal ones, the first.
            let candidates = held[from].iter().copied().enumerate().filter(helps);
            let best = candidates.min_by_key(|(_, shard)| self.higher_after(from, to, n_keys(*shard)));
            let Some((place, shard)) = best else { return true };
            let n_keys = n_keys(shard);
            held[from].remove(place);
            let place = held[to].partition_point(|other| *other < shard);
            held[to].insert(place, shard);
            self.shards[usize::from(shard)].at = to;
            self.loads[from] -= n_keys;
            self.loads[to] += n_keys;
        }
        false
    }

    /// The shards in the order of their cells.
    fn left_to_right(&self) -> impl Iterator<Item = Shard> {
        let mut cell = 0;
        std::iter::from_fn(move || {
            let shard = self.shards[usize::from(*self.shard_of.get(cell)?)];
            cell = shard.cells.1 as usize;
            Some(shard)
        })
    }

    /// Splits a shard at the median of its keys, if it has more than one cell.
    fn split(&mut self, shard: usize) {
        let Shard { cells: (first, end), at, n_keys } = self.shards[shard];
        if end - first < 2 {
            return;
        }
        let (mut middle, mut n_lower) = (first + 1, self.cells[first as usize]);
        while middle + 1 < end && n_lower + self.cells[middle as usize] <= n_keys / 2 {
            n_lower += self.cells[middle as usize];
            middle += 1;
        }
        let n_upper = n_keys - n_lower;
        let least = self.least_loaded();
        let upper_at = if self.is_more_even(at, least, n_upper) { least } else { at };
        self.shards[shard] = Shard { cells: (first, middle), at, n_keys: n_lower };
        self.shards.push(Shard { cells: (middle, end), at: upper_at, n_keys: n_upper });
        self.name_cells(self.shards.len() - 1);
        self.loads[at] -= n_upper;
        self.loads[upper_at] += n_upper;
    }

    /// Whether moving so many keys lowers the higher of two nodes' loads.
    fn is_more_even(&self, from: usize, to: usize, n_keys: u32) -> bool {
        n_keys > 0 && from != to && self.higher_after(from, to, n_keys) < self.relative(from, self.loads[from])
    }

    /// The higher load of two nodes after so many keys have gone from one to the other.
    fn higher_after(&self, from: usize, to: usize, n_keys: u32) -> u64 {
        self.relative(from, self.loads[from] - n_keys).max(self.relative(to, self.loads[to] + n_keys))
    }

    /// A load for each unit of weight, in units that all weights divide.
    fn relative(&self, at: usize, load: u32) -> u64 {
        // 840 is divided by every number up to 8.
        u64::from(load) * 840 / u64::from(self.nodes[at].weight)
    }

    fn least_loaded(&self) -> usize {
        (0..self.loads.len()).min_by_key(|at| self.relative(*at, self.loads[*at])).unwrap_or_default()
    }

    fn most_loaded(&self) -> usize {
        let load = |at: &usize| (self.relative(*at, self.loads[*at]), std::cmp::Reverse(*at));
        (0..self.loads.len()).max_by_key(load).unwrap_or_default()
    }

    fn name_cells(&mut self, shard: usize) {
        let (first, end) = self.shards[shard].cells;
        self.shard_of[first as usize..end as usize].fill(shard as u16);
    }
}

fn cell(hash: u64) -> usize {
    (hash >> (64 - CELL_BITS)) as usize
}
