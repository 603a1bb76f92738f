"""Auto-sync and approvals are set on a page; a field that can't be read is marked."""

from __future__ import annotations

import datetime as dt
import locale

import pytest

from include.database.setup import automation
from include.database.setup.automation import AutomationSettings
from include.database.setup.people import note_visit
from include.database.status_words import LOOK
from include.database.statuses import LookFinding
from include.database.tables.acts import CoreLook, ScheduledRun
from include.database.tables.columns import utc_now
from include.database.tables.companies import Company
from include.provider.connections.sources import IMPORTS_ONLY
from include.web.automation.form import AutoSyncForm, form_of
from include.web.frame.schedules import in_words, next_times
from tests.sync.office import COMPANY
from tests.web.office_pages import ADMIN, FINANCE_OPS, OfficePages, words


def settings_of(pages: OfficePages) -> AutomationSettings:
    with pages.database.reading() as session:
        return automation.of(session, COMPANY)


@pytest.fixture
def admin(pages: OfficePages) -> OfficePages:
    pages.sign_in(ADMIN)
    return pages


def test_both_switches_and_a_time_are_kept_and_shown_in_words(admin: OfficePages) -> None:
    form = {
        "sync_deals": "true",
        "sync_billing": "true",
        "often": "weekdays",
        "at": "06:30",
        "approval_required": "true",
        "approvers": "ada\nfinn, ada",
    }
    answer = admin.press("auto-sync", form)
    assert answer.status_code == 303
    kept = settings_of(admin)
    assert (kept.sync_deals, kept.sync_billing, kept.schedule) == (True, True, "30 6 * * 1-5")
    assert kept.approvers == ("ada", "finn")
    shown = words(admin.browser.get(answer.headers["location"]).text)
    assert "Settings saved." in shown
    assert "At 06:30 AM, Monday through Friday (America/Chicago)" in shown
    assert "Changes need approval before they post. Approvers: ada, finn." in shown
    assert "Last changed by ada" in shown


def test_approvers_are_chosen_from_those_who_opened_corebooks_or_typed(admin: OfficePages) -> None:
    for person_id, name in (("7", "finn"), ("8", "zoe")):
        note_visit(admin.database, person_id, name, may_sync=True, may_connect=False)
    # Typed before they were known by ID, or now by name: it is the same person.
    settings = AutomationSettings(approval_required=True, approvers=("zoe",))
    automation.change(admin.database, COMPANY, settings, "ada")
    page = admin.open("auto-sync")
    assert 'name="approver" value="8" checked' in page
    assert 'name="approver" value="7">' in page
    form = {"approval_required": "true", "approver": ["7"], "approvers": "zoe, later"}
    assert admin.press("auto-sync", form).status_code == 303
    assert settings_of(admin).approvers == ("7", "8", "later")
    assert settings_of(admin).four_eyes
    shown = words(admin.open("auto-sync"))
    assert "Approvers: finn, zoe, later. The user who started a run can't approve it." in shown
    admin.press("auto-sync", {**form, "own_approval": "true"})
    assert not settings_of(admin).four_eyes
    assert "Users can approve their own runs." in words(admin.open("auto-sync"))


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"often": "daily", "at": "late"}, "at", "“late” isn't a time of day"),
        ({"often": "other", "cron": "every day"}, "cron", "“every day” isn't a cron schedule"),
        ({"often": "other", "cron": "* * * * *"}, "cron", "at most every 5 minutes"),
        ({"often": "other", "cron": ""}, "cron", "isn't a cron schedule"),
        ({"often": "other", "cron": "1 0 5-1 R 07"}, "cron", "with digits and * , - / only"),
        ({"often": "other", "cron": "0,1 6 * * *"}, "cron", "at most every 5 minutes"),
        ({"approvers": "\n".join(f"u{n}" for n in range(101))}, "approvers", "at most 100"),
        ({"approvers": "x" * 101}, "approvers", "at most 100 characters"),
    ],
)
def test_what_cannot_be_read_is_marked_and_nothing_typed_is_lost(
    admin: OfficePages, typed: dict[str, str], field: str, sentence: str
) -> None:
    answer = admin.press("auto-sync", {"sync_deals": "true", **typed})
    assert answer.status_code == 422
    assert sentence in words(answer.text)
    assert f'aria-describedby="{field}-help {field}-error"' in answer.text
    assert 'name="sync_deals" value="true" checked' in answer.text
    assert settings_of(admin) == AutomationSettings()


def test_finance_ops_see_it_and_only_administrators_change_it(pages: OfficePages) -> None:
    pages.sign_in(FINANCE_OPS)
    shown = pages.open("auto-sync")
    assert "Only users with the Airflow role Op or Admin can change" in words(shown)
    assert "You're signed in as finn and can view and sync." in words(shown)
    assert pages.press("auto-sync", {"sync_deals": "true"}).status_code == 403
    assert not settings_of(pages).sync_deals


@pytest.mark.parametrize(
    "schedule", ["*/15 * * * *", "0 * * * *", "30 6 * * *", "5 18 * * 1-5", "0 6,18 1 * *"]
)
def test_what_was_chosen_comes_back_into_the_form(schedule: str) -> None:
    errors: dict[str, str] = {}
    form = form_of(AutomationSettings(schedule=schedule, sync_deals=True, approvers=("a", "b")))
    again = form.read(errors)
    assert (again.schedule, again.approvers, errors) == (schedule, ("a", "b"), {})


def test_schedules_are_said_in_words_with_their_next_times() -> None:
    assert in_words("0 * * * *") == "Every hour"
    now = dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC)
    assert next_times("0 6 * * *", "America/Chicago", now)[0] == dt.datetime(
        2026, 7, 2, 11, tzinfo=dt.UTC
    )
    assert AutoSyncForm().often == "0 * * * *"


@pytest.mark.parametrize("server", [("de_DE", "UTF-8"), ("C", "UTF-8"), (None, None)])
def test_words_and_clock_are_american_whatever_the_server_speaks(
    server: tuple[str | None, str | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locale, "getlocale", lambda *_category: server)
    assert in_words("30 16 * * 1-5") == "At 04:30 PM, Monday through Friday"


@pytest.mark.parametrize("schedule", ["1 0 5-1 R 07", "@hourlyish", "1"])
def test_a_schedule_that_an_earlier_version_saved_does_not_shut_the_page(
    pages: OfficePages, schedule: str
) -> None:
    settings = AutomationSettings(sync_deals=True, schedule=schedule)
    automation.change(pages.database, COMPANY, settings, "ada")
    pages.sign_in(ADMIN)
    assert f"A schedule that can't be read ({schedule})" in words(pages.open("auto-sync"))


def test_what_the_last_look_found_is_shown_and_what_is_queued_too_long(
    admin: OfficePages,
) -> None:
    settings = AutomationSettings(sync_deals=True)
    automation.change(admin.database, COMPANY, settings, "ada")
    now = utc_now()
    with admin.database.writing() as session:
        for category, finding, run in (
            ("brokerage_income", "nothing new", ""),
            ("agent_expenses", "changes in CORE", "auto__1"),
        ):
            session.add(
                CoreLook(
                    company_id=COMPANY,
                    category=category,
                    looked_at=now,
                    finding=finding,
                    run_name=run,
                )
            )
        session.add(
            ScheduledRun(
                name="auto__1",
                company_id=COMPANY,
                category="agent_expenses",
                due_since=now,
                made_at=now - dt.timedelta(minutes=14),
            )
        )
    shown = words(admin.open("auto-sync"))
    assert "Nothing new in CORE." in shown
    assert "CORE had changes, so a run was started." in shown
    assert "queued since" not in shown
    with admin.database.writing() as session:
        session.get_one(ScheduledRun, "auto__1").made_at = now - dt.timedelta(minutes=16)
    assert "It has been queued since" in words(admin.open("auto-sync"))


def test_every_finding_of_a_look_has_its_sentence() -> None:
    assert set(LOOK) == set(LookFinding)
    assert {one for one in LookFinding if one.starts} == {
        finding for finding, sentence in LOOK.items() if "started" in sentence
    } - {LookFinding.OPEN, LookFinding.QUEUED}


def test_core_is_asked_to_report_changes_and_the_page_says_since_when(admin: OfficePages) -> None:
    assert admin.office is not None
    assert "Auto-sync looks on its schedule only." in words(admin.open("auto-sync"))
    answer = admin.press("auto-sync/core-calls", {})
    assert answer.status_code == 303
    shown = words(admin.browser.get(answer.headers["location"]).text)
    assert "CORE reports changes from now on." in shown
    assert "It hasn't called yet. Set up by ada" in shown
    (webhook,) = admin.office.core.webhooks.all
    assert webhook.callback_url.startswith("http://localhost:8080/corebooks/import/backoffice-")
    assert webhook.secret not in shown


def test_why_core_cant_be_asked_to_report_changes_is_said(
    admin: OfficePages, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert admin.office is not None
    monkeypatch.setenv("AIRFLOW__API__BASE_URL", "http://airflow.internal")
    answer = admin.press("auto-sync/core-calls", {})
    assert answer.status_code == 502
    assert "CORE calls addresses with https:// only" in words(answer.text)
    monkeypatch.delenv("AIRFLOW__API__BASE_URL")
    admin.office.core.post("/faults", kind="500", path="/v1/webhooks")
    assert "CORE didn't create the webhook (500" in words(
        admin.press("auto-sync/core-calls", {}).text
    )
    assert admin.office.core.webhooks.all == []


def test_finance_ops_cant_have_core_report_changes(pages: OfficePages) -> None:
    pages.sign_in(FINANCE_OPS)
    assert pages.press("auto-sync/core-calls", {}).status_code == 403
    assert "Have CORE report changes" not in words(pages.open("auto-sync"))


def test_a_company_that_only_imports_has_no_core_that_could_call(admin: OfficePages) -> None:
    with admin.database.writing() as session:
        session.get_one(Company, COMPANY).core_connection = IMPORTS_ONLY
    assert "Changes reported by CORE" not in words(admin.open("auto-sync"))
