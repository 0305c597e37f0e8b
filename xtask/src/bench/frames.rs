//! A page of another site with six frames of ours: until the first can be used, until all were looked at and can be
//! used, and what they load together and would load each alone.

use super::{Row, bytes_row, in_chromium};
use anyhow::{Context, Result};
use std::{collections::BTreeMap, path::Path};

/// How much the processor is slowed, how that is said, and when the first frame should be of use, in milliseconds.
const SLOWDOWNS: [(&str, &str, f64); 2] = [("1x", "", 1_000.0), ("4x", ", processor slowed 4 times", 4_000.0)];

/// All measurements of frames of a built site.
pub fn rows(dist: &Path) -> Result<Vec<Row>> {
    let folder = dist.display().to_string();
    rows_of(&in_chromium(&["frames", "frames", &folder])?)
}

fn rows_of(numbers: &BTreeMap<String, f64>) -> Result<Vec<Row>> {
    let number = |name: &str| numbers.get(name).copied().with_context(|| format!("the browser measured no {name}"));
    let mut rows = Vec::new();
    for (slow, how, budget) in SLOWDOWNS {
        for (mark, what, times) in [("first", "the first is ready", 1.0), ("all", "all are, one after the other", 6.0)]
        {
            let (value, budget) = (number(&format!("frames-{mark}-{slow}"))?, budget * times);
            rows.push(Row {
                what: format!("six frames in another page: {what}{how}, median of 5"),
                value: format!("{value:.0} ms"),
                against: format!("budget {budget:.0} ms"),
                ratio: value / budget,
            });
        }
    }
    let [first, all, alone] = ["frames-first-bytes", "frames-bytes", "frames-alone-bytes"].map(number);
    let (first, all, alone) = (first? as u64, all? as u64, alone? as u64);
    rows.push(bytes_row("six frames in another page: loaded before one scrolls".into(), first, "all", all));
    rows.push(bytes_row("six frames in another page: loaded by all".into(), all, "each alone", alone));
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::named_numbers;

    #[test]
    fn every_number_of_the_browser_becomes_a_row_beside_what_it_is_compared_with() {
        let times = "frames-first-1x 500\nframes-all-1x 3000\nframes-first-4x 4000\nframes-all-4x 48000\n";
        let bytes = "frames-first-bytes 100\nframes-bytes 400\nframes-alone-bytes 1600\n";
        let rows = rows_of(&named_numbers(&format!("{times}{bytes}"))).expect("all numbers");
        let ratios: Vec<f64> = rows.iter().map(|row| row.ratio).collect();
        assert_eq!(ratios, [0.5, 0.5, 1.0, 2.0, 0.25, 0.25]);
        let error = rows_of(&named_numbers(times)).err().expect("numbers are missing").to_string();
        assert!(error.contains("measured no frames-first-bytes"), "{error}");
    }
}
