//! The glossary: every term with its definition.

use yew::prelude::*;

use crate::content::{CONTENT, Term};
use crate::route::Route;
use crate::site::Link;
use crate::ui::rich_text::rich_text;

/// The glossary's page.
pub fn glossary() -> Html {
    html! {
        <div class="page glossary">
            <h1 tabindex="-1">{ "Glossary" }</h1>
            <p class="lead">{ format!("{} terms, one meaning each.", CONTENT.terms.len()) }</p>
            <dl>{ for CONTENT.terms.iter().map(term) }</dl>
        </div>
    }
}

fn term(term: &'static Term) -> Html {
    let topics = term.topics.iter().filter_map(|id| CONTENT.topic(id)).filter(|topic| topic.is_open);
    html! {
        <div key={term.id} id={term.id}>
            <dt>{ term.title }<span class="also">{ term.also.join(", ") }</span></dt>
            <dd>
                { rich_text(term.definition) }
                <span class="meta">
                    { for topics.map(|topic| html! {
                        <Link key={topic.id} to={Route::Topic(topic)}>{ topic.title }</Link>
                    }) }
                    <cite>{ term.source.unwrap_or_default() }</cite>
                </span>
            </dd>
        </div>
    }
}
