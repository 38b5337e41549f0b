//! The catalogue of banks.

use axum::Json;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};

use crate::http::Context;
use crate::http::caller::Caller;
use crate::http::own_address::own_address;
use crate::wire::catalogue::Catalogue;

pub(super) async fn catalogue(caller: Caller, State(context): State<Context>, request: Request) -> Response {
    let address = own_address(&context.presentation, request.headers());
    Json(Catalogue::of(&caller.world.settings(), &address)).into_response()
}
