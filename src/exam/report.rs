//! What came of an exam: the score, by topic, the time, and each answer beside the right one.

use super::paper::{Item, Mark, Paper};
use super::settings::Settings;
use super::sitting::Sitting;
use crate::content::{Topic, misconception, plain};
use crate::store::{Rating, Review};

/// The marks of a sitting.
#[derive(Debug, Clone, PartialEq)]
pub struct Report<'a> {
    settings: &'a Settings,
    paper: &'a Paper,
    sitting: &'a Sitting,
    /// One for each question, in their order.
    pub marks: Vec<Mark>,
}

impl<'a> Report<'a> {
    /// Marks a sitting, whose answers fit the paper.
    pub fn new(settings: &'a Settings, paper: &'a Paper, sitting: &'a Sitting) -> Report<'a> {
        let marks = paper.items.iter().zip(&sitting.answers).map(|(item, answer)| item.mark(answer.given.as_ref()));
        Report { settings, paper, sitting, marks: marks.collect() }
    }

    /// Right answers, of all questions.
    pub fn score(&self) -> (usize, usize) {
        (self.marks.iter().filter(|mark| mark.is_right).count(), self.marks.len())
    }

    /// The questions with their marks.
    pub fn items(&self) -> impl Iterator<Item = (&'a Item, &Mark)> {
        self.paper.items.iter().zip(&self.marks)
    }

    /// Right answers, of all questions of each topic that was asked, in teaching order.
    pub fn by_topic(&self) -> Vec<(&'static Topic, usize, usize)> {
        let of = |topic: &'static Topic| {
            let marks = self.items().filter(|(item, _)| item.topic == topic).map(|(_, mark)| mark.is_right);
            let (n_right, n) = marks.fold((0, 0), |(n_right, n), is_right| (n_right + usize::from(is_right), n + 1));
            (topic, n_right, n)
        };
        self.settings.topics.iter().map(|topic| of(topic)).filter(|(_, _, n)| *n > 0).collect()
    }

    /// The time used, as it is said.
    pub fn time(&self) -> String {
        of_time(self.sitting.clock.spent_ms.min(self.settings.limit_ms()))
    }

    /// Which exam it was, in a line.
    pub fn conditions(&self) -> String {
        let Settings { seed, minutes, .. } = self.settings;
        format!("Exam {}, seed {seed}, {} questions, {minutes} min", self.paper.name, self.marks.len())
    }

    /// The reviews that the answers are; questions without an answer were perhaps not read. The same sitting gives the
    /// same reviews, so that keeping them twice changes nothing.
    pub fn reviews(&self, zone_min: i16) -> Vec<Review> {
        let Some(handed_in) = self.sitting.handed_in else { return Vec::new() };
        let review = |(item, mark): (&Item, &Mark)| {
            mark.given.as_ref()?;
            let rating = if mark.is_right { Rating::Good } else { Rating::Again };
            Some(Review {
                card: item.card.id.clone(),
                at: handed_in,
                rating: Some(rating),
                how: item.ask.how(),
                misconception: mark.misconception.map(str::to_owned),
                zone_min: Some(zone_min),
            })
        };
        self.items().filter_map(review).collect()
    }

    /// The whole report as text, to be sent to a teacher. `address` is the exam's own.
    pub fn text(&self, address: &str) -> String {
        let (n_right, n) = self.score();
        let mut text = format!("Faultline: {n_right} of {n} right in {}\n", self.time());
        text += &format!("{}\n{address}\n\n", self.conditions());
        for (topic, n_right, n) in self.by_topic() {
            text += &format!("{}: {n_right} of {n}\n", topic.title);
        }
        for (at, (item, mark)) in self.items().enumerate() {
            let sign = if mark.is_right { "right" } else { "not right" };
            text += &format!("\n{}. {} ({sign})\n", at + 1, plain(&item.text(&item.card.prompt)));
            let given = mark.given.as_ref().map_or("nothing".to_owned(), |said| said.plain());
            text += &format!("   answered: {given}\n");
            if !mark.is_right {
                text += &format!("   right: {}\n", mark.right.plain());
            }
            if let Some(belief) = mark.misconception.and_then(misconception).filter(|belief| !belief.name.is_empty()) {
                text += &format!("   belief: {}\n", belief.name);
            }
        }
        text
    }
}

/// A length of time as it is said: `12 min 5 s`.
pub fn of_time(ms: u64) -> String {
    match (ms / 60_000, ms / 1_000 % 60) {
        (0, s) => format!("{s} s"),
        (min, 0) => format!("{min} min"),
        (min, s) => format!("{min} min {s} s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content;
    use crate::exam::{Ask, Given};
    use crate::store::Progress;

    /// An exam of six questions: the first two answered rightly, the third wrongly, the others not at all.
    fn with_report(check: impl Fn(&Report)) {
        let known: Vec<&'static Topic> = content::open_topics().collect();
        let (settings, _) = Settings::from_query("seed=7&n=6&minutes=10&topics=cap,quorums", &known);
        let paper = Paper::new(&settings);
        let mut sitting = Sitting::begin(&paper, settings.to_query(), 1_000_000);
        sitting.clock = sitting.clock.at(1_125_500);
        for (at, is_right) in [(0, true), (1, true), (2, false)] {
            let given = match &paper.items[at].ask {
                Ask::Choice(_) => Given::Choice(usize::from(!is_right)),
                Ask::Order(order) if is_right => Given::Order((0..order.len()).collect()),
                Ask::Order(order) => Given::Order(order.clone()),
                Ask::Number(asked) if is_right => Given::Text(asked.shown()),
                Ask::Number(_) => Given::Text("?".into()),
            };
            sitting.answers[at].given = Some(given);
        }
        sitting.handed_in = Some(1_125_500);
        check(&Report::new(&settings, &paper, &sitting));
    }

    #[test]
    fn the_score_is_the_sum_of_its_topics() {
        with_report(|report| {
            assert_eq!(report.score(), (2, 6));
            let topics = report.by_topic();
            assert_eq!(topics.iter().map(|(_, _, n)| n).sum::<usize>(), 6);
            assert_eq!(topics.iter().map(|(_, n_right, _)| n_right).sum::<usize>(), 2);
            assert_eq!(report.time(), "2 min 5 s");
        });
    }

    #[test]
    fn the_text_names_the_exam_and_each_answer() {
        with_report(|report| {
            let text = report.text("https://example.org/exam/?seed=7");
            let head = format!("Faultline: 2 of 6 right in 2 min 5 s\nExam {}, seed 7, 6 ques", report.paper.name);
            assert!(text.starts_with(&head), "{text}");
            assert!(text.contains("https://example.org/exam/?seed=7\n"), "{text}");
            let count = |what: &str| text.matches(what).count();
            assert_eq!((count("(right)"), count("(not right)"), count("   right: ")), (2, 4, 4));
            assert_eq!((count("   answered: nothing"), usize::from(count("   belief: ") > 1)), (3, 0));
        });
    }

    #[test]
    fn answers_become_reviews_once() {
        with_report(|report| {
            let reviews = report.reviews(60);
            let ratings: Vec<_> = reviews.iter().map(|review| review.rating).collect();
            assert_eq!(ratings, [Rating::Good, Rating::Good, Rating::Again].map(Some));
            let mut progress = Progress::default();
            progress.merge(&reviews);
            assert_eq!(progress.merge(&report.reviews(60)).n_added, 0);
        });
    }

    #[test]
    fn an_exam_under_way_gives_no_reviews() {
        with_report(|report| {
            let sitting = Sitting { handed_in: None, ..report.sitting.clone() };
            assert!(Report::new(report.settings, report.paper, &sitting).reviews(0).is_empty());
        });
    }

    #[test]
    fn times_are_said() {
        for (ms, said) in [(0, "0 s"), (59_999, "59 s"), (60_000, "1 min"), (125_500, "2 min 5 s")] {
            assert_eq!(of_time(ms), said);
        }
    }
}
