//! Every call this lender makes to BankConnect, one function each, in the order of a borrower's journey.
//!
//! The base URL decides whom it talks to: the emulator, or the service itself. Nothing here knows which.

use std::fmt;
use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

/// How long a call may take to find the service.
const CONNECT_S: u64 = 2;
/// How long a call may take in all.
const CALL_S: u64 = 15;

/// The service, as this lender calls it.
#[derive(Clone, Debug)]
pub struct BankConnect {
    http: reqwest::Client,
    base_url: String,
    api_key: String,
    server_hash: String,
}

/// Why a call came to nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CallProblem {
    /// The service said no, with a documented code.
    Refused {
        /// Such as `SESSION_EXPIRED`.
        code: String,
        /// In the service's words.
        message: String,
    },
    /// No answer, or one that cannot be understood. Trying again may help.
    Unanswered(String),
}

impl fmt::Display for CallProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CallProblem::Refused { code, message } => write!(f, "{code}: {message}"),
            CallProblem::Unanswered(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for CallProblem {}

/// A session: one attempt of one borrower to hand in statements.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
pub struct Session {
    /// What every later call names.
    pub session_id: String,
    /// The page the borrower is sent to.
    pub redirect_url: String,
}

/// What a session is asked for with.
#[derive(Clone, Debug)]
pub struct SessionRequest<'a> {
    /// The lender's own name for the borrower.
    pub link_id: &'a str,
    /// Where the borrower comes back to; none in an inline frame.
    pub redirect_url: Option<&'a str>,
    /// Shown on the page.
    pub logo_url: &'a str,
    /// Filled in for the account aggregator.
    pub mobile_number: Option<&'a str>,
}

/// How far processing is.
#[derive(Clone, Deserialize, Debug)]
pub struct Progress {
    /// `processing`, `completed` or `failed`.
    pub session_progress: String,
    /// One entry for each statement.
    #[serde(default)]
    pub progress: Vec<StatementProgress>,
}

/// How far one statement is; each `processing`, `completed` or `failed`.
#[derive(Clone, Deserialize, Debug)]
pub struct StatementProgress {
    /// Whose account it is.
    pub identity_status: String,
    /// Its rows.
    pub transaction_status: String,
    /// The figures.
    pub processing_status: String,
    /// The checks for changed files.
    pub fraud_status: String,
}

/// What became of each account.
#[derive(Clone, Deserialize, Debug)]
pub struct SessionStatus {
    /// The accounts.
    #[serde(default)]
    pub accounts: Vec<AccountStatus>,
}

/// What became of one account.
#[derive(Clone, Deserialize, Debug)]
pub struct AccountStatus {
    /// Its identifier.
    pub account_id: String,
    /// `completed`, `failed` or `processing`.
    pub account_status: String,
    /// The bank by its identifier.
    pub bank_name: String,
    /// The bank as people call it. Not in every answer.
    #[serde(default)]
    pub full_bank_name: Option<String>,
    /// Masked. Not in every answer.
    #[serde(default)]
    pub account_number: Option<String>,
    /// Why it failed.
    #[serde(default)]
    pub error_code: Option<String>,
    /// The same in words.
    #[serde(default)]
    pub error_message: Option<String>,
    /// Its files.
    #[serde(default)]
    pub statements: Vec<StatementStatus>,
}

/// What became of one file.
#[derive(Clone, Deserialize, Debug)]
pub struct StatementStatus {
    /// Why it failed.
    #[serde(default)]
    pub error_code: Option<String>,
    /// The same in words.
    #[serde(default)]
    pub error_message: Option<String>,
}

/// The holder of each account.
#[derive(Clone, Deserialize, Debug)]
pub struct Identities {
    /// One entry for each account.
    #[serde(default)]
    pub identity: Vec<Identity>,
}

/// The holder of an account.
#[derive(Clone, Deserialize, Debug)]
pub struct Identity {
    /// The account.
    pub account_id: String,
    /// As printed on the statement.
    #[serde(default)]
    pub name: Option<String>,
}

/// All figures in one answer. Only what this lender looks at is named.
#[derive(Clone, Deserialize, Debug)]
pub struct Insights {
    /// What the session asked for.
    pub session_date_range: DateRange,
    /// Accounts that completed.
    #[serde(default)]
    pub accounts: Vec<AccountInsights>,
    /// `monthly_analysis` of all accounts together: by the name of the figure, then by month as `Jul-2025`, in the order of the calendar.
    #[serde(default)]
    pub aggregate_monthly_analysis: Map<String, Value>,
}

/// The figures of one account.
#[derive(Clone, Deserialize, Debug)]
pub struct AccountInsights {
    /// The account.
    pub account_id: String,
    /// Its figures.
    pub data: AccountData,
}

/// The figures of one account.
#[derive(Clone, Deserialize, Debug)]
pub struct AccountData {
    /// Facts of the statements.
    pub account_details: AccountDetails,
    /// Signs of a changed file.
    #[serde(default)]
    pub fraud: Vec<Value>,
    /// By the name of the figure; amounts, numbers, texts.
    #[serde(default)]
    pub predictors: Map<String, Value>,
    /// By the name of the figure, then by month.
    #[serde(default)]
    pub monthly_analysis: Map<String, Value>,
}

/// Facts of the statements of one account.
#[derive(Clone, Deserialize, Debug)]
pub struct AccountDetails {
    /// The days its statements cover.
    pub account_date_range: DateRange,
}

/// Two days as `2025-07-15`.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
pub struct DateRange {
    /// The first.
    pub from_date: String,
    /// The last.
    pub to_date: String,
}

/// A workbook of one account.
#[derive(Clone, Deserialize, Debug)]
pub struct Report {
    /// Works for an hour.
    pub link: String,
    /// The account.
    pub account_id: String,
}

impl BankConnect {
    /// Makes the client. The base URL ends in `/bank-connect`.
    ///
    /// # Errors
    /// When no HTTP client can be made.
    pub fn new(base_url: &str, api_key: &str, server_hash: &str) -> reqwest::Result<Self> {
        // reqwest brings no cryptography of its own here; whoever comes first installs it for the process.
        if rustls::crypto::CryptoProvider::get_default().is_none() {
            // Another thread was first: as good.
            let _ = rustls::crypto::ring::default_provider().install_default();
        }
        let http = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(CONNECT_S))
            .timeout(Duration::from_secs(CALL_S))
            .no_proxy()
            .build()?;
        Ok(BankConnect {
            http,
            base_url: base_url.trim_end_matches('/').to_owned(),
            api_key: api_key.to_owned(),
            server_hash: server_hash.to_owned(),
        })
    }

    /// Says where webhooks go, and what they carry as `x-secret-key`.
    ///
    /// # Errors
    /// As every call.
    pub async fn update_webhook(&self, url: &str, secret: &str) -> Result<(), CallProblem> {
        // 3: net banking, uploads, account aggregator.
        let body = json!({"webhook_url": url, "webhook_mode": 3, "secret_key": secret});
        let answer: Value = self
            .call(Method::POST, "v1/session_data/update_webhook/", Some(body))
            .await?;
        drop(answer);
        Ok(())
    }

    /// Asks for a session. Without dates, the last six months are asked for.
    ///
    /// # Errors
    /// As every call.
    pub async fn create_session(&self, request: &SessionRequest<'_>) -> Result<Session, CallProblem> {
        let mut body = json!({
            "link_id": request.link_id,
            "api_key": self.api_key,
            "logo_url": request.logo_url,
            "is_mobile_field_editable": true,
        });
        // What is not said is left out: null is no URL and no number.
        if let Some(url) = request.redirect_url {
            body["redirect_url"] = url.into();
        }
        if let Some(number) = request.mobile_number {
            body["mobile_number"] = number.into();
        }
        self.call(Method::POST, "v1/session/", Some(body)).await
    }

    /// Starts processing. It may be started once: that it was is as good.
    ///
    /// # Errors
    /// As every call.
    pub async fn initiate_processing(&self, session_id: &str) -> Result<(), CallProblem> {
        let path = format!("v1/session_data/{session_id}/initiate_processing/");
        match self.call::<Value>(Method::POST, &path, None).await {
            Err(CallProblem::Refused { code, .. }) if code == "DUPLICATE_PROCESSING_REQUEST" => Ok(()),
            answer => answer.map(drop),
        }
    }

    /// How far processing is; to be asked every two seconds.
    ///
    /// # Errors
    /// As every call.
    pub async fn progress(&self, session_id: &str) -> Result<Progress, CallProblem> {
        self.about(session_id, "progress").await
    }

    /// What became of each account, once processing has ended.
    ///
    /// # Errors
    /// As every call.
    pub async fn session_status(&self, session_id: &str) -> Result<SessionStatus, CallProblem> {
        self.about(session_id, "session_status").await
    }

    /// Whose accounts they are.
    ///
    /// # Errors
    /// As every call.
    pub async fn identity(&self, session_id: &str) -> Result<Identities, CallProblem> {
        self.about(session_id, "identity").await
    }

    /// All figures.
    ///
    /// # Errors
    /// As every call.
    pub async fn insights(&self, session_id: &str) -> Result<Insights, CallProblem> {
        self.about(session_id, "insights").await
    }

    /// Workbooks. Links end after an hour, so they are asked for when somebody wants one.
    ///
    /// # Errors
    /// As every call.
    pub async fn xlsx_report(&self, session_id: &str) -> Result<Vec<Report>, CallProblem> {
        #[derive(Deserialize)]
        struct Reports {
            #[serde(default)]
            reports: Vec<Report>,
        }
        let answer: Reports = self.about(session_id, "xlsx_report").await?;
        Ok(answer.reports)
    }

    async fn about<Answer: DeserializeOwned>(&self, session_id: &str, what: &str) -> Result<Answer, CallProblem> {
        let path = format!("v1/session_data/{session_id}/{what}/");
        self.call(Method::GET, &path, None).await
    }

    /// One call: both headers, JSON there and back.
    async fn call<Answer: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Result<Answer, CallProblem> {
        let mut request = self
            .http
            .request(method, format!("{}/{path}", self.base_url))
            .header("x-api-key", &self.api_key)
            .header("server-hash", &self.server_hash);
        if let Some(body) = body {
            request = request.json(&body);
        }
        // The address may hold a key; it is left out of what is said.
        let lost = |problem: reqwest::Error| CallProblem::Unanswered(in_words(&problem.without_url()));
        let answer = request.send().await.map_err(lost)?;
        let status = answer.status();
        let bytes = answer.bytes().await.map_err(lost)?;
        understood(status, &bytes)
    }
}

/// An answer, or the refusal it is. A gateway between may answer with anything, so no body is trusted to be JSON.
fn understood<Answer: DeserializeOwned>(status: StatusCode, bytes: &[u8]) -> Result<Answer, CallProblem> {
    if status.is_success() {
        return serde_json::from_slice(bytes).map_err(|problem| {
            CallProblem::Unanswered(format!("the answer ({status}) is not what is documented: {problem}"))
        });
    }
    let body: Value = serde_json::from_slice(bytes).unwrap_or_default();
    match (&body["error"]["code"], &body["error"]["message"]) {
        (Value::String(code), Value::String(message)) => Err(CallProblem::Refused {
            code: code.clone(),
            message: message.clone(),
        }),
        _ => Err(CallProblem::Unanswered(format!("it answered {status}"))),
    }
}

fn in_words(problem: &reqwest::Error) -> String {
    if problem.is_connect() {
        "nobody answers at its address".to_owned()
    } else if problem.is_timeout() {
        format!("no answer came within {CALL_S} seconds")
    } else {
        "the connection ended before the answer did".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_told_by_its_code_and_a_gateway_by_its_status() {
        let body = br#"{"error": {"code": "SESSION_EXPIRED", "message": "This session has expired"}}"#;
        assert_eq!(
            understood::<Value>(StatusCode::BAD_REQUEST, body),
            Err(CallProblem::Refused {
                code: "SESSION_EXPIRED".to_owned(),
                message: "This session has expired".to_owned()
            })
        );
        assert_eq!(
            understood::<Value>(StatusCode::SERVICE_UNAVAILABLE, b"<html>"),
            Err(CallProblem::Unanswered(
                "it answered 503 Service Unavailable".to_owned()
            ))
        );
    }

    #[test]
    fn an_answer_that_is_cut_off_is_no_answer() {
        let answer = understood::<Session>(StatusCode::OK, br#"{"session_id": "1"#);
        assert!(matches!(answer, Err(CallProblem::Unanswered(_))), "{answer:?}");
    }
}
