//! The log of a replica: the entries in order, what is applied of them, and where two logs part.
//!
//! An entry is known by its index, from 1, and by the term that made it. A term has one leader, and that one never
//! changes an entry of its own term; so two logs that agree on the term at an index agree on all up to there (Ongaro
//! and Ousterhout, "In search of an understandable consensus algorithm", 2014, call this log matching). It holds with
//! fencing only: without it, each replica keeps at an index what came first.

use crate::history::{Seen, Value};
use crate::ids::{OpId, Word};

/// The reign of a leader. Elections count up; two that were held at the same time apart from each other may have the
/// same number, so that the leader belongs to the term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Term {
    /// From 1.
    pub number: u16,
    pub leader: u8,
}

/// A place in the log: what one operation made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub term: Term,
    pub op: OpId,
    pub client: u8,
    pub key: Word,
    /// None for a withdrawal that was declined, which is kept so that a copy of it is known.
    pub value: Option<Value>,
}

/// How far an entry has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Received,
    /// Its lag is over, and one before it has to be applied first.
    Applicable,
    Applied,
}

/// For each term in a log, in order, the index of its last entry.
pub type Shape = [(Term, u32)];

/// The entries of a replica.
#[derive(Clone, Debug, Default)]
pub struct Log {
    entries: Vec<Entry>,
    /// For each entry.
    stages: Vec<Stage>,
    /// How many entries are applied before the first that is not.
    n_applied: usize,
    /// For each key, in order, the index of the last entry that is applied and has a value.
    served: Vec<(Word, u32)>,
}

impl Log {
    /// The number of entries, which is the index of the last one.
    pub fn len(&self) -> u32 {
        self.entries.len() as u32
    }

    pub fn get(&self, index: u32) -> Option<&Entry> {
        self.entries.get((index as usize).checked_sub(1)?)
    }

    /// The entries from an index on, at most so many.
    pub fn part(&self, first: u32, n_max: usize) -> &[Entry] {
        let from = (first as usize - 1).min(self.entries.len());
        &self.entries[from..self.entries.len().min(from + n_max)]
    }

    /// The entries in order, and whether each is applied.
    pub fn entries(&self) -> impl Iterator<Item = (&Entry, bool)> {
        self.entries.iter().zip(self.stages.iter().map(|stage| *stage == Stage::Applied))
    }

    /// Puts an entry at the end.
    pub fn push(&mut self, entry: Entry) {
        self.entries.push(entry);
        self.stages.push(Stage::Received);
    }

    /// The term of the last entry.
    pub fn last_term(&self) -> Option<Term> {
        self.entries.last().map(|entry| entry.term)
    }

    /// Whether the operation is in the log, or a later one of the same client.
    pub fn is_beyond(&self, client: u8, op: OpId) -> bool {
        self.entries.iter().rev().find(|entry| entry.client == client).is_some_and(|entry| entry.op >= op)
    }

    /// For each key, in order, the entry whose value is served.
    pub fn served(&self) -> &[(Word, u32)] {
        &self.served
    }

    /// The value that is served under a key, and the index of its entry.
    pub fn read(&self, key: Word) -> Option<(Seen, u32)> {
        let at = self.served.binary_search_by_key(&key, |(known, _)| *known).ok()?;
        let index = self.served[at].1;
        let entry = self.get(index)?;
        Some((Seen { value: entry.value.clone()?, write: entry.op }, index))
    }

    /// Whether an entry is applied; true for index 0, before which there is none.
    pub fn is_applied(&self, index: u32) -> bool {
        index == 0 || self.stages.get(index as usize - 1) == Some(&Stage::Applied)
    }

    /// The lag of an entry is over.
    pub fn ripen(&mut self, index: u32) {
        if let Some(stage @ Stage::Received) = self.stages.get_mut(index as usize - 1) {
            *stage = Stage::Applicable;
        }
    }

    /// An entry whose lag is over, and before which none has to be applied: none at all, or none of its key.
    pub fn applicable(&self, is_per_key: bool) -> Option<u32> {
        let is_free = |at: &usize| {
            let blocks = |earlier: usize| {
                let is_in_lane = !is_per_key || self.entries[earlier].key == self.entries[*at].key;
                is_in_lane && self.stages[earlier] != Stage::Applied
            };
            !(self.n_applied..*at).any(blocks)
        };
        let ripe = (self.n_applied..self.stages.len()).filter(|at| self.stages[*at] == Stage::Applicable);
        ripe.take(if is_per_key { usize::MAX } else { 1 }).find(is_free).map(|at| at as u32 + 1)
    }

    /// Whether all entries up to an index are applied.
    pub fn is_all_applied(&self, index: u32) -> bool {
        self.n_applied >= index as usize
    }

    /// Applies an entry: it is served from now on.
    pub fn apply(&mut self, index: u32) {
        self.stages[index as usize - 1] = Stage::Applied;
        while self.stages.get(self.n_applied) == Some(&Stage::Applied) {
            self.n_applied += 1;
        }
        self.serve(index);
    }

    fn serve(&mut self, index: u32) {
        let entry = &self.entries[index as usize - 1];
        if entry.value.is_none() {
            return;
        }
        match self.served.binary_search_by_key(&entry.key, |(known, _)| *known) {
            Ok(at) => self.served[at].1 = index,
            Err(at) => self.served.insert(at, (entry.key, index)),
        }
    }

    /// The entries that are not applied.
    pub fn unapplied(&self) -> Vec<u32> {
        (self.n_applied as u32 + 1..=self.len()).filter(|index| !self.is_applied(*index)).collect()
    }

    /// The last index of each term.
    pub fn shape(&self) -> Vec<(Term, u32)> {
        let mut shape: Vec<(Term, u32)> = Vec::new();
        for (entry, index) in self.entries.iter().zip(1..) {
            match shape.last_mut() {
                Some(last) if last.0 == entry.term => last.1 = index,
                _ => shape.push((entry.term, index)),
            }
        }
        shape
    }

    /// How many entries this log shares with another one of that shape.
    pub fn n_shared(&self, shape: &Shape) -> u32 {
        let term_at = |index: u32| shape.iter().find(|(_, last)| index <= *last).map(|(term, _)| *term);
        let is_same = |index: &u32| self.get(*index).map(|entry| entry.term) == term_at(*index);
        (1..=self.len()).rev().find(is_same).unwrap_or(0)
    }

    /// Forgets the entries after an index, and what they had changed. Returns them.
    pub fn cut(&mut self, len: u32) -> Vec<Entry> {
        let dropped = self.entries.split_off(len as usize);
        self.stages.truncate(len as usize);
        self.n_applied = self.n_applied.min(len as usize);
        self.served.clear();
        for index in 1..=len {
            if self.is_applied(index) {
                self.serve(index);
            }
        }
        dropped
    }
}
