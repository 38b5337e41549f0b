//! ICICI Bank. Source: `pdf-notes.md`, Narrations. It prints no references in a column of their own.

use super::words::{bank_name, cut, dd_mm_yy, dd_mm_yyyy, ddmmyy, hash, mon_yy, neft_utr, rtgs_utr};
use super::{Desk, Grammar, Line};
use crate::domain::ledger::Direction;
use crate::persona::entry::{Entry, Event, Fee, Transfer};

pub(super) const GRAMMAR: Grammar = Grammar { line, gst_line: None };

fn line(desk: &Desk, entry: &Entry) -> Line {
    Line::new(narration(desk, entry))
}

fn narration(desk: &Desk, entry: &Entry) -> String {
    match &entry.event {
        Event::Upi { transfer, .. } => format!(
            "UPI/{}/{}/{}/{}/ICI{}",
            transfer.reference,
            titled(cut(&transfer.remark, 15)),
            cut(&transfer.party.vpa, 20),
            titled(cut(bank_name(transfer.party.bank_code()), 15)),
            hash(&transfer.reference)
        ),
        Event::Imps(transfer) => format!(
            "MMT/IMPS/{}/{}/{}/{}",
            transfer.reference,
            cut(&transfer.remark, 14),
            cut(&transfer.party.name, 18),
            titled(cut(bank_name(transfer.party.bank_code()), 14))
        ),
        Event::Neft(transfer) => batch("NEFT", neft_utr(desk, entry, transfer), entry, transfer),
        Event::Rtgs(transfer) => batch("RTGS", rtgs_utr(desk, entry, transfer), entry, transfer),
        Event::NachDebit(mandate) => format!("ACH/{}/{}", cut(&mandate.company, 30), mandate.reference),
        Event::NachReturn(mandate) => {
            format!(
                "REV ACH/{}/{}/BALANCE INSUFFICIENT",
                cut(&mandate.company, 30),
                mandate.reference
            )
        }
        Event::NachCredit(mandate) => {
            format!(
                "ACH/{}/{}/{}",
                cut(&mandate.company, 30),
                mandate.remark,
                mandate.presentation
            )
        }
        Event::CashOut { is_own_bank, machine } => format!(
            "{}/CASH WDL/S1CP{machine}/{}/{}",
            if *is_own_bank { "ATM" } else { "NFS" },
            dd_mm_yy(entry.day),
            cut(&desk.branch.city, 12)
        ),
        Event::CashIn {
            is_machine: true,
            number,
        } => format!(
            "CAM/{}SRY/CASH DEP/{}/{}",
            cut(number, 5),
            dd_mm_yy(entry.day),
            &desk.number[desk.number.len() - 4..]
        ),
        Event::CashIn { is_machine: false, .. } => {
            format!("BY CASH -{} {}", desk.branch.city, desk.branch.area)
        }
        Event::Card {
            merchant,
            rrn,
            is_refund,
            minute,
        } => {
            let kind = match (*is_refund, minute % 3) {
                (true, _) => "VRF",
                (false, 0) => "IPS",
                (false, _) => "VPS",
            };
            let moment = format!(
                "{}{:02}{:02}",
                entry.value_day.format("%Y%m%d"),
                minute / 60,
                minute % 60
            );
            format!(
                "{kind}/{}/{moment}/{rrn}/{}",
                cut(merchant, 18),
                cut(&desk.branch.city, 12)
            )
        }
        Event::Bill {
            biller,
            consumer,
            reference,
        } => format!("BIL/ONL/{reference}/{}/{consumer}", cut(biller, 22)),
        Event::ChequePaid(cheque) => format!(
            "CLG/{}/{}/{}",
            cut(&cheque.party.name, 24),
            cheque.number,
            cheque.party.bank_code()
        ),
        Event::ChequePaidReturned(cheque) => {
            format!(
                "RTN/CLG/{}/{}/FUNDS INSUFFICIENT",
                cheque.number,
                cut(&cheque.party.name, 24)
            )
        }
        Event::ChequeReceived(cheque) => format!(
            "CLG/{}/{}/{}/{}",
            cut(&cheque.party.name, 24),
            cheque.number,
            cheque.party.bank_code(),
            dd_mm_yy(entry.day)
        ),
        Event::ChequeReceivedReturned(cheque) => format!(
            "RTN(Chq Dep)/{}/{}/FUNDS INSUFFICIENT",
            cheque.number,
            cut(&cheque.party.name, 24)
        ),
        Event::Interest { from, to } => {
            format!("{}:Int.Pd:{} to {}", desk.number, dd_mm_yyyy(*from), dd_mm_yyyy(*to))
        }
        Event::DebitInterest { month } => format!(
            "{}:Int.Coll:{} to {}",
            desk.number,
            dd_mm_yyyy(month.first_day()),
            dd_mm_yyyy(month.last_day())
        ),
        Event::Fee { fee, about } => match fee {
            Fee::MandateReturn => format!("RTNCHG/ACH {}/INCL GST {}", ddmmyy(*about), ddmmyy(entry.day)),
            Fee::ChequeReturn => format!("RTNCHG/CHQ RETURN CHGS {}/INCL GST", ddmmyy(*about)),
            Fee::DepositedChequeReturn => format!("RTNCHG/O/W CHQ DEP {}/INCL GST", ddmmyy(*about)),
            Fee::Messages => format!("SMSChgs{}+GST", titled(&mon_yy(*about))),
            Fee::DebitCard => format!("DCARDFEE{}{}+GST", desk.card_tail, titled(&mon_yy(entry.day))),
            Fee::LowBalance => format!("MABChgs{}+GST", titled(&mon_yy(*about))),
            Fee::Maintenance => format!("Consolidated Charges {}+GST", titled(&mon_yy(*about))),
        },
        Event::Deposit { number, is_closed } => {
            let deposit = format!("0001{number}");
            if *is_closed {
                format!("FD CLOSURE PROCEEDS {deposit}")
            } else {
                format!("TRF TO FD no. {deposit}")
            }
        }
    }
}

fn batch(kind: &str, utr: String, entry: &Entry, transfer: &Transfer) -> String {
    let name = cut(&transfer.party.name, 30);
    match entry.direction {
        Direction::Credit => format!("{kind}-{utr}-{name}-{}-{}", transfer.remark, transfer.party.ifsc),
        Direction::Debit => format!(
            "INF/{kind}/{utr}/{}/{name}/{}",
            transfer.party.ifsc,
            cut(&transfer.remark, 15)
        ),
    }
}

/// Each word with a capital: `State Bank Of I`.
fn titled(text: &str) -> String {
    let mut is_start = true;
    text.chars()
        .map(|character| {
            let shown = if is_start {
                character
            } else {
                character.to_ascii_lowercase()
            };
            is_start = !character.is_ascii_alphanumeric();
            shown
        })
        .collect()
}
