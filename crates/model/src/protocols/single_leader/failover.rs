//! Failover: finding out that the leader is gone, choosing another one, and making everybody follow it.
//!
//! 1. Followers ping the leader. One whose ping is not answered within the time-out *suspects* it, rightly or not: a
//!    slow leader cannot be told from a dead one.
//! 2. Who suspects it holds an election in a term of its own: it asks all others how far their logs are (`Canvass`,
//!    `Position`). The replica with the most is to lead (`Promote`), which loses the least; the lowest one of several.
//! 3. The new leader tells all (`NewLeader`), as often as it takes, and requests go there from then on.
//!
//! With `majority`, an election counts only if more than half of all replicas answered, and each answers one election
//! a term: so no term has two leaders, and of a partition's sides only the larger one can have a new leader. Who hears
//! the leader does not answer, so that one that was cut off and returns deposes nobody, as a rule (Ongaro's *pre-vote*,
//! in his thesis of 2014, 9.6): a follower whose own pings have been open for half the time-out has its doubts, too.
//! Without it, whoever is left chooses from those it can reach, and any doubt is enough.
//!
//! With `fencing`, everybody refuses what comes from a term older than the newest in which it took part in an election,
//! and says so (`Stale`): an old leader that returns steps down at the first word, takes over the new leader's log,
//! and *discards* what is not in it. Without it nobody compares terms: an old leader goes on leading, everybody takes
//! entries from both, and an index that is taken stays as it is.
//!
//! Majority and fencing together make this Raft in all but name (Ongaro and Ousterhout, 2014), with these differences:
//! who holds the election is not always who is elected, and the logs are made to agree by one announcement that
//! carries the last index of each term, as Kafka's leader epochs do, and not by stepping back entry by entry. What a
//! majority has acknowledged is then never lost, since each election asks one of its members.
//!
//! **What may surprise.** An old leader that nobody has told goes on answering reads, and writes too if it waits for no
//! follower: majority and fencing protect the logs, not those who ask it. Its clients are told *done* and lose it.
//!
//! Left out: leases, which would stop an old leader in time as far as clocks can be trusted.

use std::rc::Rc;

use super::log::Shape;
use super::{Message, Note, Replica, SingleLeader, Term, Timer};
use crate::protocol::Outbox;
use crate::tick::Tick;

/// How another leader is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failover {
    /// How often a follower pings the leader; at least a millisecond.
    pub ping: Tick,
    /// How long a ping may stay unanswered before the leader is suspected; more than a message there and back takes.
    pub timeout: Tick,
    /// Whether an election needs the answers of more than half of all replicas. Of two replicas that is both.
    pub majority: bool,
    /// Whether older terms are refused.
    pub fencing: bool,
    /// How long a replica that is chosen takes to start up: none for a hot standby, more for a cold one.
    pub startup: Tick,
}

/// What a follower knows of its leader's health.
#[derive(Clone, Copy, Debug, Default)]
pub struct Watch {
    /// How many pings it has sent.
    n_pings: u32,
    /// The last one that was answered, or that need not be any more.
    answered: u32,
    /// Whether an election without a result was just held.
    is_pausing: bool,
}

/// An election that this replica holds.
#[derive(Clone, Copy, Debug)]
pub struct Canvass {
    number: u16,
    suspected: u8,
    /// A bit for each replica that has answered, the own included.
    answered: u32,
    best: u8,
    best_log: Far,
}

/// How far a log is: the term of its last entry, and the index.
type Far = (Option<Term>, u32);

// Pings.
impl SingleLeader {
    pub(super) fn start_watch(&self, out: &mut Outbox<Self>) {
        if let Some(Failover { ping, .. }) = self.failover {
            // Not all at once.
            let start = Tick(1 + out.draw(ping.0));
            out.background(start, Timer::Ping);
        }
    }

    pub(super) fn ping(&self, replica: &mut Replica, out: &mut Outbox<Self>) {
        let Some(Failover { ping, timeout, .. }) = self.failover else { return };
        if replica.lead.is_none() {
            replica.watch.n_pings += 1;
            let (term, number) = (replica.term, replica.watch.n_pings);
            if term.leader != replica.id {
                out.send(term.leader, Message::Ping { term, number });
            }
            out.background(timeout, Timer::Unanswered(number));
        }
        out.background(ping, Timer::Ping);
    }

    pub(super) fn on_unanswered(&self, replica: &mut Replica, number: u32, out: &mut Outbox<Self>) {
        if replica.watch.answered < number && !replica.watch.is_pausing && replica.is_idle() {
            self.suspect(replica, out);
        }
    }

    fn suspect(&self, replica: &mut Replica, out: &mut Outbox<Self>) {
        let leader = replica.term.leader;
        if leader != replica.id {
            out.note(Note::Suspects { leader });
        }
        self.canvass(replica, out);
    }

    /// Answers a ping or a canvass.
    pub(super) fn inform(&self, replica: &mut Replica, from: u8, message: &Message, out: &mut Outbox<Self>) {
        match message {
            Message::Ping { term, .. } if self.refuses(replica, from, *term, out) => {}
            Message::Ping { number, .. } if replica.lead.is_some() => {
                out.send(from, Message::Pong { number: *number });
            }
            Message::Canvass { number } => self.on_canvass(replica, from, *number, out),
            _ => {}
        }
    }

    /// Whether what an older term sends is refused, and if so, says it.
    pub(super) fn refuses(&self, replica: &Replica, from: u8, term: Term, out: &mut Outbox<Self>) -> bool {
        let is_refused = self.has_fencing() && replica.newest() > term;
        if is_refused {
            out.send(from, Message::Stale { term: replica.newest() });
        }
        is_refused
    }

    pub(super) fn is_deposed(&self, replica: &Replica) -> bool {
        self.has_fencing() && replica.newest() > replica.term
    }
}

// Elections.
impl SingleLeader {
    fn canvass(&self, replica: &mut Replica, out: &mut Outbox<Self>) {
        let Some(Failover { timeout, majority, .. }) = self.failover else { return };
        let number = replica.newest().number.saturating_add(1);
        if !majority {
            replica.promised = number;
        }
        let (suspected, answered) = (replica.term.leader, 1 << replica.id);
        let canvass = Canvass { number, suspected, answered, best: replica.id, best_log: self.far(replica) };
        replica.canvass = Some(canvass);
        out.note(Note::AsksAll);
        out.peers().for_each(|peer| out.send(peer, Message::Canvass { number }));
        out.background(timeout, Timer::Count(number));
        self.elect_if_all_answered(replica, out);
    }

    fn on_canvass(&self, replica: &mut Replica, from: u8, number: u16, out: &mut Outbox<Self>) {
        let Some(Failover { majority, fencing, .. }) = self.failover else { return };
        let promised = replica.newest().number;
        let is_old = fencing && (number < promised || number <= replica.term.number);
        if is_old || majority && number <= promised {
            return out.send(from, Message::Stale { term: replica.newest() });
        }
        if majority && replica.hears_leader(self) {
            let leader = Some(replica.term.leader).filter(|leader| *leader != replica.id);
            return out.note(Note::HearsLeader { leader, from });
        }
        // Of two elections at the same time the one of the lower replica goes on.
        if majority && replica.canvass.is_some_and(|own| own.number >= number && replica.id < from) {
            return;
        }
        replica.promised = promised.max(number);
        // Who holds the election will find a leader, or suspects the next one in turn.
        replica.watch.forgive();
        if fencing && replica.lead.is_some() {
            out.note(Note::StepsDown { number, leader: None });
            self.step_down(replica, out);
        }
        let goes_on = |own: &Canvass| own.number > number || !majority && (!fencing || own.number == number);
        replica.canvass = replica.canvass.filter(goes_on);
        let (last, len) = (replica.log.last_term(), replica.log.len());
        out.send(from, Message::Position { number, last, len });
    }

    pub(super) fn on_position(&self, replica: &mut Replica, from: u8, number: u16, log: Far, out: &mut Outbox<Self>) {
        let log = (log.0.filter(|_| self.has_fencing()), log.1);
        let Some(canvass) = replica.canvass.as_mut().filter(|canvass| canvass.number == number) else { return };
        canvass.answered |= 1 << from;
        if log > canvass.best_log || log == canvass.best_log && from < canvass.best {
            (canvass.best, canvass.best_log) = (from, log);
        }
        self.elect_if_all_answered(replica, out);
    }

    /// How far the own log is. Without fencing, terms say nothing.
    fn far(&self, replica: &Replica) -> Far {
        (replica.log.last_term().filter(|_| self.has_fencing()), replica.log.len())
    }

    /// Does not wait for the one that is suspected.
    fn elect_if_all_answered(&self, replica: &mut Replica, out: &mut Outbox<Self>) {
        let Some(canvass) = &replica.canvass else { return };
        let has_answered = |peer: u8| canvass.answered >> peer & 1 == 1;
        if out.peers().all(|peer| peer == canvass.suspected || has_answered(peer)) && self.is_enough(canvass) {
            self.elect(replica, out);
        }
    }

    fn is_enough(&self, canvass: &Canvass) -> bool {
        let needs_majority = self.failover.is_some_and(|failover| failover.majority);
        !needs_majority || canvass.n_answers() >= self.majority()
    }

    fn majority(&self) -> u8 {
        self.n / 2 + 1
    }

    /// The time for answers is over.
    pub(super) fn on_count(&self, replica: &mut Replica, number: u16, out: &mut Outbox<Self>) {
        let Some(canvass) = replica.canvass.filter(|canvass| canvass.number == number) else { return };
        if self.is_enough(&canvass) {
            return self.elect(replica, out);
        }
        out.note(Note::NoMajority { n_answers: canvass.n_answers(), n_needed: self.majority() });
        self.pause(replica, out);
    }

    /// Ends an election without a result. The next one comes after a pause by chance, so that two that hold elections
    /// at the same time do not stand in each other's way for ever.
    fn pause(&self, replica: &mut Replica, out: &mut Outbox<Self>) {
        let timeout = self.failover.map_or(Tick::ZERO, |failover| failover.timeout);
        replica.canvass = None;
        replica.watch.is_pausing = true;
        let pause = Tick(1 + out.draw(2 * timeout.0));
        out.background(pause, Timer::TryAgain(replica.watch.n_pings));
    }

    pub(super) fn try_again(&self, replica: &mut Replica, n_pings: u32, out: &mut Outbox<Self>) {
        replica.watch.is_pausing = false;
        if replica.watch.answered < n_pings && replica.is_idle() {
            self.suspect(replica, out);
        }
    }

    fn elect(&self, replica: &mut Replica, out: &mut Outbox<Self>) {
        let Some(Canvass { number, best, best_log, .. }) = replica.canvass.take() else { return };
        // With a majority it promises its own term only now that it is won, since a term that nobody else has heard of
        // is to depose nobody. So it has taken entries from the old leader meanwhile, and they count.
        replica.promised = replica.promised.max(number);
        let own_log = self.far(replica);
        let is_own = own_log > best_log || own_log == best_log && replica.id < best;
        let best = if is_own { replica.id } else { best };
        replica.watch.forgive();
        match best == replica.id {
            true => self.on_promote(replica, number, out),
            false => out.send(best, Message::Promote { number }),
        }
    }

    /// This replica is chosen.
    pub(super) fn on_promote(&self, replica: &mut Replica, number: u16, out: &mut Outbox<Self>) {
        let Some(Failover { majority, fencing, startup, .. }) = self.failover else { return };
        let term = Term { number, leader: replica.id };
        let has_gone_on = (majority || fencing) && number < replica.promised || fencing && term <= replica.term;
        if replica.lead.is_some() || has_gone_on {
            return;
        }
        out.note(Note::IsChosen { n_entries: replica.log.len() });
        replica.follow(term);
        self.take_over(replica, startup, out);
    }
}

// Following.
impl SingleLeader {
    /// Tells all who leads.
    pub(super) fn announce(&self, replica: &mut Replica, out: &mut Outbox<Self>) {
        out.peers().for_each(|peer| self.announce_to(replica, peer, out));
        self.arm(replica, out);
    }

    pub(super) fn announce_to(&self, replica: &Replica, peer: u8, out: &mut Outbox<Self>) {
        let is_new = replica.lead.as_ref().is_some_and(|lead| lead.is_new);
        let shape: Rc<Shape> = replica.log.shape().into();
        out.send(peer, Message::NewLeader { term: replica.term, shape, is_new });
    }

    pub(super) fn on_new_leader(
        &self,
        replica: &mut Replica,
        term: Term,
        shape: &Shape,
        is_new: bool,
        out: &mut Outbox<Self>,
    ) {
        if self.refuses(replica, term.leader, term, out) {
            return;
        }
        let is_other = replica.term != term;
        if self.has_fencing() && is_other {
            if replica.lead.is_some() {
                out.note(Note::StepsDown { number: term.number, leader: Some(term.leader) });
                self.step_down(replica, out);
            }
            replica.follow(term);
            out.note(Note::Follows { term });
            self.agree(replica, shape, out);
        } else if is_other && replica.lead.is_some() {
            out.note(Note::GoesOn { leader: term.leader });
        } else if is_other && is_new {
            replica.follow(term);
            out.note(Note::Follows { term });
        }
        out.send(term.leader, Message::Appended { term, upto: replica.log.len() });
    }

    /// Discards what the leader's log does not have. It is in no later log either.
    fn agree(&self, replica: &mut Replica, shape: &Shape, out: &mut Outbox<Self>) {
        let n_shared = replica.log.n_shared(shape);
        for (entry, index) in replica.log.cut(n_shared).into_iter().zip(n_shared + 1..) {
            out.note(Note::Discards { entry, index, leader: replica.term.leader });
        }
    }

    /// Somebody knows a newer term.
    pub(super) fn on_stale(&self, replica: &mut Replica, term: Term, out: &mut Outbox<Self>) {
        let is_newer = term > replica.newest();
        replica.promised = replica.promised.max(term.number);
        if is_newer && self.has_fencing() && replica.lead.is_some() {
            out.note(Note::StepsDown { number: term.number, leader: None });
            self.step_down(replica, out);
        }
        if replica.canvass.is_some_and(|own| own.number < term.number) {
            self.pause(replica, out);
        }
    }
}

impl Replica {
    /// The newest term that it knows of; one that it only took part in electing has no leader yet.
    fn newest(&self) -> Term {
        self.term.max(Term { number: self.promised, leader: 0 })
    }

    /// Whether it leads, or no ping of its is unanswered for half the time that makes it suspect its leader: when the
    /// first follower does, the others have their doubts too.
    fn hears_leader(&self, config: &SingleLeader) -> bool {
        let Some(Failover { ping, timeout, .. }) = config.failover else { return true };
        let n_open = u64::from(self.watch.n_pings - self.watch.answered);
        self.lead.is_some() || self.canvass.is_none() && !self.watch.is_pausing && 2 * n_open * ping.0 <= timeout.0
    }

    /// Whether it neither leads nor holds an election.
    fn is_idle(&self) -> bool {
        self.lead.is_none() && self.canvass.is_none()
    }

    /// Follows that leader from now on, or leads if it is the one.
    fn follow(&mut self, term: Term) {
        self.term = term;
        self.promised = self.promised.max(term.number);
        self.canvass = None;
        self.ahead.clear();
        self.watch.forgive();
    }

    pub(super) fn on_pong(&mut self, from: u8, number: u32) {
        // After a crash pings are counted anew, and an answer to an older one may still come.
        if from == self.term.leader && number <= self.watch.n_pings {
            self.watch.answered = self.watch.answered.max(number);
        }
    }
}

impl Watch {
    /// Expects no answer to what was sent so far.
    fn forgive(&mut self) {
        self.answered = self.n_pings;
    }
}

impl Canvass {
    fn n_answers(&self) -> u8 {
        self.answered.count_ones() as u8
    }
}
