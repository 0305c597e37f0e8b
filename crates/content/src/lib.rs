//! The words of Faultline, from the files an author edits to typed data.
//!
//! ```text
//! content/*.toml, content/<topic>/{concept.md, cards.toml, presets.toml}
//!     ──load──▶ Content ──check──▶ Vec<Problem>          (file, line, fault, fix)
//!                  │
//!                  ├──index──▶ Rust source: the map, the presets, the ids of the cards    (in the app)
//!                  └──words──▶ Words ──parts──▶ Texts: files of texts, packed by postcard    (fetched when needed)
//! ```
//!
//! All parsing happens here, at build time, so that no Markdown or TOML parser travels to the browser. The checks see
//! what a file alone can tell: ids, references, shapes. Whether an answer is *true* is not their business: the tests
//! run each card's evidence and each preset.
//!
//! Left out: translations. One language stands in `content/`, and an id never changes, so that another can be laid
//! beside it.

#![warn(missing_docs)]

pub mod words;

#[cfg(feature = "compile")]
mod check;
#[cfg(feature = "compile")]
pub mod files;
#[cfg(feature = "compile")]
mod index;
#[cfg(feature = "compile")]
mod kinds;
#[cfg(feature = "compile")]
mod lessons;
#[cfg(feature = "compile")]
mod load;
#[cfg(feature = "compile")]
pub mod models;
#[cfg(feature = "compile")]
mod parts;
#[cfg(feature = "compile")]
mod problem;
#[cfg(feature = "compile")]
mod text;

#[cfg(feature = "compile")]
pub use index::index;
#[cfg(feature = "compile")]
pub use lessons::lessons;
#[cfg(feature = "compile")]
pub use load::{Content, TopicContent, load};
#[cfg(feature = "compile")]
pub use parts::parts;
#[cfg(feature = "compile")]
pub use problem::{Problem, Problems};
#[cfg(feature = "compile")]
pub use text::{parse_blocks, parse_inline};
