//! The words, as typed data. Their home is the folder `content/`; the build step parses and checks them there.

/// All words of the playground.
#[derive(Debug)]
pub struct Content {
    /// The map, in teaching order.
    pub topics: &'static [Topic],
    /// The ten pillars, in the order of the notes.
    pub pillars: &'static [Pillar],
    /// The glossary, sorted by title.
    pub terms: &'static [Term],
    /// Named beliefs that do not hold.
    pub misconceptions: &'static [Misconception],
    /// Statements of the notes that do not hold as written.
    pub doubts: &'static [Doubt],
}

/// A topic of the map.
#[derive(Debug, PartialEq)]
pub struct Topic {
    pub id: &'static str,
    pub title: &'static str,
    pub question: &'static str,
    pub summary: &'static str,
    /// Whether it has a page yet.
    pub is_open: bool,
    pub labs: &'static [&'static str],
    pub pillars: &'static [&'static str],
    pub concept: &'static [Block],
    pub cards: &'static [Card],
    pub presets: &'static [Preset],
    pub challenges: &'static [Challenge],
}

/// One of the ten pillars of a reliable distributed system.
#[derive(Debug, PartialEq)]
pub struct Pillar {
    pub id: &'static str,
    pub title: &'static str,
    pub line: &'static str,
}

/// A glossary entry.
#[derive(Debug, PartialEq)]
pub struct Term {
    pub id: &'static str,
    pub title: &'static str,
    pub definition: Text,
    /// Other spellings that a search finds.
    pub also: &'static [&'static str],
    pub topics: &'static [&'static str],
    pub source: Option<&'static str>,
}

/// A named belief that does not hold.
#[derive(Debug, PartialEq)]
pub struct Misconception {
    pub id: &'static str,
    pub name: &'static str,
    pub explanation: Text,
}

/// What a note says, and what holds.
#[derive(Debug, PartialEq)]
pub struct Doubt {
    pub id: &'static str,
    pub topic: &'static str,
    /// The label of the note.
    pub source: &'static str,
    pub says: &'static str,
    pub holds: Text,
    pub evidence: Option<Evidence>,
}

/// A question card. With distractors it offers choices.
#[derive(Debug, PartialEq)]
pub struct Card {
    pub id: &'static str,
    pub syllabus: &'static [&'static str],
    pub prompt: Text,
    pub answer: Text,
    pub why: Option<Text>,
    pub distractors: &'static [Distractor],
    pub evidence: Option<Evidence>,
}

/// A wrong choice and the belief behind it.
#[derive(Debug, PartialEq)]
pub struct Distractor {
    pub text: Text,
    pub misconception: &'static str,
}

/// A run of a lab, with what its report must and must not show.
#[derive(Debug, PartialEq)]
pub struct Evidence {
    pub lab: &'static str,
    /// The lab's link query, readable and not percent-encoded.
    pub scenario: &'static str,
    pub shows: &'static [&'static str],
    pub never_shows: &'static [&'static str],
}

/// A state of a lab that proves a point, with a prediction to make first.
#[derive(Debug, PartialEq)]
pub struct Preset {
    pub id: &'static str,
    pub title: &'static str,
    pub claim: &'static str,
    pub question: &'static str,
    pub choices: &'static [&'static str],
    pub correct: usize,
    /// The doubt or misconception that it breaks.
    pub belief: Option<&'static str>,
    pub run: Evidence,
}

/// A goal that the lab's page marks.
#[derive(Debug, PartialEq)]
pub struct Challenge {
    pub id: &'static str,
    pub lab: &'static str,
    pub title: &'static str,
    pub goal: &'static str,
    /// Where it starts, as a link query.
    pub start: &'static str,
    /// The lab's own conditions, by name.
    pub conditions: &'static [(&'static str, &'static str)],
}

/// Running text.
pub type Text = &'static [Inline];

/// A piece of running text.
#[derive(Debug, PartialEq)]
pub enum Inline {
    Text(&'static str),
    Emphasis(Text),
    Strong(Text),
    Code(&'static str),
    Link(Target, Text),
}

/// Where a link in a text leads.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Target {
    Term(&'static str),
    Topic(&'static str),
    /// A lab and its link query.
    Lab(&'static str, &'static str),
    Cards(&'static str),
    Doubt(&'static str),
    Web(&'static str),
}

/// A block of a concept text.
#[derive(Debug, PartialEq)]
pub enum Block {
    Heading { level: u8, id: &'static str, text: Text },
    Paragraph(Text),
    List { is_ordered: bool, items: &'static [Text] },
    Table { head: &'static [Text], rows: &'static [&'static [Text]] },
    Quote(Text),
    Code(&'static str),
}

include!(concat!(env!("OUT_DIR"), "/content.rs"));

impl Content {
    /// The topic of that id.
    pub fn topic(&self, id: &str) -> Option<&'static Topic> {
        self.topics.iter().find(|topic| topic.id == id)
    }

    /// The topics that have a page.
    pub fn open_topics(&self) -> impl Iterator<Item = &'static Topic> {
        self.topics.iter().filter(|topic| topic.is_open)
    }

    /// The glossary entry of that id.
    pub fn term(&self, id: &str) -> Option<&'static Term> {
        self.terms.iter().find(|term| term.id == id)
    }

    /// The belief of that id.
    pub fn misconception(&self, id: &str) -> Option<&'static Misconception> {
        self.misconceptions.iter().find(|misconception| misconception.id == id)
    }

    /// The doubts that belong to a topic.
    pub fn doubts_of(&self, topic: &str) -> impl Iterator<Item = &'static Doubt> {
        self.doubts.iter().filter(move |doubt| doubt.topic == topic)
    }

    /// Every card with its topic.
    pub fn cards(&self) -> impl Iterator<Item = (&'static Topic, &'static Card)> {
        self.topics.iter().flat_map(|topic| topic.cards.iter().map(move |card| (topic, card)))
    }

    /// The presets of a lab, in teaching order.
    pub fn presets_of(&self, lab: &str) -> impl Iterator<Item = &'static Preset> {
        self.topics.iter().flat_map(|topic| topic.presets).filter(move |preset| preset.run.lab == lab)
    }

    /// The challenges of a lab, easiest first.
    pub fn challenges_of(&self, lab: &str) -> impl Iterator<Item = &'static Challenge> {
        self.topics.iter().flat_map(|topic| topic.challenges).filter(move |challenge| challenge.lab == lab)
    }

    /// The topic that a lab belongs to.
    pub fn topic_of_lab(&self, lab: &str) -> Option<&'static Topic> {
        self.topics.iter().find(|topic| topic.labs.contains(&lab))
    }
}

/// The words of a text without their form, for searching and for titles.
pub fn plain(text: Text) -> String {
    text.iter()
        .map(|part| match part {
            Inline::Text(text) | Inline::Code(text) => (*text).to_owned(),
            Inline::Emphasis(parts) | Inline::Strong(parts) | Inline::Link(_, parts) => plain(parts),
        })
        .collect()
}
