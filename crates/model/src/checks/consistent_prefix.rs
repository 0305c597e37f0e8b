//! Consistent prefix: whoever sees an effect sees its causes.
//!
//! If writes follow from each other, whoever reads them sees them in that order (Terry, "Replicated data consistency
//! explained through baseball", 2013, who asks for it of all writes; of those that follow from each other Kleppmann's
//! "Designing Data-Intensive Applications", 2017, chapter 5, tells the story of an answer that is seen before its
//! question). It is broken when a client reads one key, and then finds another key older than what the writer of the
//! first had seen or made before. A replica whose keys are applied in different orders can do that, and so can two
//! replicas of which one is behind.
//!
//! What a write follows from is all that its client had read or made until then, under any key, and what those writes
//! follow from in turn. A read that goes back under one key is [`super::monotonic_reads`]' affair.

use super::past::has_read;
use super::{Kind, Past, Property, Verdict, Violation};
use crate::history::Operation;
use crate::ids::OpId;

/// A set of operations, a bit for each.
#[derive(Clone, Default)]
struct Set(Vec<u64>);

/// What a client knows at a moment of its session.
#[derive(Default)]
struct Mind {
    /// The writes that it has read or made, and those that they follow from.
    known: Set,
    /// The writes that what it has read of other keys follows from.
    told: Set,
    /// Each of them with the read that told so.
    tellers: Vec<(OpId, OpId)>,
    /// What it did last, and has not taken in yet.
    last: Option<OpId>,
}

/// Judges every read of a client that had read an effect of writes to the key. The witnesses are the earlier read and
/// the newest of those writes that the read missed.
pub fn judge(past: &Past<'_>) -> Verdict {
    let mut n_judged = 0;
    let mut found = Vec::new();
    let mut minds: Vec<Mind> = Vec::new();
    // For each operation that writes, what it follows from.
    let mut causes: Vec<Set> = Vec::new();
    for operation in past.operations {
        let client = usize::from(operation.client);
        if minds.len() <= client {
            minds.resize_with(client + 1, Mind::default);
        }
        let mind = &mut minds[client];
        if let Some(last) = mind.last.replace(operation.id).and_then(|last| past.get(last)) {
            mind.take_in(past, last, &causes);
        }
        let mut follows = Set::default();
        if operation.action.is_write() {
            follows = mind.known.clone();
            follows.add_seen(operation, &causes);
        }
        causes.push(follows);
        if has_read(operation) {
            let causes = mind.causes(past, operation);
            n_judged += usize::from(!causes.is_empty());
            found.extend(mind.violation(past, operation, &causes));
        }
    }
    Verdict::new(Property::ConsistentPrefix, n_judged, found)
}

impl Mind {
    fn take_in(&mut self, past: &Past<'_>, done: &Operation, causes: &[Set]) {
        self.known.add_seen(done, causes);
        if done.action.is_write() && done.outcome.is_done() {
            self.known.insert(done.id);
            self.known.join(&causes[done.id.0 as usize]);
        }
        let seen = done.outcome.seen().iter().filter(|_| has_read(done));
        for told in seen.filter_map(|seen| causes.get(seen.write.0 as usize)) {
            for cause in told.without(&self.told).iter() {
                if past.get(cause).is_some_and(|cause| cause.key != done.key) {
                    self.told.insert(cause);
                    self.tellers.push((cause, done.id));
                }
            }
        }
    }

    /// The writes to the key of a read that its client has to see, as far as other keys tell.
    fn causes<'a>(&self, past: &Past<'a>, read: &Operation) -> Vec<&'a Operation> {
        let causes = self.tellers.iter().filter_map(|(cause, _)| past.get(*cause));
        causes.filter(|cause| cause.key == read.key).collect()
    }

    fn violation(&self, past: &Past<'_>, read: &Operation, causes: &[&Operation]) -> Option<Violation> {
        let missed = past.missed(read.outcome.seen(), causes)?;
        let (_, teller) = self.tellers.iter().find(|(cause, _)| *cause == missed.id)?;
        let at = read.returned.unwrap_or(read.invoked);
        Some(Violation { at, operations: vec![read.id, *teller, missed.id], kind: Kind::ConsistentPrefix })
    }
}

impl Set {
    fn insert(&mut self, id: OpId) {
        let place = id.0 as usize;
        if self.0.len() <= place / 64 {
            self.0.resize(place / 64 + 1, 0);
        }
        self.0[place / 64] |= 1 << (place % 64);
    }

    fn join(&mut self, other: &Set) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        for (bits, more) in self.0.iter_mut().zip(&other.0) {
            *bits |= more;
        }
    }

    fn without(&self, other: &Set) -> Set {
        let others = other.0.iter().copied().chain(std::iter::repeat(0));
        Set(self.0.iter().zip(others).map(|(bits, others)| bits & !others).collect())
    }

    /// Adds what an operation has read, and what that follows from.
    fn add_seen(&mut self, operation: &Operation, causes: &[Set]) {
        for seen in operation.outcome.seen().iter().filter(|_| has_read(operation)) {
            self.insert(seen.write);
            if let Some(more) = causes.get(seen.write.0 as usize) {
                self.join(more);
            }
        }
    }

    fn iter(&self) -> impl Iterator<Item = OpId> {
        let bits =
            |place: usize, bits: u64| (0..64).filter(move |bit| bits >> bit & 1 == 1).map(move |bit| place + bit);
        self.0.iter().enumerate().flat_map(move |(i, word)| bits(i * 64, *word)).map(|place| OpId(place as u32))
    }
}

#[cfg(test)]
mod tests {
    use super::super::notation::violations;
    use super::*;
    use expect_test::{Expect, expect};

    fn check(history: &str, expect: Expect) {
        expect.assert_eq(&violations(history, judge));
    }

    const QUESTION: &str = "c0 write q=why @1..2 done; c1 read q @3..4 why; c1 write a=so @5..6 done";

    #[test]
    fn the_question_before_the_answer_is_fine_and_so_is_neither() {
        check(&format!("{QUESTION}; c2 read a @7..8 so; c2 read q @9..10 why"), expect!["1 judged"]);
        check(&format!("{QUESTION}; c2 read a @7..8 nothing; c2 read q @9..10 nothing"), expect!["0 judged"]);
        check(&format!("{QUESTION}; c2 read q @7..8 nothing; c2 read a @9..10 so"), expect!["0 judged"]);
    }

    #[test]
    fn the_answer_before_the_question_is_told() {
        check(
            &format!("{QUESTION}; c2 read a @7..8 so; c2 read q @9..10 nothing"),
            expect![[r#"
            10 [o4 o3 o0] c2 read q at 9 saw nothing, though c2 read a at 7 saw so, which came after c0 write q=why
            1 judged"#]],
        );
    }

    #[test]
    fn what_the_writer_made_itself_is_a_cause_too_unless_it_failed() {
        check(
            "c0 write x=1 @1..2 done; c0 write y=2 @3..4 done; c1 read y @5..6 2; c1 read x @7..8 nothing",
            expect![[r#"
                8 [o3 o2 o0] c1 read x at 7 saw nothing, though c1 read y at 5 saw 2, which came after c0 write x=1
                1 judged"#]],
        );
        check(
            "c0 write x=1 @1..2 failed; c0 write y=2 @3..4 done; c1 read y @5..6 2; c1 read x @7..8 nothing",
            expect!["0 judged"],
        );
    }

    #[test]
    fn causes_of_causes_count() {
        check(
            &format!(
                "{QUESTION}; c0 read a @7..8 so; c0 write z=ok @9..10 done; c2 read z @11..12 ok; \
                 c2 read q @13..14 nothing"
            ),
            expect![[r#"
                14 [o6 o5 o0] c2 read q at 13 saw nothing, though c2 read z at 11 saw ok, which came after c0 write q=why
                1 judged"#]],
        );
    }

    #[test]
    fn a_newer_write_may_stand_in_the_place_of_the_cause() {
        check(
            &format!("{QUESTION}; c0 write q=how @7..8 done; c2 read a @9..10 so; c2 read q @11..12 how"),
            expect!["1 judged"],
        );
    }

    #[test]
    fn one_key_that_goes_back_is_no_broken_prefix() {
        check(
            "c0 write x=1 @1..2 done; c0 write x=2 @3..4 done; c1 read x @5..6 2; c1 read x @7..8 1",
            expect!["0 judged"],
        );
    }
}
