//! The words as the app reads them: texts parsed, references checked.
//!
//! They travel as packed files, apart from the program, and are fetched when a page needs them.

use serde::{Deserialize, Serialize};

/// A piece of running text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Inline {
    /// Plain text.
    Text(String),
    /// `*emphasis*`
    Emphasis(Vec<Inline>),
    /// `**strong**`
    Strong(Vec<Inline>),
    /// `` `code` ``
    Code(String),
    /// `[text](target)`
    Link(Target, Vec<Inline>),
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Target {
    /// A glossary term, by id.
    Term(String),
    /// A topic's page, by id.
    Topic(String),
    /// A lab, by id, at the state of a link query.
    Lab(String, String),
    /// A topic's cards, by the topic's id.
    Cards(String),
    /// A doubt, by id.
    Doubt(String),
    /// Another site.
    Web(String),
}

/// A block of a concept text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Block {
    /// `## Text {#id covers=a,b}`
    Heading {
        /// 2 or 3.
        level: u8,
        /// The anchor on the page.
        id: String,
        /// The syllabus entries that the section covers; known at build time only.
        #[serde(skip)]
        covers: Vec<String>,
        /// The heading itself.
        text: Vec<Inline>,
        /// Where it stands in the file, from 1; known at build time only.
        #[serde(skip)]
        line: usize,
    },
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A list.
    List {
        /// Whether it is numbered.
        is_ordered: bool,
        /// One running text an item.
        items: Vec<Vec<Inline>>,
    },
    /// A table.
    Table {
        /// The cells of the head.
        head: Vec<Vec<Inline>>,
        /// The rows' cells.
        rows: Vec<Vec<Vec<Inline>>>,
    },
    /// A quotation.
    Quote(Vec<Inline>),
    /// A block of code.
    Code(String),
}

/// All texts of the playground.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// The texts of the open topics, in teaching order.
    pub topics: Vec<TopicWords>,
    /// The glossary, sorted by title.
    pub terms: Vec<Term>,
    /// Named beliefs that do not hold.
    pub misconceptions: Vec<Misconception>,
    /// Statements of the notes that do not hold as written.
    pub doubts: Vec<Doubt>,
}

/// The texts of one file that travels: what pages of one kind show. See `parts`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Texts {
    /// A topic's concept text.
    pub concept: Vec<Block>,
    /// What the notes say on the topic, and what holds.
    pub doubts: Vec<Doubt>,
    /// A topic's cards, in their order.
    pub cards: Vec<Card>,
    /// The beliefs that the cards name.
    pub misconceptions: Vec<Misconception>,
    /// The terms that the texts name; in the glossary's file all of them.
    pub terms: Vec<Term>,
    /// The questions of the cards, for lists of them.
    pub prompts: Vec<Line>,
    /// The beliefs by name, for lists of them.
    pub beliefs: Vec<Line>,
}

/// What a list shows of a thing: plain words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The thing's id.
    pub id: String,
    /// The words.
    pub text: String,
}

/// A topic's texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicWords {
    /// The topic.
    pub id: String,
    /// Its concept text.
    pub concept: Vec<Block>,
    /// Its cards, in the order of the file.
    pub cards: Vec<Card>,
}

/// A glossary entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// Stable name.
    pub id: String,
    /// Shown name.
    pub title: String,
    /// What it means.
    pub definition: Vec<Inline>,
    /// Other spellings that a search finds.
    pub also: Vec<String>,
    /// The topics it belongs to.
    pub topics: Vec<String>,
    /// Where the definition comes from.
    pub source: Option<String>,
}

/// A named belief that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Misconception {
    /// Stable name.
    pub id: String,
    /// The belief, as a sentence.
    pub name: String,
    /// Why it is wrong.
    pub explanation: Vec<Inline>,
}

impl Misconception {
    /// The belief in quotation marks, with a space behind it; nothing for one without a name, as a teacher's own cards
    /// may have it.
    pub fn quoted(&self) -> String {
        quoted(&self.name)
    }
}

/// A belief in quotation marks, with a space behind it; nothing for none.
pub fn quoted(belief: &str) -> String {
    if belief.is_empty() { String::new() } else { format!("“{belief}” ") }
}

/// What a note says, and what holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubt {
    /// Stable name.
    pub id: String,
    /// The topic on whose page it stands.
    pub topic: String,
    /// The label of the note.
    pub source: String,
    /// What the note says, paraphrased.
    pub says: String,
    /// What holds.
    pub holds: Vec<Inline>,
    /// The run that shows it.
    pub evidence: Option<Evidence>,
}

/// A question card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// Stable name; saved answers refer to it.
    pub id: String,
    /// The syllabus entries that it covers.
    pub syllabus: Vec<String>,
    /// What is asked for.
    pub kind: Kind,
    /// The question. In a numeric card it has `{names}` of what is drawn.
    pub prompt: Vec<Inline>,
    /// The answer: the right choice, the steps in their order, what the run shows. In a numeric card it has `{names}`.
    pub answer: Vec<Inline>,
    /// A second paragraph, shown with the answer; may be empty. In a numeric card it has `{names}`.
    pub why: Vec<Inline>,
    /// The wrong choices, of a prediction too.
    pub distractors: Vec<Distractor>,
    /// The run that proves the answer; of a prediction the run itself. In a numeric card it has `{names}`.
    pub evidence: Option<Evidence>,
}

/// What a card asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// The answer from memory; the student says how well it was known.
    #[default]
    Recall,
    /// One of the answer and the distractors.
    Choice,
    /// A number, of which each asking draws another.
    Numeric(Numeric),
    /// Steps to put in order: here they stand in it.
    Order(Vec<Vec<Inline>>),
    /// What a run will show: one of the answer and the distractors.
    Predict(Predict),
}

/// A question whose numbers are drawn, and the model that answers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Numeric {
    /// Its name; see `models`.
    pub model: String,
    /// What is drawn, by name.
    pub draw: Vec<Draw>,
    /// In what the answer is said.
    pub unit: Unit,
    /// How far off an answer may be.
    pub tolerance: Tolerance,
}

/// The values that a name stands for, each as likely as another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draw {
    /// As in `{name}`.
    pub name: String,
    /// At least one, as they stand in the text.
    pub values: Vec<String>,
}

/// In what a numeric answer is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unit {
    /// `43 min 12 s`
    Duration,
    /// `99.9 %`
    Percent,
    /// `7`
    Count,
    /// `1/3`, `0.25`
    Share,
    /// `12 ms`
    Ms,
}

impl Card {
    /// The question in plain words, for lists: what is drawn is left open, as in “Up … % of the time”.
    pub fn title(&self) -> String {
        let text = plain(&self.prompt);
        if !matches!(self.kind, Kind::Numeric(_)) {
            return text;
        }
        let mut parts = text.split('{');
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |title, part| title + "…" + part.split_once('}').map_or(part, |(_, rest)| rest))
    }
}

impl Unit {
    /// All, with their names.
    pub const ALL: [(&'static str, Unit); 5] = [
        ("duration", Unit::Duration),
        ("percent", Unit::Percent),
        ("count", Unit::Count),
        ("share", Unit::Share),
        ("ms", Unit::Ms),
    ];
}

/// How far off an answer may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tolerance {
    /// Millionths of the answer; of a share, of the smaller of it and of what is left of the whole.
    Relative(u32),
    /// Microseconds of a time, millionths of a number.
    Absolute(u64),
}

/// A run to predict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Predict {
    /// The lab's id.
    pub lab: String,
    /// The lab's link query, readable and not percent-encoded.
    pub scenario: String,
    /// By which part of the report each choice would show: of the answer, then of each distractor.
    pub shows: Vec<String>,
}

/// A wrong choice and the belief behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Distractor {
    /// The choice.
    pub text: Vec<Inline>,
    /// The misconception's id; empty where a prediction names none.
    pub misconception: String,
    /// The run that shows that it is wrong.
    pub refuted: Option<Evidence>,
}

/// A run of a lab, with what its report must and must not show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// The lab's id.
    pub lab: String,
    /// The lab's link query, readable and not percent-encoded: `d=a 99.9% | b 99.9%&seed=7`.
    pub scenario: String,
    /// Substrings of the report.
    #[serde(default)]
    pub shows: Vec<String>,
    /// Substrings that must not be in the report.
    #[serde(default)]
    pub never_shows: Vec<String>,
}

impl Words {
    /// The doubt of that id.
    pub fn doubt(&self, id: &str) -> Option<&Doubt> {
        self.doubts.iter().find(|doubt| doubt.id == id)
    }

    /// Every card with the id of its topic.
    pub fn cards(&self) -> impl Iterator<Item = (&str, &Card)> {
        self.topics.iter().flat_map(|topic| topic.cards.iter().map(|card| (topic.id.as_str(), card)))
    }
}

impl Texts {
    /// Packs the texts for the file that travels.
    pub fn pack(&self) -> Vec<u8> {
        postcard::to_allocvec(self).expect("strings and lists can be packed")
    }

    /// Unpacks a file; `None` if it is not whole or of another version.
    pub fn unpack(bytes: &[u8]) -> Option<Texts> {
        postcard::from_bytes(bytes).ok()
    }
}

/// The words of a text without their form, for searching and for titles.
pub fn plain(text: &[Inline]) -> String {
    text.iter()
        .map(|part| match part {
            Inline::Text(text) | Inline::Code(text) => text.clone(),
            Inline::Emphasis(parts) | Inline::Strong(parts) | Inline::Link(_, parts) => plain(parts),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_leaves_open_what_is_drawn() {
        let title = |kind: Kind, text: &str| {
            let prompt = vec![Inline::Text(text.to_owned())];
            let (answer, why, distractors) = (Vec::new(), Vec::new(), Vec::new());
            let (id, syllabus) = (String::new(), Vec::new());
            Card { id, syllabus, kind, prompt, answer, why, distractors, evidence: None }.title()
        };
        let (unit, tolerance) = (Unit::Count, Tolerance::Absolute(0));
        let numeric = || Kind::Numeric(Numeric { model: String::new(), draw: Vec::new(), unit, tolerance });
        assert_eq!(title(numeric(), "Up {availability} % of {n} days?"), "Up … % of … days?");
        assert_eq!(title(numeric(), "Plain"), "Plain");
        assert_eq!(title(Kind::Recall, "What does {} mean?"), "What does {} mean?");
    }

    #[test]
    fn a_damaged_file_gives_no_texts() {
        assert_eq!(Texts::unpack(&Texts::default().pack()), Some(Texts::default()));
        assert_eq!(Texts::unpack(&[9, 9, 9]), None);
    }
}
