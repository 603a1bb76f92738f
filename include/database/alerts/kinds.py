"""The kinds of alerts: what calls a person, and how it is named. No tables, no I/O."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

REPEAT_AFTER = dt.timedelta(days=1)
"""An alert that still stands is told again after so long."""

DIGEST_HOUR = 7
"""Records on hold are told at this hour of the company's day, once a day."""


class AlertKind(StrEnum):
    """What an alert is about."""

    RUN_FAILED = "run failed"
    ON_HOLD = "records on hold"
    APPROVAL_WAITS = "approval waits"
    PC_SILENT = "PC offline"
    CONNECTION_ENDS = "connection ends soon"
    AUTO_SYNC_LATE = "auto-sync late"
    READS_RUN_OUT = "reads running out"
    IMPORT = "import needs you"
    DISK_FULL = "disk nearly full"
    TEST = "test"
    """Asked for on the page; it goes to one channel, and ends once it is delivered."""

    @property
    def heading(self) -> str:
        """As pages and subject lines name it."""
        return self.value[0].upper() + self.value[1:]


CHOSEN = tuple(kind for kind in AlertKind if kind is not AlertKind.TEST)
"""The kinds that users choose from."""


class ChannelType(StrEnum):
    """How an alert reaches people: the type of the Airflow connection that it takes."""

    MAIL = "smtp"
    WEBHOOK = "http"
    SLACK = "slackwebhook"

    @property
    def heading(self) -> str:
        """As pages name it."""
        return {"smtp": "Email", "http": "Webhook", "slackwebhook": "Slack"}[self.value]
