use super::*;
use crate::domain::ids::IdSource;
use crate::domain::session_request::{ApiVersion, Circumstances, SessionRequest};
use crate::domain::settings::Settings;
use serde_json::json;

fn session(redirect_url: Option<&str>) -> Session {
    let fields =
        json!({"link_id": "c", "from_date": "01/10/2025", "to_date": "31/12/2025", "redirect_url": redirect_url});
    let circumstances = Circumstances {
        settings: &Settings::default(),
        today: "2026-01-15".parse().unwrap(),
    };
    let (link_id, request) = SessionRequest::check(ApiVersion::V1, fields.as_object().unwrap(), circumstances).unwrap();
    let id = IdSource::new(1, "key").session("c", 0);
    Session::create(id, &link_id, request.into(), "2026-01-15T04:30:00Z".parse().unwrap())
}

#[test]
fn the_way_back_keeps_what_the_lender_s_url_asks() {
    for (given, expected) in [
        ("https://l.test/back", "https://l.test/back?success=false"),
        ("https://l.test/back?", "https://l.test/back?success=false"),
        (
            "https://l.test/back?a=1&b=%20x",
            "https://l.test/back?a=1&b=%20x&success=false",
        ),
        ("https://l.test/?a=1#part", "https://l.test/?a=1&success=false#part"),
        ("https://l.test/#/route?x=1", "https://l.test/?success=false#/route?x=1"),
    ] {
        let session = session(Some(given));
        assert_eq!(return_url(&session, false).as_deref(), Some(expected));
        let success = expected.replace("success=false", &format!("success=true&session_id={}", session.id));
        assert_eq!(return_url(&session, true), Some(success));
    }
    assert_eq!(return_url(&session(None), true), None);
    assert_eq!(lender(&session(None)), "your lender");
    assert_eq!(lender(&session(Some("https://loans.test/x"))), "loans.test");
}

#[test]
fn days_are_written_as_people_do() {
    let period = |from: &str, to: &str| Period::new(from.parse().unwrap(), to.parse().unwrap()).unwrap();
    assert_eq!(period_text(period("2025-10-01", "2025-12-31")), "1 Oct – 31 Dec 2025");
    assert_eq!(
        period_text(period("2025-10-01", "2026-01-14")),
        "1 Oct 2025 – 14 Jan 2026"
    );
    assert_eq!(time_text("2026-01-15T04:30:00Z".parse().unwrap()), "15 Jan 2026, 10:00");
    assert_eq!(
        (size_text(15 << 20), size_text(100)),
        ("15 MB".to_owned(), "1 kB".to_owned())
    );
}

#[test]
fn banks_are_found_by_name_letters_and_identifier() {
    assert!(banks("").len() > 300);
    for popular in POPULAR {
        assert!(crate::domain::bank::BankId::parse(popular).is_some(), "{popular}");
    }
    for (search, first) in [
        ("hdfc", "hdfc"),
        ("state bank of india", "sbi"),
        ("HDFC B", "hdfc"),
        ("utib", "axis"),
    ] {
        assert_eq!(banks(search).first().map(|bank| bank.id), Some(first), "{search}");
    }
    assert!(banks("mahila").len() >= 2 && banks("zzz").is_empty());
    assert_eq!(initials("State Bank of India"), "SI");
    assert_eq!(initials("Axis Bank"), "AX");
}
