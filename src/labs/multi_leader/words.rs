//! The lab's labels and sentences.

use faultline_model::history::Operation;
use faultline_model::ids::OpId;
use faultline_model::protocols::multi_leader::{Conflicts, Topology};
use faultline_model::step::ms;
use faultline_model::tick::Tick;
use faultline_model::version::{Order, VersionVector};
use faultline_model::world::Routing;

use super::config::{Counts, MultiConfig, Story};
use super::run::{Lost, Run, Taken, Travel, far, writes_at};
use crate::experiment::account::{Account, Latencies};
use crate::experiment::conflicts::Conflict;
use crate::experiment::words::{self, span};

pub const TITLE: &str = "Several leaders";
pub const QUESTION: &str = "If several replicas take writes, who wins when two write the same thing?";

pub const STAGE: &str = "The data centres";
pub const SIZES: &str = "Data centres and leaders";
pub const SITES: &str = "Data centres, with a leader each";
pub const FOLLOWERS: &str = "Followers in each";
pub const BETWEEN: &str = "Between two of them, ms one way";
pub const STORY: &str = "Story";
pub const CONFLICTS: &str = "Conflicting writes";
pub const TOPOLOGY: &str = "Leaders send";
pub const ASK: &str = "Clients ask";

pub const WRITE: &str = "Write x";
pub const ADD_TEA: &str = "Add tea";
pub const ADD_JAM: &str = "Add jam";
pub const LIKE: &str = "Like";
pub const CALL_NOON: &str = "Call it “noon”";
pub const CALL_NIGHT: &str = "Call it “night”";

pub const NETWORK: &str = "Network";
pub const LATENCY: &str = "Each message between replicas takes";
pub const LATENCY_HINT: &str = "1ms, 2ms..8ms, exp 5ms; to another data centre so much longer as is set above";
pub const LOSS: &str = "Messages lost, in percent";
pub const DUPLICATION: &str = "Messages that arrive twice, in percent";

pub const CONFLICTS_PANEL: &str = "Conflicts";
pub const CONFLICTS_HINT: &str = "A version vector counts, for each leader, the writes that a value builds on. Neither \
    of two concurrent ones has all that the other has.";
pub const LOST: &str = "Writes lost to a later stamp";
pub const NOTHING_LOST: &str = "None.";

pub const FAR: &str = "Here or far away";
pub const FAR_HINT: &str = "The same requests, with a leader in each data centre and with one leader in the first, to \
    which the others forward. The closed form holds where nothing fails.";
pub const FAR_COLUMNS: [&str; 3] = ["Write, asked in", "A leader in each", "One leader"];
pub const EXACT: &str = "closed form";
pub const NO_ANSWER: &str = "Requests without an answer";
pub const LOST_WRITES: &str = "Acknowledged writes lost";
pub const N_CONFLICTS: &str = "Conflicts";

pub const TOPOLOGIES: &str = "Who sends to whom";
pub const TOPOLOGIES_HINT: &str = "The same requests under each. An update overtakes if it arrives before a write of \
    another leader that it builds on.";
pub const TOPOLOGY_COLUMNS: [&str; 5] = ["Leaders send", "Updates", "Passed on", "Overtook", "Converged"];
pub const TWO_ALIKE: &str = "Between two leaders there is one link, and all three are the same.";
pub const OVERTOOK: &str = "Updates that overtook";

pub const COMPARING: &str = "Comparing versions";
pub const COMPARING_HINT: &str = "Set how many writes of each leader A and B have.";
pub const COMPARED: [&str; 4] = ["Writes", "A", "is", "B"];
pub const VERSION_A: &str = "Version A that is compared";
pub const VERSION_B: &str = "Version B that is compared";
pub const BEFORE_B: &str = "before B";
pub const AFTER_B: &str = "after B";
pub const CONCURRENT_B: &str = "concurrent";

pub const GOAL_CONVERGED: &str = "Replicas agree in the end";
pub const GOAL_CONFLICTS: &str = "Conflicts";
pub const GOAL_REFUSED: &str = "Requests without an answer";
pub const GOAL_STEPS: &str = "Steps";
pub const GOAL_VALUES: &str = "Different values under one key, in the end";
pub const GOAL_WRITE_MS: &str = "Slowest write, in milliseconds";
pub const GOAL_WRITES: &str = "Writes";
pub const GOAL_WRITERS: &str = "Data centres whose clients write the same key";

/// A story, for the list.
pub fn story(story: Story) -> &'static str {
    match story {
        Story::Register => "a value",
        Story::Cart => "a shopping cart",
        Story::Likes => "likes",
        Story::Text => "a title",
    }
}

/// How a story's key is read: the button's text, and the key.
pub fn read(story: Story) -> (&'static str, &'static str) {
    match story {
        Story::Register => ("Read x", "x"),
        Story::Cart => ("Read the cart", "cart"),
        Story::Likes => ("Read the likes", "likes"),
        Story::Text => ("Read the title", "title"),
    }
}

/// What becomes of conflicting writes, for the list.
pub fn conflicts(conflicts: Conflicts) -> &'static str {
    match conflicts {
        Conflicts::LastWriteWins => "last write wins",
        Conflicts::Siblings => "siblings",
        Conflicts::Merge => "merge",
    }
}

/// Which leaders send to which, for the list.
pub fn topology(topology: Topology) -> &'static str {
    match topology {
        Topology::AllToAll => "all to all",
        Topology::Ring => "around a ring",
        Topology::Star => "in a star",
    }
}

/// Whom clients ask, for the list.
pub fn ask(routing: Routing) -> &'static str {
    match routing {
        Routing::Rotate => "all in turn",
        _ => "home if it is up",
    }
}

/// A data centre, counted from 1.
pub fn site(site: u8) -> String {
    format!("Data centre {}", site + 1)
}

/// The median and the slowest.
pub fn times(latencies: Option<Latencies>) -> String {
    match latencies {
        None => "none".to_owned(),
        Some(Latencies { median, slowest }) if median == slowest => span(median),
        Some(Latencies { median, slowest }) => format!("{}, slowest {}", span(median), span(slowest)),
    }
}

/// The vectors of two writes, and the answer of comparing them.
pub fn vectors(conflict: &Conflict, run: &Run) -> Option<String> {
    let vector = |op: OpId| run.taken(op).map(|taken| taken.version.vector());
    Some(compared(&vector(conflict.first)?, &vector(conflict.second)?))
}

fn compared(a: &VersionVector, b: &VersionVector) -> String {
    format!("{a} and {b}: {}", a.compare(b))
}

/// Why an acknowledged write is gone.
pub fn lost(lost: &Lost, operations: &[Operation]) -> String {
    let name = |taken: &Taken| {
        let operation = operations.get(taken.version.op.0 as usize);
        operation.map(|it| format!("{it}, stamped {}", taken.version.stamp)).unwrap_or_default()
    };
    let Lost { gone, kept } = lost;
    let mut sentence = format!("{}, gave way to {}.", name(gone), name(kept));
    if gone.at > kept.at {
        sentence += " That one was written earlier:";
        sentence += &clocks(&[gone, kept]);
    }
    sentence
}

/// Which clocks were off.
fn clocks(taken: &[&Taken]) -> String {
    let mut sentence = String::new();
    for taken in taken.iter().filter(|taken| taken.skew_us() != 0) {
        let (skew, leader) = (taken.skew_us(), taken.version.dot.replica);
        let side = if skew < 0 { "behind" } else { "ahead" };
        let comma = if sentence.is_empty() { "" } else { "," };
        sentence += &format!("{comma} the clock of r{leader} is {} {side}", span(Tick(skew.unsigned_abs())));
    }
    sentence + "."
}

/// What the answer of comparing A with B means.
pub fn order(order: Order) -> &'static str {
    match order {
        Order::Before => "A is before B: B has all that A has, and more. B replaces A.",
        Order::After => "A is after B: A has all that B has, and more. A replaces B.",
        Order::Equal => "A and B are equal: the same writes.",
        Order::Concurrent => "A and B are concurrent: each has a write that the other lacks. A conflict.",
    }
}

/// Whose writes a row counts.
pub fn of(leader: &str) -> String {
    format!("of {leader}")
}

/// What a vector's number counts.
pub fn writes_of(leader: &str) -> String {
    format!("writes of {leader}")
}

/// The name of a button that takes one away.
pub fn fewer(name: &str, leader: &str) -> String {
    format!("{name}: one write of {leader} less")
}

/// The name of a button that adds one.
pub fn more(name: &str, leader: &str) -> String {
    format!("{name}: one write of {leader} more")
}

/// What the plane of two leaders shows.
pub fn plane(config: &MultiConfig, order: Order) -> String {
    let (a, b) = config.compared;
    let vector = |counts: Counts| counts.vector(config.sites, 1 + config.followers);
    format!("A is {}, B is {}. {}", vector(a), vector(b), self::order(order))
}

/// A vector's number for a leader beside the other's: the sign between them.
pub fn sign(a: u8, b: u8) -> &'static str {
    match a.cmp(&b) {
        std::cmp::Ordering::Less => "<",
        std::cmp::Ordering::Equal => "=",
        std::cmp::Ordering::Greater => ">",
    }
}

/// How updates went under a topology, as cells.
pub fn travel(travel: &Travel) -> Vec<String> {
    let Travel { n_sent, n_passed_on, n_overtook, is_converged } = travel;
    let converged = if *is_converged { "yes" } else { "no" };
    vec![n_sent.to_string(), n_passed_on.to_string(), n_overtook.to_string(), converged.to_owned()]
}

/// The outcome as lines of text; what evidence is held against.
pub fn report(config: &MultiConfig, run: &Run) -> String {
    let (account, far) = (&run.account, &far(config));
    let mut lines = vec![
        format!("Data centres: {}, followers in each: {}", config.sites, config.followers),
        format!("Leaders send: {}", topology(config.topology)),
        format!("Conflicting writes: {}", conflicts(config.conflicts)),
        format!("Between data centres: {}", span(config.between)),
    ];
    lines.extend(words::outcome(&account.experiment));
    lines.push(format!("{NO_ANSWER}: {}", account.n_refused()));
    lines.push(format!("Conflicts: {}", account.conflicts.len()));
    for conflict in account.conflicts.iter() {
        lines.push(words::conflict(conflict, account.operations()));
        lines.extend(vectors(conflict, run).map(|vectors| format!("Versions: {vectors}")));
    }
    lines.push(format!("{LOST}: {}", run.losses.len()));
    lines.extend(run.lost().iter().map(|it| lost(it, account.operations())));
    for at in 0..config.sites {
        let of = |account: &Account| times(writes_at(account, config, at));
        lines.push(format!("{}, write: {}; with one leader: {}", site(at), of(account), of(far)));
    }
    lines.push(format!("With one leader, {NO_ANSWER}: {}", far.n_refused()));
    lines.push(format!("Updates between leaders: {}, passed on: {}", run.travel.n_sent, run.travel.n_passed_on));
    lines.push(format!("{OVERTOOK}: {}", run.travel.n_overtook));
    let (a, b) = config.compared;
    let vector = |counts: Counts| counts.vector(config.sites, 1 + config.followers);
    lines.push(format!("A and B: {}", compared(&vector(a), &vector(b))));
    lines.extend(words::log(&account.experiment));
    lines.join("\n")
}

/// The time of a closed form.
pub fn exact(time: Tick) -> String {
    format!("{EXACT} {} ms", ms(time))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Config;
    use expect_test::{Expect, expect};

    fn run(query: &str) -> (MultiConfig, Run) {
        let config = MultiConfig::from_query(&crate::link::from_readable(query)).0;
        let run = Run::of(&config);
        (config, run)
    }

    #[test]
    fn a_write_that_is_lost_is_told_with_its_stamp_and_the_clock_that_was_off() {
        let check = |query: &str, expect: Expect| {
            let (_, run) = run(query);
            let said: Vec<String> = run.lost().iter().map(|it| lost(it, run.account.operations())).collect();
            expect.assert_eq(&said.join("\n").replace(". ", ".\n"));
        };
        check("", expect!["c0 write x=2, stamped 201@r0, gave way to c1 write x=3, stamped 202@r2."]);
        check(
            "do=0 skew r0 5;0 skew r2 -5;10 write c0 x=1;15 write c1 x=2",
            expect![[r#"
            c1 write x=2, stamped 11@r2, gave way to c0 write x=1, stamped 16@r0.
            That one was written earlier: the clock of r2 is 5 ms behind, the clock of r0 is 5 ms ahead."#]],
        );
        check("conflicts=siblings", expect![[""]]);
    }

    #[test]
    fn the_vectors_of_a_conflict_are_told_with_the_answer() {
        let check = |query: &str, expect: Expect| {
            let (_, run) = run(query);
            let said = run.account.conflicts.iter().filter_map(|conflict| vectors(conflict, &run));
            expect.assert_eq(&said.collect::<Vec<_>>().join("\n"));
        };
        check("", expect!["[r0:2] and [r0:1 r2:1]: concurrent"]);
        check(
            "sites=3&do=0 write c0 x=1;1 write c1 x=2;2 write c2 x=3",
            expect![[r#"
            [r0:1] and [r2:1]: concurrent
            [r0:1] and [r4:1]: concurrent
            [r2:1] and [r4:1]: concurrent"#]],
        );
        check("do=0 write c0 x=1;100 write c1 x=2", expect![[""]]);
    }

    #[test]
    fn the_four_answers_are_drawn_and_said() {
        let check = |query: &str, expect: Expect| {
            let config = MultiConfig::from_query(query).0;
            let (a, b) = config.compared;
            let order = a.vector(2, 2).compare(&b.vector(2, 2));
            expect.assert_eq(&plane(&config, order).replace(". ", ".\n"));
        };
        check(
            "",
            expect![[r#"
            A is [r0:2 r2:1], B is [r0:1 r2:2].
            A and B are concurrent: each has a write that the other lacks.
            A conflict."#]],
        );
        check(
            "a=1.1&b=1.2",
            expect![[r#"
            A is [r0:1 r2:1], B is [r0:1 r2:2].
            A is before B: B has all that A has, and more.
            B replaces A."#]],
        );
        check(
            "a=3.2&b=1.2",
            expect![[r#"
            A is [r0:3 r2:2], B is [r0:1 r2:2].
            A is after B: A has all that B has, and more.
            A replaces B."#]],
        );
        check(
            "a=1.2&b=1.2",
            expect![[r#"
            A is [r0:1 r2:2], B is [r0:1 r2:2].
            A and B are equal: the same writes."#]],
        );
    }

    #[test]
    fn times_are_told_with_the_slowest_where_it_differs() {
        let of = |median, slowest| times(Some(Latencies { median: Tick(median), slowest: Tick(slowest) }));
        assert_eq!([of(2_000, 2_000), of(2_000, 102_500), times(None)], ["2 ms", "2 ms, slowest 102.5 ms", "none"]);
    }
}
