//! Somebody who applies at the lender, with a browser that runs no script.

use std::net::SocketAddr;

use kadamba_credit::Settings;
use serde_json::{Value, json};
use url::Url;

use crate::support::calls::{Answer, Call};
use crate::support::lender::Lender;
use crate::support::server::TestServer;

/// What webhooks must carry here.
pub(crate) const SECRET: &str = "a-secret-of-this-test";
/// What the lender calls itself by.
pub(crate) const KEY: &str = "kadamba";

/// The lender of the example, beside an emulator.
pub(crate) struct Shop {
    running: kadamba_credit::Running,
    /// The lender's world in the emulator.
    pub(crate) world: Lender,
}

/// The lender's settings, with an emulator at this address.
pub(crate) fn settings(emulator: &str) -> Settings {
    Settings {
        listen: ([127, 0, 0, 1], 0).into(),
        public_url: None,
        webhook_url: None,
        webhook_secret: SECRET.to_owned(),
        bankconnect_url: format!("{emulator}/bank-connect"),
        pages_url: None,
        api_key: KEY.to_owned(),
        server_hash: "any".to_owned(),
        is_demo: true,
    }
}

/// An application at the lender.
#[derive(Clone, Debug)]
pub(crate) struct Application {
    pub(crate) id: String,
    pub(crate) session_id: String,
}

impl Shop {
    pub(crate) async fn open(server: &TestServer) -> Self {
        Shop::open_with(server, settings(&server.url())).await
    }

    pub(crate) async fn open_with(server: &TestServer, settings: Settings) -> Self {
        Shop {
            running: kadamba_credit::start(settings).await.unwrap(),
            world: server.lender(KEY),
        }
    }

    pub(crate) fn url(&self) -> String {
        self.running.url().to_owned()
    }

    pub(crate) fn address(&self) -> SocketAddr {
        address(self.running.url())
    }

    /// A page of the lender's, as it comes, without going where it leads.
    pub(crate) async fn gets(&self, path: &str) -> Answer {
        Call::get(path).send(self.address()).await
    }

    pub(crate) async fn posts(&self, form: &[(&str, &str)]) -> Answer {
        let fields: Vec<(&str, &[u8])> = form.iter().map(|(name, value)| (*name, value.as_bytes())).collect();
        Call::post("/apply").form(&fields).send(self.address()).await
    }

    /// The form a link of the guide fills in, sent as it is.
    pub(crate) async fn applies(&self, query: &str) -> Application {
        let page = self.gets(&format!("/?{query}")).await.text();
        let fields = fields(&page);
        let form: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let answer = self.posts(&form).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        let url: Url = answer.header("location").unwrap().parse().unwrap();
        let session_id = value_of(&url, "session_id");
        let told = self
            .world
            .control("GET", &format!("/sessions/{session_id}"), json!({}))
            .await
            .accepted();
        let link_id = told["link_id"].as_str().unwrap();
        let id = link_id.strip_prefix("kadamba-").unwrap()[..16].to_owned();
        Application { id, session_id }
    }

    /// The borrower's accounts come by account aggregator, found by the number of the application.
    pub(crate) async fn fetches_statements(&self, application: &Application, persona: &str) {
        let path = format!("/sessions/{}/intake", application.session_id);
        let body = json!({"via": "aa", "bank": "hdfc"});
        let told = self.world.control("POST", &path, body).await.accepted();
        assert_eq!(told["persona"], persona, "{told}");
    }

    /// Back from the bank's page.
    pub(crate) async fn comes_back(&self, application: &Application) -> Page {
        let path = format!(
            "/return/{}?success=true&session_id={}",
            application.id, application.session_id
        );
        let answer = self.gets(&path).await;
        assert_eq!(answer.header("location"), Some(application.path().as_str()));
        self.looks(application).await
    }

    pub(crate) async fn looks(&self, application: &Application) -> Page {
        Page::of(self.gets(&application.path()).await)
    }

    /// An application over account aggregator, up to the end of processing.
    pub(crate) async fn sees(&self, query: &str, persona: &str) -> Page {
        let application = self.applies(query).await;
        self.fetches_statements(&application, persona).await;
        assert_eq!(self.comes_back(&application).await.name, "waiting");
        self.world.waits("5s").await;
        self.looks(&application).await
    }

    /// A webhook as the emulator sends it, or somebody else.
    pub(crate) async fn is_told(&self, secret: Option<&str>, body: &Value) -> u16 {
        let mut call = Call::post("/webhook").json(body);
        if let Some(secret) = secret {
            call = call.header("x-secret-key", secret);
        }
        call.send(self.address()).await.status
    }
}

impl Application {
    pub(crate) fn path(&self) -> String {
        format!("/application/{}", self.id)
    }
}

/// A page of the lender's.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) name: String,
    text: String,
}

impl Page {
    pub(crate) fn of(answer: Answer) -> Self {
        let text = answer.text();
        Page {
            status: answer.status,
            name: attribute(&text, "data-page-name=\"").unwrap_or_else(|| panic!("{}: {text}", answer.status)),
            text,
        }
    }

    /// The verdict, in the guide's words.
    pub(crate) fn outcome(&self) -> String {
        self.attribute("data-outcome=\"")
    }

    /// What a rule saw.
    pub(crate) fn value(&self, rule: &str) -> String {
        let start = format!("data-testid=\"value-{rule}\">");
        let (_, rest) = self
            .text
            .split_once(&start)
            .unwrap_or_else(|| panic!("no {rule}: {}", self.text));
        rest.split_once('<').unwrap().0.to_owned()
    }

    pub(crate) fn attribute(&self, start: &str) -> String {
        attribute(&self.text, start).unwrap_or_else(|| panic!("no {start} in {}", self.text))
    }

    pub(crate) fn reads(&self, text: &str) -> bool {
        self.text.contains(text)
    }
}

/// Host and port of an address.
pub(crate) fn address(url: &str) -> SocketAddr {
    url.strip_prefix("http://")
        .unwrap()
        .split('/')
        .next()
        .unwrap()
        .parse()
        .unwrap()
}

pub(crate) fn value_of(url: &Url, name: &str) -> String {
    let found = url.query_pairs().find(|(other, _)| other == name);
    found.unwrap_or_else(|| panic!("no {name} in {url}")).1.into_owned()
}

pub(crate) fn attribute(text: &str, start: &str) -> Option<String> {
    let (_, rest) = text.split_once(start)?;
    rest.split_once('"')
        .map(|(value, _)| value.replace("&#38;", "&").replace("&amp;", "&"))
}

/// Every field of the form with what stands in it.
pub(crate) fn fields(page: &str) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = page
        .split("<input ")
        .skip(1)
        .map(|rest| rest.split_once('>').unwrap().0)
        .filter(|tag| !tag.contains("type=\"radio\"") || tag.contains(" checked"))
        .map(|tag| {
            let value = |name: &str| attribute(tag, &format!("{name}=\"")).unwrap_or_default();
            (value(" name").trim().to_owned(), value(" value"))
        })
        .collect();
    fields.retain(|(name, _)| !name.is_empty());
    // The hidden field begins with its type, so its name stands behind a blank like all others.
    let chosen = page
        .split("<option value=\"")
        .skip(1)
        .find(|rest| rest.split_once('>').is_some_and(|(tag, _)| tag.contains("selected")));
    let months = chosen.and_then(|rest| rest.split_once('"')).unwrap().0;
    fields.push(("months".to_owned(), months.to_owned()));
    fields
}
