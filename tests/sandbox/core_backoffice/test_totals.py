from __future__ import annotations

from dataclasses import asdict

from sandbox.core_backoffice.testing import RunningSandbox
from tests.sandbox.core_backoffice.reading import add_up, cents, everything

MONEY = ("gross", "credits", "co_broke", "vendor_payments", "agent_net", "brokerage_net")


def bad_ids(core: RunningSandbox) -> list[int]:
    return [record["id"] for record in core.get("/bad-records")]


def from_rows(core: RunningSandbox, leave_out: list[int]) -> tuple[int, dict[str, int]]:
    """The totals as a caller of the API works them out."""
    deals = [
        row["id"]
        for row in everything(core, "/v1/transactions")
        if row["commissions_finalized_at"] is not None
        and row["status"] != "cancelled"
        and row["id"] not in leave_out
    ]
    found = [asdict(add_up(core.api(f"/v1/transactions/{id_}/commissions"))) for id_ in deals]
    return len(deals), {name: sum(one[name] for one in found) for name in MONEY}


def test_totals_are_what_the_rows_add_up_to(core: RunningSandbox) -> None:
    bad = bad_ids(core)
    told = core.get("/totals", exclude=",".join(map(str, bad)))
    number, sums = from_rows(core, bad)
    assert told["transactions"] == number
    assert {name: told[name] for name in MONEY} == sums
    assert told["income"] == sums["gross"] + sums["credits"]
    spent = ("co_broke", "vendor_payments", "agent_net", "brokerage_net")
    assert told["income"] == sum(sums[name] for name in spent)


def test_billing_totals_are_what_the_billing_logs_add_up_to(core: RunningSandbox) -> None:
    items = [
        item
        for user in everything(core, "/v1/users")
        for item in everything(core, f"/v1/users/{user['id']}/billing_items")
    ]
    billed = sum(
        cents(item["amount"]) * (-1 if item["item_type"] == "credit" else 1) for item in items
    )
    paid = sum(cents(part["amount"]) for item in items for part in item["payments"])
    assert core.get("/totals")["billing"] == {
        "statements": len({item["statement_id"] for item in items}),
        "billed": billed,
        "paid": paid,
        "open": billed - paid,
    }


def test_the_books_do_not_change_with_what_is_served(own_core: RunningSandbox) -> None:
    before = own_core.get("/totals")
    (deal, *_) = own_core.api("/v1/transactions", statuses="closed")
    rows = own_core.api(f"/v1/transactions/{deal['id']}/commissions")
    own_core.put(f"/raw/commissions/{rows[0]['id']}", calculated_dollar_amount=1)
    own_core.put(f"/raw/transactions/{deal['id']}", total_gross_commission="a lot")
    assert own_core.get("/totals") == before


def test_a_deal_that_is_left_out_takes_its_money_along(own_core: RunningSandbox) -> None:
    before = own_core.get("/totals")
    (id_,) = own_core.post("/examples/A")["transactions"]
    after = own_core.get("/totals")
    assert after["transactions"] == before["transactions"] + 1
    assert after["gross"] == before["gross"] + 10_000_00
    assert after["agent_net"] == before["agent_net"] + 8_000_00
    assert own_core.get("/totals", exclude=id_) == before


def test_a_statement_that_is_left_out_takes_its_money_along(own_core: RunningSandbox) -> None:
    before = own_core.get("/totals")
    (id_,) = own_core.post("/examples/E")["statements"]
    own_core.post(f"/statements/{id_}/payments", amount=40_00)
    after = own_core.get("/totals")["billing"]
    assert after["billed"] == before["billing"]["billed"] + 100_00
    assert after["paid"] == before["billing"]["paid"] + 40_00
    assert own_core.get("/totals", exclude_statements=id_) == before


def test_a_cancelled_deal_and_one_without_a_disbursement_do_not_count(
    own_core: RunningSandbox,
) -> None:
    before = own_core.get("/totals")
    (one,) = own_core.post("/examples/A")["transactions"]
    (two,) = own_core.post("/examples/B")["transactions"]
    own_core.patch(f"/transactions/{one}", status="cancelled")
    own_core.patch(f"/transactions/{two}", finalized=False)
    assert own_core.get("/totals") == before


def test_ids_to_leave_out_must_be_numbers(core: RunningSandbox) -> None:
    answer = core.client.get("/sandbox/totals", params={"exclude": "1,two"})
    assert answer.status_code == 422
    assert "whole numbers" in answer.text
