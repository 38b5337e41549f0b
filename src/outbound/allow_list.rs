//! Where the emulator may call out to, narrowed by `--outbound-allow`.

use std::net::IpAddr;

use ipnet::IpNet;
use url::Host;

/// Hosts and networks that may be called. An empty list allows everything, private addresses included. Source: design section 10.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct AllowList {
    names: Vec<String>,
    domains: Vec<String>,
    networks: Vec<IpNet>,
}

/// An entry that is neither a host nor a network.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error(
    "`{entry}` cannot be allowed: write a host (hooks.example.com), all hosts under one (*.example.com), an address (127.0.0.1) or a network (10.0.0.0/8), without scheme, port or path"
)]
pub struct AllowProblem {
    /// As it was written.
    pub entry: String,
}

impl AllowList {
    /// Reads the entries: `hooks.example.com`, `*.example.com`, `127.0.0.1`, `[::1]`, `10.0.0.0/8`.
    pub fn parse<T: AsRef<str>>(entries: impl IntoIterator<Item = T>) -> Result<Self, AllowProblem> {
        let mut list = AllowList::default();
        for entry in entries {
            let entry = entry.as_ref().trim();
            list.add(entry).ok_or_else(|| AllowProblem {
                entry: entry.to_owned(),
            })?;
        }
        Ok(list)
    }

    fn add(&mut self, entry: &str) -> Option<()> {
        if let Ok(network) = entry.parse::<IpNet>() {
            self.networks.push(network);
        } else if let Ok(address) = entry.parse::<IpAddr>() {
            self.networks.push(address.into());
        } else if let Some(domain) = entry.strip_prefix("*.") {
            self.domains.push(format!(".{}", name(domain)?));
        } else {
            match Host::parse(entry).ok()? {
                Host::Domain(_) => self.names.push(name(entry)?),
                Host::Ipv4(address) => self.networks.push(IpAddr::from(address).into()),
                Host::Ipv6(address) => self.networks.push(IpAddr::from(address).into()),
            }
        }
        Some(())
    }

    /// Whether this host of a URL may be called; a name that is not listed may still lead to a listed network.
    pub(super) fn may_admit(&self, host: &Host<&str>) -> bool {
        match host {
            Host::Domain(name) => self.admits_name(name) || !self.networks.is_empty(),
            Host::Ipv4(address) => self.admits_address((*address).into()),
            Host::Ipv6(address) => self.admits_address((*address).into()),
        }
    }

    /// Whether this name may be called, whatever address it has.
    pub(super) fn admits_name(&self, name: &str) -> bool {
        let name = name.trim_end_matches('.').to_ascii_lowercase();
        self.is_empty() || self.names.contains(&name) || self.domains.iter().any(|domain| name.ends_with(domain))
    }

    /// Whether this address may be called.
    pub(super) fn admits_address(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.is_empty() || self.networks.iter().any(|network| network.contains(&address))
    }

    fn is_empty(&self) -> bool {
        self.names.is_empty() && self.domains.is_empty() && self.networks.is_empty()
    }
}

/// The name as URLs spell it: lower case, punycode, no final dot. `None` when it is no name, or has a character that only looks like one.
fn name(text: &str) -> Option<String> {
    match Host::parse(text).ok()? {
        Host::Domain(name) if !name.contains('*') => Some(name.trim_end_matches('.').to_owned()),
        Host::Domain(_) | Host::Ipv4(_) | Host::Ipv6(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admits(entries: &[&str], url: &str) -> bool {
        let url = url::Url::parse(url).unwrap();
        AllowList::parse(entries).unwrap().may_admit(&url.host().unwrap())
    }

    #[test]
    fn an_empty_list_allows_everything() {
        for url in [
            "http://127.0.0.1:1",
            "http://192.168.0.1",
            "http://169.254.1.1",
            "https://example.com",
        ] {
            assert!(admits(&[], url), "{url}");
        }
    }

    #[test]
    fn a_list_allows_what_it_names() {
        let entries = ["Hooks.Example.com", "*.lender.test", "10.0.0.0/8", "127.0.0.1", "[::1]"];
        let list = AllowList::parse(entries).unwrap();
        for name in [
            "hooks.example.com",
            "HOOKS.example.com.",
            "a.lender.test",
            "a.b.lender.test",
        ] {
            assert!(list.admits_name(name), "{name}");
        }
        for name in [
            "example.com",
            "xhooks.example.com",
            "lender.test",
            "notlender.test",
            "lender.test.evil.com",
        ] {
            assert!(!list.admits_name(name), "{name}");
        }
        for address in ["10.255.0.1", "127.0.0.1", "::1", "::ffff:10.0.0.1"] {
            assert!(list.admits_address(address.parse().unwrap()), "{address}");
        }
        for address in ["11.0.0.1", "127.0.0.2", "::2"] {
            assert!(!list.admits_address(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn an_address_is_the_same_however_it_is_spelled() {
        for url in [
            "http://127.0.0.1/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://[::ffff:127.0.0.1]/",
        ] {
            assert!(admits(&["127.0.0.0/8"], url), "{url}");
            assert!(!admits(&["10.0.0.0/8"], url), "{url}");
        }
    }

    #[test]
    fn a_name_is_looked_up_only_when_a_network_could_admit_it() {
        assert!(!admits(&["hooks.example.com"], "http://other.example.com/"));
        assert!(admits(&["10.0.0.0/8"], "http://other.example.com/"));
    }

    #[test]
    fn what_is_no_host_is_refused_with_advice() {
        for entry in [
            "",
            "http://a.com",
            "a.com:80",
            "a.com/path",
            "*",
            "*.*",
            "*.1.2.3.4",
            "10.0.0.0/99",
        ] {
            let problem = AllowList::parse([entry]).unwrap_err();
            assert_eq!(problem.entry, entry);
        }
    }
}
