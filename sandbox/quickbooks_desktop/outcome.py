"""How an update of the Web Connector ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Status: TypeAlias = Literal[
    "done", "nothing to do", "not a valid user", "busy", "postponed", "refused", "stopped", "lost"
]
"""How an update ended. "refused": clientVersion said no; "stopped": the service gave an error;
"lost": the connection, or the Web Connector itself, broke."""


@dataclass(slots=True)
class Outcome:
    """What a person sees of an update afterwards.

    Attributes:
        status: how it ended.
        message: what the service said last, or what broke.
        warnings: what clientVersion warned of.
        calls: the operations called, in order.
        requests: how many message sets went to QuickBooks.
        progress: the last percentage that receiveResponseXML gave.
        every_seconds: the floor that authenticate sets for running on its own.
    """

    status: Status = "lost"
    message: str = ""
    warnings: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    requests: int = 0
    progress: int = 0
    every_seconds: int | None = None
