//! What the scripts of embedding have in common with the program, and with each other.

use std::fs;

use faultline::content::LESSONS;
use faultline::embed;
use faultline::labs::{EXHIBITS, KNOBS};
use faultline::link::QUERY_MAX;

use crate::project;

fn read(path: &str) -> String {
    fs::read_to_string(project::root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn script(path: &str) -> String {
    read(&format!("static/{path}"))
}

/// The words in quotes of a constant's list.
fn list(script: &str, name: &str) -> Vec<String> {
    let (_, rest) = script.split_once(&format!("const {name} = [")).expect("the script has the list");
    let (list, _) = rest.split_once(']').expect("the list has an end");
    list.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn the_script_of_a_frame_takes_the_same_parameters_as_the_program() {
    let frame = script("frame.js");
    assert_eq!(list(&frame, "OURS"), embed::KEYS);
    assert!(frame.replace('_', "").contains(&format!("const QUERYMAX = {QUERY_MAX};")));
    let take = read("src/ui/take.rs");
    assert!(frame.contains("const ASKED = -1;") && take.contains("const ASKED: i32 = -1;"));
}

#[test]
fn the_element_hands_every_parameter_of_a_frame_on_but_two() {
    let element = script("root/embed.js");
    let (_, rest) = element.split_once("const FRAME = /^(").expect("the script has the pattern");
    let mut names: Vec<&str> = rest.split(')').next().unwrap_or_default().split('|').collect();
    // It is always embedded, and in HTML `lang` says in which language the element's own content is.
    names.extend(["embed", "lang"]);
    names.sort();
    let mut keys = embed::KEYS;
    keys.sort();
    assert_eq!(names, keys);
}

#[test]
fn no_setting_of_a_lab_has_the_name_of_a_frames_parameter_or_of_an_attribute_of_other_use() {
    for knobs in KNOBS {
        for (key, _) in knobs.keys {
            let is_taken = ["lab", "topic", "height", "sandbox", "class", "id", "style", "title", "dir", "hidden"];
            assert!(!embed::KEYS.contains(key) && !is_taken.contains(key), "{}: {key}", knobs.lab);
            assert!(!key.contains('-') && (*key == "on" || !key.starts_with("on")), "{}: {key}", knobs.lab);
        }
    }
}

#[test]
fn a_goal_can_follow_the_lines_of_every_lab() {
    for (lab, lines) in LESSONS {
        assert!(lines.ends_with('\n'), "{lab}");
    }
}

#[test]
fn what_frames_fetch_of_a_lab_are_lines_of_three_fields() {
    for knobs in KNOBS {
        let text = knobs.to_text();
        assert_eq!(text.lines().count(), knobs.keys.len() + knobs.parts.len(), "{}", knobs.lab);
        assert!(text.lines().all(|line| line.split('\t').count() == 3), "{}: {text}", knobs.lab);
    }
}

/// The pair of a key in a query.
fn pair<'a>(query: &'a str, key: &str) -> Option<&'a str> {
    query.split('&').find(|pair| pair.split('=').next() == Some(key))
}

#[test]
fn a_locked_setting_survives_every_other_state_of_its_lab() {
    let mut n_held = 0;
    for exhibit in EXHIBITS {
        let states: Vec<String> = exhibit.promised.iter().map(|(query, _)| (exhibit.canonical)(query)).collect();
        for (at, before) in states.iter().enumerate() {
            let next = &states[(at + 1) % states.len()];
            for (key, _) in exhibit.keys {
                embed::begin(&format!("embed=1&lock={key}"));
                let held = embed::held(next, before).expect("something is locked");
                // Where a setting cannot be without another one, the edit is not made: it has a note.
                if pair(&(exhibit.canonical)(&held), key) == pair(before, key) {
                    n_held += 1;
                } else {
                    assert!(!(exhibit.report)(&held).notes.is_empty(), "{}: {key} in {held}", exhibit.lab.id);
                }
            }
        }
    }
    assert!(n_held > 200, "{n_held}");
}
