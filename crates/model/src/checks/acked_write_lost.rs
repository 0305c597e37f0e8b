//! No acknowledged write is lost: what a client was told is done stays, until something replaces it.
//!
//! This is durability as clients understand it, and the first thing that Kingsbury's Jepsen tests of databases (from
//! 2013) looked for: acknowledged writes that are gone. It is judged at the end of the run: some replica must hold the
//! write, or one that replaced it. A replica that is down counts, since it still has what is durable; so does a hint
//! that waits for its replica, since the write is on its way.
//!
//! # What replaces what
//!
//! A write replaces another if it is newer beyond doubt ([`Past::is_newer`]), or says that it found the other. Of two
//! concurrent writes neither replaces the other, so that last write wins loses one of them: both clients were told
//! *done*, and nobody has ever decided between the two values. A protocol with one order for all writes says in its
//! answers what each write found, and loses nothing.
//!
//! Additions, withdrawals and increments do not replace, they build on what they found: one that found a write keeps
//! it, and one that did not undoes it, however much later it came. A merged set keeps each addition whose word is in
//! it.

use super::past::has_effect_of;
use super::{Kind, Past, Property, Verdict, Violation};
use crate::history::{Action, Operation, Value};
use crate::ids::OpId;
use crate::protocol::Holding;
use crate::tick::Tick;

/// Judges every write that was done, by what each replica holds at the end of the run.
pub fn judge(past: &Past<'_>, replicas: &[(Vec<Holding>, bool)], end: Tick) -> Verdict {
    let acked = past.operations.iter().filter(|operation| operation.action.is_write() && operation.outcome.is_done());
    let all = || replicas.iter().flat_map(|(holdings, _)| holdings);
    let found = acked.clone().filter_map(|write| {
        let held: Vec<&Holding> = all().filter(|holding| holding.key == write.key).collect();
        if held.iter().any(|holding| is_kept(past, write, holding)) {
            return None;
        }
        let kind = Kind::AckedWriteLost { held: values(&held) };
        Some(Violation { at: end, operations: vec![write.id], kind })
    });
    Verdict::new(Property::NoAckedWriteLost, acked.clone().count(), found.collect())
}

/// The different values, hints aside.
fn values(held: &[&Holding]) -> Vec<Value> {
    let mut values = Vec::new();
    for holding in held.iter().filter(|holding| !holding.is_hint) {
        if !values.contains(&holding.value) {
            values.push(holding.value.clone());
        }
    }
    values
}

fn is_kept(past: &Past<'_>, write: &Operation, holding: &Holding) -> bool {
    if has_effect_of(&holding.value, write) {
        return true;
    }
    // Goes back from the write that is held to those that it found.
    let mut is_known = vec![false; past.operations.len()];
    let mut open = vec![holding.write];
    while let Some(id) = open.pop() {
        let Some(held) = past.get(id) else { continue };
        if id == write.id || replaces(past, held, write.id) {
            return true;
        }
        for seen in held.outcome.seen() {
            let is_known = is_known.get_mut(seen.write.0 as usize);
            if is_known.is_some_and(|is_known| !std::mem::replace(is_known, true)) {
                open.push(seen.write);
            }
        }
    }
    false
}

/// Whether the one stands in the place of the other, apart from what it found.
fn replaces(past: &Past<'_>, new: &Operation, old: OpId) -> bool {
    // What an addition or withdrawal without an answer found is not known.
    let is_blind = matches!(new.action, Action::Write(_)) || !new.outcome.is_answer();
    is_blind && past.is_newer(new.id, old)
}

#[cfg(test)]
mod tests {
    use super::super::notation::{holdings, violations};
    use super::*;
    use expect_test::{Expect, expect};

    fn check(history: &str, replicas: &str, expect: Expect) {
        expect.assert_eq(&violations(history, |past| judge(past, &holdings(past, replicas), Tick(9_000))));
    }

    #[test]
    fn a_write_that_some_replica_holds_is_kept() {
        check("c0 write x=1 @1..3 done", "x=1 | | ", expect!["1 judged"]);
        check("c0 write x=1 @1..3 done", " | down x=1 | ", expect!["1 judged"]);
        check("c0 write x=1 @1..3 done", " | | hint x=1", expect!["1 judged"]);
    }

    #[test]
    fn a_write_that_nobody_holds_is_lost() {
        check(
            "c0 write x=1 @1..3 done; c0 write y=1 @4..5 done",
            "y=1 | | ",
            expect![[r#"
                9 [o0] c0 write x=1 at 1 was done, and is lost: the replicas hold nothing
                2 judged"#]],
        );
    }

    #[test]
    fn only_what_was_acknowledged_can_be_lost() {
        check("c0 write x=1 @1..3 failed; c1 write x=2 @1..3 refused; c2 write x=3 @1..", "", expect!["0 judged"]);
    }

    #[test]
    fn a_later_write_replaces_and_a_concurrent_one_does_not() {
        check("c0 write x=1 @1..3 done; c1 write x=2 @4..5 done", "x=2", expect!["2 judged"]);
        check(
            "c0 write x=1 @1..3 done; c1 write x=2 @2..4 done",
            "x=2",
            expect![[r#"
                9 [o0] c0 write x=1 at 1 was done, and is lost: the replicas hold 2
                2 judged"#]],
        );
        check("c0 write x=1 @1..3 done; c1 write x=2 @2..4 done", "x=1 and 2", expect!["2 judged"]);
    }

    #[test]
    fn a_later_write_that_lost_to_a_fast_clock_is_lost() {
        check(
            "c0 write x=1 @1..3 done; c1 write x=2 @4..5 done",
            "x=1 | x=1",
            expect![[r#"
                9 [o1] c1 write x=2 at 4 was done, and is lost: the replicas hold 1
                2 judged"#]],
        );
    }

    #[test]
    fn a_concurrent_write_that_says_what_it_found_replaces_it() {
        check("c0 write x=1 @1..3 done; c1 write x=2 @2..4 done 1", "x=2", expect!["2 judged"]);
    }

    #[test]
    fn a_write_of_a_client_that_read_a_slow_one_replaces_it() {
        check("c0 write x=1 @1..9 done; c1 read x @2..3 1; c1 write x=2 @4..5 done", "x=2", expect!["2 judged"]);
    }

    #[test]
    fn a_failed_write_that_surfaced_replaces() {
        check("c0 write x=1 @1..3 done; c1 write x=2 @4..5 failed", "x=2", expect!["1 judged"]);
    }

    #[test]
    fn an_addition_undoes_what_it_has_not_found() {
        check(
            "c0 add x=milk @1..3 nothing; c1 add x=eggs @4..5 nothing",
            "x={eggs}:o1",
            expect![[r#"
                9 [o0] c0 add x=milk at 1 was done, and is lost: the replicas hold {eggs}
                2 judged"#]],
        );
        check("c0 add x=milk @1..3 nothing; c1 add x=eggs @2..4 nothing", "x={eggs,milk}:o1", expect!["2 judged"]);
        check("c0 add x=milk @1..3 nothing; c1 write x=tea @4..5 done", "x=tea", expect!["2 judged"]);
    }

    #[test]
    fn two_withdrawals_that_found_the_same_balance_lose_one() {
        check(
            "c0 write b=100 @0..1 done; c0 withdraw b=80 @2..3 100; c1 withdraw b=30 @4..5 100",
            "b=70:o2",
            expect![[r#"
                9 [o1] c0 withdraw b=80 at 2 was done, and is lost: the replicas hold 70
                3 judged"#]],
        );
        check(
            "c0 write b=100 @0..1 done; c0 withdraw b=20 @2..3 100; c1 withdraw b=30 @4..5 80:o1",
            "b=50:o2",
            expect!["3 judged"],
        );
    }
}
