//! A part of a page that stays as it is while the rest is rendered anew: a playing run renders ten times a second.
//!
//! A part that is late is rendered once the rest has been painted: what is looked at moves first. In a drag it follows
//! at the first pause, and while a run plays only where somebody sees it.

use gloo::timers::callback::Timeout;
use yew::prelude::*;

use crate::browser;

/// How long the page has to paint the rest before a late part is rendered, in milliseconds: a frame.
const LATE_MS: u32 = 20;

#[derive(Properties)]
pub struct StillProps {
    /// Names all that the part depends on.
    pub stamp: AttrValue,
    /// Makes the part.
    pub view: Callback<(), Html>,
    #[prop_or_default]
    pub late: Option<Late>,
}

/// What is said of a part that is late.
#[derive(Clone, Copy)]
pub struct Late {
    /// A selector of the part, or of an element around it.
    pub place: &'static str,
    /// Whether it can be left as it is while it is out of sight, as it changes again soon.
    pub is_playing: bool,
}

/// The way to make the part is new each time; what it makes is not.
impl PartialEq for StillProps {
    fn eq(&self, other: &Self) -> bool {
        let is_playing = |props: &StillProps| props.late.is_some_and(|late| late.is_playing);
        (&self.stamp, is_playing(self)) == (&other.stamp, is_playing(other))
    }
}

/// The part.
#[derive(Default)]
pub struct Still {
    timer: Option<Timeout>,
}

impl Component for Still {
    type Message = ();
    type Properties = StillProps;

    fn create(_: &Context<Still>) -> Still {
        Still::default()
    }

    fn changed(&mut self, context: &Context<Still>, _: &StillProps) -> bool {
        let link = context.link().clone();
        let late = context.props().late;
        self.timer = late.map(|_| Timeout::new(LATE_MS, move || link.send_message(())));
        late.is_none()
    }

    /// The time for what is late has come.
    fn update(&mut self, context: &Context<Still>, (): ()) -> bool {
        context.props().late.is_none_or(|late| !late.is_playing || browser::is_panel_in_sight(late.place))
    }

    fn view(&self, context: &Context<Still>) -> Html {
        context.props().view.emit(())
    }
}
