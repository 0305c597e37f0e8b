//! The block diagram: drawn as SVG, selected and edited by pointer and by keyboard.
//!
//! For a screen reader it is a tree (ARIA's tree pattern): one tab stop, arrow keys inside, every block with its name,
//! level and place.

use faultline_model::diagram::{Block, BlockPath, Diagram, Edit, Toward};
use yew::prelude::*;

use super::picture::{BoxVm, Face, PictureVm, Run, picture};
use super::words;
use crate::browser;
use crate::hooks::use_effect_with;
use crate::markup::{classes, html};

#[derive(Properties, PartialEq)]
pub struct DiagramPictureProps {
    pub diagram: Diagram,
    pub direction: Run,
    pub selection: BlockPath,
    /// The component to mark as the first to improve.
    pub weakest: Option<String>,
    pub on_select: Callback<BlockPath>,
    pub on_edit: Callback<Edit>,
}

/// The diagram to edit.
#[component]
pub fn DiagramPicture(props: &DiagramPictureProps) -> Html {
    let vm = picture(&props.diagram, props.direction);
    let tree = use_node_ref();
    // The focus follows the selection only where the diagram has the focus already.
    {
        let tree = tree.clone();
        use_effect_with((props.selection.clone(), props.diagram.clone()), move |_| {
            let Some(tree) = tree.cast::<web_sys::Element>() else { return };
            let has_focus =
                matches!(tree.query_selector(":focus"), Ok(Some(_))) || tree.get_attribute("data-refocus").is_some();
            if has_focus && let Ok(Some(item)) = tree.query_selector("[aria-selected=true]") {
                browser::focus_element(&item);
            }
        });
    }
    let onkeydown = {
        let (diagram, selection) = (props.diagram.clone(), props.selection.clone());
        let (on_select, on_edit) = (props.on_select.clone(), props.on_edit.clone());
        Callback::from(move |event: KeyboardEvent| {
            let act = key_act(&diagram, &selection, &event.key(), event.alt_key());
            if event.ctrl_key() || event.meta_key() || act == Act::None {
                return;
            }
            event.prevent_default();
            match act {
                Act::Select(path) => on_select.emit(path),
                Act::Edit(edit) => on_edit.emit(edit),
                Act::None => {}
            }
        })
    };
    let item = |block: &BoxVm| {
        let is_selected = block.path == props.selection;
        let onclick = {
            let (on_select, path) = (props.on_select.clone(), block.path.clone());
            Callback::from(move |event: MouseEvent| {
                event.stop_propagation();
                on_select.emit(path.clone());
            })
        };
        let name = props.diagram.block(&block.path).map(|it| words::block_name(&props.diagram, it, block.level == 1));
        let is_weakest = matches!(&block.face, Face::Component(name) if props.weakest.as_ref() == Some(name));
        let name = name.map(|name| if is_weakest { format!("{name}, {}", words::IMPROVE_FIRST) } else { name });
        html! {
            <g key={key(&block.path)} role="treeitem" class={classes!("block", is_selected.then_some("selected"))}
                tabindex={if is_selected { "0" } else { "-1" }} aria-selected={is_selected.to_string()}
                aria-level={block.level.to_string()} aria-posinset={block.place.to_string()}
                aria-setsize={block.n_siblings.to_string()} aria-label={name} {onclick}>
                { face(block, &props.diagram, props.weakest.as_deref()) }
            </g>
        }
    };
    html! {
        <div class={classes!("picture", is_wide(&vm, props.direction).then_some("wide"))}>
            <svg width={vm.width.to_string()} height={vm.height.to_string()}
                viewBox={format!("0 0 {} {}", vm.width, vm.height)} class="diagram">
                { wires(&vm) }
                <g ref={tree} role="tree" aria-label={words::PICTURE_LABEL} {onkeydown}>
                    { for vm.blocks.iter().map(item) }
                </g>
            </svg>
        </div>
    }
}

/// The diagram to look at: one image with a sentence.
pub fn static_picture(diagram: &Diagram, direction: Run) -> Html {
    let vm = picture(diagram, direction);
    let label = format!("{}: {}", words::PICTURE_LABEL, diagram);
    html! {
        <svg width={vm.width.to_string()} height={vm.height.to_string()} class="diagram" role="img" aria-label={label}
            viewBox={format!("0 0 {} {}", vm.width, vm.height)}>
            { wires(&vm) }
            { for vm.blocks.iter().map(|block| html! {
                <g key={key(&block.path)} class="block">{ face(block, diagram, None) }</g>
            }) }
        </svg>
    }
}

fn key(path: &BlockPath) -> String {
    path.0.iter().map(|step| format!(".{step}")).collect()
}

/// Whether the picture keeps its size and scrolls, instead of shrinking until nobody can read it.
fn is_wide(vm: &PictureVm, direction: Run) -> bool {
    match direction {
        Run::Across => vm.width > 1_100,
        Run::Down => vm.width > 560,
    }
}

fn wires(vm: &PictureVm) -> Html {
    html! {
        <g class="wires" aria-hidden="true">
            <path d={vm.wires.clone()} />
            { for vm.ends.iter().enumerate().map(|(at, (x, y))| html! {
                <circle key={at} cx={x.to_string()} cy={y.to_string()} r="5" />
            }) }
        </g>
    }
}

fn face(block: &BoxVm, diagram: &Diagram, weakest: Option<&str>) -> Html {
    let (x, y, width, height) = (block.x, block.y, block.width, block.height);
    let rect = |class: &'static str, shift: i32| {
        html! {
            <rect {class} x={(x + shift).to_string()} y={(y - shift).to_string()} rx="6"
                width={width.to_string()} height={height.to_string()} />
        }
    };
    let text = |class: &'static str, x: i32, y: i32, text: String| {
        // The space keeps the words of a block apart where they are read as one text.
        html! { <>{ " " }<text {class} x={x.to_string()} y={y.to_string()}>{ text }</text></> }
    };
    let middle = x + width / 2;
    match &block.face {
        Face::Component(name) => {
            let spec = diagram.specs().iter().find(|(other, _)| other.as_str() == name);
            let is_weakest = weakest == Some(name);
            html! {
                <>
                    { rect("box", 0) }
                    { text("name", middle, y + 24, shorten(name, 14)) }
                    { text("value", middle, y + 43, spec.map(|(_, spec)| words::spec_short(spec)).unwrap_or_default()) }
                    if is_weakest {
                        <g class="weakest">
                            <rect x={(middle - 47).to_string()} y={(y - 10).to_string()} width="94" height="18" rx="9" />
                            { " " }
                            <text x={middle.to_string()} y={(y + 3).to_string()}>{ words::IMPROVE_FIRST }</text>
                        </g>
                    } else {
                        <g></g>
                    }
                </>
            }
        }
        Face::Group(label) => html! {
            <>{ rect("frame", 0) }{ text("label", x + 10, y + 16, label.clone()) }</>
        },
        Face::Replicas(label) => html! {
            <>
                { rect("copy", 4) }
                { rect("frame replicas", 0) }
                { text("label", x + 10, y + 16, label.clone()) }
            </>
        },
    }
}

fn shorten(text: &str, chars_max: usize) -> String {
    match text.chars().count() > chars_max {
        true => text.chars().take(chars_max - 1).chain(['…']).collect(),
        false => text.to_owned(),
    }
}

/// What a key asks for.
#[derive(Debug, Clone, PartialEq)]
enum Act {
    Select(BlockPath),
    Edit(Edit),
    None,
}

fn key_act(diagram: &Diagram, selection: &BlockPath, key: &str, is_alt: bool) -> Act {
    let paths: Vec<BlockPath> = diagram.blocks().into_iter().map(|at| at.path).collect();
    let here = paths.iter().position(|path| path == selection).unwrap_or_default();
    let select = |path: Option<BlockPath>| path.map_or(Act::None, Act::Select);
    let movement = |toward| Act::Edit(Edit::Move { path: selection.clone(), toward });
    match (key, is_alt) {
        ("ArrowUp" | "ArrowLeft", true) => movement(Toward::Start),
        ("ArrowDown" | "ArrowRight", true) => movement(Toward::End),
        ("ArrowUp", false) => select(here.checked_sub(1).map(|at| paths[at].clone())),
        ("ArrowDown", false) => select(paths.get(here + 1).cloned()),
        ("ArrowLeft", false) => select(selection.parent().map(|(parent, _)| parent)),
        ("ArrowRight", false) => {
            let has_children = diagram.block(selection).is_some_and(|block: &Block| !block.children().is_empty());
            select(has_children.then(|| selection.child(0)))
        }
        ("Home", false) => select(paths.first().cloned()),
        ("End", false) => select(paths.last().cloned()),
        ("Delete" | "Backspace", false) => Act::Edit(Edit::Remove { path: selection.clone() }),
        _ => Act::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &[u8], key: &str, expected: Option<&[u8]>) {
        let diagram: Diagram = "a 99% > (b 99% | c 99%) > d 99%".parse().expect("notation");
        let act = key_act(&diagram, &BlockPath(path.to_vec()), key, false);
        let expected = expected.map_or(Act::None, |path| Act::Select(BlockPath(path.to_vec())));
        assert_eq!(act, expected, "{key} from {path:?}");
    }

    #[test]
    fn arrow_keys_walk_the_tree_in_reading_order() {
        check(&[], "ArrowDown", Some(&[0]));
        check(&[0], "ArrowDown", Some(&[1]));
        check(&[1], "ArrowDown", Some(&[1, 0]));
        check(&[1, 1], "ArrowDown", Some(&[2]));
        check(&[2], "ArrowDown", None);
        check(&[2], "ArrowUp", Some(&[1, 1]));
        check(&[1], "ArrowRight", Some(&[1, 0]));
        check(&[1, 0], "ArrowLeft", Some(&[1]));
        check(&[0], "ArrowRight", None);
        check(&[], "ArrowUp", None);
        check(&[], "End", Some(&[2]));
    }

    #[test]
    fn a_path_that_an_edit_left_behind_starts_at_the_root() {
        check(&[7, 7], "ArrowDown", Some(&[0]));
    }
}
