//! The words of `content/` as HTML: running text, blocks, and a glossary term with its definition at hand.
//!
//! A term is a button that opens the browser's own popover: it closes by Escape or a click beside it, works in the
//! prerendered page before wasm has started, and needs no script.

use std::collections::BTreeSet;

use yew::prelude::*;

use super::table::{Row, table};
use crate::content::{self, Block, Inline, Target, Term, plain};
use crate::labs;
use crate::link;
use crate::markup::html;
use crate::pages::doubts::doubt_query;
use crate::pages::glossary::term_query;
use crate::route::Route;
use crate::site::Link;

/// Running text.
pub fn rich_text(text: &[Inline]) -> Html {
    html! { <>{ for text.iter().map(inline) }</> }
}

fn inline(part: &Inline) -> Html {
    match part {
        Inline::Text(text) => html! { {text} },
        Inline::Emphasis(text) => html! { <em>{ rich_text(text) }</em> },
        Inline::Strong(text) => html! { <strong>{ rich_text(text) }</strong> },
        Inline::Code(code) => html! { <code>{ code }</code> },
        Inline::Link(target, text) => link_to(target, text),
    }
}

fn link_to(target: &Target, text: &[Inline]) -> Html {
    let shown = rich_text(text);
    match target {
        Target::Term(id) => term_button(id, shown),
        // A planned topic has no page yet; its name still reads well as words.
        Target::Topic(id) => match content::topic(id).filter(|topic| topic.is_open) {
            Some(topic) => html! { <Link to={Route::Topic(topic)}>{ shown }</Link> },
            None => shown,
        },
        Target::Cards(id) => match content::topic(id) {
            Some(topic) => html! { <Link to={Route::TopicCards(topic)}>{ shown }</Link> },
            None => shown,
        },
        Target::Lab(id, query) => match labs::by_id(id) {
            Some(lab) => {
                html! { <Link to={Route::Lab(lab)} query={link::from_readable(query)} class="to-lab">{ shown }</Link> }
            }
            None => shown,
        },
        Target::Doubt(id) => html! { <Link to={Route::Doubts} query={doubt_query(id)}>{ shown }</Link> },
        Target::Web(url) => html! { <a href={url.clone()} rel="external">{ shown }</a> },
    }
}

/// A term in a text. Its definition stands once on the page: see [`definitions`].
fn term_button(id: &str, shown: Html) -> Html {
    html! { <button type="button" class="term" popovertarget={definition_id(id)}>{ shown }</button> }
}

fn definition_id(term: &str) -> String {
    format!("term-{term}")
}

/// The definitions of all terms in the texts of a page, each in a popover of its own.
pub fn definitions<'a>(texts: impl Iterator<Item = &'a [Inline]>) -> Html {
    let mut ids = BTreeSet::new();
    texts.for_each(|text| collect_terms(text, &mut ids));
    let terms = ids.into_iter().filter_map(content::term);
    html! { <div class="definitions">{ for terms.map(popover) }</div> }
}

/// The texts of a block, in reading order.
pub fn texts_of(block: &Block) -> Vec<&[Inline]> {
    match block {
        Block::Heading { text, .. } | Block::Paragraph(text) | Block::Quote(text) => vec![text],
        Block::List { items, .. } => items.iter().map(Vec::as_slice).collect(),
        Block::Table { head, rows } => head.iter().chain(rows.iter().flatten()).map(Vec::as_slice).collect(),
        Block::Code(_) => Vec::new(),
    }
}

fn collect_terms<'a>(text: &'a [Inline], ids: &mut BTreeSet<&'a str>) {
    for part in text {
        match part {
            Inline::Text(_) | Inline::Code(_) => {}
            Inline::Emphasis(parts) | Inline::Strong(parts) => collect_terms(parts, ids),
            Inline::Link(target, parts) => {
                if let Target::Term(id) = target {
                    ids.insert(id);
                }
                collect_terms(parts, ids);
            }
        }
    }
}

fn popover(term: &'static Term) -> Html {
    html! {
        <div key={term.id.clone()} id={definition_id(&term.id)} class="definition" popover="auto" role="note">
            <strong>{ &term.title }</strong>
            <p>{ definition(&term.definition) }</p>
            <Link to={Route::Glossary} query={term_query(&term.id)}>{ "Glossary" }</Link>
        </div>
    }
}

/// A definition, whose own terms are plain words: a popover inside a popover helps nobody.
pub fn definition(text: &[Inline]) -> Html {
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
        Block::Heading { level: 2, id, text, .. } => html! { <h2 id={id.clone()}>{ rich_text(text) }</h2> },
        Block::Heading { id, text, .. } => html! { <h3 id={id.clone()}>{ rich_text(text) }</h3> },
        Block::Paragraph(text) => html! { <p>{ rich_text(text) }</p> },
        Block::Quote(text) => html! { <blockquote><p>{ rich_text(text) }</p></blockquote> },
        Block::Code(code) => html! { <pre><code>{ code }</code></pre> },
        Block::List { is_ordered: true, items } => html! { <ol>{ for items.iter().map(|item| list_item(item)) }</ol> },
        Block::List { items, .. } => html! { <ul>{ for items.iter().map(|item| list_item(item)) }</ul> },
        Block::Table { head, rows } => {
            let names: Vec<String> = head.iter().map(|cell| plain(cell)).collect();
            let columns: Vec<Html> = head.iter().map(|cell| rich_text(cell)).collect();
            table(names.join(", "), &columns, rows.iter().map(|row| table_row(row)).collect())
        }
    }
}

fn list_item(item: &[Inline]) -> Html {
    html! { <li>{ rich_text(item) }</li> }
}

fn table_row(row: &[Vec<Inline>]) -> Row {
    let mut cells = row.iter().map(|cell| rich_text(cell));
    Row { name: cells.next().unwrap_or_default(), cells: cells.collect(), ..Row::default() }
}
