//! Pages to a PDF file.

use chrono::NaiveDateTime;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, StringFormat, dictionary};
use sha2::{Digest, Sha256};

use super::WriteProblem;
use super::content;
use super::drawing::Drawing;
use super::page::{Page, faces};
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

/// A document while its pages are added.
pub(super) struct File {
    document: Document,
    pages_id: ObjectId,
    page_ids: Vec<Object>,
    hash: Sha256,
}

impl File {
    /// The file of a drawing, not yet protected.
    pub(super) fn of(drawing: &Drawing, authorship: &Authorship<'_>) -> Result<Document, WriteProblem> {
        let (width, height) = (drawing.layout.width, drawing.layout.height);
        let mut file = File::new();
        let fonts = file.fonts(&faces(&drawing.pages));
        let resources = dictionary! { "Font" => fonts };
        for page in &drawing.pages {
            file.add_page(page, height)?;
        }
        Ok(file.finished(resources, (width, height), authorship))
    }

    fn new() -> Self {
        let mut document = Document::with_version("1.4");
        document.reference_table.cross_reference_type = lopdf::xref::XrefType::CrossReferenceTable;
        let pages_id = document.new_object_id();
        File {
            document,
            pages_id,
            page_ids: Vec::new(),
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

    fn add_page(&mut self, page: &Page, height: f64) -> Result<(), WriteProblem> {
        let content = content::stream(page, height);
        self.hash.update(&content);
        let mut stream = Stream::new(Dictionary::new(), content);
        stream.compress()?;
        let content_id = self.document.add_object(stream);
        let page_id = self.document.add_object(dictionary! {
            "Type" => "Page",
            "Parent" => self.pages_id,
            "Contents" => content_id,
        });
        self.page_ids.push(Object::Reference(page_id));
        Ok(())
    }

    fn finished(mut self, resources: Dictionary, (width, height): (f64, f64), authorship: &Authorship<'_>) -> Document {
        let count = self.page_ids.len() as i64;
        self.document.objects.insert(
            self.pages_id,
            Object::Dictionary(dictionary! {
                "Type" => "Pages",
                "Kids" => self.page_ids,
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
        self.document
    }
}

/// A string of the metadata.
pub(super) fn text(text: &str) -> Object {
    Object::string_literal(text)
}

/// A date of the metadata, in Indian time.
pub(super) fn pdf_date(moment: NaiveDateTime) -> String {
    format!("D:{}+05'30'", moment.format("%Y%m%d%H%M%S"))
}
