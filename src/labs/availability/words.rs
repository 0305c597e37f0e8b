//! The lab's labels and sentences.

use faultline_model::diagram::{Block, Diagram, Name, NotationError, Spec};
use faultline_model::maths::availability::{ComponentResult, Evaluation, ReplicasNeeded};
use faultline_model::maths::chance::Chance;
use faultline_model::maths::interval::Interval;
use faultline_model::maths::outages::Simulation;
use faultline_model::maths::rhythm::at_repair_time;
use faultline_model::tick::{Period, Tick};

use super::config::AvailabilityConfig;
use super::run::{Run, shared};
use super::way::Way;
use crate::ui::number::{fixed, significant};

pub const TITLE: &str = "Availability";
pub const QUESTION: &str = "How available is a system, given how available its parts are?";

pub const PICTURE_LABEL: &str = "Block diagram";
pub const PICTURE_HINT: &str = "Click a block, or use the arrow keys: ↑ ↓ from block to block, → into a group, ← out of it; Alt with an arrow moves the block, Delete removes it.";
pub const NOTATION_LABEL: &str = "The same diagram as text";
pub const NOTATION_HINT: &str =
    "a 99% > b 3 nines is a series, a | b is parallel, 2 of 3 a means three replicas of which two are needed.";
pub const ADD_AFTER: &str = "Add after";
pub const ADD_BESIDE: &str = "Add in parallel";
pub const REPLICATE: &str = "Replicate";
pub const UNWRAP: &str = "Ungroup";
pub const EARLIER: &str = "Move earlier";
pub const LATER: &str = "Move later";
pub const REMOVE: &str = "Remove";
pub const RESET: &str = "Start over";

pub const YEAR_CONVENTION: &str = "A year has 365.2425 days, a month is a twelfth of it.";

pub const BETA_LABEL: &str = "Common cause β, in percent";
pub const BETA_HINT: &str = "The share of each redundant part's unavailability that strikes all its siblings at once: power, a bad release, an expired certificate. Fleming 1975, used in IEC 61508-6.";
pub const MTTR_LABEL: &str = "A repair takes, on average";
pub const SEED_LABEL: &str = "Seed";
pub const NEW_SEED: &str = "New seed";

/// What a block is, for its selection and for screen readers.
pub fn block_name(diagram: &Diagram, block: &Block, is_root: bool) -> String {
    match block {
        Block::Component(name) => match diagram.spec(name) {
            // Begins with what is seen, so that it can be called by it.
            Some(spec) if spec_words(spec) == spec_short(spec) => format!("{name}, {}", spec_short(spec)),
            Some(spec) => format!("{name}, {}: {}", spec_short(spec), spec_words(spec)),
            None => name.to_string(),
        },
        Block::Series(members) if is_root => format!("the whole system, {} blocks in series", members.len()),
        Block::Series(members) => format!("{} blocks in series", members.len()),
        Block::Parallel(members) => format!("{} blocks in parallel, one is enough", members.len()),
        Block::KOfN { k, members } => format!("{k} of {} blocks needed", members.len()),
        Block::Replicas { k, n, of } => match of.as_ref() {
            Block::Component(name) => format!("{k} of {n} replicas of {name} needed"),
            _ => format!("{k} of {n} replicas of a group needed"),
        },
    }
}

/// The kind of the selected block, as a heading.
pub fn kind_name(block: &Block) -> String {
    match block {
        Block::Component(name) => format!("Component {name}"),
        Block::Series(_) => "In series: all are needed".to_owned(),
        Block::Parallel(_) => "In parallel: one is enough".to_owned(),
        Block::KOfN { k, members } => format!("{k} of {} are needed", members.len()),
        Block::Replicas { k, n, .. } => format!("{n} replicas, {k} needed"),
    }
}

/// A component's value in words.
pub fn spec_words(spec: &Spec) -> String {
    match spec {
        Spec::Percent { up, .. } => format!("{up}\u{a0}%"),
        Spec::Nines { nines, .. } => format!("{nines} nines"),
        Spec::Down { down, per, .. } => format!("down {down} a {}", per.word()),
        Spec::Mtbf { mtbf, mttr } => format!("MTBF {mtbf}, MTTR {mttr}"),
    }
}

/// A component's value, short enough for its box.
pub fn spec_short(spec: &Spec) -> String {
    match spec {
        Spec::Percent { up, .. } => format!("{up}\u{a0}%"),
        Spec::Nines { nines, .. } => format!("{nines} nines"),
        Spec::Down { down, per, .. } => format!("↓ {}/{}", down.compact(), per.word()),
        Spec::Mtbf { mtbf, mttr } => format!("{} / {}", mtbf.compact(), mttr.compact()),
    }
}

/// An availability with its sign.
pub fn percent(chance: Chance) -> String {
    format!("{}\u{a0}%", chance.percent())
}

/// The number of nines; none that never fails has a number.
pub fn nines(chance: Chance) -> String {
    match chance.down > 0.0 {
        true => fixed(chance.nines(), 2),
        false => "∞".to_owned(),
    }
}

/// The outcome as lines of text, fit for a document; also what evidence is held against.
pub fn report(config: &AvailabilityConfig, run: &Run) -> String {
    let mut lines = vec![format!("Diagram: {}", config.diagram)];
    match &run.exact {
        Ok(exact) => lines.extend(exact_lines(config, exact)),
        Err(error) => lines.push(format!("Availability: not computed, {error}")),
    }
    for (name, n) in shared(&config.diagram) {
        lines.push(format!("Shared: {name} stands {n} times and is one component"));
    }
    match &run.simulated {
        Ok(simulation) => lines.push(simulated_line(config, simulation)),
        Err(error) => lines.push(format!("Simulated: not run, {error}")),
    }
    lines.push(YEAR_CONVENTION.to_owned());
    // Spaces that do not break are for the page; a document and a search want plain ones.
    lines.join("\n").replace('\u{a0}', " ")
}

fn exact_lines(config: &AvailabilityConfig, exact: &Evaluation) -> Vec<String> {
    let system = exact.system;
    let mut lines = vec![
        format!("Availability: {}", percent(system)),
        format!("Unavailability: {}", significant(system.down)),
        format!("Nines: {}", nines(system)),
    ];
    lines.extend(Period::ALL.map(|period| format!("Downtime per {}: {}", period.word(), system.downtime(period))));
    if let Some(first) = exact.components.iter().find(|component| component.gain_rank == 1 && component.gain > 0.0) {
        let gain = Chance::from_down(first.gain).downtime(Period::Year);
        lines.push(format!("Improve first: {}, {gain} a year less if it never failed", first.name));
    }
    if config.beta.digits() > 0 {
        let groups = counted(exact.groups.len(), "redundant group");
        lines.push(format!("Common cause: β = {} % in {groups}", config.beta));
    }
    let verdict = if is_met(system, config) { "met" } else { "missed" };
    lines.push(format!("Target: {} % is {verdict}", config.target));
    lines
}

/// Whether the target is met; compared as unavailability, which stays exact near 1.
pub fn is_met(system: Chance, config: &AvailabilityConfig) -> bool {
    system.down <= target(config).down
}

/// The target as a chance.
pub fn target(config: &AvailabilityConfig) -> Chance {
    Spec::percent(config.target).map_or(Chance::UP, |spec| Chance::of(&spec))
}

fn simulated_line(config: &AvailabilityConfig, simulation: &Simulation) -> String {
    format!(
        "Simulated: {} with seed {}: {}; trace {}",
        counted(simulation.n_years() as usize, "year"),
        config.seed,
        interval(simulation),
        simulation.fingerprint_text(),
    )
}

/// The simulated mean with its interval.
pub fn interval(simulation: &Simulation) -> String {
    let mean = percent(simulation.mean());
    let outages = counted(usize::try_from(simulation.n_outages).unwrap_or(usize::MAX), "outage");
    match simulation.interval {
        Interval::Student { low, high } => {
            format!("{outages}, mean {mean}, 95 % interval {} to {}", percent(low), percent(high))
        }
        Interval::NoOutageSeen { rate_max_per_year } => {
            format!(
                "no outage seen; with 95 % confidence there are fewer than {} a year",
                significant(rate_max_per_year)
            )
        }
        Interval::OneYearOnly => format!("{outages}, mean {mean}; one year alone has no interval"),
    }
}

/// Whether the closed form lies in the simulated interval, in words.
pub fn agreement(exact: Chance, simulation: &Simulation) -> &'static str {
    match simulation.interval {
        Interval::Student { low, high } if exact.down <= low.down && exact.down >= high.down => {
            "The closed form lies within the interval."
        }
        Interval::Student { .. } if simulation.is_rough() => {
            "The closed form lies outside the interval, rough as it is: fewer than 30 outages."
        }
        Interval::Student { .. } => "The closed form lies outside the interval: 1 seed in 20 does that. Try another.",
        Interval::NoOutageSeen { .. } => "Too rare to sample: the closed form is all there is to go by.",
        Interval::OneYearOnly => "",
    }
}

/// `1 year`, `2 years`.
pub fn counted(n: usize, what: &str) -> String {
    match n {
        1 => format!("1 {what}"),
        n => format!("{n} {what}s"),
    }
}

/// The answer to "how many replicas".
pub fn replicas_needed(needed: ReplicasNeeded, name: &Name, k: u8, config: &AvailabilityConfig) -> String {
    let target = config.target;
    match needed {
        ReplicasNeeded::Enough(n) if n == k => {
            format!("{target}\u{a0}% is reached without redundancy: {k} of {n} {name}.")
        }
        ReplicasNeeded::Enough(n) => format!("{target}\u{a0}% needs {n} replicas of {name}, of which {k} must be up."),
        ReplicasNeeded::Never { ceiling } => format!(
            "No number of replicas reaches {target}\u{a0}%: with β = {}\u{a0}% the common cause alone leaves at most {}.",
            config.beta,
            percent(ceiling)
        ),
        ReplicasNeeded::TooMany => format!("Even 64 replicas of {name} do not reach {target}\u{a0}%."),
    }
}

/// A duration a year that may be none.
pub fn downtime(chance: Chance, period: Period) -> String {
    match chance.downtime(period) {
        Tick::ZERO if chance.down > 0.0 => "under 1 µs".to_owned(),
        Tick::ZERO => "none".to_owned(),
        tick => tick.to_string(),
    }
}

pub const IMPROVE_FIRST: &str = "improve first";
pub const TOOLBAR_LABEL: &str = "Edit the diagram";
pub const SELECTED: &str = "Selected";
pub const SERIES_HINT: &str =
    "A series is up only while every block in it is up. Select a block in the picture to change it.";
pub const NEEDED: &str = "How many are needed";
pub const N_REPLICAS: &str = "Replicas";
pub const NAME: &str = "Name";
pub const SAID_AS: &str = "Said as";
pub const VALUE: &str = "Value";
pub const SAME_COMPONENT: &str = "Is the same component as";
pub const NO_OTHER: &str = "no other";

/// What stands behind the count of a group.
pub fn of_members(n: u8) -> String {
    format!("of {n} blocks")
}

/// A way to say how available a component is.
pub fn way(way: Way) -> &'static str {
    match way {
        Way::Percent => "Availability in percent",
        Way::Nines => "Number of nines",
        Way::Down => "Downtime",
        Way::Mtbf => "MTBF and MTTR",
    }
}

/// An example of a way.
pub fn way_hint(way: Way) -> &'static str {
    match way {
        Way::Percent => "such as 99.9% or 99.9% mttr 30m",
        Way::Nines => "such as 3 nines or 3.5 nines",
        Way::Down => "such as down 5m/week; year, month, week or day",
        Way::Mtbf => "such as mtbf 1000h mttr 4h",
    }
}

/// A component's value in the other ways.
pub fn same_as(spec: &Spec, default_mttr: Tick) -> String {
    let chance = Chance::of(spec);
    let mttr = spec.mttr().unwrap_or(default_mttr);
    let rhythm = match at_repair_time(chance, mttr) {
        Some(rhythm) => format!("fails every {}, repaired in {mttr} on average", rhythm.mtbf),
        None => "never fails".to_owned(),
    };
    let down = downtime(chance, Period::Year);
    format!("{} · {} nines · down {down} a year · {rhythm}", percent(chance), nines(chance))
}

/// A fault of the notation with its place.
pub fn notation_fault(at: usize, fault: &NotationError) -> String {
    format!("Character {}: {fault}. The diagram above is the last good one.", at + 1)
}

pub const RESULT: &str = "Result";
pub const PERIOD: &str = "In";
pub const DOWNTIME: &str = "Expected downtime";
pub const IMPROVE: &str = "Which to improve first";
pub const COMPONENT: &str = "Component";
pub const GAIN: &str = "Downtime a year saved if it never failed";
pub const IMPORTANCE: &str = "Birnbaum importance";
pub const IMPROVE_HINT: &str = "Importance is the chance that the system hangs on this one component just then (Birnbaum 1969); times its own unavailability it is what is saved.";
pub const YEAR: &str = "A simulated year";
pub const YEAR_HINT: &str = "Times up and repair times are exponential, from one stream of random numbers for each component: the same link gives the same year. Each year starts in the long-run state.";
pub const YEAR_TABLE: &str = "The first year as a table";
pub const OUTAGES: &str = "Outages";
pub const DOWN: &str = "Down in all";
pub const REPLICAS: &str = "How many replicas reach the target";
pub const REACHED: &str = "✓ reached";
pub const TARGET: &str = "Target";
pub const TARGET_PERCENT: &str = "Target, in percent";
pub const RHYTHM: &str = "Reliable or available";
pub const MTTR_EACH: &str = "Each lasts (MTTR)";
pub const MTBF_BETWEEN: &str = "Up between them (MTBF)";
pub const MONTH_WITHOUT: &str = "A month without failure";
pub const RHYTHM_HINT: &str = "All rows have the same A = MTBF / (MTBF + MTTR). It does not tell the reliability, R(t) = e^(−t/MTBF) at a constant failure rate.";
pub const NONE: &str = "–";
pub const NINES: &str = "The table of nines";
pub const HERE: &str = " ← this system";
pub const NINES_HINT: &str =
    "* The notes give 1 min 5 s a week for four nines. 604,800 s × 0.0001 is 60.48 s: 1 min 0.5 s.";

/// The rates at which the same downtime can come.
pub const RATES: [(&str, f64); 6] = [
    ("1 in 10 years", 0.1),
    ("1 a year", 1.0),
    ("1 a month", 12.0),
    ("1 a week", 52.1775),
    ("1 a day", 365.2425),
    ("1 an hour", 8_765.82),
];

/// A period as a column or a row.
pub fn per(period: Period) -> String {
    format!("a {}", period.word())
}

/// The nines of the result, in words.
pub fn nines_sentence(chance: Chance) -> String {
    match chance.down > 0.0 {
        true => format!("{} nines", nines(chance)),
        false => "never down".to_owned(),
    }
}

/// Whether the target is met, and by how much it is missed.
pub fn target_verdict(system: Chance, config: &AvailabilityConfig) -> String {
    let target = target(config);
    let budget = downtime(target, Period::Year);
    match is_met(system, config) {
        true => format!("✓ Meets the target of {}\u{a0}% ({budget} a year)", config.target),
        false => format!("✗ Misses the target of {}\u{a0}% ({budget} a year)", config.target),
    }
}

/// What it means that a component stands in several places.
pub fn shared_remark(name: &str, n: usize) -> String {
    format!(
        "{name} stands {n} times and is one component: when it is down, it is down everywhere. Rename one if you mean two."
    )
}

/// What a component's failures cost.
pub fn gain(component: &ComponentResult) -> String {
    match component.gain > 0.0 {
        true => downtime(Chance::from_down(component.gain), Period::Year),
        false => "none".to_owned(),
    }
}

/// What the common cause is, and to how many groups it applies.
pub fn beta_hint(n_groups: usize) -> String {
    match n_groups {
        0 => format!("{BETA_HINT} This diagram has no redundant group for it to strike."),
        n => format!("{BETA_HINT} It applies to {} here.", counted(n, "redundant group")),
    }
}

/// A component with how many replicas it has.
pub fn component_name(component: &ComponentResult) -> String {
    match component.n_instances {
        1 => component.name.to_string(),
        n => format!("{} × {n}", component.name),
    }
}

/// The first cell of a row of the table of nines.
pub fn nines_row(chance: Chance, is_here: bool) -> String {
    format!("{}{}", percent(chance), if is_here { HERE } else { "" })
}

/// A cell of the table of nines; the one that the notes have wrong is marked.
pub fn nines_cell(n: u32, chance: Chance, period: Period) -> String {
    let mark = if n == 4 && period == Period::Week { "*" } else { "" };
    format!("{}{mark}", downtime(chance, period))
}

/// A row of the simulated year.
pub fn bars_name(name: &str) -> String {
    match name {
        "" => "system".to_owned(),
        name if name.chars().count() > 13 => name.chars().take(12).chain(['…']).collect(),
        name => name.to_owned(),
    }
}

/// The name of a month, counted from 0.
pub fn month(at: i32) -> String {
    format!("month {}", at + 1)
}

/// The picture of the year, as a sentence.
pub fn year_label(simulation: &Simulation) -> String {
    let system = &simulation.system;
    let outages = counted(usize::try_from(system.n_outages).unwrap_or(usize::MAX), "outage");
    format!("The first simulated year: the system has {outages} and is down for {} in all", system.down_total)
}

/// All simulated years, as a sentence.
pub fn years_sentence(simulation: &Simulation) -> String {
    format!("{}: {}.", counted(simulation.n_years() as usize, "simulated year"), interval(simulation))
}

/// The closed form, beside the sample.
pub fn closed_form(run: &Run) -> String {
    match &run.exact {
        Ok(exact) => format!(
            "Closed form: {}, exact, by a binary decision diagram over {} (Bryant 1986).",
            percent(exact.system),
            counted(exact.n_bdd_nodes, "node")
        ),
        Err(error) => error.to_string(),
    }
}

/// `2 of 3`.
pub fn k_of_n(k: u8, n: u8) -> String {
    format!("{k} of {n}")
}

/// What the count of replicas assumes.
pub fn replicas_hint(config: &AvailabilityConfig) -> String {
    match config.beta.digits() {
        0 => "The replicas are taken to fail independently. Raise β to see what that is worth.".to_owned(),
        _ => format!("With β = {}\u{a0}% of each replica's unavailability common to all.", config.beta),
    }
}

/// An availability to two decimals, for chances that are not near one.
pub fn percent_rounded(chance: Chance) -> String {
    format!("{}\u{a0}%", fixed(chance.up * 100.0, 2))
}

/// The system's availability, seen as a rhythm.
pub fn rhythm_sentence(system: Chance) -> String {
    format!(
        "{} can be had in many ways. Each row is down for {} a year:",
        percent(system),
        downtime(system, Period::Year)
    )
}

/// 10⁻ⁿ as a share, for the rows of the table of nines.
pub fn tenth_to_the(n: u32) -> f64 {
    [1.0, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6].get(n as usize).copied().unwrap_or(1e-7)
}

/// The whole number of nines that a chance has, if that many stand in the table.
pub fn whole_nines(chance: Chance) -> Option<u32> {
    (1..=6).rev().find(|n| chance.down <= tenth_to_the(*n)).filter(|n| *n < 6 || chance.down > tenth_to_the(7))
}

/// A goal of a challenge.
pub fn goal_availability(percent: &str) -> String {
    format!("at least {percent}\u{a0}% available")
}

/// A goal of a challenge.
pub fn goal_needs(stems: &[&str]) -> String {
    format!("{} are both needed, by names that begin so", stems.join(" and "))
}

/// A goal of a challenge, with where the diagram stands.
pub fn goal_components(max: usize, n: usize) -> String {
    format!("at most {max} components, replicas counted ({n} now)")
}

/// A goal of a challenge.
pub fn goal_component(percent: &str) -> String {
    format!("no component better than {percent}\u{a0}%")
}

/// A goal of a challenge.
pub fn goal_beta(percent: &str) -> String {
    format!("common cause β of at least {percent}\u{a0}%")
}
