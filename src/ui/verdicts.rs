//! Verdicts about a run: what was promised, whether it holds, and where one can see it.

use faultline_model::tick::Tick;
use yew::prelude::*;

use crate::markup::html;

use super::play::Playhead;
use super::words;

/// A verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerdictLine {
    /// The property, such as `No stale read`.
    pub name: String,
    /// Whether it holds; nothing where that cannot be said.
    pub holds: Option<bool>,
    /// Why, in a sentence.
    pub sentence: String,
    /// Where the run shows it.
    pub show_at: Option<Tick>,
}

/// The verdicts, each with its sign, its word and the way to where it shows.
pub fn verdicts(lines: &[VerdictLine], playhead: &Playhead) -> Html {
    html! { <ul class="verdicts">{ for lines.iter().map(|line| verdict(line, playhead)) }</ul> }
}

fn verdict(line: &VerdictLine, playhead: &Playhead) -> Html {
    let (class, sign, word) = match line.holds {
        Some(true) => ("holds", "✓", words::HOLDS_TRUE),
        Some(false) => ("broken", "✗", words::HOLDS_FALSE),
        None => ("unknown", "–", words::HOLDS_UNKNOWN),
    };
    let show = line.show_at.map(|at| {
        let playhead = playhead.clone();
        let onclick = Callback::from(move |_| playhead.go(at));
        let label = words::show(&line.name, at);
        html! { <button type="button" {onclick} aria-label={label}>{ words::SHOW_ME }</button> }
    });
    html! {
        <li key={line.name.clone()} {class}>
            <span class="sign" aria-hidden="true">{ sign }</span>
            <div>
                <strong>{ &line.name }</strong>{ ": " }<em>{ word }</em>
                <p>{ &line.sentence }</p>
            </div>
            { show.unwrap_or_default() }
        </li>
    }
}
