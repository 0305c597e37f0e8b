//! Which shard a key belongs to, by five strategies.
//!
//! - *Fixed key ranges*: boundaries are made before there is any data, in even steps over the space of possible keys
//!   ([`Space`]). What the keys really are does not matter, so one range may get all of them.
//! - *Adapted key ranges*: boundaries are the quantiles of a sample of up to [`SAMPLE_MAX`] of the keys that are there
//!   now, chosen by seed; of fewer keys, all. They are as even as the sample is good, and say nothing about the keys to
//!   come.
//! - *Hash*: shard i of S has the hashes from i/S to (i + 1)/S of all 2^64. That is also what a database does that
//!   gives each shard a range of hashes.
//! - *At random*: each key is thrown on some shard when it is written. Nothing about the key tells which, so whoever
//!   looks for it has to ask all nodes.
//! - *Compound key*: the hash of the first part of the key, up to its first `/` (all of it where there is none);
//!   within its shard, keys stand in order. This is Cassandra's compromise.
//!
//! In every strategy a shard keeps its own keys in order, so a node that is asked finds what it has without reading the
//! rest. Shards come to nodes in blocks of neighbours, each node as many as its weight asks for ([`Nodes`]).

use std::ops::Range;

use rand_xoshiro::rand_core::Rng;

use super::calendar::{self, YEAR_S};
use super::dataset::{DataKind, N_POSTERS_MAX};
use super::keys::Keys;
use super::shuffle::Shuffle;
use crate::prng::{self, Fnv1a};

/// The most shards.
pub const N_SHARDS_MAX: u32 = 4096;
/// The most keys that adapted boundaries are made from.
pub const SAMPLE_MAX: u32 = 10_000;

/// How keys come to shards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strategy {
    /// Key ranges with boundaries that were made without looking at the data.
    RangeFixed,
    /// Key ranges with boundaries at the quantiles of the data.
    RangeAdapted,
    /// Ranges of the key's hash.
    Hash,
    /// No rule: a key is wherever it was put.
    Random,
    /// Ranges of the hash of the key's first part.
    Compound,
}

/// The space of possible keys, as it is known before there is any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Space {
    /// `user-00000000` to `user-99999999`: a hundred million ids.
    UserIds,
    /// Three letters from a to z in even steps, as an encyclopaedia without a look at the language.
    Letters,
    /// `user-0000` to `user-9999`.
    Posters,
    /// The year 2026, in seconds.
    Year,
    /// Two bytes from space to `~`, the printable characters: nothing is known of people's own keys.
    Printable,
}

impl Strategy {
    /// All of them.
    pub const ALL: [Strategy; 5] =
        [Strategy::RangeFixed, Strategy::RangeAdapted, Strategy::Hash, Strategy::Random, Strategy::Compound];
}

impl Space {
    /// The space of a kind of keys, or of people's own.
    pub fn of(kind: Option<DataKind>) -> Space {
        match kind {
            Some(DataKind::Users) => Space::UserIds,
            Some(DataKind::Names) => Space::Letters,
            Some(DataKind::Posts) => Space::Posters,
            Some(DataKind::Sensors) => Space::Year,
            None => Space::Printable,
        }
    }

    /// The first key of each shard but the first, in even steps.
    pub fn boundaries(self, n_shards: u32) -> Keys {
        let mut boundaries = Keys::with_capacity(n_shards as usize, 20);
        (1..n_shards).for_each(|shard| {
            boundaries.push(&self.at(u64::from(shard), u64::from(n_shards)));
        });
        boundaries
    }

    /// The key that `part` of `all` parts of the space lie before.
    fn at(self, part: u64, all: u64) -> Vec<u8> {
        let numbered = |text: &[u8], n_digits: usize, size: u64| {
            let mut key = text.to_vec();
            calendar::put(&mut key[text.len() - n_digits..], (size * part / all) as u32);
            key
        };
        let spelled = |first: u8, n_letters: u64, length: u32| {
            let number = n_letters.pow(length) * part / all;
            (0..length).rev().map(|place| first + (number / n_letters.pow(place) % n_letters) as u8).collect()
        };
        match self {
            Space::UserIds => numbered(b"user-00000000", 8, 100_000_000),
            Space::Posters => numbered(b"user-0000", 4, N_POSTERS_MAX.into()),
            Space::Year => calendar::text((u64::from(YEAR_S) * part / all) as u32).to_vec(),
            Space::Letters => spelled(b'a', 26, 3),
            Space::Printable => spelled(b' ', 95, 2),
        }
    }
}

/// Where keys belong, by all strategies over the same number of shards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placer {
    n_shards: u32,
    fixed: Boundaries,
    adapted: Boundaries,
    /// What chance starts from.
    random: u64,
}

impl Placer {
    /// How many shards there are.
    pub fn n_shards(&self) -> u32 {
        self.n_shards
    }

    /// The shard of a key that stands at a place among the keys; only [`Strategy::Random`] looks at the place.
    pub fn shard_of(&self, strategy: Strategy, at: u32, key: &[u8]) -> u32 {
        match strategy {
            Strategy::RangeFixed => self.fixed.shard_of(key),
            Strategy::RangeAdapted => self.adapted.shard_of(key),
            Strategy::Random => self.thrown(at),
            Strategy::Hash => self.part(hashes(key).0),
            Strategy::Compound => self.part(hashes(key).1),
        }
    }

    /// The same for all strategies, in the order of [`Strategy::ALL`]: the key is hashed once.
    pub fn shards_of(&self, at: u32, key: &[u8]) -> [u32; 5] {
        let (whole, first) = hashes(key);
        let (fixed, adapted) = (self.fixed.shard_of(key), self.adapted.shard_of(key));
        [fixed, adapted, self.part(whole), self.thrown(at), self.part(first)]
    }

    /// The first key of each shard but the first; `None` where shards are not key ranges.
    pub fn boundaries(&self, strategy: Strategy) -> Option<&Keys> {
        match strategy {
            Strategy::RangeFixed => Some(&self.fixed.keys),
            Strategy::RangeAdapted => Some(&self.adapted.keys),
            _ => None,
        }
    }

    /// The shard that has a hash in its range: hash · S / 2^64, rounded down.
    fn part(&self, hash: u64) -> u32 {
        // In two halves, which is exact: a product of 128 bits is slow in a browser.
        let (n, low) = (u64::from(self.n_shards), hash & u64::from(u32::MAX));
        (((hash >> 32) * n + ((low * n) >> 32)) >> 32) as u32
    }

    /// Where chance threw the key with this number: SplitMix64's n-th number.
    fn thrown(&self, at: u32) -> u32 {
        let mut hash = Fnv1a::default();
        hash.word(self.random.wrapping_add(u64::from(at).wrapping_mul(0x9e37_79b9_7f4a_7c15)));
        self.part(hash.mixed())
    }
}

/// The hash of a key, and that of its first part; both as [`super::hash::of`] gives them, in one pass.
fn hashes(key: &[u8]) -> (u64, u64) {
    let mut hash = Fnv1a::default();
    let Some(end) = key.iter().position(|&byte| byte == b'/') else {
        hash.bytes(key);
        return (hash.mixed(), hash.mixed());
    };
    hash.bytes(&key[..end]);
    let first = hash.mixed();
    hash.bytes(&key[end..]);
    (hash.mixed(), first)
}

/// Boundaries of key ranges, ready for search.
///
/// They often share their beginning, so what follows it is compared first, as one number of eight bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Boundaries {
    keys: Keys,
    n_shared: usize,
    words: Vec<u64>,
}

impl Boundaries {
    /// Of keys in order.
    fn new(keys: Keys) -> Boundaries {
        let n_shared = n_shared(&keys);
        let words = keys.iter().map(|key| word(key, n_shared)).collect();
        Boundaries { keys, n_shared, words }
    }

    /// How many boundaries the key is not before.
    fn shard_of(&self, key: &[u8]) -> u32 {
        if self.words.is_empty() {
            return 0;
        }
        let shared = &self.keys.get(0)[..self.n_shared];
        if !key.starts_with(shared) {
            return if key < shared { 0 } else { self.words.len() as u32 };
        }
        let word = word(key, self.n_shared);
        let mut shard = self.words.partition_point(|&boundary| boundary < word);
        while self.words.get(shard) == Some(&word) && self.keys.get(shard) <= key {
            shard += 1;
        }
        shard as u32
    }
}

/// How many bytes all keys begin with alike, which need not be in order.
fn n_shared(keys: &Keys) -> usize {
    let Some(first) = (!keys.is_empty()).then(|| keys.get(0)) else { return 0 };
    let n_alike = |key: &[u8]| first.iter().zip(key).take_while(|(left, right)| left == right).count();
    keys.iter().map(n_alike).min().unwrap_or(0)
}

/// The eight bytes from a place on, as a number in the same order; where there are fewer, zeros.
fn word(key: &[u8], from: usize) -> u64 {
    let mut bytes = [0; 8];
    let tail = key.get(from..).unwrap_or(&[]);
    let n = tail.len().min(8);
    bytes[..n].copy_from_slice(&tail[..n]);
    u64::from_be_bytes(bytes)
}

/// Makes the boundaries for these keys; `kind` is `None` for people's own.
///
/// That is done in one go, whatever the number of keys: a sample is sorted and no more.
pub fn placer(keys: &Keys, kind: Option<DataKind>, n_shards: u32, seed: u64) -> Placer {
    let n_shards = n_shards.clamp(1, N_SHARDS_MAX);
    let fixed = Boundaries::new(Space::of(kind).boundaries(n_shards));
    let adapted = Boundaries::new(quantiles(&sample(keys, seed), n_shards));
    Placer { n_shards, fixed, adapted, random: prng::stream(seed, "placement", "random").next_u64() }
}

/// Up to [`SAMPLE_MAX`] of the keys, in order.
fn sample(keys: &Keys, seed: u64) -> Keys {
    let n = keys.len() as u32;
    let mut sample = Keys::with_capacity(n.min(SAMPLE_MAX) as usize, 32);
    Shuffle::new(n, seed, "sample").iter().take(n.min(SAMPLE_MAX) as usize).for_each(|at| {
        sample.push(keys.get(at as usize));
    });
    let n_shared = n_shared(&sample);
    let mut order: Vec<Sampled> = (0..sample.len()).map(|at| (word(sample.get(at), n_shared), at as u32)).collect();
    sort(&mut order, &|left, right| {
        left.0 < right.0 || left.0 == right.0 && sample.get(left.1 as usize) < sample.get(right.1 as usize)
    });
    let mut sorted = Keys::with_capacity(sample.len(), 32);
    order.iter().for_each(|&(_, at)| {
        sorted.push(sample.get(at as usize));
    });
    sorted
}

/// A key of the sample: what follows the shared beginning, and its place.
type Sampled = (u64, u32);

/// Sorts by heap (Williams 1964): what the standard library has is quicker and several times the code.
fn sort(items: &mut [Sampled], is_before: &dyn Fn(Sampled, Sampled) -> bool) {
    let sink = |items: &mut [Sampled], from: usize| {
        let mut at = from;
        loop {
            let mut child = 2 * at + 1;
            if child + 1 < items.len() && is_before(items[child], items[child + 1]) {
                child += 1;
            }
            if child >= items.len() || !is_before(items[at], items[child]) {
                return;
            }
            items.swap(at, child);
            at = child;
        }
    };
    (0..items.len() / 2).rev().for_each(|at| sink(items, at));
    for last in (1..items.len()).rev() {
        items.swap(0, last);
        sink(&mut items[..last], 0);
    }
}

/// What parts keys in order into so many equal shards: the first key of each but the first.
fn quantiles(sorted: &Keys, n_shards: u32) -> Keys {
    let mut quantiles = Keys::with_capacity(n_shards as usize, 32);
    if !sorted.is_empty() {
        (1..u64::from(n_shards)).for_each(|shard| {
            quantiles.push(sorted.get((shard * sorted.len() as u64 / u64::from(n_shards)) as usize));
        });
    }
    quantiles
}

/// Nodes n0, n1 … and how much each should take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nodes {
    weights: Vec<u16>,
    /// The sum of the weights before each node, and of all.
    sums: Vec<u64>,
}

impl Nodes {
    /// The most nodes.
    pub const N_MAX: usize = 1000;

    /// Nodes with these weights, the first [`Nodes::N_MAX`]; if none has any, all weigh the same, and there is one at
    /// least.
    pub fn new(weights: &[u16]) -> Nodes {
        let mut weights = weights[..weights.len().min(Nodes::N_MAX)].to_vec();
        if weights.iter().all(|&weight| weight == 0) {
            weights = vec![1; weights.len().max(1)];
        }
        let mut sums = vec![0];
        weights.iter().for_each(|&weight| sums.push(sums[sums.len() - 1] + u64::from(weight)));
        Nodes { weights, sums }
    }

    /// So many nodes that take the same.
    pub fn equal(n: u16) -> Nodes {
        Nodes::new(&vec![1; n.into()])
    }

    /// How many there are.
    pub fn n(&self) -> usize {
        self.weights.len()
    }

    /// How much each should take.
    pub fn weights(&self) -> &[u16] {
        &self.weights
    }

    /// The sum of all weights, above 0.
    pub fn weight(&self) -> u64 {
        self.sums[self.weights.len()]
    }

    /// The shards of a node, of so many: a block, of which two nodes of the same weight differ by one shard at most.
    pub fn shards_of(&self, node: usize, n_shards: u32) -> Range<u32> {
        let start = |node: usize| (u64::from(n_shards) * self.sums[node] / self.weight()) as u32;
        start(node)..start(node + 1)
    }

    /// The node that has a shard, of so many.
    pub fn node_of(&self, shard: u32, n_shards: u32) -> usize {
        (0..self.n()).find(|&node| self.shards_of(node, n_shards).contains(&shard)).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::run;
    use crate::placement::dataset::{Dataset, generate};
    use crate::placement::hash;

    fn of(kind: DataKind, n: u32, n_shards: u32) -> (Keys, Placer) {
        let keys = run(generate(Dataset { kind, n, seed: 1 }));
        let placer = placer(&keys, Some(kind), n_shards, 1);
        (keys, placer)
    }

    fn texts(keys: &Keys) -> Vec<&str> {
        keys.iter().map(|key| str::from_utf8(key).expect("ASCII")).collect()
    }

    #[test]
    fn fixed_boundaries_are_even_steps_over_what_could_be() {
        let table: [(Space, &[&str]); 5] = [
            (Space::UserIds, &["user-25000000", "user-50000000", "user-75000000"]),
            (Space::Posters, &["user-2500", "user-5000", "user-7500"]),
            (Space::Letters, &["gna", "naa", "tna"]),
            (Space::Year, &["2026-04-02T06:00:00", "2026-07-02T12:00:00", "2026-10-01T18:00:00"]),
            (Space::Printable, &["7g", "OO", "g7"]),
        ];
        for (space, expect) in table {
            assert_eq!(texts(&space.boundaries(4)), expect, "{space:?}");
            let many = space.boundaries(N_SHARDS_MAX);
            assert!((1..many.len()).all(|at| many.get(at - 1) < many.get(at)), "{space:?}: all differ, in order");
        }
    }

    #[test]
    fn fixed_boundaries_do_not_look_at_the_data() {
        let (_, some) = of(DataKind::Names, 10, 64);
        let (_, others) = of(DataKind::Names, 5000, 64);
        assert_eq!(some.boundaries(Strategy::RangeFixed), others.boundaries(Strategy::RangeFixed));
        assert_ne!(some.boundaries(Strategy::RangeAdapted), others.boundaries(Strategy::RangeAdapted));
        assert_eq!(some.boundaries(Strategy::Hash), None);
    }

    #[test]
    fn a_key_is_in_the_range_that_its_boundaries_say() {
        for kind in DataKind::ALL {
            for n_shards in [1, 2, 3, 16, 1000] {
                let (keys, placer) = of(kind, 3000, n_shards);
                for strategy in [Strategy::RangeFixed, Strategy::RangeAdapted] {
                    let boundaries = placer.boundaries(strategy).expect("ranges");
                    assert_eq!(boundaries.len() as u32, n_shards - 1);
                    for key in keys.iter() {
                        let expect = boundaries.iter().filter(|boundary| *boundary <= key).count();
                        assert_eq!(placer.shard_of(strategy, 0, key), expect as u32, "{kind:?} {strategy:?} {key:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn hashes_of_both_parts_are_those_of_the_promise() {
        for (key, first) in [("user-0042/2026", "user-0042"), ("anna", "anna"), ("", ""), ("/a/b", "")] {
            assert_eq!(hashes(key.as_bytes()), (hash::of(key.as_bytes()), hash::of(first.as_bytes())), "{key}");
        }
    }

    #[test]
    fn all_at_once_is_each_by_itself() {
        let (keys, placer) = of(DataKind::Posts, 2000, 37);
        for (at, key) in keys.iter().enumerate() {
            let each = Strategy::ALL.map(|strategy| placer.shard_of(strategy, at as u32, key));
            assert_eq!(placer.shards_of(at as u32, key), each);
            assert!(each.iter().all(|&shard| shard < 37));
        }
    }

    #[test]
    fn a_compound_key_keeps_a_user_together() {
        let (keys, placer) = of(DataKind::Posts, 20_000, 64);
        let mut shard_of_user = vec![None; 10_000];
        for key in keys.iter() {
            let user: usize = str::from_utf8(&key[5..9]).expect("ASCII").parse().expect("digits");
            let shard = placer.shard_of(Strategy::Compound, 0, key);
            assert_eq!(*shard_of_user[user].get_or_insert(shard), shard);
        }
    }

    #[test]
    fn adapted_ranges_of_all_keys_are_even_and_of_a_sample_nearly() {
        for kind in DataKind::ALL {
            let (keys, placer) = of(kind, 10_000, 16);
            let n_in = |keys: &Keys, placer: &Placer, shard| {
                keys.iter().filter(|key| placer.shard_of(Strategy::RangeAdapted, 0, key) == shard).count()
            };
            assert!((0..16).all(|shard| n_in(&keys, &placer, shard) == 625), "{kind:?}");
            // The share of a shard from 10,000 sampled keys scatters by √(1/16·15/16/10,000) or 3.9 % of it.
            let (keys, placer) = of(kind, 64_000, 16);
            assert!((0..16).all(|shard| n_in(&keys, &placer, shard).abs_diff(4000) < 640), "{kind:?}");
        }
    }

    #[test]
    fn no_key_and_few_keys_have_shards_too() {
        let none = placer(&Keys::default(), None, 16, 1);
        assert_eq!(none.boundaries(Strategy::RangeAdapted).map(Keys::len), Some(0));
        let two: Keys = ["b", "d"].into_iter().collect();
        let placer = placer(&two, None, 8, 1);
        assert_eq!(
            ["a", "b", "c", "d"].map(|key| placer.shard_of(Strategy::RangeAdapted, 0, key.as_bytes())),
            [0, 3, 3, 7]
        );
        assert_eq!(self::placer(&two, None, 0, 1).n_shards(), 1);
        assert_eq!(self::placer(&two, None, u32::MAX, 1).n_shards(), N_SHARDS_MAX);
    }

    #[test]
    fn nodes_take_blocks_by_weight() {
        let table: [(&[u16], u32, &[u32]); 6] = [
            (&[1, 1, 1, 1], 8, &[2, 2, 2, 2]),
            (&[1, 1, 1], 8, &[2, 3, 3]),
            (&[1, 2, 1], 8, &[2, 4, 2]),
            (&[1, 0, 3], 8, &[2, 0, 6]),
            (&[0, 0], 4, &[2, 2]),
            (&[], 4, &[4]),
        ];
        for (weights, n_shards, expect) in table {
            let nodes = Nodes::new(weights);
            let blocks: Vec<_> = (0..nodes.n()).map(|node| nodes.shards_of(node, n_shards)).collect();
            assert_eq!(blocks.iter().map(|block| block.len() as u32).collect::<Vec<_>>(), expect, "{weights:?}");
            for (node, block) in blocks.iter().enumerate() {
                assert!(block.clone().all(|shard| nodes.node_of(shard, n_shards) == node));
            }
        }
        assert_eq!(Nodes::equal(3).weights(), [1, 1, 1]);
    }
}
