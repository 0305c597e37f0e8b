//! k-staleness: how likely a read of R replicas returns one of the last k versions, if quorums are drawn blindly.
//!
//! Each write reaches W of N replicas and a read asks R of them, all drawn evenly and independently, and nothing
//! spreads in between. One write is then missed with p = C(N−W, R) / C(N, R), the share of read quorums that lie among
//! the replicas not written; the last k are all missed with pᵏ, so the read is within them with 1 − pᵏ (Bailis et al.,
//! VLDB 2012, section 3.1, after the probabilistic quorums of Malkhi et al. 2001).
//!
//! Left out: time. In Dynamo's style a write goes to all N and only waits for W, so that soon after it nearly every
//! read is current; that is [`super::wars`]. This is the floor that remains if nothing spreads.

use super::chance::Chance;
use super::interval::Share;
use crate::prng::{self, Stream};
use rand_xoshiro::rand_core::Rng;

/// The greatest number of versions to look back.
pub const K_MAX: u8 = 20;

/// C(n, k), the number of ways to choose `k` of `n`; none where `k` is above `n`. Exact for `n` up to 124.
pub fn binomial(n: u8, k: u8) -> u128 {
    let mut ways = 1;
    for i in 0..u128::from(k) {
        // Each step is C(n, i+1) = C(n, i)·(n − i)/(i + 1), without a rest.
        ways = ways * u128::from(n).saturating_sub(i) / (i + 1);
    }
    ways
}

/// The chance, as `up`, that a read of `r` meets the last write to `w` of `n` replicas: 1 − C(N−W, R)/C(N, R).
///
/// For 1 ≤ r, w ≤ n ≤ [`super::quorum::N_MAX`]; certain where the quorums overlap.
pub fn is_current(n: u8, r: u8, w: u8) -> Chance {
    let (missing, all) = (binomial(n.saturating_sub(w), r), binomial(n, r));
    Chance::from_parts(all - missing, missing)
}

/// The chance, as `up`, that a read returns one of the last `k` versions: 1 − pᵏ; none for no version.
pub fn within_k(n: u8, r: u8, w: u8, k: u8) -> Chance {
    Chance::parallel(std::iter::repeat_n(is_current(n, r, w), k.into()))
}

/// The same by drawing quorums `n_trials` times: how often the read met one of the last `k` writes.
///
/// `k` is taken as at most [`K_MAX`]. The read and each version back have streams of their own, so that looking back
/// further only adds hits.
pub fn sampled_within_k(n: u8, r: u8, w: u8, k: u8, n_trials: u32, seed: u64) -> Share {
    let mut reads = prng::stream(seed, "k-staleness", "read");
    let mut writes: Vec<Stream> =
        (0..k.min(K_MAX)).map(|age| prng::stream(seed, "k-staleness", &format!("write{age}"))).collect();
    let mut hits = 0;
    for _ in 0..n_trials {
        let read = quorum(n, r, &mut reads);
        // All of them are drawn, so that trials do not shift each other's luck.
        let written = writes.iter_mut().fold(0, |all, stream| all | quorum(n, w, stream));
        hits += u32::from(read & written != 0);
    }
    Share { hits, trials: n_trials }
}

/// `size` of `n` replicas as bits, every such set as likely as another (selection sampling: Knuth, volume 2, 3.4.2,
/// algorithm S); takes `n` words.
fn quorum(n: u8, size: u8, stream: &mut Stream) -> u32 {
    let mut set = 0;
    let mut wanted = u128::from(size);
    for left in (1..=n).rev() {
        // From 0 to left − 1, even to one part in 2^56.
        let draw = (u128::from(stream.next_u64()) * u128::from(left)) >> 64;
        if draw < wanted {
            set |= 1 << (left - 1);
            wanted -= 1;
        }
    }
    set
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn binomials_are_those_of_pascals_triangle() {
        let mut row = vec![1u128];
        for n in 0..=124 {
            for (k, &ways) in row.iter().enumerate() {
                assert_eq!(binomial(n, k as u8), ways, "C({n}, {k})");
            }
            assert_eq!(binomial(n, n + 1), 0);
            let inner = row.windows(2).map(|pair| pair[0] + pair[1]);
            row = [1].into_iter().chain(inner).chain([1]).collect();
        }
    }

    #[test]
    fn chances_agree_with_the_published_table() {
        let table = [
            ((3, 1, 1, 1), 0.333_333),
            ((3, 1, 1, 2), 0.555_556),
            ((3, 1, 1, 3), 0.703_704),
            ((3, 1, 1, 5), 0.868_313),
            ((3, 1, 1, 10), 0.982_658),
            ((3, 1, 2, 1), 0.666_667),
            ((3, 1, 2, 2), 0.888_889),
            ((3, 2, 2, 1), 1.0),
            ((3, 1, 1, 0), 0.0),
        ];
        for ((n, r, w, k), expect) in table {
            let chance = within_k(n, r, w, k);
            assert!((chance.up - expect).abs() < 5.1e-7, "({n},{r},{w}) k={k}: {chance:?}");
            assert!((chance.up + chance.down - 1.0).abs() < 1e-15);
        }
    }

    #[test]
    fn every_pair_of_quorums_counted_gives_the_closed_form() {
        let sets = |n: u8, k: u8| (0..1u32 << n).filter(move |set| set.count_ones() == u32::from(k));
        for n in 1..=7 {
            for (r, w) in (1..=n).flat_map(|r| (1..=n).map(move |w| (r, w))) {
                let pairs = || sets(n, r).flat_map(|read| sets(n, w).map(move |written| read & written));
                let n_met = pairs().filter(|&shared| shared != 0).count() as u128;
                let counted = Chance::from_parts(n_met, pairs().count() as u128 - n_met);
                let chance = is_current(n, r, w);
                assert!((chance.down - counted.down).abs() < 1e-15, "N={n} R={r} W={w}");
                assert_eq!(chance.down <= 0.0, r + w > n);
            }
        }
    }

    #[test]
    fn sampled_quorums_agree_with_the_closed_form() {
        const N: u32 = 4_000;
        const N_SEEDS: u32 = 40;
        let mut n_missed = 0;
        for (n, r, w, k) in [(3, 1, 1, 1), (3, 1, 1, 3), (3, 1, 2, 2), (5, 2, 1, 4), (9, 3, 3, 2), (9, 1, 1, 20)] {
            let exact = within_k(n, r, w, k);
            let mut all = Share { hits: 0, trials: N * N_SEEDS };
            for seed in 0..N_SEEDS {
                let share = sampled_within_k(n, r, w, k, N, seed.into());
                let (low, high) = share.interval95();
                n_missed += u32::from(exact.up < low.up || high.up < exact.up);
                all.hits += share.hits;
            }
            let error = (exact.up * exact.down / f64::from(all.trials)).sqrt();
            let off = (all.value().up - exact.up).abs();
            assert!(off < 4.0 * error, "({n},{r},{w}) k={k}: off by {off}, one error is {error}");
        }
        // 5 % of the 240 intervals are expected to miss: 12, with a deviation of 3.4.
        assert!((2..=24).contains(&n_missed), "{n_missed} of 240 intervals miss");
    }

    #[test]
    fn overlapping_quorums_always_meet_and_no_version_is_never_met() {
        assert_eq!(sampled_within_k(3, 2, 2, 1, 5_000, 11).hits, 5_000);
        assert_eq!(sampled_within_k(3, 2, 2, 0, 5_000, 11).hits, 0);
    }

    #[test]
    fn every_quorum_is_as_likely_as_another() {
        const N: u32 = 56_000;
        let mut stream = prng::stream(3, "test", "quorum");
        let mut counts = [0u32; 1 << 8];
        (0..N).for_each(|_| counts[quorum(8, 3, &mut stream) as usize] += 1);
        let seen: Vec<u32> = counts.into_iter().filter(|&count| count > 0).collect();
        assert_eq!(seen.len(), 56);
        // Each is binomial around 1000 with a deviation of 31.
        assert!(seen.iter().all(|count| (850..1150).contains(count)), "{seen:?}");
    }
}
