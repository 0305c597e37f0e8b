//! Fields and keys that change a lab's configuration.

use std::rc::Rc;

use yew::prelude::*;

use super::text_field::{Given, Read, sentence};
use crate::session::{Config, Session};

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
