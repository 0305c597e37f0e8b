//! The curve of freshness: the share of current reads by the time since the write, with its band.

use faultline_model::maths::wars::{Evaluated, Published};
use yew::prelude::*;

use super::config::QuorumConfig;
use crate::ui::panel::nothing;

pub fn curve(_: &QuorumConfig, _: &Evaluated, _: Option<&Published>) -> Html {
    nothing()
}
