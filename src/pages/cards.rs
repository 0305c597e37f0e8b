//! Cards to browse, one at a time in teaching order: of one topic, of all, or of a deck of the reader's own.
//!
//! The link names the card (`?card=nines-week`), so that one question can be sent to a friend and Back works; and the
//! deck (`?deck=week-3`), which is of no use to a friend.

use yew::prelude::*;

use crate::browser;
use crate::content::{self, Card, Line, Part, Texts, Topic};
use crate::hooks::use_effect_with;
use crate::link::{self, Fields, Note};
use crate::loading::use_loading;
use crate::markup::{classes, html};
use crate::own::{self, Status, use_deck_keeper};
use crate::route::Route;
use crate::site::{Link, Location, use_site};
use crate::store::{Review, use_progress};
use crate::ui::notice::link_notes;
use crate::ui::panel::{nothing, once_running};
use crate::ui::question::Question;

/// The cards of one topic.
pub fn topic_cards(topic: &'static Topic, texts: &'static Texts) -> Html {
    let line = |card: &Card| Line { id: card.id.clone(), text: card.title() };
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
    let decks = use_deck_keeper();
    let deck = named_deck(&site.location.query).filter(|_| is_of_all);
    let own = deck.as_deref().and_then(|id| decks.topic(id));
    let listing = use_loading(if is_of_all && deck.is_none() { vec![Part::Lists] } else { Vec::new() });
    let present = match (own, &deck) {
        (Some(topic), _) => own_prompts(topic),
        (None, None) if is_of_all => all_prompts(),
        _ => Vec::new(),
    };
    let order = if is_of_all { &present } else { &props.prompts };
    let (asked, notes) = asked_card(&site.location.query, order, is_of_all);
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
        return match (deck, &decks.status) {
            (Some(_), Status::Unread) => html! { <p role="status">{ "Looking for the deck …" }</p> },
            (Some(_), _) => no_deck(),
            (None, _) => html! { <p>{ "There are no cards here yet." }</p> },
        };
    }
    let of_deck = |id: &str| match &deck {
        Some(deck) => link::write(&[("deck", deck.clone()), ("card", id.to_owned())]),
        None => card_query(id),
    };
    let location = |prompt: &Line| Location { route: props.route.clone(), query: of_deck(&prompt.id) };
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
    let ids: Vec<&str> = order.iter().map(|prompt| prompt.id.as_str()).collect();
    let latest = progress.latest_of(&ids);
    let entry = |(prompt, latest): (&Line, &Option<&Review>)| {
        let to = location(prompt);
        let is_current = asked.is_some() && prompt.id == shown;
        html! {
            <li key={prompt.id.clone()} class={classes!(is_current.then_some("current"))}>
                <span class="mark">{ mark(*latest) }</span>
                <Link to={to.route} query={to.query}>{ &prompt.text }</Link>
            </li>
        }
    };
    // Over all topics they are too many to be prerendered; each topic's page has its own.
    let all = || {
        html! {
            <details class="all-cards" open=true>
                <summary>{ format!("All {} questions", order.len()) }</summary>
                <ol>{ for order.iter().zip(&latest).map(entry) }</ol>
            </details>
        }
    };
    html! {
        <>
            { heading(is_of_all, own) }
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
                } else if deck.is_none() && content::prompts().is_empty() {
                    listing.view()
                } else {
                    once_running(all)
                }
            }
        </>
    }
}

/// What stands above the cards of no one topic.
fn heading(is_of_all: bool, own: Option<&'static Topic>) -> Html {
    match own {
        _ if !is_of_all => nothing(),
        None => html! {
            <div>
                <h1 tabindex="-1">{ "All cards" }</h1>
                <p class="lead">
                    { "Every topic, in teaching order. " }
                    <Link to={Route::Study}>{ "Study" }</Link>
                    { " asks you each card on the day it is due." }
                </p>
            </div>
        },
        Some(topic) => html! {
            <div>
                <p class="crumbs"><Link to={Route::Deck}>{ "Your own decks" }</Link></p>
                <h1 tabindex="-1">{ topic.title }</h1>
            </div>
        },
    }
}

fn no_deck() -> Html {
    html! {
        <div>
            <h1 tabindex="-1">{ "Cards of a deck" }</h1>
            <p>
                { "This browser has no such deck. Decks are kept where they were opened: " }
                <Link to={Route::Deck}>{ "open its file here" }</Link>{ "." }
            </p>
        </div>
    }
}

/// The deck that a link names.
fn named_deck(query: &str) -> Option<String> {
    Fields::parse(query).take_text("deck")
}

/// The questions of a deck of the reader's own.
fn own_prompts(topic: &'static Topic) -> Vec<Line> {
    let cards = Part::Cards(topic).texts().map_or(&[][..], |texts| &texts.cards);
    cards.iter().map(|card| Line { id: card.id.clone(), text: card.title() }).collect()
}

/// Where the cards of a topic are, also of a deck of the reader's own.
pub fn cards_of(topic: &'static Topic) -> (Route, String) {
    match topic.id.strip_prefix(own::PREFIX) {
        Some(deck) if content::is_own(topic) => (Route::Cards, link::write(&[("deck", deck.to_owned())])),
        _ => (Route::TopicCards(topic), String::new()),
    }
}

/// The query that leads to a card.
pub fn card_query(id: &str) -> String {
    link::write(&[("card", id.to_owned())])
}

/// The card that a link names, by its place in the order, and what could not be used.
fn asked_card(query: &str, order: &[Line], may_name_deck: bool) -> (Option<usize>, Vec<Note>) {
    let mut fields = Fields::parse(query);
    if may_name_deck {
        fields.take_text("deck");
    }
    let find = |id: &str| order.iter().position(|prompt| prompt.id == id);
    let at = fields.take_known("card", find, |id| format!("there is no card `{id}` here; this is the first one"));
    (at, fields.finish(&["card"]))
}

/// How a card went at the last try, as a sign with a word for screen readers.
fn mark(latest: Option<&Review>) -> Html {
    let (sign, word) = match latest.map(Review::is_right) {
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
        let (at, notes) = asked_card(&card_query(&prompts[2].id), prompts, false);
        assert_eq!((at, notes.len()), (Some(2), 0));
        let (at, notes) = asked_card("card=no-such&colour=red", prompts, false);
        assert_eq!((at, notes.len()), (None, 2));
    }

    #[test]
    fn every_card_of_a_list_is_in_the_file_of_its_topic() {
        for prompt in content::prompts() {
            let topic = content::topic_of_card(&prompt.id).expect("every card has a topic");
            let texts = Part::Cards(topic).texts().expect("natively there");
            let card = texts.cards.iter().find(|card| card.id == prompt.id).expect("its file holds it");
            assert_eq!(card.title(), prompt.text);
        }
    }
}
