"""What tests of canonical records begin with. Amounts in cents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import pytest

from include.core_backoffice.canonical.deals import to_transaction
from include.core_backoffice.canonical.rows import (
    CanonicalDeal,
    CanonicalItem,
    CanonicalPerson,
    ItemKind,
    PersonRef,
)
from include.core_backoffice.records.deal import Disbursement, Side
from include.core_backoffice.records.errors import RecordProblem
from include.core_backoffice.records.people import PayeeKind
from include.core_backoffice.records.records import Transaction

NOW = dt.datetime(2026, 7, 1, 8, 0, tzinfo=dt.UTC)
FINAL = dt.datetime(2026, 6, 30, 17, 0, tzinfo=dt.UTC)
WHERE = "closings.csv, row 12"
LABEL = "Transaction TR-7, 146 Aldon Drive (closings.csv, row 12)"

JANE = PersonRef(kind=PayeeKind.AGENT, id="jane-doe", name="Jane Doe")
LEE = PersonRef(kind=PayeeKind.AGENT, id="lee-lawson", name="Lee Lawson")
ACME = PersonRef(kind=PayeeKind.VENDOR, id="acme", name="Acme Realty")


class Lists:
    """Lists of agents and vendors in memory."""

    def __init__(
        self, people: Iterable[CanonicalPerson] = (), *, must_be_listed: bool = False
    ) -> None:
        self._people = {person.key: person for person in people}
        self._must_be_listed = must_be_listed

    def person(self, key: str) -> CanonicalPerson | None:
        return self._people.get(key)

    def must_be_listed(self) -> bool:
        return self._must_be_listed


NO_LISTS = Lists()


def item(
    kind: ItemKind,
    cents: int,
    name: str = "",
    *,
    side: Side = "",
    agent: PersonRef | None = None,
    payee: PersonRef | None = None,
    is_1099: bool = False,
) -> CanonicalItem:
    return CanonicalItem(
        kind=kind,
        name=name,
        amount_cents=cents,
        side=side,
        agent=agent,
        payee=payee,
        is_1099=is_1099,
    )


def split(cents: int, agent: PersonRef | None = JANE, side: Side = "") -> CanonicalItem:
    return item(ItemKind.AGENT_SPLIT, cents, agent=agent, side=side)


def net(cents: int, agent: PersonRef | None = JANE, side: Side = "") -> CanonicalItem:
    return item(ItemKind.AGENT_NET, cents, agent=agent, side=side)


def debit(
    cents: int,
    agent: PersonRef | None = JANE,
    side: Side = "",
    *,
    name: str = "Transaction fee",
    payee: PersonRef | None = None,
) -> CanonicalItem:
    return item(ItemKind.AGENT_DEBIT, cents, name, agent=agent, side=side, payee=payee)


def credit(cents: int, agent: PersonRef | None = JANE, side: Side = "") -> CanonicalItem:
    return item(ItemKind.AGENT_CREDIT, cents, "Marketing", agent=agent, side=side)


def brokerage(cents: int) -> CanonicalItem:
    return item(ItemKind.BROKERAGE_NET, cents)


def deal(*items: CanonicalItem, **fields: object) -> CanonicalDeal:
    """A final transaction with a gross commission of $10,000.00."""
    values: dict[str, object] = {
        "id": "7",
        "number": "TR-7",
        "address": "146 Aldon Drive",
        "is_final": True,
        "gross_cents": 10_000_00,
        "items": items,
        **fields,
    }
    return CanonicalDeal(**values)  # type: ignore[arg-type]  # (fields by name)


def read(made: CanonicalDeal, people: Lists = NO_LISTS) -> Transaction:
    return to_transaction(made, people, updated_at=NOW, final_at=FINAL, where=WHERE)


def money(made: CanonicalDeal, people: Lists = NO_LISTS) -> Disbursement:
    found = read(made, people).disbursement
    assert found is not None
    return found


def problem(made: CanonicalDeal, people: Lists = NO_LISTS) -> RecordProblem:
    with pytest.raises(RecordProblem) as caught:
        read(made, people)
    assert caught.value.record_key == "transaction:7"
    return caught.value
