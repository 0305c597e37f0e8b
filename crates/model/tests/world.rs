//! The world around a protocol: whom clients ask, where replicas stand, and who led when.

mod support;

use expect_test::{Expect, expect};
use faultline_model::reign::{Reign, reigns, without_leader};
use faultline_model::step::ms;
use faultline_model::trace::Told;
use support::{Part, parse};

fn told(text: &str) -> Box<dyn Told> {
    let (cluster, setup) = parse(text);
    cluster.ask(&setup, &Part::Whole).told
}

/// When each operation was invoked and answered, and whom its client asked.
fn check_asked(text: &str, expect: Expect) {
    let told = told(text);
    let line = |operation: &faultline_model::history::Operation| {
        let returned = operation.returned.map(ms).unwrap_or_default();
        format!("{}–{returned} {operation}: r{}\n", ms(operation.invoked), operation.replica)
    };
    expect.assert_eq(&told.operations().iter().map(line).collect::<String>());
}

/// The reigns of a run, and how long nobody led.
fn check_led(text: &str, expect: Expect) {
    let told = told(text);
    let line = |Reign { replica, term, from, to }: &Reign| {
        format!("r{replica} in term {term}: {}–{}\n", ms(*from), to.map(ms).unwrap_or_default())
    };
    let lines: String = reigns(&*told).iter().map(line).collect();
    expect.assert_eq(&format!("{lines}{} of {} ms without", ms(without_leader(&*told)), ms(told.end())));
}

#[test]
fn a_client_asks_its_own_replica_even_if_that_is_down() {
    check_asked(
        "single-leader n=3
         network clients=5 patience=10 routing=own
         0 crash r1
         1 read c0 x
         1 read c1 x
         1 read c4 x
         1 read c3 r2 x",
        expect![[r#"
            1–3 c0 read x: r0
            1–11 c1 read x: r1
            1–11 c4 read x: r1
            1–3 c3 read x: r2
        "#]],
    );
}

#[test]
fn a_sticky_client_stays_until_its_replica_is_down_and_then_for_good() {
    check_asked(
        "single-leader n=3
         network clients=2 patience=10 routing=sticky
         0 read c1 x
         10 crash r1
         11 crash r2
         12 read c1 x
         20 restart r1
         21 read c1 x
         30 read c1 r2 x
         50 read c1 x",
        expect![[r#"
            0–2 c1 read x: r1
            12–14 c1 read x: r0
            21–23 c1 read x: r0
            30–40 c1 read x: r2
            50–52 c1 read x: r0
        "#]],
    );
}

#[test]
fn a_sticky_client_leaves_a_replica_that_does_not_answer_in_time() {
    check_asked(
        "single-leader n=3
         network clients=2 patience=10 routing=sticky
         0 partition c1 | r1
         1 read c1 x
         20 heal
         30 read c1 x
         40 read c1 x",
        expect![[r#"
            1–11 c1 read x: r1
            30–32 c1 read x: r2
            40–42 c1 read x: r2
        "#]],
    );
}

#[test]
fn a_client_that_rotates_skips_those_that_are_down() {
    check_asked(
        "single-leader n=3
         network clients=2 patience=10 routing=rotate
         0 read c1 x
         10 read c1 x
         20 crash r0
         21 read c1 x
         30 read c1 x
         40 restart r0
         41 read c1 x",
        expect![[r#"
            0–2 c1 read x: r1
            10–12 c1 read x: r2
            21–23 c1 read x: r1
            30–32 c1 read x: r2
            41–43 c1 read x: r0
        "#]],
    );
}

#[test]
fn if_all_are_down_a_client_asks_where_it_is() {
    check_asked(
        "single-leader n=2
         network clients=2 patience=10 routing=sticky
         0 crash r0
         0 crash r1
         1 read c1 x",
        expect![[r#"
            1–11 c1 read x: r1
        "#]],
    );
}

#[test]
fn clients_stand_at_sites_in_turn_and_ask_the_first_replica_there() {
    check_asked(
        "single-leader n=4
         network clients=3 sites=2 between=50
         0 read c0 x
         0 read c1 x
         0 read c2 x
         10 read c1 r1 x",
        expect![[r#"
            0–2 c0 read x: r0
            0–2 c1 read x: r2
            0–2 c2 read x: r0
            10–112 c1 read x: r1
        "#]],
    );
}

#[test]
fn a_message_between_sites_takes_longer_each_way() {
    check_asked(
        "single-leader n=4 reads=leader acks=1
         network clients=2 sites=2 between=50 latency=2ms
         0 write c0 x=1
         0 read c1 x
         300 write c1 x=2",
        expect![[r#"
            0–6 c0 write x=1: r0
            0–104 c1 read x: r2
            300–408 c1 write x=2: r2
        "#]],
    );
}

#[test]
fn a_reign_ends_with_a_crash_with_a_newer_term_or_not_at_all() {
    check_led(
        "single-leader n=3 failover=on ping=20 timeout=30 retry=40
         network clients=1 seed=1 settle=10
         10 crash r0
         100 restart r0
         200 crash r1
         400 read c0 r2 x",
        expect![[r#"
            r0 in term 1: 0–10
            r1 in term 2: 46.189–200
            r0 in term 1: 100–102
            r0 in term 3: 246.189–
            82.378 of 412 ms without"#]],
    );
}

#[test]
fn while_two_lead_nobody_is_missed() {
    check_led(
        "single-leader n=3 failover=on ping=20 timeout=30 retry=40
         network clients=1 seed=1 settle=10
         5 partition r0 | r1 r2
         100 heal
         200 read c0 r2 x",
        expect![[r#"
            r0 in term 1: 0–127.189
            r1 in term 2: 46.189–
            0 of 212 ms without"#]],
    );
}

#[test]
fn a_cold_standby_leads_when_it_has_started_up() {
    check_led(
        "single-leader n=2 failover=on ping=20 timeout=30 majority=off startup=70
         network clients=1 seed=1 settle=10
         10 crash r0
         300 read c0 r1 x",
        expect![[r#"
            r0 in term 1: 0–10
            r1 in term 2: 120.214–
            110.214 of 312 ms without"#]],
    );
}
