//! What a student types for a number, read in the unit that is asked for.
//!
//! ```text
//! time    43m 50s   43:50   1:02:03   0.73 h   12 ms   90 minutes
//! share   99.9 %   0.999   1/3   1e-3   three nines   3 nines
//! count   7   2.667   1,000,000   2/3
//! ```
//!
//! A point or a comma may stand before the decimals. One comma before three digits could be either (`1,000`), and is
//! asked back rather than guessed; so is a time without a unit. Everything is read into whole numbers, and a share into
//! both its sides, so that nothing is lost between `99.9999` and what is compared.

use faultline_model::maths::chance::Chance;
use faultline_model::tick::Tick;

use super::value::{MILLION, Value};
use crate::content::Unit;
use crate::link::shortened;

/// More than any answer needs.
const CHARS_MAX: usize = 60;
/// Digits of a number; 10¹⁸ fits into 64 bits.
const DIGITS_MAX: usize = 18;
/// Powers of ten.
const EXPONENT_MAX: i32 = 24;

/// Reads an answer.
///
/// # Errors
/// What cannot be read, and what could.
pub fn parse(text: &str, unit: Unit) -> Result<Value, String> {
    let typed = tidy(text)?;
    let read = match unit {
        Unit::Duration | Unit::Ms => time(&typed, unit).map(Value::Time),
        Unit::Percent | Unit::Share => share(&typed).map(Value::Share),
        Unit::Count => count(&typed).map(Value::Count),
    };
    read.map_err(|why| match why {
        Why::Said(sentence) => sentence,
        Why::Unread => format!("“{}” cannot be read here: write {}", shortened(text.trim()), example(unit)),
    })
}

/// What an answer in a unit can look like.
pub fn example(unit: Unit) -> &'static str {
    match unit {
        Unit::Duration => "a time with its units, such as 43m 50s, 43:50 or 0.73 h",
        Unit::Ms => "a time, such as 12 ms, 12 or 0.012 s",
        Unit::Percent => "a percentage, such as 99.9 %, 0.999 or 3 nines",
        Unit::Share => "a share, such as 0.25, 1/4 or 25 %",
        Unit::Count => "a number, such as 7 or 2.5",
    }
}

/// Why a text is not read.
enum Why {
    Said(String),
    Unread,
}

/// digits · 10^exponent
#[derive(Clone, Copy)]
struct Number {
    digits: u64,
    exponent: i32,
}

/// Small letters, plain spaces, no sign before it that says nothing.
fn tidy(text: &str) -> Result<String, String> {
    if text.chars().count() > CHARS_MAX {
        return Err(format!("“{}” is too long for a number", shortened(text)));
    }
    let plain = |letter: char| match letter {
        letter if letter.is_whitespace() => ' ',
        'µ' | 'μ' => 'u',
        '−' => '-',
        letter => letter.to_ascii_lowercase(),
    };
    let plain: String = text.chars().map(plain).collect();
    let plain = plain.trim().trim_start_matches(['=', '~', '≈', '+']).trim_start().to_owned();
    match plain.as_str() {
        "" => Err("Nothing is written yet".to_owned()),
        negative if negative.starts_with('-') => Err("A number below zero cannot be the answer".to_owned()),
        _ => Ok(plain),
    }
}

/// A number at the start of a text, and the rest behind it.
fn number(text: &str) -> Result<(Number, &str), Why> {
    let is_digit = |letter: char| letter.is_ascii_digit();
    let end = text.find(|letter: char| !is_digit(letter) && letter != '.' && letter != ',').unwrap_or(text.len());
    // A comma or a point at the end of a number ends a sentence.
    let written = text[..end].trim_end_matches(['.', ',']);
    let mut rest = &text[written.len()..];
    if rest.starts_with(['.', ',']) && !rest[1..].trim().is_empty() {
        return Err(Why::Unread);
    }
    rest = rest.trim_start_matches(['.', ',']);
    let (whole, fraction) = parts(written)?;
    let whole: String = whole.chars().filter(|letter| is_digit(*letter)).collect();
    let fraction = fraction.trim_end_matches('0');
    let digits = format!("{whole}{fraction}");
    if whole.is_empty() && fraction.is_empty() || digits.trim_start_matches('0').len() > DIGITS_MAX {
        return Err(Why::Unread);
    }
    let mut exponent = -(fraction.len() as i32);
    if let Some(power) = power(&mut rest) {
        exponent += power;
    }
    if !(-EXPONENT_MAX..=EXPONENT_MAX).contains(&exponent) {
        return Err(Why::Unread);
    }
    let digits = digits.parse().map_err(|_| Why::Unread)?;
    Ok((Number { digits, exponent }, rest.trim_start()))
}

/// What stands before and behind the decimal sign.
fn parts(written: &str) -> Result<(&str, &str), Why> {
    let n_of = |sign: char| written.matches(sign).count();
    let split = |sign: char| written.rsplit_once(sign).unwrap_or((written, ""));
    let (whole, fraction) = match (n_of('.'), n_of(',')) {
        (0, 0) => (written, ""),
        (1, 0) => split('.'),
        (0, 1) => {
            let (whole, fraction) = split(',');
            if fraction.len() == 3 && !whole.is_empty() && !whole.starts_with('0') {
                return Err(Why::Said(format!(
                    "“{written}” can be {whole} and a fraction, or {whole}{fraction}: write {whole}.{fraction} or \
                     {whole}{fraction}"
                )));
            }
            (whole, fraction)
        }
        // Of two signs the later stands before the decimals, and the other between the thousands.
        (1, _) if written.rfind('.') > written.rfind(',') => split('.'),
        (_, 1) if written.rfind(',') > written.rfind('.') => split(','),
        (0, _) | (_, 0) => (written, ""),
        _ => return Err(Why::Unread),
    };
    let mut groups = whole.split(['.', ',']);
    let is_grouped = groups.next().is_some_and(|first| first.len() <= 3) && groups.all(|group| group.len() == 3);
    let is_plain = !whole.contains(['.', ',']);
    if is_plain || is_grouped { Ok((whole, fraction)) } else { Err(Why::Unread) }
}

/// `e-3` at the start of the rest, taken off.
fn power(rest: &mut &str) -> Option<i32> {
    let after = rest.strip_prefix('e')?;
    let (sign, digits) = match after.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, after.strip_prefix('+').unwrap_or(after)),
    };
    let end = digits.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(digits.len());
    let power: i32 = digits[..end].parse().ok().filter(|power| *power <= EXPONENT_MAX)?;
    *rest = &digits[end..];
    Some(sign * power)
}

/// The numbers of `43:50` or `1:02:03`, none of them but the first above 59.
fn clock(text: &str) -> Option<Tick> {
    let parts: Vec<&str> = text.split(':').collect();
    let is_part = |(at, part): (usize, &&str)| {
        let digits = part.split_once('.').map_or(*part, |(whole, _)| whole);
        (1..=6).contains(&digits.len()) && (at == 0 || digits.len() == 2 && digits < "60")
    };
    let (last, first) = parts.split_last().filter(|_| (2..=3).contains(&parts.len()))?;
    if !parts.iter().enumerate().all(is_part) || !first.iter().all(|part| part.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    let seconds = number(last).ok().filter(|(_, rest)| rest.is_empty()).map(|(seconds, _)| seconds)?;
    let before = first.iter().try_fold(0u64, |sum, part| Some(sum * 60 + part.parse::<u64>().ok()?))?;
    Some(Tick(before * 60 * Tick::SECOND.0 + seconds.times(Tick::SECOND.0)?))
}

fn time(text: &str, unit: Unit) -> Result<Tick, Why> {
    if let Some(time) = clock(text) {
        return Ok(time);
    }
    if text.contains('%') || text.contains("nine") {
        return Err(mismatch(text, "a share", unit));
    }
    let mut rest = text;
    let mut total = Tick::ZERO;
    while !rest.is_empty() {
        let (number, after) = number(rest)?;
        let end = after.find(|letter: char| !letter.is_ascii_alphabetic()).unwrap_or(after.len());
        let name = &after[..end];
        let length = match (name, unit) {
            ("", Unit::Ms) if rest == text && after.is_empty() => Tick::MILLISECOND,
            ("", _) if number.digits == 0 && after.is_empty() => Tick::SECOND,
            ("", _) if after.is_empty() => {
                let sentence = "A time needs its unit: write 43m 50s, 43:50 or 0.73 h";
                return Err(Why::Said(sentence.to_owned()));
            }
            (name, _) => unit_length(name).ok_or(Why::Unread)?,
        };
        total = total + Tick(number.times(length.0).ok_or(Why::Unread)?);
        rest = after[end..].trim_start().trim_start_matches([',', '.']).trim_start();
        rest = rest.strip_prefix("and ").unwrap_or(rest);
    }
    Ok(total)
}

fn unit_length(name: &str) -> Option<Tick> {
    Some(match name {
        "us" | "microsecond" | "microseconds" => Tick(1),
        "ms" | "msec" | "millisecond" | "milliseconds" => Tick::MILLISECOND,
        "s" | "sec" | "secs" | "second" | "seconds" => Tick::SECOND,
        "m" | "min" | "mins" | "minute" | "minutes" => Tick::MINUTE,
        "h" | "hr" | "hrs" | "hour" | "hours" => Tick::HOUR,
        "d" | "day" | "days" => Tick::DAY,
        "w" | "week" | "weeks" => Tick::WEEK,
        "month" | "months" => Tick::MONTH,
        "y" | "a" | "yr" | "year" | "years" => Tick::YEAR,
        _ => return None,
    })
}

fn share(text: &str) -> Result<Chance, Why> {
    if let Some(nines) = text.strip_suffix("nines").or(text.strip_suffix("nine")) {
        return nines_of(nines.trim_end()).ok_or(Why::Unread);
    }
    let (first, rest) = number(text)?;
    let too_much = || Why::Said(format!("“{text}” is more than the whole: a share is at most 100 %, or 1"));
    if let Some(below) = rest.strip_prefix('/') {
        let (whole, after) = number(below.trim_start())?;
        let (up, of) = ratio(first, whole).filter(|_| after.is_empty()).ok_or(Why::Unread)?;
        return Ok(Chance::from_parts(up, of.checked_sub(up).ok_or_else(too_much)?));
    }
    let exponent = match rest {
        "%" | "percent" | "per cent" | "pct" => first.exponent - 2,
        "" if first.is_above_one() => first.exponent - 2,
        "" => first.exponent,
        _ if unit_length(rest).is_some() => return Err(mismatch(text, "a time", Unit::Percent)),
        _ => return Err(Why::Unread),
    };
    let whole = 10u128.checked_pow(exponent.min(0).unsigned_abs()).ok_or(Why::Unread)?;
    let up = Number { exponent: exponent.max(0), ..first }.parts().ok_or(Why::Unread)?;
    Ok(Chance::from_parts(up, whole.checked_sub(up).ok_or_else(too_much)?))
}

/// So many nines: 1 − 10⁻ⁿ, with n in digits or as a word.
fn nines_of(n: &str) -> Option<Chance> {
    const WORDS: [&str; 9] = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    let word = WORDS.iter().position(|word| *word == n).map(|at| at as u32 + 1);
    let n = word.or_else(|| n.parse().ok()).filter(|n| (1..=20).contains(n))?;
    Some(Chance::from_parts(10u128.pow(n) - 1, 1))
}

fn count(text: &str) -> Result<u64, Why> {
    let (first, rest) = number(text)?;
    if let Some(below) = rest.strip_prefix('/') {
        let (whole, after) = number(below.trim_start())?;
        let (up, of) = ratio(first, whole).filter(|(_, of)| after.is_empty() && *of > 0).ok_or(Why::Unread)?;
        let millionths = up.checked_mul(MILLION.into()).ok_or(Why::Unread)? / of;
        return u64::try_from(millionths).map_err(|_| Why::Unread);
    }
    match rest {
        "%" => Err(mismatch(text, "a share", Unit::Count)),
        // `3 x` and `2.5 times` are ways to say a number, and so is the name of what is counted.
        "×" => first.times(MILLION).ok_or(Why::Unread),
        name if ["ms", "s", "min", "h"].contains(&name) => Err(mismatch(text, "a time", Unit::Count)),
        name if name.chars().all(|letter| letter.is_ascii_alphabetic() || letter == ' ') => {
            first.times(MILLION).ok_or(Why::Unread)
        }
        _ => Err(Why::Unread),
    }
}

fn mismatch(text: &str, what: &str, unit: Unit) -> Why {
    Why::Said(format!("“{text}” is {what}, and the question asks for another thing: write {}", example(unit)))
}

/// Two numbers as whole ones of the same ratio.
fn ratio(up: Number, of: Number) -> Option<(u128, u128)> {
    let least = up.exponent.min(of.exponent);
    let whole = |number: Number| Number { exponent: number.exponent - least, ..number }.parts();
    Some((whole(up)?, whole(of)?)).filter(|(_, of)| *of > 0)
}

impl Number {
    /// As a whole number, where the exponent is not below zero.
    fn parts(self) -> Option<u128> {
        u128::from(self.digits).checked_mul(10u128.checked_pow(u32::try_from(self.exponent).ok()?)?)
    }

    /// So many of a unit, to the nearest.
    fn times(self, unit: u64) -> Option<u64> {
        let all = u128::from(self.digits) * u128::from(unit);
        let scale = 10u128.checked_pow(self.exponent.unsigned_abs())?;
        let of = if self.exponent < 0 { (all + scale / 2) / scale } else { all.checked_mul(scale)? };
        // Below what can be added up without running over.
        u64::try_from(of).ok().filter(|of| *of < u64::MAX / 16)
    }

    fn is_above_one(self) -> bool {
        let scale = 10u128.checked_pow(self.exponent.unsigned_abs()).unwrap_or(u128::MAX);
        let digits = u128::from(self.digits);
        if self.exponent < 0 { digits > scale } else { digits.saturating_mul(scale) > 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The text, in the unit, is what is shown.
    fn check(text: &str, unit: Unit, expect: &str) {
        let shown = match parse(text, unit) {
            Ok(value) => value.shown(unit),
            Err(why) => why,
        };
        assert_eq!(shown, expect, "{text}");
    }

    #[test]
    fn times_are_read_as_people_write_them() {
        for text in ["43m 50s", "43:50", "43 min 50 s", "43min50s", "43 minutes and 50 seconds", "2630 s", "= 0:43:50"]
        {
            check(text, Unit::Duration, "43 min 50 s");
        }
        check("0.73 h", Unit::Duration, "43 min 48 s");
        check("0,73 h", Unit::Duration, "43 min 48 s");
        check("1:02:03", Unit::Duration, "1 h 2 min 3 s");
        check("12 ms", Unit::Duration, "12 ms");
        check("1.5e3 ms", Unit::Duration, "1.5 s");
        check("0", Unit::Duration, "0 s");
        check("12", Unit::Ms, "12 ms");
        check("0.012 s", Unit::Ms, "12 ms");
        check("250 µs", Unit::Ms, "0.25 ms");
    }

    #[test]
    fn shares_are_read_as_percentages_parts_ratios_and_nines() {
        for text in [
            "99.9%",
            "99.9 %",
            "99,9 %",
            "0.999",
            "0,999",
            "99.9",
            "three nines",
            "3 nines",
            "999/1000",
            "99.9 percent",
        ] {
            check(text, Unit::Percent, "99.9 %");
        }
        check("1/3", Unit::Percent, "33.33 %");
        check("1/3", Unit::Share, "0.3333");
        check("1e-3", Unit::Percent, "0.1 %");
        check("5 nines", Unit::Percent, "99.999 %");
        check("99.99999999", Unit::Percent, "99.99999999 %");
        check("0", Unit::Percent, "0 %");
        check("100 %", Unit::Share, "1");
    }

    #[test]
    fn counts_are_read_with_their_thousands() {
        check("7", Unit::Count, "7");
        check("7 replicas", Unit::Count, "7");
        check("2.5", Unit::Count, "2.5");
        check("2,5", Unit::Count, "2.5");
        check("8/3", Unit::Count, "2.667");
        check("1,000,000", Unit::Count, "1000000");
        check("1,234.5", Unit::Count, "1235");
        check("1.234,5", Unit::Count, "1235");
        check("1,234,567.8", Unit::Count, "1234568");
        check("1e6", Unit::Count, "1000000");
    }

    #[test]
    fn what_cannot_be_read_says_what_could() {
        check("", Unit::Count, "Nothing is written yet");
        check("-3", Unit::Count, "A number below zero cannot be the answer");
        check(
            "soon",
            Unit::Duration,
            "“soon” cannot be read here: write a time with its units, such as 43m 50s, 43:50 or 0.73 h",
        );
        check("43", Unit::Duration, "A time needs its unit: write 43m 50s, 43:50 or 0.73 h");
        check("1,000", Unit::Count, "“1,000” can be 1 and a fraction, or 1000: write 1.000 or 1000");
        check("120 %", Unit::Percent, "“120 %” is more than the whole: a share is at most 100 %, or 1");
        check(
            "99.9 %",
            Unit::Duration,
            "“99.9 %” is a share, and the question asks for another thing: write a time with its units, such as 43m 50s, 43:50 or 0.73 h",
        );
        check(
            "12 ms",
            Unit::Percent,
            "“12 ms” is a time, and the question asks for another thing: write a percentage, such as 99.9 %, 0.999 or 3 nines",
        );
        check(
            "5 %",
            Unit::Count,
            "“5 %” is a share, and the question asks for another thing: write a number, such as 7 or 2.5",
        );
        check("1/0", Unit::Share, "“1/0” cannot be read here: write a share, such as 0.25, 1/4 or 25 %");
        check("1.2.3", Unit::Count, "“1.2.3” cannot be read here: write a number, such as 7 or 2.5");
        check(
            "43:70",
            Unit::Duration,
            "“43:70” cannot be read here: write a time with its units, such as 43m 50s, 43:50 or 0.73 h",
        );
    }

    proptest! {
        #[test]
        fn nothing_that_is_typed_makes_it_panic(text in "\\PC{0,70}") {
            for (_, unit) in Unit::ALL {
                let _ = parse(&text, unit);
            }
        }

        #[test]
        fn nothing_made_of_numbers_and_units_makes_it_panic(text in "[0-9e.,:/% +msuhdinw-]{0,40}") {
            for (_, unit) in Unit::ALL {
                let _ = parse(&text, unit);
            }
        }

        #[test]
        fn a_time_is_read_as_it_is_shown(us in 0..100_000_000_000_000u64) {
            let time = Tick(us);
            let shown = Value::Time(time).shown(Unit::Duration);
            let Ok(Value::Time(read)) = parse(&shown, Unit::Duration) else { panic!("{shown}") };
            // A day within years, a minute within days, a twentieth of a second below.
            let off = if us < Tick::DAY.0 { 50_001 } else if us < 2 * Tick::YEAR.0 { 30_000_001 } else { Tick::DAY.0 };
            prop_assert!(read.0.abs_diff(us) <= off, "{} is read as {}", shown, read);
        }

        #[test]
        fn a_share_is_read_as_it_is_shown(up in 1..1_000_000u64) {
            let share = Chance::from_parts(up.into(), (1_000_000 - up).into());
            for unit in [Unit::Percent, Unit::Share] {
                let shown = Value::Share(share).shown(unit);
                let Ok(Value::Share(read)) = parse(&shown, unit) else { panic!("{shown}") };
                prop_assert!((read.up - share.up).abs() <= 6e-4 * share.up.min(share.down), "{}", shown);
            }
        }
    }
}
