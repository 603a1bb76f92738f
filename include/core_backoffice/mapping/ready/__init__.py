"""Ready profiles, one YAML file each, for products whose layouts are public and for CoreBooks' own.

Each is what `profile` says; read `corebooks.yaml` first.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

from include.core_backoffice.mapping.profile import Profile
from include.core_backoffice.mapping.yaml_files import from_yaml

OWN = "corebooks"
"""The ready profile of CoreBooks' own layout."""


def ready_profiles() -> tuple[Profile, ...]:
    """All ready profiles, in order of name."""
    return tuple(sorted(_read().values(), key=lambda profile: profile.name.casefold()))


def ready_profile(slug: str) -> Profile:
    """One ready profile, by its file's name without `.yaml`.

    Raises:
        KeyError: there is none of that name.
    """
    return _read()[slug]


@cache
def _read() -> dict[str, Profile]:
    files = resources.files(__name__).iterdir()
    return {
        file.name.removesuffix(".yaml"): from_yaml(file.read_text(encoding="utf-8"))
        for file in files
        if file.name.endswith(".yaml")
    }
