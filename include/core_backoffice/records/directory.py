"""Agents and vendors by id, each read from CORE at most once while a list is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from include.core_backoffice.records.commissions import CommissionRow
from include.core_backoffice.records.errors import RecordProblem
from include.core_backoffice.records.people import Agent, Payee, Vendor
from include.core_backoffice.rest.answers import NotThere

_Found = Agent | Vendor | RecordProblem | None


class Directory:
    """Finds who stands behind the payees of commission rows."""

    def __init__(
        self, read_agent: Callable[[str], Agent], read_vendor: Callable[[str], Vendor]
    ) -> None:
        self._read: Mapping[str, Callable[[str], Agent | Vendor]] = {
            "User": read_agent,
            "Contact": read_vendor,
        }
        self._found: dict[tuple[str, str], _Found] = {}

    def know(self, agent: Agent) -> None:
        """Take in an agent that was read already."""
        self._found[("User", agent.id)] = agent

    def payee_of(self, row: CommissionRow) -> Payee:
        """The agent or vendor that a row pays.

        Raises:
            RecordProblem: CORE does not know them, or what it says of them is unusable.
        """
        key: tuple[str, str] = (row.payee_type, row.payee_id)
        if key not in self._found:
            self._found[key] = self._look_up(*key)
        found = self._found[key]
        if isinstance(found, Agent):
            return found.payee()
        if isinstance(found, Vendor):
            return found.payee(is_1099="1099" in row.tags)
        if isinstance(found, RecordProblem):
            raise found.blocking(row.row.record_key, row.row.label)
        word = "agent" if row.payee_type == "User" else "contact"
        name = f"{row.payee_name} ({row.payee_id})" if row.payee_name else row.payee_id
        raise row.row.problem(
            "payee_id",
            f"it pays {word} {name}, but CORE has no such {word} any more.",
            f"Restore the {word} in CORE, or choose another payee for the item; then sync again.",
            cause=f"missing {word}",
        )

    def _look_up(self, kind: str, own_id: str) -> _Found:
        try:
            return self._read[kind](own_id)
        except RecordProblem as problem:
            return problem
        except NotThere:
            return None


def known_whole(data: Mapping[str, Any]) -> bool:
    """Whether a row of a list has all fields; the short form of a list leaves most of them out."""
    return "updated_at" in data
