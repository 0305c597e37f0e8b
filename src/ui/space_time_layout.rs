//! A run in space and time (Lamport 1978): a lane for each endpoint, time from left to right, a message as an arrow
//! from lane to lane. Pure geometry, no Yew.
//!
//! Clients' lanes are above those of the replicas. A long run is shown in part: a window around the playhead that moves
//! on by half of its length, so that the picture stands still for a while. Places are whole units of the drawing,
//! tenths of one along the time.

use faultline_model::ids::{Endpoint, MessageId, OpId};
use faultline_model::tick::Tick;
use faultline_model::trace::{Fate, Journey, What};

use super::axis;
use super::cluster_state::{ClusterState, Span, Trouble};
use super::film::{Film, lost_from};

/// What part of a run is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    pub from: Tick,
    pub to: Tick,
}

/// How a message's arrow ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// With a head.
    Arrived,
    /// With a cross.
    Lost,
    /// It leaves the picture, or the run ends before.
    Open,
}

/// A message's arrow; times in tenths of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrow {
    pub message: MessageId,
    pub from: (i32, i32),
    pub to: (i32, i32),
    /// Until where it waits at the door of its receiver, if it was held.
    pub waits_until: Option<i32>,
    pub end: End,
}

/// A client's operation, as a bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bar {
    pub op: OpId,
    pub lane: i32,
    pub x: i32,
    pub width: i32,
    /// How far its text may go.
    pub room: i32,
}

/// A stretch of time in which something is out of order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    pub trouble: Trouble,
    pub x: i32,
    pub width: i32,
}

/// A run in space and time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpaceTime {
    pub window: Window,
    pub width: i32,
    pub height: i32,
    pub lane_height: i32,
    /// From top to bottom, with the middle of each.
    pub lanes: Vec<(Endpoint, i32)>,
    pub arrows: Vec<Arrow>,
    pub bars: Vec<Bar>,
    /// Decisions of replicas: the line of each in the film, and where it stands.
    pub notes: Vec<(usize, (i32, i32))>,
    pub stretches: Vec<Stretch>,
    /// Round times and where they stand.
    pub ticks: Vec<(Tick, i32)>,
    n_replicas: usize,
}

/// Room for the names of the lanes.
pub const GUTTER: i32 = 34;
/// Room for the names of troubles at the top.
pub const HEAD: i32 = 18;
/// Room for the axis at the bottom.
pub const FOOT: i32 = 24;
/// How many messages are still easy to tell apart.
const MESSAGES_EASY: u64 = 40;

impl Window {
    /// The whole run.
    pub fn whole(film: &Film) -> Window {
        Window { from: Tick::ZERO, to: film.end().max(Tick(1)) }
    }

    /// As much around a time as has some [`MESSAGES_EASY`] messages; short runs are shown whole.
    pub fn near(film: &Film, at: Tick) -> Window {
        let journeys = film.told().journeys();
        let n_messages = journeys.len() as u64;
        let end = film.end().max(Tick(1));
        if n_messages <= MESSAGES_EASY * 3 / 2 {
            return Window::whole(film);
        }
        // Half of all messages are sent between the first quarter and the last one: that is how busy it is, however
        // long nothing happens at other times.
        let (first, last) = (journeys[journeys.len() / 4].sent, journeys[journeys.len() * 3 / 4].sent);
        let busy = (last.0 - first.0).max(1);
        let quarter = (busy * MESSAGES_EASY / (n_messages / 2) / 4).max(250);
        // A quarter is the unit: the playhead is always in the two middle ones, but for the ends of the run.
        let nth = (at.0 / quarter / 2 * 2).saturating_sub(1);
        let last_start = end.0.saturating_sub(4 * quarter);
        let from = (nth * quarter).min(last_start);
        Window { from: Tick(from), to: Tick((from + 4 * quarter).min(end.0)) }
    }

    /// Where a time stands, in tenths; outside of the window, outside of the picture.
    fn x(self, at: Tick, width: i32) -> i32 {
        let length = i128::from(self.to.0 - self.from.0).max(1);
        let room = i128::from(width - GUTTER - MARGIN) * 10;
        let x = (i128::from(at.0) - i128::from(self.from.0)) * room / length;
        i32::try_from(x.clamp(-FAR, FAR)).unwrap_or_default() + GUTTER * 10
    }
}

const MARGIN: i32 = 10;
/// Farther than any picture is wide, in tenths.
const FAR: i128 = 1_000_000;

impl SpaceTime {
    /// Lays a part of a run out.
    pub fn new(film: &Film, window: Window, width: i32) -> SpaceTime {
        let told = film.told();
        let n_lanes = i32::from(told.n_replicas()) + i32::from(told.n_clients());
        let lane_height = match n_lanes {
            0..=7 => 34,
            8..=12 => 27,
            _ => 19,
        };
        let clients = (0..told.n_clients()).map(Endpoint::Client);
        let middle = |at: i32| HEAD + lane_height * at + lane_height / 2;
        let lanes: Vec<(Endpoint, i32)> =
            clients.chain((0..told.n_replicas()).map(Endpoint::Replica)).zip((0..).map(middle)).collect();
        let mut picture = SpaceTime {
            window,
            width,
            height: HEAD + lane_height * n_lanes + FOOT,
            lane_height,
            lanes,
            arrows: Vec::new(),
            bars: Vec::new(),
            notes: Vec::new(),
            stretches: Vec::new(),
            ticks: ticks(window, width),
            n_replicas: told.n_replicas().into(),
        };
        let messages = film.around(window.from, window.to).map(|id| MessageId(id as u32));
        picture.arrows = messages.filter_map(|message| picture.arrow(message, told.journey(message))).collect();
        picture.bars = picture.bars(film);
        picture.notes = picture.notes(film);
        picture.stretches = ClusterState::spans(film).iter().filter_map(|span| picture.stretch(span)).collect();
        picture
    }

    /// Where a time stands, in tenths.
    pub fn x(&self, at: Tick) -> i32 {
        self.window.x(at, self.width)
    }

    /// The time at a place of the picture, from its left to its right as 0 to 1.
    pub fn time_at(&self, share: f64) -> Tick {
        let room = f64::from(self.width - GUTTER - MARGIN);
        let along = ((share * f64::from(self.width) - f64::from(GUTTER)) / room).clamp(0.0, 1.0);
        let length = (self.window.to.0 - self.window.from.0) as f64;
        Tick(self.window.from.0 + (along * length + 0.5) as u64)
    }

    /// The middle of an endpoint's lane.
    pub fn lane(&self, endpoint: Endpoint) -> i32 {
        let n_clients = self.lanes.len() - self.n_replicas;
        let at = match endpoint {
            Endpoint::Client(client) => usize::from(client),
            Endpoint::Replica(replica) => n_clients + usize::from(replica),
        };
        self.lanes.get(at).map_or(HEAD, |(_, y)| *y)
    }

    fn arrow(&self, message: MessageId, journey: &Journey) -> Option<Arrow> {
        let (start, door) = (self.lane(journey.from), self.lane(journey.to));
        let lost = lost_from(journey);
        let last = lost.or(journey.ended).unwrap_or(self.window.to).max(journey.sent);
        if last < self.window.from || journey.sent > self.window.to {
            return None;
        }
        let until = lost.unwrap_or(journey.due).min(journey.due);
        let share = |y: i32| {
            let (done, whole) = (until.0 - journey.sent.0, (journey.due.0 - journey.sent.0).max(1));
            start + i32::try_from(i128::from(y - start) * i128::from(done) / i128::from(whole)).unwrap_or_default()
        };
        let is_held = journey.was_held && lost.is_none_or(|lost| lost > journey.due);
        let (end, y) = match (lost, journey.fate) {
            (Some(_), _) => (End::Lost, share(door)),
            (None, Fate::Underway) => (End::Open, door),
            (None, _) => (End::Arrived, door),
        };
        Some(Arrow {
            message,
            from: (self.x(journey.sent), start),
            to: (self.x(until), y),
            waits_until: is_held.then(|| self.x(journey.ended.unwrap_or(self.window.to))),
            end,
        })
    }

    fn bars(&self, film: &Film) -> Vec<Bar> {
        let right = (self.width - MARGIN) * 10;
        let mut bars: Vec<Bar> = Vec::new();
        for operation in film.told().operations() {
            let until = operation.returned.unwrap_or(film.end());
            if until < self.window.from || operation.invoked > self.window.to {
                continue;
            }
            let lane = self.lane(Endpoint::Client(operation.client));
            let x = self.x(operation.invoked).max(GUTTER * 10);
            if let Some(before) = bars.iter_mut().rev().find(|bar| bar.lane == lane) {
                before.room = x - before.x - 40;
            }
            let width = (self.x(until).min(right) - x).max(30);
            bars.push(Bar { op: operation.id, lane, x, width, room: right - x });
        }
        bars
    }

    fn notes(&self, film: &Film) -> Vec<(usize, (i32, i32))> {
        let first = film.n_lines_until(Tick(self.window.from.0.saturating_sub(1)));
        let last = film.n_lines_until(self.window.to);
        let note = |line: usize| {
            let event = film.line(line)?;
            let What::Noted { replica, .. } = event.what else { return None };
            Some((line, (self.x(event.at), self.lane(Endpoint::Replica(replica)))))
        };
        (first..last).filter_map(note).collect()
    }

    fn stretch(&self, span: &Span) -> Option<Stretch> {
        let to = span.to.unwrap_or(self.window.to);
        if to < self.window.from || span.from > self.window.to {
            return None;
        }
        let (x, end) = (self.x(span.from.max(self.window.from)), self.x(to.min(self.window.to)));
        Some(Stretch { trouble: span.trouble, x, width: (end - x).max(10) })
    }
}

/// Round times, about one every eighty units.
fn ticks(window: Window, width: i32) -> Vec<(Tick, i32)> {
    // Millionths of a millisecond would be nanoseconds; a run is told in microseconds, so its axis counts in thousands.
    let bound = |tick: Tick| i64::try_from(tick.0).unwrap_or(i64::MAX);
    let count = u32::try_from(width / 80).unwrap_or(1).max(2);
    let times = axis::ticks(bound(window.from), bound(window.to), count).into_iter();
    times.filter_map(|us| u64::try_from(us).ok()).map(|us| (Tick(us), window.x(Tick(us), width))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::told_by_hand::{ByHand, ms, small_run};

    /// A run of so many messages, one a millisecond.
    fn long_run(n_messages: u64) -> std::rc::Rc<Film> {
        let run = (0..n_messages).fold(ByHand::new(3, 2, ""), |run, at| {
            run.message("r0 > r1", "Store", (at, at + 3), Fate::Delivered, Some(at + 3))
        });
        run.film()
    }

    #[test]
    fn a_place_of_the_picture_is_the_time_that_stands_there() {
        let film = small_run().film();
        let picture = SpaceTime::new(&film, Window::whole(&film), 700);
        for at in 0..=12 {
            let x = picture.x(ms(at));
            let back = picture.time_at(f64::from(x) / 10.0 / 700.0);
            assert!(back.0.abs_diff(at * 1_000) < 10, "{at} ms at {x} is {back:?}");
        }
        assert_eq!((picture.time_at(0.0), picture.time_at(1.0)), (Tick::ZERO, ms(12)));
    }

    #[test]
    fn a_short_run_is_shown_whole() {
        let film = small_run().film();
        assert_eq!(Window::near(&film, ms(5)), Window::whole(&film));
    }

    #[test]
    fn the_window_of_a_long_run_holds_the_playhead_and_stands_still_for_a_while() {
        let film = long_run(500);
        let windows: Vec<Window> = (0..=film.end().0 / 1_000).map(|at| Window::near(&film, ms(at))).collect();
        for (at, window) in (0..).zip(&windows) {
            assert!(window.from <= ms(at) && ms(at) <= window.to, "{at} ms in {window:?}");
            assert!(window.to.0 - window.from.0 >= 35_000, "{window:?}");
        }
        let n_moves = windows.windows(2).filter(|pair| pair[0] != pair[1]).count();
        assert!(n_moves <= 30, "{n_moves}");
    }

    #[test]
    fn a_long_silence_does_not_widen_the_window() {
        let length = |film: &Film| {
            let window = Window::near(film, ms(20));
            window.to.0 - window.from.0
        };
        let run = (0..500).fold(ByHand::new(3, 2, "60000 heal"), |run, at| {
            run.message("r0 > r1", "Store", (at, at + 3), Fate::Delivered, Some(at + 3))
        });
        assert_eq!(length(&run.film()), length(&long_run(500)));
    }

    #[test]
    fn only_messages_of_the_window_are_drawn() {
        let film = long_run(500);
        let window = Window { from: ms(100), to: ms(140) };
        let picture = SpaceTime::new(&film, window, 700);
        let drawn: Vec<u32> = picture.arrows.iter().map(|arrow| arrow.message.0).collect();
        assert_eq!(drawn, (97..=140).collect::<Vec<u32>>());
    }

    #[test]
    fn arrows_end_as_their_messages_did() {
        let film = small_run().film();
        let picture = SpaceTime::new(&film, Window::whole(&film), 700);
        let ends: Vec<End> = picture.arrows.iter().map(|arrow| arrow.end).collect();
        use End::{Arrived, Lost, Open};
        assert_eq!(ends, [Arrived, Arrived, Lost, Arrived, Lost, Open, Arrived]);
        assert_eq!(picture.arrows[3].waits_until, Some(picture.x(ms(9))), "it waited at the door");
        let lost = picture.arrows[2];
        let (r0, r2) = (picture.lane(Endpoint::Replica(0)), picture.lane(Endpoint::Replica(2)));
        assert_eq!(lost.to, (picture.x(ms(4)), r0.midpoint(r2)), "in the middle of its way");
    }

    #[test]
    fn every_lane_bar_and_tick_is_within_the_picture() {
        let film = small_run().film();
        for width in [360, 740, 1_180] {
            let picture = SpaceTime::new(&film, Window::whole(&film), width);
            assert!(picture.lanes.iter().all(|(_, y)| (HEAD..picture.height - FOOT).contains(y)));
            assert!(picture.ticks.iter().all(|(_, x)| (GUTTER * 10..=width * 10).contains(x)));
            assert!(picture.bars.iter().all(|bar| bar.x >= GUTTER * 10 && bar.x + bar.width <= width * 10));
            assert!(picture.stretches.iter().all(|it| it.x >= GUTTER * 10 && it.x + it.width <= width * 10));
            assert_eq!(picture.lanes.len(), 5);
        }
    }

    #[test]
    fn the_text_of_a_bar_ends_before_the_next_bar() {
        let film = small_run().read(0, 12, None).film();
        let picture = SpaceTime::new(&film, Window::whole(&film), 740);
        let [first, _, third] = picture.bars[..] else { panic!("three bars, not {:?}", picture.bars) };
        assert!(first.x + first.room < third.x, "{first:?} {third:?}");
    }
}
