//! Reliability block diagrams: components in series, in parallel and k of n, nested, with replicas.
//!
//! A [`Diagram`] is a tree of [`Block`]s and a table that says once for each component how available it is ([`Spec`]).
//! A component that stands twice in the tree is one and the same thing: when it is down, it is down in both places.
//! Replicas are the opposite: each is a component of its own, alike but independent.
//!
//! The same diagram is a line of text ([`notation`]), changes by pure edits ([`edit`]), and unfolds into instances and
//! a flat structure for the maths ([`structure`]).
//!
//! The tree is always in normal form: no group of one, no series directly in a series, no parallel directly in a
//! parallel, no `1 of …` group that is not a parallel, no single replica. So equal diagrams have equal texts.

pub mod edit;
pub mod name;
pub mod notation;
pub mod spec;
pub mod specs;
pub mod structure;

use std::fmt;

pub use edit::{Edit, EditError, Edited, Part, Toward};
pub use name::{Name, NameError};
pub use notation::{NotationError, NotationErrorKind};
pub use spec::{Spec, SpecError};
pub use specs::Specs;
pub use structure::{Instance, Structure};

/// The greatest number of component instances, counting every replica.
pub const COMPONENTS_MAX: u64 = 64;
/// The greatest number of places at which components stand, counting every replica.
pub const MENTIONS_MAX: u64 = 256;
/// The greatest depth of groups within groups.
pub const DEPTH_MAX: usize = 16;
/// The greatest number of replicas in one group.
pub const REPLICAS_MAX: u8 = 64;
/// The greatest length of a diagram's text, in characters.
pub const TEXT_CHARS_MAX: usize = 4_000;

/// A part of a diagram.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// One component, by its name.
    Component(Name),
    /// All members must be up.
    Series(Vec<Block>),
    /// At least one member must be up.
    Parallel(Vec<Block>),
    /// At least `k` of the members must be up.
    KOfN {
        /// From 2 to the number of members.
        k: u8,
        /// The members, each different.
        members: Vec<Block>,
    },
    /// `n` independent copies of a block, of which at least `k` must be up.
    Replicas {
        /// From 1 to `n`.
        k: u8,
        /// From 2 to [`REPLICAS_MAX`].
        n: u8,
        /// What is copied.
        of: Box<Block>,
    },
}

/// The kind of a [`Block`], without its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BlockKind {
    /// See [`Block::Component`].
    Component,
    /// See [`Block::Series`].
    Series,
    /// See [`Block::Parallel`].
    Parallel,
    /// See [`Block::KOfN`].
    KOfN,
    /// See [`Block::Replicas`].
    Replicas,
}

/// Where a block stands: the child to take at each step from the root; empty for the root itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct BlockPath(pub Vec<u8>);

/// A block with its place.
#[derive(Clone, Debug)]
pub struct BlockAt<'a> {
    /// Where it stands; its length is the depth.
    pub path: BlockPath,
    /// The block.
    pub block: &'a Block,
}

/// A diagram of at least one component, in normal form and within the limits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagram {
    root: Block,
    specs: Specs,
}

/// Why a tree and a table are no [`Diagram`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DiagramError {
    /// More than [`COMPONENTS_MAX`] instances; says how many.
    TooManyComponents(u64),
    /// More than [`MENTIONS_MAX`] places; says how many.
    TooManyMentions(u64),
    /// Groups deeper than [`DEPTH_MAX`].
    TooDeep,
    /// A text of more than [`TEXT_CHARS_MAX`] characters; says how many.
    TooLong(usize),
    /// A group without members.
    Empty,
    /// `k` is not from 1 to `n`.
    BadK(u64, u64),
    /// More than [`REPLICAS_MAX`] replicas.
    TooManyReplicas(u64),
    /// A name inside replicas stands also outside them or in other replicas.
    SharedWithReplicas(Name),
    /// A component's value is missing.
    NoSpec(Name),
    /// A component's value is out of range.
    Spec(Name, SpecError),
}

impl Diagram {
    /// A diagram of a tree and its components' values; the tree is put into normal form, values of absent names are
    /// dropped.
    ///
    /// # Errors
    /// If a limit is passed, a value is missing or out of range, or a name inside replicas stands elsewhere too.
    pub fn new(root: Block, specs: impl IntoIterator<Item = (Name, Spec)>) -> Result<Diagram, DiagramError> {
        Diagram::of(root, specs.into_iter().collect())
    }

    fn of(root: Block, mut specs: Specs) -> Result<Diagram, DiagramError> {
        structure::check_raw_depth(&root)?;
        let root = edit::normal_form(root)?;
        structure::check(&root)?;
        let names = structure::names(&root);
        specs.retain(&names);
        for name in names {
            match specs.get(&name) {
                Some(spec) => spec.check().map_err(|error| DiagramError::Spec(name, error))?,
                None => return Err(DiagramError::NoSpec(name)),
            }
        }
        let diagram = Diagram { root, specs };
        match diagram.to_string().chars().count() {
            n if n > TEXT_CHARS_MAX => Err(DiagramError::TooLong(n)),
            _ => Ok(diagram),
        }
    }

    /// A diagram of one component.
    pub fn single(name: Name, spec: Spec) -> Result<Diagram, DiagramError> {
        Diagram::new(Block::Component(name.clone()), [(name, spec)])
    }

    /// The whole as a block.
    pub fn root(&self) -> &Block {
        &self.root
    }

    /// The components by name, each with its value.
    pub fn specs(&self) -> &Specs {
        &self.specs
    }

    /// The value of one component.
    pub fn spec(&self, name: &Name) -> Option<&Spec> {
        self.specs.get(name)
    }

    /// The components' names in the order of first mention.
    pub fn names(&self) -> Vec<Name> {
        structure::names(&self.root)
    }

    /// The block at a path, or `None` where there is none.
    pub fn block(&self, path: &BlockPath) -> Option<&Block> {
        path.0.iter().try_fold(&self.root, |block, &step| block.children().get(usize::from(step)))
    }

    /// All blocks in reading order: a group before its members.
    pub fn blocks(&self) -> Vec<BlockAt<'_>> {
        let mut blocks = Vec::new();
        collect_blocks(&self.root, BlockPath::default(), &mut blocks);
        blocks
    }

    /// A block in the notation, without values: `2 of 3 app`.
    pub fn describe(&self, path: &BlockPath) -> Option<String> {
        self.block(path).map(Block::to_string)
    }

    /// The components one by one, replicas apart (`app#1`, `app#2`), in reading order.
    pub fn instances(&self) -> Vec<Instance> {
        self.structure().instances
    }

    /// The diagram unfolded: instances and a flat structure over them.
    pub fn structure(&self) -> Structure {
        structure::unfold(self)
    }

    /// A name that no component has yet: `stem` itself, or with the first free number from 2.
    pub fn fresh_name(&self, stem: &Name) -> Name {
        edit::fresh_name(self, stem)
    }

    /// The diagram after an edit, and what to select then.
    ///
    /// # Errors
    /// Says why the edit cannot be, and what to do instead; the diagram is unchanged.
    pub fn apply(&self, edit: &Edit) -> Result<Edited, EditError> {
        edit::apply(self, edit)
    }
}

fn collect_blocks<'a>(block: &'a Block, path: BlockPath, blocks: &mut Vec<BlockAt<'a>>) {
    blocks.push(BlockAt { path: path.clone(), block });
    for (i, child) in block.children().iter().enumerate() {
        collect_blocks(child, path.child(i), blocks);
    }
}

impl Block {
    /// The block's kind.
    pub fn kind(&self) -> BlockKind {
        match self {
            Block::Component(_) => BlockKind::Component,
            Block::Series(_) => BlockKind::Series,
            Block::Parallel(_) => BlockKind::Parallel,
            Block::KOfN { .. } => BlockKind::KOfN,
            Block::Replicas { .. } => BlockKind::Replicas,
        }
    }

    /// The blocks directly inside: members, or the one thing that is replicated.
    pub fn children(&self) -> &[Block] {
        match self {
            Block::Component(_) => &[],
            Block::Series(members) | Block::Parallel(members) | Block::KOfN { members, .. } => members,
            Block::Replicas { of, .. } => std::slice::from_ref(of),
        }
    }
}

impl BlockPath {
    /// The path of the `i`-th block inside.
    pub fn child(&self, i: usize) -> BlockPath {
        let mut steps = self.0.clone();
        steps.push(u8::try_from(i).unwrap_or(u8::MAX));
        BlockPath(steps)
    }

    /// The path of the block around, and which of its children this is; `None` for the root.
    pub fn parent(&self) -> Option<(BlockPath, usize)> {
        let (&last, rest) = self.0.split_last()?;
        Some((BlockPath(rest.to_vec()), usize::from(last)))
    }

    /// How many groups stand around the block.
    pub fn depth(&self) -> usize {
        self.0.len()
    }
}

impl fmt::Display for DiagramError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DiagramError::TooManyComponents(n) => {
                write!(
                    f,
                    "expected at most {COMPONENTS_MAX} components, counting each replica, not {n}: use fewer replicas"
                )
            }
            DiagramError::TooManyMentions(n) => {
                write!(f, "expected components at no more than {MENTIONS_MAX} places, counting each replica, not {n}")
            }
            DiagramError::TooDeep => write!(f, "expected at most {DEPTH_MAX} groups inside each other: join some"),
            DiagramError::TooLong(n) => {
                write!(f, "expected a text of at most {TEXT_CHARS_MAX} characters, not {n}: use shorter names")
            }
            DiagramError::Empty => write!(f, "expected a group with members, not an empty one"),
            DiagramError::BadK(k, n) => {
                write!(f, "expected a count from 1 to the number of parts, such as `2 of 3`, not `{k} of {n}`")
            }
            DiagramError::TooManyReplicas(n) => {
                write!(f, "expected at most {REPLICAS_MAX} replicas, such as `2 of 3`, not {n}")
            }
            DiagramError::SharedWithReplicas(name) => write!(
                f,
                "`{name}` is replicated, so it cannot stand outside those replicas too: every replica has its own; \
                 give it another name here, or move it out of the replicas if all share it"
            ),
            DiagramError::NoSpec(name) => {
                write!(f, "expected a value for `{name}` where it first stands, such as `{name} 99.9%`")
            }
            DiagramError::Spec(name, error) => write!(f, "`{name}`: {error}"),
        }
    }
}

impl std::error::Error for DiagramError {}
