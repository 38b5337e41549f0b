//! PDF files written byte by byte, so that they can be as wrong as a test wants.

use std::io::Write;

/// Objects in the order they get their numbers, from 1.
#[derive(Default)]
pub(crate) struct RawPdf {
    objects: Vec<Vec<u8>>,
    trailer: String,
}

impl RawPdf {
    pub(crate) fn new() -> Self {
        RawPdf::default()
    }

    /// Adds an object and gives its number.
    pub(crate) fn object(&mut self, body: impl AsRef<[u8]>) -> usize {
        self.objects.push(body.as_ref().to_vec());
        self.objects.len()
    }

    /// The number the next object will get.
    pub(crate) fn next_number(&self) -> usize {
        self.objects.len() + 1
    }

    /// Adds a stream; `entries` go into its dictionary beside the length.
    pub(crate) fn stream(&mut self, entries: &str, data: impl AsRef<[u8]>) -> usize {
        let data = data.as_ref();
        let mut body = format!("<< {entries} /Length {} >>\nstream\n", data.len()).into_bytes();
        body.extend_from_slice(data);
        body.extend_from_slice(b"\nendstream");
        self.object(body)
    }

    /// Adds a stream whose data is deflated.
    pub(crate) fn deflated(&mut self, entries: &str, data: impl AsRef<[u8]>) -> usize {
        self.stream(&format!("{entries} /Filter /FlateDecode"), deflate(data.as_ref()))
    }

    /// More entries for the trailer.
    pub(crate) fn trailer(mut self, entries: &str) -> Self {
        self.trailer.push_str(entries);
        self
    }

    /// The file, with a right cross-reference table and this object as its root.
    pub(crate) fn finish(self, root: usize) -> Vec<u8> {
        let mut out = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
        let mut offsets = Vec::new();
        for (index, object) in self.objects.iter().enumerate() {
            offsets.push(out.len());
            out.extend_from_slice(format!("{} 0 obj\n", index + 1).as_bytes());
            out.extend_from_slice(object);
            out.extend_from_slice(b"\nendobj\n");
        }
        let xref_at = out.len();
        out.extend_from_slice(format!("xref\n0 {}\n0000000000 65535 f \n", offsets.len() + 1).as_bytes());
        for offset in &offsets {
            out.extend_from_slice(format!("{offset:010} 00000 n \n").as_bytes());
        }
        let trailer = format!(
            "trailer\n<< /Size {} /Root {root} 0 R {} >>\nstartxref\n{xref_at}\n%%EOF\n",
            offsets.len() + 1,
            self.trailer
        );
        out.extend_from_slice(trailer.as_bytes());
        out
    }

    /// A file of one page with these contents and page entries, Helvetica as `/F1`.
    pub(crate) fn one_page(mut self, contents: impl AsRef<[u8]>, page_entries: &str) -> Vec<u8> {
        let contents = self.deflated("", contents);
        self.page_of(&format!("/Contents {contents} 0 R {page_entries}"))
    }

    /// A file of one page with these entries, Helvetica as `/F1` unless they bring resources.
    pub(crate) fn page_of(mut self, entries: &str) -> Vec<u8> {
        let pages = self.next_number() + 1;
        let resources = if entries.contains("/Resources") { "" } else { HELVETICA };
        let media_box = if entries.contains("/MediaBox") {
            ""
        } else {
            "/MediaBox [0 0 595 842]"
        };
        let page = self.object(format!(
            "<< /Type /Page /Parent {pages} 0 R {media_box} {resources} {entries} >>"
        ));
        self.object(format!("<< /Type /Pages /Kids [{page} 0 R] /Count 1 >>"));
        let root = self.object(format!("<< /Type /Catalog /Pages {pages} 0 R >>"));
        self.finish(root)
    }
}

/// Resources with Helvetica as `/F1`.
pub(crate) const HELVETICA: &str = "/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> >> >>";

/// The data, compressed as `FlateDecode` wants it.
pub(crate) fn deflate(data: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

/// Page contents of a small statement: heading, header and these rows of (date, narration, debit, credit, balance).
pub(crate) fn statement_contents(rows: &[[&str; 5]]) -> String {
    let mut out = String::from("BT /F1 9 Tf ET\n");
    let mut text = |x: u32, y: i64, words: &str| {
        out.push_str(&format!("BT /F1 9 Tf 1 0 0 1 {x} {y} Tm ({words}) Tj ET\n"));
    };
    text(40, 800, "Yes Bank");
    text(40, 780, "Account Number : 000000001234");
    text(40, 765, "Statement Period : 01/07/2025 to 31/07/2025");
    for (x, word) in [
        (40, "Date"),
        (110, "Narration"),
        (330, "Debit"),
        (410, "Credit"),
        (490, "Balance"),
    ] {
        text(x, 740, word);
    }
    for (index, [date, narration, debit, credit, balance]) in rows.iter().enumerate() {
        let y = 720 - 14 * index as i64;
        for (x, words) in [
            (40, date),
            (110, narration),
            (330, debit),
            (410, credit),
            (490, balance),
        ] {
            if !words.is_empty() {
                text(x, y, words);
            }
        }
    }
    out
}
