//! The replication protocols, a chapter each.

pub mod leaderless;
