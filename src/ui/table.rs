//! Tables: a head, and rows that begin with their name. A wide one scrolls within itself.

use yew::prelude::*;

use crate::markup::html;

/// A row: its name, then its cells.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// Sets the row apart, for example as the one that is meant.
    pub class: &'static str,
    pub name: Html,
    pub cells: Vec<Html>,
}

/// A row of plain text.
pub fn row(name: impl Into<AttrValue>, cells: Vec<String>) -> Row {
    Row { class: "", name: text(name), cells: cells.into_iter().map(text).collect() }
}

/// Plain text.
pub fn text(text: impl Into<AttrValue>) -> Html {
    yew::virtual_dom::VText::new(text).into()
}

/// A table; `label` names it for screen readers, and `head` may be empty.
pub fn table(label: impl std::fmt::Display, head: &[Html], rows: Vec<Row>) -> Html {
    let label = format!("{label} (table)");
    let column = |(at, name): (usize, &Html)| html! { <th key={at} scope="col">{ name.clone() }</th> };
    html! {
        <div class="scroll" role="region" tabindex="0" aria-label={label}>
            <table>
                <thead hidden={head.is_empty()}><tr>{ for head.iter().enumerate().map(column) }</tr></thead>
                <tbody>{ for rows.into_iter().enumerate().map(table_row) }</tbody>
            </table>
        </div>
    }
}

/// The head of a table, from plain text.
pub fn head(names: &[&'static str]) -> Vec<Html> {
    names.iter().map(|name| text(*name)).collect()
}

fn table_row((at, row): (usize, Row)) -> Html {
    let cell = |(at, cell): (usize, Html)| html! { <td key={at}>{ cell }</td> };
    html! {
        <tr key={at} class={row.class}>
            <th scope="row">{ row.name }</th>
            { for row.cells.into_iter().enumerate().map(cell) }
        </tr>
    }
}
