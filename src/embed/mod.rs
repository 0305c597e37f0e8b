//! A page in another site's page: what the host asks of it, and what it tells the host.
//!
//! ```text
//! labs/quorum/?n=3&w=2&embed=1&theme=dark&lock=n,w
//!              page's own     for the frame: kept in the address, never seen by the page
//! ```
//!
//! Nearly all of embedding is of no use to a page that stands by itself. So it is `static/frame.js`, which the page
//! loads only where its query has `embed=1`: it hides and locks, announces the height and talks to the host. Here is
//! what only the program can do: to keep the frame's parameters out of the page's own query and in its address, to give
//! locked settings back what they were ([`held`]), to mark a goal, and to tell the script what happened ([`tell`]).

use std::cell::RefCell;

use wasm_bindgen::JsValue;

use crate::browser;
use crate::link::Fields;

/// The parameters of the frame, in the order in which they are documented.
pub const KEYS: [&str; 10] = ["embed", "theme", "lang", "lock", "hide", "motion", "goal", "preset", "store", "course"];

/// The parameter that names the preset to begin with.
const PRESET: &str = "preset";
/// The event by which the program tells the frame's script something.
const TOLD: &str = "faultline";
/// What is said above the conditions of a host's goal.
const GOAL: &str = "goal\tgoal\tGoal\tReach all of this:\t\t";

thread_local! {
    /// The frame's part of the query with which the page was opened; empty for a page that stands by itself.
    static KEPT: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Splits a query into the page's own and the frame's part. A page that is not embedded has no such part, except that
/// its link may name a preset.
pub fn split(query: &str) -> (String, String) {
    let is_pair = |pair: &&str| !pair.is_empty();
    let pairs = || query.split('&').filter(is_pair);
    let is_embedded = pairs().any(|pair| pair == "embed=1");
    let is_frames = |pair: &&str| key_of(pair) == PRESET || is_embedded && KEYS.contains(&key_of(pair));
    let (frames, own): (Vec<&str>, Vec<&str>) = pairs().partition(is_frames);
    (own.join("&"), frames.join("&"))
}

/// Remembers the frame's part of the query with which the page is opened.
pub fn begin(query: &str) {
    KEPT.set(split(query).1);
}

/// Whether the page stands in another site's.
pub fn is_on() -> bool {
    KEPT.with_borrow(|kept| !kept.is_empty())
}

/// An address of this page with the frame's part.
pub fn kept_in(mut address: String) -> String {
    KEPT.with_borrow(|kept| {
        if !kept.is_empty() {
            address.push(if address.contains('?') { '&' } else { '?' });
            address.push_str(kept);
        }
    });
    address
}

/// The value of a parameter of the frame, if it stands in the page's address.
fn given(key: &str) -> Option<String> {
    KEPT.with_borrow(|kept| if kept.is_empty() { None } else { Fields::parse(kept).take_text(key) })
}

/// The preset that the link names.
pub fn preset() -> Option<String> {
    given(PRESET)
}

/// Whether the host has locked settings.
pub fn has_locks() -> bool {
    given("lock").is_some()
}

/// The query that an edit may lead to, where some settings are locked: they are as `before`, all others as in `next`.
/// None where nothing is locked.
pub fn held(next: &str, before: &str) -> Option<String> {
    let lock = given("lock")?;
    let is_locked = |pair: &&str| lock.split(',').any(|key| key == key_of(pair));
    let kept = before.split('&').filter(is_locked);
    let free = next.split('&').filter(|pair| !is_locked(pair));
    Some(kept.chain(free).filter(|pair| !pair.is_empty()).collect::<Vec<_>>().join("&"))
}

/// The host's goal, as a line of a lab's challenges: `nothing_lost:kept,leader_crashes_min:1`.
pub fn goal_line() -> Option<String> {
    let goal = given("goal")?;
    // One line, whatever the link holds.
    let conditions = goal.replace(|c: char| c.is_control(), " ").replace(':', "=").replace(',', "\t");
    Some(format!("{GOAL}{conditions}\n"))
}

/// Tells the host something: a message of this kind with these values, which are texts, truths or null. Nobody hears it
/// where the page stands by itself.
pub fn tell(kind: &str, values: &[(&str, JsValue)]) {
    let kind = [("type", JsValue::from_str(kind))];
    browser::dispatch(TOLD, kind.iter().chain(values).cloned());
}

/// The name of a pair. Those that matter here need no encoding.
fn key_of<'a>(pair: &&'a str) -> &'a str {
    pair.split('=').next().unwrap_or(pair)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_frames_part_is_taken_out_of_the_query_only_where_the_page_is_embedded() {
        let check = |query: &str, own: &str, frames: &str| {
            assert_eq!(split(query), (own.to_owned(), frames.to_owned()), "{query}");
        };
        check("", "", "");
        check("n=3&preset=x", "n=3", "preset=x");
        check("n=3&theme=dark", "n=3&theme=dark", "");
        check("n=3&embed=0&theme=dark", "n=3&embed=0&theme=dark", "");
        check("embed=1", "", "embed=1");
        check("n=3&embed=1&theme=dark&w=2&lock=n%2Cw", "n=3&w=2", "embed=1&theme=dark&lock=n%2Cw");
        check("&&embed=1&n=3&&", "n=3", "embed=1");
        check("themes=1&embed=1", "themes=1", "embed=1");
    }

    #[test]
    fn an_address_keeps_the_frames_part() {
        begin("n=3&embed=1&lock=n");
        assert_eq!(kept_in("/labs/quorum/?w=2".to_owned()), "/labs/quorum/?w=2&embed=1&lock=n");
        assert_eq!(kept_in("/labs/quorum/".to_owned()), "/labs/quorum/?embed=1&lock=n");
        begin("n=3");
        assert_eq!(kept_in("/labs/quorum/?n=3".to_owned()), "/labs/quorum/?n=3");
    }

    #[test]
    fn what_is_locked_stays_as_it_was() {
        let check = |lock: &str, next: &str, before: &str, expect: Option<&str>| {
            begin(&format!("embed=1{lock}"));
            assert_eq!(held(next, before).as_deref(), expect, "{lock}: {before} → {next}");
        };
        check("", "n=5&w=2", "n=3", None);
        check("&lock=n", "n=5&w=2", "n=3", Some("n=3&w=2"));
        check("&lock=n", "n=5&w=2", "", Some("w=2"));
        check("&lock=n%2Cw", "n=5&w=2&r=1", "w=3&n=4", Some("w=3&n=4&r=1"));
        check("&lock=no-such", "n=5", "n=3", Some("n=5"));
        begin("");
        assert_eq!(held("n=5", "n=3"), None);
    }

    #[test]
    fn a_goal_is_one_line_whatever_the_link_holds() {
        let check = |goal: &str, expect: &str| {
            begin(&format!("embed=1&goal={goal}"));
            assert_eq!(goal_line().expect("a goal"), format!("{GOAL}{expect}\n"), "{goal}");
        };
        check("nothing_lost:kept,writes_min:2", "nothing_lost=kept\twrites_min=2");
        check("a:b%0Apreset%09x", "a=b preset x");
        begin("embed=1");
        assert_eq!(goal_line(), None);
    }

    proptest! {
        #[test]
        fn any_query_is_split_without_a_loss(query in "([a-z]{1,6}=[^&]{0,5}|embed=1|lock=n|&){0,6}") {
            let (own, frames) = split(&query);
            let sorted = |text: &str| {
                let mut pairs: Vec<String> = text.split('&').map(str::to_owned).filter(|it| !it.is_empty()).collect();
                pairs.sort();
                pairs
            };
            prop_assert_eq!(sorted(&format!("{own}&{frames}")), sorted(&query));
        }

        #[test]
        fn any_query_is_taken_without_a_panic(query in ".*", next in ".*", before in ".*") {
            begin(&format!("embed=1&{query}"));
            held(&next, &before);
            prop_assert!(goal_line().is_none_or(|line| line.lines().count() == 1));
        }
    }
}
