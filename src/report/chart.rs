//! The two charts of `Tổng hợp`: decisions by the day they were signed, with the known points
//! and the deadline; and where each group of communes stands.
//!
//! Native charts over data that stand right of the print area. Counts are given, never made here.

use rust_xlsxwriter::{
    Chart, ChartAxisLabelPosition, ChartDataLabel, ChartDataLabelPosition, ChartFont, ChartFormat,
    ChartLegendPosition, ChartLine, ChartLineDashType, ChartMarker, ChartMarkerType, ChartSeries,
    ChartSolidFill, ChartType, Color, IntoExcelDateTime, XlsxError,
};

use crate::clock::Date;
use crate::document::{Content, words};
use crate::report::ink::{ASIDE, BODY, COUNT, DAY};
use crate::report::layout::{Cell, Page};
use crate::report::sheet::NAMES;
use crate::rule::{Group, Progress};

/// First columns of the data of each chart, right of the print area and a gap.
const CURVE_DATA: u16 = 11;
const GROUPS_DATA: u16 = 18;
/// Width of both charts in pixels: the printed columns.
const WIDTH: u32 = 600;
const CURVE_HEIGHT: u32 = 300;
const GROUPS_HEIGHT: u32 = 270;

const NAVY: Color = Color::RGB(0x001F_4E79);
const GREEN: Color = Color::RGB(0x002E_7D5B);
const AMBER: Color = Color::RGB(0x00E0_A030);
const RED: Color = Color::RGB(0x00B0_3A2E);
const LIGHT_RED: Color = Color::RGB(0x00E2_9C8F);
const GREY: Color = Color::RGB(0x00B8_B8B8);

/// Places both charts below what is written, each whole on a page.
pub(super) fn place(
    page: &mut Page,
    content: &Content<'_>,
    progress: &Progress,
) -> Result<(), XlsxError> {
    // Without known points of the past, the section before these is left out.
    let first = if content.milestones.is_empty() { 3 } else { 4 };
    titled(
        page,
        &format!("{first}. Số đơn vị đã ban hành quyết định, cộng dồn theo ngày ký"),
        CURVE_HEIGHT,
    )?;
    let curve = curve(page, content, progress)?;
    insert(page, &curve, CURVE_HEIGHT)?;
    titled(
        page,
        &format!("{}. Tình trạng theo khu vực và loại đơn vị", first + 1),
        GROUPS_HEIGHT,
    )?;
    let groups = groups(page, progress)?;
    insert(page, &groups, GROUPS_HEIGHT)
}

fn titled(page: &mut Page, title: &str, height: u32) -> Result<(), XlsxError> {
    page.keep_together(f64::from(height) * 0.75 + 50.0);
    page.line(title, BODY.bold())
}

/// Inserts a chart and leaves as much room as it takes.
fn insert(page: &mut Page, chart: &Chart, height: u32) -> Result<(), XlsxError> {
    page.sheet
        .insert_chart_with_offset(page.row, 0, chart, 0, 2)?;
    let rows = height.div_ceil(20) + 1;
    for _ in 0..rows {
        page.space(15.0)?;
    }
    Ok(())
}

/// The steps of the count: before and after each day of signing, then flat to the last day.
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

fn curve(page: &mut Page, content: &Content<'_>, progress: &Progress) -> Result<Chart, XlsxError> {
    let judgement = content.judgement;
    let top = page.row;
    let steps = steps(content.cumulative, judgement.as_of);
    let known: Vec<(Date, u32)> = content
        .milestones
        .iter()
        .map(|milestone| (milestone.date, milestone.issued))
        .collect();
    let highest = scale(progress.communes);
    let deadline = [(judgement.deadline, 0), (judgement.deadline, highest)];
    let series = [
        ("Đơn vị đã ban hành quyết định (cộng dồn)", &steps[..]),
        ("Số liệu đã công bố", &known[..]),
        ("Thời hạn", &deadline[..]),
    ];
    let mut chart = Chart::new(ChartType::ScatterStraight);
    for (position, (name, points)) in (0u16..).zip(series) {
        if points.is_empty() {
            continue;
        }
        let column = CURVE_DATA + 2 * position;
        let name = if position == 2 {
            format!("{name} {}", words::date(judgement.deadline))
        } else {
            name.to_owned()
        };
        page.put(top, column, &Cell::text("Ngày"), ASIDE.bold())?;
        page.put(top, column + 1, &Cell::text(&name), ASIDE.bold())?;
        let mut row = top;
        for (day, count) in points {
            row += 1;
            page.put(row, column, &Cell::Day(*day), ASIDE.number(DAY))?;
            page.put(row, column + 1, &Cell::Count(*count), ASIDE.number(COUNT))?;
        }
        let added = chart
            .add_series()
            .set_name(name.as_str())
            .set_categories((NAMES[0], top + 1, column, row, column))
            .set_values((NAMES[0], top + 1, column + 1, row, column + 1));
        match position {
            0 => {
                added
                    .set_format(ChartFormat::new().set_line(line(NAVY, 2.25).set_hidden(false)))
                    .set_marker(ChartMarker::new().set_none());
                label_last(added, points.len(), None);
            }
            1 => {
                added
                    .set_format(ChartFormat::new().set_no_line())
                    .set_marker(
                        ChartMarker::new()
                            .set_type(ChartMarkerType::Diamond)
                            .set_size(10)
                            .set_format(
                                ChartFormat::new()
                                    .set_solid_fill(ChartSolidFill::new().set_color(AMBER))
                                    .set_border(ChartLine::new().set_color(RED)),
                            ),
                    )
                    .set_data_label(
                        ChartDataLabel::new()
                            .show_value()
                            .set_position(ChartDataLabelPosition::Below)
                            .set_font(font(10.0).set_bold()),
                    );
            }
            _ => {
                added
                    .set_format(
                        ChartFormat::new()
                            .set_line(line(RED, 1.5).set_dash_type(ChartLineDashType::Dash)),
                    )
                    .set_marker(ChartMarker::new().set_none());
                label_last(added, points.len(), Some(&name));
            }
        }
    }
    let first = [
        steps.first().map(|(day, _)| *day),
        known.first().map(|(day, _)| *day),
        Some(judgement.deadline),
    ]
    .into_iter()
    .flatten()
    .min()
    .unwrap_or(judgement.deadline);
    let last = judgement.as_of.max(judgement.deadline);
    let days = (last - first).num_days() + 6;
    chart
        .x_axis()
        .set_min(serial(first) - 3.0)
        .set_max(serial(last) + 3.0)
        .set_major_unit(
            f64::from(u32::try_from(days).unwrap_or(30))
                .mul_add(0.125, 0.0)
                .ceil(),
        )
        .set_num_format("dd/mm")
        .set_font(&font(10.0))
        .set_major_gridlines(false)
        .set_label_position(ChartAxisLabelPosition::Low);
    chart
        .y_axis()
        .set_min(0)
        .set_max(highest)
        .set_font(&font(10.0))
        .set_name("Số xã, phường, đặc khu")
        .set_name_font(&font(10.0))
        .set_major_gridlines_line(ChartLine::new().set_color(Color::RGB(0x00DD_DDDD)));
    finish(
        &mut chart,
        CURVE_HEIGHT,
        "Số đơn vị đã ban hành quyết định, cộng dồn theo ngày ký, kèm số liệu đã công bố và thời hạn",
    );
    Ok(chart)
}

/// Labels the last point only, with its value or with words.
fn label_last(series: &mut ChartSeries, points: usize, words: Option<&str>) {
    let mut labels = vec![ChartDataLabel::new().set_hidden().to_custom(); points];
    if let Some(last) = labels.last_mut() {
        let mut label = ChartDataLabel::new();
        label.set_font(font(10.0).set_bold());
        if let Some(words) = words {
            label.set_value(words);
        }
        *last = label.to_custom();
    }
    series
        .set_data_label(
            ChartDataLabel::new()
                .show_value()
                .set_position(match words {
                    Some(_) => ChartDataLabelPosition::Right,
                    None => ChartDataLabelPosition::Above,
                }),
        )
        .set_custom_data_labels(&labels);
}

fn groups(page: &mut Page, progress: &Progress) -> Result<Chart, XlsxError> {
    let top = page.row;
    let headings = [
        "Nhóm",
        "Đúng hạn",
        "Ban hành sau hạn",
        "Chưa đủ căn cứ xác nhận",
        "Chưa ban hành",
        "Chưa báo cáo",
    ];
    for (column, heading) in (GROUPS_DATA..).zip(headings) {
        page.put(top, column, &Cell::text(heading), ASIDE.bold())?;
    }
    let mut row = top;
    for group in ordered(&progress.groups) {
        row += 1;
        page.put(row, GROUPS_DATA, &Cell::text(label(group)), ASIDE)?;
        let counts = [
            group.on_time,
            group.late,
            group.incomplete,
            group.not_issued,
            group.not_reported,
        ];
        for (column, count) in (GROUPS_DATA + 1..).zip(counts) {
            page.put(row, column, &Cell::Count(count), ASIDE.number("#,##0;;"))?;
        }
    }
    let mut chart = Chart::new(ChartType::BarPercentStacked);
    let colours = [GREEN, NAVY, AMBER, LIGHT_RED, GREY];
    for ((column, name), colour) in (GROUPS_DATA + 1..).zip(&headings[1..]).zip(colours) {
        let light = matches!(column - GROUPS_DATA, 3..=5);
        chart
            .add_series()
            .set_name(*name)
            .set_categories((NAMES[0], top + 1, GROUPS_DATA, row, GROUPS_DATA))
            .set_values((NAMES[0], top + 1, column, row, column))
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
                    .set_font(font(10.0).set_bold().set_color(if light {
                        Color::Black
                    } else {
                        Color::White
                    })),
            );
    }
    chart.x_axis().set_font(&font(10.0));
    chart
        .y_axis()
        .set_font(&font(10.0))
        .set_num_format("0%")
        .set_major_gridlines_line(ChartLine::new().set_color(Color::RGB(0x00DD_DDDD)));
    finish(
        &mut chart,
        GROUPS_HEIGHT,
        "Tình trạng ban hành theo khu vực và loại đơn vị",
    );
    Ok(chart)
}

/// Former provinces above, kinds below: bars are drawn from the bottom up.
fn ordered(groups: &[Group]) -> Vec<&Group> {
    let by = |by: &'static str| {
        groups
            .iter()
            .filter(move |group| group.by == by && !group.name.is_empty())
    };
    let downwards: Vec<&Group> = by("former_province").chain(by("kind")).collect();
    downwards.into_iter().rev().collect()
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
        .set_font(&font(10.0));
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

/// A round number of communes that the count fits under.
fn scale(communes: u32) -> u32 {
    let step = if communes <= 200 { 20 } else { 500 };
    communes.div_ceil(step) * step
}

fn serial(day: Date) -> f64 {
    day.to_excel_serial_date()
}
