//! Keeps the own decks in the browser's storage. Each page that shows them reads them there.

use std::rc::Rc;

use gloo::events::EventListener;
use yew::prelude::*;

use super::shelf::{Shelf, ShelfError};
use super::{Deck, own};
use crate::browser::storage::{self, StorageError};
use crate::content::{self, Topic};
use crate::hooks::use_effect_with;

const KEY: &str = "faultline.decks";
/// Where damaged texts are set aside before anything is written over them: this, then with 2, 3 …
const ASIDE_KEY: &str = "faultline.decks.damaged";

/// How well the decks are kept.
#[derive(Debug, Clone, PartialEq)]
pub enum Status {
    /// Before the storage has been read.
    Unread,
    Kept,
    /// The browser keeps nothing, or has no room; what was opened since lives as long as the page.
    OnlyThisPage(StorageError),
    /// So many cards or decks were damaged; the text was set aside under [`ASIDE_KEY`] if there was room.
    Damaged(usize),
    /// A later version of Faultline wrote them: they are left alone.
    TooNew(u32),
}

/// The decks and what can be done with them.
#[derive(Clone, PartialEq)]
pub struct DecksHandle {
    pub shelf: Rc<Shelf>,
    pub status: Status,
    /// The decks as topics.
    pub topics: Vec<&'static Topic>,
    state: UseReducerHandle<Kept>,
}

impl DecksHandle {
    /// Adds a deck, or replaces the one with its id, and keeps it.
    pub fn put(&self, deck: Deck) {
        self.state.dispatch(Action::Put(Box::new(deck)));
    }

    /// Takes a deck away. What is known of its cards stays.
    pub fn remove(&self, id: &str) {
        self.state.dispatch(Action::Remove(id.to_owned()));
    }

    /// The topic of a deck's id.
    pub fn topic(&self, deck: &str) -> Option<&'static Topic> {
        self.topics.iter().copied().find(|topic| topic.id.strip_prefix(super::PREFIX) == Some(deck))
    }

    /// The topics of the site and then the own decks.
    pub fn all_topics(&self) -> Vec<&'static Topic> {
        content::open_topics().chain(self.topics.iter().copied()).collect()
    }
}

#[derive(Clone, PartialEq)]
struct Kept {
    shelf: Rc<Shelf>,
    status: Status,
    topics: Vec<&'static Topic>,
    /// What the storage held when it was last looked at: another text is another tab's.
    text: Option<Rc<str>>,
}

enum Action {
    /// Take in what the storage holds.
    Refresh,
    Put(Box<Deck>),
    Remove(String),
}

impl Reducible for Kept {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let fresh = self.refreshed();
        match action {
            Action::Refresh => Rc::new(fresh),
            Action::Put(deck) => Rc::new(fresh.with(|shelf| {
                // It was chosen now, whatever the clock says of the one before.
                let at = shelf.deck(&deck.id).map_or(deck.at, |known| deck.at.max(known.at + 1));
                shelf.put(Deck { at, ..(*deck).clone() });
            })),
            Action::Remove(id) => Rc::new(fresh.with(|shelf| shelf.remove(&id))),
        }
    }
}

impl Kept {
    /// With what another tab has kept since.
    fn refreshed(&self) -> Kept {
        let text = match storage::read(KEY) {
            Ok(text) => text,
            Err(error) => return Kept { status: Status::OnlyThisPage(error), ..self.clone() },
        };
        if text.as_deref() == self.text.as_deref() && self.status != Status::Unread {
            return self.clone();
        }
        let Some(text) = text else { return Kept { status: Status::Kept, ..self.holding(Shelf::default()) } };
        match Shelf::parse(&text) {
            Ok((mut shelf, n_damaged)) => {
                // What only this page holds would be lost with what it reads.
                if matches!(self.status, Status::OnlyThisPage(_)) {
                    shelf.join(&self.shelf);
                }
                let status = if n_damaged == 0 { Status::Kept } else { Status::Damaged(n_damaged) };
                Kept { status, text: Some(text.into()), ..self.holding(shelf) }
            }
            Err(ShelfError::TooNew(version)) => {
                Kept { status: Status::TooNew(version), text: Some(text.into()), ..self.clone() }
            }
            Err(ShelfError::OtherFormat) => {
                Kept { status: Status::Damaged(1), text: Some(text.into()), ..self.clone() }
            }
        }
    }

    fn holding(&self, shelf: Shelf) -> Kept {
        if shelf == *self.shelf {
            return Kept { text: None, ..self.clone() };
        }
        let topics = content::take_own(shelf.decks().iter().map(own).collect());
        Kept { shelf: Rc::new(shelf), topics, text: None, ..self.clone() }
    }

    /// With a change, which is kept if the browser lets us.
    fn with(&self, change: impl FnOnce(&mut Shelf)) -> Kept {
        let mut shelf = (*self.shelf).clone();
        change(&mut shelf);
        let text = shelf.to_text();
        let mut kept = self.holding(shelf);
        (kept.status, kept.text) = (self.status.clone(), self.text.clone());
        if let (Status::Damaged(_), Some(damaged)) = (&self.status, &self.text) {
            // Without room for it, the sound cards are worth more than the damaged text.
            let _ = storage::set_aside(ASIDE_KEY, damaged);
        }
        if matches!(self.status, Status::TooNew(_)) {
            return kept;
        }
        match storage::write(KEY, &text) {
            Ok(()) => (kept.status, kept.text) = (Status::Kept, Some(text.into())),
            Err(error) => kept.status = Status::OnlyThisPage(error),
        }
        kept
    }
}

/// The own decks, read when the page has been drawn and whenever another tab keeps something.
#[hook]
pub fn use_deck_keeper() -> DecksHandle {
    let first = || Kept { shelf: Rc::default(), status: Status::Unread, topics: Vec::new(), text: None };
    let state = use_reducer_eq(first);
    {
        let state = state.dispatcher();
        use_effect_with((), move |()| {
            state.dispatch(Action::Refresh);
            let window = web_sys::window().expect("effects run in a browser");
            let listeners = ["storage", "pageshow"].map(|name| {
                let state = state.clone();
                EventListener::new(&window, name, move |_| state.dispatch(Action::Refresh))
            });
            move || drop(listeners)
        });
    }
    let Kept { shelf, status, topics, .. } = (*state).clone();
    DecksHandle { shelf, status, topics, state }
}
