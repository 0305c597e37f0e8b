//! What the pictures of a run say: labels, and sentences about any run, whatever its protocol.

use faultline_model::history::{Operation, Outcome};
use faultline_model::ids::{Endpoint, MessageId};
use faultline_model::step::{BadStep, ms};
use faultline_model::tick::Tick;
use faultline_model::trace::{Fate, Journey};

use super::cluster_state::{ClusterState, ReplicaState};
use super::film::Film;
use super::space_time_layout::{End, SpaceTime};

pub const TIMELINE: &str = "Timeline";
pub const TO_START: &str = "To the start";
pub const STEP_BACK: &str = "One event back";
pub const PLAY: &str = "Play";
pub const PAUSE: &str = "Pause";
pub const STEP_ON: &str = "One event on";
pub const TO_END: &str = "To the end";
pub const PLAYHEAD: &str = "Playhead";
pub const SPEED: &str = "Speed";
pub const NOTHING_YET: &str = "Nothing has happened yet.";

pub const CLUSTER: &str = "Cluster. Space plays and pauses, the arrow keys go from event to event.";
pub const DOWN: &str = "down";
pub const ASK: &str = "client asks";
pub const ANSWER: &str = "answer to the client";
pub const OTHER: &str = "other message";

pub const ACT_ON: &str = "Act on";
pub const CHOOSE: &str = "choose …";
pub const CHOOSE_HINT: &str = "Click a replica, a client, a link or a message in the picture, or choose it here.";
pub const A_LINK: &str = "a link";
pub const A_MESSAGE: &str = "a message in flight";
pub const LINK_FROM: &str = "Between";
pub const LINK_TO: &str = "and";
pub const MESSAGE: &str = "Message";
pub const CRASH: &str = "Crash";
pub const RESTART: &str = "Restart";
pub const SPEED_UP: &str = "Back to full speed";
pub const RIGHT_CLOCK: &str = "Set the clock right";
pub const CUT_BOTH: &str = "Cut both ways";
pub const HEAL: &str = "Heal";
pub const HOLD: &str = "Hold";
pub const RELEASE: &str = "Release";
pub const DROP: &str = "Drop";
pub const DUPLICATE: &str = "Duplicate";
pub const HEAL_ALL: &str = "Heal all cuts";
pub const RELEASE_ALL: &str = "Release all";
pub const DRAW_CUT: &str = "Draw a cut …";
pub const CUT_HINT: &str = "Draw a line through the picture, or put each on side A or B by click.";
pub const CUT_HERE: &str = "Cut here";
pub const ONE_WAY: &str = "Only from A to B";
pub const CANCEL: &str = "Cancel";

pub const SPACE_TIME: &str = "Space-time diagram. Space plays and pauses, the arrow keys go from event to event.";
pub const NEAR: &str = "Near the playhead";
pub const WHOLE: &str = "Whole run";
pub const SLOW: &str = "slow";
pub const CUT: &str = "links cut";
pub const HELD: &str = "held back";

pub const CHART_TABLE: &str = "The same as a table";
pub const PUBLISHED: &str = "published value";

pub const LOG: &str = "Event log";
pub const EVENT: &str = "Event";
pub const REPLICAS: &str = "What the replicas hold";
pub const REPLICA: &str = "Replica";
pub const STATE: &str = "State";
pub const HOLDS: &str = "Holds";
pub const HOLDS_NOTHING: &str = "nothing";

pub const SHOW_ME: &str = "Show me";
pub const HOLDS_TRUE: &str = "holds";
pub const HOLDS_FALSE: &str = "broken";
pub const HOLDS_UNKNOWN: &str = "not known";

pub const STEPS: &str = "Steps";
pub const STEPS_TEXT: &str = "Steps as text, one a line";
pub const STEPS_HINT: &str = "Time in milliseconds, then what happens: 12.5 crash r2";
pub const NO_STEPS: &str = "No steps: nothing happens in this run.";
pub const GO_THERE: &str = "Go there";
pub const REMOVE: &str = "Remove";

/// What the control for people's own keys says.
pub mod own {
    pub const FIELD: &str = "Your own keys";
    pub const FIELD_HINT: &str = "One key a line, or a table with commas: key, reads, writes, bytes.";
    pub const USE: &str = "Use these keys";
    pub const OPEN: &str = "Open a file …";
    pub const STAYS: &str = "Or drop a file here: lines or CSV, up to 50 MB. It is read in this page and sent nowhere.";
    pub const READING: &str = "Reading the keys …";
    pub const STOPPED: &str = "Stopped: nothing was taken from it.";
    pub const FAILED: &str = "The browser could not read it. Was the file moved or changed? Open it again.";
    pub const NOTHING: &str = "There were no keys in it. Write one a line.";
    pub const BAD: &str = "Rows that could not be used";
    pub const BAD_HEAD: [&str; 3] = ["Line", "Row", "What is wrong, and what would be right"];
}

/// A time: `12.5 ms`.
pub fn at(at: Tick) -> String {
    format!("{} ms", ms(at))
}

/// A time for an eye that follows it: always with so many places that the text does not jump.
pub fn place(at: Tick, end: Tick) -> String {
    let (unit, places) = if end.0 < 20_000 { (10, 2) } else { (100, 1) };
    let shown = |tick: Tick| {
        let (shown, whole) = (tick.0 / unit, 10_u64.pow(places));
        format!("{}.{:0width$}", shown / whole, shown % whole, width = places as usize)
    };
    format!("{} of {} ms", shown(at), shown(end))
}

/// Where the playhead is and what happens there: `12.5 ms: r0 → r1 Store x=7 (arrives 14)`.
pub fn here(film: &Film, now: Tick) -> String {
    match film.newest(now) {
        Some(event) => format!("{}: {}", at(now), film.told().sentence(event)),
        None => at(now),
    }
}

/// A speed: `5 ms per second`.
pub fn speed(us: u64) -> String {
    format!("{} ms per second", ms(Tick(us)))
}

/// The name of a site, by its place.
pub fn site(at: usize) -> String {
    format!("Data centre {}", at + 1)
}

/// Whether a replica is up and what else steps did to it: `up, 30 ms slow`.
pub fn replica_state(state: &ReplicaState) -> String {
    let mut text = if state.is_up { "up" } else { DOWN }.to_owned();
    text.extend(state.term.map(|term| format!(", {}", leader(term))));
    for trouble in troubles(state) {
        text.push_str(", ");
        text.push_str(&trouble);
    }
    text
}

/// What a replica is that leads: `leader, term 2`.
pub fn leader(term: u16) -> String {
    format!("leader, term {term}")
}

/// The same beside the name, where there is no room for more.
pub const LEADS: &str = "leads";

/// What else steps did to a replica: `30 ms slow`, `clock 50 ms behind`.
pub fn troubles(state: &ReplicaState) -> Vec<String> {
    let mut troubles = Vec::new();
    if state.slow > Tick::ZERO {
        troubles.push(format!("{} ms slow", ms(state.slow)));
    }
    if state.skew_us != 0 {
        let side = if state.skew_us < 0 { "behind" } else { "ahead" };
        troubles.push(format!("clock {} ms {side}", ms(Tick(state.skew_us.unsigned_abs()))));
    }
    troubles
}

/// Names with commas: `r0, r1`.
pub fn list(names: impl Iterator<Item = String>) -> String {
    let mut text = String::new();
    for name in names {
        if !text.is_empty() {
            text.push_str(", ");
        }
        text.push_str(&name);
    }
    text
}

/// How many messages are named in [`summary`].
const NAMED_MAX: usize = 4;

/// The picture of a cluster in words: who is up, what is cut and held, what is on its way.
pub fn summary(film: &Film, state: &ClusterState, now: Tick) -> String {
    let replicas = |is_up: bool| {
        let like = (0..).zip(&state.replicas).filter(move |(_, replica)| replica.is_up == is_up);
        list(like.map(|(replica, _)| Endpoint::Replica(replica).to_string()))
    };
    let mut text = format!("At {}: ", at(now));
    let (up, down) = (replicas(true), replicas(false));
    match (up.is_empty(), down.is_empty()) {
        (false, true) => text.push_str("all replicas are up"),
        (false, false) => text.push_str(&format!("{up} up; {down} down")),
        (true, _) => text.push_str("all replicas are down"),
    }
    for (replica, term) in state.leaders() {
        text.push_str(&format!("; {} leads, term {term}", Endpoint::Replica(replica)));
    }
    if state.has_cut() {
        text.push_str("; some links are cut");
    }
    if state.has_hold() {
        text.push_str("; some messages are held back");
    }
    let flying = film.in_flight(now);
    match flying.len() {
        0 => text.push_str("; no message in flight."),
        n => {
            let named = list(flying.iter().take(NAMED_MAX).map(|message| flight(film, *message)));
            let plural = if n == 1 { "message" } else { "messages" };
            let more = if n > NAMED_MAX { ", …" } else { "." };
            text.push_str(&format!("; {n} {plural} in flight: {named}{more}"));
        }
    }
    text
}

/// A message with its way: `r0 → r1 Store x=7`.
pub fn flight(film: &Film, message: MessageId) -> String {
    let journey = film.told().journey(message);
    format!("{} → {} {}", journey.from, journey.to, film.told().label(message))
}

/// How a message fared, after its way and its label.
pub fn fate(journey: &Journey) -> String {
    let ended = ms(journey.ended.unwrap_or(journey.due));
    match journey.fate {
        Fate::Underway => "still on its way".into(),
        Fate::Delivered if journey.was_held => format!("held, arrives at {ended} ms"),
        Fate::Delivered => format!("arrives at {ended} ms"),
        Fate::Cut => "lost: the link is cut".into(),
        Fate::Lost => "lost by chance".into(),
        Fate::Dropped => "dropped".into(),
        Fate::Down => format!("lost: {} is down", journey.to),
    }
}

/// What a client was told, in a word or two: `done`, or the values that it read.
pub fn answer(operation: &Operation) -> String {
    match &operation.outcome {
        Outcome::Done(_) if operation.action.is_write() => "done".into(),
        outcome => outcome.to_string(),
    }
}

/// What an endpoint is: `replica r0`.
pub fn endpoint(endpoint: Endpoint) -> String {
    match endpoint {
        Endpoint::Replica(_) => format!("replica {endpoint}"),
        Endpoint::Client(_) => format!("client {endpoint}"),
    }
}

/// A button's text.
pub fn slow_down(by: Tick) -> String {
    format!("Slow down by {} ms", ms(by))
}

/// A button's text.
pub fn set_clock(skew_us: i64) -> String {
    let way = if skew_us < 0 { "back" } else { "forward" };
    format!("Set the clock {way} {} ms", ms(Tick(skew_us.unsigned_abs())))
}

/// A button's text: an operation of that client at this replica.
pub fn ask_here(label: &str, client: u8) -> String {
    format!("{label} here (c{client})")
}

/// A button's text.
pub fn cut_way(from: Endpoint, to: Endpoint) -> String {
    format!("Cut {from} → {to}")
}

/// A button's text.
pub fn hold_way(from: Endpoint, to: Endpoint) -> String {
    format!("Hold {from} → {to}")
}

/// A button's text.
pub fn release_way(from: Endpoint, to: Endpoint) -> String {
    format!("Release {from} → {to}")
}

/// A button that says on which side an endpoint stands, and moves it to the other.
pub fn on_side(endpoint: Endpoint, is_b: bool) -> String {
    let (own, other) = if is_b { ("B", "A") } else { ("A", "B") };
    format!("{endpoint} {own}, move to side {other}")
}

/// A message that is not in flight at the playhead.
pub fn gone(film: &Film, message: MessageId) -> String {
    format!("{} (not in flight now)", flight(film, message))
}

/// A button that goes to lines of the log that are not shown.
pub fn earlier(n: usize) -> String {
    format!("{n} earlier")
}

/// A button that goes to lines of the log that are not shown.
pub fn later(n: usize) -> String {
    format!("{n} later")
}

/// A button's whole name.
pub fn show(name: &str, place: Tick) -> String {
    format!("{SHOW_ME}: {name}, at {}", at(place))
}

/// A button's whole name.
pub fn go_to_step(step: &str) -> String {
    format!("{GO_THERE}: {step}")
}

/// A button's whole name.
pub fn remove_step(step: &str) -> String {
    format!("{REMOVE} {step}")
}

/// What is wrong with a line of the steps.
pub fn bad_step(bad: &BadStep) -> String {
    format!("Line {}: {}", bad.line, bad.error)
}

/// What is not shown of the faults.
pub fn more_faults(n: usize) -> String {
    format!("and {n} more")
}

/// The space-time diagram in a sentence; the log tells it in full.
pub fn space_time(film: &Film, picture: &SpaceTime) -> String {
    let (window, told) = (picture.window, film.told());
    let n_lost = picture.arrows.iter().filter(|arrow| arrow.end == End::Lost).count();
    format!(
        "From {} to {}: {} clients, {} replicas, {} operations, {} messages, {n_lost} of them lost. The event log \
         says the same in words.",
        at(window.from),
        at(window.to),
        told.n_clients(),
        told.n_replicas(),
        picture.bars.len(),
        picture.arrows.len(),
    )
}

/// A value with its interval: `99.2 (98.9 to 99.4)`.
pub fn with_band(value: &str, low: &str, high: &str) -> String {
    format!("{value} ({low} to {high})")
}

/// What a card has no room for.
pub fn more(n: usize) -> String {
    format!("+ {n} more")
}

/// A part's name, and of which run it is if there are several: `Event log, CP`.
pub fn of(part: &str, run: &str) -> String {
    if run.is_empty() { part.to_owned() } else { format!("{part}, {run}") }
}
