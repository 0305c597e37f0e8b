//! A card: question, think, choose or reveal, then the answer, why, and the run that proves it.

use yew::prelude::*;

use super::choices::{Choices, choices, shuffled};
use super::rich_text::{definitions, rich_text};
use crate::browser;
use crate::content::{Card, Evidence, Inline, misconception};
use crate::hooks::use_state;
use crate::labs;
use crate::link;
use crate::markup::html;
use crate::route::Route;
use crate::site::Link;
use crate::store::{How, Rating, Review, use_progress};

#[derive(Properties, PartialEq)]
pub struct QuestionProps {
    pub card: &'static Card,
    /// Where the card stands among others, such as "3 of 12".
    #[prop_or_default]
    pub place: AttrValue,
    /// Told once, when the card has been answered.
    #[prop_or_default]
    pub on_answered: Callback<bool>,
}

/// How far the student is with the card.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Stage {
    Thinking,
    /// Revealed; the student says whether it was known.
    Revealed,
    /// The index of the choice in the shown order.
    Chosen(usize),
    Marked(bool),
}

/// One card.
#[component]
pub fn Question(props: &QuestionProps) -> Html {
    let card = props.card;
    let stage = use_state(|| Stage::Thinking);
    let progress = use_progress();
    let order = shuffled(card.distractors.len() + 1, &card.id);
    let correct = order.iter().position(|at| *at == 0).unwrap_or_default();

    let record = {
        let (stage, on_answered) = (stage.setter(), props.on_answered.clone());
        move |next: Stage, is_correct: bool, misconception: Option<&str>| {
            let misconception = misconception.map(str::to_owned);
            progress.record(Review {
                card: card.id.clone(),
                at: browser::now_ms() as u64,
                rating: Some(if is_correct { Rating::Good } else { Rating::Again }),
                how: if card.distractors.is_empty() { How::Recall } else { How::Choice },
                misconception,
                zone_min: Some(browser::zone_min()),
            });
            stage.set(next);
            on_answered.emit(is_correct);
        }
    };
    let on_choose = {
        let (record, order) = (record.clone(), order.clone());
        Callback::from(move |shown: usize| {
            let distractor = order[shown].checked_sub(1).map(|at| &card.distractors[at]);
            record(
                Stage::Chosen(shown),
                distractor.is_none(),
                distractor.map(|distractor| distractor.misconception.as_str()),
            );
        })
    };
    let mark = move |is_correct| {
        let record = record.clone();
        Callback::from(move |_| record(Stage::Marked(is_correct), is_correct, None))
    };
    let reveal = {
        let stage = stage.setter();
        Callback::from(move |_| stage.set(Stage::Revealed))
    };

    let chosen = match *stage {
        Stage::Chosen(shown) => Some(shown),
        _ => None,
    };
    let belief = chosen
        .and_then(|shown| order[shown].checked_sub(1))
        .and_then(|at| misconception(&card.distractors[at].misconception));
    let texts = order.iter().map(|at| choice_text(card, *at)).collect();
    let offered = Choices { label: "Choices", texts, correct, chosen };

    html! {
        <article class="card" aria-label={format!("Card {}", props.place)}>
            <p class="card-place">{ &props.place }</p>
            <h2 class="prompt" tabindex="-1">{ rich_text(&card.prompt) }</h2>
            if card.distractors.is_empty() {
                if *stage == Stage::Thinking {
                    <p><button type="button" onclick={reveal}>{ "Reveal the answer" }</button></p>
                } else {
                    <div class="answer" role="status"><p>{ rich_text(&card.answer) }</p></div>
                }
                if *stage == Stage::Revealed {
                    <p class="self-mark">
                        <span>{ "Did you have it?" }</span>
                        <button type="button" onclick={mark(true)}>{ "Yes, I knew it" }</button>
                        <button type="button" onclick={mark(false)}>{ "Not yet" }</button>
                    </p>
                } else {
                    <p class="self-mark" role="status">{ mark_words(*stage) }</p>
                }
            } else {
                { choices(&offered, &on_choose) }
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
            if *stage == Stage::Thinking {
                <div hidden=true></div>
            } else {
                <div class="after">
                    if !card.why.is_empty() {
                        <p>{ rich_text(&card.why) }</p>
                    } else {
                        <p hidden=true></p>
                    }
                    { evidence_link(card.evidence.as_ref()) }
                </div>
            }
            { definitions(texts_of(card)) }
        </article>
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
    let text = match at.checked_sub(1) {
        None => &card.answer,
        Some(at) => &card.distractors[at].text,
    };
    rich_text(text)
}

fn mark_words(stage: Stage) -> &'static str {
    match stage {
        Stage::Marked(true) => "✓ Kept as known.",
        Stage::Marked(false) => "Kept as not yet known; it comes again early.",
        _ => "",
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
