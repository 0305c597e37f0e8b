//! The words of `content/` as HTML: running text, blocks, and a glossary term with its definition at hand.
//!
//! A term is a button that opens the browser's own popover: it closes by Escape or a click beside it, works in the
//! prerendered page before wasm has started, and needs no script.

use yew::prelude::*;

use crate::content::{Block, CONTENT, Inline, Target, Text};
use crate::labs;
use crate::link;
use crate::route::Route;
use crate::site::Link;

/// Running text.
pub fn rich_text(text: Text) -> Html {
    html! { <>{ for text.iter().map(inline) }</> }
}

fn inline(part: &Inline) -> Html {
    match part {
        Inline::Text(text) => html! { {*text} },
        Inline::Emphasis(text) => html! { <em>{ rich_text(text) }</em> },
        Inline::Strong(text) => html! { <strong>{ rich_text(text) }</strong> },
        Inline::Code(code) => html! { <code>{ *code }</code> },
        Inline::Link(target, text) => link_to(*target, text),
    }
}

fn link_to(target: Target, text: Text) -> Html {
    let words = rich_text(text);
    match target {
        Target::Term(id) => term_button(id, words),
        // A planned topic has no page yet; its name still reads well as words.
        Target::Topic(id) => match CONTENT.topic(id).filter(|topic| topic.is_open) {
            Some(topic) => html! { <Link to={Route::Topic(topic)}>{ words }</Link> },
            None => words,
        },
        Target::Cards(id) => match CONTENT.topic(id) {
            Some(topic) => html! { <Link to={Route::TopicCards(topic)}>{ words }</Link> },
            None => words,
        },
        Target::Lab(id, query) => match labs::by_id(id) {
            Some(lab) => {
                html! { <Link to={Route::Lab(lab)} query={link::from_readable(query)} class="to-lab">{ words }</Link> }
            }
            None => words,
        },
        Target::Doubt(id) => {
            let topic = CONTENT.doubts.iter().find(|doubt| doubt.id == id).map(|doubt| doubt.topic);
            match topic.and_then(|topic| CONTENT.topic(topic)).filter(|topic| topic.is_open) {
                Some(topic) => html! { <Link to={Route::Topic(topic)}>{ words }</Link> },
                None => words,
            }
        }
        Target::Web(url) => html! { <a href={url} rel="external">{ words }</a> },
    }
}

/// A term in a text, with its definition in a popover.
fn term_button(id: &str, words: Html) -> Html {
    let Some(term) = CONTENT.term(id) else { return words };
    let target = format!("term-{}", term.id);
    html! {
        <span class="term">
            <button type="button" popovertarget={target.clone()}>{ words }</button>
            <span id={target} class="definition" popover="auto" role="note">
                <strong>{ term.title }</strong>
                { " " }
                { definition(term.definition) }
                { " " }
                <Link to={Route::Glossary}>{ "Glossary" }</Link>
            </span>
        </span>
    }
}

/// A definition without buttons in it: a popover inside a popover helps nobody.
fn definition(text: Text) -> Html {
    let parts = text.iter().map(|part| match part {
        Inline::Link(Target::Term(_), text) => rich_text(text),
        other => inline(other),
    });
    html! { <>{ for parts }</> }
}

/// A concept text.
pub fn blocks(blocks: &[Block]) -> Html {
    html! { <>{ for blocks.iter().map(block) }</> }
}

fn block(block: &Block) -> Html {
    match block {
        Block::Heading { level: 2, id, text } => html! { <h2 id={*id}>{ rich_text(text) }</h2> },
        Block::Heading { id, text, .. } => html! { <h3 id={*id}>{ rich_text(text) }</h3> },
        Block::Paragraph(text) => html! { <p>{ rich_text(text) }</p> },
        Block::Quote(text) => html! { <blockquote><p>{ rich_text(text) }</p></blockquote> },
        Block::Code(code) => html! { <pre><code>{ *code }</code></pre> },
        Block::List { is_ordered: true, items } => html! { <ol>{ for items.iter().map(|item| list_item(item)) }</ol> },
        Block::List { items, .. } => html! { <ul>{ for items.iter().map(|item| list_item(item)) }</ul> },
        Block::Table { head, rows } => html! {
            <div class="scroll" role="region" tabindex="0" aria-label="Table">
                <table>
                    <thead><tr>{ for head.iter().map(|cell| html! { <th scope="col">{ rich_text(cell) }</th> }) }</tr></thead>
                    <tbody>{ for rows.iter().map(|row| table_row(row)) }</tbody>
                </table>
            </div>
        },
    }
}

fn list_item(item: Text) -> Html {
    html! { <li>{ rich_text(item) }</li> }
}

fn table_row(row: &[Text]) -> Html {
    let cell = |(column, cell): (usize, &Text)| match column {
        0 => html! { <th scope="row">{ rich_text(cell) }</th> },
        _ => html! { <td>{ rich_text(cell) }</td> },
    };
    html! { <tr>{ for row.iter().enumerate().map(cell) }</tr> }
}
