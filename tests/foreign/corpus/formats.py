"""Amounts (integer paise) and dates as text."""
from __future__ import annotations

from datetime import date

MONTHS = ("January", "February", "March", "April", "May", "June", "July",
          "August", "September", "October", "November", "December")


def plain(paise: int) -> str:
    """`123456.78`: the magnitude without separators."""
    paise = abs(paise)
    return f"{paise // 100}.{paise % 100:02d}"


def indian(paise: int) -> str:
    """`12,34,567.89`: lakh and crore grouping."""
    whole, cents = plain(paise).split(".")
    head, tail = whole[:-3], whole[-3:]
    parts = [tail]
    while head:
        parts.insert(0, head[-2:])
        head = head[:-2]
    return f"{','.join(parts)}.{cents}"


def western(paise: int) -> str:
    """`1,234,567.89`: thousands grouping."""
    paise = abs(paise)
    return f"{paise // 100:,}.{paise % 100:02d}"


GROUPINGS = {"plain": plain, "indian": indian, "western": western}


def exact(paise: int) -> str:
    """`-123.45`: the form used in the truth files."""
    return f"-{plain(paise)}" if paise < 0 else plain(paise)


def show_date(day: date, style: str) -> str:
    """Write a date in a style such as `DD/MM/YYYY` or `D Mon YYYY`."""
    month = MONTHS[day.month - 1]
    text = style
    for token, value in (
        ("YYYY", f"{day.year:04d}"), ("YY", f"{day.year % 100:02d}"),
        ("MM", f"{day.month:02d}"), ("Month", "\1"), ("MON", "\2"), ("Mon", "\3"),
        ("DD", f"{day.day:02d}"), ("D", str(day.day)),
        ("\1", month), ("\2", month[:3].upper()), ("\3", month[:3]),
    ):
        text = text.replace(token, value)
    return text
