//! What comes to each shard and node under every strategy: data, reads and writes.
//!
//! A shard has the records of its keys, and the requests for them ([`Load`]). Sums over shards are exact: all keys,
//! bytes and requests are there once. A node has what its shards have; besides it is *asked* for keys that it may not
//! have: under random placement nobody knows where a key is, so every node is asked at every read, and at every write
//! that changes a record (a record that is appended can go anywhere).
//!
//! *Skew* is the most that a node has over its fair share, which is the total by weight ([`Skew`]).
//!
//! Hot names can be salted ([`super::salt`]).
//!
//! Left out: indexes, caches and replicas.

use std::rc::Rc;

use super::access::Traffic;
use super::dataset::DataKind;
use super::keys::Keys;
use super::strategy::{Nodes, Placer, Strategy};
use crate::job::Job;
use crate::maths::evenness;

/// Records and the requests of a day for them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Load {
    /// How many records.
    pub keys: u64,
    /// Bytes of the records.
    pub bytes: u64,
    /// Reads of them.
    pub reads: u64,
    /// Writes of them.
    pub writes: u64,
}

/// What comes to a node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NodeLoad {
    /// What it has.
    pub own: Load,
    /// Reads that it is asked for: of what it has, or all.
    pub reads_asked: u64,
    /// Writes that it is asked for.
    pub writes_asked: u64,
}

/// How many bytes records have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bytes {
    /// All the same.
    Each(u32),
    /// One number for each key.
    Of(Rc<Vec<u32>>),
}

/// Keys with their requests, as they are put on shards.
#[derive(Clone, Debug)]
pub struct Data {
    /// What the keys are of; `None` for people's own.
    pub kind: Option<DataKind>,
    /// The keys.
    pub keys: Rc<Keys>,
    /// The requests for each, as many as there are keys.
    pub traffic: Rc<Traffic>,
    /// The bytes of each record.
    pub bytes: Bytes,
}

/// The loads of all shards under one strategy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShardLoads {
    /// The strategy.
    pub strategy: Strategy,
    /// Each shard's, in order.
    pub shards: Vec<Load>,
    /// Whether data is appended.
    pub is_appended: bool,
}

/// How unevenly something lies on nodes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Skew {
    /// The most that a node has over its fair share, in thousandths: 1,000 where all share in proportion; 0 where there
    /// is nothing to share.
    pub max_permille: u64,
    /// Which node that is, the first of them.
    pub node: usize,
    /// The coefficient of variation of shares over weights, in millionths.
    pub cv_ppm: u32,
}

impl std::ops::AddAssign for Load {
    fn add_assign(&mut self, more: Load) {
        self.keys += more.keys;
        self.bytes += more.bytes;
        self.reads += more.reads;
        self.writes += more.writes;
    }
}

impl std::ops::SubAssign for Load {
    fn sub_assign(&mut self, less: Load) {
        self.keys -= less.keys;
        self.bytes -= less.bytes;
        self.reads -= less.reads;
        self.writes -= less.writes;
    }
}

impl ShardLoads {
    /// All shards together.
    pub fn total(&self) -> Load {
        sum(&self.shards)
    }

    /// What comes to each node.
    pub fn on(&self, nodes: &Nodes) -> Vec<NodeLoad> {
        let total = self.total();
        let is_asked_all = self.strategy == Strategy::Random;
        let load = |node: usize| {
            let shards = nodes.shards_of(node, self.shards.len() as u32);
            let own = sum(&self.shards[shards.start as usize..shards.end as usize]);
            let reads_asked = if is_asked_all { total.reads } else { own.reads };
            let writes_asked = if is_asked_all && !self.is_appended { total.writes } else { own.writes };
            NodeLoad { own, reads_asked, writes_asked }
        };
        (0..nodes.n()).map(load).collect()
    }
}

fn sum(loads: &[Load]) -> Load {
    let mut sum = Load::default();
    loads.iter().for_each(|&load| sum += load);
    sum
}

/// How unevenly loads lie on nodes, each compared with its weight's part of the total.
///
/// A node of weight 0 should have nothing and is left out of the variation; shards are never put on one.
pub fn skew(loads: &[u64], nodes: &Nodes) -> Skew {
    let total: u128 = loads.iter().map(|&load| u128::from(load)).sum();
    let mut skew = Skew { cv_ppm: evenness::cv_ppm(loads, nodes.weights()), ..Skew::default() };
    for (node, (&load, &weight)) in loads.iter().zip(nodes.weights()).enumerate() {
        let relative = u128::from(load) * u128::from(nodes.weight()) * 1000;
        let permille = relative.checked_div(total * u128::from(weight)).unwrap_or(0) as u64;
        if permille > skew.max_permille {
            (skew.max_permille, skew.node) = (permille, node);
        }
    }
    skew
}

/// Puts all keys on shards under all strategies, about five units a key.
pub fn loads(data: &Data, placer: Rc<Placer>) -> Placing {
    let shards = |strategy| {
        let shards = vec![Load::default(); placer.n_shards() as usize];
        ShardLoads { strategy, shards, is_appended: data.kind.is_some_and(DataKind::is_appended) }
    };
    Placing { data: data.clone(), loads: Strategy::ALL.map(shards).into(), placer, at: 0 }
}

/// The putting of keys on shards.
#[derive(Debug)]
pub struct Placing {
    data: Data,
    placer: Rc<Placer>,
    loads: Vec<ShardLoads>,
    at: u32,
}

impl Job for Placing {
    /// The loads, in the order of [`Strategy::ALL`].
    type Output = Vec<ShardLoads>;

    fn advance(&mut self, units: u32) -> Option<Vec<ShardLoads>> {
        let n = self.data.keys.len() as u32;
        let end = self.at.saturating_add((units / 5).max(1)).min(n);
        (self.at..end).for_each(|at| self.place(at));
        self.at = end;
        (end == n).then(|| std::mem::take(&mut self.loads))
    }

    fn done_permille(&self) -> u16 {
        (u64::from(self.at) * 1000 / (self.data.keys.len() as u64).max(1)) as u16
    }
}

impl Placing {
    fn place(&mut self, at: u32) {
        let load = self.data.load(at);
        let shards = self.placer.shards_of(at, self.data.keys.get(at as usize));
        for (loads, shard) in self.loads.iter_mut().zip(shards) {
            loads.shards[shard as usize] += load;
        }
    }
}

impl Data {
    /// A record and its requests.
    pub(super) fn load(&self, at: u32) -> Load {
        let at = at as usize;
        let bytes = match &self.bytes {
            Bytes::Each(bytes) => *bytes,
            Bytes::Of(each) => each[at],
        };
        let (reads, writes) = (self.traffic.reads[at], self.traffic.writes[at]);
        Load { keys: 1, bytes: bytes.into(), reads: reads.into(), writes: writes.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::run;
    use crate::placement::access::{Access, READS_A_DAY, WRITES_A_DAY, traffic};
    use crate::placement::dataset::{Dataset, generate};
    use crate::placement::strategy::placer;

    fn data(kind: DataKind, n: u32, access: Access) -> Data {
        let keys = Rc::new(run(generate(Dataset { kind, n, seed: 1 })));
        let traffic = Rc::new(run(traffic(access, Some(kind), keys.clone(), 1)));
        Data { kind: Some(kind), keys, traffic, bytes: Bytes::Each(kind.record_bytes()) }
    }

    fn placed(data: &Data, n_shards: u32) -> Vec<ShardLoads> {
        run(loads(data, Rc::new(placer(&data.keys, data.kind, n_shards, 1))))
    }

    #[test]
    fn loads_sum_up_to_all_there_is() {
        for kind in DataKind::ALL {
            let data = data(kind, 3000, Access::Zipf { exponent_hundredths: 110 });
            let all = Load {
                keys: 3000,
                bytes: 3000 * u64::from(kind.record_bytes()),
                reads: READS_A_DAY,
                writes: WRITES_A_DAY,
            };
            for loads in placed(&data, 16) {
                assert_eq!(loads.total(), all, "{kind:?} {:?}", loads.strategy);
                let on = loads.on(&Nodes::new(&[1, 2, 3]));
                assert_eq!(sum(&on.iter().map(|load| load.own).collect::<Vec<_>>()), all);
            }
        }
    }

    #[test]
    fn at_random_all_nodes_are_asked() {
        for kind in DataKind::ALL {
            for loads in placed(&data(kind, 3000, Access::Uniform), 16) {
                for load in loads.on(&Nodes::equal(4)) {
                    let is_random = loads.strategy == Strategy::Random;
                    let expect = if is_random { READS_A_DAY } else { load.own.reads };
                    assert_eq!(load.reads_asked, expect);
                    let is_asked = is_random && !kind.is_appended();
                    assert_eq!(load.writes_asked, if is_asked { WRITES_A_DAY } else { load.own.writes });
                }
            }
        }
    }

    #[test]
    fn fixed_ranges_put_counted_ids_on_one_node_and_hashes_do_not() {
        let loads = placed(&data(DataKind::Users, 100_000, Access::Uniform), 64);
        let nodes = Nodes::equal(8);
        let keys = |loads: &ShardLoads| loads.on(&nodes).iter().map(|load| load.own.keys).collect::<Vec<_>>();
        assert_eq!(keys(&loads[0]), [100_000, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(skew(&keys(&loads[0]), &nodes), Skew { max_permille: 8000, node: 0, cv_ppm: 2_645_751 });
        // √(7/100,000) is 8,367 ppm.
        let hashed = skew(&keys(&loads[2]), &nodes);
        assert!(hashed.max_permille < 1030 && hashed.cv_ppm.abs_diff(8367) < 5000, "{hashed:?}");
    }

    #[test]
    fn skew_is_relative_to_the_fair_share() {
        let table: [(&[u64], &[u16], u64, usize); 5] = [
            (&[5, 5], &[1, 1], 1000, 0),
            (&[10, 20], &[1, 2], 1000, 0),
            (&[10, 20], &[1, 1], 1333, 1),
            (&[0, 8, 0, 0], &[1; 4], 4000, 1),
            (&[0, 0], &[1, 1], 0, 0),
        ];
        for (loads, weights, max_permille, node) in table {
            let skew = skew(loads, &Nodes::new(weights));
            assert_eq!((skew.max_permille, skew.node), (max_permille, node), "{loads:?}");
        }
    }

    #[test]
    fn loads_do_not_depend_on_the_pieces() {
        let data = data(DataKind::Names, 3000, Access::Uniform);
        let mut job = loads(&data, Rc::new(placer(&data.keys, data.kind, 16, 1)));
        let pieces = loop {
            if let Some(loads) = job.advance(777) {
                break loads;
            }
            assert!(job.done_permille() < 1000);
        };
        assert_eq!(pieces, placed(&data, 16));
    }
}
