//! The header of a table of transactions: found by its words, in one to three lines.

use super::amounts::{Strictness, read_amount};
use super::dates::whole_date;
use super::lines::{Line, PageLines, Word};
use super::roles::{Role, TRANSACTION_REFERENCE, classify, is_header_word, is_known_phrase};
use super::words::plain_words;

/// One cell of a header.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct HeaderCell {
    /// What its column holds.
    pub(super) role: Role,
    /// Left edge.
    pub(super) x0: f32,
    /// Right edge.
    pub(super) x1: f32,
}

/// A header as found on a page.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Header {
    /// Its cells, left to right.
    pub(super) cells: Vec<HeaderCell>,
    /// Its first line on the page.
    pub(super) first_line: usize,
    /// Its last line on the page.
    pub(super) last_line: usize,
}

/// Lines of a header, half lines counted.
const HEADER_LINES_MAX: usize = 6;
/// Height of a header, in font sizes.
const HEADER_HEIGHT_MAX: f32 = 4.2;

/// The first header at or below the line `from`.
pub(super) fn find_header(page: &PageLines, from: usize) -> Option<Header> {
    let (first, mut found) = (from..page.lines.len()).find_map(|first| Some((first, header_at(page, first)?)))?;
    // A title above the header may have been taken in; without it the header is as good.
    for later in first + 1..=found.1.last_line {
        if let Some(without) = header_at(page, later).filter(|(score, _)| *score >= found.0) {
            found = without;
        }
    }
    let (score, mut header) = found;
    // Cells of several lines stand half a line above and below the cells of one.
    while let Some(wider) = with_half_lines(page, &header, score) {
        header = wider;
    }
    while is_rest_of_header(page, &header) {
        header.last_line += 1;
    }
    Some(header)
}

/// The header with a line more, above or below, that stands too close to be a line of its own; `None` when there is none.
fn with_half_lines(page: &PageLines, header: &Header, score: usize) -> Option<Header> {
    let is_half = |upper: usize| match (page.lines.get(upper), page.lines.get(upper + 1)) {
        (Some(above), Some(below)) => above.y - below.y <= 0.9 * above.size.max(below.size),
        _ => false,
    };
    let (first, last) = (header.first_line, header.last_line);
    let first = if first > 0 && is_half(first - 1) {
        first - 1
    } else {
        first
    };
    let last = if is_half(last) { last + 1 } else { last };
    if (first, last) == (header.first_line, header.last_line) {
        return None;
    }
    header_of(page, first, last + 1 - first)
        .filter(|(found, _)| *found >= score)
        .map(|(_, header)| header)
}

/// The best header whose first line is this one, with its score.
fn header_at(page: &PageLines, first: usize) -> Option<(usize, Header)> {
    if !may_begin_header(page, page.lines.get(first)?) {
        return None;
    }
    let mut best: Option<(usize, Header)> = None;
    for count in 1..=HEADER_LINES_MAX {
        // Fewer lines win a tie: a line too many would swallow a row.
        if let Some(found) = header_of(page, first, count)
            && best.as_ref().is_none_or(|(score, _)| found.0 > *score)
        {
            best = Some(found);
        }
    }
    best
}

/// The header these lines make, with its score.
fn header_of(page: &PageLines, first: usize, count: usize) -> Option<(usize, Header)> {
    let lines = header_lines(page, first, count)?;
    let mut best: Option<(usize, Header)> = None;
    for drafts in [gap_cells(page, lines), vocabulary_cells(page, lines)] {
        let cells = assign_roles(&drafts);
        if let Some(score) = score(&cells).filter(|score| best.as_ref().is_none_or(|(found, _)| score > found)) {
            let header = Header {
                cells: in_order(&cells),
                first_line: first,
                last_line: first + count - 1,
            };
            best = Some((score, header));
        }
    }
    best
}

fn in_order(cells: &[(Role, &Draft)]) -> Vec<HeaderCell> {
    let mut cells: Vec<HeaderCell> = cells
        .iter()
        .map(|(role, draft)| HeaderCell {
            role: *role,
            x0: draft.x0,
            x1: draft.x1,
        })
        .collect();
    cells.sort_by(|left, right| left.x0.total_cmp(&right.x0));
    cells
}

/// Whether the line below the header still belongs to it: units under the amounts, say.
fn is_rest_of_header(page: &PageLines, header: &Header) -> bool {
    let (Some(last), Some(next)) = (page.lines.get(header.last_line), page.lines.get(header.last_line + 1)) else {
        return false;
    };
    let words = page.words(next);
    let is_under_amounts = words.iter().any(|word| {
        header
            .cells
            .iter()
            .any(|cell| cell.role.is_numeric() && word.centre() > cell.x0 && word.centre() < cell.x1)
    });
    let has_digits = words
        .iter()
        .any(|word| page.text(word).bytes().any(|byte| byte.is_ascii_digit()));
    last.y - next.y <= 1.6 * last.size.max(next.size)
        && is_under_amounts
        && !has_digits
        && words.len() <= header.cells.len()
}

/// Cheap check that spares most lines the full one.
fn may_begin_header(page: &PageLines, line: &Line) -> bool {
    let words = page.words(line);
    // Nearly every line of a table holds a long number, and no header does.
    let has_number = |word: &Word| page.text(word).bytes().filter(u8::is_ascii_digit).count() > 4;
    !words.iter().any(has_number) && words.iter().any(|word| is_header_word(page.text(word)))
}

/// Lines `first..first + count` when they stand close together and hold neither dates nor amounts.
fn header_lines(page: &PageLines, first: usize, count: usize) -> Option<&[Line]> {
    let lines = page.lines.get(first..first + count)?;
    let is_close = lines
        .windows(2)
        .all(|pair| pair[0].y - pair[1].y <= 1.9 * pair[0].size.max(pair[1].size));
    let (top, bottom) = (lines.first()?, lines.last()?);
    let is_low = top.y - bottom.y <= HEADER_HEIGHT_MAX * top.size.max(bottom.size);
    let is_plain = lines.iter().all(|line| {
        page.words(line).iter().all(|word| {
            let text = page.text(word);
            whole_date(text).is_none() && read_amount(text, Strictness::TwoDecimals).is_none()
        })
    });
    (is_close && is_low && is_plain).then_some(lines)
}

#[derive(Clone, Debug)]
struct Draft {
    x0: f32,
    x1: f32,
    text: String,
}

/// Cells as the gaps between words make them, merged over the lines where they overlap.
fn gap_cells(page: &PageLines, lines: &[Line]) -> Vec<Draft> {
    merge_lines(lines.iter().map(|line| {
        let mut cells: Vec<Draft> = Vec::new();
        let mut before: Option<&Word> = None;
        for word in page.words(line) {
            let is_near = before.is_some_and(|before| {
                word.continues_run || word.x0 - before.x1 <= 1.4 * before.space.max(0.2 * before.size)
            });
            match cells.last_mut() {
                Some(cell) if is_near => {
                    cell.text.push(' ');
                    cell.text.push_str(page.text(word));
                    cell.x1 = word.x1;
                }
                _ => cells.push(draft(page, word)),
            }
            before = Some(word);
        }
        cells
    }))
}

/// Cells as known phrases make them, for headers whose words stand no further apart than columns do.
fn vocabulary_cells(page: &PageLines, lines: &[Line]) -> Vec<Draft> {
    merge_lines(lines.iter().map(|line| {
        let words = page.words(line);
        let mut cells = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let length = (1..=4)
                .rev()
                .find(|length| {
                    words
                        .get(at..at + length)
                        .is_some_and(|words| is_known_phrase(&plain_words(&page.join(words))))
                })
                .unwrap_or(1);
            let mut cell = draft(page, &words[at]);
            cell.text = page.join(&words[at..at + length]);
            cell.x1 = words[at + length - 1].x1;
            cells.push(cell);
            at += length;
        }
        cells
    }))
}

fn draft(page: &PageLines, word: &Word) -> Draft {
    Draft {
        x0: word.x0,
        x1: word.x1,
        text: page.text(word).to_owned(),
    }
}

/// Puts cells of several lines on top of each other. The line with most cells is the frame; the others hang theirs into it.
fn merge_lines(lines: impl Iterator<Item = Vec<Draft>>) -> Vec<Draft> {
    let lines: Vec<Vec<Draft>> = lines.collect();
    let Some(frame) = (0..lines.len()).max_by_key(|index| (lines[*index].len(), usize::MAX - index)) else {
        return Vec::new();
    };
    let mut cells = lines[frame].clone();
    let mut order: Vec<usize> = (0..frame).rev().collect();
    order.extend(frame + 1..lines.len());
    for index in order {
        for part in &lines[index] {
            let overlap = |cell: &Draft| part.x1.min(cell.x1) - part.x0.max(cell.x0);
            let best = cells
                .iter_mut()
                .filter(|cell| overlap(cell) > 0.0)
                .max_by(|left, right| overlap(left).total_cmp(&overlap(right)));
            match best {
                Some(cell) if index < frame => cell.text = format!("{} {}", part.text, cell.text),
                Some(cell) => {
                    cell.text.push(' ');
                    cell.text.push_str(&part.text);
                }
                None => {
                    cells.push(part.clone());
                    continue;
                }
            }
            if let Some(cell) = cells
                .iter_mut()
                .filter(|cell| overlap(cell) > 0.0)
                .max_by(|left, right| overlap(left).total_cmp(&overlap(right)))
            {
                cell.x0 = cell.x0.min(part.x0);
                cell.x1 = cell.x1.max(part.x1);
            }
        }
    }
    cells
}

/// Gives each cell its role; a role that only one column can have goes to the best cell, the rest become [`Role::Other`].
fn assign_roles(cells: &[Draft]) -> Vec<(Role, &Draft)> {
    let mut out: Vec<(Role, u8, &Draft)> = cells
        .iter()
        .map(|cell| {
            let (role, rank) = classify(&cell.text);
            (role, rank, cell)
        })
        .collect();
    let has = |out: &[(Role, u8, &Draft)], role: Role| out.iter().any(|(found, ..)| *found == role);
    // `Transaction Reference` is the text itself where nothing else is.
    if !has(&out, Role::Narration)
        && let Some(cell) = out.iter_mut().find(|(_, rank, _)| *rank == TRANSACTION_REFERENCE)
    {
        *cell = (Role::Narration, 1, cell.2);
    }
    if !has(&out, Role::Date)
        && let Some(cell) = out.iter_mut().find(|(role, ..)| *role == Role::ValueDate)
    {
        cell.0 = Role::Date;
    }
    let has_sides = has(&out, Role::Debit) && has(&out, Role::Credit);
    if !has(&out, Role::Amount)
        && !has_sides
        && let Some(cell) = out.iter_mut().find(|(role, ..)| *role == Role::Mark)
    {
        cell.0 = Role::Amount;
    }
    for role in [
        Role::Date,
        Role::ValueDate,
        Role::Narration,
        Role::Reference,
        Role::Debit,
        Role::Credit,
        Role::Amount,
        Role::Mark,
        Role::Balance,
    ] {
        let best = out
            .iter()
            .enumerate()
            .filter(|(_, (found, ..))| *found == role)
            .min_by_key(|(index, (_, rank, _))| (*rank, *index))
            .map(|(index, _)| index);
        for (index, cell) in out.iter_mut().enumerate() {
            if cell.0 == role && Some(index) != best {
                cell.0 = Role::Other;
            }
        }
    }
    // With a column for each side, a third amount is the balance, or something else (a transaction's foreign amount, say).
    if has_sides {
        let has_balance = has(&out, Role::Balance);
        if !has_balance && let Some(cell) = out.iter_mut().rev().find(|(role, ..)| *role == Role::Amount) {
            cell.0 = Role::Balance;
        }
        for cell in &mut out {
            if cell.0 == Role::Amount {
                cell.0 = Role::Other;
            }
        }
    }
    out.into_iter().map(|(role, _, cell)| (role, cell)).collect()
}

/// How good a header the cells make: the number of roles; `None` when it is none.
fn score(cells: &[(Role, &Draft)]) -> Option<usize> {
    let has = |role: Role| cells.iter().any(|(found, _)| *found == role);
    let has_amounts = has(Role::Amount) || (has(Role::Debit) && has(Role::Credit));
    let has_sentence = cells.iter().any(|(_, cell)| cell.text.split_whitespace().count() > 8);
    if !has(Role::Date) || !has(Role::Balance) || !has_amounts || has_sentence {
        return None;
    }
    // A sentence in which the words happen to stand has more words between them.
    let others = cells.iter().filter(|(role, _)| *role == Role::Other).count();
    if others * 2 > cells.len() {
        return None;
    }
    Some(cells.iter().filter(|(role, _)| *role != Role::Other).count())
}

#[cfg(test)]
mod tests {
    use super::super::lines::tests::page_of;
    use super::*;

    fn roles(texts: &[(f64, f64, &str)]) -> Option<(Vec<Role>, usize, usize)> {
        let header = find_header(&page_of(texts), 0)?;
        let roles = header.cells.iter().map(|cell| cell.role).collect();
        Some((roles, header.first_line, header.last_line))
    }

    #[test]
    fn a_header_of_one_line_is_found_below_other_text() {
        let found = roles(&[
            (50.0, 700.0, "Statement of account"),
            (50.0, 680.0, "Date"),
            (100.0, 680.0, "Narration"),
            (250.0, 680.0, "Chq./Ref.No."),
            (330.0, 680.0, "Withdrawal Amt."),
            (420.0, 680.0, "Deposit Amt."),
            (500.0, 680.0, "Closing Balance"),
        ]);
        use Role::{Balance, Credit, Date, Debit, Narration, Reference};
        assert_eq!(
            found,
            Some((vec![Date, Narration, Reference, Debit, Credit, Balance], 1, 1))
        );
    }

    #[test]
    fn a_header_of_three_lines_is_put_together() {
        let found = roles(&[
            (50.0, 700.0, "Transaction"),
            (50.0, 690.0, "Date"),
            (120.0, 690.0, "Remarks"),
            (250.0, 700.0, "Withdrawal"),
            (250.0, 690.0, "Amount"),
            (250.0, 680.0, "(INR )"),
            (330.0, 700.0, "Deposit"),
            (330.0, 690.0, "Amount"),
            (330.0, 680.0, "(INR )"),
            (420.0, 700.0, "Balance"),
            (420.0, 690.0, "(INR )"),
        ]);
        use Role::{Balance, Credit, Date, Debit, Narration};
        assert_eq!(found, Some((vec![Date, Narration, Debit, Credit, Balance], 0, 2)));
    }

    #[test]
    fn words_that_stand_close_are_told_apart_by_what_is_known() {
        let found = roles(&[(
            50.0,
            700.0,
            "Date Narration Value Dt Withdrawal Amt. Deposit Amt. Closing Balance",
        )]);
        use Role::{Balance, Credit, Date, Debit, Narration, ValueDate};
        assert_eq!(found.unwrap().0, [Date, Narration, ValueDate, Debit, Credit, Balance]);
    }

    #[test]
    fn sentences_and_summaries_are_no_headers() {
        assert_eq!(
            roles(&[(
                50.0,
                700.0,
                "On the due date the debit or credit changes the balance of the account."
            )]),
            None
        );
        assert_eq!(
            roles(&[
                (50.0, 700.0, "Opening Balance"),
                (200.0, 700.0, "Debits"),
                (300.0, 700.0, "Credits"),
                (400.0, 700.0, "Closing Bal")
            ]),
            None
        );
    }
}
