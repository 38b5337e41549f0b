//! What a persona file must fulfil beyond the types of its values.

use serde::de::{Deserialize, Deserializer, Error};

use super::Persona;
use super::flow::{AccountName, Flow};
use super::savings::Into;
use super::values::printable;
use crate::domain::statement::AccountType;
use crate::yaml::{Placed, Position, Problem, nearest};

/// How many pieces an address may have, and how long each may be, so that every bank's heading has room.
const ADDRESS_LINES_MAX: usize = 5;
const ADDRESS_LINE_LENGTH_MAX: usize = 40;
/// How many accounts and flows a file may have. Our choice: more is a mistake.
const ACCOUNTS_MAX: usize = 10;
const FLOWS_MAX: usize = 60;

/// Lower-case words joined by hyphens.
pub(super) fn slug<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    let is_slug = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if (1..=60).contains(&text.len()) && text.bytes().all(is_slug) {
        Ok(text)
    } else {
        Err(D::Error::custom(
            "a persona's name is made of lower-case letters, digits and hyphens, 60 at most",
        ))
    }
}

/// A holder's name: letters, spaces, dots; 40 at most.
pub(super) fn holder<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    printable(text.trim(), ADDRESS_LINE_LENGTH_MAX)
}

/// One to five lines without commas.
pub(super) fn address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let lines = Vec::<String>::deserialize(deserializer)?;
    if !(1..=ADDRESS_LINES_MAX).contains(&lines.len()) {
        return Err(D::Error::custom(format!(
            "an address has 1 to {ADDRESS_LINES_MAX} lines, not {}",
            lines.len()
        )));
    }
    for line in &lines {
        printable::<D::Error>(line, ADDRESS_LINE_LENGTH_MAX)?;
        if line.contains(',') {
            return Err(D::Error::custom(format!(
                "`{line}`: a line of an address has no comma; make two lines of it"
            )));
        }
    }
    Ok(lines)
}

/// Something with one `@`.
pub(super) fn email<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    let is_email = text
        .split_once('@')
        .is_some_and(|(user, host)| !user.is_empty() && host.contains('.') && !host.contains('@'));
    if is_email && !text.contains(' ') {
        printable(&text, ADDRESS_LINE_LENGTH_MAX)
    } else {
        Err(D::Error::custom(format!("`{text}` is no e-mail address")))
    }
}

/// Ten digits.
pub(super) fn phone<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(text)
    } else {
        Err(D::Error::custom(format!(
            "a mobile number is ten digits in quotes, not `{text}`"
        )))
    }
}

/// Whether every account that is spoken of is there, once, and every list that must have something has it.
pub(super) fn references(persona: &Persona, file_name: &str) -> Result<(), Problem> {
    let problem = |position: Option<Position>, message: String| Problem {
        file_name: file_name.to_owned(),
        position,
        message,
    };
    let (accounts, flows) = (persona.accounts.len(), persona.life.len());
    if !(1..=ACCOUNTS_MAX).contains(&accounts) {
        let message = format!("a persona has 1 to {ACCOUNTS_MAX} accounts, not {accounts}");
        return Err(problem(None, message));
    }
    if flows > FLOWS_MAX {
        return Err(problem(
            None,
            format!("a life has {FLOWS_MAX} flows at most, not {flows}"),
        ));
    }
    for (index, account) in persona.accounts.iter().enumerate() {
        let name = &account.name;
        if persona.accounts[..index]
            .iter()
            .any(|earlier| earlier.name.value == name.value)
        {
            let message = format!("two accounts are called `{}`", name.value);
            return Err(problem(name.position, message));
        }
        match (&account.limit, account.account_type) {
            (None, AccountType::Overdraft) => {
                let message = format!("the overdraft account `{}` needs a `limit`", name.value);
                return Err(problem(name.position, message));
            }
            (Some(limit), AccountType::Savings | AccountType::Current) => {
                let message = "only an account of type overdraft has a `limit`".to_owned();
                return Err(problem(limit.position, message));
            }
            (None, AccountType::Savings | AccountType::Current) | (Some(_), AccountType::Overdraft) => {}
        }
    }
    for flow in &persona.life {
        for name in accounts_of(flow) {
            let names = || persona.accounts.iter().map(|account| account.name.value.as_str());
            if !names().any(|known| known == name.value) {
                let hint = match nearest(&name.value, names()) {
                    Some(near) => format!("; did you mean `{near}`?"),
                    None => format!("; there are: {}", names().collect::<Vec<_>>().join(", ")),
                };
                return Err(problem(
                    name.position,
                    format!("there is no account `{}`{hint}", name.value),
                ));
            }
        }
        if let Flow::OwnTransfer(transfer) = flow
            && persona.account_index(&transfer.from) == persona.account_named(&transfer.to.value)
        {
            let message = format!("a transfer from `{0}` to `{0}` moves nothing", transfer.to.value);
            return Err(problem(transfer.to.position, message));
        }
    }
    Ok(())
}

/// Every account a flow names.
fn accounts_of(flow: &Flow) -> Vec<&Placed<String>> {
    let (from, to): (&AccountName, Option<&Placed<String>>) = match flow {
        Flow::Salary(flow) => (&flow.account, None),
        Flow::Receipts(flow) => (&flow.account, None),
        Flow::Sales(flow) => (&flow.account, None),
        Flow::Settlements(flow) => (&flow.account, None),
        Flow::Rent(flow) => (&flow.account, None),
        Flow::Loan(flow) => (&flow.account, None),
        Flow::CardBill(flow) => (&flow.account, None),
        Flow::Bill(flow) => (&flow.account, None),
        Flow::Insurance(flow) => (&flow.account, None),
        Flow::Payments(flow) => (&flow.account, None),
        Flow::Everyday(flow) => (&flow.account, None),
        Flow::People(flow) => (&flow.account, None),
        Flow::Cash(flow) => (&flow.account, None),
        Flow::CashDeposits(flow) => (&flow.account, None),
        Flow::ChequesIssued(flow) => (&flow.account, None),
        Flow::ChequesReceived(flow) => (&flow.account, None),
        Flow::OwnTransfer(flow) => (&flow.from, Some(&flow.to)),
        Flow::Sip(flow) => (&flow.account, None),
        Flow::Surplus(flow) => match &flow.into {
            Into::Account(to) => (&flow.account, Some(to)),
            Into::FixedDeposit | Into::MutualFund | Into::Stocks => (&flow.account, None),
        },
        Flow::Gambling(flow) => (&flow.account, None),
    };
    from.iter().chain(to).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A persona with one line replaced, so that line numbers stay.
    fn refused(line: &str, replacement: &str) -> String {
        const FILE: &str = "\
persona: test-asha
summary: a test
holder: Asha Kulkarni
address: [Baner Road, Pune 411045]
email: asha@example.in
phone: \"9000000012\"
accounts:
  - {name: main, bank: hdfc, number: \"50100000004821\", type: savings, opened: 2017-06-14, balance: 5000}
  - {name: other, bank: sbi, number: \"20000004821\", type: savings, opened: -5mo, balance: 5000}
life:
  - salary: {employer: Nimbus Pvt Ltd, amount: 92500, day: last, missed: [-5mo]}
  - own_transfer: {to: other, amount: [100, 200], day: 2}
";
        assert!(FILE.contains(line), "{line}");
        assert_eq!(
            Persona::from_yaml(FILE, "my.yaml").map(|persona| persona.accounts.len()),
            Ok(2)
        );
        match Persona::from_yaml(&FILE.replace(line, replacement), "my.yaml") {
            Ok(_) => panic!("`{replacement}` is taken"),
            Err(problem) => problem.to_string(),
        }
    }

    #[test]
    fn impossible_values_are_refused_where_they_stand() {
        for (line, replacement, expected) in [
            (
                "summary: a test",
                "sumary: a test",
                "my.yaml:2:1: unknown key `sumary`; did you mean `summary`?",
            ),
            (
                "salary:",
                "sallary:",
                "my.yaml:11:5: unknown value `sallary`; did you mean `salary`?",
            ),
            (
                "employer:",
                "employr:",
                "my.yaml:11:14: unknown key `employr`; did you mean `employer`?",
            ),
            (
                "bank: hdfc",
                "bank: hdcf",
                "my.yaml:8:24: `hdcf` is no bank of the catalogue; did you mean `hdfc`?",
            ),
            (
                "to: other",
                "to: othr",
                "my.yaml:12:24: there is no account `othr`; did you mean `other`?",
            ),
            (
                "to: other",
                "to: main",
                "my.yaml:12:24: a transfer from `main` to `main` moves nothing",
            ),
            (
                "name: other",
                "name: main",
                "my.yaml:9:12: two accounts are called `main`",
            ),
            (
                "day: last",
                "day: 0",
                "my.yaml:11:60: a day of the month is 1 to 31, or `last`, not 0",
            ),
            (
                "day: last",
                "day: 45",
                "my.yaml:11:60: a day of the month is 1 to 31, or `last`, not 45",
            ),
            (
                "day: last",
                "day: lasst",
                "my.yaml:11:60: a day of the month is 1 to 31, or `last`, not `lasst`",
            ),
            ("amount: 92500", "amount: 0", "my.yaml:11:48: an amount is whole rupees"),
            (
                "amount: 92500",
                "amount: much",
                "my.yaml:11:48: expected a whole number",
            ),
            (
                "[100, 200]",
                "[200, 100]",
                "my.yaml:12:39: a range goes from low to high",
            ),
            ("[100, 200]", "[100]", "my.yaml:12:39: a range is a pair"),
            (
                "missed: [-5mo]",
                "missed: [May]",
                "my.yaml:11:75: `May` is no month counted from as_of",
            ),
            ("opened: -5mo", "opened: soon", "`soon` is no date"),
            (
                "type: savings, opened: -5mo",
                "type: overdraft, opened: -5mo",
                "the overdraft account `other` needs a `limit`",
            ),
            (
                "type: savings, opened: -5mo",
                "type: saving, opened: -5mo",
                "did you mean `savings`?",
            ),
            (
                "\"20000004821\"",
                "\"2000-4821\"",
                "an account number is 6 to 18 digits in quotes",
            ),
            ("\"9000000012\"", "\"90000\"", "a mobile number is ten digits"),
            ("asha@example.in", "asha.example.in", "is no e-mail address"),
            ("[Baner Road, Pune 411045]", "[]", "an address has 1 to 5 lines"),
            ("Asha Kulkarni", "आशा", "must be 1 to 40 plain letters"),
            (
                "own_transfer: {to: other,",
                "receipts: {per_month: 1, payers: [],",
                "my.yaml:12:38: at least one name is needed",
            ),
            (
                "own_transfer: {to: other, amount: [100, 200], day: 2}",
                "cash: {per_month: 1000000, amount: 500}",
                "my.yaml:12:23: 1000000 times are too many; 500 at most",
            ),
            ("test-asha", "Test Asha", "my.yaml:1:10: a persona's name is made of"),
        ] {
            let message = refused(line, replacement);
            assert!(message.contains(expected), "{replacement}: {message}");
            assert!(
                message.starts_with("my.yaml:") && message.lines().count() == 1,
                "{message}"
            );
        }
    }
}
