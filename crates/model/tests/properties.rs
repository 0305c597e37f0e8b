//! What holds in every run, whatever the protocol and whatever goes wrong.

mod support;

use std::collections::BTreeMap;

use faultline_model::checks::{Past, acked_write_lost, linearizable};
use faultline_model::history::{Action, Operation, Outcome, Value};
use faultline_model::ids::{Endpoint, MessageId};
use faultline_model::step::Deed;
use faultline_model::tick::Tick;
use faultline_model::trace::{Event, Fate, Told, What};
use proptest::collection::vec;
use proptest::prelude::*;
use support::chance::{self, Chance, Kind, chances};
use support::linear::is_linearizable;
use support::{Left, Part, Ran, Rest, parse};

fn run(scenario: &Chance) -> Ran {
    part(scenario, Part::Whole)
}

fn part(scenario: &Chance, part: Part) -> Ran {
    let (cluster, setup) = parse(&scenario.text());
    cluster.ask(&setup, &part)
}

/// The scenario with something after all other steps; those last 80 ms.
fn then(scenario: &Chance, steps: &[&str]) -> Chance {
    let mut longer = scenario.clone();
    longer.steps.extend(steps.iter().map(|step| (*step).to_owned()));
    longer
}

/// All that `80 ms` of faults may have broken is whole again, and the background has time to finish.
const MENDED: &[&str] = &[
    "81 heal",
    "81 release",
    "81 restart r0",
    "81 restart r1",
    "81 restart r2",
    "81 restart r3",
    "81 restart r4",
    "81 restart r5",
    "81 restart r6",
];

/// The scenario mended, with so long a time for its background that it ends.
fn mended(scenario: &Chance) -> Chance {
    let mut mended = then(scenario, MENDED);
    for settle in ["settle=0", "settle=60"] {
        mended.network = mended.network.replace(&format!("{settle} "), "settle=6000 events=200000 ");
    }
    mended
}

fn rest(scenario: &Chance) -> Left {
    let (cluster, setup) = parse(&scenario.text());
    cluster.ask(&setup, &Rest)
}

/// How a message ended, by the events.
#[derive(Debug, Default, PartialEq, Eq)]
struct Path {
    n_sent: usize,
    delivered: Vec<Tick>,
    lost: Vec<Tick>,
    n_held: usize,
}

/// By the numbers of the messages.
fn paths(told: &dyn Told) -> Vec<Path> {
    let mut paths: Vec<Path> = told.journeys().iter().map(|_| Path::default()).collect();
    for event in told.events() {
        match event.what {
            What::Sent(message) => paths[message.0 as usize].n_sent += 1,
            What::Delivered(message) => paths[message.0 as usize].delivered.push(event.at),
            What::Lost(message) => paths[message.0 as usize].lost.push(event.at),
            What::Held(message) => paths[message.0 as usize].n_held += 1,
            _ => {}
        }
    }
    paths
}

/// Each message is sent once and ends once or not at all, and its journey says the same as the events.
fn assert_conserved(told: &dyn Told) {
    for (id, (path, journey)) in paths(told).iter().zip(told.journeys()).enumerate() {
        assert_eq!(path.n_sent, 1, "m{id}");
        let ends = match journey.fate {
            Fate::Underway => (vec![], vec![]),
            Fate::Delivered => (journey.ended.into_iter().collect(), vec![]),
            Fate::Cut | Fate::Lost | Fate::Dropped | Fate::Down => (vec![], journey.ended.into_iter().collect()),
        };
        assert_eq!((&path.delivered, &path.lost), (&ends.0, &ends.1), "m{id} {journey:?}");
        assert_eq!(path.n_held > 0, journey.was_held, "m{id}");
        assert_eq!(journey.ended.is_none(), journey.fate == Fate::Underway, "m{id}");
        if journey.fate == Fate::Delivered {
            let ended = journey.ended.expect("an end");
            assert!(ended == journey.due || journey.was_held && ended > journey.due, "m{id} {journey:?}");
        }
    }
}

/// One operation of each client at a time, in the order of its invocations.
fn assert_sessions(told: &dyn Told) {
    for client in 0..told.n_clients() {
        let mut own = told.operations().iter().filter(|operation| operation.client == client).peekable();
        while let Some(operation) = own.next() {
            let is_open = operation.outcome == Outcome::Pending;
            assert_eq!(operation.returned.is_none(), is_open);
            if let Some(next) = own.peek() {
                assert!(operation.returned.is_some_and(|returned| returned <= next.invoked), "{operation:?} {next:?}");
            }
        }
    }
}

/// While a replica is down it does nothing and gets nothing.
fn assert_the_dead_rest(told: &dyn Told) {
    let mut is_up = vec![true; usize::from(told.n_replicas())];
    for event in told.events() {
        let actor = match event.what {
            What::Step(step) => {
                match told.steps()[usize::from(step)].deed {
                    Deed::Crash(replica) if replica < told.n_replicas() => is_up[usize::from(replica)] = false,
                    Deed::Restart(replica) if replica < told.n_replicas() => is_up[usize::from(replica)] = true,
                    _ => {}
                }
                continue;
            }
            What::Noted { replica, .. } | What::Leads { replica, .. } | What::Follows { replica } => {
                Endpoint::Replica(replica)
            }
            // A copy that a step or the link makes is nobody's deed.
            What::Sent(message) if !told.label(message).ends_with("(copy)") => told.journey(message).from,
            What::Delivered(message) => told.journey(message).to,
            _ => continue,
        };
        if let Endpoint::Replica(replica) = actor {
            assert!(is_up[usize::from(replica)], "{} {}", event.at.0, told.sentence(event));
        }
    }
}

/// The order in which the messages of each link arrived.
fn arrivals(told: &dyn Told) -> BTreeMap<(usize, usize), Vec<MessageId>> {
    let mut arrivals: BTreeMap<_, Vec<MessageId>> = BTreeMap::new();
    for event in told.events() {
        if let What::Delivered(message) = event.what {
            let journey = told.journey(message);
            arrivals.entry((journey.from.index(), journey.to.index())).or_default().push(message);
        }
    }
    arrivals
}

fn events_until(told: &dyn Told, until: Tick) -> Vec<Event> {
    told.events().iter().filter(|event| event.at <= until).copied().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn messages_are_conserved_clients_wait_and_the_dead_rest(scenario in chance::any()) {
        let ran = run(&scenario);
        assert_conserved(&*ran.told);
        assert_sessions(&*ran.told);
        assert_the_dead_rest(&*ran.told);
        let events = ran.told.events();
        assert!(events.is_sorted_by_key(|event| event.at));
        assert!(events.last().is_none_or(|last| last.at <= ran.told.end()));
    }

    #[test]
    fn a_replay_is_the_same_run(scenario in chance::any()) {
        let (one, other) = (run(&scenario), run(&scenario));
        assert_eq!(one.told.fingerprint(), other.told.fingerprint());
        assert_eq!(one.told.story(), other.told.story());
        assert_eq!(one.replicas, other.replicas);
    }

    #[test]
    fn a_run_that_stops_at_a_time_is_the_beginning_of_the_whole(scenario in chance::any(), until in 0u64..150_000) {
        let until = Tick(until);
        let (whole, beginning) = (run(&scenario), part(&scenario, Part::Until(until)));
        assert_eq!(beginning.told.events(), events_until(&*whole.told, until));
        assert!(beginning.told.end() <= until);
        assert_conserved(&*beginning.told);
        assert_sessions(&*beginning.told);
        let resting = part(&scenario, Part::Resting(until));
        assert_eq!(resting.told.story(), whole.told.story());
        assert_eq!(resting.told.end(), whole.told.end());
        assert_eq!(resting.replicas, whole.replicas);
    }

    #[test]
    fn a_later_step_changes_nothing_before_it(scenario in chance::any(), step in chance::step(Kind::Any)) {
        // Both go on for as long.
        let scenario = then(&scenario, &["90 heal"]);
        let longer = then(&scenario, &[&step]);
        let at = parse(&longer.text()).1.steps.last().map_or(Tick::ZERO, |step| step.at);
        let before = |told: &dyn Told| {
            told.events().iter().filter(|event| event.at < at).copied().collect::<Vec<Event>>()
        };
        assert_eq!(before(&*run(&scenario).told), before(&*run(&longer).told));
    }

    #[test]
    fn when_all_is_mended_everything_ends(scenario in chance::any()) {
        let told = run(&then(&scenario, MENDED)).told;
        assert!(!told.is_cut_short());
        assert!(told.journeys().iter().all(|journey| journey.fate != Fate::Underway));
        assert!(told.operations().iter().all(|operation| operation.outcome != Outcome::Pending));
    }

    #[test]
    fn what_is_held_is_kept(scenario in chances(
        prop_oneof![chance::consensus(), chance::leaderless(), chance::multi_leader(), chance::single_leader()].boxed(),
        chance::calm(),
        Kind::Harmless,
    )) {
        let told = run(&then(&scenario, &["81 release"])).told;
        assert!(told.journeys().iter().all(|journey| journey.fate == Fate::Delivered));
    }

    #[test]
    fn links_that_keep_order_keep_it(mut scenario in chance::any()) {
        scenario.network = scenario.network.replace("fifo=off", "fifo=on");
        let has_own_order = |step: &String| ["duplicate", "hold m", "release m"].iter().any(|deed| step.contains(deed));
        scenario.steps.retain(|step| !has_own_order(step));
        let told = run(&scenario).told;
        let n_replicas = usize::from(told.n_replicas());
        for ((from, to), order) in arrivals(&*told) {
            // Only between replicas: a client has one message under way.
            assert!(from >= n_replicas || to >= n_replicas || order.is_sorted(), "{from} > {to}: {order:?}");
        }
    }

    #[test]
    fn all_leaders_and_followers_hold_the_same_when_all_is_mended(
        scenario in chances(chance::multi_leader(), chance::network(), Kind::Any),
    ) {
        let scenario = mended(&scenario);
        let left = rest(&scenario);
        let (first, _) = &left.replicas[0];
        for (held, is_up) in &left.replicas {
            assert!(is_up);
            assert_eq!(held, first, "{}\n{}", scenario.text(), left.told.story());
        }
        let operations = left.told.operations();
        let is_known = |operation: &Operation| !operation.action.is_write() || operation.outcome.is_answer();
        if operations.iter().all(is_known) && !scenario.protocol.contains("conflicts=lww") {
            let verdict = acked_write_lost::judge(&Past::of(operations), &left.replicas, left.told.end());
            assert!(verdict.holds(), "{}\n{:?}\n{}", scenario.text(), verdict, left.told.story());
        }
    }

    #[test]
    fn merged_counts_have_every_increment_once(
        protocol in chance::multi_leader(), network in chance::network(), increments in vec(chance::increment(), 1..12),
        faults in vec(chance::fault_step(), 0..12),
    ) {
        let conflicts = ["lww", "siblings"].map(|conflicts| format!("conflicts={conflicts}"));
        let protocol = conflicts.iter().fold(protocol, |line, other| line.replace(other, "conflicts=merge"));
        let scenario = mended(&Chance { protocol, network, steps: [increments, faults].concat() });
        let left = rest(&scenario);
        let sum = |is_counted: &dyn Fn(&Outcome) -> bool| -> i64 {
            let amount = |operation: &Operation| match operation.action {
                Action::Increment(amount) if is_counted(&operation.outcome) => i64::from(amount),
                _ => 0,
            };
            left.told.operations().iter().map(amount).sum()
        };
        let (least, most) = (sum(&Outcome::is_done), sum(&Outcome::may_have_effect));
        let count = Value::number(left.replicas[0].0.first().map(|holding| &holding.value));
        assert!((least..=most).contains(&count), "{least}..{most}: {}\n{}", scenario.text(), left.told.story());
    }

    #[test]
    fn consensus_is_linearizable(scenario in chances(chance::consensus(), chance::network(), Kind::Any)) {
        let told = run(&scenario).told;
        assert!(is_linearizable(told.operations()), "{}\n{}", scenario.text(), told.story());
        let verdict = linearizable::judge(&Past::of(told.operations()));
        assert!(verdict.holds(), "{}\n{:?}", scenario.text(), verdict);
    }
}

#[test]
fn a_link_cut_one_way_loses_that_way_only() {
    let scenario = Chance {
        protocol: "leaderless n=3 r=2 w=2 timeout=20".into(),
        network: "clients=2".into(),
        steps: vec!["0 partition r0 > r1 r2".into(), "1 write c0 r0 x".into(), "1 write c1 r1 x".into()],
    };
    let told = run(&scenario).told;
    let (r0, others) = (Endpoint::Replica(0), [Endpoint::Replica(1), Endpoint::Replica(2)]);
    let fates = |from: &[Endpoint], to: &[Endpoint]| -> Vec<Fate> {
        let is_on =
            |journey: &&faultline_model::trace::Journey| from.contains(&journey.from) && to.contains(&journey.to);
        told.journeys().iter().filter(is_on).map(|journey| journey.fate).collect()
    };
    assert_eq!(fates(&[r0], &others), [Fate::Cut, Fate::Cut, Fate::Cut], "two Stores, and one Stored back to r1");
    assert_eq!(fates(&others, &[r0]), [Fate::Delivered], "the Store of r1");
}

#[test]
fn a_link_that_copies_everything_delivers_everything_twice() {
    let scenario = Chance {
        protocol: "leaderless n=3 r=2 w=2".into(),
        network: "clients=1 dup=100%".into(),
        steps: vec!["1 write c0 r0 x".into()],
    };
    let told = run(&scenario).told;
    let labels: Vec<String> = (0..told.journeys().len()).map(|id| told.label(MessageId(id as u32))).collect();
    let count = |label: &str| labels.iter().filter(|known| *known == label).count();
    assert_eq!([count("Store x=0"), count("Store x=0 (copy)")], [2, 2]);
    assert_eq!([count("Stored x"), count("Stored x (copy)")], [4, 4], "each copy is answered");
    assert_eq!(told.operations().len(), 1);
    assert!(told.operations()[0].outcome.is_done());
}

#[test]
fn a_crash_forgets_what_was_coordinated_and_every_timer() {
    let scenario = Chance {
        protocol: "consensus n=3 timeout=20".into(),
        network: "clients=1 patience=50".into(),
        steps: vec![
            "0 hold r0 > r1 r2".into(),
            "1 write c0 r0 x=7".into(),
            "5 crash r0".into(),
            "6 restart r0".into(),
            "7 release".into(),
        ],
    };
    let told = run(&scenario).told;
    assert!(told.story().contains("prepares ballot"));
    assert!(!told.story().contains("gives up on"), "the timer went with the crash");
    assert!(!told.story().contains("proposes"), "promises that come back find nobody who counts them");
    assert_eq!(told.operations()[0].outcome, Outcome::TimedOut);
}

#[test]
fn a_timer_that_goes_on_for_ever_goes_on_once_after_a_restart() {
    let n_digests = |steps: &[&str]| {
        let scenario = Chance {
            protocol: "leaderless n=2 r=1 w=1 sync=10".into(),
            network: "clients=1 settle=300".into(),
            steps: steps.iter().map(|step| (*step).to_owned()).collect(),
        };
        let told = run(&scenario).told;
        let is_digest = |id: &usize| {
            told.journeys()[*id].from == Endpoint::Replica(0) && told.label(MessageId(*id as u32)).starts_with("Digest")
        };
        (0..told.journeys().len()).filter(is_digest).count()
    };
    let (plain, restarted) = (n_digests(&["21 heal"]), n_digests(&["20 crash r0", "21 restart r0"]));
    assert!(plain > 25 && restarted.abs_diff(plain) <= 2, "{plain} and {restarted}");
}

#[test]
fn a_release_lets_through_what_waits_before_what_arrives_at_that_moment() {
    let scenario = Chance {
        protocol: "leaderless n=2 r=1 w=2".into(),
        network: "clients=2 fifo=on latency=1ms".into(),
        steps: ["0 hold r0 > r1", "0 write c0 r0 x", "2 write c1 r0 x", "4 release"].map(str::to_owned).into(),
    };
    let told = run(&scenario).told;
    let order = &arrivals(&*told)[&(Endpoint::Replica(0).index(), Endpoint::Replica(1).index())];
    let dues: Vec<u64> = order.iter().map(|message| told.journey(*message).due.0).collect();
    assert_eq!(dues, [2_000, 4_000]);
}

#[test]
fn a_run_that_outlasts_its_limit_says_so() {
    let queue_of_500 = "consensus n=3 timeout=10\nnetwork patience=10000\n0 crash r0\n0..499/1 read c0 r0 x";
    let (cluster, setup) = parse(queue_of_500);
    assert!(cluster.ask(&setup, &Part::Whole).told.is_cut_short());
}
