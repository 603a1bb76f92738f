"""Proof that a change was asked for on one of our own pages.

Airflow's sign-in is a cookie that the browser sends along with any request, whoever made it up. So
every change carries a token that only our pages know: signed, bound to the signed-in user, valid
for twelve hours.
"""

from __future__ import annotations

import hashlib
from typing import Annotated

from fastapi import Depends, HTTPException, Request, status
from fastapi.concurrency import run_in_threadpool
from itsdangerous import BadSignature, URLSafeTimedSerializer

from include.settings import encryption_keys
from include.web.frame.access import Visitor, visitor
from include.web.frame.event_log import EventLog

FIELD = "csrf_token"
HEADER = "X-CSRF-Token"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_LIFE_SECONDS = 12 * 3600


class FormTooOld(HTTPException):
    """The form carries no token of this user's, or an old one; open the page again."""

    def __init__(self) -> None:
        super().__init__(
            status.HTTP_403_FORBIDDEN,
            "This form expired, or it wasn't opened from CoreBooks. Open the page again and repeat "
            "your change. Nothing was changed.",
        )


def csrf_token(who: Visitor) -> str:
    """The token for a page that this user opens now."""
    return _serializer().dumps(who.name)


async def guard(
    request: Request, who: Annotated[Visitor, Depends(visitor)], note: EventLog
) -> None:
    """Refuse a change that does not carry the user's token, in the form or in the header.

    What is allowed is in Airflow's event log before it is done; `bounds` has the line corrected if it
    then isn't.

    Raises:
        FormTooOld: before the route is entered.
    """
    if request.method in _SAFE:
        return
    given = request.headers.get(HEADER, "")
    if not given:
        given = str((await request.form()).get(FIELD, ""))
    try:
        name = _serializer().loads(given, max_age=_LIFE_SECONDS)
    except BadSignature:
        raise FormTooOld from None
    if name != who.name:
        raise FormTooOld
    await run_in_threadpool(note, request, who)


def _serializer() -> URLSafeTimedSerializer:
    # The same on every process of the API server: Airflow's own encryption key, for this use alone.
    # The newest signs and comes last; forms that an older one signed are good until they expire.
    keys = [
        hashlib.sha256(b"corebooks forms" + key.encode()).hexdigest() for key in encryption_keys()
    ]
    return URLSafeTimedSerializer(keys[::-1], salt="csrf")
