"""Signatures: what another implementation signs is right, and nothing else is."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook

from include.core_backoffice.push.signatures import (
    Dialect,
    PushSecret,
    Unsigned,
    is_signed,
    key_of,
    new_secret,
    signature_in,
)

NOW = dt.datetime(2026, 11, 30, 17, 0, tzinfo=dt.UTC)
SECRET, OTHER = new_secret(), new_secret()
BODY = b'{"data": [{"number": "TR-7", "gross": "14850.00"}]}'


def standard(
    body: bytes = BODY, secret: str = SECRET, call: str = "msg_1", at: dt.datetime = NOW
) -> dict[str, str]:
    """The headers of a call that another implementation of Standard Webhooks signed."""
    return {
        "webhook-id": call,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(call, at, body.decode()),
    }


def of(text: str) -> PushSecret:
    return PushSecret(Dialect.STANDARD, text)


def test_what_the_package_of_standard_webhooks_signs_is_right() -> None:
    signature = signature_in(standard(), NOW)
    assert signature.id == "msg_1"
    assert is_signed(BODY, signature, [of(SECRET)])


def test_a_workbook_is_signed_by_its_bytes_whatever_they_are() -> None:
    body = bytes(range(256))
    signed = b"msg_1.%d." % NOW.timestamp() + body
    digest = hmac.new(base64.b64decode(SECRET.removeprefix("whsec_")), signed, hashlib.sha256)
    headers = {
        **standard(),
        "webhook-signature": "v1," + base64.b64encode(digest.digest()).decode(),
    }
    assert is_signed(body, signature_in(headers, NOW), [of(SECRET)])


def test_while_a_secret_is_replaced_both_are_right_and_a_call_may_have_both_signatures() -> None:
    both = [of(OTHER), of(SECRET)]
    assert is_signed(BODY, signature_in(standard(), NOW), both)
    assert is_signed(BODY, signature_in(standard(secret=OTHER), NOW), both)
    old, new = (standard(secret=one)["webhook-signature"] for one in (OTHER, SECRET))
    headers = {**standard(), "webhook-signature": f"v1a,nonsense {old} {new}"}
    assert is_signed(BODY, signature_in(headers, NOW), [of(SECRET)])


@pytest.mark.parametrize(
    "headers",
    [
        standard(secret=OTHER),
        standard(body=BODY + b" "),
        {**standard(), "webhook-id": "msg_2"},
        {**standard(), "webhook-timestamp": str(int(NOW.timestamp()) + 1)},
    ],
    ids=["another secret", "another body", "another ID", "another moment"],
)
def test_what_was_altered_or_signed_by_others_is_wrong(headers: dict[str, str]) -> None:
    assert not is_signed(BODY, signature_in(headers, NOW), [of(SECRET)])


@pytest.mark.parametrize(("seconds", "is_near"), [(299, True), (300, True), (301, False)])
@pytest.mark.parametrize("sign", [-1, 1])
def test_a_call_is_accepted_for_five_minutes(seconds: int, sign: int, is_near: bool) -> None:
    headers = standard(at=NOW + dt.timedelta(seconds=sign * seconds))
    if is_near:
        assert is_signed(BODY, signature_in(headers, NOW), [of(SECRET)])
    else:
        with pytest.raises(Unsigned, match="more than 5 minutes"):
            signature_in(headers, NOW)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"webhook-id": ""}, "the ID in its headers"),
        ({"webhook-id": "msg.1"}, "the ID in its headers"),
        ({"webhook-id": "a b"}, "the ID in its headers"),
        ({"webhook-id": "m" * 201}, "the ID in its headers"),
        ({"webhook-timestamp": ""}, "webhook-timestamp"),
        ({"webhook-timestamp": "1.8e9"}, "webhook-timestamp"),
        ({"webhook-timestamp": "NaN"}, "webhook-timestamp"),
        ({"webhook-timestamp": "٣"}, "webhook-timestamp"),
        ({"webhook-signature": ""}, "no signature of version v1"),
        ({"webhook-signature": "v1"}, "no signature of version v1"),
        ({"webhook-signature": "v1,$$$"}, "no signature of version v1"),
        ({"webhook-signature": "v1," + "A" * 5_000}, "no signature of version v1"),
        ({"webhook-signature": "v2," + "A" * 43 + "="}, "no signature of version v1"),
    ],
)
def test_malformed_headers_are_told_before_a_body_is_read(
    changed: dict[str, str], why: str
) -> None:
    with pytest.raises(Unsigned, match=why):
        signature_in({**standard(), **changed}, NOW)


def test_no_part_of_a_body_can_be_taken_for_the_moment() -> None:
    """ "msg.1" with the moment 2 signs the same bytes as "msg" with the moment 1 and a body "2…"."""
    at = NOW.timestamp()
    body = b"%d." % at + BODY
    headers = {**standard(body=body), "webhook-id": f"msg_1.{at:.0f}"}
    with pytest.raises(Unsigned):
        signature_in(headers, NOW)


def test_backoffice_signs_the_body_alone_in_hexadecimal() -> None:
    secret = PushSecret(Dialect.BACKOFFICE, "s3cret")
    digest = hmac.new(b"s3cret", BODY, hashlib.sha256).hexdigest()
    signature = signature_in({"x-brokermint-webhook-signature": digest}, NOW)
    assert is_signed(BODY, signature, [secret])
    assert not is_signed(BODY + b" ", signature, [secret])
    # A secret of one dialect signs nothing of the other.
    assert not is_signed(BODY, signature, [PushSecret(Dialect.STANDARD, "s3cret")])


@pytest.mark.parametrize("header", ["", "zz" * 32, "ab" * 31, "ab" * 33, " " * 64])
def test_what_is_no_digest_of_backoffices_is_told(header: str) -> None:
    with pytest.raises(Unsigned, match="malformed"):
        signature_in({"x-brokermint-webhook-signature": header}, NOW)


def test_without_a_secret_nothing_is_right() -> None:
    assert not is_signed(BODY, signature_in(standard(), NOW), [])


def test_secrets_are_long_enough_and_never_the_same() -> None:
    assert len(key_of(of(SECRET))) == 32
    assert SECRET != OTHER


@given(
    st.dictionaries(
        st.sampled_from(
            [
                "webhook-id",
                "webhook-timestamp",
                "webhook-signature",
                "x-brokermint-webhook-signature",
            ]
        ),
        st.text(max_size=80),
    )
)
def test_no_header_is_right_by_chance_or_breaks_anything(headers: dict[str, str]) -> None:
    try:
        signature = signature_in(headers, NOW)
    except Unsigned:
        return
    assert not is_signed(BODY, signature, [of(SECRET), PushSecret(Dialect.BACKOFFICE, "s3cret")])
