"""Whatever QuickBooks answers to a write: posted, rejected, or looked up."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.books.gateway import GatewayUnavailable, NoResponse, Posted, Recovery, Rejected
from include.quickbooks.online.wire.error_codes.faults import faults_in
from include.quickbooks.online.wire.write_answers import Item, answer_to, by_batch_id
from tests.quickbooks.online.wire.odd_json import BODIES, JSON

OPERATIONS = st.sampled_from(["create", "update", "void", "delete"])


def bill(operation: str) -> Item:
    return Item("r-1", "Bill", operation, {"Id": "5", "SyncToken": "1"}, "bill B1 of $10.00")


@given(body=BODIES, operation=OPERATIONS)
def test_only_an_entity_with_its_id_is_posted_and_only_a_clear_error_rejected(
    body: dict[str, Any], operation: str
) -> None:
    answer = answer_to(bill(operation), body, "t-1")

    faults, entity = faults_in(body), body.get("Bill")
    match answer:
        case Posted():
            gone = operation == "delete" and [fault.code for fault in faults] == ["610"]
            assert gone or not faults
            assert answer.ref.id
            assert operation == "create" or answer.ref.id == "5"
            assert answer.ref.version or operation == "delete"
        case Rejected() | GatewayUnavailable():
            assert faults
            assert not isinstance(entity, dict)
            assert not any(fault.type == "SystemFault" for fault in faults)
            assert answer.recovery is not Recovery.RETRY_LATER or answer.code in ("5010", "3001")
        case NoResponse():
            assert answer.reason
            # A new request ID is for what QuickBooks itself answered with an error.
            assert answer.answered == (bool(faults) and not isinstance(entity, dict))


@given(body=BODIES | st.fixed_dictionaries({"BatchItemResponse": st.lists(JSON, max_size=4)}))
def test_items_of_any_batch_can_be_told_apart(body: dict[str, Any]) -> None:
    for key, response in by_batch_id(body).items():
        assert isinstance(key, str)
        assert isinstance(response, dict)


@pytest.mark.parametrize(
    ("entity", "returned", "posted"),
    [
        ("Vendor", {"DisplayName": "Amy Adler"}, True),
        ("Vendor", {"DisplayName": "AMY  Adler"}, True),
        ("Vendor", {"DisplayName": "Abe Adler"}, False),
        ("Vendor", {"Id": "8"}, True),
        ("Bill", {"PrivateNote": "1 Oak St\n[CoreBooks 7]"}, True),
        ("Bill", {"PrivateNote": "2 Oak St [CoreBooks 8]"}, False),
    ],
)
def test_a_new_entry_of_another_name_or_memo_is_not_the_answer(
    entity: str, returned: dict[str, str], posted: bool
) -> None:
    body = {"DisplayName": "Amy Adler", "PrivateNote": "1 Oak St [CoreBooks 7]"}
    item = Item("r-1", entity, "create", body, "vendor Amy Adler")
    answer = answer_to(item, {entity: {"Id": "9", "SyncToken": "0", **returned}}, "t-1")
    assert isinstance(answer, Posted if posted else NoResponse)
