//! What must hold between the files: ids are unique, references lead somewhere, texts parse.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use toml::Spanned;

use crate::files::*;
use crate::kinds;
use crate::load::{Content, TopicContent};
use crate::problem::{Problems, line_at};
use crate::text::parse_inline;
use crate::words::{Block, Evidence, Inline, Target};

/// Notes every fault that a single file cannot show.
pub(crate) fn check(root: &Path, content: &Content, problems: &mut Problems) {
    let mut checker = Checker { root, known: Known::of(content), sources: BTreeMap::new(), problems };
    checker.lists(content);
    for topic in &content.topics {
        checker.topic(topic);
    }
    checker.card_ids(content);
}

/// The ids that a reference may name.
struct Known<'a> {
    topics: BTreeSet<&'a str>,
    open_topics: BTreeSet<&'a str>,
    pillars: BTreeSet<&'a str>,
    terms: BTreeSet<&'a str>,
    misconceptions: BTreeSet<&'a str>,
    doubts: BTreeSet<&'a str>,
    syllabus: BTreeSet<&'a str>,
    notes: BTreeSet<&'a str>,
    labs: BTreeSet<&'a str>,
}

impl<'a> Known<'a> {
    fn of(content: &'a Content) -> Self {
        let topics = || content.topics.iter().map(|topic| &topic.topic);
        Known {
            topics: ids(topics().map(|topic| &topic.id)),
            open_topics: ids(topics().filter(|topic| topic.state == State::Open).map(|topic| &topic.id)),
            pillars: ids(content.pillars.iter().map(|pillar| &pillar.id)),
            terms: ids(content.terms.iter().map(|term| &term.id)),
            misconceptions: ids(content.misconceptions.iter().map(|misconception| &misconception.id)),
            doubts: ids(content.doubts.iter().map(|doubt| &doubt.id)),
            syllabus: ids(content.syllabus.iter().map(|entry| &entry.id)),
            labs: topics().flat_map(|topic| &topic.labs).map(String::as_str).collect(),
            notes: content.syllabus.iter().map(|entry| entry.source.as_str()).collect(),
        }
    }
}

/// One of the lists of [`Known`].
type Ids<'a> = for<'k> fn(&'k Known<'a>) -> &'k BTreeSet<&'a str>;

fn ids<'a>(ids: impl Iterator<Item = &'a Spanned<String>>) -> BTreeSet<&'a str> {
    ids.map(|id| id.get_ref().as_str()).collect()
}

struct Checker<'a, 'p> {
    root: &'a Path,
    known: Known<'a>,
    /// The files read again to turn an offset into a line.
    sources: BTreeMap<PathBuf, String>,
    problems: &'p mut Problems,
}

impl<'a> Checker<'a, '_> {
    fn lists(&mut self, content: &'a Content) {
        self.unique("topics.toml", content.topics.iter().map(|topic| &topic.topic.id));
        self.unique("pillars.toml", content.pillars.iter().map(|pillar| &pillar.id));
        self.unique("glossary.toml", content.terms.iter().map(|term| &term.id));
        self.unique("misconceptions.toml", content.misconceptions.iter().map(|misconception| &misconception.id));
        self.unique("doubts.toml", content.doubts.iter().map(|doubt| &doubt.id));
        self.unique("syllabus.toml", content.syllabus.iter().map(|entry| &entry.id));
        for term in &content.terms {
            let at = Place::new("glossary.toml", &term.id);
            self.text(&at, &term.definition);
            self.all_known(&at, "topic", &term.topics, |known| &known.topics);
        }
        for misconception in &content.misconceptions {
            self.text(&Place::new("misconceptions.toml", &misconception.id), &misconception.explanation);
        }
        for doubt in &content.doubts {
            let at = Place::new("doubts.toml", &doubt.id);
            self.text(&at, &doubt.holds);
            self.known(&at, "topic", &doubt.topic, |known| &known.topics);
            self.known(&at, "source note", &doubt.source, |known| &known.notes);
            self.evidence(&at, doubt.evidence.as_ref());
        }
    }

    fn topic(&mut self, content: &'a TopicContent) {
        let topic = &content.topic;
        let at = Place::new("topics.toml", &topic.id);
        self.all_known(&at, "pillar", &topic.pillars, |known| &known.pillars);
        let folder = Path::new(topic.id.get_ref());
        self.concept(&folder.join("concept.md"), &content.concept);
        for card in &content.cards {
            self.card(&Place::new(folder.join("cards.toml"), &card.id), card);
        }
        let presets = folder.join("presets.toml");
        self.unique(&presets, content.presets.iter().map(|preset| &preset.id));
        self.unique(&presets, content.challenges.iter().map(|challenge| &challenge.id));
        for preset in &content.presets {
            self.preset(&Place::new(&presets, &preset.id), preset);
        }
        for challenge in &content.challenges {
            self.lab_or_first(&Place::new(&presets, &challenge.id), challenge.lab.as_deref());
        }
    }

    fn concept(&mut self, file: &Path, blocks: &[Block]) {
        let mut anchors = BTreeSet::new();
        for block in blocks {
            let at = Place { file: file.to_owned(), offset: None, name: String::new() };
            match block {
                Block::Heading { id, covers, text, line, .. } => {
                    if !anchors.insert(id) {
                        self.problems.add(file, *line, format!("the anchor `{id}` stands twice on this page"));
                    }
                    for entry in covers {
                        if !self.known.syllabus.contains(entry.as_str()) {
                            self.problems.add(file, *line, unknown("syllabus entry", entry, &self.known.syllabus));
                        }
                    }
                    self.links(&at, text);
                }
                Block::Paragraph(text) | Block::Quote(text) => self.links(&at, text),
                Block::List { items, .. } => items.iter().for_each(|item| self.links(&at, item)),
                Block::Table { head, rows } => {
                    head.iter().chain(rows.iter().flatten()).for_each(|cell| self.links(&at, cell));
                }
                Block::Code(_) => {}
            }
        }
    }

    fn card(&mut self, at: &Place, card: &Card) {
        if card.syllabus.is_empty() {
            self.fault(at, "needs at least one syllabus entry");
        }
        self.all_known(at, "syllabus entry", &card.syllabus, |known| &known.syllabus);
        for text in [&card.prompt].into_iter().chain(&card.answer).chain(&card.why) {
            self.text(at, text);
        }
        self.kind(at, card);
        for distractor in &card.distractors {
            self.text(at, &distractor.text);
            self.known(at, "misconception", &distractor.misconception, |known| &known.misconceptions);
            if card.answer.as_ref() == Some(&distractor.text) {
                self.fault(at, "offers its answer as a wrong choice too");
            }
            self.refuted(at, card, distractor);
        }
        if card.distractors.len() > 3 {
            self.fault(at, "has more than three wrong choices");
        }
        self.evidence(at, card.evidence.as_ref());
    }

    /// What a card asks for beside a word or a choice.
    fn kind(&mut self, at: &Place, card: &Card) {
        let asked =
            [!card.distractors.is_empty(), card.numeric.is_some(), card.order.is_some(), card.predict.is_some()];
        if asked.iter().filter(|is_asked| **is_asked).count() > 1 {
            self.fault(at, "asks for several things: a card has distractors, `numeric`, `order` or `predict`");
        }
        let says_itself = card.order.is_some() || card.predict.is_some();
        if says_itself && card.answer.is_some() {
            self.fault(at, "needs no answer: that is the order, or the first choice of the prediction");
        } else if !says_itself && card.answer.is_none() {
            self.fault(at, "needs an answer, such as `answer = \"Three\"`");
        }
        let mut faults = Vec::new();
        if let Some(numeric) = &card.numeric {
            faults.extend(kinds::numeric(numeric).1);
            faults.extend(kinds::names_in_texts(card, numeric));
        }
        if let Some(steps) = &card.order {
            steps.iter().for_each(|step| self.text(at, step));
            faults.extend(kinds::order(steps));
        }
        if let Some(predict) = &card.predict {
            faults.extend(kinds::predict(predict));
            if card.evidence.is_some() {
                faults.push("needs no evidence: that is the run to predict".to_owned());
            }
            self.lab(at, &predict.lab);
            for choice in &predict.choices {
                self.text(at, &choice.text);
                if let Some(belief) = &choice.misconception {
                    self.known(at, "misconception", belief, |known| &known.misconceptions);
                }
            }
        }
        faults.iter().for_each(|fault| self.fault(at, fault));
    }

    fn refuted(&mut self, at: &Place, card: &Card, distractor: &Distractor) {
        let Some(run) = &distractor.refuted else { return };
        if run.lab.is_none() && card.evidence.is_none() {
            self.fault(at, "refutes a choice in no lab: add `lab`, since there is no evidence that names one");
            return;
        }
        let run = run.evidence(card.evidence.as_ref());
        self.lab(at, &run.lab);
        if run.shows.is_empty() && run.never_shows.is_empty() {
            self.fault(at, "refutes a choice by a run that could not fail: add `shows` or `never_shows`");
        }
    }

    fn preset(&mut self, at: &Place, preset: &Preset) {
        self.lab_or_first(at, preset.lab.as_deref());
        if !(2..=4).contains(&preset.choices.len()) || preset.correct >= preset.choices.len() {
            self.fault(at, "needs two to four choices, and `correct` is the index of one of them, from 0");
        }
        if preset.shows.is_empty() && preset.never_shows.is_empty() {
            self.fault(at, "claims something but says not how it shows: add `shows` or `never_shows`");
        }
        if let Some(belief) = &preset.belief
            && !self.known.doubts.contains(belief.as_str())
        {
            self.known(at, "doubt or misconception", belief, |known| &known.misconceptions);
        }
    }

    fn evidence(&mut self, at: &Place, evidence: Option<&Evidence>) {
        let Some(evidence) = evidence else { return };
        self.lab(at, &evidence.lab);
        if evidence.shows.is_empty() && evidence.never_shows.is_empty() {
            self.fault(at, "has evidence that could not fail: add `shows` or `never_shows`");
        }
    }

    fn lab_or_first(&mut self, at: &Place, lab: Option<&str>) {
        if let Some(lab) = lab {
            self.lab(at, lab);
        }
    }

    fn lab(&mut self, at: &Place, lab: &str) {
        self.known(at, "lab", lab, |known| &known.labs);
    }

    /// Card ids are unique over all topics: saved answers know no topic.
    fn card_ids(&mut self, content: &'a Content) {
        let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
        for topic in &content.topics {
            let folder = topic.topic.id.get_ref();
            for card in &topic.cards {
                let at = Place::new(Path::new(folder).join("cards.toml"), &card.id);
                self.id_shape(&at);
                if let Some(other) = seen.insert(card.id.get_ref(), folder) {
                    self.fault(
                        &at,
                        format!("is the id of a card of `{other}` already; ids are unique over all topics"),
                    );
                }
            }
        }
    }

    fn unique<'i>(&mut self, file: impl AsRef<Path>, ids: impl Iterator<Item = &'i Spanned<String>>) {
        let mut seen = BTreeSet::new();
        for id in ids {
            let at = Place::new(file.as_ref(), id);
            let text = id.get_ref();
            if !seen.insert(text.as_str()) {
                self.fault(&at, "stands twice in this file");
            }
            self.id_shape(&at);
        }
    }

    /// An id is part of links and of saved answers, and needs no encoding there.
    fn id_shape(&mut self, at: &Place) {
        let is_id = |c: char| matches!(c, 'a'..='z' | '0'..='9' | '-');
        if at.name.is_empty() || !at.name.chars().all(is_id) {
            self.fault(at, "is not an id; use small letters, digits and hyphens, such as `two-in-parallel`");
        }
    }

    fn text(&mut self, at: &Place, text: &str) {
        match parse_inline(text) {
            Ok(parts) => self.links(at, &parts),
            Err(faults) => faults.into_iter().for_each(|(_, message)| self.fault(at, message)),
        }
    }

    fn links(&mut self, at: &Place, parts: &[Inline]) {
        for part in parts {
            match part {
                Inline::Text(_) | Inline::Code(_) => {}
                Inline::Emphasis(parts) | Inline::Strong(parts) => self.links(at, parts),
                Inline::Link(target, parts) => {
                    self.links(at, parts);
                    match target {
                        Target::Term(id) => self.known(at, "term", id, |known| &known.terms),
                        Target::Topic(id) => self.known(at, "topic", id, |known| &known.topics),
                        Target::Cards(id) => self.known(at, "open topic", id, |known| &known.open_topics),
                        Target::Doubt(id) => self.known(at, "doubt", id, |known| &known.doubts),
                        Target::Lab(id, _) => self.lab(at, id),
                        Target::Web(_) => {}
                    }
                }
            }
        }
    }

    fn all_known(&mut self, at: &Place, what: &str, ids: &[String], of: Ids<'a>) {
        for id in ids {
            self.known(at, what, id, of);
        }
    }

    fn known(&mut self, at: &Place, what: &str, id: &str, of: Ids<'a>) {
        let ids = of(&self.known);
        if !ids.contains(id) {
            let message = unknown(what, id, ids);
            self.fault(at, message);
        }
    }

    fn fault(&mut self, at: &Place, message: impl AsRef<str>) {
        let line = at.offset.map_or(0, |offset| {
            let source = self.sources.entry(at.file.clone());
            let text = source.or_insert_with(|| fs::read_to_string(self.root.join(&at.file)).unwrap_or_default());
            line_at(text, offset)
        });
        let message = message.as_ref();
        let sentence = if at.name.is_empty() { message.to_owned() } else { format!("`{}` {message}", at.name) };
        self.problems.add(&at.file, line, sentence);
    }
}

/// An entry of a file.
struct Place {
    file: PathBuf,
    offset: Option<usize>,
    name: String,
}

impl Place {
    fn new(file: impl Into<PathBuf>, id: &Spanned<String>) -> Self {
        Place { file: file.into(), offset: Some(id.span().start), name: id.get_ref().clone() }
    }
}

pub(crate) fn unknown(what: &str, id: &str, ids: &BTreeSet<&str>) -> String {
    let nearest = ids.iter().min_by_key(|known| distance(known, id));
    match nearest {
        Some(nearest) => format!("names the {what} `{id}`, which does not exist; the nearest is `{nearest}`"),
        None => format!("names the {what} `{id}`, which does not exist"),
    }
}

/// How many single-letter edits lie between two ids (Levenshtein 1966).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}
