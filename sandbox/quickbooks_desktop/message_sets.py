"""What QuickBooks remembers of message sets, so that a lost answer can be asked for again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from lxml import etree

from sandbox.quickbooks_desktop.books import Books

LONGEST = 23
NO_STATE, OTHER_CONTENT, NOT_STORED, TOO_LONG, NOT_KEPT = "600", "9001", "9002", "9004", "9005"


@dataclass(frozen=True, slots=True)
class Recalled:
    """What is to be answered instead of processing: a status, and the response that was kept."""

    status: str
    response: str = ""


def checksum(messages: etree._Element) -> str:
    """A digest of the requests; what is not sent again exactly as before is another set."""
    content = [etree.tostring(child, method="c14n") for child in messages]
    return hashlib.sha256(b"".join(content)).hexdigest()


def recall(books: Books, messages: etree._Element) -> Recalled | None:
    """Look at a set's identifiers before it is processed; None to process it.

    An old identifier alone is forgotten, the same one as old and new asks what became of it, a new
    one that is known is answered from memory.
    """
    old, new = messages.get("oldMessageSetID"), messages.get("newMessageSetID")
    if any(len(id_ or "") > LONGEST for id_ in (old, new)):
        return Recalled(TOO_LONG)
    if old and old == new and not len(messages):
        kept = _kept(books, old)
        return Recalled(NOT_STORED) if kept is None else Recalled("0", kept[1])
    if old and old != new:
        known = _forget(books, old)
        if not len(messages):
            return Recalled("0" if known else NO_STATE)
    kept = _kept(books, new) if new else None
    if kept is None:
        return None
    return Recalled("0", kept[1]) if kept[0] == checksum(messages) else Recalled(OTHER_CONTENT)


def keep(books: Books, messages: etree._Element, response: str) -> str:
    """Remember what became of a set; the status to answer with."""
    new = messages.get("newMessageSetID")
    if not new or books.settings.message_sets_forgotten:
        return "0"
    books.store.database.execute(
        "INSERT INTO message_set VALUES (?, ?, ?, ?)",
        (new, checksum(messages), books.now(), response),
    )
    return "0"


def _kept(books: Books, id_: str) -> tuple[str, str] | None:
    row = books.store.database.execute(
        "SELECT checksum, response FROM message_set WHERE id = ?", (id_,)
    ).fetchone()
    return None if row is None else (str(row[0]), str(row[1]))


def _forget(books: Books, id_: str) -> bool:
    cursor = books.store.database.execute("DELETE FROM message_set WHERE id = ?", (id_,))
    return cursor.rowcount > 0
