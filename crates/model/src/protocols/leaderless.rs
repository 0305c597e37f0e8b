//! Dynamo-style replication: a write succeeds once `W` of `N` replicas hold it.
