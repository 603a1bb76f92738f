"""docker-compose.yaml with its overrides and an .env, as Compose reads them."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from cryptography.fernet import Fernet

ROOT = Path(__file__).parents[2]
COMPOSE_FILE = ROOT / "docker-compose.yaml"
EXAMPLE = ROOT / ".env.example"

Service = dict[str, Any]

_VARIABLE = re.compile(r"\$(?:\$|\{(?P<name>[A-Z_]+)(?::(?P<kind>[-?])(?P<word>[^}]*))?\})")
_SECRET = re.compile(r"SECRET_KEY$|_JWT_SECRET$|_PASSWORD$|_TRAIL_KEY$")


class VariableMissing(ValueError):
    """The file needs a variable that .env doesn't fill in, and says so."""


def read_env(text: str) -> dict[str, str]:
    """The variables of an .env file: name -> value."""
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    pairs = (line.partition("=") for line in lines)
    return {name: value for name, _, value in pairs}


def filled_example(**chosen: str) -> dict[str, str]:
    """.env.example with a secret in each empty place, as its comments say, and what is chosen."""
    values = read_env(EXAMPLE.read_text(encoding="utf-8"))
    for name, value in values.items():
        if value:
            continue
        if name.endswith("FERNET_KEY"):
            values[name] = Fernet.generate_key().decode()
        elif _SECRET.search(name):
            values[name] = secrets.token_hex(32)
    unknown = chosen.keys() - values.keys()
    if unknown:
        raise ValueError(f".env.example has no {', '.join(sorted(unknown))}")
    return values | chosen


def services(env: Mapping[str, str], overrides: Sequence[Path] = ()) -> dict[str, Service]:
    """Every service with its variables filled in.

    Args:
        env: what `.env` has.
        overrides: further compose files, as after `-f`; what they say goes before.

    Raises:
        VariableMissing: a variable that must be filled in isn't.
    """
    merged: Any = {}
    for file in (COMPOSE_FILE, *overrides):
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        merged = _merge(merged, _filled(content["services"], env))
    found: dict[str, Service] = merged
    return found


def _merge(below: Any, above: Any) -> Any:
    """As Compose merges files: mappings key by key, everything else is replaced."""
    if not isinstance(below, dict) or not isinstance(above, dict):
        return above
    return below | {
        key: _merge(below[key], value) if key in below else value for key, value in above.items()
    }


def _filled(value: Any, env: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _filled(inner, env) for key, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, env) for inner in value]
    if isinstance(value, str):
        return _VARIABLE.sub(lambda found: _value(found, env), value)
    return value


def _value(found: re.Match[str], env: Mapping[str, str]) -> str:
    name, kind, word = found["name"], found["kind"], found["word"]
    if name is None:
        return "$"
    value = env.get(name, "")
    if value or kind is None:
        return value
    if kind == "?":
        raise VariableMissing(f"{name}: {word}")
    return word
