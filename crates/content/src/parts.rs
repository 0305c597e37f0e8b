//! Cuts the words into the files that travel. Each holds all that a page of one kind shows and nothing else, so that a
//! page fetches no other page's texts, and no topic grows when another is added.
//!
//! ```text
//! concept-<topic>   its concept, its doubts, the terms in them            the topic's page
//! cards-<topic>     its cards, the beliefs they name, the terms in them   cards
//! doubts            all doubts, the terms in them                        the page of doubts
//! glossary          all terms                                             the glossary, search
//! lists             the questions of all cards, the names of beliefs      all cards, search, progress
//! ```
//!
//! A term that several topics use travels with each of them: a definition is two lines, an address that must be asked
//! for is a wait. What only the tests ask for stays at home: what a card covers, and what its evidence shows.

use std::collections::BTreeSet;

use crate::words::{Block, Card, Doubt, Evidence, Inline, Kind, Line, Target, Term, Texts, TopicWords, Words};

/// The files of the words, each with its name.
pub fn parts(words: &Words) -> Vec<(String, Texts)> {
    let glossary = Texts { terms: words.terms.clone(), ..Texts::default() };
    let doubts = doubts(words, |_| true);
    let whole = [("doubts".to_owned(), doubts), ("glossary".to_owned(), glossary), ("lists".to_owned(), lists(words))];
    let of_topics = words.topics.iter().flat_map(|topic| {
        let (concept, cards) = (concept(topic, words), cards(topic, words));
        [(format!("concept-{}", topic.id), concept), (format!("cards-{}", topic.id), cards)]
    });
    whole.into_iter().chain(of_topics).collect()
}

/// Some doubts, in the order of their file.
fn doubts(words: &Words, is_wanted: impl Fn(&Doubt) -> bool) -> Texts {
    let wanted = words.doubts.iter().filter(|doubt| is_wanted(doubt));
    let doubts = wanted.map(|doubt| Doubt { evidence: doubt.evidence.as_ref().map(without_proof), ..doubt.clone() });
    with_terms(Texts { doubts: doubts.collect(), ..Texts::default() }, words)
}

fn concept(topic: &TopicWords, words: &Words) -> Texts {
    let Texts { doubts, .. } = doubts(words, |doubt| doubt.topic == topic.id);
    with_terms(Texts { concept: topic.concept.clone(), doubts, ..Texts::default() }, words)
}

fn cards(topic: &TopicWords, words: &Words) -> Texts {
    let distractors = topic.cards.iter().flat_map(|card| &card.distractors);
    let beliefs: BTreeSet<&str> = distractors.map(|distractor| distractor.misconception.as_str()).collect();
    let misconceptions = words.misconceptions.iter().filter(|it| beliefs.contains(it.id.as_str())).cloned().collect();
    let cards = topic.cards.iter().map(|card| {
        let mut card = Card { syllabus: Vec::new(), ..card.clone() };
        let refuted = card.distractors.iter_mut().filter_map(|distractor| distractor.refuted.as_mut());
        refuted.chain(card.evidence.as_mut()).for_each(|evidence| *evidence = without_proof(evidence));
        card
    });
    with_terms(Texts { cards: cards.collect(), misconceptions, ..Texts::default() }, words)
}

fn lists(words: &Words) -> Texts {
    let prompts = words.cards().map(|(_, card)| Line { id: card.id.clone(), text: card.title() }).collect();
    let distractors = words.cards().flat_map(|(_, card)| &card.distractors);
    let named: BTreeSet<&str> = distractors.map(|distractor| distractor.misconception.as_str()).collect();
    let beliefs = words.misconceptions.iter().filter(|it| named.contains(it.id.as_str()));
    let beliefs = beliefs.map(|it| Line { id: it.id.clone(), text: it.name.clone() }).collect();
    Texts { prompts, beliefs, ..Texts::default() }
}

fn without_proof(evidence: &Evidence) -> Evidence {
    Evidence { shows: Vec::new(), never_shows: Vec::new(), ..evidence.clone() }
}

/// Adds the terms that the texts name, with no more of them than a definition on the page shows.
fn with_terms(mut texts: Texts, words: &Words) -> Texts {
    let mut named = BTreeSet::new();
    each_text(&mut texts, &mut |text| name_terms(text, &mut named));
    let terms = words.terms.iter().filter(|term| named.contains(&term.id)).map(|term| Term {
        also: Vec::new(),
        topics: Vec::new(),
        source: None,
        ..term.clone()
    });
    texts.terms = terms.collect();
    texts
}

fn name_terms(text: &[Inline], named: &mut BTreeSet<String>) {
    for part in text {
        match part {
            Inline::Text(_) | Inline::Code(_) => {}
            Inline::Emphasis(parts) | Inline::Strong(parts) => name_terms(parts, named),
            Inline::Link(target, parts) => {
                if let Target::Term(id) = target {
                    named.insert(id.clone());
                }
                name_terms(parts, named);
            }
        }
    }
}

/// Every running text of a file.
fn each_text(texts: &mut Texts, act: &mut impl FnMut(&mut Vec<Inline>)) {
    for block in &mut texts.concept {
        match block {
            Block::Heading { text, .. } | Block::Paragraph(text) | Block::Quote(text) => act(text),
            Block::List { items, .. } => items.iter_mut().for_each(&mut *act),
            Block::Table { head, rows } => head.iter_mut().chain(rows.iter_mut().flatten()).for_each(&mut *act),
            Block::Code(_) => {}
        }
    }
    for card in &mut texts.cards {
        [&mut card.prompt, &mut card.answer, &mut card.why].into_iter().for_each(&mut *act);
        card.distractors.iter_mut().for_each(|distractor| act(&mut distractor.text));
        if let Kind::Order(steps) = &mut card.kind {
            steps.iter_mut().for_each(&mut *act);
        }
    }
    texts.doubts.iter_mut().for_each(|doubt| act(&mut doubt.holds));
    texts.misconceptions.iter_mut().for_each(|it| act(&mut it.explanation));
    texts.terms.iter_mut().for_each(|term| act(&mut term.definition));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse_inline;
    use crate::words::{Distractor, Misconception};

    fn text(source: &str) -> Vec<Inline> {
        parse_inline(source).expect("the test's text is sound")
    }

    fn term(id: &str) -> Term {
        let some = vec!["a".to_owned()];
        let definition = text("It is [not](term:other) that.");
        Term { id: id.into(), title: id.into(), definition, also: some.clone(), topics: some, source: None }
    }

    fn evidence() -> Option<Evidence> {
        let shows = vec!["Availability: 99 %".to_owned()];
        Some(Evidence { lab: "x".into(), scenario: "d=a".into(), shows, never_shows: Vec::new() })
    }

    fn topic(id: &str, concept: &str) -> TopicWords {
        let distractor =
            Distractor { text: text("[one](term:of-a-choice)"), misconception: "believed".into(), refuted: evidence() };
        let card = Card {
            id: format!("{id}-card"),
            syllabus: vec!["s".into()],
            kind: Kind::Choice,
            prompt: text("*Is [it](term:of-a-card)?*"),
            answer: text("no"),
            why: text("[See](doubt:d)"),
            distractors: vec![distractor],
            evidence: evidence(),
        };
        TopicWords { id: id.into(), concept: vec![Block::Paragraph(text(concept))], cards: vec![card] }
    }

    fn words() -> Words {
        let misconception =
            |id: &str| Misconception { id: id.into(), name: id.into(), explanation: text("[so](term:of-a-belief)") };
        let doubt = Doubt {
            id: "d".into(),
            topic: "b".into(),
            source: "notes".into(),
            says: "so".into(),
            holds: text("[no](term:of-a-doubt)"),
            evidence: evidence(),
        };
        let terms = ["of-a", "of-a-belief", "of-a-card", "of-a-choice", "of-a-doubt", "other"].map(term);
        Words {
            topics: vec![topic("a", "**An [a](term:of-a)**"), topic("b", "A b")],
            terms: terms.to_vec(),
            misconceptions: vec![misconception("believed"), misconception("never-believed")],
            doubts: vec![doubt],
        }
    }

    /// What a file holds, by ids.
    fn held(name: &str) -> String {
        let parts = parts(&words());
        let (_, texts) = parts.iter().find(|(part, _)| part == name).expect(name);
        let ids = |ids: Vec<&String>| ids.into_iter().map(|id| format!(" {id}")).collect::<String>();
        format!(
            "{} blocks; cards{}; doubts{}; beliefs{}; terms{}",
            texts.concept.len(),
            ids(texts.cards.iter().map(|it| &it.id).collect()),
            ids(texts.doubts.iter().map(|it| &it.id).collect()),
            ids(texts.misconceptions.iter().map(|it| &it.id).collect()),
            ids(texts.terms.iter().map(|it| &it.id).collect()),
        )
    }

    #[test]
    fn a_file_holds_what_its_page_shows_and_nothing_else() {
        assert_eq!(held("concept-a"), "1 blocks; cards; doubts; beliefs; terms of-a");
        assert_eq!(held("concept-b"), "1 blocks; cards; doubts d; beliefs; terms of-a-doubt");
        let cards = "0 blocks; cards a-card; doubts; beliefs believed; terms of-a-belief of-a-card of-a-choice";
        assert_eq!(held("cards-a"), cards);
        assert_eq!(held("doubts"), "0 blocks; cards; doubts d; beliefs; terms of-a-doubt");
        assert_eq!(parts(&words()).len(), 7, "two files a topic, the doubts, the glossary, the lists");
        assert!(held("glossary").ends_with("terms of-a of-a-belief of-a-card of-a-choice of-a-doubt other"));
    }

    #[test]
    fn lists_hold_plain_words_of_every_card_and_of_the_beliefs_behind_them() {
        let parts = parts(&words());
        let (_, lists) = parts.iter().find(|(part, _)| part == "lists").expect("the lists");
        let line = |id: &str, text: &str| Line { id: id.to_owned(), text: text.to_owned() };
        assert_eq!(lists.prompts, [line("a-card", "Is it?"), line("b-card", "Is it?")]);
        assert_eq!(lists.beliefs, [line("believed", "believed")]);
    }

    #[test]
    fn what_only_tests_ask_for_stays_at_home() {
        for (name, texts) in parts(&words()) {
            assert!(texts.cards.iter().all(|card| card.syllabus.is_empty()), "{name}");
            let evidence = texts.cards.iter().map(|card| &card.evidence);
            let evidence = evidence.chain(texts.doubts.iter().map(|doubt| &doubt.evidence)).flatten();
            assert!(evidence.into_iter().all(|evidence| evidence.shows.is_empty()), "{name}");
            let mut wrong = texts.cards.iter().flat_map(|card| &card.distractors);
            let refuted = wrong.by_ref().flat_map(|distractor| &distractor.refuted);
            assert!(refuted.into_iter().all(|run| run.shows.is_empty()), "{name}");
            let is_whole = name == "glossary";
            assert!(texts.terms.iter().all(|term| term.also.is_empty() != is_whole), "{name}");
        }
    }
}
