//! People's own keys, read from a file or a pasted text as it comes in, piece by piece.
//!
//! ```text
//! user-1            key,reads,writes,bytes        "Smith, John",120,3
//! user-2            user-1,120,3,900              "the ""great""",7,0
//! ```
//!
//! The first line that is not blank decides how all are read: as a header where one of its fields is `key`, `reads`,
//! `writes` or `bytes` (the key is then in the column `key`, or else the first with another name; other columns are
//! passed over); as a table without a header where one to three whole numbers follow its first field, or it is one
//! quoted field; else as lines, of which each is a key. Tables are those of RFC 4180, with commas, semicolons or tabs
//! between fields. Lines end in LF, CR or both; a byte order mark and blank lines are passed over.
//!
//! A bad row is left out, counted, and explained if it is one of the first; the others are read. A quote that is not
//! closed within [`ROW_BYTES_MAX`] bytes, or not at all, is a fault of its line alone: those after it are read again as
//! lines of their own. Of rows with the same key, the first counts: the requests of the others are added to it, and
//! the record has the bytes of the largest.
//!
//! Left out: other encodings than UTF-8, and numbers with points or signs.

use std::fmt;

use super::hash;
use super::keys::{BYTES_MAX, KEY_BYTES_MAX, Keys};

/// The most keys that are read.
pub const N_KEYS_MAX: usize = 5_000_000;
/// The most bytes of one row.
pub const ROW_BYTES_MAX: usize = 4096;
/// How many bad rows are explained.
pub const N_EXPLAINED_MAX: usize = 20;

/// What was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Own {
    /// How it was read; `None` where there was nothing.
    pub format: Option<Format>,
    /// The keys, each once, in the order of the file.
    pub keys: Keys,
    /// Reads of each key on a day, if the file says.
    pub reads: Option<Vec<u32>>,
    /// Writes of each key on a day, if the file says.
    pub writes: Option<Vec<u32>>,
    /// Bytes of each record, if the file says.
    pub bytes: Option<Vec<u32>>,
    /// The first bad rows, at most [`N_EXPLAINED_MAX`].
    pub bad: Vec<BadRow>,
    /// All bad rows.
    pub n_bad: u32,
    /// All rows, bad ones and duplicates included; no header and no blank lines.
    pub n_rows: u32,
    /// Rows whose key had come before.
    pub n_duplicates: u32,
}

/// How a text was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Each line is a key.
    Lines,
    /// Fields without a header.
    Table,
    /// Fields as the header names them.
    TableWithHeader,
}

/// A row that was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRow {
    /// The line that it begins on, from 1.
    pub line: u32,
    /// How it begins.
    pub text: String,
    /// What is wrong with it.
    pub fault: Fault,
}

/// Why a row was left out; says the fix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// There is no key in it.
    NoKey,
    /// Its key has so many bytes, more than [`KEY_BYTES_MAX`].
    LongKey(usize),
    /// Its key is not UTF-8.
    NotUtf8,
    /// It has more fields or fewer than the first row.
    Fields {
        /// How many the first row has.
        expected: usize,
        /// How many this one has.
        found: usize,
    },
    /// A field should be a whole number below 2^32; holds its column and its text.
    NotANumber(&'static str, String),
    /// A field begins with a quote that is not closed.
    OpenQuote,
    /// Something follows a field's closing quote.
    AfterQuote,
    /// It is longer than [`ROW_BYTES_MAX`].
    LongRow,
    /// The file is longer than [`BYTES_MAX`]: this row and all after it were not read.
    LargeFile,
    /// There are more keys than [`N_KEYS_MAX`], or than the announced bytes could hold.
    ManyKeys,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::NoKey => f.write_str("it has no key: write one, or take the row out"),
            Fault::LongKey(n) => write!(f, "its key has {n} bytes: shorten it to {KEY_BYTES_MAX}"),
            Fault::NotUtf8 => f.write_str("its key is not UTF-8: save the file in that encoding"),
            Fault::Fields { expected, found } if found < expected => {
                write!(f, "it has {found} of {expected} fields: write the others, or take the row out")
            }
            Fault::Fields { expected, found } => write!(
                f,
                "it has {found} fields and the first row {expected}: put a key that holds a separator in quotes, `\"a, b\"`"
            ),
            Fault::NotANumber(column, text) => {
                write!(f, "`{text}` is no number of {column}: write a whole one below 4,294,967,296, such as `120`")
            }
            Fault::OpenQuote => f.write_str("a quote is not closed: add a `\"`, or write one inside a field as `\"\"`"),
            Fault::AfterQuote => {
                f.write_str("something follows a closing quote: write a quote inside a field as `\"\"`")
            }
            Fault::LongRow => write!(f, "it is longer than {ROW_BYTES_MAX} bytes: is every key on a line of its own?"),
            Fault::LargeFile => f.write_str("the file is larger than 50 MB: this row and all after it were left out"),
            Fault::ManyKeys => f.write_str("there are more than 5,000,000 keys: take a sample of them"),
        }
    }
}

/// Reads keys piece by piece; pieces may be cut anywhere.
#[derive(Debug)]
pub struct Reader {
    layout: Option<Layout>,
    /// What has come of a row.
    row: Vec<u8>,
    /// The line that it began on.
    row_line: u32,
    /// The line that has come so far.
    line: u32,
    place: Place,
    /// Whether the last byte was a CR that ended a line: an LF then belongs to it.
    is_after_cr: bool,
    /// Whether the rest of the line is passed over.
    is_skipping: bool,
    n_bytes: usize,
    seen: Seen,
    /// A key without its quotes, kept for its room.
    key: Vec<u8>,
    own: Own,
}

impl Reader {
    /// Begins a text of so many bytes; it may turn out shorter. The room for finding keys again (at most 34 MB) is
    /// taken here, so that nothing has to be moved later.
    pub fn new(n_bytes: usize) -> Reader {
        Reader {
            layout: None,
            row: Vec::new(),
            row_line: 1,
            line: 1,
            place: Place::FieldStart,
            is_after_cr: false,
            is_skipping: false,
            n_bytes: 0,
            seen: Seen::new(n_bytes),
            key: Vec::new(),
            own: Own::default(),
        }
    }

    /// Takes in the next piece.
    pub fn take(&mut self, piece: &[u8]) {
        let mut rest = piece;
        while let Some((&byte, after)) = rest.split_first() {
            let n_plain = self.n_plain(rest);
            if n_plain > 0 {
                let (plain, after) = rest.split_at(n_plain);
                self.n_bytes += n_plain;
                self.row.extend_from_slice(plain);
                self.is_after_cr = false;
                self.place = Place::Unquoted;
                rest = after;
                continue;
            }
            rest = after;
            self.n_bytes += 1;
            if self.n_bytes <= BYTES_MAX {
                self.byte(byte);
            } else if self.n_bytes == BYTES_MAX + 1 {
                let cut = std::mem::take(&mut self.row);
                self.fault(self.row_line, &cut, Fault::LargeFile);
            } else {
                return;
            }
        }
    }

    /// How many of these bytes only make the row longer: most do, and are taken together.
    fn n_plain(&self, bytes: &[u8]) -> usize {
        let Some(layout) = self.layout else { return 0 };
        if self.place == Place::Quoted || self.is_skipping {
            return 0;
        }
        let n_max = (ROW_BYTES_MAX - self.row.len()).min(BYTES_MAX.saturating_sub(self.n_bytes)).min(bytes.len());
        let is_lines = layout.format == Format::Lines;
        let is_plain = |byte: u8| !matches!(byte, b'\n' | b'\r') && (is_lines || byte != b'"' && byte != layout.comma);
        bytes[..n_max].iter().position(|&byte| !is_plain(byte)).unwrap_or(n_max)
    }

    /// Ends the text, and gives what was read.
    pub fn finish(mut self) -> Own {
        if self.place == Place::Quoted {
            self.cut_row();
        }
        self.end_row();
        self.own
    }

    fn byte(&mut self, byte: u8) {
        let is_line_end = matches!(byte, b'\n' | b'\r');
        if std::mem::take(&mut self.is_after_cr) && byte == b'\n' {
            return;
        }
        if is_line_end && self.place != Place::Quoted {
            (self.is_after_cr, self.line) = (byte == b'\r', self.line + 1);
            return self.end_row();
        }
        if self.is_skipping {
            return;
        }
        if self.row.len() == ROW_BYTES_MAX {
            self.cut_row();
            return self.byte(byte);
        }
        let is_second = byte == b'\n' && self.row.last() == Some(&b'\r');
        self.line += u32::from(is_line_end && !is_second);
        self.row.push(byte);
        self.place = self.after(self.place, byte);
        if self.n_bytes == 3 && self.row == b"\xef\xbb\xbf" {
            self.row.clear();
            self.place = Place::FieldStart;
        }
    }

    fn after(&self, place: Place, byte: u8) -> Place {
        match self.layout {
            Some(Layout { format: Format::Lines, .. }) => Place::Unquoted,
            Some(Layout { comma, .. }) => place.after(byte, comma),
            None => place.after(byte, b','),
        }
    }

    fn end_row(&mut self) {
        if !std::mem::take(&mut self.is_skipping) {
            let mut row = std::mem::take(&mut self.row);
            self.read(&row);
            row.clear();
            self.row = row;
        }
        (self.place, self.row_line) = (Place::FieldStart, self.line);
    }

    /// What has come of a row cannot be one: either its line is too long, or a quote is not closed. In the second case
    /// its lines are read as rows of their own, and the last of them goes on.
    fn cut_row(&mut self) {
        let text = std::mem::take(&mut self.row);
        let mut start = 0;
        for (at, &byte) in text.iter().enumerate() {
            if matches!(byte, b'\n' | b'\r') {
                self.read(&text[start..at]);
                start = at + 1;
                let is_first = byte == b'\r' && text.get(start) == Some(&b'\n');
                self.row_line += u32::from(!is_first);
            }
        }
        self.is_after_cr = text.last() == Some(&b'\r');
        self.row.extend_from_slice(&text[start..]);
        self.place = self.row.iter().fold(Place::FieldStart, |place, &byte| self.after(place, byte));
        if self.row.len() == ROW_BYTES_MAX {
            let row = std::mem::take(&mut self.row);
            self.fault(self.row_line, &row, Fault::LongRow);
            (self.is_skipping, self.place) = (true, Place::FieldStart);
        }
    }

    /// Reads a whole row.
    fn read(&mut self, row: &[u8]) {
        if row.trim_ascii().is_empty() {
            return;
        }
        let layout = match self.layout {
            Some(layout) => layout,
            None => {
                let layout = Layout::of(row);
                (self.layout, self.own.format) = (Some(layout), Some(layout.format));
                let [reads, writes, bytes] = layout.numbers.map(|column| column.map(|_| Vec::new()));
                (self.own.reads, self.own.writes, self.own.bytes) = (reads, writes, bytes);
                if layout.format == Format::TableWithHeader {
                    return;
                }
                layout
            }
        };
        match self.add(row, layout) {
            Ok(()) => self.own.n_rows += 1,
            Err(fault) => self.fault(self.row_line, row, fault),
        }
    }

    fn fault(&mut self, line: u32, row: &[u8], fault: Fault) {
        self.own.n_rows += 1;
        self.own.n_bad += 1;
        if self.own.bad.len() < N_EXPLAINED_MAX {
            let start = String::from_utf8_lossy(&row[..row.len().min(160)]);
            let mut text: String = start.chars().take(40).collect();
            if text.len() < row.len() {
                text.push('…');
            }
            self.own.bad.push(BadRow { line, text, fault });
        }
    }

    fn add(&mut self, row: &[u8], layout: Layout) -> Result<(), Fault> {
        let mut numbers = [0; 3];
        self.key.clear();
        if layout.format == Format::Lines {
            self.key.extend_from_slice(row);
        } else {
            let mut found = 0;
            let mut bad = None;
            for field in Fields::new(row, layout.comma) {
                let field = field?;
                if found == layout.key {
                    unquote(field, &mut self.key);
                }
                if let Some(which) = layout.numbers.iter().position(|&column| column == Some(found)) {
                    // Most numbers have no quotes, and need no copy.
                    let mut text = Vec::new();
                    if field.starts_with(b"\"") {
                        unquote(field, &mut text);
                    }
                    let text = if text.is_empty() { field } else { &text };
                    match number(text) {
                        Some(number) => numbers[which] = number,
                        None => bad = bad.or(Some((NUMBERS[which], text.to_vec()))),
                    }
                }
                found += 1;
            }
            if found != layout.n_fields {
                return Err(Fault::Fields { expected: layout.n_fields, found });
            }
            if let Some((name, text)) = bad {
                let text = String::from_utf8_lossy(&text).chars().take(20).collect();
                return Err(Fault::NotANumber(name, text));
            }
        }
        self.put(numbers)
    }

    /// Puts the key in, or its numbers to those of the same key.
    fn put(&mut self, numbers: [u32; 3]) -> Result<(), Fault> {
        let key = &self.key;
        if key.is_empty() {
            return Err(Fault::NoKey);
        }
        if key.len() > KEY_BYTES_MAX {
            return Err(Fault::LongKey(key.len()));
        }
        str::from_utf8(key).map_err(|_| Fault::NotUtf8)?;
        let own = &mut self.own;
        let columns = [&mut own.reads, &mut own.writes, &mut own.bytes];
        if let Some(at) = self.seen.find(key, &own.keys)? {
            own.n_duplicates += 1;
            for (which, (column, number)) in columns.into_iter().zip(numbers).enumerate() {
                if let Some(column) = column {
                    let before = column[at];
                    column[at] = if which == 2 { before.max(number) } else { before.saturating_add(number) };
                }
            }
            return Ok(());
        }
        if !own.keys.push(key) {
            return Err(Fault::ManyKeys);
        }
        for (column, number) in columns.into_iter().zip(numbers) {
            column.iter_mut().for_each(|column| column.push(number));
        }
        Ok(())
    }
}

/// The places of keys by their hash, to find equal ones: open addressing in a table that never grows.
#[derive(Debug)]
struct Seen {
    /// The place of a key plus one; 0 where there is none.
    places: Vec<u32>,
    bits: u32,
    n_max: usize,
}

impl Seen {
    /// Room for as many keys as so many bytes can hold.
    fn new(n_bytes: usize) -> Seen {
        let n_max = (n_bytes.min(BYTES_MAX) / 2 + 1).min(N_KEYS_MAX);
        // A quarter stays free.
        let bits = (n_max * 4 / 3 + 1).next_power_of_two().ilog2();
        Seen { places: vec![0; 1 << bits], bits, n_max }
    }

    /// The place of an equal key; if there is none, this one is to be put at the end of the keys.
    fn find(&mut self, key: &[u8], keys: &Keys) -> Result<Option<usize>, Fault> {
        let mut slot = (hash::of(key) >> (u64::BITS - self.bits)) as usize;
        while self.places[slot] > 0 {
            let at = self.places[slot] as usize - 1;
            if keys.get(at) == key {
                return Ok(Some(at));
            }
            slot = (slot + 1) % self.places.len();
        }
        if keys.len() == self.n_max {
            return Err(Fault::ManyKeys);
        }
        self.places[slot] = keys.len() as u32 + 1;
        Ok(None)
    }
}

/// Where the next byte of a table stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    FieldStart,
    Unquoted,
    Quoted,
    /// Behind a quote that closes the field, or is the first of two.
    Closed,
}

impl Place {
    fn after(self, byte: u8, comma: u8) -> Place {
        match (self, byte) {
            (Place::Quoted, b'"') => Place::Closed,
            (Place::Quoted, _) | (Place::FieldStart | Place::Closed, b'"') => Place::Quoted,
            (_, byte) if byte == comma => Place::FieldStart,
            _ => Place::Unquoted,
        }
    }
}

/// The numbers that a row may have beside its key.
const NUMBERS: [&str; 3] = ["reads", "writes", "bytes"];

/// What the first row says about all.
#[derive(Clone, Copy, Debug)]
struct Layout {
    format: Format,
    comma: u8,
    n_fields: usize,
    /// The column of the key.
    key: usize,
    /// The columns of [`NUMBERS`].
    numbers: [Option<usize>; 3],
}

impl Layout {
    const LINES: Layout = Layout { format: Format::Lines, comma: b',', n_fields: 1, key: 0, numbers: [None; 3] };

    fn of(first: &[u8]) -> Layout {
        b",;\t".iter().find_map(|&comma| Layout::of_table(first, comma)).unwrap_or(Layout::LINES)
    }

    fn of_table(first: &[u8], comma: u8) -> Option<Layout> {
        let mut names = Vec::new();
        for field in Fields::new(first, comma) {
            let mut name = Vec::new();
            unquote(field.ok()?, &mut name);
            names.push(name.trim_ascii().to_ascii_lowercase());
        }
        let n_fields = names.len();
        let column = |name: &str| names.iter().position(|field| field == name.as_bytes());
        let numbers = NUMBERS.map(column);
        let is_other = |name: &[u8]| !NUMBERS.iter().any(|number| number.as_bytes() == name);
        let key = column("key").or_else(|| names.iter().position(|name| is_other(name)));
        let table = Layout { format: Format::TableWithHeader, comma, n_fields, key: key?, numbers };
        if column("key").is_some() || numbers.iter().any(Option::is_some) {
            return Some(table);
        }
        let has_numbers = (2..=4).contains(&n_fields) && names[1..].iter().all(|name| number(name).is_some());
        let is_quoted = n_fields == 1 && first.starts_with(b"\"");
        let numbers = [1, 2, 3].map(|at| (at < n_fields).then_some(at));
        (has_numbers || is_quoted).then_some(Layout { format: Format::Table, key: 0, numbers, ..table })
    }
}

/// The fields of a row, as they are written.
struct Fields<'a> {
    row: &'a [u8],
    comma: u8,
    /// Where the next begins, unless the last was there.
    start: Option<usize>,
}

impl<'a> Fields<'a> {
    fn new(row: &'a [u8], comma: u8) -> Fields<'a> {
        Fields { row, comma, start: Some(0) }
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Result<&'a [u8], Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.start?;
        let rest = &self.row[start..];
        let (mut place, mut end, mut is_after_quote) = (Place::FieldStart, rest.len(), false);
        for (at, &byte) in rest.iter().enumerate() {
            let before = place;
            place = place.after(byte, self.comma);
            if place == Place::FieldStart {
                end = at;
                break;
            }
            is_after_quote |= before == Place::Closed && place == Place::Unquoted;
        }
        let is_last = end == rest.len();
        self.start = (!is_last).then_some(start + end + 1);
        Some(match place {
            Place::Quoted => Err(Fault::OpenQuote),
            _ if is_after_quote => Err(Fault::AfterQuote),
            _ => Ok(&rest[..end]),
        })
    }
}

/// Adds what a well-formed field says: without its quotes, two inside being one.
fn unquote(field: &[u8], text: &mut Vec<u8>) {
    if field.first() != Some(&b'"') {
        return text.extend_from_slice(field);
    }
    let mut is_second = false;
    for &byte in &field[1..field.len() - 1] {
        is_second = byte == b'"' && !is_second;
        if !is_second {
            text.push(byte);
        }
    }
}

/// A whole number; nothing counts as 0.
fn number(text: &[u8]) -> Option<u32> {
    text.trim_ascii().iter().try_fold(0u32, |sum, &digit| {
        digit.is_ascii_digit().then_some(())?;
        sum.checked_mul(10)?.checked_add(u32::from(digit - b'0'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn read(text: &[u8]) -> Own {
        let mut reader = Reader::new(text.len());
        reader.take(text);
        reader.finish()
    }

    /// What was read, as lines: the format, each key with its numbers, and the bad rows.
    fn told(own: &Own) -> String {
        let numbers = |at: usize| {
            let columns = [("reads", &own.reads), ("writes", &own.writes), ("bytes", &own.bytes)];
            columns
                .map(|(name, column)| column.as_ref().map_or(String::new(), |column| format!(" {name}={}", column[at])))
        };
        let mut lines = vec![format!("{:?}", own.format)];
        let keys = own.keys.iter().enumerate();
        lines.extend(keys.map(|(at, key)| format!("{:?}{}", String::from_utf8_lossy(key), numbers(at).concat())));
        lines.extend(own.bad.iter().map(|bad| format!("line {}, `{}`: {}", bad.line, bad.text, bad.fault)));
        let counts = (own.n_rows, own.n_bad, own.n_duplicates);
        lines.push(format!("{} rows, {} bad, {} again", counts.0, counts.1, counts.2));
        lines.join("\n") + "\n"
    }

    fn check(text: &str, expect: Expect) {
        expect.assert_eq(&told(&read(text.as_bytes())));
    }

    #[test]
    fn lines_are_keys() {
        check(
            "user-1\nuser-2, and more\n\n  \nuser-3",
            expect![[r#"
            Some(Lines)
            "user-1"
            "user-2, and more"
            "user-3"
            3 rows, 0 bad, 0 again
        "#]],
        );
    }

    #[test]
    fn a_header_names_the_columns() {
        check(
            "Writes,note,key,bytes\n5,x,a,100\n,,b,7\n",
            expect![[r#"
            Some(TableWithHeader)
            "a" writes=5 bytes=100
            "b" writes=0 bytes=7
            2 rows, 0 bad, 0 again
        "#]],
        );
        check(
            "id;reads\na;1\nb;2\n",
            expect![[r#"
            Some(TableWithHeader)
            "a" reads=1
            "b" reads=2
            2 rows, 0 bad, 0 again
        "#]],
        );
    }

    #[test]
    fn a_table_needs_no_header() {
        check(
            "a,1\n\"b, \"\"c\"\"\",2\n\"d\ne\",3",
            expect![[r#"
            Some(Table)
            "a" reads=1
            "b, \"c\"" reads=2
            "d\ne" reads=3
            3 rows, 0 bad, 0 again
        "#]],
        );
        check(
            "\"a, b\"\n\"c\"\nd",
            expect![[r#"
            Some(Table)
            "a, b"
            "c"
            "d"
            3 rows, 0 bad, 0 again
        "#]],
        );
        check(
            "a\t1\t2\t3",
            expect![[r#"
            Some(Table)
            "a" reads=1 writes=2 bytes=3
            1 rows, 0 bad, 0 again
        "#]],
        );
    }

    #[test]
    fn every_kind_of_line_end_and_a_byte_order_mark_will_do() {
        check(
            "\u{feff}key,reads\r\na,1\r\n\r\nb,2\rc,3\n\rd,x",
            expect![[r#"
            Some(TableWithHeader)
            "a" reads=1
            "b" reads=2
            "c" reads=3
            line 7, `d,x`: `x` is no number of reads: write a whole one below 4,294,967,296, such as `120`
            4 rows, 1 bad, 0 again
        "#]],
        );
        check(
            "\u{feff}\"a\",1",
            expect![[r#"
            Some(Table)
            "a" reads=1
            1 rows, 0 bad, 0 again
        "#]],
        );
    }

    #[test]
    fn a_bad_row_is_explained_and_the_others_are_read() {
        check(
            "key,reads\na,1\nb,x\nc\nd,1,2\n,3\n\"e\"f,1\ng,4294967296\nh,-1\ni, 12 \n\"\",5",
            expect![[r#"
                Some(TableWithHeader)
                "a" reads=1
                "i" reads=12
                line 3, `b,x`: `x` is no number of reads: write a whole one below 4,294,967,296, such as `120`
                line 4, `c`: it has 1 of 2 fields: write the others, or take the row out
                line 5, `d,1,2`: it has 3 fields and the first row 2: put a key that holds a separator in quotes, `"a, b"`
                line 6, `,3`: it has no key: write one, or take the row out
                line 7, `"e"f,1`: something follows a closing quote: write a quote inside a field as `""`
                line 8, `g,4294967296`: `4294967296` is no number of reads: write a whole one below 4,294,967,296, such as `120`
                line 9, `h,-1`: `-1` is no number of reads: write a whole one below 4,294,967,296, such as `120`
                line 11, `"",5`: it has no key: write one, or take the row out
                10 rows, 8 bad, 0 again
            "#]],
        );
    }

    #[test]
    fn a_quote_that_is_not_closed_costs_its_line_only() {
        check(
            "key,reads\n\"a,1\nb,2\nc,3\n",
            expect![[r#"
            Some(TableWithHeader)
            "b" reads=2
            "c" reads=3
            line 2, `"a,1`: a quote is not closed: add a `"`, or write one inside a field as `""`
            3 rows, 1 bad, 0 again
        "#]],
        );
        let many: String = (0..2000).map(|at| format!("k{at},{at}\n")).collect();
        let own = read(format!("a,1\n\"b,2\n{many}").as_bytes());
        assert_eq!((own.keys.len(), own.n_bad, own.bad[0].line), (2001, 1, 2));
        assert_eq!(own.reads.expect("a column")[1..], (0..2000).collect::<Vec<_>>());
    }

    #[test]
    fn a_key_that_comes_again_adds_its_requests() {
        check(
            "a,1,10,5\nb,2,20,6\na,3,30,4\n",
            expect![[r#"
            Some(Table)
            "a" reads=4 writes=40 bytes=5
            "b" reads=2 writes=20 bytes=6
            3 rows, 0 bad, 1 again
        "#]],
        );
    }

    #[test]
    fn keys_that_cannot_be_kept_are_explained() {
        let long = "x".repeat(KEY_BYTES_MAX + 1);
        let text = [b"ok\n\xff\xfe\n", long.as_bytes(), b"\n", &[b'y'; 10_000], b"\nlast"].concat();
        expect![[r#"
            Some(Lines)
            "ok"
            "last"
            line 2, `��`: its key is not UTF-8: save the file in that encoding
            line 3, `xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…`: its key has 257 bytes: shorten it to 256
            line 4, `yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy…`: it is longer than 4096 bytes: is every key on a line of its own?
            5 rows, 3 bad, 0 again
        "#]].assert_eq(&told(&read(&text)));
    }

    #[test]
    fn only_the_first_bad_rows_are_explained() {
        let own = read(format!("a,1\n{}", "b\n".repeat(1000)).as_bytes());
        assert_eq!((own.n_bad, own.n_rows, own.bad.len()), (1000, 1001, N_EXPLAINED_MAX));
    }

    #[test]
    fn nothing_gives_nothing() {
        assert_eq!(read(b""), Own::default());
        assert_eq!(read(b"\n \r\n\t"), Own::default());
    }

    #[test]
    fn what_is_beyond_the_limits_is_left_out() {
        let mut reader = Reader::new(0);
        reader.take(b"a\nb\nc\n");
        let own = reader.finish();
        assert_eq!((own.keys.len(), &own.bad[0].fault, own.n_bad), (1, &Fault::ManyKeys, 2));

        let row = [b'x'; 99].as_slice();
        let mut reader = Reader::new(BYTES_MAX);
        (0..BYTES_MAX / 100).for_each(|_| reader.take(&[row, b"\n"].concat()));
        reader.take(b"more\nand more");
        let own = reader.finish();
        assert_eq!((own.keys.len(), own.n_duplicates, own.n_bad), (1, BYTES_MAX as u32 / 100 - 1, 1));
        assert_eq!((own.bad[0].line, &own.bad[0].fault), (BYTES_MAX as u32 / 100 + 1, &Fault::LargeFile));
    }
}
