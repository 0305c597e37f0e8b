//! Whether the page is narrow: some pictures are laid out otherwise there.

use yew::prelude::*;

use crate::browser;
use crate::hooks::{use_effect_with, use_state_eq};

/// Whether the page is narrow; found out after the first rendering, which may have been native.
#[hook]
pub fn use_is_narrow() -> bool {
    let is_narrow = use_state_eq(|| false);
    {
        let is_narrow = is_narrow.setter();
        use_effect_with((), move |()| {
            let measure = move || is_narrow.set(browser::is_narrow());
            measure();
            let listener =
                web_sys::window().map(|window| gloo::events::EventListener::new(&window, "resize", move |_| measure()));
            move || drop(listener)
        });
    }
    *is_narrow
}
