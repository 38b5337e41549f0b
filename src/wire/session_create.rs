//! What creating a session answers.

use serde::Serialize;

use crate::domain::ids::{IdSource, SessionId};
use crate::domain::session::Session;
use crate::domain::session_request::ApiVersion;
use crate::domain::settings::{RedirectForm, Settings};

/// A session and its hosted page. Source: contract, `session_create.schema.json`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct SessionCreated {
    session_id: SessionId,
    redirect_url: String,
}

impl SessionCreated {
    /// The answer. `base_url` is where the hosted page is served, with or without a slash at its end.
    ///
    /// The form follows the settings (conflicts C11); the second version of the call adds a token.
    pub fn of(session: &Session, ids: &IdSource, settings: &Settings, base_url: &str) -> Self {
        let (base, id) = (base_url.trim_end_matches('/'), session.id);
        let mut redirect_url = match settings.redirect_form {
            RedirectForm::Query => format!("{base}/?session_id={id}"),
            RedirectForm::Path => format!("{base}/session_id={id}"),
        };
        match session.request.version {
            ApiVersion::V1 => {}
            ApiVersion::V2 => {
                redirect_url.push_str("&token=");
                redirect_url.push_str(&ids.journey_token(id));
            }
        }
        SessionCreated {
            session_id: id,
            redirect_url,
        }
    }
}
