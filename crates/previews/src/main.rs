//! Draws the pictures that other sites show beside a link: `previews --styles DIR --pages DIR --out DIR`.
//!
//! The prerenderer writes what stands on each: a text file a page, with its title, its description and the lab's class
//! a line each, and from the fourth line on the lab's picture, if there is one. Here it becomes a PNG of the same name.
//! The same files give the same bytes on every machine: fonts come along and nothing is taken from the system.

mod sheet;
mod styles;

use std::path::{Path, PathBuf};
use std::{env, fs};

use sheet::{Page, Painter};

fn main() -> std::process::ExitCode {
    match run(&env::args().skip(1).collect::<Vec<_>>()) {
        Ok(n) => {
            println!("{n} pictures for links drawn");
            std::process::ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("previews: {message}");
            std::process::ExitCode::FAILURE
        }
    }
}

/// Draws all and tells how many there are.
fn run(arguments: &[String]) -> Result<usize, String> {
    let folder = |name: &str| -> Result<PathBuf, String> {
        let at = arguments.iter().position(|argument| argument == name).ok_or(format!("{name} is missing"))?;
        arguments.get(at + 1).map(PathBuf::from).ok_or(format!("{name} needs a folder"))
    };
    let (styles, pages, out) = (folder("--styles")?, folder("--pages")?, folder("--out")?);
    // The look of every page first, so that a lab's own wins where both say something.
    let mut paths = listed(&styles, "css")?;
    paths.sort_by_key(|path| (path.file_name() != Some("app.css".as_ref()), path.clone()));
    let sheets = paths.iter().map(|path| read(path)).collect::<Result<Vec<_>, _>>()?;
    let painter = Painter::new(&sheets);
    fs::create_dir_all(&out).map_err(|error| format!("{}: {error}", out.display()))?;
    let paths = listed(&pages, "txt")?;
    for path in &paths {
        let text = read(path)?;
        let page = page(&text).ok_or(format!("{} does not say what stands on the sheet", path.display()))?;
        let png = painter.png(&page).map_err(|error| format!("{}: {error}", path.display()))?;
        let target = out.join(path.file_stem().unwrap_or_default()).with_extension("png");
        fs::write(&target, png).map_err(|error| format!("{}: {error}", target.display()))?;
    }
    Ok(paths.len())
}

/// The files of a folder with an ending, by name.
fn listed(folder: &Path, ending: &str) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let paths = entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>();
    let mut paths = paths.map_err(|error| format!("{}: {error}", folder.display()))?;
    paths.retain(|path| path.extension() == Some(ending.as_ref()));
    paths.sort();
    Ok(paths)
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// Reads what the prerenderer wrote.
fn page(text: &str) -> Option<Page<'_>> {
    let mut parts = text.splitn(4, '\n');
    let (title, description, class) = (parts.next()?, parts.next()?, parts.next()?);
    let svg = parts.next().unwrap_or_default();
    Some(Page { title, description, picture: (!svg.is_empty()).then_some((class, svg)) })
}
