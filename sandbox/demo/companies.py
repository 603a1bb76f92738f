"""Kinds of QuickBooks Online companies that the demo can show: `COMPANY=sales-tax`."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from include.books.gateway import Feature
from include.workflows.template import template
from sandbox.demo.failures import DemoFailed
from sandbox.demo.plans import PLANS, available, missing_in
from sandbox.demo.settings import DemoSettings

USUAL = "usual"
COMPANIES: Mapping[str, Mapping[str, str]] = {
    USUAL: {},
    "sales-tax": {"sales_tax": "true"},
    "simple-start": {"offering_sku": PLANS["simple-start"]},
    "own-numbers": {"custom_txn_numbers": "false"},
    "multicurrency": {"multicurrency": "true"},
}
"""The word that chooses a company -> the knobs of the sandbox that make it one."""


_USUAL_PLAN = PLANS["plus"]


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


def all_knobs(settings: DemoSettings) -> dict[str, str]:
    """The sandbox's knobs that make the company what it is: its kind, subscription and country."""
    plan = {"offering_sku": PLANS[settings.plan]} if settings.plan else {}
    country = settings.abroad.knobs if settings.abroad else {}
    return {**COMPANIES[settings.kind_of_company], **plan, **country}


def knobs(settings: DemoSettings) -> tuple[str, ...]:
    """The same as arguments of the sandbox."""
    pairs = all_knobs(settings).items()
    return tuple(part for name, value in pairs for part in ("--knob", f"{name}={value}"))


def usable(settings: DemoSettings) -> tuple[DemoSettings, list[str]]:
    """The demo with templates that its company can use, and why they aren't those chosen."""
    missing = _without_deposits(settings)
    if not settings.desktop:
        missing = missing_in(all_knobs(settings).get("offering_sku", _USUAL_PLAN))
    chosen = (settings.income, settings.expenses, settings.billing)
    income, expenses, billing = (available(template(key).category, key, missing) for key in chosen)
    usable = dataclasses.replace(
        settings, income=income[0], expenses=expenses[0], billing=billing[0]
    )
    return usable, [why for _, why in (income, expenses, billing) if why]


def _without_deposits(settings: DemoSettings) -> frozenset[Feature]:
    """What a company file lacks: with tax codes, it has none on the lines of deposits."""
    return frozenset({Feature.DEPOSIT_TAX}) if settings.abroad else frozenset()
