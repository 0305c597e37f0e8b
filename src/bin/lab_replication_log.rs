//! The program of the replication log lab; see `faultline::program`.

fn main() {
    faultline::run(faultline::labs::program::replication_log());
}
