//! From source to site, in seven steps.
//!
//! ```text
//! source ─Trunk▶ wasm, js, template ─wasm-opt, esbuild▶ small ones
//!        ─hash▶ assets/ ─prerender▶ pages ─pack▶ courses ─check▶ ─swap▶ dist/
//! ```
//!
//! The site is several programs that share the library, so that no page loads code it never runs: one for the pages
//! that are read, one for those where cards are studied, one for own decks, one for teachers' ([`PAGES`]), and one for
//! each lab, which is the binary `src/bin/lab_<id>.rs`. Each goes through the first two steps by itself, and from then
//! on the files of all are one site. A link from a page of one program to a page of another is a plain page load.
//!
//! Nearly all time goes into optimising each program as a whole, on one core. So one call of cargo compiles them side
//! by side before Trunk, which knows one at a time, asks for each; and they are shrunk side by side.
//!
//! All steps work in `target/site/`; `dist/` is replaced at the end, so that a failing build keeps the last good one.
//! A development build skips the shrinking and optimisation.

use crate::{
    check, course, load, names, offline, setup, shell, single, site,
    sizes::{Size, kilobytes},
};
use anyhow::{Context, Result, ensure};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::Instant,
};

/// The page that the template of each program is derived from. It names [`READING`].
const PAGE: &str = "index.html";
/// What stands in an element that only some programs need, before their names: `data-programs="quorum cap"`.
const FOR_PROGRAMS: &str = " data-programs=\"";
/// The program of the pages that are read, and its binary.
const READING: &str = "faultline";
/// The programs that are no lab's, and their binaries.
const PAGES: [&str; 5] = [READING, "study", "exam", "deck", "teach"];
/// What the name of a lab's binary has before the lab's id, which is the name of its program.
const LAB_BINARY: &str = "lab_";
/// Where the prerenderer lists what belongs to each topic, in `target/site/`.
const COURSES: &str = "courses.txt";

/// Where the prerenderer writes what stands on the pictures for links, in `target/site/`.
const PREVIEWS: &str = "previews";

/// The script that other sites load, and what it may weigh in bytes, minified.
const ELEMENT: &str = "embed.js";
const ELEMENT_MAX: u64 = 3_000;

/// What to build and where to.
pub struct Plan {
    /// Fast to build rather than fast to load.
    pub dev: bool,
    /// Where the site will stand on its host; only 404.html needs to know.
    pub base_path: String,
    /// The address of its root there, if it is known: links to its pages unfold on other sites.
    pub site_url: Option<String>,
    /// Whether browsers keep the site for times without a network; else those that do so are told to forget it.
    pub is_kept: bool,
    /// The folder that is replaced.
    pub out: PathBuf,
}

/// Builds `dist/` and prints what is in it, and what it weighs.
pub fn run(dev: bool, base_path: &str, site_url: Option<String>, is_kept: bool) -> Result<()> {
    setup::ensure(setup::BUILD)?;
    let start = Instant::now();
    let out = crate::root().join("dist");
    let plan = Plan { dev, base_path: base_path.to_string(), site_url, is_kept: is_kept && !dev, out };
    build(&plan)?;
    if !dev {
        print_table(&plan.out)?; // the sizes of a development build mean nothing
    }
    if plan.site_url.is_none() {
        println!("links to this site will unfold without a frame elsewhere: `--site-url` says where it will stand");
    }
    println!("dist/ built in {}", shell::duration(start.elapsed()));
    Ok(())
}

/// Builds without a word about sizes; the tools must be there.
pub fn build(plan: &Plan) -> Result<()> {
    let work = crate::root().join("target/site");
    let next = work.join("next");
    let programs = programs()?;
    compile(&programs, plan.dev)?;
    side_by_side(&programs, |program| {
        let out = program.folder(&work);
        trunk(&crate::root(), &program.page(&work)?, &out, plan.dev)?;
        add_modules(&out)?;
        if plan.dev { Ok(()) } else { shrink(&out) }
    })?;

    println!("naming files");
    let site = site::read(&programs.iter().map(|program| (program.name.as_str(), program.folder(&work))).collect())?;
    for path in &site.unused {
        println!("  nothing refers to {path}: left out");
    }
    empty(&next)?;
    site::write(&site, &next)?;
    prerender(&site, &work, &next, plan)?;
    if !plan.dev {
        draw_previews(&work, &next)?;
    }
    offline::write(&next, &plan.base_path, plan.is_kept)?;
    if !plan.dev {
        // Of all programs' folders any will do: the shell is the same in each.
        let shell = programs[0].folder(&work).join("static/course");
        course::write(&next, &shell, &work.join(COURSES))?;
        println!("putting everything into one file");
        single::write(&next, &programs[0].folder(&work).join("static"), &work)?;
    }
    // A development build is for looking at pages: its programs are large, and nobody takes them along.
    check::check(&next, &plan.base_path, if plan.dev { &[course::FOLDER, single::FILE] } else { &[] })?;
    swap(&next, &plan.out, &work.join("last"))
}

/// One program of the site.
#[derive(Debug, PartialEq)]
struct Program {
    /// What the prerenderer calls it: for a lab, the lab's id.
    name: String,
    /// Its binary in the app's package.
    binary: String,
}

/// All programs: those of the pages, then the labs' by name.
fn programs() -> Result<Vec<Program>> {
    let sources = site::files(&crate::root().join("src/bin"))?;
    let labs = sources.iter().filter_map(|path| {
        let binary = path.strip_suffix(".rs")?;
        Some(Program { name: binary.strip_prefix(LAB_BINARY)?.to_string(), binary: binary.to_string() })
    });
    let pages = PAGES.map(|name| Program { name: name.to_string(), binary: name.to_string() });
    Ok(pages.into_iter().chain(labs).collect())
}

impl Program {
    /// Where its files come together.
    fn folder(&self, work: &Path) -> PathBuf {
        work.join("trunk").join(&self.name)
    }

    /// Its page for Trunk.
    fn page(&self, work: &Path) -> Result<PathBuf> {
        let text = fs::read_to_string(crate::root().join(PAGE)).with_context(|| format!("cannot read {PAGE}"))?;
        let text = self.derived_page(&text).with_context(|| format!("{PAGE} has no data-bin=\"{READING}\""))?;
        let derived = work.join(format!("{}.html", self.name));
        fs::create_dir_all(work).with_context(|| format!("cannot create {}", work.display()))?;
        fs::write(&derived, text).with_context(|| format!("cannot write {}", derived.display()))?;
        Ok(derived)
    }

    /// The page with this program's binary and what this program links, to stand in `target/site/`: Trunk's own links
    /// start at the page's folder. All other paths are about the finished site.
    fn derived_page(&self, page: &str) -> Option<String> {
        let own = format!("data-bin=\"{READING}\"");
        page.contains(&own).then(|| {
            let page = page.replace(&own, &format!("data-bin=\"{}\"", self.binary));
            page.split_inclusive('\n').filter_map(|line| self.derived_line(line)).collect()
        })
    }

    /// One line of its page; none if the line is for other programs.
    fn derived_line(&self, line: &str) -> Option<String> {
        if line.contains("data-trunk") {
            return Some(line.replace("href=\"", "href=\"../../"));
        }
        let Some((before, rest)) = line.split_once(FOR_PROGRAMS) else { return Some(line.to_string()) };
        let (programs, after) = rest.split_once('"')?;
        programs.split(' ').any(|program| program == self.name).then(|| format!("{before}{after}"))
    }
}

/// Runs a step for each program, on as many cores as there are; tells the first failure.
fn side_by_side(programs: &[Program], step: impl Fn(&Program) -> Result<()> + Sync) -> Result<()> {
    let n_cores = thread::available_parallelism().map_or(1, usize::from);
    for group in programs.chunks(n_cores) {
        thread::scope(|scope| {
            let running: Vec<_> = group.iter().map(|program| scope.spawn(|| step(program))).collect();
            running.into_iter().try_for_each(|thread| thread.join().expect("a step fails without a panic"))
        })?;
    }
    Ok(())
}

/// Compiles all programs at once, as Trunk will ask for each.
fn compile(programs: &[Program], dev: bool) -> Result<()> {
    println!("compiling {} programs ({})", programs.len(), if dev { "development" } else { "release" });
    let mut cargo = shell::cargo();
    cargo.args(["build", "--package", "faultline", "--target", "wasm32-unknown-unknown"]);
    cargo.args(programs.iter().flat_map(|program| ["--bin", &program.binary]));
    as_for_the_site(&mut cargo, dev);
    shell::run(&mut cargo, "compiling the app")
}

/// What makes two compilations one: profile, flags and folder.
fn as_for_the_site(command: &mut Command, dev: bool) {
    if !dev {
        command.arg("--release").env("CARGO_ENCODED_RUSTFLAGS", anonymous_paths());
    }
    if env::var_os("CARGO_TARGET_DIR").is_none() {
        // The empty application of the bench stands elsewhere and shares the compiled dependencies.
        command.env("CARGO_TARGET_DIR", crate::root().join("target"));
    }
}

/// Compiles the package in `source` to wasm, with its glue and a template from `page`, into `out`.
pub fn trunk(source: &Path, page: &Path, out: &Path, dev: bool) -> Result<()> {
    println!("making the glue and the template of {}", name_of(out));
    empty(out)?;
    let trunk = shell::find("trunk").context("Trunk is not there; run `cargo xtask setup`")?;
    let mut command = shell::command(trunk);
    command.current_dir(source).args(["build", "--quiet", "--skip-version-check"]);
    command.arg("--dist").arg(out).args(["--html-output", "index.html"]).arg(page);
    // Trunk reads NO_COLOR as a flag and refuses values such as `1`; a trace of Trunk hides the compiler's message.
    command.env_remove("NO_COLOR").env_remove("RUST_BACKTRACE");
    as_for_the_site(&mut command, dev);
    shell::run(&mut command, "compiling the app")
}

/// Puts the modules of others beside our scripts that import them.
fn add_modules(out: &Path) -> Result<()> {
    for (name, file) in setup::script_modules() {
        let to = out.join("static").join(name);
        fs::copy(&file, &to).with_context(|| format!("cannot copy {} to {}", file.display(), to.display()))?;
    }
    Ok(())
}

/// The last part of a folder's path.
fn name_of(folder: &Path) -> String {
    folder.file_name().unwrap_or_default().to_string_lossy().into_owned()
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
    println!("shrinking {}", name_of(folder));
    let name = site::files(folder)?.into_iter().find(|path| path.ends_with(".wasm"));
    let wasm = folder.join(name.context("Trunk made no wasm file")?);
    let small = wasm.with_extension("small");
    let mut wasm_opt = setup::wasm_opt();
    // Twice: a plain form, from which twice the usual passes find more. The lowest kilobyte of memory is the very end
    // of the stack: no address in the code is that low.
    wasm_opt.arg("--low-memory-unused");
    wasm_opt.args(["--flatten", "--rereloop", "-Os", "-Os"].repeat(2));
    // For compression rather than for bytes: code like other code compresses well. So -Oz is worse than -Os, repeated
    // expressions stay repeated, a big function is not drowned in its only caller, and functions of one module stand
    // together. 3 % of the gzip.
    wasm_opt.args(["--skip-pass=local-cse", "--one-caller-inline-max-function-size=20", "--reorder-functions-by-name"]);
    wasm_opt.args(["--strip-debug", "--strip-producers"]).arg(&wasm).arg("-o").arg(&small);
    shell::run_quietly(&mut wasm_opt, "shrinking the wasm file", &format!("wasm-opt-{}", name_of(folder)))?;
    let bytes = |path: &Path| fs::metadata(path).map_or(0, |data| data.len());
    println!("  {}: {} → {}", name_of(folder), kilobytes(bytes(&wasm)), kilobytes(bytes(&small)));
    fs::rename(&small, &wasm).context("cannot replace the wasm file")?;
    names::shorten(&wasm, &glue_of(&wasm)?)?;
    minify(folder)
}

/// The script that wasm-bindgen made for a wasm file: `app.js` for `app_bg.wasm`.
fn glue_of(wasm: &Path) -> Result<PathBuf> {
    let stem = wasm.file_stem().unwrap_or_default().to_string_lossy();
    let name = stem.strip_suffix("_bg").with_context(|| format!("{} is not wasm-bindgen's", wasm.display()))?;
    Ok(wasm.with_file_name(format!("{name}.js")))
}

/// Takes comments and spaces out of the scripts and style sheets in `folder`: Trunk's minifier gives up on the glue.
fn minify(folder: &Path) -> Result<()> {
    let is_text = |path: &String| path.ends_with(".js") || path.ends_with(".css");
    for path in site::files(folder)?.into_iter().filter(is_text) {
        let file = folder.join(path);
        let mut esbuild = setup::esbuild();
        esbuild.args(["--minify", "--allow-overwrite", "--log-level=warning"]);
        esbuild.arg(&file).arg(format!("--outfile={}", file.display()));
        shell::run_quietly(
            &mut esbuild,
            "minifying scripts and style sheets",
            &format!("esbuild-{}", name_of(folder)),
        )?;
    }
    Ok(())
}

fn prerender(site: &site::Site, work: &Path, out: &Path, plan: &Plan) -> Result<()> {
    println!("prerendering the pages");
    let mut cargo = shell::cargo();
    cargo.args(["run", "--package", "faultline", "--bin", "prerender", "--"]);
    for (program, text) in &site.templates {
        let template = work.join(format!("{program}.template.html"));
        fs::write(&template, text).with_context(|| format!("cannot write {}", template.display()))?;
        cargo.arg("--template").arg(format!("{program}={}", template.display()));
    }
    cargo.arg("--out").arg(out).args(["--base-path", &plan.base_path]);
    cargo.arg("--courses").arg(work.join(COURSES));
    if !plan.dev {
        empty(&work.join(PREVIEWS))?;
        cargo.arg("--previews").arg(work.join(PREVIEWS));
    }
    if let Some(url) = &plan.site_url {
        cargo.args(["--site-url", url]);
    }
    shell::run(&mut cargo, "prerendering the pages")
}

/// Draws the pictures that other sites show beside links.
fn draw_previews(work: &Path, out: &Path) -> Result<()> {
    println!("drawing the pictures for links");
    let mut cargo = shell::cargo();
    cargo.args(["run", "--package", "faultline-previews", "--"]);
    cargo.arg("--styles").arg(crate::root().join("static/css"));
    cargo.arg("--pages").arg(work.join(PREVIEWS)).arg("--out").arg(out.join(load::PREVIEWS));
    shell::run(&mut cargo, "drawing the pictures for links")
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
    let element = sizes.get(ELEMENT).context("the site has no embed.js")?;
    ensure!(element.raw < ELEMENT_MAX, "{ELEMENT} has {} bytes: EMBEDDING.md promises less than 3 kB", element.raw);

    let row = |name: &str, size: Size| println!("{name:<44}{:>10}{:>10}", size.raw, size.gzip);
    println!("\n{:<44}{:>10}{:>10}", "file", "bytes", "gzip");
    for (path, size) in assets {
        row(path, *size);
    }
    row(&format!("{} pages", pages.len()), pages.iter().map(|(_, size)| **size).sum());
    for load in load::loads(dist, &sizes)? {
        row(&format!("first load of {}", load.name()), load.total());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::bail;
    use std::sync::Mutex;

    fn program(name: &str, binary: &str) -> Program {
        Program { name: name.to_string(), binary: binary.to_string() }
    }

    #[test]
    fn a_programs_page_names_it_links_what_it_needs_and_tells_trunk_where_things_are() {
        let page = "<link href=\"./a.css\">\n<link href=\"./b.css\" data-programs=\"x faultline\">\n\
            <link href=\"./c.css\" data-programs=\"xy\">\n\
            <link data-trunk rel=\"rust\" href=\"Cargo.toml\" data-bin=\"faultline\">\n";
        let check = |name: &str, binary: &str| {
            let expect = format!(
                "<link href=\"./a.css\">\n<link href=\"./b.css\">\n\
                <link data-trunk rel=\"rust\" href=\"../../Cargo.toml\" data-bin=\"{binary}\">\n"
            );
            assert_eq!(program(name, binary).derived_page(page), Some(expect));
        };
        check("x", "lab_x");
        check(READING, READING);
        assert_eq!(program("x", "lab_x").derived_page("<link data-bin=\"other\">"), None);
    }

    #[test]
    fn the_page_links_style_sheets_for_programs_that_there_are() {
        let page = fs::read_to_string(crate::root().join(PAGE)).expect("the page is there");
        let programs = programs().expect("the sources can be listed");
        let named = page.split(FOR_PROGRAMS).skip(1).filter_map(|rest| rest.split_once('"')).map(|(names, _)| names);
        for name in named.flat_map(|names| names.split(' ')) {
            assert!(programs.iter().any(|program| program.name == name), "no program is called {name}");
        }
    }

    #[test]
    fn the_pages_and_each_lab_with_a_binary_are_programs() {
        let programs = programs().expect("the sources can be listed");
        assert_eq!(programs[0].binary, READING);
        for name in PAGES {
            assert!(programs.contains(&program(name, name)), "{programs:?}");
        }
        let lab = program("availability", "lab_availability");
        assert!(programs.contains(&lab) && programs.iter().all(|program| program.name != "prerender"), "{programs:?}");
    }

    #[test]
    fn a_step_runs_for_every_program_and_its_failure_is_told() {
        let programs = programs().expect("the sources can be listed");
        let seen = Mutex::new(Vec::new());
        let note = |program: &Program| {
            seen.lock().expect("no step panics").push(program.name.clone());
            Ok(())
        };
        side_by_side(&programs, note).expect("no step fails");
        assert_eq!(seen.lock().expect("no step panics").len(), programs.len());
        let error = side_by_side(&programs, |program| bail!("{} is broken", program.name)).expect_err("it fails");
        assert!(error.to_string().contains("is broken"), "{error}");
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
