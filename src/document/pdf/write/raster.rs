//! A page as a scanner sees it: black and white dots, a little askew, with specks of dust.

use std::collections::HashMap;

use super::glyphs;
use super::page::{Mark, Page, Text};
use crate::document::pdf::layouts::{Colour, Face};
use crate::domain::specimen::chosen;

/// Dots per point: 150 to the inch.
const SCALE: f64 = 150.0 / 72.0;

/// A picture in black and white.
pub(super) struct Picture {
    /// Dots across.
    pub(super) width: usize,
    /// Dots down.
    pub(super) height: usize,
    /// Rows of eight dots a byte, padded to whole bytes; a set bit is white.
    pub(super) bits: Vec<u8>,
    /// How far each row is moved to the right.
    row_shifts: Vec<isize>,
    /// How far each column is then moved down.
    column_shifts: Vec<isize>,
    shapes: HashMap<(u8, Face, u32), Shape>,
}

/// A character at one size: which dots of its box are black.
struct Shape {
    width: usize,
    dots: Vec<bool>,
}

impl Picture {
    /// The page of this size; skew and dust follow from the seed.
    pub(super) fn of(page: &Page, (width, height): (f64, f64), seed: u64) -> Self {
        let (width, height) = ((width * SCALE).round() as usize, (height * SCALE).round() as usize);
        let slant = (chosen(seed, 11, 9) as f64 - 4.0) / 1000.0;
        let mut picture = Picture {
            width,
            height,
            bits: vec![0xff; width.div_ceil(8) * height],
            row_shifts: shifts(height, -slant),
            column_shifts: shifts(width, slant),
            shapes: HashMap::new(),
        };
        for mark in &page.marks {
            match mark {
                Mark::Shape { at, colour } => picture.band(*at, *colour),
                Mark::Text(text) => picture.text(text),
            }
        }
        picture.dust(seed);
        picture
    }

    /// Sets a dot. The page is slanted by moving whole rows and columns, which leaves no holes.
    fn set(&mut self, x: usize, y: usize, is_black: bool) {
        let Some(row_shift) = self.row_shifts.get(y) else {
            return;
        };
        let Some(x) = x.checked_add_signed(*row_shift) else {
            return;
        };
        let Some(column_shift) = self.column_shifts.get(x) else {
            return;
        };
        let Some(y) = y.checked_add_signed(*column_shift).filter(|y| *y < self.height) else {
            return;
        };
        let mask = 0x80 >> (x % 8);
        let byte = &mut self.bits[y * self.width.div_ceil(8) + x / 8];
        if is_black {
            *byte &= !mask;
        } else {
            *byte |= mask;
        }
    }

    /// Dark bands are solid, lighter ones a pattern of dots, rules at least one dot thick.
    fn band(&mut self, (x, y, width, height): (f64, f64, f64, f64), colour: Colour) {
        const PATTERN: [[u32; 4]; 4] = [
            [15, 135, 45, 165],
            [195, 75, 225, 105],
            [60, 180, 30, 150],
            [240, 120, 210, 90],
        ];
        let dots = |length: f64| ((length * SCALE).round() as usize).max(1);
        let (left, top) = (
            (x * SCALE).round().max(0.0) as usize,
            (y * SCALE).round().max(0.0) as usize,
        );
        let light = lightness(colour);
        let is_rule = width.min(height) < 2.0;
        for down in top..top + dots(height) {
            for across in left..left + dots(width) {
                let is_black = if light < 110 {
                    true
                } else if is_rule {
                    light < 200
                } else {
                    light < PATTERN[down % 4][across % 4]
                };
                self.set(across, down, is_black);
            }
        }
    }

    fn text(&mut self, text: &Text) {
        let (face, size) = (text.style.face, text.style.size);
        let is_black = lightness(text.style.colour) < 220;
        let mut x = text.x * SCALE;
        let top = (text.y - 0.72 * size) * SCALE;
        for code in &text.codes {
            let advance = f64::from(face.metrics().width(*code)) * size / 1000.0 * SCALE;
            let key = (*code, face, (size * 100.0) as u32);
            let shape = self
                .shapes
                .remove(&key)
                .unwrap_or_else(|| Shape::of(*code, face, size, advance));
            let (left, top) = (x.round().max(0.0) as usize, top.round().max(0.0) as usize);
            for (index, _) in shape.dots.iter().enumerate().filter(|(_, is_set)| **is_set) {
                self.set(left + index % shape.width, top + index / shape.width, is_black);
            }
            self.shapes.insert(key, shape);
            x += advance;
        }
    }

    fn dust(&mut self, seed: u64) {
        for speck in 0..60 {
            let x = chosen(seed, 100 + 2 * speck, self.width);
            let y = chosen(seed, 101 + 2 * speck, self.height);
            self.set(x, y, true);
            if speck % 5 == 0 {
                self.set(x + 1, y, true);
                self.set(x, y + 1, true);
            }
        }
    }
}

impl Shape {
    /// The dots of a glyph blown up to its box, with the corners rounded off.
    fn of(code: u8, face: Face, size: f64, advance: f64) -> Self {
        let dots = glyphs::dots(code);
        let height = (0.72 * size * SCALE).round().max(5.0) as usize;
        let width = advance.ceil().max(1.0) as usize;
        let mut shape = Shape {
            width,
            dots: vec![false; width * height],
        };
        let Some((first, last)) = glyphs::span(dots) else {
            return shape;
        };
        let columns = (last - first + 2) as f64;
        let is_bold = matches!(face, Face::SansBold | Face::SerifBold);
        let threshold = if is_bold { 0.3 } else { 0.45 };
        let dot = |column: f64, row: f64| {
            let is_inside = (0.0..5.0).contains(&column) && (0.0..7.0).contains(&row);
            f64::from(u8::from(is_inside && dots[column as usize] >> row as usize & 1 == 1))
        };
        for y in 0..height {
            let row = (y as f64 + 0.5) * 7.0 / height as f64 - 0.5;
            for x in 0..width {
                let column = first as f64 - 0.5 + (x as f64 + 0.5) * columns / advance - 0.5;
                let (left, top) = (column.floor(), row.floor());
                let (across, down) = (column - left, row - top);
                let above = dot(left, top) * (1.0 - across) + dot(left + 1.0, top) * across;
                let below = dot(left, top + 1.0) * (1.0 - across) + dot(left + 1.0, top + 1.0) * across;
                shape.dots[y * width + x] = above * (1.0 - down) + below * down > threshold;
            }
        }
        shape
    }
}

/// How far each of so many rows or columns is moved, none in the middle.
fn shifts(count: usize, slant: f64) -> Vec<isize> {
    (0..count)
        .map(|index| (slant * (index as f64 - count as f64 / 2.0)).round() as isize)
        .collect()
}

/// How light a colour is, from 0 to 255.
fn lightness(Colour(red, green, blue): Colour) -> u32 {
    (u32::from(red) * 30 + u32::from(green) * 59 + u32::from(blue) * 11) / 100
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::pdf::layouts::{Align, Style};

    fn black_dots(picture: &Picture) -> usize {
        picture.bits.iter().map(|byte| byte.count_zeros() as usize).sum()
    }

    #[test]
    fn text_leaves_dots_and_the_same_ones_each_time() {
        let mut page = Page::default();
        let empty = Picture::of(&page, (100.0, 50.0), 3);
        page.words(
            (10.0, 20.0),
            Align::Left,
            90.0,
            Style::new(Face::Sans, 8.0),
            "1,23,456.78 Cr",
        );
        let (one, two) = (
            Picture::of(&page, (100.0, 50.0), 3),
            Picture::of(&page, (100.0, 50.0), 3),
        );
        assert!(black_dots(&one) > black_dots(&empty) + 100);
        assert_eq!(one.bits, two.bits);
        assert_eq!(one.bits.len(), one.width.div_ceil(8) * one.height);
    }
}
