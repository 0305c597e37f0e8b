//! Named streams of random numbers: one per (seed, purpose, id), so that one more component changes no other's luck.
//!
//! The scheme, which is a promise (a link must replay for ever):
//!
//! 1. FNV-1a (64 bit, offset basis `cbf29ce484222325`, prime `100000001b3`) over the seed's 8 bytes, least significant
//!    first, then the purpose's UTF-8 bytes, a zero byte, and the id's UTF-8 bytes.
//! 2. That hash seeds xoshiro256++ (Blackman and Vigna 2019) through SplitMix64, as its authors recommend.
//!
//! A stream yields whole 64-bit words. [`uniform_53`] turns one into a number of 53 bits, never zero, so that its
//! logarithm is finite; dividing by 2^53 happens in `maths`, the only home of floats.

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

/// A stream of random words.
pub type Stream = Xoshiro256PlusPlus;

/// The stream for one id and purpose under a seed; equal arguments give equal streams everywhere.
pub fn stream(seed: u64, purpose: &str, id: &str) -> Stream {
    let mut hash = Fnv1a::default();
    hash.bytes(&seed.to_le_bytes());
    hash.bytes(purpose.as_bytes());
    hash.bytes(&[0]);
    hash.bytes(id.as_bytes());
    Stream::seed_from_u64(hash.value())
}

/// A uniform draw from 1 to 2^53: divided by 2^53, it lies in (0, 1].
pub fn uniform_53(stream: &mut Stream) -> u64 {
    (stream.next_u64() >> 11) + 1
}

/// The first 35 bits of a hash in seven characters of Crockford's base 32, in lower case: a fingerprint for people.
pub fn short_name(hash: u64) -> String {
    const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    (0..7).map(|i| char::from(DIGITS[(hash >> (59 - 5 * i) & 31) as usize])).collect()
}

/// The FNV-1a hash (Fowler, Noll and Vo), 64 bit: small, stable, and not meant to resist an attacker.
#[derive(Clone, Copy, Debug)]
pub struct Fnv1a(u64);

impl Fnv1a {
    /// Takes in bytes.
    pub fn bytes(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    /// Takes in a number in one step, as if it were a byte: eight times as fast, for long traces.
    pub fn word(&mut self, word: u64) {
        self.0 = (self.0 ^ word).wrapping_mul(0x0000_0100_0000_01b3);
    }

    /// The hash of all that was taken in.
    pub fn value(self) -> u64 {
        self.0
    }

    /// The hash with every bit depending on all (SplitMix64's last step), so that its first 35 stand for it.
    pub fn mixed(self) -> u64 {
        let hash = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let hash = (hash ^ hash >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        hash ^ hash >> 31
    }
}

impl Default for Fnv1a {
    fn default() -> Fnv1a {
        Fnv1a(0xcbf2_9ce4_8422_2325)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fnv_agrees_with_its_published_vectors() {
        let hash = |text: &str| {
            let mut hash = Fnv1a::default();
            hash.bytes(text.as_bytes());
            hash.value()
        };
        assert_eq!(hash(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(hash("a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(hash("foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn streams_agree_with_an_independent_implementation() {
        // Computed by a few lines of Python from the scheme above.
        let table = [
            ((0, "", ""), [0x8e387cb8be8bf2d1, 0x67637addd406b013, 0x57baa70a98cd1d10]),
            ((7, "component", "app#1"), [0x5874499d2b6575ee, 0x60f65d39d7683221, 0x30f984360b79fedb]),
            ((u64::MAX, "common-cause", "größe"), [0x2eb59e33e7f32086, 0x8c2cb06c113b0484, 0xf1790f0c9dc5b138]),
        ];
        for ((seed, purpose, id), expect) in table {
            let mut stream = stream(seed, purpose, id);
            assert_eq!(expect.map(|_| stream.next_u64()), expect, "{seed} {purpose} {id}");
        }
    }

    #[test]
    fn streams_differ_by_seed_purpose_and_id() {
        let first = |seed, purpose, id| stream(seed, purpose, id).next_u64();
        let all = [first(1, "a", "b"), first(2, "a", "b"), first(1, "c", "b"), first(1, "a", "c"), first(1, "ab", "")];
        for (i, left) in all.iter().enumerate() {
            assert!(all[i + 1..].iter().all(|right| left != right));
        }
    }

    #[test]
    fn uniform_draws_are_never_zero_and_fit_53_bits() {
        let mut stream = stream(7, "test", "x");
        for _ in 0..1000 {
            let draw = uniform_53(&mut stream);
            assert!((1..=1 << 53).contains(&draw));
        }
    }
}
