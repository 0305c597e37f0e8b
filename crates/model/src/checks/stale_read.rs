//! No stale read: a read returns the last write that was done before it began, or a concurrent one.
//!
//! This is Lamport's *regular register* ("On interprocess communication", 1986), for several writers: a read may not
//! return a value if a newer one was completely written before the read began. While writes are going on, it may return
//! the old or the new value, and one read the new and the next one the old value again: [`super::monotonic_reads`] and
//! [`super::linearizable`] catch that.
//!
//! Where a read returns several values (siblings), it is stale if each of them is out of date. A sibling that is
//! missing does not make it stale: a register may return either of two concurrent writes. Additions and withdrawals
//! read first, and are judged by what they saw. To see nothing is older than to see anything.

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

#[cfg(test)]
mod tests {
    use super::super::notation::violations;
    use super::*;
    use expect_test::{Expect, expect};

    fn check(history: &str, expect: Expect) {
        expect.assert_eq(&violations(history, judge));
    }

    #[test]
    fn the_last_write_or_a_concurrent_one_is_fresh() {
        check("c1 read x @0..1 nothing; c0 write x=1 @2..3 done; c1 read x @4..5 1", expect!["2 judged"]);
        let during = "c0 write x=1 @1..2 done; c0 write x=2 @3..6 done";
        check(&format!("{during}; c1 read x @4..5 1; c2 read x @4..7 2"), expect!["2 judged"]);
        check(&format!("{during}; c1 read x @4..5 2; c2 read x @5..6 1"), expect!["2 judged"]);
    }

    #[test]
    fn what_is_older_than_the_last_write_is_stale() {
        check(
            "c0 write x=1 @1..2 done; c0 write x=2 @3..4 done; c0 write x=3 @5..6 done; c1 read x @7..8 1; \
             c2 read x @7..9 nothing",
            expect![[r#"
                8 [o3 o2] c1 read x at 7 saw 1, though c0 write x=3 was done at 6
                9 [o4 o2] c2 read x at 7 saw nothing, though c0 write x=3 was done at 6
                2 judged"#]],
        );
    }

    #[test]
    fn a_write_that_failed_may_surface_and_need_not() {
        let failed = "c0 write x=1 @1..2 done; c0 write x=2 @3..4 failed";
        check(&format!("{failed}; c1 read x @5..6 1; c1 read x @7..8 2; c1 read x @9..10 1"), expect!["3 judged"]);
    }

    #[test]
    fn a_failed_write_is_old_once_somebody_has_built_on_it() {
        check(
            "c0 write x=1 @1..2 failed; c1 read x @3..4 1; c1 write x=2 @5..6 done; c2 read x @7..8 1",
            expect![[r#"
                8 [o3 o2] c2 read x at 7 saw 1, though c1 write x=2 was done at 6
                2 judged"#]],
        );
    }

    #[test]
    fn of_several_values_one_that_is_fresh_is_enough() {
        let writes = "c0 write x=1 @1..2 done; c0 write x=2 @3..6 done; c1 write x=3 @4..6 done";
        check(&format!("{writes}; c2 read x @7..8 1 and 2; c2 read x @7..8 3"), expect!["2 judged"]);
        check(
            &format!("{writes}; c1 write x=4 @7..8 done; c2 read x @9..10 2 and 3"),
            expect![[r#"
                10 [o4 o3] c2 read x at 9 saw 2 and 3, though c1 write x=4 was done at 8
                1 judged"#]],
        );
    }

    #[test]
    fn a_merged_set_has_missed_no_addition_whose_word_is_in_it() {
        let adds = "c0 add x=a @1..2 nothing; c1 add x=b @3..4 {a}:o0";
        check(&format!("{adds}; c2 read x @5..6 {{a,b}}:o0"), expect!["3 judged"]);
        check(
            &format!("{adds}; c2 read x @5..6 {{a}}:o0"),
            expect![[r#"
                6 [o2 o1] c2 read x at 5 saw {a}, though c1 add x=b was done at 4
                3 judged"#]],
        );
    }

    #[test]
    fn an_addition_that_found_nothing_though_there_was_something_is_stale() {
        check(
            "c0 add x=a @1..2 nothing; c1 add x=b @3..4 nothing",
            expect![[r#"
                4 [o1 o0] c1 add x=b at 3 saw nothing, though c0 add x=a was done at 2
                2 judged"#]],
        );
    }

    #[test]
    fn keys_are_strangers() {
        check("c0 write x=1 @1..2 done; c1 read y @3..4 nothing", expect!["1 judged"]);
    }
}
