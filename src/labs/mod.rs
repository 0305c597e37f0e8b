//! The labs, one row each. Routes, pages, programs, the map, and the tests of links, cards and pictures loop over them.
//!
//! A lab is a folder here, a row of [`labs!`], and a file `src/bin/lab_<id>.rs` that makes its program a binary.

pub mod availability;
pub mod cap;
pub mod families;
pub mod multi_leader;
pub mod placement;
pub mod quorum;
pub mod rebalancing;
pub mod replication_log;
pub mod single_leader;

use yew::Html;

use crate::link::Note;
use crate::program::Program;
use crate::ui;

/// A lab, as the whole playground knows it.
pub struct Lab {
    /// Its name in links and in `content/`.
    pub id: &'static str,
    pub title: &'static str,
    /// The question that it answers, in a sentence.
    pub question: &'static str,
}

/// Something of a lab's page that a teacher can fix or hide: its name in links, and its label.
pub type Knob = (&'static str, &'static str);

/// The panel of questions, in every lab.
pub const PREDICTIONS: Knob = ("predictions", ui::predictions::PREDICT_FIRST);
/// The goals, in every lab.
pub const CHALLENGES: Knob = ("challenges", ui::challenges::CHALLENGES);
/// What can be taken along, in every lab.
pub const TAKE: Knob = ("take", ui::take::TAKE);
/// The timeline, in labs on the simulator.
pub const TIMELINE: Knob = ("timeline", ui::words::TIMELINE);

/// A lab with all that it does. Only its own program and the tests hold it: naming it brings its code along.
pub struct Exhibit {
    pub lab: Lab,
    /// The keys of its links that can be locked where it is embedded, each with the label of its control. The
    /// fingerprint and the place of the playhead are none.
    pub keys: &'static [Knob],
    /// The parts of its page that can be hidden there: the class of each element, and how it is called.
    pub parts: &'static [Knob],
    /// The interactive part of its page.
    pub view: fn() -> Html,
    /// Runs the scenario of a link query and says the outcome in sentences.
    pub report: fn(query: &str) -> Report,
    /// The link query that says the same as this one, in canonical form.
    pub canonical: fn(query: &str) -> String,
    /// The picture of a scenario, as it is drawn on the page.
    pub picture: fn(query: &str) -> Html,
    /// Links that this version promises to understand for ever, with the fingerprints of their traces.
    pub promised: &'static [(&'static str, &'static str)],
}

/// The outcome of a scenario, in sentences: what can be copied, and what the evidence of cards and presets is held
/// against.
pub struct Report {
    pub text: String,
    /// A short name of the whole trace: equal traces have equal fingerprints.
    pub fingerprint: String,
    /// What of the query could not be used.
    pub notes: Vec<Note>,
}

/// What can be locked and hidden in one lab: for the pages for teachers, and in a file that frames fetch.
pub struct Knobs {
    pub lab: &'static str,
    /// See [`Exhibit::keys`].
    pub keys: &'static [Knob],
    /// See [`Exhibit::parts`].
    pub parts: &'static [Knob],
}

macro_rules! labs {
    ($($lab:ident),* $(,)?) => {
        /// Every lab, in teaching order.
        pub static LABS: &[Lab] = &[$($lab::EXHIBIT.lab),*];
        /// What can be locked and hidden in each lab, in teaching order.
        pub static KNOBS: &[Knobs] = &[$(
            Knobs { lab: $lab::EXHIBIT.lab.id, keys: $lab::EXHIBIT.keys, parts: $lab::EXHIBIT.parts }
        ),*];
        /// Every lab with its code, in teaching order.
        pub static EXHIBITS: &[Exhibit] = &[$($lab::EXHIBIT),*];

        /// The program of each lab, by the lab's name: a binary names its own and holds no other.
        pub mod program {
            use super::*;

            $(
                /// The program of this lab.
                pub fn $lab() -> &'static Program {
                    static PROGRAM: Program = Program::of_lab($lab::EXHIBIT.lab, $lab::EXHIBIT.view);
                    &PROGRAM
                }
            )*
        }

        /// Every lab's program, in teaching order, with the code of all of them.
        pub fn programs() -> impl Iterator<Item = &'static Program> {
            [$(program::$lab()),*].into_iter()
        }
    };
}

labs! { availability, single_leader, replication_log, multi_leader, quorum, cap, families, placement, rebalancing }

/// The lab of that id.
pub fn by_id(id: &str) -> Option<&'static Lab> {
    LABS.iter().find(|lab| lab.id == id)
}

impl Knobs {
    /// As the script of a frame reads them: lines of a kind, a name and a label.
    pub fn to_text(&self) -> String {
        let line = |kind: &str, (name, label): &Knob| format!("{kind}\t{name}\t{label}\n");
        let keys = self.keys.iter().map(|key| line("key", key));
        keys.chain(self.parts.iter().map(|part| line("part", part))).collect()
    }
}

/// What can be locked and hidden in the lab of that id.
pub fn knobs(id: &str) -> Option<&'static Knobs> {
    KNOBS.iter().find(|knobs| knobs.lab == id)
}

/// The lab of that id with its code.
pub fn exhibit(id: &str) -> Option<&'static Exhibit> {
    EXHIBITS.iter().find(|exhibit| exhibit.lab.id == id)
}

impl PartialEq for Lab {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl PartialEq for Exhibit {
    fn eq(&self, other: &Self) -> bool {
        self.lab == other.lab
    }
}

impl std::fmt::Debug for Lab {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Lab({})", self.id)
    }
}
