//! The replication protocols, a chapter each.

pub mod consensus;
pub mod leaderless;
pub mod multi_leader;
pub mod single_leader;
pub mod tally;
pub mod versions;
