//! State Bank of India: the classic statement of its net banking.
//!
//! The header stands on the first page only, and there is no summary: the opening balance is a field of the heading.

use super::{
    Align, Amounts, Block, Colour, Column, DateLine, Face, Header, Heading, Key, Layout, Line, Rules, Style, Table,
};

const BLUE: Colour = Colour(41, 32, 117);
const TEXT: Style = Style::new(Face::Sans, 8.5);

/// The classic statement.
pub(super) const LAYOUT: Layout = Layout {
    width: 595.0,
    height: 842.0,
    creator: "Internet Banking Account Statement",
    producer: "iText for Internet Banking Reports",
    date_format: "%-d %b %Y",
    heading: Heading {
        height: 250.0,
        shapes: &[],
        blocks: &[
            Block {
                x: 36.0,
                y: 47.0,
                style: Style::new(Face::SansBold, 18.0).coloured(BLUE),
                lines: &[Line::Words(&["SBI"])],
                ..Block::PLAIN
            },
            Block {
                x: 82.0,
                y: 47.0,
                style: Style::new(Face::Sans, 9.0).coloured(BLUE),
                lines: &[Line::Words(&["State Bank of India"])],
                ..Block::PLAIN
            },
            Block {
                x: 36.0,
                y: 78.0,
                leading: 12.0,
                value_x: 160.0,
                room: 390.0,
                style: TEXT,
                value_style: TEXT,
                lines: &[
                    Line::Field("Account Name", ": {holder}"),
                    Line::Address("Address", ": "),
                    Line::Field("Date", ": {created_day}"),
                    Line::Field("Account Number", ": {account_number}"),
                    Line::Field("Account Description", ": {account_scheme}"),
                    Line::Field("Account Open Date", ": {opened_on}"),
                    Line::Field("Branch", ": {branch}"),
                    Line::Field("Drawing Power", ": {overdraft_limit}"),
                    Line::Field("Interest Rate(% p.a.)", ": 3.0"),
                    Line::Field("MOD Balance", ": 0.00"),
                    Line::Field("CIF No.", ": {customer_id}"),
                    Line::Field("IFS Code", ": {ifsc}"),
                    Line::Field("MICR Code", ": {micr}"),
                    Line::Field("Email", ": {email}"),
                    Line::Field("Mobile No.", ": {phone}"),
                    Line::Field("Nomination Registered", ": Yes"),
                    Line::Field("Balance as on {from_day}", ": {opening}"),
                    Line::Space(8.0),
                    Line::Words(&["Account Statement from {from} to {to}"]),
                ],
                ..Block::PLAIN
            },
        ],
    },
    later_heading: Heading::none(36.0),
    every_page_shapes: &[],
    every_page: &[Block {
        x: 559.0,
        y: 812.0,
        align: Align::Right,
        style: Style::new(Face::Sans, 7.0).coloured(Colour::GREY),
        lines: &[Line::Words(&["Page {page} of {pages}"])],
        ..Block::PLAIN
    }],
    bottom: 788.0,
    table: Table {
        columns: &[
            Column {
                key: Key::Date,
                header: &["Txn Date"],
                x: 36.0,
                width: 56.0,
                align: Align::Left,
            },
            Column {
                key: Key::ValueDate,
                header: &["Value", "Date"],
                x: 92.0,
                width: 56.0,
                align: Align::Left,
            },
            Column {
                key: Key::Narration,
                header: &["Description"],
                x: 148.0,
                width: 138.0,
                align: Align::Left,
            },
            Column {
                key: Key::Reference,
                header: &["Ref No./Cheque", "No."],
                x: 286.0,
                width: 82.0,
                align: Align::Left,
            },
            Column {
                key: Key::Debit,
                header: &["Debit"],
                x: 368.0,
                width: 60.0,
                align: Align::Right,
            },
            Column {
                key: Key::Credit,
                header: &["Credit"],
                x: 428.0,
                width: 62.0,
                align: Align::Right,
            },
            Column {
                key: Key::Balance,
                header: &["Balance"],
                x: 490.0,
                width: 69.0,
                align: Align::Right,
            },
        ],
        header: Header {
            style: Style::new(Face::SansBold, 8.0).coloured(Colour::WHITE),
            band: Some(BLUE),
            leading: 9.5,
            padding: 3.0,
            is_repeated: false,
        },
        style: Style::new(Face::Sans, 8.0),
        leading: 9.5,
        padding: 5.0,
        rules: Rules {
            has_frame: true,
            has_columns: true,
            has_rows: true,
            has_header: false,
            stripe: None,
            thickness: 0.4,
            colour: Colour(150, 150, 150),
        },
        date_format: "%-d %b %Y",
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
        page_last_rows: &[],
        last_rows: &[],
    },
    ending: Heading {
        height: 52.0,
        shapes: &[],
        blocks: &[Block {
            x: 36.0,
            y: 24.0,
            leading: 11.0,
            style: Style::new(Face::Sans, 8.0),
            lines: &[
                Line::Words(&["Please keep your username and password to yourself; the bank never asks for them."]),
                Line::Words(&["**This is a computer generated statement and does not require a signature."]),
            ],
            ..Block::PLAIN
        }],
    },
};
