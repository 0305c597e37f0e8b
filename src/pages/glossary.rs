//! The glossary: every term with its definition.

use yew::prelude::*;

use crate::browser;
use crate::content::{self, Term};
use crate::hooks::use_effect_with;
use crate::link::{self, Fields, Note};
use crate::markup::html;
use crate::route::Route;
use crate::site::{Link, use_site};
use crate::ui::notice::link_notes;
use crate::ui::rich_text::definition;

/// The glossary's page.
#[component]
pub fn Glossary() -> Html {
    let site = use_site();
    let terms = content::terms();
    let (asked, notes) = asked_term(&site.location.query, terms);
    use_effect_with(asked, |asked| {
        if asked.is_some() {
            browser::scroll_to_asked();
        }
    });
    html! {
        <div class="page glossary">
            <h1 tabindex="-1">{ "Glossary" }</h1>
            { link_notes(&notes) }
            <p class="lead">{ format!("{} terms, one meaning each.", terms.len()) }</p>
            <dl>{ for terms.iter().map(|each| term(each, asked == Some(each.id.as_str()))) }</dl>
        </div>
    }
}

/// The query that leads to a term.
pub fn term_query(id: &str) -> String {
    link::write(&[("term", id.to_owned())])
}

/// The term that a link names, and what could not be used.
fn asked_term(query: &str, terms: &'static [Term]) -> (Option<&'static str>, Vec<Note>) {
    let mut fields = Fields::parse(query);
    let find = |id: &str| terms.iter().map(|term| term.id.as_str()).find(|known| *known == id);
    let asked = fields.take_known("term", find, |id| format!("the glossary has no `{id}`"));
    (asked, fields.finish(&["term"]))
}

fn term(term: &'static Term, is_asked: bool) -> Html {
    let topics = term.topics.iter().filter_map(|id| content::topic(id)).filter(|topic| topic.is_open);
    html! {
        <div key={term.id.clone()} id={term.id.clone()} class={is_asked.then_some("here")}
            data-asked={is_asked.then_some("")}>
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
