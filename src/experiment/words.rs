//! What is said of a run: the lines of a report, and the names of the verdicts.

use faultline_model::checks::{Finding, Property, Verdict};
use faultline_model::protocol::Holding;

use super::Experiment;

pub const DEEDS: &str = "What you do to it";
pub const THROUGH_TIME: &str = "Through time";
pub const LOG: &str = "What happened";
pub const HELD: &str = "What the replicas hold";
pub const STEPS: &str = "Steps";
pub const RESET: &str = "Start over";
pub const SEED: &str = "Seed";
pub const NEW_SEED: &str = "New seed";

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
        holdings => holdings.iter().map(holding).collect::<Vec<_>>().join(", "),
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
