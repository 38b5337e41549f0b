//! Where on a page which text stands: the content stream, interpreted as far as text and pictures go.

use std::rc::Rc;

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::content::{Lexer, Operand, Operation};
use super::encoding::GlyphText;
use super::fonts::{Font, FontCache, Glyph};
use super::fragments::{Fragments, Pen};
use super::guard::{Budget, FORM_DEPTH_MAX, GRAPHICS_STACK_MAX, LimitHit};
use super::matrix::Matrix;
use super::resolve;

/// The text of one page, and how much of the page is picture.
#[derive(Debug, Default)]
pub(super) struct PageText {
    /// The pieces of text.
    pub(super) fragments: Fragments,
    /// Glyphs drawn, spaces not counted.
    pub(super) glyphs: u32,
    /// Glyphs among them whose text nothing tells.
    pub(super) unknown_glyphs: u32,
    /// Share of the page that is covered by pictures; over 1 when they overlap.
    pub(super) picture_share: f64,
}

/// Reads the text of one page.
pub(super) fn page_text(
    document: &Document,
    page: ObjectId,
    fonts: &mut FontCache,
    budget: &mut Budget,
) -> Result<PageText, LimitHit> {
    budget.start_page();
    let Ok(page) = document.get_dictionary(page) else {
        return Ok(PageText::default());
    };
    let (width, height, origin) = media_box(document, page);
    let turn = resolve::inherited(document, page, b"Rotate")
        .and_then(|turn| resolve::number(document, turn))
        .unwrap_or(0.0) as i64;
    let mut painter = Painter {
        document,
        fonts,
        budget,
        page: PageText::default(),
        page_area: (width * height).max(1.0),
        state: State::new(origin.then(Matrix::page_turn(turn, width, height))),
        saved: Vec::new(),
    };
    let resources = match resolve::inherited(document, page, b"Resources") {
        Some(Object::Dictionary(resources)) => Some(resources),
        _ => None,
    };
    let content = page_content(document, page, painter.budget)?;
    painter.run(&content, resources, 0)?;
    painter.page.fragments.finish();
    Ok(painter.page)
}

fn media_box(document: &Document, page: &Dictionary) -> (f64, f64, Matrix) {
    let corners: Vec<f64> = match resolve::inherited(document, page, b"MediaBox") {
        Some(Object::Array(corners)) => corners
            .iter()
            .filter_map(|corner| resolve::number(document, corner))
            .collect(),
        _ => Vec::new(),
    };
    match corners[..] {
        [x0, y0, x1, y1] if (x1 - x0).abs() > 1.0 && (y1 - y0).abs() > 1.0 => (
            (x1 - x0).abs(),
            (y1 - y0).abs(),
            Matrix::shift(-x0.min(x1), -y0.min(y1)),
        ),
        _ => (595.0, 842.0, Matrix::IDENTITY),
    }
}

/// The content streams of a page, one after the other.
fn page_content(document: &Document, page: &Dictionary, budget: &mut Budget) -> Result<Vec<u8>, LimitHit> {
    let mut content = Vec::new();
    match resolve::entry(document, page, b"Contents") {
        Some(Object::Stream(stream)) => content = resolve::inflate(stream, budget)?,
        Some(Object::Array(parts)) => {
            for part in parts {
                if let Ok((_, Object::Stream(stream))) = document.dereference(part) {
                    content.extend(resolve::inflate(stream, budget)?);
                    content.push(b'\n');
                }
                budget.spend_operator()?;
                if content.len() > super::guard::STREAM_BYTES_MAX {
                    return Err(LimitHit::Inflated);
                }
            }
        }
        _ => {}
    }
    Ok(content)
}

#[derive(Clone, Debug)]
struct State {
    matrix: Matrix,
    font: Option<Rc<Font>>,
    size: f64,
    character_spacing: f64,
    word_spacing: f64,
    /// 1 is 100 %.
    stretch: f64,
    leading: f64,
    rise: f64,
    text: Matrix,
    line: Matrix,
}

impl State {
    fn new(matrix: Matrix) -> Self {
        State {
            matrix,
            font: None,
            size: 1.0,
            character_spacing: 0.0,
            word_spacing: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
            text: Matrix::IDENTITY,
            line: Matrix::IDENTITY,
        }
    }

    fn move_line(&mut self, x: f64, y: f64) {
        self.line = Matrix::shift(x, y).then(self.line);
        self.text = self.line;
    }
}

struct Painter<'a> {
    document: &'a Document,
    fonts: &'a mut FontCache,
    budget: &'a mut Budget,
    page: PageText,
    page_area: f64,
    state: State,
    saved: Vec<State>,
}

impl<'a> Painter<'a> {
    fn run(&mut self, content: &[u8], resources: Option<&'a Dictionary>, depth: usize) -> Result<(), LimitHit> {
        let mut lexer = Lexer::new(content);
        let mut operation = Operation::default();
        let floor = self.saved.len();
        while lexer.read(&mut operation)? {
            self.budget.spend_operator()?;
            match operation.operator() {
                b"q" => {
                    if self.saved.len() >= GRAPHICS_STACK_MAX {
                        return Err(LimitHit::GraphicsStack);
                    }
                    self.saved.push(self.state.clone());
                }
                b"Q" if self.saved.len() > floor => {
                    if let Some(state) = self.saved.pop() {
                        self.state = state;
                    }
                }
                b"cm" => {
                    if let Some(numbers) = operation.numbers() {
                        self.state.matrix = Matrix(numbers).then(self.state.matrix);
                    }
                }
                b"Do" => self.draw_object(&operation, resources, depth)?,
                b"BI" => self.note_picture(),
                b"Tf" => self.choose_font(&operation, resources)?,
                _ => self.text_operator(&operation)?,
            }
        }
        // What a form or page leaves on the stack is not the business of what follows.
        if let Some(outer) = self.saved.drain(floor..).next() {
            self.state = outer;
        }
        Ok(())
    }

    fn text_operator(&mut self, operation: &Operation) -> Result<(), LimitHit> {
        let state = &mut self.state;
        match operation.operator() {
            b"BT" => {
                state.text = Matrix::IDENTITY;
                state.line = Matrix::IDENTITY;
            }
            b"Tc" => state.character_spacing = one_number(operation, state.character_spacing),
            b"Tw" => state.word_spacing = one_number(operation, state.word_spacing),
            b"Tz" => state.stretch = one_number(operation, 100.0) / 100.0,
            b"TL" => state.leading = one_number(operation, state.leading),
            b"Ts" => state.rise = one_number(operation, state.rise),
            b"Td" => {
                if let Some([x, y]) = operation.numbers() {
                    state.move_line(x, y);
                }
            }
            b"TD" => {
                if let Some([x, y]) = operation.numbers() {
                    state.leading = -y;
                    state.move_line(x, y);
                }
            }
            b"Tm" => {
                if let Some(numbers) = operation.numbers() {
                    state.line = Matrix(numbers);
                    state.text = state.line;
                }
            }
            b"T*" => state.move_line(0.0, -state.leading),
            b"Tj" | b"TJ" => self.show(operation)?,
            b"'" => {
                state.move_line(0.0, -state.leading);
                self.show(operation)?;
            }
            b"\"" => {
                if let [Operand::Number(word), Operand::Number(character), ..] = operation.operands[..] {
                    state.word_spacing = word;
                    state.character_spacing = character;
                }
                state.move_line(0.0, -state.leading);
                self.show(operation)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn choose_font(&mut self, operation: &Operation, resources: Option<&'a Dictionary>) -> Result<(), LimitHit> {
        if let Some([size]) = operation.numbers() {
            self.state.size = size;
        }
        let dictionary = operation.name().and_then(|name| {
            let fonts = resolve::dictionary(self.document, resources?, b"Font")?;
            resolve::dictionary(self.document, fonts, name)
        });
        self.state.font = match dictionary {
            Some(dictionary) => Some(self.fonts.font(self.document, dictionary, self.budget)?),
            None => None,
        };
        Ok(())
    }

    fn show(&mut self, operation: &Operation) -> Result<(), LimitHit> {
        let Some(font) = self.state.font.clone() else {
            return Ok(());
        };
        let state = &mut self.state;
        let (budget, page) = (&mut *self.budget, &mut self.page);
        let full = Matrix([state.size * state.stretch, 0.0, 0.0, state.size, 0.0, state.rise])
            .then(state.text)
            .then(state.matrix);
        // From here on x counts in units of the font size, stretched; the matrix does the rest.
        let unit = state.size * state.stretch;
        let per_unit = if unit.abs() > 1e-9 { state.stretch / unit } else { 0.0 };
        let mut pen = page.fragments.begin(full, font.space_width);
        let mut x = 0.0;
        for operand in &operation.operands {
            match operand {
                Operand::Number(shift) => x -= shift / 1000.0,
                Operand::Text(start, end) => {
                    font.glyphs(operation.bytes(*start, *end), |glyph, is_space_code| {
                        budget.spend_glyph()?;
                        let spacing = state.character_spacing + if is_space_code { state.word_spacing } else { 0.0 };
                        let advance = glyph.width + spacing * per_unit;
                        place(page, &mut pen, glyph, x, advance);
                        x += advance;
                        Ok(())
                    })?;
                }
                Operand::Name(..) | Operand::Open | Operand::Close | Operand::Other => {}
            }
        }
        page.fragments.end(pen);
        state.text = Matrix::shift(x * unit, 0.0).then(state.text);
        Ok(())
    }

    fn draw_object(
        &mut self,
        operation: &Operation,
        resources: Option<&'a Dictionary>,
        depth: usize,
    ) -> Result<(), LimitHit> {
        let object = operation.name().and_then(|name| {
            let objects = resolve::dictionary(self.document, resources?, b"XObject")?;
            resolve::entry(self.document, objects, name)
        });
        let Some(Object::Stream(stream)) = object else {
            return Ok(());
        };
        match resolve::name(self.document, &stream.dict, b"Subtype") {
            Some(b"Image") => self.note_picture(),
            Some(b"Form") => {
                if depth >= FORM_DEPTH_MAX {
                    return Err(LimitHit::FormDepth);
                }
                let own = resolve::dictionary(self.document, &stream.dict, b"Resources");
                let content = resolve::inflate(stream, self.budget)?;
                let before = self.state.clone();
                self.state.matrix = form_matrix(self.document, &stream.dict).then(before.matrix);
                self.run(&content, own.or(resources), depth + 1)?;
                self.state = before;
            }
            _ => {}
        }
        Ok(())
    }

    fn note_picture(&mut self) {
        let area = self.state.matrix.area_scale();
        self.page.picture_share += (area / self.page_area).min(1.0);
    }
}

fn one_number(operation: &Operation, otherwise: f64) -> f64 {
    operation.numbers().map_or(otherwise, |[number]| number)
}

fn form_matrix(document: &Document, form: &Dictionary) -> Matrix {
    let numbers: Vec<f64> = resolve::array(document, form, b"Matrix")
        .unwrap_or_default()
        .iter()
        .take(6)
        .filter_map(|number| resolve::number(document, number))
        .collect();
    <[f64; 6]>::try_from(numbers).map_or(Matrix::IDENTITY, Matrix)
}

fn place(page: &mut PageText, pen: &mut Pen, glyph: &Glyph, x: f64, advance: f64) {
    let mut buffer = [0; 4];
    let text: &str = match &glyph.text {
        GlyphText::Char(' ') => {
            page.fragments.space(pen, x, advance);
            return;
        }
        GlyphText::Char(character) => character.encode_utf8(&mut buffer),
        GlyphText::Text(text) => text,
        GlyphText::Unknown => {
            page.unknown_glyphs += 1;
            "\u{fffd}"
        }
    };
    page.glyphs += 1;
    page.fragments.glyph(pen, text, x, advance);
}
