from __future__ import annotations

import pytest

from sandbox.core_backoffice.testing import RunningSandbox
from tests.sandbox.core_backoffice.reading import everything, pages


def ids(rows: list[dict[str, int]]) -> list[int]:
    return [row["id"] for row in rows]


@pytest.mark.parametrize("path", ["/v1/users", "/v1/contacts", "/v1/transactions"])
@pytest.mark.parametrize("count", [1, 7, 1000])
def test_pages_hold_every_row_once_in_order(core: RunningSandbox, path: str, count: int) -> None:
    whole = ids(core.api(path, count=1000))
    assert whole == sorted(set(whole))
    assert ids(everything(core, path, count)) == whole
    assert all(len(page) <= count for page in pages(core, path, count))


def test_all_transactions_are_there(core: RunningSandbox) -> None:
    assert ids(everything(core, "/v1/transactions", 11)) == ids(core.get("/transactions"))


def test_a_billing_log_is_paged_by_item(core: RunningSandbox) -> None:
    statements = core.get("/statements")
    agent = statements[0]["agent"]
    expected = [item["id"] for one in statements if one["agent"] == agent for item in one["items"]]
    assert ids(everything(core, f"/v1/users/{agent}/billing_items", 3)) == sorted(expected)


def test_a_page_has_a_hundred_rows_unless_said_and_a_thousand_at_most(
    own_core: RunningSandbox,
) -> None:
    for number in range(103):
        own_core.post("/contacts", company=f"Vendor {number}")
    assert len(own_core.api("/v1/contacts")) == 100
    assert len(own_core.api("/v1/contacts", count=5000)) > 103
    assert len(own_core.api("/v1/contacts", count=0)) == 100


def test_a_count_that_is_no_number_is_ignored(core: RunningSandbox) -> None:
    assert core.api("/v1/users", count="many") == core.api("/v1/users")


def test_statuses_choose_deals(core: RunningSandbox) -> None:
    chosen = everything(core, "/v2/transactions", statuses="listing,cancelled")
    assert {row["status"] for row in chosen} == {"listing", "cancelled"}
    rest = everything(core, "/v2/transactions", statuses="pending,closed,active,opportunity")
    assert len(chosen) + len(rest) == len(everything(core, "/v2/transactions"))


def test_active_chooses_agents(core: RunningSandbox) -> None:
    active = everything(core, "/v1/users", active=1, full_info=1)
    gone = everything(core, "/v1/users", active="false", full_info=1)
    assert {row["active"] for row in active} == {True}
    assert {row["active"] for row in gone} == {False}
    assert len(active) + len(gone) == len(everything(core, "/v1/users"))


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("updated_since", "updated_at"),
        ("created_since", "created_at"),
        ("closed_since", "closed_at"),
    ],
)
def test_since_is_inclusive(core: RunningSandbox, query: str, field: str) -> None:
    rows = everything(core, "/v1/transactions")
    moments = sorted(row[field] for row in rows if row[field])
    middle = moments[len(moments) // 2]
    expected = [row["id"] for row in rows if row[field] and row[field] >= middle]
    assert ids(everything(core, "/v1/transactions", 9, **{query: middle})) == expected
    assert not everything(core, "/v1/transactions", **{query: moments[-1] + 1})


def test_external_ids_and_owners_choose_deals(core: RunningSandbox) -> None:
    row = next(row for row in everything(core, "/v1/transactions") if row["external_id"])
    assert ids(core.api("/v1/transactions", external_ids=f"{row['external_id']},x")) == [row["id"]]
    owner = core.api(f"/v1/transactions/{row['id']}/participants")[0]["id"]
    owned = core.api("/v1/transactions", owned_by=owner, count=1000)
    assert row["id"] in ids(owned)
    for one in owned:
        assert core.api(f"/v1/transactions/{one['id']}/participants")[0]["id"] == owner


@pytest.mark.parametrize("count", [2, 5, 1000])
def test_pages_that_repeat_rows_still_hold_every_row(core: RunningSandbox, count: int) -> None:
    whole = ids(core.api("/v1/users", count=1000))
    core.post("/faults", path="/v1/users", kind="repeat_rows", times=500)
    seen: list[int] = []
    last = 0
    while rows := core.api("/v1/users", count=count, starting_from_id=last):
        assert len(rows) <= count
        seen += ids(rows)
        if rows[-1]["id"] == last:
            break
        last = rows[-1]["id"]
    core.delete("/faults")
    assert sorted(set(seen)) == whole
    assert len(seen) > len(whole)
