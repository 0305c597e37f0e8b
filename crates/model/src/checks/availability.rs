//! Available: each request that reaches a replica which stays up is answered.
//!
//! The A of CAP as Gilbert and Lynch define it (2002): "every request received by a non-failing node in the system must
//! result in a response". So a request that never arrives does not count against the system, nor does one whose replica
//! crashed before it could answer. A refusal is no answer, nor is a time-out. There is no limit on how long an answer
//! may take but the client's patience.
//!
//! Clients see it otherwise: they count all that they asked. [`shares`] tells both.

use super::{Kind, Property, Verdict, Violation};
use crate::history::{Operation, Outcome};
use crate::step::Deed;
use crate::tick::Tick;
use crate::trace::{Event, Told, What};

/// How many requests were answered. Those that were still open when the run ended are in neither.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Shares {
    /// Requests that clients made.
    pub n_asked: usize,
    /// Those that were answered.
    pub n_answered: usize,
    /// Requests that reached a replica which did not crash before it answered.
    pub n_received: usize,
    /// Those that were answered.
    pub n_received_answered: usize,
}

/// Judges every request that reached a replica which stayed up.
pub fn judge(told: &dyn Told) -> Verdict {
    let received = received(told);
    let found = received.iter().filter(|request| !request.outcome.is_answer()).map(|request| {
        let at = request.returned.unwrap_or_else(|| told.end());
        Violation { at, operations: vec![request.id], kind: Kind::Unanswered }
    });
    Verdict::new(Property::Available, received.len(), found.collect())
}

/// The shares of requests that were answered.
pub fn shares(told: &dyn Told) -> Shares {
    let asked: Vec<&Operation> = settled(told).collect();
    let received = received(told);
    let n_answered = |requests: &[&Operation]| requests.iter().filter(|request| request.outcome.is_answer()).count();
    Shares {
        n_asked: asked.len(),
        n_answered: n_answered(&asked),
        n_received: received.len(),
        n_received_answered: n_answered(&received),
    }
}

fn settled(told: &dyn Told) -> impl Iterator<Item = &Operation> {
    told.operations().iter().filter(|request| request.outcome != Outcome::Pending)
}

/// The requests that arrived at a replica which did not crash before the client had its answer or gave up.
fn received(told: &dyn Told) -> Vec<&Operation> {
    let crashes: Vec<(u8, Tick)> = told.events().iter().filter_map(|event| crash(told, event)).collect();
    let has_crashed = |request: &Operation, from: Tick| {
        let during = from..=request.returned.unwrap_or_else(|| told.end());
        crashes.iter().any(|(replica, at)| *replica == request.replica && during.contains(at))
    };
    settled(told).filter(|request| request.received.is_some_and(|from| !has_crashed(request, from))).collect()
}

/// Which replica crashed when, if the event is a crash.
fn crash(told: &dyn Told, event: &Event) -> Option<(u8, Tick)> {
    let What::Step(step) = event.what else { return None };
    match told.steps()[usize::from(step)].deed {
        Deed::Crash(replica) => Some((replica, event.at)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::notation::{history, violations};
    use super::*;
    use crate::ids::MessageId;
    use crate::step::{Step, parse_steps};
    use crate::trace::Journey;
    use expect_test::{Expect, expect};

    /// A run of which only clients and crashes are known.
    struct Seen {
        operations: Vec<Operation>,
        steps: Vec<Step>,
        events: Vec<Event>,
    }

    impl Told for Seen {
        fn events(&self) -> &[Event] {
            &self.events
        }
        fn journeys(&self) -> &[Journey] {
            &[]
        }
        fn operations(&self) -> &[Operation] {
            &self.operations
        }
        fn steps(&self) -> &[Step] {
            &self.steps
        }
        fn n_replicas(&self) -> u8 {
            3
        }
        fn n_clients(&self) -> u8 {
            3
        }
        fn end(&self) -> Tick {
            Tick(9_000)
        }
        fn is_cut_short(&self) -> bool {
            false
        }
        fn label(&self, _: MessageId) -> String {
            String::new()
        }
        fn sentence(&self, _: &Event) -> String {
            String::new()
        }
        fn fingerprint(&self) -> String {
            String::new()
        }
    }

    /// Judges a history in which client i asks replica i, and all but the requests of `lost` arrive half a millisecond
    /// later.
    fn check(text: &str, steps: &str, lost: &[usize], expect: Expect) {
        let mut operations = history(text);
        for (place, request) in operations.iter_mut().enumerate() {
            request.received = Some(request.invoked + Tick(500)).filter(|_| !lost.contains(&place));
        }
        let steps = parse_steps(steps).0;
        let events = steps.iter().zip(0..).map(|(step, place)| Event { at: step.at, what: What::Step(place) });
        let seen = Seen { operations, events: events.collect(), steps };
        let Shares { n_asked, n_answered, n_received, n_received_answered } = shares(&seen);
        let counts = format!("{n_answered} of {n_asked} asked, {n_received_answered} of {n_received} received");
        expect.assert_eq(&format!("{}\n{counts}", violations(text, |_| judge(&seen))));
    }

    #[test]
    fn done_and_declined_are_answers_and_a_refusal_is_none() {
        check(
            "c0 write b=1 @1..2 done; c1 withdraw b=9 @3..4 declined 1; c2 read b @3..5 refused; \
             c0 read b @4..6 failed; c1 read b @5..8 timed out",
            "",
            &[],
            expect![[r#"
                5 [o2] c2 read b at 3 reached a replica that stayed up, and was not answered: refused: 1 of 2 answers
                6 [o3] c0 read b at 4 reached a replica that stayed up, and was not answered: failed: 1 of 2 answers
                8 [o4] c1 read b at 5 reached a replica that stayed up, and was not answered: timed out
                5 judged
                2 of 5 asked, 2 of 5 received"#]],
        );
    }

    #[test]
    fn a_request_that_never_arrived_is_not_the_systems_fault() {
        check(
            "c0 read x @1..8 timed out",
            "",
            &[0],
            expect![[r#"
            0 judged
            0 of 1 asked, 0 of 0 received"#]],
        );
    }

    #[test]
    fn a_replica_that_crashed_before_it_answered_is_excused() {
        let text = "c0 read x @1..8 timed out; c1 read x @1..8 timed out; c2 read x @1..4 timed out";
        check(
            text,
            "3 crash r0; 0.5 crash r1; 1 restart r1; 5 crash r2",
            &[],
            expect![[r#"
                4 [o2] c2 read x at 1 reached a replica that stayed up, and was not answered: timed out
                8 [o1] c1 read x at 1 reached a replica that stayed up, and was not answered: timed out
                2 judged
                0 of 3 asked, 0 of 2 received"#]],
        );
    }

    #[test]
    fn what_is_still_open_is_not_counted() {
        check(
            "c0 read x @1..; c1 read x @1..2 nothing",
            "",
            &[],
            expect![[r#"
            1 judged
            1 of 1 asked, 1 of 1 received"#]],
        );
    }
}
