//! When to ask a card again: spaced repetition, computed from the reviews.
//!
//! The scheduler is FSRS-6 (the crate `fsrs`, with its default parameters). A card's memory has a *stability*, the days
//! after which it is still known with a chance of 90 %, and a *difficulty* from 1 to 10; each review moves both. A card
//! is due on the day on which the predicted chance of recall falls to the retention that the student asks for.
//!
//! As with a run, inputs are the state: memories are replayed from the reviews and never kept, so that two devices
//! whose reviews were joined agree, and a review that is taken back leaves no trace.
//!
//! ```text
//! reviews ──replay──▶ memory of a card ──▶ deck at a moment ──▶ plan for today, forecast, mastery
//! ```
//!
//! A day is a day of the student: it starts at four in the morning by the clock on the wall, as it was at each review.
//!
//! Left out: learning steps in minutes (a card that was not known comes again at the end of the day's queue),
//! parameters fitted to the student (they need hundreds of reviews), and random spreading of due days, which would make
//! two devices disagree.

pub mod day;
pub mod deck;
pub mod memory;

pub use day::{Day, Moment};
pub use deck::{Deck, Mastery, Plan};
pub use memory::{Memory, Scheduler};
