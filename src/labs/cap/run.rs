//! The run of a configuration: the same requests and faults, on the same luck, for each system that is shown.

use faultline_model::checks::{Finding, Property};
use faultline_model::history::{Action, Operation};
use faultline_model::maths::latency::Latency;
use faultline_model::protocol::Holding;
use faultline_model::protocols::leaderless::Conflicts;
use faultline_model::step::Deed;
use faultline_model::tick::Tick;
use faultline_model::trace::Fate;

use super::config::{CapConfig, Show, Side};
use crate::experiment::account::Account;
use crate::experiment::conflicts::Carries;
use crate::experiment::{fingerprint, held_at};

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
    pub account: Account,
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
        fingerprint(self.sides.iter().map(|side| &side.account.experiment))
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
        let account = Account::of(protocol, &config.setup(), config.nodes, config.merge == Conflicts::Merge);
        SideRun { side, account }
    }

    /// How many messages a cut swallowed.
    pub fn n_cut(&self) -> usize {
        self.account.experiment.told.journeys().iter().filter(|journey| journey.fate == Fate::Cut).count()
    }

    /// The sum of all withdrawals that were done.
    pub fn paid_out(&self) -> u64 {
        let paid = |operation: &Operation| match operation.action {
            Action::Withdraw(amount) if operation.outcome.is_done() => u64::from(amount),
            _ => 0,
        };
        self.account.operations().iter().map(paid).sum()
    }

    /// Which of the three it kept.
    pub fn kept(&self) -> Kept {
        let finding =
            |property| self.account.experiment.verdict(property).map_or(Finding::Holds, |verdict| verdict.finding);
        Kept {
            is_consistent: finding(Property::Linearizable),
            is_available: finding(Property::Available) == Finding::Holds,
            was_cut: self.n_cut() > 0,
        }
    }

    /// What each replica holds at a time, and whether it is up.
    pub fn held_at(&self, config: &CapConfig, at: Tick) -> Vec<(Vec<Holding>, bool)> {
        match self.side {
            Side::Cp | Side::Strong => held_at(&config.consensus(), &config.setup(), at),
            side => held_at(&config.leaderless(side), &config.setup(), at),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::account::Latencies;
    use crate::experiment::conflicts::Conflict;
    use crate::experiment::words;
    use crate::session::Config;
    use expect_test::{Expect, expect};

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
            assert_eq!((all.cp.account.latency, all.ap.account.latency), (both(cp), both(ap)), "{query}");
        }
        assert_eq!(exact(&config("lat=2ms..8ms")), None);
        assert_eq!(exact(&config("do=0 slow r1 30")), None);
    }

    #[test]
    fn a_request_is_found_again_in_the_other_run() {
        // The refusal keeps c2 busy under CP, so that its second request begins later there.
        let run = Run::of(&config("do=0 partition r0 r1 | r2;10 read c2 x;20 write c2 x=1;30 write c0 x=2"));
        let [cp, ap] = run.sides.as_slice() else { panic!("CP and AP") };
        for operation in cp.account.operations() {
            let own = ap.account.counterpart(operation, cp.account.operations()).expect("the same requests");
            assert_eq!((own.client, &own.action), (operation.client, &operation.action));
        }
        assert_ne!(cp.account.operations()[1].action, ap.account.operations()[1].action);
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
        assert!(all.weak.account.experiment.breaks(Property::Converged));
        assert!(!all.ap.account.experiment.breaks(Property::Converged));
        assert_eq!(
            (all.weak.account.n_violations(Property::NoStaleRead), all.ap.account.n_violations(Property::NoStaleRead)),
            (1, 0)
        );
    }

    const CUT: &str = "do=30 partition r0 c0 | r1 r2 c1";

    fn side(query: &str, side: Side) -> SideRun {
        SideRun::of(&CapConfig::from_query(&crate::link::from_readable(query)).0, side)
    }

    fn check_conflicts(query: &str, expect: Expect) {
        let run = side(query, Side::Ap);
        let sentence = |conflict: &Conflict| words::conflict(conflict, run.account.operations());
        // A line for who, and one for how it ended.
        expect
            .assert_eq(&run.account.conflicts.iter().map(sentence).collect::<Vec<_>>().join("\n").replace(": ", ":\n"));
    }

    #[test]
    fn of_two_writes_on_two_sides_one_is_lost_or_both_stay() {
        let both = format!("{CUT};40 write c0 x=2;41 write c1 x=3");
        check_conflicts(
            &format!("{both};110 heal"),
            expect![[r#"
            c0 write x=2 and c1 write x=3 did not know of each other:
            c0 write x=2 was acknowledged and is lost"#]],
        );
        check_conflicts(
            &format!("merge=siblings&{both};110 heal"),
            expect![[r#"
            c0 write x=2 and c1 write x=3 did not know of each other:
            both are kept as siblings"#]],
        );
        check_conflicts(
            &both,
            expect![[r#"
            c0 write x=2 and c1 write x=3 did not know of each other:
            the replicas still differ"#]],
        );
    }

    #[test]
    fn sets_are_merged() {
        check_conflicts(
            "story=cart&merge=merge",
            expect![[r#"
            c0 add cart=bread and c2 add cart=eggs did not know of each other:
            both are in the merged value"#]],
        );
    }

    #[test]
    fn a_write_that_began_later_takes_the_place_of_one_that_it_does_not_know() {
        check_conflicts(
            &format!("{CUT};40 write c0 x=2;60 write c1 x=3;110 heal"),
            expect![[r#"
            c0 write x=2 and c1 write x=3 did not know of each other:
            c0 write x=2 was done before the other began, and is overwritten unseen"#]],
        );
        check_conflicts(
            &format!("{CUT};40 write c0 x=2;60 write c1 x=3;110 heal;300 write c0 x=4"),
            expect![[r#"
            c0 write x=2 and c1 write x=3 did not know of each other:
            a later write replaced both"#]],
        );
    }

    #[test]
    fn writes_that_know_each_other_do_not_conflict() {
        check_conflicts("do=0 write c0 x=1;30 write c1 x=2;60 write c2 x=3", expect![[""]]);
        check_conflicts(&format!("{CUT};40 write c0 x=2;41 write c1 y=3;110 heal"), expect![[""]]);
    }

    #[test]
    fn where_a_majority_agrees_of_any_two_writes_the_later_knows_the_earlier() {
        for seed in 0..40 {
            let steps =
                "0..90/9 write c0 x;3..90/7 write c1 x;5..90/8 write c2 x;50 partition r0 c0 | r1 r2 c1 c2;70 heal";
            let run = side(&format!("lat=1ms..8ms&timeout=100ms&seed={seed}&do={steps}"), Side::Cp);
            let n_done = run.account.operations().iter().filter(|operation| operation.outcome.is_done()).count();
            assert!(n_done > 3, "seed {seed}: {n_done} done");
            assert_eq!(run.account.conflicts.as_ref(), [], "seed {seed}");
        }
    }
}
