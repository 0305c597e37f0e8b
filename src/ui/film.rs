//! A run, made ready to be shown: where the playhead can stop, which events have a line, and who flies where.
//!
//! A picture moves a fixed set of marks instead of making and dropping one for every message. So every message that can
//! be seen has a *slot*: no two messages of a slot are seen at the same time. A lost message is seen a little longer
//! than it lived, since most are lost at once: up to the middle of its way, and there as lost.

use std::ops::Range;
use std::rc::Rc;
use std::sync::atomic::{AtomicU32, Ordering};

use faultline_model::ids::{Endpoint, MessageId};
use faultline_model::reign::{Reign, reigns};
use faultline_model::step::Step;
use faultline_model::tick::Tick;
use faultline_model::trace::{Event, Fate, Journey, Told, What};

static NUMBER: AtomicU32 = AtomicU32::new(0);

/// The most messages that are seen at once; there is no reading a picture of more.
pub const SLOTS_MAX: usize = 150;

/// A run with what showing it needs. Cheap to make: once a run, not once a frame.
pub struct Film {
    told: Rc<dyn Told>,
    number: u32,
    /// The places of the events that are steps.
    steps: Vec<u32>,
    reigns: Vec<Reign>,
    /// Until when any of the messages so far is seen.
    seen_until: Vec<Tick>,
    stops: Vec<Tick>,
    lines: Vec<u32>,
    slots: Vec<Vec<MessageId>>,
    /// A bit for each end of a message, by the other end.
    ways: [u64; Endpoint::COUNT],
    end: Tick,
}

impl Film {
    /// Makes a run ready.
    pub fn of(told: Rc<dyn Told>) -> Rc<Film> {
        let mut stops: Vec<Tick> = Vec::new();
        let (mut lines, mut steps) = (Vec::new(), Vec::new());
        for (at, event) in (0..).zip(told.events()) {
            if stops.last() != Some(&event.at) {
                stops.push(event.at);
            }
            if told.is_told(event) {
                lines.push(at);
            }
            if matches!(event.what, What::Step(_)) {
                steps.push(at);
            }
        }
        let end = told.end().max(stops.last().copied().unwrap_or_default());
        let mut latest = Tick::ZERO;
        let seen_until = told.journeys().iter().map(|journey| {
            latest = latest.max(seen_until(journey));
            latest
        });
        let seen_until = seen_until.collect();
        let slots = slots(told.journeys());
        let mut ways = [0; Endpoint::COUNT];
        for journey in told.journeys() {
            ways[journey.from.index()] |= 1 << journey.to.index();
            ways[journey.to.index()] |= 1 << journey.from.index();
        }
        Rc::new(Film {
            number: NUMBER.fetch_add(1, Ordering::Relaxed),
            reigns: reigns(&*told),
            told,
            steps,
            seen_until,
            stops,
            lines,
            slots,
            ways,
            end,
        })
    }

    /// A number of its own: what is drawn from it stays as it is while this does.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// The steps that have taken effect up to and including a time, with when they did.
    pub fn steps_until(&self, at: Tick) -> impl Iterator<Item = (Tick, &Step)> {
        let events = self.steps.iter().map(|event| &self.told.events()[*event as usize]);
        events.take_while(move |event| event.at <= at).filter_map(|event| match event.what {
            What::Step(step) => Some((event.at, self.told.steps().get(usize::from(step))?)),
            _ => None,
        })
    }

    /// Messages among which are all that are seen between two times.
    pub fn around(&self, from: Tick, to: Tick) -> Range<usize> {
        let first = self.seen_until.partition_point(|until| *until < from);
        first..self.told.journeys().partition_point(|journey| journey.sent <= to).max(first)
    }

    /// Who leads when; empty where nobody ever does.
    pub fn reigns(&self) -> &[Reign] {
        &self.reigns
    }

    /// The run itself.
    pub fn told(&self) -> &dyn Told {
        &*self.told
    }

    /// The end of the run.
    pub fn end(&self) -> Tick {
        self.end
    }

    /// How many times of events there are up to and including this time.
    pub fn n_stops_until(&self, at: Tick) -> usize {
        self.stops.partition_point(|stop| *stop <= at)
    }

    /// The next time at which something happens.
    pub fn stop_after(&self, at: Tick) -> Option<Tick> {
        self.stops.get(self.n_stops_until(at)).copied()
    }

    /// The last time before this one at which something happens.
    pub fn stop_before(&self, at: Tick) -> Option<Tick> {
        let n_before = self.stops.partition_point(|stop| *stop < at);
        n_before.checked_sub(1).map(|last| self.stops[last])
    }

    /// How many events have a line of their own.
    pub fn n_lines(&self) -> usize {
        self.lines.len()
    }

    /// How many lines there are up to and including this time.
    pub fn n_lines_until(&self, at: Tick) -> usize {
        self.lines.partition_point(|line| self.told.events()[*line as usize].at <= at)
    }

    /// The event of a line.
    pub fn line(&self, at: usize) -> Option<&Event> {
        self.lines.get(at).and_then(|line| self.told.events().get(*line as usize))
    }

    /// The newest event that has a line.
    pub fn newest(&self, at: Tick) -> Option<&Event> {
        self.line(self.n_lines_until(at).checked_sub(1)?)
    }

    /// The messages that are on their way or wait at a door, by the order of sending.
    pub fn in_flight(&self, at: Tick) -> Vec<MessageId> {
        let journeys = self.told.journeys();
        let n_sent = journeys.partition_point(|journey| journey.sent <= at);
        let is_underway = |journey: &Journey| journey.ended.is_none_or(|ended| ended > at);
        (0..)
            .zip(&journeys[..n_sent])
            .filter(|(_, journey)| is_underway(journey))
            .map(|(id, _)| MessageId(id))
            .collect()
    }

    /// Whether any message of the run goes between the two, either way.
    pub fn has_message_between(&self, a: Endpoint, b: Endpoint) -> bool {
        self.ways[a.index()] >> b.index() & 1 == 1
    }

    /// How many messages are seen at once at most.
    pub fn n_slots(&self) -> usize {
        self.slots.len()
    }

    /// The message that is seen in a slot.
    pub fn seen(&self, slot: usize, at: Tick) -> Option<MessageId> {
        let messages = &self.slots[slot];
        let n_sent = messages.partition_point(|message| self.told.journey(*message).sent <= at);
        let message = messages[n_sent.checked_sub(1)?];
        (at < seen_until(self.told.journey(message))).then_some(message)
    }
}

/// From when on a lost message is seen as lost.
pub fn lost_from(journey: &Journey) -> Option<Tick> {
    match (journey.fate, journey.ended) {
        (Fate::Underway | Fate::Delivered, _) | (_, None) => None,
        (_, Some(ended)) if ended == journey.sent => Some(Tick(journey.sent.0.midpoint(journey.due.0))),
        (_, ended) => ended,
    }
}

/// When it is not seen any more.
fn seen_until(journey: &Journey) -> Tick {
    let linger = Tick(((journey.due.0 - journey.sent.0) / 3).max(1));
    match lost_from(journey) {
        Some(from) => from + linger,
        None => journey.ended.unwrap_or(Tick(u64::MAX)),
    }
}

/// Gives every message the first slot that is free; what finds none is not seen.
fn slots(journeys: &[Journey]) -> Vec<Vec<MessageId>> {
    let mut slots: Vec<Vec<MessageId>> = Vec::new();
    let mut free_from: Vec<Tick> = Vec::new();
    for (id, journey) in (0..).zip(journeys) {
        let until = seen_until(journey);
        if let Some(slot) = free_from.iter().position(|free| *free <= journey.sent) {
            slots[slot].push(MessageId(id));
            free_from[slot] = until;
        } else if slots.len() < SLOTS_MAX {
            slots.push(vec![MessageId(id)]);
            free_from.push(until);
        }
    }
    slots
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::told_by_hand::{ByHand, ms, small_run};

    #[test]
    fn the_playhead_stops_at_each_time_once() {
        let film = small_run().film();
        let mut stops = vec![Tick::ZERO];
        while let Some(next) = film.stop_after(stops[stops.len() - 1]) {
            stops.push(next);
        }
        assert_eq!(stops, [0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12].map(ms));
        assert_eq!(film.stop_before(ms(4)), Some(ms(3)));
        assert_eq!(film.stop_before(ms(6)), Some(ms(5)));
        assert_eq!((film.stop_before(Tick::ZERO), film.stop_after(film.end())), (None, None));
    }

    #[test]
    fn the_newest_line_is_the_last_one_that_has_happened() {
        let film = small_run().film();
        let newest = |at| film.newest(at).map(|event| film.told().sentence(event));
        assert_eq!(newest(ms(6)).as_deref(), Some("crash r2"));
        assert_eq!(newest(ms(11)).as_deref(), Some("heal"));
        assert_eq!(ByHand::new(1, 1, "5 heal").film().newest(ms(4)), None);
    }

    #[test]
    fn no_two_messages_of_a_slot_are_seen_at_once_and_none_is_forgotten() {
        let film = small_run().film();
        for half_ms in 0..30 {
            let at = Tick(half_ms * 500);
            let seen: Vec<MessageId> = (0..film.n_slots()).filter_map(|slot| film.seen(slot, at)).collect();
            for (id, journey) in (0..).zip(film.told().journeys()) {
                let is_seen = journey.sent <= at && at < seen_until(journey);
                assert_eq!(seen.contains(&MessageId(id)), is_seen, "m{id} at {at:?}");
            }
        }
    }

    #[test]
    fn what_is_lost_at_once_is_seen_until_the_middle_of_its_way() {
        let film = small_run().film();
        assert_eq!(lost_from(film.told().journey(MessageId(2))), Some(ms(4)));
        assert_eq!(lost_from(film.told().journey(MessageId(4))), Some(ms(8)), "lost where it arrives");
        assert_eq!(lost_from(film.told().journey(MessageId(3))), None);
    }

    #[test]
    fn in_flight_is_what_has_neither_arrived_nor_been_lost() {
        let film = small_run().film();
        assert_eq!(film.in_flight(ms(3)), [MessageId(1)], "the cut link loses at once");
        assert_eq!(film.in_flight(ms(8)), [MessageId(3), MessageId(5)], "at the door, and under way");
        assert_eq!(film.in_flight(ms(12)), [MessageId(5)]);
    }

    #[test]
    fn more_messages_than_anybody_can_see_are_no_harm() {
        let many = (0..SLOTS_MAX as u64 + 50)
            .fold(ByHand::new(2, 1, ""), |run, _| run.message("r0 > r1", "Gossip", (0, 9), Fate::Delivered, Some(9)));
        let film = many.film();
        assert_eq!((film.n_slots(), film.in_flight(ms(5)).len()), (SLOTS_MAX, SLOTS_MAX + 50));
    }
}
