//! How cells look: colours, number formats, dates.

use std::sync::LazyLock;

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

/// Headings and lines of charts.
pub(super) const INK: Color = Color::RGB(0x1F_3A_4D);
/// Behind headers.
pub(super) const HEADER: Color = Color::RGB(0xDC_E6_EA);
/// Behind totals.
pub(super) const TOTAL: Color = Color::RGB(0xF1_F5_F6);
/// Lines between cells.
pub(super) const LINE: Color = Color::RGB(0xC9_D5_DA);
/// Side remarks.
pub(super) const QUIET: Color = Color::RGB(0x6B_7B_83);
/// Money that came in.
pub(super) const INFLOW: Color = Color::RGB(0x4F_8A_8B);
/// Bars behind numbers.
pub(super) const BAR: Color = Color::RGB(0xBF_DA_DA);
/// Money that went out.
pub(super) const OUTFLOW: Color = Color::RGB(0xD0_8C_60);
/// Less than nothing.
pub(super) const NEGATIVE: Color = Color::RGB(0xA9_44_42);

/// Rupees and paise in lakhs; below zero in thousands.
///
/// A format has room for two conditions only, and `soffice` drops the sign of what falls through both. So below zero has a section of its own, and
/// crores and large negative amounts have formats of their own, chosen when the cell is written: an edited cell may be grouped the western way, but
/// never loses its sign. Source: our choice, looked at in `soffice` 7.4; the grouping is the usual Indian one.
const MONEY: &str = r"[>=100000]##\,##\,##0.00;[<0]-##,##0.00;##,##0.00";
const CRORES: &str = r"[>=10000000]##\,##\,##\,##0.00;[<0]-##,##0.00;##,##0.00";
const MINUS_LAKHS: &str = r"##,##0.00;-##\,##\,##0.00";
const MINUS_CRORES: &str = r"##,##0.00;-##\,##\,##\,##0.00";
/// Whole numbers, as [`MONEY`].
pub(super) const COUNT: &str = r"[>=100000]##\,##\,##0;[<0]-##,##0;##,##0";
const DATE: &str = "dd-mmm-yyyy";
const MONTH: &str = "mmm yyyy";

/// Every look of a cell.
pub(super) struct Style {
    pub(super) title: Format,
    pub(super) heading: Format,
    pub(super) note: Format,
    pub(super) header: Format,
    pub(super) header_number: Format,
    pub(super) header_month: Format,
    pub(super) body: Looks,
    /// Everything at the left, numbers too: values beside their labels.
    pub(super) facts: Looks,
    pub(super) total: Looks,
    /// A difference that should not be there.
    pub(super) alarm: Format,
}

/// One look for each kind of value.
pub(super) struct Looks {
    pub(super) text: Format,
    /// Text a spreadsheet program must not take for a formula, not even when it is edited.
    pub(super) quoted: Format,
    /// Long text, in several lines.
    pub(super) wrapped: Format,
    /// The same, quoted.
    pub(super) wrapped_quoted: Format,
    /// Text among numbers, at the right as they are.
    pub(super) among_numbers: Format,
    money: Format,
    crores: Format,
    /// Less than nothing: little, lakhs, crores.
    below: [Format; 3],
    pub(super) count: Format,
    pub(super) date: Format,
    pub(super) month: Format,
    pub(super) link: Format,
}

static STYLE: LazyLock<Style> = LazyLock::new(Style::new);

/// The looks of all sheets.
pub(super) fn style() -> &'static Style {
    &STYLE
}

impl Style {
    fn new() -> Self {
        let base = Format::new().set_align(FormatAlign::Top);
        let strong = base.clone().set_bold().set_font_color(INK);
        let header = strong
            .clone()
            .set_background_color(HEADER)
            .set_border_bottom(FormatBorder::Thin)
            .set_border_bottom_color(LINE)
            .set_text_wrap()
            .set_align(FormatAlign::Left)
            .set_indent(1);
        Style {
            title: strong.clone().set_font_size(16),
            heading: strong.clone().set_font_size(12),
            note: base.clone().set_italic().set_font_color(QUIET),
            header_month: header
                .clone()
                .set_indent(0)
                .set_num_format(MONTH)
                .set_align(FormatAlign::Right),
            header_number: header.clone().set_indent(0).set_align(FormatAlign::Right),
            header,
            total: Looks::on(&strong.set_background_color(TOTAL)),
            body: Looks::on(&base),
            facts: Looks::at_the_left(&base),
            alarm: base
                .set_bold()
                .set_font_color(NEGATIVE)
                .set_background_color(Color::RGB(0xF7_E6_E4))
                .set_num_format(MONEY),
        }
    }
}

impl Looks {
    fn at_the_left(base: &Format) -> Self {
        let left = |format: Format| format.set_align(FormatAlign::Left).set_indent(1);
        let right = Looks::on(base);
        Looks {
            money: left(right.money),
            crores: left(right.crores),
            below: right.below.map(left),
            count: left(right.count),
            link: left(right.link),
            ..right
        }
    }

    fn on(base: &Format) -> Self {
        let text = base.clone().set_align(FormatAlign::Left).set_indent(1);
        Looks {
            quoted: text.clone().set_quote_prefix(),
            wrapped: text.clone().set_text_wrap(),
            wrapped_quoted: text.clone().set_text_wrap().set_quote_prefix(),
            among_numbers: base
                .clone()
                .set_align(FormatAlign::Right)
                .set_text_wrap()
                .set_quote_prefix(),
            text,
            money: base.clone().set_num_format(MONEY),
            crores: base.clone().set_num_format(CRORES),
            below: [MONEY, MINUS_LAKHS, MINUS_CRORES]
                .map(|format| base.clone().set_font_color(NEGATIVE).set_num_format(format)),
            count: base.clone().set_num_format(COUNT),
            date: base
                .clone()
                .set_num_format(DATE)
                .set_align(FormatAlign::Left)
                .set_indent(1),
            month: base
                .clone()
                .set_num_format(MONTH)
                .set_align(FormatAlign::Left)
                .set_indent(1),
            link: base.clone().set_font_color(INFLOW).set_align(FormatAlign::Right),
        }
    }

    /// The look of so much money.
    pub(super) fn of_money(&self, rupees: f64) -> &Format {
        let [little, lakhs, crores] = &self.below;
        match rupees {
            ..=-10_000_000.0 => crores,
            ..=-100_000.0 => lakhs,
            ..0.0 => little,
            10_000_000.0.. => &self.crores,
            _ => &self.money,
        }
    }
}
