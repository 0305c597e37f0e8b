//! What a numeric question asks for, how it is shown, and how near another value is to it.

use faultline_model::maths::chance::Chance;
use faultline_model::tick::Tick;

use crate::content::{Tolerance, Unit};

/// A millionth: what counts are counted in.
pub const MILLION: u64 = 1_000_000;
/// An answer so many times the tolerance away is near: a slip of rounding, no other idea.
const NEAR: u64 = 10;
/// Digits that a count is shown with.
const SHOWN_MAX: u64 = 10_000;

/// An answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value {
    /// A length of time.
    Time(Tick),
    /// A chance or a part of a whole: `up` is it.
    Share(Chance),
    /// A number of things, in millionths.
    Count(u64),
}

/// How near an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Within the tolerance.
    Right,
    /// Within ten times as much: not right, but no other idea either.
    Near,
    /// Something else.
    Wrong,
}

impl Value {
    /// As the labs' reports write it: `43 min 49.7 s`, `99.9 %`, `0.999`, `2.667`, `12 ms`.
    pub fn shown(self, unit: Unit) -> String {
        match (self, unit) {
            (Value::Time(time), Unit::Ms) => format!("{} ms", decimal(rounded(time.0), 3)),
            (Value::Time(time), _) => time.to_string(),
            (Value::Share(share), Unit::Share) => hundredth(&share.percent()),
            (Value::Share(share), _) => format!("{} %", share.percent()),
            (Value::Count(millionths), _) => decimal(rounded(millionths), 6),
        }
    }
}

impl Value {
    /// As a plain number in a unit's own measure (seconds, milliseconds, percent, parts of one, things), and how far
    /// off an answer may be in it: for programs that mark numbers themselves.
    pub fn number(self, unit: Unit, tolerance: Tolerance) -> (String, String) {
        let places = if unit == Unit::Ms { 3 } else { 6 };
        match (self, tolerance) {
            (Value::Time(Tick(value)) | Value::Count(value), Tolerance::Relative(ppm)) => {
                let off = u128::from(value) * u128::from(ppm) / u128::from(MILLION);
                (decimal(value, places), decimal(off as u64, places))
            }
            (Value::Time(Tick(value)) | Value::Count(value), Tolerance::Absolute(off)) => {
                (decimal(value, places), decimal(off, places))
            }
            (Value::Share(share), tolerance) => {
                let Tolerance::Relative(ppm) = tolerance else { return (share.percent(), "0".to_owned()) };
                // In billionths of a percent, or of one.
                let whole = if unit == Unit::Percent { 100.0 } else { 1.0 };
                let off = share.up.min(share.down) * whole * f64::from(ppm) * 1e3;
                let shown = if unit == Unit::Percent { share.percent() } else { hundredth(&share.percent()) };
                (shown, decimal((off + 0.5) as u64, 9))
            }
        }
    }
}

/// To four digits; what is whole stays whole.
fn rounded(value: u64) -> u64 {
    let mut unit = 1;
    while value / unit >= SHOWN_MAX && unit < MILLION {
        unit *= 10;
    }
    value.saturating_add(unit / 2) / unit * unit
}

/// `value` · 10^−`places`, without zeros at the end.
fn decimal(value: u64, places: u32) -> String {
    let unit = 10u64.pow(places);
    let fraction = format!("{:0width$}", value % unit, width = places as usize);
    let fraction = fraction.trim_end_matches('0');
    if fraction.is_empty() { (value / unit).to_string() } else { format!("{}.{fraction}", value / unit) }
}

/// A hundredth of a decimal number, by moving its point: `99.9` is `0.999`.
fn hundredth(percent: &str) -> String {
    let (whole, fraction) = percent.split_once('.').unwrap_or((percent, ""));
    let Ok(whole) = whole.parse::<u32>() else { return format!("{percent} %") };
    let digits = format!("{:03}{fraction}", whole);
    let (ones, rest) = digits.split_at(digits.len() - 2 - fraction.len());
    let rest = rest.trim_end_matches('0');
    if rest.is_empty() { ones.to_owned() } else { format!("{ones}.{rest}") }
}

/// How near a given value is to the right one.
pub fn judge(given: Value, right: Value, tolerance: Tolerance) -> Verdict {
    match (given, right) {
        (Value::Time(given), Value::Time(right)) => whole(given.0, right.0, tolerance),
        (Value::Count(given), Value::Count(right)) => whole(given, right, tolerance),
        (Value::Share(given), Value::Share(right)) => {
            let Tolerance::Relative(ppm) = tolerance else { return Verdict::Wrong };
            // Both sides are exact where they are small, so the smaller tells what lies between them.
            let (off, of) = if right.up <= right.down {
                (given.up - right.up, right.up)
            } else {
                (given.down - right.down, right.down)
            };
            let limit = of * f64::from(ppm) / MILLION as f64;
            // What a float's last digits say is no difference.
            verdict(off.abs() <= limit + 1e-12 * of, off.abs() <= limit * NEAR as f64)
        }
        _ => Verdict::Wrong,
    }
}

fn whole(given: u64, right: u64, tolerance: Tolerance) -> Verdict {
    let off = u128::from(given.abs_diff(right));
    let (limit, near) = match tolerance {
        Tolerance::Relative(ppm) => {
            let limit = u128::from(right) * u128::from(ppm) / u128::from(MILLION);
            (limit, limit * u128::from(NEAR))
        }
        // Exact counts: one beside is near.
        Tolerance::Absolute(0) => (0, u128::from(MILLION)),
        Tolerance::Absolute(limit) => (limit.into(), u128::from(limit) * u128::from(NEAR)),
    };
    verdict(off <= limit, off <= near)
}

fn verdict(is_right: bool, is_near: bool) -> Verdict {
    match (is_right, is_near) {
        (true, _) => Verdict::Right,
        (false, true) => Verdict::Near,
        (false, false) => Verdict::Wrong,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(up: f64) -> Value {
        Value::Share(Chance::from_up(up))
    }

    #[test]
    fn values_are_shown_with_four_digits_in_their_unit() {
        let check = |value: Value, unit, expect: &str| assert_eq!(value.shown(unit), expect);
        check(Value::Time(Tick(2_629_746_000)), Unit::Duration, "43 min 49.7 s");
        check(Value::Time(Tick(12_500)), Unit::Ms, "12.5 ms");
        check(Value::Time(Tick(1_234_567_891)), Unit::Ms, "1235000 ms");
        check(share(0.999), Unit::Percent, "99.9 %");
        check(share(0.999), Unit::Share, "0.999");
        check(share(0.05), Unit::Share, "0.05");
        check(share(1.0), Unit::Share, "1");
        check(share(1.0 / 3.0), Unit::Share, "0.3333");
        check(Value::Count(2_666_667), Unit::Count, "2.667");
        check(Value::Count(7 * MILLION), Unit::Count, "7");
        check(Value::Count(123_456 * MILLION), Unit::Count, "123456");
    }

    #[test]
    fn a_value_is_a_plain_number_with_its_tolerance() {
        let one = Tolerance::Relative(10_000);
        let check = |value: Value, unit, tolerance, number: &str, off: &str| {
            assert_eq!(value.number(unit, tolerance), (number.to_owned(), off.to_owned()));
        };
        check(Value::Time(Tick(2_500_000)), Unit::Duration, one, "2.5", "0.025");
        check(Value::Time(Tick(12_500)), Unit::Ms, Tolerance::Absolute(500), "12.5", "0.5");
        check(share(0.999), Unit::Percent, one, "99.9", "0.001");
        check(share(0.25), Unit::Share, one, "0.25", "0.0025");
        check(Value::Count(7 * MILLION), Unit::Count, Tolerance::Absolute(0), "7", "0");
    }

    #[test]
    fn a_share_is_compared_on_its_smaller_side() {
        let one = Tolerance::Relative(10_000);
        assert_eq!(judge(share(0.9999), share(0.999), one), Verdict::Wrong);
        assert_eq!(judge(share(0.99901), share(0.999), one), Verdict::Right);
        assert_eq!(judge(share(0.99905), share(0.999), one), Verdict::Near);
        assert_eq!(judge(share(0.0101), share(0.01), one), Verdict::Right);
    }

    #[test]
    fn counts_and_times_are_near_within_ten_tolerances_and_exact_ones_by_one() {
        let count = |whole: u64| Value::Count(whole * MILLION);
        let table = [
            (count(3), count(3), Tolerance::Absolute(0), Verdict::Right),
            (count(4), count(3), Tolerance::Absolute(0), Verdict::Near),
            (count(5), count(3), Tolerance::Absolute(0), Verdict::Wrong),
            (count(101), count(100), Tolerance::Relative(10_000), Verdict::Right),
            (count(109), count(100), Tolerance::Relative(10_000), Verdict::Near),
            (count(111), count(100), Tolerance::Relative(10_000), Verdict::Wrong),
            (Value::Time(Tick(5)), Value::Time(Tick(7)), Tolerance::Absolute(2), Verdict::Right),
            (Value::Time(Tick(5)), count(5), Tolerance::Absolute(2), Verdict::Wrong),
        ];
        for (given, right, tolerance, expect) in table {
            assert_eq!(judge(given, right, tolerance), expect, "{given:?} for {right:?}");
        }
    }
}
