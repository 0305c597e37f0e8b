//! What came of the requests: what each client saw under each system, which writes conflicted, what was promised.

use faultline_model::history::Operation;
use yew::prelude::*;

use super::run::SideRun;
use super::view::Shown;
use super::words;
use crate::experiment::stage::verdict_lines;
use crate::ui::panel::{hint, panel};
use crate::ui::table::{Row, table, text};
use crate::ui::verdicts::verdicts;

/// A row a request, a column a system.
pub fn seen(shown: &Shown) -> Html {
    let sides = &shown.run.sides;
    let Some(first) = sides.first() else { return Html::default() };
    let row = |operation: &Operation| {
        let cells = sides.iter().map(|side| answer(side, operation, first)).collect();
        Row { class: "", name: go_to(operation, shown), cells }
    };
    let names = sides.iter().map(|side| text(words::side(side.side)));
    let columns: Vec<Html> = std::iter::once(text(words::REQUEST)).chain(names).collect();
    let rows = first.operations().iter().map(row).collect();
    panel("seen", words::SEEN, vec![table(words::SEEN, &columns, rows), hint(words::SEEN_HINT)])
}

/// The request, as a button that goes there.
fn go_to(operation: &Operation, shown: &Shown) -> Html {
    let (playhead, at) = (shown.playhead().clone(), operation.invoked);
    let onclick = Callback::from(move |_| playhead.go(at));
    html! { <button type="button" {onclick}>{ words::request(operation) }</button> }
}

fn answer(side: &SideRun, operation: &Operation, first: &SideRun) -> Html {
    let Some(own) = side.counterpart(operation, first.operations()) else { return Html::default() };
    let (class, said) = words::saw(side, own);
    html! { <span {class}>{ said }</span> }
}

/// The conflicting writes and what became of them.
pub fn healing(shown: &Shown) -> Html {
    let of_side = |side: &SideRun| {
        let name = words::side(side.side);
        let sentences = side.conflicts.iter().map(|conflict| words::conflict_sentence(conflict, side.operations()));
        let mut sentences: Vec<String> = sentences.collect();
        if sentences.is_empty() {
            sentences.push(words::NO_CONFLICT.to_owned());
        }
        html! {
            <li key={name}>
                <strong>{ name }</strong>
                { for sentences.into_iter().enumerate().map(|(at, sentence)| html! { <p key={at}>{ sentence }</p> }) }
            </li>
        }
    };
    let list = html! { <ul class="conflicts">{ for shown.run.sides.iter().map(of_side) }</ul> };
    panel("healing", words::HEALING, vec![list, hint(words::HEALING_HINT)])
}

/// What was promised, and whether it holds, for each system.
pub fn promises(shown: &Shown) -> Html {
    let of_side = |side: &SideRun| {
        let name = words::side(side.side);
        let verdicts = verdicts(&verdict_lines(&side.experiment), shown.playhead());
        html! { <div key={name}><h3>{ name }</h3>{ verdicts }</div> }
    };
    let sides = html! { <div class="beside-systems">{ for shown.run.sides.iter().map(of_side) }</div> };
    panel("promises", words::VERDICTS, vec![sides])
}
