//! Shipping the log: entries in order to every follower, and again what is not acknowledged.
//!
//! A follower keeps entries in the order of the log. One that arrives before those in front of it waits; so a message
//! that overtakes another costs nothing, and one that is lost is sent again after `retry`. `Appended 3` says that all
//! up to the third entry are held.
//!
//! A follower that is far behind gets one batch after the other, each when it has acknowledged the one before.
//!
//! With fencing an entry is taken from the leader of the newest known term only, and after its announcement, which
//! makes the logs agree ([`failover`](super::failover)). Without it, any leader's entry is taken, and where two leaders
//! have filled the same index, what came first stays: the logs differ there for ever.

use std::rc::Rc;

use super::{Entry, Message, Note, Replica, SingleLeader, Term, Timer};
use crate::protocol::Outbox;

/// The most entries of a message.
const BATCH_MAX: usize = 32;

impl SingleLeader {
    /// Sends the newest entry to all followers that have been sent those before it.
    pub(super) fn ship(&self, replica: &mut Replica, out: &mut Outbox<Self>) {
        let (term, index) = (replica.term, replica.log.len());
        let entries: Rc<[Entry]> = replica.log.part(index, 1).into();
        let Some(lead) = &mut replica.lead else { return };
        for peer in out.peers() {
            let progress = &mut lead.followers[usize::from(peer)];
            if progress.held.is_some() && progress.sent + 1 == index {
                progress.sent = index;
                out.send(peer, Message::Append { term, first: index, entries: entries.clone() });
            }
        }
        self.arm(replica, out);
    }

    /// Sends a follower what comes after what it was sent.
    fn send_batch(&self, replica: &mut Replica, peer: u8, out: &mut Outbox<Self>) {
        let Some(lead) = &mut replica.lead else { return };
        let progress = &mut lead.followers[usize::from(peer)];
        let first = progress.sent + 1;
        let entries: Rc<[Entry]> = replica.log.part(first, BATCH_MAX).into();
        progress.sent += entries.len() as u32;
        out.send(peer, Message::Append { term: replica.term, first, entries });
    }

    /// Sets the timer to send again, if something is not acknowledged.
    pub(super) fn arm(&self, replica: &mut Replica, out: &mut Outbox<Self>) {
        let len = replica.log.len();
        let Some(lead) = &mut replica.lead else { return };
        let is_behind = |peer: u8| lead.followers[usize::from(peer)].held.is_none_or(|held| held < len);
        if !lead.is_armed && out.peers().any(is_behind) {
            lead.is_armed = true;
            out.background(self.retry, Timer::Resend(replica.term, len));
        }
    }

    /// Sends again what was in the log when the timer was set, and the announcement to who has not answered it.
    pub(super) fn resend(&self, replica: &mut Replica, term: Term, upto: u32, out: &mut Outbox<Self>) {
        for peer in out.peers() {
            let Some(lead) = replica.lead.as_mut().filter(|_| replica.term == term) else { return };
            lead.is_armed = false;
            let progress = &mut lead.followers[usize::from(peer)];
            match progress.held {
                None => self.announce_to(replica, peer, out),
                Some(held) if held < upto => {
                    progress.sent = held;
                    self.send_batch(replica, peer, out);
                }
                Some(_) => {}
            }
        }
        self.arm(replica, out);
    }

    /// A leader sends entries, the first of them with this index.
    pub(super) fn on_append(
        &self,
        replica: &mut Replica,
        from: u8,
        term: Term,
        first: u32,
        entries: &[Entry],
        out: &mut Outbox<Self>,
    ) {
        if self.refuses(replica, from, term, out) || self.has_fencing() && term != replica.term {
            return;
        }
        let has_gap = first > replica.log.len() + 1;
        for (index, entry) in (first..).zip(entries) {
            match replica.log.get(index) {
                Some(held) if held.op != entry.op => {
                    out.note(Note::Keeps { index, held: held.clone(), refused: entry.clone(), from });
                }
                Some(_) => {}
                None if index == replica.log.len() + 1 => self.store(replica, entry.clone(), out),
                None if replica.ahead.iter().any(|(known, _)| *known == index) => {}
                None => replica.ahead.push((index, entry.clone())),
            }
        }
        while let Some(at) = replica.ahead.iter().position(|(index, _)| *index == replica.log.len() + 1) {
            let (_, entry) = replica.ahead.swap_remove(at);
            self.store(replica, entry, out);
        }
        let upto = replica.log.len();
        replica.ahead.retain(|(index, _)| *index > upto);
        if !has_gap {
            out.send(from, Message::Appended { term, upto });
        }
    }

    /// A follower holds the log up to an index.
    pub(super) fn on_appended(&self, replica: &mut Replica, from: u8, term: Term, upto: u32, out: &mut Outbox<Self>) {
        let len = replica.log.len();
        let Some(lead) = replica.lead.as_mut().filter(|_| replica.term == term) else { return };
        let progress = &mut lead.followers[usize::from(from)];
        progress.held = progress.held.max(Some(upto.min(len)));
        let held = progress.held.unwrap_or_default();
        progress.sent = progress.sent.max(held);
        if progress.sent < len && progress.sent == held {
            self.send_batch(replica, from, out);
        }
        self.arm(replica, out);
        self.answer_held(replica, out);
    }
}
