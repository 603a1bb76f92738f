"""Alerts in words. Subjects have no amount and no name; bodies are plain text with links."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from include.database.alerts.kinds import AlertKind
from include.database.alerts.open_alerts import OpenAlert
from include.provider.outside.addresses import page_address

_MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Message:
    """What leaves for one channel: alerts of one kind.

    Attributes:
        id: the same whenever the same telling is delivered again, so a receiver can drop it.
        subject: one line.
        text: plain text.
        due: the alerts, all of them.
        base_url: Airflow's address, for links.
    """

    id: str
    subject: str
    text: str
    due: tuple[OpenAlert, ...]
    base_url: str

    @property
    def payload(self) -> dict[str, Any]:
        """What a webhook gets; `text` is what Slack, Teams and others show."""
        return {
            "id": self.id,
            "text": f"{self.subject}\n\n{self.text}",
            "alerts": [
                {
                    "id": one.message,
                    "kind": one.kind.value,
                    "company": one.company_id,
                    "company_name": one.company,
                    "opened_at": one.opened_at.isoformat(),
                    "sentence": one.sentence,
                    "what_to_do": one.what_to_do,
                    "link": page_address(self.base_url, one.path),
                }
                for one in self.due[:_MOST_SHOWN]
            ],
            "more": max(0, len(self.due) - _MOST_SHOWN),
        }


def messages_of(due: Sequence[OpenAlert], base_url: str) -> list[Message]:
    """One message for each kind, so that a thousand companies' alerts are one message.

    Args:
        due: what is to be told.
        base_url: Airflow's address; links are left out if it is blank.
    """
    kinds = {one.kind: [] for one in due}  # type: dict[AlertKind, list[OpenAlert]]
    for one in due:
        kinds[one.kind].append(one)
    return [_message(kind, of_kind, base_url) for kind, of_kind in kinds.items()]


def _message(kind: AlertKind, due: Sequence[OpenAlert], base_url: str) -> Message:
    single = len(due) == 1
    what = f"alert {due[0].id}" if single else f"{len(due):,} alerts"
    parts = [_part(one, base_url) for one in due[:_MOST_SHOWN]]
    if len(due) > _MOST_SHOWN:
        parts.append(f"And {len(due) - _MOST_SHOWN:,} more. CoreBooks shows them all.")
    if kind is not AlertKind.TEST:
        parts.append("CoreBooks tells this again once a day while it lasts.")
    digest = hashlib.sha256(" ".join(one.message for one in due).encode()).hexdigest()
    identity = due[0].message if single else digest[:24]
    return Message(
        f"corebooks-{identity}",
        f"CoreBooks: {kind.heading} ({what})",
        "\n\n".join(parts),
        tuple(due),
        base_url,
    )


def _part(due: OpenAlert, base_url: str) -> str:
    name = f"{due.company}: " if due.company else ""
    lines = [f"{name}{due.sentence}", due.what_to_do]
    address = page_address(base_url, due.path)
    lines += [address] if address else []
    return "\n".join([*lines, f"Alert {due.message}, since {due.opened_at:%Y-%m-%d %H:%M} UTC."])
