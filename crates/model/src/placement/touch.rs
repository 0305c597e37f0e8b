//! What a request touches under every strategy: which shards are asked, which of them have something, how many keys
//! they read, and how many go back to the client.
//!
//! - *One key*: its shard is asked. At random, nobody knows which that is, so all are.
//! - *All keys from one up to another*: under key ranges, the shards that the two fall into and those between. Under a
//!   hash and at random, all shards, since neighbours lie anywhere. Under a compound key, one shard if all that can
//!   lie between has the same first part (all posts of a user in a week), else all.
//! - *The next n keys*: under key ranges, one shard after the other until there are n. Else all shards, each of which
//!   gives its own first n, because any of them may have all; most of what is read is thrown away.
//!
//! Every shard keeps its keys in order ([`super::strategy`]), so it reads what it gives and no more. A node is asked if
//! one of its shards is. Nobody knows beforehand that a shard is empty, so empty ones are asked too.
//!
//! Left out: copies of the same shard, indexes by other columns, and answers that are cut off early.

use std::ops::Range;
use std::rc::Rc;

use super::access::first_part;
use super::calendar::{self, WEEK_S, put};
use super::keys::Keys;
use super::strategy::{Nodes, Placer, Strategy};
use crate::job::Job;

/// The most keys that [`Request::Next`] asks for.
pub const N_NEXT_MAX: u16 = 1000;

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// One key.
    Point(Vec<u8>),
    /// All keys from the first on, before the second.
    Range(Vec<u8>, Vec<u8>),
    /// So many keys from this one on, from 1 to [`N_NEXT_MAX`].
    Next(Vec<u8>, u16),
}

/// What a request touches under one strategy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touched {
    /// The strategy.
    pub strategy: Strategy,
    /// The shards that are asked, which are neighbours.
    pub asked: Range<u32>,
    /// How many keys each of all shards reads.
    pub read: Vec<u32>,
    /// How many keys the client gets.
    pub n_returned: u32,
}

impl Request {
    /// All posts of a user in the week from a moment on, in seconds since the year began.
    pub fn posts_in_week(user: u32, from_s: u32) -> Request {
        let post = |second| {
            let mut key = *b"user-0000/2026-00-00T00:00:00";
            put(&mut key[5..9], user);
            key[10..].copy_from_slice(&calendar::text(second));
            key.to_vec()
        };
        Request::Range(post(from_s), post(from_s.saturating_add(WEEK_S)))
    }

    /// All keys with a first part.
    pub fn all_of(name: &[u8]) -> Request {
        // `0` is the character after `/`.
        Request::Range([name, b"/"].concat(), [name, b"0"].concat())
    }

    fn has(&self, key: &[u8]) -> bool {
        match self {
            Request::Point(point) => key == point,
            Request::Range(from, to) => from.as_slice() <= key && key < to.as_slice(),
            Request::Next(from, _) => from.as_slice() <= key,
        }
    }

    /// Whether all that it can find has the same first part.
    fn is_of_one_name(&self) -> bool {
        match self {
            Request::Point(_) => true,
            Request::Next(..) => false,
            Request::Range(from, to) => {
                let name = first_part(from);
                name.len() < from.len() && *to <= [name, b"0"].concat()
            }
        }
    }
}

impl Touched {
    /// How many keys all shards read together.
    pub fn n_read(&self) -> u64 {
        self.read.iter().map(|&n| u64::from(n)).sum()
    }

    /// How many shards have something for it.
    pub fn n_shards_with(&self) -> usize {
        self.read.iter().filter(|&&n| n > 0).count()
    }

    /// How many nodes are asked.
    pub fn n_nodes(&self, nodes: &Nodes) -> usize {
        let is_asked = |node: &usize| {
            let own = nodes.shards_of(*node, self.read.len() as u32);
            own.start.max(self.asked.start) < own.end.min(self.asked.end)
        };
        (0..nodes.n()).filter(is_asked).count()
    }
}

/// Looks for what a request touches, a unit a key and five more for each that it may find.
pub fn touch(request: Request, keys: Rc<Keys>, placer: Rc<Placer>) -> Touching {
    let request = match request {
        Request::Next(from, n) => Request::Next(from, n.clamp(1, N_NEXT_MAX)),
        other => other,
    };
    let read = Strategy::ALL.map(|_| vec![0; placer.n_shards() as usize]);
    Touching { request, keys, placer, read, first: Vec::new(), n_found: 0, at: 0 }
}

/// The looking for what is touched.
#[derive(Debug)]
pub struct Touching {
    request: Request,
    keys: Rc<Keys>,
    placer: Rc<Placer>,
    read: [Vec<u32>; 5],
    /// The places of the first keys for [`Request::Next`], in the order of keys.
    first: Vec<u32>,
    n_found: u32,
    at: u32,
}

impl Job for Touching {
    /// What is touched, in the order of [`Strategy::ALL`].
    type Output = Vec<Touched>;

    fn advance(&mut self, units: u32) -> Option<Vec<Touched>> {
        let n = self.keys.len() as u32;
        let mut left = units.max(1);
        while left > 0 && self.at < n {
            let is_found = self.request.has(self.keys.get(self.at as usize));
            if is_found {
                self.find(self.at);
            }
            left = left.saturating_sub(if is_found { 6 } else { 1 });
            self.at += 1;
        }
        (self.at == n).then(|| Strategy::ALL.iter().map(|&strategy| self.touched(strategy)).collect())
    }

    fn done_permille(&self) -> u16 {
        (u64::from(self.at) * 1000 / (self.keys.len() as u64).max(1)) as u16
    }
}

impl Touching {
    fn find(&mut self, at: u32) {
        let n_max = if let Request::Next(_, n) = self.request { n.into() } else { u32::MAX };
        self.n_found += 1;
        for (read, shard) in self.read.iter_mut().zip(self.placer.shards_of(at, self.keys.get(at as usize))) {
            let n = &mut read[shard as usize];
            *n = (*n + 1).min(n_max);
        }
        if n_max < u32::MAX {
            let key = |at: u32| self.keys.get(at as usize);
            let is_late = self.first.len() as u32 == n_max && self.first.last().is_none_or(|&last| key(last) < key(at));
            if !is_late {
                let rank = self.first.partition_point(|&before| key(before) < key(at));
                self.first.insert(rank, at);
                self.first.truncate(n_max as usize);
            }
        }
    }

    fn touched(&mut self, strategy: Strategy) -> Touched {
        let n_shards = self.placer.n_shards();
        let shard_of = |key: &[u8]| self.placer.shard_of(strategy, 0, key);
        let is_range = matches!(strategy, Strategy::RangeFixed | Strategy::RangeAdapted);
        let knows = is_range || strategy == Strategy::Compound && self.request.is_of_one_name();
        let asked = match &self.request {
            Request::Point(key) if strategy != Strategy::Random => shard_of(key)..shard_of(key) + 1,
            Request::Range(from, to) if is_range => self.between(strategy, from, to),
            Request::Range(from, _) if knows => shard_of(from)..shard_of(from) + 1,
            Request::Next(from, n) if is_range => {
                // With fewer than n, the last shard has to be asked too.
                let last = self.first.last().filter(|_| self.first.len() == usize::from(*n));
                shard_of(from)..last.map_or(n_shards, |&at| shard_of(self.keys.get(at as usize)) + 1)
            }
            _ => 0..n_shards,
        };
        let mut read = std::mem::take(&mut self.read[strategy as usize]);
        if is_range && matches!(self.request, Request::Next(..)) {
            // One shard after the other knows how many are still missing.
            read = vec![0; n_shards as usize];
            self.first.iter().for_each(|&at| read[shard_of(self.keys.get(at as usize)) as usize] += 1);
        }
        let n_returned = match self.request {
            Request::Next(..) => self.first.len() as u32,
            _ => self.n_found,
        };
        Touched { strategy, asked, read, n_returned }
    }

    /// The shards that have a part of a range; one at least, to learn that there is nothing.
    fn between(&self, strategy: Strategy, from: &[u8], to: &[u8]) -> Range<u32> {
        let first = self.placer.shard_of(strategy, 0, from);
        let boundaries = self.placer.boundaries(strategy).map_or(0, |keys| keys.iter().filter(|key| *key < to).count());
        first..(boundaries as u32).max(first) + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::run;
    use crate::placement::calendar::DAY_S;
    use crate::placement::dataset::{DataKind, Dataset, generate, poster};
    use crate::placement::strategy::placer;
    use expect_test::{Expect, expect};

    /// Of each strategy: shards and nodes asked, shards that have something, keys read and returned.
    fn told(kind: DataKind, n: u32, request: Request) -> String {
        let keys = Rc::new(run(generate(Dataset { kind, n, seed: 1 })));
        let placer = Rc::new(placer(&keys, Some(kind), 64, 1));
        let nodes = Nodes::equal(8);
        let line = |touched: &Touched| {
            let asked = format!("{} shards on {} nodes", touched.asked.len(), touched.n_nodes(&nodes));
            let found = (touched.n_shards_with(), touched.n_read(), touched.n_returned);
            format!("{:?}: {asked}, {} have {}, {} returned\n", touched.strategy, found.0, found.1, found.2)
        };
        run(touch(request, keys, placer)).iter().map(line).collect()
    }

    fn check(kind: DataKind, request: Request, expect: Expect) {
        expect.assert_eq(&told(kind, 20_000, request));
    }

    #[test]
    fn one_key_is_one_shard_except_at_random() {
        check(
            DataKind::Users,
            Request::Point(b"user-00000042".to_vec()),
            expect![[r#"
            RangeFixed: 1 shards on 1 nodes, 1 have 1, 1 returned
            RangeAdapted: 1 shards on 1 nodes, 1 have 1, 1 returned
            Hash: 1 shards on 1 nodes, 1 have 1, 1 returned
            Random: 64 shards on 8 nodes, 1 have 1, 1 returned
            Compound: 1 shards on 1 nodes, 1 have 1, 1 returned
        "#]],
        );
        check(
            DataKind::Users,
            Request::Point(b"nobody".to_vec()),
            expect![[r#"
            RangeFixed: 1 shards on 1 nodes, 0 have 0, 0 returned
            RangeAdapted: 1 shards on 1 nodes, 0 have 0, 0 returned
            Hash: 1 shards on 1 nodes, 0 have 0, 0 returned
            Random: 64 shards on 8 nodes, 0 have 0, 0 returned
            Compound: 1 shards on 1 nodes, 0 have 0, 0 returned
        "#]],
        );
    }

    #[test]
    fn a_week_of_a_user_is_one_shard_under_a_compound_key() {
        let keys = run(generate(Dataset { kind: DataKind::Posts, n: 20_000, seed: 1 }));
        let n_by = |user| keys.iter().filter(|&key| poster(key) == user).count();
        let busiest = (0..1000).max_by_key(|&user| n_by(user)).expect("users");
        check(
            DataKind::Posts,
            Request::posts_in_week(busiest, 30 * DAY_S),
            expect![[r#"
                RangeFixed: 1 shards on 1 nodes, 1 have 17, 17 returned
                RangeAdapted: 1 shards on 1 nodes, 1 have 17, 17 returned
                Hash: 64 shards on 8 nodes, 16 have 17, 17 returned
                Random: 64 shards on 8 nodes, 16 have 17, 17 returned
                Compound: 1 shards on 1 nodes, 1 have 17, 17 returned
            "#]],
        );
        check(
            DataKind::Posts,
            Request::all_of(b"user-0000"),
            expect![[r#"
            RangeFixed: 1 shards on 1 nodes, 1 have 6, 6 returned
            RangeAdapted: 1 shards on 1 nodes, 1 have 6, 6 returned
            Hash: 64 shards on 8 nodes, 6 have 6, 6 returned
            Random: 64 shards on 8 nodes, 6 have 6, 6 returned
            Compound: 1 shards on 1 nodes, 1 have 6, 6 returned
        "#]],
        );
    }

    #[test]
    fn a_range_over_first_parts_is_everywhere_but_in_key_ranges() {
        let range = Request::Range(b"m".to_vec(), b"n".to_vec());
        check(
            DataKind::Names,
            range,
            expect![[r#"
            RangeFixed: 3 shards on 1 nodes, 3 have 1862, 1862 returned
            RangeAdapted: 7 shards on 2 nodes, 7 have 1862, 1862 returned
            Hash: 64 shards on 8 nodes, 64 have 1862, 1862 returned
            Random: 64 shards on 8 nodes, 64 have 1862, 1862 returned
            Compound: 64 shards on 8 nodes, 64 have 1862, 1862 returned
        "#]],
        );
        let hour = Request::Range(b"2026-05-01T01:00:00".to_vec(), b"2026-05-01T02:00:00".to_vec());
        check(
            DataKind::Sensors,
            hour,
            expect![[r#"
            RangeFixed: 1 shards on 1 nodes, 1 have 7200, 7200 returned
            RangeAdapted: 24 shards on 4 nodes, 24 have 7200, 7200 returned
            Hash: 64 shards on 8 nodes, 64 have 7200, 7200 returned
            Random: 64 shards on 8 nodes, 64 have 7200, 7200 returned
            Compound: 64 shards on 8 nodes, 64 have 7200, 7200 returned
        "#]],
        );
    }

    #[test]
    fn the_next_keys_are_read_many_times_over_where_order_is_lost() {
        check(
            DataKind::Names,
            Request::Next(b"miller".to_vec(), 100),
            expect![[r#"
            RangeFixed: 1 shards on 1 nodes, 1 have 100, 100 returned
            RangeAdapted: 1 shards on 1 nodes, 1 have 100, 100 returned
            Hash: 64 shards on 8 nodes, 64 have 6398, 100 returned
            Random: 64 shards on 8 nodes, 64 have 6400, 100 returned
            Compound: 64 shards on 8 nodes, 64 have 6398, 100 returned
        "#]],
        );
        check(
            DataKind::Names,
            Request::Next(b"zzz".to_vec(), 100),
            expect![[r#"
            RangeFixed: 1 shards on 1 nodes, 0 have 0, 0 returned
            RangeAdapted: 1 shards on 1 nodes, 0 have 0, 0 returned
            Hash: 64 shards on 8 nodes, 0 have 0, 0 returned
            Random: 64 shards on 8 nodes, 0 have 0, 0 returned
            Compound: 64 shards on 8 nodes, 0 have 0, 0 returned
        "#]],
        );
    }

    #[test]
    fn one_name_is_known_by_both_ends() {
        let range = |from: &str, to: &str| Request::Range(from.as_bytes().to_vec(), to.as_bytes().to_vec());
        assert!(range("a/1", "a/2").is_of_one_name() && range("a/", "a0").is_of_one_name());
        assert!(!range("a", "a/2").is_of_one_name(), "`a!` lies between");
        assert!(!range("a/1", "b/2").is_of_one_name() && !range("a/1", "a00").is_of_one_name());
    }
}
