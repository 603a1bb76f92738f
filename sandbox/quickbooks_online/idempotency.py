"""Request ids: the same id again gets the first answer again, for as long as it is remembered."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sandbox.quickbooks_online import json_text
from sandbox.quickbooks_online.company import Company
from sandbox.quickbooks_online.errors import Refusal
from sandbox.quickbooks_online.store import Body

_LONGEST = 50


@dataclass(frozen=True, slots=True)
class Remembered:
    """An answer given before: HTTP status and body."""

    status: int
    body: Body


def key_of(request_id: str, b_id: str = "") -> str:
    """The key of a request or of one item of a batch.

    Raises:
        Refusal: 6000, request id and item id have more than 50 characters together.
    """
    key = request_id + b_id
    if len(key) > _LONGEST:
        raise Refusal("6000", "You cannot enter more than 50 characters in the request_id field")
    return key


def digest(sent: object) -> str:
    """A short digest of what was sent."""
    return hashlib.sha256(json_text.dumps(sent).encode()).hexdigest()[:32]


def recall(company: Company, key: str, sent: object) -> Remembered | None:
    """The answer given to this key before, if it is still remembered.

    Raises:
        Refusal: 6000, the key came with another body before, where the setting refuses that; 600,
            it came before at all, where the setting refuses that.
    """
    retention = company.settings.requestid_retention_seconds
    row = company.store.database.execute(
        "SELECT at, status, digest, body FROM request WHERE realm = ? AND key = ?",
        (company.realm, key),
    ).fetchone()
    if row is None or (retention is not None and row[0] + retention <= company.clock.now()):
        return None
    if row[2] != digest(sent) and company.settings.requestid_other_body == "refuse":
        raise Refusal("6000", "The request id was used before with different content.")
    if company.settings.requestid_repeated == "refuse":
        raise Refusal("600", f"Duplicate Request ID: {key}")
    return Remembered(row[1], json_text.loads(row[3]))


def remember(company: Company, key: str, sent: object, answer: Remembered) -> None:
    """Keep an answer, in the same transaction as what it answers."""
    if company.settings.requestid_retention_seconds == 0:
        return
    company.store.database.execute(
        "INSERT OR REPLACE INTO request VALUES (?, ?, ?, ?, ?, ?)",
        (
            company.realm,
            key,
            company.clock.now(),
            answer.status,
            digest(sent),
            json_text.dumps(answer.body),
        ),
    )
