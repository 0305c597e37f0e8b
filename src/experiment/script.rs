//! What every run on the simulator depends on, whatever the lab: the seed, the steps, and how its link shows it.

use faultline_model::step::{Deed, Step};
use faultline_model::tick::Tick;

use crate::link::Fields;
use crate::session::Config;
use crate::settings::{parse_seed, steps_pair, take_span, take_steps};

/// The part of a configuration that all labs on the simulator have.
#[derive(Debug, Clone, PartialEq)]
pub struct Script {
    pub seed: u64,
    pub steps: Vec<Step>,
    /// Where the playhead stands at first; none for where the lab puts it.
    pub at: Option<Tick>,
    /// The fingerprint of the trace that whoever shared the link saw.
    pub trace: Option<String>,
}

/// A configuration with a script.
pub trait Scripted: Config + Default {
    /// The lab's name in links.
    const LAB: &'static str;

    fn script(&self) -> &Script;
    fn script_mut(&mut self) -> &mut Script;

    /// Where the playhead stands if the link does not say, in a run of this length.
    fn opening(&self, end: Tick) -> Tick;

    /// Where the playhead stands at first, in a run of this length.
    fn shown_at(&self, end: Tick) -> Tick {
        self.script().at.unwrap_or_else(|| self.opening(end)).min(end)
    }

    /// The same, wherever the playhead stands.
    fn timeless(&self) -> Self {
        let mut config = self.clone();
        (config.script_mut().at, config.script_mut().trace) = (None, None);
        config
    }
}

impl Script {
    /// Takes it out of a link's fields; `steps` are those of a link that says none.
    pub fn take(fields: &mut Fields, steps: &str) -> Script {
        Script {
            seed: fields.take("seed", 1, parse_seed),
            steps: take_steps(fields, "do", steps),
            at: take_span(fields, "at", "the opening", (Tick::ZERO, Tick(600_000_000))),
            trace: fields.take_text("trace").filter(|trace| !trace.is_empty()),
        }
    }

    /// Adds to a link's pairs what differs from that.
    pub fn add_pairs(&self, steps: &str, pairs: &mut Vec<(&'static str, String)>) {
        if self.seed != 1 {
            pairs.push(("seed", self.seed.to_string()));
        }
        pairs.extend(steps_pair(&self.steps, steps).map(|steps| ("do", steps)));
        pairs.extend(self.at.map(|at| ("at", at.compact())));
        pairs.extend(self.trace.clone().map(|trace| ("trace", trace)));
    }
}

/// The moment before the network heals for the first time.
pub fn before_healing(steps: &[Step]) -> Option<Tick> {
    let is_healing = |step: &&Step| matches!(step.deed, Deed::Heal(_)) && step.at > Tick::ZERO;
    steps.iter().find(is_healing).map(|step| Tick(step.at.0 - 1))
}
