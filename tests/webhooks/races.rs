//! Many callers at once.

use std::collections::BTreeSet;
use std::sync::Arc;

use bankconnect_emulator::commands::serve::Start;
use bankconnect_emulator::domain::refusal::Refusal;
use bankconnect_emulator::domain::session_request::ApiVersion;
use bankconnect_emulator::domain::statement::Problem;
use bankconnect_emulator::emulator::{Emulator, UploadForm, World};
use serde_json::{Map, json};
use tokio::task::JoinSet;

use crate::lender::{Lender, START, pace};

const CALLERS: usize = 64;

fn create(emulator: &Emulator, world: &World, link_id: &str) -> String {
    let fields: Map<_, _> = [
        ("link_id", link_id),
        ("from_date", "01/07/2025"),
        ("to_date", "31/12/2025"),
    ]
    .map(|(name, value)| (name.to_owned(), json!(value)))
    .into_iter()
    .collect();
    emulator
        .create_session(world, ApiVersion::V1, &fields, world.next_session_number())
        .unwrap()
        .id
        .to_string()
}

fn form(session: &str, pdf: &[u8]) -> UploadForm {
    UploadForm {
        session_id: Some(session.to_owned()),
        file: Some(pdf.to_vec().into()),
        ..UploadForm::default()
    }
}

/// Runs one call per caller, all at once, and gives what came out.
async fn at_once<T: Send + 'static, F: Future<Output = T> + Send + 'static>(call: impl Fn(usize) -> F) -> Vec<T> {
    let gate = Arc::new(tokio::sync::Barrier::new(CALLERS));
    let mut callers = JoinSet::new();
    for caller in 0..CALLERS {
        let (gate, call) = (Arc::clone(&gate), call(caller));
        callers.spawn(async move {
            gate.wait().await;
            call.await
        });
    }
    callers.join_all().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_uploads_of_one_file_one_is_accepted() {
    let lender = Lender::start(pace("instant")).await;
    let (emulator, world, pdf) = (Arc::clone(lender.emulator()), lender.world(), lender.statement().await);
    let session = create(&emulator, &world, "cust-1");
    let outcomes = at_once(|_| {
        let (emulator, world, form) = (Arc::clone(&emulator), Arc::clone(&world), form(&session, &pdf));
        async move { emulator.upload(&world, form).await }
    })
    .await;
    let refusals: Vec<_> = outcomes.iter().filter_map(|outcome| outcome.as_ref().err()).collect();
    assert_eq!(refusals.len(), CALLERS - 1);
    assert!(
        refusals
            .iter()
            .all(|refused| refused.refusal == Refusal::Statement(Problem::Duplicate)),
        "{refusals:?}"
    );
    let ids: BTreeSet<_> = refusals.iter().map(|refused| refused.statement.unwrap()).collect();
    assert_eq!(ids.len(), CALLERS - 1, "each left a failed statement of its own");
    let held = emulator.worlds().stored_bytes();
    assert_eq!(held, pdf.len() as u64, "the bytes are held once");
    emulator.delete_session(&world, &session).unwrap();
    assert_eq!(emulator.worlds().stored_bytes(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_requests_for_processing_one_wins_and_nothing_is_uploaded_after_it() {
    let lender = Lender::start(pace("hold")).await;
    let (emulator, world, pdf) = (Arc::clone(lender.emulator()), lender.world(), lender.statement().await);
    for round in 0..10 {
        let session = create(&emulator, &world, &format!("cust-{round}"));
        let outcomes = at_once(|caller| {
            let (emulator, world, session, form) = (
                Arc::clone(&emulator),
                Arc::clone(&world),
                session.clone(),
                form(&session, &pdf),
            );
            async move {
                if caller % 2 == 0 {
                    emulator.start_processing(&world, &session).map(|_| true)
                } else {
                    emulator
                        .upload(&world, form)
                        .await
                        .map(|_| false)
                        .map_err(|refused| refused.refusal)
                }
            }
        })
        .await;
        let won = outcomes.iter().filter(|outcome| **outcome == Ok(true)).count();
        let uploaded = outcomes.iter().filter(|outcome| **outcome == Ok(false)).count();
        assert_eq!((won, uploaded <= 1), (1, true), "{outcomes:?}");
        let allowed = [
            Refusal::DuplicateProcessingRequest,
            Refusal::SessionExpired,
            Refusal::Statement(Problem::Duplicate),
        ];
        assert!(
            outcomes
                .iter()
                .flat_map(|outcome| outcome.as_ref().err())
                .all(|refusal| allowed.contains(refusal)),
            "{outcomes:?}"
        );
        // What was uploaded before is what processing judged; a later one would have no outcome.
        let held = emulator.session(&world, &session).unwrap();
        let processing = held.processing.as_ref().unwrap();
        assert_eq!(
            (processing.statements.len(), processing.accounts.len()),
            (held.statements.len(), uploaded)
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_deletions_one_wins_and_nothing_of_the_session_stays() {
    let lender = Lender::start(pace("instant")).await;
    let (emulator, world, pdf) = (Arc::clone(lender.emulator()), lender.world(), lender.statement().await);
    for round in 0..10 {
        let session = create(&emulator, &world, &format!("cust-{round}"));
        let outcomes = at_once(|caller| {
            let (emulator, world, session, form) = (
                Arc::clone(&emulator),
                Arc::clone(&world),
                session.clone(),
                form(&session, &pdf),
            );
            async move {
                match caller % 4 {
                    0 => emulator.upload(&world, form).await.is_ok().then_some("uploaded"),
                    1 => emulator
                        .start_processing(&world, &session)
                        .is_ok()
                        .then_some("initiated"),
                    2 => emulator.poll_progress(&world, &session).is_ok().then_some("polled"),
                    _ => emulator.delete_session(&world, &session).is_ok().then_some("deleted"),
                }
            }
        })
        .await;
        let count = |what| outcomes.iter().filter(|outcome| **outcome == Some(what)).count();
        assert_eq!((count("deleted"), count("initiated") <= 1), (1, true), "{outcomes:?}");
        let held = emulator.session(&world, &session).unwrap();
        assert!(held.deleted_at.is_some() && held.statements.is_empty() && held.processing.is_none());
        assert_eq!(held.due(), None);
        assert_eq!(emulator.worlds().stored_bytes(), 0);
    }
    assert_eq!(lender.advance("30d").await, []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sessions_of_one_borrower_made_at_once_have_ids_of_their_own() {
    let lender = Lender::start(pace("instant")).await;
    let (emulator, world) = (Arc::clone(lender.emulator()), lender.world());
    let ids = |key: &str| {
        let (emulator, world) = (Arc::clone(&emulator), emulator.control_world(key).unwrap());
        at_once(move |_| {
            let (emulator, world) = (Arc::clone(&emulator), Arc::clone(&world));
            async move { create(&emulator, &world, "one-borrower") }
        })
    };
    let (one, other) = tokio::join!(ids("test"), ids("another"));
    let (one, other): (BTreeSet<_>, BTreeSet<_>) = (one.into_iter().collect(), other.into_iter().collect());
    assert_eq!(
        (one.len(), other.len(), one.is_disjoint(&other)),
        (CALLERS, CALLERS, true)
    );
    // Two worlds at once do not disturb each other: alone and one after the other, the same ids come.
    let alone = Start::default().frozen_at(START.parse().unwrap()).run().await.unwrap();
    let again = alone.emulator().control_world("test").unwrap();
    let sequential: BTreeSet<_> = (0..CALLERS)
        .map(|_| create(alone.emulator(), &again, "one-borrower"))
        .collect();
    assert_eq!(one, sequential);
    assert_eq!(world.session_count(), CALLERS);
    alone.stop().await;
    lender.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_polls_the_last_one_needed_ends_it_once() {
    let lender = Lender::start(pace("polls:32")).await;
    let (emulator, world) = (Arc::clone(lender.emulator()), lender.world());
    let session = create(&emulator, &world, "cust-1");
    drop(emulator.start_processing(&world, &session).unwrap());
    let completed = at_once(|_| {
        let (emulator, world, session) = (Arc::clone(&emulator), Arc::clone(&world), session.clone());
        async move {
            let (session, now) = emulator.poll_progress(&world, &session).unwrap();
            session.processing.as_ref().unwrap().is_completed(now)
        }
    })
    .await;
    assert_eq!(
        completed.iter().filter(|is_completed| **is_completed).count(),
        CALLERS - 32
    );
    lender.told(&session).await;
    assert_eq!(lender.deliveries(&session).await.len(), 1);
}
