"""The company file on the PC: QuickBooks opens it and answers qbXML about it."""

from __future__ import annotations

import functools
import json
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from sandbox.quickbooks_desktop import founding, reports, writing
from sandbox.quickbooks_desktop.books import APP, Books
from sandbox.quickbooks_desktop.control_characters import kept
from sandbox.quickbooks_desktop.processor import process
from sandbox.quickbooks_desktop.qbxml.shape import Body
from sandbox.quickbooks_desktop.refusals import Refusal, RequestProcessorError
from sandbox.quickbooks_desktop.session import Session
from sandbox.quickbooks_desktop.settings import DEFAULT_COMPANY, Settings
from sandbox.quickbooks_desktop.store import Record, Store

_REMEMBERED = 2000


@dataclass(frozen=True, slots=True)
class Failure:
    """That QuickBooks gives no response to a message set, before or after it carried it out."""

    when: Literal["before", "after"]
    nth: int = 1
    """Which coming message set; 1 is the next."""
    hresult: str = "0x80040402"
    message: str = (
        "Unexpected error. Check the qbsdklog.txt file for possible additional information."
    )


class CompanyFile:
    """A company file; safe for several threads, which QuickBooks serves one after another.

    Args:
        path: the SQLite file; None keeps everything in memory.
        name: the company's name, when the file is new.
        settings: knobs, as in `Settings`; they stay in the file.
    """

    def __init__(
        self, path: Path | str | None = None, *, name: str = DEFAULT_COMPANY, **settings: Any
    ) -> None:
        self.path = None if path is None else Path(path)
        self.store = Store(self.path)
        self.failures: deque[Failure] = deque()
        self.refusals: deque[Refusal] = deque()
        self.log: deque[tuple[str, str]] = deque(maxlen=_REMEMBERED)
        """The latest message sets with their responses, or with why there was none."""
        self._lock = threading.RLock()
        self._session = Session()
        self.settings = Settings()
        self.set(**{**json.loads(self.store.fact("settings") or "{}"), **settings})
        if self.store.fact("company_name") is None:
            self._found(name)

    def close(self) -> None:
        """Close the file."""
        self.store.close()

    def _found(self, name: str) -> None:
        """Start the company of an empty file; in memory, as a copy of one that was started before."""
        if self.path is None:
            self.store.copy_from(_founded(name, self.store.fact("settings")))
            with self.changing() as books:
                founding.date(books)
        else:
            with self.changing() as books:
                founding.found(books, name)

    # QuickBooks itself

    def process(self, qbxml: str, session: Session | None = None) -> str:
        """Answer a message set, as the request processor of Intuit's SDK does.

        Args:
            qbxml: the request.
            session: the connection it belongs to; without one, that of the tests.

        Raises:
            RequestProcessorError: there is no response; carries the HRESULT.
        """
        with self._lock:
            failure = self._failure()
            try:
                response = self._processed(qbxml, session, failure)
            except RequestProcessorError as error:
                self.log.append((qbxml, str(error)))
                raise
            self.log.append((qbxml, response))
            return response

    def look(self, qbxml: str) -> str:
        """Answer a message set beside the failures that were ordered, and outside the log."""
        with self._lock:
            return self._processed(qbxml, None, None)

    def _processed(self, qbxml: str, session: Session | None, failure: Failure | None) -> str:
        if failure is not None and failure.when == "before":
            raise RequestProcessorError(failure.hresult, failure.message)
        with self.changing() as books:
            response = process(books, session or self._session, qbxml)
        if failure is not None:
            raise RequestProcessorError(failure.hresult, failure.message)
        return response

    def fail_next(
        self, when: Literal["before", "after"] = "before", nth: int = 1, **how: str
    ) -> None:
        """Give no response to a coming message set, before or after it is carried out."""
        self.failures.append(Failure(when, nth, **how))

    def _failure(self) -> Failure | None:
        """What becomes of this message set."""
        if not self.failures:
            return None
        first = self.failures.popleft()
        if first.nth == 1:
            return first
        self.failures.appendleft(replace(first, nth=first.nth - 1))
        return None

    def refuse_next(self, code: int = 3180, message: str = "") -> None:
        """Refuse the next write of an application with this status, whatever it is."""
        sentence = message or (
            "There was an error when saving a transaction.  QuickBooks error message: The list has "
            "been modified by another user."
        )
        self.refusals.append(Refusal(code, sentence))

    def stamp(self, owner_id: str, file_id: str, name: str = "FileID") -> None:
        """Write an application's mark into the company, as the Web Connector does with FileID."""
        with self.changing() as books:
            books.store.database.execute(
                "INSERT OR REPLACE INTO extension VALUES (?, ?, ?)",
                (owner_id.upper(), name, file_id),
            )

    def stamped(self, owner_id: str, name: str = "FileID") -> str | None:
        """An application's mark in the company."""
        with self._lock:
            row = self.store.database.execute(
                "SELECT value FROM extension WHERE owner = ? AND name = ?",
                (owner_id.upper(), name),
            ).fetchone()
        return None if row is None else str(row[0])

    # Knobs

    def set(self, **settings: Any) -> None:
        """Turn knobs (`Settings`), for good."""
        with self._lock, self.store.transaction():
            known = self.settings.model_dump()
            self.settings = Settings.model_validate({**known, **settings})
            self.store.set_fact("settings", self.settings.model_dump_json(exclude_defaults=True))
            founding.follow_preferences(Books(self.store, Settings(**_preferences(self.settings))))

    def lock(self, *ids: str) -> None:
        """Let somebody open these entries."""
        self.set(locked=self.settings.locked | set(ids))

    def unlock(self) -> None:
        """Let everybody close what they have open."""
        self.set(locked=frozenset())

    def clear(self, id_: str, how: Literal["C", "R"] = "R") -> None:
        """Reconcile a transaction, or match it to the bank's statement."""
        self.set(cleared={**self.settings.cleared, id_: how})

    # People

    def enter(self, kind: str, who: str = "Pat Doe", **fields: Any) -> Record:
        """Enter something as a person does; fields as in the kind's Add request."""
        with self.changing(who) as books:
            return writing.add(books, kind, kept(fields))

    def edit(self, id_: str, who: str = "Pat Doe", **fields: Any) -> Record:
        """Change something as a person does, closed period or not; fields as in Mod."""
        with self.changing(who) as books:
            record = books.get(id_)
            key = "TxnID" if record.txn_date else "ListID"
            sent: Body = {key: id_, "EditSequence": str(record.edit_sequence), **kept(fields)}
            return writing.change(books, record.kind, sent)

    def void(self, id_: str, who: str = "Pat Doe") -> Record:
        """Void a transaction as a person does."""
        with self.changing(who) as books:
            return writing.void(books, books.get(id_).kind, id_)

    def delete(self, id_: str, who: str = "Pat Doe") -> Record:
        """Delete a transaction or list entry as a person does."""
        with self.changing(who) as books:
            record = books.get(id_)
            act = writing.delete if record.txn_date else writing.delete_entry
            return act(books, record.kind, id_)

    # What is in the books

    def balances(self) -> dict[str, int]:
        """Account name -> cents, with the sign of its kind."""
        with self.reading() as books:
            return reports.balances(books)

    def trial_balance(self) -> dict[str, Any]:
        """The trial balance, in cents."""
        with self.reading() as books:
            return reports.trial_balance(books)

    def entries(self, kind: str | None = None) -> list[dict[str, Any]]:
        """The transactions in the books, of one kind or of all."""
        with self.reading() as books:
            return [one for one in reports.entries(books) if kind in (None, one["type"])]

    def names(self, kind: str) -> dict[str, str]:
        """Full name -> ListID of a list's entries."""
        with self.reading() as books:
            return {record.label: record.id for record in books.store.find((kind,))}

    @contextmanager
    def reading(self) -> Iterator[Books]:
        """The books, while nobody else is at them."""
        with self._lock:
            yield Books(self.store, self.settings)

    @contextmanager
    def changing(self, who: str = APP) -> Iterator[Books]:
        """The books to be changed; what a person does, no closing date or lock keeps them from."""
        settings = self.settings
        if who != APP:
            free: dict[str, Any] = {"closed_period": "accept", "locked": frozenset()}
            settings = settings.model_copy(update={**free, "read_only": False})
        with self._lock, self.store.transaction():
            refusals = self.refusals if who == APP else deque[Refusal]()
            yield Books(self.store, settings, who, refusals)


def _preferences(settings: Settings) -> dict[str, Any]:
    """The knobs that bring lists along, without those that keep anybody from writing."""
    brought = {"sales_tax", "sales_tax_rate", "multicurrency", "country", "home_currency"}
    return settings.model_dump(include=brought)


@functools.lru_cache(maxsize=16)
def _founded(name: str, settings: str) -> Store:
    """A company's file on its first day, to be copied: tests start many that are the same."""
    store = Store(None)
    with store.transaction():
        store.set_fact("settings", settings)
        founding.found(Books(store, Settings.model_validate_json(settings)), name)
    return store
