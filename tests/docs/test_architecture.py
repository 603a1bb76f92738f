"""The map shows every folder, and every function of the walk is where the page says."""

from __future__ import annotations

import importlib
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`([a-z_.]+):([A-Za-z_.]+)`", PAGE)))


def section(title: str) -> str:
    """A part of the page, from its heading to the next."""
    _, _, after = PAGE.partition(f"\n## {title}\n")
    return after.partition("\n## ")[0]


def folders_on_the_map() -> list[str]:
    """Paths of the folders that the map draws by indenting them."""
    above: list[str] = []
    paths = []
    for line in section("The map").split("```")[1].splitlines():
        drawn = re.match(r"( *)([a-z_]+)/", line)
        if drawn:
            above = [*above[: len(drawn[1]) // 2], drawn[2]]
            paths.append("/".join(above))
    return paths


def packages() -> Iterator[str]:
    for init in (ROOT / "include").rglob("__init__.py"):
        yield init.parent.relative_to(ROOT).as_posix()


def test_every_package_is_on_the_map_and_nothing_else() -> None:
    assert sorted(folders_on_the_map()) == sorted(packages())


def test_the_map_says_something_about_every_folder() -> None:
    lines = section("The map").split("```")[1].splitlines()
    silent = [line for line in lines if re.fullmatch(r" +[a-z_]+/ *", line)]
    assert silent == []


@pytest.mark.parametrize(("module", "name"), NAMED)
def test_what_the_page_names_is_there(module: str, name: str) -> None:
    found = importlib.import_module(f"include.{module}")
    for part in name.split("."):
        found = getattr(found, part)
    assert callable(found)


def test_the_walk_goes_all_the_way() -> None:
    walk = section("The walk")
    steps = [int(number) for number in re.findall(r"^(\d+)\. ", walk, re.MULTILINE)]
    assert steps == list(range(1, len(steps) + 1))
    places = [walk.index(f"`{start}") for start in (
        "core_backoffice.rest.", "core_backoffice.checks.", "sync.extract.store_records",
        "sync.diff.plan", "workflows.templates.", "sync.decide.compare", "sync.decide.decide",
        "sync.operations.operations", "sync.post.post", "sync.post.match_names",
        "quickbooks.online.gateway", "quickbooks.online.entries.documents",
        "quickbooks.online.wire.batch", "quickbooks.online.wire.transport",
    )]  # fmt: skip
    assert places == sorted(places)


def test_the_order_of_imports_is_that_of_the_contract() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = {entry["id"]: entry for entry in settings["tool"]["importlinter"]["contracts"]}
    *folders, _modules = contracts["house"]["layers"]
    layers = " > ".join(folders)
    assert layers.replace("include.", "").replace(" | ", ", ") in section("The map")
