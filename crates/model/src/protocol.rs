//! What a replication protocol is: a state machine a replica, with handlers that say what should happen.
//!
//! A handler gets its replica and an [`Outbox`]; it sends, sets timers, answers clients and notes what it decided, and
//! the [`World`](crate::world::World) makes it happen. Handlers see no clock but the replica's own, which may be off,
//! and no luck but the replica's own stream.

use std::fmt::Display;

use rand_xoshiro::rand_core::Rng;

use crate::history::{Action, Outcome};
use crate::ids::{OpId, Word};
use crate::maths::latency::{Latency, Leg};
use crate::prng::Stream;
use crate::tick::Tick;
use crate::version::VersionVector;

/// A replication protocol with its configuration.
pub trait Protocol: Sized {
    /// What replicas send each other. Its text is short: it labels arrows.
    type Message: Display;
    /// What a replica decided, for the log: a sentence without its subject, such as `write x reached W=2`.
    type Note: Display;
    /// What a timer means.
    type Timer;
    /// The state of a replica, volatile and durable.
    type Replica: Clone;

    /// A replica at the start of the run.
    fn replica(&self, id: u8) -> Self::Replica;

    /// Starts what runs in the background, at the start of the run and after a restart.
    fn on_start(&self, replica: &mut Self::Replica, out: &mut Outbox<Self>);

    /// A client asks this replica, which coordinates.
    fn on_request(&self, replica: &mut Self::Replica, request: &Request, out: &mut Outbox<Self>);

    /// A message from another replica arrives.
    fn on_message(&self, replica: &mut Self::Replica, from: u8, message: &Self::Message, out: &mut Outbox<Self>);

    /// A timer of this replica runs out; a crash drops all of them.
    fn on_timer(&self, replica: &mut Self::Replica, timer: Self::Timer, out: &mut Outbox<Self>);

    /// The replica forgets what is volatile.
    fn on_crash(&self, replica: &mut Self::Replica);

    /// Which of the four delays of a read and a write the message takes.
    fn leg(message: &Self::Message) -> Leg;

    /// What the replica holds, for the checks and the state table: a line a key and value, by key.
    fn holdings(&self, replica: &Self::Replica) -> Vec<Holding>;
}

/// What a replica holds under a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holding {
    pub key: Word,
    /// The value as a client would read it.
    pub value: crate::history::Value,
    /// The operation that made the value.
    pub write: OpId,
    /// What the protocol knows of the value besides: its version, or for whom it is kept.
    pub about: String,
    /// Whether it is kept for another replica and not served: a hint.
    pub is_hint: bool,
}

/// What a client asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    pub op: OpId,
    pub client: u8,
    pub key: Word,
    pub action: Action,
    /// What the client has read of this key: a write replaces exactly this.
    pub context: VersionVector,
    /// Whether the client itself has written this key before.
    pub has_written: bool,
}

/// The answer to a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub op: OpId,
    pub outcome: Outcome,
    /// What the client has read of the key after this.
    pub context: VersionVector,
}

/// What a handler wants.
pub enum Wish<P: Protocol> {
    Send(u8, P::Message),
    Answer(u8, Answer),
    Timer(Tick, P::Timer),
    /// A timer that does not keep the run alive.
    Background(Tick, P::Timer),
    Note(P::Note),
    /// From now on this replica leads, in this term.
    Lead(u16),
    /// From now on this replica does not lead.
    Follow,
}

/// Where a handler puts what it wants.
pub struct Outbox<'a, P: Protocol> {
    /// This replica.
    pub me: u8,
    /// The number of replicas.
    pub n_replicas: u8,
    /// What this replica's clock shows.
    pub clock: Tick,
    pub(crate) luck: &'a mut Stream,
    pub(crate) wishes: &'a mut Vec<Wish<P>>,
}

impl<P: Protocol> Outbox<'_, P> {
    /// Sends to another replica.
    pub fn send(&mut self, to: u8, message: P::Message) {
        self.wishes.push(Wish::Send(to, message));
    }

    /// Answers a client.
    pub fn answer(&mut self, client: u8, answer: Answer) {
        self.wishes.push(Wish::Answer(client, answer));
    }

    /// Sets a timer that runs out after `delay`.
    pub fn timer(&mut self, delay: Tick, timer: P::Timer) {
        self.wishes.push(Wish::Timer(delay, timer));
    }

    /// Sets a timer of something that goes on for ever; the run does not wait for it.
    pub fn background(&mut self, delay: Tick, timer: P::Timer) {
        self.wishes.push(Wish::Background(delay, timer));
    }

    /// Says what was decided.
    pub fn note(&mut self, note: P::Note) {
        self.wishes.push(Wish::Note(note));
    }

    /// Says that this replica leads from now on, in a term.
    pub fn lead(&mut self, term: u16) {
        self.wishes.push(Wish::Lead(term));
    }

    /// Says that this replica does not lead any more.
    pub fn follow(&mut self) {
        self.wishes.push(Wish::Follow);
    }

    /// A time of this distribution, from this replica's own luck.
    pub fn delay(&mut self, latency: Latency) -> Tick {
        latency.draw(Leg::Write, true, self.luck)
    }

    /// All other replicas.
    pub fn peers(&self) -> impl Iterator<Item = u8> + use<P> {
        let me = self.me;
        (0..self.n_replicas).filter(move |peer| *peer != me)
    }

    /// A number below `bound` from this replica's own luck, 0 for no bound; even enough for choosing a peer or a pause.
    pub fn draw(&mut self, bound: u64) -> u64 {
        self.luck.next_u64().checked_rem(bound).unwrap_or(0)
    }
}
