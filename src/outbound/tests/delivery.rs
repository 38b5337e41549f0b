//! Webhooks.

use super::receiver::{Behaviour, Receiver, answer, deserted_address};
use super::{IMPOSSIBLE_NAME, client, client_within, impatient_client, narrowed_client};
use crate::domain::ids::{DeliveryId, IdSource};
use crate::domain::webhook::{Event, WebhookMode, WebhookTarget};
use crate::outbound::{Client, Exchange, Limits};

const BODY: &str = r#"{"session_id":"s-1","event_name":"ENRICHMENT_NOTIFICATION"}"#;

fn delivery_id() -> DeliveryId {
    let ids = IdSource::new(1, "test");
    ids.delivery(ids.session("cust-1", 0), 0)
}

fn target(url: &str, secret: Option<&str>) -> WebhookTarget {
    WebhookTarget {
        url: url.to_owned(),
        mode: WebhookMode::ALL,
        secret: secret.map(str::to_owned),
    }
}

async fn deliver(client: &Client, url: &str) -> Exchange {
    client
        .deliver(&target(url, None), Event::Enrichment, BODY, delivery_id())
        .await
}

/// What the client makes of a receiver that does this.
async fn delivered_to(client: &Client, behaviour: Behaviour) -> Exchange {
    let receiver = Receiver::start(behaviour).await;
    deliver(client, &receiver.url("/hook")).await
}

#[track_caller]
fn assert_failed(exchange: &Exchange, words: &str) {
    assert_eq!(exchange.status, None, "{exchange:?}");
    assert_says(exchange, words);
}

#[track_caller]
fn assert_says(exchange: &Exchange, words: &str) {
    let error = exchange.error.as_deref().unwrap_or_default();
    assert!(error.contains(words), "`{error}` does not say `{words}`");
}

#[tokio::test]
async fn a_webhook_arrives_as_it_was_written() {
    let mut receiver = Receiver::answering("200 OK", "", "taken").await;
    let exchange = deliver(&client(), &receiver.url("/hook?a=b")).await;

    assert_eq!(
        (exchange.status, exchange.response_body.as_str(), &exchange.error),
        (Some(200), "taken", &None)
    );
    let requests = receiver.requests();
    let (head, body) = requests[0].split_once("\r\n\r\n").unwrap();
    assert_eq!((requests.len(), body), (1, BODY));
    let mut lines = head.lines();
    assert_eq!(lines.next(), Some("POST /hook?a=b HTTP/1.1"));
    let mut sent: Vec<&str> = lines.collect();
    let mut shown: Vec<String> = exchange
        .request_headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    sent.sort_unstable();
    shown.sort_unstable();
    assert_eq!(sent, shown, "people are shown exactly the headers that were sent");
    assert!(sent.contains(&"content-type: application/json"));
    assert!(sent.contains(&format!("user-agent: bankconnect-emulator/{}", env!("CARGO_PKG_VERSION")).as_str()));
}

#[tokio::test]
async fn the_secret_is_sent_and_never_shown() {
    let mut receiver = Receiver::answering("200 OK", "", "").await;
    let url = receiver.url("/").replace("http://", "http://user:hidden@");
    let exchange = client()
        .deliver(&target(&url, Some("s3cret ü")), Event::Expiry, BODY, delivery_id())
        .await;

    let request = receiver.requests().remove(0);
    assert!(request.contains("x-secret-key: s3cret ü\r\n"), "{request}");
    assert!(request.contains("authorization: Basic "), "{request}");
    let shown = |wanted: &str| {
        exchange
            .request_headers
            .iter()
            .find(|(name, _)| name == wanted)
            .map(|(_, value)| value.as_str())
    };
    assert_eq!(
        (shown("x-secret-key"), shown("authorization")),
        (Some("***"), Some("***"))
    );
    assert!(!format!("{exchange:?}").contains("hidden"));
}

#[tokio::test]
async fn a_secret_that_no_header_can_carry_is_not_sent() {
    let mut receiver = Receiver::answering("200 OK", "", "").await;
    let target = target(&receiver.url("/"), Some("two\r\nlines: yes"));
    let exchange = client().deliver(&target, Event::Enrichment, BODY, delivery_id()).await;
    assert_failed(&exchange, "secret cannot be sent");
    assert_eq!(receiver.requests(), Vec::<String>::new());
}

#[tokio::test]
async fn any_status_is_an_answer() {
    let receiver = Receiver::answering("500 Internal Server Error", "", "oh no").await;
    let exchange = deliver(&client(), &receiver.url("/hook")).await;
    assert_eq!(
        (exchange.status, exchange.response_body.as_str(), &exchange.error),
        (Some(500), "oh no", &None)
    );
    let attempt = exchange.attempt("2026-01-15T10:00:00Z".parse().unwrap());
    assert!(!attempt.is_success());
}

#[tokio::test]
async fn a_redirect_is_reported_and_not_followed() {
    let mut elsewhere = Receiver::answering("200 OK", "", "").await;
    for status in [
        "301 Moved Permanently",
        "302 Found",
        "307 Temporary Redirect",
        "308 Permanent Redirect",
    ] {
        let headers = format!("location: {}\r\n", elsewhere.url("/new"));
        let receiver = Receiver::answering(status, &headers, "").await;
        let exchange = deliver(&client(), &receiver.url("/hook")).await;
        assert_eq!(
            exchange.status.map(|status| status.to_string()).as_deref(),
            status.get(..3)
        );
        assert_says(&exchange, &format!("redirected to {}", elsewhere.url("/new")));
    }
    assert_eq!(elsewhere.requests(), Vec::<String>::new());
}

#[tokio::test]
async fn of_an_endless_answer_only_the_beginning_is_kept() {
    let client = client_within(Limits {
        answer_size_bytes_max: 1_000,
        ..Limits::default()
    });
    let endless = Behaviour::Stream("HTTP/1.1 200 OK\r\n\r\n".to_owned(), "x".repeat(300));
    let exchange = delivered_to(&client, endless).await;
    assert_eq!(
        (exchange.status, exchange.response_body, exchange.error),
        (Some(200), "x".repeat(1_000), None)
    );
}

#[tokio::test]
async fn a_receiver_that_never_answers_is_given_up() {
    let exchange = delivered_to(&impatient_client(), Behaviour::HangAfter(String::new())).await;
    assert_failed(&exchange, "timed out: no complete answer from 127.0.0.1:");
    assert_says(&exchange, "within 1000 ms");
}

#[tokio::test]
async fn a_receiver_that_never_ends_its_headers_is_given_up() {
    let behaviour = Behaviour::HangAfter("HTTP/1.1 200 OK\r\nx-slow: ".to_owned());
    assert_failed(&delivered_to(&impatient_client(), behaviour).await, "timed out");
}

#[tokio::test]
async fn a_status_counts_even_if_its_body_never_ends() {
    let behaviour = Behaviour::HangAfter("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf".to_owned());
    let exchange = delivered_to(&impatient_client(), behaviour).await;
    assert_eq!((exchange.status, exchange.response_body.as_str()), (Some(200), "half"));
    assert_says(&exchange, "timed out");
}

#[tokio::test]
async fn a_receiver_that_hangs_up_is_said_to_have_done_so() {
    for behaviour in [
        Behaviour::Answer(String::new()),
        Behaviour::Answer("HTTP/1.1 200 OK\r\ncontent-".to_owned()),
        Behaviour::ResetAfter(String::new()),
    ] {
        assert_failed(
            &delivered_to(&client(), behaviour).await,
            "closed the connection before its answer was complete",
        );
    }
    let exchange = delivered_to(
        &client(),
        Behaviour::Answer("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf".to_owned()),
    )
    .await;
    assert_eq!((exchange.status, exchange.response_body.as_str()), (Some(200), "half"));
    assert_says(&exchange, "closed the connection before its answer was complete");
}

#[tokio::test]
async fn a_huge_header_is_not_read_to_its_end() {
    let huge = Behaviour::Stream("HTTP/1.1 200 OK\r\nx-huge: ".to_owned(), "x".repeat(10_000));
    assert_failed(
        &delivered_to(&client(), huge).await,
        "headers of the answer from 127.0.0.1:",
    );
    let many = Behaviour::Answer(answer("200 OK", &"x-many: 1\r\n".repeat(10_000), ""));
    assert_failed(&delivered_to(&client(), many).await, "are too long");
}

#[tokio::test]
async fn what_is_not_http_is_called_so() {
    let exchange = delivered_to(&client(), Behaviour::Answer("SSH-2.0-OpenSSH_9.9\r\n\r\n".to_owned())).await;
    assert_failed(&exchange, "did not answer in HTTP/1.1");
}

#[tokio::test]
async fn a_port_on_which_nobody_listens_is_called_so() {
    let (_held, address) = deserted_address();
    let exchange = deliver(&client(), &format!("http://{address}/")).await;
    assert_failed(&exchange, &format!("connection refused by {address}"));
    assert!(
        !exchange.request_headers.is_empty(),
        "what would have been sent is shown"
    );
}

#[tokio::test]
async fn a_name_that_does_not_resolve_is_called_so() {
    let exchange = deliver(&client(), &format!("http://{IMPOSSIBLE_NAME}/")).await;
    assert_failed(&exchange, &format!("{IMPOSSIBLE_NAME} cannot be resolved"));
}

#[tokio::test]
async fn what_is_no_web_address_is_called_so() {
    let failed = async |url| deliver(&client(), url).await;
    assert_failed(&failed("example.com/hook").await, "the URL cannot be read");
    assert_failed(&failed("http://").await, "the URL cannot be read");
    assert_failed(&failed("ftp://example.com/").await, "ftp:// is not supported");
    assert_failed(&failed("file:///etc/passwd").await, "file:// is not supported");
}

#[tokio::test]
async fn an_allow_list_narrows_addresses_and_the_names_that_lead_to_them() {
    let mut receiver = Receiver::answering("200 OK", "", "").await;
    let by_name = format!("http://localhost:{}/", receiver.address.port());
    for allowed in ["127.0.0.0/8", "localhost"] {
        assert_eq!(
            deliver(&narrowed_client(&[allowed]), &by_name).await.status,
            Some(200),
            "{allowed}"
        );
    }
    assert_eq!(
        deliver(&narrowed_client(&["127.0.0.1"]), &receiver.url("/"))
            .await
            .status,
        Some(200)
    );
    assert_eq!(receiver.requests().len(), 3);

    for allowed in ["10.0.0.0/8", "hooks.example.com"] {
        let client = narrowed_client(&[allowed]);
        assert_failed(
            &deliver(&client, &by_name).await,
            "localhost is not on the list of --outbound-allow",
        );
        assert_failed(
            &deliver(&client, &receiver.url("/")).await,
            "127.0.0.1 is not on the list of --outbound-allow",
        );
    }
    assert_eq!(receiver.requests().len(), 0);
}
