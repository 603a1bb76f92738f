"""Every package says in its docstring what happens there, and in which order to read its modules."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = sorted(init.parent for init in (ROOT / "include").rglob("__init__.py"))
ALIKE = {
    "include/database/migrations/versions",
    "include/database/reads",
    "include/workflows/templates",
}
"""Packages whose modules are of one kind, and need no order."""

NOT_MODULES = {"corebooks", "approve"}
"""The command, and a task."""

of_package = pytest.mark.parametrize(
    "package", PACKAGES, ids=lambda package: package.relative_to(ROOT).as_posix()
)


def docstring(package: Path) -> str:
    text = (package / "__init__.py").read_text(encoding="utf-8")
    return ast.get_docstring(ast.parse(text)) or ""


def parts(package: Path) -> set[str]:
    """The modules and packages directly in a package."""
    modules = {file.stem for file in package.glob("*.py")}
    below = {folder.name for folder in package.iterdir() if (folder / "__init__.py").exists()}
    return (modules | below) - {"__init__", "__main__"}


@of_package
def test_a_package_says_what_it_is_in_one_line(package: Path) -> None:
    first = docstring(package).partition("\n")[0]
    assert first.endswith(".")


@of_package
def test_a_package_names_its_modules_in_the_order_to_read_them(package: Path) -> None:
    named = set(re.findall(r"`(\w+)`", docstring(package)))
    if package.relative_to(ROOT).as_posix() not in ALIKE:
        assert sorted(parts(package) - named) == []


@of_package
def test_what_a_package_names_is_there(package: Path) -> None:
    modules = {name for known in PACKAGES for name in parts(known)}
    named = set(re.findall(r"`([a-z_]+)`", docstring(package)))
    assert sorted(named - modules - NOT_MODULES) == []
