//! Which lines of a page make one row together.
//!
//! A row has one line with its amounts, the anchor, and any number of lines of text: below it, around it, or above it,
//! depending on how the bank aligns its cells. Gaps tell where they are wider between rows than within; where all lines
//! stand equally far apart, the way the rest of the document is aligned does.

/// A line of a table's body as far as grouping is concerned.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct BodyLine {
    /// Base line, upwards.
    pub(super) y: f32,
    /// Font size.
    pub(super) size: f32,
    /// What it is.
    pub(super) kind: LineKind,
    /// Whether it holds text of the narration or reference.
    pub(super) has_text: bool,
}

/// What a line of the body is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum LineKind {
    /// It carries a row's amounts.
    Anchor,
    /// It may be the rest of a row.
    Continuation,
    /// It belongs to no row, and no row goes on across it.
    Break,
}

/// How cells stand to the line with the amounts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Alignment {
    /// Text begins on the line with the amounts.
    Top,
    /// The amounts stand in the middle of the text.
    Middle,
    /// Text ends on the line with the amounts.
    Bottom,
}

/// What the pages so far show about a document's rows.
#[derive(Clone, Debug, Default)]
pub(super) struct RowShape {
    top: u32,
    middle: u32,
    bottom: u32,
    /// Distance of the lines within a row.
    pitch: Option<f32>,
}

impl RowShape {
    /// The alignment most rows show; top where none does.
    pub(super) fn alignment(&self) -> Alignment {
        if self.middle > self.top && self.middle >= self.bottom {
            Alignment::Middle
        } else if self.bottom > self.top {
            Alignment::Bottom
        } else {
            Alignment::Top
        }
    }
}

/// The rows of a page: numbers of lines.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Grouping {
    /// For each anchor the lines of its row, top to bottom, the anchor's own among them.
    pub(super) rows: Vec<(usize, Vec<usize>)>,
    /// Lines before the first anchor that go on with the last row of the page before.
    pub(super) leading: Vec<usize>,
}

/// Groups the lines of a page. `shape` remembers from page to page.
pub(super) fn group(lines: &[BodyLine], shape: &mut RowShape) -> Grouping {
    let pitch = page_pitch(lines, shape);
    let blocks = blocks(lines, pitch);
    for block in &blocks {
        learn(block, lines, pitch, shape);
    }
    let alignment = shape.alignment();
    let mut grouping = Grouping {
        rows: (0..lines.len())
            .filter(|index| lines[*index].kind == LineKind::Anchor)
            .map(|index| (index, vec![index]))
            .collect(),
        leading: Vec::new(),
    };
    for block in &blocks {
        assign(block, lines, pitch, alignment, &mut grouping);
    }
    assign_loose_lines(lines, pitch, alignment, &mut grouping);
    for (_, members) in &mut grouping.rows {
        members.sort_unstable();
        members.dedup();
    }
    grouping
}

/// Text lines that stand together, and the anchors among or between them.
#[derive(Debug)]
struct Block {
    texts: Vec<usize>,
    anchors: Vec<usize>,
}

/// The distance of lines within a row: from this page where it shows, else from the pages before.
fn page_pitch(lines: &[BodyLine], shape: &mut RowShape) -> f32 {
    let size = lines.iter().map(|line| line.size).fold(0.0, f32::max).max(1.0);
    let limit = 1.8 * size;
    let texts: Vec<&BodyLine> = lines
        .iter()
        .filter(|line| line.has_text || line.kind == LineKind::Break)
        .collect();
    let distance = |left: Option<&&BodyLine>, right: Option<&&BodyLine>| match (left, right) {
        (Some(left), Some(right)) if left.kind != LineKind::Break && right.kind != LineKind::Break => left.y - right.y,
        _ => f32::MAX,
    };
    let mut distances: Vec<f32> = (0..texts.len())
        .filter(|index| texts[*index].kind == LineKind::Continuation)
        .map(|index| {
            let above = distance(
                index.checked_sub(1).and_then(|above| texts.get(above)),
                texts.get(index),
            );
            above.min(distance(texts.get(index), texts.get(index + 1)))
        })
        .filter(|distance| *distance <= limit)
        .collect();
    distances.sort_by(f32::total_cmp);
    if let Some(median) = distances.get(distances.len() / 2)
        && (distances.len() >= 3 || shape.pitch.is_none())
    {
        shape.pitch = Some(*median);
    }
    shape.pitch.unwrap_or(1.2 * size)
}

fn blocks(lines: &[BodyLine], pitch: f32) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut last_text: Option<usize> = None;
    for (index, line) in lines.iter().enumerate() {
        if line.kind == LineKind::Break {
            last_text = None;
        } else if line.has_text {
            match (last_text, blocks.last_mut()) {
                (Some(last), Some(block)) if lines[last].y - line.y <= 1.15 * pitch => block.texts.push(index),
                _ => blocks.push(Block {
                    texts: vec![index],
                    anchors: Vec::new(),
                }),
            }
            last_text = Some(index);
        }
    }
    for block in &mut blocks {
        let (Some(first), Some(last)) = (block.texts.first(), block.texts.last()) else {
            continue;
        };
        let (top, bottom) = (lines[*first].y + 0.6 * pitch, lines[*last].y - 0.6 * pitch);
        block.anchors = lines
            .iter()
            .enumerate()
            .filter(|(index, line)| {
                line.kind == LineKind::Anchor
                    && (block.texts.contains(index) || (!line.has_text && line.y < top && line.y > bottom))
            })
            .map(|(index, _)| index)
            .collect();
    }
    blocks
}

/// Notes what a block shows about the alignment of cells.
fn learn(block: &Block, lines: &[BodyLine], pitch: f32, shape: &mut RowShape) {
    let (Some(first), Some(last)) = (block.texts.first(), block.texts.last()) else {
        return;
    };
    let (top, bottom) = (lines[*first].y, lines[*last].y);
    match block.anchors[..] {
        [anchor] if block.texts.len() > 1 => {
            let y = lines[anchor].y;
            if (top - y).abs() <= 0.2 * pitch {
                shape.top += 1;
            } else if (y - bottom).abs() <= 0.2 * pitch {
                shape.bottom += 1;
            } else {
                shape.middle += 1;
            }
        }
        [head, .., tail] => match (head == *first, tail == *last) {
            (true, false) => shape.top += 1,
            (false, true) => shape.bottom += 1,
            (false, false) => shape.middle += 1,
            (true, true) => {}
        },
        _ => {}
    }
}

fn assign(block: &Block, lines: &[BodyLine], pitch: f32, alignment: Alignment, grouping: &mut Grouping) {
    let Some(first_anchor) = grouping.rows.first().map(|(anchor, _)| *anchor) else {
        return;
    };
    let mut give = |anchor: usize, line: usize| {
        if let Some((_, members)) = grouping.rows.iter_mut().find(|(found, _)| *found == anchor) {
            members.push(line);
        }
    };
    match block.anchors[..] {
        // Text without amounts: the end of a row that began on the page before, or nothing of the table's.
        [] => {
            if alignment == Alignment::Top && block.texts.iter().all(|line| *line < first_anchor) {
                grouping.leading.extend(&block.texts);
            }
        }
        [only] => {
            for line in &block.texts {
                give(only, *line);
            }
        }
        _ => match alignment {
            Alignment::Top => {
                for line in &block.texts {
                    match block.anchors.iter().rev().find(|anchor| **anchor <= *line) {
                        Some(anchor) => give(*anchor, *line),
                        None if *line < first_anchor => grouping.leading.push(*line),
                        None => {}
                    }
                }
            }
            Alignment::Bottom => {
                for line in &block.texts {
                    if let Some(anchor) = block.anchors.iter().find(|anchor| **anchor >= *line) {
                        give(*anchor, *line);
                    }
                }
            }
            Alignment::Middle => {
                let mut rest = &block.texts[..];
                for (index, anchor) in block.anchors.iter().enumerate() {
                    let y = lines[*anchor].y;
                    let half = rest.first().map_or(0.0, |line| (lines[*line].y - y).max(0.0));
                    let is_last = index + 1 == block.anchors.len();
                    let count = rest
                        .iter()
                        .take_while(|line| is_last || lines[**line].y >= y - half - 0.3 * pitch)
                        .count();
                    for line in &rest[..count] {
                        give(*anchor, *line);
                    }
                    rest = &rest[count..];
                }
            }
        },
    }
}

/// Lines without narration or reference (the rest of a date, a time of day) go to the row they stand in.
fn assign_loose_lines(lines: &[BodyLine], pitch: f32, alignment: Alignment, grouping: &mut Grouping) {
    for (index, line) in lines.iter().enumerate() {
        if line.kind != LineKind::Continuation || line.has_text {
            continue;
        }
        let nearest = grouping
            .rows
            .iter_mut()
            .filter(|(anchor, _)| alignment != Alignment::Top || *anchor < index)
            .min_by(|(left, _), (right, _)| {
                let distance = |anchor: usize| (lines[anchor].y - line.y).abs();
                distance(*left).total_cmp(&distance(*right))
            });
        if let Some((anchor, members)) = nearest
            && (lines[*anchor].y - line.y).abs() <= 2.5 * pitch
        {
            members.push(index);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `A` an anchor with text, `a` one without, `t` text, `d` a date alone, `x` a break; the number is the place, downwards.
    fn grouped(pages: &[&[(char, f32)]]) -> Grouping {
        let mut shape = RowShape::default();
        let mut last = Grouping::default();
        for page in pages {
            let lines: Vec<BodyLine> = page
                .iter()
                .map(|(letter, down)| BodyLine {
                    y: 800.0 - down,
                    size: 8.0,
                    kind: match letter {
                        'A' | 'a' => LineKind::Anchor,
                        'x' => LineKind::Break,
                        _ => LineKind::Continuation,
                    },
                    has_text: matches!(letter, 'A' | 't'),
                })
                .collect();
            last = group(&lines, &mut shape);
        }
        last
    }

    fn rows(pages: &[&[(char, f32)]]) -> Vec<Vec<usize>> {
        grouped(pages).rows.into_iter().map(|(_, members)| members).collect()
    }

    #[test]
    fn text_below_the_amounts_belongs_to_them() {
        let page = [
            ('A', 0.0),
            ('t', 10.0),
            ('t', 20.0),
            ('A', 30.0),
            ('A', 40.0),
            ('t', 50.0),
        ];
        assert_eq!(rows(&[&page]), [vec![0, 1, 2], vec![3], vec![4, 5]]);
    }

    #[test]
    fn gaps_between_rows_tell_centred_text() {
        let page = [
            ('t', 0.0),
            ('a', 5.0),
            ('t', 10.0),
            ('A', 24.0),
            ('t', 38.0),
            ('A', 48.0),
            ('t', 58.0),
        ];
        assert_eq!(rows(&[&page]), [vec![0, 1, 2], vec![3], vec![4, 5, 6]]);
    }

    #[test]
    fn equal_distances_are_resolved_by_symmetry() {
        let clear = [
            ('t', 0.0),
            ('A', 10.0),
            ('t', 20.0),
            ('x', 40.0),
            ('t', 60.0),
            ('A', 70.0),
            ('t', 80.0),
        ];
        let dense = [('A', 0.0), ('t', 10.0), ('A', 20.0), ('t', 30.0), ('A', 40.0)];
        assert_eq!(rows(&[&clear, &dense]), [vec![0], vec![1, 2, 3], vec![4]]);
    }

    #[test]
    fn text_above_the_amounts_belongs_to_them_when_cells_end_there() {
        let page = [
            ('t', 0.0),
            ('A', 10.0),
            ('A', 24.0),
            ('t', 38.0),
            ('t', 48.0),
            ('A', 58.0),
        ];
        assert_eq!(rows(&[&page]), [vec![0, 1], vec![2], vec![3, 4, 5]]);
    }

    #[test]
    fn a_row_goes_on_at_the_top_of_the_next_page() {
        let first = [('A', 0.0), ('t', 10.0), ('A', 24.0), ('t', 34.0)];
        let second = [('t', 0.0), ('A', 14.0), ('t', 24.0), ('x', 34.0), ('t', 70.0)];
        let grouping = grouped(&[&first, &second]);
        assert_eq!((grouping.leading, grouping.rows), (vec![0], vec![(1, vec![1, 2])]));
    }

    #[test]
    fn footers_and_dates_find_or_miss_their_row() {
        let page = [('A', 0.0), ('d', 9.0), ('A', 20.0), ('d', 29.0), ('t', 70.0)];
        assert_eq!(rows(&[&page]), [vec![0, 1], vec![2, 3]]);
    }
}
