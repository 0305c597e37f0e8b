//! What the conditions of the lab's challenges mean. They are judged on CP and AP, whichever the page shows.

use faultline_model::checks::Property;
use faultline_model::decimal::Decimal;
use faultline_model::ids::Endpoint;
use faultline_model::tick::Tick;
use faultline_model::trace::{Told, What};

use super::config::CapConfig;
use super::run::{All, SideRun};
use super::words;
use crate::experiment::words as said;
use crate::ui::challenges::Condition;
use crate::ui::cluster_state::ClusterState;

/// Marks one condition; none that this lab does not know.
pub fn condition(name: &str, value: &str, config: &CapConfig, all: &All) -> Option<Condition> {
    let (subject, relation) = split(name);
    let is_met = |now: u64| {
        let value: Option<u64> = value.parse().ok();
        value.is_some_and(|value| if relation == Relation::Max { now <= value } else { now >= value })
    };
    if subject == "ap_converged" {
        let now = said::converged(&all.ap.account);
        let words = said::goal(words::GOAL_CONVERGED, "", value, now);
        return Some(Condition { words, is_met: now == value });
    }
    if subject == "cp_slowest" {
        let slowest = all.cp.account.latency.map(|latency| latency.slowest);
        let is_met = slowest.zip(ms(value)).is_some_and(|(slowest, max)| slowest <= max);
        let words = said::goal(words::GOAL_SLOWEST, said::AT_MOST, value, &said::slowest(&all.cp.account));
        return Some(Condition { words, is_met });
    }
    let (said, now) = count(subject, config, all)?;
    let relation = if relation == Relation::Max { said::AT_MOST } else { said::AT_LEAST };
    Some(Condition { words: said::goal(said, relation, value, &now.to_string()), is_met: is_met(now) })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Relation {
    Max,
    Min,
}

/// What a condition is about, and in which direction; a unit at the end says nothing more.
fn split(name: &str) -> (&str, Relation) {
    let name = name.strip_suffix("_ms").unwrap_or(name);
    match name.strip_suffix("_max") {
        Some(subject) => (subject, Relation::Max),
        None => (name.strip_suffix("_min").unwrap_or(name), Relation::Min),
    }
}

/// What is counted, in words, and how many there are.
fn count(subject: &str, config: &CapConfig, all: &All) -> Option<(&'static str, u64)> {
    let stale = |run: &SideRun| run.account.n_violations(Property::NoStaleRead);
    let (words, n) = match subject {
        "nodes" => (words::NODES, usize::from(config.nodes)),
        "operations" => (words::GOAL_OPERATIONS, all.ap.account.operations().len()),
        "cut_ms" => (words::GOAL_CUT, (Cuts::of(&all.ap).length().0 / 1_000) as usize),
        "requests_in_cut" => (words::GOAL_IN_CUT, Cuts::of(&all.ap).n_requests(&all.ap)),
        "cp_refused" => (words::GOAL_CP_REFUSED, all.cp.account.n_refused()),
        "ap_refused" => (words::GOAL_AP_REFUSED, all.ap.account.n_refused()),
        "cp_answered" => {
            let shares = all.cp.account.shares;
            (words::GOAL_CP_ANSWERED, 100 * shares.n_received_answered / shares.n_received.max(1))
        }
        "ap_conflicts" => (words::GOAL_CONFLICTS, all.ap.account.conflicts.len()),
        "ap_lost" => (words::GOAL_LOST, all.ap.account.n_violations(Property::NoAckedWriteLost)),
        "ap_stale" => (words::GOAL_STALE, stale(&all.ap)),
        "paid_out" => (words::GOAL_PAID_OUT, all.ap.paid_out() as usize),
        "cp_paid_out" => (words::GOAL_CP_PAID_OUT, all.cp.paid_out() as usize),
        _ => return None,
    };
    Some((words, n as u64))
}

/// Milliseconds with decimals.
fn ms(text: &str) -> Option<Tick> {
    let number: Decimal = text.parse().ok()?;
    u64::try_from(u128::from(number.digits()) * 1_000 / number.unit()).ok().map(Tick)
}

/// The times during which some replica did not hear another one.
#[derive(Debug)]
struct Cuts(Vec<(Tick, Tick)>);

impl Cuts {
    fn of(run: &SideRun) -> Cuts {
        let told = &*run.account.experiment.told;
        let mut cuts = Vec::new();
        let mut since = None;
        for event in told.events().iter().filter(|event| matches!(event.what, What::Step(_))) {
            match (since, is_cut(told, event.at)) {
                (None, true) => since = Some(event.at),
                (Some(start), false) => {
                    cuts.push((start, event.at));
                    since = None;
                }
                _ => {}
            }
        }
        cuts.extend(since.map(|start| (start, told.end())));
        Cuts(cuts)
    }

    /// How long they are together.
    fn length(&self) -> Tick {
        self.0.iter().fold(Tick::ZERO, |sum, (start, end)| sum + (*end - *start))
    }

    /// How many requests reached a replica during one.
    fn n_requests(&self, run: &SideRun) -> usize {
        let is_in = |at: &Tick| self.0.iter().any(|(start, end)| (start..end).contains(&at));
        run.account.operations().iter().filter(|operation| operation.received.as_ref().is_some_and(is_in)).count()
    }
}

fn is_cut(told: &dyn Told, at: Tick) -> bool {
    let state = ClusterState::at(told, at);
    let replicas = || (0..told.n_replicas()).map(Endpoint::Replica);
    replicas().any(|from| replicas().any(|to| state.is_cut(from, to)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Config;

    fn check(query: &str, conditions: &[(&str, &str, bool)]) {
        let config = CapConfig::from_query(&crate::link::from_readable(query)).0;
        let all = All::of(&config);
        for (name, value, is_met) in conditions {
            let condition = condition(name, value, &config, &all).unwrap_or_else(|| panic!("{name} is not known"));
            assert_eq!(condition.is_met, *is_met, "{name} {value}: {}", condition.words);
        }
    }

    #[test]
    fn the_conditions_are_judged_on_both_systems() {
        check(
            "",
            &[
                ("nodes_max", "3", true),
                ("nodes_min", "4", false),
                ("operations_min", "7", true),
                ("cut_ms_min", "200", true),
                ("cut_ms_min", "201", false),
                ("requests_in_cut_min", "4", true),
                ("requests_in_cut_min", "5", false),
                ("cp_refused_max", "1", false),
                ("cp_refused_min", "2", true),
                ("ap_refused_max", "0", true),
                ("cp_answered_min", "71", true),
                ("cp_answered_min", "72", false),
                ("cp_slowest_max_ms", "22", true),
                ("cp_slowest_max_ms", "21.9", false),
                ("ap_conflicts_min", "1", true),
                ("ap_lost_max", "0", false),
                ("ap_stale_max", "1", true),
                ("ap_stale_min", "2", false),
                ("ap_converged", "yes", true),
            ],
        );
        check(
            "story=bank",
            &[("paid_out_min", "160", true), ("cp_paid_out_max", "80", true), ("paid_out_min", "161", false)],
        );
    }

    #[test]
    fn every_challenge_is_open_at_its_start_and_can_be_won() {
        let cut = "30 partition r0 r1 c0 c1 | r2 c2;40 write c0 x=2;80 read c1 x;120 read c0 x;160 heal";
        let won = [
            ("unnoticed-cut", format!("side=cp&do=0 write c0 x=1;{cut};200 read c0 x;250 read c2 x")),
            ("available-and-nothing-lost", format!("side=ap&merge=siblings&do=0 write c0 x=1;{cut};40 write c2 x=3")),
            (
                "rob-the-bank",
                "story=bank&do=0 write c0 balance=100;40 partition r0 c0 | r1 c1 | r2 c2;60 withdraw c0 balance=80;\
                 60 withdraw c1 balance=80;60 withdraw c2 balance=80;180 heal"
                    .to_owned(),
            ),
            (
                "stale-and-sound",
                "lat=20ms&timeout=200ms&do=0 write c0 x=1;10 read c1 x;200 write c0 x=2;210 read c1 x".to_owned(),
            ),
        ];
        for challenge in crate::content::challenges_of(super::super::ID) {
            let (_, won) = won.iter().find(|(id, _)| *id == challenge.id).expect("each challenge has a solution here");
            assert!(!is_won(challenge, challenge.start), "{} is won where it starts", challenge.id);
            assert!(is_won(challenge, won), "{}", challenge.id);
        }
    }

    fn is_won(challenge: &crate::content::Challenge, query: &str) -> bool {
        let config = CapConfig::from_query(&crate::link::from_readable(query)).0;
        let all = All::of(&config);
        let is_met = |(name, value): &(&str, &str)| condition(name, value, &config, &all).is_some_and(|it| it.is_met);
        challenge.conditions.iter().all(is_met)
    }

    #[test]
    fn a_cut_that_is_never_healed_lasts_to_the_end() {
        check(
            "do=0 partition r0 > r1;5 write c0 x=1",
            &[("cut_ms_min", "100", true), ("requests_in_cut_min", "1", true)],
        );
        check("do=0 partition r0 > c1;5 write c0 x=1", &[("cut_ms_min", "1", false)]);
    }

    #[test]
    fn what_is_no_condition_or_no_number_is_not_met() {
        let config = CapConfig::default();
        let all = All::of(&config);
        assert_eq!(condition("luck_min", "1", &config, &all), None);
        check("", &[("nodes_max", "many", false), ("cp_slowest_max_ms", "soon", false)]);
    }
}
