"""Changing the brokerage, seen through its API."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.core_backoffice.testing import RunningSandbox
from tests.sandbox.core_backoffice.reading import add_up, cents, everything


def latest(core: RunningSandbox) -> int:
    """The moment of the last change that the API shows."""
    rows = [
        *everything(core, "/v1/transactions"),
        *everything(core, "/v1/users", full_info=1),
        *everything(core, "/v1/contacts", full_info=1),
    ]
    return max(int(row["updated_at"]) for row in rows)


def changed_since(core: RunningSandbox, moment: int) -> dict[str, list[int]]:
    """Which records an incremental read would see."""
    found = {
        kind: [row["id"] for row in everything(core, f"/v1/{kind}", updated_since=moment + 1)]
        for kind in ("transactions", "users", "contacts")
    }
    return {kind: ids for kind, ids in found.items() if ids}


def refused(core: RunningSandbox, method: str, path: str, body: Any) -> str:
    answer = core.client.request(method, f"/sandbox{path}", json=body)
    assert answer.status_code == 422
    return answer.text


@pytest.fixture
def deal(own_core: RunningSandbox) -> int:
    id_: int = own_core.post("/examples/A")["transactions"][0]
    return id_


@pytest.fixture
def statement(own_core: RunningSandbox) -> int:
    id_: int = own_core.post("/examples/E")["statements"][0]
    return id_


def test_a_new_gross_commission_changes_all_that_hangs_on_it(
    own_core: RunningSandbox, deal: int
) -> None:
    before = latest(own_core)
    changed = own_core.patch(f"/transactions/{deal}", gross=11_000_01)
    assert changed["expected"]["agent_net"] == 8_800_01
    money = add_up(own_core.api(f"/v1/transactions/{deal}/commissions"))
    assert (money.gross, money.agent_net, money.brokerage_net) == (11_000_01, 8_800_01, 2_200_00)
    assert money.income == money.distributed
    row = own_core.api(f"/v1/transactions/{deal}")
    assert cents(row["total_gross_commission"]) == 11_000_01
    assert changed_since(own_core, before) == {"transactions": [deal]}


@pytest.mark.parametrize(
    ("field", "value"),
    [("address", "5 New St, #1"), ("status", "pending"), ("zip", "00501"), ("timezone", -8)],
)
def test_a_changed_field_is_served_and_seen_by_incremental_reads(
    own_core: RunningSandbox, deal: int, field: str, value: Any
) -> None:
    before = latest(own_core)
    own_core.patch(f"/transactions/{deal}", **{field: value})
    assert own_core.api(f"/v1/transactions/{deal}")[field] == value
    assert changed_since(own_core, before) == {"transactions": [deal]}


def test_an_agents_new_name_is_on_the_agent_and_on_the_deals(
    own_core: RunningSandbox, deal: int
) -> None:
    agent = own_core.get(f"/transactions/{deal}")["agents"][0]["agent"]
    before = latest(own_core)
    own_core.patch(f"/agents/{agent}", last_name="O'Hara-Adler")
    assert own_core.api(f"/v1/users/{agent}")["last_name"] == "O'Hara-Adler"
    rows = own_core.api(f"/v1/transactions/{deal}/commissions")
    assert "Amy O'Hara-Adler" in {row["payee_name"] for row in rows}
    assert changed_since(own_core, before) == {"users": [agent]}


def test_a_contacts_new_name(own_core: RunningSandbox) -> None:
    (contact, *_) = own_core.get("/contacts")
    before = latest(own_core)
    own_core.patch(f"/contacts/{contact['id']}", company="Renamed & Sons")
    assert own_core.api(f"/v1/contacts/{contact['id']}")["company"] == "Renamed & Sons"
    assert changed_since(own_core, before) == {"contacts": [contact["id"]]}


def test_a_whole_deal_can_be_added(own_core: RunningSandbox) -> None:
    agent = own_core.post("/agents", first_name="New", last_name="Agent", email="n@example.com")
    broker = own_core.post("/contacts", company="Far Away Realty", contact_type="agent")
    before = latest(own_core)
    added = own_core.post(
        "/transactions",
        address="7 Fresh Paint Way",
        status="closed",
        price=500_000_00,
        gross=25_000_01,
        finalized=True,
        shares=[
            {"side": "buying", "weight": 1},
            {"side": "listing", "weight": 1, "ours": False, "broker": broker["id"]},
        ],
        items=[
            {"name": "Referral", "side": "buying", "percent": "12.5", "payee": _contact(broker)}
        ],
        agents=[{"agent": agent["id"], "side": "buying", "percent": "70", "plan": "70/30"}],
    )
    assert changed_since(own_core, before) == {"transactions": [added["id"]]}
    money = add_up(own_core.api(f"/v1/transactions/{added['id']}/commissions"))
    assert money.income == money.distributed == 25_000_01
    assert (money.co_broke, money.vendor_payments) == (12_500_00, 1_562_50)
    assert added["expected"]["agent_net"] == money.agent_net
    row = own_core.api(f"/v1/transactions/{added['id']}")
    assert row["representing"] == "buyer"
    assert row["commissions_finalized_at"] > before


def _contact(contact: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "Contact", "id": contact["id"]}


def test_a_deleted_deal_is_gone(own_core: RunningSandbox, deal: int) -> None:
    own_core.delete(f"/transactions/{deal}")
    answer = own_core.client.get(
        f"/api/v1/transactions/{deal}", params={"api_key": own_core.api_key}
    )
    assert answer.json() == {"error": f"transaction {deal} not found", "status": 404}
    assert own_core.post("/examples/A")["transactions"] != [deal]


def test_a_deleted_agent_is_gone_but_deals_still_name_the_agent(
    own_core: RunningSandbox, deal: int
) -> None:
    agent = own_core.get(f"/transactions/{deal}")["agents"][0]["agent"]
    own_core.delete(f"/agents/{agent}")
    assert agent not in [row["id"] for row in everything(own_core, "/v1/users")]
    answer = own_core.client.get(f"/api/v1/users/{agent}", params={"api_key": own_core.api_key})
    assert answer.status_code == 404
    rows = own_core.api(f"/v1/transactions/{deal}/commissions")
    assert agent in {row["payee_id"] for row in rows}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"colour": "red"}, "no field to change: colour"),
        ({"id": 5}, "no field to change: id"),
        ({"gross": "a lot"}, "gross"),
        ({"gross": -1}, "gross"),
        ({"status": "sold"}, "status"),
        ({"agents": [{"agent": 1, "side": "listing"}]}, "there is no User 1"),
        ({"agents": [{"agent": 10401, "side": "buying"}]}, "the buying side is not ours"),
        ({"items": [{"name": "x", "side": "listing", "amuont": 5}]}, "amuont"),
        ({"items": [{"name": "x", "side": "listing", "percent": "NaN"}]}, "percent"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused_and_changes_nothing(
    own_core: RunningSandbox, deal: int, change: dict[str, Any], sentence: str
) -> None:
    before = own_core.get(f"/transactions/{deal}")
    assert sentence in refused(own_core, "PATCH", f"/transactions/{deal}", change)
    assert own_core.get(f"/transactions/{deal}") == before


@pytest.mark.parametrize("path", ["/transactions/1", "/agents/1", "/contacts/1", "/statements/1"])
@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_what_is_not_there_cannot_be_changed(
    own_core: RunningSandbox, path: str, method: str
) -> None:
    body: dict[str, Any] | None = {} if method == "PATCH" else None
    assert own_core.client.request(method, f"/sandbox{path}", json=body).status_code == 404


def statuses(core: RunningSandbox, statement: int) -> set[str]:
    agent = core.get(f"/statements/{statement}")["agent"]
    rows = core.api(f"/v1/users/{agent}/billing_items", statement_id=statement)
    return {row["status"] for row in rows}


def test_paid_and_taken_back(own_core: RunningSandbox, statement: int) -> None:
    agent = own_core.get(f"/statements/{statement}")["agent"]
    before = latest(own_core)
    paid = own_core.post(f"/statements/{statement}/payments", method="check")
    assert (paid["paid"], paid["open"]) == (100_00, 0)
    assert statuses(own_core, statement) == {"paid"}
    assert changed_since(own_core, before) == {"users": [agent]}
    own_core.delete(f"/statements/{statement}/payments/{paid['payments'][0]['id']}")
    assert statuses(own_core, statement) == {"unpaid"}
    assert own_core.get(f"/statements/{statement}")["open"] == 100_00


def test_paid_in_parts(own_core: RunningSandbox, statement: int) -> None:
    own_core.post(f"/statements/{statement}/payments", amount=90_00)
    assert statuses(own_core, statement) == {"paid", "partially_paid"}
    own_core.post(f"/statements/{statement}/payments")
    assert statuses(own_core, statement) == {"paid"}
    assert len(own_core.get(f"/statements/{statement}")["payments"]) == 2


def test_a_payment_is_corrected(own_core: RunningSandbox, statement: int) -> None:
    paid = own_core.post(f"/statements/{statement}/payments", amount=90_00)["payments"][0]
    path = f"/statements/{statement}/payments/{paid['id']}"
    corrected = own_core.patch(path, amount=60_00, method="ach")
    assert (corrected["paid"], corrected["open"]) == (60_00, 40_00)
    agent = own_core.get(f"/statements/{statement}")["agent"]
    rows = own_core.api(f"/v1/users/{agent}/billing_items")
    parts = [part for row in rows for part in row["payments"]]
    assert sum(part["amount"] for part in parts) == 60
    assert {(part["id"], part["method"]) for part in parts} == {(paid["id"], "ach")}
    assert "amount" in refused(own_core, "PATCH", path, {"amount": -1})
    assert own_core.client.delete(f"/sandbox/statements/{statement}/payments/1").status_code == 404


def test_a_card_that_is_refused_and_then_charged(own_core: RunningSandbox, statement: int) -> None:
    own_core.post(f"/statements/{statement}/charge", succeeds=False)
    assert statuses(own_core, statement) == {"charge_failed"}
    own_core.post(f"/statements/{statement}/charge")
    assert statuses(own_core, statement) == {"paid"}


def test_items_are_added_changed_and_removed(own_core: RunningSandbox, statement: int) -> None:
    items = own_core.post(f"/statements/{statement}/items", name="Signs", amount=30_00)["items"]
    path = f"/statements/{statement}/items/{items[-1]['id']}"
    assert own_core.patch(path, amount=40_00, memo="Two signs")["total"] == 140_00
    agent = own_core.get(f"/statements/{statement}")["agent"]
    row = own_core.api(f"/v1/users/{agent}/billing_items")[-1]
    assert (row["amount"], row["memo"]) == (40, "Two signs")
    assert own_core.delete(path)["total"] == 100_00


def test_a_new_statement_names_its_agent_as_changed(own_core: RunningSandbox) -> None:
    (agent, *_) = own_core.get("/agents")
    before = latest(own_core)
    items = [{"name": "Desk fee", "amount": 10_00}]
    one = own_core.post("/statements", agent=agent["id"], items=items)
    assert (one["total"], one["number"][:8]) == (10_00, "BL-2026-")
    assert changed_since(own_core, before) == {"users": [agent["id"]]}
    rows = own_core.api(f"/v1/users/{agent['id']}/billing_items", updated_since=before + 1)
    assert [row["statement_id"] for row in rows] == [one["id"]]


@pytest.mark.parametrize(
    ("path", "body", "sentence"),
    [
        ("/payments", {"amount": 100_01}, "10001 cents would be paid of 10000"),
        ("/payments", {"amount": 0}, "amount"),
        ("/payments", {"amount": 5, "method": "cash"}, "method"),
        ("/items", {"name": "Fee", "amount": -5}, "amount"),
        ("/items", {"name": "Rebate", "amount": 200_00, "colour": "red"}, "colour"),
    ],
)
def test_billing_that_makes_no_sense_is_refused(
    own_core: RunningSandbox, statement: int, path: str, body: dict[str, Any], sentence: str
) -> None:
    before = own_core.get(f"/statements/{statement}")
    assert sentence in refused(own_core, "POST", f"/statements/{statement}{path}", body)
    assert own_core.get(f"/statements/{statement}") == before


def test_a_deleted_statement_is_gone(own_core: RunningSandbox, statement: int) -> None:
    agent = own_core.get(f"/statements/{statement}")["agent"]
    before = latest(own_core)
    own_core.delete(f"/statements/{statement}")
    assert own_core.api(f"/v1/users/{agent}/billing_items") == []
    assert changed_since(own_core, before) == {"users": [agent]}


def test_text_is_served_where_a_number_belongs(own_core: RunningSandbox, deal: int) -> None:
    before = latest(own_core)
    rows = own_core.api(f"/v1/transactions/{deal}/commissions")
    own_core.put(f"/raw/commissions/{rows[0]['id']}", calculated_dollar_amount="ten", odd="EUR")
    served = own_core.api(f"/v1/transactions/{deal}/commissions")[0]
    assert (served["calculated_dollar_amount"], served["odd"]) == ("ten", "EUR")
    assert changed_since(own_core, before) == {"transactions": [deal]}
    again = latest(own_core)
    own_core.delete(f"/raw/commissions/{rows[0]['id']}")
    assert own_core.api(f"/v1/transactions/{deal}/commissions") == rows
    assert changed_since(own_core, again) == {"transactions": [deal]}


def test_every_kind_of_row_can_be_overridden(own_core: RunningSandbox, statement: int) -> None:
    one = own_core.get(f"/statements/{statement}")
    (deal, *_) = own_core.api("/v1/transactions")
    (contact, *_) = own_core.api("/v1/contacts")
    item, agent = one["items"][0]["id"], one["agent"]
    own_core.put(f"/raw/billing_items/{item}", currency="EUR")
    own_core.put(f"/raw/users/{agent}", email=None)
    own_core.put(f"/raw/contacts/{contact['id']}", first_name=5)
    own_core.put(f"/raw/transactions/{deal['id']}", closing_date="soon")
    assert own_core.api(f"/v1/users/{agent}/billing_items")[0]["currency"] == "EUR"
    assert own_core.api(f"/v1/users/{agent}")["email"] is None
    assert own_core.api("/v1/contacts")[0]["first_name"] == 5
    assert own_core.api("/v1/transactions")[0]["closing_date"] == "soon"
    assert {row["kind"] for row in own_core.get("/raw")} == {
        "billing_items",
        "users",
        "contacts",
        "transactions",
    }


def test_overrides_of_what_does_not_exist_are_refused(own_core: RunningSandbox) -> None:
    for path in ("users/1", "contacts/1", "transactions/1", "commissions/1", "billing_items/1"):
        assert own_core.client.put(f"/sandbox/raw/{path}", json={"a": 1}).status_code == 404
        assert own_core.client.delete(f"/sandbox/raw/{path}").status_code == 404
    assert own_core.client.put("/sandbox/raw/moods/1", json={"a": 1}).status_code == 422


def test_spoilt_records_are_listed_until_they_are_repaired(core: RunningSandbox) -> None:
    not_adding_up, agent_missing, text = core.get("/bad-records")
    money = add_up(core.api(f"/v1/transactions/{not_adding_up['id']}/commissions"))
    assert money.distributed - money.income == 10_00

    rows = core.api(f"/v1/transactions/{agent_missing['id']}/commissions")
    (agent,) = {row["payee_id"] for row in rows if row["item_type"] == "split"}
    answer = core.client.get(f"/api/v1/users/{agent}", params={"api_key": core.api_key})
    assert answer.status_code == 404

    rows = core.api(f"/v1/transactions/{text['id']}/commissions")
    (split,) = [row for row in rows if row["item_type"] == "split"]
    assert split["calculated_dollar_amount"] == "see attached"

    core.delete(f"/raw/commissions/{split['id']}")
    core.patch(f"/agents/{agent}", deleted=False)
    assert [bad["id"] for bad in core.get("/bad-records")] == [not_adding_up["id"]]
    assert "10.00" in not_adding_up["reason"]
    assert "Spoilt on purpose" not in core.client.get(f"/app/transactions/{text['id']}").text
