//! Line charts: series over a linear or logarithmic axis, with bands, published values, and where we are now; the same
//! as a table. Lines differ in their pattern first and in their colour second.

use yew::prelude::*;

use crate::markup::html;

use super::axis::{label, log_ticks, log2, millionths, ticks};
use super::number::fixed;
use super::table::{row, table, text};
use super::words;

/// An axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// What it shows, with the unit: `Time since the write, ms`.
    pub label: String,
    /// For a logarithmic axis above zero.
    pub from: f64,
    pub to: f64,
    pub is_log: bool,
    /// How many decimals its values have in the table.
    pub decimals: u32,
}

/// A line.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    pub name: String,
    /// By rising x.
    pub points: Vec<(f64, f64)>,
    /// Around the line: low and high for each of its points; empty for none.
    pub band: Vec<(f64, f64)>,
}

/// A value from elsewhere, such as a published one.
#[derive(Debug, Clone, PartialEq)]
pub struct Marker {
    pub x: f64,
    pub y: f64,
    pub name: String,
}

/// A chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// What it shows, in a sentence, with its result; it is the picture's description.
    pub said: String,
    pub x: Axis,
    pub y: Axis,
    /// At most four: there are no more patterns.
    pub series: Vec<Series>,
    pub markers: Vec<Marker>,
    /// The present x.
    pub here: Option<f64>,
    /// Whether it is drawn for a narrow page.
    pub is_narrow: bool,
}

/// The most lines of a chart's table.
const ROWS_MAX: usize = 16;
const LEFT: i32 = 46;
const RIGHT: i32 = 20;
const TOP: i32 = 26;
const BOTTOM: i32 = 40;

/// Where values stand, in tenths of a unit.
struct Plot<'a> {
    chart: &'a Chart,
    width: i32,
    height: i32,
}

impl Axis {
    /// Where a value stands between the ends of the axis, 0 to 1 within it.
    fn share(&self, value: f64) -> f64 {
        match self.is_log {
            true => (log2(value) - log2(self.from)) / (log2(self.to) - log2(self.from)),
            false => (value - self.from) / (self.to - self.from),
        }
    }

    /// Round values along it, in millionths.
    fn ticks(&self, count: u32) -> Vec<i64> {
        let (from, to) = (millionths(self.from), millionths(self.to));
        if self.is_log { log_ticks(from, to, count) } else { ticks(from, to, count) }
    }
}

impl Series {
    /// The place of the last point at or before x, and how far x is towards the next one.
    fn before(&self, x: f64) -> Option<(usize, f64)> {
        let at = self.points.partition_point(|(other, _)| *other <= x).checked_sub(1)?;
        match (self.points[at], self.points.get(at + 1)) {
            ((from, _), Some((to, _))) if to > &from => Some((at, (x - from) / (to - from))),
            ((from, _), _) => (x <= from).then_some((at, 0.0)),
        }
    }

    /// The value at x, in between by the straight line.
    pub fn value(&self, x: f64) -> Option<f64> {
        let (at, share) = self.before(x)?;
        let next = self.points.get(at + 1).unwrap_or(&self.points[at]);
        Some(self.points[at].1 + (next.1 - self.points[at].1) * share)
    }
}

impl Plot<'_> {
    fn of(chart: &Chart) -> Plot<'_> {
        let (width, height) = if chart.is_narrow { (340, 250) } else { (640, 290) };
        Plot { chart, width, height }
    }

    fn x(&self, value: f64) -> i32 {
        let room = f64::from(self.width - LEFT - RIGHT);
        ((f64::from(LEFT) + self.chart.x.share(value).clamp(-1.0, 2.0) * room) * 10.0) as i32
    }

    fn y(&self, value: f64) -> i32 {
        let room = f64::from(self.height - TOP - BOTTOM);
        ((f64::from(self.height - BOTTOM) - self.chart.y.share(value).clamp(-1.0, 2.0) * room) * 10.0) as i32
    }

    fn point(&self, (x, y): (f64, f64)) -> String {
        format!("{} {}", tenths(self.x(x)), tenths(self.y(y)))
    }

    fn path(&self, points: impl Iterator<Item = (f64, f64)>) -> String {
        let mut path = String::new();
        for point in points {
            path.push_str(if path.is_empty() { "M" } else { "L" });
            path.push_str(&self.point(point));
        }
        path
    }
}

fn tenths(value: i32) -> String {
    let sign = if value < 0 { "-" } else { "" };
    format!("{sign}{}.{}", value.abs() / 10, value.abs() % 10)
}

/// The chart with its legend and its table.
pub fn chart(chart: &Chart) -> Html {
    html! {
        <figure class="chart">
            { picture(chart) }
            { legend(chart) }
            <details>
                <summary>{ words::CHART_TABLE }</summary>
                { values(chart) }
            </details>
        </figure>
    }
}

/// The chart alone.
pub fn picture(chart: &Chart) -> Html {
    let plot = Plot::of(chart);
    let (width, height) = (plot.width, plot.height);
    let (plot_width, plot_height) = (width - LEFT - RIGHT + 8, height - TOP - BOTTOM + 8);
    // A picture within the picture: what lies beyond the axes is cut off.
    html! {
        <svg class="chart-picture" role="img" aria-label={chart.said.clone()} viewBox={format!("0 0 {width} {height}")}>
            { axes(&plot) }
            <svg x={(LEFT - 4).to_string()} y={(TOP - 4).to_string()} width={plot_width.to_string()}
                height={plot_height.to_string()}
                viewBox={format!("{} {} {plot_width} {plot_height}", LEFT - 4, TOP - 4)}>
                { for chart.series.iter().enumerate().map(|(at, series)| line(&plot, at, series)) }
                { here(&plot) }
                { for chart.markers.iter().enumerate().map(|(at, marker)| published(&plot, at, marker)) }
            </svg>
        </svg>
    }
}

fn axes(plot: &Plot) -> Html {
    let Plot { chart, width, height } = *plot;
    let (bottom, right) = (height - BOTTOM, width - RIGHT);
    let (count_x, count_y) = if chart.is_narrow { (4, 4) } else { (8, 5) };
    let (x_ticks, y_ticks) = (chart.x.ticks(count_x), chart.y.ticks(count_y));
    let mut grid = String::new();
    let mut labels = Vec::new();
    for tick in x_ticks {
        let x = tenths(plot.x(tick as f64 / 1e6));
        grid.push_str(&format!("M{x} {TOP}V{bottom}"));
        let y = (bottom + 16).to_string();
        labels.push(html! { <text key={format!("x{tick}")} class="x" {x} {y}>{ label(tick) }</text> });
    }
    for tick in y_ticks {
        let y = plot.y(tick as f64 / 1e6);
        grid.push_str(&format!("M{LEFT} {}H{right}", tenths(y)));
        let (x, y) = ((LEFT - 7).to_string(), tenths(y + 40));
        labels.push(html! { <text key={format!("y{tick}")} class="y" {x} {y}>{ label(tick) }</text> });
    }
    html! {
        <g class="axes" aria-hidden="true">
            <path class="grid" d={grid} />
            <path class="frame" d={format!("M{LEFT} {TOP}V{bottom}H{right}")} />
            { for labels }
            <text key="name-x" class="name-x" x={right.to_string()} y={(height - 6).to_string()}>
                { &chart.x.label }
            </text>
            <text key="name-y" class="name-y" x="2" y="12">{ &chart.y.label }</text>
        </g>
    }
}

fn line(plot: &Plot, at: usize, series: &Series) -> Html {
    let lows = series.points.iter().zip(&series.band).map(|((x, _), (low, _))| (*x, *low));
    let highs = series.points.iter().zip(&series.band).map(|((x, _), (_, high))| (*x, *high));
    let mut band = plot.path(lows.chain(highs.rev()));
    if !band.is_empty() {
        band.push('z');
    }
    html! {
        <g key={at} class={format!("series series-{at}")}>
            <path class="band" d={band} />
            <path class="line" d={plot.path(series.points.iter().copied())} />
        </g>
    }
}

/// The present x, and a dot on every line there.
fn here(plot: &Plot) -> Html {
    let Some(x) = plot.chart.here else { return html! { <g></g> } };
    let dots = plot.chart.series.iter().enumerate().filter_map(|(at, series)| Some((at, series.value(x)?)));
    let dot = |(at, y): (usize, f64)| {
        html! {
            <circle key={at} class={format!("series-{at}")} r="4" cx={tenths(plot.x(x))} cy={tenths(plot.y(y))} />
        }
    };
    html! {
        <g class="here-x">
            <path d={format!("M{} {TOP}V{}", tenths(plot.x(x)), plot.height - BOTTOM)} />
            { for dots.map(dot) }
        </g>
    }
}

fn published(plot: &Plot, at: usize, marker: &Marker) -> Html {
    let (x, y) = (plot.x(marker.x), plot.y(marker.y));
    let is_right = x > plot.width * 6;
    let (shift, anchor) = if is_right { (-90, "end") } else { (90, "start") };
    html! {
        <g key={at} class="published">
            <path d={format!("M{} {}l6 6l-6 6l-6-6z", tenths(x), tenths(y - 60))} />
            <text x={tenths(x + shift)} y={tenths(y + 40)} text-anchor={anchor}>{ &marker.name }</text>
        </g>
    }
}

fn legend(chart: &Chart) -> Html {
    let entry = |(at, series): (usize, &Series)| {
        let class = format!("series series-{at}");
        html! {
            <li key={at}>
                <svg viewBox="0 0 34 12" width="34" height="12" aria-hidden="true" {class}>
                    <path class="line" d="M1 6h32" />
                </svg>
                { &series.name }
            </li>
        }
    };
    let published = html! {
        <li key="published">
            <svg viewBox="-8 -8 16 16" width="16" height="16" aria-hidden="true" class="published">
                <path d="M0-6l6 6l-6 6l-6-6z" />
            </svg>
            { words::PUBLISHED }
        </li>
    };
    html! {
        <ul class="legend">
            { for chart.series.iter().enumerate().map(entry) }
            { for (!chart.markers.is_empty()).then_some(published) }
        </ul>
    }
}

/// The same as a table: not each of the points, but evenly many of them.
fn values(chart: &Chart) -> Html {
    let xs: Vec<f64> = chart.series.first().into_iter().flat_map(|series| &series.points).map(|(x, _)| *x).collect();
    let n_rows = xs.len().min(ROWS_MAX);
    let nth = |at: usize| xs[at * (xs.len() - 1) / n_rows.saturating_sub(1).max(1)];
    let decimals = chart.y.decimals;
    let value = |series: &Series, x: f64| {
        let Some((at, share)) = series.before(x) else { return String::new() };
        let value = series.value(x).map(|value| fixed(value, decimals)).unwrap_or_default();
        match series.band.get(at) {
            Some((low, high)) if share == 0.0 => {
                words::with_band(&value, &fixed(*low, decimals), &fixed(*high, decimals))
            }
            _ => value,
        }
    };
    let shown = (0..n_rows)
        .map(nth)
        .map(|x| row(fixed(x, chart.x.decimals), chart.series.iter().map(|series| value(series, x)).collect()));
    let published = chart.markers.iter().map(|marker| {
        let (x, y) = (fixed(marker.x, chart.x.decimals), fixed(marker.y, decimals));
        row(x, vec![format!("{}: {y}", marker.name)])
    });
    let names = chart.series.iter().map(|series| series.name.clone());
    let head: Vec<Html> = std::iter::once(chart.x.label.clone()).chain(names).map(text).collect();
    table(&chart.y.label, &head, shown.chain(published).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prerender::render;

    fn sample(is_log: bool) -> Chart {
        let axis = |label: &str, from, to, is_log| Axis { label: label.to_owned(), from, to, is_log, decimals: 1 };
        Chart {
            said: "Reads become current.".to_owned(),
            x: axis("Time, ms", 1.0, 100.0, is_log),
            y: axis("Current reads, %", 0.0, 100.0, false),
            series: vec![Series {
                name: "R=1".to_owned(),
                points: vec![(1.0, 50.0), (10.0, 80.0), (100.0, 100.0)],
                band: vec![(48.0, 52.0), (79.0, 81.0), (99.0, 100.0)],
            }],
            markers: vec![Marker { x: 10.0, y: 79.0, name: "2012".to_owned() }],
            here: Some(55.0),
            is_narrow: false,
        }
    }

    #[component]
    fn Sample() -> Html {
        chart(&sample(true))
    }

    #[test]
    fn values_in_between_lie_on_the_line() {
        let series = &sample(false).series[0];
        assert_eq!(series.value(55.0), Some(90.0));
        assert_eq!((series.value(1.0), series.value(100.0)), (Some(50.0), Some(100.0)));
        assert_eq!((series.value(0.5), series.value(101.0)), (None, None));
    }

    #[test]
    fn a_logarithmic_axis_has_equal_steps_for_equal_ratios() {
        let chart = sample(true);
        let plot = Plot::of(&chart);
        let [first, middle, last] = [1.0, 10.0, 100.0].map(|x| plot.x(x));
        assert!((first + last - 2 * middle).abs() <= 2, "{first} {middle} {last}");
        assert_eq!((first, last), (LEFT * 10, (plot.width - RIGHT) * 10));
        assert_eq!([0.0, 100.0].map(|y| plot.y(y)), [(plot.height - BOTTOM) * 10, TOP * 10]);
    }

    #[test]
    fn the_picture_says_what_it_shows_and_the_table_says_it_again() {
        let html = render::<Sample>(());
        for part in ["aria-label=\"Reads become current.\"", "80.0 (79.0 to 81.0)", "2012: 79.0", "Time, ms", "R=1"] {
            assert!(html.contains(part), "{part} in {html}");
        }
        assert!(!html.contains("style=") && !html.contains("NaN"), "{html}");
    }
}
