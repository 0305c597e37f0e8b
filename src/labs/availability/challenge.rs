//! Goals that the page marks: reach an availability with limited parts.

use faultline_model::decimal::Decimal;
use faultline_model::diagram::Spec;
use faultline_model::maths::chance::Chance;

use super::config::AvailabilityConfig;
use super::run::Run;
use super::words;
use crate::ui::challenges::Condition;

/// Marks one condition.
pub fn condition(name: &str, value: &str, config: &AvailabilityConfig, run: &Run) -> Option<Condition> {
    let limit = || value.parse::<Decimal>().ok();
    let chance = || Some(Chance::of(&Spec::percent(limit()?).ok()?));
    let (words, is_met) = match name {
        "availability_min" => {
            let goal = chance()?;
            let system = run.exact.as_ref().map_or(Chance::DOWN, |exact| exact.system);
            (words::goal_availability(value), system.down <= goal.down)
        }
        "components_max" => {
            let max: usize = value.parse().ok()?;
            let n = config.diagram.instances().len();
            (words::goal_components(max, n), n <= max)
        }
        "component_availability_max" => {
            let best = chance()?;
            let is_met = config.diagram.specs().values().map(Chance::of).all(|own| own.down >= best.down);
            (words::goal_component(value), is_met)
        }
        "needs" => {
            let needed: Vec<&str> = value.split(',').map(str::trim).collect();
            (words::goal_needs(&needed), needed.iter().all(|stem| is_needed(stem, config)))
        }
        "beta_min" => (words::goal_beta(value), is_at_least(config.beta, limit()?)),
        _ => return None,
    };
    Some(Condition { words, is_met })
}

/// Whether the system goes down with all components whose names begin so; there must be some.
fn is_needed(stem: &str, config: &AvailabilityConfig) -> bool {
    let structure = config.diagram.structure();
    let is_up: Vec<bool> =
        structure.instances.iter().map(|instance| !instance.name.as_str().starts_with(stem)).collect();
    is_up.contains(&false) && !structure.is_up(&is_up)
}

/// Whether `beta` is at least `least`, both exact.
fn is_at_least(beta: Decimal, least: Decimal) -> bool {
    u128::from(beta.digits()) * least.unit() >= u128::from(least.digits()) * beta.unit()
}
