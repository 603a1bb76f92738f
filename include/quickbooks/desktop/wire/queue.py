"""What lies between the gateway and the PC: requests that wait, and the answers to them.

The gateway speaks to this interface alone; the database keeps the queue
(`include.web_connector.database_queue`), and the Web Connector's calls empty it (`include.web_connector`).
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
    """QuickBooks may have carried it out, and cannot tell any more."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One request.

    Attributes:
        key: a write's request id; a digest of what a read asks for.
        subject: what is written or read: "invoice", "vendor", "company".
        label: for people: "invoice TR-1 of 10,000.00".
        request: the qbXML of the one request, without its envelope.
    """

    key: str
    subject: str
    label: str
    request: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """What became of a request.

    Attributes:
        responses: the qbXML that came back; several where an iteration took several.
        error: HRESULT and message where QuickBooks gave no qbXML: "0x80040400: ...".
    """

    key: str
    subject: str
    label: str
    stage: Stage
    responses: tuple[str, ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """How the PC is.

    Attributes:
        last_at: when it called last (UTC); None for never.
        in_session: whether a session is open and alive.
        waiting: how many requests wait for it.
        told: why it was sent away last; empty when all went well.
    """

    last_at: dt.datetime | None
    in_session: bool
    waiting: int
    told: str = ""


class MessageQueue(Protocol):
    """The queue of one company, for one step of one run or for a page."""

    def put(self, writes: Sequence[Outgoing]) -> None:
        """Queue writes in their order, each once: one that waits already is left as it is."""
        ...

    def ask(self, reads: Sequence[Outgoing]) -> Mapping[str, str]:
        """Queue what is not asked for yet, or was answered before something was written since.

        Returns:
            By each read's own key the one under which `look` knows it.
        """
        ...

    def look(self, keys: Sequence[str]) -> Mapping[str, Incoming]:
        """How far these are; what the queue does not know, or knows no more, is left out."""
        ...

    def contact(self) -> Contact:
        """How the PC is."""
        ...
