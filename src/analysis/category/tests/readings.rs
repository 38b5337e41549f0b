//! Narrations that were misread once.

use super::one;
use crate::analysis::class::Mark;
use crate::domain::ledger::Direction::{self, Credit, Debit};

/// What a narration gets: channel, description, merchant category.
fn told(narration: &str, direction: Direction) -> [String; 3] {
    let class = one(narration, direction);
    let category = class.merchant_category.map_or("", |category| category.as_str());
    [class.channel.as_str(), &class.description.as_text(), category].map(str::to_owned)
}

#[test]
fn words_that_mislead_do_not() {
    for (narration, direction, wanted) in [
        (
            "IMPS-512345678901-SURESH KUMAR-UTIB-XXXXXXX1234-LOAN REPAYMENT",
            Debit,
            ["net_banking_transfer", "Transfer to SURESH KUMAR", ""],
        ),
        (
            "UPI-RAMESH-RAMESH@OKAXIS-UTIB0000217-512345678901-SALARY ADVANCE RETURN",
            Credit,
            ["upi", "Transfer from RAMESH", ""],
        ),
        (
            "UPI-APOLLO TYRES-APOLLOTYRES@HDFCBANK-HDFC0000240-512345678901-TYRE",
            Debit,
            ["upi", "Transfer to APOLLO TYRES", ""],
        ),
        (
            "UPI-RUMMY LAL-RUMMY@OKSBI-SBIN0001234-512345678901-LUNCH",
            Debit,
            ["upi", "Transfer to RUMMY LAL", ""],
        ),
        (
            "UPI-UBER EATS-UBEREATS@ICICI-ICIC0000104-512345678901-ORDER",
            Debit,
            ["upi", "", "food"],
        ),
        ("PENALTY SHOOT SPORTS POS", Debit, ["debit_card", "", ""]),
        (
            "BIL/NEFT/ICIN1234567/school fee/DPS SCHOOL/HDFC",
            Debit,
            ["net_banking_transfer", "Transfer to DPS SCHOOL", ""],
        ),
        (
            "BIL/INFT/000432/RENT/RAMESH GUPTA",
            Debit,
            ["net_banking_transfer", "Transfer to RAMESH GUPTA", ""],
        ),
    ] {
        assert_eq!(told(narration, direction), wanted, "{narration}");
    }
}

#[test]
fn short_and_broken_forms_are_read() {
    for (narration, direction, wanted) in [
        (
            "IB BILLPAY DR-HDFCSI-489377XXXXXX1234",
            Debit,
            ["bill_payment", "credit_card_bill", "bills"],
        ),
        (
            "CC 000489377XXXXXX1234 AUTOPAY SI-TAD",
            Debit,
            ["bill_payment", "credit_card_bill", "bills"],
        ),
        (
            "MMT/IMPS/512345678901/NAVI FINSERV/DISBURSAL",
            Credit,
            ["net_banking_transfer", "lender_transaction", "loans"],
        ),
        ("CAM/CASH WDL/12-02-26", Debit, ["cash_withdrawl", "", ""]),
        ("BRN-BY CASH-ANDHERI", Credit, ["cash_deposit", "", ""]),
        (
            "BRN-CLG-CHQ RETURN-INSUFFICIENT FUNDS-000123",
            Debit,
            ["outward_cheque_bounce", "chq_bounce_insuff_funds", ""],
        ),
        (
            "BRN-OW RTN CLG: REJECT:000123:FUNDS INSUFFICIENT",
            Debit,
            ["outward_cheque_bounce", "chq_bounce_insuff_funds", ""],
        ),
        (
            "DEBIT-ACHDr NACH00000000123 HOMECREDIT INDIA--",
            Debit,
            ["auto_debit_payment", "lender_transaction", "loans"],
        ),
        (
            "DEBIT-ACHDr NACH00000000123 INDIAINFOLINE--",
            Debit,
            ["auto_debit_payment", "lender_transaction", "loans"],
        ),
        (
            "Chrg: ECS Mandate Reject 120226",
            Debit,
            ["bank_charge", "ach_bounce_charge", ""],
        ),
        (
            "PREPAYMENT/FORECLOSURE LOAN AC 12345678",
            Debit,
            ["auto_debit_payment", "lender_transaction", "loans"],
        ),
        ("ACH/RELIANCE IND INT DIV 2026/001", Credit, ["auto_credit", "", ""]),
    ] {
        assert_eq!(told(narration, direction), wanted, "{narration}");
    }
    assert!(
        one("ACH/RELIANCE IND INT DIV 2026/001", Credit)
            .marks
            .has(Mark::Dividend)
    );
    assert!(
        !one("PREPAYMENT/FORECLOSURE LOAN AC 12345678", Debit)
            .marks
            .has(Mark::Emi)
    );
}
