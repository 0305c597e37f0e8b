//! A deck as comma-separated values (RFC 4180): a line of names, then a line a card.
//!
//! ```text
//! id,question,answer,why,wrong 1,why wrong 1,belief 1,step 1,unit,tolerance,lab,scenario
//! ```
//!
//! Only `question` and `answer` must be there, and the columns may stand in any order. Tabs and semicolons separate as
//! well as commas do: what the first line has most of. A quote that is not closed costs its line alone: the lines after
//! it are read again as rows of their own.

use super::draft::{Field, NAMES, named};
use super::{BYTES_MAX, Draft, Fault, Place, Read, TEXT_MAX};
use crate::link::shortened;

/// A row's texts, each with its place.
type Row = Vec<(String, Place)>;

/// Reads a file; what is wrong with a card costs that card.
pub fn read(text: &str) -> Read {
    if text.len() > BYTES_MAX {
        return Read::too_long(text.len());
    }
    let mut read = Read::default();
    let mut rows = Rows::new(text);
    let columns = loop {
        match rows.next_row() {
            None => {
                read.note(fault(1, "there is nothing in it; begin with a line of names such as `question,answer`"));
                return read;
            }
            Some(Err(fault)) => read.note(fault),
            Some(Ok(row)) => break columns(&row, &mut read),
        }
    };
    let has = |name: &str| columns.iter().flatten().any(|(column, _)| *column == name);
    if !has("question") {
        read.note(fault(1, "no column is named `question`; begin with a line of names such as `question,answer`"));
        return read;
    }
    while let Some(row) = rows.next_row() {
        match row {
            Err(fault) => read.note(fault),
            Ok(row) => {
                let place = row.first().map_or_else(Place::default, |(_, place)| *place);
                let card = fields(row, &columns, place).and_then(|fields| Draft::read(&fields, place));
                read.take(card, place);
            }
        }
    }
    read
}

/// Writes cards, with those columns that they need.
pub fn write(cards: &[Draft]) -> String {
    let rows: Vec<Vec<Field>> = cards.iter().map(Draft::fields).collect();
    let mut columns: Vec<(usize, usize, usize)> = Vec::new();
    for field in rows.iter().flatten() {
        let rank = NAMES.iter().position(|name| *name == field.name).unwrap_or_default();
        // Each wrong answer stands beside what is wrong with it.
        let group = if OF_WRONG.contains(&field.name) { 4 } else { rank };
        let column = (group, field.n, rank);
        if let Err(place) = columns.binary_search(&column) {
            columns.insert(place, column);
        }
    }
    let head = columns.iter().map(|(_, n, rank)| NAMES[*rank].replace('#', &n.to_string()));
    let mut text = line(head);
    for row in &rows {
        let cell = |(_, n, rank): &(usize, usize, usize)| {
            let field = row.iter().find(|field| field.name == NAMES[*rank] && field.n == *n);
            field.map_or_else(String::new, |field| field.text.clone())
        };
        text += &line(columns.iter().map(cell));
    }
    text
}

const OF_WRONG: [&str; 3] = ["wrong #", "why wrong #", "belief #"];

fn line(cells: impl Iterator<Item = String>) -> String {
    let mut line = String::new();
    for (at, text) in cells.enumerate() {
        if at > 0 {
            line.push(',');
        }
        if text.contains([',', '"', '\n', '\r', '\t', ';', '#']) {
            line += &format!("\"{}\"", text.replace('"', "\"\""));
        } else {
            line += &text;
        }
    }
    line + "\n"
}

fn fault(line: usize, what: &str) -> Fault {
    Fault { place: Place { line, column: 1 }, what: what.to_owned() }
}

/// What the columns are; those that nobody knows are told and passed over.
fn columns(row: &Row, read: &mut Read) -> Vec<Option<(&'static str, usize)>> {
    let mut columns = Vec::new();
    for (name, place) in row {
        let column = named(name);
        if column.is_none() && !name.trim().is_empty() {
            let known = NAMES.map(|name| name.replace('#', "1")).join(", ");
            let what = format!("there is no column `{}`; it is passed over. It knows {known}", shortened(name));
            read.note(Fault { place: *place, what });
        }
        columns.push(column.filter(|column| !columns.contains(&Some(*column))));
    }
    columns
}

fn fields(row: Row, columns: &[Option<(&'static str, usize)>], place: Place) -> Result<Vec<Field>, Fault> {
    if row.len() > columns.len() {
        let (found, n) = (row.len(), columns.len());
        let what =
            format!("it has {found} fields and the first line {n}: put a text with a comma in quotes, `\"a, b\"`");
        return Err(Fault { place, what });
    }
    let field = |((text, place), column): ((String, Place), &Option<(&'static str, usize)>)| {
        column.map(|(name, n)| Field { name, n, text, place })
    };
    Ok(row.into_iter().zip(columns).filter_map(field).collect())
}

/// The rows of a text, one by one.
struct Rows<'a> {
    rest: &'a str,
    /// Of what is to come, from 1.
    line: usize,
    separator: char,
}

impl<'a> Rows<'a> {
    fn new(text: &'a str) -> Rows<'a> {
        let rest = text.strip_prefix('\u{feff}').unwrap_or(text);
        let head = rest.trim_start().lines().next().unwrap_or_default();
        let count = |separator: &char| head.matches(*separator).count();
        let most = [',', ';', '\t'].into_iter().rev().max_by_key(count);
        Rows { rest, line: 1, separator: most.unwrap_or(',') }
    }

    /// The next row that is not blank, or what is wrong with it.
    fn next_row(&mut self) -> Option<Result<Row, Fault>> {
        loop {
            if self.rest.is_empty() {
                return None;
            }
            let row = self.row();
            if !matches!(&row, Ok(row) if row.iter().all(|(text, _)| text.trim().is_empty())) {
                return Some(row);
            }
        }
    }

    fn row(&mut self) -> Result<Row, Fault> {
        let (start, first_line) = (self.rest, self.line);
        let mut reader = Cell { rest: start, place: Place { line: first_line, column: 1 } };
        let mut row = Vec::new();
        loop {
            let place = reader.place;
            match reader.cell(self.separator) {
                Ok(text) => row.push((text, place)),
                Err(what) => {
                    // The lines after it are rows of their own.
                    self.rest = start.split_once('\n').map_or("", |(_, rest)| rest);
                    self.line = first_line + 1;
                    return Err(Fault { place, what: what.to_owned() });
                }
            }
            if !reader.skip(self.separator) {
                break;
            }
        }
        reader.end_line();
        (self.rest, self.line) = (reader.rest, reader.place.line);
        Ok(row)
    }
}

/// Reads the cells of a row.
struct Cell<'a> {
    rest: &'a str,
    place: Place,
}

impl Cell<'_> {
    /// # Errors
    /// What is wrong with its quotes, and the fix.
    fn cell(&mut self, separator: char) -> Result<String, &'static str> {
        if !self.rest.starts_with('"') {
            let end = self.rest.find([separator, '\n']).unwrap_or(self.rest.len());
            let text = self.rest[..end].trim_end_matches('\r').to_owned();
            self.go(end);
            return Ok(text);
        }
        self.go(1);
        let mut text = String::new();
        loop {
            // A text can have that many characters; beyond, a quote was forgotten.
            let reach = self.rest.char_indices().nth(2 * TEXT_MAX).map_or(self.rest.len(), |(at, _)| at);
            let end = self.rest[..reach].find('"');
            let end = end.ok_or("this quote is not closed; close it, or write a quote within quotes twice")?;
            text += &self.rest[..end];
            self.go(end + 1);
            if !self.rest.starts_with('"') {
                break;
            }
            text.push('"');
            self.go(1);
        }
        let is_over = self.rest.is_empty() || self.rest.starts_with([separator, '\n', '\r']);
        if is_over { Ok(text) } else { Err("something follows its closing quote; write a quote within quotes twice") }
    }

    /// Whether a separator stands here; then it is passed.
    fn skip(&mut self, separator: char) -> bool {
        let is_there = self.rest.starts_with(separator);
        if is_there {
            self.go(separator.len_utf8());
        }
        is_there
    }

    fn end_line(&mut self) {
        let end = self.rest.find('\n').map_or(self.rest.len(), |at| at + 1);
        self.go(end);
    }

    /// Passes so many bytes.
    fn go(&mut self, bytes: usize) {
        let (passed, rest) = self.rest.split_at(bytes);
        match passed.rsplit_once('\n') {
            None => self.place.column += passed.chars().count(),
            Some((_, last)) => {
                self.place.line += passed.matches('\n').count();
                self.place.column = last.chars().count() + 1;
            }
        }
        self.rest = rest;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    fn check(text: &str, expect: Expect) {
        let read = read(text);
        let mut said = write(&read.cards);
        read.faults.iter().for_each(|fault| said += &format!("{fault}\n"));
        expect.assert_eq(&said);
    }

    #[test]
    fn a_table_of_questions_is_a_deck() {
        check(
            "\u{feff}question;answer;wrong 1;why wrong 1\r\nIs it?;\"Yes; always\";No;It is\r\n\r\nWhy?;Because\r\n",
            expect![[r#"
                id,question,answer,wrong 1,why wrong 1
                q-hc3g958,Is it?,"Yes; always",No,It is
                q-78d2c3s,Why?,Because,,
            "#]],
        );
        check(
            "Question,Answer,id,topic\n\"a \"\"b\"\"\nc\",d,own-1,x\n",
            expect![[r#"
            id,question,answer
            own-1,"a ""b"" c",d
        "#]],
        );
        check(
            "id,question,step 1,step 2,step 3\no,In which order?,a,b,c\n",
            expect![[r#"
            id,question,step 1,step 2,step 3
            o,In which order?,a,b,c
        "#]],
        );
    }

    #[test]
    fn a_bad_row_costs_itself_and_is_explained() {
        check(
            "id,question,answer\na,\"x,y\nb,q,r\nA B,q,r\nb,again,r\nc,q\nd,q,r,s\ne,,r\nf,\"q\" x,r\ng,last,r",
            expect![[r#"
                id,question,answer
                b,q,r
                g,last,r
                line 2, column 3: something follows its closing quote; write a quote within quotes twice
                line 4, column 1: an id has up to 60 small letters, digits and single hyphens: write `a-b`, not `A B`
                line 5, column 1: its id `b` stands at a card before; give it another
                line 6, column 1: it has no answer; write one
                line 7, column 1: it has 4 fields and the first line 3: put a text with a comma in quotes, `"a, b"`
                line 8, column 1: it has no question; write one
                line 9, column 3: something follows its closing quote; write a quote within quotes twice
            "#]],
        );
        check(
            "id,question,answer,colour\na,q,r,red\n",
            expect![[r#"
            id,question,answer
            a,q,r
            line 1, column 20: there is no column `colour`; it is passed over. It knows id, question, answer, why, wrong 1, why wrong 1, belief 1, step 1, unit, tolerance, lab, scenario, topic, kind
        "#]],
        );
        check(
            "front,back\nx,y\n",
            expect![[r#"

            line 1, column 1: there is no column `front`; it is passed over. It knows id, question, answer, why, wrong 1, why wrong 1, belief 1, step 1, unit, tolerance, lab, scenario, topic, kind
            line 1, column 7: there is no column `back`; it is passed over. It knows id, question, answer, why, wrong 1, why wrong 1, belief 1, step 1, unit, tolerance, lab, scenario, topic, kind
            line 1, column 1: no column is named `question`; begin with a line of names such as `question,answer`
        "#]],
        );
        check(
            "",
            expect![[r#"

            line 1, column 1: there is nothing in it; begin with a line of names such as `question,answer`
        "#]],
        );
        check(
            "question,answer,wrong 1,wrong 2,why wrong 3\nq,r,r,,\nq2,r,w,w,\nq3,r,,,because\n",
            expect![[r#"

            line 2, column 5: this wrong answer is the same as another answer; change it
            line 3, column 8: this wrong answer is the same as another answer; change it
            line 4, column 8: this says why an answer is wrong that is not there; write the answer, too
        "#]],
        );
        check(
            "question,answer,lab,scenario\nq,r,nowhere,\nq2,r,,n=3\nq3,r,quorum,n=3\n",
            expect![[r#"
                id,question,answer,lab,scenario
                q-zeerh82,q3,r,quorum,n=3
                line 2, column 5: there is no lab `nowhere`; its name stands in its address, as `quorum` in labs/quorum/
                line 3, column 7: it does not say of which lab; add it
            "#]],
        );
    }

    #[test]
    fn numbers_have_a_unit() {
        let table = "question,answer,unit,tolerance\nq,43m 50s,duration,1%\nr,99.9 %,percent,\ns,7,,1\nt,x,count,\n";
        let numbers = read(table);
        assert_eq!((numbers.cards.len(), numbers.n_faults), (2, 2), "{numbers:?}");
    }

    #[test]
    fn limits_are_told() {
        let many: String = (0..=super::super::N_CARDS_MAX).map(|n| format!("question {n},a\n")).collect();
        let many = read(&format!("question,answer\n{many}"));
        assert_eq!((many.cards.len(), many.n_faults), (super::super::N_CARDS_MAX, 1));
        let long = read(&format!("question,answer\n{},a\n", "x".repeat(TEXT_MAX + 1)));
        assert!(long.faults[0].what.contains("shorten it to 4000"), "{long:?}");
        assert_eq!(read(&"x".repeat(BYTES_MAX + 1)).n_faults, 1);
        let faults = read(&format!("question,answer\n{}", ",a\n".repeat(99)));
        assert_eq!((faults.faults.len(), faults.n_faults), (super::super::N_FAULTS_TOLD, 99));
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "(\"|,|;|\t|\r|\n|question|answer|wrong 1|ö|[a-z#]| ){0,60}") {
            for head in ["", "id,question,answer,wrong 1,step 1\n"] {
                let cards = read(&format!("{head}{text}")).cards;
                let again = read(&write(&cards));
                prop_assert_eq!(again.cards, cards);
            }
        }
    }
}
