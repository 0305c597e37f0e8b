//! How fast the model is: the programs of `xtask/model-bench`, natively and in Chromium.
//!
//! They are compiled as the site is; a test keeps the profiles equal. What a program did natively tells how many things
//! there are, and so the rate in wasm, which only has a time.
//!
//! Left out: what `wasm-opt` does to the site's programs, which changes these times by a few per cent at most.

use super::{Row, copy_lock, in_chromium, named_numbers};
use crate::shell;
use anyhow::{Context, Result, ensure};
use std::{collections::BTreeMap, path::PathBuf, process::Stdio};

/// What one evaluation of the largest usual diagram may take, and the default run of the quorum lab, in milliseconds.
const BUDGET_MS: f64 = 1.0;
/// How many messages should be delivered in a second in wasm, with their trace.
const DELIVERIES_AIM: f64 = 3e6;
/// What a bare prototype did in wasm, in a second: trials evaluated, and latencies drawn.
const REPLAYED_BEFORE: f64 = 20e6;
const DRAWN_BEFORE: f64 = 8e6;

/// What a program did, and how long a call took.
pub(super) struct Measured {
    /// How many things a call does.
    pub(super) n: f64,
    pub(super) native_ms: f64,
    pub(super) wasm_ms: f64,
}

/// The compiled programs.
pub(super) struct Programs {
    native: PathBuf,
    wasm: PathBuf,
}

/// All measurements of the model.
pub(super) fn rows(programs: &Programs) -> Result<Vec<Row>> {
    let mut rows = Vec::from(evaluation_rows(&programs.measure("evaluation")?));
    rows.extend(run_rows(&programs.measure("default_run")?));
    for protocol in ["consensus", "leaderless"] {
        rows.extend(delivery_rows(protocol, &programs.measure(protocol)?));
    }
    for n in [3, 9] {
        rows.push(replay_row(n, &programs.measure(&format!("replay_{n}"))?));
        rows.push(draw_row(n, &programs.measure(&format!("draw_{n}"))?));
    }
    Ok(rows)
}

/// Compiles the programs, natively and for the browser.
pub(super) fn compile() -> Result<Programs> {
    println!("compiling the programs that measure the model");
    let source = crate::root().join("xtask/model-bench");
    copy_lock(&source)?;
    let target = crate::root().join("target");
    for words in [&["build", "--release"][..], &["build", "--release", "--target", "wasm32-unknown-unknown"]] {
        let mut cargo = shell::cargo();
        cargo.current_dir(&source).args(words).env("CARGO_TARGET_DIR", &target);
        shell::run(&mut cargo, "compiling the programs that measure the model")?;
    }
    Ok(Programs { native: target.join("release"), wasm: target.join("wasm32-unknown-unknown/release") })
}

impl Programs {
    pub(super) fn measure(&self, name: &str) -> Result<Measured> {
        let native = self.native_numbers(name)?;
        let number = |what: &str| native.get(what).copied().with_context(|| format!("{name} printed no {what}"));
        let wasm = in_chromium(&["call", "wasm", &self.wasm_file(name).display().to_string()])?;
        let wasm_ms = wasm.get("wasm").copied().with_context(|| format!("the browser measured nothing of {name}"))?;
        Ok(Measured { n: number("things")?, native_ms: number("ms")?, wasm_ms })
    }

    /// A further number that a program prints natively.
    pub(super) fn printed(&self, name: &str, what: &str) -> Result<f64> {
        self.native_numbers(name)?.get(what).copied().with_context(|| format!("{name} printed no {what}"))
    }

    /// Where the program for the browser is.
    pub(super) fn wasm_file(&self, name: &str) -> PathBuf {
        self.wasm.join(name).with_extension("wasm")
    }

    fn native_numbers(&self, name: &str) -> Result<BTreeMap<String, f64>> {
        let step = || format!("measuring {name}");
        let output = shell::command(self.native.join(name)).stderr(Stdio::inherit()).output().with_context(step)?;
        ensure!(output.status.success(), "{} failed; see above", step());
        Ok(named_numbers(&String::from_utf8_lossy(&output.stdout)))
    }
}

impl Measured {
    /// Things in a second.
    pub(super) fn per_s(&self, ms: f64) -> f64 {
        self.n / ms * 1_000.0
    }
}

pub(super) fn time_row(what: String, ms: f64, name: &str, against_ms: f64) -> Row {
    Row { what, value: format!("{ms:.3} ms"), against: format!("{name} {against_ms:.3} ms"), ratio: ms / against_ms }
}

fn rate_row(what: String, per_s: f64, name: &str, against_per_s: f64) -> Row {
    let shown = |per_s: f64| format!("{:.1} M/s", per_s / 1e6);
    let against = format!("{name} {}", shown(against_per_s));
    Row { what, value: shown(per_s), against, ratio: per_s / against_per_s }
}

/// One evaluation of the diagram with 64 components.
fn evaluation_rows(measured: &Measured) -> [Row; 3] {
    let (native, wasm) = (measured.native_ms / measured.n, measured.wasm_ms / measured.n);
    let what = |how: &str| format!("evaluation of 64 components, {how}");
    [
        time_row(what("native"), native, "budget", BUDGET_MS),
        time_row(what("wasm in Chromium"), wasm, "budget", BUDGET_MS),
        time_row(what("wasm in Chromium"), wasm, "native", native),
    ]
}

fn run_rows(measured: &Measured) -> [Row; 2] {
    let (native, wasm) = (measured.native_ms / measured.n, measured.wasm_ms / measured.n);
    let what = |how: &str| format!("default run of the quorum lab, {how}");
    [
        time_row(what("native"), native, "budget", BUDGET_MS),
        time_row(what("wasm in Chromium"), wasm, "budget", BUDGET_MS),
    ]
}

fn delivery_rows(protocol: &str, measured: &Measured) -> [Row; 3] {
    let (native, wasm) = (measured.per_s(measured.native_ms), measured.per_s(measured.wasm_ms));
    let what = |how: &str| {
        let n = measured.n;
        format!(
            "{protocol}: simulated deliveries with full trace and fingerprint ({n} among 9 replicas, 9 clients), {how}"
        )
    };
    [
        rate_row(what("native"), native, "aim for wasm", DELIVERIES_AIM),
        rate_row(what("wasm in Chromium"), wasm, "aim", DELIVERIES_AIM),
        rate_row(what("wasm in Chromium"), wasm, "native", native),
    ]
}

fn replay_row(n: u8, measured: &Measured) -> Row {
    let (ms, trials) = (measured.wasm_ms, measured.n);
    let what = format!("WARS: {trials} trials evaluated again, N={n}, wasm in Chromium, {ms:.1} ms");
    rate_row(what, measured.per_s(ms), "prototype", REPLAYED_BEFORE)
}

fn draw_row(n: u8, measured: &Measured) -> Row {
    let (ms, draws) = (measured.wasm_ms, measured.n);
    let what = format!("WARS: {draws} latencies drawn, N={n}, wasm in Chromium, {ms:.1} ms");
    rate_row(what, measured.per_s(ms), "prototype", DRAWN_BEFORE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn read(path: &str) -> String {
        fs::read_to_string(crate::root().join(path)).expect("the file is there")
    }

    #[test]
    fn rates_and_times_say_which_way_the_aim_is_missed() {
        let measured = Measured { n: 200.0, native_ms: 0.05, wasm_ms: 0.1 };
        let rows = delivery_rows("x", &measured);
        assert_eq!((rows[1].value.as_str(), rows[1].against.as_str()), ("2.0 M/s", "aim 3.0 M/s"));
        assert_eq!((rows[2].against.as_str(), rows[2].ratio), ("native 4.0 M/s", 0.5));
        let rows = run_rows(&Measured { n: 10.0, native_ms: 1.0, wasm_ms: 20.0 });
        assert_eq!((rows[1].value.as_str(), rows[1].ratio), ("2.000 ms", 2.0));
    }

    #[test]
    fn what_is_measured_is_compiled_as_the_site_is() {
        let profile = |path: &str| {
            let text = read(path);
            let lines = text.lines().skip_while(|line| *line != "[profile.release]");
            lines.take_while(|line| !line.is_empty()).map(String::from).collect::<Vec<_>>()
        };
        let site = profile("Cargo.toml");
        assert!(site.len() > 1, "the site has a profile");
        for package in ["model-bench", "empty-app"] {
            assert_eq!(profile(&format!("xtask/{package}/Cargo.toml")), site, "{package}");
        }
    }

    #[test]
    fn the_default_run_has_the_steps_of_the_lab() {
        let steps = |path: &str| {
            let text = read(path);
            let line = text.lines().find(|line| line.contains("const STEPS: &str")).expect("the steps");
            line.split('"').nth(1).map(String::from).expect("a text")
        };
        assert_eq!(steps("xtask/model-bench/src/bin/default_run.rs"), steps("src/labs/quorum/config.rs"));
    }
}
