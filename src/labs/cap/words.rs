//! The lab's labels and sentences.

use faultline_model::checks::{Finding, Property};
use faultline_model::protocols::leaderless::Conflicts;

use super::config::{CapConfig, Show, Side, Story};
use super::run::{All, Run, SideRun};
use crate::experiment::words::{self, answered, median, slowest, span};

pub const TITLE: &str = "CAP";
pub const QUESTION: &str = "When the network is cut: refuse to answer, or risk a wrong answer?";

pub const STAGE: &str = "The same requests under each system";
pub const FORK_HINT: &str = "What you do happens at the playhead, to all systems alike. Later faults go, later \
    requests stay.";
pub const SHOW: &str = "Systems";
pub const STORY: &str = "Story";
pub const NODES: &str = "Replicas";

pub const LEGEND: &str = "What the shapes mean";
pub const WRITE: &str = "Write x";
pub const READ: &str = "Read x";
pub const WITHDRAW: &str = "Withdraw 80";
pub const READ_BALANCE: &str = "Read the balance";
pub const ADD_TEA: &str = "Add tea";
pub const ADD_JAM: &str = "Add jam";
pub const READ_CART: &str = "Read the cart";

pub const CA: &str = "“Consistent and available, please”";
pub const CA_HINT: &str = "Every write waits for all replicas, so that any one of them may answer reads.";
pub const ASK_FOR_CA: &str = "1. Ask for CA";
pub const CUT_CA: &str = "2. Cut the network";

pub const DELAY: &str = "A delay that looks like a cut";
pub const DELAY_HINT: &str = "Here nothing is cut and no message is lost. Whoever waits cannot tell late from \
    lost; the time-out decides.";
pub const TIMEOUT_SLIDER: &str = "Time-out";
pub const SLOW_DOWN: &str = "Try slow messages, and no cut";

pub const PACELC: &str = "With nothing cut: latency or consistency";
pub const PACELC_HINT: &str = "PACELC (Abadi, 2012): if there is a partition, A or C; else, latency or consistency. \
    The closed form holds where requests for a key do not meet.";
pub const MEDIAN: &str = "Median answer";
pub const SLOWEST: &str = "Slowest answer";
pub const EXACT: &str = "Closed form";

pub const LEVELS: &str = "Weak, eventual, strong";
pub const LEVELS_HINT: &str = "The same requests under three promises: nobody catches up; replicas catch up later; a \
    majority agrees first.";
pub const RUN_LEVELS: &str = "Run the three side by side";
pub const TIMES: &str = "Time";
pub const LEVEL_COLUMNS: [&str; 6] = ["Promise", "Stale", "Answered", "Conflicts", "Median answer", "Converged"];

pub const DEFINITIONS: &str = "C, A and P, exactly";
pub const DEFINITIONS_HINT: &str = "In the theorem: Gilbert and Lynch, 2002.";
pub const DEFINITION_COLUMNS: [&str; 5] = ["Word", "Loosely", "In the theorem", "CP, in this run", "AP, in this run"];
pub const DEFINED: [[&str; 3]; 3] = [
    ["Consistent", "everybody sees the same at the same time", "linearizable: as if there were one copy"],
    [
        "Available",
        "every request gets a response",
        "every request received by a replica that does not fail is answered",
    ],
    ["Partition-tolerant", "it works although the network is cut", "the network may lose any number of messages"],
];

pub const SYSTEMS: &str = "Where known systems stand";
pub const SYSTEMS_HINT: &str = "The letters belong to a request and its settings, not to a product.";
pub const SYSTEM_COLUMNS: [&str; 4] = ["System", "In a cut, as it comes", "What moves it", "Source"];
pub const KNOWN: [[&str; 4]; 7] = [
    [
        "ZooKeeper",
        "C: writes need a majority; any server answers reads, which may be old",
        "sync before a read",
        "Programmer’s Guide",
    ],
    [
        "etcd",
        "C: writes and reads need a majority",
        "serializable reads (--consistency=s): any member answers",
        "API guarantees",
    ],
    [
        "HBase",
        "C: one server a region; without it the region waits",
        "Consistency.TIMELINE: read-only copies answer",
        "Reference Guide",
    ],
    ["MongoDB, majority", "C: a primary without a majority steps down", "w: 1, or reading from secondaries", "Manual"],
    ["Cassandra", "A at ONE: each side goes on, the later stamp wins", "QUORUM; SERIAL for one order", "Documentation"],
    [
        "DynamoDB",
        "default reads may be old",
        "ConsistentRead; global tables accept writes everywhere",
        "Developer Guide",
    ],
    [
        "Riak",
        "A: stand-ins count, both sides go on",
        "pr and pw count proper replicas only; allow_mult keeps siblings",
        "Riak KV documentation",
    ],
];

pub const SETTINGS: &str = "Settings";
pub const LATENCY: &str = "Each message between replicas takes";
pub const LATENCY_HINT: &str = "5ms, 2ms..8ms, exp 5ms, lnkd-ssd, wan";
pub const MERGE: &str = "AP, writes that conflict";
pub const TIMEOUT: &str = "Time-out";
pub const TIMEOUT_HINT: &str = "CP gives up then; AP takes a silent replica for cut off.";
pub const SYNC: &str = "AP compares replicas every";
pub const SYNC_HINT: &str = "off, or a time such as 50ms; hints are handed over in any case";

pub const GOAL_OPERATIONS: &str = "Requests";
pub const GOAL_CUT: &str = "Milliseconds in which some replica does not hear another";
pub const GOAL_IN_CUT: &str = "Requests meanwhile";
pub const GOAL_CP_REFUSED: &str = "CP, requests without an answer";
pub const GOAL_AP_REFUSED: &str = "AP, requests without an answer";
pub const GOAL_CP_ANSWERED: &str = "CP, percent of received requests answered";
pub const GOAL_CONFLICTS: &str = "AP, conflicting writes";
pub const GOAL_LOST: &str = "AP, acknowledged writes lost";
pub const GOAL_STALE: &str = "AP, stale reads";
pub const GOAL_CONVERGED: &str = "AP, replicas agree in the end";
pub const GOAL_PAID_OUT: &str = "AP, paid out";
pub const GOAL_CP_PAID_OUT: &str = "CP, paid out";
pub const GOAL_SLOWEST: &str = "CP, the slowest answer in milliseconds";

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

/// Which systems run side by side, for the list.
pub fn show(show: Show) -> &'static str {
    match show {
        Show::Both => "CP beside AP",
        Show::Only(Side::Cp) => "CP alone",
        Show::Only(Side::Ca) => "“CA” alone",
        Show::Only(_) => "AP alone",
        Show::Levels => "weak, eventual, strong",
    }
}

/// A story, for the list.
pub fn story(story: Story) -> &'static str {
    match story {
        Story::Register => "a value",
        Story::Bank => "a bank account",
        Story::Cart => "a shopping cart",
    }
}

/// What AP makes of conflicting writes, for the list.
pub fn merge(merge: Conflicts) -> &'static str {
    match merge {
        Conflicts::LastWriteWins => "the last one wins",
        Conflicts::Siblings => "both stay, as siblings",
        Conflicts::Merge => "sets are merged",
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
    lines.extend(words::outcome(&run.account.experiment));
    lines.push(format!("Clients were answered: {}", answered(&run.account)));
    lines.push(format!("Refused: {}", run.account.n_refused()));
    lines.push(format!("Conflicts: {}", run.account.conflicts.len()));
    lines.extend(run.account.conflicts.iter().map(|conflict| words::conflict(conflict, run.account.operations())));
    lines.push(format!("Median answer: {}", median(&run.account)));
    lines.push(format!("Slowest answer: {}", slowest(&run.account)));
    if config.story == Story::Bank {
        lines.push(format!("Paid out: {}", run.paid_out()));
    }
    lines.push(format!("CAP: {}", kept(run)));
    lines.extend(words::log(&run.account.experiment));
    lines
}

/// What a run came to, on a line.
pub fn score(config: &CapConfig, run: &SideRun) -> String {
    let mut score = format!(
        "In all {} answered · {} stale · {} {}",
        answered(&run.account),
        run.account.n_violations(Property::NoStaleRead),
        run.account.conflicts.len(),
        if run.account.conflicts.len() == 1 { "conflict" } else { "conflicts" }
    );
    if config.story == Story::Bank {
        score += &format!(" · {} paid out", run.paid_out());
    }
    score
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

/// How many writes a replica keeps for others; nothing where there are none.
pub fn hints(n: usize) -> Option<String> {
    match n {
        0 => None,
        1 => Some("1 hint".to_owned()),
        n => Some(format!("{n} hints")),
    }
}

fn requests(n: usize) -> String {
    if n == 1 { "1 request".to_owned() } else { format!("{n} requests") }
}

/// What became of the wish for both.
pub fn ca(run: &SideRun) -> String {
    let kept = run.kept();
    let unanswered = requests(run.account.n_refused());
    let differ = match run.account.experiment.breaks(Property::Converged) {
        true => " What arrived on one side stays there: the replicas differ.",
        false => "",
    };
    match (kept.was_cut, kept.is_consistent == Finding::Holds, kept.is_available) {
        (false, true, true) => {
            format!(
                "Nothing is cut, and both are kept: {} requests are answered, and none of the answers is wrong.",
                answered(&run.account)
            )
        }
        (false, ..) => format!("It is {}.", self::kept(run)),
        (true, true, true) => "The network is cut, and nobody asked for anything across it.".to_owned(),
        (true, true, false) => format!(
            "The network is cut, which leaves {unanswered} without an answer: it is not available, and nobody chose \
             that.{differ}"
        ),
        (true, false, true) => {
            format!("The network is cut, and the answers do not fit one copy: it is not consistent.{differ}")
        }
        (true, false, false) => format!(
            "The network is cut, and it loses both: {unanswered} without an answer, and the answers do not fit one \
             copy.{differ}"
        ),
    }
}

/// What the time-out made of a network in which nothing is cut.
pub fn delay(config: &CapConfig, all: &All) -> String {
    let (cp, timeout) = (&all.calm.0, span(config.timeout));
    match cp.account.n_refused() {
        0 => format!(
            "CP answers {}. The slowest took {}, and the time-out is {timeout}.",
            answered(&cp.account),
            slowest(&cp.account)
        ),
        n => format!(
            "CP gives no answer to {n} of {}: its replicas waited {timeout} for a majority, as in a cut. AP \
             answers {}.",
            requests(cp.account.shares.n_asked),
            answered(&all.calm.1.account)
        ),
    }
}

/// What a run shows of C, of A and of P.
pub fn shown(run: &SideRun) -> [String; 3] {
    let consistent = match run.kept().is_consistent {
        Finding::Holds => "linearizable",
        Finding::Violated => "not linearizable",
        Finding::Undecided => "not decided",
    };
    let shares = run.account.shares;
    [
        consistent.to_owned(),
        format!(
            "{} of {} received; clients count {}",
            shares.n_received_answered,
            shares.n_received,
            answered(&run.account)
        ),
        format!("{} messages lost to the cut", run.n_cut()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::words::{request, saw};
    use crate::session::Config;
    use expect_test::{Expect, expect};
    use faultline_model::history::Operation;

    fn all(query: &str) -> (CapConfig, All) {
        let config = CapConfig::from_query(&crate::link::from_readable(query)).0;
        let all = All::of(&config);
        (config, all)
    }

    /// A line a thought.
    fn lines(text: &str) -> String {
        text.replace(". ", ".\n").replace(": ", ":\n").replace("t, ", "t,\n")
    }

    #[test]
    fn each_client_is_told_what_it_saw() {
        let (_, all) = all("");
        let said = |run: &SideRun| -> Vec<String> {
            let saw = |operation: &Operation| format!("{} → {}", request(operation), saw(&run.account, operation).1);
            run.account.operations().iter().map(saw).collect()
        };
        let check = |run: &SideRun, expect: Expect| expect.assert_eq(&said(run).join("\n"));
        check(
            &all.cp,
            expect![[r#"
            0 ms: c0 write x=1 → done · 22 ms
            50 ms: c0 write x=2 → done · 22 ms
            60 ms: c2 read x → ✗ refused · 52 ms
            120 ms: c0 write x=3 → done · 22 ms
            120 ms: c2 write x=4 → ✗ refused · 52 ms
            330 ms: c0 read x → 3 · 22 ms
            380 ms: c2 read x → 3 · 22 ms"#]],
        );
        check(
            &all.ap,
            expect![[r#"
            0 ms: c0 write x=1 → done · 2 ms
            50 ms: c0 write x=2 → done · 2 ms
            60 ms: c2 read x → 1, stale · 2 ms
            120 ms: c0 write x=3 → done, and lost · 2 ms
            120 ms: c2 write x=4 → done · 2 ms
            330 ms: c0 read x → 4 · 2 ms
            380 ms: c2 read x → 4 · 2 ms"#]],
        );
    }

    #[test]
    fn asking_for_both_ends_with_the_first_cut() {
        let check = |query: &str, expect: Expect| expect.assert_eq(&lines(&ca(&all(query).1.ca)));
        check(
            "do=0 write c0 x=1;20 read c1 x",
            expect![[r#"
            Nothing is cut,
            and both are kept:
            2 of 2 requests are answered, and none of the answers is wrong."#]],
        );
        check(
            "",
            expect![[r#"
            The network is cut,
            which leaves 3 requests without an answer:
            it is not available, and nobody chose that.
            What arrived on one side stays there:
            the replicas differ."#]],
        );
        check(
            "do=0 write c0 x=1;30 partition r0 c0 | r1 r2 c1;40 write c0 x=2;100 read c0 x;110 read c1 x;120 read c0 x",
            expect![[r#"
                The network is cut,
                and it loses both:
                1 request without an answer, and the answers do not fit one copy.
                What arrived on one side stays there:
                the replicas differ."#]],
        );
    }

    #[test]
    fn a_long_delay_is_refused_as_a_cut_is_unless_the_time_out_is_longer() {
        let check = |query: &str, expect: Expect| {
            let (config, all) = all(query);
            expect.assert_eq(&lines(&delay(&config, &all)));
        };
        check(
            "do=0 write c0 x=1",
            expect![[r#"
            CP answers 1 of 1.
            The slowest took 22 ms, and the time-out is 50 ms."#]],
        );
        check(
            "do=0 write c0 x=1&lat=20ms",
            expect![[r#"
            CP gives no answer to 1 of 1 request:
            its replicas waited 50 ms for a majority, as in a cut.
            AP answers 1 of 1."#]],
        );
        check(
            "do=0 write c0 x=1&lat=20ms&timeout=100ms",
            expect![[r#"
            CP answers 1 of 1.
            The slowest took 82 ms, and the time-out is 100 ms."#]],
        );
    }
}
