//! The money life of a persona file: every kind of flow with its keys. `fixtures/personas/README.md` explains each to users.

use serde::Deserialize;

use super::income::{CashDeposits, ChequesReceived, Receipts, Salary, Sales, Settlements};
use super::obligations::{Bill, CardBill, ChequesIssued, Insurance, Loan, Payments, Rent};
use super::savings::{OwnTransfer, Sip, Surplus};
use super::spending::{Cash, Everyday, Gambling, People};
use super::values::{CalendarMonth, Percent};
use crate::yaml::Placed;

/// A reference to one of the persona's accounts by its name; the first account where a flow gives none.
pub(crate) type AccountName = Option<Placed<String>>;

/// One stream of money in or out.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Flow {
    /// Pay of an employer.
    Salary(Salary),
    /// Money of customers, platforms, clients, tenants.
    Receipts(Receipts),
    /// A shop's customers paying by UPI.
    Sales(Sales),
    /// A payment provider's daily settlement.
    Settlements(Settlements),
    /// The rent.
    Rent(Rent),
    /// A loan: maybe its disbursal, its instalments by NACH.
    Loan(Loan),
    /// The bill of a credit card.
    CardBill(CardBill),
    /// Electricity, telephone and the like.
    Bill(Bill),
    /// A premium by NACH.
    Insurance(Insurance),
    /// Suppliers, wages, fees, tax.
    Payments(Payments),
    /// Merchants of daily life, by UPI and card.
    Everyday(Everyday),
    /// Friends and family, both ways, by UPI.
    People(People),
    /// Cash from machines.
    Cash(Cash),
    /// Cash paid in.
    CashDeposits(CashDeposits),
    /// Cheques written.
    ChequesIssued(ChequesIssued),
    /// Cheques paid in.
    ChequesReceived(ChequesReceived),
    /// To another account of the same persona.
    OwnTransfer(OwnTransfer),
    /// A monthly investment by NACH.
    Sip(Sip),
    /// What is left over is put away.
    Surplus(Surplus),
    /// Stakes and wins.
    Gambling(Gambling),
}

/// How money travels.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Way {
    /// UPI; above a lakh IMPS.
    Upi,
    /// IMPS; above five lakh RTGS.
    Imps,
    /// NEFT.
    Neft,
    /// RTGS; below two lakh NEFT.
    Rtgs,
    /// A NACH mandate.
    Nach,
    /// The bank's own bill payment.
    Billpay,
}

/// The month pay rises, and by how much.
#[derive(Clone, Copy, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Raise {
    pub(crate) month: CalendarMonth,
    pub(crate) percent: Percent,
}
