//! No stale read: a read returns the last write that was done before it began, or a concurrent one.
//!
//! This is Lamport's *regular register* ("On interprocess communication", 1986), for several writers: a read may not
//! return a value if a newer one was completely written before the read began. While writes are going on, it may return
//! the old or the new value, and one read the new and the next one the old value again: [`super::monotonic_reads`] and
//! [`super::linearizable`] catch that.
//!
//! Where a read returns several values (siblings), it is stale if each of them is out of date. A sibling that is missing
//! does not make it stale: a register may return either of two concurrent writes. Additions and withdrawals read first,
//! and are judged by what they saw. Nothing is older than anything.

use super::past::{has_read, is_before};
use super::{Kind, Past, Property, Verdict, Violation};
use crate::history::Operation;

/// Judges every read that was answered. The witness is the newest write that it missed.
pub fn judge(past: &Past<'_>) -> Verdict {
    let reads = past.operations.iter().filter(|operation| has_read(operation));
    let found = reads.clone().filter_map(|read| {
        let missed = missed(past, read)?;
        let operations = vec![read.id, missed.id];
        Some(Violation { at: read.returned.unwrap_or(read.invoked), operations, kind: Kind::StaleRead })
    });
    Verdict::new(Property::NoStaleRead, reads.clone().count(), found.collect())
}

/// The newest write that was done before the read began, if the read returned only what is older.
pub(super) fn missed<'a>(past: &Past<'a>, read: &Operation) -> Option<&'a Operation> {
    let is_past = |write: &&Operation| write.outcome.is_done() && is_before(write, read);
    let done: Vec<&Operation> = past.writes_to(read).filter(is_past).collect();
    past.missed(read.outcome.seen(), &done)
}
