//! Goals that the page marks: reach an availability with limited parts.

use faultline_model::decimal::Decimal;
use faultline_model::diagram::Spec;
use faultline_model::maths::chance::Chance;
use yew::prelude::*;

use super::ID;
use super::config::AvailabilityConfig;
use super::run::Run;
use super::words;
use crate::content::{self, Challenge};
use crate::labs;
use crate::link;
use crate::route::Route;
use crate::site::Link;

/// One condition of a challenge, with how the diagram stands.
#[derive(Debug, Clone, PartialEq)]
struct Condition {
    words: String,
    is_met: bool,
}

/// The conditions of a challenge, marked. One that this lab does not know is left out; the tests see that none is.
fn conditions(challenge: &Challenge, config: &AvailabilityConfig, run: &Run) -> Vec<Condition> {
    challenge.conditions.iter().filter_map(|(name, value)| condition(name, value, config, run)).collect()
}

fn condition(name: &str, value: &str, config: &AvailabilityConfig, run: &Run) -> Option<Condition> {
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

/// The lab's challenges.
pub fn challenges(config: &AvailabilityConfig, run: &Run) -> Html {
    html! {
        <section class="panel challenges">
            <h2>{ words::CHALLENGES }</h2>
            { for content::challenges_of(ID).map(|challenge| entry(challenge, config, run)) }
        </section>
    }
}

fn entry(challenge: &'static Challenge, config: &AvailabilityConfig, run: &Run) -> Html {
    let conditions = conditions(challenge, config, run);
    let is_won = !conditions.is_empty() && conditions.iter().all(|condition| condition.is_met);
    let lab = labs::by_id(challenge.lab).map_or(Route::Home, Route::Lab);
    html! {
        <article key={challenge.id} class={classes!("challenge", is_won.then_some("won"))}>
            <h3>{ challenge.title }</h3>
            <p>{ challenge.goal }</p>
            <ul>{ for conditions.iter().enumerate().map(|(at, condition)| html! {
                <li key={at} class={if condition.is_met { "met" } else { "open" }}>
                    { if condition.is_met { "✓ " } else { "○ " } }{ &condition.words }
                </li>
            }) }</ul>
            <p role="status">{ if is_won { words::WON } else { "" } }</p>
            <p><Link to={lab} query={link::from_readable(challenge.start)} class="button">{ words::START_HERE }</Link></p>
        </article>
    }
}
