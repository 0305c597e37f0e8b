//! What is drawn of a change: the ring where nodes own ranges of hashes by tokens, else shards or keys as cells. Pure.

use faultline_model::placement::hash;
use faultline_model::placement::rebalance::{ARCS_MAX, Followed, State};
use faultline_model::placement::ring::Arc;

use super::config::Kind;
use super::run::Side;
use crate::ui::cell_map::{CELLS_MAX, Cell, CellMapVm, cell_map};
use crate::ui::ring_layout::{Dot, RingVm, ring};

/// How many keys are drawn on the ring, beside the one that is asked about.
const RING_KEYS: usize = 20;
/// How many keys are drawn where there are no shards.
const CELL_KEYS: usize = 120;

/// A change, drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureVm {
    pub shape: Shape,
    pub drawn: Drawn,
}

/// What is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// A ring, with the names of its keys: first the one that is asked about.
    Ring(Box<RingVm>, Vec<String>),
    Cells(CellMapVm),
}

/// What a part of the picture is, and how much is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drawn {
    /// All arcs.
    Arcs,
    /// So many parts instead of so many arcs.
    Parts { n: u32, of: u32 },
    /// All shards.
    Shards,
    /// Some of so many shards.
    SomeShards { n: u32, of: u32 },
    /// The first of so many keys.
    Keys { n: u32, of: u32 },
}

/// Draws a change; without one, the state as it is.
pub fn picture(side: &Side, at: usize, key: &str, owners: Option<[u16; 2]>) -> Option<PictureVm> {
    let outcome = side.outcome.as_ref().ok()?;
    let before = outcome.states.get(at)?;
    let after = outcome.states.get(at + 1).unwrap_or(before);
    match side.kind {
        Kind::Ring | Kind::PerNode => Some(on_ring(side, at, key, owners)),
        Kind::Fixed | Kind::Dynamic => Some(shards(side.kind, before, after)),
        Kind::ModN | Kind::Rendezvous | Kind::Jump => {
            let last = outcome.states.len() - 1;
            let keys: Vec<Cell> =
                outcome.followed.iter().filter_map(|key| cell(key, at, (at + 1).min(last))).take(CELL_KEYS).collect();
            let drawn = Drawn::Keys { n: keys.len() as u32, of: after.n_keys };
            Some(PictureVm { shape: Shape::Cells(cell_map(&keys, &nodes(before, after), None)), drawn })
        }
    }
}

fn cell(key: &Followed, before: usize, after: usize) -> Option<Cell> {
    let owner = |state: usize| key.owners.get(state).copied().flatten();
    Some(Cell { before: owner(before), after: owner(after)? })
}

fn on_ring(side: &Side, at: usize, key: &str, owners: Option<[u16; 2]>) -> PictureVm {
    let Some(outcome) = side.outcome.as_ref().ok() else { unreachable!("it is drawn") };
    let last = outcome.states.len() - 1;
    let (before, after) = (&outcome.states[at], &outcome.states[(at + 1).min(last)]);
    let handovers = outcome.stages.get(at).map(|stage| stage.handovers.as_slice()).unwrap_or_default();
    let asked = Dot { hash: hash::of(key.as_bytes()), is_moved: owners.is_some_and(|[before, after]| before != after) };
    let dot = |key: &Followed| {
        let cell = cell(key, at, (at + 1).min(last))?;
        Some((format!("user-{:08}", key.number), Dot { hash: key.hash, is_moved: cell.is_moved() }))
    };
    let others = outcome.followed.iter().filter_map(dot).take(RING_KEYS);
    let (names, dots): (Vec<String>, Vec<Dot>) = std::iter::once((key.to_owned(), asked)).chain(others).unzip();
    let n_tokens = before.n_shards.max(after.n_shards);
    let is_whole = n_tokens as usize <= ARCS_MAX;
    let drawn = if is_whole { Drawn::Arcs } else { Drawn::Parts { n: ARCS_MAX as u32, of: n_tokens } };
    let vm = ring(&before.arcs, &after.arcs, handovers, &dots);
    PictureVm { shape: Shape::Ring(Box::new(vm), names), drawn }
}

/// The shards: of a fixed number the middle of each equal part of the circle, of those that follow the data the last
/// hash of each; of too many, evenly some.
fn shards(kind: Kind, before: &State, after: &State) -> PictureVm {
    let of = after.n_shards as usize;
    let n = of.min(CELLS_MAX);
    let cell = |at: usize| {
        let shard = at * of / n;
        if kind == Kind::Dynamic {
            let (last, node) = *after.shards.get(shard)?;
            return Some(Cell { before: before.owner(last), after: node });
        }
        let middle = (((shard as u128 * 2 + 1) << 63) / of as u128) as u64;
        Some(Cell { before: owner(before, middle), after: owner(after, middle)? })
    };
    let cells: Vec<Cell> = (0..n).filter_map(cell).collect();
    let drawn = if of == n { Drawn::Shards } else { Drawn::SomeShards { n: n as u32, of: of as u32 } };
    PictureVm { shape: Shape::Cells(cell_map(&cells, &nodes(before, after), None)), drawn }
}

/// Who owns a place of the circle.
fn owner(state: &State, place: u64) -> Option<u16> {
    let is_in =
        |arc: &&Arc| place.wrapping_sub(arc.start).wrapping_sub(1) <= arc.end.wrapping_sub(arc.start).wrapping_sub(1);
    state.arcs.iter().find(is_in).map(|arc| arc.node)
}

/// The numbers of all nodes that are there before or after, in order.
fn nodes(before: &State, after: &State) -> Vec<u16> {
    let mut nodes: Vec<u16> = before.nodes.iter().map(|(node, _)| node.id).collect();
    nodes.extend(after.nodes.iter().map(|(node, _)| node.id).filter(|id| !nodes.contains(id)).collect::<Vec<_>>());
    nodes
}
