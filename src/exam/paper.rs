//! The questions of one exam, as they are asked and marked.

use faultline_model::prng::{self, Fnv1a};
use rand::seq::SliceRandom;

use super::pick::{Pool, pick};
use super::settings::Settings;
use crate::content::{Card, Evidence, Inline, Kind, Part, Topic, plain};
use crate::practice::{Asked, Verdict};
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
#[derive(Debug, Clone, PartialEq)]
pub enum Ask {
    /// The answers in the order in which they are shown, by their places in the card: 0 is the right one.
    Choice(Vec<usize>),
    /// The steps as they stand at first, which is not in order, by their places in the card.
    Order(Vec<usize>),
    /// A number, with what was drawn for it.
    Number(Asked),
}

/// What a student answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    /// A choice, by its place in the card.
    Choice(usize),
    /// The steps from the first, by their places in the card.
    Order(Vec<usize>),
    /// What was typed, on one line.
    Text(String),
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
    Steps(Vec<&'static [Inline]>),
    Plain(String),
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
        take(&plain(&item.text(&item.card.prompt)));
        item.offered().iter().for_each(|said| take(&said.plain()));
    }
    prng::short_name(hash.mixed())
}

impl Ask {
    /// How a card is asked under a seed; none for a card that only its student can mark.
    pub fn of(card: &'static Card, seed: u64) -> Option<Ask> {
        let mut stream = prng::stream(seed, "exam-choices", &card.id);
        let mut shuffled = |n: usize| {
            let mut order: Vec<usize> = (0..n).collect();
            order.shuffle(&mut stream);
            order
        };
        match &card.kind {
            Kind::Choice | Kind::Predict(_) => Some(Ask::Choice(shuffled(card.distractors.len() + 1))),
            Kind::Order(steps) => {
                let mut order = shuffled(steps.len());
                if order.is_sorted() {
                    order.rotate_left(1);
                }
                Some(Ask::Order(order))
            }
            Kind::Numeric(_) => Asked::of(card, seed).map(Ask::Number),
            Kind::Recall => None,
        }
    }

    /// Its kind in a word, as messages name it.
    pub fn word(&self) -> &'static str {
        match self {
            Ask::Choice(_) => "choice",
            Ask::Order(_) => "order",
            Ask::Number(_) => "number",
        }
    }

    /// How an answer to it is kept among the reviews.
    pub fn how(&self) -> How {
        match self {
            Ask::Choice(_) => How::Choice,
            Ask::Order(_) => How::Order,
            Ask::Number(_) => How::Number,
        }
    }
}

impl Item {
    /// What is shown to choose from or to put in order, as it stands at first.
    pub fn offered(&self) -> Vec<Said> {
        match &self.ask {
            Ask::Choice(order) => order.iter().map(|at| self.choice(*at)).collect(),
            Ask::Order(order) => order.iter().map(|at| Said::Text(self.step(*at))).collect(),
            Ask::Number(_) => Vec::new(),
        }
    }

    /// A text of the card, with the numbers that were drawn.
    pub fn text(&self, text: &[Inline]) -> Vec<Inline> {
        match &self.ask {
            Ask::Number(asked) => asked.text(text),
            _ => text.to_vec(),
        }
    }

    /// The run that shows the answer, with the numbers that were drawn.
    pub fn evidence(&self) -> Option<Evidence> {
        let evidence = self.card.evidence.as_ref()?;
        Some(match &self.ask {
            Ask::Number(asked) => asked.evidence(evidence),
            _ => evidence.clone(),
        })
    }

    /// Whether an answer can be one to this question: it may come from a damaged text.
    pub fn allows(&self, given: &Given) -> bool {
        match (&self.ask, given) {
            (Ask::Choice(order), Given::Choice(at)) => *at < order.len(),
            (Ask::Order(order), Given::Order(given)) => {
                given.len() == order.len() && order.iter().all(|step| given.contains(step))
            }
            (Ask::Number(_), Given::Text(_)) => true,
            _ => false,
        }
    }

    /// Marks an answer, or that there was none, which is not right.
    pub fn mark(&self, given: Option<&Given>) -> Mark {
        match (&self.ask, given.filter(|given| self.allows(given))) {
            (Ask::Number(asked), given) => {
                let given = given.and_then(Given::text);
                let checked = given.and_then(|text| asked.check(text).ok());
                Mark {
                    is_right: checked.is_some_and(|(_, verdict)| verdict == Verdict::Right),
                    given: given.map(|text| Said::Plain(text.to_owned())),
                    right: Said::Plain(asked.shown()),
                    misconception: None,
                }
            }
            (Ask::Order(order), given) => {
                let steps = |order: &[usize]| Said::Steps(order.iter().map(|at| self.step(*at)).collect());
                let given = given.and_then(Given::order);
                Mark {
                    is_right: given.is_some_and(<[usize]>::is_sorted),
                    given: given.map(steps),
                    right: steps(&(0..order.len()).collect::<Vec<_>>()),
                    misconception: None,
                }
            }
            (Ask::Choice(_), given) => {
                let at = given.and_then(Given::choice);
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

    /// A step of an order, by its place in the card.
    pub fn step(&self, at: usize) -> &'static [Inline] {
        match &self.card.kind {
            Kind::Order(steps) => steps.get(at).map_or(&[], Vec::as_slice),
            _ => &[],
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
            Said::Plain(text) => text.clone(),
            Said::Steps(steps) => steps.iter().map(|step| plain(step)).collect::<Vec<_>>().join("; "),
        }
    }
}

/// No number takes more letters.
const TYPED_MAX: usize = 100;

impl Given {
    /// Reads an answer as it is kept.
    pub fn parse(text: &str) -> Option<Given> {
        let (kind, value) = text.split_once(' ')?;
        match kind {
            "choice" => value.parse().ok().map(Given::Choice),
            "text" => Given::typed(value),
            "order" => value.split(' ').map(|at| at.parse().ok()).collect::<Option<_>>().map(Given::Order),
            _ => None,
        }
    }

    /// What was typed, if that is anything.
    pub fn typed(text: &str) -> Option<Given> {
        let text: String = text.trim().chars().filter(|letter| !letter.is_control()).take(TYPED_MAX).collect();
        let text = text.trim();
        (!text.is_empty()).then(|| Given::Text(text.to_owned()))
    }

    fn choice(&self) -> Option<usize> {
        if let Given::Choice(at) = self { Some(*at) } else { None }
    }

    fn order(&self) -> Option<&[usize]> {
        if let Given::Order(order) = self { Some(order) } else { None }
    }

    /// What was typed.
    pub fn text(&self) -> Option<&str> {
        if let Given::Text(text) = self { Some(text) } else { None }
    }
}

impl std::fmt::Display for Given {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Given::Choice(at) => write!(f, "choice {at}"),
            Given::Text(text) => write!(f, "text {text}"),
            Given::Order(order) => {
                f.write_str("order")?;
                order.iter().try_for_each(|at| write!(f, " {at}"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content;
    use crate::own;

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
        all.items.iter().for_each(check_item);
        let deck = "question,step 1,step 2,step 3\nIn which order?,one,two,three\n";
        let deck = own::own(&own::csv::read(deck).into_deck("x.csv", 0));
        let card = Box::leak(Box::new(deck.texts.cards[0].clone()));
        for seed in 0..20 {
            let item = Item { topic: all.items[0].topic, card, ask: Ask::of(card, seed).expect("an order") };
            check_item(&item);
            let Ask::Order(order) = &item.ask else { panic!("{item:?}") };
            assert!(!item.mark(Some(&Given::Order(order.clone()))).is_right, "it does not stand in order at first");
        }
    }

    fn check_item(item: &Item) {
        let id = &item.card.id;
        let check = |given: Given, is_right: bool| {
            assert!(item.allows(&given) && item.mark(Some(&given)).is_right == is_right, "{id}: {given}");
            assert_eq!(Given::parse(&given.to_string()), Some(given));
        };
        let refuse = |given: Given| assert!(!item.allows(&given) && item.mark(Some(&given)) == item.mark(None), "{id}");
        match &item.ask {
            Ask::Choice(order) => {
                order.iter().for_each(|at| check(Given::Choice(*at), *at == 0));
                refuse(Given::Choice(order.len()));
                refuse(Given::Order(vec![0]));
            }
            Ask::Order(order) => {
                let right: Vec<usize> = (0..order.len()).collect();
                check(Given::Order(right.iter().rev().copied().collect()), false);
                check(Given::Order(right), true);
                refuse(Given::Order(vec![0; order.len()]));
                refuse(Given::Order(vec![]));
                refuse(Given::Choice(0));
            }
            Ask::Number(asked) => {
                check(Given::Text(asked.shown()), true);
                check(Given::Text("no number at all".into()), false);
                refuse(Given::Choice(0));
                assert!(!plain(&item.text(&item.card.prompt)).contains('{'), "{id}");
            }
        }
        assert!(!item.mark(None).is_right && item.mark(None).given.is_none());
    }

    #[test]
    fn only_cards_with_a_definite_mark_are_asked() {
        let topics: Vec<&'static Topic> = content::open_topics().collect();
        let n_all: usize = topics.iter().map(|topic| topic.n_cards).sum();
        let n = Paper::n_askable(&topics);
        assert!(100 < n && n < n_all, "{n} of {n_all}");
    }
}
