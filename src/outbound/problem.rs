//! Why an exchange failed, in words the owner of the other end can act on.

use std::error::Error;
use std::io;

use rustls::CertificateError;

use super::Limits;
use super::names::NameProblem;

/// Why there was no answer, or only part of one.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ExchangeProblem {
    /// The text is no URL.
    #[error("the URL cannot be read: {0}")]
    UrlUnreadable(String),
    /// Neither http nor https.
    #[error("{0}:// is not supported: use http:// or https://")]
    SchemeUnknown(String),
    /// The secret has line breaks or other control characters.
    #[error("the webhook secret cannot be sent: a header value has no line breaks or control characters")]
    SecretUnsendable,
    /// Narrowed away.
    #[error("{0} is not on the list of --outbound-allow")]
    NotAllowed(String),
    /// DNS has no address for it.
    #[error("{0}: is the name right, and known on this machine (inside a container, to the container)?")]
    NameUnresolved(String),
    /// Nobody listens there.
    #[error("connection refused by {0}: nothing listens there (inside a container, localhost is the container itself)")]
    ConnectionRefused(String),
    /// The machine has no way there.
    #[error("{host} cannot be reached: {reason}")]
    Unreachable {
        /// Host and port.
        host: String,
        /// The operating system's words.
        reason: String,
    },
    /// No connection in time.
    #[error("no connection to {host} within {limit_ms} ms")]
    ConnectTimedOut {
        /// Host and port.
        host: String,
        /// What was allowed.
        limit_ms: u128,
    },
    /// No complete answer in time.
    #[error("timed out: no complete answer from {host} within {limit_ms} ms")]
    TimedOut {
        /// Host and port.
        host: String,
        /// What was allowed.
        limit_ms: u128,
    },
    /// The other end's certificate does not convince.
    #[error(
        "the TLS certificate of {host} is not trusted: {reason} (SSL_CERT_FILE names the CA file to trust; or use http://)"
    )]
    CertificateNotTrusted {
        /// Host and port.
        host: String,
        /// What is wrong with it, in one word.
        fault: CertificateFault,
        /// What is wrong with it.
        reason: String,
    },
    /// No TLS connection came about.
    #[error("no TLS connection to {host}: {reason} (does it speak https there?)")]
    Tls {
        /// Host and port.
        host: String,
        /// What went wrong.
        reason: String,
    },
    /// The connection ended before the answer did.
    #[error("{0} closed the connection before its answer was complete")]
    ClosedEarly(String),
    /// The answer's head is past what is read.
    #[error("the status line and headers of the answer from {0} are too long")]
    HeadTooLong(String),
    /// The answer is not HTTP/1.
    #[error("{host} did not answer in HTTP/1.1: {reason}")]
    NotHttp {
        /// Host and port.
        host: String,
        /// What was wrong with it.
        reason: String,
    },
    /// Anything else.
    #[error("the exchange with {host} failed: {reason}")]
    Other {
        /// Host and port.
        host: String,
        /// The innermost cause.
        reason: String,
    },
}

/// What is wrong with a certificate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CertificateFault {
    /// Its time is over.
    Expired,
    /// Its time has not begun.
    NotYetValid,
    /// It is for other names.
    WrongName,
    /// Nobody known here has signed it: a CA of one's own, or the certificate itself.
    UnknownSigner,
    /// Anything else.
    Other,
}

impl CertificateFault {
    fn of(cause: &CertificateError) -> Self {
        use CertificateError as Cause;
        if matches!(cause, Cause::Expired | Cause::ExpiredContext { .. }) {
            CertificateFault::Expired
        } else if matches!(cause, Cause::NotValidYet | Cause::NotValidYetContext { .. }) {
            CertificateFault::NotYetValid
        } else if matches!(cause, Cause::NotValidForName | Cause::NotValidForNameContext { .. }) {
            CertificateFault::WrongName
        } else if *cause == Cause::UnknownIssuer {
            CertificateFault::UnknownSigner
        } else {
            CertificateFault::Other
        }
    }
}

impl ExchangeProblem {
    /// What the client's error means. `host` is host and port, for the reader.
    pub(super) fn new(error: &reqwest::Error, host: String, limits: &Limits) -> Self {
        if let Some(problem) = find::<NameProblem>(error) {
            return match problem {
                NameProblem::Unresolved { .. } => ExchangeProblem::NameUnresolved(problem.to_string()),
                NameProblem::NotAllowed { name } => ExchangeProblem::NotAllowed(name.clone()),
            };
        }
        if error.is_timeout() {
            return if error.is_connect() {
                ExchangeProblem::ConnectTimedOut {
                    host,
                    limit_ms: limits.connect.as_millis(),
                }
            } else {
                ExchangeProblem::TimedOut {
                    host,
                    limit_ms: limits.exchange.as_millis(),
                }
            };
        }
        if let Some(problem) = find::<rustls::Error>(error) {
            return of_tls(problem, host);
        }
        if let Some(problem) = find::<hyper::Error>(error).filter(|problem| problem.is_parse()) {
            return if problem.is_parse_too_large() {
                ExchangeProblem::HeadTooLong(host)
            } else {
                ExchangeProblem::NotHttp {
                    host,
                    reason: problem.to_string(),
                }
            };
        }
        if find::<hyper::Error>(error).is_some_and(hyper::Error::is_incomplete_message) {
            return ExchangeProblem::ClosedEarly(host);
        }
        let reason = innermost(error).to_string();
        let Some(kind) = find::<io::Error>(error).map(io::Error::kind) else {
            return ExchangeProblem::Other { host, reason };
        };
        if kind == io::ErrorKind::ConnectionRefused {
            ExchangeProblem::ConnectionRefused(host)
        } else if error.is_connect() {
            ExchangeProblem::Unreachable { host, reason }
        } else if BROKEN_OFF.contains(&kind) {
            ExchangeProblem::ClosedEarly(host)
        } else {
            ExchangeProblem::Other { host, reason }
        }
    }
}

/// How it looks when the other end goes away.
const BROKEN_OFF: [io::ErrorKind; 4] = [
    io::ErrorKind::ConnectionReset,
    io::ErrorKind::ConnectionAborted,
    io::ErrorKind::BrokenPipe,
    io::ErrorKind::UnexpectedEof,
];

fn of_tls(problem: &rustls::Error, host: String) -> ExchangeProblem {
    let rustls::Error::InvalidCertificate(cause) = problem else {
        return ExchangeProblem::Tls {
            host,
            reason: problem.to_string(),
        };
    };
    let reason = if *cause == CertificateError::UnknownIssuer {
        "no CA known here has signed it".to_owned()
    } else {
        cause.to_string()
    };
    ExchangeProblem::CertificateNotTrusted {
        host,
        fault: CertificateFault::of(cause),
        reason,
    }
}

/// The innermost cause of this type.
fn find<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    causes(error).filter_map(|cause| cause.downcast_ref::<E>()).last()
}

fn innermost<'a>(error: &'a (dyn Error + 'static)) -> &'a (dyn Error + 'static) {
    causes(error).last().unwrap_or(error)
}

/// The error and everything that caused it. What an `io::Error` wraps is not its source, only its content, and would be left out.
fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&cause| {
        let content = cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        content.map_or_else(|| cause.source(), |content| Some(content))
    })
}
