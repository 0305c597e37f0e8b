//! stub
use crate::diagram::Diagram;
use crate::maths::availability::CommonCause;
use crate::maths::interval::Interval;
use crate::tick::Tick;
use std::fmt;

/// What a simulation depends on besides the diagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The seed.
    pub seed: u64,
    /// At most so many years, 1 to [`YEARS_MAX`].
    pub years_max: u32,
    /// Mean time to repair where a component gives none.
    pub default_mttr: Tick,
    /// The common cause.
    pub common_cause: CommonCause,
}

/// The greatest number of simulated years.
pub const YEARS_MAX: u32 = 400;

impl Settings {
    /// The lab's defaults: 400 years, 1 h to repair, no common cause.
    pub fn new(seed: u64) -> Settings {
        todo!()
    }
}

/// Simulated years.
#[derive(Clone, Debug, PartialEq)]
pub struct Simulation {
    /// How many years.
    pub n_years: u32,
    /// System downtime of each year.
    pub downtimes: Vec<Tick>,
    /// Outages of the system seen in all years.
    pub n_outages: u64,
    /// The first year of the system.
    pub system: Bars,
    /// The first year of each instance, as `Diagram::instances()`.
    pub instances: Vec<Bars>,
    /// Mean availability and its interval.
    pub interval: Interval,
    fingerprint: u64,
}

/// One row of the first year: when it was down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bars {
    /// The instance's id, or `system`.
    pub name: String,
    /// From and to, in order, within the year; at most [`BARS_MAX`].
    pub down: Vec<(Tick, Tick)>,
    /// How long in all.
    pub down_total: Tick,
    /// How often in all, stored or not.
    pub n_outages: u64,
}

/// At most so many bars are stored in a row.
pub const BARS_MAX: usize = 400;

/// Why a simulation cannot be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SimulateError {
    /// A component fails too often: which, and how often a year.
    TooManyEvents { id: String, per_year: u64 },
}

/// Simulates independent years.
pub fn simulate(diagram: &Diagram, settings: &Settings) -> Result<Simulation, SimulateError> {
    todo!()
}

impl Simulation {
    /// Mean availability over the years.
    pub fn mean(&self) -> crate::maths::chance::Chance {
        todo!()
    }
    /// Fewer than 30 outages seen: the interval is rough.
    pub fn is_rough(&self) -> bool {
        todo!()
    }
    /// FNV-1a over the integer trace.
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint
    }
    /// Seven characters.
    pub fn fingerprint_text(&self) -> String {
        todo!()
    }
}
impl fmt::Display for SimulateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        todo!()
    }
}
