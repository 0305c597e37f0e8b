//! The pages and their paths.
//!
//! Every page has a real path with its own HTML file, so that a deep link works on any static host and from any folder:
//! paths are relative to the site's root and end in a slash.

use crate::content::{self, Part, Topic};
use crate::labs::{self, Lab};
use crate::program::{EXAMINING_NAME, OWN_DECKS_NAME, READING_NAME, STUDYING_NAME, TEACHING_NAME};

/// A page.
#[derive(Debug, Clone, PartialEq)]
pub enum Route {
    Home,
    Topic(&'static Topic),
    Lab(&'static Lab),
    /// The cards that are due today.
    Study,
    /// The cards of all topics.
    Cards,
    TopicCards(&'static Topic),
    Glossary,
    /// What the notes say and what holds, of all topics.
    Doubts,
    Search,
    Progress,
    /// Cards against the clock, the same for everybody with the link.
    Exam,
    /// Numeric questions without end.
    Practice,
    /// Decks of the reader's own.
    Deck,
    /// The cards for other programs and for paper.
    Teachers,
    /// Makes what embeds a lab or a card.
    Builder,
    /// How embeds get into pages, by worked examples.
    Embedding,
    /// A path that leads nowhere, as the visitor gave it.
    NotFound(String),
}

impl Route {
    /// The path relative to the site's root: empty for the home page, otherwise ending in a slash.
    pub fn path(&self) -> String {
        match self {
            Route::Home => String::new(),
            Route::Topic(topic) => format!("topics/{}/", topic.id),
            Route::Lab(lab) => format!("labs/{}/", lab.id),
            Route::Study => "study/".to_owned(),
            Route::Cards => "cards/".to_owned(),
            Route::TopicCards(topic) => format!("cards/{}/", topic.id),
            Route::Glossary => "glossary/".to_owned(),
            Route::Doubts => "doubts/".to_owned(),
            Route::Search => "search/".to_owned(),
            Route::Progress => "progress/".to_owned(),
            Route::Exam => "exam/".to_owned(),
            Route::Practice => "practice/".to_owned(),
            Route::Deck => "deck/".to_owned(),
            Route::Teachers => "teachers/".to_owned(),
            Route::Builder => "embed/".to_owned(),
            Route::Embedding => "embedding/".to_owned(),
            Route::NotFound(path) => path.clone(),
        }
    }

    /// The page at a path relative to the site's root; a final slash or `index.html` does not matter.
    pub fn parse(path: &str) -> Route {
        let clean = path.strip_suffix("index.html").unwrap_or(path).trim_matches('/');
        let parts: Vec<&str> = clean.split('/').collect();
        let open_topic = |id| content::topic(id).filter(|topic| topic.is_open);
        let route = match parts.as_slice() {
            [""] => Some(Route::Home),
            ["topics", id] => open_topic(id).map(Route::Topic),
            ["labs", id] => labs::by_id(id).map(Route::Lab),
            ["study"] => Some(Route::Study),
            ["cards"] => Some(Route::Cards),
            ["cards", id] => open_topic(id).map(Route::TopicCards),
            ["glossary"] => Some(Route::Glossary),
            ["doubts"] => Some(Route::Doubts),
            ["search"] => Some(Route::Search),
            ["progress"] => Some(Route::Progress),
            ["exam"] => Some(Route::Exam),
            ["practice"] => Some(Route::Practice),
            ["deck"] => Some(Route::Deck),
            ["teachers"] => Some(Route::Teachers),
            ["embed"] => Some(Route::Builder),
            ["embedding"] => Some(Route::Embedding),
            _ => None,
        };
        route.unwrap_or_else(|| Route::NotFound(path.to_owned()))
    }

    /// Every page that has a file, in the order of the map.
    pub fn all() -> Vec<Route> {
        let mut routes = vec![
            Route::Home,
            Route::Study,
            Route::Cards,
            Route::Glossary,
            Route::Doubts,
            Route::Search,
            Route::Progress,
            Route::Exam,
            Route::Practice,
            Route::Deck,
            Route::Teachers,
            Route::Builder,
            Route::Embedding,
        ];
        for topic in content::open_topics() {
            routes.push(Route::Topic(topic));
            routes.push(Route::TopicCards(topic));
        }
        routes.extend(labs::LABS.iter().map(Route::Lab));
        routes
    }

    /// The page of the lab of that id; the map if there is none.
    pub fn lab(id: &str) -> Route {
        labs::by_id(id).map_or(Route::Home, Route::Lab)
    }

    /// The name of the program that runs the page.
    pub fn program(&self) -> &'static str {
        match self {
            Route::Lab(lab) => lab.id,
            Route::Study | Route::Cards | Route::TopicCards(_) | Route::Progress => STUDYING_NAME,
            Route::Exam | Route::Practice => EXAMINING_NAME,
            Route::Deck => OWN_DECKS_NAME,
            Route::Teachers | Route::Builder | Route::Embedding => TEACHING_NAME,
            Route::Home | Route::Topic(_) | Route::Glossary | Route::Doubts | Route::Search | Route::NotFound(_) => {
                READING_NAME
            }
        }
    }

    /// Whether the page may show labs in frames. Its content security policy allows those of this site and no other.
    ///
    /// A card may ask to predict a run. All pages of its program have one policy, so that none of them has to be
    /// loaded anew: where the browser keeps nothing, the answers of a visit live in the program alone.
    pub fn has_frames(&self) -> bool {
        *self == Route::Builder || self.program() == STUDYING_NAME
    }

    /// The texts that the page shows, which are fetched apart from the program.
    pub fn parts(&self) -> Vec<Part> {
        match self {
            // The other pages fetch what they turn out to need, and the search what would be most of its page, once
            // they stand.
            Route::Home | Route::Lab(_) | Route::Search | Route::NotFound(_) => Vec::new(),
            Route::Progress | Route::Exam | Route::Practice | Route::Deck => Vec::new(),
            Route::Teachers | Route::Builder | Route::Embedding => Vec::new(),
            Route::Topic(topic) => vec![Part::Concept(topic)],
            Route::TopicCards(topic) => vec![Part::Cards(topic)],
            // A first visit starts with the first topic; cards of others come when their turn does.
            Route::Study | Route::Cards => content::open_topics().take(1).map(Part::Cards).collect(),
            Route::Glossary => vec![Part::Glossary],
            Route::Doubts => vec![Part::Doubts],
        }
    }

    /// The page's own name, without the site's.
    pub fn title(&self) -> String {
        match self {
            Route::Home => "Faultline: a playground for reliable distributed systems".to_owned(),
            Route::Topic(topic) => topic.title.to_owned(),
            Route::Lab(lab) => lab.title.to_owned(),
            Route::Study => "Study".to_owned(),
            Route::Cards => "All cards".to_owned(),
            Route::TopicCards(topic) => format!("Cards: {}", topic.title),
            Route::Glossary => "Glossary".to_owned(),
            Route::Doubts => "Notes against reality".to_owned(),
            Route::Search => "Search".to_owned(),
            Route::Progress => "Your progress".to_owned(),
            Route::Exam => "Exam".to_owned(),
            Route::Practice => "Practice with numbers".to_owned(),
            Route::Deck => "Your own decks".to_owned(),
            Route::Teachers => "For teachers".to_owned(),
            Route::Builder => "Embed a lab or a card".to_owned(),
            Route::Embedding => "Embedding, step by step".to_owned(),
            Route::NotFound(_) => "Page not found".to_owned(),
        }
    }

    /// The title of the browser's tab.
    pub fn document_title(&self) -> String {
        match self {
            Route::Home => self.title(),
            _ => format!("{} · Faultline", self.title()),
        }
    }

    /// One sentence for search engines and previews.
    pub fn description(&self) -> String {
        match self {
            Route::Home => "Predict what a distributed system will do, run it, break it, and see why.".to_owned(),
            Route::Topic(topic) => content::outline(topic).summary.to_owned(),
            Route::Lab(lab) => lab.question.to_owned(),
            Route::Study => {
                "The cards that are due today, each asked again just before you would forget it.".to_owned()
            }
            Route::Cards => "Questions on every topic; many of their answers are proved by a run.".to_owned(),
            Route::TopicCards(topic) => {
                format!("Questions on {}: think, then reveal.", topic.title.to_ascii_lowercase())
            }
            Route::Glossary => "The terms of reliable distributed systems, each in a sentence or two.".to_owned(),
            Route::Doubts => "What the study notes say, what holds, and the run that shows it.".to_owned(),
            Route::Search => "Every topic, term and card of Faultline on one page.".to_owned(),
            Route::Teachers => {
                "The cards as a file for Anki, Moodle or a spreadsheet, or as a sheet to print.".to_owned()
            }
            Route::Builder => {
                "Choose what readers of your page see, look at it, and copy the line that does it.".to_owned()
            }
            Route::Embedding => {
                "How a lab gets into a page of Moodle, Canvas, mdBook, Jupyter Book, Docusaurus or Hugo.".to_owned()
            }
            Route::Practice => {
                "Questions with numbers on availability, quorums and load, drawn anew each time and worked out."
                    .to_owned()
            }
            Route::Exam => {
                "A number of questions, a limit of time, a report: the same for everybody with the link.".to_owned()
            }
            Route::Deck => "Your own questions beside ours, from a file that never leaves this browser.".to_owned(),
            Route::Progress => "Your answers, kept in this browser: look at them, export them, import them.".to_owned(),
            Route::NotFound(_) => "There is no page at this address.".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_found_again_by_its_path() {
        for route in Route::all() {
            assert_eq!(Route::parse(&route.path()), route);
            assert_eq!(Route::parse(&format!("/{}index.html", route.path())), route);
        }
    }

    #[test]
    fn planned_topics_and_strange_paths_are_not_found() {
        for path in ["topics/consensus/", "labs/", "x", "cards/availability/y", "//"] {
            let route = Route::parse(path);
            let is_found = !matches!(route, Route::NotFound(_));
            assert_eq!(is_found, path == "//", "{path}");
        }
    }
}
