//! Exact decimals, as people type them: `99.95` is 9995 hundredths and never 99.9500000000000028.
//!
//! A decimal is its digits and a scale (how many of them stand behind the point). Trailing zeros behind the point carry
//! no meaning here, so `99.90` and `99.9` are the same value and are written `99.9`.
//!
//! Left out: signs and exponents, which no input of ours needs.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// The greatest number of significant digits, and of digits behind the point.
pub const DIGITS_MAX: usize = 18;

/// A number from 0 to 999,999,999,999,999,999, exact, with at most [`DIGITS_MAX`] significant digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Decimal {
    digits: u64,
    scale: u8,
}

/// Why a text is not a [`Decimal`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecimalError {
    /// Not digits with at most one point; holds the text.
    NotANumber(String),
    /// More than [`DIGITS_MAX`] significant digits or digits behind the point; holds the text.
    TooLong(String),
}

impl Decimal {
    /// Zero.
    pub const ZERO: Decimal = Decimal { digits: 0, scale: 0 };

    /// `digits` · 10^−`scale`, or `None` beyond [`DIGITS_MAX`] digits.
    pub fn new(digits: u64, scale: u8) -> Option<Decimal> {
        let (mut digits, mut scale) = (digits, scale);
        while scale > 0 && digits % 10 == 0 {
            digits /= 10;
            scale -= 1;
        }
        let fits = digits < 10u64.pow(DIGITS_MAX as u32) && usize::from(scale) <= DIGITS_MAX;
        fits.then_some(Decimal { digits, scale })
    }

    /// The digits without the point: 9995 for `99.95`.
    pub fn digits(self) -> u64 {
        self.digits
    }

    /// How many of the digits stand behind the point: 2 for `99.95`.
    pub fn scale(self) -> u8 {
        self.scale
    }

    /// `whole` minus this, as a count of units of 10^−scale; `None` where this is more than `whole`.
    ///
    /// `Decimal::complement` of `99.9` to 100 is 1 (a tenth): the subtraction happens in integers, so nothing cancels.
    pub fn complement(self, whole: u64) -> Option<u128> {
        (u128::from(whole) * self.unit()).checked_sub(u128::from(self.digits))
    }

    /// 10^scale, the number of the smallest units in one.
    pub fn unit(self) -> u128 {
        10u128.pow(u32::from(self.scale))
    }
}

impl From<u32> for Decimal {
    fn from(whole: u32) -> Decimal {
        Decimal { digits: whole.into(), scale: 0 }
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Decimal) -> Ordering {
        let left = u128::from(self.digits) * other.unit();
        left.cmp(&(u128::from(other.digits) * self.unit()))
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Decimal) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&fixed(self.digits, self.scale.into()))
    }
}

/// `value` · 10^−`places` without zeros at the end behind the point; at most 18 places.
pub(crate) fn fixed(value: u64, places: usize) -> String {
    let unit = 10u64.pow(places as u32);
    let text = format!("{}.{:0places$}", value / unit, value % unit);
    text.trim_end_matches('0').trim_end_matches('.').into()
}

impl FromStr for Decimal {
    type Err = DecimalError;

    fn from_str(text: &str) -> Result<Decimal, DecimalError> {
        let not_a_number = || DecimalError::NotANumber(text.into());
        let too_long = || DecimalError::TooLong(text.into());
        let (whole, places) = text.split_once('.').unwrap_or((text, ""));
        let is_point_bare = text.contains('.') && places.is_empty();
        let all = || whole.bytes().chain(places.bytes());
        if whole.is_empty() || is_point_bare || !all().all(|byte| byte.is_ascii_digit()) {
            return Err(not_a_number());
        }
        let places = places.trim_end_matches('0');
        let digits = format!("{whole}{places}");
        let digits = match digits.trim_start_matches('0') {
            "" => "0",
            digits => digits,
        };
        if digits.len() > DIGITS_MAX || places.len() > DIGITS_MAX {
            return Err(too_long());
        }
        let digits = digits.parse().map_err(|_| too_long())?;
        Decimal::new(digits, places.len() as u8).ok_or_else(too_long)
    }
}

impl fmt::Display for DecimalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DecimalError::NotANumber(text) => write!(f, "expected a number such as `99.95`, not `{text}`"),
            DecimalError::TooLong(text) => {
                write!(f, "expected at most {DIGITS_MAX} digits, such as `99.999999`, not `{text}`")
            }
        }
    }
}

impl std::error::Error for DecimalError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, expect: Result<&str, &str>) {
        let got = input.parse::<Decimal>().map(|d| d.to_string()).map_err(|e| e.to_string());
        assert_eq!(got.as_ref().map(String::as_str).map_err(String::as_str), expect, "{input}");
    }

    #[test]
    fn decimals_read_back_as_written() {
        for text in ["0", "7", "99.95", "0.05", "100", "99.9999999999999999", "0.000000000000000001"] {
            check(text, Ok(text));
        }
    }

    #[test]
    fn zeros_without_meaning_are_dropped() {
        check("099.90", Ok("99.9"));
        check("5.000", Ok("5"));
        check("0.00", Ok("0"));
    }

    #[test]
    fn what_is_no_number_is_named() {
        check("", Err("expected a number such as `99.95`, not ``"));
        check("9,5", Err("expected a number such as `99.95`, not `9,5`"));
        check("-1", Err("expected a number such as `99.95`, not `-1`"));
        check("1.", Err("expected a number such as `99.95`, not `1.`"));
        check(".5", Err("expected a number such as `99.95`, not `.5`"));
        check("1.2.3", Err("expected a number such as `99.95`, not `1.2.3`"));
        let long = "1234567890123456789";
        check(long, Err("expected at most 18 digits, such as `99.999999`, not `1234567890123456789`"));
    }

    #[test]
    fn order_is_that_of_the_values() {
        let d = |text: &str| text.parse::<Decimal>().expect("a decimal");
        assert!(d("99.9") > d("99.89"));
        assert!(d("0.1") < d("1"));
        assert_eq!(d("1.50"), d("1.5"));
    }

    #[test]
    fn complement_is_exact() {
        let d: Decimal = "99.9999999".parse().expect("a decimal");
        assert_eq!((d.complement(100), d.unit()), (Some(1), 10_000_000));
        assert_eq!(Decimal::from(101).complement(100), None);
    }
}
