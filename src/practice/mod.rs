//! Questions whose numbers are drawn: a template, a seed, and the model that knows the answer.
//!
//! ```text
//! card (template) + seed ──draw──▶ Asked { values, answer, working } ──fill──▶ texts and evidence with numbers
//! what the student typed ──answer::parse──▶ Value ──judge──▶ right, near, wrong
//! ```
//!
//! The same card and seed ask the same question everywhere: values are drawn from a stream of their own, and the answer
//! is the model's. Times are whole microseconds, counts whole millionths, and shares carry both their sides
//! ([`Chance`]), so that what is shown and what is compared has no rounding of its own.
//!
//! Left out: answers that are intervals, and questions whose right answer is that it cannot be known.

pub mod answer;
mod models;
mod value;

use faultline_model::prng;

use crate::content::{Card, Evidence, Inline, Kind, Numeric, Target, Unit};
pub use models::{Args, GIVEN, Model, model};
pub use value::{Value, Verdict, judge};

/// How often values are drawn until the model takes them.
const ATTEMPTS_MAX: u32 = 200;

/// A question with its numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    numeric: &'static Numeric,
    /// What the names in the texts stand for.
    values: Vec<(&'static str, String)>,
    /// What the model says.
    pub answer: Value,
}

impl Asked {
    /// The question of a card under a seed; none for a card that is no template, or one that no model answers.
    pub fn of(card: &'static Card, seed: u64) -> Option<Asked> {
        match &card.kind {
            Kind::Numeric(numeric) => Asked::draw(numeric, &card.id, seed),
            _ => None,
        }
    }

    fn draw(numeric: &'static Numeric, id: &str, seed: u64) -> Option<Asked> {
        let model = model(&numeric.model)?;
        let mut stream = prng::stream(seed, "numeric", id);
        let mut one = |values: &'static [String]| {
            let at = prng::uniform_53(&mut stream) % (values.len() as u64).max(1);
            values.get(at as usize).map_or("", String::as_str)
        };
        let mut attempt = || {
            let drawn = numeric.draw.iter().map(|draw| (draw.name.as_str(), one(&draw.values)));
            let args = Args { drawn: drawn.collect(), unit: numeric.unit };
            Some(((model.answer)(&args)?, args))
        };
        let (answer, args) = (0..ATTEMPTS_MAX).find_map(|_| attempt())?;
        let mut values: Vec<(&str, String)> =
            args.drawn.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        let shown = answer.shown(numeric.unit);
        let working = format!("{} = {shown}", filled(model.working, &values));
        values.extend([("answer", shown), ("working", working)]);
        Some(Asked { numeric, values, answer })
    }

    /// The answer as it is shown.
    pub fn shown(&self) -> String {
        self.answer.shown(self.numeric.unit)
    }

    /// A value as the answer would be shown.
    pub fn said(&self, value: Value) -> String {
        value.shown(self.numeric.unit)
    }

    /// The answer and its tolerance as plain numbers, and in what they are.
    pub fn number(&self) -> (String, String, &'static str) {
        let Numeric { unit, tolerance, .. } = self.numeric;
        let (number, off) = self.answer.number(*unit, *tolerance);
        let measure = match unit {
            Unit::Duration => "in seconds",
            Unit::Percent => "in percent",
            Unit::Count => "as a number",
            Unit::Share => "as a part of 1",
            Unit::Ms => "in milliseconds",
        };
        (number, off, measure)
    }

    /// The card with the numbers in its texts, for those who cannot draw: it stays as long as the page.
    pub fn card(&self, card: &Card) -> &'static Card {
        Box::leak(Box::new(Card {
            prompt: self.text(&card.prompt),
            answer: self.text(&card.answer),
            why: self.text(&card.why),
            evidence: card.evidence.as_ref().map(|evidence| self.evidence(evidence)),
            ..card.clone()
        }))
    }

    /// The formula with the numbers in it, and what it comes to.
    pub fn working(&self) -> &str {
        self.values.last().map_or("", |(_, working)| working)
    }

    /// Reads what a student typed, and says how near it is; the value that was read comes along.
    ///
    /// # Errors
    /// A sentence that says what cannot be read and what could.
    pub fn check(&self, typed: &str) -> Result<(Value, Verdict), String> {
        let given = answer::parse(typed, self.numeric.unit)?;
        Ok((given, judge(given, self.answer, self.numeric.tolerance)))
    }

    /// A text with the numbers in the place of the names.
    pub fn text(&self, text: &[Inline]) -> Vec<Inline> {
        let fill = |text: &str| {
            let text = filled(text, &self.values);
            // The space between a number and its unit does not break.
            bound(&text)
        };
        let part = |part: &Inline| match part {
            Inline::Text(text) => Inline::Text(fill(text)),
            Inline::Code(text) => Inline::Code(filled(text, &self.values)),
            Inline::Emphasis(parts) => Inline::Emphasis(self.text(parts)),
            Inline::Strong(parts) => Inline::Strong(self.text(parts)),
            Inline::Link(Target::Lab(lab, query), parts) => {
                Inline::Link(Target::Lab(lab.clone(), filled(query, &self.values)), self.text(parts))
            }
            Inline::Link(target, parts) => Inline::Link(target.clone(), self.text(parts)),
        };
        text.iter().map(part).collect()
    }

    /// The run that shows it, with the numbers.
    pub fn evidence(&self, evidence: &Evidence) -> Evidence {
        let all = |texts: &[String]| texts.iter().map(|text| filled(text, &self.values)).collect();
        Evidence {
            lab: evidence.lab.clone(),
            scenario: filled(&evidence.scenario, &self.values),
            shows: all(&evidence.shows),
            never_shows: all(&evidence.never_shows),
        }
    }
}

/// A text with values in the place of `{names}`; a name that stands for nothing stays.
fn filled(text: &str, values: &[(&str, String)]) -> String {
    let mut parts = text.split('{');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let known = part.split_once('}').and_then(|(name, rest)| {
            let (_, value) = values.iter().find(|(known, _)| *known == name)?;
            Some((value, rest))
        });
        match known {
            Some((value, rest)) => {
                out += value;
                out += rest;
            }
            None => {
                out.push('{');
                out += part;
            }
        }
    }
    out
}

/// Keeps each number and what follows it on a line, where that is short enough for a unit.
fn bound(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut words = text.split(' ').peekable();
    while let Some(word) = words.next() {
        out += word;
        if let Some(next) = words.peek() {
            let is_number = word.ends_with(|letter: char| letter.is_ascii_digit());
            let unit = next.trim_end_matches([',', '.', ';', ':', ')', '?']);
            let is_unit = ["%", "µs", "ms", "s", "min", "h", "d", "y"].contains(&unit);
            out.push(if is_number && is_unit { '\u{a0}' } else { ' ' });
        }
    }
    out
}

#[cfg(test)]
mod tests;
