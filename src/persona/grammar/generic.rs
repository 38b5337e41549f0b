//! All banks without a grammar of their own, in the words most core banking systems share. Our choice.

use super::words::{bank_name, cut, dd_mm_yyyy, ddmmyy, mon_yy, neft_utr, rtgs_utr};
use super::{Desk, Grammar, Line};
use crate::domain::ledger::Direction;
use crate::persona::entry::{Entry, Event, Fee};

pub(super) const GRAMMAR: Grammar = Grammar {
    line,
    gst_line: Some(gst_line),
};

fn line(desk: &Desk, entry: &Entry) -> Line {
    let side = match entry.direction {
        Direction::Debit => "DR",
        Direction::Credit => "CR",
    };
    match &entry.event {
        Event::Upi { transfer, .. } => Line::with(
            format!(
                "UPI/{side}/{}/{}/{}/{}/{}",
                transfer.reference,
                cut(&transfer.party.name, 20),
                transfer.party.bank_code(),
                cut(&transfer.party.vpa, 24),
                cut(&transfer.remark, 15)
            ),
            transfer.reference.as_str(),
        ),
        Event::Imps(transfer) => Line::with(
            format!(
                "IMPS/{side}/{}/{}/{}/XX{}/{}",
                transfer.reference,
                cut(&transfer.party.name, 20),
                transfer.party.bank_code(),
                transfer.party.account_tail,
                cut(&transfer.remark, 18)
            ),
            transfer.reference.as_str(),
        ),
        Event::Neft(transfer) => Line::new(format!(
            "NEFT/{side}/{}/{}/{}/{}",
            neft_utr(desk, entry, transfer),
            cut(&transfer.party.name, 32),
            transfer.party.ifsc,
            transfer.remark
        )),
        Event::Rtgs(transfer) => Line::new(format!(
            "RTGS/{side}/{}/{}/{}/{}",
            rtgs_utr(desk, entry, transfer),
            cut(&transfer.party.name, 32),
            transfer.party.ifsc,
            transfer.remark
        )),
        Event::NachDebit(mandate) => Line::new(format!("NACH DR/{}/{}", mandate.company, mandate.reference)),
        Event::NachReturn(mandate) => Line::new(format!(
            "NACH DR RTN/{}/{}/INSUFFICIENT BALANCE",
            cut(&mandate.company, 36),
            mandate.reference
        )),
        Event::NachCredit(mandate) => Line::new(format!(
            "NACH CR/{}/{}/{}",
            mandate.company, mandate.reference, mandate.remark
        )),
        Event::CashOut { is_own_bank, machine } => Line::new(format!(
            "{} XX{} {machine} {}",
            if *is_own_bank { "ATM WDL" } else { "NFS ATM WDL" },
            desk.card_tail,
            desk.branch.city
        )),
        Event::CashIn {
            is_machine: true,
            number,
        } => Line::new(format!("CASH DEP CDM {number} {}", desk.branch.area)),
        Event::CashIn { is_machine: false, .. } => Line::new(format!("BY CASH SELF {}", desk.branch.area)),
        Event::Card {
            merchant,
            rrn,
            is_refund,
            ..
        } => Line::with(
            format!(
                "POS {}/{rrn}/{}/XX{}",
                if *is_refund { "REFUND" } else { "PURCH" },
                cut(merchant, 24),
                desk.card_tail
            ),
            rrn.as_str(),
        ),
        Event::Bill {
            biller,
            consumer,
            reference,
        } => Line::with(
            format!("BBPS/{reference}/{}/{consumer}", cut(biller, 36)),
            reference.as_str(),
        ),
        Event::ChequePaid(cheque) => Line::with(
            format!("TO CLG CHQ {} {}", cheque.number, cheque.party.name),
            cheque.number.as_str(),
        ),
        Event::ChequePaidReturned(cheque) => Line::with(
            format!("I/W CHQ RETURN {} FUNDS INSUFFICIENT", cheque.number),
            cheque.number.as_str(),
        ),
        Event::ChequeReceived(cheque) => Line::with(
            format!(
                "BY CLG CHQ {} {} {}",
                cheque.number,
                cut(&cheque.party.name, 36),
                bank_name(cheque.party.bank_code())
            ),
            cheque.number.as_str(),
        ),
        Event::ChequeReceivedReturned(cheque) => Line::with(
            format!("O/W RTN CHQ {} FUNDS INSUFFICIENT", cheque.number),
            cheque.number.as_str(),
        ),
        Event::Interest { from, to } => Line::new(format!("Int.Pd:{} to {}", dd_mm_yyyy(*from), dd_mm_yyyy(*to))),
        Event::DebitInterest { month } => Line::new(format!(
            "Int.Coll:{} to {}",
            dd_mm_yyyy(month.first_day()),
            dd_mm_yyyy(month.last_day())
        )),
        Event::Fee { fee, about } => Line::new(match fee {
            Fee::MandateReturn => format!("NACH RETURN CHGS {}", ddmmyy(*about)),
            Fee::ChequeReturn => format!("CHQ RETURN CHGS {}", ddmmyy(*about)),
            Fee::DepositedChequeReturn => format!("O/W CHQ RETURN CHGS {}", ddmmyy(*about)),
            Fee::Messages => format!("SMS CHGS QTR ENDED {}", mon_yy(*about)),
            Fee::DebitCard => format!("DEBIT CARD AMC XX{} {}", desk.card_tail, mon_yy(entry.day)),
            Fee::LowBalance => format!("MIN BAL CHRG {}", mon_yy(*about)),
            Fee::Maintenance => format!("FOLIO CHGS QTR ENDED {}", mon_yy(*about)),
        }),
        Event::Deposit { number, is_closed } => Line::new(if *is_closed {
            format!("TD CLOSURE PROCEEDS {number}")
        } else {
            format!("TRF TO TD {number}")
        }),
    }
}

fn gst_line(_: &Desk, _: &Entry) -> Line {
    Line::new("GST @18% ON CHARGE".to_owned())
}
