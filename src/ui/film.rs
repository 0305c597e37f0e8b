//! A run, made ready to be shown: where the playhead can stop, which events have a line, and who flies where.
//!
//! A picture moves a fixed set of marks instead of making and dropping one for every message. So every message that can
//! be seen has a *slot*: no two messages of a slot are seen at the same time. A lost message is seen a little longer than
//! it lived, since most are lost at once: up to the middle of its way, and there as lost.

use std::ops::Range;
use std::rc::Rc;
use std::sync::atomic::{AtomicU32, Ordering};

use faultline_model::ids::MessageId;
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
    /// Until when any of the messages so far is seen.
    seen_until: Vec<Tick>,
    stops: Vec<Tick>,
    lines: Vec<u32>,
    slots: Vec<Vec<MessageId>>,
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
        Rc::new(Film {
            number: NUMBER.fetch_add(1, Ordering::Relaxed),
            told,
            steps,
            seen_until,
            stops,
            lines,
            slots,
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
