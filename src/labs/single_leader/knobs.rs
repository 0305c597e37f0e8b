//! What a teacher can fix or hide in this lab where it stands in another page.

use super::words;
use crate::experiment::words as said;
use crate::labs::{self, Knob};

/// What can be locked: the keys of the lab's links, each with the label of its control.
pub const KEYS: &[Knob] = &[
    ("followers", words::FOLLOWERS_LABEL),
    ("acks", words::ACKS_LABEL),
    ("reads", words::READS_LABEL),
    ("ask", words::ASK_LABEL),
    ("lag", words::LAG_LABEL),
    ("apply", words::APPLY_LABEL),
    ("failover", words::FAILOVER_LABEL),
    ("ping", words::PING_LABEL),
    ("timeout", words::TIMEOUT_LABEL),
    ("majority", words::MAJORITY_LABEL),
    ("fencing", words::FENCING_LABEL),
    ("standby", words::STANDBY_LABEL),
    ("service", words::SERVICE_LABEL),
    ("lat", words::LATENCY_LABEL),
    ("loss", words::LOSS_LABEL),
    ("dup", words::DUPLICATION_LABEL),
    ("seed", said::SEED),
    ("do", said::STEPS),
];

/// What can be hidden: the parts of the page by their class, each with its heading.
pub const PARTS: &[Knob] = &[
    labs::TIMELINE,
    ("beside", words::SIZES),
    ("deeds-of-lab", said::DEEDS),
    ("logs", words::LOGS),
    ("reading", words::READING),
    ("network", words::NETWORK),
    ("replacing", words::REPLACING),
    ("costs", words::COSTS),
    ("through-time", said::THROUGH_TIME),
    ("log-panel", said::LOG),
    ("held", said::HELD),
    ("steps-panel", said::STEPS),
    labs::PREDICTIONS,
    labs::CHALLENGES,
    labs::TAKE,
];
