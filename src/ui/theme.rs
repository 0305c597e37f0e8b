//! Light, dark, or as the system has it. `theme.js` sets the choice before the first paint.

use yew::prelude::*;

use crate::browser::{self, storage};

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
#[component]
pub fn ThemeChoice() -> Html {
    let theme = use_state(|| Theme::System);
    {
        let theme = theme.setter();
        use_effect_with((), move |()| {
            if let Ok(Some(id)) = storage::read(KEY) {
                theme.set(Theme::from_id(&id));
            }
        });
    }
    let onchange = {
        let theme = theme.setter();
        Callback::from(move |event: Event| {
            let select: web_sys::HtmlSelectElement = event.target_unchecked_into();
            let chosen = Theme::from_id(&select.value());
            chosen.apply();
            theme.set(chosen);
        })
    };
    let option = |choice: Theme| {
        html! { <option key={choice.id()} value={choice.id()} selected={*theme == choice}>{ choice.name() }</option> }
    };
    html! {
        <label class="theme-choice">
            <span class="hidden-name">{ "Theme" }</span>
            <select {onchange}>{ for Theme::ALL.into_iter().map(option) }</select>
        </label>
    }
}
