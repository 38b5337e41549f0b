//! Whole files through the whole reader, each built by hand for one question.

use lopdf::{Dictionary, Document, IncrementalDocument, Object, Stream, dictionary};

use super::inspect;
use crate::domain::statement::{Inspection, MetadataFinding, Problem, TextLayer};

/// What a page is drawn with: text of [`text_page`] or operators of one's own.
type Content = Vec<u8>;

fn text_page(texts: &[(u32, u32, &str)]) -> Content {
    let mut out = String::from("BT /F1 8 Tf\n");
    for (x, y, text) in texts {
        let escaped = text.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)");
        out.push_str(&format!("1 0 0 1 {x} {y} Tm ({escaped}) Tj\n"));
    }
    (out + "ET").into_bytes()
}

/// A document of these pages; fonts `F1` (Helvetica) and `P1` (private codes), picture `Im`, form `Fm` that draws itself.
fn document(pages: &[Content]) -> Document {
    let mut document = Document::with_version("1.4");
    let pages_id = document.new_object_id();
    let font = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding",
    });
    let private = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "X", "Encoding" => "Identity-H",
    });
    let picture = document.add_object(Stream::new(
        dictionary! { "Type" => "XObject", "Subtype" => "Image", "Width" => 1, "Height" => 1 },
        vec![0],
    ));
    let form_id = document.new_object_id();
    let resources = dictionary! {
        "Font" => dictionary! { "F1" => font, "P1" => private },
        "XObject" => dictionary! { "Im" => picture, "Fm" => form_id },
    };
    let form = dictionary! { "Type" => "XObject", "Subtype" => "Form", "Resources" => resources.clone() };
    document
        .objects
        .insert(form_id, Stream::new(form, b"/Fm Do /Fm Do".to_vec()).into());
    let kids: Vec<Object> = pages
        .iter()
        .map(|content| {
            let content = document.add_object(Stream::new(Dictionary::new(), content.clone()));
            document
                .add_object(dictionary! { "Type" => "Page", "Parent" => pages_id, "Contents" => content })
                .into()
        })
        .collect();
    let count = kids.len() as i64;
    let tree = dictionary! {
        "Type" => "Pages", "Kids" => kids, "Count" => count, "Resources" => resources,
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
    };
    document.objects.insert(pages_id, tree.into());
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages_id });
    document.trailer.set("Root", catalog);
    document
}

fn bytes(mut document: Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

fn read(pages: &[Content]) -> Result<Inspection, Problem> {
    inspect(&bytes(document(pages)), None)
}

/// A heading, a table header, and rows that pay out 10.00 each from the balance given.
fn statement<'a>(account: &'a str, rows: &'a [(&'a str, &'a str)]) -> Vec<(u32, u32, &'a str)> {
    let mut texts = vec![
        (40, 800, "HDFC Bank"),
        (40, 780, account),
        (40, 740, "Date"),
        (120, 740, "Narration"),
        (330, 740, "Debit"),
        (410, 740, "Credit"),
        (490, 740, "Balance"),
    ];
    for (index, (date, balance)) in rows.iter().enumerate() {
        let y = 720 - 12 * index as u32;
        texts.extend([
            (40, y, *date),
            (120, y, "UPI/ASHA"),
            (330, y, "10.00"),
            (490, y, *balance),
        ]);
    }
    texts
}

const THREE_ROWS: [(&str, &str); 3] = [
    ("01/04/2025", "90.00"),
    ("02/04/2025", "80.00"),
    ("03/04/2025", "70.00"),
];

fn reason(result: Result<Inspection, Problem>) -> String {
    match result {
        Err(Problem::InvalidFile { reason }) => reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn another_account_ends_the_table() {
    let first = statement("Account No : 000000111111", &THREE_ROWS);
    let second = statement("Account No : 000000222222", &THREE_ROWS);
    let again = statement("Account No : 000000333333", &THREE_ROWS);
    let read = read(&[text_page(&first), text_page(&second), text_page(&again)]).unwrap();
    assert_eq!(read.facts.account_number.as_deref(), Some("000000111111"));
    assert_eq!(read.ledger.transactions.len(), 3);
    assert_eq!(read.other_accounts, ["000000222222", "000000333333"]);
    assert_eq!(read.broken_links, []);
}

#[test]
fn pages_without_rows_are_harmless() {
    let first = statement("Account No : 000000111111", &THREE_ROWS);
    let clause = (
        48,
        700,
        "The customer keeps the account for purposes the law allows; balance and date are as printed.",
    );
    let terms = text_page(&[
        (48, 780, "Terms and conditions"),
        clause,
        (48, 688, "Account No : 999999999999"),
    ]);
    let mut pages = vec![text_page(&first)];
    pages.extend(std::iter::repeat_n(terms, 60));
    let read = read(&pages).unwrap();
    assert_eq!((read.document.pages, read.ledger.transactions.len()), (61, 3));
    assert_eq!(read.facts.account_number.as_deref(), Some("000000111111"));
    assert_eq!((read.other_accounts, read.table.unreadable_pages), (vec![], vec![]));
}

#[test]
fn rows_go_on_across_an_advertisement() {
    let mut second = statement("Account No : 000000111111", &[("04/04/2025", "60.00")]);
    second.retain(|(_, y, _)| *y != 740 && *y != 800);
    let advertisement = text_page(&[(100, 400, "A loan at your fingertips"), (100, 380, "Ask us about it")]);
    let first = text_page(&statement("Account No : 000000111111", &THREE_ROWS));
    let read = read(&[first, advertisement, text_page(&second)]).unwrap();
    assert_eq!(read.ledger.transactions.len(), 4);
    assert_eq!(read.broken_links, []);
}

#[test]
fn a_statement_without_account_or_rows_is_read() {
    let read = read(&[text_page(&statement("Savings", &[]))]).unwrap();
    assert!(read.table.has_header && read.facts.account_number.is_none());
    assert_eq!(read.processing_problem(500), Some(Problem::NullAccountNumber));
}

#[test]
fn pages_that_do_not_read_are_named() {
    let unreadable = [
        b"BT /P1 8 Tf 1 0 0 1 40 700 Tm <".as_slice(),
        &b"0102".repeat(60),
        b"> Tj ET",
    ]
    .concat();
    let first = text_page(&statement("Account No : 000000111111", &THREE_ROWS));
    let read_mixed = read(&[first, unreadable.clone(), unreadable.clone()]).unwrap();
    assert_eq!(read_mixed.table.unreadable_pages, [2, 3]);
    assert_eq!(
        (read_mixed.text_layer, read_mixed.ledger.transactions.len()),
        (TextLayer::Text, 3)
    );
    assert_eq!(read(&[unreadable]).unwrap().text_layer, TextLayer::Image);
}

#[test]
fn pictures_and_empty_pages_are_told_apart() {
    let picture = b"q 595 0 0 842 0 0 cm /Im Do Q".to_vec();
    let inline = b"q 500 0 0 800 0 0 cm BI /W 1 /H 1 ID x EI Q".to_vec();
    let cover = text_page(&[(40, 700, "Your statement of account is enclosed, with our compliments")]);
    let logo = b"q 50 0 0 50 0 0 cm /Im Do Q".to_vec();
    for (pages, expected) in [
        (vec![picture.clone()], TextLayer::Image),
        (vec![inline], TextLayer::Image),
        (vec![cover.clone(), picture.clone(), picture], TextLayer::Image),
        (vec![cover], TextLayer::Text),
        (vec![logo], TextLayer::Empty),
        (vec![Vec::new()], TextLayer::Empty),
    ] {
        assert_eq!(read(&pages).unwrap().text_layer, expected, "{pages:?}");
    }
}

#[test]
fn guards_end_what_has_no_end() {
    let text = [b"BT /F1 8 Tf (".to_vec(), b"a".repeat(60_000), b") Tj ET".to_vec()].concat();
    for (content, expected) in [
        (b"/Fm Do".to_vec(), "forms nest too deep"),
        (b"q ".repeat(300), "graphics states nest too deep"),
        (text, "too many glyphs on one page"),
        (b"1 ".repeat(20_000), "too many operands"),
        (b"n ".repeat(4_000_000), "too many operators"),
    ] {
        let pages = if expected == "too many operators" {
            vec![content; 3]
        } else {
            vec![content]
        };
        assert_eq!(reason(read(&pages)), expected);
    }
}

#[test]
fn half_a_file_is_refused() {
    let first = text_page(&statement("Account No : 000000111111", &THREE_ROWS));
    let whole = bytes(document(&[first.clone(), first]));
    for part in [2, 3, 4] {
        assert!(
            matches!(
                inspect(&whole[..whole.len() - whole.len() / part], None),
                Err(Problem::InvalidFile { .. })
            ),
            "{part}"
        );
    }
    let behind_junk = [vec![b'x'; 900], whole].concat();
    assert!(inspect(&behind_junk, None).is_ok());
}

/// The statement with a second revision in which `change` was done.
fn revised(change: impl Fn(&mut IncrementalDocument)) -> Inspection {
    let first = bytes(document(&[text_page(&statement(
        "Account No : 000000111111",
        &THREE_ROWS,
    ))]));
    let loaded = Document::load_mem(&first).unwrap();
    let mut revision = IncrementalDocument::create_from(first, loaded);
    change(&mut revision);
    let mut bytes = Vec::new();
    revision.save_to(&mut bytes).unwrap();
    inspect(&bytes, None).unwrap()
}

#[test]
fn only_a_signature_may_be_added_later() {
    let signed = revised(|revision| {
        let signature = revision
            .new_document
            .add_object(dictionary! { "Type" => "Sig", "Filter" => "Adobe.PPKLite" });
        let field = revision
            .new_document
            .add_object(dictionary! { "FT" => "Sig", "T" => "S1", "V" => signature });
        let catalog = revision
            .new_document
            .trailer
            .get(b"Root")
            .and_then(Object::as_reference)
            .unwrap();
        revision.opt_clone_object_to_new_document(catalog).unwrap();
        let form = dictionary! { "Fields" => vec![field.into()], "SigFlags" => 3 };
        revision
            .new_document
            .get_dictionary_mut(catalog)
            .unwrap()
            .set("AcroForm", form);
    });
    assert_eq!((signed.document.revisions, signed.document.findings), (2, vec![]));
    let changed = revised(|revision| {
        let content = revision.get_prev_documents().objects.iter().find_map(|(id, object)| {
            let stream = object.as_stream().ok()?;
            stream.content.starts_with(b"BT").then_some(*id)
        });
        let stream = Stream::new(Dictionary::new(), text_page(&[(40, 700, "changed")]));
        revision.new_document.set_object(content.unwrap(), stream);
    });
    assert_eq!(
        (changed.document.revisions, changed.document.findings),
        (2, vec![MetadataFinding::SecondRevision])
    );
}
