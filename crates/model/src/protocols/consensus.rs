//! CASPaxos: a majority agrees on each change of a value, with no leader and no log (Rystsov, "CASPaxos: Replicated
//! State Machines without logs", 2018).
//!
//! Any replica coordinates, in two rounds. It first asks all to promise a ballot, a number above those it knows:
//! `Prepare x 3.r0`. Who promises refuses lower ballots from then on, and says what it accepted last. Once a majority
//! has promised, the coordinator applies the client's change to the newest of those values and asks all to accept the
//! result under its ballot: `Accept x=7`. Once a majority has accepted it, it is *chosen*: every later majority has a
//! member that tells of it. A read is the change that changes nothing. It takes both rounds, for the value that it
//! found may be accepted by a minority only, and would be lost again had the read not had it chosen.
//!
//! Whoever meets a higher ballot says so, and the coordinator tries again with one above that after a random pause:
//! two coordinators may outbid each other for long, yet never choose two values under one ballot. A coordinator is
//! among its own acceptors and promises before it sends, and a promise outlives a crash: so it uses no ballot twice.
//! It serves the requests for one key one after another, since they would only outbid each other.
//!
//! **At most once.** A try that was outbid may have had its value accepted somewhere, and another coordinator may have
//! found it there, had it chosen and built on it. So the value travels with a note for each client: its latest change
//! of the key and the answer to it. A new try that finds its own operation there is done, and answers as the note says,
//! not as any try of its own thought. One that finds a later operation of its client ends without an answer: the
//! client has gone on (Ongaro, "Consensus: Bridging Theory and Practice", 2014, section 6.3). Declined withdrawals are
//! noted too, or a copy of the request might find the money there.
//!
//! **What may surprise.** What one acceptor holds is accepted and not yet chosen: the state table may show a value that
//! no read will ever return, or one that a client was told had failed and that a later read has chosen. A value can be
//! chosen while its coordinator does not know it. A request is refused for certain only if none of its values was
//! ever sent; a coordinator remembers durably that it sent one.
//!
//! Left out: changes of the membership, removing keys, the shortcut of one round for a coordinator that goes on with
//! its ballot, and reads without the second round.

use std::fmt;
use std::rc::Rc;

use crate::history::{Action, Outcome, Seen, Value};
use crate::ids::{CLIENTS_MAX, OpId, Word};
use crate::maths::latency::Leg;
use crate::protocol::{Answer, Holding, Outbox, Protocol, Request};
use crate::tick::Tick;
use crate::version::VersionVector;

/// The protocol's parameters. Every replica of the run is an acceptor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consensus {
    /// How long a coordinator tries before it gives up.
    pub timeout: Tick,
    /// The longest pause before the next try; the pause is drawn evenly up to it.
    pub retry_pause_max: Tick,
    /// The most tries for a request.
    pub n_tries_max: u8,
}

/// The number of a try, unique for each key: higher rounds outbid lower ones, then higher replicas.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Ballot {
    /// From 1; 0 stands for no ballot yet.
    pub round: u32,
    pub replica: u8,
}

/// The state of a key that acceptors agree on.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Register {
    /// The value and the operation that made it; none before the first write.
    pub seen: Option<Seen>,
    /// The latest change of each client.
    served: Vec<Served>,
}

/// A change that is done, and what its client is to be told, however often it asks.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Served {
    client: u8,
    op: OpId,
    before: Option<Seen>,
    is_declined: bool,
}

/// What replicas send each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// Asks to accept nothing below the ballot any more.
    Prepare {
        key: Word,
        ballot: Ballot,
    },
    /// Promises that, and tells what was accepted last and under which ballot.
    Promise {
        key: Word,
        ballot: Ballot,
        accepted: Ballot,
        register: Rc<Register>,
    },
    /// Asks to accept a value under the ballot.
    Accept {
        key: Word,
        ballot: Ballot,
        register: Rc<Register>,
    },
    Accepted {
        key: Word,
        ballot: Ballot,
    },
    /// Refuses the ballot, since a higher one is promised.
    Nack {
        key: Word,
        ballot: Ballot,
        promised: Ballot,
    },
}

/// What a coordinator decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    Prepares {
        key: Word,
        ballot: Ballot,
    },
    Proposes {
        key: Word,
        value: Option<Value>,
    },
    /// An earlier try has been chosen meanwhile.
    FindsDone {
        key: Word,
    },
    Chosen {
        key: Word,
        value: Option<Value>,
        n_accepted: u8,
        n_replicas: u8,
    },
    Outbid {
        key: Word,
        by: Ballot,
    },
    GivesUp {
        key: Word,
        n_answers: u8,
        n_needed: u8,
    },
    /// The client has made a later change, so nobody waits for this one.
    Drops {
        key: Word,
    },
}

/// What a coordinator waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timer {
    GiveUp(OpId),
    Retry(OpId, Ballot),
}

/// A replica: acceptor of all keys, coordinator of its clients' requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replica {
    /// Durable, by key.
    acceptors: Vec<Acceptor>,
    /// Durable: the latest operation of each client of which a value was sent.
    proposed: [Option<OpId>; CLIENTS_MAX as usize],
    /// Volatile, by arrival.
    proposals: Vec<Proposal>,
}

/// What a replica promised and accepted for a key.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Acceptor {
    key: Word,
    promised: Ballot,
    accepted: Ballot,
    register: Rc<Register>,
}

/// A request that a replica coordinates.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Proposal {
    request: Request,
    phase: Phase,
    /// Of the current try.
    ballot: Ballot,
    n_tries: u8,
    /// A bit for each replica that agreed in this phase.
    agreed: u32,
    /// The highest ballot that outbid a try.
    met: Ballot,
    /// Whether the current try was outbid.
    is_outbid: bool,
    /// The newest accepted ballot of the promises, and its value; then the value that is proposed.
    newest: Ballot,
    register: Rc<Register>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Phase {
    /// Another request for the key comes first.
    Queued,
    Preparing,
    /// With what the client will be told.
    Accepting(Outcome),
}

impl Protocol for Consensus {
    type Message = Message;
    type Note = Note;
    type Timer = Timer;
    type Replica = Replica;

    fn replica(&self, _: u8) -> Replica {
        Replica { acceptors: Vec::new(), proposed: Default::default(), proposals: Vec::new() }
    }

    fn on_start(&self, _: &mut Replica, _: &mut Outbox<Self>) {}

    fn on_request(&self, replica: &mut Replica, request: &Request, out: &mut Outbox<Self>) {
        if replica.proposals.iter().any(|proposal| proposal.request.op == request.op) {
            return;
        }
        // No timer here keeps the run alive: the client that waits does.
        out.background(self.timeout, Timer::GiveUp(request.op));
        replica.proposals.push(Proposal::new(request.clone()));
        self.start_next(replica, request.key, out);
    }

    fn on_message(&self, replica: &mut Replica, from: u8, message: &Message, out: &mut Outbox<Self>) {
        match message {
            Message::Prepare { .. } | Message::Accept { .. } => {
                let vote = replica.vote(message);
                out.send(from, vote);
            }
            Message::Promise { key, ballot, accepted, register } => {
                let Some(at) = replica.proposal(*key, *ballot, false) else { return };
                let proposal = &mut replica.proposals[at];
                if *accepted > proposal.newest {
                    (proposal.newest, proposal.register) = (*accepted, register.clone());
                }
                if proposal.agrees(from) == majority(out) {
                    self.propose(replica, at, out);
                }
            }
            Message::Accepted { key, ballot } => {
                let Some(at) = replica.proposal(*key, *ballot, true) else { return };
                if replica.proposals[at].agrees(from) == majority(out) {
                    self.conclude(replica, at, out);
                }
            }
            Message::Nack { key, ballot, promised } => {
                let is_theirs = |proposal: &&mut Proposal| proposal.request.key == *key && proposal.ballot == *ballot;
                let Some(proposal) = replica.proposals.iter_mut().find(is_theirs) else { return };
                proposal.met = proposal.met.max(*promised);
                if !std::mem::replace(&mut proposal.is_outbid, true) {
                    // The try goes on: a majority may still agree before the pause is over.
                    out.note(Note::Outbid { key: *key, by: *promised });
                    let pause = Tick(1 + out.draw(self.retry_pause_max.0));
                    out.background(pause, Timer::Retry(proposal.request.op, *ballot));
                }
            }
        }
    }

    fn on_timer(&self, replica: &mut Replica, timer: Timer, out: &mut Outbox<Self>) {
        let (Timer::GiveUp(op) | Timer::Retry(op, _)) = timer;
        let Some(at) = replica.proposals.iter().position(|proposal| proposal.request.op == op) else { return };
        let proposal = &replica.proposals[at];
        match timer {
            Timer::Retry(_, ballot) if ballot != proposal.ballot => {}
            Timer::Retry(..) if proposal.n_tries < self.n_tries_max => self.prepare(replica, at, out),
            _ => self.give_up(replica, at, out),
        }
    }

    fn on_crash(&self, replica: &mut Replica) {
        replica.proposals.clear();
    }

    fn leg(message: &Message) -> Leg {
        match message {
            Message::Prepare { .. } => Leg::Read,
            Message::Promise { .. } | Message::Nack { .. } => Leg::Reply,
            Message::Accept { .. } => Leg::Write,
            Message::Accepted { .. } => Leg::Ack,
        }
    }

    fn holdings(&self, replica: &Replica) -> Vec<Holding> {
        let holding = |acceptor: &Acceptor| {
            let Seen { value, write } = acceptor.register.seen.clone()?;
            Some(Holding { key: acceptor.key, value, write, about: acceptor.accepted.to_string(), is_hint: false })
        };
        replica.acceptors.iter().filter_map(holding).collect()
    }
}

/// How many replicas have to agree.
fn majority(out: &Outbox<Consensus>) -> u8 {
    out.n_replicas / 2 + 1
}

// The coordinator.
impl Consensus {
    /// Starts on the oldest request for a key, unless that is going on already.
    fn start_next(&self, replica: &mut Replica, key: Word, out: &mut Outbox<Self>) {
        let oldest = replica.proposals.iter().position(|proposal| proposal.request.key == key);
        if let Some(at) = oldest.filter(|at| replica.proposals[*at].phase == Phase::Queued) {
            self.prepare(replica, at, out);
        }
    }

    /// The first round, under a ballot above all that this replica has met.
    fn prepare(&self, replica: &mut Replica, at: usize, out: &mut Outbox<Self>) {
        let key = replica.proposals[at].request.key;
        let promised = replica.acceptor(key).promised;
        let proposal = &mut replica.proposals[at];
        proposal.ballot = Ballot { round: promised.max(proposal.met).round + 1, replica: out.me };
        proposal.phase = Phase::Preparing;
        proposal.n_tries += 1;
        (proposal.agreed, proposal.is_outbid) = (0, false);
        (proposal.newest, proposal.register) = Default::default();
        let ballot = proposal.ballot;
        out.note(Note::Prepares { key, ballot });
        self.ask_all(replica, Message::Prepare { key, ballot }, out);
    }

    /// The second round: what the change makes of the newest value.
    fn propose(&self, replica: &mut Replica, at: usize, out: &mut Outbox<Self>) {
        let proposal = &mut replica.proposals[at];
        let (key, client, op) = (proposal.request.key, proposal.request.client, proposal.request.op);
        if proposal.register.is_beyond(client, op) {
            out.note(Note::Drops { key });
            replica.proposals.remove(at);
            return self.start_next(replica, key, out);
        }
        if proposal.register.has_served(op) {
            out.note(Note::FindsDone { key });
        }
        let (register, outcome) = Register::serve(&proposal.register, &proposal.request);
        proposal.register = register.clone();
        proposal.phase = Phase::Accepting(outcome);
        proposal.agreed = 0;
        let ballot = proposal.ballot;
        replica.proposed[usize::from(client)] = Some(op);
        out.note(Note::Proposes { key, value: register.value() });
        self.ask_all(replica, Message::Accept { key, ballot, register }, out);
    }

    /// Asks all acceptors, this replica's own first: what it said is durable before anybody hears of it.
    fn ask_all(&self, replica: &mut Replica, message: Message, out: &mut Outbox<Self>) {
        let own = replica.vote(&message);
        out.peers().for_each(|peer| out.send(peer, message.clone()));
        self.on_message(replica, out.me, &own, out);
    }

    /// The value is chosen.
    fn conclude(&self, replica: &mut Replica, at: usize, out: &mut Outbox<Self>) {
        let Proposal { request, phase, register, agreed, .. } = replica.proposals.remove(at);
        let (n_accepted, n_replicas) = (agreed.count_ones() as u8, out.n_replicas);
        out.note(Note::Chosen { key: request.key, value: register.value(), n_accepted, n_replicas });
        if let Phase::Accepting(outcome) = phase {
            out.answer(request.client, Answer { op: request.op, outcome, context: VersionVector::default() });
        }
        self.start_next(replica, request.key, out);
    }

    fn give_up(&self, replica: &mut Replica, at: usize, out: &mut Outbox<Self>) {
        let Proposal { request: Request { key, op, client, action, .. }, agreed, .. } = replica.proposals.remove(at);
        let (n_answers, n_needed) = (agreed.count_ones() as u8, majority(out));
        let may_have_effect = action.is_write() && replica.proposed[usize::from(client)] >= Some(op);
        let outcome = match may_have_effect {
            true => Outcome::Failed { n_answers, n_needed },
            false => Outcome::Refused { n_answers, n_needed },
        };
        out.note(Note::GivesUp { key, n_answers, n_needed });
        out.answer(client, Answer { op, outcome, context: VersionVector::default() });
        self.start_next(replica, key, out);
    }
}

impl Replica {
    /// The acceptor's answer: a promise, an acceptance, or the higher ballot that forbids both.
    fn vote(&mut self, message: &Message) -> Message {
        let (Message::Prepare { key, ballot }
        | Message::Accept { key, ballot, .. }
        | Message::Promise { key, ballot, .. }
        | Message::Accepted { key, ballot }
        | Message::Nack { key, ballot, .. }) = *message;
        let acceptor = self.acceptor(key);
        if acceptor.promised > ballot {
            return Message::Nack { key, ballot, promised: acceptor.promised };
        }
        acceptor.promised = ballot;
        if let Message::Accept { register, .. } = message {
            (acceptor.accepted, acceptor.register) = (ballot, register.clone());
            return Message::Accepted { key, ballot };
        }
        Message::Promise { key, ballot, accepted: acceptor.accepted, register: acceptor.register.clone() }
    }

    fn acceptor(&mut self, key: Word) -> &mut Acceptor {
        let at = self.acceptors.binary_search_by_key(&key, |acceptor| acceptor.key).unwrap_or_else(|at| {
            let (promised, accepted) = (Ballot::default(), Ballot::default());
            self.acceptors.insert(at, Acceptor { key, promised, accepted, register: Rc::default() });
            at
        });
        &mut self.acceptors[at]
    }

    /// Where the proposal is that waits for this answer.
    fn proposal(&self, key: Word, ballot: Ballot, is_accepting: bool) -> Option<usize> {
        self.proposals.iter().position(|proposal| {
            let is_phase = match proposal.phase {
                Phase::Queued => false,
                Phase::Preparing => !is_accepting,
                Phase::Accepting(_) => is_accepting,
            };
            is_phase && proposal.ballot == ballot && proposal.request.key == key
        })
    }
}

impl Proposal {
    fn new(request: Request) -> Proposal {
        Proposal {
            request,
            phase: Phase::Queued,
            ballot: Ballot::default(),
            n_tries: 0,
            agreed: 0,
            met: Ballot::default(),
            is_outbid: false,
            newest: Ballot::default(),
            register: Rc::default(),
        }
    }

    /// Counts a replica that agrees, and says how many do now; 0 if it had agreed before.
    fn agrees(&mut self, replica: u8) -> u8 {
        let before = self.agreed;
        self.agreed |= 1 << replica;
        if self.agreed == before { 0 } else { self.agreed.count_ones() as u8 }
    }
}

impl Register {
    /// The value, if there is one yet.
    pub fn value(&self) -> Option<Value> {
        self.seen.as_ref().map(|seen| seen.value.clone())
    }

    /// Whether the change is in it already.
    fn has_served(&self, op: OpId) -> bool {
        self.served.iter().any(|served| served.op == op)
    }

    /// Whether a later change of the client is in it.
    fn is_beyond(&self, client: u8, op: OpId) -> bool {
        self.served.iter().any(|served| served.client == client && served.op > op)
    }

    /// What a request makes of it, and what the client is to be told.
    fn serve(this: &Rc<Register>, request: &Request) -> (Rc<Register>, Outcome) {
        let Request { op, client, action, .. } = request;
        if *action == Action::Read {
            return (this.clone(), Outcome::Done(this.seen.iter().cloned().collect()));
        }
        if let Some(served) = this.served.iter().find(|served| served.op == *op) {
            return (this.clone(), served.outcome(action));
        }
        let made = action.apply(this.seen.as_ref().map(|seen| &seen.value));
        let served = Served { client: *client, op: *op, before: this.seen.clone(), is_declined: made.is_none() };
        let outcome = served.outcome(action);
        let mut register = Register::clone(this);
        register.served.retain(|served| served.client != *client);
        register.served.push(served);
        if let Some(value) = made {
            register.seen = Some(Seen { value, write: *op });
        }
        (register.into(), outcome)
    }
}

impl Served {
    fn outcome(&self, action: &Action) -> Outcome {
        // A plain write tells nothing of what it replaced.
        let before = self.before.iter().filter(|_| !matches!(action, Action::Write(_))).cloned().collect();
        if self.is_declined { Outcome::Declined(before) } else { Outcome::Done(before) }
    }
}

/// `3.r0`.
impl fmt::Display for Ballot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.r{}", self.round, self.replica)
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Message::Prepare { key, ballot } => write!(f, "Prepare {key} {ballot}"),
            Message::Promise { key, ballot, .. } => write!(f, "Promise {key} {ballot}"),
            Message::Accept { key, register, .. } => {
                f.write_str("Accept ")?;
                write_pair(f, *key, register.seen.as_ref().map(|seen| &seen.value))
            }
            Message::Accepted { key, .. } => write!(f, "Accepted {key}"),
            Message::Nack { key, .. } => write!(f, "Nack {key}"),
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Note::Prepares { key, ballot } => write!(f, "prepares ballot {ballot} for {key}"),
            Note::Proposes { key, value } => {
                f.write_str("proposes ")?;
                write_pair(f, *key, value.as_ref())
            }
            Note::FindsDone { key } => write!(f, "finds its change of {key} done by an earlier try"),
            Note::Chosen { key, value, n_accepted, n_replicas } => {
                write_pair(f, *key, value.as_ref())?;
                write!(f, " is chosen by {n_accepted} of {n_replicas}")
            }
            Note::Outbid { key, by } => write!(f, "is outbid for {key} by ballot {by}"),
            Note::GivesUp { key, n_answers, n_needed } => {
                write!(f, "gives up on {key}: {n_answers} of {n_needed} answers")
            }
            Note::Drops { key } => write!(f, "drops a change of {key}: its client has gone on"),
        }
    }
}

/// `x=7`, or `x empty`.
fn write_pair(f: &mut fmt::Formatter<'_>, key: Word, value: Option<&Value>) -> fmt::Result {
    match value {
        Some(value) => write!(f, "{key}={value}"),
        None => write!(f, "{key} empty"),
    }
}
