//! What a borrower reads when something is refused: `fixtures/journey/words.csv`. Ours; error types and reasons are the contract's
//! (`journey_events.csv`).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::domain::endpoint::Endpoint;
use crate::domain::journey::{JourneyRefusal, Via};
use crate::domain::refusal::Refusal;
use crate::domain::statement::Problem;
use crate::wire::journey::wording;
use crate::wire::refusals;

const WORDS_CSV: &str = include_str!("../../fixtures/journey/words.csv");

/// One line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Word {
    /// Where it is said: `upload`, `statement`, `pdf`, `account`, `net_banking`, `aa`, `session`, `journey`.
    pub area: &'static str,
    /// The code.
    pub code: &'static str,
    /// What tells it from its namesakes; mostly empty.
    pub case: &'static str,
    /// The vendor's error type; empty where it has none.
    pub error_type: &'static str,
    /// The vendor's reason.
    pub reason: &'static str,
    title: &'static str,
    message: &'static str,
    next_step: &'static str,
    /// What the borrower is offered.
    pub action: &'static str,
}

/// A line with its blanks filled in.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Told {
    /// The code.
    pub code: String,
    /// In a few words.
    pub title: String,
    /// In a sentence or two.
    pub message: String,
    /// What to do.
    pub next_step: String,
}

/// What is put into the blanks.
pub type Blanks = BTreeMap<&'static str, String>;

/// Every blank a line may have.
pub const BLANKS: [&str; 10] = [
    "bank",
    "lender",
    "from",
    "to",
    "tries",
    "size",
    "number",
    "months",
    "mode",
    "failure_message",
];

static WORDS: LazyLock<Vec<Word>> = LazyLock::new(|| {
    let mut reader = csv::Reader::from_reader(WORDS_CSV.as_bytes());
    let rows = reader.records().flatten();
    let word = |row: csv::StringRecord| {
        let row: &'static csv::StringRecord = Box::leak(Box::new(row));
        let field = |index: usize| row.get(index).unwrap_or_default();
        Word {
            area: field(0),
            code: field(1),
            case: field(2),
            error_type: field(3),
            reason: field(4),
            title: field(5),
            message: field(6),
            next_step: field(7),
            action: field(8),
        }
    };
    rows.map(word).collect()
});

/// Every line.
pub fn all() -> &'static [Word] {
    &WORDS
}

/// The line of a code; one without a case where there is none of this case.
pub fn find(area: &str, code: &str, case: &str) -> Option<&'static Word> {
    let of_code = || all().iter().filter(|word| word.area == area && word.code == code);
    of_code()
        .find(|word| word.case == case)
        .or_else(|| of_code().find(|word| word.case.is_empty()))
        .or_else(|| of_code().next())
}

/// The line an address asks for (`NB005.otp-wrong`), looked for in these areas.
pub fn said(areas: &[&str], text: &str) -> Option<&'static Word> {
    let (code, case) = text.split_once('.').unwrap_or((text, ""));
    let case = case.replace('-', " ");
    areas.iter().find_map(|area| find(area, code, &case))
}

impl Word {
    /// The line with its blanks filled in.
    pub fn told(&self, blanks: &Blanks) -> Told {
        Told {
            code: self.code.to_owned(),
            title: filled(self.title, blanks),
            message: filled(self.message, blanks),
            next_step: filled(self.next_step, blanks),
        }
    }

    /// How an address names it.
    pub fn name(&self) -> String {
        if self.case.is_empty() {
            self.code.to_owned()
        } else {
            format!("{}.{}", self.code, self.case.replace(' ', "-"))
        }
    }
}

/// A text with its blanks filled in; what is not known is left out.
pub fn filled(text: &str, blanks: &Blanks) -> String {
    let mut filled = text.to_owned();
    for name in BLANKS {
        let blank = format!("{{{name}}}");
        if filled.contains(&blank) {
            filled = filled.replace(&blank, blanks.get(name).map_or("", String::as_str));
        }
    }
    filled.trim().to_owned()
}

/// The line of an upload's refusal. Whether a password was given tells the two lines of a wrong one apart.
pub fn of_upload(refusal: &Refusal, has_password: bool) -> Option<&'static Word> {
    let code = refusals::wording(Endpoint::UploadStatement, refusal).code;
    let is_locked = *refusal == Refusal::Statement(Problem::PasswordIncorrect);
    let case = if is_locked && has_password {
        "wrong"
    } else if is_locked {
        "none given"
    } else if *refusal == Refusal::NotAFormField {
        "form"
    } else {
        ""
    };
    find("upload", code, case).or_else(|| find("session", code, case))
}

/// The line of a step's refusal.
pub fn of_step(via: Via, refusal: &JourneyRefusal) -> Option<&'static Word> {
    let area = area(via);
    if let JourneyRefusal::Session(Refusal::InvalidMobileNumber) = refusal {
        return find(area, "INVALID_MOBILE_NUMBER", "");
    }
    if let JourneyRefusal::Session(refusal) = refusal {
        return of_upload(refusal, false);
    }
    let case = match (via, refusal) {
        (Via::Aggregator, _) => "",
        (Via::NetBanking, JourneyRefusal::NothingFound) => "nothing found",
        (Via::NetBanking, JourneyRefusal::BankDown) => "bank down",
        (Via::NetBanking, JourneyRefusal::OtpIncorrect { .. }) => "otp wrong",
        (Via::NetBanking, JourneyRefusal::OtpExpired) => "otp expired",
        (Via::NetBanking, JourneyRefusal::OtpTriedOut) => "otp tried out",
        (Via::NetBanking, JourneyRefusal::UserLocked) => "locked",
        (
            Via::NetBanking,
            JourneyRefusal::Session(_)
            | JourneyRefusal::NotNow { .. }
            | JourneyRefusal::MobileNumberFixed
            | JourneyRefusal::OtpRequestsUsedUp
            | JourneyRefusal::NothingChosen
            | JourneyRefusal::UnknownAccount
            | JourneyRefusal::BankMissing
            | JourneyRefusal::LoginIncorrect { .. }
            | JourneyRefusal::CaptchaIncorrect { .. },
        ) => "",
    };
    find(area, wording(via, refusal).code, case)
}

/// The area of a way's lines.
pub fn area(via: Via) -> &'static str {
    match via {
        Via::Aggregator => "aa",
        Via::NetBanking => "net_banking",
    }
}

/// `Two tries are left.`; nothing where none is counted.
pub fn tries(refusal: &JourneyRefusal) -> String {
    let (JourneyRefusal::OtpIncorrect { tries_left }
    | JourneyRefusal::LoginIncorrect { tries_left }
    | JourneyRefusal::CaptchaIncorrect { tries_left }) = refusal
    else {
        return String::new();
    };
    match tries_left {
        0 => "No try is left.".to_owned(),
        1 => "One try is left.".to_owned(),
        2 => "Two tries are left.".to_owned(),
        several => format!("{several} tries are left."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contract(name: &str, column: usize) -> Vec<String> {
        let path = format!("{}/fixtures/contract/{name}", env!("CARGO_MANIFEST_DIR"));
        let mut reader = csv::Reader::from_path(path).unwrap();
        reader.records().map(|row| row.unwrap()[column].to_owned()).collect()
    }

    #[test]
    fn every_line_reads_and_no_blank_is_unknown() {
        assert!(all().len() > 80);
        let all_filled: Blanks = BLANKS.iter().map(|name| (*name, "x".to_owned())).collect();
        for word in all() {
            let told = word.told(&all_filled);
            assert!(!told.title.is_empty() && !told.message.is_empty(), "{word:?}");
            let all_text = format!(
                "{}{}{}{}",
                told.title,
                told.message,
                told.next_step,
                filled(word.reason, &all_filled)
            );
            assert!(!all_text.contains(['{', '}']), "{word:?}");
            assert_eq!(
                find(word.area, word.code, word.case),
                Some(word),
                "no line is there twice"
            );
            assert_eq!(said(&[word.area], &word.name()), Some(word));
        }
    }

    #[test]
    fn every_code_of_the_contract_has_its_line() {
        for code in contract("statement_errors.csv", 0) {
            assert!(
                find("statement", &code, "").or(find("upload", &code, "")).is_some(),
                "{code}"
            );
        }
        for code in contract("account_errors.csv", 0) {
            assert!(find("account", &code, "").is_some(), "{code}");
        }
        for message in contract("pdf_messages.csv", 0) {
            assert!(find("pdf", &message, "").is_some(), "{message}");
        }
        for error_type in [
            "MU002", "MU003", "MU004", "MU006", "MU020", "MU021", "NB000", "NB003", "NB004", "NB005",
        ] {
            assert_eq!(find("journey", error_type, "").unwrap().error_type, error_type);
        }
    }

    #[test]
    fn every_step_s_refusal_has_its_line() {
        let all = [
            JourneyRefusal::NotNow { expected: "otp".into() },
            JourneyRefusal::NothingFound,
            JourneyRefusal::BankDown,
            JourneyRefusal::NothingChosen,
            JourneyRefusal::UnknownAccount,
            JourneyRefusal::OtpIncorrect { tries_left: 1 },
            JourneyRefusal::OtpExpired,
            JourneyRefusal::OtpTriedOut,
        ];
        for refusal in &all {
            for via in [Via::Aggregator, Via::NetBanking] {
                assert!(of_step(via, refusal).is_some(), "{refusal:?}");
            }
        }
        for refusal in [
            JourneyRefusal::MobileNumberFixed,
            JourneyRefusal::OtpRequestsUsedUp,
            JourneyRefusal::Session(Refusal::InvalidMobileNumber),
        ] {
            assert!(of_step(Via::Aggregator, &refusal).is_some(), "{refusal:?}");
        }
        for refusal in [
            JourneyRefusal::BankMissing,
            JourneyRefusal::LoginIncorrect { tries_left: 2 },
            JourneyRefusal::UserLocked,
            JourneyRefusal::CaptchaIncorrect { tries_left: 0 },
        ] {
            assert!(of_step(Via::NetBanking, &refusal).is_some(), "{refusal:?}");
        }
        assert_eq!(
            tries(&JourneyRefusal::OtpIncorrect { tries_left: 1 }),
            "One try is left."
        );
    }
}
