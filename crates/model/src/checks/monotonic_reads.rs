//! Monotonic reads: what a client reads never goes back in time.
//!
//! One of the four session guarantees of Terry et al. 1994: a read is served from a state that has in it all that the
//! same client's earlier reads were served from. It goes back if all that it returns is older than something that the
//! client had read before.
//!
//! Which of two concurrent writes is newer is the system's affair, but it must make up its mind: a client that reads
//! the one, then the other, and then the one again went back once, whichever is newer.

use super::past::{has_read, is_before};
use super::{Kind, Past, Property, Verdict, Violation};
use crate::history::{Operation, Seen};

/// Judges every read of a client that had read the key. The witness is the earlier read that returned the newest.
pub fn judge(past: &Past<'_>) -> Verdict {
    let reads: Vec<&Operation> = past.operations.iter().filter(|operation| has_read(operation)).collect();
    let mut n_judged = 0;
    let mut found = Vec::new();
    for (i, read) in reads.iter().enumerate() {
        let is_earlier =
            |other: &&Operation| other.client == read.client && other.key == read.key && is_before(other, read);
        let earlier: Vec<&Operation> = reads[..i].iter().copied().filter(is_earlier).collect();
        n_judged += usize::from(!earlier.is_empty());
        if let Some(witness) = newer(past, read, &earlier).or_else(|| left(read, &earlier)) {
            let at = read.returned.unwrap_or(read.invoked);
            found.push(Violation { at, operations: vec![read.id, witness.id], kind: Kind::MonotonicReads });
        }
    }
    Verdict::new(Property::MonotonicReads, n_judged, found)
}

/// The last earlier read that returned the newest that this one is older than.
pub(super) fn newer<'a>(past: &Past<'a>, read: &Operation, earlier: &[&'a Operation]) -> Option<&'a Operation> {
    let mut known: Vec<&Operation> = Vec::new();
    for write in earlier.iter().flat_map(|other| other.outcome.seen()).filter_map(|seen| past.get(seen.write)) {
        if !known.iter().any(|other| other.id == write.id) {
            known.push(write);
        }
    }
    let missed = past.missed(read.outcome.seen(), &known)?;
    earlier.iter().rev().copied().find(|other| other.outcome.seen().iter().any(|seen| seen.write == missed.id))
}

/// The last earlier read that had left, for something else, what this one returns to.
fn left<'a>(read: &Operation, earlier: &[&'a Operation]) -> Option<&'a Operation> {
    let [seen] = read.outcome.seen() else { return None };
    let has = |other: &Operation| other.outcome.seen().contains(seen);
    let first = earlier.iter().position(|other| has(other))?;
    let is_other = |other: &Seen| other.write != seen.write && other.value != seen.value;
    earlier[first..].iter().rev().copied().find(|other| {
        let seen = other.outcome.seen();
        !seen.is_empty() && seen.iter().all(is_other)
    })
}

#[cfg(test)]
mod tests {
    use super::super::notation::violations;
    use super::*;
    use expect_test::{Expect, expect};

    fn check(history: &str, expect: Expect) {
        expect.assert_eq(&violations(history, judge));
    }

    #[test]
    fn reads_that_go_forward_are_fine() {
        check(
            "c0 write x=1 @1..2 done; c0 write x=2 @3..4 done; c1 read x @2..3 nothing; c1 read x @3..5 1; \
             c1 read x @6..7 2",
            expect!["2 judged"],
        );
    }

    #[test]
    fn a_read_that_goes_back_is_told() {
        check(
            "c0 write x=1 @1..2 done; c0 write x=2 @3..9 done; c1 read x @4..5 2; c1 read x @5..6 1; \
             c1 read x @6..7 nothing",
            expect![[r#"
                6 [o3 o2] c1 read x at 5 saw 1, though c1 read x at 4 saw 2, which is newer
                7 [o4 o2] c1 read x at 6 saw nothing, though c1 read x at 4 saw 2, which is newer
                2 judged"#]],
        );
    }

    #[test]
    fn a_failed_write_that_is_seen_and_then_not_goes_back() {
        check(
            "c0 write x=1 @1..2 done; c0 write x=2 @3..4 failed; c1 read x @5..6 2; c1 read x @7..8 1",
            expect![[r#"
                8 [o3 o2] c1 read x at 7 saw 1, though c1 read x at 5 saw 2, which is newer
                1 judged"#]],
        );
    }

    #[test]
    fn two_clients_may_disagree() {
        check(
            "c0 write x=1 @1..2 done; c0 write x=2 @3..9 done; c1 read x @4..5 2; c2 read x @5..6 1",
            expect!["0 judged"],
        );
    }

    #[test]
    fn of_two_concurrent_writes_either_may_be_newer_but_not_both() {
        let writes = "c0 write x=1 @1..4 done; c1 write x=2 @2..4 done; c2 read x @5..6 1; c2 read x @6..7 2";
        check(writes, expect!["1 judged"]);
        check(
            &format!("{writes}; c2 read x @7..8 1"),
            expect![[r#"
                8 [o4 o3] c2 read x at 7 saw 1, though c2 read x at 6 saw 2, which is newer
                2 judged"#]],
        );
    }
}
