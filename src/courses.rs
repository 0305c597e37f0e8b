//! What belongs to a topic taken alone, for the packages that learning management systems run.
//!
//! ```text
//! topic   cap    CAP and consistency    What must be given up …
//! step    read   topics/cap/            CAP and consistency
//! step    lab    labs/cap/              CAP
//! step    cards  cards/cap/             Cards: CAP and consistency
//! also    labs/quorum/
//! words   concept-cap.bin
//! card    eventual-which-value          marked
//! ```
//!
//! A line a thing, its values apart by tabs. The build house reads it and knows nothing else of what is taught.
//! A step is what the student is led through; `also` are pages that the texts link to. A card is marked by the page, or
//! by whoever answers it.
//!
//! Left out: topics that the texts mention. Their pages are other packages.

use crate::content::{self, Kind, Part, Topic};
use crate::labs;
use crate::route::Route;

/// The courses of all open topics, in teaching order.
pub fn listing() -> String {
    content::open_topics().map(of_topic).collect()
}

fn of_topic(topic: &'static Topic) -> String {
    let mut lines = line(&["topic", topic.id, topic.title, content::outline(topic).question]);
    let labs_of_topic: Vec<Route> = topic.labs.iter().filter_map(|id| labs::by_id(id)).map(Route::Lab).collect();
    let mut steps = vec![("read", Route::Topic(topic))];
    steps.extend(labs_of_topic.iter().map(|lab| ("lab", lab.clone())));
    steps.push(("cards", Route::TopicCards(topic)));
    for (kind, route) in &steps {
        lines += &line(&["step", kind, &route.path(), &route.title()]);
    }
    let linked: Vec<Route> =
        linked_labs(topic).into_iter().filter(|lab| !labs_of_topic.contains(lab)).chain([Route::Glossary]).collect();
    for route in &linked {
        lines += &line(&["also", &route.path()]);
    }
    let is_there = |lab: &Route| labs_of_topic.contains(lab) || linked.contains(lab);
    let labs = labs::LABS.iter().filter(|lab| is_there(&Route::Lab(lab)));
    // What a lab asks its visitors, and what a frame can hide and lock of it.
    let lessons = labs.flat_map(|lab| [format!("lessons-{}.txt", lab.id), format!("lab-{}.txt", lab.id)]);
    let parts = parts(topic).map(|part| format!("{}.bin", part.name()));
    for file in parts.into_iter().chain(lessons) {
        lines += &line(&["words", &file]);
    }
    for card in Part::Cards(topic).texts().map_or(&[][..], |texts| &texts.cards) {
        let how = if card.kind == Kind::Recall { "told" } else { "marked" };
        lines += &line(&["card", &card.id, how]);
    }
    lines
}

fn parts(topic: &'static Topic) -> [Part; 3] {
    [Part::Concept(topic), Part::Cards(topic), Part::Glossary]
}

/// The labs that a topic's texts lead to, whichever field of them names it.
fn linked_labs(topic: &'static Topic) -> Vec<Route> {
    // What Debug says names every field, those of tomorrow as well. The glossary belongs to all topics.
    let said = parts(topic).into_iter().take(2).filter_map(Part::texts).map(|texts| format!("{texts:?}"));
    let said: String = said.collect();
    let is_named =
        |id: &str| ["Lab(\"", "lab: \"", "lab: Some(\""].iter().any(|way| said.contains(&format!("{way}{id}\"")));
    labs::LABS.iter().filter(|lab| is_named(lab.id)).map(Route::Lab).collect()
}

/// Values with tabs between; a tab within one would be another value.
fn line(values: &[&str]) -> String {
    let values: Vec<String> = values.iter().map(|value| value.replace(['\t', '\n'], " ")).collect();
    format!("{}\n", values.join("\t"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(id: &str) -> String {
        of_topic(content::topic(id).expect("a topic"))
    }

    #[test]
    fn a_course_reads_then_tries_then_asks() {
        let steps: Vec<String> =
            of("quorums").lines().filter(|line| line.starts_with("step")).map(str::to_owned).collect();
        let expect = ["read\ttopics/quorums/", "lab\tlabs/quorum/", "lab\tlabs/families/", "cards\tcards/quorums/"];
        assert_eq!(steps.len(), expect.len(), "{steps:?}");
        for (step, expect) in steps.iter().zip(expect) {
            assert!(step.starts_with(&format!("step\t{expect}\t")), "{step}");
        }
    }

    #[test]
    fn labs_that_the_texts_lead_to_come_along() {
        let cap = of("cap");
        assert!(cap.contains("also\tlabs/quorum/\n") && cap.contains("also\tglossary/\n"), "{cap}");
        assert!(!cap.contains("also\tlabs/cap/"), "a step is not named twice");
        assert!(!of("scaling").contains("labs/"), "no text of it leads to a lab");
    }

    #[test]
    fn every_card_is_in_the_course_of_its_topic() {
        for topic in content::open_topics() {
            let listed = of_topic(topic);
            assert_eq!(listed.lines().filter(|line| line.starts_with("card\t")).count(), topic.n_cards, "{}", topic.id);
            assert!(listed.lines().all(|line| !line.contains("\t\t") && !line.ends_with('\t')), "{listed}");
        }
    }
}
