"""A feed's lists of agents and vendors, each looked up at most once while records are read."""

from __future__ import annotations

from typing import TypeAlias

from include.core_backoffice.canonical.rows import CanonicalPerson
from include.core_backoffice.feeds.held import held_problem
from include.core_backoffice.feeds.shelf import Shelf, Shelved
from include.core_backoffice.records.errors import RecordProblem

_Found: TypeAlias = CanonicalPerson | RecordProblem | None


class ListedPeople:
    """`People` of a shelf. It is made for one read and then dropped: lists change."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._found: dict[str, _Found] = {}
        self._must_be_listed: bool | None = None

    def person(self, key: str) -> CanonicalPerson | None:
        """An agent or vendor by key; None if no list has them.

        Raises:
            RecordProblem: an agent must be listed and is, but in a row that can't be used.
        """
        if key not in self._found:
            self._found[key] = self._look_up(key)
        found = self._found[key]
        if isinstance(found, RecordProblem):
            raise found.with_traceback(None)
        return found

    def must_be_listed(self) -> bool:
        """Whether agents of deals and statements must be on the list of agents."""
        if self._must_be_listed is None:
            self._must_be_listed = self._shelf.must_be_listed()
        return self._must_be_listed

    def _look_up(self, key: str) -> _Found:
        person = self._shelf.person(key)
        if person is not None or not key.startswith(f"{Shelved.AGENT}:"):
            return person
        kept = self._shelf.one(key) if self.must_be_listed() else None
        return held_problem(kept) if kept and kept.held and not kept.gone else None
