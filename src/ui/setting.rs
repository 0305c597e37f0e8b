//! Fields and keys that change a lab's configuration.

use std::rc::Rc;

use yew::prelude::*;

use super::number::grouped;
use super::panel::{select, tool};
use super::slider::{Drag, Slider, slider};
use super::text_field::{Given, Read, TextField, sentence};
use crate::browser;
use crate::markup::html;
use crate::session::{Config, Session};
use crate::settings::{Choices, choice_word};

const UNDO: &str = "Undo";
const REDO: &str = "Redo";

/// How a text field reads a setting and changes the configuration with it.
pub fn setting<C: Config, T: 'static>(
    session: &Session<C>,
    parse: fn(&str) -> Result<T, String>,
    show: fn(&T) -> String,
    set: fn(&mut C, T),
) -> (Read, Callback<Given>) {
    let session = session.clone();
    let on_give = Callback::from(move |given: Given| {
        if let Ok(value) = parse(&given.text) {
            session.change(given.is_gesture, move |config| set(config, value));
        }
    });
    (Rc::new(move |text| parse(text).map(|value| show(&value)).map_err(sentence)), on_give)
}

/// What a field is called: its id, unique on the page, its label and its hint.
pub type Named = (&'static str, &'static str, &'static str);

/// A setting as a text field.
pub fn text<C: Config, T: 'static>(
    named: Named,
    value: &T,
    session: &Session<C>,
    parse: fn(&str) -> Result<T, String>,
    show: fn(&T) -> String,
    set: fn(&mut C, T),
) -> Html {
    let (read, on_give) = setting(session, parse, show, set);
    text_field(named, show(value), read, on_give)
}

fn text_field((id, label, hint): Named, value: String, read: Read, on_give: Callback<Given>) -> Html {
    html! { <TextField {id} {label} {hint} {value} {read} {on_give} chars_max=30 /> }
}

/// A number as a slider with each of its values, between two limits.
pub fn count<C: Config>(
    (id, label, _): Named,
    value: i32,
    [min, max]: [i32; 2],
    session: &Session<C>,
    drag: &Drag,
    set: fn(&mut C, i32),
) -> Html {
    let session = session.clone();
    let on_slide = Callback::from(move |(number, is_gesture): (i32, bool)| {
        session.change(is_gesture, move |config| set(config, number));
    });
    let value = value.to_string();
    slider(Slider { id, label, min, max, value: value.clone(), shown: value }, drag, on_slide)
}

/// A number as a slider over a few of its values, in rising order, where there are too many for a step each; a value in
/// between, from a link, stands with the next lower one.
pub fn stepped<C: Config>(
    (id, label, _): Named,
    value: u32,
    steps: &'static [u32],
    session: &Session<C>,
    drag: &Drag,
    set: fn(&mut C, u32),
) -> Html {
    let session = session.clone();
    let on_slide = Callback::from(move |(at, is_gesture): (i32, bool)| {
        if let Some(&number) = usize::try_from(at).ok().and_then(|at| steps.get(at)) {
            session.change(is_gesture, move |config| set(config, number));
        }
    });
    let at = steps.partition_point(|step| *step <= value).saturating_sub(1);
    let max = steps.len() as i32 - 1;
    slider(Slider { id, label, min: 0, max, value: at.to_string(), shown: grouped(value.into()) }, drag, on_slide)
}

/// A choice among a few, each with its name.
pub fn choice<C: Config, T: Copy + PartialEq + 'static>(
    label: &'static str,
    choices: Choices<T>,
    value: T,
    name: fn(T) -> &'static str,
    session: &Session<C>,
    set: fn(&mut C, T),
) -> Html {
    let options = choices.iter().map(|(word, choice)| ((*word).to_owned(), name(*choice).to_owned())).collect();
    let session = session.clone();
    let on_select = Callback::from(move |chosen: String| {
        if let Some((_, choice)) = choices.iter().find(|(word, _)| *word == chosen) {
            session.change(false, move |config| set(config, *choice));
        }
    });
    select(label, options, choice_word(value, choices), on_select)
}

/// Draws another seed, where the browser has one to give.
pub fn on_new_seed<C: Config>(session: &Session<C>, set: fn(&mut C, u64)) -> Callback<MouseEvent> {
    let session = session.clone();
    Callback::from(move |_| {
        if let Some(seed) = browser::new_seed() {
            session.change(false, move |config| set(config, seed));
        }
    })
}

/// Undo, redo, and back to the lab's default.
pub fn session_tools<C: Config + Default>(session: &Session<C>, reset: &'static str) -> Html {
    let session_tool = |name, is_possible, act: fn(&Session<C>)| {
        let session = session.clone();
        tool(name, is_possible, Callback::from(move |_| act(&session)))
    };
    html! {
        <>
            { session_tool(UNDO, session.can_undo, Session::undo) }
            { session_tool(REDO, session.can_redo, Session::redo) }
            { session_tool(reset, true, |session| session.edit(C::default())) }
        </>
    }
}

/// Ctrl or ⌘ with Z and Y, except in a text field, which has its own undo.
pub fn undo_keys<C: Config>(session: &Session<C>) -> Callback<KeyboardEvent> {
    let session = session.clone();
    Callback::from(move |event: KeyboardEvent| {
        let is_in_field = event
            .target_dyn_into::<web_sys::Element>()
            .is_some_and(|element| matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT"));
        if is_in_field || !(event.ctrl_key() || event.meta_key()) {
            return;
        }
        match (event.key().to_ascii_lowercase().as_str(), event.shift_key()) {
            ("z", false) => session.undo(),
            ("z", true) | ("y", _) => session.redo(),
            _ => return,
        }
        event.prevent_default();
    })
}
