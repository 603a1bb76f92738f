"""The kinds of entries that stand for a record in each workflow that is on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from include.books.documents import DocumentKind
from include.database.reads.active_setups import ActiveSetup
from include.provider.connections.quickbooks_history import main_kinds
from include.workflows.category import Category
from include.workflows.template import templates


def kinds_on(setups: Mapping[str, ActiveSetup]) -> Mapping[Category, Sequence[DocumentKind]]:
    """The kinds by workflow; of one that is off there are none."""
    return {
        category: main_kinds(templates()[setups[category].template])
        for category in Category
        if category in setups and setups[category].template in templates()
    }
