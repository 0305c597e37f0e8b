//! Own decks in the words of the site: a topic and its cards, so that pages need not know whose a card is.

use super::draft::{Draft, Kind, Wrong};
use super::number::numeric;
use super::{Deck, PREFIX, inline};
use crate::content::{self, Card, Distractor, Evidence, Misconception, Own, Texts, Topic, misconception};

/// A deck as a topic, for [`crate::content::take_own`].
pub fn own(deck: &Deck) -> Own {
    let mut texts = Texts::default();
    for draft in &deck.cards {
        let id = format!("{PREFIX}{}--{}", deck.id, draft.id);
        texts.cards.push(card(id, draft, &mut texts.misconceptions));
    }
    Own { id: deck.topic(), title: deck.title.clone(), texts }
}

fn card(id: String, draft: &Draft, beliefs: &mut Vec<Misconception>) -> Card {
    let mut distractors = Vec::new();
    if let Kind::Choice(wrong) = &draft.kind {
        for (at, Wrong { text, belief, because }) in wrong.iter().enumerate() {
            let misconception = format!("{id}-w{}", at + 1);
            let (name, explanation) = (belief.clone(), inline::parse(because));
            beliefs.push(Misconception { id: misconception.clone(), name, explanation });
            distractors.push(Distractor { text: inline::parse(text), misconception, refuted: None });
        }
    }
    let run = |(lab, scenario): &(String, String)| Evidence {
        lab: lab.clone(),
        scenario: scenario.clone(),
        shows: Vec::new(),
        never_shows: Vec::new(),
    };
    let [prompt, mut answer, why] = [&draft.prompt, &draft.answer, &draft.why].map(|text| inline::parse(text));
    let kind = match &draft.kind {
        Kind::Recall => content::Kind::Recall,
        // It was read before; were it not to be read now, there is still the answer to think of.
        Kind::Number { unit, tolerance } => {
            numeric(&draft.answer, unit, tolerance).map_or(content::Kind::Recall, content::Kind::Numeric)
        }
        Kind::Choice(_) => content::Kind::Choice,
        Kind::Order(steps) => {
            answer = inline::parse(&steps.join("; "));
            content::Kind::Order(steps.iter().map(|step| inline::parse(step)).collect())
        }
    };
    let evidence = draft.lab.as_ref().map(run);
    Card { id, syllabus: Vec::new(), kind, prompt, answer, why, distractors, evidence }
}

/// A topic of the site as a deck to start from.
pub fn deck_of(topic: &Topic, texts: &Texts) -> Deck {
    let cards = texts.cards.iter().filter_map(draft_of).collect();
    Deck { id: topic.id.to_owned(), at: 0, title: topic.title.to_owned(), cards }
}

/// A card as somebody would write it; none for a kind that a file cannot have.
fn draft_of(card: &Card) -> Option<Draft> {
    let wrong = |distractor: &Distractor| {
        let belief = misconception(&distractor.misconception);
        Wrong {
            text: inline::write(&distractor.text),
            belief: belief.map_or_else(String::new, |belief| belief.name.clone()),
            because: belief.map_or_else(String::new, |belief| inline::write(&belief.explanation)),
        }
    };
    let kind = match &card.kind {
        content::Kind::Recall => Kind::Recall,
        // What a run shows can be chosen without it, too.
        content::Kind::Choice | content::Kind::Predict(_) => Kind::Choice(card.distractors.iter().map(wrong).collect()),
        content::Kind::Order(steps) => Kind::Order(steps.iter().map(|step| inline::write(step)).collect()),
        content::Kind::Numeric(_) => return None,
    };
    let lab = card.evidence.as_ref().map(|evidence| (evidence.lab.clone(), evidence.scenario.clone()));
    let [prompt, mut answer, why] = [&card.prompt, &card.answer, &card.why].map(|text| inline::write(text));
    if matches!(kind, Kind::Order(_)) {
        answer.clear(); // the order says it
    }
    Some(Draft { id: card.id.clone(), prompt, answer, why, kind, lab })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::{self, Part, plain};
    use crate::own::{csv, toml};

    #[test]
    fn each_topic_of_ours_opens_as_a_deck_again() {
        for topic in content::open_topics() {
            let texts = Part::Cards(topic).texts().expect("natively there");
            let deck = deck_of(topic, texts);
            let read = toml::read(&toml::write(&deck));
            assert_eq!(read.faults, [], "{}", topic.id);
            assert_eq!(read.id.as_deref(), Some(topic.id));
            assert!(
                read.cards == deck.cards && csv::read(&csv::write(&deck.cards)).cards == deck.cards,
                "{}",
                topic.id
            );
            let own = own(&deck);
            let ours = texts.cards.iter().filter(|card| !matches!(card.kind, content::Kind::Numeric(_)));
            for (own, ours) in own.texts.cards.iter().zip(ours) {
                assert_eq!(own.id, format!("own-{}--{}", topic.id, ours.id));
                assert_eq!(plain(&own.prompt), plain(&ours.prompt));
                assert_eq!(own.distractors.len(), ours.distractors.len());
            }
        }
    }
}
