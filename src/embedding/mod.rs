//! Embedding from the outside: what a teacher puts into another page, and the texts that do it.
//!
//! An [`Embedding`] is what stands in the frame and how. The builder's own link carries it (`lab=quorum&n=5&locked=n`);
//! its keys are others than those of the frame's address (`lock=n`), which mean the page that they stand on. `snippets`
//! writes it as HTML, Markdown and addresses, `places` says how that gets into a page of Moodle, mdBook and others.
//!
//! A scenario is carried as it is. Whether a lab can use its values only the lab's program knows, and says so in the
//! frame; here a key is known or it is not.

pub mod places;
pub mod snippets;

use crate::content::{self, Challenge, Topic};
use crate::labs::{self, Knob, Lab};
use crate::link::{self, Fields, Note};
use crate::route::Route;
use crate::settings::{Choices, choice_word, take_choice};
use places::Place;

/// How high a frame can be asked to be, in pixels.
pub const HEIGHT: (u32, u32) = (200, 2_000);
/// The height unless something else is asked for.
const HEIGHT_DEFAULT: u32 = 640;
/// What stands in the frame unless the link says.
const LAB_DEFAULT: &str = "quorum";

/// The parameters of the builder's link, before those of the scenario.
const KEYS: [&str; 10] = ["lab", "card", "preset", "locked", "hidden", "look", "still", "aim", "height", "place"];
/// The parameters of a frame's address that are not the scenario's; the scheme is EMBEDDING.md's.
#[cfg(test)]
const FRAME_KEYS: [&str; 11] =
    ["embed", "theme", "lang", "lock", "hide", "motion", "goal", "preset", "card", "store", "course"];
/// What a lab's link carries beside the settings that can be locked.
const CARRIED: [&str; 3] = ["at", "keys", "trace"];

/// The parts of a frame that can be hidden in every lab, before the lab's own.
const SHARED_PARTS: [Knob; 3] =
    [("title", "Title and question"), ("panels", "All below the picture"), ("open", "The link to the whole page")];

/// How light or dark a frame is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// As the reader's system has it.
    Auto,
    Light,
    Dark,
    /// Larger and with more contrast.
    Projector,
}

/// The looks, by their words in links.
pub const LOOKS: Choices<Look> =
    &[("auto", Look::Auto), ("light", Look::Light), ("dark", Look::Dark), ("projector", Look::Projector)];

/// What stands in the frame.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    Lab {
        lab: &'static Lab,
        /// A preset to predict; empty for none. It has a scenario of its own.
        preset: String,
        /// Pairs of the lab's link, decoded, in their order.
        scenario: Vec<(String, String)>,
    },
    Card {
        topic: &'static Topic,
        id: &'static str,
    },
}

/// What stands in a frame, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct Embedding {
    pub what: What,
    /// The keys that readers cannot change.
    pub locked: Vec<&'static str>,
    /// The parts that are not shown.
    pub hidden: Vec<&'static str>,
    pub look: Look,
    /// Whether nothing moves by itself.
    pub is_still: bool,
    /// Whether answers may be kept in the reader's browser.
    pub is_kept: bool,
    /// The conditions that the frame marks, `name:value,…`; empty for none.
    pub goal: String,
    /// The least height in pixels, within [`HEIGHT`].
    pub height: u32,
    /// What the page is written with that it is to stand in.
    pub place: Place,
}

impl Default for Embedding {
    fn default() -> Self {
        Self::of_lab(labs::by_id(LAB_DEFAULT).unwrap_or(&labs::LABS[0]))
    }
}

impl Embedding {
    /// A lab as it comes.
    pub fn of_lab(lab: &'static Lab) -> Embedding {
        Self::of(What::Lab { lab, preset: String::new(), scenario: Vec::new() })
    }

    /// A card.
    pub fn of_card(topic: &'static Topic, id: &'static str) -> Embedding {
        Embedding { height: 420, ..Self::of(What::Card { topic, id }) }
    }

    fn of(what: What) -> Embedding {
        Embedding {
            what,
            locked: Vec::new(),
            hidden: Vec::new(),
            look: Look::Auto,
            is_still: false,
            is_kept: false,
            goal: String::new(),
            height: HEIGHT_DEFAULT,
            place: Place::Html,
        }
    }

    /// The lab in the frame, if it is one.
    pub fn lab(&self) -> Option<&'static Lab> {
        match self.what {
            What::Lab { lab, .. } => Some(lab),
            What::Card { .. } => None,
        }
    }

    /// What of the lab can be locked.
    pub fn keys(&self) -> &'static [Knob] {
        self.lab().and_then(|lab| labs::knobs(lab.id)).map_or(&[], |knobs| knobs.keys)
    }

    /// What of the lab's page can be hidden.
    pub fn parts(&self) -> Vec<Knob> {
        let own = self.lab().and_then(|lab| labs::knobs(lab.id));
        own.map_or(Vec::new(), |knobs| [&SHARED_PARTS, knobs.parts].concat())
    }

    /// Reads the builder's link. Never fails: what cannot be used becomes a note.
    pub fn from_query(query: &str) -> (Embedding, Vec<Note>) {
        let mut fields = Fields::parse(query);
        let card = fields.take_known("card", card, |name| format!("there is no card `{name}`; a lab is shown instead"));
        let lab = fields.take_known("lab", labs::by_id, |name| format!("there is no lab `{name}`"));
        let mut embedding = match card {
            Some((topic, id)) => Self::of_card(topic, id),
            None => lab.map_or_else(Self::default, Self::of_lab),
        };
        embedding.look = take_choice(&mut fields, "look", Look::Auto, LOOKS);
        embedding.is_still = take_choice(&mut fields, "still", false, &[("no", false), ("yes", true)]);
        embedding.is_kept = take_choice(&mut fields, "kept", false, &[("no", false), ("yes", true)]);
        embedding.height = fields.take("height", embedding.height, parse_height);
        embedding.place = take_choice(&mut fields, "place", Place::Html, places::PLACES);
        if embedding.lab().is_some() {
            embedding.goal = fields.take_text("aim").unwrap_or_default();
            embedding.locked = take_names(&mut fields, "locked", embedding.keys());
            embedding.hidden = take_names(&mut fields, "hidden", &embedding.parts());
            embedding.take_scenario(&mut fields);
        }
        (embedding, fields.finish(&KEYS))
    }

    /// Asks for the goal of a challenge. A lab that opens as it comes opens where the challenge starts.
    pub fn aim_at(&mut self, challenge: &Challenge) {
        self.goal = goal_of(challenge);
        let is_plain = self.page_query().is_empty();
        if let What::Lab { scenario, .. } = &mut self.what
            && is_plain
        {
            let keys: Vec<&str> = lab_keys(challenge.lab).collect();
            *scenario = Fields::parse(&link::from_readable(challenge.start)).take_all(&keys);
        }
    }

    /// Takes the preset, and those pairs that the lab knows.
    fn take_scenario(&mut self, fields: &mut Fields) {
        let keys: Vec<&str> = self.lab().map_or(Vec::new(), |lab| lab_keys(lab.id).collect());
        if let What::Lab { preset, scenario, .. } = &mut self.what {
            *preset = fields.take_text("preset").unwrap_or_default();
            *scenario = fields.take_all(&keys);
        }
    }

    /// The builder's link to this.
    pub fn to_query(&self) -> String {
        let mut pairs: Vec<(&str, String)> = Vec::new();
        let (usual, preset) = match &self.what {
            What::Card { topic, id } => {
                pairs.push(("card", (*id).to_owned()));
                (Self::of_card(topic, id).height, "")
            }
            What::Lab { lab, preset, scenario } => {
                pairs.push(("lab", lab.id.to_owned()));
                pairs.extend(scenario.iter().map(|(key, value)| (key.as_str(), value.clone())));
                (HEIGHT_DEFAULT, preset.as_str())
            }
        };
        let rest = [
            ("preset", preset.to_owned()),
            ("locked", self.locked.join(",")),
            ("hidden", self.hidden.join(",")),
            ("look", self.look_word().to_owned()),
            ("still", if self.is_still { "yes" } else { "" }.to_owned()),
            ("kept", if self.is_kept { "yes" } else { "" }.to_owned()),
            ("aim", self.goal.clone()),
            ("height", if self.height == usual { String::new() } else { self.height.to_string() }),
            ("place", if self.place == Place::Html { "" } else { choice_word(self.place, places::PLACES) }.to_owned()),
        ];
        pairs.extend(rest.into_iter().filter(|(_, value)| !value.is_empty()));
        link::write(&pairs)
    }

    /// The word of the look in links; empty for the usual one.
    fn look_word(&self) -> &'static str {
        if self.look == Look::Auto { "" } else { choice_word(self.look, LOOKS) }
    }

    /// The pairs of the lab's link.
    fn scenario(&self) -> &[(String, String)] {
        match &self.what {
            What::Lab { scenario, preset, .. } if preset.is_empty() => scenario,
            _ => &[],
        }
    }

    /// The page that stands in the frame.
    pub fn route(&self) -> Route {
        match self.what {
            What::Lab { lab, .. } => Route::Lab(lab),
            What::Card { topic, .. } => Route::TopicCards(topic),
        }
    }

    /// The query of the page by itself, outside a frame.
    pub fn page_query(&self) -> String {
        let mut pairs: Vec<(&str, String)> =
            self.scenario().iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
        pairs.extend(self.named().map(|(key, value)| (key, value.to_owned())));
        link::write(&pairs)
    }

    /// The query of the page in the frame.
    pub fn frame_query(&self) -> String {
        let page = self.page_query();
        let settings = link::write(&self.settings().collect::<Vec<_>>());
        let parts = ["embed=1".to_owned(), page, settings];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("&")
    }

    /// The preset or the card, by the key that names it.
    fn named(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let named = match &self.what {
            What::Lab { preset, .. } => ("preset", preset.as_str()),
            What::Card { id, .. } => ("card", *id),
        };
        Some(named).into_iter().filter(|(_, value)| !value.is_empty())
    }

    /// How the frame differs from one that nobody has set, by the keys of its address.
    fn settings(&self) -> impl Iterator<Item = (&'static str, String)> {
        let all = [
            ("theme", self.look_word().to_owned()),
            ("lock", self.locked.join(",")),
            ("hide", self.hidden.join(",")),
            ("goal", self.goal.clone()),
            ("motion", if self.is_still { "off" } else { "" }.to_owned()),
            ("store", if self.is_kept { "1" } else { "" }.to_owned()),
        ];
        all.into_iter().filter(|(_, value)| !value.is_empty())
    }

    /// Reads an address of the site that somebody pasted: of a lab's page, of a card's, or of a frame.
    ///
    /// # Errors
    /// What was expected.
    pub fn from_address(text: &str) -> Result<Embedding, String> {
        let address = text.trim().split('#').next().unwrap_or_default();
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let query = if query.len() > link::QUERY_MAX { "" } else { query };
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && *part != "index.html").collect();
        let mut fields = Fields::parse(query);
        let mut embedding = match parts[..] {
            [.., "labs", id] => labs::by_id(id).map(Self::of_lab),
            [.., "cards", _] => {
                fields.take_text("card").and_then(|id| card(&id)).map(|(topic, id)| Self::of_card(topic, id))
            }
            _ => None,
        }
        .ok_or("expected the address of a lab, such as …/labs/quorum/?n=3, or of a card")?;
        embedding.look = take_choice(&mut fields, "theme", Look::Auto, LOOKS);
        embedding.is_still = fields.take_text("motion").is_some_and(|motion| motion == "off");
        embedding.is_kept = fields.take_text("store").is_some_and(|store| store == "1");
        if embedding.lab().is_some() {
            embedding.locked = take_names(&mut fields, "lock", embedding.keys());
            embedding.hidden = take_names(&mut fields, "hide", &embedding.parts());
            embedding.goal = fields.take_text("goal").unwrap_or_default();
            embedding.take_scenario(&mut fields);
        }
        Ok(embedding)
    }
}

/// The conditions of a challenge, as the address of a frame names them: commas part conditions, so one that lists
/// several things becomes one for each.
pub fn goal_of(challenge: &Challenge) -> String {
    let each =
        challenge.conditions.iter().flat_map(|(name, value)| value.split(',').map(move |one| (name, one.trim())));
    each.map(|(name, value)| format!("{name}:{value}")).collect::<Vec<_>>().join(",")
}

/// What a lab's link can carry.
fn lab_keys(lab: &str) -> impl Iterator<Item = &'static str> {
    let own = labs::knobs(lab).map_or(&[][..], |knobs| knobs.keys);
    own.iter().map(|(key, _)| *key).chain(CARRIED)
}

/// A card and its topic.
fn card(id: &str) -> Option<(&'static Topic, &'static str)> {
    let topic = content::topic_of_card(id).filter(|topic| topic.is_open)?;
    let id = content::card_ids(topic.id).iter().find(|known| **known == id)?;
    Some((topic, id))
}

/// Takes a list of names, in the order of those that are known; each that is not is noted.
fn take_names(fields: &mut Fields, key: &str, known: &[Knob]) -> Vec<&'static str> {
    let text = fields.take_text(key).unwrap_or_default();
    let asked: Vec<&str> = text.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
    for name in asked.iter().filter(|name| !known.iter().any(|(known, _)| known == *name)) {
        fields.note(key, format!("the lab has no `{}`; it was left out", link::shortened(name)));
    }
    known.iter().map(|(name, _)| *name).filter(|name| asked.contains(name)).collect()
}

/// Reads a height in pixels.
///
/// # Errors
/// What was expected.
pub fn parse_height(text: &str) -> Result<u32, String> {
    let (min, max) = HEIGHT;
    let height = text.trim().trim_end_matches("px").trim_end().parse().ok();
    height
        .filter(|height| (min..=max).contains(height))
        .ok_or_else(|| format!("expected a height from {min} to {max} pixels, not `{}`", link::shortened(text)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    fn check(query: &str, expect: Expect) {
        let (embedding, notes) = Embedding::from_query(query);
        let notes: Vec<String> = notes.iter().map(|note| format!("\n{note}")).collect();
        expect.assert_eq(&format!("{}\n{}{}\n", embedding.to_query(), embedding.frame_query(), notes.concat()));
    }

    #[test]
    fn a_labs_own_link_is_what_stands_in_the_frame() {
        check(
            "lab=quorum&n=5&do=0+crash+r1&at=5ms",
            expect![[r#"
                lab=quorum&n=5&do=0+crash+r1&at=5ms
                embed=1&n=5&do=0+crash+r1&at=5ms
            "#]],
        );
    }

    #[test]
    fn what_is_chosen_stands_in_the_frames_address() {
        check(
            "lab=quorum&locked=r,n&hidden=take,challenges&look=projector&still=yes&aim=n_max:5&height=900",
            expect![[r#"
                lab=quorum&locked=n,r&hidden=challenges,take&look=projector&still=yes&aim=n_max:5&height=900
                embed=1&theme=projector&lock=n,r&hide=challenges,take&goal=n_max:5&motion=off
            "#]],
        );
    }

    #[test]
    fn a_preset_has_a_scenario_of_its_own_and_a_card_none() {
        check(
            "lab=quorum&preset=p&n=5",
            expect![[r#"
            lab=quorum&n=5&preset=p
            embed=1&preset=p
        "#]],
        );
        check(
            "card=nines-of-995&look=dark",
            expect![[r#"
                card=nines-of-995&look=dark
                embed=1&card=nines-of-995&theme=dark
            "#]],
        );
    }

    #[test]
    fn what_cannot_be_used_is_named() {
        check(
            "lab=cluster&locked=n,x&hidden=everything&look=pink&height=9&colour=red",
            expect![[r#"
                lab=quorum&locked=n
                embed=1&lock=n
                lab: there is no lab `cluster`
                look: expected auto, light, dark, projector, not `pink`; used auto instead
                height: expected a height from 200 to 2000 pixels, not `9`; used 640 instead
                locked: the lab has no `x`; it was left out
                hidden: the lab has no `everything`; it was left out
                colour: this page has no such setting and ignored it; it knows lab, card, preset, locked, hidden, look, still, aim, height, place
            "#]],
        );
    }

    #[test]
    fn an_address_that_is_pasted_becomes_what_it_shows() {
        let check = |address: &str, query: &str| {
            let embedding = Embedding::from_address(address);
            assert_eq!(embedding.map(|embedding| embedding.to_query()), Ok(query.to_owned()), "{address}");
        };
        check("https://x.example/a/labs/quorum/?n=5&trace=abc#x", "lab=quorum&n=5&trace=abc");
        check(" /labs/cap ", "lab=cap");
        check("labs/cap/index.html?embed=1&theme=dark&lock=nodes&side=ap", "lab=cap&side=ap&locked=nodes&look=dark");
        for bad in ["", "quorum", "https://x.example/labs/", "https://x.example/labs/x/", "cards/quorums/"] {
            assert!(Embedding::from_address(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_challenge_is_a_goal_from_where_it_starts() {
        let challenges = || labs::LABS.iter().flat_map(|lab| content::challenges_of(lab.id));
        for challenge in challenges() {
            let mut embedding = Embedding::of_lab(labs::by_id(challenge.lab).expect("a lab"));
            embedding.aim_at(challenge);
            assert_eq!(embedding.page_query(), link::from_readable(challenge.start), "{}", challenge.id);
            let is_condition = |text: &str| text.split(':').filter(|part| !part.is_empty()).count() == 2;
            assert!(embedding.goal.split(',').all(is_condition), "{}: {}", challenge.id, embedding.goal);
        }
        assert!(challenges().count() > 10);
    }

    #[test]
    fn no_lab_has_a_part_called_like_one_of_every_lab() {
        for lab in labs::LABS {
            let parts = Embedding::of_lab(lab).parts();
            for (name, label) in &parts {
                let n = parts.iter().filter(|other| other.0 == *name || other.1 == *label).count();
                assert_eq!(n, 1, "{}: {name}", lab.id);
            }
        }
    }

    #[test]
    fn no_lab_has_a_setting_with_a_name_that_means_something_else_here() {
        for lab in labs::LABS {
            for key in lab_keys(lab.id) {
                assert!(!KEYS.contains(&key) && !FRAME_KEYS.contains(&key), "{}: {key}", lab.id);
            }
        }
    }

    proptest! {
        #[test]
        fn any_link_gives_an_embedding_that_survives_its_link(
            query in "((lab|card|preset|locked|hidden|look|still|aim|height|n|do)=[a-z0-9%+,<\"&]{0,12}&?){0,6}"
        ) {
            let (embedding, _) = Embedding::from_query(&query);
            let (again, notes) = Embedding::from_query(&embedding.to_query());
            prop_assert_eq!(again, embedding);
            prop_assert_eq!(notes, vec![]);
        }

        #[test]
        fn a_frames_address_is_read_back(query in "lab=(quorum|cap)&(n=[0-9]&)?(locked=(n|nodes|seed)&)?(look=dark&)?(still=yes)?") {
            let (embedding, _) = Embedding::from_query(&query);
            let address = format!("https://x.example/{}?{}", embedding.route().path(), embedding.frame_query());
            prop_assert_eq!(Embedding::from_address(&address), Ok(embedding));
        }

        #[test]
        fn any_pasted_text_is_read_without_a_panic(text in "\\PC{0,80}") {
            let _ = Embedding::from_address(&text);
        }
    }
}
