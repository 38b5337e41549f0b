//! Sequences of calls, and what is found in them.

use super::*;
use crate::domain::ids::IdSource;

/// One call of a sequence: milliseconds from the start, endpoint, what came of it.
#[derive(Clone, Copy)]
struct Step {
    ms: i64,
    endpoint: Endpoint,
    /// The code of a refusal, and whether it may heal.
    refused: Option<(&'static str, bool)>,
    fingerprint: u64,
    is_completed: bool,
    is_clock_running: bool,
}

fn call(ms: i64, endpoint: Endpoint) -> Step {
    Step {
        ms,
        endpoint,
        refused: None,
        fingerprint: 0,
        is_completed: false,
        is_clock_running: true,
    }
}

fn poll(ms: i64) -> Step {
    call(ms, Endpoint::Progress)
}

impl Step {
    fn completed(self) -> Self {
        Step {
            is_completed: true,
            ..self
        }
    }

    fn standing(self) -> Self {
        Step {
            is_clock_running: false,
            ..self
        }
    }

    fn refused(self, code: &'static str, fingerprint: u64) -> Self {
        Step {
            refused: Some((code, false)),
            fingerprint,
            ..self
        }
    }

    fn refused_for_now(self, code: &'static str) -> Self {
        Step {
            refused: Some((code, true)),
            fingerprint: 1,
            ..self
        }
    }
}

fn start() -> DateTime<Utc> {
    "2026-01-15T10:00:00Z".parse().unwrap()
}

fn session(ordinal: u64) -> SessionId {
    IdSource::new(1, "key").session("cust", ordinal)
}

fn take(coverage: &mut Coverage, number: u64, of: SessionId, step: Step) {
    let refusal = step.refused.map(|(code, may_heal)| ToldRefusal {
        code,
        because: None,
        may_heal,
    });
    coverage.call(&Call {
        exchange: number,
        at: start() + TimeDelta::milliseconds(step.ms),
        is_clock_running: step.is_clock_running,
        endpoint: Some(step.endpoint),
        is_get: step.endpoint.route().0 == "GET",
        session: Some(of),
        refusal: refusal.as_ref(),
        fingerprint: step.fingerprint,
        remarks: &[],
        told: Told {
            is_completed: step.is_completed,
            ..Told::default()
        },
    });
}

/// What was found, and how often.
type Counted = (FindingCode, u64);

fn findings(steps: &[Step]) -> Vec<Counted> {
    let mut coverage = Coverage::default();
    for (number, step) in (1..).zip(steps) {
        take(&mut coverage, number, session(0), *step);
    }
    let findings = coverage.findings.iter();
    findings.map(|(code, finding)| (*code, finding.count)).collect()
}

#[test]
fn what_is_found_follows_from_the_sequence() {
    use Endpoint::{InitiateProcessing, SessionStatus, UploadStatement};
    use FindingCode::{IgnoredRefusal, PolledAfterCompletion, PolledTooFast};
    let upload = |print| call(0, UploadStatement).refused("PASSWORD_INCORRECT", print);
    let initiate = || call(0, InitiateProcessing).refused("DUPLICATE_PROCESSING_REQUEST", 7);
    let table: [(&str, Vec<Step>, Vec<Counted>); 15] = [
        (
            "polls every two seconds",
            vec![poll(0), poll(2_000), poll(4_003)],
            vec![],
        ),
        ("a timer that is a little early", vec![poll(0), poll(1_950)], vec![]),
        (
            "three polls at once",
            vec![poll(0), poll(100), poll(200)],
            vec![(PolledTooFast, 2)],
        ),
        (
            "a clock that stands tells no pauses",
            vec![poll(0).standing(), poll(0).standing()],
            vec![],
        ),
        (
            "a clock that was let go between",
            vec![poll(0).standing(), poll(1)],
            vec![],
        ),
        (
            "it stops when it is told",
            vec![poll(0), poll(2_000).completed()],
            vec![],
        ),
        (
            "it goes on after it was told",
            vec![poll(0).completed(), poll(2_000).completed(), poll(4_000).completed()],
            vec![(PolledAfterCompletion, 2)],
        ),
        (
            "the same wrong password again",
            vec![upload(1), upload(1)],
            vec![(IgnoredRefusal, 1)],
        ),
        ("another password", vec![upload(1), upload(2)], vec![]),
        (
            "another one, then the first again",
            vec![upload(1), upload(2), upload(1)],
            vec![],
        ),
        (
            "the right one, then the wrong one again",
            vec![upload(1), call(0, UploadStatement), upload(1)],
            vec![],
        ),
        (
            "other calls between do not excuse it",
            vec![initiate(), poll(0), initiate()],
            vec![(IgnoredRefusal, 1)],
        ),
        (
            "asked three times",
            vec![initiate(), initiate(), initiate()],
            vec![(IgnoredRefusal, 2)],
        ),
        (
            "what waiting heals may be asked again",
            vec![
                call(0, SessionStatus).refused_for_now("PROCESSING_NOT_COMPLETED"),
                call(0, SessionStatus).refused_for_now("PROCESSING_NOT_COMPLETED"),
            ],
            vec![],
        ),
        ("one refusal alone", vec![initiate()], vec![]),
    ];
    for (name, steps, wanted) in table {
        assert_eq!(findings(&steps), wanted, "{name}");
    }
}

#[test]
fn sessions_are_watched_one_by_one_and_not_all_for_ever() {
    let mut coverage = Coverage::default();
    take(&mut coverage, 1, session(0), poll(0));
    take(&mut coverage, 2, session(1), poll(10));
    assert!(coverage.findings.is_empty());
    for ordinal in 2..WATCHED_MAX as u64 + 1 {
        take(&mut coverage, 3, session(ordinal), poll(20));
    }
    take(&mut coverage, 4, session(0), poll(30));
    assert!(coverage.findings.is_empty(), "the first one is forgotten");
    take(&mut coverage, 5, session(WATCHED_MAX as u64), poll(40));
    assert_eq!(coverage.findings[&FindingCode::PolledTooFast].example, 5);
    assert_eq!(coverage.watches.by_session.len(), WATCHED_MAX);
}

#[test]
fn remarks_and_links_are_findings() {
    let mut coverage = Coverage::default();
    let expired = ToldRefusal {
        code: LINK_EXPIRED,
        because: None,
        may_heal: false,
    };
    coverage.call(&Call {
        exchange: 9,
        at: start(),
        is_clock_running: true,
        endpoint: None,
        is_get: true,
        session: None,
        refusal: Some(&expired),
        fingerprint: 1,
        remarks: &[
            Remark::WebhookModeAbsent,
            Remark::UploadTypeAbsent,
            Remark::JourneyModeUnknown,
            Remark::ProcessingWasRequested,
            Remark::BelongsToAnotherKey,
        ],
        told: Told::default(),
    });
    let codes: Vec<_> = coverage.findings.keys().map(|code| code.name()).collect();
    assert_eq!(
        codes,
        [
            "uploaded_after_processing",
            "fetched_expired_link",
            "webhook_mode_absent",
            "upload_type_absent",
            "journey_mode_unknown"
        ]
    );
    assert!(coverage.findings.values().all(|finding| finding.example == 9));
}

#[test]
fn receivers_are_measured() {
    use FindingCode::{NotIdempotent, ReceiverNot200, ReceiverSlow};
    let table: [(Option<u16>, u64, bool, &[FindingCode]); 8] = [
        (Some(200), 5_000, false, &[]),
        (Some(200), 5_001, false, &[ReceiverSlow]),
        (Some(202), 1, false, &[ReceiverNot200]),
        (Some(500), 1, false, &[ReceiverNot200]),
        (Some(409), 1, true, &[NotIdempotent]),
        (Some(204), 1, true, &[ReceiverNot200]),
        (None, 10_000, false, &[ReceiverSlow]),
        (None, 1, true, &[]),
    ];
    for (status, duration_ms, was_taken_before, wanted) in table {
        let mut coverage = Coverage::default();
        coverage.handover(&Handover {
            exchange: 1,
            at: start(),
            event: Event::Enrichment,
            status,
            duration_ms,
            was_taken_before,
            told: Told::default(),
        });
        let found: Vec<_> = coverage.findings.keys().copied().collect();
        assert_eq!(found, wanted, "{status:?} after {duration_ms} ms");
        assert_eq!(coverage.events.len(), usize::from(status.is_some()));
    }
}
