"""What README, CONTRIBUTING and the pages under docs name is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
README = (ROOT / "README.md").read_text(encoding="utf-8")
_CODE_BLOCK = re.compile(r"```.*?```", re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_PATH = re.compile(
    r"`((?:include|sandbox|tests|docs|dags|plugins|benchmarks)/[\w./-]+|pyproject\.toml)`"
)
_MAKE = re.compile(r"(?:^|`)make ([a-z]+)", re.MULTILINE)
_HEADING = re.compile(r"^#+ (.+)", re.MULTILINE)

by_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())


def code_of(text: str) -> str:
    """The parts of a page that are code."""
    return "\n".join(re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL))


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = _HEADING.findall(page.read_text(encoding="utf-8"))
    return {
        re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings
    }


def broken_links(page: Path) -> Iterator[str]:
    """The links of a page that lead nowhere in the project."""
    for link in _LINK.findall(_CODE_BLOCK.sub("", page.read_text(encoding="utf-8"))):
        if link.startswith(("http://", "https://")):
            continue
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            yield link


@by_page
def test_links_and_pictures_lead_somewhere(page: Path) -> None:
    assert list(broken_links(page)) == []


@by_page
def test_files_and_folders_that_a_page_names_exist(page: Path) -> None:
    named = _PATH.findall(page.read_text(encoding="utf-8"))
    assert [path for path in named if not (ROOT / path).exists()] == []


@by_page
def test_make_targets_that_a_page_names_exist(page: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    named = set(_MAKE.findall(code_of(page.read_text(encoding="utf-8"))))
    assert sorted(named - targets) == []


def test_the_readme_is_short_and_sets_up_with_two_commands() -> None:
    first_block = README.split("```")[1]
    assert first_block.split("\n") == ["", "make demo", "make test", ""]
    assert 30 <= len(README.splitlines()) <= 150


def test_contributing_fits_on_one_screen() -> None:
    lines = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 50


def test_contributing_says_where_everything_new_goes() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    added = re.findall(r"^\| (an? [^|]+?) \|", text, re.MULTILINE)
    assert {"a template", "a page", "a source of CORE's records"} <= set(added)
    rows = [line for line in text.splitlines() if line.startswith(("| a ", "| an "))]
    assert all(_PATH.search(row) for row in rows)
