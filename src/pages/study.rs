//! Studying: the cards that are due today, one at a time, and when there are no more, until when there is peace.
//!
//! What to ask is computed from the reviews before each card (`crate::study`); the page keeps only which card is asked
//! and which reviews it could take back. The link names a topic (`?topic=quorums`) if not all are meant.

use std::rc::Rc;

use yew::prelude::*;

use crate::browser;
use crate::content::{self, Part, Topic};
use crate::hooks::{State, use_effect_with, use_memo, use_state};
use crate::link::{self, Fields, Note};
use crate::loading::{Loading, use_loading};
use crate::markup::html;
use crate::own::{self, use_deck_keeper};
use crate::route::Route;
use crate::site::{Link, Site, use_site};
use crate::store::{How, Progress, ProgressHandle, Review, Status, use_progress};
use crate::study::{Deck, Moment, Plan};
use crate::ui::notice::link_notes;
use crate::ui::panel::{select, tool};
use crate::ui::question::{Question, when};

/// What is asked.
#[derive(Clone)]
struct Turn {
    /// Counts the turns: the same card can be asked twice.
    n: usize,
    now: Moment,
    /// None if nothing more comes today.
    card: Option<&'static str>,
    /// The reviews of this visit, each with the turn it was given in, for taking them back.
    given: Vec<(usize, Review)>,
}

/// The page.
#[component]
pub fn Study() -> Html {
    let site = use_site();
    let decks = use_deck_keeper();
    let known = Rc::new(decks.all_topics());
    let (topic, notes) = asked_topic(&site.location.query, &known);
    let is_read = decks.status != own::Status::Unread;
    let notes = if is_read { notes } else { Vec::new() };
    let desk = Desk { handle: use_progress(), turn: use_state(|| None), topic, known: known.clone() };
    {
        let desk = desk.clone();
        let is_read = is_read && *desk.handle.status != Status::Unread;
        use_effect_with((topic, is_read, known.clone()), move |(_, is_read, _)| {
            if *is_read {
                desk.go_on(&desk.handle.progress, desk.given());
            }
        });
    }
    let plan = {
        let (progress, now) = (desk.handle.progress.clone(), desk.turn.as_ref().map(|turn| turn.now));
        use_memo((progress, now, topic, known.clone()), |(progress, now, topic, known)| {
            now.map(|now| plan(progress, now, *topic, known))
        })
    };
    let card = desk.turn.as_ref().and_then(|turn| turn.card);
    let loading = use_loading(card.and_then(content::topic_of_card).map(Part::Cards).into_iter().collect());
    // Each question leads the focus to itself: the keys of a card work where the focus is.
    let is_there = card.is_none_or(|id| content::card(id).is_some());
    use_effect_with((desk.turn.as_ref().map(|turn| turn.n), is_there), |(asked, is_there)| {
        if asked.is_some() && *is_there {
            browser::focus(".prompt");
        }
    });
    let onkeydown = {
        let desk = desk.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "z" && (event.ctrl_key() || event.meta_key()) && desk.can_undo() {
                event.prevent_default();
                desk.undo();
            }
        })
    };
    html! {
        <div class="page study" {onkeydown}>
            <h1 tabindex="-1">{ "Study" }</h1>
            <p class="lead">{ "A few cards a day, each asked again shortly before you would forget it." }</p>
            { link_notes(&notes) }
            <div class="study-head">
                { choose_topic(&site, topic, &known) }
                <p>{ plan.as_ref().as_ref().map(|plan| format!("{} due · {} new", plan.n_due, plan.n_new)) }</p>
            </div>
            <div class="session">{ desk.view(plan.as_ref().as_ref(), &loading) }</div>
            <p class="study-more">
                <Link to={Route::Cards}>{ "All cards" }</Link>
                { " · " }
                <Link to={Route::Practice}>{ "Practice with numbers" }</Link>
                { " · " }
                <Link to={Route::Exam}>{ "Exam" }</Link>
                { " · " }
                <Link to={Route::Deck}>{ "Your own decks" }</Link>
                { " · " }
                <Link to={Route::Progress}>{ "Calendar, forecast and settings" }</Link>
            </p>
        </div>
    }
}

/// The topic that a link names, and what could not be used.
fn asked_topic(query: &str, known: &[&'static Topic]) -> (Option<&'static Topic>, Vec<Note>) {
    let mut fields = Fields::parse(query);
    let find = |id: &str| known.iter().copied().find(|topic| topic.id == id);
    let topic = fields.take_known("topic", find, |id| format!("there is no topic `{id}`; these are the cards of all"));
    (topic, fields.finish(&["topic"]))
}

fn choose_topic(site: &Site, topic: Option<&'static Topic>, known: &[&'static Topic]) -> Html {
    let all = std::iter::once((String::new(), "All topics".to_owned()));
    let options = all.chain(known.iter().map(|topic| (topic.id.to_owned(), topic.title.to_owned())));
    let write_query = site.write_query.clone();
    let on_select = Callback::from(move |id: String| {
        write_query.emit(if id.is_empty() { String::new() } else { link::write(&[("topic", id)]) });
    });
    select("Cards of", options.collect(), topic.map_or("", |topic| topic.id), on_select)
}

/// What to ask on the day of a moment, of all topics that are known or of one of them.
fn plan(progress: &Progress, now: Moment, topic: Option<&'static Topic>, known: &[&'static Topic]) -> Plan<'static> {
    let cards = known.iter().flat_map(|topic| content::card_ids(topic.id).iter().copied());
    Deck::new(cards, progress, now).plan(|id| topic.is_none_or(|topic| content::is_of(topic, id)))
}

/// The student's place, and what leads on from it.
#[derive(Clone)]
struct Desk {
    handle: ProgressHandle,
    turn: State<Option<Turn>>,
    topic: Option<&'static Topic>,
    /// Those of the site, and the reader's own decks.
    known: Rc<Vec<&'static Topic>>,
}

impl Desk {
    fn given(&self) -> Vec<(usize, Review)> {
        self.turn.as_ref().map_or_else(Vec::new, |turn| turn.given.clone())
    }

    /// Asks what comes next by the reviews, which may be newer than those of the last rendering.
    fn go_on(&self, progress: &Progress, given: Vec<(usize, Review)>) {
        let now = browser::moment();
        let card = plan(progress, now, self.topic, &self.known).queue.first().copied();
        self.ask(card, now, given);
    }

    fn ask(&self, card: Option<&'static str>, now: Moment, given: Vec<(usize, Review)>) {
        let n = self.turn.as_ref().map_or(0, |turn| turn.n + 1);
        self.turn.set(Some(Turn { n, now, card, given }));
    }

    /// A card without choices is over when its student has said how well it was known. One with choices stays: what was
    /// chosen is to be read.
    fn on_review(&self, review: Review) {
        let n = self.turn.as_ref().map_or(0, |turn| turn.n);
        let mut given = self.given();
        // A second thought replaces the first.
        given.pop_if(|(turn, _)| *turn == n);
        given.push((n, review.clone()));
        match (review.how, &*self.turn) {
            (How::Choice | How::Number | How::Order | How::Prediction, Some(turn)) => {
                self.turn.set(Some(Turn { given, ..turn.clone() }))
            }
            _ => {
                let mut progress = (*self.handle.progress).clone();
                progress.merge(&[review]);
                self.go_on(&progress, given);
            }
        }
    }

    fn can_undo(&self) -> bool {
        self.turn.as_ref().is_some_and(|turn| !turn.given.is_empty())
    }

    /// Takes the last review back and asks its card again.
    fn undo(&self) {
        let mut given = self.given();
        if let Some((_, review)) = given.pop() {
            self.handle.take_back(&review);
            let mut ids = self.known.iter().flat_map(|topic| content::card_ids(topic.id));
            let card = ids.find(|id| **id == review.card).copied();
            self.ask(card, browser::moment(), given);
        }
    }

    fn view(&self, plan: Option<&Plan>, loading: &Loading) -> Html {
        let (Some(turn), Some(plan)) = (&*self.turn, plan) else {
            return html! { <p role="status">{ "Counting the cards that are due …" }</p> };
        };
        let is_answered = turn.given.last().is_some_and(|(n, _)| *n == turn.n);
        let (for_next, for_undo) = (self.clone(), self.clone());
        let onclick = Callback::from(move |_| for_next.go_on(&for_next.handle.progress, for_next.given()));
        let on_undo = Callback::from(move |_| for_undo.undo());
        html! {
            <>
                { self.asked(turn, plan, loading) }
                <p class="session-moves">
                    { tool("Take back", self.can_undo(), on_undo) }
                    <button type="button" class="primary" hidden={turn.card.is_none() || !is_answered} {onclick}>
                        { "Next card" }
                    </button>
                </p>
                <p class="keys" hidden={turn.card.is_none()}>
                    { "Keys: 1 to 4 choose and rate, Enter reveals and goes on, Ctrl+Z takes back." }
                </p>
            </>
        }
    }

    fn asked(&self, turn: &Turn, plan: &Plan, loading: &Loading) -> Html {
        let Some(id) = turn.card else { return done(plan, turn.given.len()) };
        let Some(card) = content::card(id) else { return loading.view() };
        let place = content::topic_of_card(id).map_or("", |topic| topic.title);
        let (for_review, for_next) = (self.clone(), self.clone());
        let on_review = Callback::from(move |review| for_review.on_review(review));
        let on_next = Callback::from(move |()| for_next.go_on(&for_next.handle.progress, for_next.given()));
        html! { <Question key={turn.n} {card} {place} {on_review} {on_next} /> }
    }
}

/// The end of the day's work, and when there is more.
fn done(plan: &Plan, n_given: usize) -> Html {
    let answered = match n_given {
        0 => String::new(),
        1 => "You answered one card. ".to_owned(),
        n => format!("You answered {n} cards. "),
    };
    let next = match plan.next {
        None => "Nothing more will be due: new cards a day are set to 0.".to_owned(),
        Some((days, 0)) => format!("New cards come {}.", when(days)),
        Some((days, 1)) => format!("The next card is due {}.", when(days)),
        Some((days, n)) => format!("The next {n} cards are due {}.", when(days)),
    };
    html! {
        <section class="card">
            <h2 class="prompt" tabindex="-1">{ "Done for today" }</h2>
            <p>{ answered }{ next }</p>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Vec<&'static Topic> {
        content::open_topics().collect()
    }

    #[test]
    fn a_link_to_no_topic_is_named_and_means_all() {
        let (topic, notes) = asked_topic("topic=quorums", &known());
        assert_eq!((topic.map(|topic| topic.id), notes.len()), (Some("quorums"), 0));
        let (topic, notes) = asked_topic("topic=no-such&colour=red", &known());
        assert_eq!((topic.is_none(), notes.len()), (true, 2));
    }

    #[test]
    fn a_first_day_brings_the_first_cards_of_the_first_topic() {
        let now = Moment { at: 1_764_000_000_000, zone_min: 0 };
        let first = content::open_topics().next().expect("a topic");
        for topic in [None, Some(first)] {
            let plan = plan(&Progress::default(), now, topic, &known());
            assert_eq!(plan.queue, content::card_ids(first.id)[..10]);
            assert_eq!(plan.next, Some((1, 0)));
        }
    }
}
