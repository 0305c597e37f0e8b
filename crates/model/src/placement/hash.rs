//! The hash of a key: FNV-1a over its bytes, mixed so that every bit depends on all of them.
//!
//! Which node holds a key follows from it, so it is a promise like the random streams: it never changes. It spreads
//! keys well and resists no attacker, who could choose keys that all fall on one node.

use crate::prng::Fnv1a;

/// The hash of a key.
pub fn of(key: &[u8]) -> u64 {
    let mut hash = Fnv1a::default();
    hash.bytes(key);
    hash.mixed()
}

/// The hash of a number under a name, for tokens, scores and choices that belong to no key.
pub fn of_number(purpose: &str, number: u64) -> u64 {
    let mut hash = Fnv1a::default();
    hash.bytes(purpose.as_bytes());
    hash.word(number);
    hash.mixed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_a_promise() {
        // Computed by a few lines of Python: FNV-1a, then SplitMix64's last step.
        assert_eq!(of(b""), PROMISED[0]);
        assert_eq!(of(b"a"), PROMISED[1]);
        assert_eq!(of(b"user-00000042"), PROMISED[2]);
    }

    const PROMISED: [u64; 3] = [0xf52a15e9a9b5e89b, 0x02c0bdbf481420f8, 0x3451cd53f5322717];
}
