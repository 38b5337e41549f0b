//! One row by itself: the shape of its narration, what the payer wrote, and who stands on the other side.

use std::sync::LazyLock;

use super::names::Name;
use super::parties::{self, Party, Role};
use super::rules::{PURPOSES, RULES, Rule, Side};
use crate::analysis::class::{Channel, Class, Description, Mark, Marks, MerchantCategory};
use crate::domain::bank::BankId;
use crate::domain::ledger::{Direction, Transaction};

const REASONS_CSV: &str = include_str!("../../../fixtures/categories/reasons.csv");

/// Why something bounced, by the words banks print.
static REASONS: LazyLock<Vec<(&str, Mark)>> = LazyLock::new(|| parse_reasons(REASONS_CSV).unwrap_or_default());

/// The marks that say how the money travelled; they hold whatever else a row turns out to be.
pub(super) const RAILS: Marks = Marks::NONE
    .with(Mark::Upi)
    .with(Mark::Imps)
    .with(Mark::Neft)
    .with(Mark::Rtgs)
    .with(Mark::Mandate)
    .with(Mark::Cash);

/// A row read by itself, with what the passes over whole accounts still need of its narration.
pub(super) struct Reading {
    pub(super) class: Class,
    /// What the payer wrote, in capitals; the whole narration where its shape has no place for it.
    pub(super) remark: String,
    /// Last digits of the other side's account.
    pub(super) tail: Option<String>,
    /// The other side as a name; `None` where a UPI address is all that is printed.
    pub(super) name: Option<Name>,
}

/// The pieces of a narration.
struct Pieces<'a> {
    /// The narration in capitals.
    text: &'a str,
    rule: Option<&'a Rule>,
    party: Option<Piece<'a>>,
    address: Option<Piece<'a>>,
    remark: Option<Piece<'a>>,
    tail: Option<Piece<'a>>,
}

/// A piece in capitals and as printed.
#[derive(Clone, Copy)]
struct Piece<'a> {
    upper: &'a str,
    printed: &'a str,
}

/// Reads one row.
pub(super) fn read(row: &Transaction, bank: Option<BankId>) -> Reading {
    let upper = row.narration.to_ascii_uppercase();
    let pieces = Pieces::of(&row.narration, &upper, row.direction);
    let mut class = pieces.shape();
    let known = pieces.known();
    let purpose = pieces.purpose(row.direction, class.channel, known);
    if let Some(purpose) = purpose {
        apply_purpose(&mut class, purpose);
    }
    if let Some(known) = known {
        apply_party(&mut class, known, row.direction, purpose.is_some());
        buy_on_the_net(&mut class, known, &pieces, row.direction);
    }
    name_lender(&mut class, &pieces, bank);
    give_reason(&mut class, &upper);
    class.counterparty = pieces.counterparty();
    describe_transfer(&mut class, &pieces, row.direction);
    Reading {
        class,
        remark: pieces.remark.map_or(upper.as_str(), |piece| piece.upper).to_owned(),
        tail: pieces.tail.map(|piece| piece.upper.trim_start_matches('X').to_owned()),
        name: pieces.party.and_then(|piece| Name::of(piece.upper)),
    }
}

impl<'a> Pieces<'a> {
    fn of(narration: &'a str, text: &'a str, direction: Direction) -> Self {
        let rule = RULES.first(text, direction).map(|(_, rule)| rule);
        let captures = rule.and_then(|rule| rule.captures(text));
        let piece = |group: &str| {
            let range = captures.as_ref()?.name(group)?.range();
            let piece = Piece {
                upper: text.get(range.clone())?.trim(),
                printed: narration.get(range)?.trim(),
            };
            (!piece.upper.is_empty()).then_some(piece)
        };
        Pieces {
            text,
            rule,
            party: piece("party").or_else(|| piece("cut")),
            address: piece("vpa"),
            remark: piece("remark"),
            tail: piece("tail"),
        }
    }

    fn side(&self) -> Option<Side> {
        self.rule.and_then(|rule| rule.side)
    }

    /// What the shape alone says.
    fn shape(&self) -> Class {
        let rule = self.rule;
        Class {
            channel: rule.and_then(|rule| rule.channel).unwrap_or(Channel::Other),
            description: rule
                .and_then(|rule| rule.description.clone())
                .unwrap_or(Description::None),
            merchant_category: rule.and_then(|rule| rule.merchant_category),
            marks: rule.map_or(Marks::NONE, |rule| rule.marks),
            counterparty: None,
            employer: None,
            salary_month: None,
            lender: None,
        }
    }

    /// Who is known by the party cut out, or by any word where none is. Of those paid by cheque only suppliers are known: shops, billers
    /// and lenders are not paid so (inferred); of a cheque that bounced, nobody is.
    fn known(&self) -> Option<&'static Party> {
        let channel = self.rule.and_then(|rule| rule.channel);
        let is_bounce = matches!(
            channel,
            Some(Channel::InwardChequeBounce | Channel::OutwardChequeBounce)
        );
        let is_cheque = matches!(channel, Some(Channel::Chq | Channel::DemandDraft));
        if is_bounce || matches!(self.side(), Some(Side::Bank | Side::OwnBank)) {
            return None;
        }
        let name = match (self.party, self.address) {
            (Some(party), _) => Some(party.upper),
            (None, Some(_)) => None,
            (None, None) => Some(self.text),
        };
        let known = parties::find(name, self.address.map(|piece| piece.upper));
        known.filter(|known| !is_cheque || known.role == Role::Supplier)
    }

    /// What the payer wrote says, on rows that move money between two parties. A purpose for companies needs a company nobody knows
    /// for something else.
    fn purpose(&self, direction: Direction, channel: Channel, known: Option<&Party>) -> Option<&'static Rule> {
        let is_open = matches!(
            channel,
            Channel::Upi
                | Channel::NetBankingTransfer
                | Channel::AutoCredit
                | Channel::AutoDebitPayment
                | Channel::PaymentGatewayPurchase
                | Channel::Other
        );
        let text = self.remark.map_or(self.text, |piece| piece.upper);
        let written = PURPOSES.first(text, direction);
        // Credits by mandate say what they are anywhere: `ACH/SAMPLE INDUSTRIES INT DIV/001`.
        let anywhere = || {
            PURPOSES
                .first(self.text, direction)
                .filter(|_| channel == Channel::AutoCredit)
        };
        let (_, rule) = written.or_else(anywhere).filter(|_| is_open)?;
        let is_stranger = known.is_none_or(|known| matches!(known.role, Role::Supplier | Role::Collector));
        let has_party = self.party.is_some() || self.side() == Some(Side::Company);
        let is_company = || is_stranger && has_party && !self.is_person();
        (rule.side != Some(Side::Company) || is_company()).then_some(rule)
    }

    /// The other side as printed; where that is a UPI address alone, the address.
    fn counterparty(&self) -> Option<String> {
        let is_bank = matches!(self.side(), Some(Side::Bank | Side::OwnBank));
        let piece = self.party.or(self.address).filter(|_| !is_bank)?;
        Some(piece.printed.to_owned())
    }

    /// Whether the other side is a person, as far as one can tell.
    fn is_person(&self) -> bool {
        match self.side() {
            Some(Side::Person) => self.party.is_some_and(|party| !has_company_word(party.upper)),
            Some(Side::Merchant | Side::Company | Side::Bank | Side::OwnBank) => false,
            None => match (self.party, self.address) {
                (_, Some(address)) if parties::is_shop_address(address.upper) => false,
                (Some(party), _) => Name::of(party.upper).is_some_and(|name| name.is_person()),
                (None, Some(address)) => !address.upper.is_empty(),
                (None, None) => false,
            },
        }
    }
}

fn has_company_word(name: &str) -> bool {
    Name::of(name).is_none_or(|name| name.has_company_word())
}

fn apply_purpose(class: &mut Class, purpose: &Rule) {
    class.channel = purpose.channel.unwrap_or(class.channel);
    class.marks = class.marks.union(purpose.marks);
    if let Some(description) = &purpose.description {
        class.description = description.clone();
    }
    class.merchant_category = purpose.merchant_category.or(class.merchant_category);
}

/// What it means that this known party stands on the other side. What the payer wrote goes before, where both say something.
fn apply_party(class: &mut Class, known: &Party, direction: Direction, has_purpose: bool) {
    if class.marks.has(Mark::Salary) || class.marks.has(Mark::SelfTransfer) {
        return;
    }
    let is_bounce = class.marks.has(Mark::InwardBounce);
    let is_refund = class.channel == Channel::Refund;
    let is_debit = direction == Direction::Debit;
    match known.role {
        Role::Merchant => {
            let is_stake = known.merchant_category == Some(MerchantCategory::Gambling);
            // Shops are paid by card and UPI; who is paid by NEFT or RTGS is a supplier, whatever his name. Inferred.
            let is_large = class.marks.has(Mark::Neft) || class.marks.has(Mark::Rtgs);
            if (is_debit && !is_large) || is_refund || is_stake {
                class.merchant_category = class.merchant_category.or(known.merchant_category);
                class.marks = class.marks.union(known.marks);
            }
        }
        Role::Biller if is_debit => apply_bill(class, known),
        Role::Biller if is_refund => class.merchant_category = known.merchant_category,
        Role::Lender => apply_loan(class, known, is_debit, is_bounce),
        Role::Collector => {
            let says_so = class.marks.has(Mark::Emi) || class.marks.has(Mark::LoanDisbursal);
            let collects = is_debit && class.marks.has(Mark::Mandate) && !has_purpose;
            if says_so || is_bounce || collects {
                apply_loan(class, known, is_debit, is_bounce);
            }
        }
        Role::Investment => {
            class.merchant_category = class.merchant_category.or(known.merchant_category);
            if is_debit {
                class.marks = class.marks.union(known.marks);
            } else if !is_refund && !is_bounce {
                class.marks = class.marks.with(Mark::InvestmentCredit);
            }
        }
        Role::Insurer if is_debit || is_bounce || is_refund => {
            class.merchant_category = class.merchant_category.or(known.merchant_category);
        }
        Role::Supplier if is_debit && !class.marks.has(Mark::Upi) => class.marks = class.marks.union(known.marks),
        Role::Biller | Role::Insurer | Role::Supplier => {}
    }
}

/// Net banking that pays a shop or a tax office goes through a gateway; what the rule took for a bill is none when a shop is paid.
fn buy_on_the_net(class: &mut Class, known: &Party, pieces: &Pieces<'_>, direction: Direction) {
    let is_merchant = known.role == Role::Merchant;
    let is_office = known.role == Role::Biller && !known.marks.has(Mark::Bill);
    let by_net = class.channel == Channel::NetBankingTransfer && pieces.side() == Some(Side::Merchant);
    let as_bill = class.channel == Channel::BillPayment && is_merchant;
    if direction == Direction::Debit && (as_bill || by_net && (is_merchant || is_office)) {
        class.channel = Channel::PaymentGatewayPurchase;
        class.merchant_category = known.merchant_category;
        class.marks = known.marks.union(class.marks.intersection(RAILS));
    }
}

fn apply_bill(class: &mut Class, known: &Party) {
    class.merchant_category = known.merchant_category;
    class.marks = class.marks.union(known.marks);
    if matches!(class.description, Description::None | Description::CreditCardBill) {
        class.description = known.description.clone().unwrap_or(Description::None);
    }
    let is_bill = known.marks.has(Mark::Bill);
    let keeps_channel = matches!(class.channel, Channel::DebitCard | Channel::AutoDebitPayment);
    let is_card_bill = known.marks.has(Mark::CreditCardBill);
    if is_bill && (!keeps_channel || is_card_bill) {
        class.channel = Channel::BillPayment;
    }
}

fn apply_loan(class: &mut Class, known: &Party, is_debit: bool, is_bounce: bool) {
    if matches!(class.channel, Channel::DebitCard | Channel::Refund) {
        return;
    }
    class.description = Description::LenderTransaction;
    class.merchant_category = Some(MerchantCategory::Loans);
    class.lender.clone_from(&known.key);
    let mark = match (is_debit, is_bounce) {
        (true, _) => Mark::Emi,
        (false, true) => Mark::EmiBounce,
        (false, false) => Mark::LoanDisbursal,
    };
    class.marks = class.marks.with(mark);
}

/// The key of the bank's own loans.
fn own_lender(bank: BankId) -> String {
    let name = bank.bank().full_name;
    Name::of(name).map_or_else(|| bank.as_str().to_owned(), |name| name.snake())
}

/// A loan has a lender: the bank itself, or where no list knows him, his printed name or address makes the key.
fn name_lender(class: &mut Class, pieces: &Pieces<'_>, bank: Option<BankId>) {
    if class.description != Description::LenderTransaction || class.lender.is_some() {
        return;
    }
    class.lender = if pieces.side() == Some(Side::OwnBank) {
        bank.map(own_lender)
    } else {
        let address = pieces.address.and_then(|piece| piece.upper.split(['.', '@']).next());
        let name = pieces.party.map(|piece| piece.upper).or(address);
        name.and_then(Name::of).map(|name| name.snake())
    };
}

/// Marks a bounce with its reason, where the narration prints one.
fn give_reason(class: &mut Class, text: &str) {
    if !class.marks.has(Mark::InwardBounce) && !class.marks.has(Mark::OutwardBounce) {
        return;
    }
    let reason = REASONS
        .iter()
        .find(|(needle, _)| text.contains(needle))
        .map(|(_, mark)| *mark);
    if let Some(reason) = reason {
        class.marks = class.marks.with(reason);
    }
    let is_cheque = matches!(
        class.channel,
        Channel::InwardChequeBounce | Channel::OutwardChequeBounce
    );
    if is_cheque && reason == Some(Mark::InsufficientFunds) {
        class.description = Description::ChqBounceInsuffFunds;
    }
}

/// `Transfer to NAME` for what goes to persons and firms that are no kind of merchant, `Transfer from NAME` for what they send.
///
/// Source: contract `enums`, `description`: free text, payee or payer. That firms are named too is inferred; of bare UPI addresses only
/// those of persons are names.
fn describe_transfer(class: &mut Class, pieces: &Pieces<'_>, direction: Direction) {
    let is_transfer = matches!(class.channel, Channel::Upi | Channel::NetBankingTransfer);
    let is_open = class.description == Description::None && class.merchant_category.is_none();
    let is_named = match pieces.party {
        Some(party) => Name::of(party.upper).is_some_and(|name| name.is_a_name()),
        None => pieces.is_person(),
    };
    if !is_transfer || !is_open || class.marks.has(Mark::Reversal) || !is_named {
        return;
    }
    if let Some(name) = class.counterparty.clone() {
        class.description = match direction {
            Direction::Debit => Description::TransferTo(name),
            Direction::Credit => Description::TransferFrom(name),
        };
    }
}

fn parse_reasons(text: &'static str) -> Result<Vec<(&'static str, Mark)>, String> {
    text.lines()
        .skip(1)
        .map(|line| match line.split_once(',') {
            Some((needle, "insufficient_funds")) => Ok((needle, Mark::InsufficientFunds)),
            Some((needle, "technical_reason")) => Ok((needle, Mark::TechnicalReason)),
            Some(_) | None => Err(format!("`{line}` gives no reason")),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reasons_are_whole() {
        match parse_reasons(REASONS_CSV) {
            Ok(reasons) => assert!(reasons.len() > 30),
            Err(why) => panic!("{why}"),
        }
        assert!(parse_reasons("needle,mark\nMOOD,bad\n").is_err());
    }
}
