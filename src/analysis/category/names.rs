//! Names as banks print them: persons and companies told apart, and the holder recognised when his name is cut, turned or shortened.

use std::collections::HashSet;
use std::sync::LazyLock;

const NAME_WORDS_CSV: &str = include_str!("../../../fixtures/categories/name_words.csv");

/// The widths at which banks cut a name. Source: our own grammars (`src/persona/grammar`).
const CUT_WIDTHS: [usize; 8] = [10, 15, 16, 18, 20, 24, 30, 32];
/// The least that is left of a company's name for it to be recognised. Our choice.
const COMPANY_CUT_MIN: usize = 8;

/// The least that is left of the holder's name where he himself says that the money is his. Our choice.
const OWN_CUT_MIN: usize = 5;
/// The least that is left of a word like `TECHNOLOGIES` for it to be recognised. Our choice.
const COMPANY_WORD_CUT_MIN: usize = 5;

/// Words that say what a name is; one list per kind.
#[derive(Default)]
struct NameWords {
    company: HashSet<&'static str>,
    title: HashSet<&'static str>,
    not_a_name: HashSet<&'static str>,
}

static NAME_WORDS: LazyLock<NameWords> = LazyLock::new(|| parse(NAME_WORDS_CSV).unwrap_or_default());

fn parse(text: &'static str) -> Result<NameWords, String> {
    let mut words = NameWords::default();
    for line in text.lines().skip(1) {
        let list = match line.split_once(',') {
            Some(("company", word)) => words.company.insert(word),
            Some(("title", word)) => words.title.insert(word),
            Some(("not_a_name", word)) => words.not_a_name.insert(word),
            Some(_) | None => return Err(format!("`{line}` names no kind")),
        };
        if !list {
            return Err(format!("`{line}` stands in two places"));
        }
    }
    Ok(words)
}

/// A name taken apart for comparing: words in capitals, without titles.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Name {
    words: Vec<String>,
    /// The words with single spaces between.
    line: String,
}

impl Name {
    /// Takes a name apart; `None` when nothing is left of it.
    pub(super) fn of(text: &str) -> Option<Self> {
        let words: Vec<String> = text
            .to_ascii_uppercase()
            .split(|character: char| !character.is_ascii_alphanumeric() && character != '&')
            .filter(|word| !word.is_empty() && !NAME_WORDS.title.contains(word))
            .map(str::to_owned)
            .collect();
        let line = words.join(" ");
        (line.len() >= 3).then_some(Name { words, line })
    }

    /// Whether this looks like a person: one to five words of letters, none of them a company's.
    pub(super) fn is_person(&self) -> bool {
        let is_word = |word: &String| word.bytes().all(|byte| byte.is_ascii_uppercase());
        self.words.len() <= 5
            && self.words.iter().all(is_word)
            && self.words.iter().any(|word| word.len() >= 3)
            && !self.has_company_word()
            && !self
                .words
                .iter()
                .any(|word| NAME_WORDS.not_a_name.contains(word.as_str()))
    }

    /// Whether this names anybody: a word of letters that is more than a word of banks'.
    pub(super) fn is_a_name(&self) -> bool {
        let is_word = |word: &String| word.bytes().any(|byte| byte.is_ascii_uppercase());
        let mut words = self.words.iter().filter(|word| is_word(word));
        words.any(|word| !NAME_WORDS.not_a_name.contains(word.as_str()))
    }

    /// Whether a word says that this is a company; the last one may be cut.
    pub(super) fn has_company_word(&self) -> bool {
        let is_whole = |word: &String| NAME_WORDS.company.contains(word.as_str());
        self.words.iter().any(is_whole) || self.ends_in_cut_company_word()
    }

    fn ends_in_cut_company_word(&self) -> bool {
        let last = self.words.last().filter(|word| word.len() >= COMPANY_WORD_CUT_MIN);
        let last = last.filter(|_| self.words.len() > 1 && CUT_WIDTHS.contains(&self.line.len()));
        last.is_some_and(|last| NAME_WORDS.company.iter().any(|word| word.starts_with(last.as_str())))
    }

    /// Whether a printed name is this holder's: the same words in any order, middle names left out or as initials, or cut at a width
    /// banks cut at. First and last name must both be there unless it is cut. Inferred.
    pub(super) fn is_printed_as(&self, printed: &Name) -> bool {
        self == printed || self.is_cut_to(printed) || self.has_ends_of(printed) || self.joined() == printed.line
    }

    /// Whether a printed name may be this one's beginning, from the front or with the last word first, however short the bank cut it.
    /// Only for rows whose payer says that they are his own: other people's names begin so too.
    pub(super) fn begins_with(&self, printed: &Name) -> bool {
        let turned = match self.words.split_last() {
            Some((last, others)) => format!("{last} {}", others.join(" ")),
            None => return false,
        };
        let start = printed.line.as_str();
        start.len() >= OWN_CUT_MIN
            && (self.line.starts_with(start) || turned.starts_with(start) || self.joined().starts_with(start))
    }

    /// The name without its spaces, as some banks print it.
    fn joined(&self) -> String {
        self.words.concat()
    }

    fn is_cut_to(&self, printed: &Name) -> bool {
        let cut = |width: usize| self.line.get(..width).map(str::trim_end);
        CUT_WIDTHS
            .iter()
            .any(|width| cut(*width) == Some(printed.line.as_str()))
    }

    fn has_ends_of(&self, printed: &Name) -> bool {
        let (Some(first), Some(last)) = (self.words.first(), self.words.last()) else {
            return false;
        };
        if self.words.len() < 2 || printed.words.len() < 2 {
            return false;
        }
        let has = |word: &String| printed.words.iter().any(|other| other == word);
        let fits = |word: &&String| self.words.iter().any(|own| is_same_or_initial(own, word));
        // An initial too many is no other person; a name too many is.
        let strange = printed
            .words
            .iter()
            .filter(|word| word.len() > 1)
            .filter(|word| !fits(word))
            .count();
        has(first) && has(last) && strange == 0
    }

    /// Whether two company names mean the same: equal without legal forms, or one the beginning of the other.
    pub(super) fn is_company(&self, other: &Name) -> bool {
        let (one, two) = (self.without_legal_form(), other.without_legal_form());
        let (short, long) = if one.len() <= two.len() {
            (&one, &two)
        } else {
            (&two, &one)
        };
        !short.is_empty() && (short == long || (short.len() >= COMPANY_CUT_MIN && long.starts_with(short.as_str())))
    }

    fn without_legal_form(&self) -> String {
        const FORMS: [&str; 10] = [
            "PVT", "PRIVATE", "LTD", "LIMITED", "LLP", "INC", "CORP", "CO", "COMPANY", "INDIA",
        ];
        let end = self.words.iter().rposition(|word| !FORMS.contains(&word.as_str()));
        self.words[..end.map_or(0, |end| end + 1)].join(" ")
    }

    /// The name for comparing payers with each other.
    pub(super) fn key(&self) -> String {
        self.without_legal_form()
    }

    /// The name as a key: `bajaj_finance`.
    pub(super) fn snake(&self) -> String {
        self.without_legal_form()
            .to_ascii_lowercase()
            .replace('&', "and")
            .replace(' ', "_")
    }
}

/// Words that banks print short.
const SHORT_WORDS: [(&str, &str); 4] = [
    ("KR", "KUMAR"),
    ("MD", "MOHAMMED"),
    ("MOHD", "MOHAMMED"),
    ("MOHD", "MOHAMMAD"),
];

/// Whether a word equals another, or one of the two is the other's initial or short form.
fn is_same_or_initial(one: &str, other: &str) -> bool {
    let is_short = SHORT_WORDS.contains(&(one, other)) || SHORT_WORDS.contains(&(other, one));
    one == other || is_short || (one.len().min(other.len()) == 1 && one.as_bytes().first() == other.as_bytes().first())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Name {
        Name::of(text).unwrap()
    }

    #[test]
    fn the_words_are_whole() {
        if let Err(why) = parse(NAME_WORDS_CSV) {
            panic!("{why}");
        }
        assert!(NAME_WORDS.company.len() > 100 && NAME_WORDS.title.len() > 5);
        assert!(parse("kind,word\nrobot,R2\n").is_err());
    }

    #[test]
    fn a_holder_is_recognised_however_his_name_is_printed() {
        let holder = name("Lakshmi Venkatesh Iyer");
        for printed in [
            "LAKSHMI VENKATESH IYER",
            "Mrs. Lakshmi Venkatesh Iyer",
            "IYER LAKSHMI VENKATESH",
            "LAKSHMI V IYER",
            "LAKSHMI IYER",
            "LAKSHMI VE",
            "LAKSHMI VENKATES",
            "LAKSHMIVENKATESHIYER",
        ] {
            assert!(holder.is_printed_as(&name(printed)), "{printed}");
        }
        for printed in [
            "LAKSHMI",
            "LAKSHMI VENKAT",
            "VENKATESH IYER",
            "LAKSHMI NARAYAN IYER",
            "MEERA V IYER",
        ] {
            assert!(!holder.is_printed_as(&name(printed)), "{printed}");
        }
    }

    #[test]
    fn short_words_are_the_long_ones() {
        assert!(name("Manish Kumar Gupta").is_printed_as(&name("MANISH KR GUPTA")));
        assert!(!name("Manish Kumar Gupta").is_printed_as(&name("MANISH KRISHNA GUPTA")));
    }

    #[test]
    fn what_the_holder_calls_his_own_may_be_cut_anywhere() {
        let holder = name("Lakshmi Venkatesh Iyer");
        for printed in ["LAKSHMI V", "LAKSHM", "IYER LAKSHM", "LAKSHMIVEN"] {
            assert!(holder.begins_with(&name(printed)), "{printed}");
        }
        for printed in ["LAK", "VENKATESH", "LAKSHMAN"] {
            assert!(!holder.begins_with(&name(printed)), "{printed}");
        }
    }

    #[test]
    fn words_of_banks_are_no_names() {
        for text in ["UPI", "IMPS P2A", "SELF", "000123", "TRANSFER TO"] {
            assert!(!name(text).is_a_name(), "{text}");
        }
        assert!(name("KIRAN PATIL").is_a_name() && name("A1 TRADERS").is_a_name());
    }

    #[test]
    fn companies_and_persons_are_told_apart() {
        for person in ["KIRAN PATIL", "OM PRAKASH SAINI", "DEMO LANDLORD", "MANJUNATH S RAO"] {
            assert!(name(person).is_person(), "{person}");
        }
        for company in [
            "NIMBUS SOFTWARE PVT LTD",
            "KAVERI AUTO COMPONENTS",
            "9000000012",
            "PHONEPE MERCHANT",
            "UPI",
        ] {
            assert!(!name(company).is_person(), "{company}");
        }
    }

    #[test]
    fn a_company_is_itself_whatever_its_legal_form() {
        assert!(name("Nimbus Software Pvt Ltd").is_company(&name("NIMBUS SOFTWARE PRIVATE LIMITED")));
        assert!(name("Nimbus Software Pvt Ltd").is_company(&name("NIMBUS SOFTWA")));
        assert!(!name("Nimbus Software Pvt Ltd").is_company(&name("NIMBUS")));
        assert!(!name("Tata Capital").is_company(&name("TATA POWER")));
        assert_eq!(name("Shriram Finance Ltd").snake(), "shriram_finance");
    }
}
