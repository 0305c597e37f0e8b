//! How much of an exam's time is used, by clocks that can be wrong.
//!
//! The clock on the wall may be set while an exam goes on. What counts is the sum of the steps between two looks at it:
//! a step forward counts, as it does when the page was closed meanwhile, and a step back counts as nothing. So setting
//! the clock back never gives more than the limit, but for the moment between two looks.

/// The time that is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// When the exam began, in milliseconds since 1970.
    pub began: u64,
    /// The time used up to the last look, in milliseconds.
    pub spent_ms: u64,
    /// When the clock was last looked at, in milliseconds since 1970.
    pub seen: u64,
}

impl Clock {
    /// A clock that begins now.
    pub fn begin(now: u64) -> Clock {
        Clock { began: now, spent_ms: 0, seen: now }
    }

    /// The clock after a look at the time.
    #[must_use]
    pub fn at(self, now: u64) -> Clock {
        let step_ms = now.saturating_sub(self.seen);
        Clock { spent_ms: self.spent_ms.saturating_add(step_ms), seen: now, ..self }
    }

    /// When a limit was or will be reached, by the clock as it was last seen.
    pub fn ends(self, limit_ms: u64) -> u64 {
        let over_ms = self.spent_ms.saturating_sub(limit_ms);
        self.seen.saturating_add(self.left_ms(limit_ms)).saturating_sub(over_ms)
    }

    /// What is left of a limit, in milliseconds.
    pub fn left_ms(self, limit_ms: u64) -> u64 {
        limit_ms.saturating_sub(self.spent_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What was used after looks at such times, of an exam that began at 1000.
    fn check(looks: &[u64], spent_ms: u64) {
        let clock = looks.iter().fold(Clock::begin(1_000), |clock, now| clock.at(*now));
        assert_eq!((clock.spent_ms, clock.began), (spent_ms, 1_000), "{looks:?}");
    }

    #[test]
    fn time_goes_on_while_the_page_is_closed() {
        check(&[], 0);
        check(&[1_500, 2_000], 1_000);
        check(&[2_000, 900_000], 899_000);
    }

    #[test]
    fn a_clock_that_is_set_back_gives_no_time_back() {
        check(&[2_000, 500], 1_000);
        check(&[2_000, 500, 800], 1_300);
        // Back, and on to where it was: nothing is counted twice that the student did not have.
        check(&[2_000, 1_000, 2_000], 2_000);
    }

    #[test]
    fn what_is_left_never_wraps() {
        let late = Clock::begin(0).at(u64::MAX).at(0).at(u64::MAX);
        assert_eq!((late.left_ms(60_000), late.spent_ms), (0, u64::MAX));
        assert_eq!(Clock::begin(5).at(1_005).left_ms(1_500), 500);
    }

    #[test]
    fn the_end_is_known_before_and_after() {
        let ends = |looks: &[u64]| looks.iter().fold(Clock::begin(1_000), |clock, now| clock.at(*now)).ends(60_000);
        assert_eq!((ends(&[]), ends(&[31_000]), ends(&[500_000])), (61_000, 61_000, 61_000));
        // Set back by half a minute after half a minute.
        assert_eq!(ends(&[31_000, 1_000]), 31_000);
    }

    proptest! {
        /// Between looks, true time passes and the clock may be set; the first of each pair is what passes.
        #[test]
        fn whatever_is_done_to_the_clock_time_passes(
            steps in prop::collection::vec((0_u64..10_000, prop::option::of(0_u64..1_000_000)), 0..40),
        ) {
            let (mut wall, mut passed_ms) = (500_000, 0);
            let mut clock = Clock::begin(wall);
            for (passes_ms, set_to) in steps {
                wall += passes_ms;
                clock = clock.at(wall);
                passed_ms += passes_ms;
                if let Some(set_to) = set_to {
                    wall = set_to;
                    clock = clock.at(wall);
                }
            }
            prop_assert!(clock.spent_ms >= passed_ms);
        }
    }
}
