//! Scenarios by chance: a protocol, a network and any steps of the notation.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// A scenario in parts, so that a test may put in its own.
#[derive(Clone, Debug)]
pub struct Chance {
    /// The line of the protocol.
    pub protocol: String,
    /// The words of the network's line.
    pub network: String,
    /// Steps in the order of the lines.
    pub steps: Vec<String>,
}

/// How faulty steps may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Clients ask, and messages wait.
    Harmless,
    /// All that the notation has.
    Any,
}

impl Chance {
    /// The scenario's text.
    pub fn text(&self) -> String {
        format!("{}\nnetwork {}\n{}", self.protocol, self.network, self.steps.join("\n"))
    }
}

/// Any protocol on a network that may lose and copy, with any steps.
pub fn any() -> impl Strategy<Value = Chance> {
    let protocol = prop_oneof![consensus(), leaderless(), multi_leader(), single_leader()];
    chances(protocol.boxed(), network().boxed(), Kind::Any)
}

/// A scenario of these parts.
pub fn chances(
    protocol: BoxedStrategy<String>,
    network: BoxedStrategy<String>,
    kind: Kind,
) -> impl Strategy<Value = Chance> {
    let steps = vec(step(kind), 0..24);
    (protocol, network, steps).prop_map(|(protocol, network, steps)| Chance { protocol, network, steps })
}

pub fn consensus() -> BoxedStrategy<String> {
    let parts = (1u8..=5, select(&[5, 20, 100][..]), select(&[0, 2, 10][..]), 1u8..9);
    parts
        .prop_map(|(n, timeout, pause, tries)| format!("consensus n={n} timeout={timeout} pause={pause} tries={tries}"))
        .boxed()
}

pub fn leaderless() -> BoxedStrategy<String> {
    let words = |words: &'static [&'static str]| select(words);
    let quorums = (1u8..=5).prop_flat_map(|n| (Just(n), 1..=n, 1..=n, 0u8..=2));
    let options = (
        words(&["off", "async", "write-back"]),
        words(&["lww", "siblings", "merge"]),
        words(&["off", "on"]),
        words(&["0", "10", "40"]),
    );
    let join = |((n, r, w, spares), (repair, conflicts, hints, sync))| {
        format!(
            "leaderless n={n} r={r} w={w} spares={spares} repair={repair} conflicts={conflicts} hints={hints} \
             sync={sync} timeout=20 hint-after=8"
        )
    };
    (quorums, options).prop_map(join).boxed()
}

pub fn multi_leader() -> BoxedStrategy<String> {
    let words = |words: &'static [&'static str]| select(words);
    let parts = (
        2u8..=3,
        0u8..=1,
        words(&["all-to-all", "ring", "star"]),
        words(&["lww", "siblings", "merge"]),
        words(&["20", "60"]),
    );
    let join = |(sites, followers, topology, conflicts, retry)| {
        format!(
            "multi-leader sites={sites} followers={followers} topology={topology} conflicts={conflicts} retry={retry}"
        )
    };
    parts.prop_map(join).boxed()
}

pub fn single_leader() -> BoxedStrategy<String> {
    let words = |words: &'static [&'static str]| select(words);
    let log = (
        (2u8..=5).prop_flat_map(|n| (Just(n), 0..n)),
        words(&["0ms", "10ms", "1ms..30ms"]),
        words(&["in-order", "per-key"]),
        words(&["any", "leader", "own-from-leader", "wait-for-version"]),
        words(&["0", "2"]),
    );
    let failover = (words(&["off", "on"]), words(&["off", "on"]), words(&["off", "on"]), words(&["0", "15"]));
    let join = |(((n, acks), lag, apply, reads, service), (failover, majority, fencing, startup))| {
        format!(
            "single-leader n={n} acks={acks} lag={lag} apply={apply} reads={reads} service={service} retry=10 \
             failover={failover} ping=7 timeout=20 majority={majority} fencing={fencing} startup={startup}"
        )
    };
    (log, failover).prop_map(join).boxed()
}

/// A network that may lose and copy messages.
pub fn network() -> BoxedStrategy<String> {
    let faults = (select(&[0u8, 10, 50][..]), select(&[0u8, 20, 100][..]));
    (calm(), faults).prop_map(|(calm, (loss, dup))| format!("{calm} loss={loss}% dup={dup}%")).boxed()
}

/// One that does not.
pub fn calm() -> BoxedStrategy<String> {
    let latency = select(&["0ms", "1ms", "2ms..8ms", "lnkd-ssd", "wan"][..]);
    let times = (select(&[3, 30, 200][..]), select(&[0, 60][..]), select(&[0, 12][..]));
    let parts = (latency, select(&["on", "off"][..]), 0u64..1000, times);
    let join = |(latency, fifo, seed, (patience, settle, between))| {
        format!(
            "latency={latency} fifo={fifo} seed={seed} clients=3 patience={patience} settle={settle} between={between}"
        )
    };
    parts.prop_map(join).boxed()
}

/// A step in the first 80 ms, for up to five replicas, three clients and two keys.
pub fn step(kind: Kind) -> BoxedStrategy<String> {
    let deed = match kind {
        Kind::Harmless => prop_oneof![3 => ask(), 2 => wait()].boxed(),
        Kind::Any => prop_oneof![4 => ask(), 1 => wait(), 4 => fault()].boxed(),
    };
    (0u32..800, deed).prop_map(|(tenths, deed)| format!("{} {deed}", tenths_as_ms(tenths))).boxed()
}

fn tenths_as_ms(tenths: u32) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn ask() -> BoxedStrategy<String> {
    let action = |client, key| {
        prop_oneof![
            Just(format!("read c{client} {key}")),
            Just(format!("write c{client} {key}")),
            Just(format!("write c{client} {key}=60")),
            select(&["milk", "bread", "egg"][..]).prop_map(move |word| format!("add c{client} {key}={word}")),
            (1u32..90).prop_map(move |amount| format!("withdraw c{client} {key}={amount}")),
            (1u32..9).prop_map(move |amount| format!("increment c{client} {key}={amount}")),
        ]
    };
    let target = prop_oneof![Just(String::new()), replica().prop_map(|replica| format!("{replica} "))];
    let ask = (0u8..3, select(&["x", "y"][..])).prop_flat_map(move |(client, key)| action(client, key));
    (ask, target)
        .prop_map(|(ask, target)| {
            let (deed, key) = ask.rsplit_once(' ').expect("a deed and a key");
            format!("{deed} {target}{key}")
        })
        .boxed()
}

/// A client adds to a number.
pub fn increment() -> BoxedStrategy<String> {
    let target = prop_oneof![Just(String::new()), replica().prop_map(|replica| format!("{replica} "))];
    (0u32..800, 0u8..3, target, 1u32..9)
        .prop_map(|(tenths, client, target, amount)| {
            format!("{} increment c{client} {target}x={amount}", tenths_as_ms(tenths))
        })
        .boxed()
}

fn wait() -> BoxedStrategy<String> {
    prop_oneof![
        links().prop_map(|links| format!("hold {links}")),
        message().prop_map(|message| format!("hold {message}")),
        links().prop_map(|links| format!("release {links}")),
        message().prop_map(|message| format!("release {message}")),
        Just("release".to_owned()),
        (replica(), 0u8..30).prop_map(|(replica, by)| format!("slow {replica} {by}")),
        (replica(), -30i8..30).prop_map(|(replica, by)| format!("skew {replica} {by}")),
        message().prop_map(|message| format!("duplicate {message}")),
    ]
    .boxed()
}

/// A fault in the first 80 ms.
pub fn fault_step() -> BoxedStrategy<String> {
    (0u32..800, prop_oneof![wait(), fault()]).prop_map(|(at, deed)| format!("{} {deed}", tenths_as_ms(at))).boxed()
}

fn fault() -> BoxedStrategy<String> {
    prop_oneof![
        replica().prop_map(|replica| format!("crash {replica}")),
        replica().prop_map(|replica| format!("restart {replica}")),
        links().prop_map(|links| format!("partition {links}")),
        links().prop_map(|links| format!("heal {links}")),
        Just("heal".to_owned()),
        message().prop_map(|message| format!("drop {message}")),
    ]
    .boxed()
}

fn replica() -> BoxedStrategy<String> {
    (0u8..5).prop_map(|replica| format!("r{replica}")).boxed()
}

fn message() -> BoxedStrategy<String> {
    (0u32..90).prop_map(|message| format!("m{message}")).boxed()
}

/// Two groups of endpoints, cut both ways or one way.
fn links() -> BoxedStrategy<String> {
    let sides = vec(any_side(), 8).prop_filter_map("both sides have members", |sides| {
        let names = ["r0", "r1", "r2", "r3", "r4", "c0", "c1", "c2"];
        let side = |wanted: u8| {
            let members = names.iter().zip(&sides).filter(|(_, side)| **side == wanted);
            members.map(|(name, _)| *name).collect::<Vec<_>>().join(" ")
        };
        let (left, right) = (side(1), side(2));
        (!left.is_empty() && !right.is_empty()).then_some((left, right))
    });
    (sides, select(&["|", ">"][..])).prop_map(|((left, right), sign)| format!("{left} {sign} {right}")).boxed()
}

/// Neither side, the left or the right.
fn any_side() -> impl Strategy<Value = u8> {
    0u8..3
}
