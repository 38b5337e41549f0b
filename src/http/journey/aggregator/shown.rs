//! The screens of the way over the account aggregator, by the step the session is at.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use super::{attempt_at, bank_of};
use crate::domain::account::{AccountKey, masked};
use crate::domain::bank::BankId;
use crate::domain::consent::{ConsentAsk, ConsentKind, FrequencyUnit, asked};
use crate::domain::journey::{AggregatorStage, Borrower, FoundAccount, JourneyRefusal, OTP_REQUESTS_MAX, Otp, Via};
use crate::domain::session_request::Mode;
use crate::domain::statement::AccountType;
use crate::http::journey::login_help;
use crate::http::journey::mode::{back_from_way, choice_event, mode_title, way_ended};
use crate::http::journey::page::{Fill, Page, shown};
use crate::http::journey::visit::{Elsewhere, Visit};
use crate::wire::account::{bank_name, full_bank_name};
use crate::wire::journey_page::{day_text, initials, lender, period_text, tint};
use crate::wire::journey_words::{self, Told};

#[derive(Template)]
#[template(path = "journey/aa_mobile.html")]
struct Mobile {
    page: Page,
    whose_number: String,
    bank_query: String,
    mobile_number: String,
    is_editable: bool,
    is_wrong: bool,
    mobile_note: String,
    demo_text: &'static str,
    fills: Vec<Fill>,
}

#[derive(Template)]
#[template(path = "journey/aa_otp.html")]
struct OtpPage {
    page: Page,
    action: String,
    is_wrong: bool,
    otp_note: &'static str,
    sent_to: String,
    can_change_number: bool,
    bank_query: String,
    can_resend: bool,
    resends_left: u32,
    mobile_number: String,
    demo_text: &'static str,
    fills: Vec<Fill>,
}

#[derive(Template)]
#[template(path = "journey/aa_accounts.html")]
struct Accounts {
    page: Page,
    sent_to: String,
    bank_query: String,
    legend: &'static str,
    accounts: Vec<AccountPick>,
}

#[derive(Template)]
#[template(path = "journey/aa_consent.html")]
struct Consent {
    page: Page,
    is_plural: bool,
    consents: Vec<ConsentShown>,
    accounts: Vec<AccountPick>,
    form_id: String,
}

/// An account among those found.
pub(in crate::http::journey) struct AccountPick {
    pub(in crate::http::journey) id: String,
    pub(in crate::http::journey) bank: &'static str,
    pub(in crate::http::journey) kind: &'static str,
    pub(in crate::http::journey) number: String,
    pub(in crate::http::journey) initials: String,
    pub(in crate::http::journey) tint: String,
    pub(in crate::http::journey) is_chosen: bool,
}

/// A consent that is asked for.
struct ConsentShown {
    fetch: &'static str,
    title: &'static str,
    purpose: &'static str,
    purpose_code: &'static str,
    period: String,
    frequency: String,
    expires: String,
}

/// The accounts found, for choosing.
pub(in crate::http::journey) fn picks(
    visit: &Visit,
    borrower: &Borrower,
    is_shown: impl Fn(&AccountKey) -> bool,
) -> Vec<AccountPick> {
    let kind = |found: &FoundAccount| match found.account_type {
        AccountType::Savings => "Savings account",
        AccountType::Current => "Current account",
        AccountType::Overdraft => "Overdraft account",
    };
    let accounts = borrower.accounts.iter().filter(|found| is_shown(&found.key));
    accounts
        .map(|found| AccountPick {
            id: found.key.id(&visit.world.ids, visit.session.id).to_string(),
            bank: full_bank_name(found.key.bank),
            kind: kind(found),
            number: masked(&found.key.number),
            initials: initials(full_bank_name(found.key.bank)),
            tint: tint(bank_name(found.key.bank)),
            is_chosen: true,
        })
        .collect()
}

fn page(visit: &Visit, bank: BankId, screen: &'static str, title: &'static str) -> Page {
    let page = Page::of(visit, screen, title, 2)
        .at(bank)
        .events(choice_event(visit, bank));
    page.back(back_from_way(visit, bank), "")
        .notice(tone(visit), said(visit, bank))
}

/// What the address wants said, with tries as the session has them.
fn said(visit: &Visit, bank: BankId) -> Option<Told> {
    let word = journey_words::said(&["aa", "session", "upload"], visit.value("said")?)?;
    let mut blanks = visit.blanks(Some(bank));
    blanks.insert("mode", mode_title(Mode::Aa).to_owned());
    if let (_, Some(refusal)) = visit.session.latest_on(Via::Aggregator) {
        blanks.insert("tries", journey_words::tries(refusal));
    }
    Some(word.told(&blanks))
}

fn tone(visit: &Visit) -> &'static str {
    if visit.value("said") == Some("WRONG_STEP") {
        "info"
    } else {
        "bad"
    }
}

/// `+91 90000 00012`.
fn spaced(number: &str) -> String {
    match number.split_at_checked(5) {
        Some((first, rest)) => format!("+91 {first} {rest}"),
        None => number.to_owned(),
    }
}

pub(in crate::http::journey) async fn show(visit: Visit) -> Result<Response, Elsewhere> {
    let bank = bank_of(&visit)?;
    let Some(attempt) = attempt_at(&visit.session, bank).filter(|_| visit.value("again").is_none()) else {
        return Ok(mobile(&visit, bank, None));
    };
    let is_open = visit.session.next_step(Via::Aggregator, visit.now) == "otp";
    Ok(match &attempt.stage {
        AggregatorStage::AwaitsOtp(sent) if is_open => otp(&visit, bank, &attempt.mobile_number, sent),
        AggregatorStage::AwaitsOtp(_) => mobile(&visit, bank, journey_words::find("aa", "OTP_EXPIRED", "")),
        AggregatorStage::AwaitsConsent => {
            let accounts = picks(&visit, &attempt.borrower, |_| true);
            let page = Accounts {
                page: page(&visit, bank, "aa-accounts", "Accounts"),
                sent_to: spaced(&attempt.mobile_number),
                bank_query: bank_query(bank),
                legend: "Accounts found",
                accounts,
            };
            shown(StatusCode::OK, &page)
        }
        AggregatorStage::Approved => visit.see_at("/journey/summary", bank, ""),
        AggregatorStage::Rejected => ended(
            &visit,
            bank,
            "",
            journey_words::find("aa", "REJECTED", ""),
            &attempt.mobile_number,
        ),
        AggregatorStage::Failed => {
            let (_, refusal) = visit.session.latest_on(Via::Aggregator);
            let word = refusal.and_then(|refusal| journey_words::of_step(Via::Aggregator, refusal));
            ended(&visit, bank, "warn", word, &attempt.mobile_number)
        }
    })
}

fn ended(
    visit: &Visit,
    bank: BankId,
    tone: &'static str,
    word: Option<&'static journey_words::Word>,
    number: &str,
) -> Response {
    let mut blanks = visit.blanks(Some(bank));
    blanks.insert("number", spaced(number));
    let told = word.map(|word| word.told(&blanks)).unwrap_or_default();
    let page = Page::of(visit, "aa-ended", "Account aggregator", 2)
        .at(bank)
        .back(back_from_way(visit, bank), "");
    way_ended(visit, page, Mode::Aa, bank, (tone, told))
}

fn bank_query(bank: BankId) -> String {
    let id: String = url::form_urlencoded::byte_serialize(bank.as_str().as_bytes()).collect();
    format!("&bank={id}")
}

fn mobile(visit: &Visit, bank: BankId, word: Option<&'static journey_words::Word>) -> Response {
    let request = &visit.session.request;
    let own = request.mobile_number.clone();
    let is_editable = own.is_none() || request.is_mobile_field_editable;
    let mut page = page(visit, bank, "aa-mobile", "Mobile number");
    if let Some(word) = word.filter(|_| !page.has_notice) {
        page = page.notice("bad", Some(word.told(&visit.blanks(Some(bank)))));
    }
    let latest = visit.session.aggregator().map(|attempt| attempt.mobile_number.clone());
    let mobile = Mobile {
        whose_number: format!("The one {} has of you.", bank.bank().full_name),
        bank_query: bank_query(bank),
        mobile_number: if is_editable { latest.or(own) } else { own }.unwrap_or_default(),
        is_editable,
        is_wrong: page.notice.code == "INVALID_MOBILE_NUMBER",
        mobile_note: if is_editable {
            "Ten digits. A one-time password is sent to it.".to_owned()
        } else {
            format!(
                "{} set it for this request; it cannot be changed here.",
                lender(&visit.session)
            )
        },
        demo_text: "Numbers and what happens with them:",
        fills: if is_editable {
            login_help::numbers(visit, bank)
        } else {
            Vec::new()
        },
        page,
    };
    shown(StatusCode::OK, &mobile)
}

fn otp(visit: &Visit, bank: BankId, number: &str, sent: &Otp) -> Response {
    let count = visit.session.journey.as_ref().map_or(0, |journey| journey.otp_count);
    let resends_left = OTP_REQUESTS_MAX.saturating_sub(count);
    let request = &visit.session.request;
    let page = page(visit, bank, "aa-otp", "One-time password");
    let otp = OtpPage {
        action: visit.url_at("/journey/aa/otp", bank, ""),
        is_wrong: page.has_notice && sent.wrong_count > 0,
        otp_note: "Six digits, good for ten minutes.",
        sent_to: spaced(number),
        can_change_number: request.mobile_number.is_none() || request.is_mobile_field_editable,
        bank_query: bank_query(bank),
        can_resend: resends_left > 0,
        resends_left,
        mobile_number: number.to_owned(),
        demo_text: "No message is sent anywhere.",
        fills: login_help::otps(),
        page,
    };
    shown(StatusCode::OK, &otp)
}

/// What is asked, for the accounts that were chosen.
pub(super) fn consent(visit: &Visit, bank: BankId, keys: &[AccountKey]) -> Response {
    let asks = asked(&visit.session.request, visit.now);
    let accounts = visit
        .session
        .aggregator()
        .map(|attempt| picks(visit, &attempt.borrower, |key| keys.contains(key)));
    let page = Page::of(visit, "aa-consent", "Consent", 2)
        .at(bank)
        .back(visit.url_at("/journey/aa", bank, ""), "")
        .notice(tone(visit), said(visit, bank));
    let consent = Consent {
        page,
        is_plural: asks.len() > 1,
        consents: asks.iter().map(consent_shown).collect(),
        accounts: accounts.unwrap_or_default(),
        form_id: format!("consent-{}", visit.session.revision),
    };
    shown(StatusCode::OK, &consent)
}

fn consent_shown(ask: &ConsentAsk) -> ConsentShown {
    let (purpose_code, purpose) = ask.kind.purpose();
    let (fetch, title, frequency) = match ask.kind {
        ConsentKind::Once => ("once", "Once, for this application", "Once".to_owned()),
        ConsentKind::Recurring {
            tenure_months,
            frequency,
        } => {
            let unit = match frequency.unit {
                FrequencyUnit::Year => "a year",
                FrequencyUnit::Month => "a month",
                FrequencyUnit::Day => "a day",
                FrequencyUnit::Hour => "an hour",
            };
            let times = match frequency.value {
                1 => "Once".to_owned(),
                several => format!("{several} times"),
            };
            let months = if tenure_months == 1 { "month" } else { "months" };
            (
                "recurring",
                "Again, while your loan runs",
                format!("{times} {unit}, for {tenure_months} {months}"),
            )
        }
    };
    ConsentShown {
        fetch,
        title,
        purpose,
        purpose_code,
        period: period_text(ask.data),
        frequency,
        expires: day_text(crate::domain::indian_time::day(ask.expires_at)),
    }
}

/// Whether a refusal ends the way until it is begun again.
pub(in crate::http::journey) fn ends_the_way(refusal: &JourneyRefusal) -> bool {
    match refusal {
        JourneyRefusal::OtpTriedOut
        | JourneyRefusal::OtpExpired
        | JourneyRefusal::NothingFound
        | JourneyRefusal::BankDown
        | JourneyRefusal::UserLocked
        | JourneyRefusal::CaptchaIncorrect { tries_left: 0 } => true,
        JourneyRefusal::Session(_)
        | JourneyRefusal::NotNow { .. }
        | JourneyRefusal::MobileNumberFixed
        | JourneyRefusal::OtpRequestsUsedUp
        | JourneyRefusal::OtpIncorrect { .. }
        | JourneyRefusal::NothingChosen
        | JourneyRefusal::UnknownAccount
        | JourneyRefusal::BankMissing
        | JourneyRefusal::LoginIncorrect { .. }
        | JourneyRefusal::CaptchaIncorrect { .. } => false,
    }
}
