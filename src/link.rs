//! The link is the state: a lab's configuration as readable query parameters, both ways.
//!
//! ```text
//! ?d=lb+99.99%25+%3E+2+of+3+app+99.9%25&seed=7
//! ```
//!
//! Reading never fails: whatever is unknown, twice or out of range becomes a [`Note`] that names it and says what was
//! used instead. Only what a query must encode is encoded, so that links stay readable.

use std::fmt;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

/// The longest query that is read, in bytes; far above every real one.
pub const QUERY_MAX: usize = 16_384;

/// What browsers encode in a query, and what has a meaning of its own there. A space is not: it is written as `+`.
const ENCODED: &AsciiSet =
    &CONTROLS.add(b'"').add(b'#').add(b'<').add(b'>').add(b'%').add(b'&').add(b'+').add(b'\'').add(b'`');

/// Something in a link that could not be used as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The parameter's name.
    pub key: String,
    /// What was wrong and what was used instead.
    pub message: String,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.key, self.message)
    }
}

/// Writes pairs as a query, without the question mark; pairs keep their order.
pub fn write(pairs: &[(&str, String)]) -> String {
    let encode = |text: &str| utf8_percent_encode(text, ENCODED).to_string().replace(' ', "+");
    let pairs = pairs.iter().map(|(key, value)| format!("{}={}", encode(key), encode(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// Turns a query written by hand in an author's file (`d=a 99% | b 99%&seed=7`) into one for a link.
///
/// There a percent sign and a plus stand for themselves; only `&` separates.
pub fn from_readable(query: &str) -> String {
    let pairs: Vec<_> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(key, value)| (key, value.to_owned()))
        .collect();
    write(&pairs)
}

/// The parameters of a query, taken one by one; what is left over at the end is unknown.
#[derive(Debug, Default)]
pub struct Fields {
    pairs: Vec<(String, String)>,
    notes: Vec<Note>,
}

impl Fields {
    /// Reads a query, with or without its question mark.
    pub fn parse(query: &str) -> Fields {
        let mut fields = Fields::default();
        let query = query.strip_prefix('?').unwrap_or(query);
        if query.len() > QUERY_MAX {
            fields.note("link", format!("it is longer than {QUERY_MAX} characters and was not read"));
            return fields;
        }
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (key, value) = (decode(key), decode(value));
            if fields.pairs.iter().any(|(known, _)| *known == key) {
                fields.note(&key, "it stands twice in the link; the first one counts");
            } else {
                fields.pairs.push((key, value));
            }
        }
        fields
    }

    /// Takes a parameter out. `parse` gives its value, or says what is wrong and what would be right; then, and where
    /// the parameter is absent, `default` is used.
    pub fn take<T>(&mut self, key: &str, default: T, parse: impl FnOnce(&str) -> Result<T, String>) -> T
    where
        T: fmt::Display,
    {
        let Some(value) = self.take_text(key) else { return default };
        parse(&value).unwrap_or_else(|message| {
            self.note_unused(key, &message, &default);
            default
        })
    }

    /// Takes a parameter out as it stands.
    pub fn take_text(&mut self, key: &str) -> Option<String> {
        let at = self.pairs.iter().position(|(known, _)| known == key)?;
        Some(self.pairs.remove(at).1)
    }

    /// Takes out those of some parameters that are there, as they stand and in their order.
    pub fn take_all(&mut self, keys: &[&str]) -> Vec<(String, String)> {
        self.pairs.extract_if(.., |(key, _)| keys.contains(&key.as_str())).collect()
    }

    /// Takes a parameter out that names one of something. `find` knows them; `unknown` says that there is none such,
    /// and what is shown instead.
    pub fn take_known<T>(
        &mut self,
        key: &str,
        find: impl FnOnce(&str) -> Option<T>,
        unknown: impl FnOnce(&str) -> String,
    ) -> Option<T> {
        let name = self.take_text(key)?;
        let found = find(&name);
        if found.is_none() {
            self.note(key, unknown(&shortened(&name)));
        }
        found
    }

    /// Notes that a parameter could not be used as it stands.
    pub fn note(&mut self, key: &str, message: impl Into<String>) {
        self.notes.push(Note { key: key.to_owned(), message: message.into() });
    }

    fn note_unused(&mut self, key: &str, message: &str, used: &dyn fmt::Display) {
        self.note(key, format!("{message}; used {used} instead"));
    }

    /// All notes; what nobody has taken is unknown. `known` is said as the fix.
    pub fn finish(mut self, known: &[&str]) -> Vec<Note> {
        for (key, _) in std::mem::take(&mut self.pairs) {
            let message = format!("this page has no such setting and ignored it; it knows {}", known.join(", "));
            self.notes.push(Note { key: shortened(&key), message });
        }
        self.notes
    }
}

fn decode(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}

/// A text from outside, short enough to be shown.
pub fn shortened(text: &str) -> String {
    const SHOWN_MAX: usize = 60;
    if text.chars().count() <= SHOWN_MAX {
        return text.to_owned();
    }
    text.chars().take(SHOWN_MAX).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    fn check(query: &str, expect: Expect) {
        let mut fields = Fields::parse(query);
        let n = fields.take("n", 3, |text| text.parse().map_err(|_| format!("`{text}` is not a whole number")));
        let d = fields.take_text("d");
        let notes: Vec<String> = fields.finish(&["n", "d"]).iter().map(Note::to_string).collect();
        expect.assert_eq(&format!("n={n} d={d:?}\n{}", notes.join("\n")));
    }

    #[test]
    fn a_link_reads_as_it_was_written() {
        check(
            "?n=5&d=a+99.9%25+%3E+(b+|+c)",
            expect![[r#"
            n=5 d=Some("a 99.9% > (b | c)")
        "#]],
        );
    }

    #[test]
    fn what_cannot_be_used_is_named() {
        check(
            "n=five&n=6&colour=red&d=%ff%",
            expect![[r#"
                n=3 d=Some("�%")
                n: it stands twice in the link; the first one counts
                n: `five` is not a whole number; used 3 instead
                colour: this page has no such setting and ignored it; it knows n, d"#]],
        );
    }

    #[test]
    fn an_authors_query_needs_no_encoding() {
        assert_eq!(from_readable("d=a 99% | b 99%&seed=7"), "d=a+99%25+|+b+99%25&seed=7");
    }

    proptest! {
        #[test]
        fn every_value_survives_a_link(value in "\\PC*") {
            let mut fields = Fields::parse(&write(&[("d", value.clone())]));
            prop_assert_eq!(fields.take_text("d"), Some(value));
        }

        #[test]
        fn any_text_is_read_without_a_panic(query in ".*") {
            Fields::parse(&query).finish(&[]);
        }
    }
}
