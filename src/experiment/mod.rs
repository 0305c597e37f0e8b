//! A run of the simulator with its verdicts, for whichever lab shows it.

pub mod account;
pub mod conflicts;
pub mod controls;
pub mod kinds;
pub mod scene;
pub mod script;
pub mod seen;
pub mod stage;
pub mod words;

use std::rc::Rc;

use faultline_model::checks::{Finding, Property, Verdict, judge_all};
use faultline_model::prng::{Fnv1a, short_name};
use faultline_model::protocol::{Holding, Protocol};
use faultline_model::tick::Tick;
use faultline_model::trace::Told;
use faultline_model::world::{Run, Setup, run, run_until};

/// What came of a scenario.
#[derive(Clone)]
pub struct Experiment {
    pub told: Rc<dyn Told>,
    /// What each replica holds in the end, and whether it is up.
    pub replicas: Rc<[(Vec<Holding>, bool)]>,
    pub verdicts: Rc<[Verdict]>,
}

impl Experiment {
    /// Runs it. The first `n_homes` replicas hold every key; what others hold are hints.
    pub fn of<P: Protocol + 'static>(protocol: &P, setup: &Setup, n_homes: u8) -> Experiment {
        Experiment::judged(protocol, run(protocol, setup), n_homes)
    }

    /// Judges what came of a run.
    pub fn judged<P: Protocol + 'static>(protocol: &P, done: Run<P>, n_homes: u8) -> Experiment {
        let replicas = held(protocol, &done);
        let told: Rc<dyn Told> = Rc::new(done.trace);
        let verdicts = judge_all(&*told, &replicas, usize::from(n_homes));
        Experiment { told, replicas: replicas.into(), verdicts: verdicts.into() }
    }

    /// The same, judged by further properties that only some labs ask for.
    pub fn also(mut self, verdicts: impl IntoIterator<Item = Verdict>) -> Experiment {
        self.verdicts = self.verdicts.iter().cloned().chain(verdicts).collect();
        self
    }

    /// The verdict on a property, if it was judged.
    pub fn verdict(&self, property: Property) -> Option<&Verdict> {
        self.verdicts.iter().find(|verdict| verdict.property == property)
    }

    /// Whether a property is broken.
    pub fn breaks(&self, property: Property) -> bool {
        self.verdict(property).is_some_and(|verdict| verdict.finding == Finding::Violated)
    }
}

/// A short name of all traces together; of one alone its own.
pub fn fingerprint<'a>(experiments: impl Iterator<Item = &'a Experiment>) -> String {
    let mut names: Vec<String> = experiments.map(|experiment| experiment.told.fingerprint()).collect();
    if names.len() == 1 {
        return names.remove(0);
    }
    let mut hash = Fnv1a::default();
    names.iter().for_each(|name| hash.bytes(name.as_bytes()));
    short_name(hash.mixed())
}

/// What each replica holds at a time, and whether it is up.
pub fn held_at<P: Protocol>(protocol: &P, setup: &Setup, at: Tick) -> Vec<(Vec<Holding>, bool)> {
    held(protocol, &run_until(protocol, setup, at))
}

fn held<P: Protocol>(protocol: &P, run: &Run<P>) -> Vec<(Vec<Holding>, bool)> {
    run.replicas.iter().map(|(replica, is_up)| (protocol.holdings(replica), *is_up)).collect()
}

/// The same run, not an equal one: comparing whole traces would cost more than rendering them.
impl PartialEq for Experiment {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.replicas, &other.replicas)
    }
}
