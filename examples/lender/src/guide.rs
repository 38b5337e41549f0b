//! What a demo is guided by: invented borrowers with what must become of them, and cases in which something goes wrong.
//!
//! A real lender has no such page. `tests/lender.rs` of the emulator holds every line against what happens.

/// An invented borrower of the emulator, and the application that is filled in for him.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Person {
    /// The emulator's name for him.
    pub persona: &'static str,
    /// What he is called here.
    pub name: &'static str,
    /// His name as an applicant writes it.
    pub full_name: &'static str,
    /// His story.
    pub summary: &'static str,
    /// By this number the account aggregator finds his accounts.
    pub mobile_number: &'static str,
    /// Whole rupees.
    pub amount: i64,
    /// Months to repay.
    pub months: u32,
    /// The verdict, in the words of the decision page.
    pub expected: &'static str,
}

/// The people of the guide. Names and numbers are those of the emulator's personas.
pub const PEOPLE: &[Person] = &[
    Person {
        persona: "salaried-asha",
        name: "Asha",
        full_name: "Asha Kulkarni",
        summary: "Salaried, clean; one car loan",
        mobile_number: "9000000012",
        amount: 300_000,
        months: 24,
        expected: "approved",
    },
    Person {
        persona: "kirana-suresh",
        name: "Suresh",
        full_name: "Suresh Provision Stores",
        summary: "Kirana shop, current account, daily UPI sales",
        mobile_number: "9000000056",
        amount: 500_000,
        months: 36,
        expected: "approved",
    },
    Person {
        persona: "bounces-ravi",
        name: "Ravi",
        full_name: "Ravi Gowda",
        summary: "Salaried; instalments bounce now and then",
        mobile_number: "9000000023",
        amount: 60_000,
        months: 24,
        expected: "to be looked at",
    },
    Person {
        persona: "gambler-rohan",
        name: "Rohan",
        full_name: "Rohan Mehta",
        summary: "Good salary, dozens of stakes a month",
        mobile_number: "9000000091",
        amount: 200_000,
        months: 24,
        expected: "declined",
    },
    Person {
        persona: "salary-stopped-meena",
        name: "Meena",
        full_name: "Meena Subramanian",
        summary: "Her salary stopped four months ago",
        mobile_number: "9000000034",
        amount: 100_000,
        months: 24,
        expected: "declined",
    },
    Person {
        persona: "loan-stacking-vikram",
        name: "Vikram",
        full_name: "Vikram Rathore",
        summary: "Six loans, four of them within half a year",
        mobile_number: "9000000089",
        amount: 100_000,
        months: 24,
        expected: "declined",
    },
];

/// The person whose application is filled in, by the name of the persona.
pub fn person(persona: &str) -> Option<&'static Person> {
    PEOPLE.iter().find(|person| person.persona == persona)
}

/// A case in which something goes wrong, brought about by a test value at the end of `link_id`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Case {
    /// Its name.
    pub name: &'static str,
    /// What goes wrong.
    pub title: &'static str,
    /// What to do, and what is seen.
    pub note: &'static str,
    /// Appended to `link_id`.
    pub test_value: &'static str,
}

/// The cases of the guide.
pub const CASES: &[Case] = &[
    Case {
        name: "mismatch",
        title: "A balance that does not add up",
        note: "The statement is taken; its account fails in processing. The lender says so and asks for others.",
        test_value: "~BALANCE_MISMATCH",
    },
    Case {
        name: "months",
        title: "Months without a transaction",
        note: "As above, with the months that are missing in the service's own words.",
        test_value: "~INCOMPLETE_MONTHS",
    },
    Case {
        name: "fraud",
        title: "A file that somebody changed",
        note: "Processing ends well, and the figures are good. A sign of fraud is enough to decline.",
        test_value: "~author-fraud",
    },
    Case {
        name: "slow",
        title: "Processing takes five minutes",
        note: "The lender waits. Add ten minutes in the console, and the decision is there.",
        test_value: "~slow",
    },
    Case {
        name: "silent",
        title: "The webhook never comes",
        note: "Every attempt to send it is lost. The lender asks for progress as well, and decides all the same.",
        test_value: "~webhook-lost",
    },
    Case {
        name: "twice",
        title: "The webhook comes twice",
        note: "Both are answered with 200; one decision is made.",
        test_value: "~webhook-duplicate",
    },
    Case {
        name: "outage",
        title: "The service is down",
        note: "Every call about the session gets 503. The lender says that it will try again, and loses nothing.",
        test_value: "~status-503",
    },
];
