//! `webhook doctor`: what fails between here and a receiver.
//!
//! Goes the way of a webhook step by step and ends at the first that fails, with a sentence what to do about it.

mod advice;

use std::net::SocketAddr;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use super::sample::{Sample, sample};
use super::{client, printable, target};
use crate::commands::{runtime, say};
use crate::config::{DoctorArguments, WayArguments};
use crate::domain::webhook::Event;
use crate::outbound::{Address, Client, Exchange, Reached};
use crate::wire::masking::without_secrets;

use advice::Place;

/// What a step of the way showed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Verdict {
    /// It works.
    Works,
    /// It works, and is worth knowing.
    Note,
    /// The way ends here.
    Fails,
}

/// One step of the way.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Step {
    verdict: Verdict,
    what: String,
    /// What to do about it, a sentence each.
    advice: Vec<String>,
}

impl Step {
    fn works(what: impl Into<String>) -> Self {
        Step {
            verdict: Verdict::Works,
            what: what.into(),
            advice: Vec::new(),
        }
    }

    fn note(what: impl Into<String>, advice: impl Into<String>) -> Self {
        Step {
            verdict: Verdict::Note,
            what: what.into(),
            advice: vec![advice.into()],
        }
    }

    fn fails(what: impl Into<String>, advice: Vec<String>) -> Self {
        Step {
            verdict: Verdict::Fails,
            what: what.into(),
            advice,
        }
    }

    fn printed(&self) -> String {
        let word = match self.verdict {
            Verdict::Works => "works",
            Verdict::Note => "note ",
            Verdict::Fails => "FAILS",
        };
        let advice: String = self
            .advice
            .iter()
            .flat_map(|advice| lines(advice))
            .map(|line| format!("         {line}\n"))
            .collect();
        format!("  {word}  {}\n{advice}", self.what)
    }
}

/// A text in lines of this many letters at most, as long as its words let it.
fn lines(text: &str) -> Vec<String> {
    const LETTERS_MAX: usize = 90;
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= LETTERS_MAX => {
                line.push(' ');
                line.push_str(word);
            }
            Some(_) | None => lines.push(word.to_owned()),
        }
    }
    lines
}

pub(crate) fn run(arguments: &DoctorArguments) -> anyhow::Result<ExitCode> {
    let runtime = runtime()?;
    let client = client(&arguments.way)?;
    say(format!("webhook doctor {}\n", without_secrets(&arguments.url)).as_bytes())?;
    let mut is_healthy = true;
    let examined = runtime.block_on(async {
        let mut tell = |step: Step| {
            is_healthy &= step.verdict != Verdict::Fails;
            say(step.printed().as_bytes())
        };
        examine(&client, &arguments.url, &arguments.way, &mut tell).await
    });
    runtime.shutdown_background();
    examined?;
    if is_healthy {
        say(b"The emulator can hand webhooks over to this receiver.\n")?;
        Ok(ExitCode::SUCCESS)
    } else {
        say(b"The emulator cannot hand webhooks over to this receiver yet.\n")?;
        Ok(ExitCode::FAILURE)
    }
}

/// Goes the way and tells each step as it is made, since some take their time.
async fn examine(
    client: &Client,
    url: &str,
    way: &WayArguments,
    tell: &mut impl FnMut(Step) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let place = place();
    let address = match client.address(url) {
        Ok(address) => address,
        Err(problem) => {
            return tell(Step::fails(
                advice::plainly(url, &problem),
                advice::of_url(url, &problem),
            ));
        }
    };
    let scheme = if address.is_https { "https" } else { "http" };
    tell(Step::works(format!(
        "the URL reads: {scheme}, host {}, port {}",
        address.host, address.port
    )))?;
    advice::of_address(&address).into_iter().try_for_each(&mut *tell)?;
    let found = match client.addresses(&address).await {
        Ok(found) => found,
        Err(problem) => {
            return tell(Step::fails(
                advice::plainly(url, &problem),
                advice::of_name(&address, &problem, place),
            ));
        }
    };
    if address.literal.is_none() {
        tell(Step::works(format!("{} is {}", address.host, printed(&found))))?;
    }
    for step in connect(client, &address, &found, place).await {
        let is_end = step.verdict == Verdict::Fails;
        tell(step)?;
        if is_end {
            return Ok(());
        }
    }
    post(client, url, way, &address, place)
        .await?
        .into_iter()
        .try_for_each(tell)
}

/// Where this process lives. Container engines leave these files in every container.
fn place() -> Place {
    let is_container = ["/.dockerenv", "/run/.containerenv"]
        .iter()
        .any(|file| Path::new(file).exists());
    if is_container { Place::Container } else { Place::Machine }
}

/// Tries every address, as a caller does.
async fn connect(client: &Client, address: &Address, found: &[SocketAddr], place: Place) -> Vec<Step> {
    let mut failed = Vec::new();
    for one in found {
        match client.reach(*one).await {
            Reached::Yes => {
                let mut steps = vec![Step::works(format!("{one} accepts connections"))];
                steps.extend(advice::of_localhost(address, place));
                if let Some((other, reached)) = failed.first() {
                    steps.push(advice::of_half(*other, reached, *one));
                }
                return steps;
            }
            reached @ (Reached::Refused | Reached::TimedOut | Reached::Unreachable(_)) => failed.push((*one, reached)),
        }
    }
    failed
        .iter()
        .take(1)
        .map(|(one, reached)| advice::of_connection(address, *one, reached, place))
        .collect()
}

/// Sends a webhook and looks at the answer.
async fn post(
    client: &Client,
    url: &str,
    way: &WayArguments,
    address: &Address,
    place: Place,
) -> anyhow::Result<Vec<Step>> {
    let Sample { delivery, body } = sample(Event::Enrichment).await?;
    let exchange = client
        .deliver(&target(url, way), Event::Enrichment, &body.to_string(), delivery)
        .await;
    if let Some(problem) = &exchange.problem {
        return Ok(vec![Step::fails(
            problem.to_string(),
            advice::of_exchange(problem, address, place),
        )]);
    }
    let mut steps = Vec::new();
    if address.is_https {
        steps.push(Step::works("its TLS certificate is trusted and names this host"));
    }
    steps.push(answer(&exchange, way.secret.is_some()));
    let duration = Duration::from_millis(exchange.duration_ms);
    steps.extend(advice::of_duration(duration, way.timeout));
    Ok(steps)
}

fn answer(exchange: &Exchange, has_secret: bool) -> Step {
    let status = exchange.status.unwrap_or_default();
    let sent = format!(
        "a sample {} was answered {status} after {} ms",
        Event::Enrichment,
        exchange.duration_ms
    );
    if (200..300).contains(&status) {
        return Step::works(sent);
    }
    let mut advice = advice::of_status(status, exchange.error.as_deref(), has_secret);
    let said = exchange.response_body.trim();
    if !said.is_empty() {
        advice.push(format!(
            "It said: {}",
            printable(said).chars().take(300).collect::<String>()
        ));
    }
    Step::fails(sent, advice)
}

fn printed(addresses: &[SocketAddr]) -> String {
    let addresses: Vec<String> = addresses.iter().map(|address| address.ip().to_string()).collect();
    addresses.join(", ")
}
