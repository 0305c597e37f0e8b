//! One student's exam under way, or handed in: the answers, the clock, and the text that keeps them.
//!
//! ```text
//! faultline-exam,1
//! exam,7k2m0aq,seed=7&n=20&minutes=15
//! clock,1764000000000,65000,1764000065000
//! at,3
//! card,nines-week,flag,choice 2
//! card,w-equals-n,,
//! handed,1764000900000
//! ```
//!
//! A line that is damaged costs what it says and nothing else, but for the first three: without them there is no exam.
//! Answers belong to cards, not to places, so that they hold where the questions have changed since.

use super::clock::Clock;
use super::paper::{Given, Item, Paper};

const FORMAT: &str = "faultline-exam,1";
/// Far above every real one, in bytes.
const TEXT_MAX: usize = 100_000;

/// An exam that a student sits.
#[derive(Debug, Clone, PartialEq)]
pub struct Sitting {
    /// The name of the paper; see [`Paper::name`].
    pub paper: String,
    /// The link's query.
    pub query: String,
    pub clock: Clock,
    /// Which question is looked at, from 0.
    pub at: usize,
    /// One for each question, in their order.
    pub answers: Vec<Answer>,
    /// When it was handed in, in milliseconds since 1970.
    pub handed_in: Option<u64>,
}

/// What was done with a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The card's id.
    pub card: String,
    pub given: Option<Given>,
    /// Whether the student wants to come back to it.
    pub is_flagged: bool,
}

impl Sitting {
    /// An exam that begins now.
    pub fn begin(paper: &Paper, query: String, now: u64) -> Sitting {
        let answer = |item: &Item| Answer { card: item.card.id.clone(), given: None, is_flagged: false };
        Sitting {
            paper: paper.name.clone(),
            query,
            clock: Clock::begin(now),
            at: 0,
            answers: paper.items.iter().map(answer).collect(),
            handed_in: None,
        }
    }

    /// Reads what was kept; none if it is no exam.
    pub fn parse(text: &str) -> Option<Sitting> {
        let mut lines = text.lines();
        if text.len() > TEXT_MAX || lines.next() != Some(FORMAT) {
            return None;
        }
        let (paper, query) = lines.next()?.strip_prefix("exam,")?.split_once(',')?;
        let clock = clock(lines.next()?.strip_prefix("clock,")?)?;
        let (paper, query) = (paper.to_owned(), query.to_owned());
        let mut sitting = Sitting { paper, query, clock, at: 0, answers: Vec::new(), handed_in: None };
        for line in lines {
            match line.split_once(',') {
                Some(("at", at)) => sitting.at = at.parse().unwrap_or_default(),
                Some(("handed", at)) => sitting.handed_in = at.parse().ok(),
                Some(("card", rest)) => sitting.answers.extend(answer(rest)),
                _ => {}
            }
        }
        Some(sitting)
    }

    /// The text to keep.
    pub fn to_text(&self) -> String {
        let Clock { began, spent_ms, seen } = self.clock;
        let mut text = format!("{FORMAT}\nexam,{},{}\nclock,{began},{spent_ms},{seen}\n", self.paper, self.query);
        text += &format!("at,{}\n", self.at);
        for answer in &self.answers {
            let flag = if answer.is_flagged { FLAG } else { "" };
            let given = answer.given.as_ref().map_or(String::new(), Given::to_string);
            text += &format!("card,{},{flag},{given}\n", answer.card);
        }
        if let Some(at) = self.handed_in {
            text += &format!("handed,{at}\n");
        }
        text
    }

    /// The sitting after a look at the clock: it is handed in when the time is up.
    #[must_use]
    pub fn at_time(mut self, now: u64, limit_ms: u64) -> Sitting {
        if self.handed_in.is_none() {
            self.clock = self.clock.at(now);
            if self.clock.left_ms(limit_ms) == 0 {
                self.handed_in = Some(self.clock.ends(limit_ms));
            }
        }
        self
    }

    /// Makes the answers fit the questions, where either may have changed since.
    #[must_use]
    pub fn fitted(self, paper: &Paper) -> Sitting {
        let fitted = |item: &Item| {
            let kept = self.answers.iter().find(|answer| answer.card == item.card.id);
            let given = kept.and_then(|answer| answer.given.clone()).filter(|given| item.allows(given));
            Answer { card: item.card.id.clone(), given, is_flagged: kept.is_some_and(|answer| answer.is_flagged) }
        };
        let answers: Vec<Answer> = paper.items.iter().map(fitted).collect();
        let at = self.at.min(answers.len().saturating_sub(1));
        Sitting { paper: paper.name.clone(), at, answers, ..self }
    }

    /// How many questions have an answer.
    pub fn n_answered(&self) -> usize {
        self.answers.iter().filter(|answer| answer.given.is_some()).count()
    }
}

const FLAG: &str = "flag";

fn clock(text: &str) -> Option<Clock> {
    let mut numbers = text.split(',').map(|number| number.parse::<u64>().ok());
    let mut next = || numbers.next().flatten();
    Some(Clock { began: next()?, spent_ms: next()?, seen: next()? })
}

fn answer(rest: &str) -> Option<Answer> {
    let (card, rest) = rest.split_once(',')?;
    let (flag, given) = rest.split_once(',')?;
    Some(Answer { card: card.to_owned(), given: Given::parse(given), is_flagged: flag == FLAG })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::{self, Topic};
    use crate::exam::{Ask, Settings};
    use expect_test::expect;
    use proptest::prelude::*;

    const QUERY: &str = "seed=7&n=3&minutes=15&topics=cap";

    fn paper(query: &str) -> Paper {
        let known: Vec<&'static Topic> = content::open_topics().collect();
        Paper::new(&Settings::from_query(query, &known).0)
    }

    /// An answer that the second question allows.
    fn an_answer() -> Given {
        match &paper(QUERY).items[1].ask {
            Ask::Choice(_) => Given::Choice(1),
            Ask::Order(order) => Given::Order(order.clone()),
            Ask::Number(_) => Given::Text("43m 50s".into()),
        }
    }

    fn sitting() -> Sitting {
        let mut sitting = Sitting::begin(&paper(QUERY), QUERY.to_owned(), 1_764_000_000_000);
        sitting.clock = sitting.clock.at(1_764_000_065_000);
        sitting.answers[1].given = Some(an_answer());
        sitting.answers[2].is_flagged = true;
        sitting.at = 2;
        sitting
    }

    #[test]
    fn a_sitting_is_kept_as_lines() {
        let mut sitting = sitting();
        for (at, answer) in sitting.answers.iter_mut().enumerate() {
            answer.card = format!("card-{at}");
        }
        sitting.paper = "0123456".to_owned();
        sitting.answers[0].given = Some(Given::Order(vec![2, 0, 1]));
        sitting.answers[1].given = Some(Given::Choice(1));
        sitting.answers[2].given = Given::typed(" 43 min, or so\n");
        sitting.handed_in = Some(1_764_000_070_000);
        expect![[r#"
            faultline-exam,1
            exam,0123456,seed=7&n=3&minutes=15&topics=cap
            clock,1764000000000,65000,1764000065000
            at,2
            card,card-0,,order 2 0 1
            card,card-1,,choice 1
            card,card-2,flag,text 43 min, or so
            handed,1764000070000
        "#]]
        .assert_eq(&sitting.to_text());
        assert_eq!(Sitting::parse(&sitting.to_text()), Some(sitting));
    }

    #[test]
    fn a_damaged_line_costs_what_it_says() {
        let whole = sitting();
        let text = whole.to_text();
        for at in 3..text.lines().count() {
            let lines = text.lines().enumerate().map(|(n, line)| if n == at { "card,?" } else { line });
            let damaged = lines.collect::<Vec<_>>().join("\n");
            let read = Sitting::parse(&damaged).expect("an exam").fitted(&paper(QUERY));
            assert_eq!((read.clock, read.answers.len()), (whole.clock, 3), "line {}", at + 1);
            let n_lost = read.answers.iter().zip(&whole.answers).filter(|(read, whole)| read != whole).count();
            assert!(n_lost <= 1, "line {}", at + 1);
        }
        for beginning in
            ["", "faultline-exam,2\n", "faultline-exam,1\nexam,x\n", "faultline-exam,1\nexam,x,y\nclock,1\n"]
        {
            assert_eq!(Sitting::parse(beginning), None, "{beginning}");
        }
    }

    #[test]
    fn time_that_is_up_hands_in_when_it_was_up() {
        let limit_ms = 15 * 60_000;
        let began = sitting().clock.began;
        let in_time = sitting().at_time(began + 100_000, limit_ms);
        assert_eq!((in_time.handed_in, in_time.clock.spent_ms), (None, 100_000));
        let late = in_time.at_time(began + 9_000_000, limit_ms);
        assert_eq!(late.handed_in, Some(began + limit_ms));
        // What is handed in stays so.
        assert_eq!(late.clone().at_time(began + 9_999_999, limit_ms), late);
    }

    #[test]
    fn answers_follow_their_cards_to_other_questions() {
        let other = paper("seed=7&n=2&minutes=15&topics=cap");
        let fitted = sitting().fitted(&other);
        assert_eq!((fitted.answers.len(), fitted.at, &fitted.paper), (2, 1, &other.name));
        assert_eq!(sitting().fitted(&paper(QUERY)), sitting());
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(
            text in "(card,|flag,|choice |at,|handed,|exam,|clock,|[0-9a-z,=&\n]|\\PC){0,60}",
        ) {
            for head in ["", "faultline-exam,1\n", "faultline-exam,1\nexam,a,b\nclock,1,2,3\n"] {
                if let Some(read) = Sitting::parse(&format!("{head}{text}")) {
                    let fitted = read.fitted(&paper(QUERY));
                    prop_assert_eq!(Sitting::parse(&fitted.to_text()), Some(fitted));
                }
            }
        }
    }
}
