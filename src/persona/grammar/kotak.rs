//! Kotak Mahindra Bank. Source: `pdf-notes.md`, Narrations.

use super::words::{city_code, cut, dd_mm_yyyy, ddmmyy, hh_mm, mon_yy, neft_utr, rtgs_utr};
use super::{Desk, Grammar, Line};
use crate::domain::ledger::Direction;
use crate::persona::entry::{Entry, Event, Fee};

pub(super) const GRAMMAR: Grammar = Grammar { line, gst_line: None };

fn line(desk: &Desk, entry: &Entry) -> Line {
    let is_debit = entry.direction == Direction::Debit;
    match &entry.event {
        Event::Upi { transfer, .. } => Line::with(
            format!(
                "UPI/{}/{}/{}",
                cut(&transfer.party.name, 16),
                transfer.reference,
                cut(&transfer.remark, 20)
            ),
            format!("UPI-{}", transfer.reference),
        ),
        Event::Imps(transfer) => {
            let way = if is_debit { "Sent IMPS" } else { "Recd:IMPS" };
            Line::with(
                format!(
                    "{way}/{}/{}/{}/XX{}/{}",
                    transfer.reference,
                    cut(&transfer.party.name, 18),
                    transfer.party.bank_code(),
                    transfer.party.account_tail,
                    transfer.remark
                ),
                format!("IMPS-{}", transfer.reference),
            )
        }
        Event::Neft(transfer) => Line::with(
            format!(
                "NEFT {} {} {}",
                neft_utr(desk, entry, transfer),
                transfer.party.name,
                transfer.remark
            ),
            format!("NEFT{}-{}", if is_debit { "" } else { "INW" }, transfer.reference),
        ),
        Event::Rtgs(transfer) => Line::with(
            format!(
                "RTGS {} {} {}",
                rtgs_utr(desk, entry, transfer),
                transfer.party.name,
                transfer.remark
            ),
            format!("RTGS{}-{}", if is_debit { "" } else { "INW" }, transfer.reference),
        ),
        Event::NachDebit(mandate) => nach("NACHDR", &mandate.company, &mandate.reference, &mandate.presentation),
        Event::NachReturn(mandate) => nach(
            "NACHDR RTN",
            &mandate.company,
            &mandate.reference,
            &mandate.presentation,
        ),
        Event::NachCredit(mandate) => nach("NACHCR", &mandate.company, &mandate.remark, &mandate.presentation),
        Event::CashOut { is_own_bank, machine } => Line::new(format!(
            "{}/{}/{machine}/{}{}",
            if *is_own_bank { "ATL" } else { "ATW" },
            desk.card_tail,
            desk.branch.city,
            ddmmyy(entry.day)
        )),
        Event::CashIn { is_machine, number } => Line::new(if *is_machine {
            format!("CASH DEP CDM/{}/{number}/{}", city_code(desk), ddmmyy(entry.day))
        } else {
            format!("CASH DEPOSIT BY SELF AT {} {}", desk.branch.area, desk.branch.city)
        }),
        Event::Card {
            merchant,
            minute,
            is_refund,
            rrn,
        } => Line::with(
            format!(
                "{}/{}/{}/{}{}/{}",
                if *is_refund { "PCR" } else { "PCD" },
                desk.card_tail,
                cut(merchant, 22),
                desk.branch.city,
                ddmmyy(entry.value_day),
                hh_mm(*minute)
            ),
            rrn.as_str(),
        ),
        Event::Bill {
            biller,
            consumer,
            reference,
        } => Line::with(
            format!("811:BBPS/{reference}/{}/{consumer}", cut(biller, 30)),
            format!("BBPS-{reference}"),
        ),
        Event::ChequePaid(cheque) => Line::with(
            format!("CTS CLG CHQ PAID TO {}", cheque.party.name),
            cheque.number.as_str(),
        ),
        Event::ChequePaidReturned(cheque) => Line::with(
            format!("I/W CHQ RETURN:{}:FUNDS INSUFFICIENT", cheque.number),
            cheque.number.as_str(),
        ),
        Event::ChequeReceived(cheque) => Line::with(
            format!("CLG TO {} {}", cheque.party.name, cheque.party.bank_code()),
            cheque.number.as_str(),
        ),
        Event::ChequeReceivedReturned(cheque) => Line::with(
            format!("O/W RTN CHQ:{}:FUNDS INSUFFICIENT", cheque.number),
            cheque.number.as_str(),
        ),
        Event::Interest { from, to } => Line::new(format!(
            "Int.Pd:{}:{} to {}",
            desk.number,
            dd_mm_yyyy(*from),
            dd_mm_yyyy(*to)
        )),
        Event::DebitInterest { month } => Line::new(format!(
            "Int.Coll:{}:{} to {}",
            desk.number,
            dd_mm_yyyy(month.first_day()),
            dd_mm_yyyy(month.last_day())
        )),
        Event::Fee { fee, about } => Line::new(match fee {
            Fee::MandateReturn => format!("Chrg: ECS/NACH Debit Return {} Incl GST", dd_mm_yyyy(*about)),
            Fee::ChequeReturn => format!("Chrg: CHQ RETURN CHGS {} Incl GST", dd_mm_yyyy(*about)),
            Fee::DepositedChequeReturn => format!("Chrg: O/W CHQ RETURN CHGS {} Incl GST", dd_mm_yyyy(*about)),
            Fee::Messages => format!("Chrg: SMS CHGS QTR ENDED {} Incl GST", mon_yy(*about)),
            Fee::DebitCard => format!("Chrg: Debit Card Annual Fee {} Incl GST", desk.card_tail),
            Fee::LowBalance => format!("Chrg: AMB CHRG {} Incl GST", mon_yy(*about)),
            Fee::Maintenance => format!("Chrg: Consolidated Charges {} Incl GST", mon_yy(*about)),
        }),
        Event::Deposit { number, is_closed } => Line::new(if *is_closed {
            format!("TD CLOSURE PROCEEDS 90{number}")
        } else {
            format!("FUNDS TRF TO TD 90{number}")
        }),
    }
}

fn nach(kind: &str, company: &str, middle: &str, presentation: &str) -> Line {
    Line::with(
        format!("{kind}/{}/{middle}", cut(company, 40)),
        format!("NACH-{presentation}"),
    )
}
