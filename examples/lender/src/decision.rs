//! The decision: a handful of rules, each a documented figure and two thresholds.

use crate::figures::Figures;
use crate::rupees::Rupees;

/// What the lender asks for its money, in percent a year.
pub const INTEREST_PERCENT: f64 = 12.0;

/// What is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Loan {
    /// How much.
    pub amount: Rupees,
    /// For how long.
    pub months: u32,
}

impl Loan {
    /// What is paid back each month, interest included.
    pub fn instalment(self) -> Rupees {
        let rate = INTEREST_PERCENT / 100.0 / 12.0;
        let growth = (1.0 + rate).powf(f64::from(self.months));
        Rupees::of(self.amount.as_f64() * rate * growth / (growth - 1.0))
    }
}

/// How good a thing is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Grade {
    /// As it should be.
    Good,
    /// A person should look at it.
    Doubtful,
    /// Reason enough to decline.
    Bad,
}

/// What becomes of the application: the worst grade of all rules.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// The money is offered.
    Approved,
    /// A person decides.
    Referred,
    /// No.
    Declined,
}

/// Which way is better.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Better {
    More,
    Less,
}

/// One rule. To change what this lender thinks, change a line of [`RULES`].
struct Rule {
    name: &'static str,
    label: &'static str,
    /// The thresholds in words.
    words: &'static str,
    /// The documented figures it looks at.
    figures: &'static str,
    better: Better,
    /// From here on it is good.
    good: f64,
    /// From here on it is doubtful, beyond it bad.
    doubtful: f64,
    /// What is measured, and how it is shown.
    measure: fn(&Figures, Loan) -> (f64, String),
}

/// All rules, in the order in which they are shown.
const RULES: &[Rule] = &[
    Rule {
        name: "income",
        label: "Income each month",
        words: "at least three times the instalment",
        figures: "monthly_analysis.amt_income_credit, median",
        better: Better::More,
        good: 3.0,
        doubtful: 2.0,
        measure: |figures, loan| {
            let times = ratio(figures.income, loan.instalment());
            (times, figures.income.rounded())
        },
    },
    Rule {
        name: "steady",
        label: "Income of the last three whole months",
        words: "at least 60 % of what it was before",
        figures: "monthly_analysis.amt_income_credit, medians",
        better: Better::More,
        good: 0.6,
        doubtful: 0.45,
        measure: |figures, _| (figures.lately_share, percent(figures.lately_share)),
    },
    Rule {
        name: "obligations",
        label: "Owed each month, this loan included",
        words: "at most half of the income",
        figures: "monthly_analysis.amt_emi_debit, median",
        better: Better::Less,
        good: 0.5,
        doubtful: 0.6,
        measure: |figures, loan| {
            let owed = figures.instalments.as_f64() + loan.instalment().as_f64();
            let share = ratio(Rupees::of(owed), figures.income);
            (share, percent(share))
        },
    },
    Rule {
        name: "balance",
        label: "Average balance at day's end",
        words: "at least one instalment",
        figures: "monthly_analysis.avg_bal, median",
        better: Better::More,
        good: 1.0,
        doubtful: 0.5,
        measure: |figures, loan| {
            let times = ratio(figures.balance, loan.instalment());
            (times, figures.balance.rounded())
        },
    },
    Rule {
        name: "bounces",
        label: "Bounced instalments and bills",
        words: "one may happen, more than four may not",
        figures: "monthly_analysis.cnt_auto_debit_payment_bounce_credit",
        better: Better::Less,
        good: 1.0,
        doubtful: 4.0,
        measure: |figures, _| (figures.bounces, count(figures.bounces)),
    },
    Rule {
        name: "cheques",
        label: "Own cheques returned",
        words: "two may happen, more than four may not",
        figures: "monthly_analysis.cnt_inward_cheque_bounce_credit",
        better: Better::Less,
        good: 2.0,
        doubtful: 4.0,
        measure: |figures, _| (figures.cheques, count(figures.cheques)),
    },
    Rule {
        name: "gambling",
        label: "Gambling, of the income",
        words: "at most 5 %, never more than 15 %",
        figures: "predictors.gambling_percentage_to_business_credit",
        better: Better::Less,
        good: 5.0,
        doubtful: 15.0,
        measure: |figures, _| (figures.gambling_percent, percent(figures.gambling_percent / 100.0)),
    },
    Rule {
        name: "fraud",
        label: "Signs of a changed file",
        words: "none",
        figures: "fraud",
        better: Better::Less,
        good: 0.0,
        doubtful: 0.0,
        measure: |figures, _| (figures.fraud_signs, count(figures.fraud_signs)),
    },
];

/// What a rule found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Check {
    /// The rule.
    pub name: &'static str,
    /// What it looks at.
    pub label: &'static str,
    /// What it wants.
    pub words: &'static str,
    /// The documented figures behind it.
    pub figures: &'static str,
    /// What it saw.
    pub value: String,
    /// What it thinks of that.
    pub grade: Grade,
}

/// A decision with its reasons.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decision {
    /// What becomes of the application.
    pub outcome: Outcome,
    /// Why, rule by rule.
    pub checks: Vec<Check>,
}

/// Decides: every rule is asked, the worst grade counts.
pub fn decide(figures: &Figures, loan: Loan) -> Decision {
    let checks: Vec<Check> = RULES.iter().map(|rule| rule.check(figures, loan)).collect();
    let worst = checks.iter().map(|check| check.grade).max().unwrap_or(Grade::Doubtful);
    let outcome = match worst {
        Grade::Good => Outcome::Approved,
        Grade::Doubtful => Outcome::Referred,
        Grade::Bad => Outcome::Declined,
    };
    Decision { outcome, checks }
}

impl Rule {
    fn check(&self, figures: &Figures, loan: Loan) -> Check {
        let (measured, value) = (self.measure)(figures, loan);
        Check {
            name: self.name,
            label: self.label,
            words: self.words,
            figures: self.figures,
            value,
            grade: self.grade(measured),
        }
    }

    fn grade(&self, measured: f64) -> Grade {
        let is_within = |threshold: f64| match self.better {
            Better::More => measured >= threshold,
            Better::Less => measured <= threshold,
        };
        if is_within(self.good) {
            Grade::Good
        } else if is_within(self.doubtful) {
            Grade::Doubtful
        } else {
            Grade::Bad
        }
    }
}

/// Of nothing, anything is infinitely much.
fn ratio(part: Rupees, whole: Rupees) -> f64 {
    if whole > Rupees::default() {
        part.as_f64() / whole.as_f64()
    } else {
        f64::INFINITY
    }
}

fn percent(share: f64) -> String {
    if share.is_finite() {
        format!("{:.0} %", share * 100.0)
    } else {
        "no income".to_owned()
    }
}

fn count(number: f64) -> String {
    if number == 0.0 {
        "none".to_owned()
    } else {
        format!("{number:.0}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures() -> Figures {
        Figures {
            income: Rupees::whole(60_000),
            lately_share: 1.0,
            instalments: Rupees::whole(10_000),
            balance: Rupees::whole(30_000),
            bounces: 0.0,
            cheques: 0.0,
            gambling_percent: 0.0,
            fraud_signs: 0.0,
            months: Vec::new(),
        }
    }

    fn outcome(change: impl FnOnce(&mut Figures)) -> Outcome {
        let mut figures = figures();
        change(&mut figures);
        let loan = Loan {
            amount: Rupees::whole(100_000),
            months: 12,
        };
        decide(&figures, loan).outcome
    }

    #[test]
    fn an_instalment_pays_back_amount_and_interest() {
        let loan = Loan {
            amount: Rupees::whole(300_000),
            months: 24,
        };
        assert_eq!(loan.instalment(), Rupees::of(14_122.04));
    }

    #[test]
    fn each_rule_can_refer_and_decline() {
        assert_eq!(outcome(|_| {}), Outcome::Approved);
        // An instalment is 8,884.88.
        let refer: [fn(&mut Figures); 7] = [
            |figures| figures.income = Rupees::of(26_654.0),
            |figures| figures.lately_share = 0.5,
            |figures| figures.instalments = Rupees::whole(21_500),
            |figures| figures.balance = Rupees::whole(8_000),
            |figures| figures.bounces = 2.0,
            |figures| figures.cheques = 3.0,
            |figures| figures.gambling_percent = 12.0,
        ];
        assert!(refer[1..].iter().all(|change| outcome(change) == Outcome::Referred));
        // Below three instalments of income, those of before weigh too much as well.
        assert_eq!(outcome(refer[0]), Outcome::Declined);
        let decline: [fn(&mut Figures); 8] = [
            |figures| figures.income = Rupees::default(),
            |figures| figures.lately_share = 0.1,
            |figures| figures.instalments = Rupees::whole(40_000),
            |figures| figures.balance = Rupees::whole(-1),
            |figures| figures.bounces = 5.0,
            |figures| figures.cheques = 5.0,
            |figures| figures.gambling_percent = 60.0,
            |figures| figures.fraud_signs = 1.0,
        ];
        assert!(decline.iter().all(|change| outcome(change) == Outcome::Declined));
    }

    #[test]
    fn nothing_known_is_declined() {
        let loan = Loan {
            amount: Rupees::whole(100_000),
            months: 12,
        };
        let nothing = Figures {
            income: Rupees::default(),
            lately_share: 0.0,
            instalments: Rupees::default(),
            balance: Rupees::default(),
            ..figures()
        };
        let decision = decide(&nothing, loan);
        assert_eq!(decision.outcome, Outcome::Declined);
        assert_eq!(decision.checks[2].value, "no income");
    }
}
