//! The scenarios that come with the binary.

/// One of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Embedded {
    /// What it is called.
    pub name: &'static str,
    /// Its file, as seen from the repository.
    pub file: &'static str,
    /// What is in it.
    pub text: &'static str,
}

macro_rules! embed {
    ($($file:literal),* $(,)?) => {
        &[$(Embedded {
            name: name_of($file),
            file: concat!("scenarios/", $file, ".yaml"),
            text: include_str!(concat!("../../../scenarios/", $file, ".yaml")),
        }),*]
    };
}

/// What stands behind the last slash.
const fn name_of(file: &'static str) -> &'static str {
    let bytes = file.as_bytes();
    let mut at = bytes.len();
    while at > 0 && bytes[at - 1] != b'/' {
        at -= 1;
    }
    let (_, name) = file.split_at(at);
    name
}

/// All of them, in the order they are listed to users; a test finds files that are missing here.
const LIBRARY: &[Embedded] = embed!["single-account",];

/// Every scenario that comes with the binary.
pub fn library() -> &'static [Embedded] {
    LIBRARY
}
