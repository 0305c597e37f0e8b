//! The memory of one card, replayed from its reviews, and what each answer would make of it.

use fsrs::{DEFAULT_PARAMETERS, FSRS, FSRS6_DEFAULT_DECAY, FSRSItem, FSRSReview, MemoryState, current_retrievability};

use super::day::Day;
use crate::store::Rating;

/// No card stays away for longer, in days.
const INTERVAL_MAX: f32 = 36_500.0;

/// What is known of a card's place in the student's mind.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Memory {
    state: MemoryState,
    /// The day of the first review.
    pub first: Day,
    /// The day of the latest review.
    pub last: Day,
    /// The moment of the latest review, in milliseconds since 1970.
    pub last_at: u64,
    /// Whether the card was not known then.
    pub is_again: bool,
}

/// One review, as far as the memory depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    pub day: Day,
    pub at: u64,
    pub rating: Rating,
}

/// Plans reviews so that cards are known with a given chance when they come.
pub struct Scheduler {
    fsrs: FSRS,
    retention: f32,
}

impl Scheduler {
    /// A scheduler for a retention in per cent: [`crate::store::Settings::RETENTION_PERCENT`].
    pub fn new(retention_percent: u8) -> Scheduler {
        let Ok(fsrs) = FSRS::new(&DEFAULT_PARAMETERS) else { unreachable!("the crate's own parameters are valid") };
        Scheduler { fsrs, retention: f32::from(retention_percent) / 100.0 }
    }

    /// What reviews, in order of time, make of a card; `None` without any.
    pub fn replay(&self, steps: &[Step]) -> Option<Memory> {
        let (first, last) = (steps.first()?, steps.last()?);
        let mut day = first.day;
        let review = |step: &Step| {
            // No day is counted backwards, whatever clocks and travels did.
            let delta_t = step.day.since(day);
            day = day.max(step.day);
            FSRSReview { rating: step.rating as u32 + 1, delta_t }
        };
        let reviews = steps.iter().map(review).collect();
        let state = self.fsrs.memory_state(FSRSItem { reviews }, None).ok()?;
        Some(Memory { state, first: first.day, last: day, last_at: last.at, is_again: last.rating == Rating::Again })
    }

    /// The day on which the card is due: at once if it was not known.
    pub fn due(&self, memory: &Memory) -> Day {
        memory.last.plus(if memory.is_again { 0 } else { self.interval(memory.state.stability) })
    }

    /// After how many days the card would come again, by each rating from the worst.
    pub fn intervals(&self, memory: Option<&Memory>, today: Day) -> [u32; 4] {
        let elapsed = memory.map_or(0, |memory| today.since(memory.last));
        let Ok(next) = self.fsrs.next_states(memory.map(|memory| memory.state), self.retention, elapsed) else {
            return [0, 1, 1, 1];
        };
        [0, self.days(next.hard.interval), self.days(next.good.interval), self.days(next.easy.interval)]
    }

    fn interval(&self, stability: f32) -> u32 {
        self.days(self.fsrs.next_interval(Some(stability), self.retention, 0))
    }

    /// Whole days, at least one.
    fn days(&self, interval: f32) -> u32 {
        interval.round().clamp(1.0, INTERVAL_MAX) as u32
    }
}

impl Memory {
    /// The predicted chance that the card is known on a day.
    pub fn recall(&self, on: Day) -> f32 {
        current_retrievability(self.state, on.since(self.last) as f32, FSRS6_DEFAULT_DECAY)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// `again 0, good 3`: ratings, each with the days since the one before.
    fn steps(text: &str) -> Vec<Step> {
        let mut day = Day(20_000);
        let step = |(at, text): (usize, &str)| {
            let (name, days) = text.split_once(' ').expect("a rating and days");
            day = day.plus(days.parse().expect("days"));
            let names = ["again", "hard", "good", "easy"];
            let rating = Rating::ALL[names.iter().position(|it| *it == name).expect("a rating")];
            Step { day, at: at as u64, rating }
        };
        text.split(", ").enumerate().map(step).collect()
    }

    fn memory(text: &str) -> Memory {
        Scheduler::new(90).replay(&steps(text)).expect("some reviews")
    }

    /// `fsrs-rs` holds its own results against these.
    #[test]
    fn memories_are_those_that_the_crate_promises() {
        let MemoryState { stability, difficulty } = memory("again 0, good 0, good 1, good 3, good 8, good 21").state;
        assert!((stability - 53.62691).abs() < 1e-4 && (difficulty - 6.357_486_7).abs() < 1e-4);
        for (rating, stability, difficulty) in [
            ("again", 0.212, 6.4133),
            ("hard", 1.2931, 5.112_170_7),
            ("good", 2.3065, 2.118_104),
            ("easy", 8.2956, 1.0),
        ] {
            assert_eq!(memory(&format!("{rating} 0")).state, MemoryState { stability, difficulty });
        }
    }

    /// `specs/fsrs.spec.js` holds the same table against `ts-fsrs`.
    #[test]
    fn memories_and_intervals_are_those_of_ts_fsrs() {
        let is_near = |ours: f32, theirs: f32| (ours - theirs).abs() <= 2e-4 * theirs.abs() + 1e-5;
        let mut n_lines = 0;
        for line in include_str!("../../tests/native/fsrs.txt").lines() {
            let (history, rest) = line.split_once(": ").expect("a history and its outcome");
            let numbers: Vec<f32> = rest.split(' ').map(|number| number.parse().expect("a number")).collect();
            let state = memory(history).state;
            assert!(is_near(state.stability, numbers[0]) && is_near(state.difficulty, numbers[1]), "{line}: {state:?}");
            for (at, retention_percent) in [80, 90, 97].into_iter().enumerate() {
                let ours = Scheduler::new(retention_percent).interval(state.stability) as f32;
                // A whole day where one rounds up and the other down.
                assert!((ours - numbers[at + 2]).abs() <= 1.0 + 2e-4 * ours, "{line}: {ours} at {retention_percent} %");
            }
            n_lines += 1;
        }
        assert!(n_lines > 200);
    }

    #[test]
    fn the_buttons_promise_what_the_review_then_does() {
        for history in ["good 0", "again 0, good 0", "easy 0, hard 9, again 30", "good 0, good 2, good 9"] {
            for percent in [80, 90, 97] {
                let scheduler = Scheduler::new(percent);
                let before = scheduler.replay(&steps(history)).expect("some reviews");
                for elapsed in [0, 1, 20] {
                    let promised = scheduler.intervals(Some(&before), before.last.plus(elapsed));
                    for (rating, promised) in ["again", "hard", "good", "easy"].iter().zip(promised) {
                        let after = scheduler.replay(&steps(&format!("{history}, {rating} {elapsed}"))).expect("some");
                        assert_eq!(scheduler.due(&after).since(after.last), promised, "{history}, {rating} {elapsed}");
                    }
                }
            }
        }
        assert_eq!(Scheduler::new(90).intervals(None, Day(0)), [0, 1, 2, 8]);
    }

    #[test]
    fn a_day_that_comes_after_a_later_one_counts_as_that_one() {
        let step = |day, at| Step { day: Day(day), at, rating: Rating::Good };
        let scheduler = Scheduler::new(90);
        let back = scheduler.replay(&[step(100, 1), step(98, 2)]).expect("two reviews");
        let same = scheduler.replay(&[step(100, 1), step(100, 2)]).expect("two reviews");
        assert_eq!(back, same);
        assert!(back.recall(Day(90)) == 1.0);
    }

    proptest! {
        #[test]
        fn any_history_has_a_memory_that_fades(
            history in prop::collection::vec((0_i64..4, -5_i64..4_000), 1..40),
            percent in 80_u8..=97,
        ) {
            let mut day = 0;
            let steps: Vec<Step> = history.iter().enumerate().map(|(at, (rating, days))| {
                day += days;
                Step { day: Day(day), at: at as u64, rating: Rating::ALL[*rating as usize] }
            }).collect();
            let scheduler = Scheduler::new(percent);
            let memory = scheduler.replay(&steps).expect("some reviews");
            let chances = [0, 1, 10, 1_000].map(|days| memory.recall(memory.last.plus(days)));
            prop_assert!(chances[0] == 1.0 && chances.windows(2).all(|pair| pair[0] > pair[1] && pair[1] > 0.0));
            let [again, hard, good, easy] = scheduler.intervals(Some(&memory), memory.last.plus(3));
            prop_assert!(again == 0 && 1 <= hard && hard <= good && good <= easy && easy <= 36_500);
            prop_assert!(scheduler.due(&memory) >= memory.last);
        }
    }
}
