//! Which of two values is newer, and whether either is: version vectors, dots and stamps.
//!
//! A [`VersionVector`] counts, for each replica, the writes that it coordinated (Parker et al. 1983). Each write gets a
//! [`Dot`], the next number of its coordinator, and carries the vector that its client had read; a value is replaced
//! exactly by values whose client had read its dot (dotted version vectors, Preguiça et al. 2010). So two writes
//! through the same coordinator by clients that have not seen each other stay siblings, where a plain vector would lose
//! one.

use std::cmp::Ordering;
use std::fmt;

use crate::tick::Tick;

/// The most replicas that a version vector counts.
pub const COUNTED_MAX: usize = 9;

/// How many writes of each replica are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct VersionVector([u16; COUNTED_MAX]);

/// One write: the `counter`-th (from 1) that `replica` coordinated for a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dot {
    pub replica: u8,
    pub counter: u16,
}

/// The time of a write as its coordinator's clock shows it; ties go to the higher replica.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stamp {
    pub clock: Tick,
    pub replica: u8,
}

/// The four answers of comparing versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    Before,
    After,
    Equal,
    Concurrent,
}

impl VersionVector {
    /// Whether the write is known.
    pub fn contains(&self, dot: Dot) -> bool {
        self.0.get(usize::from(dot.replica)).is_some_and(|counter| *counter >= dot.counter)
    }

    /// Makes the write known, and all earlier ones of its replica.
    pub fn insert(&mut self, dot: Dot) {
        if let Some(counter) = self.0.get_mut(usize::from(dot.replica)) {
            *counter = (*counter).max(dot.counter);
        }
    }

    /// Makes known what the other one knows.
    pub fn join(&mut self, other: &VersionVector) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine = (*mine).max(theirs);
        }
    }

    /// How many writes of a replica are known.
    pub fn count(&self, replica: u8) -> u16 {
        self.0.get(usize::from(replica)).copied().unwrap_or(0)
    }

    /// Whether this one is before, after, equal to or concurrent with the other.
    pub fn compare(&self, other: &VersionVector) -> Order {
        let pairs = || self.0.iter().zip(&other.0).map(|(mine, theirs)| mine.cmp(theirs));
        let (is_less, is_more) = (pairs().any(Ordering::is_lt), pairs().any(Ordering::is_gt));
        match (is_less, is_more) {
            (false, false) => Order::Equal,
            (true, false) => Order::Before,
            (false, true) => Order::After,
            (true, true) => Order::Concurrent,
        }
    }
}

/// `before`, `after`, `equal` or `concurrent`.
impl fmt::Display for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Order::Before => "before",
            Order::After => "after",
            Order::Equal => "equal",
            Order::Concurrent => "concurrent",
        })
    }
}

/// The replicas with known writes: `[r0:2 r2:1]`.
impl fmt::Display for VersionVector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[")?;
        let known = self.0.iter().enumerate().filter(|(_, counter)| **counter > 0);
        for (i, (replica, counter)) in known.enumerate() {
            write!(f, "{}r{replica}:{counter}", if i == 0 { "" } else { " " })?;
        }
        f.write_str("]")
    }
}

/// `r0:2`.
impl fmt::Display for Dot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "r{}:{}", self.replica, self.counter)
    }
}

/// `12.5@r0`, the clock in milliseconds.
impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@r{}", crate::step::ms(self.clock), self.replica)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn vector(counters: [u16; 3]) -> VersionVector {
        let mut vector = VersionVector::default();
        for (replica, counter) in (0..).zip(counters) {
            vector.insert(Dot { replica, counter });
        }
        vector
    }

    #[test]
    fn two_vectors_are_before_after_equal_or_concurrent() {
        let table = [
            ([1, 0, 0], [1, 0, 0], Order::Equal),
            ([1, 0, 0], [1, 1, 0], Order::Before),
            ([2, 1, 0], [1, 1, 0], Order::After),
            ([1, 0, 0], [0, 0, 1], Order::Concurrent),
        ];
        for (left, right, expect) in table {
            assert_eq!(vector(left).compare(&vector(right)), expect, "{left:?} {right:?}");
        }
        assert_eq!(vector([2, 0, 1]).to_string(), "[r0:2 r2:1]");
    }

    proptest! {
        #[test]
        fn a_join_is_the_least_vector_that_knows_both(
            left in [0u16..4, 0u16..4, 0u16..4],
            right in [0u16..4, 0u16..4, 0u16..4],
        ) {
            let (left, right) = (vector(left), vector(right));
            let mut both = left;
            both.join(&right);
            for part in [left, right] {
                prop_assert!(matches!(part.compare(&both), Order::Before | Order::Equal));
            }
            for replica in 0..3 {
                prop_assert_eq!(both.count(replica), left.count(replica).max(right.count(replica)));
            }
        }
    }
}
