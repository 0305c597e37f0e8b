//! The reviews, the settings, and their text form.
//!
//! Two progresses are joined by keeping what is in either. Of the same review (the same card at the same moment) the
//! one that prevails is kept, of the settings the latest, of too many reviews the latest: each is the larger of two in
//! some order, so tabs and files can be joined in any order and as often as one likes, and come to the same.

use std::fmt;

use super::review::Review;
use super::settings::Settings;
use crate::link::shortened;

/// The most reviews that are kept; the oldest go first.
pub const REVIEWS_MAX: usize = 40_000;

const FORMAT: &str = "faultline-progress";
const VERSION: u32 = 2;
const HEADER_1: &str = "card,at,correct,misconception";
const EXAMPLE_1: &str = "nines-four-a-week,1764000000000,yes,";
/// Above a file of [`REVIEWS_MAX`] reviews, be their ids as long as they may.
const TEXT_MAX: usize = 12_000_000;

/// All reviews, in order of time, and the settings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    reviews: Vec<Review>,
    pub settings: Settings,
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
        /// The version that the text says it has: lines differ.
        version: u32,
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
            ProgressError::Damaged { line, found, version } => {
                let (header, example) = shape(*version);
                write!(f, "line {line} is damaged: expected {header} such as `{example}`, not `{found}`")
            }
            ProgressError::OtherFormat(found) => {
                write!(
                    f,
                    "it begins with `{found}` and not with `{FORMAT},{VERSION}`; choose a file that “Export” saved"
                )
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

/// The columns of a version's lines, and such a line.
fn shape(version: u32) -> (&'static str, &'static str) {
    if version < VERSION { (HEADER_1, EXAMPLE_1) } else { (Review::HEADER, Review::EXAMPLE) }
}

/// What an import changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Imported {
    /// Reviews that were new.
    pub n_added: usize,
    /// Reviews that were there already.
    pub n_known: usize,
}

impl Progress {
    /// Nothing but settings.
    pub fn with(settings: Settings) -> Progress {
        Progress { settings, ..Progress::default() }
    }

    /// Reads a text as kept or exported, of this version or an earlier one.
    ///
    /// # Errors
    /// [`ProgressError`]; nothing of a faulty text is used.
    pub fn parse(text: &str) -> Result<Progress, ProgressError> {
        if text.len() > TEXT_MAX {
            return Err(ProgressError::TooLong(text.len()));
        }
        let mut lines = text.lines().enumerate().peekable();
        let first = lines.next().map_or("", |(_, line)| line);
        let version = first.strip_prefix(FORMAT).and_then(|rest| rest.strip_prefix(',')?.trim().parse::<u32>().ok());
        let version = match version {
            None => return Err(ProgressError::OtherFormat(shortened(first))),
            Some(version) if version > VERSION => return Err(ProgressError::TooNew(version)),
            Some(version) => version,
        };
        let damaged =
            |(at, line): (usize, &str)| ProgressError::Damaged { line: at + 1, found: shortened(line), version };
        let mut progress = Progress::default();
        if version == VERSION
            && let Some((at, line)) = lines.next_if(|(_, line)| line.starts_with(Settings::START))
        {
            progress.settings = Settings::parse(line).ok_or_else(|| damaged((at, line)))?;
        }
        let (header, _) = shape(version);
        if let Some((at, line)) = lines.next().filter(|(_, line)| *line != header) {
            return Err(damaged((at, line)));
        }
        let read = if version < VERSION { Review::parse_version_1 } else { Review::parse };
        for (at, line) in lines {
            progress.add(&read(line).ok_or_else(|| damaged((at, line)))?);
        }
        progress.forget_oldest();
        Ok(progress)
    }

    /// The text to keep or to export.
    pub fn to_text(&self) -> String {
        let mut text = format!("{FORMAT},{VERSION}\n");
        if self.settings != Settings::default() {
            text += &format!("{}\n", self.settings);
        }
        text += Review::HEADER;
        text.push('\n');
        for review in &self.reviews {
            text += &format!("{review}\n");
        }
        text
    }

    /// All reviews, in order of time, also those that were taken back.
    pub fn reviews(&self) -> &[Review] {
        &self.reviews
    }

    /// Adds reviews that are not there yet: another tab, another device, one more card.
    pub fn merge(&mut self, reviews: &[Review]) -> Imported {
        let n_added = reviews.iter().map(|review| usize::from(self.add(review))).sum();
        self.forget_oldest();
        Imported { n_added, n_known: reviews.len() - n_added }
    }

    /// Adds all that another progress holds.
    pub fn join(&mut self, other: &Progress) -> Imported {
        self.settings = self.settings.max(other.settings);
        self.merge(&other.reviews)
    }

    /// Adds a review; whether it is a new one.
    fn add(&mut self, review: &Review) -> bool {
        let key = (review.at, &review.card);
        match self.reviews.binary_search_by(|known| (known.at, &known.card).cmp(&key)) {
            Err(place) => self.reviews.insert(place, review.clone()),
            Ok(place) if review.prevails_over(&self.reviews[place]) => {
                self.reviews[place] = review.clone();
                return false;
            }
            Ok(_) => return false,
        }
        true
    }

    fn forget_oldest(&mut self) {
        self.reviews.drain(..self.reviews.len().saturating_sub(REVIEWS_MAX));
    }

    /// The latest review of a card.
    pub fn latest(&self, card: &str) -> Option<&Review> {
        self.reviews.iter().rev().find(|review| review.rating.is_some() && review.card == card)
    }

    /// The latest review of each card, in their order: in one pass, where cards and reviews are thousands.
    pub fn latest_of(&self, cards: &[&str]) -> Vec<Option<&Review>> {
        let order = by_id(cards);
        let mut latest = vec![None; cards.len()];
        for review in self.reviews.iter().filter(|review| review.rating.is_some()) {
            if let Ok(place) = order.binary_search_by(|at| cards[*at].cmp(&review.card)) {
                latest[order[place]] = Some(review);
            }
        }
        latest
    }

    /// How many of these cards were answered, and how many of them rightly at the last try.
    pub fn count<'a>(&self, cards: impl Iterator<Item = &'a str>) -> Counts {
        let cards: Vec<&str> = cards.collect();
        let latest = self.latest_of(&cards);
        let reviews = || latest.iter().flatten();
        Counts {
            n_cards: cards.len(),
            n_answered: reviews().count(),
            n_right: reviews().filter(|review| review.is_right()).count(),
        }
    }
}

/// The places of ids in the order of the ids.
pub fn by_id(ids: &[&str]) -> Vec<usize> {
    let mut order: Vec<usize> = Vec::with_capacity(ids.len());
    for at in 0..ids.len() {
        let place = order.partition_point(|before| ids[*before] <= ids[at]);
        order.insert(place, at);
    }
    order
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
    use proptest::sample::select;

    fn review(line: &str) -> Review {
        Review::parse(line).unwrap_or_else(|| panic!("{line}"))
    }

    fn check_error(text: &str, expect: Expect) {
        expect.assert_eq(&Progress::parse(text).expect_err("a faulty text").to_string());
    }

    #[test]
    fn a_damaged_file_is_refused_with_the_place_and_the_fix() {
        let head = "faultline-progress,2\ncard,at,rating,how,misconception,zone";
        check_error(
            &format!("{head}\na,1,good,,,\nb,2,perhaps,,,"),
            expect![
                "line 4 is damaged: expected card,at,rating,how,misconception,zone such as `nines-four-a-week,1764000000000,good,choice,,60`, not `b,2,perhaps,,,`"
            ],
        );
        check_error(
            "faultline-progress,2\nsettings,1,retention=200,new=1\n",
            expect![
                "line 2 is damaged: expected card,at,rating,how,misconception,zone such as `nines-four-a-week,1764000000000,good,choice,,60`, not `settings,1,retention=200,new=1`"
            ],
        );
        check_error(
            "faultline-progress,1\ncard,at,correct,misconception\na,1,ye",
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
            expect!["it begins with `milk,2` and not with `faultline-progress,2`; choose a file that “Export” saved"],
        );
        check_error(
            "faultline-progress,9\n",
            expect!["it was written by a later Faultline (version 9); reload the page to get that one"],
        );
    }

    #[test]
    fn a_text_of_version_1_is_read_and_written_as_version_2() {
        let old = "faultline-progress,1\ncard,at,correct,misconception\nb,7,no,majority-suffices\na,5,yes,";
        expect![[r#"
            faultline-progress,2
            card,at,rating,how,misconception,zone
            a,5,good,,,
            b,7,again,choice,majority-suffices,
        "#]]
        .assert_eq(&Progress::parse(old).expect("a text of version 1").to_text());
    }

    #[test]
    fn the_same_reviews_twice_count_once() {
        let mut progress = Progress::default();
        progress.merge(&[review("a,1,again,,,"), review("b,2,good,,,")]);
        let again = progress.merge(&[review("b,2,good,,,"), review("a,3,hard,,,")]);
        assert_eq!(again, Imported { n_added: 1, n_known: 1 });
        assert_eq!(progress.count(["a", "b", "c"].into_iter()), Counts { n_cards: 3, n_answered: 2, n_right: 2 });
        for (card, latest) in ["c", "b", "a"].iter().zip(progress.latest_of(&["c", "b", "a"])) {
            assert_eq!(latest, progress.latest(card));
        }
    }

    #[test]
    fn a_review_that_was_taken_back_does_not_come_back_from_another_tab() {
        let (mut here, mut there) = (Progress::default(), Progress::default());
        here.merge(&[review("a,1,good,,,"), review("a,2,again,,,")]);
        there.join(&here);
        here.merge(&[review("a,2,undone,,,")]);
        assert_eq!(here.join(&there), Imported { n_added: 0, n_known: 2 });
        assert_eq!(here.latest("a"), Some(&review("a,1,good,,,")));
        there.join(&here);
        assert_eq!(there, here);
    }

    #[test]
    fn the_oldest_reviews_go_first() {
        let mut progress = Progress::default();
        let many: Vec<Review> = (0..REVIEWS_MAX + 5).map(|at| review(&format!("a,{at},good,,,"))).collect();
        progress.merge(&many);
        assert_eq!(progress.reviews().len(), REVIEWS_MAX);
        assert_eq!(progress.reviews()[0].at, 5);
    }

    #[test]
    fn the_longest_text_that_can_be_kept_can_be_read() {
        let [card, belief] = ["c", "m"].map(|letter| letter.repeat(120));
        let line = review(&format!("{card},{},undone,prediction,{belief},-1440", u64::MAX)).to_string();
        assert!((line.len() + 1) * REVIEWS_MAX + 200 <= TEXT_MAX);
    }

    /// Few cards and moments, so that the same review is often said in two ways.
    fn a_progress() -> impl Strategy<Value = Progress> {
        let cell = |values: &'static [&'static str]| select(values);
        let line = (
            cell(&["a", "b-2"]),
            0_u64..4,
            cell(&["again", "good", "easy", "undone"]),
            cell(&["", "choice", "recall"]),
            cell(&["", "x"]),
            cell(&["", "0", "-60"]),
        );
        let line = line.prop_map(|(card, at, rating, how, x, zone)| format!("{card},{at},{rating},{how},{x},{zone}"));
        let settings = (0_u64..3, Settings::RETENTION_PERCENT, 0..=Settings::NEW_A_DAY_MAX);
        (prop::collection::vec(line, 0..12), settings).prop_map(|(lines, (at, retention_percent, new_a_day))| {
            let mut progress = Progress::default();
            progress.merge(&lines.iter().map(|line| review(line)).collect::<Vec<_>>());
            progress.settings = Settings { at, retention_percent, new_a_day };
            progress
        })
    }

    fn joined(one: &Progress, other: &Progress) -> Progress {
        let mut progress = one.clone();
        progress.join(other);
        progress
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(
            text in ".*",
            lines in "(card|at|settings|retention=|new=|good|again|undone|choice|[0-9,=\n-]){0,60}",
        ) {
            let _ = Progress::parse(&text);
            for head in ["", "faultline-progress,1\n", "faultline-progress,2\n"] {
                let _ = Progress::parse(&format!("{head}{lines}"));
                let _ = Progress::parse(&format!("{head}{}\n{lines}", Review::HEADER));
                let _ = Progress::parse(&format!("{head}{HEADER_1}\n{lines}"));
            }
        }

        #[test]
        fn progress_survives_its_text(progress in a_progress()) {
            prop_assert_eq!(Progress::parse(&progress.to_text()), Ok(progress));
        }

        #[test]
        fn joining_is_the_same_in_any_order_and_however_often(
            (a, b, c) in (a_progress(), a_progress(), a_progress()),
        ) {
            prop_assert_eq!(joined(&a, &b), joined(&b, &a));
            prop_assert_eq!(joined(&joined(&a, &b), &c), joined(&a, &joined(&b, &c)));
            prop_assert_eq!(joined(&joined(&a, &b), &b), joined(&a, &b));
            prop_assert_eq!(joined(&a, &a), a);
        }
    }
}
