//! What a run of the lab depends on, and its link.

use faultline_model::placement::access::Access;
use faultline_model::placement::dataset::{DataKind, Dataset};
use faultline_model::placement::routing::Routing;
use faultline_model::placement::salt::{Salting, Side};
use faultline_model::placement::strategy::{Nodes, Strategy};

use super::routing;
use crate::link::{self, Fields, Note, shortened};
use crate::session::Config;
use crate::settings::{Choices, choice_word, parse_count, parse_seed, parse_whole, take_choice};

/// The parameters of the lab's links, in their order.
const KEYS: [&str; 23] = [
    "data", "own", "keys", "n", "access", "zipf", "percent", "nodes", "weights", "shards", "hot", "m", "salt", "show",
    "gb", "mbs", "overhead", "seed", "rr", "rm", "rc", "rw", "trace",
];
/// The most keys that are made by rule.
pub const N_KEYS_MAX: u32 = 1_000_000;
/// The most nodes that are drawn.
pub const N_NODES_MAX: u8 = 64;
/// The most shards.
pub const N_SHARDS_MAX: u32 = 1_024;
/// The most keys that are salted.
pub const N_HOT_MAX: u8 = 100;
/// The most sub-keys of one salted key.
pub const SALTS_MAX: u16 = 100;
/// The greatest exponent of Zipf's law, in hundredths.
pub const ZIPF_MAX: u16 = 200;
/// The most bytes of own keys that a link carries.
pub const OWN_BYTES_MAX: usize = 2_000;
/// The most data that is reckoned with, in GB.
pub const GB_MAX: u32 = 1_000_000;
/// The most that a node moves, in MB a second.
pub const MB_S_MAX: u32 = 10_000;
/// The most that a shard costs, in MB.
pub const OVERHEAD_MB_MAX: u32 = 1_000;
const WEIGHT_MAX: u32 = 100;

pub const SOURCES: Choices<Source> = &[
    ("posts", Source::Made(DataKind::Posts)),
    ("users", Source::Made(DataKind::Users)),
    ("names", Source::Made(DataKind::Names)),
    ("sensors", Source::Made(DataKind::Sensors)),
    ("own", Source::Own),
];
pub const ACCESSES: Choices<AccessKind> =
    &[("uniform", AccessKind::Uniform), ("zipf", AccessKind::Zipf), ("celebrity", AccessKind::Celebrity)];
pub const SIDES: Choices<Side> = &[("behind", Side::Behind), ("front", Side::InFront)];
pub const STRATEGIES: Choices<Strategy> = &[
    ("range", Strategy::RangeFixed),
    ("adapted", Strategy::RangeAdapted),
    ("hash", Strategy::Hash),
    ("random", Strategy::Random),
    ("compound", Strategy::Compound),
];

/// Where the keys come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Made by rule and seed.
    Made(DataKind),
    /// Given by the student.
    Own,
}

/// How requests are spread over the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccessKind {
    Uniform,
    Zipf,
    Celebrity,
}

/// The lab's configuration.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacementConfig {
    pub source: Source,
    /// Own keys that are short enough for the link, as they were given.
    pub own: String,
    /// The fingerprint of own keys that are not in the link; empty for none.
    pub own_name: String,
    /// 1 to [`N_KEYS_MAX`].
    pub n_keys: u32,
    pub access: AccessKind,
    /// The exponent of Zipf's law in hundredths, up to [`ZIPF_MAX`].
    pub zipf: u16,
    /// The celebrity's share of all requests, in percent.
    pub percent: u8,
    /// 1 to [`N_NODES_MAX`].
    pub n_nodes: u8,
    /// The weights of the first nodes; that of all others is 1.
    pub weights: Vec<u16>,
    /// 1 to [`N_SHARDS_MAX`].
    pub n_shards: u32,
    /// How many of the hottest keys are salted.
    pub n_hot: u8,
    /// Over how many sub-keys each.
    pub salts: u16,
    /// Where the number of a sub-key stands.
    pub side: Side,
    /// The strategy whose details are shown.
    pub shown: Strategy,
    pub sizes: Sizes,
    /// How requests find their shard; of nodes, shards and seed those above count.
    pub routing: Routing,
    pub seed: u64,
    /// The fingerprint of the trace that whoever shared the link saw.
    pub trace: Option<String>,
}

/// What the panel on the number of shards reckons with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sizes {
    /// All data, in GB.
    pub gb: u32,
    /// What a node sends or takes in beside its work, in MB a second.
    pub mb_s: u32,
    /// What a shard costs its node, however little is in it, in MB of memory.
    pub overhead_mb: u32,
}

impl Default for PlacementConfig {
    fn default() -> Self {
        Self::from_query("").0
    }
}

impl PlacementConfig {
    /// The keys that are made by rule; own keys that are not here are stood in for by posts.
    pub fn dataset(&self) -> Dataset {
        let kind = match self.source {
            Source::Made(kind) => kind,
            Source::Own => DataKind::Posts,
        };
        Dataset { kind, n: self.n_keys, seed: self.seed }
    }

    /// How requests are spread.
    pub fn access(&self) -> Access {
        match self.access {
            AccessKind::Uniform => Access::Uniform,
            AccessKind::Zipf => Access::Zipf { exponent_hundredths: self.zipf },
            AccessKind::Celebrity => Access::Celebrity { percent: self.percent },
        }
    }

    /// The nodes with their weights.
    pub fn nodes(&self) -> Nodes {
        let weight = |at: u8| self.weights.get(usize::from(at)).copied().unwrap_or(1);
        Nodes::new(&(0..self.n_nodes).map(weight).collect::<Vec<u16>>())
    }

    /// Which names are salted; none for none.
    pub fn salting(&self) -> Option<Salting> {
        (self.n_hot > 0).then_some(Salting { n_hot: self.n_hot, m: self.salts, side: self.side })
    }

    /// What the shards depend on: all but the nodes, and what is only shown or reckoned beside them.
    pub fn placing(&self) -> PlacementConfig {
        PlacementConfig {
            n_nodes: 1,
            weights: Vec::new(),
            shown: Strategy::Hash,
            sizes: Sizes { gb: 0, mb_s: 0, overhead_mb: 0 },
            routing: Routing::DEFAULT,
            trace: None,
            ..self.clone()
        }
    }
}

impl Config for PlacementConfig {
    fn from_query(query: &str) -> (Self, Vec<Note>) {
        let mut fields = Fields::parse(query);
        let posts = Source::Made(DataKind::Posts);
        let own = fields.take_text("own").map(|text| parse_own(&text, &mut fields)).unwrap_or_default();
        let own_name = fields.take_text("keys").map(|text| parse_own_name(&text, &mut fields)).unwrap_or_default();
        let count = |fields: &mut Fields, key: &str, default: u32, min: u32, max: u32| {
            fields.take(key, default, |text| parse_whole(text, min, max))
        };
        let config = PlacementConfig {
            source: take_choice(&mut fields, "data", posts, SOURCES),
            own,
            own_name,
            n_keys: count(&mut fields, "n", 20_000, 1, N_KEYS_MAX),
            access: take_choice(&mut fields, "access", AccessKind::Zipf, ACCESSES),
            zipf: fields.take("zipf", Hundredths(90), parse_zipf).0,
            percent: fields.take("percent", 30, |text| parse_count(text, 0, 100)),
            n_nodes: fields.take("nodes", 6, |text| parse_count(text, 1, N_NODES_MAX)),
            weights: fields.take("weights", Weights(Vec::new()), |text| parse_weights(text).map(Weights)).0,
            n_shards: count(&mut fields, "shards", 48, 1, N_SHARDS_MAX),
            n_hot: fields.take("hot", 0, |text| parse_count(text, 0, N_HOT_MAX)),
            salts: count(&mut fields, "m", 10, 2, SALTS_MAX.into()) as u16,
            side: take_choice(&mut fields, "salt", Side::Behind, SIDES),
            shown: take_choice(&mut fields, "show", Strategy::Hash, STRATEGIES),
            sizes: Sizes {
                gb: count(&mut fields, "gb", 200, 1, GB_MAX),
                mb_s: count(&mut fields, "mbs", 100, 1, MB_S_MAX),
                overhead_mb: count(&mut fields, "overhead", 40, 0, OVERHEAD_MB_MAX),
            },
            seed: fields.take("seed", 1, parse_seed),
            routing: routing::take(&mut fields),
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
        add("data", choice_word(self.source, SOURCES).to_owned(), "posts");
        add("own", self.own.clone(), "");
        add("keys", self.own_name.clone(), "");
        add("n", self.n_keys.to_string(), "20000");
        add("access", choice_word(self.access, ACCESSES).to_owned(), "zipf");
        add("zipf", show_zipf(&self.zipf), "0.90");
        add("percent", self.percent.to_string(), "30");
        add("nodes", self.n_nodes.to_string(), "6");
        add("weights", show_weights(&self.weights), "");
        add("shards", self.n_shards.to_string(), "48");
        add("hot", self.n_hot.to_string(), "0");
        add("m", self.salts.to_string(), "10");
        add("salt", choice_word(self.side, SIDES).to_owned(), "behind");
        add("show", choice_word(self.shown, STRATEGIES).to_owned(), "hash");
        add("gb", self.sizes.gb.to_string(), "200");
        add("mbs", self.sizes.mb_s.to_string(), "100");
        add("overhead", self.sizes.overhead_mb.to_string(), "40");
        add("seed", self.seed.to_string(), "1");
        pairs.extend(routing::pairs(&self.routing));
        pairs.extend(self.trace.clone().map(|trace| ("trace", trace)));
        link::write(&pairs)
    }

    fn forget_trace(&mut self) {
        self.trace = None;
    }
}

/// Hundredths as they are typed: `0.90`.
struct Hundredths(u16);

impl std::fmt::Display for Hundredths {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&show_zipf(&self.0))
    }
}

/// Weights as they are typed: `1 2 4`.
struct Weights(Vec<u16>);

impl std::fmt::Display for Weights {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0.is_empty() {
            true => f.write_str("1 for all"),
            false => f.write_str(&show_weights(&self.0)),
        }
    }
}

/// An exponent of Zipf's law, as it is typed.
pub fn show_zipf(hundredths: &u16) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

fn parse_zipf(text: &str) -> Result<Hundredths, String> {
    let wrong = || format!("expected an exponent from 0 to 2, such as 0.9, not `{}`", shortened(text));
    let number: faultline_model::decimal::Decimal = text.trim().parse().map_err(|_| wrong())?;
    let hundredths = u128::from(number.digits()) * 100 / number.unit();
    u16::try_from(hundredths).ok().filter(|it| *it <= ZIPF_MAX).map(Hundredths).ok_or_else(wrong)
}

/// Reads the weights of the first nodes; those of 1 at the end go without saying.
pub fn parse_weights(text: &str) -> Result<Vec<u16>, String> {
    let weights: Result<Vec<u16>, String> =
        text.split([' ', ',']).filter(|part| !part.is_empty()).map(parse_weight).collect();
    let mut weights = weights?;
    if weights.len() > usize::from(N_NODES_MAX) {
        return Err(format!("expected at most {N_NODES_MAX} weights, one a node"));
    }
    while weights.last() == Some(&1) {
        weights.pop();
    }
    Ok(weights)
}

fn parse_weight(text: &str) -> Result<u16, String> {
    let weight = parse_whole(text, 1, WEIGHT_MAX).map_err(|_| {
        format!("expected weights from 1 to {WEIGHT_MAX}, one a node, such as 1 1 2, not `{}`", shortened(text))
    })?;
    Ok(weight as u16)
}

/// Weights as they are typed.
pub fn show_weights(weights: &[u16]) -> String {
    weights.iter().map(u16::to_string).collect::<Vec<_>>().join(" ")
}

fn parse_own(text: &str, fields: &mut Fields) -> String {
    if text.len() <= OWN_BYTES_MAX {
        return text.to_owned();
    }
    fields.note("own", format!("a link carries keys of {OWN_BYTES_MAX} bytes at most; open them as a file instead"));
    String::new()
}

/// The name of own keys is a fingerprint: seven letters and digits.
fn parse_own_name(text: &str, fields: &mut Fields) -> String {
    let is_name = text.len() == 7 && text.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    if is_name {
        return text.to_owned();
    }
    let text = shortened(text);
    fields.note("keys", format!("expected the fingerprint of a list of keys, such as k3x9h2a, not `{text}`"));
    String::new()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::testing;
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    fn check(query: &str, expect: Expect) {
        testing::check::<PlacementConfig>(query, expect);
    }

    #[test]
    fn a_link_says_only_what_differs_from_the_default() {
        check(
            "data=posts&n=10,000&access=celebrity&nodes=8&weights=1 2 1 1&show=hash&zipf=0.9",
            expect![[r#"
            n=10000&access=celebrity&nodes=8&weights=1+2
        "#]],
        );
    }

    #[test]
    fn bad_values_are_named_with_what_was_used_instead() {
        check(
            "data=cats&n=2M&access=x&zipf=3&percent=101&nodes=0&weights=1 0&shards=0&keys=A&color=red",
            expect![[r#"

                keys: expected the fingerprint of a list of keys, such as k3x9h2a, not `A`
                data: expected posts, users, names, sensors, own, not `cats`; used posts instead
                n: expected a whole number from 1 to 1000000, not `2M`; used 20000 instead
                access: expected uniform, zipf, celebrity, not `x`; used zipf instead
                zipf: expected an exponent from 0 to 2, such as 0.9, not `3`; used 0.90 instead
                percent: expected a number from 0 to 100, not `101`; used 30 instead
                nodes: expected a number from 1 to 64, not `0`; used 6 instead
                weights: expected weights from 1 to 100, one a node, such as 1 1 2, not `0`; used 1 for all instead
                shards: expected a whole number from 1 to 1024, not `0`; used 48 instead
                color: this page has no such setting and ignored it; it knows data, own, keys, n, access, zipf, percent, nodes, weights, shards, hot, m, salt, show, gb, mbs, overhead, seed, rr, rm, rc, rw, trace"#]],
        );
    }

    #[test]
    fn own_keys_travel_in_the_link_up_to_a_length() {
        let query = link::write(&[("data", "own".to_owned()), ("own", "key,reads\nann,3\n".to_owned())]);
        let (config, notes) = PlacementConfig::from_query(&query);
        assert_eq!((config.own.as_str(), config.to_query(), notes), ("key,reads\nann,3\n", query, vec![]));
        let long = link::write(&[("own", "x".repeat(OWN_BYTES_MAX + 1))]);
        let (config, notes) = PlacementConfig::from_query(&long);
        assert_eq!((config.own.as_str(), notes.len()), ("", 1));
    }

    proptest! {
        #[test]
        fn any_query_gives_a_configuration_that_survives_its_link(
            query in "((data|own|keys|n|access|zipf|percent|nodes|weights|shards|hot|m|show|gb)=[a-z0-9%|>+. ,]{0,12}&?){0,6}"
        ) {
            testing::survives_its_link::<PlacementConfig>(&query)?;
        }
    }
}
