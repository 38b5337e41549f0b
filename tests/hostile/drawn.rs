//! Files whose skeleton is sound and whose pages are not: what is drawn, with which forms, in which fonts.

use crate::files::Outcome::{Image, Invalid, NoStatement, Rows};
use crate::files::{Hostile, ROWS};
use crate::raw_pdf::{RawPdf, statement_contents};

pub(crate) fn contents() -> Vec<Hostile> {
    let page = |contents: String| RawPdf::new().one_page(contents, "");
    let with_statement = |contents: &str| page(format!("{contents}\n{}", statement_contents(&ROWS)));
    vec![
        ("a million saved graphics states", page("q ".repeat(1_000_000)), Invalid),
        ("restores without saves", with_statement(&"Q ".repeat(1_000)), Rows(3)),
        ("brackets a hundred thousand deep", page("[".repeat(100_000)), Invalid),
        (
            "dictionaries a hundred thousand deep",
            page("<<".repeat(100_000)),
            Invalid,
        ),
        (
            "a string of a million open brackets",
            page(format!("BT {} Tj ET", "(".repeat(1_000_000))),
            NoStatement,
        ),
        (
            "numbers without end",
            with_statement(&format!("{} 0 0 1 0 0 cm", "9".repeat(400))),
            NoStatement,
        ),
        ("a matrix of nothing", with_statement("0 0 0 0 0 0 cm"), NoStatement),
        (
            "text of size nothing",
            page("BT /F1 0 Tf 10 10 Td (hello) Tj ET".to_owned()),
            NoStatement,
        ),
        (
            "sixty thousand glyphs on a page",
            page("BT /F1 9 Tf (aaaaaaaaaa) Tj ET ".repeat(6_000)),
            Invalid,
        ),
        (
            "twelve million path operators",
            page("0 0 m ".repeat(12_000_000 / 4).to_owned() + &"f ".repeat(9_000_000)),
            Invalid,
        ),
        (
            "an inline image that never ends",
            page("BI /W 10 /H 10 /BPC 8 /CS /G ID xxxxxx".to_owned()),
            NoStatement,
        ),
        (
            "a picture and no text",
            page("q 595 0 0 842 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q".to_owned()),
            Image,
        ),
        ("operators nobody knows", with_statement("foo bar 1 2 baz"), Rows(3)),
        ("operands without operators", page("1 ".repeat(1_000_000)), Invalid),
    ]
}

pub(crate) fn forms() -> Vec<Hostile> {
    let xobjects = |pdf: &mut RawPdf, calls: &dyn Fn(usize) -> (String, String), count: usize| {
        for index in 0..count {
            let (names, contents) = calls(index);
            pdf.stream(
                &format!("/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << {names} >> >>"),
                contents,
            );
        }
    };
    let page = |pdf: RawPdf| {
        let mut pdf = pdf;
        let contents = pdf.stream("", "/X Do");
        pdf.page_of(&format!(
            "/Contents {contents} 0 R /Resources << /XObject << /X 1 0 R >> >>"
        ))
    };
    let mut itself = RawPdf::new();
    xobjects(&mut itself, &|_| ("/X 1 0 R".to_owned(), "/X Do /X Do".to_owned()), 1);
    let mut each_other = RawPdf::new();
    xobjects(
        &mut each_other,
        &|index| (format!("/X {} 0 R", 2 - index), "/X Do".to_owned()),
        2,
    );
    let mut doubling = RawPdf::new();
    xobjects(
        &mut doubling,
        &|index| (format!("/X {} 0 R", index + 2), "/X Do ".repeat(40)),
        30,
    );
    vec![
        ("a form that draws itself", page(itself), Invalid),
        ("forms that draw each other", page(each_other), Invalid),
        ("forms that draw forty forms each, thirty deep", page(doubling), Invalid),
    ]
}

pub(crate) fn fonts() -> Vec<Hostile> {
    let with_font = |font: &str, streams: &[String]| {
        let mut pdf = RawPdf::new();
        for stream in streams {
            pdf.stream("", stream);
        }
        let contents = pdf.stream("", "BT /F1 9 Tf 40 700 Td (hello world hello world hello world) Tj ET");
        pdf.page_of(&format!(
            "/Contents {contents} 0 R /Resources << /Font << /F1 << /Type /Font {font} >> >> >>"
        ))
    };
    let type0 = "/Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X";
    let cmap = |body: &str| {
        format!(
            "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange {body} endcmap"
        )
    };
    vec![
        (
            "a map of four billion codes",
            with_font(
                &format!("{type0} >>] /ToUnicode 1 0 R"),
                &[cmap("1 beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange")],
            ),
            NoStatement,
        ),
        (
            "a map with a hundred thousand ranges",
            with_font(
                &format!("{type0} >>] /ToUnicode 1 0 R"),
                &[cmap(&format!(
                    "100000 beginbfrange {} endbfrange",
                    "<0000> <FFFF> <0041> ".repeat(100_000)
                ))],
            ),
            Invalid,
        ),
        (
            "a map that is noise",
            with_font(
                &format!("{type0} >>] /ToUnicode 1 0 R"),
                &["beginbfchar <zz".to_owned()],
            ),
            NoStatement,
        ),
        (
            "widths for two billion glyphs",
            with_font(&format!("{type0} /W [0 2147483647 500] >>]"), &[]),
            NoStatement,
        ),
        (
            "a font that is its own descendant",
            with_font("/Subtype /Type0 /Encoding /Identity-H /DescendantFonts 3 0 R", &[]),
            NoStatement,
        ),
        (
            "a first character below zero",
            with_font(
                "/Subtype /TrueType /BaseFont /X /FirstChar -99999 /LastChar 99999 /Widths [1 2 3]",
                &[],
            ),
            NoStatement,
        ),
        (
            "a glyph that draws itself",
            with_font(
                "/Subtype /Type3 /FontMatrix [0 0 0 0 0 0] /FontBBox [0 0 1 1] /CharProcs << /h 1 0 R >> /Encoding << /Differences [104 /h] >> /FirstChar 104 /LastChar 104 /Widths [1]",
                &["(h) Tj".to_owned()],
            ),
            Image,
        ),
        ("a font that is missing", with_font("", &[]), NoStatement),
        (
            "differences for codes that are none",
            with_font(
                "/Subtype /Type1 /BaseFont /Helvetica /Encoding << /Differences [-5 /a 99999999999 /b (x) << >>] >>",
                &[],
            ),
            NoStatement,
        ),
    ]
}
