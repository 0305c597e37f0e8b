//! The answers and their text form.

use std::fmt;

use crate::link::shortened;

/// The most answers that are kept; the oldest go first.
pub const ANSWERS_MAX: usize = 20_000;

const FORMAT: &str = "faultline-progress";
const VERSION: u32 = 1;
const HEADER: &str = "card,at,correct,misconception";
/// Far above a file with [`ANSWERS_MAX`] answers.
const TEXT_MAX: usize = 4_000_000;
const ID_MAX: usize = 120;

/// One answer to one card.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The card's id.
    pub card: String,
    /// Milliseconds since 1970.
    pub at: u64,
    /// Whether it was right: marked by the page where the card has choices, otherwise by the student.
    pub correct: bool,
    /// The misconception behind the wrong choice.
    pub misconception: Option<String>,
}

/// All answers, in order of time.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Progress {
    answers: Vec<Answer>,
}

/// Why a text is no progress file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProgressError {
    /// A line is not as it should be.
    Damaged {
        /// From 1.
        line: usize,
        /// What stands there.
        found: String,
    },
    /// It is a file of something else.
    OtherFormat(String),
    /// A later version of Faultline wrote it.
    TooNew(u32),
    /// It is longer than every real one, in bytes.
    TooLong(usize),
}

impl fmt::Display for ProgressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ProgressError::Damaged { line, found } => {
                let example = "nines-four-a-week,1764000000000,yes,";
                write!(f, "line {line} is damaged: expected {HEADER} such as `{example}`, not `{found}`")
            }
            ProgressError::OtherFormat(found) => {
                write!(f, "it begins with `{found}` and not with `{FORMAT},1`; choose a file that “Export” saved")
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

impl Answer {
    fn parse(line: &str) -> Option<Answer> {
        let mut cells = line.split(',');
        let card = cells.next().filter(|id| is_id(id))?.to_owned();
        let at = cells.next()?.parse().ok()?;
        let correct = match cells.next()? {
            "yes" => true,
            "no" => false,
            _ => return None,
        };
        let misconception = match cells.next()? {
            "" => None,
            id if is_id(id) => Some(id.to_owned()),
            _ => return None,
        };
        cells.next().is_none().then_some(Answer { card, at, correct, misconception })
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let correct = if self.correct { "yes" } else { "no" };
        write!(f, "{},{},{correct},{}", self.card, self.at, self.misconception.as_deref().unwrap_or_default())
    }
}

/// Whether a text can be an id; then it needs no quotes in a file.
fn is_id(text: &str) -> bool {
    (1..=ID_MAX).contains(&text.len()) && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
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
        let mut lines = text.lines().enumerate();
        let first = lines.next().map_or("", |(_, line)| line);
        let version = first.strip_prefix(FORMAT).and_then(|rest| rest.strip_prefix(',')?.trim().parse::<u32>().ok());
        match version {
            None => return Err(ProgressError::OtherFormat(shortened(first))),
            Some(version) if version > VERSION => return Err(ProgressError::TooNew(version)),
            Some(_) => {}
        }
        let mut answers = Vec::new();
        for (at, line) in lines {
            let damaged = || ProgressError::Damaged { line: at + 1, found: shortened(line) };
            match at {
                1 if line == HEADER => {}
                1 => return Err(damaged()),
                _ => answers.push(Answer::parse(line).ok_or_else(damaged)?),
            }
        }
        let mut progress = Progress::default();
        progress.merge(&answers);
        Ok(progress)
    }

    /// The text to keep or to export.
    pub fn to_text(&self) -> String {
        let rows: Vec<String> = self.answers.iter().map(Answer::to_string).collect();
        format!("{FORMAT},{VERSION}\n{HEADER}\n{}", rows.join("\n"))
    }

    /// All answers, in order of time.
    pub fn answers(&self) -> &[Answer] {
        &self.answers
    }

    /// Adds answers that are not there yet: another tab, another device, one more card.
    pub fn merge(&mut self, answers: &[Answer]) -> Imported {
        let mut n_added = 0;
        for answer in answers {
            let place = self.answers.binary_search_by(|known| (known.at, &known.card).cmp(&(answer.at, &answer.card)));
            if let Err(place) = place {
                self.answers.insert(place, answer.clone());
                n_added += 1;
            }
        }
        self.answers.drain(..self.answers.len().saturating_sub(ANSWERS_MAX));
        Imported { n_added, n_known: answers.len() - n_added }
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
        let head = "faultline-progress,1\ncard,at,correct,misconception";
        check_error(
            &format!("{head}\na,1,yes,\nb,2,perhaps,"),
            expect![
                "line 4 is damaged: expected card,at,correct,misconception such as `nines-four-a-week,1764000000000,yes,`, not `b,2,perhaps,`"
            ],
        );
        check_error(
            &format!("{head}\na,1,ye"),
            expect![
                "line 3 is damaged: expected card,at,correct,misconception such as `nines-four-a-week,1764000000000,yes,`, not `a,1,ye`"
            ],
        );
        check_error(
            "faultline-progress,1\na,1,yes,",
            expect![
                "line 2 is damaged: expected card,at,correct,misconception such as `nines-four-a-week,1764000000000,yes,`, not `a,1,yes,`"
            ],
        );
        check_error(
            "milk,2\neggs,12",
            expect!["it begins with `milk,2` and not with `faultline-progress,1`; choose a file that “Export” saved"],
        );
        check_error(
            "faultline-progress,9\n",
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
