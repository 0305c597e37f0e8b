//! Replication logs: what each kind cures and what not, as stories; and what holds of every script.

use std::fmt::Write;

use expect_test::{Expect, expect};
use faultline_model::statements::{
    LINES_MAX, LogKind, Outcome, Row, STORAGE_VERSION, Script, Setting, Substitutes, Table, parse_script, run,
};
use proptest::prelude::*;

const STATEMENT: LogKind = LogKind::Statement(Substitutes::Nothing);
const CALLS: LogKind = LogKind::Statement(Substitutes::Calls);
const CALLS_AND_IDS: LogKind = LogKind::Statement(Substitutes::CallsAndIds);

/// The log, the leader's table, and where the one follower differs.
fn check(script: &str, kind: LogKind, expect: Expect) {
    expect.assert_eq(&told(&go(script, Setting { n_followers: 1, ..Setting::new(kind, 7) })));
}

fn go(script: &str, setting: Setting) -> Outcome {
    let script: Script = script.parse().expect("a script");
    run(&script, &setting)
}

fn told(outcome: &Outcome) -> String {
    let mut text = String::new();
    for line in &outcome.log {
        let transaction = line.transaction.map_or(String::new(), |number| format!("T{number} "));
        let _ = writeln!(text, "log    {transaction}{}", line.text);
    }
    let rows = |rows: &[Row]| rows.iter().map(|row| format!("{} {row}", row.id)).collect::<Vec<_>>();
    for row in rows(outcome.leader.rows()) {
        let _ = writeln!(text, "leader {row}");
    }
    for difference in &outcome.differences {
        let cell = |cell: Option<_>| cell.map_or("nothing".to_owned(), |cell| format!("{cell}"));
        let _ = writeln!(
            text,
            "r{}     row {} {}: {} instead of {} {:?}",
            difference.replica,
            difference.row,
            difference.column.name(),
            cell(difference.follower),
            cell(difference.leader),
            difference.causes,
        );
    }
    for remark in &outcome.remarks {
        let _ = writeln!(text, "{remark}");
    }
    text
}

#[test]
fn a_statement_without_calls_has_the_same_effect_everywhere() {
    check(
        "insert author=ann\ninsert author=bob\nupdate likes=likes+1 where likes<10",
        STATEMENT,
        expect![[r#"
        log    insert author=ann
        log    insert author=bob
        log    update likes=likes+1 where likes<10
        leader 1 author=ann likes=1 at=0
        leader 2 author=bob likes=1 at=0
    "#]],
    );
}

#[test]
fn every_replica_asks_its_own_clock_and_draws_its_own_number() {
    check(
        "insert author=ann likes=RANDOM() at=NOW()",
        STATEMENT,
        expect![[r#"
        log    insert author=ann likes=RANDOM() at=NOW()
        leader 1 author=ann likes=57 at=1000
        r1     row 1 likes: 11 instead of 57 [Random]
        r1     row 1 at: 1326 instead of 1000 [Clock]
    "#]],
    );
}

#[test]
fn a_value_put_in_by_the_leader_cures_calls() {
    check(
        "insert author=ann likes=RANDOM() at=NOW()",
        CALLS,
        expect![[r#"
        log    insert author=ann likes=57 at=1000
        leader 1 author=ann likes=57 at=1000
    "#]],
    );
}

#[test]
fn ids_follow_the_order_of_the_commits() {
    let script = "T1: insert author=ann\nT2: insert author=bob\ncommit T2\ncommit T1";
    check(
        script,
        CALLS,
        expect![[r#"
        log    T2 insert author=bob
        log    T1 insert author=ann
        leader 1 author=ann likes=0 at=0
        leader 2 author=bob likes=0 at=0
        r1     row 1 author: bob instead of ann [Counter]
        r1     row 2 author: ann instead of bob [Counter]
    "#]],
    );
    check(
        script,
        CALLS_AND_IDS,
        expect![[r#"
        log    T2 insert id=2 author=bob
        log    T1 insert id=1 author=ann
        leader 1 author=ann likes=0 at=0
        leader 2 author=bob likes=0 at=0
    "#]],
    );
}

#[test]
fn a_rollback_leaves_a_hole_that_followers_do_not_have() {
    check(
        "T1: insert author=ann\nrollback T1\ninsert author=bob",
        CALLS,
        expect![[r#"
        log    insert author=bob
        leader 2 author=bob likes=0 at=0
        r1     row 1 id: 1 instead of nothing [Counter]
        r1     row 2 id: nothing instead of 2 [Counter]
    "#]],
    );
}

#[test]
fn a_condition_finds_other_rows_if_commits_come_in_another_order() {
    let script = "insert author=ann\nT1: update likes=likes+1 where author=ann\nT2: insert author=ann\n\
                  commit T2\ncommit T1";
    check(
        script,
        CALLS_AND_IDS,
        expect![[r#"
        log    insert id=1 author=ann
        log    T2 insert id=2 author=ann
        log    T1 update likes=likes+1 where author=ann
        leader 1 author=ann likes=1 at=0
        leader 2 author=ann likes=0 at=0
        r1     row 2 likes: 1 instead of 0 [Order]
    "#]],
    );
    check(
        script,
        LogKind::Row,
        expect![[r#"
        log    row 1 new: author=ann likes=0 at=0
        log    T2 row 2 new: author=ann likes=0 at=0
        log    T1 row 1 now: author=ann likes=1 at=0
        leader 1 author=ann likes=1 at=0
        leader 2 author=ann likes=0 at=0
    "#]],
    );
}

#[test]
fn a_count_depends_on_what_is_there() {
    check(
        "T1: insert author=ann likes=COUNT()\nT2: insert author=bob\ncommit T2\ncommit T1",
        CALLS_AND_IDS,
        expect![[r#"
            log    T2 insert id=2 author=bob
            log    T1 insert id=1 author=ann likes=COUNT()
            leader 1 author=ann likes=0 at=0
            leader 2 author=bob likes=0 at=0
            r1     row 1 likes: 1 instead of 0 [Order]
        "#]],
    );
}

#[test]
fn a_deletion_takes_what_it_finds() {
    check(
        "insert author=ann likes=9;T1: delete where likes>5;T2: insert author=bob likes=7;commit T2;commit T1",
        CALLS_AND_IDS,
        expect![[r#"
            log    insert id=1 author=ann likes=9
            log    T2 insert id=2 author=bob likes=7
            log    T1 delete where likes>5
            leader 2 author=bob likes=7 at=0
            r1     row 2 id: nothing instead of 2 [Order]
        "#]],
    );
}

#[test]
fn two_causes_are_both_named() {
    check(
        "T1: insert author=ann at=NOW()\nT2: insert author=bob at=NOW()\ncommit T2\ncommit T1",
        STATEMENT,
        expect![[r#"
            log    T2 insert author=bob at=NOW()
            log    T1 insert author=ann at=NOW()
            leader 1 author=ann likes=0 at=1000
            leader 2 author=bob likes=0 at=2000
            r1     row 1 author: bob instead of ann [Counter]
            r1     row 1 at: 3326 instead of 1000 [Clock, Counter]
            r1     row 2 author: ann instead of bob [Counter]
            r1     row 2 at: 4326 instead of 2000 [Clock, Counter]
        "#]],
    );
}

#[test]
fn a_row_log_says_what_came_out() {
    check(
        "insert author=ann likes=RANDOM() at=NOW()\ninsert author=bob\nupdate likes=likes*2\ndelete where author=bob",
        LogKind::Row,
        expect![[r#"
            log    row 1 new: author=ann likes=57 at=1000
            log    row 2 new: author=bob likes=0 at=0
            log    row 1 now: author=ann likes=114 at=1000
            log    row 2 now: author=bob likes=0 at=0
            log    row 2 deleted
            leader 1 author=ann likes=114 at=1000
        "#]],
    );
}

#[test]
fn a_write_ahead_log_says_which_bytes_went_where() {
    check(
        "insert author=ann likes=300\ninsert author=bob\ndelete where id=1\ninsert author=cy at=NOW()",
        LogKind::WriteAhead,
        expect![[r#"
            log    page 0 slot 0: 01 01 0000012c 00000000 616e6e
            log    page 0 slot 1: 01 02 00000000 00000000 626f62
            log    page 0 slot 0: free
            log    page 0 slot 0: 01 03 00000000 00000fa0 6379
            leader 2 author=bob likes=0 at=0
            leader 3 author=cy likes=0 at=4000
        "#]],
    );
}

#[test]
fn only_the_write_ahead_log_needs_the_same_storage() {
    let other = |kind| {
        let setting = Setting { follower_version: STORAGE_VERSION + 1, n_followers: 1, ..Setting::new(kind, 7) };
        go("insert author=ann;update likes=5", setting)
    };
    let refused = other(LogKind::WriteAhead);
    assert!(refused.is_unreadable);
    assert_eq!(refused.followers, [Table::default()]);
    expect![[r#"
        log    page 0 slot 0: 01 01 00000000 00000000 616e6e
        log    page 0 slot 0: 01 01 00000005 00000000 616e6e
        leader 1 author=ann likes=5 at=0
        r1     row 1 id: nothing instead of 1 [Format]
    "#]]
    .assert_eq(&told(&refused));
    for kind in [STATEMENT, LogKind::Row] {
        assert!(!other(kind).is_unreadable && other(kind).differences.is_empty(), "{kind:?}");
    }
}

#[test]
fn a_changed_row_is_locked_until_its_transaction_ends() {
    check(
        "insert author=ann;T1: update likes=1;T2: insert author=bob;T2: update likes=2 where id=1;T2: delete;\
         commit T2;delete;commit T1;T2: delete",
        STATEMENT,
        expect![[r#"
            log    insert author=ann
            log    T1 update likes=1
            leader 1 author=ann likes=1 at=0
            line 4: T1 has changed row 1 and is not done, so T2 gives up and is rolled back
            line 5: skipped, T2 was rolled back
            line 6: skipped, T2 was rolled back
            line 7: T1 has changed row 1 and is not done, so this gives up
            T2 is never committed, and is rolled back
        "#]],
    );
}

#[test]
fn a_transaction_sees_its_own_changes_and_no_open_ones() {
    check(
        "T1: insert author=ann;T1: update likes=likes+1;T2: insert author=bob likes=COUNT();commit T1;commit T2;\
         T2: update likes=likes-5;commit T2",
        STATEMENT,
        expect![[r#"
            log    T1 insert author=ann
            log    T1 update likes=likes+1
            log    T2 insert author=bob likes=COUNT()
            log    T2 update likes=likes-5
            leader 1 author=ann likes=-4 at=0
            leader 2 author=bob likes=-5 at=0
            r1     row 2 likes: -4 instead of -5 [Order]
        "#]],
    );
}

#[test]
fn numbers_stop_at_the_limit() {
    check(
        "insert author=ann likes=999999;update likes=likes*999999;update at=at-1",
        LogKind::Row,
        expect![[r#"
        log    row 1 new: author=ann likes=999999 at=0
        log    row 1 now: author=ann likes=999999 at=0
        log    row 1 now: author=ann likes=999999 at=-1
        leader 1 author=ann likes=999999 at=-1
    "#]],
    );
}

#[test]
fn another_seed_is_another_luck_and_the_same_seed_the_same() {
    let at = |seed| go("insert author=ann likes=RANDOM() at=NOW()", Setting::new(STATEMENT, seed));
    assert_eq!(at(7), at(7));
    assert_ne!(at(7).followers, at(8).followers);
    assert_ne!(at(7).followers[0], at(7).followers[1], "followers are not alike either");
}

#[test]
fn followers_are_between_one_and_five() {
    let n =
        |n_followers| go("insert author=ann", Setting { n_followers, ..Setting::new(STATEMENT, 7) }).followers.len();
    assert_eq!([n(0), n(1), n(5), n(9)], [1, 1, 5, 5]);
}

/// What a script reads as, and what of it is none.
fn check_notation(text: &str, expect: Expect) {
    let (script, bad) = parse_script(text);
    let bad = bad.iter().map(|bad| format!("\n{bad}"));
    expect.assert_eq(&format!("{script}{}", bad.collect::<String>()));
    assert_eq!(script.to_string().parse::<Script>(), Ok(script), "what is written reads back");
}

#[test]
fn every_line_of_the_notation_reads_as_it_is_written() {
    let all = "insert author=ann likes=3 at=NOW();update likes=likes+1 where likes<10;update author=bob where id=1;\
               delete where likes>5;delete;T1: update likes=likes-2 at=RANDOM() where at>=5;T9: insert author=x likes=COUNT();\
               update likes=likes*2 where author!=ann;update likes=-3 where likes<=-1;commit T9;rollback T1;T1: delete;commit T1";
    let (script, bad) = parse_script(all);
    assert_eq!(bad, []);
    assert_eq!(script.to_string(), all);
}

#[test]
fn spaces_commas_and_order_are_forgiven() {
    check_notation(
        "  insert likes = 3 , author = ann\n\n T1 : update likes = likes + 1 where likes < 10\n commit  t1 ;\n \
         update at=now() where likes != 2",
        expect![
            "insert author=ann likes=3;T1: update likes=likes+1 where likes<10;commit T1;update at=NOW() where likes!=2"
        ],
    );
}

#[test]
fn what_is_no_line_is_named_with_its_fix_and_the_rest_kept() {
    check_notation(
        "select everything\ninsert likes=3\ninsert author=Ann\ninsert id=3 author=ann\ninsert author=ann author=bob\n\
         insert author=ann where id=1\ninsert author=ann likes=likes+1\nupdate\nupdate likes\nupdate size=3\n\
         update likes=many\nupdate likes=likes/2\nupdate likes=1000000\nupdate likes=1 where\n\
         update likes=1 where likes<1 and likes>0\nupdate likes=1 where author<ann\ndelete likes=3\n\
         delete where id=one\nT0: delete\ncommit T1\nT1: commit\nT1: delete\ncommit T1\ncommit T1",
        expect![[r#"
            T1: delete;commit T1
            line 1: expected a statement such as `insert author=ann`, `T1: update likes=likes+1 where likes<10`, `delete where likes>5` or `commit T1`, not `select`
            line 2: an insert needs an author, such as `insert author=ann`
            line 3: expected 1 to 8 small letters, digits or hyphens for author, such as `ann`, not `Ann`
            line 4: expected author, likes or at (ids come from the counter), not `id=3`
            line 5: `author` stands twice: leave one out
            line 6: expected `insert` without a condition, not `where`
            line 7: expected a number up to 999999 for likes, `NOW()`, `RANDOM()` or `COUNT()`, or in an update `likes+1`, `likes-1` or `likes*2`, not `likes+1`
            line 8: expected what to change, such as `likes=likes+1`
            line 9: expected a column and its value such as `likes=3`, not `likes`
            line 10: expected id, author, likes or at, not `size`
            line 11: expected a number up to 999999 for likes, `NOW()`, `RANDOM()` or `COUNT()`, or in an update `likes+1`, `likes-1` or `likes*2`, not `many`
            line 12: expected a number up to 999999 for likes, `NOW()`, `RANDOM()` or `COUNT()`, or in an update `likes+1`, `likes-1` or `likes*2`, not `likes/2`
            line 13: expected a number up to 999999 for likes, `NOW()`, `RANDOM()` or `COUNT()`, or in an update `likes+1`, `likes-1` or `likes*2`, not `1000000`
            line 14: expected one condition such as `likes<10`
            line 15: expected one condition such as `likes<10`, not `likes<1 and likes>0`
            line 16: expected `author=` or `author!=`, not `author<ann`
            line 17: expected `delete` or `delete where likes>5`, not `likes=3`
            line 18: expected a number for id, such as `1`, not `one`
            line 19: expected a transaction from `T1` to `T9`, not `T0`
            line 20: T1 has nothing to end here: begin it with a line such as `T1: delete`
            line 21: expected a statement such as `insert author=ann`, `T1: update likes=likes+1 where likes<10`, `delete where likes>5` or `commit T1`, not `commit`
            line 24: T1 has nothing to end here: begin it with a line such as `T1: delete`"#]],
    );
}

#[test]
fn a_script_has_a_limited_number_of_lines() {
    let (script, bad) = parse_script(&"delete;".repeat(LINES_MAX + 1));
    assert_eq!(script.lines().len(), LINES_MAX);
    assert_eq!(bad[0].to_string(), "line 41: there are more than 40 lines");
}

/// A line of a random script; some are none, and left out.
fn line() -> impl Strategy<Value = String> {
    let set = prop_oneof![
        Just("likes=likes+1"),
        Just("likes=likes*2"),
        Just("likes=RANDOM()"),
        Just("likes=COUNT()"),
        Just("at=NOW()"),
        Just("author=dan"),
        Just("likes=7 at=RANDOM()"),
    ];
    let condition = prop_oneof![Just(""), Just(" where likes<3"), Just(" where author=ann"), Just(" where id>=2")];
    let statement = prop_oneof![
        4 => (prop_oneof![Just("ann"), Just("bob")], prop_oneof![Just(""), Just(" likes=RANDOM()"), Just(" at=NOW()")])
            .prop_map(|(author, set)| format!("insert author={author}{set}")),
        4 => (set, condition.clone()).prop_map(|(set, condition)| format!("update {set}{condition}")),
        1 => condition.prop_map(|condition| format!("delete{condition}")),
    ];
    prop_oneof![
        2 => statement.clone(),
        5 => (1..4u8, statement).prop_map(|(number, statement)| format!("T{number}: {statement}")),
        2 => (1..4u8).prop_map(|number| format!("commit T{number}")),
        1 => (1..4u8).prop_map(|number| format!("rollback T{number}")),
    ]
}

fn script() -> impl Strategy<Value = Script> {
    prop::collection::vec(line(), 0..20).prop_map(|lines| parse_script(&lines.join(";")).0)
}

/// The script line by line: without transactions, and without calls.
fn serial(script: &Script) -> Script {
    let text = script.to_string().replace("RANDOM()", "5").replace("NOW()", "6");
    let alone = text.split(';').map(|line| line.split_once(": ").map_or(line, |(_, statement)| statement));
    parse_script(&alone.filter(|line| !line.contains(" T")).collect::<Vec<_>>().join(";")).0
}

proptest! {
    #[test]
    fn rows_and_pages_leave_no_difference(script in script(), seed: u64) {
        for kind in [LogKind::Row, LogKind::WriteAhead] {
            let outcome = run(&script, &Setting { n_followers: 3, ..Setting::new(kind, seed) });
            prop_assert_eq!(&outcome.differences, &[]);
            prop_assert!(outcome.followers.iter().all(|table| *table == outcome.leader));
        }
    }

    #[test]
    fn statements_leave_none_if_they_are_deterministic_and_one_after_the_other(script in script(), seed: u64) {
        let outcome = run(&serial(&script), &Setting { n_followers: 3, ..Setting::new(STATEMENT, seed) });
        prop_assert_eq!(&outcome.differences, &[]);
        prop_assert!(outcome.followers.iter().all(|table| *table == outcome.leader));
    }

    #[test]
    fn differences_are_what_differs(script in script(), seed: u64) {
        for kind in [STATEMENT, CALLS, CALLS_AND_IDS] {
            let outcome = run(&script, &Setting { n_followers: 1, ..Setting::new(kind, seed) });
            prop_assert_eq!(outcome.differences.is_empty(), outcome.followers[0] == outcome.leader);
            prop_assert!(outcome.differences.iter().all(|d| d.leader != d.follower && !d.causes.is_empty()));
        }
    }

    #[test]
    fn the_kind_of_the_log_makes_no_difference_to_the_leader(script in script(), seed: u64) {
        let leader = |kind| run(&script, &Setting::new(kind, seed)).leader;
        for kind in [CALLS, CALLS_AND_IDS, LogKind::Row, LogKind::WriteAhead] {
            prop_assert_eq!(leader(kind), leader(STATEMENT));
        }
    }

    #[test]
    fn a_replay_is_equal_and_a_script_survives_its_notation(script in script(), seed: u64) {
        let setting = Setting::new(STATEMENT, seed);
        let again: Script = script.to_string().parse().expect("a script");
        prop_assert_eq!(run(&again, &setting), run(&script, &setting));
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in "([a-zT1-3:=<>!+*()-]{1,8}[ ,;\n]){0,12}", any in ".*") {
        for text in [text, any] {
            let (script, _) = parse_script(&text);
            run(&script, &Setting::new(STATEMENT, 1));
            prop_assert_eq!(script.to_string().parse::<Script>(), Ok(script));
        }
    }
}
