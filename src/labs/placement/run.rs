//! The run of a configuration: the keys, their requests, the shards that each strategy puts them on, and what that
//! comes to for the nodes.
//!
//! Keys and requests are made once and kept while other settings change: of a million keys they take longest. Which
//! nodes have the shards is reckoned last, from the shards alone, so that the number of nodes moves at once.

use std::cell::RefCell;
use std::rc::Rc;

use faultline_model::job::{self, Job};
use faultline_model::placement::access::{Access, Sharing, Traffic, first_part, traffic};
use faultline_model::placement::calendar::DAY_S;
use faultline_model::placement::dataset::{DataKind, Dataset, Generation, generate, poster};
use faultline_model::placement::keys::Keys;
use faultline_model::placement::load::{Bytes, Data, NodeLoad, Placing, ShardLoads, loads};
use faultline_model::placement::own;
use faultline_model::placement::salt::{HotName, SaltJob, Salting, salt};
use faultline_model::placement::sizing;
use faultline_model::placement::strategy::{Nodes, Placer, Strategy, placer};
use faultline_model::placement::touch::{Request, Touched, Touching, touch};
use faultline_model::prng::{Fnv1a, short_name};

use super::config::{PlacementConfig, Sizes};
use super::own::{self as kept, Own};
use super::picture::CELLS;

/// From how many keys those that are drawn are picked, by their order.
const PICKED: usize = 2_000;

/// What a node carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Bytes of its records.
    Data,
    /// Reads that it is asked for.
    Reads,
    /// Writes that it is asked for.
    Writes,
}

/// A request whose way is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// For one key.
    Point,
    /// For the next [`N_NEXT`] keys.
    Next,
    /// For what belongs together: a user's posts of a week, an hour's readings.
    Group,
}

/// How many keys [`Asked::Next`] asks for.
pub const N_NEXT: u16 = 100;

/// Keys on shards, as far as it does not depend on the nodes.
pub struct Placed {
    pub data: Data,
    pub placer: Rc<Placer>,
    /// With the hottest names salted, if any are; in the order of [`Strategy::ALL`].
    pub loads: Vec<ShardLoads>,
    /// Without salt; empty where nothing is salted.
    pub unsalted: Vec<ShardLoads>,
    /// The names that are salted, the hottest first.
    pub hot: Vec<HotName>,
    /// What requests touch, by [`Asked`] and in the order of [`Strategy::ALL`].
    pub touched: Vec<(Asked, Vec<Touched>)>,
    /// Those that are drawn: places among the keys, in key order.
    pub drawn: Vec<u32>,
}

/// What a strategy comes to.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    pub strategy: Strategy,
    /// The node of each key that is drawn.
    pub cells: Vec<u16>,
    pub nodes: Vec<NodeLoad>,
}

/// What the strategies come to on the nodes.
pub struct Run {
    pub placed: Rc<Placed>,
    pub nodes: Nodes,
    /// What each node has to carry by its weight, in thousandths of an equal share.
    pub fair: Vec<u32>,
    /// The first and the last key that are drawn.
    pub ends: (String, String),
    /// The longest bar, in thousandths of an equal share.
    pub most: u32,
    pub outcomes: Vec<Outcome>,
    /// The same without salt, where anything is salted.
    pub unsalted: Option<Vec<Outcome>>,
}

impl Asked {
    /// All of them, in the order in which they are looked at.
    pub const ALL: [Asked; 3] = [Asked::Point, Asked::Next, Asked::Group];
}

impl Measure {
    /// All of them.
    pub const ALL: [Measure; 3] = [Measure::Data, Measure::Reads, Measure::Writes];

    /// Of a node.
    pub fn of(self, load: &NodeLoad) -> u64 {
        match self {
            Measure::Data => load.own.bytes,
            Measure::Reads => load.reads_asked,
            Measure::Writes => load.writes_asked,
        }
    }
}

impl Run {
    /// The whole run at once.
    pub fn of(config: &PlacementConfig) -> Run {
        Run::on(config, Rc::new(job::run(placing(config))))
    }

    /// What comes of shards on the nodes of a configuration.
    pub fn on(config: &PlacementConfig, placed: Rc<Placed>) -> Run {
        let nodes = config.nodes();
        let equal = |weight: &u16| u64::from(*weight) * nodes.n() as u64 * 1_000 / nodes.weight();
        let fair = nodes.weights().iter().map(|weight| equal(weight) as u32).collect();
        let end = |at: Option<&u32>| at.map(|at| kept::shown(placed.data.keys.get(*at as usize))).unwrap_or_default();
        let ends = (end(placed.drawn.first()), end(placed.drawn.last()));
        let all = |loads: &[ShardLoads]| loads.iter().map(|loads| Outcome::of(&placed, loads, &nodes)).collect();
        let (outcomes, unsalted) = (all(&placed.loads), (!placed.unsalted.is_empty()).then(|| all(&placed.unsalted)));
        let mut run = Run { placed: placed.clone(), nodes, fair, ends, most: 0, outcomes, unsalted };
        for outcome in &run.outcomes {
            for measure in Measure::ALL {
                run.most = run.shares(outcome, measure).into_iter().fold(run.most, u32::max);
            }
        }
        run
    }

    /// The outcome of a strategy.
    pub fn outcome(&self, strategy: Strategy) -> &Outcome {
        let at = Strategy::ALL.iter().position(|it| *it == strategy).unwrap_or_default();
        &self.outcomes[at]
    }

    /// How much there is of a measure, if nobody is asked in vain and no read has to ask several sub-keys.
    pub fn total(&self, measure: Measure) -> u64 {
        let placed = &self.placed;
        let total = placed.unsalted.first().unwrap_or(&placed.loads[0]).total();
        match measure {
            Measure::Data => total.bytes,
            Measure::Reads => total.reads,
            Measure::Writes => total.writes,
        }
    }

    /// What each node carries, in thousandths of an equal share.
    pub fn shares(&self, outcome: &Outcome, measure: Measure) -> Vec<u32> {
        let (n, total) = (self.nodes.n() as u128, u128::from(self.total(measure).max(1)));
        let share = |node: &NodeLoad| (u128::from(measure.of(node)) * n * 1_000 / total) as u32;
        outcome.nodes.iter().map(share).collect()
    }

    /// The share of a node as a multiple of its own fair share, in thousandths.
    pub fn times_fair(&self, share: u32, node: usize) -> u32 {
        (u64::from(share) * 1_000 / u64::from(self.fair[node].max(1))) as u32
    }

    /// What a request touches.
    pub fn touched(&self, outcome: &Outcome, asked: Asked) -> &Touched {
        let (_, touched) = &self.placed.touched[asked as usize];
        &touched[outcome.strategy as usize]
    }

    /// How many nodes a request asks.
    pub fn n_asked(&self, outcome: &Outcome, asked: Asked) -> usize {
        self.touched(outcome, asked).n_nodes(&self.nodes)
    }

    /// How many shards a node has.
    pub fn n_shards_of(&self, node: usize) -> u32 {
        let shards = self.nodes.shards_of(node, self.placed.placer.n_shards());
        shards.end - shards.start
    }

    /// A short name of all loads and of what is drawn.
    pub fn fingerprint(&self) -> String {
        let mut hash = Fnv1a::default();
        for outcome in &self.outcomes {
            outcome.cells.iter().for_each(|node| hash.word(u64::from(*node)));
            for node in &outcome.nodes {
                let own = node.own;
                [own.keys, own.bytes, own.reads, own.writes].into_iter().for_each(|number| hash.word(number));
            }
        }
        short_name(hash.mixed())
    }
}

impl Outcome {
    fn of(placed: &Placed, loads: &ShardLoads, nodes: &Nodes) -> Outcome {
        let (placer, strategy) = (&placed.placer, loads.strategy);
        let mut owner = vec![0; placer.n_shards() as usize];
        for node in 0..nodes.n() {
            nodes.shards_of(node, placer.n_shards()).for_each(|shard| owner[shard as usize] = node as u16);
        }
        let cell = |at: &u32| owner[placer.shard_of(strategy, *at, placed.data.keys.get(*at as usize)) as usize];
        Outcome { strategy, cells: placed.drawn.iter().map(cell).collect(), nodes: loads.on(nodes) }
    }
}

/// The work of placing all keys.
pub fn placing(config: &PlacementConfig) -> Work {
    let own = kept::of(config);
    let kind = if own.is_some() { None } else { Some(config.dataset().kind) };
    let mut work = Work {
        dataset: config.dataset(),
        kind,
        access: config.access(),
        n_shards: config.n_shards,
        salting: config.salting(),
        seed: config.seed,
        own: own.clone(),
        step: None,
    };
    let keys = own.map_or_else(|| made(config.dataset()), |own| Some(own.keys.clone()));
    work.step = Some(match keys {
        Some(keys) => work.share(keys),
        None => Step::Make(generate(config.dataset())),
    });
    work
}

/// The placing of all keys.
pub struct Work {
    dataset: Dataset,
    /// None for own keys.
    kind: Option<DataKind>,
    access: Access,
    n_shards: u32,
    salting: Option<Salting>,
    seed: u64,
    own: Option<Rc<Own>>,
    /// None once all is done.
    step: Option<Step>,
}

enum Step {
    Make(Generation),
    Share(Rc<Keys>, Sharing),
    Place(Placing, Data, Rc<Placer>),
    Salt(SaltJob, Placed),
    Touch(Touching, Placed),
}

impl Job for Work {
    type Output = Placed;

    fn advance(&mut self, units: u32) -> Option<Placed> {
        match self.step.as_mut()? {
            Step::Make(generation) => {
                let keys = Rc::new(generation.advance(units)?);
                MADE.set(Some((self.dataset, keys.clone())));
                self.step = Some(self.share(keys));
            }
            Step::Share(keys, sharing) => {
                let (keys, traffic) = (keys.clone(), sharing.advance(units)?);
                self.step = Some(self.place(keys, traffic));
            }
            Step::Place(placing, data, placer) => {
                let loads = placing.advance(units)?;
                let (data, placer) = (data.clone(), placer.clone());
                let placed = Placed::new(data, placer, loads);
                self.step = Some(self.salted(placed));
            }
            Step::Salt(salting, _) => {
                let salted = salting.advance(units)?;
                let Some(Step::Salt(_, mut placed)) = self.step.take() else { unreachable!("matched above") };
                placed.unsalted = std::mem::replace(&mut placed.loads, salted.loads);
                placed.hot = salted.hot;
                self.step = Some(Step::Touch(look(&placed), placed));
            }
            Step::Touch(touching, _) => {
                let touched = touching.advance(units)?;
                let Some(Step::Touch(_, mut placed)) = self.step.take() else { unreachable!("matched above") };
                placed.touched.push((Asked::ALL[placed.touched.len()], touched));
                if placed.touched.len() == Asked::ALL.len() {
                    return Some(placed);
                }
                self.step = Some(Step::Touch(look(&placed), placed));
            }
        }
        None
    }

    fn done_permille(&self) -> u16 {
        match &self.step {
            Some(Step::Make(generation)) => generation.done_permille() / 5,
            Some(Step::Share(_, sharing)) => 200 + sharing.done_permille() / 5,
            Some(Step::Place(placing, ..)) => 400 + placing.done_permille() / 3,
            Some(Step::Salt(salting, _)) => 733 + salting.done_permille() / 10,
            Some(Step::Touch(touching, placed)) => {
                833 + 50 * placed.touched.len() as u16 + touching.done_permille() / 20
            }
            None => 1_000,
        }
    }
}

impl Work {
    /// What comes once the keys are there. Own keys may bring their reads, writes or both.
    fn share(&self, keys: Rc<Keys>) -> Step {
        if let Some(own::Own { reads: Some(reads), writes: Some(writes), .. }) = self.read() {
            let traffic = Traffic { reads: reads.clone(), writes: writes.clone() };
            return self.place(keys, traffic);
        }
        let sharing = traffic(self.access, self.kind, keys.clone(), self.seed);
        Step::Share(keys, sharing)
    }

    /// What comes once the requests are there.
    fn place(&self, keys: Rc<Keys>, mut traffic: Traffic) -> Step {
        let read = self.read();
        if let Some(reads) = read.and_then(|read| read.reads.clone()) {
            traffic.reads = reads;
        }
        if let Some(writes) = read.and_then(|read| read.writes.clone()) {
            traffic.writes = writes;
        }
        let bytes = match read.and_then(|read| read.bytes.clone()) {
            Some(bytes) => Bytes::Of(Rc::new(bytes)),
            None => Bytes::Each(self.kind.map_or(1, DataKind::record_bytes)),
        };
        let placer = Rc::new(placer(&keys, self.kind, self.n_shards, self.seed));
        let data = Data { kind: self.kind, keys, traffic: Rc::new(traffic), bytes };
        Step::Place(loads(&data, placer.clone()), data, placer)
    }

    /// What comes once all keys are on shards.
    fn salted(&self, placed: Placed) -> Step {
        match self.salting {
            Some(salting) => {
                let salting = salt(&placed.data, placed.placer.clone(), salting, placed.loads.clone());
                Step::Salt(salting, placed)
            }
            None => Step::Touch(look(&placed), placed),
        }
    }

    fn read(&self) -> Option<&own::Own> {
        self.own.as_ref().map(|own| &own.read)
    }
}

impl Placed {
    fn new(data: Data, placer: Rc<Placer>, loads: Vec<ShardLoads>) -> Placed {
        let drawn = drawn(&data.keys);
        Placed { data, placer, loads, unsalted: Vec::new(), hot: Vec::new(), touched: Vec::new(), drawn }
    }

    /// The key that requests begin at: before the middle, as there a boundary of shards is likely.
    pub fn middle(&self) -> &[u8] {
        self.drawn.get(self.drawn.len() * 43 / 100).map_or(&[], |at| self.data.keys.get(*at as usize))
    }
}

/// The look at the next request.
fn look(placed: &Placed) -> Touching {
    let middle = placed.middle();
    let request = match Asked::ALL[placed.touched.len()] {
        Asked::Point => Request::Point(middle.to_vec()),
        Asked::Next => Request::Next(middle.to_vec(), N_NEXT),
        Asked::Group => group(placed),
    };
    touch(request, placed.data.keys.clone(), placed.placer.clone())
}

/// What belongs together, by the kind of the keys.
fn group(placed: &Placed) -> Request {
    let middle = placed.middle();
    match placed.data.kind {
        // The busiest user of all, in the week from the 90th day on.
        Some(DataKind::Posts) => Request::posts_in_week(busiest_poster(placed), 90 * DAY_S),
        Some(DataKind::Sensors) => Request::Range(middle[..13].to_vec(), [&middle[..13], b":9"].concat()),
        Some(DataKind::Users) => Request::Range(middle[..10].to_vec(), [&middle[..10], b":"].concat()),
        Some(DataKind::Names) => Request::Range(middle[..2].to_vec(), [&middle[..2], b"~"].concat()),
        None if middle.contains(&b'/') => Request::all_of(first_part(middle)),
        None => {
            Request::Range(middle[..middle.len().min(1)].to_vec(), [&middle[..middle.len().min(1)], b"\xff"].concat())
        }
    }
}

/// The user who posts most, as far as the drawn keys tell: the one with the longest run of them.
fn busiest_poster(placed: &Placed) -> u32 {
    let user = |at: &u32| {
        let key = placed.data.keys.get(*at as usize);
        poster(key)
    };
    let (mut best, mut best_run, mut run, mut last) = (0, 0, 0, u32::MAX);
    for user in placed.drawn.iter().map(user) {
        run = if user == last { run + 1 } else { 1 };
        if run > best_run {
            (best, best_run) = (user, run);
        }
        last = user;
    }
    best
}

/// A way to choose the number of shards, and what it comes to.
pub struct Sizing {
    /// Whether the number stays, or shards are split when they grow.
    pub is_fixed: bool,
    /// Whether the data have grown by then.
    pub is_grown: bool,
    pub sized: sizing::Sized,
}

/// Ways to choose the number of shards: as set, ten times as many, and by splitting; now and when the data have grown.
pub fn sizings(config: &PlacementConfig) -> Vec<Sizing> {
    let Sizes { gb, mb_s, overhead_mb } = config.sizes;
    let now = sizing::Sizing {
        bytes: u64::from(gb) * 1_000_000_000,
        n_nodes: config.n_nodes.into(),
        bandwidth: u64::from(mb_s) * 1_000_000,
        shard_memory: u64::from(overhead_mb) * 1_000_000,
    };
    let fixed = |is_grown, n_shards| {
        let data = if is_grown { now.grown() } else { now };
        Sizing { is_fixed: true, is_grown, sized: data.fixed(n_shards) }
    };
    let split = |is_grown| {
        let data = if is_grown { now.grown() } else { now };
        Sizing { is_fixed: false, is_grown, sized: data.dynamic(sizing::SPLIT_BYTES) }
    };
    let n = config.n_shards;
    vec![fixed(false, n), fixed(true, n), fixed(false, 10 * n), fixed(true, 10 * n), split(false), split(true)]
}

thread_local! {
    /// The keys that were made last.
    static MADE: RefCell<Option<(Dataset, Rc<Keys>)>> = const { RefCell::new(None) };
}

/// The keys of a data set, if they are the ones that were made last.
fn made(dataset: Dataset) -> Option<Rc<Keys>> {
    MADE.with_borrow(|made| made.as_ref().filter(|(it, _)| *it == dataset).map(|(_, keys)| keys.clone()))
}

/// Keys to draw, evenly over their order: picked by number, put in order, and every so-many-th of them taken.
fn drawn(keys: &Keys) -> Vec<u32> {
    let (n, n_picked) = (keys.len(), keys.len().min(PICKED));
    let mut picked: Vec<u32> = Vec::with_capacity(n_picked);
    for at in (0..n_picked).map(|nth| nth * n / n_picked) {
        let key = keys.get(at);
        let place = picked.partition_point(|other| keys.get(*other as usize) <= key);
        picked.insert(place, at as u32);
    }
    let n_drawn = n_picked.min(CELLS);
    (0..n_drawn).map(|nth| picked[nth * n_picked / n_drawn]).collect()
}
