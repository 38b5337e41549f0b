//! Pages to a PDF file.

use std::io::Write as _;

use chrono::NaiveDateTime;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use lopdf::xref::XrefType;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, StringFormat, dictionary};
use sha2::{Digest, Sha256};

use super::WriteProblem;
use super::content;
use super::drawing::Drawing;
use super::page::faces;
use super::private_font;
use super::raster::Picture;
use crate::document::pdf::layouts::Face;

/// Who says he made the file, and when.
pub(super) struct Authorship<'a> {
    /// The program the document was made with.
    pub(super) creator: &'a str,
    /// The library that wrote the file.
    pub(super) producer: &'a str,
    /// When, in Indian time.
    pub(super) created: NaiveDateTime,
}

/// A file before it is protected and saved.
pub(super) struct File {
    /// The document.
    pub(super) document: Document,
    /// The content streams, page by page.
    pub(super) content_ids: Vec<ObjectId>,
}

impl File {
    /// The file of a drawing, its text as text.
    pub(super) fn of_text(drawing: &Drawing, authorship: &Authorship<'_>) -> Result<Self, WriteProblem> {
        let size = (drawing.layout.width, drawing.layout.height);
        let mut parts = Parts::new();
        let mut fonts = parts.fonts(&faces(&drawing.pages));
        private_font::add_fonts(&mut parts.document, &drawing.pages, &mut fonts);
        let resources = dictionary! { "Font" => fonts };
        for page in &drawing.pages {
            parts.add_page(content::stream(page, size.1), None)?;
        }
        Ok(parts.finished(resources, size, authorship))
    }

    /// The file of a drawing, each page a picture.
    pub(super) fn of_pictures(drawing: &Drawing, authorship: &Authorship<'_>, seed: u64) -> Result<Self, WriteProblem> {
        let size = (drawing.layout.width, drawing.layout.height);
        let mut parts = Parts::new();
        for (index, page) in drawing.pages.iter().enumerate() {
            let picture = Picture::of(page, size, seed.wrapping_add(index as u64));
            parts.hash.update(&picture.bits);
            let stream = compressed(
                dictionary! {
                    "Type" => "XObject",
                    "Subtype" => "Image",
                    "Width" => picture.width as i64,
                    "Height" => picture.height as i64,
                    "ColorSpace" => "DeviceGray",
                    "BitsPerComponent" => 1,
                },
                &picture.bits,
            )?;
            let image_id = parts.document.add_object(stream);
            let content = format!("q {} 0 0 {} 0 0 cm /Im0 Do Q\n", size.0, size.1);
            parts.add_page(content.into_bytes(), Some(image_id))?;
        }
        Ok(parts.finished(Dictionary::new(), size, authorship))
    }
}

/// A document while its pages are added.
struct Parts {
    document: Document,
    pages_id: ObjectId,
    kids: Vec<Object>,
    content_ids: Vec<ObjectId>,
    hash: Sha256,
}

impl Parts {
    fn new() -> Self {
        let mut document = Document::with_version("1.4");
        document.reference_table.cross_reference_type = XrefType::CrossReferenceTable;
        let pages_id = document.new_object_id();
        Parts {
            document,
            pages_id,
            kids: Vec::new(),
            content_ids: Vec::new(),
            hash: Sha256::new(),
        }
    }

    fn fonts(&mut self, faces: &[Face]) -> Dictionary {
        let mut fonts = Dictionary::new();
        for face in faces {
            let id = self.document.add_object(dictionary! {
                "Type" => "Font",
                "Subtype" => "Type1",
                "BaseFont" => face.base_font(),
                "Encoding" => "WinAnsiEncoding",
            });
            fonts.set(content::font_name(*face), id);
        }
        fonts
    }

    fn add_page(&mut self, content: Vec<u8>, image_id: Option<ObjectId>) -> Result<(), WriteProblem> {
        self.hash.update(&content);
        let content_id = self.document.add_object(compressed(Dictionary::new(), &content)?);
        let mut page = dictionary! {
            "Type" => "Page",
            "Parent" => self.pages_id,
            "Contents" => content_id,
        };
        if let Some(image_id) = image_id {
            page.set(
                "Resources",
                dictionary! { "XObject" => dictionary! { "Im0" => image_id } },
            );
        }
        let page_id = self.document.add_object(page);
        self.kids.push(Object::Reference(page_id));
        self.content_ids.push(content_id);
        Ok(())
    }

    fn finished(mut self, resources: Dictionary, (width, height): (f64, f64), authorship: &Authorship<'_>) -> File {
        let count = self.kids.len() as i64;
        self.document.objects.insert(
            self.pages_id,
            Object::Dictionary(dictionary! {
                "Type" => "Pages",
                "Kids" => self.kids,
                "Count" => count,
                "MediaBox" => vec![0.into(), 0.into(), (width as i64).into(), (height as i64).into()],
                "Resources" => resources,
            }),
        );
        let catalog_id = self.document.add_object(dictionary! {
            "Type" => "Catalog",
            "Pages" => self.pages_id,
        });
        let date = pdf_date(authorship.created);
        for part in [authorship.creator, authorship.producer, &date] {
            self.hash.update(part.as_bytes());
        }
        let info_id = self.document.add_object(dictionary! {
            "Creator" => text(authorship.creator),
            "Producer" => text(authorship.producer),
            "CreationDate" => text(&date),
        });
        self.document.trailer.set("Root", catalog_id);
        self.document.trailer.set("Info", info_id);
        let id = Object::String(self.hash.finalize()[..16].to_vec(), StringFormat::Hexadecimal);
        self.document.trailer.set("ID", vec![id.clone(), id]);
        File {
            document: self.document,
            content_ids: self.content_ids,
        }
    }
}

/// A compressed stream. The library's own `compress` knows only the highest level, which takes five times as long and
/// saves little.
pub(super) fn compressed(mut dictionary: Dictionary, content: &[u8]) -> Result<Stream, WriteProblem> {
    let mut encoder = ZlibEncoder::new(Vec::with_capacity(content.len() / 4), Compression::new(3));
    encoder.write_all(content)?;
    dictionary.set("Filter", "FlateDecode");
    Ok(Stream::new(dictionary, encoder.finish()?))
}

/// A string of the metadata.
pub(super) fn text(text: &str) -> Object {
    Object::string_literal(text)
}

/// A date of the metadata, in Indian time.
pub(super) fn pdf_date(moment: NaiveDateTime) -> String {
    format!("D:{}+05'30'", moment.format("%Y%m%d%H%M%S"))
}
