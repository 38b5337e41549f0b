//! Looking up names, as far as the allow-list lets us call what they stand for.

use std::net::SocketAddr;
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::allow_list::AllowList;

/// Looks names up and passes on only addresses that may be called, so that a name cannot lead around the list.
pub(super) struct AllowedNames {
    allowed: Arc<AllowList>,
}

/// Why a name led nowhere.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub(super) enum NameProblem {
    #[error("{name} cannot be resolved: {reason}")]
    Unresolved { name: String, reason: String },
    #[error("{name} is not on the list of --outbound-allow, nor is any of its addresses")]
    NotAllowed { name: String },
}

impl AllowedNames {
    pub(super) fn new(allowed: Arc<AllowList>) -> Self {
        AllowedNames { allowed }
    }
}

impl Resolve for AllowedNames {
    fn resolve(&self, name: Name) -> Resolving {
        let allowed = Arc::clone(&self.allowed);
        Box::pin(async move {
            let addresses = look_up(name.as_str(), &allowed).await?;
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

pub(super) async fn look_up(name: &str, allowed: &AllowList) -> Result<Vec<SocketAddr>, NameProblem> {
    // Port 0 stands for the port of the URL.
    let found = tokio::net::lookup_host((name, 0))
        .await
        .map_err(|reason| NameProblem::Unresolved {
            name: name.to_owned(),
            reason: reason.to_string(),
        })?;
    let is_listed = allowed.admits_name(name);
    let admitted: Vec<SocketAddr> = found
        .filter(|address| is_listed || allowed.admits_address(address.ip()))
        .collect();
    if admitted.is_empty() {
        return Err(NameProblem::NotAllowed { name: name.to_owned() });
    }
    Ok(admitted)
}
