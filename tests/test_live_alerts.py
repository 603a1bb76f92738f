"""Each kind of alert, from a live Airflow: it arrives as a mail, at a webhook, and in Slack.

What there is to tell is put into the database, as it stands in a brokerage where it happened: only a failed run
is a real one, whose task tells it by itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from include.core_backoffice.feeds.doors import Door
from include.database.alerts.channels import (
    DISK_PERCENT,
    NewChannel,
    add_channel,
    ask_for_test,
    change_disk_percent,
    remove_channel,
)
from include.database.alerts.kinds import CHOSEN, AlertKind, ChannelType
from include.database.engine import Database
from include.database.feeds import trouble
from include.database.feeds.feeds import NewFeed, create_feed
from include.database.from_quickbooks.metered_reads import month_of
from include.database.setup import automation
from include.database.setup.automation import AutomationSettings
from include.database.setup.companies import (
    NewWorkflow,
    activate,
    connect_company,
    disconnect_company,
)
from include.database.statuses import ApprovalStatus, RecordStatus, RunOutcome
from include.database.tables.approvals import Approval
from include.database.tables.columns import utc_now
from include.database.tables.desktop import DesktopConnection, DesktopMessage
from include.database.tables.quickbooks import MeteredReads
from include.database.tables.records import RecordState
from include.database.tables.runs import SyncRun
from include.provider.connections.opening import vault
from include.quickbooks.online.wire.sign_in.tokens import Tokens
from include.settings import reads_a_month
from sandbox.demo.demo import Demo
from tests.database.setup.test_companies import willow_park
from tests.live import database_of
from tests.receivers import Mail, Webhook, mail_server, webhook_server

pytestmark = pytest.mark.live

FINN = "finn@willow.example"
HOUR = dt.timedelta(hours=1)
FAILED = "CoreBooks: Run failed"


@dataclass(frozen=True, slots=True)
class Told:
    """What arrived."""

    mail: Mail
    webhook: Webhook
    slack: Webhook

    def kinds(self) -> tuple[set[str], set[str], set[str]]:
        """The kinds of alerts that arrived by mail, at the webhook, and in Slack."""
        at_webhook = {one["kind"] for got in self.webhook.received for one in got["alerts"]}
        return _headings(self.mail.subjects), at_webhook, _headings(self.first_lines)

    @property
    def first_lines(self) -> list[str]:
        """Of what arrived in Slack."""
        return [got["text"].partition("\n")[0] for got in self.slack.received]


def _headings(subjects: list[str]) -> set[str]:
    return {subject.split(" (")[0].split(": ")[1] for subject in subjects}


@pytest.fixture(scope="module")
def told(airflow: Demo) -> Iterator[Told]:
    """A mail server, a webhook, and a Slack that Airflow knows, and who is told there of everything."""
    with (
        mail_server() as mail,
        webhook_server() as webhook,
        webhook_server() as slack,
        database_of(airflow) as database,
    ):
        host, port = mail.address.split(":")
        extra = (
            '{"from_email": "corebooks@willow.example", "disable_ssl": true, "disable_tls": true}'
        )
        for connection in (
            {
                "connection_id": "live_mail",
                "conn_type": "smtp",
                "host": host,
                "port": int(port),
                "extra": extra,
            },
            {
                "connection_id": "live_hook",
                "conn_type": "http",
                "host": f"http://{webhook.address}/hook",
            },
            {
                "connection_id": "live_chat",
                "conn_type": "slackwebhook",
                "password": f"http://{slack.address}/services/T1/B1/secret",
            },
        ):
            airflow.api._call("POST", "/api/v2/connections", connection)
        new = (
            NewChannel("", ChannelType.MAIL, "live_mail", (FINN,), holds_at_once=True),
            NewChannel("", ChannelType.WEBHOOK, "live_hook", holds_at_once=True),
            NewChannel("", ChannelType.SLACK, "live_chat", holds_at_once=True),
        )
        channels = [add_channel(database, one, "ada") for one in new]
        for channel in channels:
            ask_for_test(database, channel)
        yield Told(mail, webhook, slack)
        for channel in channels:
            remove_channel(database, channel, "ada")


@pytest.fixture(scope="module")
def troubled(airflow: Demo) -> Iterator[None]:
    """A company where everything happened at once, and a full disk."""
    with database_of(airflow) as database:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(
                "AIRFLOW__CORE__FERNET_KEY", airflow.environment["AIRFLOW__CORE__FERNET_KEY"]
            )
            _trouble(database)
        yield
        change_disk_percent(database, DISK_PERCENT, "ada")
        disconnect_company(database, "willow", "ada")


def _trouble(database: Database) -> None:
    now = utc_now()
    connect_company(database, willow_park(), actor="finn")
    activate(database, "willow", NewWorkflow("brokerage_income", "income-via-invoices", {}, "finn"))
    with database.writing() as session:
        create_feed(session, NewFeed("willow-exports", "willow", "Exports", Door.UPLOAD), "finn")
    trouble.note(database, "willow-exports", "The folder /exports doesn't exist. Create it.")
    # A schedule that never comes up: auto-sync can't be on time.
    late = AutomationSettings(sync_deals=True, schedule="61 * * * *")
    automation.change(database, "willow", late, "ada")
    with vault(database, "willow").locked() as lock:
        lock.save(Tokens("a", "r", now + HOUR, now + 2400 * HOUR, now + 24 * HOUR))
    change_disk_percent(database, 100, "ada")
    with database.writing() as session:
        run = SyncRun(
            company_id="willow",
            category="brokerage_income",
            airflow_run_id="alerts",
            trigger="manual",
            actor="finn",
            preview=False,
            setup_id=1,
            started_at=now,
            outcome=RunOutcome.RUNNING,
            counts={},
        )
        session.add(run)
        session.flush()
        session.add_all(
            [
                Approval(
                    company_id="willow",
                    run_id=run.id,
                    digest="d",
                    covers=["a"],
                    asked_as="try",
                    asked_by="1",
                    asked_by_name="finn",
                    asked_at=now,
                    status=ApprovalStatus.WAITING,
                ),
                MeteredReads(
                    company_id="willow",
                    client_id="client-123456",
                    month=month_of(now),
                    reads=reads_a_month(),
                ),
                RecordState(
                    company_id="willow",
                    category="brokerage_income",
                    record_key="transaction:1",
                    status=RecordStatus.ON_HOLD,
                ),
                DesktopConnection(
                    company_id="willow",
                    username="corebooks-alerts",
                    password_hash="",
                    owner_id="{57F3B9B1-86F1-4FCC-B1EE-566DE1813D21}",
                    file_id="{90A44FB5-33D9-4815-AC85-BC87A7E7D1EC}",
                    core_connection="core",
                    timezone="America/Chicago",
                    created_by="finn",
                    last_contact_at=now - 3 * HOUR,
                ),
            ]
        )
        session.flush()
        session.add(
            DesktopMessage(
                company_id="willow",
                key="key",
                is_write=False,
                subject="invoice",
                label="invoices",
                request="",
                queued_at=now - 2 * HOUR,
            )
        )


def test_a_run_that_fails_is_told_by_its_own_task(airflow: Demo, told: Told) -> None:
    (result,) = airflow.run_workflows(["agent_expenses"], {"company": "no-such-company"})
    assert result.state == "failed"

    sentence = "The task extract of the DAG agent_expenses failed."

    # The schedule may have told the channels' tests and runs that failed before.
    def mails() -> list[int]:
        subjects = enumerate(told.mail.subjects)
        failed = [number for number, one in subjects if one.startswith(f"{FAILED} (alert ")]
        return [number for number in failed if sentence in told.mail.text(number)]

    def chats(chat: Webhook) -> list[str]:
        texts = [one["text"] for one in chat.received if one["text"].startswith(FAILED)]
        return [text for text in texts if sentence in text]

    def arrived() -> bool:
        return bool(mails() and chats(told.webhook) and chats(told.slack))

    airflow.processes.wait_for(arrived, "the alert of a failed run", 60)
    (mail,) = mails()
    assert told.mail.messages[mail]["To"] == FINN
    assert len(chats(told.webhook)) == len(chats(told.slack)) == 1


@pytest.mark.usefixtures("troubled")
def test_every_kind_of_alert_arrives_as_a_mail_at_a_webhook_and_in_slack(
    airflow: Demo, told: Told
) -> None:
    airflow.api.unpause("corebooks_alerts")
    run = airflow.api.trigger("corebooks_alerts", {})
    done = ("success", "failed")
    airflow.processes.wait_for(
        lambda: airflow.api.run_state("corebooks_alerts", run) in done, "the alerts", 120
    )
    assert airflow.api.run_state("corebooks_alerts", run) == "success"
    wanted = {*CHOSEN, AlertKind.TEST}
    by_mail, at_webhook, in_slack = told.kinds()
    assert by_mail == in_slack == {kind.heading for kind in wanted}
    assert at_webhook == {kind.value for kind in wanted}
    # Neither an amount nor a name is in a subject.
    subjects = " ".join([*told.mail.subjects, *told.first_lines])
    assert not any(word in subjects for word in ("Willow", "$", "finn"))
    links = [one["link"] for got in told.webhook.received for one in got["alerts"]]
    base = airflow.environment["AIRFLOW__API__BASE_URL"]
    assert f"{base}/plugin/quickbooks/corebooks/companies/willow/attention" in links
