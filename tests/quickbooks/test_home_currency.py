"""A company's books and CORE's amounts are in one currency, or nothing is connected."""

from __future__ import annotations

import pytest

from include.books.gateway import GatewayUnavailable, Recovery
from include.quickbooks.home_currency import check_home_currency

INSTEAD = "a company that keeps its books in"


def test_the_same_currency_passes() -> None:
    check_home_currency("Harbour Realty", "CAD", "CAD", INSTEAD)


def test_another_currency_is_refused_with_both_ways_out() -> None:
    with pytest.raises(GatewayUnavailable) as refused:
        check_home_currency("Harbour Realty", "CAD", "USD", INSTEAD)
    assert refused.value.recovery is Recovery.RECONNECT
    assert refused.value.sentence == (
        "CORE's amounts are in USD, and Harbour Realty keeps its books in CAD. CoreBooks converts no "
        "amounts."
    )
    assert "connect a company that keeps its books in USD." in refused.value.what_to_do
