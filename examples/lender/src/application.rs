//! Applications: what the borrower asked for, and how far it has come. In memory, and only so many.

use std::collections::VecDeque;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, PoisonError};

use serde::Deserialize;
use serde_json::Value;
use tokio::sync::OnceCell;

use crate::bankconnect::Session;
use crate::decision::{Decision, Loan};
use crate::figures::Figures;
use crate::rupees::Rupees;

/// So many applications are remembered; the oldest is forgotten first.
const APPLICATIONS_MAX: usize = 1_000;
/// So many webhooks of one application are shown.
const WEBHOOKS_MAX: usize = 16;
/// What can be asked for, in whole rupees.
const AMOUNT: std::ops::RangeInclusive<i64> = 10_000..=2_000_000;
/// Months to repay.
pub const TERMS: [u32; 3] = [12, 24, 36];
/// Characters of a name.
const NAME_LENGTH_MAX: usize = 80;
/// Characters of a test value: `link_id` may have 500 in all.
const TEST_VALUE_LENGTH_MAX: usize = 400;

/// The form as it was filled in, right or wrong.
#[derive(Clone, PartialEq, Eq, Default, Deserialize, Debug)]
#[serde(default)]
pub struct Form {
    /// Made anew with each empty form: the same form sent twice is one application.
    pub form_id: String,
    /// The applicant.
    pub name: String,
    /// Rupees.
    pub amount: String,
    /// Months to repay.
    pub months: String,
    /// Ten digits, or nothing.
    pub mobile: String,
    /// `redirect` or `iframe`.
    pub workflow: String,
    /// Nothing in real life. At the end of `link_id` it makes the emulator bring something about.
    pub test_value: String,
}

/// An application that is in order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Request {
    /// The applicant.
    pub name: String,
    /// What is asked for.
    pub loan: Loan,
    /// Filled in for the account aggregator.
    pub mobile_number: Option<String>,
    /// Whether the bank's page opens inside ours.
    pub is_framed: bool,
    /// Appended to `link_id`.
    pub test_value: String,
}

impl Form {
    /// Reads it.
    ///
    /// # Errors
    /// What is to be put right, in a sentence for the applicant.
    pub fn read(&self) -> Result<Request, &'static str> {
        let name = self.name.trim();
        if name.is_empty() || name.chars().count() > NAME_LENGTH_MAX {
            return Err("Please give a name of at most 80 characters.");
        }
        let amount = self.amount.trim().replace(',', "").parse().ok();
        let amount = amount
            .filter(|amount| AMOUNT.contains(amount))
            .ok_or("Please ask for an amount from ₹ 10,000 to ₹ 20,00,000, in whole rupees.")?;
        let months = self.months.parse().ok();
        let months = months
            .filter(|months| TERMS.contains(months))
            .ok_or("Please choose 12, 24 or 36 months.")?;
        let mobile = self.mobile.trim();
        let is_number = mobile.len() == 10 && mobile.bytes().all(|byte| byte.is_ascii_digit());
        if !mobile.is_empty() && !is_number {
            return Err("Please give the mobile number as ten digits, or leave it out.");
        }
        let test_value = self.test_value.trim();
        let is_test_value = test_value.is_empty() || test_value.starts_with(['~', '+']);
        if !is_test_value || test_value.len() > TEST_VALUE_LENGTH_MAX {
            return Err("A test value begins with ~ and has at most 400 characters.");
        }
        Ok(Request {
            name: name.to_owned(),
            loan: Loan {
                amount: Rupees::whole(amount),
                months,
            },
            mobile_number: is_number.then(|| mobile.to_owned()),
            is_framed: self.workflow == "iframe",
            test_value: test_value.to_owned(),
        })
    }
}

/// One application.
#[derive(Debug)]
pub struct Application {
    /// Nobody guesses it, so it may stand in addresses.
    pub id: String,
    /// As it was sent.
    pub form: Form,
    /// What is asked for.
    pub request: Request,
    /// Made once, with the first call that succeeds.
    pub session: OnceCell<Session>,
    /// How far it is. Held across calls, so that each step is taken once.
    pub stage: tokio::sync::Mutex<Stage>,
    webhooks: Mutex<Vec<Webhook>>,
}

/// How far an application is.
#[derive(Clone, Debug)]
pub enum Stage {
    /// The borrower is at the bank's page, or has left it.
    AtBank,
    /// He handed in; processing is to be started.
    HandedIn,
    /// Processing was started.
    Processing,
    /// There is a decision.
    Decided(Arc<Decided>),
    /// It came to nothing.
    Failed(Failure),
}

/// A decision with all it rests on.
#[derive(Clone, Debug)]
pub struct Decided {
    /// The decision.
    pub decision: Decision,
    /// The figures.
    pub figures: Figures,
    /// The accounts, also those that could not be used.
    pub accounts: Vec<Account>,
}

/// Statements that cannot be used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    /// Of the service.
    pub code: String,
    /// In its words.
    pub message: String,
    /// Account by account.
    pub accounts: Vec<Account>,
}

/// An account as it is shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Account {
    /// Of the service.
    pub id: String,
    /// The bank.
    pub bank: String,
    /// Masked.
    pub number: String,
    /// As printed on the statement.
    pub holder: String,
    /// What is known of it, or why it could not be used.
    pub state: Result<Known, String>,
}

/// What is known of an account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Known {
    /// The days its statements cover, as `2025-07-15`.
    pub from_date: String,
    /// The last of them.
    pub to_date: String,
    /// At the end.
    pub balance: Option<Rupees>,
}

/// A webhook, and how often it came.
#[derive(Clone, Debug)]
pub struct Webhook {
    /// Its body.
    pub body: Value,
    /// More than once is no mistake: whoever gets no answer sends it again.
    pub times: u32,
}

impl Application {
    /// The name the service knows the borrower by.
    pub fn link_id(&self) -> String {
        format!("kadamba-{}{}", self.id, self.request.test_value)
    }

    /// Remembers a webhook.
    pub fn told(&self, body: Value) {
        let mut webhooks = self.webhooks.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = webhooks.iter_mut().find(|webhook| webhook.body == body) {
            known.times = known.times.saturating_add(1);
        } else if webhooks.len() < WEBHOOKS_MAX {
            webhooks.push(Webhook { body, times: 1 });
        }
    }

    /// Webhooks in the order in which they came.
    pub fn webhooks(&self) -> Vec<Webhook> {
        self.webhooks.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// All applications.
#[derive(Debug, Default)]
pub struct Applications {
    all: Mutex<VecDeque<Arc<Application>>>,
}

impl Applications {
    /// The application of this form: a new one, or the one it already made.
    pub fn take(&self, form: Form, request: Request) -> Arc<Application> {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = all.iter().find(|known| !form.form_id.is_empty() && known.form == form) {
            return Arc::clone(known);
        }
        let application = Arc::new(Application {
            id: unguessable(),
            form,
            request,
            session: OnceCell::new(),
            stage: tokio::sync::Mutex::new(Stage::AtBank),
            webhooks: Mutex::default(),
        });
        all.push_back(Arc::clone(&application));
        if all.len() > APPLICATIONS_MAX {
            all.pop_front();
        }
        application
    }

    /// The application with this id.
    pub fn find(&self, id: &str) -> Option<Arc<Application>> {
        self.first(|application| application.id == id)
    }

    /// The application whose session it is.
    pub fn of_session(&self, session_id: &str) -> Option<Arc<Application>> {
        self.first(|application| {
            let session = application.session.get();
            session.is_some_and(|session| session.session_id == session_id)
        })
    }

    fn first(&self, is_it: impl Fn(&Application) -> bool) -> Option<Arc<Application>> {
        let all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter().rev().find(|application| is_it(application)).cloned()
    }
}

/// A text nobody guesses: a hash under a random key, without another dependency.
pub fn unguessable() -> String {
    let random = RandomState::new();
    format!("{:016x}", random.hash_one("kadamba"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> Form {
        Form {
            form_id: "form".to_owned(),
            name: " Asha Kulkarni ".to_owned(),
            amount: "3,00,000".to_owned(),
            months: "24".to_owned(),
            mobile: "9000000012".to_owned(),
            workflow: "redirect".to_owned(),
            test_value: String::new(),
        }
    }

    fn taken(applications: &Applications, form: Form) -> Arc<Application> {
        let request = form.read().unwrap();
        applications.take(form, request)
    }

    #[test]
    fn a_form_in_order_is_read() {
        let request = form().read().unwrap();
        assert_eq!(request.name, "Asha Kulkarni");
        assert_eq!(request.loan.amount, Rupees::whole(300_000));
        assert_eq!(request.mobile_number.as_deref(), Some("9000000012"));
        let without = Form {
            mobile: String::new(),
            ..form()
        };
        assert_eq!(without.read().unwrap().mobile_number, None);
    }

    #[test]
    fn what_is_wrong_is_said() {
        type Spoil = fn(&mut Form);
        let wrong: [(Spoil, &str); 6] = [
            (|form| form.name = " ".to_owned(), "name"),
            (|form| form.name = "x".repeat(81), "name"),
            (|form| form.amount = "9999".to_owned(), "amount"),
            (|form| form.months = "13".to_owned(), "months"),
            (|form| form.mobile = "12345".to_owned(), "mobile"),
            (|form| form.test_value = "BALANCE_MISMATCH".to_owned(), "test value"),
        ];
        for (spoil, word) in wrong {
            let mut form = form();
            spoil(&mut form);
            let said = form.read().unwrap_err();
            assert!(said.contains(word), "{said}");
        }
    }

    #[test]
    fn the_same_form_twice_is_one_application() {
        let applications = Applications::default();
        let first = taken(&applications, form());
        assert_eq!(taken(&applications, form()).id, first.id);
        let changed = Form {
            amount: "200000".to_owned(),
            ..form()
        };
        assert_ne!(taken(&applications, changed).id, first.id);
    }

    #[test]
    fn the_oldest_is_forgotten_first() {
        let applications = Applications::default();
        let numbered = |number: usize| Form {
            form_id: number.to_string(),
            ..form()
        };
        let first = taken(&applications, numbered(0));
        let second = taken(&applications, numbered(1));
        for number in 2..=APPLICATIONS_MAX {
            taken(&applications, numbered(number));
        }
        assert!(applications.find(&first.id).is_none());
        assert!(applications.find(&second.id).is_some());
    }

    #[test]
    fn the_same_webhook_again_is_counted() {
        let application = taken(&Applications::default(), form());
        let body = serde_json::json!({"event_name": "ENRICHMENT_NOTIFICATION"});
        application.told(body.clone());
        application.told(body);
        let webhooks = application.webhooks();
        assert_eq!((webhooks.len(), webhooks[0].times), (1, 2));
    }
}
