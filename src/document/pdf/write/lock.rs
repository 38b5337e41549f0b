//! Passwords.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use lopdf::encryption::crypt_filters::{Aes128CryptFilter, Aes256CryptFilter, CryptFilter};
use lopdf::{Document, EncryptionState, EncryptionVersion, Object, Permissions};
use sha2::{Digest, Sha256};

use super::WriteProblem;

/// How a specimen is protected.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lock {
    /// Opens the file; when empty, anyone can open it and only the owner's rights are protected.
    pub user_password: String,
    /// Opens the file with all rights; when empty, the user password does.
    pub owner_password: String,
    /// The cipher.
    pub encryption: Encryption,
}

/// A cipher a PDF can be protected with.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Encryption {
    /// RC4 with a key of 128 bits (PDF 1.4).
    Rc4_128,
    /// AES with a key of 128 bits (PDF 1.6).
    #[default]
    Aes128,
    /// AES with a key of 256 bits (PDF 2.0).
    Aes256,
}

impl Encryption {
    /// Every cipher.
    pub const ALL: [Encryption; 3] = [Encryption::Rc4_128, Encryption::Aes128, Encryption::Aes256];

    /// The name users give it.
    pub fn name(self) -> &'static str {
        match self {
            Encryption::Rc4_128 => "rc4-128",
            Encryption::Aes128 => "aes-128",
            Encryption::Aes256 => "aes-256",
        }
    }

    /// The cipher of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Encryption::ALL.into_iter().find(|encryption| encryption.name() == name)
    }
}

impl fmt::Display for Encryption {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

impl Lock {
    /// Encrypts the document, which has its ID already.
    ///
    /// RC4 gives the same bytes each time. AES does not: the library draws fresh vectors and salts, as the format wants.
    pub(super) fn protect(&self, document: &mut Document) -> Result<(), WriteProblem> {
        self.check()?;
        let state = self.state(document)?;
        document.encrypt(&state)?;
        if self.encryption == Encryption::Rc4_128 {
            still_padding(document);
        } else {
            document.version = if self.encryption == Encryption::Aes128 {
                "1.6"
            } else {
                "2.0"
            }
            .to_owned();
        }
        Ok(())
    }

    /// Whether the format can hold the passwords: what it cannot, it would cut or drop without a word.
    fn check(&self) -> Result<(), WriteProblem> {
        let is_usable = |password: &str| match self.encryption {
            Encryption::Rc4_128 | Encryption::Aes128 => {
                password.len() <= 32 && password.bytes().all(|byte| (b' '..=b'~').contains(&byte))
            }
            Encryption::Aes256 => {
                let is_plain = |character: char| {
                    character.is_alphanumeric() || character.is_ascii_punctuation() || character == ' '
                };
                password.len() <= 127 && password.chars().all(is_plain)
            }
        };
        let allowed = match self.encryption {
            Encryption::Rc4_128 | Encryption::Aes128 => "give at most 32 printable ASCII characters",
            Encryption::Aes256 => "give letters, digits, spaces and ASCII punctuation, at most 127 bytes of UTF-8",
        };
        let refuse = |whose| {
            Err(WriteProblem::PasswordUnusable {
                whose,
                encryption: self.encryption,
                allowed,
            })
        };
        if !is_usable(&self.user_password) {
            refuse("user")
        } else if !is_usable(&self.owner_password) {
            refuse("owner")
        } else {
            Ok(())
        }
    }

    fn state(&self, document: &Document) -> Result<EncryptionState, WriteProblem> {
        let user_password = self.user_password.as_str();
        let owner_password = if self.owner_password.is_empty() {
            user_password
        } else {
            &self.owner_password
        };
        let permissions = Permissions::PRINTABLE | Permissions::COPYABLE_FOR_ACCESSIBILITY;
        let filters = |filter: Arc<dyn CryptFilter>| BTreeMap::from([(b"StdCF".to_vec(), filter)]);
        let name = || b"StdCF".to_vec();
        let state = match self.encryption {
            Encryption::Rc4_128 => EncryptionState::try_from(EncryptionVersion::V2 {
                document,
                owner_password,
                user_password,
                key_length: 128,
                permissions,
            }),
            Encryption::Aes128 => EncryptionState::try_from(EncryptionVersion::V4 {
                document,
                encrypt_metadata: true,
                crypt_filters: filters(Arc::new(Aes128CryptFilter)),
                stream_filter: name(),
                string_filter: name(),
                owner_password,
                user_password,
                permissions,
            }),
            Encryption::Aes256 => EncryptionState::try_from(EncryptionVersion::V5 {
                encrypt_metadata: true,
                crypt_filters: filters(Arc::new(Aes256CryptFilter)),
                file_encryption_key: &self.file_key(document),
                stream_filter: name(),
                string_filter: name(),
                owner_password,
                user_password,
                permissions,
            }),
        };
        Ok(state?)
    }

    /// A key that follows from the content, so that only what the library draws differs from run to run.
    fn file_key(&self, document: &Document) -> [u8; 32] {
        let mut hash = Sha256::new();
        for id in document
            .trailer
            .get(b"ID")
            .and_then(Object::as_array)
            .into_iter()
            .flatten()
        {
            hash.update(id.as_str().unwrap_or_default());
        }
        hash.update(self.owner_password.as_bytes());
        hash.finalize().into()
    }
}

/// The user value of RC4 ends in 16 bytes that may be anything; zeros keep the file reproducible. Source: ISO 32000-1, 7.6.3.4.
fn still_padding(document: &mut Document) {
    let encrypt = document.trailer.get(b"Encrypt").and_then(Object::as_reference);
    if let Ok(id) = encrypt
        && let Ok(dictionary) = document.get_dictionary_mut(id)
        && let Ok(Object::String(value, _)) = dictionary.get_mut(b"U")
        && value.len() == 32
    {
        value[16..].fill(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cipher_is_found_by_its_name() {
        for encryption in Encryption::ALL {
            assert_eq!(Encryption::parse(encryption.name()), Some(encryption));
        }
        assert_eq!(Encryption::parse("rc4-40"), None);
    }
}
