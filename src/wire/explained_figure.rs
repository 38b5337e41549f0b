//! A figure with everything it rests on, for the control API. Ours, not the vendor's.
//!
//! Terms are numbered as chapters are (`2`, `2.1`), and each transaction names the terms it belongs to.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use crate::analysis::explain::{Calculation, Explanation, Origin, Shown, Source, Term, What};
use crate::analysis::figure::selection_words::marks_of;
use crate::domain::ids::AccountId;
use crate::wire::shown_account::ShownAccount;
use crate::wire::transaction::FlatTransaction;
use crate::wire::{account, dates};

/// A figure of one of these accounts, or of all together. The accounts are all that have figures, in their order.
pub fn figure(accounts: &[ShownAccount<'_>], only: Option<AccountId>, explanation: &Explanation) -> Value {
    let mut drawing = Drawing {
        accounts,
        terms_of: HashMap::new(),
    };
    let terms = drawing.terms(&explanation.calculation, "");
    let mut shown = Map::new();
    let mut put = |key: &str, value: Value| drop(shown.insert(key.to_owned(), value));
    put("figure", json!(explanation.figure));
    put(
        "account_id",
        only.map_or_else(|| json!("aggregate"), |account| json!(account)),
    );
    let of_it = accounts
        .iter()
        .filter(|account| only.is_none_or(|only| only == account.id));
    put("accounts", of_it.map(account_line).collect());
    if let Some(month) = explanation.month {
        put("month", json!(dates::mon_yyyy(month)));
    }
    put("value", json!(explanation.value));
    put("formula_in_words", json!(explanation.formula_in_words));
    put("formula", json!(explanation.formula));
    put("calculation", json!(explanation.calculation.text));
    put("terms", json!(terms));
    let definitions = explanation.definitions.iter();
    put(
        "definitions",
        definitions
            .map(|(name, words)| json!({"name": name, "means": words}))
            .collect(),
    );
    put("source", source(&explanation.source));
    let transactions = explanation.transactions.iter();
    put(
        "transactions",
        transactions.filter_map(|place| drawing.transaction(*place)).collect(),
    );
    Value::Object(shown)
}

fn account_line(shown: &ShownAccount<'_>) -> Value {
    json!({
        "account_id": shown.id,
        "bank": account::bank_name(shown.account.key.bank),
        "account_number": account::masked(&shown.account.key.number),
    })
}

fn source(source: &Source) -> Value {
    let mut shown = json!({
        "contract": source.contract,
        "row": source.row,
        "says": source.says,
        "listed_in": source.listed_in,
    });
    if !source.checked.is_empty() {
        shown["checked_on_samples"] = json!(source.checked);
    }
    if let Some(chosen) = source.chosen {
        shown["our_choice"] = json!(chosen);
    }
    shown
}

/// Draws terms and remembers which transaction was in which.
struct Drawing<'a> {
    accounts: &'a [ShownAccount<'a>],
    terms_of: HashMap<(usize, usize), Vec<String>>,
}

impl Drawing<'_> {
    fn terms(&mut self, calculation: &Calculation, above: &str) -> Vec<Value> {
        let numbered = calculation.terms.iter().enumerate();
        numbered
            .map(|(place, term)| self.term(term, format!("{above}{}", place + 1)))
            .collect()
    }

    fn term(&mut self, term: &Term, number: String) -> Value {
        let mut shown = Map::new();
        let mut put = |key: &str, value: Value| drop(shown.insert(key.to_owned(), value));
        put("no", json!(number));
        put("in_words", json!(term.in_words));
        if let Some(figure) = &term.figure {
            put("figure", json!(figure));
        }
        if let Some(month) = term.month {
            put("month", json!(dates::mon_yyyy(month)));
        }
        put("value", json!(term.value));
        match &term.from {
            Origin::Calculation(calculation) => {
                put("calculation", json!(calculation.text));
                put("terms", json!(self.terms(calculation, &format!("{number}."))));
            }
            Origin::Members(members) => {
                self.members(members, &number, &mut put);
                if members.is_empty() {
                    put("members", json!([]));
                }
            }
            Origin::Evidence(members, facts) => {
                self.members(members, &number, &mut put);
                if !facts.is_empty() {
                    let facts = facts.iter().map(|(name, value)| ((*name).to_owned(), json!(value)));
                    put("facts", Value::Object(facts.collect()));
                }
            }
        }
        Value::Object(shown)
    }

    /// The members, in a list for each kind of thing they are.
    fn members(&mut self, members: &[Shown], number: &str, put: &mut impl FnMut(&str, Value)) {
        let are_all_deciding = members.iter().all(|member| member.decides);
        let mut lists: Vec<(&str, Vec<Value>)> = Vec::new();
        for member in members {
            if let Some(row) = member.row.filter(|_| member.decides) {
                let terms = self.terms_of.entry(row).or_default();
                if terms.last().is_none_or(|last| last != number) {
                    terms.push(number.to_owned());
                }
            }
            let (list, mut shown) = self.member(member, number);
            if member.decides && !are_all_deciding {
                shown["decides"] = json!(true);
            }
            match lists.iter_mut().find(|(name, _)| *name == list) {
                Some((_, items)) => items.push(shown),
                None => lists.push((list, vec![shown])),
            }
        }
        for (name, items) in lists {
            put(name, json!(items));
        }
    }

    /// A member, and the name of the list it belongs to.
    fn member(&mut self, member: &Shown, number: &str) -> (&'static str, Value) {
        let hash = member.row.and_then(|row| self.hash(row));
        let day = dates::date(member.day);
        match &member.what {
            What::Transaction => {
                let date = member.row.and_then(|row| self.date(row)).unwrap_or(day.clone());
                let mut shown = json!({"date": date, "amount": member.value, "hash": hash});
                if date != day {
                    shown["counts_on"] = json!(day);
                }
                ("transactions", shown)
            }
            What::BalanceBehind => (
                "transactions",
                json!({"date": day, "balance": member.value, "hash": hash}),
            ),
            What::DayWith => ("days", json!({"day": day, "hash": hash})),
            What::Balance => ("days", json!({"day": day, "balance": member.value, "hash": hash})),
            What::FromBalance(balance) => {
                let balance = balance.map(|balance| balance.in_rupees());
                let shown = json!({"day": day, "value": member.value, "balance": balance, "hash": hash});
                ("days", shown)
            }
            What::Run => ("runs", json!({"from": day, "days": member.value})),
            What::Month(calculation) => {
                let month = month(member);
                let terms = self.terms(calculation, &format!("{number}.{month}."));
                let shown =
                    json!({"month": month, "value": member.value, "calculation": calculation.text, "terms": terms});
                ("months", shown)
            }
            What::BareMonth => ("months", json!({"month": month(member)})),
        }
    }

    fn hash(&self, (account, row): (usize, usize)) -> Option<&str> {
        Some(self.accounts.get(account)?.hashes.get(row)?)
    }

    fn date(&self, (account, row): (usize, usize)) -> Option<String> {
        let row = self.accounts.get(account)?.figures.account.rows.get(row)?;
        Some(dates::date(row.transaction.date))
    }

    /// A transaction as every list shows it, with what figures select by and the terms it belongs to.
    fn transaction(&self, place: (usize, usize)) -> Option<Value> {
        let account = self.accounts.get(place.0)?;
        let row = account.figures.account.rows.get(place.1)?;
        let flat = FlatTransaction::of(row, account.hashes.get(place.1)?, Some(account.id));
        let mut shown = serde_json::to_value(flat).ok()?;
        shown["marks"] = json!(marks_of(row));
        shown["terms"] = json!(self.terms_of.get(&place));
        Some(shown)
    }
}

fn month(member: &Shown) -> String {
    dates::mon_yyyy(crate::domain::period::Month::of(member.day))
}
