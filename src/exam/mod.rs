//! Exams: the same questions for everybody with the link, a limit of time, and a report at the end.
//!
//! ```text
//! link ──▶ Settings ──pick──▶ Paper ──▶ Sitting (answers, clock) ──hand in──▶ Report
//! ```
//!
//! What is asked follows from the link and the cards alone, never from what a student has seen: the seed decides which
//! cards, their order and that of their choices. Only cards with a definite mark are asked. The sitting, what has been
//! answered and how much time was used, is one text in the browser's storage, so that closing the page loses nothing.
//!
//! Left out: anything against cheating. All of it runs in the student's own browser; the report's short name of the
//! exam tells an honest teacher which questions were asked, and no more.

mod clock;
mod paper;
mod pick;
mod report;
mod settings;
mod sitting;

pub use clock::Clock;
pub use paper::{Ask, Given, Item, Mark, Paper, Said};
pub use report::{Report, of_time};
pub use settings::{Settings, take_topics, topics_pair};
pub use sitting::{Answer, Sitting};
