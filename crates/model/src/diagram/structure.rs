//! The diagram unfolded: every replica a component of its own, and the tree as a flat list for the maths.
//!
//! Replicas are numbered from 1, outermost first: `app#2`, or `app#2.1` for replicas within replicas. The number stays the
//! same when something is added elsewhere, and so does the instance's luck in a simulation.

use std::collections::{BTreeMap, BTreeSet};

use super::{Block, COMPONENTS_MAX, DEPTH_MAX, Diagram, DiagramError, MENTIONS_MAX, Name};

/// One component as it runs: a replica if it stands inside replicas.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    /// The component's name.
    pub name: Name,
    /// The name with the replica's number: `app#2`; the bare name outside replicas.
    pub id: String,
}

/// One step of a structure in postorder: a stack machine over up and down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// Push the state of an instance.
    Instance(usize),
    /// Pop `n` states and push whether at least `k` of them are up.
    AtLeast {
        /// How many must be up.
        k: u16,
        /// Of how many.
        n: u16,
    },
}

/// A diagram's instances, its shape over them, and who shares a common cause with whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Structure {
    /// In the order of first mention.
    pub instances: Vec<Instance>,
    /// The shape in postorder; it leaves one state.
    pub ops: Vec<Op>,
    /// The common-cause groups: instances (two or more, in order) that one event strikes together.
    ///
    /// (1) The replicas of one component; (2) the components that are direct members of one parallel or k-of-n group. An
    /// instance is in at most one: that which stands first in reading order.
    pub groups: Vec<Vec<usize>>,
}

impl Structure {
    /// Whether the system is up, given which instances are.
    ///
    /// # Panics
    /// If `is_up` is shorter than the instances.
    pub fn is_up(&self, is_up: &[bool]) -> bool {
        let mut stack: Vec<bool> = Vec::new();
        for op in &self.ops {
            let state = match *op {
                Op::Instance(i) => is_up[i],
                Op::AtLeast { k, n } => {
                    let rest = stack.len() - usize::from(n);
                    stack.drain(rest..).filter(|up| *up).count() >= usize::from(k)
                }
            };
            stack.push(state);
        }
        stack.pop().unwrap_or(true)
    }
}

/// The names in the order of first mention.
pub(super) fn names(root: &Block) -> Vec<Name> {
    let mut names: Vec<Name> = Vec::new();
    let mut seen = BTreeSet::new();
    visit_leaves(root, &mut Vec::new(), &mut |name, _| {
        if seen.insert(name.clone()) {
            names.push(name.clone());
        }
    });
    names
}

/// A component's visitor: its name, and which replicas stand around it (their running numbers, outermost first).
type Visit<'a> = &'a mut dyn FnMut(&Name, &[usize]);

/// Visits the components in reading order.
fn visit_leaves(root: &Block, around: &mut Vec<usize>, visit: Visit<'_>) {
    fn walk(block: &Block, around: &mut Vec<usize>, n_replicas: &mut usize, visit: Visit<'_>) {
        if let Block::Component(name) = block {
            return visit(name, around);
        }
        let is_replicas = matches!(block, Block::Replicas { .. });
        if is_replicas {
            around.push(*n_replicas);
            *n_replicas += 1;
        }
        for child in block.children() {
            walk(child, around, n_replicas, visit);
        }
        if is_replicas {
            around.pop();
        }
    }
    walk(root, around, &mut 0, visit);
}

/// The first mention (counting in reading order) that shares a replicated name with another place, if there is one.
pub(super) fn shared_mention(root: &Block) -> Option<(usize, Name)> {
    let mut first_around: BTreeMap<Name, Vec<usize>> = BTreeMap::new();
    let mut fault = None;
    let mut n_mentions = 0;
    visit_leaves(root, &mut Vec::new(), &mut |name, around| {
        let first = first_around.entry(name.clone()).or_insert_with(|| around.to_vec());
        if fault.is_none() && first != around {
            fault = Some((n_mentions, name.clone()));
        }
        n_mentions += 1;
    });
    fault
}

/// Whether a tree in normal form is within the limits and shares nothing that is replicated.
pub(super) fn check(root: &Block) -> Result<(), DiagramError> {
    if let Some((_, name)) = shared_mention(root) {
        return Err(DiagramError::SharedWithReplicas(name));
    }
    let mut seen = BTreeSet::new();
    let components = count(root, 1, &mut |name| seen.insert(name.clone()));
    if components > COMPONENTS_MAX {
        return Err(DiagramError::TooManyComponents(components));
    }
    match count(root, 1, &mut |_| true) {
        mentions if mentions > MENTIONS_MAX => Err(DiagramError::TooManyMentions(mentions)),
        _ => check_depth(root, DEPTH_MAX),
    }
}

/// Whether an unchecked tree is shallow enough to walk at all, before it is put into normal form.
pub(super) fn check_raw_depth(root: &Block) -> Result<(), DiagramError> {
    check_depth(root, 8 * DEPTH_MAX)
}

fn check_depth(block: &Block, depth_max: usize) -> Result<(), DiagramError> {
    if block.children().is_empty() {
        return Ok(());
    }
    let depth_max = depth_max.checked_sub(1).ok_or(DiagramError::TooDeep)?;
    block.children().iter().try_for_each(|child| check_depth(child, depth_max))
}

/// How many components that `counts` accepts there are, each as often as it is copied.
fn count(block: &Block, copies: u64, counts: &mut dyn FnMut(&Name) -> bool) -> u64 {
    match block {
        Block::Component(name) => copies * u64::from(counts(name)),
        Block::Replicas { n, of, .. } => count(of, copies.saturating_mul((*n).into()), counts),
        _ => block.children().iter().fold(0, |sum, child| sum.saturating_add(count(child, copies, counts))),
    }
}

/// The structure of a diagram.
pub(super) fn unfold(diagram: &Diagram) -> Structure {
    let mut unfolding = Unfolding::default();
    unfolding.block(diagram.root(), &mut Vec::new());
    let groups = groups(diagram, &unfolding.instances);
    Structure { instances: unfolding.instances, ops: unfolding.ops, groups }
}

#[derive(Default)]
struct Unfolding {
    instances: Vec<Instance>,
    index: BTreeMap<String, usize>,
    ops: Vec<Op>,
}

impl Unfolding {
    fn block(&mut self, block: &Block, copy: &mut Vec<u8>) {
        let all = |members: &[Block]| members.len() as u16;
        match block {
            Block::Component(name) => {
                let i = self.instance(name, copy);
                self.ops.push(Op::Instance(i));
            }
            Block::Series(members) => self.members(members, all(members), copy),
            Block::Parallel(members) => self.members(members, 1, copy),
            Block::KOfN { k, members } => self.members(members, (*k).into(), copy),
            Block::Replicas { k, n, of } => {
                for i in 1..=*n {
                    copy.push(i);
                    self.block(of, copy);
                    copy.pop();
                }
                self.ops.push(Op::AtLeast { k: (*k).into(), n: (*n).into() });
            }
        }
    }

    fn members(&mut self, members: &[Block], k: u16, copy: &mut Vec<u8>) {
        for member in members {
            self.block(member, copy);
        }
        self.ops.push(Op::AtLeast { k, n: members.len() as u16 });
    }

    fn instance(&mut self, name: &Name, copy: &[u8]) -> usize {
        let numbers: Vec<String> = copy.iter().map(u8::to_string).collect();
        let id = match numbers.is_empty() {
            true => name.to_string(),
            false => format!("{name}#{}", numbers.join(".")),
        };
        *self.index.entry(id.clone()).or_insert_with(|| {
            self.instances.push(Instance { name: name.clone(), id });
            self.instances.len() - 1
        })
    }
}

/// The common-cause groups; see [`Structure::groups`].
fn groups(diagram: &Diagram, instances: &[Instance]) -> Vec<Vec<usize>> {
    let mut groups = Vec::new();
    let mut grouped: BTreeSet<&Name> = BTreeSet::new();
    for at in diagram.blocks() {
        let members: Vec<Vec<&Name>> = match at.block {
            Block::Replicas { of, .. } => names_in(of).into_iter().map(|name| vec![name]).collect(),
            Block::Parallel(members) | Block::KOfN { members, .. } => {
                vec![members.iter().filter_map(as_component).collect()]
            }
            _ => continue,
        };
        for names in members {
            let new: BTreeSet<&Name> = names.into_iter().filter(|name| !grouped.contains(name)).collect();
            let struck = |instance: &Instance| new.contains(&instance.name);
            let group: Vec<usize> = (0..instances.len()).filter(|&i| struck(&instances[i])).collect();
            if group.len() > 1 {
                grouped.extend(new);
                groups.push(group);
            }
        }
    }
    groups
}

fn as_component(block: &Block) -> Option<&Name> {
    match block {
        Block::Component(name) => Some(name),
        _ => None,
    }
}

/// The names inside a block in reading order, each once.
fn names_in(block: &Block) -> Vec<&Name> {
    let mut names = Vec::new();
    let mut stack = vec![block];
    while let Some(block) = stack.pop() {
        match block {
            Block::Component(name) if !names.contains(&name) => names.push(name),
            _ => stack.extend(block.children().iter().rev()),
        }
    }
    names
}
