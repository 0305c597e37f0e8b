//! What is to come on each of the next days, as bars; the same as a table.

use yew::prelude::*;

use super::calendar::date_name;
use super::table::{head, row, table};
use crate::markup::html;
use crate::study::Day;

const WIDTH: usize = 420;
const LEFT: usize = 30;
const TOP: usize = 10;
const HEIGHT: usize = 90;

/// Bars for today and the days after; `what` names their unit: `cards due`.
pub fn bars(what: &'static str, counts: &[usize], today: Day) -> Html {
    let most = counts.iter().copied().max().unwrap_or_default().max(1);
    let step = (WIDTH - LEFT) / counts.len().max(1);
    let bottom = TOP + HEIGHT;
    let mut path = String::new();
    for (at, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        // One card is seen beside a hundred.
        let height = (count * HEIGHT / most).max(2);
        path += &format!("M{} {bottom}v-{height}h{}v{height}z", LEFT + at * step, step - 3);
    }
    let name = |at: usize| {
        let text = if at == 0 { "today".to_owned() } else { date_name(today.plus(at as u32)) };
        html! { <text key={at} x={(LEFT + at * step).to_string()} y={(bottom + 14).to_string()}>{ text }</text> }
    };
    let line = |(at, count): (usize, &usize)| row(date_name(today.plus(at as u32)), vec![count.to_string()]);
    let (total, now) = (counts.iter().sum::<usize>(), counts.first().copied().unwrap_or_default());
    let said =
        format!("{total} {what} in the next {} days, {now} of them today, at most {most} on a day", counts.len());
    html! {
        <div class="calendar">
            <svg viewBox={format!("0 0 {WIDTH} {}", bottom + 20)} role="img" aria-label={said}>
                <g aria-hidden="true">
                    <text x="0" y={(TOP + 8).to_string()}>{ most }</text>
                    <text x="0" y={bottom.to_string()}>{ "0" }</text>
                    <path class="level-4" d={path} />
                    <path class="base" d={format!("M{LEFT} {bottom}H{WIDTH}")} />
                    <g>{ for (0..counts.len().saturating_sub(3)).step_by(7).map(name) }</g>
                </g>
            </svg>
            <details>
                <summary>{ "The same as a table" }</summary>
                { table(what, &head(&["Day", "Cards"]), counts.iter().enumerate().map(line).collect()) }
            </details>
        </div>
    }
}
