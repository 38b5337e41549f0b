//! How a figure is computed, in words: the one place to change when the words come from elsewhere.

use super::words::{capital, label};
use crate::analysis::explain::terms;
use crate::analysis::figure::special::Special;
use crate::analysis::figure::table::{Figure, Table};

/// The definition in words, what the names in it mean, and what was chosen beyond the contract.
pub(super) fn how(figure: &Figure) -> String {
    let mut sentences = vec![capital(&sentence(figure.definition))];
    let own = sentences[0].to_lowercase();
    for (name, meaning) in terms(figure).into_iter().filter(|(name, _)| !name.starts_with('@')) {
        // The name of a selection often is its definition.
        if format!("{name} = {meaning}").to_lowercase() != own {
            sentences.push(format!("{}: {}", capital(name), sentence(meaning)));
        }
    }
    sentences.extend(figure.note.map(capital));
    let mut text = sentences.join(". ");
    text.push('.');
    text
}

/// A definition without its signs: names of figures as labels, specials in their own words.
fn sentence(definition: &str) -> String {
    let words: Vec<String> = definition.split(' ').map(word).collect();
    let text = words.join(" ");
    let text = text
        .replace("monthly (", "each month\u{2019}s (")
        .replace("whole (", "rounded (");
    let text = text
        .replace(" * ", " \u{d7} ")
        .replace(" - ", " \u{2212} ")
        .replace(" / ", " \u{f7} ");
    text.replace(" else ", ", or without one ")
}

/// A word of a definition; brackets and commas around it stay.
fn word(word: &str) -> String {
    let name = word.trim_matches(['(', ')', ',']);
    let shown = match name.strip_prefix('@') {
        Some(special) => Special::parse(special).map(|special| special.words().to_owned()),
        None => figure_in_words(name),
    };
    match shown {
        Some(shown) => word.replacen(name, &shown, 1),
        None => word.replace('_', " "),
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

    fn of(table: &Table, name: &str) -> String {
        how(&table.figures[table.place(name).unwrap()])
    }

    #[test]
    fn definitions_become_sentences() {
        let (monthly, predictors) = (Table::monthly(), Table::predictors());
        assert_eq!(
            of(monthly, "amt_upi_debit"),
            "Sum of upi debits. Upi debits: debit and channel upi."
        );
        assert_eq!(
            of(monthly, "net_cash_inflow"),
            "\u{201c}Credits, amount\u{201d} \u{2212} \u{201c}Debits, amount\u{201d}."
        );
        assert_eq!(
            of(predictors, "amt_upi_debits_{i}"),
            "Monthly \u{201c}UPI debits, amount\u{201d}."
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
                let how = how(figure);
                let note = figure.note.unwrap_or_default();
                let own = how.replace(&capital(note), "").replace("to_date", "");
                assert!(!own.contains(['@', '{', '_', '*']), "{}: {how}", figure.name);
                assert!(how.len() > 10 && how.ends_with('.'), "{}: {how}", figure.name);
            }
        }
    }
}
