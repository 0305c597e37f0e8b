//! Which of two writes is newer, as far as a history can tell.
//!
//! A write is newer than another of the same key if its client had read or made the other ([`Operation::after`]), or if
//! the other was done before it began; and so on from write to write. This is the part of the order that nobody may
//! doubt: a system that puts concurrent writes in an order of its own is not contradicted.
//!
//! Who had seen whom is kept as a row of bits a write. Time needs no rows: if a write was done before a second began,
//! and a third comes knowingly after the second, the first was done before the third began. So every chain is some
//! knowing steps and at most one of time, at its end.

use crate::history::{Action, Operation, Seen, Value};
use crate::ids::OpId;
use crate::tick::Tick;

/// A history, and which of its writes is newer than which.
pub struct Past<'a> {
    pub operations: &'a [Operation],
    /// The writes, by invocation.
    writes: Vec<OpId>,
    /// The place of each operation among the writes.
    places: Vec<usize>,
    /// For each write the writes that it knowingly comes after, as bits.
    known: Vec<Vec<u64>>,
    /// For each write when one that knowingly comes after it was first done.
    overtaken: Vec<Option<Tick>>,
}

/// Whether the one was answered before the other was invoked. The end of one operation and the beginning of the same
/// client's next may have the same tick.
pub fn is_before(first: &Operation, second: &Operation) -> bool {
    let is_next = first.client == second.client && first.id < second.id;
    first.returned.is_some_and(|end| end < second.invoked || is_next && end == second.invoked)
}

/// Whether the operation says what it found: what it saw is then what its client knows. A write that replaces the value
/// says nothing, whatever the protocol reports.
pub fn has_read(operation: &Operation) -> bool {
    operation.outcome.is_answer() && !matches!(operation.action, Action::Write(_))
}

impl<'a> Past<'a> {
    /// Reads a history, whose operations stand at the place that their id says.
    pub fn of(operations: &'a [Operation]) -> Past<'a> {
        let writes = operations.iter().filter(|operation| operation.action.is_write());
        let mut past = Past {
            operations,
            writes: writes.map(|write| write.id).collect(),
            places: vec![usize::MAX; operations.len()],
            known: Vec::new(),
            overtaken: Vec::new(),
        };
        past.overtaken.resize(past.writes.len(), None);
        for (place, write) in past.writes.iter().enumerate() {
            past.places[write.0 as usize] = place;
        }
        for place in 0..past.writes.len() {
            let row = past.row(place);
            past.overtake(place, &row);
            past.known.push(row);
        }
        past
    }

    /// The bits of a write, from those of the writes that came before it.
    fn row(&self, place: usize) -> Vec<u64> {
        let mut row = vec![0; place.div_ceil(64)];
        // The last one first: it mostly knows all the others.
        for earlier in self.operations[self.writes[place].0 as usize].after.iter().rev() {
            let Some(at) = self.places.get(earlier.0 as usize).copied().filter(|at| *at < place) else { continue };
            if !has_bit(&row, at) {
                row[at / 64] |= 1 << (at % 64);
                for (bits, more) in row.iter_mut().zip(&self.known[at]) {
                    *bits |= more;
                }
            }
        }
        row
    }

    /// Takes note of a write that was done for those that it comes after.
    fn overtake(&mut self, place: usize, row: &[u64]) {
        let write = &self.operations[self.writes[place].0 as usize];
        let Some(end) = write.returned.filter(|_| write.outcome.is_done()) else { return };
        for (_, first) in self.overtaken.iter_mut().enumerate().filter(|(old, _)| has_bit(row, *old)) {
            *first = Some(first.map_or(end, |first| first.min(end)));
        }
    }

    /// The operation of that name.
    pub fn get(&self, id: OpId) -> Option<&'a Operation> {
        self.operations.get(id.0 as usize)
    }

    /// The writes to the key of an operation, by invocation.
    pub fn writes_to(&self, other: &Operation) -> impl Iterator<Item = &'a Operation> {
        let key = other.key;
        self.writes.iter().filter_map(|id| self.get(*id)).filter(move |write| write.key == key)
    }

    /// Whether a write is newer than another of the same key, beyond doubt.
    pub fn is_newer(&self, new: OpId, old: OpId) -> bool {
        let (Some(second), Some(first)) = (self.get(new), self.get(old)) else { return false };
        if new == old || first.key != second.key {
            return false;
        }
        let is_done_before = first.outcome.is_done() && is_before(first, second);
        let is_overtaken = self.place(old).and_then(|old| self.overtaken[old]).is_some_and(|at| at < second.invoked);
        is_done_before || is_overtaken || self.knows(new, old)
    }

    fn place(&self, write: OpId) -> Option<usize> {
        self.places.get(write.0 as usize).copied().filter(|place| *place != usize::MAX)
    }

    fn knows(&self, new: OpId, old: OpId) -> bool {
        let (Some(new), Some(old)) = (self.place(new), self.place(old)) else { return false };
        has_bit(&self.known[new], old)
    }

    /// The newest of these writes for which what was seen is too old, if all that was seen is older than some of them.
    pub fn missed(&self, seen: &[Seen], writes: &[&'a Operation]) -> Option<&'a Operation> {
        let is_absent = |write: &Operation| !seen.iter().any(|seen| has_effect_of(&seen.value, write));
        let is_missed_by = |seen: &Seen, write: &Operation| self.is_newer(write.id, seen.write) && is_absent(write);
        if !seen.iter().all(|seen| writes.iter().any(|write| is_missed_by(seen, write))) {
            return None;
        }
        let missed = writes.iter().filter(|write| seen.is_empty() || seen.iter().any(|seen| is_missed_by(seen, write)));
        missed.copied().max_by_key(|write| (write.invoked, write.id))
    }
}

fn has_bit(row: &[u64], bit: usize) -> bool {
    row.get(bit / 64).is_some_and(|bits| bits >> (bit % 64) & 1 == 1)
}

/// Whether the value shows that the write is in it, whoever made the value: a merged set belongs to many writes.
pub fn has_effect_of(value: &Value, write: &Operation) -> bool {
    match (&write.action, value) {
        (Action::Add(word), Value::Set(words)) => words.contains(word),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::notation::history;
    use super::*;

    /// Which pairs of writes are newer and older, as `o1>o0`.
    fn check(text: &str, expect: &str) {
        let operations = history(text);
        let past = Past::of(&operations);
        let pairs = past.writes.iter().flat_map(|new| past.writes.iter().map(move |old| (*new, *old)));
        let newer = pairs.filter(|(new, old)| past.is_newer(*new, *old)).map(|(new, old)| format!("{new}>{old}"));
        assert_eq!(newer.collect::<Vec<_>>().join(" "), expect, "{text}");
    }

    #[test]
    fn what_was_done_before_is_older_and_what_overlaps_is_not() {
        check("c0 write x=1 @1..2 done; c1 write x=2 @3..5 done; c2 write x=3 @4..6 done", "o1>o0 o2>o0");
        check("c0 write x=1 @1..2 done; c0 write x=2 @2..3 done; c1 write x=3 @3..4 done", "o1>o0 o2>o0");
        check("c0 write x=1 @1..2 done; c1 write y=2 @3..4 done", "");
    }

    #[test]
    fn what_failed_is_older_than_nothing_until_somebody_has_read_it() {
        check("c0 write x=1 @1..2 failed; c1 write x=2 @3..4 done", "");
        check("c0 write x=1 @1..2 failed; c1 read x @3..4 1; c1 write x=2 @5..6 done", "o2>o0");
    }

    #[test]
    fn what_comes_after_somebody_who_had_read_it_is_newer_too() {
        let read = "c0 write x=1 @1..2 failed; c1 read x @3..4 1; c1 write x=2 @5..6 done";
        check(&format!("{read}; c2 write x=3 @7..8 done"), "o2>o0 o3>o0 o3>o2");
        check(&format!("{read}; c2 write x=3 @5..8 done"), "o2>o0");
        check(&format!("{read}; c2 read x @5..7 2; c2 write x=3 @8..9 failed"), "o2>o0 o4>o0 o4>o2");
    }
}
