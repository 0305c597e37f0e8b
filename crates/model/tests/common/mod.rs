//! Generated diagrams for the property tests.

use std::collections::BTreeMap;

use faultline_model::decimal::Decimal;
use faultline_model::diagram::{Block, Diagram, Name, Spec};
use faultline_model::tick::{Period, Tick};
use proptest::prelude::*;

/// A name that the caller knows to be one.
pub fn name(text: &str) -> Name {
    text.parse().expect(text)
}

/// Any value, of any of the four kinds.
pub fn specs() -> impl Strategy<Value = Spec> {
    let mttr = || proptest::option::of((1u64..100_000_000_000).prop_map(Tick));
    let decimal =
        |most: u64, scale: u8| (0..=most).prop_map(move |digits| Decimal::new(digits, scale).expect("few digits"));
    let share = (prop_oneof![decimal(100_000_000, 6), decimal(1_000, 1)], mttr());
    let nines = (decimal(18_000, 3), mttr());
    let down = (0..=1_000_000u64, proptest::sample::select(&Period::ALL[..]), mttr());
    let mtbf = (1u64..1_000_000_000_000_000, 1u64..1_000_000_000_000);
    prop_oneof![
        share.prop_map(|(up, mttr)| Spec::Percent { up, mttr }),
        nines.prop_map(|(nines, mttr)| Spec::Nines { nines, mttr }),
        down.prop_map(|(millionths, per, mttr)| {
            let down = Tick(per.length().0 / 1_000_000 * millionths);
            Spec::Down { down, per, mttr }
        }),
        mtbf.prop_map(|(mtbf, mttr)| Spec::Mtbf { mtbf: Tick(mtbf), mttr: Tick(mttr) }),
    ]
}

/// Values in tenths of a per cent, so that exact results fit into 128 bits.
pub fn tenths() -> impl Strategy<Value = Spec> {
    let often_high = prop_oneof![0u64..=1_000, 900u64..=1_000];
    often_high.prop_map(|tenths| Spec::Percent { up: Decimal::new(tenths, 1).expect("few digits"), mttr: None })
}

/// Any diagram with values from `specs`; components repeat often.
pub fn diagrams(specs: impl Strategy<Value = Spec>) -> impl Strategy<Value = Diagram> {
    let leaf = proptest::sample::select(&["a", "b", "c", "d", "größe", "e.1-x_Y"][..]);
    let leaf = leaf.prop_map(|text| Block::Component(name(text)));
    let tree = leaf.prop_recursive(4, 16, 4, |inner| {
        let members = || proptest::collection::vec(inner.clone(), 1..5);
        prop_oneof![
            members().prop_map(Block::Series),
            members().prop_map(Block::Parallel),
            (members(), 0..5u8).prop_map(|(members, k)| {
                let k = 1 + k % members.len() as u8;
                Block::KOfN { k, members }
            }),
            (inner.clone(), 1..4u8, 0..4u8)
                .prop_map(|(of, n, k)| { Block::Replicas { k: 1 + k % n, n, of: Box::new(of) } }),
        ]
    });
    (tree, proptest::collection::vec(specs, 8)).prop_filter_map("beyond the limits", |(mut tree, specs)| {
        separate(&mut tree, &mut 0, 0);
        let mut table = BTreeMap::new();
        collect(&tree, &mut |name| {
            let next = table.len() % specs.len();
            table.entry(name.clone()).or_insert_with(|| specs[next].clone());
        });
        Diagram::new(tree, table).ok()
    })
}

/// Gives the components of each replicated part names of their own, as the notation demands.
fn separate(block: &mut Block, n_replicas: &mut u32, around: u32) {
    match block {
        Block::Component(own) if around > 0 => *own = name(&format!("{own}-{around}")),
        Block::Component(_) => {}
        Block::Series(members) | Block::Parallel(members) | Block::KOfN { members, .. } => {
            members.iter_mut().for_each(|member| separate(member, n_replicas, around));
        }
        Block::Replicas { of, .. } => {
            *n_replicas += 1;
            let around = *n_replicas;
            separate(of, n_replicas, around);
        }
    }
}

fn collect(block: &Block, visit: &mut impl FnMut(&Name)) {
    match block {
        Block::Component(name) => visit(name),
        _ => block.children().iter().for_each(|child| collect(child, visit)),
    }
}

/// Each instance of a diagram by its id, with a function of the ids that are up: written without the model's structure.
pub fn is_up(block: &Block, copy: &str, is_instance_up: &mut dyn FnMut(&str) -> bool) -> bool {
    let mut count = |members: &[Block]| {
        let states: Vec<bool> = members.iter().map(|member| is_up(member, copy, is_instance_up)).collect();
        states.into_iter().filter(|up| *up).count()
    };
    match block {
        Block::Component(name) if copy.is_empty() => is_instance_up(name.as_str()),
        Block::Component(name) => is_instance_up(&format!("{name}#{copy}")),
        Block::Series(members) => count(members) == members.len(),
        Block::Parallel(members) => count(members) > 0,
        Block::KOfN { k, members } => count(members) >= usize::from(*k),
        Block::Replicas { k, n, of } => {
            let copies = (1..=*n).map(|i| if copy.is_empty() { i.to_string() } else { format!("{copy}.{i}") });
            let states: Vec<bool> = copies.map(|copy| is_up(of, &copy, is_instance_up)).collect();
            states.into_iter().filter(|up| *up).count() >= usize::from(*k)
        }
    }
}
