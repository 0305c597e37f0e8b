//! Does changes one after the other, a little at a time.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use crate::job::Job;
use crate::placement::hash;
use crate::placement::rebalance::outcome::{ARCS_MAX, Evenness, FOLLOWED_MAX, Followed, State};
use crate::placement::rebalance::tally::Tally;
use crate::placement::rebalance::{CHANGES_MAX, Change, Outcome, Placement, Scheme};
use crate::placement::ring::{NODES_MAX, Node, Ring, TOKENS_MAX, equal_nodes};

/// The most keys that a plan follows.
pub const KEYS_MAX: u32 = 1_000_000;

/// Whole shards that are moved without looking at the clock.
const MOVES_AT_ONCE: u32 = 100;

/// What a plan depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setup {
    pub scheme: Scheme,
    /// The nodes at first, by rising number.
    pub nodes: Vec<Node>,
    pub changes: Vec<Change>,
    /// The keys at first, up to [`KEYS_MAX`], which they must not exceed later either.
    pub n_keys: u32,
    /// What a key and its value weigh, in bytes.
    pub key_bytes: u32,
    /// What each node can send, and at the same time receive, in millions of bits a second.
    pub mbit_per_s: u32,
    /// Draws tokens, scores and lots.
    pub seed: u64,
    /// The number of the first key: other keys for another sample.
    pub first_key: u32,
}

/// Why a plan cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The place of the change that is impossible, from 0; none if the start is.
    pub at: Option<usize>,
    pub kind: FaultKind,
}

/// What is impossible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// There is no node, or the last would go.
    NoNodeLeft,
    /// No node has this number.
    NotThere(u16),
    /// Jump hashing numbers its slots; holds the node that was to go, and the last, which alone can.
    NotTheLast(u16, u16),
    /// More than [`NODES_MAX`], or numbers that are not rising.
    Nodes,
    /// No key, or more than [`KEYS_MAX`].
    Keys,
    /// More than [`TOKENS_MAX`] tokens or shards; or the scheme's number is beyond its limits.
    Tokens,
    /// More than [`CHANGES_MAX`].
    Changes,
}

/// The cluster in one state.
#[derive(Clone, Debug)]
struct Scene {
    nodes: Vec<Node>,
    n_keys: u32,
}

/// A plan being worked out.
#[derive(Clone, Debug)]
pub struct Plan {
    setup: Setup,
    /// One more than there are changes.
    scenes: Vec<Scene>,
    placement: Placement,
    hashes: Vec<u64>,
    /// Who holds each key, as far as it has been placed.
    owners: Vec<u16>,
    /// The circle as it was drawn last.
    circle: Option<Ring>,
    /// The one before that.
    circle_before: Option<Ring>,
    /// The scene that is being made.
    scene: usize,
    work: Work,
    /// The keys that are still to come in this work.
    keys: Range<u32>,
    tally: Tally,
    n_done: u64,
    n_all: u64,
    outcome: Outcome,
}

/// What there is to do, in this order; for each scene, all but the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Work {
    /// Of every key, the hash is computed.
    Hash,
    /// The scene's nodes come and go.
    Nodes,
    /// All counts begin at zero.
    Count,
    /// Every key that comes or goes is put into, or taken out of, shards that follow the data.
    Fill,
    /// Those shards are merged, where keys have gone.
    Merge,
    /// Where nodes or keys have come or gone, those shards are evened out.
    Even,
    /// Of every key, the owner is found and compared with the one before.
    Place,
    /// What was counted is written down.
    Sum,
    /// The circle is drawn.
    Draw,
    /// What changes hands on it is drawn.
    Compare,
}

impl Default for Setup {
    fn default() -> Setup {
        Setup {
            scheme: Scheme::Ring { vnodes: 100 },
            nodes: equal_nodes(10),
            changes: vec![Change::Add { n: 1, weight: 1 }],
            n_keys: 100_000,
            key_bytes: 1_000,
            mbit_per_s: 1_000,
            seed: 1,
            first_key: 0,
        }
    }
}

/// Prepares a plan; an impossible one is refused with what is wrong.
pub fn plan(setup: &Setup) -> Result<Plan, Fault> {
    let scenes = scenes(setup)?;
    let n_hashes = scenes.iter().map(|scene| scene.n_keys).max().unwrap_or_default();
    let placed = scenes.iter().map(|scene| u64::from(scene.n_keys) * u64::from(scene.effort(setup.scheme)));
    let filled = (0..scenes.len()).map(|at| filled(setup.scheme, &scenes, at).0.len() as u64);
    Ok(Plan {
        placement: Placement::new(setup.scheme, &scenes[0].nodes, setup.split_keys(), setup.seed),
        hashes: Vec::with_capacity(n_hashes as usize),
        owners: Vec::with_capacity(n_hashes as usize),
        circle: None,
        circle_before: None,
        scene: 0,
        work: Work::Hash,
        keys: 0..n_hashes,
        tally: Tally::default(),
        n_done: 0,
        n_all: u64::from(n_hashes) + placed.sum::<u64>() + filled.sum::<u64>(),
        outcome: Outcome::default(),
        setup: setup.clone(),
        scenes,
    })
}

/// The keys that come, or else go, when a scene is made, for shards that follow the data; and whether they come.
fn filled(scheme: Scheme, scenes: &[Scene], at: usize) -> (Range<u32>, bool) {
    let after = scenes[at].n_keys;
    let before = at.checked_sub(1).map_or(0, |before| scenes[before].n_keys);
    match scheme {
        Scheme::Dynamic { .. } => (before.min(after)..before.max(after), after >= before),
        _ => (0..0, true),
    }
}

impl Setup {
    /// The keys of a shard above which it is split, where shards are.
    pub fn split_keys(&self) -> u32 {
        match self.scheme {
            Scheme::Dynamic { split_mb } => {
                let keys = u64::from(split_mb) * 1_000_000 / u64::from(self.key_bytes.max(1));
                keys.clamp(1, u64::from(KEYS_MAX)) as u32
            }
            _ => 0,
        }
    }
}

// --- What will happen

/// All states of the cluster, as far as they are known without placing a key.
fn scenes(setup: &Setup) -> Result<Vec<Scene>, Fault> {
    let first = Scene { nodes: setup.nodes.clone(), n_keys: setup.n_keys };
    let fault = |at| move |kind| Fault { at, kind };
    first.check(setup.scheme).map_err(fault(None))?;
    if setup.changes.len() > CHANGES_MAX {
        return Err(Fault { at: None, kind: FaultKind::Changes });
    }
    let mut scenes = vec![first];
    let mut next_id = setup.nodes.iter().map(|node| u32::from(node.id) + 1).max().unwrap_or_default();
    for (at, change) in setup.changes.iter().enumerate() {
        let scene = scenes[at].after(*change, setup.scheme, &mut next_id).map_err(fault(Some(at)))?;
        scene.check(setup.scheme).map_err(fault(Some(at)))?;
        scenes.push(scene);
    }
    Ok(scenes)
}

impl Scene {
    fn after(&self, change: Change, scheme: Scheme, next_id: &mut u32) -> Result<Scene, FaultKind> {
        let mut scene = self.clone();
        let scaled = |factor: u32, divisor: u32| u64::from(self.n_keys) * u64::from(factor) / u64::from(divisor.max(1));
        match change {
            Change::Add { n, weight } => {
                for _ in 0..n {
                    scene.nodes.push(Node { id: *next_id as u16, weight });
                    *next_id += 1;
                }
            }
            Change::Remove(id) | Change::Fail(id) => {
                let at = self.nodes.iter().position(|node| node.id == id).ok_or(FaultKind::NotThere(id))?;
                let last = self.nodes[self.nodes.len() - 1].id;
                if scheme == Scheme::Jump && id != last {
                    return Err(FaultKind::NotTheLast(id, last));
                }
                scene.nodes.remove(at);
            }
            Change::Grow { factor_tenths } => scene.n_keys = scaled(factor_tenths, 10).min(u32::MAX.into()) as u32,
            Change::Shrink { factor_tenths } => scene.n_keys = scaled(10, factor_tenths).max(1) as u32,
        }
        Ok(scene)
    }

    /// How long finding an owner takes, in units of work.
    fn effort(&self, scheme: Scheme) -> u32 {
        let units: u32 = self.nodes.iter().map(|node| u32::from(node.weight)).sum();
        if scheme == Scheme::Rendezvous { 1 + units / 16 } else { 1 }
    }

    fn check(&self, scheme: Scheme) -> Result<(), FaultKind> {
        let units: usize = self.nodes.iter().map(|node| usize::from(node.weight)).sum();
        let each = match scheme {
            Scheme::PerNode { shards } => shards,
            Scheme::Ring { vnodes } => vnodes,
            _ => 1,
        };
        if self.nodes.is_empty() {
            Err(FaultKind::NoNodeLeft)
        } else if self.nodes.len() > NODES_MAX || !self.nodes.is_sorted_by(|left, right| left.id < right.id) {
            Err(FaultKind::Nodes)
        } else if !(1..=KEYS_MAX).contains(&self.n_keys) {
            Err(FaultKind::Keys)
        } else if !scheme.is_valid() || units * usize::from(each) > TOKENS_MAX {
            Err(FaultKind::Tokens)
        } else {
            Ok(())
        }
    }
}

// --- Key after key

impl Job for Plan {
    type Output = Outcome;

    fn advance(&mut self, units: u32) -> Option<Outcome> {
        let mut left = units.max(1);
        while left > 0 {
            if self.keys.is_empty() {
                // What is done at once may take some milliseconds with very many tokens: time to look at the clock.
                return self.is_over().then(|| std::mem::take(&mut self.outcome));
            }
            let effort = if self.work == Work::Place { self.scenes[self.scene].effort(self.setup.scheme) } else { 1 };
            let n = (self.keys.len() as u32).min((left / effort).max(1));
            let keys = self.keys.start..self.keys.start + n;
            self.keys.start += n;
            match self.work {
                Work::Hash => self.hashes.extend(keys.map(|key| key_hash(self.setup.first_key.wrapping_add(key)))),
                Work::Fill => self.fill(keys),
                _ => self.place(keys),
            }
            self.n_done += u64::from(n) * u64::from(effort);
            left = left.saturating_sub(n.saturating_mul(effort));
        }
        None
    }

    fn done_permille(&self) -> u16 {
        (self.n_done * 1_000 / self.n_all.max(1)).min(1_000) as u16
    }
}

impl Plan {
    fn fill(&mut self, keys: Range<u32>) {
        let (_, is_coming) = self.filled();
        if let Placement::Dynamic(shards) = &mut self.placement {
            for hash in &self.hashes[keys.start as usize..keys.end as usize] {
                if is_coming { shards.insert(*hash) } else { shards.delete(*hash) }
            }
        }
    }

    fn place(&mut self, keys: Range<u32>) {
        for key in keys.start as usize..keys.end as usize {
            let hash = self.hashes[key];
            let owner = self.placement.owner(hash);
            match self.owners.get_mut(key) {
                Some(old) => {
                    self.tally.kept(hash, *old, owner);
                    *old = owner;
                }
                None => {
                    self.tally.new_key(owner);
                    self.owners.push(owner);
                }
            }
        }
    }

    /// Goes on to the next work, once one is done with all its keys, and does what has none; whether nothing is left.
    fn is_over(&mut self) -> bool {
        if self.work == Work::Even && !self.is_even() {
            return false;
        }
        self.work = match self.work {
            Work::Hash => Work::Nodes,
            Work::Compare if self.scene + 1 == self.scenes.len() => return true,
            Work::Compare => {
                self.scene += 1;
                Work::Nodes
            }
            Work::Nodes => Work::Count,
            Work::Count => Work::Fill,
            Work::Fill => Work::Merge,
            Work::Merge => Work::Even,
            Work::Even => Work::Place,
            Work::Place => Work::Sum,
            Work::Sum => Work::Draw,
            Work::Draw => Work::Compare,
        };
        match self.work {
            Work::Hash | Work::Even => {}
            Work::Nodes => self.change_nodes(),
            Work::Count => self.begin_count(),
            Work::Fill => self.keys = self.filled().0,
            Work::Merge => self.merge(),
            Work::Place => self.keys = 0..self.scenes[self.scene].n_keys,
            Work::Sum => self.sum_up(),
            Work::Draw => self.draw(),
            Work::Compare => self.compare(),
        }
        false
    }

    fn filled(&self) -> (Range<u32>, bool) {
        filled(self.setup.scheme, &self.scenes, self.scene)
    }

    fn change_nodes(&mut self) {
        let Some(before) = self.scene.checked_sub(1) else { return };
        let after = &self.scenes[self.scene];
        if self.scenes[before].nodes != after.nodes {
            self.placement.on_nodes(self.setup.scheme, &after.nodes, self.setup.seed);
        }
        self.owners.truncate(after.n_keys as usize);
    }

    fn begin_count(&mut self) {
        let before: &[Node] = self.scene.checked_sub(1).map_or(&[], |before| &self.scenes[before].nodes);
        let failed = if let Some(Change::Fail(node)) = self.change() { Some(node) } else { None };
        self.tally = Tally::new(before, &self.scenes[self.scene].nodes, failed);
    }

    /// What leads to the scene that is being made; nothing leads to the first.
    fn change(&self) -> Option<Change> {
        self.scene.checked_sub(1).map(|change| self.setup.changes[change])
    }

    fn merge(&mut self) {
        let (_, is_coming) = self.filled();
        if let (Placement::Dynamic(shards), false) = (&mut self.placement, is_coming) {
            shards.merge();
        }
    }

    /// Evens out some more, where that is due; whether it is done.
    fn is_even(&mut self) -> bool {
        match (self.change(), &mut self.placement) {
            (None | Some(Change::Grow { .. }), _) => true,
            (_, Placement::Dynamic(shards)) => shards.even_out(MOVES_AT_ONCE),
            _ => true,
        }
    }

    /// Writes down where everything is, and what has moved.
    fn sum_up(&mut self) {
        let nodes = self.tally.nodes_after();
        if let Some((change, before)) = self.change().zip(self.outcome.states.last()) {
            self.outcome.stages.push(self.tally.stage(change, &before.nodes, &self.setup));
        }
        self.outcome.states.push(State {
            n_keys: self.scenes[self.scene].n_keys,
            n_shards: self.placement.n_shards(),
            evenness: Evenness::of(&nodes),
            arcs: Vec::new(),
            shards: if let Placement::Dynamic(shards) = &self.placement { shards.tokens() } else { Vec::new() },
            nodes,
        });
        self.follow();
    }

    /// Draws the circle as it is now.
    fn draw(&mut self) {
        self.circle_before = self.circle.take();
        self.circle = self.placement.as_ring().map(Cow::into_owned);
        if let Some((state, circle)) = self.outcome.states.last_mut().zip(self.circle.as_ref()) {
            state.arcs = circle.arcs(ARCS_MAX);
        }
    }

    /// Draws what has changed hands on the circle.
    fn compare(&mut self) {
        let both = self.circle_before.take().zip(self.circle.as_ref());
        if let Some((stage, (before, after))) = self.outcome.stages.last_mut().zip(both) {
            stage.handovers = before.handovers(after, ARCS_MAX);
        }
    }

    /// Remembers where the first keys are.
    fn follow(&mut self) {
        for number in 0..FOLLOWED_MAX.min(self.hashes.len() as u32) {
            let key = number as usize;
            if self.scene == 0 {
                let followed = Followed { number, hash: self.hashes[key], owners: Vec::new() };
                self.outcome.followed.push(followed);
            }
            self.outcome.followed[key].owners.push(self.owners.get(key).copied());
        }
    }
}

/// The hash of `user-00000042`.
fn key_hash(mut number: u32) -> u64 {
    let mut text = *b"user-00000000";
    for digit in text[5..].iter_mut().rev() {
        *digit += (number % 10) as u8;
        number /= 10;
    }
    hash::of(&text)
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        if let Some(at) = self.at {
            write!(f, "change {}: ", at + 1)?;
        }
        match self.kind {
            FaultKind::NoNodeLeft => write!(f, "no node would be left; add one first"),
            FaultKind::NotThere(node) => write!(f, "there is no n{node} then"),
            FaultKind::NotTheLast(node, last) => {
                write!(f, "jump hashing can only let the last node go: n{last}, not n{node}")
            }
            FaultKind::Nodes => write!(f, "at most {NODES_MAX} nodes, by rising numbers; add fewer"),
            FaultKind::Keys => write!(f, "from 1 to {KEYS_MAX} keys; start with fewer, or let them grow less"),
            FaultKind::Tokens => write!(f, "at most {TOKENS_MAX} tokens or shards in all; take fewer for each node"),
            FaultKind::Changes => write!(f, "at most {CHANGES_MAX} changes; leave out the rest"),
        }
    }
}

impl std::error::Error for Fault {}
