//! The promises: scenarios with the results that they give on every machine, natively and in WebAssembly, for ever.
//!
//! The same tables are checked by `tests/determinism.rs` natively and by the app's test in a browser. A line that has
//! to change breaks every link that was shared with such a scenario: [`VERSION`] changes with it, and [`CHANGES`] says
//! what a visitor who opens such a link is to know.

use std::rc::Rc;

use crate::diagram::Diagram;
use crate::job;
use crate::maths::availability::{CommonCause, evaluate};
use crate::maths::latency::Latency;
use crate::maths::outages::{Settings, simulate};
use crate::maths::placement::Sampling;
use crate::network::{NetworkSetup, Sites};
use crate::placement::access::{Access, traffic};
use crate::placement::dataset::{DataKind, Dataset, generate};
use crate::placement::load::{Bytes, Data, loads};
use crate::placement::overload::{self, Decider, Order, Overload, Trouble};
use crate::placement::ring::equal_nodes;
use crate::placement::routing::{self, OnWrongNode, Route, Routing};
use crate::placement::salt::{Salting, Side, salt};
use crate::placement::strategy::placer;
use crate::placement::touch::{Request, touch};
use crate::placement::{self, rebalance};
use crate::prng::{Fnv1a, short_name};
use crate::protocols::consensus::Consensus;
use crate::protocols::leaderless::{Conflicts, Leaderless, Repair};
use crate::protocols::multi_leader::{MultiLeader, Topology};
use crate::protocols::single_leader::{Apply, Failover, Reads, SingleLeader};
use crate::step::parse_steps;
use crate::tick::Tick;
use crate::trace::Told;
use crate::world::{Setup, run};

/// The version of the model. It rises with every change that gives a scenario another run, and never else: links carry
/// it, and `tests/links/` holds links of each with what they came to.
pub const VERSION: u32 = 1;

/// What is otherwise in the runs of a version than in those of the one before, oldest first, each as the end of a
/// sentence that begins with "since version 2": "since version 2 a crash also loses what was not yet synced".
pub const CHANGES: &[(u32, &str)] = &[];

/// A diagram, a seed, and the fingerprint text of its simulation with [`Settings::new`].
pub const SCENARIOS: &[(&str, u64, &str)] = &[
    ("app 99.9%", 1, "64j43n0"),
    ("app 99.9%", u64::MAX, "2w0s3jx"),
    ("lb 99.99% > 2 of 3 app 99.9% > (db1 99.95% | db2 99.95%)", 7, "3bxza1x"),
    ("a 2.5 nines mttr 30m | b down 3d/month | c mtbf 1000h mttr 4h", 42, "5pf4m05"),
    ("größe 95% > (名前 90% | größe)", 3, "p2r3k0z"),
    ("2 of 3 (x 97% > 1 of 2 y 80%) > 2 of (p 90% | q 85% | r 80% > p)", 20260, "53s19kw"),
    ("a 0% | b 100% | c 18 nines", 5, "rnw0tbv"),
    ("a 0.001 nines > b 17.999 nines", 6, "kyqapv5"),
    (LARGE, 64, "482cw4s"),
];

/// A diagram, β in whole per cent, and the bits of the system's unavailability.
pub const EVALUATIONS: &[(&str, u32, u64)] = &[
    ("lb 99.99% > 2 of 3 app 99.9% > (db1 99.95% | db2 99.95%)", 0, 0x3f1b10d58a659eb3),
    ("lb 99.99% > 2 of 3 app 99.9% > (db1 99.95% | db2 99.9%)", 5, 0x3f28b50f6cd555e0),
    ("a 2.5 nines mttr 30m | b down 3d/month | c mtbf 1000h mttr 4h", 2, 0x3f2c546d2cc071b6),
    ("2 of 3 (x 97% > 1 of 2 y 80%) > 2 of (p 90% | q 85% | r 80% > p)", 10, 0x3fc3b37fe0f773c3),
    ("a 0.001 nines > b 17.999 nines", 0, 0x3fefed28af2ab826),
    ("32 of 64 a 99%", 1, 0x3f1a36e2eb1c432d),
    (LARGE, 0, 0x3f3b5d2eb1bfbc87),
    (LARGE, 5, 0x3f660908d8305d2e),
];

/// A diagram with [`crate::diagram::COMPONENTS_MAX`] instances, some of them standing at several places: for benches
/// and limits.
pub const LARGE: &str = "dns 99.99% > (lb1 99.95% | lb2 99.95%) > 3 of 5 (web 99.5% > cache 99%) > 2 of 3 auth 99.9% > \
    (pay1 99.9% > dns | pay2 99.5% > lb1) > 2 of (q1 99.9% | q2 99.9% | q3 99.9% | q4 99.9%) > \
    4 of 6 (app 99.9% > agent 99.8% mttr 30m) > (db1 99.95% > disk1 99.9% | db2 99.95% > disk2 99.9% | db3 3 nines > disk1) > \
    8 of 15 worker 98% > 2 of 3 (index 99.9% > store mtbf 1000h mttr 4h) > 2 of 2 mail 99.99% > (cdn1 99.9% | cdn2 99.9% | dns)";

/// A protocol of [`run_fingerprint`], a latency, and the fingerprint of the run of [`STEPS`]; with several leaders, of
/// [`INCREMENTS`] too.
pub const RUNS: &[(&str, &str, &str)] = &[
    ("consensus", "3ms", "47d48xp"),
    ("consensus", "2ms..8ms", "fhxpgcg"),
    ("consensus", "exp 5ms", "mc17xdp"),
    ("consensus", "lnkd-disk", "m9w9cad"),
    ("last-write-wins", "2ms..8ms", "cqb8xvw"),
    ("last-write-wins", "lnkd-ssd", "1c147ay"),
    ("last-write-wins", "ymmr", "cmnnw4w"),
    ("siblings", "exp 5ms", "pxynb1r"),
    ("siblings", "wan", "hxzpyyh"),
    ("all-to-all", "2ms..8ms", "y8f3ch5"),
    ("all-to-all", "wan", "hs13b3s"),
    ("ring", "exp 5ms", "3k8m9hp"),
    ("star", "lnkd-ssd", "xa09n2a"),
    ("star", "ymmr", "5dn53w3"),
    ("single-leader", "2ms..8ms", "0sjbfwc"),
    ("single-leader", "wan", "swjeetv"),
    ("split-brain", "exp 5ms", "8n8yjgw"),
    ("split-brain", "lnkd-ssd", "qe8tbfd"),
];

/// What goes on over time while shards move: a name of [`over_time_fingerprint`], a seed, and the run's fingerprint.
pub const OVER_TIME: &[(&str, u64, &str)] = &[
    ("cluster hot", 1, "khj0xnk"),
    ("cluster surge", 2, "e558syz"),
    ("cluster crash", 3, "53ysvcj"),
    ("human hot", 1, "wasedwg"),
    ("human surge", 2, "1wd0wy5"),
    ("human crash", 3, "2k9enjj"),
    ("any node", 1, "rcjzmqp"),
    ("tier", 2, "wsjewrp"),
    ("client", 3, "sd54t4t"),
];

/// A scheme of placement, changes, and the fingerprints of what they move and of a sample; see [`plan_fingerprint`].
pub const PLANS: &[(&str, &str, &str)] = &[
    ("mod", "add; remove n2; grow 1.5", "g6ysd07 mknc36t"),
    ("fixed 1000", "add 3 weight 2; fail n0; remove n1", "5z60cpx jegmdzn"),
    ("dynamic 2", "grow 10; add 2; fail n3; shrink 10", "4jqykkf 3wv0mrp"),
    ("per-node 16", "add 7; fail n1; add weight 3", "44rk047 v6na5fr"),
    ("ring 100", "add 3 weight 2; fail n0; grow 2; remove n4", "hk641z1 n9va72f"),
    ("ring 1", "add; add; remove n0", "p7k5k3q a117e11"),
    ("rendezvous", "add 3 weight 2; fail n0; shrink 2", "k8bfhmg gyzzrff"),
    ("jump", "add 3 weight 2; remove n12", "sshf9jz n02d7rx"),
];

/// Kinds of keys, the requests for them, and the fingerprint of where they lie; see [`placed_fingerprint`].
pub const PLACED: &[(DataKind, Access, &str)] = &[
    (DataKind::Users, Access::Zipf { exponent_hundredths: 107 }, "cxk0akb"),
    (DataKind::Names, Access::Zipf { exponent_hundredths: 64 }, "cryqzg7"),
    (DataKind::Names, Access::Uniform, "1npsdef"),
    (DataKind::Posts, Access::Celebrity { percent: 30 }, "0cq1f84"),
    (DataKind::Posts, Access::Zipf { exponent_hundredths: 250 }, "1mhzcf8"),
    (DataKind::Sensors, Access::Celebrity { percent: 99 }, "zksa082"),
];

/// Everything that steps can do, for five replicas or more and three clients.
pub const STEPS: &str = "0..1990/10 write c0 x;3..1993/10 read c1 x;5..1995/10 add c2 cart=milk;7..507/50 add c0 cart=egg;\
    0 write c1 money=500;9..909/100 withdraw c2 money=60;100 slow r1 30;300 slow r1 0;0 skew r2 -40;400 crash r3;\
    500 restart r3;600 partition r0 c0 | r1 r2 c1 c2;700 heal;800 partition r1 > r0;900 heal;950 hold r0 > r2;\
    990 release;1000 hold m900;1100 release m900;1200 drop m1500;1200.5..1210.5/1 duplicate m1510";

/// What is asked of several leaders besides: counts, which they may merge.
pub const INCREMENTS: &str = "4..1984/20 increment c0 likes=1;14..1994/20 increment c1 likes=2";

/// What the simulation of a scenario gives here: its fingerprint text, or the fault.
pub fn fingerprint(diagram: &str, seed: u64) -> Result<String, String> {
    let diagram: Diagram = diagram.parse().map_err(text)?;
    simulate(&diagram, &Settings::new(seed)).map(|run| run.fingerprint_text()).map_err(text)
}

/// What the evaluation of a diagram gives here: the bits of the system's unavailability, or the fault.
pub fn down_bits(diagram: &str, beta_percent: u32) -> Result<u64, String> {
    let diagram: Diagram = diagram.parse().map_err(text)?;
    let common_cause = CommonCause::new(beta_percent.into()).map_err(text)?;
    evaluate(&diagram, common_cause).map(|result| result.system.down.to_bits()).map_err(text)
}

/// What a run of [`STEPS`] gives here: its fingerprint, or the fault.
pub fn run_fingerprint(protocol: &str, latency: &str) -> Result<String, String> {
    let latency: Latency = latency.parse().map_err(text)?;
    let (steps, bad) = parse_steps(STEPS);
    if let Some(bad) = bad.first() {
        return Err(text(&bad.error));
    }
    let network = NetworkSetup { latency, loss_ppm: 20_000, duplication_ppm: 20_000, ..NetworkSetup::default() };
    let settle = Tick(200_000);
    let setup = Setup {
        seed: 3,
        n_replicas: 5,
        n_clients: 3,
        network,
        settle,
        n_events_max: 200_000,
        steps,
        ..Setup::default()
    };
    let timeout = Tick(50_000);
    let leaderless = Leaderless { spares: 2, has_hints: true, anti_entropy: Some(timeout), ..Leaderless::new(3, 2, 2) };
    Ok(match protocol {
        "consensus" => {
            run(&Consensus { timeout, retry_pause_max: Tick(9_000), n_tries_max: 9 }, &setup).trace.fingerprint()
        }
        "last-write-wins" => run(&Leaderless { repair: Repair::Async, ..leaderless }, &setup).trace.fingerprint(),
        "siblings" => {
            let (repair, conflicts) = (Repair::WriteBack, Conflicts::Siblings);
            run(&Leaderless { repair, conflicts, ..leaderless }, &setup).trace.fingerprint()
        }
        "all-to-all" => several_leaders(Topology::AllToAll, Conflicts::LastWriteWins, setup),
        "ring" => several_leaders(Topology::Ring, Conflicts::Siblings, setup),
        "star" => several_leaders(Topology::Star, Conflicts::Merge, setup),
        "single-leader" => run(&single_leader(true), &setup).trace.fingerprint(),
        "split-brain" => run(&single_leader(false), &setup).trace.fingerprint(),
        _ => return Err(format!("no protocol `{protocol}`")),
    })
}

/// What changes of ten nodes with 20,000 keys give here, and a sample of the first change: their fingerprints, or the
/// fault. One of the nodes has four times the weight of the others.
pub fn plan_fingerprint(scheme: &str, changes: &str) -> Result<String, String> {
    let mut nodes = equal_nodes(10);
    nodes[5].weight = 4;
    let scheme = scheme.parse().map_err(text)?;
    let changes = rebalance::parse_changes(changes).map_err(text)?;
    let setup = rebalance::Setup { scheme, nodes, changes, n_keys: 20_000, seed: 5, ..rebalance::Setup::default() };
    let outcome = job::run(rebalance::plan(&setup).map_err(text)?);
    let sampled = job::run(Sampling::new(&rebalance::Setup { n_keys: 2_000, ..setup }, 3).map_err(text)?);
    Ok(format!("{} {}", outcome.fingerprint(), sampled.fingerprint()))
}

/// What placing 20,000 keys on 64 shards gives here, with the hottest three names salted and a request for the next
/// hundred keys: the fingerprint of keys, requests, loads of all five strategies, and what is touched.
pub fn placed_fingerprint(kind: DataKind, access: Access) -> String {
    let keys = Rc::new(job::run(generate(Dataset { kind, n: 20_000, seed: 5 })));
    let traffic = Rc::new(job::run(traffic(access, Some(kind), keys.clone(), 5)));
    let placer = Rc::new(placer(&keys, Some(kind), 64, 5));
    let bytes = Bytes::Each(kind.record_bytes());
    let data = Data { kind: Some(kind), keys: keys.clone(), traffic: traffic.clone(), bytes };
    let loads = job::run(loads(&data, placer.clone()));
    let salting = Salting { n_hot: 3, m: 10, side: Side::Behind };
    let salted = job::run(salt(&data, placer.clone(), salting, loads.clone()));
    let next = Request::Next(keys.get(10_000).to_vec(), 100);

    let mut hash = Fnv1a::default();
    keys.iter().for_each(|key| hash.word(placement::hash::of(key)));
    traffic.reads.iter().chain(&traffic.writes).for_each(|&n| hash.word(n.into()));
    for load in loads.iter().chain(&salted.loads).flat_map(|loads| &loads.shards) {
        [load.keys, load.bytes, load.reads, load.writes].into_iter().for_each(|number| hash.word(number));
    }
    for touched in job::run(touch(next, keys, placer)) {
        touched.read.iter().chain([&touched.asked.start, &touched.asked.end]).for_each(|&n| hash.word(n.into()));
    }
    short_name(hash.mixed())
}

/// What a run over time gives here: its fingerprint, or the fault.
pub fn over_time_fingerprint(name: &str, seed: u64) -> Result<String, String> {
    let human = Overload { decider: Decider::Human, after_min: 3, order: Order::AddNode, seed, ..Overload::DEFAULT };
    let cluster = Overload { seed, ..Overload::DEFAULT };
    let overload = |settings: Overload, trouble| Ok(overload::run(&Overload { trouble, ..settings }).fingerprint());
    let route = |route, on_wrong_node| {
        Ok(routing::run(&Routing { route, on_wrong_node, seed, ..Routing::DEFAULT }).fingerprint())
    };
    match name {
        "cluster hot" => overload(cluster, Trouble::Hot),
        "cluster surge" => overload(cluster, Trouble::Surge),
        "cluster crash" => overload(cluster, Trouble::Crash),
        "human hot" => overload(human, Trouble::Hot),
        "human surge" => overload(human, Trouble::Surge),
        "human crash" => overload(human, Trouble::Crash),
        "any node" => route(Route::AnyNode, OnWrongNode::Forward),
        "tier" => route(Route::Tier, OnWrongNode::Redirect),
        "client" => route(Route::Client, OnWrongNode::Error),
        _ => Err(format!("no run `{name}`")),
    }
}

/// The fingerprint with a leader and a follower at each of three sites.
fn several_leaders(topology: Topology, conflicts: Conflicts, mut setup: Setup) -> String {
    let protocol = MultiLeader { followers: 1, topology, conflicts, retry: Tick(50_000), ..MultiLeader::new(3) };
    setup.n_replicas = protocol.n_replicas();
    setup.network.sites = Some(Sites { n: 3, size: 2, between: Tick(20_000) });
    setup.steps.extend(parse_steps(INCREMENTS).0);
    run(&protocol, &setup).trace.fingerprint()
}

/// A leader of five that is soon overloaded, so that the others choose one after the other.
fn single_leader(is_safe: bool) -> SingleLeader {
    let failover = Failover {
        ping: Tick(10_000),
        timeout: Tick(40_000),
        majority: is_safe,
        fencing: is_safe,
        startup: Tick(if is_safe { 0 } else { 15_000 }),
    };
    SingleLeader {
        acks: if is_safe { 2 } else { 0 },
        lag: Latency::Exponential { mean: Tick(5_000) },
        apply: if is_safe { Apply::InOrder } else { Apply::PerKey },
        reads: if is_safe { Reads::WaitForVersion } else { Reads::OwnFromLeader },
        failover: Some(failover),
        service: Tick(4_000),
        ..SingleLeader::new(5)
    }
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}
