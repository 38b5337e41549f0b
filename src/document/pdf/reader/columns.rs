//! Where the columns of a table lie: between two header cells, where the rows leave room.

use super::header::Header;
use super::lines::{Line, PageLines, Word};
use super::roles::Role;

/// Horizontal resolution: one bin a point.
const BINS: usize = 2_400;

/// How often the rows of a table cover each point across the page. Grows from page to page.
#[derive(Clone, Debug)]
pub(super) struct Coverage {
    bins: Vec<u32>,
    lines: u32,
}

impl Coverage {
    /// Nothing seen yet.
    pub(super) fn new() -> Self {
        Coverage {
            bins: vec![0; BINS],
            lines: 0,
        }
    }

    /// Takes in one line.
    pub(super) fn add(&mut self, page: &PageLines, line: &Line) {
        self.lines += 1;
        let words = page.words(line);
        let mut at = 0;
        while let Some(word) = words.get(at) {
            let mut end = word.x1;
            at += 1;
            // Words of one phrase cover the spaces between them too.
            while let Some(next) = words
                .get(at)
                .filter(|next| next.continues_run || is_near(end, word, next))
            {
                end = next.x1;
                at += 1;
            }
            let (from, to) = (bin(word.x0 + 0.3), bin(end - 0.3));
            for count in self.bins.get_mut(from..=to.max(from)).unwrap_or_default() {
                *count += 1;
            }
        }
    }

    /// The best place to cut between `left` and `right`: inside the widest stretch that hardly a line covers.
    fn cut(&self, left: f32, right: f32) -> f32 {
        if right - left < 1.0 {
            return (left + right) / 2.0;
        }
        let range = bin(left)..=bin(right);
        let least = self
            .bins
            .get(range.clone())
            .and_then(|bins| bins.iter().min())
            .copied()
            .unwrap_or(0);
        let limit = least.max(self.lines / 50);
        let mut best = (0_usize, bin(left));
        let mut from = None;
        for at in range.chain([BINS]) {
            let is_free = at < BINS && self.bins.get(at).is_some_and(|count| *count <= limit);
            match (is_free, from) {
                (true, None) => from = Some(at),
                (false, Some(start)) => {
                    // The last of several equal stretches: nearer to the column whose text starts there.
                    if at - start >= best.0 {
                        best = (at - start, start);
                    }
                    from = None;
                }
                (true, Some(_)) | (false, None) => {}
            }
        }
        let (width, start) = best;
        (start as f32 + 0.7 * width as f32).clamp(left, right)
    }
}

fn is_near(end: f32, word: &Word, next: &Word) -> bool {
    next.x0 - end <= 1.3 * word.space.max(0.2 * word.size)
}

fn bin(x: f32) -> usize {
    // Negative and undefined places saturate to 0.
    (x.max(0.0) as usize).min(BINS - 1)
}

/// The columns of a table.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Columns {
    /// Roles, left to right.
    roles: Vec<Role>,
    /// Right edges of all columns but the last.
    bounds: Vec<f32>,
}

impl Columns {
    /// The columns of this header over rows that cover the page so.
    pub(super) fn of(header: &Header, coverage: &Coverage) -> Self {
        let bounds = header
            .cells
            .windows(2)
            .map(|pair| coverage.cut(pair[0].x1, pair[1].x0))
            .collect();
        Columns {
            roles: header.cells.iter().map(|cell| cell.role).collect(),
            bounds,
        }
    }

    /// The number of the column at this place.
    pub(super) fn index_at(&self, x: f32) -> usize {
        self.bounds.partition_point(|bound| *bound <= x)
    }

    /// What the column of this number holds.
    pub(super) fn role(&self, index: usize) -> Role {
        self.roles.get(index).copied().unwrap_or(Role::Other)
    }
}

#[cfg(test)]
mod tests {
    use super::super::header::HeaderCell;
    use super::super::lines::tests::page_of;
    use super::*;

    #[test]
    fn columns_are_cut_where_rows_leave_room() {
        // The header of the narration stands in the middle of a column that begins far left of it.
        let cells = [
            (Role::Date, 50.0, 70.0),
            (Role::Narration, 200.0, 240.0),
            (Role::Balance, 400.0, 440.0),
        ];
        let header = Header {
            cells: cells.map(|(role, x0, x1)| HeaderCell { role, x0, x1 }).to_vec(),
            first_line: 0,
            last_line: 0,
        };
        let page = page_of(&[
            (40.0, 600.0, "01/04/2025"),
            (110.0, 600.0, "a long narration that goes on here"),
            (380.0, 600.0, "1,00,000.00"),
            (40.0, 580.0, "02/04/2025"),
            (110.0, 580.0, "short"),
            (390.0, 580.0, "10,000.00"),
        ]);
        let mut coverage = Coverage::new();
        for line in &page.lines {
            coverage.add(&page, line);
        }
        let columns = Columns::of(&header, &coverage);
        for (x, role) in [
            (60.0, Role::Date),
            (110.0, Role::Narration),
            (270.0, Role::Narration),
            (385.0, Role::Balance),
        ] {
            assert_eq!(columns.role(columns.index_at(x)), role, "{x}");
        }
    }
}
