//! Signs of fraud and other anomalies: in the files, in single transactions, in the account as a whole.
//!
//! The contract gives only names. What each means is inferred from its name; [`FraudType::words`] says it. Few of them are fraud: the contract
//! shows `author_fraud` and `inconsistent_transaction` as entries of `fraud` lists, and most others only as predictors of that name. So
//! [`findings`] are what `fraud` lists hold, and [`observations`] what only predictors and the workbook tell.

use serde::{Deserialize, Serialize};

use crate::analysis::bank_holidays::is_bank_holiday;
use crate::analysis::basis::Basis;
use crate::analysis::figure::selection::selections;
use crate::domain::money::Money;
use crate::domain::period::Month;

/// A sign of fraud. Source: contract `enums`, `fraud_type`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "`FraudType::words` says what each is")]
pub enum FraudType {
    AuthorFraud,
    DateFraud,
    InconsistentTransaction,
    TransactionFraud,
    TransactionFraudV2,
    MoreCashDepositsThanSalary,
    SalaryRemainsUnchanged,
    #[serde(rename = "salary_1000_multiple")]
    Salary1000Multiple,
    MostlyCashTransactions,
    EqualCreditDebit,
    NegativeBalance,
    #[serde(rename = "tax_100_multiple")]
    Tax100Multiple,
    MinRtgsAmount,
    CashDepositBankHolidayTransaction,
    ChqBankHolidayTransaction,
    OutwardChequeBounceBankHolidayTransaction,
    InwardChequeBounceBankHolidayTransaction,
    #[serde(rename = "more_than_15_days_credit")]
    MoreThan15DaysCredit,
}

/// Where a sign was found.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Finding {
    /// What was found.
    pub fraud_type: FraudType,
    /// The statement, by its place in [`statements`](crate::analysis::account::AnalysedAccount::statements); only for signs in a file.
    pub statement: Option<usize>,
    /// The rows that show it; empty for signs in a file and for what is missing.
    pub rows: Vec<usize>,
}

/// RTGS takes no less.
const RTGS_MIN: Money = Money::rupees(200_000);

/// More days than this without a credit are a sign.
const DAYS_WITHOUT_CREDIT_MAX: i64 = 15;

/// The findings that `fraud` lists hold, in the order of the types: none for an account with nothing wrong in its files or its chain of balances.
pub fn findings(basis: &Basis<'_>) -> Vec<Finding> {
    found(&FraudType::LISTED, basis)
}

/// What else is remarkable about an account: at most one finding for each of [`FraudType::OBSERVED`] and, of those in months, for each month.
pub fn observations(basis: &Basis<'_>) -> Vec<Finding> {
    found(&FraudType::OBSERVED, basis)
}

fn found(types: &[FraudType], basis: &Basis<'_>) -> Vec<Finding> {
    types.iter().flat_map(|fraud_type| fraud_type.findings(basis)).collect()
}

impl FraudType {
    /// The types that `fraud` lists hold: `author_fraud` and `inconsistent_transaction` as the contract's `enums` show them, and `date_fraud`, which
    /// `get_pdfs` tells of files like `author_fraud` (semantics 27). Inferred: a lender who declines on a list that is not empty must not decline a
    /// borrower whose only fault is a fortnight without a credit.
    pub const LISTED: [FraudType; 3] = [
        FraudType::AuthorFraud,
        FraudType::DateFraud,
        FraudType::InconsistentTransaction,
    ];

    /// The types that the contract's `enums` know only as predictors; the two `transaction_fraud` sum up others and are in neither list.
    pub const OBSERVED: [FraudType; 13] = [
        FraudType::MoreCashDepositsThanSalary,
        FraudType::SalaryRemainsUnchanged,
        FraudType::Salary1000Multiple,
        FraudType::MostlyCashTransactions,
        FraudType::EqualCreditDebit,
        FraudType::NegativeBalance,
        FraudType::Tax100Multiple,
        FraudType::MinRtgsAmount,
        FraudType::CashDepositBankHolidayTransaction,
        FraudType::ChqBankHolidayTransaction,
        FraudType::OutwardChequeBounceBankHolidayTransaction,
        FraudType::InwardChequeBounceBankHolidayTransaction,
        FraudType::MoreThan15DaysCredit,
    ];

    /// `metadata` for signs in a file, else `accounting`. Source: contract `enums`, `fraud_category`; that only these two are used is inferred.
    pub fn category(self) -> &'static str {
        if matches!(self, FraudType::AuthorFraud | FraudType::DateFraud) {
            "metadata"
        } else {
            "accounting"
        }
    }

    /// What it means.
    pub fn words(self) -> &'static str {
        match self {
            FraudType::AuthorFraud => "an editor of PDFs is named in the metadata of a statement",
            FraudType::DateFraud => "a statement was changed after it was made, or made before its period was over",
            FraudType::InconsistentTransaction => {
                "a balance does not follow from the one before it, with no uncovered day between"
            }
            FraudType::TransactionFraud => "there is an inconsistent transaction",
            FraudType::TransactionFraudV2 => {
                "there is an inconsistent transaction or an RTGS transfer below its least amount"
            }
            FraudType::MoreCashDepositsThanSalary => "there is salary, and more cash deposits than salary credits",
            FraudType::SalaryRemainsUnchanged => "three or more salary credits, all of one amount",
            FraudType::Salary1000Multiple => "every salary credit is a multiple of 1000",
            FraudType::MostlyCashTransactions => "more than half of the transactions are cash deposits or withdrawals",
            FraudType::EqualCreditDebit => "in a month with transactions, credits and debits sum up to the same",
            FraudType::NegativeBalance => "a balance below 0 on an account without overdraft",
            FraudType::Tax100Multiple => "a tax payment that is a multiple of 100",
            FraudType::MinRtgsAmount => "an RTGS transfer of less than 200000",
            FraudType::CashDepositBankHolidayTransaction => "a cash deposit on a bank holiday",
            FraudType::ChqBankHolidayTransaction => "a cheque on a bank holiday",
            FraudType::OutwardChequeBounceBankHolidayTransaction => "an outward cheque bounce on a bank holiday",
            FraudType::InwardChequeBounceBankHolidayTransaction => "an inward cheque bounce on a bank holiday",
            FraudType::MoreThan15DaysCredit => "more than 15 covered days in a row without a credit",
        }
    }

    /// The findings of this type.
    pub(crate) fn findings(self, basis: &Basis<'_>) -> Vec<Finding> {
        let single = |rows: Vec<usize>| {
            let finding = |row| Finding {
                fraud_type: self,
                statement: None,
                rows: vec![row],
            };
            rows.into_iter().map(finding).collect::<Vec<Finding>>()
        };
        let whole = |rows: Option<Vec<usize>>| {
            let finding = |rows| Finding {
                fraud_type: self,
                statement: None,
                rows,
            };
            rows.map(finding).into_iter().collect::<Vec<Finding>>()
        };
        let on_holidays = |name: &str| {
            let mut rows = rows_of(basis, name);
            rows.retain(|row| is_bank_holiday(basis.date(*row)));
            whole(some(rows))
        };
        match self {
            FraudType::AuthorFraud | FraudType::DateFraud => self.in_files(basis),
            FraudType::InconsistentTransaction | FraudType::TransactionFraud => single(inconsistent(basis)),
            FraudType::TransactionFraudV2 => single([inconsistent(basis), small_rtgs(basis)].concat()),
            FraudType::MoreCashDepositsThanSalary => whole(more_cash_than_salary(basis)),
            FraudType::SalaryRemainsUnchanged => whole(unchanged_salary(basis)),
            FraudType::Salary1000Multiple => whole(round_salary(basis)),
            FraudType::MostlyCashTransactions => whole(mostly_cash(basis)),
            FraudType::EqualCreditDebit => equal_months(basis)
                .into_iter()
                .flat_map(|rows| whole(Some(rows)))
                .collect(),
            FraudType::NegativeBalance => whole(negative(basis)),
            FraudType::Tax100Multiple => whole(some(rows_of(basis, "taxes in hundreds"))),
            FraudType::MinRtgsAmount => whole(some(small_rtgs(basis))),
            FraudType::CashDepositBankHolidayTransaction => on_holidays("cash deposits"),
            FraudType::ChqBankHolidayTransaction => on_holidays("cheques"),
            FraudType::OutwardChequeBounceBankHolidayTransaction => on_holidays("outward cheque bounces"),
            FraudType::InwardChequeBounceBankHolidayTransaction => on_holidays("inward cheque bounces"),
            FraudType::MoreThan15DaysCredit => whole(long_without_credit(basis).then(Vec::new)),
        }
    }

    fn in_files(self, basis: &Basis<'_>) -> Vec<Finding> {
        let name = if self == FraudType::AuthorFraud {
            "author_fraud"
        } else {
            "date_fraud"
        };
        let statements = basis
            .accounts
            .iter()
            .flat_map(|account| &account.statements)
            .enumerate();
        statements
            .filter(|(_, statement)| statement.findings.iter().any(|finding| finding.fraud_type() == name))
            .map(|(index, _)| Finding {
                fraud_type: self,
                statement: Some(index),
                rows: Vec::new(),
            })
            .collect()
    }
}

fn rows_of(basis: &Basis<'_>, name: &str) -> Vec<usize> {
    let members = selections().find(name).map(|selection| basis.members(selection, None));
    members.unwrap_or_default().iter().map(|row| *row as usize).collect()
}

/// Rows whose balance does not follow from the row before, unless a day between them is not covered. Only within one account.
fn inconsistent(basis: &Basis<'_>) -> Vec<usize> {
    if basis.accounts.len() != 1 {
        return Vec::new();
    }
    let follows = |row: usize| {
        let (before, after) = (&basis.rows[row - 1].transaction, &basis.rows[row].transaction);
        before.balance + after.change() == after.balance
    };
    let is_gap = |row: usize| {
        let days = basis
            .date(row - 1)
            .iter_days()
            .take_while(|day| *day <= basis.date(row));
        days.into_iter()
            .any(|day| basis.index.eod.day(day).is_none_or(|day| !day.is_covered))
    };
    (1..basis.rows.len())
        .filter(|row| !follows(*row) && !is_gap(*row))
        .collect()
}

fn small_rtgs(basis: &Basis<'_>) -> Vec<usize> {
    let rows = rows_of(basis, "rtgs transactions").into_iter();
    rows.filter(|row| basis.rows[*row].transaction.amount < RTGS_MIN)
        .collect()
}

fn pay_rows(basis: &Basis<'_>) -> Vec<usize> {
    basis.index.pay.iter().map(|pay| pay.row).collect()
}

fn more_cash_than_salary(basis: &Basis<'_>) -> Option<Vec<usize>> {
    let deposits = rows_of(basis, "cash deposits");
    (!basis.index.pay.is_empty() && deposits.len() > basis.index.pay.len()).then_some(deposits)
}

fn unchanged_salary(basis: &Basis<'_>) -> Option<Vec<usize>> {
    let rows = pay_rows(basis);
    let amount = |row: usize| basis.rows[row].transaction.amount;
    (rows.len() >= 3 && rows.iter().all(|row| amount(*row) == amount(rows[0]))).then_some(rows)
}

fn round_salary(basis: &Basis<'_>) -> Option<Vec<usize>> {
    let rows = pay_rows(basis);
    let is_round = |row: &usize| basis.rows[*row].transaction.amount.in_paise() % Money::rupees(1000).in_paise() == 0;
    (!rows.is_empty() && rows.iter().all(is_round)).then_some(rows)
}

fn mostly_cash(basis: &Basis<'_>) -> Option<Vec<usize>> {
    let cash = rows_of(basis, "cash transactions");
    (cash.len() * 2 > basis.rows.len()).then_some(cash)
}

/// The rows of each month whose credits and debits sum up to the same.
fn equal_months(basis: &Basis<'_>) -> Vec<Vec<usize>> {
    let is_in = |row: &usize, month: Month| Month::of(basis.date(*row)) == month;
    let rows = |month: Month| {
        (0..basis.rows.len())
            .filter(|row| is_in(row, month))
            .collect::<Vec<usize>>()
    };
    let change = |rows: &[usize]| {
        rows.iter()
            .map(|row| basis.rows[*row].transaction.change())
            .sum::<Money>()
    };
    let months = basis.index.months.iter().map(|month| rows(*month));
    months
        .filter(|rows| !rows.is_empty() && change(rows).is_zero())
        .collect()
}

fn negative(basis: &Basis<'_>) -> Option<Vec<usize>> {
    if basis.accounts.iter().any(|account| account.is_overdraft()) {
        return None;
    }
    let is_negative = |row: &usize| basis.index.balances[*row].is_negative();
    some((0..basis.rows.len()).filter(is_negative).collect())
}

/// Rows that show something; nothing when there are none.
fn some(rows: Vec<usize>) -> Option<Vec<usize>> {
    (!rows.is_empty()).then_some(rows)
}

fn long_without_credit(basis: &Basis<'_>) -> bool {
    let credits = rows_of(basis, "credits");
    let days: std::collections::HashSet<_> = credits.into_iter().map(|row| basis.date(row)).collect();
    let mut run = 0;
    let covered = basis
        .index
        .eod
        .span()
        .into_iter()
        .flat_map(|span| basis.index.eod.within(span).collect::<Vec<_>>());
    covered.into_iter().any(|(date, day)| {
        run = if day.is_covered && !days.contains(&date) {
            run + 1
        } else {
            0
        };
        run > DAYS_WITHOUT_CREDIT_MAX
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::account::{AnalysedAccount, StatementFindings};
    use crate::analysis::class::{Channel, Mark};
    use crate::analysis::sample::{account, credit, debit, period};
    use crate::domain::statement::{AccountType, MetadataFinding};

    fn found(account: &AnalysedAccount) -> Vec<(FraudType, Vec<usize>)> {
        let basis = Basis::of_account(account, period("2026-01-01", "2026-03-31"));
        let both = findings(&basis).into_iter().chain(observations(&basis));
        both.map(|finding| (finding.fraud_type, finding.rows)).collect()
    }

    #[test]
    fn a_plain_account_shows_nothing() {
        let account = account(
            100,
            vec![
                credit("2026-01-05", 501),
                debit("2026-01-06", 77),
                credit("2026-01-12", 30),
            ],
        );
        assert_eq!(found(&account), []);
    }

    #[test]
    fn findings_in_files_name_the_statement() {
        let mut account = account(100, vec![credit("2026-01-05", 501)]);
        account.statements = vec![
            StatementFindings::default(),
            StatementFindings {
                findings: vec![MetadataFinding::ModifiedLater],
            },
        ];
        let basis = Basis::of_account(&account, period("2026-01-01", "2026-03-31"));
        let [finding] = &findings(&basis)[..] else {
            panic!("one finding")
        };
        assert_eq!((finding.fraud_type, finding.statement), (FraudType::DateFraud, Some(1)));
        assert_eq!(finding.fraud_type.category(), "metadata");
    }

    #[test]
    fn a_row_that_does_not_follow_is_named_unless_days_between_are_missing() {
        let mut broken = account(100, vec![credit("2026-01-05", 501), debit("2026-01-06", 77)]);
        broken.rows[1].transaction.balance = Money::rupees(3);
        assert_eq!(found(&broken), [(FraudType::InconsistentTransaction, vec![1])]);
        broken.rows[1].transaction.date = "2026-01-08".parse().unwrap();
        broken.covered = vec![];
        assert_eq!(found(&broken), [], "6 and 7 January are not covered");
    }

    #[test]
    fn pay_that_never_changes_and_comes_in_thousands() {
        let pay = |date| credit(date, 50_000).pay_for(date, "DEMO LTD");
        let account = account(100, vec![pay("2026-01-05"), pay("2026-02-05"), pay("2026-03-05")]);
        let types: Vec<FraudType> = found(&account).into_iter().map(|(fraud_type, _)| fraud_type).collect();
        assert_eq!(
            types,
            [
                FraudType::SalaryRemainsUnchanged,
                FraudType::Salary1000Multiple,
                FraudType::MoreThan15DaysCredit
            ]
        );
    }

    #[test]
    fn single_transactions() {
        let account = account(
            1_000_000,
            vec![
                debit("2026-01-05", 199_999).marked(Mark::Rtgs),
                debit("2026-01-06", 300).marked(Mark::Tax),
                credit("2026-01-11", 40).by(Channel::CashDeposit),
                debit("2026-01-12", 50).by(Channel::Chq),
            ],
        );
        assert_eq!(
            found(&account),
            [
                (FraudType::Tax100Multiple, vec![1]),
                (FraudType::MinRtgsAmount, vec![0]),
                (FraudType::CashDepositBankHolidayTransaction, vec![2]),
            ],
            "11 January 2026 is a Sunday"
        );
    }

    #[test]
    fn the_account_as_a_whole() {
        let mut account = account(
            10,
            vec![
                debit("2026-01-05", 30).by(Channel::CashWithdrawl),
                credit("2026-01-06", 30).by(Channel::CashDeposit),
            ],
        );
        account.covered = vec![period("2026-01-05", "2026-01-22")];
        let expected = [
            (FraudType::MostlyCashTransactions, vec![0, 1]),
            (FraudType::EqualCreditDebit, vec![0, 1]),
            (FraudType::NegativeBalance, vec![0]),
            (FraudType::MoreThan15DaysCredit, vec![]),
        ];
        assert_eq!(found(&account), expected);
        account.account_type = Some(AccountType::Overdraft);
        account.covered = vec![period("2026-01-05", "2026-01-21")];
        assert_eq!(
            found(&account),
            expected[..2],
            "an overdraft may be negative; 15 days are not more than 15"
        );
    }
}
