//! Links: the canonical form is stable, promises are kept, and no link, however mangled, does harm.

use faultline::content;
use faultline::labs::{EXHIBITS, Exhibit};
use faultline::link;
use proptest::prelude::*;
use proptest::sample::Index;

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
            assert_eq!((exhibit.report)(query).notes, Vec::new(), "{}?{query}", exhibit.lab.id);
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
