//! How the labs on the simulator feel in Chromium: from a step of a slider to the next paint, in the quorum lab and the
//! CAP lab, and frames while a run of the quorum lab plays.
//!
//! All trials are drawn before, as they are some seconds after the page was opened. Each is measured as it is and on a
//! processor slowed four times.

use super::{Row, in_chromium};
use crate::serve;
use anyhow::{Context, Result};
use std::{collections::BTreeMap, path::PathBuf};

/// How much the processor is slowed, how that is said, and what a step of a slider may take then, in milliseconds.
const SLOWDOWNS: [(&str, &str, f64); 2] = [("1x", "", 16.0), ("4x", ", processor slowed 4 times", 50.0)];
/// Frames in a second while a run plays.
const FRAMES_BUDGET: f64 = 60.0;
/// How many messages should be in flight while frames are counted.
const FLYING_AIM: f64 = 100.0;

/// All measurements of the labs in a built site.
pub fn rows(dist: PathBuf) -> Result<Vec<Row>> {
    let site = serve::serve_folder(dist)?;
    let lab = format!("{site}labs/quorum/");
    let mut rows = Vec::new();
    for n in [3, 9] {
        let times = in_chromium(&["slide", "slide", &format!("{lab}?n={n}")])?;
        rows.extend(slide_rows(n, &times)?);
    }
    for (query, what) in [("", "two systems of three"), ("?side=levels&nodes=5", "three systems of five")] {
        let times = in_chromium(&["timeout", "timeout", &format!("{site}labs/cap/{query}")])?;
        rows.extend(step_rows(&format!("CAP lab, {what} replicas: its slider"), "timeout", &times)?);
    }
    let frames = in_chromium(&["play", "play", &format!("{lab}?{}", busy_link())])?;
    rows.extend(frame_rows(&frames)?);
    Ok(rows)
}

fn number(numbers: &BTreeMap<String, f64>, name: &str) -> Result<f64> {
    numbers.get(name).copied().with_context(|| format!("the browser measured no {name}"))
}

fn slide_rows(n: u8, times: &BTreeMap<String, f64>) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for slider in ["r", "n"] {
        let what = format!("quorum lab at N={n}: slider {}", slider.to_uppercase());
        rows.extend(step_rows(&what, &format!("slide-{slider}"), times)?);
    }
    Ok(rows)
}

/// A slider's steps, as they are and slowed.
fn step_rows(slider: &str, name: &str, times: &BTreeMap<String, f64>) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for (slow, how, budget) in SLOWDOWNS {
        for (mark, which) in [("", "median"), ("-worst", "worst")] {
            let value = number(times, &format!("{name}-{slow}{mark}"))?;
            rows.push(Row {
                what: format!("{slider} to paint{how}, {which} of 24"),
                value: format!("{value:.1} ms"),
                against: format!("budget {budget:.0} ms"),
                ratio: value / budget,
            });
        }
    }
    Ok(rows)
}

/// Nine replicas of which each writes and reads for a client of its own, one after the other.
fn busy_link() -> String {
    let steps = (0..9).map(|client| {
        let (write, read, neighbour) = (12 * client, 12 * client + 60, (client + 1) % 9);
        let who = format!("c{client}+r{client}");
        format!("{write}..1400/120+write+{who}+k{client};{read}..1400/120+read+{who}+k{neighbour}")
    });
    format!("n=9&r=1&w=1&lat=20ms..60ms&do={}", steps.collect::<Vec<_>>().join(";"))
}

fn frame_rows(frames: &BTreeMap<String, f64>) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for (slow, how, _) in SLOWDOWNS {
        let value = number(frames, &format!("play-{slow}"))?;
        let late = number(frames, &format!("play-{slow}-late"))?;
        rows.push(Row {
            what: format!(
                "quorum lab playing, 9 replicas{how}: frames in a second ({late:.0} % after more than 20 ms)"
            ),
            value: format!("{value:.1}"),
            against: format!("budget {FRAMES_BUDGET:.0}"),
            ratio: value / FRAMES_BUDGET,
        });
    }
    let flying = number(frames, "play-1x-flying")?;
    rows.push(Row {
        what: "the same: messages in flight, as the page says, median".into(),
        value: format!("{flying:.0}"),
        against: format!("aim {FLYING_AIM:.0}"),
        ratio: flying / FLYING_AIM,
    });
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::named_numbers;

    #[test]
    fn every_number_of_the_browser_becomes_a_row_beside_its_budget() {
        let mut text = String::from("play-1x 60\nplay-1x-late 0\nplay-4x 30\nplay-4x-late 50\nplay-1x-flying 90\n");
        for slider in ["r", "n"] {
            for (slow, ms) in [("1x", 8), ("4x", 100)] {
                text += &format!("slide-{slider}-{slow} {ms}\nslide-{slider}-{slow}-worst {}\n", 2 * ms);
            }
        }
        let numbers = named_numbers(&text);
        let ratios = |rows: Vec<Row>| rows.iter().map(|row| row.ratio).collect::<Vec<_>>();
        let of_slider = [0.5, 1.0, 2.0, 4.0];
        assert_eq!(ratios(slide_rows(3, &numbers).expect("all numbers")), [of_slider, of_slider].concat());
        assert_eq!(ratios(frame_rows(&numbers).expect("all numbers")), [1.0, 0.5, 0.9]);
        let error = frame_rows(&BTreeMap::new()).err().expect("numbers are missing");
        assert!(error.to_string().contains("measured no play-1x"), "{error}");
    }
}
