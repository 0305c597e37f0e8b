//! A note that something went otherwise than asked, and what was done instead.

use yew::prelude::*;

use crate::link::Note;

#[derive(Properties, PartialEq)]
pub struct NoticeProps {
    /// What it is about, such as "This link was changed".
    pub title: AttrValue,
    pub children: Html,
}

/// A boxed note, read out when it appears.
#[component]
pub fn Notice(props: &NoticeProps) -> Html {
    html! {
        <div class="notice" role="status">
            <strong>{ &props.title }</strong>
            <div>{ props.children.clone() }</div>
        </div>
    }
}

#[derive(Properties, PartialEq)]
pub struct LinkNotesProps {
    pub notes: Vec<Note>,
}

/// What in a link could not be used, and what was used instead. Renders an empty box where there is nothing to say.
#[component]
pub fn LinkNotes(props: &LinkNotesProps) -> Html {
    if props.notes.is_empty() {
        return html! { <div hidden=true></div> };
    }
    let item = |(at, note): (usize, &Note)| {
        html! { <li key={at}><code>{ &note.key }</code>{ ": " }{ &note.message }</li> }
    };
    html! {
        <Notice title="Not everything in this link could be used">
            <ul>{ for props.notes.iter().enumerate().map(item) }</ul>
        </Notice>
    }
}
