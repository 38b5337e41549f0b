//! Files.

use tokio::task::JoinSet;

use super::receiver::{Behaviour, Receiver, answer, deserted_address};
use super::{client, impatient_client, narrowed_client};
use crate::outbound::{Client, ExchangeProblem, FetchProblem};

/// What the client makes of a server that does this, for a file of at most 1,000 bytes.
async fn fetched_from(client: &Client, behaviour: Behaviour) -> Result<Vec<u8>, FetchProblem> {
    let server = Receiver::start(behaviour).await;
    client.fetch(&server.url("/statement.pdf"), 1_000).await
}

#[tokio::test]
async fn a_file_is_fetched_whole() {
    let mut server = Receiver::answering("200 OK", "", "%PDF-1.7").await;
    let file = client()
        .fetch(&format!(" {} ", server.url("/statement.pdf?sig=a%2Fb")), 1_000)
        .await;
    assert_eq!(file, Ok(b"%PDF-1.7".to_vec()));
    assert!(server.requests()[0].starts_with("GET /statement.pdf?sig=a%2Fb HTTP/1.1\r\n"));
}

#[tokio::test]
async fn a_file_may_be_as_long_as_allowed_and_no_longer() {
    let of_length = |length| Behaviour::Answer(answer("200 OK", "", &"x".repeat(length)));
    assert_eq!(fetched_from(&client(), of_length(1_000)).await.unwrap().len(), 1_000);
    let problem = fetched_from(&client(), of_length(1_001)).await.unwrap_err();
    assert!(
        matches!(
            problem,
            FetchProblem::TooLong {
                size_bytes_max: 1_000,
                ..
            }
        ),
        "{problem}"
    );
}

#[tokio::test]
async fn an_endless_file_is_given_up_at_the_limit() {
    let plain = Behaviour::Stream("HTTP/1.1 200 OK\r\n\r\n".to_owned(), "x".repeat(300));
    let chunked = Behaviour::Stream(
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_owned(),
        format!("12c\r\n{}\r\n", "x".repeat(300)),
    );
    for endless in [plain, chunked] {
        let problem = fetched_from(&client(), endless).await.unwrap_err();
        assert!(matches!(problem, FetchProblem::TooLong { .. }), "{problem}");
    }
}

#[tokio::test]
async fn a_redirect_is_refused_with_the_reason() {
    let server = Receiver::answering("302 Found", "location: /login\r\n", "").await;
    let problem = client().fetch(&server.url("/statement.pdf"), 1_000).await.unwrap_err();
    let words = format!(
        "{} redirects to /login: redirects are not followed, give the final address",
        server.address
    );
    assert_eq!(problem.to_string(), words);
}

#[tokio::test]
async fn only_200_brings_a_file() {
    for status in [201, 204, 206, 300, 304, 404, 500] {
        let behaviour = Behaviour::Answer(format!("HTTP/1.1 {status} So\r\ncontent-length: 0\r\n\r\n"));
        let problem = fetched_from(&client(), behaviour).await.unwrap_err();
        assert!(
            problem
                .to_string()
                .ends_with(&format!("answered {status} instead of 200")),
            "{problem}"
        );
    }
}

#[tokio::test]
async fn a_server_that_hangs_is_given_up() {
    let begun = [
        "",
        "HTTP/1.1 200 OK\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n%PDF",
    ];
    let mut fetches = JoinSet::new();
    for begun in begun {
        fetches.spawn(async { fetched_from(&impatient_client(), Behaviour::HangAfter(begun.to_owned())).await });
    }
    for outcome in fetches.join_all().await {
        let problem = outcome.unwrap_err();
        assert!(
            matches!(problem, FetchProblem::Exchange(ExchangeProblem::TimedOut { .. })),
            "{problem}"
        );
    }
}

#[tokio::test]
async fn half_a_file_is_no_file() {
    let half = "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n%PDF".to_owned();
    for behaviour in [Behaviour::Answer(half.clone()), Behaviour::ResetAfter(half)] {
        let problem = fetched_from(&client(), behaviour).await.unwrap_err();
        assert!(
            matches!(problem, FetchProblem::Exchange(ExchangeProblem::ClosedEarly(_))),
            "{problem}"
        );
    }
}

#[tokio::test]
async fn what_cannot_be_called_is_refused_with_the_reason() {
    let (_held, nobody) = deserted_address();
    let problem = client().fetch(&format!("http://{nobody}/"), 1_000).await.unwrap_err();
    assert!(
        matches!(problem, FetchProblem::Exchange(ExchangeProblem::ConnectionRefused(_))),
        "{problem}"
    );
    let problem = narrowed_client(&["10.0.0.0/8"])
        .fetch(&format!("http://{nobody}/"), 1_000)
        .await
        .unwrap_err();
    assert!(
        matches!(problem, FetchProblem::Exchange(ExchangeProblem::NotAllowed(_))),
        "{problem}"
    );
    let problem = client().fetch("file:///etc/passwd", 1_000).await.unwrap_err();
    assert!(
        matches!(problem, FetchProblem::Exchange(ExchangeProblem::SchemeUnknown(_))),
        "{problem}"
    );
}
