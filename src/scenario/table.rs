//! Every key of the format, with its shape and its meaning. Reader, schema and manual are made from these tables.
//!
//! Longer than 500 lines because it is one table, which is read as a whole.

use crate::scenario::shape::Shape::{
    Any, Bank, Clock, Date, Duration, Flag, Instant, Kind, List, Map, Name, Nothing, Object, Or, Rules, Settings,
    Steps, Text, Whole, Word,
};
use crate::scenario::shape::{Key, Shape, may, must};

/// The clock a world stands at where the file says nothing: the same on every machine, today and in ten years. Ours.
pub const USUAL_CLOCK: &str = "frozen@2026-01-15T10:00:00+05:30";

/// Keys of a file.
pub const FILE: &[Key] = &[
    must("summary", Text, "what it shows, in one line"),
    may("description", Text, "more about it"),
    may(
        "shows",
        List(&Text),
        "codes and messages that are reached; each must be one the service has",
    ),
    may(
        "clock",
        Clock,
        "the clock the world starts with: `real`, or `frozen@` and an instant; without it, `frozen@2026-01-15T10:00:00+05:30`",
    ),
    may("seed", Whole(0, i64::MAX), "where chance comes from; without it, 1"),
    may(
        "settings",
        Settings,
        "a part of the settings, as `PATCH /_emulator/settings` takes it",
    ),
    may(
        "rules",
        Rules,
        "what is to happen beside the usual, as `PUT /_emulator/rules` takes it",
    ),
    may(
        "include",
        List(&Text),
        "files, seen from this one, whose steps are played first; they have steps alone",
    ),
    may("steps", Steps, "what happens, one after the other"),
];

/// Keys beside the action of a step.
pub const BESIDE: &[Key] = &[
    may(
        "as",
        Name,
        "a name for the answer, for references `{{name.field}}`; a session goes by the name of the answer that created it",
    ),
    may(
        "session",
        Name,
        "the session the step is about, by its name; without it, the current one. It is current from then on",
    ),
    may(
        "refused",
        Text,
        "the error code the call is refused with; without it a refusal ends the play",
    ),
    may(
        "expect",
        Map(EXPECT),
        "what holds after the step; the same as a step `expect` behind it",
    ),
];

/// What may be expected.
pub const EXPECT: &[Key] = &[
    may("status", Whole(100, 599), "the HTTP status of the last answer"),
    may("error", Text, "the error code of the last answer"),
    may("message", Text, "the text of that error"),
    may("body", Any, "a part of the last answer's body"),
    may("text", Text, "a piece of the last answer's body, where it is no JSON"),
    may("session_status", Any, "a part of what `session_status` answers now"),
    may(
        "session_upload_status",
        Any,
        "a part of what `session_upload_status` answers now",
    ),
    may(
        "progress",
        Any,
        "a part of what `progress` answers now; it counts as a poll",
    ),
    may("get_pdfs", Any, "a part of what `get_pdfs` answers now"),
    may("identity", Any, "a part of what `identity` answers now"),
    may("transactions", Any, "a part of what `transactions` answers now"),
    may("predictors", Any, "a part of what `predictors` answers now"),
    may("eod_balances", Any, "a part of what `eod_balances` answers now"),
    may(
        "monthly_analysis",
        Any,
        "a part of what `monthly_analysis_updated` answers now",
    ),
    may(
        "recurring_transactions",
        Any,
        "a part of what `recurring_transactions` answers now",
    ),
    may("xlsx_report", Any, "a part of what `xlsx_report` answers now"),
    may("insights", Any, "a part of what `insights` answers now"),
    may(
        "webhook",
        Any,
        "a part of the body of the session's latest webhook that was delivered",
    ),
    may(
        "webhooks",
        Any,
        "the session's webhooks that were sent or are to be, in order: `event`, `state`, `attempts`, `body`, as `GET /_emulator/deliveries` has them",
    ),
    may("deliveries", Any, "the same for all sessions of the world"),
    may(
        "sessions",
        Any,
        "the sessions of the world, as `GET /_emulator/sessions` lists them",
    ),
    may(
        "explained",
        Any,
        "a part of what `GET /_emulator/sessions/{id}` says about the session",
    ),
    may(
        "journey",
        Any,
        "a part of where the borrower stands over aggregator and net banking",
    ),
    may(
        "consents",
        Any,
        "the session's consents, as `GET /_emulator/consents` lists them",
    ),
];

/// What a step can do.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[expect(missing_docs, reason = "`ACTIONS` says what each does")]
pub enum Action {
    Tell,
    CreateSession,
    Upload,
    Intake,
    AaRequestOtp,
    AaEnterOtp,
    AaConsent,
    NbLogin,
    NbCaptcha,
    NbEnterOtp,
    NbAccounts,
    Leave,
    Return,
    Complete,
    InitiateProcessing,
    Progress,
    Get,
    UpdateWebhook,
    Receiver,
    Redeliver,
    DeleteSession,
    Consents,
    Pull,
    RevokeConsent,
    Advance,
    Freeze,
    Follow,
    Release,
    Wait,
    Settings,
    SetRules,
    Call,
    Repeat,
    Expect,
}

/// What session data can be asked for.
const DATA: Shape = Word(&[
    "session_status",
    "session_upload_status",
    "progress",
    "get_pdfs",
    "identity",
    "transactions",
    "predictors",
    "eod_balances",
    "monthly_analysis",
    "recurring_transactions",
    "xlsx_report",
    "insights",
    "webhook_payloads",
    "catalogue",
]);

const TWIST: Shape = Word(&["none", "quiet", "nothing_found", "bank_down", "locked", "captcha"]);
const ACCOUNTS: Key = may(
    "accounts",
    List(&Text),
    "the ids of the accounts that are chosen; without it, all",
);
const PERSONA: Key = may("persona", Text, "the borrower, a name of `statement list`");
const TWISTED: Key = may("twist", TWIST, "what goes otherwise than usual");

/// Every action of a step.
pub const ACTIONS: &[(Action, Key)] = &[
    (
        Action::Tell,
        may("tell", Text, "a sentence of the story; nothing is called"),
    ),
    (
        Action::CreateSession,
        may(
            "create_session",
            Or(
                &Nothing,
                &Map(&[
                    may(
                        "link_id",
                        Text,
                        "the lender's name for the borrower; without it, `cust-1`",
                    ),
                    may(
                        "months",
                        Whole(1, 60),
                        "the window: so many whole calendar months up to the last one",
                    ),
                    may("from", Date, "the first day of the window; with `to`"),
                    may("to", Date, "its last day"),
                    may("version", Word(&["v1", "v2"]), "which call; without it, `v1`"),
                    may(
                        "request",
                        Object,
                        "more fields of the call, as the contract names them; null takes one away",
                    ),
                ]),
            ),
            "the lender creates a session; it is the current one from then on, and `{{session.session_id}}` its id",
        ),
    ),
    (
        Action::Upload,
        may(
            "upload",
            Or(
                &Nothing,
                &Map(&[
                    PERSONA,
                    may(
                        "bank",
                        Bank,
                        "the bank of the statement; without it, the borrower's first",
                    ),
                    may("kind", Kind, "what is special about the statement; without it, `plain`"),
                    may(
                        "from",
                        Date,
                        "the first day of the statement; with `to`. Without them, the session's window",
                    ),
                    may("to", Date, "its last day"),
                    may("password", Text, "locks the statement"),
                    may(
                        "give_password",
                        Text,
                        "the password that is handed in; without it, the one that opens the statement",
                    ),
                    may(
                        "select_bank",
                        Or(&Bank, &Word(&["none"])),
                        "the bank that is named with the upload; without it, that of the statement",
                    ),
                    may(
                        "account_category",
                        Text,
                        "`SAVINGS`, `CURRENT` or `OVERDRAFT`, handed in with it",
                    ),
                    may(
                        "file",
                        Text,
                        "a file, seen from this one, in place of a specimen; not for scenarios that come over HTTP",
                    ),
                    may(
                        "by",
                        Word(&["file", "base64", "url"]),
                        "how it is handed in; without it, `file`",
                    ),
                    may("asking", Text, "the query of the call: `identity=true`"),
                ]),
            ),
            "a statement is uploaded: a fresh specimen that fits the session, unless more is said",
        ),
    ),
    (
        Action::Intake,
        may(
            "intake",
            Map(&[
                must("via", Word(&["aa", "net_banking"]), "the way"),
                may("bank", Bank, "the bank"),
                PERSONA,
                TWISTED,
                may("mobile_number", Text, "where the aggregator's OTP goes"),
                may("user", Text, "the net-banking user"),
                may(
                    "decision",
                    Word(&["approve", "reject"]),
                    "whether the borrower consents",
                ),
            ]),
            "the borrower's whole attempt over aggregator or net banking",
        ),
    ),
    (
        Action::AaRequestOtp,
        may(
            "aa_request_otp",
            Or(
                &Nothing,
                &Map(&[
                    may("mobile_number", Text, "where it goes"),
                    may("bank", Bank, "the bank"),
                    PERSONA,
                    TWISTED,
                ]),
            ),
            "aggregator: the borrower asks for an OTP",
        ),
    ),
    (
        Action::AaEnterOtp,
        may(
            "aa_enter_otp",
            Text,
            "aggregator: the borrower enters the OTP; `\"123456\"` is right",
        ),
    ),
    (
        Action::AaConsent,
        may(
            "aa_consent",
            Or(
                &Word(&["approve", "reject"]),
                &Map(&[must("decision", Word(&["approve", "reject"]), "yes or no"), ACCOUNTS]),
            ),
            "aggregator: the borrower consents, or does not",
        ),
    ),
    (
        Action::NbLogin,
        may(
            "nb_login",
            Map(&[
                must("user", Text, "the user; `user_good`, `user_captcha` … or a persona"),
                may("password", Text, "the password; without it, the right one"),
                may("bank", Bank, "the bank"),
                PERSONA,
                TWISTED,
            ]),
            "net banking: the borrower logs in",
        ),
    ),
    (
        Action::NbCaptcha,
        may(
            "nb_captcha",
            Or(&Nothing, &Text),
            "net banking: the borrower reads the captcha; without text, rightly",
        ),
    ),
    (
        Action::NbEnterOtp,
        may("nb_enter_otp", Text, "net banking: the borrower enters the OTP"),
    ),
    (
        Action::NbAccounts,
        may(
            "nb_accounts",
            Or(&Nothing, &Map(&[ACCOUNTS])),
            "net banking: the borrower chooses accounts",
        ),
    ),
    (
        Action::Leave,
        may(
            "leave",
            Nothing,
            "the borrower leaves before the end; the lender looks at `session_upload_status`",
        ),
    ),
    (
        Action::Return,
        may(
            "return",
            Nothing,
            "the borrower comes back to the session; the lender looks at `session_upload_status`",
        ),
    ),
    (
        Action::Complete,
        may(
            "complete",
            Nothing,
            "the borrower has handed in everything; the lender looks at `session_upload_status`",
        ),
    ),
    (
        Action::InitiateProcessing,
        may("initiate_processing", Nothing, "the lender starts processing"),
    ),
    (
        Action::Progress,
        may(
            "progress",
            Or(
                &Nothing,
                &Map(&[must(
                    "until",
                    Word(&["completed"]),
                    "polls until processing has ended, a hundred times at most",
                )]),
            ),
            "the lender polls progress",
        ),
    ),
    (
        Action::Get,
        may(
            "get",
            Or(
                &DATA,
                &Map(&[
                    must("data", DATA, "what is asked for"),
                    may("account_id", Text, "one account alone"),
                ]),
            ),
            "the lender asks for data of the session",
        ),
    ),
    (
        Action::UpdateWebhook,
        may(
            "update_webhook",
            Map(&[
                must(
                    "url",
                    Text,
                    "`receiver` is a receiver that is started for this play, `nowhere` an address where nobody listens",
                ),
                may("mode", Whole(-1, 9), "which sources are told of; without it, 3"),
                may("secret", Text, "sent as x-secret-key"),
            ]),
            "the lender says where webhooks go",
        ),
    ),
    (
        Action::Receiver,
        may(
            "receiver",
            Or(&Word(&["up", "down"]), &Whole(200, 599)),
            "the receiver of this play goes down for good or comes back, or answers with this status from now on",
        ),
    ),
    (
        Action::Redeliver,
        may(
            "redeliver",
            Or(&Nothing, &Whole(1, 100)),
            "the session's latest webhook is sent once more, or the one of this number",
        ),
    ),
    (
        Action::DeleteSession,
        may("delete_session", Nothing, "the lender deletes the session"),
    ),
    (
        Action::Consents,
        may(
            "consents",
            Nothing,
            "the lender asks for the session's recurring consents",
        ),
    ),
    (
        Action::Pull,
        may(
            "pull",
            Map(&[
                may(
                    "consent",
                    Text,
                    "the consent's id; without it, the first that `consents` answered last",
                ),
                must("from", Date, "first day"),
                must("to", Date, "last day"),
            ]),
            "the lender pulls data under a recurring consent; the session that comes of it is the current one from then on",
        ),
    ),
    (
        Action::RevokeConsent,
        may(
            "revoke_consent",
            Or(&Nothing, &Text),
            "the borrower takes a consent back; without an id, the session's first",
        ),
    ),
    (
        Action::Advance,
        may(
            "advance",
            Or(&Duration, &Map(&[must("to", Instant, "the instant")])),
            "time passes: everything that is due on the way happens",
        ),
    ),
    (
        Action::Freeze,
        may(
            "freeze",
            Or(&Nothing, &Instant),
            "the clock stands still, here or at a later instant",
        ),
    ),
    (
        Action::Follow,
        may("follow", Or(&Nothing, &Instant), "the clock goes on by itself"),
    ),
    (Action::Release, may("release", Nothing, "a held processing ends")),
    (
        Action::Wait,
        may(
            "wait",
            Word(&["completed", "told", "expired"]),
            "waits in real time, for clocks that go on by themselves",
        ),
    ),
    (
        Action::Settings,
        may("settings", Settings, "FinBox changes the client's settings"),
    ),
    (Action::SetRules, may("set_rules", Rules, "other rules from now on")),
    (
        Action::Call,
        may(
            "call",
            Map(&[
                may(
                    "method",
                    Word(&["GET", "POST", "PUT", "PATCH", "DELETE"]),
                    "without it, `GET`",
                ),
                must("path", Text, "from the slash on; key and hash are sent along"),
                may(
                    "headers",
                    Object,
                    "headers, by name; null takes `x-api-key`, `server-hash` or `content-type` away",
                ),
                may("json", Any, "a body of JSON"),
                may("form", Object, "a form"),
                may("raw", Text, "a body as it stands here"),
            ]),
            "any call; how it is answered is up to `expect`",
        ),
    ),
    (
        Action::Repeat,
        may(
            "repeat",
            Map(&[
                must("times", Whole(1, 10_000), "how often; `{{number}}` counts from 1"),
                may("parallel", Flag, "all at once, not one after the other"),
                must("steps", Steps, "what is repeated; names set there hold there"),
            ]),
            "the same again and again, told in one line",
        ),
    ),
    (Action::Expect, may("expect", Map(EXPECT), "what holds now")),
];

impl Action {
    /// Its row in the table.
    pub fn key(self) -> &'static Key {
        // Every action has its row; a test sees to it.
        let row = ACTIONS.iter().find(|(action, _)| *action == self);
        row.map_or(&ACTIONS[0].1, |(_, key)| key)
    }

    /// Whether a session must have been created before.
    pub fn is_about_a_session(self) -> bool {
        !matches!(
            self,
            Action::Tell
                | Action::CreateSession
                | Action::UpdateWebhook
                | Action::Receiver
                | Action::Pull
                | Action::Advance
                | Action::Freeze
                | Action::Follow
                | Action::Settings
                | Action::SetRules
                | Action::Call
                | Action::Repeat
                | Action::Expect
                | Action::RevokeConsent
                | Action::Get
        )
    }

    /// Whether it makes a session that a name may stand for.
    pub fn makes_a_session(self) -> bool {
        matches!(self, Action::CreateSession | Action::Pull)
    }
}

/// Expectations that ask about the current session.
pub fn asks_a_session(expectation: &str) -> bool {
    !matches!(
        expectation,
        "status" | "error" | "message" | "body" | "text" | "deliveries" | "sessions"
    )
}

/// Whether references may use this as a name.
pub fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_'))
        && text.len() <= 64
        && !RESERVED.contains(&text)
}

/// Names that mean something already.
pub const RESERVED: [&str; 3] = ["session", "world", "number"];

/// Keys of a rule; what they mean is in `domain/rule.rs`, which reads them.
pub const RULE: &[Key] = &[
    may("name", Any, "what it is called where it is told of"),
    may(
        "when",
        Any,
        "which calls it is about; everything that is said must hold",
    ),
    may("then", Any, "what happens"),
];
/// Keys of `when`.
pub const WHEN: [&str; 5] = ["link_id", "bank", "endpoint", "call", "session"];
/// Keys of `then`.
pub const THEN: [&str; 8] = [
    "refuse",
    "account",
    "statement",
    "pdf",
    "pace",
    "fault",
    "webhook",
    "journey",
];
