//! Reads the content folder: every file once, every fault noted.

use std::fs;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

use crate::check;
use crate::files::*;
use crate::kinds;
use crate::problem::{Problem, Problems, line_at};
use crate::text::{parse_blocks, parse_inline};
use crate::words::{self, Block, Evidence, Inline, Kind, TopicWords, Words};

/// Everything that the authors wrote, checked.
#[derive(Debug, Default)]
pub struct Content {
    /// The map, in teaching order; planned topics have no cards.
    pub topics: Vec<TopicContent>,
    /// The ten pillars, in the order of the notes.
    pub pillars: Vec<Pillar>,
    /// The glossary, sorted by title.
    pub terms: Vec<Term>,
    /// The named wrong beliefs.
    pub misconceptions: Vec<Misconception>,
    /// Statements of the notes that do not hold as written.
    pub doubts: Vec<Doubt>,
    /// Every question and concept of the notes.
    pub syllabus: Vec<SyllabusEntry>,
}

/// One topic with all that its folder holds.
#[derive(Debug)]
pub struct TopicContent {
    /// Its row in `topics.toml`.
    pub topic: Topic,
    /// `concept.md`.
    pub concept: Vec<Block>,
    /// `cards.toml`.
    pub cards: Vec<Card>,
    /// `presets.toml`.
    pub presets: Vec<Preset>,
    /// The challenges of `presets.toml`.
    pub challenges: Vec<Challenge>,
}

impl Content {
    /// The ids of the syllabus entries that no card covers, in the order of the syllabus.
    pub fn uncovered(&self) -> Vec<&str> {
        let cards = self.topics.iter().flat_map(|topic| &topic.cards);
        let covered: Vec<&str> = cards.flat_map(|card| &card.syllabus).map(String::as_str).collect();
        let ids = self.syllabus.iter().map(|entry| entry.id.get_ref().as_str());
        ids.filter(|id| !covered.contains(id)).collect()
    }
}

impl Content {
    /// The texts, as the app reads them.
    pub fn words(&self) -> Words {
        Words {
            topics: self
                .topics
                .iter()
                .filter(|topic| topic.topic.state == State::Open)
                .map(TopicContent::words)
                .collect(),
            terms: self.terms.iter().map(term_words).collect(),
            misconceptions: self.misconceptions.iter().map(misconception_words).collect(),
            doubts: self.doubts.iter().map(doubt_words).collect(),
        }
    }
}

fn term_words(term: &Term) -> words::Term {
    words::Term {
        id: term.id.get_ref().clone(),
        title: term.title.clone(),
        definition: text(&term.definition),
        also: term.also.clone(),
        topics: term.topics.clone(),
        source: term.source.clone(),
    }
}

fn misconception_words(misconception: &Misconception) -> words::Misconception {
    words::Misconception {
        id: misconception.id.get_ref().clone(),
        name: misconception.name.clone(),
        explanation: text(&misconception.explanation),
    }
}

fn doubt_words(doubt: &Doubt) -> words::Doubt {
    words::Doubt {
        id: doubt.id.get_ref().clone(),
        topic: doubt.topic.clone(),
        source: doubt.source.clone(),
        says: doubt.says.clone(),
        holds: text(&doubt.holds),
        evidence: doubt.evidence.clone(),
    }
}

fn card_words(card: &Card) -> words::Card {
    let distractor = |distractor: &Distractor| words::Distractor {
        text: text(&distractor.text),
        misconception: distractor.misconception.clone(),
        refuted: distractor.refuted.as_ref().map(|run| run.evidence(card.evidence.as_ref())),
    };
    let mut found = words::Card {
        id: card.id.get_ref().clone(),
        syllabus: card.syllabus.clone(),
        kind: if card.distractors.is_empty() { Kind::Recall } else { Kind::Choice },
        prompt: text(&card.prompt),
        answer: card.answer.as_deref().map(text).unwrap_or_default(),
        why: card.why.as_deref().map(text).unwrap_or_default(),
        distractors: card.distractors.iter().map(distractor).collect(),
        evidence: card.evidence.clone(),
    };
    if let Some(numeric) = &card.numeric {
        found.kind = Kind::Numeric(kinds::numeric(numeric).0);
    }
    if let Some(steps) = &card.order {
        found.answer = text(&steps.join("; "));
        found.kind = Kind::Order(steps.iter().map(|step| text(step)).collect());
    }
    if let Some(predict) = &card.predict {
        predict_words(predict, &mut found);
    }
    found
}

/// The first choice is what happens: the answer, and its line the evidence.
fn predict_words(predict: &Predict, card: &mut words::Card) {
    let (lab, scenario) = (predict.lab.clone(), predict.scenario.clone());
    let lines: Vec<String> = predict.choices.iter().map(|choice| choice.shows.clone()).collect();
    let mut choices = predict.choices.iter();
    card.answer = choices.next().map(|choice| text(&choice.text)).unwrap_or_default();
    let wrong = choices.map(|choice| words::Distractor {
        text: text(&choice.text),
        misconception: choice.misconception.clone().unwrap_or_default(),
        refuted: None,
    });
    card.distractors = wrong.collect();
    let (shows, never_shows) = lines.split_at(lines.len().min(1));
    card.evidence = Some(Evidence {
        lab: lab.clone(),
        scenario: scenario.clone(),
        shows: shows.to_vec(),
        never_shows: never_shows.to_vec(),
    });
    card.kind = Kind::Predict(words::Predict { lab, scenario, shows: lines });
}

/// A text that the checks have let through.
fn text(source: &str) -> Vec<Inline> {
    parse_inline(source).unwrap_or_default()
}

impl TopicContent {
    fn words(&self) -> TopicWords {
        TopicWords {
            id: self.topic.id.get_ref().clone(),
            concept: self.concept.clone(),
            cards: self.cards.iter().map(card_words).collect(),
        }
    }
}

/// Reads and checks the content folder.
///
/// # Errors
/// Every fault of every file, sorted by file and line.
pub fn load(root: &Path) -> Result<Content, Vec<Problem>> {
    let mut reader = Reader { root, problems: Problems::default() };
    let mut content = Content {
        pillars: reader.toml::<Pillars>("pillars.toml").pillar,
        terms: reader.toml::<Glossary>("glossary.toml").term,
        misconceptions: reader.toml::<Misconceptions>("misconceptions.toml").misconception,
        doubts: reader.toml::<Doubts>("doubts.toml").doubt,
        syllabus: reader.toml::<Syllabus>("syllabus.toml").entry,
        topics: Vec::new(),
    };
    for topic in reader.toml::<Topics>("topics.toml").topic {
        let topic = reader.topic(topic);
        content.topics.push(topic);
    }
    content.terms.sort_by_key(|term| term.title.to_lowercase());
    let mut problems = reader.problems;
    check::check(root, &content, &mut problems);
    if problems.is_empty() { Ok(content) } else { Err(problems.sorted()) }
}

struct Reader<'a> {
    root: &'a Path,
    problems: Problems,
}

impl Reader<'_> {
    fn read(&mut self, file: &Path) -> String {
        fs::read_to_string(self.root.join(file)).unwrap_or_else(|error| {
            self.problems.add(file, 0, format!("cannot be read: {error}"));
            String::new()
        })
    }

    fn toml<T: DeserializeOwned + Default>(&mut self, file: impl AsRef<Path>) -> T {
        let file = file.as_ref();
        let text = self.read(file);
        toml::from_str(&text).unwrap_or_else(|error| {
            let line = error.span().map_or(0, |span| line_at(&text, span.start));
            self.problems.add(file, line, error.message().to_owned());
            T::default()
        })
    }

    fn topic(&mut self, topic: Topic) -> TopicContent {
        if topic.state == State::Planned {
            return TopicContent { topic, concept: vec![], cards: vec![], presets: vec![], challenges: vec![] };
        }
        let folder = PathBuf::from(topic.id.get_ref());
        let concept = self.concept(&folder.join("concept.md"));
        let cards = self.toml::<Cards>(folder.join("cards.toml")).cards;
        let presets = if topic.labs.is_empty() { Presets::default() } else { self.toml(folder.join("presets.toml")) };
        TopicContent { topic, concept, cards, presets: presets.presets, challenges: presets.challenges }
    }

    fn concept(&mut self, file: &Path) -> Vec<Block> {
        let text = self.read(file);
        parse_blocks(&text).unwrap_or_else(|faults| {
            for (at, message) in faults {
                self.problems.add(file, line_at(&text, at), message);
            }
            Vec::new()
        })
    }
}
