//! What the lab's parts share: the configuration and its session, the selected block, and the ways to change them.

use std::rc::Rc;

use faultline_model::diagram::{BlockPath, Edit};
use yew::prelude::*;

use super::config::AvailabilityConfig;
use super::picture::Run as Direction;
use crate::session::Session;
use crate::ui::slider::Drag;
use crate::ui::text_field::{Given, Read, sentence};

/// What the lab's parts share.
#[derive(Clone, PartialEq)]
pub struct Bench {
    pub session: Session<AvailabilityConfig>,
    pub selection: BlockPath,
    /// How the page is wide: decides how pictures are laid out.
    pub direction: Direction,
    pub drag: Drag,
    pub on_select: Callback<BlockPath>,
    /// Changes the diagram and selects what the edit says; tells why it cannot be.
    pub on_edit: Callback<Edit>,
}

impl Bench {
    /// Changes the configuration. Whatever the link promised of the trace no longer holds.
    pub fn change(&self, is_gesture: bool, change: impl FnOnce(&mut AvailabilityConfig)) {
        let mut config = self.session.config.clone();
        config.trace = None;
        change(&mut config);
        match is_gesture {
            true => self.session.amend(config),
            false => self.session.edit(config),
        }
    }
}

/// How a text field reads a setting and changes the configuration with it.
pub fn setting<T: 'static>(
    bench: &Bench,
    parse: fn(&str) -> Result<T, String>,
    show: fn(&T) -> String,
    set: fn(&mut AvailabilityConfig, T),
) -> (Read, Callback<Given>) {
    let bench = bench.clone();
    let on_give = Callback::from(move |given: Given| {
        if let Ok(value) = parse(&given.text) {
            bench.change(given.is_gesture, |config| set(config, value));
        }
    });
    (Rc::new(move |text| parse(text).map(|value| show(&value)).map_err(sentence)), on_give)
}
