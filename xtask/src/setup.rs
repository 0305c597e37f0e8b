//! What the build needs beyond Rust, and how each missing part is installed.
//!
//! A [`Tool`] answers two questions: is it there, and how is it installed? Whatever can be installed inside the
//! repository goes into `.tools/` (git ignores it). Beyond that only three things change on the machine: rustup's wasm
//! target and components, and, as root on Debian, Chromium's packages. For everything else a sentence says what to
//! install.
//!
//! Left out: Windows. The commands are POSIX ones; under Windows, use WSL.

use crate::shell;
use anyhow::{Context, Result, anyhow, bail};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

/// Something that a command needs.
pub struct Tool {
    /// What it is called in messages.
    name: &'static str,
    /// Its version and place if it is there and good enough; `None` if it is to be installed; an error if only the user
    /// can help.
    find: fn() -> Result<Option<String>>,
    /// How long installing takes, for the one who waits.
    effort: &'static str,
    install: fn() -> Result<()>,
}

/// For `cargo xtask build` and `serve`.
pub const BUILD: &[Tool] = &[RUSTC, WASM_TARGET, NODE, WASM_OPT, NPM_SCRIPTS, TRUNK, WASM_BINDGEN];
/// For the formatter and the lints.
pub const LINT: &[Tool] = &[RUSTC, COMPONENTS, WASM_TARGET];
/// For native tests.
pub const NATIVE: &[Tool] = &[RUSTC];
/// For wasm tests in a browser.
pub const BROWSER: &[Tool] = &[RUSTC, WASM_TARGET, NODE, WASM_BINDGEN, E2E, CHROMIUM, CHROMEDRIVER];
/// For tests and measurements of the built site.
pub const SITE: &[Tool] = &[NODE, PYTHON, ANKI, E2E, CHROMIUM];
/// For measuring our ring against others.
pub const RINGS: &[Tool] = &[NODE, NPM_RINGS];

const TRUNK_VERSION: &str = "0.21.14";
const NODE_MAJOR: u32 = 20;
/// The version of Anki whose library reads what we export.
const ANKI_VERSION: &str = "26.9.3";

const RUSTC: Tool = Tool { name: "rustc", find: find_rustc, effort: "", install: || Ok(()) };
const COMPONENTS: Tool = Tool {
    name: "rustfmt and clippy",
    find: find_components,
    effort: "a few seconds",
    install: || rustup("rustfmt and clippy", &["component", "add", "rustfmt", "clippy"]),
};
const WASM_TARGET: Tool = Tool {
    name: "wasm target",
    find: find_wasm_target,
    effort: "a few seconds",
    install: || rustup("the wasm target", &["target", "add", "wasm32-unknown-unknown"]),
};
const NODE: Tool = Tool { name: "Node", find: find_node, effort: "", install: || Ok(()) };
const WASM_OPT: Tool = Tool {
    name: "wasm-opt and esbuild (npm)",
    find: || Ok(find_packages(&tools_folder("npm"), &crate::root().join("xtask/tools"))),
    effort: "a few seconds",
    install: || install_packages("xtask/tools", &tools_folder("npm"), "installing wasm-opt and esbuild"),
};
const NPM_SCRIPTS: Tool = Tool {
    name: "QR codes (npm)",
    find: || Ok(find_packages(&scripts_folder(), &crate::root().join("xtask/scripts"))),
    effort: "a few seconds",
    install: || install_packages("xtask/scripts", &scripts_folder(), "installing QR codes"),
};
const TRUNK: Tool = Tool {
    name: "Trunk",
    find: find_trunk,
    effort: "about 5 minutes on 2 cores where it must be compiled",
    install: || install_crate("trunk", TRUNK_VERSION),
};
const WASM_BINDGEN: Tool = Tool {
    name: "wasm-bindgen",
    find: find_wasm_bindgen,
    effort: "about 2 minutes on 2 cores where it must be compiled",
    install: || install_crate("wasm-bindgen-cli", &wasm_bindgen_version()?),
};
const E2E: Tool = Tool {
    name: "Playwright and axe (npm)",
    find: || Ok(find_packages(&e2e_folder(), &e2e_folder())),
    effort: "a few seconds",
    install: || npm_ci(&e2e_folder(), "installing Playwright and axe"),
};
const NPM_RINGS: Tool = Tool {
    name: "hash rings (npm)",
    find: || Ok(find_packages(&rings_folder(), &crate::root().join("xtask/ring-bench"))),
    effort: "a few seconds",
    install: || install_packages("xtask/ring-bench", &rings_folder(), "installing hash rings"),
};
const CHROMIUM: Tool = Tool {
    name: "Chromium",
    find: || Ok(chromium().map(|path| path.display().to_string())),
    effort: "about a minute",
    install: install_chromium,
};
const CHROMEDRIVER: Tool =
    Tool { name: "chromedriver", find: find_chromedriver, effort: "about a minute", install: install_chromedriver };
const ANKI: Tool =
    Tool { name: "Anki's library (pip)", find: find_anki, effort: "a few seconds", install: install_anki };
const PYTHON: Tool = Tool { name: "Python", find: find_python, effort: "", install: || Ok(()) };

/// Sets up everything and lists it.
pub fn run() -> Result<()> {
    let mut seen: Vec<&str> = Vec::new();
    for tool in [LINT, BUILD, BROWSER, SITE, RINGS].into_iter().flatten() {
        if !seen.contains(&tool.name) {
            seen.push(tool.name);
            let found = ensure_one(tool)?;
            println!("{:<26}{found}", tool.name);
        }
    }
    Ok(())
}

/// Installs what is missing; silent where nothing is.
pub fn ensure(tools: &[Tool]) -> Result<()> {
    tools.iter().try_for_each(|tool| ensure_one(tool).map(drop))
}

fn ensure_one(tool: &Tool) -> Result<String> {
    if let Some(found) = (tool.find)()? {
        return Ok(found);
    }
    println!("{} is missing: installing it ({}) …", tool.name, tool.effort);
    let start = Instant::now();
    (tool.install)()?;
    let found = (tool.find)()?
        .ok_or_else(|| anyhow!("{} was installed, but is still not found; remove .tools/ and try again", tool.name))?;
    println!("{}: {found}, in {}", tool.name, shell::duration(start.elapsed()));
    Ok(found)
}

// --- Rust

fn find_rustc() -> Result<Option<String>> {
    let manifest = read(&crate::root().join("Cargo.toml"))?;
    let wanted = manifest
        .lines()
        .find_map(|line| line.strip_prefix("rust-version = "))
        .context("Cargo.toml names no rust-version")?
        .trim_matches('"');
    let text = shell::output(shell::command("rustc").arg("--version"))
        .context("rustc is not there; install Rust from https://rustup.rs")?;
    if version(&text) < version(wanted) {
        bail!("{text} is too old: Faultline needs rustc {wanted} or newer; run `rustup update stable`");
    }
    Ok(Some(text))
}

fn find_components() -> Result<Option<String>> {
    let both = [["fmt", "--version"], ["clippy", "--version"]].map(|words| shell::output(shell::cargo().args(words)));
    Ok(match both {
        [Some(fmt), Some(clippy)] => Some(format!("{fmt}, {clippy}")),
        _ => None,
    })
}

fn find_wasm_target() -> Result<Option<String>> {
    let root = shell::output(shell::command("rustc").args(["--print", "sysroot"])).context("rustc has no sysroot")?;
    let target = Path::new(&root).join("lib/rustlib/wasm32-unknown-unknown/lib");
    Ok(target.is_dir().then(|| "wasm32-unknown-unknown".to_string()))
}

fn rustup(what: &str, words: &[&str]) -> Result<()> {
    if shell::find("rustup").is_none() {
        bail!(
            "{what} must be installed, but rustup is not there: install the package of your system that holds it, or \
             Rust from https://rustup.rs"
        );
    }
    shell::run_quietly(shell::command("rustup").args(words), &format!("installing {what}"), "rustup")
}

// --- Cargo-installed tools

fn find_trunk() -> Result<Option<String>> {
    let accept = |found: &[u32]| found.starts_with(&[0, 21]);
    Ok(find_program("trunk", accept))
}

fn find_wasm_bindgen() -> Result<Option<String>> {
    let wanted = version(&wasm_bindgen_version()?);
    let accept = |found: &[u32]| found == wanted;
    Ok(find_program("wasm-bindgen", accept).filter(|_| shell::find("wasm-bindgen-test-runner").is_some()))
}

/// A program on the search path whose `--version` is acceptable.
fn find_program(name: &str, accept: impl Fn(&[u32]) -> bool) -> Option<String> {
    let path = shell::find(name)?;
    let text = shell::output(shell::command(&path).arg("--version"))?;
    accept(&version(&text)).then(|| format!("{text} ({})", path.display()))
}

/// The version that Cargo.lock gives to `wasm-bindgen`: library and command must be equal to the last digit.
fn wasm_bindgen_version() -> Result<String> {
    locked_version(&read(&crate::root().join("Cargo.lock"))?, "wasm-bindgen")
        .context("Cargo.lock has no wasm-bindgen; run `cargo metadata` to bring it up to date")
}

fn locked_version(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines.nth(1)?.strip_prefix("version = \"")?.strip_suffix('"').map(String::from)
}

/// By `cargo binstall` where it exists, else compiled without optimisation: five minutes rather than fifteen, and a
/// tool that is as quick to use.
fn install_crate(package: &str, version: &str) -> Result<()> {
    let spec = format!("{package}@{version}");
    if shell::find("cargo-binstall").is_some() {
        let mut binstall = shell::cargo();
        binstall.args(["binstall", "--no-confirm", "--force", "--root", ".tools", &spec]);
        match shell::run_quietly(&mut binstall, &format!("fetching {spec}"), package) {
            Ok(()) => return Ok(()),
            Err(_) => println!("  there is no ready-made {spec} for this machine: compiling it …"),
        }
    }
    let mut install = shell::cargo();
    install
        .args(["install", "--force", "--root", ".tools", &spec])
        .env("CARGO_TARGET_DIR", tools_folder("build"))
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0")
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "64")
        .env("CARGO_PROFILE_RELEASE_DEBUG", "0")
        .env("CARGO_PROFILE_RELEASE_STRIP", "debuginfo");
    if package == "trunk" {
        // Its lock keeps it buildable with our rustc. That of wasm-bindgen-cli may name withdrawn versions.
        install.args(["--locked", "--no-default-features", "--features", "rustls"]);
    }
    shell::run_quietly(&mut install, &format!("compiling {spec}"), package)?;
    // Hundreds of megabytes, of no use any more.
    let _ = fs::remove_dir_all(tools_folder("build"));
    Ok(())
}

// --- Node

fn find_node() -> Result<Option<String>> {
    let advice = format!("install Node {NODE_MAJOR} or newer with npm, for example from https://nodejs.org");
    let Some(text) = shell::output(shell::command("node").arg("--version")) else {
        bail!("Node is not there; {advice}");
    };
    if version(&text).first() < Some(&NODE_MAJOR) {
        bail!("Node {text} is too old; {advice}");
    }
    if shell::find("npm").is_none() {
        bail!("Node {text} is there, but npm is not; {advice}");
    }
    Ok(Some(text))
}

fn tools_folder(name: &str) -> PathBuf {
    crate::root().join(".tools").join(name)
}

/// The folder of the end-to-end tests, which is an npm package of its own.
pub fn e2e_folder() -> PathBuf {
    crate::root().join("tests/e2e")
}

/// Installed packages are good as long as they come from the lock file that is there now.
fn find_packages(folder: &Path, source: &Path) -> Option<String> {
    let lock = fs::read(source.join("package-lock.json")).ok()?;
    let installed = fs::read(folder.join("node_modules/.installed-lock.json")).ok()?;
    (lock == installed).then(|| folder.join("node_modules").display().to_string())
}

/// Where the packages are installed that the site's own scripts import.
fn scripts_folder() -> PathBuf {
    tools_folder("scripts")
}

/// The modules of npm that the site's own scripts import: the name that they import, and the file.
pub fn script_modules() -> Vec<(&'static str, PathBuf)> {
    vec![("qr.js", scripts_folder().join("node_modules/qr/index.js"))]
}

/// Where the hash rings of npm are installed.
pub fn rings_folder() -> PathBuf {
    tools_folder("rings")
}

/// Installs what a folder of the repository lists into another.
fn install_packages(from: &str, to: &Path, step: &str) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("cannot create {}", to.display()))?;
    for name in ["package.json", "package-lock.json"] {
        let copied = fs::copy(crate::root().join(from).join(name), to.join(name));
        copied.with_context(|| format!("cannot copy {name} to {}", to.display()))?;
    }
    npm_ci(to, step)
}

fn npm_ci(folder: &Path, step: &str) -> Result<()> {
    let mut npm = shell::command("npm");
    npm.args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"])
        .current_dir(folder)
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    shell::run_quietly(&mut npm, step, "npm")?;
    fs::copy(folder.join("package-lock.json"), folder.join("node_modules/.installed-lock.json"))
        .with_context(|| format!("{step}: cannot write into {}", folder.display()))?;
    Ok(())
}

/// The command that runs `esbuild`.
pub fn esbuild() -> Command {
    shell::command(tools_folder("npm").join("node_modules/.bin/esbuild"))
}

/// The command that runs `wasm-opt`.
pub fn wasm_opt() -> Command {
    shell::command(tools_folder("npm").join("node_modules/.bin/wasm-opt"))
}

// --- Python's packages

/// Where Anki's library stands, for Python's search path.
pub fn anki_folder() -> PathBuf {
    tools_folder("anki")
}

fn find_anki() -> Result<Option<String>> {
    let folder = anki_folder();
    let installed = fs::read_to_string(folder.join("installed-version")).unwrap_or_default();
    Ok((installed == ANKI_VERSION).then(|| folder.display().to_string()))
}

fn install_anki() -> Result<()> {
    let folder = anki_folder();
    let mut pip = shell::command("python3");
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--upgrade", "--target"]);
    pip.arg(&folder).arg(format!("anki=={ANKI_VERSION}"));
    shell::run_quietly(&mut pip, "installing Anki's library", "pip")?;
    fs::write(folder.join("installed-version"), ANKI_VERSION)
        .with_context(|| format!("cannot write into {}", folder.display()))
}

// --- Browser

/// The browser of the tests: `CHROME`, the system's, or Playwright's.
pub fn chromium() -> Option<PathBuf> {
    const NAMES: &[&str] = &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    const MAC: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
    env::var_os("CHROME")
        .map(PathBuf::from)
        .or_else(|| NAMES.iter().find_map(|name| shell::find(name)))
        .or_else(|| Some(PathBuf::from(MAC)))
        .filter(|path| path.is_file())
        .or_else(playwright_chromium)
}

fn playwright_chromium() -> Option<PathBuf> {
    let folders = fs::read_dir(tools_folder("browsers")).ok()?;
    folders
        .flatten()
        .flat_map(|folder| ["chrome-linux/chrome", "chrome-linux64/chrome"].map(|path| folder.path().join(path)))
        .find(|path| path.is_file())
}

/// The driver of that browser: `CHROMEDRIVER`, the folder in `CHROMEWEBDRIVER` (as on hosted CI machines), or the
/// system's.
pub fn chromedriver() -> Option<PathBuf> {
    env::var_os("CHROMEDRIVER")
        .map(PathBuf::from)
        .or_else(|| env::var_os("CHROMEWEBDRIVER").map(|folder| PathBuf::from(folder).join("chromedriver")))
        .or_else(|| shell::find("chromedriver"))
        .or_else(|| Some("/usr/lib/chromium-browser/chromedriver".into()))
        .filter(|path| path.is_file())
}

/// Browser and driver must be of one major version, or every session is refused.
fn find_chromedriver() -> Result<Option<String>> {
    let (Some(browser), Some(driver)) = (chromium(), chromedriver()) else {
        return Ok(None);
    };
    let major = |path: &Path| {
        let text = shell::output(shell::command(path).arg("--version")).unwrap_or_default();
        version(&text).first().copied()
    };
    match (major(&browser), major(&driver)) {
        (Some(b), Some(d)) if b != d => bail!(
            "{} is version {b}, but {} is version {d}: install equal versions, or set CHROME and CHROMEDRIVER",
            browser.display(),
            driver.display()
        ),
        _ => Ok(Some(driver.display().to_string())),
    }
}

fn install_chromium() -> Result<()> {
    if apt_get()? {
        return Ok(());
    }
    let mut playwright = shell::command(e2e_folder().join("node_modules/.bin/playwright"));
    playwright.args(["install", "chromium"]).env("PLAYWRIGHT_BROWSERS_PATH", tools_folder("browsers"));
    shell::run_quietly(&mut playwright, "downloading Playwright's Chromium", "chromium").map_err(|error| {
        anyhow!(
            "the tests need Chromium: install it (on Debian `apt-get install chromium chromium-driver`), or set CHROME to \
             the program. {error:#}"
        )
    })
}

fn install_chromedriver() -> Result<()> {
    if apt_get()? {
        return Ok(());
    }
    bail!(
        "the tests need chromedriver of the browser's version: install it (on Debian `apt-get install chromium-driver`), \
         or set CHROMEDRIVER to the program"
    )
}

/// Installs Chromium and its driver by apt; `false` where that is not ours to do.
fn apt_get() -> Result<bool> {
    if !Path::new("/etc/debian_version").exists() || shell::find("apt-get").is_none() || !shell::is_root() {
        return Ok(false);
    }
    let apt = |words: &[&str]| {
        let mut apt = shell::command("apt-get");
        apt.args(words).env("DEBIAN_FRONTEND", "noninteractive");
        shell::run_quietly(&mut apt, "installing Chromium by apt-get", "apt")
    };
    apt(&["update"])?;
    let packages = ["install", "-y", "--no-install-recommends", "chromium", "chromium-driver"];
    apt(&packages)?;
    Ok(true)
}

fn find_python() -> Result<Option<String>> {
    match shell::output(shell::command("python3").arg("--version")) {
        Some(text) => Ok(Some(text)),
        None => bail!("the end-to-end tests serve the site by Python's web server: install Python 3"),
    }
}

// --- Helpers

/// The first dotted number in a text, as numbers: `trunk 0.21.14` is `[0, 21, 14]`.
fn version(text: &str) -> Vec<u32> {
    let start = text.find(|c: char| c.is_ascii_digit()).unwrap_or(text.len());
    let digits = &text[start..];
    let end = digits.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(digits.len());
    digits[..end].split('.').map_while(|part| part.parse().ok()).collect()
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_from_what_programs_say() {
        let check = |text: &str, expect: &[u32]| assert_eq!(version(text), expect, "{text}");
        check("trunk 0.21.14", &[0, 21, 14]);
        check("v20.20.2", &[20, 20, 2]);
        check("rustc 1.95.0-nightly (59807616e 2026-04-14)", &[1, 95, 0]);
        check("Chromium 156.0.8078.79 built on Debian", &[156, 0, 8078, 79]);
        check("1.88", &[1, 88]);
        check("no number", &[]);
    }

    #[test]
    fn newer_and_older_versions_are_told_apart() {
        assert!(version("rustc 1.100.0") > version("1.88"));
        assert!(version("rustc 1.88.0") >= version("1.88"));
        assert!(version("rustc 1.87.9") < version("1.88"));
    }

    #[test]
    fn the_lock_gives_the_version_of_exactly_that_package() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"9.9.9\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(locked_version(lock, "wasm-bindgen-cli"), None);
    }
}
