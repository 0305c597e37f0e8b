//! What a system promises its clients, judged from what they saw: a property a file, each with its source, and with the
//! operations that show where it breaks.
//!
//! A check reads the [history](crate::history) and, where the property is about what is left in the end, what the
//! replicas hold. It never reads how a protocol works, so that one check judges all of them. A [`Violation`] names its
//! witnesses, and when it could first be seen.
//!
//! # Notation
//!
//! An operation is a span of time, from its invocation to its answer. One is *before* another if it was answered before
//! the other was invoked; two are *concurrent* if neither is before the other. A write without an answer (it failed,
//! timed out, or is pending) may have its effect at any time after its invocation or never, so that it is before
//! nothing. [`Past`] says which writes are newer than which.
//!
//! # Left out
//!
//! Writes follow reads and monotonic writes, the other two guarantees of Terry et al. 1994: clients cannot tell them
//! apart from luck where a write replaces the whole value.

pub mod acked_write_lost;
pub mod availability;
pub mod consistent_prefix;
pub mod converged;
pub mod linearizable;
pub mod monotonic_reads;
#[cfg(test)]
mod notation;
pub mod one_leader;
pub mod past;
pub mod read_your_writes;
pub mod stale_read;

use std::fmt;
use std::fmt::Write;

pub use past::Past;

use crate::history::{Operation, Seen, Value};
use crate::ids::{OpId, Word};
use crate::protocol::Holding;
use crate::step::ms;
use crate::tick::Tick;
use crate::trace::Told;

/// What can be promised, in the order in which people ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Property {
    /// What a client was told is written stays until something replaces it.
    NoAckedWriteLost,
    /// A read returns the last completed write or a concurrent one.
    NoStaleRead,
    /// A client sees its own writes.
    ReadYourWrites,
    /// What a client reads never goes back in time.
    MonotonicReads,
    /// The whole looks like one copy that changes at once.
    Linearizable,
    /// In the end all replicas serve the same.
    Converged,
    /// Each request that reaches a replica which stays up is answered.
    Available,
    /// Whoever sees an effect sees its causes.
    ConsistentPrefix,
    /// No two replicas take writes at the same time.
    OneLeader,
}

/// Whether a property holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    Holds,
    Violated,
    /// The search was given up: too much happened at once.
    Undecided,
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    pub property: Property,
    pub finding: Finding,
    /// How many things were judged: writes, reads, operations, keys or requests. With 0 the property holds for want of
    /// anything that could break it.
    pub n_judged: usize,
    /// By time, first the one that was visible first.
    pub violations: Vec<Violation>,
}

/// Where a property is broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// When it could first be seen.
    pub at: Tick,
    /// The witnesses, in the order that [`Kind`] says; first the operation that went wrong.
    pub operations: Vec<OpId>,
    pub kind: Kind,
}

/// How a property is broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `[write]` was done, and no replica holds it or what replaced it; the replicas hold these values.
    AckedWriteLost { held: Vec<Value> },
    /// `[read, write]`: the write was done before the read began, and the read returned something older.
    StaleRead,
    /// `[read, write]`, both of one client: the same, with the client's own write.
    ReadYourWrites,
    /// `[read, earlier read]`, both of one client: the later one returned something older.
    MonotonicReads,
    /// The witnesses are those of the [`Reason`].
    NotLinearizable(Explanation),
    /// `[]`: these replicas serve different values.
    Diverged { key: Word, left: Served, right: Served },
    /// `[request]` reached a replica that stayed up, and got no answer.
    Unanswered,
    /// `[read, earlier read, write]`, the reads of one client: what the earlier one returned follows from the write,
    /// and the later one returned something older than that.
    ConsistentPrefix,
    /// `[write, other write]` were acknowledged by these replicas, while both led.
    TwoLeaders { left: u8, right: u8 },
}

/// Why a history is not linearizable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The longest beginning that can be put in order.
    pub order: Vec<OpId>,
    /// The operation that finds no place after it.
    pub stuck: OpId,
    /// What one copy can hold there: its value, and what an operation without an answer may make of it.
    pub could_hold: Vec<Option<Value>>,
    pub reason: Reason,
}

/// The simplest way to see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// `[read]` returned several values; one copy has one.
    Siblings,
    /// `[read, write]`: the write was done before the read began, and the read returned something older.
    OldAfterWrite,
    /// `[read, earlier read]`: the earlier read returned the newer value.
    OldAfterNew,
    /// `[operation, other operation]`: both change what the same write had left, so that one undoes the other.
    SameBefore,
    /// `[stuck]`: nothing as simple; one copy cannot hold what it saw.
    NoPlace,
}

/// What a replica serves of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Served {
    pub replica: u8,
    pub values: Vec<Value>,
}

impl Verdict {
    /// The verdict on what was found, in any order.
    pub(crate) fn new(property: Property, n_judged: usize, found: Vec<Violation>) -> Verdict {
        let mut violations: Vec<Violation> = Vec::with_capacity(found.len());
        for violation in found {
            let at = violations.partition_point(|earlier| earlier.at <= violation.at);
            violations.insert(at, violation);
        }
        let finding = if violations.is_empty() { Finding::Holds } else { Finding::Violated };
        Verdict { property, finding, n_judged, violations }
    }

    /// Whether the property holds.
    pub fn holds(&self) -> bool {
        self.finding == Finding::Holds
    }

    /// Whether it is broken.
    pub fn is_violated(&self) -> bool {
        self.finding == Finding::Violated
    }
}

impl Violation {
    /// What happened, such as `c1 read x at 5 saw 1, though c0 write x=2 was done at 3`. Takes the history that was
    /// judged.
    pub fn sentence(&self, operations: &[Operation]) -> String {
        let mut text = String::new();
        let mut witnesses = self.operations.iter().filter_map(|id| operations.get(id.0 as usize));
        let (first, second, third) = (witnesses.next(), witnesses.next(), witnesses.next());
        if let Some(first) = first {
            let _ = write!(text, "{first} at {}", ms(first.invoked));
        }
        let _ = self.kind.predicate(&mut text, first, second, third);
        text
    }
}

impl Kind {
    /// What is said of the first witness.
    fn predicate(
        &self,
        text: &mut String,
        first: Option<&Operation>,
        second: Option<&Operation>,
        third: Option<&Operation>,
    ) -> fmt::Result {
        let saw = first.map(|first| saw(first.outcome.seen())).unwrap_or_default();
        let missed = second.map(|write| format!("{write} was done at {}", ended(write))).unwrap_or_default();
        let earlier = second.map(|read| format!("{read} at {} saw", ms(read.invoked))).unwrap_or_default();
        let other = second.map(|read| self::saw(read.outcome.seen())).unwrap_or_default();
        match self {
            Kind::AckedWriteLost { held } => {
                write!(text, " was done, and is lost: the replicas hold {}", list(held.iter()))
            }
            Kind::StaleRead => write!(text, " saw {saw}, though {missed}"),
            Kind::ReadYourWrites => write!(text, " saw {saw}, though its own {missed}"),
            Kind::MonotonicReads => write!(text, " saw {saw}, though {earlier} {other}, which is newer"),
            Kind::Diverged { key, left, right } => {
                let (left_values, right_values) = (list(left.values.iter()), list(right.values.iter()));
                let (left, right) = (left.replica, right.replica);
                write!(text, "{key} is {left_values} at r{left}, and {right_values} at r{right}")
            }
            Kind::Unanswered => {
                let outcome = first.map(|first| first.outcome.to_string()).unwrap_or_default();
                write!(text, " reached a replica that stayed up, and was not answered: {outcome}")
            }
            Kind::ConsistentPrefix => {
                let cause = third.map(Operation::to_string).unwrap_or_default();
                write!(text, " saw {saw}, though {earlier} {other}, which came after {cause}")
            }
            Kind::TwoLeaders { left, right } => {
                let other = second.map(|write| format!("{write} at {}", ms(write.invoked))).unwrap_or_default();
                write!(text, " was acknowledged by r{left}, and {other} by r{right}, while both led")
            }
            Kind::NotLinearizable(why) => match why.reason {
                Reason::Siblings if first.is_some_and(|first| is_merged(first.outcome.seen())) => {
                    write!(text, " saw {saw}, merged from several writes, where one copy has the last one")
                }
                Reason::Siblings => write!(text, " saw {saw}, and one copy has one value"),
                Reason::OldAfterWrite => write!(text, " saw {saw}, though {missed}"),
                Reason::OldAfterNew => write!(text, " saw {saw}, though {earlier} {other} before, which is newer"),
                Reason::SameBefore => write!(text, " saw {saw}, which {earlier} too, and both changed it"),
                Reason::NoPlace => {
                    let holds = why.could_hold.iter().map(|value| value.as_ref());
                    write!(text, " saw {saw}, where one copy would hold {}", choice(holds))
                }
            },
        }
    }
}

/// Judges a run by every property. The first `n_homes` replicas keep a copy of each key, the others only hints;
/// `replicas` says what each holds in the end and whether it is up.
pub fn judge_all(told: &dyn Told, replicas: &[(Vec<Holding>, bool)], n_homes: usize) -> Vec<Verdict> {
    let past = Past::of(told.operations());
    vec![
        acked_write_lost::judge(&past, replicas, told.end()),
        stale_read::judge(&past),
        read_your_writes::judge(&past),
        monotonic_reads::judge(&past),
        linearizable::judge(&past),
        converged::judge(&replicas[..replicas.len().min(n_homes)], told.end()),
        availability::judge(told),
    ]
}

/// When it ended, in milliseconds.
fn ended(operation: &Operation) -> String {
    operation.returned.map(ms).unwrap_or_default()
}

fn saw(seen: &[Seen]) -> String {
    let is_new = |(at, new): &(usize, &Seen)| !seen[..*at].iter().any(|old| old.value == new.value);
    list(seen.iter().enumerate().filter(is_new).map(|(_, seen)| &seen.value))
}

/// Whether several writes made one value of what was read.
fn is_merged(seen: &[Seen]) -> bool {
    seen.windows(2).all(|pair| pair[0].value == pair[1].value)
}

/// `1 and 2`, or `nothing`.
fn list<'a>(values: impl Iterator<Item = &'a Value>) -> String {
    join(values.map(|value| value.to_string()), " and ")
}

/// `1 or nothing`.
fn choice<'a>(values: impl Iterator<Item = Option<&'a Value>>) -> String {
    join(values.map(|value| list(value.into_iter())), " or ")
}

fn join(parts: impl Iterator<Item = String>, link: &str) -> String {
    let mut text = String::new();
    for part in parts {
        if !text.is_empty() {
            text += link;
        }
        text += &part;
    }
    if text.is_empty() { "nothing".into() } else { text }
}

impl fmt::Display for Property {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Property::NoAckedWriteLost => "no acknowledged write is lost",
            Property::NoStaleRead => "no stale read",
            Property::ReadYourWrites => "read your writes",
            Property::MonotonicReads => "monotonic reads",
            Property::Linearizable => "linearizable",
            Property::Converged => "converged",
            Property::Available => "available",
            Property::ConsistentPrefix => "consistent prefix",
            Property::OneLeader => "one leader",
        })
    }
}
