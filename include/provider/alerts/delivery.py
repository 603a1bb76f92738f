"""How alerts leave: by the notifiers of Airflow's providers, one channel after the other.

Only an Airflow connection of the right type is used, so its address and secrets are where administrators
of Airflow keep them. Notifiers are called without Airflow's templates: names of others may be anything.
"""

from __future__ import annotations

import html
import logging
import smtplib
from collections.abc import Callable, Collection
from typing import Any

from airflow.sdk.configuration import conf

from include.clock import utc_now
from include.database.alerts import open_alerts as alerts
from include.database.alerts.kinds import ChannelType
from include.database.alerts.open_alerts import Channel
from include.database.engine import Database
from include.plain_text import plain
from include.provider.alerts.messages import Message, messages_of
from include.provider.connections.opening import Lookup, in_task
from include.provider.stops import ActionNeeded

logger = logging.getLogger(__name__)

_SHOWN = 200

Send = Callable[[Channel, Message], None]


def deliver(
    database: Database, only: Collection[int] = (), lookup: Lookup = in_task
) -> tuple[int, int]:
    """Tell what is due on every channel; a channel that fails keeps no other waiting.

    Args:
        database: the database.
        only: IDs of alerts, told right when they happen: a channel that failed last time is left to
            the next look, as a task must not wait for it. All alerts if empty.
        lookup: finds an Airflow connection.

    Returns:
        How many alerts were told, and how many couldn't be.
    """
    told = not_told = 0
    with database.reading() as session:
        channels = alerts.channels(session, working=bool(only))
    for channel in channels:
        now = utc_now()
        with database.writing() as session:
            due = alerts.claim(session, channel.id, now, only)
        messages = messages_of(due, conf.get("api", "base_url", fallback=""))
        for number, message in enumerate(messages):
            problem = _problem_of(channel, message, lookup)
            if problem:
                rest = [one for later in messages[number:] for one in later.due]
                logger.warning("ALERT NOT DELIVERED  %s: %s", channel.connection, problem)
                with database.writing() as session:
                    alerts.note_problem(session, channel.id, rest, problem)
                not_told += len(rest)
                break
            with database.writing() as session:
                alerts.note_told(session, channel.id, message.due, utc_now())
            told += len(message.due)
    return told, not_told


def _problem_of(channel: Channel, message: Message, lookup: Lookup) -> str:
    """Send a message. Returns why it couldn't be sent; empty if it was."""
    try:
        found = lookup(channel.connection)
        if getattr(found, "conn_type", None) != channel.type.value:
            return (
                f"The Airflow connection {channel.connection} isn't of type {channel.type.value}. "
                "Correct it under Admin > Connections."
            )
        _SENDERS[channel.type](channel, message)
    except Exception as error:  # noqa: BLE001  (whatever a server or a library does)
        return _reason(error, channel)
    return ""


def _mail(channel: Channel, message: Message) -> None:
    from airflow.providers.smtp.notifications.smtp import SmtpNotifier  # noqa: PLC0415  (slow)

    text = html.escape(message.text)
    SmtpNotifier(
        to=list(channel.recipients),
        subject=message.subject,
        # The notifier sends HTML only: this is plain text in it, line by line.
        html_content=f'<div style="white-space: pre-wrap">{text}</div>',
        custom_headers={
            "Message-ID": f"<{message.id}.{channel.id}@corebooks>",
            "Auto-Submitted": "auto-generated",
        },
        smtp_conn_id=channel.connection,
    ).notify({})


def _webhook(channel: Channel, message: Message) -> None:
    from include.provider.alerts.webhook import WebhookNotifier  # noqa: PLC0415  (slow)

    WebhookNotifier(
        http_conn_id=channel.connection,
        json=message.payload,
        headers={"Content-Type": "application/json"},
    ).notify({})


def _slack(channel: Channel, message: Message) -> None:
    from include.provider.alerts.slack import SlackNotifier  # noqa: PLC0415  (slow)

    # Slack reads &, < and > as its own marks (https://docs.slack.dev/messaging/formatting-message-text).
    text = html.escape(message.payload["text"], quote=False)
    SlackNotifier(slack_webhook_conn_id=channel.connection, text=text).notify({})


_SENDERS: dict[ChannelType, Send] = {
    ChannelType.MAIL: _mail,
    ChannelType.WEBHOOK: _webhook,
    ChannelType.SLACK: _slack,
}


def _reason(error: Exception, channel: Channel) -> str:
    """Why it wasn't sent, without what a library's text may show: a webhook's address is its secret."""
    where = f"{channel.type.heading}, Airflow connection {channel.connection}:"
    for kind, told in _REASONS:
        if isinstance(error, kind):
            return f"{where} {told(error)}"
    status = getattr(error, "status", None)
    if isinstance(status, int):
        return f"{where} the answer was HTTP {status}."
    return f"{where} {type(error).__name__}. Check the connection under Admin > Connections."


def _refused_mail(error: Any) -> str:
    said = error.smtp_error.decode(errors="replace") if isinstance(error.smtp_error, bytes) else ""
    return f"the mail server answered {error.smtp_code} {plain(said)[:_SHOWN]}".rstrip()


_REASONS: tuple[tuple[type[Exception], Callable[[Any], str]], ...] = (
    # Of `Lookup`.
    (ActionNeeded, lambda _: "Airflow doesn't have it. Create it under Admin > Connections."),
    (ModuleNotFoundError, lambda _: "Airflow's provider for it isn't installed."),
    (
        smtplib.SMTPAuthenticationError,
        lambda _: "the mail server rejected the user name or password.",
    ),
    (smtplib.SMTPRecipientsRefused, lambda _: "the mail server rejected every recipient."),
    (smtplib.SMTPResponseException, _refused_mail),
    # What else smtplib and requests raise is one.
    (OSError, lambda error: f"the server can't be reached ({type(error).__name__})."),
)
"""What errors are told as, the first that fits."""
