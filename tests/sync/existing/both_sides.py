"""Documents of CORE's and entries of QuickBooks', as short as a bookkeeper would tell them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from include.books.catalogue import ListKind, ListRef, plain
from include.books.documents import Document, DocumentKind, Line
from include.books.entries import Entry, EntryRef, EntryStatus
from include.books.money import Cents
from include.books.parties import Party, PartyKind
from include.sync.existing.comparing.evidence import Evidence, PaidFit, evidence_of
from include.sync.existing.comparing.pairs import Pair
from include.sync.existing.comparing.sides import Found, Owners, Sought
from include.sync.existing.matching import propose
from include.sync.existing.values import Proposal, Wanted

OAK = "12 Oak St, Boston, MA 02128"
ELM = "17 Elm St, #2, Boston, MA 02128"
JUNE = dt.date(2026, 6, 1)
INCOME_ACCOUNT = ListRef(ListKind.PRODUCT, "1", "Gross Commission")
EXPENSE_ACCOUNT = ListRef(ListKind.ACCOUNT, "2", "Agent Commissions")
NUMBER = "TR-2026-640224"


def day(number: int, month: int = 6) -> dt.date:
    """A day of June 2026, or of another month."""
    return dt.date(2026, month, number)


def income(
    number: str = NUMBER,
    place: str = OAK,
    cents: Cents = 30_000_00,
    on: dt.date = JUNE,
    kind: DocumentKind = DocumentKind.INVOICE,
    **more: Any,
) -> Wanted:
    """A transaction's income, with the property as customer."""
    party = Party(f"customer/property:{plain(place)}", PartyKind.CUSTOMER, place, shared=True)
    document = Document(
        key=f"brokerage_income/transaction:{number}/income",
        kind=kind,
        party=party,
        lines=(Line("Gross commission", "Gross commission", cents, INCOME_ACCOUNT),),
        number=number,
        memo=place,
    )
    record = f"transaction:{number}"
    return Wanted(document, on, record, f"{number}, {place}", number, place, **more)


def bill(
    agent: str = "Jane Doe",
    agent_id: int = 10401,
    number: str = NUMBER,
    place: str = OAK,
    cents: Cents = 7_840_15,
    on: dt.date = JUNE,
    kind: DocumentKind = DocumentKind.BILL,
    **more: Any,
) -> Wanted:
    """What an agent gets from a transaction."""
    document = Document(
        key=f"agent_expenses/transaction:{number}/payee:agent:{agent_id}",
        kind=kind,
        party=Party(f"vendor/agent:{agent_id}", PartyKind.VENDOR, agent, print_name=agent),
        lines=(Line("Agent commission", "Commission", cents, EXPENSE_ACCOUNT),),
        number=f"{number}-A{agent_id}",
        memo=place,
    )
    record = f"transaction:{number}"
    return Wanted(document, on, record, f"{number}, {place}", number, place, **more)


def statement(number: str, on: dt.date, cents: Cents = 120_00, agent: str = "Jane Doe") -> Wanted:
    """An agent's billing statement."""
    document = Document(
        key=f"agent_billing/statement:{number}/invoice",
        kind=DocumentKind.INVOICE,
        party=Party(
            "customer/agent:10401",
            PartyKind.CUSTOMER,
            f"{agent} (agent billing)",
            print_name=agent,
        ),
        lines=(Line("Desk fee", "Desk fee", cents, INCOME_ACCOUNT),),
        number=number,
        memo="Monthly billing",
    )
    return Wanted(document, on, f"statement:{number}", f"{number}, {agent}", number, agent)


def payment(of: Wanted, on: dt.date, cents: Cents = 120_00, number: int = 1) -> Wanted:
    """A payment of a statement."""
    document = replace(
        of.document,
        key=f"{of.document.key.removesuffix('invoice')}payment:{number}",
        kind=DocumentKind.PAYMENT,
        lines=(Line("Payment", "Payment", cents, INCOME_ACCOUNT),),
        number=f"P{number}",
        memo=f"Payment for {of.number}",
        pays=of.document.key,
    )
    return replace(of, document=document, date=on)


def entry(
    entry_id: int | str,
    party: str = OAK,
    cents: Cents = 30_000_00,
    on: dt.date | None = JUNE,
    number: str = "",
    memo: str = "",
    kind: DocumentKind = DocumentKind.INVOICE,
    lines: tuple[tuple[str, Cents], ...] = (),
    **more: Any,
) -> Entry:
    """An entry of QuickBooks', an invoice to the property unless said otherwise."""
    return Entry(
        kind=kind,
        ref=EntryRef(str(entry_id), "0"),
        number=number,
        date=on,
        party_id=more.pop("party_id", f"id of {plain(party)}" if party else ""),
        party_name=party,
        total=cents,
        balance=more.pop("balance", cents),
        lines=lines or (("", cents),),
        memo=memo,
        status=more.pop("status", EntryStatus.LIVE),
        **more,
    )


def paid_to(
    entry_id: int | str, vendor: str = "Jane Doe", cents: Cents = 7_840_15, **more: Any
) -> Entry:
    """A bill of QuickBooks'."""
    return entry(entry_id, vendor, cents, kind=more.pop("kind", DocumentKind.BILL), **more)


def evidence(one: Wanted, found: Entry, *others: Wanted) -> Evidence:
    """What agrees and what differs, among other documents that are looked for."""
    return pair(one, found, *others).evidence


def pair(one: Wanted, found: Entry, *others: Wanted) -> Pair:
    """A document and an entry, among other documents that are looked for."""
    sought, entries = [Sought.of(each) for each in (one, *others)], [Found.of(found)]
    compared = evidence_of(sought[0], entries[0], Owners(sought, entries), PaidFit.NONE)
    return Pair(sought[0], entries[0], compared)


def links(wanted: list[Wanted], entries: list[Entry]) -> dict[str, str]:
    """What would be linked with one click: by document key, the ID of its certain entry."""
    return {
        one.wanted.document.key: one.best.entry.ref.id
        for one in propose(wanted, entries)
        if one.is_certain
    }


def the_one(wanted: list[Wanted], entries: list[Entry]) -> Proposal:
    """The only proposal there is."""
    (found,) = propose(wanted, entries)
    return found
