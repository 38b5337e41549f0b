//! What the contract allows in a webhook.

use std::sync::LazyLock;

use serde_json::Value;

use crate::domain::webhook::Event;
use crate::wire::json_schema::{self, embedded};

pub use crate::wire::json_schema::Violation;

static ENRICHMENT: LazyLock<Value> = LazyLock::new(|| {
    embedded(include_str!(
        "../../fixtures/contract/schemas/webhook_enrichment.schema.json"
    ))
});
static UPLOAD: LazyLock<Value> = LazyLock::new(|| {
    embedded(include_str!(
        "../../fixtures/contract/schemas/webhook_upload_completion.schema.json"
    ))
});

fn schema(event: Event) -> &'static Value {
    match event {
        Event::Enrichment => &ENRICHMENT,
        Event::UploadCompletion | Event::Expiry => &UPLOAD,
    }
}

/// Everything in the body of this event that the contract forbids.
pub fn violations(event: Event, body: &Value) -> Vec<Violation> {
    json_schema::violations(schema(event), body)
}

/// Whether the contract names a field for this path; numbers in it are places in lists.
pub fn is_documented(event: Event, path: &[&str]) -> bool {
    json_schema::names(schema(event), path)
}
