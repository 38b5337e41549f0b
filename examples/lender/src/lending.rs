//! What the lender does: takes an application, sends the borrower to his bank, starts processing, decides.

use std::sync::Arc;

use serde_json::Value;

use crate::Settings;
use crate::application::{Account, Application, Applications, Decided, Failure, Form, Known, Request, Stage};
use crate::bankconnect::{
    AccountStatus, BankConnect, CallProblem, Identities, Insights, Progress, Session, SessionRequest, SessionStatus,
};
use crate::decision::decide;
use crate::figures::Figures;
use crate::rupees::Rupees;

/// The lender with all it knows.
#[derive(Debug)]
pub struct Lender {
    /// How it was set up.
    pub settings: Settings,
    /// Its own address as browsers see it, without a slash at the end.
    pub public_url: String,
    /// Where webhooks are to be sent.
    pub webhook_url: String,
    /// Its applications.
    pub applications: Applications,
    bankconnect: BankConnect,
}

/// What a look at an application shows.
#[derive(Clone, Debug)]
pub enum View {
    /// Nothing was handed in yet.
    AtBank,
    /// Processing runs.
    Waiting(Option<Progress>),
    /// The service does not answer; it is asked again with the next look.
    Unanswered(String),
    /// There is a decision.
    Decided(Arc<Decided>),
    /// It came to nothing.
    Failed(Failure),
}

impl Lender {
    /// Sets it up.
    ///
    /// # Errors
    /// When no HTTP client can be made.
    pub fn new(settings: Settings, public_url: &str, webhook_url: &str) -> reqwest::Result<Self> {
        let bankconnect = BankConnect::new(&settings.bankconnect_url, &settings.api_key, &settings.server_hash)?;
        Ok(Lender {
            public_url: public_url.trim_end_matches('/').to_owned(),
            webhook_url: webhook_url.to_owned(),
            applications: Applications::default(),
            settings,
            bankconnect,
        })
    }

    /// Takes an application, and makes a session for it. The same form again gives the same application and session.
    ///
    /// # Errors
    /// When the service makes none. The application stays, and the same form tries again.
    pub async fn apply(&self, form: Form, request: Request) -> Result<(Arc<Application>, Session), CallProblem> {
        let application = self.applications.take(form, request);
        let session = application
            .session
            .get_or_try_init(|| self.session(&application))
            .await?;
        let session = session.clone();
        Ok((application, session))
    }

    async fn session(&self, application: &Application) -> Result<Session, CallProblem> {
        // Once in a lender's life would do; an emulator that was started anew has forgotten it.
        self.bankconnect
            .update_webhook(&self.webhook_url, &self.settings.webhook_secret)
            .await?;
        let back = format!("{}/return/{}", self.public_url, application.id);
        let request = SessionRequest {
            link_id: &application.link_id(),
            redirect_url: (!application.request.is_framed).then_some(back.as_str()),
            logo_url: &format!("{}/assets/logo.svg", self.public_url),
            mobile_number: application.request.mobile_number.as_deref(),
        };
        self.bankconnect.create_session(&request).await
    }

    /// The borrower handed in. Processing starts with the next look, so that coming back never fails.
    pub async fn handed_in(&self, application: &Application) {
        let mut stage = application.stage.lock().await;
        if matches!(*stage, Stage::AtBank) {
            *stage = Stage::HandedIn;
        }
    }

    /// Looks how far an application is, and takes the next step: starts processing, or decides when it has ended.
    ///
    /// Asked by the borrower's browser every two seconds, and when a webhook came: whichever is first. Each step is taken once, because the
    /// stage stays locked meanwhile.
    pub async fn look(&self, application: &Application) -> View {
        let Some(session) = application.session.get() else {
            return View::AtBank;
        };
        let mut stage = application.stage.lock().await;
        match self.next(application, session, &mut stage).await {
            Ok(view) => view,
            Err(CallProblem::Unanswered(why)) => View::Unanswered(why),
            // Progress said it had ended; the next look will agree.
            Err(CallProblem::Refused { code, .. }) if code == "PROCESSING_NOT_COMPLETED" => View::Waiting(None),
            Err(CallProblem::Refused { code, message }) => {
                let failure = Failure {
                    code,
                    message,
                    accounts: Vec::new(),
                };
                *stage = Stage::Failed(failure.clone());
                View::Failed(failure)
            }
        }
    }

    async fn next(&self, application: &Application, session: &Session, stage: &mut Stage) -> Result<View, CallProblem> {
        match stage {
            Stage::AtBank => return Ok(View::AtBank),
            Stage::Decided(decided) => return Ok(View::Decided(Arc::clone(decided))),
            Stage::Failed(failure) => return Ok(View::Failed(failure.clone())),
            Stage::HandedIn => {
                self.bankconnect.initiate_processing(&session.session_id).await?;
                *stage = Stage::Processing;
            }
            Stage::Processing => {}
        }
        let progress = self.bankconnect.progress(&session.session_id).await?;
        if progress.session_progress == "processing" {
            return Ok(View::Waiting(Some(progress)));
        }
        let ended = self.outcome(application, &session.session_id).await?;
        *stage = ended.clone();
        Ok(match ended {
            Stage::Decided(decided) => View::Decided(decided),
            Stage::Failed(failure) => View::Failed(failure),
            Stage::AtBank | Stage::HandedIn | Stage::Processing => View::Waiting(Some(progress)),
        })
    }

    /// What has come of a session whose processing has ended.
    async fn outcome(&self, application: &Application, session_id: &str) -> Result<Stage, CallProblem> {
        let status = self.bankconnect.session_status(session_id).await?;
        if !status.accounts.iter().any(is_usable) {
            return Ok(Stage::Failed(failure(&status)));
        }
        let (identities, insights) = tokio::try_join!(
            self.bankconnect.identity(session_id),
            self.bankconnect.insights(session_id)
        )?;
        let figures = Figures::of(&insights);
        Ok(Stage::Decided(Arc::new(Decided {
            decision: decide(&figures, application.request.loan),
            figures,
            accounts: accounts(&status, &identities, &insights),
        })))
    }

    /// Notes a webhook; gives the application it is about. Somebody else's, or one of before this lender was started, is about none.
    pub fn noted(&self, webhook: &Value) -> Option<Arc<Application>> {
        let session_id = webhook["session_id"].as_str()?;
        let application = self.applications.of_session(session_id)?;
        application.told(webhook.clone());
        Some(application)
    }

    /// A webhook came. Whatever it tells, it only gives cause to look: what is true is asked for, so a webhook may come twice, late, or not
    /// at all.
    pub async fn told(&self, application: &Application, webhook: &Value) {
        // The borrower may have closed the window before he came back.
        if webhook["event_name"] == "SESSION_REQUIREMENT_COMPLETION_NOTIFICATION" {
            self.handed_in(application).await;
        }
        self.look(application).await;
    }

    /// The address of an account's workbook, if there is one.
    ///
    /// # Errors
    /// As every call.
    pub async fn report(&self, application: &Application, account_id: &str) -> Result<Option<String>, CallProblem> {
        let Some(session) = application.session.get() else {
            return Ok(None);
        };
        let reports = self.bankconnect.xlsx_report(&session.session_id).await?;
        let report = reports.into_iter().find(|report| report.account_id == account_id);
        Ok(report.map(|report| report.link))
    }
}

fn is_usable(account: &AccountStatus) -> bool {
    account.account_status == "completed"
}

/// Why there is nothing to decide on.
fn failure(status: &SessionStatus) -> Failure {
    let accounts: Vec<Account> = status
        .accounts
        .iter()
        .map(|account| shown(account, String::new(), Err(why(account).1)))
        .collect();
    let (code, message) = status.accounts.first().map_or_else(
        || ("NO_STATEMENTS".to_owned(), "No statement could be read.".to_owned()),
        why,
    );
    Failure {
        code,
        message,
        accounts,
    }
}

/// Why an account could not be used: code, and the service's words with it. Where it says nothing of the account, its statements do.
fn why(account: &AccountStatus) -> (String, String) {
    let of_account = (&account.error_code, &account.error_message);
    let mut all = std::iter::once(of_account).chain(
        account
            .statements
            .iter()
            .map(|statement| (&statement.error_code, &statement.error_message)),
    );
    let said = all.find_map(|(code, message)| code.as_ref().filter(|code| !code.is_empty()).zip(message.as_ref()));
    said.map_or_else(
        || ("UNKNOWN".to_owned(), "No reason is given".to_owned()),
        |(code, message)| (code.clone(), format!("{message} ({code})")),
    )
}

fn accounts(status: &SessionStatus, identities: &Identities, insights: &Insights) -> Vec<Account> {
    let known = |account: &AccountStatus| {
        let data = insights
            .accounts
            .iter()
            .find(|known| known.account_id == account.account_id);
        let data = &data.filter(|_| is_usable(account))?.data;
        let closing = data.monthly_analysis.get("closing_balance").and_then(Value::as_object);
        let balance = closing.and_then(|months| months.values().rev().find_map(Value::as_f64));
        Some(Known {
            from_date: data.account_details.account_date_range.from_date.clone(),
            to_date: data.account_details.account_date_range.to_date.clone(),
            balance: balance.map(Rupees::of),
        })
    };
    let holder = |account: &AccountStatus| {
        let identity = identities
            .identity
            .iter()
            .find(|one| one.account_id == account.account_id);
        identity.and_then(|identity| identity.name.clone()).unwrap_or_default()
    };
    status
        .accounts
        .iter()
        .map(|account| shown(account, holder(account), known(account).ok_or_else(|| why(account).1)))
        .collect()
}

fn shown(account: &AccountStatus, holder: String, state: Result<Known, String>) -> Account {
    Account {
        id: account.account_id.clone(),
        bank: account
            .full_bank_name
            .clone()
            .unwrap_or_else(|| account.bank_name.clone()),
        number: account.account_number.clone().unwrap_or_default(),
        holder,
        state,
    }
}
