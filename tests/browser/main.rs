//! The same results in the browser as natively, to the last bit and letter; and that the app starts there.
//!
//! `cargo xtask test browser` runs this file in headless Chromium; built natively it is empty.

#![cfg(target_arch = "wasm32")]

#[path = "../links/mod.rs"]
mod links;
#[path = "../parity/mod.rs"]
mod parity;

use faultline::app::{App, AppProps};
use faultline::content::{self, LESSONS, PACKED, Part, take_lessons};
use faultline::labs::EXHIBITS;
use faultline::program;
use faultline::route::Route;
use faultline::site::{Location, Root};
use faultline::work;
use faultline_model::job::Job;
use faultline_model::parity::{EVALUATIONS, OVER_TIME, PLACED, PLANS, RUNS, SCENARIOS, placed_fingerprint};
use faultline_model::parity::{down_bits, fingerprint, over_time_fingerprint, plan_fingerprint, run_fingerprint};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Document, Element};
use yew::prelude::*;

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn simulations_give_the_promised_fingerprints() {
    for &(diagram, seed, promised) in SCENARIOS {
        assert_eq!(fingerprint(diagram, seed).as_deref(), Ok(promised), "{diagram}, seed {seed}");
    }
}

#[wasm_bindgen_test]
fn evaluations_give_the_promised_bits() {
    for &(diagram, beta, promised) in EVALUATIONS {
        let bits = down_bits(diagram, beta);
        assert_eq!(bits, Ok(promised), "{diagram}, β = {beta} %: {bits:x?} and not {promised:x}");
    }
}

#[wasm_bindgen_test]
fn runs_give_the_promised_fingerprints() {
    for &(protocol, latency, promised) in RUNS {
        assert_eq!(run_fingerprint(protocol, latency).as_deref(), Ok(promised), "{protocol}, {latency}");
    }
}

#[wasm_bindgen_test]
fn what_goes_on_over_time_has_the_promised_fingerprints() {
    for &(name, seed, promised) in OVER_TIME {
        assert_eq!(over_time_fingerprint(name, seed).as_deref(), Ok(promised), "{name}, seed {seed}");
    }
}

#[wasm_bindgen_test]
fn plans_give_the_promised_fingerprints() {
    for &(scheme, changes, promised) in PLANS {
        assert_eq!(plan_fingerprint(scheme, changes).as_deref(), Ok(promised), "{scheme}: {changes}");
    }
}

#[wasm_bindgen_test]
fn placed_keys_have_the_promised_fingerprints() {
    for &(kind, access, promised) in PLACED {
        assert_eq!(placed_fingerprint(kind, access), promised, "{kind:?}, {access:?}");
    }
}

#[wasm_bindgen_test]
fn promised_links_give_the_fingerprints_they_gave_when_they_were_made() {
    for exhibit in EXHIBITS {
        for &(query, promised) in exhibit.promised {
            assert_eq!((exhibit.report)(query).fingerprint, promised, "{}?{query}", exhibit.lab.id);
        }
    }
}

#[wasm_bindgen_test]
fn a_sample_of_the_kept_links_comes_to_what_it_came_to_when_it_was_kept() {
    for kept in links::present().step_by(11) {
        let now = (kept.exhibit().report)(kept.query).fingerprint;
        assert_eq!(now, kept.fingerprint, "{}?{}", kept.lab, kept.query);
    }
}

#[wasm_bindgen_test]
fn every_report_reads_as_it_does_natively() {
    LESSONS.iter().for_each(|(lab, lines)| take_lessons(lab, lines));
    let (here, native) = (parity::reports(), include_str!("../parity/reports.txt"));
    for (at, (here, native)) in here.lines().zip(native.lines()).enumerate() {
        assert_eq!(here, native, "line {}", at + 1);
    }
    assert_eq!(here.len(), native.len());
}

#[wasm_bindgen_test]
async fn every_lab_shows_its_title_and_its_picture() {
    for exhibit in EXHIBITS {
        let page = Page::open(Route::Lab(&exhibit.lab), "");
        assert_eq!(page.text_of("h1").await, exhibit.lab.title);
        assert!(!page.text_of("main svg").await.is_empty());
        assert_eq!(page.find(".notice"), None, "nothing is wrong with the default");
        page.close();
    }
}

#[wasm_bindgen_test]
async fn a_bad_parameter_is_named_and_the_rest_of_the_page_works() {
    let page = Page::open(Route::Lab(&EXHIBITS[0].lab), "seed=soon&colour=red");
    let notice = page.text_of(".notice").await;
    assert!(notice.contains("seed") && notice.contains("`soon`"), "{notice}");
    assert!(notice.contains("colour"), "{notice}");
    assert_eq!(page.text_of("h1").await, EXHIBITS[0].lab.title);
    page.close();
}

#[wasm_bindgen_test]
async fn a_path_that_leads_nowhere_says_so() {
    let page = Page::open(Route::parse("labs/nowhere/"), "");
    assert!(page.text_of("h1").await.contains("no page"));
    assert!(page.find("main a[href='/']").is_some(), "there is a way back to the map");
    page.close();
}

#[wasm_bindgen_test]
async fn the_words_open_in_the_browser_and_a_topic_is_read_from_them() {
    for part in Part::all() {
        assert!(part.take(&[9, 9, 9]).is_err() && part.texts().is_none(), "a damaged file is refused");
        let (_, bytes) = PACKED.iter().find(|(name, _)| *name == part.name()).expect("every part has its file");
        part.take(bytes).expect("the build step packed them");
    }
    for topic in content::open_topics() {
        let page = Page::open(Route::Topic(topic), "");
        assert_eq!(page.text_of("h1").await, topic.title);
        assert!(page.text_of("main h2[id]").await.len() > 1);
        page.close();
    }
}

#[wasm_bindgen_test]
async fn long_work_says_how_far_it_is_stops_and_begins_anew_with_other_settings() {
    let page = Page::of::<Counter>(());
    assert_eq!(page.text_of(".outcome").await, "none");
    assert_eq!(page.text_of(".work button").await, "Stop");
    click(&page.find(".work button").expect("it is there"));
    wait().await;
    let stopped = page.find(".work progress").and_then(|bar| bar.get_attribute("value"));
    assert!(stopped.is_some(), "it is somewhere between nothing and all");
    wait().await;
    wait().await;
    assert_eq!(page.find(".work progress").and_then(|bar| bar.get_attribute("value")), stopped, "nothing goes on");
    assert_eq!(page.text_of(".work [role=status]").await, "stopped");
    click(&page.find("#shorter").expect("it is there"));
    wait().await;
    assert_eq!(page.text_of(".outcome").await, "1000", "other settings begin anew");
    assert!(page.find(".work progress").is_none());
    page.close();
}

/// Counts: to some thousand millions for seconds, or to a thousand at once.
struct Count {
    done: u64,
    to: u64,
}

impl Job for Count {
    type Output = u64;

    fn advance(&mut self, units: u32) -> Option<u64> {
        for _ in 0..units {
            self.done = std::hint::black_box(self.done + 1).min(self.to);
        }
        (self.done == self.to).then_some(self.to)
    }

    fn done_permille(&self) -> u16 {
        (self.done * 1_000 / self.to) as u16
    }
}

#[component]
fn Counter() -> Html {
    const WORDS: work::Words = work::Words { doing: "counting", stopped: "stopped", stop: "Stop", go_on: "Go on" };
    let to = use_state(|| 5_000_000_000_u64);
    let count = work::use_work(*to, || Some(Count { done: 0, to: *to }));
    let outcome = count.output.map_or("none".to_owned(), |output| output.to_string());
    let onclick = Callback::from(move |_: MouseEvent| to.set(1_000));
    html! {
        <>
            <p class="outcome">{ outcome }</p>
            { work::bar(&count.progress, &WORDS) }
            <button id="shorter" type="button" {onclick}>{ "Shorter" }</button>
        </>
    }
}

fn click(element: &Element) {
    element.unchecked_ref::<web_sys::HtmlElement>().click();
}

/// The app, in a box on the test's page.
struct Page {
    element: Element,
    unmount: Box<dyn FnOnce()>,
}

impl Page {
    fn open(route: Route, query: &str) -> Page {
        let root = Root::Absolute("/".to_owned());
        let program = program::of(&route);
        let props = AppProps { program, root, location: Location { route, query: query.to_owned() } };
        Page::of::<App>(props)
    }

    /// Any component in its place.
    fn of<C: yew::BaseComponent>(props: C::Properties) -> Page {
        let element = document().create_element("div").expect("a div");
        document().body().expect("the page has a body").append_child(&element).expect("it can be added");
        let app = yew::Renderer::<C>::with_root_and_props(element.clone(), props).render();
        Page { element, unmount: Box::new(move || app.destroy()) }
    }

    fn find(&self, selector: &str) -> Option<Element> {
        self.element.query_selector(selector).expect("a selector")
    }

    /// The text of an element, as soon as it is there.
    async fn text_of(&self, selector: &str) -> String {
        const TRIES_MAX: usize = 100;
        for _ in 0..TRIES_MAX {
            if let Some(element) = self.find(selector) {
                return element.text_content().unwrap_or_default();
            }
            wait().await;
        }
        panic!("no `{selector}` in {}", self.element.inner_html());
    }

    fn close(self) {
        (self.unmount)();
        self.element.remove();
    }
}

fn document() -> Document {
    web_sys::window().and_then(|window| window.document()).expect("the test runs in a page")
}

/// Lets the page work for a moment.
async fn wait() {
    let moment = js_sys::Promise::new(&mut |resolve, _| {
        let window = web_sys::window().expect("the test runs in a page");
        window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, 20).expect("timers work");
    });
    JsFuture::from(moment).await.expect("a timer does not fail");
}
