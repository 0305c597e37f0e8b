//! What teachers can lock and hide in a lab is there: the builder of embeds offers it, and links name it for ever.

use std::collections::BTreeSet;

use faultline::labs::{EXHIBITS, Exhibit, KNOBS, Knob};

use crate::project;

/// Keys of links that nobody would lock: what a run comes to, where a playhead stands, the name of keys of one's own.
const FREE: &[(&str, &[&str])] = &[
    ("availability", &["trace"]),
    ("single_leader", &["at", "trace"]),
    ("replication_log", &["trace"]),
    ("multi_leader", &["at", "trace"]),
    ("quorum", &["at", "trace"]),
    ("cap", &["at", "trace"]),
    ("families", &["at", "trace"]),
    ("placement", &["keys", "trace"]),
    ("rebalancing", &["trace"]),
];

/// The keys that a lab knows, which it says where a link has another.
fn known_keys(exhibit: &Exhibit) -> BTreeSet<String> {
    let report = (exhibit.report)("no-such-key=1");
    let said = report.notes.iter().find(|note| note.key == "no-such-key").expect("an unknown key is noted");
    let (_, keys) = said.message.split_once("it knows ").expect("the note says what is known");
    keys.split(", ").map(str::to_owned).collect()
}

#[test]
fn every_key_of_a_lab_can_be_locked_except_what_says_the_outcome() {
    for exhibit in EXHIBITS {
        let id = exhibit.lab.id;
        let (_, free) = FREE.iter().find(|(lab, _)| *lab == id).expect("each lab has a row here");
        let mut expected = known_keys(exhibit);
        expected.retain(|key| !free.contains(&key.as_str()));
        let lockable: BTreeSet<String> = exhibit.keys.iter().map(|(key, _)| (*key).to_owned()).collect();
        assert_eq!(lockable, expected, "{id}");
    }
}

#[test]
fn every_part_that_can_be_hidden_is_an_element_of_the_lab() {
    let files = project::files();
    for exhibit in EXHIBITS {
        let own = format!("src/labs/{}/", exhibit.lab.id);
        let sources: Vec<&str> = files
            .iter()
            .filter(|file| {
                file.path.starts_with(&own)
                    || ["src/ui/", "src/experiment/"].iter().any(|folder| file.path.starts_with(folder))
            })
            .map(|file| file.text.as_str())
            .collect();
        for (class, _) in exhibit.parts {
            assert!(sources.iter().any(|text| has_element(text, class)), "{}: no element is `{class}`", exhibit.lab.id);
        }
    }
}

/// Whether a source makes an element or a panel of that class: the class is a word of a string that follows `class=` or
/// `panel(`.
fn has_element(source: &str, class: &str) -> bool {
    let starts = ["class=\"", "panel(\""].into_iter().chain(["panel(\n"]);
    starts.into_iter().any(|start| {
        source.split(start).skip(1).any(|rest| {
            let rest = rest.trim_start().trim_start_matches('"');
            rest.split('"').next().is_some_and(|classes| classes.split(' ').any(|word| word == class))
        })
    })
}

#[test]
fn names_are_fit_for_links_and_labels_tell_them_apart() {
    for knobs in KNOBS {
        for names in [knobs.keys, knobs.parts] {
            check_names(knobs.lab, names);
        }
    }
}

fn check_names(lab: &str, names: &[Knob]) {
    let is_fit = |name: &str| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    for (name, label) in names {
        assert!(is_fit(name) && !label.is_empty(), "{lab}: {name}");
        assert_eq!(names.iter().filter(|(other, _)| other == name).count(), 1, "{lab}: {name} stands twice");
        assert_eq!(names.iter().filter(|(_, other)| other == label).count(), 1, "{lab}: two are called {label}");
    }
}
