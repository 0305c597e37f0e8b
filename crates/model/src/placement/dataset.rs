//! Keys as databases have them, made by rule and seed: user ids, names, posts and sensor readings.
//!
//! Keys come in the order in which they were created, so the last ones are the newest, and no two are equal:
//!
//! - *users* count up: `user-00000000`, `user-00000001` … (the seed changes nothing);
//! - *names* crowd together in the alphabet, many under s, m and b, few under q and x: `miller.anna`; people sign up in
//!   no order, and a surname that all given names have joined goes on with `miller.anna.2`;
//! - *posts* are a user and a moment, `user-0042/2026-03-14T09:26:53`: one in each 180/n-th part of 180 days, by users
//!   of whom few post much: the r-th busiest as often as 1/(r + 9), which is Zipf's law with Mandelbrot's shift;
//! - *sensor readings* are a moment and a sensor, `2026-05-01T00:00:10/sensor-07`: 20 sensors, each every 10 s (the
//!   seed changes nothing).
//!
//! All of these numbers, and the weights of letters, are settings of ours, chosen to look like real data; none is
//! measured.

use rand_xoshiro::rand_core::Rng;

use super::calendar::{self, DAY_S, put};
use super::keys::Keys;
use super::shuffle::Shuffle;
use crate::job::Job;
use crate::prng::{self, Stream};

/// The most keys that are generated.
pub const N_KEYS_MAX: u32 = 1_000_000;
/// Sensors that report at each moment.
pub const N_SENSORS: u32 = 20;
/// The most users that post: their ids have four digits.
pub const N_POSTERS_MAX: u32 = 10_000;
/// Seconds from the year's start to the first reading, 1 May.
pub const SENSORS_START_S: u32 = 120 * DAY_S;
/// Seconds between two readings of a sensor.
pub const SENSORS_STEP_S: u32 = 10;
/// Seconds from the year's start, with which posts begin, to the end of the last.
pub const POSTS_SPAN_S: u32 = 180 * DAY_S;

/// What keys are of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DataKind {
    /// `user-00012345`, counting up.
    Users,
    /// `miller.anna`, in alphabetical clusters.
    Names,
    /// `user-0042/2026-03-14T09:26:53`, appended.
    Posts,
    /// `2026-05-01T00:00:10/sensor-07`, appended.
    Sensors,
}

/// Which keys to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dataset {
    /// What they are of.
    pub kind: DataKind,
    /// How many, from 1 to [`N_KEYS_MAX`]; beyond is taken as the limit.
    pub n: u32,
    /// What else they depend on.
    pub seed: u64,
}

impl DataKind {
    /// All of them.
    pub const ALL: [DataKind; 4] = [DataKind::Users, DataKind::Names, DataKind::Posts, DataKind::Sensors];

    /// Whether data is only ever appended, so that writes make new keys; else they change old ones.
    pub fn is_appended(self) -> bool {
        matches!(self, DataKind::Posts | DataKind::Sensors)
    }

    /// Bytes of one record, key included: a setting.
    pub fn record_bytes(self) -> u32 {
        match self {
            DataKind::Users => 1000,
            DataKind::Names => 500,
            DataKind::Posts => 300,
            DataKind::Sensors => 100,
        }
    }

    fn key_bytes(self) -> usize {
        match self {
            DataKind::Users => 13,
            DataKind::Names => 16,
            DataKind::Posts => 29,
            DataKind::Sensors => 29,
        }
    }
}

/// How many users posted so many posts: one for every twenty, at most [`N_POSTERS_MAX`].
pub fn n_posters(n_posts: u32) -> u32 {
    (n_posts / 20).clamp(1, N_POSTERS_MAX)
}

/// The user whose post a generated key is: 42 for `user-0042/…`.
///
/// # Panics
/// May panic, or give some number, for other keys.
pub fn poster(key: &[u8]) -> u32 {
    key[5..9].iter().fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'))
}

/// Makes the keys, a unit each.
pub fn generate(dataset: Dataset) -> Generation {
    let dataset = Dataset { n: dataset.n.clamp(1, N_KEYS_MAX), ..dataset };
    let maker = match dataset.kind {
        DataKind::Users => Maker::Users,
        DataKind::Names => Maker::Names(Names::new(dataset.seed)),
        DataKind::Posts => Maker::Posts(Posts::new(dataset.n, dataset.seed)),
        DataKind::Sensors => Maker::Sensors,
    };
    Generation { dataset, maker, keys: Keys::with_capacity(dataset.n as usize, dataset.kind.key_bytes()) }
}

/// The making of keys.
#[derive(Debug)]
pub struct Generation {
    dataset: Dataset,
    maker: Maker,
    keys: Keys,
}

impl Job for Generation {
    type Output = Keys;

    fn advance(&mut self, units: u32) -> Option<Keys> {
        let start = self.keys.len() as u32;
        let end = start.saturating_add(units.max(1)).min(self.dataset.n);
        (start..end).for_each(|at| self.maker.push(at, &mut self.keys));
        (end == self.dataset.n).then(|| std::mem::take(&mut self.keys))
    }

    fn done_permille(&self) -> u16 {
        (self.keys.len() as u64 * 1000 / u64::from(self.dataset.n)) as u16
    }
}

#[derive(Debug)]
enum Maker {
    Users,
    Names(Names),
    Posts(Posts),
    Sensors,
}

impl Maker {
    fn push(&mut self, at: u32, keys: &mut Keys) {
        match self {
            Maker::Users => {
                let mut key = *b"user-00000000";
                put(&mut key[5..], at);
                keys.push(&key);
            }
            Maker::Names(names) => names.push(keys),
            Maker::Posts(posts) => posts.push(at, keys),
            Maker::Sensors => {
                let mut key = *b"2026-00-00T00:00:00/sensor-00";
                key[..19].copy_from_slice(&calendar::text(SENSORS_START_S + at / N_SENSORS * SENSORS_STEP_S));
                put(&mut key[27..], at % N_SENSORS);
                keys.push(&key);
            }
        }
    }
}

/// Who posts when.
#[derive(Debug)]
struct Posts {
    n: u32,
    stream: Stream,
    /// The sum of the weights of the r busiest, for every r from 1.
    activity: Vec<u64>,
    order: Shuffle,
}

impl Posts {
    fn new(n: u32, seed: u64) -> Posts {
        let n_posters = n_posters(n);
        let weights = (0..u64::from(n_posters)).map(|rank| (1 << 40) / (rank + 10));
        let activity = weights.scan(0, |sum, weight| {
            *sum += weight;
            Some(*sum)
        });
        let order = Shuffle::new(n_posters, seed, "posters");
        Posts { n, stream: prng::stream(seed, "dataset", "posts"), activity: activity.collect(), order }
    }

    fn push(&mut self, at: u32, keys: &mut Keys) {
        let draw = below(&mut self.stream, self.activity[self.activity.len() - 1]);
        let rank = self.activity.partition_point(|&sum| sum <= draw);
        // Every post has its own part of the time, so no two have the same moment.
        let part = |at: u32| (u64::from(at) * u64::from(POSTS_SPAN_S) / u64::from(self.n)) as u32;
        let (start, end) = (part(at), part(at + 1));
        let second = start + below(&mut self.stream, u64::from(end - start)) as u32;
        let mut key = *b"user-0000/2026-00-00T00:00:00";
        put(&mut key[5..9], self.order.at(rank as u32));
        key[10..].copy_from_slice(&calendar::text(second));
        keys.push(&key);
    }
}

/// Weights of the first letters of surnames, a to z, in thousandths.
const FIRST: [u16; 26] =
    [36, 92, 78, 48, 20, 36, 54, 74, 6, 30, 40, 48, 96, 20, 15, 50, 2, 56, 102, 36, 3, 15, 64, 1, 6, 12];
/// Weights of the vowel that follows.
const VOWELS: [(u8, u16); 5] = [(b'a', 30), (b'e', 24), (b'i', 18), (b'o', 19), (b'u', 9)];
const MIDDLES: [&str; 16] = ["ll", "n", "r", "rt", "ck", "nd", "s", "tt", "m", "rn", "ld", "b", "g", "v", "nk", "sk"];
const ENDINGS: [&str; 12] = ["er", "en", "", "son", "s", "man", "ez", "a", "ing", "well", "ova", "ini"];
const GIVEN: [&str; 24] = [
    "anna", "ben", "clara", "david", "emma", "felix", "greta", "hugo", "ida", "jonas", "kate", "leo", "maria", "nora",
    "oscar", "paula", "quinn", "rosa", "sam", "tina", "uma", "victor", "wanda", "yusuf",
];

/// Who has signed up: how many of each surname.
#[derive(Debug)]
struct Names {
    stream: Stream,
    n_each: Vec<u32>,
}

impl Names {
    fn new(seed: u64) -> Names {
        let n_surnames = FIRST.len() * VOWELS.len() * MIDDLES.len() * ENDINGS.len();
        Names { stream: prng::stream(seed, "dataset", "names"), n_each: vec![0; n_surnames] }
    }

    fn push(&mut self, keys: &mut Keys) {
        let first = self.weighted(FIRST.into_iter());
        let vowel = self.weighted(VOWELS.into_iter().map(|(_, weight)| weight));
        let (middle, ending) = (self.skewed(MIDDLES.len()), self.skewed(ENDINGS.len()));
        let surname = ((first * VOWELS.len() + vowel) * MIDDLES.len() + middle) * ENDINGS.len() + ending;
        let n_before = self.n_each[surname];
        self.n_each[surname] += 1;

        let mut key = [0; 32];
        let mut length = 0;
        let mut add = |part: &[u8]| {
            key[length..length + part.len()].copy_from_slice(part);
            length += part.len();
        };
        add(&[b'a' + first as u8, VOWELS[vowel].0]);
        add(MIDDLES[middle].as_bytes());
        add(ENDINGS[ending].as_bytes());
        add(b".");
        // The surname goes into the choice, or each would begin with an Anna.
        add(GIVEN[(n_before as usize * 5 + surname) % GIVEN.len()].as_bytes());
        let round = n_before / GIVEN.len() as u32 + 1;
        if round > 1 {
            let mut digits = [0; 6];
            put(&mut digits, round);
            let n_zeros = digits.iter().take_while(|&&digit| digit == b'0').count();
            add(b".");
            add(&digits[n_zeros..]);
        }
        keys.push(&key[..length]);
    }

    /// A place among weights, each as likely as it weighs.
    fn weighted(&mut self, weights: impl Iterator<Item = u16> + Clone) -> usize {
        let sum: u64 = weights.clone().map(u64::from).sum();
        let draw = below(&mut self.stream, sum);
        let mut before = 0;
        weights
            .take_while(|&weight| {
                before += u64::from(weight);
                before <= draw
            })
            .count()
    }

    /// A place below `n`, the earlier the likelier: the lesser of two draws.
    fn skewed(&mut self, n: usize) -> usize {
        below(&mut self.stream, n as u64).min(below(&mut self.stream, n as u64)) as usize
    }
}

/// A draw from 0 to `n` − 1: the high half of a product, biased by less than n/2^64.
fn below(stream: &mut Stream, n: u64) -> u64 {
    ((u128::from(stream.next_u64()) * u128::from(n)) >> 64) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::run;
    use std::collections::BTreeSet;

    fn keys(kind: DataKind, n: u32, seed: u64) -> Keys {
        run(generate(Dataset { kind, n, seed }))
    }

    fn texts(keys: &Keys) -> Vec<&str> {
        keys.iter().map(|key| str::from_utf8(key).expect("ASCII")).collect()
    }

    #[test]
    fn keys_look_like_those_of_a_database() {
        let first = |kind| texts(&keys(kind, 40, 7)).join(" ");
        assert!(first(DataKind::Users).starts_with("user-00000000 user-00000001 user-00000002"));
        let sensors = keys(DataKind::Sensors, 40, 7);
        assert_eq!(texts(&sensors)[19..21], ["2026-05-01T00:00:00/sensor-19", "2026-05-01T00:00:10/sensor-00"]);
        let names = ["kitten.nora", "zurtman.rosa", "hilds.emma", "solding.ida", "tins.quinn", "hilling.ida"];
        assert_eq!(texts(&keys(DataKind::Names, 12, 7))[..6], names);
        let posts = ["user-0000/2026-01-02T20:08:04", "user-0002/2026-01-06T07:42:35", "user-0002/2026-01-07T11:49:52"];
        assert_eq!(texts(&keys(DataKind::Posts, 60, 7))[..3], posts);
    }

    #[test]
    fn no_two_keys_are_equal() {
        for kind in DataKind::ALL {
            for n in [1, 2, 1000, 100_000] {
                let keys = keys(kind, n, 3);
                assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), n as usize, "{kind:?}");
            }
        }
    }

    #[test]
    fn what_is_made_does_not_depend_on_the_pieces() {
        for kind in DataKind::ALL {
            let mut job = generate(Dataset { kind, n: 1000, seed: 5 });
            let mut sizes = [1, 7, 0, 300].into_iter().cycle();
            let pieces = loop {
                if let Some(keys) = job.advance(sizes.next().expect("endless")) {
                    break keys;
                }
                assert!(job.done_permille() < 1000);
            };
            assert_eq!(pieces, keys(kind, 1000, 5), "{kind:?}");
        }
    }

    #[test]
    fn few_users_post_much() {
        let keys = keys(DataKind::Posts, 100_000, 1);
        let mut n_each = vec![0u32; 10_000];
        keys.iter().for_each(|key| n_each[poster(key) as usize] += 1);
        n_each.sort_unstable();
        assert!(n_each[..5000].iter().all(|&n| n == 0), "5,000 users of 10,000 possible");
        let busiest: u32 = n_each.iter().rev().take(500).sum();
        assert!((55_000..70_000).contains(&busiest), "the busiest tenth wrote {busiest} of 100,000");
    }

    #[test]
    fn appended_keys_come_in_the_order_of_time() {
        for (kind, start) in [(DataKind::Posts, 10), (DataKind::Sensors, 0)] {
            let keys = keys(kind, 5000, 2);
            assert!(texts(&keys).windows(2).all(|pair| pair[0][start..] < pair[1][start..]), "{kind:?}");
        }
    }

    #[test]
    fn names_crowd_in_the_alphabet() {
        let keys = keys(DataKind::Names, 100_000, 1);
        let n_with = |letter| keys.iter().filter(|key| key[0] == letter).count();
        let weights: u16 = FIRST.iter().sum();
        for letter in b'a'..=b'z' {
            let expected = 100_000 * usize::from(FIRST[usize::from(letter - b'a')]) / usize::from(weights);
            assert!(n_with(letter).abs_diff(expected) < 60 + expected / 10, "{}", char::from(letter));
        }
    }
}
