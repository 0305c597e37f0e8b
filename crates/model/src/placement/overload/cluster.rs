//! The nodes and shards, and what becomes of them in a second.

use rand_xoshiro::rand_core::Rng;

use super::{
    BANDWIDTH_MB, CAPACITY, DURATION_S, Decider, Event, LATE_MS, Moment, Order, Outcome, Overload, PATIENCE_S,
    SHARDS_EACH, TROUBLE_S, Trouble, What,
};
use crate::prng;

/// How much a shard may be asked for more or less than the mean, in per cent.
const UNLIKE_PERCENT: u64 = 20;
/// What a node refuses that sheds load: what would wait longer than this, in milliseconds.
const SHED_MS: u32 = 1_000;

pub struct Cluster<'a> {
    settings: &'a Overload,
    second: u32,
    nodes: Vec<Node>,
    shards: Vec<Shard>,
    transfers: Vec<Transfer>,
    human: Human,
    /// Whether a node was suspected or trusted since all was settled.
    is_stirred: bool,
    outcome: Outcome,
}

struct Node {
    /// Requests that wait.
    queue: u32,
    is_down: bool,
    is_suspected: bool,
    /// Whether the human has decided about it since then.
    is_seen: bool,
    /// Requests that would wait longer fail.
    wait_max_ms: u32,
}

struct Shard {
    /// Requests a second, without the trouble's.
    rate: u32,
    /// Whether the trouble is about it.
    is_troubled: bool,
    owner: usize,
    copy: Option<usize>,
}

/// A shard's data on its way from its owner.
struct Transfer {
    shard: usize,
    to: usize,
    /// Whether the receiver will be the owner, and not the holder of the copy.
    is_handing_over: bool,
    left_s: u32,
}

struct Human {
    looks_s: Option<u32>,
    is_awake: bool,
    /// The node that was added.
    added: Option<usize>,
}

impl<'a> Cluster<'a> {
    pub fn new(settings: &'a Overload) -> Cluster<'a> {
        let n = usize::from(settings.n_nodes);
        let mean = CAPACITY * u32::from(settings.load_percent) / 100 / SHARDS_EACH as u32;
        let mut stream = prng::stream(settings.seed, "overload", "shards");
        let shard = |at: usize| {
            // Round robin, and the copies of one node's shards at all others in turn.
            let (owner, round) = (at % n, at / n);
            let percent = 100 - UNLIKE_PERCENT + stream.next_u64() % (2 * UNLIKE_PERCENT + 1);
            Shard {
                rate: (mean * percent as u32).div_ceil(100),
                is_troubled: owner == 0 || settings.trouble == Trouble::Surge,
                owner,
                copy: Some((owner + 1 + round % (n - 1)) % n),
            }
        };
        Cluster {
            settings,
            second: 0,
            shards: (0..n * SHARDS_EACH).map(shard).collect(),
            nodes: (0..n).map(|_| Node::new()).collect(),
            transfers: Vec::new(),
            human: Human { looks_s: None, is_awake: false, added: None },
            is_stirred: false,
            outcome: Outcome {
                moments: Vec::new(),
                failed: Vec::new(),
                events: Vec::new(),
                n_asked: 0,
                n_answered: 0,
                n_failed: 0,
                n_waiting: 0,
                n_late: 0,
                n_false_alarms: 0,
                n_suspected_max: 0,
                n_transfers: 0,
            },
        }
    }

    pub fn run(mut self) -> Outcome {
        for second in 0..DURATION_S {
            self.second = second;
            self.trouble();
            self.serve();
            self.detect();
            match self.settings.decider {
                Decider::Cluster => self.rebalance(),
                Decider::Human => self.attend(),
            }
            self.transfer();
        }
        self.outcome.n_waiting = self.nodes.iter().map(|node| u64::from(node.queue)).sum();
        self.outcome
    }

    fn note(&mut self, what: What) {
        self.outcome.events.push(Event { at_s: self.second, what });
    }

    /// The trouble begins and ends.
    fn trouble(&mut self) {
        let trouble = self.settings.trouble;
        if self.second == TROUBLE_S {
            self.nodes[0].is_down = trouble == Trouble::Crash;
            self.note(What::Trouble(trouble));
        }
        if self.second == self.trouble_end_s() && trouble != Trouble::Crash {
            self.note(What::TroubleOver);
        }
    }

    fn trouble_end_s(&self) -> u32 {
        TROUBLE_S + 60 * u32::from(self.settings.extra_min)
    }

    /// How many requests a shard gets in this second.
    fn rate(&self, shard: &Shard) -> u32 {
        let is_on = self.settings.trouble != Trouble::Crash
            && shard.is_troubled
            && (TROUBLE_S..self.trouble_end_s()).contains(&self.second);
        let percent = 100 + if is_on { u32::from(self.settings.extra_percent) } else { 0 };
        shard.rate * percent / 100
    }

    /// Requests come, are answered, wait, or fail.
    fn serve(&mut self) {
        let asked = self.asked();
        let mut n_owned = vec![0; self.nodes.len()];
        self.shards.iter().for_each(|shard| n_owned[shard.owner] += 1);
        let mut failed = 0;
        let mut moments = Vec::with_capacity(self.nodes.len());
        for (at, asked) in asked.into_iter().enumerate() {
            let (capacity, is_busy, n_shards) = (self.capacity(at), self.is_busy(at), n_owned[at]);
            let node = &mut self.nodes[at];
            let answered = node.serve(asked, capacity, &mut failed);
            self.outcome.n_asked += u64::from(asked);
            self.outcome.n_answered += u64::from(answered);
            let wait_ms = (!node.is_down).then(|| node.queue * 1_000 / capacity);
            if wait_ms.is_some_and(|wait| wait > LATE_MS) {
                self.outcome.n_late += u64::from(answered);
            }
            moments.push(Moment { asked, wait_ms, is_suspected: node.is_suspected, is_busy, n_shards });
        }
        self.outcome.n_failed += u64::from(failed);
        self.outcome.failed.push(failed);
        self.outcome.moments.push(moments);
    }

    /// How many requests each node gets in this second.
    fn asked(&self) -> Vec<u32> {
        let mut asked = vec![0; self.nodes.len()];
        for shard in &self.shards {
            asked[shard.owner] += self.rate(shard);
        }
        asked
    }

    fn is_busy(&self, node: usize) -> bool {
        self.transfers.iter().any(|transfer| transfer.to == node || self.shards[transfer.shard].owner == node)
    }

    /// Requests a second that a node can answer now.
    fn capacity(&self, node: usize) -> u32 {
        match self.is_busy(node) {
            true => CAPACITY * (100 - u32::from(self.settings.throttle_percent)) / 100,
            false => CAPACITY,
        }
    }

    /// The question of some time ago has been answered by now, or not.
    fn detect(&mut self) {
        let timeout = u32::from(self.settings.timeout_s);
        let Some(asked_s) = self.second.checked_sub(timeout) else { return };
        for at in 0..self.nodes.len() {
            let then = self.outcome.moments[asked_s as usize].get(at);
            let Some(then) = then else { continue };
            let is_late = then.wait_ms.is_none_or(|wait| wait > timeout * 1_000);
            if is_late != self.nodes[at].is_suspected {
                self.nodes[at].is_suspected = is_late;
                self.turned(at);
            }
        }
        let n_suspected = self.nodes.iter().filter(|node| node.is_suspected).count() as u8;
        self.outcome.n_suspected_max = self.outcome.n_suspected_max.max(n_suspected);
    }

    /// A node is suspected or trusted since now.
    fn turned(&mut self, at: usize) {
        let node = at as u8;
        let Node { is_down, is_suspected, .. } = self.nodes[at];
        self.nodes[at].is_seen = false;
        self.is_stirred = true;
        if !is_suspected {
            return self.note(What::Trusted { node });
        }
        self.outcome.n_false_alarms += u32::from(!is_down);
        self.note(What::Suspected { node, is_down, decider: self.settings.decider });
        match self.settings.decider {
            Decider::Cluster => self.take_over(at),
            Decider::Human => {
                let looks_s = self.second + 60 * u32::from(self.settings.after_min);
                self.human.looks_s.get_or_insert(looks_s);
            }
        }
    }

    /// The copies of a node's shards answer in its place. What it holds counts no more, but for what nobody else has.
    fn take_over(&mut self, node: usize) {
        // What was on its way to the node is not, nor what now has another owner. The only holder goes on sending.
        let (shards, is_down) = (&self.shards, self.nodes[node].is_down);
        self.transfers.retain(|transfer| {
            let shard = &shards[transfer.shard];
            let is_only = shard.copy.is_none_or(|copy| copy == node);
            transfer.to != node && (shard.owner != node || is_only && !is_down)
        });
        let (mut n_shards, mut n_stranded) = (0, 0);
        for shard in &mut self.shards {
            if shard.copy == Some(node) {
                shard.copy = None;
            }
            if shard.owner == node {
                match shard.copy {
                    Some(copy) => {
                        (shard.owner, shard.copy) = (copy, None);
                        n_shards += 1;
                    }
                    None => n_stranded += 1,
                }
            }
        }
        if n_shards > 0 {
            self.note(What::TookOver { node: node as u8, n_shards, n_stranded });
        }
    }

    /// The cluster decides: copies first, then as many shards for each.
    fn rebalance(&mut self) {
        if !self.is_stirred {
            return;
        }
        let is_whole = self.copy_what_is_missing();
        let is_even = is_whole && self.even_out();
        if is_even && self.transfers.is_empty() {
            self.is_stirred = false;
            self.note(What::Settled);
        }
    }

    /// Whether a node can take part in a transfer, as far as is known to who decides.
    fn is_free(&self, node: usize) -> bool {
        let is_out = match self.settings.decider {
            Decider::Cluster => self.nodes[node].is_suspected,
            Decider::Human => self.nodes[node].is_down,
        };
        !is_out && !self.is_busy(node)
    }

    /// Starts what transfers of missing copies can start; whether none is missing.
    fn copy_what_is_missing(&mut self) -> bool {
        let mut is_whole = true;
        for at in 0..self.shards.len() {
            let Shard { owner, copy, .. } = self.shards[at];
            if copy.is_some() {
                continue;
            }
            is_whole = false;
            let others = (0..self.nodes.len()).filter(|node| *node != owner && self.is_free(*node));
            if self.is_free(owner)
                && let Some(to) = others.min_by_key(|node| self.n_held(*node))
            {
                self.send(at, to, false);
            }
        }
        is_whole
    }

    /// Shards of which a node is the owner or has the copy.
    fn n_held(&self, node: usize) -> usize {
        self.shards.iter().filter(|shard| shard.owner == node || shard.copy == Some(node)).count()
    }

    fn n_owned(&self, node: usize) -> usize {
        self.shards.iter().filter(|shard| shard.owner == node).count()
    }

    /// Has a shard handed over from the node that owns most to the one that owns least; whether they are even.
    fn even_out(&mut self) -> bool {
        let trusted = || (0..self.nodes.len()).filter(|node| !self.nodes[*node].is_suspected);
        let most = trusted().max_by_key(|node| (self.n_owned(*node), usize::MAX - node));
        let least = trusted().min_by_key(|node| self.n_owned(*node));
        let (Some(most), Some(least)) = (most, least) else { return false };
        if self.n_owned(most) < self.n_owned(least) + 2 {
            return true;
        }
        self.hand_over(most, least);
        false
    }

    /// One shard changes its owner: at once if the next one has the copy, else after a transfer.
    fn hand_over(&mut self, from: usize, to: usize) {
        let own = || (0..self.shards.len()).filter(|at| self.shards[*at].owner == from);
        let (known, first) = (own().find(|at| self.shards[*at].copy == Some(to)), own().next());
        match (known, first) {
            (Some(at), _) => (self.shards[at].owner, self.shards[at].copy) = (to, Some(from)),
            (None, Some(at)) if self.is_free(from) && self.is_free(to) => self.send(at, to, true),
            _ => {}
        }
    }

    fn send(&mut self, shard: usize, to: usize, is_handing_over: bool) {
        let mb_100s = u32::from(self.settings.shard_mb) * 100;
        let left_s = mb_100s.div_ceil(BANDWIDTH_MB * u32::from(self.settings.throttle_percent));
        self.transfers.push(Transfer { shard, to, is_handing_over, left_s });
    }

    /// Transfers go on for a second; what has arrived counts from the next one on.
    fn transfer(&mut self) {
        let shards = &mut self.shards;
        let n_before = self.transfers.len();
        self.transfers.retain_mut(|transfer| {
            transfer.left_s -= 1;
            if transfer.left_s == 0 {
                let shard = &mut shards[transfer.shard];
                match transfer.is_handing_over {
                    true => shard.owner = transfer.to,
                    false => shard.copy = Some(transfer.to),
                }
            }
            transfer.left_s > 0
        });
        self.outcome.n_transfers += (n_before - self.transfers.len()) as u32;
    }

    /// The human decides, once awake.
    fn attend(&mut self) {
        if self.human.looks_s == Some(self.second) {
            self.human.is_awake = true;
            self.note(What::Looks);
            if !self.nodes.iter().any(|node| node.is_suspected) {
                self.note(What::FindsNothing);
            }
        }
        if !self.human.is_awake {
            return;
        }
        for at in 0..self.nodes.len() {
            if self.nodes[at].is_suspected && !self.nodes[at].is_seen {
                self.nodes[at].is_seen = true;
                self.decide(at);
            }
        }
        self.copy_what_is_missing();
        self.help();
    }

    /// What the human does about a node that does not answer in time.
    fn decide(&mut self, at: usize) {
        let node = at as u8;
        if self.nodes[at].is_down {
            self.note(What::FindsDown { node });
            return self.take_over(at);
        }
        let order = self.settings.order;
        self.note(What::Orders { node, order });
        match order {
            Order::Wait => {}
            Order::Shed => self.nodes[at].wait_max_ms = SHED_MS,
            Order::AddNode if self.human.added.is_none() => {
                self.human.added = Some(self.nodes.len());
                self.nodes.push(Node::new());
            }
            Order::AddNode => {}
        }
    }

    /// Moves a shard to the node that was added, from the one that is asked most, while that evens them out.
    fn help(&mut self) {
        let Some(added) = self.human.added else { return };
        let asked = self.asked();
        let Some(most) = (0..added).max_by_key(|node| (asked[*node], usize::MAX - node)) else { return };
        let each = asked[most] / self.n_owned(most).max(1) as u32;
        if asked[added] + 2 * each <= asked[most] {
            self.hand_over(most, added);
        }
    }
}

impl Node {
    fn new() -> Node {
        Node { queue: 0, is_down: false, is_suspected: false, is_seen: false, wait_max_ms: PATIENCE_S * 1_000 }
    }

    /// A second of requests: how many are answered. What fails is added to `failed`.
    fn serve(&mut self, asked: u32, capacity: u32, failed: &mut u32) -> u32 {
        self.queue += asked;
        if self.is_down {
            *failed += std::mem::take(&mut self.queue);
            return 0;
        }
        let answered = self.queue.min(capacity);
        self.queue -= answered;
        let excess = self.queue.saturating_sub(capacity * self.wait_max_ms / 1_000);
        self.queue -= excess;
        *failed += excess;
        answered
    }
}
