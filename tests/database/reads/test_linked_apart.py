"""What was linked with another amount than CORE is told until it is updated, unlinked, or accepted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from include.database.reads.linked_apart import LinkedApart, linked_apart
from include.sync.existing.deciding import accept_difference
from include.sync.existing.linking import link
from include.sync.run.mode import RunMode
from tests.sync.existing.books import by_hand, find, found, sold
from tests.sync.office import COMPANY, INCOME, Office
from tests.sync.opening import open_books

pytestmark = pytest.mark.whole


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A sale of $10,000.00 that is linked to an invoice of $9,800.00."""
    with open_books(tmp_path, "online") as (opened, hands):
        sold(opened)
        by_hand(opened, hands, cents=980_000)
        find(opened, INCOME)
        (match,) = found(opened)
        link(opened.database, COMPANY, match.document_key, "finn")
        yield opened


def apart(office: Office, days: int = 30) -> LinkedApart:
    first = office.today - dt.timedelta(days=days)
    with office.database.reading() as session:
        return linked_apart(session, COMPANY, first, office.today)


def test_it_says_how_many_and_how_far(office: Office) -> None:
    assert apart(office) == LinkedApart(1, 1, 1_000_000, 980_000)
    assert apart(office).sentence.startswith(
        "1 linked entry differs from CORE: $9,800.00 in QuickBooks, $10,000.00 in CORE."
    )
    assert apart(office, days=1) == LinkedApart()


def test_it_ends_when_it_is_accepted(office: Office) -> None:
    (match,) = found(office)
    accept_difference(office.database, COMPANY, match.document_key, "finn")
    assert apart(office) == LinkedApart(1)
    assert apart(office).sentence == ""


def test_it_ends_when_corebooks_updates_the_entry(office: Office) -> None:
    (transaction,) = office.core.store.deals
    assert office.run(INCOME, (str(transaction),), mode=RunMode.OVERWRITE).updated == 1
    assert apart(office) == LinkedApart()
