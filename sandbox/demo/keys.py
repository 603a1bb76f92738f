"""The demo's own secrets: created once, stored in its state folder, readable by their owner only."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from cryptography.fernet import Fernet

from include.private_files import write_private
from sandbox.demo.settings import USERS


@dataclass(frozen=True, slots=True)
class Keys:
    """What Airflow needs to keep secrets, and the password of the demo's users.

    The Fernet key seals the database's tokens too: a new one would make them unreadable.
    """

    fernet_key: str
    jwt_secret: str
    api_secret: str
    password: str


def load_keys(state: Path) -> Keys:
    """Read the keys of this state folder; the first time, create them."""
    file = state / "keys.json"
    if not file.exists():
        fresh = Keys(
            fernet_key=Fernet.generate_key().decode(),
            jwt_secret=secrets.token_hex(64),
            api_secret=secrets.token_hex(32),
            password=secrets.token_urlsafe(9),
        )
        _write(file, asdict(fresh))
    return Keys(**json.loads(file.read_text(encoding="utf-8")))


def write_password_file(home: Path, keys: Keys) -> Path:
    """Write the users and their password where Airflow's simple auth manager looks for them."""
    file = home / "passwords.json"
    _write(file, dict.fromkeys(USERS, keys.password))
    return file


def _write(file: Path, content: dict[str, str]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    write_private(file, json.dumps(content, indent=2).encode())
