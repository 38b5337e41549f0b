//! How each bank numbers and names its accounts.

use crate::domain::bank::BankId;
use crate::domain::statement::AccountType;

/// A bank's habits. Lengths and openings of account numbers, and names of schemes: common knowledge; the rest of each number is zeros.
pub(crate) struct BankStyle {
    bank: &'static str,
    number_start: &'static str,
    number_length: usize,
    /// The bank's three digits in a MICR code.
    pub(crate) micr: &'static str,
    savings: &'static str,
    current: &'static str,
    overdraft: &'static str,
}

const fn style(
    bank: &'static str,
    number_start: &'static str,
    number_length: usize,
    micr: &'static str,
    schemes: [&'static str; 3],
) -> BankStyle {
    let [savings, current, overdraft] = schemes;
    BankStyle {
        bank,
        number_start,
        number_length,
        micr,
        savings,
        current,
        overdraft,
    }
}

const USUAL_SCHEMES: [&str; 3] = [
    "SAVINGS BANK - GENERAL",
    "CURRENT ACCOUNT - GENERAL",
    "OVERDRAFT ACCOUNT",
];

const OTHERS: BankStyle = style("", "1000", 14, "900", USUAL_SCHEMES);

const STYLES: [BankStyle; 26] = [
    style(
        "hdfc",
        "501",
        14,
        "240",
        [
            "SAVINGS A/C - REGULAR",
            "CURRENT A/C - TRADE",
            "OVERDRAFT A/C - BUSINESS",
        ],
    ),
    style(
        "icici",
        "0001",
        12,
        "229",
        ["Savings Account", "Roaming Current Account", "Overdraft Account"],
    ),
    style(
        "sbi",
        "20",
        11,
        "002",
        ["REGULAR SB CHQ-INDIVIDUALS", "CURRENT A/C-REGULAR", "CC/OD ACCOUNT"],
    ),
    style(
        "axis",
        "91",
        15,
        "211",
        ["SB-EASY ACCESS", "CURRENT A/C - NORMAL", "CASH CREDIT / OVERDRAFT"],
    ),
    style(
        "kotak",
        "50",
        10,
        "485",
        [
            "KOTAK EDGE SAVINGS",
            "NEO CURRENT ACCOUNT",
            "OVERDRAFT AGAINST PROPERTY",
        ],
    ),
    style(
        "pnbbnk",
        "0001",
        16,
        "024",
        ["SF-SAVING FUND GENERAL", "CURRENT GENERAL", "OVERDRAFT GENERAL"],
    ),
    style(
        "baroda",
        "0001",
        14,
        "012",
        ["SB-GENERAL", "CURRENT ACCOUNT", "OVERDRAFT ACCOUNT"],
    ),
    style(
        "canara",
        "0001",
        13,
        "015",
        ["CANARA SB GENERAL", "CANARA CURRENT", "OVERDRAFT-OD"],
    ),
    style(
        "ubi",
        "0001",
        15,
        "026",
        ["SAVINGS GENERAL-CHEQUE", "CURRENT GENERAL", "OVERDRAFT"],
    ),
    style(
        "boi",
        "0001",
        15,
        "013",
        ["SB GENERAL", "CURRENT DEPOSIT", "OVERDRAFT SECURED"],
    ),
    style(
        "indbnk",
        "6",
        10,
        "019",
        ["SB GENERAL", "CURRENT ACCOUNT", "OPEN CASH CREDIT"],
    ),
    style(
        "central",
        "3",
        10,
        "016",
        ["HSS-SAVINGS GENERAL", "CURRENT ACCOUNT", "CASH CREDIT"],
    ),
    style("iob", "0001", 15, "020", ["SB-GENERAL", "CURRENT ACCOUNT", "OVERDRAFT"]),
    style("uco", "0001", 14, "028", ["SB GENERAL", "CURRENT ACCOUNT", "OVERDRAFT"]),
    style(
        "mahabk",
        "60",
        11,
        "014",
        ["SB GENERAL", "CURRENT ACCOUNT", "CASH CREDIT"],
    ),
    style(
        "idbi",
        "0001",
        16,
        "259",
        ["SUPER SAVINGS", "CURRENT ACCOUNT", "OVERDRAFT"],
    ),
    style(
        "idfc",
        "100",
        11,
        "751",
        ["IDFC FIRST SAVINGS", "CURRENT ACCOUNT", "OVERDRAFT"],
    ),
    style(
        "indusind",
        "100",
        12,
        "234",
        ["INDUS SAVINGS", "INDUS CURRENT ACCOUNT", "OVERDRAFT"],
    ),
    style(
        "yesbnk",
        "0001",
        15,
        "532",
        ["SAVINGS VALUE", "CURRENT ACCOUNT VALUE", "OVERDRAFT"],
    ),
    style(
        "federal",
        "1000",
        14,
        "049",
        ["SB CLASSIC", "CURRENT ACCOUNT", "OVERDRAFT"],
    ),
    style(
        "rbl",
        "3090",
        12,
        "176",
        ["DIGITAL SAVINGS", "CURRENT ACCOUNT", "OVERDRAFT"],
    ),
    style(
        "bandhan",
        "1000",
        14,
        "750",
        ["STANDARD SAVINGS", "CURRENT ACCOUNT", "OVERDRAFT"],
    ),
    style(
        "ausfbnk",
        "1901",
        16,
        "800",
        ["AU SAVINGS", "AU CURRENT ACCOUNT", "OVERDRAFT"],
    ),
    style(
        "hsbc",
        "001",
        12,
        "039",
        ["SAVINGS ACCOUNT", "CURRENT ACCOUNT", "OVERDRAFT"],
    ),
    style(
        "citi",
        "5",
        10,
        "037",
        ["SUVIDHA SAVINGS", "CURRENT ACCOUNT", "OVERDRAFT"],
    ),
    style(
        "stanchar",
        "400",
        11,
        "036",
        ["SUPER VALUE SAVINGS", "CURRENT ACCOUNT", "OVERDRAFT"],
    ),
];

/// The habits of a bank; plain ones for a bank without any known.
pub(crate) fn of(bank: BankId) -> &'static BankStyle {
    STYLES
        .iter()
        .find(|style| style.bank == bank.as_str())
        .unwrap_or(&OTHERS)
}

impl BankStyle {
    /// A number of the usual length that ends like another account's.
    pub(crate) fn number_like(&self, other: &str) -> String {
        let tail = &other[other.len().saturating_sub(4)..];
        let zeros = self.number_length.saturating_sub(self.number_start.len() + tail.len());
        format!("{}{}{tail}", self.number_start, "0".repeat(zeros))
    }

    /// The bank's name for such an account.
    pub(crate) fn scheme(&self, account_type: AccountType) -> &'static str {
        match account_type {
            AccountType::Savings => self.savings,
            AccountType::Current => self.current,
            AccountType::Overdraft => self.overdraft,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_style_belongs_to_a_bank_and_its_schemes_tell_the_type() {
        for style in STYLES.iter().chain([&OTHERS]) {
            assert!(
                style.bank.is_empty() || BankId::parse(style.bank).is_some(),
                "{}",
                style.bank
            );
            for account_type in [AccountType::Savings, AccountType::Current, AccountType::Overdraft] {
                let scheme = style.scheme(account_type);
                assert_eq!(
                    AccountType::of_scheme(scheme),
                    Some(account_type),
                    "{}: {scheme}",
                    style.bank
                );
            }
            assert_eq!(style.number_like("50100000004821").len(), style.number_length);
            assert_eq!(style.micr.len(), 3);
        }
    }

    #[test]
    fn a_number_is_derived_from_another_banks() {
        let sbi = of(BankId::parse("sbi").unwrap());
        assert_eq!(sbi.number_like("50100000004821"), "20000004821");
    }
}
