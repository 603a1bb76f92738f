"""The grammar of CORE's disbursement: from lines of text to its items. Pure.

In this order: the brokerage's gross commission, pre-commission credits and debits, the gross commission
after them; then for each agent the split, post-commission credits and debits, and the net. Every amount
below the first must have a place in it: a line that is not understood is never left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from include.core_backoffice.files.amounts import Amount, amounts_in
from include.core_backoffice.files.pdf_text import Line


class Kind(StrEnum):
    """What a row of a disbursement is."""

    CO_BROKE = "Co-broke"
    DEAL_DEBIT = "Pre-commission debit"
    DEAL_CREDIT = "Pre-commission credit"
    SPLIT = "Agent split"
    AGENT_DEBIT = "Post-commission debit"
    AGENT_CREDIT = "Post-commission credit"
    NET = "Agent net"
    BROKERAGE_NET = "Brokerage net"


class NoDisbursement(Exception):
    """The lines are no disbursement, or have an amount without a place in one; says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One row; `amount` is in dollars, above zero but for nets."""

    kind: Kind
    page: int
    amount: Decimal
    name: str = ""
    agent: str = ""
    payee: str = ""


@dataclass(slots=True)
class Disbursement:
    """What a disbursement's PDF has; amounts in dollars."""

    number: str = ""
    address: str = ""
    closing_date: str = ""
    price: Decimal | None = None
    gross: Decimal | None = None
    after: Decimal | None = None
    brokerage_net: Decimal | None = None
    items: list[Item] = field(default_factory=list)


_FACTS = (
    (
        "number",
        (
            "transaction number",
            "transaction id",
            "transaction #",
            "transaction no.",
            "deal number",
            "deal #",
            "deal id",
            "file number",
            "file #",
        ),
    ),
    ("address", ("property address", "property", "address")),
    ("closing_date", ("closing date", "close date", "settlement date", "date closed")),
    ("price", ("sale price", "sales price", "purchase price", "price")),
)
_GROSS = re.compile(r"brokerage gross commission$", re.IGNORECASE)
_AFTER = re.compile(r"brokerage gross commission after\b", re.IGNORECASE)
_PRE = re.compile(r"pre-?\s?commission (?:credits|debits)\b", re.IGNORECASE)
_POST = re.compile(r"post-?\s?commission (?:credits|debits)\b", re.IGNORECASE)
_SPLIT = re.compile(r"\bsplit\b", re.IGNORECASE)
_BROKERAGE_NET = re.compile(
    r"(?:brokerage(?:'s)? net|net to (?:the )?brokerage|broker(?:age)? commission after agent split|company dollar)\b",
    re.IGNORECASE,
)
_NET = re.compile(
    r"(?:agent(?:'s)? )?net\b|\bnet (?:to|due|commission|pay)|.+'s net\b", re.IGNORECASE
)
_SUM = re.compile(r"(?:sub-?\s?)?total\b", re.IGNORECASE)
_CO_BROKE = re.compile(r"\bco-?\s?brok|\bcooperating", re.IGNORECASE)
_TYPE = re.compile(r"(?:\(|[-:]\s)(credit|debit)\)?$", re.IGNORECASE)
_TYPES = {"credit": "credit", "debit": "debit", "(credit)": "credit", "(debit)": "debit"}
_PAYEE = re.compile(
    r"[\s(,-]+(?:payee|paid to|payable to)\b:?\s*(?P<who>[^()]+)\)?\s*$", re.IGNORECASE
)
_PERCENT = re.compile(r"\(?\b\d+(?:\.\d+)?\s?%\)?(?:\s+of\b)?")
_BASE = re.compile(r"(?:\bof|\bon|%|@|\bx)\s*$", re.IGNORECASE)
_NO_NAME = re.compile(
    r"\b(?:agents?|agent's|commissions?|splits?|after|net|to|due|pay|gross|listing|buying|buyer's|buyer|seller's|"
    r"selling|side|disbursements?|breakdown|summary|details?|distribution|description|names?|items?|types?|"
    r"amounts?|payees?|percent|rate|credits?|debits?|paid|page|post-?|of|the|for|total)\b|[^\w\s.,'&-]|\d",
    re.IGNORECASE,
)
_LEADERS = re.compile(r"[\s.:\u2026_-]+$")
_PAGE = re.compile(r"page\s+\d+(?:\s*(?:of|/)\s*\d+)?$", re.IGNORECASE)


def read_disbursement(lines: Iterable[Line]) -> Disbursement:
    """Read the one disbursement that the lines are.

    Raises:
        NoDisbursement: a label that it must have is missing, or an amount has no place.
    """
    reading = _Reading()
    for line in lines:
        reading.take(line)
    return reading.done()


class _Reading:
    """Where in a disbursement the lines have come to."""

    def __init__(self) -> None:
        self.found = Disbursement()
        self.agent: str | None = None
        """Whose share is being read; None between shares."""
        self.heading = ""
        self.columns: dict[str, float] = {}

    def take(self, line: Line) -> None:
        text = line.text.strip()
        if not text or _PAGE.fullmatch(text):
            return
        amounts = _own_amounts(text)
        if not amounts:
            self._take_words(line, text)
        elif self.found.gross is None and not _GROSS.match(_label(text, amounts)):
            self._take_facts(text)
        elif len(amounts) > 1:
            raise _no_place(line, text)
        else:
            self._take_amount(line, text, amounts[0])

    def done(self) -> Disbursement:
        found = self.found
        if found.gross is None:
            raise NoDisbursement("It has no line “Brokerage Gross Commission” with an amount.")
        if found.after is None:
            raise NoDisbursement(
                "It has no line “Brokerage Gross Commission after credits/debits” with an amount."
            )
        if self.agent is not None:
            raise _no_net(self.agent)
        if not any(item.kind is Kind.SPLIT for item in found.items):
            raise NoDisbursement("It has no agent's commission split.")
        return found

    def _take_words(self, line: Line, text: str) -> None:
        headings = _column_headings(line)
        if headings:
            self.columns = headings
            return
        self._take_facts(text)
        name = _person(text)
        if self.found.after is not None and self.agent is None and name and not _POST.match(text):
            self.heading = name

    def _take_facts(self, text: str) -> None:
        parts = [part for part in re.split(r"\s{2,}", text) if part]
        for index, part in enumerate(parts):
            following = parts[index + 1] if index + 1 < len(parts) else ""
            for fact, labels in _FACTS:
                value = _fact(part, following, labels)
                if value and not getattr(self.found, fact):
                    setattr(self.found, fact, _price(value) if fact == "price" else value)

    def _take_amount(self, line: Line, text: str, amount: Amount) -> None:
        label = _label(text, [amount])
        found = self.found
        if _AFTER.match(label):
            self._once("after", line, text, amount)
        elif _GROSS.match(label):
            self._once("gross", line, text, amount)
        elif _BROKERAGE_NET.match(label) and self.agent is None:
            self._once("brokerage_net", line, text, amount)
        elif _PRE.match(label) or _POST.match(label) or _SUM.match(label):
            return  # a sum of lines that are read one by one
        elif found.after is None:
            found.items.append(self._deal_item(line, label, amount))
        elif self.agent is None:
            self._start_share(line, text, label, amount)
        elif _NET.match(label):
            self._end_share(line, text, label, amount)
        elif _SPLIT.search(label):
            raise _no_net(self.agent)
        else:
            found.items.append(self._agent_item(line, label, amount))

    def _once(self, name: str, line: Line, text: str, amount: Amount) -> None:
        if getattr(self.found, name) is not None:
            raise NoDisbursement(
                f"Page {line.page} has “{text}”, which an earlier line has already. "
                "Each file must have one disbursement."
            )
        setattr(self.found, name, amount.dollars)
        self.heading = ""

    def _start_share(self, line: Line, text: str, label: str, amount: Amount) -> None:
        if not _SPLIT.search(label) or amount.dollars < 0:
            raise _no_place(line, text)
        self.agent = _person(_PERCENT.sub(" ", label)) or self.heading
        if not self.agent:
            raise NoDisbursement(f"Page {line.page} has “{text}”, but no agent's name above it.")
        self.found.items.append(
            Item(kind=Kind.SPLIT, page=line.page, amount=amount.dollars, agent=self.agent)
        )

    def _end_share(self, line: Line, text: str, label: str, amount: Amount) -> None:
        name = _person(label)
        if name and self.agent and name.casefold() not in self.agent.casefold():
            raise NoDisbursement(f"Page {line.page} has “{text}” in the share of {self.agent}.")
        self.found.items.append(
            Item(kind=Kind.NET, page=line.page, amount=amount.dollars, agent=self.agent or "")
        )
        self.agent, self.heading = None, ""

    def _deal_item(self, line: Line, label: str, amount: Amount) -> Item:
        name, payee, is_credit = self._described(line, label, amount)
        if _CO_BROKE.search(name) and not is_credit:
            kind = Kind.CO_BROKE
        else:
            kind = Kind.DEAL_CREDIT if is_credit else Kind.DEAL_DEBIT
        return Item(kind=kind, page=line.page, amount=abs(amount.dollars), name=name, payee=payee)

    def _agent_item(self, line: Line, label: str, amount: Amount) -> Item:
        name, payee, is_credit = self._described(line, label, amount)
        return Item(
            kind=Kind.AGENT_CREDIT if is_credit else Kind.AGENT_DEBIT,
            page=line.page,
            amount=abs(amount.dollars),
            name=name,
            agent=self.agent or "",
            payee=payee,
        )

    def _described(self, line: Line, label: str, amount: Amount) -> tuple[str, str, bool]:
        """An item's name, its payee, and whether it is a credit.

        A type in words says it; else a sign does; an amount with neither is a debit, which the total
        below confirms.
        """
        label, payee = self._without_payee(line, label)
        name, type_ = _without_type(line, label)
        is_credit = type_ == "credit" if type_ else _is_plus(amount)
        if type_ and is_credit and amount.dollars < 0:
            raise _no_place(line, line.text)
        return _LEADERS.sub("", " ".join(_PERCENT.sub(" ", name).split())), payee, is_credit

    def _without_payee(self, line: Line, label: str) -> tuple[str, str]:
        """The label without its payee, and the payee: by the column it stands in, or by a word before it."""
        in_column = _in_column(line, self.columns) if "payee" in self.columns else ""
        if in_column:
            return label.replace(in_column, " ", 1), in_column
        named = _PAYEE.search(label)
        return (label[: named.start()], named["who"].strip()) if named else (label, "")


def _without_type(line: Line, label: str) -> tuple[str, str]:
    """The label without its type, and the type: a column that has nothing else, or what ends the label.

    "Credit card fee" is a name.
    """
    for _, _, text in line.columns:
        if text.casefold() in _TYPES:
            before, _, after = label.rpartition(text)
            return f"{before} {after}", _TYPES[text.casefold()]
    ending = _TYPE.search(label)
    return (label[: ending.start()], ending[1].casefold()) if ending else (label, "")


def _own_amounts(text: str) -> list[Amount]:
    """A line's amounts but those that a percentage is of: "80% of $9,000.00"."""
    return [
        amount
        for amount in amounts_in(text)
        if not (_BASE.search(text[: amount.start]) and amounts_in(text[amount.end :]))
    ]


def _label(text: str, amounts: list[Amount]) -> str:
    """What stands beside a line's amount."""
    first, last = amounts[0], amounts[-1]
    beside = f"{text[: first.start]} {text[last.end :]}"
    for base in reversed(amounts_in(beside)):
        beside = f"{beside[: base.start]} {beside[base.end :]}"
    return _LEADERS.sub("", " ".join(beside.split()))


def _is_plus(amount: Amount) -> bool:
    return amount.is_signed and amount.dollars > 0


def _fact(part: str, following: str, labels: tuple[str, ...]) -> str:
    for label in labels:
        if part.casefold().startswith(label):
            rest = part[len(label) :]
            if rest.strip(" :") and rest[:1] in " :":
                return rest.strip(" :")
            return following if not rest.strip(" :") else ""
    return ""


def _price(text: str) -> Decimal | None:
    amounts = amounts_in(text)
    return amounts[0].dollars if amounts else None


def _person(text: str) -> str:
    """The name in a text of an agent's share; blank where all its words are others."""
    words = _NO_NAME.sub(" ", text.replace("\u2019", "'").replace("'s ", " "))
    name = " ".join(words.split()).strip(" -,.'&")
    return name if any(map(str.isalpha, name)) else ""


def _column_headings(line: Line) -> dict[str, float]:
    """The left ends of columns, where a line is the heading of a table of items."""
    found: dict[str, float] = {}
    for left, _, text in line.columns:
        word = text.casefold().strip(" :")
        if word in {"payee", "paid to", "payable to"}:
            found["payee"] = left
        elif word in {
            "name",
            "description",
            "item",
            "type",
            "amount",
            "%",
            "rate",
            "percent",
            "credit/debit",
        }:
            found[word] = left
        else:
            return {}
    return found if len(found) > 1 else {}


def _in_column(line: Line, columns: dict[str, float]) -> str:
    """What stands in the column of payees: what begins nearest to its left end."""
    for left, _, text in line.columns:
        nearest = min(columns, key=lambda column: abs(columns[column] - left))
        if nearest == "payee" and not amounts_in(text):
            return text
    return ""


def _no_place(line: Line, text: str) -> NoDisbursement:
    return NoDisbursement(f"Page {line.page} has an amount without a known place: “{text[:120]}”.")


def _no_net(agent: str) -> NoDisbursement:
    return NoDisbursement(f"The share of {agent} has no net.")
