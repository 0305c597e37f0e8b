//! All cards at a moment: what to ask today, what is to come, and how much is known.

use super::day::{Day, Moment};
use super::memory::{Memory, Scheduler, Step};
use crate::store::{Progress, Settings, by_id};

/// The cards with their memories, at a moment.
pub struct Deck<'a> {
    scheduler: Scheduler,
    new_a_day: usize,
    pub today: Day,
    /// In teaching order.
    cards: Vec<(&'a str, Option<Memory>)>,
}

/// What to ask today.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan<'a> {
    /// First what is due, the longest first; then new cards in teaching order; then what was not known today.
    pub queue: Vec<&'a str>,
    /// Of them, those seen before today or not known today.
    pub n_due: usize,
    /// Of them, those never seen.
    pub n_new: usize,
    /// After how many days something comes that is not for today, and how many cards are due then.
    pub next: Option<(u32, usize)>,
}

/// How much of some cards is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mastery {
    /// The mean of the predicted chances of recall, over the cards seen.
    pub recall: f32,
    pub n_seen: usize,
}

impl<'a> Deck<'a> {
    /// The cards, in teaching order, as the reviews left them.
    pub fn new(cards: impl Iterator<Item = &'a str>, progress: &Progress, now: Moment) -> Deck<'a> {
        let Settings { retention_percent, new_a_day, .. } = progress.settings;
        let scheduler = Scheduler::new(retention_percent);
        let ids: Vec<&str> = cards.collect();
        let mut histories: Vec<Vec<Step>> = ids.iter().map(|_| Vec::new()).collect();
        let order = by_id(&ids);
        for review in progress.reviews().iter().filter(|review| !now.is_before(review)) {
            let place = order.binary_search_by(|at| ids[*at].cmp(&review.card));
            if let (Ok(place), Some(rating)) = (place, review.rating) {
                histories[order[place]].push(Step { day: now.day_of(review), at: review.at, rating });
            }
        }
        let cards = ids.into_iter().zip(histories).map(|(id, steps)| (id, scheduler.replay(&steps))).collect();
        Deck { scheduler, new_a_day: new_a_day.into(), today: now.day(), cards }
    }

    /// What to ask today of the cards that are meant. New cards are counted over all.
    pub fn plan(&self, is_meant: impl Fn(&str) -> bool) -> Plan<'a> {
        let memories = self.cards.iter().filter_map(|(_, memory)| memory.as_ref());
        let n_new_today = memories.filter(|memory| memory.first == self.today).count();
        let mut n_new_left = self.new_a_day.saturating_sub(n_new_today);
        let mut plan = Plan::default();
        let (mut due, mut new, mut again) = (Vec::new(), Vec::new(), Vec::new());
        let mut is_more = false;
        for (id, memory) in self.cards.iter().filter(|(id, _)| is_meant(id)) {
            match memory {
                None if n_new_left > 0 => {
                    n_new_left -= 1;
                    new.push(*id);
                }
                None => is_more = self.new_a_day > 0,
                Some(memory) if memory.is_again && memory.last >= self.today => ranked(&mut again, memory.last_at, id),
                Some(memory) => match self.scheduler.due(memory) {
                    due_on if due_on <= self.today => ranked(&mut due, due_on, id),
                    due_on => plan.next = Some(sooner(plan.next, due_on.since(self.today))),
                },
            }
        }
        if is_more {
            plan.next = Some(plan.next.filter(|(days, _)| *days == 1).unwrap_or((1, 0)));
        }
        (plan.n_due, plan.n_new) = (due.len() + again.len(), new.len());
        let ids = |ranked: Vec<(Day, &'a str)>| ranked.into_iter().map(|(_, id)| id);
        plan.queue = ids(due).chain(new).chain(again.into_iter().map(|(_, id)| id)).collect();
        plan
    }

    /// After how many days a card would come again, by each rating from the worst.
    pub fn intervals(&self, card: &str) -> [u32; 4] {
        let memory = self.cards.iter().find(|(id, _)| *id == card).and_then(|(_, memory)| memory.as_ref());
        self.scheduler.intervals(memory, self.today)
    }

    /// How many cards that were seen become due on each of the next days, if nothing is answered until then. What is
    /// due already is due today.
    pub fn forecast(&self, n_days: usize) -> Vec<usize> {
        let mut counts = vec![0; n_days];
        for memory in self.cards.iter().filter_map(|(_, memory)| memory.as_ref()) {
            if let Some(count) = counts.get_mut(self.scheduler.due(memory).since(self.today) as usize) {
                *count += 1;
            }
        }
        counts
    }

    /// How much is known of some cards, if one of them was seen.
    pub fn mastery(&self, is_meant: impl Fn(&str) -> bool) -> Option<Mastery> {
        let meant = self.cards.iter().filter(|(id, _)| is_meant(id));
        let (mut recall, mut n_seen) = (0.0, 0);
        for memory in meant.filter_map(|(_, memory)| memory.as_ref()) {
            recall += memory.recall(self.today);
            n_seen += 1;
        }
        (n_seen > 0).then(|| Mastery { recall: recall / n_seen as f32, n_seen })
    }
}

/// How many reviews there were on each of the days up to today, the oldest day first.
pub fn reviews_a_day(progress: &Progress, now: Moment, n_days: usize) -> Vec<usize> {
    let today = now.day();
    let mut counts = vec![0; n_days];
    for review in progress.reviews().iter().filter(|review| review.rating.is_some()) {
        let day = now.day_of(review);
        if day <= today
            && let Some(from_last) = n_days.checked_sub(1 + today.since(day) as usize)
        {
            counts[from_last] += 1;
        }
    }
    counts
}

/// Puts a card behind those of its rank.
fn ranked<'a, R: PartialOrd>(list: &mut Vec<(R, &'a str)>, rank: R, id: &'a str) {
    let place = list.partition_point(|(before, _)| *before <= rank);
    list.insert(place, (rank, id));
}

fn sooner(next: Option<(u32, usize)>, days: u32) -> (u32, usize) {
    match next {
        Some((known, n)) if known < days => (known, n),
        Some((known, n)) if known == days => (known, n + 1),
        _ => (days, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content;
    use crate::store::Review;
    use expect_test::{Expect, expect};
    use faultline_model::prng;
    use rand::RngExt;

    const HOUR_MS: u64 = 3_600_000;
    const DAY_MS: u64 = 24 * HOUR_MS;
    const CARDS: [&str; 6] = ["f", "e", "d", "c", "b", "a"];

    /// Noon of a day, in UTC.
    fn noon(day: u64) -> Moment {
        Moment { at: day * DAY_MS + 12 * HOUR_MS, zone_min: 0 }
    }

    /// Reviews as `card day.hour rating`.
    fn progress(reviews: &str) -> Progress {
        let mut progress = Progress::default();
        progress.settings.new_a_day = 2;
        for text in reviews.split(", ").filter(|text| !text.is_empty()) {
            let [card, time, rating] = text.split(' ').collect::<Vec<_>>()[..] else { panic!("{text}") };
            let (day, hour) = time.split_once('.').expect("a day and an hour");
            let [day, hour] = [day, hour].map(|number| number.parse::<u64>().expect("a number"));
            let line = format!("{card},{},{rating},recall,,0", day * DAY_MS + hour * HOUR_MS);
            progress.merge(&[Review::parse(&line).expect("a review")]);
        }
        progress
    }

    fn check(reviews: &str, day: u64, expect: Expect) {
        let progress = progress(reviews);
        let plan = Deck::new(CARDS.into_iter(), &progress, noon(day)).plan(|_| true);
        let next = plan.next.map_or("never".to_owned(), |(days, n)| format!("{n} in {days} days"));
        expect.assert_eq(&format!("{} · {} due, {} new · {next}", plan.queue.join(" "), plan.n_due, plan.n_new));
    }

    #[test]
    fn a_day_brings_what_is_due_then_what_is_new_then_what_was_not_known() {
        check("", 100, expect!["f e · 0 due, 2 new · 0 in 1 days"]);
        check("f 100.9 good", 100, expect!["e · 0 due, 1 new · 0 in 1 days"]);
        check("f 100.9 again", 100, expect!["e f · 1 due, 1 new · 0 in 1 days"]);
        check("f 100.9 again, e 100.10 hard", 100, expect!["f · 1 due, 0 new · 1 in 1 days"]);
        check("f 100.9 good, e 100.10 hard", 100, expect![" · 0 due, 0 new · 1 in 1 days"]);
        check("f 100.9 good, e 100.10 hard", 101, expect!["e d c · 1 due, 2 new · 1 in 1 days"]);
        check("f 100.9 good, e 100.10 hard", 110, expect!["e f d c · 2 due, 2 new · 0 in 1 days"]);
        // Not known yesterday: due since yesterday, and so the first.
        check("f 100.9 good, e 101.10 again", 102, expect!["e f d c · 2 due, 2 new · 0 in 1 days"]);
    }

    #[test]
    fn two_cards_that_were_not_known_take_turns() {
        check("e 100.9 again, f 100.10 again", 100, expect!["e f · 2 due, 0 new · 0 in 1 days"]);
        check("e 100.9 again, f 100.10 again, e 100.11 again", 100, expect!["f e · 2 due, 0 new · 0 in 1 days"]);
    }

    #[test]
    fn a_review_that_was_taken_back_leaves_no_trace() {
        check("f 100.9 undone", 100, expect!["f e · 0 due, 2 new · 0 in 1 days"]);
    }

    #[test]
    fn a_review_from_the_future_waits_for_its_day() {
        let by_a_wrong_clock = "f 100.9 good, f 4000.9 easy";
        check(by_a_wrong_clock, 101, expect!["e d · 0 due, 2 new · 1 in 1 days"]);
        check(by_a_wrong_clock, 103, expect!["f e d · 1 due, 2 new · 0 in 1 days"]);
        // An hour fast, which is no fault worth a question.
        check("f 100.13 good", 100, expect!["e · 0 due, 1 new · 0 in 1 days"]);
    }

    #[test]
    fn reviews_past_midnight_belong_to_the_evening() {
        check("f 101.2 good, e 101.3 good", 101, expect!["d c · 0 due, 2 new · 2 in 1 days"]);
        check("f 101.2 good, e 101.3 good", 102, expect!["f e d c · 2 due, 2 new · 0 in 1 days"]);
    }

    #[test]
    fn one_topic_is_asked_alone_but_new_cards_are_counted_over_all() {
        let progress = progress("f 100.9 good, a 90.9 good");
        let deck = Deck::new(CARDS.into_iter(), &progress, noon(100));
        let plan = deck.plan(|id| matches!(id, "a" | "b" | "c"));
        assert_eq!(plan.queue, ["a", "c"]);
        assert_eq!((plan.n_due, plan.n_new), (1, 1));
    }

    #[test]
    fn the_forecast_and_the_calendar_count_each_card_and_review_once() {
        let progress = progress("f 97.9 good, e 100.9 good, d 100.9 again, c 60.9 hard, x 100.9 good");
        let deck = Deck::new(CARDS.into_iter(), &progress, noon(100));
        assert_eq!(deck.forecast(4), [3, 0, 1, 0]);
        assert_eq!(reviews_a_day(&progress, noon(100), 5), [0, 1, 0, 0, 3]);
        assert_eq!(reviews_a_day(&progress, noon(99), 3), [1, 0, 0]);
    }

    #[test]
    fn mastery_is_the_mean_chance_over_the_cards_seen() {
        let progress = progress("f 100.9 good, e 90.9 good");
        let deck = Deck::new(CARDS.into_iter(), &progress, noon(100));
        let Some(Mastery { recall, n_seen }) = deck.mastery(|_| true) else { panic!("two cards were seen") };
        assert_eq!(n_seen, 2);
        assert!((0.8..0.95).contains(&recall), "{recall}");
        assert_eq!(deck.mastery(|id| id == "a"), None);
    }

    /// What came of a month in which a student studied every evening, ten new cards a day, and knew each card as often
    /// as its memory says.
    struct Month {
        n_seen: usize,
        /// Cards on the longest evening.
        most: u64,
        /// Of the cards that were due, those asked and those known.
        n_asked: usize,
        n_known: usize,
    }

    fn month() -> Month {
        let ids: Vec<&str> = content::open_topics().flat_map(|topic| content::card_ids(topic.id)).copied().collect();
        let mut luck = prng::stream(1, "a month of study", "student");
        let mut progress = Progress::default();
        let mut month = Month { n_seen: 0, most: 0, n_asked: 0, n_known: 0 };
        for day in 1_000..1_030 {
            for n_today in 0.. {
                let now = Moment { at: day * DAY_MS + 19 * HOUR_MS + n_today * 30_000, zone_min: 0 };
                let deck = Deck::new(ids.iter().copied(), &progress, now);
                let Some(card) = deck.plan(|_| true).queue.first().copied() else { break };
                let before = deck.mastery(|id| id == card).map(|mastery| f64::from(mastery.recall));
                let is_known = luck.random_bool(before.unwrap_or(0.6));
                match before {
                    None => month.n_seen += 1,
                    // Asked again on the same evening, it is known for certain.
                    Some(recall) if recall > 0.999 => {}
                    Some(_) => {
                        (month.n_asked, month.n_known) = (month.n_asked + 1, month.n_known + usize::from(is_known))
                    }
                }
                let rating = if is_known { "good" } else { "again" };
                let line = format!("{card},{},{rating},recall,,0", now.at);
                progress.merge(&[Review::parse(&line).expect("a review")]);
                month.most = month.most.max(n_today + 1);
                assert!(n_today < 150, "day {day} does not end");
            }
        }
        month
    }

    #[test]
    fn a_month_of_ten_new_cards_a_day_stays_a_matter_of_minutes_and_is_remembered() {
        let Month { n_seen, most, n_asked, n_known } = month();
        assert_eq!(n_seen, 300, "ten new cards every day");
        assert!((30..90).contains(&most), "{most} cards on the longest evening");
        // The settings ask for 90 % unless they are changed; a card not known yesterday fades within the shortest
        // interval, which is a day.
        let share = n_known as f64 / n_asked as f64;
        assert!((0.85..0.93).contains(&share), "{n_known} of {n_asked} known");
    }
}
