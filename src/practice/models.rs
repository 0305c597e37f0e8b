//! The models that answer numeric questions: each takes what was drawn, and says what its formula gives.
//!
//! The formulae and their sources are the model package's; here are their names, what they are given, and how they read
//! with numbers in them. `crates/content/src/models.rs` has the same list for authors, and the tests compare them.

use faultline_model::decimal::Decimal;
use faultline_model::maths::chance::Chance;
use faultline_model::maths::rhythm::{self, Rhythm};
use faultline_model::maths::{estimates, placement, quorum, staleness, throughput};
use faultline_model::tick::{Period, Tick, parse_duration};

use super::answer;
use super::value::{MILLION, Value};
use crate::content::Unit;

/// More members or replicas than any question has.
const N_MAX: u32 = 100_000;

/// What was drawn, by name, as it stands in the text.
#[derive(Debug, Clone)]
pub struct Args {
    pub drawn: Vec<(&'static str, &'static str)>,
    /// In what the answer is said.
    pub unit: Unit,
}

/// A model.
pub struct Model {
    pub name: &'static str,
    /// The answer; none for what it refuses.
    pub answer: fn(&Args) -> Option<Value>,
    /// The formula, with names in braces for what was drawn.
    pub working: &'static str,
}

/// The model of that name.
pub fn model(name: &str) -> Option<&'static Model> {
    MODELS.iter().chain([&OF_GIVEN]).find(|model| model.name == name)
}

/// The name of what stands for a model where the answer was written down, in a deck of the reader's own: and of that
/// answer. No card of the site names it.
pub const GIVEN: &str = "given";

static OF_GIVEN: Model = of(GIVEN, |args| answer::parse(args.text(GIVEN)?, args.unit).ok(), "the answer");

const fn of(name: &'static str, answer: fn(&Args) -> Option<Value>, working: &'static str) -> Model {
    Model { name, answer, working }
}

/// Every model, as authors know them.
pub const MODELS: &[Model] = &[
    // U·T: the mean downtime in a period; see `Chance::downtime`.
    of(
        "downtime",
        |args| time(args.share("availability")?.downtime(args.period()?)),
        "(1 − {availability} %) × 1 {period}",
    ),
    // 1 − D/T.
    of("availability_of_downtime", availability_of_downtime, "1 − {downtime} / 1 {period}"),
    // MTBF/(MTBF + MTTR); see `rhythm`.
    of("availability_of_repair", availability_of_repair, "{mtbf} / ({mtbf} + {mttr})"),
    // MTTR·A/U; see `rhythm::at_repair_time`.
    of("mtbf_needed", mtbf_needed, "{mttr} × {availability} % / (100 % − {availability} %)"),
    // A year over MTBF + MTTR, which is a year's downtime over MTTR; see `rhythm::outages_per_year`.
    of("outages", outages, "(1 − {availability} %) × 1 year / {mttr}"),
    // e^(−t/MTBF); see `rhythm::reliability`.
    of("reliability", reliability, "e^(−{time} / {mtbf})"),
    // Aⁿ and 1 − Uⁿ; see `chance`.
    of("series", |args| share(Chance::series(args.members()?)), "{availability} % to the power of {n}"),
    of("parallel", |args| share(Chance::parallel(args.members()?)), "1 − (1 − {availability} %) to the power of {n}"),
    // Σ C(n,i)·Aⁱ·Uⁿ⁻ⁱ from i = k; see `Chance::at_least`.
    of(
        "k_of_n",
        k_of_n,
        "the sum over i from {k} to {n} of C({n}, i) × {availability} %^i × (1 − {availability} %)^({n} − i)",
    ),
    of("failures_allowed", failures_allowed, "(1 − {availability} %) × {requests}"),
    // N − K; see `quorum::n_crashes_survived`.
    of("crashes_survived", crashes_survived, "{n} − {quorum}"),
    // R + W − N; see `quorum::min_overlap`.
    of("overlap", overlap, "{r} + {w} − {n}, but not below 0,"),
    // The least W with R + W > N (Gifford 1979).
    of("smallest_quorum", smallest_quorum, "{n} − {other} + 1"),
    // ⌊N/2⌋ + 1 (Thomas 1979).
    of("majority", |args| whole(args.n("n")? / 2 + 1), "half of {n}, rounded down, + 1"),
    // 3f + 1 (Lamport, Shostak and Pease 1982).
    of("byzantine", |args| whole(3 * args.n("faults")? + 1), "3 × {faults} + 1"),
    // C(N − W, R)/C(N, R); see `staleness::is_current`.
    of("stale", stale, "C({n} − {w}, {r}) / C({n}, {r})"),
    // See `placement::mod_moved`, exact by the Chinese remainder theorem.
    of("mod_moved", mod_moved, "1 − the share of remainders that {before} and {after} agree on"),
    // What joins or goes takes its fair share (Karger and others 1997).
    of("ring_moved", ring_moved, "the difference between {before} and {after}, over the larger,"),
    // √((N − 1)/(NV + 1)); see `placement::ring_cv`.
    of("ring_unevenness", ring_unevenness, "√(({nodes} − 1) / ({nodes} × {tokens} + 1))"),
    // 1/(w + (1 − w)/n); see `throughput::speedup`.
    of("speedup", speedup, "1 / ({writes} % + (1 − {writes} %) / {n})"),
    // See `estimates` for all that follow.
    of(
        "in_flight",
        |args| count(estimates::in_flight(args.number("rate")?, args.time("time")?)),
        "{rate} a second × {time}",
    ),
    of("response_time", response_time, "{service} / (1 − {utilisation} %)"),
    of("slowest_of", slowest_of, "1 − (1 − {chance} %) to the power of {n}"),
    of("cached_time", cached_time, "{hits} % × {hit} + (1 − {hits} %) × {miss}"),
    of("drain_time", drain_time, "{backlog} / ({served} − {arriving}) seconds"),
    of("retries_in_layers", retries_in_layers, "{attempts} to the power of {layers}"),
    of("backoff", backoff, "{first} × (2 to the power of {retries} − 1)"),
    of("admitted", admitted, "{burst} + {rate} a second × {time}"),
    of("storage_overhead", storage_overhead, "({data} + {parity}) / {data}"),
    of("checkpoint_interval", checkpoint_interval, "√(2 × {cost} × {mtbf})"),
    of("gossip_rounds", |args| count(estimates::gossip_rounds(args.n("n")?)), "log₂ {n} + ln {n}"),
    // The number that a reader's own card gives.
    of("given", |args| answer::parse(args.text("value")?, args.unit).ok(), "{value}"),
];

fn time(time: Tick) -> Option<Value> {
    Some(Value::Time(time))
}

fn share(share: Chance) -> Option<Value> {
    Some(Value::Share(share))
}

fn whole(n: u32) -> Option<Value> {
    Some(Value::Count(u64::from(n) * MILLION))
}

/// A count that need not be whole, to the millionth.
fn count(n: f64) -> Option<Value> {
    let millionths = n * MILLION as f64;
    (0.0..1e18).contains(&millionths).then_some(Value::Count((millionths + 0.5) as u64))
}

fn availability_of_downtime(args: &Args) -> Option<Value> {
    let (down, period) = (args.time("downtime")?, args.period()?.length());
    share(Chance::from_parts(period.0.checked_sub(down.0)?.into(), down.0.into()))
}

fn availability_of_repair(args: &Args) -> Option<Value> {
    share(Chance::from_parts(args.time("mtbf")?.0.into(), args.time("mttr")?.0.into()))
}

fn mtbf_needed(args: &Args) -> Option<Value> {
    time(rhythm::at_repair_time(args.share("availability")?, args.time("mttr")?)?.mtbf)
}

fn outages(args: &Args) -> Option<Value> {
    let rhythm: Rhythm = rhythm::at_repair_time(args.share("availability")?, args.time("mttr")?)?;
    count(rhythm::outages_per_year(rhythm))
}

fn reliability(args: &Args) -> Option<Value> {
    share(rhythm::reliability(args.time("mtbf")?, args.time("time")?))
}

fn k_of_n(args: &Args) -> Option<Value> {
    let members: Vec<Chance> = args.members()?.collect();
    let k = args.n("k")? as usize;
    (k <= members.len()).then(|| Value::Share(Chance::at_least(k, &members)))
}

fn failures_allowed(args: &Args) -> Option<Value> {
    count(estimates::failures_allowed(args.share("availability")?, args.number("requests")?))
}

fn crashes_survived(args: &Args) -> Option<Value> {
    let (n, quorum) = (args.small("n")?, args.small("quorum")?);
    (quorum <= n).then(|| quorum::n_crashes_survived(n as u8, quorum as u8)).and_then(|n| whole(n.into()))
}

fn overlap(args: &Args) -> Option<Value> {
    let (n, r, w) = args.quorums()?;
    whole(quorum::min_overlap(n, r, w).into())
}

fn smallest_quorum(args: &Args) -> Option<Value> {
    let (n, other) = (args.small("n")?, args.small("other")?);
    (other <= n).then(|| n - other + 1).and_then(whole)
}

/// The chance that a read misses; none where the quorums overlap, for then there is nothing to compute.
fn stale(args: &Args) -> Option<Value> {
    let (n, r, w) = args.quorums()?;
    (r + w <= n).then(|| Value::Share(staleness::is_current(n, r, w).inverted()))
}

fn mod_moved(args: &Args) -> Option<Value> {
    let slots = |n: u32| (0..n as u16).collect::<Vec<u16>>();
    let (before, after) = args.sizes()?;
    share(Chance::from_up(placement::mod_moved(&slots(before), &slots(after))))
}

fn ring_moved(args: &Args) -> Option<Value> {
    let (before, after) = args.sizes()?;
    let (less, more) = (before.min(after), before.max(after));
    share(Chance::from_parts((more - less).into(), less.into()))
}

fn ring_unevenness(args: &Args) -> Option<Value> {
    share(Chance::from_up(placement::ring_cv(args.n("nodes")?, args.n("tokens")?)))
}

fn speedup(args: &Args) -> Option<Value> {
    let writes: Decimal = args.text("writes")?.parse().ok()?;
    writes.complement(100)?;
    count(throughput::speedup(args.n("n")?, writes))
}

fn response_time(args: &Args) -> Option<Value> {
    time(estimates::response_time(args.time("service")?, args.share("utilisation")?)?)
}

fn slowest_of(args: &Args) -> Option<Value> {
    share(estimates::slowest_of(args.share("chance")?, args.n("n")?))
}

fn cached_time(args: &Args) -> Option<Value> {
    time(estimates::cached_time(args.share("hits")?, args.time("hit")?, args.time("miss")?))
}

fn drain_time(args: &Args) -> Option<Value> {
    time(estimates::drain_time(args.number("backlog")?, args.number("arriving")?, args.number("served")?)?)
}

fn retries_in_layers(args: &Args) -> Option<Value> {
    let n = estimates::retries_in_layers(args.n("attempts")?, args.n("layers")?)?;
    n.checked_mul(MILLION).map(Value::Count)
}

fn backoff(args: &Args) -> Option<Value> {
    time(estimates::backoff(args.time("first")?, args.n("retries")?)?)
}

fn admitted(args: &Args) -> Option<Value> {
    count(estimates::admitted(args.number("rate")?, args.number("burst")?, args.time("time")?))
}

fn storage_overhead(args: &Args) -> Option<Value> {
    count(estimates::storage_overhead(args.n("data")?, args.n("parity")?)?)
}

fn checkpoint_interval(args: &Args) -> Option<Value> {
    time(estimates::checkpoint_interval(args.time("cost")?, args.time("mtbf")?))
}

impl Args {
    fn text(&self, name: &str) -> Option<&'static str> {
        self.drawn.iter().find(|(other, _)| *other == name).map(|(_, value)| *value)
    }

    /// A whole number.
    fn n(&self, name: &str) -> Option<u32> {
        self.text(name)?.replace(',', "").parse().ok().filter(|n| *n <= N_MAX)
    }

    /// A number of replicas.
    fn small(&self, name: &str) -> Option<u32> {
        self.n(name).filter(|n| (1..=u32::from(quorum::N_MAX)).contains(n))
    }

    /// A number, with commas between thousands if there are any.
    fn number(&self, name: &str) -> Option<f64> {
        let number: Decimal = self.text(name)?.replace(',', "").parse().ok()?;
        Some(number.digits() as f64 / number.unit() as f64)
    }

    /// A percentage, exact on both sides.
    fn share(&self, name: &str) -> Option<Chance> {
        let percent: Decimal = self.text(name)?.parse().ok()?;
        Some(Chance::from_parts(percent.digits().into(), percent.complement(100)?))
    }

    fn time(&self, name: &str) -> Option<Tick> {
        parse_duration(self.text(name)?).ok()
    }

    fn period(&self) -> Option<Period> {
        let word = self.text("period")?;
        Period::ALL.into_iter().find(|period| period.word() == word)
    }

    /// `n` members of an availability.
    fn members(&self) -> Option<impl Iterator<Item = Chance> + use<>> {
        Some(std::iter::repeat_n(self.share("availability")?, self.n("n")? as usize))
    }

    /// N, R and W, where they fit.
    fn quorums(&self) -> Option<(u8, u8, u8)> {
        let (n, r, w) = (self.small("n")?, self.small("r")?, self.small("w")?);
        (r <= n && w <= n).then_some((n as u8, r as u8, w as u8))
    }

    /// Two sizes of a cluster that differ.
    fn sizes(&self) -> Option<(u32, u32)> {
        let (before, after) = (self.n("before")?, self.n("after")?);
        (before != after && before.min(after) > 0 && before.max(after) <= 1_000).then_some((before, after))
    }
}
