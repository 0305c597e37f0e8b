//! How many shards: what one weighs, how long it takes to move one or to make up for a lost node, and what having them
//! costs.
//!
//! Everything follows from a few numbers that are settings, by these rules. All shards have the same size. Nodes have
//! the same number of shards, or one more. A node sends or receives so many bytes a second, and every byte of a shard
//! goes over once. A lost node's shards are made again from copies on the others, which share them out as wholes and
//! work at the same time, so it takes as long as the node that takes most; alone, a node has to be filled by itself.
//! Each shard costs its node the same memory, however little is in it.
//!
//! With a *fixed* number, shards grow with the data. With *dynamic* splitting, a shard that would grow beyond a size is
//! split in two halves, beginning with a single one; data that grows evenly then lies in 2^k shards, with the least k
//! for which they are small enough. HBase splits at 10 GB by default.
//!
//! The memory of a shard differs between systems: HBase's reference guide counts 2 MB for each column family, and the
//! OpenSearch lens of AWS's Well-Architected Framework (AOSPERF01-BP01) asks for no more than 25 shards for each GiB of
//! heap, which is 41 MiB, and for shards of 10 to 50 GiB.
//!
//! Left out: disks, compression, traffic that goes on meanwhile, and shards of different sizes.

use crate::tick::Tick;

/// Bytes at which HBase splits a shard by default: 10 GB.
pub const SPLIT_BYTES: u64 = 10_000_000_000;
/// Bytes of memory for each shard: a setting, of the size that AWS's advice comes to.
pub const SHARD_MEMORY: u64 = 40_000_000;
/// How many times the data is when it has grown.
pub const GROWTH: u64 = 100;

/// What the size of shards follows from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizing {
    /// Bytes of all data.
    pub bytes: u64,
    /// How many nodes there are, at least 1.
    pub n_nodes: u32,
    /// Bytes a second that a node sends or receives, at least 1.
    pub bandwidth: u64,
    /// Bytes of memory that each shard costs.
    pub shard_memory: u64,
}

/// What some number of shards comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sized {
    /// How many shards there are.
    pub n_shards: u64,
    /// Bytes of one, rounded up.
    pub shard_bytes: u64,
    /// How many shards a node has at most.
    pub n_shards_each: u64,
    /// How many nodes have any.
    pub n_nodes_busy: u64,
    /// Bytes on the node that has most.
    pub node_bytes: u64,
    /// How long it takes to move one shard.
    pub move_time: Tick,
    /// How long it takes to make up for the loss of the node that has most.
    pub recovery_time: Tick,
    /// Bytes of memory that all shards cost.
    pub memory: u64,
    /// Bytes of memory that shards cost the node that has most.
    pub node_memory: u64,
}

impl Sizing {
    /// The same with [`GROWTH`] times the data.
    pub fn grown(self) -> Sizing {
        Sizing { bytes: self.bytes.saturating_mul(GROWTH), ..self }
    }

    /// With a fixed number of shards, at least 1.
    pub fn fixed(self, n_shards: u32) -> Sized {
        self.with(u64::from(n_shards).max(1))
    }

    /// With shards that are split when they would be larger than so many bytes, at least 1.
    pub fn dynamic(self, split_bytes: u64) -> Sized {
        let n_needed = self.bytes.div_ceil(split_bytes.max(1)).max(1);
        self.with(n_needed.checked_next_power_of_two().unwrap_or(n_needed))
    }

    fn with(self, n_shards: u64) -> Sized {
        let n_nodes = u64::from(self.n_nodes).max(1);
        let shard_bytes = self.bytes.div_ceil(n_shards);
        let n_shards_each = n_shards.div_ceil(n_nodes);
        let n_others = (n_nodes - 1).max(1);
        let time = |n_shards: u64| {
            let us = u128::from(shard_bytes) * u128::from(n_shards) * u128::from(Tick::SECOND.0);
            Tick(us.div_ceil(u128::from(self.bandwidth).max(1)).min(u64::MAX.into()) as u64)
        };
        Sized {
            n_shards,
            shard_bytes,
            n_shards_each,
            n_nodes_busy: n_shards.min(n_nodes),
            node_bytes: shard_bytes.saturating_mul(n_shards_each).min(self.bytes),
            move_time: time(1),
            recovery_time: time(n_shards_each.div_ceil(n_others)),
            memory: n_shards.saturating_mul(self.shard_memory),
            node_memory: n_shards_each.saturating_mul(self.shard_memory),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    const GB: u64 = 1_000_000_000;

    fn sizing(gb: u64, n_nodes: u32) -> Sizing {
        Sizing { bytes: gb * GB, n_nodes, bandwidth: GB / 10, shard_memory: SHARD_MEMORY }
    }

    fn check(sized: Sized, expect: Expect) {
        let told = format!(
            "{} shards of {} MB, {} on each of {} nodes\nmove {}, recovery {}\n\
             {} MB on a node, memory {} MB, {} on a node\n",
            sized.n_shards,
            sized.shard_bytes / 1_000_000,
            sized.n_shards_each,
            sized.n_nodes_busy,
            sized.move_time,
            sized.recovery_time,
            sized.node_bytes / 1_000_000,
            sized.memory / 1_000_000,
            sized.node_memory / 1_000_000,
        );
        expect.assert_eq(&told);
    }

    #[test]
    fn a_fixed_number_of_shards_grows_with_the_data() {
        check(
            sizing(100, 10).fixed(10),
            expect![[r#"
                10 shards of 10000 MB, 1 on each of 10 nodes
                move 1 min 40 s, recovery 1 min 40 s
                10000 MB on a node, memory 400 MB, 40 on a node
            "#]],
        );
        check(
            sizing(100, 10).fixed(1000),
            expect![[r#"
                1000 shards of 100 MB, 100 on each of 10 nodes
                move 1 s, recovery 12 s
                10000 MB on a node, memory 40000 MB, 4000 on a node
            "#]],
        );
        check(
            sizing(100, 10).grown().fixed(10),
            expect![[r#"
                10 shards of 1000000 MB, 1 on each of 10 nodes
                move 2 h 46 min 40 s, recovery 2 h 46 min 40 s
                1000000 MB on a node, memory 400 MB, 40 on a node
            "#]],
        );
        check(
            sizing(100, 10).grown().fixed(1000),
            expect![[r#"
                1000 shards of 10000 MB, 100 on each of 10 nodes
                move 1 min 40 s, recovery 20 min
                1000000 MB on a node, memory 40000 MB, 4000 on a node
            "#]],
        );
    }

    #[test]
    fn dynamic_shards_keep_their_size_and_begin_with_one() {
        check(
            sizing(0, 10).dynamic(SPLIT_BYTES),
            expect![[r#"
                1 shards of 0 MB, 1 on each of 1 nodes
                move 0 s, recovery 0 s
                0 MB on a node, memory 40 MB, 40 on a node
            "#]],
        );
        check(
            sizing(10, 10).dynamic(SPLIT_BYTES),
            expect![[r#"
                1 shards of 10000 MB, 1 on each of 1 nodes
                move 1 min 40 s, recovery 1 min 40 s
                10000 MB on a node, memory 40 MB, 40 on a node
            "#]],
        );
        check(
            sizing(11, 10).dynamic(SPLIT_BYTES),
            expect![[r#"
                2 shards of 5500 MB, 1 on each of 2 nodes
                move 55 s, recovery 55 s
                5500 MB on a node, memory 80 MB, 40 on a node
            "#]],
        );
        check(
            sizing(100, 10).dynamic(SPLIT_BYTES),
            expect![[r#"
                16 shards of 6250 MB, 2 on each of 10 nodes
                move 1 min 2.5 s, recovery 1 min 2.5 s
                12500 MB on a node, memory 640 MB, 80 on a node
            "#]],
        );
        check(
            sizing(100, 10).grown().dynamic(SPLIT_BYTES),
            expect![[r#"
                1024 shards of 9765 MB, 103 on each of 10 nodes
                move 1 min 37.7 s, recovery 19 min 31.9 s
                1005859 MB on a node, memory 40960 MB, 4120 on a node
            "#]],
        );
    }

    #[test]
    fn one_node_has_all_and_is_filled_alone() {
        check(
            sizing(100, 1).fixed(4),
            expect![[r#"
                4 shards of 25000 MB, 4 on each of 1 nodes
                move 4 min 10 s, recovery 16 min 40 s
                100000 MB on a node, memory 160 MB, 160 on a node
            "#]],
        );
    }

    #[test]
    fn no_setting_breaks_the_arithmetic() {
        for number in [0, 1, u64::MAX] {
            let (n_nodes, shard_memory) = (number as u32, number);
            let sizing = Sizing { bytes: number, n_nodes, bandwidth: number, shard_memory };
            for sized in [sizing.grown().fixed(number as u32), sizing.grown().dynamic(number)] {
                assert!(sized.n_shards >= 1 && sized.node_bytes <= sizing.grown().bytes);
            }
        }
    }
}
