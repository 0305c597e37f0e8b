//! What a run of the lab depends on, and its link.

use faultline_model::decimal::Decimal;
use faultline_model::maths::latency::Latency;
use faultline_model::network::NetworkSetup;
use faultline_model::protocols::leaderless::{Conflicts, Leaderless, Repair};
use faultline_model::tick::Tick;
use faultline_model::world::Setup;

use crate::experiment::script::{Script, Scripted};
use crate::link::{self, Fields, Note};
use crate::session::Config;
use crate::settings::{
    Choices, SYNC, Typed, choice_word, millionths, n_clients, parse_count, parse_latency, parse_percent, parse_span,
    steps_pair, take_choice, take_span,
};

/// The parameters of the lab's links, in their order.
const KEYS: [&str; 19] = [
    "n",
    "r",
    "w",
    "lat",
    "repair",
    "conflicts",
    "hints",
    "spares",
    "sync",
    "timeout",
    "loss",
    "dup",
    "fifo",
    "node",
    "t",
    "seed",
    "do",
    "at",
    "trace",
];
/// The greatest N.
pub const N_MAX: u8 = 9;
/// The most spare replicas.
pub const SPARES_MAX: u8 = 3;
/// What happens unless the link says otherwise: a write, a read right behind it, and a read later.
pub const STEPS: &str = "0 write c0 r0 x=1;30 write c0 r0 x=2;33 read c1 r1 x;60 read c2 r2 x";

pub const REPAIRS: Choices<Repair> =
    &[("off", Repair::Off), ("async", Repair::Async), ("write-back", Repair::WriteBack)];
pub const CONFLICTS: Choices<Conflicts> =
    &[("lww", Conflicts::LastWriteWins), ("siblings", Conflicts::Siblings), ("merge", Conflicts::Merge)];
pub const SWITCH: Choices<bool> = &[("off", false), ("on", true)];

/// The lab's configuration.
#[derive(Debug, Clone, PartialEq)]
pub struct QuorumConfig {
    /// 1 to [`N_MAX`].
    pub n: u8,
    /// 1 to `n`.
    pub r: u8,
    /// 1 to `n`.
    pub w: u8,
    pub latency: Latency,
    pub repair: Repair,
    pub conflicts: Conflicts,
    pub has_hints: bool,
    pub spares: u8,
    /// How often replicas compare themselves; none for never.
    pub sync: Option<Tick>,
    /// How long a coordinator waits.
    pub timeout: Tick,
    /// In percent.
    pub loss: Decimal,
    /// In percent.
    pub duplication: Decimal,
    pub is_fifo: bool,
    /// The availability of one replica, in percent.
    pub node: Decimal,
    /// How long after the write the read comes whose chance is told.
    pub after: Tick,
    pub script: Script,
}

impl Default for QuorumConfig {
    fn default() -> Self {
        Self::from_query("").0
    }
}

impl QuorumConfig {
    /// The protocol with these settings.
    pub fn protocol(&self) -> Leaderless {
        Leaderless {
            spares: self.spares,
            repair: self.repair,
            has_hints: self.has_hints,
            anti_entropy: self.sync,
            conflicts: self.conflicts,
            timeout: self.timeout,
            ..Leaderless::new(self.n, self.r, self.w)
        }
    }

    /// The cluster and what happens to it.
    pub fn setup(&self) -> Setup {
        let network = NetworkSetup {
            latency: self.latency,
            loss_ppm: millionths(self.loss),
            duplication_ppm: millionths(self.duplication),
            is_fifo: self.is_fifo,
            ..NetworkSetup::default()
        };
        // What goes on in the background gets the time to show what it can do.
        let settle = self.sync.map_or(0, |period| 6 * period.0).max(if self.has_hints { 60_000 } else { 10_000 });
        Setup {
            seed: self.script.seed,
            n_replicas: self.n + self.spares,
            n_clients: n_clients(&self.script.steps, 3),
            network,
            patience: Tick(2 * self.timeout.0),
            settle: Tick(settle),
            steps: self.script.steps.clone(),
            ..Setup::default()
        }
    }

    /// With another N; R and W stay within it.
    pub fn with_n(&self, n: u8) -> Self {
        QuorumConfig { n, r: self.r.min(n), w: self.w.min(n), ..self.clone() }
    }
}

impl Scripted for QuorumConfig {
    const LAB: &'static str = super::ID;

    fn script(&self) -> &Script {
        &self.script
    }

    fn script_mut(&mut self) -> &mut Script {
        &mut self.script
    }

    /// A run of one's own is met at its end, the default one where there is something on its way.
    fn opening(&self, end: Tick) -> Tick {
        let is_default = steps_pair(&self.script.steps, STEPS).is_none();
        if is_default { Tick(35_000) } else { end }
    }
}

impl Config for QuorumConfig {
    fn from_query(query: &str) -> (Self, Vec<Note>) {
        let mut fields = Fields::parse(query);
        let decimal = |digits| Decimal::new(digits, 0).unwrap_or_default();
        let n = fields.take("n", 3, |text| parse_count(text, 1, N_MAX));
        let mut span = |key: &str, default: u64, min: u64, max: u64| {
            fields.take(key, Typed(Tick(default)), |text| parse_span(text, Tick(min), Tick(max)).map(Typed)).0
        };
        let timeout = span("timeout", 50_000, 1_000, 10_000_000);
        let after = span("t", 5_000, 0, 60_000_000);
        let sync = take_span(&mut fields, "sync", "off", SYNC);
        let uniform = Latency::Uniform { min: Tick(2_000), max: Tick(8_000) };
        let config = QuorumConfig {
            n,
            r: fields.take("r", 2.min(n), |text| parse_count(text, 1, n)),
            w: fields.take("w", 2.min(n), |text| parse_count(text, 1, n)),
            latency: fields.take("lat", uniform, parse_latency),
            repair: take_choice(&mut fields, "repair", Repair::Off, REPAIRS),
            conflicts: take_choice(&mut fields, "conflicts", Conflicts::LastWriteWins, CONFLICTS),
            has_hints: take_choice(&mut fields, "hints", false, SWITCH),
            spares: fields.take("spares", 0, |text| parse_count(text, 0, SPARES_MAX)),
            sync,
            timeout,
            loss: fields.take("loss", decimal(0), parse_percent),
            duplication: fields.take("dup", decimal(0), parse_percent),
            is_fifo: take_choice(&mut fields, "fifo", false, SWITCH),
            node: fields.take("node", decimal(99), parse_percent),
            after,
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
        let span = |span: Option<Tick>| span.map(Tick::compact).unwrap_or_default();
        let usual = 2.min(self.n).to_string();
        add("n", self.n.to_string(), "3");
        add("r", self.r.to_string(), &usual);
        add("w", self.w.to_string(), &usual);
        add("lat", self.latency.to_string(), "2ms..8ms");
        add("repair", choice_word(self.repair, REPAIRS).to_owned(), "off");
        add("conflicts", choice_word(self.conflicts, CONFLICTS).to_owned(), "lww");
        add("hints", choice_word(self.has_hints, SWITCH).to_owned(), "off");
        add("spares", self.spares.to_string(), "0");
        add("sync", span(self.sync), "");
        add("timeout", self.timeout.compact(), "50ms");
        add("loss", self.loss.to_string(), "0");
        add("dup", self.duplication.to_string(), "0");
        add("fifo", choice_word(self.is_fifo, SWITCH).to_owned(), "off");
        add("node", self.node.to_string(), "99");
        add("t", self.after.compact(), "5ms");
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
        testing::check::<QuorumConfig>(query, expect);
    }

    #[test]
    fn a_link_says_only_what_differs_from_the_default() {
        check(
            "n=3&r=1&w=2&lat=2ms..8ms&repair=off&t=5ms&do=0 crash r2; 1 write x=7",
            expect![[r#"
                r=1&do=0+crash+r2;1+write+c0+x=7
            "#]],
        );
    }

    #[test]
    fn bad_values_are_named_with_what_was_used_instead() {
        check(
            "n=12&r=4&w=0&lat=fast&repair=maybe&spares=9&sync=1ms&timeout=0s&loss=101&t=-1&at=x&do=1 explode r2;2 read x&color=red",
            expect![[r#"
                do=2+read+c0+x
                n: expected a number from 1 to 9, not `12`; used 3 instead
                timeout: expected a duration from 1ms to 10s, not `0s`; used 50ms instead
                t: expected a duration with its unit, such as `8h45m` or `1.5h`, not `-1`; used 5ms instead
                sync: expected a duration from 5ms to 10s, not `1ms`; used off instead
                r: expected a number from 1 to 3, not `4`; used 2 instead
                w: expected a number from 1 to 3, not `0`; used 2 instead
                lat: expected a latency such as `5ms`, `2ms..8ms` or `exp 5ms`, or one of `lnkd-ssd`, `lnkd-disk`, `ymmr` or `wan`, not `fast`; used 2ms..8ms instead
                repair: expected off, async, write-back, not `maybe`; used off instead
                spares: expected a number from 0 to 3, not `9`; used 0 instead
                loss: expected a percentage from 0 to 100, such as 99.9, not `101`; used 0 instead
                do: step 1, `1 explode r2`: expected a deed such as `crash r2`, not `explode`; there are crash, restart, slow, skew, partition, heal, hold, release, drop, duplicate, read, write, add, withdraw, increment
                at: expected a duration with its unit, such as `8h45m` or `1.5h`, not `x`; used the opening instead
                color: this page has no such setting and ignored it; it knows n, r, w, lat, repair, conflicts, hints, spares, sync, timeout, loss, dup, fifo, node, t, seed, do, at, trace"#]],
        );
    }

    #[test]
    fn fewer_replicas_take_the_quorums_along() {
        let config = QuorumConfig { n: 5, r: 4, w: 5, ..QuorumConfig::default() }.with_n(3);
        assert_eq!((config.n, config.r, config.w), (3, 3, 3));
    }

    proptest! {
        #[test]
        fn any_query_gives_a_configuration_that_survives_its_link(
            query in "((n|r|w|lat|repair|conflicts|hints|spares|sync|timeout|loss|dup|fifo|node|t|seed|do|at|trace)=[a-z0-9 .;=-]{0,12}&?){0,8}"
        ) {
            testing::survives_its_link::<QuorumConfig>(&query)?;
        }
    }
}
