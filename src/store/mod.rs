//! The answers a student has given: what, when, right or wrong. They stay in the browser, as one text in its storage,
//! and travel as a file of the same form.
//!
//! ```text
//! faultline-progress,1
//! card,at,correct,misconception
//! nines-four-a-week,1764000000000,yes,
//! ```
//!
//! Lines of plain values, so that a spreadsheet opens an exported file and a fault has a line number.
//!
//! `progress` knows the text and no browser; `keeper` knows the browser's storage. A text that cannot be read is set
//! aside, never overwritten; answers to cards that no longer exist are kept.

mod keeper;
mod progress;

pub use keeper::{ProgressHandle, Status, use_keeper, use_progress};
pub use progress::{ANSWERS_MAX, Answer, Counts, Imported, Progress, ProgressError};
