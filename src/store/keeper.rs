//! Keeps the progress in the browser's storage and shares it with every component.

use std::rc::Rc;

use gloo::events::EventListener;
use yew::prelude::*;

use super::progress::{Imported, Progress, ProgressError};
use super::review::Review;
use super::settings::Settings;
use crate::browser::storage::{self, StorageError};
use crate::hooks::use_effect_with;

const KEY: &str = "faultline.progress";
/// Where damaged texts are set aside: this, then with 2, 3 …
const ASIDE_KEY: &str = "faultline.progress.damaged";

/// How well the reviews are kept.
#[derive(Debug, Clone, PartialEq)]
pub enum Status {
    /// Before the storage has been read.
    Unread,
    /// Every review is kept.
    Kept,
    /// The browser keeps nothing; the reviews live as long as the page.
    OnlyThisPage(StorageError),
    /// What was kept could not be read and was set aside under this key; new reviews are kept.
    SetAside { why: ProgressError, key: String, text: String },
    /// What was kept could not be read and could not be set aside either: it is left alone, nothing new is kept.
    LeftAlone { why: ProgressError, text: String },
}

impl Status {
    /// Where the browser kept nothing last time, the next attempt may find room.
    fn may_write(&self) -> bool {
        !matches!(self, Status::Unread | Status::LeftAlone { .. })
    }
}

/// The progress and what can be done with it.
#[derive(Clone, PartialEq)]
pub struct ProgressHandle {
    pub progress: Rc<Progress>,
    pub status: Rc<Status>,
    state: UseReducerHandle<Kept>,
}

impl ProgressHandle {
    /// Adds a review and keeps it.
    pub fn record(&self, review: Review) {
        let mut added = Progress::default();
        added.merge(&[review]);
        self.state.dispatch(Action::Join(added));
    }

    /// Adds reviews that may be there already, also as ones that were taken back; whether one was not.
    pub fn record_all(&self, reviews: &[Review]) -> bool {
        let known = self.progress.reviews();
        let is_known = |review: &Review| {
            known.binary_search_by(|known| (known.at, &known.card).cmp(&(review.at, &review.card))).is_ok()
        };
        let is_new = !reviews.iter().all(is_known);
        if is_new {
            let mut added = Progress::default();
            added.merge(reviews);
            self.state.dispatch(Action::Join(added));
        }
        is_new
    }

    /// Takes a review back.
    pub fn take_back(&self, review: &Review) {
        self.record(Review { rating: None, ..review.clone() });
    }

    /// Keeps how the student wants to study.
    pub fn set(&self, settings: Settings) {
        self.state.dispatch(Action::Join(Progress::with(settings)));
    }

    /// Adds the reviews of an exported file.
    ///
    /// # Errors
    /// [`ProgressError`]; then nothing has changed.
    pub fn import(&self, text: &str) -> Result<Imported, ProgressError> {
        let imported = Progress::parse(text)?;
        let result = (*self.progress).clone().join(&imported);
        self.state.dispatch(Action::Join(imported));
        Ok(result)
    }

    /// Forgets every review and the settings.
    pub fn forget(&self) {
        self.state.dispatch(Action::Forget);
    }
}

/// The progress, from its context.
#[hook]
pub fn use_progress() -> ProgressHandle {
    use_context::<ProgressHandle>().expect("every page stands inside the app, which provides the progress")
}

#[derive(Clone, PartialEq)]
struct Kept {
    progress: Rc<Progress>,
    status: Rc<Status>,
    /// What the storage held when it was last looked at: another text is another tab's.
    text: Option<Rc<str>>,
}

enum Action {
    /// Take in what the storage holds.
    Refresh,
    Join(Progress),
    Forget,
}

impl Reducible for Kept {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        match action {
            Action::Refresh if matches!(*self.status, Status::LeftAlone { .. }) => self,
            Action::Refresh => Rc::new(self.refreshed()),
            Action::Join(added) => Rc::new(self.joined(&added)),
            Action::Forget => Rc::new(forgotten()),
        }
    }
}

impl Kept {
    /// With what another tab has kept since. That it forgot everything holds here, too.
    fn refreshed(&self) -> Kept {
        let with = |progress, status| Kept { progress, status: Rc::new(status), text: None };
        let text = match storage::read(KEY) {
            Ok(text) => text,
            Err(error) => return with(self.progress.clone(), Status::OnlyThisPage(error)),
        };
        if text.as_deref() == self.text.as_deref() && *self.status != Status::Unread {
            return self.clone();
        }
        let Some(text) = text else { return with(Rc::default(), Status::Kept) };
        match Progress::parse(&text) {
            Ok(mut progress) => {
                progress.join(&self.progress);
                let status = match &*self.status {
                    Status::Unread => Status::Kept,
                    status => status.clone(),
                };
                Kept { progress: Rc::new(progress), status: Rc::new(status), text: Some(text.into()) }
            }
            Err(why) => with(self.progress.clone(), set_aside(why, text)),
        }
    }

    /// Other tabs may have kept reviews since: they are joined, not overwritten.
    fn joined(&self, added: &Progress) -> Kept {
        let mut kept = if self.status.may_write() { self.refreshed() } else { self.clone() };
        let mut progress = (*kept.progress).clone();
        progress.join(added);
        if kept.status.may_write() {
            let text = progress.to_text();
            match storage::write(KEY, &text) {
                Ok(()) => {
                    kept.text = Some(text.into());
                    if matches!(*kept.status, Status::OnlyThisPage(_)) {
                        kept.status = Rc::new(Status::Kept);
                    }
                }
                Err(error) => kept.status = Rc::new(Status::OnlyThisPage(error)),
            }
        }
        Kept { progress: Rc::new(progress), ..kept }
    }
}

/// Nothing is kept any more, not even a text that could not be read.
fn forgotten() -> Kept {
    let status = storage::remove(KEY).map_or_else(Status::OnlyThisPage, |()| Status::Kept);
    Kept { progress: Rc::default(), status: Rc::new(status), text: None }
}

/// Damaged text gives way. What a later version wrote is left where that version will look for it.
fn set_aside(why: ProgressError, text: String) -> Status {
    if let ProgressError::TooNew(_) = why {
        return Status::LeftAlone { why, text };
    }
    match storage::set_aside(ASIDE_KEY, &text) {
        Some(key) => {
            let _ = storage::remove(KEY);
            Status::SetAside { why, key, text }
        }
        None => Status::LeftAlone { why, text },
    }
}

/// The progress, read when the page has been drawn and whenever another tab keeps something: what provides it to
/// everything else.
#[hook]
pub fn use_keeper() -> ProgressHandle {
    let first = || Kept { progress: Rc::default(), status: Rc::new(Status::Unread), text: None };
    let state = use_reducer_eq(first);
    {
        let state = state.dispatcher();
        use_effect_with((), move |()| {
            state.dispatch(Action::Refresh);
            let window = web_sys::window().expect("effects run in a browser");
            // A page that Back brings again was not told what other tabs did meanwhile.
            let listeners = ["storage", "pageshow"].map(|name| {
                let state = state.clone();
                EventListener::new(&window, name, move |_| state.dispatch(Action::Refresh))
            });
            move || drop(listeners)
        });
    }
    ProgressHandle { progress: state.progress.clone(), status: state.status.clone(), state }
}
