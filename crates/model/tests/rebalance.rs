//! What must hold for every scheme and every change, and stories of what each scheme moves.

use expect_test::{Expect, expect};
use faultline_model::job::{self, Job};
use faultline_model::placement::rebalance::{
    Change, Flow, Meanwhile, Outcome, SCHEMES, Scheme, Setup, Stage, compare, parse_changes, plan,
};
use faultline_model::placement::ring::{Node, equal_nodes};
use proptest::prelude::*;

fn setup(scheme: &str, changes: &str) -> Setup {
    let changes = parse_changes(changes).expect("changes");
    Setup {
        scheme: scheme.parse().expect("a scheme"),
        changes,
        nodes: equal_nodes(4),
        n_keys: 4_000,
        ..Setup::default()
    }
}

fn outcome(setup: &Setup) -> Outcome {
    job::run(plan(setup).expect("a plan"))
}

/// Each state's loads, and what moved between two, as text.
fn check(scheme: &str, changes: &str, expect: Expect) {
    let outcome = outcome(&setup(scheme, changes));
    let mut text = String::new();
    for (at, state) in outcome.states.iter().enumerate() {
        if let Some(stage) = at.checked_sub(1).map(|at| &outcome.stages[at]) {
            text += &format!("{}\n", story(stage));
        }
        let loads: Vec<String> = state.nodes.iter().map(|(node, n)| format!("n{} {n}", node.id)).collect();
        text += &format!("{} in {} shards\n", loads.join(", "), state.n_shards);
    }
    expect.assert_eq(&text);
}

fn story(stage: &Stage) -> String {
    let flow = |flow: &Flow| {
        let from = flow.from.map_or("back-up".into(), |from| format!("n{from}"));
        format!("{from} → n{} {}", flow.to, flow.n_keys)
    };
    let flows: Vec<String> = stage.flows.iter().map(flow).collect();
    let (moved, kept, min, old) = (stage.n_moved, stage.n_kept, stage.n_moved_min, stage.n_between_old);
    let how = format!("{:?} for {} ms", stage.meanwhile, stage.duration.0 / 1_000);
    format!("{}: {moved} of {kept}, at least {min}, between old {old}; {how}\n  {}", stage.change, flows.join(", "))
}

#[test]
fn hash_mod_n_moves_nearly_everything() {
    check(
        "mod",
        "add",
        expect![[r#"
        n0 944, n1 1029, n2 984, n3 1043 in 0 shards
        add: 3171 of 4000, at least 800, between old 2400; OldOwner for 6 ms
          n1 → n4 221, n3 → n2 213, n1 → n0 209, n3 → n4 209, n2 → n0 206, n3 → n0 206, n0 → n2 205, n2 → n1 202, n0 → n3 199, n1 → n3 199, n0 → n1 193, n2 → n3 191, n3 → n1 190, n1 → n2 187, n2 → n4 178, n0 → n4 163
        n0 805, n1 798, n2 812, n3 814, n4 771 in 0 shards
    "#]],
    );
}

#[test]
fn a_ring_moves_keys_to_the_new_node_alone_and_from_the_lost_one_alone() {
    check(
        "ring 100",
        "add; fail n0",
        expect![[r#"
        n0 1000, n1 996, n2 1034, n3 970 in 400 shards
        add: 764 of 4000, at least 800, between old 0; OldOwner for 6 ms
          n2 → n4 260, n1 → n4 187, n0 → n4 178, n3 → n4 139
        n0 822, n1 809, n2 774, n3 831, n4 764 in 500 shards
        fail n0: 822 of 4000, at least 822, between old 0; CopiesOf(0) for 1 ms
          n3 → n1 85, n4 → n1 80, n1 → n2 78, n2 → n1 78, n3 → n2 77, n4 → n2 77, n4 → n3 64, n1 → n3 63, n2 → n3 59, n1 → n4 55, n2 → n4 54, n3 → n4 52
        n1 1052, n2 1006, n3 1017, n4 925 in 400 shards
    "#]],
    );
}

#[test]
fn fixed_shards_move_whole() {
    check(
        "fixed 16",
        "add; remove n4",
        expect![[r#"
        n0 1038, n1 1065, n2 944, n3 953 in 16 shards
        add: 725 of 4000, at least 800, between old 0; OldOwner for 5 ms
          n1 → n4 249, n2 → n4 243, n3 → n4 233
        n0 1038, n1 816, n2 701, n3 720, n4 725 in 16 shards
        remove n4: 725 of 4000, at least 763, between old 0; OldOwner for 5 ms
          n4 → n1 249, n4 → n2 243, n4 → n3 233
        n0 1038, n1 1065, n2 944, n3 953 in 16 shards
    "#]],
    );
}

#[test]
fn dynamic_shards_follow_the_data_and_the_nodes() {
    let mut setup = setup("dynamic 1", "grow 10; add; shrink 10");
    setup.n_keys = 300;
    setup.key_bytes = 10_000;
    let outcome = outcome(&setup);
    let n_shards: Vec<u32> = outcome.states.iter().map(|state| state.n_shards).collect();
    // A shard holds 100 keys; two neighbours are merged that have 50 together.
    assert!((4..=8).contains(&n_shards[0]) && (32..=60).contains(&n_shards[1]), "{n_shards:?}");
    assert!(n_shards[2] == n_shards[1] && n_shards[3] < n_shards[2] / 2, "{n_shards:?}");
    // Evening out goes on among the old ones, but what it moves there is little.
    let stage = &outcome.stages[1];
    assert!(stage.flows[0].to == 4 && stage.n_between_old * 10 < stage.n_moved, "{}", stage.n_between_old);
}

#[test]
fn a_small_database_of_dynamic_shards_is_on_one_node() {
    check(
        "dynamic 64",
        "grow 20",
        expect![[r#"
        n0 4000, n1 0, n2 0, n3 0 in 1 shards
        grow 20: 1999 of 4000, at least 0, between old 1999; OldOwner for 15 ms
          n0 → n1 1999
        n0 40094, n1 39906, n2 0, n3 0 in 2 shards
    "#]],
    );
}

#[test]
fn a_node_that_joins_by_a_fixed_number_of_shards_gets_half_a_share_until_all_are_halved() {
    check(
        "per-node 8",
        "add; add 3",
        expect![[r#"
        n0 980, n1 985, n2 1048, n3 987 in 32 shards
        add: 512 of 4000, at least 800, between old 0; OldOwner for 4 ms
          n3 → n4 247, n1 → n4 127, n2 → n4 78, n0 → n4 60
        n0 920, n1 858, n2 970, n3 740, n4 512 in 40 shards
        add 3: 1514 of 4000, at least 1500, between old 0; OldOwner for 4 ms
          n2 → n5 203, n0 → n7 195, n2 → n6 193, n0 → n5 184, n1 → n6 132, n3 → n6 128, n3 → n7 124, n1 → n5 113, n1 → n7 112, n2 → n7 83, n0 → n6 47
        n0 494, n1 501, n2 491, n3 488, n4 512, n5 500, n6 500, n7 514 in 64 shards
    "#]],
    );
}

#[test]
fn jump_hashing_lets_only_the_last_node_go() {
    check(
        "jump",
        "add; remove n4",
        expect![[r#"
        n0 995, n1 1028, n2 976, n3 1001 in 0 shards
        add: 804 of 4000, at least 800, between old 0; OldOwner for 6 ms
          n2 → n4 209, n3 → n4 208, n1 → n4 203, n0 → n4 184
        n0 811, n1 825, n2 767, n3 793, n4 804 in 0 shards
        remove n4: 804 of 4000, at least 804, between old 0; OldOwner for 6 ms
          n4 → n2 209, n4 → n3 208, n4 → n1 203, n4 → n0 184
        n0 995, n1 1028, n2 976, n3 1001 in 0 shards
    "#]],
    );
    let fault = plan(&setup("jump", "add; remove n2")).expect_err("not the last");
    assert_eq!(fault.to_string(), "change 2: jump hashing can only let the last node go: n4, not n2");
}

#[test]
fn impossible_plans_are_refused_with_what_to_do() {
    let table = [
        ("mod", "remove n7", "change 1: there is no n7 then"),
        ("mod", "fail n0; fail n1; fail n2; fail n3", "change 4: no node would be left; add one first"),
        ("mod", "grow 1000", "change 1: from 1 to 1000000 keys; start with fewer, or let them grow less"),
        ("mod", "add 1024", "change 1: at most 1024 nodes, by rising numbers; add fewer"),
        ("ring 256", "add 500 weight 8", "change 1: at most 500000 tokens or shards in all; take fewer for each node"),
    ];
    for (scheme, changes, expect) in table {
        assert_eq!(plan(&setup(scheme, changes)).expect_err(changes).to_string(), expect);
    }
}

#[test]
fn the_last_copy_comes_from_a_back_up() {
    let setup = Setup { nodes: equal_nodes(2), ..setup("ring 10", "fail n0; remove n1") };
    assert!(plan(&setup).is_err());
    let outcome = outcome(&Setup { changes: vec![Change::Fail(0)], ..setup });
    assert_eq!(outcome.stages[0].meanwhile, Meanwhile::BackupOf(0));
    assert!(outcome.stages[0].flows.iter().all(|flow| flow.from.is_none() && flow.to == 1));
}

#[test]
fn a_move_takes_as_long_as_the_busiest_link() {
    let outcome = outcome(&Setup { key_bytes: 1_000_000, mbit_per_s: 100, ..setup("ring 100", "add") });
    let stage = &outcome.stages[0];
    // The new node receives all that moves, a megabyte each, at 12.5 of them a second.
    assert_eq!(stage.busiest, Some((4, false)));
    assert_eq!(stage.duration.0, u64::from(stage.n_moved) * 80_000);
}

#[test]
fn schemes_are_compared_on_the_same_changes_and_who_cannot_do_them_says_why() {
    let setup = setup("mod", "remove n1");
    let found = job::run(compare(&setup, &SCHEMES));
    assert_eq!(found.iter().map(|(scheme, _)| *scheme).collect::<Vec<_>>(), SCHEMES);
    for (scheme, result) in found {
        match plan(&Setup { scheme, ..setup.clone() }) {
            Ok(plan) => assert_eq!(result, Ok(job::run(plan))),
            Err(fault) => assert_eq!((scheme, result), (Scheme::Jump, Err(fault))),
        }
    }
}

// --- What always holds

const SEVERAL: [&str; 9] =
    ["mod", "fixed 7", "fixed 256", "dynamic 1", "per-node 3", "ring 1", "ring 40", "rendezvous", "jump"];

fn any_setup() -> impl Strategy<Value = Setup> {
    let nodes = prop::collection::vec(1u16..4, 1..8);
    let change = (0u8..7, 0u16..9, 1u16..4);
    (0..SEVERAL.len(), nodes, prop::collection::vec(change, 0..5), 1u32..3_000, any::<u64>()).prop_map(
        |(scheme, weights, changes, n_keys, seed)| {
            let nodes = (0..).zip(weights).map(|(id, weight)| Node { id, weight }).collect();
            let changes = changes.into_iter().map(|(kind, node, n)| match kind {
                0 | 1 => Change::Add { n, weight: n },
                2 | 3 => Change::Remove(node),
                4 => Change::Fail(node),
                5 => Change::Grow { factor_tenths: 10 + u32::from(node) * 3 + 1 },
                _ => Change::Shrink { factor_tenths: 10 + u32::from(node) * 3 + 1 },
            });
            let scheme = SEVERAL[scheme].parse().expect("a scheme");
            possible(Setup {
                scheme,
                nodes,
                changes: changes.collect(),
                n_keys,
                key_bytes: 9_000,
                seed,
                ..Setup::default()
            })
        },
    )
}

/// Without the changes that are impossible.
fn possible(mut setup: Setup) -> Setup {
    while let Err(fault) = plan(&setup) {
        setup.changes.remove(fault.at.expect("the start is possible"));
    }
    setup
}

proptest! {
    #[test]
    fn every_key_has_one_owner_that_is_there(setup in any_setup()) {
        let outcome = outcome(&setup);
        prop_assert_eq!(outcome.states.len(), setup.changes.len() + 1);
        for state in &outcome.states {
            prop_assert_eq!(state.nodes.iter().map(|(_, n)| n).sum::<u32>(), state.n_keys);
        }
        for key in &outcome.followed {
            for (state, owner) in outcome.states.iter().zip(&key.owners) {
                prop_assert_eq!(owner.is_some(), key.number < state.n_keys);
                prop_assert!(owner.is_none_or(|owner| state.nodes.iter().any(|(node, _)| node.id == owner)));
                if let (Scheme::Dynamic { .. }, Some(_)) = (setup.scheme, owner) {
                    prop_assert_eq!(state.owner(key.hash), *owner);
                }
            }
        }
    }

    #[test]
    fn what_is_sent_is_received(setup in any_setup()) {
        let outcome = outcome(&setup);
        for (at, stage) in outcome.stages.iter().enumerate() {
            prop_assert_eq!(stage.loads.iter().map(|load| load.n_received).sum::<u32>(), stage.n_moved);
            prop_assert!(stage.loads.iter().map(|load| load.n_sent).sum::<u32>() <= stage.n_moved);
            prop_assert!(stage.flows.iter().map(|flow| flow.n_keys).sum::<u32>() <= stage.n_moved);
            prop_assert!(stage.flows.is_sorted_by(|left, right| left.n_keys >= right.n_keys));
            prop_assert_eq!(stage.n_kept, outcome.states[at].n_keys.min(outcome.states[at + 1].n_keys));
            if stage.n_flows as usize == stage.flows.len() {
                prop_assert_eq!(stage.flows.iter().map(|flow| flow.n_keys).sum::<u32>(), stage.n_moved);
            }
            prop_assert!(stage.flows.iter().all(|flow| flow.from != Some(flow.to)));
            if let (Change::Remove(_) | Change::Add { .. }, Some(load)) = (stage.change, stage.loads.first()) {
                prop_assert_eq!(load.n_before.unwrap_or(0) + load.n_received, load.n_sent + load.n_after.unwrap_or(0));
            }
        }
    }

    #[test]
    fn pieces_change_nothing(setup in any_setup(), units in 1u32..500) {
        let mut plan = plan(&setup).expect("possible");
        let mut permille = 0;
        let in_pieces = loop {
            if let Some(outcome) = plan.advance(units) {
                break outcome;
            }
            prop_assert!(plan.done_permille() >= permille);
            permille = plan.done_permille();
        };
        prop_assert_eq!(in_pieces, outcome(&setup));
    }

    #[test]
    fn consistent_schemes_move_only_to_who_comes_and_from_who_goes(setup in any_setup()) {
        prop_assume!(!matches!(setup.scheme, Scheme::Dynamic { .. } | Scheme::ModN));
        for stage in outcome(&setup).stages {
            // Quotas are rounded, and with weights a node that stays may lose its odd shard to another.
            if matches!(setup.scheme, Scheme::Fixed { .. }) && stage.loads.iter().any(|load| load.node.weight != 1) {
                break;
            }
            prop_assert_eq!(stage.n_between_old, 0, "{}", stage.change);
            if let Change::Grow { .. } | Change::Shrink { .. } = stage.change {
                prop_assert_eq!(stage.n_moved, 0);
            }
        }
    }

    #[test]
    fn a_link_of_changes_is_read_as_it_was_written(setup in any_setup()) {
        let text = faultline_model::placement::rebalance::write_changes(&setup.changes);
        prop_assert_eq!(parse_changes(&text), Ok(setup.changes));
    }
}
