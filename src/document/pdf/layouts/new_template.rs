//! A table in a form no bank uses: its header has none of the words a statement has, and no column holds a balance.

use super::{Align, Amounts, Colour, Column, DateLine, Face, Header, Key, Rules, SpecialRow, Style, Table};

const VIOLET: Colour = Colour(88, 60, 122);

/// The table under any bank's heading.
pub(crate) const NEW_TEMPLATE: Table = Table {
    columns: &[
        Column {
            key: Key::Date,
            header: &["When"],
            x: 40.0,
            width: 70.0,
            align: Align::Left,
        },
        Column {
            key: Key::Narration,
            header: &["What it was for"],
            x: 110.0,
            width: 275.0,
            align: Align::Left,
        },
        Column {
            key: Key::Debit,
            header: &["Sent"],
            x: 385.0,
            width: 80.0,
            align: Align::Right,
        },
        Column {
            key: Key::Credit,
            header: &["Got"],
            x: 465.0,
            width: 85.0,
            align: Align::Right,
        },
    ],
    header: Header {
        style: Style::new(Face::SansBold, 9.0).coloured(Colour::WHITE),
        band: Some(VIOLET),
        leading: 11.0,
        padding: 4.0,
        is_repeated: true,
    },
    style: Style::new(Face::Sans, 8.0),
    leading: 10.0,
    padding: 6.0,
    rules: Rules {
        has_frame: false,
        has_columns: false,
        has_rows: false,
        has_header: false,
        stripe: Some(Colour(240, 236, 246)),
        thickness: 0.4,
        colour: VIOLET,
    },
    date_format: "%a %-d %b",
    date_line: DateLine::First,
    empty_amount: "",
    amounts: Amounts {
        is_grouped: true,
        amount_suffixes: ("", ""),
        balance_suffixes: None,
    },
    reference_digits: 0,
    first_rows: &[],
    page_first_rows: &[],
    page_last_rows: &[SpecialRow {
        style: Style::new(Face::SansItalic, 8.0),
        cells: &[(Key::Narration, "You were left with {page_closing} after this page")],
    }],
    last_rows: &[],
};
