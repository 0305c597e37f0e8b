//! How updates travel: a line from each leader to each of its followers, and to the leaders that the topology says.
//!
//! A line is like a connection: its updates are numbered and are taken in that order, whatever the network does to
//! them. What arrives too early waits; what is not acknowledged stays with the sender, on its disk, and is sent again
//! from time to time. So no crash and no cut loses an update, it only comes later.
//!
//! Order on each line is not order over all: an update may arrive, by another line, before one that it builds on.
//!
//! Each update carries the leader that took it, where its way ends: around the ring it stops before its origin.

use std::rc::Rc;

use super::{Entry, Message, MultiLeader, Note, Replica, Timer, Topology, Way};
use crate::protocol::Outbox;

/// What a leader sends to another replica.
#[derive(Clone, Debug)]
pub(super) struct Line {
    to: u8,
    /// How many the other one has taken.
    n_taken: u32,
    /// Those after them, in order.
    open: Vec<Rc<Entry>>,
    /// How many of the open ones were there when it last sent again.
    n_old: usize,
}

/// What a replica takes from a leader.
#[derive(Clone, Debug)]
pub(super) struct Intake {
    from: u8,
    /// How many it has taken.
    n_taken: u32,
    /// What arrived before its turn.
    early: Vec<(u32, Rc<Entry>)>,
}

impl MultiLeader {
    /// Whether there is a line from one replica to another.
    pub(super) fn sends(&self, from: u8, to: u8) -> bool {
        let (mine, theirs) = (self.site_of(from), self.site_of(to));
        let is_linked = match self.topology {
            Topology::AllToAll => true,
            Topology::Ring => theirs == (mine + 1) % self.sites,
            Topology::Star => mine == 0 || theirs == 0,
        };
        from != to && self.is_leader(from) && (mine == theirs || self.is_leader(to) && is_linked)
    }

    /// Whether an update that came from a replica, or was taken here, goes on to another one.
    fn passes(&self, replica: u8, entry: &Entry, from: u8, to: u8) -> bool {
        let is_own = entry.origin() == replica;
        !self.is_leader(to) || to != entry.origin() && to != from && (is_own || self.topology != Topology::AllToAll)
    }

    fn way(&self, replica: u8, entry: &Entry, to: u8) -> Way {
        match entry.origin() == replica {
            _ if !self.is_leader(to) => Way::Follower,
            true => Way::Leader,
            false => Way::Onwards,
        }
    }

    /// Sends an update to all who are to have it from here.
    pub(super) fn pass_on(&self, replica: &mut Replica, from: u8, entry: &Rc<Entry>, out: &mut Outbox<Self>) {
        let me = replica.id;
        for line in replica.lines.iter_mut().filter(|line| self.passes(me, entry, from, line.to)) {
            line.open.push(entry.clone());
            let number = line.n_taken + line.open.len() as u32;
            out.send(line.to, Message::Update { number, way: self.way(me, entry, line.to), entry: entry.clone() });
        }
    }

    pub(super) fn on_update(
        &self,
        replica: &mut Replica,
        from: u8,
        (number, way): (u32, Way),
        entry: &Rc<Entry>,
        out: &mut Outbox<Self>,
    ) {
        let intake = replica.intake(from);
        if number > intake.n_taken + 1 {
            if intake.keep_early(number, entry) {
                out.note(Note::Waits { key: entry.key, value: entry.version.value.clone(), from });
            }
            return;
        }
        if number == intake.n_taken + 1 {
            let mut next = Some(entry.clone());
            while let Some(entry) = next {
                self.receive(replica, &entry, out);
                self.pass_on(replica, from, &entry, out);
                next = replica.intake(from).next();
            }
        }
        let upto = replica.intake(from).n_taken;
        out.send(from, Message::Updated { upto, way });
    }

    /// Sends again what was there at the last time and is still not acknowledged.
    pub(super) fn send_again(&self, replica: &mut Replica, out: &mut Outbox<Self>) {
        let me = replica.id;
        for line in &mut replica.lines {
            for (entry, number) in line.open[..line.n_old].iter().zip(line.n_taken + 1..) {
                out.send(line.to, Message::Update { number, way: self.way(me, entry, line.to), entry: entry.clone() });
            }
            line.n_old = line.open.len();
        }
        out.background(self.retry, Timer::Resend);
    }
}

impl Replica {
    /// How many updates are still to be acknowledged, by whom.
    pub fn backlog(&self) -> impl Iterator<Item = (u8, usize)> {
        self.lines.iter().map(|line| (line.to, line.open.len()))
    }

    pub(super) fn on_updated(&mut self, from: u8, upto: u32) {
        let Some(line) = self.lines.iter_mut().find(|line| line.to == from) else { return };
        let n_new = (upto.saturating_sub(line.n_taken) as usize).min(line.open.len());
        line.open.drain(..n_new);
        line.n_taken += n_new as u32;
        line.n_old = line.n_old.saturating_sub(n_new);
    }

    fn intake(&mut self, from: u8) -> &mut Intake {
        let at = self.intakes.iter().position(|intake| intake.from == from).unwrap_or_else(|| {
            self.intakes.push(Intake { from, n_taken: 0, early: Vec::new() });
            self.intakes.len() - 1
        });
        &mut self.intakes[at]
    }
}

impl Line {
    pub(super) fn to(to: u8) -> Line {
        Line { to, n_taken: 0, open: Vec::new(), n_old: 0 }
    }
}

impl Intake {
    /// Keeps an update until its turn; whether it is new.
    fn keep_early(&mut self, number: u32, entry: &Rc<Entry>) -> bool {
        let is_new = !self.early.iter().any(|(known, _)| *known == number);
        if is_new {
            self.early.push((number, entry.clone()));
        }
        is_new
    }

    /// Counts an update that was taken; the next one, if it is here.
    fn next(&mut self) -> Option<Rc<Entry>> {
        self.n_taken += 1;
        let at = self.early.iter().position(|(number, _)| *number == self.n_taken + 1)?;
        Some(self.early.swap_remove(at).1)
    }

    pub(super) fn forget_early(&mut self) {
        self.early.clear();
    }
}
