//! How the messages of each protocol are drawn.

use crate::ui::cluster::{Kind, Shape};

/// A message that asks for something, or carries it.
const fn ask(word: &'static str, shape: Shape) -> Kind {
    Kind { word, shape, is_answer: false }
}

/// A message that answers one.
const fn answer(word: &'static str, shape: Shape) -> Kind {
    Kind { word, shape, is_answer: true }
}

/// Replicas that any coordinator asks (leaderless).
pub const LEADERLESS: &[Kind] = &[
    ask("Store", Shape::Circle),
    answer("Stored", Shape::Circle),
    ask("Fetch", Shape::Diamond),
    answer("Fetched", Shape::Diamond),
    ask("Repair", Shape::Triangle),
    ask("Keep", Shape::Hexagon),
    answer("Kept", Shape::Hexagon),
    ask("HandOff", Shape::Triangle),
    answer("HandedOff", Shape::Triangle),
];

/// A majority that agrees (consensus).
pub const CONSENSUS: &[Kind] = &[
    ask("Prepare", Shape::Diamond),
    answer("Promise", Shape::Diamond),
    ask("Accept", Shape::Circle),
    answer("Accepted", Shape::Circle),
    answer("Nack", Shape::Hexagon),
];

/// A leader and the followers of its log (single-leader).
pub const SINGLE_LEADER: &[Kind] = &[
    ask("Forward", Shape::Diamond),
    ask("Append", Shape::Circle),
    answer("Appended", Shape::Circle),
    ask("Ping", Shape::Triangle),
    answer("Pong", Shape::Triangle),
    ask("Canvass", Shape::Hexagon),
    answer("Position", Shape::Hexagon),
    ask("Promote", Shape::Star),
    ask("NewLeader", Shape::Star),
    answer("Stale", Shape::Star),
];

/// A leader at each site (multi-leader).
pub const MULTI_LEADER: &[Kind] = &[
    ask("Forward", Shape::Diamond),
    ask("Append", Shape::Circle),
    answer("Appended", Shape::Circle),
    ask("Update", Shape::Triangle),
    answer("Updated", Shape::Triangle),
];
