//! Files made to hurt a reader: each says what it does, and what must become of it.

use crate::drawn;
use crate::raw_pdf::{HELVETICA, RawPdf, deflate, statement_contents};

/// What must become of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Outcome {
    /// No bytes.
    Empty,
    /// Refused as unreadable.
    Invalid,
    /// Refused for its password.
    Password,
    /// Opens, but is no statement: nothing to read, or text without a table.
    NoStatement,
    /// Opens as pictures.
    Image,
    /// Reads as a statement with this many rows.
    Rows(usize),
}

use Outcome::{Empty, Invalid, NoStatement, Password, Rows};

/// A file, its name, and what must become of it.
pub(crate) type Hostile = (&'static str, Vec<u8>, Outcome);

pub(crate) const ROWS: [[&str; 5]; 3] = [
    ["01/07/2025", "OPENING DEPOSIT", "", "1,000.00", "1,000.00"],
    ["02/07/2025", "UPI-SHOP", "100.00", "", "900.00"],
    ["03/07/2025", "UPI-SHOP TWO", "50.00", "", "850.00"],
];

fn good() -> Vec<u8> {
    RawPdf::new().one_page(statement_contents(&ROWS), "")
}

/// Every file.
pub(crate) fn all() -> Vec<Hostile> {
    [
        no_pdf_at_all(),
        broken_skeletons(),
        page_trees(),
        streams(),
        drawn::contents(),
        drawn::forms(),
        drawn::fonts(),
        encryption(),
        metadata(),
        tables(),
    ]
    .concat()
}

fn no_pdf_at_all() -> Vec<Hostile> {
    let junk: Vec<u8> = (0u32..1_000_000)
        .map(|index| (index.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    vec![
        ("no bytes", Vec::new(), Empty),
        ("one byte", b"%".to_vec(), Invalid),
        ("a megabyte of noise", junk, Invalid),
        (
            "a web page",
            b"<!doctype html><title>Not a statement</title>".repeat(40),
            Invalid,
        ),
        ("a signature and nothing else", b"%PDF-1.7".to_vec(), Invalid),
        ("a signature too late", [vec![b' '; 2_000], good()].concat(), Invalid),
        (
            "a signature after a short preamble",
            [b"\n\n\n\n".to_vec(), good()].concat(),
            Rows(3),
        ),
        ("a signature repeated", b"%PDF-1.7\n".repeat(100_000), Invalid),
        (
            "nothing but objects without end",
            b"%PDF-1.7\n1 0 obj << /A ".repeat(20_000),
            Invalid,
        ),
    ]
}

fn broken_skeletons() -> Vec<Hostile> {
    let cut = |share: usize| {
        let file = good();
        file[..file.len() * share / 100].to_vec()
    };
    let replaced = |from: &str, to: &str| {
        let file = good();
        let at = file
            .windows(from.len())
            .rposition(|window| window == from.as_bytes())
            .unwrap();
        [&file[..at], to.as_bytes(), &file[at + from.len()..]].concat()
    };
    let two_trailers = |first_prev: &str| {
        let mut file = good();
        let xref_at = file.windows(5).position(|window| window == b"xref\n").unwrap();
        let tail = format!(
            "xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 9 /Root 4 0 R /Prev {xref_at} >>\nstartxref\n{}\n%%EOF\n",
            file.len()
        );
        file.extend_from_slice(tail.as_bytes());
        replace_first(file, "/Root 4 0 R ", &format!("/Root 4 0 R /Prev {first_prev} "))
    };
    vec![
        ("cut at half", cut(50), Invalid),
        ("cut at nine tenths", cut(75), Invalid),
        (
            "a start of the table beyond the file",
            replaced("startxref\n", "startxref\n99999999"),
            Rows(3),
        ),
        (
            "a start of the table below zero",
            replaced("startxref\n", "startxref\n-"),
            Rows(3),
        ),
        (
            "a start of the table that is no number",
            replaced("startxref\n", "startxref\nabc "),
            Rows(3),
        ),
        (
            "a root that is missing",
            replaced("/Root 4 0 R", "/Root 77 0 R"),
            Rows(3),
        ),
        (
            "a root that is a number",
            replaced("/Root 4 0 R", "/Root 42   "),
            Rows(3),
        ),
        (
            "a table that claims two billion entries",
            replaced("0 5\n", "0 2147483647\n"),
            Rows(3),
        ),
        ("a size of minus one", replaced("/Size 5", "/Size -1"), Rows(3)),
        ("tables that point at each other", two_trailers("99999"), Rows(3)),
        ("an object that refers to itself", RawPdf::new_self_reference(), Invalid),
    ]
}

fn replace_first(file: Vec<u8>, from: &str, to: &str) -> Vec<u8> {
    match file.windows(from.len()).position(|window| window == from.as_bytes()) {
        Some(at) => [&file[..at], to.as_bytes(), &file[at + from.len()..]].concat(),
        None => file,
    }
}

impl RawPdf {
    fn new_self_reference() -> Vec<u8> {
        let mut pdf = RawPdf::new();
        let root = pdf.object("1 0 R");
        pdf.finish(root)
    }

    fn with_pages(kids: impl Fn(usize) -> String, count: &str) -> Vec<u8> {
        let mut pdf = RawPdf::new();
        let contents = pdf.stream("", statement_contents(&ROWS));
        let page = pdf.object(format!(
            "<< /Type /Page /Parent 3 0 R /MediaBox [0 0 595 842] {HELVETICA} /Contents {contents} 0 R >>"
        ));
        pdf.object(format!("<< /Type /Pages /Kids [{}] /Count {count} >>", kids(page)));
        let root = pdf.object("<< /Type /Catalog /Pages 3 0 R >>");
        pdf.finish(root)
    }
}

fn page_trees() -> Vec<Hostile> {
    let deep = {
        let mut pdf = RawPdf::new();
        for level in 1..=5_000 {
            pdf.object(format!("<< /Type /Pages /Kids [{} 0 R] /Count 1 >>", level + 1));
        }
        pdf.object(format!(
            "<< /Type /Page /Parent 5000 0 R /MediaBox [0 0 595 842] {HELVETICA} >>"
        ));
        let root = pdf.object("<< /Type /Catalog /Pages 1 0 R >>");
        pdf.finish(root)
    };
    let parents_in_a_ring = {
        let mut pdf = RawPdf::new();
        pdf.stream("", statement_contents(&ROWS));
        pdf.object("<< /Type /Page /Parent 3 0 R /Contents 1 0 R >>");
        pdf.object("<< /Type /Pages /Kids [2 0 R] /Count 1 /Parent 4 0 R >>");
        pdf.object("<< /Type /Pages /Kids [3 0 R] /Count 1 /Parent 3 0 R >>");
        let root = pdf.object("<< /Type /Catalog /Pages 3 0 R >>");
        pdf.finish(root)
    };
    vec![
        ("no pages", RawPdf::with_pages(|_| String::new(), "0"), Invalid),
        (
            "a count of two billion pages",
            RawPdf::with_pages(|page| format!("{page} 0 R"), "2147483647"),
            Rows(3),
        ),
        (
            "a count below zero",
            RawPdf::with_pages(|page| format!("{page} 0 R"), "-5"),
            Rows(3),
        ),
        (
            "a tree that is its own kid",
            RawPdf::with_pages(|_| "3 0 R".to_owned(), "1"),
            Invalid,
        ),
        (
            "a tree with its own kid and a page",
            RawPdf::with_pages(|page| format!("3 0 R {page} 0 R"), "2"),
            Invalid,
        ),
        (
            "one page a hundred thousand times",
            RawPdf::with_pages(|page| format!("{page} 0 R ").repeat(100_000), "100000"),
            NoStatement,
        ),
        (
            "kids that are not there",
            RawPdf::with_pages(|_| "90 0 R 91 0 R".to_owned(), "2"),
            Invalid,
        ),
        (
            "kids that are numbers",
            RawPdf::with_pages(|_| "1 2 3".to_owned(), "3"),
            Invalid,
        ),
        ("a tree five thousand levels deep", deep, NoStatement),
        ("parents in a ring", parents_in_a_ring, NoStatement),
        ("a page without contents", RawPdf::new().page_of(""), NoStatement),
        (
            "contents that are not there",
            RawPdf::new().page_of("/Contents 99 0 R"),
            NoStatement,
        ),
    ]
}

fn streams() -> Vec<Hostile> {
    let filtered = |filters: &str, data: Vec<u8>| {
        let mut pdf = RawPdf::new();
        let contents = pdf.stream(filters, data);
        pdf.page_of(&format!("/Contents {contents} 0 R"))
    };
    let zeros = vec![b' '; 200 << 20];
    let bomb = deflate(&zeros);
    let double_bomb = deflate(&bomb);
    let many = {
        let mut pdf = RawPdf::new();
        let contents = pdf.deflated("", "BT (x) Tj ET ".repeat(10_000));
        pdf.page_of(&format!("/Contents [{}]", format!("{contents} 0 R ").repeat(20_000)))
    };
    let bad_length = |length: &str| {
        let mut pdf = RawPdf::new();
        pdf.object(format!(
            "<< /Length {length} >>\nstream\n{}\nendstream",
            statement_contents(&ROWS)
        ));
        pdf.page_of("/Contents 1 0 R")
    };
    vec![
        ("a deflate bomb", filtered("/Filter /FlateDecode", bomb), Invalid),
        (
            "a deflate bomb inside a deflate bomb",
            filtered("/Filter [/FlateDecode /FlateDecode]", double_bomb),
            Invalid,
        ),
        (
            "deflated noise",
            filtered("/Filter /FlateDecode", vec![0x55; 5_000]),
            NoStatement,
        ),
        (
            "a run-length bomb",
            filtered("/Filter /RunLengthDecode", [129u8, b' '].repeat(2 << 20)),
            Invalid,
        ),
        (
            "a thousand filters",
            filtered(
                &format!("/Filter [{}]", "/ASCIIHexDecode ".repeat(1_000)),
                b"20>".to_vec(),
            ),
            NoStatement,
        ),
        (
            "an unknown filter",
            filtered("/Filter /BrotliDecode", b"abc".to_vec()),
            NoStatement,
        ),
        (
            "a predictor with two billion columns",
            filtered(
                "/Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 2147483647 /Colors 32 /BitsPerComponent 16 >>",
                deflate(b"\x02abc"),
            ),
            Invalid,
        ),
        ("one stream twenty thousand times", many, Invalid),
        ("a length that is too large", bad_length("99999999"), Rows(3)),
        ("a length below zero", bad_length("-1"), NoStatement),
        ("a length that is its own stream", bad_length("1 0 R"), NoStatement),
    ]
}

/// No password opens any of these, whoever encrypted them and however: what the borrower is told is that his did not.
fn encryption() -> Vec<Hostile> {
    let encrypted = |dictionary: &str| {
        let mut pdf = RawPdf::new();
        let contents = pdf.stream("", statement_contents(&ROWS));
        let encryption = pdf.object(format!("<< {dictionary} >>"));
        let pdf = pdf.trailer(&format!(
            "/Encrypt {encryption} 0 R /ID [(aaaaaaaaaaaaaaaa) (aaaaaaaaaaaaaaaa)]"
        ));
        pdf.page_of(&format!("/Contents {contents} 0 R"))
    };
    let keys = "/O (oooooooooooooooooooooooooooooooo) /U (uuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuu) /P -4";
    vec![
        (
            "an encryption nobody knows",
            encrypted(&format!("/Filter /Standard /V 99 /R 99 {keys}")),
            Password,
        ),
        (
            "an encryption by another handler",
            encrypted("/Filter /Acme /V 1"),
            Password,
        ),
        (
            "a key of length nothing",
            encrypted(&format!("/Filter /Standard /V 2 /R 3 /Length 0 {keys}")),
            Password,
        ),
        (
            "a key of two billion bits",
            encrypted(&format!("/Filter /Standard /V 2 /R 3 /Length 2147483640 {keys}")),
            Password,
        ),
        (
            "an encryption with empty keys",
            encrypted("/Filter /Standard /V 1 /R 2 /O () /U () /P -4"),
            Password,
        ),
        (
            "a password nobody knows",
            encrypted(&format!("/Filter /Standard /V 1 /R 2 {keys}")),
            Password,
        ),
    ]
}

fn metadata() -> Vec<Hostile> {
    let with_info = |info: &str| {
        let mut pdf = RawPdf::new();
        let contents = pdf.stream("", statement_contents(&ROWS));
        pdf.trailer(&format!("/Info {info}"))
            .page_of(&format!("/Contents {contents} 0 R"))
    };
    let xmp_bomb = {
        let mut pdf = RawPdf::new();
        pdf.stream("", statement_contents(&ROWS));
        pdf.object(format!(
            "<< /Type /Page /Parent 3 0 R /MediaBox [0 0 595 842] {HELVETICA} /Contents 1 0 R >>"
        ));
        pdf.object("<< /Type /Pages /Kids [2 0 R] /Count 1 >>");
        pdf.deflated("/Type /Metadata /Subtype /XML", vec![b'<'; 100 << 20]);
        let root = pdf.object("<< /Type /Catalog /Pages 3 0 R /Metadata 4 0 R >>");
        pdf.finish(root)
    };
    vec![
        (
            "dates that are none",
            with_info("<< /CreationDate (D:99999999999999+99'99') /ModDate (yesterday) >>"),
            Rows(3),
        ),
        (
            "a date of null bytes",
            with_info("<< /CreationDate <000000> /Producer <FEFF> >>"),
            Rows(3),
        ),
        ("metadata that refers to itself", with_info("4 0 R"), Rows(3)),
        ("metadata of a hundred megabytes", xmp_bomb, Rows(3)),
        (
            "a producer of a megabyte",
            with_info(&format!("<< /Producer ({}) >>", "a".repeat(1 << 20))),
            Rows(3),
        ),
    ]
}

fn tables() -> Vec<Hostile> {
    let statement = |rows: &[[&str; 5]]| RawPdf::new().one_page(statement_contents(rows), "");
    let huge = "9,99,99,99,99,99,99,99,99,999.00";
    vec![
        ("the good file itself", good(), Rows(3)),
        (
            "days that no calendar has",
            statement(&[
                ["31/02/2025", "X", "1.00", "", "5.00"],
                ["99/99/9999", "Y", "1.00", "", "4.00"],
            ]),
            Rows(0),
        ),
        (
            "amounts of twenty-four digits",
            statement(&[
                ["01/07/2025", "X", "", huge, huge],
                ["02/07/2025", "Y", "1.00", "", "4.00"],
            ]),
            Rows(1),
        ),
        (
            "a page of no size",
            RawPdf::new().one_page(statement_contents(&ROWS), "/MediaBox [0 0 0 0]"),
            Rows(3),
        ),
        (
            "a page turned by forty-five degrees",
            RawPdf::new().one_page(statement_contents(&ROWS), "/Rotate 45"),
            Rows(3),
        ),
        (
            "a page turned two billion times",
            RawPdf::new().one_page(statement_contents(&ROWS), "/Rotate 2147483640"),
            Rows(3),
        ),
        (
            "a media box of words",
            RawPdf::new().one_page(statement_contents(&ROWS), "/MediaBox [(a) (b) (c) (d)]"),
            Rows(3),
        ),
    ]
}
