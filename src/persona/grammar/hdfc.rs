//! HDFC Bank. Source: `pdf-notes.md`, Narrations.

use super::words::{cut, dd_mm_yyyy, ddmmyy, is_of, mon_yy, neft_utr, padded, rtgs_utr};
use super::{Desk, Grammar, Line};
use crate::domain::ledger::Direction;
use crate::persona::entry::{Entry, Event, Fee, Mandate, Transfer};

pub(super) const GRAMMAR: Grammar = Grammar { line, gst_line: None };

fn line(desk: &Desk, entry: &Entry) -> Line {
    let card = format!("400000XXXXXX{}", desk.card_tail);
    match &entry.event {
        Event::Upi { transfer, .. } => upi(transfer),
        Event::Imps(transfer) => Line::with(
            format!(
                "IMPS-{}-{}-{}-XXXXXXX{}-{}",
                transfer.reference,
                cut(&transfer.party.name, 30),
                transfer.party.bank_code(),
                transfer.party.account_tail,
                transfer.remark
            ),
            padded(&transfer.reference),
        ),
        Event::Neft(transfer) => bank_transfer("NEFT", entry, transfer, neft_utr(desk, entry, transfer), desk),
        Event::Rtgs(transfer) => bank_transfer("RTGS", entry, transfer, rtgs_utr(desk, entry, transfer), desk),
        Event::NachDebit(mandate) if is_of(&mandate.company, "HDFC BANK") => {
            let loan = cut(&mandate.reference, 9);
            let month = entry.day.format("%m%y");
            Line::with(format!("EMI {loan} CHQ S{loan} {month}{loan}"), padded(""))
        }
        Event::NachDebit(mandate) => mandate_line("ACH D-", mandate),
        Event::NachReturn(mandate) => mandate_line("ACH D RTN-", mandate),
        Event::NachCredit(mandate) => Line::with(
            format!("ACH C- {}-{} {}", mandate.company, mandate.reference, mandate.remark),
            padded(&mandate.presentation),
        ),
        Event::CashOut { is_own_bank, machine } => {
            let (kind, machine) = if *is_own_bank {
                ("ATW", format!("S1A{}{machine}", cut(&desk.branch.city, 2)))
            } else {
                ("NWD", format!("0{machine}00{}", cut(machine, 1)))
            };
            Line::with(
                format!("{kind}-{card}-{machine}-{}", desk.branch.city),
                padded(&reference_digits(entry)),
            )
        }
        Event::CashIn { is_machine, number } => {
            let narration = if *is_machine {
                format!("CASH DEP BY CARD-{card}-{}", desk.branch.area)
            } else {
                format!("CASH DEPOSIT BY - SELF - {}", desk.branch.area)
            };
            Line::with(narration, padded(number))
        }
        Event::Card {
            merchant,
            rrn,
            is_refund,
            ..
        } => {
            let kind = if *is_refund { "CRV POS" } else { "POS" };
            let end = if *is_refund { "" } else { " POS DEBIT" };
            Line::with(format!("{kind} {card} {}{end}", cut(merchant, 24)), padded(rrn))
        }
        Event::Bill {
            biller,
            consumer,
            reference,
        } => Line::with(
            format!("IB BILLPAY DR-HDFC{}-{biller}-{consumer}", cut(reference, 2)),
            format!("IB{}", &reference[reference.len() - 8..]),
        ),
        Event::ChequePaid(cheque) => Line::with(
            format!("CHQ PAID-MICR CTS-{}-{}", cut(&desk.branch.city, 2), cheque.party.name),
            padded(&cheque.number),
        ),
        Event::ChequePaidReturned(cheque) => Line::with(
            format!("I/W CHQ RETURN-{}-FUNDS INSUFFICIENT", cheque.number),
            padded(&cheque.number),
        ),
        Event::ChequeReceived(cheque) => Line::with(
            format!("CHQ DEP - MICR CLG - {} - {}", desk.branch.area, cheque.party.name),
            padded(&cheque.number),
        ),
        Event::ChequeReceivedReturned(cheque) => Line::with(
            format!("CHQ DEP RET- FUNDS INSUFFICIENT- O/W RTN {}", cheque.number),
            padded(&cheque.number),
        ),
        Event::Interest { to, .. } => Line::with(
            format!("CREDIT INTEREST CAPITALISED TILL {}", to.format("%d-%b-%Y")),
            padded(""),
        ),
        Event::DebitInterest { month } => Line::with(
            format!("DEBIT INTEREST CAPITALISED TILL {}", dd_mm_yyyy(month.last_day())),
            padded(""),
        ),
        Event::Fee { fee, about } => {
            let trace = format!("MIR{}{}", entry.day.format("%y%j"), &entry.day.format("%d%m%y%j"));
            let about_text = ddmmyy(*about);
            let narration = match fee {
                Fee::MandateReturn => format!("ACH DEBIT RETURN CHARGES {about_text} {}-{trace}", ddmmyy(entry.day)),
                Fee::ChequeReturn => format!("CHQ RETURN CHGS {about_text} INCL GST-{trace}"),
                Fee::DepositedChequeReturn => format!("O/W CHQ RETURN CHGS {about_text} INCL GST-{trace}"),
                Fee::Messages => format!(
                    "INSTAALERT CHGS QTR ENDED {} INCL GST {}-{trace}",
                    mon_yy(*about),
                    ddmmyy(entry.day)
                ),
                Fee::DebitCard => format!("DEBIT CARD AMC-{card} INCL GST {}-{trace}", ddmmyy(entry.day)),
                Fee::LowBalance => format!("AMB CHRG INCL GST FOR {}-{trace}", mon_yy(*about)),
                Fee::Maintenance => format!("CONSOLIDATED CHARGES QTR ENDED {} INCL GST-{trace}", mon_yy(*about)),
            };
            Line::with(narration, format!("MIR{}", entry.day.format("%y%j%d%m%y")))
        }
        Event::Deposit { number, is_closed } => {
            let deposit = format!("503000{number}");
            let narration = if *is_closed {
                format!("FD PREMAT PROCEEDS-{deposit}:{}", desk.holder)
            } else {
                format!("FD THROUGH MOBILE-{deposit}:{}", desk.holder)
            };
            Line::with(narration, padded(number))
        }
    }
}

fn upi(transfer: &Transfer) -> Line {
    let narration = format!(
        "UPI-{}-{}-{}-{}-{}",
        cut(&transfer.party.name, 30),
        transfer.party.vpa.to_ascii_uppercase(),
        transfer.party.ifsc,
        transfer.reference,
        transfer.remark
    );
    Line::with(narration, padded(&transfer.reference))
}

fn bank_transfer(kind: &str, entry: &Entry, transfer: &Transfer, utr: String, desk: &Desk) -> Line {
    let party = &transfer.party;
    let narration = match entry.direction {
        Direction::Credit => format!(
            "{kind} CR-{}-{}-{}-{utr}{}",
            party.ifsc,
            cut(&party.name, 32),
            cut(&desk.holder, 18),
            dashed(&transfer.remark)
        ),
        Direction::Debit => format!(
            "{kind} DR-{}-{}-NETBANK, MUM-{utr}{}",
            party.ifsc,
            cut(&party.name, 32),
            dashed(&transfer.remark)
        ),
    };
    Line::with(narration, utr)
}

fn dashed(remark: &str) -> String {
    if remark.is_empty() {
        String::new()
    } else {
        format!("-{remark}")
    }
}

fn mandate_line(kind: &str, mandate: &Mandate) -> Line {
    Line::with(
        format!("{kind} {}-{}", cut(&mandate.company, 30), mandate.reference),
        padded(&mandate.presentation),
    )
}

/// Digits for rows that have no reference of their own: day and rupees.
fn reference_digits(entry: &Entry) -> String {
    format!(
        "{}{}",
        entry.day.format("%j%d"),
        entry.balance.in_paise().unsigned_abs() % 10_000
    )
}
