//! The lab's labels and sentences.

use faultline_model::maths::placement::Closed;
use faultline_model::placement::hash;
use faultline_model::placement::rebalance::{Change, Cost, Load, Meanwhile, Stage, State, write_changes};
use faultline_model::tick::Tick;

use super::config::{Kind, RebalancingConfig};
use super::overload::Both;
use super::picture::Drawn;
use super::run::{self, CLIENTS, Run, Side};
use crate::ui::number::{fixed, grouped};

pub const TITLE: &str = "Rebalancing and the ring";
pub const QUESTION: &str =
    "When a node joins, leaves or fails, how much data has to move, and how evenly does it lie then?";

pub const STAGE: &str = "What moves";
pub const SETTINGS: &str = "Settings";
pub const SCHEME: &str = "Scheme that is drawn";
pub const NODES: &str = "Nodes at first";
pub const VNODES: &str = "Vnodes (tokens) of a node";
pub const PER_NODE: &str = "Shards of a node";
pub const SHARDS: &str = "Shards in all";
pub const SPLIT: &str = "A shard is split above, in GB";
pub const SPLIT_HINT: &str = "HBase: 10 GB. Two neighbours that have at most half of that together are merged.";
pub const KEYS: &str = "Keys";
pub const KEYS_TEXT: &str = "Keys, to the number";
pub const GB: &str = "All data, in GB";
pub const MBS: &str = "What a node sends or receives, in MB/s";
pub const MBS_HINT: &str = "Each way at once. The busiest link decides how long a change takes.";
pub const WEIGHTS: &str = "More powerful nodes";
pub const WEIGHTS_HINT: &str = "n0=2 n3=4: n0 is to hold twice as much as others, n3 four times. 1 to 8.";
pub const SEED: &str = "Seed";
pub const NEW_SEED: &str = "New seed";
pub const MORE: &str = "Data, bandwidth, weights, seed";

pub const DEEDS: &str = "Change the cluster";
pub const ADD: &str = "Add a node";
pub const NODE: &str = "Node";
pub const REMOVE: &str = "Remove it";
pub const FAIL: &str = "Let it fail";
pub const GROW: &str = "Double the data";
pub const RESET: &str = "Start over";
pub const CHANGES: &str = "The changes as text";
pub const CHANGES_HINT: &str = "add; add 3; add weight 2; remove n2; fail n0; grow 1.5; shrink 2";
pub const KEY: &str = "Where is the key";
pub const CHANGES_LIST: &str = "The changes, one of which is drawn";

pub const COMPARED: &str = "All schemes, the same keys, the same change";
pub const MOVED: &str = "Keys that move";
pub const FULLEST: &str = "Fullest";
pub const TIME: &str = "Takes";
pub const BAR_HINT: &str =
    "The mark on each bar is what must move to give every node its fair share. Fullest: × that share.";

pub const DOING: &str = "Placing the keys …";
pub const STOPPED: &str = "Stopped. What is shown belongs to the settings before.";
pub const STOP: &str = "Stop";
pub const GO_ON: &str = "Go on";

pub const FIGURES: &str = "Measured beside the closed forms";
pub const FIGURES_HEAD: [&str; 7] = [
    "Scheme",
    "Keys that move",
    "Closed form",
    "Between nodes that stay",
    "Coefficient of variation",
    "Closed form",
    "A look-up needs",
];
pub const CLIENTS_TITLE: &str = "“The same client always goes to the same server”";
pub const CLIENTS_HEAD: [&str; 3] = ["Client", "Hash mod N", "Consistent hashing"];
pub const FLOWS: &str = "Who sends to whom";
pub const FLOWS_HEAD: [&str; 3] = ["From", "To", "Keys"];
pub const LOADS: &str = "Every node before and after";
pub const LOADS_HEAD: [&str; 5] = ["Node", "Keys before", "Keys after", "Sends", "Receives"];
/// The nodes that are listed.
pub const LOADS_MAX: usize = 32;
pub const NOTHING_CHANGES: &str = "Nothing changes: add a node.";
pub const NONE: &str = "–";
pub const BACKUP: &str = "a back-up";
pub const SCHEME_COLUMN: &str = "Scheme";
pub const FIGURES_HINT: &str = "A closed form tells the mean over all tokens and keys, one cluster is one draw. Of hash mod N, ⌊S/N⌋ shards and what never moves it is exact. Ring: √((N − 1)/(NV + 1)); keys one by one: √((N − 1)/keys).";

pub const SAMPLING: &str = "Sampled over 40 seeds once the settings rest; nothing to sample without a change.";
pub const MOVED_CURVE: &str = "One node more: how much moves";
pub const MOVED_CURVE_SAID: &str = "The share of keys that moves when one more node joins, by the number of nodes before: towards all of them by hash mod N, towards none on a ring.";
pub const MOVED_X: &str = "Nodes before";
pub const MOVED_Y: &str = "Keys that move, %";
pub const MOD_SAMPLED: &str = "Hash mod N, sampled";
pub const MOD_CLOSED: &str = "N/(N + 1)";
pub const RING_SAMPLED: &str = "Ring, sampled";
pub const RING_CLOSED: &str = "1/(N + 1)";
pub const CURVE_HINT: &str =
    "Sampled: 40 clusters that differ in their tokens and keys; the band is the 95 % interval of their mean.";
pub const EVEN_CURVE: &str = "How even a ring is";
pub const EVEN_X: &str = "Vnodes of a node";
pub const EVEN_Y: &str = "Coefficient of variation";
pub const EVEN_SAMPLED: &str = "Sampled, with 10,000 keys";
pub const EVEN_CLOSED: &str = "√((N − 1)/(NV + 1)), and the keys’ own";
pub const TOKENS: &str = "One token a node, or many";
pub const TOKENS_HEAD: [&str; 5] =
    ["Tokens a node", "Keys that move", "Fullest node", "Coefficient of variation", "Who sends to whom"];
pub const TOKENS_HINT: &str = "As published in 1997 a node has one token. Then chance deals out the arcs, a node that joins relieves one other, and one that fails falls on one other: that is why databases that speak of consistent hashing give each node many tokens, or a table of shards.";

/// What the curve of evenness shows.
pub fn even_said(n_nodes: u16, first: f64) -> String {
    format!(
        "The coefficient of variation of the loads of {n_nodes} nodes on a ring, by their virtual nodes: {} with one, and \
         falling with the root of their number.",
        fixed(first, 3)
    )
}

/// What stands below it.
pub fn even_hint(n_nodes: u16, largest: f64) -> String {
    format!(
        "{n_nodes} nodes. With one token each the largest has {} times its fair share on average: \
         1 + 1/2 + … + 1/{n_nodes}.",
        fixed(largest, 2)
    )
}

/// How many pairs of nodes a change has.
pub fn partners(stage: &Stage) -> String {
    let count = |of: fn(&Load) -> u32| stage.loads.iter().filter(|load| of(load) > 0).count();
    let (from, to) = (count(|load| load.n_sent), count(|load| load.n_received));
    match stage.n_flows {
        0 => "nobody".to_owned(),
        _ => format!("{from} to {to}"),
    }
}

/// What a scheme is called.
pub fn scheme(kind: Kind) -> &'static str {
    match kind {
        Kind::ModN => "Hash mod N",
        Kind::Fixed => "Fixed number of shards",
        Kind::Dynamic => "Dynamic shards",
        Kind::PerNode => "Shards per node",
        Kind::Ring => "Consistent hashing",
        Kind::Rendezvous => "Rendezvous hashing",
        Kind::Jump => "Jump hashing",
    }
}

/// The same, where there is little room.
pub fn scheme_short(kind: Kind) -> &'static str {
    match kind {
        Kind::Fixed => "Fixed shards",
        Kind::Ring => "Ring",
        Kind::Rendezvous => "Rendezvous",
        kind => scheme(kind),
    }
}

/// Why a scheme has no setting of its own.
pub fn no_setting(kind: Kind) -> &'static str {
    match kind {
        Kind::ModN => "The node is the hash’s remainder: nothing to set, nothing to know but N.",
        Kind::Rendezvous => {
            "Every node scores the key, the highest score wins: nothing to set, one score for each node."
        }
        _ => "The slot comes from the hash alone: nothing to set, and only the last node can leave.",
    }
}

/// Millionths as a percentage with so many decimals; what is not nothing never looks like it.
pub fn percent(ppm: u32, decimals: u32) -> String {
    let exact = f64::from(ppm) / 10_000.0;
    let decimals = if ppm > 0 && ppm < 1_000 { decimals.max(3) } else { decimals };
    format!("{}\u{a0}%", fixed(exact, decimals))
}

/// A share in millionths.
pub fn ppm(share: f64) -> u32 {
    (share * 1e6 + 0.5) as u32
}

/// Data as people say it.
pub fn bytes(bytes: u64) -> String {
    let units = [(1_000_000_000_000, "TB"), (1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")];
    match units.into_iter().find(|(unit, _)| bytes >= *unit) {
        Some((unit, name)) => format!("{}\u{a0}{name}", fixed(bytes as f64 / unit as f64, 1)),
        None => format!("{bytes}\u{a0}B"),
    }
}

/// Thousandths as a factor.
pub fn times(permille: u32) -> String {
    format!("{}\u{a0}×", fixed(f64::from(permille) / 1_000.0, 2))
}

/// A coefficient of variation from millionths.
pub fn cv(ppm: u32) -> String {
    fixed(f64::from(ppm) / 1_000_000.0, 3)
}

/// The share of keys that a scheme moves, or that it cannot do the change.
pub fn moved_short(side: &Side, at: usize) -> String {
    match (side.stage(at), &side.outcome) {
        (Some((_, stage, _)), _) => percent(stage.moved_ppm(), 1),
        (None, Err(_)) => "cannot".to_owned(),
        (None, Ok(_)) => NONE.to_owned(),
    }
}

pub fn fullest_short(side: &Side, at: usize) -> String {
    side.stage(at).map_or_else(|| NONE.to_owned(), |(_, _, after)| times(after.evenness.max_permille))
}

pub fn time_short(side: &Side, at: usize) -> String {
    side.stage(at).map_or_else(|| NONE.to_owned(), |(_, stage, _)| brief(stage.duration))
}

/// A duration to two units.
fn brief(span: Tick) -> String {
    let units = [(Tick::DAY, "d"), (Tick::HOUR, "h"), (Tick::MINUTE, "min"), (Tick::SECOND, "s")];
    match units.iter().position(|(unit, _)| span >= *unit) {
        None => span.to_string(),
        Some(3) => format!("{} s", fixed(span.0 as f64 / 1e6, 1)),
        Some(at) => {
            let ((large, name), (small, rest)) = (units[at], units[at + 1]);
            // Rounded to the smaller unit, so that no sixty of it are left.
            let n = (span.0 + small.0 / 2) / small.0;
            let each = large.0 / small.0;
            format!("{} {name} {} {rest}", n / each, n % each)
        }
    }
}

/// The share of keys that moves between nodes that were there before and stay.
pub fn between_old(side: &Side, at: usize) -> String {
    let share = |stage: &Stage| u64::from(stage.n_between_old) * 1_000_000 / u64::from(stage.n_kept.max(1));
    side.stage(at).map_or_else(|| NONE.to_owned(), |(_, stage, _)| percent(share(stage) as u32, 1))
}

/// What is drawn, in a sentence.
pub fn drawn(drawn: Drawn) -> String {
    match drawn {
        Drawn::Arcs => {
            "Inner ring before, outer after; what lies between them marked moves. Dots are keys: each belongs \
                        to the next token clockwise."
                .to_owned()
        }
        Drawn::Parts { n, of } => format!(
            "Inner ring before, outer after. {} tokens are too many to draw: each of {n} parts shows who owns most of it, \
             and pieces too thin for that are left out.",
            grouped(of.into())
        ),
        Drawn::Shards => {
            "A cell is a shard, in the row of the node that has it now. Framed ones moved; their look and number are \
             those of the node they came from."
                .to_owned()
        }
        Drawn::SomeShards { n, of } => format!(
            "A cell is one of {n} of the {} shards, in the row of the node that has it now. Framed ones moved; their look \
             and number are those of the node they came from.",
            grouped(of.into())
        ),
        Drawn::Keys { n, of } => format!(
            "A cell is a key, the first {n} of {}, in the row of the node that has it now. Framed ones moved; their look \
             and number are those of the node they came from.",
            grouped(of.into())
        ),
    }
}

/// What stands in the middle of the ring: the share that moves, and what it is compared with.
pub fn middle(side: &Side, at: usize) -> Vec<String> {
    let Some((before, _, after)) = side.stage(at) else { return Vec::new() };
    let least = percent(run::least_ppm(before, after), 1);
    vec![moved_short(side, at), "of the keys move".to_owned(), format!("for an even spread {least}")]
}

/// A change as a heading: `2. fail n3`.
pub fn nth(at: usize, change: Change) -> String {
    format!("{}. {change}", at + 1)
}

/// What a change does and what it costs under the scheme that is drawn: the figure, and what else is to be said.
pub fn outcome(side: &Side, at: usize) -> [String; 2] {
    match (side.stage(at), &side.outcome) {
        (Some((before, stage, after)), _) => {
            let (moved, all) = (percent(stage.moved_ppm(), 1), grouped(stage.n_kept.into()));
            let figure = format!("{}: {moved} of {all} keys move.", happens(stage.change));
            let least = match run::least_ppm(before, after) {
                0 => String::new(),
                least => format!("For an even spread {} would have to. ", percent(least, 1)),
            };
            [figure, least + &meanwhile(stage.meanwhile)]
        }
        (None, Err(fault)) => [format!("{} cannot do this: {fault}.", scheme(side.kind)), String::new()],
        (None, Ok(_)) => [NOTHING_CHANGES.to_owned(), String::new()],
    }
}

fn happens(change: Change) -> String {
    let factor = |tenths: u32| fixed(f64::from(tenths) / 10.0, u32::from(!tenths.is_multiple_of(10)));
    match change {
        Change::Add { n: 1, weight: 1 } => "A node joins".to_owned(),
        Change::Add { n: 1, weight } => format!("A node of weight {weight} joins"),
        Change::Add { n, weight: 1 } => format!("{n} nodes join"),
        Change::Add { n, weight } => format!("{n} nodes of weight {weight} join"),
        Change::Remove(node) => format!("n{node} leaves"),
        Change::Fail(node) => format!("n{node} fails"),
        Change::Grow { factor_tenths } => format!("There is {} times the data", factor(factor_tenths)),
        Change::Shrink { factor_tenths } => format!("There is 1/{} of the data", factor(factor_tenths)),
    }
}

/// Who serves while the keys move.
pub fn meanwhile(of: Meanwhile) -> String {
    match of {
        Meanwhile::Nobody => "Nothing has to move.".to_owned(),
        Meanwhile::OldOwner => "Until a key has arrived, its old node goes on serving it.".to_owned(),
        Meanwhile::CopiesOf(node) => {
            format!("n{node} serves nothing any more: other nodes that hold copies of its keys serve and send them.")
        }
        Meanwhile::BackupOf(node) => format!("n{node} serves nothing any more: what it had comes from a back-up."),
    }
}

/// Who owns a key, and why.
pub fn key_said(kind: Kind, key: &str, owners: Option<[u16; 2]>) -> String {
    let Some([before, after]) = owners else { return String::new() };
    let why = match kind {
        Kind::ModN => "the remainder of its hash by the number of nodes says so",
        Kind::Fixed => "its hash says which shard, and a table which node has that",
        Kind::Dynamic => "its hash lies in a shard of that node",
        Kind::PerNode => "its hash lies in a shard of that node",
        Kind::Ring => "that has the next token clockwise",
        Kind::Rendezvous => "that gives it the highest score",
        Kind::Jump => "its hash jumps to that slot",
    };
    let hash = hash::of(key.as_bytes()) >> 32;
    match before == after {
        true => format!("{key} (hash {hash:08x} …) stays on n{after}: {why}."),
        false => format!("{key} (hash {hash:08x} …) goes from n{before} to n{after}: {why} now."),
    }
}

/// What the list of nodes leaves out.
pub fn loads_hint(stage: &Stage) -> String {
    let n = stage.loads.len();
    let left_out = if n > LOADS_MAX { format!("The first {LOADS_MAX} of {n} nodes. ") } else { String::new() };
    format!("{left_out}Meanwhile: {}", meanwhile(stage.meanwhile))
}

/// What the list of transfers leaves out.
pub fn flows_hint(stage: &Stage) -> String {
    let n = stage.n_flows;
    match stage.flows.len() as u32 {
        shown if shown < n => format!("The {shown} largest of {} transfers.", grouped(n.into())),
        _ => format!("{n} transfers, the largest first."),
    }
}

/// What a look-up takes.
pub fn look_up(config: &RebalancingConfig, kind: Kind, state: &State) -> String {
    let units = state.nodes.iter().map(|(node, _)| u32::from(node.weight)).sum();
    let cost = Cost::of(config.scheme(kind), units, state.n_shards);
    let hashes =
        fixed(f64::from(cost.n_hashes_hundredths) / 100.0, u32::from(!cost.n_hashes_hundredths.is_multiple_of(100)));
    let compared = match cost.n_comparisons {
        0 => String::new(),
        n => format!(", {} comparisons", grouped(n.into())),
    };
    let s = if hashes == "1" { "hash" } else { "hashes" };
    format!("{hashes} {s}{compared}, a table of {}", grouped(cost.n_entries.into()))
}

/// How many of the clients go elsewhere.
pub fn clients(n_moved: [usize; 2]) -> String {
    if n_moved == [0, 0] {
        return "Every one of 10 clients stays at its server.".to_owned();
    }
    format!(
        "{} of 10 clients go to another server by hash mod N, {} of 10 by consistent hashing. “Always” holds for neither: \
         who goes elsewhere finds no session there.",
        n_moved[0], n_moved[1]
    )
}

/// Where a client goes.
pub fn client(owners: [u16; 2]) -> String {
    match owners[0] == owners[1] {
        true => format!("n{}", owners[0]),
        false => format!("n{} → n{} ✗", owners[0], owners[1]),
    }
}

// --- The report

/// The outcome as lines of text; what evidence is held against.
pub fn report(config: &RebalancingConfig, run: &Run) -> String {
    let mut lines = vec![
        format!(
            "Cluster: {} nodes, {} keys, {}, {} MB/s each, seed {}",
            config.n,
            grouped(config.n_keys.into()),
            bytes(u64::from(config.gb) * 1_000_000_000),
            grouped(config.mbs.into()),
            config.seed
        ),
        format!("Changes: {}", write_changes(&config.changes)),
    ];
    run.sides.iter().for_each(|side| side_lines(config, side, &mut lines));
    let at = config.at;
    let side = run.side(config.kind);
    lines.push(format!("Drawn: {}", scheme(config.kind)));
    if let Some((_, stage, _)) = side.stage(at) {
        lines.push(format!("Meanwhile: {}", meanwhile(stage.meanwhile)));
        lines.extend(stage.loads.iter().take(LOADS_MAX).map(|load| {
            let share = |n: Option<u32>| n.map_or("not there".to_owned(), |n| format!("{} keys", grouped(n.into())));
            format!("n{}: {} before, {} after", load.node.id, share(load.n_before), share(load.n_after))
        }));
    }
    let placements = run::placements(config, side, at);
    lines.push(key_said(config.kind, &config.key, run::owners_of(&config.key, side, at, placements.as_ref())));
    lines.extend(client_lines(config, run));
    lines.extend(overload::lines(&Both::of(&config.overload())));
    // Authors write plain spaces.
    lines.join("\n").replace('\u{a0}', " ")
}

fn side_lines(config: &RebalancingConfig, side: &Side, lines: &mut Vec<String>) {
    let name = scheme(side.kind);
    let outcome = match &side.outcome {
        Ok(outcome) => outcome,
        Err(fault) => return lines.push(format!("{name}: not possible, {fault}")),
    };
    if side.n_keys < config.n_keys {
        lines.push(format!("{name}: {} of the keys", grouped(side.n_keys.into())));
    }
    for (at, stage) in outcome.stages.iter().enumerate() {
        let (before, after) = (&outcome.states[at], &outcome.states[at + 1]);
        let closed = run::closed(config, side, at);
        let name =
            if outcome.stages.len() > 1 { format!("{name}, {}", nth(at, stage.change)) } else { name.to_owned() };
        lines.push(format!("{name}: {}", moved_sentence(closed, stage, before, after)));
        if stage.n_between_old > 0 {
            lines.push(format!("{name}: {} of the keys move between nodes that stay", between_old(side, at)));
        }
        lines.push(format!("{name}: {}", transfer_sentence(side, stage)));
        lines.push(format!("{name}: {}", evenness_sentence(closed.and_then(|closed| closed.cv_after), after)));
    }
    let Some(state) = outcome.states.last() else { return };
    if outcome.stages.is_empty() {
        lines.push(format!("{name}: {}", evenness_sentence(None, state)));
    }
    lines.push(format!("{name}: a look-up needs {}", look_up(config, side.kind, state)));
    if state.n_shards > 0 {
        lines.push(format!("{name}: {} shards in the end", grouped(state.n_shards.into())));
    }
}

/// `90.9 % of the keys move (closed form 90.91 %, even spread 9.09 %)`.
fn moved_sentence(closed: Option<Closed>, stage: &Stage, before: &State, after: &State) -> String {
    let closed = closed.and_then(|closed| closed.moved);
    let closed = closed.map(|share| format!("closed form {}, ", percent(ppm(share), 2))).unwrap_or_default();
    let least = percent(run::least_ppm(before, after), 2);
    format!("{} of the keys move ({closed}even spread {least})", percent(stage.moved_ppm(), 1))
}

fn transfer_sentence(side: &Side, stage: &Stage) -> String {
    let data = bytes(u64::from(stage.n_moved) * side.key_bytes);
    match stage.busiest {
        Some((node, is_sending)) => {
            let way = if is_sending { "out of" } else { "into" };
            format!("{data} move in {}, the busiest link is that {way} n{node}", stage.duration)
        }
        None => "no data move".to_owned(),
    }
}

fn evenness_sentence(closed_cv: Option<f64>, state: &State) -> String {
    let closed = closed_cv.map(|closed| format!(" (closed form {})", fixed(closed, 3))).unwrap_or_default();
    let even = state.evenness;
    format!(
        "the fullest node has {} its fair share, the emptiest {}, coefficient of variation {}{closed}",
        times(even.max_permille),
        times(even.min_permille),
        cv(even.cv_ppm)
    )
}

fn client_lines(config: &RebalancingConfig, run: &Run) -> Vec<String> {
    let owners = [Kind::ModN, Kind::Ring].map(|kind| run::clients(config, run.side(kind)));
    let [Some(by_mod), Some(by_ring)] = owners else { return Vec::new() };
    let moved = |owners: &[[u16; 2]]| owners.iter().filter(|owners| owners[0] != owners[1]).count();
    let mut lines = vec![clients([moved(&by_mod), moved(&by_ring)])];
    lines.extend(CLIENTS.iter().zip(by_mod.iter().zip(&by_ring)).map(|(name, (by_mod, by_ring))| {
        format!("Client {name}: {} by hash mod N, {} by consistent hashing", client(*by_mod), client(*by_ring))
    }));
    lines
}

// What the conditions of challenges ask.

pub fn goal_scheme(word: &str) -> String {
    format!("Drawn is: {word}")
}

pub fn goal_nodes(n: &str, now: usize) -> String {
    format!("At least {n} nodes in the end (now {now})")
}

pub fn goal_moved(max: &str, now: &str) -> String {
    format!("No change moves more than {max}\u{a0}% of the keys (now {now})")
}

pub fn goal_fullest(max: &str, now: &str) -> String {
    format!("In the end the fullest node has at most {max} × its fair share (now {now})")
}

pub fn goal_seconds(max: &str, now: &str) -> String {
    format!("No change takes longer than {max}\u{a0}s (now {now})")
}

pub fn goal_table(max: &str, now: &str) -> String {
    format!("Whoever looks up knows a table of at most {max} (now {now})")
}

pub fn goal_gone(node: &str) -> String {
    format!("{node} is gone in the end")
}

pub fn goal_mbs(max: &str) -> String {
    format!("At most {max}\u{a0}MB/s a node")
}

pub fn goal_gb(min: &str) -> String {
    format!("At least {min}\u{a0}GB at first")
}

/// The panel on overload.
pub mod overload {
    use faultline_model::placement::overload::{Decider, Order, Outcome, Trouble};

    use super::super::overload::{Both, DECIDERS};
    use crate::ui::number::{fixed, grouped};

    pub const TITLE: &str = "Who decides to move: the cluster or a human";
    pub const INTRO: &str = "A detector takes a node for dead that answers too late; it cannot tell slow from dead. The same trouble runs \
         twice: the cluster moves at once what such a node held, or a human is woken, looks, and decides. Every second \
         follows from the one before; nothing is scripted.";
    pub const TROUBLE: &str = "What goes wrong after two minutes";
    pub const LOAD: &str = "Load before, % of what all nodes can answer";
    pub const EXTRA: &str = "More requests then, %";
    pub const THROTTLE: &str = "A transfer takes of a node’s capacity, %";
    pub const TIMEOUT: &str = "Taken for dead after, s";
    pub const AFTER: &str = "The human looks after, min";
    pub const ORDER: &str = "What the human does about a slow node";
    pub const MORE: &str = "Nodes, how long, size of a shard";
    pub const NODES: &str = "Nodes of ten shards each";
    pub const MINUTES: &str = "The requests stay for, min";
    pub const SHARD_MB: &str = "Size of a shard, MB";
    pub const SUMS: &str = "What it came to";
    pub const SUMS_HEAD: [&str; 6] =
        ["Who decides", "Requests failed", "Answered late", "Most taken for dead at a time", "Wrongly", "Transfers"];
    pub const TIME: &str = "Time, min";
    pub const FAILING: &str = "Requests that fail, %";
    pub const LANES_HINT: &str = "A lane is a node, the dashed line the beginning of the trouble, the numbers are minutes. Thin: all is well. A \
         little higher: it sends or receives a shard. Half: its answers take longer than a second. Full: it is taken for \
         dead, or dead where it is dark. A node answers 1,000 requests a second and moves 100 MB a second if it does \
         nothing else; clients give up after ten seconds.";

    pub fn trouble(trouble: Trouble) -> &'static str {
        match trouble {
            Trouble::Hot => "The keys of n0 become popular",
            Trouble::Surge => "All keys become popular",
            Trouble::Crash => "n0 crashes",
        }
    }

    pub fn order(order: Order) -> &'static str {
        match order {
            Order::Wait => "leaves it alone",
            Order::Shed => "has it refuse what is too much",
            Order::AddNode => "adds a node",
        }
    }

    pub fn decider(decider: Decider) -> &'static str {
        match decider {
            Decider::Cluster => "The cluster decides",
            Decider::Human => "A human decides",
        }
    }

    /// Thousandths as a percentage.
    fn percent(permille: u32) -> String {
        format!("{}\u{a0}%", fixed(f64::from(permille) / 10.0, 1))
    }

    /// A row of [`SUMS_HEAD`].
    pub fn sums(outcome: &Outcome) -> Vec<String> {
        vec![
            percent(outcome.failed_permille()),
            percent(outcome.late_permille()),
            outcome.n_suspected_max.to_string(),
            times(outcome.n_false_alarms),
            outcome.n_transfers.to_string(),
        ]
    }

    fn times(n: u32) -> String {
        match n {
            0 => "never".to_owned(),
            1 => "once".to_owned(),
            n => format!("{n} times"),
        }
    }

    /// Both, in a sentence.
    pub fn said(both: &Both) -> String {
        let [cluster, human] = &both.0;
        let better = match (cluster.n_failed, human.n_failed) {
            (cluster, human) if cluster > human => "here the human does better.",
            (cluster, human) if cluster < human => "here the cluster does better.",
            _ => "both do equally well.",
        };
        format!(
            "{} of the requests fail where the cluster decides, {} where a human does: {better}",
            percent(cluster.failed_permille()),
            percent(human.failed_permille())
        )
    }

    /// The lanes of one of them, in a sentence.
    pub fn lanes(decider: Decider, outcome: &Outcome) -> String {
        format!(
            "{}: every node over forty minutes. At most {} were taken for dead at a time; {} one that was alive.",
            self::decider(decider),
            outcome.n_suspected_max,
            times(outcome.n_false_alarms)
        )
    }

    pub fn events(n: usize) -> String {
        format!("What happened, in {n} sentences")
    }

    pub fn more_events(n: usize) -> String {
        format!("and {n} more of the same kind")
    }

    /// Lines of the report.
    pub fn lines(both: &Both) -> Vec<String> {
        let line = |(decider, outcome): (&Decider, &Outcome)| {
            let last = match outcome.last_failure_s() {
                Some(second) => format!("the last request failed after {} min", second / 60),
                None => "no request failed".to_owned(),
            };
            format!(
                "Overload, {}: {} of {} requests failed, {} were answered late; at most {} taken for dead at a \
                 time, {} one that was alive; {} transfers; longest wait {}\u{a0}s; {last}",
                if *decider == Decider::Cluster { "the cluster decides" } else { "a human decides" },
                percent(outcome.failed_permille()),
                grouped(outcome.n_asked),
                percent(outcome.late_permille()),
                outcome.n_suspected_max,
                times(outcome.n_false_alarms),
                outcome.n_transfers,
                outcome.wait_max_ms() / 1_000
            )
        };
        DECIDERS.iter().zip(&both.0).map(line).collect()
    }
}
