//! Changes of a diagram as values: each gives a new diagram in normal form, and what to select in it.
//!
//! Pure, so that undo is keeping the old diagram, and so that a page can ask whether an edit would do before offering
//! it.

use std::fmt;

use super::name::NAME_CHARS_MAX;
use super::{Block, BlockPath, Diagram, DiagramError, Name, REPLICAS_MAX, Spec, SpecError, Specs};

/// A change of a diagram.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Give a component another value.
    SetSpec {
        /// Which component.
        name: Name,
        /// Its new value.
        spec: Spec,
    },
    /// Give a component another name, wherever it stands.
    Rename {
        /// Its name until now.
        from: Name,
        /// A name that no other component has.
        to: Name,
    },
    /// Put another component in the place of a block, whatever that was.
    Replace {
        /// Which block.
        path: BlockPath,
        /// What takes its place.
        with: Part,
    },
    /// Put a component in series behind a block.
    InsertAfter {
        /// Behind which block.
        path: BlockPath,
        /// What to put there.
        part: Part,
    },
    /// Put a component in series before a block.
    InsertBefore {
        /// Before which block.
        path: BlockPath,
        /// What to put there.
        part: Part,
    },
    /// Put a component in parallel with a block; a parallel or k-of-n group gets one more member.
    AddBeside {
        /// Beside which block.
        path: BlockPath,
        /// What to put there.
        part: Part,
    },
    /// Replicate a block, or change the numbers of replicas; `n` = 1 takes the replication away.
    Replicate {
        /// Which block; replicas or anything else.
        path: BlockPath,
        /// How many must be up, from 1 to `n`.
        k: u8,
        /// How many there are, at most [`REPLICAS_MAX`].
        n: u8,
    },
    /// Set how many members of a parallel or k-of-n group must be up; 1 makes it parallel.
    SetK {
        /// Which group; also replicas.
        path: BlockPath,
        /// How many, from 1 to the number of members.
        k: u8,
    },
    /// Replace a group by its content: replicas by the one thing replicated, other groups by their members in line.
    Unwrap {
        /// Which group.
        path: BlockPath,
    },
    /// Take a block out.
    Remove {
        /// Which block.
        path: BlockPath,
    },
    /// Exchange a block with its neighbour in the same group.
    Move {
        /// Which block.
        path: BlockPath,
        /// Which neighbour.
        toward: Toward,
    },
}

/// The component that an edit puts somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// One that does not exist yet.
    New(Name, Spec),
    /// One that stands elsewhere already: the same component once more.
    Existing(Name),
}

/// A direction among the members of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toward {
    /// Towards the first.
    Start,
    /// Towards the last.
    End,
}

/// What an edit gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    /// The new diagram.
    pub diagram: Diagram,
    /// The block to select: the new or changed one, or the neighbour of what was removed.
    pub selection: BlockPath,
}

/// Why an edit cannot be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EditError {
    /// There is no block at the path.
    NoBlock,
    /// There is no component of the name.
    NoComponent(Name),
    /// The name is that of another component.
    NameTaken(Name),
    /// The value is out of its range.
    Spec(SpecError),
    /// The only component cannot be removed.
    LastComponent,
    /// Only a group can be unwrapped, and not the outermost series.
    NothingToUnwrap,
    /// Only a group has a count.
    NoCount,
    /// The block is the first, or stands alone.
    AlreadyFirst,
    /// The block is the last, or stands alone.
    AlreadyLast,
    /// The result would be no diagram.
    Diagram(DiagramError),
}

/// A name that no component has: the stem, or the stem without its number and with the first free one from 2.
pub(super) fn fresh_name(diagram: &Diagram, stem: &Name) -> Name {
    if diagram.spec(stem).is_none() {
        return stem.clone();
    }
    let bare = stem.as_str().trim_end_matches(|c: char| c.is_ascii_digit());
    let numbered = (2..).map(|i| {
        let number = format!("{i}");
        let kept: String = bare.chars().take(NAME_CHARS_MAX - number.len()).collect();
        kept + &number
    });
    // A name starts with a letter, so the bare stem is never empty and some number is free: diagrams are finite.
    let fresh = numbered.filter_map(|text| text.parse().ok()).find(|name| diagram.spec(name).is_none());
    fresh.unwrap_or_else(|| stem.clone())
}

/// A tree whose nodes can carry the selection through normalisation.
struct Node {
    is_selected: bool,
    shape: Shape,
}

enum Shape {
    Component(Name),
    /// At least `k` of the members; series and parallel are told apart from k of n by `kind`.
    Group(Kind, Vec<Node>),
    Replicas(u8, u8, Box<Node>),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Series,
    Parallel,
    KOfN(u8),
}

pub(super) fn apply(diagram: &Diagram, edit: &Edit) -> Result<Edited, EditError> {
    changed(diagram, edit).map_err(|error| *error)
}

/// In a box, because each step hands the error on to the next.
type Changed<T> = Result<T, Box<EditError>>;

fn changed(diagram: &Diagram, edit: &Edit) -> Changed<Edited> {
    let mut root = Node::from_block(diagram.root().clone());
    let mut specs = diagram.specs().clone();
    match edit {
        Edit::SetSpec { name, spec } => {
            spec.check().map_err(EditError::Spec)?;
            if !specs.contains_key(name) {
                return Err(EditError::NoComponent(name.clone()).into());
            }
            specs.insert(name.clone(), spec.clone());
            root.select_first(name);
        }
        Edit::Rename { from, to } => rename(&mut root, &mut specs, from, to)?,
        Edit::Replace { path, with } => *root.at(path)? = new_part(&mut specs, with)?,
        Edit::InsertAfter { path, part } => {
            let part = new_part(&mut specs, part)?;
            root.at(path)?.join(Kind::Series, part, Toward::End);
        }
        Edit::InsertBefore { path, part } => {
            let part = new_part(&mut specs, part)?;
            root.at(path)?.join(Kind::Series, part, Toward::Start);
        }
        Edit::AddBeside { path, part } => {
            let part = new_part(&mut specs, part)?;
            add_beside(&mut root, path, part)?;
        }
        Edit::Replicate { path, k, n } => replicate(root.at(path)?, *k, *n)?,
        Edit::SetK { path, k } => set_k(root.at(path)?, *k)?,
        Edit::Unwrap { path } => unwrap(&mut root, path)?,
        Edit::Remove { path } => remove(&mut root, path)?,
        Edit::Move { path, toward } => move_block(&mut root, path, *toward)?,
    }
    finish(root, specs)
}

fn finish(root: Node, specs: Specs) -> Changed<Edited> {
    let root = root.normal().map_err(EditError::Diagram)?;
    let selection = root.selected_path().unwrap_or_default();
    let diagram = Diagram::of(root.into_block(), specs).map_err(EditError::Diagram)?;
    Ok(Edited { diagram, selection })
}

fn rename(root: &mut Node, specs: &mut Specs, from: &Name, to: &Name) -> Changed<()> {
    if from != to && specs.contains_key(to) {
        return Err(EditError::NameTaken(to.clone()).into());
    }
    let spec = specs.remove(from).ok_or_else(|| EditError::NoComponent(from.clone()))?;
    specs.insert(to.clone(), spec);
    root.rename(from, to);
    root.select_first(to);
    Ok(())
}

/// The part as a selected leaf; a new one's value goes into the table.
fn new_part(specs: &mut Specs, part: &Part) -> Changed<Node> {
    let name = match part {
        Part::New(name, _) if specs.contains_key(name) => return Err(EditError::NameTaken(name.clone()).into()),
        Part::New(name, spec) => {
            spec.check().map_err(EditError::Spec)?;
            specs.insert(name.clone(), spec.clone());
            name
        }
        Part::Existing(name) if !specs.contains_key(name) => return Err(EditError::NoComponent(name.clone()).into()),
        Part::Existing(name) => name,
    };
    Ok(Node { is_selected: true, shape: Shape::Component(name.clone()) })
}

fn add_beside(root: &mut Node, path: &BlockPath, part: Node) -> Changed<()> {
    // Beside a member of a k-of-n group means one more member; beside the group itself likewise.
    let own_is_k = matches!(root.at(path)?.shape, Shape::Group(Kind::KOfN(_), _));
    if let (false, Some((parent, i))) = (own_is_k, path.parent())
        && let Shape::Group(Kind::KOfN(_), members) = &mut root.at(&parent)?.shape
    {
        members.insert(i + 1, part);
        return Ok(());
    }
    let node = root.at(path)?;
    match &mut node.shape {
        Shape::Group(Kind::Parallel | Kind::KOfN(_), members) => members.push(part),
        _ => node.join(Kind::Parallel, part, Toward::End),
    }
    Ok(())
}

fn replicate(node: &mut Node, k: u8, n: u8) -> Changed<()> {
    if n > REPLICAS_MAX {
        return Err(EditError::Diagram(DiagramError::TooManyReplicas(n.into())).into());
    }
    if k < 1 || k > n {
        return Err(EditError::Diagram(DiagramError::BadK(k.into(), n.into())).into());
    }
    match &mut node.shape {
        Shape::Replicas(old_k, old_n, _) => (*old_k, *old_n) = (k, n),
        _ => node.shape = Shape::Replicas(k, n, Box::new(node.take())),
    }
    node.is_selected = true;
    Ok(())
}

fn set_k(node: &mut Node, k: u8) -> Changed<()> {
    let n = match &node.shape {
        Shape::Group(_, members) => members.len() as u64,
        Shape::Replicas(_, n, _) => u64::from(*n),
        Shape::Component(_) => return Err(EditError::NoCount.into()),
    };
    if k < 1 || u64::from(k) > n {
        return Err(EditError::Diagram(DiagramError::BadK(k.into(), n)).into());
    }
    match &mut node.shape {
        Shape::Group(Kind::Series, _) => return Err(EditError::NoCount.into()),
        Shape::Group(kind, _) => *kind = Kind::KOfN(k),
        Shape::Replicas(old_k, _, _) => *old_k = k,
        Shape::Component(_) => {}
    }
    node.is_selected = true;
    Ok(())
}

fn unwrap(root: &mut Node, path: &BlockPath) -> Changed<()> {
    let node = root.at(path)?;
    match node.take().shape {
        Shape::Component(_) => Err(EditError::NothingToUnwrap.into()),
        Shape::Group(Kind::Series, members) => unwrap_series(root, path, members),
        Shape::Group(_, members) => {
            *node = Node { is_selected: true, shape: Shape::Group(Kind::Series, members) };
            Ok(())
        }
        Shape::Replicas(_, _, of) => {
            *node = Node { is_selected: true, shape: of.shape };
            Ok(())
        }
    }
}

/// A series gives its members to the group around it, if there is one.
fn unwrap_series(root: &mut Node, path: &BlockPath, mut members: Vec<Node>) -> Changed<()> {
    let (parent, i) = path.parent().ok_or(EditError::NothingToUnwrap)?;
    let Shape::Group(_, siblings) = &mut root.at(&parent)?.shape else { return Err(EditError::NothingToUnwrap.into()) };
    if let Some(first) = members.first_mut() {
        first.is_selected = true;
    }
    siblings.splice(i..=i, members);
    Ok(())
}

fn remove(root: &mut Node, path: &BlockPath) -> Changed<()> {
    root.at(path)?;
    let (parent_path, i) = path.parent().ok_or(EditError::LastComponent)?;
    let parent = root.at(&parent_path)?;
    match &mut parent.shape {
        Shape::Group(kind, members) => {
            members.remove(i);
            if let Kind::KOfN(k) = kind {
                *k = (*k).min(u8::try_from(members.len()).unwrap_or(u8::MAX));
            }
            let neighbour = i.min(members.len().saturating_sub(1));
            if let Some(neighbour) = members.get_mut(neighbour) {
                neighbour.is_selected = true;
            }
            Ok(())
        }
        // What is replicated goes with its replicas.
        _ => remove(root, &parent_path),
    }
}

fn move_block(root: &mut Node, path: &BlockPath, toward: Toward) -> Changed<()> {
    root.at(path)?.is_selected = true;
    let edge = match toward {
        Toward::Start => EditError::AlreadyFirst,
        Toward::End => EditError::AlreadyLast,
    };
    let Some((parent, i)) = path.parent() else { return Err(edge.into()) };
    let Shape::Group(_, members) = &mut root.at(&parent)?.shape else { return Err(edge.into()) };
    let other = match toward {
        Toward::Start => i.checked_sub(1),
        Toward::End => Some(i + 1).filter(|&other| other < members.len()),
    };
    members.swap(i, other.ok_or(edge)?);
    Ok(())
}

/// The block in normal form.
pub(super) fn normal_form(block: Block) -> Result<Block, DiagramError> {
    Node::from_block(block).normal().map(Node::into_block)
}

impl Node {
    fn from_block(block: Block) -> Node {
        let nodes = |members: Vec<Block>| members.into_iter().map(Node::from_block).collect();
        let shape = match block {
            Block::Component(name) => Shape::Component(name),
            Block::Series(members) => Shape::Group(Kind::Series, nodes(members)),
            Block::Parallel(members) => Shape::Group(Kind::Parallel, nodes(members)),
            Block::KOfN { k, members } => Shape::Group(Kind::KOfN(k), nodes(members)),
            Block::Replicas { k, n, of } => Shape::Replicas(k, n, Box::new(Node::from_block(*of))),
        };
        Node { is_selected: false, shape }
    }

    fn into_block(self) -> Block {
        let blocks = |members: Vec<Node>| members.into_iter().map(Node::into_block).collect();
        match self.shape {
            Shape::Component(name) => Block::Component(name),
            Shape::Group(Kind::Series, members) => Block::Series(blocks(members)),
            Shape::Group(Kind::Parallel, members) => Block::Parallel(blocks(members)),
            Shape::Group(Kind::KOfN(k), members) => Block::KOfN { k, members: blocks(members) },
            Shape::Replicas(k, n, of) => Block::Replicas { k, n, of: Box::new(of.into_block()) },
        }
    }

    fn at(&mut self, path: &BlockPath) -> Changed<&mut Node> {
        let mut node = self;
        for &step in &path.0 {
            node = node.children_mut().get_mut(usize::from(step)).ok_or(EditError::NoBlock)?;
        }
        Ok(node)
    }

    /// The node, leaving an empty group behind that the caller fills.
    fn take(&mut self) -> Node {
        std::mem::replace(self, Node { is_selected: false, shape: Shape::Group(Kind::Series, Vec::new()) })
    }

    /// Puts a part into a new group with this node, before or behind it.
    fn join(&mut self, kind: Kind, part: Node, toward: Toward) {
        let node = self.take();
        let members = match toward {
            Toward::Start => vec![part, node],
            Toward::End => vec![node, part],
        };
        self.shape = Shape::Group(kind, members);
    }

    fn children_mut(&mut self) -> &mut [Node] {
        match &mut self.shape {
            Shape::Component(_) => &mut [],
            Shape::Group(_, members) => members,
            Shape::Replicas(_, _, of) => std::slice::from_mut(of),
        }
    }

    fn rename(&mut self, from: &Name, to: &Name) {
        match &mut self.shape {
            Shape::Component(name) if name == from => *name = to.clone(),
            _ => self.children_mut().iter_mut().for_each(|child| child.rename(from, to)),
        }
    }

    /// Selects the first mention of a component.
    fn select_first(&mut self, wanted: &Name) -> bool {
        match &self.shape {
            Shape::Component(name) => {
                self.is_selected = name == wanted;
                self.is_selected
            }
            _ => self.children_mut().iter_mut().any(|child| child.select_first(wanted)),
        }
    }

    /// The first selected node in reading order.
    fn selected_path(&self) -> Option<BlockPath> {
        if self.is_selected {
            return Some(BlockPath::default());
        }
        let children: &[Node] = match &self.shape {
            Shape::Component(_) => &[],
            Shape::Group(_, members) => members,
            Shape::Replicas(_, _, of) => std::slice::from_ref(of),
        };
        children.iter().enumerate().find_map(|(i, child)| {
            let mut steps = vec![u8::try_from(i).ok()?];
            steps.extend(child.selected_path()?.0);
            Some(BlockPath(steps))
        })
    }

    /// The node in normal form; the selection stays on what is left of the selected node.
    fn normal(self) -> Result<Node, DiagramError> {
        let is_selected = self.is_selected;
        let node = match self.shape {
            Shape::Component(_) => self,
            Shape::Group(kind, members) => normal_group(kind, members)?,
            Shape::Replicas(k, n, of) => normal_replicas(k, n, *of)?,
        };
        Ok(Node { is_selected: is_selected || node.is_selected, ..node })
    }
}

fn normal_replicas(k: u8, n: u8, of: Node) -> Result<Node, DiagramError> {
    if k < 1 || k > n {
        return Err(DiagramError::BadK(k.into(), n.into()));
    }
    if n > REPLICAS_MAX {
        return Err(DiagramError::TooManyReplicas(n.into()));
    }
    let of = of.normal()?;
    match n {
        1 => Ok(of),
        _ => Ok(Node { is_selected: false, shape: Shape::Replicas(k, n, Box::new(of)) }),
    }
}

fn normal_group(kind: Kind, members: Vec<Node>) -> Result<Node, DiagramError> {
    let n = members.len() as u64;
    let kind = match kind {
        Kind::KOfN(k) if k < 1 || u64::from(k) > n => return Err(DiagramError::BadK(k.into(), n)),
        Kind::KOfN(1) => Kind::Parallel,
        kind => kind,
    };
    let mut flat: Vec<Node> = Vec::new();
    for member in members {
        let member = member.normal()?;
        match member.shape {
            Shape::Group(inner, grandchildren) if inner == kind && !matches!(kind, Kind::KOfN(_)) => {
                let first = flat.len();
                flat.extend(grandchildren);
                // A selected group that dissolves leaves the selection with its first member.
                if let Some(first) = flat.get_mut(first) {
                    first.is_selected |= member.is_selected;
                }
            }
            shape => flat.push(Node { is_selected: member.is_selected, shape }),
        }
    }
    if flat.len() > 1 {
        return Ok(Node { is_selected: false, shape: Shape::Group(kind, flat) });
    }
    flat.pop().ok_or(DiagramError::Empty)
}

impl fmt::Display for EditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EditError::NoBlock => write!(f, "there is no such part any more: select another"),
            EditError::NoComponent(name) => write!(f, "there is no component `{name}`: add it as a new one"),
            EditError::NameTaken(name) => write!(
                f,
                "`{name}` is another component: choose a free name, or put `{name}` itself here if you mean the same one"
            ),
            EditError::Spec(error) => error.fmt(f),
            EditError::LastComponent => {
                write!(f, "a diagram has at least one component: change this one, or add another before you remove it")
            }
            EditError::NothingToUnwrap => write!(f, "there is no group here to dissolve: select a group"),
            EditError::NoCount => {
                write!(
                    f,
                    "only replicas and parallel parts have a count: replicate this, or add a part beside it, first"
                )
            }
            EditError::AlreadyFirst => write!(f, "already first: there is nothing before it in its group"),
            EditError::AlreadyLast => write!(f, "already last: there is nothing after it in its group"),
            EditError::Diagram(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for EditError {}
