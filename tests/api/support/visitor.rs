//! A borrower with a browser that runs no script: it follows links, sends forms and goes where answers lead.

use std::net::SocketAddr;

use serde_json::Value;

use super::calls::{Answer, Call};
use super::lender::TestSession;

/// A page as it came.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// Where it is.
    pub(crate) url: String,
    pub(crate) answer: Answer,
}

/// The borrower.
#[derive(Clone, Debug)]
pub(crate) struct Visitor {
    pub(crate) address: SocketAddr,
    pub(crate) query: String,
}

impl TestSession {
    /// Its borrower.
    pub(crate) fn visitor(&self) -> Visitor {
        Visitor {
            address: self.lender.address,
            query: format!("session_id={}", self.id),
        }
    }

    /// Statements it holds, accepted or not.
    pub(crate) async fn statement_count(&self) -> u64 {
        let all = self
            .lender
            .control("GET", "/sessions", serde_json::json!({}))
            .await
            .accepted();
        let mut all = all["sessions"].as_array().unwrap().iter();
        let own = all.find(|session| session["id"] == *self.id || session["session_id"] == *self.id);
        own.unwrap()["statements"].as_u64().unwrap()
    }
}

/// A text as it stands in HTML.
fn plain(text: &str) -> String {
    text.replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#38;", "&")
}

impl Visitor {
    /// Opens an address of ours, and goes where it leads.
    pub(crate) async fn opens(&self, url: &str) -> Seen {
        let answer = Call::get(url).header("accept", "text/html").send(self.address).await;
        self.follows(url, answer).await
    }

    /// Opens a page of his session; `more` begins with `&`.
    pub(crate) async fn visits(&self, path: &str, more: &str) -> Seen {
        self.opens(&format!("{path}?{}{more}", self.query)).await
    }

    /// Sends a form to an address and goes where it leads.
    pub(crate) async fn sends(&self, path: &str, more: &str, fields: &[(&str, &str)]) -> Seen {
        let url = format!("{path}?{}{more}", self.query);
        let fields: Vec<(&str, &[u8])> = fields.iter().map(|(name, value)| (*name, value.as_bytes())).collect();
        let answer = Call::post(&url).form(&fields).send(self.address).await;
        assert_ne!(
            answer.status,
            200,
            "a form is answered by leading on: {}",
            answer.text()
        );
        self.follows(&url, answer).await
    }

    /// Hands files in with the form, as a browser without the script does.
    pub(crate) async fn uploads(&self, more: &str, fields: &[(&str, &[u8])]) -> Seen {
        let url = format!("/journey/pdf?{}{more}", self.query);
        let answer = Call::post(&url).multipart(fields).send(self.address).await;
        self.follows(&url, answer).await
    }

    /// Hands one file in as the page's script does.
    pub(crate) async fn uploads_by_script(&self, more: &str, fields: &[(&str, &[u8])]) -> Answer {
        let url = format!("/journey/pdf?{}{more}", self.query);
        let call = Call::post(&url).multipart(fields).header("accept", "application/json");
        call.send(self.address).await
    }

    async fn follows(&self, url: &str, mut answer: Answer) -> Seen {
        let mut url = url.to_owned();
        for _ in 0..5 {
            let Some(next) = answer.header("location").map(str::to_owned) else {
                return Seen { url, answer };
            };
            assert_eq!(answer.status, 303);
            assert!(next.starts_with('/'), "a form never leads elsewhere: {next}");
            answer = Call::get(&next).header("accept", "text/html").send(self.address).await;
            url = next;
        }
        panic!("{url} leads in circles");
    }
}

impl Seen {
    /// Which screen it is.
    pub(crate) fn screen(&self) -> String {
        self.attribute("data-screen=\"")
            .unwrap_or_else(|| panic!("{} {}: {}", self.url, self.answer.status, self.answer.text()))
    }

    /// Checks the screen.
    #[track_caller]
    pub(crate) fn is(self, screen: &str) -> Self {
        assert_eq!(self.screen(), screen, "{} {}", self.url, self.said());
        self
    }

    fn attribute(&self, start: &str) -> Option<String> {
        let text = self.answer.text();
        let (_, rest) = text.split_once(start)?;
        rest.split_once('"').map(|(value, _)| plain(value))
    }

    /// What is told above the page: its code.
    pub(crate) fn said(&self) -> String {
        self.attribute("data-testid=\"notice\" data-code=\"")
            .unwrap_or_default()
    }

    /// The code of a way that ended.
    pub(crate) fn ended(&self) -> String {
        self.attribute("data-testid=\"ended\" data-code=\"").unwrap_or_default()
    }

    pub(crate) fn has(&self, test_id: &str) -> bool {
        self.answer.text().contains(&format!("data-testid=\"{test_id}\""))
    }

    /// How often a text stands in it.
    pub(crate) fn count(&self, text: &str) -> usize {
        self.answer.text().matches(text).count()
    }

    /// Text of the page, as people read it.
    pub(crate) fn reads(&self, text: &str) -> bool {
        plain(&self.answer.text()).contains(text)
    }

    /// The value of a field.
    pub(crate) fn field(&self, name: &str) -> String {
        self.attribute(&format!("name=\"{name}\" value=\""))
            .unwrap_or_else(|| panic!("no field {name} in {}", self.answer.text()))
    }

    /// Every value of a checkbox or hidden field of this name.
    pub(crate) fn fields(&self, name: &str) -> Vec<String> {
        let text = self.answer.text();
        let start = format!("name=\"{name}\" value=\"");
        let found = text.split(&start).skip(1);
        found
            .filter_map(|rest| rest.split_once('"').map(|(value, _)| plain(value)))
            .collect()
    }

    /// What the script is given.
    pub(crate) fn block(&self) -> Value {
        serde_json::from_str(&self.attribute("data-journey=\"").unwrap()).unwrap()
    }

    /// Kinds of the events it tells: `bank_selected`, `MU003`.
    pub(crate) fn events(&self) -> Vec<String> {
        let block = self.block();
        let events = block["events"].as_array().unwrap().iter();
        events
            .map(|event| {
                let kind = event["event_name"].as_str().or(event["error_type"].as_str());
                kind.unwrap().to_owned()
            })
            .collect()
    }
}
