//! What the hosted page shows of a session, worked out without a server: days and months in words, what is told to the lender's page, where
//! it leads in the end.

mod banks;
mod events;
mod months;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use url::Url;

use crate::domain::indian_time;
use crate::domain::period::{Month, Period};
use crate::domain::session::Session;

pub use banks::{BankShown, POPULAR, bank_shown, banks, initials, tint};
pub use events::{bank_selected, manual, of_file, of_steps, of_trial, of_way_end};
pub use months::{AccountShown, MonthShown, accounts_shown, missing_words, month_list};

/// `1 Oct 2025`.
pub fn day_text(day: NaiveDate) -> String {
    day.format("%-d %b %Y").to_string()
}

/// `1 Oct – 31 Dec 2025`; with both years where they differ.
pub fn period_text(period: Period) -> String {
    if period.from.year() == period.to.year() {
        format!("{} – {}", period.from.format("%-d %b"), day_text(period.to))
    } else {
        format!("{} – {}", day_text(period.from), day_text(period.to))
    }
}

/// `16 Jan 2026, 10:00`, in India.
pub fn time_text(instant: DateTime<Utc>) -> String {
    instant
        .with_timezone(&indian_time::ist())
        .format("%-d %b %Y, %H:%M")
        .to_string()
}

/// `Oct 2025`.
pub fn month_text(month: Month) -> String {
    month.first_day().format("%b %Y").to_string()
}

/// What the lender is called: nobody says, so by where its page leads. Inferred.
pub fn lender(session: &Session) -> String {
    let url = session
        .request
        .redirect_url
        .as_deref()
        .and_then(|url| Url::parse(url).ok());
    url.and_then(|url| url.host_str().map(str::to_owned))
        .unwrap_or_else(|| "your lender".to_owned())
}

/// Where the page leads when the borrower has handed everything in, or left. What the lender's URL asks already stays. Source: contract
/// `journey_events.csv`, channel `redirect`.
pub fn return_url(session: &Session, is_success: bool) -> Option<String> {
    let given = session.request.redirect_url.as_deref()?;
    let (head, fragment) = given
        .split_once('#')
        .map_or((given, None), |(head, rest)| (head, Some(rest)));
    let separator = match head.split_once('?') {
        None => "?",
        Some((_, query)) if query.is_empty() || query.ends_with('&') => "",
        Some(_) => "&",
    };
    let outcome = if is_success {
        format!("success=true&session_id={}", session.id)
    } else {
        "success=false".to_owned()
    };
    let fragment = fragment.map(|text| format!("#{text}")).unwrap_or_default();
    Some(format!("{head}{separator}{outcome}{fragment}"))
}

/// `15 MB`.
pub fn size_text(bytes: u64) -> String {
    if bytes >= 1 << 20 {
        format!("{} MB", bytes >> 20)
    } else {
        format!("{} kB", (bytes >> 10).max(1))
    }
}

#[cfg(test)]
mod tests;
