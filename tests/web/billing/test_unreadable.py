"""A statement that can't be read is on its agent's page, in the list of agents and in the tie-out."""

from __future__ import annotations

import pytest

from include.sync.run.mode import RunMode
from tests.sync.office import BILLING, Office
from tests.web.office_pages import OfficePages, words

# Whole: they run workflows against the sandboxes; what decides is tried quickly in its own tables.
pytestmark = pytest.mark.whole


@pytest.fixture
def office_here(pages: OfficePages) -> Office:
    assert pages.office is not None
    return pages.office


def spoil(office: Office, agent: str, **fields: object) -> None:
    item = office.core.api(f"/v1/users/{agent}/billing_items")[0]
    office.core.put(f"/raw/billing_items/{item['id']}", **fields)


@pytest.fixture
def jane(office_here: Office) -> str:
    return str(office_here.core.post("/examples/E")["agents"][0])


def test_a_statement_that_could_never_be_read_is_listed(
    pages: OfficePages, office_here: Office, jane: str
) -> None:
    spoil(office_here, jane, status="lent")
    pages.run(BILLING)
    shown = words(pages.open("billing"))
    assert "1 agent with billing, by name" in shown
    assert "1 100.00 0.00 100.00 1 on hold" in shown
    page = words(pages.open(f"billing/{jane}"))
    assert "Statement BL-2026-000001, Oct 15, 2026 On hold" in page
    assert "the status is 'lent', which CoreBooks doesn't support." in page
    assert "Amount in CORE: $100.00" in page
    tied = words(pages.open("tie-out", since="2020-01-01", compare="yes"))
    assert "1 record is on hold or not posted ($100.00)." in tied
    assert f'billing/{jane}"' in pages.open("tie-out", since="2020-01-01")


def test_a_statement_that_was_read_before_keeps_its_figures_marked(
    pages: OfficePages, office_here: Office, jane: str
) -> None:
    pages.run(BILLING)
    spoil(office_here, jane, amount="see attached")
    pages.run(BILLING)
    page = words(pages.open(f"billing/{jane}"))
    assert "These figures are from the last version that CoreBooks could read." in page
    assert "100.00" in page
    tied = words(pages.open("tie-out", since="2020-01-01", compare="yes"))
    assert (
        "What is posted ties out to the cent. 1 record is on hold or not posted ($100.00)." in tied
    )


def test_statements_of_a_deleted_agent_stay_listed_with_their_invoice(
    pages: OfficePages, office_here: Office, jane: str
) -> None:
    pages.run(BILLING)
    office_here.core.delete(f"/agents/{jane}")
    office_here.run(BILLING, (jane,))
    page = words(pages.open(f"billing/{jane}"))
    assert "Deleted in CORE On hold" in page
    assert "but the statement was deleted in CORE." in page
    assert "Invoice BL-2026-000001" in page
    report = office_here.run(BILLING, (jane,), mode=RunMode.VOID)
    assert report.voided == 0, "a void shows its preview first"
    assert office_here.run(BILLING, (jane,), mode=RunMode.VOID).voided == 1


def test_an_item_on_no_statement_is_listed_beside_the_statements(
    pages: OfficePages, office_here: Office, jane: str
) -> None:
    spoil(office_here, jane, statement_id=None)
    pages.run(BILLING)
    page = words(pages.open(f"billing/{jane}"))
    assert 'Billing item "Desk fee" ($95.00) of Eve Eastman: it isn\'t on a statement.' in page
    assert "Statement BL-2026-000001" in page
    assert "1 on hold 1 synced" in words(pages.open("billing"))
