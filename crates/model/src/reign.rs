//! Who led when: the times between a replica's taking the lead and losing it, read off a trace.
//!
//! A reign ends when the replica says so, when it crashes, or when it takes the lead again in another term. Two reigns
//! at the same time are a *split brain*: each leader takes writes that the other does not know.

use crate::step::Deed;
use crate::tick::Tick;
use crate::trace::{Told, What};

/// A time during which a replica led.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reign {
    pub replica: u8,
    /// The number of the election, as the protocol counts them.
    pub term: u16,
    pub from: Tick,
    /// None if it leads to the end of the run.
    pub to: Option<Tick>,
}

impl Reign {
    /// Whether it leads at a time.
    pub fn is_at(&self, at: Tick) -> bool {
        self.from <= at && self.to.is_none_or(|to| at < to)
    }

    /// Whether both lead for a while at the same time.
    pub fn overlaps(&self, other: &Reign) -> bool {
        self.to.is_none_or(|to| other.from < to) && other.to.is_none_or(|to| self.from < to)
    }
}

/// All reigns of a run, by their beginning.
pub fn reigns(told: &dyn Told) -> Vec<Reign> {
    let mut reigns: Vec<Reign> = Vec::new();
    for event in told.events() {
        let (replica, term) = match event.what {
            What::Leads { replica, term } => (replica, Some(term)),
            What::Follows { replica } => (replica, None),
            What::Step(step) => match told.steps()[usize::from(step)].deed {
                Deed::Crash(replica) => (replica, None),
                _ => continue,
            },
            _ => continue,
        };
        for reign in reigns.iter_mut().filter(|reign| reign.replica == replica && reign.to.is_none()) {
            reign.to = Some(event.at);
        }
        reigns.extend(term.map(|term| Reign { replica, term, from: event.at, to: None }));
    }
    reigns
}

/// How long nobody led, up to the end of the run.
pub fn without_leader(told: &dyn Told) -> Tick {
    let (mut led_until, mut without) = (Tick::ZERO, Tick::ZERO);
    for reign in reigns(told) {
        without = without + Tick(reign.from.0.saturating_sub(led_until.0));
        led_until = led_until.max(reign.to.unwrap_or(told.end()));
    }
    without + Tick(told.end().0.saturating_sub(led_until.0))
}
