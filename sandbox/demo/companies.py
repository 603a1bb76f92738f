"""Kinds of QuickBooks Online companies that the demo can show: `COMPANY=sales-tax`."""

from __future__ import annotations

from collections.abc import Mapping

from include.workflows.category import Category
from sandbox.demo.choices import chosen
from sandbox.demo.failures import DemoFailed

USUAL = "usual"
COMPANIES: Mapping[str, Mapping[str, str]] = {
    USUAL: {},
    "sales-tax": {"sales_tax": "true"},
    "simple-start": {"offering_sku": "QuickBooks Online Simple Start"},
    "own-numbers": {"custom_txn_numbers": "false"},
    "multicurrency": {"multicurrency": "true"},
}
"""The word that chooses a company -> the knobs of the sandbox that make it one."""

_NO_BILLS = frozenset({"simple-start"})


class CompanyUnknown(DemoFailed):
    """There is no such company; the message lists those there are."""

    def __init__(self, word: str) -> None:
        super().__init__(f"There is no company {word!r}. Choose one of: {', '.join(COMPANIES)}.")


def company(word: str, edition: str) -> str:
    """The company that a word chooses.

    Raises:
        CompanyUnknown: none.
        DemoFailed: QuickBooks Desktop is shown with the usual company only.
    """
    plain = word.strip().lower() or USUAL
    if plain not in COMPANIES:
        raise CompanyUnknown(word)
    if plain != USUAL and edition != "online":
        raise DemoFailed(
            f"COMPANY={plain} is a QuickBooks Online company. Leave out EDITION={edition}."
        )
    return plain


def knobs(word: str) -> tuple[str, ...]:
    """The sandbox's arguments that make a company what it is."""
    pairs = COMPANIES[word].items()
    return tuple(part for name, value in pairs for part in ("--knob", f"{name}={value}"))


def expenses_template(word: str, choice: str) -> tuple[str, str]:
    """The template of agent expenses, and why it isn't the one that was chosen.

    Simple Start has no bills, which the workflow's setup would reject with a sentence.
    """
    key = chosen(Category.AGENT_EXPENSES, choice)
    if word in _NO_BILLS and key == chosen(Category.AGENT_EXPENSES, "bills"):
        return chosen(Category.AGENT_EXPENSES, "checks"), (
            "This company's subscription has no bills, so agent expenses are posted as checks."
        )
    return key, ""
