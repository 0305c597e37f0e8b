//! Goals that the page marks: enough nodes, little moved, evenly, in time, and small tables.

use faultline_model::decimal::Decimal;
use faultline_model::placement::rebalance::{Cost, Stage, State};
use faultline_model::tick::Tick;

use super::config::{KINDS, RebalancingConfig, parse_node};
use super::run::Run;
use super::words;
use crate::settings::choice_word;
use crate::ui::challenges::Condition;
use crate::ui::number::grouped;

/// Marks one condition, under the scheme that is drawn; none that this lab does not know.
pub fn condition(name: &str, value: &str, config: &RebalancingConfig, run: &Run) -> Option<Condition> {
    let side = run.side(config.kind);
    let (stages, end) = (side.stages(), side.end());
    let is_done = side.outcome.is_ok() && !stages.is_empty();
    let most = |of: fn(&Stage) -> u64| stages.iter().map(of).max().unwrap_or_default();
    let (words, is_met) = match name {
        "scheme" => (words::goal_scheme(value), choice_word(config.kind, KINDS) == value),
        "nodes_min" => {
            let n = end.map_or(0, |state| state.nodes.len());
            (words::goal_nodes(value, n), n >= value.parse().ok()?)
        }
        "moved_max" => {
            let moved = most(|stage| stage.moved_ppm().into());
            let is_met = is_done && moved <= scaled(value, 10_000)?;
            (words::goal_moved(value, &words::percent(moved as u32, 1)), is_met)
        }
        "fullest_max" => {
            let fullest = end.map_or(0, |state| state.evenness.max_permille);
            let is_met = is_done && u64::from(fullest) <= scaled(value, 1_000)?;
            (words::goal_fullest(value, &words::times(fullest)), is_met)
        }
        "seconds_max" => {
            let longest = Tick(most(|stage| stage.duration.0));
            let is_met = is_done && longest.0 <= scaled(value, 1_000_000)?;
            (words::goal_seconds(value, &longest.to_string()), is_met)
        }
        "table_max" => {
            let units = |state: &State| state.nodes.iter().map(|(node, _)| u32::from(node.weight)).sum();
            let cost = end.map(|state| Cost::of(config.scheme(config.kind), units(state), state.n_shards).n_entries);
            let n = cost.unwrap_or(u32::MAX);
            (words::goal_table(value, &grouped(n.into())), is_done && n <= value.parse().ok()?)
        }
        "gone" => {
            let node = parse_node(value).ok()?;
            let is_gone = |state: &&State| state.nodes.iter().all(|(other, _)| other.id != node);
            (words::goal_gone(value), is_done && end.as_ref().is_some_and(is_gone))
        }
        "mbs_max" => (words::goal_mbs(value), config.mbs <= value.parse().ok()?),
        "gb_min" => (words::goal_gb(value), config.gb >= value.parse().ok()?),
        _ => return None,
    };
    Some(Condition { words, is_met })
}

/// A decimal in parts of one.
fn scaled(text: &str, parts: u64) -> Option<u64> {
    let number: Decimal = text.parse().ok()?;
    Some((u128::from(number.digits()) * u128::from(parts) / number.unit()) as u64)
}
