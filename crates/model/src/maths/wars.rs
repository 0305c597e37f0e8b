//! How soon after a write a read is current: the WARS model of Dynamo-style quorums, sampled.
//!
//! One write and one read (Bailis et al., "Probabilistically Bounded Staleness for Practical Partial Quorums", VLDB
//! 2012, section 4.1). Both go to all N replicas; for replica i they take Wᵢ there, Aᵢ back, Rᵢ there and Sᵢ back. The
//! write is acknowledged at w, the W-th smallest of Wᵢ + Aᵢ; the read starts Δ later and takes the R replicas with the
//! smallest Rᵢ + Sᵢ. It is consistent iff one of those was asked when the write had reached it: w + Δ + Rᵢ ≥ Wᵢ. (A
//! reprint has ≤ there; the authors' code has what stands here.)
//!
//! So a trial has a threshold of its own, its *need*: the least of Wᵢ − w − Rᵢ over the replicas taken. It is
//! consistent at every Δ from there on, and the share of needs up to Δ is the whole curve, from one set of samples,
//! rising as it must. The Δ at which 99.9 % are consistent is a quantile of the needs. Sweeping Δ with fresh samples
//! and stopping at the first share above 99.9 % would find it too early: that is the likely reason why the published
//! values ([`published`]) are some percent below.
//!
//! Samples are drawn once per distribution and seed ([`Samples`]) and evaluated for every N, R and W ([`Evaluated`]):
//! a slider compares settings on the same luck. Each replica has a stream of its own, so its luck stays when N grows.
//!
//! What this promises, and what not: it speaks of a read after an acknowledged write (a regular register, not a
//! linearizable one), in failure-free operation, with all legs independent. The coordinator is not itself a replica,
//! and nothing else spreads the write: no read repair, no hints, no anti-entropy. For [`Latency::Wan`], replica 0 is
//! in the coordinator's data centre and all others are not.

use super::interval::Share;
use super::latency::{Latency, Leg};
use super::quorum::N_MAX;
use crate::decimal::Decimal;
use crate::prng::{self, Fnv1a, Stream};

/// The greatest number of trials kept.
pub const TRIALS_MAX: u32 = 1_000_000;

/// Draws per trial and replica: one for each leg.
const N_LEGS: u32 = 4;

/// So many trials of a replica are drawn before the next replica's turn, so that all are ready together.
const N_TURN: u32 = 2_000;

/// The drawn legs of trials, kept to be evaluated again and again.
#[derive(Clone, Debug)]
pub struct Samples {
    latency: Latency,
    seed: u64,
    replicas: Vec<Replica>,
}

/// One replica's part in every trial.
#[derive(Clone, Debug)]
struct Replica {
    is_remote: bool,
    stream: Stream,
    trials: Vec<Legs>,
}

/// Sums of one replica's legs in one trial, in milliseconds.
#[derive(Clone, Copy, Debug)]
struct Legs {
    /// W.
    written: f32,
    /// W + A.
    acknowledged: f32,
    /// R.
    asked: f32,
    /// R + S.
    replied: f32,
}

/// All trials under one choice of N, R and W; at least one trial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evaluated {
    needs: Sorted,
    writes: Sorted,
    reads: Sorted,
}

/// A quantile in milliseconds, and where its 95 % confidence interval ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantile {
    /// The sample's quantile.
    pub value_ms: f64,
    /// The lower end.
    pub low_ms: f64,
    /// The upper end; infinite where there are too few trials for one.
    pub high_ms: f64,
}

/// A point of the curve of consistency.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Δ, from the acknowledgement of the write to the start of the read.
    pub t_ms: f64,
    /// The trials consistent then.
    pub consistent: Share,
}

/// What the paper prints for a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Published {
    /// The reads consistent at once, in percent.
    pub consistent_at_0_percent: Decimal,
    /// The Δ at which 99.9 % of them are, in milliseconds.
    pub t_999_ms: Decimal,
}

/// The values of Bailis et al. (VLDB 2012, section 5) for a setting, where we know them.
pub fn published(latency: Latency, n: u8, r: u8, w: u8) -> Option<Published> {
    let (percent, t_999_ms) = match (latency, n, r, w) {
        (Latency::LnkdSsd, 3, 1, 1) => (Decimal::new(974, 1)?, Decimal::new(185, 2)?),
        (Latency::LnkdDisk, 3, 1, 1) => (Decimal::new(439, 1)?, Decimal::new(455, 1)?),
        _ => return None,
    };
    Some(Published { consistent_at_0_percent: percent, t_999_ms })
}

impl Samples {
    /// No samples yet; see [`Samples::grow`].
    pub fn new(latency: Latency, seed: u64) -> Samples {
        Samples { latency, seed, replicas: Vec::new() }
    }

    /// Whether these are the samples of a distribution and seed, or others are to be drawn.
    pub fn is_of(&self, latency: Latency, seed: u64) -> bool {
        (self.latency, self.seed) == (latency, seed)
    }

    /// Draws until the first `n_replicas` have `n_trials` each, or about `budget_draws` words are used up; true once
    /// all is there.
    ///
    /// `n_replicas` is taken as 1 to [`N_MAX`], `n_trials` as at most [`TRIALS_MAX`]. However the budget cuts it, the
    /// samples are the same in the end; a call always gets on by one trial at least.
    pub fn grow(&mut self, n_replicas: u8, n_trials: u32, budget_draws: u32) -> bool {
        let n = usize::from(n_replicas.clamp(1, N_MAX));
        let n_trials = n_trials.min(TRIALS_MAX);
        for i in self.replicas.len()..n {
            let stream = prng::stream(self.seed, "wars", &format!("r{i}"));
            self.replicas.push(Replica { is_remote: i > 0, stream, trials: Vec::new() });
        }
        let mut left = (budget_draws / N_LEGS).max(1);
        while let Some(replica) = self.replicas[..n].iter_mut().min_by_key(|replica| replica.trials.len()) {
            let missing = n_trials.saturating_sub(replica.trials.len() as u32);
            if missing == 0 {
                return true;
            }
            if left == 0 {
                break;
            }
            let turn = missing.min(left).min(N_TURN);
            replica.trials.reserve_exact(missing as usize);
            (0..turn).for_each(|_| replica.draw(self.latency));
            left -= turn;
        }
        false
    }

    /// How many trials the first `n_replicas` all have.
    pub fn n_trials(&self, n_replicas: u8) -> u32 {
        let of = |i: u8| self.replicas.get(usize::from(i)).map_or(0, |replica| replica.trials.len());
        (0..n_replicas.clamp(1, N_MAX)).map(of).min().unwrap_or(0) as u32
    }

    /// Plays all trials that `n` replicas have, with quorums of `r` and `w`; none if there is no trial yet.
    ///
    /// `n` is taken as 1 to [`N_MAX`], `r` and `w` as 1 to `n`.
    pub fn evaluate(&self, n: u8, r: u8, w: u8) -> Option<Evaluated> {
        let n_trials = self.n_trials(n) as usize;
        if n_trials == 0 {
            return None;
        }
        let n = n.clamp(1, N_MAX);
        let (r, w) = (usize::from(r.clamp(1, n)), usize::from(w.clamp(1, n)));
        let mut replicas: [&[Legs]; N_MAX as usize] = [&[]; N_MAX as usize];
        let replicas = &mut replicas[..n.into()];
        for (trials, replica) in replicas.iter_mut().zip(&self.replicas) {
            *trials = &replica.trials[..n_trials];
        }
        let mut keys = [(); 3].map(|()| Vec::with_capacity(n_trials));
        for trial in 0..n_trials {
            for (keys, ms) in keys.iter_mut().zip(play(replicas, trial, r, w)) {
                keys.push(key(ms));
            }
        }
        let mut spare = vec![0; n_trials];
        let [needs, writes, reads] = keys.map(|keys| Sorted::of(keys, &mut spare));
        Some(Evaluated { needs, writes, reads })
    }
}

impl Replica {
    fn draw(&mut self, latency: Latency) {
        let mut leg = |leg| latency.draw_ms(leg, self.is_remote, &mut self.stream);
        let [write, ack, read, reply] = [leg(Leg::Write), leg(Leg::Ack), leg(Leg::Read), leg(Leg::Reply)];
        let [written, acknowledged, asked, replied] = [write, write + ack, read, read + reply].map(|ms| ms as f32);
        self.trials.push(Legs { written, acknowledged, asked, replied });
    }
}

/// One trial: its need, the write's latency and the read's, in milliseconds.
///
/// Replicas that reply in the very same moment as the R-th are taken too. With a constant latency they differ in
/// nothing; else it is a coincidence in the 24th bit, which no share of trials shows.
fn play(replicas: &[&[Legs]], trial: usize, r: usize, w: usize) -> [f32; 3] {
    let mut acknowledged = Least::new(w);
    let mut replied = Least::new(r);
    for trials in replicas {
        acknowledged.take(trials[trial].acknowledged);
        replied.take(trials[trial].replied);
    }
    let (write_ms, read_ms) = (acknowledged.greatest(), replied.greatest());
    let mut need = f32::INFINITY;
    for trials in replicas {
        let legs = &trials[trial];
        // In this order an overlap shows as what it is: written ≤ write_ms for W of them, so their need is at most 0.
        let own = legs.written - write_ms - legs.asked;
        need = if legs.replied <= read_ms && own < need { own } else { need };
    }
    [need, write_ms, read_ms]
}

/// The k smallest numbers seen, in order; without a branch that depends on luck.
struct Least {
    k: usize,
    smallest: [f32; N_MAX as usize],
}

impl Least {
    fn new(k: usize) -> Least {
        Least { k, smallest: [f32::INFINITY; N_MAX as usize] }
    }

    fn take(&mut self, mut number: f32) {
        for slot in &mut self.smallest[..self.k] {
            (*slot, number) = if number < *slot { (number, *slot) } else { (*slot, number) };
        }
    }

    fn greatest(&self) -> f32 {
        self.smallest[self.k - 1]
    }
}

impl Evaluated {
    /// How many trials were played.
    pub fn n_trials(&self) -> u32 {
        self.needs.len()
    }

    /// How long a write waits for its W acknowledgements, at so many per mille of the writes: 500 is the median.
    pub fn write_ms(&self, per_mille: u16) -> Quantile {
        self.writes.quantile(per_mille)
    }

    /// How long a read waits for its R replies, at so many per mille of the reads.
    pub fn read_ms(&self, per_mille: u16) -> Quantile {
        self.reads.quantile(per_mille)
    }

    /// The trials in which a read `t_ms` after the acknowledgement of the write is consistent.
    pub fn consistent_at(&self, t_ms: f64) -> Share {
        self.needs.up_to(t_ms)
    }

    /// How long after a write so many per mille of the reads are consistent: 0 if they are at once.
    pub fn t_visible(&self, per_mille: u16) -> Quantile {
        let Quantile { value_ms, low_ms, high_ms } = self.needs.quantile(per_mille);
        Quantile { value_ms: value_ms.max(0.0), low_ms: low_ms.max(0.0), high_ms: high_ms.max(0.0) }
    }

    /// The share of consistent reads at `n_points` moments (at least two), evenly from 0 to `t_max_ms`.
    pub fn curve(&self, t_max_ms: f64, n_points: u16) -> Vec<Point> {
        let last = n_points.max(2) - 1;
        let point = |i| {
            let t_ms = t_max_ms * f64::from(i) / f64::from(last);
            Point { t_ms, consistent: self.consistent_at(t_ms) }
        };
        (0..=last).map(point).collect()
    }

    /// A hash of all trials' outcomes, equal wherever they are.
    pub fn fingerprint(&self) -> u64 {
        let mut hash = Fnv1a::default();
        for Sorted(keys) in [&self.needs, &self.writes, &self.reads] {
            keys.iter().for_each(|&key| hash.word(key.into()));
        }
        hash.value()
    }
}

/// Numbers in rising order, as their [`key`]s.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Sorted(Vec<u32>);

/// Bits of a key that one pass of the sort goes by.
const DIGIT_BITS: u32 = 11;
const N_DIGITS: usize = 3;

impl Sorted {
    /// Sorts by three digits of 11 bits, the lowest first: some times faster than by comparing, and less code.
    ///
    /// `spare` is as long as `keys`; what it holds does not matter.
    fn of(mut keys: Vec<u32>, spare: &mut Vec<u32>) -> Sorted {
        let mut starts = vec![[0; N_DIGITS]; 1 << DIGIT_BITS];
        for key in &keys {
            (0..N_DIGITS).for_each(|i| starts[digit(*key, i)][i] += 1);
        }
        for i in 0..N_DIGITS {
            let mut start = 0;
            for slot in &mut starts {
                (slot[i], start) = (start, start + slot[i]);
            }
            for key in &keys {
                let at = &mut starts[digit(*key, i)][i];
                spare[*at] = *key;
                *at += 1;
            }
            std::mem::swap(&mut keys, spare);
        }
        Sorted(keys)
    }

    fn len(&self) -> u32 {
        self.0.len() as u32
    }

    /// How many are at most `limit`.
    fn up_to(&self, limit: f64) -> Share {
        let hits = self.0.partition_point(|&key| number(key) <= limit) as u32;
        Share { hits, trials: self.len() }
    }

    /// The least number that so many per mille do not exceed, and its interval by order statistics.
    ///
    /// How many of n trials are below the true quantile is binomial, with the mean nq and the variance nq(1 − q); the
    /// ranks 1.96 deviations below and above, rounded outwards, hold it with 95 % (normal approximation).
    fn quantile(&self, per_mille: u16) -> Quantile {
        let (n, q) = (f64::from(self.len()), f64::from(per_mille.min(1000)) / 1000.0);
        let half = 1.96 * (n * q * (1.0 - q)).sqrt();
        // Ranks count from 1.
        let at = |rank: f64| self.0.get((rank as usize).max(1) - 1).map_or(f64::INFINITY, |&key| number(key));
        let rank = u64::from(self.len()) * u64::from(per_mille.min(1000));
        let value_ms = at(rank.div_ceil(1000) as f64);
        Quantile { value_ms, low_ms: at((n * q - half).floor()), high_ms: at((n * q + half).ceil() + 1.0) }
    }
}

/// The `i`-th digit of a key, the lowest first.
fn digit(key: u32, i: usize) -> usize {
    (key >> (i as u32 * DIGIT_BITS)) as usize & ((1 << DIGIT_BITS) - 1)
}

/// A whole number that is ordered as the float is: negative floats count downwards from the middle.
fn key(ms: f32) -> u32 {
    let bits = ms.to_bits();
    if bits >> 31 == 0 { bits | 1 << 31 } else { !bits }
}

/// The float of a [`key`].
fn number(key: u32) -> f64 {
    let bits = if key >> 31 == 0 { !key } else { key & !(1 << 31) };
    f64::from(f32::from_bits(bits))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::super::chance::Chance;
    use super::*;
    use crate::prng::uniform_53;
    use crate::tick::Tick;

    const UNIFORM: Latency = Latency::Uniform { min: Tick(1_000), max: Tick(9_000) };
    const EXPONENTIAL: Latency = Latency::Exponential { mean: Tick(5_000) };
    const CONSTANT: Latency = Latency::Constant(Tick(5_000));

    fn all_latencies() -> Vec<Latency> {
        let none = Latency::Exponential { mean: Tick::ZERO };
        let plain = [UNIFORM, EXPONENTIAL, CONSTANT, none, Latency::Constant(Tick::ZERO)];
        plain.into_iter().chain(Latency::all_named()).collect()
    }

    fn samples(latency: Latency, seed: u64, n: u8, n_trials: u32) -> Samples {
        let mut samples = Samples::new(latency, seed);
        assert!(samples.grow(n, n_trials, u32::MAX));
        samples
    }

    fn evaluate(latency: Latency, seed: u64, n_trials: u32, (n, r, w): (u8, u8, u8)) -> Evaluated {
        samples(latency, seed, n, n_trials).evaluate(n, r, w).expect("there are trials")
    }

    /// Every choice of R and W for some N.
    fn quorums(n: u8) -> impl Iterator<Item = (u8, u8)> {
        (1..=n).flat_map(move |r| (1..=n).map(move |w| (r, w)))
    }

    /// What was computed apart from this project, from millions of trials: consistent at once in percent, and the
    /// interval of the Δ at which 99.9 % are.
    const COMPUTED: [(Latency, f64, f64, [f64; 2]); 2] =
        [(Latency::LnkdSsd, 97.37, 1.963, [1.945, 1.985]), (Latency::LnkdDisk, 43.68, 52.3, [51.3, 53.3])];

    #[test]
    fn hundred_thousand_trials_agree_with_the_computed_figures() {
        for (latency, percent, t, _) in COMPUTED {
            let result = evaluate(latency, 1, 100_000, (3, 1, 1));
            let (low, high) = result.consistent_at(0.0).interval95();
            assert!(low.up * 100.0 <= percent && percent <= high.up * 100.0, "{latency}: {low:?} to {high:?}");
            let visible = result.t_visible(999);
            assert!(visible.low_ms <= t && t <= visible.high_ms, "{latency}: {visible:?}");
        }
    }

    #[test]
    fn a_million_trials_agree_too_and_show_that_the_published_times_are_low() {
        let f64 = |decimal: Decimal| decimal.digits() as f64 / decimal.unit() as f64;
        for (latency, percent, t, [below, above]) in COMPUTED {
            let result = evaluate(latency, 2, TRIALS_MAX, (3, 1, 1));
            let share = result.consistent_at(0.0).value().up * 100.0;
            let printed = published(latency, 3, 1, 1).expect("they are known");
            assert!((share - percent).abs() < 0.15, "{latency}: {share} %");
            assert!((share - f64(printed.consistent_at_0_percent)).abs() < 0.3, "{latency}: {share} %");
            let visible = result.t_visible(999);
            assert!(visible.low_ms <= above && below <= visible.high_ms, "{latency}: {visible:?}");
            assert!((visible.value_ms / t - 1.0).abs() < 0.04, "{latency}: {visible:?}");
            assert!(f64(printed.t_999_ms) < visible.low_ms, "{latency}: {visible:?}");
        }
    }

    #[test]
    fn overlapping_quorums_are_consistent_at_once_in_every_trial() {
        for latency in all_latencies() {
            let samples = samples(latency, 3, N_MAX, 1_000);
            for n in 1..=N_MAX {
                for (r, w) in quorums(n).filter(|(r, w)| r + w > n) {
                    let result = samples.evaluate(n, r, w).expect("there are trials");
                    assert_eq!(
                        result.consistent_at(0.0),
                        Share { hits: 1_000, trials: 1_000 },
                        "{latency} {n} {r} {w}"
                    );
                    assert_eq!(result.t_visible(1000).value_ms, 0.0);
                }
            }
        }
    }

    #[test]
    fn more_time_and_greater_quorums_never_hurt_a_trial() {
        for latency in Latency::all_named() {
            let samples = samples(latency, 4, 5, 2_000);
            for (r, w) in quorums(5) {
                let result = samples.evaluate(5, r, w).expect("there are trials");
                let curve = result.curve(200.0, 50);
                assert!(curve.windows(2).all(|pair| pair[0].t_ms < pair[1].t_ms));
                assert!(curve.windows(2).all(|pair| pair[0].consistent.hits <= pair[1].consistent.hits));
                assert_eq!((curve.len(), curve[0].t_ms, curve[49].t_ms), (50, 0.0, 200.0));
                let hits = |r, w| samples.evaluate(5, r, w).expect("there are trials").consistent_at(0.0).hits;
                assert!(hits((r + 1).min(5), w) >= hits(r, w) && hits(r, (w + 1).min(5)) >= hits(r, w));
            }
        }
    }

    /// Whether the read of a trial is consistent `t` after the write, word for word from the definition.
    fn is_consistent(samples: &Samples, trial: usize, (n, r, w): (u8, u8, u8), t: f64) -> bool {
        let legs: Vec<Legs> = samples.replicas[..n.into()].iter().map(|replica| replica.trials[trial]).collect();
        let mut acknowledged: Vec<f32> = legs.iter().map(|legs| legs.acknowledged).collect();
        acknowledged.sort_by(f32::total_cmp);
        let mut by_reply = legs;
        by_reply.sort_by(|a, b| a.replied.total_cmp(&b.replied));
        let written = f64::from(acknowledged[usize::from(w) - 1]);
        by_reply[..r.into()].iter().any(|legs| written + f64::from(legs.asked) + t >= f64::from(legs.written))
    }

    #[test]
    fn shares_are_those_of_the_definition_tried_at_every_moment() {
        for latency in [UNIFORM, EXPONENTIAL, CONSTANT, Latency::LnkdDisk, Latency::Wan] {
            let samples = samples(latency, 5, 4, 2_000);
            for (n, r, w) in [(1, 1, 1), (2, 1, 1), (3, 1, 1), (3, 1, 2), (3, 2, 1), (3, 2, 2), (4, 2, 2), (4, 1, 3)] {
                let result = samples.evaluate(n, r, w).expect("there are trials");
                for t in [0.0, 0.5, 3.0, 20.0] {
                    let tried = (0..2_000).filter(|&trial| is_consistent(&samples, trial, (n, r, w), t)).count();
                    let hits = result.consistent_at(t).hits;
                    // A need is rounded to 24 bits.
                    assert!(tried.abs_diff(hits as usize) <= 1, "{latency} {n} {r} {w} at {t}: {hits} against {tried}");
                }
            }
        }
    }

    #[test]
    fn intervals_of_latencies_hold_the_quantiles_of_the_closed_form() {
        // Two exponential legs of mean m take at most x with 1 − (1 + x/m)·e^(−x/m); the k-th of n does if k of n do.
        let at_most = |ms: f64, n: u8, k: u8| {
            let x = ms / 5.0;
            let one = Chance::from_up(1.0 - (1.0 + x) * libm::exp(-x));
            Chance::at_least(k.into(), &vec![one; n.into()]).up
        };
        let mut n_missed = 0;
        for seed in 0..50 {
            for (n, k) in [(1, 1), (3, 1), (3, 2), (5, 5)] {
                let result = evaluate(EXPONENTIAL, seed, 2_000, (n, k, k));
                for (per_mille, found) in [(500, result.write_ms(500)), (990, result.read_ms(990))] {
                    let share = f64::from(per_mille) / 1000.0;
                    assert!(found.low_ms <= found.value_ms && found.value_ms <= found.high_ms);
                    n_missed += u32::from(at_most(found.low_ms, n, k) > share || at_most(found.high_ms, n, k) < share);
                }
            }
        }
        // 5 % of the 400 are expected to miss, and somewhat fewer as ranks are rounded outwards.
        assert!((6..=30).contains(&n_missed), "{n_missed} of 400 intervals miss");
    }

    #[test]
    fn constant_legs_add_up() {
        let result = evaluate(CONSTANT, 6, 100, (3, 1, 1));
        assert_eq!((result.write_ms(500).value_ms, result.read_ms(999).value_ms), (10.0, 10.0));
        assert_eq!((result.consistent_at(-10.0).hits, result.consistent_at(-10.01).hits), (100, 0));
        assert_eq!(result.write_ms(999).high_ms, f64::INFINITY, "a hundred trials have no bound for one in a thousand");
    }

    #[test]
    fn samples_are_the_same_however_they_are_drawn() {
        let mut piecemeal = Samples::new(Latency::LnkdDisk, 8);
        assert_eq!((piecemeal.n_trials(3), piecemeal.evaluate(3, 1, 1)), (0, None));
        let mut n_calls = 1;
        while !piecemeal.grow(3, 10_000, 7_777) {
            n_calls += 1;
        }
        assert_eq!((n_calls, piecemeal.n_trials(3), piecemeal.n_trials(4)), (16, 10_000, 0));
        let three = piecemeal.evaluate(3, 1, 2);
        assert_eq!(three, Some(evaluate(Latency::LnkdDisk, 8, 10_000, (3, 1, 2))));
        assert!(piecemeal.grow(9, 10_000, u32::MAX));
        assert_eq!(three, piecemeal.evaluate(3, 1, 2), "the first replicas keep their luck");
        assert_ne!(three, Some(evaluate(Latency::LnkdDisk, 9, 10_000, (3, 1, 2))));
        assert!(piecemeal.is_of(Latency::LnkdDisk, 8) && !piecemeal.is_of(Latency::LnkdDisk, 9));
        assert!(!Samples::new(UNIFORM, 1).grow(9, 2, 0), "no budget still gets on");
    }

    #[test]
    fn numbers_out_of_range_count_as_the_nearest_within() {
        let all = samples(UNIFORM, 10, N_MAX, 500);
        assert_eq!(all.evaluate(0, 0, 0), all.evaluate(1, 1, 1));
        assert_eq!(all.evaluate(200, 200, 0), all.evaluate(9, 9, 1));
        assert_eq!(all.evaluate(3, 1, 1).map(|result| result.curve(5.0, 0).len()), Some(2));
        assert_eq!(all.evaluate(3, 1, 1).map(|result| result.n_trials()), Some(500));
    }

    #[test]
    fn sorting_by_digits_is_sorting_by_value() {
        let mut stream = prng::stream(11, "test", "sort");
        for n in [1usize, 2, 100, 5_000] {
            let mut floats: Vec<f32> = (0..n)
                .map(|i| {
                    let share = uniform_53(&mut stream) as f64 / (1u64 << 53) as f64;
                    ((share - 0.5) * [1.0, 1e-30, 1e30][i % 3]) as f32
                })
                .collect();
            floats.extend([0.0, -0.0, f32::MAX, f32::MIN, f32::MIN_POSITIVE]);
            let sorted = Sorted::of(floats.iter().map(|&ms| key(ms)).collect(), &mut vec![0; floats.len()]);
            floats.sort_by(f32::total_cmp);
            let numbers: Vec<u64> = sorted.0.iter().map(|&key| number(key).to_bits()).collect();
            assert_eq!(numbers, floats.iter().map(|&ms| f64::from(ms).to_bits()).collect::<Vec<_>>());
        }
    }

    #[test]
    fn quantiles_count_from_the_first_rank() {
        let tens = Sorted::of((1..=10_000).map(|i| key(i as f32)).collect(), &mut vec![0; 10_000]);
        let quantile = |per_mille| tens.quantile(per_mille);
        assert_eq!(quantile(500), Quantile { value_ms: 5000.0, low_ms: 4902.0, high_ms: 5099.0 });
        assert_eq!(quantile(999), Quantile { value_ms: 9990.0, low_ms: 9983.0, high_ms: 9998.0 });
        assert_eq!((quantile(0).value_ms, quantile(1000).value_ms, quantile(2000).value_ms), (1.0, 10_000.0, 10_000.0));
        assert_eq!(tens.up_to(9990.0), Share { hits: 9990, trials: 10_000 });
    }

    #[test]
    fn only_what_the_paper_prints_is_published() {
        let text = |latency, n, r, w| {
            published(latency, n, r, w).map(|found| format!("{} {}", found.consistent_at_0_percent, found.t_999_ms))
        };
        assert_eq!(text(Latency::LnkdSsd, 3, 1, 1).as_deref(), Some("97.4 1.85"));
        assert_eq!(text(Latency::LnkdDisk, 3, 1, 1).as_deref(), Some("43.9 45.5"));
        assert_eq!((text(Latency::Ymmr, 3, 1, 1), text(Latency::LnkdSsd, 3, 1, 2)), (None, None));
    }

    #[test]
    fn evaluations_are_the_same_for_ever() {
        let mut text = String::new();
        for latency in all_latencies() {
            for quorum in [(3, 1, 1), (5, 2, 3)] {
                let result = evaluate(latency, 7, 5_000, quorum);
                let hits = result.consistent_at(0.0).hits;
                text.push_str(&format!("{latency} {quorum:?}: {hits} {:016x}\n", result.fingerprint()));
            }
        }
        expect![[r#"
            1ms..9ms (3, 1, 1): 4784 2f6b534bad1ee558
            1ms..9ms (5, 2, 3): 5000 7eb09ee58d7a8458
            exp 5ms (3, 1, 1): 3726 cb93c3ef935dcb7e
            exp 5ms (5, 2, 3): 4968 5db7ef3a53831014
            5ms (3, 1, 1): 5000 820095f0328411fd
            5ms (5, 2, 3): 5000 820095f0328411fd
            exp 0s (3, 1, 1): 5000 613388d2f8353505
            exp 0s (5, 2, 3): 5000 613388d2f8353505
            0s (3, 1, 1): 5000 613388d2f8353505
            0s (5, 2, 3): 5000 613388d2f8353505
            lnkd-ssd (3, 1, 1): 4856 a2f169aa8f4c4703
            lnkd-ssd (5, 2, 3): 4998 ca4d99272ed9c689
            lnkd-disk (3, 1, 1): 2202 bb73561075453024
            lnkd-disk (5, 2, 3): 4629 3aa82d154e4c3333
            ymmr (3, 1, 1): 4445 ec64bc2aaea23057
            ymmr (5, 2, 3): 4967 459ac1f82f4f0b25
            wan (3, 1, 1): 5000 e6653f2beee9dc72
            wan (5, 2, 3): 5000 bac206014bbc20b6
        "#]]
        .assert_eq(&text);
    }
}
