//! A card as its author wrote it, from the fields that a file has for it; and what a field may hold.

use super::number::numeric;
use super::{Fault, ID_MAX, Place, TEXT_MAX, hashed, parse_id};
use crate::labs;
use crate::link::{QUERY_MAX, shortened};

/// A card. Its texts are running text as `inline` reads it, on one line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Draft {
    /// Small letters, digits and single hyphens; unique in its deck.
    pub id: String,
    pub prompt: String,
    /// Empty where the kind says it.
    pub answer: String,
    /// What is shown with the answer; may be empty.
    pub why: String,
    pub kind: Kind,
    /// The lab and its readable query that show it.
    pub lab: Option<(String, String)>,
}

/// How the card is answered.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// By heart; the student says how well it was known.
    Recall,
    /// By choosing; these are wrong.
    Choice(Vec<Wrong>),
    /// By a number: `answer` is it, with its unit.
    Number { unit: String, tolerance: String },
    /// By putting these steps in order.
    Order(Vec<String>),
}

/// A wrong choice.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wrong {
    pub text: String,
    /// The belief behind it, as a sentence; may be empty.
    pub belief: String,
    /// Why it is wrong; may be empty.
    pub because: String,
}

/// A value of a card, under one of [`NAMES`], with a number for those that come several times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The name, such as `wrong`.
    pub name: &'static str,
    /// Which one, from 1; 0 for what comes once.
    pub n: usize,
    pub text: String,
    pub place: Place,
}

/// What a card can say, as the columns of a table name it. Those with a number come several times.
pub const NAMES: [&str; 14] = [
    "id",
    "question",
    "answer",
    "why",
    "wrong #",
    "why wrong #",
    "belief #",
    "step #",
    "unit",
    "tolerance",
    "lab",
    "scenario",
    // What our own exports have beside: passed over.
    "topic",
    "kind",
];

const N_WRONG_MAX: usize = 8;
const N_STEPS: std::ops::RangeInclusive<usize> = 3..=7;

/// The field of a name: `wrong 2` is the second `wrong #`.
pub fn named(name: &str) -> Option<(&'static str, usize)> {
    let name = name.trim();
    let same = |known: &&&str, name: &str| known.eq_ignore_ascii_case(name);
    if let Some(known) = NAMES.iter().find(|known| same(known, name)) {
        return (!known.ends_with('#')).then_some((*known, 0));
    }
    let (start, number) = name.rsplit_once(' ')?;
    let n = number.parse().ok().filter(|n| (1..=N_WRONG_MAX).contains(n))?;
    let known =
        NAMES.iter().find(|known| known.strip_suffix(" #").is_some_and(|known| known.eq_ignore_ascii_case(start)));
    Some((known?, n))
}

impl Draft {
    /// Makes a card of its fields; `place` is where it begins.
    ///
    /// # Errors
    /// The first fault.
    pub fn read(fields: &[Field], place: Place) -> Result<Draft, Fault> {
        let form = Form { fields: &tidied(fields)?, place };
        let prompt = form.one("question").ok_or_else(|| form.fault("it has no question; write one"))?;
        let id = match form.field("id") {
            None => format!("q-{}", hashed(prompt)),
            Some(field) => parse_id(&field.text, ID_MAX).map_err(|what| Fault { place: field.place, what })?,
        };
        let kind = form.kind()?;
        let answer = form.one("answer").unwrap_or_default().to_owned();
        if answer.is_empty() && !matches!(kind, Kind::Order(_)) {
            return Err(form.fault("it has no answer; write one"));
        }
        let why = form.one("why").unwrap_or_default().to_owned();
        Ok(Draft { id, prompt: prompt.to_owned(), answer, why, kind, lab: form.lab()? })
    }

    /// The fields that say it, without places: [`Draft::read`] makes the same card of them.
    pub fn fields(&self) -> Vec<Field> {
        let mut fields = Vec::new();
        let mut add = |name: &'static str, n: usize, text: &str| {
            if !text.is_empty() {
                fields.push(Field { name, n, text: text.to_owned(), place: Place::default() });
            }
        };
        for (name, text) in [("id", &self.id), ("question", &self.prompt), ("answer", &self.answer), ("why", &self.why)]
        {
            add(name, 0, text);
        }
        match &self.kind {
            Kind::Recall => {}
            Kind::Choice(wrong) => {
                for (at, wrong) in wrong.iter().enumerate() {
                    add("wrong #", at + 1, &wrong.text);
                    add("why wrong #", at + 1, &wrong.because);
                    add("belief #", at + 1, &wrong.belief);
                }
            }
            Kind::Number { unit, tolerance } => {
                add("unit", 0, unit);
                add("tolerance", 0, tolerance);
            }
            Kind::Order(steps) => steps.iter().enumerate().for_each(|(at, step)| add("step #", at + 1, step)),
        }
        if let Some((lab, scenario)) = &self.lab {
            add("lab", 0, lab);
            add("scenario", 0, scenario);
        }
        fields
    }
}

/// A text on one line, with single spaces; those that do not break a line stay.
pub fn one_line(text: &str) -> String {
    text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

/// The fields that say something, each on one line and without spaces around it.
fn tidied(fields: &[Field]) -> Result<Vec<Field>, Fault> {
    let tidy = |field: &Field| {
        let text = one_line(&field.text);
        let n = text.chars().count();
        if n > TEXT_MAX {
            let what = format!("this text has {n} characters; shorten it to {TEXT_MAX}");
            return Err(Fault { place: field.place, what });
        }
        Ok(Field { text, ..field.clone() })
    };
    let tidy = fields.iter().map(tidy).collect::<Result<Vec<_>, _>>()?;
    Ok(tidy.into_iter().filter(|field| !field.text.is_empty()).collect())
}

/// The fields of a card, to be asked for.
struct Form<'a> {
    fields: &'a [Field],
    place: Place,
}

impl<'a> Form<'a> {
    fn field(&self, name: &str) -> Option<&'a Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    fn one(&self, name: &str) -> Option<&'a str> {
        self.field(name).map(|field| field.text.as_str())
    }

    fn numbered(&self, name: &str, n: usize) -> Option<&'a Field> {
        self.fields.iter().find(|field| field.name == name && field.n == n)
    }

    fn fault(&self, what: impl Into<String>) -> Fault {
        Fault { place: self.place, what: what.into() }
    }

    fn kind(&self) -> Result<Kind, Fault> {
        let wrong = self.wrong()?;
        let steps: Vec<&Field> = (1..=N_WRONG_MAX).filter_map(|n| self.numbered("step #", n)).collect();
        let unit = self.field("unit").or(self.field("tolerance"));
        match (wrong.is_empty(), steps.first(), unit) {
            (true, None, None) => Ok(Kind::Recall),
            (false, None, None) => Ok(Kind::Choice(wrong)),
            (true, None, Some(field)) => self.number(field.place),
            (true, Some(_), None) => order(&steps),
            _ => Err(self.fault(
                "it has more than one of wrong answers, steps and a unit; a card is a choice, an order or a number",
            )),
        }
    }

    fn wrong(&self) -> Result<Vec<Wrong>, Fault> {
        let mut wrong: Vec<Wrong> = Vec::new();
        for n in 1..=N_WRONG_MAX {
            let [why, belief] = ["why wrong #", "belief #"].map(|name| self.numbered(name, n));
            let text_of = |field: Option<&Field>| field.map_or_else(String::new, |field| field.text.clone());
            match (self.numbered("wrong #", n), why.or(belief)) {
                (Some(field), _) => {
                    let is_known = wrong.iter().any(|known| known.text == field.text);
                    if is_known || self.one("answer") == Some(&field.text) {
                        let what = "this wrong answer is the same as another answer; change it".to_owned();
                        return Err(Fault { place: field.place, what });
                    }
                    wrong.push(Wrong { text: field.text.clone(), belief: text_of(belief), because: text_of(why) });
                }
                (None, Some(field)) => {
                    let what = "this says why an answer is wrong that is not there; write the answer, too".to_owned();
                    return Err(Fault { place: field.place, what });
                }
                (None, None) => {}
            }
        }
        Ok(wrong)
    }

    fn number(&self, place: Place) -> Result<Kind, Fault> {
        let [answer, unit, tolerance] = ["answer", "unit", "tolerance"].map(|name| self.one(name).unwrap_or_default());
        numeric(answer, unit, tolerance).map_err(|what| Fault { place, what })?;
        Ok(Kind::Number { unit: unit.to_owned(), tolerance: tolerance.to_owned() })
    }

    fn lab(&self) -> Result<Option<(String, String)>, Fault> {
        let Some(field) = self.field("lab") else {
            return match self.field("scenario") {
                None => Ok(None),
                Some(field) => Err(Fault { place: field.place, what: "it does not say of which lab; add it".into() }),
            };
        };
        let scenario = self.one("scenario").unwrap_or_default();
        if labs::by_id(&field.text).is_none() || scenario.len() > QUERY_MAX {
            let name = shortened(&field.text);
            let what = format!("there is no lab `{name}`; its name stands in its address, as `quorum` in labs/quorum/");
            return Err(Fault { place: field.place, what });
        }
        Ok(Some((field.text.clone(), scenario.to_owned())))
    }
}

fn order(steps: &[&Field]) -> Result<Kind, Fault> {
    let place = steps.first().map_or_else(Place::default, |step| step.place);
    if !N_STEPS.contains(&steps.len()) {
        let what = format!("an order has {} to {} steps, not {}", N_STEPS.start(), N_STEPS.end(), steps.len());
        return Err(Fault { place, what });
    }
    for (at, step) in steps.iter().enumerate() {
        if steps[..at].iter().any(|before| before.text == step.text) {
            let what = "this step is the same as one before; change it".to_owned();
            return Err(Fault { place: step.place, what });
        }
    }
    Ok(Kind::Order(steps.iter().map(|step| step.text.clone()).collect()))
}
