//! A box to tick for each topic.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::content::{self, Topic};
use crate::markup::html;

/// The topics, each with how many cards it has; `on_change` gets all that are then chosen, in their order.
pub fn topic_boxes(
    known: &[&'static Topic],
    chosen: &[&'static Topic],
    on_toggle: impl Fn(&'static Topic, bool) + Clone + 'static,
) -> Html {
    let topic = |topic: &'static Topic| {
        let on_toggle = on_toggle.clone();
        let name = format!("{} ({})", topic.title, content::card_ids(topic.id).len());
        checkbox(topic.id, name, chosen.contains(&topic), move |is_on| on_toggle(topic, is_on))
    };
    html! {
        <fieldset>
            <legend>{ "Topics" }</legend>
            { for known.iter().map(|known| topic(known)) }
        </fieldset>
    }
}

/// The topics that are chosen after one box has changed, in their order.
pub fn toggled(
    known: &[&'static Topic],
    chosen: &[&'static Topic],
    changed: &'static Topic,
    is_on: bool,
) -> Vec<&'static Topic> {
    let is_chosen = |topic: &&'static Topic| if *topic == changed { is_on } else { chosen.contains(topic) };
    known.iter().copied().filter(is_chosen).collect()
}

/// A box to tick, with its name.
pub fn checkbox(key: &'static str, name: String, is_on: bool, on_change: impl Fn(bool) + 'static) -> Html {
    let onchange = Callback::from(move |event: Event| {
        let field: HtmlInputElement = event.target_unchecked_into();
        on_change(field.checked());
    });
    html! { <label {key} class="check"><input type="checkbox" checked={is_on} {onchange} />{ " " }{ name }</label> }
}
