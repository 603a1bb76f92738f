"""What is corrected in the CORE sandbox for each workflow, and the entry in QuickBooks that must follow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

from sandbox.demo.settings import REALM

STEP = 1_000_00
"""By how many cents each correction raises an amount."""


@dataclass(frozen=True, slots=True)
class Stack:
    """The sandboxes beside an Airflow: where CORE and QuickBooks are.

    `check` raises if it is to stop, or if one of its processes ended.
    """

    core_url: str
    quickbooks_url: str
    check: Callable[[], None] = lambda: None

    def core(self, path: str, **change: Any) -> Any:
        """What is at a path of the sandbox; changed first, if values are given."""
        address = f"{self.core_url}/sandbox{path}"
        method = "PATCH" if change else "GET"
        answer = httpx.request(method, address, json=change or None, timeout=30, trust_env=False)
        answer.raise_for_status()
        return answer.json()

    def entries(self, kind: str) -> list[dict[str, Any]]:
        """The entries of a kind in QuickBooks."""
        address = f"{self.quickbooks_url}/sandbox/{REALM}/entries"
        rows: list[dict[str, Any]] = httpx.get(address, timeout=30, trust_env=False).json()
        return [row for row in rows if row["type"] == kind]


class Correction:
    """A record of CORE whose amount is raised again and again.

    Attributes:
        record: the CORE ID to sync.
    """

    kind = "Invoice"

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.record, self.entry = "", ""
        self.before: dict[str, Any] = {}

    def correct(self) -> None:
        """Raise the amount in CORE."""
        self.before = self._entry()
        self._raise()

    def is_posted(self) -> bool:
        """Whether the entry in QuickBooks has another amount than before the correction."""
        return bool(self._entry()["total"] != self.before["total"])

    def _entry(self) -> dict[str, Any]:
        return next(row for row in self.stack.entries(self.kind) if row["id"] == self.entry)

    def _raise(self) -> None:
        raise NotImplementedError


class CorrectedDeal(Correction):
    """A transaction whose gross commission is raised."""

    def __init__(self, stack: Stack) -> None:
        super().__init__(stack)
        entries = stack.entries(self.kind)
        for deal in stack.core("/transactions"):
            mine = [row for row in entries if str(row["number"]).startswith(deal["custom_id"])]
            # One entry, so that it is posted when that entry is.
            if len(mine) == 1:
                self.record, self.entry = str(deal["id"]), mine[0]["id"]
                self._gross = int(deal["gross"])
                return
        raise LookupError(f"no transaction has exactly one {self.kind.lower()}")

    def _raise(self) -> None:
        self._gross += STEP
        self.stack.core(f"/transactions/{self.record}", gross=self._gross)


class CorrectedExpense(CorrectedDeal):
    """A transaction with one bill, whose gross commission is raised."""

    kind = "Bill"


class CorrectedStatement(Correction):
    """An unpaid statement, one of whose items is raised."""

    def __init__(self, stack: Stack) -> None:
        super().__init__(stack)
        invoices = {row["number"]: row["id"] for row in stack.entries(self.kind)}
        statement = next(
            one
            for one in stack.core("/statements")
            if not one["paid"] and one["number"] in invoices
        )
        self.record, self.entry = str(statement["agent"]), invoices[statement["number"]]
        self._item = next(item for item in statement["items"] if not item["credit"])
        self._path = f"/statements/{statement['id']}/items/{self._item['id']}"

    def _raise(self) -> None:
        self._item["amount"] += STEP
        self.stack.core(self._path, amount=self._item["amount"])


CORRECTIONS: dict[str, type[Correction]] = {
    "brokerage_income": CorrectedDeal,
    "agent_expenses": CorrectedExpense,
    "agent_billing": CorrectedStatement,
}
"""DAG -> what is corrected for it."""
