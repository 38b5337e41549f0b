//! What one transaction is, in the vendor's words and in marks of our own that figures select by.

use serde::{Deserialize, Serialize};

use crate::domain::ledger::{Direction, Transaction};
use crate::domain::period::Month;

/// How the money moved. Source: contract `enums`, `transaction_channel`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// UPI, either way.
    Upi,
    /// A credit marked as salary.
    Salary,
    /// Money of an earlier debit coming back.
    Refund,
    /// A debit at a payment gateway.
    PaymentGatewayPurchase,
    /// Debit: a cheque the borrower deposited bounced.
    OutwardChequeBounce,
    /// IMPS, NEFT or RTGS, either way.
    NetBankingTransfer,
    /// A debit into a deposit, fund or broker.
    Investment,
    /// Credit: a cheque the borrower issued bounced.
    InwardChequeBounce,
    /// A credit from a closed investment.
    InvestmentCashin,
    /// Currency-rate difference, either way.
    InternationalTransactionArbitrage,
    /// A card swipe.
    DebitCard,
    /// A cheque, either way.
    Chq,
    /// Cash out. The spelling is the vendor's.
    CashWithdrawl,
    /// Cash in.
    CashDeposit,
    /// A bill.
    BillPayment,
    /// Interest from the bank.
    BankInterest,
    /// A fee of the bank, or the tax on it.
    BankCharge,
    /// A bounced mandate put back.
    AutoDebitPaymentBounce,
    /// NACH or ECS debit.
    AutoDebitPayment,
    /// Between own accounts.
    SelfTransfer,
    /// A demand draft.
    DemandDraft,
    /// An automatic credit (NACH credit that is neither salary nor dividend).
    AutoCredit,
    /// Everything else; `Other` in answers, as in every sample (the list of channels says `Others`).
    Other,
}

/// What the channel leaves open. Source: contract `enums`, `description`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Description {
    /// Nothing.
    None,
    /// A penalty.
    PenaltyCharge,
    /// The charge for a bounced mandate.
    AchBounceCharge,
    /// The charge for a bounced cheque.
    ChqBounceCharge,
    /// With a lender.
    LenderTransaction,
    /// The bill of a credit card.
    CreditCardBill,
    /// A telephone bill.
    TelcoBill,
    /// An electricity bill.
    ElectricBill,
    /// Cash deposited at a machine.
    DepositByMachine,
    /// A cheque bounced for want of funds.
    ChqBounceInsuffFunds,
    /// A NEFT transfer that came back.
    NeftReturn,
    /// Between own accounts.
    SelfTransfer,
    /// Tax on a fee.
    Gst,
    /// `Transfer to NAME`.
    TransferTo(String),
    /// `Transfer from NAME`.
    TransferFrom(String),
}

/// What kind of merchant. Source: contract `enums`, `merchant_category`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say all there is")]
pub enum MerchantCategory {
    Alcohol,
    Gambling,
    Shopping,
    Groceries,
    Entertainment,
    Medical,
    Travel,
    Food,
    Fuel,
    Investments,
    Trading,
    Bills,
    Ewallet,
    Loans,
    Insurance,
    Tax,
    Bnpl,
}

/// What figures select by beside channel, description and merchant category. Ours; each names what the contract's formulas speak of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Mark {
    /// Credit: pay from an employer.
    Salary,
    /// Credit: a loan paid out.
    LoanDisbursal,
    /// Debit: an instalment to a lender.
    Emi,
    /// Credit that puts back a bounced instalment.
    EmiBounce,
    /// Between accounts of the same holder, by name (cross-account ones included).
    SelfTransfer,
    /// From or to another account of the same session, its other side found there.
    CrossAccountTransfer,
    /// From or to a company the lender named as the borrower's own.
    GroupTransfer,
    /// A bounce of a mandate or of an issued cheque (inward), as the credit that puts the money back.
    InwardBounce,
    /// A deposited cheque that bounced (outward), as the debit that takes the money back.
    OutwardBounce,
    /// A bounce for a technical reason (signature, wrong date, invalid account).
    TechnicalReason,
    /// A bounce for want of funds.
    InsufficientFunds,
    /// A credit or debit that undoes an earlier one (refund, failed transfer returned), bounces not included.
    Reversal,
    /// A charge for a bounce, or a penalty.
    BounceOrPenalCharge,
    /// A charge for holding less than the minimum balance.
    MinimumBalanceCharge,
    /// A charge for stopping an instalment.
    StopEmiCharge,
    /// Tax or GST.
    Tax,
    /// Debit: interest the bank charged.
    InterestCharged,
    /// Debit: money put into deposits, funds, shares, gold or pension schemes.
    Investment,
    /// Credit: income of an investment, or the investment coming back.
    InvestmentCredit,
    /// Credit: a dividend.
    Dividend,
    /// Credit: a closed fixed or recurring deposit.
    DepositClosed,
    /// Credit: a pension.
    Pension,
    /// Credit or debit: rent.
    Rent,
    /// Debit: pay to others' salaries.
    SalaryPaid,
    /// Debit: stock, supplies and other spending of a business.
    BusinessSpend,
    /// Debit: the bill of a credit card.
    CreditCardBill,
    /// Debit: electricity, water, gas, telephone, internet, television.
    Utility,
    /// Debit: a mobile telephone.
    MobileBill,
    /// A bill of any kind.
    Bill,
    /// Bought in a shop on the net.
    OnlineShopping,
    /// By UPI.
    Upi,
    /// By IMPS.
    Imps,
    /// By NEFT.
    Neft,
    /// By RTGS.
    Rtgs,
    /// By a mandate (NACH, ECS).
    Mandate,
    /// Cash in or out.
    Cash,
}

/// A set of marks.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Marks(u64);

impl Marks {
    /// No mark.
    pub const NONE: Marks = Marks(0);

    /// This set with one more.
    #[must_use]
    pub const fn with(self, mark: Mark) -> Self {
        Marks(self.0 | (1 << mark as u8))
    }

    /// Everything of both sets.
    #[must_use]
    pub const fn union(self, other: Marks) -> Self {
        Marks(self.0 | other.0)
    }

    /// What both sets have.
    #[must_use]
    pub const fn intersection(self, other: Marks) -> Self {
        Marks(self.0 & other.0)
    }

    /// Whether the mark is in the set.
    pub const fn has(self, mark: Mark) -> bool {
        self.0 & (1 << mark as u8) != 0
    }
}

impl FromIterator<Mark> for Marks {
    fn from_iter<I: IntoIterator<Item = Mark>>(marks: I) -> Self {
        marks.into_iter().fold(Marks::NONE, Marks::with)
    }
}

/// What one transaction is.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Class {
    /// How the money moved.
    pub channel: Channel,
    /// What the channel leaves open.
    pub description: Description,
    /// What kind of merchant; `None` when none is recognised.
    pub merchant_category: Option<MerchantCategory>,
    /// What figures select by.
    pub marks: Marks,
    /// The other side as printed, cut out of the narration: person, merchant, company; `None` when the narration names none.
    pub counterparty: Option<String>,
    /// Salary only: the employer as it is called in answers.
    pub employer: Option<String>,
    /// Salary only: the month the pay is for; pay early in a month can belong to the month before.
    pub salary_month: Option<Month>,
    /// Instalments, their bounces and loans paid out: the lender's key (`bajaj_finance`), for `loan_emi`.
    pub lender: Option<String>,
}

/// A transaction and what it is.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Classified {
    /// The row of the statement.
    pub transaction: Transaction,
    /// What it is.
    pub class: Class,
}

impl Classified {
    /// Whether it is a credit.
    pub fn is_credit(&self) -> bool {
        self.transaction.direction == Direction::Credit
    }

    /// Whether the mark applies.
    pub fn has(&self, mark: Mark) -> bool {
        self.class.marks.has(mark)
    }

    /// The number of the cheque, six digits; `None` for a row without cheque.
    ///
    /// From the column for it, else out of the text. Banks print references of all kinds in that column, so only rows that a cheque made are asked.
    pub fn cheque_number(&self) -> Option<&str> {
        const DIGITS: usize = 6;
        let is_made_by_cheque = matches!(
            self.class.channel,
            Channel::Chq | Channel::DemandDraft | Channel::InwardChequeBounce | Channel::OutwardChequeBounce
        ) || mentions_cheque(&self.transaction.narration);
        let of_column = |cell: &'_ str| cell.bytes().all(|byte| byte.is_ascii_digit()) && cell.len() >= DIGITS;
        let padded = |cell: &'_ str| cell[..cell.len() - DIGITS].bytes().all(|byte| byte == b'0');
        let column = self.transaction.cheque_number.as_deref();
        let column = column.filter(|cell| of_column(cell) && padded(cell));
        let column = column.map(|cell| &cell[cell.len() - DIGITS..]);
        let mut runs = self
            .transaction
            .narration
            .split(|character: char| !character.is_ascii_alphanumeric());
        column
            .or_else(|| runs.find(|run| run.len() == DIGITS && run.bytes().all(|byte| byte.is_ascii_digit())))
            .filter(|number| is_made_by_cheque && number.bytes().any(|byte| byte != b'0'))
    }
}

/// Whether the text speaks of a cheque, and not of a charge for one or for a book of them.
fn mentions_cheque(narration: &str) -> bool {
    let mut words = narration.split(|character: char| !character.is_ascii_alphabetic());
    let is_cheque = |word: &str| word.eq_ignore_ascii_case("chq") || word.eq_ignore_ascii_case("cheque");
    words.any(is_cheque)
}

#[cfg(test)]
mod tests {
    use crate::analysis::class::Channel;
    use crate::analysis::sample::debit;

    fn number(channel: Channel, narration: &str, column: Option<&str>) -> Option<String> {
        let mut row = debit("2026-01-10", 500).by(channel);
        narration.clone_into(&mut row.transaction.narration);
        row.transaction.cheque_number = column.map(str::to_owned);
        row.cheque_number().map(str::to_owned)
    }

    #[test]
    fn a_cheque_has_its_number_in_the_column_or_in_the_text() {
        let cheque = |narration, column| number(Channel::Chq, narration, column);
        assert_eq!(
            cheque("CHQ PAID-MICR CTS-PU-DEMO", Some("0000000000000123")).as_deref(),
            Some("000123")
        );
        assert_eq!(cheque("CHQ PAID", Some("904512")).as_deref(), Some("904512"));
        assert_eq!(cheque("CLG/DEMO PERSON/000123/UTIB", None).as_deref(), Some("000123"));
        assert_eq!(cheque("CLG TO DEMO PERSON UTIB", None), None);
        assert_eq!(
            number(Channel::CashWithdrawl, "SELF CHQ 000777", None).as_deref(),
            Some("000777")
        );
    }

    #[test]
    fn a_reference_is_no_cheque_number() {
        assert_eq!(
            number(Channel::Upi, "UPI-DEMO-530511854848", Some("UPI-530511854848")),
            None
        );
        assert_eq!(number(Channel::Upi, "UPI-DEMO", Some("0000530511854848")), None);
        assert_eq!(
            number(Channel::DebitCard, "POS 123456 DEMO", Some("0000000000051000")),
            None
        );
        assert_eq!(
            number(Channel::Chq, "CHQ PAID", Some("TRANSFER TO 4897698162098")),
            None
        );
        assert_eq!(number(Channel::Chq, "CHQ PAID", Some("0000000000000000")), None);
    }
}
