//! A deck of 2,000 cards with 20 reviews each: how long it takes to plan a day, and to draw the list of its cards.
//!
//! Planning is the program `schedule` of `xtask/model-bench`, natively and in Chromium. Drawing is the built site, from
//! the start of the navigation, with deck and reviews in the browser's storage: until all cards are listed, until a
//! question is asked, and the longest task on the way, in which the page hears nobody.

use super::model::{Programs, time_row};
use super::{Row, in_chromium};
use crate::serve;
use anyhow::{Context, Result};
use std::{collections::BTreeMap, path::PathBuf};

/// What planning a day may take, in milliseconds: it is done after each answer.
const PLAN_BUDGET_MS: f64 = 50.0;
/// What the pages may take until they are complete, and the longest task, as they are and slowed four times.
const BUDGETS_MS: [(&str, &str, f64, f64); 2] =
    [("1x", "", 1_000.0, 200.0), ("4x", ", processor slowed 4 times", 3_000.0, 800.0)];

/// All measurements of a large deck.
pub fn rows(programs: &Programs, dist: PathBuf) -> Result<Vec<Row>> {
    let plan = programs.measure("schedule")?;
    let what = |how: &str| format!("a day of {} cards with 20 reviews each planned, {how}", plan.n);
    let mut rows = vec![
        time_row(what("native"), plan.native_ms, "budget", PLAN_BUDGET_MS),
        time_row(what("wasm in Chromium"), plan.wasm_ms, "budget", PLAN_BUDGET_MS),
    ];
    let site = serve::serve_folder(dist)?;
    rows.extend(page_rows(&in_chromium(&["deck", "deck", &site])?)?);
    Ok(rows)
}

fn page_rows(times: &BTreeMap<String, f64>) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for (page, until) in [("list", "all cards are listed"), ("study", "the first question is asked")] {
        for (slow, how, whole_ms, task_ms) in BUDGETS_MS {
            for (mark, which, budget_ms) in [("", "time", whole_ms), ("-longest", "longest task", task_ms)] {
                let name = format!("deck-{page}-{slow}{mark}");
                let value = *times.get(&name).with_context(|| format!("the browser measured no {name}"))?;
                rows.push(Row {
                    what: format!("own deck of 2,000 cards, until {until}{how}: {which}, median of 5"),
                    value: format!("{value:.0} ms"),
                    against: format!("budget {budget_ms:.0} ms"),
                    ratio: value / budget_ms,
                });
            }
        }
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::named_numbers;

    #[test]
    fn both_pages_stand_beside_their_budgets() {
        let mut text = String::new();
        for page in ["list", "study"] {
            for (slow, ms) in [("1x", 500), ("4x", 6_000)] {
                text += &format!("deck-{page}-{slow} {ms}\ndeck-{page}-{slow}-longest {}\n", ms / 10);
            }
        }
        let rows = page_rows(&named_numbers(&text)).expect("all numbers");
        let ratios: Vec<f64> = rows.iter().map(|row| row.ratio).collect();
        assert_eq!(ratios, [0.5, 0.25, 2.0, 0.75].repeat(2));
        assert!(page_rows(&BTreeMap::new()).is_err());
    }
}
