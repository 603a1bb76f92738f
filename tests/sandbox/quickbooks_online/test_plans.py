"""Subscriptions, and what each does without."""

from __future__ import annotations

import pytest

from tests.sandbox.quickbooks_online.bookkeeper import Bookkeeper, Refused

ONLINE = "QuickBooks Online"


@pytest.mark.parametrize(
    ("plan", "bills", "classes", "sales"),
    [
        (f"{ONLINE} Simple Start", False, False, True),
        (f"{ONLINE} EasyStart", False, False, True),
        (f"{ONLINE} Essentials", True, False, True),
        (f"{ONLINE} Plus", True, True, True),
        (f"{ONLINE} Advanced", True, True, True),
        ("Intuit Enterprise Suite", True, True, True),
        ("QuickBooks Ledger", False, False, False),
        ("QuickBooks Solopreneur", False, False, True),
        ("QuickBooks Self-Employed", False, False, False),
        ("Anything New", True, False, True),
    ],
)
def test_what_a_plan_has(
    books: Bookkeeper, plan: str, *, bills: bool, classes: bool, sales: bool
) -> None:
    books.sandbox.set(offering_sku=plan)
    for entity, there in (("Bill", bills), ("Class", classes), ("Invoice", sales)):
        if there:
            books.query(f"SELECT * FROM {entity}")
            continue
        with pytest.raises(Refused, match=f"not included in your {plan}") as refused:
            books.query(f"SELECT * FROM {entity}")
        assert refused.value.code == "5030"
    assert books.query("SELECT * FROM Deposit") == {}


@pytest.mark.parametrize("plan", ["QuickBooks Solopreneur", "QuickBooks Self-Employed"])
def test_plans_without_apps_may_turn_them_away(books: Bookkeeper, plan: str) -> None:
    books.sandbox.set(offering_sku=plan)
    assert books.client.get("preferences").status_code == 200
    books.sandbox.set(apps="as_planned")
    turned_away = books.client.get("preferences")
    assert turned_away.status_code == 403
    assert "003100" in turned_away.text
