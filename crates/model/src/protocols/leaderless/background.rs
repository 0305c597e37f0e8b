//! What goes on without a client: hints are handed over, and replicas compare themselves with one another.
//!
//! Anti-entropy: every so often a replica sends a digest of each of its keys to another one, chosen by its own luck.
//! That one sends what it holds under the keys that differ, and gets back what it lacks. (Dynamo compares Merkle trees,
//! which find the few differing keys among millions without sending all digests; with a handful of keys a list does.)

use super::{Hint, Leaderless, Message, Note, Replica, Timer};
use crate::ids::Word;
use crate::prng::Fnv1a;
use crate::protocol::Outbox;
use crate::protocols::versions::Versions;
use crate::tick::Tick;

impl Leaderless {
    pub(super) fn start_background(&self, replica: &mut Replica, out: &mut Outbox<Self>) {
        if self.has_hints {
            out.background(self.hint_after, Timer::HandOff);
        }
        if let Some(period) = self.anti_entropy.filter(|_| self.is_preferred(replica.id) && self.n > 1) {
            // Not all at once.
            let start = Tick(period.0 / 2 + out.draw(period.0));
            out.background(start, Timer::Compare);
        }
    }

    /// Offers each hint to its owner.
    pub(super) fn hand_off(&self, replica: &mut Replica, out: &mut Outbox<Self>) {
        for hint in &replica.hints {
            let versions = hint.versions.clone();
            out.send(hint.owner, Message::HandOff { hint: hint.number, key: hint.key, versions });
        }
        out.background(self.hint_after, Timer::HandOff);
    }

    pub(super) fn on_handed_off(&self, replica: &mut Replica, number: u16, out: &mut Outbox<Self>) {
        if let Some(at) = replica.hints.iter().position(|hint| hint.number == number) {
            let hint = replica.hints.remove(at);
            out.note(Note::HandedOver { owner: hint.owner, key: hint.key });
        }
    }

    /// What a stand-in can say about a key.
    pub(super) fn hinted(&self, replica: &Replica, key: Word) -> Versions {
        let mut all = Versions::from([]);
        for hint in replica.hints.iter().filter(|hint| hint.key == key) {
            super::absorb(&mut all, &hint.versions, self.conflicts, &mut |_, _| {});
        }
        all
    }

    pub(super) fn compare(&self, replica: &mut Replica, out: &mut Outbox<Self>) {
        let choice = out.draw(u64::from(self.n) - 1);
        if let Some(peer) = out.peers().nth(choice as usize) {
            out.send(peer, Message::Digest { keys: digests(replica) });
        }
        if let Some(period) = self.anti_entropy {
            out.background(period, Timer::Compare);
        }
    }

    pub(super) fn on_digest(&self, replica: &mut Replica, from: u8, theirs: &[(Word, u64)], out: &mut Outbox<Self>) {
        for (key, digest) in theirs {
            let versions = replica.versions(*key);
            if hash(&versions) != *digest {
                out.send(from, Message::Sync { key: *key, versions });
            }
        }
        for (key, versions) in &replica.data {
            if !theirs.iter().any(|(known, _)| known == key) {
                out.send(from, Message::Repair { key: *key, versions: versions.clone() });
            }
        }
    }

    /// Takes what the other one holds, and sends back what that lacks.
    pub(super) fn on_sync(
        &self,
        replica: &mut Replica,
        from: u8,
        key: Word,
        theirs: &Versions,
        out: &mut Outbox<Self>,
    ) {
        replica.absorb(key, theirs, self.conflicts, out);
        let mine = replica.versions(key);
        if hash(&mine) != hash(theirs) {
            out.send(from, Message::Repair { key, versions: mine });
        }
    }
}

impl Replica {
    /// Keeps a write for another replica.
    pub(super) fn keep(&mut self, owner: u8, key: Word, versions: Versions) {
        self.n_hints += 1;
        self.hints.push(Hint { number: self.n_hints, owner, key, versions });
    }
}

fn digests(replica: &Replica) -> std::rc::Rc<[(Word, u64)]> {
    replica.data.iter().map(|(key, versions)| (*key, hash(versions))).collect()
}

fn hash(versions: &[super::Version]) -> u64 {
    let mut hash = Fnv1a::default();
    for version in versions {
        hash.word(u64::from(version.dot.replica) << 16 | u64::from(version.dot.counter));
    }
    hash.value()
}
