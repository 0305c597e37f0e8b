//! What clients saw: each operation with its invocation, its answer and what the answer said.
//!
//! The checks judge this, and a client knows no more than this, except for two things that only a simulator can tell
//! and that make an explanation possible: which write a value that was read comes from ([`Seen::write`]), and which
//! writes the client of a write had seen ([`Operation::after`]).

use std::fmt;
use std::rc::Rc;

use crate::ids::{OpId, Word};
use crate::tick::Tick;

/// What a key can hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A word, such as `x=milk`.
    Word(Word),
    /// A whole number, such as a balance.
    Number(i64),
    /// A set of words in alphabetical order, such as a shopping cart.
    Set(Rc<[Word]>),
}

/// What a client asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// The value.
    Read,
    /// To put this value in the place of the old one.
    Write(Value),
    /// To add a word to a set; what is no set counts as empty.
    Add(Word),
    /// To take an amount from a number, unless it would fall below zero; what is no number counts as 0.
    Withdraw(u32),
    /// To add an amount to a number; what is no number counts as 0.
    Increment(u32),
}

/// One of the values that an answer holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    pub value: Value,
    /// The operation that made it.
    pub write: OpId,
}

/// What became of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The run ended before.
    Pending,
    /// It was done. A read (and an addition, withdrawal or increment, which read first) says what it saw: nothing where
    /// there is no value yet, several values where they are siblings.
    Done(Vec<Seen>),
    /// The withdrawal was declined, since this is all that is there.
    Declined(Vec<Seen>),
    /// It was refused and surely has no effect: too few replicas answered.
    Refused { n_answers: u8, n_needed: u8 },
    /// It failed, and may have an effect or get one later: too few replicas answered.
    Failed { n_answers: u8, n_needed: u8 },
    /// The client gave up waiting; the operation may have an effect or get one later.
    TimedOut,
}

/// An operation, from the client's invocation to its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// Its place in the history, which is ordered by invocation.
    pub id: OpId,
    pub client: u8,
    /// The replica that the client asked, which coordinates.
    pub replica: u8,
    pub key: Word,
    pub action: Action,
    pub invoked: Tick,
    /// When the replica got the request, if it did.
    pub received: Option<Tick>,
    /// When the client got its answer, or gave up.
    pub returned: Option<Tick>,
    pub outcome: Outcome,
    /// For what writes: the writes to the same key that its client had read or made before.
    pub after: Vec<OpId>,
}

/// All operations of a run, by invocation.
pub type History = Vec<Operation>;

impl Action {
    /// Whether it can change the value.
    pub fn is_write(&self) -> bool {
        !matches!(self, Action::Read)
    }

    /// It as text, with its key: `write x=7`.
    pub fn about(&self, key: Word) -> String {
        match self {
            Action::Read => format!("read {key}"),
            Action::Write(value) => format!("write {key}={value}"),
            Action::Add(word) => format!("add {key}={word}"),
            Action::Withdraw(amount) => format!("withdraw {key}={amount}"),
            Action::Increment(amount) => format!("increment {key}={amount}"),
        }
    }

    /// The value after it, or none where it is declined or changes nothing.
    pub fn apply(&self, before: Option<&Value>) -> Option<Value> {
        match self {
            Action::Read => None,
            Action::Write(value) => Some(value.clone()),
            Action::Add(word) => {
                let old: &[Word] = if let Some(Value::Set(words)) = before { words } else { &[] };
                Some(Value::union(old, &[*word]))
            }
            Action::Withdraw(amount) => {
                let left = Value::number(before).saturating_sub((*amount).into());
                (left >= 0).then_some(Value::Number(left))
            }
            Action::Increment(amount) => Some(Value::Number(Value::number(before).saturating_add((*amount).into()))),
        }
    }
}

impl Value {
    /// The number; what is none counts as 0.
    pub fn number(value: Option<&Value>) -> i64 {
        if let Some(Value::Number(number)) = value { *number } else { 0 }
    }

    /// The set of all words of two sets, in order.
    pub fn union(left: &[Word], right: &[Word]) -> Value {
        let mut all = left.to_vec();
        for word in right {
            if let Err(at) = all.binary_search(word) {
                all.insert(at, *word);
            }
        }
        Value::Set(all.into())
    }
}

impl Outcome {
    /// Whether the client was told that it was done.
    pub fn is_done(&self) -> bool {
        matches!(self, Outcome::Done(_))
    }

    /// Whether the client got an answer that does its work: done, or declined for a reason of its own.
    pub fn is_answer(&self) -> bool {
        matches!(self, Outcome::Done(_) | Outcome::Declined(_))
    }

    /// Whether it may have had an effect: all but refused, declined.
    pub fn may_have_effect(&self) -> bool {
        !matches!(self, Outcome::Refused { .. } | Outcome::Declined(_))
    }

    /// What the answer said, if it said anything.
    pub fn seen(&self) -> &[Seen] {
        match self {
            Outcome::Done(seen) | Outcome::Declined(seen) => seen,
            _ => &[],
        }
    }
}

/// As in a step: `7`, `milk`, `{bread, milk}`.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Word(word) => write!(f, "{word}"),
            Value::Number(number) => write!(f, "{number}"),
            Value::Set(words) => {
                f.write_str("{")?;
                for (i, word) in words.iter().enumerate() {
                    write!(f, "{}{word}", if i == 0 { "" } else { ", " })?;
                }
                f.write_str("}")
            }
        }
    }
}

/// What the client asked, such as `c0 write x=7` or `c1 read x`.
impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "c{} {}", self.client, self.action.about(self.key))
    }
}

/// What the client was told, such as `done`, `x=7`, or `failed: 1 of 2 answers`; values stand without their key.
impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Merged siblings are one value by several writes.
        let list = |f: &mut fmt::Formatter<'_>, seen: &[Seen]| {
            for (i, own) in seen.iter().enumerate() {
                if !seen[..i].iter().any(|earlier| earlier.value == own.value) {
                    write!(f, "{}{}", if i == 0 { "" } else { " and " }, own.value)?;
                }
            }
            if seen.is_empty() { f.write_str("nothing") } else { Ok(()) }
        };
        match self {
            Outcome::Pending => f.write_str("no answer yet"),
            Outcome::Done(seen) => list(f, seen),
            Outcome::Declined(seen) => {
                f.write_str("declined: there is ")?;
                list(f, seen)
            }
            Outcome::Refused { n_answers, n_needed } => write!(f, "refused: {n_answers} of {n_needed} answers"),
            Outcome::Failed { n_answers, n_needed } => write!(f, "failed: {n_answers} of {n_needed} answers"),
            Outcome::TimedOut => f.write_str("timed out"),
        }
    }
}
