//! Zipf's law: the key of rank r is asked for in proportion to r^−s (Zipf 1949; Newman 2005, "Power laws, Pareto
//! distributions and Zipf's law").
//!
//! With s = 0 all keys are alike, around 1 most measured accesses lie (Breslau and others 1999 found 0.64 to 0.83 for
//! web pages), and from 2 on the first key alone takes most. Weights are whole numbers in units of 2^−32, so they add
//! up to the same sum everywhere; what weighs less than half a unit weighs nothing.

/// The weight of rank 1.
pub const WEIGHT_MAX: u32 = u32::MAX;

/// The weight of a rank, from 1, under an exponent in hundredths.
pub fn weight(rank: u32, exponent_hundredths: u16) -> u32 {
    let share = libm::pow(f64::from(rank.max(1)), -f64::from(exponent_hundredths) / 100.0);
    libm::round(share * f64::from(WEIGHT_MAX)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_follow_the_law() {
        let table = [
            (1, 0, WEIGHT_MAX),
            (1_000_000, 0, WEIGHT_MAX),
            (1, 300, WEIGHT_MAX),
            (2, 100, WEIGHT_MAX / 2 + 1),
            (10, 100, 429_496_730),
            (4, 50, WEIGHT_MAX / 2 + 1),
            (1000, 300, 4),
            (10_000, 300, 0),
        ];
        for (rank, exponent, expect) in table {
            assert_eq!(weight(rank, exponent), expect, "{rank}^-{exponent}/100");
        }
    }

    #[test]
    fn their_sum_is_the_harmonic_number() {
        let sum: u64 = (1..=10_000).map(|rank| u64::from(weight(rank, 100))).sum();
        // H(10,000) = 9.787606036.
        assert!((sum as f64 / f64::from(WEIGHT_MAX) - 9.787_606_036).abs() < 1e-6);
    }
}
