"""A company's move to another QuickBooks, as the database keeps it: both ends, candidates, and the proof."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

from include.books.catalogue import Catalogue, ListEntry
from include.books.entries import Entry
from include.books.money import Cents

_LISTS = TypeAdapter(list[ListEntry])


class Home(BaseModel):
    """A QuickBooks company at one end of a move.

    Attributes:
        edition: as of the company: "QuickBooks Desktop".
        realm_id: QuickBooks' own ID of the company.
        quickbooks_connection: the Airflow connection to it; empty for Desktop.
        facts: what it is like (`stored.company_facts`).
    """

    model_config = ConfigDict(frozen=True)

    version: Literal[1] = 1
    edition: str
    realm_id: str
    quickbooks_connection: str
    name: str
    plan: str
    country: str
    currency: str
    facts: dict[str, Any]

    def stored(self) -> dict[str, Any]:
        """As the database keeps it."""
        return self.model_dump(mode="json")


def home_from_json(values: Mapping[str, Any]) -> Home:
    """The end of a move that the database stored."""
    return Home.model_validate(values)


class MoveCandidate(BaseModel):
    """An entry of the new QuickBooks that may be one of the old.

    Attributes:
        id: QuickBooks' ID.
        number, date, party_name: as QuickBooks shows it.
        total_cents: its total, without tax.
        memo: its memo.
    """

    model_config = ConfigDict(frozen=True)

    version: Literal[1] = 1
    id: str
    number: str
    date: dt.date | None
    total_cents: Cents
    party_name: str
    memo: str

    @classmethod
    def of(cls, entry: Entry) -> MoveCandidate:
        """What is kept of an entry."""
        return cls(
            id=entry.ref.id,
            number=entry.number,
            date=entry.date,
            total_cents=entry.net,
            party_name=entry.party_name,
            memo=entry.memo,
        )

    def stored(self) -> dict[str, Any]:
        """As the database keeps it."""
        return self.model_dump(mode="json")


def candidates_from_json(values: Iterable[Mapping[str, Any]]) -> list[MoveCandidate]:
    """The candidates that the database stored."""
    return [MoveCandidate.model_validate(one) for one in values]


class ProofRow(BaseModel):
    """What both QuickBooks have of one account in one month, of what CoreBooks posted, in cents."""

    model_config = ConfigDict(frozen=True)

    version: Literal[1] = 1
    month: dt.date
    account: str
    old_cents: Cents
    new_cents: Cents

    @property
    def difference_cents(self) -> Cents:
        """The new one minus the old one."""
        return self.new_cents - self.old_cents

    def stored(self) -> dict[str, Any]:
        """As the database keeps it."""
        return self.model_dump(mode="json")


def proof_from_json(values: Iterable[Mapping[str, Any]]) -> list[ProofRow]:
    """The proof that the database stored."""
    return [ProofRow.model_validate(one) for one in values]


def lists_to_json(catalogue: Catalogue) -> list[Any]:
    """The lists of a company as the database stores them."""
    values: list[Any] = _LISTS.dump_python(list(catalogue.entries), mode="json")
    return values


def lists_from_json(values: list[Any]) -> Catalogue:
    """The lists that the database stored."""
    return Catalogue(_LISTS.validate_python(values))
