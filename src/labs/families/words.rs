//! The lab's labels and sentences.

use faultline_model::maths::throughput::{speedup, speedup_limit};
use faultline_model::protocols::versions::Conflicts;
use faultline_model::reign::{reigns, without_leader};
use faultline_model::trace::Told;

use super::config::FamiliesConfig;
use super::run::{FAMILIES, Family, MEASURES, Measure, Run, count};
use crate::experiment::account::Account;
use crate::experiment::words::{self, converged, median, slowest, span};
use crate::ui::number::fixed;

pub const TITLE: &str = "Three families of replication";
pub const QUESTION: &str = "One leader, several, or none: which do you choose, and what do you give up?";

pub const STAGE: &str = "The same traffic under each family";
pub const FORK_HINT: &str = "Three data centres, a replica and a client in each. What you do happens at the playhead, \
    to all three alike. Later faults go, later requests stay.";
pub const LEGEND: &str = "What the shapes mean";
pub const WRITE_X: &str = "Write x";
pub const READ_X: &str = "Read x";
pub const ADD_TEA: &str = "Add tea to the cart";

pub const COMPARED: &str = "What it comes to";
pub const COMPARED_HINT: &str = "Counted from the three runs above. A write is lost if its client was told “done” and \
    neither it nor anything that replaced it is anywhere in the end.";
pub const MEASURE: &str = "Measure";

pub const SETTINGS: &str = "Settings";
pub const BETWEEN: &str = "From one data centre to another, one way";
pub const LATENCY: &str = "Besides, each message takes";
pub const LATENCY_HINT: &str = "1ms, 1ms..4ms, exp 2ms, lnkd-ssd";
pub const ACKS: &str = "One leader: followers that must hold a write";
pub const FAILOVER: &str = "One leader: failover";
pub const READ_QUORUM: &str = "No leader: R, answers a read waits for";
pub const WRITE_QUORUM: &str = "No leader: W, answers a write waits for";
pub const CONFLICTS: &str = "Several and none: writes that conflict";

pub const WHY: &str = "Why replicate at all";
pub const WHY_COLUMNS: [&str; 3] = ["Wish", "What a copy brings", "In this run, or by formula"];
pub const THROUGHPUT: &str = "More replicas, more reads";
pub const WRITES: &str = "Writes among all operations, in percent";
pub const CLOSER: &str = "A closer look";
pub const CLOSER_HINT: &str =
    "Each family has a lab of its own, with its settings, and every message drawn through time:";
pub const REPLICAS: &str = "Replicas";
pub const THROUGHPUT_TABLE: &str = "Operations, as a multiple of one replica’s";
pub const WHOLE: &str = "Replicated: each holds everything";
pub const SHARDED: &str = "Sharded: each holds its part";
pub const THROUGHPUT_HINT: &str = "Each replica carries out every write and its share of the reads, all at the same \
    cost: 1 ÷ (w + (1 − w)/n). It is Amdahl’s law with the writes as the part that cannot be divided, for one leader, \
    several or none alike. Only dividing the data divides the writes.";

pub const PEERS: &str = "A primary with replicas, or peers";
pub const PEER_COLUMNS: [&str; 4] =
    ["What counts", "One leader (primary and replicas)", "Several leaders", "No leader (peers)"];
pub const PEER_ROWS: [[&str; 4]; 6] = [
    ["Who takes writes", "the leader", "one leader a data centre", "any replica, for a quorum"],
    ["Order of writes", "the leader’s log: one for all", "none between data centres", "none"],
    [
        "If one crashes",
        "a follower: nothing; the leader: failover",
        "its clients go to another",
        "nothing, while a quorum is up",
    ],
    ["Conflicting writes", "only where two lead at once", "whenever two write the same", "whenever two write the same"],
    ["A write waits for", "the leader’s data centre", "its own data centre", "the W-th fastest replica"],
    ["Known examples", "PostgreSQL, MySQL, MongoDB", "CouchDB, PostgreSQL with BDR", "Cassandra, Riak"],
];

/// The name of a family.
pub fn family(family: Family) -> &'static str {
    match family {
        Family::SingleLeader => "One leader",
        Family::MultiLeader => "Several leaders",
        Family::Leaderless => "No leader",
    }
}

/// How a family serves its requests.
pub fn protocol(config: &FamiliesConfig, family: Family) -> String {
    let FamiliesConfig { acks, r, w, .. } = config;
    match family {
        Family::SingleLeader => {
            let held = match acks {
                0 => "and answers alone".to_owned(),
                1 => "and one follower holds each".to_owned(),
                n => format!("and {n} followers hold each"),
            };
            format!("r0 takes all writes {held}; any replica reads")
        }
        Family::MultiLeader => "each replica leads at its data centre and tells the others later".to_owned(),
        Family::Leaderless => format!("any replica asks all three: R={r}, W={w}"),
    }
}

/// What a measure is called.
pub fn measure(measure: Measure) -> &'static str {
    match measure {
        Measure::Refused => "Requests without an answer",
        Measure::Downtime => "Time without a leader",
        Measure::Lost => "Acknowledged writes lost",
        Measure::StaleReads => "Stale reads",
        Measure::Conflicts => "Conflicting writes",
        Measure::Median => "Median answer",
        Measure::Slowest => "Slowest answer",
        Measure::Converged => "Converged in the end",
    }
}

/// What a measure comes to under a family.
pub fn value(side: &Account, measure: Measure) -> String {
    match (measure, count(side, measure)) {
        (_, Some(count)) => count.to_string(),
        (Measure::Median, _) => median(side),
        (Measure::Slowest, _) => slowest(side),
        (Measure::Downtime, _) => downtime(&*side.experiment.told),
        _ => converged(side).to_owned(),
    }
}

/// How long nobody led; without leaders nobody has to.
fn downtime(told: &dyn Told) -> String {
    if reigns(told).is_empty() { "nobody leads".to_owned() } else { span(without_leader(told)) }
}

/// What a run came to, on a line.
pub fn score(side: &Account) -> String {
    let count = |measure| count(side, measure).unwrap_or_default();
    format!(
        "Median {} · {} unanswered · {} lost · {} stale",
        median(side),
        count(Measure::Refused),
        count(Measure::Lost),
        count(Measure::StaleReads)
    )
}

/// What becomes of conflicting writes, for the list.
pub fn conflicts(conflicts: Conflicts) -> &'static str {
    match conflicts {
        Conflicts::LastWriteWins => "the last one wins",
        Conflicts::Siblings => "both stay, as siblings",
        Conflicts::Merge => "they are merged",
    }
}

/// What a switch says.
pub fn switch(is_on: bool) -> &'static str {
    if is_on { "on" } else { "off" }
}

/// Why anybody replicates: the wish, what a copy brings, and the proof.
pub fn why(config: &FamiliesConfig, run: &Run) -> [[String; 3]; 3] {
    let near =
        format!("several leaders {}, one leader {} (median answer)", median(&run.sides[1]), median(&run.sides[0]));
    let survive = format!(
        "without an answer: {}",
        FAMILIES
            .iter()
            .zip(&run.sides)
            .map(|(of, side)| format!("{} {}", family(*of).to_ascii_lowercase(), side.n_refused()))
            .collect::<Vec<_>>()
            .join(", ")
    );
    let reads = format!("3 replicas do {} times as much, however many at most {}", times(config, 3), limit(config));
    [
        ["Near its users".to_owned(), "somebody close by answers".to_owned(), near],
        ["Survives failures".to_owned(), "another one answers".to_owned(), survive],
        ["More reads".to_owned(), "reads are divided, writes are not".to_owned(), reads],
    ]
}

/// How many times what one replica manages so many do.
pub fn times(config: &FamiliesConfig, n: u32) -> String {
    fixed(speedup(n, config.writes), 2)
}

/// What no number of replicas exceeds.
pub fn limit(config: &FamiliesConfig) -> String {
    speedup_limit(config.writes).map_or_else(|| "as many as there are".to_owned(), |limit| fixed(limit, 2))
}

/// What the throughput comes to, in a sentence.
pub fn throughput(config: &FamiliesConfig) -> String {
    let bound = match speedup_limit(config.writes) {
        Some(limit) => format!("and no number of replicas more than {} times", fixed(limit, 2)),
        None => "and each further one adds as much".to_owned(),
    };
    format!(
        "With {} % writes, 3 replicas manage {} times what one does, 10 manage {} times, {bound}.",
        config.writes,
        times(config, 3),
        times(config, 10)
    )
}

/// The outcome as lines of text; what evidence is held against. Each family's lines begin with its name.
pub fn report(config: &FamiliesConfig, run: &Run) -> String {
    let mut lines = vec![
        format!("Between data centres: {}", span(config.between)),
        format!("Throughput of 3 replicas: {}", times(config, 3)),
        format!("Throughput of 10 replicas: {}", times(config, 10)),
        format!("Throughput at most: {}", limit(config)),
    ];
    for (of, side) in FAMILIES.into_iter().zip(&run.sides) {
        let mut told = vec![protocol(config, of)];
        told.extend(MEASURES.map(|of| format!("{}: {}", measure(of), value(side, of))));
        told.extend(side.conflicts.iter().map(|conflict| words::conflict(conflict, side.operations())));
        told.extend(words::outcome(&side.experiment));
        told.extend(words::log(&side.experiment));
        lines.extend(told.into_iter().map(|line| format!("{}: {line}", family(of))));
    }
    // Authors write plain spaces.
    lines.join("\n").replace('\u{a0}', " ")
}

// What the conditions of challenges ask.

pub fn goal(of: Family, by: Measure, is_max: bool, limit: usize, now: usize) -> String {
    let relation = if is_max { words::AT_MOST } else { words::AT_LEAST };
    words::goal(
        &format!("{}, {}", family(of), measure(by).to_ascii_lowercase()),
        relation,
        &limit.to_string(),
        &now.to_string(),
    )
}

pub fn goal_between(least: &str) -> String {
    format!("Data centres at least {least} apart, one way")
}

pub fn goal_writes(least: usize, now: usize) -> String {
    words::goal("Writes", words::AT_LEAST, &least.to_string(), &now.to_string())
}
