//! One review: a card was asked, and how well it was known; and the line that says it.
//!
//! A review is never changed. One that was a slip is *taken back*: its line stays and says so, because another tab or a
//! file may still hold it, and a review that is merely gone would come back from there.

use std::fmt;

/// How well a card was known, in the four steps of spaced repetition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rating {
    /// Not known; the card comes again on the same day.
    Again,
    Hard,
    Good,
    Easy,
}

/// How a card was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// Version 1 did not say.
    Unsaid,
    /// One of several answers was chosen, and the page marked it.
    Choice,
    /// The answer was shown, and the student said how well it was known.
    Recall,
    /// A number was given.
    Number,
    /// Things were put in order.
    Order,
    /// A run was predicted.
    Prediction,
}

/// One review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// The card's id.
    pub card: String,
    /// Milliseconds since 1970. With the card, it tells reviews apart.
    pub at: u64,
    /// None if the review was taken back.
    pub rating: Option<Rating>,
    pub how: How,
    /// The misconception behind a wrong choice.
    pub misconception: Option<String>,
    /// What the clock on the wall was ahead of UTC, in minutes: on which day it was. Version 1 did not say.
    pub zone_min: Option<i16>,
}

const RATINGS: [(Rating, &str); 4] =
    [(Rating::Again, "again"), (Rating::Hard, "hard"), (Rating::Good, "good"), (Rating::Easy, "easy")];
const TAKEN_BACK: &str = "undone";
const HOWS: [(How, &str); 6] = [
    (How::Unsaid, ""),
    (How::Choice, "choice"),
    (How::Recall, "recall"),
    (How::Number, "number"),
    (How::Order, "order"),
    (How::Prediction, "prediction"),
];

const ID_MAX: usize = 120;
/// No place on Earth is further from UTC than 14 hours.
const ZONE_MIN_MAX: i16 = 24 * 60;

impl Rating {
    /// Every rating, from the worst.
    pub const ALL: [Rating; 4] = [Rating::Again, Rating::Hard, Rating::Good, Rating::Easy];

    /// What it is called in files and messages.
    pub fn word(self) -> &'static str {
        RATINGS[self as usize].1
    }

    fn parse(text: &str) -> Option<Option<Rating>> {
        match text {
            TAKEN_BACK => Some(None),
            text => RATINGS.iter().find(|(_, name)| *name == text).map(|(rating, _)| Some(*rating)),
        }
    }
}

impl How {
    /// What it is called in files and messages.
    pub fn word(self) -> &'static str {
        HOWS[self as usize].1
    }
}

impl Review {
    /// The columns of a line.
    pub const HEADER: &str = "card,at,rating,how,misconception,zone";
    /// A line, for those who have to mend one.
    pub const EXAMPLE: &str = "nines-four-a-week,1764000000000,good,choice,,60";

    /// Reads a line.
    pub fn parse(line: &str) -> Option<Review> {
        let [card, at, rating, how, misconception, zone] = cells(line)?;
        let zone_min = match zone {
            "" => None,
            text => Some(text.parse().ok().filter(|min| (-ZONE_MIN_MAX..=ZONE_MIN_MAX).contains(min))?),
        };
        Some(Review {
            card: id(card)?,
            at: at.parse().ok()?,
            rating: Rating::parse(rating)?,
            how: HOWS.iter().find(|(_, name)| *name == how)?.0,
            misconception: optional_id(misconception)?,
            zone_min,
        })
    }

    /// Reads a line of version 1: `card,at,correct,misconception`. Right was good, wrong was again.
    pub fn parse_version_1(line: &str) -> Option<Review> {
        let [card, at, correct, misconception] = cells(line)?;
        let rating = match correct {
            "yes" => Rating::Good,
            "no" => Rating::Again,
            _ => return None,
        };
        let misconception = optional_id(misconception)?;
        let how = if misconception.is_some() { How::Choice } else { How::Unsaid };
        Some(Review { card: id(card)?, at: at.parse().ok()?, rating: Some(rating), how, misconception, zone_min: None })
    }

    /// Whether the card was known.
    pub fn is_right(&self) -> bool {
        self.rating.is_some_and(|rating| rating != Rating::Again)
    }

    /// Whether of two that say different things of the same review this one holds. Any strict order will do, as long as
    /// every tab has the same; what was taken back stays so.
    pub(super) fn prevails_over(&self, other: &Review) -> bool {
        fn rank(review: &Review) -> impl Ord + '_ {
            (review.rating.is_none(), review.rating, review.how, &review.misconception, review.zone_min)
        }
        rank(self) > rank(other)
    }
}

impl fmt::Display for Review {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rating =
            RATINGS.iter().find(|(rating, _)| Some(*rating) == self.rating).map_or(TAKEN_BACK, |(_, name)| name);
        let how = HOWS.iter().find(|(how, _)| *how == self.how).map_or("", |(_, name)| name);
        write!(f, "{},{},{rating},{how},{},", self.card, self.at, self.misconception.as_deref().unwrap_or_default())?;
        self.zone_min.map_or(Ok(()), |min| write!(f, "{min}"))
    }
}

/// The cells of a line that has exactly so many.
fn cells<const N: usize>(line: &str) -> Option<[&str; N]> {
    let mut cells = line.split(',');
    let mut found = [""; N];
    for cell in &mut found {
        *cell = cells.next()?;
    }
    cells.next().is_none().then_some(found)
}

/// A text that can be an id; then it needs no quotes in a file.
fn id(text: &str) -> Option<String> {
    let is_id =
        (1..=ID_MAX).contains(&text.len()) && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'));
    is_id.then(|| text.to_owned())
}

fn optional_id(text: &str) -> Option<Option<String>> {
    if text.is_empty() { Some(None) } else { id(text).map(Some) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rating_and_every_way_has_its_own_word() {
        assert!(RATINGS.iter().all(|(rating, word)| rating.word() == *word));
        assert!(HOWS.iter().all(|(how, word)| how.word() == *word));
    }

    #[test]
    fn a_review_is_read_from_its_own_line() {
        for line in [
            Review::EXAMPLE,
            "a,0,again,choice,parallel-for-series,-480",
            "a-1,1,hard,recall,,0",
            "a,18446744073709551615,easy,,,840",
            "a,2,undone,prediction,,",
        ] {
            let review = Review::parse(line).unwrap_or_else(|| panic!("{line}"));
            assert_eq!(review.to_string(), line);
        }
    }

    #[test]
    fn a_line_with_a_fault_is_no_review() {
        for line in [
            "",
            "a,1,good,choice,",
            "a,1,good,choice,,,",
            "A,1,good,choice,,",
            ",1,good,choice,,",
            "a,-1,good,choice,,",
            "a,1,great,choice,,",
            "a,1,good,guess,,",
            "a,1,good,choice,x y,",
            "a,1,good,choice,,2000",
            "a,1,yes,",
        ] {
            assert_eq!(Review::parse(line), None, "{line}");
        }
    }

    #[test]
    fn right_and_wrong_of_version_1_are_good_and_again() {
        for (line, migrated) in [
            ("a,1,yes,", "a,1,good,,,"),
            ("a,2,no,", "a,2,again,,,"),
            ("a,3,no,parallel-for-series", "a,3,again,choice,parallel-for-series,"),
        ] {
            assert_eq!(Review::parse_version_1(line).map(|review| review.to_string()).as_deref(), Some(migrated));
        }
        for line in ["a,1,maybe,", "a,1,yes", "a,1,yes,,", "a,1,good,,,"] {
            assert_eq!(Review::parse_version_1(line), None, "{line}");
        }
    }
}
