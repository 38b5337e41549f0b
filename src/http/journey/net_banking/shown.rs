//! The screens of the way over net banking, by the step the session is at.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use crate::domain::bank::BankId;
use crate::domain::journey::{NetBankingAttempt, NetBankingStage, Via};
use crate::domain::session_request::Mode;
use crate::http::journey::aggregator::{AccountPick, ends_the_way, picks};
use crate::http::journey::login_help;
use crate::http::journey::mode::{back_from_way, choice_event, mode_title, way_ended};
use crate::http::journey::page::{Fill, Page, shown};
use crate::http::journey::visit::{Elsewhere, Visit};
use crate::wire::journey_page::{self, BankShown, of_steps, of_way_end};
use crate::wire::journey_words::{self, Blanks, Told, Word};

#[derive(Template)]
#[template(path = "journey/nb_login.html")]
struct LoginPage {
    page: Page,
    bank: BankShown,
    user: String,
    is_wrong: bool,
    demo_text: &'static str,
    fills: Vec<Fill>,
}

#[derive(Template)]
#[template(path = "journey/nb_captcha.html")]
struct Captcha {
    page: Page,
    bank: BankShown,
    letters: Vec<Letter>,
    is_wrong: bool,
    captcha_note: &'static str,
}

/// A letter of a captcha, drawn in its own way.
struct Letter {
    text: char,
    class: String,
}

#[derive(Template)]
#[template(path = "journey/nb_otp.html")]
struct OtpPage {
    page: Page,
    bank: BankShown,
    action: String,
    is_wrong: bool,
    otp_note: &'static str,
    sent_to: String,
    demo_text: &'static str,
    fills: Vec<Fill>,
}

#[derive(Template)]
#[template(path = "journey/nb_accounts.html")]
struct Accounts {
    page: Page,
    bank: BankShown,
    legend: &'static str,
    accounts: Vec<AccountPick>,
    form_id: String,
}

fn blanks(visit: &Visit, bank: BankId) -> Blanks {
    let mut blanks = visit.blanks(Some(bank));
    blanks.insert("mode", mode_title(Mode::Online).to_owned());
    if let (_, Some(refusal)) = visit.session.latest_on(Via::NetBanking) {
        blanks.insert("tries", journey_words::tries(refusal));
    }
    blanks
}

fn page(visit: &Visit, bank: BankId, screen: &'static str, title: &'static str) -> Page {
    let said = visit
        .value("said")
        .and_then(|text| journey_words::said(&["net_banking", "session", "upload"], text));
    let tone = if visit.value("said") == Some("WRONG_STEP") {
        "info"
    } else {
        "bad"
    };
    let told: Option<Told> = said.map(|word| word.told(&blanks(visit, bank)));
    bare(visit, bank, screen, title).notice(tone, told)
}

/// Without what the address wants said: the page itself says it.
fn bare(visit: &Visit, bank: BankId, screen: &'static str, title: &'static str) -> Page {
    let events = visit.range("e").map(|range| of_steps(&visit.session, range));
    Page::of(visit, screen, title, 2)
        .at(bank)
        .back(back_from_way(visit, bank), "net_banking_back")
        .events(choice_event(visit, bank))
        .events(events.unwrap_or_default())
}

/// The attempt that is on at this bank.
fn attempt(visit: &Visit, bank: BankId) -> Option<&NetBankingAttempt> {
    visit.session.net_banking().filter(|attempt| attempt.bank == bank)
}

/// How the way ended, when it did and was not begun again.
fn end(visit: &Visit, bank: BankId) -> Option<&'static Word> {
    if visit.value("again").is_some() {
        return None;
    }
    let is_on = attempt(visit, bank).is_some_and(|attempt| attempt.stage != NetBankingStage::Failed);
    let (begun_at, refusal) = visit.session.latest_on(Via::NetBanking);
    let refusal = refusal.filter(|refusal| !is_on && begun_at == Some(bank) && ends_the_way(refusal))?;
    journey_words::of_step(Via::NetBanking, refusal)
}

/// How a rule ended the way, as the address says; only what did happen is shown.
fn end_by_rule(visit: &Visit) -> Option<(u64, &'static Word)> {
    let (ordinal, _) = visit.range("w")?;
    let hosted = visit.session.hosted()?;
    let index = usize::try_from(ordinal.checked_sub(hosted.ends_dropped)?).ok()?;
    let end = hosted.ends.get(index).filter(|end| end.mode == Mode::Online)?;
    Some((ordinal, journey_words::find("journey", &end.error_type, "")?))
}

pub(in crate::http::journey) async fn show(visit: Visit) -> Result<Response, Elsewhere> {
    let bank = visit.bank_for(Mode::Online)?;
    if let Some((ordinal, word)) = end_by_rule(&visit) {
        let mut blanks = blanks(&visit, bank);
        let told = word.told(&blanks);
        blanks.insert("failure_message", told.title.clone());
        let page = bare(&visit, bank, "nb-ended", "Net banking").events(of_way_end(&visit.session, ordinal, &blanks));
        return Ok(way_ended(&visit, page, Mode::Online, bank, ("bad", told)));
    }
    if let Some(word) = end(&visit, bank) {
        let page = bare(&visit, bank, "nb-ended", "Net banking");
        let told = word.told(&blanks(&visit, bank));
        return Ok(way_ended(&visit, page, Mode::Online, bank, ("bad", told)));
    }
    let on = attempt(&visit, bank).filter(|_| visit.value("again").is_none());
    let Some(attempt) = on else {
        return Ok(login(&visit, bank));
    };
    let is_open = visit.session.next_step(Via::NetBanking, visit.now) == "otp";
    Ok(match &attempt.stage {
        NetBankingStage::AwaitsCaptcha { text, wrong_count } => captcha(&visit, bank, text, *wrong_count),
        NetBankingStage::AwaitsOtp(sent) if is_open => otp(&visit, bank, &attempt.user, sent.wrong_count),
        NetBankingStage::AwaitsChoice => {
            let accounts = Accounts {
                page: page(&visit, bank, "nb-accounts", "Accounts"),
                bank: journey_page::bank_shown(bank),
                legend: "Your accounts",
                accounts: picks(&visit, &attempt.borrower, |_| true),
                form_id: format!("choice-{}-", visit.session.revision),
            };
            shown(StatusCode::OK, &accounts)
        }
        NetBankingStage::Done => visit.see_at("/journey/summary", bank, ""),
        NetBankingStage::AwaitsOtp(_) | NetBankingStage::Failed => login(&visit, bank),
    })
}

fn login(visit: &Visit, bank: BankId) -> Response {
    let mut page = page(visit, bank, "nb-login", "Log in");
    let is_late = attempt(visit, bank).is_some_and(|attempt| matches!(attempt.stage, NetBankingStage::AwaitsOtp(_)));
    if is_late && !page.has_notice && visit.value("again").is_none() {
        let word = journey_words::find("net_banking", "NB005", "otp expired");
        page = page.notice("bad", word.map(|word| word.told(&blanks(visit, bank))));
    }
    let is_wrong = page.notice.code == "NB003";
    let wrong = visit
        .session
        .journey
        .as_ref()
        .and_then(|journey| journey.wrong_logins.last());
    let login = LoginPage {
        page,
        bank: journey_page::bank_shown(bank),
        user: wrong.filter(|_| is_wrong).cloned().unwrap_or_default(),
        is_wrong,
        demo_text: "Users and what happens with them:",
        fills: login_help::users(),
    };
    shown(StatusCode::OK, &login)
}

fn captcha(visit: &Visit, bank: BankId, text: &str, wrong_count: u32) -> Response {
    let page = page(visit, bank, "nb-captcha", "Captcha");
    let letters = text.chars().enumerate().map(|(place, text)| Letter {
        text,
        class: format!("c{}", place % 5),
    });
    let captcha = Captcha {
        is_wrong: page.has_notice && wrong_count > 0,
        page,
        bank: journey_page::bank_shown(bank),
        letters: letters.collect(),
        captcha_note: "Capitals or small letters, both will do.",
    };
    shown(StatusCode::OK, &captcha)
}

fn otp(visit: &Visit, bank: BankId, user: &str, wrong_count: u32) -> Response {
    let page = page(visit, bank, "nb-otp", "One-time password");
    let otp = OtpPage {
        is_wrong: page.has_notice && wrong_count > 0,
        page,
        bank: journey_page::bank_shown(bank),
        action: visit.url_at("/journey/nb/otp", bank, ""),
        otp_note: "Six digits, good for ten minutes.",
        sent_to: user.to_owned(),
        demo_text: "No message is sent anywhere.",
        fills: login_help::otps(),
    };
    shown(StatusCode::OK, &otp)
}
