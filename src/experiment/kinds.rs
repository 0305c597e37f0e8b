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
