//! What rules and test values say about a call. Asked once for each call, because rules count calls.

use tracing::warn;

use crate::domain::bank::BankId;
use crate::domain::endpoint::Endpoint;
use crate::domain::exchange::Remark;
use crate::domain::refusal::Refusal;
use crate::domain::rule::{self, CallFacts, Effects, Injection, PdfMessage, StatementOutcome};
use crate::domain::session::Session;
use crate::domain::statement::Problem;
use crate::emulator::Emulator;
use crate::emulator::recording::noticed;
use crate::emulator::statement::UploadForm;
use crate::store::world::World;
use crate::wire::refusals::reasons;
use crate::wire::test_values;

/// Whether rules count it as a call: what comes up without a call of the client's is not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Counting {
    Counted,
    Uncounted,
}

impl Emulator {
    /// What holds for creating a session of this `link_id`, for this bank, with this number. Counts the call.
    pub fn effects_on_creation(
        &self,
        world: &World,
        endpoint: Endpoint,
        (link_id, bank): (Option<&str>, Option<BankId>),
        number: u64,
    ) -> Effects {
        // The key itself is kept out of the log.
        for (name, text) in [("link_id", link_id), ("API key", Some(world.key.as_str()))] {
            if let Some(token) = text.and_then(test_values::near_miss) {
                noticed(Remark::NearMissTestValue {
                    token: token.to_owned(),
                });
                warn!("the {name} ends almost in the test value {token}; it is taken as plain text");
            }
        }
        let call = CallFacts {
            endpoint: Some(endpoint),
            link_id,
            session_number: Some(number),
            banks: bank.into_iter().collect(),
        };
        self.effects_of(world, call, Counting::Counted)
    }

    /// What holds for a call that is about no session. Counts the call.
    pub fn effects_on_client(&self, world: &World, endpoint: Endpoint) -> Effects {
        let call = CallFacts {
            endpoint: Some(endpoint),
            ..CallFacts::default()
        };
        self.effects_of(world, call, Counting::Counted)
    }

    /// What holds for a call about this session. Counts the call.
    pub fn effects_on(&self, world: &World, endpoint: Endpoint, session: &Session) -> Effects {
        self.effects_on_banks(world, endpoint, session, || banks_of(session), Counting::Counted)
    }

    /// What holds for an upload of this form. Counts the call.
    pub async fn effects_on_upload(&self, world: &World, form: &UploadForm) -> Effects {
        self.effects_on_form(world, form, Counting::Counted).await
    }

    /// The same for a form the emulator fills in itself, of data a borrower hands in without a call of the client's. Counts nothing.
    pub(super) async fn effects_on_intake(&self, world: &World, form: &UploadForm) -> Effects {
        self.effects_on_form(world, form, Counting::Uncounted).await
    }

    async fn effects_on_form(&self, world: &World, form: &UploadForm, counting: Counting) -> Effects {
        let session = form
            .session_id
            .as_deref()
            .and_then(|id| self.session(world, id.trim()).ok());
        let Some(session) = session else {
            return self.effects_on_client(world, Endpoint::UploadStatement);
        };
        let named = form.bank_name.as_deref().and_then(|name| BankId::parse(name.trim()));
        let bank = match named.or(session.request.bank) {
            // Only a rule that asks for it is worth reading the paper before anything else.
            None if world.rules().ask_for_bank() => self.bank_on_paper(form).await,
            bank => bank,
        };
        let banks = || bank.into_iter().collect();
        self.effects_on_banks(world, Endpoint::UploadStatement, &session, banks, counting)
    }

    /// What holds for a pull under this consent: it is about the session that holds it. Counts the call.
    pub fn effects_on_pull(&self, world: &World, consent_id: Option<&str>) -> Effects {
        match self.holder_of_consent(world, consent_id) {
            Ok((holder, _)) => self.effects_on(world, Endpoint::FetchRecurringData, &holder),
            Err(_) => self.effects_on_client(world, Endpoint::FetchRecurringData),
        }
    }

    /// What holds for something that comes up about a session by itself. Counts nothing.
    pub(super) fn effects_uncounted(&self, world: &World, endpoint: Endpoint, session: &Session) -> Effects {
        self.effects_on_banks(world, endpoint, session, || banks_of(session), Counting::Uncounted)
    }

    /// What holds for what a borrower does at a bank on the hosted page. Counts nothing.
    pub(super) fn effects_on_hosted(
        &self,
        world: &World,
        endpoint: Endpoint,
        session: &Session,
        bank: BankId,
    ) -> Effects {
        self.effects_on_banks(world, endpoint, session, || vec![bank], Counting::Uncounted)
    }

    fn effects_on_banks(
        &self,
        world: &World,
        endpoint: Endpoint,
        session: &Session,
        banks: impl FnOnce() -> Vec<BankId>,
        counting: Counting,
    ) -> Effects {
        let has_rules = !world.rules().rules().is_empty();
        let call = CallFacts {
            endpoint: Some(endpoint),
            link_id: Some(&session.link_id),
            session_number: has_rules.then(|| world.session_number(session.id)).flatten(),
            banks: if has_rules { banks() } else { Vec::new() },
        };
        self.effects_of(world, call, counting)
    }

    /// Rules first, then the `link_id`'s test values, then the key's. Source: semantics 33.
    fn effects_of(&self, world: &World, call: CallFacts<'_>, counting: Counting) -> Effects {
        let Some(endpoint) = call.endpoint else {
            return Effects::default();
        };
        let can_act = |rule: &rule::Rule| test_values::can_act(&rule.then, endpoint);
        let mut effects = match counting {
            Counting::Counted => world.rules().effects(&call, can_act),
            Counting::Uncounted => world.rules().effects_uncounted(&call, can_act),
        };
        effects.extend(test_values::effects(call.link_id.unwrap_or_default(), endpoint));
        effects.extend(test_values::effects(&world.key, endpoint));
        Effects(effects)
    }
}

/// The reason a call is refused with, when it is, and what says so.
pub fn injected_refusal(effects: &Effects, endpoint: Endpoint) -> Option<(Refusal, Injection)> {
    let reason = effects.first(|then| reasons::reason(endpoint, then.refuse.as_deref()?));
    reason.map(|(refusal, by)| (refusal, by.clone()))
}

/// Whether a refusal is found in the file, so that a forced one comes when the file was read and leaves a failed statement.
pub(super) fn is_found_in_the_file(refusal: &Refusal) -> bool {
    let is_never_read = matches!(
        refusal,
        Refusal::Statement(Problem::EmptyFile | Problem::InvalidFile { .. })
    );
    matches!(refusal, Refusal::Statement(_)) && !is_never_read
}

/// What is to become of a statement, and what says so. A bank that was named or found is put into the text that needs one.
pub(super) fn injected_statement(
    effects: &Effects,
    selected: Option<BankId>,
    page_limit: u32,
) -> Option<(StatementOutcome, Injection)> {
    let of_reason = |name: &str| {
        let refusal = reasons::reason(Endpoint::UploadStatement, name).filter(is_found_in_the_file)?;
        if let Refusal::Statement(Problem::BankMismatch { .. }) = refusal {
            return Some(StatementOutcome::Refused(rule::mismatch(selected)));
        }
        let Refusal::Statement(problem) = refusal else {
            return None;
        };
        Some(StatementOutcome::Refused(problem))
    };
    let outcome = effects.first(|then| {
        let refused = then.refuse.as_deref().and_then(of_reason);
        let found = || {
            then.statement
                .map(|code| StatementOutcome::Found(code.problem(selected, page_limit)))
        };
        let message = || then.pdf.map(|message: PdfMessage| message.outcome(selected));
        refused.or_else(found).or_else(message)
    });
    outcome.map(|(outcome, by)| (outcome, by.clone()))
}

/// The banks of a session: those of its statements, else the one it was created for.
fn banks_of(session: &Session) -> Vec<BankId> {
    let mut banks: Vec<BankId> = session
        .statements
        .iter()
        .filter_map(|statement| statement.bank())
        .collect();
    banks.extend(session.request.bank.filter(|_| session.statements.is_empty()));
    banks
}
