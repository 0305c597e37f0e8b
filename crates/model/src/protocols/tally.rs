//! A count to which several leaders add at once, kept so that it can be merged: the number that it started from, and
//! what each leader has added since.
//!
//! Only its own leader changes a part, so that of two versions of a part the newer one has all of the older; merged
//! counts take the newer version of each part, in whatever order they meet. This is the counter of Shapiro et al. 2011
//! ("A comprehensive study of convergent and commutative replicated data types"), with one signed part a leader.
//!
//! Counts that started from different numbers have nothing in common and cannot be merged.

use crate::version::Dot;

/// The most leaders that add to a count.
pub const LEADERS_MAX: usize = 3;

/// A count in parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Tally {
    /// The write that it started from; none if there was none.
    set_by: Option<Dot>,
    start: i64,
    parts: [Part; LEADERS_MAX],
}

/// What one leader has added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
struct Part {
    /// The number of its last write that changed this.
    newest: u16,
    sum: i64,
}

impl Tally {
    /// A count that starts from a number, and from the write that put something in its place.
    pub fn from(set_by: Option<Dot>, start: i64) -> Tally {
        Tally { set_by, start, parts: Default::default() }
    }

    /// The number that it comes to.
    pub fn value(&self) -> i64 {
        self.parts.iter().fold(self.start, |sum, part| sum.saturating_add(part.sum))
    }

    /// A leader, counted from 0, adds (or takes away) in its write of that number.
    pub fn add(&mut self, leader: u8, number: u16, amount: i64) {
        if let Some(part) = self.parts.get_mut(usize::from(leader)) {
            *part = Part { newest: number, sum: part.sum.saturating_add(amount) };
        }
    }

    /// Both in one, if they started from the same.
    pub fn merge(mut self, other: &Tally) -> Option<Tally> {
        for (mine, theirs) in self.parts.iter_mut().zip(&other.parts) {
            if theirs.newest > mine.newest {
                *mine = *theirs;
            }
        }
        (self.set_by == other.set_by).then_some(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_added_on_both_sides_adds_up_and_counts_once() {
        let mut left = Tally::from(None, 10);
        left.add(0, 1, 3);
        let mut right = left;
        left.add(0, 2, 1);
        right.add(1, 1, -5);
        let both = left.merge(&right);
        assert_eq!(both.map(|both| both.value()), Some(9));
        assert_eq!(both, right.merge(&left));
        assert_eq!(both, both.and_then(|both| both.merge(&right)));
    }

    #[test]
    fn counts_that_started_from_different_writes_are_not_merged() {
        let set_by = |counter| Some(Dot { replica: 0, counter });
        assert_eq!(Tally::from(set_by(1), 5).merge(&Tally::from(set_by(2), 5)), None);
    }
}
