//! State Bank of India. Source: `pdf-notes.md`, Narrations. The reference column holds a cheque number or the inner transfer account.

use super::words::{cut, dd_mm_yyyy, ddmmyy, mon_yy, neft_utr, rtgs_utr};
use super::{Desk, Grammar, Line};
use crate::domain::ledger::Direction;
use crate::persona::entry::{Entry, Event, Fee, Transfer};

pub(super) const GRAMMAR: Grammar = Grammar { line, gst_line: None };

fn line(desk: &Desk, entry: &Entry) -> Line {
    let is_debit = entry.direction == Direction::Debit;
    let (way, side) = if is_debit {
        ("TO TRANSFER", "DR")
    } else {
        ("BY TRANSFER", "CR")
    };
    match &entry.event {
        Event::Upi { transfer, .. } => moved(
            entry,
            &transfer.reference,
            format!(
                "{way}-UPI/{side}/{}/{}/{}/{}/{}--",
                transfer.reference,
                cut(&transfer.party.name, 10),
                transfer.party.bank_code(),
                cut(&transfer.party.vpa, 12),
                cut(&transfer.remark, 10)
            ),
        ),
        Event::Imps(transfer) => moved(
            entry,
            &transfer.reference,
            format!(
                "{way}-INB IMPS/P2A/{}/XX{}/{}/{}/{}--",
                transfer.reference,
                transfer.party.account_tail,
                transfer.party.bank_code(),
                cut(&transfer.party.name, 16),
                cut(&transfer.remark, 14)
            ),
        ),
        Event::Neft(transfer) => batch("NEFT", neft_utr(desk, entry, transfer), entry, transfer),
        Event::Rtgs(transfer) => batch("RTGS", rtgs_utr(desk, entry, transfer), entry, transfer),
        Event::NachDebit(mandate) => Line::new(format!(
            "DEBIT-ACHDr NACH0000{} {}--",
            cut(&mandate.reference, 7),
            cut(&mandate.company, 26)
        )),
        Event::NachReturn(mandate) => Line::new(format!(
            "CREDIT-REV ACHDr NACH0000{} {} RTN INSUFF FUNDS--",
            cut(&mandate.reference, 7),
            cut(&mandate.company, 26)
        )),
        Event::NachCredit(mandate) => Line::new(format!(
            "BY TRANSFER-ACHCr NACH0000{} {} {}--",
            cut(&mandate.reference, 7),
            cut(&mandate.company, 26),
            mandate.remark
        )),
        Event::CashOut { is_own_bank, machine } => Line::new(format!(
            "ATM WDL-ATM CASH {machine} {}{} {}--",
            if *is_own_bank { "SBI " } else { "OTHER BANK " },
            desk.branch.area,
            desk.branch.city
        )),
        Event::CashIn {
            is_machine: true,
            number,
        } => Line::new(format!(
            "CASH DEPOSIT-CASH DEPOSIT IN CDM {} {}--",
            cut(number, 5),
            desk.branch.area
        )),
        Event::CashIn { is_machine: false, .. } => Line::new("CASH DEPOSIT-CASH DEPOSIT SELF--".to_owned()),
        Event::Card {
            merchant,
            rrn,
            is_refund,
            minute,
        } => {
            let terminal = if minute % 3 == 0 { "SBIPG" } else { "OTHPG" };
            let narration = if *is_refund {
                format!(
                    "BY TRANSFER-POS REFUND {terminal} {rrn} {} {}--",
                    cut(merchant, 20),
                    desk.branch.city
                )
            } else {
                format!(
                    "by debit card-POS ATM PURCH {terminal} {rrn}{} {}--",
                    cut(merchant, 20),
                    desk.branch.city
                )
            };
            Line::new(narration)
        }
        Event::Bill {
            biller,
            consumer,
            reference,
        } => moved(
            entry,
            reference,
            format!(
                "TO TRANSFER-INB {} {consumer}--BILLDESK IGA{}",
                cut(biller, 24),
                cut(reference, 7)
            ),
        ),
        Event::ChequePaid(cheque) => Line::with(
            format!(
                "CHEQUE WDL-CHQ CLG {} {}--",
                cut(&cheque.party.name, 24),
                cheque.party.bank_code()
            ),
            cheque.number.as_str(),
        ),
        Event::ChequePaidReturned(cheque) => Line::with(
            format!("I/W CHQ RETURN-CHQ {} FUNDS INSUFFICIENT--", cheque.number),
            cheque.number.as_str(),
        ),
        Event::ChequeReceived(cheque) => Line::with(
            format!(
                "BY CLEARING-CHQ DEP {} {}--",
                cut(&cheque.party.name, 24),
                cheque.party.bank_code()
            ),
            cheque.number.as_str(),
        ),
        Event::ChequeReceivedReturned(cheque) => Line::with(
            format!("O/W RTN-CHQ {} FUNDS INSUFFICIENT--", cheque.number),
            cheque.number.as_str(),
        ),
        Event::Interest { .. } => Line::new("INTEREST CREDIT--".to_owned()),
        Event::DebitInterest { month } => Line::new(format!(
            "DEBIT INTEREST-{} TO {}--",
            dd_mm_yyyy(month.first_day()),
            dd_mm_yyyy(month.last_day())
        )),
        Event::Fee { fee, about } => Line::new(match fee {
            Fee::MandateReturn => format!("DEBIT-ACH DR RETURN CHGS {} INCL GST--", ddmmyy(*about)),
            Fee::ChequeReturn => format!("DEBIT-CHQ RETURN CHGS {} INCL GST--", ddmmyy(*about)),
            Fee::DepositedChequeReturn => format!("DEBIT-O/W CHQ RETURN CHGS {} INCL GST--", ddmmyy(*about)),
            Fee::Messages => format!("DEBIT-SMS CHGS QTR ENDED {}--", mon_yy(*about)),
            Fee::DebitCard => format!(
                "DEBIT-ATM AMC DEBIT CARD AMC XX{} {}--",
                desk.card_tail,
                mon_yy(entry.day)
            ),
            Fee::LowBalance => format!("DEBIT-AMB CHRG {} INCL GST--", mon_yy(*about)),
            Fee::Maintenance => format!("DEBIT-LEDGER FOLIO CHGS {} INCL GST--", mon_yy(*about)),
        }),
        Event::Deposit { number, is_closed } => {
            let narration = if *is_closed {
                format!("BY TRANSFER-TDR CLOSURE PROCEEDS 300{number}--")
            } else {
                format!("TO TRANSFER-TDR/STDR OPENING 300{number}--")
            };
            moved(entry, number, narration)
        }
    }
}

/// A row whose reference column names the bank's inner account for such transfers.
fn moved(entry: &Entry, digits: &str, narration: String) -> Line {
    let way = match entry.direction {
        Direction::Debit => "TRANSFER TO",
        Direction::Credit => "TRANSFER FROM",
    };
    // Which of the inner accounts it is changes from day to day.
    let inner = digits
        .bytes()
        .take(4)
        .fold(0_u32, |sum, digit| sum * 3 + u32::from(digit))
        % 9;
    Line::with(narration, format!("{way} 489769{inner}16209{inner}"))
}

fn batch(kind: &str, utr: String, entry: &Entry, transfer: &Transfer) -> Line {
    let party = &transfer.party;
    let narration = match entry.direction {
        Direction::Credit => format!(
            "BY TRANSFER-{kind}*{}*{utr}*{}*{}--",
            party.ifsc,
            cut(&party.name, 24),
            cut(&transfer.remark, 18)
        ),
        Direction::Debit => format!("TO TRANSFER-INB {kind} UTR NO: {utr}--{}", cut(&party.name, 24)),
    };
    moved(entry, &transfer.reference, narration)
}
