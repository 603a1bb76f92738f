"""The ready profiles: all are there, fit CoreBooks' fields, and are part of the package."""

from __future__ import annotations

import fnmatch
import tomllib
from pathlib import Path

import pytest

from include.core_backoffice.mapping.profile import Profile
from include.core_backoffice.mapping.ready import OWN, ready_profile, ready_profiles

ROOT = Path(__file__).resolve().parents[3]


def test_there_is_one_for_each_product() -> None:
    assert [profile.product for profile in ready_profiles()] == [
        "AccountTECH",
        "AppFiles",
        "BoldTrail BackOffice",
        "BoldTrail BackOffice",
        "CORE BackOffice",
        "CORE BackOffice",
        "CoreBooks",
        "dotloop",
        "Loft47",
        "Lone Wolf",
        "SkySlope Books",
    ]
    assert ready_profile(OWN).product == "CoreBooks"


@pytest.mark.parametrize("profile", ready_profiles(), ids=lambda one: one.name)
def test_each_deletes_nothing_until_a_person_chooses_and_has_a_key(profile: Profile) -> None:
    assert profile.contents == "changes"
    for table in profile.tables:
        assert table.key
        assert table.headers


def test_the_wheel_has_them() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = project["tool"]["setuptools"]["package-data"]["*"]
    folder = ROOT / "include/core_backoffice/mapping/ready"
    assert (folder / "__init__.py").exists()
    for file in folder.glob("*.yaml"):
        assert any(fnmatch.fnmatch(file.name, pattern) for pattern in patterns)
