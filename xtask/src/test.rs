//! All tests, from quick to slow; the first failure ends the run.
//!
//! ```text
//! lint      format, clippy natively and for wasm32
//! native    cargo test of the whole workspace
//! browser   the app's wasm tests in headless Chromium
//! e2e       release build, then Playwright on dist/ below a nested folder of Python's web server
//! ```
//!
//! Each step sets up only what it needs, so a fault in the code shows before any tool is compiled.

use crate::{
    build,
    setup::{self, Tool},
    shell, site,
};
use anyhow::{Context, Result, bail};
use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

/// Where the end-to-end tests put the site below the server's root: some folder that nothing may depend on.
const NESTED: &str = "a/nested/folder";

/// Flags that headless Chromium needs; as superuser also `--no-sandbox`.
const CHROMIUM_FLAGS: &[&str] = &[
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// A group of steps that can be run alone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Group {
    /// Format and lints.
    Lint,
    /// Native tests.
    Native,
    /// Wasm tests in a browser.
    Browser,
    /// Tests of the built site in a browser.
    E2e,
}

impl Group {
    /// The group of that name.
    pub fn parse(name: &str) -> Option<Group> {
        match name {
            "lint" => Some(Group::Lint),
            "native" => Some(Group::Native),
            "browser" => Some(Group::Browser),
            "e2e" => Some(Group::E2e),
            _ => None,
        }
    }
}

/// What to test.
#[derive(Debug, Default, PartialEq)]
pub struct Options {
    /// All groups if empty.
    pub groups: Vec<Group>,
    /// Test the `dist/` that is there.
    pub no_build: bool,
    /// Arguments for Playwright.
    pub playwright: Vec<String>,
}

struct Step {
    name: &'static str,
    group: Group,
    needs: &'static [Tool],
    run: fn(&Options) -> Result<()>,
}

const STEPS: &[Step] = &[
    Step { name: "format", group: Group::Lint, needs: setup::LINT, run: |_| format_check() },
    Step {
        name: "clippy",
        group: Group::Lint,
        needs: setup::LINT,
        run: |_| cargo("clippy", "clippy --workspace --all-targets -- -D warnings"),
    },
    Step {
        name: "clippy for wasm32",
        group: Group::Lint,
        needs: setup::LINT,
        run: |_| {
            let words = "clippy --package faultline --lib --bins --test browser --target wasm32-unknown-unknown -- \
                         -D warnings";
            cargo("clippy for wasm32", words)
        },
    },
    Step {
        name: "native tests",
        group: Group::Native,
        needs: setup::NATIVE,
        run: |_| cargo("native tests", "test --workspace"),
    },
    Step { name: "wasm tests in Chromium", group: Group::Browser, needs: setup::BROWSER, run: |_| browser_tests() },
    Step {
        name: "release build",
        group: Group::E2e,
        needs: setup::BUILD,
        run: |options| if options.no_build { Ok(()) } else { build::run(false, "/", None, true) },
    },
    Step { name: "end-to-end tests in Chromium", group: Group::E2e, needs: setup::SITE, run: end_to_end },
];

/// Runs the steps of the groups asked for.
pub fn run(options: &Options) -> Result<()> {
    let wanted = |step: &&Step| options.groups.is_empty() || options.groups.contains(&step.group);
    let start = Instant::now();
    let mut times: Vec<(&str, Duration)> = Vec::new();
    for step in STEPS.iter().filter(wanted) {
        println!("\n=== {} ===", step.name);
        let start = Instant::now();
        setup::ensure(step.needs)?;
        (step.run)(options)?;
        times.push((step.name, start.elapsed()));
        println!("--- {}: passed in {}", step.name, shell::duration(start.elapsed()));
    }
    println!("\nall passed in {}", shell::duration(start.elapsed()));
    for (name, time) in times {
        println!("  {name:<30}{:>12}", shell::duration(time));
    }
    Ok(())
}

fn cargo(step: &str, words: &str) -> Result<()> {
    shell::run(shell::cargo().args(words.split_whitespace()), step)
}

/// Cargo's formatter sees the members of the workspace only.
fn format_check() -> Result<()> {
    const OTHERS: [&str; 2] = ["xtask/empty-app/src", "xtask/model-bench/src"];
    cargo("the format check (mend it with `cargo fmt --all`)", "fmt --all --check")?;
    let mut sources = Vec::new();
    for folder in OTHERS.map(|folder| crate::root().join(folder)) {
        let files = site::files(&folder)?.into_iter().filter(|file| file.ends_with(".rs"));
        sources.extend(files.map(|file| folder.join(file)));
    }
    let mut rustfmt = shell::command("rustfmt");
    rustfmt.args(["--check", "--edition", "2024"]).args(sources);
    shell::run(&mut rustfmt, "the format check (mend it with `rustfmt`)")
}

fn browser_tests() -> Result<()> {
    let (Some(browser), Some(driver)) = (setup::chromium(), setup::chromedriver()) else {
        bail!("Chromium and chromedriver are not there; run `cargo xtask setup`");
    };
    let settings = crate::root().join(".tools/webdriver.json");
    fs::write(&settings, webdriver_settings(&browser, shell::is_root()))
        .with_context(|| format!("cannot write {}", settings.display()))?;
    let runner = shell::find("wasm-bindgen-test-runner").context("wasm-bindgen-test-runner is not there")?;
    let mut cargo = shell::cargo();
    cargo
        .args(["test", "--package", "faultline", "--test", "browser", "--target", "wasm32-unknown-unknown"])
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner)
        .env("CHROMEDRIVER", driver)
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", settings)
        .env("WASM_BINDGEN_TEST_TIMEOUT", "120");
    shell::run(&mut cargo, "wasm tests")
}

/// The capabilities that chromedriver is asked for.
fn webdriver_settings(browser: &Path, is_root: bool) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    let no_sandbox = is_root.then_some("--no-sandbox");
    let flags: Vec<String> = CHROMIUM_FLAGS.iter().copied().chain(no_sandbox).map(quoted).collect();
    format!(
        "{{\"goog:chromeOptions\": {{\"binary\": {}, \"args\": [{}]}}}}\n",
        quoted(&browser.display().to_string()),
        flags.join(", ")
    )
}

fn end_to_end(options: &Options) -> Result<()> {
    let dist = crate::root().join("dist");
    if !dist.join("index.html").exists() {
        bail!("dist/ is not there; build it with `cargo xtask build`");
    }
    let server_root = crate::root().join("target/site/e2e");
    copy(&dist, &server_root.join(NESTED))?;
    let mut playwright = playwright(&["test"])?;
    playwright
        .args(&options.playwright)
        .env("FAULTLINE_SERVER_ROOT", server_root)
        .env("FAULTLINE_NESTED", NESTED)
        .env("FAULTLINE_ANKI", setup::anki_folder())
        .env("FAULTLINE_PORT", free_port()?.to_string());
    shell::run(&mut playwright, "end-to-end tests")
}

/// Playwright's command in the folder of the end-to-end tests, with our browser.
pub fn playwright(words: &[&str]) -> Result<Command> {
    let browser = setup::chromium().context("Chromium is not there; run `cargo xtask setup`")?;
    let folder = setup::e2e_folder();
    let mut command = shell::command(folder.join("node_modules/.bin/playwright"));
    command.args(words).current_dir(folder).env("FAULTLINE_CHROME", browser);
    Ok(command)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    build::empty(to)?;
    for path in site::files(from)? {
        let target: PathBuf = to.join(&path);
        let parent = target.parent().unwrap_or(to);
        fs::create_dir_all(parent)
            .and_then(|()| fs::copy(from.join(&path), &target))
            .with_context(|| format!("cannot copy {path} to {}", to.display()))?;
    }
    Ok(())
}

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind("127.0.0.1:0").context("cannot open a port")?;
    Ok(listener.local_addr()?.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_superuser_goes_without_sandbox() {
        let settings = |is_root| webdriver_settings(Path::new("/usr/bin/chromium"), is_root);
        assert!(settings(true).contains("--no-sandbox"));
        assert!(!settings(false).contains("--no-sandbox"));
        assert!(
            settings(false)
                .starts_with(r#"{"goog:chromeOptions": {"binary": "/usr/bin/chromium", "args": ["--headless", "#)
        );
    }

    #[test]
    fn every_group_has_a_name_and_a_step() {
        for (name, group) in
            [("lint", Group::Lint), ("native", Group::Native), ("browser", Group::Browser), ("e2e", Group::E2e)]
        {
            assert_eq!(Group::parse(name), Some(group));
            assert!(STEPS.iter().any(|step| step.group == group));
        }
        assert_eq!(Group::parse("quick"), None);
    }
}
