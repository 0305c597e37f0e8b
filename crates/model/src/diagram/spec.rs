//! How available one component is, as the person said it.
//!
//! The four ways of saying it are kept as entered and exact; `maths::chance` turns them into a probability.

use std::fmt;
use std::str::FromStr;

use crate::decimal::Decimal;
use crate::diagram::notation::{self, NotationError};
use crate::tick::{Period, Tick};

/// The greatest number of nines.
pub const NINES_MAX: u32 = 18;

/// A component's availability as entered. Display and FromStr agree: `99.9% mttr 30m`.
///
/// `mttr`, the mean time to repair, matters to the simulation only; without it the lab's default holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spec {
    /// The share of time that it is up, in percent: `99.9%`.
    Percent {
        /// From 0 to 100.
        up: Decimal,
        /// Mean time to repair, above 0.
        mttr: Option<Tick>,
    },
    /// −log₁₀ of the unavailability: `3.5 nines`.
    Nines {
        /// From 0 to [`NINES_MAX`].
        nines: Decimal,
        /// Mean time to repair, above 0.
        mttr: Option<Tick>,
    },
    /// Downtime in a period: `down 8h45m/year`.
    Down {
        /// At most the period.
        down: Tick,
        /// The period.
        per: Period,
        /// Mean time to repair, above 0.
        mttr: Option<Tick>,
    },
    /// Mean time between failures (the mean time up) and mean time to repair: `mtbf 1000h mttr 4h`.
    Mtbf {
        /// Mean time from a repair to the next failure, above 0.
        mtbf: Tick,
        /// Mean time to repair, above 0.
        mttr: Tick,
    },
}

/// Why the values of a [`Spec`] cannot be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SpecError {
    /// More than 100 %.
    PercentOver100(Decimal),
    /// More than [`NINES_MAX`] nines.
    TooManyNines(Decimal),
    /// Longer down than the period lasts.
    DownBeyondPeriod(Tick, Period),
    /// An MTBF of 0.
    MtbfZero,
    /// An MTTR of 0.
    MttrZero,
}

impl Spec {
    /// An availability in percent, with the lab's default time to repair.
    ///
    /// # Errors
    /// If it is more than 100.
    pub fn percent(up: Decimal) -> Result<Spec, SpecError> {
        let spec = Spec::Percent { up, mttr: None };
        spec.check().map(|()| spec)
    }

    /// The mean time to repair, if it was given.
    pub fn mttr(&self) -> Option<Tick> {
        match *self {
            Spec::Percent { mttr, .. } | Spec::Nines { mttr, .. } | Spec::Down { mttr, .. } => mttr,
            Spec::Mtbf { mttr, .. } => Some(mttr),
        }
    }

    /// Whether the values are within their ranges.
    ///
    /// # Errors
    /// Names the value and its range.
    pub fn check(&self) -> Result<(), SpecError> {
        match *self {
            Spec::Percent { up, .. } if up > Decimal::from(100) => Err(SpecError::PercentOver100(up)),
            Spec::Nines { nines, .. } if nines > Decimal::from(NINES_MAX) => Err(SpecError::TooManyNines(nines)),
            Spec::Down { down, per, .. } if down > per.length() => Err(SpecError::DownBeyondPeriod(down, per)),
            Spec::Mtbf { mtbf: Tick::ZERO, .. } => Err(SpecError::MtbfZero),
            _ if self.mttr() == Some(Tick::ZERO) => Err(SpecError::MttrZero),
            _ => Ok(()),
        }
    }
}

impl fmt::Display for Spec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Spec::Percent { up, .. } => write!(f, "{up}%")?,
            Spec::Nines { nines, .. } => write!(f, "{nines} nines")?,
            Spec::Down { down, per, .. } => write!(f, "down {}/{}", down.compact(), per.word())?,
            Spec::Mtbf { mtbf, .. } => write!(f, "mtbf {}", mtbf.compact())?,
        }
        match self.mttr() {
            Some(mttr) => write!(f, " mttr {}", mttr.compact()),
            None => Ok(()),
        }
    }
}

impl FromStr for Spec {
    type Err = NotationError;

    fn from_str(text: &str) -> Result<Spec, NotationError> {
        notation::parse_spec(text)
    }
}

impl fmt::Display for SpecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SpecError::PercentOver100(up) => {
                write!(f, "expected an availability from 0% to 100%, such as `99.9%`, not `{up}%`")
            }
            SpecError::TooManyNines(nines) => {
                write!(f, "expected at most {NINES_MAX} nines, such as `3.5 nines`, not `{nines} nines`")
            }
            SpecError::DownBeyondPeriod(down, per) => {
                let (down, word) = (down.compact(), per.word());
                write!(f, "expected at most a {word} of downtime in a {word}, such as `down 5m/{word}`, not `{down}`")
            }
            SpecError::MtbfZero => {
                write!(f, "expected a time between failures above 0, such as `mtbf 1000h`, not `0s`")
            }
            SpecError::MttrZero => write!(f, "expected a time to repair above 0, such as `mttr 30m`, not `0s`"),
        }
    }
}

impl std::error::Error for SpecError {}
