"""The things that events of the audit trail are about, as pieces of a sentence that lead to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from include.books.documents import DocumentKind
from include.books.wording import numbered
from include.database.reads.streams import is_stray
from include.database.reads.trail import TrailEvent
from include.database.reads.trail_names import TrailNames, record_key
from include.web.history.pieces import Piece, link
from include.workflows.category import Category

_ENTRIES = frozenset(kind.value for kind in DocumentKind)
_WHO = {"agent": "agent", "vendor": "contact", "property": "property"}


@dataclass(frozen=True, slots=True)
class Things:
    """An event, and the names of what it is about."""

    event: TrailEvent
    names: TrailNames

    @property
    def detail(self) -> Mapping[str, Any]:
        """The event's details."""
        return self.event.detail

    def text(self, name: str) -> str:
        """A detail as text; empty where there is none, or where it has parts of its own."""
        value = self.detail.get(name)
        return str(value) if isinstance(value, str | int) else ""

    def number(self, name: str) -> int | None:
        """A detail as a whole number; None where it is none."""
        value = self.detail.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    @property
    def record(self) -> Piece | None:
        """The record it is about, as a link to its page."""
        key = record_key(self.event)
        return self.record_of(key) if key else None

    def record_of(self, key: str) -> Piece:
        """A record by its key: its title, as a link to its page."""
        kind, _, own_id = key.partition(":")
        known = self.names.records.get(key)
        title = known.title if known and known.title else f"{kind} {own_id}"
        if kind == "transaction" or is_stray(key):
            return link(title, f"transactions/{own_id}")
        agent = known.owner.partition(":")[2] if known else ""
        return link(title, f"billing/{agent}" if agent else "")

    def party(self, key: str) -> str:
        """CORE's name of a customer or vendor; without one, what its key says: "agent 45"."""
        known = self.names.parties.get(key)
        if known and (known.core or known.quickbooks):
            return known.core or known.quickbooks
        kind, _, own_id = key.partition("/")[2].partition(":")
        return f"{_WHO.get(kind, kind)} {own_id}" if kind in ("agent", "vendor") else own_id or key

    def party_in_quickbooks(self, key: str) -> str:
        """QuickBooks' name of a customer or vendor; empty where it isn't known."""
        known = self.names.parties.get(key)
        return known.quickbooks if known else ""

    def entry(self, kind: str, number: str, entry_id: str) -> Piece:
        """An entry by its kind and number, as a link to it in QuickBooks."""
        said = numbered(kind, number or entry_id)
        return Piece(said, entry=(kind, entry_id) if kind in _ENTRIES and entry_id else None)

    @property
    def run(self) -> Piece | str:
        """The run that the event is about, as a link; "a run" where it isn't known."""
        number = self.event.run
        return link(f"run {number}", f"history/{number}") if number is not None else "a run"

    @property
    def category(self) -> str:
        """The workflow that it is about: "brokerage income"; empty where it isn't about one."""
        about = self.names.runs.get(self.event.run) if self.event.run is not None else None
        places = [self.text("category"), self.event.subject.split("/", maxsplit=1)[0]]
        found = next(
            (one for one in places if one in set(Category)), about.category if about else ""
        )
        return Category(found).heading.lower() if found else ""

    @property
    def workflow(self) -> Piece | str:
        """The workflow whose setup it is about, as a link: "Brokerage income"."""
        subject = self.event.subject
        if subject not in set(Category):
            return subject
        return link(Category(subject).heading, f"workflows/{subject}")

    def person(self, person_id: str) -> str:
        """Who an ID of the auth manager is; an ID that isn't known is shown as it is."""
        return self.names.people.get(person_id, person_id)
