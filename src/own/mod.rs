//! Decks of the reader's own: cards that somebody wrote elsewhere, opened from a file and kept in this browser.
//!
//! ```text
//! file ──toml, csv──▶ Fields ──▶ Draft ──▶ Deck ──▶ Shelf (all decks, as text in the browser's storage)
//!                                   └────▶ the same words that a topic of ours has: study, exam, export know no other
//! ```
//!
//! A file is read within limits, and what is wrong with a card costs that card alone: each fault says where it is, what
//! it is and what would be right. Decks are sent nowhere. Their cards are named `own-<deck>--<card>`, so that a file
//! that is opened again replaces the deck and leaves the memory of its cards.
//!
//! The browser keeps decks as CSV, whichever way they came: one reader of a few kilobytes serves every page that
//! studies them, and the parser of TOML is part of the program of one page.
//!
//! Left out: pictures, templates with drawn numbers, and predictions, which only tests can hold against the model.

pub mod csv;
mod draft;
mod inline;
mod keeper;
mod number;
mod shelf;
pub mod toml;
mod words;

pub use draft::{Draft, Field, Kind, Wrong};
pub use keeper::{DecksHandle, Status, use_deck_keeper};
pub use shelf::{Shelf, ShelfError};
pub use words::{deck_of, own};

use std::fmt;

use crate::link::shortened;

/// The most bytes of a file.
pub const BYTES_MAX: usize = 1_000_000;
/// The most cards of a deck.
pub const N_CARDS_MAX: usize = 2_000;
/// The most characters of a text.
pub const TEXT_MAX: usize = 4_000;
/// The most characters of a deck's title.
pub const TITLE_MAX: usize = 80;
/// The most characters of a card's id.
pub const ID_MAX: usize = 60;
/// The most characters of a deck's id.
pub const DECK_ID_MAX: usize = 30;
/// How many faults are told.
pub const N_FAULTS_TOLD: usize = 50;

/// What the ids of own decks and cards begin with; no card of ours does.
pub const PREFIX: &str = "own-";

/// A deck.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deck {
    /// Small letters, digits and single hyphens.
    pub id: String,
    /// When it was opened, in milliseconds since 1970: of two with an id, the later one counts.
    pub at: u64,
    pub title: String,
    pub cards: Vec<Draft>,
}

/// Where something stands in a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
}

/// What is wrong in a file, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub place: Place,
    /// The fault and its fix, as the end of a sentence.
    pub what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.place.line, self.place.column, self.what)
    }
}

/// What was read of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Read {
    /// The id that the file gives its deck.
    pub id: Option<String>,
    /// The title that the file gives its deck.
    pub title: Option<String>,
    /// The cards that could be read, in the order of the file.
    pub cards: Vec<Draft>,
    /// What is wrong with the others; at most [`N_FAULTS_TOLD`].
    pub faults: Vec<Fault>,
    /// All faults.
    pub n_faults: usize,
}

impl Read {
    /// Takes in a card, or notes why not. `place` is where it begins.
    fn take(&mut self, card: Result<Draft, Fault>, place: Place) {
        let card = card.and_then(|card| match () {
            () if self.cards.iter().any(|known| known.id == card.id) => {
                Err(Fault { place, what: format!("its id `{}` stands at a card before; give it another", card.id) })
            }
            () if self.cards.len() == N_CARDS_MAX => Err(Fault {
                place,
                what: format!("a deck has at most {N_CARDS_MAX} cards; put the others into another"),
            }),
            () => Ok(card),
        });
        match card {
            Ok(card) => self.cards.push(card),
            Err(fault) => self.note(fault),
        }
    }

    fn note(&mut self, fault: Fault) {
        self.n_faults += 1;
        if self.faults.len() < N_FAULTS_TOLD {
            self.faults.push(fault);
        }
    }

    /// A file that is longer than is read.
    fn too_long(bytes: usize) -> Read {
        let mut read = Read::default();
        let what = format!("the file has {bytes} bytes, and at most {BYTES_MAX} are read; put its cards into several");
        read.note(Fault { place: Place { line: 1, column: 1 }, what });
        read
    }

    /// The deck, with an id and a title by the name of its file where it has none of its own.
    pub fn into_deck(self, file_name: &str, at: u64) -> Deck {
        let stem = file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem).trim();
        let title = draft::one_line(self.title.as_deref().unwrap_or(stem));
        let title: String = title.chars().filter(|letter| !letter.is_control()).take(TITLE_MAX).collect();
        let title = if title.is_empty() { "My deck".to_owned() } else { title };
        let id = self.id.unwrap_or_else(|| slug(if stem.is_empty() { &title } else { stem }, DECK_ID_MAX));
        Deck { id, at, title, cards: self.cards }
    }
}

impl Deck {
    /// The id of its topic: `own-<deck>`.
    pub fn topic(&self) -> String {
        format!("{PREFIX}{}", self.id)
    }
}

/// A text as an id: small letters, digits and single hyphens. One that has none of them is named by its hash.
pub fn slug(text: &str, chars_max: usize) -> String {
    let mut slug = String::new();
    for letter in text.chars() {
        match letter.to_ascii_lowercase() {
            letter @ ('a'..='z' | '0'..='9') => slug.push(letter),
            _ if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
            _ => {}
        }
    }
    slug.truncate(chars_max);
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { format!("x-{}", hashed(text)) } else { slug.to_owned() }
}

/// A short name of a text.
fn hashed(text: &str) -> String {
    let mut hash = faultline_model::prng::Fnv1a::default();
    hash.bytes(text.as_bytes());
    faultline_model::prng::short_name(hash.mixed())
}

/// Reads an id as somebody wrote it.
///
/// # Errors
/// What would be one.
fn parse_id(text: &str, chars_max: usize) -> Result<String, String> {
    let fixed = slug(text, chars_max);
    if fixed == text {
        return Ok(fixed);
    }
    Err(format!(
        "an id has up to {chars_max} small letters, digits and single hyphens: write `{fixed}`, not `{}`",
        shortened(text)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_id_is_made_of_any_name() {
        for (text, id) in [
            ("Distributed Systems 101", "distributed-systems-101"),
            ("--A  b__c--", "a-b-c"),
            ("a-very-long-name-of-a-deck-that-goes-on", "a-very-long-name-of-a-deck-tha"),
        ] {
            assert_eq!(slug(text, DECK_ID_MAX), id);
        }
        assert!(slug("Надёжность", DECK_ID_MAX).starts_with("x-"));
        assert_ne!(slug("Надёжность", DECK_ID_MAX), slug("Репликация", DECK_ID_MAX));
    }

    #[test]
    fn a_deck_without_a_name_is_named_by_its_file() {
        let deck = |read: Read, name: &str| read.into_deck(name, 0);
        let named = Read { id: Some("x".into()), title: Some("The X".into()), ..Read::default() };
        assert_eq!((deck(named.clone(), "y.toml").id, deck(named, "y.toml").title), ("x".into(), "The X".into()));
        let unnamed = deck(Read::default(), "Week 3.final.csv");
        assert_eq!((unnamed.id.as_str(), unnamed.title.as_str()), ("week-3-final", "Week 3.final"));
        assert_eq!(deck(Read::default(), "").title, "My deck");
    }

    proptest! {
        #[test]
        fn an_id_stays_what_it_is(text in "\\PC{0,80}") {
            let id = slug(&text, ID_MAX);
            prop_assert_eq!(parse_id(&id, ID_MAX), Ok(id.clone()));
            prop_assert!(!id.contains("--") && id.len() <= ID_MAX);
        }
    }
}
