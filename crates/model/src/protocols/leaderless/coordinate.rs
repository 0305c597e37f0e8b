//! Coordinating one operation: ask all, answer at enough.
//!
//! A read fetches; a write stores; an addition or a withdrawal fetches, applies itself to what came and stores the
//! result, which is no transaction: two at once may both start from the same value. A read with write-back stores what
//! it is going to answer wherever it is missing, and answers when `W` replicas hold it.
//!
//! After the answer the coordinator still listens until the time-out, for read repair.

use super::{Leaderless, Message, Note, Repair, Replica, Timer, seen};
use crate::history::{Action, Outcome, Value};
use crate::ids::OpId;
use crate::protocol::{Answer, Outbox, Request};
use crate::protocols::versions::{self, Version, Versions};
use crate::version::{Dot, Stamp, VersionVector};

/// An operation that this replica coordinates.
#[derive(Clone, Debug)]
pub struct Task {
    request: Request,
    phase: Phase,
    is_answered: bool,
    /// What the fetches brought.
    fetched: Versions,
    /// Who answered a fetch and with what: a bit by replica, and its versions at the time.
    replies: Vec<(u8, Versions)>,
    /// Who holds what is stored: a bit for each replica, or for each replica that is stood in for.
    acks: u32,
    /// What is stored.
    stored: Versions,
    outcome: Outcome,
    context: VersionVector,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Fetching,
    Storing,
    Over,
}

impl Leaderless {
    pub(super) fn coordinate(&self, replica: &mut Replica, request: &Request, out: &mut Outbox<Self>) {
        let op = request.op;
        let empty = Versions::from([]);
        replica.tasks.push(Task {
            request: request.clone(),
            phase: Phase::Fetching,
            is_answered: false,
            fetched: empty.clone(),
            replies: Vec::new(),
            acks: 0,
            stored: empty,
            outcome: Outcome::Pending,
            context: request.context,
        });
        out.background(self.timeout, Timer::GiveUp(op));
        if self.has_hints {
            out.background(self.hint_after, Timer::StandIns(op));
        }
        match &request.action {
            Action::Write(value) => self.store_value(replica, op, value.clone(), out),
            _ => self.fetch(replica, op, out),
        }
    }

    fn fetch(&self, replica: &mut Replica, op: OpId, out: &mut Outbox<Self>) {
        let Some(key) = replica.task(op).map(|task| task.request.key) else { return };
        for peer in out.peers().filter(|peer| self.is_preferred(*peer)) {
            out.send(peer, Message::Fetch { task: op, key });
        }
        if self.is_preferred(replica.id) {
            let own = replica.versions(key);
            self.on_fetched(replica, op, replica.id, &own, out);
        }
    }

    pub(super) fn on_fetched(
        &self,
        replica: &mut Replica,
        op: OpId,
        from: u8,
        versions: &Versions,
        out: &mut Outbox<Self>,
    ) {
        let Some(task) = replica.task(op) else { return };
        let key = task.request.key;
        if task.replies.iter().any(|(known, _)| *known == from) {
            return;
        }
        task.replies.push((from, versions.clone()));
        versions::absorb(&mut task.fetched, versions, self.conflicts, &mut |_, _| {});
        if task.phase == Phase::Fetching && task.replies.len() == usize::from(self.r) {
            out.note(Note::ReadReached { key, values: task.fetched.clone(), r: self.r });
            self.on_read_quorum(replica, op, out);
        } else if task.phase != Phase::Fetching && task.request.action == Action::Read {
            self.repair_late(replica, op, out);
        }
    }

    fn on_read_quorum(&self, replica: &mut Replica, op: OpId, out: &mut Outbox<Self>) {
        let Some(task) = replica.task(op) else { return };
        task.context.join(&versions::context(&task.fetched));
        let seen = seen(&task.fetched, self.conflicts);
        if task.request.action == Action::Read {
            task.outcome = Outcome::Done(seen);
            return match self.repair {
                Repair::WriteBack => self.write_back(replica, op, out),
                Repair::Off | Repair::Async => {
                    task.phase = Phase::Over;
                    answer(task, out);
                    self.repair_late(replica, op, out);
                }
            };
        }
        // Where siblings cannot be merged, the first one counts: the application has to choose, and this one does.
        match task.request.action.apply(seen.first().map(|seen| &seen.value)) {
            Some(value) => {
                task.outcome = Outcome::Done(seen);
                self.store_value(replica, op, value, out);
            }
            None => {
                task.outcome = Outcome::Declined(seen);
                task.phase = Phase::Over;
                answer(task, out);
            }
        }
    }

    /// Stores what is going to be answered wherever it is missing.
    fn write_back(&self, replica: &mut Replica, op: OpId, out: &mut Outbox<Self>) {
        let Some(task) = replica.task(op) else { return };
        let key = task.request.key;
        task.phase = Phase::Storing;
        task.stored = task.fetched.clone();
        let holders = task.replies.iter().filter(|(_, versions)| is_same(versions, &task.fetched));
        let acks = holders.fold(0, |acks, (holder, _)| acks | 1 << holder);
        task.acks = acks;
        if task.stored.is_empty() || acks.count_ones() >= u32::from(self.w) {
            return self.finish_if_stored(replica, op, out);
        }
        out.note(Note::WritesBack { key, values: task.stored.clone() });
        let versions = task.stored.clone();
        for peer in out.peers().filter(|peer| self.is_preferred(*peer) && acks >> peer & 1 == 0) {
            out.send(peer, Message::Store { task: op, key, versions: versions.clone() });
        }
        if self.is_preferred(replica.id) && acks >> replica.id & 1 == 0 {
            replica.absorb(key, &versions, self.conflicts, out);
            self.on_ack(replica, op, replica.id, out);
        }
    }

    /// Makes a version of the value and stores it everywhere.
    fn store_value(&self, replica: &mut Replica, op: OpId, value: Value, out: &mut Outbox<Self>) {
        replica.n_writes += 1;
        let (me, counter) = (replica.id, replica.n_writes);
        let Some(task) = replica.task(op) else { return };
        let key = task.request.key;
        let dot = Dot { replica: me, counter };
        let stamp = Stamp { clock: out.clock, replica: me };
        let version = Version { value, op, dot, past: task.context, stamp, tally: None };
        task.context.insert(dot);
        task.phase = Phase::Storing;
        replica.absorb(key, &[version], self.conflicts, out);
        // The whole set travels, siblings included.
        let versions = replica.versions(key);
        if versions.len() > 1 {
            out.note(Note::KeepsSiblings { key, values: versions.clone() });
        }
        if let Some(task) = replica.task(op) {
            task.stored = versions.clone();
        }
        for peer in out.peers().filter(|peer| self.is_preferred(*peer)) {
            out.send(peer, Message::Store { task: op, key, versions: versions.clone() });
        }
        if self.is_preferred(me) {
            self.on_ack(replica, op, me, out);
        }
    }

    /// A replica, or somebody who stands in for it, holds what is stored.
    pub(super) fn on_ack(&self, replica: &mut Replica, op: OpId, holder: u8, out: &mut Outbox<Self>) {
        let Some(task) = replica.task(op) else { return };
        task.acks |= 1 << holder;
        self.finish_if_stored(replica, op, out);
    }

    fn finish_if_stored(&self, replica: &mut Replica, op: OpId, out: &mut Outbox<Self>) {
        let Some(task) = replica.task(op) else { return };
        let is_enough = task.stored.is_empty() || task.acks.count_ones() >= u32::from(self.w);
        if task.phase != Phase::Storing || !is_enough {
            return;
        }
        task.phase = Phase::Over;
        if let Some(value) = task.written() {
            task.outcome = match std::mem::replace(&mut task.outcome, Outcome::Pending) {
                Outcome::Pending => Outcome::Done(Vec::new()),
                outcome => outcome,
            };
            out.note(Note::WriteReached { key: task.request.key, value, w: self.w });
        } else if !task.stored.is_empty() {
            out.note(Note::IsHeld { key: task.request.key, values: task.stored.clone(), w: self.w });
        }
        answer(task, out);
    }

    /// Sends what they miss to those who answered a read with something older.
    fn repair_late(&self, replica: &mut Replica, op: OpId, out: &mut Outbox<Self>) {
        // A write-back has sent it to them already.
        if self.repair != Repair::Async {
            return;
        }
        let Some(task) = replica.task(op) else { return };
        let (key, newest) = (task.request.key, task.fetched.clone());
        let mut stale = Vec::new();
        for (peer, versions) in &mut task.replies {
            if self.is_preferred(*peer) && !is_same(versions, &newest) {
                *versions = newest.clone();
                stale.push(*peer);
            }
        }
        for peer in stale {
            out.note(Note::Repairs { key, replica: peer });
            if peer == replica.id {
                replica.absorb(key, &newest, self.conflicts, out);
            } else {
                out.send(peer, Message::Repair { key, versions: newest.clone() });
            }
        }
    }

    /// Ends an operation whose time is over: too few have answered, unless it is answered already.
    pub(super) fn give_up(&self, replica: &mut Replica, op: OpId, out: &mut Outbox<Self>) {
        let Some(at) = replica.tasks.iter().position(|task| task.request.op == op) else { return };
        let mut task = replica.tasks.remove(at);
        if task.is_answered {
            return;
        }
        let (key, n_stored) = (task.request.key, task.acks.count_ones() as u8);
        task.outcome = match task.written() {
            Some(value) => {
                out.note(Note::WriteFails { key, value, n_answers: n_stored, w: self.w });
                Outcome::Failed { n_answers: n_stored, n_needed: self.w }
            }
            None => {
                let (n_answers, n_needed) = match task.phase {
                    Phase::Storing => (n_stored, self.w),
                    _ => (task.replies.len() as u8, self.r),
                };
                out.note(Note::ReadFails { key, n_answers, r: n_needed });
                Outcome::Refused { n_answers, n_needed }
            }
        };
        answer(&mut task, out);
    }

    /// Asks others to stand in for those who have not answered in time.
    pub(super) fn ask_stand_ins(&self, replica: &mut Replica, op: OpId, out: &mut Outbox<Self>) {
        let me = replica.id;
        let Some(task) = replica.task(op) else { return };
        let (key, phase, acks, versions) = (task.request.key, task.phase, task.acks, task.stored.clone());
        if phase == Phase::Fetching {
            for spare in (self.n..self.n_replicas()).filter(|spare| *spare != me) {
                out.send(spare, Message::Fetch { task: op, key });
            }
            if !self.is_preferred(me) {
                let own = self.hinted(replica, key);
                self.on_fetched(replica, op, me, &own, out);
            }
            return;
        }
        if versions.is_empty() {
            return;
        }
        let missing = (0..self.n).filter(|owner| acks >> owner & 1 == 0);
        for (i, owner) in (0..).zip(missing) {
            match self.stand_in(me, i) {
                Some(by) if by != me => {
                    out.note(Note::AsksStandIn { owner, by, key });
                    out.send(by, Message::Keep { task: op, owner, key, versions: versions.clone() });
                }
                by => {
                    out.note(Note::StandsIn { owner, key });
                    replica.keep(owner, key, versions.clone());
                    if by == Some(me) {
                        self.on_ack(replica, op, owner, out);
                    }
                }
            }
        }
    }

    /// Who keeps the `i`-th missing replica's write: the spares in turn, beginning with the coordinator if it is one.
    /// Without spares the coordinator keeps it, which counts for no quorum.
    fn stand_in(&self, me: u8, i: u8) -> Option<u8> {
        let first = if self.is_preferred(me) { 0 } else { me - self.n };
        (self.spares > 0).then(|| self.n + (first + i) % self.spares)
    }
}

impl Task {
    /// The value that it stores for its client, if it writes and has come so far.
    fn written(&self) -> Option<Value> {
        let own = self.stored.iter().find(|version| version.op == self.request.op);
        let lost = || match &self.request.action {
            // The coordinator itself held something stamped later.
            Action::Write(value) if self.phase != Phase::Fetching => Some(value.clone()),
            _ => None,
        };
        own.map(|version| version.value.clone()).or_else(lost)
    }
}

impl Replica {
    fn task(&mut self, op: OpId) -> Option<&mut Task> {
        self.tasks.iter_mut().find(|task| task.request.op == op)
    }
}

/// Answers the client, once.
fn answer(task: &mut Task, out: &mut Outbox<Leaderless>) {
    if !task.is_answered {
        task.is_answered = true;
        let answer = Answer { op: task.request.op, outcome: task.outcome.clone(), context: task.context };
        out.answer(task.request.client, answer);
    }
}

/// Whether two sets hold the same writes.
fn is_same(left: &[Version], right: &[Version]) -> bool {
    left.len() == right.len() && left.iter().zip(right).all(|(left, right)| left.dot == right.dot)
}
