//! The four ways to say how available a component is, and the same value in another of them.

use faultline_model::diagram::Spec;
use faultline_model::maths::chance::Chance;
use faultline_model::maths::rhythm;
use faultline_model::tick::{Period, Tick};

use crate::ui::number::fixed;

/// In which way a component's value is said.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Way {
    Percent,
    Nines,
    Down,
    Mtbf,
}

impl Way {
    pub const ALL: [Way; 4] = [Way::Percent, Way::Nines, Way::Down, Way::Mtbf];

    /// The way in which a value is said.
    pub fn of(spec: &Spec) -> Way {
        match spec {
            Spec::Percent { .. } => Way::Percent,
            Spec::Nines { .. } => Way::Nines,
            Spec::Down { .. } => Way::Down,
            Spec::Mtbf { .. } => Way::Mtbf,
        }
    }

    /// A name for lists.
    pub fn id(self) -> &'static str {
        match self {
            Way::Percent => "percent",
            Way::Nines => "nines",
            Way::Down => "down",
            Way::Mtbf => "mtbf",
        }
    }

    /// The same value said in this way, as text, to the precision that people use.
    pub fn say(self, spec: &Spec, default_mttr: Tick) -> String {
        let chance = Chance::of(spec);
        let mttr = spec.mttr().unwrap_or(default_mttr);
        let own = spec.mttr().map(|mttr| format!(" mttr {}", mttr.compact())).unwrap_or_default();
        match self {
            Way::Percent => format!("{}%{own}", chance.percent()),
            Way::Nines => format!("{} nines{own}", fixed(chance.nines().min(18.0), 2)),
            Way::Down => format!("down {}/year{own}", rounded(chance.downtime(Period::Year)).compact()),
            Way::Mtbf => {
                let mtbf = rhythm::at_repair_time(chance, mttr).map_or(Tick::MAX_TYPED, |rhythm| rhythm.mtbf);
                format!("mtbf {} mttr {}", rounded(mtbf).compact(), mttr.compact())
            }
        }
    }
}

/// To a millisecond below a minute, to a second above: nobody types microseconds.
fn rounded(tick: Tick) -> Tick {
    let unit = if tick < Tick::MINUTE { Tick::MILLISECOND } else { Tick::SECOND };
    Tick((tick.0 + unit.0 / 2) / unit.0 * unit.0).max(Tick::MILLISECOND)
}
