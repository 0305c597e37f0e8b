//! How a cluster stands at a time: who is up, which links are cut or held. Read off the steps of a run; no protocol
//! can change any of it.

use faultline_model::ids::{Endpoint, MessageId, OpId};
use faultline_model::network::each;
use faultline_model::step::{Deed, Links, Step, Wait};
use faultline_model::tick::Tick;
use faultline_model::trace::{Told, What};

use super::film::Film;

/// A replica, as far as steps change it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReplicaState {
    pub is_up: bool,
    /// How much longer every message to it takes.
    pub slow: Tick,
    /// By how many microseconds its clock is off.
    pub skew_us: i64,
}

/// What is out of order for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// A replica is down.
    Down(u8),
    /// A replica is slow.
    Slow(u8),
    /// Some links are cut.
    Cut,
    /// Something is held back.
    Held,
}

/// A trouble with its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub trouble: Trouble,
    pub from: Tick,
    /// None if it lasts to the end of the run.
    pub to: Option<Tick>,
}

/// Directed links: a bit for each receiver, by sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct LinkSet([u64; Endpoint::COUNT]);

/// A cluster at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClusterState {
    pub replicas: Vec<ReplicaState>,
    /// The newest operation of each client.
    pub clients: Vec<Option<OpId>>,
    cut: LinkSet,
    held: LinkSet,
    held_alone: Vec<MessageId>,
}

impl LinkSet {
    const NONE: LinkSet = LinkSet([0; Endpoint::COUNT]);

    fn has(&self, from: Endpoint, to: Endpoint) -> bool {
        self.0[from.index()] >> to.index() & 1 == 1
    }

    fn add(&mut self, links: &Links) {
        each(links, |from, to| self.0[from.index()] |= 1 << to.index());
    }

    /// Takes links away; all of them where none are named.
    fn remove(&mut self, links: Option<&Links>) {
        match links {
            None => *self = LinkSet::NONE,
            Some(links) => each(links, |from, to| self.0[from.index()] &= !(1 << to.index())),
        }
    }
}

impl ClusterState {
    /// The cluster after all that happened up to and including a time.
    pub fn at(told: &dyn Told, at: Tick) -> ClusterState {
        let events = told.events().iter().take_while(|event| event.at <= at);
        ClusterState::after(
            told,
            at,
            events.filter_map(|event| match event.what {
                What::Step(step) => told.steps().get(usize::from(step)),
                _ => None,
            }),
        )
    }

    /// The same, without looking at any event but steps.
    pub fn on(film: &Film, at: Tick) -> ClusterState {
        ClusterState::after(film.told(), at, film.steps_until(at).map(|(_, step)| step))
    }

    fn after<'a>(told: &dyn Told, at: Tick, steps: impl Iterator<Item = &'a Step>) -> ClusterState {
        let mut state = ClusterState::sound(told);
        steps.for_each(|step| state.take(told, &step.deed));
        let operations = told.operations();
        let n_invoked = operations.partition_point(|operation| operation.invoked <= at);
        let mut n_left = state.clients.len();
        for operation in operations[..n_invoked].iter().rev() {
            if n_left == 0 {
                break;
            }
            if let Some(newest @ None) = state.clients.get_mut(usize::from(operation.client)) {
                *newest = Some(operation.id);
                n_left -= 1;
            }
        }
        state
    }

    /// The cluster before the first step.
    fn sound(told: &dyn Told) -> ClusterState {
        let up = ReplicaState { is_up: true, slow: Tick::ZERO, skew_us: 0 };
        ClusterState {
            replicas: vec![up; told.n_replicas().into()],
            clients: vec![None; told.n_clients().into()],
            cut: LinkSet::NONE,
            held: LinkSet::NONE,
            held_alone: Vec::new(),
        }
    }

    /// All troubles of a run, by their beginning.
    pub fn spans(film: &Film) -> Vec<Span> {
        let mut state = ClusterState::sound(film.told());
        let mut spans: Vec<Span> = Vec::new();
        for (at, step) in film.steps_until(film.end()) {
            let before = state.troubles();
            state.take(film.told(), &step.deed);
            let after = state.troubles();
            for span in &mut spans {
                if span.to.is_none() && !after.contains(&span.trouble) {
                    span.to = Some(at);
                }
            }
            let new = after.into_iter().filter(|trouble| !before.contains(trouble));
            spans.extend(new.map(|trouble| Span { trouble, from: at, to: None }));
        }
        spans
    }

    fn troubles(&self) -> Vec<Trouble> {
        let replicas = (0..).zip(&self.replicas);
        let mut troubles: Vec<Trouble> =
            replicas.clone().filter(|(_, state)| !state.is_up).map(|(replica, _)| Trouble::Down(replica)).collect();
        troubles
            .extend(replicas.filter(|(_, state)| state.slow > Tick::ZERO).map(|(replica, _)| Trouble::Slow(replica)));
        troubles.extend(self.has_cut().then_some(Trouble::Cut));
        troubles.extend(self.has_hold().then_some(Trouble::Held));
        troubles
    }

    fn take(&mut self, told: &dyn Told, deed: &Deed) {
        match deed {
            Deed::Crash(replica) => self.change(*replica, |state| state.is_up = false),
            Deed::Restart(replica) => self.change(*replica, |state| state.is_up = true),
            Deed::Slow(replica, by) => self.change(*replica, |state| state.slow = *by),
            Deed::Skew(replica, by) => self.change(*replica, |state| state.skew_us = *by),
            Deed::Partition(links) => self.cut.add(links),
            Deed::Heal(links) => self.cut.remove(links.as_ref()),
            Deed::Hold(Wait::Links(links)) => self.held.add(links),
            Deed::Hold(Wait::Message(message)) => self.held_alone.push(*message),
            Deed::Release(None) => {
                self.held.remove(None);
                self.held_alone.clear();
            }
            Deed::Release(Some(Wait::Message(message))) => self.held_alone.retain(|held| held != message),
            Deed::Release(Some(Wait::Links(links))) => {
                self.held.remove(Some(links));
                // Who is held one by one is let go with the link.
                each(links, |from, to| {
                    self.held_alone.retain(|held| {
                        told.journeys().get(held.0 as usize).is_none_or(|it| (it.from, it.to) != (from, to))
                    });
                });
            }
            Deed::Drop(_) | Deed::Duplicate(_) | Deed::Ask(_) => {}
        }
    }

    fn change(&mut self, replica: u8, change: impl FnOnce(&mut ReplicaState)) {
        if let Some(state) = self.replicas.get_mut(usize::from(replica)) {
            change(state);
        }
    }

    /// Whether messages in this direction are lost.
    pub fn is_cut(&self, from: Endpoint, to: Endpoint) -> bool {
        self.cut.has(from, to)
    }

    /// Whether messages in this direction wait at the door.
    pub fn is_held(&self, from: Endpoint, to: Endpoint) -> bool {
        self.held.has(from, to)
    }

    /// Whether this message waits by itself, or will.
    pub fn is_held_alone(&self, message: MessageId) -> bool {
        self.held_alone.contains(&message)
    }

    /// Whether any link is cut.
    pub fn has_cut(&self) -> bool {
        self.cut != LinkSet::NONE
    }

    /// Whether anything is held back.
    pub fn has_hold(&self) -> bool {
        self.held != LinkSet::NONE || !self.held_alone.is_empty()
    }

    /// Whether the replica is up; one that is not there is not.
    pub fn is_up(&self, replica: u8) -> bool {
        self.replicas.get(usize::from(replica)).is_some_and(|state| state.is_up)
    }
}
