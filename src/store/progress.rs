//! The answers and their text form.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// The most answers that are kept; the oldest go first.
pub const ANSWERS_MAX: usize = 20_000;

const FORMAT: &str = "faultline-progress";
const VERSION: u32 = 1;
/// Far above a file with [`ANSWERS_MAX`] answers.
const TEXT_MAX: usize = 8_000_000;
const ID_MAX: usize = 120;

/// One answer to one card.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The card's id.
    pub card: String,
    /// Milliseconds since 1970.
    pub at: u64,
    /// Whether it was right: marked by the page where the card has choices, otherwise by the student.
    pub correct: bool,
    /// The misconception behind the wrong choice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub misconception: Option<String>,
}

/// All answers, in order of time.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Progress {
    answers: Vec<Answer>,
}

#[derive(Serialize, Deserialize)]
struct File {
    format: String,
    version: u32,
    answers: Vec<Answer>,
}

/// Why a text is no progress file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProgressError {
    /// It is not JSON of the right shape; says what and where.
    Damaged(String),
    /// It is a file of something else.
    OtherFormat(String),
    /// A later version of Faultline wrote it.
    TooNew(u32),
    /// It is longer than every real one.
    TooLong(usize),
}

impl fmt::Display for ProgressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ProgressError::Damaged(what) => {
                write!(f, "it is damaged ({what}); a file from “Export” begins with {{\"format\":\"{FORMAT}\"")
            }
            ProgressError::OtherFormat(format) => {
                write!(f, "it is a file of another kind (`{format}`); choose one that was saved by “Export”")
            }
            ProgressError::TooNew(version) => {
                write!(f, "it was written by a later Faultline (version {version}); reload the page to get that one")
            }
            ProgressError::TooLong(bytes) => {
                write!(f, "it has {bytes} bytes, and a progress file has at most {TEXT_MAX}")
            }
        }
    }
}

/// What an import changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Imported {
    /// Answers that were new.
    pub n_added: usize,
    /// Answers that were there already.
    pub n_known: usize,
}

impl Progress {
    /// Reads a text as kept or exported.
    ///
    /// # Errors
    /// [`ProgressError`]; nothing of a faulty text is used.
    pub fn parse(text: &str) -> Result<Progress, ProgressError> {
        if text.len() > TEXT_MAX {
            return Err(ProgressError::TooLong(text.len()));
        }
        let file: File = serde_json::from_str(text).map_err(|error| ProgressError::Damaged(error.to_string()))?;
        if file.format != FORMAT {
            return Err(ProgressError::OtherFormat(crate::link::shortened(&file.format)));
        }
        if file.version > VERSION {
            return Err(ProgressError::TooNew(file.version));
        }
        if let Some(answer) = file.answers.iter().find(|answer| answer.card.len() > ID_MAX) {
            let id = crate::link::shortened(&answer.card);
            return Err(ProgressError::Damaged(format!("`{id}` is no card's id")));
        }
        let mut progress = Progress::default();
        progress.merge(&file.answers);
        Ok(progress)
    }

    /// The text to keep or to export.
    pub fn to_text(&self) -> String {
        let file = File { format: FORMAT.to_owned(), version: VERSION, answers: self.answers.clone() };
        serde_json::to_string(&file).expect("strings, numbers and booleans are JSON")
    }

    /// All answers, in order of time.
    pub fn answers(&self) -> &[Answer] {
        &self.answers
    }

    /// Adds answers that are not there yet: another tab, another device, one more card.
    pub fn merge(&mut self, answers: &[Answer]) -> Imported {
        let before = self.answers.len();
        let all = self.answers.drain(..).chain(answers.iter().cloned());
        let by_time: BTreeMap<(u64, String), Answer> =
            all.map(|answer| ((answer.at, answer.card.clone()), answer)).collect();
        self.answers = by_time.into_values().collect();
        let n_added = self.answers.len() - before;
        self.answers.drain(..self.answers.len().saturating_sub(ANSWERS_MAX));
        Imported { n_added, n_known: answers.len().saturating_sub(n_added) }
    }

    /// The latest answer to a card.
    pub fn latest(&self, card: &str) -> Option<&Answer> {
        self.answers.iter().rev().find(|answer| answer.card == card)
    }

    /// How many of these cards were answered, and how many of them rightly at the last try.
    pub fn count<'a>(&self, cards: impl Iterator<Item = &'a str>) -> Counts {
        let mut counts = Counts::default();
        for card in cards {
            counts.n_cards += 1;
            if let Some(answer) = self.latest(card) {
                counts.n_answered += 1;
                counts.n_right += usize::from(answer.correct);
            }
        }
        counts
    }
}

/// How far a student is with some cards.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub n_cards: usize,
    pub n_answered: usize,
    /// Right at the last try.
    pub n_right: usize,
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    fn answer(card: &str, at: u64, correct: bool) -> Answer {
        Answer { card: card.to_owned(), at, correct, misconception: None }
    }

    fn check_error(text: &str, expect: Expect) {
        expect.assert_eq(&Progress::parse(text).expect_err("a faulty text").to_string());
    }

    #[test]
    fn a_damaged_file_is_refused_with_the_place_and_the_fix() {
        check_error(
            r#"{"format":"faultline-progress","version":1,"answers":[{"card":"#,
            expect![[
                r#"it is damaged (EOF while parsing a value at line 1 column 62); a file from “Export” begins with {"format":"faultline-progress""#
            ]],
        );
        check_error(
            r#"{"format":"shopping","version":1,"answers":[]}"#,
            expect!["it is a file of another kind (`shopping`); choose one that was saved by “Export”"],
        );
        check_error(
            r#"{"format":"faultline-progress","version":9,"answers":[]}"#,
            expect!["it was written by a later Faultline (version 9); reload the page to get that one"],
        );
    }

    #[test]
    fn the_same_answers_twice_count_once() {
        let mut progress = Progress::default();
        progress.merge(&[answer("a", 1, false), answer("b", 2, true)]);
        let again = progress.merge(&[answer("b", 2, true), answer("a", 3, true)]);
        assert_eq!(again, Imported { n_added: 1, n_known: 1 });
        assert_eq!(progress.count(["a", "b", "c"].into_iter()), Counts { n_cards: 3, n_answered: 2, n_right: 2 });
    }

    #[test]
    fn the_oldest_answers_go_first() {
        let mut progress = Progress::default();
        let many: Vec<Answer> = (0..ANSWERS_MAX as u64 + 5).map(|at| answer("a", at, true)).collect();
        progress.merge(&many);
        assert_eq!(progress.answers().len(), ANSWERS_MAX);
        assert_eq!(progress.answers()[0].at, 5);
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in ".*") {
            let _ = Progress::parse(&text);
        }

        #[test]
        fn progress_survives_its_text(answers in prop::collection::vec(("[a-z-]{1,20}", any::<u32>(), any::<bool>()), 0..40)) {
            let mut progress = Progress::default();
            let answers: Vec<Answer> = answers.iter().map(|(card, at, ok)| answer(card, u64::from(*at), *ok)).collect();
            progress.merge(&answers);
            prop_assert_eq!(Progress::parse(&progress.to_text()), Ok(progress));
        }
    }
}
