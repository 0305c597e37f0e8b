//! The simulator: moves messages through virtual time, and makes happen what steps and handlers ask for.
//!
//! One queue holds all that is to come, by time and then by the order of asking; taking the first until nothing is left
//! is the whole run. So a run is determined by its [`Setup`] and its protocol, and stopping it at a time gives exactly
//! the beginning of the longer one.
//!
//! A client issues one operation at a time: what it is told to do meanwhile waits its turn. It gives up after the
//! time-out, and an answer that comes later is not used.
//!
//! What a step asks of a replica or a client that the cluster does not have is left out.
//!
//! What a timer of the background (such as anti-entropy) sets off belongs to the background, and does not keep the run
//! going: a run ends when all else is done and the background has had [`Setup::settle`] since then. What is on its way
//! at that time still arrives. A limit on time and events ends the other runs.

use std::cmp::Ordering;
use std::collections::{BinaryHeap, VecDeque};

use crate::history::{Action, Operation, Outcome, Value};
use crate::ids::{Endpoint, MessageId, OpId, Word};
use crate::maths::latency::Leg;
use crate::network::{Network, NetworkSetup, each};
use crate::prng::{Stream, stream};
use crate::protocol::{Answer, Outbox, Protocol, Request, Wish};
use crate::step::{Ask, Deed, Step, Wait};
use crate::tick::Tick;
use crate::trace::{Event, Fate, Journey, Parcel, Trace, What};
use crate::version::VersionVector;

/// The most events of a run; one that has more is cut short.
pub const EVENTS_MAX: usize = 2_000_000;
/// The latest virtual time of a run: ten minutes.
pub const TIME_MAX: Tick = Tick(600 * Tick::SECOND.0);

/// Everything that a run depends on, besides its protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setup {
    pub seed: u64,
    /// 1 to [`REPLICAS_MAX`](crate::ids::REPLICAS_MAX).
    pub n_replicas: u8,
    /// 1 to [`CLIENTS_MAX`](crate::ids::CLIENTS_MAX).
    pub n_clients: u8,
    pub network: NetworkSetup,
    /// How long a client waits for an answer.
    pub patience: Tick,
    /// Which replica a client asks where a step names none.
    pub routing: Routing,
    /// How long the background goes on after all else is quiet.
    pub settle: Tick,
    /// The most events, at most [`EVENTS_MAX`].
    pub n_events_max: usize,
    pub steps: Vec<Step>,
}

/// Which replica a client asks. Its own is the one with its number; where the replicas stand at sites, the first of the
/// client's site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Routing {
    /// Its own, even if that is down.
    Own,
    /// Its own, until that is down or does not answer in time; then the next one that is up, for good.
    Sticky,
    /// One that is up after the other, in turn.
    Rotate,
}

impl Default for Setup {
    /// Three replicas a millisecond apart and one client, with nothing to do.
    fn default() -> Setup {
        Setup {
            seed: 1,
            n_replicas: 3,
            n_clients: 1,
            network: NetworkSetup::default(),
            patience: Tick::SECOND,
            routing: Routing::Own,
            settle: Tick::ZERO,
            n_events_max: 20_000,
            steps: Vec::new(),
        }
    }
}

/// What is to come, in 16 bytes, since a run spends much of its time in the queue. The earliest is the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Entry {
    /// The time in microseconds, which is at most [`TIME_MAX`] and one, and then a number: steps have their place in
    /// the scenario, all else comes behind them in the order of asking. So no two are equal.
    key: u64,
    due: Due,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Due {
    Step(u16),
    Arrival {
        message: MessageId,
        is_background: bool,
    },
    /// A timer of a replica, by its place among the timers.
    Timer {
        replica: u8,
        timer: u32,
        is_background: bool,
    },
    /// A client's patience with an operation ends.
    GivesUp(OpId),
}

/// A timer that was set.
struct Alarm<T> {
    /// How often its replica had crashed then: a crash drops all timers.
    life: u32,
    timer: T,
}

/// A replica with what the simulator knows about it.
struct Node<P: Protocol> {
    state: P::Replica,
    is_up: bool,
    /// How often it has crashed.
    life: u32,
    skew_us: i64,
    luck: Stream,
}

/// A client.
#[derive(Debug, Default)]
struct Session {
    /// What it waits for.
    open: Option<OpId>,
    /// The replica that it asks next, where no step says otherwise.
    at: u8,
    /// Whether that one has not answered in time.
    has_doubts: bool,
    /// What it is to do next.
    waiting: VecDeque<Ask>,
    keys: Vec<Memory>,
}

/// What a client knows of a key.
#[derive(Debug)]
struct Memory {
    key: Word,
    context: VersionVector,
    /// The writes that it has seen, its own among them.
    writes: Vec<OpId>,
    has_written: bool,
}

/// A cluster in virtual time.
pub struct World<'a, P: Protocol> {
    protocol: &'a P,
    setup: &'a Setup,
    now: Tick,
    /// Up to when things were let happen.
    until: Tick,
    network: Network,
    nodes: Vec<Node<P>>,
    sessions: Vec<Session>,
    queue: BinaryHeap<Entry>,
    /// The number of the next entry that is no step.
    next_number: u32,
    /// How many entries of the queue keep the run alive.
    n_alive: usize,
    /// When the last of them was done.
    quiet_since: Tick,
    /// Whether what happens now was brought about by a timer of the background: then what it sends is background too.
    is_background: bool,
    timers: Vec<Option<Alarm<P::Timer>>>,
    free_timers: Vec<u32>,
    wishes: Vec<Wish<P>>,
    /// Messages at doors that are shut, in order of arrival.
    at_doors: Vec<MessageId>,
    /// Messages that are held one by one.
    held_alone: Vec<MessageId>,
    trace: Trace<P>,
}

/// Runs a scenario to its end.
pub fn run<P: Protocol>(protocol: &P, setup: &Setup) -> Run<P> {
    let mut world = World::new(protocol, setup);
    world.advance(TIME_MAX);
    // Whoever is still waiting then waits for ever.
    world.trace.is_cut_short |= world.n_alive > 0;
    world.finish()
}

/// The run as it is at a time: exactly the beginning of [`run`]'s.
pub fn run_until<P: Protocol>(protocol: &P, setup: &Setup, until: Tick) -> Run<P> {
    let mut world = World::new(protocol, setup);
    world.advance(until);
    world.finish()
}

/// What came of a run.
pub struct Run<P: Protocol> {
    pub trace: Trace<P>,
    /// The replicas at the end, and whether each is up.
    pub replicas: Vec<(P::Replica, bool)>,
}

impl<'a, P: Protocol> World<'a, P> {
    /// The cluster before the first step.
    pub fn new(protocol: &'a P, setup: &'a Setup) -> World<'a, P> {
        let node = |id: u8| Node {
            state: protocol.replica(id),
            is_up: true,
            life: 0,
            skew_us: 0,
            luck: stream(setup.seed, "replica", &Endpoint::Replica(id).to_string()),
        };
        let mut world = World {
            protocol,
            setup,
            now: Tick::ZERO,
            until: Tick::ZERO,
            network: Network::new(setup.network, setup.seed, setup.n_replicas),
            nodes: (0..setup.n_replicas).map(node).collect(),
            sessions: (0..setup.n_clients).map(|client| Session::at(setup.own_replica(client))).collect(),
            queue: BinaryHeap::new(),
            next_number: setup.steps.len() as u32,
            n_alive: 0,
            quiet_since: Tick::ZERO,
            is_background: false,
            timers: Vec::new(),
            free_timers: Vec::new(),
            wishes: Vec::new(),
            at_doors: Vec::new(),
            held_alone: Vec::new(),
            trace: Trace {
                events: Vec::new(),
                journeys: Vec::new(),
                parcels: Vec::new(),
                notes: Vec::new(),
                operations: Vec::new(),
                steps: setup.steps.clone(),
                n_replicas: setup.n_replicas,
                n_clients: setup.n_clients,
                end: Tick::ZERO,
                is_cut_short: false,
            },
        };
        for (number, step) in (0..).zip(&setup.steps) {
            world.expect_step(step.at, number);
        }
        (0..setup.n_replicas)
            .for_each(|replica| world.handle(replica, |protocol, state, out| protocol.on_start(state, out)));
        world
    }

    /// Lets everything happen up to and including a time, or to the end of the run if that is earlier.
    pub fn advance(&mut self, until: Tick) {
        self.until = until.min(TIME_MAX);
        while let Some(entry) = self.queue.peek().copied() {
            let (at, due) = (entry.at(), entry.due);
            if at > until {
                break;
            }
            if self.is_over(at) && !matches!(due, Due::Arrival { .. }) {
                self.queue.pop();
                continue;
            }
            if at > TIME_MAX || self.trace.events.len() >= self.setup.n_events_max.min(EVENTS_MAX) {
                (self.trace.is_cut_short, self.until) = (true, self.now);
                break;
            }
            self.queue.pop();
            self.now = at;
            self.is_background = due.is_background();
            self.happen(due);
            self.is_background = false;
            if due.keeps_alive() {
                self.n_alive -= 1;
                self.quiet_since = at;
            }
        }
    }

    /// Whether even the background has had its time.
    fn is_over(&self, at: Tick) -> bool {
        self.n_alive == 0 && at > self.quiet_since + self.setup.settle
    }

    /// The replicas as they are now, and whether each is up.
    pub fn replicas(&self) -> impl Iterator<Item = (&P::Replica, bool)> {
        self.nodes.iter().map(|node| (&node.state, node.is_up))
    }

    /// Ends the run here.
    pub fn finish(mut self) -> Run<P> {
        let quiet = if self.n_alive == 0 { self.quiet_since + self.setup.settle } else { self.until };
        self.trace.end = self.now.max(quiet.min(self.until));
        Run { trace: self.trace, replicas: self.nodes.into_iter().map(|node| (node.state, node.is_up)).collect() }
    }

    fn expect(&mut self, at: Tick, due: Due) {
        self.n_alive += usize::from(due.keeps_alive());
        self.queue.push(Entry::new(at, self.next_number, due));
        self.next_number += 1;
    }

    /// A step has one entry at a time, however often it is repeated.
    fn expect_step(&mut self, at: Tick, number: u16) {
        self.n_alive += 1;
        self.queue.push(Entry::new(at, number.into(), Due::Step(number)));
    }

    fn expect_arrival(&mut self, message: MessageId, delay: Tick) {
        let is_background = self.is_background;
        self.expect(self.now + delay, Due::Arrival { message, is_background });
    }

    fn tell(&mut self, what: What) {
        self.trace.events.push(Event { at: self.now, what });
    }

    fn happen(&mut self, due: Due) {
        match due {
            Due::Step(step) => self.on_step(step),
            Due::Arrival { message, .. } => self.on_arrival(message),
            Due::Timer { replica, timer, .. } => {
                let alarm = self.timers[timer as usize].take();
                self.free_timers.push(timer);
                let node = &self.nodes[usize::from(replica)];
                if let Some(Alarm { timer, .. }) = alarm.filter(|alarm| node.is_up && node.life == alarm.life) {
                    self.handle(replica, |protocol, state, out| protocol.on_timer(state, timer, out));
                }
            }
            Due::GivesUp(op) => {
                if self.trace.operations[op.0 as usize].returned.is_none() {
                    self.conclude(op, Outcome::TimedOut, None);
                }
            }
        }
    }

    /// Calls a handler of a replica and does what it wants.
    fn handle(&mut self, replica: u8, call: impl FnOnce(&P, &mut P::Replica, &mut Outbox<P>)) {
        self.call(replica, call);
        self.grant_all(replica);
    }

    /// Calls a handler of a replica; what it wants is in the wishes.
    fn call(&mut self, replica: u8, call: impl FnOnce(&P, &mut P::Replica, &mut Outbox<P>)) {
        let node = &mut self.nodes[usize::from(replica)];
        let mut out = Outbox {
            me: replica,
            n_replicas: self.setup.n_replicas,
            clock: Tick(self.now.0.saturating_add_signed(node.skew_us)),
            luck: &mut node.luck,
            wishes: &mut self.wishes,
        };
        call(self.protocol, &mut node.state, &mut out);
    }

    fn grant_all(&mut self, replica: u8) {
        let mut wishes = std::mem::take(&mut self.wishes);
        for wish in wishes.drain(..) {
            self.grant(replica, wish);
        }
        self.wishes = wishes;
    }

    fn grant(&mut self, replica: u8, wish: Wish<P>) {
        let me = Endpoint::Replica(replica);
        match wish {
            Wish::Send(to, message) => {
                self.send(me, Endpoint::Replica(to), P::leg(&message), Parcel::Peer(message));
            }
            Wish::Answer(client, answer) => {
                self.send(me, Endpoint::Client(client), Leg::Reply, Parcel::Answer(answer.into()));
            }
            Wish::Timer(delay, timer) => self.set_timer(replica, delay, timer, false),
            Wish::Background(delay, timer) => self.set_timer(replica, delay, timer, true),
            Wish::Note(note) => {
                self.tell(What::Noted { replica, note: self.trace.notes.len() as u32 });
                self.trace.notes.push(note);
            }
            Wish::Lead(term) => self.tell(What::Leads { replica, term }),
            Wish::Follow => self.tell(What::Follows { replica }),
        }
    }

    fn set_timer(&mut self, replica: u8, delay: Tick, timer: P::Timer, is_background: bool) {
        let life = self.nodes[usize::from(replica)].life;
        let place = self.free_timers.pop().unwrap_or_else(|| {
            self.timers.push(None);
            (self.timers.len() - 1) as u32
        });
        self.timers[place as usize] = Some(Alarm { life, timer });
        // A background timer without a pause would never let the time pass.
        let is_background = is_background || self.is_background;
        let delay = if is_background { delay.max(Tick(1)) } else { delay };
        self.expect(self.now + delay, Due::Timer { replica, timer: place, is_background });
    }

    fn send(&mut self, from: Endpoint, to: Endpoint, leg: Leg, parcel: Parcel<P::Message>) {
        let ride = self.network.ride(self.now, from, to, leg);
        let message = self.depart(from, to, ride.delay, parcel);
        let fate = match (self.network.is_cut(from, to), ride.is_lost) {
            (true, _) => Fate::Cut,
            (_, true) => Fate::Lost,
            _ => {
                self.expect_arrival(message, ride.delay);
                if let Some(delay) = ride.copy {
                    let copy = self.depart(from, to, delay, Parcel::Copy(message));
                    self.expect_arrival(copy, delay);
                }
                return;
            }
        };
        self.end_journey(message, fate);
    }

    fn depart(&mut self, from: Endpoint, to: Endpoint, delay: Tick, parcel: Parcel<P::Message>) -> MessageId {
        let message = MessageId(self.trace.journeys.len() as u32);
        let due = self.now + delay;
        let fate = Fate::Underway;
        self.trace.journeys.push(Journey { from, to, sent: self.now, due, ended: None, fate, was_held: false });
        self.trace.parcels.push(parcel);
        self.tell(What::Sent(message));
        message
    }

    fn end_journey(&mut self, message: MessageId, fate: Fate) {
        let journey = &mut self.trace.journeys[message.0 as usize];
        (journey.ended, journey.fate) = (Some(self.now), fate);
        self.tell(if fate == Fate::Delivered { What::Delivered(message) } else { What::Lost(message) });
    }

    fn on_arrival(&mut self, message: MessageId) {
        let journey = self.trace.journeys[message.0 as usize];
        if journey.fate != Fate::Underway {
            return;
        }
        if self.network.is_cut(journey.from, journey.to) {
            return self.end_journey(message, Fate::Cut);
        }
        let is_alone = !self.held_alone.is_empty() && self.held_alone.contains(&message);
        if is_alone || self.network.is_held(journey.from, journey.to) {
            self.trace.journeys[message.0 as usize].was_held = true;
            self.at_doors.push(message);
            return self.tell(What::Held(message));
        }
        match journey.to {
            Endpoint::Replica(replica) if !self.nodes[usize::from(replica)].is_up => {
                self.end_journey(message, Fate::Down);
            }
            Endpoint::Replica(replica) => {
                self.end_journey(message, Fate::Delivered);
                self.deliver(replica, journey.from, message);
            }
            Endpoint::Client(_) => {
                self.end_journey(message, Fate::Delivered);
                self.on_answer(message);
            }
        }
    }

    /// Hands a message to a replica that is up.
    fn deliver(&mut self, replica: u8, from: Endpoint, message: MessageId) {
        let original = self.original(message);
        if let Parcel::Request(request) = &self.trace.parcels[original.0 as usize] {
            let received = &mut self.trace.operations[request.op.0 as usize].received;
            *received = received.or(Some(self.now));
        }
        // The parcels are set aside while the handler reads one of them, since what it wants makes new ones.
        let parcels = std::mem::take(&mut self.trace.parcels);
        self.call(replica, |protocol, state, out| match (&parcels[original.0 as usize], from) {
            (Parcel::Request(request), _) => protocol.on_request(state, request, out),
            (Parcel::Peer(content), Endpoint::Replica(sender)) => protocol.on_message(state, sender, content, out),
            _ => {}
        });
        self.trace.parcels = parcels;
        self.grant_all(replica);
    }

    /// The message that this one is a copy of, or itself.
    fn original(&self, mut message: MessageId) -> MessageId {
        while let Parcel::Copy(of) = self.trace.parcels[message.0 as usize] {
            message = of;
        }
        message
    }
}

impl Entry {
    fn new(at: Tick, number: u32, due: Due) -> Entry {
        // What is later than the latest time is never reached.
        Entry { key: at.0.min(TIME_MAX.0 + 1) << 32 | u64::from(number), due }
    }

    fn at(self) -> Tick {
        Tick(self.key >> 32)
    }
}

impl Ord for Entry {
    fn cmp(&self, other: &Entry) -> Ordering {
        other.key.cmp(&self.key)
    }
}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Entry) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Due {
    fn is_background(self) -> bool {
        matches!(self, Due::Timer { is_background: true, .. } | Due::Arrival { is_background: true, .. })
    }

    /// Whether the run waits for it. A client that waits keeps the run going by itself: see `invoke` and `conclude`.
    fn keeps_alive(self) -> bool {
        !self.is_background() && !matches!(self, Due::GivesUp(_))
    }
}

// Clients.
impl<P: Protocol> World<'_, P> {
    fn invoke(&mut self, ask: Ask) {
        let session = &mut self.sessions[usize::from(ask.client)];
        if session.open.is_some() {
            return session.waiting.push_back(ask);
        }
        let op = OpId(self.trace.operations.len() as u32);
        session.open = Some(op);
        let memory = session.memory(ask.key);
        let action = ask.action.unwrap_or(Action::Write(Value::Number(op.0.into())));
        let (context, has_written) = (memory.context, memory.has_written);
        let after = if action.is_write() { memory.writes.clone() } else { Vec::new() };
        memory.has_written |= action.is_write();
        let replica = ask.replica.unwrap_or_else(|| self.route(ask.client));
        let request = Request { op, client: ask.client, key: ask.key, action: action.clone(), context, has_written };
        self.trace.operations.push(Operation {
            id: op,
            client: ask.client,
            replica,
            key: ask.key,
            action,
            invoked: self.now,
            received: None,
            returned: None,
            outcome: Outcome::Pending,
            after,
        });
        self.n_alive += 1;
        self.tell(What::Invoked(op));
        let (from, to) = (Endpoint::Client(ask.client), Endpoint::Replica(replica));
        self.send(from, to, Leg::Read, Parcel::Request(request.into()));
        self.expect(self.now + self.setup.patience, Due::GivesUp(op));
    }

    fn on_answer(&mut self, message: MessageId) {
        let original = self.original(message);
        let Parcel::Answer(answer) = &self.trace.parcels[original.0 as usize] else { return };
        let Answer { op, outcome, context } = Answer::clone(answer);
        match self.trace.operations[op.0 as usize].returned {
            Some(_) => self.tell(What::TooLate(message)),
            None => self.conclude(op, outcome, Some(context)),
        }
    }

    fn conclude(&mut self, op: OpId, outcome: Outcome, context: Option<VersionVector>) {
        let operation = &mut self.trace.operations[op.0 as usize];
        (operation.returned, operation.outcome) = (Some(self.now), outcome);
        let session = &mut self.sessions[usize::from(operation.client)];
        let memory = session.memory(operation.key);
        if let Some(context) = context {
            memory.context.join(&context);
        }
        let own = (operation.action.is_write() && operation.outcome.is_done()).then_some(op);
        for write in operation.outcome.seen().iter().map(|seen| seen.write).chain(own) {
            if !memory.writes.contains(&write) {
                memory.writes.push(write);
            }
        }
        session.open = None;
        // Whoever does not answer is taken for down.
        session.has_doubts = operation.outcome == Outcome::TimedOut && operation.replica == session.at;
        self.n_alive -= 1;
        self.quiet_since = self.now;
        let next = session.waiting.pop_front();
        self.tell(What::Returned(op));
        if let Some(ask) = next {
            self.invoke(ask);
        }
    }
}

// Which replica a client asks.
impl<P: Protocol> World<'_, P> {
    /// The replica that a client asks now. That one is down is found out at once, by a connection that is refused.
    fn route(&mut self, client: u8) -> u8 {
        let session = &mut self.sessions[usize::from(client)];
        let has_doubts = std::mem::take(&mut session.has_doubts);
        let (at, n) = (session.at, self.setup.n_replicas);
        let next_up = |first: u8| {
            let mut all = (first..n).chain(0..first);
            all.find(|replica| self.nodes[usize::from(*replica)].is_up).unwrap_or(at)
        };
        let (asked, next) = match self.setup.routing {
            Routing::Own => (at, at),
            Routing::Sticky => {
                let asked = next_up(if has_doubts { (at + 1) % n } else { at });
                (asked, asked)
            }
            Routing::Rotate => {
                let asked = next_up(at);
                (asked, (asked + 1) % n)
            }
        };
        session.at = next;
        asked
    }
}

impl Setup {
    /// The replica that belongs to a client.
    pub fn own_replica(&self, client: u8) -> u8 {
        match self.network.sites {
            None => client % self.n_replicas,
            Some(sites) => sites.of_client(client) * sites.size % self.n_replicas,
        }
    }
}

impl Session {
    fn at(replica: u8) -> Session {
        Session { at: replica, ..Session::default() }
    }

    fn memory(&mut self, key: Word) -> &mut Memory {
        let at = self.keys.iter().position(|memory| memory.key == key).unwrap_or_else(|| {
            let context = VersionVector::default();
            self.keys.push(Memory { key, context, writes: Vec::new(), has_written: false });
            self.keys.len() - 1
        });
        &mut self.keys[at]
    }
}

// Steps.
impl<P: Protocol> World<'_, P> {
    fn on_step(&mut self, number: u16) {
        let step = &self.setup.steps[usize::from(number)];
        let deed = step.deed.clone();
        if let Some(next) = step.next(self.now) {
            self.expect_step(next, number);
        }
        self.tell(What::Step(number));
        match deed {
            Deed::Crash(replica) => self.crash(replica),
            Deed::Restart(replica) => self.restart(replica),
            Deed::Slow(replica, by) => self.network.slow(replica, by),
            Deed::Skew(replica, by) => {
                if let Some(node) = self.nodes.get_mut(usize::from(replica)) {
                    node.skew_us = by;
                }
            }
            Deed::Partition(links) => self.network.partition(&links),
            Deed::Heal(links) => self.network.heal(links.as_ref()),
            Deed::Hold(Wait::Links(links)) => self.network.hold(&links),
            Deed::Hold(Wait::Message(message)) => self.held_alone.push(message),
            Deed::Release(wait) => self.release(wait.as_ref()),
            Deed::Drop(message) => {
                if self.is_underway(message) {
                    self.end_journey(message, Fate::Dropped);
                }
            }
            Deed::Duplicate(message) => self.duplicate(message),
            Deed::Ask(ask) => {
                let is_there = ask.replica.is_none_or(|replica| replica < self.setup.n_replicas);
                if is_there && ask.client < self.setup.n_clients {
                    self.invoke(ask);
                }
            }
        }
    }

    fn crash(&mut self, replica: u8) {
        let Some(node) = self.nodes.get_mut(usize::from(replica)).filter(|node| node.is_up) else { return };
        node.is_up = false;
        node.life += 1;
        self.protocol.on_crash(&mut node.state);
    }

    fn restart(&mut self, replica: u8) {
        let Some(node) = self.nodes.get_mut(usize::from(replica)).filter(|node| !node.is_up) else { return };
        node.is_up = true;
        self.handle(replica, |protocol, state, out| protocol.on_start(state, out));
    }

    fn release(&mut self, wait: Option<&Wait>) {
        match wait {
            None => {
                self.held_alone.clear();
                self.network.release(None);
            }
            Some(Wait::Message(message)) => self.held_alone.retain(|held| held != message),
            Some(Wait::Links(links)) => {
                // Who is held one by one is let go with the link.
                let journeys = &self.trace.journeys;
                each(links, &mut |from, to| {
                    self.held_alone.retain(|held| {
                        journeys.get(held.0 as usize).is_none_or(|journey| (journey.from, journey.to) != (from, to))
                    });
                });
                self.network.release(Some(links));
            }
        }
        // At once, and so before what is due now but was sent later.
        for message in std::mem::take(&mut self.at_doors) {
            self.on_arrival(message);
        }
    }

    fn is_underway(&self, message: MessageId) -> bool {
        self.trace.journeys.get(message.0 as usize).is_some_and(|journey| journey.fate == Fate::Underway)
    }

    /// The copy takes as long again as the message does.
    fn duplicate(&mut self, message: MessageId) {
        if !self.is_underway(message) {
            return;
        }
        let Journey { from, to, sent, due, .. } = self.trace.journeys[message.0 as usize];
        let delay = Tick(due.0 - sent.0);
        let copy = self.depart(from, to, delay, Parcel::Copy(message));
        self.expect_arrival(copy, delay);
    }
}
