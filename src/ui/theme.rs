//! Light, dark, or as the system has it. `theme.js` sets the choice before the first paint.

use yew::prelude::*;

use super::panel::select;
use crate::browser::{self, storage};
use crate::hooks::{use_effect_with, use_state};
use crate::markup::html;

const KEY: &str = "faultline.theme";

/// What the student chose.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Theme {
    System,
    Light,
    Dark,
}

impl Theme {
    const ALL: [Theme; 3] = [Theme::System, Theme::Light, Theme::Dark];

    fn id(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Theme::System => "System",
            Theme::Light => "Light",
            Theme::Dark => "Dark",
        }
    }

    fn from_id(id: &str) -> Theme {
        Self::ALL.into_iter().find(|theme| theme.id() == id).unwrap_or(Theme::System)
    }

    fn apply(self) {
        match self {
            Theme::System => {
                browser::set_root_attribute("data-theme", None);
                // Blocked storage only means that the choice ends with the page.
                let _ = storage::remove(KEY);
            }
            _ => {
                browser::set_root_attribute("data-theme", Some(self.id()));
                let _ = storage::write(KEY, self.id());
            }
        }
    }
}

/// The choice of theme.
#[hook]
pub fn use_theme_choice() -> Html {
    let theme = use_state(|| Theme::System);
    {
        let theme = theme.setter();
        use_effect_with((), move |()| {
            if let Ok(Some(id)) = storage::read(KEY) {
                theme.set(Theme::from_id(&id));
            }
        });
    }
    let on_select = {
        let theme = theme.setter();
        Callback::from(move |id: String| {
            let chosen = Theme::from_id(&id);
            chosen.apply();
            theme.set(chosen);
        })
    };
    let themes = Theme::ALL.map(|theme| (theme.id().to_owned(), theme.name().to_owned())).to_vec();
    html! { <div class="theme-choice">{ select("Theme", themes, theme.id(), on_select) }</div> }
}
