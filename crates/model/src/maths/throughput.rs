//! What replicas add to throughput: reads are divided among them, writes are not.
//!
//! Each of n replicas carries out every write and its share of the reads. If a read and a write cost a replica the
//! same, a share w of all operations are writes, and one replica alone manages one unit of operations a second, then n
//! manage 1 / (w + (1 − w)/n): Amdahl's law (1967) with the writes as the part that cannot be divided. However many
//! replicas there are, it stays below 1/w.
//!
//! Left out: reads that are cheaper than writes, the cost of sending the log, and readers who wait.

use crate::decimal::Decimal;

/// A share from 0 to 100 percent as a number from 0 to 1.
fn share(percent: Decimal) -> f64 {
    percent.digits() as f64 / percent.unit() as f64 / 100.0
}

/// How many times what one replica manages `n` replicas do, `n` at least 1, where `writes` percent of all operations
/// are writes.
pub fn speedup(n: u32, writes: Decimal) -> f64 {
    let writes = share(writes);
    1.0 / (writes + (1.0 - writes) / f64::from(n.max(1)))
}

/// What [`speedup`] stays below for any number of replicas; none where nothing is written.
pub fn speedup_limit(writes: Decimal) -> Option<f64> {
    let writes = share(writes);
    (writes > 0.0).then(|| 1.0 / writes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_scale_and_writes_do_not() {
        let table = [(1, "10", 1.0), (5, "0", 5.0), (5, "100", 1.0), (5, "10", 1.0 / 0.28), (2, "50", 1.0 / 0.75)];
        for (n, writes, expect) in table {
            let writes = writes.parse().expect("a number");
            assert!((speedup(n, writes) - expect).abs() < 1e-12, "{n} replicas");
        }
    }

    #[test]
    fn more_replicas_always_help_and_never_reach_the_limit() {
        let writes: Decimal = "5".parse().expect("a number");
        let limit = speedup_limit(writes).expect("something is written");
        assert!((limit - 20.0).abs() < 1e-12);
        for n in 1..1_000 {
            assert!(speedup(n, writes) < speedup(n + 1, writes) && speedup(n, writes) < limit);
        }
        assert_eq!(speedup_limit("0".parse().expect("a number")), None);
    }
}
