//! What every page has: head, header, steps, notice, and the block the script reads. `docs/journey.md` says what tests may rely on.

use askama::Template;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::domain::bank::BankId;
use crate::domain::session::Session;
use crate::http::journey::assets::ADDRESSES;
use crate::http::journey::visit::Visit;
use crate::wire::journey_page;
use crate::wire::journey_words::Told;

/// Pages may be framed by any lender; a redirect that follows a form may not leave us, so ends are pages of ours that lead on. Referrers of
/// other origins are cut, and ours kept: without any, browsers send forms with an origin of `null`.
const CSP: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' https: http: data:; form-action 'self'; \
                   connect-src 'self'; base-uri 'none'";

const STEPS: [&str; 4] = ["Start", "Bank", "Statements", "Check"];

/// What `templates/journey/base.html` shows.
pub(super) struct Page {
    pub(super) screen: &'static str,
    pub(super) title: &'static str,
    pub(super) css_url: &'static str,
    pub(super) js_url: &'static str,
    pub(super) icon_url: &'static str,
    pub(super) query: String,
    pub(super) session_id: String,
    pub(super) token: String,
    pub(super) has_token: bool,
    pub(super) lender: String,
    pub(super) has_logo: bool,
    pub(super) logo_url: String,
    pub(super) can_leave: bool,
    pub(super) leave_url: String,
    pub(super) has_steps: bool,
    pub(super) steps: Vec<Step>,
    pub(super) has_back: bool,
    pub(super) back_url: String,
    pub(super) has_back_event: bool,
    pub(super) back_event: &'static str,
    pub(super) has_notice: bool,
    pub(super) notice: Notice,
    pub(super) has_request: bool,
    pub(super) period: String,
    pub(super) months: Vec<String>,
    pub(super) has_bank: bool,
    pub(super) bank: String,
    pub(super) expires: String,
    pub(super) is_demo: bool,
    pub(super) json: Value,
}

/// One of the steps above the page.
pub(super) struct Step {
    pub(super) label: &'static str,
    pub(super) class: &'static str,
    pub(super) is_current: bool,
    pub(super) is_done: bool,
}

/// What was refused, and what to do.
#[derive(Default)]
pub(super) struct Notice {
    pub(super) tone: &'static str,
    pub(super) icon: &'static str,
    pub(super) code: String,
    pub(super) title: String,
    pub(super) message: String,
    pub(super) next_step: String,
}

/// A value of another demo field, one click away.
pub(super) struct Fill {
    pub(super) field: &'static str,
    pub(super) name: String,
    pub(super) value: String,
    pub(super) label: String,
    pub(super) has_password: bool,
    pub(super) password: &'static str,
}

/// The sign of a tone.
pub(super) fn icon(tone: &str) -> &'static str {
    match tone {
        "bad" => "i-stop",
        "warn" => "i-alert",
        "ok" => "i-check",
        _ => "i-info",
    }
}

impl Page {
    /// A page of a session nobody knows.
    pub(super) fn of_nobody(screen: &'static str, title: &'static str, session_id: &str) -> Self {
        Page {
            screen,
            title,
            css_url: &ADDRESSES.css,
            js_url: &ADDRESSES.js,
            icon_url: &ADDRESSES.icon,
            query: String::new(),
            session_id: session_id.to_owned(),
            token: String::new(),
            has_token: false,
            lender: "your lender".to_owned(),
            has_logo: false,
            logo_url: String::new(),
            can_leave: false,
            leave_url: String::new(),
            has_steps: false,
            steps: Vec::new(),
            has_back: false,
            back_url: String::new(),
            has_back_event: false,
            back_event: "",
            has_notice: false,
            notice: Notice::default(),
            has_request: false,
            period: String::new(),
            months: Vec::new(),
            has_bank: false,
            bank: String::new(),
            expires: String::new(),
            is_demo: true,
            json: json!({"session_id": session_id, "link_id": "", "screen": screen, "events": [], "end": null}),
        }
    }

    /// A page without steps, bank and way out: an end, or a problem.
    pub(super) fn bare(visit: &Visit, screen: &'static str, title: &'static str) -> Self {
        let session: &Session = &visit.session;
        let request = &session.request;
        let token = visit.token();
        Page {
            query: visit.query(),
            has_token: token.is_some(),
            token: token.unwrap_or_default(),
            lender: journey_page::lender(session),
            has_logo: request.logo_url.is_some(),
            logo_url: request.logo_url.clone().unwrap_or_default(),
            period: journey_page::period_text(request.window),
            months: crate::domain::acceptance::required_months(request.window)
                .into_iter()
                .map(journey_page::month_text)
                .collect(),
            expires: journey_page::time_text(session.expires_at),
            is_demo: visit.settings.demo_help,
            json: json!({
                "session_id": session.id.to_string(), "link_id": &*session.link_id, "screen": screen, "events": [], "end": null,
            }),
            ..Page::of_nobody(screen, title, &session.id.to_string())
        }
    }

    /// A page on the way, at the step of this number.
    pub(super) fn of(visit: &Visit, screen: &'static str, title: &'static str, step: usize) -> Self {
        let bank = visit.bank();
        let of_bank = bank.map_or_else(String::new, |bank| {
            let id: String = url::form_urlencoded::byte_serialize(bank.as_str().as_bytes()).collect();
            format!("&bank={id}")
        });
        let steps = STEPS.iter().enumerate().map(|(place, label)| Step {
            label,
            class: match place.cmp(&step) {
                std::cmp::Ordering::Less => "done",
                std::cmp::Ordering::Equal => "now",
                std::cmp::Ordering::Greater => "todo",
            },
            is_current: place == step,
            is_done: place < step,
        });
        Page {
            can_leave: !visit.session.is_sent(),
            leave_url: visit.url("/journey/leave", &format!("&from={screen}{of_bank}")),
            has_steps: true,
            steps: steps.collect(),
            has_request: true,
            ..Page::bare(visit, screen, title)
        }
    }

    /// With the bank that was chosen.
    pub(super) fn at(mut self, bank: BankId) -> Self {
        self.has_bank = true;
        self.bank = bank.bank().full_name.to_owned();
        self
    }

    /// With a way back, which is told to the lender's page where the vendor has an event for it.
    pub(super) fn back(mut self, url: String, event: &'static str) -> Self {
        self.has_back = true;
        self.back_url = url;
        self.has_back_event = !event.is_empty();
        self.back_event = event;
        self
    }

    /// With what was refused.
    pub(super) fn notice(mut self, tone: &'static str, told: Option<Told>) -> Self {
        let Some(told) = told else { return self };
        self.has_notice = true;
        self.notice = Notice {
            tone,
            icon: icon(tone),
            code: told.code,
            title: told.title,
            message: told.message,
            next_step: told.next_step,
        };
        self
    }

    /// With the news that everything was sent, where it was and the borrower came back.
    pub(super) fn sent(self, visit: &Visit) -> Self {
        let told = Told {
            code: "SENT".to_owned(),
            title: format!("Sent to {}", self.lender),
            message: format!("You can add more until {}, or close this window.", self.expires),
            next_step: String::new(),
        };
        let told = visit.session.is_sent().then_some(told);
        self.notice("ok", told)
    }

    /// With events to tell the lender's page.
    pub(super) fn events(mut self, events: impl IntoIterator<Item = Value>) -> Self {
        if let Some(told) = self.json["events"].as_array_mut() {
            told.extend(events);
        }
        self
    }
}

/// The page as an answer, with the headers of all of them.
pub(super) fn shown(status: StatusCode, page: &impl Template) -> Response {
    let text = match page.render() {
        Ok(text) => text,
        Err(error) => {
            tracing::error!(%error, "a page of the journey does not render: {error}");
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    };
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static(CSP)),
        (REFERRER_POLICY, HeaderValue::from_static("same-origin")),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    (status, headers, text).into_response()
}
