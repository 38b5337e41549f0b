//! Mobile numbers and net-banking users that bring about something special.

use serde::{Deserialize, Serialize};

use super::Via;

/// The password every net-banking user has. Source: design section 6.
pub const PASSWORD: &str = "pass_good";

/// What goes otherwise than usual.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Twist {
    /// Nothing.
    #[default]
    None,
    /// There is an account, and no transaction in it.
    Quiet,
    /// There is no account.
    NothingFound,
    /// The bank does not answer.
    BankDown,
    /// The bank has locked the user; net banking only, elsewhere nothing.
    Locked,
    /// The bank shows a captcha before it sends an OTP; net banking only, elsewhere nothing.
    Captcha,
}

/// A login that brings about a twist.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TestLogin {
    /// The way it is for.
    pub via: Via,
    /// Mobile number or user.
    pub login: &'static str,
    /// What it brings about.
    pub twist: Twist,
}

/// All of them. Ours; the users' names are from design section 6.
pub const TEST_LOGINS: [TestLogin; 9] = [
    TestLogin::of(Via::Aggregator, "9999900001", Twist::NothingFound),
    TestLogin::of(Via::Aggregator, "9999900002", Twist::BankDown),
    TestLogin::of(Via::Aggregator, "9999900003", Twist::Quiet),
    TestLogin::of(Via::NetBanking, "user_good", Twist::None),
    TestLogin::of(Via::NetBanking, "user_captcha", Twist::Captcha),
    TestLogin::of(Via::NetBanking, "user_locked", Twist::Locked),
    TestLogin::of(Via::NetBanking, "user_down", Twist::BankDown),
    TestLogin::of(Via::NetBanking, "user_empty", Twist::NothingFound),
    TestLogin::of(Via::NetBanking, "user_quiet", Twist::Quiet),
];

impl TestLogin {
    const fn of(via: Via, login: &'static str, twist: Twist) -> Self {
        TestLogin { via, login, twist }
    }
}

impl Twist {
    /// What happens, for people.
    pub fn meaning(self) -> &'static str {
        match self {
            Twist::None => "everything goes well",
            Twist::Quiet => "the account has no transactions",
            Twist::NothingFound => "no account is found",
            Twist::BankDown => "the bank does not answer",
            Twist::Locked => "the bank has locked the user",
            Twist::Captcha => "a captcha comes first",
        }
    }

    /// What this login brings about.
    pub fn of_login(via: Via, login: &str) -> Self {
        let found = TEST_LOGINS.iter().find(|test| test.via == via && test.login == login);
        found.map_or(Twist::None, |test| test.twist)
    }
}
