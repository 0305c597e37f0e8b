//! The lab's labels and sentences.

use faultline_model::protocols::single_leader::{Apply, Reads};
use faultline_model::world::Routing;

use super::config::LeaderConfig;
use super::logs::{Cell, Stage};
use super::run::{Cost, Variant, compared, exact_write};
use crate::experiment::account::Latencies;
use crate::experiment::{Experiment, words};

pub const TITLE: &str = "Single leader";
pub const QUESTION: &str = "What may an acknowledgement promise, if the leader can crash?";

pub const STAGE: &str = "The cluster";
pub const WRITE: &str = "Write x";
pub const READ: &str = "Read x";

pub const SIZES: &str = "Leader and followers";
pub const FOLLOWERS_LABEL: &str = "Followers";
pub const ACKS_LABEL: &str = "Followers that must hold a write";

pub const READING: &str = "Reading while followers lag";
pub const READS_LABEL: &str = "A read is answered by";
pub const ASK_LABEL: &str = "A client asks";
pub const LAG_LABEL: &str = "Lag: a follower shows an entry so long after it has it";
pub const LAG_HINT: &str = "10ms, 5ms..40ms (even), exp 10ms (exponential)";
pub const APPLY_LABEL: &str = "A follower applies";

pub const REPLACING: &str = "Replacing the leader";
pub const FAILOVER_LABEL: &str = "Failover";
pub const PING_LABEL: &str = "A follower pings the leader every";
pub const TIMEOUT_LABEL: &str = "Time-out: suspects it without an answer for";
pub const MAJORITY_LABEL: &str = "An election needs";
pub const FENCING_LABEL: &str = "An old leader that is back";
pub const STANDBY_LABEL: &str = "Standby: who is chosen serves after";
pub const STANDBY_HINT: &str = "hot (at once), or how long a cold one starts up, such as 60ms";
pub const SERVICE_LABEL: &str = "A write keeps the leader busy for";

pub const NETWORK: &str = "The network";
pub const LATENCY_LABEL: &str = "A message takes";
pub const LOSS_LABEL: &str = "Messages lost, in percent";
pub const DUPLICATION_LABEL: &str = "Messages doubled, in percent";

pub const LOGS: &str = "The logs";
pub const INDEX: &str = "Entry";
pub const NO_ENTRY: &str = "No replica holds anything yet.";
pub const LOGS_HINT: &str = "At the playhead. Stored: held and not shown to readers yet. Told: its client was told \
    that it is done.";

pub const WHAT_STANDS: &str = "What an entry holds, statements, rows or bytes, has a lab of its own: ";
pub const REPLICATION_LOG: &str = "the replication log";

pub const COSTS: &str = "Failover, counted";
pub const COST_COLUMNS: [&str; 6] =
    ["The same steps", "Without a leader", "Failovers", "Writes lost", "Writes refused", "Median write"];
pub const COSTS_HINT: &str = "Lost: acknowledged and gone. Refused: no answer in 100 ms. All of these are \
    active-passive. Active-active is never without a leader while one is up, and may lose writes to conflicts.";
pub const ACTIVE_ACTIVE: &str = "The same steps with several leaders, and with none";
pub const NONE: &str = "none";

pub fn reads(reads: Reads) -> &'static str {
    match reads {
        Reads::Any => "whoever is asked",
        Reads::Leader => "the leader",
        Reads::OwnFromLeader => "the leader, for what the client has written",
        Reads::WaitForVersion => "whoever is asked, once it has what the client saw",
    }
}

pub fn ask(ask: Routing) -> &'static str {
    match ask {
        Routing::Own => "its own replica",
        Routing::Sticky => "its own replica, until that fails",
        Routing::Rotate => "one replica after the other",
    }
}

pub fn apply(apply: Apply) -> &'static str {
    match apply {
        Apply::InOrder => "in the order of the log",
        Apply::PerKey => "in order for each key alone",
    }
}

pub fn failover(is_on: bool) -> &'static str {
    if is_on { "the followers choose another leader" } else { "none: r0 leads for ever" }
}

pub fn majority(is_on: bool) -> &'static str {
    if is_on { "a majority of all replicas" } else { "nobody but whom one can reach" }
}

pub fn fencing(is_on: bool) -> &'static str {
    if is_on { "is refused by its term, and steps down" } else { "goes on leading (no fencing)" }
}

/// What an acknowledgement says.
pub fn acknowledged(config: &LeaderConfig) -> String {
    let (acks, n) = (config.acks, config.followers);
    let (name, promise) = match acks {
        0 => ("Asynchronous", "the leader has it".to_owned()),
        acks if acks == n => ("Synchronous to all", format!("the leader and {} have it", followers(n))),
        acks => ("Semi-synchronous", format!("the leader and {acks} of {n} followers have it")),
    };
    let takes = exact_write(config).map(|span| format!(", after {} if nothing delays it", words::span(span)));
    format!("{name}: “done” means that {promise}{}.", takes.unwrap_or_default())
}

fn followers(n: u8) -> String {
    if n == 1 { "its follower".to_owned() } else { format!("all {n} followers") }
}

/// How an entry stands: `term 1, stored, told`.
pub fn entry(cell: &Cell) -> String {
    let stage = match cell.stage {
        Stage::Applied => "applied",
        Stage::Held => "stored",
        Stage::Discarded => "✗ discarded",
    };
    let told = if cell.is_told { ", ✓ told" } else { "" };
    format!("term {}, {stage}{told}", cell.term)
}

pub fn variant(variant: Variant) -> &'static str {
    match variant {
        Variant::AsSet => "as set",
        Variant::Hot => "hot standby",
        Variant::Cold => "cold standby (60 ms)",
        Variant::Asynchronous => "asynchronous",
        Variant::OneFollower => "one follower synchronous",
        Variant::NoFailover => "no failover",
    }
}

/// The median time to an answer.
pub fn median(latencies: Option<Latencies>) -> String {
    latencies.map_or(NONE.to_owned(), |latencies| words::span(latencies.median))
}

/// The outcome as lines of text; what evidence is held against.
pub fn report(config: &LeaderConfig, experiment: &Experiment) -> String {
    let own = Cost::of(experiment, experiment.told.end());
    let mut lines =
        vec![format!("Followers: {}, acknowledging {}", config.followers, config.acks), acknowledged(config)];
    lines.extend(words::outcome(experiment));
    lines.push(format!("Failovers: {}", own.n_failovers));
    lines.push(format!("Without a leader: {}", words::span(own.without_leader)));
    lines.push(format!("Writes refused: {}", own.n_writes_refused));
    lines.push(format!("Median write: {}", median(own.writes)));
    lines.push("The same steps:".to_owned());
    lines.extend(compared(config, experiment).into_iter().map(|(of, cost)| cost_line(of, &cost)));
    lines.extend(words::log(experiment));
    lines.join("\n")
}

fn cost_line(of: Variant, cost: &Cost) -> String {
    let Cost { n_failovers, n_writes_lost, n_writes_refused, .. } = cost;
    format!(
        "  {}: without a leader {}, failovers {n_failovers}, writes lost {n_writes_lost}, refused {n_writes_refused}, \
         median write {}",
        variant(of),
        words::span(cost.without_leader),
        median(cost.writes)
    )
}

// What the conditions of challenges ask.

pub const GOAL_NOT_LEADER: &str = "Reads do not all go to the leader";
pub const GOAL_CRASHES: &str = "Crashes of a leader";
pub const GOAL_WRITES: &str = "Writes";
pub const GOAL_READS: &str = "Reads";
pub const GOAL_FAILOVERS: &str = "Failovers";
pub const GOAL_REFUSED: &str = "Writes refused";
pub const GOAL_WITHOUT: &str = "Without a leader, in ms";
pub const GOAL_WRITE_MS: &str = "Median write, in ms";
pub const GOAL_READ_MS: &str = "Slowest read, in ms";
