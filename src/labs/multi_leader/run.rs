//! The run of a configuration; beside it the same traffic under one far leader, and under the other topologies.

use std::rc::Rc;

use faultline_model::checks::Property;
use faultline_model::history::Operation;
use faultline_model::ids::{Endpoint, MessageId, OpId, Word};
use faultline_model::maths::latency::Latency;
use faultline_model::protocol::Holding;
use faultline_model::protocols::multi_leader::{Conflicts, Entry, Loss, Message, MultiLeader, Note, Version, losses};
use faultline_model::step::Deed;
use faultline_model::tick::Tick;
use faultline_model::trace::{Event, Journey, Parcel, Trace, What};
use faultline_model::version::Dot;
use faultline_model::world::run;

use super::config::{MultiConfig, TOPOLOGIES};
use crate::experiment::account::{Account, Latencies};
use crate::experiment::held_at;

/// What came of the scenario.
#[derive(Clone, PartialEq)]
pub struct Run {
    pub account: Account,
    /// The writes, as their leaders took them.
    pub taken: Rc<[Taken]>,
    /// The writes that last write wins has lost.
    pub losses: Rc<[Loss]>,
    pub travel: Travel,
}

/// A write, as its leader took it.
#[derive(Debug, Clone, PartialEq)]
pub struct Taken {
    pub at: Tick,
    pub key: Word,
    pub version: Version,
}

/// How updates went between the data centres.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Travel {
    /// How many were sent, again ones too.
    pub n_sent: usize,
    /// How many were passed on by a leader that had not taken them.
    pub n_passed_on: usize,
    /// How many arrived before a write of another leader that they build on.
    pub n_overtook: usize,
    /// Whether all replicas that are up serve the same in the end.
    pub is_converged: bool,
}

/// A write that is lost to a later stamp, with the one that was kept.
pub struct Lost<'a> {
    pub gone: &'a Taken,
    pub kept: &'a Taken,
}

/// The same requests and faults with one leader, in the first data centre.
pub fn far(config: &MultiConfig) -> Account {
    Account::of(&config.one_leader(), &config.setup(), config.n_replicas(), false)
}

/// How updates travel under each of [`TOPOLOGIES`].
pub fn topologies(config: &MultiConfig) -> [Travel; 3] {
    [0, 1, 2].map(|at: usize| Run::of(&MultiConfig { topology: TOPOLOGIES[at].1, ..config.clone() }).travel)
}

impl Run {
    /// Runs it.
    pub fn of(config: &MultiConfig) -> Run {
        let protocol = config.protocol();
        let done = run(&protocol, &config.setup());
        let (taken, losses) = (taken(&done.trace).into(), losses(&done.trace).into());
        let mut travel = Travel::on(&protocol, &done.trace);
        let account = Account::judged(&protocol, done, config.n_replicas(), config.conflicts == Conflicts::Merge);
        travel.is_converged = !account.experiment.breaks(Property::Converged);
        Run { account, taken, losses, travel }
    }

    /// The write of an operation, if a leader took it.
    pub fn taken(&self, op: OpId) -> Option<&Taken> {
        self.taken.iter().find(|taken| taken.version.op == op)
    }

    /// The writes that last write wins has lost, each with the one that was kept.
    pub fn lost(&self) -> Vec<Lost<'_>> {
        let lost = |loss: &Loss| Some(Lost { gone: self.taken(loss.lost)?, kept: self.taken(loss.kept)? });
        self.losses.iter().filter_map(lost).collect()
    }

    /// What each replica holds at a time, and whether it is up.
    pub fn held_at(config: &MultiConfig, at: Tick) -> Vec<(Vec<Holding>, bool)> {
        held_at(&config.protocol(), &config.setup(), at)
    }
}

impl Taken {
    /// By how many microseconds the clock of its leader was off.
    pub fn skew_us(&self) -> i64 {
        self.version.stamp.clock.0 as i64 - self.at.0 as i64
    }
}

/// How long the writes of clients at a data centre took that were answered.
pub fn writes_at(account: &Account, config: &MultiConfig, site: u8) -> Option<Latencies> {
    let is_meant =
        |operation: &&Operation| operation.action.is_write() && config.places().of_client(operation.client) == site;
    let writes: Vec<Operation> = account.operations().iter().filter(is_meant).cloned().collect();
    Latencies::of(&writes)
}

/// How long a write takes that a client at a data centre asks of its own leader: with a leader there, and with one
/// leader in the first data centre, to which it is forwarded and who answers directly. Nothing where times differ.
pub fn exact(config: &MultiConfig, site: u8) -> Option<(Tick, Tick)> {
    let is_slowed = config.script.steps.iter().any(|step| matches!(step.deed, Deed::Slow(..)));
    let client = Tick(2 * config.setup().network.client_delay.0);
    match config.latency {
        Latency::Constant(_) if site == 0 && !is_slowed => Some((client, client)),
        Latency::Constant(way) if !is_slowed => Some((client, client + way + Tick(2 * config.between.0))),
        _ => None,
    }
}

fn taken(trace: &Trace<MultiLeader>) -> Vec<Taken> {
    let of = |event: &Event| match event.what {
        What::Noted { note, .. } => match &trace.notes[note as usize] {
            Note::Takes { key, version, .. } => Some(Taken { at: event.at, key: *key, version: version.clone() }),
            _ => None,
        },
        _ => None,
    };
    trace.events.iter().filter_map(of).collect()
}

impl Travel {
    /// Counts the updates from leader to leader.
    fn on(protocol: &MultiLeader, trace: &Trace<MultiLeader>) -> Travel {
        let mut travel = Travel::default();
        let all = taken(trace);
        let mut known: Vec<Vec<Dot>> = vec![Vec::new(); trace.n_replicas.into()];
        for event in &trace.events {
            match event.what {
                What::Noted { replica, note } => {
                    if let Note::Takes { version, .. } = &trace.notes[note as usize] {
                        known[usize::from(replica)].push(version.dot);
                    }
                }
                What::Sent(message) => {
                    if let Some((entry, from, _)) = update(protocol, trace, message) {
                        travel.n_sent += 1;
                        travel.n_passed_on += usize::from(entry.version.dot.replica != from);
                    }
                }
                What::Delivered(message) => {
                    if let Some((entry, _, to)) = update(protocol, trace, message) {
                        let mine = &mut known[usize::from(to)];
                        travel.n_overtook += usize::from(overtook(entry, mine, &all));
                        mine.push(entry.version.dot);
                    }
                }
                _ => {}
            }
        }
        travel
    }
}

/// The update in a message from leader to leader, with its ends.
fn update<'a>(
    protocol: &MultiLeader,
    trace: &'a Trace<MultiLeader>,
    mut message: MessageId,
) -> Option<(&'a Entry, u8, u8)> {
    let Journey { from: Endpoint::Replica(from), to: Endpoint::Replica(to), .. } = trace.journeys[message.0 as usize]
    else {
        return None;
    };
    while let Parcel::Copy(original) = &trace.parcels[message.0 as usize] {
        message = *original;
    }
    match &trace.parcels[message.0 as usize] {
        Parcel::Peer(Message::Update { entry, .. }) if protocol.is_leader(to) => Some((entry, from, to)),
        _ => None,
    }
}

/// Whether an update is new to a leader that knows these writes, and builds on one of another leader that it does not.
fn overtook(entry: &Entry, known: &[Dot], all: &[Taken]) -> bool {
    let Entry { key, version } = entry;
    let is_missed = |other: &Taken| {
        let dot = other.version.dot;
        other.key == *key && dot.replica != version.dot.replica && version.past.contains(dot) && !known.contains(&dot)
    };
    !known.contains(&version.dot) && all.iter().any(is_missed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::script::Scripted;
    use crate::session::Config;

    fn config(query: &str) -> MultiConfig {
        MultiConfig::from_query(&crate::link::from_readable(query)).0
    }

    #[test]
    fn a_write_takes_as_long_as_the_closed_form_says() {
        for query in ["", "sites=3&followers=2", "followers=0&between=200ms", "between=0ms&lat=7ms", "sites=3&lat=3ms"]
        {
            let script = config("do=0 write c0 x=1;700 write c1 x=2;1400 write c2 x=3").script;
            let config = MultiConfig { script, ..config(query) };
            let (main, far) = (Run::of(&config).account, far(&config));
            for site in 0..config.sites {
                let (near, one) = exact(&config, site).expect("all messages take the same time");
                let same = |time| Some(Latencies { median: time, slowest: time });
                assert_eq!(writes_at(&main, &config, site), same(near), "{query} at {site}");
                assert_eq!(writes_at(&far, &config, site), same(one), "{query} at {site}, one leader");
            }
        }
        assert_eq!(exact(&config("lat=2ms..8ms"), 1), None);
        assert_eq!(exact(&config("do=0 slow r0 30"), 0), None);
    }

    #[test]
    fn one_leader_is_the_single_leader_that_nobody_replaces() {
        use faultline_model::protocols::single_leader::SingleLeader;
        let crash = "do=0 write c0 x=1;150 write c1 x=2;300 read c1 x;400 crash r0;450 write c1 x=3;900 read c2 x";
        for query in ["", "sites=3", "story=cart&followers=0", crash] {
            let config = config(query);
            let single = SingleLeader { retry: Tick(200_000), ..SingleLeader::new(config.n_replicas()) };
            let single = Account::of(&single, &config.setup(), config.n_replicas(), false);
            let outcomes = |account: &Account| -> Vec<_> {
                account.operations().iter().map(|it| (it.to_string(), it.returned, it.outcome.clone())).collect()
            };
            assert_eq!(outcomes(&far(&config)), outcomes(&single), "{query}");
        }
    }

    #[test]
    fn with_one_leader_nothing_conflicts_on_the_same_traffic() {
        for query in ["", "story=cart", "story=likes&sites=3", "followers=0&do=0..400/7 write c0 x;3..400/9 write c1 x"]
        {
            let (main, far) = (Run::of(&config(query)).account, far(&config(query)));
            assert!(!main.conflicts.is_empty(), "{query}");
            assert_eq!(far.conflicts.as_ref(), [], "{query}");
            assert_eq!(far.operations().len(), main.operations().len(), "{query}");
        }
    }

    #[test]
    fn conflicts_are_concurrent_by_their_vectors() {
        let mut n = 0;
        for seed in 0..20 {
            for rule in ["lww", "siblings", "merge"] {
                let run = Run::of(&config(&format!(
                    "sites=3&conflicts={rule}&seed={seed}&lat=exp 9ms&do=0..300/40 increment c0 x=1;\
                     9..300/70 increment c1 x=1;20..300/55 increment c2 x=1"
                )));
                n += run.account.conflicts.len();
                for conflict in run.account.conflicts.iter() {
                    let vector = |op| run.taken(op).expect("it was taken").version.vector();
                    let order = vector(conflict.first).compare(&vector(conflict.second));
                    assert_eq!(order, faultline_model::version::Order::Concurrent, "seed {seed}, {rule}");
                }
            }
        }
        assert!(n > 60, "only {n} conflicts");
    }

    #[test]
    fn who_has_seen_a_value_may_replace_it_at_any_leader() {
        let home_fails = |then: &str| {
            let query =
                format!("followers=0&do=0 partition r0 | r1;1 write c0 x=1;10 crash r0;11 heal;{then};300 restart r0");
            Run::of(&config(&query)).account.conflicts.len()
        };
        assert_eq!(home_fails("15 write c2 x=2"), 1, "the other client does not know of x=1");
        assert_eq!(home_fails("15 write c0 x=2"), 0, "it has written x=1 itself");
        assert_eq!(home_fails("15 increment c0 x=1"), 1, "a change is made to what the leader holds");
    }

    #[test]
    fn updates_are_passed_on_in_a_ring_and_in_a_star() {
        let counts = topologies(&config("sites=3&followers=0&do=0 write c1 x=1"))
            .map(|travel| (travel.n_sent, travel.n_passed_on, travel.is_converged));
        assert_eq!(counts, [(2, 0, true), (2, 1, true), (2, 1, true)]);
    }

    #[test]
    fn only_an_update_that_comes_before_what_it_builds_on_has_overtaken() {
        let held = "210 write c0 x=2;300 read c1 x;310 write c1 x=3;450 release";
        let n_overtook = |query: &str| Run::of(&config(query)).travel.n_overtook;
        assert_eq!(n_overtook(&format!("sites=3&do=200 hold r0 > r4;{held}")), 1);
        assert_eq!(n_overtook(&format!("sites=3&do=200 hold r0 > r5;{held}")), 0);
        assert_eq!(n_overtook("sites=3&do=0 hold r0 > r4;1 write c0 x=1;300 write c1 y=1;450 release"), 0);
    }

    #[test]
    fn the_comparison_by_hand_is_no_part_of_the_scenario() {
        let (one, other) = (config("a=1.1&at=3ms"), config("b=0.5"));
        assert_eq!(one.scenario(), other.scenario());
        assert_ne!(one.timeless(), other.timeless());
    }
}
