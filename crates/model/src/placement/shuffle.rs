//! The numbers below n in another order, without a list of them: a Feistel network with a walk along its cycles.
//!
//! A Feistel network of four rounds is a permutation of all pairs of h bits, whatever its round function is (Luby and
//! Rackoff 1988); h is the least with 2^2h ≥ n. A result that is not below n goes through it again until it is: that
//! is a permutation of the numbers below n (Black and Rogaway 2002), and takes fewer than four turns on average. It is
//! not meant to resist an attacker.

use rand_xoshiro::rand_core::Rng;

use crate::prng;

/// An order of the numbers below n that depends on a seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shuffle {
    n: u32,
    half_bits: u32,
    keys: [u64; 4],
}

impl Shuffle {
    /// An order of the numbers below `n`, at least 1, for a seed and a purpose.
    pub fn new(n: u32, seed: u64, purpose: &str) -> Shuffle {
        let mut stream = prng::stream(seed, "shuffle", purpose);
        let bits = u32::BITS - n.saturating_sub(1).leading_zeros();
        Shuffle { n: n.max(1), half_bits: bits.div_ceil(2).max(1), keys: [0; 4].map(|_: u64| stream.next_u64()) }
    }

    /// The number at a place of this order; places begin again after n.
    pub fn at(&self, place: u32) -> u32 {
        let mut number = self.turn(place % self.n);
        while number >= u64::from(self.n) {
            number = self.turn(number as u32);
        }
        number as u32
    }

    /// The whole order, or its beginning.
    pub fn iter(self) -> impl Iterator<Item = u32> {
        (0..self.n).map(move |place| self.at(place))
    }

    fn turn(&self, number: u32) -> u64 {
        let mask = (1u64 << self.half_bits) - 1;
        let (mut left, mut right) = (u64::from(number) >> self.half_bits, u64::from(number) & mask);
        for key in self.keys {
            let mixed = (right ^ key).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            (left, right) = (right, left ^ (mixed >> 40 & mask));
        }
        left << self.half_bits | right
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_comes_once() {
        for n in [1, 2, 3, 4, 5, 16, 17, 1000, 65_536, 65_537] {
            let mut seen = vec![false; n as usize];
            Shuffle::new(n, 7, "test").iter().for_each(|number| {
                assert!(!std::mem::replace(&mut seen[number as usize], true), "{number} of {n} comes twice");
            });
            assert!(seen.iter().all(|&is_seen| is_seen), "all of {n}");
        }
    }

    #[test]
    fn orders_differ_by_seed_and_purpose_and_neighbours_part() {
        let order = |seed, purpose| Shuffle::new(1000, seed, purpose).iter().collect::<Vec<_>>();
        assert_eq!(order(1, "a"), order(1, "a"));
        assert_ne!(order(1, "a"), order(2, "a"));
        assert_ne!(order(1, "a"), order(1, "b"));
        let order = order(1, "a");
        let distances: u32 = order.windows(2).map(|pair| pair[0].abs_diff(pair[1])).sum();
        // Two of 1,000 at random are 333 apart on average.
        assert!((300..367).contains(&(distances / 999)), "{}", distances / 999);
    }
}
