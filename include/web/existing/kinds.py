"""The kinds of entries that stand for a record in each workflow that is on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from include.books.documents import DocumentKind
from include.database.reads.active_setups import active_setups
from include.provider.connections.quickbooks_history import main_kinds
from include.workflows.category import Category
from include.workflows.template import templates


def kinds_on(session: Session, company_id: str) -> Mapping[Category, Sequence[DocumentKind]]:
    """The kinds by workflow; of one that is off there are none."""
    setups = active_setups(session, company_id)
    return {
        category: main_kinds(templates()[setups[category].template])
        for category in Category
        if category in setups and setups[category].template in templates()
    }
