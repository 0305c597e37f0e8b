//! The lab's labels and sentences.

use faultline_model::maths::chance::Chance;
use faultline_model::maths::interval::Share;
use faultline_model::maths::latency::Latency;
use faultline_model::maths::wars::{Evaluated, Published, Quantile, published};
use faultline_model::protocols::leaderless::{Conflicts, Repair};

use super::config::QuorumConfig;
use super::run::{AGES, Exact};
use crate::experiment::{Experiment, words};
use crate::ui::number::{fixed, grouped};

pub const TITLE: &str = "Quorums";
pub const QUESTION: &str = "How many replicas must answer before a read can be trusted to see the last write?";

pub const STAGE: &str = "The cluster";
pub const WRITE: &str = "Write x";
pub const READ: &str = "Read x";

/// What a replica is that holds no key of its own.
pub const SPARE: &str = "spare";

pub const SIZES: &str = "Quorums";
pub const N_LABEL: &str = "N, replicas of each key";
pub const R_LABEL: &str = "R, answers a read waits for";
pub const W_LABEL: &str = "W, answers a write waits for";
pub const HOW: &str = "How it replicates";
pub const REPAIR_LABEL: &str = "Read repair";
pub const CONFLICTS_LABEL: &str = "Values that do not replace each other";
pub const HINTS_LABEL: &str = "Hinted handoff";
pub const SPARES_LABEL: &str = "Spare replicas, for a sloppy quorum";
pub const SYNC_LABEL: &str = "Anti-entropy every";
pub const SYNC_HINT: &str = "such as 50ms, or off";
pub const TIMEOUT_LABEL: &str = "A coordinator waits";
pub const NETWORK: &str = "The network";
pub const LATENCY_LABEL: &str = "A message takes";
pub const OWN_LATENCY_LABEL: &str = "The same as text";
pub const LATENCY_HINT: &str = "5ms, 2ms..8ms (even), exp 5ms (exponential), or a published fit";
pub const LOSS_LABEL: &str = "Messages lost, in percent";
pub const DUPLICATION_LABEL: &str = "Messages doubled, in percent";
pub const FIFO_LABEL: &str = "Messages of a link overtake each other";

pub const AVAILABILITY: &str = "Crashes and availability";
pub const NODE_LABEL: &str = "One replica is up, in percent";
pub const CRASHES: &str = "Survives";
pub const EXACT: &str = "Available";
pub const LOOKED_AT: &str = "Sampled";
pub const OPERATIONS: &str = "Operations";
pub const READS: &str = "Reads";
pub const WRITES: &str = "Writes";

pub const STALENESS: &str = "How fresh a read is";
pub const AFTER_LABEL: &str = "The read starts so long after the write was acknowledged";
pub const CURVE: &str = "Reads that are current, by the time since the write";
pub const CURVE_X: &str = "Time since the write was acknowledged, ms";
pub const CURVE_Y: &str = "Current reads, %";
pub const PUBLISHED_SHORT: &str = "published";
pub const PUBLISHED: &str = "Published (Bailis et al. 2012)";
pub const SAMPLED: &str = "Sampled here";
pub const VERSIONS: &str = "Within the last k versions";
pub const VERSIONS_HINT: &str = "The closed form for quorums that are chosen evenly and stay as they are: 1 − (C(N−W, R) / C(N, R))^k. The curve above knows that writes go on spreading.";
pub const WARS_HINT: &str = "One write and one read of the WARS model (Bailis et al., VLDB 2012): both go to all N, with the latencies chosen below. Without failures, repair or stand-ins, so the cluster above can do better or worse.";

pub const LATENCIES: &str = "What waiting costs";
pub const LATENCIES_HINT: &str = "The R-th and the W-th fastest of N answers, from the same trials as the freshness: more answers, fresher reads, longer waits.";
pub const QUANTILES: [(u16, &str); 3] = [(500, "Half"), (990, "99 %"), (999, "99.9 %")];

pub const SAMPLING: &str = "Drawing operations …";

/// The fits of real systems, and what else a message's time can be chosen from.
pub const LATENCY_CHOICES: [(&str, &str); 7] = [
    ("2ms", "2 ms, always"),
    ("2ms..8ms", "2 to 8 ms, even"),
    ("exp 5ms", "5 ms on average, exponential"),
    ("lnkd-ssd", "LinkedIn, solid-state disks"),
    ("lnkd-disk", "LinkedIn, spinning disks"),
    ("ymmr", "Yammer"),
    ("wan", "Between data centres"),
];
pub const OTHER_LATENCY: &str = "as written below";

/// What a way of read repair does.
pub fn repair_name(repair: Repair) -> &'static str {
    match repair {
        Repair::Off => "off",
        Repair::Async => "after the answer",
        Repair::WriteBack => "before the answer (write-back)",
    }
}

/// What becomes of values that do not replace each other.
pub fn conflicts_name(conflicts: Conflicts) -> &'static str {
    match conflicts {
        Conflicts::LastWriteWins => "last write wins",
        Conflicts::Siblings => "both stay, as siblings",
        Conflicts::Merge => "siblings, merged on reading",
    }
}

/// What a switch says.
pub fn switch_name(is_on: bool) -> &'static str {
    if is_on { "on" } else { "off" }
}

/// The sizes, as people write them.
pub fn sizes(config: &QuorumConfig) -> String {
    let QuorumConfig { n, r, w, .. } = config;
    format!("N={n}, R={r}, W={w}")
}

/// What R and W promise about each other.
pub fn overlap(config: &QuorumConfig, exact: &Exact) -> String {
    let QuorumConfig { n, r, w, .. } = config;
    match exact.overlap {
        0 => format!("any {r} read and any {w} written of {n} may share none"),
        overlap => format!("any {r} read and any {w} written of {n} share at least {overlap}"),
    }
}

/// The same as a sentence beneath the picture.
pub fn overlap_label(config: &QuorumConfig, exact: &Exact) -> String {
    let QuorumConfig { n, r, w, .. } = config;
    let sum = format!("R + W = {}", r + w);
    let compared = if exact.overlap > 0 { format!("{sum} > {n}") } else { format!("{sum} ≤ {n}") };
    format!("{compared}: {}.", overlap(config, exact))
}

/// An availability or another chance, with its sign.
pub fn percent(chance: Chance) -> String {
    format!("{}\u{a0}%", chance.percent())
}

/// A share as people say it: to a hundredth of a percent.
pub fn share(chance: Chance) -> String {
    format!("{}\u{a0}%", fixed(chance.up * 100.0, 2))
}

/// A sampled share with its interval and its size.
pub fn sampled_share(sampled: Share) -> String {
    let (low, high) = sampled.interval95();
    let n = grouped(sampled.trials.into());
    if sampled.hits == sampled.trials {
        return format!("100\u{a0}% (at least {}, {n} trials)", percent(low));
    }
    let ends = format!("{} to {}", fixed(low.up * 100.0, 2), share(high));
    format!("{} ({ends}, {n} trials)", share(sampled.value()))
}

/// Milliseconds, with as many places as matter.
pub fn ms(ms: f64) -> String {
    let places = if ms < 10.0 { 2 } else { u32::from(ms < 1000.0) };
    format!("{}\u{a0}ms", fixed(ms, places))
}

/// How many crashes.
pub fn crashes(n: u8) -> String {
    match n {
        0 => "no crash".to_owned(),
        1 => "1 crash".to_owned(),
        n => format!("{n} crashes"),
    }
}

fn within(exact: &Exact) -> String {
    let one = |(k, chance): (&u8, &Chance)| format!("k={k} {}", percent(*chance));
    AGES.iter().zip(&exact.within).map(one).collect::<Vec<_>>().join(", ")
}

/// When 99.9 % of reads are current, with its interval.
pub fn visible(quantile: Quantile) -> String {
    match quantile.value_ms > 0.0 {
        true => format!("after {} ({} to {})", ms(quantile.value_ms), ms(quantile.low_ms), ms(quantile.high_ms)),
        false => "at once".to_owned(),
    }
}

/// The published values as a sentence.
pub fn published_sentence(published: &Published) -> String {
    let Published { consistent_at_0_percent, t_999_ms } = published;
    format!("{consistent_at_0_percent}\u{a0}% at once, 99.9\u{a0}% after {t_999_ms}\u{a0}ms")
}

/// Why what is sampled differs from what is published; `computed` is what far more trials give.
pub fn published_hint(latency: Latency) -> String {
    let computed = match latency {
        Latency::LnkdSsd => "1.963\u{a0}ms (1.945 to 1.985)",
        _ => "52.3\u{a0}ms (51.3 to 53.3)",
    };
    format!(
        "With far more trials than here, 99.9\u{a0}% are current after {computed}, so the published time is too short. Very \
         probably it comes from sweeping the time with fresh samples and stopping at the first share above 99.9\u{a0}%, \
         which stops too early; here it is a quantile of one set of trials."
    )
}

pub const WAN_HINT: &str = "All but r0 stand in another data centre, 75 ms away each way. Reader and writer share r0, so with R = W = 1 nearly every read is current.";
pub const YMMR_HINT: &str = "The paper prints α = 3.35 for Yammer's writes; its authors' simulator has 3.5, which gives their figures, and so does this one.";

/// What a fit needs to have said of it.
pub fn latency_remark(latency: Latency) -> &'static str {
    match latency {
        Latency::Ymmr => YMMR_HINT,
        Latency::Wan => WAN_HINT,
        _ => "",
    }
}

/// How fresh reads are: what is told, and what it is.
pub fn freshness(config: &QuorumConfig, sampled: &Evaluated) -> [(String, String); 3] {
    let after_ms = config.after.0 as f64 / 1000.0;
    [
        ("Current right after the write".to_owned(), sampled_share(sampled.consistent_at(0.0))),
        (format!("Current {} after the write", ms(after_ms)), sampled_share(sampled.consistent_at(after_ms))),
        ("Current for 99.9\u{a0}% of reads".to_owned(), visible(sampled.t_visible(999))),
    ]
}

/// What the sampled operations say, as lines.
pub fn sampled_lines(config: &QuorumConfig, sampled: &Evaluated) -> Vec<String> {
    let quantiles = |of: &dyn Fn(u16) -> Quantile| {
        QUANTILES.map(|(per_mille, name)| format!("{name} {}", ms(of(per_mille).value_ms))).join(", ")
    };
    let mut lines = freshness(config, sampled).map(|(name, said)| format!("{name}: {said}")).to_vec();
    lines.push(format!("Write latency: {}", quantiles(&|per_mille| sampled.write_ms(per_mille))));
    lines.push(format!("Read latency: {}", quantiles(&|per_mille| sampled.read_ms(per_mille))));
    let known = published(config.latency, config.n, config.r, config.w);
    lines.extend(known.map(|known| format!("Published: {}", published_sentence(&known))));
    lines
}

/// The outcome as lines of text; what evidence is held against.
pub fn report(config: &QuorumConfig, exact: &Exact, experiment: &Experiment, sampled: Option<&Evaluated>) -> String {
    let mut lines = vec![
        format!("Replicas: {}", sizes(config)),
        format!("Overlap: {}", overlap(config, exact)),
        format!("Crashes survived: reads {}, writes {}", exact.crashes.0, exact.crashes.1),
        format!("Read availability: {}", percent(exact.availability.0)),
        format!("Write availability: {}", percent(exact.availability.1)),
        format!("Within the last k versions: {}", within(exact)),
    ];
    lines.extend(words::outcome(experiment));
    lines.extend(sampled.map(|sampled| sampled_lines(config, sampled)).unwrap_or_default());
    lines.extend(words::log(experiment));
    // Authors write plain spaces.
    lines.join("\n").replace('\u{a0}', " ")
}

// What the conditions of challenges ask.

pub const GOAL_NO_STALE: &str = "No read of the run is stale";
pub const GOAL_NO_LOST: &str = "No acknowledged write of the run is lost";
pub const GOAL_LINEARIZABLE: &str = "The run is linearizable";

pub fn goal_n(max: &str) -> String {
    format!("At most {max} replicas")
}

pub fn goal_reads_survive(n: &str) -> String {
    format!("Reads survive {n} crashed replicas")
}

pub fn goal_writes_survive(n: &str) -> String {
    format!("Writes survive {n} crashed replicas")
}

pub fn goal_read_ms(max: &str, now: Option<f64>) -> String {
    format!("99\u{a0}% of reads take at most {max}\u{a0}ms{}", so_far(now.map(ms)))
}

pub fn goal_write_ms(max: &str, now: Option<f64>) -> String {
    format!("99\u{a0}% of writes take at most {max}\u{a0}ms{}", so_far(now.map(ms)))
}

pub fn goal_current(min: &str, now: Option<Chance>) -> String {
    format!("At least {min}\u{a0}% of reads right after a write are current{}", so_far(now.map(share)))
}

pub fn goal_latency(latency: &str) -> String {
    format!("With messages as {latency}")
}

fn so_far(now: Option<String>) -> String {
    now.map(|now| format!(" (now {now})")).unwrap_or_default()
}
