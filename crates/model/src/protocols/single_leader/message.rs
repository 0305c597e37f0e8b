//! What replicas send each other and what they note: the words of the trace.

use std::fmt;
use std::rc::Rc;

use super::log::Shape;
use super::{Entry, Term};
use crate::history::{Action, Value};
use crate::ids::Word;
use crate::protocol::Request;
use crate::step::ms;
use crate::tick::Tick;

/// What replicas send each other.
#[derive(Clone, Debug)]
pub enum Message {
    /// What a client asked somebody who does not lead.
    Forward {
        request: Rc<Request>,
        /// How often it was passed on.
        n_hops: u8,
    },
    /// Entries of the leader's log, the first of them with this index.
    Append {
        term: Term,
        first: u32,
        entries: Rc<[Entry]>,
    },
    /// All up to this index is held; said to the leader of that term.
    Appended {
        term: Term,
        upto: u32,
    },
    /// Are you there? From a follower in that term.
    Ping {
        term: Term,
        number: u32,
    },
    Pong {
        number: u32,
    },
    /// How far is your log? For the election in that term.
    Canvass {
        number: u16,
    },
    Position {
        number: u16,
        last: Option<Term>,
        len: u32,
    },
    /// You are chosen.
    Promote {
        number: u16,
    },
    /// I lead, and this is my log: the last index of each term in it.
    NewLeader {
        term: Term,
        shape: Rc<Shape>,
        /// Whether it was chosen, and not only restarted.
        is_new: bool,
    },
    /// That was of an older term than this one.
    Stale {
        term: Term,
    },
}

/// What a replica decided.
#[derive(Clone, Debug)]
pub enum Note {
    Writes {
        entry: Entry,
        index: u32,
    },
    IsHeld {
        key: Word,
        value: Option<Value>,
        n_followers: u8,
    },
    Applies {
        entry: Entry,
        index: u32,
        /// Whether an earlier entry is not applied yet.
        is_early: bool,
    },
    CatchesUp {
        n_entries: u32,
    },
    /// A read, for the entry that its client has seen.
    Waits {
        key: Word,
        index: u32,
    },
    KnowsNoLeader {
        key: Word,
        action: Action,
    },
    /// An index that is taken by another entry.
    Keeps {
        index: u32,
        held: Entry,
        refused: Entry,
        from: u8,
    },
    Suspects {
        leader: u8,
    },
    AsksAll,
    NoMajority {
        n_answers: u8,
        n_needed: u8,
    },
    /// Somebody else holds an election in vain.
    HearsLeader {
        /// None if this replica leads.
        leader: Option<u8>,
        from: u8,
    },
    IsChosen {
        n_entries: u32,
    },
    StartsUp {
        startup: Tick,
    },
    StepsDown {
        number: u16,
        /// Who leads in that term, if it is known.
        leader: Option<u8>,
    },
    Follows {
        term: Term,
    },
    GoesOn {
        leader: u8,
    },
    Discards {
        entry: Entry,
        index: u32,
        leader: u8,
    },
}

/// `x=1`; or `x unchanged`, after a withdrawal that was declined.
struct Pair<'a>(Word, Option<&'a Value>);

impl fmt::Display for Pair<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.1 {
            Some(value) => write!(f, "{}={value}", self.0),
            None => write!(f, "{} unchanged", self.0),
        }
    }
}

/// `write x=1`, as in a step.
struct Asked<'a>(Word, &'a Action);

impl fmt::Display for Asked<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = self.0;
        match self.1 {
            Action::Read => write!(f, "read {key}"),
            Action::Write(value) => write!(f, "write {key}={value}"),
            Action::Add(word) => write!(f, "add {key}={word}"),
            Action::Withdraw(amount) => write!(f, "withdraw {key}={amount}"),
            Action::Increment(amount) => write!(f, "increment {key}={amount}"),
        }
    }
}

/// `1 entry`, `2 entries`.
struct Entries(u32);

impl fmt::Display for Entries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.0, if self.0 == 1 { "entry" } else { "entries" })
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Pair(self.key, self.value.as_ref()).fmt(f)
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Message::Forward { request, .. } => write!(f, "Forward {}", Asked(request.key, &request.action)),
            Message::Append { first, entries, .. } => match &entries[..] {
                [entry] => write!(f, "Append {entry}"),
                entries => write!(f, "Append {first} to {}", first + entries.len() as u32 - 1),
            },
            Message::Appended { upto, .. } => write!(f, "Appended {upto}"),
            Message::Ping { .. } => f.write_str("Ping"),
            Message::Pong { .. } => f.write_str("Pong"),
            Message::Canvass { .. } => f.write_str("Canvass"),
            Message::Position { len, .. } => write!(f, "Position {len}"),
            Message::Promote { .. } => f.write_str("Promote"),
            Message::NewLeader { is_new: true, .. } => f.write_str("NewLeader"),
            Message::NewLeader { is_new: false, .. } => f.write_str("StillLeader"),
            Message::Stale { .. } => f.write_str("Stale"),
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Note::Writes { entry: Entry { key, value: None, .. }, index } => {
                write!(f, "declines to take so much from {key}, and keeps that as entry {index}")
            }
            Note::Writes { entry, index } => write!(f, "writes {entry} as entry {index}"),
            Note::IsHeld { key, value, n_followers } => {
                let who = if *n_followers == 1 { "follower holds" } else { "followers hold" };
                write!(f, "hears that {n_followers} {who} {}", Pair(*key, value.as_ref()))
            }
            Note::Applies { entry, is_early: false, .. } => write!(f, "applies {entry}"),
            Note::Applies { entry, index, .. } => write!(f, "applies {entry}, entry {index}, before an earlier one"),
            Note::CatchesUp { n_entries } => write!(f, "applies what waits: {}", Entries(*n_entries)),
            Note::Waits { key, index } => write!(f, "waits for entry {index} before it answers read {key}"),
            Note::KnowsNoLeader { key, action } => write!(f, "knows no leader for {}", Asked(*key, action)),
            Note::Keeps { index, held, refused, from } => {
                write!(f, "keeps {held} as entry {index}, where r{from} has {refused}")
            }
            Note::Suspects { leader } => write!(f, "suspects r{leader}"),
            Note::AsksAll => f.write_str("asks who is furthest"),
            Note::NoMajority { n_answers, n_needed } => write!(f, "finds no majority: {n_answers} of {n_needed}"),
            Note::HearsLeader { leader: Some(leader), from } => {
                write!(f, "hears r{leader}, and has no answer for r{from}")
            }
            Note::HearsLeader { leader: None, from } => write!(f, "leads, and has no answer for r{from}"),
            Note::IsChosen { n_entries } => write!(f, "is chosen: it holds {}", Entries(*n_entries)),
            Note::StartsUp { startup } => write!(f, "starts up for {} ms", ms(*startup)),
            Note::StepsDown { number, leader: None } => write!(f, "steps down: term {number} is newer"),
            Note::StepsDown { number, leader: Some(leader) } => {
                write!(f, "steps down: r{leader} leads in term {number}")
            }
            Note::Follows { term } => write!(f, "follows r{}, term {}", term.leader, term.number),
            Note::GoesOn { leader } => write!(f, "goes on leading, though r{leader} leads too"),
            Note::Discards { entry, leader, .. } => write!(f, "discards {entry}, which r{leader} does not have"),
        }
    }
}
