from __future__ import annotations

from decimal import Decimal

import pytest

from include.quickbooks.online.wire.exact_json import dumps, loads


def test_amounts_are_numbers_with_the_digits_they_have() -> None:
    sent = {"TotalAmt": Decimal("10.10"), "Line": [{"Amount": Decimal("-0.50")}], "Qty": 1}

    assert dumps(sent) == '{"TotalAmt":10.10,"Line":[{"Amount":-0.50}],"Qty":1}'


def test_amounts_come_back_exact() -> None:
    assert loads('{"TotalAmt": 1234567890123.45}') == {"TotalAmt": Decimal("1234567890123.45")}


def test_names_of_all_alphabets_are_kept() -> None:
    assert loads(dumps({"DisplayName": 'Zoë "Z" Ng\\\n'})) == {"DisplayName": 'Zoë "Z" Ng\\\n'}


@pytest.mark.parametrize("value", [0.1, {"Amount": 1.5}, object()])
def test_a_float_is_never_sent(value: object) -> None:
    with pytest.raises(TypeError, match="can't be sent to QuickBooks"):
        dumps(value)


@pytest.mark.parametrize("text", ["NaN", '{"Amount": Infinity}', '{"Amount": 1', ""])
def test_what_is_no_amount_is_no_json(text: str) -> None:
    with pytest.raises(ValueError, match="."):
        loads(text)
