//! Links: the canonical form is stable, promises are kept, and no link, however mangled, does harm.

use faultline::content::CONTENT;
use faultline::labs::{LABS, Lab};
use faultline::link;
use proptest::prelude::*;
use proptest::sample::Index;

/// The links of a lab that are known to be good: its default, its presets, those it promises.
pub fn good_links(lab: &Lab) -> Vec<String> {
    let presets = CONTENT.presets_of(lab.id).map(|preset| link::from_readable(preset.scenario));
    let challenges = CONTENT.challenges_of(lab.id).map(|challenge| link::from_readable(challenge.start));
    let promised = lab.promised.iter().map(|(query, _)| (*query).to_owned());
    std::iter::once(String::new()).chain(presets).chain(challenges).chain(promised).collect()
}

#[test]
fn the_canonical_form_says_the_same_and_is_its_own() {
    for lab in LABS {
        for query in good_links(lab) {
            let canonical = (lab.canonical)(&query);
            assert_eq!((lab.canonical)(&canonical), canonical, "{}?{query}", lab.id);
            let (before, after) = ((lab.report)(&query), (lab.report)(&canonical));
            assert_eq!(after.text, before.text, "{}?{query}", lab.id);
            assert_eq!(after.fingerprint, before.fingerprint, "{}?{query}", lab.id);
            assert_eq!(after.notes, Vec::new(), "{}?{canonical}", lab.id);
        }
    }
}

#[test]
fn promised_links_give_the_fingerprints_they_gave_when_they_were_made() {
    for lab in LABS {
        assert!(!lab.promised.is_empty(), "{} promises no link", lab.id);
        let given = |&(query, _): &(&'static str, &str)| (query, (lab.report)(query).fingerprint);
        let given: Vec<(&str, String)> = lab.promised.iter().map(given).collect();
        let promised: Vec<(&str, String)> = lab.promised.iter().map(|&(query, it)| (query, it.to_owned())).collect();
        assert_eq!(given, promised, "{}: what is promised is never changed, only added to", lab.id);
    }
}

#[test]
fn promised_links_are_understood_whole() {
    for lab in LABS {
        for (query, _) in lab.promised {
            assert_eq!((lab.report)(query).notes, Vec::new(), "{}?{query}", lab.id);
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
        for lab in LABS {
            let good = good_links(lab);
            let query = slips.iter().fold(base.get(&good).clone(), |query, slip| slipped(&query, slip));
            let canonical = (lab.canonical)(&query);
            prop_assert_eq!(&(lab.canonical)(&canonical), &canonical);
            let (opened, again) = ((lab.report)(&query), (lab.report)(&canonical));
            prop_assert_eq!(again.notes, vec![]);
            prop_assert_eq!(again.text, opened.text);
            prop_assert_eq!(again.fingerprint, opened.fingerprint);
        }
    }
}
