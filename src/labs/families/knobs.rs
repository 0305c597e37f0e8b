//! What a teacher can fix or hide in this lab where it stands in another page.

use super::words;
use crate::experiment::words as said;
use crate::labs::{self, Knob};

/// What can be locked: the keys of the lab's links, each with the label of its control.
pub const KEYS: &[Knob] = &[
    ("between", words::BETWEEN),
    ("lat", words::LATENCY),
    ("acks", words::ACKS),
    ("failover", words::FAILOVER),
    ("r", words::READ_QUORUM),
    ("w", words::WRITE_QUORUM),
    ("conflicts", words::CONFLICTS),
    ("writes", words::WRITES),
    ("seed", said::SEED),
    ("do", said::STEPS),
];

/// What can be hidden: the parts of the page by their class, each with its heading.
pub const PARTS: &[Knob] = &[
    labs::TIMELINE,
    ("act", said::DEEDS),
    ("compared", words::COMPARED),
    ("healing", said::HEALING),
    ("seen", said::SEEN),
    ("promises", said::VERDICTS),
    ("why", words::WHY),
    ("throughput", words::THROUGHPUT),
    ("peers", words::PEERS),
    ("closer", words::CLOSER),
    ("settings", words::SETTINGS),
    ("log-panel", said::LOG),
    ("held", said::HELD),
    ("steps-panel", said::STEPS),
    labs::PREDICTIONS,
    labs::CHALLENGES,
    labs::TAKE,
];
