//! Versions of a value, and which of two stays: for protocols in which several replicas take writes.
//!
//! - *Last write wins*: the later stamp, whatever its writer had seen. Of two concurrent writes one is lost, though
//!   both were acknowledged; and a clock that runs behind loses to values that its writer had read.
//! - *Siblings*: a version goes when one comes whose writer had seen it; those that have not seen each other stay. The
//!   whole set travels together, as dotted version vectors ask (see [`crate::version`]).
//! - *Merge*: as siblings, and readers get the union where all are sets.

use std::fmt;
use std::rc::Rc;

use crate::history::{Seen, Value};
use crate::ids::OpId;
use crate::protocols::tally::Tally;
use crate::version::{Dot, Stamp, VersionVector};

/// What to do with values that do not replace each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conflicts {
    LastWriteWins,
    Siblings,
    /// Siblings whose readers get one value: the union, where all are sets.
    Merge,
}

/// A value with all that is needed to compare it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    pub value: Value,
    /// The operation that made it.
    pub op: OpId,
    pub dot: Dot,
    /// What its writer had seen.
    pub past: VersionVector,
    pub stamp: Stamp,
    /// The parts of a number that can be merged, for protocols that do so.
    pub tally: Option<Rc<Tally>>,
}

/// What is held under a key; in messages without copying.
pub type Versions = Rc<[Version]>;

/// Their values as text: `7`, `1 and 2`, or `nothing`.
pub struct Values<'a>(pub &'a [Version]);

impl Version {
    /// By stamp; writes of one coordinator in the same microsecond by their number.
    pub fn is_later_than(&self, other: &Version) -> bool {
        (self.stamp, self.dot.counter) > (other.stamp, other.dot.counter)
    }

    /// The versions that are known to whoever has read this one.
    pub fn vector(&self) -> VersionVector {
        let mut vector = self.past;
        vector.insert(self.dot);
        vector
    }

    /// What the comparison goes by: the stamp where the last write wins, the vector otherwise.
    pub fn about(&self, conflicts: Conflicts) -> String {
        match conflicts {
            Conflicts::LastWriteWins => self.stamp.to_string(),
            Conflicts::Siblings | Conflicts::Merge => self.vector().to_string(),
        }
    }

    /// Whether its writer had seen the other.
    pub fn replaces(&self, other: &Version) -> bool {
        self.past.contains(other.dot)
    }
}

/// Takes `new` into `versions`; whether that changed them. `on_drop` hears of each new one that lost by its stamp to
/// one whose writer had not seen it, with the one that stays.
pub fn absorb(
    versions: &mut Versions,
    new: &[Version],
    conflicts: Conflicts,
    on_drop: &mut dyn FnMut(&Version, &Version),
) -> bool {
    let mut is_changed = false;
    for version in new {
        if versions.iter().any(|held| held.dot == version.dot) {
            continue;
        }
        match conflicts {
            Conflicts::LastWriteWins => match versions.first() {
                Some(held) if held.is_later_than(version) => {
                    if !held.replaces(version) {
                        on_drop(held, version);
                    }
                    continue;
                }
                _ => *versions = Rc::from([version.clone()]),
            },
            Conflicts::Siblings | Conflicts::Merge => {
                if versions.iter().any(|held| held.replaces(version)) {
                    continue;
                }
                let mut kept: Vec<Version> = versions.iter().filter(|held| !version.replaces(held)).cloned().collect();
                // In the order of operations, so that equal sets are equal wherever they were gathered.
                let at = kept.iter().position(|held| held.op > version.op).unwrap_or(kept.len());
                kept.insert(at, version.clone());
                *versions = kept.into();
            }
        }
        is_changed = true;
    }
    is_changed
}

/// What a client that has read these has seen.
pub fn context(versions: &[Version]) -> VersionVector {
    let mut context = VersionVector::default();
    for version in versions {
        context.join(&version.vector());
    }
    context
}

/// The union, where all are sets and there is more than one.
pub fn merged(versions: &[Version]) -> Option<Value> {
    let mut all = Value::Set(Rc::from([]));
    for version in versions {
        let (Value::Set(old), Value::Set(words)) = (&all, &version.value) else { return None };
        all = Value::union(old, words);
    }
    (versions.len() > 1).then_some(all)
}

/// What a client sees of these versions. Merged ones have one value and all the writes that it comes from.
pub fn seen(versions: &[Version], merged: Option<Value>) -> Vec<Seen> {
    let seen =
        |version: &Version| Seen { value: merged.clone().unwrap_or_else(|| version.value.clone()), write: version.op };
    versions.iter().map(seen).collect()
}

impl fmt::Display for Values<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, version) in self.0.iter().enumerate() {
            write!(f, "{}{}", if i == 0 { "" } else { " and " }, version.value)?;
        }
        if self.0.is_empty() { f.write_str("nothing") } else { Ok(()) }
    }
}
