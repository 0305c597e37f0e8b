//! Simulated years: that they repeat, agree with the closed form, and disturb each other in nothing.

#[allow(dead_code)]
mod common;

use expect_test::{Expect, expect};
use faultline_model::diagram::Diagram;
use faultline_model::maths::availability::{CommonCause, evaluate};
use faultline_model::maths::chance::Chance;
use faultline_model::maths::interval::Interval;
use faultline_model::maths::outages::{BARS_MAX, Bars, Settings, Simulation, YEARS_MAX, simulate};
use faultline_model::tick::Tick;
use proptest::prelude::*;

fn diagram(text: &str) -> Diagram {
    text.parse().expect(text)
}

fn run(text: &str, settings: Settings) -> Simulation {
    simulate(&diagram(text), &settings).expect(text)
}

fn beta(percent: u32) -> CommonCause {
    CommonCause::new(percent.into()).expect("a share")
}

/// The first year as lines: who was down from when (day and hour) and for how long.
fn story(simulation: &Simulation) -> String {
    let line = |bars: &Bars| {
        let id = if bars.id.is_empty() { "system" } else { &bars.id };
        let each = bars.down.iter().map(|(from, to)| {
            let (day, hour) = (from.0 / Tick::DAY.0 + 1, from.0 % Tick::DAY.0 / Tick::HOUR.0);
            format!("  day {day:3}, {hour:2} h, for {}\n", *to - *from)
        });
        format!("{id}: {} outages, {} in all\n{}", bars.n_outages, bars.down_total, each.collect::<String>())
    };
    let rows = simulation.instances.iter().chain([&simulation.system]);
    rows.map(line).collect::<String>() + &simulation.fingerprint_text()
}

fn check(text: &str, settings: Settings, expect: Expect) {
    expect.assert_eq(&story(&run(text, settings)));
}

#[test]
fn a_year_of_two_databases_behind_a_load_balancer() {
    let settings = Settings { years_max: 1, ..Settings::new(56) };
    check(
        "lb 99.97% > (db1 97% mttr 2d | db2 97% mttr 2d)",
        settings,
        expect![[r#"
            lb: 3 outages, 3 h 9 min 13.8 s in all
              day 157, 22 h, for 15 min 23.2 s
              day 310,  3 h, for 1 h 43 min 29.4 s
              day 324,  8 h, for 1 h 10 min 21.2 s
            db1: 2 outages, 16 d 4 h 1 min in all
              day  69,  6 h, for 9 d 1 h 15 min
              day 210,  0 h, for 7 d 2 h 46 min
            db2: 5 outages, 16 d 5 h 41 min in all
              day  40, 17 h, for 5 d 13 h 22 min
              day  86,  0 h, for 2 d 0 h 40 min
              day 170, 23 h, for 2 d 9 h 38 min
              day 208, 22 h, for 2 d 20 h 11 min
              day 358,  1 h, for 3 d 9 h 49 min
            system: 4 outages, 1 d 21 h 20 min in all
              day 157, 22 h, for 15 min 23.2 s
              day 210,  0 h, for 1 d 18 h 10 min
              day 310,  3 h, for 1 h 43 min 29.4 s
              day 324,  8 h, for 1 h 10 min 21.2 s
            g3vxvw5"#]],
    );
}

#[test]
fn a_common_cause_takes_all_replicas_at_once() {
    let settings = Settings { years_max: 1, default_mttr: Tick::DAY, common_cause: beta(50), ..Settings::new(7) };
    check(
        "1 of 2 app 97%",
        settings,
        expect![[r#"
        app#1: 8 outages, 8 d 13 h 25 min in all
          day  20, 13 h, for 2 d 10 h 59 min
          day  29, 16 h, for 11 min 34.4 s
          day  64, 18 h, for 1 d 15 h 42 min
          day  67, 22 h, for 12 h 56 min 44.4 s
          day 111, 13 h, for 1 d 10 h 17 min
          day 152,  0 h, for 2 d 1 h 41 min
          day 177, 16 h, for 3 h 21 min 16.1 s
          day 344, 12 h, for 6 h 17 min 6.5 s
        app#2: 7 outages, 7 d 18 h 15 min in all
          day  15, 13 h, for 4 h 10 min 13.3 s
          day  20, 13 h, for 2 d 10 h 59 min
          day  29, 16 h, for 11 min 34.4 s
          day  67, 22 h, for 12 h 56 min 44.4 s
          day 111, 13 h, for 1 d 10 h 17 min
          day 308, 13 h, for 1 d 11 h 5 min
          day 328, 23 h, for 1 d 16 h 36 min
        system: 4 outages, 4 d 10 h 24 min in all
          day  20, 13 h, for 2 d 10 h 59 min
          day  29, 16 h, for 11 min 34.4 s
          day  67, 22 h, for 12 h 56 min 44.4 s
          day 111, 13 h, for 1 d 10 h 17 min
        7ybp49y"#]],
    );
}

#[test]
fn a_replay_is_the_same_simulation() {
    let text = "lb 99.9% > 2 of 3 app 99% > (db1 99.5% | db2 99.5%)";
    let settings = Settings { common_cause: beta(5), ..Settings::new(42) };
    assert_eq!(run(text, settings), run(text, settings));
    let other = run(text, Settings { seed: 43, ..settings });
    assert_ne!(run(text, settings).fingerprint(), other.fingerprint());
}

#[test]
fn one_more_component_changes_no_others_outages() {
    let before = run("lb 99% > (db1 98% | db2 98%)", Settings::new(1));
    let after = run("new 97% > lb 99% > (db1 98% | db2 98% | db3 90%) > 2 of 3 app 95%", Settings::new(1));
    for bars in &before.instances {
        let same = after.instances.iter().find(|other| other.id == bars.id).expect("it still stands there");
        assert_eq!(bars, same);
    }
}

#[test]
fn another_value_changes_no_others_outages() {
    let before = run("a 99% > b 98%", Settings::new(3));
    let after = run("a 90% > b 98%", Settings::new(3));
    assert_eq!(before.instances[1], after.instances[1]);
    assert_ne!(before.instances[0].down, after.instances[0].down);
}

#[test]
fn fewer_years_are_the_first_of_more_years() {
    let few = run("a 99% | b 98%", Settings { years_max: 10, ..Settings::new(5) });
    let more = run("a 99% | b 98%", Settings { years_max: 50, ..Settings::new(5) });
    assert_eq!((few.n_years(), more.n_years()), (10, 50));
    assert_eq!(few.downtimes, more.downtimes[..10]);
    assert_eq!(few.system, more.system);
}

#[test]
fn the_interval_covers_the_closed_form_about_as_often_as_it_says() {
    let cases = [
        ("a 95% mttr 20h > b 97% mttr 20h", 0),
        ("a 80% mttr 10h | b 85% mttr 10h", 0),
        ("2 of 3 app 95% mttr 8h", 10),
    ];
    for (text, percent) in cases {
        let cause = beta(percent);
        let closed = evaluate(&diagram(text), cause).expect("small").system;
        let n_seeds = 400;
        let covers = |seed| {
            let settings = Settings { years_max: 30, common_cause: cause, ..Settings::new(seed) };
            let simulation = run(text, settings);
            assert!(!simulation.is_rough());
            simulation.interval.contains(closed).expect("thirty years with outages")
        };
        let n_covered = (0..n_seeds).filter(|&seed| covers(seed)).count();
        // 95 % of 400 is 380 with a standard deviation of 4.4; three of them either way, and some for skew.
        assert!((362..=394).contains(&n_covered), "{text}: {n_covered} of {n_seeds}");
    }
}

#[test]
fn years_start_in_the_steady_state() {
    // Repairs of months: were the start always up, the mean would be far too good.
    let simulation = run("a 50% mttr 100d", Settings::new(11));
    let down = simulation.mean().down;
    assert!((down - 0.5).abs() < 0.05, "{down}");
    assert_eq!(simulation.interval.contains(Chance::from_down(0.5)), Some(true));
}

#[test]
fn outages_come_as_often_as_the_closed_form_says() {
    let cases =
        [("a 99% > b 98%", 0), ("a 95% | b 90%", 0), ("2 of 3 app 97% > (a 90% | b 95% | a)", 0), ("1 of 2 a 98%", 20)];
    for (text, percent) in cases {
        let cause = beta(percent);
        let closed = evaluate(&diagram(text), cause).expect("small").outages_per_year(Tick(24 * Tick::HOUR.0));
        let default_mttr = Tick(24 * Tick::HOUR.0);
        let simulation = run(text, Settings { default_mttr, common_cause: cause, ..Settings::new(9) });
        let seen = simulation.outages_per_year();
        // Counts scatter by about their square root.
        let sigma = (closed / f64::from(simulation.n_years())).sqrt();
        assert!((seen - closed).abs() < 4.0 * sigma, "{text}: {seen} against {closed} ± {sigma}");
    }
}

#[test]
fn nothing_seen_gives_a_bound_and_not_a_certainty() {
    let simulation = run("a 99.99% | b 99.99%", Settings { years_max: 5, ..Settings::new(1) });
    assert_eq!((simulation.n_outages, simulation.is_rough()), (0, true));
    let Interval::NoOutageSeen { rate_max_per_year } = simulation.interval else { panic!("nothing was seen") };
    assert!((rate_max_per_year - 0.599_146).abs() < 1e-6);
}

#[test]
fn always_up_and_always_down_are_no_special_cases() {
    let up = run("a 100%", Settings::new(1));
    assert_eq!((up.mean(), up.n_outages, up.n_years()), (Chance::UP, 0, YEARS_MAX));
    let down = run("a 0%", Settings::new(1));
    assert_eq!((down.mean(), down.n_outages_begun), (Chance::DOWN, 0));
    assert_eq!(down.system.down, [(Tick::ZERO, Tick::YEAR)]);
    assert_eq!(down.interval, Interval::Student { low: Chance::DOWN, high: Chance::DOWN });
}

#[test]
fn the_number_of_events_is_bounded() {
    let few = run("a 99% mttr 10m", Settings::new(1));
    assert!(few.n_years() < YEARS_MAX && few.n_years() > 80, "{}", few.n_years());
    assert_eq!(few.system.down.len(), BARS_MAX);
    assert_eq!(few.system.n_not_kept(), few.system.n_outages - BARS_MAX as u64);
    let error = simulate(&diagram("a 99% > b 99% mttr 1s"), &Settings::new(1)).expect_err("10 ms up, 1 s down");
    let expect = "too many outages to simulate: `b` fails 315570 times a year; give it a longer time to repair, such as \
                  `mttr 1h`, or a better availability";
    assert_eq!(error.to_string(), expect);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_diagram_is_simulated_or_refused(
        diagram in common::diagrams(common::specs()),
        seed: u64,
        percent in 0..=100u32,
    ) {
        let settings = Settings { years_max: 3, common_cause: beta(percent), ..Settings::new(seed) };
        if let Ok(simulation) = simulate(&diagram, &settings) {
            prop_assert_eq!(simulation.instances.len(), diagram.instances().len());
            for bars in simulation.instances.iter().chain([&simulation.system]) {
                prop_assert!(bars.down_total <= Tick::YEAR);
                prop_assert!(bars.down.iter().all(|(from, to)| from < to && *to <= Tick::YEAR));
                prop_assert!(bars.down.windows(2).all(|pair| pair[0].1 < pair[1].0));
            }
            prop_assert_eq!(simulation.system.down_total, simulation.downtimes[0]);
        }
    }

    #[test]
    fn the_system_is_down_when_its_structure_says(diagram in common::diagrams(common::specs()), seed: u64) {
        let settings = Settings { years_max: 1, ..Settings::new(seed) };
        let Ok(simulation) = simulate(&diagram, &settings) else { return Ok(()) };
        let rows = simulation.instances.iter().chain([&simulation.system]);
        if rows.clone().any(|bars| bars.n_not_kept() > 0) {
            return Ok(());
        }
        let is_down = |bars: &Bars, tick: Tick| bars.down.iter().any(|(from, to)| *from <= tick && tick < *to);
        let turns = rows.flat_map(|bars| bars.down.iter().flat_map(|(from, to)| [*from, *to]));
        for tick in turns.filter(|tick| *tick < Tick::YEAR).take(200) {
            let mut is_instance_up = |id: &str| {
                let bars = simulation.instances.iter().find(|bars| bars.id == id).expect("a known instance");
                !is_down(bars, tick)
            };
            let is_up = common::is_up(diagram.root(), "", &mut is_instance_up);
            prop_assert_eq!(is_up, !is_down(&simulation.system, tick), "{} at {}", diagram, tick);
        }
    }
}
