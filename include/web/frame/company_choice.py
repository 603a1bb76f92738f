"""A field for one of many companies: what it offers as one types, and which company was meant.

With few companies it is a list to choose from. With many, it is a text with suggestions, which is searched on
the server as the list at the top is. Without scripts, the same text is read when it is sent.
"""

from __future__ import annotations

from include.database.engine import Database
from include.database.reads.companies import (
    ConnectedCompany,
    FoundCompanies,
    company_with_id,
)
from include.database.setup.company_access import may_see
from include.plain_text import plain
from include.provider import company_names
from include.web.frame.access import Visitor
from include.web.frame.company_context import MOST_WORDS, find_seen

_SHOWN = 60
_NAMED = 3


class NotOneCompany(ValueError):
    """The text is no company's, or several have it; the message says what to do."""


def offered(database: Database, who: Visitor, typed: str = "") -> FoundCompanies:
    """The first companies that a visitor can see and that a text may mean, by name."""
    company = _named(database, who, typed)
    if company is not None:
        return FoundCompanies((company,), 1, 1, 1)
    return find_seen(database, who, _search(typed))


def chosen(database: Database, who: Visitor, typed: str) -> str:
    """The ID of the company that a text means; empty for an empty text.

    Args:
        database: the database.
        who: who typed it; what they can't see isn't found.
        typed: an ID, a name, a part of either that one company alone has, or what was suggested.

    Raises:
        NotOneCompany: there is none, or several.
    """
    if not typed.strip():
        return ""
    found = offered(database, who, typed)
    shown = plain(typed).strip()[:_SHOWN]
    if not found.companies:
        raise NotOneCompany(
            f"No company has “{shown}” in its name or ID. Enter another part of it."
        )
    of_that_name = [one for one in found.companies if one.name.casefold() == shown.casefold()]
    meant = of_that_name if len(of_that_name) == 1 and found.last == 1 else found.companies
    if len(meant) > 1:
        names = "; ".join(suggestion(one) for one in found.companies[:_NAMED])
        raise NotOneCompany(
            f"{found.total:,} companies have “{shown}” in their name or ID, such as: {names}. Choose one from the "
            "list, or enter more of its name."
        )
    return meant[0].id


def suggestion(company: ConnectedCompany) -> str:
    """How a company is suggested: "Fir Street (fir-street)"; names alone may be the same."""
    return company_names.suggestion(company.name, company.id)


def _named(database: Database, who: Visitor, typed: str) -> ConnectedCompany | None:
    """The company with exactly this ID, or this suggestion."""
    company_id = company_names.id_in(typed)
    with database.reading() as session:
        company = company_with_id(session, company_id)
        return company if company and may_see(session, company_id, who.id) else None


def _search(typed: str) -> str:
    return " ".join(typed.split()[:MOST_WORDS])
