//! The diagram unfolded: every replica a component of its own, and the tree as a flat list for the maths.
//!
//! Replicas are numbered from 1, outermost first: `app#2`, or `app#2.1` for replicas within replicas. The number stays
//! the same when something is added elsewhere, and so does the instance's luck in a simulation.

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
    /// (1) The replicas of one component; (2) the components that are direct members of one parallel or k-of-n group.
    /// An instance is in at most one: that which stands first in reading order.
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
                    let members = stack.split_off(stack.len() - usize::from(n));
                    members.iter().filter(|up| **up).count() >= usize::from(k)
                }
            };
            stack.push(state);
        }
        stack.pop().unwrap_or(true)
    }
}

/// The names in the order of first mention.
pub(super) fn names(root: &Block) -> Vec<Name> {
    names_in(root).into_iter().cloned().collect()
}

/// A place at which a component stands.
struct Mention<'a> {
    name: &'a Name,
    /// The first mention of the same name, counting in reading order.
    first: usize,
    around: Around,
}

/// The replicas around a place.
#[derive(Clone, Copy)]
struct Around {
    /// The innermost of them, numbered from 1 in reading order; 0 where there are none.
    innermost: usize,
    /// How many copies they make.
    copies: u64,
}

/// The places of all components in reading order.
fn mentions(root: &Block) -> Vec<Mention<'_>> {
    fn walk<'a>(block: &'a Block, around: Around, n_replicas: &mut usize, mentions: &mut Vec<Mention<'a>>) {
        let inside = match block {
            Block::Component(name) => {
                let first = mentions.iter().position(|other| other.name == name).unwrap_or(mentions.len());
                return mentions.push(Mention { name, first, around });
            }
            Block::Replicas { n, .. } => {
                *n_replicas += 1;
                Around { innermost: *n_replicas, copies: around.copies.saturating_mul((*n).into()) }
            }
            _ => around,
        };
        for child in block.children() {
            walk(child, inside, n_replicas, mentions);
        }
    }
    let mut mentions = Vec::new();
    walk(root, Around { innermost: 0, copies: 1 }, &mut 0, &mut mentions);
    mentions
}

/// The first mention (counting in reading order) that shares a replicated name with another place, if there is one.
pub(super) fn shared_mention(root: &Block) -> Option<(usize, Name)> {
    first_shared(&mentions(root))
}

fn first_shared(mentions: &[Mention<'_>]) -> Option<(usize, Name)> {
    let is_shared = |one: &Mention<'_>| one.around.innermost != mentions[one.first].around.innermost;
    let i = mentions.iter().position(is_shared)?;
    Some((i, mentions[i].name.clone()))
}

/// Whether a tree in normal form is within the limits and shares nothing that is replicated.
pub(super) fn check(root: &Block) -> Result<(), DiagramError> {
    let mentions = mentions(root);
    if let Some((_, name)) = first_shared(&mentions) {
        return Err(DiagramError::SharedWithReplicas(name));
    }
    let (mut n_components, mut n_mentions) = (0u64, 0u64);
    for (i, one) in mentions.iter().enumerate() {
        n_mentions = n_mentions.saturating_add(one.around.copies);
        if one.first == i {
            n_components = n_components.saturating_add(one.around.copies);
        }
    }
    if n_components > COMPONENTS_MAX {
        return Err(DiagramError::TooManyComponents(n_components));
    }
    if n_mentions > MENTIONS_MAX {
        return Err(DiagramError::TooManyMentions(n_mentions));
    }
    check_depth(root, DEPTH_MAX)
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
        let mut id = name.to_string();
        for (i, number) in copy.iter().enumerate() {
            id.push(if i == 0 { '#' } else { '.' });
            id += &number.to_string();
        }
        if let Some(known) = self.instances.iter().position(|instance| instance.id == id) {
            return known;
        }
        self.instances.push(Instance { name: name.clone(), id });
        self.instances.len() - 1
    }
}

/// The common-cause groups; see [`Structure::groups`].
fn groups(diagram: &Diagram, instances: &[Instance]) -> Vec<Vec<usize>> {
    let mut groups = Vec::new();
    let mut grouped: Vec<&Name> = Vec::new();
    for at in diagram.blocks() {
        let candidates: Vec<Vec<&Name>> = match at.block {
            Block::Replicas { of, .. } => names_in(of).into_iter().map(|name| vec![name]).collect(),
            Block::Parallel(members) | Block::KOfN { members, .. } => {
                vec![members.iter().filter_map(as_component).collect()]
            }
            _ => continue,
        };
        for mut names in candidates {
            names.retain(|name| !grouped.contains(name));
            let struck = |&i: &usize| names.contains(&&instances[i].name);
            let group: Vec<usize> = (0..instances.len()).filter(struck).collect();
            if group.len() > 1 {
                grouped.extend(names);
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
