"""The sandbox reports each write as Intuit does: signed, in order, until it is acknowledged."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from fastapi import FastAPI, Request
from starlette.responses import Response

from include.quickbooks.online.webhooks import is_signed, reported_changes, signature_in
from sandbox.quickbooks_online.person import Person
from sandbox.quickbooks_online.testing import RunningSandbox
from sandbox.serving import serving
from tests.sandbox.quickbooks_online.bookkeeper import Bookkeeper, Refused

TOKEN = "a verifier token"


@dataclass
class App:
    """What an app got, and what it answers: the statuses one after the other, then 200."""

    url: str = ""
    got: list[tuple[bytes, str]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    @property
    def events(self) -> list[tuple[str, str]]:
        """Type and ID of each event."""
        return [
            (event["type"], event["intuitentityid"])
            for body, _ in self.got
            for event in json.loads(body)
        ]


@contextmanager
def an_app() -> Iterator[App]:
    served, app = FastAPI(), App()

    @served.post("/webhooks")
    async def called(request: Request) -> Response:
        app.got.append((await request.body(), request.headers["intuit-signature"]))
        return Response(status_code=app.answers.pop(0) if app.answers else 200)

    with serving(served) as url:
        app.url = f"{url}/webhooks"
        yield app


@pytest.fixture
def app(qb: RunningSandbox) -> Iterator[App]:
    """An app that takes the sandbox's webhooks; repeating one takes hundredths of a second."""
    with an_app() as app:
        qb.set(webhook_address=app.url, webhook_token=TOKEN, time_scale=1000)
        yield app
        qb.reset()


def test_writes_of_the_api_and_of_people_are_reported(
    qb: RunningSandbox, books: Bookkeeper, app: App
) -> None:
    bill = books.bill(books.vendor("Jo Doe"), books.cost(100))
    Person(qb).add_to_memo("Bill", bill["Id"], "by Pat")
    Person(qb).delete("Bill", bill["Id"])
    assert qb.webhooks_acknowledged()
    assert app.events == [
        ("qbo.vendor.created.v1", bill["VendorRef"]["value"]),
        ("qbo.bill.created.v1", bill["Id"]),
        ("qbo.bill.updated.v1", bill["Id"]),
        ("qbo.bill.deleted.v1", bill["Id"]),
    ]


@pytest.mark.parametrize("format_", ["cloudevents", "notifications"])
def test_a_webhook_is_signed_and_says_which_entry_of_which_company(
    qb: RunningSandbox, books: Bookkeeper, app: App, format_: str
) -> None:
    vendor = books.vendor("Jo Doe")
    assert qb.webhooks_acknowledged()
    app.got.clear()
    qb.set(webhook_format=format_)
    bill = books.bill(vendor, books.cost(100))
    assert qb.webhooks_acknowledged()
    [(body, header)] = app.got
    signature = signature_in(header)
    assert signature is not None
    assert is_signed(body, signature, [TOKEN])
    [change] = reported_changes(body)
    assert (change.realm_id, change.entry_id) == (qb.realm, bill["Id"])
    assert change.at is not None


def test_what_is_not_acknowledged_is_sent_again_before_anything_else(
    qb: RunningSandbox, books: Bookkeeper, app: App
) -> None:
    app.answers[:] = [500, 403, 201]
    vendor = books.vendor("Jo Doe")
    books.bill(vendor, books.cost(100))
    assert qb.webhooks_acknowledged()
    assert len({body for body, _ in app.got[:4]}) == 1
    del app.got[:3]
    assert [kind for kind, _ in app.events] == ["qbo.vendor.created.v1", "qbo.bill.created.v1"]


def test_a_write_that_is_refused_is_not_reported(
    qb: RunningSandbox, books: Bookkeeper, app: App
) -> None:
    books.vendor("Jo Doe")
    with pytest.raises(Refused, match="6240"):
        books.vendor("Jo Doe")
    assert qb.webhooks_acknowledged()
    assert [kind for kind, _ in app.events] == ["qbo.vendor.created.v1"]


def test_nothing_is_sent_until_an_address_is_set(qb: RunningSandbox, books: Bookkeeper) -> None:
    with an_app() as app:
        books.vendor("Jo Doe")
        qb.set(webhook_address=app.url, webhook_token=TOKEN)
        books.vendor("Ann Doe")
        assert qb.webhooks_acknowledged()
        qb.set(webhook_address="")
        books.vendor("Zoe Doe")
        assert qb.webhooks_acknowledged()
        assert [kind for kind, _ in app.events] == ["qbo.vendor.created.v1"]
