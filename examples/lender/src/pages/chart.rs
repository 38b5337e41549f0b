//! The drawing of money in and out.

use crate::figures::{Figures, Month};

/// Money in and out, as bars. Lengths are in units of the drawing.
#[derive(Clone, Debug)]
pub struct Chart {
    /// Of the drawing.
    pub width: usize,
    /// What it shows, in words.
    pub words: String,
    /// Two bars for each month.
    pub months: Vec<Bars>,
}

/// The bars of a month.
#[derive(Clone, Debug)]
pub struct Bars {
    /// Where credits begin.
    pub in_x: usize,
    /// Their top.
    pub in_y: f64,
    /// Their height.
    pub in_height: f64,
    /// Where debits begin.
    pub out_x: usize,
    /// Their top.
    pub out_y: f64,
    /// Their height.
    pub out_height: f64,
    /// The middle of the month's name.
    pub label_x: usize,
    /// The month.
    pub label: String,
    /// Both amounts in words.
    pub words: String,
}

/// The width of a month, the line the bars stand on, the height of the largest.
const MONTH_WIDTH: usize = 64;
const BASELINE: f64 = 160.0;
const HEIGHT_MAX: f64 = 140.0;

impl Chart {
    pub(super) fn new(figures: &Figures) -> Self {
        let months = &figures.months;
        let largest = months.iter().flat_map(|month| [month.credits, month.debits]).max();
        let largest = largest.map_or(1.0, |amount| amount.as_f64()).max(1.0);
        let words: Vec<String> = months.iter().map(in_and_out).collect();
        Chart {
            width: MONTH_WIDTH * months.len().max(1) + 16,
            words: format!("Credits and debits by month. {}", words.join(". ")),
            months: months
                .iter()
                .enumerate()
                .map(|(at, month)| Bars::new(at, month, largest))
                .collect(),
        }
    }
}

impl Bars {
    fn new(at: usize, month: &Month, largest: f64) -> Self {
        let height = |amount: f64| (amount / largest * HEIGHT_MAX).round();
        let (credits, debits) = (height(month.credits.as_f64()), height(month.debits.as_f64()));
        let x = 20 + at * MONTH_WIDTH;
        Bars {
            in_x: x,
            in_y: BASELINE - credits,
            in_height: credits,
            out_x: x + 21,
            out_y: BASELINE - debits,
            out_height: debits,
            label_x: x + 20,
            label: month.name.clone(),
            words: in_and_out(month),
        }
    }
}

fn in_and_out(month: &Month) -> String {
    format!(
        "{}: {} in, {} out",
        month.name,
        month.credits.rounded(),
        month.debits.rounded()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rupees::Rupees;

    #[test]
    fn the_largest_amount_fills_the_chart() {
        let month = |credits, debits| Month {
            name: "Jul".to_owned(),
            credits: Rupees::whole(credits),
            debits: Rupees::whole(debits),
        };
        let bars = Bars::new(1, &month(50, 100), 100.0);
        assert_eq!((bars.in_height, bars.in_y), (70.0, 90.0));
        assert_eq!((bars.out_height, bars.out_y), (140.0, 20.0));
        assert_eq!((bars.in_x, bars.out_x), (84, 105));
    }
}
