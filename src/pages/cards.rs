//! Cards to browse, one at a time in teaching order: of one topic, or of all.
//!
//! The link names the card (`?card=nines-week`), so that one question can be sent to a friend and Back works.

use yew::prelude::*;

use crate::browser;
use crate::content::{self, Card, Line, Part, Texts, Topic, plain};
use crate::hooks::use_effect_with;
use crate::link::{self, Fields, Note};
use crate::loading::use_loading;
use crate::markup::{classes, html};
use crate::route::Route;
use crate::site::{Link, Location, use_site};
use crate::store::{Progress, Review, use_progress};
use crate::ui::notice::link_notes;
use crate::ui::panel::once_running;
use crate::ui::question::Question;

/// The cards of one topic.
pub fn topic_cards(topic: &'static Topic, texts: &'static Texts) -> Html {
    let line = |card: &Card| Line { id: card.id.clone(), text: plain(&card.prompt) };
    let prompts: Vec<Line> = texts.cards.iter().map(line).collect();
    html! {
        <div class="page cards">
            <p class="crumbs">
                <Link to={Route::Home}>{ "Map" }</Link>{ " › " }<Link to={Route::Topic(topic)}>{ topic.title }</Link>
            </p>
            <h1 tabindex="-1">{ format!("Cards: {}", topic.title) }</h1>
            <Session route={Route::TopicCards(topic)} {prompts} />
        </div>
    }
}

/// The cards of all topics.
pub fn all_cards() -> Html {
    html! {
        <div class="page cards">
            <h1 tabindex="-1">{ "All cards" }</h1>
            <p class="lead">
                { "Every topic, in teaching order. " }
                <Link to={Route::Study}>{ "Study" }</Link>
                { " asks you each card on the day it is due." }
            </p>
            <Session route={Route::Cards} prompts={Vec::new()} />
        </div>
    }
}

/// Every card, with its question once that is there: the list of all is fetched after the card that is asked.
fn all_prompts() -> Vec<Line> {
    let ids = content::open_topics().flat_map(|topic| content::card_ids(topic.id));
    match content::prompts() {
        [] => ids.map(|id| Line { id: (*id).to_owned(), text: String::new() }).collect(),
        prompts => prompts.to_vec(),
    }
}

#[derive(Properties, PartialEq)]
struct SessionProps {
    route: Route,
    /// The questions of a topic, in teaching order. The whole card comes when its turn does.
    prompts: Vec<Line>,
}

#[component]
fn Session(props: &SessionProps) -> Html {
    let site = use_site();
    let progress = use_progress().progress;
    let is_of_all = props.route == Route::Cards;
    let listing = use_loading(if is_of_all { vec![Part::Lists] } else { Vec::new() });
    let present = if is_of_all { all_prompts() } else { Vec::new() };
    let order = if is_of_all { &present } else { &props.prompts };
    let (asked, notes) = asked_card(&site.location.query, order);
    let at = asked.unwrap_or(0);
    let shown = order.get(at).map(|prompt| prompt.id.as_str()).unwrap_or_default();
    let loading = use_loading(content::topic_of_card(shown).map(Part::Cards).into_iter().collect());
    let card = content::card(shown);
    // A step leads to the question, for whoever goes by keyboard or by ear; the first card of a visit does not.
    let seen = use_mut_ref(|| at);
    use_effect_with((at, card.is_some()), move |(at, is_there)| {
        if *is_there && seen.replace(*at) != *at {
            browser::focus(".prompt");
        }
    });
    if order.is_empty() {
        return html! { <p>{ "There are no cards here yet." }</p> };
    }
    let location = |prompt: &Line| Location { route: props.route.clone(), query: card_query(&prompt.id) };
    let step = |to: Option<&Line>| to.map(location);
    let (previous, next) = (step(at.checked_sub(1).and_then(|at| order.get(at))), step(order.get(at + 1)));
    let on_next = {
        let (go, next) = (site.go_here.clone(), next.clone());
        Callback::from(move |()| next.iter().for_each(|next| go.emit(next.clone())))
    };
    let button = |text: &'static str, target: Option<Location>, class: &'static str| {
        let go = site.go_here.clone();
        let is_missing = target.is_none();
        let onclick = Callback::from(move |_: MouseEvent| target.iter().for_each(|target| go.emit(target.clone())));
        html! { <button type="button" {class} {onclick} disabled={is_missing}>{ text }</button> }
    };
    let entry = |prompt: &Line| {
        let to = location(prompt);
        let is_current = asked.is_some() && prompt.id == shown;
        html! {
            <li key={prompt.id.clone()} class={classes!(is_current.then_some("current"))}>
                <span class="mark">{ mark(&progress, &prompt.id) }</span>
                <Link to={to.route} query={to.query}>{ &prompt.text }</Link>
            </li>
        }
    };
    // Over all topics they are too many to be prerendered; each topic's page has its own.
    let all = || {
        html! {
            <details class="all-cards" open=true>
                <summary>{ format!("All {} questions", order.len()) }</summary>
                <ol>{ for order.iter().map(entry) }</ol>
            </details>
        }
    };
    html! {
        <>
            { link_notes(&notes) }
            <div class="session">
                if let Some(card) = card {
                    <Question key={card.id.clone()} {card} place={format!("{} of {}", at + 1, order.len())} {on_next} />
                } else {
                    { loading.view() }
                }
                <p class="session-moves">
                    { button("Previous", previous, "") }
                    { button("Next card", next, "primary") }
                </p>
            </div>
            {
                if !is_of_all {
                    all()
                } else if content::prompts().is_empty() {
                    listing.view()
                } else {
                    once_running(all)
                }
            }
        </>
    }
}

/// The query that leads to a card.
pub fn card_query(id: &str) -> String {
    link::write(&[("card", id.to_owned())])
}

/// The card that a link names, by its place in the order, and what could not be used.
fn asked_card(query: &str, order: &[Line]) -> (Option<usize>, Vec<Note>) {
    let mut fields = Fields::parse(query);
    let find = |id: &str| order.iter().position(|prompt| prompt.id == id);
    let at = fields.take_known("card", find, |id| format!("there is no card `{id}` here; this is the first one"));
    (at, fields.finish(&["card"]))
}

/// How a card went at the last try, as a sign with a word for screen readers.
fn mark(progress: &Progress, card: &str) -> Html {
    let (sign, word) = match progress.latest(card).map(Review::is_right) {
        None => ("○", "not tried"),
        Some(true) => ("✓", "known"),
        Some(false) => ("✗", "not yet known"),
    };
    html! { <><span aria-hidden="true">{ sign }</span><span class="hidden-name">{ word }</span></> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_to_no_card_is_named_and_shows_the_first() {
        let prompts = content::prompts();
        let (at, notes) = asked_card(&card_query(&prompts[2].id), prompts);
        assert_eq!((at, notes.len()), (Some(2), 0));
        let (at, notes) = asked_card("card=no-such&colour=red", prompts);
        assert_eq!((at, notes.len()), (None, 2));
    }

    #[test]
    fn every_card_of_a_list_is_in_the_file_of_its_topic() {
        for prompt in content::prompts() {
            let topic = content::topic_of_card(&prompt.id).expect("every card has a topic");
            let texts = Part::Cards(topic).texts().expect("natively there");
            let card = texts.cards.iter().find(|card| card.id == prompt.id).expect("its file holds it");
            assert_eq!(plain(&card.prompt), prompt.text);
        }
    }
}
