//! The files that were uploaded.

use serde::Serialize;

use crate::domain::account::known_account_of;
use crate::domain::ids::{AccountId, IdSource, StatementId};
use crate::domain::processing::Processing;
use crate::domain::session::Session;
use crate::domain::settings::Settings;
use crate::domain::statement::{Inspection, Problem, Protection, TextLayer};
use crate::domain::upload::UploadedStatement;
use crate::wire::account;

/// What `get_pdfs` answers. Source: contract, `get_pdfs.schema.json`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct GetPdfs {
    statements: Vec<UploadedPdf>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
struct UploadedPdf {
    statement_id: StatementId,
    bank_name: &'static str,
    pdf_password: Option<String>,
    pdf_url: String,
    account_id: Option<AccountId>,
    source: &'static str,
    message: &'static str,
}

impl GetPdfs {
    /// The answer, with the processing of this session, which has ended. `pdf_url` gives the link to a statement's file, and an empty text
    /// where there is no file, or none any more.
    pub fn of(
        session: &Session,
        processing: &Processing,
        ids: &IdSource,
        settings: &Settings,
        pdf_url: impl Fn(&UploadedStatement) -> String,
    ) -> Self {
        let accounts = session.accounts();
        let statements = session
            .statements
            .iter()
            .enumerate()
            .map(|(index, statement)| UploadedPdf {
                statement_id: statement.id,
                bank_name: account::bank_name(statement.bank()),
                pdf_password: Some(password(statement)).filter(|text| !text.is_empty() || !settings.null_pdf_password),
                pdf_url: pdf_url(statement),
                account_id: known_account_of(&accounts, statement).map(|key| key.id(ids, session.id)),
                source: account::upper_source(statement.source),
                message: message(statement, processing.statements.get(index).and_then(Option::as_ref)),
            });
        GetPdfs {
            statements: statements.collect(),
        }
    }
}

/// The password that opens the file; empty where none is needed or none was right. Source: conflicts C29, C59.
fn password(statement: &UploadedStatement) -> String {
    let is_needed = |inspection: &Inspection| inspection.document.protection == Protection::Password;
    let is_used = statement.inspection.as_deref().is_some_and(is_needed);
    if is_used {
        statement.password.clone()
    } else {
        String::new()
    }
}

/// Source: contract `pdf_messages.csv`; which message wins is semantics 27.
fn message(statement: &UploadedStatement, problem: Option<&Problem>) -> &'static str {
    match problem {
        Some(Problem::PasswordIncorrect) => return "Password Incorrect",
        Some(Problem::Image) => return "Is Image",
        Some(_) | None => {}
    }
    let inspection = statement.inspection.as_deref();
    let findings = inspection.map_or(&[][..], |inspection| &inspection.document.findings);
    let has_fraud = |fraud_type: &str| findings.iter().any(|finding| finding.fraud_type() == fraud_type);
    if has_fraud("author_fraud") {
        return "Author Fraud";
    }
    if has_fraud("date_fraud") {
        return "Date Fraud";
    }
    match problem {
        Some(Problem::UnsupportedFormat)
            if inspection.is_some_and(|inspection| !looks_like_a_statement(inspection)) =>
        {
            "Not a Statement"
        }
        Some(Problem::BankUndetected | Problem::BankMismatch { detected: None, .. }) => "Keyword Not Present",
        Some(Problem::UnsupportedFormat) => "New Template",
        Some(Problem::NoTransactionsFromAggregator) => "No Transactions from Account Aggregator",
        Some(
            Problem::EmptyFile
            | Problem::InvalidFile { .. }
            | Problem::PasswordIncorrect
            | Problem::Image
            | Problem::BankMismatch { detected: Some(_), .. }
            | Problem::Duplicate
            | Problem::OutOfDateRange
            | Problem::TooManyPages { .. }
            | Problem::NullAccountNumber
            | Problem::ExtractionFailed { .. }
            | Problem::NoTransactions,
        )
        | None => "Success",
    }
}

/// The remark an accepted statement gets, when the file shows that it was changed.
pub fn remark(statement: &UploadedStatement) -> Option<&'static str> {
    Some(message(statement, None)).filter(|message| *message != "Success")
}

/// Whether an unrecognised file is a statement all the same: it has text, and a table's header or the period every statement prints.
/// Inferred: it tells a new template from a letter of the bank.
fn looks_like_a_statement(inspection: &Inspection) -> bool {
    inspection.text_layer == TextLayer::Text && (inspection.table.has_header || inspection.facts.period.is_some())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::session_request::ApiVersion;
    use crate::domain::statement::MetadataFinding;
    use crate::wire::samples::*;

    fn only(session: &Session) -> UploadedPdf {
        let session = initiated(session, &Settings::default());
        let answer = GetPdfs::of(&session, processing(&session), &ids(), &Settings::default(), |_| {
            String::new()
        });
        answer.statements.into_iter().next().unwrap()
    }

    #[test]
    fn each_message_has_its_statement() {
        let mut messages: Vec<&str> = refusals()
            .into_iter()
            .map(|(problem, inspection)| only(&refused(&session(ApiVersion::V1), inspection, problem)).message)
            .collect();
        let with_findings = |findings: Vec<MetadataFinding>| {
            only(&uploaded([changed(whole(), |file| file.document.findings = findings)])).message
        };
        let editor = || MetadataFinding::EditorInMetadata {
            editor: "Editor".to_owned(),
        };
        messages.push(with_findings(vec![MetadataFinding::ModifiedLater]));
        messages.push(with_findings(vec![MetadataFinding::ModifiedLater, editor()]));
        let expected = [
            "Password Incorrect",
            "Is Image",
            "Keyword Not Present",
            "Success",
            "Keyword Not Present",
            "Not a Statement",
            "New Template",
            "Success",
            "Success",
            "No Transactions from Account Aggregator",
            "Date Fraud",
            "Author Fraud",
        ];
        assert_eq!(messages, expected);

        let table = include_str!("../../fixtures/contract/pdf_messages.csv");
        let rows = csv::Reader::from_reader(table.as_bytes()).into_records();
        let of_contract: BTreeSet<String> = rows.map(|row| row.unwrap()[0].to_owned()).collect();
        assert_eq!(
            messages.into_iter().map(str::to_owned).collect::<BTreeSet<_>>(),
            of_contract
        );
    }

    #[test]
    fn the_account_is_null_and_the_bank_empty_until_they_are_known() {
        let locked = refused(&session(ApiVersion::V1), None, Problem::PasswordIncorrect);
        assert_eq!((only(&locked).account_id, only(&locked).bank_name), (None, ""));
        assert!(only(&of_examples()).account_id.is_some());
    }

    #[test]
    fn a_password_is_told_when_the_file_needs_it() {
        let password = |protection| {
            let empty = session(ApiVersion::V1);
            let inspection = changed(whole(), |file| file.document.protection = protection);
            let mut statement = statement(&empty, Some(inspection), None);
            statement.password = "secret".to_owned();
            only(&with(&empty, statement)).pdf_password.unwrap()
        };
        assert_eq!(password(Protection::Password), "secret");
        assert_eq!(
            (password(Protection::OwnerOnly), password(Protection::None)),
            (String::new(), String::new())
        );
    }
}
