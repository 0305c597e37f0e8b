//! What a teacher can fix or hide in this lab where it stands in another page.

use super::words;
use crate::experiment::words as said;
use crate::labs::{self, Knob};

/// What can be locked: the keys of the lab's links, each with the label of its control.
pub const KEYS: &[Knob] = &[
    ("sites", words::SITES),
    ("followers", words::FOLLOWERS),
    ("between", words::BETWEEN),
    ("story", words::STORY),
    ("conflicts", words::CONFLICTS),
    ("topology", words::TOPOLOGY),
    ("ask", words::ASK),
    ("lat", words::LATENCY),
    ("loss", words::LOSS),
    ("dup", words::DUPLICATION),
    ("a", words::VERSION_A),
    ("b", words::VERSION_B),
    ("seed", said::SEED),
    ("do", said::STEPS),
];

/// What can be hidden: the parts of the page by their class, each with its heading.
pub const PARTS: &[Knob] = &[
    labs::TIMELINE,
    ("beside", words::SIZES),
    ("deeds-of-lab", said::DEEDS),
    ("conflicts-of-leaders", words::CONFLICTS_PANEL),
    ("far", words::FAR),
    ("comparing", words::COMPARING),
    ("topologies", words::TOPOLOGIES),
    ("network", words::NETWORK),
    ("through-time", said::THROUGH_TIME),
    ("log-panel", said::LOG),
    ("held", said::HELD),
    ("steps-panel", said::STEPS),
    labs::PREDICTIONS,
    labs::CHALLENGES,
    labs::TAKE,
];
