//! Kotak Mahindra Bank: the older statement.
//!
//! One column for both directions; `(Dr)` and `(Cr)` stand behind amounts and balances.

use super::{
    Align, Amounts, Block, Colour, Column, DateLine, Face, Header, Heading, Key, Layout, Line, Rules, Shape,
    SpecialRow, Style, Table,
};

const RED: Colour = Colour(218, 32, 46);
const NAVY: Colour = Colour(0, 56, 116);
const TEXT: Style = Style::new(Face::Sans, 8.0);
const STRONG: Style = Style::new(Face::SansBold, 8.0);

/// The older statement.
pub(super) const LAYOUT: Layout = Layout {
    width: 595.0,
    height: 842.0,
    creator: "Kotak Statement Engine",
    producer: "iText for Statement Engine",
    date_format: "%d-%m-%Y",
    heading: Heading {
        height: 218.0,
        shapes: &[
            Shape::band(36.0, 30.0, 5.0, 18.0, RED),
            Shape::across(36.0, 58.0, 523.0, 0.8, NAVY),
        ],
        blocks: &[
            Block {
                x: 46.0,
                y: 44.5,
                style: Style::new(Face::SansBold, 16.0).coloured(NAVY),
                lines: &[Line::Words(&["Kotak Mahindra Bank"])],
                ..Block::PLAIN
            },
            Block {
                x: 559.0,
                y: 46.0,
                align: Align::Right,
                style: Style::new(Face::Sans, 10.0),
                lines: &[Line::Words(&["Account Statement"])],
                ..Block::PLAIN
            },
            Block {
                x: 36.0,
                y: 80.0,
                leading: 12.0,
                value_x: 106.0,
                room: 190.0,
                style: TEXT,
                value_style: TEXT,
                lines: &[
                    Line::Field("Account Name", ": {holder}"),
                    Line::Address("Address", ": "),
                    Line::Field("Mobile No.", ": {phone}"),
                    Line::Field("Email", ": {email}"),
                ],
                ..Block::PLAIN
            },
            Block {
                x: 328.0,
                y: 80.0,
                leading: 12.0,
                value_x: 416.0,
                room: 142.0,
                style: TEXT,
                value_style: TEXT,
                lines: &[
                    Line::Field("Period", ": {from} to {to}"),
                    Line::Field("Cust.Reln.No", ": {customer_id}"),
                    Line::Field("Account No", ": {account_number}"),
                    Line::Field("Account Type", ": {account_scheme}"),
                    Line::Field("A/C Open Date", ": {opened_on}"),
                    Line::Field("OD Limit", ": {overdraft_limit}"),
                    Line::Field("Currency", ": INR"),
                    Line::Field("Branch", ": {branch}"),
                    Line::Field("IFSC Code", ": {ifsc}"),
                    Line::Field("MICR Code", ": {micr}"),
                    Line::Field("Nominee Registered", ": Y"),
                ],
                ..Block::PLAIN
            },
        ],
    },
    later_heading: Heading {
        height: 56.0,
        shapes: &[],
        blocks: &[Block {
            x: 36.0,
            y: 40.0,
            style: Style::new(Face::SansBold, 10.0).coloured(NAVY),
            lines: &[Line::Words(&["Kotak Mahindra Bank"])],
            ..Block::PLAIN
        }],
    },
    every_page_shapes: &[Shape::across(36.0, 798.0, 523.0, 0.4, Colour::GREY)],
    every_page: &[
        Block {
            x: 36.0,
            y: 808.0,
            style: Style::new(Face::Sans, 7.0),
            lines: &[Line::Words(&["Statement Generated on {created}"])],
            ..Block::PLAIN
        },
        Block {
            x: 559.0,
            y: 808.0,
            align: Align::Right,
            style: Style::new(Face::Sans, 7.0),
            lines: &[Line::Words(&["Page {page} of {pages}"])],
            ..Block::PLAIN
        },
    ],
    bottom: 780.0,
    table: Table {
        columns: &[
            Column {
                key: Key::Date,
                header: &["Date"],
                x: 36.0,
                width: 54.0,
                align: Align::Left,
            },
            Column {
                key: Key::Narration,
                header: &["Narration"],
                x: 90.0,
                width: 190.0,
                align: Align::Left,
            },
            Column {
                key: Key::Reference,
                header: &["Chq/Ref No"],
                x: 280.0,
                width: 88.0,
                align: Align::Left,
            },
            Column {
                key: Key::Amount,
                header: &["Withdrawal (Dr)/", "Deposit (Cr)"],
                x: 368.0,
                width: 92.0,
                align: Align::Right,
            },
            Column {
                key: Key::Balance,
                header: &["Balance"],
                x: 460.0,
                width: 99.0,
                align: Align::Right,
            },
        ],
        header: Header {
            style: STRONG,
            band: Some(Colour(222, 229, 238)),
            leading: 10.0,
            padding: 4.0,
            is_repeated: true,
        },
        style: TEXT,
        leading: 9.5,
        padding: 5.0,
        rules: Rules {
            has_frame: false,
            has_columns: false,
            has_rows: true,
            has_header: true,
            stripe: None,
            thickness: 0.3,
            colour: Colour(160, 160, 160),
        },
        date_format: "%d-%m-%Y",
        date_line: DateLine::First,
        empty_amount: "",
        amounts: Amounts {
            is_grouped: true,
            amount_suffixes: ("(Dr)", "(Cr)"),
            balance_suffixes: Some(("(Dr)", "(Cr)")),
        },
        reference_digits: 0,
        first_rows: &[SpecialRow {
            style: TEXT,
            cells: &[(Key::Narration, "B/F"), (Key::Balance, "{opening}")],
        }],
        page_first_rows: &[],
        page_last_rows: &[],
        last_rows: &[],
    },
    ending: Heading {
        height: 126.0,
        shapes: &[
            Shape::across(36.0, 30.0, 260.0, 0.4, Colour::GREY),
            Shape::across(36.0, 104.0, 260.0, 0.4, Colour::GREY),
        ],
        blocks: &[
            Block {
                x: 36.0,
                y: 24.0,
                style: STRONG,
                lines: &[Line::Words(&["Statement Summary"])],
                ..Block::PLAIN
            },
            Block {
                x: 36.0,
                y: 42.0,
                leading: 11.5,
                value_x: 160.0,
                style: TEXT,
                value_style: TEXT,
                lines: &[
                    Line::Field("Opening Balance", ": {opening}"),
                    Line::Field("Total Withdrawal Amount", ": {total_debits}"),
                    Line::Field("Total Deposit Amount", ": {total_credits}"),
                    Line::Field("Closing Balance", ": {closing}"),
                    Line::Field("Withdrawal Count", ": {debit_count}"),
                    Line::Field("Deposit Count", ": {credit_count}"),
                ],
                ..Block::PLAIN
            },
            Block {
                x: 297.5,
                y: 118.0,
                align: Align::Centre,
                style: Style::new(Face::SansItalic, 7.5),
                lines: &[Line::Words(&["End of Statement"])],
                ..Block::PLAIN
            },
        ],
    },
};
