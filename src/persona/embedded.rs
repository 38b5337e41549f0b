//! The personas that come with the binary.

use std::sync::LazyLock;

use super::file::Persona;

macro_rules! embed {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../fixtures/personas/", $name, ".yaml")))),*]
    };
}

/// Name and text of every file, in the order they are listed to users.
const FILES: &[(&str, &str)] = embed![
    "salaried-asha",
    "bounces-ravi",
    "salary-stopped-meena",
    "gig-imran",
    "kirana-suresh",
    "cash-heavy-baldev",
    "overdraft-farida",
    "loan-stacking-vikram",
    "gambler-rohan",
    "new-to-bank-priya",
    "two-banks-lakshmi",
    "high-volume-karthik",
];

static PERSONAS: LazyLock<Vec<Persona>> = LazyLock::new(|| {
    // A file that does not read is left out here and fails the test below.
    FILES
        .iter()
        .filter_map(|(name, text)| Persona::from_yaml(text, name).ok())
        .collect()
});

impl Persona {
    /// Every persona that comes with the binary, in the order they are listed to users.
    pub fn embedded() -> &'static [Persona] {
        &PERSONAS
    }

    /// The embedded persona of this name.
    pub fn named(name: &str) -> Option<&'static Persona> {
        Persona::embedded().iter().find(|persona| persona.persona == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_reads_and_is_named_after_its_persona() {
        for (name, text) in FILES {
            let persona = Persona::from_yaml(text, name).unwrap_or_else(|problem| panic!("{problem}"));
            assert_eq!(persona.persona, *name);
            let comment_lines = text.lines().take_while(|line| line.starts_with('#')).count();
            assert_eq!(
                comment_lines, 2,
                "{name}: a comment on top tells the story in two lines"
            );
        }
        assert_eq!(Persona::embedded().len(), FILES.len());
    }
}
