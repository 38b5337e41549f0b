//! The two readable classes: `category` of a transaction, and the kind of expense. Both are one table, `fixtures/categories/words.csv`.

use std::sync::LazyLock;

use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::Error as WordError;

use crate::analysis::class::{Channel, Class, Description, Mark, MerchantCategory};
use crate::domain::ledger::Direction;

const WORDS_CSV: &str = include_str!("../../../fixtures/categories/words.csv");
/// What stands for the description itself, `Transfer to NAME`.
const DESCRIPTION: &str = "{description}";
/// What nothing in the table names. Source: contract `enums`, `category`.
const OTHERS: &str = "Others";

static WORDS: LazyLock<Vec<Words>> = LazyLock::new(|| parse(WORDS_CSV).unwrap_or_default());

/// Which rows a line of the table is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum When {
    Mark(Mark),
    Channel(Channel),
    Merchant(MerchantCategory),
    /// With `Transfer to NAME` or `Transfer from NAME`.
    Transfer,
    Any,
}

/// A line of the table: the words for some rows. An empty one leaves it to a later line.
#[derive(Debug)]
struct Words {
    when: When,
    direction: Option<Direction>,
    category: String,
    expense_category: String,
    #[cfg_attr(not(test), expect(dead_code, reason = "the tests run it"))]
    example: String,
}

impl Words {
    fn hold_for(&self, class: &Class) -> bool {
        match self.when {
            When::Mark(mark) => class.marks.has(mark),
            When::Channel(channel) => class.channel == channel,
            When::Merchant(category) => class.merchant_category == Some(category),
            When::Transfer => matches!(
                class.description,
                Description::TransferTo(_) | Description::TransferFrom(_)
            ),
            When::Any => true,
        }
    }
}

impl Class {
    /// The readable class of a transaction, field `category`.
    ///
    /// Source: contract `enums`, `category`, and the samples, where a shop, cash, a cheque and a fee are `Others`. The table says which
    /// words are inferred.
    pub fn category(&self, direction: Direction) -> String {
        let mut words = WORDS
            .iter()
            .filter(|words| words.direction.is_none_or(|wanted| wanted == direction));
        let found = words.find(|words| !words.category.is_empty() && words.hold_for(self));
        match found.map_or(OTHERS, |words| words.category.as_str()) {
            DESCRIPTION => self.description.as_text(),
            word => word.to_owned(),
        }
    }

    /// What kind of expense a debit is, for `expense_categories`: the kind of merchant, else what the channel says.
    ///
    /// Source: contract `insights_fields`, `expense_categories` (a mix of both, capitalised) and `enums`, `expense_category`; the table says
    /// which words are inferred.
    pub fn expense_category(&self) -> &'static str {
        let mut words = WORDS.iter().filter(|words| words.direction != Some(Direction::Credit));
        let found = words.find(|words| !words.expense_category.is_empty() && words.hold_for(self));
        found.map_or(OTHERS, |words| words.expense_category.as_str())
    }
}

/// A line as it stands in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    when: String,
    direction: String,
    category: String,
    expense_category: String,
    example: String,
    source: String,
}

fn parse(text: &str) -> Result<Vec<Words>, String> {
    let lines = csv::Reader::from_reader(text.as_bytes()).into_deserialize();
    lines
        .map(|line| words_of(line.map_err(|error: csv::Error| error.to_string())?))
        .collect()
}

fn words_of(line: Line) -> Result<Words, String> {
    let direction = match line.direction.as_str() {
        "debit" => Some(Direction::Debit),
        "credit" => Some(Direction::Credit),
        "any" => None,
        other => return Err(format!("`{other}` is no direction")),
    };
    if line.example.is_empty() || line.source.is_empty() {
        return Err(format!("`{}` wants an example and a source", line.when));
    }
    Ok(Words {
        when: when(&line.when)?,
        direction,
        category: line.category,
        expense_category: line.expense_category,
        example: line.example,
    })
}

fn when(text: &str) -> Result<When, String> {
    match text.split_once(' ') {
        Some(("mark", name)) => Ok(When::Mark(named(name)?)),
        Some(("channel", name)) => Ok(When::Channel(named(name)?)),
        Some(("merchant", name)) => Ok(When::Merchant(named(name)?)),
        Some(("description", "transfer")) => Ok(When::Transfer),
        None if text == "any" => Ok(When::Any),
        Some(_) | None => Err(format!("`{text}` says nothing of a row")),
    }
}

fn named<'de, T: Deserialize<'de>>(name: &'de str) -> Result<T, String> {
    T::deserialize(IntoDeserializer::<WordError>::into_deserializer(name)).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::category::tests::one;

    #[test]
    fn every_line_decides_its_example() {
        if let Err(why) = parse(WORDS_CSV) {
            panic!("{why}");
        }
        let mut faults = Vec::new();
        for (at, line) in WORDS.iter().enumerate() {
            let direction = line.direction.unwrap_or(Direction::Debit);
            let class = one(&line.example, direction);
            let first = |has_word: fn(&Words) -> bool| {
                let fits = |words: &Words| words.direction.is_none_or(|wanted| wanted == direction);
                WORDS
                    .iter()
                    .position(|words| has_word(words) && fits(words) && words.hold_for(&class))
            };
            let category = first(|words| !words.category.is_empty());
            let expense = first(|words| !words.expense_category.is_empty());
            let is_wrong = !line.category.is_empty() && category != Some(at)
                || !line.expense_category.is_empty() && expense != Some(at);
            if is_wrong {
                faults.push(format!(
                    "{}: {:?} is decided by {category:?}, {expense:?}: {class:?}",
                    line.example, line.when
                ));
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
        assert!(WORDS.len() > 25);
    }

    #[test]
    fn every_kind_of_merchant_has_its_words() {
        let lines: Vec<When> = WORDS.iter().map(|words| words.when).collect();
        for word in [
            "alcohol",
            "gambling",
            "shopping",
            "groceries",
            "entertainment",
            "medical",
            "travel",
            "food",
            "fuel",
            "investments",
            "trading",
            "bills",
            "ewallet",
            "loans",
            "insurance",
            "tax",
            "bnpl",
        ] {
            assert!(lines.contains(&When::Merchant(named(word).unwrap())), "{word}");
        }
    }

    #[test]
    fn a_malformed_table_is_refused() {
        let head = "when,direction,category,expense_category,example,source\n";
        for (line, why) in [
            ("mood bad,any,A,B,UPI,x", "mood"),
            ("mark shiny,any,A,B,UPI,x", "shiny"),
            ("any,sideways,A,B,UPI,x", "sideways"),
            ("any,any,A,B,,x", "example"),
        ] {
            let refused = parse(&format!("{head}{line}\n")).unwrap_err();
            assert!(refused.contains(why), "{refused}");
        }
    }
}
