//! One visit to a lab: its configuration, what can be undone, and the link that follows along.
//!
//! The configuration comes from the link. An edit changes it at once and the link a moment later, without a new entry
//! in the history: typing does not flood it. Following a link (a preset, Back) replaces the configuration, and can be
//! undone like an edit.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use yew::prelude::*;

use crate::embed;
use crate::hooks::{Setter, use_effect_with, use_state_eq};
use crate::link::Note;
use crate::site::use_site;

/// How many edits can be undone.
pub const UNDO_MAX: usize = 200;
/// How long the link waits for the next edit, in milliseconds.
const LINK_DELAY_MS: u32 = 300;

/// A lab's configuration: everything that its run depends on.
pub trait Config: Clone + PartialEq + 'static {
    /// Reads a link's query. Never fails: what cannot be used becomes a note.
    fn from_query(query: &str) -> (Self, Vec<Note>);
    /// The query of the link that carries this configuration.
    fn to_query(&self) -> String;
    /// Drops what the link promised of the trace: another configuration has another.
    fn forget_trace(&mut self);
}

/// A configuration with its past and future.
#[derive(Debug, Clone, PartialEq)]
struct History<C> {
    past: Vec<C>,
    present: C,
    future: Vec<C>,
    notes: Vec<Note>,
}

enum Action<C> {
    Edit(C),
    /// Changes the present without a new step to undo: the next value of a running gesture.
    Amend(C),
    /// Changes what is present by then, whatever it was when somebody decided to.
    Change {
        is_gesture: bool,
        change: Box<dyn FnOnce(&mut C)>,
    },
    /// Changes what no run depends on.
    Note(Box<dyn FnOnce(&mut C)>),
    Undo,
    Redo,
    Open(String),
}

impl<C: Config> History<C> {
    fn open(query: &str) -> Self {
        let (present, notes) = C::from_query(query);
        History { past: Vec::new(), present, future: Vec::new(), notes }
    }

    fn edited(&self, next: C) -> Self {
        if next == self.present {
            return self.clone();
        }
        let mut past = self.past.clone();
        past.push(self.present.clone());
        past.drain(..past.len().saturating_sub(UNDO_MAX));
        History { past, present: next, future: Vec::new(), notes: Vec::new() }
    }

    fn undone(&self) -> Self {
        let mut history = self.clone();
        if let Some(before) = history.past.pop() {
            history.future.push(std::mem::replace(&mut history.present, before));
        }
        history
    }

    fn redone(&self) -> Self {
        let mut history = self.clone();
        if let Some(after) = history.future.pop() {
            history.past.push(std::mem::replace(&mut history.present, after));
        }
        history
    }
}

thread_local! {
    /// The query of the newest configuration, from before it is rendered and before the link follows.
    static NEWEST: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// The query that shows again what was just asked for, even if showing it went wrong.
pub fn newest_query() -> Option<String> {
    NEWEST.with_borrow(Clone::clone)
}

impl<C: Config> History<C> {
    fn reduce(self: Rc<Self>, action: Action<C>) -> Rc<Self> {
        let next = Self::with_locks(&self, self.clone().after(action));
        NEWEST.set(Some(next.present.to_query()));
        next
    }

    /// What a host has locked stays as it was, whatever an edit gives; one that cannot be without is not made.
    fn with_locks(before: &Rc<Self>, next: Rc<Self>) -> Rc<Self> {
        // Nearly every page has none, and an edit may be a step of a slider.
        if !embed::has_locks() {
            return next;
        }
        let Some(held) = embed::held(&next.present.to_query(), &before.present.to_query()) else { return next };
        let (present, notes) = C::from_query(&held);
        if notes.is_empty() { Rc::new(History { present, ..(*next).clone() }) } else { before.clone() }
    }

    fn after(self: Rc<Self>, action: Action<C>) -> Rc<Self> {
        Rc::new(match action {
            Action::Edit(next) => self.edited(next),
            Action::Amend(next) => History { present: next, ..(*self).clone() },
            Action::Change { is_gesture, change } => {
                let mut next = self.present.clone();
                next.forget_trace();
                change(&mut next);
                match is_gesture {
                    true => History { present: next, ..(*self).clone() },
                    false => self.edited(next),
                }
            }
            Action::Note(change) => {
                let mut noted = (*self).clone();
                change(&mut noted.present);
                noted
            }
            Action::Undo => self.undone(),
            Action::Redo => self.redone(),
            // The link that we wrote ourselves says what is already so.
            Action::Open(query) if query == self.present.to_query() => return self,
            Action::Open(query) => {
                let opened = Self::open(&query);
                History { notes: opened.notes, ..self.edited(opened.present) }
            }
        })
    }
}

/// A lab's configuration and what can be done with it.
pub struct Session<C: Config> {
    pub config: C,
    /// What the link said that could not be used.
    pub notes: Vec<Note>,
    pub can_undo: bool,
    pub can_redo: bool,
    history: Setter<History<C>>,
}

impl<C: Config> Clone for Session<C> {
    fn clone(&self) -> Self {
        Session { config: self.config.clone(), notes: self.notes.clone(), history: self.history.clone(), ..*self }
    }
}

impl<C: Config> PartialEq for Session<C> {
    fn eq(&self, other: &Self) -> bool {
        (&self.config, &self.notes, self.can_undo, self.can_redo)
            == (&other.config, &other.notes, other.can_undo, other.can_redo)
    }
}

impl<C: Config> Session<C> {
    /// Replaces the configuration; can be undone.
    pub fn edit(&self, next: C) {
        self.dispatch(Action::Edit(next));
    }

    /// Replaces the configuration within a gesture whose first value was an edit.
    pub fn amend(&self, next: C) {
        self.dispatch(Action::Amend(next));
    }

    /// Changes the configuration, within a gesture or as a step of its own; what the link promised of the trace no
    /// longer holds.
    pub fn change(&self, is_gesture: bool, change: impl FnOnce(&mut C) + 'static) {
        self.dispatch(Action::Change { is_gesture, change: Box::new(change) });
    }

    /// Changes what no run depends on, such as the place of the playhead: nothing to undo, and the trace stays.
    pub fn note(&self, change: impl FnOnce(&mut C) + 'static) {
        self.dispatch(Action::Note(Box::new(change)));
    }

    /// Takes the last edit back.
    pub fn undo(&self) {
        self.dispatch(Action::Undo);
    }

    /// Makes the edit again that was taken back last.
    pub fn redo(&self) {
        self.dispatch(Action::Redo);
    }

    fn dispatch(&self, action: Action<C>) {
        self.history.update(|history| history.reduce(action));
    }
}

/// The session of the lab on this page.
#[hook]
pub fn use_session<C: Config>() -> Session<C> {
    let site = use_site();
    let history = use_state_eq({
        let query = site.location.query.clone();
        move || History::<C>::open(&query)
    });
    {
        // Only a move opens what the link says. Our own writing of it comes late, and may be older than the next edit.
        let (history, query) = (history.setter(), site.location.query.clone());
        use_effect_with(site.n_moves, move |_| history.update(|history| history.reduce(Action::Open(query))));
    }
    {
        let written = site.location.query.clone();
        let write = site.write_query.clone();
        use_effect_with(history.present.clone(), move |present| {
            let query = present.to_query();
            // A link that says the same in other words, such as an empty one for the default, stays as it is.
            let is_same = C::from_query(&written).0 == *present;
            let timer = (!is_same).then(|| Timeout::new(LINK_DELAY_MS, move || write.emit(query)));
            move || drop(timer)
        });
    }
    Session {
        config: history.present.clone(),
        notes: history.notes.clone(),
        can_undo: !history.past.is_empty(),
        can_redo: !history.future.is_empty(),
        history: history.setter(),
    }
}

/// What the tests of every lab's link ask.
#[cfg(test)]
pub mod testing {
    use expect_test::Expect;
    use proptest::prelude::*;

    use super::*;
    use crate::link;

    /// Holds a readable query, in canonical form and with its notes below it, against what is expected.
    pub fn check<C: Config>(query: &str, expect: Expect) {
        let (config, notes) = C::from_query(&link::from_readable(query));
        let notes: Vec<String> = notes.iter().map(Note::to_string).collect();
        expect.assert_eq(&format!("{}\n{}", config.to_query(), notes.join("\n")));
    }

    /// Whatever is made of a query, its own link says the same and without a note.
    pub fn survives_its_link<C: Config + std::fmt::Debug>(query: &str) -> Result<(), TestCaseError> {
        let (config, _) = C::from_query(query);
        let (again, notes) = C::from_query(&config.to_query());
        prop_assert_eq!(again, config);
        prop_assert_eq!(notes, vec![]);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Clone, PartialEq)]
    struct Number(u32);

    impl Config for Number {
        fn from_query(query: &str) -> (Self, Vec<Note>) {
            (Number(query.parse().unwrap_or_default()), Vec::new())
        }

        fn to_query(&self) -> String {
            self.0.to_string()
        }

        fn forget_trace(&mut self) {}
    }

    fn after(actions: Vec<Action<Number>>) -> Rc<History<Number>> {
        actions.into_iter().fold(Rc::new(History::open("0")), |history, action| history.reduce(action))
    }

    #[test]
    fn an_edit_can_be_undone_and_redone() {
        let history = after(vec![Action::Edit(Number(1)), Action::Edit(Number(2)), Action::Undo]);
        assert_eq!(history.present, Number(1));
        assert_eq!(history.reduce(Action::Redo).present, Number(2));
    }

    #[test]
    fn an_edit_after_undoing_drops_what_was_undone() {
        let history = after(vec![Action::Edit(Number(1)), Action::Undo, Action::Edit(Number(7)), Action::Redo]);
        assert_eq!((history.present.clone(), history.future.len()), (Number(7), 0));
    }

    #[test]
    fn a_gesture_is_one_step() {
        let history =
            after(vec![Action::Edit(Number(1)), Action::Amend(Number(2)), Action::Amend(Number(3)), Action::Undo]);
        assert_eq!(history.present, Number(0));
    }

    #[test]
    fn a_change_is_made_to_what_is_present_by_then() {
        let add = |is_gesture| Action::Change { is_gesture, change: Box::new(|number: &mut Number| number.0 += 1) };
        let history = after(vec![add(false), add(true), add(false)]);
        assert_eq!((history.present.clone(), history.past.len()), (Number(3), 2));
    }

    #[test]
    fn following_a_link_can_be_undone() {
        let history = after(vec![Action::Edit(Number(1)), Action::Open("9".into()), Action::Undo]);
        assert_eq!(history.present, Number(1));
    }

    #[test]
    fn our_own_link_changes_nothing() {
        let history = after(vec![Action::Edit(Number(4)), Action::Open("4".into())]);
        assert_eq!((history.present.clone(), history.past.len()), (Number(4), 1));
    }

    #[test]
    fn the_past_has_a_limit() {
        let history = after((1..=UNDO_MAX as u32 + 50).map(|n| Action::Edit(Number(n))).collect());
        assert_eq!(history.past.len(), UNDO_MAX);
    }
}
