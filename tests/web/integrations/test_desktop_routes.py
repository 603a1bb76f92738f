"""Adding QuickBooks Desktop on the pages: from the form to the first contact, and what comes after."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest
from lxml import etree
from sqlalchemy import update

from include.database.tables.columns import utc_now
from include.database.tables.companies import Company
from include.database.tables.desktop import DesktopConnection
from include.provider.connections.desktop_state import SILENT
from sandbox.quickbooks_desktop.company_file import CompanyFile
from sandbox.quickbooks_desktop.outcome import Outcome
from sandbox.quickbooks_desktop.qwc import read_qwc
from sandbox.quickbooks_desktop.web_connector import WebConnector
from sandbox.serving import serving
from tests.web.office_pages import ADMIN, AUDITOR, FINANCE_OPS, OfficePages, words
from tests.web.quickbooks_login import events
from tests.web_connector.pc import served

HOME = "/settings/integrations"
OWN = f"{HOME}/desktop/oak-street"
TYPED = {"company": "oak-street", "timezone": "America/Chicago", "core": "core"}


@pytest.fixture
def pages(pages: OfficePages, monkeypatch: pytest.MonkeyPatch) -> OfficePages:
    monkeypatch.setenv("AIRFLOW__API__BASE_URL", "http://localhost:8080")
    pages.sign_in(ADMIN)
    return pages


def made(pages: OfficePages) -> str:
    """Make the connection on the form. Returns the password."""
    answer = pages.press(f"{HOME}/add/desktop", TYPED)
    assert answer.status_code == 200, words(answer.text)
    return password_in(answer.text)


def password_in(page: str) -> str:
    [found] = re.findall(r'id="password">([^<]+)<', page)
    return str(html.unescape(found))


def downloaded(pages: OfficePages) -> bytes:
    answer = pages.browser.get(f"/corebooks{OWN}/corebooks.qwc")
    assert answer.status_code == 200
    assert 'filename="corebooks-oak-street.qwc"' in answer.headers["Content-Disposition"]
    return bytes(answer.content)


def username(pages: OfficePages) -> str:
    return etree.fromstring(downloaded(pages)).findtext("UserName") or ""


def update_at_the_pc(pages: OfficePages, password: str, file: CompanyFile) -> Outcome:
    """Add the file to the Web Connector of a PC, and press Update Selected."""
    with serving(served(pages.database)) as address:
        text = downloaded(pages).decode()
        here = re.sub(r"http://[^/<]+/corebooks/webconnector", f"{address}/webconnector", text)
        here = re.sub(r"<AppSupport>[^<]+", f"<AppSupport>{address}/", here)
        connector = WebConnector.added(read_qwc(here), password, file)
        try:
            return connector.update()
        finally:
            connector.close()


def test_the_password_is_shown_once_and_the_file_has_none(pages: OfficePages) -> None:
    password = made(pages)
    assert re.fullmatch(r"(?:[a-z2-9]{5}-){4}[a-z2-9]{5}", password)
    assert password not in pages.open(OWN)
    file = downloaded(pages)
    assert password.encode() not in file
    fields = {one.tag: one.text for one in etree.fromstring(file)}
    assert re.fullmatch(r"corebooks-oak-street-[0-9a-f]{8}", fields["UserName"] or "")
    assert fields["AuthFlags"] == "0xE"
    assert fields["IsReadOnly"] == "false"
    assert (fields["AppURL"] or "").endswith("/corebooks/webconnector")


def test_waiting_turns_into_the_companys_name_with_the_first_contact(pages: OfficePages) -> None:
    password = made(pages)
    waiting = pages.open(f"{OWN}/contact")
    assert "Waiting for PC" in waiting
    assert 'hx-trigger="every 3s"' in waiting
    assert update_at_the_pc(pages, password, CompanyFile(name="Oak Street Realty")).status == "done"
    there = words(pages.open(f"{OWN}/contact"))
    assert "Oak Street Realty is connected. Set up workflows" in there
    assert "QuickBooks Desktop Enterprise Solutions 24.0" in there
    assert "Oak Street Realty" in pages.open(HOME)
    with pages.database.reading() as session:
        company = session.get_one(Company, "oak-street")
    assert (company.edition, company.core_connection) == ("QuickBooks Desktop", "core")


def test_another_company_file_is_named_on_the_page(pages: OfficePages) -> None:
    password = made(pages)
    update_at_the_pc(pages, password, CompanyFile(name="Oak Street Realty"))
    with serving(served(pages.database)) as address:
        other = WebConnector(
            f"{address}/webconnector", username(pages), password, CompanyFile(name="Other")
        )
        with pages.database.writing() as session:
            # There is something to do, so that the session goes on to the company.
            session.execute(update(DesktopConnection).values(last_set="CB1"))
        assert other.update().status == "stopped"
        other.close()
    page = words(pages.open(OWN))
    assert "Connection refused" in page
    assert "Other is open in QuickBooks, but Oak Street Realty is connected." in page
    assert "Open Oak Street Realty in QuickBooks, then select Update Selected." in page


def test_a_new_password_takes_the_place_of_the_old_one(pages: OfficePages) -> None:
    old = made(pages)
    new = password_in(pages.press(f"{OWN}/password").text)
    assert new != old
    file = CompanyFile()
    assert update_at_the_pc(pages, old, file).status == "not a valid user"
    assert update_at_the_pc(pages, new, file).status == "done"


def test_disconnected_lets_nobody_in_until_it_is_connected_again(pages: OfficePages) -> None:
    password, file = made(pages), CompanyFile(name="Oak Street Realty")
    update_at_the_pc(pages, password, file)
    assert pages.press(f"{OWN}/disconnect").headers["Location"].endswith(OWN)
    assert "Disconnected" in pages.open(OWN)
    assert update_at_the_pc(pages, password, file).status == "not a valid user"
    with pages.database.reading() as session:
        assert session.get_one(Company, "oak-street").disconnected_at is not None

    again = password_in(pages.press(f"{OWN}/password").text)
    assert update_at_the_pc(pages, again, file).status == "done"
    with pages.database.reading() as session:
        assert session.get_one(Company, "oak-street").disconnected_at is None


def test_a_pc_that_does_not_call_is_told_of_on_both_pages(pages: OfficePages) -> None:
    update_at_the_pc(pages, made(pages), CompanyFile())
    with pages.database.writing() as session:
        session.execute(update(DesktopConnection).values(last_contact_at=utc_now() - SILENT))
    for page in (HOME, OWN):
        assert "The PC hasn't connected for an hour. No requests are waiting." in words(
            pages.open(page)
        )


def test_a_wrong_field_is_marked_and_nothing_typed_is_lost(pages: OfficePages) -> None:
    answer = pages.press(f"{HOME}/add/desktop", {**TYPED, "company": "Oak Street!"})
    assert answer.status_code == 422
    assert 'value="Oak Street!"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert "such as oak-street" in answer.text
    taken = pages.press(f"{HOME}/add/desktop", {**TYPED, "company": "willow-park"})
    assert (taken.status_code, "already belongs to Willow &amp; Park Realty" in taken.text) == (
        422,
        True,
    )


def test_a_company_id_is_made_from_the_name_and_only_asked_for_where_it_is_taken(
    pages: OfficePages,
) -> None:
    named = {"name": "Oak Street", "timezone": "America/Chicago", "core": "core"}
    assert 'name="company"' not in pages.open(f"{HOME}/add/desktop")
    nameless = pages.press(f"{HOME}/add/desktop", {**named, "name": " & "})
    assert nameless.status_code == 422
    assert "Enter the company's name, with a letter or a digit." in words(nameless.text)
    taken = pages.press(f"{HOME}/add/desktop", {**named, "name": "Willow Park"})
    assert taken.status_code == 422
    assert "willow-park already belongs to Willow & Park Realty." in words(taken.text)
    assert 'name="company" value="willow-park"' in taken.text
    assert pages.press(f"{HOME}/add/desktop", named).status_code == 200
    assert 'filename="corebooks-oak-street.qwc"' in str(
        pages.browser.get(f"/corebooks{OWN}/corebooks.qwc").headers["Content-Disposition"]
    )


def test_an_address_without_https_is_refused_before_anything_is_made(
    pages: OfficePages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRFLOW__API__BASE_URL", "http://airflow.example.com")
    answer = pages.press(f"{HOME}/add/desktop", TYPED)
    assert answer.status_code == 409
    assert "The Web Connector requires an https address" in words(answer.text)
    assert 'value="oak-street"' in answer.text
    with pages.database.reading() as session:
        assert session.get(DesktopConnection, "oak-street") is None


def test_a_name_that_waits_for_its_pc_is_given_to_no_other_company(pages: OfficePages) -> None:
    password = made(pages)
    again = {**TYPED, "timezone": "America/New_York"}
    for form in ("add/desktop", "add/online"):
        answer = pages.press(f"{HOME}/{form}", {**again, "quickbooks": "quickbooks"})
        assert answer.status_code == 422
        assert "on a PC that hasn't connected yet" in words(answer.text)
    # Whoever got the first password can still use it.
    assert update_at_the_pc(pages, password, CompanyFile()).status == "done"


def test_a_company_of_quickbooks_online_is_not_mixed_up_with_a_pc_of_its_name(
    pages: OfficePages,
) -> None:
    password = made(pages)
    with pages.database.writing() as session:
        # Its login at QuickBooks had begun before the connection to the PC was made.
        session.add(
            Company(
                id="oak-street",
                name="Oak Online",
                edition="QuickBooks Online",
                realm_id="9130000000000002",
                core_connection="core",
                quickbooks_connection="quickbooks",
                timezone="America/Chicago",
            )
        )
    assert update_at_the_pc(pages, password, CompanyFile(name="Oak Desktop")).status == "stopped"
    assert "is the QuickBooks company Oak Online" in words(pages.open(f"{OWN}/contact"))
    pages.press(f"{OWN}/disconnect")
    with pages.database.reading() as session:
        assert session.get_one(Company, "oak-street").disconnected_at is None


@pytest.mark.parametrize("way", [f"{HOME}/oak-street/disconnect", f"{OWN}/disconnect"])
def test_either_button_that_disconnects_shuts_the_pc_out(pages: OfficePages, way: str) -> None:
    password, file = made(pages), CompanyFile(name="Oak Street Realty")
    update_at_the_pc(pages, password, file)
    assert pages.press(way).status_code == 303
    assert update_at_the_pc(pages, password, file).status == "not a valid user"
    card = words(pages.open(HOME))
    assert (
        "Disconnected Nothing posts to this company file" in card.partition("Oak Street Realty")[2]
    )
    assert "To resume, select Reconnect." in card
    # The address by which companies of QuickBooks Online reconnect leads to the page of the PC.
    led = pages.press(f"{HOME}/oak-street/reconnect")
    assert (led.status_code, led.headers["Location"]) == (303, f"/corebooks{OWN}")


def test_whoever_reconnects_is_named_in_the_audit_trail(pages: OfficePages) -> None:
    file = CompanyFile()
    update_at_the_pc(pages, made(pages), file)
    pages.press(f"{OWN}/disconnect")
    pages.sign_in(replace(ADMIN, name="bo"))
    update_at_the_pc(pages, password_in(pages.press(f"{OWN}/password").text), file)
    assert [one for one in events(pages) if one[0] in ("connected", "disconnected")][-3:] == [
        ("connected", "ada"),
        ("disconnected", "ada"),
        ("connected", "bo"),
    ]


def test_the_overview_has_a_card_that_tells_how_the_pc_stands(pages: OfficePages) -> None:
    password = made(pages)
    page = words(pages.open(HOME))
    card = page.partition("oak-street QuickBooks Desktop")[2].partition("Willow & Park")[0]
    assert "Waiting for PC" in card, "what waits comes before what is connected"
    assert "PC last connected Never" in card
    for of_online in (
        "Tokens last renewed",
        "Airflow connection to QuickBooks",
        "Test connections",
    ):
        assert of_online not in card
    update_at_the_pc(pages, password, CompanyFile(name="Oak Street Realty"))
    card = words(pages.open(HOME)).partition("Oak Street Realty QuickBooks Desktop Enterprise")[2]
    assert "Connected" in card
    assert "Product QuickBooks Desktop Enterprise" in card
    assert "Airflow connection to CORE core" in card
    assert "Last run None yet" in card


def test_testing_the_connections_asks_core_and_tells_when_the_pc_called(pages: OfficePages) -> None:
    update_at_the_pc(pages, made(pages), CompanyFile())
    test = f"{HOME}/oak-street/test"
    found = words(pages.press(test, htmx=True).text)
    assert "CORE connected CORE accepted the API key." in found
    assert "QuickBooks connected The Web Connector on the PC last connected " in found
    assert "No requests are waiting." in found
    assert "QuickBooks connected" in words(pages.press(test).text)
    with pages.database.writing() as session:
        session.execute(update(DesktopConnection).values(last_contact_at=utc_now() - SILENT))
    found = words(pages.press(test, htmx=True).text)
    assert "QuickBooks not connected The Web Connector on the PC last connected " in found
    assert "Turn on the PC, open QuickBooks and the Web Connector" in found


def test_the_steps_have_pictures_told_in_words_and_what_to_do_when_stuck(
    pages: OfficePages,
) -> None:
    made(pages)
    page = pages.open(OWN)
    told = re.findall(r'<svg class="picture"[^>]* role="img" aria-label="([^"]+)"', page)
    assert len(told) == 5
    assert "corebooks-oak-street.qwc" in told[0]
    assert "even if QuickBooks is not running" in told[2]
    shown = words(page)
    assert "Another company file is open in QuickBooks" in shown
    assert "This page shows the wrong company name" in shown
    assert "style=" not in page


def test_no_change_goes_without_the_token_of_the_page(pages: OfficePages) -> None:
    made(pages)
    for path in (f"{HOME}/add/desktop", f"{OWN}/password", f"{OWN}/disconnect"):
        assert pages.browser.post(f"/corebooks{path}", data=TYPED).status_code == 403
    assert pages.browser.get(f"/corebooks{HOME}/desktop/no-such").status_code == 404


def test_the_answer_with_the_password_is_kept_by_no_browser(pages: OfficePages) -> None:
    answer = pages.press(f"{HOME}/add/desktop", TYPED)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "location" not in answer.headers


def test_finance_ops_see_how_it_stands_and_only_administrators_change_it(
    pages: OfficePages,
) -> None:
    made(pages)
    for who in (FINANCE_OPS, AUDITOR):
        pages.sign_in(who)
        page = pages.open(OWN)
        assert "Waiting for PC" in page
        assert "corebooks.qwc" not in page
        assert "Create new password" not in page
        for change in ("password", "disconnect"):
            assert pages.press(f"{OWN}/{change}").status_code == 403
        assert pages.browser.get(f"/corebooks{OWN}/corebooks.qwc").status_code == 403


def test_every_change_stands_in_airflows_event_log(pages: OfficePages) -> None:
    made(pages)
    pages.press(f"{OWN}/password")
    pages.press(f"{OWN}/disconnect")
    assert pages.events == [
        ("ada", "quickbooks_connect_desktop"),
        ("ada", "quickbooks_desktop_password"),
        ("ada", "quickbooks_desktop_end"),
    ]
