//! What the playground teaches. Its home is the folder `content/`; the build step parses and checks it there.
//!
//! The index (the map, the ids of the cards) is part of the program. The words (concepts, cards, glossary)
//! are files beside it, each a [`Part`]: in the browser they are fetched when a page needs them, natively they are
//! built in.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

pub use faultline_content::words::{
    Block, Card, Distractor, Doubt, Draw, Evidence, Inline, Kind, Line, Misconception, Numeric, Predict, Target, Term,
    Texts, Tolerance, Unit, plain, quoted,
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

/// A state of a lab that proves a point, with a prediction to make first.
#[derive(Debug, PartialEq)]
pub struct Preset {
    pub id: &'static str,
    pub lab: &'static str,
    pub title: &'static str,
    pub claim: &'static str,
    pub question: &'static str,
    pub choices: Vec<&'static str>,
    pub correct: usize,
    /// The sentence that it breaks, if it breaks one.
    pub belief: &'static str,
    /// The lab's link query, readable and not percent-encoded.
    pub scenario: &'static str,
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
    pub conditions: Vec<(&'static str, &'static str)>,
}

/// What a lab asks its visitors to predict and to reach.
#[derive(Debug)]
pub struct Lessons {
    pub lab: &'static str,
    pub presets: Vec<Preset>,
    pub challenges: Vec<Challenge>,
}

impl Lessons {
    /// Reads the lines that the build step wrote; one that is none of them is left out.
    pub fn read(lab: &'static str, lines: &'static str) -> Lessons {
        let mut lessons = Lessons { lab, presets: Vec::new(), challenges: Vec::new() };
        for line in lines.lines() {
            let mut fields = line.split('\t');
            let is_preset = fields.next() == Some("preset");
            let mut next = || fields.next().unwrap_or_default();
            match is_preset {
                true => lessons.presets.push(Preset {
                    id: next(),
                    lab,
                    title: next(),
                    claim: next(),
                    question: next(),
                    correct: next().parse().unwrap_or_default(),
                    belief: next(),
                    scenario: next(),
                    choices: fields.collect(),
                }),
                false => lessons.challenges.push(Challenge {
                    id: next(),
                    lab,
                    title: next(),
                    goal: next(),
                    start: next(),
                    conditions: fields.filter_map(|field| field.split_once('=')).collect(),
                }),
            }
        }
        lessons
    }
}

// TOPICS and MAP (in teaching order), CARD_IDS (by topic), PILLARS (in the order of the notes), PACKED (the files of
// the words, by name), LESSONS (what each lab asks its visitors, as lines).
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
    let own = || held(&OWN).iter().find(|(own, _)| own.id == topic).map(|(_, ids)| *ids);
    CARD_IDS.iter().find(|(id, _)| *id == topic).map(|(_, ids)| *ids).or_else(own).unwrap_or(&[])
}

/// The topic that a card belongs to.
pub fn topic_of_card(card: &str) -> Option<&'static Topic> {
    let own = || held(&OWN).iter().find(|(_, ids)| ids.contains(&card)).map(|(own, _)| *own);
    CARD_IDS.iter().find(|(_, ids)| ids.contains(&card)).and_then(|(id, _)| topic(id)).or_else(own)
}

/// A deck of the reader's own, in the words of the site: a topic without a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Own {
    /// Of the topic; no topic of the site begins as those of own decks do.
    pub id: String,
    pub title: String,
    pub texts: Texts,
}

static OWN: Mutex<Vec<(&'static Topic, &'static [&'static str])>> = Mutex::new(Vec::new());

/// Takes in all own decks in place of those before; gives their topics.
pub fn take_own(decks: Vec<Own>) -> Vec<&'static Topic> {
    let topic = |deck: Own| -> (&'static Topic, &'static Own) {
        // As with all texts, a page shows them for as long as it is open.
        let deck: &'static Own = Box::leak(Box::new(deck));
        let n_cards = deck.texts.cards.len();
        (Box::leak(Box::new(Topic { id: &deck.id, title: &deck.title, is_open: true, labs: &[], n_cards })), deck)
    };
    let own: Vec<(&'static Topic, &'static Own)> = decks.into_iter().map(topic).collect();
    let ids = |deck: &'static Own| -> &'static [&'static str] {
        deck.texts.cards.iter().map(|card| card.id.as_str()).collect::<Vec<_>>().leak()
    };
    let mut texts = held(&TEXTS);
    texts.retain(|(part, _)| !matches!(part, Part::Cards(topic) if is_own(topic)));
    texts.extend(own.iter().map(|(topic, deck)| (Part::Cards(topic), &deck.texts)));
    *held(&OWN) = own.iter().map(|(topic, deck)| (*topic, ids(deck))).collect();
    own.into_iter().map(|(topic, _)| topic).collect()
}

/// Whether a card belongs to a topic.
pub fn is_of(topic: &Topic, card: &str) -> bool {
    if is_own(topic) {
        // They can be thousands, and their ids say it.
        return card.strip_prefix(topic.id).is_some_and(|rest| rest.starts_with("--"));
    }
    card_ids(topic.id).contains(&card)
}

/// Whether a topic is a deck of the reader's own.
pub fn is_own(topic: &Topic) -> bool {
    self::topic(topic.id).is_none()
}

/// Whether pages are prerendered: natively all words are there, but what a page fetches once it stands has to be left
/// out, or it would come, go and come again, and be most of some pages.
static IS_PRERENDERING: AtomicBool = AtomicBool::new(false);

/// From now on pages are prerendered, as by a program that has fetched no more than what a page shows at once.
#[cfg(not(target_arch = "wasm32"))]
pub fn begin_prerendering() {
    IS_PRERENDERING.store(true, Ordering::Relaxed);
}

/// Whether pages are prerendered.
pub fn is_prerendering() -> bool {
    IS_PRERENDERING.load(Ordering::Relaxed)
}

/// What a lab asks its visitors, if that is there; natively it is, unless it is left out.
pub fn lessons(lab: &str) -> Option<&'static Lessons> {
    let find = || held(&TAKEN_LESSONS).iter().copied().find(|lessons| lessons.lab == lab);
    #[cfg(not(target_arch = "wasm32"))]
    if find().is_none() && !is_prerendering() {
        let (lab, lines) = LESSONS.iter().find(|(of, _)| *of == lab)?;
        take_lessons(lab, lines);
    }
    find()
}

/// Takes in the lessons of a lab, as lines.
pub fn take_lessons(lab: &'static str, lines: &'static str) {
    // The page shows them for as long as it is open.
    held(&TAKEN_LESSONS).push(Box::leak(Box::new(Lessons::read(lab, lines))));
}

static TAKEN_LESSONS: Mutex<Vec<&'static Lessons>> = Mutex::new(Vec::new());

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
    /// Every doubt.
    Doubts,
    /// Every term.
    Glossary,
    /// The questions of all cards, and the names of the beliefs behind wrong choices.
    Lists,
}

static TEXTS: Mutex<Vec<(Part, &'static Texts)>> = Mutex::new(Vec::new());

impl Part {
    /// Every part, in teaching order.
    pub fn all() -> Vec<Part> {
        let of_topics = open_topics().flat_map(|topic| [Part::Concept(topic), Part::Cards(topic)]);
        of_topics.chain([Part::Doubts, Part::Glossary, Part::Lists]).collect()
    }

    /// The name of its file, without the ending.
    pub fn name(self) -> String {
        match self {
            Part::Concept(topic) => format!("concept-{}", topic.id),
            Part::Cards(topic) => format!("cards-{}", topic.id),
            Part::Doubts => "doubts".to_owned(),
            Part::Glossary => "glossary".to_owned(),
            Part::Lists => "lists".to_owned(),
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
