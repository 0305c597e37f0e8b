//! Edits: what each does, what it selects then, what it refuses with which words, and that the tree stays in normal
//! form.

#[allow(dead_code)]
mod common;

use common::name;
use faultline_model::diagram::{Block, BlockKind, BlockPath, Diagram, Edit, Part, Toward};
use proptest::prelude::*;

/// The text after an edit and, after ` @ `, the selected block; or the reason of the refusal.
fn check(before: &str, edit: Edit, expect: &str) {
    let diagram: Diagram = before.parse().expect(before);
    let got = match diagram.apply(&edit) {
        Ok(edited) => {
            let selected = edited.diagram.describe(&edited.selection).expect("the selection exists");
            format!("{} @ {selected}", edited.diagram)
        }
        Err(error) => error.to_string(),
    };
    assert_eq!(got, expect, "{before}: {edit:?}");
}

fn path(steps: &[u8]) -> BlockPath {
    BlockPath(steps.to_vec())
}

fn new(text: &str) -> Part {
    Part::New(name(text), "50%".parse().expect("a value"))
}

fn known(text: &str) -> Part {
    Part::Existing(name(text))
}

#[test]
fn a_value_changes_wherever_the_component_stands() {
    let set = |component, spec: &str| Edit::SetSpec { name: name(component), spec: spec.parse().expect(spec) };
    check("a 99% > (b 98% | a)", set("a", "3 nines"), "a 3 nines > (b 98% | a) @ a");
    check("a 99%", set("b", "1%"), "there is no component `b`: add it as a new one");
}

#[test]
fn renaming_renames_everywhere_and_never_merges() {
    let rename = |from, to| Edit::Rename { from: name(from), to: name(to) };
    check("b 98% > (a 99% | c 97%) > a", rename("a", "x"), "b 98% > (x 99% | c 97%) > x @ x");
    check("a 99% > b 98%", rename("a", "a"), "a 99% > b 98% @ a");
    let taken = "`b` is another component: choose a free name, or put `b` itself here if you mean the same one";
    check("a 99% > b 98%", rename("a", "b"), taken);
    check("a 99%", rename("z", "b"), "there is no component `z`: add it as a new one");
}

#[test]
fn replacing_puts_another_component_in_place() {
    let replace = |steps: &[u8], with| Edit::Replace { path: path(steps), with };
    check("a 99% > b 98%", replace(&[1], known("a")), "a 99% > a @ a");
    check("a 99% > (b 98% | c 97%)", replace(&[1], new("x")), "a 99% > x 50% @ x");
    check("a 99%", replace(&[], new("x")), "x 50% @ x");
    check("a 99%", replace(&[0], new("x")), "there is no such part any more: select another");
}

#[test]
fn inserting_in_series() {
    let after = |steps: &[u8], part| Edit::InsertAfter { path: path(steps), part };
    let before = |steps: &[u8], part| Edit::InsertBefore { path: path(steps), part };
    check("a 99%", after(&[], new("x")), "a 99% > x 50% @ x");
    check("a 99%", before(&[], new("x")), "x 50% > a 99% @ x");
    check("a 99% > b 98%", after(&[0], new("x")), "a 99% > x 50% > b 98% @ x");
    check("a 99% | b 98%", after(&[0], new("x")), "a 99% > x 50% | b 98% @ x");
    check("a 99% | b 98%", before(&[], new("x")), "x 50% > (a 99% | b 98%) @ x");
    check("2 of 3 a 99%", after(&[0], new("x")), "2 of 3 (a 99% > x 50%) @ x");
    check("2 of 3 a 99%", after(&[], new("x")), "2 of 3 a 99% > x 50% @ x");
    let shared = "`a` is replicated, so it cannot stand outside those replicas too: every replica has its own; give it \
                  another name here, or move it out of the replicas if all share it";
    check("2 of 3 a 99%", after(&[], known("a")), shared);
}

#[test]
fn adding_beside() {
    let beside = |steps: &[u8], part| Edit::AddBeside { path: path(steps), part };
    check("a 99%", beside(&[], new("x")), "a 99% | x 50% @ x");
    check("a 99% > b 98%", beside(&[1], new("x")), "a 99% > (b 98% | x 50%) @ x");
    check("a 99% | b 98%", beside(&[0], new("x")), "a 99% | x 50% | b 98% @ x");
    check("a 99% | b 98%", beside(&[], known("a")), "a 99% | b 98% | a @ a");
    check("2 of (a 99% | b 98%)", beside(&[], new("x")), "2 of (a 99% | b 98% | x 50%) @ x");
    check("2 of (a 99% | b 98%)", beside(&[0], new("x")), "2 of (a 99% | x 50% | b 98%) @ x");
    check("2 of 3 a 99%", beside(&[], new("x")), "2 of 3 a 99% | x 50% @ x");
}

#[test]
fn replicating() {
    let replicate = |steps: &[u8], k, n| Edit::Replicate { path: path(steps), k, n };
    check("a 99% > b 98%", replicate(&[1], 2, 3), "a 99% > 2 of 3 b 98% @ 2 of 3 b");
    check("a 99% > 2 of 3 b 98%", replicate(&[1], 3, 5), "a 99% > 3 of 5 b 98% @ 3 of 5 b");
    check("a 99% > 2 of 3 b 98%", replicate(&[1], 1, 1), "a 99% > b 98% @ b");
    check("a 99% > b 98%", replicate(&[], 1, 2), "1 of 2 (a 99% > b 98%) @ 1 of 2 (a > b)");
    let bad = "expected a count from 1 to the number of parts, such as `2 of 3`, not `4 of 3`";
    check("a 99%", replicate(&[], 4, 3), bad);
    check("a 99%", replicate(&[], 1, 65), "expected at most 64 replicas, such as `2 of 3`, not 65");
    let many = "expected at most 64 components, counting each replica, not 65: use fewer replicas";
    check("a 99% > b 98%", replicate(&[0], 1, 64), many);
}

#[test]
fn setting_the_count() {
    let set = |steps: &[u8], k| Edit::SetK { path: path(steps), k };
    check("a 99% | b 98% | c 97%", set(&[], 2), "2 of (a 99% | b 98% | c 97%) @ 2 of (a | b | c)");
    check("2 of (a 99% | b 98%)", set(&[], 1), "a 99% | b 98% @ a | b");
    check("2 of 3 a 99%", set(&[], 3), "3 of 3 a 99% @ 3 of 3 a");
    let bad = "expected a count from 1 to the number of parts, such as `2 of 3`, not `3 of 2`";
    check("a 99% | b 98%", set(&[], 3), bad);
    let none = "only replicas and parallel parts have a count: replicate this, or add a part beside it, first";
    check("a 99%", set(&[], 1), none);
    check("a 99% > b 98%", set(&[], 1), none);
}

#[test]
fn unwrapping() {
    let unwrap = |steps: &[u8]| Edit::Unwrap { path: path(steps) };
    check("a 99% > 2 of 3 b 98%", unwrap(&[1]), "a 99% > b 98% @ b");
    check("a 99% > (b 98% | c 97%) > d 96%", unwrap(&[1]), "a 99% > b 98% > c 97% > d 96% @ b");
    check("2 of (a 99% | b 98%)", unwrap(&[]), "a 99% > b 98% @ a > b");
    check("a 99% > b 98% | c 97%", unwrap(&[0]), "a 99% | b 98% | c 97% @ a");
    check("2 of (a 99% > b 98% | c 97%)", unwrap(&[0]), "2 of (a 99% | b 98% | c 97%) @ a");
    let nothing = "there is no group here to dissolve: select a group";
    check("a 99% > b 98%", unwrap(&[]), nothing);
    check("2 of 3 (a 99% > b 98%)", unwrap(&[0]), nothing);
    check("a 99%", unwrap(&[]), nothing);
}

#[test]
fn removing_dissolves_groups_of_one() {
    let remove = |steps: &[u8]| Edit::Remove { path: path(steps) };
    check("a 99% > b 98% > c 97%", remove(&[1]), "a 99% > c 97% @ c");
    check("a 99% > b 98% > c 97%", remove(&[2]), "a 99% > b 98% @ b");
    check("a 99% > (b 98% | c 97%)", remove(&[1, 0]), "a 99% > c 97% @ c");
    check("a 99% > (b 98% | c 97% > d 96%)", remove(&[1, 0]), "a 99% > c 97% > d 96% @ c");
    check("3 of (a 99% | b 98% | c 97%)", remove(&[0]), "2 of (b 98% | c 97%) @ b");
    check("2 of (a 99% | b 98% | c 97%)", remove(&[0]), "2 of (b 98% | c 97%) @ b");
    check("2 of (a 99% | b 98%)", remove(&[0]), "b 98% @ b");
    check("a 99% > 2 of 3 b 98%", remove(&[1, 0]), "a 99% @ a");
    let last = "a diagram has at least one component: change this one, or add another before you remove it";
    check("a 99%", remove(&[]), last);
    check("2 of 3 a 99%", remove(&[0]), last);
    check("a 99%", remove(&[3]), "there is no such part any more: select another");
}

#[test]
fn moving_among_siblings() {
    let to = |steps: &[u8], toward| Edit::Move { path: path(steps), toward };
    check("a 99% > b 98% > c 97%", to(&[2], Toward::Start), "a 99% > c 97% > b 98% @ c");
    check("a 99% > b 98% > c 97%", to(&[0], Toward::End), "b 98% > a 99% > c 97% @ a");
    let first = "already first: there is nothing before it in its group";
    let last = "already last: there is nothing after it in its group";
    check("a 99% > b 98%", to(&[0], Toward::Start), first);
    check("a 99% > b 98%", to(&[1], Toward::End), last);
    check("a 99%", to(&[], Toward::End), last);
    check("2 of 3 a 99%", to(&[0], Toward::Start), first);
}

#[test]
fn fresh_names_count_up() {
    let diagram: Diagram = "app 99% > app2 98% > x-y-z-abcdefghijklmnopqr 97%".parse().expect("a diagram");
    let fresh = |stem: &str| diagram.fresh_name(&name(stem)).to_string();
    assert_eq!(fresh("db"), "db");
    assert_eq!(fresh("app"), "app3");
    assert_eq!(fresh("app2"), "app3");
    assert_eq!(fresh("x-y-z-abcdefghijklmnopqr"), "x-y-z-abcdefghijklmnopq2");
}

#[test]
fn blocks_stand_in_reading_order() {
    let diagram: Diagram = "a 99% > 2 of 3 (b 98% | c 97%)".parse().expect("a diagram");
    let blocks: Vec<String> = diagram.blocks().iter().map(|at| format!("{:?} {}", at.path.0, at.block)).collect();
    assert_eq!(
        blocks,
        ["[] a > 2 of 3 (b | c)", "[0] a", "[1] 2 of 3 (b | c)", "[1, 0] b | c", "[1, 0, 0] b", "[1, 0, 1] c"]
    );
}

/// Any edit; its path may lead nowhere.
fn edits() -> impl Strategy<Value = Edit> {
    let path = || proptest::collection::vec(0..4u8, 0..4).prop_map(BlockPath);
    let names = || proptest::sample::select(&["a", "b", "c", "d", "a-1", "new"][..]).prop_map(name);
    let part = || {
        prop_oneof![
            names().prop_map(Part::Existing),
            (names(), common::specs()).prop_map(|(name, spec)| Part::New(name, spec)),
        ]
    };
    prop_oneof![
        (names(), common::specs()).prop_map(|(name, spec)| Edit::SetSpec { name, spec }),
        (names(), names()).prop_map(|(from, to)| Edit::Rename { from, to }),
        (path(), part()).prop_map(|(path, with)| Edit::Replace { path, with }),
        (path(), part()).prop_map(|(path, part)| Edit::InsertAfter { path, part }),
        (path(), part()).prop_map(|(path, part)| Edit::InsertBefore { path, part }),
        (path(), part()).prop_map(|(path, part)| Edit::AddBeside { path, part }),
        (path(), 0..5u8, 0..5u8).prop_map(|(path, k, n)| Edit::Replicate { path, k, n }),
        (path(), 0..5u8).prop_map(|(path, k)| Edit::SetK { path, k }),
        path().prop_map(|path| Edit::Unwrap { path }),
        path().prop_map(|path| Edit::Remove { path }),
        (path(), proptest::sample::select(&[Toward::Start, Toward::End][..]))
            .prop_map(|(path, toward)| Edit::Move { path, toward }),
    ]
}

/// Whether no group could be written more simply.
fn is_normal(block: &Block) -> bool {
    let kind = block.kind();
    let is_flat = |flat: BlockKind| kind != flat || block.children().iter().all(|child| child.kind() != flat);
    let is_group_of_more = match block {
        Block::Component(_) => true,
        Block::Series(members) | Block::Parallel(members) => members.len() > 1,
        Block::KOfN { k, members } => *k > 1 && usize::from(*k) <= members.len(),
        Block::Replicas { k, n, .. } => *n > 1 && *k >= 1 && k <= n,
    };
    is_group_of_more
        && is_flat(BlockKind::Series)
        && is_flat(BlockKind::Parallel)
        && block.children().iter().all(is_normal)
}

proptest! {
    #[test]
    fn edits_keep_the_normal_form_and_the_notation(
        diagram in common::diagrams(common::specs()),
        edits in proptest::collection::vec(edits(), 1..12),
    ) {
        let mut diagram = diagram;
        prop_assert!(is_normal(diagram.root()));
        for edit in &edits {
            let Ok(edited) = diagram.apply(edit) else { continue };
            prop_assert!(is_normal(edited.diagram.root()), "{} after {edit:?}", edited.diagram);
            prop_assert!(edited.diagram.block(&edited.selection).is_some());
            let text = edited.diagram.to_string();
            prop_assert_eq!(text.parse::<Diagram>(), Ok(edited.diagram.clone()), "{}", text);
            diagram = edited.diagram;
        }
    }
}
