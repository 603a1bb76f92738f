"""Agents and vendors by ID, each read from CORE at most once while a list is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from include.books.causes import HoldCause
from include.core_backoffice.records.commissions import CommissionRow
from include.core_backoffice.records.errors import NotThere, RecordProblem
from include.core_backoffice.records.people import Agent, Payee, Vendor

_Person = Agent | Vendor | RecordProblem | None


class Directory:
    """Finds the agents and vendors whom commission rows pay."""

    def __init__(
        self, read_agent: Callable[[str], Agent], read_vendor: Callable[[str], Vendor]
    ) -> None:
        self._read: Mapping[str, Callable[[str], Agent | Vendor]] = {
            "User": read_agent,
            "Contact": read_vendor,
        }
        self._people: dict[tuple[str, str], _Person] = {}

    def know(self, agent: Agent) -> None:
        """Remember an agent that was read already."""
        self._people[("User", agent.id)] = agent

    def payee_of(self, row: CommissionRow) -> Payee:
        """The agent or vendor that a row pays.

        Raises:
            RecordProblem: CORE does not have them, or their row cannot be used.
        """
        key: tuple[str, str] = (row.payee_type, row.payee_id)
        if key not in self._people:
            self._people[key] = self._look_up(*key)
        person = self._people[key]
        if isinstance(person, Agent):
            return person.payee()
        if isinstance(person, Vendor):
            return person.payee(is_1099="1099" in row.tags)
        if isinstance(person, RecordProblem):
            raise person.blocking(row.row.record_key, row.row.label)
        word = "agent" if row.payee_type == "User" else "contact"
        name = f"{row.payee_name} ({row.payee_id})" if row.payee_name else row.payee_id
        raise row.row.problem(
            "payee_id",
            f"it pays {word} {name}, who was deleted from CORE.",
            f"Restore the {word} in CORE or choose another payee, then sync again.",
            cause=HoldCause.MISSING_AGENT
            if row.payee_type == "User"
            else HoldCause.MISSING_CONTACT,
        )

    def _look_up(self, kind: str, own_id: str) -> _Person:
        try:
            return self._read[kind](own_id)
        except RecordProblem as problem:
            return problem
        except NotThere:
            return None


def known_whole(data: Mapping[str, Any]) -> bool:
    """Whether a row of a list has all fields; the short form of a list leaves most of them out."""
    return "updated_at" in data
