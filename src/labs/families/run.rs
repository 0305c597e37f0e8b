//! The run of a configuration: the same requests and faults, on the same luck, for each family of replication.

use std::rc::Rc;

use faultline_model::checks::Property;
use faultline_model::protocol::Holding;
use faultline_model::protocols::versions::Conflicts;
use faultline_model::tick::Tick;

use super::config::{FamiliesConfig, SITES};
use super::words;
use crate::experiment::account::Account;
use crate::experiment::conflicts::Carries;
use crate::experiment::kinds::{LEADERLESS, MULTI_LEADER, SINGLE_LEADER};
use crate::experiment::scene::System;
use crate::experiment::{fingerprint, held_at};
use crate::ui::cluster::Kind;

/// A family of replication.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    SingleLeader,
    MultiLeader,
    Leaderless,
}

/// All families, in teaching order.
pub const FAMILIES: [Family; 3] = [Family::SingleLeader, Family::MultiLeader, Family::Leaderless];

impl Family {
    /// Its name in the conditions of challenges.
    pub fn key(self) -> &'static str {
        match self {
            Family::SingleLeader => "single",
            Family::MultiLeader => "multi",
            Family::Leaderless => "leaderless",
        }
    }
}

impl Measure {
    /// Its name in the conditions of challenges.
    pub fn key(self) -> &'static str {
        match self {
            Measure::Refused => "refused",
            Measure::Downtime => "downtime",
            Measure::Lost => "lost",
            Measure::StaleReads => "stale",
            Measure::Conflicts => "conflicts",
            Measure::Median => "median",
            Measure::Slowest => "slowest",
            Measure::Converged => "converged",
        }
    }
}

/// What came of the scenario under each family.
#[derive(Clone, PartialEq)]
pub struct Run {
    /// In the order of [`FAMILIES`].
    pub sides: [Account; 3],
}

/// What the families are compared by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Operations without an answer that does their work.
    Refused,
    /// How long nobody led, where somebody has to.
    Downtime,
    /// Acknowledged writes that are nowhere in the end.
    Lost,
    StaleReads,
    Conflicts,
    /// Middle and longest time to an answer.
    Median,
    Slowest,
    /// Whether the replicas agree in the end.
    Converged,
}

/// All measures, in the order of the table.
pub const MEASURES: [Measure; 8] = [
    Measure::Median,
    Measure::Slowest,
    Measure::Refused,
    Measure::Downtime,
    Measure::Lost,
    Measure::StaleReads,
    Measure::Conflicts,
    Measure::Converged,
];

impl Run {
    /// Runs all families.
    pub fn of(config: &FamiliesConfig) -> Run {
        Run { sides: FAMILIES.map(|family| account(config, family)) }
    }

    /// A short name of all traces.
    pub fn fingerprint(&self) -> String {
        fingerprint(self.sides.iter().map(|side| &side.experiment))
    }

    /// What stands on the stage.
    pub fn systems(&self, config: &FamiliesConfig) -> Vec<System> {
        let system = |(family, side): (Family, &Account)| {
            let config = config.clone();
            let held_at = Rc::new(move |at| held(&config, family, at));
            System::with(words::family(family), side.experiment.clone(), kinds(family), held_at)
        };
        FAMILIES.into_iter().zip(&self.sides).map(system).collect()
    }
}

/// How many of something there are; none for what is no count.
pub fn count(side: &Account, measure: Measure) -> Option<usize> {
    match measure {
        Measure::Refused => Some(side.n_refused()),
        Measure::Lost => Some(side.n_violations(Property::NoAckedWriteLost)),
        Measure::StaleReads => Some(side.n_violations(Property::NoStaleRead)),
        Measure::Conflicts => Some(side.conflicts.len()),
        Measure::Downtime | Measure::Median | Measure::Slowest | Measure::Converged => None,
    }
}

fn account(config: &FamiliesConfig, family: Family) -> Account {
    let is_united = config.conflicts == Conflicts::Merge;
    fn of<P: Carries + 'static>(protocol: &P, config: &FamiliesConfig, is_united: bool) -> Account {
        Account::of(protocol, &config.setup(), SITES, is_united)
    }
    match family {
        Family::SingleLeader => of(&config.single_leader(), config, false),
        Family::MultiLeader => of(&config.multi_leader(), config, is_united),
        Family::Leaderless => of(&config.leaderless(), config, is_united),
    }
}

/// What each replica holds at a time, and whether it is up.
fn held(config: &FamiliesConfig, family: Family, at: Tick) -> Vec<(Vec<Holding>, bool)> {
    match family {
        Family::SingleLeader => held_at(&config.single_leader(), &config.setup(), at),
        Family::MultiLeader => held_at(&config.multi_leader(), &config.setup(), at),
        Family::Leaderless => held_at(&config.leaderless(), &config.setup(), at),
    }
}

fn kinds(family: Family) -> &'static [Kind] {
    match family {
        Family::SingleLeader => SINGLE_LEADER,
        Family::MultiLeader => MULTI_LEADER,
        Family::Leaderless => LEADERLESS,
    }
}
