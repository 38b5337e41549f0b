"""Narrations in the grammar of Indian banks, with invented people and shops."""
from __future__ import annotations

import random
import string
from datetime import date, timedelta
from typing import Dict, List

from .formats import indian, show_date

FIRST_NAMES = ("Aarul", "Bhavyan", "Charvika", "Devarsh", "Eshanvi", "Falguni", "Girijan",
               "Hemangi", "Ishvar", "Jalpan", "Kavinaya", "Lohitaksh", "Mrinmay", "Nirupan")
SURNAMES = ("Namunekar", "Udaharani", "Kalpanikar", "Pratirupan", "Drishtantam", "Aabhasi",
            "Chhayakar", "Mithyakar", "Anukriti", "Rachitkar")
SHOPS = ("NAMUNA KIRANA STORES", "TOTAL FUELS UDAHARAN", "BALANCE YOGA STUDIO", "CHHAYA CHAI POINT",
         "KALPANA MEDICALS", "MITHYA MART", "PRATIRUP PUSTAK BHANDAR", "ZZ TELECOM RECHARGE",
         "DRISHTI OPTICALS", "SWAPNA SWEETS AND SNACKS", "ABHAS AUTO SPARES", "24 SEVEN NAMUNA")
COMPANIES = ("KALPANIK SOFTWARE PVT LTD", "UDAHARAN TEXTILES LLP", "NAMUNA AGRO EXPORTS",
             "PRATIRUP LOGISTICS PRIVATE LIMITED", "CHHAYA PICTURES AND MEDIA", "ANUKRITI FOODS")
LENDERS = ("NAMUNA FINANCE LTD", "ABHAS HOME LOANS", "MITHYA CAPITAL SERVICES", "ZZ MUTUAL FUND SIP",
           "DRISHTANT LIFE INSURANCE")
BANKS = ("HDFC", "SBIN", "ICIC", "UTIB", "KKBK", "PUNB", "BARB", "YESB", "FDRL", "IDFB")
REMARKS = ("Payment", "rent", "for lunch", "Sent using app", "NA", "milk bill", "school fees",
           "loan repay", "Order 7741", "collect-pay-request", "thanks", "Ghar kharch")
CITIES = ("PUNE", "MYSURU", "INDORE", "KOCHI", "PATNA", "SURAT", "NAVI MUMBAI", "NEW DELHI")
HANDLES = ("okzbank", "zzpay", "ybz", "namunaupi")


class Fields:
    """The values a narration template may ask for; drawn when asked."""

    def __init__(self, rng: random.Random, day: date, cheque: str) -> None:
        self._rng, self._day = rng, day
        self._known: Dict[str, str] = {"cheque": cheque}

    def __getitem__(self, key: str) -> str:
        if key not in self._known:
            self._known[key] = getattr(self, f"_{key.rstrip('2')}")()
        return self._known[key]

    def _digits(self, count: int) -> str:
        return "".join(self._rng.choice(string.digits) for _ in range(count))

    def _rrn(self) -> str:
        return f"{self._day.year % 10}{self._day.timetuple().tm_yday:03d}{self._digits(8)}"

    def _utr(self) -> str:
        return f"{self['bank']}N1{self._day:%y%m%d}{self._digits(8)}"

    def _bank(self) -> str:
        return self._rng.choice(BANKS)

    def _ifsc(self) -> str:
        return f"{self['bank']}0ZZZ{self._digits(3)}"

    def _person(self) -> str:
        return f"{self._rng.choice(FIRST_NAMES)} {self._rng.choice(SURNAMES)}"

    def _name(self) -> str:
        return self["person"].upper()

    def _shop(self) -> str:
        return self._rng.choice(SHOPS)

    def _title(self) -> str:
        return self["shop"].title()

    def _payee(self) -> str:
        return self["shop"] if self._rng.random() < 0.6 else self["name"]

    def _company(self) -> str:
        return self._rng.choice(COMPANIES)

    def _lender(self) -> str:
        return self._rng.choice(LENDERS)

    def _vpa(self) -> str:
        if self._rng.random() < 0.3:
            return f"paytmqr{self._digits(10)}@{self._rng.choice(HANDLES)}"
        return f"{self['payee'].lower().replace(' ', '.')[:16].strip('.')}@{self._rng.choice(HANDLES)}"

    def _remark(self) -> str:
        return self._rng.choice(REMARKS)

    def _city(self) -> str:
        return self._rng.choice(CITIES)

    def _card(self) -> str:
        return f"400000XXXXXX{self._digits(4)}"

    def _mask(self) -> str:
        return f"XXXXXXX{self._digits(4)}"

    def _atm(self) -> str:
        return f"ZZ{self._rng.choice('ANW')}{self._digits(5)}"

    def _ref(self) -> str:
        return self._digits(self._rng.choice((8, 10, 12)))

    def _hash(self) -> str:
        return "".join(self._rng.choice("0123456789abcdef") for _ in range(32))

    def _dmy(self) -> str:
        return show_date(self._day, "DD-MM-YYYY")

    def _slash(self) -> str:
        return show_date(self._day, "DD/MM/YYYY")

    def _ddmmyy(self) -> str:
        return show_date(self._day, "DDMMYY")

    def _due(self) -> str:
        return show_date(self._day + timedelta(days=self._rng.randint(1, 12)), "DD-MM-YYYY")

    def _quarter(self) -> str:
        first = date(self._day.year, self._day.month // 4 * 3 + 1, 1)
        return f"{show_date(first, 'DD-MM-YYYY')} TO {self['dmy']}"

    def _mon(self) -> str:
        return show_date(self._day, "MON YYYY")

    def _clock(self) -> str:
        return f"{self._rng.randint(8, 21):02d}:{self._rng.randint(0, 59):02d}"

    def _amount(self) -> str:
        return indian(self._rng.randint(4_000, 9_000_000))

    def _nth(self) -> str:
        return str(self._rng.randint(3, 34))


# kind -> templates, for each family of banks; a missing kind falls back to "common".
DIALECTS: Dict[str, Dict[str, List[str]]] = {
    "common": {
        "salary": ["NEFT/{utr}/{company}/SALARY {mon}", "SAL {mon} {company}"],
        "interest": ["CREDIT INTEREST CAPITALISED", "Int.Pd:{quarter}"],
        "charge": ["SMS CHGS {mon} INCL GST @18%", "DEBIT CARD AMC 4821 INCL GST", "AMB CHRG {mon}",
                   "Consolidated Charges {dmy}", "CHQ BOOK ISSUE CHGS 25 LEAVES"],
        "bounce_fee": ["ACH DEBIT RETURN CHARGES {ddmmyy} GST INCL", "RTNCHG {lender} {ddmmyy}"],
        "bounce_back": ["REV ACH {lender}/{ref} INSUFFICIENT FUNDS", "ACH D RTN {lender} {ref}"],
        "cash_in": ["CASH DEP {city} BRANCH", "CAM/{atm}/CASH DEP/{dmy}", "BY CASH - SELF {city}"],
        "cheque_out": ["CHQ PAID-MICR CTS-{city}", "CLG/{payee}/{bank}", "TO CLEARING {name}"],
        "cheque_in": ["CLG CHQ DEP {bank} {city}", "BY CLEARING {company} {bank} {ref}"],
        "odd_out": [
            "POS {card} {dmy} {clock} {shop} {city}",
            "INTL POS {card} {shop} USD 19.99 @ 84.12 MARKUP 58.86",
            "EMI {nth}/36 DUE {slash} {lender} PRIN {amount} INT {amount2}",
            "CARD BILL TOTAL DUE {amount} PAID ON {dmy}",
            "UPI/{rrn}/RENT {mon} BALANCE {amount}/{payee}/{vpa}",
            "ELECTRICITY BILL {amount} DUE {due} CONSUMER 000{ref} 2 of 3",
        ],
        "odd_in": [
            "REFUND OF {amount} DT {dmy} {shop}",
            "DIVIDEND FY25 250 SHARES @ 12.50 {company}",
            "FD CLOSURE PRINCIPAL {amount} INT {amount2} TDS 0.00",
            "UPI/{rrn}/PART PAYMENT 1,250.00 OF 5,000.00/{payee}/{vpa}",
        ],
    },
    "slash": {
        "upi_out": ["UPI/{rrn}/DR/{payee}/{bank}/{vpa}/{remark}", "UPI/DR/{rrn}/{payee}/{remark}",
                    "UPIAR/{rrn}/DR/{payee}/{bank}/{vpa}"],
        "upi_in": ["UPI/{rrn}/CR/{name}/{bank}/{vpa}/{remark}", "UPIAB/{rrn}/CR/{name}/{bank}/{vpa}"],
        "neft_out": ["NEFT/{utr}/{payee}/{ifsc}/{remark}", "NEFT_OUT:{utr}//{ifsc}/{payee}"],
        "neft_in": ["NEFT/{utr}/{company}/{ifsc}", "RTGS/{utr}/{company}/{bank}/INV {ref}"],
        "imps_out": ["IMPS/P2A/{rrn}/{name}/{bank}/{remark}", "MOB-IMPS-DR/{name}/{bank}/{mask}/{rrn}"],
        "imps_in": ["IMPS/{rrn}/{name}/{bank}/{mask}/{remark}"],
        "nach_out": ["ACH-DR-{lender}/{ref}", "NACH/TP ACH {lender}/{ref}/{mon}"],
        "atm": ["ATM-CASH/{atm}/{city}/{ddmmyy}", "NFS/CASH WDL/{atm}/{dmy} {clock}"],
        "pos": ["POS/{shop}/{city}/{ddmmyy}/{clock}", "ECOM PUR/{shop}/{ref}"],
        "bill": ["BBPS/{ref}/ZZ TELECOM RECHARGE", "BIL/ONL/{ref}/{shop}"],
    },
    "dash": {
        "upi_out": ["UPI-{payee}-{vpa}-{ifsc}-{rrn}-{remark}"],
        "upi_in": ["UPI-{name}-{vpa}-{ifsc}-{rrn}-{remark}"],
        "neft_out": ["NEFT DR-{ifsc}-{payee}-NETBANK, MUM-{utr}-{remark}"],
        "neft_in": ["NEFT CR-{ifsc}-{company}-SELF-{utr}", "RTGS CR-{ifsc}-{company}-{utr}"],
        "imps_out": ["IMPS-{rrn}-{name}-{bank}-{mask}-{remark}"],
        "imps_in": ["IMPS-{rrn}-{name}-{bank}-{mask}-{remark}"],
        "nach_out": ["ACH D- {lender}-{ref}"],
        "atm": ["ATW-{card}-{atm}-{city}", "NWD-{card}-{atm}-{city}"],
        "pos": ["POS {card} {shop} POS DEBIT"],
        "bill": ["IB BILLPAY DR-{shop}-{mask}"],
    },
    "transfer": {
        "upi_out": ["TO TRANSFER-UPI/DR/{rrn}/{payee}/{bank}/{vpa}/{remark}--"],
        "upi_in": ["BY TRANSFER-UPI/CR/{rrn}/{name}/{bank}/{vpa}/{remark}--"],
        "neft_out": ["TO TRANSFER-INB NEFT UTR NO: {utr}--{payee}"],
        "neft_in": ["BY TRANSFER-NEFT*{ifsc}*{utr}*{company}--", "BY TRANSFER-RTGS UTR NO: {utr}--{company}"],
        "imps_out": ["TO TRANSFER-INB IMPS/P2A/{rrn}/{mask}/{bank}--{name}"],
        "imps_in": ["BY TRANSFER-INB IMPS{rrn}/{mask}/{bank}/{remark}--"],
        "nach_out": ["DEBIT-ACHDr {lender}{ref} --"],
        "atm": ["ATM WDL-ATM CASH {atm} {city} {clock}--"],
        "pos": ["by debit card-SBIPG {ref} {shop} {city}--", "by debit card-OTHPOS{ref} {shop}--"],
        "bill": ["TO TRANSFER-INB {shop} BILL {ref}--"],
    },
    "icici": {
        "upi_out": ["UPI/{rrn}/{remark}/{vpa}/{bank}/{hash}"],
        "upi_in": ["UPI/{rrn}/{remark}/{vpa}/{bank}/{hash}"],
        "neft_out": ["BIL/NEFT/{utr}/{payee}/{bank}"],
        "neft_in": ["NEFT-{utr}-{company}-{remark}", "RTGS-{utr}-{company}-000000000{ref}-{ifsc}"],
        "imps_out": ["MMT/IMPS/{rrn}/{remark}/{name}/{bank}"],
        "imps_in": ["MMT/IMPS/{rrn}/{remark}/{name}/{bank}"],
        "nach_out": ["ACH/{lender}/{ref}"],
        "atm": ["ATM/CASH WDL/{dmy}/{clock}/{atm}"],
        "pos": ["VPS/{shop}/{ref}/{city}", "IPS/{shop}/{ref}/{city}"],
        "bill": ["BIL/ONL/{ref}/{shop}", "BIL/INFT/{ref}/{payee}"],
    },
    "axis": {
        "upi_out": ["UPI/P2M/{rrn}/{shop}/{bank}/{remark}", "UPI/P2A/{rrn}/{name}/{bank}/{remark}"],
        "upi_in": ["UPI/P2A/{rrn}/{name}/{bank}/{remark}"],
        "neft_out": ["MOB/TPFT/{name}/{mask}", "NEFT/{utr}/{payee}/{bank}"],
        "neft_in": ["NEFT/{utr}/{company}/{bank}", "RTGS/{utr}/{ifsc}/{company}"],
        "imps_out": ["IMPS/P2A/{rrn}/{name}/{bank}/{remark}"],
        "imps_in": ["IMPS/P2A/{rrn}/{name}/{bank}/{remark}"],
        "nach_out": ["ACH-DR-{lender}/{ref}"],
        "atm": ["ATM-CASH/{atm}/{city}/{ddmmyy}"],
        "pos": ["POS/{shop}/{city}/{ddmmyy}/{clock}"],
        "bill": ["BRN-PYMT-CARD/{shop}/{ref}"],
    },
    "kotak": {
        "upi_out": ["UPI/{payee}/{rrn}/{remark}"],
        "upi_in": ["UPI/{name}/{rrn}/{remark}"],
        "neft_out": ["MB:SENT NEFT {payee} {ref}"],
        "neft_in": ["NEFT {utr} {company}", "RTGS {utr} {company} {ifsc}"],
        "imps_out": ["SENT IMPS{rrn}{name} {bank}"],
        "imps_in": ["RECD:IMPS/{rrn}/{name}/{bank}/{remark}"],
        "nach_out": ["NACH-MUT-DR-{lender}-{ref}"],
        "atm": ["ATL/4821/{atm}/{city}{ddmmyy}/{clock}"],
        "pos": ["PCD/4821/{shop}/{city}{ddmmyy}/{clock}"],
        "bill": ["811:BBPS/{ref}/ZZ TELECOM RECHARGE"],
    },
    "prose": {
        "upi_out": ["UPI payment to {title} ref {rrn} ({remark})", "UPI to {vpa} {rrn}"],
        "upi_in": ["UPI receipt from {person} ref {rrn} ({remark})"],
        "neft_out": ["Funds transfer NEFT to {person} {ifsc} UTR {utr}"],
        "neft_in": ["Inward NEFT {utr} from {company}", "Inward RTGS {utr} from {company} invoice {ref}"],
        "imps_out": ["IMPS to {person} {mask} ref {rrn}"],
        "imps_in": ["IMPS from {person} {bank} ref {rrn} {remark}"],
        "nach_out": ["Direct debit {lender} mandate {ref}"],
        "atm": ["Cash withdrawal ATM {atm} {city} at {clock}"],
        "pos": ["Card purchase {title} {city} card ending 4821", "Card purchase {title} on {dmy}"],
        "bill": ["Bill payment {title} ref {ref}"],
    },
}


def narrate(rng: random.Random, dialect: str, kind: str, day: date, cheque: str) -> str:
    """One narration of a kind, in the words of a family of banks."""
    templates = DIALECTS[dialect].get(kind) or DIALECTS["common"][kind]
    text = rng.choice(templates).format_map(Fields(rng, day, cheque))
    return " ".join(text.split())
