//! The settings of an overload in the lab's link.

use faultline_model::placement::overload::{NODES_MAX, NODES_MIN, Order, Overload, Trouble};

use crate::link::Fields;
use crate::settings::{Choices, choice_word, parse_whole, take_choice};

/// What goes wrong, as links say it.
pub const TROUBLES: Choices<Trouble> = &[("hot", Trouble::Hot), ("surge", Trouble::Surge), ("crash", Trouble::Crash)];

/// What the human does about a slow node, as links say it.
pub const ORDERS: Choices<Order> = &[("wait", Order::Wait), ("shed", Order::Shed), ("add", Order::AddNode)];

/// A number of the settings: its key, its limits, and where it stands.
struct Number {
    key: &'static str,
    limits: (u32, u32),
    get: fn(&Overload) -> u32,
    set: fn(&mut Overload, u32),
}

const NUMBERS: [Number; 8] = [
    Number {
        key: "on",
        limits: (NODES_MIN as u32, NODES_MAX as u32),
        get: |of| of.n_nodes.into(),
        set: |of, n| of.n_nodes = n as u8,
    },
    Number {
        key: "ol",
        limits: (1, 100),
        get: |of| of.load_percent.into(),
        set: |of, percent| of.load_percent = percent as u8,
    },
    Number {
        key: "ox",
        limits: (0, 300),
        get: |of| of.extra_percent.into(),
        set: |of, percent| of.extra_percent = percent as u16,
    },
    Number {
        key: "om",
        limits: (1, 30),
        get: |of| of.extra_min.into(),
        set: |of, minutes| of.extra_min = minutes as u8,
    },
    Number {
        key: "ot",
        limits: (1, 60),
        get: |of| of.timeout_s.into(),
        set: |of, seconds| of.timeout_s = seconds as u8,
    },
    Number {
        key: "oh",
        limits: (1, 90),
        get: |of| of.throttle_percent.into(),
        set: |of, percent| of.throttle_percent = percent as u8,
    },
    Number { key: "os", limits: (1, 60_000), get: |of| of.shard_mb.into(), set: |of, mb| of.shard_mb = mb as u16 },
    Number {
        key: "oa",
        limits: (0, 40),
        get: |of| of.after_min.into(),
        set: |of, minutes| of.after_min = minutes as u8,
    },
];

/// Reads the settings; who decides and the seed are not among them.
pub fn take(fields: &mut Fields) -> Overload {
    let mut settings = Overload::DEFAULT;
    settings.trouble = take_choice(fields, "o", settings.trouble, TROUBLES);
    for Number { key, limits: (min, max), get, set } in NUMBERS {
        let number = fields.take(key, get(&settings), |text| parse_whole(text, min, max));
        set(&mut settings, number);
    }
    settings.order = take_choice(fields, "oo", settings.order, ORDERS);
    settings
}

/// What differs from the default, for a link.
pub fn pairs(settings: &Overload) -> Vec<(&'static str, String)> {
    let default = Overload::DEFAULT;
    let mut pairs = Vec::new();
    if settings.trouble != default.trouble {
        pairs.push(("o", choice_word(settings.trouble, TROUBLES).to_owned()));
    }
    for Number { key, get, .. } in NUMBERS {
        if get(settings) != get(&default) {
            pairs.push((key, get(settings).to_string()));
        }
    }
    if settings.order != default.order {
        pairs.push(("oo", choice_word(settings.order, ORDERS).to_owned()));
    }
    pairs
}
