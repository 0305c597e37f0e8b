//! Single-leader replication: one replica takes all writes, in one order, and the others copy its log (Kleppmann,
//! "Designing Data-Intensive Applications", 2017, chapter 5).
//!
//! A client may ask any replica. What has to be done by the leader is forwarded to it: every write, and the reads that
//! [`Reads`] sends there. The leader puts the write at the end of its *log*, has its effect at once, and answers the
//! client when `acks` followers have said that they hold the entry: none of them is *asynchronous* replication, all of
//! them *synchronous*, and one or a few *semi-synchronous* ([`lead`], [`replicate`]). A follower that holds an entry
//! applies it some time later; until then its reads return what is old, which is the *replication lag* ([`reads`]).
//!
//! When the leader does not answer pings in time, the followers choose another one, and clients' requests go there: the
//! *failover* ([`failover`]). Each leader has a [`Term`]; with *fencing* everybody refuses what an earlier term sends.
//!
//! **What is durable.** The log, what was applied of it, the leader and term that a replica follows, and the newest
//! term in which it took part in an election. A crash loses who waits for an answer, and what waits its turn.
//!
//! **At most once.** A leader does nothing for an operation of a client that has the same or a later one in the log. So
//! copies of a request change nothing, and are not answered a second time.
//!
//! **What may surprise.** A write that too few followers hold is not rolled back: its client gives up, and it stays in
//! the log. The leader's own reads return writes that no follower holds yet. A request that was forwarded to a leader
//! which is down is lost, and its client waits in vain: nobody asks a second time.
//!
//! Left out: snapshots and the trimming of logs, changes of the membership, transactions over several keys, and clients
//! that find the new leader by themselves (service discovery).

mod apply;
mod failover;
mod lead;
mod log;
mod message;
mod reads;
mod replicate;

pub use failover::Failover;
pub use log::{Entry, Term};
pub use message::{Message, Note};
pub use reads::Reads;

use crate::ids::Word;
use crate::maths::latency::{Latency, Leg};
use crate::protocol::{Holding, Outbox, Protocol, Request};
use crate::tick::Tick;
use failover::{Canvass, Watch};
use lead::Lead;
use log::Log;

/// The protocol's configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SingleLeader {
    /// Replicas, 2 to 6, all that the run has; `r0` leads at the start.
    pub n: u8,
    /// How many followers must hold a write before its client is answered, 0 to `n − 1`.
    pub acks: u8,
    /// How long after a follower has received an entry its reads see it.
    pub lag: Latency,
    pub apply: Apply,
    pub reads: Reads,
    /// How another leader is chosen; none if `r0` leads for ever.
    pub failover: Option<Failover>,
    /// How long the leader is busy with one write. Whatever else it is asked waits its turn, pings too; 0 for no time.
    pub service: Tick,
    /// How often the leader sends again what has not been acknowledged; at least a millisecond.
    pub retry: Tick,
}

/// In which order a follower applies what it has received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Apply {
    /// In the order of the log.
    InOrder,
    /// Each key's entries in the order of the log, and no order between keys.
    PerKey,
}

/// A replica.
#[derive(Clone, Debug)]
pub struct Replica {
    id: u8,
    /// Durable.
    log: Log,
    /// Durable: the leader that it follows, or that it is, and its term.
    term: Term,
    /// Durable: the newest term in whose election it took part.
    promised: u16,
    /// Durable: whether it has been up before.
    has_started: bool,
    /// Entries that arrived before those in front of them, by index.
    ahead: Vec<(u32, Entry)>,
    /// What it does as the leader, if it leads.
    lead: Option<Lead>,
    watch: Watch,
    /// The election that it holds.
    canvass: Option<Canvass>,
    /// Reads that wait for an entry to be applied.
    waiting: Vec<Request>,
}

/// What a timer is for. Those of a leader name its term, since it may have been deposed and chosen again meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timer {
    /// A follower has come to the end of the lag of the entry with this index, which that term made.
    Apply(u32, Term),
    /// The leader is done with a write.
    Served(Term),
    /// Time to send again what was in the log when the timer was set, up to this index.
    Resend(Term, u32),
    /// The new leader has started up.
    Ready(Term),
    /// Time to ping the leader.
    Ping,
    /// The ping of that number should have been answered.
    Unanswered(u32),
    /// Time to count the answers of the election in that term.
    Count(u16),
    /// The pause after an election without a result is over; so many pings were sent before it.
    TryAgain(u32),
}

impl SingleLeader {
    /// `n` replicas, asynchronous, without lag and without failover; reads are answered by whoever is asked.
    pub fn new(n: u8) -> SingleLeader {
        SingleLeader {
            n,
            acks: 0,
            lag: Latency::Constant(Tick::ZERO),
            apply: Apply::InOrder,
            reads: Reads::Any,
            failover: None,
            service: Tick::ZERO,
            retry: Tick(20_000),
        }
    }

    /// Whether older terms are refused.
    fn has_fencing(&self) -> bool {
        self.failover.is_none_or(|failover| failover.fencing)
    }
}

impl Replica {
    /// The entries of its log in order, from index 1, and whether its reads see each.
    pub fn entries(&self) -> impl Iterator<Item = (&Entry, bool)> {
        self.log.entries()
    }

    /// The term in which it leads, if it leads and has started up.
    pub fn leads(&self) -> Option<Term> {
        self.lead.as_ref().filter(|lead| lead.is_ready).map(|_| self.term)
    }
}

impl Protocol for SingleLeader {
    type Message = Message;
    type Note = Note;
    type Timer = Timer;
    type Replica = Replica;

    fn replica(&self, id: u8) -> Replica {
        Replica {
            id,
            log: Log::default(),
            term: Term { number: 1, leader: 0 },
            promised: 1,
            has_started: false,
            ahead: Vec::new(),
            lead: None,
            watch: Watch::default(),
            canvass: None,
            waiting: Vec::new(),
        }
    }

    fn on_start(&self, replica: &mut Replica, out: &mut Outbox<Self>) {
        let is_first = !std::mem::replace(&mut replica.has_started, true);
        if replica.term.leader == replica.id && !self.is_deposed(replica) {
            self.resume(replica, is_first, out);
        } else {
            self.apply_what_waits(replica, out);
        }
        self.start_watch(out);
    }

    fn on_request(&self, replica: &mut Replica, request: &Request, out: &mut Outbox<Self>) {
        self.take(replica, request, 0, out);
    }

    fn on_message(&self, replica: &mut Replica, from: u8, message: &Message, out: &mut Outbox<Self>) {
        match message {
            Message::Forward { request, n_hops } => self.take(replica, request, *n_hops, out),
            Message::Append { term, first, entries } => self.on_append(replica, from, *term, *first, entries, out),
            Message::Appended { term, upto } => self.on_appended(replica, from, *term, *upto, out),
            Message::Ping { .. } | Message::Canvass { .. } => self.on_inquiry(replica, from, message, out),
            Message::Pong { number } => replica.on_pong(from, *number),
            Message::Position { number, last, len } => self.on_position(replica, from, *number, (*last, *len), out),
            Message::Promote { number } => self.on_promote(replica, *number, out),
            Message::NewLeader { term, shape, is_new } => {
                self.on_new_leader(replica, *term, shape, *is_new, out);
            }
            Message::Stale { term } => self.on_stale(replica, *term, out),
        }
    }

    fn on_timer(&self, replica: &mut Replica, timer: Timer, out: &mut Outbox<Self>) {
        match timer {
            Timer::Apply(index, term) => self.on_applicable(replica, index, term, out),
            Timer::Served(term) => self.on_served(replica, term, out),
            Timer::Resend(term, upto) => self.resend(replica, term, upto, out),
            Timer::Ready(term) => self.on_ready(replica, term, out),
            Timer::Ping => self.ping(replica, out),
            Timer::Unanswered(number) => self.on_unanswered(replica, number, out),
            Timer::Count(number) => self.on_count(replica, number, out),
            Timer::TryAgain(n_pings) => self.try_again(replica, n_pings, out),
        }
    }

    fn on_crash(&self, replica: &mut Replica) {
        replica.ahead.clear();
        replica.lead = None;
        replica.watch = Watch::default();
        replica.canvass = None;
        replica.waiting.clear();
    }

    fn leg(message: &Message) -> Leg {
        match message {
            Message::Forward { .. } | Message::Append { .. } | Message::Promote { .. } | Message::NewLeader { .. } => {
                Leg::Write
            }
            Message::Appended { .. } | Message::Stale { .. } => Leg::Ack,
            Message::Ping { .. } | Message::Canvass { .. } => Leg::Read,
            Message::Pong { .. } | Message::Position { .. } => Leg::Reply,
        }
    }

    fn holdings(&self, replica: &Replica) -> Vec<Holding> {
        let holding = |(key, index): &(Word, u32)| {
            let entry = replica.log.get(*index)?;
            let about = format!("entry {index}, term {}", entry.term.number);
            Some(Holding { key: *key, value: entry.value.clone()?, write: entry.op, about, is_hint: false })
        };
        replica.log.served().iter().filter_map(holding).collect()
    }
}
