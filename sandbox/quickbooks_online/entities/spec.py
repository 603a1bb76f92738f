"""What an entity is: its properties, its rules, what it posts and what it settles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from sandbox.accounting.ledger import Posting
from sandbox.quickbooks_online.fields import Fields
from sandbox.quickbooks_online.plans import Feature
from sandbox.quickbooks_online.store import Body, Record

if TYPE_CHECKING:
    from sandbox.quickbooks_online.company import Company


@dataclass(frozen=True, slots=True)
class Link:
    """That a line of a transaction settles (or deposits) another one by so many cents."""

    to_entity: str
    to_id: str
    amount: int


Prepare: TypeAlias = "Callable[[Company, Body, Record | None], Body]"
"""Entity's own rules: gets the cleaned body and the earlier version, returns the body to keep."""
Post: TypeAlias = "Callable[[Company, Body], Sequence[Posting]]"
Links: TypeAlias = "Callable[[Company, Body], Sequence[Link]]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """One entity of the API.

    Attributes:
        kind: parties share one id sequence and one set of names; lists are deactivated, never
            deleted; transactions post to the ledger.
        queryable: properties that a query may filter and sort by.
        feature: the plan's feature it needs.
        numbering: "sales" follows the company's numbering preference, "purchase" refuses doubles.
        resent: properties that a sparse update must have too.
        voidable: how the API voids it: "operation" (?operation=void), "include"
            (?operation=update&include=void), or not at all.
        void_breaks: whether asking for it makes the service fail instead of refusing.
        voidable_by_hand: whether a person can in QuickBooks' pages, though the API cannot.
    """

    name: str
    kind: Literal["party", "list", "transaction"]
    fields: Fields
    prepare: Prepare
    required: tuple[str, ...] = ()
    queryable: frozenset[str] = frozenset()
    post: Post | None = None
    links: Links | None = None
    feature: Feature | None = None
    numbering: Literal["sales", "purchase", "journal", "free"] = "free"
    resent: tuple[str, ...] = ()
    voidable: Literal["", "operation", "include"] = ""
    void_breaks: bool = False
    voidable_by_hand: bool = False
    read_only: bool = False
