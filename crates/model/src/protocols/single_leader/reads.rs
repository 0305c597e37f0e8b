//! Reads: who answers them, and what a client may see under replication lag.
//!
//! A follower answers from what it has applied. So a client may miss what it has just written, see something new and
//! then, at another replica, something older, or see an effect before its cause. Three remedies are here: all reads go
//! to the leader, those of keys that the client has written itself go there, or a replica answers once it has applied
//! what the client has seen. For the last, a client's session keeps for each key the index of the newest entry that it
//! was told of; indices start again from less if a failover discards entries. To ask the same replica every time is the
//! client's affair ([`Routing`](crate::world::Routing)).

use super::{Message, Note, Replica, SingleLeader};
use crate::history::{Action, Outcome};
use crate::protocol::{Answer, Outbox, Request};
use crate::version::{Dot, VersionVector};

/// How often a request is passed on: to the leader, and once more if that has been replaced.
const HOPS_MAX: u8 = 2;

/// Who answers reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reads {
    /// Whoever is asked, from what it has applied.
    Any,
    /// The leader.
    Leader,
    /// The leader if the client has written the key itself, whoever is asked otherwise.
    OwnFromLeader,
    /// Whoever is asked, once it has applied what the client has written and read of the key.
    WaitForVersion,
}

impl SingleLeader {
    /// A request arrives, from a client or passed on by another replica.
    pub(super) fn take(&self, replica: &mut Replica, request: &Request, n_hops: u8, out: &mut Outbox<Self>) {
        if replica.lead.is_some() {
            return self.enqueue(replica, request, out);
        }
        if n_hops == 0 && !self.is_for_leader(request) {
            return self.read(replica, request, out);
        }
        let leader = replica.term.leader;
        if leader == replica.id {
            out.note(Note::KnowsNoLeader { key: request.key, action: request.action.clone() });
        } else if n_hops < HOPS_MAX {
            out.send(leader, Message::Forward { request: request.clone().into(), n_hops: n_hops + 1 });
        }
    }

    fn is_for_leader(&self, request: &Request) -> bool {
        let is_read_there = match self.reads {
            Reads::Any | Reads::WaitForVersion => false,
            Reads::Leader => true,
            Reads::OwnFromLeader => request.has_written,
        };
        is_read_there || request.action.is_write()
    }

    /// Answers a read from what is applied here, as soon as the client's promise allows.
    pub(super) fn read(&self, replica: &mut Replica, request: &Request, out: &mut Outbox<Self>) {
        if self.must_wait(replica, request) {
            out.note(Note::Waits { key: request.key, index: request.context.count(0).into() });
            return replica.waiting.push(request.clone());
        }
        answer_read(replica, request, out);
    }

    /// Answers the reads that have waited for what is applied now.
    pub(super) fn answer_waiting(&self, replica: &mut Replica, out: &mut Outbox<Self>) {
        for request in std::mem::take(&mut replica.waiting) {
            match self.must_wait(replica, &request) {
                true => replica.waiting.push(request),
                false => answer_read(replica, &request, out),
            }
        }
    }

    fn must_wait(&self, replica: &Replica, request: &Request) -> bool {
        self.reads == Reads::WaitForVersion && !replica.log.is_applied(request.context.count(0).into())
    }
}

fn answer_read(replica: &Replica, request: &Request, out: &mut Outbox<SingleLeader>) {
    debug_assert_eq!(request.action, Action::Read);
    let (seen, index) = replica.log.read(request.key).map_or((None, 0), |(seen, index)| (Some(seen), index));
    let outcome = Outcome::Done(seen.into_iter().collect());
    out.answer(request.client, Answer { op: request.op, outcome, context: version(index) });
}

/// What a client's session keeps of an entry: its index, counted where a version vector counts writes.
pub(super) fn version(index: u32) -> VersionVector {
    let mut vector = VersionVector::default();
    vector.insert(Dot { replica: 0, counter: index.min(u16::MAX.into()) as u16 });
    vector
}
