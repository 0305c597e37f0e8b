//! All own decks, and the text that keeps them.
//!
//! ```text
//! faultline-decks,1
//! #deck week-3 1764000000000 Distributed systems, week 3
//! id,question,answer,…
//! two-generals,…
//! ```
//!
//! No line of a card begins with `#`: ids have none, and a name of a column has none. A line that is damaged costs its
//! card, and a head of a deck that is damaged the deck up to the next.
//!
//! Two shelves are joined by keeping the decks of either, and of two with an id the later one: the larger of two in an
//! order, so that tabs and visits can be joined in any order and as often as one likes.

use super::{DECK_ID_MAX, Deck, TITLE_MAX, csv, parse_id};

const FORMAT: &str = "faultline-decks";
const VERSION: u32 = 1;
const HEAD: &str = "#deck ";

/// Decks, by their ids.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shelf {
    decks: Vec<Deck>,
}

/// Why a text is no shelf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShelfError {
    /// It begins otherwise.
    OtherFormat,
    /// A later version of Faultline wrote it.
    TooNew(u32),
}

impl Shelf {
    /// Reads what was kept, and how many cards or decks were damaged.
    ///
    /// # Errors
    /// [`ShelfError`]
    pub fn parse(text: &str) -> Result<(Shelf, usize), ShelfError> {
        let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
        let version = first.strip_prefix(FORMAT).and_then(|rest| rest.strip_prefix(',')?.trim().parse::<u32>().ok());
        match version {
            None => return Err(ShelfError::OtherFormat),
            Some(version) if version > VERSION => return Err(ShelfError::TooNew(version)),
            Some(_) => {}
        }
        let (mut shelf, mut n_damaged) = (Shelf::default(), 0);
        for part in parts(rest) {
            match deck(part) {
                Some((deck, n)) => {
                    n_damaged += n;
                    shelf.put(deck);
                }
                None => n_damaged += 1,
            }
        }
        Ok((shelf, n_damaged))
    }

    /// The text to keep.
    pub fn to_text(&self) -> String {
        let mut text = format!("{FORMAT},{VERSION}\n");
        for deck in &self.decks {
            text += &format!("{HEAD}{} {} {}\n{}", deck.id, deck.at, deck.title, csv::write(&deck.cards));
        }
        text
    }

    /// The decks, by their ids.
    pub fn decks(&self) -> &[Deck] {
        &self.decks
    }

    /// The deck of an id.
    pub fn deck(&self, id: &str) -> Option<&Deck> {
        self.decks.iter().find(|deck| deck.id == id)
    }

    /// Adds a deck, or replaces the one with its id if that is not later.
    pub fn put(&mut self, deck: Deck) {
        match self.decks.binary_search_by(|known| known.id.cmp(&deck.id)) {
            Err(place) => self.decks.insert(place, deck),
            Ok(place) if deck > self.decks[place] => self.decks[place] = deck,
            Ok(_) => {}
        }
    }

    /// Takes a deck away.
    pub fn remove(&mut self, id: &str) {
        self.decks.retain(|deck| deck.id != id);
    }

    /// Adds all that another shelf holds.
    pub fn join(&mut self, other: &Shelf) {
        other.decks.iter().for_each(|deck| self.put(deck.clone()));
    }
}

/// The parts of a text, each from a line that begins a deck to the next. What stands before the first is none.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let mut starts = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.starts_with(HEAD) {
            starts.push(at);
        }
        at += line.len();
    }
    let ends: Vec<usize> = starts.iter().skip(1).copied().chain([text.len()]).collect();
    starts.into_iter().zip(ends).map(move |(start, end)| &text[start..end])
}

/// A deck, and how many of its lines are damaged.
fn deck(part: &str) -> Option<(Deck, usize)> {
    let (head, cards) = part.split_once('\n')?;
    let mut words = head.strip_prefix(HEAD)?.splitn(3, ' ');
    let id = parse_id(words.next()?, DECK_ID_MAX).ok()?;
    let at = words.next()?.parse().ok()?;
    let title = words.next()?.trim().chars().take(TITLE_MAX).collect();
    let read = csv::read(cards);
    Some((Deck { id, at, title, cards: read.cards }, read.n_faults))
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;
    use proptest::prelude::*;

    fn a_deck(id: &str, at: u64, cards: &str) -> Deck {
        Deck { id: id.into(), at, title: format!("Deck {id}"), cards: csv::read(cards).cards }
    }

    fn shelf() -> Shelf {
        let mut shelf = Shelf::default();
        shelf.put(a_deck("b", 2, "id,question,answer\nx,\"Is it, or not?\",Yes\ny,Why?,\"So \"\"it\"\" is\"\n"));
        shelf.put(a_deck("a", 1, "id,question,answer,wrong 1\nz,#?,1,2\n"));
        shelf
    }

    #[test]
    fn decks_are_kept_as_tables() {
        expect![[r##"
            faultline-decks,1
            #deck a 1 Deck a
            id,question,answer,wrong 1
            z,"#?",1,2
            #deck b 2 Deck b
            id,question,answer
            x,"Is it, or not?",Yes
            y,Why?,"So ""it"" is"
        "##]]
        .assert_eq(&shelf().to_text());
        assert_eq!(Shelf::parse(&shelf().to_text()), Ok((shelf(), 0)));
        assert_eq!(Shelf::parse("faultline-decks,1"), Ok((Shelf::default(), 0)));
    }

    #[test]
    fn what_is_damaged_costs_itself() {
        let text = shelf().to_text();
        let cards = |text: &str| {
            let (shelf, n_damaged) = Shelf::parse(text).expect("a shelf");
            (shelf.decks().iter().map(|deck| deck.cards.len()).sum::<usize>(), n_damaged)
        };
        assert_eq!(cards(&text), (3, 0));
        assert_eq!(cards(&text.replace("Why?", "\"Why?")), (2, 1));
        assert_eq!(cards(&text.replace("#deck b 2", "#deck b two")), (1, 1));
        assert_eq!(Shelf::parse("something else"), Err(ShelfError::OtherFormat));
        assert_eq!(Shelf::parse("faultline-decks,7\n"), Err(ShelfError::TooNew(7)));
    }

    #[test]
    fn the_later_deck_of_an_id_replaces_the_other() {
        let mut shelf = shelf();
        shelf.put(a_deck("a", 0, "question,answer\nold,1\n"));
        assert_eq!(shelf.deck("a").map(|deck| deck.at), Some(1));
        shelf.put(a_deck("a", 9, "question,answer\nnew,1\n"));
        assert_eq!(shelf.deck("a").map(|deck| deck.cards[0].prompt.as_str()), Some("new"));
        shelf.remove("a");
        assert_eq!((shelf.deck("a"), shelf.decks().len()), (None, 1));
    }

    fn a_shelf() -> impl Strategy<Value = Shelf> {
        let deck = ("[ab]", 0_u64..3, "question,answer\n([ab\"]{1,2},[cd,]{1,2}\n){0,3}");
        prop::collection::vec(deck, 0..4).prop_map(|decks| {
            let mut shelf = Shelf::default();
            decks.iter().for_each(|(id, at, cards)| shelf.put(a_deck(id, *at, cards)));
            shelf
        })
    }

    fn joined(one: &Shelf, other: &Shelf) -> Shelf {
        let mut shelf = one.clone();
        shelf.join(other);
        shelf
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "(#deck |a |[0-9]|,|\"|\n|question|answer|\\PC){0,60}") {
            let _ = Shelf::parse(&text);
            if let Ok((shelf, _)) = Shelf::parse(&format!("faultline-decks,1\n{text}")) {
                prop_assert_eq!(Shelf::parse(&shelf.to_text()), Ok((shelf, 0)));
            }
        }

        #[test]
        fn joining_is_the_same_in_any_order_and_however_often((a, b, c) in (a_shelf(), a_shelf(), a_shelf())) {
            prop_assert_eq!(joined(&a, &b), joined(&b, &a));
            prop_assert_eq!(joined(&joined(&a, &b), &c), joined(&a, &joined(&b, &c)));
            prop_assert_eq!(joined(&joined(&a, &b), &b), joined(&a, &b));
            prop_assert_eq!(joined(&a, &a), a);
        }
    }
}
