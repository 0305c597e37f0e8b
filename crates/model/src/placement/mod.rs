//! Where data is put: how keys come to shards, shards to nodes, and what moves when nodes come and go.
//!
//! A *shard* is a part of the data (elsewhere called a partition); every key belongs to exactly one, and every shard to
//! one node. All of it is a function of keys and settings: there is no time here and no network, except in those
//! chapters that say so.
//!
//! Read in this order:
//! - for both labs: [`keys`] (many keys in little room), [`hash`] (the one hash that all of them use);
//! - where keys go: [`dataset`] (keys made by rule), [`own`] (people's own), [`access`] (how often each is asked for),
//!   [`strategy`] (which shard a key belongs to), [`load`] (what comes to each node), [`salt`] (hot names
//!   spread out), [`touch`] (whom a request asks), [`sizing`] (how many shards);
//! - what moves: [`ring`], [`rendezvous`] and [`jump`] (three ways from a hash to a node), [`rebalance`] (seven
//!   schemes, and what each moves when nodes come and go);
//! - what goes on meanwhile, in time: [`overload`] (who decides to move, and what comes of it),
//!   [`routing`] (who knows where a shard is by then).

pub mod access;
pub mod calendar;
pub mod dataset;
pub mod hash;
pub mod jump;
pub mod keys;
pub mod load;
pub mod overload;
pub mod own;
pub mod rebalance;
pub mod rendezvous;
pub mod ring;
pub mod routing;
pub mod salt;
pub mod shuffle;
pub mod sizing;
pub mod strategy;
pub mod touch;
