//! What a run of the lab depends on, and its link.

use faultline_model::maths::latency::Latency;
use faultline_model::network::NetworkSetup;
use faultline_model::protocols::consensus::Consensus;
use faultline_model::protocols::leaderless::{Conflicts, Leaderless};
use faultline_model::step::{Deed, Step, parse_steps};
use faultline_model::tick::Tick;
use faultline_model::world::Setup;

use crate::experiment::script::{Script, Scripted, before_healing};
use crate::link::{self, Fields, Note};
use crate::session::Config;
use crate::settings::{
    SYNC, Typed, choice_word, n_clients, parse_count, parse_latency, parse_span, take_choice, take_span,
};

/// The parameters of the lab's links, in their order.
const KEYS: [&str; 11] = ["side", "nodes", "lat", "story", "merge", "timeout", "sync", "seed", "do", "at", "trace"];
/// The fewest replicas: with two, a majority is both.
pub const NODES_MIN: u8 = 3;
/// The most replicas.
pub const NODES_MAX: u8 = 5;
/// The shortest time-out and the longest.
pub const TIMEOUT: (Tick, Tick) = (Tick(1_000), Tick(10_000_000));

pub const SHOWS: &[(&str, Show)] = &[
    ("both", Show::Both),
    ("cp", Show::Only(Side::Cp)),
    ("ap", Show::Only(Side::Ap)),
    ("ca", Show::Only(Side::Ca)),
    ("levels", Show::Levels),
];
pub const STORIES: &[(&str, Story)] = &[("register", Story::Register), ("bank", Story::Bank), ("cart", Story::Cart)];
pub const MERGES: &[(&str, Conflicts)] =
    &[("lww", Conflicts::LastWriteWins), ("siblings", Conflicts::Siblings), ("merge", Conflicts::Merge)];

/// A system that serves the requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// A majority agrees on each change and on each read.
    Cp,
    /// Each replica answers alone, and hands over what others missed.
    Ap,
    /// All replicas take each write, and any one answers reads: what people mean who ask for both.
    Ca,
    /// As AP, and nobody hands anything over.
    Weak,
    /// AP, as the second of three levels.
    Eventual,
    /// CP, as the third of three levels.
    Strong,
}

/// Which systems run side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Show {
    /// CP and AP.
    Both,
    Only(Side),
    /// Weak, eventual and strong consistency.
    Levels,
}

/// What the requests are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Story {
    /// A value that is written and read.
    Register,
    /// An account that two clients draw on.
    Bank,
    /// A shopping cart that two clients put things into.
    Cart,
}

/// The lab's configuration.
#[derive(Debug, Clone, PartialEq)]
pub struct CapConfig {
    pub show: Show,
    /// [`NODES_MIN`] to [`NODES_MAX`].
    pub nodes: u8,
    pub latency: Latency,
    pub story: Story,
    /// What AP makes of values that do not replace each other.
    pub merge: Conflicts,
    /// How long a replica that does not answer is waited for, before it is taken to be cut off.
    pub timeout: Tick,
    /// How often replicas of AP compare themselves besides; none for never.
    pub sync: Option<Tick>,
    pub script: Script,
}

impl Show {
    /// The systems, from left to right.
    pub fn sides(self) -> &'static [Side] {
        match self {
            Show::Both => &[Side::Cp, Side::Ap],
            Show::Levels => &[Side::Weak, Side::Eventual, Side::Strong],
            Show::Only(Side::Cp) => &[Side::Cp],
            Show::Only(Side::Ap) => &[Side::Ap],
            Show::Only(Side::Ca) => &[Side::Ca],
            Show::Only(Side::Weak) => &[Side::Weak],
            Show::Only(Side::Eventual) => &[Side::Eventual],
            Show::Only(Side::Strong) => &[Side::Strong],
        }
    }
}

impl Story {
    /// The steps of a story unless the link says otherwise, as text: something is there, a minority of the replicas and
    /// their clients are cut off, both sides go on, the network heals, and both look again.
    pub fn steps(self, nodes: u8) -> String {
        let cut = nodes / 2 + 1;
        let group = |ends: std::ops::Range<u8>| {
            let names = ends.clone().map(|end| format!("r{end}")).chain(ends.map(|end| format!("c{end}")));
            names.collect::<Vec<_>>().join(" ")
        };
        let partition = format!("partition {} | {}", group(0..cut), group(cut..nodes));
        match self {
            Story::Register => format!(
                "0 write c0 x=1;40 {partition};50 write c0 x=2;60 read c{cut} x;120 write c0 x=3;\
                 120 write c{cut} x=4;240 heal;330 read c0 x;380 read c{cut} x"
            ),
            Story::Bank => format!(
                "0 write c0 balance=100;40 {partition};50 withdraw c0 balance=80;60 withdraw c{cut} balance=80;\
                 180 heal;270 read c0 balance;320 read c{cut} balance"
            ),
            Story::Cart => format!(
                "0 add c0 cart=milk;40 {partition};50 add c0 cart=bread;60 add c{cut} cart=eggs;180 heal;\
                 270 read c0 cart;320 read c{cut} cart"
            ),
        }
    }
}

impl Default for CapConfig {
    fn default() -> Self {
        Self::from_query("").0
    }
}

impl CapConfig {
    /// The protocol of CP, and of strong consistency.
    pub fn consensus(&self) -> Consensus {
        Consensus { timeout: self.timeout, retry_pause_max: Tick(self.timeout.0 / 5), n_tries_max: 8 }
    }

    /// The protocol of the others.
    pub fn leaderless(&self, side: Side) -> Leaderless {
        let alone = Leaderless { conflicts: self.merge, timeout: self.timeout, ..Leaderless::new(self.nodes, 1, 1) };
        match side {
            Side::Ca => Leaderless { w: self.nodes, ..alone },
            Side::Weak => alone,
            // A replica that is silent for the time-out is taken to be cut off: its share is kept, and offered again
            // and again. The task has to outlive that moment.
            _ => Leaderless {
                has_hints: true,
                hint_after: self.timeout,
                timeout: Tick(2 * self.timeout.0),
                anti_entropy: self.sync,
                ..alone
            },
        }
    }

    /// The cluster and what happens to it, the same for all sides.
    pub fn setup(&self) -> Setup {
        let network = NetworkSetup { latency: self.latency, ..NetworkSetup::default() };
        // Twice the time-out: the replica's refusal comes before its client gives up.
        let patience = Tick(2 * self.timeout.0 + 10_000);
        let settle = self.sync.map_or(0, |period| 6 * period.0).max(3 * self.timeout.0);
        Setup {
            seed: self.script.seed,
            n_replicas: self.nodes,
            n_clients: n_clients(&self.script.steps, self.nodes),
            network,
            patience,
            settle: Tick(settle),
            steps: self.script.steps.clone(),
            ..Setup::default()
        }
    }

    /// The same requests with nothing cut, crashed or held; messages may still be slow.
    pub fn calm(&self) -> Self {
        let is_calm = |step: &&Step| matches!(step.deed, Deed::Ask(_) | Deed::Slow(..));
        let mut calm = self.clone();
        calm.script.steps.retain(|step| is_calm(&step));
        calm
    }

    /// What the runs depend on: not which of them are shown, nor where the playhead stands.
    pub fn scenario(&self) -> Self {
        CapConfig { show: Show::Both, ..self.timeless() }
    }

    /// With another number of replicas or another story; steps that nobody has touched follow.
    pub fn with(&self, nodes: u8, story: Story) -> Self {
        let is_untouched = self.script.steps == parse_steps(&self.story.steps(self.nodes)).0;
        let mut config = CapConfig { nodes, story, ..self.timeless() };
        if is_untouched || story != self.story {
            config.script.steps = parse_steps(&story.steps(nodes)).0;
        }
        config
    }
}

impl Scripted for CapConfig {
    const LAB: &'static str = super::ID;

    fn script(&self) -> &Script {
        &self.script
    }

    fn script_mut(&mut self) -> &mut Script {
        &mut self.script
    }

    /// Right before the network heals, since what is worth seeing is the cut; the end, where it is never healed.
    fn opening(&self, end: Tick) -> Tick {
        before_healing(&self.script.steps).unwrap_or(end)
    }
}

impl Config for CapConfig {
    fn from_query(query: &str) -> (Self, Vec<Note>) {
        let mut fields = Fields::parse(query);
        let show = take_choice(&mut fields, "side", Show::Both, SHOWS);
        let nodes = fields.take("nodes", 3, |text| parse_count(text, NODES_MIN, NODES_MAX));
        let latency = fields.take("lat", Latency::Constant(Tick(5_000)), parse_latency);
        let story = take_choice(&mut fields, "story", Story::Register, STORIES);
        let merge = take_choice(&mut fields, "merge", Conflicts::LastWriteWins, MERGES);
        let (min, max) = TIMEOUT;
        let timeout = fields.take("timeout", Typed(Tick(50_000)), |text| parse_span(text, min, max).map(Typed)).0;
        let sync = take_span(&mut fields, "sync", "off", SYNC);
        let script = Script::take(&mut fields, &story.steps(nodes));
        let config = CapConfig { show, nodes, latency, story, merge, timeout, sync, script };
        (config, fields.finish(&KEYS))
    }

    fn to_query(&self) -> String {
        let mut pairs = Vec::new();
        let mut add = |key, value: String, default: &str| {
            if value != default {
                pairs.push((key, value));
            }
        };
        let span = |span: Option<Tick>| span.map(Tick::compact).unwrap_or_default();
        add("side", choice_word(self.show, SHOWS).to_owned(), "both");
        add("nodes", self.nodes.to_string(), "3");
        add("lat", self.latency.to_string(), "5ms");
        add("story", choice_word(self.story, STORIES).to_owned(), "register");
        add("merge", choice_word(self.merge, MERGES).to_owned(), "lww");
        add("timeout", self.timeout.compact(), "50ms");
        add("sync", span(self.sync), "");
        self.script.add_pairs(&self.story.steps(self.nodes), &mut pairs);
        link::write(&pairs)
    }

    fn forget_trace(&mut self) {
        self.script.trace = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::testing;
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    fn check(query: &str, expect: Expect) {
        testing::check::<CapConfig>(query, expect);
    }

    #[test]
    fn a_link_says_only_what_differs_from_the_default() {
        check(
            "side=both&nodes=3&timeout=0.05s&story=bank&sync=off",
            expect![[r#"
            story=bank
        "#]],
        );
        check(
            "nodes=5&do=0 crash r4&at=12ms",
            expect![[r#"
            nodes=5&do=0+crash+r4&at=12ms
        "#]],
        );
    }

    #[test]
    fn bad_values_are_named_with_what_was_used_instead() {
        check(
            "side=ac&nodes=9&lat=fast&story=x&merge=no&timeout=0s&sync=1ms&seed=-1&do=5 cut r0&at=x&c=1",
            expect![[r#"
                do=
                side: expected both, cp, ap, ca, levels, not `ac`; used both instead
                nodes: expected a number from 3 to 5, not `9`; used 3 instead
                lat: expected a latency such as `5ms`, `2ms..8ms` or `exp 5ms`, or one of `lnkd-ssd`, `lnkd-disk`, `ymmr` or `wan`, not `fast`; used 5ms instead
                story: expected register, bank, cart, not `x`; used register instead
                merge: expected lww, siblings, merge, not `no`; used lww instead
                timeout: expected a duration from 1ms to 10s, not `0s`; used 50ms instead
                sync: expected a duration from 5ms to 10s, not `1ms`; used off instead
                seed: expected a whole number such as 7, not `-1`; used 1 instead
                do: step 1, `5 cut r0`: expected a deed such as `crash r2`, not `cut`; there are crash, restart, slow, skew, partition, heal, hold, release, drop, duplicate, read, write, add, withdraw, increment
                at: expected a duration with its unit, such as `8h45m` or `1.5h`, not `x`; used the opening instead
                c: this page has no such setting and ignored it; it knows side, nodes, lat, story, merge, timeout, sync, seed, do, at, trace"#]],
        );
    }

    #[test]
    fn untouched_steps_follow_the_story_and_the_number_of_replicas() {
        let config = CapConfig::default().with(5, Story::Bank);
        assert_eq!(config, CapConfig::from_query("nodes=5&story=bank").0);
        let own = CapConfig::from_query("do=0+crash+r0").0;
        assert_eq!(own.with(4, Story::Register).script, own.script);
    }

    #[test]
    fn every_story_cuts_off_a_minority() {
        for (_, story) in STORIES {
            for nodes in NODES_MIN..=NODES_MAX {
                let (steps, bad) = parse_steps(&story.steps(nodes));
                assert_eq!(bad, []);
                let cuts = steps.iter().filter(|step| matches!(step.deed, Deed::Partition(_)));
                assert_eq!(cuts.count(), 1, "{story:?} with {nodes}");
            }
        }
    }

    proptest! {
        #[test]
        fn any_query_gives_a_configuration_that_survives_its_link(
            query in "((side|nodes|lat|story|merge|timeout|sync|seed|do|at|trace)=[a-z0-9%|>+. =]{0,12}&?){0,5}",
        ) {
            testing::survives_its_link::<CapConfig>(&query)?;
        }
    }
}
