//! What a teacher can fix or hide in this lab where it stands in another page.

use super::words;
use crate::labs::{self, Knob};

/// What can be locked: the keys of the lab's links, each with the label of its control.
pub const KEYS: &[Knob] = &[
    ("scheme", words::SCHEME),
    ("n", words::NODES),
    ("v", words::VNODES),
    ("per", words::PER_NODE),
    ("shards", words::SHARDS),
    ("split", words::SPLIT),
    ("keys", words::KEYS),
    ("gb", words::GB),
    ("mbs", words::MBS),
    ("w", words::WEIGHTS),
    ("do", words::CHANGES),
    ("at", words::CHANGES_LIST),
    ("node", words::NODE),
    ("key", words::KEY),
    ("o", words::overload::TROUBLE),
    ("ol", words::overload::LOAD),
    ("ox", words::overload::EXTRA),
    ("oh", words::overload::THROTTLE),
    ("ot", words::overload::TIMEOUT),
    ("oa", words::overload::AFTER),
    ("oo", words::overload::ORDER),
    ("on", words::overload::NODES),
    ("om", words::overload::MINUTES),
    ("os", words::overload::SHARD_MB),
    ("seed", words::SEED),
];

/// What can be hidden: the parts of the page by their class, each with its heading.
pub const PARTS: &[Knob] = &[
    ("beside", words::SETTINGS),
    ("deeds", words::DEEDS),
    ("changes", words::CHANGES_LIST),
    ("compared", words::COMPARED),
    ("asked", words::KEY),
    ("figures", words::FIGURES),
    ("loads", words::LOADS),
    ("more", words::MORE),
    ("clients", words::CLIENTS_TITLE),
    ("tokens", words::TOKENS),
    ("moved-curve", words::MOVED_CURVE),
    ("even-curve", words::EVEN_CURVE),
    ("overload", words::overload::TITLE),
    labs::PREDICTIONS,
    labs::CHALLENGES,
    labs::TAKE,
];
