//! Properties of placement: every key has one shard, loads sum up, own keys survive any text.

use faultline_model::placement::own::{Own, Reader};
use proptest::prelude::*;

/// What is read of a text that comes in pieces of these sizes, over and over.
fn read(text: &[u8], sizes: &[usize]) -> Own {
    let mut reader = Reader::new(text.len());
    let mut rest = text;
    for &size in sizes.iter().cycle() {
        let (piece, after) = rest.split_at(size.clamp(1, rest.len().max(1)).min(rest.len()));
        reader.take(piece);
        rest = after;
        if rest.is_empty() {
            break;
        }
    }
    reader.finish()
}

/// Texts that look like tables with faults in them, so that all branches are come by.
fn text() -> impl Strategy<Value = Vec<u8>> {
    let part = prop_oneof![
        4 => prop::sample::select(vec!["a", "b", "key", "reads", "7", "4294967296", "größe", "名", "\u{feff}", " "])
            .prop_map(|part| part.as_bytes().to_vec()),
        4 => prop::sample::select(vec![",", ";", "\t", "\"", "\"\"", "\n", "\r", "\r\n", "\n\n"])
            .prop_map(|part| part.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..4),
        1 => (4000usize..4200).prop_map(|n| vec![b'x'; n]),
    ];
    prop::collection::vec(part, 0..60).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn any_text_is_read_the_same_however_it_is_cut(text in text(), sizes in prop::collection::vec(1usize..50, 1..5)) {
        let whole = read(&text, &[usize::MAX]);
        prop_assert_eq!(&read(&text, &sizes), &whole);
        let n_kept = whole.keys.len() as u32 + whole.n_bad + whole.n_duplicates;
        prop_assert_eq!(n_kept, whole.n_rows);
        for column in [&whole.reads, &whole.writes, &whole.bytes].into_iter().flatten() {
            prop_assert_eq!(column.len(), whole.keys.len());
        }
    }

    #[test]
    fn tables_are_read_as_another_library_reads_them(
        rows in prop::collection::vec(("[a-c\",;\r\n é]{0,6}[a-c]", 0u32..1000, "[a-c\",\r\n]{0,4}", any::<u32>()), 0..30),
        is_crlf in any::<bool>(),
    ) {
        let terminator = if is_crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
        let mut writer = csv::WriterBuilder::new().terminator(terminator).from_writer(Vec::new());
        writer.write_record(["key", "reads", "note", "bytes"]).expect("memory");
        for (key, reads, note, bytes) in &rows {
            writer.write_record([key, &reads.to_string(), note, &bytes.to_string()]).expect("memory");
        }
        let text = writer.into_inner().expect("memory");
        let own = read(&text, &[7]);

        // The oracle, with equal keys put together as the chapter says.
        let mut expect: Vec<(Vec<u8>, u32, u32)> = Vec::new();
        for row in csv::Reader::from_reader(text.as_slice()).byte_records() {
            let row = row.expect("a row");
            let number = |at: usize| str::from_utf8(&row[at]).expect("digits").parse::<u32>().expect("a number");
            match expect.iter_mut().find(|(key, ..)| key == &row[0]) {
                Some((_, reads, bytes)) => (*reads, *bytes) = (*reads + number(1), (*bytes).max(number(3))),
                None => expect.push((row[0].to_vec(), number(1), number(3))),
            }
        }
        let (reads, bytes) = (own.reads.expect("a column"), own.bytes.expect("a column"));
        let got: Vec<_> = own.keys.iter().zip(reads).zip(bytes).map(|((key, r), b)| (key.to_vec(), r, b)).collect();
        prop_assert_eq!(got, expect);
        prop_assert_eq!((own.n_bad, own.n_rows as usize), (0, rows.len()));
        prop_assert!(own.writes.is_none());
    }
}
