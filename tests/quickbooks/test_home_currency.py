"""A company's books and CORE's amounts are in one currency, or nothing is connected."""

from __future__ import annotations

import pytest

from include.books.gateway import Recovery
from include.quickbooks.home_currency import OtherHomeCurrency, check_home_currency

INSTEAD = "a company that keeps its books in"


def test_the_same_currency_passes() -> None:
    check_home_currency("Harbour Realty", "CAD", "CAD", INSTEAD)


def test_another_currency_is_refused_with_both_ways_out() -> None:
    with pytest.raises(OtherHomeCurrency) as refused:
        check_home_currency("Harbour Realty", "CAD", "USD", INSTEAD)
    assert refused.value.recovery is Recovery.RECONNECT
    assert refused.value.sentence == (
        "CORE's amounts are in USD, and Harbour Realty keeps its books in CAD. CoreBooks converts no "
        "amounts."
    )
    assert refused.value.what_to_do == (
        "If CORE's amounts are in CAD, select Change currency under Integrations and choose CAD. Otherwise, "
        "connect a company that keeps its books in USD. Nothing was changed."
    )


def test_for_a_company_that_is_just_being_connected_the_form_is_the_way_out() -> None:
    refused = OtherHomeCurrency("Harbour Realty", "CAD", "USD", INSTEAD).of_new_company()
    assert str(refused) == (
        "CORE's amounts are in USD, and Harbour Realty keeps its books in CAD. CoreBooks converts no "
        "amounts. If CORE's amounts are in CAD, choose CAD as the currency of CORE's amounts and connect "
        "again. Otherwise, connect a company that keeps its books in USD. Nothing was connected."
    )


def test_a_currency_that_corebooks_does_not_know_is_no_way_out() -> None:
    refused = OtherHomeCurrency("Côte Realty", "EUR", "USD", INSTEAD)
    assert not refused.can_be_chosen
    assert refused.what_to_do == (
        "Connect a company that keeps its books in USD. Nothing was changed."
    )
