//! A play as a page for people.

use std::fmt::Write;

use serde_json::Value;

use crate::emulator::scenario::{Exchange, Failure, Mark, Played, Told};

/// Lines of a body that are shown.
const BODY_LINES_MAX: usize = 10;

/// How a play is told.
pub(super) struct Page {
    /// Colours, for terminals alone.
    pub(super) has_colours: bool,
    /// Every call too.
    pub(super) is_verbose: bool,
}

/// Codes of a terminal.
#[derive(Clone, Copy)]
enum Style {
    Bold,
    Dim,
    Green,
    Red,
    Cyan,
}

impl Page {
    /// The whole page.
    pub(super) fn told(&self, played: &Played, url: Option<&str>) -> String {
        let mut page = format!("{}\n{}\n\n", self.styled(Style::Bold, &played.name), played.summary);
        for line in &played.story {
            self.line(&mut page, line);
        }
        let count = |mark: Mark| played.story.iter().filter(|line| line.mark == mark).count();
        let place = match url {
            Some(url) => format!("world {} of {url}", played.world),
            None => "an emulator inside this command".to_owned(),
        };
        if played.is_ok() {
            let good = self.styled(Style::Green, "Everything as expected");
            let (steps, expectations) = (count(Mark::Well), count(Mark::Expected));
            let _ = writeln!(
                page,
                "\n{good}: {steps} steps, {expectations} expectations, in {place}."
            );
        } else {
            let count = played.failures.len();
            let what = if count == 1 {
                "One thing is"
            } else {
                "Several things are"
            };
            let bad = self.styled(Style::Red, &format!("{what} not as expected"));
            let _ = writeln!(page, "\n{bad}, in {place}:\n");
            played
                .failures
                .iter()
                .for_each(|failure| self.failure(&mut page, failure));
        }
        page
    }

    fn line(&self, page: &mut String, line: &Told) {
        // Writing into a String cannot fail, here and below.
        let gap = if page.ends_with("\n\n") { "" } else { "\n" };
        let _ = match line.mark {
            Mark::Story => writeln!(page, "{gap}{}", self.styled(Style::Bold, &line.text)),
            Mark::Well => writeln!(page, "  {} {}", self.styled(Style::Green, "✓"), line.text),
            Mark::Expected => writeln!(
                page,
                "    {} {}",
                self.styled(Style::Green, "="),
                self.styled(Style::Dim, &line.text)
            ),
            Mark::Failed => writeln!(page, "  {} {}", self.styled(Style::Red, "✗"), line.text),
        };
        if self.is_verbose {
            line.exchanges.iter().for_each(|exchange| self.exchange(page, exchange));
        }
    }

    fn exchange(&self, page: &mut String, exchange: &Exchange) {
        let call = format!("{} {}", exchange.method, exchange.path);
        let _ = writeln!(page, "      {}", self.styled(Style::Cyan, &call));
        if let Some(sent) = &exchange.sent {
            let _ = writeln!(page, "        {sent}");
        }
        let status = exchange
            .status
            .map_or("no answer".to_owned(), |status| status.to_string());
        let _ = writeln!(page, "      {status}");
        for line in shown(&exchange.answered) {
            let _ = writeln!(page, "        {}", self.styled(Style::Dim, &line));
        }
    }

    fn failure(&self, page: &mut String, failure: &Failure) {
        let place = self.styled(Style::Bold, &failure.place());
        let _ = writeln!(page, "{place}: {}", failure.what);
        match &failure.expected {
            Some(expected) => {
                let _ = writeln!(page, "    expected  {}", self.styled(Style::Green, expected));
                let _ = writeln!(page, "    got       {}", self.styled(Style::Red, &failure.got));
            }
            None => {
                let _ = writeln!(page, "    {}", self.styled(Style::Red, &failure.got));
            }
        }
        for hint in &failure.hints {
            let _ = writeln!(page, "    hint      {hint}");
        }
        page.push('\n');
    }

    fn styled(&self, style: Style, text: &str) -> String {
        let code = match style {
            Style::Bold => "1",
            Style::Dim => "2",
            Style::Green => "32",
            Style::Red => "31",
            Style::Cyan => "36",
        };
        if self.has_colours {
            format!("\x1b[{code}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }
}

/// The first lines of a body.
fn shown(answered: &str) -> Vec<String> {
    let pretty = match serde_json::from_str::<Value>(answered) {
        Ok(body) => serde_json::to_string_pretty(&body).unwrap_or_default(),
        Err(_) => answered.to_owned(),
    };
    let left_out = pretty.lines().count().saturating_sub(BODY_LINES_MAX);
    let mut lines: Vec<String> = pretty.lines().take(BODY_LINES_MAX).map(str::to_owned).collect();
    if left_out > 0 {
        lines.push(format!("… {left_out} more lines"));
    }
    lines
}
