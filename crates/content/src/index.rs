//! Writes what the app must know before any text is fetched, as Rust source: the map, the presets, the ids of the
//! cards.
//!
//! It becomes `&'static` data of the types in the app's `content` module. Strings go out by `{:?}`, which is valid Rust
//! for every `&str`.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::files::*;
use crate::load::{Content, TopicContent};
use crate::parts::parts;
use crate::words::Texts;

/// The source of the statics. Each is one of its own, so that a program holds only those that it names.
pub fn index(content: &Content) -> String {
    let mut out = String::new();
    let mut table = |name: &str, kind: &str, rows: String| {
        writeln!(out, "pub static {name}: &[{kind}] = {rows};").expect("writing to a string");
    };
    let topics = &content.topics;
    table("TOPICS", "Topic", list(topics, topic));
    table("MAP", "Outline", list(topics, outline));
    table("CARD_IDS", "(&str, &[&str])", list(topics, card_ids));
    table("PILLARS", "Pillar", list(&content.pillars, pillar));
    table("PACKED", "(&str, &[u8])", list(&parts(&content.words()), packed));
    out += &lessons(content);
    out
}

/// The build step writes the file.
fn packed((name, _): &(String, Texts)) -> String {
    format!("({name:?}, include_bytes!(concat!(env!(\"OUT_DIR\"), \"/words/{name}.bin\")))")
}

/// A macro that gives the lessons of the lab that it is asked for: each lab's program holds its own only.
fn lessons(content: &Content) -> String {
    let mut out = "macro_rules! lessons {\n".to_owned();
    let labs: BTreeSet<&str> = content.topics.iter().flat_map(|entry| &entry.topic.labs).map(String::as_str).collect();
    for lab in labs {
        let own = |other: &Option<String>, entry: &TopicContent| lab_or_first(other, entry) == lab;
        let (mut presets, mut challenges) = (Vec::new(), Vec::new());
        for entry in &content.topics {
            let of_lab = entry.presets.iter().filter(|preset| own(&preset.lab, entry));
            presets.extend(of_lab.map(|preset| self::preset(preset, entry, content)));
            let of_lab = entry.challenges.iter().filter(|challenge| own(&challenge.lab, entry));
            challenges.extend(of_lab.map(|challenge| self::challenge(challenge, entry)));
        }
        let arm = lessons_arm(&format!("{lab:?}"), &presets.join(", "), &challenges.join(", "));
        writeln!(out, "    ({lab}) => {{ {arm} }};").expect("writing to a string");
    }
    let nothing = lessons_arm("stringify!($lab)", "", "");
    out + &format!("    ($lab:ident) => {{ {nothing} }};\n}}\n")
}

fn lessons_arm(lab: &str, presets: &str, challenges: &str) -> String {
    format!("$crate::content::Lessons {{ lab: {lab}, presets: &[{presets}], challenges: &[{challenges}] }}")
}

fn card_ids(entry: &TopicContent) -> String {
    let ids: Vec<String> = entry.cards.iter().map(|card| card.id.get_ref().clone()).collect();
    format!("({:?}, {})", entry.topic.id.get_ref(), strings(&ids))
}

fn topic(entry: &TopicContent) -> String {
    let topic = &entry.topic;
    format!(
        "Topic {{ id: {:?}, title: {:?}, is_open: {}, labs: {}, n_cards: {} }}",
        topic.id.get_ref(),
        topic.title,
        topic.state == State::Open,
        strings(&topic.labs),
        entry.cards.len(),
    )
}

fn outline(entry: &TopicContent) -> String {
    let topic = &entry.topic;
    format!(
        "Outline {{ topic: {:?}, question: {:?}, summary: {:?}, pillars: {} }}",
        topic.id.get_ref(),
        topic.question,
        topic.summary,
        strings(&topic.pillars),
    )
}

fn pillar(pillar: &Pillar) -> String {
    format!("Pillar {{ id: {:?}, title: {:?}, line: {:?} }}", pillar.id.get_ref(), pillar.title, pillar.line)
}

fn preset(preset: &Preset, entry: &TopicContent, content: &Content) -> String {
    format!(
        "$crate::content::Preset {{ id: {:?}, lab: {:?}, title: {:?}, claim: {:?}, question: {:?}, choices: {}, correct: {}, \
         belief: {:?}, scenario: {:?} }}",
        preset.id.get_ref(),
        lab_or_first(&preset.lab, entry),
        preset.title,
        preset.claim,
        preset.question,
        strings(&preset.choices),
        preset.correct,
        preset.belief.as_deref().and_then(|id| belief(id, content)),
        preset.scenario,
    )
}

/// The sentence that a preset breaks.
fn belief(id: &str, content: &Content) -> Option<String> {
    let doubt = content.doubts.iter().find(|doubt| doubt.id.get_ref() == id);
    let misconception = content.misconceptions.iter().find(|misconception| misconception.id.get_ref() == id);
    let doubt = doubt.map(|doubt| format!("The notes say: {}", doubt.says));
    doubt.or_else(|| misconception.map(|misconception| format!("It breaks the belief “{}”.", misconception.name)))
}

fn challenge(challenge: &Challenge, entry: &TopicContent) -> String {
    let conditions = challenge.conditions.iter().map(|(name, value)| {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        format!("({name:?}, {value:?})")
    });
    format!(
        "$crate::content::Challenge {{ id: {:?}, lab: {:?}, title: {:?}, goal: {:?}, start: {:?}, conditions: &[{}] }}",
        challenge.id.get_ref(),
        lab_or_first(&challenge.lab, entry),
        challenge.title,
        challenge.goal,
        challenge.start,
        conditions.collect::<Vec<_>>().join(", "),
    )
}

fn lab_or_first<'a>(lab: &'a Option<String>, entry: &'a TopicContent) -> &'a str {
    lab.as_deref().or(entry.topic.labs.first().map(String::as_str)).unwrap_or_default()
}

fn list<T>(items: &[T], emit: impl Fn(&T) -> String) -> String {
    format!("&[{}]", items.iter().map(emit).collect::<Vec<_>>().join(", "))
}

fn strings(items: &[String]) -> String {
    list(items, |item| format!("{item:?}"))
}
