//! How much room the page has: some pictures are laid out otherwise on a narrow page, and on a low one, such as one in
//! a frame of another page.

use yew::prelude::*;

use super::cluster_layout::Size;
use crate::browser;
use crate::hooks::{use_effect_with, use_state_eq};

/// What the page has room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Room {
    pub is_narrow: bool,
    /// Whether it is low, and wide enough for a low picture.
    pub is_low: bool,
}

impl Room {
    /// The size of a picture that has the page's width.
    pub fn picture(self) -> Size {
        match self {
            Room { is_low: true, .. } => Size::LOW,
            Room { is_narrow: true, .. } => Size::SMALL,
            _ => Size::WIDE,
        }
    }

    /// The size of one of several pictures side by side.
    pub fn picture_beside(self) -> Size {
        if self.is_low { Size::LOW_BESIDE } else { Size::BESIDE }
    }
}

/// How much room the page has; found out after the first rendering, which may have been native.
#[hook]
pub fn use_room() -> Room {
    let room = use_state_eq(Room::default);
    {
        let room = room.setter();
        use_effect_with((), move |()| {
            let measure = move || room.set(Room { is_narrow: browser::is_narrow(), is_low: browser::is_low() });
            measure();
            let listener =
                web_sys::window().map(|window| gloo::events::EventListener::new(&window, "resize", move |_| measure()));
            move || drop(listener)
        });
    }
    *room
}
