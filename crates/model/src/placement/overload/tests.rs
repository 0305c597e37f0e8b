//! Runs, and what holds for all of them.

use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::*;

const HUMAN: Overload = Overload { decider: Decider::Human, ..Overload::DEFAULT };
const CRASH: Overload = Overload { trouble: Trouble::Crash, load_percent: 50, ..Overload::DEFAULT };

fn check(settings: Overload, expect: Expect) {
    expect.assert_eq(&run(&settings).to_string());
}

#[test]
fn a_cluster_that_moves_what_is_hot_takes_its_own_nodes_for_dead() {
    let outcome = run(&Overload::DEFAULT);
    assert!(outcome.n_suspected_max >= 4 && outcome.n_false_alarms > 10, "{outcome}");
    let last = outcome.last_failure_s().unwrap_or(0);
    assert!(last > TROUBLE_S + 20 * 60, "requests fail long after the trouble: {last} s");
}

#[test]
fn nobody_moves_anything_while_the_human_sleeps() {
    check(
        HUMAN,
        expect![[r#"
        2:00 the keys of n0 become popular
        2:33 n0 does not answer in time (is slow, not dead): an alarm is raised
        12:00 as many requests come as before
        12:17 n0 answers in time again
        22:33 somebody looks
        22:33 all nodes answer in time: nothing to do
    "#]],
    );
    let (cluster, human) = (run(&Overload::DEFAULT), run(&HUMAN));
    assert!(human.n_failed * 4 < cluster.n_failed, "{} and {}", human.n_failed, cluster.n_failed);
    assert_eq!((human.n_transfers, human.n_suspected_max), (0, 1));
}

#[test]
fn a_crashed_node_is_replaced_in_minutes_and_a_human_takes_longer() {
    check(
        CRASH,
        expect![[r#"
        2:00 n0 crashes
        2:05 n0 does not answer in time (is dead): it is taken for dead
        2:05 10 shards of n0 are answered by the nodes with their copies
        7:45 every shard has its copy again, and every node as many shards
    "#]],
    );
    check(
        Overload { decider: Decider::Human, ..CRASH },
        expect![[r#"
        2:00 n0 crashes
        2:05 n0 does not answer in time (is dead): an alarm is raised
        22:05 somebody looks
        22:05 n0 is dead: its shards are given to the others
        22:05 10 shards of n0 are answered by the nodes with their copies
    "#]],
    );
    let (cluster, human) = (run(&CRASH), run(&Overload { decider: Decider::Human, ..CRASH }));
    assert!(cluster.failed_permille() == 0 && human.failed_permille() > 50);
}

#[test]
fn gentle_transfers_make_the_automatic_way_the_better_one() {
    let gentle = Overload { throttle_percent: 10, ..Overload::DEFAULT };
    check(
        gentle,
        expect![[r#"
        2:00 the keys of n0 become popular
        2:33 n0 does not answer in time (is slow, not dead): it is taken for dead
        2:33 10 shards of n0 are answered by the nodes with their copies
        2:39 n0 answers in time again
        12:00 as many requests come as before
        24:17 every shard has its copy again, and every node as many shards
    "#]],
    );
    assert_eq!(run(&gentle).n_failed, 0);
    assert!(run(&Overload { decider: Decider::Human, ..gentle }).n_failed > 0);
}

#[test]
fn patience_of_the_detector_ends_the_cascade_before_it_begins() {
    let patient = run(&Overload { timeout_s: PATIENCE_S as u8, ..Overload::DEFAULT });
    assert_eq!((patient.n_false_alarms, patient.n_transfers), (0, 0));
}

#[test]
fn a_node_is_added_or_load_is_shed_where_the_human_says_so() {
    let soon = Overload { after_min: 2, ..HUMAN };
    check(
        Overload { order: Order::AddNode, ..soon },
        expect![[r#"
        2:00 the keys of n0 become popular
        2:33 n0 does not answer in time (is slow, not dead): an alarm is raised
        4:33 somebody looks
        4:33 n0 is only slow: a node is added to help
        7:00 n0 answers in time again
        12:00 as many requests come as before
    "#]],
    );
    let [wait, shed, add] = [Order::Wait, Order::Shed, Order::AddNode].map(|order| run(&Overload { order, ..soon }));
    assert!(add.n_failed < wait.n_failed && add.moments[DURATION_S as usize - 1].len() == 7);
    assert!(shed.n_late * 2 < wait.n_late, "{} and {}", shed.n_late, wait.n_late);
}

#[test]
fn an_alarm_comes_when_the_queue_has_grown_for_so_long() {
    // A node that gets a and answers c a second makes requests wait (a − c)/c seconds more each second.
    for (extra_percent, timeout_s) in [(100, 5), (80, 5), (150, 2), (120, 8)] {
        let outcome = run(&Overload { extra_percent, timeout_s, ..HUMAN });
        let more = outcome.moments[TROUBLE_S as usize][0].asked - CAPACITY;
        let seconds = (u32::from(timeout_s) * CAPACITY).div_ceil(more);
        let alarm = outcome.events.iter().find(|event| matches!(event.what, What::Suspected { .. }));
        let expected = TROUBLE_S + seconds + u32::from(timeout_s);
        assert!(alarm.is_some_and(|alarm| alarm.at_s.abs_diff(expected) <= 1), "{expected}: {outcome}");
    }
}

fn any_settings() -> impl Strategy<Value = Overload> {
    let trouble = prop_oneof![Just(Trouble::Hot), Just(Trouble::Surge), Just(Trouble::Crash)];
    let order = prop_oneof![Just(Order::Wait), Just(Order::Shed), Just(Order::AddNode)];
    let decider = prop_oneof![Just(Decider::Cluster), Just(Decider::Human)];
    let counts = (NODES_MIN..=NODES_MAX, 1_u8..=100, 0_u16..=300, 1_u8..=30);
    let costs = (1_u8..=60, 1_u8..=90, 1_u16..=60_000, 0_u8..=40);
    (counts, costs, trouble, order, decider, 0_u64..100).prop_map(|(counts, costs, trouble, order, decider, seed)| {
        let (n_nodes, load_percent, extra_percent, extra_min) = counts;
        let (timeout_s, throttle_percent, shard_mb, after_min) = costs;
        Overload {
            n_nodes,
            load_percent,
            trouble,
            extra_percent,
            extra_min,
            timeout_s,
            throttle_percent,
            shard_mb,
            decider,
            after_min,
            order,
            seed,
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_request_is_answered_fails_or_waits(settings in any_settings()) {
        let outcome = run(&settings);
        prop_assert_eq!(outcome.n_asked, outcome.n_answered + outcome.n_failed + outcome.n_waiting);
        prop_assert_eq!(outcome.n_failed, outcome.failed.iter().map(|failed| u64::from(*failed)).sum::<u64>());
        prop_assert!(outcome.n_late <= outcome.n_answered);
    }

    #[test]
    fn every_shard_has_one_owner_in_every_second(settings in any_settings()) {
        let n_shards = usize::from(settings.n_nodes) * SHARDS_EACH;
        for moments in run(&settings).moments {
            prop_assert_eq!(moments.iter().map(|moment| usize::from(moment.n_shards)).sum::<usize>(), n_shards);
        }
    }

    #[test]
    fn without_overload_nobody_is_taken_for_dead(settings in any_settings()) {
        let calm = Overload { load_percent: settings.load_percent.min(80), extra_percent: 0, ..settings };
        let outcome = run(&Overload { trouble: Trouble::Hot, ..calm });
        prop_assert_eq!((outcome.n_false_alarms, outcome.n_transfers, outcome.n_failed), (0, 0, 0));
    }

    #[test]
    fn a_detector_as_patient_as_the_clients_takes_no_slow_node_for_dead(settings in any_settings()) {
        let timeout_s = settings.timeout_s.max(PATIENCE_S as u8);
        prop_assert_eq!(run(&Overload { timeout_s, ..settings }).n_false_alarms, 0);
    }
}
