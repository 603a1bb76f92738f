"""What a kind of object is: its rules, what it posts, what it settles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from sandbox.accounting.ledger import Posting
from sandbox.quickbooks_desktop.books import Books
from sandbox.quickbooks_desktop.qbxml.shape import Body
from sandbox.quickbooks_desktop.store import Record

Prepare: TypeAlias = Callable[[Books, Body, Record | None], None]
"""Completes and checks a body in place; the second record is the version before, if any."""
Post: TypeAlias = Callable[[Books, Body], Sequence[Posting]]
Settle: TypeAlias = Callable[[Books, str, Body], None]
"""Brings the links of a transaction up to date after it was kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """One kind of list entry or transaction.

    Attributes:
        lines: its lines' elements without Add, Mod and Ret: "InvoiceLine".
        required: references that a transaction cannot be without.
        party: the reference that says whom it is with.
        numbering: whether QuickBooks gives a number when none is sent.
        settle: for transactions that settle others.
    """

    name: str
    prepare: Prepare
    post: Post | None = None
    lines: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    party: str = ""
    numbering: bool = False
    settle: Settle | None = None

    @property
    def transaction(self) -> bool:
        """Whether it posts to the ledger."""
        return self.post is not None
