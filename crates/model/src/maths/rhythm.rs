//! Reliable or available: how often something fails, and for how long.
//!
//! Availability says what share of the time something is up; it does not say whether a year's downtime comes as one
//! long outage or as many short ones. With a mean time up (MTBF) and a mean time to repair (MTTR), A = MTBF / (MTBF +
//! MTTR), and the reliability R(t) = e^(−t/MTBF) is the chance to run for a time t without a failure, if failures come
//! at a constant rate.

use super::chance::Chance;
use crate::tick::Tick;

/// How long something runs and how long a repair takes, on average.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rhythm {
    /// Mean time up, from a repair to the next failure.
    pub mtbf: Tick,
    /// Mean time to repair.
    pub mttr: Tick,
}

/// R(t) = e^(−t/MTBF): the chance of no failure within `t`, at a constant failure rate; `up` is the reliability.
pub fn reliability(mtbf: Tick, t: Tick) -> Chance {
    if mtbf == Tick::ZERO {
        return if t == Tick::ZERO { Chance::UP } else { Chance::DOWN };
    }
    let x = t.0 as f64 / mtbf.0 as f64;
    Chance { up: libm::exp(-x), down: -libm::expm1(-x) }
}

/// Outages in a mean year of 8765.82 h: a year over MTBF + MTTR.
pub fn outages_per_year(rhythm: Rhythm) -> f64 {
    Tick::YEAR.0 as f64 / (rhythm.mtbf + rhythm.mttr).0.max(1) as f64
}

/// The rhythm of an availability at so many outages a year: many short or few long ones. None at 0 outages.
pub fn same_availability(chance: Chance, outages_per_year: f64) -> Option<Rhythm> {
    if outages_per_year.is_nan() || outages_per_year <= 0.0 {
        return None;
    }
    let cycle = Tick::YEAR.0 as f64 / outages_per_year;
    let part = |share: f64| Tick(libm::round(cycle * share) as u64);
    Some(Rhythm { mtbf: part(chance.up), mttr: part(chance.down) })
}

/// The rhythm of an availability at a mean time to repair: MTBF = MTTR·A/U. None where it never fails.
pub fn at_repair_time(chance: Chance, mttr: Tick) -> Option<Rhythm> {
    (chance.down > 0.0).then(|| {
        let mtbf = mttr.0 as f64 * (chance.up / chance.down);
        Rhythm { mtbf: Tick(libm::round(mtbf) as u64), mttr }
    })
}
