"""The pages inside Airflow: no change without proof, nothing that CORE's names could smuggle in."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from cryptography.fernet import Fernet
from fastapi.testclient import TestClient

from include.database.statuses import RecordStatus
from include.database.tables.records import RecordState
from include.database.unavailable import DatabaseUnavailable, Trouble
from include.web.frame.access import Visitor, visitor
from include.web.frame.csrf import csrf_token
from tests.sync.office import COMPANY, INCOME, KEY
from tests.web.office_pages import ADMIN, AUDITOR, FINANCE_OPS, HOME, OfficePages, words


@pytest.fixture
def hostile(pages: OfficePages) -> OfficePages:
    """A record whose sentence would be script in a careless page."""
    with pages.database.writing() as session:
        session.add(
            RecordState(
                company_id=COMPANY,
                category=INCOME,
                record_key="transaction:1",
                status=RecordStatus.ON_HOLD,
                cause="out of balance",
                sentence="<script>alert('12 Oak St')</script>",
                what_to_do="Correct it in CORE.",
            )
        )
    return pages


def test_the_start_leads_to_the_company(pages: OfficePages) -> None:
    answer = pages.browser.get("/corebooks/")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{HOME}/"


def test_without_a_company_the_start_leads_to_where_one_is_connected(
    bare_pages: OfficePages,
) -> None:
    answer = bare_pages.browser.get("/corebooks/")
    assert answer.headers["location"] == "/corebooks/settings/integrations"


def test_the_overview_shows_the_newest_run_of_each_workflow(pages: OfficePages) -> None:
    assert pages.office is not None
    pages.office.core.post("/examples/A")
    pages.office.run(INCOME)
    shown = words(pages.open(""))
    assert "Willow & Park Realty" in shown
    assert "Run 1 Brokerage income 1 posted" in shown


def test_names_from_core_cannot_become_script(hostile: OfficePages) -> None:
    answer = hostile.browser.get(f"{HOME}/")
    assert "<script>alert" not in answer.text
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"


def test_a_form_that_was_open_when_the_key_was_replaced_can_still_be_sent(
    pages: OfficePages, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, new = csrf_token(pages.who), Fernet.generate_key().decode()

    def send() -> int:
        form = {"csrf_token": token, "to": "nowhere"}
        return int(pages.browser.post(f"{HOME}/transactions/sync", data=form).status_code)

    known = send()
    monkeypatch.setenv("AIRFLOW__CORE__FERNET_KEY", f"{new},{KEY}")
    assert send() == known != 403
    monkeypatch.setenv("AIRFLOW__CORE__FERNET_KEY", new)
    assert send() == 403


def test_browsers_stay_with_tls_and_frame_pages_in_airflow_only(pages: OfficePages) -> None:
    plain = pages.browser.get(f"{HOME}/").headers
    secure = pages.browser.get(f"https://testserver{HOME}/nowhere").headers
    assert "strict-transport-security" not in plain
    assert secure["strict-transport-security"] == "max-age=31536000"
    assert plain["x-frame-options"] == secure["x-frame-options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in secure["content-security-policy"]


def test_an_unknown_company_is_named_and_the_way_back_is_shown(pages: OfficePages) -> None:
    pages.sign_in(AUDITOR)
    answer = pages.browser.get("/corebooks/companies/oak-street/")
    assert answer.status_code == 404
    assert "CoreBooks has no company with the ID oak-street." in words(answer.text)


def test_who_is_not_signed_in_is_led_to_the_login_and_back_to_the_page(pages: OfficePages) -> None:
    del pages.overrides[visitor]
    answer = pages.browser.get(f"{HOME}/?who=finn")
    assert answer.status_code == 401
    assert "Sign in to Airflow" in words(answer.text)
    assert "Willow" not in answer.text
    back = quote(f"/plugin/quickbooks{HOME}/?who=finn", safe="")
    assert answer.headers["x-sign-in"] == f"/auth/login?next={back}"


def test_the_login_leads_back_also_where_airflow_is_served_under_a_path(pages: OfficePages) -> None:
    del pages.overrides[visitor]
    browser = TestClient(pages._airflow, root_path="/air", raise_server_exceptions=False)
    answer = browser.get(f"/air{HOME}/")
    back = quote(f"/air/plugin/quickbooks/air{HOME}/", safe="")
    assert answer.headers["x-sign-in"] == f"/air/auth/login?next={back}"


def test_every_change_stands_in_airflows_event_log_with_who_asked(pages: OfficePages) -> None:
    assert pages.office is not None
    (deal,) = pages.office.core.post("/examples/A")["transactions"]
    pages.open("transactions")
    assert pages.events == []
    pages.press("transactions/sync", {"records": str(deal)})
    assert pages.events == [("finn", "quickbooks_sync_many")]


def test_a_refused_change_is_no_event(pages: OfficePages) -> None:
    pages.browser.post(pages.address("transactions/sync"), data={"records": "1"})
    assert pages.events == []


@pytest.mark.parametrize(
    ("who", "path", "form", "event"),
    [
        (AUDITOR, "transactions/sync", {"records": "1"}, ("audra", "quickbooks_sync_many_refused")),
        (FINANCE_OPS, "transactions/sync", {}, ("finn", "quickbooks_sync_many_refused")),
        (FINANCE_OPS, "auto-sync", {}, ("finn", "quickbooks_change_auto_sync_refused")),
        (ADMIN, "auto-sync", {}, ("ada", "quickbooks_change_auto_sync")),
        (ADMIN, "auto-sync", {"often": "other"}, ("ada", "quickbooks_change_auto_sync_refused")),
    ],
)
def test_the_event_log_tells_what_was_refused_from_what_was_done(
    pages: OfficePages, who: Visitor, path: str, form: dict[str, str], event: tuple[str, str]
) -> None:
    pages.sign_in(who)
    pages.press(path, form)
    assert pages.events == [event]


@pytest.mark.parametrize(
    ("method", "path", "status", "sentence"),
    [
        ("GET", "/nothing-here", 404, "CoreBooks has no page at this address."),
        ("GET", f"/companies/{COMPANY}/transactions/sync/x", 404, "CoreBooks has no page"),
        ("PUT", f"/companies/{COMPANY}/history", 405, "use the buttons there"),
        ("GET", f"/companies/{COMPANY}/history/0x1", 422, "Go back and choose from the page."),
        ("GET", "/?q=" + "a" * 9000, 414, "This address is too long to be one of CoreBooks'."),
        ("GET", "/static/nothing.css", 404, "CoreBooks has no page at this address."),
    ],
)
def test_error_pages_say_what_to_do_and_have_the_headers_of_all_pages(
    nonsense_pages: OfficePages, method: str, path: str, status: int, sentence: str
) -> None:
    answer = nonsense_pages.browser.request(method, f"/corebooks{path}")
    assert answer.status_code == status
    assert sentence in words(answer.text)
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_an_internal_error_has_them_too_even_where_the_database_is_gone(
    pages: OfficePages, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("12 Oak St")

    monkeypatch.setattr("include.web.frame.pages.records_on_hold", broken)
    answer = pages.browser.get(f"{HOME}/")
    assert answer.status_code == 500
    assert "CoreBooks hit an internal error on this page." in words(answer.text)
    assert "12 Oak St" not in answer.text
    assert "script-src 'self'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("trouble", list(Trouble))
def test_a_database_that_cant_be_used_is_a_sentence_on_the_page(
    pages: OfficePages, monkeypatch: pytest.MonkeyPatch, trouble: Trouble
) -> None:
    def gone(*_: object) -> None:
        raise DatabaseUnavailable(trouble)

    monkeypatch.setattr("include.database.engine.Database.reading", gone)
    answer = pages.browser.get(f"{HOME}/")
    assert answer.status_code == 503
    assert trouble.value in words(answer.text)
    assert "script-src 'self'" in answer.headers["content-security-policy"]


def test_a_form_longer_than_any_is_refused_before_it_is_read(pages: OfficePages) -> None:
    answer = pages.press("transactions/sync", {"records": "1" * 300_000})
    assert answer.status_code == 413
    assert "This form is longer than any of CoreBooks'." in words(answer.text)
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert pages.events == []


def test_an_installation_without_its_key_says_where_to_put_it(
    pages: OfficePages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRFLOW__CORE__FERNET_KEY", "")
    answer = pages.browser.get(f"{HOME}/")
    assert answer.status_code == 500
    assert "The setting fernet_key is blank. Set it in airflow.cfg under [core]" in words(
        answer.text
    )


NONSENSE = ("0", "-1", "9" * 25, "%00", "1%27--", "%F0%9F%92%A9", "..%2F..")


@pytest.mark.parametrize("nonsense", NONSENSE)
@pytest.mark.parametrize(
    "path",
    [
        "transactions?page={}",
        "transactions/{}",
        "billing?page={}",
        "billing/{}?page={}",
        "attention?page={}",
        "history?page={}",
        "history/{}",
        "history/changes?page={}&q={}",
        "history/trail?before={}&q={}&kind={}",
        "history/trail/{}?through={}",
        "tie-out?since={}",
        "runs/brokerage_income/{}",
        "workflows/brokerage_income/{}",
    ],
)
def test_nonsense_in_an_address_is_no_fault_of_ours(
    nonsense_pages: OfficePages, path: str, nonsense: str
) -> None:
    answer = nonsense_pages.browser.get(nonsense_pages.address(path.replace("{}", nonsense)))
    assert answer.status_code < 500, words(answer.text)


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("history?until=9999-12-31", 422, "Dec 31, 9999 is out of range. Choose a date between"),
        ("history?since=0001-01-01", 422, "Jan 1, 1 is out of range."),
        ("history/export/runs.csv?until=9999-12-31", 422, "is out of range."),
        ("transactions?since=9999-12-31", 422, "is out of range."),
        ("tie-out?since=9999-12-31&until=9999-12-31", 422, "is out of range."),
        ("runs/brokerage_income/%2e%2e", 200, "History"),
        ("runs/brokerage_income/%2e", 200, "History"),
        ("transactions?run=brokerage_income/..", 200, "Transactions"),
        ("transactions?q={words}", 422, "Your search has 1,333 words and"),
        ("history/changes?q={words}", 422, "Search for at most 20 words"),
        ("billing?q={words}", 422, "Search for at most 20 words"),
        ("names?q={words}", 422, "Search for at most 20 words"),
        ("transactions?q=a%00b", 422, "Go back and choose from the page."),
        ("transactions/%00", 404, "CoreBooks has no page at this address."),
        ("transactions/open?id=%D9%A3%D9%A4", 422, "CORE IDs have letters, digits, hyphens,"),
        ("transactions?q=" + "w%20" * 5_000, 414, "search or filter for less"),
    ],
)
def test_what_nobody_means_is_answered_with_a_sentence(
    nonsense_pages: OfficePages, path: str, status: int, sentence: str
) -> None:
    address = nonsense_pages.address(path.replace("{words}", "oak%20" * 1_330 + "a%20" * 3))
    answer = nonsense_pages.browser.get(address)
    assert (answer.status_code, sentence in words(answer.text)) == (status, True), words(
        answer.text
    )


@pytest.mark.parametrize("form", [{"records": "1\x00"}, {"q": "a" * 201}, {"records": "²"}])
def test_a_form_that_nobody_fills_in_is_answered_with_a_sentence(
    nonsense_pages: OfficePages, form: dict[str, str]
) -> None:
    answer = nonsense_pages.press("transactions/selected", form)
    assert answer.status_code == 422
    assert nonsense_pages.started[1:] == []
