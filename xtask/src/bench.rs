//! Measurements, as Markdown tables: bytes of the first load, time to first paint and to interactive, evaluation times.
//!
//! Each value stands beside what it is compared with: a budget, or an empty Yew application built by the same steps. The
//! hard gate on the first load makes the command fail; all other values are for people to judge, because times depend on
//! the machine.
//!
//! A further measurement is a function that returns [`Row`]s, and one line in [`run`].

use crate::{
    build, serve, setup, shell, site,
    sizes::{self, Size, kilobytes},
};
use anyhow::{Context, Result, bail};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Stdio,
};

/// What the first load may weigh with gzip, in bytes.
const FIRST_LOAD_BUDGET: u64 = 200_000;
/// Above this the command fails.
const FIRST_LOAD_GATE: u64 = 250_000;
/// What one evaluation in wasm may take, in milliseconds.
const EVALUATION_BUDGET_MS: f64 = 1.0;
/// How often the program in `model-bench` evaluates per call.
const EVALUATIONS_PER_CALL: f64 = 100.0;

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
    build::run(false, "/")?;
    let dist = crate::root().join("dist");
    let empty = build_empty_app()?;

    println!("\nmeasuring …");
    let (own, other) = (first_load(&dist)?, first_load(&empty)?);
    let mut rows = byte_rows(&own, &other);
    rows.extend(time_rows(dist, empty)?);
    rows.extend(evaluation_rows()?);
    println!("\n{}", table(&rows));

    let total: Size = own.iter().map(|(_, size)| *size).sum();
    if total.gzip > FIRST_LOAD_GATE {
        bail!(
            "the first load is {} with gzip, above the gate of {}: find what grew, or convert content at build time",
            kilobytes(total.gzip),
            kilobytes(FIRST_LOAD_GATE)
        );
    }
    Ok(())
}

fn table(rows: &[Row]) -> String {
    let mut text = String::from("| measured | value | against | ratio |\n|---|---:|---:|---:|\n");
    for row in rows {
        text += &format!("| {} | {} | {} | {:.2} |\n", row.what, row.value, row.against, row.ratio);
    }
    text
}

// ------------------------------------------------------------------------------------------------------- First load

/// Builds the empty application as the site is built, except for hashed names and prerendering, which change no byte that
/// counts.
fn build_empty_app() -> Result<PathBuf> {
    println!("\nbuilding an empty Yew application to compare with");
    let source = crate::root().join("xtask/empty-app");
    copy_lock(&source)?;
    let out = crate::root().join("target/site/empty-app");
    build::trunk(&source, &out, false)?;
    build::shrink(&out)?;
    Ok(out)
}

/// Equal versions of all dependencies on both sides.
fn copy_lock(to: &Path) -> Result<()> {
    fs::copy(crate::root().join("Cargo.lock"), to.join("Cargo.lock"))
        .with_context(|| format!("cannot copy Cargo.lock to {}", to.display()))?;
    Ok(())
}

fn first_load(folder: &Path) -> Result<Vec<(String, Size)>> {
    let files = site::first_load(folder)?;
    let sizes = sizes::measure(folder, &files)?;
    Ok(files.into_iter().zip(sizes).collect())
}

fn byte_rows(own: &[(String, Size)], other: &[(String, Size)]) -> Vec<Row> {
    let sum = |files: &[(String, Size)]| files.iter().map(|(_, size)| *size).sum::<Size>();
    let wasm = |files: &[(String, Size)]| {
        let wasm = files.iter().filter(|(path, _)| path.ends_with(".wasm"));
        wasm.map(|(_, size)| *size).sum::<Size>()
    };
    let row = |what: &str, value: u64, name: &str, against: u64| Row {
        what: what.into(),
        value: kilobytes(value),
        against: format!("{name} {}", kilobytes(against)),
        ratio: value as f64 / against as f64,
    };
    let (total, empty) = (sum(own), sum(other));
    let mut rows: Vec<Row> = own
        .iter()
        .map(|(path, size)| row(&format!("first load: {path}, gzip"), size.gzip, "total", total.gzip))
        .collect();
    rows.extend([
        row("**first load, gzip**", total.gzip, "budget", FIRST_LOAD_BUDGET),
        row("first load, gzip", total.gzip, "gate", FIRST_LOAD_GATE),
        row("first load, gzip", total.gzip, "empty app", empty.gzip),
        row("first load, brotli", total.brotli, "empty app", empty.brotli),
        row("first load, raw", total.raw, "empty app", empty.raw),
        row("wasm, gzip", wasm(own).gzip, "empty app", wasm(other).gzip),
    ]);
    rows
}

// ------------------------------------------------------------------------------------------------------------ Times

fn time_rows(dist: PathBuf, empty: PathBuf) -> Result<Vec<Row>> {
    let mut times = in_chromium(&["load", "own", &serve::serve_folder(dist)?])?;
    times.extend(in_chromium(&["load", "empty", &serve::serve_folder(empty)?])?);
    let time = |name: &str| times.get(name).copied().with_context(|| format!("the browser measured no {name}"));
    let mut rows = Vec::new();
    for (mark, what) in [("paint", "first contentful paint"), ("interactive", "interactive")] {
        for (slow, how) in [("1x", ""), ("4x", ", processor slowed 4 times")] {
            let value = time(&format!("own-{mark}-{slow}"))?;
            let against = time(&format!("empty-{mark}-{slow}"))?;
            rows.push(Row {
                what: format!("{what}{how}, median of 5"),
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

// ------------------------------------------------------------------------------------------------------- Evaluation

/// One evaluation of the 64-component diagram, natively and in Chromium.
fn evaluation_rows() -> Result<Vec<Row>> {
    let source = crate::root().join("xtask/model-bench");
    copy_lock(&source)?;
    let target = crate::root().join("target");
    let cargo = |verb: &str| {
        let mut cargo = shell::cargo();
        cargo.current_dir(&source).args([verb, "--release"]).env("CARGO_TARGET_DIR", &target);
        cargo
    };
    let step = "measuring evaluation";
    let output = cargo("run").stderr(Stdio::inherit()).output().context(step)?;
    let native = named_numbers(&String::from_utf8_lossy(&output.stdout));
    let native = native.get("call-ms").with_context(|| format!("{step}: the program printed no time"))?;

    shell::run(cargo("build").args(["--target", "wasm32-unknown-unknown"]), step)?;
    let file = target.join("wasm32-unknown-unknown/release/model-bench.wasm");
    let wasm = in_chromium(&["call", "wasm", &file.display().to_string()])?;
    let wasm = wasm.get("wasm").with_context(|| format!("{step}: the browser measured nothing"))?;

    let (native, wasm) = (native / EVALUATIONS_PER_CALL, wasm / EVALUATIONS_PER_CALL);
    let row = |what: &str, value: f64, name: &str, against: f64| Row {
        what: format!("evaluation of 64 components, {what}"),
        value: format!("{value:.3} ms"),
        against: format!("{name} {against:.3} ms"),
        ratio: value / against,
    };
    Ok(vec![
        row("native", native, "budget", EVALUATION_BUDGET_MS),
        row("wasm in Chromium", wasm, "budget", EVALUATION_BUDGET_MS),
        row("wasm in Chromium", wasm, "native", native),
    ])
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

    #[test]
    fn rows_become_a_markdown_table() {
        let rows = byte_rows(
            &[("index.html".into(), Size { raw: 9, gzip: 50_000, brotli: 4 })],
            &[("index.html".into(), Size { raw: 3, gzip: 25_000, brotli: 2 })],
        );
        let text = table(&rows);
        assert!(text.contains("| **first load, gzip** | 50.0 kB | budget 200.0 kB | 0.25 |"), "{text}");
        assert!(text.contains("| first load, gzip | 50.0 kB | empty app 25.0 kB | 2.00 |"), "{text}");
    }
}
