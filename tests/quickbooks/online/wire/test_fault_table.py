from __future__ import annotations

import pytest

from include.books.gateway import Recovery
from include.quickbooks.online.wire.fault_table import TABLE, row_of, translate
from include.quickbooks.online.wire.faults import Fault

INVOICE = "invoice TR-1 of 10,000.00"


@pytest.mark.parametrize(
    ("code", "recovery", "says"),
    [
        ("3001", Recovery.RETRY_LATER, "too many requests"),
        ("3100", Recovery.RECONNECT, "no permission"),
        ("3200", Recovery.RECONNECT, "does not accept the connection"),
        ("120", Recovery.RECONNECT, "no longer an administrator"),
        ("6190", Recovery.RECONNECT, "subscription has ended"),
        ("invalid_grant", Recovery.RECONNECT, "was ended, or has expired"),
        ("invalid_client", Recovery.RECONNECT, "client id"),
        ("access_denied", Recovery.RECONNECT, "declined"),
        ("610", Recovery.ON_HOLD, "Invoice TR-1 of 10,000.00, or something it refers to"),
        ("620", Recovery.ON_HOLD, "cannot be linked"),
        ("2050", Recovery.ON_HOLD, "longer than QuickBooks takes"),
        ("2210", Recovery.ON_HOLD, "e-mail address of invoice TR-1"),
        ("2500", Recovery.ON_HOLD, "not in QuickBooks any more"),
        ("5020", Recovery.ON_HOLD, "plan"),
        ("6000", Recovery.ON_HOLD, "one of its rules"),
        ("6140", Recovery.ON_HOLD, "already has an entry with the number"),
        ("6210", Recovery.ON_HOLD, "books are closed"),
        ("6240", Recovery.ON_HOLD, "in use in QuickBooks"),
        ("6540", Recovery.ON_HOLD, "bank deposit"),
        ("5010", Recovery.RETRY_LATER, "Somebody changed invoice TR-1"),
        ("10000", Recovery.RETRY_LATER, "an error of its own"),
        ("2010", Recovery.FAULT, "did not understand"),
        ("2020", Recovery.FAULT, "did not understand"),
        ("2170", Recovery.FAULT, "did not understand"),
        ("4000", Recovery.FAULT, "question"),
        ("4001", Recovery.FAULT, "question"),
        ("6070", Recovery.FAULT, "price times quantity"),
        ("99999", Recovery.FAULT, "not known yet (99999)"),
        ("", Recovery.FAULT, "not known yet (no code)"),
    ],
)
def test_every_code_has_a_class_a_sentence_and_a_next_step(
    code: str, recovery: Recovery, says: str
) -> None:
    translation = translate((Fault(code),), INVOICE)

    assert (translation.recovery, translation.code) == (recovery, code)
    assert says in translation.sentence
    assert translation.what_to_do.endswith(".")
    assert "{" not in translation.sentence


@pytest.mark.parametrize(
    ("fault", "recovery", "says"),
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
            "books are closed for the date of invoice TR-1",
        ),
        (
            Fault("610", "Object Not Found", "Something you're using has been made inactive"),
            Recovery.ON_HOLD,
            "inactive in QuickBooks",
        ),
        (
            Fault("100", "message=AuthorizationFailed; errorCode=000100; statusCode=401"),
            Recovery.RECONNECT,
            "another QuickBooks company",
        ),
        (
            Fault("130", "message=WrongCluster", type="AUTHENTICATION"),
            Recovery.RECONNECT,
            "another QuickBooks company",
        ),
        (
            Fault("6000", "You cannot enter more than 50 characters in the request_id field"),
            Recovery.FAULT,
            "the way invoice TR-1 of 10,000.00 was sent",
        ),
        (Fault("4711", type="AuthorizatonFault"), Recovery.RECONNECT, "4711"),
        (Fault("4711", type="SystemFault"), Recovery.RETRY_LATER, "an error of its own"),
        (Fault("", "ThrottleExceeded"), Recovery.RETRY_LATER, "too many requests"),
    ],
)
def test_words_decide_where_numbers_mislead(fault: Fault, recovery: Recovery, says: str) -> None:
    translation = translate((fault,), INVOICE)

    assert translation.recovery is recovery
    assert says in translation.sentence


def test_quickbooks_own_words_are_quoted() -> None:
    fault = Fault("6000", "Business Validation Error", "You must set a transaction amount.")

    assert translate((fault,), INVOICE).sentence == (
        "QuickBooks refused invoice TR-1 of 10,000.00 by one of its rules. QuickBooks says: "
        "Business Validation Error: You must set a transaction amount."
    )


def test_what_quickbooks_says_is_never_taken_for_a_place_to_fill_in() -> None:
    fault = Fault("6000", "", "{code} {record}")

    assert "QuickBooks says: {code} {record}." in translate((fault,), INVOICE).sentence


def test_all_errors_of_an_answer_are_told() -> None:
    translation = translate((Fault("2210", "Bad e-mail"), Fault("6240")), "vendor Jane Doe")

    assert translation.code == "6240"
    assert "The name of vendor Jane Doe is in use" in translation.sentence
    assert "e-mail address of vendor Jane Doe" in translation.sentence


def test_the_last_row_fits_everything_and_no_row_is_out_of_reach() -> None:
    assert row_of(Fault("no such code")) == len(TABLE) - 1
    keys = [(row.codes, row.words.pattern if row.words else "") for row in TABLE]
    assert len(set(keys)) == len(keys)


def test_a_record_of_its_own_does_not_stop_the_company() -> None:
    assert translate((Fault("6000"),), INVOICE).stopped().recovery is Recovery.FAULT
    assert translate((Fault("3001"),), INVOICE).stopped().recovery is Recovery.RETRY_LATER
