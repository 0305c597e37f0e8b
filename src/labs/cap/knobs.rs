//! What a teacher can fix or hide in this lab where it stands in another page.

use super::words;
use crate::experiment::words as said;
use crate::labs::{self, Knob};

/// What can be locked: the keys of the lab's links, each with the label of its control.
pub const KEYS: &[Knob] = &[
    ("side", words::SHOW),
    ("story", words::STORY),
    ("nodes", words::NODES),
    ("merge", words::MERGE),
    ("lat", words::LATENCY),
    ("timeout", words::TIMEOUT),
    ("sync", words::SYNC),
    ("seed", said::SEED),
    ("do", said::STEPS),
];

/// What can be hidden: the parts of the page by their class, each with its heading.
pub const PARTS: &[Knob] = &[
    labs::TIMELINE,
    ("act", said::DEEDS),
    ("seen", said::SEEN),
    ("healing", said::HEALING),
    ("promises", said::VERDICTS),
    ("ca", words::CA),
    ("delay", words::DELAY),
    ("pacelc", words::PACELC),
    ("levels", words::LEVELS),
    ("definitions", words::DEFINITIONS),
    ("known", words::SYSTEMS),
    ("settings", words::SETTINGS),
    ("through-time", said::THROUGH_TIME),
    ("log-panel", said::LOG),
    ("held", said::HELD),
    ("steps-panel", said::STEPS),
    labs::PREDICTIONS,
    labs::CHALLENGES,
    labs::TAKE,
];
