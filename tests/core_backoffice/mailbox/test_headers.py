"""Who a mail is from, and whether that is proven."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.core_backoffice.mailbox.headers import (
    is_proven,
    is_wanted,
    read_headers,
    refusal,
)
from include.core_backoffice.mailbox.rules import read_rules

OWN = "mx.willow.example"
RULES = read_rules({"conn_id": "mail", "senders": ["reports@core.example", "@books.example"]})
STRICT = read_rules({"conn_id": "mail", "senders": ["@core.example"], "require_auth": OWN})


def headers(*lines: str) -> bytes:
    return "\r\n".join([*lines, "", ""]).encode()


def test_what_a_mail_says_of_itself() -> None:
    read = read_headers(
        headers(
            'From: "CORE, Reports" <Reports@CORE.example>',
            "Subject: =?utf-8?Q?Commission_report_=E2=80=93_?=\r\n =?utf-8?Q?November?=",
            "Date: Fri, 27 Nov 2026 07:30:00 -0600",
        )
    )
    assert read.sender == "reports@core.example"
    assert read.subject == "Commission report \N{EN DASH} November"
    assert read.dated_at == dt.datetime(2026, 11, 27, 13, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "lines",
    [
        (),
        ("From: ",),
        ("From: nobody",),
        ("From: a@core.example, reports@core.example",),
        ("From: evil@evil.example", "From: reports@core.example"),
        ("From: reports@core.example@evil.example",),
        ("From: =?utf-8?Q?reports=40core.example?= <evil@evil.example>",),
        ("From: reports@core.example <evil@evil.example>",),
        ("From: <reports@core.example> evil@evil.example",),
        ("From: reports@core.example\u200b",),
    ],
)
def test_only_the_one_address_itself_counts(lines: tuple[str, ...]) -> None:
    assert refusal(read_headers(headers(*lines)), RULES)


@pytest.mark.parametrize(
    ("sender", "listed"),
    [
        ("Reports@Core.Example", True),
        ("anyone@books.example", True),
        ("reports@core.example.evil.example", False),
        ("x@sub.books.example", False),
        ("x@notbooks.example", False),
        ("other@core.example", False),
    ],
)
def test_senders_are_listed_by_address_or_domain(sender: str, listed: bool) -> None:
    found = refusal(read_headers(headers(f"From: {sender}")), RULES)
    assert (not found) is listed
    if not listed:
        assert found == f"The sender {sender} isn't listed."


def test_subjects_are_chosen_by_pattern() -> None:
    rules = read_rules(
        {"conn_id": "mail", "senders": ["a@b.example"], "subject": "*commission*; Billing *"}
    )
    wanted = ("Your COMMISSION report", "billing log")
    assert all(is_wanted(read_headers(headers(f"Subject: {one}")), rules) for one in wanted)
    assert not is_wanted(read_headers(headers("Subject: Lunch?")), rules)
    assert not is_wanted(read_headers(headers()), rules)


PASSES = [
    f"{OWN}; dkim=pass header.d=core.example",
    f"{OWN}; dkim=pass header.i=@core.example header.s=s1",
    f"{OWN} 1; spf=fail smtp.mailfrom=x@evil.example; dkim=pass header.d=core.example",
    f"{OWN}; spf=pass smtp.mailfrom=bounce@core.example",
    f"{OWN.upper()}; dmarc=pass (p=reject dis=none) header.from=core.example",
    f"{OWN}; dkim = pass (2048-bit key) header.d = core.example",
]
FAILS = [
    f"{OWN}; dkim=fail header.d=core.example",
    f"{OWN}; dkim=none",
    # Signed, but by somebody else.
    f"{OWN}; dkim=pass header.d=evil.example",
    f"{OWN}; dkim=pass header.d=example",
    f"{OWN}; dkim=pass header.d=notcore.example",
    f"{OWN}; spf=pass smtp.mailfrom=x@evil.example",
    f"{OWN}; dkim=fail (dkim=pass header.d=core.example) header.d=core.example",
    # By a server that isn't ours.
    "mx.evil.example; dkim=pass header.d=core.example",
    f"mx.evil.example; dkim=pass header.d=core.example; {OWN}",
    "",
    ";",
]


@pytest.mark.parametrize("check", PASSES)
def test_a_sender_is_proven_by_a_signature_of_their_own_domain(check: str) -> None:
    read = read_headers(headers(f"Authentication-Results: {check}", "From: reports@core.example"))
    assert is_proven(read, OWN)
    assert refusal(read, STRICT) == ""


@pytest.mark.parametrize("check", FAILS)
def test_anything_else_proves_nothing(check: str) -> None:
    read = read_headers(headers(f"Authentication-Results: {check}", "From: reports@core.example"))
    assert not is_proven(read, OWN)
    assert "didn't confirm" in refusal(read, STRICT)


def test_what_a_sender_writes_below_the_servers_own_entry_counts_for_nothing() -> None:
    read = read_headers(
        headers(
            f"Authentication-Results: {OWN}; dkim=fail header.d=core.example",
            f"Authentication-Results: {OWN}; dkim=pass header.d=core.example",
            "From: reports@core.example",
        )
    )
    assert not is_proven(read, OWN)


def test_a_subdomain_is_proven_by_its_domain() -> None:
    read = read_headers(
        headers(f"Authentication-Results: {PASSES[0]}", "From: a@mail.core.example")
    )
    assert is_proven(read, OWN)


@given(st.binary(max_size=400))
def test_whatever_a_mail_holds_is_read(content: bytes) -> None:
    for prefix in (b"", b"From: ", b"Date: ", b"Subject: =?", b"Authentication-Results: "):
        read = read_headers(prefix + content)
        assert "\n" not in read.subject
        refusal(read, STRICT)
