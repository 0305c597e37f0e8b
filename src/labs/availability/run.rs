//! The run of a configuration: everything on the page is read from it.

use faultline_model::diagram::Diagram;
use faultline_model::maths::availability::{CommonCause, EvaluateError, Evaluation, evaluate};
use faultline_model::maths::outages::{Settings, SimulateError, Simulation, simulate};

use super::config::AvailabilityConfig;

/// The outcome of a configuration.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    pub exact: Result<Evaluation, EvaluateError>,
    pub simulated: Result<Simulation, SimulateError>,
}

impl Run {
    /// Computes the closed form and the simulated years.
    pub fn of(config: &AvailabilityConfig) -> Run {
        let common_cause = common_cause(config);
        let settings = Settings { default_mttr: config.mttr, common_cause, ..Settings::new(config.seed) };
        Run { exact: evaluate(&config.diagram, common_cause), simulated: simulate(&config.diagram, &settings) }
    }

    /// A short name of the simulated trace; a dash where there is none.
    pub fn fingerprint(&self) -> String {
        self.simulated.as_ref().map_or_else(|_| "-".to_owned(), Simulation::fingerprint_text)
    }
}

/// The common cause of a configuration.
pub fn common_cause(config: &AvailabilityConfig) -> CommonCause {
    CommonCause::new(config.beta).unwrap_or(CommonCause::NONE)
}

/// The components that stand in more than one place, with how often.
pub fn shared(diagram: &Diagram) -> Vec<(String, usize)> {
    let blocks = diagram.blocks();
    let mentions = |name: &str| {
        let is_mention = |block: &faultline_model::diagram::Block| match block {
            faultline_model::diagram::Block::Component(other) => other.as_str() == name,
            _ => false,
        };
        blocks.iter().filter(|at| is_mention(at.block)).count()
    };
    let counted = diagram.names().into_iter().map(|name| (name.to_string(), mentions(name.as_str())));
    counted.filter(|(_, n)| *n > 1).collect()
}
