//! Multi-leader replication as its users see it: how long a write takes, which writes are lost, and where no conflict
//! can arise.

mod support;

use expect_test::expect;
use faultline_model::checks::{Past, acked_write_lost, converged};
use faultline_model::ids::OpId;
use faultline_model::protocols::multi_leader::{Loss, Note, losses};
use faultline_model::step::ms;
use faultline_model::version::Order;
use proptest::prelude::*;
use support::chance::{self, Kind, chances};
use support::{Cluster, Left, Rest, parse};

fn run(scenario: &str) -> Left {
    let (cluster, setup) = parse(scenario);
    cluster.ask(&setup, &Rest)
}

/// The sentences on acknowledged writes that are gone at the end.
fn lost(left: &Left) -> Vec<String> {
    let operations = left.told.operations();
    let verdict = acked_write_lost::judge(&Past::of(operations), &left.replicas, left.told.end());
    verdict.violations.iter().map(|violation| violation.sentence(operations)).collect()
}

/// Both sites write now and then, 100 ms apart from each other.
fn two_sites_text(conflicts: &str) -> String {
    format!(
        "multi-leader sites=2 followers=1 conflicts={conflicts}
         network latency=2ms between=100 clients=2 settle=500
         0..800/200 write c0 x
         10..410/200 write c1 x"
    )
}

fn two_sites(conflicts: &str) -> Left {
    run(&two_sites_text(conflicts))
}

#[test]
fn a_write_waits_for_no_other_site() {
    let left = two_sites("lww");
    let writes = left.told.operations().iter().filter(|operation| operation.action.is_write());
    let times: Vec<u64> = writes.map(|write| write.returned.expect("an answer").0 - write.invoked.0).collect();
    assert_eq!(times, [2_000; 8]);
}

#[test]
fn what_last_write_wins_has_lost_is_listed() {
    let (cluster, setup) = parse(&two_sites_text("lww"));
    let Cluster::MultiLeader(protocol) = cluster else { panic!("multi-leader") };
    let trace = faultline_model::world::run(&protocol, &setup).trace;
    let name = |op: OpId| trace.operations[op.0 as usize].to_string();
    let line = |loss: &Loss| format!("{} {} is lost to {}", ms(loss.at), name(loss.lost), name(loss.kept));
    let lines: Vec<String> = losses(&trace).iter().map(line).collect();
    expect![[r#"
        113 c0 write x=0 is lost to c1 write x=1
        313 c0 write x=2 is lost to c1 write x=3
        513 c0 write x=4 is lost to c1 write x=5"#]]
    .assert_eq(&lines.join("\n"));
}

#[test]
fn of_two_writes_at_once_the_check_finds_the_lost_one_too() {
    let left = run("multi-leader sites=2 conflicts=lww
         network between=100 clients=2 settle=500
         0 write c0 x=1
         0 write c1 x=2");
    assert_eq!(lost(&left), ["c0 write x=1 at 0 was done, and is lost: the replicas hold 2"]);
    assert!(converged::judge(&left.replicas, left.told.end()).holds());
}

#[test]
fn siblings_lose_nothing_that_nobody_has_replaced() {
    assert_eq!(lost(&two_sites("siblings")), [""; 0]);
    assert_eq!(lost(&two_sites("merge")), [""; 0]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn vectors_say_which_of_two_versions_replaces_the_other(
        scenario in chances(chance::multi_leader(), chance::network(), Kind::Any),
    ) {
        let (Cluster::MultiLeader(protocol), setup) = parse(&scenario.text()) else { panic!("multi-leader") };
        for note in &faultline_model::world::run(&protocol, &setup).trace.notes {
            let Note::Compares { new, held, .. } = note else { continue };
            let expect = match (new.replaces(held), held.replaces(new)) {
                (true, false) => Order::After,
                (false, true) => Order::Before,
                (false, false) => Order::Concurrent,
                (true, true) => panic!("{new:?} and {held:?} replace each other"),
            };
            assert_eq!(new.vector().compare(&held.vector()), expect, "{note}\n{}", scenario.text());
        }
    }
}

#[test]
fn a_key_that_is_written_at_one_site_has_no_conflict() {
    let left = run("multi-leader sites=3 followers=1 conflicts=siblings
         network latency=2ms..40ms between=100 clients=6 settle=500
         0..800/40 write c0 x
         7..807/40 write c3 x
         0..800/40 write c1 y
         9..809/40 write c4 y");
    let story = left.told.story();
    assert!(story.contains(": after") && !story.contains("concurrent"), "{story}");
    assert_eq!(lost(&left), [""; 0]);
}
