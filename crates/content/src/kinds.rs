//! Cards that ask for more than a word: a number, an order, a prediction. What an author writes of them, read and
//! checked.
//!
//! ```text
//! numeric = { model = "downtime", draw = { availability = ["99", "99.9"], n = "3..9" }, unit = "duration", … }
//! order   = ["first step", "second step", "third step"]
//! predict = { lab = "quorum", scenario = "r=1&do=…", choices = [{ text = "Old", shows = "c1 read x: 1" }, …] }
//! ```
//!
//! Each reading gives what the app needs and a sentence for every fault; where there are faults nothing is built, so
//! what stands in for a value that cannot be read never leaves this package.

use std::collections::BTreeSet;

use toml::Value;

use crate::check::unknown;
use crate::files;
use crate::models::{MODELS, Signature};
use crate::words::{Draw, Numeric, Tolerance, Unit};

/// The most values that a name can be drawn from.
const VALUES_MAX: usize = 1_000;
/// Names that a text can use beside what is drawn.
const COMPUTED: [&str; 2] = ["answer", "working"];
/// How many steps there are to put in order.
pub(crate) const STEPS: std::ops::RangeInclusive<usize> = 3..=7;
/// How many choices a prediction has.
pub(crate) const CHOICES: std::ops::RangeInclusive<usize> = 2..=4;

/// A numeric card as the app reads it, and what is wrong with it.
pub(crate) fn numeric(numeric: &files::Numeric) -> (Numeric, Vec<String>) {
    let mut faults = Vec::new();
    let mut note = |fault: Result<_, String>| fault.map_err(|fault| faults.push(fault)).unwrap_or_default();
    let draw = numeric.draw.iter().map(|(name, values)| {
        let values = note(values_of(name, values));
        Draw { name: name.clone(), values }
    });
    let draw = draw.collect();
    let model = MODELS.iter().find(|model| model.name == numeric.model);
    if model.is_none() {
        faults.push(unknown("model", &numeric.model, &MODELS.iter().map(|model| model.name).collect()));
    }
    let (unit, tolerance) = unit(&numeric.unit).map_or_else(
        |fault| (Unit::Count, Err(fault)),
        |unit| {
            faults.extend(model.iter().flat_map(|model| misfits(model, numeric, unit)));
            (unit, tolerance(&numeric.tolerance, unit))
        },
    );
    let tolerance = tolerance.unwrap_or_else(|fault| {
        faults.push(fault);
        Tolerance::Absolute(0)
    });
    (Numeric { model: numeric.model.clone(), draw, unit, tolerance }, faults)
}

/// What of a card does not fit its model.
fn misfits(model: &Signature, numeric: &files::Numeric, unit: Unit) -> Vec<String> {
    let missing = model.parameters.iter().filter(|name| !numeric.draw.contains_key(**name));
    let missing = missing.map(|name| format!("draws no `{name}`, which the model `{}` needs", model.name));
    let dimension = (unit.dimension() != model.dimension).then(|| {
        let units = Unit::ALL.iter().filter(|(_, unit)| unit.dimension() == model.dimension);
        let units: Vec<&str> = units.map(|(name, _)| *name).collect();
        format!("has the unit `{}`; what the model `{}` gives is in {}", numeric.unit, model.name, units.join(" or "))
    });
    missing.chain(dimension).collect()
}

/// What is wrong with the names in a numeric card's texts: each stands for something, and what the model is given is
/// said in the question.
pub(crate) fn names_in_texts(card: &files::Card, numeric: &files::Numeric) -> Vec<String> {
    let mut faults = Vec::new();
    let drawn: BTreeSet<&str> = numeric.draw.keys().map(String::as_str).collect();
    let mut check = |place: &str, text: &str, computed: &[&str]| {
        for name in placeholders(text) {
            if !drawn.contains(name) && !computed.contains(&name) {
                faults.push(format!("uses `{{{name}}}` in its {place}, which is not drawn"));
            }
        }
    };
    check("prompt", &card.prompt, &[]);
    let evidence = card.evidence.iter();
    let evidence = evidence.flat_map(|it| [&it.scenario].into_iter().chain(&it.shows).chain(&it.never_shows));
    let rest = card.answer.iter().map(|text| ("answer", text)).chain(card.why.iter().map(|text| ("why", text)));
    rest.chain(evidence.map(|text| ("evidence", text))).for_each(|(place, text)| check(place, text, &COMPUTED));
    let said: BTreeSet<&str> = placeholders(&card.prompt).into_iter().collect();
    let parameters = MODELS.iter().find(|model| model.name == numeric.model).map_or(&[][..], |model| model.parameters);
    let unsaid = parameters.iter().filter(|name| numeric.draw.contains_key(**name) && !said.contains(**name));
    // What is drawn from one value is fixed, and the prompt may say it in words.
    let unsaid = unsaid.filter(|name| numeric.draw[**name].as_array().is_none_or(|values| values.len() > 1));
    faults.extend(unsaid.map(|name| format!("does not say `{{{name}}}` in its prompt")));
    faults
}

/// The names in braces.
fn placeholders(text: &str) -> Vec<&str> {
    let parts = text.split('{').skip(1);
    parts.filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect()
}

/// `["99", "99.9"]` or `"3..9"`, both ends counted.
fn values_of(name: &str, values: &Value) -> Result<Vec<String>, String> {
    let fault = || {
        let example = "[\"99\", \"99.9\"] or \"3..9\" (both ends count)";
        Err(format!("draws `{name}` from {values}; write at most {VALUES_MAX} values as {example}"))
    };
    let found: Option<Vec<String>> = match values {
        Value::Array(values) => values.iter().map(|value| value.as_str().map(str::to_owned)).collect(),
        Value::String(range) => range_of(range),
        _ => None,
    };
    match found {
        Some(found) if (1..=VALUES_MAX).contains(&found.len()) => Ok(found),
        _ => fault(),
    }
}

fn range_of(range: &str) -> Option<Vec<String>> {
    let (first, last) = range.split_once("..")?;
    let (first, last): (u32, u32) = (first.parse().ok()?, last.parse().ok()?);
    Some((first..=last).take(VALUES_MAX + 1).map(|value| value.to_string()).collect())
}

fn unit(name: &str) -> Result<Unit, String> {
    let found = Unit::ALL.iter().find(|(other, _)| *other == name).map(|(_, unit)| *unit);
    found.ok_or_else(|| {
        let names: Vec<&str> = Unit::ALL.iter().map(|(name, _)| *name).collect();
        format!("has the unit `{name}`; there are {}", names.join(", "))
    })
}

/// `exact`, `1%`, `30 s`, `2`.
fn tolerance(text: &str, unit: Unit) -> Result<Tolerance, String> {
    use crate::models::Dimension;

    let fault = || {
        let forms = match unit.dimension() {
            Dimension::Time => "`1%` or `30 s`",
            Dimension::Share => "`1%`, which is of the smaller of the share and what is left of the whole",
            Dimension::Count => "`exact`, `1%` or `2`",
        };
        Err(format!("has the tolerance `{text}`; write {forms}"))
    };
    if let Some(percent) = text.strip_suffix('%') {
        // Answers are shown with four digits, and what is shown must be accepted.
        let ppm = millionths(percent.trim_end()).map(|millionths| millionths / 100);
        return ppm
            .filter(|ppm| (1_000..=500_000).contains(ppm))
            .map_or_else(fault, |ppm| Ok(Tolerance::Relative(ppm)));
    }
    match unit.dimension() {
        Dimension::Count if text == "exact" => Ok(Tolerance::Absolute(0)),
        Dimension::Count => millionths(text).map_or_else(fault, |amount| Ok(Tolerance::Absolute(amount.into()))),
        Dimension::Time => time(text).map_or_else(fault, |us| Ok(Tolerance::Absolute(us))),
        Dimension::Share => fault(),
    }
}

fn time(text: &str) -> Option<u64> {
    let (number, unit) = text.split_once(' ')?;
    let unit_us: u64 = match unit {
        "ms" => 1_000,
        "s" => 1_000_000,
        "min" => 60_000_000,
        "h" => 3_600_000_000,
        _ => return None,
    };
    Some(u64::from(millionths(number)?) * unit_us / 1_000_000)
}

/// A plain decimal in millionths.
fn millionths(number: &str) -> Option<u32> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(whole) || !is_number(fraction) || fraction.len() > 6 {
        return None;
    }
    let whole: u32 = whole.parse().ok()?;
    let fraction: u32 = format!("{fraction:0<6}").parse().ok()?;
    whole.checked_mul(1_000_000)?.checked_add(fraction)
}

/// What is wrong with steps to put in order.
pub(crate) fn order(steps: &[String]) -> Vec<String> {
    let mut faults = Vec::new();
    if !STEPS.contains(&steps.len()) {
        faults.push(format!("puts {} steps in order; three to seven can be kept in mind", steps.len()));
    }
    let different: BTreeSet<&String> = steps.iter().collect();
    if different.len() < steps.len() {
        faults.push("has the same step twice: say what makes them different".to_owned());
    }
    faults
}

/// What is wrong with a prediction, apart from the names in it.
pub(crate) fn predict(predict: &files::Predict) -> Vec<String> {
    let mut faults = Vec::new();
    if !CHOICES.contains(&predict.choices.len()) {
        faults.push("needs two to four choices; the first is what happens, and the page shuffles them".to_owned());
    }
    for (at, choice) in predict.choices.iter().enumerate() {
        if choice.shows.trim().is_empty() {
            faults.push(format!("does not say by which line of the report “{}” would show: add `shows`", choice.text));
        }
        let is_twin = |other: &files::Prediction| other.text == choice.text || other.shows == choice.shows;
        if predict.choices[..at].iter().any(is_twin) {
            faults.push(format!("offers “{}” twice, or by the same line of the report", choice.text));
        }
    }
    if predict.choices.first().is_some_and(|choice| choice.misconception.is_some()) {
        faults.push("names a misconception behind its first choice, which is what happens".to_owned());
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tolerance_is_read_in_its_unit() {
        let check = |text, unit, expect| assert_eq!(tolerance(text, unit).ok(), expect, "{text}");
        check("1%", Unit::Percent, Some(Tolerance::Relative(10_000)));
        check("0.5 %", Unit::Duration, Some(Tolerance::Relative(5_000)));
        check("0.01%", Unit::Percent, None);
        check("exact", Unit::Count, Some(Tolerance::Absolute(0)));
        check("0.5", Unit::Count, Some(Tolerance::Absolute(500_000)));
        check("30 s", Unit::Duration, Some(Tolerance::Absolute(30_000_000)));
        check("0.5 ms", Unit::Ms, Some(Tolerance::Absolute(500)));
        for (text, unit) in [("exact", Unit::Percent), ("30", Unit::Duration), ("2", Unit::Share), ("-1%", Unit::Count)]
        {
            check(text, unit, None);
        }
    }

    #[test]
    fn a_range_counts_both_ends_and_has_an_end() {
        assert_eq!(range_of("3..5").map(|values| values.join(" ")).as_deref(), Some("3 4 5"));
        assert_eq!(range_of("0..4000000000").map(|values| values.len()), Some(VALUES_MAX + 1));
        assert_eq!((range_of("5..3").map(|values| values.len()), range_of("3")), (Some(0), None));
    }
}
