//! Writes what the app must know before any text is fetched, as Rust source: the map, the presets, the ids of the
//! cards.
//!
//! It becomes `&'static` data of the types in the app's `content` module. Strings go out by `{:?}`, which is valid Rust
//! for every `&str`.

use std::fmt::Write;

use crate::files::*;
use crate::load::{Content, TopicContent};

/// The source of one `pub static CONTENT: Content`.
pub fn index(content: &Content) -> String {
    let mut out = String::from("pub static CONTENT: Content = Content {\n");
    let mut field = |name: &str, value: String| writeln!(out, "    {name}: {value},").expect("writing to a string");
    field("topics", list(&content.topics, |entry| topic(entry, content)));
    field("pillars", list(&content.pillars, pillar));
    out.push_str("};\n");
    out
}

fn topic(entry: &TopicContent, content: &Content) -> String {
    let topic = &entry.topic;
    let labs = &topic.labs;
    let card_ids: Vec<String> = entry.cards.iter().map(|card| card.id.get_ref().clone()).collect();
    format!(
        "Topic {{ id: {:?}, title: {:?}, question: {:?}, summary: {:?}, is_open: {}, labs: {}, pillars: {}, \
         card_ids: {}, presets: {}, challenges: {} }}",
        topic.id.get_ref(),
        topic.title,
        topic.question,
        topic.summary,
        topic.state == State::Open,
        strings(labs),
        strings(&topic.pillars),
        strings(&card_ids),
        list(&entry.presets, |preset| self::preset(preset, labs, content)),
        list(&entry.challenges, |challenge| self::challenge(challenge, labs)),
    )
}

fn pillar(pillar: &Pillar) -> String {
    format!("Pillar {{ id: {:?}, title: {:?}, line: {:?} }}", pillar.id.get_ref(), pillar.title, pillar.line)
}

fn preset(preset: &Preset, labs: &[String], content: &Content) -> String {
    format!(
        "Preset {{ id: {:?}, lab: {:?}, title: {:?}, claim: {:?}, question: {:?}, choices: {}, correct: {}, \
         belief: {:?}, scenario: {:?}, shows: {}, never_shows: {} }}",
        preset.id.get_ref(),
        lab_or_first(&preset.lab, labs),
        preset.title,
        preset.claim,
        preset.question,
        strings(&preset.choices),
        preset.correct,
        preset.belief.as_deref().and_then(|id| belief(id, content)),
        preset.scenario,
        strings(&preset.shows),
        strings(&preset.never_shows),
    )
}

/// The sentence that a preset breaks.
fn belief(id: &str, content: &Content) -> Option<String> {
    let doubt = content.doubts.iter().find(|doubt| doubt.id.get_ref() == id);
    let misconception = content.misconceptions.iter().find(|misconception| misconception.id.get_ref() == id);
    let doubt = doubt.map(|doubt| format!("The notes say: {}", doubt.says));
    doubt.or_else(|| misconception.map(|misconception| format!("It breaks the belief “{}”.", misconception.name)))
}

fn challenge(challenge: &Challenge, labs: &[String]) -> String {
    let conditions = challenge.conditions.iter().map(|(name, value)| {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        format!("({name:?}, {value:?})")
    });
    format!(
        "Challenge {{ id: {:?}, lab: {:?}, title: {:?}, goal: {:?}, start: {:?}, conditions: &[{}] }}",
        challenge.id.get_ref(),
        lab_or_first(&challenge.lab, labs),
        challenge.title,
        challenge.goal,
        challenge.start,
        conditions.collect::<Vec<_>>().join(", "),
    )
}

fn lab_or_first<'a>(lab: &'a Option<String>, labs: &'a [String]) -> &'a str {
    lab.as_deref().or(labs.first().map(String::as_str)).unwrap_or_default()
}

fn list<T>(items: &[T], emit: impl Fn(&T) -> String) -> String {
    format!("&[{}]", items.iter().map(emit).collect::<Vec<_>>().join(", "))
}

fn strings(items: &[String]) -> String {
    list(items, |item| format!("{item:?}"))
}
