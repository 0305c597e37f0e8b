//! What an exam's link says.
//!
//! ```text
//! exam/?seed=7&n=20&minutes=15&topics=cap,quorums
//! ```

use crate::content::{self, Topic};
use crate::link::{self, Fields, Note, shortened};
use crate::settings::{parse_count, parse_seed};

/// What decides an exam, beside the cards.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    pub seed: u64,
    /// How many questions it has, from 1 to [`Settings::N_MAX`]; fewer if the topics have fewer.
    pub n: u8,
    /// How long it may take, from 1 to [`Settings::MINUTES_MAX`].
    pub minutes: u8,
    /// Whose cards are asked. Where the link names none, all of the site, and no deck of the reader's own: everybody
    /// with the link has the same exam.
    pub topics: Vec<&'static Topic>,
}

impl Settings {
    pub const N_MAX: u8 = 100;
    pub const MINUTES_MAX: u8 = 240;
    const KEYS: [&str; 4] = ["seed", "n", "minutes", "topics"];

    /// Reads a link; `known` are the topics that it can name.
    pub fn from_query(query: &str, known: &[&'static Topic]) -> (Settings, Vec<Note>) {
        let mut fields = Fields::parse(query);
        let default = Settings::default();
        let settings = Settings {
            seed: fields.take("seed", default.seed, parse_seed),
            n: fields.take("n", default.n, |text| parse_count(text, 1, Settings::N_MAX)),
            minutes: fields.take("minutes", default.minutes, |text| parse_count(text, 1, Settings::MINUTES_MAX)),
            topics: take_topics(&mut fields, known, &default.topics),
        };
        (settings, fields.finish(&Settings::KEYS))
    }

    /// The link's query. All is in it but the topics where they are all: what is usual may change, and an exam may not.
    pub fn to_query(&self) -> String {
        let numbers = [self.seed, self.n.into(), self.minutes.into()].map(|number| number.to_string());
        let mut pairs: Vec<(&str, String)> = Settings::KEYS.into_iter().zip(numbers).collect();
        pairs.extend(topics_pair(&self.topics));
        link::write(&pairs)
    }

    /// The limit of time.
    pub fn limit_ms(&self) -> u64 {
        u64::from(self.minutes) * 60_000
    }
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { seed: 1, n: 20, minutes: 20, topics: content::open_topics().collect() }
    }
}

/// The topics that a link names, in the order of those that are known; `default` where it names none.
pub fn take_topics(fields: &mut Fields, known: &[&'static Topic], default: &[&'static Topic]) -> Vec<&'static Topic> {
    let Some(text) = fields.take_text("topics") else { return default.to_vec() };
    let ids: Vec<&str> = text.split(',').filter(|id| !id.is_empty()).collect();
    for id in ids.iter().filter(|id| !known.iter().any(|topic| topic.id == **id)) {
        fields.note("topics", format!("there is no topic `{}`; it was left out", shortened(id)));
    }
    known.iter().copied().filter(|topic| ids.contains(&topic.id)).collect()
}

/// How a link names topics; not at all where they are all of the site.
pub fn topics_pair(topics: &[&'static Topic]) -> Option<(&'static str, String)> {
    let ids: Vec<&str> = topics.iter().map(|topic| topic.id).collect();
    (!content::open_topics().map(|topic| topic.id).eq(ids.iter().copied())).then(|| ("topics", ids.join(",")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn known() -> Vec<&'static Topic> {
        content::open_topics().collect()
    }

    #[test]
    fn an_exam_survives_its_link() {
        for query in ["", "seed=7&n=20&minutes=15&topics=cap,quorums", "n=1&minutes=240", "topics="] {
            let (settings, notes) = Settings::from_query(query, &known());
            assert!(notes.is_empty(), "{query}: {notes:?}");
            assert_eq!(Settings::from_query(&settings.to_query(), &known()).0, settings, "{query}");
        }
        let (settings, _) = Settings::from_query("topics=quorums,cap", &known());
        assert_eq!(settings.to_query(), "seed=1&n=20&minutes=20&topics=quorums,cap");
    }

    #[test]
    fn what_a_link_cannot_ask_is_named() {
        let (settings, notes) = Settings::from_query("seed=x&n=0&minutes=999&topics=cap,own-x&answers=yes", &known());
        assert_eq!((settings.seed, settings.n, settings.minutes, settings.topics.len()), (1, 20, 20, 1));
        let notes: Vec<String> = notes.iter().map(Note::to_string).collect();
        assert_eq!(notes.len(), 5, "{notes:?}");
        assert!(notes[1].contains("expected a number from 1 to 100, not `0`; used 20 instead"), "{notes:?}");
        assert!(notes[3].contains("there is no topic `own-x`"), "{notes:?}");
    }

    proptest! {
        #[test]
        fn any_link_is_read_without_a_panic(query in "(seed|n|minutes|topics|=|&|,|[0-9]|cap|\\PC){0,12}") {
            let (settings, _) = Settings::from_query(&query, &known());
            prop_assert_eq!(Settings::from_query(&settings.to_query(), &known()).0, settings);
        }
    }
}
