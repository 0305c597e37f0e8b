//! Small clusters in every order of arrival: what holds in all states that they can reach, and what in some does not.

mod support;

use std::cell::Cell;
use std::collections::BTreeSet;

use faultline_model::checks::{Past, acked_write_lost};
use faultline_model::explore::{Explorable, Faults, Scope, State, explore};
use faultline_model::history::Operation;
use faultline_model::protocol::Protocol;
use faultline_model::protocols::consensus::Consensus;
use faultline_model::protocols::leaderless::{Leaderless, Repair};
use faultline_model::protocols::multi_leader::{Conflicts, MultiLeader, Topology};
use faultline_model::step::{Ask, Deed, Step};
use faultline_model::tick::Tick;
use support::linear::is_linearizable;

const CONSENSUS: Consensus = Consensus { timeout: Tick(50_000), retry_pause_max: Tick(10_000), n_tries_max: 9 };

/// Three replicas where nothing goes wrong; what each client asks stands on a line, between commas.
fn scope(scripts: &str) -> Scope {
    let ask = |text: &str| match format!("0 {}", text.trim()).parse::<Step>().map(|step| step.deed) {
        Ok(Deed::Ask(ask)) => ask,
        other => panic!("{text}: {other:?}"),
    };
    let script = |line: &str| line.split(',').map(ask).collect::<Vec<Ask>>();
    let scripts = scripts.lines().map(script).collect();
    Scope { n_replicas: 3, scripts, faults: Faults::default(), has_instant_replies: false, n_states_max: 400_000 }
}

/// The same where so much may go wrong; messages back to the sender are instant or lost, for there are enough states.
fn faulty(scripts: &str, n_losses: u8, n_timers: u8, n_crashes: u8) -> Scope {
    Scope { faults: Faults { n_losses, n_timers, n_crashes }, has_instant_replies: true, ..scope(scripts) }
}

/// All histories that clients may have seen, explored to the end. `check` sees every state.
fn histories<P: Explorable>(protocol: &P, scope: &Scope, check: impl Fn(&State<P>)) -> Vec<Vec<Operation>> {
    let (mut known, mut histories) = (BTreeSet::new(), Vec::new());
    let explored = explore(protocol, scope, |state| {
        check(state);
        if known.insert(state.history_hash()) {
            histories.push(state.history().to_vec());
        }
    });
    assert!(explored.is_complete, "more than {} states", explored.n_states);
    histories
}

/// In all states of consensus: no two values under one ballot, and a history that one copy could have given.
fn check_consensus(scope: &Scope) {
    for history in histories(&CONSENSUS, scope, assert_one_value_a_ballot) {
        assert!(is_linearizable(&history), "{}", told(&history));
    }
}

fn assert_one_value_a_ballot(state: &State<Consensus>) {
    let held: Vec<_> = state.replicas().flat_map(|replica| CONSENSUS.holdings(replica)).collect();
    for (i, one) in held.iter().enumerate() {
        for other in &held[i + 1..] {
            let is_same_ballot = (one.key, &one.about) == (other.key, &other.about);
            assert!(!is_same_ballot || one == other, "{one:?} and {other:?}");
        }
    }
}

/// Whether a history that one copy could not have given is among all that leaderless replication may give.
fn can_break(protocol: &Leaderless, scope: &Scope) -> bool {
    histories(protocol, scope, |_| {}).iter().any(|history| !is_linearizable(history))
}

/// In all states in which every update is acknowledged, all replicas hold the same, and what was acknowledged is there.
/// Says how many such states have two values.
fn check_multi_leader(protocol: &MultiLeader, scope: &Scope) -> usize {
    let n_forked = Cell::new(0);
    histories(protocol, scope, |state| {
        if state.replicas().any(|replica| replica.backlog().any(|(_, n_open)| n_open > 0)) {
            return;
        }
        let held: Vec<_> = state.replicas().map(|replica| (protocol.holdings(replica), true)).collect();
        let is_same = held.iter().all(|(holdings, _)| *holdings == held[0].0);
        assert!(is_same, "{protocol:?}: {held:?}\n{}", told(state.history()));
        if protocol.conflicts != Conflicts::LastWriteWins {
            let verdict = acked_write_lost::judge(&Past::of(state.history()), &held, Tick::ZERO);
            assert!(verdict.holds(), "{protocol:?}: {verdict:?}\n{}", told(state.history()));
        }
        n_forked.set(n_forked.get() + usize::from(held[0].0.len() > 1));
    });
    n_forked.get()
}

fn told(history: &[Operation]) -> String {
    let line = |operation: &Operation| {
        format!("{:?}–{:?} {operation}: {}\n", operation.invoked, operation.returned, operation.outcome)
    };
    history.iter().map(line).collect()
}

#[test]
fn consensus_is_one_copy_in_every_order_of_arrival() {
    check_consensus(&scope("write c0 r0 x=1\nread c1 r1 x"));
    check_consensus(&scope("add c0 r0 x=a, read c0 r1 x"));
    check_consensus(&faulty("write c0 r0 x=1, write c0 r0 x=2\nread c1 r1 x", 1, 0, 0));
}

#[test]
fn consensus_is_one_copy_when_a_message_is_lost_and_the_outbid_try_again() {
    check_consensus(&faulty("add c0 r0 x=a\nadd c1 r1 x=b", 1, 1, 0));
}

#[test]
fn consensus_is_one_copy_when_a_replica_crashes() {
    check_consensus(&faulty("write c0 r0 x=1\nread c1 r1 x, read c1 r2 x", 0, 0, 1));
}

#[test]
fn consensus_reaches_the_end_of_both_duelling_operations() {
    let scope = faulty("add c0 r0 x=a\nadd c1 r1 x=b", 0, 1, 0);
    let histories = histories(&CONSENSUS, &scope, |_| {});
    let is_done =
        |history: &&Vec<Operation>| history.iter().filter(|operation| operation.outcome.is_done()).count() == 2;
    assert!(histories.iter().filter(is_done).count() > 1, "each of them first");
}

#[test]
fn a_read_after_a_write_sees_it_in_every_order_if_quorums_overlap() {
    let one_lost = faulty("write c0 r0 x=1, read c0 r1 x", 1, 0, 0);
    let two_writes = faulty("write c0 r0 x=1, write c0 r0 x=2, read c0 r2 x", 0, 0, 0);
    for (r, w) in [(2, 2), (1, 3), (3, 1)] {
        assert!(!can_break(&Leaderless::new(3, r, w), &one_lost), "R={r} W={w}");
        assert!(!can_break(&Leaderless::new(3, r, w), &two_writes), "R={r} W={w}");
    }
}

#[test]
fn a_read_after_a_write_may_miss_it_if_quorums_do_not_overlap() {
    for (r, w) in [(1, 2), (2, 1), (1, 1)] {
        assert!(can_break(&Leaderless::new(3, r, w), &scope("write c0 r0 x=1, read c0 r1 x")), "R={r} W={w}");
    }
}

#[test]
fn two_reads_during_a_write_may_go_back_in_time_unless_the_first_one_writes_back() {
    let scope = faulty("write c0 r0 x=1\nread c1 r1 x, read c1 r2 x", 0, 0, 0);
    let quorum = |repair| Leaderless { repair, ..Leaderless::new(3, 2, 2) };
    assert!(can_break(&quorum(Repair::Off), &scope));
    assert!(!can_break(&quorum(Repair::WriteBack), &scope));
}

#[test]
fn leaders_that_have_told_each_other_all_hold_the_same_in_every_order_of_arrival() {
    for topology in [Topology::AllToAll, Topology::Ring, Topology::Star] {
        for conflicts in [Conflicts::LastWriteWins, Conflicts::Siblings, Conflicts::Merge] {
            let protocol = MultiLeader { topology, conflicts, ..MultiLeader::new(3) };
            let n_forked = check_multi_leader(&protocol, &faulty("write c0 r0 x=1\nwrite c1 r1 x=2", 1, 1, 0));
            assert_eq!(n_forked > 0, conflicts != Conflicts::LastWriteWins, "{protocol:?}");
            check_multi_leader(&protocol, &faulty("write c0 r0 x=1\nread c1 r1 x, write c1 r1 x=2", 0, 0, 1));
            check_multi_leader(
                &protocol,
                &faulty("increment c0 r0 x=1, increment c0 r0 x=2\nincrement c1 r1 x=4", 0, 0, 0),
            );
        }
    }
}
