//! What the lab's parts share: the configuration and its session, the selected block, and the ways to change them.

use faultline_model::diagram::{BlockPath, Edit};
use yew::prelude::*;

use super::config::AvailabilityConfig;
use super::picture::Run as Direction;
use crate::session::Session;
use crate::ui::slider::Drag;

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
    /// Changes the configuration.
    pub fn change(&self, is_gesture: bool, change: impl FnOnce(&mut AvailabilityConfig) + 'static) {
        self.session.change(is_gesture, change);
    }
}
