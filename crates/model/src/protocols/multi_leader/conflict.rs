//! Taking a write, taking in another leader's, and what happens when neither knew of the other.
//!
//! Each leader numbers the writes that it takes. A version carries the vector of numbers that it builds on, so that two
//! versions of a key are before, after, equal or *concurrent*: a conflict.
//!
//! A leader puts its own writes in order, so that they never conflict: a write replaces what its leader holds. Where
//! that is several values, it replaces those that its client has read, and leaves the others beside it. Additions,
//! withdrawals and increments build on the one value that the leader holds; where there are several, on the leader's
//! own, or on the first.
//!
//! What is known of a write's past is closed: whoever knows a version knows all that it builds on. So replicas that
//! have the same versions, in whatever order they came, hold the same.

use std::rc::Rc;

use super::versions::{self, Conflicts, Version, Versions};
use super::{Entry, Item, MultiLeader, Note, Replica};
use crate::history::{Action, Outcome, Value};
use crate::protocol::{Answer, Outbox, Request};
use crate::protocols::tally::Tally;
use crate::version::{Dot, Stamp, VersionVector};

/// What a write is made from.
struct Ground {
    /// What it replaces.
    past: VersionVector,
    /// The value before it.
    value: Option<Value>,
    tally: Option<Tally>,
}

impl MultiLeader {
    /// Takes a client's write, answers, and sends it on.
    pub(super) fn take_write(&self, replica: &mut Replica, request: &Request, out: &mut Outbox<Self>) {
        if replica.done.contains(&request.op) {
            return;
        }
        replica.done.push(request.op);
        let me = replica.id;
        let item = replica.item(request.key);
        let held = item.versions.clone();
        let ground = self.ground(item, me, request);
        let found: Versions = held.iter().filter(|version| ground.past.contains(version.dot)).cloned().collect();
        let is_all = found.len() == held.len();
        let seen = versions::seen(&found, if is_all { self.united(&held) } else { None });
        let mut context = request.context;
        let outcome = match request.action.apply(ground.value.as_ref()) {
            Some(value) => {
                replica.n_writes += 1;
                let dot = Dot { replica: me, counter: replica.n_writes };
                let tally = self.tally(&request.action, &ground, dot);
                let value = tally.map_or(value, |tally| Value::Number(tally.value()));
                let stamp = Stamp { clock: out.clock, replica: me };
                let version =
                    Version { value, op: request.op, dot, past: ground.past, stamp, tally: tally.map(Rc::new) };
                context.join(&version.vector());
                self.apply(replica, Entry { key: request.key, version }, out);
                Outcome::Done(seen)
            }
            None => {
                context.join(&versions::context(&found));
                Outcome::Declined(seen)
            }
        };
        out.answer(request.client, Answer { op: request.op, outcome, context });
    }

    /// Applies a write of this leader's own and sends it on.
    fn apply(&self, replica: &mut Replica, entry: Entry, out: &mut Outbox<Self>) {
        let Entry { key, version } = &entry;
        out.note(Note::Takes { key: *key, version: version.clone(), conflicts: self.conflicts });
        let item = replica.item(*key);
        item.own = version.vector();
        self.absorb(item, version, out);
        let me = replica.id;
        self.pass_on(replica, me, &Rc::new(entry), out);
    }

    /// What a request builds on.
    fn ground(&self, item: &Item, me: u8, request: &Request) -> Ground {
        let held = &item.versions;
        let united = self.united(held);
        let (mut past, mut value, mut tally) = (item.own, None, None);
        if held.len() == 1 || united.is_some() {
            past.join(&versions::context(held));
            tally = merged_tally(held);
            value = united.or_else(|| held.first().map(|version| version.value.clone()));
        } else if !matches!(request.action, Action::Write(_))
            && let Some(chosen) = held.iter().find(|version| version.dot.replica == me).or(held.first())
        {
            past.join(&chosen.vector());
            value = Some(chosen.value.clone());
            tally = chosen.tally.as_deref().copied();
        }
        if matches!(request.action, Action::Write(_)) {
            past.join(&request.context);
        }
        // A number that nobody counts yet starts from the write that is there.
        let tally = tally.or_else(|| held.first().map(|version| Tally::from(Some(version.dot), 0)));
        Ground { past, value, tally }
    }

    /// The count that a write leaves, where numbers are merged.
    fn tally(&self, action: &Action, ground: &Ground, dot: Dot) -> Option<Tally> {
        let add = |amount: i64| {
            let mut tally = ground.tally.unwrap_or_default();
            tally.add(self.site_of(dot.replica), dot.counter, amount);
            tally
        };
        let tally = match action {
            Action::Write(Value::Number(number)) => Tally::from(Some(dot), *number),
            Action::Increment(amount) => add((*amount).into()),
            Action::Withdraw(amount) => add(-i64::from(*amount)),
            _ => return None,
        };
        (self.conflicts == Conflicts::Merge).then_some(tally)
    }

    /// Takes in a write of another leader. Followers leave the judging to their leader.
    pub(super) fn receive(&self, replica: &mut Replica, entry: &Entry, out: &mut Outbox<Self>) {
        let is_leader = self.is_leader(replica.id);
        let item = replica.item(entry.key);
        if !is_leader {
            versions::absorb(&mut item.versions, std::slice::from_ref(&entry.version), self.conflicts, &mut |_, _| {});
            return;
        }
        for held in item.versions.iter() {
            out.note(Note::Compares { key: entry.key, new: entry.version.clone(), held: held.clone() });
        }
        self.absorb(item, &entry.version, out);
    }

    /// Takes a version in, and says what becomes of a conflict.
    fn absorb(&self, item: &mut Item, version: &Version, out: &mut Outbox<Self>) {
        let (key, before) = (item.key, item.versions.clone());
        let new = std::slice::from_ref(version);
        let is_changed = versions::absorb(&mut item.versions, new, self.conflicts, &mut |_, _| {});
        if self.conflicts == Conflicts::LastWriteWins {
            let held = before.first().filter(|held| held.dot != version.dot);
            let Some((kept, lost)) = held.map(|held| if is_changed { (version, held) } else { (held, version) }) else {
                return;
            };
            if !kept.replaces(lost) {
                out.note(Note::Drops { key, kept: kept.clone(), dropped: lost.clone() });
            }
        } else if is_changed && item.versions.len() > 1 {
            out.note(match self.united(&item.versions) {
                Some(value) => Note::Merges { key, value },
                None => Note::KeepsSiblings { key, values: item.versions.clone() },
            });
        }
    }

    /// The one value of several versions, where they are merged and there is a way.
    pub(super) fn united(&self, versions: &[Version]) -> Option<Value> {
        if self.conflicts != Conflicts::Merge || versions.len() < 2 {
            return None;
        }
        let sum = || merged_tally(versions).map(|tally| Value::Number(tally.value()));
        sum().or_else(|| union(versions))
    }
}

/// The count of all versions, if all are counts from the same start.
fn merged_tally(versions: &[Version]) -> Option<Tally> {
    let (first, others) = versions.split_first()?;
    let first = first.tally.as_deref().copied();
    others.iter().fold(first, |sum, version| sum?.merge(version.tally.as_deref()?))
}

/// The set of all words, if there are nothing but words and sets of them.
fn union(versions: &[Version]) -> Option<Value> {
    let mut all = Value::Set(Rc::from([]));
    for version in versions {
        let Value::Set(old) = &all else { return None };
        all = match &version.value {
            Value::Word(word) => Value::union(old, &[*word]),
            Value::Set(words) => Value::union(old, words),
            Value::Number(_) => return None,
        };
    }
    Some(all)
}
