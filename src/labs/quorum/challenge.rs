//! What the conditions of the lab's challenges mean.

use faultline_model::checks::Property;
use faultline_model::decimal::Decimal;
use faultline_model::maths::wars::Evaluated;

use super::config::QuorumConfig;
use super::run::Exact;
use super::words;
use crate::experiment::Experiment;
use crate::ui::challenges::Condition;

/// What a condition is held against.
pub struct State<'a> {
    pub config: &'a QuorumConfig,
    pub exact: &'a Exact,
    pub experiment: &'a Experiment,
    /// Once all trials are drawn.
    pub sampled: Option<&'a Evaluated>,
}

/// Marks one condition; none that this lab does not know.
pub fn condition(name: &str, value: &str, state: &State) -> Option<Condition> {
    let State { config, exact, experiment, sampled } = *state;
    let count = || value.parse::<u8>().ok();
    let (words, is_met) = match name {
        "n_max" => (words::goal_n(value), config.n <= count()?),
        "reads_survive" => (words::goal_reads_survive(value), exact.crashes.0 >= count()?),
        "writes_survive" => (words::goal_writes_survive(value), exact.crashes.1 >= count()?),
        "read_p99_ms_max" => {
            let ms = sampled.map(|sampled| sampled.read_ms(990).value_ms);
            (words::goal_read_ms(value, ms), ms.is_some_and(|ms| ms <= number(value)))
        }
        "write_p99_ms_max" => {
            let ms = sampled.map(|sampled| sampled.write_ms(990).value_ms);
            (words::goal_write_ms(value, ms), ms.is_some_and(|ms| ms <= number(value)))
        }
        "current_at_once_min" => {
            let share = sampled.map(|sampled| sampled.consistent_at(0.0).value());
            let goal = number(value) / 100.0;
            (words::goal_current(value, share), share.is_some_and(|share| share.up >= goal))
        }
        "latency" => (words::goal_latency(value), config.latency.to_string() == value),
        "no_stale_read" => (words::GOAL_NO_STALE.to_owned(), !experiment.breaks(Property::NoStaleRead)),
        "no_lost_write" => (words::GOAL_NO_LOST.to_owned(), !experiment.breaks(Property::NoAckedWriteLost)),
        "linearizable" => (words::GOAL_LINEARIZABLE.to_owned(), !experiment.breaks(Property::Linearizable)),
        _ => return None,
    };
    Some(Condition { words, is_met })
}

/// The number of a condition; one that cannot be read is never met.
fn number(text: &str) -> f64 {
    let read = |number: Decimal| number.digits() as f64 / number.unit() as f64;
    text.parse().map_or(f64::NAN, read)
}
