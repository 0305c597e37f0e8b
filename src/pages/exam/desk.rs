//! The exam under way: one question at a time, free to move, nothing marked.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::keeper::SittingHandle;
use super::{clock_face, warning};
use crate::content::{Inline, plain};
use crate::exam::{Answer, Ask, Given, Item, Paper, Said, Settings, Sitting};
use crate::markup::{classes, html};
use crate::pages::topic_boxes::checkbox;
use crate::practice::Asked;
use crate::ui::notice::notice;
use crate::ui::panel::nothing;
use crate::ui::rich_text::definition;

/// The desk. The sitting fits the paper.
pub fn desk(settings: &Settings, paper: &Paper, sitting: &Sitting, handle: &SittingHandle) -> Html {
    let left_ms = sitting.clock.left_ms(settings.limit_ms());
    let Some((item, answer)) = paper.items.get(sitting.at).zip(sitting.answers.get(sitting.at)) else {
        return html! { <p>{ "These topics have no questions that a page can mark." }</p> };
    };
    let place = format!("Question {} of {} · {}", sitting.at + 1, paper.items.len(), item.topic.title);
    html! {
        <div class="session">
            <div class="exam-head">
                <p class="time-left" role="timer" aria-live="off">{ format!("{} left", clock_face(left_ms)) }</p>
                <p>{ format!("{} of {} answered", sitting.n_answered(), paper.items.len()) }</p>
            </div>
            <p class="hidden-name" role="status">{ warning(left_ms, settings.minutes) }</p>
            { not_kept(handle) }
            <article class="card" key={item.card.id.clone()} aria-label={place.clone()}>
                <p class="card-place">{ place }</p>
                <h2 class="prompt" tabindex="-1">{ definition(&item.text(&item.card.prompt)) }</h2>
                { question(item, answer, sitting.at, handle) }
                { flag(answer, sitting.at, handle) }
            </article>
            { moves(paper.items.len(), sitting.at, handle) }
            { overview(sitting, handle) }
            { hand_in(sitting, handle) }
        </div>
    }
}

fn not_kept(handle: &SittingHandle) -> Html {
    if handle.is_kept {
        return nothing();
    }
    let why = html! { <p>{ "Do not close or reload this page before you have handed in." }</p> };
    notice("This browser keeps nothing here, or has no room", why)
}

/// What is to be answered.
fn question(item: &Item, answer: &Answer, at: usize, handle: &SittingHandle) -> Html {
    match &item.ask {
        Ask::Choice(order) => choice(item, order, answer, at, handle),
        Ask::Order(first) => {
            let order = match &answer.given {
                Some(Given::Order(order)) => order,
                _ => first,
            };
            steps(item, order, at, handle)
        }
        Ask::Number(asked) => number(asked, answer, at, handle),
    }
}

fn choice(item: &Item, order: &[usize], answer: &Answer, at: usize, handle: &SittingHandle) -> Html {
    let offered = item.offered();
    let option = |(place, text): (&usize, &Said)| {
        let (place, handle) = (*place, handle.clone());
        let is_chosen = answer.given == Some(Given::Choice(place));
        let onchange = Callback::from(move |_: Event| give(&handle, at, Given::Choice(place)));
        html! {
            <li key={place}>
                <label class={classes!("choice", is_chosen.then_some("chosen"))}>
                    <input type="radio" name="answer" checked={is_chosen} {onchange} />
                    <span>{ said(text) }</span>
                </label>
            </li>
        }
    };
    html! {
        <fieldset class="answers">
            <legend class="hidden-name">{ "Your answer" }</legend>
            <ul class="choices">{ for order.iter().zip(&offered).map(option) }</ul>
        </fieldset>
    }
}

/// A field for a number, with how it is read: that is no mark.
fn number(asked: &Asked, answer: &Answer, at: usize, handle: &SittingHandle) -> Html {
    let typed = answer.given.as_ref().and_then(Given::text).unwrap_or_default();
    let read = match asked.check(typed) {
        _ if typed.is_empty() => "A number with its unit, such as 43 min 50 s, 99.9 % or 7.".to_owned(),
        Ok((value, _)) => format!("Read as {}.", asked.said(value)),
        Err(why) => why,
    };
    let handle = handle.clone();
    let onchange = Callback::from(move |event: Event| {
        let field: HtmlInputElement = event.target_unchecked_into();
        let given = Given::typed(&field.value());
        handle.change(move |sitting| {
            if let Some(answer) = sitting.answers.get_mut(at) {
                answer.given = given;
            }
        });
    });
    html! {
        <div class="field number">
            <label for="exam-number">{ "Your answer" }</label>
            <input id="exam-number" type="text" autocomplete="off" spellcheck="false" maxlength="100" value={typed.to_owned()}
                {onchange} aria-describedby="exam-number-read" />
            <p id="exam-number-read" class="hint" role="status">{ read }</p>
        </div>
    }
}

/// The steps in the order that they have so far, each with what moves it; moving one is an answer.
fn steps(item: &Item, order: &[usize], at: usize, handle: &SittingHandle) -> Html {
    let step = |(place, step): (usize, &usize)| {
        let text = item.step(*step);
        let to = |to: Option<usize>, name: &'static str, sign: &'static str| {
            let (handle, order) = (handle.clone(), order.to_vec());
            let onclick = Callback::from(move |_: MouseEvent| {
                if let Some(to) = to {
                    let mut order = order.clone();
                    order.swap(place, to);
                    give(&handle, at, Given::Order(order));
                }
            });
            let name = format!("{name}: {}", plain(text));
            html! {
                <button type="button" {onclick} aria-disabled={to.is_none().to_string()} aria-label={name}>{ sign }</button>
            }
        };
        let down = Some(place + 1).filter(|place| *place < order.len());
        html! {
            <li key={*step}>
                <span class="step-text">{ definition(text) }</span>
                { to(place.checked_sub(1), "Move up", "↑") }
                { to(down, "Move down", "↓") }
            </li>
        }
    };
    html! {
        <div>
            <p class="hint">{ "First what comes first. It counts as answered once you have moved a step." }</p>
            <ol class="to-order">{ for order.iter().enumerate().map(step) }</ol>
        </div>
    }
}

/// An answer as it is shown.
pub fn said(said: &Said) -> Html {
    let step = |step: &&'static [Inline]| html! { <li>{ definition(step) }</li> };
    match said {
        Said::Text(text) => definition(text),
        Said::Plain(text) => html! { {text} },
        Said::Steps(steps) => html! { <ol>{ for steps.iter().map(step) }</ol> },
    }
}

fn give(handle: &SittingHandle, at: usize, given: Given) {
    handle.change(move |sitting| {
        if let Some(answer) = sitting.answers.get_mut(at) {
            answer.given = Some(given);
        }
    });
}

fn flag(answer: &Answer, at: usize, handle: &SittingHandle) -> Html {
    let handle = handle.clone();
    checkbox("flag", "Come back to this one".to_owned(), answer.is_flagged, move |is_on| {
        handle.change(move |sitting| {
            if let Some(answer) = sitting.answers.get_mut(at) {
                answer.is_flagged = is_on;
            }
        });
    })
}

fn go(handle: &SittingHandle, to: usize) -> Callback<MouseEvent> {
    let handle = handle.clone();
    Callback::from(move |_| {
        handle.change(move |sitting| sitting.at = to);
    })
}

fn moves(n: usize, at: usize, handle: &SittingHandle) -> Html {
    html! {
        <p class="session-moves">
            <button type="button" onclick={go(handle, at.saturating_sub(1))} disabled={at == 0}>{ "Previous" }</button>
            <button type="button" class="primary" onclick={go(handle, (at + 1).min(n - 1))} disabled={at + 1 == n}>
                { "Next" }
            </button>
        </p>
    }
}

/// Every question by its number, with what was done with it.
fn overview(sitting: &Sitting, handle: &SittingHandle) -> Html {
    let entry = |(at, answer): (usize, &Answer)| {
        let is_answered = answer.given.is_some();
        let state = match (is_answered, answer.is_flagged) {
            (true, true) => ", answered, to come back to",
            (true, false) => ", answered",
            (false, true) => ", not answered, to come back to",
            (false, false) => ", not answered",
        };
        let sign = if answer.is_flagged {
            "⚑"
        } else if is_answered {
            "✓"
        } else {
            ""
        };
        let current = (at == sitting.at).then_some("step");
        html! {
            <li key={at}>
                <button type="button" onclick={go(handle, at)} aria-current={current}
                    class={classes!(is_answered.then_some("answered"))} aria-label={format!("Question {}{state}", at + 1)}>
                    { at + 1 }<span class="sign" aria-hidden="true">{ sign }</span>
                </button>
            </li>
        }
    };
    html! {
        <nav aria-label="Questions">
            <ol class="exam-overview">{ for sitting.answers.iter().enumerate().map(entry) }</ol>
        </nav>
    }
}

/// Asks once more where something is open.
fn hand_in(sitting: &Sitting, handle: &SittingHandle) -> Html {
    let handle = handle.clone();
    let onclick = Callback::from(move |_: MouseEvent| {
        handle.hand_in();
    });
    let n_open = sitting.answers.len() - sitting.n_answered();
    let n_flagged = sitting.answers.iter().filter(|answer| answer.is_flagged).count();
    let open = match n_open {
        0 => "Every question has an answer.".to_owned(),
        1 => "One question has no answer yet.".to_owned(),
        n => format!("{n} questions have no answer yet."),
    };
    let flagged = if n_flagged > 0 { format!(" You wanted to come back to {n_flagged}.") } else { String::new() };
    html! {
        <details class="hand-in">
            <summary>{ "Hand in" }</summary>
            <p>{ open }{ flagged }{ " What is handed in cannot be changed." }</p>
            <p><button type="button" class="primary" {onclick}>{ "Hand in now" }</button></p>
        </details>
    }
}
