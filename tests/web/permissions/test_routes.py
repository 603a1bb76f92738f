"""Administrators choose who can see a company; for everyone else it isn't there."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from include.database.setup.company_access import change_list
from include.database.setup.people import note_visit
from include.database.tables.desktop import DesktopConnection
from include.web.frame.access import Visitor
from include.web.frame.company_context import only_seen
from include.web.integrations import push_route, web_connector_route, webhook_route
from include.web.permissions.routes import PATH
from tests.sync.office import COMPANY
from tests.web.office_pages import ADMIN, AUDITOR, FINANCE_OPS, OfficePages, pages_app, words
from tests.web.route_values import FILLED

ADA = Visitor("ada", may_sync=True, may_connect=True, id="2")
FINN = Visitor("finn", may_sync=True, may_connect=False, id="1")
NAME, REALM = "Willow", "9130000000000001"


@pytest.fixture
def listed(pages: OfficePages) -> OfficePages:
    """Only Finn can see Willow & Park; Ada is an administrator, and signed in."""
    for who in (FINN, ADA):
        pages.sign_in(who)
        pages.open("")
    change_list(pages.database, COMPANY, [FINN.id], ADA.name)
    return pages


_NO_PERSON_CALLS = (web_connector_route.PATH, webhook_route.PATH, push_route.PATH)


def routes() -> Iterator[APIRoute]:
    """Every route of the pages that people open, as the application has them."""
    for route in pages_app().routes:
        if isinstance(route, APIRoute) and route.path not in _NO_PERSON_CALLS:
            yield route


def address(path: str, company: str) -> str:
    """A route's path, of a company and with something in each other place."""
    values = {**FILLED, "company_id": company}
    return re.sub(r"{(\w+)(?::\w+)?}", lambda found: values.get(found[1], "1"), path)


def dependencies(dependant: Dependant) -> Iterator[object]:
    for one in dependant.dependencies:
        yield one.call
        yield from dependencies(one)


def test_every_route_asks_whether_its_company_may_be_seen() -> None:
    assert [one.path for one in routes() if only_seen not in dependencies(one.dependant)] == []


def test_to_who_is_not_on_the_list_each_address_is_that_of_no_company(
    listed: OfficePages,
) -> None:
    tried = 0
    for route in routes():
        for method in sorted(route.methods or ()):
            answers = []
            for company in (COMPANY, "no-such-company"):
                path = address(route.path, company)
                answer = listed.browser.request(method, f"/corebooks{path}")
                text = re.sub(r'"X-CSRF-Token": "[^"]*"', "", answer.text)  # it has the time
                answers.append((answer.status_code, text.replace(company, "ID")))
            if "{company_id}" in route.path:
                tried += 1
                assert answers[0] == answers[1], (method, route.path)
                assert answers[0][0] == 404, (method, route.path)
            if route.path != PATH:
                assert NAME not in answers[0][1], (method, route.path)
                assert REALM not in answers[0][1], (method, route.path)
    assert tried > 40
    assert listed.events == []


def test_who_is_on_the_list_works_as_before(listed: OfficePages) -> None:
    listed.sign_in(FINN)
    assert NAME in words(listed.open(""))
    assert NAME in words(listed.open("/settings/integrations"))
    assert "Only finn can see Willow & Park Realty." in words(listed.open("auto-sync"))
    listed.sign_in(AUDITOR)
    assert listed.browser.get("/corebooks/").headers["location"].endswith("/settings/integrations")
    assert "No companies yet." in words(listed.open("/settings/integrations"))


def test_a_pc_that_has_its_company_is_hidden_with_it(listed: OfficePages) -> None:
    with listed.database.writing() as session:
        session.add(
            DesktopConnection(
                company_id=COMPANY,
                username="corebooks-pc",
                password_hash="",
                owner_id="{57F3B9B1-86F1-4FCC-B1EE-566DE1813D20}",
                file_id="{90A44FB5-33D9-4815-AC85-BC87A7E7D1EB}",
                core_connection="core",
                timezone="America/Chicago",
                created_by="finn",
            )
        )
    path = f"/corebooks/settings/integrations/desktop/{COMPANY}"
    assert listed.browser.get(path).status_code == 404
    assert COMPANY not in listed.open("/settings/integrations")
    listed.sign_in(FINN)
    assert listed.browser.get(path).status_code == 200


def test_an_administrator_changes_every_list_and_no_one_else_does(listed: OfficePages) -> None:
    listed.sign_in(ADA)
    page = words(listed.open(PATH))
    assert "finn can see Willow & Park Realty." in page
    form = {"company": COMPANY, "who": "listed", "person": [FINN.id, ADA.id]}
    listed.sign_in(FINANCE_OPS)
    assert listed.press(PATH, form).status_code == 403
    assert listed.browser.get(f"/corebooks{PATH}").status_code == 403
    listed.sign_in(ADA)
    assert listed.press(PATH, form).status_code == 303
    assert NAME in words(listed.open(""))
    assert "ada, finn can see Willow & Park Realty." in words(listed.open(PATH))

    # Off the list again, Ada is told so and can still change it.
    answer = listed.press(PATH, {**form, "person": [FINN.id]})
    shown = words(listed.browser.get(answer.headers["location"]).text)
    assert "You aren't on it, so you can't see Willow & Park Realty." in shown
    assert listed.press(PATH, {"company": COMPANY, "who": "everyone"}).status_code == 303
    assert "Every CoreBooks user can see Willow & Park Realty." in words(listed.open(PATH))


@pytest.mark.parametrize(
    ("who", "person", "sentence"),
    [
        ("listed", [], "Select at least one user"),
        ("listed", ["99"], "No user with the ID '99' has opened CoreBooks yet."),
        ("everyone", ["1"], "Choose “Only these users” too"),
    ],
)
def test_a_list_that_is_not_clear_changes_nothing(
    pages: OfficePages, who: str, person: list[str], sentence: str
) -> None:
    note_visit(pages.database, "1", "finn", may_sync=True, may_connect=False)
    pages.sign_in(ADMIN)
    answer = pages.press(PATH, {"company": COMPANY, "who": who, "person": person})
    assert answer.status_code == 422
    assert sentence in words(answer.text)
    assert "Every CoreBooks user can see Willow & Park Realty." in words(answer.text)
    assert pages.press(PATH, {"company": "oak-street"}).status_code == 404
