//! The emulated API, one file per noun. Nothing of ours is visible here but what the contract leaves open.

mod catalogue;
mod consent;
mod figures;
mod processing;
mod session;
mod statement;
mod webhook;

use axum::Router;
use axum::extract::OriginalUri;
use axum::http::{Method, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, delete, get, post};

use crate::domain::endpoint::Endpoint;
use crate::domain::refusal::Refusal;
use crate::http::Context;
use crate::http::error::ApiError;

/// Routes under `/bank-connect`. Trailing slashes are cut before routing, so that none is ever a redirect.
pub(super) fn router() -> Router<Context> {
    let one_session = Router::new()
        .route("/initiate_processing", post(processing::initiate))
        .route("/progress", get(processing::progress))
        .route("/session_status", get(processing::status))
        .route("/get_pdfs", get(statement::get_pdfs))
        .route("/session_upload_status", get(session::upload_status))
        .route("/upload_status", get(session::upload_status))
        .route("/delete", delete(session::delete))
        .route("/xlsx_report", get(figures::figures))
        .route("/identity", get(figures::figures))
        .route("/transactions", get(figures::figures))
        .route("/predictors", get(figures::figures))
        .route("/eod_balances", get(figures::figures))
        .route("/monthly_analysis_updated", get(figures::figures))
        .route("/monthly_analysis", get(figures::figures))
        .route("/recurring_transactions", get(figures::figures))
        .route("/insights", get(figures::figures))
        .route("/{later}", any(later));
    Router::new()
        .route("/v1/session", post(session::create))
        .route("/v2/session", post(session::create_v2))
        .route("/v1/statement/upload_session", post(statement::upload_statement))
        .route("/v1/session_data/update_webhook", post(webhook::update))
        .route("/v1/session_data/webhook_payloads", get(webhook::payloads))
        .nest("/v1/session_data/{session_id}", one_session)
        .route("/v1/banks/catalogue", get(catalogue::catalogue))
        .route(
            "/v1/account_aggregator/get_recurring_consent_details",
            post(consent::details),
        )
        .route("/v1/account_aggregator/fetch_recurring_aa_data", post(consent::fetch))
        .route("/v1/entity/{*rest}", any(older_flow))
        .route("/v1/entity", any(older_flow))
        .route("/v1/statement/upload", any(older_flow))
        .route("/v1/statement/upload_base64", any(older_flow))
        .route("/v1/statement/bankless_upload", any(older_flow))
        .route("/v1/statement/bankless_upload_base64", any(older_flow))
        .route("/v1/net_banking_health", any(older_flow))
        .method_not_allowed_fallback(method_not_allowed)
        .fallback(super::not_found)
        .layer(super::cors())
}

/// Documented calls that the emulator does not imitate yet. What is documented nowhere is unknown.
async fn later(OriginalUri(uri): OriginalUri) -> Response {
    let path = uri.path().trim_end_matches('/');
    let name = path.rsplit('/').next().unwrap_or_default();
    let is_documented = name == "monthly_analysis"
        || Endpoint::ALL.iter().any(|endpoint| {
            let route = endpoint.route().1.trim_end_matches('/');
            match route.split_once("{session_id}/") {
                Some((_, of_session)) => path.contains("/session_data/") && of_session == name,
                None => path.ends_with(route),
            }
        });
    if is_documented {
        not_imitated(path)
    } else {
        super::not_found(OriginalUri(uri)).await
    }
}

/// The flow before sessions, which the contract names and this emulator leaves out.
async fn older_flow(OriginalUri(uri): OriginalUri) -> Response {
    not_imitated(&format!("{} of the older entity flow", uri.path()))
}

fn not_imitated(part: &str) -> Response {
    ApiError::new(Endpoint::SessionStatus, Refusal::NotImitated { part: part.to_owned() }).into_response()
}

/// A path that exists, with another method. Source: contract, `METHOD_NOT_ALLOWED` of the Session API; elsewhere inferred.
async fn method_not_allowed(method: Method, uri: Uri) -> Response {
    // Uploads have an envelope of their own.
    let endpoint = match uri.path().trim_end_matches('/') {
        path if path.ends_with("/statement/upload_session") => Endpoint::UploadStatement,
        path if path.ends_with("/v2/session") => Endpoint::CreateSessionV2,
        _ => Endpoint::CreateSession,
    };
    ApiError::new(
        endpoint,
        Refusal::MethodNotAllowed {
            method: method.to_string(),
        },
    )
    .into_response()
}
