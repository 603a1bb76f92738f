"""Webhooks: every write is reported to one address, signed, as Intuit does; off until one is set.

They are sent over HTTP in a thread of their own, in order, what happened meanwhile in one body. One that isn't
acknowledged with a 200 within 3 seconds is sent again, at Intuit's intervals, and holds all later ones up.

Sources: https://developer.intuit.com/app/developer/qbo/docs/develop/webhooks (kinds, signature) and
.../webhooks/best-practices (3 s, intervals); both bodies as on
https://blogs.intuit.com/2025/11/12/upcoming-change-to-webhooks-payload-structure/.
"""

from __future__ import annotations

import base64
import datetime as dt
import hmac
import itertools
import threading
import uuid
from collections.abc import Callable, Sequence
from typing import Any

import httpx

from sandbox.quickbooks_online import json_text
from sandbox.quickbooks_online.settings import Settings
from sandbox.quickbooks_online.store import Written

UNREPORTED = frozenset({"TaxCode", "TaxRate", "TaxAgency"})
"""The entities of the sandbox that Intuit doesn't report."""
AGAIN_AFTER = (10, 20, 30, 300, 1200, 7200, 14_400, 21_600)
"""Seconds after which one is sent again; the last one from then on."""
_PATIENCE = 3.0
_ACKNOWLEDGED = 200
_OPERATIONS = {"create": "created", "delete": "deleted", "void": "voided"}
"""Of CloudEvents; everything else is an update, and of customers and vendors a merge."""
_OLD_OPERATIONS = {
    "created": "Create",
    "updated": "Update",
    "deleted": "Delete",
    "voided": "Void",
    "merged": "Merge",
}


class Webhooks:
    """What is to be reported, and the thread that does it.

    Args:
        settings: the knobs as they stand.
    """

    def __init__(self, settings: Callable[[], Settings]) -> None:
        self._settings = settings
        self._changed = threading.Condition()
        self._waiting: list[Written] = []
        self._is_sending = self._is_over = False
        self._forgotten = 0
        self._thread: threading.Thread | None = None

    def note(self, written: Sequence[Written]) -> None:
        """Report what was written, soon."""
        if not self._settings().webhook_address:
            return
        with self._changed:
            self._waiting += [one for one in written if one.change.entity not in UNREPORTED]
            if self._thread is None:
                self._thread = threading.Thread(target=self._send_all, daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def forget(self) -> None:
        """Report none of what wasn't reported yet."""
        with self._changed:
            self._waiting = []
            self._forgotten += 1
            self._changed.notify_all()

    def close(self) -> None:
        """Send no more."""
        with self._changed:
            self._is_over = True
        self.forget()

    def acknowledged(self, seconds: float) -> bool:
        """Wait until everything was reported and acknowledged; whether it was, in time."""
        with self._changed:
            return self._changed.wait_for(
                lambda: not self._waiting and not self._is_sending, seconds
            )

    def _send_all(self) -> None:
        while True:
            with self._changed:
                self._is_sending = False
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._is_over or bool(self._waiting))
                if self._is_over:
                    return
                written, self._waiting, self._is_sending = self._waiting, [], True
                forgotten = self._forgotten
            self._send(body_of(written, self._settings().webhook_format), forgotten)

    def _send(self, body: bytes, forgotten: int) -> None:
        """Send one until it is acknowledged, or forgotten."""
        for seconds in itertools.chain(AGAIN_AFTER, itertools.repeat(AGAIN_AFTER[-1])):
            settings = self._settings()
            if not settings.webhook_address or _is_acknowledged(settings, body):
                return
            with self._changed:
                if self._changed.wait_for(
                    lambda: self._forgotten > forgotten, seconds / settings.time_scale
                ):
                    return


def body_of(written: Sequence[Written], format_: str) -> bytes:
    """A webhook's body: CloudEvents, or as it was until 2026."""
    made = _notifications(written) if format_ == "notifications" else _cloud_events(written)
    return json_text.dumps(made).encode()


def signature_of(body: bytes, token: str) -> str:
    """What the header `intuit-signature` has."""
    return base64.b64encode(hmac.digest(token.encode(), body, "sha256")).decode()


def _is_acknowledged(settings: Settings, body: bytes) -> bool:
    headers = {
        "Content-Type": "application/json",
        "intuit-signature": signature_of(body, settings.webhook_token),
    }
    try:
        with httpx.Client(trust_env=False, timeout=_PATIENCE) as client:
            answer = client.post(settings.webhook_address, content=body, headers=headers)
    except httpx.HTTPError:
        return False
    return answer.status_code == _ACKNOWLEDGED


def _cloud_events(written: Sequence[Written]) -> list[dict[str, Any]]:
    return [
        {
            "specversion": "1.0",
            "id": str(uuid.uuid4()),
            "source": "intuit.sandbox",
            "type": f"qbo.{one.change.entity.lower()}.{_operation(one)}.v1",
            "datacontenttype": "application/json",
            "time": _moment(one, "{:%Y-%m-%dT%H:%M:%S.%f}000Z"),
            "intuitentityid": one.change.id,
            "intuitaccountid": one.realm,
            "data": {},
        }
        for one in written
    ]


def _notifications(written: Sequence[Written]) -> dict[str, Any]:
    by_realm: dict[str, list[dict[str, Any]]] = {}
    for one in written:
        by_realm.setdefault(one.realm, []).append(
            {
                "name": one.change.entity,
                "id": one.change.id,
                "operation": _OLD_OPERATIONS[_operation(one)],
                "lastUpdated": _moment(one, "{:%Y-%m-%dT%H:%M:%S}.000Z"),
            }
        )
    notifications = [
        {"realmId": realm, "dataChangeEvent": {"entities": entities}}
        for realm, entities in by_realm.items()
    ]
    return {"eventNotifications": notifications}


def _operation(one: Written) -> str:
    is_merged = one.change.action == "merge" and one.change.entity in ("Customer", "Vendor")
    return "merged" if is_merged else _OPERATIONS.get(one.change.action, "updated")


def _moment(one: Written, pattern: str) -> str:
    return pattern.format(dt.datetime.fromtimestamp(one.change.at, dt.UTC))
