//! Practice with numbers: questions without end, each drawn anew, with the working.
//!
//! The link is the question (`?topic=quorums&template=…&seed=7`): whoever opens it is asked the same. The next question
//! is the next seed, so Back works. Nothing here is spaced: practice schedules no card, and the score is of this visit.

use faultline_model::prng;
use yew::prelude::*;

use crate::browser;
use crate::content::{self, Card, Kind, Part, Topic};
use crate::hooks::{use_effect_with, use_state};
use crate::link::{self, Fields, Note};
use crate::loading::use_loading;
use crate::markup::html;
use crate::route::Route;
use crate::site::{Link, Location, use_site};
use crate::store::Review;
use crate::ui::notice::link_notes;
use crate::ui::panel::{nothing, select};
use crate::ui::question::Question;

/// What a link asks for.
#[derive(Debug, Clone, PartialEq)]
struct Asking {
    topic: Option<&'static Topic>,
    /// The id of the only card that is asked.
    template: Option<String>,
    seed: u64,
}

impl Asking {
    fn from_query(query: &str) -> (Asking, Vec<Note>) {
        let mut fields = Fields::parse(query);
        let find = |id: &str| content::topic(id).filter(|topic| topic.is_open);
        let missing = |id: &str| format!("there is no topic `{id}`; these are questions of all");
        let topic = fields.take_known("topic", find, missing);
        let known = |id: &str| content::topic_of_card(id).map(|_| id.to_owned());
        let template =
            fields.take_known("template", known, |id| format!("there is no card `{id}`; this is a question of all"));
        let seed = fields.take("seed", 1, |text| {
            text.parse().map_err(|_| format!("a seed is a whole number such as 7, not `{}`", link::shortened(text)))
        });
        (Asking { topic, template, seed }, fields.finish(&["topic", "template", "seed"]))
    }

    fn query(&self) -> String {
        let topic = self.topic.map(|topic| ("topic", topic.id.to_owned()));
        let template = self.template.clone().map(|id| ("template", id));
        let seed = [("seed", self.seed.to_string())];
        link::write(&topic.into_iter().chain(template).chain(seed).collect::<Vec<_>>())
    }

    /// The topics of which it may ask.
    fn topics(&self) -> Vec<&'static Topic> {
        let of_template = self.template.as_deref().and_then(content::topic_of_card);
        match of_template.or(self.topic) {
            Some(topic) => vec![topic],
            None => content::open_topics().collect(),
        }
    }

    /// The card of the seed, of those that are there; none if no card of them asks for a number.
    fn card(&self) -> Option<&'static Card> {
        let texts = self.topics().into_iter().filter_map(|topic| Part::Cards(topic).texts());
        let templates = texts.flat_map(|texts| &texts.cards).filter(|card| matches!(card.kind, Kind::Numeric(_)));
        let templates: Vec<&Card> = templates.collect();
        if let Some(id) = &self.template {
            return templates.into_iter().find(|card| card.id == *id);
        }
        let mut stream = prng::stream(self.seed, "practice", self.topic.map_or("", |topic| topic.id));
        let at = prng::uniform_53(&mut stream) % (templates.len() as u64).max(1);
        templates.get(at as usize).copied()
    }
}

/// The page.
#[component]
pub fn PracticePage() -> Html {
    let site = use_site();
    let (asking, notes) = Asking::from_query(&site.location.query);
    let loading = use_loading(asking.topics().into_iter().map(Part::Cards).collect());
    let score = use_state(|| (0_u32, 0_u32));
    let answered = use_state(|| None::<String>);
    let query = asking.query();
    let is_there = asking.topics().into_iter().all(|topic| Part::Cards(topic).texts().is_some());
    // Over all topics the texts are too many to be prerendered.
    let card = if is_there && !content::is_prerendering() { asking.card() } else { None };
    let go = {
        let go = site.go_here.clone();
        move |asking: &Asking| go.emit(Location { route: Route::Practice, query: asking.query() })
    };
    // A step leads to the question; the first one of a visit does not.
    let seen = use_mut_ref(|| query.clone());
    use_effect_with(query.clone(), move |query| {
        if seen.replace(query.clone()) != *query {
            browser::focus(".prompt");
        }
    });
    let next = {
        let (go, asking) = (go.clone(), Asking { seed: asking.seed.wrapping_add(1), ..asking.clone() });
        Callback::from(move |()| go(&asking))
    };
    let on_review = {
        let (score, answered, query) = (score.clone(), answered.clone(), query.clone());
        Callback::from(move |review: Review| {
            let (n_right, n) = *score;
            score.set((n_right + u32::from(review.is_right()), n + 1));
            answered.set(Some(query.clone()));
        })
    };
    let onclick = next.reform(|_: MouseEvent| ());
    let is_answered = *answered == Some(query.clone());
    let (n_right, n) = *score;
    html! {
        <div class="page practice">
            <h1 tabindex="-1">{ Route::Practice.title() }</h1>
            <p class="lead">{ "Questions with numbers, each drawn anew, worked out once you have answered." }</p>
            { link_notes(&notes) }
            <div class="study-head">
                { choose_topic(asking.clone(), go.clone()) }
                <p role="status">{ if n > 0 { format!("{n_right} of {n} right") } else { String::new() } }</p>
            </div>
            <div class="session">
                if let Some(card) = card {
                    <Question key={query.clone()} {card} seed={asking.seed} is_practice=true {on_review}
                        on_next={next.clone()}
                        place={content::topic_of_card(&card.id).map_or("", |topic| topic.title)} />
                } else if is_there && !content::is_prerendering() {
                    <p>{ "No card of this topic asks for a number. Choose another." }</p>
                } else {
                    { loading.view() }
                }
                <p class="session-moves" hidden={card.is_none()}>
                    { only_these(card, &asking, go) }
                    <button type="button" class={if is_answered { "primary" } else { "" }} {onclick}>
                        { "Another one" }
                    </button>
                </p>
            </div>
            <p class="study-more">
                { "The address above asks whoever opens it the same question. " }
                <Link to={Route::Study}>{ "Study the cards that are due" }</Link>
            </p>
        </div>
    }
}

fn choose_topic(asking: Asking, go: impl Fn(&Asking) + 'static) -> Html {
    let all = std::iter::once((String::new(), "All topics".to_owned()));
    let options = all.chain(content::open_topics().map(|topic| (topic.id.to_owned(), topic.title.to_owned())));
    let topic = asking.topic.map_or("", |topic| topic.id);
    let on_select = Callback::from(move |id: String| {
        go(&Asking { topic: content::topic(&id), template: None, ..asking });
    });
    select("Questions of", options.collect(), topic, on_select)
}

/// Stays with the question and draws other numbers, or goes back to all.
fn only_these(card: Option<&'static Card>, asking: &Asking, go: impl Fn(&Asking) + 'static) -> Html {
    let Some(card) = card else { return nothing() };
    let (template, text) = match asking.template {
        Some(_) => (None, "Other questions too"),
        None => (Some(card.id.clone()), "Only this question, other numbers"),
    };
    let seed = asking.seed.wrapping_add(u64::from(template.is_some()));
    let asking = Asking { template, seed, ..asking.clone() };
    let onclick = Callback::from(move |_: MouseEvent| go(&asking));
    html! { <button type="button" {onclick}>{ text }</button> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_read_back_as_it_was_written_and_a_wrong_one_is_named() {
        let (asking, notes) = Asking::from_query("topic=reliability&seed=7");
        assert_eq!((asking.query().as_str(), notes.len()), ("topic=reliability&seed=7", 0));
        let (asking, notes) = Asking::from_query("topic=none&template=none&seed=many&colour=red");
        assert_eq!((asking.query().as_str(), notes.len()), ("seed=1", 4));
    }

    #[test]
    fn a_link_asks_the_same_card_and_seeds_ask_all_of_them() {
        let all = Asking { topic: None, template: None, seed: 0 };
        let card = |seed| Asking { seed, ..all.clone() }.card().map(|card| card.id.as_str());
        let asked: std::collections::BTreeSet<&str> = (0..2_000).filter_map(card).collect();
        let n_templates = content::open_topics().filter_map(|topic| Part::Cards(topic).texts());
        let n_templates = n_templates.flat_map(|texts| &texts.cards);
        let n_templates = n_templates.filter(|card| matches!(card.kind, Kind::Numeric(_))).count();
        assert_eq!((asked.len(), card(7)), (n_templates, card(7)));
        for id in asked {
            let one = Asking { template: Some(id.to_owned()), ..all.clone() };
            assert_eq!(one.card().map(|card| card.id.as_str()), Some(id));
        }
    }
}
