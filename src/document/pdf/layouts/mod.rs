//! How each bank's statement looks, as data: one file per bank, one renderer for all ([`write`](mod@super::write)).
//!
//! Lengths are in points. Positions count from the upper left corner of the page, text stands on its baseline. Texts are
//! templates: `{holder}` and the like stand for what the statement says, see `write/words.rs` for the names.
//!
//! Source: `pdf-notes` ("Layouts"), the first form of each bank, and the general look of the banks' public specimens. Logos,
//! slogans and legal texts are left out or worded by ourselves.

mod axis;
mod generic;
mod hdfc;
mod icici;
mod kotak;
mod new_template;
mod sbi;
mod style;
mod table;

pub(crate) use new_template::NEW_TEMPLATE;
pub(crate) use style::{Align, Colour, Face, Style};
pub(crate) use table::{Amounts, Column, DateLine, Header, Key, Rules, SpecialRow, Table};

use crate::domain::bank::BankId;

/// The layout of a bank; the generic one for every bank without its own, and for none.
pub(crate) fn layout_of(bank: Option<BankId>) -> &'static Layout {
    match bank.map(BankId::as_str) {
        Some("axis") => &axis::LAYOUT,
        Some("hdfc") => &hdfc::LAYOUT,
        Some("icici") => &icici::LAYOUT,
        Some("kotak") => &kotak::LAYOUT,
        Some("sbi") => &sbi::LAYOUT,
        _ => &generic::LAYOUT,
    }
}

/// The name on a statement of a bank nobody knows. Invented; holds no name of the catalogue, which a test checks.
pub(crate) const UNKNOWN_BANK: &str = "Meghdoot Lakeside Mutual Bank";

/// How a bank's statement looks.
#[derive(Debug)]
pub(crate) struct Layout {
    /// Width of the page.
    pub(crate) width: f64,
    /// Height of the page.
    pub(crate) height: f64,
    /// Metadata: the program the statement was made with.
    pub(crate) creator: &'static str,
    /// Metadata: the library that wrote the file.
    pub(crate) producer: &'static str,
    /// How dates are printed outside the table, as chrono spells it.
    pub(crate) date_format: &'static str,
    /// What stands above the table on the first page.
    pub(crate) heading: Heading,
    /// What stands above the table on every later page.
    pub(crate) later_heading: Heading,
    /// What stands at fixed places of every page: page numbers, the bank's address.
    pub(crate) every_page: &'static [Block],
    /// Lines and bands of every page.
    pub(crate) every_page_shapes: &'static [Shape],
    /// Where rows end at the latest.
    pub(crate) bottom: f64,
    /// The table.
    pub(crate) table: Table,
    /// What follows the last row; positions count from there.
    pub(crate) ending: Heading,
}

/// Blocks of text with the lines and bands around them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Heading {
    /// The texts.
    pub(crate) blocks: &'static [Block],
    /// Lines and bands.
    pub(crate) shapes: &'static [Shape],
    /// How far it reaches down: where the table begins, or how much room the ending needs.
    pub(crate) height: f64,
}

impl Heading {
    /// No heading; the table begins at this height.
    pub(crate) const fn none(height: f64) -> Self {
        Heading {
            blocks: &[],
            shapes: &[],
            height,
        }
    }
}

/// Lines of text below each other.
#[derive(Debug)]
pub(crate) struct Block {
    /// Where the lines start, end or are centred, as `align` says.
    pub(crate) x: f64,
    /// Baseline of the first line.
    pub(crate) y: f64,
    /// From baseline to baseline.
    pub(crate) leading: f64,
    /// Which way the lines extend from `x`.
    pub(crate) align: Align,
    /// Where the values of [`Line::Field`] start.
    pub(crate) value_x: f64,
    /// Room to the right of where a text starts; longer ones are set smaller.
    pub(crate) room: f64,
    /// Labels and plain lines.
    pub(crate) style: Style,
    /// Values of [`Line::Field`].
    pub(crate) value_style: Style,
    /// The lines.
    pub(crate) lines: &'static [Line],
}

impl Block {
    /// Where to start from when only some things differ: one left-aligned block in 8 point Helvetica.
    pub(crate) const PLAIN: Block = Block {
        x: 0.0,
        y: 0.0,
        leading: 10.0,
        align: Align::Left,
        value_x: 0.0,
        room: 520.0,
        style: Style::new(Face::Sans, 8.0),
        value_style: Style::new(Face::Sans, 8.0),
        lines: &[],
    };
}

/// One line of a block. A line whose facts are not known is left out and the next one moves up.
#[derive(Debug)]
pub(crate) enum Line {
    /// The first of these templates whose facts are all known.
    Words(&'static [&'static str]),
    /// A template for a label, and one for the value beside it.
    Field(&'static str, &'static str),
    /// The address in as many lines as it needs, beside a label (which may be empty) and behind the text before the first line.
    Address(&'static str, &'static str),
    /// So much empty room.
    Space(f64),
}

/// A line or a filled band.
#[derive(Debug)]
pub(crate) enum Shape {
    /// From one point to another.
    Rule {
        /// Start.
        from: (f64, f64),
        /// End.
        to: (f64, f64),
        /// Thickness.
        thickness: f64,
        /// Colour.
        colour: Colour,
    },
    /// A filled rectangle.
    Band {
        /// Upper left corner.
        at: (f64, f64),
        /// Width and height.
        size: (f64, f64),
        /// Colour.
        colour: Colour,
    },
}

impl Shape {
    /// A horizontal rule.
    pub(crate) const fn across(x: f64, y: f64, length: f64, thickness: f64, colour: Colour) -> Self {
        Shape::Rule {
            from: (x, y),
            to: (x + length, y),
            thickness,
            colour,
        }
    }

    /// A vertical rule.
    pub(crate) const fn down(x: f64, y: f64, length: f64, thickness: f64, colour: Colour) -> Self {
        Shape::Rule {
            from: (x, y),
            to: (x, y + length),
            thickness,
            colour,
        }
    }

    /// A filled rectangle.
    pub(crate) const fn band(x: f64, y: f64, width: f64, height: f64, colour: Colour) -> Self {
        Shape::Band {
            at: (x, y),
            size: (width, height),
            colour,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::bank::catalogue;

    #[test]
    fn the_unknown_bank_is_in_no_catalogue() {
        let name = UNKNOWN_BANK.to_ascii_lowercase();
        for bank in catalogue() {
            let identifier = bank.id.as_str().replace('_', " ");
            assert!(!name.contains(&identifier), "{name} holds {identifier}");
            assert!(
                !name.contains(&bank.full_name.to_lowercase()),
                "{name} holds {}",
                bank.full_name
            );
        }
    }

    #[test]
    fn columns_stand_side_by_side_on_the_page() {
        for id in ["axis", "hdfc", "icici", "kotak", "sbi", "federal"] {
            let layout = layout_of(BankId::parse(id));
            for columns in layout.table.columns.windows(2) {
                assert_eq!(
                    columns[0].x + columns[0].width,
                    columns[1].x,
                    "{id} {:?}",
                    columns[1].key
                );
            }
            let last = layout.table.columns.last().unwrap();
            assert!(last.x + last.width < layout.width - 20.0, "{id}");
        }
    }
}
