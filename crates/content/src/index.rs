//! Writes what the app must know before any text is fetched, as Rust source: the map and the ids of the cards.
//!
//! It becomes `&'static` data of the types in the app's `content` module. Strings go out by `{:?}`, which is valid Rust
//! for every `&str`.

use std::fmt::Write;

use crate::files::*;
use crate::lessons::lessons;
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
    table("LESSONS", "(&str, &str)", list(&lessons(content), told));
    out
}

/// The build step writes the file.
fn packed((name, _): &(String, Texts)) -> String {
    format!("({name:?}, include_bytes!(concat!(env!(\"OUT_DIR\"), \"/words/{name}.bin\")))")
}

/// The build step writes this file, too.
fn told((lab, _): &(String, String)) -> String {
    format!("({lab:?}, include_str!(concat!(env!(\"OUT_DIR\"), \"/words/lessons-{lab}.txt\")))")
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

fn list<T>(items: &[T], emit: impl Fn(&T) -> String) -> String {
    format!("&[{}]", items.iter().map(emit).collect::<Vec<_>>().join(", "))
}

fn strings(items: &[String]) -> String {
    list(items, |item| format!("{item:?}"))
}
