//! What a run of the lab depends on, and its link.

use faultline_model::decimal::Decimal;
use faultline_model::maths::latency::Latency;
use faultline_model::network::{NetworkSetup, Sites};
use faultline_model::protocols::leaderless::{Leaderless, Repair};
use faultline_model::protocols::multi_leader::MultiLeader;
use faultline_model::protocols::single_leader::{Failover, SingleLeader};
use faultline_model::protocols::versions::Conflicts;
use faultline_model::tick::Tick;
use faultline_model::world::{Routing, Setup};

use crate::experiment::script::{Script, Scripted, before_healing};
use crate::link::{self, Fields, Note};
use crate::session::Config;
use crate::settings::{
    Choices, Typed, choice_word, n_clients, parse_count, parse_latency, parse_percent, parse_span, take_choice,
};

/// The parameters of the lab's links, in their order.
const KEYS: [&str; 12] =
    ["between", "lat", "acks", "failover", "r", "w", "conflicts", "writes", "seed", "do", "at", "trace"];
/// Data centres, with one replica and one client each.
pub const SITES: u8 = 3;
/// How far apart data centres may be, one way.
pub const BETWEEN: (Tick, Tick) = (Tick::ZERO, Tick(500_000));
/// What happens unless the link says otherwise: each data centre writes, one is cut off and both sides go on writing,
/// the network heals, and everybody looks.
pub const STEPS: &str = "0 write c0 x=1;200 write c1 y=1;400 read c2 x;600 partition r2 c2 | r0 r1 c0 c1;\
     620 write c0 x=2;650 write c2 x=3;650 read c2 y;1200 heal;1700 read c1 x;1900 read c2 x";

pub const CONFLICTS: Choices<Conflicts> =
    &[("lww", Conflicts::LastWriteWins), ("siblings", Conflicts::Siblings), ("merge", Conflicts::Merge)];
pub const SWITCH: Choices<bool> = &[("off", false), ("on", true)];

/// The lab's configuration.
#[derive(Debug, Clone, PartialEq)]
pub struct FamiliesConfig {
    /// How much longer a message takes from one data centre to another, one way.
    pub between: Tick,
    pub latency: Latency,
    /// Single-leader: followers that must hold a write.
    pub acks: u8,
    /// Single-leader: whether followers replace a leader that does not answer.
    pub has_failover: bool,
    /// Leaderless: answers that a read waits for.
    pub r: u8,
    /// Leaderless: answers that a write waits for.
    pub w: u8,
    /// Multi-leader and leaderless: what becomes of values that do not replace each other.
    pub conflicts: Conflicts,
    /// The share of operations that are writes, in percent, for the throughput.
    pub writes: Decimal,
    pub script: Script,
}

impl Default for FamiliesConfig {
    fn default() -> Self {
        Self::from_query("").0
    }
}

impl FamiliesConfig {
    /// One leader, at the first data centre.
    pub fn single_leader(&self) -> SingleLeader {
        let failover = Failover {
            ping: Tick(100_000),
            timeout: self.give_up(),
            majority: true,
            fencing: true,
            startup: Tick::ZERO,
        };
        SingleLeader {
            acks: self.acks,
            failover: self.has_failover.then_some(failover),
            retry: self.give_up(),
            ..SingleLeader::new(SITES)
        }
    }

    /// A leader at each data centre.
    pub fn multi_leader(&self) -> MultiLeader {
        MultiLeader { conflicts: self.conflicts, ..MultiLeader::new(SITES) }
    }

    /// No leader: a quorum of the three.
    pub fn leaderless(&self) -> Leaderless {
        Leaderless {
            conflicts: self.conflicts,
            repair: Repair::Async,
            has_hints: true,
            timeout: Tick(2 * self.give_up().0),
            hint_after: self.give_up(),
            ..Leaderless::new(SITES, self.r, self.w)
        }
    }

    /// The cluster and what happens to it, the same for all families.
    pub fn setup(&self) -> Setup {
        let sites = Sites { n: SITES, size: 1, between: self.between };
        let network = NetworkSetup { latency: self.latency, sites: Some(sites), ..NetworkSetup::default() };
        Setup {
            seed: self.script.seed,
            n_replicas: SITES,
            n_clients: n_clients(&self.script.steps, SITES),
            network,
            patience: Tick(2 * self.give_up().0 + 10_000),
            routing: Routing::Sticky,
            settle: Tick(3 * self.give_up().0),
            steps: self.script.steps.clone(),
            ..Setup::default()
        }
    }

    /// How long a replica waits before it takes another one for down: three times the way there and back.
    fn give_up(&self) -> Tick {
        Tick((6 * self.between.0).max(60_000))
    }

    /// What the runs depend on.
    pub fn scenario(&self) -> Self {
        FamiliesConfig { writes: Decimal::default(), ..self.timeless() }
    }
}

impl Scripted for FamiliesConfig {
    const LAB: &'static str = super::ID;

    fn script(&self) -> &Script {
        &self.script
    }

    fn script_mut(&mut self) -> &mut Script {
        &mut self.script
    }

    /// Right before the network heals, where the families differ most; the end, where it is never healed.
    fn opening(&self, end: Tick) -> Tick {
        before_healing(&self.script.steps).unwrap_or(end)
    }
}

impl Config for FamiliesConfig {
    fn from_query(query: &str) -> (Self, Vec<Note>) {
        let mut fields = Fields::parse(query);
        let between = |text: &str| parse_span(text, BETWEEN.0, BETWEEN.1).map(Typed);
        let config = FamiliesConfig {
            between: fields.take("between", Typed(Tick(40_000)), between).0,
            latency: fields.take("lat", Latency::Constant(Tick::MILLISECOND), parse_latency),
            acks: fields.take("acks", 1, |text| parse_count(text, 0, SITES - 1)),
            has_failover: take_choice(&mut fields, "failover", true, SWITCH),
            r: fields.take("r", 2, |text| parse_count(text, 1, SITES)),
            w: fields.take("w", 2, |text| parse_count(text, 1, SITES)),
            conflicts: take_choice(&mut fields, "conflicts", Conflicts::LastWriteWins, CONFLICTS),
            writes: fields.take("writes", Decimal::new(10, 0).unwrap_or_default(), parse_percent),
            script: Script::take(&mut fields, STEPS),
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
        add("between", self.between.compact(), "40ms");
        add("lat", self.latency.to_string(), "1ms");
        add("acks", self.acks.to_string(), "1");
        add("failover", choice_word(self.has_failover, SWITCH).to_owned(), "on");
        add("r", self.r.to_string(), "2");
        add("w", self.w.to_string(), "2");
        add("conflicts", choice_word(self.conflicts, CONFLICTS).to_owned(), "lww");
        add("writes", self.writes.to_string(), "10");
        self.script.add_pairs(STEPS, &mut pairs);
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
        testing::check::<FamiliesConfig>(query, expect);
    }

    #[test]
    fn a_link_says_only_what_differs_from_the_default() {
        check(
            "between=0.04s&acks=0&r=2&do=0 crash r0",
            expect![[r#"
            acks=0&do=0+crash+r0
        "#]],
        );
    }

    #[test]
    fn bad_values_are_named_with_what_was_used_instead() {
        check(
            "between=1s&acks=3&failover=maybe&r=0&writes=101&speed=9",
            expect![[r#"

            between: expected a duration from 0s to 500ms, not `1s`; used 40ms instead
            acks: expected a number from 0 to 2, not `3`; used 1 instead
            failover: expected off, on, not `maybe`; used on instead
            r: expected a number from 1 to 3, not `0`; used 2 instead
            writes: expected a percentage from 0 to 100, such as 99.9, not `101`; used 10 instead
            speed: this page has no such setting and ignored it; it knows between, lat, acks, failover, r, w, conflicts, writes, seed, do, at, trace"#]],
        );
    }

    proptest! {
        #[test]
        fn any_query_gives_a_configuration_that_survives_its_link(
            query in "((between|lat|acks|failover|r|w|conflicts|writes|seed|do|at|trace)=[a-z0-9%|>+. =]{0,12}&?){0,5}",
        ) {
            testing::survives_its_link::<FamiliesConfig>(&query)?;
        }
    }
}
