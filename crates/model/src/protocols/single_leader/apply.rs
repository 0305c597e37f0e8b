//! Applying the log: when an entry that a replica holds can be read there.
//!
//! A follower says that it holds an entry as soon as it has it, and applies it when its lag is over, as a database
//! writes a log first and its tables later. Entries lag at the same time and not one after the other, and none
//! overtakes an earlier one, or an earlier one of its key ([`Apply::PerKey`]). A leader applies at once; one that is
//! chosen first applies all that it holds.

use super::{Apply, Entry, Note, Replica, SingleLeader, Timer};
use crate::protocol::Outbox;
use crate::tick::Tick;

impl SingleLeader {
    /// Takes an entry in at the end of the log.
    pub(super) fn store(&self, replica: &mut Replica, entry: Entry, out: &mut Outbox<Self>) {
        let term = entry.term;
        replica.log.push(entry);
        let index = replica.log.len();
        if replica.lead.is_some() {
            replica.log.apply(index);
            return self.answer_waiting(replica, out);
        }
        self.begin_lag(replica, index, term, out);
    }

    fn begin_lag(&self, replica: &mut Replica, index: u32, term: super::Term, out: &mut Outbox<Self>) {
        let delay = out.delay(self.lag);
        if delay > Tick::ZERO {
            return out.timer(delay, Timer::Apply(index, term));
        }
        replica.log.ripen(index);
        self.advance(replica, false, out);
    }

    /// The lag of an entry is over.
    pub(super) fn on_applicable(&self, replica: &mut Replica, index: u32, term: super::Term, out: &mut Outbox<Self>) {
        // The entry may have been discarded meanwhile, and another one may have its index.
        if replica.log.get(index).is_some_and(|entry| entry.term == term) {
            replica.log.ripen(index);
            self.advance(replica, true, out);
        }
    }

    /// Applies what can be applied.
    fn advance(&self, replica: &mut Replica, is_told: bool, out: &mut Outbox<Self>) {
        while let Some(index) = replica.log.applicable(self.apply == Apply::PerKey) {
            let is_early = !replica.log.is_all_applied(index - 1);
            replica.log.apply(index);
            if let Some(entry) = replica.log.get(index).filter(|_| is_told || is_early) {
                out.note(Note::Applies { entry: entry.clone(), index, is_early });
            }
        }
        self.answer_waiting(replica, out);
    }

    /// After a restart: the lag of what is held begins anew.
    pub(super) fn apply_what_waits(&self, replica: &mut Replica, out: &mut Outbox<Self>) {
        for index in replica.log.unapplied() {
            if let Some(term) = replica.log.get(index).map(|entry| entry.term) {
                self.begin_lag(replica, index, term, out);
            }
        }
    }

    /// Applies all at once, before the replica leads.
    pub(super) fn catch_up(&self, replica: &mut Replica, out: &mut Outbox<Self>) {
        let unapplied = replica.log.unapplied();
        if !unapplied.is_empty() {
            out.note(Note::CatchesUp { n_entries: unapplied.len() as u32 });
        }
        unapplied.into_iter().for_each(|index| replica.log.apply(index));
        self.answer_waiting(replica, out);
    }
}
