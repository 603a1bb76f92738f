"""Webhooks as BackOffice has them: registered once with a secret, called after each change, and again if that fails.

Calls are made from a thread of their own, so that a change is answered whoever is called. Like the live ones they may
come in any order: each webhook has its own line. The minutes between two attempts are seconds here.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from sandbox.core_backoffice.model import Deal
from sandbox.serving import TLS

HEADER = "X-Brokermint-Webhook-Signature"
EVENTS = frozenset(
    {
        "transaction.created",
        "transaction.updated",
        "transaction.deleted",
        "transaction.participant.added",
        "transaction.participant.updated",
        "transaction.participant.removed",
    }
)
RETRY_MINUTES = (5, 10, 15, 30, 60, 120)
_SECONDS_A_MINUTE = 0.01
_ANSWER_SECONDS = 10.0
_OK = range(200, 300)


@dataclass
class Webhook:
    """An address that is called.

    Attributes:
        is_on: false once all attempts of a call failed.
        calls: the status of each attempt; 0 without an answer.
    """

    id: int
    callback_url: str
    events: frozenset[str]
    secret: str
    is_on: bool = True
    calls: list[int] = field(default_factory=list)


class Webhooks:
    """The webhooks of an account. In memory: a sandbox that starts anew has none."""

    def __init__(self) -> None:
        self.all: list[Webhook] = []
        self._lock = threading.Lock()
        self._under_way: list[threading.Thread] = []

    def register(self, callback_url: str, events: Sequence[str]) -> Webhook:
        """Add one; its secret is told this one time."""
        with self._lock:
            secret = secrets.token_hex(20)
            webhook = Webhook(len(self.all) + 1, callback_url, frozenset(events), secret)
            self.all.append(webhook)
        return webhook

    def changed(self, before: Deal | None, after: Deal | None) -> None:
        """Call whoever wants to know of a change of a transaction."""
        for event in _events(before, after):
            deal = after or before
            body = {"event": event, "api_version": "v1", "transaction_id": deal.id if deal else 0}
            self.call(event, json.dumps(body).encode())

    def call(self, event: str, body: bytes) -> None:
        """Call all that are registered for an event, in the background."""
        for webhook in self.all:
            if webhook.is_on and event in webhook.events:
                thread = threading.Thread(target=_deliver, args=(webhook, body), daemon=True)
                self._under_way.append(thread)
                thread.start()

    def settle(self) -> None:
        """Wait until nothing is under way."""
        while self._under_way:
            self._under_way.pop().join()


def _deliver(webhook: Webhook, body: bytes) -> None:
    digest = hmac.new(webhook.secret.encode(), body, hashlib.sha256).hexdigest()
    headers = {HEADER: digest, "content-type": "application/json"}
    for minutes in (0, *RETRY_MINUTES):
        time.sleep(minutes * _SECONDS_A_MINUTE)
        try:
            answer = httpx.post(
                webhook.callback_url,
                content=body,
                headers=headers,
                timeout=_ANSWER_SECONDS,
                verify=TLS,
                trust_env=False,
            )
        except httpx.HTTPError:
            webhook.calls.append(0)
            continue
        webhook.calls.append(answer.status_code)
        if answer.status_code in _OK:
            return
    webhook.is_on = False


def _events(before: Deal | None, after: Deal | None) -> list[str]:
    if before is None or after is None:
        return ["transaction.created" if before is None else "transaction.deleted"]
    events = ["transaction.updated"]
    were, are = _people(before), _people(after)
    if are - were:
        events.append("transaction.participant.added")
    if were - are:
        events.append("transaction.participant.removed")
    return events


def _people(deal: Deal) -> set[Any]:
    return {agent.agent for agent in deal.agents}
