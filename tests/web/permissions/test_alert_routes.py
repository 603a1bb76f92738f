"""Administrators choose who is told; what is open, and what isn't delivered, is on the page."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import event, select

from include.database.alerts import open_alerts as alerts
from include.database.alerts.channels import NewChannel, add_channel, disk_percent
from include.database.alerts.kinds import AlertKind, ChannelType
from include.database.alerts.open_alerts import Finding
from include.database.reads.alerts import shown_channels
from include.database.setup.company_access import change_list
from include.database.setup.people import note_visit
from include.database.tables.columns import utc_now
from include.database.tables.runs import AuditEvent
from include.provider.alerts.delivery import deliver
from include.provider.stops import ActionNeeded
from include.web.frame.airflow_connections import lookup_in_server
from include.web.permissions.alert_routes import PATH
from tests.receivers import webhook_server
from tests.sync.office import COMPANY
from tests.web.integrations.test_routes import more_companies
from tests.web.office_pages import ADMIN, OfficePages, words

MAIL: dict[str, Any] = {
    "connection": "office_mail",
    "recipients": "finn@willow.example\nada@willow.example",
    "kind": ["run failed", "records on hold"],
    "holds": "daily",
}


@pytest.fixture
def admin(pages: OfficePages) -> OfficePages:
    """An administrator's pages, in an Airflow with connections of several types."""
    types = {
        "office_mail": "smtp",
        "hook": "http",
        "team_chat": "slackwebhook",
        "core": "core_backoffice",
    }

    def lookup(connection_id: str) -> Any:
        if connection_id not in types:
            raise ActionNeeded(f"Airflow has no connection {connection_id}.")
        return SimpleNamespace(conn_type=types[connection_id])

    pages.overrides[lookup_in_server] = lambda: lookup
    pages.sign_in(ADMIN)
    return pages


def failed(pages: OfficePages) -> None:
    with pages.database.writing() as session:
        alerts.open_alert(
            session,
            Finding(
                COMPANY, AlertKind.RUN_FAILED, "brokerage_income", "Run 7 failed: <b>x</b>.", "Act."
            ),
        )


def channels(pages: OfficePages) -> list[Any]:
    with pages.database.reading() as session:
        return list(shown_channels(session))


def test_without_a_channel_no_one_is_told_and_the_page_says_so(admin: OfficePages) -> None:
    page = words(admin.open(PATH))
    assert "No one is told of alerts yet." in page
    assert "There are no open alerts." in page


def test_a_channel_is_added_tried_and_removed(admin: OfficePages) -> None:
    assert admin.press(PATH, MAIL).status_code == 303
    page = words(admin.open(PATH, saved="added"))
    assert "Send a test to see whether it arrives." in page
    assert (
        "To finn@willow.example, ada@willow.example. All companies. Run failed, Records on hold."
        in page
    )

    answer = admin.press(f"{PATH}/1/test")
    assert answer.headers["location"].endswith("?saved=test")
    assert admin.started == [{"dag": "corebooks_alerts"}]
    with admin.database.reading() as session:
        (test,) = alerts.open_of(session, AlertKind.TEST)
    assert test.subject == "1"

    assert admin.press(f"{PATH}/1/remove").status_code == 303
    assert channels(admin) == []
    for gone in ("test", "remove"):
        assert admin.press(f"{PATH}/1/{gone}").headers["location"].endswith("?saved=gone")
    assert "This channel was removed before." in words(admin.open(PATH, saved="gone"))


def test_a_test_that_airflow_does_not_start_is_sent_by_the_schedule(admin: OfficePages) -> None:
    admin.press(PATH, MAIL)
    admin.refuses = "no"
    assert admin.press(f"{PATH}/1/test").headers["location"].endswith("?saved=waits")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"connection": "core"}, "Airflow has no connection “core” of type SMTP, HTTP, or Slack"),
        (
            {"connection": "https://evil.example/x"},
            "Airflow has no connection “https://evil.example/x”",
        ),
        ({"recipients": ""}, "Enter at least one email address."),
        ({"recipients": "a@b.example\nBcc: c"}, "“Bcc: c” isn't an email address."),
        ({"kind": ["test"]}, "Select at least one kind of alert."),
        ({"company": "oak"}, "No company has “oak” in its name or ID."),
    ],
)
def test_what_cannot_be_used_is_said_beside_its_field(
    admin: OfficePages, change: dict[str, Any], sentence: str
) -> None:
    answer = admin.press(PATH, {**MAIL, **change})
    assert answer.status_code == 422
    assert sentence in words(answer.text)
    assert channels(admin) == []


def test_what_is_open_and_why_it_is_not_delivered_is_on_the_page(admin: OfficePages) -> None:
    channel = add_channel(admin.database, NewChannel("", ChannelType.WEBHOOK, "hook"), "ada")
    failed(admin)
    with admin.database.writing() as session:
        due = alerts.claim(session, channel, utc_now())
        alerts.note_problem(session, channel, due, "The answer was HTTP 404.")
    page = admin.open(PATH)
    assert "Run 7 failed: &lt;b&gt;x&lt;/b&gt;. Act." in page
    assert words(page).count("Not delivered yet. The answer was HTTP 404.") == 2


def test_slack_that_refuses_is_told_on_the_page_until_a_test_arrives(
    admin: OfficePages, monkeypatch: pytest.MonkeyPatch
) -> None:
    with webhook_server() as slack:
        address = f"http%3A%2F%2F{slack.address.replace(':', '%3A')}%2Fservices%2FT1"
        monkeypatch.setenv("AIRFLOW_CONN_TEAM_CHAT", f"slackwebhook://:{address}@")
        admin.press(PATH, {**MAIL, "connection": "team_chat", "recipients": ""})
        failed(admin)
        slack.status = 410
        assert deliver(admin.database) == (0, 1)
        sentence = (
            "Not delivered yet. Slack, Airflow connection team_chat: the answer was HTTP 410."
        )
        page = words(admin.open(PATH))
        assert sentence in page
        assert "Run 7 failed: <b>x</b>. Act." in page

        slack.status = 200
        admin.press(f"{PATH}/1/test")
        assert admin.started == [{"dag": "corebooks_alerts"}]
        assert deliver(admin.database) == (2, 0)
        assert "CoreBooks: Test (alert 2)" in [one["text"].split("\n")[0] for one in slack.received]
        assert "Not delivered yet" not in words(admin.open(PATH))


def test_overview_shows_what_is_open_until_it_is_gone(admin: OfficePages) -> None:
    failed(admin)
    assert "Run 7 failed: <b>x</b>. Act." in words(admin.open(""))
    with admin.database.writing() as session:
        alerts.settle(session, AlertKind.RUN_FAILED, [])
    assert "Run 7 failed" not in words(admin.open(""))


def test_how_much_of_a_disk_must_be_free(admin: OfficePages) -> None:
    assert admin.press(f"{PATH}/disk", {"percent": "25"}).status_code == 303
    with admin.database.reading() as session:
        assert disk_percent(session) == 25
    assert admin.press(f"{PATH}/disk", {"percent": "100"}).status_code == 422


def test_of_a_company_that_an_administrator_cannot_see_nothing_is_there(admin: OfficePages) -> None:
    own = NewChannel(COMPANY, ChannelType.WEBHOOK, "hook")
    channel = add_channel(admin.database, own, "finn")
    failed(admin)
    note_visit(admin.database, "1", "finn", may_sync=True, may_connect=False)
    change_list(admin.database, COMPANY, ["1"], "finn")
    page = words(admin.open(PATH))
    assert "There are no open alerts." in page
    assert "No one is told of alerts yet." in page
    for what in ("test", "remove"):
        assert admin.press(f"{PATH}/{channel}/{what}").headers["location"].endswith("?saved=gone")
    assert admin.press(PATH, {**MAIL, "company": COMPANY}).status_code == 422
    # A channel of all companies gets its alerts: that is in its audit trail.
    admin.press(PATH, MAIL)
    with admin.database.reading() as session:
        newest = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert newest is not None
    assert (newest.event, newest.actor) == ("alert channel added", "ada")


@pytest.fixture
def fleet(admin: OfficePages) -> OfficePages:
    """The same administrator, of 1,001 companies."""
    more_companies(admin, 1000)
    return admin


def test_a_few_companies_are_a_list_to_choose_from(admin: OfficePages) -> None:
    page = admin.open(PATH)
    assert f'<option value="{COMPANY}">Willow &amp; Park Realty</option>' in page
    assert "/companies" not in page.partition('id="company"')[2].partition(">")[0]


def test_of_many_companies_the_first_are_suggested_and_the_others_searched(
    fleet: OfficePages,
) -> None:
    page = fleet.open(PATH)
    suggested = page.partition('<datalist id="companies">')[2].partition("</datalist>")[0]
    assert suggested.count("<option") == 20
    assert "If blank, the channel is for all companies." in words(page)
    answer = fleet.browser.get(
        fleet.address(f"{PATH}/companies"),
        params={"company": "street 0777"},
        headers={"HX-Request": "true"},
    )
    assert answer.text.split("\n")[0] == '<option value="Fir Street 0777 (fir-0777)"></option>'
    assert answer.text.count("<option") == 1


def test_the_form_costs_the_same_with_a_thousand_companies(admin: OfficePages) -> None:
    def cost() -> tuple[int, int]:
        queries: list[str] = []

        def note(*told: Any) -> None:
            queries.append(str(told[2]))

        event.listen(admin.database.engine, "before_cursor_execute", note)
        page = admin.open(PATH)
        event.remove(admin.database.engine, "before_cursor_execute", note)
        return len(queries), page.count("<option")

    more_companies(admin, 25)
    admin.open(PATH)  # the first visit of a day is noted
    few = cost()
    more_companies(admin, 1000, start=26)
    assert cost() == few


@pytest.mark.parametrize(
    "typed",
    [
        "fir-0777",
        " Fir Street 0777 (fir-0777) ",
        "Fir Street 0777",
        "fir street 0777",
        "0777",
    ],
)
def test_without_scripts_a_text_that_one_company_has_is_enough(
    fleet: OfficePages, typed: str
) -> None:
    assert fleet.press(PATH, {**MAIL, "company": typed}).status_code == 303
    (channel,) = channels(fleet)
    assert (channel.company_id, channel.company) == ("fir-0777", "Fir Street 0777")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (
            "street 077",
            "11 companies have “street 077” in their name or ID, such as: Fir Street 0077 (fir-0077); Fir Street 0770",
        ),
        ("elm", "No company has “elm” in its name or ID. Enter another part of it."),
        ("Fir Street (elm)", "No company has “Fir Street (elm)” in its name or ID."),
    ],
)
def test_a_text_that_several_companies_have_or_none_is_kept_and_told(
    fleet: OfficePages, typed: str, sentence: str
) -> None:
    answer = fleet.press(PATH, {**MAIL, "company": typed})
    assert answer.status_code == 422
    assert sentence in words(answer.text)
    assert f'value="{typed}"' in answer.text
    assert channels(fleet) == []


def test_without_scripts_the_search_leads_back_to_the_form(fleet: OfficePages) -> None:
    answer = fleet.browser.get(fleet.address(f"{PATH}/companies"), params={"company": "fir"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/corebooks{PATH}")


def test_a_company_that_an_administrator_cannot_see_is_not_suggested(fleet: OfficePages) -> None:
    note_visit(fleet.database, "1", "finn", may_sync=True, may_connect=False)
    change_list(fleet.database, COMPANY, ["1"], "finn")
    answer = fleet.browser.get(
        fleet.address(f"{PATH}/companies"),
        params={"company": COMPANY},
        headers={"HX-Request": "true"},
    )
    assert answer.text.strip() == ""
    answer = fleet.press(PATH, {**MAIL, "company": "Willow & Park Realty"})
    assert "No company has" in words(answer.text)
