//! A card: question, think, choose or reveal, then the answer, why, the run that proves it, and how well it was known.
//!
//! A card may ask for a number ([`super::numbered`]), an order ([`super::ordering`]) or what a run will show
//! ([`super::run_frame`]). What the page can mark it marks; the student then says how well a right answer was known.
//!
//! The keys 1 to 4 choose an answer or say how well it was known, Enter or Space reveals and goes on; they work while
//! the focus is in the card, where no browser and no screen reader has another use for them.

use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

use super::answered::Answered;
use super::choices::{Choices, choices, shuffled};
use super::numbered::{Checked, number_field, number_result};
use super::ordering::{Arranged, arranged_result, to_arrange};
use super::rich_text::{definitions, rich_text};
use super::run_frame::{Outcome, RunFrame};
use crate::browser;
use crate::content::{Card, Evidence, Inline, Kind, Unit, misconception, plain};
use crate::hooks::{State, use_state};
use crate::labs;
use crate::link;
use crate::markup::{classes, html};
use crate::practice::{Asked, Verdict};
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
    /// By what a numeric card draws its numbers; by the number of its reviews where absent.
    #[prop_or_default]
    pub seed: Option<u64>,
    /// Whether the reviews are for this visit alone: practice is not spaced, and schedules nothing.
    #[prop_or_default]
    pub is_practice: bool,
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
    /// A choice was predicted, by its index in the shown order, and the run is under way.
    Running(usize),
    Shown(Shown),
}

/// The answer is seen.
#[derive(Debug, Clone, PartialEq)]
struct Shown {
    given: Given,
    /// When the card would come again, by each rating: from the reviews before this one.
    intervals: [u32; 4],
    /// None until the student has said how well a card without choices was known.
    review: Option<Review>,
}

/// What was answered.
#[derive(Debug, Clone, PartialEq)]
enum Given {
    /// Nothing that the page could mark.
    Recalled,
    /// The index of the choice in the shown order.
    Chosen(usize),
    /// The same, and what the run came to.
    Predicted(usize, Outcome),
    Number(Checked),
    Order(Vec<usize>),
}

/// One card.
#[component]
pub fn Question(props: &QuestionProps) -> Html {
    let card = props.card;
    let progress = use_progress();
    // Counted once: a review is no reason to ask something else at once.
    let asked = use_state(|| {
        let n_reviews = || progress.progress.reviews().iter().filter(|review| review.card == card.id).count() as u64;
        Asked::of(card, props.seed.unwrap_or_else(n_reviews))
    });
    let typed = use_state(String::new);
    let fault = use_state(String::new);
    let arranged = use_state(|| Arranged::first(steps_of(card).len(), &card.id));
    let desk = Desk {
        card,
        order: shuffled(card.distractors.len() + 1, &card.id),
        asked,
        typed,
        fault,
        arranged,
        stage: use_state(|| Stage::Thinking),
        progress,
        is_practice: props.is_practice,
        on_review: props.on_review.clone(),
        on_next: props.on_next.clone(),
    };
    let (for_rating, for_key) = (desk.clone(), desk.clone());
    let on_rate = Callback::from(move |rating| for_rating.rate(rating));
    let onkeydown = Callback::from(move |event: KeyboardEvent| for_key.on_key(&event));
    let prompt = (*desk.asked).as_ref().map_or_else(|| card.prompt.clone(), |asked| asked.text(&card.prompt));
    html! {
        <article class="card" aria-label={format!("Card {}", props.place)} {onkeydown}>
            <p class="card-place">{ &props.place }</p>
            <h2 class="prompt" tabindex="-1">{ rich_text(&prompt) }</h2>
            { desk.view() }
            { desk.after(&on_rate) }
            { definitions(texts_of(card)) }
        </article>
    }
}

fn has_choices(card: &Card) -> bool {
    matches!(card.kind, Kind::Choice | Kind::Predict(_))
}

fn steps_of(card: &'static Card) -> &'static [Vec<Inline>] {
    match &card.kind {
        Kind::Order(steps) => steps,
        _ => &[],
    }
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
    /// The numbers of a numeric card.
    asked: State<Option<Asked>>,
    /// What stands in its field, and what is wrong with it.
    typed: State<String>,
    fault: State<String>,
    /// The steps of a card that asks for an order.
    arranged: State<Arranged>,
    stage: State<Stage>,
    progress: ProgressHandle,
    is_practice: bool,
    on_review: Callback<Review>,
    on_next: Callback<()>,
}

impl Desk {
    fn on_key(&self, event: &KeyboardEvent) {
        let has_choices = has_choices(self.card);
        match (&*self.stage, pressed(event)) {
            (Stage::Thinking, Some(Key::Digit(at))) if has_choices && at < self.order.len() => self.choose(at),
            (Stage::Thinking, Some(Key::Go)) if self.card.kind == Kind::Recall => self.reveal(),
            (Stage::Shown(shown), Some(Key::Digit(at))) if at < Rating::ALL.len() && self.is_rated(shown) => {
                self.rate(Rating::ALL[at]);
            }
            (Stage::Shown(Shown { review: Some(_), .. }), Some(Key::Go)) => self.on_next.emit(()),
            _ => return,
        }
        event.prevent_default();
    }

    /// A choice is marked at once: good if it was right, again if not. A prediction is, when the run has been made.
    fn choose(&self, shown: usize) {
        match self.card.kind {
            Kind::Predict(_) => self.stage.set(Stage::Running(shown)),
            _ => self.mark(Given::Chosen(shown), self.order[shown] == 0, How::Choice),
        }
        // The button that was pressed is one no more.
        browser::focus(".prompt");
    }

    fn settle(&self, predicted: usize, outcome: Outcome) {
        let is_right = self.order[predicted] == outcome.choice;
        self.mark(Given::Predicted(predicted, outcome), is_right, How::Prediction);
    }

    fn check_number(&self, asked: &Asked, unit: Unit) {
        match Checked::of(&self.typed, asked, unit) {
            Ok(checked) => {
                let is_right = checked.verdict == Verdict::Right;
                self.mark(Given::Number(checked), is_right, How::Number);
                browser::focus(".prompt");
            }
            Err(why) => {
                self.fault.set(why);
                browser::focus("#number-answer");
            }
        }
    }

    fn check_order(&self) {
        self.mark(Given::Order(self.arranged.order.clone()), self.arranged.is_right(), How::Order);
        browser::focus(".prompt");
    }

    fn mark(&self, given: Given, is_right: bool, how: How) {
        let belief = if is_right { None } else { given.choice().and_then(|shown| self.belief(shown)) };
        let rating = if is_right { Rating::Good } else { Rating::Again };
        let review = self.review(rating, how, belief.map(str::to_owned));
        self.tell(&given, rating, how);
        self.keep(Shown { given, intervals: self.intervals(), review: Some(review) });
    }

    /// The misconception behind a choice.
    fn belief(&self, shown: usize) -> Option<&'static str> {
        let at = self.order[shown].checked_sub(1)?;
        Some(self.card.distractors[at].misconception.as_str()).filter(|id| !id.is_empty())
    }

    fn reveal(&self) {
        self.stage.set(Stage::Shown(Shown { given: Given::Recalled, intervals: self.intervals(), review: None }));
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
        if shown.given == Given::Recalled {
            self.tell(&shown.given, rating, How::Recall); // what the page has marked has been told of
        }
        self.keep(Shown { review: Some(review), ..shown.clone() });
    }

    fn keep(&self, shown: Shown) {
        if let Some(review) = &shown.review {
            if !self.is_practice {
                self.progress.record(review.clone());
            }
            self.on_review.emit(review.clone());
        }
        self.stage.set(Stage::Shown(shown));
    }

    /// Tells the page around a frame.
    fn tell(&self, given: &Given, rating: Rating, how: How) {
        let said = match given {
            Given::Recalled => String::new(),
            Given::Chosen(shown) | Given::Predicted(shown, _) => plain(choice_text(self.card, self.order[*shown])),
            Given::Number(checked) => checked.typed.clone(),
            Given::Order(order) => {
                let steps: Vec<String> = order.iter().map(|step| plain(&steps_of(self.card)[*step])).collect();
                steps.join("; ")
            }
        };
        let is_right = (*given != Given::Recalled).then_some(rating != Rating::Again);
        let expected = (*self.asked).as_ref().map_or_else(|| plain(&self.card.answer), Asked::shown);
        Answered { card: &self.card.id, how, is_right, rating, given: &said, expected: &expected }.tell();
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

    /// What the card asks for, or what came of it.
    fn view(&self) -> Html {
        match (&self.card.kind, &*self.stage, &*self.asked) {
            (Kind::Numeric(_), Stage::Shown(Shown { given: Given::Number(checked), .. }), Some(asked)) => {
                number_result(checked, self.card, asked)
            }
            (Kind::Numeric(numeric), _, Some(asked)) => {
                let (typed, fault) = (self.typed.setter(), self.fault.setter());
                let on_type = Callback::from(move |text| {
                    typed.set(text);
                    fault.set(String::new());
                });
                let (desk, asked, unit) = (self.clone(), asked.clone(), numeric.unit);
                let on_check = Callback::from(move |()| desk.check_number(&asked, unit));
                number_field(&self.typed, &self.fault, unit, on_type, &on_check)
            }
            (Kind::Order(steps), Stage::Shown(Shown { given: Given::Order(order), .. }), _) => {
                arranged_result(steps, order)
            }
            (Kind::Order(steps), ..) => {
                let desk = self.clone();
                let on_check = Callback::from(move |_: MouseEvent| desk.check_order());
                to_arrange(steps, &self.arranged, &self.arranged.setter(), &on_check)
            }
            (Kind::Choice | Kind::Predict(_), ..) => self.offered(),
            (Kind::Recall | Kind::Numeric(_), stage, _) => {
                let desk = self.clone();
                revealed(self.card, stage, Callback::from(move |_| desk.reveal()))
            }
        }
    }

    /// The choices; of a prediction, the run below them.
    fn offered(&self) -> Html {
        let chosen = match &*self.stage {
            Stage::Shown(shown) => shown.given.choice(),
            Stage::Thinking | Stage::Running(_) => None,
        };
        let outcome = match &*self.stage {
            Stage::Shown(Shown { given: Given::Predicted(_, outcome), .. }) => Some(*outcome),
            _ => None,
        };
        let happened = outcome.map_or(0, |outcome| outcome.choice);
        let texts = self.order.iter().map(|at| rich_text(choice_text(self.card, *at))).collect();
        let correct = self.order.iter().position(|at| *at == happened).unwrap_or_default();
        let desk = self.clone();
        let on_choose = Callback::from(move |shown| desk.choose(shown));
        let offered = Choices { label: "Choices", texts, correct, chosen };
        let list = match &*self.stage {
            Stage::Running(predicted) => predicted_view(&offered, *predicted),
            _ => choices(&offered, &on_choose),
        };
        let belief = chosen.filter(|chosen| *chosen != correct).and_then(|chosen| self.belief(chosen));
        html! {
            <div>
                { list }
                { self.run(outcome) }
                { belief_view(belief) }
            </div>
        }
    }

    /// The run of a prediction, from the moment that it was made.
    fn run(&self, outcome: Option<Outcome>) -> Html {
        let predicted = match &*self.stage {
            Stage::Running(shown) => *shown,
            Stage::Shown(Shown { given: Given::Predicted(shown, _), .. }) => *shown,
            _ => return html! { <div hidden=true></div> },
        };
        let Kind::Predict(predict) = &self.card.kind else { return html! { <div hidden=true></div> } };
        let desk = self.clone();
        let on_outcome = Callback::from(move |outcome| desk.settle(predicted, outcome));
        let said = outcome.map(|outcome| {
            let text = |at: usize| plain(choice_text(self.card, at));
            let happened = text(outcome.choice);
            let by = if outcome.is_seen { "The run shows" } else { "The lab did not come in time; such a run shows" };
            match self.order[predicted] == outcome.choice {
                true => format!("{by} what you predicted: {happened}."),
                false => format!("{by}: {happened}. You predicted: {}.", text(self.order[predicted])),
            }
        });
        html! {
            <div>
                <p class="outcome" role="status">{ said }</p>
                <RunFrame key={self.card.id.clone()} {predict} {on_outcome} />
            </div>
        }
    }

    /// Whether the student says how well the card was known.
    fn is_rated(&self, shown: &Shown) -> bool {
        !self.is_practice && shown.allows(Rating::Good)
    }

    /// Why, the run that proves it, and how well it was known.
    fn after(&self, on_rate: &Callback<Rating>) -> Html {
        let Stage::Shown(shown) = &*self.stage else { return html! { <div hidden=true></div> } };
        let card = self.card;
        let asked = (*self.asked).as_ref();
        let why = asked.map_or_else(|| card.why.clone(), |asked| asked.text(&card.why));
        let evidence = asked.zip(card.evidence.as_ref()).map(|(asked, evidence)| asked.evidence(evidence));
        let evidence = evidence.as_ref().or(card.evidence.as_ref()).filter(|_| !matches!(card.kind, Kind::Predict(_)));
        let wrong = shown.given.choice().and_then(|shown| self.order[shown].checked_sub(1));
        let refuted = wrong.and_then(|at| card.distractors[at].refuted.as_ref());
        html! {
            <div class="after">
                if !why.is_empty() {
                    <p>{ rich_text(&why) }</p>
                } else {
                    <p hidden=true></p>
                }
                { run_link(refuted, "See it refuted") }
                { evidence_link(evidence) }
                if self.is_practice {
                    <p hidden=true></p>
                } else if self.is_rated(shown) {
                    { ratings(shown, on_rate) }
                } else {
                    <p class="self-mark">{ "Kept as not yet known; it comes again today." }</p>
                }
            </div>
        }
    }
}

impl Given {
    /// The index of the choice in the shown order.
    fn choice(&self) -> Option<usize> {
        match self {
            Given::Chosen(shown) | Given::Predicted(shown, _) => Some(*shown),
            Given::Recalled | Given::Number(_) | Given::Order(_) => None,
        }
    }
}

impl Shown {
    /// What the page has marked as right can have been hard or easy, but not unknown; what it has marked as wrong was
    /// not known.
    fn allows(&self, rating: Rating) -> bool {
        let is_right = self.review.as_ref().is_some_and(Review::is_right);
        self.given == Given::Recalled || (rating != Rating::Again) == is_right
    }
}

/// The choices while the run is made: what was predicted, and no way back.
fn predicted_view(offered: &Choices, predicted: usize) -> Html {
    let choice = |(at, text): (usize, &Html)| {
        let mark = if at == predicted { "Your prediction: " } else { "" };
        html! {
            <li key={at}>
                <button type="button" class="choice" disabled=true>
                    <span class="mark">{ mark }</span><span>{ text.clone() }</span>
                </button>
            </li>
        }
    };
    html! { <ul class="choices" aria-label={offered.label}>{ for offered.texts.iter().enumerate().map(choice) }</ul> }
}

/// The answer of a card without choices, or the button that reveals it.
fn revealed(card: &Card, stage: &Stage, onclick: Callback<MouseEvent>) -> Html {
    match stage {
        Stage::Thinking | Stage::Running(_) => {
            html! { <p><button type="button" {onclick}>{ "Reveal the answer" }</button></p> }
        }
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
                    <strong>{ belief.quoted() }</strong>
                    { rich_text(&belief.explanation) }
                </p>
            } else {
                <p hidden=true></p>
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
    let own = [&card.prompt, &card.answer, &card.why].into_iter().chain(steps_of(card));
    own.chain(wrong.flatten()).map(Vec::as_slice)
}

/// A choice by its place in the card: 0 is the answer.
fn choice_text(card: &Card, at: usize) -> &[Inline] {
    match at.checked_sub(1) {
        None => &card.answer,
        Some(at) => &card.distractors[at].text,
    }
}

/// Opens the lab at the state that proves a statement.
pub fn evidence_link(evidence: Option<&Evidence>) -> Html {
    run_link(evidence, "See it in the lab")
}

/// Opens the lab at a state.
fn run_link(evidence: Option<&Evidence>, text: &'static str) -> Html {
    let run = evidence.and_then(|evidence| Some((evidence, labs::by_id(&evidence.lab)?)));
    match run {
        Some((evidence, lab)) => html! {
            <p class="evidence">
                <Link to={Route::Lab(lab)} query={link::from_readable(&evidence.scenario)} class="to-lab">
                    { text }
                </Link>
            </p>
        },
        None => html! { <p hidden=true></p> },
    }
}
