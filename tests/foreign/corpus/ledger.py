"""Invented accounts and their transactions; the truth is written from here."""
from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Dict, List, Optional, Sequence, Tuple

from .formats import exact
from .narrations import narrate

# kind, weight, +1 credit / -1 debit, lowest and highest amount in paise, step in paise
KINDS: Tuple[Tuple[str, int, int, int, int, int], ...] = (
    ("upi_out", 34, -1, 1_000, 480_000, 100),
    ("upi_in", 12, 1, 1_000, 900_000, 100),
    ("pos", 8, -1, 9_900, 1_250_000, 1),
    ("imps_out", 5, -1, 50_000, 2_500_000, 100),
    ("imps_in", 4, 1, 50_000, 2_500_000, 100),
    ("neft_in", 5, 1, 500_000, 30_000_000, 1),
    ("neft_out", 5, -1, 100_000, 9_000_000, 100),
    ("atm", 6, -1, 50_000, 2_000_000, 10_000),
    ("bill", 4, -1, 19_900, 450_000, 1),
    ("nach_out", 4, -1, 150_000, 2_400_000, 100),
    ("bounce", 1, -1, 150_000, 1_200_000, 100),
    ("charge", 3, -1, 1_180, 70_800, 59),
    ("cash_in", 3, 1, 100_000, 4_900_000, 10_000),
    ("cheque_out", 3, -1, 200_000, 7_500_000, 100),
    ("cheque_in", 3, 1, 200_000, 12_500_000, 1),
    ("odd_out", 6, -1, 25_000, 1_900_000, 1),
    ("odd_in", 4, 1, 25_000, 3_900_000, 1),
)
CREDITS = ("upi_in", "imps_in", "neft_in", "cash_in", "cheque_in")


@dataclass(frozen=True)
class Account:
    """Who the statement is for, and over which days."""
    holder: str
    number: str
    ifsc: str
    start: date
    end: date
    opening: int
    floor: int = 0                 # lowest balance allowed; negative for an overdraft
    scale: int = 1                 # 20 for a busy current account
    address: Tuple[str, ...] = ("12 Namuna Marg", "Kalpanik Nagar", "Udaharanpur 000000")


@dataclass
class Entry:
    """One transaction; amounts in paise, exactly one of debit and credit set."""
    when: datetime
    value_date: date
    narration: str
    cheque: str
    reference: str
    kind: str
    debit: Optional[int]
    credit: Optional[int]
    balance: int
    serial: int = 0                # as printed
    leads_day: bool = True         # first printed row of its date

    @property
    def day(self) -> date:
        return self.when.date()

    @property
    def signed(self) -> int:
        return (self.credit or 0) - (self.debit or 0)


@dataclass
class Ledger:
    """An account with its entries in time order."""
    account: Account
    entries: List[Entry] = field(default_factory=list)

    @property
    def closing(self) -> int:
        return self.entries[-1].balance if self.entries else self.account.opening

    def total(self, side: str, entries: Optional[Sequence[Entry]] = None) -> int:
        chosen = self.entries if entries is None else entries
        return sum(getattr(entry, side) or 0 for entry in chosen)

    def count(self, side: str) -> int:
        return sum(1 for entry in self.entries if getattr(entry, side) is not None)

    def verify(self) -> None:
        """Opening + credits - debits must give each balance in turn."""
        running = self.account.opening
        for entry in self.entries:
            assert (entry.debit is None) != (entry.credit is None), entry
            assert abs(entry.signed) > 0, entry
            running += entry.signed
            assert running == entry.balance, entry
            assert self.account.start <= entry.day <= self.account.end, entry
            assert entry.narration == " ".join(entry.narration.split()), entry


class Writer:
    """Draws a plausible run of transactions."""

    def __init__(self, account: Account, dialect: str, rng: random.Random) -> None:
        self.account, self.dialect, self.rng = account, dialect, rng
        self.balance = account.opening
        self.next_cheque = rng.randint(100_001, 899_000)
        self.queue: List[Tuple[str, int, int]] = []     # kind, sign, amount to come next
        self.paid: set = set()                          # months with a salary, quarters with interest

    def moments(self, count: int) -> List[datetime]:
        days = (self.account.end - self.account.start).days + 1
        picks = sorted((self.rng.randrange(days), self.rng.randrange(6 * 3600, 23 * 3600)) for _ in range(count))
        midnight = datetime.combine(self.account.start, datetime.min.time())
        return [midnight + timedelta(days=day, seconds=second) for day, second in picks]

    def scheduled(self, day: date) -> Optional[Tuple[str, int, int]]:
        """Salary towards the month's end, interest towards the quarter's."""
        for kind, due, amount in (
            ("salary", day.day >= 28, 6_400_000 + 50_000 * day.month),
            ("interest", day.day >= 29 and day.month % 3 == 0, self.rng.randint(4_000, 90_000)),
        ):
            key = (kind, day.year, day.month)
            if due and key not in self.paid:
                self.paid.add(key)
                return kind, 1, amount
        return None

    def pick(self, day: date) -> Tuple[str, int, int]:
        if self.queue:
            return self.queue.pop(0)
        planned = self.scheduled(day)
        if planned:
            return planned
        chosen = self.rng.choices(KINDS, weights=[kind[1] for kind in KINDS])[0]
        kind, _, sign, low, high, step = chosen
        amount = self.amount(low, high, step)
        if kind not in ("charge", "atm", "bounce"):
            amount *= self.rng.choice((1, 1, self.account.scale))
        if sign < 0 and self.balance - amount < self.account.floor + 100_000:
            kind = self.rng.choice(CREDITS)
            sign, amount = 1, amount + self.amount(500_000, 6_000_000, 100)
        if kind == "bounce":
            self.queue = [("bounce_back", 1, amount), ("bounce_fee", -1, self.rng.choice((29_500, 59_000)))]
            kind = "nach_out"
        return kind, sign, amount

    def amount(self, low: int, high: int, step: int) -> int:
        """Mostly small, now and then large; a multiple of the step."""
        reach = low + int((high - low) * self.rng.random() ** 3)
        return max(step, reach // step * step)

    def entry(self, when: datetime) -> Entry:
        kind, sign, amount = self.pick(when.date())
        self.balance += sign * amount
        cheque = ""
        if kind == "cheque_out":
            self.next_cheque += 1
            cheque = str(self.next_cheque)
        elif kind == "cheque_in" and self.rng.random() < 0.6:
            cheque = f"{self.rng.randint(1, 999_999):06d}"
        lag = self.rng.choice((-1, 1, 2)) if kind in ("cheque_in", "odd_in", "neft_in") else 0
        value = min(max(when.date() + timedelta(days=lag), self.account.start), self.account.end)
        text = narrate(self.rng, self.dialect, kind, when.date(), cheque)
        return Entry(
            when=when, value_date=value, narration=text, cheque=cheque,
            reference=cheque or self.reference(kind), kind=kind,
            debit=amount if sign < 0 else None, credit=amount if sign > 0 else None, balance=self.balance,
        )

    def reference(self, kind: str) -> str:
        """What a combined cheque/reference column would show."""
        digits = f"{self.rng.randint(10**11, 10**12 - 1)}"
        prefix = {"upi": "UPI-", "imp": "IMPS-", "nef": "NEFT-", "nac": "NACH-"}.get(kind[:3])
        return f"{prefix}{digits}" if prefix else ""


def generate(account: Account, dialect: str, count: int, rng: random.Random) -> Ledger:
    """An account's ledger with `count` entries."""
    writer = Writer(account, dialect, rng)
    ledger = Ledger(account, [writer.entry(when) for when in writer.moments(count)])
    ledger.verify()
    return ledger


def truth(ledger: Ledger, name: str, bank: str, order: str, prints: frozenset, cheque: str) -> Dict[str, Any]:
    """What a perfect reader would find in the printed statement."""
    account = ledger.account
    rows = []
    for entry in ledger.entries:
        number = {"none": "", "cheque": entry.cheque, "reference": entry.reference}[cheque]
        rows.append({
            "date": entry.day.isoformat(),
            "value_date": entry.value_date.isoformat() if "value_date" in prints else None,
            "narration": entry.narration,
            "cheque_number": number or None,
            "debit": None if entry.debit is None else exact(entry.debit),
            "credit": None if entry.credit is None else exact(entry.credit),
            "balance": exact(entry.balance),
        })
    period = {"from": account.start.isoformat(), "to": account.end.isoformat()}
    return {
        "layout": name, "bank": bank, "holder": account.holder, "account_number": account.number,
        "ifsc": account.ifsc if "ifsc" in prints else None,
        "period": period if "period" in prints else None,
        "opening": exact(account.opening) if "opening" in prints else None,
        "closing": exact(ledger.closing) if "closing" in prints else None,
        "order": order, "rows": rows,
    }
