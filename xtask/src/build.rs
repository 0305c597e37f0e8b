//! From source to site, in six steps.
//!
//! ```text
//! source ─Trunk▶ wasm, js, template ─wasm-opt, esbuild▶ small ones
//!        ─hash▶ assets/ ─prerender▶ pages ─check▶ ─swap▶ dist/
//! ```
//!
//! The site is several programs that share the library, so that no page loads code it never runs: each goes through the
//! first two steps by itself, and from then on the files of all are one site. A link from a page of one program to a
//! page of another is a plain page load.
//!
//! All steps work in `target/site/`; `dist/` is replaced at the end, so that a failing build keeps the last good one.
//! A development build skips the shrinking and optimisation.

use crate::{
    check, load, setup, shell, site,
    sizes::{Size, kilobytes},
};
use anyhow::{Context, Result, ensure};
use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    time::Instant,
};

/// The page that Trunk makes the template from. It names [`MAIN_PROGRAM`]; that of another program is derived from it.
const PAGE: &str = "index.html";
const MAIN_PROGRAM: &str = "faultline";
/// The programs (binaries of the app), and the options that give `prerender` their templates.
const PROGRAMS: &[(&str, &str)] = &[(MAIN_PROGRAM, "--template"), ("labs", "--labs-template")];

/// What to build and where to.
pub struct Plan {
    /// Fast to build rather than fast to load.
    pub dev: bool,
    /// Where the site will stand on its host; only 404.html needs to know.
    pub base_path: String,
    /// The folder that is replaced.
    pub out: PathBuf,
}

/// Builds `dist/` and prints what is in it, and what it weighs.
pub fn run(dev: bool, base_path: &str) -> Result<()> {
    setup::ensure(setup::BUILD)?;
    let start = Instant::now();
    let plan = Plan { dev, base_path: base_path.to_string(), out: crate::root().join("dist") };
    build(&plan)?;
    if !dev {
        print_table(&plan.out)?; // the sizes of a development build mean nothing
    }
    println!("dist/ built in {}", shell::duration(start.elapsed()));
    Ok(())
}

/// Builds without a word about sizes; the tools must be there.
pub fn build(plan: &Plan) -> Result<()> {
    let work = crate::root().join("target/site");
    let next = work.join("next");
    let mut compiled = BTreeMap::new();
    for (program, _) in PROGRAMS {
        let out = work.join("trunk").join(program);
        trunk(&crate::root(), &page_of(program, &work)?, &out, plan.dev)?;
        if !plan.dev {
            shrink(&out)?;
        }
        compiled.insert(*program, out);
    }

    println!("naming files");
    let site = site::read(&compiled)?;
    for path in &site.unused {
        println!("  nothing refers to {path}: left out");
    }
    empty(&next)?;
    site::write(&site, &next)?;
    prerender(&site, &work, &next, &plan.base_path)?;
    check::check(&next, &plan.base_path)?;
    swap(&next, &plan.out, &work.join("last"))
}

/// The page of a program, for Trunk, from that of the main program.
fn page_of(program: &str, work: &Path) -> Result<PathBuf> {
    let page = crate::root().join(PAGE);
    if program == MAIN_PROGRAM {
        return Ok(page);
    }
    let text = fs::read_to_string(&page).with_context(|| format!("cannot read {PAGE}"))?;
    let text = derived_page(&text, program).with_context(|| format!("{PAGE} has no data-bin=\"{MAIN_PROGRAM}\""))?;
    let derived = work.join(format!("{program}.html"));
    fs::create_dir_all(work).with_context(|| format!("cannot create {}", work.display()))?;
    fs::write(&derived, text).with_context(|| format!("cannot write {}", derived.display()))?;
    Ok(derived)
}

/// The main program's page with another program, to stand in `target/site/`: Trunk's own links start at the page's
/// folder. All other paths are about the finished site.
fn derived_page(page: &str, program: &str) -> Option<String> {
    let own = format!("data-bin=\"{MAIN_PROGRAM}\"");
    page.contains(&own).then(|| {
        let page = page.replace(&own, &format!("data-bin=\"{program}\""));
        let line = |line: &str| match line.contains("data-trunk") {
            true => line.replace("href=\"", "href=\"../../"),
            false => line.to_string(),
        };
        page.split_inclusive('\n').map(line).collect()
    })
}

/// Compiles the package in `source` to wasm, with its glue and a template from `page`, into `out`.
pub fn trunk(source: &Path, page: &Path, out: &Path, dev: bool) -> Result<()> {
    let kind = if dev { "development" } else { "release" };
    println!("compiling {} ({kind})", out.file_name().unwrap_or_default().display());
    empty(out)?;
    let trunk = shell::find("trunk").context("Trunk is not there; run `cargo xtask setup`")?;
    let mut command = shell::command(trunk);
    command.current_dir(source).args(["build", "--quiet", "--skip-version-check"]);
    command.arg("--dist").arg(out).args(["--html-output", "index.html"]).arg(page);
    // Trunk reads NO_COLOR as a flag and refuses values such as `1`; a trace of Trunk hides the compiler's message.
    command.env_remove("NO_COLOR").env_remove("RUST_BACKTRACE");
    if !dev {
        command.arg("--release").env("CARGO_ENCODED_RUSTFLAGS", anonymous_paths());
    }
    if env::var_os("CARGO_TARGET_DIR").is_none() {
        // The empty application of the bench stands elsewhere and shares the compiled dependencies.
        command.env("CARGO_TARGET_DIR", crate::root().join("target"));
    }
    shell::run(&mut command, "compiling the app")
}

/// Compiler flags that keep this machine's folders out of the panic messages, so that every machine builds equal bytes.
///
/// In the form of `CARGO_ENCODED_RUSTFLAGS`, which allows for folders with spaces.
fn anonymous_paths() -> String {
    let home = env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
    let cargo = env::var_os("CARGO_HOME").map_or_else(|| home.join(".cargo"), PathBuf::from);
    let remap = |from: &Path, to: &str| format!("--remap-path-prefix={}={to}", from.display());
    let given = env::var("RUSTFLAGS").unwrap_or_default();
    let mut flags: Vec<String> = given.split_whitespace().map(String::from).collect();
    flags.extend([remap(&cargo, "cargo"), remap(&crate::root(), ".")]);
    flags.join("\u{1f}")
}

/// Optimises the wasm file in `folder` for size, and the texts beside it.
pub fn shrink(folder: &Path) -> Result<()> {
    println!("shrinking the wasm file");
    let name = site::files(folder)?.into_iter().find(|path| path.ends_with(".wasm"));
    let wasm = folder.join(name.context("Trunk made no wasm file")?);
    let small = wasm.with_extension("small");
    let mut wasm_opt = setup::wasm_opt();
    // Two flags for compression rather than for bytes: code like other code compresses well, where a big function is
    // not drowned in its only caller, and where functions of one module stand together. 1 to 2 % of the gzip.
    wasm_opt.args(["-Oz", "--one-caller-inline-max-function-size=20", "--reorder-functions-by-name"]);
    wasm_opt.args(["--strip-debug", "--strip-producers"]).arg(&wasm).arg("-o").arg(&small);
    shell::run_quietly(&mut wasm_opt, "shrinking the wasm file", "wasm-opt")?;
    let bytes = |path: &Path| fs::metadata(path).map_or(0, |data| data.len());
    println!("  {} → {}", kilobytes(bytes(&wasm)), kilobytes(bytes(&small)));
    fs::rename(&small, &wasm).context("cannot replace the wasm file")?;
    minify(folder)
}

/// Takes comments and spaces out of the scripts and style sheets in `folder`: Trunk's minifier gives up on the glue.
fn minify(folder: &Path) -> Result<()> {
    println!("minifying scripts and style sheets");
    let is_text = |path: &String| path.ends_with(".js") || path.ends_with(".css");
    for path in site::files(folder)?.into_iter().filter(is_text) {
        let file = folder.join(path);
        let mut esbuild = setup::esbuild();
        esbuild.args(["--minify", "--allow-overwrite", "--log-level=warning"]);
        esbuild.arg(&file).arg(format!("--outfile={}", file.display()));
        shell::run_quietly(&mut esbuild, "minifying scripts and style sheets", "esbuild")?;
    }
    Ok(())
}

fn prerender(site: &site::Site, work: &Path, out: &Path, base_path: &str) -> Result<()> {
    println!("prerendering the pages");
    let mut cargo = shell::cargo();
    cargo.args(["run", "--package", "faultline", "--bin", "prerender", "--"]);
    for (program, option) in PROGRAMS {
        let template = work.join(format!("{program}.template.html"));
        fs::write(&template, &site.templates[*program])
            .with_context(|| format!("cannot write {}", template.display()))?;
        cargo.arg(option).arg(template);
    }
    cargo.arg("--out").arg(out).args(["--base-path", base_path]);
    shell::run(&mut cargo, "prerendering the pages")
}

/// Puts `next` in the place of `out`; on failure the old `out` comes back.
fn swap(next: &Path, out: &Path, last: &Path) -> Result<()> {
    let step = || format!("cannot put the new site into {}", out.display());
    if last.exists() {
        fs::remove_dir_all(last).with_context(step)?;
    }
    let had = out.exists();
    if had {
        fs::rename(out, last).with_context(step)?;
    }
    if let Err(error) = fs::rename(next, out) {
        if had {
            fs::rename(last, out).with_context(step)?;
        }
        return Err(error).with_context(step);
    }
    if had {
        fs::remove_dir_all(last).with_context(step)?;
    }
    Ok(())
}

/// Makes an empty folder, whatever was there.
pub fn empty(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot empty {}", folder.display()))?;
    }
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))
}

fn print_table(dist: &Path) -> Result<()> {
    let sizes = load::sizes(dist)?;
    let (pages, assets): (Vec<_>, Vec<_>) = sizes.iter().partition(|(path, _)| path.ends_with(".html"));
    ensure!(!pages.is_empty(), "the site is empty");

    let row = |name: &str, size: Size| println!("{name:<44}{:>10}{:>10}", size.raw, size.gzip);
    println!("\n{:<44}{:>10}{:>10}", "file", "bytes", "gzip");
    for (path, size) in assets {
        row(path, *size);
    }
    row(&format!("{} pages", pages.len()), pages.iter().map(|(_, size)| **size).sum());
    for load in load::loads(dist, &sizes)? {
        row(&format!("first load of {}", load.name), load.total());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_programs_page_differs_in_the_program_and_in_where_trunk_finds_its_links() {
        let page =
            "<link href=\"./a.css\">\n<link data-trunk rel=\"rust\" href=\"Cargo.toml\" data-bin=\"faultline\">\n";
        let expect =
            "<link href=\"./a.css\">\n<link data-trunk rel=\"rust\" href=\"../../Cargo.toml\" data-bin=\"labs\">\n";
        assert_eq!(derived_page(page, "labs").as_deref(), Some(expect));
        assert_eq!(derived_page("<link data-bin=\"other\">", "labs"), None);
    }

    #[test]
    fn a_new_site_replaces_the_old_one_and_leaves_nothing_behind() {
        let folder = env::temp_dir().join(format!("faultline-swap-{}", std::process::id()));
        let [next, out, last] = ["next", "out", "last"].map(|name| folder.join(name));
        for text in ["first", "second"] {
            empty(&next).expect("a folder");
            fs::write(next.join("page"), text).expect("a file");
            swap(&next, &out, &last).expect("a swap");
            assert_eq!(fs::read_to_string(out.join("page")).expect("the page"), text);
            assert!(!next.exists() && !last.exists());
        }
        assert!(swap(&next, &out, &last).is_err(), "there is nothing to swap in");
        assert_eq!(fs::read_to_string(out.join("page")).expect("the page"), "second");
        fs::remove_dir_all(folder).expect("the folder goes");
    }
}
