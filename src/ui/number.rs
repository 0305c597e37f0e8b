//! Numbers as they are shown. Whole-number arithmetic: the standard float printing alone would be a tenth of the
//! program.

/// A number from 0 to some 10¹⁵ with so many decimals, at most 6.
pub fn fixed(number: f64, decimals: u32) -> String {
    let unit = 10_u64.pow(decimals.min(6));
    // Rounds to the nearest; a cast of what is out of range saturates.
    let scaled = (number * unit as f64 + 0.5) as u64;
    match decimals {
        0 => scaled.to_string(),
        _ => format!("{}.{:0width$}", scaled / unit, scaled % unit, width = decimals as usize),
    }
}

/// A whole number with its thousands set apart: `1,000,000`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number above 0 with four significant digits, zeros at the end left out: `0.001999`, `2.5 × 10^-9`.
pub fn significant(number: f64) -> String {
    if number <= 0.0 {
        return "0".to_owned();
    }
    let (mut mantissa, mut exponent) = (number, 0_i32);
    while mantissa < 999.95 && exponent > -300 {
        mantissa *= 10.0;
        exponent -= 1;
    }
    let digits = (mantissa + 0.5) as u64;
    if number >= 1_000.0 {
        return fixed(number, 0);
    }
    // digits × 10^exponent, with digits from 1000 to 9999.
    let text = digits.to_string();
    let places = usize::try_from(-exponent).unwrap_or_default();
    if places > text.len() + 5 {
        let (first, rest) = text.split_at(1);
        let rest = rest.trim_end_matches('0');
        let point = if rest.is_empty() { "" } else { "." };
        return format!("{first}{point}{rest} × 10^{}", exponent + 3);
    }
    let padded = format!("{text:0>width$}", width = places + 1);
    let (whole, part) = padded.split_at(padded.len() - places);
    let part = part.trim_end_matches('0');
    if part.is_empty() { whole.to_owned() } else { format!("{whole}.{part}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_with_as_many_digits_as_make_sense() {
        let table = [
            (0.0, "0"),
            (1.0, "1"),
            (0.001_999, "0.001999"),
            (1e-6, "0.000001"),
            (0.019_899, "0.0199"),
            (0.999_96, "1"),
            (2.5e-9, "2.5 × 10^-9"),
            (1e-12, "1 × 10^-12"),
            (365.2425, "365.2"),
            (12_345.6, "12346"),
        ];
        for (number, shown) in table {
            assert_eq!(significant(number), shown, "{number}");
        }
        assert_eq!([grouped(7), grouped(999), grouped(1_000), grouped(1_234_567)], ["7", "999", "1,000", "1,234,567"]);
        assert_eq!([fixed(2.996, 2), fixed(0.5, 0), fixed(99.999, 1)], ["3.00", "1", "100.0"]);
    }
}
