//! How a figure is computed, in words, with the labels of the sheets for the names of figures.

use super::words::{capital, label};
use crate::analysis::figure::selection::selections;
use crate::analysis::figure::table::{Figure, Table};
use crate::analysis::figure::words::{Reading, spoken};

/// The definition in words, what the names in it mean, and what was chosen beyond the contract.
pub(super) fn how(table: &'static Table, figure: &Figure) -> String {
    let formula = figure.formula.as_ref();
    let words = formula.map(|formula| Reading::general(table).words(formula));
    // A row is over all twelve months of a family.
    let words = words.unwrap_or_default().replace(" of month {i}", " of that month");
    let mut sentences = vec![capital(&labelled(&words))];
    for id in formula.into_iter().flat_map(|formula| formula.selections()) {
        let (name, meaning) = (spoken(selections().name(id)), selections().words(id));
        sentences.push(format!("{}: {meaning}", capital(&name)));
    }
    sentences.extend(figure.note.map(capital));
    let mut text = sentences.join(". ");
    text.push('.');
    text
}

/// The words with figures called as the sheets call them.
fn labelled(words: &str) -> String {
    let words: Vec<String> = words.split(' ').map(word).collect();
    words.join(" ")
}

/// A word; brackets and commas around it stay.
fn word(word: &str) -> String {
    let name = word.trim_matches(['(', ')', ',']);
    match figure_in_words(name) {
        Some(label) => word.replacen(name, &label, 1),
        None => word.to_owned(),
    }
}

/// The label of the figure of this name, in quotes.
fn figure_in_words(name: &str) -> Option<String> {
    let mut tables = [Table::monthly(), Table::predictors()].into_iter();
    let table = tables.find(|table| name.contains('_') && table.place(name).is_some())?;
    Some(format!("\u{201c}{}\u{201d}", label(table, name).label))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(table: &'static Table, name: &str) -> String {
        how(table, &table.figures[table.place(name).unwrap()])
    }

    #[test]
    fn definitions_become_sentences() {
        let (monthly, predictors) = (Table::monthly(), Table::predictors());
        assert_eq!(
            of(monthly, "amt_upi_debit"),
            "The sum of UPI debits. UPI debits: debits that are of channel upi."
        );
        assert_eq!(
            of(monthly, "net_cash_inflow"),
            "\u{201c}Credits, amount\u{201d} minus \u{201c}Debits, amount\u{201d}."
        );
        let month_by_month = of(predictors, "amt_upi_debits_{i}");
        assert!(
            month_by_month.contains("\u{201c}UPI debits, amount\u{201d}"),
            "{month_by_month}"
        );
        assert_eq!(
            of(predictors, "month_duration"),
            "The number of covered calendar months."
        );
    }

    #[test]
    fn nothing_of_the_notation_is_left() {
        for table in [Table::monthly(), Table::predictors()] {
            for figure in table.figures.iter().filter(|figure| figure.formula.is_some()) {
                let how = how(table, figure);
                let note = figure.note.unwrap_or_default();
                let own = how.replace(&capital(note), "").replace("to_date", "");
                assert!(!own.contains(['@', '{', '*']), "{}: {how}", figure.name);
                let words = own.split(|character: char| !character.is_alphanumeric() && character != '_');
                let mut figures = words.filter(|word| figure_in_words(word).is_some());
                assert_eq!(figures.next(), None, "{}: {how}", figure.name);
                assert!(how.len() > 10 && how.ends_with('.'), "{}: {how}", figure.name);
            }
        }
    }
}
