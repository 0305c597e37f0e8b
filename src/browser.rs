//! What the playground asks of the browser, each in one place and each allowed to fail.
//!
//! Nothing here is called while a page renders: pages render natively, too. Storage may be blocked (a page embedded in
//! another site), the clipboard may be refused, and neither may break the page.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, Document, Element, HtmlAnchorElement, HtmlElement, Url, Window};

use crate::study::Moment;

fn window() -> Option<Window> {
    web_sys::window()
}

/// The page's document.
pub fn document() -> Option<Document> {
    window()?.document()
}

/// What pages' addresses begin with where the site is one file, in which they stand behind the number sign.
pub const FRAGMENT: &str = "#/";

/// The path and the query of the address, as they stand.
pub fn address() -> Option<(String, String)> {
    let location = window()?.location();
    if !is_one_file()? {
        return Some((location.pathname().ok()?, location.search().ok()?));
    }
    let fragment = location.hash().ok()?;
    let (path, query) = fragment.split_at(fragment.find('?').unwrap_or(fragment.len()));
    Some((path.to_owned(), query.to_owned()))
}

/// Whether the site is one file.
fn is_one_file() -> Option<bool> {
    Some(document()?.document_element()?.get_attribute("data-root")?.ends_with(FRAGMENT))
}

/// A path of the site as a whole address.
pub fn absolute(path: &str) -> String {
    whole(path).map_or_else(String::new, |url| url.href())
}

/// An address that the page's root element names, such as that of the words, made whole.
pub fn named_address(attribute: &str) -> Option<Url> {
    whole(&document()?.document_element()?.get_attribute(attribute)?)
}

/// An address that may be relative to the page.
fn whole(address: &str) -> Option<Url> {
    Url::new_with_base(address, &document()?.base_uri().ok()??).ok()
}

/// What the page's head tells other sites, such as its address, `og:url`.
pub fn told(property: &str) -> Option<String> {
    let meta = document()?.query_selector(&format!("meta[property=\"{property}\"]")).ok()??;
    meta.get_attribute("content")
}

/// Adds an entry to the history.
pub fn push_address(address: &str) {
    if let Some(history) = window().and_then(|window| window.history().ok()) {
        // Refused only where the page has no address of its own, such as in a sandboxed frame: the page works on.
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(address));
    }
}

/// Leaves for a page that another program runs.
pub fn load_page(address: &str) {
    if let Some(window) = window() {
        // Fails for malformed addresses only, and this one is ours.
        let _ = window.location().assign(address);
    }
}

/// Changes the address of the current entry.
pub fn replace_address(address: &str) {
    if let Some(history) = window().and_then(|window| window.history().ok()) {
        let state = history.state().unwrap_or(JsValue::NULL);
        let _ = history.replace_state_with_url(&state, "", Some(address));
    }
}

/// Remembers with the current history entry how far the page is scrolled.
pub fn remember_scroll() {
    let Some(window) = window() else { return };
    let (Ok(history), Ok(y)) = (window.history(), window.scroll_y()) else { return };
    let _ = history.replace_state(&JsValue::from_f64(y), "");
}

/// Scrolls to where the current history entry was left, or to the top.
pub fn restore_scroll() {
    let Some(window) = window() else { return };
    let y = window.history().ok().and_then(|history| history.state().ok()?.as_f64()).unwrap_or(0.0);
    window.scroll_to_with_x_and_y(0.0, y);
}

/// Scrolls to what the link asked for, if the page marks such a place, or to the page's start.
pub fn scroll_to_asked() {
    match document().and_then(|document| document.query_selector("[data-asked]").ok()?) {
        Some(asked) => asked.scroll_into_view(),
        None => restore_scroll(),
    }
}

/// Sets the title of the tab.
pub fn set_title(title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
}

/// Moves the focus to the first element that matches, if there is one, without scrolling to it.
pub fn focus(selector: &str) {
    let element = document().and_then(|document| document.query_selector(selector).ok()?);
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = element.focus_with_options(&options);
    }
}

/// Moves the focus to an element of a picture.
pub fn focus_element(element: &Element) {
    if let Some(element) = element.dyn_ref::<web_sys::SvgElement>() {
        let _ = element.focus();
    } else if let Some(element) = element.dyn_ref::<HtmlElement>() {
        let _ = element.focus();
    }
}

/// Moves the focus to the first element that matches, if what had it is gone.
pub fn focus_if_lost(selector: &str) {
    let active = document().and_then(|document| document.active_element());
    if active.is_none_or(|element| element.tag_name() == "BODY") {
        focus(selector);
    }
}

/// Scrolls the element of that id into view.
pub fn scroll_to(id: &str) {
    if let Some(element) = document().and_then(|document| document.get_element_by_id(id)) {
        element.scroll_into_view();
    }
}

/// Sets or removes an attribute of the root element; the style sheet and tests look at it.
pub fn set_root_attribute(name: &str, value: Option<&str>) {
    let Some(root) = document().and_then(|document| document.document_element()) else { return };
    let _ = match value {
        Some(value) => root.set_attribute(name, value),
        None => root.remove_attribute(name),
    };
}

/// Whether the root element has an attribute: the page's scripts set some.
pub fn has_root_attribute(name: &str) -> bool {
    document().and_then(|document| document.document_element()).is_some_and(|root| root.has_attribute(name))
}

/// The current time in milliseconds since 1970.
pub fn now_ms() -> f64 {
    js_sys::Date::now()
}

/// The present moment, and what the clock on the wall is ahead of UTC.
pub fn moment() -> Moment {
    // The browser counts the offset the other way round, and within a day.
    let zone_min = -js_sys::Date::new_0().get_timezone_offset() as i16;
    Moment { at: now_ms() as u64, zone_min }
}

/// The time in milliseconds for durations. Outside a browser no time passes.
pub fn clock_ms() -> f64 {
    if cfg!(target_arch = "wasm32") { now_ms() } else { 0.0 }
}

/// Whether the page is narrower than the width at which diagrams run from left to right.
pub fn is_narrow() -> bool {
    has("(max-width: 40rem)")
}

/// Whether the page is too low for a picture, its timeline and what stands around them, and not a phone's.
pub fn is_low() -> bool {
    has("(max-height: 32.5rem) and (min-width: 30rem)")
}

/// Whether the page is as a media query says.
pub fn has(query: &str) -> bool {
    let query = window().and_then(|window| window.match_media(query).ok()?);
    query.is_some_and(|query| query.matches())
}

/// Whether the panel around what a selector finds is in sight. A panel's place is known even where its content was not
/// laid out; where the page was changed since it was painted, asking has it laid out at once.
pub fn is_panel_in_sight(selector: &str) -> bool {
    let found = document().and_then(|document| document.query_selector(selector).ok()?);
    let Some(panel) = found.and_then(|found| found.closest(".panel").ok()?) else { return true };
    let area = panel.get_bounding_client_rect();
    let height = window().and_then(|window| window.inner_height().ok()?.as_f64());
    area.bottom() > 0.0 && height.is_none_or(|height| area.top() < height)
}

/// Asks one of the page's own scripts for something that the program leaves to it: an event on the document.
pub fn ask_script(name: &str, detail: &[(&str, &str)]) {
    dispatch(name, detail.iter().map(|(key, value)| (*key, JsValue::from_str(value))));
}

/// Sends an event on the document, with an object of these values.
pub fn dispatch<'a>(name: &str, detail: impl Iterator<Item = (&'a str, JsValue)>) {
    let values = js_sys::Object::new();
    for (key, value) in detail {
        // Fails for objects that refuse new values only.
        let _ = js_sys::Reflect::set(&values, &JsValue::from_str(key), &value);
    }
    let options = web_sys::CustomEventInit::new();
    options.set_detail(&values);
    let event = web_sys::CustomEvent::new_with_event_init_dict(name, &options);
    if let (Some(document), Ok(event)) = (document(), event) {
        let _ = document.dispatch_event(&event);
    }
}

/// Puts text into the clipboard.
///
/// # Errors
/// The browser refused: the page is not focused or has no permission.
pub async fn copy(text: &str) -> Result<(), ()> {
    let clipboard = window().ok_or(())?.navigator().clipboard();
    if clipboard.is_undefined() {
        return Err(());
    }
    JsFuture::from(clipboard.write_text(text)).await.map(|_| ()).map_err(|_| ())
}

/// Offers a text as a file to save.
///
/// # Errors
/// The browser refused to make the file.
pub fn save_file(name: &str, kind: &str, text: &str) -> Result<(), JsValue> {
    let document = document().ok_or(JsValue::NULL)?;
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let parts = js_sys::Array::of1(&JsValue::from_str(text));
    let blob = Blob::new_with_str_sequence_and_options(&parts, &options)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let link: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    Url::revoke_object_url(&url)
}

/// Opens the browser's own dialog for printing.
pub fn print() {
    if let Some(window) = window() {
        // Refused in frames that may not: then nothing happens, as the frame's host wants it.
        let _ = window.print();
    }
}

/// The text of a file that the visitor chose; `None` if the browser cannot read it.
pub async fn read_file(file: &web_sys::File) -> Option<String> {
    JsFuture::from(file.text()).await.ok()?.as_string()
}

/// A text as a file is read; `None` if the browser has no room for it.
pub fn blob_of(text: &str) -> Option<Blob> {
    Blob::new_with_str_sequence(&js_sys::Array::of1(&JsValue::from_str(text))).ok()
}

/// The bytes of a file from one place up to another; `None` if the browser cannot read it.
pub async fn piece_of(blob: &Blob, from: usize, to: usize) -> Option<Vec<u8>> {
    let piece = blob.slice_with_f64_and_f64(from as f64, to as f64).ok()?;
    let buffer = JsFuture::from(piece.array_buffer()).await.ok()?;
    Some(js_sys::Uint8Array::new(&buffer).to_vec())
}

/// A number that nobody can foresee: the only entropy of the playground, behind the *new seed* button.
///
/// Small enough to be read aloud from a link.
pub fn new_seed() -> Option<u64> {
    getrandom::u32().ok().map(|random| u64::from(random % 1_000_000))
}

/// The browser's local storage, which may be blocked or full.
pub mod storage {
    use web_sys::Storage;

    /// Why nothing could be kept.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum StorageError {
        /// The browser does not let this page keep anything.
        Blocked,
        /// There is no room left.
        Full,
    }

    fn local() -> Result<Storage, StorageError> {
        super::window().and_then(|window| window.local_storage().ok()?).ok_or(StorageError::Blocked)
    }

    /// The text kept under a key.
    ///
    /// # Errors
    /// [`StorageError::Blocked`]
    pub fn read(key: &str) -> Result<Option<String>, StorageError> {
        local()?.get_item(key).map_err(|_| StorageError::Blocked)
    }

    /// Keeps a text under a key.
    ///
    /// # Errors
    /// [`StorageError`]
    pub fn write(key: &str, text: &str) -> Result<(), StorageError> {
        local()?.set_item(key, text).map_err(|_| StorageError::Full)
    }

    /// How many texts are set aside under one key.
    const ASIDE_MAX: usize = 9;

    /// Sets a text aside that cannot be read, under this key or, where that holds another one, with 2, 3 … behind it.
    /// Gives the key; none if there is no room.
    pub fn set_aside(key: &str, text: &str) -> Option<String> {
        let mut keys = (1..=ASIDE_MAX).map(|n| if n == 1 { key.to_owned() } else { format!("{key}.{n}") });
        let free = keys.find(|key| matches!(read(key), Ok(None)))?;
        write(&free, text).is_ok().then_some(free)
    }

    /// Forgets what is kept under a key.
    ///
    /// # Errors
    /// [`StorageError::Blocked`]
    pub fn remove(key: &str) -> Result<(), StorageError> {
        local()?.remove_item(key).map_err(|_| StorageError::Blocked)
    }
}
