//! The way to a receiver, step by step, for people who ask why webhooks do not arrive.

use std::io;
use std::net::{IpAddr, SocketAddr};

use reqwest::Url;
use tokio::net::TcpStream;
use url::Host;

use super::names::{NameProblem, look_up};
use super::{Client, ExchangeProblem};

/// A URL that can be called.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Address {
    /// As it is called.
    url: Url,
    /// Whether the connection is encrypted.
    pub is_https: bool,
    /// The host, without brackets.
    pub host: String,
    /// The port, also where it is the usual one.
    pub port: u16,
    /// The address, where the host is written as one.
    pub literal: Option<IpAddr>,
}

/// What came of trying to connect to one address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reached {
    /// Somebody listens.
    Yes,
    /// Nobody listens there.
    Refused,
    /// No answer in time.
    TimedOut,
    /// The machine has no way there.
    Unreachable(String),
}

impl Address {
    /// Whether it means the machine itself.
    pub fn is_loopback(&self) -> bool {
        match self.literal {
            Some(address) => address.is_loopback(),
            None => {
                let name = self.host.trim_end_matches('.');
                name == "localhost" || name.ends_with(".localhost")
            }
        }
    }

    /// Whether the URL has parts that are never sent.
    pub fn has_fragment(&self) -> bool {
        self.url.fragment().is_some()
    }
}

impl Client {
    /// The URL taken apart, when it is one we may call.
    ///
    /// # Errors
    /// Why it is none.
    pub fn address(&self, url: &str) -> Result<Address, ExchangeProblem> {
        let url = self.checked(url)?;
        let (host, literal) = match url.host() {
            Some(Host::Domain(name)) => (name.to_owned(), None),
            Some(Host::Ipv4(address)) => (address.to_string(), Some(IpAddr::from(address))),
            Some(Host::Ipv6(address)) => (address.to_string(), Some(IpAddr::from(address))),
            None => return Err(ExchangeProblem::UrlUnreadable("it names no host".to_owned())),
        };
        let port = url.port_or_known_default();
        Ok(Address {
            is_https: url.scheme() == "https",
            port: port.ok_or_else(|| ExchangeProblem::UrlUnreadable("it names no port".to_owned()))?,
            host,
            literal,
            url,
        })
    }

    /// What the host's name stands for.
    ///
    /// # Errors
    /// When it stands for nothing, or for nothing we may call.
    pub async fn addresses(&self, of: &Address) -> Result<Vec<SocketAddr>, ExchangeProblem> {
        if let Some(literal) = of.literal {
            return Ok(vec![SocketAddr::new(literal, of.port)]);
        }
        let looking = tokio::time::timeout(self.limits.connect, look_up(&of.host, &self.allowed));
        let found = looking.await.map_err(|_| {
            ExchangeProblem::NameUnresolved(format!(
                "{} cannot be resolved within {} ms",
                of.host,
                self.limits.connect.as_millis()
            ))
        })?;
        let mut addresses = found.map_err(|problem| match problem {
            NameProblem::Unresolved { .. } => ExchangeProblem::NameUnresolved(problem.to_string()),
            NameProblem::NotAllowed { name } => ExchangeProblem::NotAllowed(name),
        })?;
        addresses.iter_mut().for_each(|address| address.set_port(of.port));
        addresses.dedup();
        Ok(addresses)
    }

    /// Whether somebody listens at this address.
    pub async fn reach(&self, address: SocketAddr) -> Reached {
        match tokio::time::timeout(self.limits.connect, TcpStream::connect(address)).await {
            Err(_) => Reached::TimedOut,
            Ok(Ok(_)) => Reached::Yes,
            Ok(Err(problem)) if problem.kind() == io::ErrorKind::ConnectionRefused => Reached::Refused,
            Ok(Err(problem)) if problem.kind() == io::ErrorKind::TimedOut => Reached::TimedOut,
            Ok(Err(problem)) => Reached::Unreachable(problem.to_string()),
        }
    }
}
