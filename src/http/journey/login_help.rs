//! What a demo needs to know: numbers, users and one-time passwords that bring something about.

use crate::domain::bank::BankId;
use crate::domain::journey::{OTP, PASSWORD, TEST_LOGINS, Via};
use crate::http::journey::page::Fill;
use crate::http::journey::visit::Visit;

/// Own numbers of invented borrowers that are offered.
const PEOPLE_COUNT: usize = 2;

fn fill(field: &'static str, value: &str, label: String) -> Fill {
    Fill {
        field,
        name: value.to_owned(),
        value: value.to_owned(),
        label,
        has_password: field == "user",
        password: PASSWORD,
    }
}

/// Mobile numbers: of borrowers with an account at the bank, and of those for whom something goes otherwise.
pub(super) fn numbers(visit: &Visit, bank: BankId) -> Vec<Fill> {
    let people = visit.emulator.people(bank).into_iter().take(PEOPLE_COUNT);
    let own = people.map(|person| {
        fill(
            "mobile_number",
            &person.mobile_number,
            format!("{}: {}", person.name, person.summary),
        )
    });
    let special = TEST_LOGINS.iter().filter(|test| test.via == Via::Aggregator);
    own.chain(special.map(|test| fill("mobile_number", test.login, test.twist.meaning().to_owned())))
        .collect()
}

/// Users of net banking, and one with a wrong password.
pub(super) fn users() -> Vec<Fill> {
    let tests = TEST_LOGINS.iter().filter(|test| test.via == Via::NetBanking);
    let mut fills: Vec<Fill> = tests
        .map(|test| fill("user", test.login, test.twist.meaning().to_owned()))
        .collect();
    if let Some(first) = fills.first() {
        let wrong = Fill {
            name: "wrong-password".to_owned(),
            password: "guess",
            ..fill("user", &first.value.clone(), "with a wrong password".to_owned())
        };
        fills.insert(1, wrong);
    }
    fills
}

/// The one-time password that is always right, and one that never is.
pub(super) fn otps() -> Vec<Fill> {
    vec![
        fill("otp", OTP, "always right".to_owned()),
        fill("otp", "000000", "wrong".to_owned()),
    ]
}
