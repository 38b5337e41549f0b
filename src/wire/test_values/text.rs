//! The table of test values as README shows it.

use std::fmt::Write;

use crate::domain::client_kind::ClientKind;
use crate::domain::endpoint::Endpoint;
use crate::domain::journey::{OTP, PASSWORD, TEST_LOGINS};
use crate::wire::journey::outcome_of;
use crate::wire::test_values::{Kind, TestValue, all};

/// README's tables, in Markdown.
pub fn markdown() -> String {
    let mut text = String::new();
    let headings = [
        (Kind::Account, "Accounts"),
        (Kind::Statement, "Statements"),
        (Kind::Pdf, "Messages of `get_pdfs`"),
        (Kind::Pace, "Pace"),
        (Kind::Webhook, "Webhooks"),
        (Kind::Fault, "Faults; `CALL.TOKEN` for one call alone"),
    ];
    for (kind, heading) in headings {
        let _ = writeln!(text, "| {heading} | |\n|---|---|");
        for value in of_kind(kind) {
            let _ = writeln!(text, "| `{}` | {} |", value.token, value.meaning);
        }
        text.push('\n');
    }
    let _ = writeln!(
        text,
        "| Refusals; `CALL.TOKEN` for one call alone | calls | |\n|---|---|---|"
    );
    for value in of_kind(Kind::Refusal) {
        let _ = writeln!(
            text,
            "| `{}` | {} | {} |",
            value.token,
            calls(&value.endpoints),
            value.meaning
        );
    }
    let _ = writeln!(text, "\n| An `api_key` beginning with | |\n|---|---|");
    for kind in ClientKind::ALL {
        let _ = writeln!(text, "| `{}` | {} |", kind.name(), kind.meaning());
    }
    let _ = writeln!(
        text,
        "\n| A borrower's mobile number, or net-banking user with the password `{PASSWORD}`; the OTP is `{OTP}` | |\n|---|---|"
    );
    for login in &TEST_LOGINS {
        let code = outcome_of(login).map(|code| format!(": `{code}`")).unwrap_or_default();
        let _ = writeln!(text, "| `{}` | {}{code} |", login.login, login.twist.meaning());
    }
    text
}

/// The rows without those that are the same for one call alone.
fn of_kind(kind: Kind) -> impl Iterator<Item = &'static TestValue> {
    let is_for_one = |value: &&TestValue| {
        let call = value.token.split_once('.').map(|(call, _)| call);
        call.is_some_and(|call| Endpoint::named(call).is_some())
    };
    all()
        .iter()
        .filter(move |value| value.kind == kind && !is_for_one(value))
}

fn calls(endpoints: &[Endpoint]) -> String {
    let names: Vec<&str> = endpoints.iter().map(|endpoint| endpoint.name()).collect();
    match names.len() {
        0..=4 => names.join(", "),
        count => format!("{count} calls, {} among them", names[..2].join(" and ")),
    }
}
