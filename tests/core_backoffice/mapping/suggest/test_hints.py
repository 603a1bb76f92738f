"""What single words of a header and its cells tell, where no product has the header's name."""

from __future__ import annotations

import pytest

from include.core_backoffice.mapping.suggest.hints import hinted
from include.core_backoffice.mapping.suggest.naming import Named
from include.core_backoffice.mapping.suggest.samples import Column


def found(*columns: tuple[str, tuple[str, ...]]) -> dict[str, str]:
    named = hinted([Column(header, cells) for header, cells in columns], {}, {})
    return {role: own.header for role, own in named.items()}


@pytest.mark.parametrize(
    ("header", "cells", "role"),
    [
        ("CDA #", ("A-1", "A-2"), "number"),
        ("Where it stands", ("Closed", "Pending"), "status"),
        ("Situated", ("7 Oak St", "12B Elm Ave"), "address"),
        ("Gross thing", ("5.00",), "gross"),
        ("Firm gets", ("5.00",), "brokerage_net"),
        ("Agent earnings", ("5.00",), "agent_net"),
        ("Agent thing", ("5.00",), "agent_split"),
        ("Agent on it", ("Jane Doe", "Tom Lead"), "agent_name"),
    ],
)
def test_one_column_by_its_words_and_cells(header: str, cells: tuple[str, ...], role: str) -> None:
    assert found((header, cells)) == {role: header}


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("CDA #", ("A-1", "A-1", "A-2", "A-1")),
        ("CDA #", ("A", "B")),
        ("CDA #", ("5.00", "6.00")),
        ("Closing #", ("11/26/2026", "11/27/2026")),
        ("Agent mail", ("a@b.co", "c@d.co")),
        ("Gross", ("5", "6")),
        ("Anything", ("x", "y")),
    ],
)
def test_a_column_that_is_none(header: str, cells: tuple[str, ...]) -> None:
    assert found((header, cells)) == {}


def test_a_price_is_far_above_the_commission() -> None:
    gross, price = ("GCI total", ("9000.00",)), ("Consideration", ("300000.00",))
    assert found(gross, price) == {"gross": "GCI total", "price": "Consideration"}
    assert found(gross, ("Consideration", ("20000.00",))) == {"gross": "GCI total"}


def test_a_field_that_is_known_stays() -> None:
    own = {"number": Named("number", "Deal ID", 100, "deal id")}
    columns = [Column("CDA #", ("A-1", "A-2")), Column("Deal ID", ("1", "2"))]
    assert hinted(columns, {}, own) == own
