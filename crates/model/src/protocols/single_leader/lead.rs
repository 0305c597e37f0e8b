//! Leading: one thing after another, the effect first and the answer when enough followers hold it.
//!
//! A leader that is busy with a write for `service` lets all else wait, the pings of its followers too: under a load
//! spike it looks as if it were down. Who waits for a follower does not stand in the way of others: writes are answered
//! in the order of the log, and a read sees what is not yet acknowledged.
//!
//! A replica that was chosen as a cold standby starts up first. Requests that reach it meanwhile wait.

use std::collections::VecDeque;

use super::reads::version;
use super::{Entry, Message, Note, Replica, SingleLeader, Timer};
use crate::history::{Outcome, Value};
use crate::ids::{OpId, Word};
use crate::protocol::{Answer, Outbox, Request};
use crate::tick::Tick;

/// What a leader has in hand; all of it is lost in a crash, and when another one takes over.
#[derive(Clone, Debug)]
pub struct Lead {
    /// Whether it was chosen, and not only restarted.
    pub is_new: bool,
    /// Whether it has started up.
    pub is_ready: bool,
    /// The write that it is doing.
    busy: Option<Request>,
    queue: VecDeque<Job>,
    /// Writes that too few followers hold, by index.
    pending: Vec<Pending>,
    /// For each replica what it is known to hold; nothing is known of one that has not said that it follows.
    pub followers: Vec<Progress>,
    /// Whether a timer is set to send again.
    pub is_armed: bool,
}

/// How far a follower is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Up to which index it holds the log.
    pub held: Option<u32>,
    /// Up to which index entries were sent.
    pub sent: u32,
}

/// What waits its turn.
#[derive(Clone, Debug)]
enum Job {
    Request(Request),
    /// A ping, or the question how long the log is, and who asks.
    Inquiry(u8, Message),
}

/// A write whose client waits for an answer.
#[derive(Clone, Debug)]
struct Pending {
    index: u32,
    client: u8,
    op: OpId,
    key: Word,
    value: Option<Value>,
    outcome: Outcome,
}

impl SingleLeader {
    /// Leads again after a restart, or for the first time.
    pub(super) fn resume(&self, replica: &mut Replica, is_first: bool, out: &mut Outbox<Self>) {
        self.catch_up(replica, out);
        let held = is_first.then_some(0);
        replica.lead = Some(Lead::new(false, Progress { held, sent: 0 }, out.n_replicas));
        if !is_first {
            self.announce(replica, out);
        }
        self.start_serving(replica, out);
    }

    /// Leads in a new term, which the replica is in already.
    pub(super) fn take_over(&self, replica: &mut Replica, startup: Tick, out: &mut Outbox<Self>) {
        self.catch_up(replica, out);
        replica.lead = Some(Lead::new(true, Progress::default(), out.n_replicas));
        self.announce(replica, out);
        if startup > Tick::ZERO {
            out.note(Note::StartsUp { startup });
            return out.background(startup, Timer::Ready(replica.term));
        }
        self.start_serving(replica, out);
    }

    pub(super) fn on_ready(&self, replica: &mut Replica, term: super::Term, out: &mut Outbox<Self>) {
        if replica.lead.is_some() && replica.term == term {
            self.start_serving(replica, out);
        }
    }

    fn start_serving(&self, replica: &mut Replica, out: &mut Outbox<Self>) {
        if let Some(lead) = &mut replica.lead {
            lead.is_ready = true;
            out.lead(replica.term.number);
            self.work(replica, out);
        }
    }

    /// Leads no more. Who waits for an answer or waits its turn here waits in vain.
    pub(super) fn step_down(&self, replica: &mut Replica, out: &mut Outbox<Self>) {
        if replica.lead.take().is_some_and(|lead| lead.is_ready) {
            out.follow();
        }
    }

    pub(super) fn enqueue(&self, replica: &mut Replica, request: &Request, out: &mut Outbox<Self>) {
        if let Some(lead) = &mut replica.lead {
            lead.queue.push_back(Job::Request(request.clone()));
            self.work(replica, out);
        }
    }

    /// A ping or a canvass arrives, and waits its turn if the replica is busy.
    pub(super) fn on_inquiry(&self, replica: &mut Replica, from: u8, message: &Message, out: &mut Outbox<Self>) {
        match replica.lead.as_mut().filter(|lead| lead.is_ready && lead.busy.is_some()) {
            Some(lead) => lead.queue.push_back(Job::Inquiry(from, message.clone())),
            None => self.inform(replica, from, message, out),
        }
    }

    /// Does what waits, up to the next write that takes its time.
    fn work(&self, replica: &mut Replica, out: &mut Outbox<Self>) {
        while let Some(lead) = replica.lead.as_mut().filter(|lead| lead.is_ready && lead.busy.is_none()) {
            match lead.queue.pop_front() {
                Some(Job::Request(request)) if !request.action.is_write() => self.read(replica, &request, out),
                Some(Job::Request(request)) if replica.log.is_beyond(request.client, request.op) => {}
                Some(Job::Request(request)) if self.service > Tick::ZERO => {
                    lead.busy = Some(request);
                    out.timer(self.service, Timer::Served(replica.term));
                }
                Some(Job::Request(request)) => self.execute(replica, request, out),
                Some(Job::Inquiry(from, message)) => self.inform(replica, from, &message, out),
                None => return,
            }
        }
    }

    pub(super) fn on_served(&self, replica: &mut Replica, term: super::Term, out: &mut Outbox<Self>) {
        let lead = replica.lead.as_mut().filter(|_| replica.term == term);
        if let Some(request) = lead.and_then(|lead| lead.busy.take()) {
            self.execute(replica, request, out);
            self.work(replica, out);
        }
    }

    /// Puts a write at the end of the log and sends it to the followers.
    fn execute(&self, replica: &mut Replica, request: Request, out: &mut Outbox<Self>) {
        let Request { op, client, key, action, .. } = request;
        let found = replica.log.read(key).map(|(seen, _)| seen);
        let value = action.apply(found.as_ref().map(|found| &found.value));
        // It tells what it found even for a write that replaces it: the log has one order, and this is its place.
        let seen = found.into_iter().collect();
        let outcome = if value.is_some() { Outcome::Done(seen) } else { Outcome::Declined(seen) };
        let entry = Entry { term: replica.term, op, client, key, value: value.clone() };
        let index = replica.log.len() + 1;
        out.note(Note::Writes { entry: entry.clone(), index });
        self.store(replica, entry, out);
        if let Some(lead) = &mut replica.lead {
            lead.pending.push(Pending { index, client, op, key, value, outcome });
        }
        self.ship(replica, out);
        self.answer_held(replica, out);
    }

    /// Answers the writes that enough followers hold.
    pub(super) fn answer_held(&self, replica: &mut Replica, out: &mut Outbox<Self>) {
        let Some(lead) = &mut replica.lead else { return };
        let n_needed = usize::from(self.acks.min(self.n - 1));
        let followers = &lead.followers;
        let n_holders = |index: u32| followers.iter().filter(|progress| progress.held >= Some(index)).count();
        let n_ready = lead.pending.iter().take_while(|pending| n_holders(pending.index) >= n_needed).count();
        for Pending { index, client, op, key, value, outcome } in lead.pending.drain(..n_ready) {
            if n_needed > 0 {
                out.note(Note::IsHeld { key, value, n_followers: n_holders(index) as u8 });
            }
            out.answer(client, Answer { op, outcome, context: version(index) });
        }
    }
}

impl Lead {
    fn new(is_new: bool, progress: Progress, n_replicas: u8) -> Lead {
        Lead {
            is_new,
            is_ready: false,
            busy: None,
            queue: VecDeque::new(),
            pending: Vec::new(),
            followers: vec![progress; usize::from(n_replicas)],
            is_armed: false,
        }
    }
}
