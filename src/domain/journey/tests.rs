//! Whatever a borrower does in whatever order, his session stays a session.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::domain::ids::IdSource;
use crate::domain::session_request::{ApiVersion, Circumstances, SessionRequest};
use chrono::TimeDelta;

fn start() -> DateTime<Utc> {
    "2026-01-15T04:30:00Z".parse().unwrap()
}

fn session() -> Session {
    let fields = json!({
        "link_id": "cust-1", "from_date": "01/10/2025", "to_date": "31/12/2025", "bank_name": "hdfc", "mode": "aa", "session_expiry": 60,
        "aa_journey_mode": "once_with_recurring", "aa_recurring_frequency_unit": "month", "aa_recurring_frequency_value": 1,
    });
    let circumstances = Circumstances {
        settings: &Settings::default(),
        today: start().date_naive(),
    };
    let (link_id, request) = SessionRequest::check(ApiVersion::V1, fields.as_object().unwrap(), circumstances).unwrap();
    let id = IdSource::new(1, "key").session("cust-1", 0);
    Session::create(id, &link_id, request.into(), start())
}

fn borrower(twist: Twist) -> Borrower {
    let account = |number: &str| FoundAccount {
        key: AccountKey {
            bank: BankId::parse("hdfc"),
            number: number.to_owned(),
        },
        account_type: AccountType::Savings,
    };
    Borrower {
        persona: "salaried-asha".to_owned(),
        accounts: vec![account("1"), account("2")],
        twist,
    }
}

/// One thing a borrower may do.
#[derive(Clone, Debug)]
enum Deed {
    AskOtp(Twist),
    Otp(Via, bool),
    Decide(Decision),
    LogIn(Twist, bool),
    Captcha(bool),
    Choose(Option<Vec<AccountKey>>),
    Wait(i64),
}

fn twist() -> impl Strategy<Value = Twist> {
    prop_oneof![
        4 => Just(Twist::None),
        1 => Just(Twist::Quiet),
        1 => Just(Twist::NothingFound),
        1 => Just(Twist::BankDown),
        1 => Just(Twist::Locked),
        2 => Just(Twist::Captcha),
    ]
}

fn accounts() -> impl Strategy<Value = Option<Vec<AccountKey>>> {
    let key = "[123]".prop_map(|number| AccountKey {
        bank: BankId::parse("hdfc"),
        number,
    });
    proptest::option::of(proptest::collection::vec(key, 0..3))
}

fn deed() -> impl Strategy<Value = Deed> {
    let is_right = || proptest::bool::weighted(0.7);
    prop_oneof![
        2 => twist().prop_map(Deed::AskOtp),
        2 => (prop_oneof![Just(Via::Aggregator), Just(Via::NetBanking)], is_right()).prop_map(|(via, right)| Deed::Otp(via, right)),
        1 => accounts().prop_map(|accounts| Deed::Decide(Decision::Approve { accounts })),
        1 => Just(Deed::Decide(Decision::Reject)),
        2 => (twist(), is_right()).prop_map(|(twist, right)| Deed::LogIn(twist, right)),
        1 => is_right().prop_map(Deed::Captcha),
        1 => accounts().prop_map(Deed::Choose),
        1 => (0_i64..20).prop_map(Deed::Wait),
    ]
}

fn does(session: &Session, deed: &Deed, now: DateTime<Utc>) -> Stepped {
    let settings = Settings::default();
    let bank = BankId::parse("hdfc");
    match deed {
        Deed::AskOtp(twist) => {
            let request = OtpRequest {
                mobile_number: "9000000012".to_owned(),
                bank,
                borrower: borrower(*twist),
            };
            session.with_otp_requested(&request, &settings, now)
        }
        Deed::Otp(via, is_right) => {
            let text = if *is_right { OTP } else { "1" };
            match via {
                Via::Aggregator => session.with_aggregator_otp(text, now),
                Via::NetBanking => session.with_net_banking_otp(text, now),
            }
        }
        Deed::Decide(decision) => session.with_decision(decision, &IdSource::new(1, "key"), now),
        Deed::LogIn(twist, is_right) => {
            let login = Login {
                bank: bank.unwrap(),
                user: "user_good".to_owned(),
                password: if *is_right { PASSWORD } else { "guess" }.to_owned(),
                borrower: borrower(*twist),
            };
            session.with_login(&login, &settings, now)
        }
        Deed::Captcha(is_right) => {
            let shown = match session.net_banking().map(|attempt| &attempt.stage) {
                Some(NetBankingStage::AwaitsCaptcha { text, .. }) if *is_right => text.clone(),
                _ => "?".to_owned(),
            };
            session.with_captcha(&shown, now)
        }
        Deed::Choose(accounts) => session.with_choice(accounts.as_deref(), now),
        Deed::Wait(_) => session.stays(JourneyRefusal::NothingChosen),
    }
}

proptest! {
    #[test]
    fn any_order_of_deeds_leaves_a_session_that_can_be_stored_and_played_again(deeds in proptest::collection::vec(deed(), 0..40)) {
        let (mut session, mut now) = (session(), start());
        for deed in &deeds {
            if let Deed::Wait(minutes) = deed {
                now += TimeDelta::minutes(*minutes);
                continue;
            }
            let stepped = does(&session, deed, now);
            prop_assert_eq!(&stepped, &does(&session, deed, now), "a step is a function");
            if stepped.outcome.is_ok() {
                prop_assert!(stepped.session != session && !session.is_expired(now));
            }
            // Consents come from a yes alone, two for each account: once and recurring.
            let new = stepped.session.consents().len() - session.consents().len();
            let is_yes = matches!(deed, Deed::Decide(Decision::Approve { .. })) && stepped.outcome.is_ok();
            prop_assert_eq!(new > 0, is_yes);
            prop_assert_eq!(new % 2, 0);
            let stored = serde_json::to_string(&stepped.session).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Session>(&stored).unwrap(), &stepped.session);
            session = stepped.session;
        }
        if let Some(journey) = &session.journey {
            prop_assert!(journey.otp_count <= OTP_REQUESTS_MAX && journey.events.len() <= EVENTS_MAX);
            let ids: std::collections::BTreeSet<_> = journey.consents.iter().map(|consent| consent.id).collect();
            prop_assert_eq!(ids.len(), journey.consents.len());
        }
        // Nothing but the consents outlives the session.
        let deleted = session.deleted(now).unwrap();
        prop_assert_eq!(deleted.consents(), session.consents());
        prop_assert!(deleted.aggregator().is_none() && deleted.net_banking().is_none());
    }
}

#[test]
fn a_test_login_is_one_on_its_own_way_only() {
    let logins: std::collections::BTreeSet<&str> = TEST_LOGINS.iter().map(|test| test.login).collect();
    assert_eq!(logins.len(), TEST_LOGINS.len());
    assert_eq!(Twist::of_login(Via::NetBanking, "user_locked"), Twist::Locked);
    assert_eq!(
        Twist::of_login(Via::Aggregator, "user_locked"),
        Twist::None,
        "that is no mobile number"
    );
}

#[test]
fn the_page_remembers_a_bounded_number_of_things_and_keeps_their_numbers() {
    let mut session = session();
    for place in 0..25 {
        session = session.with_way_ended(
            crate::domain::session_request::Mode::Pdf,
            &format!("MU{place:03}"),
            start(),
        );
    }
    let hosted = session.hosted().unwrap();
    assert_eq!((hosted.ends.len(), hosted.ends_dropped), (20, 5));
    assert_eq!(hosted.ends[0].error_type, "MU005");
    for _ in 0..30 {
        session = session
            .with_otp_requested(
                &OtpRequest {
                    mobile_number: "9000000012".to_owned(),
                    bank: BankId::parse("hdfc"),
                    borrower: borrower(Twist::None),
                },
                &Settings::default(),
                start(),
            )
            .session;
    }
    for _ in 0..40 {
        session = session.with_aggregator_otp("1", start()).session;
        session = does(&session, &Deed::LogIn(Twist::BankDown, true), start()).session;
    }
    let journey = session.journey.as_ref().unwrap();
    assert_eq!(journey.events.len(), EVENTS_MAX);
    assert!(journey.events_dropped > 0);
}

#[test]
fn a_session_without_a_statement_cannot_be_finished_and_one_that_is_over_cannot_be_left() {
    let session = session();
    assert_eq!(session.finished(start()).unwrap_err(), Refusal::FileMissing);
    let late = start() + TimeDelta::days(1);
    for refused in [session.finished(late), session.left(late)] {
        assert_eq!(refused.unwrap_err(), Refusal::SessionExpired);
    }
    let deleted = session.deleted(start()).unwrap();
    assert_eq!(deleted.left(start()).unwrap_err(), Refusal::SessionDeleted);
    assert_eq!(session.left(start()).unwrap().hosted().unwrap().left_count, 1);
}
