//! Everything on one page, filtered as one types.
//!
//! Without wasm it is the index of topics and labs: terms and cards would be nearly all of the page, and stand in the
//! glossary and with their topics. They are fetched when the page stands.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::{cards, glossary};
use crate::content::{self, Line, Part, Term, plain};
use crate::link::{self, Fields};
use crate::loading::use_loading;
use crate::markup::html;
use crate::route::Route;
use crate::site::{Link, use_site};
use crate::ui::panel::nothing;

/// One thing that can be found.
struct Entry {
    kind: &'static str,
    title: String,
    text: String,
    route: Route,
    /// The query that leads to its place on the page.
    query: String,
}

/// The search page.
#[component]
pub fn Search() -> Html {
    let site = use_site();
    let parts = vec![Part::Glossary, Part::Lists];
    let is_whole = parts.iter().all(|part| part.texts().is_some());
    let loading = use_loading(parts);
    let words = Fields::parse(&site.location.query).take_text("q").unwrap_or_default();
    let oninput = {
        let site = site.clone();
        Callback::from(move |event: InputEvent| {
            let field: HtmlInputElement = event.target_unchecked_into();
            let query = if field.value().is_empty() { String::new() } else { link::write(&[("q", field.value())]) };
            site.write_query.emit(query);
        })
    };
    let found: Vec<Entry> = entries().into_iter().filter(|entry| entry.matches(&words)).collect();
    let count = match found.len() {
        0 if !is_whole => String::new(),
        0 => format!("Nothing is called or mentions “{}”. Try a shorter word.", link::shortened(&words)),
        1 => "1 entry".to_owned(),
        n => format!("{n} entries"),
    };
    html! {
        <div class="page search">
            <h1 tabindex="-1">{ "Search" }</h1>
            <p>
                <label class="field">
                    <span>{ "Topics, terms and cards that mention" }</span>
                    <input type="search" value={words.clone()} {oninput} maxlength="100" />
                </label>
            </p>
            <p role="status" class="meta">{ count }</p>
            { if is_whole { nothing() } else { loading.view() } }
            <ul class="found">{ for found.iter().enumerate().map(|(at, entry)| html! {
                <li key={at}>
                    <span class="kind">{ entry.kind }</span>
                    <span>
                        <Link to={entry.route.clone()} query={entry.query.clone()}>{ &entry.title }</Link>
                        <span class="excerpt">{ &entry.text }</span>
                    </span>
                </li>
            }) }</ul>
        </div>
    }
}

impl Entry {
    /// Whether every word stands somewhere in the entry, in any case.
    fn matches(&self, words: &str) -> bool {
        let all = format!("{} {} {}", self.kind, self.title, self.text).to_ascii_lowercase();
        words.to_ascii_lowercase().split_whitespace().all(|word| all.contains(word))
    }
}

fn entries() -> Vec<Entry> {
    let (terms, prompts) = fetched();
    let topics = content::TOPICS.iter().filter(|topic| topic.is_open).map(|topic| Entry {
        kind: "Topic",
        title: topic.title.to_owned(),
        text: content::outline(topic).summary.to_owned(),
        route: Route::Topic(topic),
        query: String::new(),
    });
    let labs = crate::labs::LABS.iter().map(|lab| Entry {
        kind: "Lab",
        title: lab.title.to_owned(),
        text: lab.question.to_owned(),
        route: Route::Lab(lab),
        query: String::new(),
    });
    let terms = terms.iter().map(|term| Entry {
        kind: "Term",
        title: term.title.clone(),
        text: [&[plain(&term.definition)], term.also.as_slice()].concat().join(" · "),
        route: Route::Glossary,
        query: glossary::term_query(&term.id),
    });
    let cards = prompts.iter().filter_map(|prompt| Some((content::topic_of_card(&prompt.id)?, prompt)));
    let cards = cards.map(|(topic, prompt)| Entry {
        kind: "Card",
        title: prompt.text.clone(),
        text: topic.title.to_owned(),
        route: Route::TopicCards(topic),
        query: cards::card_query(&prompt.id),
    });
    topics.chain(labs).chain(terms).chain(cards).collect()
}

/// The terms and the questions of all cards that are there; none in what is prerendered.
fn fetched() -> (&'static [Term], &'static [Line]) {
    if content::is_prerendering() { (&[], &[]) } else { (content::terms(), content::prompts()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(words: &str, kind: &str, title: &str) {
        let found = entries().into_iter().filter(|entry| entry.matches(words));
        assert!(found.into_iter().any(|entry| entry.kind == kind && entry.title == title), "{words} finds {title}");
    }

    #[test]
    fn words_in_any_order_and_case_find_their_entry() {
        check("FAILURES between mean", "Term", "MTBF");
        check("lab availability", "Lab", "Availability");
    }

    #[test]
    fn every_entry_is_shown_before_a_word_is_typed() {
        assert!(entries().iter().all(|entry| entry.matches("  ")));
    }
}
