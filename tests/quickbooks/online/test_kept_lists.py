"""QuickBooks' lists are kept between gateways: the next one asks what changed, and reads what is in doubt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest

from include.books.catalogue import ListKind
from include.books.documents import DocumentKind
from include.books.gateway import Feature, GatewayUnavailable, ListWrite, Rejected
from include.books.parties import PartyKind
from include.clock import SystemClock
from include.database.engine import Database
from include.database.from_quickbooks.kept_lists import DatabaseLists
from include.database.setup.companies import connect_company
from include.quickbooks.online.gateway import OnlineGateway, connect
from include.quickbooks.online.wire.limiter import Limiter
from tests.database.setup.test_companies import willow_park
from tests.quickbooks.online.books import Books, only, party_write, settings_of
from tests.quickbooks.online.fakes import BOUNDLESS

LISTS = 4
"""Accounts, products, classes and payment methods."""

Next = Callable[[], OnlineGateway]


class ClockAhead(SystemClock):
    """The machine's clock, some days later."""

    def __init__(self) -> None:
        self.days = 0

    def now(self) -> dt.datetime:
        return super().now() + dt.timedelta(days=self.days)


@pytest.fixture
def clock() -> ClockAhead:
    return ClockAhead()


@pytest.fixture
def next_gateway(books: Books, sqlite_database: Database, clock: ClockAhead) -> Iterator[Next]:
    """Another process of the same company, which finds what the one before kept."""
    connect_company(sqlite_database, willow_park(), actor="finance ops")
    opened: list[OnlineGateway] = []

    def another() -> OnlineGateway:
        gateway = connect(
            settings_of(books.sandbox, attempts=1),
            books.vault,
            limiter=Limiter(BOUNDLESS),
            clock=clock,
            lists=DatabaseLists(sqlite_database, "willow"),
        )
        opened.append(gateway)
        books.sandbox.reset_meter()
        return gateway

    yield another
    for gateway in opened:
        gateway.close()


def names(gateway: OnlineGateway, kind: ListKind) -> set[str]:
    return {
        entry.name for entry in gateway.catalogue().entries if entry.kind is kind and entry.active
    }


def test_lists_are_read_once_and_then_asked_for_changes(books: Books, next_gateway: Next) -> None:
    first = next_gateway()
    before = names(first, ListKind.ACCOUNT)
    assert books.sandbox.metered() == {"query": LISTS, "total": LISTS}
    books.sandbox.edit("Account", books.account("Other Income").id, Name="Sundry Income")
    books.sandbox.edit("Account", books.account("Escrow").id, "deactivate")

    second = next_gateway()

    now = names(second, ListKind.ACCOUNT)
    assert now == before - {"Other Income", "Escrow"} | {"Sundry Income"}
    assert books.sandbox.metered() == {"cdc": 1, "total": 1}
    assert names(second, ListKind.ACCOUNT) == now
    assert books.sandbox.metered()["total"] == 1, "one question serves the whole process"


def test_a_gateway_that_looks_again_asks_again(books: Books, next_gateway: Next) -> None:
    next_gateway().catalogue()
    second = next_gateway()
    second.catalogue()
    books.sandbox.edit("Account", books.account("Other Income").id, Name="Sundry Income")
    assert "Other Income" in names(second, ListKind.ACCOUNT)

    second.look_again()

    assert "Sundry Income" in names(second, ListKind.ACCOUNT)
    assert books.sandbox.metered() == {"cdc": 2, "total": 2}


def test_names_created_just_now_are_found_even_if_change_data_capture_is_late(
    books: Books, next_gateway: Next
) -> None:
    gateway = next_gateway()
    assert list(gateway.parties(PartyKind.VENDOR)) == []

    only(gateway.write_parties([party_write(PartyKind.VENDOR, "Jane Doe")]))

    (vendor,) = gateway.parties(PartyKind.VENDOR)
    assert vendor.display_name == "Jane Doe"
    assert books.sandbox.metered() == {"query": 2, "total": 2}
    assert [one.display_name for one in next_gateway().parties(PartyKind.VENDOR)] == ["Jane Doe"]


def test_the_closing_date_is_known_at_once(books: Books, next_gateway: Next) -> None:
    assert next_gateway().company().closing_date is None
    books.sandbox.set(book_close_date="2026-01-31", class_tracking="sale")

    facts = next_gateway().company()

    assert facts.closing_date == dt.date(2026, 1, 31)
    assert books.sandbox.metered() == {"cdc": 1, "total": 1}


def test_where_changes_of_facts_are_not_listed_the_facts_are_read_and_lists_are_kept(
    books: Books, next_gateway: Next
) -> None:
    """Intuit says that everything but five kinds is listed. If it isn't so, nothing is out of date."""
    books.sandbox.set(cdc_singles="refuse")
    first = next_gateway()
    first.catalogue()
    first.company()
    books.sandbox.set(book_close_date="2026-01-31")

    second = next_gateway()

    assert second.company().closing_date == dt.date(2026, 1, 31)
    second.catalogue()
    # Asked with the facts, which is rejected, and without them; then the facts.
    assert books.sandbox.metered() == {"cdc": 2, "companyinfo": 1, "preferences": 1, "total": 4}
    third = next_gateway()
    third.catalogue()
    third.company()
    assert books.sandbox.metered() == {"cdc": 1, "preferences": 1, "total": 2}


def test_what_is_rejected_for_a_closing_date_that_was_not_listed_has_all_read_again(
    books: Books, next_gateway: Next
) -> None:
    customer = books.customer()
    next_gateway().company()
    books.sandbox.set(cdc_singles="silent", book_close_date="2026-12-31")
    gateway = next_gateway()
    assert gateway.company().closing_date is None

    write = books.invoice(customer, "TR-1", ("Gross Commission", 100_00))
    (answer,) = gateway.write_documents([write])

    assert isinstance(answer, Rejected)
    assert next_gateway().company().closing_date == dt.date(2026, 12, 31)


def test_a_name_found_inactive_by_a_rejection_has_all_read_again(
    books: Books, next_gateway: Next
) -> None:
    vendor = books.vendor()
    gateway = next_gateway()
    (before,) = gateway.parties(PartyKind.VENDOR)
    assert before.active
    books.sandbox.edit("Vendor", vendor, "deactivate")

    bill = books.purchase(DocumentKind.BILL, vendor, "B-1", ("Agent Commissions", 100_00))
    (answer,) = gateway.write_documents([bill])

    assert isinstance(answer, Rejected)
    (now,) = gateway.parties(PartyKind.VENDOR)
    assert not now.active


def test_more_changes_than_one_answer_holds_have_lists_read_again(
    books: Books, next_gateway: Next, monkeypatch: pytest.MonkeyPatch
) -> None:
    next_gateway().catalogue()
    monkeypatch.setattr("include.quickbooks.online.wire.reader.MOST_CHANGES", 1)
    books.sandbox.edit("Account", books.account("Other Income").id, Name="Sundry Income")

    gateway = next_gateway()

    assert "Sundry Income" in names(gateway, ListKind.ACCOUNT)
    assert books.sandbox.metered() == {"cdc": 1, "query": LISTS, "total": 1 + LISTS}


def test_after_a_week_lists_are_read_in_whole(
    books: Books, next_gateway: Next, clock: ClockAhead
) -> None:
    next_gateway().catalogue()
    clock.days = 8

    next_gateway().catalogue()

    assert books.sandbox.metered() == {"cdc": 1, "query": LISTS, "total": 1 + LISTS}


def test_longer_than_changes_are_listed_nothing_is_asked_for_them(
    books: Books, next_gateway: Next, clock: ClockAhead
) -> None:
    next_gateway().catalogue()
    clock.days = 31

    next_gateway().catalogue()

    assert books.sandbox.metered() == {"query": LISTS, "total": LISTS}


def test_quickbooks_out_of_reach_stops_at_once(books: Books, next_gateway: Next) -> None:
    """A question without the lists wouldn't be answered either."""
    next_gateway().catalogue()
    gateway = next_gateway()
    books.sandbox.fault("html", {"operation": "cdc"}, times=1)

    with pytest.raises(GatewayUnavailable):
        gateway.catalogue()

    assert "Escrow" in names(gateway, ListKind.ACCOUNT), "the second question was answered"


def test_a_plan_without_classes_is_kept_too(books: Books, next_gateway: Next) -> None:
    books.sandbox.set(offering_sku="QuickBooks Online Simple Start")
    first = next_gateway()
    assert names(first, ListKind.CLASS) == set()
    assert first.company().missing >= {Feature.CLASSES, Feature.BILLS}

    second = next_gateway()

    assert names(second, ListKind.CLASS) == set()
    assert second.company().missing >= {Feature.CLASSES, Feature.BILLS}


def test_checking_the_connection_reads_the_company(books: Books, next_gateway: Next) -> None:
    next_gateway().company()
    books.sandbox.set(cdc_singles="silent", subscription_status="EXPIRED")

    with pytest.raises(GatewayUnavailable, match="subscription"):
        next_gateway().check_connection()


def test_a_product_created_is_found_by_the_next_gateway(books: Books, next_gateway: Next) -> None:
    income = books.account("Other Income").id
    gateway = next_gateway()
    gateway.catalogue()

    only(gateway.write_lists([ListWrite("request-1", ListKind.PRODUCT, "Staging", income)]))

    assert "Staging" in names(next_gateway(), ListKind.PRODUCT)
    assert books.sandbox.metered() == {"cdc": 1, "total": 1}
