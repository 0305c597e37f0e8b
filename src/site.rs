//! Where the visitor is, and how to get elsewhere: shared with every component through a context.

use yew::prelude::*;

use crate::browser;
use crate::embed;
use crate::markup::html;
use crate::program::Program;
use crate::route::Route;

/// Where the site's root lies, seen from the page.
#[derive(Debug, Clone, PartialEq)]
pub enum Root {
    /// A prerendered page does not know its host: `./`, `../`, `../../`.
    Relative(&'static str),
    /// In a browser: the path of the folder that holds the site, such as `/a/b/`.
    Absolute(String),
}

/// A page and its query.
#[derive(Debug, Clone, PartialEq)]
pub struct Location {
    pub route: Route,
    /// The page's own: without the question mark, and without what a host asks of the frame.
    pub query: String,
}

/// The visitor's place and the ways out of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Site {
    pub root: Root,
    pub location: Location,
    /// How many moves led here; the changes of [`Site::write_query`] are none.
    pub n_moves: u32,
    /// What runs the page.
    pub program: &'static Program,
    /// Whether the policy of the document, which is that of the page it was loaded for, allows frames.
    pub has_frames: bool,
    /// Goes to a page, adding to the history.
    pub go: Callback<Location>,
    /// Goes to another state of the same page, adding to the history; neither scrolls nor moves the focus.
    pub go_here: Callback<Location>,
    /// Changes the query of the current history entry and nothing on screen.
    pub write_query: Callback<String>,
}

impl Site {
    /// Whether a page can follow without being loaded: its program runs here, under its own policy.
    pub fn is_here(&self, route: &Route) -> bool {
        route.program() == self.program.name && route.has_frames() == self.has_frames
    }

    /// The address of a page, for `href`.
    pub fn href(&self, route: &Route, query: &str) -> String {
        self.root.address(route, query)
    }
}

impl Root {
    /// Whether the whole site is one file, which shows no frames.
    pub fn is_one_file(&self) -> bool {
        *self == Root::Absolute(browser::FRAGMENT.to_owned())
    }

    /// The address of a page, seen from here.
    pub fn address(&self, route: &Route, query: &str) -> String {
        let root = match self {
            Root::Relative(root) => root,
            Root::Absolute(root) => root.as_str(),
        };
        let path = route.path();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{root}{path}{mark}{query}")
    }
}

/// The site, from its context.
#[hook]
pub fn use_site() -> Site {
    use_context::<Site>().expect("every page stands inside the app, which provides the site")
}

#[derive(Properties, PartialEq)]
pub struct LinkProps {
    pub to: Route,
    /// The query, encoded, without the question mark.
    #[prop_or_default]
    pub query: AttrValue,
    #[prop_or_default]
    pub class: &'static str,
    /// Whether to mark the link as the current page where it is.
    #[prop_or_default]
    pub is_nav: bool,
    pub children: Html,
}

/// A link to another page of the site: a plain link without wasm, a change of page without a reload with it.
#[component]
pub fn Link(props: &LinkProps) -> Html {
    let site = use_site();
    let location = Location { route: props.to.clone(), query: props.query.to_string() };
    let href = site.href(&props.to, &props.query);
    let is_current = props.is_nav && site.location.route == props.to;
    let onclick = Callback::from(move |event: MouseEvent| {
        let wants_own_window = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
        // The pages of other programs are loaded like those of any site.
        let is_ours = site.is_here(&location.route);
        if is_ours && !wants_own_window && event.button() == 0 && !event.default_prevented() {
            event.prevent_default();
            site.go.emit(location.clone());
        }
    });
    html! {
        <a {href} {onclick} class={props.class} aria-current={is_current.then_some("page")}>
            { props.children.clone() }
        </a>
    }
}

/// Splits an address into the page and the query.
pub fn locate(root: &str, path: &str, query: &str) -> Location {
    let below = path.strip_prefix(root).unwrap_or(path);
    let (query, _) = embed::split(query.strip_prefix('?').unwrap_or(query));
    Location { route: Route::parse(below), query }
}

/// The visitor's place, from the browser's address.
pub fn current_location(root: &Root) -> Option<Location> {
    let (path, query) = browser::address()?;
    match root {
        Root::Absolute(root) => Some(locate(root, &path, &query)),
        Root::Relative(_) => None,
    }
}
