//! What a run of the lab depends on, and its link.

use faultline_model::placement::overload::Overload;
use faultline_model::placement::rebalance::{CHANGES_MAX, Change, SHARDS_MAX, Scheme, parse_changes, write_changes};
use faultline_model::placement::ring::{NODES_MAX, Node, VNODES_MAX, WEIGHT_MAX};

use super::overload::config as overload;
use crate::link::{self, Fields, Note, shortened};
use crate::session::Config;
use crate::settings::{Choices, choice_word, parse_seed, parse_whole, take_choice};

/// The parameters of the lab's links, in their order.
const KEYS: [&str; 26] = [
    "scheme", "n", "w", "v", "shards", "split", "per", "keys", "gb", "mbs", "do", "seed", "at", "key", "node", "o",
    "on", "ol", "ox", "om", "ot", "oh", "os", "oa", "oo", "trace",
];
/// The most nodes before the first change.
pub const N_NODES_MAX: u32 = 1_000;
/// The most keys that are placed.
pub const N_KEYS_MAX: u32 = 1_000_000;
/// The largest shard before it is split, in GB.
pub const SPLIT_GB_MAX: u32 = 1_000;
/// The most data, in GB: a petabyte.
pub const GB_MAX: u32 = 1_000_000;
/// The greatest bandwidth of a node, in MB/s.
pub const MBS_MAX: u32 = 100_000;
/// The most characters of a key that somebody asks about.
const KEY_CHARS_MAX: usize = 40;
/// What happens unless the link says otherwise.
const CHANGES: &str = "add";

/// The schemes, as links say them.
pub const KINDS: Choices<Kind> = &[
    ("mod", Kind::ModN),
    ("fixed", Kind::Fixed),
    ("dynamic", Kind::Dynamic),
    ("per-node", Kind::PerNode),
    ("ring", Kind::Ring),
    ("rendezvous", Kind::Rendezvous),
    ("jump", Kind::Jump),
];

/// A scheme without its settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    ModN,
    Fixed,
    Dynamic,
    PerNode,
    Ring,
    Rendezvous,
    Jump,
}

/// The lab's configuration.
#[derive(Debug, Clone, PartialEq)]
pub struct RebalancingConfig {
    /// The scheme that is drawn; all are compared.
    pub kind: Kind,
    /// 1 to [`N_NODES_MAX`], before the first change.
    pub n: u16,
    /// Nodes whose weight is not 1, by their numbers.
    pub weights: Vec<Node>,
    /// Virtual nodes of a node on the ring, 1 to [`VNODES_MAX`].
    pub vnodes: u16,
    /// 1 to [`SHARDS_MAX`].
    pub shards: u32,
    /// How large a shard grows before it is split, in GB.
    pub split_gb: u32,
    /// Shards for each node, 1 to [`VNODES_MAX`].
    pub per_node: u16,
    /// 1 to [`N_KEYS_MAX`].
    pub n_keys: u32,
    /// All data, in GB.
    pub gb: u32,
    /// What a node can send, and what it can receive, in MB/s.
    pub mbs: u32,
    pub changes: Vec<Change>,
    pub seed: u64,
    /// The change that is drawn, from 0; no run depends on it.
    pub at: usize,
    /// The key that is told of.
    pub key: String,
    /// The node that the buttons remove or fail.
    pub node: u16,
    /// The trouble of the panel on overload; who decides and the seed are not told here.
    pub overload: Overload,
    /// The fingerprint of the trace that whoever shared the link saw.
    pub trace: Option<String>,
}

impl Default for RebalancingConfig {
    fn default() -> Self {
        Self::from_query("").0
    }
}

impl RebalancingConfig {
    /// The nodes before the first change.
    pub fn nodes(&self) -> Vec<Node> {
        let weight = |id| self.weights.iter().find(|node| node.id == id).map_or(1, |node| node.weight);
        (0..self.n).map(|id| Node { id, weight: weight(id) }).collect()
    }

    /// A scheme with its settings.
    pub fn scheme(&self, kind: Kind) -> Scheme {
        match kind {
            Kind::ModN => Scheme::ModN,
            Kind::Fixed => Scheme::Fixed { shards: self.shards },
            Kind::Dynamic => Scheme::Dynamic { split_mb: self.split_gb * 1_000 },
            Kind::PerNode => Scheme::PerNode { shards: self.per_node },
            Kind::Ring => Scheme::Ring { vnodes: self.vnodes },
            Kind::Rendezvous => Scheme::Rendezvous,
            Kind::Jump => Scheme::Jump,
        }
    }

    /// What the runs depend on, without what is only looked at.
    pub fn scenario(&self) -> Self {
        let overload = Overload::DEFAULT;
        RebalancingConfig {
            kind: Kind::Ring,
            at: 0,
            key: String::new(),
            node: 0,
            overload,
            trace: None,
            ..self.clone()
        }
    }

    /// The trouble with the lab's seed.
    pub fn overload(&self) -> Overload {
        Overload { seed: self.seed, ..self.overload }
    }

    /// Sets the number of nodes; weights of nodes that are not there go.
    pub fn set_n(&mut self, n: u16) {
        self.n = n;
        self.weights.retain(|node| node.id < n);
    }

    /// Whether there is room for one more change.
    pub fn can_change(&self) -> bool {
        self.changes.len() < CHANGES_MAX
    }

    /// Sets the changes, and draws the last of them.
    pub fn set_changes(&mut self, changes: Vec<Change>) {
        self.at = changes.len().saturating_sub(1);
        self.changes = changes;
    }
}

impl Config for RebalancingConfig {
    fn from_query(query: &str) -> (Self, Vec<Note>) {
        let mut fields = Fields::parse(query);
        let mut whole =
            |key: &str, default: u32, min: u32, max: u32| fields.take(key, default, |text| parse_whole(text, min, max));
        let n = whole("n", 5, 1, N_NODES_MAX) as u16;
        let vnodes = whole("v", 8, 1, VNODES_MAX.into()) as u16;
        let shards = whole("shards", 64, 1, SHARDS_MAX);
        let split_gb = whole("split", 10, 1, SPLIT_GB_MAX);
        let per_node = whole("per", 8, 1, VNODES_MAX.into()) as u16;
        let n_keys = whole("keys", 10_000, 1, N_KEYS_MAX);
        let gb = whole("gb", 100, 1, GB_MAX);
        let mbs = whole("mbs", 100, 1, MBS_MAX);
        let changes = take_changes(&mut fields);
        let config = RebalancingConfig {
            kind: take_choice(&mut fields, "scheme", Kind::Ring, KINDS),
            n,
            weights: take_weights(&mut fields, n),
            vnodes,
            shards,
            split_gb,
            per_node,
            n_keys,
            gb,
            mbs,
            seed: fields.take("seed", 1, parse_seed),
            at: fields.take("at", changes.len(), |text| parse_at(text, changes.len())).saturating_sub(1),
            changes,
            key: fields.take("key", "ann".to_owned(), parse_key),
            node: fields.take("node", Named(0), |text| parse_node(text).map(Named)).0,
            overload: overload::take(&mut fields),
            trace: fields.take_text("trace").filter(|trace| !trace.is_empty()),
        };
        (config, fields.finish(&KEYS))
    }

    fn to_query(&self) -> String {
        let mut pairs = Vec::new();
        let mut add = |key, value: String, default: &str| {
            if value != default {
                pairs.push((key, value));
            }
        };
        add("scheme", choice_word(self.kind, KINDS).to_owned(), "ring");
        add("n", self.n.to_string(), "5");
        add("w", show_weights(&self.weights), "");
        add("v", self.vnodes.to_string(), "8");
        add("shards", self.shards.to_string(), "64");
        add("split", self.split_gb.to_string(), "10");
        add("per", self.per_node.to_string(), "8");
        add("keys", self.n_keys.to_string(), "10000");
        add("gb", self.gb.to_string(), "100");
        add("mbs", self.mbs.to_string(), "100");
        add("do", write_changes(&self.changes), CHANGES);
        add("seed", self.seed.to_string(), "1");
        add("at", (self.at + 1).to_string(), &self.changes.len().max(1).to_string());
        add("key", self.key.clone(), "ann");
        add("node", Named(self.node).to_string(), "n0");
        pairs.extend(overload::pairs(&self.overload));
        pairs.extend(self.trace.clone().map(|trace| ("trace", trace)));
        link::write(&pairs)
    }

    fn forget_trace(&mut self) {
        self.trace = None;
    }
}

/// A node as it is written: `n3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named(pub u16);

impl std::fmt::Display for Named {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "n{}", self.0)
    }
}

/// Reads a node's name.
pub fn parse_node(text: &str) -> Result<u16, String> {
    let number = text.trim().strip_prefix('n').unwrap_or(text.trim()).parse().ok();
    number.ok_or_else(|| format!("expected a node such as n2, not `{}`", shortened(text)))
}

/// Reads a key that somebody asks about: any text.
pub fn parse_key(text: &str) -> Result<String, String> {
    match text.chars().count() {
        1..=KEY_CHARS_MAX => Ok(text.to_owned()),
        _ => Err(format!("expected a key of 1 to {KEY_CHARS_MAX} characters, such as ann")),
    }
}

fn parse_at(text: &str, n: usize) -> Result<usize, String> {
    let at = text.parse().ok().filter(|at| (1..=n.max(1)).contains(at));
    at.ok_or_else(|| format!("expected the number of a change, 1 to {}, not `{}`", n.max(1), shortened(text)))
}

/// Reads weights: `n0=2 n3=4`; the others have 1.
pub fn parse_weights(text: &str) -> Result<Vec<Node>, String> {
    let mut weights: Vec<Node> = Vec::new();
    for part in text.split([' ', ',']).filter(|part| !part.is_empty()) {
        let fault = || format!("expected weights from 1 to {WEIGHT_MAX}, such as n0=2 n3=4, not `{}`", shortened(part));
        let (node, weight) = part.split_once('=').ok_or_else(fault)?;
        let id = parse_node(node).ok().filter(|id| usize::from(*id) < NODES_MAX).ok_or_else(fault)?;
        let weight = weight.parse().ok().filter(|weight| (1..=WEIGHT_MAX).contains(weight)).ok_or_else(fault)?;
        if weights.iter().any(|node| node.id == id) {
            return Err(format!("n{id} has two weights; one is enough"));
        }
        let at = weights.iter().position(|node| node.id > id).unwrap_or(weights.len());
        weights.insert(at, Node { id, weight });
    }
    weights.retain(|node| node.weight != 1);
    Ok(weights)
}

/// Weights as they are written.
pub fn show_weights(weights: &[Node]) -> String {
    weights.iter().map(|node| format!("n{}={}", node.id, node.weight)).collect::<Vec<_>>().join(" ")
}

fn take_weights(fields: &mut Fields, n: u16) -> Vec<Node> {
    let Some(text) = fields.take_text("w") else { return Vec::new() };
    let mut weights = parse_weights(&text).unwrap_or_else(|why| {
        fields.note("w", format!("{why}; all have the weight 1 instead"));
        Vec::new()
    });
    if let Some(node) = weights.iter().find(|node| node.id >= n) {
        fields.note("w", format!("there is no n{} among {n} nodes; its weight is left out", node.id));
        weights.retain(|node| node.id < n);
    }
    weights
}

/// Each change that cannot be read is noted, and the others are kept.
fn take_changes(fields: &mut Fields) -> Vec<Change> {
    let text = fields.take_text("do").unwrap_or_else(|| CHANGES.to_owned());
    let mut changes = Vec::new();
    for part in text.split([';', '\n']).map(str::trim).filter(|part| !part.is_empty()) {
        match parse_changes(part) {
            Ok(_) if changes.len() == CHANGES_MAX => {
                fields.note("do", format!("there can be {CHANGES_MAX} changes at most; the others are left out"));
                break;
            }
            Ok(parsed) => changes.extend(parsed),
            Err(why) => fields.note("do", format!("`{}`: {why}; left out", shortened(part))),
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::testing;
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    fn check(query: &str, expect: Expect) {
        testing::check::<RebalancingConfig>(query, expect);
    }

    #[test]
    fn a_link_says_only_what_differs_from_the_default() {
        check(
            "n=5&v=8&scheme=mod&keys=1M&w=n3=4, n0=2 n1=1&do=add; fail n3",
            expect![[r#"
            scheme=mod&w=n0=2+n3=4&keys=1000000&do=add;+fail+n3
        "#]],
        );
    }

    #[test]
    fn bad_values_are_named_with_what_was_used_instead() {
        check(
            "n=0&v=1000&w=n9=2&keys=2M&do=add;explode;remove n1&at=7&node=x&scheme=md5&colour=red",
            expect![[r#"
            do=add;+remove+n1
            n: expected a whole number from 1 to 1000, not `0`; used 5 instead
            v: expected a whole number from 1 to 256, not `1000`; used 8 instead
            keys: expected a whole number from 1 to 1000000, not `2M`; used 10000 instead
            do: `explode`: expected a change such as `add`, `remove n2`, `fail n0`, `grow 10` or `shrink 2`, not `explode`; left out
            scheme: expected mod, fixed, dynamic, per-node, ring, rendezvous, jump, not `md5`; used ring instead
            w: there is no n9 among 5 nodes; its weight is left out
            at: expected the number of a change, 1 to 2, not `7`; used 2 instead
            node: expected a node such as n2, not `x`; used n0 instead
            colour: this page has no such setting and ignored it; it knows scheme, n, w, v, shards, split, per, keys, gb, mbs, do, seed, at, key, node, o, on, ol, ox, om, ot, oh, os, oa, oo, trace"#]],
        );
    }

    proptest! {
        #[test]
        fn any_query_gives_a_configuration_that_survives_its_link(
            query in "((scheme|n|w|v|shards|do|at|key|node|seed|o|ol|oo|trace)=[a-z0-9%;. =]{0,12}&?){0,5}",
        ) {
            testing::survives_its_link::<RebalancingConfig>(&query)?;
        }
    }
}
