//! Conflicting writes: both were acknowledged, and neither was made by somebody who could have known of the other.
//!
//! What a replica can know of a key follows the messages: whatever carries a value carries all that its sender knows of
//! the key (Lamport's *happened before*, 1978, for one key at a time). A write knows what its coordinator knows when it
//! is made: without a leader when the coordinator is asked, otherwise by the time of the answer. And whoever writes a
//! value brings along what it has itself seen of the key, at whatever replica. Where a majority agrees on each write,
//! of any two acknowledged ones the later knows the earlier, since two majorities share a replica; so this finds none
//! there, though it is not told who runs.
//!
//! Left out: writes after the first [`WRITES_MAX`] of a run.

use faultline_model::history::{Action, Operation, Value};
use faultline_model::ids::{Endpoint, OpId, Word};
use faultline_model::protocol::{Holding, Protocol};
use faultline_model::protocols::{consensus, leaderless, multi_leader, single_leader};
use faultline_model::trace::{Parcel, Trace, What};

/// How many writes of a run are followed.
pub const WRITES_MAX: usize = 64;

/// Two acknowledged writes to a key, neither of which could know of the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    pub first: OpId,
    pub second: OpId,
    pub ending: Ending,
}

/// What is left of a conflict at the end of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The replicas still differ.
    Apart,
    /// This one is lost, though neither came before the other.
    Lost(OpId),
    /// This one was answered before the other began, which took its place without knowing it.
    Overwritten(OpId),
    /// Both are there, side by side.
    Siblings,
    /// Both are in one value.
    United,
    /// A later write that knew both stands in their place.
    Replaced,
}

/// A protocol whose messages say what they tell of keys.
pub trait Carries: Protocol {
    /// Whether a write is made from what its coordinator knows when it is asked, and not when it answers.
    const IS_MADE_WHEN_ASKED: bool = false;

    /// Names each key of which a message tells what its sender knows: the value, or the request that changes it.
    fn carries(message: &Self::Message, tells: &mut dyn FnMut(Word));
}

impl Carries for consensus::Consensus {
    fn carries(message: &consensus::Message, tells: &mut dyn FnMut(Word)) {
        use consensus::Message::{Accept, Promise};
        if let Promise { key, .. } | Accept { key, .. } = message {
            tells(*key);
        }
    }
}

impl Carries for leaderless::Leaderless {
    const IS_MADE_WHEN_ASKED: bool = true;

    fn carries(message: &leaderless::Message, tells: &mut dyn FnMut(Word)) {
        use leaderless::Message::{Fetched, HandOff, Repair, Store, Sync};
        if let Store { key, .. } | Fetched { key, .. } | HandOff { key, .. } | Repair { key, .. } | Sync { key, .. } =
            message
        {
            tells(*key);
        }
    }
}

impl Carries for single_leader::SingleLeader {
    fn carries(message: &single_leader::Message, tells: &mut dyn FnMut(Word)) {
        match message {
            single_leader::Message::Append { entries, .. } => entries.iter().for_each(|entry| tells(entry.key)),
            single_leader::Message::Forward { request, .. } => tells(request.key),
            _ => {}
        }
    }
}

impl Carries for multi_leader::MultiLeader {
    fn carries(message: &multi_leader::Message, tells: &mut dyn FnMut(Word)) {
        match message {
            multi_leader::Message::Update { entry, .. } => tells(entry.key),
            multi_leader::Message::Forward(request) => tells(request.key),
            _ => {}
        }
    }
}

/// The writes of a run as bits.
type Writes = u64;

/// The writes of a run, and what each knows of the others.
#[derive(Debug)]
pub struct Knowledge {
    writes: Vec<OpId>,
    /// What the coordinator of each knows when it is made.
    known: Vec<Writes>,
}

impl Knowledge {
    /// Follows the messages of a run.
    pub fn of<P: Carries>(trace: &Trace<P>) -> Knowledge {
        let is_write = |operation: &&Operation| operation.action.is_write();
        let writes: Vec<&Operation> = trace.operations.iter().filter(is_write).take(WRITES_MAX).collect();
        Knowledge { writes: writes.iter().map(|write| write.id).collect(), known: known(trace, &writes) }
    }

    /// Whether a write knew of another when it was made.
    fn knows(&self, write: OpId, other: OpId) -> bool {
        let place = |op: OpId| self.writes.iter().position(|write| *write == op);
        match (place(write), place(other)) {
            (Some(write), Some(other)) => self.known[write] >> other & 1 == 1,
            _ => false,
        }
    }

    /// Which writes conflict, by the first one. Of several on one side, each of which knows the ones before, the last
    /// counts: it stands for them.
    pub fn conflicts(&self, operations: &[Operation]) -> Vec<(OpId, OpId)> {
        let done = self.writes.iter().filter_map(|write| operations.get(write.0 as usize));
        let done: Vec<&Operation> = done.filter(|write| write.outcome.is_done()).collect();
        let is_pair = |first: &Operation, second: &Operation| {
            first.key == second.key && !self.knows(first.id, second.id) && !self.knows(second.id, first.id)
        };
        let is_followed = |write: &Operation, other: &Operation| {
            let followers = done.iter().filter(|later| later.id != write.id && self.knows(later.id, write.id));
            followers.into_iter().any(|later| is_pair(later, other))
        };
        let mut pairs = Vec::new();
        for (at, first) in done.iter().enumerate() {
            for second in &done[at + 1..] {
                if is_pair(first, second) && !is_followed(first, second) && !is_followed(second, first) {
                    pairs.push((first.id, second.id));
                }
            }
        }
        pairs
    }

    /// What became of a conflict.
    ///
    /// `replicas` is what each holds in the end and whether it is up, `lost` the acknowledged writes that are nowhere,
    /// and `is_united` whether readers of several values get one, where there is a way.
    pub fn ending(
        &self,
        (first, second): (OpId, OpId),
        key: Word,
        replicas: &[(Vec<Holding>, bool)],
        lost: &[OpId],
        is_united: bool,
    ) -> Ending {
        let mut up = replicas.iter().filter(|(_, is_up)| *is_up).map(|(holdings, _)| served(holdings, key));
        let all = up.next().unwrap_or_default();
        if all.is_empty() || up.any(|other| other != all) {
            return Ending::Apart;
        }
        if let Some(gone) = [first, second].into_iter().find(|write| lost.contains(write)) {
            return Ending::Lost(gone);
        }
        let is_set = all.iter().all(|(_, value)| matches!(value, Value::Set(_)));
        let is_one = all.iter().all(|(_, value)| *value == all[0].1);
        let has = |write: OpId| all.iter().any(|(held, _)| *held == write || self.knows(*held, write));
        match (all.len() > 1, is_set) {
            (true, _) if is_united && (is_set || is_one) => Ending::United,
            (true, _) => Ending::Siblings,
            (false, true) => Ending::United,
            (false, false) if has(first) && has(second) => Ending::Replaced,
            (false, false) => Ending::Overwritten(if has(second) { first } else { second }),
        }
    }
}

/// What is served of a key, with the operations that made it.
fn served(holdings: &[Holding], key: Word) -> Vec<(OpId, &Value)> {
    let served = holdings.iter().filter(|holding| holding.key == key && !holding.is_hint);
    served.map(|holding| (holding.write, &holding.value)).collect()
}

/// For each write what its coordinator knows when it is made.
fn known<P: Carries>(trace: &Trace<P>, writes: &[&Operation]) -> Vec<Writes> {
    let place = |op: OpId| writes.iter().position(|write| write.id == op);
    let of_key = |key: Word| {
        let of_key = writes.iter().enumerate().filter(|(_, write)| write.key == key);
        of_key.fold(0, |bits: Writes, (at, _)| bits | 1 << at)
    };
    let mut at_replica: Vec<Writes> = vec![0; trace.n_replicas.into()];
    let mut in_message: Vec<Writes> = vec![0; trace.journeys.len()];
    let mut when_made: Vec<Writes> = vec![0; writes.len()];
    for event in &trace.events {
        let (What::Sent(message) | What::Delivered(message)) = event.what else { continue };
        let is_sent = matches!(event.what, What::Sent(_));
        let (at, journey) = (message.0 as usize, &trace.journeys[message.0 as usize]);
        let Endpoint::Replica(replica) = (if is_sent { journey.from } else { journey.to }) else { continue };
        let mine = &mut at_replica[usize::from(replica)];
        let original = original(trace, at);
        match (&trace.parcels[original], is_sent) {
            (Parcel::Request(request), false) => {
                if let Some(place) = place(request.op) {
                    *mine |= 1 << place | brought(place, writes, &when_made);
                    when_made[place] = *mine;
                }
            }
            (Parcel::Answer(answer), true) if !P::IS_MADE_WHEN_ASKED => {
                if let Some(place) = place(answer.op) {
                    when_made[place] = *mine;
                }
            }
            (Parcel::Peer(content), true) if at == original => {
                let carried = &mut in_message[at];
                P::carries(content, &mut |key| *carried |= *mine & of_key(key));
            }
            (Parcel::Peer(_), false) => *mine |= in_message[original],
            _ => {}
        }
    }
    when_made
}

/// What the client of a write has seen of the key before, with what was known to that.
fn brought(write: usize, writes: &[&Operation], when_made: &[Writes]) -> Writes {
    let (after, is_whole) = (&writes[write].after, matches!(writes[write].action, Action::Write(_)));
    let is_seen = |(_, other): &(usize, &&Operation)| is_whole && after.contains(&other.id);
    let seen = writes.iter().enumerate().filter(is_seen);
    seen.fold(0, |bits, (at, _)| bits | 1 << at | when_made[at])
}

/// The number of the message, or of the one that it is a copy of.
fn original<P: Protocol>(trace: &Trace<P>, mut at: usize) -> usize {
    while let Parcel::Copy(of) = &trace.parcels[at] {
        at = of.0 as usize;
    }
    at
}
