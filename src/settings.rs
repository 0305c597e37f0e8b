//! The settings that labs share: how each is read from a link or a field, and what to say where it cannot be.

use std::fmt;

use faultline_model::decimal::Decimal;
use faultline_model::maths::latency::Latency;
use faultline_model::step::{BadStep, Step, parse_steps, write_steps};
use faultline_model::tick::{Tick, parse_duration};

use crate::link::{Fields, shortened};

/// The greatest seed that a link carries: one that every language's numbers hold.
pub const SEED_MAX: u64 = u64::MAX >> 11;

/// Reads a percentage from 0 to 100, with or without its sign.
///
/// # Errors
/// What was expected.
pub fn parse_percent(text: &str) -> Result<Decimal, String> {
    let number: Decimal = text.trim().trim_end_matches('%').trim_end().parse().map_err(|error| format!("{error}"))?;
    match number.complement(100) {
        Some(_) => Ok(number),
        None => Err(format!("expected a percentage from 0 to 100, such as 99.9, not `{}`", shortened(text))),
    }
}

/// Reads a seed.
///
/// # Errors
/// What was expected.
pub fn parse_seed(text: &str) -> Result<u64, String> {
    let seed = text.trim().parse().ok().filter(|seed| *seed <= SEED_MAX);
    seed.ok_or_else(|| format!("expected a whole number such as 7, not `{}`", shortened(text)))
}

/// Reads a whole number between two limits.
///
/// # Errors
/// What was expected.
pub fn parse_count(text: &str, min: u8, max: u8) -> Result<u8, String> {
    let count = text.trim().parse().ok().filter(|count| (min..=max).contains(count));
    count.ok_or_else(|| format!("expected a number from {min} to {max}, not `{}`", shortened(text)))
}

/// Reads a whole number between two limits that may be large: `20000`, `20,000`, `20k`, `1M`.
///
/// # Errors
/// What was expected.
pub fn parse_whole(text: &str, min: u32, max: u32) -> Result<u32, String> {
    let digits: String = text.chars().filter(|c| !matches!(c, ',' | ' ' | '\u{a0}')).collect();
    let (digits, unit) = match digits.strip_suffix(['k', 'K']) {
        Some(digits) => (digits, 1_000),
        None => digits.strip_suffix('M').map_or((digits.as_str(), 1), |digits| (digits, 1_000_000)),
    };
    let number = digits.parse::<u32>().ok().and_then(|number| number.checked_mul(unit));
    number
        .filter(|number| (min..=max).contains(number))
        .ok_or_else(|| format!("expected a whole number from {min} to {max}, not `{}`", shortened(text)))
}

/// Reads how long messages take.
///
/// # Errors
/// What was expected.
pub fn parse_latency(text: &str) -> Result<Latency, String> {
    text.parse().map_err(|error| format!("{error}"))
}

/// A duration that is shown as it is typed: `1h30m`, `50ms`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Typed(pub Tick);

impl fmt::Display for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.compact())
    }
}

/// Reads a duration between two limits.
///
/// # Errors
/// What was expected.
pub fn parse_span(text: &str, min: Tick, max: Tick) -> Result<Tick, String> {
    match parse_duration(text) {
        Ok(span) if (min..=max).contains(&span) => Ok(span),
        Ok(_) => {
            Err(format!("expected a duration from {} to {}, not `{}`", min.compact(), max.compact(), shortened(text)))
        }
        Err(error) => Err(error.to_string()),
    }
}

/// Takes a duration that need not be there; `off` and what cannot be read stand for none, which `none` names.
pub fn take_span(fields: &mut Fields, key: &str, none: &str, (min, max): (Tick, Tick)) -> Option<Tick> {
    let text = fields.take_text(key).filter(|text| text != "off")?;
    let span = parse_span(&text, min, max);
    span.map_err(|why| fields.note(key, format!("{why}; used {none} instead"))).ok()
}

/// How often replicas may compare themselves.
pub const SYNC: (Tick, Tick) = (Tick(5_000), Tick(10_000_000));

/// Reads how often replicas compare themselves, or `off` for never.
///
/// # Errors
/// What was expected.
pub fn parse_sync(text: &str) -> Result<Option<Tick>, String> {
    match text.trim() {
        "off" => Ok(None),
        text => parse_span(text, SYNC.0, SYNC.1).map(Some),
    }
}

/// How often replicas compare themselves, as it is typed.
pub fn show_sync(sync: &Option<Tick>) -> String {
    sync.map_or_else(|| "off".to_owned(), Tick::compact)
}

/// Reads a text of our own, which is in the notation. Not by `expect`: that would print any error that the model knows,
/// and bring the printing of all of them into the program.
pub fn ours<T: std::str::FromStr>(text: &str) -> T {
    let Ok(value) = text.parse() else { unreachable!("a text of ours is in the notation") };
    value
}

/// A few words of a link, each with what it stands for.
pub type Choices<T> = &'static [(&'static str, T)];

/// Takes one of a few words out of a link's fields: the word, and what it stands for.
pub fn take_choice<T: Copy + PartialEq>(fields: &mut Fields, key: &str, default: T, choices: Choices<T>) -> T {
    let Some(text) = fields.take_text(key) else { return default };
    if let Some((_, chosen)) = choices.iter().find(|(word, _)| *word == text) {
        return *chosen;
    }
    let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
    let used = choice_word(default, choices);
    fields.note(key, format!("expected {}, not `{}`; used {used} instead", words.join(", "), shortened(&text)));
    default
}

/// The word of a choice.
pub fn choice_word<T: PartialEq>(value: T, choices: Choices<T>) -> &'static str {
    choices.iter().find(|(_, choice)| *choice == value).map_or("", |(word, _)| word)
}

/// Takes the steps out of a link's fields; each that is none is noted, and the others are kept.
pub fn take_steps(fields: &mut Fields, key: &str, default: &str) -> Vec<Step> {
    let Some(text) = fields.take_text(key) else { return parse_steps(default).0 };
    let (steps, bad) = parse_steps(&text);
    for bad in bad {
        fields.note(key, said_of(&bad));
    }
    steps
}

/// A bad step and its fix.
pub fn said_of(bad: &BadStep) -> String {
    format!("step {}, `{}`: {}", bad.line, shortened(&bad.text), bad.error)
}

/// The pair of the steps for a link, unless they are the default.
pub fn steps_pair(steps: &[Step], default: &str) -> Option<String> {
    let text = write_steps(steps);
    (text != write_steps(&parse_steps(default).0)).then_some(text)
}

/// A percentage as millionths, for chances that are drawn.
pub fn millionths(percent: Decimal) -> u32 {
    let ppm = u128::from(percent.digits()) * 10_000 / percent.unit();
    u32::try_from(ppm).unwrap_or(1_000_000).min(1_000_000)
}

/// How many clients the steps need, and at least so many.
pub fn n_clients(steps: &[Step], at_least: u8) -> u8 {
    use faultline_model::ids::{CLIENTS_MAX, Endpoint};
    use faultline_model::step::{Deed, Links, Wait};
    let of_links = |links: &Links| {
        let mut most = 0;
        faultline_model::network::each(links, &mut |from, to| {
            for end in [from, to] {
                if let Endpoint::Client(client) = end {
                    most = most.max(client + 1);
                }
            }
        });
        most
    };
    let needed = |step: &Step| match &step.deed {
        Deed::Ask(ask) => ask.client + 1,
        Deed::Partition(links) | Deed::Hold(Wait::Links(links)) => of_links(links),
        _ => 0,
    };
    steps.iter().map(needed).fold(at_least, u8::max).min(CLIENTS_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_numbers_are_read_as_people_write_them() {
        let table = [("7", 7), ("20,000", 20_000), ("20k", 20_000), ("1 M", 1_000_000), (" 12 ", 12)];
        for (text, number) in table {
            assert_eq!(parse_whole(text, 1, 1_000_000), Ok(number), "{text}");
        }
        for text in ["", "k", "-1", "2M", "1.5k", "0", "99999M", "é"] {
            assert!(parse_whole(text, 1, 1_000_000).is_err(), "{text}");
        }
    }
}
