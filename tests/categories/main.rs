#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "test code: a panic is a failed test"
)]
#![allow(clippy::print_stdout, reason = "the scores are what one runs these tests for")]
//! The categoriser against lives whose truth is known: every row of every persona, in the words of every grammar.

use std::collections::BTreeMap;

use bankconnect_emulator::analysis::category::{AccountRows, classify};
use bankconnect_emulator::analysis::class::{Class, Classified, Description, Mark};
use bankconnect_emulator::domain::bank::BankId;
use bankconnect_emulator::domain::ledger::{Direction, Ledger, Transaction};
use bankconnect_emulator::domain::money::Money;
use bankconnect_emulator::domain::period::Period;
use bankconnect_emulator::domain::session_request::Metadata;
use bankconnect_emulator::domain::statement::AccountType;
use bankconnect_emulator::persona::{Channel, Label, Life, Persona, life};
use chrono::NaiveDate;
use serde_json::Value;

mod by_hand;
mod precision;

const GRAMMARS: [&str; 6] = ["hdfc", "icici", "sbi", "axis", "kotak", "baroda"];

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn year() -> Period {
    Period::new(day("2025-01-01"), day("2025-12-31")).unwrap()
}

/// One row with its truth and what the categoriser makes of it.
struct Seen {
    row: Transaction,
    label: Label,
    class: Class,
    bank: BankId,
    persona: String,
}

/// All accounts of a life as one session; at their own banks, or all at this one.
fn seen(life: &Life, bank: Option<BankId>, period: Period) -> Vec<Seen> {
    let accounts: Vec<_> = life
        .accounts()
        .map(|account| (account, bank.unwrap_or(life.bank_of(account))))
        .collect();
    let labelled: Vec<Vec<(Transaction, Label)>> = accounts
        .iter()
        .map(|(account, bank)| life.labelled(*account, *bank, period).unwrap())
        .collect();
    let ledgers: Vec<Ledger> = labelled
        .iter()
        .map(|rows| Ledger {
            transactions: rows.iter().map(|(row, _)| row.clone()).collect(),
        })
        .collect();
    let facts: Vec<_> = accounts
        .iter()
        .map(|(account, bank)| life.statement(*account, *bank, period).unwrap().0)
        .collect();
    let rows: Vec<AccountRows<'_>> = accounts
        .iter()
        .zip(&ledgers)
        .zip(&facts)
        .map(|(((account, bank), ledger), facts)| AccountRows {
            ledger,
            holder: facts.holder.as_deref(),
            number: facts.account_number.as_deref().unwrap(),
            bank: Some(*bank),
            is_overdraft: life.type_of(*account) == AccountType::Overdraft,
        })
        .collect();
    let classified = classify(&rows, &Metadata::default());
    let persona = &life.persona().persona;
    let lists = labelled.into_iter().zip(classified).zip(&accounts);
    lists
        .flat_map(|((labelled, classified), (_, bank))| {
            assert_eq!(labelled.len(), classified.len());
            let rows = labelled.into_iter().zip(classified);
            rows.map(|((row, label), Classified { transaction, class })| {
                assert_eq!(row, transaction);
                Seen {
                    row,
                    label,
                    class,
                    bank: *bank,
                    persona: persona.clone(),
                }
            })
            .collect::<Vec<_>>()
        })
        .collect()
}

/// Every row of every persona in a year, in every grammar and at the banks the accounts are truly with.
fn everything() -> Vec<Seen> {
    let mut all = Vec::new();
    for persona in Persona::embedded() {
        for seed in [1, 2, 11] {
            let life = life(persona, day("2026-01-01"), seed);
            let banks = GRAMMARS.map(|bank| BankId::parse(bank).unwrap());
            for bank in banks.map(Some).into_iter().chain([None]) {
                all.extend(seen(&life, bank, year()));
            }
        }
    }
    all
}

/// What kind of row it truly is, for counting.
fn kind(seen: &Seen) -> &'static str {
    let is_debit = seen.row.direction == Direction::Debit;
    match (seen.label.channel, seen.label.description) {
        (Channel::AutoDebitPaymentBounce, _) => "bounce of a mandate",
        (_, "lender_transaction") if is_debit => "instalment",
        (_, "lender_transaction") => "loan paid out",
        (channel, _) => channel.name(),
    }
}

/// Whether the class says what the label says.
fn agrees(Seen { row, label, class, .. }: &Seen) -> bool {
    let is_debit = row.direction == Direction::Debit;
    let has = |mark: Mark| class.marks.has(mark);
    if label.channel == Channel::SelfTransfer {
        return has(Mark::SelfTransfer)
            && has(Mark::CrossAccountTransfer)
            && class.description == Description::SelfTransfer;
    }
    let is_loan = label.description == "lender_transaction";
    let marks = match label.channel {
        Channel::Salary => has(Mark::Salary) && class.employer.is_some() && class.salary_month.is_some(),
        Channel::AutoDebitPaymentBounce => {
            has(Mark::InwardBounce) && has(Mark::InsufficientFunds) && has(Mark::EmiBounce) == is_loan
        }
        Channel::InwardChequeBounce => has(Mark::InwardBounce) && has(Mark::InsufficientFunds),
        Channel::OutwardChequeBounce => has(Mark::OutwardBounce) && has(Mark::InsufficientFunds),
        Channel::CashDeposit | Channel::CashWithdrawal => has(Mark::Cash),
        Channel::Refund => has(Mark::Reversal),
        Channel::Upi
        | Channel::NetBankingTransfer
        | Channel::Investment
        | Channel::InvestmentCashin
        | Channel::DebitCard
        | Channel::Cheque
        | Channel::BillPayment
        | Channel::BankInterest
        | Channel::BankCharge
        | Channel::AutoDebitPayment
        | Channel::SelfTransfer
        | Channel::AutoCredit => {
            has(Mark::Emi) == (is_loan && is_debit)
                && has(Mark::LoanDisbursal) == (is_loan && !is_debit)
                && !has(Mark::SelfTransfer)
        }
    };
    let names_somebody = matches!(
        class.description,
        Description::TransferTo(_) | Description::TransferFrom(_)
    );
    let description =
        class.description.as_text() == label.description || label.description.is_empty() && names_somebody;
    let category = class.merchant_category.map_or("", |category| category.as_str()) == label.merchant_category;
    class.channel.as_str() == label.channel.name()
        && marks
        && description
        && category
        && class.lender.is_some() == is_loan
}

/// Whether the counterparty cut out of the narration is the one there was. A UPI address alone, as one bank prints, names nobody.
fn names_the_right_one(Seen { label, class, .. }: &Seen) -> bool {
    match (&class.counterparty, &label.counterparty) {
        (Some(cut), Some(_)) if cut.bytes().any(|byte| byte.is_ascii_lowercase() || byte == b'@') => true,
        (Some(cut), Some(_)) if !cut.contains(' ') && cut.bytes().any(|byte| byte.is_ascii_digit()) => true,
        // What stands in front of the remark belongs to it where a bank puts nothing between them.
        (Some(cut), Some(name)) => name.to_ascii_uppercase().starts_with(cut.get(..6).unwrap_or(cut)),
        (None, _) => true,
        (Some(_), None) => false,
    }
}

/// Kinds that must be right without exception; the others may miss one in a hundred.
const WITHOUT_FAULT: [&str; 11] = [
    "salary",
    "instalment",
    "loan paid out",
    "bounce of a mandate",
    "inward_cheque_bounce",
    "outward_cheque_bounce",
    "bank_charge",
    "cash_deposit",
    "cash_withdrawl",
    "bank_interest",
    "self_transfer",
];

#[test]
fn the_categoriser_agrees_with_the_truth_of_every_life() {
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut faults: BTreeMap<String, (usize, String)> = BTreeMap::new();
    for seen in everything() {
        let count = counts.entry(kind(&seen)).or_default();
        count.1 += 1;
        if agrees(&seen) && names_the_right_one(&seen) {
            count.0 += 1;
            continue;
        }
        let Seen {
            row,
            label,
            class,
            bank,
            persona,
        } = &seen;
        let party = label.counterparty.clone().unwrap_or_default();
        let key = format!(
            "{bank}: {} {} {} {party}",
            label.channel.name(),
            label.description,
            label.merchant_category
        );
        let example = || format!("{persona} {:?} {}: {class:?}", row.direction, row.narration);
        faults.entry(key).or_insert_with(|| (0, example())).0 += 1;
    }
    assert!(counts.values().map(|(_, all)| all).sum::<usize>() > 100_000);
    for kind in WITHOUT_FAULT {
        assert!(counts.contains_key(kind), "nobody has {kind}");
    }
    let faults: Vec<String> = faults
        .into_iter()
        .map(|(key, (count, row))| format!("{count} x {key}\n    {row}"))
        .collect();
    for (kind, (good, all)) in &counts {
        let wanted = if WITHOUT_FAULT.contains(kind) { 100 } else { 99 };
        assert!(
            good * 100 >= all * wanted,
            "{kind}: {good} of {all}\n{}",
            faults.join("\n")
        );
    }
}

#[test]
fn no_row_of_any_life_is_left_without_a_channel() {
    let left: Vec<String> = everything()
        .into_iter()
        .filter(|seen| seen.class.channel.as_str() == "Other")
        .map(|seen| format!("{}: {}", seen.bank, seen.row.narration))
        .collect();
    assert_eq!(left, Vec::<String>::new());
}

#[test]
fn what_a_row_is_does_not_depend_on_rows_that_have_nothing_to_do_with_it() {
    for persona in Persona::embedded() {
        let life = life(persona, day("2026-01-01"), 3);
        let account = life.accounts().next().unwrap();
        let bank = life.bank_of(account);
        let ledger = life.ledger(account, year()).unwrap();
        let is_meal = |row: &Classified| {
            row.class
                .merchant_category
                .is_some_and(|category| category.as_str() == "food")
        };
        let classes = |ledger: &Ledger| {
            let rows = AccountRows {
                ledger,
                holder: Some(&persona.persona),
                number: "000000000000",
                bank: Some(bank),
                is_overdraft: false,
            };
            classify(&[rows], &Metadata::default()).remove(0)
        };
        let whole = classes(&ledger);
        let without: Vec<Classified> = whole.iter().filter(|row| !is_meal(row)).cloned().collect();
        let fewer = Ledger {
            transactions: without.iter().map(|row| row.transaction.clone()).collect(),
        };
        assert_eq!(classes(&fewer), without, "{}", persona.persona);
        assert_eq!(classes(&ledger), whole, "{}", persona.persona);
    }
}

#[test]
fn the_order_of_accounts_changes_nothing() {
    let life = life(Persona::named("two-banks-lakshmi").unwrap(), day("2026-01-01"), 1);
    let ledgers: Vec<Ledger> = life
        .accounts()
        .map(|account| life.ledger(account, year()).unwrap())
        .collect();
    let rows: Vec<AccountRows<'_>> = life
        .accounts()
        .zip(&ledgers)
        .map(|(account, ledger)| AccountRows {
            ledger,
            holder: Some("Lakshmi Venkatesh Iyer"),
            number: ["000100007158", "20000001476"][usize::from(account != life.accounts().next().unwrap())],
            bank: Some(life.bank_of(account)),
            is_overdraft: false,
        })
        .collect();
    let turned: Vec<AccountRows<'_>> = rows.iter().rev().copied().collect();
    let mut back = classify(&turned, &Metadata::default());
    back.reverse();
    assert_eq!(classify(&rows, &Metadata::default()), back);
}

/// Every transaction in a sample answer: text, direction, and the words it is given.
fn samples(value: &Value, found: &mut Vec<(String, Direction, [Option<String>; 4])>) {
    if let Some(list) = value.as_array() {
        list.iter().for_each(|value| samples(value, found));
    }
    let Some(object) = value.as_object() else { return };
    let text = |holder: &Value, key: &str| holder.get(key).and_then(Value::as_str).map(str::to_owned);
    if let (Some(note), Some(way)) = (text(value, "transaction_note"), text(value, "transaction_type")) {
        let direction = if way == "debit" {
            Direction::Debit
        } else {
            Direction::Credit
        };
        let within = object.get("metadata").unwrap_or(value);
        let words = [
            text(within, "transaction_channel"),
            text(within, "description"),
            text(value, "merchant_category"),
            text(value, "category"),
        ];
        found.push((note, direction, words));
    }
    object.values().for_each(|value| samples(value, found));
}

#[test]
fn the_rows_of_the_contracts_samples_get_the_words_they_have_there() {
    let mut found = Vec::new();
    for text in [
        include_str!("../../fixtures/contract/examples/transactions.json"),
        include_str!("../../fixtures/contract/examples/insights.json"),
        include_str!("../../fixtures/contract/examples/recurring_transactions.json"),
    ] {
        samples(&serde_json::from_str(text).unwrap(), &mut found);
    }
    assert!(found.len() > 30);
    for (note, direction, [channel, description, merchant, category]) in found {
        let ledger = Ledger {
            transactions: vec![Transaction {
                date: day("2025-04-01"),
                value_date: None,
                narration: note.clone(),
                cheque_number: None,
                direction,
                amount: Money::rupees(1_000),
                balance: Money::rupees(10_000),
            }],
        };
        let account = AccountRows {
            ledger: &ledger,
            holder: Some("TEST HOLDER ONE"),
            number: "000000000001",
            bank: None,
            is_overdraft: false,
        };
        let class = classify(&[account], &Metadata::default()).remove(0).remove(0).class;
        let said = [
            class.channel.as_str().to_owned(),
            class.description.as_text(),
            class
                .merchant_category
                .map_or("", |merchant| merchant.as_str())
                .to_owned(),
            class.category(direction),
        ];
        for (wanted, said) in [channel, description, merchant, category].into_iter().zip(said) {
            assert!(
                wanted.as_ref().is_none_or(|wanted| *wanted == said),
                "{note}: {said}, not {wanted:?}"
            );
        }
    }
}
