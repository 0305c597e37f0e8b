//! What a copied link promises of its run, and what a page says that cannot keep it.
//!
//! ```text
//! trace=1.9pf9z79        version 1 of the model; the fingerprint of the run was 9pf9z79
//! trace=9pf9z79          the same, from before links named the version
//! ```
//!
//! Version and fingerprint are one value: an edit that drops the one drops the other, and no lab loses the name of a
//! setting. A link is never refused for its version; it opens with a note of what differs.

use faultline_model::{CHANGES, VERSION};

use crate::link::shortened;

/// The model that gave the links their fingerprints before they named it.
const FIRST: u32 = 1;

pub const OTHER_RUN: &str = "This link showed another run";
pub const OTHER_VERSION: &str = "This link comes from another version of the model";

/// The value of `trace` for a run of this model with a fingerprint.
pub fn signed(fingerprint: &str) -> String {
    format!("{VERSION}.{fingerprint}")
}

/// What a visitor is to know of a link whose `trace` is `then`, where its run has the fingerprint `now`: a title and
/// the sentences; nothing if all is as it was.
pub fn difference(then: &str, now: &str) -> Option<(&'static str, String)> {
    difference_of(then, now, VERSION, CHANGES)
}

fn difference_of(then: &str, now: &str, here: u32, changes: &[(u32, &str)]) -> Option<(&'static str, String)> {
    let (made_by, then) = read(then);
    let is_same = then == now;
    if is_same && made_by == here {
        return None;
    }
    let mut text = match made_by == here {
        true => "It was changed after it was copied.".to_owned(),
        false => format!("It was made with version {made_by} of the model; this page has version {here}."),
    };
    for (version, change) in changes.iter().filter(|(version, _)| *version > made_by) {
        text += &format!(" Since version {version} {change}.");
    }
    if is_same {
        return Some((OTHER_VERSION, text + " Its run is the same in both."));
    }
    Some((OTHER_RUN, format!("{text} Its fingerprint was {}, and here it is {now}.", shortened(then))))
}

/// The version and the fingerprint that a link names.
fn read(trace: &str) -> (u32, &str) {
    let signed = trace.split_once('.').and_then(|(version, then)| Some((version.parse().ok()?, then)));
    signed.unwrap_or((FIRST, trace))
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    fn check(then: &str, expect: Expect) {
        let changes = [(2, "a crash loses more"), (3, "hints are handed over at once")];
        let said = difference_of(then, "9pf9z79", 3, &changes);
        let said = said.map(|(title, text)| format!("{title}.\n{}\n", text.replace(". ", ".\n")));
        expect.assert_eq(&said.unwrap_or_default());
    }

    #[test]
    fn a_link_of_this_version_with_its_run_says_nothing() {
        check("3.9pf9z79", expect![[""]]);
    }

    #[test]
    fn a_link_of_an_older_version_says_what_changed_since() {
        check(
            "2.vpk012h",
            expect![[r#"
            This link showed another run.
            It was made with version 2 of the model; this page has version 3.
            Since version 3 hints are handed over at once.
            Its fingerprint was vpk012h, and here it is 9pf9z79.
        "#]],
        );
        check(
            "vpk012h",
            expect![[r#"
            This link showed another run.
            It was made with version 1 of the model; this page has version 3.
            Since version 2 a crash loses more.
            Since version 3 hints are handed over at once.
            Its fingerprint was vpk012h, and here it is 9pf9z79.
        "#]],
        );
        check(
            "1.9pf9z79",
            expect![[r#"
            This link comes from another version of the model.
            It was made with version 1 of the model; this page has version 3.
            Since version 2 a crash loses more.
            Since version 3 hints are handed over at once.
            Its run is the same in both.
        "#]],
        );
    }

    #[test]
    fn a_link_of_a_newer_version_opens_and_says_so() {
        check(
            "7.vpk012h",
            expect![[r#"
            This link showed another run.
            It was made with version 7 of the model; this page has version 3.
            Its fingerprint was vpk012h, and here it is 9pf9z79.
        "#]],
        );
    }

    #[test]
    fn a_link_changed_by_hand_says_so() {
        check(
            "3.vpk012h",
            expect![[r#"
            This link showed another run.
            It was changed after it was copied.
            Its fingerprint was vpk012h, and here it is 9pf9z79.
        "#]],
        );
        check(
            "elsewhere",
            expect![[r#"
            This link showed another run.
            It was made with version 1 of the model; this page has version 3.
            Since version 2 a crash loses more.
            Since version 3 hints are handed over at once.
            Its fingerprint was elsewhere, and here it is 9pf9z79.
        "#]],
        );
        check(
            "-1.<b>",
            expect![[r#"
            This link showed another run.
            It was made with version 1 of the model; this page has version 3.
            Since version 2 a crash loses more.
            Since version 3 hints are handed over at once.
            Its fingerprint was -1.<b>, and here it is 9pf9z79.
        "#]],
        );
    }

    #[test]
    fn what_is_signed_is_read_back() {
        assert_eq!(read(&signed("9pf9z79")), (VERSION, "9pf9z79"));
        assert_eq!(difference(&signed("9pf9z79"), "9pf9z79"), None);
    }

    proptest! {
        #[test]
        fn whatever_a_link_says_of_its_trace_is_answered_briefly(then in "\\PC*") {
            let said = difference(&then, "9pf9z79").map_or(0, |(_, text)| text.chars().count());
            prop_assert!(said < 400);
        }
    }
}
