"""QuickBooks Desktop's errors in a bookkeeper's words."""

from __future__ import annotations

import pytest

from include.books.gateway import Recovery
from include.quickbooks.desktop.wire.fault_table import STATUS_CODES
from include.quickbooks.desktop.wire.faults import rejection, rejection_by_hresult
from include.quickbooks.desktop.wire.qbxml import RequestAnswer

RECORD = "invoice TR-1 of $100.00"


def answer(code: str, message: str = "") -> RequestAnswer:
    return RequestAnswer("InvoiceAddRs", code, "Error", message)


@pytest.mark.parametrize("code", [*(row.code for row in STATUS_CODES if row.code), "9999"])
def test_every_rejection_names_the_record_what_is_wrong_and_what_to_do(code: str) -> None:
    rejected = rejection("r", answer(code), RECORD)

    assert RECORD in rejected.sentence.replace("Invoice", "invoice")
    assert "{" not in rejected.sentence + rejected.what_to_do
    assert rejected.sentence.endswith(".")
    assert rejected.what_to_do
    assert rejected.code == code


def test_quickbooks_own_text_follows() -> None:
    message = (
        "There was an error when saving a Invoice.  QuickBooks error message: The customer is "
        "inactive."
    )

    rejected = rejection("r", answer("3180", message), RECORD)

    assert rejected.sentence == (
        f"QuickBooks couldn't save {RECORD}. QuickBooks returned “The customer is inactive.”"
    )
    assert rejected.recovery is Recovery.ON_HOLD


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("3175", ""),
        ("3176", ""),
        ("3180", "QuickBooks error message: The list has been modified by another user."),
        ("3170", "The record could not be locked. It is in use by another user."),
        ("3210", "QuickBooks error message: The transaction Could Not Be Locked."),
    ],
)
def test_what_is_open_in_quickbooks_is_tried_again(code: str, message: str) -> None:
    rejected = rejection("r", answer(code, message), RECORD)

    assert rejected.recovery is Recovery.RETRY_LATER
    assert "is open in QuickBooks." in rejected.sentence
    assert rejected.what_to_do == "Close it there. The next run tries again."


def test_an_entry_edited_meanwhile_is_read_again() -> None:
    assert rejection("r", answer("3200"), RECORD).stale
    assert not rejection("r", answer("3180"), RECORD).stale


@pytest.mark.parametrize(
    ("hresult", "recovery"),
    [
        ("0x80040400", Recovery.FAULT),
        ("0x80040402", Recovery.RETRY_LATER),
        ("0x80040423", Recovery.FAULT),
        ("0x8004FFFF", Recovery.ON_HOLD),
    ],
)
def test_requests_that_quickbooks_did_not_take_at_all(hresult: str, recovery: Recovery) -> None:
    rejected = rejection_by_hresult("r", hresult, "QuickBooks found an error.", RECORD)

    assert rejected.recovery is recovery
    assert RECORD in rejected.sentence
    assert "QuickBooks returned “QuickBooks found an error.”" in rejected.sentence
    assert rejected.what_to_do
