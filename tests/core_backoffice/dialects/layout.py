"""A header dialect: how one product's file tells a deal, and the profile that reads it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from include.core_backoffice.mapping.profile import Profile
from tests.core_backoffice.dialects.cells import Headers, Line
from tests.core_backoffice.dialects.generate import Limits
from tests.core_backoffice.dialects.truth import Seen, TrueDeal
from tests.core_backoffice.dialects.writers import Writer


@dataclass(frozen=True, slots=True)
class Layout:
    """A layout.

    Attributes:
        name: of the dialect.
        product: whose it is.
        file: the file's name.
        profile: how it is read.
        headers: of its sheets.
        limits: what deals it has room for.
        seen: what it can tell of them.
        lines: a deal's rows.
        writer: the format.
        key, day, status: the columns of the deal's number, closing date and status; "" if none.
        amounts: columns of amounts, each of which a cent moves out of what the others say.
        agents: columns that name an agent.
        total: a total row of all lines; its cells come from summing `amounts`.
    """

    name: str
    product: str
    file: str
    profile: Profile
    headers: Headers
    limits: Limits
    seen: Seen
    lines: Callable[[TrueDeal], list[Line]]
    writer: Writer
    key: str
    day: str
    status: str
    amounts: frozenset[str]
    agents: tuple[str, ...]
    total: tuple[str, str] | None = None
    has_balance: bool = True
    emails: tuple[str, ...] = field(default=())
