//! Work that is done a little at a time, so that a page stays responsive, can say how far it is, and can stop.
//!
//! A job knows no clock: whoever drives it decides how many units to do before looking at one. A unit is about as much
//! work as placing one key; what a job finds never depends on how it was cut into pieces.

/// A piece of work that can be interrupted anywhere.
pub trait Job {
    /// What it finds in the end.
    type Output;

    /// Does about so many units of work, at least one; gives what was found once all is done. Not to be called again
    /// after that.
    fn advance(&mut self, units: u32) -> Option<Self::Output>;

    /// How much is done, in thousandths.
    fn done_permille(&self) -> u16;
}

/// Does all of a job at once.
pub fn run<J: Job>(mut job: J) -> J::Output {
    loop {
        if let Some(found) = job.advance(u32::MAX) {
            return found;
        }
    }
}
