//! The notation: what is read and written, what is refused with which words and where, and that nothing makes it panic.

#[allow(dead_code)]
mod common;

use expect_test::{Expect, expect};
use faultline_model::diagram::{Diagram, Spec};
use proptest::prelude::*;

/// The canonical text of an input; where it is refused, the place and the reason.
fn check(input: &str, expect: Expect) {
    let text = match input.parse::<Diagram>() {
        Ok(diagram) => {
            let text = diagram.to_string();
            assert_eq!(text.parse::<Diagram>().as_ref(), Ok(&diagram), "{text} reads back");
            text
        }
        Err(error) => {
            let marks = "^".repeat(error.at.len().max(1));
            format!("{}\n{:indent$}{marks}\n{error}", input.trim_end(), "", indent = error.at.start)
        }
    };
    expect.assert_eq(&text);
}

/// As [`check`], for texts too long to show.
fn check_long(input: &str, expect: Expect) {
    let error = input.parse::<Diagram>().expect_err("beyond a limit");
    expect.assert_eq(&format!("{:?}: {error}", error.at));
}

#[test]
fn a_diagram_reads_back_as_written() {
    for text in [
        "app 99.9%",
        "lb 99.99% > 2 of 3 app 99.9% > (db1 99.95% | db2 99.95%)",
        "a 3.5 nines | b down 8h45m/year | c mtbf 1000h mttr 4h",
        "a 99.9% mttr 30m > b 3 nines mttr 1.5s > c down 5s/day mttr 86.4ms",
        "2 of (a 99% | b 98% > c 97% | (d 96% | a))",
        "1 of 2 (2 of (a 99% | b 98%))",
        "2 of 3 (a 99% > 1 of 2 b 90%)",
        "a 0% | größe 100% > 名前 50%",
        "a 99% > b 98% | a > c 97%",
    ] {
        check(text, Expect { position: expect![""].position, data: text, indent: false });
    }
}

#[test]
fn writing_is_canonical() {
    check("  lb   99.990 %>app 2.50nines  ", expect!["lb 99.99% > app 2.5 nines"]);
    check("((a 99%) > ((b 98%) > c 97%))", expect!["a 99% > b 98% > c 97%"]);
    check("(a 99% > b 98%) | (c 97% | d 96%)", expect!["a 99% > b 98% | c 97% | d 96%"]);
    check("1 of (a 99% | b 98%) > 1 of 1 c 97%", expect!["(a 99% | b 98%) > c 97%"]);
    check("a MTBF 41d16h Mttr 4 h > b Down 8 h 45 min / Year", expect!["a mtbf 1000h mttr 4h > b down 8h45m/year"]);
    check("a > (a | b 99%) > a 98%", expect!["a 98% > (a | b 99%) > a"]);
    check("a 99% > a 99.0%", expect!["a 99% > a"]);
}

#[test]
fn what_is_missing_is_named_at_the_end() {
    check(
        "",
        expect![[r#"

        ^
        expected a component such as `app 99.9%`, a group in parentheses, or `2 of 3 app 99.9%`, but the text ends here"#]],
    );
    check(
        "   ",
        expect![[r#"
   
               ^
            expected a component such as `app 99.9%`, a group in parentheses, or `2 of 3 app 99.9%`, but the text ends here"#]],
    );
    check(
        "lb 99% >",
        expect![[r#"
        lb 99% >
                ^
        expected a component such as `app 99.9%`, a group in parentheses, or `2 of 3 app 99.9%`, but the text ends here"#]],
    );
    check(
        "lb 99% > (a 99%",
        expect![[r#"
        lb 99% > (a 99%
                       ^
        expected `>`, `|` or the closing `)`, but the text ends here"#]],
    );
    check(
        "lb 99",
        expect![[r#"
        lb 99
             ^
        expected `%` or `nines` after the number, such as `99.9%` or `3 nines`, but the text ends here"#]],
    );
    check(
        "2 of",
        expect![[r#"
        2 of
            ^
        expected the number of replicas such as `3 app`, or members such as `(a 99% | b 99%)`, but the text ends here"#]],
    );
    check(
        "2 of 3",
        expect![[r#"
        2 of 3
              ^
        expected what is replicated: a component such as `app 99.9%`, or a group in parentheses, but the text ends here"#]],
    );
    check(
        "a mtbf 1000h",
        expect![[r#"
        a mtbf 1000h
                    ^
        expected `mttr` with the time to repair, such as `mttr 4h`, but the text ends here"#]],
    );
    check(
        "a down 5m",
        expect![[r#"
        a down 5m
                 ^
        expected a period: `/year`, `/month`, `/week` or `/day`, but the text ends here"#]],
    );
    check(
        "a",
        expect![[r#"
        a
        ^
        expected a value for `a` where it first stands, such as `a 99.9%`"#]],
    );
}

#[test]
fn what_does_not_belong_is_pointed_at() {
    check(
        "lb 99% app 98%",
        expect![[r#"
        lb 99% app 98%
               ^^^
        expected `>`, `|` or the end, not `app`"#]],
    );
    check(
        "lb app",
        expect![[r#"
        lb app
           ^^^
        expected a value such as `99.9%`, or `>`, `|` or the end, not `app`"#]],
    );
    check(
        "lb 99% & app 98%",
        expect![[r#"
        lb 99% & app 98%
               ^
        expected `>`, `|` or the end, not `&`"#]],
    );
    check(
        "lb 99%)",
        expect![[r#"
        lb 99%)
              ^
        expected `>`, `|` or the end, not `)`"#]],
    );
    check(
        "lb 99% > ()",
        expect![[r#"
        lb 99% > ()
                  ^
        expected a component such as `app 99.9%`, a group in parentheses, or `2 of 3 app 99.9%`, not `)`"#]],
    );
    check(
        "größe 99% >> b 98%",
        expect![[r#"
        größe 99% >> b 98%
                   ^
        expected a component such as `app 99.9%`, a group in parentheses, or `2 of 3 app 99.9%`, not `>`"#]],
    );
    check(
        "2.5 of 3 a 99%",
        expect![[r#"
        2.5 of 3 a 99%
        ^^^
        expected a whole number such as the 2 in `2 of 3 app`, not `2.5`"#]],
    );
    check(
        "2 off 3 a 99%",
        expect![[r#"
        2 off 3 a 99%
          ^^^
        expected `of` after the number, such as `2 of 3 app`, not `off`"#]],
    );
    check(
        "2 of a 99%",
        expect![[r#"
        2 of a 99%
             ^
        expected the number of replicas such as `3 app`, or members such as `(a 99% | b 99%)`, not `a`"#]],
    );
    check(
        "2 of 3 2 of 3 a 99%",
        expect![[r#"
        2 of 3 2 of 3 a 99%
               ^
        expected what is replicated: a component such as `app 99.9%`, or a group in parentheses, not `2`"#]],
    );
    check(
        "lb 99,9%",
        expect![[r#"
            lb 99,9%
                 ^
            expected a decimal point, such as the one in `99.9%`, not `,`"#]],
    );
    check(
        "a down 5m/hour",
        expect![[r#"
        a down 5m/hour
                  ^^^^
        expected a period: `/year`, `/month`, `/week` or `/day`, not `hour`"#]],
    );
    check(
        "a mtbf mttr 4h",
        expect![[r#"
        a mtbf mttr 4h
               ^^^^
        expected a duration such as `8h45m` or `1.5h`, not `mttr`"#]],
    );
    check(
        "a mtbf 1000 mttr 4h",
        expect![[r#"
        a mtbf 1000 mttr 4h
               ^^^^
        expected a duration with its unit, such as `8h45m` or `1.5h`, not `1000`"#]],
    );
    check(
        "a mtbf 3 fortnights mttr 4h",
        expect![[r#"
        a mtbf 3 fortnights mttr 4h
               ^^^^^^^^^^^^
        expected one of the units y, w, d, h, m (or min), s and ms, not `fortnights`"#]],
    );
    check(
        "a 99% mttr",
        expect![[r#"
        a 99% mttr
                  ^
        expected a duration such as `8h45m` or `1.5h`, but the text ends here"#]],
    );
    check(
        "of 99%",
        expect![[r#"
        of 99%
        ^^
        expected a name, not `of`, which is a word of the notation: add a digit, such as `of1`"#]],
    );
    check(
        "<script>alert(1)</script>",
        expect![[r#"
        <script>alert(1)</script>
        ^
        expected a component such as `app 99.9%`, a group in parentheses, or `2 of 3 app 99.9%`, not `<`"#]],
    );
}

#[test]
fn values_out_of_range_are_refused() {
    check(
        "a 100.1%",
        expect![[r#"
        a 100.1%
          ^^^^^^
        expected an availability from 0% to 100%, such as `99.9%`, not `100.1%`"#]],
    );
    check(
        "a 19 nines",
        expect![[r#"
        a 19 nines
          ^^^^^^^^
        expected at most 18 nines, such as `3.5 nines`, not `19 nines`"#]],
    );
    check(
        "a 99.9999999999999999999%",
        expect![[r#"
        a 99.9999999999999999999%
          ^^^^^^^^^^^^^^^^^^^^^^
        expected at most 18 digits, such as `99.999999`, not `99.9999999999999999999`"#]],
    );
    check(
        "a 1.2.3%",
        expect![[r#"
        a 1.2.3%
          ^^^^^
        expected a number such as `99.95`, not `1.2.3`"#]],
    );
    check(
        "a down 25h/day",
        expect![[r#"
        a down 25h/day
          ^^^^^^^^^^^^
        expected at most a day of downtime in a day, such as `down 5m/day`, not `25h`"#]],
    );
    check(
        "a mtbf 0h mttr 4h",
        expect![[r#"
        a mtbf 0h mttr 4h
          ^^^^^^^^^^^^^^^
        expected a time between failures above 0, such as `mtbf 1000h`, not `0s`"#]],
    );
    check(
        "a 99% mttr 0s",
        expect![[r#"
        a 99% mttr 0s
          ^^^^^^^^^^^
        expected a time to repair above 0, such as `mttr 30m`, not `0s`"#]],
    );
    check(
        "a mtbf 200000y mttr 4h",
        expect![[r#"
        a mtbf 200000y mttr 4h
               ^^^^^^^
        expected at most 100,000 years, such as `50y`, not `200000y`"#]],
    );
    check(
        "4 of 3 a 99%",
        expect![[r#"
            4 of 3 a 99%
            ^^^^^^
            expected a count from 1 to the number of parts, such as `2 of 3`, not `4 of 3`"#]],
    );
    check(
        "0 of 3 a 99%",
        expect![[r#"
            0 of 3 a 99%
            ^^^^^^
            expected a count from 1 to the number of parts, such as `2 of 3`, not `0 of 3`"#]],
    );
    check(
        "3 of (a 99% | b 98%)",
        expect![[r#"
        3 of (a 99% | b 98%)
        ^^^^^^^^^^^^^^^^^^^^
        expected a count from 1 to the number of parts, such as `2 of 3`, not `3 of 2`"#]],
    );
    check(
        "2 of 65 a 99%",
        expect![[r#"
            2 of 65 a 99%
                 ^^
            expected at most 64 replicas, such as `2 of 3`, not 65"#]],
    );
    check(
        "99999999999999999999 of 3 a 99%",
        expect![[r#"
        99999999999999999999 of 3 a 99%
        ^^^^^^^^^^^^^^^^^^^^
        expected a whole number such as the 2 in `2 of 3 app`, not `99999999999999999999`"#]],
    );
    check(
        "a-name-of-25-characters-is 99%",
        expect![[r#"
        a-name-of-25-characters-is 99%
        ^^^^^^^^^^^^^^^^^^^^^^^^^^
        expected a name of at most 24 characters, not `a-name-of-25-characters-is`"#]],
    );
}

#[test]
fn one_name_is_one_component() {
    check(
        "a 99% > b 98% > a 97%",
        expect![[r#"
        a 99% > b 98% > a 97%
                          ^^^
        `a` is already given as `99%`, and the same name is the same component: leave the value out here, or give this one another name"#]],
    );
    check(
        "a 99% > b > c 98%",
        expect![[r#"
        a 99% > b > c 98%
                ^
        expected a value for `b` where it first stands, such as `b 99.9%`"#]],
    );
    check(
        "a 99% > 2 of 3 a",
        expect![[r#"
        a 99% > 2 of 3 a
                       ^
        `a` is replicated, so it cannot stand outside those replicas too: every replica has its own; give it another name here, or move it out of the replicas if all share it"#]],
    );
    check(
        "2 of 3 (a 99% > b 98%) > (b | c 97%)",
        expect![[r#"
        2 of 3 (a 99% > b 98%) > (b | c 97%)
                                  ^
        `b` is replicated, so it cannot stand outside those replicas too: every replica has its own; give it another name here, or move it out of the replicas if all share it"#]],
    );
    check(
        "2 of 3 a 99% > 2 of 3 a",
        expect![[r#"
        2 of 3 a 99% > 2 of 3 a
                              ^
        `a` is replicated, so it cannot stand outside those replicas too: every replica has its own; give it another name here, or move it out of the replicas if all share it"#]],
    );
    check(
        "2 of 3 (a 99% > 2 of 3 a)",
        expect![[r#"
        2 of 3 (a 99% > 2 of 3 a)
                               ^
        `a` is replicated, so it cannot stand outside those replicas too: every replica has its own; give it another name here, or move it out of the replicas if all share it"#]],
    );
}

#[test]
fn limits_are_clear() {
    check(
        "33 of 64 a 99% > b 98%",
        expect![[r#"
        33 of 64 a 99% > b 98%
        ^^^^^^^^^^^^^^^^^^^^^^
        expected at most 64 components, counting each replica, not 65: use fewer replicas"#]],
    );
    check_long(&"(".repeat(3_000), expect!["16..17: expected at most 16 groups inside each other: join some"]);
    check_long(
        &format!("{}a 99%{}", "(".repeat(17), ")".repeat(17)),
        expect!["16..17: expected at most 16 groups inside each other: join some"],
    );
    check_long(
        &"a".repeat(4_001),
        expect!["4000..4001: expected a text of at most 4000 characters, not 4001: use shorter names"],
    );
    check_long(
        &format!("a 99%{}", " > a".repeat(256)),
        expect!["0..1029: expected components at no more than 256 places, counting each replica, not 257"],
    );
    check_long(
        &format!("2 of 64 (a 99%{})", " > a".repeat(4)),
        expect!["0..31: expected components at no more than 256 places, counting each replica, not 320"],
    );
    let nested = format!("{}2 of 2 a 99%{}", "2 of 2 (".repeat(15), ")".repeat(15));
    check_long(
        &nested,
        expect!["0..147: expected at most 64 components, counting each replica, not 65536: use fewer replicas"],
    );
    let deep = (0..9).fold("a 99%".to_owned(), |inner, i| format!("b{i} 99% | c{i} 98% > ({inner} | d{i} 1%)"));
    check_long(&deep, expect!["0..257: expected at most 16 groups inside each other: join some"]);
}

#[test]
fn a_value_alone_reads_back() {
    for text in ["99.9%", "3.5 nines mttr 30m", "down 8h45m/year", "down 0s/month mttr 1d", "mtbf 10y mttr 4h"] {
        assert_eq!(text.parse::<Spec>().map(|spec| spec.to_string()), Ok(text.to_owned()));
    }
    let error = "99.9% > b".parse::<Spec>().expect_err("more than a value");
    assert_eq!((error.at.clone(), error.to_string().as_str()), (6..7, "expected the end, not `>`"));
}

proptest! {
    #[test]
    fn any_diagram_reads_back_as_it_is(diagram in common::diagrams(common::specs())) {
        let text = diagram.to_string();
        prop_assert_eq!(text.parse::<Diagram>(), Ok(diagram), "{}", text);
    }

    #[test]
    fn any_text_is_read_or_refused_at_a_place_within(text in "\\PC{0,80}") {
        if let Err(error) = text.parse::<Diagram>() {
            prop_assert!(error.at.start <= error.at.end && error.at.end <= text.chars().count());
            prop_assert!(!error.to_string().is_empty());
        }
    }

    #[test]
    fn any_words_of_the_notation_are_read_or_refused(
        words in proptest::collection::vec(proptest::sample::select(&[
            "a", "b1", "of", "mtbf", "mttr", "down", "nines", "2", "3", "99.9", "%", ">", "|", "(", ")", "/", "year",
            "4h", "30m", "0", "64", "999999999999999999999", "é", "\u{0}", "\n",
        ][..]), 0..40),
        separator in proptest::sample::select(&["", " "][..]),
    ) {
        let text = words.join(separator);
        match text.parse::<Diagram>() {
            Ok(diagram) => prop_assert_eq!(diagram.to_string().parse::<Diagram>(), Ok(diagram)),
            Err(error) => prop_assert!(error.at.end <= text.chars().count()),
        }
    }
}
