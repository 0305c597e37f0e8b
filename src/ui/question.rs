//! A card: question, think, choose or reveal, then the answer, why, the run that proves it, and how well it was known.
//!
//! The keys 1 to 4 choose an answer or say how well it was known, Enter or Space reveals and goes on; they work while
//! the focus is in the card, where no browser and no screen reader has another use for them.

use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

use super::answered::Answered;
use super::choices::{Choices, choices, shuffled};
use super::rich_text::{definitions, rich_text};
use crate::browser;
use crate::content::{Card, Evidence, Inline, misconception, plain};
use crate::hooks::{State, use_state};
use crate::labs;
use crate::link;
use crate::markup::{classes, html};
use crate::route::Route;
use crate::site::Link;
use crate::store::{How, ProgressHandle, Rating, Review, use_progress};
use crate::study::Deck;

#[derive(Properties, PartialEq)]
pub struct QuestionProps {
    pub card: &'static Card,
    /// Where the card stands among others, such as "3 of 12".
    #[prop_or_default]
    pub place: AttrValue,
    /// Told of each review, also of one that replaces the one before.
    #[prop_or_default]
    pub on_review: Callback<Review>,
    /// Asked to go on, by key.
    #[prop_or_default]
    pub on_next: Callback<()>,
}

/// How far the student is with the card.
#[derive(Debug, Clone, PartialEq)]
enum Stage {
    Thinking,
    Shown(Shown),
}

/// The answer is seen.
#[derive(Debug, Clone, PartialEq)]
struct Shown {
    /// The index of the choice in the shown order.
    chosen: Option<usize>,
    /// When the card would come again, by each rating: from the reviews before this one.
    intervals: [u32; 4],
    /// None until the student has said how well a card without choices was known.
    review: Option<Review>,
}

/// One card.
#[component]
pub fn Question(props: &QuestionProps) -> Html {
    let card = props.card;
    let order = shuffled(card.distractors.len() + 1, &card.id);
    let correct = order.iter().position(|at| *at == 0).unwrap_or_default();
    let stage = use_state(|| Stage::Thinking);
    let (on_review, on_next) = (props.on_review.clone(), props.on_next.clone());
    let desk = Desk { card, order, stage, progress: use_progress(), on_review, on_next };
    let chosen = match &*desk.stage {
        Stage::Shown(shown) => shown.chosen,
        Stage::Thinking => None,
    };
    let texts = desk.order.iter().map(|at| choice_text(card, *at)).collect();
    let offered = Choices { label: "Choices", texts, correct, chosen };
    let (for_choice, for_reveal, for_rating, for_key) = (desk.clone(), desk.clone(), desk.clone(), desk.clone());
    let on_choose = Callback::from(move |shown| for_choice.choose(shown));
    let on_reveal = Callback::from(move |_| for_reveal.reveal());
    let on_rate = Callback::from(move |rating| for_rating.rate(rating));
    let onkeydown = Callback::from(move |event: KeyboardEvent| for_key.on_key(&event));
    html! {
        <article class="card" aria-label={format!("Card {}", props.place)} {onkeydown}>
            <p class="card-place">{ &props.place }</p>
            <h2 class="prompt" tabindex="-1">{ rich_text(&card.prompt) }</h2>
            if has_choices(card) {
                <div>{ choices(&offered, &on_choose) }{ belief_view(desk.belief(chosen)) }</div>
            } else {
                { revealed(card, &desk.stage, on_reveal) }
            }
            { after(card, &desk.stage, &on_rate) }
            { definitions(texts_of(card)) }
        </article>
    }
}

fn has_choices(card: &Card) -> bool {
    !card.distractors.is_empty()
}

/// A key with a meaning in a card.
enum Key {
    /// From 0 for the key 1.
    Digit(usize),
    /// Enter or Space, unless it presses what has the focus.
    Go,
}

fn pressed(event: &KeyboardEvent) -> Option<Key> {
    if event.ctrl_key() || event.meta_key() || event.alt_key() || event.repeat() {
        return None;
    }
    let key = event.key();
    match key.as_str() {
        "Enter" | " " => {
            let target: Option<Element> = event.target().and_then(|target| target.dyn_into().ok());
            let pressable = target.and_then(|target| target.closest("a, button, summary").ok()?);
            pressable.is_none().then_some(Key::Go)
        }
        digit => digit.parse::<usize>().ok()?.checked_sub(1).map(Key::Digit),
    }
}

/// What answering a card does.
#[derive(Clone)]
struct Desk {
    card: &'static Card,
    /// The choices in the shown order: 0 is the right one.
    order: Vec<usize>,
    stage: State<Stage>,
    progress: ProgressHandle,
    on_review: Callback<Review>,
    on_next: Callback<()>,
}

impl Desk {
    fn on_key(&self, event: &KeyboardEvent) {
        let has_choices = has_choices(self.card);
        match (&*self.stage, pressed(event)) {
            (Stage::Thinking, Some(Key::Digit(at))) if has_choices && at < self.order.len() => self.choose(at),
            (Stage::Thinking, Some(Key::Go)) if !has_choices => self.reveal(),
            (Stage::Shown(_), Some(Key::Digit(at))) if at < Rating::ALL.len() => self.rate(Rating::ALL[at]),
            (Stage::Shown(Shown { review: Some(_), .. }), Some(Key::Go)) => self.on_next.emit(()),
            _ => return,
        }
        event.prevent_default();
    }

    /// A choice is marked at once: good if it was right, again if not.
    fn choose(&self, shown: usize) {
        let misconception = self.belief(Some(shown)).map(str::to_owned);
        let rating = if self.order[shown] == 0 { Rating::Good } else { Rating::Again };
        let review = self.review(rating, How::Choice, misconception);
        self.tell(rating, How::Choice, Some(shown));
        self.keep(Shown { chosen: Some(shown), intervals: self.intervals(), review: Some(review) });
        // The button that was pressed is one no more.
        browser::focus(".prompt");
    }

    /// The misconception behind a choice.
    fn belief(&self, shown: Option<usize>) -> Option<&'static str> {
        let at = self.order[shown?].checked_sub(1)?;
        Some(&self.card.distractors[at].misconception)
    }

    fn reveal(&self) {
        self.stage.set(Stage::Shown(Shown { chosen: None, intervals: self.intervals(), review: None }));
        browser::focus(".prompt");
    }

    /// How well the card was known, in the student's own words; a second thought replaces the first.
    fn rate(&self, rating: Rating) {
        let Stage::Shown(shown) = &*self.stage else { return };
        let mut review = self.review(rating, How::Recall, None);
        if let Some(known) = &shown.review {
            if known.rating == Some(rating) || !shown.allows(rating) {
                return;
            }
            self.progress.take_back(known);
            review = Review { rating: Some(rating), at: review.at.max(known.at + 1), ..known.clone() };
        }
        if shown.chosen.is_none() {
            self.tell(rating, How::Recall, None); // a choice has been told of
        }
        self.keep(Shown { review: Some(review), ..shown.clone() });
    }

    /// Tells the page around a frame.
    fn tell(&self, rating: Rating, how: How, chosen: Option<usize>) {
        let given = chosen.map_or(String::new(), |shown| plain(choice(self.card, self.order[shown])));
        let is_right = chosen.map(|shown| self.order[shown] == 0);
        let expected = plain(&self.card.answer);
        Answered { card: &self.card.id, how, is_right, rating, given: &given, expected: &expected }.tell();
    }

    fn keep(&self, shown: Shown) {
        if let Some(review) = &shown.review {
            self.progress.record(review.clone());
            self.on_review.emit(review.clone());
        }
        self.stage.set(Stage::Shown(shown));
    }

    fn review(&self, rating: Rating, how: How, misconception: Option<String>) -> Review {
        let now = browser::moment();
        let (card, rating, zone_min) = (self.card.id.clone(), Some(rating), Some(now.zone_min));
        Review { card, at: now.at, rating, how, misconception, zone_min }
    }

    fn intervals(&self) -> [u32; 4] {
        let id = self.card.id.as_str();
        Deck::new(std::iter::once(id), &self.progress.progress, browser::moment()).intervals(id)
    }
}

impl Shown {
    /// What the page has marked as right can have been hard or easy, but not unknown; what it has marked as wrong was
    /// not known.
    fn allows(&self, rating: Rating) -> bool {
        let is_right = self.review.as_ref().is_some_and(Review::is_right);
        self.chosen.is_none() || (rating != Rating::Again) == is_right
    }
}

/// The answer of a card without choices, or the button that reveals it.
fn revealed(card: &Card, stage: &Stage, onclick: Callback<MouseEvent>) -> Html {
    match stage {
        Stage::Thinking => html! { <p><button type="button" {onclick}>{ "Reveal the answer" }</button></p> },
        Stage::Shown(_) => html! { <div class="answer" role="status"><p>{ rich_text(&card.answer) }</p></div> },
    }
}

/// The belief behind a wrong choice.
fn belief_view(belief: Option<&str>) -> Html {
    let belief = belief.and_then(misconception);
    html! {
        <div role="status">
            if let Some(belief) = belief {
                <p class="misconception">
                    <strong>{ format!("“{}”", belief.name) }</strong>
                    { " " }
                    { rich_text(&belief.explanation) }
                </p>
            } else {
                <p hidden=true></p>
            }
        </div>
    }
}

/// Why, the run that proves it, and how well it was known.
fn after(card: &Card, stage: &Stage, on_rate: &Callback<Rating>) -> Html {
    let Stage::Shown(shown) = stage else { return html! { <div hidden=true></div> } };
    html! {
        <div class="after">
            if !card.why.is_empty() {
                <p>{ rich_text(&card.why) }</p>
            } else {
                <p hidden=true></p>
            }
            { evidence_link(card.evidence.as_ref()) }
            if shown.allows(Rating::Good) {
                { ratings(shown, on_rate) }
            } else {
                <p class="self-mark">{ "Kept as not yet known; it comes again today." }</p>
            }
        </div>
    }
}

/// How well it was known: a button for each rating, with when the card would come again.
fn ratings(shown: &Shown, on_rate: &Callback<Rating>) -> Html {
    let given = shown.review.as_ref().and_then(|review| review.rating);
    let rating = |(at, rating): (usize, Rating)| {
        let on_rate = on_rate.clone();
        let onclick = Callback::from(move |_| on_rate.emit(rating));
        let is_given = given == Some(rating);
        html! {
            <button key={at} type="button" {onclick} class={classes!("rating", is_given.then_some("given"))}
                aria-pressed={is_given.to_string()} aria-keyshortcuts={(at + 1).to_string()}>
                <span class="key" aria-hidden="true">{ at + 1 }</span>
                <span class="rating-name">{ rating_name(rating) }</span>
                { " " }
                <span class="rating-when">{ when(shown.intervals[at]) }</span>
            </button>
        }
    };
    let ratings = Rating::ALL.into_iter().enumerate().filter(|(_, rating)| shown.allows(*rating));
    html! {
        <div class="self-mark" role="group" aria-label="How well did you know it?">
            <span class="rating-question" aria-hidden="true">{ "How well did you know it?" }</span>
            { for ratings.map(rating) }
        </div>
    }
}

/// A rating's name on its button.
fn rating_name(rating: Rating) -> &'static str {
    match rating {
        Rating::Again => "Again",
        Rating::Hard => "Hard",
        Rating::Good => "Good",
        Rating::Easy => "Easy",
    }
}

/// When a card comes again, after so many days.
pub fn when(days: u32) -> String {
    match days {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        2..60 => format!("in {days} days"),
        60..700 => format!("in {} months", (days + 15) / 30),
        _ => format!("in {} years", (days + 182) / 365),
    }
}

/// Every text that the card can show.
fn texts_of(card: &'static Card) -> impl Iterator<Item = &'static [Inline]> {
    let wrong = card.distractors.iter().flat_map(|distractor| {
        let belief = misconception(&distractor.misconception);
        [Some(&distractor.text), belief.map(|belief| &belief.explanation)]
    });
    [&card.prompt, &card.answer, &card.why].into_iter().chain(wrong.flatten()).map(Vec::as_slice)
}

fn choice_text(card: &'static Card, at: usize) -> Html {
    rich_text(choice(card, at))
}

fn choice(card: &'static Card, at: usize) -> &'static [Inline] {
    match at.checked_sub(1) {
        None => &card.answer,
        Some(at) => &card.distractors[at].text,
    }
}

/// Opens the lab at the state that proves a statement.
pub fn evidence_link(evidence: Option<&Evidence>) -> Html {
    let run = evidence.and_then(|evidence| Some((evidence, labs::by_id(&evidence.lab)?)));
    match run {
        Some((evidence, lab)) => html! {
            <p class="evidence">
                <Link to={Route::Lab(lab)} query={link::from_readable(&evidence.scenario)} class="to-lab">
                    { "See it in the lab" }
                </Link>
            </p>
        },
        None => html! { <p hidden=true></p> },
    }
}
