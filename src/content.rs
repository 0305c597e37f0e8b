//! What the playground teaches. Its home is the folder `content/`; the build step parses and checks it there.
//!
//! The index (the map, the ids of the cards) is part of the program. The words (concepts, cards, glossary)
//! are files beside it, each a [`Part`]: in the browser they are fetched when a page needs them, natively they are
//! built in.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::labs;

pub use faultline_content::words::{
    Block, Card, Challenge, Doubt, Evidence, Inline, Lessons, Line, Misconception, Preset, Target, Term, Texts, plain,
};

/// A topic.
#[derive(Debug)]
pub struct Topic {
    pub id: &'static str,
    pub title: &'static str,
    /// Whether it has a page yet.
    pub is_open: bool,
    pub labs: &'static [&'static str],
    pub n_cards: usize,
}

/// What the map says of a topic.
#[derive(Debug, PartialEq)]
pub struct Outline {
    pub topic: &'static str,
    pub question: &'static str,
    pub summary: &'static str,
    pub pillars: &'static [&'static str],
}

/// One of the ten pillars of a reliable distributed system.
#[derive(Debug, PartialEq)]
pub struct Pillar {
    pub id: &'static str,
    pub title: &'static str,
    pub line: &'static str,
}

// TOPICS and MAP (in teaching order), CARD_IDS (by topic), PILLARS (in the order of the notes), PACKED (the files of
// the words, by name).
include!(concat!(env!("OUT_DIR"), "/index.rs"));

/// The topic of that id.
pub fn topic(id: &str) -> Option<&'static Topic> {
    TOPICS.iter().find(|topic| topic.id == id)
}

/// The topics that have a page.
pub fn open_topics() -> impl Iterator<Item = &'static Topic> {
    TOPICS.iter().filter(|topic| topic.is_open)
}

/// The topic that a lab belongs to.
pub fn topic_of_lab(lab: &str) -> Option<&'static Topic> {
    TOPICS.iter().find(|topic| topic.labs.contains(&lab))
}

/// What the map says of a topic.
pub fn outline(topic: &Topic) -> &'static Outline {
    MAP.iter().find(|outline| outline.topic == topic.id).unwrap_or(&MAP[0])
}

/// The ids of a topic's cards, in the order of the topic.
pub fn card_ids(topic: &str) -> &'static [&'static str] {
    CARD_IDS.iter().find(|(id, _)| *id == topic).map_or(&[], |(_, ids)| ids)
}

/// The topic that a card belongs to.
pub fn topic_of_card(card: &str) -> Option<&'static Topic> {
    CARD_IDS.iter().find(|(_, ids)| ids.contains(&card)).and_then(|(id, _)| topic(id))
}

/// What a lab asks its visitors, if that is there.
pub fn lessons(lab: &str) -> Option<&'static Lessons> {
    Part::Lessons(labs::by_id(lab)?.id).texts()?.lessons.as_ref()
}

/// The presets of a lab, in teaching order, if they are there.
pub fn presets_of(lab: &str) -> &'static [Preset] {
    lessons(lab).map_or(&[], |lessons| &lessons.presets)
}

/// The challenges of a lab, easiest first, if they are there.
pub fn challenges_of(lab: &str) -> &'static [Challenge] {
    lessons(lab).map_or(&[], |lessons| &lessons.challenges)
}

/// What only ever grows is sound after a panic, too.
fn held<T>(list: &Mutex<Vec<T>>) -> MutexGuard<'_, Vec<T>> {
    list.lock().unwrap_or_else(PoisonError::into_inner)
}

impl PartialEq for Topic {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

/// A part of the words: a file, with all that pages of one kind show.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Part {
    /// A topic's concept and doubts.
    Concept(&'static Topic),
    /// A topic's cards.
    Cards(&'static Topic),
    /// Every term.
    Glossary,
    /// The questions of all cards, and the names of the beliefs behind wrong choices.
    Lists,
    /// The presets and challenges of a lab, by its id.
    Lessons(&'static str),
}

static TEXTS: Mutex<Vec<(Part, &'static Texts)>> = Mutex::new(Vec::new());

impl Part {
    /// Every part that pages to be read show, in teaching order.
    pub fn all() -> Vec<Part> {
        let of_topics = open_topics().flat_map(|topic| [Part::Concept(topic), Part::Cards(topic)]);
        of_topics.chain([Part::Glossary, Part::Lists]).collect()
    }

    /// The name of its file, without the ending.
    pub fn name(self) -> String {
        match self {
            Part::Concept(topic) => format!("concept-{}", topic.id),
            Part::Cards(topic) => format!("cards-{}", topic.id),
            Part::Glossary => "glossary".to_owned(),
            Part::Lists => "lists".to_owned(),
            Part::Lessons(lab) => format!("lessons-{lab}"),
        }
    }

    /// Its texts, if they are there; natively they always are.
    pub fn texts(self) -> Option<&'static Texts> {
        let find = || held(&TEXTS).iter().find(|(part, _)| *part == self).map(|(_, texts)| *texts);
        #[cfg(not(target_arch = "wasm32"))]
        if find().is_none() {
            let name = self.name();
            let (_, bytes) = PACKED.iter().find(|(packed, _)| *packed == name)?;
            self.take(bytes).expect("the build step packed them");
        }
        find()
    }

    /// Takes in the part's file.
    ///
    /// # Errors
    /// The file is not whole, or belongs to another version of the program.
    pub fn take(self, bytes: &[u8]) -> Result<(), String> {
        let texts = Texts::unpack(bytes).ok_or("the file of texts does not fit this version of the page; reload it")?;
        // A page shows them for as long as it is open.
        held(&TEXTS).push((self, Box::leak(Box::new(texts))));
        Ok(())
    }
}

/// The questions of all cards, in teaching order, if they are there.
pub fn prompts() -> &'static [Line] {
    Part::Lists.texts().map_or(&[], |texts| &texts.prompts)
}

/// The names of the beliefs behind wrong choices, if they are there.
pub fn beliefs() -> &'static [Line] {
    Part::Lists.texts().map_or(&[], |texts| &texts.beliefs)
}

/// Every term, if they are there.
pub fn terms() -> &'static [Term] {
    Part::Glossary.texts().map_or(&[], |texts| &texts.terms)
}

/// The card of that id, from whatever texts are there.
pub fn card(id: &str) -> Option<&'static Card> {
    held(&TEXTS).iter().find_map(|(_, texts)| texts.cards.iter().find(|card| card.id == id))
}

/// The term of that id, from whatever texts are there.
pub fn term(id: &str) -> Option<&'static Term> {
    held(&TEXTS).iter().find_map(|(_, texts)| texts.terms.iter().find(|term| term.id == id))
}

/// The belief of that id, from whatever texts are there.
pub fn misconception(id: &str) -> Option<&'static Misconception> {
    held(&TEXTS).iter().find_map(|(_, texts)| texts.misconceptions.iter().find(|belief| belief.id == id))
}
