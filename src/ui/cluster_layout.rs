//! Where the parts of a cluster stand, and where a message is at a time: pure geometry, no Yew.
//!
//! Replicas stand on an ellipse, from the top clockwise. A client stands outside, beside the replica that it uses by
//! default; where there is no room for that, in a row above or below. Both rings fill the picture, whatever the
//! number of replicas. Where replicas stand at several sites, each site is a column, its clients above its replicas;
//! the middle one of three stands lower, so that the way between the outer ones is free. Lengths are whole units of
//! the drawing; places on the way are in tenths of one.

use faultline_model::ids::{Endpoint, MessageId};
use faultline_model::network::Sites;
use faultline_model::tick::Tick;

use super::film::{Film, lost_from};

/// How large a picture is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    pub width: i32,
    pub height: i32,
}

impl Size {
    /// For a wide page.
    pub const WIDE: Size = Size { width: 680, height: 400 };
    /// For a phone, and for two pictures side by side.
    pub const SMALL: Size = Size { width: 360, height: 400 };
    /// For a page that is not a phone's but low, such as one inside another page.
    pub const LOW: Size = Size { width: 640, height: 268 };
    /// One of several pictures side by side.
    pub const BESIDE: Size = Size { width: 360, height: 330 };
    /// The same on a low page.
    pub const LOW_BESIDE: Size = Size { width: 300, height: 240 };

    fn is_narrow(self) -> bool {
        self.width < 480
    }

    fn is_low(self) -> bool {
        self.height < 320
    }
}

/// Where an endpoint stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub endpoint: Endpoint,
    /// The middle.
    pub x: i32,
    pub y: i32,
    pub half_width: i32,
    pub half_height: i32,
}

/// Where all endpoints stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    pub size: Size,
    pub places: Vec<Place>,
    pub n_replicas: u8,
    /// The sites, from left to right.
    pub frames: Vec<Frame>,
}

/// The frame of a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    pub x: i32,
    pub y: i32,
    pub width: i32,
    pub height: i32,
}

/// How a message looks at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    Moving,
    /// It waits at the door of its receiver.
    Held,
    Lost,
}

/// A message at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyph {
    pub message: MessageId,
    /// In tenths.
    pub x: i32,
    /// In tenths.
    pub y: i32,
    pub phase: Phase,
}

/// The way of a message through the picture, from door to door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flight {
    pub message: MessageId,
    lane: [(i32, i32); 2],
    sent: Tick,
    due: Tick,
    lost: Option<Tick>,
}

/// A whole way: fine enough for pixels, and far from overflowing.
const WAY: i32 = 4_096;
/// Around everything.
const MARGIN: i32 = 6;
/// Between a client and its replica.
const GAP: i32 = 22;
/// The same on a low picture, where clients stand to the left and to the right.
const LOW_GAP: i32 = 48;
/// A message keeps to the right of its link, so that two that meet can be told apart.
const LANE: i32 = 7;
/// Between the border of a card and a message at its door.
const DOOR: i32 = 11;
/// Half of a client's card.
const CLIENT: (i32, i32) = (50, 18);
/// With more replicas there is no room for clients beside them.
const RING_MAX: u8 = 9;
/// The room for a site's name.
const FRAME_HEAD: i32 = 22;
/// A full turn, in tenths of a degree.
const TURN: i32 = 3_600;

impl Layout {
    /// The places of a cluster.
    pub fn new(n_replicas: u8, n_clients: u8, size: Size) -> Layout {
        let half = replica_half(n_replicas, size);
        let ring: Vec<i32> = (0..n_replicas).map(|replica| angle(replica, n_replicas)).collect();
        let clients: Vec<i32> = (0..n_clients).map(|client| client_angle(client, n_replicas, n_clients)).collect();
        let has_rows = size.is_narrow() || n_replicas > RING_MAX;
        let (client_x, client_y) = CLIENT;
        let gap = if n_replicas > RING_MAX || size.is_low() { GAP / 3 } else { GAP };
        let inset_y = MARGIN + 2 * client_y + gap + half.1;
        let gap_x = if size.is_low() { LOW_GAP } else { gap };
        let inset_x = if has_rows { MARGIN + half.0 } else { MARGIN + 2 * client_x + gap_x + half.0 };
        let outside: &[i32] = if has_rows { &[] } else { &clients };
        let all: Vec<i32> = ring.iter().chain(outside).copied().collect();
        let mut places: Vec<Place> = spread(&ring, (&all, n_replicas), size, (inset_x, inset_y))
            .into_iter()
            .zip(0..)
            .map(|((x, y), replica)| place(Endpoint::Replica(replica), (x, y), half))
            .collect();
        if let [alone] = places.as_mut_slice() {
            (alone.x, alone.y) = (size.width / 2, size.height / 2);
        }
        if has_rows {
            places.extend(rows(&clients, size));
        } else {
            let outer = spread(&clients, (&all, n_replicas), size, (MARGIN + client_x, MARGIN + client_y));
            let place = |((x, y), client)| place(Endpoint::Client(client), (x, y), CLIENT);
            places.extend(outer.into_iter().zip(0..).map(place));
        }
        Layout { size, places, n_replicas, frames: Vec::new() }
    }

    /// The places of a cluster at several sites.
    pub fn at_sites(sites: Sites, n_clients: u8, size: Size) -> Layout {
        let n = i32::from(sites.n);
        let gap = size.width / 24;
        let width = (size.width - 2 * MARGIN - (n - 1) * gap) / n;
        let frame = |at| Frame { x: MARGIN + at * (width + gap), y: MARGIN, width, height: size.height - 2 * MARGIN };
        let frames: Vec<Frame> = (0..n).map(frame).collect();
        let n_replicas = sites.n * sites.size;
        let replicas = (0..n_replicas).map(|replica| {
            let site = sites.of_replica(replica);
            replica_at(replica, sites, frames[usize::from(site)], size)
        });
        let clients = (0..n_clients).map(|client| {
            let Frame { x, y, width, .. } = frames[usize::from(sites.of_client(client))];
            let n_sharing = i32::from((n_clients - client % sites.n).div_ceil(sites.n));
            let half = CLIENT.0.min((width - 8) / (2 * n_sharing) - 2);
            let at = x + width * (2 * i32::from(client / sites.n) + 1) / (2 * n_sharing);
            place(Endpoint::Client(client), (at, y + FRAME_HEAD + CLIENT.1), (half, CLIENT.1))
        });
        let places = replicas.chain(clients).collect();
        Layout { size, places, n_replicas, frames }
    }

    /// Whether a client stands beside that replica.
    pub fn is_beside(&self, client: u8, replica: u8) -> bool {
        let (n_sites, n_replicas) = (self.frames.len() as u8, self.n_replicas.max(1));
        match n_sites {
            0 => client % n_replicas == replica,
            _ => client % n_sites * (n_replicas / n_sites) == replica,
        }
    }

    /// Where an endpoint stands; one that is not there stands where the first does.
    pub fn place(&self, endpoint: Endpoint) -> Place {
        let at = match endpoint {
            Endpoint::Replica(replica) => usize::from(replica),
            Endpoint::Client(client) => usize::from(self.n_replicas) + usize::from(client),
        };
        let nowhere = place(endpoint, (0, 0), (0, 0));
        self.places.get(at).or(self.places.first()).copied().unwrap_or(nowhere)
    }

    /// The way of a message through the picture.
    pub fn flight(&self, film: &Film, message: MessageId) -> Flight {
        let journey = film.told().journey(message);
        Flight {
            message,
            lane: self.lane(journey.from, journey.to),
            sent: journey.sent,
            due: journey.due,
            lost: lost_from(journey),
        }
    }

    /// Where the message of a slot is. `is_still` puts all that move in the middle of their way.
    pub fn glyph(&self, film: &Film, slot: usize, at: Tick, is_still: bool) -> Option<Glyph> {
        film.seen(slot, at).map(|message| self.flight(film, message).glyph(at, is_still))
    }

    /// The place after so many 4096ths of the way, in tenths.
    pub fn on_the_way(&self, from: Endpoint, to: Endpoint, share: i32) -> (i32, i32) {
        along(self.lane(from, to), share)
    }

    /// From door to door on the right-hand lane, in tenths.
    fn lane(&self, from: Endpoint, to: Endpoint) -> [(i32, i32); 2] {
        let (from, to) = (self.place(from), self.place(to));
        let (dx, dy) = (to.x - from.x, to.y - from.y);
        let length = (dx * dx + dy * dy).isqrt().max(1);
        let (side_x, side_y) = (-dy * LANE * 10 / length, dx * LANE * 10 / length);
        let door = |place: Place, (dx, dy): (i32, i32)| {
            let (x, y) = border(place, (dx, dy), length);
            (x + side_x, y + side_y)
        };
        let (start, end) = (door(from, (dx, dy)), door(to, (-dx, -dy)));
        // Cards that nearly touch leave no way: then everything happens in the middle of it.
        let is_turned = (end.0 - start.0) * dx + (end.1 - start.1) * dy < 0;
        let middle = (start.0.midpoint(end.0), start.1.midpoint(end.1));
        if is_turned { [middle, middle] } else { [start, end] }
    }
}

impl Flight {
    /// Where the message is while it is seen. `is_still` puts it in the middle of its way if it moves.
    pub fn glyph(&self, at: Tick, is_still: bool) -> Glyph {
        let lost = self.lost.filter(|lost| *lost <= at);
        let (phase, until) = match lost {
            Some(lost) => (Phase::Lost, lost),
            None if at >= self.due => (Phase::Held, self.due),
            None => (Phase::Moving, at),
        };
        let (done, whole) = (until.0.min(self.due.0) - self.sent.0, (self.due.0 - self.sent.0).max(1));
        let share = match (phase, is_still) {
            (Phase::Held, _) => WAY,
            (Phase::Moving, true) => WAY / 2,
            _ => i32::try_from(done * WAY as u64 / whole).unwrap_or(WAY),
        };
        let (x, y) = along(self.lane, share);
        Glyph { message: self.message, x, y, phase }
    }
}

/// The place after so many 4096ths of a line.
fn along([(x0, y0), (x1, y1)]: [(i32, i32); 2], share: i32) -> (i32, i32) {
    (x0 + (x1 - x0) * share / WAY, y0 + (y1 - y0) * share / WAY)
}

/// The place of a replica in the frame of its site: the first one above the others.
fn replica_at(replica: u8, sites: Sites, frame: Frame, size: Size) -> Place {
    let (nth, n_below) = (i32::from(replica % sites.size), i32::from(sites.size) - 1);
    let is_lower = sites.n == 3 && sites.of_replica(replica) == 1;
    let is_first = nth == 0;
    // How far down, in percent of the room below the clients.
    let share = match (is_first, n_below, is_lower) {
        (true, 0, true) => 85,
        (true, 0, false) => 35,
        (true, _, true) => 56,
        (true, _, false) => 14,
        (false, _, true) => 100,
        (false, ..) => 92,
    };
    let n_in_row = if is_first { 1 } else { n_below };
    let half_height = match (is_first, size.is_low()) {
        (true, false) => 38,
        (true, true) => 28,
        (false, false) => 31,
        (false, true) => 21,
    };
    // There has to be a way from one site to the next.
    let half_width = ((frame.width - 12) / (2 * n_in_row) - 2).min((frame.width / 4).max(38));
    let half = (half_width, half_height);
    let top = frame.y + FRAME_HEAD + 2 * CLIENT.1 + 10 + half.1;
    let bottom = frame.y + frame.height - 10 - half.1;
    let x = match is_first {
        true => frame.x + frame.width / 2,
        false => frame.x + frame.width * (2 * nth - 1) / (2 * n_below),
    };
    place(Endpoint::Replica(replica), (x, top + (bottom - top) * share / 100), half)
}

fn place(endpoint: Endpoint, (x, y): (i32, i32), (half_width, half_height): (i32, i32)) -> Place {
    Place { endpoint, x, y, half_width, half_height }
}

/// Half of a replica's card: the more there are, the smaller.
fn replica_half(n_replicas: u8, size: Size) -> (i32, i32) {
    if size.is_low() {
        return match n_replicas {
            0..=6 => (44, 21),
            7..=9 => (33, 19),
            _ => (14, 9),
        };
    }
    match (n_replicas, size.is_narrow()) {
        (0..=5, false) => (54, 31),
        (0..=5, true) => (44, 31),
        (6..=9, false) => (40, 29),
        (6..=9, true) => (35, 24),
        (_, false) => (19, 13),
        (_, true) => (14, 13),
    }
}

/// Where a replica stands on the ring: from the top clockwise; two stand side by side.
fn angle(replica: u8, n_replicas: u8) -> i32 {
    let start = if n_replicas == 2 { TURN / 2 } else { -TURN / 4 };
    start + i32::from(replica) * TURN / i32::from(n_replicas.max(1))
}

/// Clients of the same replica share its part of the ring.
fn client_angle(client: u8, n_replicas: u8, n_clients: u8) -> i32 {
    let n_replicas = n_replicas.max(1);
    let own = client % n_replicas;
    let n_sharing = i32::from((n_clients - own).div_ceil(n_replicas));
    let nth = i32::from(client / n_replicas);
    let part = TURN / i32::from(n_replicas);
    angle(own, n_replicas) + (2 * nth + 1 - n_sharing) * part / (2 * n_sharing)
}

/// Places on a ring that fills the picture up to the inset, for angles among `all` that are drawn.
fn spread(angles: &[i32], (all, n_replicas): (&[i32], u8), size: Size, inset: (i32, i32)) -> Vec<(i32, i32)> {
    let fit = |unit: fn(i32) -> i32, inset: i32, length: i32| {
        // One or two replicas make no ring: theirs is whole, so that there is a middle.
        let whole = if n_replicas < 3 { &[-1_000, 1_000] } else { &[] as &[i32] };
        let ends = || all.iter().map(|angle| unit(*angle)).chain(whole.iter().copied());
        let (low, high) = (ends().min().unwrap_or_default(), ends().max().unwrap_or_default());
        let (range, room) = ((high - low).max(1), (length - 2 * inset).max(0));
        angles.iter().map(|angle| inset + (unit(*angle) - low) * room / range).collect::<Vec<i32>>()
    };
    let cosine = |angle| sine(angle + TURN / 4);
    fit(cosine, inset.0, size.width).into_iter().zip(fit(sine, inset.1, size.height)).collect()
}

/// Clients in a row above the upper replicas and one below the lower ones, each row from left to right.
fn rows(angles: &[i32], size: Size) -> Vec<Place> {
    let is_upper = |angle: i32| sine(angle) <= 0;
    let place_of = |(client, angle): (usize, &i32)| {
        let row: Vec<(i32, usize)> = (0..angles.len())
            .filter(|other| is_upper(angles[*other]) == is_upper(*angle))
            .map(|other| (sine(angles[other] + TURN / 4), other))
            .collect();
        let own = (sine(angle + TURN / 4), client);
        let nth = row.iter().filter(|other| **other < own).count() as i32;
        let n = row.len() as i32;
        let half = CLIENT.0.min((size.width - 2 * MARGIN) / (2 * n) - 2);
        let x = MARGIN + (size.width - 2 * MARGIN) * (2 * nth + 1) / (2 * n);
        let y = if is_upper(*angle) { MARGIN + CLIENT.1 } else { size.height - MARGIN - CLIENT.1 };
        place(Endpoint::Client(client as u8), (x, y), (half, CLIENT.1))
    };
    angles.iter().enumerate().map(place_of).collect()
}

/// Where a line from the middle in that direction leaves the card, in tenths.
fn border(place: Place, (dx, dy): (i32, i32), length: i32) -> (i32, i32) {
    let (half_width, half_height) = (place.half_width + DOOR, place.half_height + DOOR);
    // The nearer of the two sides that the line crosses, as a length along the line in tenths.
    let along = |half: i32, d: i32| if d == 0 { i32::MAX } else { half * 10 * length / d.abs() };
    let reach = along(half_width, dx).min(along(half_height, dy));
    (place.x * 10 + dx * reach / length, place.y * 10 + dy * reach / length)
}

/// The sine of tenths of a degree, in thousandths, to two of them: Bhaskara's approximation (7th century). A picture
/// needs no more, and it is the same everywhere.
fn sine(angle: i32) -> i32 {
    let angle = angle.rem_euclid(TURN);
    let (half, sign) = if angle < TURN / 2 { (angle, 1) } else { (angle - TURN / 2, -1) };
    let product = i64::from(half) * i64::from(TURN / 2 - half);
    // 4 a (180° − a) / (40500 − a (180° − a)) in degrees; here in tenths, so the constant is a hundredfold.
    sign * i32::try_from(4_000 * product / (4_050_000 - product)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use faultline_model::ids::{CLIENTS_MAX, REPLICAS_MAX};

    use super::*;
    use crate::ui::told_by_hand::{ms, small_run};

    /// The most replicas of one of several systems.
    const BESIDE_MAX: u8 = 5;

    fn every_layout() -> impl Iterator<Item = Layout> {
        let counts = (1..=REPLICAS_MAX).flat_map(|replicas| (0..=CLIENTS_MAX).map(move |clients| (replicas, clients)));
        let beside = counts.clone().filter(|(replicas, _)| *replicas <= BESIDE_MAX);
        let rings = |sizes: &'static [Size]| {
            move |(replicas, clients)| sizes.iter().map(move |size| Layout::new(replicas, clients, *size))
        };
        let rings = counts
            .flat_map(rings(&[Size::WIDE, Size::SMALL, Size::LOW]))
            .chain(beside.flat_map(rings(&[Size::BESIDE, Size::LOW_BESIDE])));
        let sites = (2..=3).flat_map(|n| (1..=3).map(move |size| Sites { n, size, between: Tick::ZERO }));
        let sites = sites.flat_map(|sites| (0..=CLIENTS_MAX).map(move |clients| (sites, clients)));
        rings.chain(sites.flat_map(|(sites, clients)| {
            [Size::WIDE, Size::SMALL, Size::LOW].map(|size| Layout::at_sites(sites, clients, size))
        }))
    }

    #[test]
    fn every_card_is_within_the_picture_and_on_no_other() {
        for layout in every_layout() {
            let Size { width, height } = layout.size;
            for (i, place) in layout.places.iter().enumerate() {
                let Place { x, y, half_width, half_height, .. } = *place;
                let is_within =
                    x >= half_width && x + half_width <= width && y >= half_height && y + half_height <= height;
                assert!(is_within, "{place:?} in {layout:?}");
                for other in &layout.places[..i] {
                    let is_apart = (x - other.x).abs() >= half_width + other.half_width
                        || (y - other.y).abs() >= half_height + other.half_height;
                    assert!(is_apart, "{place:?} on {other:?} of {:?}", layout.size);
                }
            }
        }
    }

    #[test]
    fn a_message_stays_within_the_picture_and_off_the_cards_of_its_ends() {
        for layout in every_layout() {
            for (from, to) in layout.places.iter().flat_map(|from| layout.places.iter().map(move |to| (from, to))) {
                if from == to {
                    continue;
                }
                for share in [0, WAY / 3, WAY] {
                    let (x, y) = layout.on_the_way(from.endpoint, to.endpoint, share);
                    let is_within =
                        (0..=layout.size.width * 10).contains(&x) && (0..=layout.size.height * 10).contains(&y);
                    assert!(is_within, "{x} {y} from {from:?} to {to:?}");
                }
            }
        }
        let layout = Layout::new(3, 3, Size::WIDE);
        let (from, to) = (Endpoint::Replica(0), Endpoint::Replica(1));
        let [(x0, y0), (x1, y1)] = [0, WAY].map(|share| layout.on_the_way(from, to, share));
        for (place, (x, y)) in [(layout.place(from), (x0, y0)), (layout.place(to), (x1, y1))] {
            let is_off =
                (x - place.x * 10).abs() > place.half_width * 10 || (y - place.y * 10).abs() > place.half_height * 10;
            assert!(is_off, "{x} {y} at {place:?}");
        }
    }

    #[test]
    fn messages_that_meet_pass_each_other_on_two_lanes() {
        let layout = Layout::new(3, 1, Size::WIDE);
        let (a, b) = (Endpoint::Replica(1), Endpoint::Replica(2));
        let (there, back) = (layout.on_the_way(a, b, WAY / 2), layout.on_the_way(b, a, WAY / 2));
        assert!((there.0 - back.0).abs() + (there.1 - back.1).abs() >= 2 * LANE * 10 - 10, "{there:?} {back:?}");
    }

    #[test]
    fn a_message_moves_evenly_waits_at_the_door_and_lies_where_it_was_lost() {
        let film = small_run().film();
        let layout = Layout::new(3, 2, Size::WIDE);
        let at = |message: u32, at: Tick| layout.flight(&film, MessageId(message)).glyph(at, false);
        let (r0, r1) = (Endpoint::Replica(0), Endpoint::Replica(1));
        let place = |glyph: Glyph| (glyph.x, glyph.y);
        assert_eq!(place(at(1, Tick(2_500))), layout.on_the_way(r0, r1, WAY / 2));
        assert_eq!(at(1, Tick(2_500)).phase, Phase::Moving);
        let waiting = at(3, ms(8));
        assert_eq!((waiting.phase, place(waiting)), (Phase::Held, layout.on_the_way(r1, r0, WAY)));
        let lost = at(2, ms(5));
        assert_eq!((lost.phase, place(lost)), (Phase::Lost, layout.on_the_way(r0, Endpoint::Replica(2), WAY / 2)));
        assert_eq!(at(4, ms(8)).phase, Phase::Lost, "its receiver is down");
    }

    #[test]
    fn where_nothing_may_glide_a_message_stands_in_the_middle_of_its_way() {
        let film = small_run().film();
        let flight = Layout::new(3, 2, Size::WIDE).flight(&film, MessageId(1));
        let places: Vec<Glyph> = [1_000, 2_000, 3_999].map(|us| flight.glyph(Tick(us), true)).to_vec();
        assert!(places.iter().all(|glyph| *glyph == places[0]), "{places:?}");
    }

    #[test]
    fn one_or_two_replicas_stand_in_the_middle() {
        for size in [Size::WIDE, Size::SMALL, Size::LOW, Size::BESIDE, Size::LOW_BESIDE] {
            let middle = |replicas| Layout::new(replicas, 2, size).place(Endpoint::Replica(0)).y - size.height / 2;
            assert_eq!((middle(1), middle(2)), (0, 0), "{size:?}");
        }
    }

    #[test]
    fn an_endpoint_that_is_not_there_is_no_panic() {
        let layout = Layout::new(1, 0, Size::SMALL);
        assert_eq!(layout.place(Endpoint::Client(5)).endpoint, Endpoint::Replica(0));
    }

    #[test]
    fn the_sine_is_good_enough_for_a_picture() {
        for angle in -7_200..7_200 {
            let exact = (f64::from(angle) / 10.0).to_radians().sin() * 1_000.0;
            assert!((f64::from(sine(angle)) - exact).abs() < 2.7, "{angle}");
        }
    }
}
