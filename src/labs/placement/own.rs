//! People's own keys: where they are kept, and the panel that takes them.
//!
//! A short list travels in the link. A longer one stays in the memory of the page, by its fingerprint, until the page
//! is left; a link to it says the fingerprint, and somebody else has to open the same file. Nothing is sent anywhere.

use std::cell::RefCell;
use std::rc::Rc;

use faultline_model::placement::keys::Keys;
use faultline_model::placement::own::{self, Reader};
use faultline_model::prng::{Fnv1a, short_name};
use yew::prelude::*;

use super::config::{OWN_BYTES_MAX, PlacementConfig, Source};
use super::view::Shown;
use super::words;
use crate::link::shortened;
use crate::markup::html;
use crate::ui::notice::notice;
use crate::ui::own_file::{OwnFile, Taken, account};
use crate::ui::panel::{hint, nothing, panel};

/// Lists that are kept: enough to undo back and forth between two.
const KEPT_MAX: usize = 3;

/// Own keys, ready to be placed.
pub struct Own {
    pub keys: Rc<Keys>,
    /// What the rows said besides, and which of them could not be used; its keys are above.
    pub read: own::Own,
    /// The fingerprint of keys and numbers.
    pub name: String,
    /// The text that they were read from, if it is short enough for a link.
    text: String,
}

thread_local! {
    /// The lists that were taken last.
    static KEPT: RefCell<Vec<Rc<Own>>> = const { RefCell::new(Vec::new()) };
}

/// The own keys of a configuration; none where it has none, or where they are not here.
pub fn of(config: &PlacementConfig) -> Option<Rc<Own>> {
    if config.source != Source::Own {
        return None;
    }
    let is_it = |own: &&Rc<Own>| match config.own.is_empty() {
        true => own.name == config.own_name,
        false => own.text == config.own,
    };
    let kept = KEPT.with_borrow(|kept| kept.iter().find(is_it).cloned());
    kept.or_else(|| (!config.own.is_empty()).then(|| keep(read(&config.own), &config.own)))
}

/// Reads a text at once.
fn read(text: &str) -> own::Own {
    let mut reader = Reader::new(text.len());
    reader.take(text.as_bytes());
    reader.finish()
}

/// Keeps what was read; `text` is what it was read from, empty if that is too long for a link.
fn keep(mut read: own::Own, text: &str) -> Rc<Own> {
    let name = short_name(fingerprint(&read));
    let keys = Rc::new(std::mem::take(&mut read.keys));
    let own = Rc::new(Own { keys, read, name, text: text.to_owned() });
    KEPT.with_borrow_mut(|kept| {
        kept.truncate(KEPT_MAX - 1);
        kept.insert(0, own.clone());
    });
    own
}

fn fingerprint(read: &own::Own) -> u64 {
    let mut hash = Fnv1a::default();
    for key in read.keys.iter() {
        hash.bytes(key);
        hash.word(key.len() as u64);
    }
    for numbers in [&read.reads, &read.writes, &read.bytes].into_iter().flatten() {
        numbers.iter().for_each(|number| hash.word(u64::from(*number)));
    }
    hash.mixed()
}

/// A key as it is shown.
pub fn shown(key: &[u8]) -> String {
    shortened(&String::from_utf8_lossy(key))
}

/// Changes a configuration to keys that were read.
fn take(config: &mut PlacementConfig, Taken { own, text }: Taken) {
    let text = text.unwrap_or_default();
    let own = keep(own, &text);
    config.source = Source::Own;
    config.own_name = if text.is_empty() { own.name.clone() } else { String::new() };
    config.own = text;
}

/// Says so where a link speaks of keys that are not here.
pub fn missing(shown: &Shown) -> Html {
    let config = shown.config();
    if config.source != Source::Own || of(config).is_some() {
        return nothing();
    }
    let text =
        if config.own_name.is_empty() { words::NO_OWN.to_owned() } else { words::own_elsewhere(&config.own_name) };
    notice(words::OWN_MISSING, html! { <p>{ text }</p> })
}

/// The panel that takes own keys, and says what was read.
pub fn own_keys(shown: &Shown) -> Html {
    let session = shown.session.clone();
    let on_take = Callback::from(move |taken: Taken| session.change(false, move |config| take(config, taken)));
    let text = shown.config().own.clone();
    let told = match of(shown.config()) {
        Some(own) => account(&own.read, own.keys.len()),
        None => nothing(),
    };
    let link = if shown.config().own_name.is_empty() { "" } else { words::OWN_LINK };
    let parts = vec![html! { <OwnFile text_max={OWN_BYTES_MAX} {text} {on_take} /> }, told, hint(link)];
    panel("own-keys", words::OWN, parts)
}
