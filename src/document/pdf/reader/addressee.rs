//! Holder and address where they stand without labels: a block of lines at the upper left, as in a letter.

use super::detect::names_a_bank;
use super::labels::{labels_on, segments};
use super::lines::PageLines;
use super::values::person_in;
use super::words::{contains_phrase, plain_words};

/// A line of a block may be so far below the one before, in font sizes.
const BLOCK_LEADING: f32 = 2.2;
/// Blocks looked at; a heading has a dozen.
const BLOCKS_MAX: usize = 200;
/// Words that a first line of a block has when it is no name.
const NO_NAMES: &[&str] = &[
    "bank",
    "statement",
    "account",
    "branch",
    "page",
    "ltd",
    "limited",
    "transactions",
    "summary",
    "details",
    "customer",
    "welcome",
    "dear",
    "period",
    "date",
    "gstin",
    "www",
    "specimen",
    "synthetic",
    "savings",
    "current",
    "nomination",
    "address",
    "computer",
];

/// Name and address of the first block above `header_line` that reads like them.
pub(super) fn addressee(page: &PageLines, header_line: usize) -> Option<(String, Option<String>)> {
    let mut blocks: Vec<Block> = Vec::new();
    for line in page.lines.iter().take(header_line) {
        let hits = labels_on(page, line);
        let words = page.words(line);
        let is_label = |index: usize| hits.iter().any(|hit| (hit.first..hit.end).contains(&index));
        let mut end = 0;
        for segment in segments(words) {
            let start = end;
            end += segment.len();
            let (Some(first), false) = (segment.first(), (start..end).any(is_label)) else {
                continue;
            };
            let text = page.join(segment);
            let is_value = text.starts_with(':') || hits.iter().any(|hit| hit.end == start);
            if is_value {
                continue;
            }
            let has_room = blocks.len() < BLOCKS_MAX;
            let open = blocks.iter_mut().find(|block| {
                (block.x - first.x0).abs() <= 2.0
                    && (block.size - first.size).abs() <= 0.2 * block.size
                    && block.y - line.y <= BLOCK_LEADING * block.size
                    && block.y > line.y
            });
            match open {
                Some(block) => {
                    block.y = line.y;
                    block.lines.push(text);
                }
                None if !has_room => {}
                None => blocks.push(Block {
                    x: first.x0,
                    y: line.y,
                    size: first.size,
                    lines: vec![text],
                }),
            }
        }
    }
    let width = page
        .lines
        .iter()
        .flat_map(|line| page.words(line))
        .map(|word| word.x1)
        .fold(0.0, f32::max);
    let mut candidates: Vec<&[String]> = blocks
        .iter()
        .filter(|block| block.x < width / 2.0)
        .filter_map(|block| {
            // The bank's own name may stand right above.
            let start = block.lines.iter().take(2).position(|line| is_name(line))?;
            block.lines.get(start..)
        })
        .collect();
    // A name with an address reads more like one than a name alone.
    candidates.sort_by_key(|lines| lines.len() < 2);
    let (holder, address) = candidates.first()?.split_first()?;
    Some((person_in(holder)?, join_address(address)))
}

/// The lines of an address as one text, joined by `, `.
pub(super) fn join_address(lines: &[String]) -> Option<String> {
    let lines: Vec<&str> = lines
        .iter()
        .map(|line| line.trim().trim_end_matches(',').trim_end())
        .filter(|line| !line.is_empty())
        .collect();
    (!lines.is_empty()).then(|| lines.join(", "))
}

#[derive(Debug)]
struct Block {
    x: f32,
    y: f32,
    size: f32,
    lines: Vec<String>,
}

fn is_name(text: &str) -> bool {
    let plain = plain_words(text);
    let count = plain.split_whitespace().count();
    let are_letters = text.chars().all(|character| {
        character.is_alphabetic() || matches!(character, ' ' | '.' | '\'' | '&' | '/' | '-' | '(' | ')' | ',')
    });
    let are_capital = text
        .split_whitespace()
        .all(|word| !word.starts_with(char::is_lowercase));
    let is_of_words = (1..=7).contains(&count) && are_letters && are_capital && text.len() > 3;
    let is_something_else = NO_NAMES.iter().any(|word| contains_phrase(&plain, word)) || names_a_bank(text);
    is_of_words && !is_something_else || starts_with_title(&plain)
}

fn starts_with_title(plain: &str) -> bool {
    const TITLES: &[&str] = &["mr", "mrs", "ms", "miss", "smt", "shri", "sri", "dr", "m s", "kum"];
    TITLES
        .iter()
        .any(|title| plain.strip_prefix(title).is_some_and(|rest| rest.starts_with(' ')))
}

#[cfg(test)]
mod tests {
    use super::super::lines::tests::page_of;
    use super::*;

    #[test]
    fn the_first_block_that_reads_like_a_name_is_taken() {
        let page = page_of(&[
            (50.0, 760.0, "HDFC BANK"),
            (40.0, 740.0, "MR ASHA RAO"),
            (300.0, 740.0, "Account Branch"),
            (400.0, 740.0, ": STATION ROAD"),
            (40.0, 728.0, "12 MG ROAD,"),
            (300.0, 725.0, "Cust ID"),
            (400.0, 725.0, ": 123"),
            (40.0, 716.0, "PUNE 411001"),
            (40.0, 680.0, "JOINT HOLDERS :"),
        ]);
        let found = addressee(&page, page.lines.len());
        assert_eq!(
            found,
            Some(("ASHA RAO".to_owned(), Some("12 MG ROAD, PUNE 411001".to_owned())))
        );
    }

    #[test]
    fn titles_and_labels_are_no_names() {
        let page = page_of(&[
            (40.0, 760.0, "Statement of account"),
            (40.0, 748.0, "for your records"),
            (40.0, 700.0, "Name : ASHA"),
            (40.0, 688.0, "City : PUNE"),
        ]);
        assert_eq!(addressee(&page, page.lines.len()), None);
    }
}
