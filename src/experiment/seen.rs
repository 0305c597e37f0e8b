//! What came of the requests under systems side by side: what each client saw, which writes conflicted, what was
//! promised.

use faultline_model::history::Operation;
use yew::prelude::*;

use super::account::Account;
use super::stage::verdict_lines;
use super::words;
use crate::markup::html;
use crate::ui::panel::{hint, panel};
use crate::ui::play::Playhead;
use crate::ui::table::{Row, table, text};
use crate::ui::verdicts::verdicts;

/// A system's name and what its run came to.
pub type Named<'a> = (&'static str, &'a Account);

/// A row a request, a column a system.
pub fn seen(sides: &[Named], playhead: &Playhead) -> Html {
    let Some((_, first)) = sides.first() else { return Html::default() };
    let row = |operation: &Operation| {
        let cells = sides.iter().map(|(_, side)| answer(side, operation, first)).collect();
        Row { class: "", name: go_to(operation, playhead), cells }
    };
    let names = sides.iter().map(|(name, _)| text(*name));
    let columns: Vec<Html> = std::iter::once(text(words::REQUEST)).chain(names).collect();
    let rows = first.operations().iter().map(row).collect();
    panel("seen", words::SEEN, vec![table(words::SEEN, &columns, rows), hint(words::SEEN_HINT)])
}

/// The request, as a button that goes there.
fn go_to(operation: &Operation, playhead: &Playhead) -> Html {
    let (playhead, at) = (playhead.clone(), operation.invoked);
    let onclick = Callback::from(move |_| playhead.go(at));
    html! { <button type="button" {onclick}>{ words::request(operation) }</button> }
}

fn answer(side: &Account, operation: &Operation, first: &Account) -> Html {
    let Some(own) = side.counterpart(operation, first.operations()) else { return Html::default() };
    let (class, said) = words::saw(side, own);
    html! { <span {class}>{ said }</span> }
}

/// The conflicting writes and what became of them.
pub fn healing(sides: &[Named]) -> Html {
    let of_side = |(name, side): &Named| {
        let sentences = side.conflicts.iter().map(|conflict| words::conflict(conflict, side.operations()));
        let mut sentences: Vec<String> = sentences.collect();
        if sentences.is_empty() {
            sentences.push(words::NO_CONFLICT.to_owned());
        }
        html! {
            <li key={*name}>
                <strong>{ *name }</strong>
                { for sentences.into_iter().enumerate().map(|(at, sentence)| html! { <p key={at}>{ sentence }</p> }) }
            </li>
        }
    };
    let list = html! { <ul class="conflicts">{ for sides.iter().map(of_side) }</ul> };
    panel("healing", words::HEALING, vec![list, hint(words::HEALING_HINT)])
}

/// What was promised, and whether it holds, for each system.
pub fn promises(sides: &[Named], playhead: &Playhead) -> Html {
    let of_side = |(name, side): &Named| {
        let verdicts = verdicts(&verdict_lines(&side.experiment), playhead);
        html! { <div key={*name}><h3>{ *name }</h3>{ verdicts }</div> }
    };
    let sides = html! { <div class="beside-systems">{ for sides.iter().map(of_side) }</div> };
    panel("promises", words::VERDICTS, vec![sides])
}
