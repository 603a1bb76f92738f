"""Slack gets each kind of alert as text by its incoming webhook; what it refuses waits, and the page says why."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from include.database.alerts import open_alerts as alerts
from include.database.alerts.channels import NewChannel, add_channel, ask_for_test
from include.database.alerts.kinds import CHOSEN, AlertKind, ChannelType
from include.database.alerts.open_alerts import Finding
from include.database.engine import Database
from include.database.setup.companies import connect_company
from include.provider.alerts.delivery import deliver
from tests.database.setup.test_companies import willow_park
from tests.provider.alerts.test_delivery import problems
from tests.receivers import Webhook, webhook_server

BY_SLACK = NewChannel("", ChannelType.SLACK, "team_chat", holds_at_once=True)
PLACE = "/services/T1/B1/secret"


def connects(monkeypatch: pytest.MonkeyPatch, **connection: Any) -> None:
    """Make Airflow's connection `team_chat` this one."""
    values = {"conn_type": "slackwebhook", **connection}
    monkeypatch.setenv("AIRFLOW_CONN_TEAM_CHAT", json.dumps(values))


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch) -> Iterator[Webhook]:
    """What speaks as Slack does; the connection has its whole address, as Slack shows it."""
    with webhook_server() as slack:
        connects(monkeypatch, password=f"http://{slack.address}{PLACE}")
        monkeypatch.setenv("AIRFLOW__API__BASE_URL", "https://airflow.willow.example")
        yield slack


@pytest.fixture
def willow(sqlite_database: Database) -> Database:
    connect_company(sqlite_database, willow_park(), actor="finn")
    add_channel(sqlite_database, BY_SLACK, "ada")
    return sqlite_database


def happens(database: Database, kind: AlertKind = AlertKind.RUN_FAILED) -> None:
    finding = Finding(
        "willow",
        kind,
        "subject",
        "Bill 12 to Kim <!channel> & Sons for $5,000.00 wasn't posted.",
        "Open the run.",
        "/companies/willow/history/7",
    )
    with database.writing() as session:
        alerts.open_alert(session, finding)


@pytest.mark.parametrize("kind", CHOSEN)
def test_each_kind_is_told_with_no_amount_and_no_name_in_its_first_line(
    willow: Database, slack: Webhook, kind: AlertKind
) -> None:
    happens(willow, kind)
    assert deliver(willow) == (1, 0)
    assert slack.paths == [PLACE]
    (message,) = slack.received
    first, _, rest = message.pop("text").partition("\n")
    assert first == f"CoreBooks: {kind.heading} (alert 1)"
    # Slack would call everybody of the channel, if it were given as it was written.
    assert "Willow &amp; Park Realty: Bill 12 to Kim &lt;!channel&gt; &amp; Sons for $5,000" in rest
    assert "https://airflow.willow.example/plugin/quickbooks/corebooks/companies/willow" in rest
    # Slack's servers would fetch the linked page to show it.
    assert message == {"unfurl_links": False, "unfurl_media": False}


def test_a_token_and_slacks_own_address_are_another_way_to_name_it(
    willow: Database, slack: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    connects(monkeypatch, host=f"http://{slack.address}/services", password="T1/B1/secret")
    happens(willow)
    assert deliver(willow) == (1, 0)
    assert slack.paths == [PLACE]


def test_a_proxy_of_the_connection_is_used(
    willow: Database, slack: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = {"proxy": f"http://{slack.address}"}
    connects(monkeypatch, password=f"http://slack.invalid{PLACE}", extra=proxy)
    happens(willow)
    assert deliver(willow) == (1, 0)
    assert slack.paths == [f"http://slack.invalid{PLACE}"]


@pytest.mark.parametrize("status", [302, 403, 410, 429, 500])
def test_what_slack_refuses_is_called_once_named_without_its_address_and_tried_again_later(
    willow: Database, slack: Webhook, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    slack.status, slack.location = status, f"http://{slack.address}/elsewhere"
    happens(willow)
    assert deliver(willow) == (0, 1)
    assert slack.paths == [PLACE]
    assert problems(willow) == [
        f"Slack, Airflow connection team_chat: the answer was HTTP {status}."
    ]
    assert "secret" not in caplog.text
    slack.status, slack.location = 200, ""
    assert deliver(willow) == (1, 0)
    assert problems(willow) == [""]


@pytest.mark.parametrize(
    ("connection", "told"),
    [
        (
            {"password": "http://127.0.0.1:9/secret"},
            "the server can't be reached (ConnectionError).",
        ),
        (
            {"host": "https://hooks.slack.com/services"},
            "AirflowNotFoundException. Check the connection under Admin > Connections.",
        ),
    ],
)
def test_slack_that_is_not_there_is_named_without_its_address(
    willow: Database,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    connection: dict[str, str],
    told: str,
) -> None:
    connects(monkeypatch, **connection)
    happens(willow)
    assert deliver(willow) == (0, 1)
    assert problems(willow) == [f"Slack, Airflow connection team_chat: {told}"]
    assert "secret" not in caplog.text


def test_a_test_arrives(willow: Database, slack: Webhook) -> None:
    ask_for_test(willow, 1)
    assert deliver(willow) == (1, 0)
    (message,) = slack.received
    assert message["text"].startswith("CoreBooks: Test (alert 1)\n\nThis is a test.")
