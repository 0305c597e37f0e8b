//! What a teacher can fix or hide in this lab where it stands in another page.

use super::words;
use crate::experiment::words as said;
use crate::labs::{self, Knob};

/// What can be locked: the keys of the lab's links, each with the label of its control.
pub const KEYS: &[Knob] = &[
    ("n", words::N_LABEL),
    ("w", words::W_LABEL),
    ("r", words::R_LABEL),
    ("lat", words::LATENCY_LABEL),
    ("repair", words::REPAIR_LABEL),
    ("conflicts", words::CONFLICTS_LABEL),
    ("hints", words::HINTS_LABEL),
    ("spares", words::SPARES_LABEL),
    ("sync", words::SYNC_LABEL),
    ("timeout", words::TIMEOUT_LABEL),
    ("loss", words::LOSS_LABEL),
    ("dup", words::DUPLICATION_LABEL),
    ("fifo", words::FIFO_LABEL),
    ("node", words::NODE_LABEL),
    ("t", words::AFTER_LABEL),
    ("seed", said::SEED),
    ("do", said::STEPS),
];

/// What can be hidden: the parts of the page by their class, each with its heading.
pub const PARTS: &[Knob] = &[
    labs::TIMELINE,
    ("beside", words::SIZES),
    ("deeds-of-lab", said::DEEDS),
    ("through-time", said::THROUGH_TIME),
    ("log-panel", said::LOG),
    ("held", said::HELD),
    ("steps-panel", said::STEPS),
    ("staleness", words::STALENESS),
    ("latencies", words::LATENCIES),
    ("availability-of", words::AVAILABILITY),
    ("replication", words::HOW),
    ("network", words::NETWORK),
    labs::PREDICTIONS,
    labs::CHALLENGES,
    labs::TAKE,
];
