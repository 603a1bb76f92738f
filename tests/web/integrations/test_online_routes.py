"""The login at QuickBooks: an answer is good once, soon, for one person, and shown nowhere."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi import HTTPException
from sqlalchemy import select
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from include.database.tables.companies import Company, ConnectAttempt, OAuthToken, WorkflowSetup
from include.provider.connections.opening import vault
from include.web.frame.access import visitor
from sandbox.demo.consent import grant
from tests.sync.office import COMPANY
from tests.web.office_pages import ADMIN, OfficePages, words
from tests.web.quickbooks_login import (
    BACK,
    FORM,
    HOME,
    add,
    admin,
    come_back,
    companies,
    consent_address,
    events,
    fresh,
    refused,
)

__all__ = ["admin", "fresh"]

ANSWER = "/corebooks/quickbooks/connected?code=AB1secret&state=guessed&realmId=913"


def test_a_company_is_added_by_signing_in_at_quickbooks(fresh: OfficePages) -> None:
    came = come_back(fresh, add(fresh))
    assert came.status_code == 303
    assert came.headers["location"] == f"{BACK}?connected=willow-park"
    (company,) = companies(fresh)
    assert (company.name, company.edition, company.plan, company.timezone) == (
        "Willow & Park Realty",
        "QuickBooks Online",
        "Plus",
        "America/Chicago",
    )
    tokens = vault(fresh.database, "willow-park").read()
    assert tokens is not None
    assert tokens.hard_expires_at is not None
    assert events(fresh) == [("connected", "ada")]
    shown = words(fresh.open(HOME, connected="willow-park"))
    assert "Willow & Park Realty is connected to QuickBooks Online Plus." in shown
    assert "Reconnect by" in shown
    assert tokens.access_token not in fresh.open(HOME)


@pytest.mark.parametrize(
    ("sku", "lacks"),
    [
        ("QuickBooks Self-Employed", "which has no invoices, bills, customers, or vendors"),
        ("QuickBooks Solopreneur", "which has no bills, vendors, or chart of accounts"),
    ],
)
def test_an_edition_without_books_is_refused_and_nothing_of_it_is_kept(
    fresh: OfficePages, sku: str, lacks: str
) -> None:
    assert fresh.office is not None
    fresh.office.quickbooks.set(offering_sku=sku)
    came = refused(fresh, add(fresh))
    assert f"{sku}, {lacks}" in words(came)
    assert companies(fresh) == []
    with fresh.database.reading() as session:
        assert session.scalars(select(OAuthToken)).all() == []
    # The login that QuickBooks granted was given back.
    assert fresh.office.quickbooks.calls()["revoke"] == 1


def test_without_a_typed_id_the_companys_name_becomes_one(fresh: OfficePages) -> None:
    came = come_back(fresh, add(fresh, company=""))
    assert came.headers["location"] == f"{BACK}?connected=willow-park-realty"
    (company,) = companies(fresh)
    assert (company.id, company.name) == ("willow-park-realty", "Willow & Park Realty")
    assert vault(fresh.database, "willow-park-realty").read() is not None


def test_the_same_quickbooks_company_is_not_connected_twice_without_an_id_either(
    admin: OfficePages,
) -> None:
    came = refused(admin, add(admin, company=""))
    assert "is already connected as willow-park." in words(came)
    assert "select Reconnect under Integrations" in words(came)
    assert [company.id for company in companies(admin)] == [COMPANY]


def test_an_answer_is_good_once(fresh: OfficePages) -> None:
    answer = add(fresh)
    assert come_back(fresh, answer).status_code == 303
    again = refused(fresh, answer)
    assert "was already used" in words(again)


def test_an_answer_is_good_for_the_person_who_began_alone(fresh: OfficePages) -> None:
    answer = add(fresh)
    fresh.sign_in(type(ADMIN)("adam", may_sync=True, may_connect=True))
    stolen = refused(fresh, answer)
    assert "was started by another user" in words(stolen)
    assert companies(fresh) == []
    fresh.sign_in(ADMIN)
    assert come_back(fresh, answer).status_code == 303


def test_an_answer_is_good_for_fifteen_minutes(fresh: OfficePages) -> None:
    answer = add(fresh)
    with fresh.database.writing() as session:
        session.scalars(select(ConnectAttempt)).one().created_at -= dt.timedelta(minutes=16)
    late = refused(fresh, answer)
    assert "more than 15 minutes ago" in words(late)
    assert companies(fresh) == []


def test_an_answer_that_nobody_asked_for_is_refused(fresh: OfficePages) -> None:
    made_up = refused(fresh, "/corebooks/quickbooks/connected?code=AB1&state=made-up&realmId=1")
    assert "belong to a sign-in that CoreBooks started" in words(made_up)
    assert "made-up" not in made_up


def test_who_had_to_sign_in_to_airflow_on_the_way_is_told_to_begin_again(
    fresh: OfficePages,
) -> None:
    came = refused(fresh, "/corebooks/quickbooks/connected")
    assert "try again now that you're signed in." in words(came)


def test_whoever_presses_cancel_at_quickbooks_is_told_how_to_go_on(fresh: OfficePages) -> None:
    asked = urlsplit(consent_address(fresh.press(f"{HOME}/add/online", FORM)))
    form = {name: values[0] for name, values in parse_qs(asked.query).items()}
    address = f"{asked.scheme}://{asked.netloc}{asked.path}"
    no = httpx.post(address, data={**form, "decision": "cancel"}, trust_env=False)
    came = refused(fresh, no.headers["location"])
    assert "declined on QuickBooks' authorization page" in words(came)
    assert companies(fresh) == []


def test_of_the_state_only_a_digest_is_kept(fresh: OfficePages) -> None:
    address = consent_address(fresh.press(f"{HOME}/add/online", FORM))
    (state,) = parse_qs(urlsplit(address).query)["state"]
    with fresh.database.reading() as session:
        attempt = session.scalars(select(ConnectAttempt)).one()
    assert state not in vars(attempt).values()
    assert attempt.actor == "ada"


def test_the_same_company_cannot_be_added_under_another_name(admin: OfficePages) -> None:
    assert admin.office is not None
    before = vault(admin.database, COMPANY).read()
    came = refused(admin, add(admin, company="willow-again"))
    assert "is already connected as willow-park" in words(came)
    assert [company.id for company in companies(admin)] == [COMPANY]
    assert vault(admin.database, COMPANY).read() == before
    assert admin.office.quickbooks.calls().get("exchange", 0) == 0


def test_reconnecting_needs_the_same_company_and_keeps_the_workflows(admin: OfficePages) -> None:
    before = vault(admin.database, COMPANY).read()
    answer = grant(consent_address(admin.press(f"{HOME}/{COMPANY}/reconnect")))
    assert come_back(admin, answer).status_code == 303
    assert vault(admin.database, COMPANY).read() != before
    with admin.database.reading() as session:
        active = session.scalars(select(WorkflowSetup).where(WorkflowSetup.active)).all()
    assert len(active) == 3


def test_reconnecting_to_another_company_is_refused(admin: OfficePages) -> None:
    with admin.database.writing() as session:
        session.get_one(Company, COMPANY).realm_id = "9130000000000099"
    answer = grant(consent_address(admin.press(f"{HOME}/{COMPANY}/reconnect")))
    came = refused(admin, answer)
    assert "but you chose a different one" in words(came)
    assert companies(admin)[0].realm_id == "9130000000000099"


class AccessLog:
    """Notes the query of every request when it is over, as Airflow's access log does."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.lines: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)
        if scope["type"] == "http":
            self.lines.append(f"{scope['path']}?{scope['query_string'].decode()}")


@pytest.fixture
def log(bare_pages: OfficePages) -> AccessLog:
    """The access log; whoever opens an address is an admin."""
    bare_pages.sign_in(ADMIN)
    log = AccessLog(bare_pages.browser.app)
    bare_pages.browser = TestClient(log, follow_redirects=False, raise_server_exceptions=False)
    return log


def test_the_access_log_shows_no_code_and_no_state(bare_pages: OfficePages, log: AccessLog) -> None:
    answer = bare_pages.browser.get(ANSWER)
    assert answer.status_code == 303
    assert log.lines == ["/corebooks/quickbooks/connected?"]
    assert "AB1secret" not in answer.text + str(answer.headers)
    assert "guessed" not in answer.text + str(answer.headers)


def test_who_must_sign_in_first_is_shown_no_code_either(
    bare_pages: OfficePages, log: AccessLog
) -> None:
    def nobody() -> None:
        raise HTTPException(401, "Not signed in")

    bare_pages.overrides[visitor] = nobody
    answer = bare_pages.browser.get(ANSWER)
    assert answer.status_code == 401
    assert "AB1secret" not in answer.text + str(answer.headers)
    assert "AB1secret" not in "".join(log.lines)
