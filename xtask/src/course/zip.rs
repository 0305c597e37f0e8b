//! Archives whose bytes depend on nothing but what is in them, and that share the work of compressing.
//!
//! A file is compressed when it is first seen; every archive gets a copy of the compressed bytes.

use anyhow::{Context, Result};
use std::{
    collections::{BTreeMap, BTreeSet},
    io::{Cursor, Write},
};
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter, write::SimpleFileOptions};

/// Compressed files by path, each an archive of its own with one entry.
#[derive(Default)]
pub struct Pool {
    files: BTreeMap<String, Vec<u8>>,
}

impl Pool {
    /// Takes in a file, unless one of that path is there.
    pub fn add(&mut self, path: &str, bytes: &[u8]) -> Result<()> {
        if !self.files.contains_key(path) {
            let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
            put(&mut writer, path, bytes)?;
            self.files.insert(path.to_owned(), writer.finish()?.into_inner());
        }
        Ok(())
    }

    /// An archive of new files, in their order, and of some from the pool, sorted.
    pub fn archive(&self, fresh: &[(String, Vec<u8>)], pooled: &BTreeSet<String>) -> Result<Vec<u8>> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (path, bytes) in fresh {
            put(&mut writer, path, bytes)?;
        }
        for path in pooled {
            let bytes = self.files.get(path).with_context(|| format!("{path} is not in the pool"))?;
            let mut one = ZipArchive::new(Cursor::new(bytes))?;
            writer.raw_copy_file(one.by_index_raw(0)?)?;
        }
        Ok(writer.finish()?.into_inner())
    }
}

fn put(writer: &mut ZipWriter<Cursor<Vec<u8>>>, path: &str, bytes: &[u8]) -> Result<()> {
    // The earliest time that the format knows, and the rights of a plain file.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(9))
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    writer.start_file(path, options)?;
    writer.write_all(bytes)?;
    Ok(())
}
