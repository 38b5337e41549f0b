//! What the pages show: one context for each template of `templates/`, made from what is known.

mod chart;

use askama::Template;
use chrono::NaiveDate;
use serde_json::Value;

use crate::application::{Account, Application, Decided, Failure, Form, TERMS};
use crate::bankconnect::{Progress, StatementProgress};
use crate::decision::{Check, Grade, INTEREST_PERCENT, Outcome};
use crate::guide::{CASES, Case, PEOPLE, Person};

pub use chart::{Bars, Chart};

/// What every page has.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its name, for tests.
    pub name: &'static str,
    /// Of the window.
    pub title: &'static str,
    /// Asked every two seconds; empty where there is nothing to wait for.
    pub status_url: String,
    /// The emulator's console; empty where there is none.
    pub console_url: String,
}

impl Page {
    /// A page that waits for nothing.
    pub fn new(name: &'static str, title: &'static str, console_url: &str) -> Self {
        Page {
            name,
            title,
            status_url: String::new(),
            console_url: console_url.to_owned(),
        }
    }
}

/// The application form.
#[derive(Template, Clone, Debug)]
#[template(path = "apply.html")]
pub struct Apply {
    /// Every page has it.
    pub page: Page,
    /// What is to be put right; empty where nothing is.
    pub error: String,
    /// What stands in the fields.
    pub form: Form,
    /// Months to choose from.
    pub terms: Vec<Term>,
    /// Whether the guide is there.
    pub is_demo: bool,
}

/// Months to choose.
#[derive(Clone, Copy, Debug)]
pub struct Term {
    /// How many.
    pub months: u32,
    /// Whether it is these.
    pub is_chosen: bool,
}

impl Apply {
    /// The form with these fields.
    pub fn new(page: Page, form: Form, error: &str, is_demo: bool) -> Self {
        let chosen = form.months.parse().unwrap_or(TERMS[1]);
        let terms = TERMS.map(|months| Term {
            months,
            is_chosen: months == chosen,
        });
        Apply {
            page,
            error: error.to_owned(),
            form,
            terms: terms.to_vec(),
            is_demo,
        }
    }
}

/// The bank's page inside ours.
#[derive(Template, Clone, Debug)]
#[template(path = "frame.html")]
pub struct Frame {
    /// Every page has it.
    pub page: Page,
    /// The bank's page.
    pub journey_url: String,
    /// Whose messages are believed.
    pub journey_origin: String,
    /// Where the borrower goes when he handed in.
    pub done_url: String,
    /// Where he goes when he left.
    pub left_url: String,
}

/// The way to the bank's page, where it lies elsewhere than this lender was told.
#[derive(Template, Clone, Debug)]
#[template(path = "onward.html")]
pub struct Onward {
    /// Every page has it.
    pub page: Page,
    /// The bank's page.
    pub journey_url: String,
}

/// Nothing was handed in.
#[derive(Template, Clone, Debug)]
#[template(path = "left.html")]
pub struct Left {
    /// Every page has it.
    pub page: Page,
    /// The bank's page.
    pub again_url: String,
}

/// Processing runs, or the service does not answer.
#[derive(Template, Clone, Debug)]
#[template(path = "waiting.html")]
pub struct Waiting {
    /// Every page has it.
    pub page: Page,
    /// How it stands, in a sentence.
    pub status_text: String,
    /// This page.
    pub again_url: String,
    /// What is done in processing.
    pub stages: Vec<Stage>,
    /// Whether the service does not answer.
    pub is_unanswered: bool,
}

/// A part of processing.
#[derive(Clone, Copy, Debug)]
pub struct Stage {
    /// Its name, as the service has it.
    pub name: &'static str,
    /// What it is called here.
    pub label: &'static str,
    /// `processing`, `completed` or `failed`.
    pub state: &'static str,
}

impl Stage {
    /// The parts of processing, of all statements together.
    pub fn all(progress: Option<&Progress>) -> Vec<Stage> {
        type Of = fn(&StatementProgress) -> &str;
        let parts: [(&'static str, &'static str, Of); 4] = [
            ("identity", "Identity", |statement| &statement.identity_status),
            ("transaction", "Transactions", |statement| &statement.transaction_status),
            ("processing", "Figures", |statement| &statement.processing_status),
            ("fraud", "Checks", |statement| &statement.fraud_status),
        ];
        let statements = progress.map_or(&[][..], |progress| &progress.progress);
        let state = |of: Of| {
            if statements.iter().any(|statement| of(statement) == "failed") {
                "failed"
            } else if !statements.is_empty() && statements.iter().all(|statement| of(statement) == "completed") {
                "completed"
            } else {
                "processing"
            }
        };
        parts
            .into_iter()
            .map(|(name, label, of)| Stage {
                name,
                label,
                state: state(of),
            })
            .collect()
    }
}

/// Nothing can be decided.
#[derive(Template, Clone, Debug)]
#[template(path = "failed.html")]
pub struct Failed {
    /// Every page has it.
    pub page: Page,
    /// Of the service.
    pub code: String,
    /// In its words; empty where accounts have their own.
    pub message: String,
    /// A form that is filled in as this one was.
    pub again_url: String,
    /// Account by account.
    pub accounts: Vec<FailedAccount>,
}

/// An account that cannot be used.
#[derive(Clone, Debug)]
pub struct FailedAccount {
    /// Bank and number.
    pub name: String,
    /// Why, in the service's words.
    pub reason: String,
}

impl Failed {
    /// The page of this failure.
    pub fn new(page: Page, failure: &Failure, application: &Application) -> Self {
        let accounts: Vec<FailedAccount> = failure.accounts.iter().map(FailedAccount::new).collect();
        Failed {
            page,
            code: failure.code.clone(),
            message: if accounts.is_empty() {
                failure.message.clone()
            } else {
                String::new()
            },
            again_url: format!("/?again={}", application.id),
            accounts,
        }
    }
}

impl FailedAccount {
    fn new(account: &Account) -> Self {
        FailedAccount {
            name: format!("{} {}", account.bank, account.number),
            reason: account.state.clone().err().unwrap_or_default(),
        }
    }
}

/// The decision with its reasons.
#[derive(Template, Clone, Debug)]
#[template(path = "decision.html")]
pub struct DecisionPage {
    /// Every page has it.
    pub page: Page,
    /// `ok`, `warn`, `bad`.
    pub tone: &'static str,
    /// In the guide's words.
    pub outcome: &'static str,
    /// Who.
    pub applicant: String,
    /// What was asked for.
    pub asked: String,
    /// The decision.
    pub title: &'static str,
    /// What it means.
    pub text: &'static str,
    /// Whether money is offered.
    pub has_offer: bool,
    /// How much.
    pub offer_amount: String,
    /// Each month.
    pub offer_emi: String,
    /// For how long.
    pub offer_term: String,
    /// The rules.
    pub checks: Vec<ShownCheck>,
    /// The chart.
    pub chart: Chart,
    /// What it rests on.
    pub accounts: Vec<ShownAccount>,
    /// What came by itself.
    pub webhooks: Vec<ShownWebhook>,
    /// The session all calls name.
    pub session_id: String,
}

/// A rule with what it found.
#[derive(Clone, Debug)]
pub struct ShownCheck {
    /// The rule.
    pub check: Check,
    /// `ok`, `warn`, `bad`.
    pub tone: &'static str,
    /// A sign for those who see no colours.
    pub sign: &'static str,
    /// A word for those who see neither.
    pub words: &'static str,
}

/// An account it rests on.
#[derive(Clone, Debug)]
pub struct ShownAccount {
    /// Bank and holder.
    pub name: String,
    /// Masked number and days.
    pub about: String,
    /// At the end.
    pub balance: String,
    /// Its workbook; empty where there is none.
    pub report_url: String,
}

/// A webhook as it came.
#[derive(Clone, Debug)]
pub struct ShownWebhook {
    /// Its event, and how often it came.
    pub title: String,
    /// Its body.
    pub body: String,
}

impl DecisionPage {
    /// The page of this decision.
    pub fn new(page: Page, application: &Application, decided: &Decided) -> Self {
        let loan = application.request.loan;
        let (tone, outcome, title, text) = in_words(decided.decision.outcome);
        let session = application.session.get();
        DecisionPage {
            page,
            tone,
            outcome,
            applicant: application.request.name.clone(),
            asked: format!("{} for {} months", loan.amount.rounded(), loan.months),
            title,
            text,
            has_offer: decided.decision.outcome == Outcome::Approved,
            offer_amount: loan.amount.rounded(),
            offer_emi: loan.instalment().rounded(),
            offer_term: format!("{} months at {INTEREST_PERCENT:.0} %", loan.months),
            checks: decided.decision.checks.iter().map(ShownCheck::new).collect(),
            chart: Chart::new(&decided.figures),
            accounts: decided
                .accounts
                .iter()
                .map(|account| ShownAccount::new(account, &application.id))
                .collect(),
            webhooks: application.webhooks().iter().map(ShownWebhook::new).collect(),
            session_id: session.map_or_else(String::new, |session| session.session_id.clone()),
        }
    }
}

/// Tone, outcome, title and text.
fn in_words(outcome: Outcome) -> (&'static str, &'static str, &'static str, &'static str) {
    match outcome {
        Outcome::Approved => (
            "ok",
            "approved",
            "Approved",
            "The income comes every month, and what is left of it carries the instalment.",
        ),
        Outcome::Referred => (
            "warn",
            "to be looked at",
            "One of us will look at it",
            "Most of it is fine. Something below is not, and a person should decide.",
        ),
        Outcome::Declined => (
            "bad",
            "declined",
            "Not this time",
            "We do not think that this loan would do you good. The reasons are below.",
        ),
    }
}

impl ShownCheck {
    fn new(check: &Check) -> Self {
        let (tone, sign, words) = match check.grade {
            Grade::Good => ("ok", "✓", "good"),
            Grade::Doubtful => ("warn", "!", "to be looked at"),
            Grade::Bad => ("bad", "✕", "not good"),
        };
        ShownCheck {
            check: check.clone(),
            tone,
            sign,
            words,
        }
    }
}

impl ShownAccount {
    fn new(account: &Account, application_id: &str) -> Self {
        let name = format!("{}, {}", account.bank, account.holder);
        match &account.state {
            Ok(known) => ShownAccount {
                name,
                about: format!("{} · {}", account.number, period(&known.from_date, &known.to_date)),
                balance: known.balance.map_or_else(String::new, |balance| balance.to_string()),
                report_url: format!("/application/{application_id}/report/{}", account.id),
            },
            Err(why) => ShownAccount {
                name,
                about: format!("{} · not used: {why}", account.number),
                balance: String::new(),
                report_url: String::new(),
            },
        }
    }
}

impl ShownWebhook {
    fn new(webhook: &crate::application::Webhook) -> Self {
        let event = webhook.body["event_name"].as_str().unwrap_or("a webhook");
        let times = match webhook.times {
            1 => String::new(),
            times => format!(", {times} times"),
        };
        ShownWebhook {
            title: format!("{event}{times}"),
            body: serde_json::to_string_pretty(&webhook.body).unwrap_or_else(|_| Value::Null.to_string()),
        }
    }
}

/// `15 Jul 2025 – 14 Jan 2026`.
fn period(from_date: &str, to_date: &str) -> String {
    let written = |date: &str| {
        date.parse::<NaiveDate>()
            .map_or_else(|_| date.to_owned(), |date| date.format("%-d %b %Y").to_string())
    };
    format!("{} – {}", written(from_date), written(to_date))
}

/// What cannot be shown, and why.
#[derive(Template, Clone, Debug)]
#[template(path = "problem.html")]
pub struct Problem {
    /// Every page has it.
    pub page: Page,
    /// What is wrong.
    pub message: String,
    /// Where to go; empty for nowhere but home.
    pub again_url: String,
}

/// The guide through a demo.
#[derive(Template, Clone, Debug)]
#[template(path = "guide.html")]
pub struct Guide {
    /// Every page has it.
    pub page: Page,
    /// The people.
    pub people: &'static [Person],
    /// The cases.
    pub cases: &'static [Case],
    /// Where the emulator is, as browsers see it.
    pub emulator_url: String,
    /// The key its world is known by.
    pub api_key: String,
    /// The address webhooks go to.
    pub webhook_url: String,
}

impl Guide {
    /// The guide with all people and cases.
    pub fn new(page: Page, emulator_url: &str, api_key: &str, webhook_url: &str) -> Self {
        Guide {
            page,
            people: PEOPLE,
            cases: CASES,
            emulator_url: emulator_url.to_owned(),
            api_key: api_key.to_owned(),
            webhook_url: webhook_url.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_as_people_do() {
        assert_eq!(period("2025-07-15", "2026-01-14"), "15 Jul 2025 – 14 Jan 2026");
        assert_eq!(period("soon", ""), "soon – ");
    }

    #[test]
    fn a_part_of_processing_has_ended_when_it_has_for_every_statement() {
        let statement = |status: &str| StatementProgress {
            identity_status: "completed".to_owned(),
            transaction_status: status.to_owned(),
            processing_status: "processing".to_owned(),
            fraud_status: "failed".to_owned(),
        };
        let progress = Progress {
            session_progress: "processing".to_owned(),
            progress: vec![statement("completed"), statement("processing")],
        };
        let states: Vec<&str> = Stage::all(Some(&progress)).iter().map(|stage| stage.state).collect();
        assert_eq!(states, ["completed", "processing", "processing", "failed"]);
        assert!(Stage::all(None).iter().all(|stage| stage.state == "processing"));
    }
}
