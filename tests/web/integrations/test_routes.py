"""Integrations: adding QuickBooks Online, and disconnecting it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import delete, event, insert, select

from include.database.tables.companies import Company, ConnectAttempt
from include.provider.connections.opening import vault
from include.sync.run.errors import CompanyDisconnected
from sandbox.demo.consent import grant
from tests.sync.office import COMPANY, INCOME
from tests.web.office_pages import ADMIN, AUDITOR, FINANCE_OPS, OfficePages, words
from tests.web.quickbooks_login import (
    FORM,
    HOME,
    admin,
    come_back,
    companies,
    consent_address,
    events,
    fresh,
    refused,
)

__all__ = ["admin", "fresh"]


def test_what_cannot_be_connected_is_said_with_the_reason_before_anybody_tries(
    fresh: OfficePages,
) -> None:
    shown = words(fresh.open(f"{HOME}/add"))
    for product in ("QuickBooks Self-Employed", "QuickBooks Solopreneur", "QuickBooks for Mac"):
        assert product in shown
    assert "has no double-entry accounting" in shown
    assert "QuickBooks Desktop" in shown


def test_a_rejected_form_marks_each_field_and_keeps_what_was_typed(fresh: OfficePages) -> None:
    typed = {"company": "Willow & Park", "timezone": "Chicago", "core": "no_such", "quickbooks": ""}
    answer = fresh.press(f"{HOME}/add/online", typed)
    assert answer.status_code == 422
    assert answer.text.count('aria-invalid="true"') == 4
    assert 'value="Willow &amp; Park"' in answer.text
    assert 'value="Chicago"' in answer.text
    shown = words(answer.text)
    assert "digits, and hyphens, such as willow-park." in shown
    assert "Airflow has no connection 'no_such'." in shown
    with fresh.database.reading() as session:
        assert session.scalars(select(ConnectAttempt)).all() == []


def test_the_time_zone_is_the_browsers_and_stays_a_field(fresh: OfficePages) -> None:
    page = fresh.open(HOME)
    (field,) = re.findall(r"<input[^>]*data-time-zone[^>]*>", page)
    assert 'name="timezone" value="" list="timezones"' in field
    assert '<option value="America/Chicago" label="Central time">' in page
    assert "suggested.js" in page


def test_a_company_id_in_use_is_rejected_with_what_to_do(admin: OfficePages) -> None:
    answer = admin.press(f"{HOME}/add/online", FORM)
    assert answer.status_code == 422
    assert "willow-park already belongs to Willow & Park Realty." in words(answer.text)


def test_a_quickbooks_login_that_does_not_answer_leaves_the_form_as_it_was(
    fresh: OfficePages,
) -> None:
    assert fresh.office is not None
    fresh.office.quickbooks = replace(fresh.office.quickbooks, url="http://127.0.0.1:9")
    answer = fresh.press(f"{HOME}/add/online", FORM)
    assert answer.status_code == 502
    assert "Intuit's sign-in service didn't respond" in words(answer.text)
    assert 'value="willow-park"' in answer.text
    assert 'value="America/Chicago"' in answer.text


def test_disconnecting_ends_the_login_on_both_sides_and_keeps_the_rest(admin: OfficePages) -> None:
    assert admin.office is not None
    office = admin.office
    office.core.post("/examples/A")
    office.run(INCOME)
    answer = admin.press(f"{HOME}/{COMPANY}/disconnect")
    assert answer.headers["location"] == f"/corebooks{HOME}?disconnected={COMPANY}"
    assert office.quickbooks.calls()["revoke"] == 1
    assert vault(admin.database, COMPANY).read() is None
    assert companies(admin)[0].disconnected_at is not None
    assert ("disconnected", "ada") in events(admin)
    assert len(office.entries("Invoice")) == 1
    shown = words(admin.open(HOME, disconnected=COMPANY))
    assert "Nothing in QuickBooks changed, and its workflows are kept." in shown
    assert "To resume, select Reconnect." in shown

    with pytest.raises(CompanyDisconnected, match="Select “Reconnect” under Integrations"):
        office.run(INCOME)
    back = grant(consent_address(admin.press(f"{HOME}/{COMPANY}/reconnect")))
    assert come_back(admin, back).status_code == 303
    assert companies(admin)[0].disconnected_at is None
    assert office.run(INCOME).created == 0
    assert len(office.entries("Invoice")) == 1


def test_a_company_is_disconnected_even_when_quickbooks_does_not_answer(
    admin: OfficePages,
) -> None:
    assert admin.office is not None
    admin.office.quickbooks = replace(admin.office.quickbooks, url="http://127.0.0.1:9")
    answer = admin.press(f"{HOME}/{COMPANY}/disconnect")
    assert vault(admin.database, COMPANY).read() is None
    shown = words(admin.browser.get(answer.headers["location"]).text)
    assert "QuickBooks didn't confirm it." in shown


def test_an_auditor_reads_and_changes_nothing(pages: OfficePages) -> None:
    pages.sign_in(AUDITOR)
    page = pages.open(HOME)
    assert "Willow & Park Realty" in words(page)
    assert "<button" not in page
    for path in (f"{HOME}/add", f"{HOME}/add/online", "/quickbooks/connected"):
        assert pages.browser.get(pages.address(path)).status_code == 403
    for path in ("add/online", *(f"{COMPANY}/{what}" for what in ("test", "reconnect"))):
        assert pages.press(f"{HOME}/{path}", FORM).status_code == 403
    assert pages.press(f"{HOME}/{COMPANY}/disconnect").status_code == 403
    assert vault(pages.database, COMPANY).read() is not None


def test_finance_ops_test_connections_but_do_not_make_them(pages: OfficePages) -> None:
    pages.sign_in(FINANCE_OPS)
    page = pages.open(HOME)
    assert ">Test connections</button>" in page
    assert "Reconnect<span" not in page
    assert pages.press(f"{HOME}/{COMPANY}/disconnect").status_code == 403


def test_nothing_changes_without_the_token_of_the_page(admin: OfficePages) -> None:
    for path in ("add/online", *(f"{COMPANY}/{do}" for do in ("test", "reconnect", "disconnect"))):
        answer = admin.browser.post(f"/corebooks{HOME}/{path}", data=FORM)
        assert answer.status_code == 403
    assert vault(admin.database, COMPANY).read() is not None


def test_where_nothing_is_connected_the_page_says_what_to_do(bare_pages: OfficePages) -> None:
    assert "Ask your Airflow administrator to connect one." in words(bare_pages.open(HOME))
    bare_pages.sign_in(ADMIN)
    shown = words(bare_pages.open(HOME))
    assert "No companies yet. Connect the first one." in shown
    assert "Connect QuickBooks Online" in shown
    assert "Set up QuickBooks Desktop" in shown


def opened(pages: OfficePages, path: str, **query: str) -> str:
    """A page by its address below ours."""
    answer = pages.browser.get(f"/corebooks{path}", params=query)
    assert answer.status_code == 200
    return str(answer.text)


def more_companies(pages: OfficePages, count: int, start: int = 1) -> None:
    """So many companies beside the office's own, as a large installation has them."""
    with pages.database.writing() as session:
        session.execute(
            insert(Company),
            [
                {
                    "id": f"fir-{number:04}",
                    "name": f"Fir Street {number:04}",
                    "edition": "QuickBooks Online",
                    "realm_id": f"fir-{number}",
                    "core_connection": "core",
                    "quickbooks_connection": "quickbooks",
                    "timezone": "America/Chicago",
                }
                for number in range(start, start + count)
            ],
        )


def test_a_thousand_companies_are_pages_and_a_search_that_cost_no_more_than_one(
    admin: OfficePages,
) -> None:
    def queries_of(path: str) -> int:
        queries: list[str] = []

        def note(*told: Any) -> None:
            queries.append(str(told[2]))

        event.listen(admin.database.engine, "before_cursor_execute", note)
        opened(admin, path)
        event.remove(admin.database.engine, "before_cursor_execute", note)
        return len(queries)

    paths = ("/settings/integrations", "/settings/permissions", f"/companies/{COMPANY}/")
    more_companies(admin, 25)
    few = [queries_of(path) for path in paths]
    with admin.database.writing() as session:
        session.execute(delete(Company).where(Company.id.like("fir-%")))
    more_companies(admin, 1000)
    many = [queries_of(path) for path in paths]
    assert all(now <= before for now, before in zip(many, few, strict=True)), (many, few)

    first = opened(admin, "/settings/integrations")
    assert "1,001 companies" in words(first)
    assert "Page 1 of 51" in words(first)
    assert first.count("<section class=") == 20
    found = opened(admin, "/settings/integrations", q="street 0777")
    assert "Fir Street 0777" in words(found)
    assert found.count("<section class=") == 1
    assert "No company has “oak”" in words(opened(admin, "/settings/integrations", q="oak"))


def test_the_list_at_the_top_is_short_and_searched_on_the_server(admin: OfficePages) -> None:
    more_companies(admin, 1000)
    page = opened(admin, f"/companies/{COMPANY}/")
    assert page.count('<li><a href="/corebooks/companies/fir-') == 20
    assert "981 more." in words(page)
    answer = admin.browser.get(
        "/corebooks/companies", params={"q": "street 0777"}, headers={"HX-Request": "true"}
    )
    assert words(answer.text) == "Fir Street 0777"
    without_scripts = admin.browser.get("/corebooks/companies", params={"q": "street 0777"})
    assert without_scripts.headers["location"].endswith("/settings/integrations?q=street+0777")


def test_a_canadian_company_is_connected_with_the_currency_of_the_form_alone(
    fresh: OfficePages,
) -> None:
    assert fresh.office is not None
    fresh.office.quickbooks.set(country="CA")
    assert "Canadian dollars (CAD)" in words(fresh.open(f"{HOME}/add/online"))
    filled = {**FORM, "company": "maple", "timezone": "America/Toronto"}
    in_us_dollars = grant(consent_address(fresh.press(f"{HOME}/add/online", filled)))
    page = refused(fresh, in_us_dollars)
    assert (
        "Willow & Park Realty keeps its books in CAD. CoreBooks converts no amounts. If CORE's amounts are "
        "in CAD, choose CAD as the currency of CORE's amounts and connect again."
    ) in words(page)
    assert companies(fresh) == []
    # The form is as it was filled, and the one field to change is marked.
    assert 'name="company" value="maple"' in page
    assert 'name="timezone" value="America/Toronto"' in page
    assert re.search(r'<select id="currency"[^>]*aria-invalid="true"', page)
    assert page.count('aria-invalid="true"') == 1
    assert (
        "Willow & Park Realty keeps its books in Canadian dollars (CAD). Choose that currency if CORE's "
        "amounts are in it."
    ) in words(page)

    chosen = {**filled, "currency": "CAD"}
    back = grant(consent_address(fresh.press(f"{HOME}/add/online", chosen)))
    assert come_back(fresh, back).status_code == 303
    (company,) = companies(fresh)
    assert (company.currency, company.country) == ("CAD", "CA")
    assert "Currency Canadian dollars (CAD)" in words(fresh.open(HOME))


def test_a_currency_that_corebooks_does_not_know_is_marked_in_the_form(fresh: OfficePages) -> None:
    answer = fresh.press(f"{HOME}/add/online", {**FORM, "currency": "EUR"})
    assert answer.status_code == 422
    assert "CoreBooks knows USD, CAD, AUD, and GBP." in words(answer.text)


def test_an_administrator_changes_the_currency_and_the_books_decide(admin: OfficePages) -> None:
    assert admin.office is not None
    assert admin.press(f"{HOME}/{COMPANY}/currency", {"currency": "CAD"}).status_code == 303
    assert companies(admin)[0].currency == "CAD"
    assert admin.press(f"{HOME}/{COMPANY}/currency", {"currency": "USD"}).status_code == 303
    admin.office.core.post("/examples/A")
    admin.office.run(INCOME)
    refused = admin.press(f"{HOME}/{COMPANY}/currency", {"currency": "GBP"})
    assert refused.status_code == 409
    assert "keeps its books in USD, so CORE's amounts can't be in GBP" in words(refused.text)
    assert companies(admin)[0].currency == "USD"
    assert [one for one in events(admin) if one[0] == "currency changed"] == [
        ("currency changed", "ada"),
        ("currency changed", "ada"),
    ]
    admin.sign_in(FINANCE_OPS)
    assert admin.press(f"{HOME}/{COMPANY}/currency", {"currency": "CAD"}).status_code == 403
