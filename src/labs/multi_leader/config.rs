//! What a run of the lab depends on, and its link.

use std::fmt;

use faultline_model::decimal::Decimal;
use faultline_model::maths::latency::Latency;
use faultline_model::network::{NetworkSetup, Sites};
use faultline_model::protocols::multi_leader::{Conflicts, MultiLeader, Topology};
use faultline_model::step::{Deed, parse_steps};
use faultline_model::tick::Tick;
use faultline_model::version::{Dot, VersionVector};
use faultline_model::world::{Routing, Setup};

use crate::experiment::script::{Script, Scripted};
use crate::link::{self, Fields, Note, shortened};
use crate::session::Config;
use crate::settings::{
    Choices, Typed, choice_word, millionths, n_clients, parse_count, parse_latency, parse_percent, parse_span,
    steps_pair, take_choice,
};

/// The parameters of the lab's links, in their order.
const KEYS: [&str; 16] = [
    "story",
    "sites",
    "followers",
    "topology",
    "conflicts",
    "between",
    "ask",
    "lat",
    "loss",
    "dup",
    "a",
    "b",
    "seed",
    "do",
    "at",
    "trace",
];
/// The fewest data centres and the most.
pub const SITES: (u8, u8) = (2, 3);
/// The most followers of a leader.
pub const FOLLOWERS_MAX: u8 = 2;
/// The longest way between two data centres.
pub const BETWEEN_MAX: Tick = Tick(200_000);
/// The most writes of a leader in the vectors that are compared by hand.
pub const COUNT_MAX: u8 = 5;

pub const STORIES: Choices<Story> =
    &[("register", Story::Register), ("cart", Story::Cart), ("likes", Story::Likes), ("text", Story::Text)];
pub const TOPOLOGIES: Choices<Topology> =
    &[("all", Topology::AllToAll), ("ring", Topology::Ring), ("star", Topology::Star)];
pub const CONFLICTS: Choices<Conflicts> =
    &[("lww", Conflicts::LastWriteWins), ("siblings", Conflicts::Siblings), ("merge", Conflicts::Merge)];
pub const ASKS: Choices<Routing> = &[("home", Routing::Sticky), ("turns", Routing::Rotate)];

/// What the requests are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Story {
    /// A value that is written and read.
    Register,
    /// A shopping cart that is filled in two places.
    Cart,
    /// A count to which two places add.
    Likes,
    /// A title that two people change.
    Text,
}

/// How many writes of each leader a version vector counts, for the comparison by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts(pub [u8; SITES.1 as usize]);

/// The lab's configuration.
#[derive(Debug, Clone, PartialEq)]
pub struct MultiConfig {
    pub story: Story,
    /// Data centres, within [`SITES`].
    pub sites: u8,
    /// Followers in each, up to [`FOLLOWERS_MAX`].
    pub followers: u8,
    pub topology: Topology,
    pub conflicts: Conflicts,
    /// How much longer a message takes to another data centre, one way.
    pub between: Tick,
    pub routing: Routing,
    /// Within a data centre, one way.
    pub latency: Latency,
    /// In percent.
    pub loss: Decimal,
    /// In percent.
    pub duplication: Decimal,
    /// The two vectors that are compared by hand.
    pub compared: (Counts, Counts),
    pub script: Script,
}

impl Story {
    /// The steps of a story unless the link says otherwise: something is there and has spread; two data centres change
    /// it before they hear of each other; both look at once, and again later.
    pub fn steps(self) -> &'static str {
        match self {
            Story::Register => {
                "0 write c0 x=1;200 write c0 x=2;201 write c1 x=3;220 read c0 x;220 read c1 x;400 read c0 x;\
                 400 read c1 x"
            }
            Story::Cart => {
                "0 add c0 cart=milk;200 add c0 cart=bread;201 add c1 cart=eggs;400 read c0 cart;400 read c1 cart"
            }
            Story::Likes => {
                "0 write c0 likes=10;200 increment c0 likes=1;201 increment c1 likes=1;400 read c0 likes;\
                 400 read c1 likes"
            }
            Story::Text => {
                "0 write c0 title=draft;200 write c0 title=dawn;201 write c1 title=dusk;400 read c0 title;\
                 400 read c1 title"
            }
        }
    }
}

impl Counts {
    /// The vector of the first so many leaders, each with `size` replicas in its data centre.
    pub fn vector(self, sites: u8, size: u8) -> VersionVector {
        let mut vector = VersionVector::default();
        for (site, counter) in (0..sites).zip(self.0) {
            vector.insert(Dot { replica: site * size, counter: counter.into() });
        }
        vector
    }
}

impl Default for MultiConfig {
    fn default() -> Self {
        Self::from_query("").0
    }
}

impl MultiConfig {
    /// The protocol with these settings.
    pub fn protocol(&self) -> MultiLeader {
        MultiLeader {
            followers: self.followers,
            topology: self.topology,
            conflicts: self.conflicts,
            retry: self.retry(),
            ..MultiLeader::new(self.sites)
        }
    }

    /// The same replicas with one leader, in the first data centre. It answers as soon as it has a write itself, and
    /// nobody takes its place: of several leaders, one.
    pub fn one_leader(&self) -> MultiLeader {
        MultiLeader { followers: self.n_replicas() - 1, retry: self.retry(), ..MultiLeader::new(1) }
    }

    /// Longer than it takes to another data centre and back.
    fn retry(&self) -> Tick {
        Tick(50_000 + 3 * self.between.0)
    }

    pub fn n_replicas(&self) -> u8 {
        self.sites * (1 + self.followers)
    }

    /// Where replicas and clients stand.
    pub fn places(&self) -> Sites {
        Sites { n: self.sites, size: 1 + self.followers, between: self.between }
    }

    /// The cluster and what happens to it.
    pub fn setup(&self) -> Setup {
        let network = NetworkSetup {
            latency: self.latency,
            loss_ppm: millionths(self.loss),
            duplication_ppm: millionths(self.duplication),
            sites: Some(self.places()),
            ..NetworkSetup::default()
        };
        Setup {
            seed: self.script.seed,
            n_replicas: self.n_replicas(),
            n_clients: n_clients(&self.script.steps, self.sites),
            network,
            // Time enough for a leader far away.
            patience: Tick(50_000 + 3 * self.between.0),
            routing: self.routing,
            settle: self.settle(),
            steps: self.script.steps.clone(),
            ..Setup::default()
        }
    }

    /// How long a run goes on at the end. What was lost is sent again, at most twice the period later, and is then
    /// passed on; where nothing can be lost there is nothing to wait for.
    fn settle(&self) -> Tick {
        let is_sound = |deed: &Deed| matches!(deed, Deed::Ask(_) | Deed::Skew(..) | Deed::Slow(..));
        match millionths(self.loss) == 0 && self.script.steps.iter().all(|step| is_sound(&step.deed)) {
            true => Tick(self.between.0 / 2),
            false => Tick(4 * self.retry().0),
        }
    }

    /// What the runs depend on: not the vectors beside them, nor where the playhead stands.
    pub fn scenario(&self) -> Self {
        MultiConfig { compared: COMPARED, story: Story::Register, ..self.timeless() }
    }

    /// With another story; it brings its own steps.
    pub fn with_story(&self, story: Story) -> Self {
        let mut config = MultiConfig { story, ..self.timeless() };
        config.script.steps = parse_steps(story.steps()).0;
        config
    }
}

impl Scripted for MultiConfig {
    const LAB: &'static str = super::ID;

    fn script(&self) -> &Script {
        &self.script
    }

    fn script_mut(&mut self) -> &mut Script {
        &mut self.script
    }

    /// A run of one's own is met at its end, a story where both writes are on their way.
    fn opening(&self, end: Tick) -> Tick {
        let is_story = steps_pair(&self.script.steps, self.story.steps()).is_none();
        if is_story { Tick(226_000) } else { end }
    }
}

/// Neither has what the other has: concurrent.
const COMPARED: (Counts, Counts) = (Counts([2, 1, 0]), Counts([1, 2, 0]));

impl Config for MultiConfig {
    fn from_query(query: &str) -> (Self, Vec<Note>) {
        let mut fields = Fields::parse(query);
        let nothing = Decimal::new(0, 0).unwrap_or_default();
        let story = take_choice(&mut fields, "story", Story::Register, STORIES);
        let far = Typed(Tick(50_000));
        let config = MultiConfig {
            story,
            sites: fields.take("sites", 2, |text| parse_count(text, SITES.0, SITES.1)),
            followers: fields.take("followers", 1, |text| parse_count(text, 0, FOLLOWERS_MAX)),
            topology: take_choice(&mut fields, "topology", Topology::AllToAll, TOPOLOGIES),
            conflicts: take_choice(&mut fields, "conflicts", Conflicts::LastWriteWins, CONFLICTS),
            between: fields.take("between", far, |text| parse_span(text, Tick::ZERO, BETWEEN_MAX).map(Typed)).0,
            routing: take_choice(&mut fields, "ask", Routing::Sticky, ASKS),
            latency: fields.take("lat", Latency::Constant(Tick::MILLISECOND), parse_latency),
            loss: fields.take("loss", nothing, parse_percent),
            duplication: fields.take("dup", nothing, parse_percent),
            compared: (fields.take("a", COMPARED.0, parse_counts), fields.take("b", COMPARED.1, parse_counts)),
            script: Script::take(&mut fields, story.steps()),
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
        add("story", choice_word(self.story, STORIES).to_owned(), "register");
        add("sites", self.sites.to_string(), "2");
        add("followers", self.followers.to_string(), "1");
        add("topology", choice_word(self.topology, TOPOLOGIES).to_owned(), "all");
        add("conflicts", choice_word(self.conflicts, CONFLICTS).to_owned(), "lww");
        add("between", self.between.compact(), "50ms");
        add("ask", choice_word(self.routing, ASKS).to_owned(), "home");
        add("lat", self.latency.to_string(), "1ms");
        add("loss", self.loss.to_string(), "0");
        add("dup", self.duplication.to_string(), "0");
        add("a", self.compared.0.to_string(), "2.1.0");
        add("b", self.compared.1.to_string(), "1.2.0");
        self.script.add_pairs(self.story.steps(), &mut pairs);
        link::write(&pairs)
    }

    fn forget_trace(&mut self) {
        self.script.trace = None;
    }
}

/// Reads counts such as `2.1`; leaders that are left out have none.
fn parse_counts(text: &str) -> Result<Counts, String> {
    let mut counts = [0; SITES.1 as usize];
    let mut parts = text.split('.');
    for (count, part) in counts.iter_mut().zip(&mut parts) {
        *count = parse_count(part, 0, COUNT_MAX)?;
    }
    match parts.next() {
        None => Ok(Counts(counts)),
        Some(_) => {
            Err(format!("expected a number for each of three leaders, such as 2.1.0, not `{}`", shortened(text)))
        }
    }
}

/// `2.1.0`.
impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [first, second, third] = self.0;
        write!(f, "{first}.{second}.{third}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::testing;
    use expect_test::{Expect, expect};
    use faultline_model::version::Order;
    use proptest::prelude::*;

    fn check(query: &str, expect: Expect) {
        testing::check::<MultiConfig>(query, expect);
    }

    #[test]
    fn a_link_says_only_what_differs_from_the_default() {
        check(
            "sites=2&followers=1&between=0.05s&conflicts=merge&ask=home&a=2.1&lat=1ms",
            expect![[r#"
            conflicts=merge
        "#]],
        );
        check(
            "story=cart&sites=3&do=0 crash r2&at=12ms&b=0.0.5",
            expect![[r#"
            story=cart&sites=3&b=0.0.5&do=0+crash+r2&at=12ms
        "#]],
        );
    }

    #[test]
    fn bad_values_are_named_with_what_was_used_instead() {
        check(
            "story=x&sites=4&followers=3&topology=line&conflicts=no&between=1s&ask=me&lat=fast&loss=101&a=1.2.3.4&b=9&c=1",
            expect![[r#"

                story: expected register, cart, likes, text, not `x`; used register instead
                sites: expected a number from 2 to 3, not `4`; used 2 instead
                followers: expected a number from 0 to 2, not `3`; used 1 instead
                topology: expected all, ring, star, not `line`; used all instead
                conflicts: expected lww, siblings, merge, not `no`; used lww instead
                between: expected a duration from 0s to 200ms, not `1s`; used 50ms instead
                ask: expected home, turns, not `me`; used home instead
                lat: expected a latency such as `5ms`, `2ms..8ms` or `exp 5ms`, or one of `lnkd-ssd`, `lnkd-disk`, `ymmr` or `wan`, not `fast`; used 1ms instead
                loss: expected a percentage from 0 to 100, such as 99.9, not `101`; used 0 instead
                a: expected a number for each of three leaders, such as 2.1.0, not `1.2.3.4`; used 2.1.0 instead
                b: expected a number from 0 to 5, not `9`; used 1.2.0 instead
                c: this page has no such setting and ignored it; it knows story, sites, followers, topology, conflicts, between, ask, lat, loss, dup, a, b, seed, do, at, trace"#]],
        );
    }

    #[test]
    fn a_story_brings_its_steps() {
        for (word, story) in STORIES {
            assert_eq!(parse_steps(story.steps()).1, [], "{word}");
            let config = MultiConfig::default().with_story(*story);
            assert_eq!(config, MultiConfig::from_query(&format!("story={word}")).0);
        }
    }

    #[test]
    fn a_client_is_patient_enough_for_a_leader_far_away() {
        for between in ["0ms", "200ms"] {
            let config = MultiConfig::from_query(&format!("between={between}")).0;
            assert!(config.setup().patience.0 > 2 * config.between.0 + 10_000);
        }
    }

    #[test]
    fn only_the_leaders_that_are_there_are_compared() {
        let compare = |sites| {
            let (a, b) = (Counts([1, 1, 0]), Counts([1, 0, 1]));
            a.vector(sites, 2).compare(&b.vector(sites, 2))
        };
        assert_eq!((compare(2), compare(3)), (Order::After, Order::Concurrent));
    }

    proptest! {
        #[test]
        fn any_query_gives_a_configuration_that_survives_its_link(
            query in "((story|sites|followers|topology|conflicts|between|ask|lat|loss|dup|a|b|seed|do|at|trace)=[a-z0-9 .;=-]{0,12}&?){0,8}",
        ) {
            testing::survives_its_link::<MultiConfig>(&query)?;
        }
    }
}
