//! Named sets of settings: the service as the seed describes it, or as the public docs of 2026 do.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Serialize, Serializer};

use crate::domain::settings::{AfterExpiry, MessageQuotes, Settings, UnknownUploadSession};
use crate::domain::webhook::Event;

/// A named set of settings. Source: conflicts.md; `docs/fidelity.md` has what each row is set to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Profile {
    /// The seed's literals where it has them.
    #[default]
    Seed,
    /// The public docs of 2026 where they differ.
    Of2026,
}

impl Profile {
    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Profile::Seed => "seed",
            Profile::Of2026 => "2026",
        }
    }

    /// These settings with this profile's in their places; what no profile speaks of stays.
    pub fn applied_to(self, settings: Settings) -> Settings {
        let is_2026 = self == Profile::Of2026;
        let statuses: &[(&str, u16)] = if is_2026 {
            &[("DUPLICATE_PROCESSING_REQUEST", 400)]
        } else {
            &[]
        };
        let more_events = [Event::UploadCompletion, Event::Expiry];
        let events = more_events.into_iter().filter(|_| is_2026).chain([Event::Enrichment]);
        Settings {
            profile: self,
            error_status: statuses
                .iter()
                .map(|(code, status)| ((*code).to_owned(), *status))
                .collect::<BTreeMap<_, _>>(),
            unknown_upload_session: if is_2026 {
                UnknownUploadSession::Expired
            } else {
                UnknownUploadSession::NotFound
            },
            initiate_after_expiry: AfterExpiry::Refuse,
            upload_details: is_2026,
            allow_to_date_today: is_2026,
            message_quotes: if is_2026 {
                MessageQuotes::Backticks
            } else {
                MessageQuotes::Restored
            },
            empty_webhook_errors: is_2026,
            null_pdf_password: is_2026,
            refuse_unparsable: is_2026,
            webhook_events: events.collect::<BTreeSet<_>>(),
            ..settings
        }
    }
}

impl FromStr for Profile {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = [Profile::Seed, Profile::Of2026];
        let found = known.into_iter().find(|profile| profile.name() == text.trim());
        found.ok_or_else(|| format!("`{text}` is no profile; give `seed` or `2026`"))
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

impl Serialize for Profile {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Profile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Name)
    }
}

/// YAML reads `2026` as a number.
struct Name;

impl Visitor<'_> for Name {
    type Value = Profile;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("`seed` or `2026`")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Profile, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Profile, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Profile, E> {
        self.visit_str(&number.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_settings_are_those_of_the_seed_and_profiles_undo_each_other() {
        let seed = Settings::default();
        assert_eq!(Profile::Seed.applied_to(seed.clone()), seed);
        let of_2026 = Profile::Of2026.applied_to(seed.clone());
        assert_ne!(of_2026, seed);
        assert_eq!(Profile::Seed.applied_to(of_2026), seed);
    }

    #[test]
    fn a_profile_is_text_or_a_number() {
        let read = |text: &str| serde_json::from_str::<Profile>(text).ok();
        assert_eq!(read("\"2026\""), Some(Profile::Of2026));
        assert_eq!(read("2026"), Some(Profile::Of2026));
        assert_eq!((read("\"seed\""), read("2025")), (Some(Profile::Seed), None));
    }

    /// `docs/fidelity.md` has each conflict once, with the setting that decides it or the reason why there is none.
    #[test]
    fn every_conflict_has_a_setting_or_a_reason() {
        let known = include_str!("../../fixtures/contract/conflicts.csv");
        let known: Vec<&str> = known
            .lines()
            .skip(1)
            .filter_map(|line| line.split(',').next())
            .collect();
        assert_eq!(known.len(), 62);
        let settings = serde_json::to_value(Settings::default()).unwrap();
        let is_row = |line: &&str| line.starts_with("| C") && line.as_bytes()[3].is_ascii_digit();
        let rows: Vec<Vec<&str>> = include_str!("../../docs/fidelity.md")
            .lines()
            .filter(is_row)
            .map(|line| line.trim_matches('|').split(" | ").map(str::trim).collect())
            .collect();
        let ids: Vec<&str> = rows.iter().map(|row| row[0]).collect();
        assert_eq!(ids, known);
        for row in rows {
            let [id, _, chosen, switch] = row[..] else {
                panic!("{row:?} has not four columns")
            };
            assert!(!chosen.is_empty(), "{id}");
            let named = switch.strip_prefix('`').and_then(|rest| rest.split_once('`'));
            match named {
                Some((setting, _)) => assert!(settings.get(setting).is_some(), "{id}: there is no setting {setting}"),
                None => {
                    let reason = switch.strip_prefix("none: ");
                    assert!(reason.is_some_and(|reason| reason.len() > 15), "{id}: {switch}");
                }
            }
        }
    }
}
