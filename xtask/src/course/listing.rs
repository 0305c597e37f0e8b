//! The list of topics that the app writes for the packages: a line a thing, its values apart by tabs.
//!
//! The lines of a topic follow its `topic` line. What each means stands in the app's `courses` module.

use anyhow::{Result, bail, ensure};

/// A topic as a course.
#[derive(Debug, PartialEq)]
pub struct Course {
    /// The topic's id: small letters, digits and hyphens.
    pub id: String,
    /// Shown name.
    pub title: String,
    /// The question that it answers.
    pub question: String,
    /// What the student is led through, in order.
    pub steps: Vec<Step>,
    /// Paths of further pages that its texts link to, from the site's root.
    pub also: Vec<String>,
    /// Names of the files of words that its pages fetch.
    pub words: Vec<String>,
    /// Its cards, in order.
    pub cards: Vec<Card>,
}

/// A page that the student is led to.
#[derive(Debug, PartialEq)]
pub struct Step {
    /// `read`, `lab` or `cards`.
    pub kind: String,
    /// From the site's root, with a slash at the end.
    pub path: String,
    /// Shown name.
    pub title: String,
}

/// A card, by what the shell needs of it.
#[derive(Debug, PartialEq)]
pub struct Card {
    /// Stable name.
    pub id: String,
    /// Whether the page marks it, rather than whoever answers.
    pub is_marked: bool,
}

impl Course {
    /// The page that a system opens, from the root of the package.
    pub fn launch(&self) -> String {
        format!("{}.html", self.id)
    }

    /// The paths of all its pages.
    pub fn pages(&self) -> impl Iterator<Item = &str> {
        self.steps.iter().map(|step| &step.path).chain(&self.also).map(String::as_str)
    }
}

/// Reads the list.
///
/// # Errors
/// A line that is none of the list's, and a list without topics.
pub fn parse(text: &str) -> Result<Vec<Course>> {
    let mut courses: Vec<Course> = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let values: Vec<&str> = line.split('\t').collect();
        match (values.as_slice(), courses.last_mut()) {
            ([first, id, title, question], _) if *first == "topic" => courses.push(Course::new(id, title, question)),
            (["step", kind, path, title], Some(course)) => {
                let [kind, path, title] = [kind, path, title].map(|value| (*value).to_owned());
                course.steps.push(Step { kind, path, title });
            }
            (["also", path], Some(course)) => course.also.push((*path).to_owned()),
            (["words", name], Some(course)) => course.words.push((*name).to_owned()),
            (["card", id, how], Some(course)) => {
                course.cards.push(Card { id: (*id).to_owned(), is_marked: *how == "marked" });
            }
            _ => bail!("the list of courses, line {}: `{line}` is no line of it", at + 1),
        }
    }
    ensure!(!courses.is_empty(), "the list of courses is empty");
    Ok(courses)
}

impl Course {
    fn new(id: &str, title: &str, question: &str) -> Course {
        let [id, title, question] = [id, title, question].map(str::to_owned);
        Course { id, title, question, steps: Vec::new(), also: Vec::new(), words: Vec::new(), cards: Vec::new() }
    }
}
