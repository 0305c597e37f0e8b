//! Every node over time as a lane of marks: pure geometry.

use faultline_model::placement::overload::{DURATION_S, LATE_MS, Moment, Outcome, TROUBLE_S};

/// How many seconds are one mark, of which the worst counts.
const BIN_S: u32 = 10;
pub const LEFT: u32 = 30;
const RIGHT: u32 = 8;
const WIDE: u32 = 640;
const NARROW: u32 = 340;
pub const LANE: u32 = 16;
const TOP: u32 = 4;
/// Room for the minutes below.
const BOTTOM: u32 = 18;

/// What a node was, from good to bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    Fine,
    /// Sends or receives a shard.
    Busy,
    /// Answers later than a second.
    Slow,
    /// Is taken for dead.
    Suspected,
    Down,
}

impl State {
    fn of(moment: &Moment) -> State {
        match *moment {
            Moment { wait_ms: None, .. } => State::Down,
            Moment { is_suspected: true, .. } => State::Suspected,
            Moment { wait_ms: Some(LATE_MS..), .. } => State::Slow,
            Moment { is_busy: true, .. } => State::Busy,
            _ => State::Fine,
        }
    }

    /// How high its mark is: states differ in that, too, and not only in colour.
    pub fn height(self) -> u32 {
        match self {
            State::Fine => 1,
            State::Busy => 3,
            State::Slow => 7,
            State::Suspected | State::Down => 13,
        }
    }
}

/// A mark: a state from one place to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    pub state: State,
    pub x: u32,
    pub width: u32,
    /// The foot of it.
    pub y: u32,
}

/// What is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lanes {
    /// By node; one that was added begins later.
    pub lanes: Vec<Vec<Mark>>,
    pub width: u32,
    pub height: u32,
    /// When the trouble begins, and each ten minutes with their names.
    pub trouble_x: u32,
    pub ticks: Vec<(u32, String)>,
}

/// Where a second stands in a picture of that width.
fn x(second: u32, width: u32) -> u32 {
    LEFT + (width - LEFT - RIGHT) * second / DURATION_S
}

/// The foot of a node's lane.
pub fn foot(node: usize) -> u32 {
    TOP + (node as u32 + 1) * LANE
}

/// The lanes of a run.
pub fn lanes(outcome: &Outcome, is_narrow: bool) -> Lanes {
    let width = if is_narrow { NARROW } else { WIDE };
    let n_nodes = outcome.moments.last().map_or(0, Vec::len);
    let ticks = (0..=DURATION_S / 600).map(|tick| (x(tick * 600, width), (tick * 10).to_string()));
    Lanes {
        lanes: (0..n_nodes).map(|node| lane(outcome, node, width)).collect(),
        width,
        height: foot(n_nodes) - LANE + BOTTOM,
        trouble_x: x(TROUBLE_S, width),
        ticks: ticks.collect(),
    }
}

fn lane(outcome: &Outcome, node: usize, width: u32) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    for (bin, seconds) in outcome.moments.chunks(BIN_S as usize).enumerate() {
        let states = seconds.iter().filter_map(|moments| moments.get(node).map(State::of));
        let Some(state) = states.max() else { continue };
        let from = x(bin as u32 * BIN_S, width);
        let to = x((bin as u32 + 1) * BIN_S, width);
        match marks.last_mut() {
            Some(last) if last.state == state && last.x + last.width == from => last.width = to - last.x,
            _ => marks.push(Mark { state, x: from, width: to - from, y: foot(node) }),
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;
    use faultline_model::placement::overload::{Decider, Order, Overload, Trouble, run};

    #[test]
    fn lanes_have_no_gaps_and_tell_the_states() {
        let crash = Overload { trouble: Trouble::Crash, load_percent: 50, ..Overload::DEFAULT };
        let drawn = lanes(&run(&crash), true);
        assert_eq!(drawn.lanes.len(), 6);
        for lane in &drawn.lanes {
            assert_eq!(lane.first().map(|mark| mark.x), Some(LEFT));
            assert!(lane.windows(2).all(|pair| pair[0].x + pair[0].width == pair[1].x));
            assert_eq!(lane.last().map(|mark| mark.x + mark.width), Some(NARROW - RIGHT));
        }
        let states: Vec<State> = drawn.lanes[0].iter().map(|mark| mark.state).collect();
        assert_eq!(states, [State::Fine, State::Down]);
    }

    #[test]
    fn a_node_that_was_added_begins_later() {
        let add = Overload { decider: Decider::Human, order: Order::AddNode, after_min: 2, ..Overload::DEFAULT };
        let drawn = lanes(&run(&add), false);
        assert_eq!(drawn.lanes.len(), 7);
        assert!(drawn.lanes[6].first().is_some_and(|mark| mark.x > drawn.trouble_x));
    }
}
