//! HDFC Bank: the classic statement.
//!
//! Name and address stand without labels at the upper left; the heading repeats on every page; references are 16 digits.

use super::{
    Align, Amounts, Block, Colour, Column, DateLine, Face, Header, Heading, Key, Layout, Line, Rules, Shape, Style,
    Table,
};

const BLUE: Colour = Colour(0, 64, 128);
const LABEL: Style = Style::new(Face::Sans, 7.5);
const STRONG: Style = Style::new(Face::SansBold, 7.5);

const HEADING: Heading = Heading {
    height: 216.0,
    shapes: &[
        Shape::band(30.0, 22.0, 80.0, 15.0, BLUE),
        // The box around name and address.
        Shape::across(30.0, 62.0, 262.0, 0.5, Colour::BLACK),
        Shape::across(30.0, 164.0, 262.0, 0.5, Colour::BLACK),
        Shape::down(30.0, 62.0, 102.0, 0.5, Colour::BLACK),
        Shape::down(292.0, 62.0, 102.0, 0.5, Colour::BLACK),
    ],
    blocks: &[
        Block {
            x: 34.0,
            y: 33.5,
            style: Style::new(Face::SansBold, 11.0).coloured(Colour::WHITE),
            lines: &[Line::Words(&["HDFC BANK"])],
            ..Block::PLAIN
        },
        Block {
            x: 570.0,
            y: 28.0,
            align: Align::Right,
            style: Style::new(Face::Sans, 8.0),
            lines: &[Line::Words(&["Page No .: {page}"])],
            ..Block::PLAIN
        },
        Block {
            x: 442.0,
            y: 46.0,
            align: Align::Centre,
            style: Style::new(Face::SansBold, 11.0),
            lines: &[Line::Words(&["Statement of account"])],
            ..Block::PLAIN
        },
        Block {
            x: 38.0,
            y: 80.0,
            leading: 11.0,
            value_x: 38.0,
            room: 245.0,
            style: Style::new(Face::Sans, 8.0),
            value_style: Style::new(Face::Sans, 8.0),
            lines: &[Line::Words(&["{holder}"]), Line::Address("", "")],
            ..Block::PLAIN
        },
        Block {
            x: 316.0,
            y: 68.0,
            leading: 9.6,
            value_x: 392.0,
            room: 176.0,
            style: LABEL,
            value_style: LABEL,
            lines: &[
                Line::Field("Account Branch", ": {branch}"),
                Line::Field("Phone no.", ": {phone}"),
                Line::Field("OD Limit", ": {overdraft_limit}"),
                Line::Field("Currency", ": INR"),
                Line::Field("Email", ": {email}"),
                Line::Field("Cust ID", ": {customer_id}"),
                Line::Field("Account No", ": {account_number}"),
                Line::Field("A/C Open Date", ": {opened_on}"),
                Line::Field("Account Status", ": Regular"),
                Line::Field("RTGS/NEFT IFSC", ": {ifsc}"),
                Line::Field("MICR", ": {micr}"),
                Line::Field("Branch Code", ": {branch_code}"),
                Line::Field("Account Type", ": {account_scheme}"),
            ],
            ..Block::PLAIN
        },
        Block {
            x: 30.0,
            y: 178.0,
            leading: 11.0,
            style: LABEL,
            lines: &[Line::Words(&["JOINT HOLDERS :"])],
            ..Block::PLAIN
        },
        Block {
            x: 30.0,
            y: 194.0,
            leading: 12.0,
            style: LABEL,
            lines: &[
                Line::Words(&["Nomination : Registered"]),
                Line::Words(&["Statement From : {from} To : {to}"]),
            ],
            ..Block::PLAIN
        },
    ],
};

/// The classic statement.
pub(super) const LAYOUT: Layout = Layout {
    width: 595.0,
    height: 842.0,
    creator: "Retail Statement Service",
    producer: "iText by Core Banking Print",
    date_format: "%d/%m/%Y",
    heading: HEADING,
    later_heading: HEADING,
    every_page_shapes: &[Shape::across(30.0, 786.0, 540.0, 0.5, Colour::GREY)],
    every_page: &[
        Block {
            x: 30.0,
            y: 796.0,
            style: Style::new(Face::SansBold, 7.0),
            lines: &[Line::Words(&["HDFC BANK LIMITED"])],
            ..Block::PLAIN
        },
        Block {
            x: 30.0,
            y: 805.0,
            leading: 8.0,
            style: Style::new(Face::Sans, 6.5),
            lines: &[
                Line::Words(&["*Closing balance counts amounts on hold and cheques not yet cleared."]),
                Line::Words(&["Please tell the branch of anything in this statement that you do not recognise."]),
            ],
            ..Block::PLAIN
        },
    ],
    bottom: 776.0,
    table: Table {
        columns: &[
            Column {
                key: Key::Date,
                header: &["Date"],
                x: 30.0,
                width: 38.0,
                align: Align::Left,
            },
            Column {
                key: Key::Narration,
                header: &["Narration"],
                x: 68.0,
                width: 186.0,
                align: Align::Left,
            },
            Column {
                key: Key::Reference,
                header: &["Chq./Ref.No."],
                x: 254.0,
                width: 76.0,
                align: Align::Left,
            },
            Column {
                key: Key::ValueDate,
                header: &["Value Dt"],
                x: 330.0,
                width: 40.0,
                align: Align::Left,
            },
            Column {
                key: Key::Debit,
                header: &["Withdrawal Amt."],
                x: 370.0,
                width: 66.0,
                align: Align::Right,
            },
            Column {
                key: Key::Credit,
                header: &["Deposit Amt."],
                x: 436.0,
                width: 66.0,
                align: Align::Right,
            },
            Column {
                key: Key::Balance,
                header: &["Closing Balance"],
                x: 502.0,
                width: 68.0,
                align: Align::Right,
            },
        ],
        header: Header {
            style: STRONG,
            band: None,
            leading: 9.0,
            padding: 3.5,
            is_repeated: true,
        },
        style: Style::new(Face::Sans, 7.5),
        leading: 9.0,
        padding: 4.0,
        rules: Rules {
            has_frame: true,
            has_columns: true,
            has_rows: false,
            has_header: true,
            stripe: None,
            thickness: 0.5,
            colour: Colour::BLACK,
        },
        date_format: "%d/%m/%y",
        date_line: DateLine::First,
        empty_amount: "",
        amounts: Amounts {
            is_grouped: true,
            amount_suffixes: ("", ""),
            balance_suffixes: None,
        },
        reference_digits: 16,
        first_rows: &[],
        page_first_rows: &[],
        page_last_rows: &[],
        last_rows: &[],
    },
    ending: Heading {
        height: 84.0,
        shapes: &[],
        blocks: &[
            Block {
                x: 30.0,
                y: 20.0,
                style: Style::new(Face::SansBold, 8.5),
                lines: &[Line::Words(&["STATEMENT SUMMARY :-"])],
                ..Block::PLAIN
            },
            summary_column(100.0, &[Line::Words(&["Opening Balance"]), Line::Words(&["{opening}"])]),
            summary_column(200.0, &[Line::Words(&["Dr Count"]), Line::Words(&["{debit_count}"])]),
            summary_column(270.0, &[Line::Words(&["Cr Count"]), Line::Words(&["{credit_count}"])]),
            summary_column(370.0, &[Line::Words(&["Debits"]), Line::Words(&["{total_debits}"])]),
            summary_column(465.0, &[Line::Words(&["Credits"]), Line::Words(&["{total_credits}"])]),
            summary_column(565.0, &[Line::Words(&["Closing Bal"]), Line::Words(&["{closing}"])]),
            Block {
                x: 30.0,
                y: 66.0,
                leading: 11.0,
                style: LABEL,
                lines: &[
                    Line::Words(&[
                        "Generated On: {created}    Generated By: {customer_id}",
                        "Generated On: {created}",
                    ]),
                    Line::Words(&["This statement was made by a computer and bears no signature."]),
                ],
                ..Block::PLAIN
            },
        ],
    },
};

/// A heading with its value below, both ending at `x`.
const fn summary_column(x: f64, lines: &'static [Line]) -> Block {
    Block {
        x,
        y: 34.0,
        leading: 12.0,
        align: Align::Right,
        room: 90.0,
        style: STRONG,
        lines,
        ..Block::PLAIN
    }
}
