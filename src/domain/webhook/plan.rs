//! Webhook plans: what rules and test values make of the way of a webhook.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::rule::{Injection, Treatment};
use crate::domain::webhook::{Attempt, Delivery, DeliveryState, RETRY_DELAYS};

/// How long a webhook waits for the next one of its session, behind which it is to go. Ours.
pub const REORDER_WAIT: TimeDelta = TimeDelta::hours(1);

impl Delivery {
    /// The delivery with a plan. One that is not sent has no use for it.
    pub fn planned(mut self, plan: &[Treatment], by: &Injection) -> Self {
        if self.due().is_some() {
            self.plan = plan.to_vec();
            self.injected_by = Some(by.clone());
        }
        self.put_off()
    }

    /// Whether it goes out behind the next webhook of its session.
    pub fn is_reordered(&self) -> bool {
        self.plan.first() == Some(&Treatment::Reorder)
    }

    /// What the attempt that is due is made to be; `None` for one that goes its usual way.
    pub fn treatment(&self) -> Option<Treatment> {
        let step = self.plan.iter().find(|step| **step != Treatment::Reorder)?;
        match step {
            Treatment::Drop => Some(Treatment::Drop),
            Treatment::Duplicate if self.was_taken() => Some(Treatment::Duplicate),
            Treatment::Duplicate | Treatment::Deliver | Treatment::Delay(_) | Treatment::Reorder | Treatment::Late => {
                None
            }
        }
    }

    fn was_taken(&self) -> bool {
        self.attempts.iter().any(Attempt::is_success)
    }

    /// The plan behind an attempt, and what it changes about what comes next. `was_taken` is how things stood before.
    pub(super) fn stepped(mut self, was_taken: bool, ended_at: DateTime<Utc>) -> Self {
        while self.is_reordered() {
            self.plan.remove(0);
        }
        match self.plan.first() {
            Some(Treatment::Drop | Treatment::Deliver) => drop(self.plan.remove(0)),
            Some(Treatment::Duplicate) if was_taken => drop(self.plan.remove(0)),
            Some(Treatment::Duplicate | Treatment::Delay(_) | Treatment::Reorder | Treatment::Late) | None => {}
        }
        if self.was_taken() {
            // Once it was taken, all that is left to happen is that it comes again.
            let next = self.plan.iter().position(|step| *step == Treatment::Duplicate);
            let pauses =
                |step: &Treatment| matches!(step, Treatment::Delay(_) | Treatment::Late | Treatment::Duplicate);
            self.plan.retain(pauses);
            self.state = if next.is_some() {
                DeliveryState::Waiting {
                    next_attempt_at: ended_at,
                }
            } else {
                self.plan.clear();
                DeliveryState::Delivered { at: ended_at }
            };
        }
        self.put_off()
    }

    /// Puts off the next attempt by the steps that stand in front of it.
    fn put_off(mut self) -> Self {
        while let (DeliveryState::Waiting { next_attempt_at }, Some(step)) = (&mut self.state, self.plan.first()) {
            let time = match step {
                Treatment::Delay(pause) => pause.0,
                Treatment::Late => RETRY_DELAYS.iter().sum(),
                Treatment::Drop | Treatment::Deliver | Treatment::Duplicate | Treatment::Reorder => break,
            };
            *next_attempt_at += time;
            self.plan.remove(0);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{IdSource, SessionId};
    use crate::domain::rule::Pause;
    use crate::domain::webhook::{Event, WebhookMode, WebhookTarget};

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + second, 0).unwrap()
    }

    fn delivery(plan: &[Treatment]) -> Delivery {
        let session = SessionId::parse("0b0e7a6e-92f5-4c2f-8f5e-0d5f3c1b2a90").unwrap();
        let delivery = Delivery {
            id: IdSource::new(1, "key").delivery(session, 0),
            event: Event::Enrichment,
            created_at: at(0),
            body: "{}".to_owned(),
            target: Some(WebhookTarget {
                url: "http://lender.test".to_owned(),
                mode: WebhookMode::ALL,
                secret: None,
            }),
            state: DeliveryState::Waiting { next_attempt_at: at(0) },
            attempts: Vec::new(),
            plan: Vec::new(),
            injected_by: None,
        };
        delivery.planned(plan, &Injection::Rule("plan".to_owned()))
    }

    /// Seconds of the attempts and what became of each, with a receiver that takes everything.
    fn played(plan: &[Treatment]) -> Vec<(i64, &'static str)> {
        let mut delivery = delivery(plan);
        let mut seen = Vec::new();
        while let Some(due) = delivery.due() {
            let treatment = delivery.treatment();
            let is_lost = treatment == Some(Treatment::Drop);
            let what = match treatment {
                Some(Treatment::Drop) => "lost",
                Some(_) => "again",
                None => "sent",
            };
            seen.push(((due - at(0)).num_seconds(), what));
            let attempt = Attempt {
                at: due,
                url: String::new(),
                request_headers: Vec::new(),
                status: (!is_lost).then_some(200),
                response_body: String::new(),
                error: None,
                duration_ms: 0,
                injected: treatment.map(|treatment| treatment.to_string()),
            };
            delivery = delivery.after(attempt, due);
            assert!(seen.len() < 20, "{seen:?}");
        }
        seen
    }

    #[test]
    fn each_step_is_taken_in_its_turn() {
        use Treatment::*;
        let minute = Delay(Pause(TimeDelta::minutes(1)));
        for (plan, expected) in [
            (&[][..], vec![(0, "sent")]),
            (
                &[Drop, Deliver, Duplicate],
                vec![(0, "lost"), (10, "sent"), (10, "again")],
            ),
            (&[Duplicate], vec![(0, "sent"), (0, "again")]),
            (&[Duplicate, Duplicate], vec![(0, "sent"), (0, "again"), (0, "again")]),
            (&[minute], vec![(60, "sent")]),
            (&[Drop, minute], vec![(0, "lost"), (70, "sent")]),
            (&[Deliver, minute, Duplicate], vec![(0, "sent"), (60, "again")]),
            (&[Late], vec![(25_870, "sent")]),
            (&[Reorder], vec![(0, "sent")]),
            (&[Deliver, Drop, Deliver], vec![(0, "sent")]),
        ] {
            assert_eq!(played(plan), expected, "{plan:?}");
        }
        let all_lost = played(&[Drop; 6]);
        let at: Vec<i64> = all_lost.iter().map(|(second, _)| *second).collect();
        assert_eq!(
            at,
            [0, 10, 70, 670, 4_270, 25_870],
            "given up as if nobody had taken it"
        );
    }
}
