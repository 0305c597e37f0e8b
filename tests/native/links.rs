//! Links: the canonical form is stable, promises are kept, links of every version replay, and no link, however mangled,
//! does harm.

use std::collections::BTreeSet;

use faultline::content;
use faultline::labs::{self, EXHIBITS, Exhibit};
use faultline::link;
use faultline_model::VERSION;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::project;

#[path = "../links/mod.rs"]
mod kept;

/// The links of a lab that are known to be good: its default, its presets, those it promises.
pub fn good_links(exhibit: &Exhibit) -> Vec<String> {
    let presets = content::presets_of(exhibit.lab.id).iter().map(|preset| link::from_readable(preset.scenario));
    let challenges =
        content::challenges_of(exhibit.lab.id).iter().map(|challenge| link::from_readable(challenge.start));
    let promised = exhibit.promised.iter().map(|(query, _)| (*query).to_owned());
    std::iter::once(String::new()).chain(presets).chain(challenges).chain(promised).collect()
}

#[test]
fn the_canonical_form_says_the_same_and_is_its_own() {
    for exhibit in EXHIBITS {
        for query in good_links(exhibit) {
            let canonical = (exhibit.canonical)(&query);
            assert_eq!((exhibit.canonical)(&canonical), canonical, "{}?{query}", exhibit.lab.id);
            let (before, after) = ((exhibit.report)(&query), (exhibit.report)(&canonical));
            assert_eq!(after.text, before.text, "{}?{query}", exhibit.lab.id);
            assert_eq!(after.fingerprint, before.fingerprint, "{}?{query}", exhibit.lab.id);
            assert_eq!(after.notes, Vec::new(), "{}?{canonical}", exhibit.lab.id);
        }
    }
}

#[test]
fn promised_links_give_the_fingerprints_they_gave_when_they_were_made() {
    for exhibit in EXHIBITS {
        assert!(!exhibit.promised.is_empty(), "{} promises no link", exhibit.lab.id);
        let given = |&(query, _): &(&'static str, &str)| (query, (exhibit.report)(query).fingerprint);
        let given: Vec<(&str, String)> = exhibit.promised.iter().map(given).collect();
        let promised: Vec<(&str, String)> =
            exhibit.promised.iter().map(|&(query, it)| (query, it.to_owned())).collect();
        assert_eq!(given, promised, "{}: what is promised is never changed, only added to", exhibit.lab.id);
    }
}

#[test]
fn promised_links_are_understood_whole() {
    for exhibit in EXHIBITS {
        for (query, _) in exhibit.promised {
            is_understood_whole(exhibit, query);
        }
    }
}

/// A link gives no note, or says where a part of its lab has gone, with a link that is understood there.
fn is_understood_whole(exhibit: &Exhibit, query: &str) {
    let notes = (exhibit.report)(query).notes;
    let (moved, notes): (Vec<_>, Vec<_>) = notes.into_iter().partition(|note| note.message.contains(": labs/"));
    assert_eq!(notes, Vec::new(), "{}?{query}", exhibit.lab.id);
    for note in moved {
        let (_, there) = note.message.split_once(": labs/").expect("just seen");
        let (lab, query) = there.split_once("/?").expect("a lab and a query");
        let exhibit = labs::exhibit(lab).expect("a lab that exists");
        assert_eq!((exhibit.report)(query).notes, Vec::new(), "{there}");
    }
}

#[test]
fn kept_links_come_to_what_they_came_to_when_they_were_kept() {
    let differing = kept::present().filter_map(|it| {
        let now = (it.exhibit().report)(it.query).fingerprint;
        (now != it.fingerprint).then(|| format!("{}?{}: {} and now {now}", it.lab, it.query, it.fingerprint))
    });
    let differing: Vec<String> = differing.collect();
    assert!(
        differing.is_empty(),
        "{} links show another run. If that is meant, raise `VERSION` in crates/model/src/parity.rs, say in `CHANGES` \
         what changed, and keep the new outcomes by `cargo run --bin report -- --corpus`.\n{}",
        differing.len(),
        differing.join("\n")
    );
}

#[test]
fn links_of_every_version_are_understood_whole() {
    for (version, text) in kept::FILES {
        for it in kept::links(text) {
            println!("version {version}");
            is_understood_whole(it.exhibit(), it.query);
        }
    }
}

#[test]
fn the_corpus_holds_some_hundred_links_of_all_labs_and_every_version_has_its_file() {
    let present: Vec<kept::Kept> = kept::present().collect();
    assert!(present.len() >= 300, "{} links", present.len());
    for exhibit in EXHIBITS {
        let n = present.iter().filter(|it| it.lab == exhibit.lab.id).count();
        assert!(n >= 20, "{}: {n} links", exhibit.lab.id);
    }
    let once: BTreeSet<(&str, &str)> = present.iter().map(|it| (it.lab, it.query)).collect();
    assert_eq!(once.len(), present.len(), "a link stands twice");

    let files = std::fs::read_dir(project::root().join("tests/links")).expect("the corpus has a folder");
    let names = files.map(|file| file.expect("it can be listed").file_name().into_string().expect("plain names"));
    let kept: BTreeSet<String> = names.filter(|name| name.starts_with('v')).collect();
    assert_eq!(kept, (1..=VERSION).map(|version| format!("v{version}.txt")).collect());
    assert_eq!(kept::FILES.iter().map(|(version, _)| *version).collect::<Vec<_>>(), (1..=VERSION).collect::<Vec<_>>());
}

#[test]
fn hostile_links_open_with_a_note_and_say_something_sound() {
    let hostile = include_str!("../links/hostile.txt").lines().filter(|line| !line.starts_with('#'));
    let long = ["x", "d", "do", "own", "w", "trace"].map(|key| format!("quorum?{key}={}", "9".repeat(link::QUERY_MAX)));
    for line in hostile.map(str::to_owned).chain(long) {
        let (lab, query) = line.split_once('?').expect("a lab and a query");
        for exhibit in EXHIBITS.iter().filter(|exhibit| lab == "*" || lab == exhibit.lab.id) {
            let (opened, canonical) = ((exhibit.report)(query), (exhibit.canonical)(query));
            assert!(!opened.notes.is_empty(), "{}?{query} is taken as it stands: {canonical}", exhibit.lab.id);
            let again = (exhibit.report)(&canonical);
            assert_eq!((again.notes, again.fingerprint), (vec![], opened.fingerprint), "{}?{query}", exhibit.lab.id);
        }
    }
}

/// One slip of a hand or a mail program.
#[derive(Debug, Clone)]
enum Slip {
    Cut(Index, Index),
    Insert(Index, String),
    Repeat(Index, Index),
}

fn slip() -> impl Strategy<Value = Slip> {
    let piece = prop_oneof![
        "[a-z0-9.]{1,3}",
        "[-%&=+|>(),; ]{1,2}",
        "\\PC",
        Just("99999999999999999999".to_owned()),
        Just("64 of 64 ".to_owned()),
        Just("&seed=".to_owned()),
        Just("%FF".to_owned()),
    ];
    prop_oneof![
        (any::<Index>(), any::<Index>()).prop_map(|(a, b)| Slip::Cut(a, b)),
        (any::<Index>(), piece).prop_map(|(at, piece)| Slip::Insert(at, piece)),
        (any::<Index>(), any::<Index>()).prop_map(|(a, b)| Slip::Repeat(a, b)),
    ]
}

fn slipped(query: &str, slip: &Slip) -> String {
    let chars: Vec<char> = query.chars().collect();
    let place = |at: &Index| at.index(chars.len() + 1);
    let range = |a: &Index, b: &Index| place(a).min(place(b))..place(a).max(place(b));
    let (before, between, after) = match slip {
        Slip::Cut(a, b) => (&chars[..range(a, b).start], String::new(), &chars[range(a, b).end..]),
        Slip::Insert(at, piece) => (&chars[..place(at)], piece.clone(), &chars[place(at)..]),
        Slip::Repeat(a, b) => {
            (&chars[..range(a, b).end], chars[range(a, b)].iter().collect(), &chars[range(a, b).end..])
        }
    };
    before.iter().copied().chain(between.chars()).chain(after.iter().copied()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn a_mangled_link_opens_and_what_was_used_survives_the_next_link(
        base in any::<Index>(),
        slips in prop::collection::vec(slip(), 1..4),
    ) {
        for exhibit in EXHIBITS {
            let good = good_links(exhibit);
            let query = slips.iter().fold(base.get(&good).clone(), |query, slip| slipped(&query, slip));
            let canonical = (exhibit.canonical)(&query);
            prop_assert_eq!(&(exhibit.canonical)(&canonical), &canonical);
            let (opened, again) = ((exhibit.report)(&query), (exhibit.report)(&canonical));
            prop_assert_eq!(again.notes, vec![]);
            prop_assert_eq!(again.text, opened.text);
            prop_assert_eq!(again.fingerprint, opened.fingerprint);
        }
    }
}
