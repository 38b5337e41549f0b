//! ICICI Bank: the statement of transactions with `MODE` and `PARTICULARS`.
//!
//! Deposits stand before withdrawals, the date in the middle of its narration; every page begins with what is brought forward
//! and ends with its own totals. Totals of the whole statement and the closing balance are not printed.

use super::{
    Align, Amounts, Block, Colour, Column, DateLine, Face, Header, Heading, Key, Layout, Line, Rules, Shape,
    SpecialRow, Style, Table,
};

const ORANGE: Colour = Colour(243, 112, 33);
const BROWN: Colour = Colour(83, 40, 23);
const TEXT: Style = Style::new(Face::Sans, 8.0);
const STRONG: Style = Style::new(Face::SansBold, 8.0);

/// The statement.
pub(super) const LAYOUT: Layout = Layout {
    width: 595.0,
    height: 842.0,
    creator: "Retail Liabilities Statement",
    producer: "iText for Statement Printing",
    date_format: "%B %d, %Y",
    heading: Heading {
        height: 230.0,
        shapes: &[
            Shape::band(32.0, 26.0, 531.0, 4.0, ORANGE),
            Shape::across(32.0, 196.0, 531.0, 0.6, ORANGE),
        ],
        blocks: &[
            Block {
                x: 32.0,
                y: 52.0,
                style: Style::new(Face::SansBold, 17.0).coloured(BROWN),
                lines: &[Line::Words(&["ICICI Bank"])],
                ..Block::PLAIN
            },
            Block {
                x: 32.0,
                y: 76.0,
                leading: 11.5,
                value_x: 102.0,
                room: 200.0,
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
                x: 336.0,
                y: 76.0,
                leading: 11.5,
                value_x: 420.0,
                room: 142.0,
                style: TEXT,
                value_style: TEXT,
                lines: &[
                    Line::Field("Base Branch", ": {branch}"),
                    Line::Field("Cust ID", ": {customer_id}"),
                    Line::Field("Account Number", ": {account_number}"),
                    Line::Field("Account Type", ": {account_scheme}"),
                    Line::Field("A/C Open Date", ": {opened_on}"),
                    Line::Field("OD Limit", ": {overdraft_limit}"),
                    Line::Field("IFSC Code", ": {ifsc}"),
                    Line::Field("MICR Code", ": {micr}"),
                    Line::Field("Nomination", ": Registered"),
                ],
                ..Block::PLAIN
            },
            Block {
                x: 32.0,
                y: 212.0,
                room: 531.0,
                style: Style::new(Face::SansBold, 9.0),
                lines: &[Line::Words(&[
                    "Statement of Transactions in Account Number: {account_number} in INR for the period {from} - {to}",
                    "Statement of Transactions in INR for the period {from} - {to}",
                    "Statement of Transactions in INR",
                ])],
                ..Block::PLAIN
            },
        ],
    },
    later_heading: Heading {
        height: 56.0,
        shapes: &[Shape::band(32.0, 26.0, 531.0, 2.0, ORANGE)],
        blocks: &[Block {
            x: 32.0,
            y: 42.0,
            style: Style::new(Face::SansBold, 10.0).coloured(BROWN),
            lines: &[Line::Words(&["ICICI Bank"])],
            ..Block::PLAIN
        }],
    },
    every_page_shapes: &[],
    every_page: &[
        Block {
            x: 563.0,
            y: 808.0,
            align: Align::Right,
            style: Style::new(Face::Sans, 7.0),
            lines: &[Line::Words(&["Page {page} of {pages}"])],
            ..Block::PLAIN
        },
        Block {
            x: 32.0,
            y: 808.0,
            style: Style::new(Face::Sans, 7.0),
            lines: &[Line::Words(&["Sincerely, Team ICICI Bank"])],
            ..Block::PLAIN
        },
    ],
    bottom: 784.0,
    table: Table {
        columns: &[
            Column {
                key: Key::Date,
                header: &["DATE"],
                x: 32.0,
                width: 56.0,
                align: Align::Left,
            },
            Column {
                key: Key::Nothing,
                header: &["MODE"],
                x: 88.0,
                width: 56.0,
                align: Align::Left,
            },
            Column {
                key: Key::Narration,
                header: &["PARTICULARS"],
                x: 144.0,
                width: 212.0,
                align: Align::Left,
            },
            Column {
                key: Key::Credit,
                header: &["DEPOSITS"],
                x: 356.0,
                width: 66.0,
                align: Align::Right,
            },
            Column {
                key: Key::Debit,
                header: &["WITHDRAWALS"],
                x: 422.0,
                width: 72.0,
                align: Align::Right,
            },
            Column {
                key: Key::Balance,
                header: &["BALANCE"],
                x: 494.0,
                width: 69.0,
                align: Align::Right,
            },
        ],
        header: Header {
            style: Style::new(Face::SansBold, 7.5),
            band: Some(Colour(252, 228, 211)),
            leading: 9.5,
            padding: 4.0,
            is_repeated: true,
        },
        style: TEXT,
        leading: 9.5,
        padding: 6.0,
        rules: Rules {
            has_frame: false,
            has_columns: false,
            has_rows: true,
            has_header: true,
            stripe: None,
            thickness: 0.3,
            colour: Colour(200, 170, 150),
        },
        date_format: "%d-%m-%Y",
        date_line: DateLine::Centre,
        empty_amount: "",
        amounts: Amounts {
            is_grouped: true,
            amount_suffixes: ("", ""),
            balance_suffixes: None,
        },
        reference_digits: 0,
        first_rows: &[SpecialRow {
            style: TEXT,
            cells: &[
                (Key::Date, "{from_day}"),
                (Key::Narration, "B/F"),
                (Key::Balance, "{opening}"),
            ],
        }],
        page_first_rows: &[SpecialRow {
            style: TEXT,
            cells: &[(Key::Narration, "B/F"), (Key::Balance, "{page_opening}")],
        }],
        page_last_rows: &[SpecialRow {
            style: STRONG,
            cells: &[
                (Key::Narration, "Total:"),
                (Key::Credit, "{page_credits}"),
                (Key::Debit, "{page_debits}"),
                (Key::Balance, "{page_closing}"),
            ],
        }],
        last_rows: &[],
    },
    ending: Heading {
        height: 66.0,
        shapes: &[],
        blocks: &[Block {
            x: 32.0,
            y: 24.0,
            leading: 11.0,
            style: Style::new(Face::Sans, 7.5),
            lines: &[
                Line::Words(&[
                    "Legends : MMT - Mobile money transfer, BIL - Bill payment, VPS/IPS - Card at a shop, ATM - Cash machine",
                ]),
                Line::Words(&["This statement was made by a computer on {created} and bears no signature."]),
            ],
            ..Block::PLAIN
        }],
    },
};
