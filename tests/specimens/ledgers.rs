//! Ledgers to draw: a small generator, no persona needed.

use bankconnect_emulator::domain::bank::BankId;
use bankconnect_emulator::domain::ledger::{Direction, Ledger, Transaction};
use bankconnect_emulator::domain::money::Money;
use bankconnect_emulator::domain::period::{Month, Period};
use bankconnect_emulator::domain::specimen::{Kind, Specimen};
use bankconnect_emulator::domain::statement::StatementFacts;
use bankconnect_emulator::randomness::Stream;
use chrono::{Days, NaiveDate, TimeDelta};

/// So many rows spread evenly over half a year.
pub(crate) fn ledger(rows: usize) -> Ledger {
    let period = half_year();
    let mut stream = Stream::new(7, &["ledger"]);
    let mut balance = Money::rupees(42_000);
    let mut transactions = Vec::with_capacity(rows);
    for index in 0..rows {
        let date = period.from + Days::new((index as u64 * period.day_count() as u64) / rows.max(1) as u64);
        let number = stream.digits(12);
        let is_salary = index % 25 == 3;
        let (narration, cheque_number, direction, rupees) = match index % 6 {
            _ if is_salary => (
                format!("NEFT CR-UTIB0000001-NIMBUS FREIGHT LLP-SALARY-{number}"),
                Some(number),
                Direction::Credit,
                85_000,
            ),
            0 => (
                format!("UPI-ASHA STORES-ashastores.9988@okaxis-UTIB0000553-{number}-GROCERIES AND MORE"),
                Some(number),
                Direction::Debit,
                stream.between(40, 2_400),
            ),
            1 => (
                "ATW-400000XXXXXX1234-S1ANPU12-PUNE".to_owned(),
                None,
                Direction::Debit,
                2_000,
            ),
            2 => (
                "POS 400000XXXXXX1234 KOREGAON (WEST) CAFE & BAKERY POS DEBIT".to_owned(),
                None,
                Direction::Debit,
                stream.between(150, 1_900),
            ),
            3 => (
                format!("IMPS-{number}-RAVI \\ SONS-KKBK-XXXXXXX1234-RENT SHARE"),
                Some(number),
                Direction::Credit,
                stream.between(500, 9_000),
            ),
            4 => (
                "CHQ PAID-MICR CTS-PU-SHREE TRADERS".to_owned(),
                Some("000123".to_owned()),
                Direction::Debit,
                1_250,
            ),
            _ => (
                "ACH D- MEGHNA HOUSING FINANCE-0000123".to_owned(),
                None,
                Direction::Debit,
                700,
            ),
        };
        let amount = Money::rupees(rupees) + Money::paise(stream.between(0, 99));
        balance += if direction == Direction::Debit { -amount } else { amount };
        transactions.push(Transaction {
            date,
            value_date: Some(date),
            narration,
            cheque_number,
            direction,
            amount,
            balance,
        });
    }
    Ledger { transactions }
}

/// July to December 2025.
pub(crate) fn half_year() -> Period {
    let july = Month::of(NaiveDate::from_ymd_opt(2025, 7, 1).unwrap());
    Period::new(july.first_day(), july.plus(5).last_day()).unwrap()
}

/// Everything a heading can say.
pub(crate) fn facts(bank: &str) -> StatementFacts {
    let bank = BankId::parse(bank).unwrap();
    let prefix = bank.bank().ifsc_prefix.unwrap_or("XXXX");
    StatementFacts {
        bank: Some(bank),
        account_number: Some("00000000001234".to_owned()),
        holder: Some("MS ASHA VENKAT RAO".to_owned()),
        address: Some("Flat 12 B, Neelkanth Apartments, 4th Cross, Gandhi Nagar, Pune 411001, Maharashtra".to_owned()),
        email: Some("asha.rao.0042@example.com".to_owned()),
        phone: Some("+91 90000 00042".to_owned()),
        customer_id: Some("000042017".to_owned()),
        ifsc: Some(format!("{prefix}0000017")),
        micr: Some("411000017".to_owned()),
        account_scheme: Some("SAVINGS ACCOUNT - REGULAR".to_owned()),
        opened_on: NaiveDate::from_ymd_opt(2019, 4, 8),
        overdraft_limit: None,
        period: Some(half_year()),
        opening: None,
        closing: None,
        total_debits: None,
        total_credits: None,
    }
}

/// A specimen of so many rows, made two days behind its period.
pub(crate) fn specimen(bank: &str, kind: Kind, rows: usize) -> Specimen {
    let created = half_year().to.and_hms_opt(9, 41, 27).unwrap() + TimeDelta::days(2);
    Specimen::new(facts(bank), ledger(rows), kind, created, 11).unwrap()
}
