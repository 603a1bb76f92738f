from __future__ import annotations

import pytest

from include.books.country_words import words_of
from include.books.gateway import Recovery
from include.quickbooks.online.wire.error_codes.fault_table import TABLE
from include.quickbooks.online.wire.error_codes.fault_translation import row_of, translate
from include.quickbooks.online.wire.error_codes.faults import Fault

INVOICE = "invoice TR-1 of $10,000.00"


@pytest.mark.parametrize(
    ("code", "recovery", "part"),
    [
        ("3001", Recovery.RETRY_LATER, "too many requests"),
        ("3100", Recovery.RECONNECT, "has no permission"),
        ("3200", Recovery.RECONNECT, "no longer accepts the connection"),
        ("120", Recovery.RECONNECT, "no longer a company admin"),
        ("6190", Recovery.RECONNECT, "subscription ended or is unpaid"),
        ("invalid_grant", Recovery.RECONNECT, "expired or was disconnected"),
        ("invalid_client", Recovery.RECONNECT, "client ID or client secret"),
        ("access_denied", Recovery.RECONNECT, "declined"),
        ("610", Recovery.ON_HOLD, "Invoice TR-1 of $10,000.00, or something it uses, was deleted"),
        ("620", Recovery.ON_HOLD, "can't be linked"),
        ("2050", Recovery.ON_HOLD, "too long for QuickBooks"),
        ("2210", Recovery.ON_HOLD, "email address of invoice TR-1"),
        ("2500", Recovery.ON_HOLD, "no longer in QuickBooks"),
        ("5020", Recovery.ON_HOLD, "this QuickBooks subscription"),
        ("6000", Recovery.ON_HOLD, "A QuickBooks business rule rejected invoice TR-1"),
        ("6140", Recovery.ON_HOLD, "already has an entry with the number"),
        ("6210", Recovery.ON_HOLD, "Invoice TR-1 of $10,000.00 is dated in a closed period."),
        ("6240", Recovery.ON_HOLD, "already uses the name of invoice TR-1"),
        ("6540", Recovery.ON_HOLD, "bank deposit"),
        ("5010", Recovery.RETRY_LATER, "Invoice TR-1 of $10,000.00 was edited in QuickBooks"),
        ("10000", Recovery.RETRY_LATER, "QuickBooks had an internal error with invoice TR-1"),
        ("2010", Recovery.FAULT, "didn't understand invoice TR-1"),
        ("2020", Recovery.FAULT, "didn't understand invoice TR-1"),
        ("2170", Recovery.FAULT, "didn't understand invoice TR-1"),
        ("4000", Recovery.FAULT, "didn't understand a query"),
        ("4001", Recovery.FAULT, "didn't understand a query"),
        ("6070", Recovery.FAULT, "price times quantity"),
        (
            "99999",
            Recovery.ON_HOLD,
            "QuickBooks rejected invoice TR-1 of $10,000.00. Error code: 9",
        ),
        ("", Recovery.ON_HOLD, "QuickBooks rejected invoice TR-1 of $10,000.00."),
    ],
)
def test_every_code_has_a_class_a_sentence_and_a_next_step(
    code: str, recovery: Recovery, part: str
) -> None:
    translation = translate((Fault(code),), INVOICE)

    assert (translation.recovery, translation.code) == (recovery, code)
    assert part in translation.sentence
    assert translation.what_to_do.endswith(".")
    assert "{" not in translation.sentence


@pytest.mark.parametrize(
    ("fault", "recovery", "part"),
    [
        # One number under another's words, as seen in the field
        (
            Fault("6210", "Duplicate Document Number Error", "TR-1 is assigned to TxnId=5"),
            Recovery.ON_HOLD,
            "an entry with the number of invoice TR-1",
        ),
        (
            Fault("5010", "Account Period Closed, Cannot Update Through Services"),
            Recovery.ON_HOLD,
            "Invoice TR-1 of $10,000.00 is dated in a closed period.",
        ),
        (
            Fault("610", "Object Not Found", "Something you're using has been made inactive"),
            Recovery.ON_HOLD,
            "inactive in QuickBooks",
        ),
        (
            Fault("100", "message=AuthorizationFailed; errorCode=000100; statusCode=401"),
            Recovery.RECONNECT,
            "belongs to another company",
        ),
        (
            Fault("130", "message=WrongCluster", type="AUTHENTICATION"),
            Recovery.RECONNECT,
            "belongs to another company",
        ),
        (
            Fault("6000", "You cannot enter more than 50 characters in the request_id field"),
            Recovery.FAULT,
            "rejected the request for invoice TR-1 of $10,000.00",
        ),
        (Fault("4711", type="AuthorizatonFault"), Recovery.RECONNECT, "Error code: 4711."),
        (
            Fault("4711", type="SystemFault"),
            Recovery.RETRY_LATER,
            "QuickBooks had an internal error with invoice TR-1",
        ),
        (Fault("", "ThrottleExceeded"), Recovery.RETRY_LATER, "too many requests"),
        (
            Fault("120", "message=AuthorizationFailure; errorCode=000120; statusCode=500"),
            Recovery.RETRY_LATER,
            "internal error",
        ),
        (Fault("3200", type="HTTP 401"), Recovery.RETRY_LATER, "without giving a reason"),
        (
            Fault("6000", "A business rule", "Unexpected Internal Error. (-30035)"),
            Recovery.RETRY_LATER,
            "QuickBooks failed on invoice TR-1",
        ),
    ],
)
def test_words_decide_where_numbers_mislead(fault: Fault, recovery: Recovery, part: str) -> None:
    translation = translate((fault,), INVOICE)

    assert translation.recovery is recovery
    assert part in translation.sentence


def test_quickbooks_own_text_is_quoted() -> None:
    fault = Fault("6000", "Business Validation Error", "You must set a transaction amount.")

    assert translate((fault,), INVOICE).sentence == (
        "A QuickBooks business rule rejected invoice TR-1 of $10,000.00. QuickBooks returned "
        "“Business Validation Error: You must set a transaction amount.”"
    )


def test_an_unknown_error_is_told_in_quickbooks_own_words_its_code_last() -> None:
    fault = Fault("7777", "New rule", "Bills need a <b>sponsor</b>.\n\n See&nbsp;help.")

    translation = translate((fault,), INVOICE)

    assert translation.recovery is Recovery.ON_HOLD
    assert translation.sentence == (
        "QuickBooks rejected invoice TR-1 of $10,000.00. QuickBooks returned “New rule: Bills need "
        "a sponsor. See help.” Error code: 7777."
    )


@pytest.mark.parametrize(
    ("fault", "doubtful"),
    [
        (Fault("600", "Duplicate Request ID"), True),
        (
            Fault("6000", "x", "Business Validation Error: Unexpected Internal Error. (-30003)"),
            True,
        ),
        (Fault("6000", "x", "Unexpected critical error. (-20996)"), True),
        (Fault("6000", "x", "The request id was used before with different content."), True),
        (Fault("6240", type="SystemFault"), True),
        (Fault("", "a fault without an error"), True),
        (Fault("1010", "Create Failed"), True),
        (Fault("150"), True),
        (Fault("6000", "x", "Business Validation Error: You must set an amount."), False),
        (Fault("5010"), False),
        (Fault("3001"), False),
        (Fault("6240"), False),
        (Fault("7777", "New rule"), False),
        (Fault("3200"), False),
    ],
)
def test_only_a_clear_no_is_one(fault: Fault, doubtful: bool) -> None:
    assert translate((fault,), INVOICE).doubtful is doubtful


def test_one_doubtful_error_among_others_is_enough() -> None:
    assert translate((Fault("6240"), Fault("10000")), INVOICE).doubtful


def test_quickbooks_own_text_is_never_taken_for_a_place_to_fill_in() -> None:
    fault = Fault("6000", "", "{code} {record}")

    assert "QuickBooks returned “{code} {record}.”" in translate((fault,), INVOICE).sentence


def test_all_errors_of_a_response_are_named() -> None:
    translation = translate((Fault("2210", "Bad e-mail"), Fault("6240")), "vendor Jane Doe")

    assert translation.code == "6240"
    assert "QuickBooks already uses the name of vendor Jane Doe" in translation.sentence
    assert "email address of vendor Jane Doe" in translation.sentence


def test_the_last_row_decides_about_what_no_other_row_fits() -> None:
    assert row_of(Fault("no such code")) == len(TABLE) - 1


def test_an_error_about_one_record_does_not_blame_the_connection() -> None:
    assert translate((Fault("6000"),), INVOICE).unavailable().recovery is Recovery.FAULT
    assert translate((Fault("3001"),), INVOICE).unavailable().recovery is Recovery.RETRY_LATER


def test_what_is_wrong_with_its_tax_is_told_in_the_words_of_the_country() -> None:
    here = translate((Fault("6100"),), INVOICE)
    assert "rejected the sales tax of invoice TR-1" in here.sentence
    assert "check the sales tax settings" in here.what_to_do
    with words_of("GB"):
        there = translate((Fault("6100"),), INVOICE)
    assert "rejected the VAT of invoice TR-1" in there.sentence
    assert "check the VAT settings" in there.what_to_do
