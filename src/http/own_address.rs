//! The server's own address as the client sees it.

use axum::http::HeaderMap;
use axum::http::header::HOST;

use crate::http::Presentation;

/// Scheme and host, without a slash at the end: what was configured, else what a proxy says, else the request's Host.
///
/// A Host that is none (spaces, quotes, slashes) is not repeated; it counts as absent.
pub(super) fn own_address(presentation: &Presentation, headers: &HeaderMap) -> String {
    if let Some(url) = &presentation.public_url {
        return url.trim_end_matches('/').to_owned();
    }
    let header = |name: &str| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split(',').next())
            .map(str::trim)
    };
    let host = header("x-forwarded-host")
        .filter(|host| is_host(host))
        .or_else(|| header(HOST.as_str()).filter(|host| is_host(host)));
    let scheme = header("x-forwarded-proto")
        .filter(|scheme| matches!(*scheme, "http" | "https"))
        .unwrap_or("http");
    format!("{scheme}://{}", host.unwrap_or("localhost:8080"))
}

fn is_host(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 255
        && text
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || ".-:[]_".contains(character))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(headers: &[(&'static str, &'static str)], public_url: Option<&str>) -> String {
        let presentation = Presentation {
            public_url: public_url.map(str::to_owned),
            ..Presentation::default()
        };
        let headers = headers
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect();
        own_address(&presentation, &headers)
    }

    #[test]
    fn the_address_follows_from_the_request_unless_it_is_configured() {
        assert_eq!(address(&[("host", "localhost:9")], None), "http://localhost:9");
        assert_eq!(
            address(
                &[
                    ("host", "a"),
                    ("x-forwarded-host", "lender.test, b"),
                    ("x-forwarded-proto", "https")
                ],
                None
            ),
            "https://lender.test"
        );
        assert_eq!(
            address(&[("host", "a")], Some("https://emulator.test/")),
            "https://emulator.test"
        );
        assert_eq!(address(&[("host", "evil\"><script>")], None), "http://localhost:8080");
    }
}
