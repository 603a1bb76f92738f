"""Intuit's webhooks: whose they are, and which entries they are about."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from include.books.documents import DocumentKind
from include.books.entries import ReportedChange
from include.quickbooks.online.webhooks import (
    WebhookUnreadable,
    is_signed,
    reported_changes,
    signature_in,
)

BODY = b'[{"specversion":"1.0"}]'
TOKEN = "4c4e9b3e-0e4e-4b0c-9f3b-1d1f2c3b4a5d"
SIGNATURE = "VhD1OKO8x+2qDfw2NS3o9i8qqjEj7d7qJEj1h0gF/Ak="
INVOICE = frozenset({DocumentKind.INVOICE})


def event(**changed: Any) -> dict[str, Any]:
    """One CloudEvent, as on Intuit's page."""
    return {
        "specversion": "1.0",
        "id": "88cd52aa-33b6-4351-9aa4-47572edbd068",
        "source": "intuit.dsnBgbseACLLRZNxo2dfc4evmEJdxde58xeeYcZliOU=",
        "type": "qbo.invoice.updated.v1",
        "datacontenttype": "application/json",
        "time": "2025-09-10T21:31:25.179851517Z",
        "intuitentityid": "1234",
        "intuitaccountid": "310687",
        "data": {},
        **changed,
    }


def read(sent: Any) -> list[ReportedChange]:
    return reported_changes(json.dumps(sent).encode())


def test_the_signature_is_by_the_verifier_token_over_the_raw_body() -> None:
    # By OpenSSL: printf '%s' BODY | openssl dgst -sha256 -hmac TOKEN -binary | base64
    signature = signature_in(SIGNATURE)
    assert signature is not None
    assert is_signed(BODY, signature, [TOKEN])
    assert is_signed(BODY, signature, ["that of another app", TOKEN])
    assert not is_signed(BODY + b" ", signature, [TOKEN])
    assert not is_signed(BODY, signature, ["that of another app"])
    assert not is_signed(BODY, signature, [])


@pytest.mark.parametrize(
    "header",
    ["", "none", SIGNATURE[:-1], SIGNATURE + "=", SIGNATURE[:-2] + "é=", "?" * 44, "A" * 44],
)
def test_what_is_no_signature_is_known_before_the_body_is_read(header: str) -> None:
    assert signature_in(header) is None


def test_cloud_events_are_of_several_companies_at_once() -> None:
    found = read(
        [
            event(),
            event(type="qbo.purchase.deleted.v1", intuitentityid="7", intuitaccountid="2"),
        ]
    )
    assert found == [
        ReportedChange(
            "310687",
            INVOICE,
            "1234",
            dt.datetime(2025, 9, 10, 21, 31, 25, 179851, tzinfo=dt.UTC),
        ),
        ReportedChange(
            "2",
            frozenset({DocumentKind.CHECK, DocumentKind.EXPENSE, DocumentKind.REFUND}),
            "7",
            dt.datetime(2025, 9, 10, 21, 31, 25, 179851, tzinfo=dt.UTC),
        ),
    ]


def test_the_older_format_is_read_too() -> None:
    entities = [
        {
            "name": "SalesReceipt",
            "id": "5",
            "operation": "Void",
            "lastUpdated": "2015-10-05T14:42:19-0700",
        },
        {"name": "Account", "id": "6", "operation": "Create"},
    ]
    notification = {"realmId": "310687", "dataChangeEvent": {"entities": entities}}
    assert read({"eventNotifications": [notification]}) == [
        ReportedChange(
            "310687",
            frozenset({DocumentKind.SALES_RECEIPT}),
            "5",
            dt.datetime(2015, 10, 5, 21, 42, 19, tzinfo=dt.UTC),
        )
    ]


@pytest.mark.parametrize(
    "time",
    [None, "", "yesterday", 7, "2025-09-10", "2025-09-10T21:31:25", "0001-01-01T00:00+14:00"],
)
def test_a_time_that_cannot_be_read_is_none_and_the_change_counts(time: object) -> None:
    assert read([event(time=time)]) == [ReportedChange("310687", INVOICE, "1234", None)]


@pytest.mark.parametrize(
    "other",
    [
        event(type="qbo.invoice.emailed.v1"),
        event(type="qbo.vendor.updated.v1"),
        event(type="qbo.invoice"),
        event(type="payments.invoice.updated.v1"),
        event(type=None),
        event(intuitentityid=None),
        event(intuitentityid=["1234"]),
        event(intuitentityid="1\0"),
        event(intuitentityid="\ud800"),
        event(intuitentityid=""),
        event(intuitaccountid={}),
        event(intuitaccountid="9" * 65),
        "an event",
        None,
        [],
    ],
)
def test_what_is_about_no_entry_is_left_out_and_the_others_count(other: Any) -> None:
    assert [one.entry_id for one in read([other, event()])] == ["1234"]


@pytest.mark.parametrize(
    "notification",
    [
        None,
        {},
        {"realmId": "1", "dataChangeEvent": []},
        {"realmId": "1", "dataChangeEvent": {"entities": {}}},
        {"dataChangeEvent": {"entities": [{"name": "Invoice", "id": "1", "operation": "Update"}]}},
        {"realmId": "1", "dataChangeEvent": {"entities": [{"name": "Invoice"}, 5]}},
    ],
)
def test_a_notification_without_an_entry_is_empty(notification: Any) -> None:
    assert read({"eventNotifications": [notification]}) == []


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"5", b'"text"', b"{}", b'{"eventNotifications": 5}', b"\xff\xfe", b"[" * 100_000],
)
def test_what_is_of_neither_format_is_told_apart_from_no_events(body: bytes) -> None:
    with pytest.raises(WebhookUnreadable):
        reported_changes(body)
    assert reported_changes(b"[]") == []
