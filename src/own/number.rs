//! Cards of own decks that ask for a number: the answer is written down, where a template's is computed.

use faultline_model::tick::Tick;

use crate::content::{Draw, Numeric, Tolerance, Unit};
use crate::link::shortened;
use crate::practice::{GIVEN, Value, answer};

/// What a tolerance is where the author names none: of a count none, of anything else this, in millionths.
const USUAL_PPM: u32 = 10_000;
const PPM: std::ops::RangeInclusive<u32> = 100..=500_000;

/// Makes a question of an answer as it is shown, its unit and its tolerance.
///
/// # Errors
/// What is wrong with one of them, and what would be right.
pub fn numeric(answer: &str, unit: &str, tolerance: &str) -> Result<Numeric, String> {
    let known = Unit::ALL.iter().find(|(name, _)| *name == unit).map(|(_, unit)| *unit);
    let unit = known.ok_or_else(|| {
        let names: Vec<&str> = Unit::ALL.iter().map(|(name, _)| *name).collect();
        format!("a number has a unit, one of {}, not `{}`", names.join(", "), shortened(unit))
    })?;
    answer::parse(answer, unit).map_err(|why| format!("the answer is no number of that unit: {why}"))?;
    let tolerance = match (tolerance, unit) {
        ("", Unit::Count) | ("exact", Unit::Count | Unit::Duration | Unit::Ms) => Tolerance::Absolute(0),
        ("", _) => Tolerance::Relative(USUAL_PPM),
        (text, _) => read_tolerance(text, unit).ok_or_else(|| {
            format!("a tolerance is `1%`, `exact`, or as much in the unit itself, not `{}`", shortened(text))
        })?,
    };
    let draw = vec![Draw { name: GIVEN.to_owned(), values: vec![answer.to_owned()] }];
    Ok(Numeric { model: GIVEN.to_owned(), draw, unit, tolerance })
}

fn read_tolerance(text: &str, unit: Unit) -> Option<Tolerance> {
    if text.ends_with('%') {
        let Ok(Value::Share(share)) = answer::parse(text, Unit::Percent) else { return None };
        let ppm = (share.up * 1e6 + 0.5) as u32;
        return PPM.contains(&ppm).then_some(Tolerance::Relative(ppm));
    }
    match answer::parse(text, unit).ok()? {
        Value::Time(Tick(us)) => Some(Tolerance::Absolute(us)),
        Value::Count(millionths) => Some(Tolerance::Absolute(millionths)),
        Value::Share(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_with_their_unit_and_tolerance() {
        for (answer, unit, tolerance, expect) in [
            ("43 min 50 s", "duration", "30 s", Tolerance::Absolute(30_000_000)),
            ("43m 50s", "duration", "", Tolerance::Relative(10_000)),
            ("99.9 %", "percent", "0.5%", Tolerance::Relative(5_000)),
            ("7", "count", "", Tolerance::Absolute(0)),
            ("7", "count", "1", Tolerance::Absolute(1_000_000)),
            ("12 ms", "ms", "exact", Tolerance::Absolute(0)),
        ] {
            let numeric = numeric(answer, unit, tolerance).unwrap_or_else(|why| panic!("{answer}: {why}"));
            assert_eq!(numeric.tolerance, expect, "{answer}");
        }
    }

    #[test]
    fn what_is_no_number_is_explained() {
        for (answer, unit, tolerance, why) in [
            ("7", "furlongs", "", "a number has a unit, one of duration, percent, count, share, ms, not `furlongs`"),
            ("many", "count", "", "the answer is no number of that unit: "),
            ("7", "count", "some", "a tolerance is `1%`, `exact`, or as much in the unit itself, not `some`"),
            ("0.5", "share", "0.1", "a tolerance is "),
        ] {
            let said = numeric(answer, unit, tolerance).expect_err("a fault");
            assert!(said.starts_with(why), "{said}");
        }
    }
}
