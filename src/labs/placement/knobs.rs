//! What a teacher can fix or hide in this lab where it stands in another page.

use super::words;
use crate::labs::{self, Knob};

/// What can be locked: the keys of the lab's links, each with the label of its control.
pub const KEYS: &[Knob] = &[
    ("data", words::DATA),
    ("own", words::OWN),
    ("n", words::N_KEYS),
    ("access", words::ACCESS),
    ("zipf", words::ZIPF),
    ("percent", words::CELEBRITY),
    ("nodes", words::NODES),
    ("shards", words::SHARDS),
    ("weights", words::WEIGHTS),
    ("show", words::STRATEGY),
    ("hot", words::N_HOT),
    ("m", words::SALTS),
    ("salt", words::SIDE),
    ("gb", words::GB),
    ("mbs", words::MB_S),
    ("overhead", words::OVERHEAD),
    ("rm", words::routing::MOVES),
    ("rr", words::routing::REFRESH),
    ("rc", words::routing::CLIENTS),
    ("rw", words::routing::WRONG),
    ("seed", words::SEED),
];

/// What can be hidden: the parts of the page by their class, each with its heading.
pub const PARTS: &[Knob] = &[
    ("beside", words::SETTINGS),
    ("details", words::DETAILS),
    ("touches", words::TOUCH),
    ("hot-keys", words::HOT),
    ("own-keys", words::OWN),
    ("more", words::MORE),
    ("sizing", words::SIZING),
    ("routing", words::routing::TITLE),
    labs::PREDICTIONS,
    labs::CHALLENGES,
    labs::TAKE,
];
