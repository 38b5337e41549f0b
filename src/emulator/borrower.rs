//! Which invented borrower stands behind a mobile number or a net-banking user, and which accounts he has where he looks.

use sha2::{Digest, Sha256};

use crate::domain::account::AccountKey;
use crate::domain::bank::BankId;
use crate::domain::journey::{Borrower, FoundAccount, Twist, Via};
use crate::emulator::Emulator;
use crate::emulator::specimen;
use crate::persona::Persona;
use crate::store::world::World;

/// Whom a caller wants behind a login; what is absent follows from the login.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    /// The way he goes.
    pub(super) via: Via,
    /// Mobile number or user.
    pub(super) login: String,
    /// The bank whose accounts are looked for; none looks at all that offer the way.
    pub(super) bank: Option<BankId>,
    /// The persona.
    pub(super) persona: Option<String>,
    /// What goes otherwise than usual.
    pub(super) twist: Option<Twist>,
}

impl Emulator {
    /// The borrower behind a login. Blocks: run it off the async threads.
    ///
    /// The one the caller names; else the persona whose own number or name the login is; else one that follows from the login, if possible of
    /// those with an account at the bank. He finds his account at the bank, his primary one as if it were held there where he has none, or
    /// without a bank all accounts at banks that offer the way. Ours.
    ///
    /// # Errors
    /// When there is no such persona, in words.
    pub(super) fn borrower(&self, world: &World, wanted: &Wanted) -> Result<Borrower, String> {
        let settings = world.settings();
        let offers = |bank: BankId| settings.bank_offers(bank, wanted.via.mode());
        let persona = match &wanted.persona {
            Some(name) => specimen::persona(name)?,
            None => behind(wanted, offers).ok_or("there are no personas")?,
        };
        let life = self.life(world, persona);
        let found = |bank: BankId| {
            let account = life.account_for(bank);
            FoundAccount {
                key: AccountKey {
                    bank: Some(bank),
                    number: life.number_at(account, bank),
                },
                account_type: life.type_of(account),
            }
        };
        let accounts = match wanted.bank {
            Some(bank) => vec![found(bank)],
            None => life
                .accounts()
                .map(|account| life.bank_of(account))
                .filter(|bank| offers(*bank))
                .map(found)
                .collect(),
        };
        Ok(Borrower {
            persona: persona.persona.clone(),
            accounts,
            twist: wanted
                .twist
                .unwrap_or_else(|| Twist::of_login(wanted.via, &wanted.login)),
        })
    }
}

/// The persona behind a login nobody was named for.
fn behind(wanted: &Wanted, offers: impl Fn(BankId) -> bool) -> Option<&'static Persona> {
    let personas = Persona::embedded();
    let owns = |persona: &&Persona| match wanted.via {
        Via::Aggregator => persona.phone == wanted.login,
        Via::NetBanking => persona.persona == wanted.login,
    };
    if let Some(owner) = personas.iter().find(owns) {
        return Some(owner);
    }
    let has_account = |persona: &&Persona| match wanted.bank {
        Some(bank) => persona.banks().any(|other| other == bank),
        None => persona.banks().any(&offers),
    };
    let mut likely: Vec<&Persona> = personas.iter().filter(has_account).collect();
    if likely.is_empty() {
        likely = personas.iter().collect();
    }
    let digest: [u8; 32] = Sha256::digest(wanted.login.as_bytes()).into();
    let number = u64::from_le_bytes([
        digest[0], digest[1], digest[2], digest[3], digest[4], digest[5], digest[6], digest[7],
    ]);
    let place = number.checked_rem(likely.len() as u64)?;
    likely.get(place as usize).copied()
}
