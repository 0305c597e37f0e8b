//! What the conditions of the lab's challenges mean.

use faultline_model::history::Value;

use super::config::MultiConfig;
use super::run::Run;
use super::words;
use crate::experiment::account::Account;
use crate::experiment::words as said;
use crate::ui::challenges::Condition;

/// Marks one condition; none that this lab does not know.
pub fn condition(name: &str, value: &str, config: &MultiConfig, run: &Run) -> Option<Condition> {
    let account = &run.account;
    if name == "converged" {
        let now = said::converged(account);
        return Some(Condition { words: said::goal(words::GOAL_CONVERGED, "", value, now), is_met: now == value });
    }
    let (subject, is_max) = match name.strip_suffix("_max") {
        Some(subject) => (subject, true),
        None => (name.strip_suffix("_min")?, false),
    };
    let (words, now) = count(subject, config, run)?;
    let is_met = value.parse().is_ok_and(|value: usize| if is_max { now <= value } else { now >= value });
    let relation = if is_max { said::AT_MOST } else { said::AT_LEAST };
    Some(Condition { words: said::goal(words, relation, value, &now.to_string()), is_met })
}

/// What is counted, in words, and how many there are.
fn count(subject: &str, config: &MultiConfig, run: &Run) -> Option<(&'static str, usize)> {
    let account = &run.account;
    Some(match subject {
        "between_ms" => (words::BETWEEN, (config.between.0 / 1_000) as usize),
        "conflicts" => (words::GOAL_CONFLICTS, account.conflicts.len()),
        "lost" => (words::LOST, run.losses.len()),
        "overtook" => (words::OVERTOOK, run.travel.n_overtook),
        "refused" => (words::GOAL_REFUSED, account.n_refused()),
        "steps" => (words::GOAL_STEPS, config.script.steps.len()),
        "values" => (words::GOAL_VALUES, n_values(account)),
        "write_ms" => (words::GOAL_WRITE_MS, slowest_write_ms(account)),
        "writes" => (words::GOAL_WRITES, account.operations().iter().filter(|it| it.action.is_write()).count()),
        "writers" => (words::GOAL_WRITERS, n_writers(config, account)),
        _ => return None,
    })
}

/// The most different values that a replica serves under one key in the end.
fn n_values(account: &Account) -> usize {
    let mut most = 0;
    for (holdings, _) in account.experiment.replicas.iter() {
        for holding in holdings {
            let mut values: Vec<&Value> = Vec::new();
            for other in holdings.iter().filter(|other| other.key == holding.key) {
                if !values.contains(&&other.value) {
                    values.push(&other.value);
                }
            }
            most = most.max(values.len());
        }
    }
    most
}

/// In whole milliseconds, rounded up.
fn slowest_write_ms(account: &Account) -> usize {
    let writes = account.operations().iter().filter(|operation| operation.action.is_write());
    let took = writes.filter_map(|write| Some((write.returned? - write.invoked).0.div_ceil(1_000)));
    took.max().unwrap_or_default() as usize
}

/// In how many data centres there are clients whose writes to one key were done.
fn n_writers(config: &MultiConfig, account: &Account) -> usize {
    let writes = || account.operations().iter().filter(|it| it.action.is_write() && it.outcome.is_done());
    let of_key = |key| {
        let is_writing =
            |site: &u8| writes().any(|write| write.key == key && config.places().of_client(write.client) == *site);
        (0..config.sites).filter(is_writing).count()
    };
    writes().map(|write| of_key(write.key)).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::challenges_of;
    use crate::labs::multi_leader::ID;
    use crate::session::Config;

    fn marked(query: &str) -> (MultiConfig, Run) {
        let config = MultiConfig::from_query(&crate::link::from_readable(query)).0;
        let run = Run::of(&config);
        (config, run)
    }

    fn check(query: &str, conditions: &[(&str, &str, bool)]) {
        let (config, run) = marked(query);
        for (name, value, is_met) in conditions {
            let condition = condition(name, value, &config, &run).unwrap_or_else(|| panic!("{name} is not known"));
            assert_eq!(condition.is_met, *is_met, "{name} {value}: {}", condition.words);
        }
    }

    #[test]
    fn the_conditions_are_judged_on_the_run() {
        check(
            "",
            &[
                ("between_ms_min", "50", true),
                ("between_ms_min", "51", false),
                ("conflicts_max", "0", false),
                ("conflicts_min", "1", true),
                ("lost_max", "0", false),
                ("lost_min", "1", true),
                ("overtook_min", "1", false),
                ("refused_max", "0", true),
                ("steps_max", "6", false),
                ("steps_max", "7", true),
                ("values_max", "1", true),
                ("write_ms_max", "2", true),
                ("write_ms_max", "1", false),
                ("writes_min", "3", true),
                ("writes_min", "4", false),
                ("writers_min", "2", true),
                ("converged", "yes", true),
            ],
        );
        check("conflicts=siblings", &[("values_max", "1", false), ("values_max", "2", true), ("lost_max", "0", true)]);
        check("story=likes&conflicts=merge", &[("values_max", "1", true), ("writers_min", "2", true)]);
        check("do=0 write c0 x=1;5 write c1 y=1", &[("writers_min", "2", false)]);
        check("do=0 crash r0;0 crash r1;5 write c0 x=1", &[("write_ms_max", "101", false), ("refused_max", "0", true)]);
    }

    #[test]
    fn every_challenge_is_open_at_its_start_and_can_be_won() {
        let won = [
            (
                "cut-and-nothing-lost",
                "conflicts=siblings&do=0 write c0 x=1;100 partition r0 r1 c0 | r2 r3 c1;150 write c0 x=2;\
                 150 write c1 x=3;300 heal;800 read c0 x;820 write c0 x=4",
            ),
            (
                "quick-and-in-order",
                "between=100ms&do=0 write c0 x=1;150 write c1 x=2;300 write c0 x=3;450 write c1 x=4",
            ),
            (
                "overtake",
                "sites=3&followers=0&do=0 hold r0 > r2;1 write c0 x=1;100 read c1 x;120 write c1 x=2;300 release",
            ),
        ];
        for challenge in challenges_of(ID) {
            let (_, won) = won.iter().find(|(id, _)| *id == challenge.id).expect("each challenge has a solution here");
            let is_won = |query: &str| {
                let (config, run) = marked(query);
                let is_met =
                    |(name, value): &(&str, &str)| condition(name, value, &config, &run).is_some_and(|it| it.is_met);
                challenge.conditions.iter().all(is_met)
            };
            assert!(!is_won(challenge.start), "{} is won where it starts", challenge.id);
            assert!(is_won(won), "{}", challenge.id);
        }
    }

    #[test]
    fn what_is_no_condition_or_no_number_is_not_met() {
        let (config, run) = marked("");
        assert_eq!(condition("luck_min", "1", &config, &run), None);
        assert_eq!(condition("luck", "1", &config, &run), None);
        check("", &[("steps_max", "many", false)]);
    }
}
