from __future__ import annotations

from collections.abc import Callable

import pytest

from include.books.gateway import Recovery
from include.quickbooks.field_errors import (
    FieldError,
    checked_exact,
    checked_name,
    checked_text,
)


def test_a_text_is_measured_as_it_is_sent() -> None:
    assert checked_text("Łódź", 4, "memo") == "Lódz"
    with pytest.raises(FieldError, match="it has 3 characters, and the limit is 2"):
        checked_text("\u2026", 2, "memo")


@pytest.mark.parametrize(
    ("check", "text", "problem"),
    [
        (checked_name, "李明", "QuickBooks can't keep any letter of 李明"),
        (checked_name, "", "it's blank"),
        (checked_name, "  ", "QuickBooks can't keep any letter"),
        (checked_exact, "łucja@example.com", "it has letters that QuickBooks can't keep"),
    ],
)
def test_a_value_that_does_not_fit_raises_its_reason(
    check: Callable[[str, int, str], str], text: str, problem: str
) -> None:
    with pytest.raises(FieldError, match=problem):
        check(text, 100, "name")


def test_an_address_is_sent_as_it_is() -> None:
    assert checked_exact("jane@example.com", 100, "email address") == "jane@example.com"


def test_the_record_goes_on_hold_with_the_field_the_reason_and_the_fix() -> None:
    rejected = FieldError("name", "it's blank").rejected("r1", "vendor Jane Doe")

    assert (rejected.request_id, rejected.recovery) == ("r1", Recovery.ON_HOLD)
    assert rejected.sentence == "The name of vendor Jane Doe can't be posted: it's blank."
    assert rejected.what_to_do == "Correct it in CORE or in the workflow options, then run again."
