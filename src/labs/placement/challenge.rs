//! What the conditions of the lab's challenges mean; those about loads and requests are about the strategy that is
//! chosen.

use super::config::{ACCESSES, PlacementConfig, SOURCES};
use super::run::{Asked, Measure, Run};
use super::words;
use crate::settings::choice_word;
use crate::ui::challenges::Condition;

/// Marks one condition; none that this lab does not know.
pub fn condition(name: &str, value: &str, config: &PlacementConfig, run: &Run) -> Option<Condition> {
    let outcome = run.outcome(config.shown);
    let number = || value.parse::<u32>().ok();
    let at_most = |measure: Measure| {
        let (limit, times) = (number()? * 10, words::most(run, outcome, measure).1);
        Some((words::goal_most(measure, limit, times), times <= limit))
    };
    let asked = |asked: Asked| {
        let (limit, n) = (number()?, run.n_asked(outcome, asked) as u32);
        Some((words::goal_asked(run, asked, limit, n), n <= limit))
    };
    let (words, is_met) = match name {
        "data" => (words::goal_source(value), choice_word(config.source, SOURCES) == value),
        "access" => (words::goal_access(value), choice_word(config.access, ACCESSES) == value),
        "percent_min" => (words::goal_percent(value), u32::from(config.percent) >= number()?),
        "nodes_min" => (words::goal_nodes(value), u32::from(config.n_nodes) >= number()?),
        "sub_keys_max" => {
            let n = u32::from(config.n_hot) * u32::from(config.salts);
            (words::goal_sub_keys(value, n), n <= number()?)
        }
        "data_hundredths_max" => at_most(Measure::Data)?,
        "reads_hundredths_max" => at_most(Measure::Reads)?,
        "writes_hundredths_max" => at_most(Measure::Writes)?,
        "next_nodes_max" => asked(Asked::Next)?,
        "group_nodes_max" => asked(Asked::Group)?,
        _ => return None,
    };
    Some(Condition { words, is_met })
}
