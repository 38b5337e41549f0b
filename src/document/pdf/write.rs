//! Writes specimens: a drawing of pages in the bank's layout, then a file around it.
//!
//! The way of a specimen: `words` fills the layout's templates, `heading`, `row` and `statement` draw marks on pages, `content`
//! turns marks into operators, `file` makes a PDF of them.

mod annex;
mod content;
mod drawing;
mod file;
mod glyphs;
mod heading;
mod letter;
mod lock;
mod page;
mod private_font;
mod raster;
mod revision;
mod row;
mod statement;
#[cfg(test)]
mod tests;
mod win_ansi;
mod words;

pub use lock::{Encryption, Lock};

use self::drawing::Drawing;
use self::file::{Authorship, File};
use crate::domain::ledger::Ledger;
use crate::domain::specimen::{Kind, Specimen, chosen};
use crate::domain::statement::StatementFacts;

/// Why a specimen cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteProblem {
    /// A narration or reference has a character the standard fonts lack.
    #[error("transaction {row} has the character {character:?}, which the fonts of a statement lack")]
    RowNotPrintable {
        /// The transaction, from 1.
        row: usize,
        /// The character.
        character: char,
    },
    /// A fact of the heading has a character the standard fonts lack.
    #[error("the {fact} has the character {character:?}, which the fonts of a statement lack")]
    FactNotPrintable {
        /// The fact, as its field is called.
        fact: &'static str,
        /// The character.
        character: char,
    },
    /// A password that this cipher cannot hold.
    #[error("the {whose} password does not fit {encryption}: {allowed}")]
    PasswordUnusable {
        /// `user` or `owner`.
        whose: &'static str,
        /// The cipher.
        encryption: Encryption,
        /// What would fit.
        allowed: &'static str,
    },
    /// The PDF library refused something.
    #[error("the PDF could not be put together: {0}")]
    Library(#[from] lopdf::Error),
    /// The PDF library could not write into memory.
    #[error("the PDF could not be saved: {0}")]
    Saving(#[from] std::io::Error),
}

/// The specimen as a PDF, protected if a lock is given. The same input gives the same bytes, but for AES (see [`Lock`]).
///
/// # Errors
/// [`WriteProblem`] when a text cannot be printed in `WinAnsi`, or a password not be encoded.
pub fn write(specimen: &Specimen, lock: Option<&Lock>) -> Result<Vec<u8>, WriteProblem> {
    check_printable(specimen)?;
    let drawing = Drawing::of(specimen);
    let authorship = authorship(specimen, &drawing);
    let mut file = if specimen.kind == Kind::Scanned {
        File::of_pictures(&drawing, &authorship, specimen.seed)?
    } else {
        File::of_text(&drawing, &authorship)?
    };
    if let Some(lock) = lock {
        lock.protect(&mut file.document)?;
    }
    let mut bytes = Vec::new();
    file.document.save_to(&mut bytes)?;
    if specimen.kind == Kind::Truncated {
        bytes.truncate(bytes.len() / 2);
    }
    if specimen.kind == Kind::Edited
        && let (Some(page), Some(content_id)) = (drawing.pages.first(), file.content_ids.first())
    {
        let page = revision::redrawn(page, specimen.seed);
        let change = (*content_id, &page, drawing.layout.height);
        let modified = revision::modified_at(specimen.created, specimen.seed);
        bytes = revision::revised(bytes, lock, change, modified)?;
    }
    Ok(bytes)
}

/// Who says he made the file: the bank, an editor of PDFs, or a scanner.
fn authorship(specimen: &Specimen, drawing: &Drawing) -> Authorship<'static> {
    const EDITORS: [(&str, &str); 4] = [
        ("iLovePDF", "iLovePDF"),
        ("Sejda (sejda.com)", "SAMBox (www.sejda.org)"),
        ("Canva", "Canva"),
        ("Microsoft Word", "Smallpdf"),
    ];
    let (creator, producer) = if specimen.kind == Kind::WrongAuthor {
        EDITORS[chosen(specimen.seed, 41, EDITORS.len())]
    } else if specimen.kind == Kind::Scanned {
        ("Office Copier", "Scan to PDF")
    } else {
        (drawing.layout.creator, drawing.layout.producer)
    };
    Authorship {
        creator,
        producer,
        created: specimen.created,
    }
}

/// What a perfect reader gets back from the specimen written: what its layout does not print is `None`, rows that do not
/// read are missing.
pub fn printed(specimen: &Specimen) -> (StatementFacts, Ledger) {
    Drawing::of(specimen).printed(specimen)
}

fn check_printable(specimen: &Specimen) -> Result<(), WriteProblem> {
    let facts = &specimen.facts;
    for (fact, text) in [
        ("account_number", &facts.account_number),
        ("holder", &facts.holder),
        ("address", &facts.address),
        ("email", &facts.email),
        ("phone", &facts.phone),
        ("customer_id", &facts.customer_id),
        ("ifsc", &facts.ifsc),
        ("micr", &facts.micr),
        ("account_scheme", &facts.account_scheme),
    ] {
        win_ansi::encode(text.as_deref().unwrap_or_default())
            .map_err(|character| WriteProblem::FactNotPrintable { fact, character })?;
    }
    for (index, row) in specimen.ledger.transactions.iter().enumerate() {
        for text in [row.narration.as_str(), row.cheque_number.as_deref().unwrap_or_default()] {
            win_ansi::encode(text).map_err(|character| WriteProblem::RowNotPrintable {
                row: index + 1,
                character,
            })?;
        }
    }
    Ok(())
}
