//! A deck as TOML, in the shape of the site's own `cards.toml`.
//!
//! ```toml
//! title = "Distributed systems, week 3"
//!
//! [[cards]]
//! id = "two-generals"
//! prompt = "Can two generals agree over a channel that loses messages?"
//! answer = "Not with certainty."
//! why = "The last message of any protocol may be lost."
//! distractors = [{ text = "Yes, with enough messages.", wrong_because = "Whoever sent the last one does not know." }]
//! ```
//!
//! The parser reads the file as a whole; where it finds a fault, each card is read again on its own, from its line
//! `[[cards]]` to the next, so that a fault costs one card. What the site's own files have beside (`syllabus`, what
//! evidence must show) is passed over.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::draft::{Draft, Field, Kind};
use super::{BYTES_MAX, DECK_ID_MAX, Deck, Fault, Place, Read, parse_id};
use crate::link::shortened;

const CARDS: &str = "[[cards]]";

/// Reads a file; what is wrong with a card costs that card.
pub fn read(text: &str) -> Read {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.len() > BYTES_MAX {
        return Read::too_long(text.len());
    }
    let mut read = Read::default();
    if let Ok(whole) = DeTable::parse(text) {
        let part = Part { text, line: 1 };
        part.take(whole.get_ref(), &mut read);
    } else {
        parts(text).for_each(|part| part.parse(&mut read));
    }
    if read.cards.is_empty() && read.n_faults == 0 {
        let what = "there is no card in it; each begins with a line `[[cards]]`".to_owned();
        read.note(Fault { place: Place { line: 1, column: 1 }, what });
    }
    read
}

/// A part of a file.
struct Part<'a> {
    text: &'a str,
    /// Of its beginning, from 1.
    line: usize,
}

/// What stands before the first card, and each card.
fn parts(text: &str) -> impl Iterator<Item = Part<'_>> {
    let mut cuts = vec![(0, 1)];
    let mut at = 0;
    for (n, line) in text.split_inclusive('\n').enumerate() {
        if at > 0 && line.trim_start().starts_with(CARDS) {
            cuts.push((at, n + 1));
        }
        at += line.len();
    }
    let ends: Vec<usize> = cuts.iter().skip(1).map(|(at, _)| *at).chain([text.len()]).collect();
    cuts.into_iter().zip(ends).map(move |((at, line), end)| Part { text: &text[at..end], line })
}

impl Part<'_> {
    fn parse(&self, read: &mut Read) {
        match DeTable::parse(self.text) {
            Ok(table) => self.take(table.get_ref(), read),
            Err(error) => {
                let place = self.place(error.span().unwrap_or_default());
                read.note(Fault { place, what: format!("{}; {}", one_line(error.message()), fix(error.message())) });
            }
        }
    }

    fn take(&self, table: &DeTable, read: &mut Read) {
        for (key, value) in table {
            let place = self.place(key.span());
            let result = match (key.get_ref().as_ref(), value.get_ref()) {
                ("title", DeValue::String(title)) => {
                    read.title = Some(title.clone().into_owned());
                    Ok(())
                }
                ("id", DeValue::String(id)) => parse_id(id, DECK_ID_MAX).map(|id| read.id = Some(id)),
                ("cards", DeValue::Array(cards)) => {
                    for card in cards {
                        let place = self.place(card.span());
                        read.take(self.card(card, place), place);
                    }
                    Ok(())
                }
                (other, _) => Err(format!(
                    "a deck has `title`, `id` and `[[cards]]`, not `{}` as it stands here; it is passed over",
                    shortened(other)
                )),
            };
            if let Err(what) = result {
                read.note(Fault { place, what });
            }
        }
    }

    fn card(&self, card: &Spanned<DeValue>, place: Place) -> Result<Draft, Fault> {
        let DeValue::Table(table) = card.get_ref() else {
            return Err(Fault { place, what: "a card is a table; begin it with a line `[[cards]]`".into() });
        };
        let mut fields = Vec::new();
        for (key, value) in table {
            self.key(key, value, &mut fields)?;
        }
        Draft::read(&fields, place)
    }

    fn key(&self, key: &Spanned<Name>, value: &Spanned<DeValue>, fields: &mut Vec<Field>) -> Result<(), Fault> {
        let name = key.get_ref().as_ref();
        if let Some((_, column)) = TEXTS.iter().find(|(known, _)| *known == name) {
            return self.text(column, 0, value, fields);
        }
        match name {
            "distractors" => {
                for (at, wrong) in self.array(value, "distractors = [{ text = \"…\" }]")?.iter().enumerate() {
                    self.nested(&OF_WRONG, at + 1, wrong, fields)?;
                }
                Ok(())
            }
            "order" => {
                for (at, step) in self.array(value, "order = [\"first\", \"second\", \"third\"]")?.iter().enumerate() {
                    self.text("step #", at + 1, step, fields)?;
                }
                Ok(())
            }
            "numeric" => self.nested(&OF_NUMBER, 0, value, fields),
            "evidence" => self.nested(&OF_EVIDENCE, 0, value, fields),
            "syllabus" => Ok(()),
            "predict" => {
                let what = "a prediction needs tests that run it; ask it as a choice instead".to_owned();
                Err(Fault { place: self.place(key.span()), what })
            }
            other => Err(self.unknown(key, other, "id, prompt, answer, why, distractors, order, numeric, evidence")),
        }
    }

    /// Takes the values of a table within a card.
    fn nested(&self, shape: &Shape, n: usize, value: &Spanned<DeValue>, fields: &mut Vec<Field>) -> Result<(), Fault> {
        for (key, value) in self.table(value, shape.example)? {
            let name = key.get_ref().as_ref();
            match shape.texts.iter().find(|(known, _)| *known == name) {
                Some((_, column)) => self.text(column, n, value, fields)?,
                None if shape.passed_over.contains(&name) => {}
                None => {
                    let known: Vec<&str> = shape.texts.iter().map(|(known, _)| *known).collect();
                    return Err(self.unknown(key, name, &known.join(", ")));
                }
            }
        }
        Ok(())
    }

    fn text(&self, name: &'static str, n: usize, value: &Spanned<DeValue>, to: &mut Vec<Field>) -> Result<(), Fault> {
        to.push(Field { name, n, text: self.text_of(value)?, place: self.place(value.span()) });
        Ok(())
    }

    fn unknown(&self, key: &Spanned<Name>, name: &str, known: &str) -> Fault {
        let what = format!("there is no `{}` here; it knows {known}", shortened(name));
        Fault { place: self.place(key.span()), what }
    }

    fn text_of(&self, value: &Spanned<DeValue>) -> Result<String, Fault> {
        match value.get_ref() {
            DeValue::String(text) => Ok(text.clone().into_owned()),
            DeValue::Integer(number) if number.radix() == 10 => Ok(number.as_str().to_owned()),
            DeValue::Float(number) => Ok(number.as_str().to_owned()),
            _ => Err(self.expected(value, "a text in quotes", "prompt = \"Why?\"")),
        }
    }

    fn array<'a, 'b>(
        &self,
        value: &'a Spanned<DeValue<'b>>,
        example: &str,
    ) -> Result<&'a [Spanned<DeValue<'b>>], Fault> {
        match value.get_ref() {
            DeValue::Array(array) => Ok(array),
            _ => Err(self.expected(value, "a list", example)),
        }
    }

    fn table<'a, 'b>(&self, value: &'a Spanned<DeValue<'b>>, example: &str) -> Result<&'a DeTable<'b>, Fault> {
        match value.get_ref() {
            DeValue::Table(table) => Ok(table),
            _ => Err(self.expected(value, "a table", example)),
        }
    }

    fn expected(&self, value: &Spanned<DeValue>, what: &str, example: &str) -> Fault {
        Fault { place: self.place(value.span()), what: format!("expected {what} here, such as `{example}`") }
    }

    /// Where a span of the part begins in the file.
    fn place(&self, span: Range<usize>) -> Place {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        let last = before.rsplit_once('\n').map_or(before, |(_, last)| last);
        Place { line: self.line + before.matches('\n').count(), column: last.chars().count() + 1 }
    }
}

/// A key's name.
type Name<'a> = toml::de::DeString<'a>;

/// The keys of a card that are texts, and their columns.
const TEXTS: [(&str, &str); 4] = [("id", "id"), ("prompt", "question"), ("answer", "answer"), ("why", "why")];

/// A table within a card.
struct Shape {
    /// Its keys, and their columns.
    texts: &'static [(&'static str, &'static str)],
    passed_over: &'static [&'static str],
    example: &'static str,
}

const OF_WRONG: Shape = Shape {
    texts: &[("text", "wrong #"), ("wrong_because", "why wrong #"), ("belief", "belief #")],
    passed_over: &["misconception", "refuted"],
    example: "{ text = \"…\", wrong_because = \"…\" }",
};
const OF_NUMBER: Shape = Shape {
    texts: &[("unit", "unit"), ("tolerance", "tolerance")],
    passed_over: &[],
    example: "numeric = { unit = \"percent\", tolerance = \"1%\" }",
};
const OF_EVIDENCE: Shape = Shape {
    texts: &[("lab", "lab"), ("scenario", "scenario")],
    passed_over: &["shows", "never_shows"],
    example: "evidence = { lab = \"quorum\", scenario = \"n=3&r=1\" }",
};

fn one_line(message: &str) -> String {
    message.lines().collect::<Vec<_>>().join(", ")
}

/// What helps with a message of the parser.
fn fix(message: &str) -> &'static str {
    let is_about = |what: &str| message.contains(what);
    match () {
        () if is_about("duplicate") => "take one of the two away",
        () if is_about("string") || is_about("quot") => {
            "a text stands in quotes on one line, or in three quotes on several; a quote in it is written \\\""
        }
        () if is_about("array") || is_about("table") => "brackets and braces are closed, with commas between",
        () => "a line is `name = \"text\"`",
    }
}

/// Writes a deck.
pub fn write(deck: &Deck) -> String {
    let mut text = format!("title = {}\nid = {}\n", quoted(&deck.title), quoted(&deck.id));
    deck.cards.iter().for_each(|card| text += &card_text(card));
    text
}

fn card_text(card: &Draft) -> String {
    let mut text = format!("\n{CARDS}\n");
    for (name, value) in [("id", &card.id), ("prompt", &card.prompt), ("answer", &card.answer), ("why", &card.why)] {
        if !value.is_empty() {
            text += &format!("{name} = {}\n", quoted(value));
        }
    }
    match &card.kind {
        Kind::Recall => {}
        Kind::Choice(wrong) => {
            text += "distractors = [\n";
            for wrong in wrong {
                text += &format!("  {{ text = {}", quoted(&wrong.text));
                for (name, value) in [("belief", &wrong.belief), ("wrong_because", &wrong.because)] {
                    if !value.is_empty() {
                        text += &format!(", {name} = {}", quoted(value));
                    }
                }
                text += " },\n";
            }
            text += "]\n";
        }
        Kind::Number { unit, tolerance } => {
            let values = [("unit", unit), ("tolerance", tolerance)].into_iter().filter(|(_, value)| !value.is_empty());
            let pairs: Vec<String> = values.map(|(name, value)| format!("{name} = {}", quoted(value))).collect();
            text += &format!("numeric = {{ {} }}\n", pairs.join(", "));
        }
        Kind::Order(steps) => {
            let steps: Vec<String> = steps.iter().map(|step| format!("  {},\n", quoted(step))).collect();
            text += &format!("order = [\n{}]\n", steps.concat());
        }
    }
    if let Some((lab, scenario)) = &card.lab {
        text += &format!("evidence = {{ lab = {}, scenario = {} }}\n", quoted(lab), quoted(scenario));
    }
    text
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            letter if letter.is_control() => quoted += &format!("\\u{:04X}", u32::from(letter)),
            letter => quoted.push(letter),
        }
    }
    quoted + "\""
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::own::csv;
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    fn check(text: &str, expect: Expect) {
        let read = read(text);
        let mut said = format!("{:?} {:?}\n{}", read.title, read.id, csv::write(&read.cards));
        read.faults.iter().for_each(|fault| said += &format!("{fault}\n"));
        expect.assert_eq(&said);
    }

    #[test]
    fn a_deck_is_written_as_the_sites_own_cards_are() {
        check(
            r#"
title = "Week 3"
id = "week-3"

[[cards]]
id = "two-generals"
syllabus = ["x"]
prompt = """
Can two generals
agree?"""
answer = "Not with *certainty*."
distractors = [
  { text = "Yes", belief = "Enough messages suffice", wrong_because = "The last may be lost.", misconception = "x" },
  { text = "Never" },
]
evidence = { lab = "quorum", scenario = "n=3", shows = ["x"] }

[[cards]]
prompt = "In which order?"
order = ["a", "b", "c"]
"#,
            expect![[r#"
                Some("Week 3") Some("week-3")
                id,question,answer,wrong 1,why wrong 1,belief 1,wrong 2,step 1,step 2,step 3,lab,scenario
                two-generals,Can two generals agree?,Not with *certainty*.,Yes,The last may be lost.,Enough messages suffice,Never,,,,quorum,n=3
                q-8mv8v7v,In which order?,,,,,,a,b,c,,
            "#]],
        );
    }

    #[test]
    fn a_bad_card_costs_itself_and_is_explained() {
        check(
            r#"
title = "Week 3

[[cards]]
prompt = "Good?"
answer = 3

[[cards]]
prompt = "Open?
answer = "x"

[[cards]]
prompt = "Twice?"
prompt = "Twice?"
answer = "x"

  [[cards]]
prompt = "Misspelt?"
answer = "x"
distracters = ["y"]

[[cards]]
prompt = ["list"]
answer = "x"

[[cards]]
prompt = "Wrong shape?"
answer = "x"
distractors = "y"

[[cards]]
prompt = "What will it do?"
answer = "x"
predict = { lab = "quorum" }

[[cards]]
prompt = "Last?"
answer = "y"
"#,
            expect![[r#"
                None None
                id,question,answer
                q-zkdqwyv,Good?,3
                q-8d8d46q,Last?,y
                line 2, column 16: invalid basic string, expected `"`; a text stands in quotes on one line, or in three quotes on several; a quote in it is written \"
                line 9, column 16: invalid basic string, expected `"`; a text stands in quotes on one line, or in three quotes on several; a quote in it is written \"
                line 14, column 1: duplicate key; take one of the two away
                line 20, column 1: there is no `distracters` here; it knows id, prompt, answer, why, distractors, order, numeric, evidence
                line 23, column 10: expected a text in quotes here, such as `prompt = "Why?"`
                line 29, column 15: expected a list here, such as `distractors = [{ text = "…" }]`
                line 34, column 1: a prediction needs tests that run it; ask it as a choice instead
            "#]],
        );
        check(
            "colour = 1\n",
            expect![[r#"
            None None

            line 1, column 1: a deck has `title`, `id` and `[[cards]]`, not `colour` as it stands here; it is passed over
        "#]],
        );
        check(
            "[cards]\nprompt = \"x\"\n",
            expect![[r#"
            None None

            line 1, column 2: a deck has `title`, `id` and `[[cards]]`, not `cards` as it stands here; it is passed over
        "#]],
        );
        check(
            "cards = [1]\n",
            expect![[r#"
            None None

            line 1, column 10: a card is a table; begin it with a line `[[cards]]`
        "#]],
        );
        check(
            "",
            expect![[r#"
            None None

            line 1, column 1: there is no card in it; each begins with a line `[[cards]]`
        "#]],
        );
        check(
            "just words",
            expect![[r#"
            None None

            line 1, column 6: key with no value, expected `=`; a line is `name = "text"`
        "#]],
        );
    }

    #[test]
    fn a_line_that_looks_like_a_card_may_stand_in_a_text_of_a_sound_file() {
        let read = read("[[cards]]\nprompt = \"\"\"\n[[cards]]\n\"\"\"\nanswer = \"x\"\n");
        assert_eq!((read.cards.len(), read.n_faults), (1, 0));
        assert_eq!(read.cards[0].prompt, "[[cards]]");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]
        #[test]
        fn any_text_is_read_without_a_panic(
            text in "(\\[\\[cards\\]\\]\n|prompt|answer|order|distractors|numeric| = |\"\"\"|\"|\\{|\\}|\\[|\\]|,|\n|#|ö|1|\\\\|\\PC){0,50}",
        ) {
            for head in ["", "[[cards]]\nprompt = \"a\"\nanswer = \"b\"\n"] {
                let read = read(&format!("{head}{text}"));
                let deck = read.into_deck("x.toml", 0);
                let again = super::read(&write(&deck));
                prop_assert_eq!(again.title.as_ref(), Some(&deck.title));
                prop_assert_eq!(again.cards, deck.cards);
            }
        }

        #[test]
        fn any_words_survive_being_written(prompt in "\\PC{1,40}", answer in "\\PC{1,40}", wrong in "\\PC{1,40}") {
            let table = format!("question,answer,wrong 1,belief 1,why wrong 1\n{}\n", [prompt, answer, wrong].map(|text| {
                format!("\"{}\"", text.replace('"', "\"\""))
            }).join(","));
            let deck = csv::read(&table).into_deck("x.csv", 0);
            prop_assert_eq!(read(&write(&deck)).cards, deck.cards);
        }
    }
}
