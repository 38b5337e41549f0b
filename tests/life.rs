#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "test code: a panic is a failed test"
)]
//! What holds for every life: its ledgers are slices of one truth, in every bank's words.

use std::collections::HashMap;

use bankconnect_emulator::domain::bank::{BankId, catalogue};
use bankconnect_emulator::domain::ledger::{Direction, Ledger, Transaction};
use bankconnect_emulator::domain::money::Money;
use bankconnect_emulator::domain::period::{Month, Period};
use bankconnect_emulator::domain::statement::AccountType;
use bankconnect_emulator::persona::{AccountIndex, Channel, Life, Persona, life};
use chrono::{Days, NaiveDate};
use proptest::prelude::*;

const GRAMMARS: [&str; 6] = ["hdfc", "icici", "sbi", "axis", "kotak", "baroda"];

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn bank(id: &str) -> BankId {
    BankId::parse(id).unwrap()
}

fn named(name: &str) -> &'static Persona {
    Persona::named(name).unwrap()
}

/// The twelve months before the usual `as_of` of these tests.
fn year() -> Period {
    Period::new(day("2025-01-01"), day("2025-12-31")).unwrap()
}

fn as_of() -> NaiveDate {
    day("2026-01-01")
}

fn whole(life: &Life, account: AccountIndex, bank: BankId) -> Ledger {
    life.statement(account, bank, life.period()).unwrap().1
}

#[test]
fn every_row_of_every_account_is_well_formed_at_every_bank() {
    for persona in Persona::embedded() {
        let life = life(persona, as_of(), 1);
        for account in life.accounts() {
            for bank in GRAMMARS.map(bank) {
                let ledger = whole(&life, account, bank);
                assert_eq!(ledger.broken_links(), [], "{} at {bank}", persona.persona);
                let days: Vec<NaiveDate> = ledger.transactions.iter().map(|row| row.date).collect();
                assert!(days.is_sorted(), "{} at {bank}", persona.persona);
                for row in &ledger.transactions {
                    check_row(row);
                }
            }
        }
    }
}

fn check_row(row: &Transaction) {
    let text = &row.narration;
    assert!(row.amount > Money::ZERO, "{row:?}");
    assert!((3..=120).contains(&text.len()), "{row:?}");
    assert!(text.bytes().all(|byte| (b' '..=b'~').contains(&byte)), "{row:?}");
    assert!(text.trim() == text && !text.contains("  "), "{row:?}");
    let reference = row.cheque_number.as_deref().unwrap_or("-");
    assert!(!reference.is_empty() && reference.trim() == reference, "{row:?}");
    let apart = (row.value_date.unwrap() - row.date).num_days();
    assert!((-1..=5).contains(&apart), "{row:?}");
}

#[test]
fn no_day_ends_below_what_the_account_allows_and_money_does_not_drift() {
    for persona in Persona::embedded() {
        for seed in [1, 2] {
            let life = life(persona, as_of(), seed);
            for account in life.accounts() {
                let (facts, ledger) = life.statement(account, life.bank_of(account), life.period()).unwrap();
                let floor = -facts.overdraft_limit.unwrap_or_default();
                let ends = ledger.transactions.iter().map(|row| (row.date, row.balance));
                for (date, balance) in ends.collect::<HashMap<_, _>>() {
                    let who = &persona.persona;
                    assert!(balance >= floor, "{who}, seed {seed}: {date} ends at {balance}");
                    assert!(
                        balance < Money::rupees(1_000_000),
                        "{who}, seed {seed}: {date} ends at {balance}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_statement_says_everything_a_bank_prints() {
    let life = life(named("salaried-asha"), as_of(), 1);
    let quarter = Period::new(day("2025-10-01"), day("2025-12-31")).unwrap();
    for bank in catalogue().iter().map(|bank| bank.id) {
        let account = life.account_for(bank);
        let (facts, ledger) = life.statement(account, bank, quarter).unwrap();
        assert_eq!((facts.bank, facts.period), (Some(bank), Some(quarter)));
        assert_eq!(facts.holder.as_deref(), Some("ASHA RAMESH KULKARNI"));
        assert_eq!(facts.opening, ledger.opening());
        assert_eq!(facts.closing, ledger.closing());
        assert_eq!(facts.total_debits, Some(ledger.total_debits()));
        assert_eq!(facts.total_credits, Some(ledger.total_credits()));
        assert_eq!(
            AccountType::of_scheme(&facts.account_scheme.unwrap()),
            Some(AccountType::Savings)
        );
        let ifsc_prefix = facts.ifsc.as_deref().map(|ifsc| &ifsc[..4]);
        assert_eq!(ifsc_prefix, bank.bank().ifsc_prefix);
        assert!(facts.ifsc.is_none_or(|ifsc| ifsc.len() == 11));
        assert_eq!(facts.micr.map(|micr| micr.len()), Some(9));
        assert!(facts.account_number.unwrap().len() >= 10);
        assert!(facts.email.is_some() && facts.phone.is_some() && facts.customer_id.is_some());
        assert!(facts.address.unwrap().split(", ").all(|piece| piece.len() <= 40));
    }
    let own = |id| {
        life.statement(life.account_for(bank(id)), bank(id), year())
            .unwrap()
            .0
            .account_number
    };
    assert_eq!(own("hdfc").as_deref(), Some("50100000004821"));
    assert_eq!(own("sbi").as_deref(), Some("20000007310"));
    assert_eq!(own("icici").as_deref(), Some("000100004821"));
}

#[test]
fn a_transfer_between_own_accounts_stands_on_both_statements() {
    for name in ["two-banks-lakshmi", "salaried-asha", "kirana-suresh"] {
        let life = life(named(name), as_of(), 7);
        let [first, second] = life.accounts().collect::<Vec<_>>()[..] else {
            panic!("two accounts")
        };
        let own = |account| {
            let labelled = life.labelled(account, life.bank_of(account), life.period()).unwrap();
            let rows = labelled
                .into_iter()
                .filter(|(_, label)| label.channel == Channel::SelfTransfer);
            rows.map(|(row, _)| row).collect::<Vec<_>>()
        };
        let (here, there) = (own(first), own(second));
        assert!(here.len() > 50, "{name}");
        assert_eq!(here.len(), there.len(), "{name}");
        for (row, other) in here.iter().zip(&there) {
            assert_eq!((row.date, row.amount), (other.date, other.amount), "{name}");
            assert_ne!(row.direction, other.direction, "{name}");
            assert!(shared_digits(row, other).len() >= 11, "{row:?} {other:?}");
        }
    }
}

/// The longest run of digits of the one that also stands in the other.
fn shared_digits(row: &Transaction, other: &Transaction) -> String {
    row.narration
        .split(|character: char| !character.is_ascii_digit())
        .filter(|run| other.narration.contains(run))
        .max_by_key(|run| run.len())
        .unwrap_or_default()
        .to_owned()
}

#[test]
fn the_stories_are_what_they_say() {
    let count = |name: &str, months: i32, channel: Channel| {
        let life = life(named(name), as_of(), 1);
        let account = life.accounts().next().unwrap();
        let period = Period::new(Month::of(as_of()).plus(-months).first_day(), day("2025-12-31")).unwrap();
        let labelled = life.labelled(account, life.bank_of(account), period).unwrap();
        labelled.iter().filter(|(_, label)| label.channel == channel).count()
    };
    assert_eq!(count("salaried-asha", 12, Channel::AutoDebitPaymentBounce), 0);
    assert_eq!(count("salaried-asha", 12, Channel::Salary), 13, "twelve and a bonus");
    assert!(count("bounces-ravi", 8, Channel::AutoDebitPaymentBounce) >= 3);
    assert_eq!(count("salary-stopped-meena", 3, Channel::Salary), 0);
    assert_eq!(count("salary-stopped-meena", 12, Channel::Salary), 9);
    assert_eq!(count("gig-imran", 12, Channel::Salary), 0);
    assert!(count("cash-heavy-baldev", 12, Channel::CashDeposit) > 80);
    assert!(count("loan-stacking-vikram", 1, Channel::AutoDebitPaymentBounce) >= 1);
    assert_eq!(count("kirana-suresh", 12, Channel::InwardChequeBounce), 1);
    assert_eq!(count("kirana-suresh", 12, Channel::OutwardChequeBounce), 1);
    let rows = |name: &str| {
        let life = life(named(name), as_of(), 1);
        let account = life.accounts().next().unwrap();
        life.ledger(account, year()).unwrap().transactions
    };
    assert!((1_400..1_700).contains(&rows("high-volume-karthik").len()));
    let overdrawn = rows("overdraft-farida")
        .iter()
        .filter(|row| row.balance < Money::ZERO)
        .count();
    assert!(overdrawn * 10 > rows("overdraft-farida").len() * 7);
    let new = rows("new-to-bank-priya");
    assert!(new[0].date == day("2025-08-01") && new[0].balance == new[0].amount);
}

#[test]
fn every_kind_of_thing_happens_to_somebody() {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for persona in Persona::embedded() {
        let life = life(persona, as_of(), 1);
        for account in life.accounts() {
            for (row, label) in life.labelled(account, life.bank_of(account), life.period()).unwrap() {
                *seen.entry(label.channel.name()).or_default() += 1;
                let is_income = matches!(label.channel, Channel::Salary | Channel::Refund | Channel::BankInterest);
                assert!(!is_income || row.direction == Direction::Credit, "{row:?}");
            }
        }
    }
    for channel in [
        "upi",
        "salary",
        "refund",
        "outward_cheque_bounce",
        "inward_cheque_bounce",
        "net_banking_transfer",
        "investment",
        "investment_cashin",
        "debit_card",
        "chq",
        "cash_withdrawl",
        "cash_deposit",
        "bill_payment",
        "bank_interest",
        "bank_charge",
        "auto_debit_payment_bounce",
        "auto_debit_payment",
        "self_transfer",
    ] {
        assert!(seen.contains_key(channel), "nobody has {channel}");
    }
}

#[test]
fn months_differ_as_a_life_differs() {
    for persona in Persona::embedded() {
        let life = life(persona, as_of(), 1);
        let account = life.accounts().next().unwrap();
        let labelled = life.labelled(account, bank("hdfc"), life.period()).unwrap();
        // A mandate takes the same on the same day: that is what it is for.
        let mut texts: Vec<String> = labelled
            .iter()
            .filter(|(_, label)| label.channel != Channel::AutoDebitPayment)
            .map(|(row, _)| format!("{} {} {}", row.date.format("%d"), row.narration, row.amount))
            .collect();
        let all = texts.len();
        texts.sort_unstable();
        texts.dedup();
        assert!(
            texts.len() * 100 >= all * 90,
            "{}: {} of {all}",
            persona.persona,
            texts.len()
        );
    }
}

#[test]
fn a_period_outside_the_life_is_refused_and_one_before_the_account_is_empty() {
    let life = life(named("new-to-bank-priya"), as_of(), 1);
    let account = life.accounts().next().unwrap();
    let period = |from, to| Period::new(day(from), day(to)).unwrap();
    let refused = life.ledger(account, period("2022-12-31", "2023-06-30")).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "2022-12-31 to 2023-06-30 reaches outside the life: as of 2026-01-01 it covers 2023-01-01 to 2028-01-31"
    );
    assert!(life.ledger(account, period("2028-01-01", "2028-02-01")).is_err());
    let (facts, ledger) = life
        .statement(account, bank("hdfc"), period("2025-01-01", "2025-07-31"))
        .unwrap();
    assert!(ledger.transactions.is_empty());
    assert_eq!((facts.opening, facts.closing), (Some(Money::ZERO), Some(Money::ZERO)));
}

#[test]
fn the_first_rows_of_a_known_life_never_change() {
    let life = life(named("salaried-asha"), as_of(), 1);
    let account = life.account_for(bank("hdfc"));
    let ledger = life.ledger(account, year()).unwrap();
    let shown: Vec<String> = ledger
        .transactions
        .iter()
        .take(8)
        .map(|row| {
            let reference = row.cheque_number.as_deref().unwrap_or("-");
            format!(
                "{} {} {reference} {} {}",
                row.date,
                row.narration,
                row.change(),
                row.balance
            )
        })
        .collect();
    assert_eq!(shown, GOLDEN);
}

const GOLDEN: [&str; 8] = [
    "2025-01-01 UPI-DIVYA I MORE-DIVYAMORE89@OKICICI-IDIB000K112-500108386552-UPI 0000500108386552 -440.00 1,13,210.12",
    "2025-01-02 IMPS-500214231729-ASHA RAMESH KULKARNI-SBIN-XXXXXXX7310-SELF TRANSFER 0000500214231729 -10,500.00 1,02,710.12",
    "2025-01-02 UPI-AMAZON PAY BALANCE-AMAZONPAYBALANCE@APL-UTIB0000100-500217843182-ORDER 0000500217843182 -200.00 1,02,510.12",
    "2025-01-03 INSTAALERT CHGS QTR ENDED DEC24 INCL GST 030125-MIR25003030125003 MIR25003030125 -17.70 1,02,492.42",
    "2025-01-04 UPI-VINOD NAIR-9000001782@OKSBI-IDIB000K112-500415047271-LUNCH 0000500415047271 -1,390.00 1,01,102.42",
    "2025-01-04 IMPS-500418989466-PRAKASH V JOGLEKAR-IDIB-XXXXXXX8118-RENT JAN 0000500418989466 -20,000.00 81,102.42",
    "2025-01-04 UPI-SRI BALAJI PROVISION STORES-PAYTMQR3BAL00PRO@PAYTM-YESB0PTMUPI-500421575055-UPI INTENT 0000500421575055 -726.00 80,376.42",
    "2025-01-04 UPI-PHARMEASY-PHARMEASY.RZP@ICICI-ICIC0DC0099-500421075182-ORDER 0000500421075182 -208.35 80,168.07",
];

fn any_period() -> impl Strategy<Value = Period> {
    (0_u64..1_700, 0_u64..150).prop_map(|(start, length)| {
        let from = day("2023-01-01") + Days::new(start);
        Period::new(from, (from + Days::new(length)).min(day("2028-01-31"))).unwrap()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn two_periods_agree_on_shared_days_and_chain_at_the_seam(
        index in 0_usize..12,
        seed in 0_u64..1_000,
        bank_index in 0_usize..6,
        one in any_period(),
        other in any_period(),
    ) {
        let life = life(&Persona::embedded()[index], as_of(), seed);
        let bank = bank(GRAMMARS[bank_index]);
        for account in life.accounts() {
            let (facts, rows) = life.statement(account, bank, one).unwrap();
            let (_, other_rows) = life.statement(account, bank, other).unwrap();
            prop_assert_eq!(rows.within(other), other_rows.within(one));
            let next = Period::new(one.to + Days::new(1), (one.to + Days::new(40)).min(life.period().to));
            if let Some(next) = next {
                let (next_facts, _) = life.statement(account, bank, next).unwrap();
                prop_assert_eq!(facts.closing, next_facts.opening);
            }
            let change: Money = rows.transactions.iter().map(Transaction::change).sum();
            prop_assert_eq!(facts.opening.unwrap() + change, facts.closing.unwrap());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, ..ProptestConfig::default() })]

    #[test]
    fn equal_arguments_give_equal_lives(index in 0_usize..12, seed in 0_u64..u64::MAX, back in 0_u64..900) {
        let persona = &Persona::embedded()[index];
        let as_of = as_of() - Days::new(back);
        let (first, second) = (life(persona, as_of, seed), life(persona, as_of, seed));
        for account in first.accounts() {
            let bank = first.bank_of(account);
            let rows = whole(&first, account, bank);
            prop_assert_eq!(&rows, &whole(&second, account, bank));
            prop_assert_eq!(rows.broken_links(), []);
        }
    }
}
