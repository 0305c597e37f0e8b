//! The reviews of a student: which card, when, how well it was known. They stay in the browser, as one text in its
//! storage, and travel as a file of the same form.
//!
//! ```text
//! faultline-progress,2
//! settings,1764000000000,retention=90,new=10
//! card,at,rating,how,misconception,zone
//! nines-four-a-week,1764000000000,good,choice,,60
//! ```
//!
//! Lines of plain values, so that a spreadsheet opens an exported file and a fault has a line number. Nothing that
//! follows from the reviews is kept: when a card is due is computed from them, as a run is from its scenario.
//!
//! `progress` knows the text and no browser; `keeper` knows the browser's storage. A text that cannot be read is set
//! aside, never overwritten; reviews of cards that no longer exist are kept.

mod keeper;
mod progress;
mod review;
mod settings;

pub use keeper::{ProgressHandle, Status, use_keeper, use_progress};
pub use progress::{Counts, Imported, Progress, ProgressError, REVIEWS_MAX, by_id};
pub use review::{How, Rating, Review};
pub use settings::Settings;
