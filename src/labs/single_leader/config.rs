//! What a run of the lab depends on, and its link.

use faultline_model::decimal::Decimal;
use faultline_model::maths::latency::Latency;
use faultline_model::network::NetworkSetup;
use faultline_model::protocols::single_leader::{Apply, Failover, Reads, SingleLeader};
use faultline_model::tick::Tick;
use faultline_model::world::{Routing, Setup};

use crate::experiment::script::{Script, Scripted};
use crate::link::{self, Fields, Note};
use crate::session::Config;
use crate::settings::{
    Choices, Typed, choice_word, millionths, n_clients, parse_count, parse_latency, parse_percent, parse_span,
    steps_pair, take_choice,
};

/// The parameters of the lab's links, in their order.
const KEYS: [&str; 20] = [
    "followers",
    "acks",
    "lag",
    "apply",
    "reads",
    "ask",
    "failover",
    "ping",
    "timeout",
    "majority",
    "fencing",
    "standby",
    "service",
    "lat",
    "loss",
    "dup",
    "seed",
    "do",
    "at",
    "trace",
];
/// Those that links had when the replication log was a part of this lab.
const MOVED: [&str; 2] = ["log", "script"];
/// The most followers.
pub const FOLLOWERS_MAX: u8 = 5;
/// How long a client waits for an answer.
pub const PATIENCE: Tick = Tick(100_000);
/// What happens unless the link says otherwise: a read that comes too early, one that does not, and a leader that dies.
pub const STEPS: &str = "0 write c0 x=1;30 write c0 x=2;36 read c1 x;60 read c2 x;80 crash r0;150 write c1 x=3;\
                         180 restart r0;240 read c0 x";
/// How often a leader sends again what is not acknowledged.
const RETRY: Tick = Tick(30_000);

/// How long pings, time-outs and the start of a standby may be.
pub const SPAN: (Tick, Tick) = (Tick(1_000), Tick(10_000_000));
/// How long a write may keep the leader busy.
pub const SERVICE: (Tick, Tick) = (Tick::ZERO, Tick(1_000_000));

pub const APPLY: Choices<Apply> = &[("log", Apply::InOrder), ("key", Apply::PerKey)];
pub const READS: Choices<Reads> =
    &[("any", Reads::Any), ("leader", Reads::Leader), ("own", Reads::OwnFromLeader), ("wait", Reads::WaitForVersion)];
pub const ASK: Choices<Routing> = &[("own", Routing::Own), ("stay", Routing::Sticky), ("turn", Routing::Rotate)];
pub const SWITCH: Choices<bool> = &[("off", false), ("on", true)];

/// The lab's configuration.
#[derive(Debug, Clone, PartialEq)]
pub struct LeaderConfig {
    /// 1 to [`FOLLOWERS_MAX`].
    pub followers: u8,
    /// How many followers must hold a write before its client is told; 0 to `followers`.
    pub acks: u8,
    /// From receiving an entry to showing it.
    pub lag: Latency,
    pub apply: Apply,
    pub reads: Reads,
    pub ask: Routing,
    pub has_failover: bool,
    pub failover: Failover,
    /// How long a write keeps the leader busy.
    pub service: Tick,
    pub latency: Latency,
    /// In percent.
    pub loss: Decimal,
    /// In percent.
    pub duplication: Decimal,
    pub script: Script,
}

impl Default for LeaderConfig {
    fn default() -> Self {
        Self::from_query("").0
    }
}

impl LeaderConfig {
    /// The protocol with these settings.
    pub fn protocol(&self) -> SingleLeader {
        SingleLeader {
            acks: self.acks,
            lag: self.lag,
            apply: self.apply,
            reads: self.reads,
            failover: self.has_failover.then_some(self.failover),
            service: self.service,
            retry: RETRY,
            ..SingleLeader::new(self.followers + 1)
        }
    }

    /// The cluster and what happens to it.
    pub fn setup(&self) -> Setup {
        let network = NetworkSetup {
            latency: self.latency,
            loss_ppm: millionths(self.loss),
            duplication_ppm: millionths(self.duplication),
            ..NetworkSetup::default()
        };
        let Failover { ping, timeout, startup, .. } = self.failover;
        let watch = if self.has_failover { ping.0 + timeout.0 + startup.0 } else { 0 };
        Setup {
            seed: self.script.seed,
            n_replicas: self.followers + 1,
            n_clients: n_clients(&self.script.steps, 3),
            network,
            patience: PATIENCE,
            routing: self.ask,
            // One more round of all that goes on in the background.
            settle: Tick(40_000 + watch),
            steps: self.script.steps.clone(),
            ..Setup::default()
        }
    }

    /// With another number of followers; no more of them are waited for.
    pub fn with_followers(&self, followers: u8) -> Self {
        LeaderConfig { followers, acks: self.acks.min(followers), ..self.clone() }
    }
}

impl Scripted for LeaderConfig {
    const LAB: &'static str = super::ID;

    fn script(&self) -> &Script {
        &self.script
    }

    fn script_mut(&mut self) -> &mut Script {
        &mut self.script
    }

    /// A run of one's own is met at its end, the default one where a write is done and on its way.
    fn opening(&self, end: Tick) -> Tick {
        let is_default = steps_pair(&self.script.steps, STEPS).is_none();
        if is_default { Tick(32_000) } else { end }
    }
}

impl Config for LeaderConfig {
    fn from_query(query: &str) -> (Self, Vec<Note>) {
        let mut fields = Fields::parse(query);
        let followers = fields.take("followers", 2, |text| parse_count(text, 1, FOLLOWERS_MAX));
        let mut latency = |key: &str, default_us| fields.take(key, Latency::Constant(Tick(default_us)), parse_latency);
        let (lag, way) = (latency("lag", 10_000), latency("lat", 2_000));
        let mut span = |key: &str, default_us, (min, max): (Tick, Tick)| {
            fields.take(key, Typed(Tick(default_us)), |text| parse_span(text, min, max).map(Typed)).0
        };
        let (ping, timeout) = (span("ping", 20_000, SPAN), span("timeout", 30_000, SPAN));
        let service = span("service", 0, SERVICE);
        let mut percent = |key: &str| fields.take(key, Decimal::new(0, 0).unwrap_or_default(), parse_percent);
        let (loss, duplication) = (percent("loss"), percent("dup"));
        let failover = Failover {
            ping,
            timeout,
            majority: take_choice(&mut fields, "majority", true, SWITCH),
            fencing: take_choice(&mut fields, "fencing", true, SWITCH),
            startup: take_standby(&mut fields),
        };
        let config = LeaderConfig {
            followers,
            acks: fields.take("acks", 0, |text| parse_count(text, 0, followers)),
            lag,
            apply: take_choice(&mut fields, "apply", Apply::InOrder, APPLY),
            reads: take_choice(&mut fields, "reads", Reads::Any, READS),
            ask: take_choice(&mut fields, "ask", Routing::Own, ASK),
            has_failover: take_choice(&mut fields, "failover", true, SWITCH),
            failover,
            service,
            latency: way,
            loss,
            duplication,
            script: Script::take(&mut fields, STEPS),
        };
        note_moved(&mut fields);
        (config, fields.finish(&KEYS))
    }

    fn to_query(&self) -> String {
        let mut pairs = Vec::new();
        let mut add = |key, value: String, default: &str| {
            if value != default {
                pairs.push((key, value));
            }
        };
        let Failover { ping, timeout, majority, fencing, startup } = self.failover;
        add("followers", self.followers.to_string(), "2");
        add("acks", self.acks.to_string(), "0");
        add("lag", self.lag.to_string(), "10ms");
        add("apply", choice_word(self.apply, APPLY).to_owned(), "log");
        add("reads", choice_word(self.reads, READS).to_owned(), "any");
        add("ask", choice_word(self.ask, ASK).to_owned(), "own");
        add("failover", choice_word(self.has_failover, SWITCH).to_owned(), "on");
        add("ping", ping.compact(), "20ms");
        add("timeout", timeout.compact(), "30ms");
        add("majority", choice_word(majority, SWITCH).to_owned(), "on");
        add("fencing", choice_word(fencing, SWITCH).to_owned(), "on");
        add("standby", show_standby(&startup), HOT);
        add("service", self.service.compact(), &Tick::ZERO.compact());
        add("lat", self.latency.to_string(), "2ms");
        add("loss", self.loss.to_string(), "0");
        add("dup", self.duplication.to_string(), "0");
        self.script.add_pairs(STEPS, &mut pairs);
        link::write(&pairs)
    }

    fn forget_trace(&mut self) {
        self.script.trace = None;
    }
}

/// A standby that serves at once.
const HOT: &str = "hot";

/// Reads how long a standby takes to start: `hot`, or how long a cold one takes.
///
/// # Errors
/// What was expected.
pub fn parse_standby(text: &str) -> Result<Tick, String> {
    match text.trim() {
        HOT => Ok(Tick::ZERO),
        text => parse_span(text, SPAN.0, SPAN.1),
    }
}

/// How long a standby takes to start, as it is typed.
pub fn show_standby(startup: &Tick) -> String {
    if *startup == Tick::ZERO { HOT.to_owned() } else { startup.compact() }
}

fn take_standby(fields: &mut Fields) -> Tick {
    let text = fields.take_text("standby").filter(|text| text.trim() != HOT);
    let Some(text) = text else { return Tick::ZERO };
    parse_standby(&text).unwrap_or_else(|why| {
        fields.note("standby", format!("{why}; used {HOT} instead"));
        Tick::ZERO
    })
}

/// Says where the replication log has gone, with the link that shows there what this one showed here.
fn note_moved(fields: &mut Fields) {
    let moved = MOVED.map(|key| (key, fields.take_text(key)));
    let there: Vec<_> = moved.into_iter().filter_map(|(key, value)| Some((key, value?))).collect();
    if let Some((key, _)) = there.first() {
        let link = link::write(&there);
        fields
            .note(key, format!("the log has a lab of its own now, with these settings: labs/replication_log/?{link}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::testing;
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    fn check(query: &str, expect: Expect) {
        testing::check::<LeaderConfig>(query, expect);
    }

    #[test]
    fn a_link_says_only_what_differs_from_the_default() {
        check(
            "followers=2&acks=1&lag=10ms&standby=hot&service=0ms&ping=20ms&do=1 crash r0",
            expect![[r#"
                acks=1&do=1+crash+r0
            "#]],
        );
        assert_eq!(LeaderConfig::default().to_query(), "");
    }

    #[test]
    fn bad_values_are_named_with_what_was_used_instead() {
        check(
            "followers=7&acks=3&lag=slow&apply=no&reads=maybe&ask=me&failover=perhaps&ping=0s&timeout=1h&standby=warm&\
             service=5&loss=101&do=1 explode r2;2 read c0 x&log=tree&script=drop;insert author=bob&color=red",
            expect![[r#"
                do=2+read+c0+x
                followers: expected a number from 1 to 5, not `7`; used 2 instead
                lag: expected a latency such as `5ms`, `2ms..8ms` or `exp 5ms`, or one of `lnkd-ssd`, `lnkd-disk`, `ymmr` or `wan`, not `slow`; used 10ms instead
                ping: expected a duration from 1ms to 10s, not `0s`; used 20ms instead
                timeout: expected a duration from 1ms to 10s, not `1h`; used 30ms instead
                service: expected a duration with its unit, such as `8h45m` or `1.5h`, not `5`; used 0s instead
                loss: expected a percentage from 0 to 100, such as 99.9, not `101`; used 0 instead
                standby: expected a duration with its unit, such as `8h45m` or `1.5h`, not `warm`; used hot instead
                acks: expected a number from 0 to 2, not `3`; used 0 instead
                apply: expected log, key, not `no`; used log instead
                reads: expected any, leader, own, wait, not `maybe`; used any instead
                ask: expected own, stay, turn, not `me`; used own instead
                failover: expected off, on, not `perhaps`; used on instead
                do: step 1, `1 explode r2`: expected a deed such as `crash r2`, not `explode`; there are crash, restart, slow, skew, partition, heal, hold, release, drop, duplicate, read, write, add, withdraw, increment
                log: the log has a lab of its own now, with these settings: labs/replication_log/?log=tree&script=drop;insert+author=bob
                color: this page has no such setting and ignored it; it knows followers, acks, lag, apply, reads, ask, failover, ping, timeout, majority, fencing, standby, service, lat, loss, dup, seed, do, at, trace"#]],
        );
    }

    #[test]
    fn fewer_followers_take_the_acknowledgements_along() {
        let config = LeaderConfig { followers: 4, acks: 4, ..LeaderConfig::default() }.with_followers(2);
        assert_eq!((config.followers, config.acks), (2, 2));
    }

    proptest! {
        #[test]
        fn any_query_gives_a_configuration_that_survives_its_link(
            query in "((followers|acks|lag|apply|reads|ask|failover|ping|timeout|majority|fencing|standby|service|lat|loss|dup|seed|do|at|trace)=[a-z0-9 .;=-]{0,12}&?){0,8}"
        ) {
            testing::survives_its_link::<LeaderConfig>(&query)?;
        }
    }
}
