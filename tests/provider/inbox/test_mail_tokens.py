"""Signing in to a mailbox with an access token, at a real IMAP server that asks whose it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from include.core_backoffice.feeds.doors import Door
from include.core_backoffice.mailbox.rules import MailboxRefused
from include.provider.inbox.mail_tokens import access_token, initial_response, wants_token
from include.provider.inbox.receive import receive
from tests.mailboxes import USER, MailServer, imap_server, mail
from tests.provider.inbox.conftest import Inbox
from tests.token_server import CLIENT, REFRESH, SCOPE, SECRET, TokenServer, token_server


@pytest.fixture(scope="module")
def tokens() -> Iterator[TokenServer]:
    with token_server(USER) as server:
        yield server


@pytest.fixture(scope="module")
def server(tokens: TokenServer) -> Iterator[MailServer]:
    with imap_server(tokens.address) as server:
        yield server


@pytest.fixture
def mails(server: MailServer, tokens: TokenServer) -> MailServer:
    server.empty()
    tokens.answer = b""
    tokens.forms.clear()
    return server


def extra(tokens: TokenServer, **more: str) -> dict[str, Any]:
    given = {"auth": "xoauth2", "token_url": f"{tokens.address}/token", "client_id": CLIENT}
    return {"use_ssl": False, **given, **more}


def connect(
    inbox: Inbox,
    mails: MailServer,
    monkeypatch: pytest.MonkeyPatch,
    fields: dict[str, Any],
    secret: str = SECRET,
) -> None:
    known = {**mails.connection, "password": secret, "extra": fields}
    monkeypatch.setenv("AIRFLOW_CONN_BROKER_MAIL", json.dumps(known))
    settings = {"conn_id": "broker_mail", "senders": ["@core.example"], "after": "seen"}
    inbox.feed("reports", Door.MAILBOX, settings)


@pytest.mark.parametrize(
    ("way", "grant"),
    [({"scope": SCOPE}, "client_credentials"), ({"refresh_token": REFRESH}, "refresh_token")],
    ids=["Microsoft 365", "Gmail"],
)
def test_a_mail_is_taken_with_a_token_instead_of_a_password(
    inbox: Inbox,
    mails: MailServer,
    tokens: TokenServer,
    monkeypatch: pytest.MonkeyPatch,
    way: dict[str, str],
    grant: str,
) -> None:
    connect(inbox, mails, monkeypatch, extra(tokens, **way))
    mails.deliver(mail())
    assert receive() == {"sources": 1, "fetched": 1}
    assert [one.name for one in inbox.arrivals("reports")] == ["deals.csv"]
    assert list(mails.flags().values()) == ["\\Seen"]
    (form,) = tokens.forms
    assert form["grant_type"] == grant
    assert inbox.row("reports").trouble == ""


def test_a_wrong_secret_is_told_in_the_servers_words_and_not_shown(
    inbox: Inbox, mails: MailServer, tokens: TokenServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect(inbox, mails, monkeypatch, extra(tokens, scope=SCOPE), secret="not-the-secret")
    receive()
    trouble = inbox.row("reports").trouble
    assert (
        "127.0.0.1 gave no access token for the mailbox (The client's secret is wrong.)" in trouble
    )
    assert "not-the-secret" not in trouble


def test_a_token_that_the_mail_server_does_not_know_is_told(
    inbox: Inbox, mails: MailServer, tokens: TokenServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens.answer = b'{"access_token": "stolen-elsewhere"}'
    connect(inbox, mails, monkeypatch, extra(tokens, scope=SCOPE))
    receive()
    trouble = inbox.row("reports").trouble
    assert "The mailbox of the Airflow connection broker_mail can't be read" in trouble
    assert "stolen-elsewhere" not in trouble


@pytest.mark.parametrize(
    "answer",
    [b"<html>", b"[]", b'{"access_token": 7}', b'{"access_token": "a\\u0001b"}', b"[" * 5000],
)
def test_an_answer_that_is_no_token_is_told(tokens: TokenServer, answer: bytes) -> None:
    tokens.answer = answer
    with pytest.raises(MailboxRefused, match="gave no access token"):
        access_token(extra(tokens, scope=SCOPE), SECRET)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"token_url": "http://login.example/token"}, "begins with https://"),
        ({"token_url": ""}, "begins with https://"),
        ({"client_id": ""}, "has no client_id"),
        ({"scope": ""}, "neither scope nor refresh_token"),
    ],
)
def test_a_field_that_is_missing_is_named(
    tokens: TokenServer, change: dict[str, str], why: str
) -> None:
    with pytest.raises(MailboxRefused, match=why):
        access_token({**extra(tokens, scope=SCOPE), **change}, SECRET)


def test_the_way_is_by_password_unless_the_connection_says_otherwise() -> None:
    assert not wants_token({})
    assert not wants_token({"auth": "password"})
    assert wants_token({"auth": "XOAUTH2"})
    with pytest.raises(MailboxRefused, match="has “kerberos” in its extra field auth"):
        wants_token({"auth": "kerberos"})


def test_what_is_sent_is_googles_and_microsofts_format() -> None:
    sent = initial_response("ada@willow.example", "ya29.a")
    assert sent == b"user=ada@willow.example\x01auth=Bearer ya29.a\x01\x01"
