//! Cards, one at a time: of one topic in its order, or mixed over all topics with the due ones first.
//!
//! The link names the card (`?card=nines-week`), so that one question can be sent to a friend and Back works.

use yew::prelude::*;

use crate::browser;
use crate::content::{self, Card, Texts, Topic, plain};
use crate::link::{self, Fields, Note};
use crate::route::Route;
use crate::site::{Link, Location, use_site};
use crate::store::{Progress, ProgressHandle, Status, use_progress};
use crate::ui::notice::link_notes;
use crate::ui::question::Question;

/// The cards of one topic.
pub fn topic_cards(topic: &'static Topic, texts: &'static Texts) -> Html {
    let cards: Vec<&'static Card> = texts.cards.iter().collect();
    html! {
        <div class="page cards">
            <p class="crumbs">
                <Link to={Route::Home}>{ "Map" }</Link>{ " › " }<Link to={Route::Topic(topic)}>{ topic.title }</Link>
            </p>
            <h1 tabindex="-1">{ format!("Cards: {}", topic.title) }</h1>
            <Session route={Route::TopicCards(topic)} {cards} is_mixed=false />
        </div>
    }
}

/// A session over the cards of all topics.
pub fn mixed_cards() -> Html {
    let cards = all_cards();
    html! {
        <div class="page cards">
            <h1 tabindex="-1">{ "Mixed cards" }</h1>
            <p class="lead">{ "From all topics: what you have not seen, then what you had wrong, then the oldest." }</p>
            <Session route={Route::Cards} {cards} is_mixed=true />
        </div>
    }
}

fn all_cards() -> Vec<&'static Card> {
    content::decks().flat_map(|(_, texts)| &texts.cards).collect()
}

#[derive(Properties, PartialEq)]
struct SessionProps {
    route: Route,
    cards: Vec<&'static Card>,
    /// Whether the due cards come first, instead of the order of the topic.
    is_mixed: bool,
}

#[component]
fn Session(props: &SessionProps) -> Html {
    let site = use_site();
    let ProgressHandle { progress, status, .. } = use_progress();
    // The order is made once, when the answers of earlier days are there: answering must not move the cards.
    let order = {
        let (cards, is_mixed) = (props.cards.clone(), props.is_mixed);
        let is_read = *status != Status::Unread;
        use_memo((cards, is_mixed, is_read), |(cards, is_mixed, _)| match is_mixed {
            true => due_first(cards, &progress),
            false => cards.clone(),
        })
    };
    let (asked, notes) = asked_card(&site.location.query, &order);
    let at = asked.unwrap_or(0);
    // A step leads to the question, for whoever goes by keyboard or by ear; the first card of a visit does not.
    let seen = use_mut_ref(|| at);
    use_effect_with(at, move |at| {
        if seen.replace(*at) != *at {
            browser::focus(".prompt");
        }
    });
    let location = |card: &'static Card| Location { route: props.route.clone(), query: card_query(card) };
    let step = |to: Option<&&'static Card>| to.map(|card| location(card));
    let (previous, next) = (step(at.checked_sub(1).and_then(|at| order.get(at))), step(order.get(at + 1)));
    let button = |text: &'static str, target: Option<Location>, class: &'static str| {
        let go = site.go_here.clone();
        let is_missing = target.is_none();
        let onclick = Callback::from(move |_: MouseEvent| target.iter().for_each(|target| go.emit(target.clone())));
        html! { <button type="button" {class} {onclick} disabled={is_missing}>{ text }</button> }
    };
    let Some(card) = order.get(at).copied() else {
        return html! { <p>{ "There are no cards here yet." }</p> };
    };
    let entry = |card: &'static Card| {
        let to = location(card);
        html! {
            <li key={card.id.clone()} class={classes!((asked.is_some() && card.id == order[at].id).then_some("current"))}>
                <span class="mark">{ mark(&progress, card) }</span>
                <Link to={to.route} query={to.query}>{ plain(&card.prompt) }</Link>
            </li>
        }
    };
    html! {
        <>
            { link_notes(&notes) }
            <div class="session">
                <Question key={card.id.clone()} {card} place={format!("{} of {}", at + 1, order.len())} />
                <p class="session-moves">
                    { button("Previous", previous, "") }
                    { button("Next card", next, "primary") }
                </p>
            </div>
            <details class="all-cards" open=true>
                <summary>{ format!("All {} questions", order.len()) }</summary>
                <ol>{ for order.iter().copied().map(entry) }</ol>
            </details>
        </>
    }
}

/// The query that leads to a card.
pub fn card_query(card: &Card) -> String {
    link::write(&[("card", card.id.clone())])
}

/// The card that a link names, by its place in the order, and what could not be used.
fn asked_card(query: &str, order: &[&'static Card]) -> (Option<usize>, Vec<Note>) {
    let mut fields = Fields::parse(query);
    let at = fields.take_text("card").and_then(|id| {
        let at = order.iter().position(|card| card.id == id);
        if at.is_none() {
            let id = link::shortened(&id);
            fields.note("card", format!("there is no card `{id}` here; this is the first one"));
        }
        at
    });
    (at, fields.finish(&["card"]))
}

/// How the card went at the last try, as a sign with a word for screen readers.
fn mark(progress: &Progress, card: &Card) -> Html {
    let (sign, word) = match progress.latest(&card.id).map(|answer| answer.correct) {
        None => ("○", "not tried"),
        Some(true) => ("✓", "known"),
        Some(false) => ("✗", "not yet known"),
    };
    html! { <><span aria-hidden="true">{ sign }</span><span class="hidden-name">{ word }</span></> }
}

/// Unseen cards in teaching order, then those that went wrong, then the rest; the last two oldest first.
fn due_first(cards: &[&'static Card], progress: &Progress) -> Vec<&'static Card> {
    let rank = |card: &Card| match progress.latest(&card.id) {
        None => (0, 0),
        Some(answer) if !answer.correct => (1, answer.at),
        Some(answer) => (2, answer.at),
    };
    let mut order: Vec<&'static Card> = Vec::new();
    for card in cards {
        let place = order.partition_point(|before| rank(before) <= rank(card));
        order.insert(place, card);
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Answer;

    #[test]
    fn unseen_cards_come_first_then_wrong_ones_then_the_oldest() {
        let cards = &all_cards()[..5];
        let answer =
            |at: usize, time, correct| Answer { card: cards[at].id.clone(), at: time, correct, misconception: None };
        let mut progress = Progress::default();
        progress.merge(&[answer(0, 9, true), answer(1, 5, true), answer(2, 7, false), answer(2, 1, true)]);
        let order: Vec<&str> = due_first(cards, &progress).iter().map(|card| card.id.as_str()).collect();
        assert_eq!(
            order,
            [
                cards[3].id.as_str(),
                cards[4].id.as_str(),
                cards[2].id.as_str(),
                cards[1].id.as_str(),
                cards[0].id.as_str()
            ]
        );
    }

    #[test]
    fn a_link_to_no_card_is_named_and_shows_the_first() {
        let cards = all_cards();
        let (at, notes) = asked_card(&card_query(cards[2]), &cards);
        assert_eq!((at, notes.len()), (Some(2), 0));
        let (at, notes) = asked_card("card=no-such&colour=red", &cards);
        assert_eq!((at, notes.len()), (None, 2));
    }
}
