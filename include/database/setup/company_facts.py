"""What a company's QuickBooks is like: kept when it is read, and told in the audit trail when it changes.

A subscription can be changed, sales tax or a second currency turned on between two runs. Whoever reads the
facts anyway notes them here, so that pages and setups know them without asking QuickBooks.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sqlalchemy.orm import Session

from include.books.countries import tax_name
from include.books.gateway import CompanyFacts, Feature
from include.database import audit
from include.database.engine import Database
from include.database.stored.company_facts import KnownFacts, facts_from_json
from include.database.tables.companies import Company
from include.database.tables.desktop import EDITION as DESKTOP

CHANGED = "QuickBooks company changed"
"""The event in the audit trail."""


def known_facts(session: Session, company_id: str) -> KnownFacts | None:
    """What the company's QuickBooks was like when it was last asked; None if it never was."""
    company = session.get(Company, company_id)
    return facts_from_json(company.facts) if company else None


def known_tax_name(session: Session, company_id: str) -> str:
    """What the company's country calls its sales tax: "GST/HST"."""
    facts = known_facts(session, company_id)
    return tax_name(facts.country if facts else "US")


def keep_facts(
    database: Database, company_id: str, facts: CompanyFacts, actor: str = "CoreBooks"
) -> bool:
    """Keep a company's facts, where they aren't what is kept already: then nothing is written.

    Args:
        database: the database.
        company_id: whose.
        facts: as QuickBooks told them now.
        actor: who had them read; CoreBooks itself where a page or the PC reads them along the way.

    Returns:
        Whether something was kept.
    """
    with database.reading() as session:
        company = session.get(Company, company_id)
        if company is None:
            return False
        kept = facts_from_json(company.facts), company.country
    if kept == (KnownFacts.of(facts), facts.country):
        return False
    database.write(partial(note_facts, company_id=company_id, facts=facts, actor=actor))
    return True


def note_facts(session: Session, company_id: str, facts: CompanyFacts, actor: str) -> None:
    """Keep a company's facts; tell in the audit trail what changed since they were last read.

    Args:
        session: a writing transaction of the database.
        company_id: whose.
        facts: as QuickBooks told them now.
        actor: who had them read; CoreBooks itself for a schedule.
    """
    company = session.get_one(Company, company_id)
    company.country = facts.country
    before, now = facts_from_json(company.facts), KnownFacts.of(facts)
    if before == now:
        return
    company.facts = now.stored()
    if before is None:
        return
    if company.plan and before.edition != now.edition:
        company.plan = subscription_of(now.edition)
    audit.append(
        session,
        company_id,
        actor=actor,
        event=CHANGED,
        subject=f"QuickBooks company {company.name}",
        detail={"changes": list(_changes(before, now, company.edition))},
    )


def subscription_of(edition: str) -> str:
    """A company's subscription or edition, without the product's name: "Plus", "Pro 2024"."""
    named = edition.removeprefix("QuickBooks").strip()
    return named.removeprefix("Online").removeprefix("Desktop").strip()


def _changes(before: KnownFacts, now: KnownFacts, product: str) -> Iterator[str]:
    """What changed, as parts of a sentence: "the subscription is now QuickBooks Online Plus"."""
    if before.edition != now.edition:
        what = "edition" if product == DESKTOP else "subscription"
        yield f"the {what} is now {now.edition} instead of {before.edition}"
    for feature in _in_order(set(before.missing) - set(now.missing)):
        yield f"it has {feature} now"
    for feature in _in_order(set(now.missing) - set(before.missing)):
        yield f"it no longer has {feature}"
    if before.tax_codes != now.tax_codes:
        yield f"{tax_name(now.country)} was turned {'on' if now.tax_codes else 'off'}"
    if before.multicurrency != now.multicurrency:
        yield f"multicurrency was turned {'on' if now.multicurrency else 'off'}"
    for what, was, now_is in (
        ("country", before.country, now.country),
        ("home currency", before.currency, now.currency),
    ):
        if was != now_is:
            yield f"the {what} is now {now_is} instead of {was}"


def _in_order(features: set[Feature]) -> list[Feature]:
    return sorted(features)
