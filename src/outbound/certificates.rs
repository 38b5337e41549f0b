//! Whom the client trusts over TLS.

/// Whose certificates are trusted.
#[derive(Clone, Debug)]
pub enum Trust {
    /// The machine's CA files; `SSL_CERT_FILE` and `SSL_CERT_DIR` name others. Without any, https:// is refused and http:// works.
    Machine,
    /// Nobody: for plain http://, such as the health check. Reads no files.
    Nobody,
    /// These CA certificates alone, in PEM form.
    Only(Vec<u8>),
}

/// rustls is built without a default provider and panics when it needs one; whoever comes first installs it for the process.
pub(super) fn install_provider() {
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        // An error means that another thread was faster, with the same provider.
        let _ = rustls::crypto::ring::default_provider().install_default();
    }
}
