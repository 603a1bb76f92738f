"""Subscriptions of QuickBooks Online that the demo can show, and what posts without what one lacks."""

from __future__ import annotations

from collections.abc import Mapping

from include.books.gateway import CompanyFacts, Feature
from include.workflows.category import Category
from include.workflows.template import template, why_unavailable
from sandbox.demo.choices import choices
from sandbox.demo.failures import DemoFailed
from sandbox.quickbooks_online.plans import plan_of

PLANS: Mapping[str, str] = {
    "simple-start": "QuickBooks Online Simple Start",
    "easystart": "QuickBooks EasyStart",
    "essentials": "QuickBooks Online Essentials",
    "plus": "QuickBooks Online Plus",
    "advanced": "QuickBooks Online Advanced",
    "enterprise-suite": "Intuit Enterprise Suite",
    "ledger": "QuickBooks Ledger",
}
"""The word that chooses a subscription -> its name in QuickBooks, the OfferingSku."""

_WITHOUT_APPS = ("solopreneur", "self-employed")
_FEATURES = {"bills": Feature.BILLS, "classes": Feature.CLASSES, "sales": Feature.SALES}


class PlanUnknown(DemoFailed):
    """There is no such subscription; the message lists those there are."""

    def __init__(self, word: str) -> None:
        super().__init__(f"There is no plan {word!r}. Choose one of: {', '.join(PLANS)}.")


class PlanWithoutApps(DemoFailed):
    """QuickBooks lets no app connect to companies of this subscription."""

    def __init__(self, word: str) -> None:
        super().__init__(
            f"Intuit lists no apps for {word.title()}, so nothing can be connected to it. "
            f"Choose one of: {', '.join(PLANS)}."
        )


def plan(word: str, edition: str) -> str:
    """The subscription that a word chooses; empty for the usual one.

    Raises:
        PlanUnknown: none.
        PlanWithoutApps: one that can't be connected.
        DemoFailed: QuickBooks Desktop has no subscriptions that differ.
    """
    plain = word.strip().lower()
    if plain in _WITHOUT_APPS:
        raise PlanWithoutApps(plain)
    if plain and plain not in PLANS:
        raise PlanUnknown(word)
    if plain and edition != "online":
        raise DemoFailed(
            f"PLAN={plain} is a QuickBooks Online subscription. Leave out EDITION={edition}."
        )
    return plain


def available(category: Category, key: str, missing: frozenset[Feature]) -> tuple[str, str]:
    """The template that a company can use, and why it isn't the one that was chosen.

    Args:
        category: of the template.
        key: of the template that was chosen.
        missing: what the company lacks.

    Returns:
        The key of the chosen template, or of the next one that can be used; empty if none can.
        The sentence is empty where it is the chosen one.
    """
    company = CompanyFacts(id="", name="", edition="", missing=missing)
    why = why_unavailable(template(key), company)
    if not why:
        return key, ""
    reason = f"“{template(key).title}” can't be used because {why}."
    others = (
        one for one in choices(category).values() if not why_unavailable(template(one), company)
    )
    other = next(others, "")
    if not other:
        return "", f"{reason} {category.heading} stays off."
    return other, f"{reason} “{template(other).title}” is used instead."


def missing_in(sku: str) -> frozenset[Feature]:
    """What a subscription of QuickBooks Online lacks."""
    return frozenset(_FEATURES[one] for one in plan_of(sku).lacks)
