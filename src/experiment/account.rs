//! What a run came to for its clients: beside the verdicts, who was answered and how fast, and which writes conflict.

use std::rc::Rc;

use faultline_model::checks::Property;
use faultline_model::checks::availability::{Shares, shares};
use faultline_model::history::{Operation, Outcome};
use faultline_model::ids::OpId;
use faultline_model::tick::Tick;
use faultline_model::world::{Run, Setup, run};

use super::Experiment;
use super::conflicts::{Carries, Conflict, Knowledge};

/// A run with all that is compared between systems.
#[derive(Clone, PartialEq)]
pub struct Account {
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

impl Account {
    /// Runs a scenario. The first `n_homes` replicas hold every key; `is_united` says whether readers of several sets
    /// get their union.
    pub fn of<P: Carries + 'static>(protocol: &P, setup: &Setup, n_homes: u8, is_united: bool) -> Account {
        Account::judged(protocol, run(protocol, setup), n_homes, is_united)
    }

    /// The same of a scenario that was run.
    pub fn judged<P: Carries + 'static>(protocol: &P, done: Run<P>, n_homes: u8, is_united: bool) -> Account {
        let knowledge = Knowledge::of(&done.trace);
        let experiment = Experiment::judged(protocol, done, n_homes);
        let told = &*experiment.told;
        let lost = lost(&experiment);
        let conflict = |(first, second): (OpId, OpId)| {
            let key = told.operations()[first.0 as usize].key;
            let ending = knowledge.ending((first, second), key, &experiment.replicas, &lost, is_united);
            Conflict { first, second, ending }
        };
        let conflicts = knowledge.conflicts(told.operations()).into_iter().map(conflict).collect();
        let (shares, latency) = (shares(told), Latencies::of(told.operations()));
        Account { experiment, conflicts, shares, latency }
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

    /// The same request as one of another system's run: the client's so-and-so-manieth. Requests queue at their
    /// client, so they may begin at other times there, but never in another order.
    pub fn counterpart(&self, of: &Operation, operations: &[Operation]) -> Option<&Operation> {
        let is_same_client = |operation: &&Operation| operation.client == of.client;
        let number = operations.iter().filter(is_same_client).position(|operation| operation.id == of.id)?;
        self.operations().iter().filter(is_same_client).nth(number)
    }
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
