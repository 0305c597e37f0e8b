//! Writes every page as HTML, natively: readable before wasm has started, and reachable without rewrite rules.
//!
//! The templates are the pages that Trunk built, one for each program. Their own assets are named `"./…"`; in a page
//! two folders down they become `"../../…"`, so that the site works from any folder of any host. Only `404.html` cannot
//! know from where it is served: there they start with the base path.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use faultline_model::prng::Fnv1a;
use yew::BaseComponent;

use crate::app::{App, AppProps};
use crate::content::{self, LESSONS, PACKED, Part};
use crate::courses;
use crate::embedding::snippets::oembed_address;
use crate::labs::{KNOBS, LABS};
use crate::program::{self, Program, READING};
use crate::route::Route;
use crate::site::{Location, Root};
use crate::unfold;

/// Where the template names the folder of the words.
const WORDS_PLACE: &str = "./words/";

/// The last directive of the template's content security policy.
const POLICY_END: &str = "; form-action 'self'";
/// What pages with frames add to it.
const FRAMES: &str = "; frame-src 'self'";

/// Where to read and to write.
#[derive(Debug)]
pub struct Options {
    /// By the name of the program.
    templates: Vec<(&'static str, PathBuf)>,
    out: PathBuf,
    base_path: String,
    /// Where to list what belongs to each topic, if anywhere.
    courses: Option<PathBuf>,
    /// Where to write what stands on the pages' pictures, if these are drawn.
    previews: Option<PathBuf>,
    /// The address of the site's root, if it is known.
    site_url: Option<String>,
}

impl Options {
    /// Reads the command line.
    ///
    /// # Errors
    /// A sentence that names the fault.
    pub fn parse(arguments: &[String]) -> Result<Options, String> {
        let (mut templates, mut out, mut base_path, mut courses) = (Vec::new(), None, "/".to_owned(), None);
        let (mut previews, mut site_url) = (None, None);
        for pair in arguments.chunks(2) {
            let [name, value] = pair else { return Err(format!("{} needs a value", pair[0])) };
            match name.as_str() {
                "--template" => templates.push(named_template(value)?),
                "--out" => out = Some(PathBuf::from(value)),
                "--courses" => courses = Some(PathBuf::from(value)),
                "--previews" => previews = Some(PathBuf::from(value)),
                "--site-url" => site_url = Some(value.clone()),
                "--base-path" if value.starts_with('/') && value.ends_with('/') => base_path.clone_from(value),
                "--base-path" => return Err(format!("the base path starts and ends with a slash, not `{value}`")),
                _ => {
                    return Err(format!(
                        "there is no option {name}; there are --template, --out, --courses, --previews, --site-url and \
                         --base-path"
                    ));
                }
            }
        }
        let has_template = |program: &&Program| templates.iter().any(|(name, _)| *name == program.name);
        if let Some(program) = program::all().find(|program| !has_template(program)) {
            return Err(format!("--template {0}=FILE is missing: is there a src/bin/lab_{0}.rs?", program.name));
        }
        Ok(Options { templates, out: out.ok_or("--out is missing")?, base_path, courses, previews, site_url })
    }

    /// Writes every page and tells how many there are.
    ///
    /// # Errors
    /// A sentence that names the file.
    pub fn write_site(&self) -> Result<usize, String> {
        content::begin_prerendering();
        let templates = self.templates.iter().map(|(program, path)| {
            let template = fs::read_to_string(path).map_err(|error| named(path, &error))?;
            Ok((*program, template.replace(WORDS_PLACE, &format!("./{}", words_folder()))))
        });
        let templates = templates.collect::<Result<BTreeMap<_, _>, String>>()?;
        for (name, bytes) in PACKED {
            self.write(Path::new(&format!("{}{name}.bin", words_folder())), bytes)?;
        }
        for (lab, lines) in LESSONS {
            self.write(Path::new(&format!("{}lessons-{lab}.txt", words_folder())), lines.as_bytes())?;
        }
        if let Some(path) = &self.courses {
            fs::write(path, courses::listing()).map_err(|error| named(path, &error))?;
        }
        for knobs in KNOBS {
            self.write(Path::new(&format!("{}lab-{}.txt", words_folder(), knobs.lab)), knobs.to_text().as_bytes())?;
        }
        let routes = Route::all();
        for route in &routes {
            let html = page(&templates[route.program()], route, None);
            let head = unfold::head(route, self.site_url.as_deref(), self.previews.is_some());
            let html = html.replacen("</head>", &format!("{}</head>", relative_to(route, &head)), 1);
            self.write(&Path::new(&route.path()).join("index.html"), html.as_bytes())?;
        }
        self.write_for_others(&routes)?;
        let lost = page(&templates[READING.name], &Route::NotFound(String::new()), Some(&self.base_path));
        self.write(Path::new("404.html"), lost.as_bytes())?;
        Ok(routes.len() + 1)
    }

    /// Writes what shows links to the pages elsewhere: files of oEmbed, and what stands on the pictures.
    fn write_for_others(&self, routes: &[Route]) -> Result<(), String> {
        if let Some(site) = &self.site_url {
            for lab in LABS {
                let path = oembed_address(lab, "");
                self.write(Path::new(&path), unfold::oembed(lab, site).as_bytes())?;
            }
        }
        let Some(folder) = &self.previews else { return Ok(()) };
        fs::create_dir_all(folder).map_err(|error| named(folder, &error))?;
        for route in routes {
            let path = folder.join(format!("{}.txt", unfold::name(route)));
            fs::write(&path, unfold::sheet(route)).map_err(|error| named(&path, &error))?;
        }
        Ok(())
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> Result<(), String> {
        let path = self.out.join(path);
        let folder = path.parent().unwrap_or(&self.out);
        fs::create_dir_all(folder).map_err(|error| named(folder, &error))?;
        fs::write(&path, bytes).map_err(|error| named(&path, &error))
    }
}

/// Reads `program=FILE`.
fn named_template(value: &str) -> Result<(&'static str, PathBuf), String> {
    let (name, path) = value.split_once('=').ok_or(format!("--template takes program=FILE, not `{value}`"))?;
    let program = program::all().find(|program| program.name == name);
    let program =
        program.ok_or_else(|| format!("no program is called `{name}`: the labs' are called like their labs"))?;
    Ok((program.name, PathBuf::from(path)))
}

/// The folder of the words, named by the hash of all their bytes: a page names it and need not list what is in it.
fn words_folder() -> String {
    let mut hash = Fnv1a::default();
    PACKED.iter().for_each(|(_, bytes)| hash.bytes(bytes));
    LESSONS.iter().for_each(|(_, lines)| hash.bytes(lines.as_bytes()));
    KNOBS.iter().for_each(|knobs| hash.bytes(knobs.to_text().as_bytes()));
    format!("assets/words-{:016x}/", hash.value())
}

/// Lets the browser fetch the texts that a page shows while it still fetches the program, which will ask for them.
fn preloads(route: &Route) -> String {
    let link = |part: Part| {
        let address = format!("./{}{}.bin", words_folder(), part.name());
        format!("<link rel=\"preload\" href=\"{address}\" as=\"fetch\" crossorigin>")
    };
    route.parts().into_iter().map(link).collect()
}

fn named(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}

/// A text of a page with its relative addresses, which are written from the site's root.
fn relative_to(route: &Route, text: &str) -> String {
    text.replace("\"./", &format!("\"{}", way_up(route)))
}

/// The way from a page to the site's root.
fn way_up(route: &Route) -> &'static str {
    ["./", "../", "../../"][route.path().matches('/').count()]
}

/// One page; `base_path` is given where the page cannot know how deep it is served.
fn page(template: &str, route: &Route, base_path: Option<&str>) -> String {
    let relative = way_up(route);
    let root = base_path.map_or(Root::Relative(relative), |base| Root::Absolute(base.to_owned()));
    let prefix = base_path.unwrap_or(relative);
    let location = Location { route: route.clone(), query: String::new() };
    let body = render::<App>(AppProps { program: program::of(route), root, location });
    let frames = if route.has_frames() { FRAMES } else { "" };
    template
        .replace(POLICY_END, &format!("{POLICY_END}{frames}"))
        .replace("</head>", &format!("{}</head>", preloads(route)))
        .replace("\"./", &format!("\"{prefix}"))
        .replace("<title>Faultline</title>", &format!("<title>{}</title>", escape(&route.document_title())))
        .replace("%DESCRIPTION%", &escape(&route.description()))
        .replace("<div id=\"app\"></div>", &format!("<div id=\"app\">{body}</div>"))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

/// Renders a component to HTML, with its default state: effects do not run.
///
/// # Panics
/// If a component asks for the browser while it renders.
pub fn render<C>(props: C::Properties) -> String
where
    C: BaseComponent,
    C::Properties: 'static,
{
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime without I/O can be built");
    let renderer = yew::LocalServerRenderer::<C>::with_props(props).hydratable(false);
    tokio::task::LocalSet::new().block_on(&runtime, renderer.render())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: &str = "<html data-root=\"./\"><title>Faultline</title><meta content=\"%DESCRIPTION%\">\
                            <link href=\"./a.css\"></head><div id=\"app\"></div>";

    #[test]
    fn a_deep_page_finds_its_assets_and_its_way_home() {
        let html = page(TEMPLATE, &Route::parse("topics/reliability/"), None);
        for part in [
            "data-root=\"../../\"",
            "href=\"../../a.css\"",
            "· Faultline</title>",
            "href=\"../../study/\"",
            "/concept-reliability.bin\" as=\"fetch\"",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
    }

    #[test]
    fn only_pages_that_show_labs_in_frames_may_have_some() {
        let template = include_str!("../index.html");
        for route in Route::all() {
            let html = page(template, &route, None);
            assert!(html.contains(POLICY_END), "{}: the policy ends otherwise", route.path());
            assert_eq!(html.contains(FRAMES), route.has_frames(), "{}", route.path());
            assert!(!html.contains("<iframe"), "{} waits for its program", route.path());
        }
    }

    #[test]
    fn the_page_for_lost_visitors_starts_at_the_base_path() {
        let html = page(TEMPLATE, &Route::NotFound(String::new()), Some("/course/"));
        assert!(html.contains("data-root=\"/course/\"") && html.contains("href=\"/course/glossary/\""), "{html}");
    }

    #[test]
    fn every_page_can_be_read_without_wasm() {
        for route in Route::all() {
            let html = page(TEMPLATE, &route, None);
            assert!(html.matches("<h1").count() == 1, "one h1 on {}", route.path());
            assert!(html.len() > 2_000, "{} has text", route.path());
            assert!(!html.contains("style="), "no inline style on {}", route.path());
        }
    }
}
