//! The decimal digits of a float, rounded exactly.
//!
//! A float is m·2^−s with a whole m. As 2^−s = 5^s·10^−s, the whole number m·5^s has all its decimal digits, and these
//! are rounded like any decimal: to the nearest, and a tie to the even digit. The standard library does the same with
//! more speed and some 15 kB of code; the tests hold one against the other.

use std::cmp::Ordering;

/// Nine decimal digits to a limb.
const LIMB: u64 = 1_000_000_000;

/// A number from 0 to 1 rounded to d.ddd·10^e: (dddd, e).
pub(super) fn four_digits(value: f64) -> (u64, i32) {
    let (mantissa, shift) = parts(value);
    let limbs = whole(mantissa, shift);
    // All that matters stands in the first two limbs, and in whether any digit follows.
    let (first, second) = (limbs[limbs.len() - 1], limbs[limbs.len() - 2]);
    let n_first = first.to_string().len();
    let exponent = (n_first + 9 * (limbs.len() - 1)) as i32 - 1 - shift as i32;
    let unit = 10u64.pow(n_first as u32 + 5);
    let both = first * LIMB + second;
    let (head, rest) = (both / unit, both % unit);
    let follows = limbs[..limbs.len() - 2].iter().any(|&limb| limb > 0);
    let is_up = match rest.cmp(&(unit / 2)) {
        Ordering::Less => false,
        Ordering::Equal => follows || head % 2 == 1,
        Ordering::Greater => true,
    };
    match head + u64::from(is_up) {
        10_000 => (1000, exponent + 1),
        digits => (digits, exponent),
    }
}

/// The m and s of a float m·2^−s below 2^53.
fn parts(value: f64) -> (u64, u32) {
    const MANTISSA_BITS: u32 = 52;
    let bits = value.to_bits();
    let (fraction, exponent) = (bits & ((1 << MANTISSA_BITS) - 1), (bits >> MANTISSA_BITS) as u32 & 0x7ff);
    match exponent {
        0 => (fraction, 1074),
        _ => (fraction | 1 << MANTISSA_BITS, 1075u32.saturating_sub(exponent)),
    }
}

/// The number m·5^s in limbs, the lowest first: at least two, and the highest above 0 unless there are just two.
fn whole(m: u64, s: u32) -> Vec<u64> {
    let mut limbs = vec![m % LIMB, m / LIMB];
    let mut left = s;
    while left > 0 {
        // 5^12 is the greatest power below a limb's, so what is carried is a limb again.
        let step = left.min(12);
        left -= step;
        let mut carried = 0;
        for limb in &mut limbs {
            let product = *limb * 5u64.pow(step) + carried;
            (*limb, carried) = (product % LIMB, product / LIMB);
        }
        limbs.extend((carried > 0).then_some(carried));
    }
    limbs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prng;

    /// The standard library's digits, which are exact too.
    fn check(value: f64) {
        let text = format!("{value:.3e}");
        let (digits, exponent) = text.split_once('e').expect("scientific");
        let expect = (digits.replace('.', "").parse().expect("digits"), exponent.parse().expect("exponent"));
        assert_eq!(four_digits(value), expect, "{value:e}");
    }

    #[test]
    fn digits_are_those_of_the_standard_library() {
        let mut stream = prng::stream(1, "test", "digits");
        for _ in 0..5_000 {
            let share = prng::uniform_53(&mut stream) as f64 / (1u64 << 53) as f64;
            // Even in the number, and even in its logarithm down to the smallest there is.
            check(share);
            let any = f64::from_bits((share * 1.0f64.to_bits() as f64) as u64);
            check(any);
        }
    }

    #[test]
    fn ties_go_to_the_even_digit_and_carries_into_the_next() {
        let round = [1.0, 0.5, 0.015_625, 0.007_812_5, 0.046_875, 0.031_25, 0.999_95, 0.999_949_999, 0.099_995];
        let tiny = [f64::MIN_POSITIVE, f64::from_bits(1), 1e-300, 9.999_5e-5, 1e-18, 2.5e-40];
        round.into_iter().chain(tiny).for_each(check);
        assert_eq!((four_digits(0.015_625), four_digits(0.999_96)), ((1562, -2), (1000, 0)));
    }
}
