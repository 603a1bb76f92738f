"""Why QuickBooks wasn't connected, on its way back into Airflow's frame, with the form as it was filled.

Intuit leads back to an address outside of the frame. What is to be shown in it goes along in the address of the
page there: signed, so that no one else can have a page say anything, and for the user who began the sign-in.
"""

from __future__ import annotations

import dataclasses
import hashlib
from dataclasses import dataclass, field
from typing import Any

from itsdangerous import BadSignature, URLSafeTimedSerializer

from include.provider.connections.company_form import OnlineForm
from include.settings import encryption_keys

FIELD = "refused"
"""Of the page's address."""
_LIFE_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Refusal:
    """A sign-in at QuickBooks that connected nothing.

    Attributes:
        sentence: what happened, why, and what to do.
        form: the form of a new company as it was sent; None where a known one was to be reconnected, or where no one
            knows what the sign-in was for.
        errors: a sentence by field of the form that has to be changed.
    """

    sentence: str
    form: OnlineForm | None = None
    errors: dict[str, str] = field(default_factory=dict)

    def signed(self, user: str) -> str:
        """The refusal as a field of an address, for this user alone."""
        return _serializer().dumps([user, dataclasses.asdict(self)])


def refusal_of(signed: str, user: str) -> Refusal | None:
    """The refusal of an address; None if there is none, or not one that was signed for this user in the last hour."""
    if not signed:
        return None
    try:
        whose, told = _serializer().loads(signed, max_age=_LIFE_SECONDS)
    except BadSignature:
        return None
    return _read(told) if whose == user else None


def _read(told: dict[str, Any]) -> Refusal:
    form = OnlineForm(**told["form"]) if told["form"] else None
    return Refusal(told["sentence"], form, told["errors"])


def _serializer() -> URLSafeTimedSerializer:
    # As forms are signed (`csrf`), by keys for this use alone; the newest comes last and signs.
    keys = [
        hashlib.sha256(b"corebooks refusals" + key.encode()).hexdigest()
        for key in encryption_keys()
    ]
    return URLSafeTimedSerializer(keys[::-1], salt="refusal")
