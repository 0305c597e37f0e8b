//! A part of a page that stays as it is while the rest is rendered anew: a playing run renders ten times a second.

use yew::prelude::*;

#[derive(Properties)]
pub struct StillProps {
    /// Names all that the part depends on.
    pub stamp: AttrValue,
    /// Makes the part.
    pub view: Callback<(), Html>,
}

/// The way to make the part is new each time; what it makes is not.
impl PartialEq for StillProps {
    fn eq(&self, other: &Self) -> bool {
        self.stamp == other.stamp
    }
}

/// The part.
#[component]
pub fn Still(props: &StillProps) -> Html {
    props.view.emit(())
}
