//! A question for an order: steps with buttons that move them, by Alt and an arrow too, then each marked.

use yew::prelude::*;

use super::choices::shuffled;
use super::rich_text::definition;
use crate::browser;
use crate::content::{Inline, plain};
use crate::hooks::Setter;
use crate::markup::html;

/// The steps as they stand, by their right places, and what moved last.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Arranged {
    pub order: Vec<usize>,
    /// The place to which the last move led.
    moved_to: Option<usize>,
}

impl Arranged {
    /// The steps of a card as they stand at first, which is never in order.
    pub fn first(n: usize, card: &str) -> Arranged {
        let mut order = shuffled(n, card);
        if n > 1 && order.is_sorted() {
            order.rotate_left(1);
        }
        Arranged { order, moved_to: None }
    }

    /// Whether every step is in its place.
    pub fn is_right(&self) -> bool {
        self.order.is_sorted()
    }

    fn moved(&self, from: usize, to: usize) -> Arranged {
        let mut order = self.order.clone();
        order.swap(from, to);
        Arranged { order, moved_to: Some(to) }
    }
}

/// The steps, while one thinks.
pub fn to_arrange(
    steps: &[Vec<Inline>],
    arranged: &Arranged,
    set: &Setter<Arranged>,
    on_check: &Callback<MouseEvent>,
) -> Html {
    let step = |(place, step): (usize, &usize)| {
        let last = arranged.order.len() - 1;
        let (up, down) = (place.checked_sub(1), Some(place + 1).filter(|to| *to <= last));
        let mover = |to: Option<usize>, button: &'static str| {
            let (arranged, set) = (arranged.clone(), set.clone());
            move || {
                let Some(to) = to else { return };
                set.set(arranged.moved(place, to));
                // Buttons stay with their places, so the focus follows the step.
                browser::focus(&format!("#step-{to}-{button}"));
            }
        };
        let name = plain(&steps[*step]);
        let tool = |to: Option<usize>, label: &'static str, button: &'static str, sign: &'static str| {
            let act = mover(to, button);
            let onclick = Callback::from(move |_: MouseEvent| act());
            html! {
                <button type="button" id={format!("step-{place}-{button}")} {onclick} aria-keyshortcuts={label}
                    aria-disabled={to.is_none().to_string()} aria-label={format!("Move {button}: {name}")}>{ sign }</button>
            }
        };
        let (by_up, by_down) = (mover(up, "up"), mover(down, "down"));
        let onkeydown = Callback::from(move |event: KeyboardEvent| {
            match (event.alt_key(), event.key().as_str()) {
                (true, "ArrowUp") => by_up(),
                (true, "ArrowDown") => by_down(),
                _ => return,
            }
            event.prevent_default();
        });
        html! {
            <li key={place} {onkeydown}>
                <span class="step-text">{ definition(&steps[*step]) }</span>
                { tool(up, "Alt+ArrowUp", "up", "↑") }
                { tool(down, "Alt+ArrowDown", "down", "↓") }
            </li>
        }
    };
    let said = arranged.moved_to.map(|place| {
        let step = plain(&steps[arranged.order[place]]);
        format!("{step}: now {} of {}", place + 1, arranged.order.len())
    });
    html! {
        <div>
            <p class="hint">{ "First what comes first. The arrows move a step, and so do Alt and an arrow key." }</p>
            <ol class="to-order">{ for arranged.order.iter().enumerate().map(step) }</ol>
            <p class="hidden-name" role="status">{ said }</p>
            <p><button type="button" class="primary" onclick={on_check.clone()}>{ "Check" }</button></p>
        </div>
    }
}

/// The steps as they were put, each marked; right is the order as a whole.
pub fn arranged_result(steps: &[Vec<Inline>], order: &[usize]) -> Html {
    let step = |(place, step): (usize, &usize)| {
        let (class, mark) = match place == *step {
            true => ("right", "✓ ".to_owned()),
            false => ("wrong", format!("✗ comes as number {}: ", step + 1)),
        };
        html! { <li key={place} {class}><span class="mark">{ mark }</span>{ definition(&steps[*step]) }</li> }
    };
    let n_right = order.iter().enumerate().filter(|(place, step)| place == *step).count();
    let said = match n_right {
        n if n == order.len() => "✓ Right: every step is in its place.".to_owned(),
        n => format!("✗ Not so: {n} of {} steps are in their places, and an order is right as a whole.", order.len()),
    };
    html! {
        <div role="status">
            <p class={if n_right == order.len() { "checked right" } else { "checked wrong" }}>{ said }</p>
            <ol class="ordered">{ for order.iter().enumerate().map(step) }</ol>
            if n_right < order.len() {
                <div class="answer">
                    <ol>{ for steps.iter().map(|step| html! { <li>{ definition(step) }</li> }) }</ol>
                </div>
            } else {
                <p hidden=true></p>
            }
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_never_stand_in_their_order_at_first_and_come_into_it_by_moves() {
        for n in 2..=7 {
            for at in 0..50 {
                let mut arranged = Arranged::first(n, &format!("card-{at}"));
                assert!(!arranged.is_right(), "{arranged:?}");
                for end in (1..n).rev() {
                    for place in 0..end {
                        if arranged.order[place] > arranged.order[place + 1] {
                            arranged = arranged.moved(place, place + 1);
                        }
                    }
                }
                assert!(arranged.is_right(), "{arranged:?}");
            }
        }
    }
}
