//! The shapes of the TOML files, as their authors write them.
//!
//! Each entry's `id` keeps its place in the file (`Spanned`), so that a fault found later can name a line. Unknown keys
//! are faults: a misspelt `distractor` must not vanish silently.

use serde::Deserialize;
use toml::Spanned;

use crate::words::Evidence;

macro_rules! entries {
    ($($(#[$doc:meta])* $file:ident . $key:ident : $entry:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Default, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $file {
            /// The entries, in the order of the file.
            #[serde(default)]
            pub $key: Vec<$entry>,
        }
    )*};
}

entries! {
    /// `topics.toml`
    Topics.topic: Topic,
    /// `pillars.toml`
    Pillars.pillar: Pillar,
    /// `glossary.toml`
    Glossary.term: Term,
    /// `misconceptions.toml`
    Misconceptions.misconception: Misconception,
    /// `doubts.toml`
    Doubts.doubt: Doubt,
    /// `syllabus.toml`
    Syllabus.entry: SyllabusEntry,
    /// `<topic>/cards.toml`
    Cards.cards: Card,
}

/// `<topic>/presets.toml`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Presets {
    /// The presets, in the order shown.
    #[serde(default)]
    pub presets: Vec<Preset>,
    /// The challenges, easiest first.
    #[serde(default)]
    pub challenges: Vec<Challenge>,
}

/// One topic of the map.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// The name of its folder and of its page.
    pub id: Spanned<String>,
    /// Shown name.
    pub title: String,
    /// The question that the topic answers.
    pub question: String,
    /// One or two sentences for the map.
    pub summary: String,
    /// Whether it can be visited yet.
    pub state: State,
    /// Ids of its labs.
    #[serde(default)]
    pub labs: Vec<String>,
    /// Ids of the pillars that it teaches.
    #[serde(default)]
    pub pillars: Vec<String>,
}

/// Whether a topic can be visited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It has a folder with a concept and cards.
    Open,
    /// It stands on the map only.
    Planned,
}

/// One of the ten pillars of a reliable distributed system.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pillar {
    /// Stable name.
    pub id: Spanned<String>,
    /// Shown name.
    pub title: String,
    /// One sentence.
    pub line: String,
}

/// A glossary entry.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// Stable name; texts link to it by `term:id`.
    pub id: Spanned<String>,
    /// Shown name.
    pub title: String,
    /// Inline Markdown.
    pub definition: String,
    /// Other spellings that a search finds.
    #[serde(default)]
    pub also: Vec<String>,
    /// Ids of the topics it belongs to.
    #[serde(default)]
    pub topics: Vec<String>,
    /// Where the definition comes from.
    pub source: Option<String>,
}

/// A belief that does not hold, named so that cards can share it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Misconception {
    /// Stable name.
    pub id: Spanned<String>,
    /// The belief, as a sentence.
    pub name: String,
    /// Inline Markdown: why it is wrong.
    pub explanation: String,
}

/// A statement of the notes that does not hold as written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Doubt {
    /// Stable name; texts link to it by `doubt:id`.
    pub id: Spanned<String>,
    /// The topic on whose page it is shown.
    pub topic: String,
    /// The label of the note.
    pub source: String,
    /// What the note says, paraphrased.
    pub says: String,
    /// Inline Markdown: what holds.
    pub holds: String,
    /// The run that shows it.
    pub evidence: Option<Evidence>,
}

/// One question or concept of the source notes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SyllabusEntry {
    /// Stable name.
    pub id: Spanned<String>,
    /// The label of the note.
    pub source: String,
    /// The question or concept.
    pub prompt: String,
    /// Whether the note itself answers it.
    #[serde(default = "yes")]
    pub answered: bool,
}

fn yes() -> bool {
    true
}

/// A question card.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// Stable name, unique over all topics; saved answers refer to it.
    pub id: Spanned<String>,
    /// The syllabus entries that it covers.
    pub syllabus: Vec<String>,
    /// Inline Markdown.
    pub prompt: String,
    /// Inline Markdown; none where `order` or `predict` says it.
    pub answer: Option<String>,
    /// Inline Markdown, shown with the answer.
    pub why: Option<String>,
    /// Wrong choices; with at least one the card offers choices.
    #[serde(default)]
    pub distractors: Vec<Distractor>,
    /// A number is asked for.
    pub numeric: Option<Numeric>,
    /// Steps are to be put in this order.
    pub order: Option<Vec<String>>,
    /// A run is to be predicted.
    pub predict: Option<Predict>,
    /// The run that proves the answer.
    pub evidence: Option<Evidence>,
}

/// A question whose numbers are drawn.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Numeric {
    /// The model that answers it.
    pub model: String,
    /// What each name in braces is drawn from: `["99", "99.9"]`, or `"3..9"` with both ends.
    pub draw: std::collections::BTreeMap<String, toml::Value>,
    /// `duration`, `percent`, `count`, `share` or `ms`.
    pub unit: String,
    /// `1%`, `30 s`, `2` or `exact`.
    pub tolerance: String,
}

/// A run to predict.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Predict {
    /// The lab's id.
    pub lab: String,
    /// The lab's link query.
    pub scenario: String,
    /// What may happen; the first is what does.
    pub choices: Vec<Prediction>,
}

/// What a run may come to.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prediction {
    /// Inline Markdown.
    pub text: String,
    /// A part of the report that stands there if and only if it happens.
    pub shows: String,
    /// The id of the belief behind it.
    pub misconception: Option<String>,
}

/// A wrong choice.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Distractor {
    /// Inline Markdown.
    pub text: String,
    /// The id of the belief behind it.
    pub misconception: String,
    /// The run that shows that it is wrong.
    pub refuted: Option<Refuted>,
}

/// The run that shows that a choice is wrong.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refuted {
    /// The lab's id; that of the card's evidence where absent.
    pub lab: Option<String>,
    /// The lab's link query.
    pub scenario: String,
    /// Substrings of the report.
    #[serde(default)]
    pub shows: Vec<String>,
    /// Substrings that must not be in the report.
    #[serde(default)]
    pub never_shows: Vec<String>,
}

impl Refuted {
    /// The run, in the lab that it names or in that of the card.
    pub fn evidence(&self, of_card: Option<&Evidence>) -> Evidence {
        Evidence {
            lab: self.lab.clone().or(of_card.map(|evidence| evidence.lab.clone())).unwrap_or_default(),
            scenario: self.scenario.clone(),
            shows: self.shows.clone(),
            never_shows: self.never_shows.clone(),
        }
    }
}

/// A state of a lab that proves a point, with a prediction to make first.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    /// Stable name.
    pub id: Spanned<String>,
    /// The lab; the topic's first one where absent.
    pub lab: Option<String>,
    /// Shown name.
    pub title: String,
    /// What it proves, in a sentence.
    pub claim: String,
    /// The lab's link query.
    pub scenario: String,
    /// What the student predicts.
    pub question: String,
    /// The answers to choose from.
    pub choices: Vec<String>,
    /// The index of the right one.
    pub correct: usize,
    /// Substrings of the report.
    #[serde(default)]
    pub shows: Vec<String>,
    /// Substrings that must not be in the report.
    #[serde(default)]
    pub never_shows: Vec<String>,
    /// The id of a doubt or a misconception that it breaks.
    pub belief: Option<String>,
}

/// A goal that the page can mark.
#[derive(Debug, Clone, Deserialize)]
pub struct Challenge {
    /// Stable name.
    pub id: Spanned<String>,
    /// The lab; the topic's first one where absent.
    pub lab: Option<String>,
    /// Shown name.
    pub title: String,
    /// The goal, in a sentence.
    pub goal: String,
    /// Where it starts: the lab's link query.
    pub start: String,
    /// The lab's own conditions, by name: `availability_min = "99.99"`.
    #[serde(flatten)]
    pub conditions: std::collections::BTreeMap<String, toml::Value>,
}
