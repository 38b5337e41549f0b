//! Bodies as the journal keeps them: documents as name, size and digest, passwords of forms masked.

use bytes::Bytes;

use crate::domain::exchange::MASK;
use crate::domain::upload::ContentId;

/// What the body of a request is cut to: the longest of the API without a file has a few thousand bytes. Answers are kept whole, unless one
/// alone would fill much of the journal.
pub const BODY_BYTES_MAX: usize = 64 << 10;

/// A body.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Body {
    /// There was none, or nobody read it.
    #[default]
    Absent,
    /// As it was, when it is text.
    Text(Bytes),
    /// The fields of a form with files.
    Form(Vec<Part>),
    /// What is no text is measured and not kept.
    Measured {
        /// Its bytes.
        size_bytes: u64,
    },
    /// The beginning of a text that is too long to be kept, or whose answer broke off.
    Cut {
        /// What is kept.
        beginning: Bytes,
        /// Bytes there were, as far as they came.
        size_bytes: u64,
    },
}

impl Body {
    /// A request's text, copied: what it came in is a buffer of the connection. A document is measured, a text past the limit is cut.
    pub fn request(bytes: &[u8]) -> Self {
        let size_bytes = bytes.len() as u64;
        if bytes.is_empty() {
            Body::Absent
        } else if bytes.starts_with(b"%PDF") {
            Body::Measured { size_bytes }
        } else if bytes.len() > BODY_BYTES_MAX {
            Body::Cut {
                beginning: Bytes::copy_from_slice(&bytes[..BODY_BYTES_MAX]),
                size_bytes,
            }
        } else {
            Body::Text(Bytes::copy_from_slice(bytes))
        }
    }

    pub(super) fn shortened(self) -> Self {
        match self {
            Body::Text(bytes) if bytes.len() > BODY_BYTES_MAX => Body::Cut {
                // Copied: a piece of a text keeps all of it.
                beginning: Bytes::copy_from_slice(&bytes[..BODY_BYTES_MAX]),
                size_bytes: bytes.len() as u64,
            },
            Body::Cut { beginning, size_bytes } if beginning.len() > BODY_BYTES_MAX => Body::Cut {
                beginning: Bytes::copy_from_slice(&beginning[..BODY_BYTES_MAX]),
                size_bytes,
            },
            Body::Absent | Body::Text(_) | Body::Form(_) | Body::Measured { .. } | Body::Cut { .. } => self,
        }
    }

    /// Bytes it had on the wire, where that is known.
    pub fn size_bytes(&self) -> Option<u64> {
        match self {
            Body::Absent => Some(0),
            Body::Text(bytes) => Some(bytes.len() as u64),
            Body::Form(_) => None,
            Body::Measured { size_bytes } | Body::Cut { size_bytes, .. } => Some(*size_bytes),
        }
    }

    pub(super) fn kept_bytes(&self) -> usize {
        match self {
            Body::Absent | Body::Measured { .. } => 0,
            Body::Text(bytes) | Body::Cut { beginning: bytes, .. } => bytes.len(),
            Body::Form(parts) => parts.iter().map(|part| size_of::<Part>() + part.kept_bytes()).sum(),
        }
    }
}

/// One field of a form with files.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Part {
    /// Its name.
    pub name: Box<str>,
    /// Its value.
    pub value: PartValue,
}

/// The value of a field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PartValue {
    /// Text, masked where it is a password.
    Text(Box<str>),
    /// A file.
    File {
        /// Bytes it came in.
        size_bytes: u64,
        /// The document in it; `None` when it was refused before it was read.
        content: Option<ContentId>,
    },
}

impl Part {
    /// The field of this name. Documents are measured, passwords masked, long texts cut.
    pub fn of(name: &str, value: &[u8]) -> Self {
        const TEXT_BYTES_MAX: usize = 2_000;
        const NAME_BYTES_MAX: usize = 200;
        let text = std::str::from_utf8(value).ok().filter(|_| name != "file");
        let value = match text {
            None => PartValue::File {
                size_bytes: value.len() as u64,
                content: None,
            },
            Some(text) if !text.is_empty() && is_secret_field(name) => PartValue::Text(MASK.into()),
            Some(text) if text.len() > TEXT_BYTES_MAX => {
                let end = text.floor_char_boundary(TEXT_BYTES_MAX);
                PartValue::Text(format!("{}… ({} bytes)", &text[..end], text.len()).into())
            }
            Some(text) => PartValue::Text(text.into()),
        };
        Part {
            name: name[..name.floor_char_boundary(NAME_BYTES_MAX)].into(),
            value,
        }
    }

    fn kept_bytes(&self) -> usize {
        let value = match &self.value {
            PartValue::Text(text) => text.len(),
            PartValue::File { .. } => 0,
        };
        self.name.len() + value
    }
}

/// Whether a field, a header or a parameter of this name holds a key, a password or a token: also one that is written a little otherwise.
pub fn is_secret_field(name: &str) -> bool {
    let name: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|character| character.to_ascii_lowercase())
        .collect();
    const ENDS: [&str; 6] = ["password", "passwd", "apikey", "accesskey", "serverhash", "token"];
    name.contains("secret") || ENDS.iter().any(|end| name.ends_with(end)) || ["otp", "pin"].contains(&name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_near_those_of_secrets_hide_as_well() {
        for name in [
            "api_key",
            "api-key",
            "x-api-key",
            "apikey",
            "X-Server-Hash",
            "server_hash",
            "x-auth-token",
            "client_secret",
            "x-webhook-secret",
            "access_key",
            "pdf_password",
            "passwd",
            "otp",
            "pin",
        ] {
            assert!(is_secret_field(name), "{name}");
        }
        for name in [
            "link_id",
            "keyword",
            "pincode",
            "account_number",
            "content-type",
            "x-request-id",
        ] {
            assert!(!is_secret_field(name), "{name}");
        }
    }

    #[test]
    fn no_document_and_no_password_is_kept() {
        assert_eq!(Part::of("pdf_password", b"1234").value, PartValue::Text(MASK.into()));
        assert_eq!(
            Part::of("file", b"JVBERi0=").value,
            PartValue::File {
                size_bytes: 8,
                content: None
            },
            "also when it is Base64"
        );
        assert!(matches!(Part::of("x", b"%PDF\xff").value, PartValue::File { .. }));
        assert_eq!(Body::request(b"%PDF-1.7"), Body::Measured { size_bytes: 8 });
        assert_eq!(
            Body::request(&vec![b'x'; BODY_BYTES_MAX + 1]).kept_bytes(),
            BODY_BYTES_MAX
        );
    }

    #[test]
    fn secrets_are_known_by_their_field() {
        for name in ["api_key", "secret_key", "pdf_password", "Password", "token"] {
            assert!(is_secret_field(name), "{name}");
        }
        for name in ["link_id", "is_password_protected", "tokens", "key"] {
            assert!(!is_secret_field(name), "{name}");
        }
    }
}
