"""The currency of a company's amounts as a setting: chosen at connecting, and corrected where it was wrong.

Nothing is converted: what CORE states in it posts as it is, so it must be the currency that QuickBooks keeps
the books in.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from include.books.currency import CURRENCIES, currency_name
from include.books.wording import joined
from include.database import audit
from include.database.engine import Database
from include.database.stored.company_facts import facts_from_json
from include.database.tables.companies import Company
from include.database.tables.desktop import DesktopConnection
from include.understood import Understood

CHANGED = "currency changed"
"""The event in the audit trail."""


class CurrencyRefused(Understood, ValueError):
    """A company's amounts can't be in this currency; the message says why."""


def change_currency(database: Database, company_id: str, currency: str, actor: str) -> None:
    """Change what CORE's amounts for a company are in; also of a company file whose PC hasn't called yet.

    Args:
        database: the database.
        company_id: the company, or the connection of its PC.
        currency: ISO 4217: "CAD".
        actor: the user.

    Raises:
        CurrencyRefused: CoreBooks doesn't know it, or QuickBooks keeps the books in another one; nothing was
            changed.
    """
    if currency not in CURRENCIES:
        raise CurrencyRefused(
            f"CoreBooks doesn't know the currency {currency!r}. Choose one of {joined(list(CURRENCIES))}. "
            "Nothing was changed."
        )

    def change(session: Session) -> None:
        company = session.get(Company, company_id)
        if company is not None and company.currency != currency:
            _check(company, currency)
            _note(session, company, currency, actor)
            company.currency = currency
        pc = session.get(DesktopConnection, company_id)
        if pc is not None:
            pc.currency = currency

    database.write(change)


def _check(company: Company, currency: str) -> None:
    facts = facts_from_json(company.facts)
    if facts is not None and facts.currency != currency:
        raise CurrencyRefused(
            f"{company.name} keeps its books in {facts.currency}, so CORE's amounts can't be in {currency}: "
            f"CoreBooks converts no amounts. Choose {currency_name(facts.currency)}. Nothing was changed."
        )


def _note(session: Session, company: Company, currency: str, actor: str) -> None:
    audit.append(
        session,
        company.id,
        actor=actor,
        event=CHANGED,
        subject=f"QuickBooks company {company.name}",
        detail={"before": company.currency, "after": currency},
    )
