//! The timeline: play and pause, from event to event, a slider over the whole run, and how fast it plays.

use std::cell::Cell;
use std::rc::Rc;

use faultline_model::step::Deed;
use faultline_model::tick::Tick;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::markup::html;

use super::film::Film;
use super::panel::select;
use super::play::{IS_LIVE, Playhead, speeds};
use super::words;

/// How many places of the slider's thumb can be told apart.
const STOPS_SEEN: u64 = 200;

const TO_START: &str = "M2 3h2v10h-2zM13 3v10l-8-5z";
const BACK: &str = "M11 3v10l-8-5z";
const PLAY: &str = "M4 2v12l9-6z";
const PAUSE: &str = "M3 3h3.5v10h-3.5zM9.5 3h3.5v10h-3.5z";
const ON: &str = "M5 3v10l8-5z";
const TO_END: &str = "M12 3h2v10h-2zM3 3v10l8-5z";

/// The controls of a playhead over these runs; the first tells what happens.
pub fn timeline(playhead: &Playhead, films: &[Rc<Film>]) -> Html {
    let button = |name: &'static str, sign: &'static str, act: fn(&Playhead)| {
        let playhead = playhead.clone();
        let onclick = Callback::from(move |_| act(&playhead));
        html! { <button key={name} type="button" {onclick} aria-label={name} title={name}>{ icon(sign) }</button> }
    };
    html! {
        <div class="timeline" role="group" aria-label={words::TIMELINE}>
            <div class="transport">
                { button(words::TO_START, TO_START, |playhead| playhead.go(Tick::ZERO)) }
                { button(words::STEP_BACK, BACK, |playhead| playhead.step(false)) }
                { play_button(playhead) }
                { button(words::STEP_ON, ON, |playhead| playhead.step(true)) }
                { button(words::TO_END, TO_END, |playhead| playhead.go(playhead.end)) }
            </div>
            { speed(playhead) }
            <div class="along">{ scrubber(playhead, films) }</div>
        </div>
    }
}

fn play_button(playhead: &Playhead) -> Html {
    let (name, sign) = if playhead.is_playing { (words::PAUSE, PAUSE) } else { (words::PLAY, PLAY) };
    let onclick = {
        let playhead = playhead.clone();
        Callback::from(move |_| playhead.toggle())
    };
    html! { <button key="play" type="button" class="primary play" {onclick}>{ icon(sign) }{ name }</button> }
}

/// A sign of the transport, drawn: not every system has letters for them.
fn icon(path: &'static str) -> Html {
    html! { <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path d={path} /></svg> }
}

fn scrubber(playhead: &Playhead, films: &[Rc<Film>]) -> Html {
    let (slider, shown) = (NodeRef::default(), NodeRef::default());
    follow(playhead, &slider, &shown);
    let oninput = {
        let playhead = playhead.clone();
        Callback::from(move |event: InputEvent| {
            let slider: HtmlInputElement = event.target_unchecked_into();
            if let Ok(at) = slider.value().parse() {
                playhead.scrub(Tick(at));
            }
        })
    };
    let (at, end) = (playhead.at, playhead.end);
    let said = films.first().map_or_else(|| words::at(at), |film| words::here(film, at));
    let text = if IS_LIVE {
        Html::default()
    } else {
        html! { { words::place(at, end) } }
    };
    html! {
        <div class="scrubber">
            <span class="track">
                <input ref={slider} type="range" min="0" max={end.0.max(1).to_string()} step="1"
                    value={at.0.to_string()} aria-label={words::PLAYHEAD} aria-valuetext={said} {oninput}
                    onkeydown={slider_keys(playhead)} />
                { for films.first().map(|film| marks(film, end)) }
            </span>
            <output ref={shown}>{ text }</output>
        </div>
    }
}

/// Lets the slider and the text follow the playhead. A thumb that moves makes the browser lay out the page anew: only
/// where one sees it.
fn follow(playhead: &Playhead, slider: &NodeRef, shown: &NodeRef) {
    let (slider, shown, end) = (slider.clone(), shown.clone(), playhead.end);
    let seen = Cell::new(u64::MAX);
    playhead.watch(move |at, _| {
        let place = at.0.saturating_mul(STOPS_SEEN) / end.0.max(1);
        if seen.replace(place) == place && at != end {
            return;
        }
        if let Some(slider) = slider.cast::<HtmlInputElement>() {
            slider.set_value(&at.0.to_string());
        }
        if let Some(shown) = shown.get() {
            shown.set_text_content(Some(&words::place(at, end)));
        }
    });
}

/// A step of the slider is an event, and not a microsecond.
fn slider_keys(playhead: &Playhead) -> Callback<KeyboardEvent> {
    let playhead = playhead.clone();
    Callback::from(move |event: KeyboardEvent| {
        let key = match event.key().as_str() {
            "ArrowUp" => "ArrowRight".to_owned(),
            "ArrowDown" => "ArrowLeft".to_owned(),
            key => key.to_owned(),
        };
        if playhead.take_key(&key) {
            event.prevent_default();
            event.stop_propagation();
        }
    })
}

/// Where along the slider somebody did something: faults as high marks, operations as low ones.
fn marks(film: &Film, end: Tick) -> Html {
    let (mut faults, mut asks) = (String::new(), String::new());
    for (at, step) in film.steps_until(end) {
        let x = at.0.saturating_mul(1_000) / end.0.max(1);
        match step.deed {
            Deed::Ask(_) => asks.push_str(&format!("M{x} 3v4")),
            _ => faults.push_str(&format!("M{x} 0v10")),
        }
    }
    html! {
        <svg class="marks" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">
            <path class="ask" d={asks} />
            <path class="fault-mark" d={faults} />
        </svg>
    }
}

fn speed(playhead: &Playhead) -> Html {
    let options = speeds(playhead.end).into_iter();
    let options: Vec<_> = options.map(|speed| (speed.to_string(), words::speed(speed))).collect();
    let on_select = {
        let playhead = playhead.clone();
        Callback::from(move |speed: String| {
            if let Ok(speed) = speed.parse() {
                playhead.set_speed(speed);
            }
        })
    };
    html! { <div class="speed">{ select(words::SPEED, options, &playhead.speed.to_string(), on_select) }</div> }
}

/// What happens at the playhead, as a line under the picture; read out while nothing plays.
pub fn caption(playhead: &Playhead, film: &Film) -> Html {
    let newest = film.newest(playhead.at);
    let live = if playhead.is_playing { "off" } else { "polite" };
    let (at, sentence) = newest.map_or_else(
        || (words::at(Tick::ZERO), words::NOTHING_YET.to_owned()),
        |event| (words::at(event.at), film.told().sentence(event)),
    );
    html! { <p class="caption" aria-live={live}><b>{ at }</b>{ " " }<span>{ sentence }</span></p> }
}
