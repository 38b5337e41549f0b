//! How far processing is, statement by statement.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::domain::ids::{SessionId, StatementId};
use crate::domain::processing::{Processing, STAGE_COUNT, Stage};
use crate::domain::session::Session;
use crate::domain::statement::Problem;
use crate::domain::upload::UploadedStatement;
use crate::wire::account;
use crate::wire::statement_errors;
use crate::wire::status::Status;

/// What progress answers. Source: contract, `progress.schema.json`.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Progress {
    session_id: SessionId,
    session_progress: Status,
    progress: Vec<StatementProgress>,
}

/// How far one statement is. Source: contract, `common.schema.json`, `progress_item`.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct StatementProgress {
    identity_status: Option<Status>,
    transaction_status: Option<Status>,
    processing_status: Option<Status>,
    fraud_status: Option<Status>,
    statement_id: StatementId,
    message: Option<&'static str>,
    source: &'static str,
}

impl Progress {
    /// The answer, with the processing of this session that was asked for.
    pub fn of(session: &Session, processing: &Processing, now: DateTime<Utc>) -> Self {
        Progress {
            session_id: session.id,
            session_progress: match processing.stage(now) {
                Stage::Running(_) => Status::Processing,
                Stage::Completed => Status::Completed,
            },
            progress: StatementProgress::all(session, now),
        }
    }
}

impl StatementProgress {
    /// Every statement of a session in the order they came, at any time of its life.
    pub fn all(session: &Session, now: DateTime<Utc>) -> Vec<Self> {
        let statement = |(index, statement): (usize, &std::sync::Arc<UploadedStatement>)| {
            let place = match &session.processing {
                Some(processing) => Place::of(statement, processing, index, now),
                None => Place::at_upload(statement),
            };
            place.told_of(statement)
        };
        session.statements.iter().enumerate().map(statement).collect()
    }
}

/// Where a statement stands: its stages, and what is wrong once that shows.
struct Place<'a> {
    stages: [Option<Status>; STAGE_COUNT as usize],
    problem: Option<&'a Problem>,
}

impl<'a> Place<'a> {
    /// Before processing was asked for: the upload has read what identity needs, the rest has not begun. Inferred.
    fn at_upload(statement: &'a UploadedStatement) -> Self {
        match &statement.refused {
            Some(problem) => Place::failed(problem),
            None => Place {
                stages: [Some(Status::Completed), None, None, None],
                problem: None,
            },
        }
    }

    /// A statement that was refused at upload shows it at once; what processing finds shows when its stage ends. Source: semantics 26.
    fn of(statement: &'a UploadedStatement, processing: &'a Processing, index: usize, now: DateTime<Utc>) -> Self {
        let through = match processing.stage(now) {
            Stage::Running(through) => through,
            Stage::Completed => STAGE_COUNT,
        };
        if let Some(problem) = &statement.refused {
            return Place::failed(problem);
        }
        match processing.statements.get(index).and_then(Option::as_ref) {
            Some(problem) if stage_of(problem) < through => Place::failed(problem),
            Some(_) | None => Place {
                stages: stages(|stage| {
                    if stage < through {
                        Status::Completed
                    } else {
                        Status::Processing
                    }
                }),
                problem: None,
            },
        }
    }

    fn failed(problem: &'a Problem) -> Self {
        let failed = stage_of(problem);
        Place {
            stages: stages(|stage| {
                if stage < failed {
                    Status::Completed
                } else {
                    Status::Failed
                }
            }),
            problem: Some(problem),
        }
    }

    fn told_of(self, statement: &UploadedStatement) -> StatementProgress {
        let [identity_status, transaction_status, processing_status, fraud_status] = self.stages;
        StatementProgress {
            identity_status,
            transaction_status,
            processing_status,
            fraud_status,
            statement_id: statement.id,
            message: self.problem.map(statement_errors::message),
            source: account::source(statement.source),
        }
    }
}

fn stages(status: impl Fn(u8) -> Status) -> [Option<Status>; STAGE_COUNT as usize] {
    [0, 1, 2, 3].map(|stage| Some(status(stage)))
}

/// The stage a problem shows at, from 0: rows at transaction, all else at identity. Source: semantics 26.
fn stage_of(problem: &Problem) -> u8 {
    match problem {
        Problem::ExtractionFailed { .. } | Problem::NoTransactions | Problem::NoTransactionsFromAggregator => 1,
        Problem::EmptyFile
        | Problem::InvalidFile { .. }
        | Problem::PasswordIncorrect
        | Problem::Image
        | Problem::BankUndetected
        | Problem::BankMismatch { .. }
        | Problem::UnsupportedFormat
        | Problem::Duplicate
        | Problem::OutOfDateRange
        | Problem::TooManyPages { .. }
        | Problem::NullAccountNumber => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::settings::Settings;
    use crate::wire::samples::*;

    /// The four stages of each statement as letters, with what the first one's message says.
    fn shown(session: &Session, time: &str) -> (Vec<String>, Option<&'static str>) {
        let all = StatementProgress::all(session, at(time));
        let letters = |progress: &StatementProgress| {
            let stages = [
                progress.identity_status,
                progress.transaction_status,
                progress.processing_status,
                progress.fraud_status,
            ];
            let letter = |stage| match stage {
                Some(Status::Completed) => 'C',
                Some(Status::Processing) => 'P',
                Some(Status::Failed) => 'F',
                None => '-',
            };
            stages.into_iter().map(letter).collect()
        };
        (all.iter().map(letters).collect(), all[0].message)
    }

    #[test]
    fn good_statements_pass_stage_after_stage() {
        let settings = paced("4s");
        let session = initiated(&of_examples(), &settings);
        for (time, stages) in [
            ("09:15:39", "PPPP"),
            ("09:15:40", "CPPP"),
            ("09:15:41", "CCPP"),
            ("09:15:42", "CCCP"),
            ("09:15:43", "CCCC"),
        ] {
            assert_eq!(shown(&session, time), (vec![stages.to_owned(); 2], None), "{time}");
        }
        assert_eq!(shown(&of_examples(), "09:15:00").0, ["C---", "C---"]);
    }

    #[test]
    fn a_refused_statement_has_failed_at_once_and_says_why() {
        let refused = refused(
            &session(crate::domain::session_request::ApiVersion::V1),
            None,
            Problem::PasswordIncorrect,
        );
        let failed = (vec!["FFFF".to_owned()], Some("The provided password is incorrect"));
        assert_eq!(shown(&refused, "09:15:00"), failed);
        assert_eq!(shown(&initiated(&refused, &paced("hold")), "09:16:00"), failed);
        assert_eq!(shown(&initiated(&refused, &Settings::default()), ENDED), failed);
    }

    #[test]
    fn what_processing_finds_shows_when_its_stage_ends() {
        let identity = ["PPPP", "FFFF", "FFFF", "FFFF"];
        let transaction = ["PPPP", "CPPP", "CFFF", "CFFF"];
        for (inspection, expected) in late_faults()
            .into_iter()
            .zip([identity, identity, transaction, transaction])
        {
            let session = initiated(&uploaded([inspection]), &paced("4s"));
            let times = ["09:15:39", "09:15:40", "09:15:41", "09:15:43"];
            assert_eq!(times.map(|time| shown(&session, time).0.remove(0)), expected);
            assert!(shown(&session, times[0]).1.is_none() && shown(&session, times[3]).1.is_some());
        }
    }
}
