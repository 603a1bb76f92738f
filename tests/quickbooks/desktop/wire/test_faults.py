"""QuickBooks Desktop's refusals in a bookkeeper's words."""

from __future__ import annotations

import pytest

from include.books.gateway import Recovery
from include.quickbooks.desktop.wire.faults import FAULTS, refused, refused_by_hresult
from include.quickbooks.desktop.wire.qbxml import RequestAnswer

RECORD = "invoice TR-1 of 100.00"


def answer(code: str, message: str = "") -> RequestAnswer:
    return RequestAnswer("InvoiceAddRs", code, "Error", message)


@pytest.mark.parametrize("code", [*FAULTS, "9999"])
def test_every_refusal_names_the_record_what_is_wrong_and_what_to_do(code: str) -> None:
    found = refused("r", answer(code), RECORD)
    assert RECORD in found.sentence
    assert "{" not in found.sentence + found.what_to_do
    assert found.sentence.strip().endswith(".")
    assert found.what_to_do
    assert found.code == code


def test_quickbooks_own_words_stand_behind_ours() -> None:
    message = (
        "There was an error when saving a Invoice.  QuickBooks error message: The customer is "
        "inactive."
    )
    found = refused("r", answer("3180", message), RECORD)
    assert found.sentence == (
        f"QuickBooks does not save {RECORD}. QuickBooks says: The customer is inactive."
    )
    assert found.recovery is Recovery.ON_HOLD


def test_a_list_that_somebody_is_changing_is_tried_again() -> None:
    message = "QuickBooks error message: The list has been modified by another user."
    assert refused("r", answer("3180", message), RECORD).recovery is Recovery.RETRY_LATER
    assert refused("r", answer("3175"), RECORD).recovery is Recovery.RETRY_LATER


def test_what_was_changed_meanwhile_is_read_again() -> None:
    assert refused("r", answer("3200"), RECORD).stale
    assert not refused("r", answer("3180"), RECORD).stale


@pytest.mark.parametrize("hresult", ["0x80040400", "0x80040402", "0x80040423", "0x8004FFFF"])
def test_requests_that_quickbooks_did_not_take_at_all(hresult: str) -> None:
    found = refused_by_hresult("r", hresult, "QuickBooks found an error.", RECORD)
    assert RECORD in found.sentence
    assert "QuickBooks says: QuickBooks found an error." in found.sentence
    assert found.what_to_do
