//! Merchants, billers, lenders, insurers, funds and brokers that are known by name, and what dealing with them means.
//!
//! A bank may cut a name short (`RELIANCE F`) or print a UPI address alone (`bajajfinancelt.rzp@hd`); both are found.

use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;
use std::sync::LazyLock;

use serde::Deserialize;

use super::rules::marks;
use crate::analysis::class::{Description, Marks, MerchantCategory};

const LISTS: [(Role, &str); 7] = [
    (
        Role::Merchant,
        include_str!("../../../fixtures/categories/merchants.csv"),
    ),
    (Role::Biller, include_str!("../../../fixtures/categories/billers.csv")),
    (Role::Lender, include_str!("../../../fixtures/categories/lenders.csv")),
    (
        Role::Collector,
        include_str!("../../../fixtures/categories/collectors.csv"),
    ),
    (
        Role::Investment,
        include_str!("../../../fixtures/categories/investments.csv"),
    ),
    (
        Role::Supplier,
        include_str!("../../../fixtures/categories/suppliers.csv"),
    ),
    (Role::Insurer, include_str!("../../../fixtures/categories/insurers.csv")),
];

/// A name this long may be the beginning of a longer one that the bank cut. Our choice.
const CUT_LENGTH_MIN: usize = 8;
/// An address begins with a needle of at least so many letters, or is the needle. Our choice.
const ADDRESS_LENGTH_MIN: usize = 6;
/// A name without spaces this long may be the beginning of one whose spaces were left out. Our choice: persons print shorter ones.
const JOINED_LENGTH_MIN: usize = 10;
/// A last word this long may be the beginning of a longer one: shorter ones are names of persons (`KIRAN`, `KIRANA`). Our choice.
const WORD_CUT_MIN: usize = 6;

/// What somebody known is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Role {
    /// Sells something.
    Merchant,
    /// Sends bills: utilities, credit cards, tax offices.
    Biller,
    /// Lends money, and little else.
    Lender,
    /// Lends among other things: a lender only where he collects by mandate or the payer says so.
    Collector,
    /// A fund, broker or clearing house.
    Investment,
    /// An insurer.
    Insurer,
    /// Sells to businesses: words like `TRADERS`.
    Supplier,
}

/// Somebody known.
#[derive(Debug)]
pub(super) struct Party {
    pub(super) role: Role,
    /// What names him, in capitals.
    pub(super) needle: String,
    /// The needle with single spaces between its words.
    line: String,
    pub(super) merchant_category: Option<MerchantCategory>,
    pub(super) description: Option<Description>,
    pub(super) marks: Marks,
    /// A lender's key; `None` where his name makes it.
    pub(super) key: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    needle: String,
    addresses: String,
    merchant_category: Option<MerchantCategory>,
    description: Option<Description>,
    marks: String,
    key: Option<String>,
}

/// Everybody known, by the ways a narration may name them.
#[derive(Debug, Default)]
struct Directory {
    parties: Vec<Party>,
    /// Positions by the first word of the needle, longest needle first.
    by_word: HashMap<String, Vec<usize>>,
    by_name: BTreeMap<String, usize>,
    by_address: BTreeMap<String, usize>,
    /// By the needle without what is no letter or digit.
    by_letters: BTreeMap<String, usize>,
}

static DIRECTORY: LazyLock<Directory> = LazyLock::new(|| Directory::parse(&LISTS).unwrap_or_default());

/// Who stands on the other side: by UPI address, else by name, both in capitals.
pub(super) fn find(name: Option<&str>, address: Option<&str>) -> Option<&'static Party> {
    let directory = &*DIRECTORY;
    let local = address.map(|address| address.split_once('@').map_or(address, |(local, _)| local));
    local
        .and_then(|local| directory.at_address(local))
        .or_else(|| name.and_then(|name| directory.named(name)))
        .or_else(|| directory.behind_address(local.filter(|_| name.is_none())?))
        .or_else(|| directory.spelt_by_address(local?))
        .map(|index| &directory.parties[index])
}

/// Whether a UPI address in capitals is one that payment companies give to shops.
pub(super) fn is_shop_address(address: &str) -> bool {
    const BEGINNINGS: [&str; 4] = ["PAYTMQR", "BHARATPE", "PAYTM-", "GPAY-"];
    const MIDDLES: [&str; 6] = [".RZP", ".PAYU", ".CCAV", ".BILLDESK", ".BD@", ".CASHFREE"];
    let is_phonepe = address
        .strip_prefix('Q')
        .is_some_and(|rest| rest.len() >= 6 && rest.bytes().take(6).all(|byte| byte.is_ascii_digit()));
    is_phonepe
        || BEGINNINGS.iter().any(|beginning| address.starts_with(beginning))
        || MIDDLES.iter().any(|middle| address.contains(middle))
}

impl Directory {
    fn parse(lists: &[(Role, &str)]) -> Result<Self, String> {
        let mut directory = Directory::default();
        for (role, text) in lists {
            for line in csv::Reader::from_reader(text.as_bytes()).deserialize() {
                let line: Line = line.map_err(|error| format!("{role:?}: {error}"))?;
                directory.add(*role, line)?;
            }
        }
        let Directory { parties, by_word, .. } = &mut directory;
        for found in by_word.values_mut() {
            found.sort_by_key(|index| std::cmp::Reverse(parties[*index].needle.len()));
        }
        Ok(directory)
    }

    fn add(&mut self, role: Role, line: Line) -> Result<(), String> {
        let index = self.parties.len();
        let name = spaced(&line.needle);
        let needle = line.needle;
        let first = name.split(' ').next().filter(|word| !word.is_empty());
        let first = first.ok_or_else(|| format!("{role:?}: `{needle}` names nobody"))?;
        if needle != needle.to_ascii_uppercase() {
            return Err(format!("{role:?}: `{needle}` is not in capitals"));
        }
        if self.by_name.contains_key(&name) {
            return Err(format!("{role:?}: `{needle}` stands in two places"));
        }
        self.by_word.entry(first.to_owned()).or_default().push(index);
        self.by_letters.entry(letters(&needle)).or_insert(index);
        self.by_name.insert(name.clone(), index);
        for address in line.addresses.split_whitespace() {
            self.by_address.insert(address.to_owned(), index);
        }
        self.parties.push(Party {
            role,
            needle,
            line: name,
            merchant_category: line.merchant_category,
            description: line.description,
            marks: marks(&line.marks)?,
            key: line.key,
        });
        Ok(())
    }

    /// An address of the lists, whole or cut.
    fn at_address(&self, local: &str) -> Option<usize> {
        self.by_address
            .get(local)
            .copied()
            .or_else(|| only_one(&self.by_address, local))
    }

    /// The needle a name is, or is the beginning of, else the longest one among its words; else one whose spaces the bank left out
    /// (`HOMECREDIT`), or whose single word it cut (`SHREE SAI PETROLE`).
    fn named(&self, name: &str) -> Option<usize> {
        let name = spaced(name);
        let whole = self.by_name.get(&name).copied();
        whole
            .or_else(|| only_one(&self.by_name, &name))
            .or_else(|| self.within(&name))
            .or_else(|| self.without_spaces(&name))
            .or_else(|| self.with_last_word_cut(&name))
    }

    fn within(&self, name: &str) -> Option<usize> {
        let starts = name
            .char_indices()
            .filter(|(at, _)| *at == 0 || name[..*at].ends_with(' '))
            .map(|(at, _)| &name[at..]);
        let mut best: Option<usize> = None;
        for rest in starts {
            let word = rest.split(' ').next().unwrap_or_default();
            let mut here = self.by_word.get(word).into_iter().flatten().copied();
            let here = here.find(|index| stands_at_start(rest, &self.parties[*index].line));
            let length = |index: usize| self.parties[index].needle.len();
            if here.is_some_and(|index| best.is_none_or(|best| length(index) > length(best))) {
                best = here;
            }
        }
        best
    }

    /// The needle of several words that one word of the name is, or that a long name of one word begins or begins with.
    fn without_spaces(&self, name: &str) -> Option<usize> {
        let words = name.split(' ').filter(|word| word.len() >= ADDRESS_LENGTH_MIN);
        let found = words.filter_map(|word| self.by_letters.get(word).copied()).next();
        found.or_else(|| {
            let is_joined = name.len() >= JOINED_LENGTH_MIN && !name.contains(' ');
            let lengths = (CUT_LENGTH_MIN..name.len()).rev();
            let mut begun = lengths.filter_map(|length| self.by_letters.get(name.get(..length)?).copied());
            let found = only_one(&self.by_letters, name).or_else(|| begun.next());
            found.filter(|_| is_joined)
        })
    }

    /// The needle of one word that the last word of a name begins, where all such needles mean the same kind of merchant.
    fn with_last_word_cut(&self, name: &str) -> Option<usize> {
        let (_, last) = name.rsplit_once(' ').filter(|(_, last)| last.len() >= WORD_CUT_MIN)?;
        let from = (Bound::Included(last), Bound::Unbounded);
        let beginning = self.by_name.range::<str, _>(from);
        let beginning = beginning.take_while(|(whole, _)| whole.starts_with(last));
        let mut words = beginning.filter(|(whole, _)| !whole.contains(' '));
        let (_, first) = words.next()?;
        let kind = |index: usize| (self.parties[index].role, self.parties[index].merchant_category);
        words.all(|(_, index)| kind(*index) == kind(*first)).then_some(*first)
    }

    /// The needle an address spells in whole (`reliancejio`), which tells more than a name the bank cut to `RELIANCE`.
    fn spelt_by_address(&self, local: &str) -> Option<usize> {
        let first = local.split(['.', '-', '_']).next()?;
        let is_long = first.len() >= CUT_LENGTH_MIN;
        self.by_letters.get(first).copied().filter(|_| is_long)
    }

    /// The needle an address begins with (`bajajfinancelt.rzp`) or is the beginning of (`kotakmahindrap.rzp`).
    fn behind_address(&self, local: &str) -> Option<usize> {
        let first = local.split(['.', '-', '_']).next().unwrap_or_default();
        let first = letters(first);
        let whole = self
            .by_letters
            .get(&first)
            .copied()
            .or_else(|| only_one(&self.by_letters, &first));
        let lengths = (ADDRESS_LENGTH_MIN..first.len()).rev();
        whole.or_else(|| {
            lengths
                .filter_map(|length| first.get(..length))
                .find_map(|part| self.by_letters.get(part).copied())
        })
    }
}

/// The entry that begins with a text a bank may have cut, the shortest where longer ones go on from it; `None` when the text is short
/// or different ones begin so.
fn only_one(entries: &BTreeMap<String, usize>, cut: &str) -> Option<usize> {
    if cut.len() < CUT_LENGTH_MIN {
        return None;
    }
    let from = (Bound::Included(cut), Bound::Unbounded);
    let mut beginning = entries
        .range::<str, _>(from)
        .take_while(|(whole, _)| whole.starts_with(cut));
    let (shortest, index) = beginning.next()?;
    beginning
        .all(|(whole, _)| whole.starts_with(shortest.as_str()))
        .then_some(*index)
}

fn is_gap(character: char) -> bool {
    !character.is_ascii_alphanumeric() && character != '&'
}

fn stands_at_start(text: &str, needle: &str) -> bool {
    text.strip_prefix(needle)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// The words of a name with single spaces between, whatever the bank put there.
fn spaced(name: &str) -> String {
    let words: Vec<&str> = name.split(is_gap).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

fn letters(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_whole() {
        if let Err(why) = Directory::parse(&LISTS) {
            panic!("{why}");
        }
        assert!(DIRECTORY.parties.len() > 800);
    }

    #[test]
    fn everybody_known_is_found_by_name() {
        for party in &DIRECTORY.parties {
            let found = find(Some(&party.needle), None).unwrap();
            assert_eq!(found.needle, party.needle);
            let found = find(Some(&format!("SAMPLE {} 12", party.needle)), None).unwrap();
            assert!(
                found.needle.contains(&party.needle),
                "{} is hidden by {}",
                party.needle,
                found.needle
            );
        }
    }

    #[test]
    fn names_may_be_cut_and_addresses_stand_alone() {
        let needle = |name, address| find(name, address).map(|party| party.needle.as_str());
        assert_eq!(
            needle(Some("SUSHRUT MULTISPE"), None),
            Some("SUSHRUT MULTISPECIALITY HOSPITAL")
        );
        assert_eq!(needle(Some("AMAZON PAY BALAN"), None), Some("AMAZON PAY BALANCE"));
        assert_eq!(needle(Some("RELIANCE J"), None), Some("RELIANCE JIO"));
        assert_eq!(needle(None, Some("BAJAJFINANCELT.RZP@")), Some("BAJAJ FINANCE LTD"));
        assert_eq!(
            needle(Some("AMAZON PAY"), Some("AMAZONPAYLAT")),
            Some("AMAZON PAY LATER")
        );
        assert_eq!(
            needle(Some("AMRUT JUIC"), Some("BHARATPE.900")),
            Some("AMRUT JUICE CENTRE")
        );
        assert_eq!(needle(Some("KIRAN PATIL"), Some("KIRAN.PATIL@OKAXIS")), None);
        assert_eq!(needle(None, Some("KIRAN.PATIL@OKAXIS")), None);
        assert_eq!(needle(Some("HOMECREDIT INDIA"), None), Some("HOME CREDIT"));
        assert_eq!(needle(Some("VI-POSTPAID"), None), Some("VI POSTPAID"));
        assert_eq!(needle(Some("AIRTELPOST"), None), Some("AIRTEL POSTPAID"));
        assert_eq!(needle(Some("BAJAJFINLTD"), None), Some("BAJAJ FIN"));
        assert_eq!(needle(Some("SHREE SAI PETROLE"), None), Some("PETROLEUM"));
        assert_eq!(needle(Some("OM KIRAN"), None), None);
        assert_eq!(needle(Some("RELIANCE"), Some("RELIANCEJIO")), Some("RELIANCE JIO"));
    }

    #[test]
    fn a_malformed_list_is_refused() {
        let head = "needle,addresses,merchant_category,description,marks,key\n";
        for (lines, why) in [
            ("swiggy,,food,,,\n", "capitals"),
            ("SWIGGY,,food,,,\nSWIGGY,,food,,,\n", "two places"),
            (",,food,,,\n", "nobody"),
            ("SWIGGY,,fodder,,,\n", "fodder"),
        ] {
            let text = format!("{head}{lines}");
            let refused = Directory::parse(&[(Role::Merchant, text.as_str())]).unwrap_err();
            assert!(refused.contains(why), "{refused}");
        }
    }
}
