//! What moves when nodes come and go, fail, or the data grows: seven schemes on the same keys.
//!
//! A [`Scheme`] says which node holds a key, a [`Change`] is what happens to the cluster, and a [`plan`] does changes
//! one after the other and tells for each what moved, from where to where, how even it is before and after, and how
//! long it takes. The keys are `user-00000000`, `user-00000001` …, each with as many bytes; when data shrinks, the
//! newest go first.
//!
//! Only the first copy of every key is followed. While it moves, its old owner goes on answering, and the new one
//! begins when it has all of it. A node that failed answers nothing and sends nothing: then another node that holds a
//! copy answers and sends, one for each key, evenly chosen among those left; which node holds the second copy is the
//! business of replication, and not modelled.
//!
//! Left out: what requests cost meanwhile, writes that come during a move, and more than one move at a time.

mod change;
mod comparison;
mod dynamic;
mod outcome;
mod per_node;
mod placement;
mod plan;
mod scheme;
mod tally;

pub use change::{CHANGES_MAX, Change, ChangeError, FACTOR_TENTHS_MAX, parse_changes, write_changes};
pub use comparison::{Comparison, compare};
pub use dynamic::Dynamic;
pub use outcome::{
    ARCS_MAX, Evenness, FLOWS_MAX, FOLLOWED_MAX, Flow, Followed, Load, Meanwhile, Outcome, Stage, State,
};
pub use placement::Placement;
pub use plan::{Fault, FaultKind, KEYS_MAX, Plan, Setup, plan};
pub use scheme::{Cost, SCHEMES, SHARDS_MAX, Scheme, SchemeError};
