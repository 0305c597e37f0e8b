//! Hot names spread over several shards by a number that is added to them: salting.
//!
//! The hottest names, by reads and writes together, each become m sub-names, `name#00` to `name#99` at most, which are
//! placed like any key. What that means depends on the data:
//!
//! - Where records change (users, names, own keys), a name is a key. Its record is kept in m parts; each write goes to
//!   one of them, so writes and bytes are shared out evenly.
//! - Where records are appended (posts, readings), a name is the first part of a key, such as a user. Each new record
//!   goes to one sub-name, by turns, and stays whole.
//!
//! Either way nobody knows which sub-name holds what is looked for, so a read asks all m and puts the answers
//! together: reads of a salted name are multiplied by m. And every client has to know which names are salted, since for
//! all others that would be wasted: that list is the book-keeping.
//!
//! The number stands behind the name or in front of it, `07#name`. A hash does not care. A key range does, and neither
//! helps: `name#00` and `name#99` are neighbours and mostly stay in one shard, and `00#name` to `99#name` come to
//! shards that no boundary was made for. They part only where boundaries are made again for the requests rather than
//! for the records, which no strategy here does.
//!
//! Left out: moving what is there already when a name becomes hot.

use std::rc::Rc;

use super::access::first_part;
use super::calendar::put;
use super::dataset::{DataKind, N_POSTERS_MAX, N_SENSORS, poster};
use super::load::{Data, Load, ShardLoads};
use super::strategy::Placer;
use crate::job::Job;

/// The most names that are salted.
pub const N_HOT_MAX: u8 = 100;
/// The most sub-names of one name: two digits, as is usual.
pub const M_MAX: u16 = 100;

/// Which names are salted, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Salting {
    /// How many of the hottest names, at most [`N_HOT_MAX`].
    pub n_hot: u8,
    /// Over how many sub-names each, from 2 to [`M_MAX`].
    pub m: u16,
    /// Where the number stands.
    pub side: Side,
}

/// Where the number of a sub-name stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// `name#07`
    Behind,
    /// `07#name`
    InFront,
}

/// A name that is asked for much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HotName {
    /// The name.
    pub name: Vec<u8>,
    /// Its records and their requests before salting.
    pub load: Load,
}

/// What salting comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Salted {
    /// The names that were salted, the hottest first: what every client has to know.
    pub hot: Vec<HotName>,
    /// All loads with salted names, in the order of [`super::strategy::Strategy::ALL`].
    pub loads: Vec<ShardLoads>,
}

/// A name's sub-name in the place of the name, as a part of its key.
pub fn sub_key(key: &[u8], name: &[u8], number: u16, side: Side) -> Vec<u8> {
    let mut sub_key = Vec::with_capacity(key.len() + 3);
    let mut digits = [0; 2];
    put(&mut digits, number.into());
    match side {
        Side::InFront => [&digits, b"#".as_slice(), key].iter().for_each(|part| sub_key.extend_from_slice(part)),
        Side::Behind => {
            [name, b"#", &digits, &key[name.len()..]].iter().for_each(|part| sub_key.extend_from_slice(part))
        }
    }
    sub_key
}

/// Salts the hottest names of data whose loads without salt are known; a unit a key, and five for each sub-name.
pub fn salt(data: &Data, placer: Rc<Placer>, salting: Salting, loads: Vec<ShardLoads>) -> SaltJob {
    let n = data.keys.len();
    let names = Names::of(data.kind);
    let heats = if names == Names::Posters { vec![0; N_POSTERS_MAX as usize] } else { Vec::new() };
    let salting = Salting { n_hot: salting.n_hot.min(N_HOT_MAX), m: salting.m.clamp(2, M_MAX), ..salting };
    let step = if n == 0 || salting.n_hot == 0 { Step::Done } else { Step::Heat };
    SaltJob {
        data: data.clone(),
        placer,
        salting,
        names,
        heats,
        hottest: Vec::new(),
        ranks: Vec::new(),
        hot: Vec::new(),
        loads,
        step,
        at: 0,
    }
}

/// The salting.
#[derive(Debug)]
pub struct SaltJob {
    data: Data,
    placer: Rc<Placer>,
    salting: Salting,
    names: Names,
    /// Requests for each poster, whose keys are not neighbours.
    heats: Vec<u64>,
    /// Requests and number of the hottest names so far, the hottest first.
    hottest: Vec<(u64, u32)>,
    /// The place of each name among the hottest, or [`COLD`].
    ranks: Vec<u8>,
    hot: Vec<HotName>,
    loads: Vec<ShardLoads>,
    step: Step,
    at: u32,
}

/// The rank of a name that is not salted.
const COLD: u8 = u8::MAX;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// The hottest names are looked for.
    Heat,
    /// Their records are moved to sub-names.
    Move,
    Done,
}

/// What names are numbered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Names {
    Keys,
    Posters,
    Moments,
}

impl Names {
    fn of(kind: Option<DataKind>) -> Names {
        match kind {
            Some(DataKind::Posts) => Names::Posters,
            Some(DataKind::Sensors) => Names::Moments,
            _ => Names::Keys,
        }
    }

    fn number(self, at: u32, key: &[u8]) -> u32 {
        match self {
            Names::Keys => at,
            Names::Moments => at / N_SENSORS,
            Names::Posters => poster(key),
        }
    }

    fn name(self, key: &[u8]) -> &[u8] {
        if self == Names::Keys { key } else { first_part(key) }
    }
}

impl Job for SaltJob {
    type Output = Salted;

    fn advance(&mut self, units: u32) -> Option<Salted> {
        let n = self.data.keys.len() as u32;
        let mut left = units.max(1);
        while left > 0 && self.step != Step::Done {
            let cost = match self.step {
                Step::Heat => self.heat(self.at),
                _ => self.spread(self.at),
            };
            left = left.saturating_sub(cost);
            self.at += 1;
            if self.at == n {
                self.begin_next_step();
            }
        }
        let is_done = self.step == Step::Done;
        is_done.then(|| Salted { hot: std::mem::take(&mut self.hot), loads: std::mem::take(&mut self.loads) })
    }

    fn done_permille(&self) -> u16 {
        let n = (self.data.keys.len() as u64).max(1);
        let n_before = if self.step == Step::Heat { 0 } else { n };
        ((n_before + u64::from(self.at)) * 500 / n) as u16
    }
}

impl SaltJob {
    fn number(&self, at: u32) -> u32 {
        self.names.number(at, self.data.keys.get(at as usize))
    }

    fn heat(&mut self, at: u32) -> u32 {
        let load = self.data.load(at);
        let number = self.number(at);
        let requests = load.reads + load.writes;
        match self.names {
            Names::Keys => self.offer(requests, number),
            Names::Posters => self.heats[number as usize] += requests,
            Names::Moments => {
                // The readings of a moment are neighbours: it is offered with the last of them.
                let first = number * N_SENSORS;
                let is_last = at == first + N_SENSORS - 1 || at + 1 == self.data.keys.len() as u32;
                if is_last {
                    let of = |at| self.data.load(at);
                    let requests = (first..=at).map(|at| of(at).reads + of(at).writes).sum();
                    self.offer(requests, number);
                }
            }
        }
        1
    }

    /// Takes a name among the hottest if it belongs there; of equals, the earlier.
    fn offer(&mut self, requests: u64, number: u32) {
        let n_hot = usize::from(self.salting.n_hot);
        let is_cool = self.hottest.len() == n_hot && self.hottest[n_hot - 1].0 >= requests;
        if requests == 0 || is_cool {
            return;
        }
        let rank = self.hottest.iter().take_while(|hot| hot.0 >= requests).count();
        self.hottest.insert(rank, (requests, number));
        self.hottest.truncate(n_hot);
    }

    fn begin_next_step(&mut self) {
        self.at = 0;
        self.step = if self.step == Step::Heat { Step::Move } else { Step::Done };
        for number in 0..self.heats.len() {
            self.offer(self.heats[number], number as u32);
        }
        self.heats = Vec::new();
        if self.step == Step::Move {
            let n = self.data.keys.len() as u32;
            let n_names = match self.names {
                Names::Keys => n,
                Names::Posters => N_POSTERS_MAX,
                Names::Moments => n.div_ceil(N_SENSORS),
            };
            self.ranks = vec![COLD; n_names as usize];
            let numbers = self.hottest.iter().map(|hot| hot.1 as usize);
            numbers.enumerate().for_each(|(rank, number)| self.ranks[number] = rank as u8);
            self.hot = vec![HotName { name: Vec::new(), load: Load::default() }; self.hottest.len()];
        }
    }

    /// Puts a record of a hot name on its sub-names instead.
    fn spread(&mut self, at: u32) -> u32 {
        let rank = self.ranks[self.number(at) as usize];
        if rank == COLD {
            return 1;
        }
        let (key, load, m) = (self.data.keys.get(at as usize), self.data.load(at), self.salting.m);
        let name = self.names.name(key);
        let hot = &mut self.hot[usize::from(rank)];
        if hot.load.keys == 0 {
            hot.name = name.to_vec();
        }
        let turn = (hot.load.keys % u64::from(m)) as u16;
        hot.load += load;
        for (loads, shard) in self.loads.iter_mut().zip(self.placer.shards_of(at, key)) {
            loads.shards[shard as usize] -= load;
        }
        for number in 0..m {
            let part = match self.names {
                Names::Keys => part(load, m, number),
                _ if number == turn => load,
                _ => Load { reads: load.reads, ..Load::default() },
            };
            let sub_key = sub_key(key, name, number, self.salting.side);
            // Chance throws every sub-key anew, so each has a number of its own, above those of all keys.
            let thrown = at + (u32::from(number) + 1) * self.data.keys.len() as u32;
            for (loads, shard) in self.loads.iter_mut().zip(self.placer.shards_of(thrown, &sub_key)) {
                loads.shards[shard as usize] += part;
            }
        }
        1 + 5 * u32::from(m)
    }
}

/// What one of m parts of a record has: an even share of its bytes and writes, and all of its reads.
fn part(load: Load, m: u16, number: u16) -> Load {
    let (m, number) = (u64::from(m), u64::from(number));
    let share = |total: u64| total / m + u64::from(number < total % m);
    Load { keys: 1, bytes: share(load.bytes), reads: load.reads, writes: share(load.writes) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::run;
    use crate::placement::access::{Access, traffic};
    use crate::placement::dataset::{Dataset, generate};
    use crate::placement::load::{Bytes, loads};
    use crate::placement::strategy::{Strategy, placer};

    fn data(kind: DataKind, access: Access) -> (Data, Rc<Placer>, Vec<ShardLoads>) {
        let keys = Rc::new(run(generate(Dataset { kind, n: 20_000, seed: 1 })));
        let traffic = Rc::new(run(traffic(access, Some(kind), keys.clone(), 1)));
        let data = Data { kind: Some(kind), keys, traffic, bytes: Bytes::Each(kind.record_bytes()) };
        let placer = Rc::new(placer(&data.keys, data.kind, 64, 1));
        let loads = run(loads(&data, placer.clone()));
        (data, placer, loads)
    }

    fn salted(kind: DataKind, access: Access, salting: Salting) -> (Vec<ShardLoads>, Salted) {
        let (data, placer, loads) = data(kind, access);
        (loads.clone(), run(salt(&data, placer, salting, loads)))
    }

    const CELEBRITY: Access = Access::Celebrity { percent: 40 };

    fn most(loads: &[ShardLoads], strategy: Strategy, of: fn(&Load) -> u64) -> u64 {
        let loads = loads.iter().find(|loads| loads.strategy == strategy).expect("all strategies");
        loads.shards.iter().map(of).max().expect("shards")
    }

    #[test]
    fn writes_and_bytes_stay_and_reads_are_multiplied() {
        for kind in DataKind::ALL {
            for (n_hot, m) in [(1, 2), (1, 100), (7, 10), (100, 3)] {
                let (before, after) = salted(kind, CELEBRITY, Salting { n_hot, m, side: Side::Behind });
                assert!(after.hot.len() <= usize::from(n_hot) && !after.hot.is_empty());
                let mut hot = Load::default();
                after.hot.iter().for_each(|name| hot += name.load);
                for (before, after) in before.iter().zip(&after.loads) {
                    let (before, after) = (before.total(), after.total());
                    assert_eq!((before.bytes, before.writes), (after.bytes, after.writes), "{kind:?}");
                    assert_eq!(after.reads, before.reads + hot.reads * u64::from(m - 1), "{kind:?}");
                    let n_more = if kind.is_appended() { 0 } else { hot.keys * u64::from(m - 1) };
                    assert_eq!(after.keys, before.keys + n_more, "{kind:?}");
                }
            }
        }
    }

    #[test]
    fn salting_a_celebrity_spreads_the_writes_over_hashed_shards() {
        let (before, after) = salted(DataKind::Users, CELEBRITY, Salting { n_hot: 1, m: 100, side: Side::Behind });
        let writes = |load: &Load| load.writes;
        let (hot, cool) = (most(&before, Strategy::Hash, writes), most(&after.loads, Strategy::Hash, writes));
        assert!(hot > 40_000_000 && cool < 4_000_000, "{hot} and {cool}");
        assert_eq!((after.hot.len(), after.hot[0].load.writes), (1, 40_000_000));
    }

    #[test]
    fn key_ranges_keep_sub_names_together_wherever_the_number_stands() {
        for side in [Side::Behind, Side::InFront] {
            let (_, after) = salted(DataKind::Names, CELEBRITY, Salting { n_hot: 1, m: 100, side });
            for strategy in [Strategy::RangeFixed, Strategy::RangeAdapted] {
                let writes = most(&after.loads, strategy, |load| load.writes);
                assert!(writes > 40_000_000, "{side:?}, {strategy:?}: {writes}");
            }
        }
    }

    #[test]
    fn posts_of_a_celebrity_are_spread_whole() {
        let (before, after) = salted(DataKind::Posts, CELEBRITY, Salting { n_hot: 1, m: 50, side: Side::Behind });
        let writes = |load: &Load| load.writes;
        let (hot, cool) = (most(&before, Strategy::Compound, writes), most(&after.loads, Strategy::Compound, writes));
        assert!(hot > 40_000_000 && cool < 10_000_000, "{hot} and {cool}");
        assert!(after.hot[0].name.starts_with(b"user-") && after.hot[0].name.len() == 9);
    }

    #[test]
    fn the_hottest_are_those_with_most_requests() {
        let access = Access::Zipf { exponent_hundredths: 100 };
        let (data, placer, loads) = data(DataKind::Users, access);
        let after = run(salt(&data, placer, Salting { n_hot: 20, m: 2, side: Side::Behind }, loads));
        let heats: Vec<u64> = after.hot.iter().map(|hot| hot.load.reads + hot.load.writes).collect();
        let requests = |at: usize| u64::from(data.traffic.reads[at]) + u64::from(data.traffic.writes[at]);
        let mut all: Vec<u64> = (0..data.keys.len()).map(requests).collect();
        all.sort_unstable_by(|left, right| right.cmp(left));
        assert_eq!(heats, all[..20]);
    }

    #[test]
    fn moments_are_salted_as_wholes() {
        let (_, after) = salted(DataKind::Sensors, CELEBRITY, Salting { n_hot: 1, m: 4, side: Side::InFront });
        assert_eq!((after.hot[0].name.as_slice(), after.hot[0].load.keys), (b"2026-05-01T02:46:30".as_slice(), 20));
    }

    #[test]
    fn sub_keys_are_written_as_the_chapter_says() {
        assert_eq!(sub_key(b"user-1/x", b"user-1", 7, Side::Behind), b"user-1#07/x");
        assert_eq!(sub_key(b"user-1/x", b"user-1", 7, Side::InFront), b"07#user-1/x");
        assert_eq!(sub_key(b"a", b"a", 99, Side::Behind), b"a#99");
    }

    #[test]
    fn what_is_found_does_not_depend_on_the_pieces() {
        for kind in DataKind::ALL {
            let (data, placer, loads) = data(kind, CELEBRITY);
            let salting = Salting { n_hot: 5, m: 10, side: Side::Behind };
            let mut job = salt(&data, placer.clone(), salting, loads.clone());
            let pieces = loop {
                if let Some(salted) = job.advance(1234) {
                    break salted;
                }
                assert!(job.done_permille() < 1000);
            };
            assert_eq!(pieces, run(salt(&data, placer, salting, loads)), "{kind:?}");
        }
    }

    #[test]
    fn without_names_nothing_changes() {
        let (before, after) = salted(DataKind::Users, CELEBRITY, Salting { n_hot: 0, m: 10, side: Side::Behind });
        assert_eq!((after.hot.len(), after.loads), (0, before));
    }
}
