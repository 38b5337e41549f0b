//! Axis Bank. Source: `pdf-notes.md`, Narrations. Only cheques have a number in their own column; tax on a fee has its own row.

use super::words::{bank_name, cut, dd_mm_yyyy, ddmmyy, mon_yy, neft_utr, rtgs_utr};
use super::{Desk, Grammar, Line};
use crate::domain::ledger::Direction;
use crate::persona::entry::{Entry, Event, Fee, Transfer};

pub(super) const GRAMMAR: Grammar = Grammar {
    line,
    gst_line: Some(gst_line),
};

fn line(desk: &Desk, entry: &Entry) -> Line {
    match &entry.event {
        Event::Upi { transfer, is_merchant } => {
            let kind = if *is_merchant { "P2M" } else { "P2A" };
            Line::new(format!("UPI/{kind}/{}", party_of(transfer)))
        }
        Event::Imps(transfer) => Line::new(format!("IMPS/P2A/{}", party_of(transfer))),
        Event::Neft(transfer) => batch("NEFT", &neft_utr(desk, entry, transfer), entry, transfer),
        Event::Rtgs(transfer) => batch("RTGS", &rtgs_utr(desk, entry, transfer), entry, transfer),
        Event::NachDebit(mandate) => Line::new(format!("ACH-DR-{}/{}", mandate.company, mandate.reference)),
        Event::NachReturn(mandate) => Line::new(format!(
            "ACH-DR-{}/{}/RETURN INSUFFICIENT FUNDS",
            cut(&mandate.company, 40),
            mandate.reference
        )),
        Event::NachCredit(mandate) => Line::new(format!(
            "ACH-CR-{}/{}/{}",
            mandate.company, mandate.remark, mandate.presentation
        )),
        Event::CashOut { is_own_bank, machine } => Line::new(if *is_own_bank {
            format!(
                "ATM-CASH-AXIS/{}/{machine}/{}/{}",
                desk.branch.area,
                desk.branch.city,
                ddmmyy(entry.day)
            )
        } else {
            format!(
                "ATM-CASH/{}/{machine}/{}/{}",
                desk.branch.area,
                desk.branch.city,
                ddmmyy(entry.day)
            )
        }),
        Event::CashIn {
            is_machine: true,
            number,
        } => Line::new(format!(
            "BY CASH DEPOSIT-BNA/{}/{number}/{}/{}",
            cut(&desk.branch.code, 6),
            desk.branch.city,
            ddmmyy(entry.day)
        )),
        Event::CashIn { is_machine: false, .. } => Line::new(format!("BRN-BY CASH DEP-SELF {}", desk.branch.area)),
        Event::Card {
            merchant,
            minute,
            is_refund,
            ..
        } => {
            let kind = match (*is_refund, minute % 3) {
                (true, _) => "POS REFUND",
                (false, 0) => "ECOM PUR",
                (false, _) => "POS",
            };
            Line::new(format!(
                "{kind}/{}/{}/{}/{:02}:{:02}",
                cut(merchant, 24),
                desk.branch.city,
                ddmmyy(entry.value_day),
                minute / 60,
                minute % 60
            ))
        }
        Event::Bill {
            biller,
            consumer,
            reference,
        } => Line::new(format!("INB/BBPS/{reference}/{}/{consumer}", cut(biller, 36))),
        Event::ChequePaid(cheque) => Line::with(
            format!(
                "BRN-CLG-CHQ PAID TO {}/{}",
                cheque.party.name,
                bank_name(cheque.party.bank_code())
            ),
            cheque.number.as_str(),
        ),
        Event::ChequePaidReturned(cheque) => Line::with(
            format!("I/W CHQ RETURN/{}/FUNDS INSUFFICIENT", cheque.party.name),
            cheque.number.as_str(),
        ),
        Event::ChequeReceived(cheque) => Line::with(
            format!("BY CLG/{}/{}", cheque.party.name, bank_name(cheque.party.bank_code())),
            cheque.number.as_str(),
        ),
        Event::ChequeReceivedReturned(cheque) => Line::with(
            format!("O/W RTN/{}/FUNDS INSUFFICIENT", cheque.party.name),
            cheque.number.as_str(),
        ),
        Event::Interest { from, to } => Line::new(format!(
            "{}:Int.Pd:{} to {}",
            desk.number,
            dd_mm_yyyy(*from),
            dd_mm_yyyy(*to)
        )),
        Event::DebitInterest { month } => Line::new(format!(
            "{}:Int.Coll:{} to {}",
            desk.number,
            dd_mm_yyyy(month.first_day()),
            dd_mm_yyyy(month.last_day())
        )),
        Event::Fee { fee, about } => Line::new(match fee {
            Fee::MandateReturn => format!("ACH DEBIT RETURN CHARGES/{}", ddmmyy(*about)),
            Fee::ChequeReturn => format!("CHQ RETURN CHGS/{}", ddmmyy(*about)),
            Fee::DepositedChequeReturn => format!("O/W CHQ RETURN CHGS/{}", ddmmyy(*about)),
            Fee::Messages => format!("SMS CHGS/QTR {}", mon_yy(*about)),
            Fee::DebitCard => format!("Dr Card Charges ANNUAL {}/{}", desk.card_tail, mon_yy(entry.day)),
            Fee::LowBalance => format!("Monthly Service Chrgs AMB CHRG/{}", mon_yy(*about)),
            Fee::Maintenance => format!("Consolidated Charges for A/c/{}", mon_yy(*about)),
        }),
        Event::Deposit { number, is_closed } => Line::new(if *is_closed {
            format!("FD CLOSURE/9240{number}/PROCEEDS")
        } else {
            format!("TRF TO FD/9240{number}/{}", desk.holder)
        }),
    }
}

fn gst_line(_: &Desk, _: &Entry) -> Line {
    Line::new("GST @18% on Charge".to_owned())
}

fn party_of(transfer: &Transfer) -> String {
    format!(
        "{}/{}/{}/{}",
        transfer.reference,
        cut(&transfer.party.name, 20),
        cut(bank_name(transfer.party.bank_code()), 15),
        cut(&transfer.remark, 20)
    )
}

fn batch(kind: &str, utr: &str, entry: &Entry, transfer: &Transfer) -> Line {
    let party = &transfer.party;
    let bank = cut(bank_name(party.bank_code()), 20);
    let name = cut(&party.name, 32);
    Line::new(match entry.direction {
        Direction::Credit => format!("{kind}/{utr}/{name}/{bank}/{}", transfer.remark),
        Direction::Debit => format!("{kind}/MB/{utr}/{name}/{bank}/{}", transfer.remark),
    })
}
