//! Handing in a statement: a fresh specimen that fits the session, or a file.

use std::sync::PoisonError;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;

use crate::emulator::scenario::player::{Done, Player};
use crate::emulator::scenario::scene::Scene;
use crate::emulator::scenario::steps::done;
use crate::emulator::scenario::target::Target;
use crate::emulator::scenario::{forms, lookup, story};
use crate::persona::Persona;
use crate::scenario::Step;
use crate::scenario::node::Node;

/// The borrower where nothing says who it is: the one the other calls begin with.
const PERSONA: &str = "salaried-asha";

/// The paper that is handed in.
struct Paper {
    bytes: Bytes,
    bank: Option<String>,
    /// `a statement of State Bank of India, Jul to Dec 2025`
    in_words: String,
}

impl<T: Target> Player<T> {
    pub(super) async fn upload(&self, scene: &mut Scene, step: &Step, argument: &Node) -> Result<Done, String> {
        let text = |key: &str| argument.get(key).and_then(Node::text).map(str::to_owned);
        let id = lookup::current(scene)?;
        let paper = match text("file") {
            Some(name) => Paper {
                bytes: self.files.bytes(&step.file, &name)?.into(),
                bank: text("bank"),
                in_words: format!("the file {name}"),
            },
            None => self.specimen(scene, argument).await?,
        };
        let how = text("by").unwrap_or_else(|| "file".to_owned());
        let upload_type = if how == "base64" { "BASE64" } else { "PDF" };
        let mut fields = vec![("session_id", id), ("upload_type", upload_type.to_owned())];
        let selected = text("select_bank").or_else(|| paper.bank.clone());
        fields.extend(selected.filter(|bank| bank != "none").map(|bank| ("bank_name", bank)));
        let password = text("give_password").or_else(|| text("password"));
        fields.extend(password.map(|password| ("pdf_password", password)));
        fields.extend(text("account_category").map(|category| ("account_category", category)));
        let size = format!("file ({} kB)", paper.bytes.len().div_ceil(1024));
        let (body, handed_in) = match how.as_str() {
            "base64" => {
                fields.push(("file", BASE64_STANDARD.encode(&paper.bytes)));
                (forms::url_encoded(fields.clone()), size)
            }
            "url" => {
                let url = self.target.offer(paper.bytes).await?;
                fields.push(("file_url", url.clone()));
                (forms::url_encoded(fields.clone()), format!("file_url={url}"))
            }
            _ => (forms::multipart(&fields, Some(&paper.bytes)), size),
        };
        let sent = sent(&fields, &handed_in);
        let asking = text("asking").map(|query| format!("?{query}")).unwrap_or_default();
        let path = format!("/bank-connect/v1/statement/upload_session/{asking}");
        let answer = self.call(scene, "POST", &path, Some(body), &sent).await;
        let who = scene.current.as_ref().and_then(|session| session.persona.clone());
        let verdict = if answer.is_accepted() { ": accepted" } else { "" };
        let sentence = format!(
            "{} uploads {}{verdict}",
            story::first_name(who.as_deref()),
            paper.in_words
        );
        Ok(done(sentence, answer))
    }

    /// A statement of the session's borrower. The same one is made once.
    async fn specimen(&self, scene: &mut Scene, argument: &Node) -> Result<Paper, String> {
        let text = |key: &str| argument.get(key).and_then(Node::text).map(str::to_owned);
        let session = scene.current.clone().unwrap_or_default();
        let persona = text("persona")
            .or(session.persona)
            .unwrap_or_else(|| PERSONA.to_owned());
        let known = Persona::named(&persona).ok_or_else(|| format!("no persona is called `{persona}`"))?;
        let first = known.banks().next().map(|bank| bank.as_str().to_owned());
        let bank = text("bank").or(first).unwrap_or_default();
        let kind = text("kind").unwrap_or_else(|| "plain".to_owned());
        let (from, to) = match self.dates(scene, argument).await? {
            Some((from, to)) => (from.to_string(), to.to_string()),
            None => session.window,
        };
        let mut path = format!("/_emulator/specimens/{persona}/{bank}/{kind}.pdf?from={from}&to={to}");
        if let Some(password) = text("password") {
            path = format!("{path}&password={}", forms::encoded(&password));
        }
        let path = self.of_world(&path);
        if let Some(session) = &mut scene.current {
            session.persona = Some(persona);
        }
        let in_words = format!(
            "a statement of {}, {}{}",
            story::bank_name(&bank),
            story::period(&from, &to),
            story::special(&kind, text("password").is_some())
        );
        let bytes = self.paper(scene, &path).await?;
        Ok(Paper {
            bytes,
            bank: Some(bank),
            in_words,
        })
    }

    async fn paper(&self, scene: &mut Scene, path: &str) -> Result<Bytes, String> {
        let papers = || self.papers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(paper) = papers().get(path) {
            return Ok(paper.clone());
        }
        let answer = self.get(scene, path).await;
        if !answer.is_accepted() {
            return Err(format!("the specimen cannot be made: {}", answer.message()));
        }
        papers().insert(path.to_owned(), answer.body.clone());
        Ok(answer.body)
    }
}

/// What was sent, for people; a file by its size.
fn sent(fields: &[(&str, String)], handed_in: &str) -> String {
    let told = fields.iter().filter(|(name, _)| !matches!(*name, "file" | "file_url"));
    let told: Vec<String> = told
        .map(|(name, value)| match *name {
            "pdf_password" => "pdf_password=…".to_owned(),
            name => format!("{name}={value}"),
        })
        .collect();
    format!("form: {}, {handed_in}", told.join(", "))
}
