//! Single-leader replication: what each setting promises whatever goes wrong, and what no setting without it keeps.

mod support;

use faultline_model::checks::{Past, Verdict, consistent_prefix, monotonic_reads, read_your_writes};
use faultline_model::explore::{Explored, Faults, Scope, State, explore};
use faultline_model::history::Operation;
use faultline_model::protocol::Protocol;
use faultline_model::protocols::single_leader::{Entry, Failover, Reads, Replica, SingleLeader};
use faultline_model::step::{Ask, Deed, Step};
use faultline_model::tick::Tick;
use faultline_model::world::{Run, run};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use support::chance::{self, Chance, Kind, chances};
use support::linear::is_linearizable;
use support::{Cluster, parse};

/// What mends everything, after all other steps.
const MENDED: &[&str] = &[
    "81 heal",
    "81 release",
    "81 slow r0 0",
    "81 slow r1 0",
    "81 slow r2 0",
    "81 slow r3 0",
    "81 slow r4 0",
    "81 restart r0",
    "81 restart r1",
    "81 restart r2",
    "81 restart r3",
    "81 restart r4",
];

fn ran(scenario: &Chance) -> Run<SingleLeader> {
    match parse(&scenario.text()) {
        (Cluster::SingleLeader(protocol), setup) => run(&protocol, &setup),
        (other, _) => panic!("{other:?}"),
    }
}

/// A protocol of the words that are always there and some that vary.
fn protocol(fixed: &'static str, acks: fn(u8) -> u8) -> BoxedStrategy<String> {
    let words = |words: &'static [&'static str]| select(words);
    let parts = (2u8..=5, words(&["0ms", "10ms", "1ms..30ms"]), words(&["0", "2"]), words(&["0", "15"]));
    let join = move |(n, lag, service, startup)| {
        let acks = acks(n);
        format!("single-leader n={n} acks={acks} lag={lag} service={service} startup={startup} retry=10 ping=7 {fixed}")
    };
    parts.prop_map(join).boxed()
}

/// A network whose messages arrive well within the time-out of 60 ms, and which loses none by chance.
fn quick() -> BoxedStrategy<String> {
    let parts = (select(&["0ms", "1ms", "2ms..8ms"][..]), select(&["0", "20"][..]), 0u64..1000);
    parts
        .prop_map(|(latency, dup, seed)| {
            format!("latency={latency} dup={dup}% seed={seed} clients=3 patience=30 settle=1000")
        })
        .boxed()
}

/// As many acknowledgements as it takes for every majority to have a member that holds the write.
fn enough_acks(n: u8) -> u8 {
    n - (n / 2 + 1)
}

fn no_acks(_: u8) -> u8 {
    0
}

const SAFE: &str = "failover=on majority=on fencing=on timeout=60";
const ALONE: &str = "failover=off";

/// Its log, from entry 1.
fn log(replica: &Replica) -> Vec<&Entry> {
    replica.entries().map(|(entry, _)| entry).collect()
}

fn is_in(log: &[&Entry], operation: &Operation) -> bool {
    log.iter().any(|entry| entry.op == operation.id)
}

/// The writes that their clients were told are done.
fn acked(operations: &[Operation]) -> impl Iterator<Item = &Operation> {
    operations.iter().filter(|operation| operation.action.is_write() && operation.outcome.is_answer())
}

/// No log has an operation twice.
fn assert_at_most_once(replicas: &[(Replica, bool)]) {
    for (replica, _) in replicas {
        let log = log(replica);
        for (i, entry) in log.iter().enumerate() {
            assert!(log[..i].iter().all(|earlier| earlier.op != entry.op), "{entry:?}");
        }
    }
}

fn assert_holds(scenario: &Chance, judge: fn(&Past<'_>) -> Verdict) {
    let trace = ran(scenario).trace;
    let verdict = judge(&Past::of(&trace.operations));
    assert!(verdict.holds(), "{}\n{}\n{verdict:?}", scenario.text(), story(&trace));
}

fn story(told: &dyn faultline_model::trace::Told) -> String {
    told.story()
}

/// The steps without what is read elsewhere than at a client's own replica: where a step names another one, and what an
/// addition finds at the leader.
fn at_their_own_replicas(mut scenario: Chance) -> Chance {
    let reads_elsewhere = |step: &String| {
        let builds = ["add", "withdraw", "increment"].iter().any(|verb| step.contains(verb));
        let names_replica = (0..5).any(|replica| step.contains(&format!(" r{replica} ")));
        builds || step.contains("read") && names_replica
    };
    scenario.steps.retain(|step| !reads_elsewhere(step));
    scenario
}

/// Clients that read and write two keys all the time, each at its own replica.
fn chatter() -> impl Strategy<Value = Vec<String>> {
    let turn = (0u32..90, 0u8..3, select(&["read", "read", "write"][..]), select(&["x", "y"][..]));
    vec(turn.prop_map(|(at, client, verb, key)| format!("{at} {verb} c{client} {key}")), 30..60)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn what_enough_followers_have_acknowledged_stays_with_as_many(
        scenario in chances(protocol(SAFE, enough_acks), chance::network(), Kind::Any),
    ) {
        let Run { trace, replicas } = ran(&scenario);
        for write in acked(&trace.operations) {
            let n_holders = replicas.iter().filter(|(replica, _)| is_in(&log(replica), write)).count();
            let n_needed = usize::from(enough_acks(trace.n_replicas)) + 1;
            assert!(n_holders >= n_needed, "{write}: {n_holders}\n{}\n{}", scenario.text(), story(&trace));
        }
        assert_at_most_once(&replicas);
    }

    #[test]
    fn all_logs_agree_once_all_is_mended(
        mut scenario in chances(protocol(SAFE, enough_acks), quick(), Kind::Any),
    ) {
        scenario.steps.extend(MENDED.iter().map(|step| (*step).to_owned()));
        let (Cluster::SingleLeader(protocol), setup) = parse(&scenario.text()) else { panic!("another protocol") };
        let Run { trace, replicas } = run(&protocol, &setup);
        let told = || format!("{}\n{}", scenario.text(), story(&trace));
        let leaders: Vec<_> = replicas.iter().filter(|(replica, _)| replica.leads().is_some()).collect();
        let [(leader, _)] = leaders[..] else { panic!("{} leaders\n{}", leaders.len(), told()) };
        for (replica, _) in &replicas {
            assert_eq!(log(replica), log(leader), "{}", told());
            assert_eq!(protocol.holdings(replica), protocol.holdings(leader), "{}", told());
        }
    }

    #[test]
    fn all_logs_agree_with_fencing_alone_too(
        mut scenario in chances(
            protocol("failover=on majority=off fencing=on timeout=60", no_acks), quick(), Kind::Any,
        ),
    ) {
        scenario.steps.extend(MENDED.iter().map(|step| (*step).to_owned()));
        let Run { trace, replicas } = ran(&scenario);
        let told = || format!("{}\n{}", scenario.text(), story(&trace));
        assert_eq!(replicas.iter().filter(|(replica, _)| replica.leads().is_some()).count(), 1, "{}", told());
        assert!(replicas.iter().all(|(replica, _)| log(replica) == log(&replicas[0].0)), "{}", told());
        assert_at_most_once(&replicas);
    }

    #[test]
    fn one_leader_for_ever_that_answers_all_reads_is_one_copy(
        scenario in chances(protocol("failover=off reads=leader", no_acks), chance::network(), Kind::Any),
    ) {
        let Run { trace, replicas } = ran(&scenario);
        assert!(is_linearizable(&trace.operations), "{}\n{}", scenario.text(), story(&trace));
        assert_at_most_once(&replicas);
    }

    #[test]
    fn whoever_reads_its_own_from_the_leader_reads_its_writes(
        scenario in chances(protocol("failover=off reads=own-from-leader", no_acks), chance::network(), Kind::Any),
    ) {
        assert_holds(&scenario, read_your_writes::judge);
    }

    #[test]
    fn waiting_for_the_version_keeps_both_promises_of_a_session(
        scenario in chances(
            protocol("failover=off reads=wait-for-version apply=per-key", no_acks), chance::network(), Kind::Any,
        ),
        routing in select(&["own", "sticky", "rotate"][..]),
    ) {
        let scenario = Chance { network: format!("{} routing={routing}", scenario.network), ..scenario };
        assert_holds(&scenario, read_your_writes::judge);
        assert_holds(&scenario, monotonic_reads::judge);
    }

    #[test]
    fn who_always_asks_the_same_replica_goes_forward_and_sees_causes_first(
        scenario in chances(protocol(ALONE, no_acks), quick(), Kind::Any),
        chatter in chatter(),
    ) {
        let mut scenario = at_their_own_replicas(scenario);
        scenario.steps.extend(chatter);
        assert_holds(&scenario, monotonic_reads::judge);
        assert_holds(&scenario, consistent_prefix::judge);
    }
}

// Every order of arrival.

/// Three replicas, and what each client asks, a line each, between commas.
fn scope(scripts: &str, n_losses: u8, n_timers: u8, n_crashes: u8) -> Scope {
    let ask = |text: &str| match format!("0 {}", text.trim()).parse::<Step>().map(|step| step.deed) {
        Ok(Deed::Ask(ask)) => ask,
        other => panic!("{text}: {other:?}"),
    };
    let script = |line: &str| line.split(',').map(ask).collect::<Vec<Ask>>();
    Scope {
        n_replicas: 3,
        scripts: scripts.lines().map(script).collect(),
        faults: Faults { n_losses, n_timers, n_crashes },
        has_instant_replies: true,
        n_states_max: 400_000,
    }
}

fn safe(acks: u8) -> SingleLeader {
    let (ping, timeout, startup) = (Tick(20_000), Tick(20_000), Tick::ZERO);
    let failover = Failover { ping, timeout, majority: true, fencing: true, startup };
    SingleLeader { acks, failover: Some(failover), ..SingleLeader::new(3) }
}

fn explored(protocol: &SingleLeader, scope: &Scope, mut check: impl FnMut(&State<SingleLeader>)) {
    let Explored { n_states, is_complete } = explore(protocol, scope, &mut check);
    assert!(is_complete, "more than {n_states} states");
    eprintln!("{n_states} states");
}

/// No term has two leaders, and the leader of the newest term that anybody leads in has what was acknowledged.
fn assert_led_well(state: &State<SingleLeader>) {
    let leaders: Vec<&Replica> = state.replicas().filter(|replica| replica.leads().is_some()).collect();
    for (i, one) in leaders.iter().enumerate() {
        let number = |replica: &Replica| replica.leads().map(|term| term.number);
        assert!(leaders[..i].iter().all(|other| number(other) != number(one)), "{leaders:?}");
    }
    let Some(newest) = leaders.iter().max_by_key(|replica| replica.leads()) else { return };
    for write in acked(state.history()) {
        assert!(is_in(&log(newest), write), "{write}: {newest:?}");
    }
}

#[test]
fn reads_from_the_leader_are_one_copy_in_every_order_of_arrival() {
    let protocol = SingleLeader { acks: 1, reads: Reads::Leader, ..SingleLeader::new(3) };
    let scope = scope("write c0 r0 x=1, read c0 r1 x\nread c1 r2 x, read c1 r1 x", 1, 0, 0);
    explored(&protocol, &scope, |state| assert!(is_linearizable(state.history())));
}

#[test]
fn reads_from_followers_are_not() {
    let protocol = SingleLeader { acks: 1, ..SingleLeader::new(3) };
    let mut n_broken = 0;
    let scope = scope("write c0 r0 x=1, read c0 r1 x", 0, 0, 0);
    explored(&protocol, &scope, |state| n_broken += usize::from(!is_linearizable(state.history())));
    assert!(n_broken > 0);
}

#[test]
fn an_addition_is_done_once_though_its_leader_crashes() {
    let protocol = SingleLeader { acks: 1, reads: Reads::Leader, ..SingleLeader::new(3) };
    let scope = scope("add c0 r1 x=a, add c0 r1 x=b\nread c1 r0 x", 0, 1, 1);
    explored(&protocol, &scope, |state| assert!(is_linearizable(state.history())));
}

#[test]
fn no_term_has_two_leaders_and_none_lacks_what_was_acknowledged() {
    explored(&safe(1), &scope("", 0, 5, 0), assert_led_well);
    explored(&safe(1), &scope("write c0 r0 x=1", 0, 4, 0), assert_led_well);
    explored(&safe(1), &scope("write c0 r0 x=1", 1, 3, 0), assert_led_well);
    explored(&safe(1), &scope("write c0 r0 x=1", 0, 3, 1), assert_led_well);
}

#[test]
fn what_the_leader_alone_has_acknowledged_may_be_gone() {
    let mut n_lost = 0;
    explored(&safe(0), &scope("write c0 r0 x=1", 0, 3, 0), |state| {
        let newest = state.replicas().filter(|replica| replica.leads().is_some()).max_by_key(|replica| replica.leads());
        let has = |write: &Operation| newest.is_none_or(|leader| is_in(&log(leader), write));
        n_lost += usize::from(!acked(state.history()).all(has));
    });
    assert!(n_lost > 0);
}
