//! The run of a configuration: the same requests and faults, on the same luck, for each system that is shown.

use std::rc::Rc;

use faultline_model::checks::availability::{Shares, shares};
use faultline_model::checks::{Finding, Property, judge_all};
use faultline_model::history::{Action, Operation, Outcome};
use faultline_model::ids::OpId;
use faultline_model::maths::latency::Latency;
use faultline_model::protocol::{Holding, Protocol};
use faultline_model::protocols::leaderless::Conflicts;
use faultline_model::step::Deed;
use faultline_model::tick::Tick;
use faultline_model::trace::{Fate, Told};
use faultline_model::world;

use super::config::{CapConfig, Show, Side};
use super::conflicts::{Carries, Conflict, Knowledge};
use crate::experiment::{Experiment, fingerprint, held_at};

/// The systems that are shown, from left to right.
#[derive(Clone, PartialEq)]
pub struct Run {
    pub sides: Vec<SideRun>,
}

/// All that the page says of a configuration, whichever systems it shows.
pub struct All {
    pub cp: SideRun,
    pub ap: SideRun,
    pub ca: SideRun,
    pub weak: SideRun,
    /// CP and AP with nothing cut.
    pub calm: (SideRun, SideRun),
}

/// What came of the scenario under one system.
#[derive(Clone, PartialEq)]
pub struct SideRun {
    pub side: Side,
    pub experiment: Experiment,
    pub conflicts: Rc<[Conflict]>,
    pub shares: Shares,
    pub latency: Option<Latencies>,
}

/// How long the operations took that were answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Latencies {
    /// The middle one; of two the longer.
    pub median: Tick,
    pub slowest: Tick,
}

/// Which of the three a run kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// Linearizable.
    pub is_consistent: Finding,
    /// Each request that reached a replica which stayed up was answered.
    pub is_available: bool,
    /// Whether a message was lost to a cut.
    pub was_cut: bool,
}

impl Run {
    /// Runs the systems that the configuration shows.
    pub fn of(config: &CapConfig) -> Run {
        Run { sides: config.show.sides().iter().map(|side| SideRun::of(config, *side)).collect() }
    }

    /// A short name of all traces.
    pub fn fingerprint(&self) -> String {
        fingerprint(self.sides.iter().map(|side| &side.experiment))
    }
}

impl All {
    /// Runs all systems.
    pub fn of(config: &CapConfig) -> All {
        let calm = config.calm();
        All {
            cp: SideRun::of(config, Side::Cp),
            ap: SideRun::of(config, Side::Ap),
            ca: SideRun::of(config, Side::Ca),
            weak: SideRun::of(config, Side::Weak),
            calm: (SideRun::of(&calm, Side::Cp), SideRun::of(&calm, Side::Ap)),
        }
    }

    /// Those that are shown.
    pub fn shown(&self, show: Show) -> Run {
        Run { sides: show.sides().iter().map(|side| self.side(*side)).collect() }
    }

    /// One of them; the levels are other names.
    pub fn side(&self, side: Side) -> SideRun {
        let run = match side {
            Side::Cp | Side::Strong => &self.cp,
            Side::Ap | Side::Eventual => &self.ap,
            Side::Ca => &self.ca,
            Side::Weak => &self.weak,
        };
        SideRun { side, ..run.clone() }
    }
}

/// How long an answer takes under CP and AP, where every message takes the same time: two round trips to a majority
/// (ask for promises, ask to accept), or none, and the way between client and replica. Nothing where times differ.
pub fn exact(config: &CapConfig) -> Option<(Tick, Tick)> {
    let is_slowed = config.script.steps.iter().any(|step| matches!(step.deed, Deed::Slow(..)));
    let client = Tick(2 * config.setup().network.client_delay.0);
    match config.latency {
        Latency::Constant(way) if !is_slowed => Some((client + Tick(4 * way.0), client)),
        _ => None,
    }
}

impl SideRun {
    /// Runs one system.
    pub fn of(config: &CapConfig, side: Side) -> SideRun {
        match side {
            Side::Cp | Side::Strong => Self::under(&config.consensus(), config, side),
            _ => Self::under(&config.leaderless(side), config, side),
        }
    }

    fn under<P: Carries + 'static>(protocol: &P, config: &CapConfig, side: Side) -> SideRun {
        let done = world::run(protocol, &config.setup());
        let knowledge = Knowledge::of(&done.trace);
        let experiment = experiment(protocol, done, config.nodes);
        let told = &*experiment.told;
        let lost = lost(&experiment);
        let is_united = config.merge == Conflicts::Merge;
        let conflict = |(first, second): (OpId, OpId)| {
            let key = told.operations()[first.0 as usize].key;
            let ending = knowledge.ending((first, second), key, &experiment.replicas, &lost, is_united);
            Conflict { first, second, ending }
        };
        let conflicts = knowledge.conflicts(told.operations()).into_iter().map(conflict).collect();
        let (shares, latency) = (shares(told), Latencies::of(told.operations()));
        SideRun { side, experiment, conflicts, shares, latency }
    }

    /// The operations, in the order of invocation.
    pub fn operations(&self) -> &[Operation] {
        self.experiment.told.operations()
    }

    /// How many operations ended without an answer.
    pub fn n_refused(&self) -> usize {
        let is_refused = |operation: &&Operation| {
            matches!(operation.outcome, Outcome::Refused { .. } | Outcome::Failed { .. } | Outcome::TimedOut)
        };
        self.operations().iter().filter(is_refused).count()
    }

    /// How many violations of a property there are.
    pub fn n_violations(&self, property: Property) -> usize {
        self.experiment.verdict(property).map_or(0, |verdict| verdict.violations.len())
    }

    /// Whether the operation is the one that went wrong in a violation of a property.
    pub fn is_wrong(&self, operation: &Operation, property: Property) -> bool {
        let violations = self.experiment.verdict(property).map_or(&[][..], |verdict| verdict.violations.as_slice());
        violations.iter().any(|violation| violation.operations.first() == Some(&operation.id))
    }

    /// How many messages a cut swallowed.
    pub fn n_cut(&self) -> usize {
        self.experiment.told.journeys().iter().filter(|journey| journey.fate == Fate::Cut).count()
    }

    /// The sum of all withdrawals that were done.
    pub fn paid_out(&self) -> u64 {
        let paid = |operation: &Operation| match operation.action {
            Action::Withdraw(amount) if operation.outcome.is_done() => u64::from(amount),
            _ => 0,
        };
        self.operations().iter().map(paid).sum()
    }

    /// Which of the three it kept.
    pub fn kept(&self) -> Kept {
        let finding = |property| self.experiment.verdict(property).map_or(Finding::Holds, |verdict| verdict.finding);
        Kept {
            is_consistent: finding(Property::Linearizable),
            is_available: finding(Property::Available) == Finding::Holds,
            was_cut: self.n_cut() > 0,
        }
    }

    /// The same request as one of another system's run: the client's so-and-so-manieth. Requests queue at their
    /// client, so they may begin at other times there, but never in another order.
    pub fn counterpart(&self, of: &Operation, operations: &[Operation]) -> Option<&Operation> {
        let is_same_client = |operation: &&Operation| operation.client == of.client;
        let number = operations.iter().filter(is_same_client).position(|operation| operation.id == of.id)?;
        self.operations().iter().filter(is_same_client).nth(number)
    }

    /// What each replica holds at a time, and whether it is up.
    pub fn held_at(&self, config: &CapConfig, at: Tick) -> Vec<(Vec<Holding>, bool)> {
        match self.side {
            Side::Cp | Side::Strong => held_at(&config.consensus(), &config.setup(), at),
            side => held_at(&config.leaderless(side), &config.setup(), at),
        }
    }
}

fn experiment<P: Protocol + 'static>(protocol: &P, done: world::Run<P>, n_homes: u8) -> Experiment {
    let holdings = |(replica, is_up): &(P::Replica, bool)| (protocol.holdings(replica), *is_up);
    let replicas: Vec<_> = done.replicas.iter().map(holdings).collect();
    let told: Rc<dyn Told> = Rc::new(done.trace);
    let verdicts = judge_all(&*told, &replicas, usize::from(n_homes));
    Experiment { told, replicas: replicas.into(), verdicts: verdicts.into() }
}

/// The acknowledged writes that are nowhere.
fn lost(experiment: &Experiment) -> Vec<OpId> {
    let verdict = experiment.verdict(Property::NoAckedWriteLost);
    let violations = verdict.map_or(&[][..], |verdict| verdict.violations.as_slice());
    violations.iter().filter_map(|violation| violation.operations.first().copied()).collect()
}

impl Latencies {
    /// Of these operations; none if none was answered.
    pub fn of(operations: &[Operation]) -> Option<Latencies> {
        let mut took: Vec<Tick> = Vec::new();
        for operation in operations.iter().filter(|operation| operation.outcome.is_answer()) {
            if let Some(end) = operation.returned {
                let span = end - operation.invoked;
                took.insert(took.partition_point(|shorter| *shorter <= span), span);
            }
        }
        Some(Latencies { median: *took.get(took.len() / 2)?, slowest: *took.last()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Config;

    fn config(query: &str) -> CapConfig {
        CapConfig::from_query(&crate::link::from_readable(query)).0
    }

    #[test]
    fn an_answer_takes_as_long_as_the_closed_form_says() {
        for (query, cp_ms, ap_ms) in [("", 22, 2), ("lat=11ms&timeout=200ms", 46, 2), ("nodes=5&lat=0ms", 2, 2)] {
            let script = config("do=0 write c0 x=1;200 read c1 x;400 add c2 y=milk").script;
            let config = CapConfig { script, ..config(query) };
            let all = All::of(&config);
            let (cp, ap) = exact(&config).expect("the latency is constant");
            assert_eq!((cp, ap), (Tick(cp_ms * 1_000), Tick(ap_ms * 1_000)), "{query}");
            let both = |time| Some(Latencies { median: time, slowest: time });
            assert_eq!((all.cp.latency, all.ap.latency), (both(cp), both(ap)), "{query}");
        }
        assert_eq!(exact(&config("lat=2ms..8ms")), None);
        assert_eq!(exact(&config("do=0 slow r1 30")), None);
    }

    #[test]
    fn a_request_is_found_again_in_the_other_run() {
        // The refusal keeps c2 busy under CP, so that its second request begins later there.
        let run = Run::of(&config("do=0 partition r0 r1 | r2;10 read c2 x;20 write c2 x=1;30 write c0 x=2"));
        let [cp, ap] = run.sides.as_slice() else { panic!("CP and AP") };
        for operation in cp.operations() {
            let own = ap.counterpart(operation, cp.operations()).expect("the same requests");
            assert_eq!((own.client, &own.action), (operation.client, &operation.action));
        }
        assert_ne!(cp.operations()[1].action, ap.operations()[1].action);
    }

    #[test]
    fn the_levels_are_the_same_systems_by_other_names() {
        let config = config("side=levels");
        let (own, shown) = (Run::of(&config), All::of(&config).shown(config.show));
        assert_eq!(own.fingerprint(), shown.fingerprint());
        let names = |run: &Run| run.sides.iter().map(|side| side.side).collect::<Vec<_>>();
        assert_eq!(names(&own), [Side::Weak, Side::Eventual, Side::Strong]);
        assert_eq!(names(&own), names(&shown));
    }

    #[test]
    fn only_what_catches_up_converges() {
        let all = All::of(&config("do=10 partition r0 r1 | r2;20 write c0 x=1;100 heal;250 read c2 x"));
        assert!(all.weak.experiment.breaks(Property::Converged));
        assert!(!all.ap.experiment.breaks(Property::Converged));
        assert_eq!((all.weak.n_violations(Property::NoStaleRead), all.ap.n_violations(Property::NoStaleRead)), (1, 0));
    }
}
