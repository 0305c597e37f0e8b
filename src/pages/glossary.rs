//! The glossary: every term with its definition.

use yew::prelude::*;

use crate::content::{self, Term, Words};
use crate::route::Route;
use crate::site::Link;
use crate::ui::rich_text::definition;

/// The glossary's page.
pub fn glossary(words: &'static Words) -> Html {
    html! {
        <div class="page glossary">
            <h1 tabindex="-1">{ "Glossary" }</h1>
            <p class="lead">{ format!("{} terms, one meaning each.", words.terms.len()) }</p>
            <dl>{ for words.terms.iter().map(term) }</dl>
        </div>
    }
}

fn term(term: &'static Term) -> Html {
    let topics = term.topics.iter().filter_map(|id| content::topic(id)).filter(|topic| topic.is_open);
    html! {
        <div key={term.id.clone()} id={term.id.clone()}>
            <dt>{ &term.title }<span class="also">{ term.also.join(", ") }</span></dt>
            <dd>
                { definition(&term.definition) }
                <span class="meta">
                    { for topics.map(|topic| html! {
                        <Link key={topic.id} to={Route::Topic(topic)}>{ topic.title }</Link>
                    }) }
                    <cite>{ term.source.clone().unwrap_or_default() }</cite>
                </span>
            </dd>
        </div>
    }
}
