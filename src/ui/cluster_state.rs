//! How a cluster stands at a time: who is up, which links are cut or held. Read off the steps of a run; no protocol
//! can change any of it. Who leads is what the replicas say themselves.

use faultline_model::ids::{Endpoint, MessageId, OpId};
use faultline_model::network::each;
use faultline_model::reign::{Reign, reigns};
use faultline_model::step::{Deed, Links, Step, Wait};
use faultline_model::tick::Tick;
use faultline_model::trace::{Told, What};

use super::film::Film;

/// A replica: what steps have made of it, and whether it leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReplicaState {
    pub is_up: bool,
    /// How much longer every message to it takes.
    pub slow: Tick,
    /// By how many microseconds its clock is off.
    pub skew_us: i64,
    /// The term in which it leads.
    pub term: Option<u16>,
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
        each(links, &mut |from, to| self.0[from.index()] |= 1 << to.index());
    }

    /// Takes links away; all of them where none are named.
    fn remove(&mut self, links: Option<&Links>) {
        match links {
            None => *self = LinkSet::NONE,
            Some(links) => each(links, &mut |from, to| self.0[from.index()] &= !(1 << to.index())),
        }
    }
}

impl ClusterState {
    /// The cluster after all that happened up to and including a time.
    pub fn at(told: &dyn Told, at: Tick) -> ClusterState {
        let events = told.events().iter().take_while(|event| event.at <= at);
        let steps = events.filter_map(|event| match event.what {
            What::Step(step) => told.steps().get(usize::from(step)),
            _ => None,
        });
        ClusterState::after(told, at, steps, &reigns(told))
    }

    /// The same, without looking at any event but steps.
    pub fn on(film: &Film, at: Tick) -> ClusterState {
        ClusterState::after(film.told(), at, film.steps_until(at).map(|(_, step)| step), film.reigns())
    }

    fn after<'a>(told: &dyn Told, at: Tick, steps: impl Iterator<Item = &'a Step>, reigns: &[Reign]) -> ClusterState {
        let mut state = ClusterState::sound(told);
        steps.for_each(|step| state.take(told, &step.deed));
        for reign in reigns.iter().filter(|reign| reign.is_at(at)) {
            state.change(reign.replica, |replica| replica.term = Some(reign.term));
        }
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
        let up = ReplicaState { is_up: true, slow: Tick::ZERO, skew_us: 0, term: None };
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
                each(links, &mut |from, to| {
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

    /// Who leads, each with its term.
    pub fn leaders(&self) -> impl Iterator<Item = (u8, u16)> {
        (0..).zip(&self.replicas).filter_map(|(replica, state)| Some((replica, state.term?)))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::told_by_hand::{ByHand, ms, small_run};

    fn end(text: &str) -> Endpoint {
        text.parse().expect("an endpoint")
    }

    /// The cut and held links among these ends after all steps, such as `r0>r1`.
    fn check(steps: &str, cut: &str, held: &str) {
        let film = ByHand::new(3, 1, steps).film();
        let state = ClusterState::on(&film, film.end());
        assert_eq!(state, ClusterState::at(film.told(), film.end()), "{steps}");
        let ends = ["r0", "r1", "r2", "c0"];
        let links = |is_so: &dyn Fn(Endpoint, Endpoint) -> bool| {
            let all = ends.iter().flat_map(|from| ends.iter().map(move |to| (from, to)));
            let those = all.filter(|(from, to)| is_so(end(from), end(to)));
            those.map(|(from, to)| format!("{from}>{to}")).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(links(&|from, to| state.is_cut(from, to)), cut, "{steps}");
        assert_eq!(links(&|from, to| state.is_held(from, to)), held, "{steps}");
    }

    #[test]
    fn links_are_as_the_steps_left_them() {
        check("0 partition r0 | r1 c0", "r0>r1 r0>c0 r1>r0 c0>r0", "");
        check("0 partition r0 > r1 r2", "r0>r1 r0>r2", "");
        check("0 partition r0 | r1;1 heal r0 > r1", "r1>r0", "");
        check("0 partition r0 | r1;1 heal", "", "");
        check("0 hold r0 > r1;1 hold r2 | c0;2 release r0 > r1", "", "r2>c0 c0>r2");
        check("0 hold r0 > r1;1 release", "", "");
    }

    #[test]
    fn a_message_that_is_held_by_itself_is_let_go_by_itself_with_its_link_or_with_all() {
        let is_held = |steps: &str| {
            let film = ByHand::new(3, 1, steps);
            let film = film.message("r0 > r1", "Store", (0, 9), faultline_model::trace::Fate::Underway, None).film();
            ClusterState::on(&film, ms(9)).is_held_alone(MessageId(0))
        };
        assert!(is_held("1 hold m0"));
        assert!(is_held("1 hold m0;2 release r1 > r0"));
        for release in ["release", "release m0", "release r0 > r1"] {
            assert!(!is_held(&format!("1 hold m0;2 {release}")), "{release}");
        }
    }

    #[test]
    fn replicas_are_as_the_steps_left_them() {
        let film = ByHand::new(3, 1, "1 crash r2;2 slow r1 30;3 skew r0 -50;4 restart r2;5 crash r9").film();
        let state = ClusterState::on(&film, ms(3));
        assert_eq!([0, 1, 2].map(|replica| state.is_up(replica)), [true, true, false]);
        assert_eq!((state.replicas[1].slow, state.replicas[0].skew_us), (ms(30), -50_000));
        assert!(ClusterState::on(&film, ms(5)).is_up(2));
        assert!(!state.is_up(9), "one that is not there");
    }

    #[test]
    fn a_client_is_known_by_its_newest_operation() {
        let film = small_run().read(0, 13, None).film();
        let ops = |at| ClusterState::on(&film, at).clients;
        assert_eq!(ops(ms(2)), [Some(OpId(0)), None]);
        assert_eq!(ops(ms(3)), [Some(OpId(0)), Some(OpId(1))]);
        assert_eq!(ops(ms(13)), [Some(OpId(2)), Some(OpId(1))]);
    }

    #[test]
    fn troubles_last_from_the_deed_to_its_end() {
        let film = small_run().film();
        let spans = ClusterState::spans(&film).into_iter().map(|span| (span.trouble, span.from, span.to));
        let expected = [
            (Trouble::Held, ms(0), Some(ms(9))),
            (Trouble::Cut, ms(2), Some(ms(11))),
            (Trouble::Down(2), ms(5), Some(ms(10))),
        ];
        assert_eq!(spans.collect::<Vec<_>>(), expected);
        let slow = ByHand::new(1, 1, "0 slow r0 5;1 heal").film();
        assert_eq!(ClusterState::spans(&slow)[0], Span { trouble: Trouble::Slow(0), from: ms(0), to: None });
    }
}
