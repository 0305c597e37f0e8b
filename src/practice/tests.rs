//! What the templates ask and what the models answer: tables, and every template of the site under many seeds.

use super::*;
use crate::content::{self, Part, Unit, plain};
use faultline_content::models::{Dimension, MODELS as NAMED};

/// Every template of the site.
fn templates() -> Vec<&'static Card> {
    let cards = content::open_topics().filter_map(|topic| Part::Cards(topic).texts()).flat_map(|texts| &texts.cards);
    cards.filter(|card| matches!(card.kind, Kind::Numeric(_))).collect()
}

/// The question of a template that is none of the site's.
fn asked(model: &str, draw: &[(&str, &[&str])], unit: Unit, seed: u64) -> Option<Asked> {
    let draw = draw.iter().map(|(name, values)| crate::content::Draw {
        name: (*name).to_owned(),
        values: values.iter().map(|value| (*value).to_owned()).collect(),
    });
    let tolerance = crate::content::Tolerance::Relative(10_000);
    let numeric = Numeric { model: model.to_owned(), draw: draw.collect(), unit, tolerance };
    Asked::draw(Box::leak(Box::new(numeric)), "test", seed)
}

/// A model's answer for values, as it is shown, and its working.
fn check(model: &str, unit: Unit, values: &[(&str, &str)], expect: &str) {
    let lists: Vec<(&str, [&str; 1])> = values.iter().map(|(name, value)| (*name, [*value])).collect();
    let draw: Vec<(&str, &[&str])> = lists.iter().map(|(name, value)| (*name, value.as_slice())).collect();
    let asked = asked(model, &draw, unit, 1);
    assert_eq!(asked.map_or("refused".to_owned(), |asked| asked.working().to_owned()), expect, "{model}");
}

#[test]
fn authors_and_the_app_know_the_same_models() {
    // Beside them, `given` answers the cards of readers' own decks.
    let known: Vec<&str> = models::MODELS.iter().map(|model| model.name).filter(|name| *name != "given").collect();
    assert_eq!(known, NAMED.iter().map(|model| model.name).collect::<Vec<_>>());
    for named in NAMED {
        let working = model(named.name).expect("it is known").working;
        for name in working.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name) {
            assert!(named.parameters.contains(&name), "{} works with {name}", named.name);
        }
    }
}

#[test]
fn availability_is_answered() {
    let (a, p) = (("availability", "99.9"), ("period", "month"));
    check("downtime", Unit::Duration, &[a, p], "(1 − 99.9 %) × 1 month = 43 min 49.7 s");
    check("availability_of_downtime", Unit::Percent, &[("downtime", "43m49.7s"), p], "1 − 43m49.7s / 1 month = 99.9 %");
    check(
        "availability_of_repair",
        Unit::Percent,
        &[("mtbf", "999 h"), ("mttr", "1 h")],
        "999 h / (999 h + 1 h) = 99.9 %",
    );
    check("mtbf_needed", Unit::Duration, &[a, ("mttr", "1 h")], "1 h × 99.9 % / (100 % − 99.9 %) = 41 d 15 h");
    check("outages", Unit::Count, &[a, ("mttr", "1 h")], "(1 − 99.9 %) × 1 year / 1 h = 8.766");
    check("reliability", Unit::Percent, &[("mtbf", "1000 h"), ("time", "1000 h")], "e^(−1000 h / 1000 h) = 36.79 %");
    check("series", Unit::Percent, &[a, ("n", "3")], "99.9 % to the power of 3 = 99.7003 %");
    check("parallel", Unit::Percent, &[a, ("n", "2")], "1 − (1 − 99.9 %) to the power of 2 = 99.9999 %");
    let sum = "the sum over i from 2 to 3 of C(3, i) × 99 %^i × (1 − 99 %)^(3 − i) = 99.9702 %";
    check("k_of_n", Unit::Percent, &[("availability", "99"), ("k", "2"), ("n", "3")], sum);
    check("failures_allowed", Unit::Count, &[a, ("requests", "1,000,000")], "(1 − 99.9 %) × 1,000,000 = 1000");
}

#[test]
fn quorums_are_answered() {
    check("crashes_survived", Unit::Count, &[("n", "5"), ("quorum", "3")], "5 − 3 = 2");
    check("crashes_survived", Unit::Count, &[("n", "5"), ("quorum", "6")], "refused");
    check("overlap", Unit::Count, &[("n", "3"), ("r", "2"), ("w", "2")], "2 + 2 − 3, but not below 0, = 1");
    check("smallest_quorum", Unit::Count, &[("n", "5"), ("other", "2")], "5 − 2 + 1 = 4");
    check("majority", Unit::Count, &[("n", "6")], "half of 6, rounded down, + 1 = 4");
    check("byzantine", Unit::Count, &[("faults", "2")], "3 × 2 + 1 = 7");
    check("stale", Unit::Percent, &[("n", "3"), ("r", "1"), ("w", "1")], "C(3 − 1, 1) / C(3, 1) = 66.67 %");
    check("stale", Unit::Percent, &[("n", "3"), ("r", "2"), ("w", "2")], "refused");
}

#[test]
fn placement_is_answered() {
    let (before, after) = (("before", "4"), ("after", "5"));
    check("mod_moved", Unit::Percent, &[before, after], "1 − the share of remainders that 4 and 5 agree on = 80 %");
    check("ring_moved", Unit::Share, &[before, after], "the difference between 4 and 5, over the larger, = 0.2");
    let evenness = [("nodes", "10"), ("tokens", "1")];
    check("ring_unevenness", Unit::Percent, &evenness, "√((10 − 1) / (10 × 1 + 1)) = 90.453 %");
}

#[test]
fn throughput_and_waiting_are_answered() {
    check("speedup", Unit::Count, &[("n", "5"), ("writes", "10")], "1 / (10 % + (1 − 10 %) / 5) = 3.571");
    check("in_flight", Unit::Count, &[("rate", "200"), ("time", "50 ms")], "200 a second × 50 ms = 10");
    check("response_time", Unit::Ms, &[("service", "10 ms"), ("utilisation", "80")], "10 ms / (1 − 80 %) = 50 ms");
    check("slowest_of", Unit::Percent, &[("chance", "1"), ("n", "100")], "1 − (1 − 1 %) to the power of 100 = 63.4 %");
    let cached = [("hits", "90"), ("hit", "1 ms"), ("miss", "21 ms")];
    check("cached_time", Unit::Ms, &cached, "90 % × 1 ms + (1 − 90 %) × 21 ms = 3 ms");
    let drained = [("backlog", "6000"), ("arriving", "90"), ("served", "100")];
    check("drain_time", Unit::Duration, &drained, "6000 / (100 − 90) seconds = 10 min");
}

#[test]
fn retries_limits_and_durability_are_answered() {
    check("retries_in_layers", Unit::Count, &[("attempts", "3"), ("layers", "4")], "3 to the power of 4 = 81");
    check("backoff", Unit::Ms, &[("first", "100 ms"), ("retries", "3")], "100 ms × (2 to the power of 3 − 1) = 700 ms");
    check("admitted", Unit::Count, &[("rate", "10"), ("burst", "50"), ("time", "3 s")], "50 + 10 a second × 3 s = 80");
    check("storage_overhead", Unit::Count, &[("data", "10"), ("parity", "4")], "(10 + 4) / 10 = 1.4");
    check(
        "checkpoint_interval",
        Unit::Duration,
        &[("cost", "1 min"), ("mtbf", "30 min")],
        "√(2 × 1 min × 30 min) = 7 min 44.8 s",
    );
    check("gossip_rounds", Unit::Count, &[("n", "1000")], "log₂ 1000 + ln 1000 = 16.87");
    check("given", Unit::Percent, &[("value", "99.9 %")], "99.9 % = 99.9 %");
}

#[test]
fn a_seed_asks_the_same_question_and_another_seed_another() {
    let draw: [(&str, &[&str]); 2] =
        [("n", &["3", "4", "5", "6", "7"]), ("quorum", &["1", "2", "3", "4", "5", "6", "7"])];
    let of = |seed| asked("crashes_survived", &draw, Unit::Count, seed).expect("some values fit");
    let texts: std::collections::BTreeSet<String> = (0..200).map(|seed| of(seed).working().to_owned()).collect();
    assert!(texts.len() > 15, "{texts:?}");
    assert_eq!(of(7), of(7));
    assert_eq!(asked("crashes_survived", &[("n", &["3"]), ("quorum", &["4"])], Unit::Count, 1), None, "nothing fits");
}

#[test]
fn names_become_numbers_and_units_stay_beside_them() {
    let draw: [(&str, &[&str]); 2] = [("availability", &["99.9"]), ("period", &["week"])];
    let asked = asked("downtime", &draw, Unit::Duration, 1).expect("it fits");
    let text = |text: &str| plain(&asked.text(&[Inline::Strong(vec![Inline::Text(text.to_owned())])]));
    assert_eq!(text("Up {availability} % of a {period}: {answer}"), "Up 99.9\u{a0}% of a week: 10\u{a0}min 4.8\u{a0}s");
    assert_eq!(text("{unknown} and { a brace"), "{unknown} and { a brace");
}

#[test]
fn each_template_has_an_answer_under_a_thousand_seeds_and_accepts_what_it_shows() {
    for card in templates() {
        for seed in 0..1_000 {
            let asked =
                Asked::of(card, seed).unwrap_or_else(|| panic!("`{}` has no answer under seed {seed}", card.id));
            let shown = asked.shown();
            let said = asked.check(&shown).unwrap_or_else(|why| panic!("`{}`, {shown}: {why}", card.id));
            assert_eq!(said.1, Verdict::Right, "`{}` shows {shown} for {:?}", card.id, asked.answer);
            for text in [&card.prompt, &card.answer, &card.why] {
                let text = plain(&asked.text(text));
                assert!(!text.contains(['{', '}']), "`{}`: {text}", card.id);
            }
        }
    }
}

#[test]
fn what_a_model_gives_is_of_the_kind_that_authors_are_told() {
    let cards = templates();
    for card in cards {
        let asked = Asked::of(card, 1).expect("it has an answer");
        let dimension = match asked.answer {
            Value::Time(_) => Dimension::Time,
            Value::Share(_) => Dimension::Share,
            Value::Count(_) => Dimension::Count,
        };
        assert_eq!(dimension, asked.numeric.unit.dimension(), "{}", card.id);
    }
}
