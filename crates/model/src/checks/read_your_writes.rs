//! Read your writes: what a client has written, it sees.
//!
//! One of the four session guarantees of Terry et al. 1994 ("Session guarantees for weakly consistent replicated
//! data"): a read is served from a state that has in it all that the same client wrote before. Only writes that were
//! done count, and what other clients wrote may stand in their place. A client's session is the whole run.

use super::past::{has_read, is_before};
use super::{Kind, Past, Property, Verdict, Violation};
use crate::history::Operation;

/// Judges every read of a client that had written to the key. The witness is its newest write that the read missed.
pub fn judge(past: &Past<'_>) -> Verdict {
    let mut n_judged = 0;
    let mut found = Vec::new();
    for read in past.operations.iter().filter(|operation| has_read(operation)) {
        let is_own =
            |write: &&Operation| write.client == read.client && write.outcome.is_done() && is_before(write, read);
        let own: Vec<&Operation> = past.writes_to(read).filter(is_own).collect();
        n_judged += usize::from(!own.is_empty());
        if let Some(missed) = past.missed(read.outcome.seen(), &own) {
            let at = read.returned.unwrap_or(read.invoked);
            found.push(Violation { at, operations: vec![read.id, missed.id], kind: Kind::ReadYourWrites });
        }
    }
    Verdict::new(Property::ReadYourWrites, n_judged, found)
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
    fn a_client_that_sees_its_write_or_a_newer_one_is_content() {
        check("c0 write x=1 @1..2 done; c0 read x @3..4 1", expect!["1 judged"]);
        check("c0 write x=1 @1..2 done; c1 write x=2 @3..4 done; c0 read x @5..6 2", expect!["1 judged"]);
        check("c1 write x=2 @1..4 done; c0 write x=1 @2..3 done; c0 read x @5..6 2", expect!["1 judged"]);
    }

    #[test]
    fn a_client_that_does_not_see_its_write_is_told() {
        check(
            "c1 write x=1 @1..2 done; c0 write x=2 @3..4 done; c0 read x @4..6 1; c0 read x @7..8 nothing",
            expect![[r#"
                6 [o2 o1] c0 read x at 4 saw 1, though its own c0 write x=2 was done at 4
                8 [o3 o1] c0 read x at 7 saw nothing, though its own c0 write x=2 was done at 4
                2 judged"#]],
        );
    }

    #[test]
    fn the_writes_of_others_and_those_that_failed_are_not_its_own() {
        check("c0 write x=1 @1..2 done; c1 read x @3..4 nothing", expect!["0 judged"]);
        check("c0 write x=1 @1..2 failed; c0 read x @3..4 nothing", expect!["0 judged"]);
    }

    #[test]
    fn a_withdrawal_reads() {
        check(
            "c0 write b=50 @0..1 done; c0 write b=10 @2..3 done; c0 withdraw b=20 @4..5 50",
            expect![[r#"
                5 [o2 o1] c0 withdraw b=20 at 4 saw 50, though its own c0 write b=10 was done at 3
                1 judged"#]],
        );
    }
}
