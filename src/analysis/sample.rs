//! Rows made by hand for the tests of this room.

use chrono::NaiveDate;

use crate::analysis::account::AnalysedAccount;
use crate::analysis::class::{Channel, Class, Classified, Description, Mark, Marks, MerchantCategory};
use crate::domain::ledger::{Direction, Transaction};
use crate::domain::money::Money;
use crate::domain::period::{Month, Period};

/// A day from its ISO text.
pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The month a day lies in, from the day's ISO text.
pub(crate) fn month(text: &str) -> Month {
    Month::of(day(text))
}

/// A period from two ISO texts.
pub(crate) fn period(from: &str, to: &str) -> Period {
    Period::new(day(from), day(to)).unwrap()
}

/// A credit of nothing in particular, in rupees.
pub(crate) fn credit(date: &str, rupees: i64) -> Classified {
    row(date, Direction::Credit, rupees)
}

/// A debit of nothing in particular, in rupees.
pub(crate) fn debit(date: &str, rupees: i64) -> Classified {
    row(date, Direction::Debit, rupees)
}

fn row(date: &str, direction: Direction, rupees: i64) -> Classified {
    Classified {
        transaction: Transaction {
            date: day(date),
            value_date: None,
            narration: "TEST".to_owned(),
            cheque_number: None,
            direction,
            amount: Money::rupees(rupees),
            balance: Money::ZERO,
        },
        class: Class {
            channel: Channel::Other,
            description: Description::None,
            merchant_category: None,
            marks: Marks::NONE,
            counterparty: None,
            employer: None,
            salary_month: None,
            lender: None,
        },
    }
}

impl Classified {
    /// The row with another channel.
    pub(crate) fn by(mut self, channel: Channel) -> Self {
        self.class.channel = channel;
        self
    }

    /// The row with another description.
    pub(crate) fn described(mut self, description: Description) -> Self {
        self.class.description = description;
        self
    }

    /// The row with a kind of merchant.
    pub(crate) fn at(mut self, category: MerchantCategory) -> Self {
        self.class.merchant_category = Some(category);
        self
    }

    /// The row with one more mark.
    pub(crate) fn marked(mut self, mark: Mark) -> Self {
        self.class.marks = self.class.marks.with(mark);
        self
    }

    /// The row as pay for a month, from an employer.
    pub(crate) fn pay_for(mut self, month_start: &str, employer: &str) -> Self {
        self.class.salary_month = Some(month(month_start));
        self.class.employer = Some(employer.to_owned());
        self.by(Channel::Salary).marked(Mark::Salary)
    }

    /// The row as dealt with somebody.
    pub(crate) fn with(mut self, counterparty: &str) -> Self {
        self.class.counterparty = Some(counterparty.to_owned());
        self
    }

    /// The row as an instalment or loan of a lender.
    pub(crate) fn of_lender(mut self, lender: &str) -> Self {
        self.class.lender = Some(lender.to_owned());
        self
    }
}

/// An account with these rows behind an opening balance in rupees; balances are filled in. Covered from first to last row.
pub(crate) fn account(opening: i64, mut rows: Vec<Classified>) -> AnalysedAccount {
    let mut balance = Money::rupees(opening);
    for row in &mut rows {
        balance += row.transaction.change();
        row.transaction.balance = balance;
    }
    let dates = rows.first().zip(rows.last());
    let covered = dates.and_then(|(first, last)| Period::new(first.transaction.date, last.transaction.date));
    AnalysedAccount {
        number: "001234".to_owned(),
        opening: Some(Money::rupees(opening)),
        covered: covered.into_iter().collect(),
        rows,
        ..AnalysedAccount::default()
    }
}
