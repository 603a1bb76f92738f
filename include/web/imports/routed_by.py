"""By which column a source's records are routed to companies, in words."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import ValidationError

from include.core_backoffice.mapping.profile import Profile, Value
from include.database.reads.import_routes import ProfileVersion


def routed_by(versions: Sequence[ProfileVersion]) -> str:
    """The columns that a source's active profiles route by: “Office”; "" where none does."""
    names: dict[str, None] = {}
    for version in versions:
        if version.active:
            names |= dict.fromkeys(_columns(version))
    return " or ".join(f"“{name}”" for name in names)


def _columns(version: ProfileVersion) -> list[str]:
    try:
        profile = Profile.model_validate(dict(version.body))
    except ValidationError:  # of a later version of CoreBooks
        return []
    return [name for table in profile.tables if table.route for name in _names(table.route)]


def _names(value: Value) -> tuple[str, ...]:
    return value.columns or ((value.constant,) if value.constant else ())
