"""The published truth: each persona's key figures, read from his ledgers without the emulator's rules.

    python3 tests/truth/truth.py target/debug/bankconnect-emulator > fixtures/personas/truth.csv
    python3 tests/truth/truth.py FOLDER          # ledgers made before, as FOLDER/PERSONA-BANK.csv

Everything here is told by a reader of narrations: short lists of words, one line each. It shares no code and no data with src/analysis;
where the two agree, they agree by themselves. tests/truth.rs compares every cell with what the API answers. Standard library only.
"""

import csv
import re
import statistics
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

PERSONAS = Path(__file__).resolve().parents[2] / "fixtures" / "personas"
YEAR, AS_OF, SEED = 2025, "2026-01-01", "1"
MONTHS = [f"{YEAR}-{month:02}" for month in range(1, 13)]
PAISA = Decimal("0.01")

# --- What a narration says. Each reading: direction, words of which one must be there, words that must not. ---------------------------

UPI = r"^UPI[-/]|^(TO|BY) TRANSFER-UPI/"
MANDATE_BACK = r"ACH.*(\bRTN\b|RETURN INSUFF|BALANCE INSUFF)"
CHEQUE_BACK = r"^RTN/CLG|I/W CHQ RETURN"
BOUNCED = MANDATE_BACK + "|" + CHEQUE_BACK
MANDATE = r"^ACH[ /-]|^NACH ?DR|ACHDR|^EMI "
LENDER = (r"FINANCE|FINANCIAL|FINCORP|FINSERV|CAPITAL|HOME LOAN|MAHINDRA PRIME|KREDITBEE|MONEYTAP|CASHE|^EMI \d")
OPENED = r"^FD THROUGH|(TDR|STDR) OPENING|\bTRF TO (TD|FD)"
CLOSED = r"(TD|TDR|FD) CLOSURE|^FD PREMAT"
REFUND = r"/REFUND|-REFUND|POS REFUND|^CRV POS|^VRF/|^PCR/"
MONEY_BACK = BOUNCED + "|" + REFUND
CHARGE = r"CHGS|CHRG|CHARGES|\bAMC\b|DCARDFEE|^RTNCHG|ANNUAL FEE|^GST @"
CARD = r"^POS[ /]|^ECOM PUR|^PC[DI]/|^[IV]PS/|BY DEBIT CARD"
WIRE = r"NEFT|RTGS|IMPS"
PAID_BILL = r"IB BILLPAY|^BIL/|BILLDESK|[/-]BILL\b"
CARD_ISSUER = r"CREDIT CARD"
PURPOSE_OWN = r"SELF TRANS|/SAVINGS"
PAY = r"\b(SALARY|BONUS) [A-Z]{3} 20\d\d"
GAMES = r"MY11CIRCLE|RUMMY|\bMPL\b|DREAM11|POKER"

READINGS = {
    "upi_debit": ("debit", UPI, PAID_BILL),
    "upi_credit": ("credit", UPI, MONEY_BACK),
    "net_banking_transfer_debit": ("debit", WIRE, UPI + "|" + PAID_BILL),
    "net_banking_transfer_credit": ("credit", WIRE, UPI + "|" + PAY),
    "auto_debit_payment_debit": ("debit", MANDATE, CHARGE),
    "bill_payment_debit": ("debit", PAID_BILL, None),
    "debit_card_debit": ("debit", CARD, None),
    "cash_withdrawl_debit": ("debit", r"^AT[WL][-/]|^NWD-|^ATM|^NFS|^ATM WDL|ATM CASH", None),
    "cash_deposit_credit": ("credit", r"^BY CASH|^CASH DEP", None),
    "chq_debit": ("debit", r"^CLG/|^CHQ PAID|^TO CLG", None),
    "chq_credit": ("credit", r"^CLG/", None),
    "bank_interest_credit": ("credit", r"INT\.PD|CREDIT INTEREST|INTEREST CREDIT", None),
    "interest_charged": ("debit", r"DEBIT INTEREST", None),
    "refund_credit": ("credit", REFUND, None),
    "bank_charge_debit": ("debit", CHARGE + "|DEBIT INTEREST", None),
    "min_bal_charge": ("debit", r"AMB CHRG", None),
    "ach_bounce_charge": ("debit", r"ACH.* RETURN CH|^RTNCHG/ACH", None),
    "chq_bounce_charge": ("debit", r"CHQ RETURN CHGS|^RTNCHG/O/W CHQ", None),
    "auto_debit_payment_bounce_credit": ("credit", MANDATE_BACK, None),
    "inward_cheque_bounce_credit": ("credit", CHEQUE_BACK, None),
    "outward_cheque_bounce_debit": ("debit", r"^RTN\(CHQ DEP\)|O/W RTN", None),
    "credit_card_bill_debit": ("debit", CARD_ISSUER, None),
    "investment_cashin_credit": ("credit", CLOSED, None),
    "investment": ("debit", OPENED + r"|CLEARING CORP|BSE LIMITED|ZERODHA|GROWW", None),
    "loan_credits": ("credit", r"LOAN DISBURSAL", None),
    "gambling_credit": ("credit", GAMES, None),
    "tax_gst_paid": ("debit", r"GST PAYMENT|^GST @", None),
    "business_debit": ("debit", r"/INVOICE|-INVOICE|^CLG/|^CHQ PAID|^TO CLG", None),
    "salary_paid": ("debit", r"[/-]WAGES\b", None),
    "salary": ("credit", PAY, None),
}

# Those of which the contract has the sum alone.
WITHOUT_COUNT = ["interest_charged", "business_debit", "salary_paid"]

# What is bought, by the names over the shops' doors; SBI prints ten letters of a name, ICICI only the payee's address.
SHOPS = {
    "food": r"SWIGGY|ZOMATO|HOTEL ANNA|CAFE ?UTTAR|DOMINOS|MCDONALDS|BIRYANI|BIR00DAR|SHREE SAI|SAI00TEA|AMRUT JUIC|GOKUL SWEE|9000000311@|Q400000(127|256)@",
    "fuel": r"PETROL|INDIAN ?OIL|SHELL ?INDIA|BPCL|HPCL",
    "travel": r"UBER ?INDIA|OLA CABS|OLAMONEY|RAPIDO|IRCTC|REDBUS|MAKEMYTRIP|METRO ?RAIL",
    "entertainment": r"NETFLIX|SPOTIFY|BOOKMYSHOW|PVR ?INOX|GOOGLE PLA|PLAYSTORE",
    "medical": r"APOLLO|MEDPLUS|PHARMEASY|SANJEEVANI|SUSHRUT|Q400000517@",
    "groceries": r"AVENUE SUP|DMART|BIGBASKET|BLINKIT|ZEPTO|RELIANCE ?F|SRI BALAJI|BAL00PRO|JAI BHAVAN|NANDANVAN|FRESH VEGE|ANAND CHIC|ANA00CHI|9000000428@|Q400000(311|388)@",
    "shopping": r"AMAZON PAY INDIA|AMAZON@APL|FLIPKART|MYNTRA|MEESHO|NYKAA|CROMA|DECATHLON|VASTRA|MAHALAXMI|MAH00GEN|Q400000402@",
    "gambling": GAMES,
    "alcohol": r"LIVING LIQUIDZ|WINES|\bBAR AND",
}
# The contract's names for sums of debits by kind of shop; the rest is counted among the transactions.
SHOP_FIELDS = {
    "food": "amt_food_related_debits",
    "fuel": "amt_fuel_related_debits",
    "travel": "amt_travel_related_debits",
    "shopping": "amt_shopping_related_debits",
    "entertainment": "amt_spent_on_entertainment",
    "medical": "amt_spent_on_medical",
    "groceries": "amt_spent_on_groceries",
}


class Row:
    """A line of a ledger."""

    def __init__(self, cells):
        self.date = date.fromisoformat(cells["date"])
        self.text = cells["narration"].upper()
        self.side = "debit" if cells["debit"] else "credit"
        self.amount = Decimal(cells[self.side])
        self.balance = Decimal(cells["balance"])
        self.before = self.balance - (self.amount if self.side == "credit" else -self.amount)

    def says(self, side, words, but=None):
        return self.side == side and bool(re.search(words, self.text)) and not (but and re.search(but, self.text))

    def month(self):
        return self.date.isoformat()[:7]

    def references(self):
        """Numbers that name a transfer: the other bank prints the same one."""
        return set(re.findall(r"[A-Z]{4}[NRH]\d{11}|(?<!\d)\d{12}(?!\d)", self.text))

    def pay_month(self):
        """The month its words say the pay is for."""
        named = re.search(r"\b(?:SALARY|BONUS) ([A-Z]{3}) (20\d\d)", self.text)
        number = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split().index(named[1]) + 1
        return f"{named[2]}-{number:02}"


class Account:
    """What a persona's file says about an account, and its ledger."""

    def __init__(self, name, bank, kind, limit, months, rows):
        self.name, self.bank, self.kind, self.limit = name, bank, kind, limit
        self.months, self.rows = months, rows

    def first_day(self):
        return date.fromisoformat(self.months[0] + "-01")

    def balances(self):
        """The balance at the end of each day, by month."""
        last_of_day = {row.date: row.balance for row in self.rows}
        held, day, ends = self.rows[0].before, self.first_day(), {}
        while day.year == YEAR:
            held = last_of_day.get(day, held)
            ends.setdefault(day.isoformat()[:7], []).append(held)
            day += timedelta(days=1)
        return ends


# --- The figures: a name of the API, its value in each month, and for the whole period. ------------------------------------------------


def amounts(rows):
    return sum((row.amount for row in rows), Decimal(0))


def summed(account, name, rows, month_of=Row.month, how=amounts):
    """The sum of some rows, month by month and in all; pay for a month outside the period is in none."""
    by_month = {month: how([row for row in rows if month_of(row) == month]) for month in account.months}
    return name, by_month, sum(by_month.values())


def both(account, name, rows):
    """Count and sum; where there is nothing, the count says it."""
    count = summed(account, f"monthly_analysis.cnt_{name}", rows, how=len)
    return [count, summed(account, f"monthly_analysis.amt_{name}", rows)] if rows else [count]


def share(account, name, part, whole):
    percent = lambda one, all_: 100 * amounts(one) / amounts(all_) if all_ else Decimal(0)
    within = lambda rows, month: [row for row in rows if row.month() == month]
    by_month = {month: percent(within(part, month), within(whole, month)) for month in account.months}
    return f"monthly_analysis.{name}", by_month, percent(part, whole)


def of_balances(account):
    days = account.balances()
    every = [balance for month in account.months for balance in days[month]]
    in_month = {month: [row for row in account.rows if row.month() == month] for month in account.months}

    def each(name, how, total):
        return f"monthly_analysis.{name}", {month: how(month) for month in account.months}, total

    opening = {month: days[before][-1] for before, month in zip(account.months, account.months[1:])}
    opening[account.months[0]] = account.rows[0].before
    running = lambda month: [row.balance for row in in_month[month]] or [opening[month]]
    mean = lambda values: sum(values) / len(values)
    below = lambda values, mark: sum(1 for value in values if value < mark)
    return [
        each("opening_balance", opening.get, account.rows[0].before),
        each("closing_balance", lambda month: days[month][-1], every[-1]),
        each("avg_bal", lambda month: mean(days[month]), mean(every)),
        each("median_balance", lambda month: statistics.median(days[month]), None),
        each("max_eod_balance", lambda month: max(days[month]), max(every)),
        each("min_eod_balance", lambda month: min(days[month]), min(every)),
        each("max_bal", lambda month: max(running(month)), max(row.balance for row in account.rows)),
        each("min_bal", lambda month: min(running(month)), min(row.balance for row in account.rows)),
        each("cnt_days_eod_bal_lt_1000", lambda month: below(days[month], 1000), below(every, 1000)),
        each("cnt_negative_balance", lambda month: below(days[month], 0), below(every, 0)),
        ("eod_balances.last", {month: days[month][-1] for month in account.months}, every[-1]),
        ("eod_balances.mean", {month: mean(days[month]) for month in account.months}, mean(every)),
        ("eod_balances.starting_balance", {}, account.rows[0].before),
    ]


def is_own(row, holder):
    """Between the holder's own accounts: his name (cut short) with a purpose that says so."""
    given = holder.upper().split()[0]
    return given[:8] in row.text and bool(re.search(PURPOSE_OWN, row.text))


def is_instalment(row):
    """Collected by a lender's mandate, or paid by hand after a bounce."""
    return row.says("debit", LENDER) and row.says("debit", MANDATE + r"|\bEMI PAYMENT", CHARGE)


def of_account(account, others, holder):
    rows = account.rows
    found = {name: [row for row in rows if row.says(*reading)] for name, reading in READINGS.items()}
    debits = [row for row in rows if row.side == "debit"]
    credits = [row for row in rows if row.side == "credit"]
    own = [row for row in rows if is_own(row, holder)]
    elsewhere = set().union(*(row.references() for other in others for row in other.rows), set())
    crossing = [row for row in own if row.references() & elsewhere]
    sides = lambda chosen, side: [row for row in chosen if row.side == side]
    instalments = [row for row in debits if is_instalment(row)]
    put_back = [row for row in found["auto_debit_payment_bounce_credit"] if row.says("credit", LENDER)]
    income = [row for row in credits if not row.says("credit", BOUNCED) and row not in found["loan_credits"]]

    figures = [summed(account, "monthly_analysis.cnt_transactions", rows, how=len)]
    figures += both(account, "credit", credits) + both(account, "debit", debits) + of_balances(account)
    figures += [
        summed(account, "monthly_analysis.total_amount_of_salary", found["salary"], Row.pay_month),
        summed(account, "monthly_analysis.number_of_salary_transactions", found["salary"], Row.pay_month, len),
    ]
    figures += both(account, "income_credit", income)
    figures += both(account, "business_credit", [row for row in income if row.amount > 500])
    figures += both(account, "emi_debit", instalments) + both(account, "emi_bounce_credit", put_back)
    figures += both(account, "self_transfer_debit", sides(own, "debit")) + both(account, "self_transfer_credit", sides(own, "credit"))
    figures += both(account, "cross_account_transfer_debit", sides(crossing, "debit"))
    figures += both(account, "cross_account_transfer_credit", sides(crossing, "credit"))
    for name in READINGS:
        if name in WITHOUT_COUNT:
            figures.append(summed(account, f"monthly_analysis.amt_{name}", found[name]))
        elif name != "salary":
            figures += both(account, name, found[name])
    figures += both(account, "bounce_charge", found["ach_bounce_charge"] + found["chq_bounce_charge"])
    figures += [
        share(account, "perc_total_amt_cash_deposit_to_total_credit", found["cash_deposit_credit"], credits),
        share(account, "perc_total_amt_cash_withdrawal_to_total_debit", found["cash_withdrawl_debit"], debits),
    ]
    figures += of_overdraft(account, found["interest_charged"]) if account.limit else []
    return [*figures, *of_shops(account, debits)]


def of_overdraft(account, interest):
    limit = Decimal(account.limit)
    days = account.balances()
    beyond = {month: sum(1 for balance in days[month] if balance < -limit) for month in account.months}
    lowest = {month: min(days[month]) for month in account.months if min(days[month]) < 0}
    return [
        summed(account, "monthly_analysis.amt_ccod_interest", interest),
        ("monthly_analysis.sanction_limit", {month: limit for month in account.months}, None),
        ("monthly_analysis.number_of_days_account_overdrawn", beyond, sum(beyond.values())),
        ("monthly_analysis.max_overdraft_balance", lowest, None),
    ]


def together(accounts):
    """All accounts of a persona as one: sums, and the sums of their balances day by day."""
    months = accounts[0].months
    rows = sorted((row for account in accounts for row in account.rows), key=lambda row: row.date)
    joint = Account("all", "all", None, None, months, rows)
    each = [account.balances() for account in accounts]
    days = {month: [sum(day) for day in zip(*(one[month] for one in each))] for month in months}
    every = [balance for month in months for balance in days[month]]
    opening = sum(account.rows[0].before for account in accounts)
    debits = [row for row in rows if row.side == "debit"]
    pay = [row for row in rows if row.says(*READINGS["salary"])]
    cash = [row for row in debits if row.says(*READINGS["cash_withdrawl_debit"])]
    of_days = lambda how: {month: how(days[month]) for month in months}
    mean = lambda values: sum(values) / len(values)
    figures = [
        summed(joint, "monthly_analysis.cnt_transactions", rows, how=len),
        *both(joint, "credit", [row for row in rows if row.side == "credit"]),
        *both(joint, "debit", debits),
        ("monthly_analysis.opening_balance", dict(zip(months, [opening, *of_days(lambda ends: ends[-1]).values()])), opening),
        ("monthly_analysis.closing_balance", of_days(lambda ends: ends[-1]), every[-1]),
        ("monthly_analysis.avg_bal", of_days(mean), mean(every)),
        ("monthly_analysis.max_eod_balance", of_days(max), max(every)),
        ("monthly_analysis.min_eod_balance", of_days(min), min(every)),
        summed(joint, "monthly_analysis.total_amount_of_salary", pay, Row.pay_month),
        *both(joint, "emi_debit", [row for row in debits if is_instalment(row)]),
        share(joint, "perc_total_amt_cash_withdrawal_to_total_debit", cash, debits),
    ]
    return [(f"aggregate_{name}", by_month, total) for name, by_month, total in figures]


def of_shops(account, debits):
    figures = []
    for kind, words in SHOPS.items():
        bought = [row for row in debits if row.says("debit", f"(?:{UPI}|{CARD}).*(?:{words})")]
        if not bought and kind != "gambling":
            continue
        if kind in SHOP_FIELDS:
            figures.append(summed(account, f"monthly_analysis.{SHOP_FIELDS[kind]}", bought))
        else:
            path = f"transactions.debit.merchant_category.{kind}"
            figures += [summed(account, f"{path}.amount", bought), summed(account, f"{path}.count", bought, how=len)]
    return figures


# --- Reading the personas' files and their ledgers, writing the table. ------------------------------------------------------------------


def accounts_told(text):
    """The accounts of a persona file: name, bank, type, limit, and the first month of the year they were open in."""
    for line in re.findall(r"^  - \{name: .*\}$", text, re.M):
        value = lambda key: (re.search(rf"\b{key}: \"?([^,}}\"]+)", line) or [None, None])[1]
        months_ago = re.fullmatch(r"-(\d+)mo", value("opened"))
        first = max(0, 12 - int(months_ago[1])) if months_ago else 0
        yield value("name"), value("bank"), value("type"), value("limit"), MONTHS[first:]


def ledger(source, persona, bank, months, folder):
    path = Path(source) / f"{persona}-{bank}.csv"
    if Path(source).is_file():
        path = Path(folder) / f"{persona}-{bank}.csv"
        period = ["--from", f"{months[0]}-01", "--to", f"{YEAR}-12-31", "--as-of", AS_OF, "--seed", SEED]
        files = ["--ledger", str(path), "--out", str(Path(folder) / "statement.pdf")]
        call = [source, "statement", "--persona", persona, "--bank", bank, *period, *files]
        subprocess.run(call, check=True, capture_output=True)
    with open(path, newline="", encoding="utf-8") as file:
        return [Row(cells) for cells in csv.DictReader(file)]


def shown(value):
    if value is None:
        return ""
    if isinstance(value, int):
        return str(value)
    return str(Decimal(value).quantize(PAISA, ROUND_HALF_UP))


def lines(persona, bank, account, figures):
    for name, by_month, total in figures:
        yield [persona, bank, account, name, shown(total), *(shown(by_month.get(month)) for month in MONTHS)]


def table(source):
    yield ["persona", "bank", "account", "figure", "total", *MONTHS]
    with tempfile.TemporaryDirectory() as folder:
        for file in sorted(PERSONAS.glob("*.yaml")):
            text = file.read_text(encoding="utf-8")
            holder = re.search(r"^holder: (.+)$", text, re.M)[1]
            told = list(accounts_told(text))
            accounts = [Account(*facts, ledger(source, file.stem, facts[1], facts[4], folder)) for facts in told]
            for account in accounts:
                others = [other for other in accounts if other is not account]
                yield from lines(file.stem, account.bank, account.name, of_account(account, others, holder))
            if len(accounts) > 1:
                yield from lines(file.stem, "all", "all", together(accounts))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    csv.writer(sys.stdout, lineterminator="\n").writerows(table(sys.argv[1]))
