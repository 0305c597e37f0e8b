//! Keeps the progress in the browser's storage and shares it with every component.

use std::rc::Rc;

use yew::prelude::*;

use super::progress::{Answer, Imported, Progress, ProgressError};
use crate::browser::storage::{self, StorageError};
use crate::hooks::use_effect_with;

const KEY: &str = "faultline.progress";
/// Where damaged texts are set aside: this, then with 2, 3 …
const ASIDE_KEY: &str = "faultline.progress.damaged";
const ASIDE_MAX: usize = 9;

/// How well the answers are kept.
#[derive(Debug, Clone, PartialEq)]
pub enum Status {
    /// Before the storage has been read.
    Unread,
    /// Every answer is kept.
    Kept,
    /// The browser keeps nothing; the answers live as long as the page.
    OnlyThisPage(StorageError),
    /// What was kept could not be read and was set aside under this key; new answers are kept.
    SetAside { why: ProgressError, key: String, text: String },
    /// What was kept could not be read and could not be set aside either: it is left alone, nothing new is kept.
    LeftAlone { why: ProgressError, text: String },
}

impl Status {
    fn may_write(&self) -> bool {
        matches!(self, Status::Kept | Status::SetAside { .. })
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
    /// Adds an answer and keeps it.
    pub fn record(&self, answer: Answer) {
        self.state.dispatch(Action::Merge(vec![answer]));
    }

    /// Adds the answers of an exported file.
    ///
    /// # Errors
    /// [`ProgressError`]; then nothing has changed.
    pub fn import(&self, text: &str) -> Result<Imported, ProgressError> {
        let imported = Progress::parse(text)?;
        let result = (*self.progress).clone().merge(imported.answers());
        self.state.dispatch(Action::Merge(imported.answers().to_vec()));
        Ok(result)
    }

    /// Forgets every answer.
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
}

enum Action {
    Read,
    Merge(Vec<Answer>),
    Forget,
}

impl Reducible for Kept {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        match action {
            Action::Read => Rc::new(read()),
            Action::Merge(answers) => Rc::new(self.merged(&answers)),
            Action::Forget => Rc::new(self.kept(Progress::default())),
        }
    }
}

impl Kept {
    /// Another tab may have kept answers since: they are merged, not overwritten.
    fn merged(&self, answers: &[Answer]) -> Kept {
        let mut progress = (*self.progress).clone();
        if self.status.may_write()
            && let Ok(Some(text)) = storage::read(KEY)
            && let Ok(other) = Progress::parse(&text)
        {
            progress.merge(other.answers());
        }
        progress.merge(answers);
        self.kept(progress)
    }

    fn kept(&self, progress: Progress) -> Kept {
        let mut status = self.status.clone();
        if status.may_write()
            && let Err(error) = storage::write(KEY, &progress.to_text())
        {
            status = Rc::new(Status::OnlyThisPage(error));
        }
        Kept { progress: Rc::new(progress), status }
    }
}

fn read() -> Kept {
    let kept = |progress, status| Kept { progress: Rc::new(progress), status: Rc::new(status) };
    let text = match storage::read(KEY) {
        Ok(Some(text)) => text,
        Ok(None) => return kept(Progress::default(), Status::Kept),
        Err(error) => return kept(Progress::default(), Status::OnlyThisPage(error)),
    };
    match Progress::parse(&text) {
        Ok(progress) => kept(progress, Status::Kept),
        Err(why) => kept(Progress::default(), set_aside(why, text)),
    }
}

fn set_aside(why: ProgressError, text: String) -> Status {
    let keys = (1..=ASIDE_MAX).map(|n| if n == 1 { ASIDE_KEY.to_owned() } else { format!("{ASIDE_KEY}.{n}") });
    let mut free = keys.filter(|key| matches!(storage::read(key), Ok(None)));
    match free.next() {
        Some(key) if storage::write(&key, &text).is_ok() => {
            let _ = storage::remove(KEY);
            Status::SetAside { why, key, text }
        }
        _ => Status::LeftAlone { why, text },
    }
}

/// The progress, read when the page has been drawn: what provides it to everything else.
#[hook]
pub fn use_keeper() -> ProgressHandle {
    let state = use_reducer(|| Kept { progress: Rc::default(), status: Rc::new(Status::Unread) });
    {
        let state = state.dispatcher();
        use_effect_with((), move |()| state.dispatch(Action::Read));
    }
    ProgressHandle { progress: state.progress.clone(), status: state.status.clone(), state }
}
