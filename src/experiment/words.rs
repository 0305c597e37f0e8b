//! What is said of a run: the lines of a report, and the names of the verdicts.

use faultline_model::checks::{Finding, Property, Verdict};
use faultline_model::history::{Action, Operation, Outcome, Seen};
use faultline_model::ids::OpId;
use faultline_model::protocol::Holding;
use faultline_model::step::ms;
use faultline_model::tick::Tick;

use super::Experiment;
use super::account::Account;
use super::conflicts::{Conflict, Ending};

pub const DEEDS: &str = "What you do to it";
pub const THROUGH_TIME: &str = "Through time";
pub const LOG: &str = "What happened";
pub const HELD: &str = "What the replicas hold";
pub const STEPS: &str = "Steps";
pub const RESET: &str = "Start over";
pub const SEED: &str = "Seed";
pub const NEW_SEED: &str = "New seed";

pub const VERDICTS: &str = "Promises";
pub const SEEN: &str = "What each client saw";
pub const REQUEST: &str = "Request";
pub const SEEN_HINT: &str =
    "Choose a request to go to it. Stale: something newer had been written before the read began.";
pub const HEALING: &str = "Conflicting writes";
pub const HEALING_HINT: &str = "Two writes conflict if both clients were told “done”, and no message could have \
    told the one of the other.";
pub const NO_CONFLICT: &str = "None: of any two writes the later knew of the earlier.";

pub const AT_MOST: &str = "at most";
pub const AT_LEAST: &str = "at least";

/// The most violations of one property that a report spells out.
const SPELLED_OUT_MAX: usize = 5;

/// The property's line in a report, and the verdict's heading on the page.
pub fn finding(verdict: &Verdict) -> String {
    let n = verdict.violations.len();
    match verdict.property {
        Property::NoAckedWriteLost => format!("Acknowledged writes lost: {n}"),
        Property::NoStaleRead => format!("Stale reads: {n}"),
        Property::ReadYourWrites => format!("Read your writes: {}", kept(verdict)),
        Property::MonotonicReads => format!("Monotonic reads: {}", kept(verdict)),
        Property::Linearizable => format!(
            "Linearizable: {}",
            match verdict.finding {
                Finding::Holds => "yes",
                Finding::Violated => "no",
                Finding::Undecided => "not decided",
            }
        ),
        Property::Converged => format!("Converged: {}", if verdict.is_violated() { "no" } else { "yes" }),
        Property::Available => format!("Requests answered: {} of {}", verdict.n_judged - n, verdict.n_judged),
        Property::ConsistentPrefix => format!("Consistent prefix: {}", kept(verdict)),
        Property::OneLeader => format!("Split brain: {}", if verdict.is_violated() { "yes" } else { "no" }),
    }
}

fn kept(verdict: &Verdict) -> &'static str {
    if verdict.is_violated() { "broken" } else { "kept" }
}

/// The outcome of a run as lines: how many operations, each verdict, and each violation in a sentence.
pub fn outcome(experiment: &Experiment) -> Vec<String> {
    let operations = experiment.told.operations();
    let n_done = operations.iter().filter(|operation| operation.outcome.is_answer()).count();
    let mut lines = vec![format!("Operations: {}, done {n_done}", operations.len())];
    lines.extend(experiment.verdicts.iter().map(finding));
    for verdict in experiment.verdicts.iter() {
        let told = verdict.violations.iter().take(SPELLED_OUT_MAX);
        lines.extend(told.map(|violation| violation.sentence(operations)));
    }
    lines
}

/// The log and what is left, as lines.
pub fn log(experiment: &Experiment) -> Vec<String> {
    let mut lines = vec!["Log:".to_owned()];
    lines.extend(experiment.told.story().lines().map(str::to_owned));
    lines.push("Holds at the end:".to_owned());
    for (replica, (holdings, is_up)) in experiment.replicas.iter().enumerate() {
        lines.push(format!("r{replica} ({}): {}", if *is_up { "up" } else { "down" }, holds(holdings)));
    }
    if experiment.told.is_cut_short() {
        lines.push(CUT_SHORT.to_owned());
    }
    lines
}

pub const CUT_SHORT: &str = "The run was cut short: too much happens in it.";

/// What a replica holds, on one line.
pub fn holds(holdings: &[Holding]) -> String {
    match holdings {
        [] => "nothing".to_owned(),
        holdings => {
            let mut lines: Vec<String> = holdings.iter().map(holding).collect();
            // Several writes may have made one value.
            lines.dedup();
            lines.join(", ")
        }
    }
}

/// One thing that a replica holds, and for whom if it is a hint.
pub fn holding(holding: &Holding) -> String {
    let hint = if holding.is_hint { format!(" ({})", holding.about) } else { String::new() };
    format!("{}={}{hint}", holding.key, holding.value)
}

/// A property's name, as a heading.
pub fn property(property: Property) -> &'static str {
    match property {
        Property::NoAckedWriteLost => "No acknowledged write is lost",
        Property::NoStaleRead => "No stale read",
        Property::ReadYourWrites => "Read your writes",
        Property::MonotonicReads => "Monotonic reads",
        Property::Linearizable => "Linearizable",
        Property::Converged => "Converged",
        Property::Available => "Available",
        Property::ConsistentPrefix => "Consistent prefix",
        Property::OneLeader => "One leader",
    }
}

/// What a property promises.
pub fn promise(property: Property) -> &'static str {
    match property {
        Property::NoAckedWriteLost => "What a client was told is written is held, or something that replaced it is.",
        Property::NoStaleRead => "Each read returned the last finished write, or one that was going on.",
        Property::ReadYourWrites => "Each client read its own writes, or newer ones.",
        Property::MonotonicReads => "No client's later read returned something older.",
        Property::Linearizable => "All operations fit into one order, as if there were one copy.",
        Property::Converged => "In the end all replicas that are up serve the same.",
        Property::Available => "Each request that reached a replica which stayed up was answered.",
        Property::ConsistentPrefix => "Whoever saw an effect under one key saw its causes under the others.",
        Property::OneLeader => "No two leaders told their clients at the same time that a write was done.",
    }
}

/// How many more violations there are.
pub fn and_others(n: usize) -> String {
    match n {
        0 => String::new(),
        1 => ", and once more".to_owned(),
        n => format!(", and {n} times more"),
    }
}

/// How many of a client's requests were answered, as clients count.
pub fn answered(run: &Account) -> String {
    format!("{} of {}", run.shares.n_answered, run.shares.n_asked)
}

/// A time, as it is said.
pub fn span(span: Tick) -> String {
    format!("{} ms", ms(span))
}

/// The median time to an answer.
pub fn median(run: &Account) -> String {
    run.latency.map_or(NONE.to_owned(), |latency| span(latency.median))
}

/// The longest time to an answer.
pub fn slowest(run: &Account) -> String {
    run.latency.map_or(NONE.to_owned(), |latency| span(latency.slowest))
}

const NONE: &str = "none";

/// Whether the replicas agree in the end.
pub fn converged(run: &Account) -> &'static str {
    if run.experiment.breaks(Property::Converged) { "no" } else { "yes" }
}

/// A conflict and what became of it.
pub fn conflict(conflict: &Conflict, operations: &[Operation]) -> String {
    let name = |id: OpId| operations.get(id.0 as usize).map(Operation::to_string).unwrap_or_default();
    let ending = match conflict.ending {
        Ending::Apart => "the replicas still differ".to_owned(),
        Ending::Lost(gone) => format!("{} was acknowledged and is lost", name(gone)),
        Ending::Overwritten(gone) => {
            format!("{} was done before the other began, and is overwritten unseen", name(gone))
        }
        Ending::Siblings => "both are kept as siblings".to_owned(),
        Ending::United => "both are in the merged value".to_owned(),
        Ending::Replaced => "a later write replaced both".to_owned(),
    };
    format!("{} and {} did not know of each other: {ending}", name(conflict.first), name(conflict.second))
}

/// What a client saw: a class for the eye, and the words.
pub fn saw(run: &Account, operation: &Operation) -> (&'static str, String) {
    let (is_stale, is_lost) =
        (run.is_wrong(operation, Property::NoStaleRead), run.is_wrong(operation, Property::NoAckedWriteLost));
    let after = match operation.returned {
        Some(end) => format!(" · {}", span(end - operation.invoked)),
        None => String::new(),
    };
    let told = match &operation.outcome {
        Outcome::Done(seen) if operation.action == Action::Read => values(seen),
        Outcome::Done(_) => "done".to_owned(),
        Outcome::Declined(seen) => format!("declined: there is {}", values(seen)),
        Outcome::Refused { .. } => return ("refused", format!("✗ refused{after}")),
        Outcome::Failed { .. } => return ("refused", format!("✗ failed, and may still happen{after}")),
        Outcome::TimedOut => return ("refused", format!("✗ no answer{after}")),
        Outcome::Pending => return ("refused", "no answer yet".to_owned()),
    };
    match (is_lost, is_stale) {
        (true, _) => ("wrong", format!("{told}, and lost{after}")),
        (_, true) => ("wrong", format!("{told}, stale{after}")),
        _ => ("", format!("{told}{after}")),
    }
}

/// Each different value once.
fn values(seen: &[Seen]) -> String {
    let mut texts: Vec<String> = Vec::new();
    for seen in seen {
        let text = seen.value.to_string();
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    if texts.is_empty() { "nothing".to_owned() } else { texts.join(" and ") }
}

/// A request, with its time.
pub fn request(operation: &Operation) -> String {
    format!("{}: {operation}", span(operation.invoked))
}

/// A goal with how it stands: `Replicas: at most 3 (now 5)`.
pub fn goal(name: &str, relation: &str, value: &str, now: &str) -> String {
    let gap = if relation.is_empty() { "" } else { " " };
    format!("{name}: {relation}{gap}{value} (now {now})")
}
