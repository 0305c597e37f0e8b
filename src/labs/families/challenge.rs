//! What the conditions of the lab's challenges mean: `<family>_<measure>_max` or `_min`, or a setting.

use faultline_model::tick::Tick;

use super::config::FamiliesConfig;
use super::run::{FAMILIES, MEASURES, Run, count};
use super::words;
use crate::settings::parse_span;
use crate::ui::challenges::Condition;

/// Marks one condition; none that this lab does not know.
pub fn condition(name: &str, value: &str, config: &FamiliesConfig, run: &Run) -> Option<Condition> {
    if name == "between_min" {
        let least = parse_span(value, Tick::ZERO, Tick::MINUTE).ok()?;
        return Some(Condition { words: words::goal_between(value), is_met: config.between >= least });
    }
    let (subject, is_max) = match name.strip_suffix("_max") {
        Some(subject) => (subject, true),
        None => (name.strip_suffix("_min")?, false),
    };
    let limit: usize = value.parse().ok()?;
    if subject == "writes" {
        let n = run.sides[0].operations().iter().filter(|operation| operation.action.is_write()).count();
        return Some(Condition { words: words::goal_writes(limit, n), is_met: n >= limit });
    }
    let (family, side) = FAMILIES.into_iter().zip(&run.sides).find(|(family, _)| subject.starts_with(family.key()))?;
    let measure = subject.strip_prefix(family.key())?.strip_prefix('_')?;
    let measure = MEASURES.into_iter().find(|known| known.key() == measure)?;
    let now = count(side, measure)?;
    let is_met = if is_max { now <= limit } else { now >= limit };
    Some(Condition { words: words::goal(family, measure, is_max, limit, now), is_met })
}
