//! Leaderless replication as in Dynamo: a write succeeds once `W` of `N` replicas hold it, a read once `R` have
//! answered (DeCandia et al., "Dynamo: Amazon's highly available key-value store", SOSP 2007).
//!
//! The replica that a client contacts coordinates, whichever it is: it sends to all `N` replicas of the preference
//! list, itself included, and answers at the `W`-th `Stored` or the `R`-th `Fetched`. A write that reaches too few
//! fails, and is not rolled back: it stays where it arrived. [`coordinate`] tells this.
//!
//! Replicas that missed a write catch up in three ways, each of which can be switched off: read repair (by the
//! coordinator of a read, afterwards or *before* it answers), hinted handoff (a stand-in keeps the write until the
//! replica is back; with spare replicas this makes the quorum *sloppy*) and anti-entropy ([`background`]).
//!
//! Two values that do not replace each other: the one with the later stamp wins, or both stay as siblings until a
//! client that has read both writes again ([`versions`](super::versions)).
//!
//! Left out: rings and membership (all keys have the same preference list), Merkle trees (digests are compared key by
//! key), failure detectors (a replica is taken for down when it does not answer in time), and deletions.

mod background;
mod coordinate;
mod message;

pub use super::versions::{Conflicts, Version};
use coordinate::Task;
pub use message::{Message, Note};

use super::versions::{self, Versions, absorb};
use crate::history::Seen;
use crate::ids::{OpId, Word};
use crate::maths::latency::Leg;
use crate::protocol::{Holding, Outbox, Protocol, Request};
use crate::tick::Tick;

/// The protocol's configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaderless {
    /// Replicas that hold every key, 1 to 9: `r0` to `r(N−1)`, the preference list.
    pub n: u8,
    /// Further replicas, which only stand in for others.
    pub spares: u8,
    /// Answers that a read waits for, 1 to `n`.
    pub r: u8,
    /// Answers that a write waits for, 1 to `n`.
    pub w: u8,
    pub repair: Repair,
    /// Whether a replica that does not answer in time is stood in for.
    pub has_hints: bool,
    /// How often a replica compares itself with another one.
    pub anti_entropy: Option<Tick>,
    pub conflicts: Conflicts,
    /// How long the coordinator waits for enough answers.
    pub timeout: Tick,
    /// How long the coordinator waits before it asks a stand-in, and how often a stand-in tries to hand over.
    pub hint_after: Tick,
}

/// What the coordinator of a read does about replicas that answered with something older.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repair {
    /// Nothing.
    Off,
    /// Sends them what they miss, after it has answered.
    Async,
    /// Answers only when `W` replicas hold what it answers (Attiya, Bar-Noy and Dolev 1995).
    WriteBack,
}

/// A replica. What it coordinates is lost in a crash, the rest is durable.
#[derive(Clone, Debug)]
pub struct Replica {
    id: u8,
    data: Vec<(Word, Versions)>,
    hints: Vec<Hint>,
    /// How many writes it has coordinated.
    n_writes: u16,
    n_hints: u16,
    tasks: Vec<Task>,
}

/// A write that is kept for another replica.
#[derive(Clone, Debug)]
struct Hint {
    number: u16,
    owner: u8,
    key: Word,
    versions: Versions,
}

/// What a timer is for.
#[derive(Clone, Copy, Debug)]
pub enum Timer {
    /// The coordinator's time for the operation is over.
    GiveUp(OpId),
    /// Time to ask stand-ins.
    StandIns(OpId),
    /// Time to hand hints over.
    HandOff,
    /// Time to compare with another replica.
    Compare,
}

impl Leaderless {
    /// `N` replicas with these quorums, and nothing that repairs.
    pub fn new(n: u8, r: u8, w: u8) -> Leaderless {
        Leaderless {
            n,
            spares: 0,
            r,
            w,
            repair: Repair::Off,
            has_hints: false,
            anti_entropy: None,
            conflicts: Conflicts::LastWriteWins,
            timeout: Tick(50_000),
            hint_after: Tick(20_000),
        }
    }

    /// All replicas, the spare ones included.
    pub fn n_replicas(&self) -> u8 {
        self.n + self.spares
    }

    fn is_preferred(&self, replica: u8) -> bool {
        replica < self.n
    }
}

impl Replica {
    fn versions(&self, key: Word) -> Versions {
        let held = self.data.iter().find(|(known, _)| *known == key);
        held.map_or_else(|| Versions::from([]), |(_, versions)| versions.clone())
    }

    /// Takes in versions, and notes what is dropped; whether anything is new.
    fn absorb(&mut self, key: Word, new: &[Version], conflicts: Conflicts, out: &mut Outbox<Leaderless>) -> bool {
        let at = match self.data.binary_search_by(|(known, _)| known.cmp(&key)) {
            Ok(at) => at,
            Err(at) => {
                self.data.insert(at, (key, Versions::from([])));
                at
            }
        };
        absorb(&mut self.data[at].1, new, conflicts, &mut |kept, dropped| {
            out.note(Note::Drops { key, kept: kept.value.clone(), dropped: dropped.value.clone() });
        })
    }
}

impl Protocol for Leaderless {
    type Message = Message;
    type Note = Note;
    type Timer = Timer;
    type Replica = Replica;

    fn replica(&self, id: u8) -> Replica {
        Replica { id, data: Vec::new(), hints: Vec::new(), n_writes: 0, n_hints: 0, tasks: Vec::new() }
    }

    fn on_start(&self, replica: &mut Replica, out: &mut Outbox<Self>) {
        self.start_background(replica, out);
    }

    fn on_request(&self, replica: &mut Replica, request: &Request, out: &mut Outbox<Self>) {
        self.coordinate(replica, request, out);
    }

    fn on_message(&self, replica: &mut Replica, from: u8, message: &Message, out: &mut Outbox<Self>) {
        match message {
            Message::Store { task, key, versions } => {
                replica.absorb(*key, versions, self.conflicts, out);
                out.send(from, Message::Stored { task: *task, key: *key });
            }
            Message::Fetch { task, key } => {
                let versions =
                    if self.is_preferred(replica.id) { replica.versions(*key) } else { self.hinted(replica, *key) };
                out.send(from, Message::Fetched { task: *task, key: *key, versions });
            }
            Message::Stored { task, .. } => self.on_ack(replica, *task, from, out),
            Message::Kept { task, owner, .. } => self.on_ack(replica, *task, *owner, out),
            Message::Fetched { task, versions, .. } => self.on_fetched(replica, *task, from, versions, out),
            Message::Repair { key, versions } => {
                replica.absorb(*key, versions, self.conflicts, out);
            }
            Message::Keep { task, owner, key, versions } => {
                replica.keep(*owner, *key, versions.clone());
                out.send(from, Message::Kept { task: *task, owner: *owner, key: *key });
            }
            Message::HandOff { hint, key, versions } => {
                replica.absorb(*key, versions, self.conflicts, out);
                out.send(from, Message::HandedOff { hint: *hint, key: *key });
            }
            Message::HandedOff { hint, .. } => self.on_handed_off(replica, *hint, out),
            Message::Digest { keys } => self.on_digest(replica, from, keys, out),
            Message::Sync { key, versions } => self.on_sync(replica, from, *key, versions, out),
        }
    }

    fn on_timer(&self, replica: &mut Replica, timer: Timer, out: &mut Outbox<Self>) {
        match timer {
            Timer::GiveUp(op) => self.give_up(replica, op, out),
            Timer::StandIns(op) => self.ask_stand_ins(replica, op, out),
            Timer::HandOff => self.hand_off(replica, out),
            Timer::Compare => self.compare(replica, out),
        }
    }

    fn on_crash(&self, replica: &mut Replica) {
        replica.tasks.clear();
    }

    fn leg(message: &Message) -> Leg {
        match message {
            Message::Store { .. } | Message::Repair { .. } | Message::Keep { .. } | Message::HandOff { .. } => {
                Leg::Write
            }
            Message::Stored { .. } | Message::Kept { .. } | Message::HandedOff { .. } => Leg::Ack,
            Message::Fetch { .. } | Message::Digest { .. } => Leg::Read,
            Message::Fetched { .. } | Message::Sync { .. } => Leg::Reply,
        }
    }

    fn holdings(&self, replica: &Replica) -> Vec<Holding> {
        let about = |version: &Version| version.about(self.conflicts);
        let holding = |key: Word, version: &Version, about: String, is_hint: bool| Holding {
            key,
            value: version.value.clone(),
            write: version.op,
            about,
            is_hint,
        };
        let served = replica.data.iter().filter(|_| self.is_preferred(replica.id));
        let served = served
            .flat_map(|(key, versions)| versions.iter().map(|version| holding(*key, version, about(version), false)));
        let kept = replica.hints.iter().flat_map(|hint| {
            hint.versions.iter().map(|version| holding(hint.key, version, format!("for r{}", hint.owner), true))
        });
        served.chain(kept).collect()
    }
}

/// What a client sees of these versions.
fn seen(versions: &[Version], conflicts: Conflicts) -> Vec<Seen> {
    versions::seen(versions, (conflicts == Conflicts::Merge).then(|| versions::merged(versions)).flatten())
}
