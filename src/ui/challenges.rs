//! Goals that the page marks. What a condition means is the lab's own.

use yew::prelude::*;

use crate::content::{self, Challenge};
use crate::link;
use crate::markup::{classes, html};
use crate::route::Route;
use crate::site::Link;

/// The heading.
pub const CHALLENGES: &str = "Challenges";
const WON: &str = "✓ Solved. Copy the link to show it.";
const START_HERE: &str = "Start here";

/// One condition of a challenge, with how it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    pub words: String,
    pub is_met: bool,
}

/// The challenges of a lab. `condition` marks one, by its name and value; one that the lab does not know is left out,
/// and the tests see that none is.
pub fn challenges(lab: &str, condition: impl Fn(&str, &str) -> Option<Condition>) -> Html {
    html! {
        <section class="panel challenges">
            <h2>{ CHALLENGES }</h2>
            { for content::challenges_of(lab).iter().map(|challenge| entry(challenge, &condition)) }
        </section>
    }
}

fn entry(challenge: &'static Challenge, condition: &impl Fn(&str, &str) -> Option<Condition>) -> Html {
    let conditions: Vec<Condition> =
        challenge.conditions.iter().filter_map(|(name, value)| condition(name, value)).collect();
    let is_won = !conditions.is_empty() && conditions.iter().all(|condition| condition.is_met);
    let lab = Route::lab(challenge.lab);
    html! {
        <article key={challenge.id} class={classes!("challenge", is_won.then_some("won"))}>
            <h3>{ challenge.title }</h3>
            <p>{ challenge.goal }</p>
            <ul>{ for conditions.iter().enumerate().map(|(at, condition)| html! {
                <li key={at} class={if condition.is_met { "met" } else { "open" }}>
                    { if condition.is_met { "✓ " } else { "○ " } }{ &condition.words }
                </li>
            }) }</ul>
            <p role="status">{ if is_won { WON } else { "" } }</p>
            <p><Link to={lab} query={link::from_readable(challenge.start)} class="button">{ START_HERE }</Link></p>
        </article>
    }
}
