//! The replication protocols, a chapter each.

pub mod consensus;
pub mod leaderless;
pub mod versions;
