//! What a teacher can fix or hide in this lab where it stands in another page.

use super::words;
use crate::labs::{self, Knob};

/// What can be locked: the keys of the lab's links, each with the label of its control.
pub const KEYS: &[Knob] = &[
    ("d", words::NOTATION_LABEL),
    ("beta", words::BETA_LABEL),
    ("mttr", words::MTTR_LABEL),
    ("target", words::TARGET_PERCENT),
    ("part", words::COMPONENT),
    ("need", words::NEEDED),
    ("seed", words::SEED_LABEL),
];

/// What can be hidden: the parts of the page by their class, each with its heading.
pub const PARTS: &[Knob] = &[
    ("toolbar", words::TOOLBAR_LABEL),
    ("block-editor", words::SELECTED),
    ("results", words::RESULT),
    ("improve", words::IMPROVE),
    ("year", words::YEAR),
    ("replicas", words::REPLICAS),
    ("rhythms", words::RHYTHM),
    ("nines", words::NINES),
    labs::PREDICTIONS,
    labs::CHALLENGES,
    labs::TAKE,
];
