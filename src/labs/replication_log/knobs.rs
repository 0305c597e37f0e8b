//! What a teacher can fix or hide in this lab where it stands in another page.

use super::words;
use crate::labs::{self, Knob};

/// What can be locked: the keys of the lab's links, each with the label of its control.
pub const KEYS: &[Knob] = &[
    ("log", words::WRITTEN_LABEL),
    ("script", words::SCRIPT_LABEL),
    ("followers", words::FOLLOWERS_LABEL),
    ("seed", words::SEED_LABEL),
];

/// What can be hidden: the parts of the page by their class, each with its heading.
pub const PARTS: &[Knob] = &[("beside", words::SETTINGS), ("twin", words::TWIN), labs::PREDICTIONS, labs::TAKE];
