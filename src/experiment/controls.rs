//! Settings that every lab on the simulator has.

use yew::prelude::*;

use super::script::Scripted;
use super::words;
use crate::markup::html;
use crate::session::Session;
use crate::settings::parse_seed;
use crate::ui::panel::button;
use crate::ui::setting::{on_new_seed, setting};
use crate::ui::text_field::TextField;

/// The seed, and another one.
pub fn seed<C: Scripted>(session: &Session<C>) -> Html {
    let (read, on_give) =
        setting(session, parse_seed, ToString::to_string, |config: &mut C, seed| config.script_mut().seed = seed);
    let new_seed = on_new_seed(session, |config: &mut C, seed| config.script_mut().seed = seed);
    let value = session.config.script().seed.to_string();
    html! {
        <div class="seed">
            <TextField id="seed" label={words::SEED} {value} {read} {on_give} chars_max=20 />
            { button(words::NEW_SEED, new_seed) }
        </div>
    }
}
