"""Webhooks of BackOffice: registered by its API, which shows the secret that signs them once.

BackOffice calls within seconds of a change, unordered and sometimes twice, and again after 5, 10, 15, 30, 60 and 120
minutes if it isn't acknowledged within 10 seconds; then it switches the webhook off. So a call is never more than a
reason to look, and nothing hangs on one arriving.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from include.core_backoffice.records.errors import CoreConnectionProblem, CoreUnavailable, NotThere
from include.core_backoffice.rest.answers import AnswerUnreadable, CallFailed
from include.core_backoffice.rest.client import CoreClient
from include.plain_text import plain

EVENTS = (
    "transaction.created",
    "transaction.updated",
    "transaction.deleted",
    "transaction.participant.added",
    "transaction.participant.updated",
    "transaction.participant.removed",
)
_VERSION = "v1"
_LONGEST_SECRET = 500


@dataclass(frozen=True, slots=True)
class Registered:
    """A webhook that BackOffice calls from now on.

    Attributes:
        id: its ID in BackOffice; empty if the answer has none.
        secret: what signs its calls; it is never shown again.
    """

    id: str
    secret: str = field(repr=False)


def register(client: CoreClient, callback_url: str) -> Registered:
    """Have BackOffice call an address when transactions or who takes part in them change.

    Args:
        client: of the account.
        callback_url: the address.

    Raises:
        CoreConnectionProblem: BackOffice rejects it, or has no webhooks.
        CoreUnavailable: BackOffice doesn't respond.
    """
    events = [{"event": event, "api_version": _VERSION} for event in EVENTS]
    try:
        answer = client.send("v1/webhooks", {"callback_url": callback_url, "event_types": events})
    except NotThere:
        raise CoreConnectionProblem(
            "CORE has no webhooks at this address, so auto-sync keeps to its schedule. They belong to BoldTrail "
            "BackOffice's API: check the address in the Airflow connection."
        ) from None
    except AnswerUnreadable as unreadable:
        raise CoreUnavailable(
            f"CORE returned {unreadable} instead of a webhook. Try again."
        ) from None
    except CallFailed as failed:
        raise CoreConnectionProblem(
            f"CORE didn't create the webhook ({plain(str(failed))}). CoreBooks' address for it is {callback_url}. "
            "Check that CORE can reach this address from the internet, then try again."
        ) from None
    return _read(answer)


def _read(answer: Any) -> Registered:
    """The webhook in an answer.

    Raises:
        CoreUnavailable: it has no secret.
    """
    inner = answer.get("webhook") if isinstance(answer, dict) else None
    found = inner if isinstance(inner, dict) else answer if isinstance(answer, dict) else {}
    secret = found.get("secret")
    if not isinstance(secret, str) or not 0 < len(secret) <= _LONGEST_SECRET:
        raise CoreUnavailable(
            "CORE created a webhook without telling its secret, so its calls can't be checked. Remove the webhook in "
            "CORE, then try again."
        )
    return Registered(plain(str(found.get("id") or "")), secret)
