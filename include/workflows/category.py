"""The three categories of workflows. A company has at most one workflow of each turned on."""

from __future__ import annotations

from enum import StrEnum

from include.core_backoffice.streams import Stream

__all__ = ["TRANSACTION_CATEGORIES", "Category", "Stream"]


class Category(StrEnum):
    """A category; its value is the ID of its DAG."""

    BROKERAGE_INCOME = "brokerage_income"
    AGENT_EXPENSES = "agent_expenses"
    AGENT_BILLING = "agent_billing"

    @property
    def heading(self) -> str:
        """As pages show it: `Brokerage income`."""
        return self.value.replace("_", " ").capitalize()

    @property
    def stream(self) -> Stream:
        """The records it is fed from."""
        return Stream.BILLING if self is Category.AGENT_BILLING else Stream.TRANSACTIONS


TRANSACTION_CATEGORIES = tuple(
    category for category in Category if category.stream is Stream.TRANSACTIONS
)
"""Those that are fed from transactions."""
