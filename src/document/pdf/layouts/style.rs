//! Fonts, colours and alignment.

use crate::document::pdf::standard_fonts::StandardFont;

/// Which way text extends from where it stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Align {
    /// To the right of it.
    Left,
    /// To both sides.
    Centre,
    /// To the left of it.
    Right,
}

/// Face, size and colour of a text.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Style {
    /// The font.
    pub(crate) face: Face,
    /// Its size.
    pub(crate) size: f64,
    /// Its colour.
    pub(crate) colour: Colour,
}

impl Style {
    /// A style in black.
    pub(crate) const fn new(face: Face, size: f64) -> Self {
        Style {
            face,
            size,
            colour: Colour::BLACK,
        }
    }

    /// The same in another colour.
    pub(crate) const fn coloured(self, colour: Colour) -> Self {
        Style { colour, ..self }
    }
}

/// A standard font.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum Face {
    /// Helvetica.
    Sans,
    /// Helvetica bold.
    SansBold,
    /// Helvetica slanted.
    SansItalic,
    /// Times.
    Serif,
    /// Times bold.
    SerifBold,
    /// Courier.
    Mono,
}

impl Face {
    /// Every face.
    pub(crate) const ALL: [Face; 6] = [
        Face::Sans,
        Face::SansBold,
        Face::SansItalic,
        Face::Serif,
        Face::SerifBold,
        Face::Mono,
    ];

    /// The name a PDF calls it by.
    pub(crate) fn base_font(self) -> &'static str {
        match self {
            Face::Sans => "Helvetica",
            Face::SansBold => "Helvetica-Bold",
            Face::SansItalic => "Helvetica-Oblique",
            Face::Serif => "Times-Roman",
            Face::SerifBold => "Times-Bold",
            Face::Mono => "Courier",
        }
    }

    /// Whose widths it has.
    pub(crate) fn metrics(self) -> StandardFont {
        match self {
            Face::Sans | Face::SansItalic => StandardFont::Helvetica,
            Face::SansBold => StandardFont::HelveticaBold,
            Face::Serif => StandardFont::Times,
            Face::SerifBold => StandardFont::TimesBold,
            Face::Mono => StandardFont::Courier,
        }
    }
}

/// Red, green and blue.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Colour(pub(crate) u8, pub(crate) u8, pub(crate) u8);

impl Colour {
    /// Black.
    pub(crate) const BLACK: Colour = Colour(0, 0, 0);
    /// A grey for rules and small print.
    pub(crate) const GREY: Colour = Colour(128, 128, 128);
    /// White.
    pub(crate) const WHITE: Colour = Colour(255, 255, 255);
}
