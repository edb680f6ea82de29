//! The two charts of `Tổng hợp`: decisions by the day they were signed, with the known points and
//! the deadline; and the status of each group of communes.
//!
//! Native charts of data to the right of the print area. The counts are given, never made here.

use rust_xlsxwriter::{
    Chart, ChartAxisLabelPosition, ChartDataLabel, ChartDataLabelPosition, ChartFont, ChartFormat,
    ChartLayout, ChartLegendPosition, ChartLine, ChartLineDashType, ChartMarker, ChartMarkerType,
    ChartSeries, ChartSolidFill, ChartType, Color, IntoExcelDateTime, XlsxError,
};

use crate::clock::{Date, written};
use crate::document::{Content, words};
use crate::report::ink::{ASIDE, BODY, COUNT};
use crate::report::layout::{Cell, SheetWriter};
use crate::report::measure;
use crate::rule::{Group, Grouping, Judgement, Progress, Words};

/// The first column of each chart's data, to the right of the print area and a gap.
const CURVE_DATA: u16 = 12;
const GROUPS_DATA: u16 = 19;
/// The width of each chart in pixels: half of the printed columns.
const WIDTH: u32 = 302;
/// The least height of a chart in pixels, and the height that each bar
/// adds if there are many groups.
const HEIGHT: u32 = 240;
const BAR: u32 = 24;
/// The font size of the names beside the bars.
const NAMES_SIZE: f64 = 8.0;
/// The most areas that are drawn.
const MOST_AREAS: usize = 16;

const NAVY: Color = Color::RGB(0x001F_4E79);
const GREEN: Color = Color::RGB(0x002E_7D5B);
const AMBER: Color = Color::RGB(0x00E0_A030);
const RED: Color = Color::RGB(0x00B0_3A2E);
const LIGHT_RED: Color = Color::RGB(0x00E2_9C8F);
const TEAL: Color = Color::RGB(0x0070_B8A8);
const GREY: Color = Color::RGB(0x00B8_B8B8);

/// Places both charts side by side below the last row, on one page. Takes the number of the first
/// chart's section and the column at which the right chart starts.
pub(super) fn place(
    page: &mut SheetWriter,
    content: &Content<'_>,
    progress: &Progress,
    (first, split): (usize, u16),
) -> Result<(), XlsxError> {
    let bars = u32::try_from(ordered(&progress.groups).len()).expect("a few groups");
    let second = match bars {
        // The campaign has no groups, or more areas than are drawn.
        0 => String::new(),
        _ => format!("{}. Tình trạng theo khu vực, loại đơn vị", first + 1),
    };
    let height = HEIGHT.max(90 + BAR * bars);
    page.keep_together(f64::from(height) * 0.75 + 50.0);
    let last = page.last_column();
    let own = &content.judgement.words;
    page.spans(&[
        (
            0,
            split - 1,
            Cell::text(format!(
                "{first}. {}, cộng dồn theo {}",
                own.issued, own.moment
            )),
            BODY.sized(12.0).bold(),
        ),
        (split, last, Cell::text(second), BODY.sized(12.0).bold()),
    ])?;
    let mut curve = curve(page, content, progress)?;
    finish(
        &mut curve,
        height,
        &format!(
            "Số đơn vị {}, cộng dồn theo {}, kèm số liệu đã công bố và thời hạn",
            words::lower(&own.done),
            own.moment
        ),
    );
    let row = page.row;
    page.sheet.insert_chart_with_offset(row, 0, &curve, 0, 2)?;
    if bars > 0 {
        let mut groups = groups(page, own, progress)?;
        let alternative = format!("{} theo khu vực và loại đơn vị", own.state);
        finish(&mut groups, height, &alternative);
        page.sheet
            .insert_chart_with_offset(row, split, &groups, 8, 2)?;
    }
    for _ in 0..=height.div_ceil(20) {
        page.space(15.0)?;
    }
    Ok(())
}

/// Returns the count as steps: its value before and after each day of
/// signing, then flat to the last day.
fn steps(cumulative: &[(Date, u32)], last: Date) -> Vec<(Date, u32)> {
    let mut steps = Vec::new();
    let mut before = 0;
    for (day, count) in cumulative {
        steps.push((*day, before));
        steps.push((*day, *count));
        before = *count;
    }
    if cumulative.last().is_none_or(|(day, _)| *day < last) {
        steps.push((last, before));
    }
    steps
}

/// Draws the count by the day of signing as steps, with the known
/// points and the deadline as a line.
fn curve(
    page: &mut SheetWriter,
    content: &Content<'_>,
    progress: &Progress,
) -> Result<Chart, XlsxError> {
    let judgement = content.judgement;
    let steps = steps(content.cumulative, judgement.as_of);
    let known: Vec<(Date, u32)> = content
        .milestones
        .iter()
        .map(|milestone| (milestone.date, milestone.issued))
        .collect();
    let highest = scale(progress.communes);
    let deadline = [(judgement.deadline, 0), (judgement.deadline, highest)];
    let mut chart = Chart::new(ChartType::ScatterStraight);
    // The count is in the legend: a label at its point would lie on the line of the deadline.
    let name = format!(
        "{} (cộng dồn): {}",
        judgement.words.issued,
        words::count(progress.issued)
    );
    if let Some(series) = plotted(&mut chart, page, CURVE_DATA, &name, &steps)? {
        series
            .set_format(ChartFormat::new().set_line(line(NAVY, 2.25).set_hidden(false)))
            .set_marker(ChartMarker::new().set_none());
    }
    let name = "Số liệu đã công bố";
    if let Some(series) = plotted(&mut chart, page, CURVE_DATA + 2, name, &known)? {
        as_points(series);
    }
    let name = format!("Thời hạn {}", written(judgement.deadline));
    if let Some(series) = plotted(&mut chart, page, CURVE_DATA + 4, &name, &deadline)? {
        series
            .set_format(
                ChartFormat::new().set_line(line(RED, 1.5).set_dash_type(ChartLineDashType::Dash)),
            )
            .set_marker(ChartMarker::new().set_none());
    }
    let firsts = [steps.first(), known.first(), deadline.first()];
    let first = firsts.into_iter().flatten().map(|(day, _)| *day).min();
    axes(
        &mut chart,
        first.unwrap_or(judgement.deadline),
        judgement,
        highest,
    );
    Ok(chart)
}

/// Writes points into two columns beside the print area and adds them to the chart as a series.
fn plotted<'a>(
    chart: &'a mut Chart,
    page: &mut SheetWriter,
    column: u16,
    name: &str,
    points: &[(Date, u32)],
) -> Result<Option<&'a mut ChartSeries>, XlsxError> {
    if points.is_empty() {
        return Ok(None);
    }
    let home = page.sheet.name();
    let top = page.row;
    page.put(top, column, &Cell::text("Ngày"), ASIDE.bold())?;
    page.put(top, column + 1, &Cell::text(name), ASIDE.bold())?;
    let mut row = top;
    for (day, count) in points {
        row += 1;
        page.put(row, column, &Cell::Day(*day), ASIDE)?;
        page.put(row, column + 1, &Cell::Count(*count), ASIDE.number(COUNT))?;
    }
    let series = chart
        .add_series()
        .set_name(name)
        .set_categories((home.as_str(), top + 1, column, row, column))
        .set_values((home.as_str(), top + 1, column + 1, row, column + 1));
    Ok(Some(series))
}

/// Draws a series as diamonds with their values, without a line.
fn as_points(series: &mut ChartSeries) {
    series
        .set_format(ChartFormat::new().set_no_line())
        .set_marker(
            ChartMarker::new()
                .set_type(ChartMarkerType::Diamond)
                .set_size(9)
                .set_format(
                    ChartFormat::new()
                        .set_solid_fill(ChartSolidFill::new().set_color(AMBER))
                        .set_border(ChartLine::new().set_color(RED)),
                ),
        )
        .set_data_label(
            ChartDataLabel::new()
                .show_value()
                .set_position(ChartDataLabelPosition::Left)
                .set_font(font(9.0).set_bold()),
        );
}

/// Sets the axes: days from before the first point to after the last,
/// and a round number of communes.
fn axes(chart: &mut Chart, first: Date, judgement: &Judgement, highest: u32) {
    let last = judgement.as_of.max(judgement.deadline);
    let days = u32::try_from((last - first).num_days() + 6).unwrap_or(30);
    chart
        .x_axis()
        .set_min(serial(first) - 3.0)
        .set_max(serial(last) + 3.0)
        .set_major_unit((f64::from(days) / 6.0).ceil())
        .set_num_format("d/m")
        .set_font(&font(9.0))
        .set_major_gridlines(false)
        .set_label_position(ChartAxisLabelPosition::Low);
    chart
        .y_axis()
        .set_min(0)
        .set_max(highest)
        .set_font(&font(9.0))
        .set_major_gridlines_line(ChartLine::new().set_color(Color::RGB(0x00DD_DDDD)));
}

fn groups(page: &mut SheetWriter, own: &Words, progress: &Progress) -> Result<Chart, XlsxError> {
    let home = page.sheet.name();
    let top = page.row;
    let names = names(own, progress);
    for (column, name) in (GROUPS_DATA..).zip(&names) {
        page.put(top, column, &Cell::text(*name), ASIDE.bold())?;
    }
    let mut row = top;
    for group in ordered(&progress.groups) {
        row += 1;
        group_row(page, row, group, names.len() - 1)?;
    }
    let mut chart = Chart::new(ChartType::BarPercentStacked);
    let colours = [GREEN, NAVY, AMBER, LIGHT_RED, GREY, TEAL];
    for ((column, name), colour) in (GROUPS_DATA + 1..).zip(&names[1..]).zip(colours) {
        let ink = match column - GROUPS_DATA {
            3..=5 => Color::Black,
            _ => Color::White,
        };
        chart
            .add_series()
            .set_name(*name)
            .set_categories((home.as_str(), top + 1, GROUPS_DATA, row, GROUPS_DATA))
            .set_values((home.as_str(), top + 1, column, row, column))
            .set_gap(45)
            .set_format(
                ChartFormat::new()
                    .set_solid_fill(ChartSolidFill::new().set_color(colour))
                    .set_border(ChartLine::new().set_color(Color::White).set_width(0.75)),
            )
            .set_data_label(
                ChartDataLabel::new()
                    .show_value()
                    .set_num_format("#,##0;;")
                    .set_font(font(9.0).set_bold().set_color(ink)),
            );
    }
    // Every group is named, however many there are.
    chart
        .x_axis()
        .set_font(&font(NAMES_SIZE))
        .set_label_interval(1);
    // A fixed plot area leaves room for each name on one line: if a name takes two, LibreOffice
    // leaves out every second one.
    let left = names_share(&ordered(&progress.groups));
    chart.plot_area().set_layout(
        &ChartLayout::new()
            .set_offset(left, 0.03)
            .set_dimensions(0.97 - left, 0.66),
    );
    chart
        .y_axis()
        .set_font(&font(9.0))
        .set_num_format("0%")
        .set_major_unit(0.5)
        .set_major_gridlines_line(ChartLine::new().set_color(Color::RGB(0x00DD_DDDD)));
    Ok(chart)
}

/// Returns the headings of the data columns: the group, then its counts.
fn names<'a>(own: &'a Words, progress: &Progress) -> Vec<&'a str> {
    let mut names = vec![
        "Nhóm",
        own.on_time.as_str(),
        &own.late,
        &own.incomplete,
        &own.not_issued,
        &own.not_reported,
    ];
    // Issued communes whose date is not known follow those whose date is.
    let mut groups = progress.groups.iter();
    if groups.any(|group| group.issued > group.on_time + group.late) {
        names.push(&own.undated);
    }
    names
}

/// Writes the first `columns` counts of a group.
fn group_row(
    page: &mut SheetWriter,
    row: u32,
    group: &Group,
    columns: usize,
) -> Result<(), XlsxError> {
    page.put(row, GROUPS_DATA, &Cell::text(label(group)), ASIDE)?;
    let counts = [
        group.on_time,
        group.late,
        group.incomplete,
        group.not_issued,
        group.not_reported,
        group.issued - group.on_time - group.late,
    ];
    for (column, count) in (GROUPS_DATA + 1..).zip(counts.into_iter().take(columns)) {
        page.put(row, column, &Cell::Count(count), ASIDE.number("#,##0;;"))?;
    }
    Ok(())
}

/// Orders groups so that areas are above and kinds below: bars are drawn from the bottom up.
fn ordered(groups: &[Group]) -> Vec<&Group> {
    let by = |by: &'static str| {
        groups
            .iter()
            .filter(move |group| group.by == by && !group.name.is_empty())
    };
    let areas: Vec<&Group> = Grouping::AREAS
        .into_iter()
        .flat_map(|area| by(area.id()))
        .collect();
    // A page has no room for that many bars; the table lists every area.
    let areas = if areas.len() > MOST_AREAS {
        Vec::new()
    } else {
        areas
    };
    let downwards: Vec<&Group> = areas.into_iter().chain(by(Grouping::Kind.id())).collect();
    downwards.into_iter().rev().collect()
}

/// Returns the share of the chart's width that the longest name takes.
fn names_share(groups: &[&Group]) -> f64 {
    let widths = groups
        .iter()
        .map(|group| measure::width(&label(group), NAMES_SIZE, false));
    let longest = widths.fold(0.0, f64::max);
    ((longest + 16.0) / f64::from(WIDTH)).clamp(0.31, 0.55)
}

fn label(group: &Group) -> String {
    format!("{} ({})", words::group(group), words::count(group.communes))
}

fn finish(chart: &mut Chart, height: u32, alternative: &str) {
    chart
        .set_width(WIDTH)
        .set_height(height)
        .set_alt_text(alternative);
    chart.title().set_hidden();
    chart
        .legend()
        .set_position(ChartLegendPosition::Bottom)
        .set_font(&font(9.0));
    chart
        .chart_area()
        .set_format(ChartFormat::new().set_no_border());
}

fn line(colour: Color, width: f64) -> ChartLine {
    ChartLine::new().set_color(colour).set_width(width).clone()
}

fn font(size: f64) -> ChartFont {
    ChartFont::new()
        .set_name("Times New Roman")
        .set_size(size)
        .clone()
}

/// Rounds a number of communes up to the end of an axis.
fn scale(communes: u32) -> u32 {
    let step = if communes <= 200 { 20 } else { 500 };
    communes.div_ceil(step) * step
}

fn serial(day: Date) -> f64 {
    day.to_excel_serial_date()
}
