//! The people and merchants a persona deals with. The lists are `fixtures/counterparties/`; who of them he knows follows from the seed.

use std::sync::{Arc, LazyLock};

use crate::domain::money::Money;
use crate::persona::entry::Party;
use crate::persona::file::spending::Tastes;
use crate::randomness::Stream;

const MERCHANTS_CSV: &str = include_str!("../../fixtures/counterparties/merchants.csv");
const PEOPLE_CSV: &str = include_str!("../../fixtures/counterparties/people.csv");

/// Branches people bank with; invented, only the first four letters mean something.
const BRANCHES: [&str; 12] = [
    "SBIN0001234",
    "SBIN0010456",
    "HDFC0000128",
    "HDFC0001775",
    "ICIC0000342",
    "UTIB0000217",
    "KKBK0000651",
    "PUNB0112300",
    "BARB0SHIVAJ",
    "CNRB0002416",
    "UBIN0531847",
    "IDIB000K112",
];

/// Endings of people's UPI addresses, with how common they are.
const HANDLES: [(&str, u64); 8] = [
    ("okaxis", 20),
    ("okhdfcbank", 18),
    ("oksbi", 18),
    ("okicici", 12),
    ("ybl", 16),
    ("paytm", 8),
    ("axl", 4),
    ("ibl", 4),
];

/// One row of the list of merchants.
pub(crate) struct Merchant {
    /// The vendor's `merchant_category`.
    pub(crate) category: &'static str,
    /// Whether cards are taken.
    pub(crate) takes_card: bool,
    /// The other end of a payment.
    pub(crate) party: Arc<Party>,
    low: i64,
    high: i64,
    round_to: i64,
    weight: u64,
}

impl Merchant {
    /// A usual bill here: small ones are commoner than large ones.
    pub(crate) fn bill(&self, size_percent: i64, chance: &mut Stream) -> Money {
        let low = chance.between(self.low, self.high);
        let bill = low.min(chance.between(self.low, self.high)) * size_percent / 100;
        let bill = bill.max(self.low.min(10));
        match self.round_to {
            0 => Money::paise(bill * 100 + chance.between(0, 19) * 5),
            step => Money::rupees((bill + step / 2) / step * step).max(Money::rupees(step)),
        }
    }
}

static MERCHANTS: LazyLock<Vec<Merchant>> = LazyLock::new(|| {
    let mut reader = csv::Reader::from_reader(MERCHANTS_CSV.as_bytes());
    let mut merchants = Vec::new();
    for row in reader.records().flatten() {
        let row: &'static csv::StringRecord = Box::leak(Box::new(row));
        let text = |index: usize| row.get(index).unwrap_or_default();
        let number = |index: usize| text(index).parse().unwrap_or(1);
        merchants.push(Merchant {
            category: text(0),
            takes_card: text(8) == "true",
            party: Arc::new(Party {
                name: text(1).to_owned(),
                vpa: text(2).to_owned(),
                ifsc: text(3).to_owned(),
                account_tail: "0001".to_owned(),
            }),
            low: number(4),
            high: number(5),
            round_to: number(6),
            weight: number(7).unsigned_abs(),
        });
    }
    merchants
});

static PEOPLE: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let mut reader = csv::Reader::from_reader(PEOPLE_CSV.as_bytes());
    let name = |row: &csv::StringRecord, index: usize| row.get(index).unwrap_or_default().to_owned();
    reader
        .records()
        .flatten()
        .map(|row| (name(&row, 0), name(&row, 1)))
        .collect()
});

/// Whom one persona knows.
pub(crate) struct Cast {
    known_merchants: Vec<&'static Merchant>,
    friends: Vec<Arc<Party>>,
}

impl Cast {
    /// The circle of a persona: most chains, some small shops, a dozen friends.
    pub(crate) fn new(chance: &mut Stream) -> Self {
        let mut known_merchants: Vec<&'static Merchant> = MERCHANTS.iter().filter(|_| chance.chance(70)).collect();
        for merchant in MERCHANTS.iter() {
            // Whatever is liked can be bought somewhere.
            if !known_merchants.iter().any(|known| known.category == merchant.category) {
                known_merchants.push(merchant);
            }
        }
        let friends = (0..12).map(|_| Arc::new(person(chance))).collect();
        Cast {
            known_merchants,
            friends,
        }
    }

    /// A merchant to the persona's taste.
    pub(crate) fn merchant(&self, tastes: &Tastes, chance: &mut Stream) -> Option<&'static Merchant> {
        let liked = [
            ("food", tastes.food),
            ("groceries", tastes.groceries),
            ("shopping", tastes.shopping),
            ("fuel", tastes.fuel),
            ("travel", tastes.travel),
            ("medical", tastes.medical),
            ("entertainment", tastes.entertainment),
            ("alcohol", tastes.alcohol),
            ("ewallet", tastes.ewallet),
            ("bnpl", tastes.bnpl),
        ];
        let category = weighted(&liked, |(_, weight)| u64::from(*weight), chance)?.0;
        self.merchant_of(category, chance)
    }

    /// A merchant of a category.
    pub(crate) fn merchant_of(&self, category: &str, chance: &mut Stream) -> Option<&'static Merchant> {
        let here: Vec<&&Merchant> = self
            .known_merchants
            .iter()
            .filter(|merchant| merchant.category == category)
            .collect();
        weighted(&here, |merchant| merchant.weight, chance).map(|merchant| **merchant)
    }

    /// A friend; the first of them are closer than the last.
    pub(crate) fn friend(&self, chance: &mut Stream) -> Option<Arc<Party>> {
        let count = self.friends.len() as u64;
        let index = chance.below(count).min(chance.below(count));
        self.friends.get(index as usize).cloned()
    }
}

/// One of the items by weight; `None` when there is none, or none weighs anything.
fn weighted<'a, T>(items: &'a [T], weight: impl Fn(&T) -> u64, chance: &mut Stream) -> Option<&'a T> {
    let mut left = chance.below(items.iter().map(&weight).sum());
    items.iter().find(|item| match left.checked_sub(weight(item)) {
        Some(rest) => {
            left = rest;
            false
        }
        None => true,
    })
}

/// Somebody with an invented name and a UPI address made from it.
pub(crate) fn person(chance: &mut Stream) -> Party {
    let first = chance.pick(&PEOPLE).map_or("ASHA", |(first, _)| first);
    let last = chance.pick(&PEOPLE).map_or("PATIL", |(_, last)| last);
    let middle = char::from(b'A' + chance.below(26) as u8);
    let name = match chance.below(3) {
        0 => format!("{first} {middle} {last}"),
        _ => format!("{first} {last}"),
    };
    named(&name, chance)
}

/// A company of this name, with an address at a payment gateway.
pub(crate) fn company(name: &str, chance: &mut Stream) -> Party {
    let gateways = ["rzp@hdfcbank", "payu@axisbank", "ccav@icici", "billdesk@hdfcbank"];
    let short: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(14)
        .collect::<String>()
        .to_ascii_lowercase();
    let gateway = chance.pick(&gateways).copied().unwrap_or("rzp@hdfcbank");
    Party {
        vpa: format!("{short}.{gateway}"),
        ..named(name, chance)
    }
}

/// Somebody of this name.
pub(crate) fn named(name: &str, chance: &mut Stream) -> Party {
    let words: Vec<String> = name
        .split(|character: char| !character.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let first = words.first().map_or("someone", String::as_str);
    let last = words.last().map_or("x", String::as_str);
    let handle = weighted(&HANDLES, |(_, weight)| *weight, chance).map_or("okaxis", |(handle, _)| handle);
    let vpa = match chance.below(4) {
        // Telephone numbers in UPI addresses begin with five zeros behind the 9: nobody has such a number.
        0 => format!("900000{:04}@{handle}", chance.below(10_000)),
        1 => format!("{first}.{last}@{handle}"),
        2 => format!("{first}{last}{}@{handle}", chance.between(1, 99)),
        _ => format!("{first}{}@{handle}", chance.between(100, 9_999)),
    };
    Party {
        name: name.to_ascii_uppercase(),
        vpa,
        ifsc: chance.pick(&BRANCHES).copied().unwrap_or("SBIN0001234").to_owned(),
        account_tail: format!("{:04}", chance.below(10_000)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_whole() {
        assert!(MERCHANTS.len() > 60 && PEOPLE.len() == 40);
        for merchant in MERCHANTS.iter() {
            let party = &merchant.party;
            assert!(merchant.low <= merchant.high && merchant.weight > 0, "{}", party.name);
            assert!(party.ifsc.len() == 11 && party.vpa.contains('@'), "{}", party.name);
        }
    }

    #[test]
    fn bills_stay_near_what_the_list_says() {
        let mut chance = Stream::new(1, &["bills"]);
        for merchant in MERCHANTS.iter() {
            for _ in 0..50 {
                let bill = merchant.bill(100, &mut chance);
                assert!(bill > Money::ZERO && bill <= Money::rupees(merchant.high + merchant.round_to + 1));
            }
        }
    }
}
