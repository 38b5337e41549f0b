//! What to do about what fails, in words for the one who runs the receiver.

use std::net::SocketAddr;
use std::time::Duration;

use super::Step;
use crate::outbound::{Address, CertificateFault, ExchangeProblem, Reached, without_password};

/// The name by which a container reaches the machine it runs on.
const HOST_OF_CONTAINER: &str = "host.docker.internal";

/// Slower than this share of the time allowed is worth a note.
const SLOW_SHARE: u32 = 5;

/// Where the doctor lives, and with it the emulator.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Place {
    /// In a container, with a localhost of its own.
    Container,
    /// On a machine.
    Machine,
}

const LOCALHOST_OF_CONTAINER: &str = "This runs in a container, where localhost is the container itself. Give the receiver's service name when it runs in the same network, or host.docker.internal when it runs on the machine.";

/// What is wrong, without the hints that stand in logs: here there is better advice.
pub(super) fn plainly(url: &str, problem: &ExchangeProblem) -> String {
    let is_unreadable = matches!(
        problem,
        ExchangeProblem::SchemeUnknown(_) | ExchangeProblem::UrlUnreadable(_)
    );
    if let ExchangeProblem::NameUnresolved(reason) = problem {
        reason.clone()
    } else if url.trim().is_empty() {
        "there is no URL".to_owned()
    } else if is_unreadable && !url.contains("://") {
        format!("`{}` is no URL: it names no scheme", without_password(url))
    } else {
        problem.to_string()
    }
}

/// A URL that cannot be called.
pub(super) fn of_url(url: &str, problem: &ExchangeProblem) -> Vec<String> {
    let url = url.trim();
    let has_scheme = url.contains("://");
    if let ExchangeProblem::NotAllowed(host) = problem {
        return vec![format!(
            "Add {host} to --outbound-allow, of the emulator too, or leave that flag out: then every host is allowed."
        )];
    }
    if url.is_empty() {
        return vec!["Give the receiver's address, as http://localhost:9000/hook.".to_owned()];
    }
    if !has_scheme {
        return vec![format!("The scheme is missing: write http://{url}")];
    }
    vec!["Webhooks go to http:// or https:// URLs, as http://localhost:9000/hook.".to_owned()]
}

/// What is worth knowing about an address before anybody goes there.
pub(super) fn of_address(address: &Address) -> Vec<Step> {
    let mut steps = Vec::new();
    if address.literal.is_some_and(|literal| literal.is_unspecified()) {
        steps.push(Step::note(
            format!("{} is where a server listens, not where it is called", address.host),
            "It works on some systems only: give localhost, or the receiver's own name or address.",
        ));
    }
    if address.has_fragment() {
        steps.push(Step::note(
            "what stands behind # is never sent",
            "Write # as %23 where it belongs to the path.",
        ));
    }
    steps
}

/// Somebody listens at a localhost that is not everybody's.
pub(super) fn of_localhost(address: &Address, place: Place) -> Option<Step> {
    (address.is_loopback() && place == Place::Container).then(|| {
        Step::note(
            format!("{} is this container, and so is this receiver", address.host),
            "An emulator in another container, or on the machine itself, does not find it under this name.",
        )
    })
}

/// A name that leads nowhere.
pub(super) fn of_name(address: &Address, problem: &ExchangeProblem, place: Place) -> Vec<String> {
    let host = address.host.as_str();
    if let ExchangeProblem::NotAllowed(_) = problem {
        return of_url(host, problem);
    }
    if host == HOST_OF_CONTAINER {
        return vec![match place {
            Place::Container => "Docker Desktop knows this name by itself. On Linux start the container with `--add-host=host.docker.internal:host-gateway`; in compose: `extra_hosts: [\"host.docker.internal:host-gateway\"]`.".to_owned(),
            Place::Machine => "Only containers know this name. On the machine itself the receiver is at localhost.".to_owned(),
        }];
    }
    if !host.contains('.') {
        return vec![match place {
            Place::Container => format!(
                "`{host}` looks like a container or a service: it is known to containers of the same network only. Put both into one network (compose does for services of one file), and check the spelling."
            ),
            Place::Machine => format!(
                "`{host}` looks like a container or a service: its name is known inside its network only. From the machine call its published port, http://localhost:PORT."
            ),
        }];
    }
    vec![format!(
        "Check the spelling of {host}, and that this machine's DNS knows it: getent hosts {host}"
    )]
}

/// One address of a name answers, another does not.
pub(super) fn of_half(failed: SocketAddr, reached: &Reached, works: SocketAddr) -> Step {
    let how = match reached {
        Reached::Refused => "refuses",
        Reached::Yes | Reached::TimedOut | Reached::Unreachable(_) => "does not answer",
    };
    Step::note(
        format!("{failed} {how}, though the name stands for it too"),
        format!(
            "The emulator goes on to {works}; other callers may not. Let the receiver listen on both IPv4 and IPv6."
        ),
    )
}

/// Nobody is there.
pub(super) fn of_connection(address: &Address, one: SocketAddr, reached: &Reached, place: Place) -> Step {
    let port = address.port;
    let (what, mut advice) = match reached {
        Reached::Refused => {
            let advice = if address.is_loopback() {
                format!("Start the receiver, and see that it listens on port {port}.")
            } else if address.host == HOST_OF_CONTAINER {
                format!(
                    "Start the receiver on the machine and let it listen on 0.0.0.0:{port}: what listens on 127.0.0.1 there is out of a container's reach."
                )
            } else {
                format!(
                    "Start the receiver, see that it listens on port {port} and on 0.0.0.0, not on 127.0.0.1 alone; a container's port must be published (-p {port}:{port}) unless both are in one network."
                )
            };
            (
                format!("{one} refuses the connection: nothing listens there"),
                vec![advice],
            )
        }
        Reached::TimedOut => (
            format!("{one} does not answer: no connection in time"),
            vec![format!(
                "A firewall drops the packets, or the address is wrong. Let port {port} in, or give an address that can be reached from here."
            )],
        ),
        Reached::Unreachable(reason) => (
            format!("there is no way to {one}: {reason}"),
            vec![
                "This machine has no route there: is the network or the VPN up, and does the address belong to it?"
                    .to_owned(),
            ],
        ),
        Reached::Yes => (format!("{one} accepts connections"), Vec::new()),
    };
    if address.is_loopback() && place == Place::Container {
        advice.push(LOCALHOST_OF_CONTAINER.to_owned());
    }
    Step::fails(what, advice)
}

/// It accepts connections, and no whole answer came.
pub(super) fn of_exchange(problem: &ExchangeProblem, address: &Address, place: Place) -> Vec<String> {
    let plain = format!("http://{}:{}", address.host, address.port);
    let advice = match problem {
        ExchangeProblem::CertificateNotTrusted { fault, .. } => of_certificate(*fault, &address.host),
        ExchangeProblem::Tls { .. } if address.is_https => {
            format!("It does not speak TLS here, or none that is current (1.2 or 1.3). When it is a plain receiver, give {plain}…")
        }
        ExchangeProblem::Tls { .. } => "It speaks something else than plain HTTP: try https://.".to_owned(),
        ExchangeProblem::TimedOut { .. } => "It takes too long. Let it answer 200 first and do its work afterwards; the emulator waits 10 s and then tries again.".to_owned(),
        ExchangeProblem::ConnectTimedOut { .. } => "It accepts the connection but does not go on with it: is another program on this port, or the receiver overloaded?".to_owned(),
        ExchangeProblem::ClosedEarly(_) if !address.is_https => "It closed the connection instead of answering. Look into its log: it may have crashed on the request; or it speaks TLS only, then give https://.".to_owned(),
        ExchangeProblem::ClosedEarly(_) => "It closed the connection instead of answering. Look into its log: it may have crashed on the request.".to_owned(),
        ExchangeProblem::NotHttp { .. } if !address.is_https => "What listens there is no HTTP/1.1 server: another program has the port, or it speaks TLS only, then give https://.".to_owned(),
        ExchangeProblem::NotHttp { .. } => "What listens there is no HTTP/1.1 server: another program has the port.".to_owned(),
        ExchangeProblem::HeadTooLong(_) => "Its answer has too many headers. An empty 200 is all a webhook needs.".to_owned(),
        ExchangeProblem::SecretUnsendable => "Give a secret of printable characters in one line.".to_owned(),
        ExchangeProblem::NameUnresolved(_) => return of_name(address, problem, place),
        ExchangeProblem::UrlUnreadable(_) | ExchangeProblem::SchemeUnknown(_) | ExchangeProblem::NotAllowed(_) => {
            return of_url(&plain, problem);
        }
        ExchangeProblem::ConnectionRefused(_) | ExchangeProblem::Unreachable { .. } => {
            "It accepted a connection a moment ago and does not any more: did it end?".to_owned()
        }
        ExchangeProblem::Other { .. } => "Look into the receiver's log for what it made of this connection.".to_owned(),
    };
    vec![advice]
}

fn of_certificate(fault: CertificateFault, host: &str) -> String {
    match fault {
        CertificateFault::Expired => "The certificate has expired: renew it on the receiver.".to_owned(),
        CertificateFault::NotYetValid => {
            "The certificate is not valid yet: set the clocks of both machines, or wait for its first day.".to_owned()
        }
        CertificateFault::WrongName => format!(
            "The certificate is for other names than {host}: call the receiver by a name it is for, or issue one that lists {host}."
        ),
        CertificateFault::UnknownSigner => "The certificate is self-signed, or signed by a CA that is not known here. Name the CA's file when you start the emulator, SSL_CERT_FILE=ca.pem, or use http:// for tests.".to_owned(),
        CertificateFault::Other => {
            "The certificate is none for a server, or broken. One that signed itself must not be made as a CA (openssl req -x509 -addext basicConstraints=critical,CA:FALSE -addext subjectAltName=…). Issue another one, or use http:// for tests.".to_owned()
        }
    }
}

/// It answered, but not 2xx.
pub(super) fn of_status(status: u16, error: Option<&str>, has_secret: bool) -> Vec<String> {
    let advice = match status {
        300..=399 => error.map_or_else(
            || "It redirects, and webhooks do not follow: give the final URL.".to_owned(),
            |error| format!("It was {error}."),
        ),
        401 | 403 if has_secret => "It does not accept the secret: compare it with the receiver's own.".to_owned(),
        401 | 403 => "It wants a secret: give --secret here, and secret_key with update_webhook.".to_owned(),
        404 => "The receiver runs, but nothing lives at this path: check the path and its slash at the end.".to_owned(),
        405 => "Nothing takes a POST at this path: check the path and the receiver's routes.".to_owned(),
        413 => "It finds the body too long: raise its limit.".to_owned(),
        415 => "It does not take application/json: let it.".to_owned(),
        400 | 422 => "It does not understand the payload: its model is narrower than the contract. `webhook send enrichment` shows what is sent.".to_owned(),
        429 => "It takes too many requests for an attack: let the emulator in.".to_owned(),
        502..=504 => "Something in front of the receiver answers in its place: is the receiver itself up?".to_owned(),
        500..=599 => "The receiver failed over the webhook: its log says why.".to_owned(),
        _ => "Only 2xx counts as taken.".to_owned(),
    };
    vec![advice]
}

/// How long it took, where that is worth a word.
pub(super) fn of_duration(duration: Duration, allowed: Duration) -> Option<Step> {
    (duration > allowed / SLOW_SHARE).then(|| {
        Step::note(
            format!(
                "that is slow: {} ms of {} ms",
                duration.as_millis(),
                allowed.as_millis()
            ),
            "Let it answer first and do its work afterwards.",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outbound::{AllowList, Client, Limits, Trust};

    fn address(url: &str) -> Address {
        let client = Client::new(AllowList::default(), Trust::Nobody, Limits::default()).unwrap();
        client.address(url).unwrap()
    }

    fn unresolved(url: &str, place: Place) -> String {
        let problem = ExchangeProblem::NameUnresolved(String::new());
        of_name(&address(url), &problem, place).join(" ")
    }

    #[test]
    fn names_that_only_containers_know_are_explained() {
        assert!(
            unresolved("http://host.docker.internal:9000/", Place::Container)
                .contains("--add-host=host.docker.internal:host-gateway")
        );
        assert!(unresolved("http://host.docker.internal:9000/", Place::Machine).contains("localhost"));
        assert!(unresolved("http://receiver:9000/", Place::Machine).contains("published port"));
        assert!(unresolved("http://receiver:9000/", Place::Container).contains("one network"));
        assert!(unresolved("http://hooks.lender.test/", Place::Machine).contains("getent hosts hooks.lender.test"));
    }

    #[test]
    fn localhost_in_a_container_is_the_container() {
        let one = "127.0.0.1:9000".parse().unwrap();
        let told = |url: &str, place| {
            of_connection(&address(url), one, &Reached::Refused, place)
                .advice
                .join(" ")
        };
        for url in [
            "http://localhost:9000/",
            "http://127.0.0.1:9000/",
            "http://[::1]:9000/",
            "http://app.localhost:9000/",
        ] {
            assert!(
                told(url, Place::Container).contains("localhost is the container itself"),
                "{url}"
            );
            assert!(!told(url, Place::Machine).contains("container"), "{url}");
            assert!(of_localhost(&address(url), Place::Container).is_some(), "{url}");
            assert_eq!(of_localhost(&address(url), Place::Machine), None, "{url}");
        }
        assert!(told("http://host.docker.internal:9000/", Place::Container).contains("0.0.0.0:9000"));
        assert!(told("http://10.0.0.1:9000/", Place::Machine).contains("-p 9000:9000"));
    }

    #[test]
    fn a_way_that_ends_says_how() {
        let one = "10.0.0.1:9000".parse().unwrap();
        let told = |reached| of_connection(&address("http://10.0.0.1:9000/"), one, &reached, Place::Machine);
        assert!(told(Reached::TimedOut).advice[0].contains("firewall"));
        assert!(
            told(Reached::Unreachable("no route".to_owned()))
                .what
                .contains("no route")
        );
        let half = of_half("[::1]:9000".parse().unwrap(), &Reached::Refused, one);
        assert!(half.what.contains("[::1]:9000 refuses") && half.advice[0].contains("10.0.0.1:9000"));
    }

    #[test]
    fn every_status_that_is_not_taken_has_advice_of_its_own() {
        let told: Vec<String> = [302, 400, 401, 404, 405, 413, 415, 429, 500, 502, 103]
            .iter()
            .map(|status| of_status(*status, None, false).join(" "))
            .collect();
        for (index, one) in told.iter().enumerate() {
            assert!(!one.is_empty() && !told[..index].contains(one), "{one}");
        }
        assert_ne!(of_status(403, None, false), of_status(403, None, true));
    }

    #[test]
    fn slow_is_a_share_of_what_is_allowed() {
        let allowed = Duration::from_secs(10);
        assert_eq!(of_duration(Duration::from_secs(2), allowed), None);
        assert!(of_duration(Duration::from_millis(2_001), allowed).is_some());
    }
}
