"""Signatures of calls: those of Standard Webhooks, and those of BackOffice's own webhooks.

Standard Webhooks signs the ID, the moment and the body together, so that a call can neither be altered nor be
repeated later: `webhook-signature` is one or more "v1,<base64>" with the HMAC-SHA256 of "<id>.<timestamp>.<body>",
and a secret is "whsec_" with 24 to 64 bytes in base64. BackOffice signs the body alone, in hexadecimal, with the
secret's text as the key: such a call can be repeated, so it must never be more than a reason to look.

The package `standardwebhooks` verifies bodies that are UTF-8 only, and pushes have workbooks. So this module compares
bytes, and its tests sign with that package.

Sources:
- https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
- https://kb.boldtrail.com/ (BackOffice's header, and what it signs)
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hmac
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

ID_HEADER = "webhook-id"
TIMESTAMP_HEADER = "webhook-timestamp"
SIGNATURE_HEADER = "webhook-signature"
BACKOFFICE_HEADER = "x-brokermint-webhook-signature"

TOLERANCE = dt.timedelta(minutes=5)
"""How far the caller's clock, or a call on its way, may be from now; as Standard Webhooks recommends."""
SECRET_BYTES = 32

_PREFIX = "whsec_"
_DIGEST_BYTES = 32
_MOST_SIGNATURES = 10
"""In one header: a caller signs with an old and a new secret while it replaces one."""
_LONGEST_HEADER = 1_000
_ID = re.compile(r"[\x21-\x2d\x2f-\x7e]{1,200}")
"""Visible ASCII without a full stop, which would let parts of the body be taken for the moment."""
_SECONDS = re.compile(r"\d{1,12}")


class Dialect(StrEnum):
    """Whose way of signing it is."""

    STANDARD = "standard-webhooks"
    BACKOFFICE = "backoffice"


class Unsigned(ValueError):
    """The headers have no signature that could be right; the text says why, for the log alone."""


@dataclass(frozen=True, slots=True)
class PushSecret:
    """What a feed's calls are signed with."""

    dialect: Dialect
    text: str


@dataclass(frozen=True, slots=True)
class Signature:
    """What the headers of a call claim.

    Attributes:
        dialect: whose it is.
        digests: the signatures, one of which must be right.
        id: the caller's own ID of the call, the same when it is sent again; BackOffice has none.
        signed_prefix: what is signed before the body.
    """

    dialect: Dialect
    digests: tuple[bytes, ...]
    id: str = ""
    signed_prefix: bytes = b""


def new_secret() -> str:
    """A new secret, as Standard Webhooks writes it."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def signature_in(headers: Mapping[str, str], now: dt.datetime) -> Signature:
    """The signature that a call claims to have, so that a body without one needn't be read.

    Args:
        headers: by name in lower case.
        now: an aware moment.

    Raises:
        Unsigned: there is none, it is malformed, or its moment is too far from now.
    """
    if SIGNATURE_HEADER in headers:
        return _standard(headers, now)
    if BACKOFFICE_HEADER in headers:
        return _backoffice(headers[BACKOFFICE_HEADER])
    raise Unsigned("it has no signature")


def is_signed(body: bytes, signature: Signature, known: Iterable[PushSecret]) -> bool:
    """Whether one of the secrets signed exactly these bytes.

    A feed without a secret of the dialect takes as long as one with a secret, so that it can't be told by time
    which feeds there are.
    """
    keys = [key_of(one) for one in known if one.dialect is signature.dialect]
    right = False
    for key in keys or [secrets.token_bytes(SECRET_BYTES)]:
        digest = hmac.new(key, signature.signed_prefix, "sha256")
        digest.update(body)
        made = digest.digest()
        for claimed in signature.digests:
            right |= hmac.compare_digest(made, claimed)
    return right and bool(keys)


def key_of(secret: PushSecret) -> bytes:
    """The key that a secret's text stands for.

    Raises:
        ValueError: it isn't one of Standard Webhooks.
    """
    if secret.dialect is Dialect.BACKOFFICE:
        return secret.text.encode()
    return base64.b64decode(secret.text.removeprefix(_PREFIX), validate=True)


def _standard(headers: Mapping[str, str], now: dt.datetime) -> Signature:
    call_id, moment = headers.get(ID_HEADER, ""), headers.get(TIMESTAMP_HEADER, "")
    if not _ID.fullmatch(call_id):
        raise Unsigned("the ID in its headers is missing or malformed")
    if not _SECONDS.fullmatch(moment):
        raise Unsigned("its webhook-timestamp is missing or malformed")
    if abs(now.timestamp() - int(moment)) > TOLERANCE.total_seconds():
        raise Unsigned("its webhook-timestamp is more than 5 minutes from now")
    digests = tuple(_digests(headers[SIGNATURE_HEADER]))
    if not digests:
        raise Unsigned("its webhook-signature has no signature of version v1")
    return Signature(Dialect.STANDARD, digests, call_id, f"{call_id}.{moment}.".encode())


def _digests(header: str) -> Iterable[bytes]:
    if len(header) > _LONGEST_HEADER:
        return
    for part in header.split(" ")[:_MOST_SIGNATURES]:
        version, _, text = part.partition(",")
        try:
            digest = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            continue
        if version == "v1" and len(digest) == _DIGEST_BYTES:
            yield digest


def _backoffice(header: str) -> Signature:
    try:
        digest = bytes.fromhex(header) if len(header) == 2 * _DIGEST_BYTES else b""
    except ValueError:
        digest = b""
    if len(digest) != _DIGEST_BYTES:
        raise Unsigned("its BackOffice signature is malformed")
    return Signature(Dialect.BACKOFFICE, (digest,))
