//! Jump hashing (Lamping and Veach, 2014): where a key is among n slots, without any table.
//!
//! A key starts in slot 0. As slots are added one by one, it moves to the new one, the b-th, with chance 1/b, drawn
//! from its own stream of random numbers; the algorithm jumps from one such move to the next, so it takes about ln n
//! steps. Slots are numbers and not names: only the last can go. To let another go, its number has to be given to the
//! last node, which moves that one's keys as well.

/// The slot of a key among `n`, which is at least 1.
///
/// The paper divides floats. This is the same in whole numbers, rounded down once: on 64 bits it is exact, where the
/// floats may be off by one if the quotient is a whole number (for one key in two thousand million).
pub fn slot(hash: u64, n: u32) -> u32 {
    let (mut state, mut slot, mut next) = (hash, 0u64, 0u64);
    while next < u64::from(n) {
        slot = next;
        state = state.wrapping_mul(2_862_933_555_777_941_757).wrapping_add(1);
        next = ((slot + 1) << 31) / ((state >> 33) + 1);
    }
    slot as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_agree_with_published_vectors() {
        // From the tests of github.com/dgryski/go-jump and github.com/lithammer/go-jump-consistent-hash; the last two
        // by the paper's own lines in Python, with its floats.
        let published = [(1, 1, 0), (42, 57, 43), (0xdead_10cc, 1, 0), (0xdead_10cc, 666, 361), (256, 1024, 520)];
        let computed = [(u64::MAX, 1_000, 313), (0x3451_cd53_f532_2717, 10, 9)];
        for (hash, n, expect) in published.into_iter().chain(computed) {
            assert_eq!(slot(hash, n), expect, "{hash} of {n}");
        }
    }

    #[test]
    fn one_more_slot_takes_keys_only_for_itself() {
        for hash in (0..500).map(|i: u64| i.wrapping_mul(0x9e37_79b9_7f4a_7c15)) {
            for n in 1..60 {
                let (before, after) = (slot(hash, n), slot(hash, n + 1));
                assert!(after == before || after == n, "{hash:x} goes from {before} to {after} of {}", n + 1);
            }
        }
    }
}
