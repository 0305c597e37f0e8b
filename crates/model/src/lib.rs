//! The knowledge of Faultline: what a diagram of components is, how available it is, and what a simulated year looks
//! like.
//!
//! Nothing here knows a browser, a clock, entropy or an unordered map, so the same inputs give the same results bit for
//! bit, natively and in WebAssembly. Floats live in [`maths`] only; everywhere else a number is an exact [`decimal`] or
//! an integer of microseconds ([`tick`]).
//!
//! Read in this order: [`diagram`] (what a person draws or types), [`maths::chance`] (a probability that stays exact
//! near 1), [`maths::availability`] (the closed form), [`maths::outages`] (the seeded simulation), [`parity`] (the
//! promises).

pub mod checks;
pub mod decimal;
pub mod diagram;
pub mod explore;
pub mod history;
pub mod ids;
pub mod job;
pub mod maths;
pub mod network;
pub mod parity;
pub mod placement;
pub mod prng;
pub mod protocol;
pub mod protocols;
pub mod reign;
pub mod statements;
pub mod step;
pub mod tick;
pub mod trace;
pub mod version;
pub mod workload;
pub mod world;

pub use parity::{CHANGES, VERSION};
