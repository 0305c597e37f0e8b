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

/// One replica's legs in one trial, in milliseconds.
#[derive(Clone, Copy, Debug)]
struct Legs {
    /// W − R: so long after the write's start the read has to start for this replica to be asked in time.
    lead: Ordered,
    /// W + A.
    acknowledged: Ordered,
    /// R + S.
    replied: Ordered,
}

/// A float in 32 bits as a whole number that is ordered as the float is: the smaller of two is found without a branch
/// that luck would have to predict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Ordered(u32);

/// All trials under one choice of N, R and W; at least one trial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evaluated {
    n_trials: u32,
    /// The needs above 0.
    late: Sorted,
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
        let mut late = Vec::new();
        let (mut writes, mut reads) = (Vec::with_capacity(n_trials), Vec::with_capacity(n_trials));
        for trial in 0..n_trials {
            let (need, write, read) = play(replicas, trial, r, w);
            if need > 0.0 {
                late.push(Ordered::of(need));
            }
            writes.push(write);
            reads.push(read);
        }
        let mut spare = vec![Ordered::LEAST; n_trials];
        let mut sorted = |all| Sorted::of(all, &mut spare);
        let (writes, reads, late) = (sorted(writes), sorted(reads), sorted(late));
        Some(Evaluated { n_trials: n_trials as u32, late, writes, reads })
    }
}

impl Replica {
    fn draw(&mut self, latency: Latency) {
        let mut leg = |leg| latency.draw_ms(leg, self.is_remote, &mut self.stream);
        let [write, ack, read, reply] = [leg(Leg::Write), leg(Leg::Ack), leg(Leg::Read), leg(Leg::Reply)];
        let [lead, acknowledged, replied] = [write - read, write + ack, read + reply].map(|ms| Ordered::of(ms as f32));
        self.trials.push(Legs { lead, acknowledged, replied });
    }
}

/// One trial: its need, the write's latency and the read's, in milliseconds.
///
/// Replicas that reply in the very same moment as the R-th are taken too. With a constant latency they differ in
/// nothing; else it is a coincidence in the 24th bit, which no share of trials shows.
fn play(replicas: &[&[Legs]], trial: usize, r: usize, w: usize) -> (f32, Ordered, Ordered) {
    let mut acknowledged = Least::new(w);
    let mut replied = Least::new(r);
    for trials in replicas {
        acknowledged.take(trials[trial].acknowledged);
        replied.take(trials[trial].replied);
    }
    let (write, read) = (acknowledged.greatest(), replied.greatest());
    let mut lead = Ordered::GREATEST;
    for trials in replicas {
        let legs = &trials[trial];
        lead = lead.min(if legs.replied <= read { legs.lead } else { Ordered::GREATEST });
    }
    (lead.ms() - write.ms(), write, read)
}

/// The k smallest seen, in order.
struct Least {
    k: usize,
    smallest: [Ordered; N_MAX as usize],
}

impl Least {
    fn new(k: usize) -> Least {
        Least { k, smallest: [Ordered::GREATEST; N_MAX as usize] }
    }

    fn take(&mut self, mut one: Ordered) {
        for slot in &mut self.smallest[..self.k] {
            (*slot, one) = (one.min(*slot), one.max(*slot));
        }
    }

    fn greatest(&self) -> Ordered {
        self.smallest[self.k - 1]
    }
}

impl Ordered {
    const LEAST: Ordered = Ordered(0);
    const GREATEST: Ordered = Ordered(u32::MAX);

    /// Negative floats count downwards from the middle, the others upwards.
    fn of(ms: f32) -> Ordered {
        let bits = ms.to_bits();
        Ordered(bits ^ ((bits as i32 >> 31) as u32 | 1 << 31))
    }

    fn ms(self) -> f32 {
        let sign = !(self.0 as i32 >> 31) as u32;
        f32::from_bits(self.0 ^ (sign | 1 << 31))
    }
}

impl Evaluated {
    /// How many trials were played.
    pub fn n_trials(&self) -> u32 {
        self.n_trials
    }

    /// How long a write waits for its W acknowledgements, at so many per mille of the writes: 500 is the median.
    pub fn write_ms(&self, per_mille: u16) -> Quantile {
        self.writes.quantile(self.n_trials, per_mille)
    }

    /// How long a read waits for its R replies, at so many per mille of the reads.
    pub fn read_ms(&self, per_mille: u16) -> Quantile {
        self.reads.quantile(self.n_trials, per_mille)
    }

    /// The trials in which a read `t_ms` after the acknowledgement of the write is consistent; before it, as at it.
    pub fn consistent_at(&self, t_ms: f64) -> Share {
        self.late.up_to(self.n_trials, t_ms.max(0.0))
    }

    /// How long after a write so many per mille of the reads are consistent: 0 if they are at once.
    pub fn t_visible(&self, per_mille: u16) -> Quantile {
        self.late.quantile(self.n_trials, per_mille)
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
        for Sorted(all) in [&self.late, &self.writes, &self.reads] {
            hash.word(all.len() as u64);
            all.iter().for_each(|one| hash.word(one.0.into()));
        }
        hash.value()
    }
}

/// Milliseconds in rising order; of the trials that are not there it is known that they took none.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Sorted(Vec<Ordered>);

/// Bits that one pass of the sort goes by: three passes see all 32.
const DIGIT_BITS: u32 = 11;
const N_DIGITS: usize = 1 << DIGIT_BITS;

impl Sorted {
    /// Sorts by one digit after the other, the lowest first: several times faster than by comparing, and less code.
    ///
    /// What `spare` holds does not matter.
    fn of(mut all: Vec<Ordered>, spare: &mut Vec<Ordered>) -> Sorted {
        spare.resize(all.len(), Ordered::LEAST);
        for shift in [0, DIGIT_BITS, 2 * DIGIT_BITS] {
            let digit = |one: Ordered| (one.0 >> shift) as usize % N_DIGITS;
            let mut ends = [0; N_DIGITS];
            for &one in &all {
                ends[digit(one)] += 1;
            }
            let mut start = 0;
            for end in &mut ends {
                (*end, start) = (start, start + *end);
            }
            for &one in &all {
                let at = &mut ends[digit(one)];
                spare[*at] = one;
                *at += 1;
            }
            std::mem::swap(&mut all, spare);
        }
        Sorted(all)
    }

    /// How many of `n` trials took at most `limit_ms`, which is not below 0.
    fn up_to(&self, n: u32, limit_ms: f64) -> Share {
        let longer = self.0.len() - self.0.partition_point(|one| f64::from(one.ms()) <= limit_ms);
        Share { hits: n - longer as u32, trials: n }
    }

    /// The least that so many per mille of `n` trials do not exceed, and its interval by order statistics.
    ///
    /// How many of the trials are below the true quantile is binomial, with the mean nq and the variance nq(1 − q);
    /// 1.96 deviations below and above, counted outwards, hold it with 95 % (normal approximation).
    fn quantile(&self, n: u32, per_mille: u16) -> Quantile {
        let per_mille = u32::from(per_mille.clamp(1, 1000));
        let (mean, q) = (f64::from(n) * f64::from(per_mille) / 1000.0, f64::from(per_mille) / 1000.0);
        let half = 1.96 * (mean * (1.0 - q)).sqrt();
        // The trials in order count from 1.
        let at = |place: f64| match (place.max(1.0) as usize).checked_sub(n as usize - self.0.len()) {
            None | Some(0) => 0.0,
            Some(place) => self.0.get(place - 1).map_or(f64::INFINITY, |one| f64::from(one.ms())),
        };
        let value_ms = at((u64::from(n) * u64::from(per_mille)).div_ceil(1000) as f64);
        Quantile { value_ms, low_ms: at((mean - half).floor()), high_ms: at((mean + half).ceil() + 1.0) }
    }
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

    /// How many reads are consistent `t` after the write, drawn and played word for word from the definition.
    fn consistent_by_definition(latency: Latency, seed: u64, (n, r, w): (u8, u8, u8), t: f64) -> usize {
        let mut streams: Vec<Stream> = (0..n).map(|i| prng::stream(seed, "wars", &format!("r{i}"))).collect();
        let mut is_consistent = || {
            let mut legs = Vec::new();
            for (i, stream) in streams.iter_mut().enumerate() {
                let order = [Leg::Write, Leg::Ack, Leg::Read, Leg::Reply];
                legs.push(order.map(|leg| latency.draw_ms(leg, i > 0, stream)));
            }
            let mut acknowledged: Vec<f64> = legs.iter().map(|[write, ack, ..]| write + ack).collect();
            acknowledged.sort_by(f64::total_cmp);
            let written = acknowledged[usize::from(w) - 1];
            legs.sort_by(|[.., read, reply], [.., other, others]| (read + reply).total_cmp(&(other + others)));
            legs[..r.into()].iter().any(|[write, _, read, _]| written + t + read >= *write)
        };
        (0..2_000).filter(|_| is_consistent()).count()
    }

    #[test]
    fn shares_are_those_of_the_definition_tried_at_every_moment() {
        for latency in [UNIFORM, EXPONENTIAL, CONSTANT, Latency::LnkdDisk, Latency::Wan] {
            let samples = samples(latency, 5, 4, 2_000);
            for quorum in [(1, 1, 1), (2, 1, 1), (3, 1, 1), (3, 1, 2), (3, 2, 1), (3, 2, 2), (4, 2, 2), (4, 1, 3)] {
                let (n, r, w) = quorum;
                let result = samples.evaluate(n, r, w).expect("there are trials");
                for t in [0.0, 0.5, 3.0, 20.0] {
                    let hits = result.consistent_at(t).hits as usize;
                    let defined = consistent_by_definition(latency, 5, quorum, t);
                    // A need is rounded to 24 bits.
                    assert!(defined.abs_diff(hits) <= 1, "{latency} {quorum:?} at {t}: {hits} against {defined}");
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
        // 5 % of the 400 are expected to miss, and somewhat fewer as places are rounded outwards.
        assert!((6..=30).contains(&n_missed), "{n_missed} of 400 intervals miss");
    }

    #[test]
    fn constant_legs_add_up() {
        let result = evaluate(CONSTANT, 6, 100, (3, 1, 1));
        assert_eq!((result.write_ms(500).value_ms, result.read_ms(999).value_ms), (10.0, 10.0));
        assert_eq!(result.consistent_at(-1.0), result.consistent_at(0.0));
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
            let sorted = Sorted::of(floats.iter().map(|&ms| Ordered::of(ms)).collect(), &mut Vec::new());
            floats.sort_by(f32::total_cmp);
            let bits: Vec<u32> = sorted.0.iter().map(|one| one.ms().to_bits()).collect();
            assert_eq!(bits, floats.iter().map(|ms| ms.to_bits()).collect::<Vec<_>>());
        }
    }

    #[test]
    fn quantiles_count_the_trials_that_took_none() {
        // 1 to 6,000, after 4,000 trials that took none.
        let late = Sorted::of((1..=6_000).rev().map(|i| Ordered::of(i as f32)).collect(), &mut Vec::new());
        let quantile = |per_mille| late.quantile(10_000, per_mille);
        assert_eq!(quantile(500), Quantile { value_ms: 1000.0, low_ms: 902.0, high_ms: 1099.0 });
        assert_eq!(quantile(999), Quantile { value_ms: 5990.0, low_ms: 5983.0, high_ms: 5998.0 });
        assert_eq!(quantile(400), Quantile { value_ms: 0.0, low_ms: 0.0, high_ms: 98.0 });
        assert_eq!((quantile(0).value_ms, quantile(1000).value_ms, quantile(2000).value_ms), (0.0, 6000.0, 6000.0));
        let hits = |limit_ms| late.up_to(10_000, limit_ms).hits;
        assert_eq!((hits(0.0), hits(0.9), hits(1.0), hits(5999.5), hits(6000.0)), (4000, 4000, 4001, 9999, 10_000));
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
            1ms..9ms (3, 1, 1): 4784 2c94e4dcc62c4602
            1ms..9ms (5, 2, 3): 5000 dd012e85ead10b12
            exp 5ms (3, 1, 1): 3726 30fad6c8c7dde7a2
            exp 5ms (5, 2, 3): 4968 1d3b776b07bb9df4
            5ms (3, 1, 1): 5000 c5406652ece605c7
            5ms (5, 2, 3): 5000 c5406652ece605c7
            exp 0s (3, 1, 1): 5000 88387b255ba605c7
            exp 0s (5, 2, 3): 5000 88387b255ba605c7
            0s (3, 1, 1): 5000 88387b255ba605c7
            0s (5, 2, 3): 5000 88387b255ba605c7
            lnkd-ssd (3, 1, 1): 4856 1f17325bb0517fba
            lnkd-ssd (5, 2, 3): 4998 a71021ef5a0f27bc
            lnkd-disk (3, 1, 1): 2202 a6e0ce4138d6457b
            lnkd-disk (5, 2, 3): 4629 a607dfdf3da21703
            ymmr (3, 1, 1): 4445 3a147d8e77c5986c
            ymmr (5, 2, 3): 4967 7c5c1b30432f9f08
            wan (3, 1, 1): 5000 81e0661cf41b8245
            wan (5, 2, 3): 5000 adc1c34be22fb42e
        "#]]
        .assert_eq(&text);
    }
}
