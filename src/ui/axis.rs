//! Axes: where their ticks stand, and how values become places.
//!
//! Ticks are those of d3-array (`ticks`, by Mike Bostock): steps of 1, 2 or 5 times a power of ten, chosen so that
//! there are about as many as asked for. They are computed in whole millionths, so that a tick is what its label says
//! and no binary fraction beside it; only a step of less than a millionth differs from d3's.

/// A value in millionths, as the axes know it: the nearest one.
pub fn millionths(value: f64) -> i64 {
    (value * 1e6 + if value < 0.0 { -0.5 } else { 0.5 }) as i64
}

/// About `count` round values from `from` to `to`, both included where they are round, all in millionths.
pub fn ticks(from: i64, to: i64, count: u32) -> Vec<i64> {
    if to <= from || count == 0 {
        return vec![from];
    }
    let step = step(from, to, count);
    let first = from.div_euclid(step) + i64::from(from.rem_euclid(step) > 0);
    let last = to.div_euclid(step);
    if first > last && count == 1 {
        return ticks(from, to, 2);
    }
    (first..=last).map(|nth| nth * step).collect()
}

/// 1, 2, 5 or 10 times the power of ten below the exact step, whichever is nearest as a ratio: the borders are the
/// square roots of 2, 10 and 50, which are compared as squares.
fn step(from: i64, to: i64, count: u32) -> i64 {
    let range = i128::from(to - from);
    let count = i128::from(count);
    let mut power: i128 = 1;
    while power * 10 * count <= range {
        power *= 10;
    }
    let unit = power * count;
    let is_at_least = |square: i128| range * range >= square * unit * unit;
    let factor = if is_at_least(50) {
        10
    } else if is_at_least(10) {
        5
    } else if is_at_least(2) {
        2
    } else {
        1
    };
    i64::try_from(power * factor).unwrap_or(i64::MAX)
}

/// Ticks of a logarithmic axis: 1, 2 and 5 of every power of ten where they are few, the powers alone where not. In
/// millionths; `from` is above zero.
pub fn log_ticks(from: i64, to: i64, count: u32) -> Vec<i64> {
    let within = |digits: &'static [i64]| {
        let powers = (0..19).map(|power| 10_i64.pow(power));
        powers
            .flat_map(|power| digits.iter().map(move |digit| digit.saturating_mul(power)))
            .filter(|tick| (from..=to).contains(tick))
    };
    match within(&[1, 2, 5]).count() <= count as usize {
        true => within(&[1, 2, 5]).collect(),
        false => within(&[1]).collect(),
    }
}

/// Millionths as people write them: `0.05`, `-2`, `1500`.
pub fn label(millionths: i64) -> String {
    let (sign, size) = (if millionths < 0 { "-" } else { "" }, millionths.unsigned_abs());
    let text = format!("{sign}{}.{:06}", size / 1_000_000, size % 1_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The logarithm to base 2, to a thousandth: enough to place a point, and without a library.
pub fn log2(value: f64) -> f64 {
    if value <= 0.0 {
        return -1_074.0;
    }
    let bits = value.to_bits();
    let exponent = ((bits >> 52) & 0x7ff) as f64 - 1_023.0;
    let mantissa = f64::from_bits(bits & 0x000f_ffff_ffff_ffff | 0x3ff0_0000_0000_0000);
    // Three terms of the series of artanh; (m − 1)/(m + 1) is at most a third.
    let z = (mantissa - 1.0) / (mantissa + 1.0);
    let square = z * z;
    exponent + 2.0 * std::f64::consts::LOG2_E * z * (1.0 + square / 3.0 + square * square / 5.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(from: f64, to: f64, count: u32, expected: &str) {
        let labels: Vec<String> = ticks(millionths(from), millionths(to), count).into_iter().map(label).collect();
        assert_eq!(labels.join(" "), expected, "{from} to {to}, about {count}");
    }

    /// A table that d3-array made; an end-to-end test holds it against d3-array again.
    #[test]
    fn ticks_are_those_of_d3() {
        for line in include_str!("../../tests/native/ticks.txt").lines() {
            let (asked, expected) = line.split_once(':').unwrap();
            let asked: Vec<f64> = asked.split(' ').map(|number| number.parse().unwrap()).collect();
            check(asked[0], asked[1], asked[2] as u32, expected.trim());
        }
    }

    #[test]
    fn an_empty_range_has_one_tick() {
        check(5.0, 5.0, 10, "5");
        assert_eq!(ticks(7, 7, 0), [7]);
    }

    #[test]
    fn a_logarithmic_axis_has_round_ticks_and_not_too_many() {
        let labels = |from, to, count| log_ticks(from, to, count).into_iter().map(label).collect::<Vec<_>>().join(" ");
        assert_eq!(labels(500_000, 20_000_000, 8), "0.5 1 2 5 10 20");
        assert_eq!(labels(100_000, 1_000_000_000, 8), "0.1 1 10 100 1000");
    }

    #[test]
    fn logarithms_are_near_enough_for_a_place() {
        for exponent in -40..40 {
            for part in [1.0, 1.2, 1.5, 1.9, 1.999] {
                let value = part * 2_f64.powi(exponent);
                assert!((log2(value) - value.log2()).abs() < 1e-3, "{value}");
            }
        }
        assert_eq!(log2(0.0), -1_074.0);
    }
}
