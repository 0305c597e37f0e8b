//! The writes that last write wins has lost, read off a run's notes.
//!
//! A write is lost when its own leader drops it for one with a later stamp, and nobody who knew of it has written by
//! then. That is more than [`acked_write_lost`](crate::checks::acked_write_lost) finds, which asks what is left in the
//! end: whatever a client wrote last is there, and of two writes that did not know each other, yet were made one after
//! the other, it takes the first one for replaced.

use super::{MultiLeader, Note};
use crate::ids::OpId;
use crate::tick::Tick;
use crate::trace::{Trace, What};

/// A write that is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loss {
    /// When its leader dropped it.
    pub at: Tick,
    pub lost: OpId,
    /// The write that was kept in its place.
    pub kept: OpId,
}

/// All that is lost, by time.
pub fn losses(trace: &Trace<MultiLeader>) -> Vec<Loss> {
    let mut losses = Vec::new();
    for event in &trace.events {
        let What::Noted { replica, note } = event.what else { continue };
        let Note::Drops { key, kept, dropped } = &trace.notes[note as usize] else { continue };
        let is_followed = trace.notes[..note as usize].iter().any(|note| match note {
            Note::Takes { key: other, version, .. } => other == key && version.replaces(dropped),
            _ => false,
        });
        if replica == dropped.dot.replica && !is_followed {
            losses.push(Loss { at: event.at, lost: dropped.op, kept: kept.op });
        }
    }
    losses
}
