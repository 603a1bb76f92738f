"""The keys of the audit trail. Neither is readable in the database that they protect.

Both are derived from one secret: the setting `[corebooks] trail_key`, or else a key of CoreBooks' own
that is kept sealed with Airflow's Fernet keys, so that their rotation leaves the trail as it is.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.orm import Session

from include.database.keys.own_keys import own_key
from include.database.keys.seal import Seal
from include.database.trail.verify_offline import key_id
from include.settings import encryption_keys, trail_key

PURPOSE = "audit trail"


def trail_secret(session: Session) -> bytes:
    """The secret; made in this transaction if there is none.

    Raises:
        SettingMissing: neither a trail key nor Airflow's Fernet key is set.
        SealBroken: the secret was sealed with a key that is no longer configured.
    """
    return configured_secret() or own_key(session, Seal(encryption_keys()), PURPOSE)


def configured_secret() -> bytes:
    """The secret of the setting; empty if it is blank."""
    return trail_key().encode()


def chain_key(secret: bytes) -> bytes:
    """The key of the events' hashes."""
    return _derived(secret, b"corebooks audit trail")


def signing_key(secret: bytes) -> Ed25519PrivateKey:
    """The key that signs checkpoints."""
    return Ed25519PrivateKey.from_private_bytes(_derived(secret, b"corebooks checkpoints"))


def public_key(secret: bytes, origin: str) -> str:
    """The key that verifies checkpoints, for auditors (C2SP signed-note, "vkey").

    Args:
        secret: of `trail_secret`.
        origin: the trail's name in checkpoints.
    """
    raw = signing_key(secret).public_key().public_bytes_raw()
    encoded = base64.b64encode(b"\x01" + raw).decode()
    return f"{origin}+{key_id(origin, raw).hex()}+{encoded}"


def signed(secret: bytes, origin: str, text: str) -> str:
    """A checkpoint's text as a signed note."""
    key = signing_key(secret)
    raw = key.public_key().public_bytes_raw()
    signature = key_id(origin, raw) + key.sign(text.encode())
    return f"{text}\n\u2014 {origin} {base64.b64encode(signature).decode()}\n"


def _derived(secret: bytes, purpose: bytes) -> bytes:
    """32 bytes for one purpose: HKDF with SHA-256 (RFC 5869), without a salt."""
    extracted = hmac.new(bytes(32), secret, hashlib.sha256).digest()
    return hmac.new(extracted, purpose + b"\x01", hashlib.sha256).digest()
