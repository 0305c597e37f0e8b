//! stub
/// Diagram, seed, and the fingerprint of its simulation with `Settings::new(seed)`.
pub const SCENARIOS: &[(&str, u64, &str)] = &[];
