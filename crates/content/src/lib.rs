//! The words of Faultline, from the files an author edits to typed data.
//!
//! ```text
//! content/*.toml, content/<topic>/{concept.md, cards.toml, presets.toml}
//!     ──load──▶ Content ──check──▶ Vec<Problem>   (file, line, fault, fix)
//!                       ──emit───▶ Rust source    (`&'static` data, included by the app)
//! ```
//!
//! All parsing happens here, at build time, so that no Markdown or TOML parser travels to the browser. The checks see
//! what a file alone can tell: ids, references, shapes. Whether an answer is *true* is not their business: the tests run
//! each card's evidence and each preset.
//!
//! Left out: translations. One language stands in `content/`, and an id never changes, so that another can be laid
//! beside it.

#![warn(missing_docs)]

mod check;
mod emit;
mod files;
mod load;
mod problem;
mod text;

pub use emit::emit;
pub use files::{
    Card, Challenge, Distractor, Doubt, Evidence, Misconception, Pillar, Preset, State, SyllabusEntry, Term, Topic,
};
pub use load::{Content, TopicContent, load};
pub use problem::{Problem, Problems};
pub use text::{Block, Inline, Target, parse_blocks, parse_inline};
