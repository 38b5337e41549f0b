//! The plain statement of every bank without a layout of its own.

use super::{
    Align, Amounts, Block, Colour, Column, DateLine, Face, Header, Heading, Key, Layout, Line, Rules, Shape,
    SpecialRow, Style, Table,
};

const GREEN: Colour = Colour(20, 84, 60);
const PALE: Colour = Colour(226, 236, 230);
const LABEL: Style = Style::new(Face::SansBold, 8.0);
const VALUE: Style = Style::new(Face::Sans, 8.0);

/// Labelled heading in two columns, one table, a summary.
pub(super) const LAYOUT: Layout = Layout {
    width: 595.0,
    height: 842.0,
    creator: "Account Statement Module",
    producer: "Report Server PDF Export",
    date_format: "%d-%m-%Y",
    heading: Heading {
        height: 204.0,
        shapes: &[Shape::across(36.0, 60.0, 523.0, 1.2, GREEN)],
        blocks: &[
            Block {
                x: 36.0,
                y: 44.0,
                room: 523.0,
                style: Style::new(Face::SerifBold, 17.0).coloured(GREEN),
                lines: &[Line::Words(&["{bank}"])],
                ..Block::PLAIN
            },
            Block {
                x: 36.0,
                y: 56.0,
                style: Style::new(Face::Sans, 7.5).coloured(Colour::GREY),
                lines: &[Line::Words(&["Branch : {branch}"])],
                ..Block::PLAIN
            },
            Block {
                x: 297.5,
                y: 76.0,
                align: Align::Centre,
                style: Style::new(Face::SansBold, 10.0),
                lines: &[Line::Words(&[
                    "Statement of Account for the period {from} to {to}",
                    "Statement of Account",
                ])],
                ..Block::PLAIN
            },
            Block {
                x: 36.0,
                y: 98.0,
                leading: 11.5,
                value_x: 116.0,
                room: 190.0,
                style: LABEL,
                value_style: VALUE,
                lines: &[
                    Line::Field("Account Name", ": {holder}"),
                    Line::Address("Address", ": "),
                    Line::Field("Phone No.", ": {phone}"),
                    Line::Field("E-mail", ": {email}"),
                ],
                ..Block::PLAIN
            },
            Block {
                x: 330.0,
                y: 98.0,
                leading: 11.5,
                value_x: 420.0,
                room: 138.0,
                style: LABEL,
                value_style: VALUE,
                lines: &[
                    Line::Field("Account Number", ": {account_number}"),
                    Line::Field("Account Type", ": {account_scheme}"),
                    Line::Field("Customer ID", ": {customer_id}"),
                    Line::Field("IFSC Code", ": {ifsc}"),
                    Line::Field("MICR Code", ": {micr}"),
                    Line::Field("A/C Open Date", ": {opened_on}"),
                    Line::Field("OD Limit", ": {overdraft_limit}"),
                    Line::Field("Currency", ": INR"),
                    Line::Field("Nomination", ": Registered"),
                ],
                ..Block::PLAIN
            },
        ],
    },
    later_heading: Heading::none(40.0),
    every_page_shapes: &[Shape::across(36.0, 796.0, 523.0, 0.4, Colour::GREY)],
    every_page: &[Block {
        x: 559.0,
        y: 806.0,
        align: Align::Right,
        style: Style::new(Face::Sans, 7.0).coloured(Colour::GREY),
        lines: &[Line::Words(&["Page {page} of {pages}"])],
        ..Block::PLAIN
    }],
    bottom: 776.0,
    table: Table {
        columns: &[
            Column {
                key: Key::Date,
                header: &["Date"],
                x: 36.0,
                width: 50.0,
                align: Align::Left,
            },
            Column {
                key: Key::ValueDate,
                header: &["Value Date"],
                x: 86.0,
                width: 52.0,
                align: Align::Left,
            },
            Column {
                key: Key::Narration,
                header: &["Particulars"],
                x: 138.0,
                width: 150.0,
                align: Align::Left,
            },
            Column {
                key: Key::Reference,
                header: &["Chq/Ref No."],
                x: 288.0,
                width: 78.0,
                align: Align::Left,
            },
            Column {
                key: Key::Debit,
                header: &["Debit"],
                x: 366.0,
                width: 60.0,
                align: Align::Right,
            },
            Column {
                key: Key::Credit,
                header: &["Credit"],
                x: 426.0,
                width: 60.0,
                align: Align::Right,
            },
            Column {
                key: Key::Balance,
                header: &["Balance"],
                x: 486.0,
                width: 73.0,
                align: Align::Right,
            },
        ],
        header: Header {
            style: Style::new(Face::SansBold, 8.0),
            band: Some(PALE),
            leading: 9.5,
            padding: 4.0,
            is_repeated: true,
        },
        style: Style::new(Face::Sans, 7.5),
        leading: 9.0,
        padding: 4.5,
        rules: Rules {
            has_frame: false,
            has_columns: false,
            has_rows: true,
            has_header: true,
            stripe: None,
            thickness: 0.3,
            colour: Colour::GREY,
        },
        date_format: "%d-%m-%Y",
        date_line: DateLine::First,
        empty_amount: "",
        amounts: Amounts {
            is_grouped: true,
            amount_suffixes: ("", ""),
            balance_suffixes: Some((" Dr", " Cr")),
        },
        reference_digits: 0,
        first_rows: &[SpecialRow {
            style: Style::new(Face::SansBold, 7.5),
            cells: &[(Key::Narration, "Opening Balance"), (Key::Balance, "{opening}")],
        }],
        page_first_rows: &[],
        page_last_rows: &[],
        last_rows: &[],
    },
    ending: Heading {
        height: 92.0,
        shapes: &[],
        blocks: &[
            Block {
                x: 36.0,
                y: 22.0,
                leading: 12.0,
                value_x: 120.0,
                style: LABEL,
                value_style: VALUE,
                lines: &[
                    Line::Field("Total Debits", ": {total_debits}"),
                    Line::Field("Total Credits", ": {total_credits}"),
                    Line::Field("Closing Balance", ": {closing}"),
                ],
                ..Block::PLAIN
            },
            Block {
                x: 297.5,
                y: 76.0,
                align: Align::Centre,
                style: Style::new(Face::SansItalic, 7.0).coloured(Colour::GREY),
                lines: &[Line::Words(&[
                    "*** End of statement, made by a computer on {created} ***",
                ])],
                ..Block::PLAIN
            },
        ],
    },
};
