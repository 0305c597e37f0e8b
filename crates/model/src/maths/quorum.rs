//! Quorums: a write waits for W of N replicas, a read for R of them.
//!
//! If R + W > N, every R replicas and every W replicas have one in common, so a read meets the latest acknowledged
//! write (Gifford 1979); on average nothing more is promised than what these counts say, and the simulator shows where
//! it still disappoints. Waiting for k of N survives N − k crashes, and where each replica is up with the chance A by
//! itself, k of N are up with Σᵢ₌ₖᴺ C(N,i) Aⁱ (1 − A)ᴺ⁻ⁱ.
//!
//! Left out: sloppy quorums, which count nodes that hold no copy; failures that come together (for those, see the
//! common cause of [`super::availability`]).

use super::chance::Chance;
use super::interval::Share;
use crate::prng::{self, Stream};

/// The greatest number of replicas N.
pub const N_MAX: u8 = 9;

/// How many replicas any `r` read and any `w` written of `n` share at least: R + W − N, or none.
pub fn min_overlap(n: u8, r: u8, w: u8) -> u8 {
    // Both are subsets, so neither has more than n.
    r.min(n).saturating_sub(n - w.min(n))
}

/// Whether any `r` and any `w` of `n` have a replica in common: R + W > N.
pub fn is_overlapping(n: u8, r: u8, w: u8) -> bool {
    min_overlap(n, r, w) > 0
}

/// How many of `n` replicas may be down while `k` can still answer; reads survive so many with `k` = R, writes with
/// `k` = W.
pub fn n_crashes_survived(n: u8, k: u8) -> u8 {
    n.saturating_sub(k)
}

/// The chance that at least `k` of `n` replicas are up, each by itself with the chance `node`.
pub fn availability(n: u8, k: u8, node: Chance) -> Chance {
    Chance::at_least(k.into(), &vec![node; n.into()])
}

/// The same by looking `n_trials` times: how often at least `k` of `n` were up.
///
/// Each node has a stream of its own, so that the first nodes keep their luck when `n` grows.
pub fn sampled_availability(n: u8, k: u8, node: Chance, n_trials: u32, seed: u64) -> Share {
    let mut streams: Vec<Stream> =
        (0..n).map(|i| prng::stream(seed, "quorum-availability", &format!("n{i}"))).collect();
    // A draw is from 1 to 2^53, so at most this many of them mean down.
    let down_max = (node.down * (1u64 << 53) as f64) as u64;
    let is_enough_up = |streams: &mut Vec<Stream>| {
        let n_up = streams.iter_mut().map(|stream| u32::from(prng::uniform_53(stream) > down_max)).sum::<u32>();
        n_up >= k.into()
    };
    let hits = (0..n_trials).map(|_| u32::from(is_enough_up(&mut streams))).sum();
    Share { hits, trials: n_trials }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sets of `k` of `n` replicas, as bits.
    fn sets(n: u8, k: u8) -> impl Iterator<Item = u32> {
        (0..1u32 << n).filter(move |set| set.count_ones() == u32::from(k))
    }

    #[test]
    fn overlap_is_the_smallest_of_all_pairs_of_sets() {
        for n in 1..=6 {
            for (r, w) in (1..=n).flat_map(|r| (1..=n).map(move |w| (r, w))) {
                let pairs = sets(n, r).flat_map(|read| sets(n, w).map(move |written| (read & written).count_ones()));
                let smallest = pairs.min().expect("there are sets");
                assert_eq!(u32::from(min_overlap(n, r, w)), smallest, "N={n} R={r} W={w}");
                assert_eq!(is_overlapping(n, r, w), r + w > n, "N={n} R={r} W={w}");
            }
        }
    }

    #[test]
    fn counts_beyond_n_are_taken_as_n() {
        assert_eq!((min_overlap(3, 200, 200), min_overlap(0, 1, 1), min_overlap(255, 255, 255)), (3, 0, 255));
        assert_eq!((n_crashes_survived(3, 2), n_crashes_survived(3, 3), n_crashes_survived(3, 4)), (1, 0, 0));
    }

    #[test]
    fn availability_agrees_with_the_published_figures() {
        let node = Chance::from_parts(99, 1);
        let table = [(3, 2, 0.999_702, 0.000_298), (3, 3, 0.970_299, 0.029_701), (3, 1, 0.999_999, 0.000_001)];
        for (n, k, up, down) in table {
            let chance = availability(n, k, node);
            assert!((chance.up - up).abs() < 1e-12 && (chance.down - down).abs() < 1e-15, "{k} of {n}: {chance:?}");
        }
        assert_eq!(availability(3, 2, node).percent(), "99.9702");
        assert_eq!(availability(9, 0, Chance::DOWN).up, 1.0);
        assert_eq!(availability(3, 4, Chance::UP).up, 0.0);
    }

    #[test]
    fn sampled_availability_agrees_with_the_closed_form() {
        let mut n_missed = 0;
        for n in 1..=N_MAX {
            for k in 1..=n {
                let node = Chance::from_up(0.8);
                let (low, high) = sampled_availability(n, k, node, 10_000, 7).interval95();
                let exact = availability(n, k, node);
                n_missed += u32::from(exact.up < low.up || exact.down < high.down);
                let error = (exact.up * exact.down / 10_000.0).sqrt();
                let off = (sampled_availability(n, k, node, 10_000, 7).value().up - exact.up).abs();
                assert!(off <= 4.5 * error + 1e-3, "{k} of {n}: off by {off}");
            }
        }
        // Two of 45 are expected to miss; the same nodes are in many of them, so they miss together.
        assert!(n_missed <= 8, "{n_missed} of 45 intervals miss");
    }

    #[test]
    fn nodes_that_are_always_up_or_down_are_seen_so() {
        assert_eq!(sampled_availability(3, 3, Chance::UP, 1000, 1), Share { hits: 1000, trials: 1000 });
        assert_eq!(sampled_availability(3, 1, Chance::DOWN, 1000, 1), Share { hits: 0, trials: 1000 });
        assert_eq!(sampled_availability(0, 0, Chance::DOWN, 0, 1).interval95(), (Chance::DOWN, Chance::UP));
    }

    #[test]
    fn samples_depend_on_their_seed_alone_and_more_of_fewer_are_up_more_often() {
        let sample = |n, k, seed| sampled_availability(n, k, Chance::from_up(0.9), 5000, seed).hits;
        assert_eq!(sample(5, 3, 1), sample(5, 3, 1));
        assert_ne!(sample(5, 3, 1), sample(5, 3, 2));
        // With the same luck, one more replica and one fewer to wait for can only help.
        for n in 1..N_MAX {
            for k in 1..n {
                assert!(sample(n + 1, k, 1) >= sample(n, k, 1) && sample(n, k, 1) >= sample(n, k + 1, 1));
            }
        }
    }
}
