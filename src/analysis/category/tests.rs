//! The rules by their examples, and what only several rows tell together.

use super::rules::{PURPOSES, RULES, Rule};
use super::*;
use crate::analysis::class::{Channel, Class, Description, Mark, MerchantCategory};
use crate::domain::ledger::Direction::{self, Credit, Debit};
use crate::domain::money::Money;
use crate::domain::period::Month;

mod readings;

fn row(date: &str, narration: &str, direction: Direction, rupees: i64) -> Transaction {
    Transaction {
        date: date.parse().unwrap(),
        value_date: None,
        narration: narration.to_owned(),
        cheque_number: None,
        direction,
        amount: Money::rupees(rupees),
        balance: Money::rupees(50_000),
    }
}

fn classes(accounts: &[(&str, &str, Vec<Transaction>)], metadata: &Metadata) -> Vec<Vec<Class>> {
    let ledgers: Vec<Ledger> = accounts
        .iter()
        .map(|(_, _, rows)| Ledger {
            transactions: rows.clone(),
        })
        .collect();
    let accounts: Vec<AccountRows<'_>> = accounts
        .iter()
        .zip(&ledgers)
        .map(|((holder, number, _), ledger)| AccountRows {
            ledger,
            holder: Some(holder),
            number,
            bank: BankId::parse("hdfc"),
            is_overdraft: false,
        })
        .collect();
    let lists = classify(&accounts, metadata);
    lists
        .into_iter()
        .map(|list| list.into_iter().map(|row| row.class).collect())
        .collect()
}

/// The classes of one account's rows.
fn of(rows: Vec<Transaction>) -> Vec<Class> {
    classes(&[("Test Holder One", "50100000004821", rows)], &Metadata::default()).remove(0)
}

pub(super) fn one(narration: &str, direction: Direction) -> Class {
    of(vec![row("2026-04-05", narration, direction, 1_000)]).remove(0)
}

fn has_all(class: &Class, rule: &Rule) -> bool {
    class.marks.intersection(rule.marks) == rule.marks
        && rule.channel.is_none_or(|channel| class.channel == channel)
        && rule
            .description
            .as_ref()
            .is_none_or(|description| class.description == *description)
        && rule
            .merchant_category
            .is_none_or(|category| class.merchant_category == Some(category))
}

#[test]
fn every_rule_decides_its_example_and_says_what_it_should() {
    let mut faults = Vec::new();
    for (at, rule) in RULES.iter().enumerate() {
        for direction in rule.direction.map_or(vec![Debit, Credit], |direction| vec![direction]) {
            let decided = RULES
                .first(&rule.example.to_ascii_uppercase(), direction)
                .map(|(by, _)| by);
            if decided != Some(at) {
                faults.push(format!(
                    "{} {direction:?}: rule {} is decided by {:?}",
                    rule.example,
                    at + 2,
                    decided.map(|by| by + 2)
                ));
            }
            let class = one(&rule.example, direction);
            if !has_all(&class, rule) {
                faults.push(format!("{} {direction:?}: {class:?} is not {rule:?}", rule.example));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_purpose_decides_its_example_and_says_what_it_should() {
    let mut faults = Vec::new();
    for (at, purpose) in PURPOSES.iter().enumerate() {
        for direction in purpose
            .direction
            .map_or(vec![Debit, Credit], |direction| vec![direction])
        {
            let read = row::read(&row("2026-04-05", &purpose.example, direction, 1_000), None);
            let decided = PURPOSES.first(&read.remark, direction).map(|(by, _)| by);
            let class = one(&purpose.example, direction);
            if decided != Some(at) || !has_all(&class, purpose) {
                faults.push(format!(
                    "{} {direction:?}: decided by {decided:?} not {at}, {class:?}",
                    purpose.example
                ));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Many rows of the same text on the same day of consecutive months.
fn monthly(narration: &str, direction: Direction, amounts: &[i64]) -> Vec<Transaction> {
    let months = (0_i32..).map(|step| Month::of("2025-09-01".parse().unwrap()).plus(step));
    let rows = months.zip(amounts);
    rows.map(|(month, rupees)| row(&month.day(29).to_string(), narration, direction, *rupees))
        .collect()
}

#[test]
fn pay_without_a_word_for_it_is_known_by_its_rhythm() {
    let paid = "NEFT CR-UTIB0000217-MERU DIGITAL PVT LTD-TEST HOLDER ONE-UTIBN260900000011-TRANSFER";
    for class in of(monthly(paid, Credit, &[52_000, 52_000, 54_000, 51_000])) {
        assert_eq!(class.channel, Channel::Salary, "{class:?}");
        assert!(class.marks.has(Mark::Salary) && class.marks.has(Mark::Neft));
        assert_eq!(class.employer.as_deref(), Some("MERU DIGITAL PVT LTD"));
        assert_eq!(class.description, Description::None);
    }
    let is_pay = |rows: Vec<Transaction>| of(rows).iter().any(|class| class.marks.has(Mark::Salary));
    assert!(
        !is_pay(monthly(paid, Credit, &[52_000, 52_000])),
        "two months are no rhythm"
    );
    assert!(
        !is_pay(monthly(paid, Credit, &[900, 900, 900, 900])),
        "too little for pay"
    );
    assert!(
        !is_pay(monthly(paid, Credit, &[20_000, 52_000, 90_000, 9_000])),
        "amounts of a customer"
    );
    assert!(
        !is_pay(monthly(paid, Debit, &[52_000, 52_000, 52_000, 52_000])),
        "the wrong way"
    );
    let person = "NEFT CR-UTIB0000217-KIRAN PATIL-TEST HOLDER ONE-UTIBN260900000011-TRANSFER";
    assert!(
        !is_pay(monthly(person, Credit, &[52_000, 52_000, 52_000, 52_000])),
        "a person"
    );
    let mut customer = monthly(paid, Credit, &[52_000, 52_000, 52_000, 52_000]);
    customer.extend((1..=8).map(|day| row(&format!("2026-01-0{day}"), paid, Credit, 48_000)));
    assert!(!is_pay(customer), "who pays at other times too is a customer");
}

#[test]
fn employers_the_lender_told_of_pay_salary() {
    let metadata = Metadata {
        employer_names: vec!["Meru Digital".to_owned()],
        ..Metadata::default()
    };
    let paid = row(
        "2026-04-03",
        "IMPS-512345678901-MERU DIGITAL PRIVATE LIMITED-UTIB-XXXXXXX1234-APR",
        Credit,
        9_000,
    );
    let refund = row(
        "2026-04-05",
        "IMPS-512345678902-MERU DIGITAL PRIVATE LIMITED-UTIB-XXXXXXX1234-REFUND",
        Credit,
        900,
    );
    let found = classes(&[("Test Holder One", "50100000004821", vec![paid, refund])], &metadata).remove(0);
    assert_eq!(
        (found[0].channel, found[0].employer.as_deref()),
        (Channel::Salary, Some("Meru Digital"))
    );
    assert!(found[0].marks.has(Mark::Imps));
    assert_eq!(
        found[0].salary_month.map(|month| month.to_string()).as_deref(),
        Some("Apr 2026")
    );
    assert_eq!(found[1].channel, Channel::Refund);
}

#[test]
fn a_nach_credit_of_the_amount_just_collected_is_a_bounce() {
    let debit = row("2026-04-05", "ACH/BAJAJ FINANCE LTD/0000012345", Debit, 4_720);
    let back = row("2026-04-06", "ACH/BAJAJ FINANCE LTD/0000012345", Credit, 4_720);
    let found = of(vec![debit.clone(), back.clone()]);
    assert!(found[0].marks.has(Mark::Emi) && found[0].lender.as_deref() == Some("bajaj_finance"));
    assert_eq!(found[1].channel, Channel::AutoDebitPaymentBounce);
    assert!(found[1].marks.has(Mark::EmiBounce) && found[1].marks.has(Mark::InwardBounce));
    assert!(!found[1].marks.has(Mark::LoanDisbursal));
    // There was money left, so want of money was not the reason.
    assert!(found[1].marks.has(Mark::TechnicalReason) && !found[1].marks.has(Mark::InsufficientFunds));
    let short = Transaction {
        balance: Money::rupees(-2_000),
        ..debit
    };
    let found = of(vec![short, back.clone()]);
    assert!(found[1].marks.has(Mark::InsufficientFunds) && !found[1].marks.has(Mark::TechnicalReason));
    let alone = of(vec![back]).remove(0);
    assert!(
        alone.marks.has(Mark::LoanDisbursal) && !alone.marks.has(Mark::EmiBounce),
        "{alone:?}"
    );
}

#[test]
fn a_lender_who_sends_an_instalment_back_lends_nothing() {
    let debit = row("2026-04-05", "ACH D- TATA CAPITAL LTD-0000012345", Debit, 6_240);
    let back = row(
        "2026-04-06",
        "NEFT CR-UTIB0000217-TATA CAPITAL LTD-TEST HOLDER-UTIBN260900000011",
        Credit,
        6_240,
    );
    let loan = row(
        "2026-04-06",
        "NEFT CR-UTIB0000217-TATA CAPITAL LTD-TEST HOLDER-UTIBN260900000012",
        Credit,
        90_000,
    );
    let found = of(vec![debit, back, loan]);
    assert_eq!(found[1].channel, Channel::AutoDebitPaymentBounce);
    assert!(found[1].marks.has(Mark::EmiBounce) && !found[1].marks.has(Mark::LoanDisbursal));
    assert!(found[2].marks.has(Mark::LoanDisbursal));
    assert_eq!(found[2].lender.as_deref(), Some("tata_capital"));
}

#[test]
fn a_bounced_sip_is_a_bounce_but_no_instalment() {
    let debit = row("2026-04-05", "ACH D- INDIAN CLEARING CORP LTD-0000012345", Debit, 5_000);
    let back = row(
        "2026-04-05",
        "ACH D RTN- INDIAN CLEARING CORP LTD-0000012345",
        Credit,
        5_000,
    );
    let found = of(vec![debit, back]);
    assert!(found[1].marks.has(Mark::InwardBounce) && !found[1].marks.has(Mark::EmiBounce));
    assert_eq!(found[1].merchant_category, Some(MerchantCategory::Investments));
    assert!(found[0].marks.has(Mark::Investment) && !found[0].marks.has(Mark::Emi));
}

#[test]
fn a_supplier_paid_by_cheque_is_business_spend_and_other_names_on_cheques_say_nothing() {
    let is_business = |text: &str, direction| one(text, direction).marks.has(Mark::BusinessSpend);
    for paid in [
        "CLG/OM SAI WHOLESALE MART/000398/HDFC",
        "CHQ PAID-MICR CTS-MU-HAKIMI PACKAGING",
        "TO CLG CHQ 000307 JAGDISH TRANSPORT COMPANY",
    ] {
        assert!(is_business(paid, Debit), "{paid}");
    }
    assert!(!is_business("CLG/OM SAI WHOLESALE MART/000398/HDFC", Credit));
    assert!(!is_business("CLG/KIRAN PATIL/000398/HDFC", Debit));
    let class = one("CLG/BAJAJ FINANCE LTD/000399/HDFC", Debit);
    assert!(!class.marks.has(Mark::Emi) && class.merchant_category.is_none());
    let bounced = one("RTN/CLG/000418/OM SAI WHOLESALE MART/FUNDS INSUFFICIENT", Credit);
    assert!(bounced.marks.has(Mark::InwardBounce) && !bounced.marks.has(Mark::BusinessSpend));
}

#[test]
fn printed_reasons_go_before_what_the_balance_says() {
    let text = "I/W CHQ RETURN-000123-FUNDS INSUFFICIENT";
    let class = one(text, Credit);
    assert_eq!(class.description, Description::ChqBounceInsuffFunds);
    assert!(class.marks.has(Mark::InsufficientFunds));
    let class = one("ECS RTN SAMPLE SCHEME-SIGNATURE DIFFERS", Credit);
    assert!(class.marks.has(Mark::TechnicalReason) && !class.marks.has(Mark::InsufficientFunds));
    let class = one("I/W CHQ RETURN-000123-SIGNATURE DIFFERS", Credit);
    assert!(class.marks.has(Mark::TechnicalReason) && class.description == Description::None);
}

#[test]
fn the_holder_is_recognised_by_any_name_the_session_knows() {
    let metadata = Metadata {
        names: vec!["Asha Kulkarni".to_owned()],
        companies_for_self_transfer: vec!["Asha Exports Pvt Ltd".to_owned()],
        ..Metadata::default()
    };
    let rows = vec![
        row(
            "2026-04-05",
            "IMPS-512345678901-TEST HOLDER ONE-UTIB-XXXXXXX1234-RENT",
            Debit,
            900,
        ),
        row(
            "2026-04-05",
            "UPI/P2A/512345678902/ASHA R KULKARNI/AXIS BANK/NA",
            Debit,
            900,
        ),
        row(
            "2026-04-05",
            "UPI/P2A/512345678903/ASHA KULKARNI/AXIS BANK/NA",
            Credit,
            900,
        ),
        row(
            "2026-04-05",
            "NEFT CR-UTIB0000217-ASHA EXPORTS PRIVATE LIMITED-TEST HOLDER-UTIBN260900000011",
            Credit,
            900,
        ),
        row("2026-04-05", "UPI/P2A/512345678904/ASHA KUMAR/AXIS BANK/NA", Debit, 900),
    ];
    let found = classes(&[("Test Holder One", "50100000004821", rows)], &metadata).remove(0);
    for class in &found[..3] {
        assert!(
            class.marks.has(Mark::SelfTransfer) && !class.marks.has(Mark::Rent),
            "{class:?}"
        );
        assert_eq!(class.description, Description::SelfTransfer);
        assert!(matches!(class.channel, Channel::Upi | Channel::NetBankingTransfer));
    }
    assert!(found[3].marks.has(Mark::GroupTransfer) && found[3].marks.has(Mark::SelfTransfer));
    assert_eq!(found[3].description, Description::SelfTransfer);
    assert_eq!(found[4].description, Description::TransferTo("ASHA KUMAR".to_owned()));
}

#[test]
fn two_sides_of_one_transfer_find_each_other_once() {
    let out = |reference: &str| format!("UPI/{reference}/Shift/asha7310@okaxis/State Bank Of I/ICI00112233");
    let into = |reference: &str| format!("BY TRANSFER-UPI/CR/{reference}/SOMEBODY E/ICIC/x@okicici/Shift--");
    let here = vec![
        row("2026-04-05", &out("512345678901"), Debit, 5_000),
        row("2026-04-05", &out("512345678902"), Debit, 5_000),
        row("2026-04-05", &out("512345678903"), Debit, 5_000),
    ];
    let there = vec![
        row("2026-04-05", &into("512345678902"), Credit, 5_000),
        row("2026-04-06", &into("512345678901"), Credit, 5_000),
        row("2026-04-09", &into("512345678903"), Credit, 5_000),
    ];
    let found = classes(
        &[
            ("Test Holder One", "000100004821", here),
            ("Test Holder One", "20000007310", there),
        ],
        &Metadata::default(),
    );
    let is_cross = |class: &Class| class.marks.has(Mark::CrossAccountTransfer) && class.marks.has(Mark::SelfTransfer);
    assert_eq!(found[0].iter().map(is_cross).collect::<Vec<_>>(), [true, true, false]);
    assert_eq!(found[1].iter().map(is_cross).collect::<Vec<_>>(), [true, true, false]);
}

#[test]
fn without_a_reference_the_holders_name_pairs_but_a_strangers_does_not() {
    let out = row("2026-04-05", "FUNDS TRF TO TEST HOLDER ONE", Debit, 5_000);
    let nameless = row("2026-04-05", "BY TRANSFER-000000123456--", Credit, 5_000);
    let stranger = row("2026-04-05", "IB FUNDS TRANSFER CR-KIRAN PATIL-00001234", Credit, 5_000);
    let cross = |there: Transaction| {
        let accounts = [
            ("Test Holder One", "000100004821", vec![out.clone()]),
            ("Test Holder One", "20000007310", vec![there]),
        ];
        classes(&accounts, &Metadata::default())
            .concat()
            .iter()
            .filter(|class| class.marks.has(Mark::CrossAccountTransfer))
            .count()
    };
    assert_eq!(cross(nameless), 2);
    assert_eq!(cross(stranger), 0);
}

#[test]
fn classes_are_worded_as_in_the_samples() {
    let words = |narration: &str, direction: Direction| {
        let class = one(narration, direction);
        (class.category(direction), class.expense_category())
    };
    assert_eq!(
        words("UPI/P2M/500000000001/DEMO GROCERS", Debit),
        ("Groceries".to_owned(), "Groceries")
    );
    assert_eq!(
        words("BILLPAY/DEMO POWER", Debit),
        ("Utilities".to_owned(), "Utilities")
    );
    assert_eq!(words("ATM CASH WDL DEMO STREET", Debit), ("Others".to_owned(), "Cash"));
    assert_eq!(
        words("UPI/P2A/500000000002/TEST HOLDER ONE", Debit),
        ("Self Transfer".to_owned(), "Transfers")
    );
    assert_eq!(words("ACHDR/DEMO LENDER LTD/0001", Debit), ("Loan".to_owned(), "Loans"));
    assert_eq!(
        words("IMPS/DEMO LANDLORD/RENT", Debit),
        ("Transfer to DEMO LANDLORD".to_owned(), "Transfers")
    );
    assert_eq!(words("LOAN DISBURSEMENT 00001234567", Credit).0, "Loan Disbursed");
    assert_eq!(words("INTEREST CREDIT", Credit).0, "Interest");
}
