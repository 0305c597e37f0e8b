//! Who knows where a shard is: request routing and service discovery, while shards move.
//!
//! Some machine has to know which node owns a shard now. Three places are usual for that table (see Kleppmann,
//! *Designing Data-Intensive Applications*, ch. 6, "Request routing"):
//!
//! - *any node*: a client asks any of them, and a node that does not own the shard passes the request on;
//! - a *tier*: routers stand between clients and nodes, and own no data;
//! - the *client* itself has the table and goes to the owner directly.
//!
//! The truth is kept by a coordination service (such as ZooKeeper), and everybody else has a copy that may be stale:
//! it is read anew every so often, or the service tells of each move. A node that takes part in a move knows of it at
//! once, and remembers to whom it gave a shard. So a request that comes to the former owner is *forwarded*, or sent
//! back with the new address (*redirected*: the asker corrects its table), or it *fails*, and the asker reads the table
//! anew.
//!
//! A *hop* is a message from one machine to another on the way to the owner; the answer is not counted. Shards move
//! for two of the five minutes, at even distances in time, each time a random shard to a random other node.
//!
//! Left out: how long a move takes (see [`super::overload`]), requests that are tried again, and a coordination service
//! that fails.

use rand_xoshiro::rand_core::Rng;

use crate::prng::{Fnv1a, Stream, short_name, stream};

/// How long a run is, and from when to when shards move, in seconds.
pub const DURATION_S: u32 = 300;
pub const MOVES_FROM_S: u32 = 60;
pub const MOVES_TO_S: u32 = 180;
/// How long news of a move take, where they are told, in milliseconds.
pub const NEWS_MS: u32 = 50;
/// How many routers a tier has.
pub const N_ROUTERS: u16 = 2;
/// Limits; each is 1 at least, and there are two nodes at least.
pub const NODES_MAX: u16 = 100;
pub const SHARDS_MAX: u16 = 1_024;
pub const CLIENTS_MAX: u16 = 1_000;
pub const REFRESH_S_MAX: u16 = 300;
pub const MOVES_PER_MIN_MAX: u16 = 600;
pub const REQUESTS_PER_S_MAX: u16 = 500;
/// Requests that took more hops are counted as having taken so many.
pub const HOPS_MAX: usize = 9;

/// Who has the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    AnyNode,
    Tier,
    Client,
}

/// What a node does with a request for a shard that it gave away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnWrongNode {
    Forward,
    Redirect,
    Error,
}

/// All that a run depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Routing {
    pub n_nodes: u16,
    pub n_shards: u16,
    pub n_clients: u16,
    pub route: Route,
    /// How often a table is read anew; 0 where the service tells of each move.
    pub refresh_s: u16,
    pub moves_per_min: u16,
    pub requests_per_s: u16,
    pub on_wrong_node: OnWrongNode,
    pub seed: u64,
}

impl Routing {
    /// Ten nodes, a hundred shards, clients that know; a rebalancing moves a shard every two seconds.
    pub const DEFAULT: Routing = Routing {
        n_nodes: 10,
        n_shards: 100,
        n_clients: 50,
        route: Route::Client,
        refresh_s: 60,
        moves_per_min: 30,
        requests_per_s: 100,
        on_wrong_node: OnWrongNode::Forward,
        seed: 1,
    };

    /// How many machines have a table.
    pub fn n_tables(&self) -> u16 {
        match self.route {
            Route::AnyNode => self.n_nodes,
            Route::Tier => N_ROUTERS,
            Route::Client => self.n_clients,
        }
    }
}

/// What became of the requests of a second, or of all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub n_requests: u32,
    /// Hops of those that arrived.
    pub n_hops: u32,
    /// Requests whose asker's table named a former owner.
    pub n_wrong: u32,
    pub n_failed: u32,
}

impl Count {
    fn add(&mut self, other: Count) {
        self.n_requests += other.n_requests;
        self.n_hops += other.n_hops;
        self.n_wrong += other.n_wrong;
        self.n_failed += other.n_failed;
    }

    /// Mean hops of the requests that arrived, in thousandths.
    pub fn hops_milli(&self) -> u32 {
        let n_arrived = u64::from(self.n_requests - self.n_failed);
        (u64::from(self.n_hops) * 1_000).checked_div(n_arrived).unwrap_or(0) as u32
    }

    /// Wrong first tries of a hundred thousand requests.
    pub fn wrong_milli_percent(&self) -> u32 {
        (u64::from(self.n_wrong) * 100_000).checked_div(u64::from(self.n_requests)).unwrap_or(0) as u32
    }
}

/// How it went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub seconds: Vec<Count>,
    pub total: Count,
    /// Requests by hops: none took 0, and the last are those that took so many or more.
    pub by_hops: [u32; HOPS_MAX + 1],
    pub n_moves: u32,
    /// How often the coordination service was read, or told somebody of a move.
    pub n_table_reads: u32,
}

impl Outcome {
    /// What became of the requests from one second up to another.
    pub fn between(&self, from_s: u32, to_s: u32) -> Count {
        let mut sum = Count::default();
        self.seconds[from_s as usize..to_s as usize].iter().for_each(|count| sum.add(*count));
        sum
    }

    /// A fingerprint of all that happened.
    pub fn fingerprint(&self) -> String {
        let mut hash = Fnv1a::default();
        for count in &self.seconds {
            hash.word(u64::from(count.n_requests) << 32 | u64::from(count.n_hops));
            hash.word(u64::from(count.n_wrong) << 32 | u64::from(count.n_failed));
        }
        hash.word(u64::from(self.n_table_reads));
        short_name(hash.mixed())
    }
}

/// Runs it.
pub fn run(settings: &Routing) -> Outcome {
    let mut world = World::new(settings);
    let requests = u32::from(settings.requests_per_s);
    let mut seconds = Vec::with_capacity(DURATION_S as usize);
    for second in 0..DURATION_S {
        let mut count = Count::default();
        for at in 0..requests {
            world.move_until(second * 1_000 + at * 1_000 / requests);
            count.add(world.request());
        }
        seconds.push(count);
    }
    let mut total = Count::default();
    seconds.iter().for_each(|count| total.add(*count));
    let n_table_reads = world.n_table_reads();
    Outcome { seconds, total, by_hops: world.by_hops, n_moves: world.moves.len() as u32, n_table_reads }
}

/// A shard got another owner.
struct Move {
    at_ms: u32,
    shard: u16,
    to: u16,
}

/// What somebody knows.
struct Table {
    owners: Vec<u16>,
    /// How many moves it has taken in.
    n_known: usize,
    /// When in a period it is read.
    phase_ms: u32,
}

struct World<'a> {
    settings: &'a Routing,
    now_ms: u32,
    owners: Vec<u16>,
    moves: Vec<Move>,
    /// When the next shard will move.
    next_move_ms: u32,
    /// To whom a node gave a shard last, by node and shard.
    given: Vec<u16>,
    tables: Vec<Table>,
    n_reads_after_errors: u32,
    by_hops: [u32; HOPS_MAX + 1],
    moving: Stream,
    asking: Stream,
}

/// A uniform number below a limit.
fn below(stream: &mut Stream, limit: u16) -> u16 {
    (((stream.next_u64() >> 32) * u64::from(limit)) >> 32) as u16
}

impl<'a> World<'a> {
    fn new(settings: &'a Routing) -> World<'a> {
        let owners: Vec<u16> = (0..settings.n_shards).map(|shard| shard % settings.n_nodes).collect();
        let mut phases = stream(settings.seed, "routing", "phases");
        let period_ms = u64::from(settings.refresh_s.max(1)) * 1_000;
        let mut table = |_| {
            let phase_ms = (phases.next_u64() % period_ms) as u32;
            Table { owners: owners.clone(), n_known: 0, phase_ms }
        };
        let next_move_ms = if settings.moves_per_min == 0 { u32::MAX } else { MOVES_FROM_S * 1_000 };
        World {
            settings,
            now_ms: 0,
            moves: Vec::new(),
            next_move_ms,
            given: vec![0; usize::from(settings.n_nodes) * usize::from(settings.n_shards)],
            tables: (0..settings.n_tables()).map(&mut table).collect(),
            owners,
            n_reads_after_errors: 0,
            by_hops: [0; HOPS_MAX + 1],
            moving: stream(settings.seed, "routing", "moves"),
            asking: stream(settings.seed, "routing", "requests"),
        }
    }

    /// Shards move until then.
    fn move_until(&mut self, now_ms: u32) {
        self.now_ms = now_ms;
        while self.next_move_ms <= now_ms && self.next_move_ms < MOVES_TO_S * 1_000 {
            let n_moved = self.moves.len() as u32 + 1;
            self.move_one();
            self.next_move_ms = MOVES_FROM_S * 1_000 + n_moved * 60_000 / u32::from(self.settings.moves_per_min);
        }
    }

    fn move_one(&mut self) {
        let n_nodes = self.settings.n_nodes;
        let shard = below(&mut self.moving, self.settings.n_shards);
        let from = self.owners[usize::from(shard)];
        let to = (from + 1 + below(&mut self.moving, n_nodes - 1)) % n_nodes;
        self.owners[usize::from(shard)] = to;
        let at = self.given_at(from, shard);
        self.given[at] = to;
        self.moves.push(Move { at_ms: self.next_move_ms, shard, to });
        if self.settings.route == Route::AnyNode {
            for node in [from, to] {
                self.tables[usize::from(node)].owners[usize::from(shard)] = to;
            }
        }
    }

    fn given_at(&self, node: u16, shard: u16) -> usize {
        usize::from(node) * usize::from(self.settings.n_shards) + usize::from(shard)
    }

    /// One request for a random shard, from a random client.
    fn request(&mut self) -> Count {
        let asker = usize::from(below(&mut self.asking, self.settings.n_tables()));
        let shard = below(&mut self.asking, self.settings.n_shards);
        self.refresh(asker, self.known_ms(asker));
        let owner = self.owners[usize::from(shard)];
        // The first hop leads to a machine with a table, unless the client has one.
        let mut n_hops = u32::from(self.settings.route != Route::Client);
        let is_there = self.settings.route == Route::AnyNode && asker == usize::from(owner);
        let asked = self.tables[asker].owners[usize::from(shard)];
        let is_wrong = !is_there && asked != owner;
        if !is_there {
            n_hops += 1;
        }
        if is_wrong && self.settings.on_wrong_node == OnWrongNode::Error {
            self.n_reads_after_errors += 1;
            self.refresh(asker, self.now_ms);
            return Count { n_requests: 1, n_hops: 0, n_wrong: 1, n_failed: 1 };
        }
        if is_wrong {
            n_hops += self.find(asker, shard, asked);
        }
        self.by_hops[(n_hops as usize).min(HOPS_MAX)] += 1;
        Count { n_requests: 1, n_hops, n_wrong: u32::from(is_wrong), n_failed: 0 }
    }

    /// Follows a shard from a former owner to the present one; how many hops that takes.
    fn find(&mut self, asker: usize, shard: u16, from: u16) -> u32 {
        let (mut at, mut n_hops) = (from, 0);
        while at != self.owners[usize::from(shard)] {
            at = self.given[self.given_at(at, shard)];
            n_hops += match self.settings.on_wrong_node {
                // Back to the asker, and to where it was told.
                OnWrongNode::Redirect => 2,
                _ => 1,
            };
        }
        if self.settings.on_wrong_node == OnWrongNode::Redirect {
            self.tables[asker].owners[usize::from(shard)] = at;
        }
        n_hops
    }

    /// Up to when somebody's table has taken in the moves.
    fn known_ms(&self, asker: usize) -> u32 {
        let Table { phase_ms, .. } = self.tables[asker];
        match u32::from(self.settings.refresh_s) * 1_000 {
            0 => self.now_ms.saturating_sub(NEWS_MS),
            _ if self.now_ms < phase_ms => 0,
            period => self.now_ms - (self.now_ms - phase_ms) % period,
        }
    }

    fn refresh(&mut self, asker: usize, until_ms: u32) {
        let table = &mut self.tables[asker];
        while let Some(moved) = self.moves.get(table.n_known).filter(|moved| moved.at_ms <= until_ms) {
            table.owners[usize::from(moved.shard)] = moved.to;
            table.n_known += 1;
        }
    }

    fn n_table_reads(&self) -> u32 {
        let regular: u32 = match u32::from(self.settings.refresh_s) * 1_000 {
            0 => self.moves.len() as u32 * self.tables.len() as u32,
            period => self.tables.iter().map(|table| (DURATION_S * 1_000 - table.phase_ms).div_ceil(period)).sum(),
        };
        regular + self.n_reads_after_errors
    }
}

#[cfg(test)]
mod tests;
