//! A question's choices: answered once, then marked right or wrong by sign and word, not by colour alone.

use faultline_model::prng;
use rand::seq::SliceRandom;
use yew::prelude::*;

use crate::markup::{classes, html};

/// A question's choices.
#[derive(Debug, Clone)]
pub struct Choices {
    /// Names the group for screen readers.
    pub label: &'static str,
    pub texts: Vec<Html>,
    /// The index of the right one.
    pub correct: usize,
    /// The one that was taken; it is final.
    pub chosen: Option<usize>,
}

/// Buttons to choose from.
pub fn choices(choices: &Choices, on_choose: &Callback<usize>) -> Html {
    let choice = |(at, text): (usize, &Html)| {
        let mark = choices.chosen.and_then(|chosen| match at {
            at if at == choices.correct => Some(("right", "✓ Right: ")),
            at if at == chosen => Some(("wrong", "✗ Not so: ")),
            _ => None,
        });
        let onclick = {
            let on_choose = on_choose.clone();
            Callback::from(move |_| on_choose.emit(at))
        };
        html! {
            <li key={at}>
                <button type="button" {onclick} disabled={choices.chosen.is_some()}
                    class={classes!("choice", mark.map(|(class, _)| class))}>
                    <span class="mark">{ mark.map_or("", |(_, sign)| sign) }</span>
                    <span>{ text.clone() }</span>
                </button>
            </li>
        }
    };
    html! {
        <ul class="choices" aria-label={choices.label}>
            { for choices.texts.iter().enumerate().map(choice) }
        </ul>
    }
}

/// The order in which to show `n` choices: shuffled by a text, so that the right one is not always first and stays
/// where it was.
pub fn shuffled(n: usize, by: &str) -> Vec<usize> {
    let mut order: Vec<usize> = (0..n).collect();
    order.shuffle(&mut prng::stream(0, "choices", by));
    order
}
