//! stub
use crate::decimal::Decimal;
use crate::diagram::{Diagram, Name};
use crate::maths::chance::Chance;
use crate::tick::Tick;
use std::fmt;

/// The β-factor model of common-cause failures (Fleming 1975; used in IEC 61508-6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommonCause {
    beta_percent: Decimal,
}

/// β is more than 100 %.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BetaError(pub Decimal);

impl CommonCause {
    /// No common cause: all components fail independently.
    pub const NONE: CommonCause = CommonCause { beta_percent: Decimal::ZERO };

    /// β in percent, from 0 to 100.
    pub fn new(beta_percent: Decimal) -> Result<CommonCause, BetaError> {
        todo!()
    }

    /// β in percent.
    pub fn beta_percent(self) -> Decimal {
        self.beta_percent
    }
}

/// What a diagram's availability is and where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluation {
    /// The system's.
    pub system: Chance,
    /// Each named component in the order of first mention.
    pub components: Vec<ComponentResult>,
    /// The common-cause groups by their instances' ids; struck together if β is above 0.
    pub groups: Vec<Vec<String>>,
    /// How often the system goes down in a year on average, given `default_mttr`; see `rhythm`.
    pub n_bdd_nodes: usize,
}

/// One named component, all its replicas together.
#[derive(Clone, Debug, PartialEq)]
pub struct ComponentResult {
    /// Which.
    pub name: Name,
    /// Its own chance, one instance alone.
    pub own: Chance,
    /// How many replicas.
    pub n_instances: usize,
    /// Birnbaum importance (1969) of one instance: the chance that the system is up exactly if this instance is.
    pub importance: f64,
    /// Improvement potential: availability gained if it (all its replicas) never failed.
    pub gain: f64,
    /// Rank by importance from 1; equals share a rank.
    pub importance_rank: usize,
    /// Rank by gain from 1; equals share a rank.
    pub gain_rank: usize,
}

/// Why there is no exact result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EvaluateError {
    /// Too many nodes in the decision diagram.
    TooMuchShared,
}

/// The availability of a diagram.
pub fn evaluate(diagram: &Diagram, common_cause: CommonCause) -> Result<Evaluation, EvaluateError> {
    todo!()
}

impl Evaluation {
    /// How often the system goes down in a year on average (closed form), if repairs take `default_mttr` where no MTTR is given.
    /// `None` if some component's repairs ...
    pub fn outages_per_year(&self, default_mttr: Tick) -> f64 {
        todo!()
    }
}

/// How many replicas reach a target.
#[derive(Clone, Debug, PartialEq)]
pub struct ReplicasAnswer {
    /// The answer.
    pub needed: ReplicasNeeded,
    /// Availability for n = k..=k+6.
    pub table: Vec<(u8, Chance)>,
}

/// See [`ReplicasAnswer`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ReplicasNeeded {
    /// This many suffice, and no fewer.
    Enough(u8),
    /// No number reaches it: the common cause leaves this at best.
    Never { ceiling: Chance },
    /// More than [`crate::diagram::REPLICAS_MAX`].
    TooMany,
}

/// How many replicas of which `k` must be up reach the target.
pub fn replicas_for_target(own: Chance, k: u8, common_cause: CommonCause, target: Chance) -> ReplicasAnswer {
    todo!()
}

impl fmt::Display for BetaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        todo!()
    }
}
impl fmt::Display for EvaluateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        todo!()
    }
}
