//! The questions of one exam, as they are asked and marked.

use faultline_model::prng::{self, Fnv1a};
use rand::seq::SliceRandom;

use super::pick::{Pool, pick};
use super::settings::Settings;
use crate::content::{Card, Inline, Part, Topic, plain};
use crate::store::How;

/// The questions.
#[derive(Debug, Clone, PartialEq)]
pub struct Paper {
    /// In the order in which they are asked.
    pub items: Vec<Item>,
    /// A short name that any change of a question, of its choices, of their order or of the time changes, too.
    pub name: String,
}

/// One question.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    pub topic: &'static Topic,
    pub card: &'static Card,
    pub ask: Ask,
}

/// How a card is asked, with what the seed decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// The answers in the order in which they are shown, by their places in the card: 0 is the right one.
    Choice(Vec<usize>),
}

/// What a student answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    /// A choice, by its place in the card.
    Choice(usize),
}

/// What came of an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    pub is_right: bool,
    /// What was answered, if anything was.
    pub given: Option<Said>,
    pub right: Said,
    /// The misconception behind a wrong choice.
    pub misconception: Option<&'static str>,
}

/// An answer, as it is shown.
#[derive(Debug, Clone, PartialEq)]
pub enum Said {
    Text(&'static [Inline]),
}

impl Paper {
    /// The exam that the settings ask for, of those cards whose texts are there.
    pub fn new(settings: &Settings) -> Paper {
        let cards = |topic: &'static Topic| Part::Cards(topic).texts().map_or(&[][..], |texts| &texts.cards);
        let askable = |topic: &'static Topic| cards(topic).iter().filter(|card| Ask::of(card, settings.seed).is_some());
        let pool = |topic: &&'static Topic| Pool {
            topic: topic.id,
            cards: askable(topic).map(|card| card.id.as_str()).collect(),
        };
        let pools: Vec<Pool> = settings.topics.iter().map(pool).collect();
        let find = |id: &str| {
            settings.topics.iter().find_map(|topic| {
                let card = cards(topic).iter().find(|card| card.id == id)?;
                Some(Item { topic, card, ask: Ask::of(card, settings.seed)? })
            })
        };
        let items: Vec<Item> = pick(settings.seed, settings.n.into(), &pools).into_iter().filter_map(find).collect();
        let name = name(&items, settings.minutes);
        Paper { items, name }
    }

    /// How many cards of some topics an exam can ask, of those whose texts are there.
    pub fn n_askable(topics: &[&'static Topic]) -> usize {
        let cards = topics.iter().filter_map(|topic| Part::Cards(topic).texts()).flat_map(|texts| &texts.cards);
        cards.filter(|card| Ask::of(card, 0).is_some()).count()
    }
}

/// See [`Paper::name`].
fn name(items: &[Item], minutes: u8) -> String {
    let mut hash = Fnv1a::default();
    let mut take = |text: &str| {
        hash.bytes(text.as_bytes());
        hash.bytes(&[0]);
    };
    take(&minutes.to_string());
    for item in items {
        take(&item.card.id);
        take(&plain(&item.card.prompt));
        item.offered().iter().for_each(|said| take(&said.plain()));
    }
    prng::short_name(hash.mixed())
}

impl Ask {
    /// How a card is asked under a seed; none for a card that only its student can mark.
    pub fn of(card: &Card, seed: u64) -> Option<Ask> {
        if card.distractors.is_empty() {
            return None;
        }
        let mut order: Vec<usize> = (0..=card.distractors.len()).collect();
        order.shuffle(&mut prng::stream(seed, "exam-choices", &card.id));
        Some(Ask::Choice(order))
    }

    /// How an answer to it is kept among the reviews.
    pub fn how(&self) -> How {
        match self {
            Ask::Choice(_) => How::Choice,
        }
    }
}

impl Item {
    /// What is shown to choose from, in its order.
    pub fn offered(&self) -> Vec<Said> {
        match &self.ask {
            Ask::Choice(order) => order.iter().map(|at| self.choice(*at)).collect(),
        }
    }

    /// Whether an answer can be one to this question: it may come from a damaged text.
    pub fn allows(&self, given: &Given) -> bool {
        match (&self.ask, given) {
            (Ask::Choice(order), Given::Choice(at)) => *at < order.len(),
        }
    }

    /// Marks an answer, or that there was none, which is not right.
    pub fn mark(&self, given: Option<&Given>) -> Mark {
        match (&self.ask, given.filter(|given| self.allows(given))) {
            (Ask::Choice(_), given) => {
                let at = given.map(|Given::Choice(at)| *at);
                let wrong = at.and_then(|at| at.checked_sub(1)).map(|at| &self.card.distractors[at]);
                Mark {
                    is_right: at == Some(0),
                    given: at.map(|at| self.choice(at)),
                    right: self.choice(0),
                    misconception: wrong.map(|wrong| wrong.misconception.as_str()).filter(|id| !id.is_empty()),
                }
            }
        }
    }

    fn choice(&self, at: usize) -> Said {
        Said::Text(match at.checked_sub(1) {
            None => &self.card.answer,
            Some(at) => &self.card.distractors[at].text,
        })
    }
}

impl Said {
    /// Without its form.
    pub fn plain(&self) -> String {
        match self {
            Said::Text(text) => plain(text),
        }
    }
}

impl Given {
    /// Reads an answer as it is kept.
    pub fn parse(text: &str) -> Option<Given> {
        let (kind, value) = text.split_once(' ')?;
        match kind {
            "choice" => value.parse().ok().map(Given::Choice),
            _ => None,
        }
    }
}

impl std::fmt::Display for Given {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Given::Choice(at) => write!(f, "choice {at}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content;

    fn paper(query: &str) -> Paper {
        let known: Vec<&'static Topic> = content::open_topics().collect();
        Paper::new(&Settings::from_query(query, &known).0)
    }

    #[test]
    fn a_link_asks_the_same_questions_with_the_same_choices() {
        let (one, other) = (paper("seed=7&n=12"), paper("seed=7&n=12"));
        assert_eq!(one, other);
        assert_eq!(one.items.len(), 12);
        assert_ne!(one.name, paper("seed=8&n=12").name);
        assert_ne!(one.name, paper("seed=7&n=13").name);
        assert_ne!(one.name, paper("seed=7&n=12&minutes=5").name);
        let orders = |paper: &Paper| paper.items.iter().map(|item| item.ask.clone()).collect::<Vec<_>>();
        assert_ne!(orders(&one), orders(&paper("seed=8&n=12")));
    }

    #[test]
    fn every_question_can_be_answered_rightly_and_wrongly_and_only_by_what_it_allows() {
        let all = paper("n=100");
        assert_eq!(all.items.len(), 100);
        for item in &all.items {
            let Ask::Choice(order) = &item.ask;
            for at in order {
                let given = Given::Choice(*at);
                let mark = item.mark(Some(&given));
                assert_eq!(Given::parse(&given.to_string()), Some(given));
                assert_eq!(mark.is_right, *at == 0, "{}", item.card.id);
                // A prediction need not name one.
                let has_belief =
                    at.checked_sub(1).is_some_and(|at| !item.card.distractors[at].misconception.is_empty());
                assert_eq!(mark.misconception.is_some(), has_belief, "{}", item.card.id);
            }
            let beyond = Given::Choice(order.len());
            assert!(!item.allows(&beyond) && item.mark(Some(&beyond)) == item.mark(None));
            assert!(!item.mark(None).is_right && item.mark(None).given.is_none());
        }
    }

    #[test]
    fn only_cards_with_a_definite_mark_are_asked() {
        let topics: Vec<&'static Topic> = content::open_topics().collect();
        let n_all: usize = topics.iter().map(|topic| topic.n_cards).sum();
        let n = Paper::n_askable(&topics);
        assert!(100 < n && n < n_all, "{n} of {n_all}");
    }
}
