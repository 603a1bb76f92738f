from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from sandbox.core_backoffice.testing import RunningSandbox
from tests.sandbox.core_backoffice.reading import everything

USER_FIELDS = [
    "id", "email", "created_at", "updated_at", "first_name", "last_name", "phone", "active",
    "birthday", "company", "external_id", "role", "anniversary_date", "team", "address", "city",
    "state", "zip", "license_#", "license_expiration", "avatar_url",
]  # fmt: skip
CONTACT_FIELDS = [
    "id", "contact_type", "first_name", "last_name", "company", "address", "city", "state", "zip",
    "email", "phone", "mobile_phone", "fax", "comments", "created_at", "updated_at",
    "lead_source", "created_by", "private", "external_id", "custom_attributes",
]  # fmt: skip
TRANSACTION_FIELDS = {
    "id", "address", "city", "state", "zip", "status", "price", "transaction_type",
    "representing", "acceptance_date", "expiration_date", "created_at", "updated_at",
    "closing_date", "total_gross_commission", "listing_date", "external_id", "timezone",
    "commissions_finalized_at", "custom_id", "closed_at", "custom_attributes",
    "buying_side_representer", "listing_side_representer",
}  # fmt: skip
BILLING_FIELDS = {
    "id", "user_id", "statement_id", "statement_number", "name", "item_type", "amount",
    "currency", "frequency", "billing_date", "due_date", "status", "memo", "payments",
    "created_at", "updated_at", "external_id",
}  # fmt: skip


def refusal(core: RunningSandbox, path: str, **query: str) -> tuple[int, dict[str, Any]]:
    answer = core.client.get(f"/api{path}", params=query)
    return answer.status_code, answer.json()


def refused_with_key(core: RunningSandbox, path: str) -> tuple[int, dict[str, Any]]:
    return refusal(core, path, api_key=core.api_key)


PATHS = [
    "/v1/users",
    "/v1/users/1",
    "/v1/users/1/billing_items",
    "/v1/contacts",
    "/v1/contacts/1",
    "/v2/transactions",
    "/v1/transactions/1",
    "/v1/transactions/1/commissions",
    "/v1/transactions/1/participants",
    "/v1/transactions/1/participants/users",
    "/v1/transactions/1/participants/users/1",
]


@pytest.mark.parametrize("path", PATHS)
def test_without_a_key_nothing_is_told(core: RunningSandbox, path: str) -> None:
    assert refusal(core, path) == (401, {"error": "api_key is missing", "status": 401})


@pytest.mark.parametrize("path", PATHS)
def test_with_a_wrong_key_nothing_is_told(core: RunningSandbox, path: str) -> None:
    assert refusal(core, path, api_key="guess") == (
        401,
        {"error": "Authorization Failed", "status": 401},
    )


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/transactions/1", {"error": "transaction 1 not found", "status": 404}),
        ("/v1/transactions/1/commissions", {"error": "transaction 1 not found", "status": 404}),
        ("/v1/transactions/x/participants", {"error": "transaction x not found", "status": 404}),
        ("/v1/contacts/1", {"error": "Contact by 1 not found", "status": 404}),
        ("/v1/users/1", {"error": "ActiveRecord::RecordNotFound", "status": 404}),
        ("/v1/users/1/billing_items", {"error": "ActiveRecord::RecordNotFound", "status": 404}),
        ("/v1/invoices", {"status": "404", "error": "Not Found"}),
        ("/v3/users", {"status": "404", "error": "Not Found"}),
    ],
)
def test_what_is_not_there_is_refused_in_cores_words(
    core: RunningSandbox, path: str, body: dict[str, Any]
) -> None:
    assert refused_with_key(core, path) == (404, body)


@pytest.mark.parametrize(("plural", "name"), [("users", "User"), ("contacts", "Contact")])
def test_a_stranger_to_the_deal_is_refused_in_cores_words(
    core: RunningSandbox, plural: str, name: str
) -> None:
    id_ = core.api("/v1/transactions", count=1)[0]["id"]
    assert refused_with_key(core, f"/v1/transactions/{id_}/participants/{plural}/1") == (
        404,
        {"error": f"participant {name}:1 not foundin transaction {id_}", "status": 404},
    )


def test_users_come_short_unless_full_info_is_asked_for(core: RunningSandbox) -> None:
    short, full = core.api("/v1/users"), core.api("/v1/users", full_info=1)
    assert list(short[0]) == ["id", "email", "first_name", "last_name", "company"]
    assert list(full[0]) == USER_FIELDS
    assert core.api(f"/v1/users/{short[0]['id']}") == full[0]


def test_contacts_come_short_unless_full_info_is_asked_for(core: RunningSandbox) -> None:
    short, full = core.api("/v1/contacts"), core.api("/v1/contacts", full_info=1)
    assert list(short[0]) == ["id", "contact_type", "first_name", "last_name", "email"]
    assert list(full[0]) == CONTACT_FIELDS
    assert core.api(f"/v1/contacts/{short[0]['id']}") == full[0]


def test_transactions_are_whole_in_lists_and_in_both_versions(core: RunningSandbox) -> None:
    rows = core.api("/v1/transactions", count=1000)
    assert TRANSACTION_FIELDS | {"sales_volume"} == set(rows[0])
    assert core.api("/v2/transactions", count=1000) == rows
    assert core.api(f"/v2/transactions/{rows[3]['id']}") == rows[3]


def test_moments_are_milliseconds_and_amounts_have_at_most_two_decimals(
    core: RunningSandbox,
) -> None:
    for row in everything(core, "/v1/transactions"):
        for field in ("created_at", "updated_at", "closing_date", "commissions_finalized_at"):
            assert row[field] is None or len(str(row[field])) == 13
        for field in ("price", "total_gross_commission"):
            assert round(row[field], 2) == row[field]


def test_representers_tell_whose_the_sides_are(core: RunningSandbox) -> None:
    rows = everything(core, "/v1/transactions")
    ours = {"id": 8930, "type": "Account"}
    for row in rows:
        sides = (row["listing_side_representer"], row["buying_side_representer"])
        if row["representing"] == "both":
            assert sides == (ours, ours)
        else:
            assert sides[["seller", "buyer"].index(row["representing"])] == ours
    outside = [row["buying_side_representer"] for row in rows if row["representing"] == "seller"]
    assert {side["type"] for side in outside if side} == {"Contact"}
    assert None in outside


def test_a_deal_that_closes_in_the_evening_has_its_date_in_its_own_timezone(
    core: RunningSandbox,
) -> None:
    rows = everything(core, "/v1/transactions")
    assert {None, 0} < {row["timezone"] for row in rows}
    days = [
        (datetime.fromtimestamp(row["closing_date"] / 1000, UTC), row["timezone"])
        for row in rows
        if row["closing_date"] and row["timezone"]
    ]
    assert any(moment.hour + offset < 0 for moment, offset in days)


def test_the_owner_comes_first_among_the_participants(core: RunningSandbox) -> None:
    for deal in everything(core, "/v1/transactions")[:15]:
        path = f"/v1/transactions/{deal['id']}/participants"
        rows = core.api(path)
        assert [row["owner"] for row in rows] == [True] + [False] * (len(rows) - 1)
        assert rows[0]["role"] == "transaction owner"
        assert core.api(f"{path}/users") + core.api(f"{path}/contacts") == rows
        assert core.api(f"{path}/users/{rows[0]['id']}") == rows[0]


def test_billing_items_add_up_to_their_payments(core: RunningSandbox) -> None:
    items = [
        item
        for user in everything(core, "/v1/users")
        for item in core.api(f"/v1/users/{user['id']}/billing_items", count=1000)
    ]
    assert all(set(item) == BILLING_FIELDS for item in items)
    assert {item["status"] for item in items} >= {"paid", "unpaid", "partially_paid"}
    for item in items:
        paid = round(sum(payment["amount"] for payment in item["payments"]), 2)
        signed = -item["amount"] if item["item_type"] == "credit" else item["amount"]
        assert item["amount"] >= 0
        assert (paid == signed) is (item["status"] == "paid")
        assert (paid == 0) is (item["status"] in {"unpaid", "charge_failed"})


def test_one_statement_can_be_asked_for(core: RunningSandbox) -> None:
    statement = core.get("/statements")[0]
    path = f"/v1/users/{statement['agent']}/billing_items"
    rows = core.api(path, statement_id=statement["id"])
    assert [row["id"] for row in rows] == [item["id"] for item in statement["items"]]
    assert {row["statement_number"] for row in rows} == {statement["number"]}


def test_the_api_only_reads(core: RunningSandbox) -> None:
    answer = httpx.post(f"{core.api_url}/v1/users", params={"api_key": core.api_key})
    assert (answer.status_code, answer.json()) == (404, {"status": "404", "error": "Not Found"})


def test_tax_ids_stand_only_with_those_who_gave_theirs(core: RunningSandbox) -> None:
    users = core.api("/v1/users", full_info=1)
    contacts = core.api("/v1/contacts", full_info=1)

    assert 0 < sum("tax_id" in user for user in users) < len(users)
    assert all("tax_id" not in user for user in core.api("/v1/users"))
    own = [part for contact in contacts for part in contact["custom_attributes"]]
    assert {part["name"] for part in own} == {"tax_id"}
    assert 0 < len(own) < len(contacts)
    assert all(part["value"].startswith(("00-", "000-")) for part in own)
