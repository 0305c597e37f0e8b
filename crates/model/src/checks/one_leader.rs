//! One leader: no two replicas take writes at the same time.
//!
//! Two reigns that overlap do no harm by themselves: an old leader that is cut off may not know yet that it is
//! replaced, and that cannot be ruled out while messages take time. It is a *split brain* once both have told a client,
//! while both led, that a write is done: then there are two orders of writes, and one of them will have to give way.
//! Fencing with terms is the usual cure (Kleppmann, "How to do distributed locking", 2016).
//!
//! Which replica answered a client is read off the answer's journey.

use super::{Kind, Property, Verdict, Violation};
use crate::history::Operation;
use crate::ids::Endpoint;
use crate::reign::{Reign, reigns};
use crate::tick::Tick;
use crate::trace::{Told, What};

/// A write that its client was told is done.
struct Ack<'a> {
    write: &'a Operation,
    replica: u8,
    /// When the answer was sent.
    at: Tick,
}

/// Judges every write that was acknowledged by a replica that led. The witnesses of two reigns that overlap are the
/// first write of each during the overlap.
pub fn judge(told: &dyn Told) -> Verdict {
    let (reigns, acks) = (reigns(told), acks(told));
    let is_of = |ack: &Ack<'_>, reign: &Reign| ack.replica == reign.replica && reign.is_at(ack.at);
    let mut found = Vec::new();
    for (i, right) in reigns.iter().enumerate() {
        for left in reigns[..i].iter().filter(|left| left.replica != right.replica && left.overlaps(right)) {
            let first = |own: &Reign, other: &Reign| acks.iter().find(|ack| is_of(ack, own) && other.is_at(ack.at));
            if let (Some(one), Some(other)) = (first(left, right), first(right, left)) {
                let at = one.write.returned.max(other.write.returned).unwrap_or_default();
                let kind = Kind::TwoLeaders { left: one.replica, right: other.replica };
                found.push(Violation { at, operations: vec![one.write.id, other.write.id], kind });
            }
        }
    }
    let n_judged = acks.iter().filter(|ack| reigns.iter().any(|reign| is_of(ack, reign))).count();
    Verdict::new(Property::OneLeader, n_judged, found)
}

/// The writes that were acknowledged, by the answer. An arrival that ends an operation is told right before that end.
fn acks(told: &dyn Told) -> Vec<Ack<'_>> {
    let mut acks = Vec::new();
    for pair in told.events().windows(2) {
        let (What::Delivered(message), What::Returned(op)) = (pair[0].what, pair[1].what) else { continue };
        let (journey, write) = (told.journey(message), &told.operations()[op.0 as usize]);
        if let (Endpoint::Replica(replica), Endpoint::Client(_)) = (journey.from, journey.to)
            && write.action.is_write()
            && write.outcome.is_done()
        {
            acks.push(Ack { write, replica, at: journey.sent });
        }
    }
    acks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocols::single_leader::{Failover, SingleLeader};
    use crate::step::{ms, parse_steps};
    use crate::world::{Setup, run};
    use expect_test::{Expect, expect};

    /// Judges a run of three replicas that ping each other every 20 ms and have patience for 30.
    fn check(acks: u8, fencing: bool, steps: &str, expect: Expect) {
        let (ping, timeout) = (Tick(20_000), Tick(30_000));
        let failover = Failover { ping, timeout, majority: true, fencing, startup: Tick::ZERO };
        let protocol = SingleLeader { acks, failover: Some(failover), ..SingleLeader::new(3) };
        let patience = Tick(50_000);
        let setup = Setup { n_clients: 3, patience, steps: parse_steps(steps).0, ..Setup::default() };
        let trace = run(&protocol, &setup).trace;
        let verdict = judge(&trace);
        let mut text = String::new();
        for violation in &verdict.violations {
            text += &format!("{} {}\n", ms(violation.at), violation.sentence(&trace.operations));
        }
        expect.assert_eq(&format!("{text}{} judged", verdict.n_judged));
    }

    const CUT: &str = "1 write c0 r0 x=1; 5 partition r0 c0 | r1 r2 c1 c2; 6 write c0 r0 x=2; 100 write c1 r1 x=3;";

    #[test]
    fn one_who_leads_after_the_other_is_no_split_brain() {
        check(0, true, "1 write c0 r0 x=1; 5 crash r0; 100 write c1 r1 x=2; 110 write c0 r1 x=3", expect!["3 judged"]);
    }

    #[test]
    fn an_old_leader_that_nobody_asks_does_no_harm() {
        check(0, true, CUT, expect!["3 judged"]);
    }

    #[test]
    fn two_that_take_writes_at_the_same_time_are_a_split_brain() {
        let steps = format!("{CUT} 101 write c0 r0 x=4; 102 write c0 r0 x=5");
        check(
            0,
            true,
            &steps,
            expect![[r#"
                103 c0 write x=4 at 101 was acknowledged by r0, and c1 write x=3 at 100 by r1, while both led
                5 judged"#]],
        );
    }

    #[test]
    fn a_leader_that_waits_for_a_follower_acknowledges_nothing_on_its_own() {
        let steps = format!("{CUT} 101 write c0 r0 x=4; 120 heal; 200 write c0 r0 x=5");
        check(1, true, &steps, expect!["3 judged"]);
    }

    #[test]
    fn without_fencing_both_go_on_when_the_cut_is_healed() {
        let steps = format!("{CUT} 120 heal; 200 write c0 r0 x=5; 201 write c2 r2 x=6");
        check(
            1,
            false,
            &steps,
            expect![[r#"
            204 c0 write x=5 at 200 was acknowledged by r0, and c1 write x=3 at 100 by r1, while both led
            4 judged"#]],
        );
    }
}
