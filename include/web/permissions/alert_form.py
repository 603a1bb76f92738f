"""The form of a channel for alerts: what was entered, and what is wrong with it."""

from __future__ import annotations

import re

from pydantic import BaseModel

from include.database.alerts.channels import NewChannel, kinds_of
from include.database.alerts.kinds import ChannelType
from include.plain_text import plain
from include.provider.connections.opening import AirflowConnection

_ADDRESS = re.compile(r"[^@\s,;<>\"]{1,64}@[A-Za-z0-9.-]{1,190}")
_MOST_ADDRESSES = 20
_SHOWN = 60


class ChannelForm(BaseModel):
    """A channel as it was sent.

    Attributes:
        company: the company whose alerts it takes, as it was typed; empty for all.
        connection: the Airflow connection's ID.
        recipients: email addresses, one per line or separated by commas.
        kind: which alerts, by their values.
        holds: "daily" or "at once".
    """

    company: str = ""
    connection: str = ""
    recipients: str = ""
    kind: list[str] = []
    holds: str = "daily"

    def read(
        self,
        errors: dict[str, str],
        company_id: str,
        type_: ChannelType | None,
    ) -> NewChannel:
        """The channel; `errors` receives a sentence for each field that can't be used.

        Args:
            errors: by field.
            company_id: of the company that was meant; empty for all.
            type_: the connection's type; None if it can't be used for alerts.
        """
        if type_ is None:
            errors["connection"] = (
                f"Airflow has no connection “{plain(self.connection)[:_SHOWN]}” of type SMTP, HTTP, or "
                "Slack Incoming Webhook. Create one under Admin > Connections, then type its ID."
            )
        recipients = self._recipients(errors, type_)
        kinds = kinds_of(self.kind)
        if not kinds:
            errors["kind"] = "Select at least one kind of alert."
        return NewChannel(
            company_id,
            type_ or ChannelType.WEBHOOK,
            self.connection,
            recipients,
            kinds,
            self.holds == "at once",
        )

    def _recipients(self, errors: dict[str, str], type_: ChannelType | None) -> tuple[str, ...]:
        typed = [one.strip() for one in re.split(r"[,;\n]", self.recipients) if one.strip()]
        if type_ is not ChannelType.MAIL:
            return ()
        wrong = [one for one in typed if not _ADDRESS.fullmatch(one)]
        if wrong:
            errors["recipients"] = (
                f"“{plain(wrong[0])[:_SHOWN]}” isn't an email address. Enter one address per line."
            )
        elif not typed:
            errors["recipients"] = "Enter at least one email address."
        elif len(typed) > _MOST_ADDRESSES:
            errors["recipients"] = f"Enter at most {_MOST_ADDRESSES} addresses."
        return tuple(dict.fromkeys(typed))


def channel_type(connection: AirflowConnection) -> ChannelType | None:
    """How a connection tells alerts; None if it isn't of such a type."""
    type_ = str(getattr(connection, "conn_type", None) or "")
    return ChannelType(type_) if type_ in set(ChannelType) else None
