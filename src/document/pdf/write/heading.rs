//! Headings, endings and footers: blocks of lines with rules around them.

use super::page::{FactSet, Page, width};
use super::win_ansi;
use super::words::{Fact, PageWords, Words};
use crate::document::pdf::layouts::{Align, Block, Heading, Line, Style};

impl Words<'_> {
    /// Draws a heading, `down` below where its data says; returns where the lowest line of text ends.
    pub(super) fn draw_heading(&self, page: &mut Page, heading: &Heading, down: f64, words: &PageWords) -> f64 {
        for shape in heading.shapes {
            page.shape(shape, down);
        }
        self.draw_blocks(page, heading.blocks, down, words)
    }

    /// Draws blocks, `down` below where their data says; returns where the lowest line of text ends.
    pub(super) fn draw_blocks(&self, page: &mut Page, blocks: &[Block], down: f64, words: &PageWords) -> f64 {
        blocks
            .iter()
            .map(|block| self.draw_block(page, block, down, words))
            .fold(down, f64::max)
    }

    fn draw_block(&self, page: &mut Page, block: &Block, down: f64, words: &PageWords) -> f64 {
        let mut y = block.y + down;
        let mut facts = FactSet::default();
        let format = self.layout.date_format;
        let value_at = |y: f64| (block.value_x, y);
        for line in block.lines {
            match line {
                Line::Space(height) => {
                    y += height;
                    continue;
                }
                Line::Words(alternatives) => {
                    let first_known = |template: &&str| self.filled(template, format, words, &mut facts);
                    let Some(text) = alternatives.iter().find_map(first_known) else {
                        continue;
                    };
                    page.words((block.x, y), block.align, block.room, block.style, &text);
                }
                Line::Field(label, template) => {
                    let Some(label) = self.filled(label, format, words, &mut facts) else {
                        continue;
                    };
                    let Some(value) = self.filled(template, format, words, &mut facts) else {
                        continue;
                    };
                    page.words((block.x, y), Align::Left, block.room, block.style, &label);
                    page.words(value_at(y), Align::Left, block.room, block.value_style, &value);
                }
                Line::Address(label, before) => {
                    let Some(address) = &self.specimen.facts.address else {
                        continue;
                    };
                    facts.insert(Fact::Address);
                    page.words((block.x, y), Align::Left, block.room, block.style, label);
                    let indent = width(&win_ansi::encode_lossy(before), block.value_style);
                    let room = block.room - indent;
                    for (index, text) in address_lines(address, block.value_style, room).iter().enumerate() {
                        if index == 0 {
                            let text = format!("{before}{text}");
                            page.words(value_at(y), Align::Left, block.room, block.value_style, &text);
                        } else {
                            y += block.leading;
                            let at = (block.value_x + indent, y);
                            page.words(at, Align::Left, room, block.value_style, text);
                        }
                    }
                }
            }
            y += block.leading;
        }
        page.facts.extend(facts);
        y - block.leading
    }
}

/// The lines of an address: whole pieces between `, `, as many as fit. Joined by `, ` they give the address again.
fn address_lines(address: &str, style: Style, room: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for piece in address.split(", ") {
        match lines.last_mut() {
            Some(line) if width(&win_ansi::encode_lossy(&format!("{line}, {piece}")), style) <= room => {
                line.push_str(", ");
                line.push_str(piece);
            }
            _ => lines.push(piece.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::pdf::layouts::Face;

    #[test]
    fn the_lines_of_an_address_join_to_the_address() {
        let address = "Flat 12, Neelkanth Apartments, 4th Cross, Gandhi Nagar, Pune 411001, Maharashtra";
        for room in [10.0, 90.0, 150.0, 1000.0] {
            let lines = address_lines(address, Style::new(Face::Sans, 8.0), room);
            assert_eq!(lines.join(", "), address);
        }
    }
}
