//! A local stand-in for FinBox BankConnect.
//!
//! Layers on top, nouns inside; each folder is a room with one duty:
//!
//! - [`domain`]: what the service does, pure.
//! - [`analysis`]: figures from ledgers, pure.
//! - [`persona`]: an invented borrower, his money over years, and any account's ledger out of it.
//! - [`document`]: bytes to domain values and back: bank statements as PDF, ledgers as CSV.
//! - [`wire`]: the vendor's shapes and texts.
//! - [`store`]: worlds and what belongs to them, in memory.
//! - [`emulator`]: the shell around the domain: one method per thing a caller can do.
//! - [`outbound`]: webhooks and `file_url`, the only way out of the process.
//! - [`http`]: the only way in.
//! - [`clock`], [`randomness`], [`yaml`]: the only readers of real time, randomness and YAML.
//! - [`config`]: every flag.
//! - [`commands`]: one file per subcommand of the binary.

pub mod analysis;
pub mod clock;
pub mod commands;
pub mod config;
pub mod document;
pub mod domain;
pub mod emulator;
pub mod http;
pub mod outbound;
pub mod persona;
pub mod randomness;
pub mod scenario;
pub mod store;
pub mod wire;
pub mod yaml;
