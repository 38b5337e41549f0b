//! The vendor's codes and texts for what is wrong with a statement or an account.

use crate::domain::statement::{ChainFinding, Problem};

/// The code an upload with this problem is refused with. Source: contract `errors.csv` and `statement_errors.csv`.
pub fn code(problem: &Problem) -> &'static str {
    match problem {
        Problem::EmptyFile => "EMPTY_FILE",
        Problem::InvalidFile { .. } => "INVALID_FILE_OBJECT",
        Problem::PasswordIncorrect => "PASSWORD_INCORRECT",
        Problem::Image => "PDF_IS_IMAGE",
        Problem::BankUndetected => "BANK_NAME_UNDETECTED",
        Problem::BankMismatch { .. } => "BANK_NAME_MISMATCH",
        Problem::UnsupportedFormat => "STATEMENT_UNSUPPORTED_FORMAT",
        Problem::Duplicate => "STATEMENT_DUPLICATE",
        Problem::OutOfDateRange => "OUT_OF_DATE_RANGE",
        Problem::TooManyPages { .. } => "STATEMENT_TOO_MANY_PAGES",
        Problem::NullAccountNumber => "NULL_ACCOUNT_NUMBER",
        Problem::ExtractionFailed { .. } => "EXTRACTION_FAILED",
        Problem::NoTransactions => "STATEMENT_NO_TRANSACTIONS",
        Problem::NoTransactionsFromAggregator => "NO_TRANSACTIONS_FROM_AA",
    }
}

/// The code a failed statement carries. Source: contract `statement_errors.csv`.
///
/// A file that is no PDF never becomes a statement (semantics 15); should a rule make one of it, it is `UNPARSABLE`.
pub fn statement_code(problem: &Problem) -> &'static str {
    match problem {
        Problem::EmptyFile | Problem::InvalidFile { .. } => "UNPARSABLE",
        Problem::PasswordIncorrect
        | Problem::Image
        | Problem::BankUndetected
        | Problem::BankMismatch { .. }
        | Problem::UnsupportedFormat
        | Problem::Duplicate
        | Problem::OutOfDateRange
        | Problem::TooManyPages { .. }
        | Problem::NullAccountNumber
        | Problem::ExtractionFailed { .. }
        | Problem::NoTransactions
        | Problem::NoTransactionsFromAggregator => code(problem),
    }
}

/// The text a failed statement carries. Source: contract `statement_errors.csv`.
pub fn message(problem: &Problem) -> &'static str {
    match problem {
        Problem::EmptyFile | Problem::InvalidFile { .. } => "Failed to process because of an unparsable statement",
        Problem::PasswordIncorrect => "The provided password is incorrect",
        Problem::Image => "Scanned images are not supported",
        Problem::BankUndetected => "Bank name could not be identified",
        Problem::BankMismatch { .. } => "The bank name in the statement doesn't match the selected bank",
        Problem::UnsupportedFormat => "The statement format is not supported",
        Problem::Duplicate => "A duplicate statement has been detected",
        Problem::OutOfDateRange => "The statement uploaded is beyond the specified date range",
        Problem::TooManyPages { .. } => "The statement exceeds the allowed page limit",
        Problem::NullAccountNumber => "Account number is unavailable or unidentified",
        Problem::ExtractionFailed { .. } => "Failed to extract information from the statement",
        Problem::NoTransactions => "No transactions were identified in the uploaded statement",
        Problem::NoTransactionsFromAggregator => "Not able to fetch transactions from Account Aggregator",
    }
}

/// The account error a fault in the balances leads to. Source: contract `account_errors.csv`, semantics 23.
pub fn chain_code(finding: &ChainFinding) -> &'static str {
    match finding {
        ChainFinding::RowsMissing { .. } => "MISSING_TRANSACTIONS",
        ChainFinding::BalanceWrong { .. }
        | ChainFinding::OpeningDisagrees { .. }
        | ChainFinding::ClosingDisagrees { .. }
        | ChainFinding::TotalsDisagree { .. } => "BALANCE_MISMATCH",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::bank::BankId;

    #[test]
    fn codes_and_texts_are_those_of_the_contract() {
        let sbi = BankId::parse("sbi").unwrap();
        let problems = [
            Problem::InvalidFile {
                reason: "test".to_owned(),
            },
            Problem::PasswordIncorrect,
            Problem::Image,
            Problem::BankUndetected,
            Problem::BankMismatch {
                selected: sbi,
                detected: None,
            },
            Problem::UnsupportedFormat,
            Problem::Duplicate,
            Problem::OutOfDateRange,
            Problem::TooManyPages { pages: 2, limit: 1 },
            Problem::NullAccountNumber,
            Problem::ExtractionFailed { pages: vec![1] },
            Problem::NoTransactions,
            Problem::NoTransactionsFromAggregator,
        ];
        let ours: Vec<_> = problems
            .iter()
            .map(|problem| (statement_code(problem).to_owned(), message(problem).to_owned()))
            .collect();
        let table = csv::Reader::from_reader(include_str!("../../fixtures/contract/statement_errors.csv").as_bytes())
            .records()
            .map(|row| row.map(|row| (row[0].to_owned(), row[1].to_owned())).unwrap())
            .collect::<Vec<_>>();
        for row in &table {
            assert!(ours.contains(row), "{row:?} is missing");
        }
        assert_eq!(ours.len(), table.len());
    }
}
