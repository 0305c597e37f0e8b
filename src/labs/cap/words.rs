//! The lab's labels and sentences.

use faultline_model::checks::Finding;
use faultline_model::history::Operation;
use faultline_model::ids::OpId;
use faultline_model::step::ms;

use super::config::{CapConfig, Side, Story};
use super::conflicts::{Conflict, Ending};
use super::run::{Run, SideRun};
use crate::experiment::words;

pub const TITLE: &str = "CAP";
pub const QUESTION: &str =
    "When the network is cut, does the system refuse requests or give answers that may be wrong?";

/// The name of a system.
pub fn side(side: Side) -> &'static str {
    match side {
        Side::Cp => "CP",
        Side::Ap => "AP",
        Side::Ca => "CA",
        Side::Weak => "Weak",
        Side::Eventual => "Eventual",
        Side::Strong => "Strong",
    }
}

/// How a system serves its requests.
pub fn protocol(config: &CapConfig, side: Side) -> String {
    let n = config.nodes;
    match side {
        Side::Cp | Side::Strong => format!("{} of {n} replicas must agree on each write and each read", n / 2 + 1),
        Side::Ap | Side::Eventual => "any replica answers alone, and hands over later what others missed".to_owned(),
        Side::Ca => format!("all {n} replicas must take each write, and any one of them answers reads"),
        Side::Weak => "any replica answers alone, and nobody hands over what others missed".to_owned(),
    }
}

/// The outcome as lines of text; what evidence is held against.
pub fn report(config: &CapConfig, run: &Run) -> String {
    let mut report = String::new();
    for side_run in &run.sides {
        let prefix = side(side_run.side);
        for line in lines(config, side_run) {
            report += prefix;
            report += ": ";
            report += &line;
            report.push('\n');
        }
    }
    report.pop();
    report
}

fn lines(config: &CapConfig, run: &SideRun) -> Vec<String> {
    let mut lines = vec![format!("Replicas: {}", config.nodes), format!("Protocol: {}", protocol(config, run.side))];
    lines.extend(words::outcome(&run.experiment));
    lines.push(format!("Clients were answered: {} of {}", run.shares.n_answered, run.shares.n_asked));
    lines.push(format!("Refused: {}", run.n_refused()));
    lines.push(format!("Conflicts: {}", run.conflicts.len()));
    lines.extend(run.conflicts.iter().map(|conflict| conflict_sentence(conflict, run.operations())));
    lines.push(format!("Median answer: {}", span(run.latency.map(|latency| latency.median))));
    lines.push(format!("Slowest answer: {}", span(run.latency.map(|latency| latency.slowest))));
    if config.story == Story::Bank {
        lines.push(format!("Paid out: {}", run.paid_out()));
    }
    lines.push(format!("CAP: {}", kept(run)));
    lines.extend(words::log(&run.experiment));
    lines
}

/// A time in milliseconds, or `none`.
pub fn span(span: Option<faultline_model::tick::Tick>) -> String {
    span.map_or("none".to_owned(), |span| format!("{} ms", ms(span)))
}

/// Which of the three a run kept.
pub fn kept(run: &SideRun) -> String {
    let kept = run.kept();
    let consistent = match kept.is_consistent {
        Finding::Holds => "consistent",
        Finding::Violated => "not consistent",
        Finding::Undecided => "consistent or not, undecided",
    };
    let available = if kept.is_available { "available" } else { "not available" };
    let cut = if kept.was_cut { "while the network was cut" } else { "and the network was never cut" };
    format!("{consistent}, {available}, {cut}")
}

/// A conflict and what became of it.
pub fn conflict_sentence(conflict: &Conflict, operations: &[Operation]) -> String {
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

