"""Tax codes and rates are kept for a day: QuickBooks lists no changes of them, and each read is metered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest

from include.books.catalogue import ListKind
from include.books.documents import DocumentKind
from include.books.gateway import GatewayUnavailable, Rejected
from include.database.engine import Database
from include.database.from_quickbooks.kept_lists import DatabaseLists
from include.database.setup.companies import connect_company
from include.quickbooks.online.gateway import OnlineGateway, connect
from include.quickbooks.online.wire.limiter import Limiter
from sandbox.quickbooks_online.person import Person
from sandbox.quickbooks_online.testing import RunningSandbox, running_company
from tests.database.setup.test_companies import willow_park
from tests.quickbooks.online.books import open_books, settings_of, taxed, tokens_of
from tests.quickbooks.online.fakes import BOUNDLESS, MemoryVault
from tests.quickbooks.online.test_kept_lists import ClockAhead

LISTS = 4
TAX_LISTS = 2
FACTS = 2

Next = Callable[[], OnlineGateway]


@pytest.fixture(scope="module")
def started() -> Iterator[RunningSandbox]:
    with running_company("CA") as sandbox:
        yield sandbox


@pytest.fixture
def canada(started: RunningSandbox) -> RunningSandbox:
    """An empty company in Canada."""
    started.reset()
    return started


@pytest.fixture
def clock() -> ClockAhead:
    return ClockAhead()


@pytest.fixture
def next_gateway(
    canada: RunningSandbox, sqlite_database: Database, clock: ClockAhead
) -> Iterator[Next]:
    """Another process of the company, which finds what the one before kept."""
    connect_company(sqlite_database, willow_park(), actor="finance ops")
    opened: list[OnlineGateway] = []
    vault = MemoryVault(tokens_of(canada))

    def another() -> OnlineGateway:
        settings = settings_of(canada, attempts=1, currency="CAD", country="CA")
        lists = DatabaseLists(sqlite_database, "willow")
        limiter = Limiter(BOUNDLESS)
        gateway = connect(settings, vault, limiter=limiter, clock=clock, lists=lists)
        opened.append(gateway)
        canada.reset_meter()
        return gateway

    yield another
    for gateway in opened:
        gateway.close()


def codes(gateway: OnlineGateway) -> dict[str, tuple[Decimal, ...] | None]:
    """The active tax codes with the percentages of what is sold."""
    entries = gateway.catalogue().entries
    return {
        one.name: one.sales_rates for one in entries if one.kind is ListKind.TAX_CODE and one.active
    }


def test_codes_are_read_once_a_day(
    canada: RunningSandbox, next_gateway: Next, clock: ClockAhead
) -> None:
    first = codes(next_gateway())
    assert canada.metered()["total"] == FACTS + LISTS + TAX_LISTS

    assert codes(next_gateway()) == first
    assert canada.metered() == {"cdc": 1, "total": 1}

    clock.days = 1
    assert codes(next_gateway()) == first
    assert canada.metered()["query"] == TAX_LISTS
    assert first["GST/QST QC - 9.975"] == (Decimal(5), Decimal("9.975"))


def test_a_rate_is_read_again_where_what_was_approved_depends_on_it(
    canada: RunningSandbox, next_gateway: Next
) -> None:
    codes(next_gateway())
    person = Person(canada)
    hst = next(one for one in person.all("TaxRate") if one["Name"] == "HST (ON)")
    since = [{"RateValue": 15, "EffectiveDate": "2010-07-01"}]
    person.edit("TaxRate", hst["Id"], RateValue=15, EffectiveTaxRate=since)
    gateway = next_gateway()
    assert codes(gateway)["HST ON"] == (Decimal(13),), "kept for a day"
    canada.reset_meter()

    now = gateway.tax_codes()

    assert canada.metered() == {"query": TAX_LISTS, "total": TAX_LISTS}
    assert {one.kind for one in now.entries} == {ListKind.TAX_CODE}
    assert next(one for one in now.entries if one.name == "HST ON").sales_rates == (Decimal(15),)
    assert codes(next_gateway())["HST ON"] == (Decimal(15),)


def test_sales_tax_that_is_turned_on_is_seen_by_the_next_run(
    canada: RunningSandbox, next_gateway: Next
) -> None:
    canada.set(sales_tax=False)
    first = next_gateway()
    assert codes(first) == {}
    assert not first.company().tax_codes
    canada.set(sales_tax=True)

    second = next_gateway()

    assert second.company().tax_codes
    assert "HST ON" in codes(second)


def test_sales_tax_that_was_just_turned_on_brings_its_codes_with_the_lists(
    canada: RunningSandbox, next_gateway: Next
) -> None:
    """Setting up a workflow reads the lists first: it must ask for tax codes then, and not an hour later."""
    canada.set(sales_tax=False)
    assert codes(next_gateway()) == {}
    canada.set(sales_tax=True)
    later = next_gateway()

    assert "HST ON" in codes(later)
    assert canada.metered() == {"cdc": 1, "query": TAX_LISTS, "total": 1 + TAX_LISTS}
    assert later.company().tax_codes


def test_a_code_that_became_inactive_is_noticed_by_the_first_rejection(
    canada: RunningSandbox, next_gateway: Next
) -> None:
    gateway = next_gateway()
    assert "HST ON" in codes(gateway)
    books = open_books(canada, currency="CAD")
    bill = books.purchase(DocumentKind.BILL, books.vendor(), "TR-1", ("Agent Commissions", 100_00))
    write = taxed(bill, books.code("HST ON"))
    canada.edit("TaxCode", books.code("HST ON").id, "deactivate")
    books.gateway.close()
    assert "HST ON" in codes(next_gateway()), "kept for a day"

    (answer,) = gateway.write_documents([write])

    assert isinstance(answer, Rejected)
    assert "HST ON" not in codes(next_gateway())


def test_a_company_that_moved_to_another_currency_stops(
    canada: RunningSandbox, next_gateway: Next
) -> None:
    """Nothing can be written or planned: CORE's amounts would count as another currency's."""
    next_gateway().company()
    settings = settings_of(canada, attempts=1, currency="USD", country="CA")
    gateway = connect(settings, MemoryVault(tokens_of(canada)), limiter=Limiter(BOUNDLESS))
    books = open_books(canada, currency="CAD")
    invoice = books.invoice(books.customer(), "TR-1", ("Desk Fee", 100_00))

    with pytest.raises(GatewayUnavailable, match="CORE's amounts are in USD") as stopped:
        list(gateway.write_documents([invoice]))

    assert stopped.value.not_sent == (invoice.request_id,)
    assert canada.entries("Invoice") == []
    gateway.close()
    books.gateway.close()
