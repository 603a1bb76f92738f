"""Books that another hand kept before CoreBooks: what it posted for CORE's transactions, in five styles.

Everything is made from a seed. Of each entry it is known which document it is for, or that it is for none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from random import Random

from include.books.catalogue import Catalogue, plain
from include.books.documents import Document, DocumentKind
from include.books.entries import Entry, EntryRef, EntryStatus
from include.books.money import Cents
from include.core_backoffice.records.records import Transaction
from include.sync.existing.values import Wanted
from include.workflows.choices import suggested
from include.workflows.naming import display_name
from include.workflows.template import template

NOISE = 0.05
"""Of names, days, and memos, each."""

_MISSING = 0.03
"""Documents that the other hand never posted."""
_DECOYS = 0.1

_TITLE_COMPANIES = ("Old Colony Title", "Commonwealth Closing LLC", "Harbor Title")
_OTHER_TEXTS = ("Office rent", "Photography", "Lunch & learn", "Staging deposit", "", "Refund")


class Style(StrEnum):
    """Ways of booking."""

    BUILT_IN = "CORE's own integration"
    NET = "the brokerage's net"
    SPLIT = "split over lines"
    BY_HAND = "by hand"
    OTHER_NUMBERS = "another connector with its own numbers"


@dataclass(frozen=True, slots=True)
class Booked:
    """One entry as the other hand booked it; `document_key` is what it is for, empty for nothing of CORE's."""

    document_key: str
    kind: DocumentKind
    party: str
    number: str
    day: dt.date
    memo: str
    lines: tuple[tuple[str, Cents], ...]
    style: Style | None = None

    @property
    def total(self) -> Cents:
        """The sum of the lines, in cents."""
        return sum(cents for _, cents in self.lines)

    @property
    def is_sale(self) -> bool:
        """Whether its party is a customer."""
        return self.kind is DocumentKind.INVOICE


@dataclass(frozen=True, slots=True)
class Deal:
    """A transaction, and the documents that CoreBooks would make of it."""

    transaction: Transaction
    wanted: tuple[Wanted, ...]


def deals_of(transactions: Iterable[Transaction], catalogue: Catalogue) -> list[Deal]:
    """The transactions that post, with invoices for income and bills for expenses, dated at closing."""
    found = (_deal(one, catalogue) for one in transactions if one.disbursement is not None)
    return [deal for deal in found if deal.wanted]


def _deal(transaction: Transaction, catalogue: Catalogue) -> Deal:
    documents: list[Document] = []
    for key in ("income-via-invoices", "expenses-via-bills"):
        chosen = template(key)
        options = chosen.options.model_validate(suggested(chosen.options, catalogue))
        posting = chosen.entries_for(transaction, options, catalogue)
        documents += [one for one in posting.documents if one.key not in posting.needless]
    return Deal(transaction, tuple(_wanted(transaction, one) for one in documents))


def _wanted(transaction: Transaction, document: Document) -> Wanted:
    disbursement = transaction.disbursement
    is_income = document.kind is DocumentKind.INVOICE
    net = disbursement.brokerage_net_cents if disbursement and is_income else 0
    return Wanted(
        document=document,
        date=transaction.closing_date or dt.date(2026, 1, 1),
        record_key=transaction.key,
        record_name=transaction.label,
        number=transaction.number,
        place=transaction.address_line,
        other_amounts=(("brokerage net", net),) if net > 0 else (),
    )


def booked_by_another_hand(
    deals: Sequence[Deal], seed: int = 7, styles: Sequence[Style] = tuple(Style)
) -> list[Booked]:
    """What the other hand posted: each deal in one of the styles, with noise, gaps, and decoys."""
    random = Random(seed)  # noqa: S311  (no secret comes of it)
    hand = _Hand(random)
    booked: list[Booked] = []
    for place, deal in enumerate(deals):
        style = styles[place % len(styles)]
        for wanted in deal.wanted:
            entry = hand.booked(deal, wanted, style)
            booked += [] if random.random() < _MISSING else [hand.with_noise(entry)]
            booked += hand.decoys(entry)
    random.shuffle(booked)
    return booked


class _Hand:
    """Who posts."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._next = 1000

    def booked(self, deal: Deal, wanted: Wanted, style: Style) -> Booked:
        """A document as this style books it, without noise."""
        document = wanted.document
        plain = Booked(
            document_key=document.key,
            kind=document.kind,
            party=document.party.display_name,
            number=deal.transaction.number,
            day=wanted.date,
            memo=wanted.place,
            lines=tuple((line.item_name, line.amount) for line in document.lines),
            style=style,
        )
        match style:
            case Style.BUILT_IN:
                return plain
            case Style.NET:
                return self._net(plain, wanted)
            case Style.SPLIT:
                return self._split(plain, deal)
            case Style.BY_HAND:
                return self._by_hand(plain, deal)
            case Style.OTHER_NUMBERS:
                return self._numbered(plain, deal)

    def _net(self, plain: Booked, wanted: Wanted) -> Booked:
        digits = plain.number.rpartition("-")[2]
        lines = plain.lines
        if wanted.other_amounts:
            lines = (("Commission", wanted.other_amounts[0][1]),)
        return replace(plain, number=f"INV-{digits}", lines=lines, memo=plain.memo.split(",")[0])

    def _split(self, plain: Booked, deal: Deal) -> Booked:
        lines: list[tuple[str, Cents]] = []
        for text, cents in plain.lines:
            part = cents * self._random.choice((30, 50, 60)) // 100
            lines += [(f"{text}, listing", part), (f"{text}, selling", cents - part)]
        memo = f"Closing {deal.transaction.address.strip()}"
        return replace(
            plain, number=plain.number.removeprefix("TR-"), lines=tuple(lines), memo=memo
        )

    def _by_hand(self, plain: Booked, deal: Deal) -> Booked:
        street = display_name(deal.transaction.address)
        party = plain.party
        if plain.is_sale:
            party = self._random.choice((street, street, self._random.choice(_TITLE_COMPANIES)))
        memo = self._random.choice((f"comm. {street}", street, street.upper()))
        day = plain.day + dt.timedelta(days=self._random.choice((0, 0, 1, 1, 2, 3)))
        lines = (("Commission", plain.total),)
        return replace(plain, number="", party=party, memo=memo, day=day, lines=lines)

    def _numbered(self, plain: Booked, deal: Deal) -> Booked:
        self._next += 1
        street = deal.transaction.address.strip()
        day = plain.day + dt.timedelta(days=self._random.choice((1, 1, 2)))
        return replace(plain, number=f"CX-{self._next}", memo=f"{street} commission", day=day)

    def with_noise(self, entry: Booked) -> Booked:
        """The same with what people get wrong."""
        random = self._random
        if random.random() < NOISE:
            entry = replace(entry, party=mistyped(random, entry.party))
        if random.random() < NOISE:
            days = random.choice((-4, -2, -1, 1, 3, 6, 12, 25))
            entry = replace(entry, day=entry.day + dt.timedelta(days=days))
        if random.random() < NOISE:
            memo = random.choice((mistyped(random, entry.memo), entry.memo[:12], "", "see file"))
            entry = replace(entry, memo=memo)
        return entry

    def decoys(self, entry: Booked) -> Iterator[Booked]:
        """Entries for something else that look like this one."""
        random = self._random
        if random.random() >= _DECOYS:
            return
        days = dt.timedelta(days=random.choice((-20, -3, 0, 2, 9, 30)))
        far = dt.timedelta(days=random.choice((-90, -50, 50, 75)))
        other = random.choice(_TITLE_COMPANIES) if entry.is_sale else "Bay State Rent LLC"
        text = random.choice(_OTHER_TEXTS)
        decoy = replace(entry, document_key="", number=f"{random.randrange(100, 999)}", memo=text)
        kind = random.choice(("same amount", "same party, later", "same address"))
        if kind == "same amount":
            yield replace(decoy, party=other, day=entry.day + days)
        elif kind == "same party, later":
            yield replace(decoy, day=entry.day + far, memo="Bonus" if text else "")
        else:
            lines = (("Staging", 75_000 + random.randrange(90_000)),)
            yield replace(decoy, memo=entry.memo, lines=lines, day=entry.day + days)


def mistyped(random: Random, text: str) -> str:
    """A text with two letters exchanged, one left out, or one twice."""
    if len(text) < 4:
        return text
    at = random.randrange(1, len(text) - 1)
    return random.choice(
        (
            text[:at] + text[at + 1] + text[at] + text[at + 2 :],
            text[:at] + text[at + 1 :],
            text[:at] + text[at] + text[at:],
        )
    ).strip()


def as_entries(booked: Iterable[Booked]) -> tuple[list[Entry], dict[str, str]]:
    """The entries as QuickBooks shows them, and by document key the ID of its entry."""
    entries: list[Entry] = []
    truth: dict[str, str] = {}
    for place, one in enumerate(booked):
        entry_id = str(place + 1)
        entries.append(
            Entry(
                kind=one.kind,
                ref=EntryRef(entry_id, "0"),
                number=one.number,
                date=one.day,
                party_id=f"{'C' if one.is_sale else 'V'}-{plain(one.party)}",
                party_name=one.party,
                total=one.total,
                balance=one.total,
                lines=one.lines,
                memo=one.memo,
                status=EntryStatus.LIVE,
            )
        )
        if one.document_key:
            truth[one.document_key] = entry_id
    return entries, truth
