//! All banks, and what each offers.

use serde::Serialize;

use crate::domain::bank::{self, Bank};
use crate::domain::session_request::Mode;
use crate::domain::settings::Settings;

/// What banks/catalogue answers. Source: contract, `catalogue.schema.json`; `count` is the length served (conflicts C28).
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Catalogue {
    count: usize,
    banks: Vec<CatalogueBank>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
struct CatalogueBank {
    name: &'static str,
    full_name: &'static str,
    npci_code: Option<&'static str>,
    logo_url: String,
    is_pdf_upload_available: bool,
    is_net_banking_available: bool,
    is_aa_available: bool,
}

impl Catalogue {
    /// The answer. Logos are under `{base_url}/logos/`. What a bank offers is what creating a session lets pass, before the question which
    /// modes the client may use.
    pub fn of(settings: &Settings, base_url: &str) -> Self {
        let base = base_url.trim_end_matches('/');
        let banks: Vec<_> = bank::catalogue()
            .iter()
            .map(|bank| CatalogueBank {
                name: bank.catalogue_name,
                full_name: bank.full_name,
                npci_code: bank.ifsc_prefix,
                logo_url: format!("{base}/logos/{}", logo_file_name(bank)),
                is_pdf_upload_available: settings.bank_offers(bank.id, Mode::Pdf),
                is_net_banking_available: settings.bank_offers(bank.id, Mode::Online),
                is_aa_available: settings.bank_offers(bank.id, Mode::Aa),
            })
            .collect();
        Catalogue {
            count: banks.len(),
            banks,
        }
    }
}

/// `kotak.png`; a space in an identifier becomes `_`. Source: contract, example `catalogue.json`.
pub fn logo_file_name(bank: &Bank) -> String {
    format!("{}.png", bank.id.as_str().replace(' ', "_"))
}
