//! A note that something went otherwise than asked, and what was done instead.

use yew::prelude::*;

use crate::link::Note;
use crate::markup::html;

/// A boxed note about `title`, read out when it appears.
pub fn notice(title: &'static str, content: Html) -> Html {
    html! {
        <div class="notice" role="status">
            <strong>{ title }</strong>
            <div>{ content }</div>
        </div>
    }
}

/// What in a link could not be used, and what was used instead.
pub fn link_notes(notes: &[Note]) -> Html {
    if notes.is_empty() {
        return html! { <div hidden=true></div> };
    }
    let item = |(at, note): (usize, &Note)| {
        html! { <li key={at}><code>{ &note.key }</code>{ ": " }{ &note.message }</li> }
    };
    notice("Not everything in this link could be used", html! { <ul>{ for notes.iter().enumerate().map(item) }</ul> })
}
