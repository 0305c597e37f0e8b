//! The lab's page: the picture first, what it comes to beside it, everything else below.

use std::cell::Cell;

use faultline_model::diagram::{BlockKind, BlockPath, Diagram, Edit};
use yew::prelude::*;

use super::bench::Bench;
use super::challenge::condition;
use super::config::AvailabilityConfig;
use super::diagram::DiagramPicture;
use super::editor::{block_editor, notation_field, toolbar};
use super::panels::{improve, nines, replicas, rhythms};
use super::picture::Run as Direction;
use super::results::{glance, results};
use super::run::Run;
use super::year::simulated_year;
use crate::hooks::{use_memo, use_state};
use crate::loading::use_lessons;
use crate::markup::html;
use crate::session::use_session;
use crate::site::use_site;
use crate::ui::challenges::challenges;
use crate::ui::narrow::use_room;
use crate::ui::notice::link_notes;
use crate::ui::panel::once_running;
use crate::ui::predictions::{PICTURE_ID, Predictions};
use crate::ui::setting::undo_keys;
use crate::ui::take::{Said, trace_note};

/// The lab.
#[component]
pub fn AvailabilityLab() -> Html {
    let session = use_session::<AvailabilityConfig>();
    let selection = use_state(|| first_component(&session.config.diagram));
    let refusal = use_state(String::new);
    let said = use_state(Said::default);
    let waiting = use_lessons(super::ID);
    let site = use_site();
    let drag = use_memo((), |()| Cell::new(false));
    let direction = if use_room().is_narrow { Direction::Down } else { Direction::Across };
    let config = session.config.clone();
    let run = use_memo(config.clone(), Run::of);

    let on_select = {
        let (selection, refusal) = (selection.setter(), refusal.setter());
        Callback::from(move |path| {
            selection.set(path);
            refusal.set(String::new());
        })
    };
    let on_edit = {
        let (session, selection, refusal) = (session.clone(), selection.setter(), refusal.setter());
        Callback::from(move |edit: Edit| match session.config.diagram.apply(&edit) {
            Ok(edited) => {
                let diagram = edited.diagram;
                session.edit(AvailabilityConfig { diagram, trace: None, ..session.config.clone() });
                selection.set(edited.selection);
                refusal.set(String::new());
            }
            Err(why) => refusal.set(why.to_string()),
        })
    };
    // An undo or a link can take the selected block away.
    let selected = match config.diagram.block(&selection) {
        Some(_) => (*selection).clone(),
        None => first_component(&config.diagram),
    };
    let weakest = run.exact.as_ref().ok().and_then(|exact| {
        let first = exact.components.iter().find(|component| component.gain_rank == 1 && component.gain > 0.0);
        first.filter(|_| exact.components.len() > 1).map(|component| component.name.to_string())
    });
    let bench = Bench {
        session: session.clone(),
        selection: selected.clone(),
        direction,
        drag: drag.clone(),
        on_select,
        on_edit,
    };
    html! {
        <div class="availability" onkeydown={undo_keys(&session)}>
            { link_notes(&session.notes) }
            { trace_note(config.trace.as_deref(), || run.fingerprint()) }
            <div class="bench">
                <section id={PICTURE_ID} class="stage" aria-label={super::words::PICTURE_LABEL}>
                    <DiagramPicture diagram={config.diagram.clone()} {direction} selection={selected} {weakest}
                        on_select={bench.on_select.clone()} on_edit={bench.on_edit.clone()} />
                    { glance(&run) }
                    { toolbar(&bench) }
                    <p class="refusal" role="status">{ &*refusal }</p>
                    { notation_field(&bench) }
                    <p class="hint keys">{ super::words::PICTURE_HINT }</p>
                </section>
                { results(&config, &run, &site, &said) }
                { block_editor(&bench) }
            </div>
            { improve(&bench, &run) }
            { once_running(|| html! { <Predictions lab={super::ID} {waiting} /> }) }
            <div class="panels">
                { simulated_year(&bench, &run) }
                { replicas(&bench) }
                { rhythms(&run) }
                { nines(&run) }
                { challenges(super::ID, |name, value| condition(name, value, &config, &run)) }
            </div>
        </div>
    }
}

/// What is selected before anybody has chosen.
fn first_component(diagram: &Diagram) -> BlockPath {
    let blocks = diagram.blocks();
    let first = blocks.into_iter().find(|at| at.block.kind() == BlockKind::Component);
    first.map(|at| at.path).unwrap_or_default()
}
