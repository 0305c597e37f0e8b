//! The run of a configuration, what its failovers cost, and the same steps under other settings.

use faultline_model::checks::{Past, Property, consistent_prefix, one_leader};
use faultline_model::history::Operation;
use faultline_model::maths::latency::Latency;
use faultline_model::protocols::single_leader::Failover;
use faultline_model::reign::{Reign, reigns};
use faultline_model::step::Deed;
use faultline_model::tick::Tick;
use faultline_model::trace::Told;

use super::config::LeaderConfig;
use crate::experiment::Experiment;
use crate::experiment::account::Latencies;

/// How long a cold standby takes to start where the page compares.
const COLD: Tick = Tick(60_000);

/// A setting that the same steps are run under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variant {
    AsSet,
    Hot,
    Cold,
    Asynchronous,
    /// One follower must hold a write.
    OneFollower,
    NoFailover,
}

/// What a run cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// How long nobody led, up to the end of the page's own run.
    pub without_leader: Tick,
    /// How often another replica took over.
    pub n_failovers: usize,
    /// Writes that were not answered.
    pub n_writes_refused: usize,
    /// Writes that were acknowledged and are gone.
    pub n_writes_lost: usize,
    pub writes: Option<Latencies>,
    pub reads: Option<Latencies>,
}

impl Variant {
    pub const ALL: [Variant; 6] =
        [Variant::AsSet, Variant::Hot, Variant::Cold, Variant::Asynchronous, Variant::OneFollower, Variant::NoFailover];

    /// Runs the steps under this setting.
    fn experiment(self, config: &LeaderConfig) -> Experiment {
        let mut config = config.clone();
        match self {
            Variant::Hot | Variant::Cold => {
                let startup = if self == Variant::Cold { COLD.max(config.failover.startup) } else { Tick::ZERO };
                config.failover = Failover { startup, ..config.failover };
                config.has_failover = true;
            }
            Variant::Asynchronous => config.acks = 0,
            Variant::OneFollower => config.acks = 1,
            Variant::NoFailover => config.has_failover = false,
            Variant::AsSet => {}
        }
        experiment(&config)
    }
}

/// Runs the cluster, and judges what only leaders can break besides.
pub fn experiment(config: &LeaderConfig) -> Experiment {
    let experiment = Experiment::of(&config.protocol(), &config.setup(), config.followers + 1);
    let told = experiment.told.clone();
    experiment.also([one_leader::judge(&*told), consistent_prefix::judge(&Past::of(told.operations()))])
}

/// What each setting costs; `own` is the page's run.
pub fn compared(config: &LeaderConfig, own: &Experiment) -> Vec<(Variant, Cost)> {
    let until = own.told.end();
    let cost = |variant| match variant {
        Variant::AsSet => (variant, Cost::of(own, until)),
        _ => (variant, Cost::of(&variant.experiment(config), until)),
    };
    Variant::ALL.into_iter().map(cost).collect()
}

impl Cost {
    /// What a run cost, up to a time.
    pub fn of(experiment: &Experiment, until: Tick) -> Cost {
        let told = &*experiment.told;
        let reigns = reigns(told);
        let of = |is_write| {
            let those = told.operations().iter().filter(|operation| operation.action.is_write() == is_write);
            those.cloned().collect::<Vec<Operation>>()
        };
        let writes = of(true);
        let lost = experiment.verdict(Property::NoAckedWriteLost);
        Cost {
            without_leader: without_leader(&reigns, until),
            n_failovers: n_failovers(&reigns),
            n_writes_refused: writes.iter().filter(|write| write.returned.is_some() && !is_answered(write)).count(),
            n_writes_lost: lost.map_or(0, |verdict| verdict.violations.len()),
            writes: Latencies::of(&writes),
            reads: Latencies::of(&of(false)),
        }
    }
}

fn is_answered(operation: &Operation) -> bool {
    operation.outcome.is_answer()
}

/// How long nobody led, up to a time; whoever leads at the end of a run leads on.
fn without_leader(reigns: &[Reign], until: Tick) -> Tick {
    let (mut led_until, mut without) = (0, 0);
    for reign in reigns {
        without += reign.from.min(until).0.saturating_sub(led_until);
        led_until = led_until.max(reign.to.map_or(until.0, |to| to.min(until).0));
    }
    Tick(without + until.0.saturating_sub(led_until))
}

/// How often a replica has taken over from another one.
fn n_failovers(reigns: &[Reign]) -> usize {
    let terms = reigns.iter().filter(|reign| reign.term > 1);
    // One that restarts leads on in its old term.
    let is_first = |reign: &&Reign| {
        let is_same = |other: &&Reign| (other.term, other.replica) == (reign.term, reign.replica);
        reigns.iter().find(is_same).is_some_and(|first| first.from == reign.from)
    };
    terms.filter(is_first).count()
}

/// How often the steps crash a replica that leads.
pub fn n_leader_crashes(told: &dyn Told) -> usize {
    let crashes = told.steps().iter().filter_map(|step| match step.deed {
        Deed::Crash(replica) => Some((replica, step.at)),
        _ => None,
    });
    let reigns = reigns(told);
    let ended = |(replica, at): &(u8, Tick)| {
        reigns.iter().any(|reign| reign.replica == *replica && reign.from <= *at && reign.to == Some(*at))
    };
    crashes.filter(ended).count()
}

/// How long a write takes that nothing delays, if all messages take the same time: to the leader, its service, to the
/// followers that must hold it and back. Nothing where times differ.
pub fn exact_write(config: &LeaderConfig) -> Option<Tick> {
    let client = 2 * config.setup().network.client_delay.0;
    match config.latency {
        Latency::Constant(way) => {
            let round = if config.acks > 0 { 2 * way.0 } else { 0 };
            Some(Tick(client + config.service.0 + round))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reign(replica: u8, term: u16, from: u64, to: Option<u64>) -> Reign {
        Reign { replica, term, from: Tick(from), to: to.map(Tick) }
    }

    #[track_caller]
    fn check(reigns: &[Reign], without: u64, n: usize) {
        assert_eq!((without_leader(reigns, Tick(100)), n_failovers(reigns)), (Tick(without), n));
    }

    #[test]
    fn the_time_without_a_leader_is_what_no_reign_covers() {
        check(&[], 100, 0);
        check(&[reign(0, 1, 0, None)], 0, 0);
        check(&[reign(0, 1, 0, Some(30))], 70, 0);
        check(&[reign(0, 1, 0, Some(30)), reign(1, 2, 45, None)], 15, 1);
        check(&[reign(0, 1, 0, Some(60)), reign(1, 2, 45, None)], 0, 1);
        check(&[reign(0, 1, 0, Some(30)), reign(1, 2, 150, None)], 70, 1);
        check(&[reign(0, 1, 0, Some(30)), reign(1, 2, 40, Some(50)), reign(1, 2, 60, None)], 20, 1);
    }

    #[test]
    fn a_write_takes_what_the_closed_form_says() {
        use crate::session::Config;
        for (query, us) in [("", 2_000), ("acks=1", 6_000), ("acks=2&lat=7ms", 16_000), ("service=5ms", 7_000)] {
            let query = format!("{query}&failover=off&do=0 write c0 r0 x=1");
            let config = LeaderConfig::from_query(&query).0;
            let cost = Cost::of(&experiment(&config), Tick(100_000));
            assert_eq!(exact_write(&config), Some(Tick(us)), "{query}");
            assert_eq!(cost.writes.map(|writes| writes.slowest), Some(Tick(us)), "{query}");
        }
    }
}
