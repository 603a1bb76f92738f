from __future__ import annotations

import re

import pytest

from sandbox.core_backoffice.testing import RunningSandbox


def page(core: RunningSandbox, path: str) -> str:
    answer = core.client.get(path, follow_redirects=True)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def test_the_list_shows_every_deal_and_the_totals(core: RunningSandbox) -> None:
    text = page(core, "/")
    deals = core.get("/transactions")
    assert all(deal["custom_id"] in text for deal in deals)
    assert f"Distributed deals {core.get('/totals')['transactions']} " in text


def test_the_list_can_be_of_one_status(core: RunningSandbox) -> None:
    text = page(core, "/app/?status=cancelled")
    for deal in core.get("/transactions"):
        assert (deal["custom_id"] in text) is (deal["status"] == "cancelled")


def test_a_deal_is_laid_out_from_gross_to_net(own_core: RunningSandbox) -> None:
    (id_,) = own_core.post("/examples/A")["transactions"]
    text = page(own_core, f"/app/transactions/{id_}")
    assert "Gross commission Willow &amp; Park Realty 10,000.00" in text
    assert "Commission after split Amy Adler 80/20 8,000.00" in text
    assert "Team leader fee Lee Lawson 2 % -160.00" in text
    assert "Net to Amy Adler 7,840.00" in text
    assert "Brokerage net 2,000.00" in text
    assert "Distributed to the cent 10,000.00" in text


def test_a_pre_commission_item_shows_its_switches(own_core: RunningSandbox) -> None:
    (id_,) = own_core.post("/examples/C")["transactions"]
    text = page(own_core, f"/app/transactions/{id_}")
    assert (
        "Referral fee Acme Realty before the split, sync on, create payment off -1,000.00" in text
    )


def test_every_deal_and_every_agent_has_a_page(core: RunningSandbox) -> None:
    for deal in core.get("/transactions"):
        text = page(core, f"/app/transactions/{deal['id']}")
        assert "it does not add up" not in text
        assert ("There is no disbursement" in text) is (not deal["has_disbursement"])
    for agent in core.get("/agents"):
        assert "Billing log" in page(core, f"/app/agents/{agent['id']}")


def test_a_spoilt_deal_says_so(core: RunningSandbox) -> None:
    (bad, *_) = core.get("/bad-records")
    assert "10.00 too high" in page(core, f"/app/transactions/{bad['id']}")


def test_an_agents_billing_log(own_core: RunningSandbox) -> None:
    ids = own_core.post("/examples/E")
    (agent,), (statement,) = ids["agents"], ids["statements"]
    assert "100.00 open 100.00" in page(own_core, f"/app/agents/{agent}")
    own_core.post(f"/statements/{statement}/payments", method="check")
    text = page(own_core, f"/app/agents/{agent}")
    assert "Desk fee monthly Oct 15, 2026 paid 95.00 check" in text
    assert "Eve Eastman" in page(own_core, "/app/agents")


def test_names_cannot_break_out_of_the_page(own_core: RunningSandbox) -> None:
    (id_,) = own_core.post("/examples/A")["transactions"]
    own_core.patch(f"/transactions/{id_}", address="<script>alert(1)</script>")
    answer = own_core.client.get(f"/app/transactions/{id_}")
    assert "<script>" not in answer.text
    assert "&lt;script&gt;" in answer.text


@pytest.mark.parametrize("path", ["/app/transactions/1", "/app/agents/1", "/app/nothing"])
def test_what_is_not_there_has_no_page(core: RunningSandbox, path: str) -> None:
    assert core.client.get(path).status_code == 404


def test_the_style_is_served_and_nothing_comes_from_outside(core: RunningSandbox) -> None:
    assert core.client.get("/app/style.css").headers["content-type"].startswith("text/css")
    assert "http" not in core.client.get("/app/").text.replace("html", "")
