//! What changed in a world lately, for those who watch: which sessions, and how the clock was moved.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};

use crate::domain::ids::SessionId;

/// Changes of sessions that are remembered. Ours: who reads slower looks at the whole list again.
const SESSIONS_KEPT: usize = 256;

/// Moves of the clock that are remembered. Ours.
const MOVES_KEPT: usize = 128;

/// How a clock was moved.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MoveKind {
    /// Forward, everything due on the way at its own time.
    Advanced,
    /// It stands.
    Frozen,
    /// It goes on.
    Followed,
}

impl MoveKind {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            MoveKind::Advanced => "advanced",
            MoveKind::Frozen => "frozen",
            MoveKind::Followed => "followed",
        }
    }
}

/// A move of the clock, in world time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ClockMove {
    /// How.
    pub kind: MoveKind,
    /// Where it was.
    pub from: DateTime<Utc>,
    /// Where it is since.
    pub to: DateTime<Utc>,
}

/// What changed after a number.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Seen {
    /// Each session once, in the order of their latest changes.
    pub sessions: Vec<SessionId>,
    /// Moves of the clock with their numbers, oldest first.
    pub moves: Vec<(u64, ClockMove)>,
    /// Whether there were changes that are not remembered any more.
    pub has_missed: bool,
    /// The number of the latest change.
    pub latest: u64,
}

#[derive(Debug, Default)]
struct Kept {
    latest: u64,
    forgotten: u64,
    sessions: VecDeque<(u64, SessionId)>,
    moves: VecDeque<(u64, ClockMove)>,
}

impl Kept {
    fn number(&mut self) -> u64 {
        self.latest += 1;
        self.latest
    }
}

/// The latest changes of a world. Moves of the clock are few and stay longer than changes of sessions.
#[derive(Debug, Default)]
pub struct Changes {
    kept: Mutex<Kept>,
}

impl Changes {
    /// Notes that a session was made or changed.
    pub fn session(&self, id: SessionId) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let number = kept.number();
        kept.sessions.push_back((number, id));
        if kept.sessions.len() > SESSIONS_KEPT
            && let Some((forgotten, _)) = kept.sessions.pop_front()
        {
            kept.forgotten = forgotten;
        }
    }

    /// Notes that the clock was moved.
    pub fn moved(&self, moved: ClockMove) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let number = kept.number();
        kept.moves.push_back((number, moved));
        if kept.moves.len() > MOVES_KEPT {
            kept.moves.pop_front();
        }
    }

    /// What changed after the change of this number. A number that never was is that of another world, of which nothing was seen.
    pub fn after(&self, number: u64) -> Seen {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let is_known = number <= kept.latest;
        let after = if is_known { number } else { 0 };
        let mut sessions = Vec::new();
        for (_, id) in kept.sessions.iter().rev().take_while(|(number, _)| *number > after) {
            if !sessions.contains(id) {
                sessions.push(*id);
            }
        }
        sessions.reverse();
        Seen {
            sessions,
            moves: kept
                .moves
                .iter()
                .filter(|(number, _)| *number > after)
                .copied()
                .collect(),
            has_missed: !is_known || kept.forgotten > after,
            latest: kept.latest,
        }
    }

    /// The number of the latest change.
    pub fn latest(&self) -> u64 {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).latest
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::domain::ids::IdSource;

    fn id(ordinal: u64) -> SessionId {
        IdSource::new(1, "test").session("cust", ordinal)
    }

    #[test]
    fn a_session_that_changed_twice_is_told_once() {
        let changes = Changes::default();
        for ordinal in [1, 2, 1] {
            changes.session(id(ordinal));
        }
        let seen = changes.after(0);
        assert_eq!(
            (seen.sessions, seen.latest, seen.has_missed),
            (vec![id(2), id(1)], 3, false)
        );
        assert_eq!(
            changes.after(3),
            Seen {
                latest: 3,
                ..Seen::default()
            }
        );
    }

    #[test]
    fn who_reads_too_late_is_told_so_and_moves_stay() {
        let changes = Changes::default();
        let from = DateTime::<Utc>::UNIX_EPOCH;
        let moved = ClockMove {
            kind: MoveKind::Advanced,
            from,
            to: from + TimeDelta::days(1),
        };
        changes.moved(moved);
        for ordinal in 0..1_000 {
            changes.session(id(ordinal));
        }
        let seen = changes.after(0);
        assert_eq!(
            (seen.sessions.len(), seen.moves, seen.has_missed),
            (SESSIONS_KEPT, vec![(1, moved)], true)
        );
        assert!(!changes.after(900).has_missed);
        // Another world had this number.
        assert!(changes.after(5_000).has_missed);
    }
}
