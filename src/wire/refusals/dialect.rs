//! A refusal as a client with these settings is told it: where the vendor's sources differ, or a team wants another status.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::domain::endpoint::Endpoint;
use crate::domain::refusal::Refusal;
use crate::domain::settings::{MessageQuotes, Settings, UnknownUploadSession};
use crate::domain::suggestion::nearest;
use crate::wire::refusals::{Wording, reasons, wording};

/// How this call tells this refusal to a client with these settings. Source: conflicts C01, C03, C10.
pub fn told(settings: &Settings, endpoint: Endpoint, refusal: &Refusal) -> Wording {
    let is_unknown_upload = endpoint == Endpoint::UploadStatement && matches!(refusal, Refusal::SessionUnknown { .. });
    let mut told = if is_unknown_upload && settings.unknown_upload_session == UnknownUploadSession::Expired {
        wording(endpoint, &Refusal::SessionExpired)
    } else {
        wording(endpoint, refusal)
    };
    told.message = quoted(told.message, settings.message_quotes, endpoint, refusal);
    if settings.error_status.is_empty() {
        return told;
    }
    let of_call = settings.error_status.get(&format!("{}.{}", endpoint.name(), told.code));
    match of_call.or_else(|| settings.error_status.get(told.code)).copied() {
        Some(status) => told.with_status(status),
        None => told,
    }
}

fn quoted(
    message: Cow<'static, str>,
    quotes: MessageQuotes,
    endpoint: Endpoint,
    refusal: &Refusal,
) -> Cow<'static, str> {
    let is_creation = matches!(endpoint, Endpoint::CreateSession | Endpoint::CreateSessionV2);
    match quotes {
        MessageQuotes::Restored => message,
        MessageQuotes::Literal if has_lost_its_quote(endpoint, refusal) => message
            .strip_prefix('\'')
            .map(str::to_owned)
            .map_or(message, Cow::Owned),
        MessageQuotes::Literal => message,
        // "can't" has no name in it; 2026 writes it out.
        MessageQuotes::Backticks if is_creation => message.replace("can't", "cannot").replace('\'', "`").into(),
        MessageQuotes::Backticks => message,
    }
}

/// The five texts of the seed that begin with a name whose opening quote is missing. Source: conflicts C10.
fn has_lost_its_quote(endpoint: Endpoint, refusal: &Refusal) -> bool {
    let is_of_session = matches!(
        refusal,
        Refusal::DateOrder | Refusal::DatesMissing | Refusal::BankRequiredWithMode | Refusal::MaxDateOrder
    );
    (endpoint == Endpoint::CreateSession && is_of_session) || *refusal == Refusal::InvalidAccountCategory
}

/// What is wrong with the names in `error_status`.
///
/// # Errors
/// The first name that is none, with what was probably meant.
pub fn check_statuses(settings: &Settings) -> Result<(), String> {
    let codes_of = |endpoint: Endpoint| {
        let reasons = reasons::reasons(endpoint).into_iter();
        reasons.map(move |reason| wording(endpoint, &reason.refusal).code)
    };
    for name in settings.error_status.keys() {
        let (endpoint, code) = match name.split_once('.') {
            None => (None, name.as_str()),
            Some((call, code)) => {
                let endpoint = Endpoint::named(call).ok_or_else(|| {
                    let near = nearest(call, Endpoint::ALL.map(Endpoint::name));
                    unknown(&format!("error_status: no call is named `{call}`"), near)
                })?;
                (Some(endpoint), code)
            }
        };
        let endpoints = endpoint.map_or(Endpoint::ALL.to_vec(), |endpoint| vec![endpoint]);
        let codes: BTreeSet<&str> = endpoints.into_iter().flat_map(codes_of).collect();
        if !codes.contains(code) {
            let of_call = endpoint
                .map(|endpoint| format!(" of {}", endpoint.name()))
                .unwrap_or_default();
            let near = nearest(code, codes);
            return Err(unknown(&format!("error_status: `{code}` is no error{of_call}"), near));
        }
    }
    Ok(())
}

fn unknown(what: &str, near: Option<&str>) -> String {
    match near {
        Some(near) => format!("{what} (did you mean `{near}`?)"),
        None => what.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(quotes: MessageQuotes, endpoint: Endpoint, refusal: &Refusal) -> String {
        let settings = Settings {
            message_quotes: quotes,
            ..Settings::default()
        };
        told(&settings, endpoint, refusal).message.into_owned()
    }

    #[test]
    fn five_texts_lose_a_quote_and_no_other() {
        let mut lost = Vec::new();
        for endpoint in Endpoint::ALL {
            for reason in reasons::reasons(endpoint) {
                let (literal, restored) = (
                    with(MessageQuotes::Literal, endpoint, &reason.refusal),
                    with(MessageQuotes::Restored, endpoint, &reason.refusal),
                );
                if literal != restored {
                    assert_eq!(format!("'{literal}"), restored);
                    lost.push(reason.name);
                }
            }
        }
        let expected = [
            "INVALID_DATE_RANGE",
            "MISSING_DATE_FIELD",
            "MISSING_BANK_NAME",
            "INVALID_DATE_RANGE.max_dates",
            "INVALID_ACCOUNT_CATEGORY",
        ];
        assert_eq!(lost, expected);
    }

    #[test]
    fn backticks_stand_in_the_texts_of_sessions_alone() {
        let told = with(MessageQuotes::Backticks, Endpoint::CreateSession, &Refusal::DateOrder);
        assert_eq!(told, "`from_date` cannot be greater or equal to `to_date`.");
        let told = with(
            MessageQuotes::Backticks,
            Endpoint::UploadStatement,
            &Refusal::InvalidAccountCategory,
        );
        assert!(told.starts_with("'account_category'"));
    }

    #[test]
    fn a_status_for_one_call_goes_before_one_for_all() {
        let mut settings = Settings::default();
        settings.error_status.insert("SESSION_DELETED".to_owned(), 404);
        settings.error_status.insert("progress.SESSION_DELETED".to_owned(), 500);
        assert_eq!(check_statuses(&settings), Ok(()));
        let status = |endpoint| told(&settings, endpoint, &Refusal::SessionDeleted).status;
        assert_eq!((status(Endpoint::Insights), status(Endpoint::Progress)), (404, 500));
        settings.error_status.insert("SESSION_DELETD".to_owned(), 404);
        assert!(
            check_statuses(&settings)
                .unwrap_err()
                .contains("did you mean `SESSION_DELETED`")
        );
    }
}
