//! What the conditions of the lab's challenges mean.

use faultline_model::checks::Property;
use faultline_model::decimal::Decimal;
use faultline_model::protocols::single_leader::Reads;
use faultline_model::tick::Tick;

use super::config::LeaderConfig;
use super::run::{Cost, n_leader_crashes};
use super::words;
use crate::experiment::{Experiment, words as said};
use crate::ui::challenges::Condition;

/// Marks one condition; none that this lab does not know.
pub fn condition(name: &str, value: &str, config: &LeaderConfig, experiment: &Experiment) -> Option<Condition> {
    if let Some(property) = promise(name) {
        let is_met = !experiment.breaks(property) && value == "kept";
        return Some(Condition { words: said::property(property).to_owned(), is_met });
    }
    if name == "reads_not" {
        return Some(Condition { words: words::GOAL_NOT_LEADER.to_owned(), is_met: config.reads != Reads::Leader });
    }
    if name == "lag" || name == "lat" || name == "service" {
        let (words, now) = match name {
            "lag" => (words::LAG_LABEL, config.lag.to_string()),
            "lat" => (words::LATENCY_LABEL, config.latency.to_string()),
            _ => (words::SERVICE_LABEL, config.service.compact()),
        };
        return Some(Condition { words: said::goal(words, "", value, &now), is_met: now == value });
    }
    let (subject, is_max) = match name.strip_suffix("_max") {
        Some(subject) => (subject, true),
        None => (name.strip_suffix("_min")?, false),
    };
    let (label, now, shown) = counted(subject, experiment)?;
    let goal = if subject.ends_with("_ms") { us(value)? } else { value.parse().ok()? };
    let relation = if is_max { said::AT_MOST } else { said::AT_LEAST };
    let is_met = if is_max { now <= goal } else { now >= goal };
    Some(Condition { words: said::goal(label, relation, value, &shown), is_met })
}

fn promise(name: &str) -> Option<Property> {
    Some(match name {
        "nothing_lost" => Property::NoAckedWriteLost,
        "read_your_writes" => Property::ReadYourWrites,
        "monotonic_reads" => Property::MonotonicReads,
        "converged" => Property::Converged,
        _ => return None,
    })
}

/// What is counted, in words; how many there are, or how many microseconds; and how that is said.
fn counted(subject: &str, experiment: &Experiment) -> Option<(&'static str, u64, String)> {
    let told = &*experiment.told;
    let cost = Cost::of(experiment, told.end());
    let count = |label, n: usize| Some((label, n as u64, n.to_string()));
    let time = |label, span: Option<Tick>| {
        let shown = span.map_or_else(|| words::NONE.to_owned(), said::span);
        Some((label, span.map_or(u64::MAX, |span| span.0), shown))
    };
    match subject {
        "leader_crashes" => count(words::GOAL_CRASHES, n_leader_crashes(told)),
        "writes" => count(words::GOAL_WRITES, told.operations().iter().filter(|it| it.action.is_write()).count()),
        "reads" => count(words::GOAL_READS, told.operations().iter().filter(|it| !it.action.is_write()).count()),
        "failovers" => count(words::GOAL_FAILOVERS, cost.n_failovers),
        "refused" => count(words::GOAL_REFUSED, cost.n_writes_refused),
        "without_leader_ms" => time(words::GOAL_WITHOUT, Some(cost.without_leader)),
        "write_ms" => time(words::GOAL_WRITE_MS, cost.writes.map(|writes| writes.median)),
        "read_ms" => time(words::GOAL_READ_MS, cost.reads.map(|reads| reads.slowest)),
        _ => None,
    }
}

/// Milliseconds with decimals, in microseconds.
fn us(text: &str) -> Option<u64> {
    let number: Decimal = text.parse().ok()?;
    u64::try_from(u128::from(number.digits()) * 1_000 / number.unit()).ok()
}
