//! Virtual time in whole microseconds, and durations as people write them.
//!
//! A year is the mean Gregorian year of 365.2425 days and a month its twelfth; both are whole microseconds.
//!
//! Two notations: [`Tick`]'s Display is for reading (`8 h 45 min 57.0 s`, rounded), and [`Tick::compact`] with
//! [`parse_duration`] is for typing (`8h45m57s`, exact, and read back as the same tick).

use std::fmt;
use std::ops::{Add, Sub};

use crate::decimal::{Decimal, fixed};

/// A point in virtual time or a length of it, in microseconds: up to 584,542 years.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Tick(pub u64);

/// The periods over which downtime is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// 365.2425 days.
    Year,
    /// A twelfth of a year.
    Month,
    /// 7 days.
    Week,
    /// 24 hours.
    Day,
}

/// Why a text is not a duration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DurationError {
    /// Not numbers each followed by a unit; holds the text.
    Malformed(String),
    /// A unit that we do not know; holds the unit.
    UnknownUnit(String),
    /// More than [`Tick::MAX_TYPED`]; holds the text.
    TooLong(String),
    /// Finer than a microsecond; holds the text.
    TooFine(String),
}

impl Tick {
    /// The start of time, and no time at all.
    pub const ZERO: Tick = Tick(0);
    /// A thousandth of a second.
    pub const MILLISECOND: Tick = Tick(1_000);
    /// A second.
    pub const SECOND: Tick = Tick(1_000_000);
    /// A minute.
    pub const MINUTE: Tick = Tick(60 * Tick::SECOND.0);
    /// An hour.
    pub const HOUR: Tick = Tick(60 * Tick::MINUTE.0);
    /// 24 hours.
    pub const DAY: Tick = Tick(24 * Tick::HOUR.0);
    /// 7 days.
    pub const WEEK: Tick = Tick(7 * Tick::DAY.0);
    /// 365.2425 days, the mean Gregorian year.
    pub const YEAR: Tick = Tick(3_652_425 * (Tick::DAY.0 / 10_000));
    /// A twelfth of a year.
    pub const MONTH: Tick = Tick(Tick::YEAR.0 / 12);
    /// The longest duration that [`parse_duration`] accepts: 100,000 years.
    pub const MAX_TYPED: Tick = Tick(100_000 * Tick::YEAR.0);

    /// The shortest exact notation that [`parse_duration`] reads back: `8h45m57s`, `1000h`, `30d`, `2y`, `1.5s`,
    /// `86.4ms`.
    ///
    /// Whole years and whole days are written so; hours are never split into days, since people say `mtbf 1000h`.
    pub fn compact(self) -> String {
        let us = self.0;
        for (unit, name) in [(Tick::YEAR, "y"), (Tick::DAY, "d")] {
            if us > 0 && us.is_multiple_of(unit.0) {
                return format!("{}{name}", us / unit.0);
            }
        }
        if us == 0 {
            return "0s".into();
        }
        if us < Tick::SECOND.0 {
            return format!("{}ms", fixed(us, 3));
        }
        let (hours, rest) = (us / Tick::HOUR.0, us % Tick::HOUR.0);
        let (minutes, rest) = (rest / Tick::MINUTE.0, rest % Tick::MINUTE.0);
        let part = |n: u64, unit: &str| if n == 0 { String::new() } else { format!("{n}{unit}") };
        let seconds = if rest == 0 { String::new() } else { format!("{}s", fixed(rest, 6)) };
        [part(hours, "h"), part(minutes, "m"), seconds].concat()
    }
}

impl Period {
    /// All periods, longest first.
    pub const ALL: [Period; 4] = [Period::Year, Period::Month, Period::Week, Period::Day];

    /// How long the period is.
    pub fn length(self) -> Tick {
        match self {
            Period::Year => Tick::YEAR,
            Period::Month => Tick::MONTH,
            Period::Week => Tick::WEEK,
            Period::Day => Tick::DAY,
        }
    }

    /// The word of the notation: `year`, `month`, `week` or `day`.
    pub fn word(self) -> &'static str {
        match self {
            Period::Year => "year",
            Period::Month => "month",
            Period::Week => "week",
            Period::Day => "day",
        }
    }
}

/// Reads a duration such as `8h45m57s`, `4 h 30 min`, `1.5h`, `86.4ms`, `2w`, `30d` or `5y`.
///
/// Units: `y` (365.2425 days), `w`, `d`, `h`, `m` or `min`, `s`, `ms`; the parts are added up in whatever order they
/// stand.
///
/// # Errors
/// Says what was expected where the text is no duration, is beyond [`Tick::MAX_TYPED`] or is finer than a microsecond.
pub fn parse_duration(text: &str) -> Result<Tick, DurationError> {
    let malformed = || DurationError::Malformed(text.trim().into());
    let mut rest = text.trim();
    let mut total: u128 = 0;
    if rest.is_empty() {
        return Err(malformed());
    }
    while !rest.is_empty() {
        let (number, after) = split_behind(rest, |c| c.is_ascii_digit() || c == '.');
        let (unit, after) = split_behind(after.trim_start(), is_letter);
        let number: Decimal = number.parse().map_err(|_| malformed())?;
        if unit.is_empty() {
            return Err(malformed());
        }
        let unit = unit_length(unit).ok_or_else(|| DurationError::UnknownUnit(unit.into()))?;
        let us = u128::from(number.digits()) * u128::from(unit.0);
        if us % number.unit() != 0 {
            return Err(DurationError::TooFine(text.trim().into()));
        }
        total = total.saturating_add(us / number.unit());
        rest = after.trim_start();
    }
    match u64::try_from(total) {
        Ok(us) if us <= Tick::MAX_TYPED.0 => Ok(Tick(us)),
        _ => Err(DurationError::TooLong(text.trim().into())),
    }
}

/// What a unit can consist of, beyond ASCII anything that is seen: `µs` is a unit that we do not know. To tell letters
/// from signs there would take a table, as large as this module.
fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || !(c.is_ascii() || c.is_whitespace())
}

/// The characters at the start that are accepted, and the rest.
fn split_behind(text: &str, accepts: fn(char) -> bool) -> (&str, &str) {
    let end = text.find(|c| !accepts(c)).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// What stands before and behind the two dots of a range. Not by `split_once`: searching for a text in another brings
/// the standard library's machine for large ones into the program.
pub(crate) fn split_at_dots(text: &str) -> Option<(&str, &str)> {
    let at = text.as_bytes().windows(2).position(|pair| pair == b"..")?;
    Some((text.get(..at)?, text.get(at + 2..)?))
}

fn unit_length(unit: &str) -> Option<Tick> {
    Some(match unit {
        "y" => Tick::YEAR,
        "w" => Tick::WEEK,
        "d" => Tick::DAY,
        "h" => Tick::HOUR,
        "m" | "min" => Tick::MINUTE,
        "s" => Tick::SECOND,
        "ms" => Tick::MILLISECOND,
        _ => return None,
    })
}

/// `us` rounded to a multiple of `step`, half up.
fn round_to(us: u64, step: u64) -> u64 {
    us.saturating_add(step / 2) / step * step
}

/// For reading, rounded to what matters: a tenth of a second below a day, a minute below two years, then a day.
///
/// `8 h 45 min 57.0 s`, `1 min 0.5 s`, `86.4 ms`, `3 d 15 h 39 min`, `11 y 150 d`. Zeros at the end are dropped where
/// the duration is exact (`4 h`), and shown where it was rounded (`57.0 s`).
impl fmt::Display for Tick {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let us = self.0;
        let ms_rounded = round_to(us, 100);
        let s_rounded = round_to(us, Tick::SECOND.0 / 10);
        if us == 0 {
            f.write_str("0 s")
        } else if us < 1_000 {
            write!(f, "{us} µs")
        } else if ms_rounded < Tick::SECOND.0 {
            write!(f, "{} ms", tenths(ms_rounded, us, 1_000))
        } else if s_rounded < Tick::DAY.0 {
            let seconds = s_rounded % Tick::MINUTE.0;
            let mut parts = units(s_rounded - seconds, &[(Tick::HOUR, "h"), (Tick::MINUTE, "min")]);
            if seconds > 0 || s_rounded != us {
                if s_rounded >= Tick::HOUR.0 && parts.len() == 1 {
                    parts.push("0 min".into());
                }
                let tail = if s_rounded == us { us % Tick::MINUTE.0 } else { us };
                parts.push(format!("{} s", tenths(seconds, tail, Tick::SECOND.0)));
            }
            f.write_str(&parts.join(" "))
        } else if us < 2 * Tick::YEAR.0 {
            let list = [(Tick::DAY, "d"), (Tick::HOUR, "h"), (Tick::MINUTE, "min")];
            f.write_str(&units(round_to(us, Tick::MINUTE.0), &list).join(" "))
        } else {
            // Rounded to a day within the year, so that 11 years less a second reads as 11 years.
            let (mut years, mut days) = (us / Tick::YEAR.0, round_to(us % Tick::YEAR.0, Tick::DAY.0) / Tick::DAY.0);
            if days == 365 {
                (years, days) = (years + 1, 0);
            }
            match days {
                0 => write!(f, "{years} y"),
                _ => write!(f, "{years} y {days} d"),
            }
        }
    }
}

/// `rounded` in units of `unit` with one place, dropped where it is zero and `exact` is the same.
fn tenths(rounded: u64, exact: u64, unit: u64) -> String {
    match (rounded / unit, rounded % unit / (unit / 10)) {
        (whole, 0) if rounded == exact => format!("{whole}"),
        (whole, tenth) => format!("{whole}.{tenth}"),
    }
}

/// The parts of `us` by units in falling order, with inner zeros and without those at the ends.
fn units(us: u64, units: &[(Tick, &str)]) -> Vec<String> {
    let mut parts = Vec::new();
    let mut rest = us;
    for (unit, name) in units {
        let n = rest / unit.0;
        if (n > 0 || !parts.is_empty()) && rest > 0 {
            parts.push(format!("{n} {name}"));
        }
        rest %= unit.0;
    }
    parts
}

impl Add for Tick {
    type Output = Tick;
    fn add(self, other: Tick) -> Tick {
        Tick(self.0.saturating_add(other.0))
    }
}

impl Sub for Tick {
    type Output = Tick;
    fn sub(self, other: Tick) -> Tick {
        Tick(self.0.saturating_sub(other.0))
    }
}

impl fmt::Display for DurationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DurationError::Malformed(text) => {
                write!(f, "expected a duration with its unit, such as `8h45m` or `1.5h`, not `{text}`")
            }
            DurationError::UnknownUnit(unit) => {
                write!(f, "expected one of the units y, w, d, h, m (or min), s and ms, not `{unit}`")
            }
            DurationError::TooLong(text) => write!(f, "expected at most 100,000 years, such as `50y`, not `{text}`"),
            DurationError::TooFine(text) => write!(f, "expected whole microseconds, such as `0.001ms`, not `{text}`"),
        }
    }
}

impl std::error::Error for DurationError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, read: &str, typed: &str) {
        let tick = parse_duration(input).expect(input);
        assert_eq!((tick.to_string().as_str(), tick.compact().as_str()), (read, typed), "{input}");
        assert_eq!(parse_duration(typed), Ok(tick), "{typed} reads back");
    }

    fn check_error(input: &str, expect: &str) {
        assert_eq!(parse_duration(input).expect_err(input).to_string(), expect);
    }

    #[test]
    fn durations_as_people_write_them() {
        check("8h45m57s", "8 h 45 min 57 s", "8h45m57s");
        check("8h45m56.952s", "8 h 45 min 57.0 s", "8h45m56.952s");
        check("4h", "4 h", "4h");
        check("4 h 30 min", "4 h 30 min", "4h30m");
        check("1.5h", "1 h 30 min", "1h30m");
        check("4h 0.5s", "4 h 0 min 0.5 s", "4h0.5s");
        check("60.48s", "1 min 0.5 s", "1m0.48s");
        check("8.64s", "8.6 s", "8.64s");
        check("86.4ms", "86.4 ms", "86.4ms");
        check("90min", "1 h 30 min", "1h30m");
        check("0.001ms", "1 µs", "0.001ms");
        check("0s", "0 s", "0s");
        check("1000h", "41 d 16 h", "1000h");
        check("1w", "7 d", "7d");
        check("7d6h", "7 d 6 h", "174h");
        check("3d15h39m29.52s", "3 d 15 h 39 min", "87h39m29.52s");
        check("1y", "365 d 5 h 49 min", "1y");
        check("10y", "10 y", "10y");
        check("2y30d", "2 y 30 d", "18251h38m24s");
    }

    #[test]
    fn rounding_carries_into_the_next_unit() {
        check("59.96s", "1 min 0.0 s", "59.96s");
        check("999.96ms", "1.0 s", "999.96ms");
        check("59m59.99s", "1 h 0 min 0.0 s", "59m59.99s");
        check("23h59m59.99s", "1 d", "23h59m59.99s");
    }

    #[test]
    fn a_year_is_365_2425_days() {
        assert_eq!(Tick::YEAR.0, 31_556_952_000_000);
        assert_eq!(Tick::MONTH.0 * 12, Tick::YEAR.0);
    }

    #[test]
    fn what_is_no_duration_is_named() {
        check_error("", "expected a duration with its unit, such as `8h45m` or `1.5h`, not ``");
        check_error("8", "expected a duration with its unit, such as `8h45m` or `1.5h`, not `8`");
        check_error("h", "expected a duration with its unit, such as `8h45m` or `1.5h`, not `h`");
        check_error("8h 5", "expected a duration with its unit, such as `8h45m` or `1.5h`, not `8h 5`");
        check_error("8 weeks", "expected one of the units y, w, d, h, m (or min), s and ms, not `weeks`");
        check_error("100001y", "expected at most 100,000 years, such as `50y`, not `100001y`");
        check_error("0.0001ms", "expected whole microseconds, such as `0.001ms`, not `0.0001ms`");
    }
}
