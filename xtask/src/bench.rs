//! Measurements, as Markdown tables: bytes of the first load, time to first paint and to interactive, how fast the
//! model is ([`model`], [`rings`]), how large a deck may be ([`decks`]), how smooth the quorum lab ([`quorum`]), how
//! soon frames in other pages are of use ([`frames`]).
//!
//! Each value stands beside what it is compared with: a budget, or an empty Yew application built by the same steps.
//! The first load is measured for every page, and compared further for one page of each program. Its hard gate makes
//! the command fail; all other values are for people to judge, because times depend on the machine and on what else it
//! does. A ratio is of the value to what stands beside it: small is good for bytes and times, great for rates.
//!
//! A further measurement is a function that returns [`Row`]s, and one line in [`run`].

mod decks;
mod frames;
mod model;
mod quorum;
mod rings;

use crate::{
    build,
    load::{self, Load},
    serve, setup, shell,
    sizes::{Size, kilobytes},
};
use anyhow::{Context, Result, bail, ensure};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Stdio,
};

/// What the first load of a page may weigh with gzip, in bytes.
const FIRST_LOAD_BUDGET: u64 = 200_000;
/// Above this the command fails.
const FIRST_LOAD_GATE: u64 = 250_000;

/// One measured value and what it is compared with.
struct Row {
    what: String,
    value: String,
    against: String,
    ratio: f64,
}

/// Measures everything, prints the tables, and fails above the gate.
pub fn run() -> Result<()> {
    setup::ensure(setup::BUILD)?;
    setup::ensure(setup::SITE)?;
    build::run(false, "/", None, true)?;
    let dist = crate::root().join("dist");
    let empty = build_empty_app()?;

    println!("\nmeasuring …");
    let sizes = load::sizes(&dist)?;
    let loads = load::loads(&dist, &sizes)?;
    // The empty application is one page, where a site has its home.
    let empty_load = load::loads(&empty, &load::sizes(&empty)?)?.remove(0);
    let mut rows: Vec<Row> = loads.iter().map(budget_row).collect();
    let of_programs: Vec<&Load> = loads.iter().filter(|load| stands_for_its_program(load)).collect();
    rows.extend(of_programs.iter().flat_map(|own| byte_rows(own, &empty_load)));
    rows.push(words_row(&sizes, &loads[0]));
    rows.extend(time_rows(dist.clone(), empty, &of_programs)?);
    let programs = model::compile()?;
    rows.extend(model::rows(&programs)?);
    rows.extend(rings::rows(&programs)?);
    rows.extend(decks::rows(&programs, dist.clone())?);
    rows.extend(frames::rows(&dist)?);
    rows.extend(quorum::rows(dist)?);
    println!("\n{}", table(&rows));
    check_gate(&loads)
}

fn table(rows: &[Row]) -> String {
    let mut text = String::from("| measured | value | against | ratio |\n|---|---:|---:|---:|\n");
    for row in rows {
        text += &format!("| {} | {} | {} | {:.2} |\n", row.what, row.value, row.against, row.ratio);
    }
    text
}

// --- First load

/// Builds the empty application as the site is built, except for hashed names and prerendering, which change no byte
/// that counts.
fn build_empty_app() -> Result<PathBuf> {
    println!("\nbuilding an empty Yew application to compare with");
    let source = crate::root().join("xtask/empty-app");
    copy_lock(&source)?;
    let out = crate::root().join("target/site/empty-app");
    build::trunk(&source, &source.join("index.html"), &out, false)?;
    build::shrink(&out)?;
    Ok(out)
}

/// Equal versions of all dependencies on both sides.
fn copy_lock(to: &Path) -> Result<()> {
    fs::copy(crate::root().join("Cargo.lock"), to.join("Cargo.lock"))
        .with_context(|| format!("cannot copy Cargo.lock to {}", to.display()))?;
    Ok(())
}

fn bytes_row(what: String, value: u64, name: &str, against: u64) -> Row {
    Row {
        what,
        value: kilobytes(value),
        against: format!("{name} {}", kilobytes(against)),
        ratio: value as f64 / against as f64,
    }
}

/// Home, the cards that are due, an exam, own decks, the teachers' page, and the labs: another program runs each.
fn stands_for_its_program(load: &Load) -> bool {
    ["", "study/", "exam/", "deck/", "teachers/"].contains(&load.address.as_str()) || load.address.starts_with("labs/")
}

fn budget_row(own: &Load) -> Row {
    bytes_row(format!("**first load of {}, gzip**", own.name()), own.total().gzip, "budget", FIRST_LOAD_BUDGET)
}

fn byte_rows(own: &Load, empty: &Load) -> [Row; 5] {
    let (total, empty_total) = (own.total(), empty.total());
    let what = |kind: &str| format!("first load of {}, {kind}", own.name());
    [
        bytes_row(what("gzip"), total.gzip, "gate", FIRST_LOAD_GATE),
        bytes_row(what("gzip"), total.gzip, "empty app", empty_total.gzip),
        bytes_row(what("brotli"), total.brotli, "empty app", empty_total.brotli),
        bytes_row(what("raw"), total.raw, "empty app", empty_total.raw),
        bytes_row(format!("wasm of {}, gzip", own.name()), own.of(".wasm").gzip, "empty app", empty.of(".wasm").gzip),
    ]
}

/// All words: a page's first load has those that it shows, and the rest comes once it is idle.
fn words_row(sizes: &BTreeMap<String, Size>, home: &Load) -> Row {
    let words: Size = sizes.iter().filter(|(path, _)| load::is_words(path)).map(|(_, size)| *size).sum();
    let what = "words of all pages, gzip (fetched by the page that shows them, the rest once idle)";
    bytes_row(what.into(), words.gzip, "first load of home", home.total().gzip)
}

fn check_gate(loads: &[Load]) -> Result<()> {
    for load in loads {
        let gzip = load.total().gzip;
        ensure!(
            gzip <= FIRST_LOAD_GATE,
            "the first load of {} is {} with gzip, above the gate of {}: find what grew, or convert content at build time",
            load.name(),
            kilobytes(gzip),
            kilobytes(FIRST_LOAD_GATE)
        );
    }
    Ok(())
}

// --- Times

/// The start of these pages.
fn time_rows(dist: PathBuf, empty: PathBuf, pages: &[&Load]) -> Result<Vec<Row>> {
    let (own, other) = (serve::serve_folder(dist)?, serve::serve_folder(empty)?);
    let mut times = in_chromium(&["load", "empty", &other])?;
    let mut rows = Vec::new();
    for page in pages {
        times.extend(in_chromium(&["load", "own", &format!("{own}{}", page.address)])?);
        rows.extend(start_rows(page.name(), &times)?);
    }
    Ok(rows)
}

fn start_rows(page: &str, times: &BTreeMap<String, f64>) -> Result<Vec<Row>> {
    let time = |name: &str| times.get(name).copied().with_context(|| format!("the browser measured no {name}"));
    let mut rows = Vec::new();
    for (mark, what) in [("paint", "first contentful paint"), ("interactive", "interactive")] {
        for (slow, how) in [("1x", ""), ("4x", ", processor slowed 4 times")] {
            let value = time(&format!("own-{mark}-{slow}"))?;
            let against = time(&format!("empty-{mark}-{slow}"))?;
            rows.push(Row {
                what: format!("{page}: {what}{how}, median of 5"),
                value: format!("{value:.0} ms"),
                against: format!("empty app {against:.0} ms"),
                ratio: value / against,
            });
        }
    }
    Ok(rows)
}

/// Runs `tests/e2e/bench.mjs`; gives its numbers by name.
fn in_chromium(words: &[&str]) -> Result<BTreeMap<String, f64>> {
    let step = "measuring in Chromium";
    let output = shell::command("node")
        .arg("bench.mjs")
        .args(words)
        .current_dir(setup::e2e_folder())
        .env("FAULTLINE_CHROME", setup::chromium().context("Chromium is not there")?)
        .stderr(Stdio::inherit())
        .output()
        .context(step)?;
    if !output.status.success() {
        bail!("{step} failed; see above");
    }
    Ok(named_numbers(&String::from_utf8_lossy(&output.stdout)))
}

fn named_numbers(text: &str) -> BTreeMap<String, f64> {
    let number = |line: &str| {
        let (name, value) = line.split_once(' ')?;
        Some((name.to_string(), value.trim().parse().ok()?))
    };
    text.lines().filter_map(number).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browsers_numbers_are_read_by_name() {
        let numbers = named_numbers("own-paint-1x 12.5\nnoise\nwasm 3\n");
        assert_eq!(numbers.get("own-paint-1x"), Some(&12.5));
        assert_eq!(numbers.get("wasm"), Some(&3.0));
        assert_eq!(numbers.len(), 2);
    }

    fn page(address: &str, gzip: u64) -> Load {
        let size = Size { raw: 9, gzip, brotli: 4 };
        Load { address: address.to_string(), files: BTreeMap::from([("index.html".to_string(), size)]) }
    }

    #[test]
    fn rows_become_a_markdown_table() {
        let (home, empty) = (page("", 50_000), page("empty/", 25_000));
        let text = table(&[budget_row(&home)]) + &table(&byte_rows(&home, &empty));
        assert!(text.contains("| **first load of home, gzip** | 50.0 kB | budget 200.0 kB | 0.25 |"), "{text}");
        assert!(text.contains("| first load of home, gzip | 50.0 kB | empty app 25.0 kB | 2.00 |"), "{text}");
    }

    #[test]
    fn one_page_above_the_gate_is_a_failure_that_names_it() {
        assert!(check_gate(&[page("", FIRST_LOAD_GATE), page("cards/", 1)]).is_ok());
        let error = check_gate(&[page("", 1), page("cards/", FIRST_LOAD_GATE + 1)]).expect_err("above the gate");
        assert!(error.to_string().contains("first load of cards is 250.0 kB"), "{error}");
    }
}
