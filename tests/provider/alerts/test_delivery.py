"""Alerts leave by mail and by webhook; a server that fails is named, and holds nothing else up."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from include.database.alerts import open_alerts as alerts
from include.database.alerts.channels import NewChannel, add_channel, ask_for_test
from include.database.alerts.kinds import AlertKind, ChannelType
from include.database.alerts.open_alerts import Finding
from include.database.engine import Database
from include.database.setup.companies import connect_company
from include.database.tables.alerts import AlertDelivery
from include.provider.alerts.delivery import deliver
from tests.database.setup.test_companies import willow_park
from tests.receivers import Mail, Webhook, mail_server, webhook_server

FINN = "finn@willow.example"
BY_MAIL = NewChannel("", ChannelType.MAIL, "office_mail", (FINN,))
BY_WEBHOOK = NewChannel("", ChannelType.WEBHOOK, "hook")
BASE = "https://airflow.willow.example/office"


@pytest.fixture
def mail(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mail]:
    with mail_server() as mail:
        plain_mail = "from_email=corebooks%40willow.example&disable_ssl=true&disable_tls=true"
        monkeypatch.setenv("AIRFLOW_CONN_OFFICE_MAIL", f"smtp://{mail.address}/?{plain_mail}")
        monkeypatch.setenv("AIRFLOW__API__BASE_URL", BASE)
        yield mail


@pytest.fixture
def webhook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Webhook]:
    with webhook_server() as webhook:
        host = f"http%3A%2F%2F{webhook.address.replace(':', '%3A')}%2Fservices%2FT1%2Fsecret"
        monkeypatch.setenv("AIRFLOW_CONN_HOOK", f"http://{host}")
        monkeypatch.setenv("AIRFLOW__API__BASE_URL", BASE)
        yield webhook


@pytest.fixture
def willow(sqlite_database: Database) -> Database:
    company = willow_park()
    company.name = "Willow & {{ conn.office_mail.password }} <b>Park</b>"
    connect_company(sqlite_database, company, actor="finn")
    return sqlite_database


def fails(database: Database, number: int = 1) -> None:
    with database.writing() as session:
        for subject in range(number):
            alerts.open_alert(
                session,
                Finding(
                    "willow",
                    AlertKind.RUN_FAILED,
                    f"workflow {subject}",
                    "Agent expenses run 7 failed. Check 12 to {{ 7 * 7 }} <i>Kim</i> for $5,000.00.",
                    "Open the run.",
                    "/companies/willow/history/7",
                ),
            )


def problems(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(AlertDelivery.problem)))


def test_a_mail_has_the_sentence_and_a_link_and_no_name_in_its_subject(
    willow: Database, mail: Mail
) -> None:
    add_channel(willow, BY_MAIL, "ada")
    fails(willow)
    assert deliver(willow) == (1, 0)
    (message,) = mail.messages
    assert message["Subject"] == "CoreBooks: Run failed (alert 1)"
    assert message["To"] == FINN
    assert message["Message-ID"] == "<corebooks-1-1.1@corebooks>"
    text = mail.text()
    # What others wrote is text: no template of Airflow's, no HTML.
    assert "Willow &amp; {{ conn.office_mail.password }} &lt;b&gt;Park&lt;/b&gt;:" in text
    assert "{{ 7 * 7 }} &lt;i&gt;Kim&lt;/i&gt; for $5,000.00." in text
    # Airflow is served under /office here, which its page's frame has once more.
    assert f"\n{BASE}/plugin/quickbooks/office/corebooks/companies/willow/history/7\n" in text
    assert deliver(willow) == (0, 0)


def test_a_webhook_gets_the_same_as_json(willow: Database, webhook: Webhook) -> None:
    add_channel(willow, BY_WEBHOOK, "ada")
    fails(willow)
    assert deliver(willow) == (1, 0)
    (received,) = webhook.received
    assert webhook.paths == ["/services/T1/secret"]
    assert received["id"] == "corebooks-1-1"
    assert received["text"].startswith("CoreBooks: Run failed (alert 1)\n\nWillow & {{ conn.")
    (alert,) = received["alerts"]
    assert (alert["kind"], alert["company"], alert["id"]) == ("run failed", "willow", "1-1")
    assert alert["link"].startswith(BASE)


def test_a_thousand_companies_alerts_are_one_message(willow: Database, webhook: Webhook) -> None:
    add_channel(willow, BY_WEBHOOK, "ada")
    fails(willow, 120)
    assert deliver(willow) == (120, 0)
    (received,) = webhook.received
    assert received["text"].startswith("CoreBooks: Run failed (120 alerts)")
    assert (len(received["alerts"]), received["more"]) == (50, 70)


def test_a_mail_server_that_refuses_is_named_and_the_webhook_is_told_all_the_same(
    willow: Database, mail: Mail, webhook: Webhook
) -> None:
    mail.refuses = "554 no mail of yours"
    add_channel(willow, BY_MAIL, "ada")
    add_channel(willow, BY_WEBHOOK, "ada")
    fails(willow)
    assert deliver(willow) == (1, 1)
    assert len(webhook.received) == 1
    assert problems(willow) == [
        "Email, Airflow connection office_mail: the mail server answered 554 no mail of yours",
        "",
    ]
    # A task that fails doesn't wait for a dead server; the next look tries it again.
    assert deliver(willow, only=[1]) == (0, 0)
    mail.refuses = ""
    assert deliver(willow) == (1, 0)
    assert problems(willow) == ["", ""]
    assert mail.subjects == ["CoreBooks: Run failed (alert 1)"]


@pytest.mark.parametrize("status", [404, 500, 302])
def test_a_webhook_that_refuses_or_sends_us_elsewhere_is_named_without_its_address(
    willow: Database, webhook: Webhook, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    add_channel(willow, BY_WEBHOOK, "ada")
    webhook.status, webhook.location = status, f"http://{webhook.address}/elsewhere"
    fails(willow)
    assert deliver(willow) == (0, 1)
    assert problems(willow) == [f"Webhook, Airflow connection hook: the answer was HTTP {status}."]
    assert webhook.paths == ["/services/T1/secret"]
    assert "secret" not in caplog.text


def test_a_server_that_is_not_there_is_named_without_its_address(
    willow: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_HOOK", "http://http%3A%2F%2F127.0.0.1%3A9%2Fsecret")
    monkeypatch.setenv("AIRFLOW_CONN_OFFICE_MAIL", "smtp://127.0.0.1:9")
    add_channel(willow, BY_WEBHOOK, "ada")
    add_channel(willow, BY_MAIL, "ada")
    fails(willow)
    assert deliver(willow) == (0, 2)
    assert problems(willow) == [
        "Webhook, Airflow connection hook: the server can't be reached (ConnectionError).",
        "Email, Airflow connection office_mail: the server can't be reached (ConnectionRefusedError).",
    ]
    assert "secret" not in caplog.text


def test_a_connection_that_airflow_does_not_have_is_named(willow: Database) -> None:
    add_channel(willow, BY_WEBHOOK, "ada")
    fails(willow)
    assert deliver(willow) == (0, 1)
    assert problems(willow) == [
        "Webhook, Airflow connection hook: Airflow doesn't have it. Create it under Admin > Connections."
    ]


def test_only_a_connection_of_its_type_is_used(
    willow: Database, webhook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_HOOK", f"core-backoffice://{webhook.address}")
    add_channel(willow, BY_WEBHOOK, "ada")
    fails(willow)
    assert deliver(willow) == (0, 1)
    assert "isn't of type http" in problems(willow)[0]
    assert webhook.received == []


def test_a_test_arrives(willow: Database, mail: Mail) -> None:
    channel = add_channel(willow, BY_MAIL, "ada")
    ask_for_test(willow, channel)
    assert deliver(willow) == (1, 0)
    assert mail.subjects == ["CoreBooks: Test (alert 1)"]
    assert "once a day" not in mail.text()
