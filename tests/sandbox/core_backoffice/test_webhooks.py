"""The sandbox's webhooks: registered with a secret that is told once, called, called again, and given up."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from fastapi import FastAPI, Request, Response

from sandbox.core_backoffice.testing import RunningSandbox, running_sandbox
from sandbox.core_backoffice.webhooks import HEADER
from sandbox.serving import serving

EVENTS = [
    {"event": f"transaction.{event}", "api_version": "v1"}
    for event in ("created", "updated", "deleted", "participant.added", "participant.removed")
]


@contextmanager
def receiver(statuses: list[int]) -> Iterator[tuple[str, list[tuple[str, bytes]]]]:
    """An address that is called: what it answers in turn, and what came."""
    app, came = FastAPI(), list[tuple[str, bytes]]()

    @app.post("/here")
    async def here(request: Request) -> Response:
        came.append((request.headers[HEADER], await request.body()))
        return Response(status_code=statuses.pop(0) if statuses else 200)

    with serving(app) as url:
        yield f"{url}/here", came


def register(core: RunningSandbox, address: str) -> httpx.Response:
    return core.client.post(
        "/api/v1/webhooks",
        params={"api_key": core.api_key},
        json={"callback_url": address, "event_types": EVENTS},
    )


def test_a_change_is_called_with_the_bodys_signature() -> None:
    with running_sandbox(transactions=3, agents=3) as core, receiver([]) as (address, came):
        answer = register(core, address)
        assert answer.status_code == 201
        secret = answer.json()["secret"]
        deal = next(iter(core.store.deals))
        core.patch(f"/transactions/{deal}", address="7 New St")
        core.delete(f"/transactions/{deal}")
        core.webhooks.settle()
        assert sorted(body.split(b'"')[3] for _, body in came) == [
            b"transaction.deleted",
            b"transaction.updated",
        ]
        for signature, body in came:
            assert signature == hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def test_a_call_is_made_again_until_it_is_acknowledged_and_then_given_up() -> None:
    with running_sandbox(transactions=3, agents=3) as core:
        with receiver([500, 404]) as (address, came):
            register(core, address)
            core.webhooks.call("transaction.updated", b"{}")
            core.webhooks.settle()
            assert len(came) == 3
        with receiver([500] * 7) as (address, came):
            register(core, address)
            core.webhooks.call("transaction.updated", b"{}")
            core.webhooks.settle()
            assert len(came) == 7
            assert not core.webhooks.all[-1].is_on
            core.webhooks.call("transaction.updated", b"{}")
            core.webhooks.settle()
            assert len(came) == 7


def test_what_cant_be_registered_is_told() -> None:
    with running_sandbox(transactions=3, agents=3) as core:
        assert core.client.post("/api/v1/webhooks", json={}).status_code == 401
        assert register(core, "nowhere").status_code == 422
        assert core.webhooks.all == []
