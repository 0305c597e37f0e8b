//! The only home of floats: probabilities, availability in closed form, and the seeded simulation of outages.
//!
//! Everything is computed with the four operations and `sqrt`, which are exactly rounded everywhere, and with `libm`
//! for the rest, so that native code and WebAssembly agree in every bit.

pub mod availability;
pub mod bdd;
pub mod chance;
mod digits;
pub mod estimates;
pub mod evenness;
pub mod interval;
pub mod latency;
mod memo;
pub mod outages;
pub mod placement;
mod processes;
pub mod quorum;
pub mod rhythm;
pub mod routing;
pub mod staleness;
pub mod throughput;
pub mod wars;
pub mod zipf;
