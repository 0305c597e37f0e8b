//! Cards for other programs: a selection as a file that Anki, Moodle or a spreadsheet reads, or as a sheet to print.
//!
//! What a file says is made of the same texts as the page: question, answer, why; and for a card with choices each
//! wrong one with the belief behind it and what is wrong with it. Choices stand in the order of the page. Every card
//! keeps its id, so that a second import updates what the first one made.
//!
//! Links lead to the site that the file was made on, so that a card in Anki still opens the run that proves it.
//!
//! Other programs draw no numbers: a numeric card is asked with those of one seed. Steps to put in order are a question
//! that matches each with its place. A run to predict is a question with choices, and the link to the run.
//!
//! Left out: pictures, and what a student has answered.

mod anki;
mod csv;
mod gift;
mod moodle;
mod rich;

use crate::content::{Card, Inline, Kind, Topic, misconception, quoted};
use crate::link;
use crate::practice::Asked;
use crate::ui::choices::shuffled;
use crate::ui::ordering::Arranged;

/// A selection of cards.
#[derive(Debug, Clone)]
pub struct Deck {
    /// In the order of the file, each with its topic.
    pub cards: Vec<(&'static Topic, &'static Card)>,
    /// The address of the site's root, ending in a slash.
    pub root: String,
}

/// What a deck can be written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Anki's text file, with notes of its own type *Basic*.
    Anki,
    /// Moodle's XML of questions.
    Moodle,
    /// GIFT, which Moodle and other systems read.
    Gift,
    /// Comma-separated values, as RFC 4180 has them.
    Csv,
}

/// One choice of a card.
struct Choice {
    text: &'static [Inline],
    is_right: bool,
    /// Why it is wrong: the belief, and what holds.
    belief: Option<(&'static str, &'static [Inline])>,
}

impl Choice {
    /// What is wrong with it, in HTML; none for the right one.
    fn fault(&self, root: &str) -> Option<String> {
        let (name, why) = self.belief?;
        Some(format!("{}{}", rich::escaped(&quoted(name)), rich::html(why, root)))
    }
}

impl Format {
    /// All of them.
    pub const ALL: [Format; 4] = [Format::Anki, Format::Moodle, Format::Gift, Format::Csv];

    /// What a file of it is called, and its kind.
    pub fn file(self) -> (&'static str, &'static str) {
        match self {
            Format::Anki => ("faultline-anki.txt", "text/plain"),
            Format::Moodle => ("faultline-moodle.xml", "application/xml"),
            Format::Gift => ("faultline-gift.txt", "text/plain"),
            Format::Csv => ("faultline-cards.csv", "text/csv"),
        }
    }

    /// Writes a deck.
    pub fn write(self, deck: &Deck) -> String {
        let deck = &deck.drawn();
        match self {
            Format::Anki => anki::write(deck),
            Format::Moodle => moodle::write(deck),
            Format::Gift => gift::write(deck),
            Format::Csv => csv::write(deck),
        }
    }
}

impl Deck {
    /// The deck with numbers in the place of names.
    fn drawn(&self) -> Deck {
        let drawn = |card: &'static Card| Asked::of(card, SEED).map_or(card, |asked| asked.card(card));
        Deck { cards: self.cards.iter().map(|(topic, card)| (*topic, drawn(card))).collect(), root: self.root.clone() }
    }

    /// The address of the run that proves a card.
    fn run_of(&self, card: &Card) -> Option<String> {
        let evidence = card.evidence.as_ref()?;
        Some(format!("{}labs/{}/?{}", self.root, evidence.lab, link::from_readable(&evidence.scenario)))
    }

    /// What is shown with the answer: why, and where to see it; in HTML.
    fn after(&self, card: &Card) -> String {
        let mut after = String::new();
        if !card.why.is_empty() {
            after += &format!("<p>{}</p>", rich::html(&card.why, &self.root));
        }
        if let Some(run) = self.run_of(card) {
            after += &format!("<p><a href=\"{}\">{SEE_IT}</a></p>", rich::escaped(&run));
        }
        after
    }
}

/// By what numeric cards are drawn.
pub const SEED: u64 = 1;
const SEE_IT: &str = "See it in the lab";
/// Under what name the topics stand in the other program.
const COLLECTION: &str = "Faultline";

/// The number that a card asks for, its tolerance, and in what they are.
fn number(card: &'static Card) -> Option<(String, String, &'static str)> {
    Asked::of(card, SEED).map(|asked| asked.number())
}

/// The steps of a card that asks for an order, as the page mixes them, each with its place from 1; none for others.
pub fn steps(card: &'static Card) -> Vec<(usize, &'static [Inline])> {
    let Kind::Order(steps) = &card.kind else { return Vec::new() };
    Arranged::first(steps.len(), &card.id).order.into_iter().map(|at| (at + 1, steps[at].as_slice())).collect()
}

/// A card's choices in the order of the page; none for one without.
fn choices(card: &'static Card) -> Vec<Choice> {
    if card.distractors.is_empty() {
        return Vec::new();
    }
    let choice = |at: usize| match at.checked_sub(1).map(|at| &card.distractors[at]) {
        None => Choice { text: &card.answer, is_right: true, belief: None },
        Some(wrong) => {
            let belief = misconception(&wrong.misconception);
            let belief = belief.map(|belief| (belief.name.as_str(), belief.explanation.as_slice()));
            Choice { text: &wrong.text, is_right: false, belief }
        }
    };
    shuffled(card.distractors.len() + 1, &card.id).into_iter().map(choice).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::{self, Part};
    use expect_test::{Expect, expect};

    fn deck(ids: &[&str]) -> Deck {
        let of = |topic: &'static Topic| {
            let cards = Part::Cards(topic).texts().map_or(&[][..], |texts| &texts.cards);
            cards.iter().map(move |card| (topic, card))
        };
        let all = content::open_topics().flat_map(of);
        let cards = all.filter(|(_, card)| ids.is_empty() || ids.contains(&card.id.as_str())).collect();
        Deck { cards, root: "https://example.org/f/".to_owned() }
    }

    fn check(format: Format, ids: &[&str], expect: Expect) {
        // A literal in the source has no carriage returns.
        expect.assert_eq(&format.write(&deck(ids)).replace('\r', ""));
    }

    const CHOICE: &str = "nines-four-a-week";

    #[test]
    fn a_card_with_choices_reads_in_each_format() {
        check(
            Format::Gift,
            &[CHOICE],
            expect![[r#"
                $CATEGORY: $course$/top/Faultline/Reliability and availability

                // question: nines-four-a-week  name: nines-four-a-week
                ::nines-four-a-week::[html]<p>A study note prints, for four nines, 52 min 35.7 s a year, 4 min 23 s a month, 1 min 5 s a week and 8.6 s a day. Which cell cannot be right?</p> {
                  =The week\: it should read 1 min 0.5 s
                  ~The month\: it should read 5 min 15 s#<p>“A month is about a tenth of a year” It is a twelfth, and for a budget of minutes the difference shows.</p>
                  ~None\: the four figures fit together#<p>“A printed figure has been checked” Tables get copied with their mistakes. A week must be seven days, a year twelve months\: such sums take a minute.</p>
                  ####<p>Seven days of 8.64 s each are 60.48 s. A table can be checked against itself\: the week has to be seven times the day. <a href\="https\://example.org/f/doubts/?doubt\=four-nines-a-week">More</a>.</p><p><a href\="https\://example.org/f/labs/availability/?d\=service+99.99%25">See it in the lab</a></p>
                }

            "#]],
        );
        check(
            Format::Csv,
            &[CHOICE],
            expect![[r#"
                id,topic,question,answer,why,wrong 1,why wrong 1,wrong 2,why wrong 2
                nines-four-a-week,Reliability and availability,"A study note prints, for four nines, 52 min 35.7 s a year, 4 min 23 s a month, 1 min 5 s a week and 8.6 s a day. Which cell cannot be right?",The week: it should read 1 min 0.5 s,Seven days of 8.64 s each are 60.48 s. A table can be checked against itself: the week has to be seven times the day. More.,The month: it should read 5 min 15 s,"“A month is about a tenth of a year” It is a twelfth, and for a budget of minutes the difference shows.",None: the four figures fit together,"“A printed figure has been checked” Tables get copied with their mistakes. A week must be seven days, a year twelve months: such sums take a minute."
            "#]],
        );
        check(
            Format::Anki,
            &[CHOICE],
            expect![[r##"
                #separator:tab
                #html:true
                #notetype:Basic
                #guid column:1
                #deck column:2
                #tags column:5
                faultline-nines-four-a-week	Faultline::Reliability and availability	"<p>A study note prints, for four nines, 52 min 35.7 s a year, 4 min 23 s a month, 1 min 5 s a week and 8.6 s a day. Which cell cannot be right?</p><ol type=""A""><li>The week: it should read 1 min 0.5 s</li><li>The month: it should read 5 min 15 s</li><li>None: the four figures fit together</li></ol>"	"<p>The week: it should read 1 min 0.5 s</p><p>Seven days of 8.64 s each are 60.48 s. A table can be checked against itself: the week has to be seven times the day. <a href=""https://example.org/f/doubts/?doubt=four-nines-a-week"">More</a>.</p><p><a href=""https://example.org/f/labs/availability/?d=service+99.99%25"">See it in the lab</a></p><ol type=""A""><li>✓</li><li>✗ “A month is about a tenth of a year” It is a twelfth, and for a budget of minutes the difference shows.</li><li>✗ “A printed figure has been checked” Tables get copied with their mistakes. A week must be seven days, a year twelve months: such sums take a minute.</li></ol>"	faultline reliability
            "##]],
        );
        check(
            Format::Moodle,
            &[CHOICE],
            expect![[r#"
                <?xml version="1.0" encoding="UTF-8"?>
                <quiz>
                <question type="category"><category><text>$course$/top/Faultline/Reliability and availability</text></category>
                </question>
                <question type="multichoice">
                <name><text>nines-four-a-week</text></name>
                <questiontext format="html"><text>&lt;p&gt;A study note prints, for four nines, 52 min 35.7 s a year, 4 min 23 s a month, 1 min 5 s a week and 8.6 s a day. Which cell cannot be right?&lt;/p&gt;</text></questiontext>
                <generalfeedback format="html"><text>&lt;p&gt;Seven days of 8.64 s each are 60.48 s. A table can be checked against itself: the week has to be seven times the day. &lt;a href=&quot;https://example.org/f/doubts/?doubt=four-nines-a-week&quot;&gt;More&lt;/a&gt;.&lt;/p&gt;&lt;p&gt;&lt;a href=&quot;https://example.org/f/labs/availability/?d=service+99.99%25&quot;&gt;See it in the lab&lt;/a&gt;&lt;/p&gt;</text></generalfeedback>
                <defaultgrade>1</defaultgrade>
                <hidden>0</hidden>
                <idnumber>nines-four-a-week</idnumber>
                <penalty>0.3333333</penalty>
                <single>true</single>
                <shuffleanswers>true</shuffleanswers>
                <answernumbering>ABCD</answernumbering>
                <answer fraction="100" format="html">
                <text>The week: it should read 1 min 0.5 s</text><feedback format="html"><text></text></feedback>
                </answer>
                <answer fraction="0" format="html">
                <text>The month: it should read 5 min 15 s</text><feedback format="html"><text>&lt;p&gt;“A month is about a tenth of a year” It is a twelfth, and for a budget of minutes the difference shows.&lt;/p&gt;</text></feedback>
                </answer>
                <answer fraction="0" format="html">
                <text>None: the four figures fit together</text><feedback format="html"><text>&lt;p&gt;“A printed figure has been checked” Tables get copied with their mistakes. A week must be seven days, a year twelve months: such sums take a minute.&lt;/p&gt;</text></feedback>
                </answer>
                <tags><tag><text>reliability</text></tag>
                </tags>
                </question>
                </quiz>
            "#]],
        );
    }

    #[test]
    fn a_card_of_each_other_kind_reads_in_each_format() {
        let all = deck(&[]);
        let of = |is_meant: fn(&Kind) -> bool| all.cards.iter().find(|(_, card)| is_meant(&card.kind));
        let kinds: [fn(&Kind) -> bool; 3] = [
            |kind| matches!(kind, Kind::Numeric(_)),
            |kind| matches!(kind, Kind::Order(_)),
            |kind| matches!(kind, Kind::Predict(_)),
        ];
        for (at, found) in kinds.into_iter().map(of).enumerate() {
            let Some((_, card)) = found else { continue };
            let text = |format: Format| format.write(&deck(&[&card.id]));
            assert!(!Format::ALL.iter().any(|format| text(*format).contains("{answer}")), "{} has names", card.id);
            let moodle = ["type=\"numerical\"", "type=\"matching\"", "type=\"multichoice\""][at];
            assert!(text(Format::Moodle).contains(moodle), "{}", text(Format::Moodle));
            let gift = ["{\n  #", " -> 1\n", "  ~"][at];
            assert!(text(Format::Gift).contains(gift), "{}", text(Format::Gift));
            let anki = ["in ", "<ul><li>", "<ol type"][at];
            assert!(text(Format::Anki).contains(anki), "{}", text(Format::Anki));
        }
    }

    #[test]
    fn every_card_is_in_every_file_under_its_own_id() {
        let all = deck(&[]);
        for format in Format::ALL {
            let text = format.write(&all);
            for (_, card) in &all.cards {
                assert!(text.contains(&card.id), "{format:?} has no {}", card.id);
            }
        }
    }

    #[test]
    fn what_has_a_meaning_in_a_format_is_escaped() {
        assert_eq!(rich::escaped("a < b & \"c\" > d"), "a &lt; b &amp; &quot;c&quot; &gt; d");
        let table = [("plain", "plain"), ("a,b", "\"a,b\""), ("say \"x\"", "\"say \"\"x\"\"\""), ("#1", "\"#1\"")];
        for (text, expect) in table {
            assert_eq!(csv::cell(text), expect);
        }
    }
}
