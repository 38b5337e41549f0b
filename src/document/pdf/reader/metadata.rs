//! The file's metadata: who made it, when, and signs that somebody changed it since.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, TimeDelta};
use lopdf::{Dictionary, Document, LoadOptions, Object};

use super::guard::{Budget, REVISIONS_MAX};
use super::resolve;
use super::word_lists::pairs;
use super::words::{contains_phrase, plain_words};
use crate::domain::period::Period;
use crate::domain::statement::MetadataFinding;

/// Metadata streams are a few kilobytes; what is longer is not searched to its end.
const XMP_BYTES_MAX: usize = 256 << 10;
/// How much later than made a file may be changed: signing and stamping take a moment.
const CHANGE_ALLOWED: TimeDelta = TimeDelta::minutes(10);

/// What the metadata says.
#[derive(Debug, Default)]
pub(super) struct Metadata {
    /// Program that wrote the original.
    pub(super) creator: Option<String>,
    /// Program that wrote the PDF.
    pub(super) producer: Option<String>,
    /// When the file was made.
    pub(super) created: Option<DateTime<FixedOffset>>,
    /// When it was last changed.
    pub(super) modified: Option<DateTime<FixedOffset>>,
    /// XMP, its words only.
    xmp: String,
}

impl Metadata {
    /// Reads the `Info` dictionary and the XMP stream.
    pub(super) fn read(document: &Document, budget: &mut Budget) -> Self {
        let info = resolve::dictionary(document, &document.trailer, b"Info");
        let text = |key: &[u8]| -> Option<String> {
            let object = resolve::entry(document, info?, key)?;
            let text = lopdf::decode_text_string(object).ok()?;
            Some(text.trim().to_owned()).filter(|text| !text.is_empty())
        };
        let xmp = match document
            .catalog()
            .ok()
            .and_then(|catalog| resolve::entry(document, catalog, b"Metadata"))
        {
            Some(Object::Stream(stream)) => resolve::inflate(stream, budget).unwrap_or_default(),
            _ => Vec::new(),
        };
        let xmp = xmp.get(..XMP_BYTES_MAX).unwrap_or(&xmp);
        Metadata {
            creator: text(b"Creator"),
            producer: text(b"Producer"),
            created: text(b"CreationDate").and_then(|text| pdf_date(&text)),
            modified: text(b"ModDate").and_then(|text| pdf_date(&text)),
            xmp: plain_words(&String::from_utf8_lossy(xmp)),
        }
    }

    /// What is suspicious. Source: semantics 16; days are Indian, semantics 2.
    pub(super) fn findings(&self, period: Option<Period>, is_second_revision: bool) -> Vec<MetadataFinding> {
        let mut findings = Vec::new();
        if let Some(editor) = self.editor() {
            findings.push(MetadataFinding::EditorInMetadata {
                editor: editor.to_owned(),
            });
        }
        if let (Some(created), Some(modified)) = (self.created, self.modified)
            && modified - created > CHANGE_ALLOWED
        {
            findings.push(MetadataFinding::ModifiedLater);
        }
        if let (Some(created), Some(period)) = (self.created, period)
            && indian_day(created) < period.to
        {
            findings.push(MetadataFinding::CreatedBeforePeriodEnd);
        }
        if is_second_revision {
            findings.push(MetadataFinding::SecondRevision);
        }
        findings
    }

    fn editor(&self) -> Option<&'static str> {
        let creator = plain_words(self.creator.as_deref().unwrap_or_default());
        let producer = plain_words(self.producer.as_deref().unwrap_or_default());
        let texts = [&creator, &producer, &self.xmp];
        pairs(include_str!("../../../../fixtures/reading/editors.txt"))
            .find(|(_, words)| texts.iter().any(|text| contains_phrase(text, words)))
            .map(|(name, _)| name)
    }
}

/// `D:YYYYMMDDHHmmSS+05'30'`; parts from the end may be missing, a missing zone is India's.
fn pdf_date(text: &str) -> Option<DateTime<FixedOffset>> {
    let text = text.strip_prefix("D:").unwrap_or(text);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count().min(14);
    let (stamp, zone) = text.split_at(digits);
    let part = |range: std::ops::Range<usize>, otherwise: u32| match stamp.get(range) {
        Some(digits) => digits.parse().ok(),
        None => Some(otherwise),
    };
    let year: i32 = stamp.get(..4)?.parse().ok()?;
    let date = NaiveDate::from_ymd_opt(year, part(4..6, 1)?, part(6..8, 1)?)?;
    let moment: NaiveDateTime = date.and_hms_opt(part(8..10, 0)?, part(10..12, 0)?, part(12..14, 0)?)?;
    let offset = zone_of(zone)?;
    moment.and_local_timezone(offset).single()
}

fn zone_of(zone: &str) -> Option<FixedOffset> {
    const INDIA_S: i32 = 19_800;
    let sign = match zone.bytes().next() {
        None => return FixedOffset::east_opt(INDIA_S),
        Some(b'+') => 1,
        Some(b'-') => -1,
        Some(_) => return FixedOffset::east_opt(0),
    };
    let digits: String = zone.chars().filter(char::is_ascii_digit).collect();
    let hours: i32 = digits.get(..2)?.parse().ok()?;
    let minutes: i32 = digits.get(2..4).map_or(Some(0), |minutes| minutes.parse().ok())?;
    FixedOffset::east_opt(sign * (hours * 3_600 + minutes * 60))
}

/// Whether a later revision changed more than adding a signature.
pub(super) fn has_changing_revision(bytes: &[u8], document: &Document, options: &LoadOptions) -> bool {
    if document.revision_count() > REVISIONS_MAX {
        return true;
    }
    let mut end = bytes.len();
    let mut later: Option<Document> = None;
    for _ in 1..document.revision_count() {
        // The revision before the last ends at the last `%%EOF` but one.
        let earlier = previous_end(&bytes[..end])
            .inspect(|previous| end = *previous)
            .and_then(|previous| Document::load_mem_with_options(&bytes[..previous], options.clone()).ok());
        match earlier {
            Some(earlier) if is_signature_only(&earlier, later.as_ref().unwrap_or(document)) => later = Some(earlier),
            _ => return true,
        }
    }
    false
}

fn previous_end(bytes: &[u8]) -> Option<usize> {
    const MARK: &[u8] = b"%%EOF";
    let last = bytes.windows(MARK.len()).rposition(|window| window == MARK)?;
    let before = bytes[..last].windows(MARK.len()).rposition(|window| window == MARK)?;
    Some(before + MARK.len())
}

fn is_signature_only(before: &Document, after: &Document) -> bool {
    let has_new_signature = after
        .objects
        .iter()
        .filter(|(id, _)| !before.objects.contains_key(id))
        .any(|(_, object)| {
            object.as_dict().is_ok_and(|dictionary| {
                dictionary.has_type(b"Sig")
                    || dictionary
                        .get(b"FT")
                        .and_then(Object::as_name)
                        .is_ok_and(|kind| kind == b"Sig")
            })
        });
    has_new_signature
        && before.objects.iter().all(|(id, old)| {
            after
                .objects
                .get(id)
                .is_some_and(|new| new == old || is_signed_form(old, new))
        })
}

/// Whether the new object is the old one with what a signature adds: the form in the catalog, the field on its page.
fn is_signed_form(old: &Object, new: &Object) -> bool {
    const SIGNING: [&[u8]; 8] = [
        b"AcroForm",
        b"Annots",
        b"DSS",
        b"Extensions",
        b"Perms",
        b"Fields",
        b"SigFlags",
        b"ModDate",
    ];
    let (Object::Dictionary(old), Object::Dictionary(new)) = (old, new) else {
        return matches!((old, new), (Object::Array(old), Object::Array(new)) if new.starts_with(old));
    };
    let rest = |dictionary: &Dictionary| {
        let mut rest = dictionary.clone();
        for key in SIGNING {
            rest.remove(key);
        }
        rest
    };
    rest(old) == rest(new)
}

/// The day it is in India, five and a half hours ahead of UTC, whatever zone the file writes its dates in.
fn indian_day(instant: DateTime<FixedOffset>) -> NaiveDate {
    (instant.naive_utc() + TimeDelta::minutes(330)).date()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_the_metadata_are_read() {
        for (text, expected) in [
            ("D:20250401103000+05'30'", Some("2025-04-01T10:30:00+05:30")),
            ("D:20250401103000Z", Some("2025-04-01T10:30:00+00:00")),
            ("D:20250401103000-08'00'", Some("2025-04-01T10:30:00-08:00")),
            ("D:202504011030", Some("2025-04-01T10:30:00+05:30")),
            ("20250401", Some("2025-04-01T00:00:00+05:30")),
            ("D:2025", Some("2025-01-01T00:00:00+05:30")),
            ("D:20251301", None),
            ("yesterday", None),
        ] {
            assert_eq!(
                pdf_date(text).map(|date| date.to_rfc3339()).as_deref(),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn editors_and_dates_are_found_out() {
        let period = Period::new("2025-04-01".parse().unwrap(), "2025-09-30".parse().unwrap());
        let metadata = |creator: &str, created: &str, modified: &str| Metadata {
            creator: Some(creator.to_owned()),
            created: pdf_date(created),
            modified: pdf_date(modified),
            ..Metadata::default()
        };
        let honest = metadata("Account Statement Module", "D:20251001100000", "D:20251001100500");
        assert_eq!(honest.findings(period, false), []);
        let edited = metadata("Microsoft\u{ae} Word 2016", "D:20250901100000", "D:20251001101001");
        let types: Vec<&str> = edited
            .findings(period, true)
            .iter()
            .map(MetadataFinding::fraud_type)
            .collect();
        assert_eq!(types, ["author_fraud", "date_fraud", "date_fraud", "date_fraud"]);
        assert_eq!(
            metadata("JasperReports Wordwrap", "D:2026", "D:2026").findings(period, false),
            []
        );
    }

    #[test]
    fn a_file_made_in_the_indian_night_is_not_made_too_early() {
        let made = |text: &str| indian_day(text.parse().unwrap()).to_string();
        assert_eq!(made("2025-09-29T20:00:00Z"), "2025-09-30");
        assert_eq!(made("2025-09-30T01:30:00+05:30"), "2025-09-30");
        assert_eq!(made("2025-09-29T18:29:00Z"), "2025-09-29");
    }
}
