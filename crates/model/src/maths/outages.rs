//! Simulated years: each component runs and fails and is repaired by itself, and the system is up as its structure
//! says.
//!
//! Every instance is an alternating renewal process: up for an exponential time of mean MTBF, down for one of mean
//! MTTR, where MTBF = MTTR·A/U so that its availability is the one given. A common cause is a process of its own that
//! takes its whole group down (the β-factor model of [`CommonCause`]). Each year is a fresh sample that starts in the
//! steady state (down with probability U; the exponential forgets how long already), so that the yearly downtimes are
//! independent and unbiased.
//!
//! Each process has a random stream of its own, named by the instance's id, so another component, or another value of
//! another component, changes nothing about this one's outages. Times are whole microseconds; the trace of integers is
//! what the fingerprint is taken from.
//!
//! Left out: ageing (rates are constant), repair crews that are busy elsewhere, and failures that only a use discovers.

use std::fmt;

use super::availability::CommonCause;
use super::chance::Chance;
use super::interval::{Interval, N_OUTAGES_ROUGH};
use super::processes::{Process, Processes};
use crate::diagram::structure::Op;
use crate::diagram::{Diagram, Instance, Structure};
use crate::prng::{self, Fnv1a, Stream};
use crate::tick::Tick;

/// The greatest number of simulated years.
pub const YEARS_MAX: u32 = 400;
/// The greatest number of failures and repairs to expect in all years; sets how many years there are.
pub const EVENTS_MAX: u32 = 100_000;
/// The greatest number of bars kept in a row of the picture.
pub const BARS_MAX: usize = 400;

/// What a simulation depends on, besides the diagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The seed of all random streams.
    pub seed: u64,
    /// At most so many years, from 1 to [`YEARS_MAX`]; taken as the nearest within.
    pub years_max: u32,
    /// Mean time to repair of a component that gives none.
    pub default_mttr: Tick,
    /// The common cause.
    pub common_cause: CommonCause,
}

/// Simulated years of a system.
#[derive(Clone, Debug, PartialEq)]
pub struct Simulation {
    /// The system's downtime in each year.
    pub downtimes: Vec<Tick>,
    /// The system's outages in all years, with those under way when a year began.
    pub n_outages: u64,
    /// Those of them that began within a year, for the rate.
    pub n_outages_begun: u64,
    /// The system's first year.
    pub system: Bars,
    /// Each instance's first year, in the order of [`Diagram::instances`], struck by its common cause too.
    pub instances: Vec<Bars>,
    /// The mean availability's 95 % confidence interval.
    pub interval: Interval,
    fingerprint: u64,
}

/// When something was down in the first year.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Bars {
    /// The instance's id; empty for the system.
    pub id: String,
    /// From when to when, in order and apart; the first [`BARS_MAX`].
    pub down: Vec<(Tick, Tick)>,
    /// How long in all, the bars not kept included.
    pub down_total: Tick,
    /// How many times, the bars not kept included.
    pub n_outages: u64,
}

/// Why a simulation cannot be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SimulateError {
    /// A year has more than [`EVENTS_MAX`] failures and repairs.
    TooManyEvents {
        /// The instance that fails most often.
        id: String,
        /// How often a year it does.
        failures_per_year: u64,
    },
}

impl Settings {
    /// The lab's defaults: at most [`YEARS_MAX`] years, an hour to repair, no common cause.
    pub fn new(seed: u64) -> Settings {
        Settings { seed, years_max: YEARS_MAX, default_mttr: Tick::HOUR, common_cause: CommonCause::NONE }
    }
}

/// Simulates as many independent years as the limits allow.
///
/// The same diagram and settings give the same simulation everywhere.
///
/// # Errors
/// If even one year has too many failures; names the component.
pub fn simulate(diagram: &Diagram, settings: &Settings) -> Result<Simulation, SimulateError> {
    let structure = diagram.structure();
    let processes = Processes::new(diagram, &structure, settings.common_cause);
    let n_years = years(&processes, settings)?;
    let mut sources: Vec<Source> = processes.all.iter().map(|process| Source::new(process, settings)).collect();
    let wiring = Wiring::new(&structure, &processes);
    let mut run = Run::default();
    let mut year = Year::default();
    for i in 0..n_years {
        year.draw(&mut sources);
        if i == 0 {
            run.first_year = rows(&structure, &processes, &year);
        }
        year.merge();
        run.play(&wiring, &year);
    }
    Ok(run.finish())
}

impl Simulation {
    /// How many years were simulated.
    pub fn n_years(&self) -> u32 {
        self.downtimes.len() as u32
    }

    /// The mean availability over all years.
    pub fn mean(&self) -> Chance {
        let down: u128 = self.downtimes.iter().map(|down| u128::from(down.0)).sum();
        let all = u128::from(Tick::YEAR.0) * self.downtimes.len() as u128;
        Chance::from_parts(all - down, down)
    }

    /// The system's outages a year, on average.
    pub fn outages_per_year(&self) -> f64 {
        self.n_outages_begun as f64 / f64::from(self.n_years().max(1))
    }

    /// Whether so few outages were seen that the interval is a rough one.
    pub fn is_rough(&self) -> bool {
        self.n_outages < N_OUTAGES_ROUGH
    }

    /// The hash of the trace: of every year's failures and repairs in order and its downtime, in whole microseconds.
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    /// The first 35 bits of the fingerprint in seven characters of Crockford's base 32, in lower case.
    pub fn fingerprint_text(&self) -> String {
        prng::short_name(self.fingerprint)
    }
}

impl Bars {
    /// How many outages have no bar.
    pub fn n_not_kept(&self) -> u64 {
        self.n_outages - self.down.len() as u64
    }

    fn add(&mut self, from: u64, to: u64) {
        if from == to {
            return;
        }
        self.n_outages += 1;
        self.down_total = self.down_total + Tick(to - from);
        if self.down.len() < BARS_MAX {
            self.down.push((Tick(from), Tick(to)));
        }
    }
}

/// How many years keep the expected events within the limit.
fn years(processes: &Processes, settings: &Settings) -> Result<u32, SimulateError> {
    let rate = |process: &Process| process.failures_per_year(settings.default_mttr);
    let events_per_year: f64 = processes.all.iter().map(|process| 2.0 * rate(process)).sum();
    if events_per_year > f64::from(EVENTS_MAX) {
        let worst = processes.all.iter().max_by(|a, b| rate(a).total_cmp(&rate(b)));
        let (id, rate) = worst.map_or((String::new(), 0.0), |process| (process.id.clone(), rate(process)));
        return Err(SimulateError::TooManyEvents { id, failures_per_year: libm::round(rate) as u64 });
    }
    let affordable = f64::from(EVENTS_MAX) / events_per_year.max(1.0);
    Ok((affordable as u32).min(settings.years_max).clamp(1, YEARS_MAX))
}

/// A failure or repair, packed to be sorted quickly: the tick, then eight bits for which process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Event(u64);

impl Event {
    /// A year has fewer than 2^45 ticks, and there are fewer than 2^8 processes: 64 instances and their common causes.
    fn new(tick: u64, process: usize) -> Event {
        Event(tick << 8 | process as u64)
    }

    fn tick(self) -> u64 {
        self.0 >> 8
    }

    fn process(self) -> usize {
        (self.0 & 255) as usize
    }
}

/// Draws one process's failures and repairs.
struct Source {
    stream: Stream,
    chance: Chance,
    /// Mean times in microseconds.
    mtbf: f64,
    mttr: f64,
}

impl Source {
    fn new(process: &Process, settings: &Settings) -> Source {
        let purpose = if process.is_shared { "common-cause" } else { "component" };
        let mttr = process.mttr(settings.default_mttr).0 as f64;
        let chance = process.chance;
        Source {
            stream: prng::stream(settings.seed, purpose, &process.id),
            chance,
            mtbf: mttr * (chance.up / chance.down),
            mttr,
        }
    }

    /// A draw from (0, 1].
    fn uniform(&mut self) -> f64 {
        prng::uniform_53(&mut self.stream) as f64 / (1u64 << 53) as f64
    }

    /// An exponential time in whole microseconds, at least 1 and cut off beyond a year.
    fn exponential(&mut self, mean: f64) -> u64 {
        let time = libm::round(-mean * libm::log(self.uniform()));
        (time as u64).clamp(1, Tick::YEAR.0)
    }

    /// Adds a year's events; tells whether it starts up.
    fn year(&mut self, process: usize, events: &mut Vec<Event>) -> bool {
        if self.chance.down <= 0.0 || self.chance.up <= 0.0 {
            return self.chance.down <= 0.0;
        }
        let starts_up = self.uniform() > self.chance.down;
        let (mut is_up, mut tick) = (starts_up, 0);
        loop {
            tick += self.exponential(if is_up { self.mtbf } else { self.mttr });
            if tick >= Tick::YEAR.0 {
                return starts_up;
            }
            is_up = !is_up;
            events.push(Event::new(tick, process));
        }
    }
}

/// Everyone's year.
#[derive(Default)]
struct Year {
    /// Which processes start up.
    starts_up: Vec<bool>,
    /// The events: each process's in order, and all of them once they are merged.
    events: Vec<Event>,
    /// Where each process's events end, before they are merged.
    ends: Vec<usize>,
    /// Room to merge into.
    merged: Vec<Event>,
}

impl Year {
    fn draw(&mut self, sources: &mut [Source]) {
        self.events.clear();
        self.starts_up.clear();
        self.ends.clear();
        for (i, source) in sources.iter_mut().enumerate() {
            self.starts_up.push(source.year(i, &mut self.events));
            self.ends.push(self.events.len());
        }
    }

    /// One process's events, before they are merged.
    fn events_of(&self, process: usize) -> &[Event] {
        let start = process.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.events[start..self.ends[process]]
    }

    /// Puts all events in order, by merging neighbouring runs until there is one: they come in order from each process.
    fn merge(&mut self) {
        let mut ends = self.ends.clone();
        while ends.len() > 1 {
            self.merged.clear();
            let mut start = 0;
            for pair in ends.chunks(2) {
                let (middle, end) = (pair[0], pair[pair.len() - 1]);
                merge(&self.events[start..middle], &self.events[middle..end], &mut self.merged);
                start = end;
            }
            std::mem::swap(&mut self.events, &mut self.merged);
            // Every second end remains, and the last.
            ends = ends.chunks(2).map(|pair| pair[pair.len() - 1]).collect();
        }
    }
}

/// Adds two runs of events to a list, in order.
fn merge(left: &[Event], right: &[Event], into: &mut Vec<Event>) {
    let (mut i, mut j) = (0, 0);
    while i < left.len() && j < right.len() {
        // Without a branch, as nobody can predict which comes first.
        let is_left = left[i] < right[j];
        into.push(if is_left { left[i] } else { right[j] });
        i += usize::from(is_left);
        j += usize::from(!is_left);
    }
    into.extend_from_slice(&left[i..]);
    into.extend_from_slice(&right[j..]);
}

/// The structure as a network of counters: an event touches only what changes, not the whole tree.
///
/// A node is up while at least `k` of those that feed it are. The first nodes are the processes.
struct Wiring {
    nodes: Vec<Counter>,
    /// The nodes that each node feeds; once for each place at which it stands.
    feeds: Vec<Vec<u32>>,
    root: usize,
}

#[derive(Clone, Copy)]
struct Counter {
    k: u16,
    n_up: u16,
}

impl Counter {
    fn is_up(self) -> bool {
        self.n_up >= self.k
    }
}

impl Wiring {
    /// With everything up.
    fn new(structure: &Structure, processes: &Processes) -> Wiring {
        let nodes = vec![Counter { k: 1, n_up: 1 }; processes.all.len()];
        let mut wiring = Wiring { feeds: vec![Vec::new(); nodes.len()], nodes, root: 0 };
        let instances: Vec<usize> = (0..structure.instances.len())
            .map(|i| match processes.shared[i] {
                Some(shared) => wiring.join(2, &[shared, processes.own[i]]),
                None => processes.own[i],
            })
            .collect();
        let mut stack = Vec::new();
        for op in &structure.ops {
            let node = match *op {
                Op::Instance(i) => instances[i],
                Op::AtLeast { k, n } => {
                    let members = stack.split_off(stack.len() - usize::from(n));
                    wiring.join(k, &members)
                }
            };
            stack.push(node);
        }
        wiring.root = stack.pop().unwrap_or(0);
        wiring
    }

    fn join(&mut self, k: u16, members: &[usize]) -> usize {
        let node = self.nodes.len();
        self.nodes.push(Counter { k, n_up: members.len() as u16 });
        self.feeds.push(Vec::new());
        members.iter().for_each(|&member| self.feeds[member].push(node as u32));
        node
    }

    /// Turns a node and passes it on; the recursion is as deep as the diagram.
    fn turn(&self, counters: &mut [Counter], node: usize, goes_up: bool) {
        for &fed in &self.feeds[node] {
            let counter = &mut counters[fed as usize];
            let was_up = counter.is_up();
            counter.n_up = if goes_up { counter.n_up + 1 } else { counter.n_up - 1 };
            if counter.is_up() != was_up {
                self.turn(counters, fed as usize, goes_up);
            }
        }
    }

    fn turn_process(&self, counters: &mut [Counter], process: usize, goes_up: bool) {
        counters[process].n_up = goes_up.into();
        self.turn(counters, process, goes_up);
    }
}

/// Gathers a year's outages of something that is looked at whenever it may have changed.
struct Watch {
    bars: Bars,
    down_since: Option<u64>,
}

impl Watch {
    fn new(id: &str, starts_up: bool) -> Watch {
        let bars = Bars { id: id.into(), ..Bars::default() };
        Watch { bars, down_since: (!starts_up).then_some(0) }
    }

    fn see(&mut self, tick: u64, is_up: bool) {
        match self.down_since {
            Some(since) if is_up => {
                self.bars.add(since, tick);
                self.down_since = None;
            }
            None if !is_up => self.down_since = Some(tick),
            _ => {}
        }
    }

    fn year_end(mut self) -> Bars {
        self.see(Tick::YEAR.0, true);
        self.bars
    }
}

/// Whether another event follows within the same microsecond: what happens in one counts as one.
fn is_followed(events: &[Event], i: usize) -> bool {
    events.get(i + 1).is_some_and(|next| next.tick() == events[i].tick())
}

/// What gathers up over the years.
#[derive(Default)]
struct Run {
    downtimes: Vec<Tick>,
    n_outages: u64,
    n_outages_begun: u64,
    system: Bars,
    first_year: Vec<Bars>,
    hash: Fnv1a,
}

impl Run {
    /// Plays one year's events.
    fn play(&mut self, wiring: &Wiring, year: &Year) {
        let mut counters = wiring.nodes.clone();
        let downs = year.starts_up.iter().enumerate().filter(|(_, up)| !**up);
        downs.for_each(|(process, _)| wiring.turn_process(&mut counters, process, false));
        let starts_up = counters[wiring.root].is_up();
        let mut watch = Watch::new("", starts_up);
        for (i, event) in year.events.iter().enumerate() {
            let process = event.process();
            let goes_up = !counters[process].is_up();
            wiring.turn_process(&mut counters, process, goes_up);
            self.hash.word(event.0);
            if !is_followed(&year.events, i) {
                watch.see(event.tick(), counters[wiring.root].is_up());
            }
        }
        let bars = watch.year_end();
        self.hash.word(bars.down_total.0);
        self.downtimes.push(bars.down_total);
        self.n_outages += bars.n_outages;
        self.n_outages_begun += bars.n_outages - u64::from(!starts_up);
        if self.downtimes.len() == 1 {
            self.system = bars;
        }
    }

    fn finish(self) -> Simulation {
        Simulation {
            interval: Interval::of(&self.downtimes, self.n_outages),
            downtimes: self.downtimes,
            n_outages: self.n_outages,
            n_outages_begun: self.n_outages_begun,
            system: self.system,
            instances: self.first_year,
            fingerprint: self.hash.mixed(),
        }
    }
}

/// Each instance's bars for a year: down while its own process is, or its common cause.
fn rows(structure: &Structure, processes: &Processes, year: &Year) -> Vec<Bars> {
    let mut events = Vec::new();
    let row = |(i, instance): (usize, &Instance)| {
        let (own, shared) = (processes.own[i], processes.shared[i]);
        let mut own_up = year.starts_up[own];
        let mut shared_up = shared.is_none_or(|shared| year.starts_up[shared]);
        events.clear();
        merge(year.events_of(own), shared.map_or(&[], |shared| year.events_of(shared)), &mut events);
        let mut watch = Watch::new(&instance.id, own_up && shared_up);
        for (i, event) in events.iter().enumerate() {
            let turned = if event.process() == own { &mut own_up } else { &mut shared_up };
            *turned = !*turned;
            if !is_followed(&events, i) {
                watch.see(event.tick(), own_up && shared_up);
            }
        }
        watch.year_end()
    };
    structure.instances.iter().enumerate().map(row).collect()
}

impl fmt::Display for SimulateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SimulateError::TooManyEvents { id, failures_per_year } => write!(
                f,
                "too many outages to simulate: `{id}` fails {failures_per_year} times a year; give it a longer time to \
                 repair, such as `mttr 1h`, or a better availability"
            ),
        }
    }
}

impl std::error::Error for SimulateError {}
