//! Multi-leader replication: a leader at each site (data centre) takes the writes of its site and answers at once.
//!
//! `r0` and its followers stand at the first site, and so on; the first replica of each site leads there. A follower
//! forwards writes to its own leader. The leader puts what it takes in order, applies it, answers, and then sends it to
//! its followers and to the other leaders: nobody waits for another site, and a cut between two sites stops no write.
//! Reads are answered by whoever is asked. [`exchange`] tells how updates travel (all to all, around a ring, or through
//! the middle of a star) and why none of them is lost.
//!
//! The price: two sites may change the same key before they hear of each other. [`conflict`] tells how this is found
//! (version vectors with a number a leader) and what then happens: the later stamp wins, both stay as siblings, or they
//! are merged, sets to their union, counts to their sum, words to the set of both. [`losses`] lists the writes that are
//! lost to a later stamp.
//!
//! Left out: a failover inside a site, so that a site whose leader is down takes no writes; deletions; and more than
//! one link between two sites.

mod conflict;
mod exchange;
mod lost;
mod message;

use super::versions::{self, Versions};
pub use super::versions::{Conflicts, Version};
use crate::history::{Action, Outcome};
use crate::ids::{OpId, Word};
use crate::maths::latency::Leg;
use crate::protocol::{Answer, Holding, Outbox, Protocol, Request};
use crate::tick::Tick;
use crate::version::VersionVector;
use exchange::{Intake, Line};
pub use lost::{Loss, losses};
pub use message::{Message, Note, Way};

/// The protocol's configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MultiLeader {
    /// Data centres, 2 or 3, with a leader each. With 1 it is a single leader, whose place nobody takes.
    pub sites: u8,
    /// Followers at each site, 0 to 2; of a single leader up to 8.
    pub followers: u8,
    pub topology: Topology,
    pub conflicts: Conflicts,
    /// How often a leader sends again what is not acknowledged.
    pub retry: Tick,
}

/// Which leaders send to which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topology {
    /// Each to all others, and only what it has taken itself.
    AllToAll,
    /// Each to the next one, which passes it on until it has been everywhere.
    Ring,
    /// All to the first one, which passes it on.
    Star,
}

/// A replica. All of it is durable but what arrived too early.
#[derive(Clone, Debug)]
pub struct Replica {
    id: u8,
    /// By key.
    data: Vec<Item>,
    /// How many writes it has taken.
    n_writes: u16,
    /// The operations that it has taken, so that a copy of a request is not taken twice.
    done: Vec<OpId>,
    lines: Vec<Line>,
    intakes: Vec<Intake>,
}

/// What a replica holds of a key.
#[derive(Clone, Debug)]
struct Item {
    key: Word,
    versions: Versions,
    /// The vector of the last write that it has taken itself.
    own: VersionVector,
}

/// A write on its way through the sites.
#[derive(Debug, PartialEq, Eq)]
pub struct Entry {
    pub key: Word,
    pub version: Version,
}

/// What a timer is for.
#[derive(Clone, Copy, Debug)]
pub enum Timer {
    /// Time to send again what is not acknowledged.
    Resend,
}

impl MultiLeader {
    /// So many sites without followers, each in touch with all others; the last write wins.
    pub fn new(sites: u8) -> MultiLeader {
        MultiLeader {
            sites,
            followers: 0,
            topology: Topology::AllToAll,
            conflicts: Conflicts::LastWriteWins,
            retry: Tick(200_000),
        }
    }

    /// All replicas: leaders and followers.
    pub fn n_replicas(&self) -> u8 {
        self.sites * (1 + self.followers)
    }

    /// The leader of the site where a replica stands.
    pub fn leader_of(&self, replica: u8) -> u8 {
        replica - replica % (1 + self.followers)
    }

    /// Whether the replica leads at its site.
    pub fn is_leader(&self, replica: u8) -> bool {
        self.leader_of(replica) == replica
    }

    /// The site of a replica, from 0.
    pub fn site_of(&self, replica: u8) -> u8 {
        replica / (1 + self.followers)
    }
}

impl Replica {
    fn versions(&self, key: Word) -> Versions {
        let held = self.data.iter().find(|item| item.key == key);
        held.map_or_else(|| Versions::from([]), |item| item.versions.clone())
    }

    fn item(&mut self, key: Word) -> &mut Item {
        let at = match self.data.binary_search_by(|item| item.key.cmp(&key)) {
            Ok(at) => at,
            Err(at) => {
                self.data.insert(at, Item { key, versions: Versions::from([]), own: VersionVector::default() });
                at
            }
        };
        &mut self.data[at]
    }
}

impl Protocol for MultiLeader {
    type Message = Message;
    type Note = Note;
    type Timer = Timer;
    type Replica = Replica;

    fn replica(&self, id: u8) -> Replica {
        let lines = (0..self.n_replicas()).filter(|to| self.sends(id, *to)).map(Line::to).collect();
        Replica { id, data: Vec::new(), n_writes: 0, done: Vec::new(), lines, intakes: Vec::new() }
    }

    fn on_start(&self, replica: &mut Replica, out: &mut Outbox<Self>) {
        if self.is_leader(replica.id) {
            out.lead(1);
            out.background(self.retry, Timer::Resend);
        }
    }

    fn on_request(&self, replica: &mut Replica, request: &Request, out: &mut Outbox<Self>) {
        match request.action {
            Action::Read => {
                let held = replica.versions(request.key);
                let mut context = request.context;
                context.join(&versions::context(&held));
                let outcome = Outcome::Done(versions::seen(&held, self.united(&held)));
                out.answer(request.client, Answer { op: request.op, outcome, context });
            }
            _ if self.is_leader(replica.id) => self.take_write(replica, request, out),
            _ => out.send(self.leader_of(replica.id), Message::Forward(request.clone().into())),
        }
    }

    fn on_message(&self, replica: &mut Replica, from: u8, message: &Message, out: &mut Outbox<Self>) {
        match message {
            Message::Forward(request) => self.take_write(replica, request, out),
            Message::Update { number, way, entry } => self.on_update(replica, from, (*number, *way), entry, out),
            Message::Updated { upto, .. } => replica.on_updated(from, *upto),
        }
    }

    fn on_timer(&self, replica: &mut Replica, timer: Timer, out: &mut Outbox<Self>) {
        match timer {
            Timer::Resend => self.send_again(replica, out),
        }
    }

    fn on_crash(&self, replica: &mut Replica) {
        replica.intakes.iter_mut().for_each(Intake::forget_early);
    }

    fn leg(message: &Message) -> Leg {
        match message {
            Message::Forward(_) | Message::Update { .. } => Leg::Write,
            Message::Updated { .. } => Leg::Ack,
        }
    }

    fn holdings(&self, replica: &Replica) -> Vec<Holding> {
        let of = |item: &Item| {
            let united = self.united(&item.versions);
            let holding = |version: &Version| Holding {
                key: item.key,
                value: united.clone().unwrap_or_else(|| version.value.clone()),
                write: version.op,
                about: version.about(self.conflicts),
                is_hint: false,
            };
            item.versions.iter().map(holding).collect::<Vec<_>>()
        };
        replica.data.iter().flat_map(of).collect()
    }
}

impl Entry {
    /// The leader that took the write.
    fn origin(&self) -> u8 {
        self.version.dot.replica
    }
}
