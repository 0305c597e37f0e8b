//! Takes over the prerendered page, and says so in the page if something goes wrong.

use std::panic;

use wasm_bindgen::{JsCast, JsValue};

use crate::app::{App, AppProps};
use crate::browser;
use crate::embed;
use crate::program::Program;
use crate::session::newest_query;
use crate::site::{Location, Root, current_location};

/// Starts a program in the page's `#app`.
///
/// # Panics
/// If the page is not ours: it has no `#app`.
pub fn run(program: &'static Program) {
    panic::set_hook(Box::new(show_panic));
    fix_addresses();
    embed::begin(browser::address().map_or(String::new(), |(_, query)| query).trim_start_matches('?'));
    let root = Root::Absolute(browser::named_address("data-root").map_or("/".to_owned(), |url| root_of(&url)));
    let location =
        current_location(&root).unwrap_or(Location { route: crate::route::Route::Home, query: String::new() });
    let element = browser::document().and_then(|document| document.get_element_by_id("app"));
    let element = element.expect("the page has an #app");
    let route = location.route.clone();
    let mount = move || {
        yew::Renderer::<App>::with_root_and_props(element, AppProps { program, root, location }).render();
    };
    program.when_ready(&route, Box::new(mount));
}

/// What the addresses of all pages begin with.
fn root_of(root: &web_sys::Url) -> String {
    if root.href().ends_with(browser::FRAGMENT) { browser::FRAGMENT.to_owned() } else { root.pathname() }
}

/// Fixes the addresses that the page names relative to itself: pages will change the address without being loaded.
fn fix_addresses() {
    for attribute in ["data-root", "data-words"] {
        if let Some(url) = browser::named_address(attribute) {
            browser::set_root_attribute(attribute, Some(&url.href()));
        }
    }
    // Chromium asks for the icon again, by its relative address, whenever the page's own address changes.
    let icon = browser::document().and_then(|document| document.query_selector("link[rel=icon]").ok()?);
    if let Some(icon) = icon.and_then(|icon| icon.dyn_into::<web_sys::HtmlLinkElement>().ok()) {
        icon.set_href(&icon.href());
    }
}

/// A panic ends the program but not the page: what happened, the link that shows it again, and a way to go on.
fn show_panic(info: &panic::PanicHookInfo<'_>) {
    web_sys::console::error_1(&JsValue::from_str(&info.to_string()));
    let _ = write_panic(&info.to_string());
}

fn write_panic(what: &str) -> Option<()> {
    let document = browser::document()?;
    if document.get_element_by_id("panic").is_some() {
        return None;
    }
    let add = |parent: &web_sys::Element, tag: &str, text: &str| -> Option<web_sys::Element> {
        let element = document.create_element(tag).ok()?;
        element.set_text_content(Some(text));
        parent.append_child(&element).ok()?;
        Some(element)
    };
    let (page, query) = browser::address()?;
    // The link follows an edit a moment later; the newest one is what broke.
    let query = newest_query().map_or(query, |query| format!("?{query}"));
    let address = browser::absolute(&format!("{page}{query}"));
    let panel = document.create_element("section").ok()?;
    panel.set_id("panic");
    panel.set_attribute("role", "alert").ok()?;
    add(&panel, "h2", "Something in Faultline broke")?;
    add(&panel, "p", "The page stopped, and that is our fault. Nothing you saved is lost. This link shows it again:")?;
    let link = add(&add(&panel, "p", "")?, "a", &address)?;
    link.set_attribute("href", &address).ok()?;
    add(&panel, "pre", what)?;
    // A link and not a button: a button would need the program that has just ended.
    let reload = add(&panel, "a", "Reload this page")?;
    reload.set_attribute("href", &address).ok()?;
    reload.set_class_name("button primary");
    let fresh = add(&panel, "a", "Start this page afresh")?;
    fresh.set_attribute("href", &page).ok()?;
    fresh.set_class_name("button");
    document.body()?.prepend_with_node_1(&panel).ok()
}
