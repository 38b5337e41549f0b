//! The ways to hand in statements that bank and client offer, and what is offered when one of them came to nothing.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::domain::bank::BankId;
use crate::domain::session_request::Mode;
use crate::http::journey::page::{Page, icon, shown};
use crate::http::journey::visit::{Visit, see};
use crate::wire::journey_page::{self, BankShown};
use crate::wire::journey_words::Told;

#[derive(Template)]
#[template(path = "journey/mode.html")]
struct ModePage {
    page: Page,
    bank: BankShown,
    can_change_bank: bool,
    modes: Vec<Choice>,
    has_missing: bool,
    missing_text: String,
}

/// One way among those offered.
struct Choice {
    name: &'static str,
    url: String,
    icon: &'static str,
    title: &'static str,
    note: &'static str,
    has_tag: bool,
    tag: &'static str,
}

/// What a borrower can do when a way came to nothing.
pub(super) struct WayOption {
    name: &'static str,
    url: String,
    icon: &'static str,
    title: &'static str,
    note: &'static str,
}

#[derive(Template)]
#[template(path = "journey/way_ended.html")]
struct WayEnded {
    page: Page,
    tone: &'static str,
    icon: &'static str,
    code: String,
    title: String,
    message: String,
    next_step: String,
    options: Vec<WayOption>,
}

/// Vendor's name, sign, title and note of a way.
fn words(mode: Mode) -> (&'static str, &'static str, &'static str, &'static str) {
    match mode {
        Mode::Aa => (
            "aa",
            "i-link",
            "Account aggregator",
            "With your mobile number and a one-time password. Straight from the bank, nothing to download.",
        ),
        Mode::Online => (
            "online",
            "i-bank",
            "Net banking",
            "Log in once; the statements are fetched for you.",
        ),
        Mode::Pdf => (
            "pdf",
            "i-file",
            "PDF statements",
            "Upload the files your bank sent you.",
        ),
    }
}

/// What a way is called.
pub(super) fn mode_title(mode: Mode) -> &'static str {
    words(mode).2
}

/// Where a way begins.
pub(super) fn way_url(visit: &Visit, mode: Mode, bank: BankId, more: &str) -> String {
    let path = match mode {
        Mode::Aa => "/journey/aa",
        Mode::Online => "/journey/nb",
        Mode::Pdf => "/journey/pdf",
    };
    visit.url_at(path, bank, more)
}

/// Where back leads from a way: to the choice of ways, where there is one.
pub(super) fn back_from_way(visit: &Visit, bank: BankId) -> String {
    if visit.session.ways(bank, &visit.settings).len() > 1 {
        visit.url_at("/journey/mode", bank, "")
    } else if visit.session.may_choose_bank() {
        visit.url("/journey/banks", "")
    } else {
        visit.url("/", "")
    }
}

/// Tells that the bank was chosen, on the first page after the choice.
pub(super) fn choice_event(visit: &Visit, bank: BankId) -> Option<serde_json::Value> {
    visit.value("chose").map(|_| journey_page::bank_selected(bank))
}

pub(super) async fn mode(visit: Visit) -> Response {
    let bank = match visit.chosen_bank() {
        Ok(bank) => bank,
        Err(answer) => return answer.into_response(),
    };
    let ways = visit.session.ways(bank, &visit.settings);
    let was_chosen = visit.value("bank").is_some() && visit.session.request.bank != Some(bank);
    if let [only] = ways[..] {
        return see(&way_url(&visit, only, bank, if was_chosen { "&chose=1" } else { "" }));
    }
    let mut page = Page::of(&visit, "mode", "How to share", 1).at(bank);
    page = page.back(
        if visit.session.may_choose_bank() {
            visit.url("/journey/banks", "")
        } else {
            visit.url("/", "")
        },
        "",
    );
    if was_chosen {
        page = page.events([journey_page::bank_selected(bank)]);
    }
    let absent: Vec<String> = [Mode::Aa, Mode::Online, Mode::Pdf]
        .into_iter()
        .filter(|mode| visit.settings.modes.contains(mode) && !visit.settings.bank_offers(bank, *mode))
        .map(|mode| {
            if mode == Mode::Pdf {
                mode_title(mode).to_owned()
            } else {
                mode_title(mode).to_lowercase()
            }
        })
        .collect();
    let name = bank.bank().full_name;
    let modes = ways.iter().enumerate().map(|(place, mode)| {
        let (name, icon, title, note) = words(*mode);
        Choice {
            name,
            url: way_url(&visit, *mode, bank, ""),
            icon,
            title,
            note,
            has_tag: place == 0 && *mode == Mode::Aa,
            tag: "Quickest",
        }
    });
    let page = ModePage {
        page,
        bank: journey_page::bank_shown(bank),
        can_change_bank: visit.session.may_choose_bank(),
        modes: modes.collect(),
        has_missing: !absent.is_empty() || ways.is_empty(),
        missing_text: if ways.is_empty() {
            format!(
                "There is no way to share statements of {name} with {}.",
                journey_page::lender(&visit.session)
            )
        } else {
            format!("{name} does not offer {}.", absent.join(" or "))
        },
    };
    shown(StatusCode::OK, &page)
}

/// The page of a way that came to nothing: the same way again, the others, another bank.
pub(super) fn way_ended(
    visit: &Visit,
    page: Page,
    mode: Mode,
    bank: BankId,
    (tone, told): (&'static str, Told),
) -> Response {
    let (again_icon, again_title, again_note) = match mode {
        Mode::Aa => ("i-phone", "Try another number", "The one your bank knows."),
        Mode::Online => ("i-bank", "Log in again", "With user name and password."),
        Mode::Pdf => ("i-file", "Try again", "With the same or another file."),
    };
    let mut options = vec![WayOption {
        name: "again",
        url: way_url(visit, mode, bank, "&again=1"),
        icon: again_icon,
        title: again_title,
        note: again_note,
    }];
    let others = visit
        .session
        .ways(bank, &visit.settings)
        .into_iter()
        .filter(|other| *other != mode);
    options.extend(others.map(|other| {
        let (name, icon, title, note) = words(other);
        WayOption {
            name,
            url: way_url(visit, other, bank, ""),
            icon,
            title,
            note,
        }
    }));
    if visit.session.may_choose_bank() {
        options.push(WayOption {
            name: "bank",
            url: visit.url("/journey/banks", ""),
            icon: "i-search",
            title: "Choose another bank",
            note: "If you have one.",
        });
    }
    let ended = WayEnded {
        page,
        tone,
        icon: if tone.is_empty() { "i-info" } else { icon(tone) },
        code: told.code,
        title: told.title,
        message: told.message,
        next_step: told.next_step,
        options,
    };
    shown(StatusCode::OK, &ended)
}
