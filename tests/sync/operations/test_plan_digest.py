"""An approval covers exactly what an approver saw, and what only its sending settles."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from include.database.keys.seal import Seal
from include.database.tables.runs import Operation
from include.sync.operations.plan_digest import operation_digest, plan_digest
from tests.sync.office import KEY

SEAL = Seal([KEY], b"of digests")
INVOICE: dict[str, Any] = {
    "company_id": "willow",
    "document_key": "brokerage_income/transaction:1/income",
    "record_key": "transaction:1",
    "kind": "invoice",
    "action": "create",
    "base_revision": 0,
    "total_cents": 1_000_000,
    "date": dt.date(2026, 11, 23),
    "due_date": None,
    "existing_id": "",
    "existing_version": "",
    "needs": {"version": 1, "party": "customer:1", "lists": [["product", "Desk fee"]]},
    "payload": {
        "type": "document",
        "number": "TR-1",
        "memo": "11 Arlington St",
        "class_ref": None,
        "lines": [
            {"amount": 1_000_000, "target": {"kind": "product", "id": "", "name": "Desk fee"}}
        ],
    },
}
VENDOR: dict[str, Any] = {
    "company_id": "willow",
    "document_key": "vendor/agent:45",
    "kind": "vendor",
    "action": "update",
    "base_revision": 1,
    "existing_id": "7",
    "needs": {},
    "payload": {
        "type": "party",
        "display_name": "Ann Lee",
        "tax_id": SEAL.seal("123-45-6789"),
        "print_name": "",
    },
}


def digest(columns: dict[str, Any], **changed: Any) -> str:
    return operation_digest(Operation(**{**columns, **changed}), SEAL)


def with_payload(columns: dict[str, Any], **changed: Any) -> dict[str, Any]:
    return {**columns, "payload": {**columns["payload"], **changed}}


@pytest.mark.parametrize(
    "changed",
    [
        {"action": "void"},
        {"kind": "bill"},
        {"tax_cents": 130_000},
        {"tax_before_cents": 130_000},
        {"company_id": "another"},
        {"document_key": "brokerage_income/transaction:2/income"},
        {"base_revision": 1},
        {"total_cents": 4_000_000},
        {"date": dt.date(2026, 11, 24)},
        {"due_date": dt.date(2026, 11, 24)},
        {"existing_id": "9"},
        {"existing_version": "3"},
        {"needs": {"version": 1, "party": "customer:2"}},
        {"payload": {**INVOICE["payload"], "memo": "12 Arlington St"}},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_another_document_is_not_covered(changed: dict[str, Any]) -> None:
    assert digest(INVOICE, **changed) != digest(INVOICE)


def test_the_id_of_a_product_created_for_it_and_a_new_request_change_nothing() -> None:
    line = {"amount": 1_000_000, "target": {"kind": "product", "id": "31", "name": "Desk fee"}}
    assert digest(with_payload(INVOICE, lines=[line])) == digest(INVOICE)
    assert digest(INVOICE, request_id="another") == digest(INVOICE)
    line["target"] = {"kind": "product", "id": "31", "name": "Other fee"}
    assert digest(with_payload(INVOICE, lines=[line])) != digest(INVOICE)


def test_a_vendor_is_what_core_has_of_it_whichever_name_and_entry_it_gets() -> None:
    sealed_again = SEAL.seal("123-45-6789")
    same = with_payload(VENDOR, tax_id=sealed_again, print_name="Ann Lee")
    assert digest(same) == digest(VENDOR)
    assert digest(VENDOR, needs={"name": "Ann Lee (vendor)"}) == digest(VENDOR)
    assert digest(VENDOR, action="create", existing_id="") == digest(VENDOR)
    assert digest(with_payload(VENDOR, tax_id=SEAL.seal("987-65-4321"))) != digest(VENDOR)
    assert digest(with_payload(VENDOR, display_name="Ann Leigh")) != digest(VENDOR)


def test_a_plan_is_its_changes_in_any_order() -> None:
    assert plan_digest(["a", "b"]) == plan_digest(["b", "a"])
    assert plan_digest(["a", "b"]) != plan_digest(["a"])
    assert plan_digest([]) != plan_digest([""])


def test_the_digest_of_an_entry_without_tax_is_what_it_was_before_there_was_any() -> None:
    """Approvals of companies in the United States outlast the upgrade."""
    assert digest(INVOICE) == digest(INVOICE, tax_cents=0, tax_before_cents=0)
    assert digest(INVOICE) == "9798ee634afc75a685324813f704ad0ef2519c70a3e20030884ffe6b5a88b197"
