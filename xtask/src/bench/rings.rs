//! How fast the ring of consistent hashing is, against the hash rings of npm; and a million keys, placed and moved.
//!
//! Ours and theirs take turns in one process of Node, on the same keys, 100 nodes with 100 tokens each
//! (`xtask/ring-bench/rings.mjs` says how). `hashring` is the one that is used most. Of the others that were tried,
//! `consistent-hash` is the quickest by far, with 24 bits of hash; `light-cycle` and `consistent-hashing` look up less
//! than ten thousand keys a second, and `hash-ring` gives all of them to one node.

use super::model::{Measured, Programs, time_row};
use super::{Row, named_numbers};
use crate::{setup, shell};
use anyhow::{Context, Result, ensure};
use std::{collections::BTreeMap, process::Stdio};

/// How many times as many lookups as `hashring` we aim at; against the others, more is enough.
const LOOKUPS_AIM: f64 = 50.0;
/// What placing or planning a million keys may take in a browser, in milliseconds: it is done in pieces.
const MILLION_BUDGET_MS: f64 = 1_000.0;
const THEIRS: [&str; 2] = ["hashring", "consistent-hash"];

/// All measurements of rings and of a million keys.
pub fn rows(programs: &Programs) -> Result<Vec<Row>> {
    setup::ensure(setup::RINGS)?;
    let (lookups, rebuilds) = (programs.measure("ring_lookup")?, programs.measure("ring_rebuild")?);
    let mut numbers = in_node(programs, &lookups, &rebuilds)?;
    let bytes = programs.printed("ring_rebuild", "bytes")?;
    numbers.insert("ours-bytes".into(), bytes);
    let mut rows = Vec::new();
    for theirs in THEIRS {
        rows.extend(against(theirs, lookups.n, &numbers)?);
    }
    rows.extend(elsewhere(&lookups, &rebuilds));
    for (program, what) in [
        ("place_million", "a million keys placed by five strategies"),
        ("plan_million", "a million keys on ten nodes of 100 tokens, and again when a node has joined"),
    ] {
        rows.extend(million(what, &programs.measure(program)?));
    }
    Ok(rows)
}

/// Ours and theirs in one process; gives numbers by name.
fn in_node(programs: &Programs, lookups: &Measured, rebuilds: &Measured) -> Result<BTreeMap<String, f64>> {
    let step = "measuring hash rings in Node";
    let output = shell::command("node")
        .arg("--expose-gc")
        .arg(crate::root().join("xtask/ring-bench/rings.mjs"))
        .args([lookups.n.to_string().into(), programs.wasm_file("ring_lookup").into_os_string()])
        .args([rebuilds.n.to_string().into(), programs.wasm_file("ring_rebuild").into_os_string()])
        .current_dir(setup::rings_folder())
        .stderr(Stdio::inherit())
        .output()
        .context(step)?;
    ensure!(output.status.success(), "{step} failed; see above");
    Ok(named_numbers(&String::from_utf8_lossy(&output.stdout)))
}

fn number(numbers: &BTreeMap<String, f64>, name: &str) -> Result<f64> {
    numbers.get(name).copied().with_context(|| format!("Node measured no {name}"))
}

/// Millions in a second, with two digits: some do not reach one.
fn rate_row(what: String, per_s: f64, name: &str, against_per_s: f64) -> Row {
    let shown = |per_s: f64| format!("{:.2} M/s", per_s / 1e6);
    let against = format!("{name} {}", shown(against_per_s));
    Row { what, value: shown(per_s), against, ratio: per_s / against_per_s }
}

fn against(theirs: &str, n_keys: f64, numbers: &BTreeMap<String, f64>) -> Result<[Row; 3]> {
    let ours = |what: &str| number(numbers, &format!("ours-{what}"));
    let their = |what: &str| number(numbers, &format!("{theirs}-{what}"));
    let per_s = |ms: f64| n_keys / ms * 1_000.0;
    let aim = if theirs == THEIRS[0] { format!(" (aim {LOOKUPS_AIM:.0} times)") } else { String::new() };
    Ok([
        rate_row(
            format!("ring of 100 × 100 tokens: lookups by key, wasm in Node{aim}"),
            per_s(ours("lookups")?),
            &format!("npm {theirs}"),
            per_s(their("lookups")?),
        ),
        time_row(
            "ring of 100 × 100 tokens made anew, wasm in Node".into(),
            ours("rebuild")?,
            &format!("npm {theirs}"),
            their("rebuild")?,
        ),
        Row {
            what: "memory of a virtual node".into(),
            value: format!("{:.1} bytes", ours("bytes")?),
            against: format!("npm {theirs} {:.1} bytes", their("bytes")?),
            ratio: ours("bytes")? / their("bytes")?,
        },
    ])
}

fn elsewhere(lookups: &Measured, rebuilds: &Measured) -> [Row; 2] {
    let (native, wasm) = (lookups.per_s(lookups.native_ms), lookups.per_s(lookups.wasm_ms));
    let each = |ms: f64| ms / rebuilds.n;
    let what = "ring of 100 × 100 tokens";
    [
        rate_row(format!("{what}: lookups by key, wasm in Chromium"), wasm, "native", native),
        time_row(
            format!("{what} made anew, wasm in Chromium"),
            each(rebuilds.wasm_ms),
            "native",
            each(rebuilds.native_ms),
        ),
    ]
}

fn million(what: &str, measured: &Measured) -> [Row; 2] {
    let row = |how: &str, name: &str, against| time_row(format!("{what}, {how}"), measured.wasm_ms, name, against);
    [row("wasm in Chromium", "budget", MILLION_BUDGET_MS), row("wasm in Chromium", "native", measured.native_ms)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rings_stand_beside_those_of_npm() {
        let text = "ours-lookups 2\nours-rebuild 0.5\nours-bytes 16\nx-lookups 400\nx-rebuild 5\nx-bytes 64\n";
        let rows = against("x", 100_000.0, &named_numbers(text)).expect("all numbers");
        assert_eq!(rows.each_ref().map(|row| row.ratio), [200.0, 0.1, 0.25]);
        assert_eq!((rows[0].value.as_str(), rows[0].against.as_str()), ("50.00 M/s", "npm x 0.25 M/s"));
        let error = against("y", 1.0, &named_numbers(text)).err().expect("numbers are missing");
        assert!(error.to_string().contains("measured no y-lookups"), "{error}");
    }
}
