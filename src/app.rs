//! The frame around every page: skip link, header, the page, footer; and the router.
//!
//! The router is our own and small, because the usual one panics on some fragments and wants a base path known at build
//! time. The same component renders in the browser and, natively, into the site's HTML files.

use gloo::events::EventListener;
use yew::prelude::*;

use crate::browser;
use crate::embed;
use crate::hooks::{use_effect_with, use_memo, use_state};
use crate::markup::html;
use crate::program::Program;
use crate::route::Route;
use crate::site::{Link, Location, Root, Site, current_location};
use crate::ui::search_box::search_box;
use crate::ui::theme::use_theme_choice;

#[derive(Properties, PartialEq)]
pub struct AppProps {
    /// What runs the page.
    pub program: &'static Program,
    pub root: Root,
    /// The page to start with.
    pub location: Location,
}

/// The whole application.
#[component]
pub fn App(props: &AppProps) -> Html {
    let site = use_router(props);
    let theme = use_theme_choice();
    let route = site.location.route.clone();
    let header = header(&site, theme);
    html! {
        <ContextProvider<Site> context={site}>
            <a class="skip" href="#main" onclick={Callback::from(skip_to_main)}>{ "Skip to the content" }</a>
            { header }
            <main id="main" tabindex="-1">{ props.program.view(&route) }</main>
            { footer() }
        </ContextProvider<Site>>
    }
}

/// A fragment link would enter the history and, on some hosts, reload the page: the focus is all that should move.
fn skip_to_main(event: MouseEvent) {
    event.prevent_default();
    browser::focus("#main");
    browser::scroll_to("main");
}

/// How the visitor came to the current page: decides where the page is scrolled to and where the focus goes.
#[derive(Clone, Copy, PartialEq)]
enum Arrival {
    /// The page was loaded, or changed under the visitor's hands: nothing moves.
    Here,
    /// A link was followed: the page is read from its start.
    Link,
    /// Back or forward: the page is as it was left.
    History,
}

/// The visitor's place, and how many moves led there.
#[derive(Clone, PartialEq)]
struct Place {
    location: Location,
    arrival: Arrival,
    n_moves: u32,
}

#[hook]
fn use_router(props: &AppProps) -> Site {
    let program = props.program;
    let has_frames = *use_memo((), |()| props.location.route.has_frames());
    let place = use_state(|| Place { location: props.location.clone(), arrival: Arrival::Here, n_moves: 0 });
    // Moves can come from callbacks that are older than the last rendering, so they are counted apart from the place.
    let n_moves = use_mut_ref(|| 0_u32);
    let arrive = {
        let (place, n_moves) = (place.setter(), n_moves.clone());
        move |location: Location, arrival: Arrival| {
            *n_moves.borrow_mut() += 1;
            place.set(Place { location, arrival, n_moves: *n_moves.borrow() });
        }
    };
    let root = props.root.clone();

    let go_by = |arrival: Arrival| {
        let (arrive, root) = (arrive.clone(), root.clone());
        move |location: Location| {
            let address = embed::kept_in(root.address(&location.route, &location.query));
            if browser::address().is_some_and(|(path, query)| format!("{path}{query}") == address) {
                return arrive(location, arrival);
            }
            browser::remember_scroll();
            if location.route.program() != program.name || location.route.has_frames() != has_frames {
                return browser::load_page(&address);
            }
            browser::push_address(&address);
            arrive(location, arrival);
        }
    };
    let (follow, change) = (go_by(Arrival::Link), go_by(Arrival::Here));
    let go = use_memo((), move |()| Callback::from(follow));
    let go_here = use_memo((), move |()| Callback::from(change));
    let write_query = {
        let (setter, root, n_moves) = (place.setter(), root.clone(), n_moves.clone());
        use_memo(place.location.route.clone(), move |route| {
            let route = route.clone();
            Callback::from(move |query: String| {
                let location = Location { route: route.clone(), query };
                browser::replace_address(&embed::kept_in(root.address(&location.route, &location.query)));
                setter.set(Place { location, arrival: Arrival::Here, n_moves: *n_moves.borrow() });
            })
        })
    };
    {
        let root = root.clone();
        use_effect_with((), move |()| {
            let window = web_sys::window().expect("effects run in a browser");
            let listener = EventListener::new(&window, "popstate", move |_| {
                if let Some(location) = current_location(&root) {
                    arrive(location, Arrival::History);
                }
            });
            move || drop(listener)
        });
    }
    use_effect_with((*place).clone(), |place| {
        browser::set_title(&place.location.route.document_title());
        match place.arrival {
            Arrival::Here => {}
            Arrival::Link => {
                browser::scroll_to_asked();
                browser::focus("h1");
            }
            Arrival::History => browser::restore_scroll(),
        }
    });
    use_effect_with((), |()| browser::set_root_attribute("data-app", Some("ready")));

    let [go, go_here] = [go, go_here].map(|callback| (*callback).clone());
    let write_query = (*write_query).clone();
    Site {
        root,
        location: place.location.clone(),
        n_moves: place.n_moves,
        program,
        has_frames,
        go,
        go_here,
        write_query,
    }
}

fn header(site: &Site, theme: Html) -> Html {
    html! {
        <header class="site-header">
            <Link to={Route::Home} class="brand">
                <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
                    <path class="brand-ring" d="M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18" />
                    <path class="brand-fault" d="M13.5 1 10 9.5l4.5 3L10.5 23" />
                </svg>
                <span>{ "Faultline" }</span>
            </Link>
            <nav aria-label="Main">
                <ul>
                    <li><Link to={Route::Home} is_nav=true>{ "Map" }</Link></li>
                    <li><Link to={Route::Study} is_nav=true>{ "Study" }</Link></li>
                    <li><Link to={Route::Glossary} is_nav=true>{ "Glossary" }</Link></li>
                    <li><Link to={Route::Progress} is_nav=true>{ "Progress" }</Link></li>
                </ul>
            </nav>
            { search_box(site) }
            { theme }
        </header>
    }
}

fn footer() -> Html {
    html! {
        <footer class="site-footer">
            <p>
                { "Every number here is computed in your browser, and every link carries all that a result depends on. " }
                { "Your answers stay in this browser. " }
                <Link to={Route::Doubts}>{ "Notes against reality" }</Link>
                { " · " }
                <Link to={Route::Teachers}>{ "For teachers" }</Link>
                { " · " }
                <Link to={Route::Embedding}>{ "Embedding" }</Link>
            </p>
        </footer>
    }
}
