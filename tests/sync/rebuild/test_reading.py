"""All tagged entries are read, of all years, and CORE once."""

from __future__ import annotations

import datetime as dt

from include.books.documents import DocumentKind, marker
from include.sync.rebuild.reading import ReadOnce, age_of, kinds_of_company, read_tagged, usable
from tests.sync.closings import close
from tests.sync.lost import run_all
from tests.sync.office import COMPANY, Office
from tests.sync.random_hands import Hands

DAYS = (dt.date(2024, 1, 1), dt.date(2026, 12, 31))


def test_entries_of_any_year_are_found_by_their_tag_and_others_are_left(
    office: Office, hands: Hands
) -> None:
    close(office)
    run_all(office)
    [invoice] = hands.look().live("Invoice")
    hands.set_text(invoice, TxnDate="2019-05-01")
    hands.enter("Bill", hands.add("Vendor", "Somebody"), 10_000, "X-1", "2026-02-02")
    with office.gateway() as gateway:
        tagged = read_tagged(gateway, kinds_of_company(gateway.company()), DAYS)
    assert tagged.by_tag.keys() == {marker(COMPANY, key) for key in office.links()}
    assert (tagged.count, tagged.read) == (2, 3)


def test_online_is_asked_once_for_each_kind(office: Office) -> None:
    if office.product == "desktop":
        return
    close(office)
    run_all(office)
    with office.gateway() as gateway:
        kinds = kinds_of_company(gateway.company())
        office.quickbooks.reset_meter()
        read_tagged(gateway, kinds, DAYS)
    assert office.quickbooks.metered()["total"] == len(kinds)


def test_kinds_are_those_that_the_company_can_have(office: Office) -> None:
    with office.gateway() as gateway:
        kinds = kinds_of_company(gateway.company())
    assert {DocumentKind.INVOICE, DocumentKind.BILL, DocumentKind.PAYMENT} <= set(kinds)


def test_core_is_read_once(office: Office) -> None:
    deal = close(office)
    with office.source() as source:
        once = ReadOnce(source)
        [read] = usable(once.transactions_changed(None))
        close(office)
        assert [one.key for one in usable(once.transactions_changed(None))] == [read.key]
        assert read.key == f"transaction:{deal}"


def test_ids_say_which_entry_is_newer() -> None:
    from tests.sync.rebuild.test_agreement import ENTRY, aged  # noqa: PLC0415

    assert age_of(ENTRY) < age_of(aged("12"))
    assert age_of(aged("3D-1796127048")) < age_of(aged("1A0-1796127040"))
