//! The panels that compare the families, and those on why anybody replicates.

use faultline_model::maths::throughput::speedup;
use yew::prelude::*;

use super::config::FamiliesConfig;
use super::run::{FAMILIES, MEASURES};
use super::view::Shown;
use super::words;
use crate::markup::html;
use crate::settings::parse_percent;
use crate::ui::chart::{Axis, Chart, Series, chart};
use crate::ui::panel::{hint, panel, status};
use crate::ui::setting::text as text_setting;
use crate::ui::table::{head, row, table, text};

/// The most replicas of the chart.
const CHART_MAX: u32 = 12;

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
    let picture = chart(&throughput_chart(config, shown.scene.room.is_narrow));
    panel(
        "throughput",
        words::THROUGHPUT,
        vec![field, status(words::throughput(config)), picture, hint(words::THROUGHPUT_HINT)],
    )
}

fn throughput_chart(config: &FamiliesConfig, is_narrow: bool) -> Chart {
    let axis =
        |label: &str, to: f64, decimals| Axis { label: label.to_owned(), from: 1.0, to, is_log: false, decimals };
    let line = |name: &str, of: &dyn Fn(u32) -> f64| Series {
        name: name.to_owned(),
        points: (1..=CHART_MAX).map(|n| (f64::from(n), of(n))).collect(),
        band: Vec::new(),
    };
    let most = f64::from(CHART_MAX);
    Chart {
        said: words::throughput(config),
        x: axis(words::THROUGHPUT_X, most, 0),
        y: axis(words::THROUGHPUT_Y, most, 2),
        series: vec![line(words::WHOLE, &|n| speedup(n, config.writes)), line(words::SHARDED, &f64::from)],
        markers: Vec::new(),
        here: None,
        is_narrow,
    }
}

/// What sets the families apart, whatever the run.
pub fn peers() -> Html {
    let rows = words::PEER_ROWS.map(|[name, rest @ ..]| row(name, rest.map(str::to_owned).to_vec())).to_vec();
    panel("peers", words::PEERS, vec![table(words::PEERS, &head(&words::PEER_COLUMNS), rows)])
}
