//! Writes the content as Rust source: `&'static` data of the types in the app's `content` module.
//!
//! Strings go out by `{:?}`, which is valid Rust for every `&str`.

use std::fmt::Write;

use crate::files::*;
use crate::load::{Content, TopicContent};
use crate::text::{Block, Inline, Target, parse_inline};

/// The source of one `pub static CONTENT: Content`.
pub fn emit(content: &Content) -> String {
    let mut out = String::from("pub static CONTENT: Content = Content {\n");
    let mut field = |name: &str, value: String| writeln!(out, "    {name}: {value},").expect("writing to a string");
    field("topics", list(&content.topics, topic));
    field("pillars", list(&content.pillars, pillar));
    field("terms", list(&content.terms, term));
    field("misconceptions", list(&content.misconceptions, misconception));
    field("doubts", list(&content.doubts, doubt));
    out.push_str("};\n");
    out
}

fn topic(content: &TopicContent) -> String {
    let topic = &content.topic;
    let labs = &topic.labs;
    format!(
        "Topic {{ id: {:?}, title: {:?}, question: {:?}, summary: {:?}, is_open: {}, labs: {}, pillars: {}, concept: {}, \
         cards: {}, presets: {}, challenges: {} }}",
        topic.id.get_ref(),
        topic.title,
        topic.question,
        topic.summary,
        topic.state == State::Open,
        strings(labs),
        strings(&topic.pillars),
        list(&content.concept, block),
        list(&content.cards, card),
        list(&content.presets, |preset| self::preset(preset, labs)),
        list(&content.challenges, |challenge| self::challenge(challenge, labs)),
    )
}

fn pillar(pillar: &Pillar) -> String {
    format!("Pillar {{ id: {:?}, title: {:?}, line: {:?} }}", pillar.id.get_ref(), pillar.title, pillar.line)
}

fn term(term: &Term) -> String {
    format!(
        "Term {{ id: {:?}, title: {:?}, definition: {}, also: {}, topics: {}, source: {:?} }}",
        term.id.get_ref(),
        term.title,
        text(&term.definition),
        strings(&term.also),
        strings(&term.topics),
        term.source,
    )
}

fn misconception(misconception: &Misconception) -> String {
    format!(
        "Misconception {{ id: {:?}, name: {:?}, explanation: {} }}",
        misconception.id.get_ref(),
        misconception.name,
        text(&misconception.explanation),
    )
}

fn doubt(doubt: &Doubt) -> String {
    format!(
        "Doubt {{ id: {:?}, topic: {:?}, source: {:?}, says: {:?}, holds: {}, evidence: {} }}",
        doubt.id.get_ref(),
        doubt.topic,
        doubt.source,
        doubt.says,
        text(&doubt.holds),
        option(doubt.evidence.as_ref(), evidence),
    )
}

fn card(card: &Card) -> String {
    format!(
        "Card {{ id: {:?}, syllabus: {}, prompt: {}, answer: {}, why: {}, distractors: {}, evidence: {} }}",
        card.id.get_ref(),
        strings(&card.syllabus),
        text(&card.prompt),
        text(&card.answer),
        option(card.why.as_deref(), text),
        list(&card.distractors, |distractor| format!(
            "Distractor {{ text: {}, misconception: {:?} }}",
            text(&distractor.text),
            distractor.misconception,
        )),
        option(card.evidence.as_ref(), evidence),
    )
}

fn evidence(evidence: &Evidence) -> String {
    format!(
        "Evidence {{ lab: {:?}, scenario: {:?}, shows: {}, never_shows: {} }}",
        evidence.lab,
        evidence.scenario,
        strings(&evidence.shows),
        strings(&evidence.never_shows),
    )
}

fn preset(preset: &Preset, labs: &[String]) -> String {
    format!(
        "Preset {{ id: {:?}, title: {:?}, claim: {:?}, question: {:?}, choices: {}, correct: {}, belief: {:?}, run: \
         Evidence {{ lab: {:?}, scenario: {:?}, shows: {}, never_shows: {} }} }}",
        preset.id.get_ref(),
        preset.title,
        preset.claim,
        preset.question,
        strings(&preset.choices),
        preset.correct,
        preset.belief,
        lab_or_first(&preset.lab, labs),
        preset.scenario,
        strings(&preset.shows),
        strings(&preset.never_shows),
    )
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

fn block(block: &Block) -> String {
    match block {
        Block::Heading { level, id, text, .. } => {
            format!("Block::Heading {{ level: {level}, id: {id:?}, text: {} }}", inlines(text))
        }
        Block::Paragraph(text) => format!("Block::Paragraph({})", inlines(text)),
        Block::Quote(text) => format!("Block::Quote({})", inlines(text)),
        Block::Code(code) => format!("Block::Code({code:?})"),
        Block::List { is_ordered, items } => {
            format!("Block::List {{ is_ordered: {is_ordered}, items: {} }}", list(items, |item| inlines(item)))
        }
        Block::Table { head, rows } => format!(
            "Block::Table {{ head: {}, rows: {} }}",
            list(head, |cell| inlines(cell)),
            list(rows, |row| list(row, |cell| inlines(cell))),
        ),
    }
}

/// The text has been checked before, so a fault here is ours.
fn text(source: &str) -> String {
    inlines(&parse_inline(source).expect("checked content"))
}

fn inlines(parts: &[Inline]) -> String {
    list(parts, |part| match part {
        Inline::Text(text) => format!("Inline::Text({text:?})"),
        Inline::Code(code) => format!("Inline::Code({code:?})"),
        Inline::Emphasis(parts) => format!("Inline::Emphasis({})", inlines(parts)),
        Inline::Strong(parts) => format!("Inline::Strong({})", inlines(parts)),
        Inline::Link(target, parts) => format!("Inline::Link(Target::{}, {})", self::target(target), inlines(parts)),
    })
}

fn target(target: &Target) -> String {
    match target {
        Target::Term(id) => format!("Term({id:?})"),
        Target::Topic(id) => format!("Topic({id:?})"),
        Target::Cards(id) => format!("Cards({id:?})"),
        Target::Doubt(id) => format!("Doubt({id:?})"),
        Target::Lab(id, query) => format!("Lab({id:?}, {query:?})"),
        Target::Web(url) => format!("Web({url:?})"),
    }
}

fn list<T>(items: &[T], emit: impl Fn(&T) -> String) -> String {
    format!("&[{}]", items.iter().map(emit).collect::<Vec<_>>().join(", "))
}

fn strings(items: &[String]) -> String {
    list(items, |item| format!("{item:?}"))
}

fn option<T: ?Sized>(value: Option<&T>, emit: impl Fn(&T) -> String) -> String {
    value.map_or_else(|| "None".to_owned(), |value| format!("Some({})", emit(value)))
}
