//! The two tables of figures, `monthly_analysis` and predictors: the contract's fields with the formulas of `fixtures/figures/`.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::analysis::figure::formula::Formula;
use crate::analysis::figure::parse::{self, Names};
use crate::analysis::figure::tokens::definitions;
use crate::analysis::figure::value::Kind;

const MONTHLY_FIELDS: &str = include_str!("../../../fixtures/contract/monthly_analysis_fields.csv");
const PREDICTOR_FIELDS: &str = include_str!("../../../fixtures/contract/predictor_fields.csv");
const MONTHLY_FORMULAS: &str = include_str!("../../../fixtures/figures/monthly.txt");
const PREDICTOR_FORMULAS: &str = include_str!("../../../fixtures/figures/predictors.txt");

static MONTHLY: LazyLock<Table> = LazyLock::new(|| Table::new(TableName::Monthly));
static PREDICTORS: LazyLock<Table> = LazyLock::new(|| Table::new(TableName::Predictors));

/// Which table.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum TableName {
    /// `monthly_analysis`, per account and aggregate: each field per month.
    Monthly,
    /// `predictors`, per account.
    Predictors,
}

/// A table of figures.
pub struct Table {
    /// Which one.
    pub name: TableName,
    /// The figures in the contract's order; of predictors, one per family.
    pub figures: Vec<Figure>,
    /// The fields of an answer, in the contract's order.
    pub fields: Vec<Field>,
    places: HashMap<&'static str, usize>,
    faults: Vec<String>,
}

/// One number, described once.
#[derive(Clone, Debug)]
pub struct Figure {
    /// Its name in the contract: `amt_upi_debit`, `credits_{i}`.
    pub name: &'static str,
    /// Its type in the contract.
    pub kind: Kind,
    /// Whether it may be null.
    pub is_nullable: bool,
    /// How the contract says it is computed; of a family, its first member.
    pub contract: &'static str,
    /// On which of the vendor's samples the contract's formula was checked; empty when on none.
    pub checked: &'static str,
    /// How it is computed; `None` for a figure that is left out.
    pub formula: Option<Formula>,
    /// The formula's text; empty without one.
    pub definition: &'static str,
    /// What was chosen where the contract leaves a choice.
    pub note: Option<&'static str>,
}

/// A field of an answer.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its key.
    pub name: &'static str,
    /// The place of its figure in the table.
    pub figure: usize,
    /// For a member of a family, how many months before the latest one.
    pub month_index: Option<u32>,
    /// How the contract says it is computed.
    pub contract: &'static str,
    /// Where the vendor lists it.
    pub listed_in: &'static str,
}

impl Table {
    /// The table of `monthly_analysis`.
    pub fn monthly() -> &'static Table {
        &MONTHLY
    }

    /// The table of predictors.
    pub fn predictors() -> &'static Table {
        &PREDICTORS
    }

    /// The place of a figure.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.places.get(name).copied()
    }

    /// The field of this key.
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == key)
    }

    /// What is wrong with the files; empty, or a test fails.
    pub fn faults(&self) -> &[String] {
        &self.faults
    }

    /// The figures no formula is known for.
    pub fn left_out(&self) -> impl Iterator<Item = &Figure> {
        self.figures.iter().filter(|figure| figure.formula.is_none())
    }

    fn new(name: TableName) -> Self {
        let (fields, formulas) = match name {
            TableName::Monthly => (MONTHLY_FIELDS, MONTHLY_FORMULAS),
            TableName::Predictors => (PREDICTOR_FIELDS, PREDICTOR_FORMULAS),
        };
        let mut table = Table {
            name,
            figures: Vec::new(),
            fields: Vec::new(),
            places: HashMap::new(),
            faults: Vec::new(),
        };
        table.add_fields(fields);
        table.add_formulas(formulas);
        table
    }

    /// Reads the contract's rows.
    fn add_fields(&mut self, csv: &'static str) {
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let headers = reader.headers().cloned().unwrap_or_default();
        let column = |name: &str| headers.iter().position(|header| header == name).unwrap_or(usize::MAX);
        let [field, family, month_index] = ["field", "family", "month_index"].map(column);
        let [kind, nullable, how, listed, checked] = [
            "type",
            "nullable",
            "how_computed",
            "listed_in",
            "formula_checked_on_vendor_samples",
        ]
        .map(column);
        for row in reader.records().flatten() {
            // The table is made once and lives as long as the process; leaking its rows gives plain `&'static str`s.
            let row: &'static csv::StringRecord = Box::leak(Box::new(row));
            let cell = |index: usize| row.get(index).unwrap_or_default();
            let name = row.get(family).unwrap_or(cell(field));
            let Some(kind) = Kind::parse(cell(kind)) else {
                self.faults.push(format!("{name}: unknown type"));
                continue;
            };
            let next = self.figures.len();
            let figure = *self.places.entry(name).or_insert(next);
            if figure == next {
                self.figures.push(Figure {
                    name,
                    kind,
                    is_nullable: cell(nullable) == "yes",
                    contract: cell(how),
                    checked: cell(checked),
                    formula: None,
                    definition: "",
                    note: None,
                });
            }
            self.fields.push(Field {
                name: cell(field),
                figure,
                month_index: cell(month_index).parse().ok(),
                contract: cell(how),
                listed_in: cell(listed),
            });
        }
    }

    /// Reads our lines.
    fn add_formulas(&mut self, text: &'static str) {
        for (name, definition, note) in definitions(text) {
            let own = |name: &str| self.places.get(name).copied();
            let monthly = |name: &str| match self.name {
                TableName::Monthly => own(name),
                TableName::Predictors => Table::monthly().place(name),
            };
            let names = Names {
                own: &own,
                monthly: &monthly,
            };
            let parsed = parse::formula(definition, &names);
            let place = own(name);
            match (parsed, place.and_then(|place| self.figures.get_mut(place))) {
                (Ok(formula), Some(figure)) if figure.formula.is_none() => {
                    figure.formula = Some(formula);
                    figure.definition = definition;
                    figure.note = note;
                }
                (Ok(_), Some(_)) => self.faults.push(format!("{name}: defined twice")),
                (Ok(_), None) => self.faults.push(format!("{name}: not in the contract")),
                (Err(fault), _) => self.faults.push(format!("{name}: {fault}")),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::figure::selection::selections;

    #[test]
    fn every_line_reads() {
        assert_eq!(selections().faults(), [""; 0]);
        assert_eq!(Table::monthly().faults(), [""; 0]);
        assert_eq!(Table::predictors().faults(), [""; 0]);
    }

    #[test]
    fn the_tables_hold_the_contract() {
        assert_eq!(
            (Table::monthly().figures.len(), Table::monthly().fields.len()),
            (404, 404)
        );
        assert_eq!(
            (Table::predictors().figures.len(), Table::predictors().fields.len()),
            (908, 2360)
        );
    }

    #[test]
    fn a_figure_never_leads_back_to_itself() {
        for table in [Table::monthly(), Table::predictors()] {
            for place in 0..table.figures.len() {
                assert!(!leads_to(table, place, place, 0), "{}", table.figures[place].name);
            }
        }
    }

    fn leads_to(table: &Table, from: usize, to: usize, depth: usize) -> bool {
        let mut used = Vec::new();
        if let Some(formula) = &table.figures[from].formula {
            figures(formula, &mut used);
        }
        depth > 20
            || used
                .iter()
                .any(|next| *next == to || leads_to(table, *next, to, depth + 1))
    }

    fn figures(formula: &Formula, found: &mut Vec<usize>) {
        match formula {
            Formula::Figure(place) => found.push(*place),
            Formula::Whole(inner) => figures(inner, found),
            Formula::Both(left, _, right) => {
                figures(left, found);
                figures(right, found);
            }
            Formula::Number(_) | Formula::Special(_) | Formula::Monthly(_) | Formula::Aggregate(_) => {}
        }
    }
}
