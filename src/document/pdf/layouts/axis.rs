//! Axis Bank: the statement with `Tran Date` and `Init. Br`.
//!
//! Opening balance, totals and closing balance are rows of the table. Amounts have no thousands separators.

use super::{
    Align, Amounts, Block, Colour, Column, DateLine, Face, Header, Heading, Key, Layout, Line, Rules, Shape,
    SpecialRow, Style, Table,
};

const MAROON: Colour = Colour(151, 20, 77);
const TEXT: Style = Style::new(Face::Sans, 8.0);
const STRONG: Style = Style::new(Face::SansBold, 7.5);
const LEGEND: Style = Style::new(Face::Sans, 7.0);

const COLUMNS: &[Column] = &[
    Column {
        key: Key::Date,
        header: &["Tran Date"],
        x: 34.0,
        width: 54.0,
        align: Align::Left,
    },
    Column {
        key: Key::Reference,
        header: &["Chq No"],
        x: 88.0,
        width: 68.0,
        align: Align::Left,
    },
    Column {
        key: Key::Narration,
        header: &["Particulars"],
        x: 156.0,
        width: 178.0,
        align: Align::Left,
    },
    Column {
        key: Key::Debit,
        header: &["Debit"],
        x: 334.0,
        width: 62.0,
        align: Align::Right,
    },
    Column {
        key: Key::Credit,
        header: &["Credit"],
        x: 396.0,
        width: 62.0,
        align: Align::Right,
    },
    Column {
        key: Key::Balance,
        header: &["Balance"],
        x: 458.0,
        width: 66.0,
        align: Align::Right,
    },
    Column {
        key: Key::Branch,
        header: &["Init. Br"],
        x: 524.0,
        width: 37.0,
        align: Align::Right,
    },
];

/// The statement.
pub(super) const LAYOUT: Layout = Layout {
    width: 595.0,
    height: 842.0,
    creator: "Statement Composer",
    producer: "iText for Branch Banking",
    date_format: "%d-%m-%Y",
    heading: Heading {
        height: 236.0,
        shapes: &[Shape::across(34.0, 58.0, 527.0, 1.5, MAROON)],
        blocks: &[
            Block {
                x: 561.0,
                y: 46.0,
                align: Align::Right,
                style: Style::new(Face::SansBold, 17.0).coloured(MAROON),
                lines: &[Line::Words(&["AXIS BANK"])],
                ..Block::PLAIN
            },
            Block {
                x: 34.0,
                y: 78.0,
                leading: 12.0,
                value_x: 104.0,
                room: 196.0,
                style: TEXT,
                value_style: TEXT,
                lines: &[
                    Line::Field("Account Name", ": {holder}"),
                    Line::Field("Joint Holder", ": --"),
                    Line::Address("Address", ": "),
                ],
                ..Block::PLAIN
            },
            Block {
                x: 330.0,
                y: 78.0,
                leading: 12.0,
                value_x: 424.0,
                room: 136.0,
                style: TEXT,
                value_style: TEXT,
                lines: &[
                    Line::Field("Customer ID", ": {customer_id}"),
                    Line::Field("IFSC Code", ": {ifsc}"),
                    Line::Field("MICR Code", ": {micr}"),
                    Line::Field("Nominee Registered", ": Y"),
                    Line::Field("Registered Mobile No", ": {phone}"),
                    Line::Field("Registered Email ID", ": {email}"),
                    Line::Field("Scheme", ": {account_scheme}"),
                    Line::Field("A/C Open Date", ": {opened_on}"),
                    Line::Field("OD Limit", ": {overdraft_limit}"),
                    Line::Field("Currency", ": INR"),
                ],
                ..Block::PLAIN
            },
            Block {
                x: 297.5,
                y: 220.0,
                align: Align::Centre,
                room: 527.0,
                style: Style::new(Face::SansBold, 9.0),
                lines: &[Line::Words(&[
                    "Statement of Axis Account No : {account_number} for the period (From : {from} To : {to})",
                    "Statement of Axis Account for the period (From : {from} To : {to})",
                    "Statement of Axis Account",
                ])],
                ..Block::PLAIN
            },
        ],
    },
    later_heading: Heading::none(40.0),
    every_page_shapes: &[],
    every_page: &[Block {
        x: 561.0,
        y: 810.0,
        align: Align::Right,
        style: LEGEND,
        lines: &[Line::Words(&["Page {page} of {pages}"])],
        ..Block::PLAIN
    }],
    bottom: 786.0,
    table: Table {
        columns: COLUMNS,
        header: Header {
            style: Style::new(Face::SansBold, 8.0),
            band: Some(Colour(236, 222, 229)),
            leading: 9.5,
            padding: 3.5,
            is_repeated: true,
        },
        style: Style::new(Face::Sans, 7.5),
        leading: 9.0,
        padding: 5.0,
        rules: Rules {
            has_frame: true,
            has_columns: true,
            has_rows: true,
            has_header: true,
            stripe: None,
            thickness: 0.4,
            colour: Colour(110, 110, 110),
        },
        date_format: "%d-%m-%Y",
        date_line: DateLine::First,
        empty_amount: "",
        amounts: Amounts {
            is_grouped: false,
            amount_suffixes: ("", ""),
            balance_suffixes: None,
        },
        reference_digits: 0,
        first_rows: &[SpecialRow {
            style: STRONG,
            cells: &[(Key::Narration, "OPENING BALANCE"), (Key::Balance, "{opening}")],
        }],
        page_first_rows: &[],
        page_last_rows: &[],
        last_rows: &[
            SpecialRow {
                style: STRONG,
                cells: &[
                    (Key::Narration, "TRANSACTION TOTAL"),
                    (Key::Debit, "{total_debits}"),
                    (Key::Credit, "{total_credits}"),
                ],
            },
            SpecialRow {
                style: STRONG,
                cells: &[(Key::Narration, "CLOSING BALANCE"), (Key::Balance, "{closing}")],
            },
        ],
    },
    ending: Heading {
        height: 190.0,
        shapes: &[],
        blocks: &[
            Block {
                x: 34.0,
                y: 22.0,
                leading: 10.0,
                room: 527.0,
                style: LEGEND,
                lines: &[
                    Line::Words(&["The closing balance leaves out what is on hold or not yet cleared."]),
                    Line::Words(&["Tell the branch soon if an entry looks wrong to you."]),
                    Line::Space(8.0),
                    Line::Words(&["Legends :"]),
                ],
                ..Block::PLAIN
            },
            Block {
                x: 34.0,
                y: 72.0,
                leading: 10.0,
                value_x: 104.0,
                room: 400.0,
                style: LEGEND,
                value_style: LEGEND,
                lines: &[
                    Line::Field("ICONN", "- Transaction through internet banking"),
                    Line::Field("VMT-ICON", "- Transfer to a card"),
                    Line::Field("AUTOSWEEP", "- Transfer to a linked deposit"),
                    Line::Field("REV SWEEP", "- Transfer back from a linked deposit"),
                    Line::Field("CWDR", "- Cash at a machine"),
                    Line::Field("PUR", "- Purchase with a card"),
                    Line::Field("CLG", "- Cheque in clearing"),
                ],
                ..Block::PLAIN
            },
            Block {
                x: 297.5,
                y: 160.0,
                align: Align::Centre,
                style: STRONG,
                lines: &[Line::Words(&["++++ End of Statement ++++"])],
                ..Block::PLAIN
            },
        ],
    },
};
