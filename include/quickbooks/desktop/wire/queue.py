"""What is between the gateway and the PC: requests that wait, and the responses to them.

The gateway uses only this interface. The CoreBooks database keeps the queue
(`include.web_connector.database_queue`), and the Web Connector's calls empty it
(`include.web_connector`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Stage(StrEnum):
    """How far a request is."""

    WAITING = "waiting"
    ANSWERED = "answered"
    LOST = "lost"
    """QuickBooks may have posted it, and no longer has the response."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One request.

    Attributes:
        key: a write's request ID; a hash of what a read asks for.
        subject: what is written or read: "invoice", "vendor", "company".
        label: for people: "invoice TR-1 of $10,000.00".
        request: the qbXML of the one request, without its envelope.
    """

    key: str
    subject: str
    label: str
    request: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """What happened to a request.

    Attributes:
        key, subject, label: as of `Outgoing`.
        stage: how far it is.
        responses: the qbXML that came back; several where an iteration took several.
        error: HRESULT and message where QuickBooks returned no qbXML: "0x80040400: ...".
    """

    key: str
    subject: str
    label: str
    stage: Stage
    responses: tuple[str, ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """The state of the PC.

    Attributes:
        last_at: when it called last (UTC); None for never.
        in_session: whether a session is open and alive.
        waiting: how many requests wait for it.
        problem: why its last connection was refused; empty when it wasn't.
    """

    last_at: dt.datetime | None
    in_session: bool
    waiting: int
    problem: str = ""


class MessageQueue(Protocol):
    """The queue of one company, for one step of one run or for a page."""

    def put(self, writes: Sequence[Outgoing]) -> None:
        """Queue writes in their order, each once: one that is waiting stays as it is."""
        ...

    def ask(self, reads: Sequence[Outgoing]) -> Mapping[str, str]:
        """Queue reads that aren't queued yet, or were answered before a later write.

        Returns:
            By each read's own key the key to give to `look`.
        """
        ...

    def look(self, keys: Sequence[str]) -> Mapping[str, Incoming]:
        """How far these are; those that the queue doesn't have, or no longer has, are left out."""
        ...

    def contact(self) -> Contact:
        """The state of the PC."""
        ...

    def non_taxable(self) -> str:
        """ListID of the file's sales tax code for what isn't taxable; empty without sales tax."""
        ...
