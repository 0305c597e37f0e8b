//! Scenarios as text, for the tests of the simulator: a line for the protocol, perhaps one for the network, and steps.
//!
//! ```text
//! # A sentence on what happens.
//! leaderless n=3 r=2 w=2 repair=async
//! network latency=2ms..8ms loss=10% seed=7 clients=2
//! 0 crash r2
//! 1 write c0 r0 x=1
//! ```

#![allow(dead_code, reason = "each test file uses its part")]

pub mod chance;
pub mod linear;

use std::fmt::{Debug, Write};
use std::str::FromStr;

use faultline_model::maths::latency::Latency;
use faultline_model::network::Sites;
use faultline_model::protocol::{Holding, Protocol};
use faultline_model::protocols::consensus::Consensus;
use faultline_model::protocols::leaderless::{Conflicts, Leaderless, Repair};
use faultline_model::protocols::multi_leader::{MultiLeader, Topology};
use faultline_model::protocols::single_leader::{Apply, Failover, Reads, SingleLeader};
use faultline_model::step::parse_steps;
use faultline_model::tick::{Tick, parse_duration};
use faultline_model::trace::Told;
use faultline_model::world::{Routing, Run, Setup, TIME_MAX, World, run, run_until};

const CONFLICTS: [Conflicts; 3] = [Conflicts::LastWriteWins, Conflicts::Siblings, Conflicts::Merge];

/// A protocol with its configuration.
#[derive(Clone, Debug)]
pub enum Cluster {
    Consensus(Consensus),
    Leaderless(Leaderless),
    MultiLeader(MultiLeader),
    SingleLeader(SingleLeader),
}

/// What is done with a run, whatever its protocol.
pub trait Ask {
    type Answer;
    fn ask<P: Protocol<Replica: Debug> + 'static>(&self, protocol: &P, setup: &Setup) -> Self::Answer;
}

/// The story of a run and what its replicas hold at the end.
pub struct Story;

/// A run, or its beginning.
#[derive(Clone, Copy, Debug)]
pub enum Part {
    Whole,
    /// Up to and including a time.
    Until(Tick),
    /// The whole, with a rest at a time.
    Resting(Tick),
}

/// What came of a run, whatever its protocol.
pub struct Ran {
    pub told: Box<dyn Told>,
    /// What the replicas look like when printed.
    pub replicas: Vec<String>,
}

/// What is left at the end of a run, whatever its protocol.
pub struct Rest;

/// What came of a run, and what each replica holds and whether it is up.
pub struct Left {
    pub told: Box<dyn Told>,
    pub replicas: Vec<(Vec<Holding>, bool)>,
}

/// Parameters such as `n=3 r=2`; whoever takes one takes it out.
struct Words<'a>(Vec<(&'a str, &'a str)>);

/// Reads a scenario.
pub fn parse(text: &str) -> (Cluster, Setup) {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.starts_with('#')).collect();
    let (first, rest) = lines.split_first().expect("a line for the protocol");
    let mut setup = Setup::default();
    let cluster = parse_cluster(first, &mut setup);
    let steps = match rest.split_first() {
        Some((network, steps)) if network.starts_with("network") => {
            parse_network(network, &mut setup);
            steps
        }
        _ => rest,
    };
    let (steps, bad) = parse_steps(&steps.join("\n"));
    let bad: Vec<String> = bad.iter().map(|bad| format!("{}: {}", bad.text, bad.error)).collect();
    assert!(bad.is_empty(), "{bad:?}");
    setup.steps = steps;
    (cluster, setup)
}

fn parse_cluster(line: &str, setup: &mut Setup) -> Cluster {
    let (name, mut words) = Words::parse(line);
    let timeout = words.time("timeout", 50);
    let cluster = match name {
        "consensus" => {
            setup.n_replicas = words.number("n", 3);
            let retry_pause_max = words.time("pause", 10);
            Cluster::Consensus(Consensus { timeout, retry_pause_max, n_tries_max: words.number("tries", 9) })
        }
        "leaderless" => {
            let mut config = Leaderless::new(words.number("n", 3), words.number("r", 2), words.number("w", 2));
            config.timeout = timeout;
            config.spares = words.number("spares", 0);
            config.repair = words.choice("repair", &[Repair::Off, Repair::Async, Repair::WriteBack]);
            config.conflicts = words.choice("conflicts", &CONFLICTS);
            config.has_hints = words.choice("hints", &[false, true]);
            config.hint_after = words.time("hint-after", 20);
            config.anti_entropy = Some(words.time("sync", 0)).filter(|period| *period > Tick::ZERO);
            setup.n_replicas = config.n_replicas();
            Cluster::Leaderless(config)
        }
        "multi-leader" => Cluster::MultiLeader(parse_multi_leader(&mut words, setup)),
        "single-leader" => {
            let config = parse_single_leader(&mut words, timeout);
            setup.n_replicas = config.n;
            Cluster::SingleLeader(config)
        }
        _ => panic!("no protocol `{name}`"),
    };
    words.end();
    cluster
}

/// The sites are the network's too.
fn parse_multi_leader(words: &mut Words, setup: &mut Setup) -> MultiLeader {
    let mut config = MultiLeader::new(words.number("sites", 2));
    config.followers = words.number("followers", 0);
    config.topology = words.choice("topology", &[Topology::AllToAll, Topology::Ring, Topology::Star]);
    config.conflicts = words.choice("conflicts", &CONFLICTS);
    config.retry = words.time("retry", 50);
    setup.n_replicas = config.n_replicas();
    setup.network.sites = Some(Sites { n: config.sites, size: 1 + config.followers, between: Tick::ZERO });
    config
}

/// `acks=all` means that of every follower; `failover=on` has `ping=`, `timeout=` and the switches of an election.
fn parse_single_leader(words: &mut Words, timeout: Tick) -> SingleLeader {
    let n = words.number("n", 3);
    let acks = words.take("acks").unwrap_or("0");
    let failover = Failover {
        ping: words.time("ping", 10),
        timeout,
        majority: words.choice("majority", &[true, false]),
        fencing: words.choice("fencing", &[true, false]),
        startup: words.time("startup", 0),
    };
    SingleLeader {
        n,
        acks: if acks == "all" { n - 1 } else { acks.parse().expect("acks") },
        lag: words.take("lag").map_or(Latency::Constant(Tick::ZERO), |text| text.parse().expect("a lag")),
        apply: words.choice("apply", &[Apply::InOrder, Apply::PerKey]),
        reads: words.choice("reads", &[Reads::Any, Reads::Leader, Reads::OwnFromLeader, Reads::WaitForVersion]),
        failover: words.choice("failover", &[false, true]).then_some(failover),
        service: words.time("service", 0),
        retry: words.time("retry", 20),
    }
}

fn parse_network(line: &str, setup: &mut Setup) {
    let (_, mut words) = Words::parse(line);
    setup.seed = words.number("seed", setup.seed);
    setup.n_clients = words.number("clients", setup.n_clients);
    setup.patience = words.time("patience", setup.patience.0 / 1000);
    setup.settle = words.time("settle", 0);
    setup.n_events_max = words.number("events", setup.n_events_max);
    setup.routing = words.choice("routing", &[Routing::Own, Routing::Sticky, Routing::Rotate]);
    let network = &mut setup.network;
    network.latency = words.take("latency").map_or(network.latency, |text| text.parse().expect("a latency"));
    network.client_delay = words.take("client").map_or(network.client_delay, |text| parse_duration(text).expect(text));
    network.loss_ppm = words.number::<u32>("loss", 0) * 10_000;
    network.duplication_ppm = words.number::<u32>("dup", 0) * 10_000;
    network.is_fifo = words.choice("fifo", &[false, true]);
    if let Some(n) = words.take("sites").map(|text| text.parse::<u8>().expect("a number of sites")) {
        network.sites = Some(Sites { n, size: setup.n_replicas.div_ceil(n), between: Tick::ZERO });
    }
    let between = words.time("between", 0);
    network.sites = network.sites.map(|sites| Sites { between, ..sites });
    words.end();
}

impl<'a> Words<'a> {
    fn parse(line: &'a str) -> (&'a str, Words<'a>) {
        let (name, rest) = line.split_once(' ').unwrap_or((line, ""));
        let pairs = rest.split_whitespace().map(|word| word.split_once('=').expect(word));
        (name, Words(pairs.collect()))
    }

    fn take(&mut self, name: &str) -> Option<&'a str> {
        let at = self.0.iter().position(|(known, _)| *known == name)?;
        Some(self.0.remove(at).1)
    }

    /// A number, perhaps with `%` behind it.
    fn number<T: FromStr<Err: Debug>>(&mut self, name: &str, otherwise: T) -> T {
        self.take(name).map_or(otherwise, |text| text.trim_end_matches('%').parse().expect(name))
    }

    /// Milliseconds, or a duration with its unit.
    fn time(&mut self, name: &str, otherwise_ms: u64) -> Tick {
        let text = self.take(name).map_or(otherwise_ms.to_string(), str::to_owned);
        let is_bare = text.ends_with(|c: char| c.is_ascii_digit());
        parse_duration(&if is_bare { format!("{text}ms") } else { text }).expect(name)
    }

    /// One of several, by its name in the code (`write-back` for `WriteBack`), `on` or `off`; the first if left out.
    fn choice<T: Debug + Copy>(&mut self, name: &str, all: &[T]) -> T {
        let Some(text) = self.take(name) else { return all[0] };
        let wanted = match text {
            "on" => "true".to_owned(),
            "lww" => "lastwritewins".to_owned(),
            _ => text.replace('-', ""),
        };
        let is_wanted = |one: &&T| {
            let known = format!("{one:?}").to_lowercase();
            known == wanted || text == "off" && known == "false"
        };
        *all.iter().find(is_wanted).unwrap_or_else(|| panic!("{name} is one of {all:?}, not `{text}`"))
    }

    fn end(self) {
        assert!(self.0.is_empty(), "not understood: {:?}", self.0);
    }
}

impl Cluster {
    pub fn ask<A: Ask>(&self, setup: &Setup, ask: &A) -> A::Answer {
        match self {
            Cluster::Consensus(protocol) => ask.ask(protocol, setup),
            Cluster::Leaderless(protocol) => ask.ask(protocol, setup),
            Cluster::MultiLeader(protocol) => ask.ask(protocol, setup),
            Cluster::SingleLeader(protocol) => ask.ask(protocol, setup),
        }
    }
}

impl Ask for Story {
    type Answer = String;

    fn ask<P: Protocol<Replica: Debug> + 'static>(&self, protocol: &P, setup: &Setup) -> String {
        let run = run(protocol, setup);
        format!("{}\n{}", run.trace.story(), holdings(protocol, &run))
    }
}

impl Ask for Part {
    type Answer = Ran;

    fn ask<P: Protocol<Replica: Debug> + 'static>(&self, protocol: &P, setup: &Setup) -> Ran {
        let run = match *self {
            Part::Whole => run(protocol, setup),
            Part::Until(until) => run_until(protocol, setup, until),
            Part::Resting(at) => {
                let mut world = World::new(protocol, setup);
                world.advance(at);
                world.advance(TIME_MAX);
                world.finish()
            }
        };
        let replicas = run.replicas.iter().map(|replica| format!("{replica:?}")).collect();
        Ran { told: Box::new(run.trace), replicas }
    }
}

impl Ask for Rest {
    type Answer = Left;

    fn ask<P: Protocol<Replica: Debug> + 'static>(&self, protocol: &P, setup: &Setup) -> Left {
        let run = run(protocol, setup);
        let replicas = run.replicas.iter().map(|(replica, is_up)| (protocol.holdings(replica), *is_up)).collect();
        Left { told: Box::new(run.trace), replicas }
    }
}

/// What each replica holds, a line each.
pub fn holdings<P: Protocol>(protocol: &P, run: &Run<P>) -> String {
    let mut text = String::new();
    for (id, (replica, is_up)) in run.replicas.iter().enumerate() {
        let _ = write!(text, "r{id} {}", if *is_up { "holds" } else { "is down and holds" });
        let held = protocol.holdings(replica);
        for (i, holding) in held.iter().enumerate() {
            let comma = if i == 0 { "" } else { "," };
            let _ = write!(text, "{comma} {}={} ({})", holding.key, holding.value, holding.about);
        }
        let _ = writeln!(text, "{}", if held.is_empty() { " nothing" } else { "" });
    }
    text
}
