//! How much was done on each of many days: a column for each week, larger and darker squares for busier days; the same
//! as a table.

use yew::prelude::*;

use super::table::{head, row, table};
use crate::markup::html;
use crate::study::Day;

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// From how many a square is of the next size.
const LEVELS: [usize; 4] = [1, 5, 15, 30];
/// The squares' sides, in pixels; the first is for days of nothing.
const SIDES: [usize; 5] = [2, 5, 8, 10, 12];
const STEP: usize = 14;
const LEFT: usize = 30;
const TOP: usize = 18;

/// A day as a date: `21 Nov`.
pub fn date_name(day: Day) -> String {
    let date = day.date();
    format!("{} {}", date.day, MONTHS[date.month - 1])
}

/// How many days fill so many whole weeks and the present one.
pub fn days_of_weeks(n_weeks: usize, today: Day) -> usize {
    n_weeks * 7 + today.weekday() + 1
}

/// The calendar of days up to today, the oldest first: [`days_of_weeks`] of them.
pub fn calendar(what: &'static str, counts: &[usize], today: Day) -> Html {
    let day = |at: usize| Day(today.0 - (counts.len() - 1 - at) as i64);
    let (width, height) = (LEFT + counts.len().div_ceil(7) * STEP, TOP + 7 * STEP);
    let level = |(at, path): (usize, String)| {
        html! { <path key={at} class={format!("level-{at}")} d={path} /> }
    };
    // The first week of each month bears its name.
    let month = |at: usize| {
        let date = day(at).date();
        let x = (LEFT + at / 7 * STEP).to_string();
        (date.day <= 7).then(|| html! { <text key={at} {x} y="11">{ MONTHS[date.month - 1] }</text> })
    };
    let weekday = |(at, name): (usize, &'static str)| {
        html! { <text key={at} x="0" y={(TOP + at * STEP + 10).to_string()}>{ name }</text> }
    };
    let week =
        |(at, counts): (usize, &[usize])| row(date_name(day(at * 7)), counts.iter().map(usize::to_string).collect());
    let columns = head(&["Week of", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]);
    html! {
        <div class="calendar">
            <svg viewBox={format!("0 0 {width} {height}")} role="img" aria-label={said(what, counts, day)}>
                <g aria-hidden="true">
                    <g>{ for (0..counts.len()).step_by(7).filter_map(month) }</g>
                    <g>{ for [(0, "Mon"), (2, "Wed"), (4, "Fri")].into_iter().map(weekday) }</g>
                    <g>{ for squares(counts).into_iter().enumerate().map(level) }</g>
                </g>
            </svg>
            <details>
                <summary>{ "The same as a table" }</summary>
                { table(what, &columns, counts.chunks(7).enumerate().map(week).collect()) }
            </details>
        </div>
    }
}

/// The squares of each size, as a path each.
fn squares(counts: &[usize]) -> [String; 5] {
    let mut paths = [const { String::new() }; 5];
    for (at, count) in counts.iter().enumerate() {
        let level = LEVELS.iter().filter(|from| count >= from).count();
        let side = SIDES[level];
        let inset = (STEP - side) / 2;
        let (x, y) = (LEFT + at / 7 * STEP + inset, TOP + at % 7 * STEP + inset);
        paths[level] += &format!("M{x} {y}h{side}v{side}h-{side}z");
    }
    paths
}

fn said(what: &str, counts: &[usize], day: impl Fn(usize) -> Day) -> String {
    let total: usize = counts.iter().sum();
    let n_days = counts.iter().filter(|count| **count > 0).count();
    let since = date_name(day(0));
    let most = counts.iter().copied().max().unwrap_or_default();
    match counts.iter().rposition(|count| *count == most).filter(|_| most > 0) {
        None => format!("{what} since {since}: none"),
        Some(at) => {
            let best = date_name(day(at));
            format!("{what} since {since}: {total} on {n_days} of {} days, most on {best} ({most})", counts.len())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A Saturday.
    const TODAY: Day = Day(20_778);

    #[test]
    fn a_calendar_starts_on_a_monday_and_ends_today() {
        assert_eq!(days_of_weeks(26, TODAY), 188);
        assert_eq!(Day(TODAY.0 - 187).weekday(), 0);
    }

    #[test]
    fn busier_days_have_larger_squares() {
        let paths = squares(&[0, 1, 5, 15, 30, 4, 300, 0]);
        let n_squares = paths.map(|path| path.matches('M').count());
        assert_eq!(n_squares, [2, 2, 1, 1, 2]);
    }

    #[test]
    fn a_calendar_is_said_with_its_busiest_day() {
        let day = |at: usize| Day(TODAY.0 - 7 + at as i64);
        assert_eq!(said("Reviews", &[0; 8], day), "Reviews since 14 Nov: none");
        let said = said("Reviews", &[0, 3, 0, 9, 0, 0, 9, 1], day);
        assert_eq!(said, "Reviews since 14 Nov: 22 on 4 of 8 days, most on 20 Nov (9)");
    }
}
