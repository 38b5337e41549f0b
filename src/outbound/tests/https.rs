//! TLS, with certificates made on the spot.

use std::net::SocketAddr;
use std::process::Command;
use std::sync::Arc;

use rcgen::{CertificateParams, CertifiedKey, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::impatient_client;
use super::receiver::{Behaviour, Receiver, answer, read_request};
use crate::outbound::{AllowList, Client, ExchangeProblem, FetchProblem, Limits, Trust};

/// A server whose self-signed certificate says it is `localhost`.
struct HttpsServer {
    address: SocketAddr,
    certificate_pem: String,
}

impl HttpsServer {
    async fn start() -> Self {
        let CertifiedKey { cert, signing_key } = self_signed("localhost");
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                // Clients that do not trust the certificate leave in the middle of the handshake.
                let Ok(mut stream) = acceptor.accept(stream).await else {
                    continue;
                };
                read_request(&mut stream).await;
                stream
                    .write_all(answer("200 OK", "", "secret").as_bytes())
                    .await
                    .unwrap();
                stream.shutdown().await.unwrap();
            }
        });
        HttpsServer {
            address,
            certificate_pem: cert.pem(),
        }
    }

    fn url(&self, host: &str) -> String {
        format!("https://{host}:{}/", self.address.port())
    }
}

fn self_signed(name: &str) -> CertifiedKey<KeyPair> {
    let signing_key = KeyPair::generate().unwrap();
    let cert = CertificateParams::new([name.to_owned()])
        .unwrap()
        .self_signed(&signing_key)
        .unwrap();
    CertifiedKey { cert, signing_key }
}

fn client(trust: Trust) -> Client {
    Client::new(AllowList::default(), trust, Limits::default()).unwrap()
}

async fn problem(client: &Client, url: &str) -> ExchangeProblem {
    let Err(FetchProblem::Exchange(problem)) = client.fetch(url, 1_000).await else {
        panic!("the exchange should have failed");
    };
    problem
}

#[tokio::test]
async fn a_trusted_server_is_called_over_tls() {
    let server = HttpsServer::start().await;
    let client = client(Trust::Only(server.certificate_pem.clone().into_bytes()));
    assert_eq!(
        client.fetch(&server.url("localhost"), 1_000).await,
        Ok(b"secret".to_vec())
    );
}

#[tokio::test]
async fn a_server_is_not_trusted_without_reason() {
    let server = HttpsServer::start().await;
    for trust in [Trust::Nobody, Trust::Machine] {
        let problem = problem(&client(trust), &server.url("localhost")).await;
        assert!(
            matches!(problem, ExchangeProblem::CertificateNotTrusted { .. }),
            "{problem:?}"
        );
        assert!(problem.to_string().contains("SSL_CERT_FILE"), "{problem}");
    }
}

#[tokio::test]
async fn a_certificate_for_another_name_is_not_trusted() {
    let server = HttpsServer::start().await;
    let client = client(Trust::Only(server.certificate_pem.clone().into_bytes()));
    let problem = problem(&client, &server.url("127.0.0.1")).await;
    assert!(
        matches!(problem, ExchangeProblem::CertificateNotTrusted { .. }),
        "{problem:?}"
    );
}

#[tokio::test]
async fn a_server_without_tls_is_said_to_have_none() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream
            .write_all(answer("400 Bad Request", "", "").as_bytes())
            .await
            .unwrap();
        // A client that finds no TLS hangs up.
        stream.read_to_end(&mut Vec::new()).await.unwrap();
    });
    let problem = problem(&client(Trust::Nobody), &url).await;
    assert!(matches!(problem, ExchangeProblem::Tls { .. }), "{problem:?}");
}

#[tokio::test]
async fn a_handshake_that_never_ends_is_no_connection() {
    let server = Receiver::start(Behaviour::HangAfter(String::new())).await;
    let problem = problem(&impatient_client(), &server.url("/").replace("http://", "https://")).await;
    assert!(
        matches!(problem, ExchangeProblem::ConnectTimedOut { limit_ms: 500, .. }),
        "{problem:?}"
    );
}

#[test]
fn a_machine_without_ca_files_can_still_be_worked_on() {
    // The places are read from the environment, so another process it is.
    let inner = "outbound::tests::https::http_works_and_https_is_refused_with_the_ca_files_at_hand";
    let status = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", inner, "--ignored"])
        .env("SSL_CERT_FILE", "/nonexistent/ca.pem")
        .env("SSL_CERT_DIR", "/nonexistent")
        .output()
        .unwrap();
    let output = String::from_utf8_lossy(&status.stdout);
    assert!(status.status.success() && output.contains("1 passed"), "{output}");
}

#[tokio::test]
#[ignore = "run by a_machine_without_ca_files_can_still_be_worked_on"]
async fn http_works_and_https_is_refused_with_the_ca_files_at_hand() {
    let client = client(Trust::Machine);
    let plain = Receiver::answering("200 OK", "", "plain").await;
    assert_eq!(client.fetch(&plain.url("/"), 1_000).await, Ok(b"plain".to_vec()));
    let server = HttpsServer::start().await;
    let problem = problem(&client, &server.url("localhost")).await;
    assert!(
        matches!(problem, ExchangeProblem::CertificateNotTrusted { .. }),
        "{problem:?}"
    );
}
