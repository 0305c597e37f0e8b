//! The lab's labels and sentences.

use faultline_model::placement::dataset::DataKind;
use faultline_model::placement::own::Own;
use faultline_model::placement::salt::Side;
use faultline_model::placement::strategy::Strategy;
use faultline_model::tick::Tick;

use super::config::{AccessKind, PlacementConfig, Source, show_weights, show_zipf};
use super::picture::busiest as busiest_of;
use super::routing::Routed;
use super::run::{Asked, Measure, Outcome, Run, Sizing, sizings};
use crate::ui::number::grouped;

pub const TITLE: &str = "Placement";
pub const QUESTION: &str = "Where should each key go, so that no node does all the work and a read still finds it?";

pub const STAGE: &str = "The same keys, placed by five strategies";
pub const STAGE_HINT: &str = "Each lane is a node. Left: a mark says that the key at that place is on that node. Right: \
    what the node carries; the dashed line is its fair share. Choose a strategy to see its figures.";
pub const MEASURES: &str = "Measure";
pub const ASKS: &str = "Nodes asked for";
pub const WORKING: &str = "Placing the keys …";
pub const STOPPED: &str = "Stopped: what you see is still of the settings before.";
pub const STOP: &str = "Stop";
pub const GO_ON: &str = "Go on";

pub const SETTINGS: &str = "Settings";
pub const DATA: &str = "Keys of";
pub const N_KEYS: &str = "Number of keys";
pub const ACCESS: &str = "Requests";
pub const ZIPF: &str = "Exponent of Zipf’s law";
pub const CELEBRITY: &str = "The celebrity’s share of all requests";
pub const NODES: &str = "Nodes";
pub const SHARDS: &str = "Shards, in all";
pub const MORE: &str = "More settings";
pub const WEIGHTS: &str = "Weights of the nodes";
pub const WEIGHTS_HINT: &str = "one a node, such as 4 2 1; a node that is not named has 1. The table of the strategy \
    shows what each weight comes to.";
pub const RESET: &str = "Start over";

pub const DETAILS: &str = "The chosen strategy";
pub const STRATEGY: &str = "Strategy";
pub const DETAILS_COLUMNS: [&str; 6] = ["Node", "Shards", "Keys", "Data", "Reads", "Writes"];
pub const DETAILS_HINT: &str = "In brackets: how many times its fair share, which is its weight’s part of everything.";

pub const TOUCH: &str = "What a request touches";
pub const TOUCH_HINT: &str = "Nodes are asked at the same time, and the slowest decides how long it takes. Each keeps \
    its keys in order and reads no more than it gives; but of the next hundred keys every node must offer its own first \
    hundred, as it might have all of them.";
pub const WHY_RANDOM: &str = "Random placement is as even as hashing, and needs no knowledge of the keys. But nothing \
    tells afterwards where a key went: every node has to be asked for every key, and a key that nobody has costs the \
    same. That is the price of placing by dice; a hash is a die that falls the same way twice.";

pub const HOT: &str = "Hot keys and salting";
pub const N_HOT: &str = "Hottest names that are salted";
pub const SALTS: &str = "Sub-keys for each";
pub const SIDE: &str = "The number stands";
pub const NOT_SALTED: &str = "Nothing is salted. Give the hottest names sub-keys, and see who pays.";
pub const HOT_COLUMNS: [&str; 3] = ["Busiest node, × its share", "Reads: before → salted", "Writes: before → salted"];
pub const HOT_HINT: &str = "A write to a salted name goes to one of its sub-keys, name#00 to name#09, so writes part. A \
    read cannot know which one has what it wants and asks for all: reads are multiplied. And all clients need the list \
    of salted names, or they look for the name without a number and find nothing.";

pub const SIZING: &str = "How many shards";
pub const GB: &str = "All data now, in GB";
pub const MB_S: &str = "A node moves, in MB a second";
pub const OVERHEAD: &str = "A shard costs its node, in MB of memory";
pub const SIZING_HINT: &str = "A fixed number is chosen once, and each shard grows with the data. Splitting in two at \
    10 GB, HBase’s default, keeps the size and lets the number grow. What a shard costs however little is in it is a \
    setting: HBase counts some 2 MB, AWS’s advice for OpenSearch comes to 40 MB. A lost node’s shards are made again \
    from copies, shared out among the others.";

pub const SIZING_COLUMNS: [&str; 6] = [
    "Shards",
    "How many",
    "Size of each",
    "Moving one takes",
    "Making up for a lost node",
    "Memory for them on a node",
];
pub const OWN: &str = "Your own keys";
pub const OWN_LINK: &str = "This list is too long for a link. A copied link says its fingerprint, and asks whoever opens \
    it for the same list.";

pub const OWN_MISSING: &str = "Own keys that are not here";
pub const NO_OWN: &str =
    "This page has no keys of yours yet, so it shows posts made by rule. Paste or open a list below.";

pub const SEED: &str = "Seed";
pub const NEW_SEED: &str = "New seed";

/// A strategy’s name.
pub fn strategy(strategy: Strategy) -> &'static str {
    match strategy {
        Strategy::RangeFixed => "Key range, fixed",
        Strategy::RangeAdapted => "Key range, adapted",
        Strategy::Hash => "Hash of key",
        Strategy::Random => "Random",
        Strategy::Compound => "Compound key",
    }
}

/// What a strategy does, in a few words.
pub fn gist(strategy: Strategy) -> &'static str {
    match strategy {
        Strategy::RangeFixed => "equal steps over all keys that could be",
        Strategy::RangeAdapted => "boundaries from a sample",
        Strategy::Hash => "equal steps over the hashes",
        Strategy::Random => "any node, by dice",
        Strategy::Compound => "hash of the part before /, the rest in order",
    }
}

/// What a measure is called.
pub fn measure(measure: Measure) -> &'static str {
    match measure {
        Measure::Data => "Data",
        Measure::Reads => "Reads",
        Measure::Writes => "Writes",
    }
}

/// What keys are of.
pub fn source(source: Source) -> &'static str {
    match source {
        Source::Made(DataKind::Posts) => "posts: user and time",
        Source::Made(DataKind::Users) => "user ids, counted up",
        Source::Made(DataKind::Names) => "names, in alphabetical clusters",
        Source::Made(DataKind::Sensors) => "sensor readings by time",
        Source::Own => "your own",
    }
}

fn things(run: &Run, config: &PlacementConfig) -> &'static str {
    match run.placed.data.kind {
        Some(DataKind::Posts) if config.source == Source::Own => "posts, as the link's own keys are not here",
        Some(DataKind::Posts) => "posts",
        Some(DataKind::Users) => "user ids",
        Some(DataKind::Names) => "names",
        Some(DataKind::Sensors) => "sensor readings",
        None => "own keys",
    }
}

/// How requests are spread.
pub fn access(access: AccessKind) -> &'static str {
    match access {
        AccessKind::Uniform => "all keys alike",
        AccessKind::Zipf => "few keys often (Zipf)",
        AccessKind::Celebrity => "one celebrity",
    }
}

/// `1 node`, `2 nodes`.
pub fn counted(n: u64, what: &str) -> String {
    match n {
        1 => format!("1 {what}"),
        n => format!("{} {what}s", grouped(n)),
    }
}

/// Thousandths as a multiple: `4.31 ×`.
pub fn times(thousandths: u32) -> String {
    let hundredths = (u64::from(thousandths) + 5) / 10;
    format!("{}.{:02}\u{a0}×", hundredths / 100, hundredths % 100)
}

/// A part of a whole in percent, with one decimal.
pub fn percent(part: u64, whole: u64) -> String {
    let tenths = (u128::from(part) * 2_000 / u128::from(whole.max(1))).div_ceil(2);
    format!("{}.{}\u{a0}%", tenths / 10, tenths % 10)
}

/// The head of the marks.
pub fn keys_in_order(run: &Run) -> String {
    let (n_drawn, n) = (run.placed.drawn.len(), run.placed.data.keys.len());
    match n_drawn == n {
        true => format!("{} keys in order", grouped(n as u64)),
        false => format!("{n_drawn} of {} keys, in order", grouped(n as u64)),
    }
}

/// The busiest node of a measure, by its own fair share: which, and how many times that share it carries.
pub fn most(run: &Run, outcome: &Outcome, measure: Measure) -> (usize, u32) {
    let shares = run.shares(outcome, measure);
    let node = busiest_of(&shares, &run.fair);
    (node, run.times_fair(shares[node], node))
}

/// Whether all nodes carry the same multiple of their share.
fn is_alike(run: &Run, outcome: &Outcome, measure: Measure) -> bool {
    let shares = run.shares(outcome, measure);
    let times = |node: usize| run.times_fair(shares[node], node);
    shares.len() > 1 && (1..shares.len()).all(|node| times(node) == times(0))
}

/// What stands over a column of bars.
pub fn busiest(run: &Run, outcome: &Outcome, measure: Measure) -> String {
    let (node, share) = most(run, outcome, measure);
    match is_alike(run, outcome, measure) {
        true => format!("{} on all", times(share)),
        false => format!("{} on n{node}", times(share)),
    }
}

/// A strategy's loads, in a sentence.
pub fn outcome_sentence(run: &Run, outcome: &Outcome) -> String {
    let part = |which: Measure| {
        let what = measure(which).to_lowercase();
        format!("{what} {}", busiest(run, outcome, which).replacen("×", "× the fair share", 1))
    };
    let parts: Vec<String> = Measure::ALL.map(part).into();
    format!("{}: {}", strategy(outcome.strategy), parts.join("; "))
}

/// The fullest shard of a strategy, and how much is in it.
pub fn fullest_shard(run: &Run, outcome: &Outcome) -> String {
    let shards = &run.placed.loads[outcome.strategy as usize].shards;
    let fuller = |best: usize, at: usize| if shards[at].bytes > shards[best].bytes { at } else { best };
    let fullest = (1..shards.len()).fold(0, fuller);
    let n_empty = shards.iter().filter(|shard| shard.keys == 0).count();
    let (share, mean) = (percent(shards[fullest].bytes, run.total(Measure::Data)), percent(1, shards.len() as u64));
    let empty = if n_empty == 0 { String::new() } else { format!(" {} have nothing.", grouped(n_empty as u64)) };
    format!(
        "Of {}, the fullest, number {fullest}, holds {share}; {mean} would be even.{empty}",
        counted(shards.len() as u64, "shard")
    )
}

/// A node, with its weight where nodes differ.
pub fn node(run: &Run, at: usize) -> String {
    let weights = run.nodes.weights();
    match weights.iter().all(|weight| *weight == weights[0]) {
        true => format!("n{at}"),
        false => format!("n{at}, weight {}", weights[at]),
    }
}

/// A node's row in the table of a strategy.
pub fn node_cells(run: &Run, outcome: &Outcome, at: usize) -> Vec<String> {
    let load = &outcome.nodes[at];
    let cell = |measure: Measure| {
        let share = run.shares(outcome, measure)[at];
        format!("{} ({})", percent(measure.of(load), run.total(measure)), times(run.times_fair(share, at)))
    };
    let mut cells = vec![grouped(run.n_shards_of(at).into()), grouped(load.own.keys)];
    cells.extend(Measure::ALL.map(cell));
    cells
}

/// How many nodes each kind of request asks.
pub fn asks(run: &Run, outcome: &Outcome) -> Vec<(String, &'static str)> {
    let line = |asked: Asked| (run.n_asked(outcome, asked).to_string(), asked_short(run, asked));
    Asked::ALL.map(line).into()
}

/// A request, in two or three words.
fn asked_short(run: &Run, asked: Asked) -> &'static str {
    match (asked, run.placed.data.kind) {
        (Asked::Point, _) => "a key",
        (Asked::Next, _) => "the next 100",
        (Asked::Group, Some(DataKind::Posts)) => "a user’s week",
        (Asked::Group, Some(DataKind::Sensors)) => "an hour",
        (Asked::Group, Some(DataKind::Users)) => "1,000 ids",
        (Asked::Group, Some(DataKind::Names)) => "two letters",
        (Asked::Group, None) => "one beginning",
    }
}

/// A request, as the name of a column and in sentences.
pub fn asked(run: &Run, asked: Asked) -> &'static str {
    match (asked, run.placed.data.kind) {
        (Asked::Point, _) => "One key",
        (Asked::Next, _) => "The next 100 keys",
        (Asked::Group, Some(DataKind::Posts)) => "All posts of a user in a week",
        (Asked::Group, Some(DataKind::Sensors)) => "All readings of an hour",
        (Asked::Group, Some(DataKind::Users)) => "The ids of a thousand sign-ups in a row",
        (Asked::Group, Some(DataKind::Names)) => "All names with the same two first letters",
        (Asked::Group, None) => "All keys with the same beginning",
    }
}

/// What a request touches: the nodes that it asks, and the rest.
pub fn touched(run: &Run, outcome: &Outcome, asked: Asked) -> (String, String) {
    let touched = run.touched(outcome, asked);
    let shards = counted(u64::from(touched.asked.end - touched.asked.start), "shard");
    let nodes = counted(run.n_asked(outcome, asked) as u64, "node");
    (nodes, format!("{shards}, {} read", counted(touched.n_read(), "key")))
}

/// From where requests start, and how much they find.
pub fn touch_sentence(run: &Run) -> String {
    let found = run.touched(&run.outcomes[0], Asked::Group).n_returned;
    let what = asked(run, Asked::Group).to_lowercase();
    let middle = super::own::shown(run.placed.middle());
    format!(
        "One key, and the next hundred from it on: {middle}. And {what}, which finds {}.",
        counted(found.into(), "key")
    )
}

/// What a request touches under a strategy, as a line of the report.
fn touched_line(run: &Run, outcome: &Outcome, which: Asked) -> String {
    let touched = run.touched(outcome, which);
    format!(
        "{} – {}: asks {} ({}), reads {}, gives {}",
        asked(run, which),
        strategy(outcome.strategy),
        counted(run.n_asked(outcome, which) as u64, "node"),
        counted(u64::from(touched.asked.end - touched.asked.start), "shard"),
        counted(touched.n_read(), "key"),
        grouped(touched.n_returned.into())
    )
}

/// The shards and nodes, with the weights where nodes differ.
fn on_nodes(run: &Run) -> String {
    let (n_shards, weights) = (run.placed.placer.n_shards(), run.nodes.weights());
    let mut text = format!("{} on {}", counted(n_shards.into(), "shard"), counted(weights.len() as u64, "node"));
    if weights.iter().any(|weight| *weight != weights[0]) {
        text.push_str(&format!(", weights {}", show_weights(weights)));
    }
    text
}

/// The outcome as lines of text, fit for a document; also what evidence is held against.
pub fn report(config: &PlacementConfig, run: &Run) -> String {
    let n = run.placed.data.keys.len() as u64;
    let spread = match config.access {
        AccessKind::Uniform => "all keys alike".to_owned(),
        AccessKind::Zipf => format!("Zipf’s law with exponent {}", show_zipf(&config.zipf)),
        AccessKind::Celebrity => format!("one celebrity has {} % of them", config.percent),
    };
    let mut lines = vec![
        format!("Keys: {} {}, seed {}", grouped(n), things(run, config), config.seed),
        format!("Requests: {spread}"),
        on_nodes(run),
    ];
    lines.extend(super::own::of(config).map(|own| own_rows(&own.read)));
    lines.extend(run.outcomes.iter().map(|outcome| outcome_sentence(run, outcome)));
    lines.extend(salt_line(run, config));
    lines.extend(sizings(config).into_iter().map(|sizing| sizing_line(&sizing)));
    for asked in Asked::ALL {
        lines.extend(run.outcomes.iter().map(|outcome| touched_line(run, outcome, asked)));
    }
    lines.extend(Routed::all(config).iter().map(routing::line));
    // Spaces that do not break are for the page; a document and a search want plain ones.
    lines.join("\n").replace('\u{a0}', " ")
}

/// What a link says of keys that stayed where they were opened.
pub fn own_elsewhere(name: &str) -> String {
    format!(
        "The link is about a list of keys with the fingerprint {name}, which stayed in the browser where it was opened. \
         Open the same list below to see the same; until then the page shows posts made by rule."
    )
}

/// What is salted, and what clients have to know for it.
pub fn salt_line(run: &Run, config: &PlacementConfig) -> Option<String> {
    let names: Vec<String> = run.placed.hot.iter().take(3).map(|hot| super::own::shown(&hot.name)).collect();
    let n = run.placed.hot.len();
    (n > 0).then(|| {
        let more = if n > names.len() { format!(" and {} more", n - names.len()) } else { String::new() };
        format!(
            "Salted: {}{more}, over {} sub-keys each; a read of one asks for {}, and every client has to know {}",
            names.join(", "),
            config.salts,
            config.salts,
            counted(n as u64, "name")
        )
    })
}

/// A strategy’s merits and their price.
pub fn merits(strategy: Strategy) -> &'static str {
    match strategy {
        Strategy::RangeFixed => {
            "Neighbours stay together, so ranges are read from one place. The boundaries were drawn before there was \
             any data: how full a shard gets is luck."
        }
        Strategy::RangeAdapted => {
            "Neighbours stay together, and each shard has equally many of the keys there are. The keys to come, and \
             the requests, keep to no such rule."
        }
        Strategy::Hash => {
            "Any keys become even, if there are enough of them. Neighbours part, so a range asks every shard; and a \
             key that everybody wants is still one key on one node."
        }
        Strategy::Random => "As even as a hash for the data; but every read asks everybody.",
        Strategy::Compound => {
            "The first part of the key is hashed, the rest keeps its order: what has the same first part is read from \
             one shard, in order. It is as even as the first parts are: whoever has much, fills a shard."
        }
    }
}

/// Where the number of a sub-key stands.
pub fn side(side: Side) -> &'static str {
    match side {
        Side::Behind => "behind: name#07",
        Side::InFront => "in front: 07#name",
    }
}

/// The busiest node before and after salting.
pub fn before_and_after(run: &Run, before: &Outcome, after: &Outcome, measure: Measure) -> String {
    let [before, after] = [before, after].map(|outcome| times(most(run, outcome, measure).1));
    format!("{before} → {after}")
}

/// A goal of a challenge.
pub fn goal_source(word: &str) -> String {
    format!("keys of {word}")
}

/// A goal of a challenge.
pub fn goal_access(word: &str) -> String {
    format!("requests: {word}")
}

/// A goal of a challenge.
pub fn goal_percent(percent: &str) -> String {
    format!("a celebrity with at least {percent}\u{a0}%")
}

/// A goal of a challenge.
pub fn goal_nodes(n: &str) -> String {
    format!("at least {n} nodes")
}

/// A goal of a challenge, with where it stands.
pub fn goal_sub_keys(max: &str, n: u32) -> String {
    format!("at most {max} sub-keys in all ({n} now)")
}

/// A goal of a challenge, with where it stands under the strategy that is chosen.
pub fn goal_most(which: Measure, limit: u32, now: u32) -> String {
    let what = measure(which).to_lowercase();
    format!("the chosen strategy: {what} of the busiest node at most {} its share ({} now)", times(limit), times(now))
}

/// A goal of a challenge, with where it stands under the strategy that is chosen.
pub fn goal_asked(run: &Run, which: Asked, limit: u32, now: u32) -> String {
    let (what, nodes) = (asked(run, which).to_lowercase(), counted(limit.into(), "node"));
    format!("the chosen strategy: {what} from at most {nodes} ({now} now)")
}

/// How many rows of own keys were read, and which could not be used.
pub fn own_rows(read: &Own) -> String {
    let bad: Vec<String> = read.bad.iter().take(3).map(|bad| format!("; line {}: {}", bad.line, bad.fault)).collect();
    format!(
        "Rows: {}, of which {} could not be used and {} had a key that came before{}",
        grouped(read.n_rows.into()),
        grouped(read.n_bad.into()),
        grouped(read.n_duplicates.into()),
        bad.concat()
    )
}

/// Bytes with three digits or so: `4.17 GB`.
pub fn size(bytes: u64) -> String {
    let (unit, name) = match bytes {
        1_000_000_000_000.. => (1_000_000_000_000, "TB"),
        1_000_000_000.. => (1_000_000_000, "GB"),
        1_000_000.. => (1_000_000, "MB"),
        _ => (1_000, "kB"),
    };
    let hundredths = u128::from(bytes) * 100 / unit;
    match hundredths {
        10_000.. => format!("{}\u{a0}{name}", grouped((hundredths / 100) as u64)),
        _ => format!("{}.{:02}\u{a0}{name}", hundredths / 100, hundredths % 100),
    }
}

/// A time without what does not matter in it.
fn span(time: Tick) -> String {
    let second = Tick::SECOND.0;
    let rounded = if time.0 >= 10 * second { time.0.div_ceil(second) * second } else { time.0 };
    Tick(rounded).to_string()
}

/// A way to choose the number of shards, with how much data there is.
pub fn sizing_name(sizing: &Sizing) -> String {
    let when = if sizing.is_grown { "× 100" } else { "now" };
    match sizing.is_fixed {
        true => format!("{}, fixed; {when}", sizing.sized.n_shards),
        false => format!("split at 10 GB; {when}"),
    }
}

/// What a number of shards comes to, cell by cell.
pub fn sizing_cells(sizing: &Sizing) -> Vec<String> {
    let sized = &sizing.sized;
    vec![
        grouped(sized.n_shards),
        size(sized.shard_bytes),
        span(sized.move_time),
        span(sized.recovery_time),
        size(sized.node_memory),
    ]
}

fn sizing_line(sizing: &Sizing) -> String {
    let cells = sizing_cells(sizing);
    format!(
        "Shards, {}: {} of {}, one moves in {}, a lost node is made up for in {}, {} of memory on a node",
        sizing_name(sizing),
        cells[0],
        cells[1],
        cells[2],
        cells[3],
        cells[4]
    )
}

/// The panel on request routing.
pub mod routing {
    use faultline_model::placement::routing::{MOVES_FROM_S, OnWrongNode, Route};

    use super::super::routing::Routed;
    use crate::ui::number::{fixed, grouped};

    pub const TITLE: &str = "Who knows where a shard is: request routing";
    pub const INTRO: &str = "A table says which node owns a shard. Any node may have it, a tier of two routers, or each client. For two of \
         five minutes shards move, and tables are read anew only every so often. A former owner knows to whom it gave a \
         shard. Nodes, shards and seed are those above; a hundred requests come each second.";
    pub const MOVES: &str = "Shards that move in a minute";
    pub const REFRESH: &str = "Tables are read every … s (0: told of each move)";
    pub const CLIENTS: &str = "Clients";
    pub const WRONG: &str = "What a former owner does";
    pub const TIME: &str = "Time, min";
    pub const WRONG_SHARE: &str = "Requests that come to a former owner first, %";
    pub const HEAD: [&str; 8] = [
        "Who has the table",
        "Hops at rest",
        "Closed form",
        "Hops while shards move",
        "Wrong at first then",
        "Closed form",
        "Failed in all",
        "Tables, and how often read or told",
    ];
    pub const HINT: &str = "A hop is a message from one machine to another on the way to the owner. Closed forms: any node passes on all but \
         1/N of the requests, 2 − 1/N hops; a table that is read every T, while a shard moves at rate μ, is wrong in \
         (1 − 1/N)(1 − (1 − e^(−x))/x) of its entries, x = μTN/(N − 1), if nobody corrects it in between. Which shards \
         move is one draw: the share counted lies around it. Nodes know of moves in which they take part.";

    pub fn on_wrong(wrong: OnWrongNode) -> &'static str {
        match wrong {
            OnWrongNode::Forward => "passes the request on",
            OnWrongNode::Redirect => "sends the asker to the new one",
            OnWrongNode::Error => "answers with an error",
        }
    }

    pub fn route(route: Route) -> &'static str {
        match route {
            Route::AnyNode => "Any node",
            Route::Tier => "A routing tier",
            Route::Client => "The client",
        }
    }

    fn hops(milli: u32) -> String {
        fixed(f64::from(milli) / 1_000.0, 2)
    }

    fn percent(milli_percent: u32) -> String {
        format!("{}\u{a0}%", fixed(f64::from(milli_percent) / 1_000.0, 1))
    }

    fn stale(routed: &Routed) -> Option<String> {
        routed.stale().map(|share| format!("{}\u{a0}%", fixed(share * 100.0, 1)))
    }

    /// A row of [`HEAD`].
    pub fn cells(routed: &Routed) -> Vec<String> {
        let (calm, moving) = (routed.calm(), routed.moving());
        vec![
            hops(calm.hops_milli()),
            fixed(routed.calm_hops(), 2),
            hops(moving.hops_milli()),
            percent(moving.wrong_milli_percent()),
            stale(routed).unwrap_or_else(|| "–".to_owned()),
            grouped(routed.outcome.total.n_failed.into()),
            format!("{}, {}", routed.settings.n_tables(), grouped(routed.outcome.n_table_reads.into())),
        ]
    }

    /// All three, in a sentence.
    pub fn said(all: &[Routed; 3]) -> String {
        let [any, tier, client] = all;
        format!(
            "{} shards move. Then {} of the requests that clients send themselves go to a former owner first, {} by the \
             tier, {} by any node.",
            grouped(client.outcome.n_moves.into()),
            percent(client.moving().wrong_milli_percent()),
            percent(tier.moving().wrong_milli_percent()),
            percent(any.moving().wrong_milli_percent())
        )
    }

    /// A line of the report.
    pub fn line(routed: &Routed) -> String {
        let (calm, moving) = (routed.calm(), routed.moving());
        let closed = stale(routed).map(|stale| format!(" (closed form {stale})")).unwrap_or_default();
        let total = routed.outcome.total;
        format!(
            "Routing, {}: {} hops at rest in the first {MOVES_FROM_S} s (closed form {}), {} while shards move; {} wrong \
             at first then{closed}; {} of {} requests failed; {} tables, read or told {} times",
            route(routed.route).to_lowercase(),
            hops(calm.hops_milli()),
            fixed(routed.calm_hops(), 2),
            hops(moving.hops_milli()),
            percent(moving.wrong_milli_percent()),
            grouped(total.n_failed.into()),
            grouped(total.n_requests.into()),
            routed.settings.n_tables(),
            grouped(routed.outcome.n_table_reads.into())
        )
    }
}
