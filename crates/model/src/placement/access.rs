//! How often each key is read and written on a day.
//!
//! A day has [`READS_A_DAY`] and [`WRITES_A_DAY`]: settings, shared out among the keys without loss. What a key gets is
//! its exact share rounded so that all shares together are the day's total (each is off by less than one).
//!
//! - *Uniform*: all keys alike.
//! - *Zipf*: the key of rank r in proportion to r^−s ([`crate::maths::zipf`]); which key has which rank is a seeded
//!   choice, so hot keys lie anywhere.
//! - *One celebrity*: so many per cent for one name, the rest for all others alike. A name is a key, or, where data
//!   is appended, all keys with the same first part: all posts of one user (the busier the user, the likelier to be
//!   chosen), or the readings of the latest moment.
//!
//! Writes are shared out like reads where records change (users, names, own keys). Where they are appended (posts,
//! readings), writes make new keys, so they fall on the newest hundredth of the keys, all alike; a celebrity's posts
//! are commented on, so there the celebrity's part of the writes falls on all of the celebrity's keys.
//!
//! Left out: times of day, and requests for keys that do not exist.

use std::rc::Rc;

use super::dataset::DataKind;
use super::keys::Keys;
use super::shuffle::Shuffle;
use crate::job::Job;
use crate::maths::zipf;

/// Reads of all keys on a day.
pub const READS_A_DAY: u64 = 1_000_000_000;
/// Writes of all keys on a day.
pub const WRITES_A_DAY: u64 = 100_000_000;
/// The greatest exponent of Zipf's law, in hundredths.
pub const EXPONENT_HUNDREDTHS_MAX: u16 = 300;

/// Which keys are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// All alike.
    Uniform,
    /// By rank^−s.
    Zipf {
        /// The exponent s in hundredths, at most [`EXPONENT_HUNDREDTHS_MAX`].
        exponent_hundredths: u16,
    },
    /// So much for one name.
    Celebrity {
        /// Its part, in hundredths, at most 100.
        percent: u8,
    },
}

/// Requests of a day, for each key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Reads of each key.
    pub reads: Vec<u32>,
    /// Writes of each key.
    pub writes: Vec<u32>,
}

/// The part of a key before its first `/`, or all of it: what a compound key is hashed by.
pub fn first_part(key: &[u8]) -> &[u8] {
    key.iter().position(|&byte| byte == b'/').map_or(key, |end| &key[..end])
}

/// Whether a key is the name, or begins with it and a `/`.
pub(super) fn is_of_name(key: &[u8], name: &[u8]) -> bool {
    key.starts_with(name) && key.get(name.len()).is_none_or(|&byte| byte == b'/')
}

/// Shares a day's requests out among keys, up to two units each; `kind` is `None` for people's own keys, which are
/// taken as records that change.
pub fn traffic(access: Access, kind: Option<DataKind>, keys: Rc<Keys>, seed: u64) -> Sharing {
    let n = keys.len() as u32;
    let order = Shuffle::new(n, seed, "ranks");
    let is_appended = kind.is_some_and(DataKind::is_appended);
    let celebrity = match access {
        Access::Celebrity { .. } if n > 0 => match kind {
            Some(DataKind::Posts) => Celebrity::Name(first_part(keys.get(order.at(0) as usize)).to_vec()),
            Some(DataKind::Sensors) => Celebrity::Name(first_part(keys.get(n as usize - 1)).to_vec()),
            _ => Celebrity::At(order.at(0)),
        },
        _ => Celebrity::Nobody,
    };
    let has_comments = kind != Some(DataKind::Sensors);
    let traffic = Traffic { reads: vec![0; n as usize], writes: vec![0; n as usize] };
    let step = if n == 0 { Step::Done } else { Step::Weigh };
    let groups = Groups::default();
    Sharing {
        access,
        keys,
        order,
        is_appended,
        has_comments,
        celebrity,
        weights: Vec::new(),
        groups,
        step,
        at: 0,
        traffic,
    }
}

/// The sharing out of requests.
#[derive(Debug)]
pub struct Sharing {
    access: Access,
    keys: Rc<Keys>,
    order: Shuffle,
    is_appended: bool,
    /// Whether the celebrity draws writes where data is appended.
    has_comments: bool,
    celebrity: Celebrity,
    /// The weight of each rank, under Zipf's law.
    weights: Vec<u32>,
    groups: Groups,
    step: Step,
    /// How many are done of this step.
    at: u32,
    traffic: Traffic,
}

#[derive(Debug)]
enum Celebrity {
    Nobody,
    At(u32),
    Name(Vec<u8>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// Ranks are weighed, or the celebrity's keys counted.
    Weigh,
    Share,
    Done,
}

/// What is left to share out of reads and writes: the celebrity's, and that of all others.
#[derive(Debug, Default)]
struct Groups {
    n_celebrity: u64,
    reads: [Shares; 2],
    writes: [Shares; 2],
}

/// A total that is shared out by weights: after each share, all of them so far are off by less than one.
#[derive(Clone, Copy, Debug, Default)]
struct Shares {
    total: u64,
    weights: u64,
    rest: u64,
}

impl Shares {
    /// The next share. Below 2^63: a total has 30 bits, a weight 32, and the rest is below a sum of 2^20 weights.
    fn next(&mut self, weight: u32) -> u32 {
        let share = self.total * u64::from(weight) + self.rest;
        self.rest = share % self.weights.max(1);
        (share / self.weights.max(1)) as u32
    }
}

impl Job for Sharing {
    type Output = Traffic;

    fn advance(&mut self, units: u32) -> Option<Traffic> {
        let n = self.keys.len() as u32;
        let mut left = units.max(1);
        while left > 0 && self.step != Step::Done {
            let end = self.at.saturating_add(left).min(n);
            left -= end - self.at;
            match self.step {
                Step::Weigh => (self.at..end).for_each(|at| self.weigh(at)),
                _ => (self.at..end).for_each(|at| self.share(at)),
            }
            self.at = end;
            if end == n {
                self.begin_next_step();
            }
        }
        (self.step == Step::Done).then(|| std::mem::take(&mut self.traffic))
    }

    fn done_permille(&self) -> u16 {
        let n_before = if self.step == Step::Weigh { 0 } else { self.keys.len() as u64 };
        ((n_before + u64::from(self.at)) * 500 / (self.keys.len() as u64).max(1)) as u16
    }
}

impl Sharing {
    fn weigh(&mut self, at: u32) {
        if let Access::Zipf { exponent_hundredths } = self.access {
            self.weights.push(zipf::weight(at + 1, exponent_hundredths.min(EXPONENT_HUNDREDTHS_MAX)));
        }
        self.groups.n_celebrity += u64::from(self.is_celebrity(at));
    }

    fn begin_next_step(&mut self) {
        self.at = 0;
        self.step = if self.step == Step::Weigh { Step::Share } else { Step::Done };
        if self.step == Step::Done {
            return;
        }
        let n = self.keys.len() as u64;
        let n_others = n - self.groups.n_celebrity;
        let percent = match self.access {
            Access::Celebrity { percent } => u64::from(percent.min(100)),
            _ => 0,
        };
        let shares = |total: u64, percent: u64, others: u64| {
            // Where there is nobody else, all is the celebrity's.
            let total_celebrity = if others == 0 { total } else { total * percent / 100 };
            let celebrity = Shares { total: total_celebrity, weights: self.groups.n_celebrity, rest: 0 };
            [celebrity, Shares { total: total - total_celebrity, weights: others, rest: 0 }]
        };
        let weights = if self.weights.is_empty() { n_others } else { self.weights.iter().map(|&w| u64::from(w)).sum() };
        self.groups.reads = shares(READS_A_DAY, percent, weights);
        self.groups.writes = match self.is_appended {
            false => shares(WRITES_A_DAY, percent, weights),
            true => shares(WRITES_A_DAY, if self.has_comments { percent } else { 0 }, n - first_new(n)),
        };
    }

    fn share(&mut self, rank: u32) {
        // Only Zipf's law knows ranks; all others share out in the order of keys.
        let (at, weight) = match self.weights.get(rank as usize) {
            Some(&weight) => (self.order.at(rank), weight),
            None => (rank, 1),
        };
        let is_celebrity = self.is_celebrity(at);
        let group = usize::from(!is_celebrity);
        self.traffic.reads[at as usize] = self.groups.reads[group].next(weight);
        self.traffic.writes[at as usize] = match self.is_appended {
            false => self.groups.writes[group].next(weight),
            true => {
                let [comments, new] = &mut self.groups.writes;
                let comments = if is_celebrity { comments.next(1) } else { 0 };
                comments + if u64::from(at) >= first_new(self.keys.len() as u64) { new.next(1) } else { 0 }
            }
        };
    }

    fn is_celebrity(&self, at: u32) -> bool {
        match &self.celebrity {
            Celebrity::Nobody => false,
            Celebrity::At(celebrity) => *celebrity == at,
            Celebrity::Name(name) => is_of_name(self.keys.get(at as usize), name),
        }
    }
}

/// The place of the first of the newest hundredth of `n` keys, at least one of them.
fn first_new(n: u64) -> u64 {
    n - (n / 100).max(1).min(n)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::run;
    use crate::placement::dataset::{Dataset, generate};

    fn made(access: Access, kind: DataKind, n: u32) -> (Rc<Keys>, Traffic) {
        let keys = Rc::new(run(generate(Dataset { kind, n, seed: 1 })));
        let traffic = run(traffic(access, Some(kind), keys.clone(), 1));
        (keys, traffic)
    }

    fn sum(requests: &[u32]) -> u64 {
        requests.iter().map(|&n| u64::from(n)).sum()
    }

    const ALL: [Access; 6] = [
        Access::Uniform,
        Access::Zipf { exponent_hundredths: 0 },
        Access::Zipf { exponent_hundredths: 99 },
        Access::Zipf { exponent_hundredths: 300 },
        Access::Celebrity { percent: 37 },
        Access::Celebrity { percent: 100 },
    ];

    #[test]
    fn all_requests_are_shared_out() {
        for access in ALL {
            for kind in DataKind::ALL {
                for n in [1, 2, 99, 3001] {
                    let (_, traffic) = made(access, kind, n);
                    let sums = (sum(&traffic.reads), sum(&traffic.writes));
                    assert_eq!(sums, (READS_A_DAY, WRITES_A_DAY), "{access:?} of {n} {kind:?}");
                }
            }
        }
    }

    #[test]
    fn nothing_is_shared_out_among_no_keys() {
        assert_eq!(run(traffic(Access::Uniform, None, Rc::default(), 1)), Traffic::default());
    }

    #[test]
    fn uniform_shares_differ_by_one_at_most() {
        let (_, traffic) = made(Access::Uniform, DataKind::Names, 3001);
        let (least, most) = (traffic.reads.iter().min(), traffic.reads.iter().max());
        assert_eq!((least, most), (Some(&333_222), Some(&333_223)));
    }

    #[test]
    fn under_zipf_the_ranks_get_their_shares() {
        let (_, traffic) = made(Access::Zipf { exponent_hundredths: 100 }, DataKind::Users, 1000);
        let mut reads = traffic.reads;
        reads.sort_unstable_by(|left, right| right.cmp(left));
        // H(1,000) = 7.485470861.
        for (rank, expect) in [(1, 133_592_131), (2, 66_796_065), (10, 13_359_213), (1000, 133_592)] {
            assert!(reads[rank - 1].abs_diff(expect) <= 1, "{rank}: {} and not {expect}", reads[rank - 1]);
        }
    }

    #[test]
    fn a_celebrity_gets_that_part_of_the_reads() {
        for (kind, is_one_key) in [(DataKind::Users, true), (DataKind::Names, true), (DataKind::Posts, false)] {
            let (keys, traffic) = made(Access::Celebrity { percent: 40 }, kind, 20_000);
            let most = *traffic.reads.iter().max().expect("keys");
            let hot: Vec<usize> = (0..keys.len()).filter(|&at| traffic.reads[at] + 1 >= most).collect();
            let reads: u64 = hot.iter().map(|&at| u64::from(traffic.reads[at])).sum();
            assert_eq!((reads, hot.len() == 1), (READS_A_DAY / 100 * 40, is_one_key), "{kind:?}");
            let name = first_part(keys.get(hot[0]));
            assert!(hot.iter().all(|&at| is_of_name(keys.get(at), name)));
        }
    }

    #[test]
    fn appended_writes_fall_on_the_newest_keys() {
        for kind in [DataKind::Posts, DataKind::Sensors] {
            let (_, traffic) = made(Access::Uniform, kind, 20_000);
            assert_eq!(traffic.writes[..19_800], vec![0; 19_800], "{kind:?}");
            assert!(traffic.writes[19_800..].iter().all(|&n| n == 500_000));
        }
    }

    #[test]
    fn shares_do_not_depend_on_the_pieces() {
        for access in ALL {
            let keys = Rc::new(run(generate(Dataset { kind: DataKind::Posts, n: 1000, seed: 1 })));
            let make = || traffic(access, Some(DataKind::Posts), keys.clone(), 4);
            let mut job = make();
            let pieces = loop {
                if let Some(traffic) = job.advance(333) {
                    break traffic;
                }
                assert!(job.done_permille() < 1000);
            };
            assert_eq!(pieces, run(make()), "{access:?}");
        }
    }

    #[test]
    fn a_name_is_all_of_the_first_part() {
        assert_eq!(first_part(b"user-0042/2026"), b"user-0042");
        assert_eq!(first_part(b"anna"), b"anna");
        assert_eq!(first_part(b"/x"), b"");
        assert!(is_of_name(b"user-0042/2026", b"user-0042") && is_of_name(b"anna", b"anna"));
        assert!(!is_of_name(b"user-00421/2026", b"user-0042") && !is_of_name(b"ann", b"anna"));
    }
}
