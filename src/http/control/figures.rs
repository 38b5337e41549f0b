//! Why a figure is what it is.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use serde::Deserialize;
use serde_json::Value;

use crate::domain::period::Month;
use crate::emulator::{Emulator, ExplainProblem, FigureAsked};
use crate::http::control::{ControlError, ControlResult, OfWorld, sessions};
use crate::http::work;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    /// Read by [`OfWorld`].
    #[serde(rename = "world")]
    _world: Option<String>,
    /// `monthly_analysis.amt_upi_debit`, `predictors.credits_0`.
    figure: String,
    /// `Jan-2026`; needed for monthly figures.
    month: Option<String>,
    /// An account's id, or `aggregate`; needed where there are several accounts.
    account_id: Option<String>,
}

pub(super) async fn explain(
    OfWorld(world): OfWorld,
    State(emulator): State<Arc<Emulator>>,
    Path(id): Path<String>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> ControlResult<Json<Value>> {
    let Query(asked) = asked.map_err(|error| {
        ControlError::bad_request(format!(
            "give figure=monthly_analysis.FIELD&month=Jan-2026 or figure=predictors.FIELD: {}",
            error.body_text()
        ))
    })?;
    let month = asked.month.as_deref().map(|text| {
        Month::parse(text)
            .ok_or_else(|| ControlError::bad_request(format!("month: `{text}` is not written as Jan-2026")))
    });
    let asked = FigureAsked {
        figure: asked.figure,
        month: month.transpose()?,
        account_id: asked.account_id,
    };
    match work::done(move || emulator.explain(&world, &id, &asked)).await {
        Ok(explained) => Ok(Json(explained)),
        Err(ExplainProblem::Refused(refusal)) => Err(sessions::refused(&refusal)),
        Err(problem) if problem.is_wrong_question() => Err(ControlError::bad_request(problem.to_string())),
        Err(problem) => Err(ControlError::not_found(problem.to_string())),
    }
}
