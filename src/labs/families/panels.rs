//! The panels that compare the families, and those on why anybody replicates.

use yew::prelude::*;

use super::config::FamiliesConfig;
use super::run::{FAMILIES, Family, MEASURES};
use super::view::Shown;
use super::words;
use crate::markup::html;
use crate::route::Route;
use crate::settings::parse_percent;
use crate::site::Link;
use crate::ui::number::fixed;
use crate::ui::panel::{hint, panel, paragraph, status};
use crate::ui::setting::text as text_setting;
use crate::ui::table::{head, row, table, text};

/// The numbers of replicas that are compared.
const REPLICAS: [u32; 6] = [1, 2, 3, 5, 10, 20];

/// A row a measure, a column a family.
pub fn compared(shown: &Shown) -> Html {
    let names = FAMILIES.iter().map(|family| text(words::family(*family)));
    let columns: Vec<Html> = std::iter::once(text(words::MEASURE)).chain(names).collect();
    let line = |measure| {
        row(words::measure(measure), shown.run.sides.iter().map(|side| words::value(side, measure)).collect())
    };
    let rows = MEASURES.into_iter().map(line).collect();
    panel("compared", words::COMPARED, vec![table(words::COMPARED, &columns, rows), hint(words::COMPARED_HINT)])
}

/// The three reasons, each with its proof.
pub fn why(shown: &Shown) -> Html {
    let rows =
        words::why(&shown.session().config, &shown.run).map(|[wish, brings, proof]| row(wish, vec![brings, proof]));
    panel("why", words::WHY, vec![table(words::WHY, &head(&words::WHY_COLUMNS), rows.to_vec())])
}

/// What further replicas add, by formula.
pub fn throughput(shown: &Shown) -> Html {
    let config = &shown.session().config;
    let field = html! {
        <div class="fields">
            { text_setting(("writes", words::WRITES, ""), &config.writes,
                shown.session(), parse_percent, ToString::to_string, |config, writes| config.writes = writes) }
        </div>
    };
    panel(
        "throughput",
        words::THROUGHPUT,
        vec![field, status(words::throughput(config)), multiples(config), hint(words::THROUGHPUT_HINT)],
    )
}

/// A row for copies of everything and one for parts, a column a number of replicas.
fn multiples(config: &FamiliesConfig) -> Html {
    let columns: Vec<Html> =
        std::iter::once(text(words::REPLICAS)).chain(REPLICAS.map(|n| text(n.to_string()))).collect();
    let line = |name, of: &dyn Fn(u32) -> String| row(name, REPLICAS.map(of).to_vec());
    let rows =
        vec![line(words::WHOLE, &|n| words::times(config, n)), line(words::SHARDED, &|n| fixed(f64::from(n), 2))];
    table(words::THROUGHPUT_TABLE, &columns, rows)
}

/// What sets the families apart, whatever the run.
pub fn peers() -> Html {
    let rows = words::PEER_ROWS.map(|[name, rest @ ..]| row(name, rest.map(str::to_owned).to_vec())).to_vec();
    panel("peers", words::PEERS, vec![table(words::PEERS, &head(&words::PEER_COLUMNS), rows)])
}

/// Where each family can be looked at more closely.
pub fn in_their_labs() -> Html {
    let link = |(family, id): (&Family, &'static str)| {
        let lab = Route::lab(id);
        html! { <li key={id}><Link to={lab}>{ words::family(*family) }</Link></li> }
    };
    let links = FAMILIES.iter().zip(["single_leader", "multi_leader", "quorum"]).map(link);
    panel("closer", words::CLOSER, vec![paragraph(words::CLOSER_HINT), html! { <ul>{ for links }</ul> }])
}
